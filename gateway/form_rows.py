"""The form for appointments and removals (干部任免审批表) handed out: of a cadre, a selection's candidates, a list.

Read under the reader's own rights: the file, and the family, the photo and the selection each by the right of its own
row. What a reader may not see is left out, and the answer says so.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from marshmallow import validate

from gateway import forms, journal
from gateway.exports import File, file_name
from gateway.media import DOCX, JSON, LRMX, PDF, ZIP, preferred
from gateway.naming import names_of
from gateway.printing import NotPrintable, PaperTooLarge
from gateway.problems import ScopeMissing
from gateway.route import Answer, GatewayRequest, Route, Scope
from gateway.routes import row_of
from gateway.rpc import Answered
from papers.form import AppointmentForm
from servicekit import clock
from servicekit.errors import Forbidden, Invalid, InvalidFields, NotFound, field_error
from servicekit.forms import day, given, listed, other, wanted
from servicekit.operations import Query
from servicekit.schema import Id, Schema, fields, load
from services.registry.operations.cadres import GET_CADRE, GET_FAMILY, GET_HEALTH, GET_PHOTO
from services.registry.operations.selections import GET_SELECTION

MOST = 50
"""Forms of one answer."""
MOST_OF_A_JOB = 1000
"""Forms of one export."""
TITLE = "任免审批表"
_ONE = {"json": JSON, "docx": DOCX, "pdf": PDF, "lrmx": LRMX}
_SEVERAL = {"docx": ZIP, "lrmx": ZIP, "pdf": PDF}
_WORDS = {"json": "数据", "docx": "可编辑的文档", "pdf": "版式文件", "lrmx": "任免审批表编辑器文件"}
LEFT_OUT_PARTS = {"family": "家庭成员", "photo": "照片", "health": "健康状况", "punishments": "处分及未识别内容"}
_IN_WORDS: dict[str, str] = {}
"""Of fields that elsewhere hold codes: the form says words already."""
LEFT_OUT = "Form-Left-Out"
"""The header that says what a reader's rights leave out."""


Asked: TypeAlias = tuple[str, Mapping[str, Any] | None]
"""Whose form, and for which selection."""


class TooManyForms(Invalid):
    """More forms are asked for than are printed while their reader waits."""

    code = "papers/too-many-forms"
    zh = "一次要求的任免审批表过多"
    en = "Too many forms at once"
    advice_zh = "请提交导出任务，或者分几次下载。"
    advice_en = "Ask for them as a job (POST /v1/exports), or take them in parts."


class _Wanted(Schema):
    age_on = day("计算年龄时间；空则为当日", load_default=None, allow_none=True)


class GetForm(_Wanted):
    """Whose form, as what, and for which appointment."""

    cadre_id = Id(metadata={"zh": "干部"})
    selection_id = other("选拔任用；填其拟任职务、任免理由和呈报单位")
    format = listed({key: _WORDS[key] for key in _ONE}, "格式；空则依“Accept”", load_default=None)


class GetSelectionForms(_Wanted):
    """The forms of a selection's candidates."""

    selection_id = wanted("选拔任用")
    format = listed({key: _WORDS[key] for key in _SEVERAL}, "格式；空则依“Accept”", load_default=None)


class GetForms(_Wanted):
    """The forms of several cadres, and of whom several selections are about: a meeting's list."""

    cadre_id = fields.List(
        Id(), load_default=list, validate=validate.Length(0, MOST), metadata={"zh": f"干部，最多 {MOST} 人"}
    )
    selection_id = fields.List(
        Id(), load_default=list, validate=validate.Length(0, MOST), metadata={"zh": "选拔任用；依次附其人选"}
    )
    format = listed({key: _WORDS[key] for key in _SEVERAL}, "格式；空则依“Accept”", load_default=None)


class GetManyForms(GetForms):
    """The same as a job asks for it (`gateway.exporting`)."""

    cadre_id = fields.List(Id(), load_default=list, validate=validate.Length(0, MOST_OF_A_JOB), metadata={"zh": "干部"})


class EducationLine(Schema):
    """A line of education (学历学位)."""

    level = given("学历", _IN_WORDS)
    degree = given("学位")
    level_school = given("学历毕业院校系及专业")
    degree_school = given("学位毕业院校系及专业")


class ResumeLineOut(Schema):
    """A line of the résumé (简历)."""

    began = given("起")
    ended = given("止；空则至今")
    text = given("经历")


class RelativeOut(Schema):
    """A line of the family's table."""

    relation = given("称谓", _IN_WORDS)
    name = given("姓名")
    birth = given("出生年月")
    political_status = given("政治面貌", _IN_WORDS)
    work = given("工作单位及职务")


class FormOut(Schema):
    """What the form says, cell by cell, in words."""

    cadre_id = given("干部")
    name = given("姓名")
    sex = given("性别", _IN_WORDS)
    birth = given("出生年月")
    ethnicity = given("民族", _IN_WORDS)
    native_place = given("籍贯")
    birthplace = given("出生地")
    joined_party_on = given("入党时间")
    other_party = given("民主党派", _IN_WORDS)
    began_work_on = given("参加工作时间")
    health = given("健康状况")
    professional_post = given("专业技术职务")
    specialities = given("熟悉专业有何专长")
    full_time = fields.Nested(EducationLine, metadata={"zh": "全日制教育"})
    in_service = fields.Nested(EducationLine, metadata={"zh": "在职教育"})
    current_post = given("现任职务")
    proposed_post = given("拟任职务")
    proposed_removal = given("拟免职务")
    resume = fields.List(fields.Nested(ResumeLineOut), metadata={"zh": "简历"})
    rewards_and_punishments = given("奖惩情况")
    assessments = given("年度考核结果")
    reason = given("任免理由")
    family = fields.List(fields.Nested(RelativeOut), metadata={"zh": "家庭主要成员及重要社会关系"})
    reported_by = given("呈报单位")
    age_on = given("计算年龄时间")
    filled_in_on = given("填表时间")
    filled_in_by = given("填表人")
    retires_on = given("到龄年月")
    has_photo = fields.Boolean(metadata={"zh": "有照片"})
    left_out = fields.List(fields.String(), metadata={"zh": "无权查看而未填的栏目", "words": LEFT_OUT_PARTS})


@dataclass(frozen=True, slots=True)
class Filled:
    """Whose form, the form, and what the reader's rights left out of it."""

    cadre_id: str
    form: AppointmentForm
    left_out: tuple[str, ...]


async def get_form(request: GatewayRequest) -> Answer:
    """One form, as what is asked for."""
    wish = load(GetForm, request.params)
    kind = wish["format"] or preferred(request.header("accept"), _ONE)
    selection = await selection_of(request, wish["selection_id"])
    if selection is not None and wish["cadre_id"] not in {one["cadre_id"] for one in selection["candidates"]}:
        raise InvalidFields(
            errors=[
                field_error("/selection_id", "not-a-candidate", "此人不是该选拔任用的人选", "Not a candidate of it")
            ]
        )
    one = await filled(request, wish["cadre_id"], selection, wish["age_on"])
    if kind == "json":
        return Answer(_shown(one))
    [file] = await printed(request, kind, [one])
    return _file(file, _ONE[kind], f"{TITLE}_{one.form.name}.{kind}", one.left_out)


async def get_selection_forms(request: GatewayRequest) -> Answer:
    """The forms of whom a selection is about."""
    wish = load(GetSelectionForms, request.params)
    selection = await selection_of(request, wish["selection_id"])
    assert selection is not None
    name = f"{TITLE}_{selection['post_title']}"
    return await _several(request, [(one, selection) for one in forms.candidates_of(selection)], wish, name)


async def get_forms(request: GatewayRequest) -> Answer:
    """The forms of a list of cadres, in its order, and after them of whom a list of selections is about."""
    wish = load(GetForms, request.params)
    return await _several(request, await whose(request, wish), wish, TITLE)


async def whose(request: GatewayRequest, wish: Mapping[str, Any]) -> list[Asked]:
    """Whose forms are asked for: a list of cadres, in its order, and after them whom a list of selections is about."""
    asked: list[Asked] = [(one, None) for one in dict.fromkeys(wish["cadre_id"])]
    for selection_id in dict.fromkeys(wish["selection_id"]):
        selection = await selection_of(request, selection_id)
        assert selection is not None
        asked += [(one, selection) for one in forms.candidates_of(selection)]
    return asked


async def _several(request: GatewayRequest, asked: Sequence[Asked], wish: Mapping[str, Any], name: str) -> Answer:
    kind = wish["format"] or preferred(request.header("accept"), _SEVERAL)
    if not asked:
        raise NotFound()
    if len(asked) > MOST:
        raise TooManyForms(
            f"共 {len(asked)} 份，一次最多 {MOST} 份", f"{len(asked)}; at most {MOST} at once", most=MOST
        )
    made = [await filled(request, cadre_id, selection, wish["age_on"]) for cadre_id, selection in asked]
    left_out = tuple(one for one in LEFT_OUT_PARTS if any(one in each.left_out for each in made))
    files = await printed(request, kind, made)
    if kind == "pdf":
        return _file(files[0], PDF, f"{name}.pdf", left_out)
    named = [f"{number:02}_{TITLE}_{one.form.name}.{kind}" for number, one in enumerate(made, 1)]
    return _file(_zipped(dict(zip(named, files, strict=True))), ZIP, f"{name}.zip", left_out)


async def printed(request: GatewayRequest, kind: str, made: Sequence[Filled]) -> list[bytes]:
    """The files, and a note of who took out whose form."""
    files = await request.printed(kind, [one.form for one in made], today())
    for cadre_id in dict.fromkeys(one.cadre_id for one in made):
        who = request.principal.account
        await journal.tell(request.db, journal.Action.FORM_TAKEN_OUT, cadre_id, who, request.request_id, format=kind)
    return files


async def selection_of(request: GatewayRequest, selection_id: str | None) -> dict[str, Any] | None:
    """A selection, where one is meant."""
    if selection_id is None:
        return None
    found: dict[str, Any] = await request.call_as(row_of(GET_SELECTION), GET_SELECTION, selection_id=selection_id)
    return found


async def filled(request: GatewayRequest, cadre_id: str, selection: Mapping[str, Any] | None, age_on: Any) -> Filled:
    """A form, filled in with what the reader may see."""
    file = await request.call_as(row_of(GET_CADRE), GET_CADRE, cadre_id=cadre_id)
    left_out: list[str] = []
    family = await own_part(request, GET_FAMILY, cadre_id, "family", left_out)
    photo = await own_part(request, GET_PHOTO, cadre_id, "photo", left_out)
    health = await own_part(request, GET_HEALTH, cadre_id, "health", left_out)
    if file["punishments"] is None:
        left_out.append("punishments")
    account = request.principal.account
    names = await names_of(request, [*forms.units_of(file), account])
    proposal, held_on = {}, today()
    if selection is not None:
        held_on = forms.held_on(selection, file, held_on)
        removal = forms.removal_of(selection, file, names, today())
        proposal = {**forms.proposal_of(selection, cadre_id), "proposed_removal": removal}
    form = forms.composed(
        file,
        health=health.get("health") or "",
        names=names,
        family=family.get("family", ()),
        photo=base64.b64decode(photo.get("data", "")),
        today=today(),
        age_on=today() if age_on is None else age_on.isoformat(),
        proposal={**proposal, "filled_in_by": names.get(account, {}).get("name") or ""},
        held_on=held_on,
    )
    return Filled(cadre_id, form, tuple(left_out))


async def own_part(
    request: GatewayRequest, operation: Query, cadre_id: str, part: str, left_out: list[str]
) -> Mapping[str, Any]:
    """What stands under a right of its own; nothing where the reader has none, or there is nothing."""
    try:
        found: dict[str, Any] = await request.call_as(row_of(operation), operation, cadre_id=cadre_id)
    except (Forbidden, ScopeMissing):
        left_out.append(part)
        return {}
    except Answered as refused:
        if refused.problem.status != NotFound.status:
            raise
        return {}
    return found


def today() -> str:
    """The day, as papers have it."""
    return clock.day_of(clock.now()).isoformat()


def _shown(one: Filled) -> dict[str, Any]:
    form = asdict(one.form)
    said = {name: form[name] for name in FormOut().fields if name in form}
    return {
        "cadre_id": one.cadre_id,
        **said,
        "has_photo": bool(one.form.photo),
        "left_out": list(one.left_out),
    }


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(file_name(name), date_time=(1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _file(content: bytes, media_type: str, name: str, left_out: Sequence[str]) -> Answer:
    return handed_out(content, media_type, name, f"appointment-form.{name.rpartition('.')[2]}", left_out)


def handed_out(content: bytes, media_type: str, name: str, plain_name: str, left_out: Sequence[str]) -> Answer:
    """The answer that hands a file out, and says what the reader's rights leave out of it."""
    file = File(content, media_type, file_name(name), plain_name)
    headers = {"Content-Disposition": file.disposition, "Vary": "Accept"}
    if left_out:
        headers[LEFT_OUT] = ", ".join(left_out)
    return Answer(content, content_type=media_type, headers=headers)


_SAYS = (
    f"A file tells with the header `{LEFT_OUT}` what the reader's rights leave out: {', '.join(LEFT_OUT_PARTS)}. "
    "`format` goes before `Accept`."
)
_READ: dict[str, Any] = {
    "right": "registry.cadres.read",
    "scope": Scope.PERSON,
    "tag": "registry",
    "deadline": 45.0,
    "problems": [NotFound, *GET_CADRE.refuses, *GET_SELECTION.refuses, InvalidFields, NotPrintable, PaperTooLarge],
}

_SEVERAL_READ: dict[str, Any] = _READ | {"problems": [*_READ["problems"], TooManyForms]}
_SCHOOL = "（虚构）大学法学专业"
_EXAMPLE = {
    "cadre_id": "cad-01",
    "name": "（虚构）单晓",
    "sex": "男",
    "birth": "1985-01",
    "ethnicity": "蒙古族",
    "native_place": "内蒙古包头",
    "birthplace": "内蒙古包头",
    "joined_party_on": "2006-07",
    "other_party": "",
    "began_work_on": "2007-08",
    "health": "健康",
    "professional_post": "",
    "specialities": "公共管理",
    "full_time": {"level": "大学", "degree": "法学学士", "level_school": _SCHOOL, "degree_school": _SCHOOL},
    "in_service": {"level": "", "degree": "", "level_school": "", "degree_school": ""},
    "current_post": "（虚构）市教育局副局长",
    "proposed_post": "",
    "proposed_removal": "",
    "resume": [{"began": "2007-08", "ended": "", "text": "（虚构）市教育局工作"}],
    "rewards_and_punishments": "2022年1月获三等功（抗洪救灾）。",
    "assessments": "2024年度考核优秀；2025年度考核称职。",
    "reason": "",
    "family": [],
    "reported_by": "",
    "age_on": "2026-03-01",
    "filled_in_on": "2026-03-01",
    "filled_in_by": "（示例）经办人",
    "retires_on": "2048-01",
    "has_photo": True,
    "left_out": ["family"],
}

# fmt: off
ROWS = [
    Route.local("GET", "/cadres/{cadre_id}/appointment-form", get_form, query=GetForm, answer=FormOut,
        zh="干部任免审批表", en="A cadre's form for appointments and removals", description=_SAYS,
        answers_in=tuple(_ONE.values()), answer_example=_EXAMPLE, **_READ),
    Route.local("GET", "/selections/{selection_id}/appointment-forms", get_selection_forms, query=GetSelectionForms,
        zh="一次选拔任用人选的干部任免审批表", en="The forms of a selection's candidates", description=_SAYS,
        answers_in=tuple(dict.fromkeys(_SEVERAL.values())), **_SEVERAL_READ | {"right": "registry.selections.read"}),
    Route.local("GET", "/appointment-forms", get_forms, query=GetForms, zh="若干干部、若干次选拔任用人选的任免审批表",
        en="The forms of several cadres and selections", description=f"{_SAYS} At most {MOST} forms at once.",
        answers_in=tuple(dict.fromkeys(_SEVERAL.values())), example={"cadre_id": ["cad-01"]}, **_SEVERAL_READ),
]

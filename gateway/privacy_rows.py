"""What is kept of persons, and why (个人信息处理告知): to everybody in general, to a cadre of their own; and the copy.

As JSON, or for a browser as a page that prints as a paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from gateway import personal_copies, privacy
from gateway.media import JSON, preferred
from gateway.pages import HEADERS, page
from gateway.personal_copies import NoCopy
from gateway.registry_rules import OWNER, shipped_today
from gateway.route import Answer, GatewayRequest, Route, Scope
from gateway.rpc import if_answered
from servicekit import clock
from servicekit.forms import given
from servicekit.lifecycle import words_of
from servicekit.offered import LIST_RULES
from servicekit.schema import Id, Schema, fields, load
from services.registry.errors.cadres import UnknownCadre
from services.registry.errors.personal_requests import UnknownPersonalRequest
from services.registry.operations.disposals import FORESEE_DISPOSAL
from services.registry.vocabulary.personal_requests import RequestKind

HTML = "text/html"
_ASKS_WITHIN = 3.0
_OFFERED = {"json": JSON, "html": HTML}
_HEADERS = {"content-security-policy": HEADERS["content-security-policy"], "Vary": "Accept"}


class GetPrivacyOf(Schema):
    """Of whom."""

    cadre_id = Id(metadata={"zh": "干部"})


class GetCopy(Schema):
    """By which request."""

    request_id = Id(metadata={"zh": "申请"})


_CODES = {category.code: category.zh for category in privacy.categories()}


class CategoryOut(Schema):
    """A category of data (个人信息类别)."""

    code = given("类别代码", _CODES)
    title = given("类别")
    purpose = given("处理目的")
    basis = given("法律依据")
    verified = fields.Bool(metadata={"zh": "依据已核实"})
    sensitive = fields.Bool(metadata={"zh": "含敏感个人信息"})
    years = fields.Int(allow_none=True, metadata={"zh": "离任后的保存年数；未规定的为空"})
    copied = fields.Bool(metadata={"zh": "可向本人提供副本"})
    withheld = given("不向本人提供的理由", allow_none=True)


class RightOut(Schema):
    """Something that a person may ask for (个人信息权利)."""

    kind = given("申请事项", RequestKind)
    title = given("名称")


class PrivacyOut(Schema):
    """What is kept of persons, why, on which basis and how long."""

    controller = given("个人信息处理者及联系方式")
    categories = fields.List(fields.Nested(CategoryOut), metadata={"zh": "个人信息类别"})
    retention_basis = given("保存期限依据")
    retention_verified = fields.Bool(metadata={"zh": "保存年数已核实"})
    rights = fields.List(fields.Nested(RightOut), metadata={"zh": "本人可以提出的申请"})
    answer_days = fields.Int(metadata={"zh": "答复期限（天）"})
    answer_basis = given("答复期限依据")
    answer_verified = fields.Bool(metadata={"zh": "答复期限已核实"})


class OwnCategoryOut(CategoryOut):
    """The same of somebody: until when."""

    until = fields.Date(allow_none=True, metadata={"zh": "保存至；在职或未规定期限的为空"})
    gone = fields.Bool(metadata={"zh": "已销毁"})


class PrivacyOfOut(PrivacyOut):
    """The same of one person."""

    cadre_id = given("干部")
    categories = fields.List(fields.Nested(OwnCategoryOut), metadata={"zh": "个人信息类别"})


class PartOut(Schema):
    """A part of a copy: what one query answers of somebody."""

    category = given("类别代码", _CODES)
    title = given("类别")
    source = given("来源")
    what = given("内容")
    items = fields.List(fields.Dict(), metadata={"zh": "条目"})
    cut = fields.Bool(metadata={"zh": "条目过多，未能全部列出"})


class WithheldOut(Schema):
    """What is in no copy, and why."""

    title = given("类别")
    why = given("不向本人提供的理由")


class LeftOutOut(Schema):
    """What whoever made the copy may not read."""

    title = given("类别")
    what = given("内容")


class CopyOut(Schema):
    """A copy of what is kept of somebody (个人信息副本)."""

    request_id = given("申请")
    cadre_id = given("干部")
    made_at = fields.AwareDateTime(metadata={"zh": "制作时间"})
    made_by = given("制作账号")
    parts = fields.List(fields.Nested(PartOut), metadata={"zh": "内容"})
    withheld = fields.List(fields.Nested(WithheldOut), metadata={"zh": "依法不提供的类别"})
    left_out = fields.List(fields.Nested(LeftOutOut), metadata={"zh": "制作人无权查看而未含的内容"})


async def get_privacy(request: GatewayRequest) -> Answer:
    """What is kept of persons in general."""
    rules = await _rules(request)
    retention = rules[privacy.RETENTION]["value"]
    categories = [privacy.shown(one, retention, request.language) for one in privacy.categories()]
    return _told(request, _notice(rules) | {"categories": categories})


async def get_privacy_of(request: GatewayRequest) -> Answer:
    """What is kept of one person, and until when."""
    cadre_id = load(GetPrivacyOf, request.params)["cadre_id"]
    foreseen = await request.call(FORESEE_DISPOSAL, cadre_id=cadre_id)
    rules = await _rules(request)
    retention, terms = rules[privacy.RETENTION]["value"], {term["part"]: term for term in foreseen["terms"]}
    categories = []
    for one in privacy.categories():
        of = [terms[part] for part in sorted(privacy.parts_of(one, retention)) if part in terms]
        until = max((term["until"] for term in of if term["until"]), default=None)
        gone = bool(of) and all(term["gone"] for term in of)
        categories.append(privacy.shown(one, retention, request.language) | {"until": until, "gone": gone})
    return _told(request, {"cadre_id": cadre_id, **_notice(rules), "categories": categories})


async def get_copy(request: GatewayRequest) -> Answer:
    """The copy that a granted request is for; that it was made is in the log."""
    found = await personal_copies.granted(request, load(GetCopy, request.params)["request_id"])
    made = await personal_copies.copied(request, found)
    await personal_copies.note_copy(request, found)
    return Answer(made, headers={"Cache-Control": "private, no-store"})


async def _rules(request: GatewayRequest) -> dict[str, Any]:
    """What holds today; while the registry does not answer, what is shipped."""
    codes = [privacy.RETENTION, privacy.ANSWER_DAYS, privacy.CONTROLLER]
    book, on = shipped_today(), clock.day_of(clock.now()).isoformat()
    known = {
        code: {"value": book[code].value, "cited": book[code].cited, "verified": book[code].verified} for code in codes
    }
    told = await if_answered(request.look_up(LIST_RULES.of(OWNER), code=codes, on=on), _ASKS_WITHIN)
    for rule in told["items"] if told else ():
        if rule["in_force"]:
            cited = f"{rule['basis']}{rule['article']}"
            known[rule["code"]] = {"value": rule["value"], "cited": cited, "verified": rule["verified"]}
    return known


def _notice(rules: Mapping[str, Any]) -> dict[str, Any]:
    retention, days = rules[privacy.RETENTION], rules[privacy.ANSWER_DAYS]
    return {
        "controller": rules[privacy.CONTROLLER]["value"],
        "retention_basis": retention["cited"],
        "retention_verified": retention["verified"],
        "rights": [{"kind": kind, "title": title} for kind, title in words_of(RequestKind).items()],
        "answer_days": days["value"],
        "answer_basis": days["cited"],
        "answer_verified": days["verified"],
    }


def _told(request: GatewayRequest, told: dict[str, Any]) -> Answer:
    if preferred(request.header("accept"), _OFFERED) == "json":
        return Answer(told, headers={"Vary": "Accept"})
    return Answer(_page(told), content_type=f"{HTML}; charset=utf-8", headers=_HEADERS)


def _page(told: Mapping[str, Any]) -> bytes:
    """The notice as a page; it prints as a paper."""
    blocks = [f"<p>{escape(told['controller'])}</p>"]
    blocks += [_block(one) for one in told["categories"]]
    asks = "".join(f"<li>{escape(one['title'])}</li>" for one in told["rights"])
    blocks.append(f"<h2>您可以提出的申请 What you may ask for</h2><ul>{asks}</ul>")
    said = {
        "答复期限": f"{told['answer_days']}天；{told['answer_basis']}{_unverified(told['answer_verified'])}",
        "保存期限依据": f"{told['retention_basis']}{_unverified(told['retention_verified'])}",
    }
    return page("个人信息处理告知 What is kept of you", "".join(blocks) + _lines(said))


def _block(one: Mapping[str, Any]) -> str:
    years = f"离任后{one['years']}年" if one["years"] is not None else "未规定期限"
    if one.get("gone"):
        years = "已销毁"
    elif one.get("until"):
        years = f"至{one['until']}"
    said = {
        "类别": one["title"] + ("（含敏感个人信息）" if one["sensitive"] else ""),
        "目的": one["purpose"],
        "依据": one["basis"] + _unverified(one["verified"]),
        "保存": years,
        "向本人提供": one["withheld"] or "可以申请副本",
    }
    return _lines(said)


def _lines(said: Mapping[str, str]) -> str:
    told = (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in said.items())
    return f"<dl>{''.join(told)}</dl>"


def _unverified(verified: bool) -> str:
    return "" if verified else "（待核实）"


# fmt: off
ROWS = [
    Route.local("GET", "/privacy", get_privacy, answer=PrivacyOut, scope=Scope.PUBLIC, tag="registry",
        zh="个人信息处理告知", en="What is kept of persons, why, on which basis and how long", answers_in=(HTML,)),
    Route.local("GET", "/cadres/{cadre_id}/privacy", get_privacy_of, query=GetPrivacyOf, answer=PrivacyOfOut,
        right="registry.personal-requests.read", scope=Scope.PERSON, tag="registry",
        zh="查看平台所存的本人信息类别与期限",
        en="What is kept of a cadre, why, on which basis and until when", answers_in=(HTML,),
        problems=[UnknownCadre]),
    Route.local("GET", "/personal-requests/{request_id}/copy", get_copy, query=GetCopy, answer=CopyOut,
        right="registry.personal-requests.copy", scope=Scope.PERSON, tag="registry", zh="获取个人信息副本",
        en="The copy of what is kept of a cadre, once it is granted", deadline=45.0,
        problems=[UnknownPersonalRequest, NoCopy],
        description="The person has all that the law does not keep secret, an officer what they may read. Also a job."),
]
# fmt: on

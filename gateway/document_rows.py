"""Documents (文书) handed out, and their templates: one row for each kind, by the right and the scope of what it is
made from.

Every document that is made is in the log, by whom it is about. A paper shows a line for what is not known; the answer
names these fields.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway import document_contents as contents
from gateway import document_templates as templates
from gateway import exports, journal
from gateway.document_templates import BadTemplate, NoTemplateVersion, Template
from gateway.exports import File, file_name
from gateway.form_rows import today
from gateway.media import DOCX, JSON, PDF, must_be_one_of, preferred
from gateway.printing import ClassifiedPaper, NotPrintable, PaperTooLarge
from gateway.problems import NotAcceptable, TooLarge
from gateway.route import Answer, GatewayRequest, Handler, Route, Scope, in_full
from papers.documents.kinds import KINDS, MOST_BYTES, Document, Field, Kind, missing
from servicekit.errors import InvalidFields, NotFound, PreconditionFailed
from servicekit.forms import given, listed, text, wanted, whole
from servicekit.operations import Query
from servicekit.schema import Id, Schema, fields, load
from services.appraisal.operations.notices import GET_NOTICE
from services.incentive.operations.honours import GET_HONOUR
from services.incentive.operations.programmes import GET_BATCH
from services.registry.operations.cadres import GET_CADRE
from services.registry.operations.selections import GET_SELECTION
from services.supervision.operations.conferences import GET_CONFERENCE
from services.supervision.operations.letters import GET_LETTER
from services.training.operations.enrolments import GET_ENROLMENT
from services.training.operations.ledger import LIST_COMPLIANCE

MISSING = "Document-Missing"
"""The header that names the fields of which nothing is known."""
VERSION = "Document-Template-Version"
"""The header that says which version of the template a document was made from; 0 is the shipped one."""
_COMES_AS = {"docx": DOCX, "pdf": PDF}
_WORDS = {"docx": "可编辑的文档", "pdf": "版式文件"}
_READS, _MANAGES = "document-templates.read", "document-templates.manage"
_NAMES = {name: kind.zh for name, kind in KINDS.items()}


class _Wanted(Schema):
    format = listed(_WORDS, "格式；空则依“Accept”", load_default=None)


class OfSelection(_Wanted):
    """Of which selection."""

    selection_id = wanted("选拔任用")


class OfBatch(_Wanted):
    """Of which batch."""

    batch_id = wanted("批次")


class OfHonour(_Wanted):
    """Of which honour."""

    honour_id = wanted("荣誉")


class OfLetter(_Wanted):
    """Of which letter."""

    letter_id = wanted("函件")


class OfConference(_Wanted):
    """Of which conference."""

    conference_id = wanted("会议")


class OfEnrolment(_Wanted):
    """Of which enrolment."""

    enrolment_id = wanted("报名")


class OfHours(_Wanted):
    """Of whom, and of which year."""

    cadre_id = Id(metadata={"zh": "干部"})
    year = whole("年度；空则为本年度", 1990, 2099, load_default=None, allow_none=True)


class OfNotice(_Wanted):
    """Of which notice."""

    notice_id = wanted("告知书")


class FieldOut(Schema):
    """A field that a template may use; one with `items` is a list, to be gone through in a loop."""

    name = given("在模板中的写法")
    zh = given("含义")
    en = given("含义（英文）")
    example = given("示例")
    items = fields.List(fields.Dict(), metadata={"zh": "列表每一项的字段"})


class KindOut(Schema):
    """A kind of document (文书类别)."""

    kind = given("类别", _NAMES)
    title = given("名称")
    of = given("由什么生成")
    path = given("生成接口的地址")
    comes_as = fields.List(fields.String(), metadata={"zh": "格式", "words": _WORDS})
    template_version = fields.Integer(metadata={"zh": "模板版本；0为随平台提供的模板"})
    is_replaced = fields.Boolean(metadata={"zh": "模板已由管理员更换"})
    fields_ = fields.List(fields.Nested(FieldOut), data_key="fields", attribute="fields", metadata={"zh": "可用字段"})


class KindsOut(Schema):
    """The kinds of documents."""

    kinds = fields.List(fields.Nested(KindOut), metadata={"zh": "文书类别"})


class OfKind(Schema):
    """Which kind of document."""

    kind = text("文书类别", 60, required=True)


class GetTemplate(OfKind):
    """Which version of a kind's template; the present one where none is named."""

    version = whole("版本；空则为现行", 0, 1_000_000, load_default=None, allow_none=True)


class PreviewTemplate(OfKind):
    """The present template, filled in with the example."""

    format = listed(_WORDS, "格式；空则依“Accept”", load_default=None)


class ReplaceTemplate(OfKind):
    """Why a template is replaced."""

    reason = text("更换原因", 500, required=True)


class VersionOut(Schema):
    """A version of a template."""

    version = fields.Integer(metadata={"zh": "版本"})
    shipped = fields.Boolean(metadata={"zh": "恢复随平台提供的模板"})
    reason = given("原因")
    by = given("更换账号")
    at = fields.AwareDateTime(metadata={"zh": "更换时间"})
    bytes = fields.Integer(metadata={"zh": "文件字节数"})
    sha256 = given("文件摘要（SHA-256）")


class TemplateOut(Schema):
    """The template of a kind (文书模板), with its history."""

    kind = given("类别", _NAMES)
    title = given("名称")
    version = fields.Integer(metadata={"zh": "现行版本；0为随平台提供的模板"})
    is_replaced = fields.Boolean(metadata={"zh": "模板已由管理员更换"})
    comes_as = fields.List(fields.String(), metadata={"zh": "格式", "words": _WORDS})
    history = fields.List(fields.Nested(VersionOut), metadata={"zh": "各版本，新的在前"})


@dataclass(frozen=True, slots=True)
class _Row:
    """By which row a kind is made, and of what."""

    kind: str
    of: type[_Wanted]
    maker: contents.Maker
    right: str
    scope: Scope
    tag: str
    reads: tuple[Query, ...]
    """Whose refusals are the row's too."""

    @property
    def path(self) -> str:
        """Where it is made."""
        [parameter] = [name for name in self.of().fields if name.endswith("_id")]
        return f"/documents/{self.kind}/{{{parameter}}}"


# fmt: off
_MADE = (
    _Row("appointment-publicity", OfSelection, contents.appointment_publicity,
        "registry.selections.read", Scope.PERSON, "registry", (GET_SELECTION, GET_CADRE)),
    _Row("decision-minutes", OfSelection, contents.decision_minutes,
        "registry.selections.read", Scope.PERSON, "registry", (GET_SELECTION, GET_CADRE)),
    _Row("honour-publicity", OfBatch, contents.honour_publicity,
        "incentive.publicity.read", Scope.NONE, "incentive", (GET_BATCH,)),
    _Row("commendation-decision", OfBatch, contents.commendation_decision,
        "incentive.honours.read", Scope.PERSON, "incentive", (GET_BATCH,)),
    _Row("honour-certificate", OfHonour, contents.honour_certificate,
        "incentive.honours.read", Scope.PERSON, "incentive", (GET_HONOUR,)),
    _Row("inquiry-letter", OfLetter, contents.inquiry_letter,
        "supervision.letters.read", Scope.PERSON, "supervision", (GET_LETTER,)),
    _Row("inquiry-reply", OfLetter, contents.inquiry_reply,
        "supervision.letters.read", Scope.PERSON, "supervision", (GET_LETTER,)),
    _Row("reminder-letter", OfLetter, contents.reminder_letter,
        "supervision.letters.read", Scope.PERSON, "supervision", (GET_LETTER,)),
    _Row("conference-minutes", OfConference, contents.conference_minutes,
        "supervision.conferences.read", Scope.PERSON, "supervision", (GET_CONFERENCE,)),
    _Row("completion-certificate", OfEnrolment, contents.completion_certificate,
        "training.enrolments.read", Scope.PERSON, "training", (GET_ENROLMENT,)),
    _Row("training-hours", OfHours, contents.training_hours,
        "training.hours.read", Scope.PERSON, "training", (GET_CADRE, LIST_COMPLIANCE)),
    _Row("appraisal-notice", OfNotice, contents.appraisal_notice,
        "appraisal.notices.read", Scope.PERSON, "appraisal", (GET_NOTICE,)),
)
# fmt: on
_PATHS = {one.kind: one.path for one in _MADE}


def _making(made: _Row) -> Handler:
    kind = KINDS[made.kind]

    async def make(request: GatewayRequest) -> Answer:
        wish = load(made.of, request.params)
        template = await templates.current(request.db, kind)
        as_ = _format(request, wish["format"], template)
        content = await made.maker(request, wish, today())
        file = await _printed(request, kind, as_, content.values, template)
        [thing] = [value for name, value in wish.items() if name.endswith("_id")]
        for about in dict.fromkeys(content.about or (thing,)):
            await journal.tell(
                request.db,
                journal.Action.DOCUMENT_TAKEN_OUT,
                about,
                request.principal.account,
                request.request_id,
                kind=kind.name,
                of=thing,
                format=as_,
                template_version=template.version,
            )
        return _handed_out(file, as_, kind, content.name, template, missing(kind, content.values))

    return make


async def list_kinds(request: GatewayRequest) -> Answer:
    """The kinds, with the fields that their templates may use."""
    replaced = await templates.latest(request.db)
    zh = request.language == "zh"
    return Answer({"kinds": [_kind(one, replaced.get(one.name), zh=zh) for one in KINDS.values()]})


def _kind(kind: Kind, kept: Mapping[str, Any] | None, *, zh: bool) -> dict[str, Any]:
    template = Template(kept["version"], b"" if kept["shipped"] else b"x") if kept else Template(0)
    return {
        "kind": kind.name,
        "title": kind.zh if zh else kind.en,
        "of": kind.of_zh if zh else kind.of_en,
        "path": f"/v1{_PATHS[kind.name]}",
        "comes_as": _comes_as(template),
        "template_version": template.version,
        "is_replaced": not template.is_shipped,
        "fields": [_field(one) for one in kind.fields],
    }


def _field(one: Field) -> dict[str, Any]:
    told = {"name": one.name, "zh": one.zh, "en": one.en, "example": one.example}
    return {
        **told,
        "items": [{name: value for name, value in _field(inner).items() if name != "items"} for inner in one.items],
    }


async def get_template(request: GatewayRequest) -> Answer:
    """The present template and its history; as a Word file the template itself, of any version."""
    wish = load(GetTemplate, request.params)
    kind = _known(wish["kind"])
    template = await templates.current(request.db, kind)
    if preferred(request.header("accept"), {"json": JSON, "docx": DOCX}) == "docx":
        asked = template
        if wish["version"] is not None:
            asked = await templates.of_version(request.db, kind, wish["version"])
        content = asked.content or await asyncio.to_thread(kind.template.read_bytes)
        name = "_".join((f"{kind.zh}模板", str(asked.version)))
        return _file(
            content, DOCX, f"{name}.docx", f"{kind.name}-template.docx", {VERSION: str(asked.version)}, asked.version
        )
    return await _told(request, kind, template)


async def _told(request: GatewayRequest, kind: Kind, template: Template) -> Answer:
    said = {
        "kind": kind.name,
        "title": kind.zh if request.language == "zh" else kind.en,
        "version": template.version,
        "is_replaced": not template.is_shipped,
        "comes_as": _comes_as(template),
        "history": await templates.versions(request.db, kind),
    }
    return Answer(said, etag=template.version, headers={"Vary": "Accept"})


async def replace_template(request: GatewayRequest) -> Answer:
    """Take a template in, after it was looked through and filled in with the example."""
    wish = load(ReplaceTemplate, request.params)
    kind = _known(wish["kind"])
    must_be_one_of(request.header("content-type"), _TEMPLATES)
    content = await request.read()
    await asyncio.to_thread(templates.check, kind, content)
    return await _kept(request, kind, content, wish["reason"])


async def put_template_back(request: GatewayRequest) -> Answer:
    """Put the shipped template back."""
    wish = load(ReplaceTemplate, request.params)
    return await _kept(request, _known(wish["kind"]), b"", wish["reason"])


async def _kept(request: GatewayRequest, kind: Kind, content: bytes, reason: str) -> Answer:
    account = request.principal.account
    version = await templates.keep(request.db, kind, content, request.if_match, reason, account, request.request_id)
    return await _told(request, kind, Template(version, content))


async def preview_template(request: GatewayRequest) -> Answer:
    """The present template, filled in with the example."""
    wish = load(PreviewTemplate, request.params)
    kind = _known(wish["kind"])
    template = await templates.current(request.db, kind)
    as_ = _format(request, wish["format"], template)
    file = await _printed(request, kind, as_, kind.example, template)
    return _handed_out(file, as_, kind, "示例", template, ())


def _known(name: str) -> Kind:
    if (kind := KINDS.get(name)) is None:
        raise NotFound()
    return kind


def _comes_as(template: Template) -> list[str]:
    return list(_COMES_AS) if template.is_shipped else ["docx"]


def _format(request: GatewayRequest, wanted: str | None, template: Template) -> str:
    """As what a document is handed out. Raises NotAcceptable."""
    offered = {name: _COMES_AS[name] for name in _comes_as(template)}
    if wanted in offered:
        return wanted
    try:
        if wanted is None:
            return preferred(request.header("accept"), offered)
    except NotAcceptable:
        if template.is_shipped:
            raise
    raise NotAcceptable(
        "该类文书的模板已由管理员更换，只能下载可编辑的文档",
        "Its template was replaced: it comes as docx alone",
        allowed=[DOCX],
    )


async def _printed(request: GatewayRequest, kind: Kind, as_: str, values: dict[str, Any], template: Template) -> bytes:
    mark = f"导出：{await exports.printed_by(in_full(request))}"
    paper = Document(kind.name, values, template.version, template.content, mark)
    [file] = await request.printed(f"document-{as_}", [paper], today())
    return file


def _handed_out(
    file: bytes, as_: str, kind: Kind, name: str, template: Template, unknown: list[str] | tuple[str, ...]
) -> Answer:
    headers = {VERSION: str(template.version)}
    if unknown:
        headers[MISSING] = ", ".join(unknown)
    called = "_".join(part for part in (kind.zh, name[:60]) if part)
    return _file(file, _COMES_AS[as_], f"{called}.{as_}", f"{kind.name}.{as_}", headers)


def _file(
    content: bytes, media_type: str, name: str, plain: str, headers: Mapping[str, str], etag: int | None = None
) -> Answer:
    file = File(content, media_type, file_name(name), plain)
    said = {"Content-Disposition": file.disposition, "Vary": "Accept", **headers}
    return Answer(content, content_type=media_type, headers=said, etag=etag)


_SAYS = (
    f"A Word file to edit, or a PDF while the template is the shipped one. The header `{MISSING}` names the fields of "
    f"which nothing is known: the paper shows a line for each. `{VERSION}` says which version of the template it was "
    "made from. `format` goes before `Accept`."
)
_KIND = {
    "kind": "inquiry-letter",
    "title": "函询通知书",
    "of": "函询",
    "path": "/v1/documents/inquiry-letter/{letter_id}",
    "comes_as": ["docx", "pdf"],
    "template_version": 0,
    "is_replaced": False,
    "fields": [{"name": "name", "zh": "姓名", "en": "Name", "example": "单虚构", "items": []}],
}
_TEMPLATE = {
    "kind": "inquiry-letter",
    "title": "函询通知书",
    "version": 1,
    "is_replaced": True,
    "comes_as": ["docx"],
    "history": [
        {
            "version": 1,
            "shipped": False,
            "reason": "（示例）增加单位名称",
            "by": "acc-01",
            "at": "2026-03-02T01:00:00Z",
            "bytes": 37_000,
            "sha256": "0" * 64,
        }
    ],
}
_TEMPLATES = (DOCX, "application/octet-stream")
"""What a template is sent as; that it is one, is looked at in the file."""
_OF_KIND: dict[str, Any] = {"kind": "inquiry-letter"}

# fmt: off
ROWS = [
    *(
        Route.local("GET", one.path, _making(one), query=one.of, right=one.right, scope=one.scope, tag=one.tag,
            zh=f"生成{KINDS[one.kind].zh}", en=f"Make a document: {KINDS[one.kind].en.lower()}", description=_SAYS,
            answers_in=tuple(_COMES_AS.values()), deadline=45.0,
            problems=[*(refused for read in one.reads for refused in read.refuses), NotFound, InvalidFields,
                contents.NotYet, NotPrintable, PaperTooLarge, ClassifiedPaper, NotAcceptable,
                *([contents.OthersHidden] if one.kind == "commendation-decision" else [])])
        for one in _MADE
    ),
    Route.local("GET", "/documents/kinds", list_kinds, answer=KindsOut, scope=Scope.SIGNED_IN, tag="documents",
        zh="文书类别和可用字段", en="The kinds of documents, and the fields that their templates may use",
        answer_example={"kinds": [_KIND]}),
    Route.local("GET", "/document-templates/{kind}", get_template, query=GetTemplate, answer=TemplateOut,
        answers_in=(JSON, DOCX), right=_READS, tag="documents", zh="查看或下载文书模板",
        en="The template of a kind of document, with its history", problems=[NotFound, NoTemplateVersion],
        example=_OF_KIND, answer_example=_TEMPLATE),
    Route.local("PUT", "/document-templates/{kind}", replace_template, query=ReplaceTemplate, answer=TemplateOut,
        raw=True, content_types=_TEMPLATES, body_limit=MOST_BYTES, right=_MANAGES,
        tag="documents", zh="更换文书模板", en="Replace the template of a kind of document",
        description="The body is the Word file. It may show fields, loop over lists and decide by fields "
        "(`{{ name }}`, `{%p for one in persons %}`, `{%tr …%}`, `{%p if … %}`), and do nothing else.",
        deadline=60.0, problems=[NotFound, InvalidFields, BadTemplate, TooLarge],
        example=_OF_KIND | {"reason": "（示例）增加单位名称"}, answer_example=_TEMPLATE,
        put_right=("replace_template", "put_template_back")),
    Route.local("POST", "/document-templates/{kind}/shipped", put_template_back, body=ReplaceTemplate,
        answer=TemplateOut, right=_MANAGES, tag="documents", zh="恢复随平台提供的文书模板",
        en="Put the shipped template back", problems=[NotFound, InvalidFields, PreconditionFailed],
        example={"reason": "（示例）新模板有误"},
        answer_example=_TEMPLATE | {"is_replaced": False, "comes_as": ["docx", "pdf"]},
        put_right=("replace_template",)),
    Route.local("GET", "/document-templates/{kind}/preview", preview_template, query=PreviewTemplate,
        answers_in=tuple(_COMES_AS.values()), right=_READS, tag="documents", zh="预览文书模板",
        en="The present template, filled in with the example", description=_SAYS, deadline=45.0,
        problems=[NotFound, NotPrintable, PaperTooLarge, ClassifiedPaper, NotAcceptable], example=_OF_KIND),
]

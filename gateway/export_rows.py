"""Exports as jobs (导出任务): a list of any length as a file, with the reason, another's consent where it is long, and
a record of what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from marshmallow import validate

from gateway import conditions, exports, form_rows, journal, media
from gateway.accounts import same_person
from gateway.columns import OfASheet, item_of
from gateway.conditions import Condition
from gateway.export_jobs import (
    Document,
    Exports,
    NotHeld,
    State,
    TooManyExports,
    job_id,
)
from gateway.exporting import FORMS, request_of
from gateway.journal import Action
from gateway.personal_copies import NoCopy, granted, is_copy
from gateway.privacy_rows import GetCopy
from gateway.problems import NoSuchRoute, ScopeMissing
from gateway.readmodels.worklists.common import Own
from gateway.rights import reach
from gateway.route import Answer, GatewayRequest, Pieces, Route, Scope, in_full
from gateway.rpc import Answered
from gateway.sealing import SIGNATURE
from papers.sheets import CSV, DOCX, PDF, XLSX
from servicekit import clock, queries
from servicekit.errors import (
    Conflict,
    Forbidden,
    Internal,
    InvalidFields,
    NotFound,
    NotIndependent,
    Problem,
    field_error,
)
from servicekit.forms import among, listed, text
from servicekit.lifecycle import words_of
from servicekit.operations import Stands
from servicekit.principal import Reach
from servicekit.schema import Id, PageQuery, Schema, declared_in, fields, load, page_of, plain
from services.registry.errors.personal_requests import UnknownPersonalRequest

if TYPE_CHECKING:
    from gateway.request import Request
    from gateway.sessions import Who

LISTS = {XLSX: "表格", CSV: "逗号分隔的文本表格", DOCX: "可编辑的文档", PDF: "版式文件"}
LRMX, JSON = "lrmx", "json"
FORMATS = {**LISTS, LRMX: "任免审批表编辑器文件", JSON: "数据"}
_OF_COPIES = {JSON: FORMATS[JSON]}
_OF_FORMS = {name: FORMATS[name] for name in (DOCX, PDF, LRMX)}
APPROVES = "exports.approve"


class NoFile(NotFound):
    """There is no file: it is not made yet, was withdrawn or refused, or its days are over."""

    code = "exports/no-file"
    zh = "没有可以下载的文件"
    en = "There is no file to fetch"


class ReachChanged(Forbidden):
    """What the account may read has changed since it asked for the export."""

    code = "exports/reach-changed"
    zh = "申请导出后账号的角色或范围已有变化，原文件不再提供"
    en = "The roles or the scope of the account have changed since: the file is not given out any more"
    advice_zh = "请按现在的权限重新申请导出。"
    advice_en = "Ask for the export anew, as the account may read now."


class FileGone(Conflict):
    """The file of an export is no longer kept."""

    code = "exports/expired"
    status = 410
    zh = "导出文件已到期清除"
    en = "The file of this export is no longer kept"
    advice_zh = "如仍需要，请重新申请导出。"
    advice_en = "Ask for the export again where it is still needed."


class AskExport(Schema):
    """Which list, as what, and why."""

    path = text("列表的地址，或任免审批表（“/v1/appointment-forms”）、个人信息副本的地址", 300, required=True,
        metadata={"example": "/v1/cadres"})  # fmt: skip
    query = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=48_000),
        metadata={
            "zh": "列表的筛选与排序条件，写法与列表地址问号之后相同",
            "example": "status=serving&sort=unit_post",
        },
    )
    form = listed(FORMATS, "格式", required=True, metadata={"example": "xlsx"})
    columns = fields.List(
        fields.String(validate=validate.Length(1, 100)),
        load_default=list,
        validate=validate.Length(max=200),
        metadata={"zh": "列及其次序；空则为全部", "example": ["row_number", "name", "sex", "birth", "title"]},
    )
    group_by = text("分组所按的列", 100, load_default=None, allow_none=True, metadata={"example": "unit_id"})
    total = fields.Bool(load_default=False, metadata={"zh": "末行合计"})
    heading = text("标题；空则为列表名称", 60, load_default=None, allow_none=True,
        metadata={"example": "（示例）全市在职干部花名册"})  # fmt: skip
    reason = fields.String(
        required=True,
        validate=validate.Length(2, 500),
        metadata={"zh": "导出事由", "example": "（示例）部务会审议名册"},
    )


class ListExports(PageQuery):
    """Which of the reader's own exports."""

    state = among(State, "状态")
    form = among(FORMATS, "格式")


class GetExport(Schema):
    """Which export."""

    export_id = Id(metadata={"zh": "导出任务"})


class DecideExport(Schema):
    """Whether an export is consented to."""

    export_id = Id(metadata={"zh": "导出任务"})
    approved = fields.Bool(required=True, metadata={"zh": "是否批准", "example": True})
    note = text("审批意见", 500, load_default=None, allow_none=True, metadata={"example": "（示例）同意，用后删除"})


class WhyEnded(Schema):
    """Why an export could not be done."""

    code = fields.String(required=True, metadata={"zh": "代码"})
    detail = fields.String(required=True, metadata={"zh": "说明"})


class Manifest(Schema):
    """What the file is (导出清单): by its checksum any copy can be told to be it, and by its signature the manifest."""

    name = fields.String(required=True, metadata={"zh": "文件名"})
    media_type = fields.String(required=True, metadata={"zh": "文件类型"})
    size = fields.Int(required=True, metadata={"zh": "字节数"})
    sha256 = fields.String(required=True, metadata={"zh": "校验值（SHA-256）"})
    rows = fields.Int(required=True, metadata={"zh": "行数或份数"})
    made_at = fields.AwareDateTime(required=True, metadata={"zh": "生成时间"})
    until = fields.AwareDateTime(required=True, metadata={"zh": "保存至"})
    signature = fields.String(
        required=True, metadata={"zh": "签名", "description": "HMAC-SHA-256；由运维人员用命令核验"}
    )


class ExportOut(Schema):
    """An export, how far it is, and who consented."""

    id = fields.String(required=True, metadata={"zh": "导出编号"})
    path = fields.String(required=True, metadata={"zh": "列表的地址"})
    query = fields.String(required=True, metadata={"zh": "筛选与排序条件"})
    conditions = fields.List(
        fields.Nested(Condition), required=True, metadata={"zh": "筛选条件，以姓名、名称和中文表述"}
    )
    title = fields.String(required=True, metadata={"zh": "列表名称"})
    form = fields.String(required=True, metadata={"zh": "格式", "words": FORMATS})
    columns = fields.List(fields.String(), required=True, metadata={"zh": "列"})
    group_by = fields.String(required=True, allow_none=True, metadata={"zh": "分组所按的列"})
    reason = fields.String(required=True, metadata={"zh": "导出事由"})
    state = fields.String(required=True, metadata={"zh": "状态", "words": words_of(State)})
    rows = fields.Int(required=True, metadata={"zh": "已读行数或份数"})
    total = fields.Int(required=True, allow_none=True, metadata={"zh": "总行数或份数；未知的为空"})
    waiting_for = fields.String(required=True, allow_none=True, metadata={"zh": "等待原因"})
    why = fields.Nested(WhyEnded, required=True, allow_none=True, metadata={"zh": "中止原因"})
    created_by = fields.String(required=True, metadata={"zh": "申请人"})
    created_at = fields.AwareDateTime(required=True, metadata={"zh": "申请时间"})
    started_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "开始时间"})
    ended_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "结束时间"})
    decided_by = fields.String(required=True, allow_none=True, metadata={"zh": "审批人"})
    decided_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "审批时间"})
    approved = fields.Bool(required=True, allow_none=True, metadata={"zh": "是否批准；无须审批的为空"})
    note = fields.String(required=True, allow_none=True, metadata={"zh": "审批意见"})
    manifest = fields.Nested(Manifest, required=True, allow_none=True, metadata={"zh": "导出清单"})


async def ask(request: GatewayRequest) -> Answer:
    """Take a wish in; what the list itself refuses is refused here and now."""
    given = load(AskExport, request.params)
    own = in_full(request)
    sheet = {name: given[name] for name in declared_in(OfASheet) if given[name]}
    wish: Document = {
        "path": given["path"],
        "query": (given["query"] or "").removeprefix("?"),
        "sheet": sheet,
        "reason": given["reason"],
        "language": request.language,
        "reach": _reach(own.who),
    }
    await _checked(own, given["form"], wish)
    id = job_id(request.principal.account, request.key)

    async def note(session: Any) -> None:
        facts = {"format": given["form"], "of": wish["path"]}
        await journal.tell(
            request.db, Action.EXPORT_ASKED, id, request.principal.account, request.request_id, session, **facts
        )

    jobs = Exports(request.db)
    job = await jobs.create(request.principal.account, request.key, request.session, given["form"], wish, note)
    own.core.exporter.wake()
    body = await _shown(own, jobs, job)
    # What is sealed in the job is not kept in clear beside it.
    kept = {**body, "query": "", "reason": "", "columns": []}
    return Answer(body, status=202, location=f"{exports.JOBS}/{job['_id']}", kept=kept)


async def _checked(request: Request, form: str, wish: Mapping[str, Any]) -> None:
    """Raises InvalidFields for what is no list or cannot come as this, Forbidden, and what the list refuses."""
    try:
        asked = await request_of(request.core, request.who, wish, request.request_id)
    except NoSuchRoute:
        raise _no_list() from None
    if wish["path"] == FORMS:
        if form not in _OF_FORMS:
            raise _other_form(_OF_FORMS)
        if wish["sheet"]:
            zh, en = "任免审批表没有可选的列", "Forms have no columns to choose"
            raise InvalidFields(errors=[field_error(f"/{next(iter(wish['sheet']))}", "not-of-forms", zh, en)])
        asked_for = load(form_rows.GetManyForms, asked.params)
        if not (asked_for["cadre_id"] or asked_for["selection_id"]):
            zh, en = "请给出干部或选拔任用", "Name cadres, or selections"
            raise InvalidFields(errors=[field_error("/query", "required", zh, en)])
        return
    if is_copy(wish["path"]):
        if form not in _OF_COPIES:
            raise _other_form(_OF_COPIES)
        await granted(asked, load(GetCopy, asked.params)["request_id"])
        return
    if item_of(asked.row.route) is None:
        raise _no_list()
    if form not in LISTS:
        raise _other_form(LISTS)
    exports.wish_of(asked, form)
    try:
        await exports.page_at(asked, None, limit=1)
    except (Answered, Problem) as refused:
        told = refused.problem if isinstance(refused, Answered) else refused
        if told.status >= Internal.status or told.code in (Forbidden.code, InvalidFields.code):
            raise
        # What a list refuses by a problem of its own is, here, a mistake in what is asked of it.
        wrong = field_error("/query", told.code, told.detail_zh, told.detail_en)
        raise InvalidFields(errors=[wrong]) from None


def _no_list() -> InvalidFields:
    zh = "应为列表的地址，不含问号及其后的条件，如“/v1/cadres”"
    return InvalidFields(errors=[field_error("/path", "no-list", zh, "The address of a list, such as /v1/cadres")])


def _other_form(allowed: Mapping[str, str]) -> InvalidFields:
    zh = f"这类导出可用：{'、'.join(f'{zh}（“{name}”）' for name, zh in allowed.items())}"
    return InvalidFields(errors=[field_error("/form", "not-allowed", zh, f"One of: {', '.join(allowed)}")])


async def list_exports(request: GatewayRequest) -> Answer:
    """The reader's own exports."""
    wish = load(ListExports, request.params)
    where = {"account": request.principal.account} | queries.filters(wish, "form") | _in_states(wish["state"])
    page = await request.page("exports", where, wish, sorts=queries.orders(at="_id"), default_sort="-at")
    jobs, own = Exports(request.db), in_full(request)
    shown = {job["_id"]: await _shown(own, jobs, job) for job in page.items}
    return Answer(page.body(lambda job: shown[job["_id"]]))


def _in_states(states: list[State] | None) -> Document:
    """Of the states that are asked for; that a file's days are over is nowhere written, it is so."""
    if not states:
        return {}
    now = clock.now()
    over = {"state": State.READY.value, "until": {"$lte": now}}
    there = {"state": State.READY.value, "until": {"$gt": now}}
    which = {State.READY: there, State.EXPIRED: over}
    return {"$or": [which.get(state, {"state": state.value}) for state in states]}


async def get_export(request: GatewayRequest) -> Answer:
    """One export: for whoever asked for it, and for whoever may consent to it where that is needed."""
    jobs = Exports(request.db)
    job = await _job(request, load(GetExport, request.params)["export_id"])
    return Answer(await _shown(in_full(request), jobs, job))


async def get_file(request: GatewayRequest) -> Answer:
    """The file, for whoever asked for it, as long as they may read the list and it is kept."""
    jobs, own = Exports(request.db), in_full(request)
    job = await _own(request, load(GetExport, request.params)["export_id"])
    if job["state"] != State.READY.value:
        raise NoFile(f"该导出任务{State(job['state']).zh}", f"The export is {job['state']}", state=job["state"])
    if job["until"] <= clock.now():
        raise FileGone()
    wish = await jobs.wish(job)
    asked = await request_of(own.core, own.who, wish, request.request_id)
    if is_copy(wish["path"]):
        # The answer by which it was made may have been put right since.
        await granted(asked, asked.params["request_id"])
    if wish["reach"] != _reach(own.who):
        raise ReachChanged()
    facts = {"format": job["form"], "rows": job["rows"], "sha256": job["sha256"]}
    await journal.tell(
        request.db, Action.EXPORT_FETCHED, job["_id"], request.principal.account, request.request_id, **facts
    )
    file = exports.File(b"", job["media_type"], job["name"], job["plain_name"])
    return Answer(
        Pieces(job["size"], jobs.file(job)),
        content_type=file.media_type,
        headers={"Content-Disposition": file.disposition, "Cache-Control": "private, no-store"},
        etag=job["sha256"],
    )


async def withdraw(request: GatewayRequest) -> Answer:
    """Do it no further, and remove its file; that it was asked for stays on record."""
    id = (await _own(request, load(GetExport, request.params)["export_id"]))["_id"]

    async def note(session: Any) -> None:
        await journal.tell(
            request.db, Action.EXPORT_WITHDRAWN, id, request.principal.account, request.request_id, session
        )

    await Exports(request.db).withdraw(id, request.principal.account, note)
    return Answer(status=204)


async def decide(request: GatewayRequest) -> Answer:
    """Consent to an export of many rows, or not; nobody does so for themselves. Raises NotIndependent, NotHeld."""
    wish = load(DecideExport, request.params)
    own = in_full(request)
    job: Document | None = await request.db.exports.find_one({"_id": wish["export_id"]})
    if job is None:
        raise NotFound()
    if job["account"] in await _same_person(own.who, request):
        raise NotIndependent("不得审批本人申请的导出", "Nobody consents to an export of their own")
    jobs = Exports(request.db)
    action = Action.EXPORT_APPROVED if wish["approved"] else Action.EXPORT_REFUSED

    async def note(session: Any) -> None:
        await journal.tell(
            request.db, action, wish["export_id"], request.principal.account, request.request_id, session
        )

    said = await jobs.sealed(wish["note"], f"{job['_id']}:note")
    job = await jobs.decide(job, request.principal.account, wish["approved"], said, note)
    own.core.exporter.wake()
    body = await _shown(own, jobs, job)
    return Answer(body, kept={**body, "query": "", "reason": "", "columns": [], "note": None})


async def _same_person(who: Who, request: GatewayRequest) -> set[str]:
    """This account, and others of the same person."""
    return await same_person(request.db, await in_full(request).core.accounts.get(who.account))


def _reach(who: Who) -> str:
    """What an account may read, as far as it depends on the account: a file made before it changed has another."""
    return orjson.dumps([sorted(who.roles), who.unit_id, who.cadre_id]).decode()


async def held(request: GatewayRequest) -> list[Document]:
    """What waits for this reader's consent, the oldest first."""
    own, jobs = in_full(request), Exports(request.db)
    where = {"state": State.HELD.value, "account": {"$nin": sorted(await _same_person(own.who, request))}}
    found = await request.db.exports.find(where, {"_id": 1, "wish": 1}, sort=[("_id", 1)]).to_list(1000)
    return [{"_id": job["_id"], "export_id": job["_id"], "title": _title(own, await jobs.wish(job))} for job in found]


def _title(request: Request, wish: Mapping[str, Any]) -> str:
    found = request.core.table.find(wish["path"])
    row = found[0].get("GET") if found else None
    return exports.title_of(row[0], request.language) if row else str(wish["path"])


async def _own(request: GatewayRequest, id: str) -> Document:
    job: Document | None = await request.db.exports.find_one({"_id": id, "account": request.principal.account})
    if job is None:
        raise NotFound()
    return job


async def _job(request: GatewayRequest, id: str) -> Document:
    job: Document | None = await request.db.exports.find_one({"_id": id})
    mine = request.principal.account
    if job is None or (job["account"] != mine and not _may_see(job, mine, request.principal.roles)):
        raise NotFound()
    return job


def _may_see(job: Mapping[str, Any], account: str, roles: tuple[str, ...]) -> bool:
    """Whoever may consent sees what waits for that, and what they decided."""
    if reach(roles, APPROVES) is Reach.NONE:
        return False
    return job["state"] == State.HELD.value or bool(job["decided_by"] == account)


async def _shown(request: Request, jobs: Exports, job: Document) -> Document:
    wish = await jobs.wish(job)
    is_over = job["state"] == State.READY.value and job["until"] <= clock.now()
    why = job["why"] and {"code": job["why"]["code"], "detail": job["why"][request.language]}
    manifest = job["sha256"] and {
        **{name: job[name] for name in ("name", "media_type", "size", "sha256", "rows")},
        "made_at": plain(job["ended_at"]),
        "until": plain(job["until"]),
    }
    shown = {
        "id": job["_id"],
        **{name: wish[name] for name in ("path", "query", "reason")},
        "conditions": await conditions.said(request, wish["path"], wish["query"]),
        "title": _title(request, wish),
        "form": job["form"],
        "columns": wish["sheet"].get("columns", []),
        "group_by": wish["sheet"].get("group_by"),
        "state": State.EXPIRED.value if is_over else job["state"],
        **{name: job[name] for name in ("rows", "total", "approved", "decided_by")},
        "waiting_for": job["problem"],
        "why": why,
        "created_by": job["account"],
        "created_at": plain(job["at"]),
        **{name: plain(job[name]) for name in ("started_at", "ended_at", "decided_at")},
        "note": await jobs.opened(job["note"], f"{job['_id']}:note") if job["note"] else None,
        "manifest": manifest,
    }
    if manifest:
        manifest[SIGNATURE] = await jobs.signed(shown)
    return shown


_MANIFEST = {
    "name": "干部 2026-03-02.xlsx",
    "media_type": exports.MEDIA_TYPES[XLSX],
    "size": 1_204_311,
    "sha256": "9f2c1d7e8a4b6c5d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d",
    "rows": 12_961,
    "made_at": "2026-03-02T01:04:00Z",
    "until": "2026-03-09T01:04:00Z",
    "signature": "5d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9f2c1d7e8a4b6c",
}
_EXPORT = {
    "id": "exp-2f9c1d7e8a4b6c5d",
    "path": "/v1/cadres",
    "query": "status=serving&sort=unit_post",
    "conditions": [{"title": "在职状态", "said": "在职"}, {"title": "排序", "said": "单位职位次序"}],
    "title": "干部",
    "form": "xlsx",
    "columns": ["row_number", "name", "sex", "birth", "title"],
    "group_by": "unit_id",
    "reason": "（示例）部务会审议名册",
    "state": "ready",
    "rows": 12_961,
    "total": 12_961,
    "waiting_for": None,
    "why": None,
    "created_by": "acc-01j9x3e7qk5zr0v4m8tgh2b6",
    "created_at": "2026-03-02T01:00:00Z",
    "started_at": "2026-03-02T01:00:01Z",
    "ended_at": "2026-03-02T01:04:00Z",
    "decided_by": "acc-01j9x3e7qk5zr0v4m8tgh2b7",
    "decided_at": "2026-03-02T01:03:00Z",
    "approved": True,
    "note": "（示例）同意，用后删除",
    "manifest": _MANIFEST,
}
_STANDS = Stands("导出不录入内容；不再需要的可以撤回", "An export enters nothing; one that is not needed is withdrawn")

# fmt: off
ROWS = [
    Route.local("POST", "/exports", ask, body=AskExport, answer=ExportOut, status=202, scope=Scope.SIGNED_IN,
        deadline=30.0, unlogged=("query", "reason"), answer_example=_EXPORT | {"state": "queued", "manifest": None},
        problems=[InvalidFields, TooManyExports, ScopeMissing, UnknownPersonalRequest, NoCopy], zh="申请导出",
        en="Ask for an export", tag="exports",
        description="The list is read as whoever asks would read it, page by page; what it refuses is refused at once. "
        "More rows than rule `registry.export_rows_alone` says wait for the consent of another.",
        example={"path": "/v1/cadres", "query": "status=serving&sort=unit_post", "form": "xlsx",
                 "columns": ["row_number", "name", "sex", "birth", "title"], "group_by": "unit_id", "total": True,
                 "heading": "（示例）全市在职干部花名册", "reason": "（示例）部务会审议名册"},
        put_right=_STANDS),
    Route.local("GET", "/exports", list_exports, query=ListExports, answer=page_of(ExportOut), scope=Scope.SIGNED_IN,
        answer_example={"items": [_EXPORT], "next": None}, zh="查询本人的导出", en="List one's own exports",
        tag="exports"),
    Route.local("GET", "/exports/{export_id}", get_export, query=GetExport, answer=ExportOut, scope=Scope.SIGNED_IN,
        answer_example=_EXPORT, problems=[NotFound], zh="查看导出", en="Show an export", tag="exports",
        description="To whoever asked, and to whoever may consent, as long as it waits for that and once they have "
        "decided. The manifest is signed together with who asked for what and who consented: `python -m tools.cadre "
        "export verify` finds whatever was changed. The audit trail holds the same checksum."),
    Route.local("DELETE", "/exports/{export_id}", withdraw, body=GetExport, status=204, scope=Scope.SIGNED_IN,
        problems=[NotFound], zh="撤回导出", en="Withdraw an export", tag="exports", put_right=_STANDS),
    Route.local("GET", "/exports/{export_id}/file", get_file, query=GetExport, scope=Scope.SIGNED_IN,
        answers_in=(*exports.MEDIA_TYPES.values(), media.ZIP)[1:], deadline=30.0,
        problems=[NotFound, NoFile, FileGone, ReachChanged, ScopeMissing, UnknownPersonalRequest, NoCopy],
        zh="下载导出文件", en="Fetch the file of an export", tag="exports"),
    Route.local("POST", "/exports/{export_id}/decision", decide, body=DecideExport, answer=ExportOut,
        right=APPROVES, unlogged=("note",), answer_example=_EXPORT | {"state": "queued", "manifest": None},
        problems=[NotFound, NotIndependent, NotHeld], zh="审批导出", en="Consent to an export, or not", tag="exports",
        example={"approved": True, "note": "（示例）同意，用后删除"},
        put_right=Stands("批准后仍由申请人撤回；不批准的可另行申请",
                         "Whoever asked may withdraw it still; what was refused may be asked for again")),
]  # fmt: skip
WAITS = (Own("gateway.approve_export", ROWS[-1], held),)

"""Exports as jobs (导出任务): a list of any length as a file, with the reason, another's consent where it is long, and
a record of what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from gateway import conditions, exports, form_rows, journal, media
from gateway.accounts import same_person
from gateway.columns import OfASheet, item_of
from gateway.export_jobs import (
    Document,
    Exports,
    NotHeld,
    State,
    TooManyExports,
    job_id,
)
from gateway.export_manifests import OF_THE_FILE, payload_of, public_keys
from gateway.export_schemas import (
    EXPORT,
    KEY,
    LISTS,
    OF_COPIES,
    OF_FORMS,
    SIGNED,
    AskExport,
    DecideExport,
    ExportOut,
    GetExport,
    ListExports,
    ManifestKeys,
    SignedManifest,
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
from servicekit.operations import Stands
from servicekit.principal import Reach
from servicekit.schema import Schema, declared_in, load, page_of, plain
from services.registry.errors.personal_requests import UnknownPersonalRequest

if TYPE_CHECKING:
    from gateway.request import Request
    from gateway.sessions import Who

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
    job = await jobs.create(own.who, request.key, given["form"], wish, note)
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
        if form not in OF_FORMS:
            raise _other_form(OF_FORMS)
        if wish["sheet"]:
            zh, en = "任免审批表没有可选的列", "Forms have no columns to choose"
            raise InvalidFields(errors=[field_error(f"/{next(iter(wish['sheet']))}", "not-of-forms", zh, en)])
        asked_for = load(form_rows.GetManyForms, asked.params)
        if not (asked_for["cadre_id"] or asked_for["selection_id"]):
            zh, en = "请给出干部或选拔任用", "Name cadres, or selections"
            raise InvalidFields(errors=[field_error("/query", "required", zh, en)])
        return
    if is_copy(wish["path"]):
        if form not in OF_COPIES:
            raise _other_form(OF_COPIES)
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


async def get_manifest(request: GatewayRequest) -> Answer:
    """The signed manifest: for whoever asked, and whoever has consented, as long as the export is on record."""
    job = await _job(request, load(GetExport, request.params)["export_id"])
    signed = await Exports(request.db).manifest(job)
    if signed is None:
        raise NoFile(f"该导出任务{State(job['state']).zh}", f"The export is {job['state']}", state=job["state"])
    return Answer({"manifest": payload_of(signed), "signed": signed})


async def get_keys(request: GatewayRequest) -> Answer:
    """The keys by which manifests are verified; nothing in them is about anybody."""
    return Answer({"keys": await public_keys(request.db)})


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
        **{name: job.get(name) for name in (*OF_THE_FILE, "rows")},
        "made_at": plain(job["ended_at"]),
        "until": plain(job["until"]),
    }
    return {
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
        "note": await jobs.note(job),
        "manifest": manifest,
    }


_STANDS = Stands("导出不录入内容；不再需要的可以撤回", "An export enters nothing; one that is not needed is withdrawn")

# fmt: off
ROWS = [
    Route.local("POST", "/exports", ask, body=AskExport, answer=ExportOut, status=202, scope=Scope.SIGNED_IN,
        deadline=30.0, unlogged=("query", "reason"), answer_example=EXPORT | {"state": "queued", "manifest": None},
        problems=[InvalidFields, TooManyExports, ScopeMissing, UnknownPersonalRequest, NoCopy], zh="申请导出",
        en="Ask for an export", tag="exports",
        description="The list is read as whoever asks would read it, page by page; what it refuses is refused at once. "
        "More rows than rule `registry.export_rows_alone` says wait for the consent of another.",
        example={"path": "/v1/cadres", "query": "status=serving&sort=unit_post", "form": "xlsx",
                 "columns": ["row_number", "name", "sex", "birth", "title"], "group_by": "unit_id", "total": True,
                 "heading": "（示例）全市在职干部花名册", "reason": "（示例）部务会审议名册"},
        put_right=_STANDS),
    Route.local("GET", "/exports", list_exports, query=ListExports, answer=page_of(ExportOut), scope=Scope.SIGNED_IN,
        answer_example={"items": [EXPORT], "next": None}, zh="查询本人的导出", en="List one's own exports",
        tag="exports"),
    Route.local("GET", "/exports/{export_id}", get_export, query=GetExport, answer=ExportOut, scope=Scope.SIGNED_IN,
        answer_example=EXPORT, problems=[NotFound], zh="查看导出", en="Show an export", tag="exports",
        description="To whoever asked, and to whoever may consent, as long as it waits for that and once they have "
        "decided."),
    Route.local("DELETE", "/exports/{export_id}", withdraw, body=GetExport, status=204, scope=Scope.SIGNED_IN,
        problems=[NotFound], zh="撤回导出", en="Withdraw an export", tag="exports", put_right=_STANDS),
    Route.local("GET", "/exports/{export_id}/file", get_file, query=GetExport, scope=Scope.SIGNED_IN,
        answers_in=(*exports.MEDIA_TYPES.values(), media.ZIP)[1:], deadline=30.0,
        problems=[NotFound, NoFile, FileGone, ReachChanged, ScopeMissing, UnknownPersonalRequest, NoCopy],
        zh="下载导出文件", en="Fetch the file of an export", tag="exports"),
    Route.local("GET", "/exports/{export_id}/manifest", get_manifest, query=GetExport, answer=SignedManifest,
        scope=Scope.SIGNED_IN, answer_example=SIGNED, problems=[NotFound, NoFile], zh="下载导出清单",
        en="Fetch the signed manifest of an export", tag="exports",
        description="Who took what out, when, why, with whose consent, and what the file is. `python -m "
        "tools.verify_export` says what of a file or a manifest was changed; the audit trail holds the same checksum."),
    Route.local("GET", "/exports/keys", get_keys, query=Schema, answer=ManifestKeys, scope=Scope.PUBLIC,
        answer_example={"keys": [KEY]}, zh="查询导出清单的公钥", en="Keys by which manifests are verified",
        tag="exports"),
    Route.local("POST", "/exports/{export_id}/decision", decide, body=DecideExport, answer=ExportOut,
        right=APPROVES, unlogged=("note",), answer_example=EXPORT | {"state": "queued", "manifest": None},
        problems=[NotFound, NotIndependent, NotHeld], zh="审批导出", en="Consent to an export, or not", tag="exports",
        example={"approved": True, "note": "（示例）同意，用后删除"},
        put_right=Stands("批准后仍由申请人撤回；不批准的可另行申请",
                         "Whoever asked may withdraw it still; what was refused may be asked for again")),
]  # fmt: skip
WAITS = (Own("gateway.approve_export", ROWS[-1], held),)

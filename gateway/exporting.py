"""Carries exports out (导出任务), page by page, and goes on where another gateway has died.

One job at a time in each gateway: it is the gateway that may ask every service, and names who and what is meant. Each
page is read as whoever asked would read it at that moment: an account that has been closed, or has lost the right to
the list, ends the export.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

import orjson
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from gateway import claims, export_manifests, exports, form_rows, journal, media
from gateway.claims import Claim
from gateway.columns import ROW_NUMBER, columns_of, item_of
from gateway.ending import end
from gateway.export_jobs import LEASE, Document, Exports, Note, PagesGone
from gateway.export_manifests import Digests
from gateway.journal import Action
from gateway.personal_copies import copied, granted, is_copy, note_copy
from gateway.problems import NoSuchRoute
from gateway.request import Request
from gateway.route import BASE
from gateway.rpc import Answered
from gateway.sessions import who_is
from papers.sheets import CSV
from servicekit import clock, traces
from servicekit.errors import Forbidden, Internal, Invalid, NotFound, Problem, WireProblem
from servicekit.leases import LeaseLost
from servicekit.schema import load

if TYPE_CHECKING:
    from gateway.core import Core
    from gateway.exports import Wish
    from gateway.sessions import Who

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between looks for a job that another gateway was asked for, or has left."""
DELAYS = (0.2, 0.5, 1.0, 2.0, 5.0)
FAULTS = 5
"""Faults in a row of whoever answers, after which an export ends."""
WRITES_WITHIN = 300.0
"""Seconds for a file that has been read."""
FORMS = f"{BASE}/appointment-forms"
_FOR_NOW = frozenset(("still-running", "busy"))
_SAID = "导出说明"
COPY = "个人信息副本"
MARK = "export_mark"
"""How a manifest calls the column of CSV that says who took it out."""
PIECE = 256 * 1024
"""Bytes of a file that are kept together."""


class AccountClosed(Forbidden):
    """The account that asked for the export is closed."""

    code = "exports/account-closed"
    zh = "申请导出的账号已停用"
    en = "The account that asked for the export is closed"


class NothingToExport(Invalid):
    """There is nobody whose form is asked for."""

    code = "exports/nothing"
    zh = "没有可以导出的任免审批表"
    en = "There are no forms to export"


class TooManyRows(Invalid):
    """More rows than one export may have."""

    code = "exports/too-many-rows"
    status = 413
    zh = "行数超过一次导出的上限"
    en = "More rows than one export may have"
    advice_zh = "请增加筛选条件，分几次导出。"
    advice_en = "Narrow the list by its filters, and export it in parts."


async def request_of(core: Core, who: Who, wish: Mapping[str, Any], number: str) -> Request:
    """The request that reads what is asked for, as this account makes it. Raises NoSuchRoute, Forbidden, BadQuery."""
    found = core.table.find(wish["path"])
    if found is None or "GET" not in found[0]:
        raise NoSuchRoute()
    row, names = found[0]["GET"]
    trace = traces.enter(None).traceparent
    request = Request(core, row, {}, wish["path"], "", number, trace, wish["language"], None)
    request.who = who
    request.belongs_to(*who.on(row.number, row.route))
    request.take_headers(
        quote(wish["query"], safe="%=&+,:;/?@!$'()*~").encode(), dict(zip(names, found[1], strict=True))
    )
    request.params |= wish["sheet"]
    return request


class Exporter:
    """One worker."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.jobs = Exports(core.db)
        self.owner = f"{os.getpid()}-{uuid4().hex[:8]}"
        self._stopping = False
        self._wakened = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look for jobs."""
        self._task = asyncio.create_task(self._run(), name="exports")

    def wake(self) -> None:
        """There is a new job."""
        self._wakened.set()

    async def stop(self) -> None:
        """Leave what is not done to others, who may go on at once."""
        self._stopping = True
        await end(self._task, again=LEASE)

    async def _run(self) -> None:
        while True:
            self._wakened.clear()
            try:
                claim = await self.jobs.claim(self.owner)
                if claim is not None:
                    await self._carry_out(claim)
                    continue
            except PyMongoError as away:
                log.warning("database away: %s", type(away).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wakened.wait(), LOOK)

    async def _carry_out(self, claim: Claim) -> None:
        renewing = asyncio.create_task(claims.keep(claim, self.jobs.renew))
        work = asyncio.create_task(self._persist(claim))
        try:
            await asyncio.wait([renewing, work], return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            else:
                log.warning("export %s is no longer this gateway's", claim.id)
        except LeaseLost:
            log.warning("export %s is no longer this gateway's", claim.id)
        finally:
            for one in (work, renewing):
                one.cancel()
            await asyncio.gather(work, renewing, return_exceptions=True)
            if self._stopping:
                with contextlib.suppress(PyMongoError):
                    await self.jobs.release(claim)

    async def _persist(self, claim: Claim) -> None:
        """Work on it until it is done, waits for somebody, or cannot be done."""
        wish = await self.jobs.wish(claim.job)
        faults = tries = 0
        while True:
            before = claim.job["read"]
            try:
                # Before anything is read and kept that would be read and kept again.
                export_manifests.signer_of(self.core)
                return await self._work_for(wish["path"])(claim, wish)
            except PagesGone:
                await self.jobs.begin_again(claim)
                continue
            except LeaseLost:
                raise
            except (Answered, Problem, TimeoutError, PyMongoError) as away:
                told = _told(away)
                if told is not None and _is_final(told):
                    return await self._end(claim, told)
                why = told.code if told is not None else type(away).__name__
                is_fault = told is not None and told.status == Internal.status
            except Exception:
                log.exception("fault on export %s", claim.id)
                why, is_fault, told = Internal.code, True, None
            if claim.job["read"] > before:
                faults = tries = 0
            faults += is_fault
            if faults >= FAULTS:
                return await self._end(claim, told or Internal())
            log.warning("export %s waits: %s", claim.id, why)
            if tries >= 2:
                with contextlib.suppress(PyMongoError):
                    await self.jobs.hold_up(claim, why)
            await asyncio.sleep(DELAYS[min(tries, len(DELAYS) - 1)])
            tries += 1

    def _work_for(self, path: str) -> Callable[[Claim, Document], Awaitable[None]]:
        if is_copy(path):
            return self._copy
        return self._forms if path == FORMS else self._list

    async def _request(self, claim: Claim, wish: Document) -> Request:
        account = await self.core.db.accounts.find_one({"_id": claim.job["account"], "active": True})
        if account is None:
            raise AccountClosed()
        # By the session that asked: an account with a second factor has shown it there.
        asked_in = {"_id": claim.job["session"], "means": claim.job.get("means", ())}
        return await request_of(self.core, who_is(account, asked_in), wish, claim.id)

    async def _list(self, claim: Claim, wish: Document) -> None:
        """Read a list to its end, and write its file."""
        done = await self.jobs.told(claim.job)
        told = exports.Told(names=done.get("names", {}), count=claim.job["rows"], synthetic=done.get("synthetic", 0))
        while True:
            request = await self._request(claim, wish)
            asked_of_sheet = exports.wish_of(request, claim.job["form"])
            asked = dict(request.params)
            if done and not told.columns:
                told.columns = _columns(request, done["columns"])
            if done.get("complete"):
                return await self._write(claim, request, asked_of_sheet, asked, told)
            page, cursor = await exports.page_at(request, done.get("cursor"))
            line = told.take(asked_of_sheet, page)
            bounds = await self.core.export_rules.today(request.look_up)
            if told.count > bounds.most_rows:
                zh, en = f"超过{bounds.most_rows}行", f"More than {bounds.most_rows} rows"
                raise TooManyRows(zh, en, most=bounds.most_rows)
            if claim.job["form"] in exports.DOCUMENTS and told.count > exports.MOST_IN_A_DOCUMENT:
                most = exports.MOST_IN_A_DOCUMENT
                raise exports.DocumentTooLong(f"超过{most}行", f"More than {most} rows", most=most)
            if told.count > bounds.rows_alone and not claim.job["approved"]:
                total = await exports.counted(await self._plainly(claim, wish))
                return await self._hold(claim, total)
            said = {one for value in asked.values() for one in (value if isinstance(value, list) else [value])}
            done = {
                "columns": [column.name for column in told.columns],
                "names": {id: name for id, name in told.names.items() if id in said},
                "synthetic": told.synthetic,
                "cursor": cursor,
                "complete": cursor is None,
            }
            told.names = dict(done["names"])
            await self.jobs.keep_page(claim, line, done, rows=told.count, read=claim.job["read"] + 1)

    async def _plainly(self, claim: Claim, wish: Document) -> Request:
        """The list itself, without what is asked of a sheet."""
        request = await self._request(claim, wish)
        exports.wish_of(request, claim.job["form"])
        return request

    async def _write(
        self, claim: Claim, request: Request, wish: Wish, asked: Mapping[str, Any], told: exports.Told
    ) -> None:
        sheet = await exports.described(request, wish, asked, told, claim.id)
        file = exports.file_of(request.path, sheet.title, wish.format, b"")
        fonts = self.core.settings.paper_fonts
        pieces = exports.written(sheet, self.jobs.pages(claim), fonts)
        marked = [MARK] if wish.format == CSV else []
        await self._keep(claim, request, pieces, file, [*(column.name for column in told.columns), *marked])

    async def _forms(self, claim: Claim, wish: Document) -> None:
        """Fill in forms, one after the other, and put them into a zip."""
        done = await self.jobs.told(claim.job)
        request = await self._request(claim, wish)
        asked = load(form_rows.GetManyForms, request.params)
        if not done:
            whose = await form_rows.whose(request, asked)
            bounds = await self.core.export_rules.today(request.look_up)
            if not whose:
                raise NothingToExport()
            if len(whose) > form_rows.MOST_OF_A_JOB:
                most = form_rows.MOST_OF_A_JOB
                raise form_rows.TooManyForms(f"最多{most}份", f"{most} at most", most=most)
            if len(whose) > bounds.forms_alone and not claim.job["approved"]:
                await self._hold(claim, len(whose))
                return
            # Settled once: what is gone on with is the same list.
            done = {
                "whose": [[one, selection["id"] if selection else None] for one, selection in whose],
                "missing": [],
                "left_out": [],
            }
            claim.job["total"] = len(whose)
        for cadre_id, selection_id in done["whose"][claim.job["read"] :]:
            request = await self._request(claim, wish)
            content = b""
            try:
                selection = await form_rows.selection_of(request, selection_id)
                one = await form_rows.filled(request, cadre_id, selection, asked["age_on"])
                [file] = await form_rows.printed(request, claim.job["form"], [one])
                content = one.form.name.encode() + b"\n" + file
                done["left_out"] = sorted({*done["left_out"], *one.left_out})
            except Answered as refused:
                if refused.problem.status != NotFound.status:
                    raise
                done["missing"].append(cadre_id)
            made, read = claim.job["rows"] + bool(content), claim.job["read"] + 1
            await self.jobs.keep_page(claim, content, done, rows=made, read=read, total=len(done["whose"]))
        if not claim.job["rows"]:
            raise NothingToExport()
        day = clock.day_of(clock.now()).isoformat()
        name = f"{form_rows.TITLE} {day}.zip"
        file_of = exports.File(b"", media.ZIP, name, f"appointment-forms-{day}.zip")
        said = await self._explained(request, claim, done)
        await self._keep(claim, request, self._zipped(claim, said), file_of, [])

    async def _copy(self, claim: Claim, wish: Document) -> None:
        """A copy of what is kept of somebody, as whoever asked for it may read it now."""
        request = await self._request(claim, wish)
        found = await granted(request, request.params["request_id"])
        content = orjson.dumps(await copied(request, found), option=orjson.OPT_INDENT_2)
        who = request.principal
        asked = journal.asked.set(journal.Asked(who.account, who.roles, request.row.route.right, ""))
        try:
            await note_copy(request, found)
        finally:
            journal.asked.reset(asked)
        day = clock.day_of(clock.now()).isoformat()
        file = exports.File(b"", media.JSON, f"{COPY} {day}.json", f"personal-copy-{day}.json")
        claim.job["rows"] = 1
        await self._keep(claim, request, _in_pieces(content), file, [])

    async def _explained(self, request: Request, claim: Claim, done: Document) -> str:
        """Who took the forms out, and what is not among them; the forms themselves are as they are prescribed."""
        missing = [f"查无此人或无权查看：{person}" for person in done["missing"]]
        number, left_out = claim.id, [form_rows.LEFT_OUT_PARTS[one] for one in done["left_out"]]
        return "\r\n".join(
            (
                f"{form_rows.TITLE} {claim.job['rows']} 份",
                f"导出：{await exports.printed_by(request)}",
                f"编号：{number}",
                *([f"无权查看而未填的栏目：{'、'.join(left_out)}"] if left_out else []),
                *missing,
                "",
            )
        )

    async def _zipped(self, claim: Claim, said: str) -> AsyncIterator[bytes]:
        out = _Out()
        number = 0
        with zipfile.ZipFile(out, "w") as archive:  # type: ignore[call-overload]
            archive.writestr(_entry(f"{_SAID}.txt"), said.encode("utf-8-sig"))
            async for page in self.jobs.pages(claim):
                if not page:
                    continue
                number += 1
                person, _, content = page.partition(b"\n")
                named = f"{number:04}_{form_rows.TITLE}_{person.decode()}.{claim.job['form']}"
                archive.writestr(_entry(exports.file_name(named)), content)
                if len(out.held) >= PIECE:
                    yield out.taken()
        yield out.taken()

    async def _keep(
        self, claim: Claim, request: Request, pieces: AsyncIterator[bytes], file: exports.File, columns: list[str]
    ) -> None:
        """Keep the file as it is written, and its signed manifest; it counts once all of it is there."""
        bounds = await self.core.export_rules.today(request.look_up)
        until = clock.now() + timedelta(days=bounds.days)
        await self.jobs.forget_pieces(claim)
        ids, digests = [], Digests(await self.jobs.sm3())
        async with asyncio.timeout(WRITES_WITHIN), contextlib.aclosing(pieces) as given:  # type: ignore[type-var]
            async for piece in given:
                digests.update(piece)
                ids.append(await self.jobs.keep_piece(claim, piece, until))
        facts = {**digests.told(), "rows": claim.job["rows"], "until": until, "pieces": ids}
        facts |= {"name": file.name, "plain_name": file.plain_name, "media_type": file.media_type}
        facts["ended_at"] = clock.now()
        manifest = await self._manifest(request, claim.job, columns, facts)
        tells = {"format": claim.job["form"], "of": request.path}
        tells |= {name: facts[name] for name in ("rows", "sha256")}
        await self.jobs.finish(claim, self._note(claim, Action.EXPORT_MADE, **tells), manifest, **facts)
        log.info("export %s done", claim.id)

    async def _manifest(self, request: Request, job: Document, columns: list[str], file: Document) -> str:
        wish, note = await self.jobs.wish(job), await self.jobs.note(job)
        names = await export_manifests.names_in(request, job["account"], job["decided_by"])
        return await export_manifests.signed(request, export_manifests.said(job, wish, note, columns, file, names))

    async def _hold(self, claim: Claim, total: int | None) -> None:
        await self.jobs.hold(claim, total, self._note(claim, Action.EXPORT_HELD, rows=total))

    async def _end(self, claim: Claim, why: Problem | WireProblem) -> None:
        told = {"code": why.code, "zh": why.detail_zh, "en": why.detail_en}
        log.warning("export %s ended: %s", claim.id, why.code)
        await self.jobs.end(claim, told, self._note(claim, Action.EXPORT_ENDED, why=why.code))

    def _note(self, claim: Claim, action: Action, **facts: Any) -> Note:
        async def note(session: AsyncClientSession) -> None:
            await journal.tell(self.core.db, action, claim.id, claim.job["account"], claim.id, session, **facts)

        return note


async def _in_pieces(content: bytes) -> AsyncIterator[bytes]:
    for begin in range(0, len(content), PIECE):
        yield content[begin : begin + PIECE]


def _columns(request: Request, names: list[str]) -> tuple[Any, ...]:
    item = item_of(request.row.route)
    assert item is not None
    known = {column.name: column for column in (*columns_of(item, request.language), ROW_NUMBER)}
    return tuple(known[name] for name in names)


def _told(away: BaseException) -> Problem | WireProblem | None:
    return away.problem if isinstance(away, Answered) else away if isinstance(away, Problem) else None


def _is_final(problem: Problem | WireProblem) -> bool:
    """Whether asking again brings the same refusal."""
    return problem.status < Internal.status and problem.code not in _FOR_NOW


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))


class _Out:
    """What a zip is written into, and taken from as it grows."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, content: bytes) -> int:
        self.held += content
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        content = bytes(self.held)
        self.held.clear()
        return content

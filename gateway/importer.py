"""`python -m gateway.importer`: carries import jobs out, chunk by chunk, and goes on where another one died.

A chunk is a bulk command under a key of its own (`import:<job>:<chunk>`), so sending it again after a crash has no
second effect and brings the same answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from prometheus_client import Counter
from pymongo.errors import PyMongoError

from gateway import claims, health, resealing, undo_jobs, undoing, whom
from gateway.beginning import begin
from gateway.checkpoints import Checkpoints
from gateway.claims import Claim
from gateway.earlier import Earlier
from gateway.ending import end
from gateway.grants import is_allowed_today
from gateway.import_files import shown
from gateway.import_jobs import Document, Jobs, Rows
from gateway.positions import Positions, received
from gateway.projector.links import headers, open_database
from gateway.route import ImportKind
from gateway.rpc import Answered, RpcClient
from gateway.sealing import own_cipher
from gateway.table import import_kinds
from servicekit import logs, memory, traces
from servicekit.config import ConfigurationError, Settings, from_environment
from servicekit.errors import Conflict, Internal, Problem
from servicekit.leases import LeaseLost
from servicekit.offered import WHAT_IS_CALLED
from servicekit.operations import Operation
from servicekit.positions import besides, to_wire
from servicekit.principal import from_wire, system
from servicekit.schemas import MAX_EARLIER
from servicekit.vouching import GRANT, NotGranted, Verifier, signer_of
from services.registry.operations.recognising import RECOGNISE

log = logging.getLogger("gateway.importer")

IN_FLIGHT = 2
"""Chunks of one job that are on their way at once, where order does not matter."""
LOOK, LOOK_WHEN_TOLD = 1.0, 2.5
"""Seconds between looks for a job: while the database does not tell of new ones, and while it does. The latter is for
those whose importer has died, or has handed them over."""
DEADLINE = 60.0
DELAYS = (0.2, 0.5, 1.0, 2.0, 5.0)
FAULTS = 5
"""Tries of a chunk that the service fails on with a fault of its own, before its rows are sent one by one."""
FAULTS_ALONE = 2
"""Tries of a row alone, before it is given up."""
ROWS = Counter("cadre_import_rows_total", "Rows of imports, good or bad", ["outcome"])


class _Stopping(Exception):
    """This process must stop before a service has answered."""


@dataclass
class _Refused(Exception):
    """The service took none of the rows that were sent together."""

    code: str
    zh: str
    en: str
    errors: list[dict[str, str]]
    status: int

    @property
    def may_be_one_rows(self) -> bool:
        """Whether the others might have been taken without one of them: a fault, or a conflict at the commit."""
        return self.status in (Internal.status, Conflict.status)

    def of(self, rows: list[Document]) -> list[Document]:
        """The same result for each row."""
        told = self.errors or [{"pointer": "", "code": self.code, "zh": self.zh, "en": self.en}]
        return [{"row": place, "errors": told} for place in range(len(rows))]


class Importer:
    """One worker: a job at a time, several chunks at once."""

    def __init__(
        self, jobs: Jobs, rpc: RpcClient, kinds: dict[str, ImportKind], ready: Callable[[], Awaitable[None]]
    ) -> None:
        self.jobs = jobs
        self.positions = Positions(jobs.db, rpc)
        self.rpc = rpc
        self.kinds = kinds
        self._ready = ready
        self.owner = f"{os.getpid()}-{uuid4().hex[:8]}"
        self.database_is_up = False
        self._stop = asyncio.Event()
        self._wakened = asyncio.Event()
        self._told = False
        """Whether the database tells of new jobs."""

    def stop(self) -> None:
        """Begin no further chunk; those on their way are finished and recorded."""
        self._stop.set()
        self._wakened.set()

    async def missing(self) -> list[str]:
        """What is needed and not there."""
        return [name for name, up in (("broker", self.rpc.connected), ("database", self.database_is_up)) if not up]

    async def run(self) -> None:
        """Look for jobs and carry them out until stopped."""
        listening = asyncio.create_task(self._listen(), name="new jobs")
        try:
            await self._run()
        finally:
            listening.cancel()

    async def _run(self) -> None:
        prepared = False
        while not self._stop.is_set():
            self._wakened.clear()
            try:
                if not prepared:
                    await self._ready()
                    await self.jobs.prepare()
                    prepared = True
                claim = await self.jobs.claim(self.owner)
                self.database_is_up = True
                if claim is not None:
                    await self._carry_out(claim)
                    continue
            except PyMongoError as away:
                self.database_is_up = False
                log.warning("database away: %s", type(away).__name__)
                await self._pause(1.0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wakened.wait(), LOOK_WHEN_TOLD if self._told else LOOK)

    async def _listen(self) -> None:
        """Look at once when a job is made, whoever makes it."""
        while True:
            try:
                async with await self.jobs.told_of_new() as made:
                    self._told = True
                    self._wakened.set()  # For what was made before the database began to tell.
                    while made.alive:
                        if await made.try_next() is not None:
                            self._wakened.set()
            except PyMongoError as away:
                log.warning("jobs are looked for every second: %s", type(away).__name__)
            finally:
                self._told = False
            await asyncio.sleep(LOOK)

    async def _carry_out(self, claim: Claim) -> None:
        kind = self.kinds.get(claim.job["kind"])
        if kind is None:
            log.error("import %s is of the unknown kind %s", claim.id, claim.job["kind"])
            await self.jobs.hold_up(claim, "unknown-kind")
            await self._pause(1.0)
            return
        renewing = asyncio.create_task(claims.keep(claim, self.jobs.renew))
        undoes = undoing.is_under_way(claim.job)
        work = asyncio.create_task(self._undo_all(claim, kind) if undoes else self._send_all(claim, kind))
        try:
            await asyncio.wait([renewing, work], return_when=asyncio.FIRST_COMPLETED)
            if renewing.done() and not work.done():
                work.cancel()
            await work
            if self._stop.is_set() and await self._is_left(claim):
                await self.jobs.release(claim)
            elif undoes:
                await undo_jobs.finish(self.jobs, undoing.of(claim))
                log.info("import %s undone", claim.id)
            else:
                await self.jobs.finish(claim)
                log.info("import %s done", claim.id)
        except LeaseLost:
            log.warning("import %s was taken over by another importer", claim.id)
        except asyncio.CancelledError:
            if not renewing.done():
                raise
            log.warning("import %s was taken over by another importer", claim.id)
        finally:
            renewing.cancel()
            work.cancel()

    async def _is_left(self, claim: Claim) -> bool:
        """Whether chunks are waiting."""
        if undoing.is_under_way(claim.job):
            return bool(await undo_jobs.waiting(self.jobs, undoing.of(claim)))
        return bool(await self.jobs.waiting(claim))

    async def _undo_all(self, claim: Claim, kind: ImportKind) -> None:
        """Take back what the rows of a job have done; see `gateway.undoing`."""
        round = undoing.of(claim)
        operation = undoing.operation(kind)

        async def ask(part: str, rows: list[Document], gone: list[str], most_faults: int) -> list[Document] | None:
            async def once() -> list[Document]:
                key = f"undo:{claim.id}:{round.round}:{part}"
                return await self._call(operation, undoing.arguments(round, kind, rows, gone), key, kind, round.told)

            return await self._answered(claim, part, most_faults, once)

        async def send(part: str, rows: list[Document], gone: list[str]) -> list[Document] | None:
            async def alone(place: int, row: Document, most_faults: int) -> list[Document] | None:
                return await ask(f"{part}.{place}", [row], gone, most_faults)

            apart = f"undo:{round.round}:{part}"
            return await self._or_apart(claim, apart, rows, partial(ask, part, rows, gone), alone)

        async def look_up(operation: Operation, **arguments: Any) -> Any:
            async def once() -> list[Document]:
                return [await self._look_up(operation, **arguments)]

            told = await self._answered(claim, operation.name, sys.maxsize, once)
            if told is None:
                raise _Stopping
            return told[0]

        with contextlib.suppress(_Stopping):
            await undoing.send_all(self.jobs, round, kind, send, look_up, self._stop.is_set, lanes=IN_FLIGHT)

    async def _send_all(self, claim: Claim, kind: ImportKind) -> None:
        todo = asyncio.Queue[int]()
        for n in await self.jobs.waiting(claim):
            todo.put_nowait(n)

        # A commit tells of them where a file repeats itself, so that it refuses in the words of the dry run.
        dry_run, in_order = claim.job["mode"] == "dry_run", claim.job.get("in_order", False)
        meets = kind.meets if dry_run else kind.once if in_order else ()
        earlier = Earlier(meets) if meets else None
        if earlier is not None:
            # Another sheet of the same kind comes before like earlier rows of this one.
            tells = (kind.kind, kind.follows)
            above = [one["id"] for one in claim.job.get("before", ()) if one["kind"] in tells]
            for job in (*above, claim.id):
                async for rows in self.jobs.good_rows(job):
                    earlier.add(rows)

        in_order = kind.ordered or earlier is not None or in_order

        async def lane() -> None:
            while not self._stop.is_set() and not todo.empty():
                await self._send(claim, kind, todo.get_nowait(), earlier)

        lanes = [asyncio.create_task(lane()) for _ in range(1 if in_order else IN_FLIGHT)]
        try:
            await asyncio.gather(*lanes)
        finally:
            for one in lanes:
                one.cancel()

    async def _send(self, claim: Claim, kind: ImportKind, n: int, earlier: Earlier | None) -> None:
        rows = await self.jobs.rows(claim, n)
        settled = await self._settled(claim, kind, n, rows)
        if settled is None:
            return
        sent, wrong = settled
        places = [place for place in range(len(sent)) if place not in wrong]
        told = await self._results(claim, kind, n, [sent[place] for place in places], earlier) if places else []
        if told is None or not await self._tell_other_faults(claim, kind, n, sent, wrong):
            return
        good = [sent[places[answer["row"]]] for answer in told if "errors" not in answer]
        if earlier is not None:
            earlier.add(good)
        answers = [{**answer, "row": places[answer["row"]]} for answer in told]
        answers += [{"row": place, "errors": errors} for place, errors in wrong.items()]
        answers.sort(key=lambda answer: int(answer["row"]))
        results = [_result(rows.numbers[answer["row"]], rows.read[answer["row"]], answer, kind) for answer in answers]
        at = None if claim.job["mode"] == "dry_run" else [answer.get("at") for answer in answers]
        await self.jobs.record(claim, n, results, None if earlier is None else good, at)
        bad = sum("errors" in result for result in results)
        ROWS.labels("good").inc(len(results) - bad)
        ROWS.labels("bad").inc(bad)

    async def _settled(
        self, claim: Claim, kind: ImportKind, n: int, rows: Rows
    ) -> tuple[list[Document], dict[int, list[Document]]] | None:
        """What is sent of a chunk: of a sheet, its rows with ids where people wrote names, and which rows name nobody.

        None when this process must stop before the registry has said who is meant.
        """
        if claim.job.get("understood") is None:
            return rows.read, {}
        if rows.sent is None:
            told = await self._recognised(claim, kind, n, rows)
            if told is None:
                return None
            await self.jobs.settle(claim, n, told)
        else:
            told = rows.sent
        sent, wrong = told
        return sent, {int(place): errors for place, errors in wrong.items()}

    async def _recognised(self, claim: Claim, kind: ImportKind, n: int, rows: Rows) -> list[Any] | None:
        carried = headers(from_wire(claim.job["principal"]), request_id=f"{claim.id}.{n}.names") | _granted(claim.job)

        async def ask(operation: str, **arguments: Any) -> Any:
            return (await self.rpc.ask(operation, arguments, carried, deadline=DEADLINE)).result

        recognise = partial(ask, RECOGNISE.name)
        what_is_called = partial(ask, WHAT_IS_CALLED.of(kind.operation.service).name)
        tries = 0
        while not self._stop.is_set():
            try:
                await self._check(claim.job, kind)
                sent, wrong = await whom.resolved(recognise, rows.read, kind.operation.row, what_is_called)
            except _Refused as refused:
                return [rows.read, {str(row["row"]): row["errors"] for row in refused.of(rows.read)}]
            except (Answered, Problem) as away:
                why = away.problem.code if isinstance(away, Answered) else away.code
                if isinstance(away, Answered) and _is_final(away.problem):
                    told = away.problem
                    error = {"pointer": "", "code": told.code, "zh": told.detail_zh, "en": told.detail_en}
                    return [rows.read, {str(place): [error] for place in range(len(rows.read))}]
                log.warning("chunk %s:%d waits for names: %s", claim.id, n, why)
                if tries == 2:
                    await self.jobs.hold_up(claim, why)
                await self._pause(DELAYS[min(tries, len(DELAYS) - 1)])
                tries += 1
            else:
                return [sent, {str(place): [one.to_wire() for one in errors] for place, errors in wrong.items()}]
        return None

    async def _tell_other_faults(
        self, claim: Claim, kind: ImportKind, n: int, rows: list[Document], wrong: dict[int, list[Document]]
    ) -> bool:
        """Add what else is wrong with rows that name nobody, as a dry run of them says; false when this process must
        stop before it is known."""
        named = {place: [error["pointer"] for error in errors] for place, errors in wrong.items()}
        # Where the registry has answered nothing about any name there is nobody to ask without.
        looked_at = [place for place, pointers in named.items() if all(pointers)]
        if not looked_at:
            return True
        bare = [whom.without(rows[place], named[place]) for place in looked_at]
        try:
            told = await self._ask(claim, kind, f"{n}.rest", bare, FAULTS_ALONE, None, dry_run=True)
        except _Refused as refused:
            log.warning("chunk %s:%d: other faults are not told: %s", claim.id, n, refused.code)
            return True
        for answer in told or ():
            place = looked_at[answer["row"]]
            wrong[place] += whom.others(answer.get("errors", ()), named[place])
        return told is not None

    async def _results(
        self, claim: Claim, kind: ImportKind, n: int, rows: list[Document], earlier: Earlier | None
    ) -> list[Document] | None:
        """What the service says of each row, and where it has written down what that did; None when this process must
        stop before it has said anything."""
        before = earlier and earlier.copy()

        async def alone(place: int, row: Document, most_faults: int) -> list[Document] | None:
            told = await self._ask(claim, kind, f"{n}.{place}", [row], most_faults, before)
            if before is not None and told and not any("errors" in result for result in told):
                before.add([row])
            return told

        async def together(most_faults: int) -> list[Document] | None:
            return await self._ask(claim, kind, str(n), rows, most_faults, earlier)

        return await self._or_apart(claim, n, rows, together, alone)

    async def _or_apart(
        self,
        claim: Claim,
        n: int | str,
        rows: list[Document],
        together: Callable[[int], Awaitable[list[Document] | None]],
        alone: Callable[[int, Document, int], Awaitable[list[Document] | None]],
    ) -> list[Document] | None:
        """A chunk that fails as a whole where one of its rows may be why is sent row by row."""
        if n not in claim.job.get("apart", ()):
            try:
                return await together(FAULTS)
            except _Refused as refused:
                if len(rows) == 1 or not refused.may_be_one_rows:
                    return refused.of(rows)
                log.warning("chunk %s:%s is sent row by row: %s", claim.id, n, refused.code)
            # First of all: rows that were sent alone must never be sent together again, by whoever goes on.
            await self.jobs.take_apart(claim, n)
        results: list[Document] = []
        for place, row in enumerate(rows):
            try:
                told = await alone(place, row, FAULTS_ALONE)
            except _Refused as refused:
                told = refused.of([row])
            if told is None:
                return None
            results += [{**result, "row": place} for result in told]
        return results

    async def _ask(
        self,
        claim: Claim,
        kind: ImportKind,
        part: str,
        rows: list[Document],
        most_faults: int,
        earlier: Earlier | None,
        *,
        dry_run: bool = False,
    ) -> list[Document] | None:
        """What the service says of rows that are sent together, or of a dry run of them. Raises _Refused when it takes
        none of them."""

        async def once() -> list[Document]:
            barred = {} if kind.checks is None else await kind.checks(self._look_up, rows)
            places = [place for place in range(len(rows)) if place not in barred]
            refused = [{"row": place, "errors": [one.to_wire() for one in errors]} for place, errors in barred.items()]
            if not places:
                return refused
            sent = [rows[place] for place in places]
            arguments: Document = {"rows": sent, "dry_run": dry_run or claim.job["mode"] == "dry_run"}
            if earlier is not None:
                arguments["earlier"] = earlier.met_by(sent)[-MAX_EARLIER:]
            said = await self._call(kind.operation, arguments, f"import:{claim.id}:{part}", kind, claim.job)
            return [*refused, *({**one, "row": places[one["row"]], "at": (part, one["row"])} for one in said)]

        return await self._answered(claim, part, most_faults, once)

    async def _call(
        self, operation: Operation, arguments: Document, key: str, kind: ImportKind, who: Document
    ) -> list[Document]:
        """What a bulk command says of its rows, given in the name and for the session of `who`.

        Raises _Refused where they may not do so any more.
        """
        await self._check(who, kind)
        session = who.get("session", "")
        carried = headers(from_wire(who["principal"]), key, key.partition(":")[2].replace(":", "."))
        carried |= _granted(who)
        if elsewhere := besides(await self.positions.of(session), operation.service):
            carried["cadre.after"] = to_wire(elsewhere)
        reply = await self.rpc.ask(operation.name, arguments, carried, deadline=DEADLINE)
        if reply.told:
            await self.positions.note(session, received(operation.service, reply.told))
        said: list[Document] = reply.result["results"]
        return said

    async def _answered(
        self, claim: Claim, part: str, most_faults: int, once: Callable[[], Awaitable[list[Document]]]
    ) -> list[Document] | None:
        """What `once` answers, tried until it does. Raises _Refused; None when this process must stop before."""
        faults = tries = 0
        while True:
            try:
                return await once()
            except Answered as answered:
                problem = answered.problem
                if _is_final(problem):
                    raise _Refused(
                        problem.code, problem.detail_zh, problem.detail_en, problem.errors, problem.status
                    ) from None
                why = problem.code
                faults += problem.status == Internal.status
            except Internal as fault:
                why = fault.code
                faults += 1
            except Problem as away:
                why = away.code
            if faults >= most_faults:
                zh, en = "系统内部错误，该行未写入", "A fault inside the platform; this row was not written"
                raise _Refused(Internal.code, zh, en, [], Internal.status)
            log.warning("chunk %s:%s waits: %s", claim.id, part, why)
            if tries == 2:
                await self.jobs.hold_up(claim, why)
            if self._stop.is_set():
                return None
            await self._pause(DELAYS[min(tries, len(DELAYS) - 1)])
            tries += 1

    async def _check(self, who: Document, kind: ImportKind) -> None:
        """Raises _Refused where nobody has granted what is to be done, or the account may not do it any more."""
        if self.rpc.signer is not None and not who.get("grant"):
            zh, en = "这项任务在系统升级前提交，请重新提交", "It was asked for before an upgrade: ask for it again"
        elif not await is_allowed_today(self.jobs.db, from_wire(who["principal"]), kind):
            zh, en = "提交人的账号已停用，或权限、范围已变更，该行未处理", "Whoever asked for it may do so no longer"
        else:
            return
        raise _Refused(NotGranted.code, zh, en, [], NotGranted.status)

    async def _look_up(self, operation: Operation, **arguments: Any) -> Any:
        """Ask a service in the importer's own name: for what it has to say about rows before they are sent."""
        carried = headers(system("importer"), uuid4().hex, uuid4().hex)
        return (await self.rpc.ask(operation.name, arguments, carried, deadline=DEADLINE)).result

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)


def _granted(who: Document) -> dict[str, str]:
    return {GRANT: who["grant"]} if who.get("grant") else {}


def _is_final(problem: Any) -> bool:
    """Whether asking again brings the same refusal."""
    return problem.status < Internal.status and problem.code not in ("still-running", "busy")


def _result(number: int, row: Document, answer: Document, kind: ImportKind) -> Document:
    of = {"row": number, **({"file": row["file"]} if kind.read is not None and row.get("file") else {})}
    if errors := answer.get("errors"):
        return {
            **of,
            "errors": [{**error, "value": shown(row, error["pointer"], kind.operation.row)} for error in errors],
        }
    noted = {"notes": answer["notes"]} if answer.get("notes") else {}
    different = {name: answer[name] for name in ("cadre_id", "differences") if answer.get(name)}
    return {**of, "id": answer.get("id"), **noted, **different}


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work on jobs until `stop`. Raises BadKey."""
    own_cipher()
    db = open_database(settings)
    signer = signer_of(settings)
    rpc = RpcClient(settings.amqp_uri, name="importer", signer=signer)
    checkpoints = Checkpoints(settings, signer, Verifier.from_environment({}))
    importer = Importer(Jobs(db), rpc, import_kinds(), partial(begin, settings))
    traces.start(settings.traces_to, settings.traces_share, "importer")
    server = await health.serve(settings.health_host, settings.health_port, importer.missing)
    await rpc.start()
    memory.settle()
    working = asyncio.create_task(importer.run())
    sealing = asyncio.create_task(resealing.keep(db), name="sealing")
    linking = asyncio.create_task(checkpoints.run(), name="linking")
    await asyncio.wait([working, asyncio.ensure_future(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    importer.stop()
    await asyncio.wait([working], timeout=settings.stop_timeout)
    await end(sealing)
    await end(linking)
    if server is not None:
        server.close()
    await rpc.stop()
    await db.client.close()
    await asyncio.to_thread(traces.stop)
    if working.done():
        working.result()


async def _until_stopped(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await run(settings, stop)


def main() -> int:
    """Run until stopped; 0 then."""
    try:
        settings = from_environment()
    except ConfigurationError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    memory.be_frugal()
    logs.configure("importer", settings.log_level)
    try:
        asyncio.run(_until_stopped(settings))
    except ConfigurationError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

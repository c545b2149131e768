"""Import jobs against the real broker and database, with a service that exists only in the test."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import aio_pika
import orjson
import pytest
from pymongo.errors import AutoReconnect

from gateway import importer
from gateway.import_files import read
from gateway.import_jobs import ALONE, EARLIER_SHEET, AmongSheets, Jobs, job_id
from gateway.importer import Importer
from gateway.projector.links import open_database
from gateway.route import ImportKind
from gateway.rpc import RpcClient
from servicekit.config import from_environment
from servicekit.entrypoints import wire_error
from servicekit.errors import Conflict, Forbidden, Internal, KeyReused, Problem
from servicekit.operations import BulkCommand
from servicekit.principal import Principal
from servicekit.schema import Schema, fields
from servicekit.vouching import Signer
from tests.integration.readmodels.support import until
from tests.support.sheets import Formula, xlsx

WHO = Principal("loader", ("registry_officer",), "registry.rooms.register")


class Room(Schema):
    code = fields.String(required=True)
    name = fields.String()


@dataclass
class Rooms:
    """A service with one bulk command that keeps receipts by key, as every service does."""

    name: str
    receipts: dict[str, Any] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    calls: list[str] = field(default_factory=list)
    before: Callable[[int], Awaitable[None]] | None = None
    at_fault: Callable[[set[str]], Problem | None] | None = None
    """The problem that a whole call ends with, by the codes of its rows."""

    async def answer(self, message: aio_pika.abc.AbstractIncomingMessage, channel: Any) -> None:
        async with message.process(ignore_processed=True):
            key = str(message.headers["cadre.key"])
            self.calls.append(key)
            assert orjson.loads(str(message.headers["cadre.principal"]))["account"] == "loader"
            if self.before is not None:
                await self.before(len(self.calls))
            wish = orjson.loads(message.body)["kwargs"]
            problem = self.at_fault and self.at_fault({row.get("code") or row["id"] for row in wish["rows"]})
            if problem:
                reply = orjson.dumps({"result": None, "error": wire_error(problem)})
            else:
                if key not in self.receipts:
                    self.receipts[key] = self._carry_out(wish)
                reply = orjson.dumps({"result": self.receipts[key], "error": None})
            exchange = await channel.get_exchange("nameko-rpc", ensure=False)
            told = aio_pika.Message(reply, correlation_id=message.correlation_id, content_type="application/json")
            await exchange.publish(told, str(message.reply_to))

    def _carry_out(self, wish: dict[str, Any]) -> dict[str, Any]:
        results: list[dict[str, Any]] = []
        for place, row in enumerate(wish["rows"]):
            if row["code"].startswith("bad"):
                error = {"pointer": "/name", "code": "bad-name", "zh": "名称有误", "en": "The name is wrong"}
                results.append({"row": place, "errors": [error]})
            else:
                if not wish["dry_run"]:
                    self.made[row["code"]] += 1
                results.append({"row": place, "id": f"room-{row['code']}"})
        return {"results": results, "done": len(results)}


@dataclass
class Office:
    rooms: Rooms
    jobs: Jobs
    rpc: RpcClient
    kind: ImportKind

    def importer(self) -> Importer:
        async def database_is_there() -> None:
            await self.jobs.db.client.admin.command("ping")

        return Importer(self.jobs, self.rpc, {"rooms": self.kind}, database_is_there)

    async def hand_in(self, content: bytes, *, key: str = "", mode: str = "commit", place: AmongSheets = ALONE) -> str:
        sheet = read(content, Room)
        job = await self.jobs.create(
            WHO, key or uuid4().hex, "rooms", mode, sheet, str(hash(content)), self.kind.chunk, "f", "", "", place
        )
        return str(job["_id"])

    async def job(self, job: str) -> dict[str, Any]:
        found = await self.jobs.jobs.find_one({"_id": job})
        assert found is not None
        return found

    async def done(self, job: str) -> dict[str, Any]:
        async def ended() -> dict[str, Any] | None:
            found = await self.job(job)
            return found if found["state"] == "done" else None

        ended_job: dict[str, Any] = await until(ended)
        return ended_job


@contextlib.asynccontextmanager
async def an_office(*, ordered: bool = False, chunk: int = 50) -> AsyncIterator[Office]:
    settings = from_environment()
    mark = uuid4().hex[:8]
    client = open_database(settings).client
    db = client.get_database(f"{settings.database_prefix}test_{mark}")
    rooms = Rooms(f"rooms{mark}")
    jobs = Jobs(db, lease=1)
    await jobs.prepare()
    await db["accounts"].insert_one({"_id": WHO.account, "active": True, "roles": list(WHO.roles)})
    rpc = RpcClient(settings.amqp_uri, name=f"test-{mark}")
    await rpc.start()
    async with await aio_pika.connect(settings.amqp_uri) as link:
        channel = await link.channel()
        exchange = await channel.declare_exchange("nameko-rpc", aio_pika.ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue(f"rpc-{rooms.name}", auto_delete=True)
        await queue.bind(exchange, f"{rooms.name}.*")
        await queue.consume(lambda message: rooms.answer(message, channel))
        kind = ImportKind(
            "rooms",
            BulkCommand(f"{rooms.name}.import_rooms", row=Room),
            right="registry.rooms.register",
            zh="会议室",
            chunk=chunk,
            ordered=ordered,
        )
        try:
            yield Office(rooms, jobs, rpc, kind)
        finally:
            await rpc.stop()
            await client.drop_database(db.name)
            await client.close()


@contextlib.asynccontextmanager
async def working(importer: Importer) -> AsyncIterator[Importer]:
    task = asyncio.create_task(importer.run())
    try:
        yield importer
    finally:
        importer.stop()
        await asyncio.wait([task], timeout=20)
        task.result()


async def told(waiting: Importer) -> None:
    """Until the database tells an importer of new jobs, and it has looked for those from before."""

    async def quiet() -> bool:
        return waiting._told and not waiting._wakened.is_set()

    await until(quiet)


def lines(count: int, *, bad: tuple[int, ...] = ()) -> bytes:
    return b"\n".join(
        orjson.dumps({"code": f"{'bad' if n in bad else 'r'}-{n}", "name": f"房间{n}"}) for n in range(1, count + 1)
    )


def test_good_rows_are_kept_and_each_bad_one_tells_why_with_its_number() -> None:
    async def story() -> None:
        async with an_office() as office, working(office.importer()):
            job = await office.hand_in(lines(230, bad=(7, 120)) + b"\n{broken")
            ended = await office.done(job)
            assert (ended["total"], ended["good"], ended["bad"]) == (231, 228, 3)
            assert len(office.rooms.made) == 228
            bad, _ = await office.jobs.results(job, after=(0, 0), limit=100, wrong_only=True)
            assert [row["row"] for row in bad] == [7, 120, 231]
            assert bad[0]["errors"][0]["value"] == "房**"
            page, place = await office.jobs.results(job, after=(0, 0), limit=100, wrong_only=False)
            assert len(page) == 100
            assert place is not None
            assert page[0] == {"row": 1, "id": "room-r-1"}
            chunk = await office.jobs.chunks.find_one({"job": job})
            assert chunk is not None
            assert "body" not in chunk

    asyncio.run(story())


def test_of_a_sheet_the_cells_of_bad_rows_are_kept_sealed_and_for_a_week() -> None:
    async def story() -> None:
        async with an_office() as office, working(office.importer()):
            rows = [[f"{'bad' if n in (7, 209) else 'r'}-{n}", f"房间{n}"] for n in range(2, 232)]
            job = await office.hand_in(xlsx(["code", "name"], *rows, ["r-232", Formula("=1/0", "#DIV/0!")]))
            ended = await office.done(job)
            assert (ended["good"], ended["bad"]) == (228, 3)
            assert await office.jobs.cells(job) == {
                7: ["bad-7", "房间7"],
                209: ["bad-209", "房间209"],
                232: ["r-232", {"error": "#DIV/0!"}],
            }
            kept = await office.jobs.db.import_cells.find({"job": job}).to_list()
            assert "房间7".encode() not in b"".join(one["cells"] for part in kept for one in part["rows"])
            left = {part["expires_at"].replace(tzinfo=UTC) - datetime.now(UTC) for part in kept}
            assert max(left) <= timedelta(days=7)
            indexes = await office.jobs.db.import_cells.index_information()
            assert any(one.get("expireAfterSeconds") == 0 for one in indexes.values())

    asyncio.run(story())


def test_a_dry_run_makes_nothing() -> None:
    async def story() -> None:
        async with an_office() as office, working(office.importer()):
            ended = await office.done(await office.hand_in(lines(60, bad=(3,)), mode="dry_run"))
            assert (ended["good"], ended["bad"]) == (59, 1)
            assert not office.rooms.made

    asyncio.run(story())


@pytest.mark.parametrize(
    "change",
    [
        {"active": False},
        {"roles": ["training_officer"]},
        {"roles": ["unit_officer"], "unit_id": "unt-1"},
        {"roles": []},
    ],
    ids=["closed", "another role", "a narrower scope", "no role"],
)
def test_rows_are_sent_only_while_whoever_handed_them_in_may_do_so(change: dict[str, Any]) -> None:
    async def story() -> None:
        async with an_office(ordered=True) as office:

            async def after_the_first(calls: int) -> None:
                assert calls == 1
                await office.jobs.db["accounts"].update_one({"_id": WHO.account}, {"$set": change})

            office.rooms.before = after_the_first
            job = await office.hand_in(lines(120))
            async with working(office.importer()):
                ended = await office.done(job)
            assert (ended["good"], ended["bad"]) == (50, 70)
            assert len(office.rooms.made) == 50
            bad, _ = await office.jobs.results(job, after=(0, 0), limit=100, wrong_only=True)
            assert {error["code"] for row in bad for error in row["errors"]} == {"not-granted"}

    asyncio.run(story())


def test_who_has_come_to_more_may_still_do_what_was_begun() -> None:
    async def story() -> None:
        async with an_office() as office, working(office.importer()):
            more = {"roles": ["training_officer", *WHO.roles]}
            await office.jobs.db["accounts"].update_one({"_id": WHO.account}, {"$set": more})
            assert (await office.done(await office.hand_in(lines(60))))["good"] == 60

    asyncio.run(story())


def test_where_calls_are_signed_nothing_is_sent_without_a_grant() -> None:
    async def story() -> None:
        async with an_office() as office, working(office.importer()):
            office.rpc.signer = Signer.from_environment({"CALL_KEY": base64.b64encode(bytes(32)).decode()})
            ended = await office.done(await office.hand_in(lines(60)))
            assert (ended["good"], ended["bad"]) == (0, 60)
            assert not office.rooms.calls

    asyncio.run(story())


def test_the_same_key_is_the_same_job_and_another_body_is_refused() -> None:
    async def story() -> None:
        async with an_office() as office:
            first = await office.hand_in(lines(60), key="k-1")
            assert await office.hand_in(lines(60), key="k-1") == first
            assert await office.jobs.chunks.count_documents({"job": first}) == 2
            kept = await office.jobs.jobs.find_one({"_id": first})
            told = f"{hash(lines(60))}\nrooms\ncommit"
            assert kept is not None
            assert kept["hash"] != hashlib.sha256(told.encode()).hexdigest(), "one row could be guessed from it"
            with pytest.raises(KeyReused):
                await office.hand_in(lines(61), key="k-1")

    asyncio.run(story())


async def half_way_and_stuck(office: Office) -> tuple[str, asyncio.Task[None]]:
    """A job of 400 rows, and an importer that gets no further than its fifth chunk."""
    never = asyncio.Event()

    async def stuck_at_the_fifth(call: int) -> None:
        if call == 5:
            await never.wait()

    office.rooms.before = stuck_at_the_fifth
    job = await office.hand_in(lines(400))
    dying = asyncio.create_task(office.importer().run())

    async def half_way() -> bool:
        return len(office.rooms.calls) >= 5 and (await office.job(job))["chunks_done"] >= 3

    await until(half_way)
    return job, dying


def test_another_importer_goes_on_where_one_died_and_nothing_is_doubled_or_lost() -> None:
    async def story() -> None:
        async with an_office(chunk=20) as office:
            job, dying = await half_way_and_stuck(office)
            dying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await dying
            async with working(office.importer()):
                ended = await office.done(job)
            assert (ended["good"], ended["bad"], ended["chunks_done"]) == (400, 0, 20)
            assert len(office.rooms.made) == 400
            assert set(office.rooms.made.values()) == {1}

    asyncio.run(story())


def test_an_importer_that_waits_for_jobs_takes_over_where_another_one_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "LOOK_WHEN_TOLD", 0.5)

    async def story() -> None:
        async with an_office(chunk=20) as office:
            job, dying = await half_way_and_stuck(office)
            async with working(office.importer()) as waiting:
                await told(waiting)
                dying.cancel()
                await asyncio.wait([dying])
                ended = await office.done(job)
            assert (ended["good"], ended["bad"], ended["chunks_done"]) == (400, 0, 20)
            assert set(office.rooms.made.values()) == {1}

    asyncio.run(story())


def test_a_job_begins_when_it_is_made_and_not_when_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "LOOK", 600.0)
    monkeypatch.setattr(importer, "LOOK_WHEN_TOLD", 600.0)

    async def story() -> None:
        async with an_office() as office, working(office.importer()) as waiting, working(office.importer()) as another:
            await told(waiting)
            await told(another)
            for _ in range(3):
                ended = await office.done(await office.hand_in(lines(60)))
                assert ended["good"] == 60
                assert ended["started_at"] - ended["at"] < timedelta(seconds=1)

    asyncio.run(story())


def test_jobs_are_looked_for_where_the_database_does_not_tell_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    async def tells_nothing(_: Jobs) -> None:
        raise AutoReconnect("away")

    monkeypatch.setattr(Jobs, "told_of_new", tells_nothing)
    monkeypatch.setattr(importer, "LOOK_WHEN_TOLD", 600.0)

    async def story() -> None:
        async with an_office() as office, working(office.importer()):
            for _ in range(2):
                assert (await office.done(await office.hand_in(lines(60))))["good"] == 60

    asyncio.run(story())


def test_a_stopped_importer_hands_its_job_over_at_once() -> None:
    async def story() -> None:
        async with an_office(chunk=10, ordered=True) as office:
            importer = office.importer()

            async def stop_at_the_third(call: int) -> None:
                if call == 3:
                    importer.stop()

            office.rooms.before = stop_at_the_third
            job = await office.hand_in(lines(100))
            async with working(importer):

                async def stopped() -> bool:
                    return (await office.job(job))["chunks_done"] == 3

                await until(stopped)
            async with working(office.importer()):
                await office.done(job)
            assert office.rooms.calls == [f"import:{job}:{n}" for n in range(10)]

    asyncio.run(story())


def test_thirteen_thousand_rows_are_carried_in_chunks_each_sent_once() -> None:
    async def story() -> None:
        async with an_office(chunk=500) as office, working(office.importer()):
            ended = await office.done(await office.hand_in(lines(13_000)))
            assert ended["good"] == 13_000
            assert len(office.rooms.calls) == len(set(office.rooms.calls)) == 26

    asyncio.run(story())


@pytest.mark.parametrize("problem", [Internal(), Conflict()])
def test_a_row_that_a_whole_chunk_fails_on_costs_no_other_row(problem: Problem) -> None:
    async def story() -> None:
        async with an_office(chunk=5) as office, working(office.importer()):
            office.rooms.at_fault = lambda codes: problem if "r-7" in codes else None
            job = await office.hand_in(lines(15))
            ended = await office.done(job)
            assert (ended["good"], ended["bad"]) == (14, 1)
            bad, _ = await office.jobs.results(job, after=(0, 0), limit=10, wrong_only=True)
            assert [(row["row"], row["errors"][0]["code"]) for row in bad] == [(7, problem.code)]
            assert set(office.rooms.made) == {f"r-{n}" for n in range(1, 16)} - {"r-7"}
            assert set(office.rooms.made.values()) == {1}

    asyncio.run(story())


def test_a_refusal_of_them_all_is_not_asked_for_row_by_row() -> None:
    async def story() -> None:
        async with an_office(chunk=5) as office, working(office.importer()):
            office.rooms.at_fault = lambda _: Forbidden()
            ended = await office.done(await office.hand_in(lines(10)))
            assert (ended["good"], ended["bad"]) == (0, 10)
            assert len(office.rooms.calls) == 2

    asyncio.run(story())


def test_rows_that_were_sent_alone_are_not_sent_together_by_whoever_goes_on() -> None:
    async def story() -> None:
        async with an_office(chunk=5) as office:
            never = asyncio.Event()

            async def stuck_at_the_third_row(_call: int) -> None:
                if office.rooms.calls[-1].endswith(":0.2"):
                    await never.wait()

            office.rooms.before = stuck_at_the_third_row
            office.rooms.at_fault = lambda codes: Conflict() if len(codes) > 1 else None
            job = await office.hand_in(lines(5))
            dying = asyncio.create_task(office.importer().run())

            async def half_way() -> bool:
                return len(office.rooms.made) == 2

            await until(half_way)
            dying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await dying
            office.rooms.at_fault = None
            never.set()
            async with working(office.importer()):
                ended = await office.done(job)
            assert ended["good"] == 5
            assert set(office.rooms.made.values()) == {1}

    asyncio.run(story())


def test_the_job_of_a_later_sheet_waits_and_goes_on_though_its_predecessor_died_while_it_ended() -> None:
    async def story() -> None:
        async with an_office() as office:
            key = uuid4().hex
            first = job_id(WHO.account, f"{key}/0")
            later = AmongSheets(before=[{"id": first, "kind": "rooms"}], waits_for=first)
            second = await office.hand_in(lines(3), key=f"{key}/1", place=later)
            assert (await office.job(second))["problem"] == EARLIER_SHEET
            assert await office.jobs.claim("a") is None, "nothing runs before the first is kept"
            await office.hand_in(lines(2), key=f"{key}/0", place=AmongSheets(followed=True))
            claim = await office.jobs.claim("a")
            assert claim is not None
            assert claim.id == first
            assert await office.jobs.claim("b") is None
            for n in await office.jobs.waiting(claim):
                await office.jobs.record(claim, n, [{"row": 1, "id": "x"}, {"row": 2, "id": "y"}])
            # Whoever ends it frees the next one, and dies.
            await office.jobs.jobs.update_many({"waits_for": first}, {"$set": {"waits_for": None, "problem": None}})
            async with working(office.importer()):
                assert (await office.done(first))["good"] == 2
                assert (await office.done(second))["good"] == 3
            assert sum(office.rooms.made.values()) == 3

    asyncio.run(story())

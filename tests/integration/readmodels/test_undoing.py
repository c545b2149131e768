"""Imports undone against the real broker and database: last chunk first, once each, whatever process dies."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from gateway import undo_jobs
from gateway.undo_jobs import Undoing
from gateway.undo_rows import why_not_undone
from servicekit.errors import Internal
from servicekit.operations import Stands
from tests.integration.readmodels.support import until
from tests.integration.readmodels.test_imports import WHO, Office, Rooms, an_office, lines, working


@dataclass
class Undone(Rooms):
    """The same service, which can take rooms back; some of them stay."""

    gone: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)
    stay: set[str] = field(default_factory=set)

    def _carry_out(self, wish: dict[str, Any]) -> dict[str, Any]:
        if "method" not in wish:
            return super()._carry_out(wish)
        results: list[dict[str, Any]] = []
        for place, row in enumerate(wish["rows"]):
            self.parts.append((row["id"], row["part"], row["place"]))
            if row["id"] in self.stay:
                error = {"pointer": "", "code": "built-on", "zh": "已有预订", "en": "It is booked"}
                results.append({"row": place, "errors": [error]})
            else:
                if not wish["dry_run"]:
                    self.gone[row["id"]] += 1
                    self.order.append(row["id"])
                results.append({"row": place, "id": row["id"]})
        return {"results": results, "done": len(results)}


def with_undoing(office: Office) -> Undone:
    """Let the office's rooms be taken back too."""
    rooms = office.rooms
    rooms.__class__ = Undone
    assert isinstance(rooms, Undone)
    rooms.gone, rooms.order, rooms.parts, rooms.stay = Counter(), [], [], set()
    return rooms


async def begin(office: Office, job: str, *, dry_run: bool = False, reason: str = "导入了去年的名册") -> None:
    found = await office.job(job)
    assert await undo_jobs.begin(office.jobs, found, WHO, f"k-{reason}", reason, "", "", dry_run=dry_run)


async def ended(office: Office, job: str) -> dict[str, Any]:
    async def over() -> dict[str, Any] | None:
        found = await office.job(job)
        return found if found["state"] not in undo_jobs.UNDER_WAY else None

    found: dict[str, Any] = await until(over)
    return found


def test_every_good_row_is_undone_once_the_last_chunk_first_and_what_stays_says_why() -> None:
    async def story() -> None:
        async with an_office(ordered=True) as office, working(office.importer()):
            rooms = with_undoing(office)
            job = await office.hand_in(lines(120, bad=(7,)))
            await office.done(job)
            rooms.stay = {"room-r-3", "room-r-119"}
            await begin(office, job, dry_run=True)
            looked = await ended(office, job)
            assert (looked["state"], looked["undo_check"]["undone"], looked["undo_check"]["kept"]) == ("done", 117, 2)
            assert not rooms.gone

            await begin(office, job)
            first = await ended(office, job)
            assert (first["state"], first["undo"]["undone"], first["undo"]["kept"]) == ("undone_in_part", 117, 2)
            assert set(rooms.gone.values()) == {1}
            assert rooms.order.index("room-r-101") < rooms.order.index("room-r-51") < rooms.order.index("room-r-1")
            assert ("room-r-120", "2", 19) in rooms.parts
            assert ("room-r-8", "0", 7) in rooms.parts, "bad rows keep their places"
            kept, _ = await office.jobs.results(job, after=(0, 0), limit=10, became="kept")
            assert [row["row"] for row in kept] == [3, 119]
            assert [[one["state"] for one in row["undo"]] for row in kept] == [["kept"], ["kept"]]
            assert kept[0]["undo"][0]["errors"][0]["zh"] == "已有预订"

            rooms.stay = set()
            await begin(office, job, reason="预订已取消")
            again = await ended(office, job)
            assert (again["state"], again["undo"]["undone"], again["undo"]["kept"]) == ("undone", 119, 0)
            assert set(rooms.gone.values()) == {1}

    asyncio.run(story())


def test_where_the_importer_dies_another_goes_on_and_no_row_is_undone_twice() -> None:
    async def story() -> None:
        async with an_office(chunk=20) as office:
            rooms = with_undoing(office)
            async with working(office.importer()):
                job = await office.hand_in(lines(200))
                await office.done(job)
            never, before = asyncio.Event(), len(rooms.calls)

            async def stuck(call: int) -> None:
                if call == before + 5:
                    await never.wait()

            rooms.before = stuck
            await begin(office, job)
            dying = asyncio.create_task(office.importer().run())

            async def half_way() -> bool:
                return len(rooms.calls) >= before + 5 and (await office.job(job))["undo"]["undone"] >= 40

            await until(half_way)
            dying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await dying
            async with working(office.importer()):
                over = await ended(office, job)
            assert (over["state"], over["undo"]["undone"], over["undo"]["kept"]) == ("undone", 200, 0)
            assert len(rooms.gone) == 200
            assert set(rooms.gone.values()) == {1}

    asyncio.run(story())


def test_a_chunk_that_was_undone_and_not_yet_noted_is_asked_for_again_and_counted_once() -> None:
    async def story() -> None:
        async with an_office(chunk=20) as office:
            rooms = with_undoing(office)
            async with working(office.importer()):
                job = await office.hand_in(lines(20))
                await office.done(job)
            await begin(office, job)
            claim = await office.jobs.claim("one")
            assert claim is not None
            round = Undoing(claim, claim.job)
            for _ in range(2):
                await undo_jobs.record(office.jobs, round, 0, {n: {"state": "undone"} for n in range(20)})
            assert (await office.job(job))["undo"]["undone"] == 20
            assert await undo_jobs.waiting(office.jobs, round) == []
            assert rooms.gone == {}

    asyncio.run(story())


def test_a_fault_of_one_row_is_that_rows_alone() -> None:
    async def story() -> None:
        async with an_office(chunk=20) as office, working(office.importer()):
            rooms = with_undoing(office)
            job = await office.hand_in(lines(20))
            await office.done(job)
            rooms.at_fault = lambda ids: Internal() if "room-r-7" in ids else None
            await begin(office, job)
            over = await ended(office, job)
            assert (over["state"], over["undo"]["undone"], over["undo"]["kept"]) == ("undone_in_part", 19, 1)
            kept, _ = await office.jobs.results(job, after=(0, 0), limit=10, became="kept")
            assert kept[0]["undo"][0]["errors"][0]["zh"] == "系统内部错误，该行未撤销"

    asyncio.run(story())


def test_what_cannot_be_undone_now_is_refused_with_the_reason() -> None:
    async def story() -> None:
        async with an_office(chunk=20) as office:
            with_undoing(office)
            async with working(office.importer()):
                job = await office.hand_in(lines(20))
                done = await office.done(job)

            async def why(kind: Any = office.kind, **change: Any) -> str:
                found = await why_not_undone(office.jobs, {**done, **change}, kind)
                return found[0] if found else ""

            assert await why() == ""
            assert "无须撤销" in await why(mode="dry_run")
            assert "无须撤销" in await why(good=0)
            assert "尚未完成" in await why(state="running")
            assert "尚未完成" in await why(state="queued")
            assert "正在撤销" in await why(state="undoing")
            assert "正在检查" in await why(state="undo_checking")
            assert "已经撤销" in await why(state="undone")
            assert await why(state="undone_in_part") == ""
            stays = replace(office.kind.operation, stays=Stands("意见已入卷", "It is on record"))
            assert "意见已入卷" in await why(replace(office.kind, operation=stays))
            await office.jobs.chunks.update_many({"job": job}, {"$unset": {"at": ""}})
            assert "逐条更正" in await why(), "of an earlier release"

    asyncio.run(story())


def test_two_who_undo_at_once_begin_it_once() -> None:
    async def story() -> None:
        async with an_office(chunk=20) as office:
            with_undoing(office)
            async with working(office.importer()):
                job = await office.hand_in(lines(20))
                await office.done(job)
            found = await office.job(job)
            begun = [
                await undo_jobs.begin(office.jobs, found, WHO, key, "误导入", "", "", dry_run=False)
                for key in ("a", "b")
            ]
            assert [one is None for one in begun] == [False, True]

    asyncio.run(story())

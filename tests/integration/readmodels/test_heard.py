"""Whoever reads the read models can wait for what they did a moment ago."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from gateway.readmodels import heard
from servicekit.errors import NotYet
from servicekit.events import Received
from servicekit.positions import Position, Told
from tests.integration.readmodels.support import a_city, until


def position(*facts: Received) -> Position:
    return tuple(Told(0, fact.service, fact.type, fact.id) for fact in facts)


def test_a_reader_is_let_go_when_it_has_been_applied_and_told_not_yet_until_then() -> None:
    async def story() -> None:
        async with a_city() as city:
            fact = city.fact(city.school, "class.published.v1", "c-1", kind="main", state="published")
            await city.tell(fact)
            began = time.monotonic()
            with pytest.raises(NotYet) as refused:
                await city.store.heard.until(position(fact), 0.3)
            assert 0.3 <= time.monotonic() - began < 2
            assert (refused.value.retry_after, refused.value.facts) == (1, {"waiting_for": [city.school]})
            waiting = [asyncio.create_task(city.store.heard.until(position(fact), 30)) for _ in range(3)]
            async with city.projector():
                await asyncio.gather(*waiting)
            assert "c-1" in await city.rows("classes")
            await city.store.heard.until(position(fact), 0)

    asyncio.run(story())


def test_the_last_event_of_each_type_of_an_entry_is_marked_and_no_other() -> None:
    async def story() -> None:
        async with a_city() as city:
            names = ["class.published.v1"] * 3 + ["class.completed.v1"] + ["class.published.v1"]
            facts = [
                replace(city.fact(city.school, name, f"c-{number}", state="x", kind="main"), id=f"entry.{number}")
                for number, name in enumerate(names)
            ]
            marks = city.store.db[heard.COLLECTION]
            async with city.projector():
                for fact in (*facts, *facts):
                    await city.tell(fact)

                async def marked() -> bool:
                    return {"entry.3", "entry.4"} <= {mark["_id"] async for mark in marks.find()}

                await until(marked)
                await city.store.heard.until(position(facts[3], facts[4]), 5)
            expiring = {one["name"]: one.get("expireAfterSeconds") async for one in await marks.list_indexes()}
            assert expiring["at"] == heard.KEPT.total_seconds()

    asyncio.run(story())


def test_nobody_waits_for_what_the_read_models_do_not_take() -> None:
    async def story() -> None:
        async with a_city() as city:
            await city.store.heard.until(
                (Told(0, city.school, "class.dreamt.v1", "x.0"), Told(0, "else", "a.b.v1", "y")), 0
            )

    asyncio.run(story())


def test_more_than_so_many_do_not_wait_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        monkeypatch.setattr(heard, "PLACES", 2)
        async with a_city() as city:
            never = (Told(0, city.school, "class.published.v1", "never.0"),)
            waiting = [asyncio.create_task(city.store.heard.until(never, 1.5)) for _ in range(2)]
            await asyncio.sleep(0.2)
            began = time.monotonic()
            with pytest.raises(NotYet):
                await city.store.heard.until(never, 1.5)
            assert time.monotonic() - began < 1
            assert [type(told) for told in await asyncio.gather(*waiting, return_exceptions=True)] == [NotYet, NotYet]

    asyncio.run(story())

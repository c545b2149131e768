"""The projector against the real broker and database."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import aio_pika

from gateway.projector import gap, letters, topology
from gateway.projector.consumer import Consumer
from gateway.projector.links import open_database
from gateway.projector.rebuild import rebuild
from gateway.readmodels.generations import STATE
from gateway.readmodels.store import Readers, Store, digest
from gateway.rpc import ServiceAbsent
from servicekit.config import from_environment
from tests.integration.readmodels.support import City, a_cable_to, a_city, catalogue, until
from tests.support.wire import Wire


def a_year(city: City, people: int = 40) -> list[Any]:
    """A history of both services with changes of the same things."""
    facts = []
    for n in range(people):
        person = f"k-{n}"
        city.shown[person] = {"id": person, "kind": "cadre", "name": f"合成{n}", "version": 3}
        units = ["u-0", f"u-{n % 3}"]
        facts += [
            city.fact(city.roster, "cadre.changed.v1", person, status=status, unit_ids=units)
            for status in ("active", "active", "retired")
        ]
        study = {"cadre_id": person, "year": 2025, "mode": "off_job"}
        facts += [
            city.fact(
                city.school,
                "hours.recorded.v1",
                f"h-{n}-{entry}",
                hours={"theory": entry + 1},
                total_hours=entry + 1,
                **study,
            )
            for entry in range(3)
        ]
        facts.append(city.fact(city.school, "class.published.v1", f"c-{n}", kind="main", state="published"))
        facts.append(city.fact(city.school, "class.completed.v1", f"c-{n}", state="completed"))
    return facts


async def settled(city: City, count: int) -> dict[str, str]:
    """Wait until everything is applied and completed; the fingerprint then."""
    current = city.store.generation((await city.store.state()).current)

    async def complete() -> bool:
        documents = await current.people.find().to_list(None)
        return (
            len(documents) == count
            and all(
                row.get("state", {}).get("status") == "retired"
                and "stale" not in row
                and row["snapshot"]
                and row.get("summary", {}).get("hours", [{}])[0].get("total") == 6
                for row in documents
            )
            and await current["classes"].count_documents({"state": "completed", "kind": "main"}) == count
        )

    await until(complete)
    return await digest(current, city.store.projection)


def test_copies_and_disorder_have_no_effect_and_a_rebuild_is_identical() -> None:
    async def story() -> None:
        async with a_city() as city:
            facts = a_year(city)
            for fact in facts:
                city.remember(fact)
            mixed = facts + random.sample(facts, 100)
            random.shuffle(mixed)
            async with city.projector():
                await city.publish(mixed)
                live = await settled(city, 40)
                await rebuild(city.store, city.ask_history, city.snapshots(), grace=0, settle=5)
                state = await city.store.state()
                assert state.current == 2
                assert await digest(city.store.generation(2), city.store.projection) == live
                names = await city.store.db.list_collection_names()
                assert not [name for name in names if name.endswith(".1")]

    asyncio.run(story())


def test_events_during_a_rebuild_reach_both_and_readers_never_see_a_mixture() -> None:
    async def story() -> None:
        async with a_city() as city:
            facts = a_year(city, people=30)
            for fact in facts:
                city.remember(fact)
            async with city.projector():
                await city.publish(facts)
                await settled(city, 30)
                held, go = asyncio.Event(), asyncio.Event()

                async def slow_history(service: str, after: str | None, limit: int) -> dict[str, Any]:
                    page = await city.ask_history(service, after, 50)
                    held.set()
                    await go.wait()
                    return page

                building = asyncio.create_task(rebuild(city.store, slow_history, city.snapshots(), grace=0, settle=5))
                await held.wait()
                fresh = city.fact(city.school, "class.published.v1", "c-new", kind="main", state="published")
                await city.publish([fresh])

                async def both() -> bool:
                    state = await city.store.state()
                    return len(state.live) == 2 and all(
                        [await city.store.generation(n)["classes"].find_one({"_id": "c-new"}) for n in state.live]
                    )

                await until(both)
                readers = Readers(city.store.db)
                assert await (await readers.current())["classes"].count_documents({}) == 31
                city.remember(fresh)
                go.set()
                await building
                assert (await city.store.state()).building is None
                assert len(await city.rows("classes")) == 31

                async def moved() -> bool:
                    return (await readers.current()).number == 2

                await until(moved)

    asyncio.run(story())


def test_an_event_published_before_it_has_its_place_in_the_history_is_not_lost_by_a_rebuild() -> None:
    async def story() -> None:
        async with a_city() as city:
            late = city.fact(city.school, "class.published.v1", "c-late", kind="main", state="published")
            async with city.projector():
                await city.publish([late])

                async def there() -> bool:
                    return "c-late" in await city.rows("classes")

                await until(there)
                building = asyncio.create_task(
                    rebuild(city.store, city.ask_history, city.snapshots(), grace=0, settle=10)
                )

                async def begun() -> bool:
                    return (await city.store.state()).building is not None

                await until(begun)
                city.remember(late)
                await building
                assert "c-late" in await city.rows("classes")

    asyncio.run(story())


def test_the_gap_that_a_restore_leaves_is_closed_by_one_projector_as_soon_as_the_services_answer() -> None:
    async def story() -> None:
        async with a_city() as city:
            lost = city.fact(city.school, "class.published.v1", "c-lost", kind="main", state="published")
            state = city.store.db[STATE]
            asked: list[str] = []

            async def history(service: str, after: str | None, limit: int) -> dict[str, Any]:
                asked.append(service)
                if len(asked) < 3:
                    raise ServiceAbsent(retry_after=1)
                return await city.ask_history(service, after, limit)

            def closing() -> asyncio.Task[None]:
                wait = {"settle": 0.1, "again": 0.1, "grace": 0.0}
                return asyncio.create_task(gap.keep_closed(city.store, history, city.snapshots(), lambda: True, **wait))

            async def closed() -> bool:
                return await state.find_one({"_id": "state", "gap": {"$exists": False}}) is not None

            async with city.projector():
                city.remember(lost)
                tasks = closing(), closing()
                await state.update_one({"_id": "state"}, {"$set": {"gap": True}})
                await until(closed)
                for task in tasks:
                    task.cancel()
                assert "c-lost" in await city.rows("classes")
                found = await state.find_one({"_id": "state"})
                assert found is not None
                # One has made them anew, once; nothing was begun while a service was away.
                assert (found["current"], found["last"], "gap" in found) == (2, 2, False)

    asyncio.run(story())


def test_what_cannot_be_read_is_parked_with_the_reason_and_can_be_sent_again() -> None:
    async def story() -> None:
        async with a_city() as city:
            mark = uuid4().hex
            exchange = await city.channel.get_exchange(f"{city.school}.events", ensure=False)
            async with city.projector():
                await exchange.publish(
                    aio_pika.Message(b"{not json", headers={"ce-id": mark, "ce-type": "x"}), "class.published.v1"
                )
                invented = city.fact(city.school, "class.invented.v9", "c-1")
                nobodys = city.fact(city.school, "hours.recorded.v1", "h-1", year=2025)
                good = city.fact(city.school, "class.published.v1", "c-2", state="published")
                await city.publish([invented, nobodys, good])

                async def applied() -> bool:
                    return "c-2" in await city.rows("classes")

                await until(applied)

                async def parked() -> dict[str, str]:
                    async with await aio_pika.connect(city.uri) as link:
                        listed = await letters.listed(await link.channel())
                    home = topology.queue_name(city.school)
                    return {str(letter["event"]): str(letter["error"]) for letter in listed if letter["queue"] == home}

                async def all_parked() -> dict[str, str] | None:
                    found = await parked()
                    return found if len(found) == 3 else None

                found = await until(all_parked)
                assert "ce-type" in found[mark]
                assert "UnknownEvent" in found[invented.id]
                assert "KeyError" in found[nobodys.id]
                assert "h-1" not in await city.rows("hours")

                city.store.projection.learn(catalogue(city.school, "class.invented.v9"))
                async with await aio_pika.connect(city.uri) as link:
                    await letters.resend(await link.channel())

                async def taken_up() -> bool:
                    return "c-1" in await city.rows("classes") and len(await parked()) == 2

                await until(taken_up)

    asyncio.run(story())


def test_a_backlog_is_applied_in_few_transactions_and_a_single_event_does_not_wait_for_company() -> None:
    async def story() -> None:
        async with a_city() as city:
            await city.publish(a_year(city, people=250))
            async with city.projector():
                await settled(city, 250)
                state = await city.store.db["read_state"].find_one()
                assert state is not None
                assert state["batches"] <= 30, "2,000 events"
                for n in range(5):
                    await city.tell(city.fact(city.school, "class.published.v1", f"idle-{n}", state="published"))
                    current = city.store.generation(1)["classes"]
                    await until(lambda n=n, current=current: current.find_one({"_id": f"idle-{n}"}))

    asyncio.run(story())


def test_a_stopped_projector_leaves_nothing_half_done_and_the_next_one_goes_on() -> None:
    async def story() -> None:
        async with a_city() as city:
            facts = a_year(city, people=60)
            await city.publish(facts)
            async with city.projector():

                async def some() -> bool:
                    return bool(await city.rows("classes"))

                await until(some)
            async with city.projector():
                await settled(city, 60)

                async def empty() -> bool:
                    return not await city.depth(topology.queue_name(city.school))

                await until(empty)

    asyncio.run(story())


def test_a_lost_connection_loses_no_event() -> None:
    async def story() -> None:
        async with a_city() as city, a_cable_to(city.uri) as (cable, uri):
            facts = a_year(city, people=80)
            async with city.projector(uri=uri):
                for part in range(4):
                    await city.publish(facts[part::4])
                    cable.cut()
                    cable.mend()
                await settled(city, 80)

    asyncio.run(story())


def test_a_connection_that_is_given_up_while_the_projector_prepares_is_replaced(wire: Callable[[str], Wire]) -> None:
    async def story() -> None:
        async with a_city() as city:
            line = wire(city.uri)
            line.hold_at(topology.queue_name(city.roster).encode())
            consumer = Consumer(f"{line.through(city.uri)}?heartbeat=1", city.store)
            running = asyncio.create_task(consumer.run())

            async def tried_again() -> bool:
                return line.connections > 1

            async def connected() -> bool:
                return consumer.connected

            await until(tried_again, seconds=20)
            line.release()
            await until(connected, seconds=20)
            consumer.stop()
            await running

    asyncio.run(story())


def test_a_database_that_goes_away_is_waited_for_and_nothing_is_parked() -> None:
    async def story() -> None:
        settings = from_environment()
        async with a_city() as city, a_cable_to(settings.mongo_uri) as (cable, uri):
            far = open_database(replace(settings, mongo_uri=uri, database_timeout=1.0)).client
            store = Store(far.get_database(city.store.db.name), city.store.projection)
            facts = a_year(city, people=60)
            async with city.projector(store=store, timeout=1) as consumer:
                await city.publish(facts[::2])
                cable.cut()
                await city.publish(facts[1::2])

                async def noticed() -> bool:
                    return not consumer.database_is_up

                await until(noticed)
                cable.mend()
                await settled(city, 60)
                assert consumer.database_is_up
            await far.close()

    asyncio.run(story())

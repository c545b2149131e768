"""Profile, briefing and dashboard from the events of both services, as their catalogues declare them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from gateway.projector.applying import apply
from gateway.projector.links import open_database
from gateway.projector.snapshots import Snapshots
from gateway.readmodels.asked import Asked, Period
from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.dashboards import registry as registry_dashboard
from gateway.readmodels.dashboards import training as training_dashboard
from gateway.readmodels.figures import FIGURES, Figure
from gateway.readmodels.profile import profile
from gateway.readmodels.store import Readers, Store
from servicekit.config import from_environment
from servicekit.errors import NotFound
from servicekit.events import Catalogue, Received
from servicekit.principal import Principal, Reach, Scope
from servicekit.schema import declared_in
from services.registry.events import EVENTS as REGISTRY
from services.registry.events.cadres import CadreState
from services.training.events import EVENTS as TRAINING

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
EVERYTHING = Scope(Reach.ALL)


def told(catalogue: Catalogue, name: str, subject: str, sequence: int = 1, **different: Any) -> Received:
    """An event like its example, but different in something."""
    data = {**catalogue.events[name].example, **different}
    return Received(uuid4().hex, name, subject, sequence, datetime(2025, 6, 1, tzinfo=UTC), data, catalogue.service)


@contextlib.asynccontextmanager
async def read_models() -> AsyncIterator[Store]:
    settings = from_environment()
    client = open_database(settings).client
    store = Store(client.get_database(f"{settings.database_prefix}test_{uuid4().hex[:8]}"), PROJECTION)
    await store.prepare()
    try:
        yield store
    finally:
        await client.drop_database(store.db.name)
        await client.close()


def a_small_year() -> list[Received]:
    facts = []
    for n in range(6):
        units = ["unt-01", "unt-07" if n < 4 else "unt-08"]
        person = {"cadre_id": f"cad-{n}", "unit_ids": units, "unit_id": units[-1]}
        facts.append(told(REGISTRY, "cadre.registered.v1", f"cad-{n}", **person))
        done = {"completion_id": f"enr-{n}", "cadre_id": f"cad-{n}", "unit_ids": units, "class_id": f"cls-{n % 3}"}
        county = {"county_level_or_above": n != 5, "round": n % 3 + 1}
        facts.append(told(TRAINING, "completion.recorded.v1", f"enr-{n}", **done, **county))
        entry = {"entry_id": f"hrs-{n}", "cadre_id": f"cad-{n}", "unit_ids": units}
        facts.append(told(TRAINING, "hours.credited.v1", f"hrs-{n}", **entry))
    facts += [
        told(REGISTRY, "unit.registered.v1", unit, unit_id=unit, parent_id="unt-01", unit_ids=["unt-01", unit])
        for unit in ("unt-07", "unt-08")
    ]
    for n in range(3):
        rotation = {"class_id": f"cls-{n}", "kind": "rotation", "round": n + 1, "state": "completed"}
        facts.append(told(TRAINING, "class.completed.v1", f"cls-{n}", 3, **rotation))
    for n, share in enumerate(("0.7", "0.8125")):
        main = {"class_id": f"main-{n}", "state": "published", "theory_party_share": share}
        leaders = {"leader_hours": 10.0 + n, "term": f"2025-{n}"}
        facts.append(told(TRAINING, "class.published.v1", f"main-{n}", 2, **main, **leaders))
    facts.append(told(TRAINING, "class.drafted.v1", "main-draft", state="draft", theory_party_share="0.1"))
    for n, state in enumerate(("recorded", "recorded", "annulled")):
        unit = "unt-07" if n == 0 else "unt-08"
        visit = {"visit_id": f"vis-{n}", "state": state, "unit_id": unit}
        facts.append(told(TRAINING, "visit.recorded.v1", f"vis-{n}", **visit))
    facts.append(told(TRAINING, "teaching_point.opened.v1", "pnt-1", point_id="pnt-1"))
    facts.append(told(TRAINING, "teaching_point.closed.v1", "pnt-2", point_id="pnt-2"))
    facts.append(told(TRAINING, "organiser.registered.v1", "org-1", organiser_id="org-1"))
    facts += [
        told(REGISTRY, "policy.registered.v1", f"pol-{kind}", policy_id=f"pol-{kind}", kind=kind)
        for kind in ("policy", "measure", "quality_measure", "power_handed_down", "simplified_procedure")
    ]
    facts.append(told(REGISTRY, "policy.changed.v1", "pol-old", policy_id="pol-old", kind="policy", state="repealed"))
    return facts


async def items_of(figure: Figure, asked: Asked) -> list[dict[str, Any]]:
    """What a figure counts, read in pages."""
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = await figure.page(asked, {"limit": 2, "cursor": cursor}, b"s" * 32)
        items, cursor = items + page.items, page.next
        if cursor is None:
            return items


async def values(asked: Asked) -> dict[str, Any]:
    return {figure.id: await figure.count(asked) for figure in FIGURES.values()}


def test_each_figure_is_counted_from_the_records_and_a_new_record_changes_it() -> None:
    async def story() -> None:
        async with read_models() as store:
            asked = Asked(store.generation(1), YEAR, EVERYTHING)
            nothing = await values(asked)
            assert nothing["training.rotation_rounds"] == 0
            assert nothing["training.leader_lecture_share"] is None
            await apply(store, a_small_year())
            counted = await values(asked)
            of_both = {id: value for id, value in counted.items() if id.startswith(("training.", "registry."))}
            assert of_both == {
                "training.rotation_rounds": 3,
                "training.rotation_classes": 3,
                "training.rotation_attendances_county_level": 5,
                "training.teaching_points": 1,
                "training.loyalty_education_attendances": 116,
                "training.sector_committees": 1,
                "training.main_class_theory_party_share": 0.7,
                "training.leader_lecture_share": 0.25,
                "registry.policies": 1,
                "registry.measures": 1,
                "registry.quality_measures": 1,
                "registry.powers_handed_down": 1,
                "registry.procedures_simplified": 1,
            }
            more = {"class_id": "cls-9", "kind": "rotation", "round": 4, "state": "completed"}
            await apply(store, [told(TRAINING, "class.completed.v1", "cls-9", **more)])
            assert (await values(asked))["training.rotation_rounds"] == 4
            rounds = FIGURES["training.rotation_rounds"]
            assert [item["round"] for item in await items_of(rounds, asked)] == [1, 2, 3, 4]

    asyncio.run(story())


def test_a_period_and_a_unit_cut_the_figures_down() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, a_small_year())
            rows = store.generation(1)
            before = await values(Asked(rows, Period(None, date(2024, 12, 31)), EVERYTHING))
            assert before["training.rotation_classes"] == before["training.loyalty_education_attendances"] == 0
            unit = Scope(Reach.UNIT, unit_id="unt-07")
            own = await values(Asked(rows, YEAR, unit, ("unt-07",)))
            assert own["training.rotation_attendances_county_level"] == 4
            assert own["training.loyalty_education_attendances"] == 58

    asyncio.run(story())


def test_a_profile_shows_what_the_reader_may_see_and_nobody_outside_the_scope() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, a_small_year())

            async def words(collection: str, ids: Any) -> list[dict[str, Any]]:
                named = {"name": "合成甲", "unit_name": "某单位", "version": 1}
                return [{"id": one, **named} for one in ids if collection == "people"]

            await Snapshots(store, words).fill(store.generation(1))
            readers = Readers(store.db)
            officer = Principal("officer", ("unit_officer",), "profile.read", Scope(Reach.UNIT, unit_id="unt-07"))
            shown = await profile(readers, officer, "cad-1")
            assert shown["person"]["name"] == "合成甲"
            assert shown["unit"]["name"] == "某单位"
            assert [year["total"] for year in shown["training"]["hours"]] == [40.0]
            assert shown["training"]["completions"][0]["class_id"] == "cls-1"
            with pytest.raises(NotFound):
                await profile(readers, officer, "cad-5")
            self_scope = Scope(Reach.SELF, cadre_id="cad-5")
            oneself = Principal("me", ("cadre",), "profile.read", self_scope)
            assert (await profile(readers, oneself, "cad-5"))["id"] == "cad-5"
            with pytest.raises(NotFound):
                await profile(readers, oneself, "cad-1")
            both = Scope(Reach.UNIT, "unt-07", "cad-5", oneself=True)
            officer_and_cadre = Principal("both", ("unit_officer", "cadre"), "profile.read", both)
            for cadre_id in ("cad-1", "cad-5"):
                assert (await profile(readers, officer_and_cadre, cadre_id))["id"] == cadre_id
            with pytest.raises(NotFound):
                await profile(readers, officer_and_cadre, "cad-6")

    asyncio.run(story())


def test_what_is_counted_of_a_unit_and_of_oneself_is_united() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, a_small_year())

            async def attendances(reach: Reach, cadre_id: str, oneself: bool) -> Any:
                scope = Scope(reach, "unt-07", cadre_id, oneself)
                asked = Asked(store.generation(1), YEAR, scope, ("unt-07",))
                return await FIGURES["training.rotation_attendances_county_level"].count(asked)

            assert await attendances(Reach.UNIT, "cad-4", oneself=False) == 4
            assert await attendances(Reach.SELF, "cad-4", oneself=True) == 1
            assert await attendances(Reach.UNIT, "cad-4", oneself=True) == 5
            assert await attendances(Reach.UNIT, "cad-1", oneself=True) == 4, "nobody is counted twice"

    asyncio.run(story())


def test_the_dashboard_counts_series_and_what_needs_attention() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, [*a_small_year(), told(TRAINING, "reminder.sent.v1", "cad-1.2025", cadre_id="cad-1")])
            asked = Asked(store.generation(1), Period(None, date(2026, 1, 5)), EVERYTHING)
            board = await training_dashboard.BOARD.answer(asked, 2025, "zh")
            assert board["numbers"]["completions"] == 6
            assert sum(month["completions"] for month in board["by_month"]) == 6
            assert {row["kind"]: row["classes"] for row in board["by_kind"]} == {"rotation": 3}
            assert {row["unit_id"]: row["completions"] for row in board["by_unit"]} == {"unt-07": 4, "unt-08": 2}
            assert sum(band["people"] for band in board["hours"]["bands"]) == 6
            assert {item["id"] for item in board["attention"]} >= {"behind", "drafts"}

    asyncio.run(story())


def test_the_registrys_dashboard_counts_who_serves_what_is_vacant_and_who_comes_of_age() -> None:
    async def story() -> None:
        async with read_models() as store:
            facts = [
                told(REGISTRY, "unit.registered.v1", "unt-07", unit_id="unt-07", unit_ids=["unt-01", "unt-07"]),
                told(REGISTRY, "unit.registered.v1", "unt-08", unit_id="unt-08", unit_ids=["unt-01", "unt-08"]),
                told(REGISTRY, "correction.requested.v1", "cor-1", correction_id="cor-1"),
                told(REGISTRY, "alert.opened.v1", "alt-1", alert_id="alt-1"),
                told(REGISTRY, "alert.handled.v1", "alt-2", alert_id="alt-2"),
                told(REGISTRY, "selection.proposed.v1", "sel-1", selection_id="sel-1"),
            ]
            for n, (status, born, sex, due) in enumerate(
                [
                    ("serving", 1966, "1", "2026-09-01"),
                    ("serving", 1980, "2", "2038-03-01"),
                    ("serving", 1981, "1", "2026-11-01"),
                    ("retired", 1964, "1", "2024-09-01"),
                ]
            ):
                units = ["unt-01", f"unt-0{7 + n % 2}"]
                person = {"unit_id": units[-1], "unit_ids": units, "status": status, "sex": sex, "retires_on": due}
                named = {"cadre_id": f"cad-{n}", "birth_year": born, "ethnicity": "01"}
                facts.append(told(REGISTRY, "cadre.registered.v1", f"cad-{n}", **person, **named))
            for n, vacant in enumerate((True, False, True)):
                post = {"post_id": f"pst-{n}", "vacant": vacant, "unit_id": "unt-07", "unit_ids": ["unt-01", "unt-07"]}
                facts.append(told(REGISTRY, "post.established.v1", f"pst-{n}", **post))
            await apply(store, facts)
            rows = store.generation(1)
            board = await registry_dashboard.BOARD.answer(Asked(rows, YEAR, EVERYTHING), 2026, "zh")
            numbers = board["numbers"]
            assert (numbers["serving"], numbers["women"], numbers["minorities"]) == (3, 1, 0)
            assert (numbers["posts"], numbers["posts_vacant"], numbers["alerts_open"]) == (3, 2, 1)
            assert (numbers["units"], numbers["selections_running"]) == (2, 1)
            assert [row for row in board["by_age"] if row["count"]] == [
                {"from": 45, "below": 50, "count": 2}, {"from": 60, "below": 150, "count": 1}
            ]  # fmt: skip
            assert board["retirements"][0] == {"year": 2026, "count": 2}
            assert board["vacancies_by_unit"] == [{"unit_id": "unt-07", "count": 2}]
            attention = {one["id"]: one["value"] for one in board["attention"]}
            assert attention == {"retirement_due": 1, "corrections": 1}
            of_unit = Asked(rows, YEAR, Scope(Reach.UNIT, unit_id="unt-08"), ("unt-08",))
            numbers = (await registry_dashboard.BOARD.answer(of_unit, 2026, "zh"))["numbers"]
            assert (numbers["serving"], numbers["posts"], numbers["units"]) == (1, 0, 1)

    asyncio.run(story())


def test_until_the_registrys_words_have_come_a_profile_shows_what_every_event_of_a_cadre_says_and_no_more() -> None:
    async def story() -> None:
        async with read_models() as store:
            person = {"cadre_id": "cad-p", "unit_ids": ["unt-01", "unt-07"], "unit_id": "unt-07"}
            names = [name for name in REGISTRY.events if name.startswith("cadre.")]
            facts = [told(REGISTRY, name, "cad-p", place, **person) for place, name in enumerate(names, 1)]
            await apply(store, facts)
            state = (await store.generation(1)["people"].find_one({"_id": "cad-p"}))["state"]
            assert {"punished", "rules", "changed"} <= state.keys()
            reader = Principal("one", ("unit_officer",), "profile.read", Scope(Reach.UNIT, unit_id="unt-07"))
            shown = await profile(Readers(store.db), reader, "cad-p")
            assert shown["complete"] is False
            assert shown["person"].keys() <= set(declared_in(CadreState))
            assert {"post_level", "status", "annual_grades"} <= shown["person"].keys()

    asyncio.run(story())

"""Figures, profile sections and dashboards from the events of supervision and incentive."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

from gateway import readmodels
from gateway.projector.applying import apply
from gateway.readmodels.asked import Asked, Period
from gateway.readmodels.catalogue import KINDS, PROJECTION
from gateway.readmodels.dashboards import incentive as incentive_dashboard
from gateway.readmodels.dashboards import supervision as supervision_dashboard
from gateway.readmodels.figures import FIGURES
from gateway.readmodels.profile import profile
from gateway.readmodels.store import Readers, digest
from servicekit.events import Received
from servicekit.principal import Principal, Reach, Scope
from services.incentive.events import EVENTS as INCENTIVE
from services.registry.events import EVENTS as REGISTRY
from services.supervision.events import EVENTS as SUPERVISION
from tests.integration.readmodels.test_views import EVERYTHING, YEAR, items_of, read_models, told
from tests.support.platform import UNBOUND

NEW = [name for name in FIGURES if name.startswith(("supervision.", "incentive."))]


def a_year() -> list[Received]:
    """Two persons in units of their own; a checklist; each mechanism once; honours of both levels."""
    facts = []
    for n, unit in (("a", "unt-07"), ("b", "unt-08")):
        who: dict[str, Any] = {"cadre_id": f"cad-{n}", "unit_ids": ["unt-01", unit]}
        facts.append(told(REGISTRY, "cadre.registered.v1", f"cad-{n}", **who, unit_id=unit))
        for level in ("region", "city"):
            one = f"hon-{n}-{level}"
            honour = {"honour_id": one, "level": level, "batch_id": f"bat-{level}-{n}", **who}
            facts.append(told(INCENTIVE, "honour.conferred.v1", one, **honour))
        facts.append(told(INCENTIVE, "grant.given.v1", f"grt-{n}", grant_id=f"grt-{n}", **who))
        facts.append(told(SUPERVISION, "restriction.began.v1", f"rst-{n}", restriction_id=f"rst-{n}", **who))
        facts.append(told(SUPERVISION, "matter.registered.v1", f"mat-{n}", matter_id=f"mat-{n}", **who))
    facts += [
        told(INCENTIVE, "honour.revoked.v1", "hon-r", honour_id="hon-r", batch_id="bat-r"),
        told(INCENTIVE, "measure.opened.v1", "msr-1"),
        told(INCENTIVE, "measure.closed.v1", "msr-2"),
        told(INCENTIVE, "ceremony.held.v1", "crm-1", held_on="2025-09-30"),
        told(INCENTIVE, "ceremony.planned.v1", "crm-2"),
        *(told(SUPERVISION, "item.assigned.v1", f"itm-{n}", checklist_id="chk-1", aspect=n % 2) for n in range(3)),
        told(SUPERVISION, "conference.held.v1", "cnf-1", 2),
        told(SUPERVISION, "information.shared.v1", "inf-1"),
        told(SUPERVISION, "result.published.v1", "res-1"),
        told(SUPERVISION, "task.assigned.v1", "tsk-1"),
        # About a unit and no person: it stands in nobody's document.
        told(SUPERVISION, "matter.registered.v1", "mat-u", cadre_id=None, unit_id="unt-07"),
    ]
    return facts


async def values(asked: Asked) -> dict[str, Any]:
    return {name: await FIGURES[name].count(asked) for name in NEW}


EXPECTED = {
    "supervision.rectification_aspects": 2,
    "supervision.rectification_items": 3,
    "supervision.joint_mechanisms_in_use": 5,
    "incentive.measures": 1,
    "incentive.honourees_region": 2,
    "incentive.honourees_city": 2,
    "incentive.city_batches": 2,
    "incentive.retirement_ceremonies": 1,
}


def test_each_figure_is_counted_and_a_new_record_changes_it() -> None:
    async def story() -> None:
        async with read_models() as store:
            asked = Asked(store.generation(1), YEAR, EVERYTHING)
            assert set((await values(asked)).values()) == {0}
            await apply(store, a_year())
            assert await values(asked) == EXPECTED
            named = {"honour_id": "hon-9", "batch_id": "bat-9"}
            await apply(
                store,
                [
                    told(INCENTIVE, "honour.conferred.v1", "hon-9", **named),
                    told(SUPERVISION, "item.listed.v1", "itm-9", checklist_id="chk-2", aspect=1),
                    told(SUPERVISION, "conference.cancelled.v1", "cnf-1", 3),
                    told(SUPERVISION, "matter.withdrawn.v1", "mat-u", 2, cadre_id=None, unit_id="unt-07"),
                ],
            )
            after = await values(asked)
            assert after["incentive.honourees_city"] == after["incentive.city_batches"] == 3
            assert after["supervision.rectification_aspects"] == 3
            assert after["supervision.rectification_items"] == 4
            assert after["supervision.joint_mechanisms_in_use"] == 4
            items = await items_of(FIGURES["supervision.joint_mechanisms_in_use"], asked)
            assert [item["mechanism"] for item in items] == ["action", "discussion", "information", "results"]
            assert sorted(items[1]["ids"]) == ["mat-a", "mat-b"]
            board = await supervision_dashboard.BOARD.answer(asked, 2025, "zh")
            assert {row["mechanism"]: row["count"] for row in board["joint_work"]}["discussion"] == 2

    asyncio.run(story())


def test_a_period_and_a_unit_cut_the_figures_down() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, a_year())
            rows = store.generation(1)
            before = await values(Asked(rows, Period(None, date(2024, 12, 31)), EVERYTHING))
            assert {name for name, value in before.items() if value} == {
                "incentive.measures",
                "supervision.joint_mechanisms_in_use",
                "supervision.rectification_aspects",
                "supervision.rectification_items",
            }
            own = await values(Asked(rows, YEAR, Scope(Reach.UNIT, unit_id="unt-07"), ("unt-07",)))
            assert own["incentive.honourees_city"] == own["incentive.city_batches"] == 1

    asyncio.run(story())


SECTIONS = {"restrictions", "matters", "honours", "measures"}


async def seen(readers: Readers, scope: Scope, *roles: str) -> dict[str, Any]:
    shown = await profile(readers, Principal("one", roles, "profile.read", scope), "cad-a")
    return {name: [row["id"] for row in shown[name]] for name in SECTIONS if name in shown}


def test_a_profile_shows_each_section_only_to_those_with_its_right() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, a_year())
            readers = Readers(store.db)
            honours = {"hon-a-city", "hon-a-region"}
            assert await seen(readers, EVERYTHING, "training_officer") == {}
            everything = await seen(readers, EVERYTHING, *UNBOUND)
            assert everything["restrictions"] == ["rst-a"]
            assert everything["matters"] == ["mat-a"]
            assert everything["measures"] == ["grt-a"]
            assert set(everything["honours"]) == honours
            in_office = Scope(Reach.ALL, cadre_id="cad-a")
            assert (await seen(readers, in_office, *UNBOUND))["matters"] == [], "of oneself, whatever one's office"
            of_another = Scope(Reach.ALL, cadre_id="cad-b")
            assert (await seen(readers, of_another, *UNBOUND))["matters"] == ["mat-a"]
            oneself = await seen(readers, Scope(Reach.SELF, cadre_id="cad-a"), "cadre")
            assert set(oneself) == SECTIONS - {"matters"}
            unit = Scope(Reach.UNIT, unit_id="unt-07")
            assert set(await seen(readers, unit, "unit_officer")) == {"honours", "measures"}
            assert await seen(readers, unit, "agency_liaison") == {}

    asyncio.run(story())


def test_what_became_of_a_vetting_stands_in_nobodys_own_profile() -> None:
    async def story() -> None:
        async with read_models() as store:
            alert = {"subject_id": "cad-a", "subject_kind": "cadre", "state": "open", "unit_ids": ["unt-01", "unt-07"]}
            rules = ("vetting_undone", "retirement_due")
            alerts = [
                told(REGISTRY, "alert.opened.v1", f"alt-{rule}", alert_id=f"alt-{rule}", rule=rule, **alert)
                for rule in rules
            ]
            await apply(store, [*a_year(), *alerts])
            readers = Readers(store.db)

            async def of(scope: Scope) -> set[str]:
                shown = await profile(readers, Principal("one", ("registry_officer",), "profile.read", scope), "cad-a")
                return {row["rule"] for row in shown["alerts"]}

            assert await of(EVERYTHING) == {*rules}
            assert await of(Scope(Reach.ALL, cadre_id="cad-b")) == {*rules}
            assert await of(Scope(Reach.ALL, cadre_id="cad-a")) == {"retirement_due"}

    asyncio.run(story())


USES_OF = {
    "registry_officer": "appointment",
    "training_officer": "training",
    "incentive_officer": "award",
    "appraisal_officer": "appraisal",
    "young_cadre_officer": "pool",
}


def test_a_profile_shows_a_result_to_those_whose_work_it_names_while_it_is_in_force() -> None:
    async def story() -> None:
        async with read_models() as store:
            who: dict[str, Any] = {"cadre_id": "cad-a", "unit_ids": ["unt-01", "unt-07"]}
            named = {"award": ["award"], "both": ["appointment", "pool"], "over": ["award"], "nobody": ["other"]}
            results = [
                told(SUPERVISION, "result.published.v1", f"res-{name}", result_id=f"res-{name}", uses=uses, **who)
                for name, uses in named.items()
            ]
            gone = told(SUPERVISION, "result.expired.v1", "res-over", 2, result_id="res-over", uses=["award"], **who)
            await apply(store, [*a_year(), *results, gone])
            readers = Readers(store.db)

            async def of(scope: Scope, *roles: str) -> list[str] | None:
                shown = await profile(readers, Principal("one", roles, "profile.read", scope), "cad-a")
                return sorted(row["id"] for row in shown["results"]) if "results" in shown else None

            expected = {"award": ["res-award"], "appointment": ["res-both"], "pool": ["res-both"]}
            for role, use in USES_OF.items():
                assert await of(EVERYTHING, role) == expected.get(use, []), role
            assert await of(EVERYTHING, "supervision_officer") == ["res-award", "res-both", "res-nobody"]
            assert await of(EVERYTHING, "incentive_officer", "young_cadre_officer") == ["res-award", "res-both"]
            assert await of(Scope(Reach.SELF, cadre_id="cad-a"), "cadre") is None
            assert await of(Scope(Reach.UNIT, unit_id="unt-07"), "unit_officer") is None

    asyncio.run(story())


def test_an_annulled_restriction_leaves_the_profile() -> None:
    async def story() -> None:
        async with read_models() as store:
            facts = a_year()
            gone = told(SUPERVISION, "restriction.annulled.v1", "rst-a", 2, cadre_id="cad-a", restriction_id="rst-a")
            await apply(store, [*facts, gone])
            assert (await seen(Readers(store.db), EVERYTHING, *UNBOUND))["restrictions"] == []

    asyncio.run(story())


def test_the_same_history_in_another_order_gives_the_same_rows() -> None:
    async def story() -> None:
        async with read_models() as store:
            facts = [
                *a_year(),
                told(SUPERVISION, "clearance.given.v1", "cad-a", 2, request_id="nom-1.c1"),
                told(INCENTIVE, "nomination.submitted.v1", "nom-1", 1),
            ]
            await apply(store, facts)
            number = await store.begin_building()
            await apply(store, [*reversed(facts), facts[0]], only=number)
            first = await digest(store.generation(1), PROJECTION)
            assert first == await digest(store.generation(number), PROJECTION)
            assert await store.generation(1)["nominations"].count_documents({}) == 1

    asyncio.run(story())


def test_no_two_kinds_share_a_collection_but_the_five_mechanisms() -> None:
    owners: dict[str, set[tuple[str, str]]] = {}
    for key, kind in KINDS.items():
        owners.setdefault(kind.name, set()).add(key)
    shared = {name: keys for name, keys in owners.items() if len(keys) > 1}
    assert set(shared) == {"joint_work"}
    assert {noun for _, noun in shared["joint_work"]} == {
        "conference",
        "agreement",
        "information",
        "matter",
        "result",
        "task",
    }


def test_rows_are_kept_of_what_somebody_reads_and_of_nothing_else() -> None:
    readers = [path for path in Path(readmodels.__file__).parent.rglob("*.py") if path.name != "catalogue.py"]
    read = "\n".join(path.read_text() for path in readers)
    assert [name for name in PROJECTION.collections if f'"{name}"' not in read] == []


def test_the_dashboards_count_series_and_what_needs_attention() -> None:
    async def story() -> None:
        async with read_models() as store:
            late = told(SUPERVISION, "item.overdue.v1", "itm-1", 3, checklist_id="chk-1", aspect=1)
            done = {"requested_on": "2025-03-03", "concluded_on": "2025-03-07"}
            vetted = told(SUPERVISION, "vetting.concluded.v1", "vet-1", 4, **done)
            public = told(INCENTIVE, "nomination.publicity_began.v1", "nom-1", 4)
            batch = told(INCENTIVE, "batch.opened.v1", "bat-01", opens_on="2025-02-01", closes_on="2025-12-31")
            objection = told(INCENTIVE, "objection.lodged.v1", "obj-1")
            await apply(store, [*a_year(), late, vetted, public, batch, objection])
            rows, today = store.generation(1), Period(None, date(2026, 1, 5))
            asked = Asked(rows, today, EVERYTHING)
            board = await supervision_dashboard.BOARD.answer(asked, 2025, "zh")
            assert board["vettings_by_outcome"] == [{"outcome": "passed", "count": 1, "days": 4.0}]
            assert board["restrictions_by_kind"] == [{"kind": "warning", "count": 2}]
            assert {row["mechanism"]: row["count"] for row in board["joint_work"]}["discussion"] == 3
            assert {row["aspect"]: (row["items"], row["overdue"]) for row in board["items_by_aspect"]} == {
                0: (2, 0),
                1: (1, 1),
            }
            assert board["attention"][0] == {
                "id": "items_overdue",
                "title": "逾期的整改事项",
                "value": 1,
                "query": "/v1/supervision/rectification/items?overdue=true",
            }
            board = await incentive_dashboard.BOARD.answer(asked, 2025, "en")
            assert [row for row in board["nominations"] if row["count"]] == [{"state": "publicity", "count": 1}]
            assert {row["level"]: row["count"] for row in board["honours_by_level"]} == {"region": 2, "city": 2}
            assert [row["id"] for row in board["attention"]] == ["publicity", "objections"]
            narrow = Asked(rows, today, Scope(Reach.UNIT, unit_id="unt-08"), ("unt-08",))
            board = await incentive_dashboard.BOARD.answer(narrow, 2025, "en")
            assert board["attention"] == []
            assert board["numbers"]["honours"] == 2

    asyncio.run(story())

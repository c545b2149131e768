"""Figures, profile sections and the dashboard from the events of appraisal."""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.projector.applying import apply
from gateway.readmodels.asked import Asked
from gateway.readmodels.dashboards import appraisal as dashboard
from gateway.readmodels.figures import FIGURES
from gateway.readmodels.profile import profile
from gateway.readmodels.store import Readers
from servicekit.events import Received
from servicekit.principal import Principal, Reach, Scope
from services.appraisal.events import EVENTS as APPRAISAL
from services.registry.events import EVENTS as REGISTRY
from tests.integration.readmodels.test_views import EVERYTHING, YEAR, items_of, read_models, told

UNIT = Scope(Reach.UNIT, unit_id="unt-07")


def who(n: str) -> dict[str, Any]:
    return {"cadre_id": f"cad-{n}", "unit_ids": ["unt-01", "unt-07" if n < "c" else "unt-08"]}


def appraisal(n: str, kind: str, action: str = "planned", sequence: int = 1, **fields: Any) -> Received:
    id = f"apr-{n}"
    wish = {"appraisal_id": id, "kind": kind, "planned_on": "2025-03-03", **who(n[0]), **fields}
    return told(APPRAISAL, f"appraisal.{action}.v1", id, sequence, **wish)


def index(kind: str, n: str, score: str, slot: int = 0, action: str = "computed", **fields: Any) -> Received:
    subject = who(n) if kind == "cadre" else {"cadre_id": None, "unit_id": f"unt-{n}", "unit_ids": ["unt-01"]}
    id = f"{kind}.{n}.{slot}"
    wish = {"index_id": id, "subject_kind": kind, "score": score, "slot": slot, "run": slot, **subject, **fields}
    return told(APPRAISAL, f"index.{action}.v1", id, wish.pop("sequence", 1), **wish)


def run(action: str, sequence: int, kind: str = "cadre", slot: int = 1) -> Received:
    return told(APPRAISAL, f"index_run.{action}.v1", "run-1", sequence, run_id="run-1", run=1, kind=kind, slot=slot)


def contact_point(n: str, unit: str, **fields: Any) -> Received:
    where = {"unit_id": unit, "unit_ids": ["unt-01", unit], "cadre_id": f"cad-{n}"}
    wish = {"contact_point_id": f"ctp-{n}", "begins": "2025-02-17", "ends": None, **where, **fields}
    return told(APPRAISAL, "contact_point.opened.v1", f"ctp-{n}", **wish)


def a_year() -> list[Received]:
    """Three persons who are appraised, of whom one was told and asks for a review; indices in both places."""
    facts = [told(REGISTRY, "cadre.registered.v1", f"cad-{n}", **who(n), unit_id=who(n)["unit_ids"][-1]) for n in "abc"]
    facts += [
        told(APPRAISAL, "mechanism.opened.v1", "mec-1", mechanism_id="mec-1", serves=["daily", "special"]),
        told(APPRAISAL, "mechanism.opened.v1", "mec-2", mechanism_id="mec-2", serves=["daily"]),
        told(APPRAISAL, "mechanism.opened.v1", "mec-3", mechanism_id="mec-3", state="draft"),
        told(APPRAISAL, "mechanism.retired.v1", "mec-4", mechanism_id="mec-4"),
        appraisal("a1", "no_appointment", "contested", state="contested", grade="good"),
        appraisal("b1", "no_appointment", "started", state="running"),
        appraisal("c1", "daily", "closed", state="closed", grade="good"),
        appraisal("c2", "special", "drafted", state="drafted"),
        # Cancelled, and of another year.
        appraisal("b2", "no_appointment", "cancelled", state="cancelled"),
        appraisal("a2", "daily", planned_on="2024-03-04"),
        told(APPRAISAL, "talk.recorded.v1", "tlk-1", talk_id="tlk-1", held_on="2025-04-01", **who("a")),
        told(APPRAISAL, "notice.delivered.v1", "ntc-b", notice_id="ntc-b", **who("b")),
        told(APPRAISAL, "notice.review_asked.v1", "ntc-a", notice_id="ntc-a", **who("a")),
        told(APPRAISAL, "ballot.closed.v1", "blt-1", ballot_id="blt-1", **who("a")),
        told(APPRAISAL, "deed.verified.v1", "ded-1", deed_id="ded-1", happened_on="2025-05-06", **who("c")),
        told(APPRAISAL, "deed.recorded.v1", "ded-2", deed_id="ded-2", happened_on="2025-05-06", **who("c")),
        told(APPRAISAL, "contact_visit.recorded.v1", "cvs-1", visit_id="cvs-1", on="2025-04-02"),
        told(APPRAISAL, "contact_visit.recorded.v1", "cvs-2", visit_id="cvs-2", on="2024-04-02"),
        told(APPRAISAL, "major_matter.opened.v1", "mjm-1", matter_id="mjm-1"),
        told(APPRAISAL, "evaluation.confirmed.v1", "mje-1", evaluation_id="mje-1", matter_id="mjm-1", **who("a")),
        told(APPRAISAL, "evaluation.recorded.v1", "mje-2", evaluation_id="mje-2", matter_id="mjm-1", **who("b")),
        index("cadre", "a", "39.99"),
        index("cadre", "b", "70.00", action="confirmed", confirmed=True),
        index("cadre", "c", "100.00"),
        index("cadre", "a", "88.00", slot=1),
        index("team", "07", "79.99"),
        contact_point("a", "unt-07"),
        contact_point("b", "unt-07"),
        contact_point("c", "unt-08", ends="2025-11-28"),
    ]
    return facts


def test_mechanisms_in_use_and_contact_points_of_the_period_are_counted() -> None:
    async def story() -> None:
        async with read_models() as store:
            asked = Asked(store.generation(1), YEAR, EVERYTHING)
            names = ("mechanisms", "contact_cadres", "contact_departments")

            async def values(wish: Asked) -> list[Any]:
                return [await FIGURES[f"appraisal.{name}"].count(wish) for name in names]

            assert await values(asked) == [0, 0, 0]
            await apply(store, a_year())
            assert await values(asked) == [2, 3, 2]
            # Ended before the period, or begun after it: not counted; nor the same cadre twice.
            before = {"begins": "2024-02-19", "ends": "2024-12-20"}
            await apply(
                store, [contact_point("d", "unt-23", **before), contact_point("e", "unt-24", begins="2026-01-05")]
            )
            await apply(store, [contact_point("f", "unt-07", cadre_id="cad-a")])
            assert await values(asked) == [2, 3, 2]
            items = await items_of(FIGURES["appraisal.contact_departments"], asked)
            assert [(item["id"], len(item["ids"])) for item in items] == [("unt-07", 3), ("unt-08", 1)]
            assert await values(Asked(store.generation(1), YEAR, UNIT, ("unt-07",))) == [2, 2, 1]

    asyncio.run(story())


def test_a_cadre_sees_what_they_were_told_and_neither_appraisals_nor_indices() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, a_year())
            readers = Readers(store.db)
            oneself = Principal("one", ("cadre",), "profile.read", Scope(Reach.SELF, cadre_id="cad-a"))
            shown = await profile(readers, oneself, "cad-a")
            assert [row["id"] for row in shown["notices"]] == ["ntc-a"]
            assert not {"appraisals", "indices"} & shown.keys()
            officer = Principal("one", ("appraisal_officer",), "profile.read", EVERYTHING)
            whole = await profile(readers, officer, "cad-a")
            assert {row["id"] for row in whole["appraisals"]} == {"apr-a1", "apr-a2"}
            assert [row["score"] for row in whole["indices"]] == ["39.99"]
            # A run ends: what it has written is what is read from then on.
            await apply(store, [run("started", 1), run("finished", 2)])
            readers = Readers(store.db)
            assert [row["score"] for row in (await profile(readers, officer, "cad-a"))["indices"]] == ["88.00"]
            await apply(store, [index("cadre", "a", "88.00", slot=1, action="closed", closed=True, sequence=2)])
            assert (await profile(readers, officer, "cad-a"))["indices"] == []

    asyncio.run(story())


def test_the_dashboard_adds_up() -> None:
    async def story() -> None:
        async with read_models() as store:
            asked = Asked(store.generation(1), YEAR, EVERYTHING)
            empty = await dashboard.BOARD.answer(asked, 2025, "zh")
            assert set(empty["numbers"].values()) == {0, None}
            await apply(store, a_year())
            board = await dashboard.BOARD.answer(asked, 2025, "zh")
            numbers = board["numbers"]
            assert (numbers["appraisals"], numbers["no_appointment"], numbers["no_appointment_share"]) == (4, 2, 0.5)
            assert (numbers["appraisals_under_way"], numbers["appraisals_concluded"]) == (2, 2)
            assert (numbers["talks"], numbers["ballots_closed"], numbers["deeds_verified"]) == (1, 1, 1)
            assert (numbers["cadre_indices"], numbers["team_indices"], numbers["indices_confirmed"]) == (3, 1, 1)
            assert (numbers["reviews_open"], numbers["contact_points"], numbers["contact_visits"]) == (1, 3, 1)
            assert (numbers["major_matters"], numbers["evaluations_confirmed"]) == (1, 1)
            assert board["mechanisms"] == [{"kind": "daily", "count": 2}, {"kind": "special", "count": 1}]
            assert sum(row["count"] for row in board["appraisals"]) == 5
            assert board["grades"] == [{"grade": "good", "count": 2}]
            bands = {(row["from"], row["to"]): row["count"] for row in board["cadre_indices"] if row["count"]}
            assert bands == {(0, 40): 1, (70, 75): 1, (90, 100): 1}
            assert sum(row["count"] for row in board["team_indices"]) == 1
            assert [(row["unit_id"], row["cadres"]) for row in board["contact_points"]] == [
                ("unt-07", 2),
                ("unt-08", 1),
            ]
            cut = await dashboard.BOARD.answer(Asked(store.generation(1), YEAR, UNIT, ("unt-07",)), 2025, "en")
            assert (cut["numbers"]["cadre_indices"], cut["numbers"]["appraisals"]) == (2, 2)

    asyncio.run(story())


def test_while_a_run_goes_on_the_dashboard_shows_the_earlier_indices_and_its_progress() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, [*a_year(), run("started", 1), run("advanced", 2)])
            asked = Asked(store.generation(1), YEAR, EVERYTHING)
            board = await dashboard.BOARD.answer(asked, 2025, "zh")
            assert board["numbers"]["cadre_indices"] == 3
            assert [(row["kind"], row["state"], row["done"]) for row in board["runs"]] == [("cadre", "running", 500)]
            await apply(store, [run("finished", 3)])
            after = await dashboard.BOARD.answer(asked, 2025, "zh")
            assert (after["numbers"]["cadre_indices"], after["runs"][0]["state"]) == (1, "finished")
            assert after["numbers"]["team_indices"] == 1
            assert {(row["subject_kind"], row["count"]) for row in after["models"]} == {("cadre", 1), ("team", 1)}

    asyncio.run(story())


def test_what_needs_attention_names_its_list() -> None:
    async def story() -> None:
        async with read_models() as store:
            late = told(APPRAISAL, "notice.overdue.v1", "ntc-c", notice_id="ntc-c", **who("c"))
            missed = told(APPRAISAL, "notice.unacknowledged.v1", "ntc-b", 2, notice_id="ntc-b", **who("b"))
            await apply(store, [*a_year(), late, missed])
            board = await dashboard.BOARD.answer(Asked(store.generation(1), YEAR, EVERYTHING), 2025, "en")
            shown = {row["id"]: (row["value"], row["query"]) for row in board["attention"]}
            assert shown == {
                "deeds_recorded": (1, "/v1/appraisal/deeds?state=recorded"),
                "drafted": (1, "/v1/appraisal/appraisals?state=drafted"),
                "in_review": (2, "/v1/appraisal/notices?state=in_review"),
                "overdue": (1, "/v1/appraisal/notices?overdue=true"),
                "unacknowledged": (1, "/v1/appraisal/notices?state=delivered&unacknowledged=true"),
            }

    asyncio.run(story())

"""Figures, profile sections and the dashboard from the events of the talent pool."""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.projector.applying import apply
from gateway.readmodels.asked import Asked
from gateway.readmodels.dashboards import talentpool as dashboard
from gateway.readmodels.figures import FIGURES
from gateway.readmodels.profile import profile
from gateway.readmodels.store import Readers
from servicekit.events import Received
from servicekit.principal import Principal, Reach, Scope
from services.registry.events import EVENTS as REGISTRY
from services.talentpool.events import EVENTS as TALENT
from tests.integration.readmodels.test_views import EVERYTHING, YEAR, items_of, read_models, told

UNIT = Scope(Reach.UNIT, unit_id="unt-07")


def who(n: str) -> dict[str, Any]:
    return {"cadre_id": f"cad-{n}", "unit_ids": ["unt-01", "unt-07" if n < "c" else "unt-08"]}


def secondment(id: str, event: str = "begun", sequence: int = 1, **fields: Any) -> Received:
    wish = {"begins": "2025-03-03", "ends": "2025-06-27", **fields}
    return told(TALENT, f"secondment.{event}.v1", id, sequence, secondment_id=id, **wish)


def a_year() -> list[Received]:
    """Three persons: who follow posts, are in the pool, are tracked; and one guest."""
    facts = [told(REGISTRY, "cadre.registered.v1", f"cad-{n}", **who(n), unit_id=who(n)["unit_ids"][-1]) for n in "abc"]
    for n, event, fields in (
        ("a", "promoted", {"promoted": True, "promotions": 1, "stage": "mature"}),
        ("b", "tracked", {"promoted": False, "overdue": 2}),
        # The ten years are over; the promotion in them remains.
        ("c", "ended", {"promoted": True, "promotions": 2, "state": "ended"}),
    ):
        facts.append(told(TALENT, f"graduate.{event}.v1", f"grd-{n}", graduate_id=f"grd-{n}", **who(n), **fields))
    facts += [
        secondment("sec-1", "completed", state="completed", **who("a")),
        secondment("sec-2", begins="2025-09-01", host="changzhou", **who("a")),
        secondment("sec-3", host="changzhou", **who("c")),
        # Elsewhere, not yet begun, of another kind, in another year, and of somebody from outside: not counted.
        secondment("sec-4", host="hohhot", **who("b")),
        secondment("sec-5", "planned", state="planned", **who("b")),
        secondment("sec-6", kind="post", **who("b")),
        secondment("sec-7", begins="2024-03-01", **who("b")),
        secondment("sec-8", direction="in", kind="post", host="hohhot", cadre_id=None, unit_ids=["unt-01"]),
        told(TALENT, "plan.opened.v1", "pln-1", plan_id="pln-1"),
        told(TALENT, "tier.changed.v1", "tie-1", tier_id="tie-1", plan_id="pln-1", quota=3, filled=2, free=1),
        told(TALENT, "batch.changed.v1", "bat-1", batch_id="bat-1", plan_id="pln-1", tier_id="tie-1", admitted=2),
        told(TALENT, "member.admitted.v1", "mbr-a", member_id="mbr-a", batch_id="bat-1", **who("a")),
        told(TALENT, "member.key_training_began.v1", "mbr-c", member_id="mbr-c", batch_id="bat-1", **who("c")),
        told(TALENT, "member.refused.v1", "mbr-b", member_id="mbr-b", batch_id="bat-1", **who("b")),
        told(TALENT, "successor.named.v1", "suc-1", successor_id="suc-1", post_id="pst-1", **who("a")),
        told(
            TALENT, "successor.suspended.v1", "suc-2", successor_id="suc-2", post_id="pst-2", suspended=True, **who("c")
        ),
        told(TALENT, "match.confirmed.v1", "mat-1", match_id="mat-1"),
        told(TALENT, "programme.opened.v1", "prg-1", programme_id="prg-1"),
        told(TALENT, "participant.enrolled.v1", "ppt-1", participant_id="ppt-1", programme_id="prg-1", **who("a")),
        told(TALENT, "participant.completed.v1", "ppt-2", participant_id="ppt-2", programme_id="prg-1", **who("c")),
        told(TALENT, "vetting.requested.v1", "mbr-a", request_id="mbr-a.1", reference_id="mbr-a", **who("a")),
    ]
    return facts


def test_who_followed_posts_is_counted_once_and_listed() -> None:
    async def story() -> None:
        async with read_models() as store:
            figure, asked = FIGURES["talent.follow_post_trainees"], Asked(store.generation(1), YEAR, EVERYTHING)
            assert await figure.count(asked) == 0
            await apply(store, a_year())
            assert await figure.count(asked) == 2
            items = await items_of(figure, asked)
            assert [(item["id"], sorted(item["ids"])) for item in items] == [
                ("cad-a", ["sec-1", "sec-2"]),
                ("cad-c", ["sec-3"]),
            ]
            assert await figure.count(Asked(store.generation(1), YEAR, UNIT, ("unt-07",))) == 1
            await apply(store, [secondment("sec-5", "begun", 2, **who("b"))])
            assert await figure.count(asked) == 3

    asyncio.run(story())


def test_promoted_graduates_are_those_that_the_list_shows() -> None:
    async def story() -> None:
        async with read_models() as store:
            figure, asked = FIGURES["talent.selected_graduates_promoted"], Asked(store.generation(1), YEAR, EVERYTHING)
            await apply(store, a_year())
            assert await figure.count(asked) == 2
            assert await figure.count(Asked(store.generation(1), YEAR, UNIT, ("unt-07",))) == 1
            shown = figure.shown(2, YEAR, "zh")
            assert shown["query"] == "/v1/talent/selected-graduates?promoted=true"

    asyncio.run(story())


def test_a_cadre_sees_their_secondments_and_nothing_of_the_pool() -> None:
    async def story() -> None:
        async with read_models() as store:
            await apply(store, a_year())
            readers = Readers(store.db)
            oneself = Principal("one", ("cadre",), "profile.read", Scope(Reach.SELF, cadre_id="cad-a"))
            shown = await profile(readers, oneself, "cad-a")
            assert {row["id"] for row in shown["secondments"]} == {"sec-1", "sec-2"}
            assert [row["id"] for row in shown["programmes"]] == ["ppt-1"]
            assert [(row["id"], row["stage"]) for row in shown["graduates"]] == [("grd-a", "mature")]
            assert "key_training" not in shown["graduates"][0], "it is the pool's word about them"
            officer = Principal("two", ("young_cadre_officer",), "profile.read", EVERYTHING)
            assert "key_training" in (await profile(readers, officer, "cad-a"))["graduates"][0]
            assert "mbr-a" not in repr(shown)
            trainer = Principal("one", ("training_officer",), "profile.read", EVERYTHING)
            assert "secondments" not in await profile(readers, trainer, "cad-a")

    asyncio.run(story())


def test_the_dashboard_adds_up() -> None:
    async def story() -> None:
        async with read_models() as store:
            asked = Asked(store.generation(1), YEAR, EVERYTHING)
            empty = await dashboard.BOARD.answer(asked, 2025, "zh")
            assert set(empty["numbers"].values()) == {0}
            await apply(store, a_year())
            board = await dashboard.BOARD.answer(asked, 2025, "zh")
            numbers = board["numbers"]
            assert (numbers["in_pool"], numbers["key_training"], numbers["successors"]) == (2, 1, 2)
            assert (numbers["shortlists_open"], numbers["shortlists_confirmed"]) == (0, 1)
            assert [(t["quota"], t["filled"], t["free"]) for t in board["tiers"]] == [(3, 2, 1)]
            assert [(r["nominated"], r["admitted"], r["fairness"]) for r in board["rounds"]] == [
                (3, 2, "/v1/talent/batches/bat-1/fairness")
            ]
            assert sum(row["count"] for row in board["members_by_state"]) == 3
            assert sum(row["count"] for row in board["members_by_category"]) == 2
            assert {row["direction"] for row in board["secondments"]} == {"in", "out"}
            assert [(p["seats"], p["participants"]) for p in board["programmes"]] == [
                (30, {"enrolled": 1, "completed": 1})
            ]
            assert (numbers["graduates_tracked"], numbers["graduates_promoted"]) == (2, 2)
            assert {(g["stage"], g["people"], g["promoted"]) for g in board["graduates"]} == {
                ("mature", 1, 1),
                ("first_post", 1, 0),
            }
            # One post has one who can follow; of the other the only one is suspended.
            assert {row["successors"]: row["posts"] for row in board["bench"]} == {0: 1, 1: 1}
            cut = await dashboard.BOARD.answer(Asked(store.generation(1), YEAR, UNIT, ("unt-07",)), 2025, "en")
            assert (cut["numbers"]["in_pool"], cut["numbers"]["successors"]) == (1, 1)

    asyncio.run(story())


def test_what_needs_attention_names_its_list() -> None:
    async def story() -> None:
        async with read_models() as store:
            facts = [
                *a_year(),
                told(TALENT, "member.suspended.v1", "mbr-a", 2, member_id="mbr-a", suspended=True, **who("a")),
                told(TALENT, "member.deferred.v1", "mbr-d", member_id="mbr-d", **who("b")),
                secondment("sec-9", "restricted", **who("b")),
            ]
            await apply(store, facts)
            board = await dashboard.BOARD.answer(Asked(store.generation(1), YEAR, EVERYTHING), 2025, "en")
            shown = {row["id"]: (row["value"], row["query"]) for row in board["attention"]}
            assert shown == {
                "suspended": (1, "/v1/talent/members?state=in_pool&suspended=true"),
                "deferred": (1, "/v1/talent/members?state=deferred"),
                "graduates_behind": (1, "/v1/talent/selected-graduates?overdue=true&state=tracking"),
                "undecided": (1, "/v1/talent/secondments?undecided=true"),
            }

    asyncio.run(story())

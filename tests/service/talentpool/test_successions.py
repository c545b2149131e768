"""Posts that fall vacant, who is named for them, and how strong the bench behind each is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from servicekit.principal import Principal, Reach, Scope
from services.talentpool.parts import successions
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.members import STANDINGS
from tests.service.desk import Desk
from tests.service.talentpool.test_candidates import a_post, new_id, standing


def a_cadre(desk: Desk, **state: Any) -> str:
    cadre_id = new_id()
    for handler in ("people", "candidates"):
        desk.people(cadre_id, handler=handler, **state)
    return cadre_id


def naming(post_id: str, cadre_id: str, readiness: str = "now") -> dict[str, Any]:
    return {
        "post_id": post_id,
        "cadre_id": cadre_id,
        "readiness": readiness,
        "named_by": "（合成）",
        "basis": "（合成）",
    }


def named(desk: Desk, post_id: str, readiness: str = "now") -> dict[str, Any]:
    answer: dict[str, Any] = desk.ask("name_successor", **naming(post_id, a_cadre(desk), readiness))
    return answer


def bench(desk: Desk, post_id: str) -> dict[str, Any]:
    posts = desk.ask("list_talent_posts", limit=500)["items"]
    return next(post["bench"] for post in posts if post["id"] == post_id)


def test_posts_are_listed_by_when_they_fall_vacant(desk: Desk) -> None:
    soon, later, long = new_id("pst"), new_id("pst"), new_id("pst")
    for post_id, day, since in ((later, "2031-01-01", "2020"), (soon, "2027-02-01", "2020"), (long, None, "2005-03")):
        holder = a_cadre(desk, retires_on=day, in_post_since=since, post_ids=[post_id])
        a_post(desk, post_id, [holder])
    posts = desk.ask("list_talent_posts", falling_vacant_by="2031-12-31")["items"]
    assert [post["id"] for post in posts] == [soon, later]
    held = desk.ask("list_talent_posts", held_long=True)["items"]
    assert [(post["id"], post["held_long"]) for post in held] == [(long, True)]
    first = desk.ask("list_talent_posts", falling_vacant_by="2031-12-31", limit=1)
    second = desk.ask("list_talent_posts", falling_vacant_by="2031-12-31", limit=1, cursor=first["next"])
    assert [post["id"] for post in second["items"]] == [later]


def test_a_bench_is_as_strong_as_those_who_are_ready_now_and_not_suspended(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [])
    assert bench(desk, post_id) == {"ready_now": 0, "later": 0, "suspended": 0, "risk": "none"}
    first, _ = named(desk, post_id), named(desk, post_id, "three_to_five_years")
    assert bench(desk, post_id) == {"ready_now": 1, "later": 1, "suspended": 0, "risk": "thin"}
    named(desk, post_id)
    assert bench(desk, post_id)["risk"] == "good"
    standing(desk, first["cadre_id"], True, 1)
    assert bench(desk, post_id) == {"ready_now": 1, "later": 1, "suspended": 1, "risk": "thin"}
    listed = desk.ask("list_successors", post_id=post_id)["items"]
    assert [one["suspended"] for one in listed if one["id"] == first["id"]] == [True]
    standing(desk, first["cadre_id"], False, 2)
    assert bench(desk, post_id)["risk"] == "good"
    assert [told["suspended"] for told in desk.told("successor.suspended.v1")] == [True]
    assert [told["suspended"] for told in desk.told("successor.restored.v1")] == [False]


def test_a_unit_shows_the_posts_that_fall_vacant_soon_with_nobody_ready(desk: Desk) -> None:
    holder, safe = new_id(), a_post(desk, new_id("pst"), [])
    named(desk, safe)
    risky = new_id("pst")
    a_post(desk, risky, [holder])
    desk.people(holder, handler="candidates", retires_on="2025-01-01")
    found = desk.ask("unit_bench", unit_id="unt-city")
    assert (found["posts"], found["ready_now"], found["at_risk"]) == (2, 1, [risky])
    assert found["by_risk"] == {"none": 1, "thin": 1, "good": 0}


def test_only_somebody_in_service_who_is_free_and_not_there_already_is_named(desk: Desk) -> None:
    holder, gone, barred, free = a_cadre(desk), a_cadre(desk, status="retired"), a_cadre(desk), a_cadre(desk)
    post_id = a_post(desk, new_id("pst"), [holder])
    desk.db[STANDINGS.name].insert_one({"_id": barred, "barred": True, "effects": [], "version": 1})

    def refusal(cadre_id: str, readiness: str = "now", post: str = post_id) -> str:
        return desk.refused("name_successor", **naming(post, cadre_id, readiness)).code

    assert refusal(holder) == "talentpool/successor-holds-post"
    assert refusal(gone) == "talentpool/successor-not-serving"
    assert refusal(barred) == "talentpool/successor-barred"
    assert refusal("cad-nobody") == "unknown-cadre"
    assert refusal(free, "some_day") == "unknown-entry"
    assert refusal(free, post="pst-nowhere") == "talentpool/no-post"
    desk.ask("name_successor", **naming(post_id, free))
    assert refusal(free) == "talentpool/successor-known"


def test_a_successor_is_judged_anew_and_withdrawn_once(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [])
    one = named(desk, post_id)
    path = {"post_id": post_id, "successor_id": one["id"]}
    judged = desk.ask("judge_successor", **path, readiness="one_to_two_years", named_by="人", basis="因")
    assert judged["readiness"] == "one_to_two_years"
    assert desk.ask("withdraw_successor", **path, withdrawn_by="人", basis="因")["state"] == "withdrawn"
    assert desk.refused("withdraw_successor", **path, withdrawn_by="人", basis="因").status == 409
    assert desk.refused("judge_successor", **path, readiness="now", named_by="人", basis="因").status == 409
    assert desk.ask("list_successors", post_id=post_id)["items"] == []
    again = desk.ask("name_successor", **naming(post_id, one["cadre_id"]))
    assert again["state"] == "named"
    wrong = {"post_id": "pst-other", "successor_id": again["id"]}
    assert desk.refused("withdraw_successor", **wrong, withdrawn_by="人", basis="因").status == 404


def test_another_units_posts_and_successors_are_not_found(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [])
    one = named(desk, post_id)
    other = Principal("o", (), "talentpool.successions.name", Scope(Reach.UNIT, "unt-school"))
    assert desk.refused("list_successors", by=other, post_id=post_id).status == 404
    path = {"post_id": post_id, "successor_id": one["id"]}
    assert desk.refused("withdraw_successor", by=other, **path, withdrawn_by="人", basis="因").status == 404
    assert desk.ask("list_talent_posts", by=other)["items"] == []
    assert desk.ask("unit_bench", by=other, unit_id="unt-bureau")["posts"] == 0
    assert desk.refused("name_successor", by=other, **naming(post_id, a_cadre(desk))).code == "talentpool/no-post"
    own = Principal("o", (), "talentpool.successions.name", Scope(Reach.UNIT, "unt-bureau"))
    stranger = a_cadre(desk, unit_ids=["unt-city", "unt-school"])
    assert desk.refused("name_successor", by=own, **naming(post_id, stranger)).code == "unknown-cadre"


def test_nobody_is_named_for_a_post_that_was_abolished(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [], state="abolished")
    assert desk.refused("name_successor", **naming(post_id, a_cadre(desk))).code == "talentpool/post-abolished"


def test_a_restriction_says_nothing_of_a_successor_who_was_withdrawn(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [])
    one = named(desk, post_id)
    path = {"post_id": post_id, "successor_id": one["id"]}
    desk.ask("withdraw_successor", **path, withdrawn_by="人", basis="因")
    standing(desk, one["cadre_id"], True, 1)
    assert desk.told("successor.suspended.v1") == []


def test_a_successor_who_takes_the_post_or_leaves_the_service_is_no_successor_any_more(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [])
    taker, leaver, stays = named(desk, post_id), named(desk, post_id), named(desk, post_id)
    desk.people(leaver["cadre_id"], handler="candidates", sequence=7, status="retired")
    desk.people(stays["cadre_id"], handler="candidates", sequence=7)
    desk.people(stays["cadre_id"], handler="candidates", sequence=6, status="retired")
    assert bench(desk, post_id)["ready_now"] == 2, "late word of a departure changes nothing"
    a_post(desk, post_id, [taker["cadre_id"]], sequence=2)
    assert bench(desk, post_id) == {"ready_now": 1, "later": 0, "suspended": 0, "risk": "thin"}
    lapsed = desk.ask("list_successors", post_id=post_id, state="lapsed")["items"]
    assert {one["id"] for one in lapsed} == {taker["id"], leaver["id"]}
    assert {told["successor_id"] for told in desk.told("successor.lapsed.v1")} == {taker["id"], leaver["id"]}
    path = {"post_id": post_id, "successor_id": taker["id"]}
    assert desk.refused("withdraw_successor", **path, withdrawn_by="人", basis="因").status == 409
    a_post(desk, post_id, [], sequence=3, state="abolished")
    assert len(desk.told("successor.lapsed.v1")) == 3


def test_whoever_leaves_while_being_named_is_refused_or_off_the_bench_once_there(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [])
    one, cadre_id = named(desk, post_id), a_cadre(desk)
    desk.db[STANDINGS.name].insert_one(
        {"_id": cadre_id, "barred": False, "effects": [], "gone_sequence": 2, "version": 1}
    )
    assert desk.refused("name_successor", **naming(post_id, cadre_id)).code == "talentpool/successor-not-serving"
    desk.db[CANDIDATES.name].update_one({"_id": one["cadre_id"]}, {"$set": {"status": "retired"}})
    (told,) = desk.told("successor.named.v1")
    desk.hear("standing_looks", "successor.named.v1", one["id"], service="talentpool", **told)
    assert bench(desk, post_id)["ready_now"] == 0


@pytest.mark.parametrize(("years", "first"), [(2, "2028-02-01"), (9000, "9999-02-01"), (-3, "2026-02-01")])
def test_soon_is_a_day_whatever_the_rule_says(years: int, first: str) -> None:
    assert successions._years_after(date(2026, 2, 28), years).isoformat() == first


def test_a_clerk_is_no_successor_who_could_take_a_bureau_chiefs_post_at_once(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [], post_level="131", role="chief")
    clerk = a_cadre(desk, post_level="160", level_since="2020-07")
    refused = desk.refused("name_successor", **naming(post_id, clerk))
    assert refused.code == "talentpool/successor-not-ready"
    assert [(one["code"], "第八" in one["article"]) for one in refused.facts["reasons"]] == [("level", True)]
    basis = {"override": {"basis": "特殊需要"}}
    assert desk.refused("name_successor", **naming(post_id, clerk), **basis).code == "talentpool/levels-skipped"
    later = desk.ask("name_successor", **naming(post_id, clerk, "three_to_five_years"))
    assert [one["code"] for one in later["lacking"]] == ["level"]
    path = {"post_id": post_id, "successor_id": later["id"], "readiness": "now", "named_by": "人", "basis": "因"}
    assert desk.refused("judge_successor", **path).code == "talentpool/successor-not-ready"
    assert bench(desk, post_id) == {"ready_now": 0, "later": 1, "suspended": 0, "risk": "none"}


def test_the_years_and_the_education_that_the_rules_ask_for_are_looked_at(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [], post_level="131", role="chief")
    fresh = a_cadre(desk, post_level="132", level_since="2026-01", education_level="61", work_since="2025-07")
    refused = desk.refused("name_successor", **naming(post_id, fresh))
    assert [one["code"] for one in refused.facts["reasons"]] == ["years_at_level", "work_years", "education"]
    named_so = desk.ask("name_successor", **naming(post_id, fresh), override={"basis": "市委专题会议"})
    assert (named_so["override"]["by"], named_so["override"]["reasons"]) == (
        "administrator-1", ["years_at_level", "work_years", "education"],
    )  # fmt: skip
    assert bench(desk, post_id)["ready_now"] == 1, "a named person answers for it"
    able = desk.ask("name_successor", **naming(post_id, a_cadre(desk, level_since="2020-01")))
    assert (able["override"], able["lacking"], able["unchecked"]) == (None, [], ["work_years", "basic_level_years"])


def test_a_bench_is_of_those_who_meet_the_conditions_today_whatever_they_were_called_before(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [], post_level="132")
    one = named(desk, post_id)
    assert bench(desk, post_id)["ready_now"] == 1
    desk.people(one["cadre_id"], handler="candidates", sequence=2, post_level="150", level_since="2020-01")
    assert bench(desk, post_id) == {"ready_now": 0, "later": 1, "suspended": 0, "risk": "none"}
    (shown,) = desk.ask("list_successors", post_id=post_id)["items"]
    assert [lacks["code"] for lacks in shown["lacking"]] == ["level"]


def test_vacant_posts_with_nobody_are_at_risk(desk: Desk) -> None:
    vacant = sorted(a_post(desk, new_id("pst"), []) for _ in range(6))
    safe = a_post(desk, new_id("pst"), [])
    named(desk, safe)
    found = desk.ask("unit_bench", unit_id="unt-city")
    assert (sorted(found["at_risk"]), found["at_risk_count"]) == (vacant, len(vacant))

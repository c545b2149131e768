"""The team with the candidate in it, before and after."""

from __future__ import annotations

from typing import Any

from servicekit.principal import Principal, Reach, Scope
from tests.service.desk import Desk
from tests.service.talentpool.test_candidates import a_post, new_id, standing

OFFICER = Principal("o", (), "talentpool.compositions.read", Scope(Reach.ALL), ("supervision.restrictions.read",))
DAY = "2026-06-30"


def a_team(desk: Desk, unit_id: str) -> dict[str, str]:
    """A chief and a deputy who retires in 2027, in a unit that has one more place."""
    desk.units(unit_id, approved={"chief": 1, "deputy": 2, "chief_expert": 0})
    ids = {"chief": new_id(), "deputy": new_id(), "candidate": new_id()}
    here: dict[str, Any] = {"unit_id": unit_id, "unit_ids": ["unt-city", unit_id], "handler": "candidates"}
    desk.people(ids["chief"], role="chief", birth_month="1970-01", retires_on="2030-01-01", **here)
    desk.people(ids["deputy"], role="deputy", birth_month="1967-05", retires_on="2027-05-01", **here)
    desk.people(new_id(), role="member", **here)
    desk.people(new_id(), role="deputy", status="retired", **here)
    desk.people(
        ids["candidate"],
        handler="candidates",
        role="member",
        sex="2",
        ethnicity="02",
        birth_month="1986-08",
        education_level="14",
        retires_on="2046-08-01",
    )
    return ids


def test_a_post_shows_the_team_without_its_holder_and_with_the_candidate(desk: Desk) -> None:
    unit_id = new_id("unt")
    ids = a_team(desk, unit_id)
    post_id = a_post(desk, new_id("pst"), [ids["deputy"]], unit_id=unit_id, unit_ids=["unt-city", unit_id])
    found = desk.ask("post_composition", by=OFFICER, post_id=post_id, candidate_id=ids["candidate"], on=DAY)
    before, after = found["before"], found["after"]
    assert found["leaving_ids"] == [ids["deputy"]]
    assert (before["people"], after["people"]) == (2, 2)
    assert (before["average_age"], after["average_age"]) == (57.5, 47.5)
    assert (before["sexes"], after["sexes"]) == ({"1": 2}, {"1": 1, "2": 1})
    assert (before["minority"], after["minority"]) == (0, 1)
    assert (before["educations"], after["educations"]) == ({"bachelor": 2}, {"bachelor": 1, "postgraduate": 1})
    assert before["retiring"] == {"2026": 0, "2027": 1, "2028": 0, "2029": 0, "2030": 1, "later": 0}
    assert after["retiring"] == {"2026": 0, "2027": 0, "2028": 0, "2029": 0, "2030": 1, "later": 1}
    assert after["tenures"] == {"0-2": 1, "5-9": 1}
    assert after["places"]["deputy"] == {"approved": 2, "filled": 1, "over": 0, "free": 1}


def test_a_unit_shows_whether_the_candidate_is_one_too_many(desk: Desk) -> None:
    unit_id = new_id("unt")
    ids = a_team(desk, unit_id)
    wish = {"unit_id": unit_id, "candidate_id": ids["candidate"], "on": DAY}
    found = desk.ask("unit_composition", by=OFFICER, role="chief", **wish)
    assert found["before"]["places"]["chief"] == {"approved": 1, "filled": 1, "over": 0, "free": 0}
    assert found["after"]["places"]["chief"] == {"approved": 1, "filled": 2, "over": 1, "free": 0}
    assert desk.ask("unit_composition", by=OFFICER, **wish)["role"] == "deputy"


def test_a_member_of_the_team_who_moves_up_is_not_counted_twice(desk: Desk) -> None:
    unit_id = new_id("unt")
    ids = a_team(desk, unit_id)
    wish = {"unit_id": unit_id, "candidate_id": ids["deputy"], "role": "chief", "on": DAY}
    after = desk.ask("unit_composition", by=OFFICER, **wish)["after"]
    assert (after["people"], after["places"]["deputy"]["filled"]) == (2, 0)


def test_a_restriction_is_shown_only_to_those_who_may_know_and_what_is_wrong_is_named(desk: Desk) -> None:
    unit_id = new_id("unt")
    ids = a_team(desk, unit_id)
    standing(desk, ids["candidate"], True, 1)
    wish = {"unit_id": unit_id, "candidate_id": ids["candidate"]}
    assert desk.ask("unit_composition", by=OFFICER, **wish)["restricted"] is True
    assert desk.ask("unit_composition", **wish)["restricted"] is None
    elsewhere = a_post(desk, new_id("pst"), [])
    assert desk.refused("unit_composition", **wish, post_id=elsewhere).code == "talentpool/post-of-another-unit"
    plain = a_post(desk, new_id("pst"), [], unit_id=unit_id, role="member")
    assert desk.refused("unit_composition", **wish, post_id=plain).code == "talentpool/no-leading-post"
    assert desk.refused("unit_composition", **{**wish, "candidate_id": "cad-nobody"}).code == "unknown-cadre"
    assert desk.refused("unit_composition", **{**wish, "unit_id": "unt-nowhere"}).code == "not-found"
    other = Principal("o", (), "x", Scope(Reach.UNIT, "unt-school"))
    assert desk.refused("unit_composition", by=other, **wish).code == "not-found"
    own = Principal("o", (), "x", Scope(Reach.UNIT, unit_id))
    assert desk.refused("unit_composition", by=own, **wish).code == "unknown-cadre", "the candidate is of another unit"
    told = desk.refused("post_composition", by=other, post_id=elsewhere, candidate_id=ids["candidate"])
    assert told.code == "talentpool/no-post"
    desk.people(ids["candidate"], handler="candidates", sequence=2, status="left")
    assert desk.refused("unit_composition", **wish).code == "talentpool/candidate-not-serving"

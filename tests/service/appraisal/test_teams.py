"""The analysis of a team, from the roster's copy and the current indices."""

from __future__ import annotations

from tests.service.appraisal.index_desk import a_pass, completes, leaders, scores, settle
from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, of_unit


def test_a_team_is_shown_with_its_posts_its_members_and_their_indices(desk: Desk) -> None:
    desk.units(UNIT, approved={"chief": 1, "deputy": 3})
    leaders(desk, "cad-1", role="chief", sex="2", birth_month="1975-05", retires_on="2027-06-01")
    leaders(desk, "cad-2", ethnicity="02", birth_month="1990-05")
    leaders(desk, "cad-3", role="member")
    completes(desk, "cad-1")
    settle(desk)
    found = desk.ask("analyse_team", unit_id=UNIT)
    assert [(one["cadre_id"], one["role"], one["score"]) for one in found["members"]] == [
        ("cad-1", "chief", scores(desk)["cad-1"]),
        ("cad-2", "deputy", scores(desk)["cad-2"]),
    ]
    assert (found["structure"]["members"], found["structure"]["minority"]) == (2, 1)
    assert [(one["key"], one["count"], one["share"]) for one in found["structure"]["sex"]] == [
        ("1", 1, 0.5),
        ("2", 1, 0.5),
    ]
    assert [(one["role"], one["approved"], one["filled"], one["vacant"]) for one in found["establishment"]] == [
        ("chief", 1, 1, 0),
        ("deputy", 3, 1, 2),
    ]
    assert found["index"]["score"] == scores(desk, "team")[UNIT]
    assert found["comparison"][0]["too_few"]


def test_a_team_is_compared_with_teams_of_the_same_kind_only(desk: Desk) -> None:
    desk.units(*(f"unt-{n}" for n in range(5)))
    desk.units("unt-x", kind="enterprise")
    for n in range(5):
        cadre_id = f"cad-{n}"
        leaders(desk, cadre_id, unit_id=f"unt-{n}", unit_ids=[CITY, f"unt-{n}"])
        for _ in range(n):
            completes(desk, cadre_id, hours=10)
    leaders(desk, "cad-x", unit_id="unt-x", unit_ids=[CITY, "unt-x"])
    settle(desk)
    score = desk.ask("analyse_team", unit_id="unt-4")["comparison"][0]
    assert (score["what"], score["peers"], score["quarter"]) == ("score", 5, 1)
    assert score["value"] == scores(desk, "team")["unt-4"]
    assert desk.ask("analyse_team", unit_id="unt-0")["comparison"][0]["quarter"] == 4


def test_who_moves_changes_both_teams(desk: Desk) -> None:
    desk.units(UNIT, OTHER_UNIT)
    leaders(desk, "cad-1", "cad-2")
    settle(desk)
    leaders(desk, "cad-2", sequence=2, unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    settle(desk)
    members = {
        unit_id: [one["cadre_id"] for one in desk.ask("analyse_team", unit_id=unit_id)["members"]]
        for unit_id in (UNIT, OTHER_UNIT)
    }
    assert members == {UNIT: ["cad-1"], OTHER_UNIT: ["cad-2"]}
    desk.hear("teams", "unit.closed.v1", OTHER_UNIT, sequence=5, unit_ids=[CITY, OTHER_UNIT], state="closed")
    desk.units(OTHER_UNIT, sequence=5, state="closed")
    settle(desk)
    assert list(scores(desk, "team")) == [UNIT]


def test_a_unit_without_a_team_has_an_empty_analysis_and_one_out_of_scope_is_not_there(desk: Desk) -> None:
    desk.units(UNIT)
    found = desk.ask("analyse_team", unit_id=UNIT)
    assert (found["members"], found["index"], found["comparison"]) == ([], None, [])
    assert desk.refused("analyse_team", by=of_unit(OTHER_UNIT), unit_id=UNIT).code == "not-found"
    assert desk.refused("analyse_team", unit_id="unt-nowhere").code == "not-found"


def test_a_team_waits_for_what_the_roster_tells_of_its_posts(desk: Desk) -> None:
    desk.units(UNIT, approved={"chief": 1, "deputy": 1})
    leaders(desk, "cad-1")
    settle(desk)
    before = scores(desk, "team")[UNIT]
    desk.hear("teams", "unit.changed.v1", UNIT, sequence=2, unit_ids=[CITY, UNIT], state="active")
    a_pass(desk)  # The copy of the roster has not heard of the new number of posts yet.
    assert scores(desk, "team")[UNIT] == before
    assert desk.db["subjects"].find_one({"_id": f"team.{UNIT}"})["dirty"]
    desk.units(UNIT, sequence=2, approved={"chief": 0, "deputy": 1})
    settle(desk)
    assert scores(desk, "team")[UNIT] > before

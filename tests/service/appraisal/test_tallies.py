"""Ballots on paper: two tellers count each box, and nobody reads a count before the end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.appraisal.ballot_room import EXCELLENT, close, dimension_of, prepared, with_cipher
from tests.service.desk import Desk, officer, self_of

SECOND = officer("appraisal_officer")


@pytest.fixture
def room(desk: Desk) -> Desk:
    return with_cipher(desk)


def on_paper(desk: Desk, **more: Any) -> str:
    question = {"key": "overall", "text": "总体评价", "dimension": dimension_of(desk)[1]}
    ballot_id = prepared(desk, mode="paper", questions=[question], **more)
    desk.ask("open_ballot", ballot_id=ballot_id, entitled={"team": 10, "staff": 20})
    return ballot_id


def counted(excellent: int, competent: int, invalid: int = 0) -> dict[str, Any]:
    return {
        "sheets": excellent + competent,
        "invalid": invalid,
        "counts": [
            {"question": "overall", "answer": "excellent", "number": excellent},
            {"question": "overall", "answer": "competent", "number": competent},
        ],
    }


def enter(desk: Desk, ballot_id: str, kind: str, excellent: int, competent: int, box: int = 1) -> str:
    wish = {"ballot_id": ballot_id, "kind": kind, "box": box, "entered_by": "甲", **counted(excellent, competent)}
    return str(desk.ask("enter_tally", **wish)["id"])


def confirm(desk: Desk, tally_id: str, excellent: int, competent: int) -> Any:
    wish = counted(excellent, competent)
    return desk.ask("confirm_tally", by=SECOND, tally_id=tally_id, confirmed_by="乙", **wish)


def test_what_two_tellers_agree_on_becomes_the_result(room: Desk) -> None:
    ballot_id = on_paper(room)
    team, staff = enter(room, ballot_id, "team", 8, 0), enter(room, ballot_id, "staff", 6, 6)
    confirm(room, team, 8, 0)
    waiting = room.refused("close_ballot", ballot_id=ballot_id, ended_by="丙", basis="计票完毕")
    assert (waiting.code, waiting.facts["tallies"]) == ("appraisal/tallies-outstanding", [staff])
    confirm(room, staff, 6, 6)
    assert close(room, ballot_id)["voted"] == 20
    result = room.ask("get_ballot_results", ballot_id=ballot_id)
    assert result["questions"][0]["score"] == 96
    assert room.db["evidence"].count_documents({"reference": ballot_id}) == 1


def test_that_a_box_waits_for_a_second_teller_is_told_and_nothing_of_its_count(room: Desk) -> None:
    ballot_id = on_paper(room)
    team, staff, other = (
        enter(room, ballot_id, kind, 2, 0, box) for kind, box in (("team", 1), ("staff", 2), ("staff", 3))
    )
    confirm(room, team, 2, 0)
    room.ask("reject_tally", tally_id=staff, rejected_by="丙", reason="误录")
    told = room.told("tally.entered.v1")
    assert [(one["tally_id"], one["state"], one["box"]) for one in told] == [
        (team, "entered", 1), (staff, "entered", 2), (other, "entered", 3),
    ]  # fmt: skip
    room.ask("cancel_ballot", ballot_id=ballot_id, ended_by="丙", basis="名册有误")
    settled = [(one["tally_id"], one["state"], one["live"]) for one in room.told("tally.settled.v1")]
    assert settled[:2] == [(team, "confirmed", True), (staff, "rejected", False)]
    assert sorted(settled[2:]) == sorted([(team, "confirmed", False), (other, "entered", False)])
    assert not {"counts", "sheets", "invalid"} & set(told[0])
    assert all(tally["counts"] == [] for tally in room.db["ballot_tallies"].find({"ballot_id": ballot_id}))


def test_tellers_who_differ_count_again(room: Desk) -> None:
    ballot_id = on_paper(room)
    tally_id = enter(room, ballot_id, "team", 8, 0)
    differs = room.refused("confirm_tally", by=SECOND, tally_id=tally_id, confirmed_by="乙", **counted(7, 1))
    assert differs.code == "appraisal/tally-differs"
    assert "8" not in f"{differs.detail_zh}{differs.facts.get('counts', '')}"
    same = room.refused("confirm_tally", tally_id=tally_id, confirmed_by="乙", **counted(8, 0))
    assert same.code == "not-independent"
    taken = {"ballot_id": ballot_id, "kind": "team", "entered_by": "甲", **counted(7, 1)}
    assert room.refused("enter_tally", **taken).code == "appraisal/tally-known"
    room.ask("reject_tally", tally_id=tally_id, rejected_by="丙", reason="两次不一致")
    confirm(room, enter(room, ballot_id, "team", 7, 1), 7, 1)
    states = [tally["state"] for tally in room.ask("list_tallies", ballot_id=ballot_id)["items"]]
    assert sorted(states) == ["confirmed", "rejected"]


def test_a_count_on_which_both_tellers_erred_is_put_right_before_the_ballot_is_closed(room: Desk) -> None:
    ballot_id = on_paper(room)
    wrong = enter(room, ballot_id, "team", 8, 0)
    confirm(room, wrong, 8, 0)
    set_aside = room.ask("reject_tally", tally_id=wrong, rejected_by="丙", reason="票箱混放")
    assert (set_aside["state"], set_aside["confirmed_by"], set_aside["settled_by"]) == ("rejected", "乙", "丙")
    confirm(room, enter(room, ballot_id, "team", 0, 8), 0, 8)
    confirm(room, enter(room, ballot_id, "staff", 12, 0), 12, 0)
    assert close(room, ballot_id)["voted"] == 20
    assert room.ask("get_ballot_results", ballot_id=ballot_id)["questions"][0]["score"] == 88


def test_a_meeting_of_last_month_counts_for_its_day_and_is_annulled_where_it_was_wrong(room: Desk) -> None:
    ballot_id = on_paper(room)
    for kind, number in (("team", 8), ("staff", 12)):
        confirm(room, enter(room, ballot_id, kind, number, 0), number, 0)
    ending = {"ballot_id": ballot_id, "ended_by": "丙", "basis": "计票完毕"}
    assert room.refused("close_ballot", **ending, held_on="2099-01-01").errors[0].pointer == "/held_on"
    assert room.ask("close_ballot", **ending, held_on="2026-03-05")["held_on"] == "2026-03-05"
    (row,) = room.db["evidence"].find({"reference": ballot_id})
    assert row["happened_on"] == "2026-03-05"
    annulment = {"ballot_id": ballot_id, "annulled_by": "丙", "basis": "名册有误，另行测评"}
    annulled = room.ask("annul_ballot", **annulment)
    assert (annulled["state"], annulled["valid"], annulled["annulled_because"]) == (
        "annulled",
        False,
        annulment["basis"],
    )
    assert room.refused("annul_ballot", **annulment).code == "appraisal/ballot-not-open"
    rows = list(room.db["evidence"].find({"reference": ballot_id}).sort("number", 1))
    assert [row["value"] is None for row in rows] == [False, True]
    result = room.ask("get_ballot_results", ballot_id=ballot_id)
    assert (result["annulled_because"], result["questions"][0]["score"]) == (annulment["basis"], 100)
    assert [event["state"] for event in room.told("ballot.annulled.v1")] == ["annulled"]


def test_a_list_of_tallies_shows_no_counts(room: Desk) -> None:
    ballot_id = on_paper(room)
    enter(room, ballot_id, "team", 8, 0)
    (tally,) = room.ask("list_tallies", ballot_id=ballot_id)["items"]
    assert "counts" not in tally
    assert room.refused("get_ballot_results", ballot_id=ballot_id).code == "appraisal/results-not-yet"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sheets": 9}, "appraisal/bad-tally"),
        ({"kind": "served"}, "appraisal/bad-tally"),
        ({"invalid": 3}, "appraisal/bad-tally"),
        ({"counts": [{"question": "overall", "answer": "splendid", "number": 8}]}, "appraisal/bad-tally"),
        ({"counts": [{"question": "zeal", "answer": "excellent", "number": 8}]}, "appraisal/bad-tally"),
        ({"counts": [{"question": "overall", "answer": "excellent", "number": -1}]}, "invalid-fields"),
    ],
)
def test_sheets_that_do_not_add_up_are_refused(room: Desk, change: dict[str, Any], code: str) -> None:
    wish = {"ballot_id": on_paper(room), "kind": "team", "entered_by": "甲", **counted(8, 0), **change}
    refused = room.refused("enter_tally", **wish)
    assert refused.code == code
    assert refused.errors


def test_paper_takes_no_votes_and_no_roll(room: Desk) -> None:
    ballot_id = on_paper(room)
    vote = room.refused("cast_vote", by=self_of("cad-1"), ballot_id=ballot_id, answers=EXCELLENT)
    assert vote.code == "appraisal/not-on-roll"
    other = prepared(room, mode="paper")
    roll = [{"cadre_id": "cad-1", "kind": "team"}]
    assert room.refused("open_ballot", ballot_id=other, roll=roll).code == "appraisal/bad-roll"
    assert room.refused("open_ballot", ballot_id=other, entitled={"team": 3}).code == "appraisal/bad-roll"
    assert room.refused("open_ballot", ballot_id=other, entitled={"team": 3, "x": 2}).code == "appraisal/bad-roll"


def test_tallies_of_many_boxes_come_in_one_sheet(room: Desk) -> None:
    ballot_id = on_paper(room)
    row = {"ballot_id": ballot_id, "kind": "staff", "sheets": 5, "entered_by": "甲"}
    good = [{**row, "box": box, "counts": "overall:excellent=3; overall:competent=2;"} for box in (1, 2, 3)]
    bad = [
        {**row, "box": 3, "counts": "overall:excellent=5"},
        {**row, "box": 4, "counts": "overall:excellent=4"},
        {**row, "box": 5, "counts": "overall excellent"},
        {**row, "box": 6, "counts": "overall:excellent=5", "ballot_id": "blt-none"},
        {**row, "box": 7, "sheets": 6, "counts": "overall:excellent=6"},
    ]
    dry = room.ask("import_ballot_tallies", rows=[*good, *bad], dry_run=True)
    assert (dry["done"], room.db["ballot_tallies"].count_documents({})) == (3, 0)
    done = room.ask("import_ballot_tallies", rows=[*good, *bad])
    assert [result["errors"][0]["code"] for result in done["results"][3:]] == [
        "appraisal/tally-known",
        "sum",
        "bad-counts",
        "appraisal/no-ballot",
        "more-than-entitled",
    ]
    assert room.db["ballot_tallies"].count_documents({"ballot_id": ballot_id, "sheets": 5}) == 3

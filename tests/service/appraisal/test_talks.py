"""Talks of an appraisal: by two of the team, with their marks, corrected with history."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.appraisal.appraising import a_cadre, conclusion, dimensions, planned, running
from tests.service.desk import OTHER_UNIT, Desk, of_unit

TODAY = "2099-01-01"


def talk(appraisal: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "appraisal_id": appraisal["id"],
        "role": "masses",
        "described_as": "合成职工代表",
        "talker_ids": appraisal["appraiser_ids"],
        "held_on": appraisal["started_on"],
        "classification": "internal",
        "text": "合成谈话记录",
        **more,
    }


def test_a_talk_is_corrected_with_its_history_and_never_deleted(desk: Desk) -> None:
    appraisal = running(desk)
    first = dimensions(desk)[0]
    recorded = desk.ask("record_talk", **talk(appraisal, marks={first: 85.5}))
    corrected = desk.ask("correct_talk", talk_id=recorded["id"], text="更正后", reason="合成理由")
    assert (corrected["state"], corrected["words"]["text"]) == ("corrected", "更正后")
    assert corrected["words"]["marks"] == {first: 85.5}
    (history,) = corrected["corrections"]
    assert (history["before"]["text"], history["reason"]) == ("合成谈话记录", "合成理由")
    assert [event["corrected"] for event in desk.told("talk.corrected.v1")] == [1]
    assert not {"text", "words", "described_as", "with_cadre_id"} & set(desk.told("talk.recorded.v1")[0])
    listed = desk.ask("list_talks", appraisal_id=appraisal["id"])["items"]
    assert [item["id"] for item in listed] == [recorded["id"]]
    assert "words" not in listed[0]


def test_a_talk_is_held_by_two_of_the_team(desk: Desk) -> None:
    appraisal = running(desk)
    one = appraisal["appraiser_ids"][:1]
    assert desk.refused("record_talk", **talk(appraisal, talker_ids=one)).code == "appraisal/too-few-talkers"
    assert desk.refused("record_talk", **talk(appraisal, talker_ids=one * 2)).code == "appraisal/too-few-talkers"
    stranger = [*one, a_cadre(desk)]
    problem = desk.refused("record_talk", **talk(appraisal, talker_ids=stranger))
    assert (problem.code, problem.errors[0].pointer) == ("appraisal/talker-wrong", "/talker_ids/1")
    with_one = talk(appraisal, role="colleague", described_as=None, with_cadre_id=appraisal["appraiser_ids"][1])
    assert desk.refused("record_talk", **with_one).code == "appraisal/talker-wrong"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"described_as": None}, "appraisal/counterpart-wrong"),
        ({"role": "subject"}, "appraisal/counterpart-wrong"),
        ({"role": "neighbour"}, "unknown-entry"),
        ({"held_on": TODAY}, "appraisal/bad-period"),
        ({"marks": {"eleventh": 50}}, "appraisal/scores-wrong"),
        ({"classification": "机密"}, "invalid-fields"),
    ],
)
def test_a_record_that_does_not_fit_is_refused(desk: Desk, more: dict[str, Any], code: str) -> None:
    assert desk.refused("record_talk", **talk(running(desk), **more)).code == code


def test_the_subject_is_talked_with_in_that_role_alone(desk: Desk) -> None:
    appraisal = running(desk)
    wish = talk(appraisal, described_as=None, with_cadre_id=appraisal["cadre_id"])
    assert desk.refused("record_talk", **{**wish, "role": "colleague"}).code == "appraisal/counterpart-wrong"
    assert desk.ask("record_talk", **{**wish, "role": "subject"})["with_cadre_id"] == appraisal["cadre_id"]


def test_nothing_is_recorded_once_the_conclusion_is_drafted(desk: Desk) -> None:
    appraisal = running(desk)
    recorded = desk.ask("record_talk", **talk(appraisal))
    desk.ask("draft_conclusion", appraisal_id=appraisal["id"], **conclusion(desk))
    assert desk.refused("record_talk", **talk(appraisal)).code == "appraisal/not-running"
    assert desk.ask("correct_talk", talk_id=recorded["id"], text="更正", reason="合成")["state"] == "corrected"
    desk.ask("cancel_appraisal", appraisal_id=appraisal["id"], basis="合成")
    refused = desk.refused("correct_talk", talk_id=recorded["id"], text="晚", reason="合成")
    assert refused.code == "appraisal/not-running"


def test_talks_on_paper_are_imported_and_each_bad_row_says_why(desk: Desk) -> None:
    appraisal, planned_only = running(desk), planned(desk)
    good = {**talk(appraisal), "appraisal_code": appraisal["code"]}
    waiting = {**talk(planned_only, held_on=planned_only["planned_on"]), "appraisal_code": planned_only["code"]}
    rows = [
        {key: value for key, value in row.items() if key != "appraisal_id"}
        for row in (good, {**good, "role": "leader"}, waiting, {**good, "appraisal_code": "none"})
    ]
    assert desk.ask("import_talks", rows=rows, dry_run=True)["done"] == 2
    assert desk.ask("list_talks", appraisal_id=appraisal["id"])["items"] == []
    answer = desk.ask("import_talks", rows=rows)
    assert [result["errors"][0]["code"] for result in answer["results"][2:]] == [
        "appraisal/not-running",
        "no-appraisal",
    ]
    listed = desk.ask("list_talks", appraisal_id=appraisal["id"])["items"]
    assert sorted(item["role"] for item in listed) == ["leader", "masses"]


def test_the_talks_of_an_appraisal_move_with_its_cadre(desk: Desk) -> None:
    appraisal = running(desk)
    recorded = desk.ask("record_talk", **talk(appraisal))
    there = of_unit(OTHER_UNIT, "appraisal_officer")
    assert desk.refused("get_talk", by=there, talk_id=recorded["id"]).code == "appraisal/no-talk"
    moved = ["unt-city", OTHER_UNIT]
    desk.hear("appraisals_moved", "cadre.transferred.v1", appraisal["cadre_id"], sequence=5, unit_ids=moved)
    assert desk.ask("get_talk", by=there, talk_id=recorded["id"])["unit_ids"] == moved

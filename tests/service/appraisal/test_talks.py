"""Talks of an appraisal: by two of the team, with their marks, corrected with history."""

from __future__ import annotations

from typing import Any

import pytest

from servicekit.principal import Principal, Reach, Scope
from tests.service.appraisal.appraising import (
    CONFIRMER,
    DRAFTER,
    a_cadre,
    conclusion,
    dimensions,
    plan,
    planned,
    running,
)
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


def test_an_official_who_is_appraised_does_not_read_what_others_said_of_them(desk: Desk) -> None:
    appraisal = running(desk)
    recorded = desk.ask("record_talk", **talk(appraisal))["id"]
    scope = Scope(Reach.ALL, cadre_id=appraisal["cadre_id"])
    oneself = Principal("official-1", ("appraisal_officer", "cadre"), "", scope)
    assert desk.refused("get_talk", by=oneself, talk_id=recorded).code == "appraisal/no-talk"
    assert desk.ask("list_talks", by=oneself, appraisal_id=appraisal["id"])["items"] == []
    assert desk.ask("get_talk", talk_id=recorded)["id"] == recorded


def test_last_weeks_appraisal_is_entered_afterwards_on_its_own_days(desk: Desk) -> None:
    wish = plan(desk, period_begins="2026-01-01", planned_on="2026-03-02")
    appraisal = desk.ask("plan_appraisal", **wish)
    id = appraisal["id"]
    early = desk.refused("start_appraisal", appraisal_id=id, started_on="2026-03-01")
    assert (early.code, early.errors[0].pointer) == ("appraisal/bad-period", "/started_on")
    appraisal = desk.ask("start_appraisal", appraisal_id=id, started_on="2026-03-04")
    recorded = [desk.ask("record_talk", **talk(appraisal, held_on=day)) for day in ("2026-02-27", "2026-03-05")]
    assert [one["words"]["held_on"] for one in recorded] == ["2026-02-27", "2026-03-05"]
    before = desk.refused("record_talk", **talk(appraisal, held_on="2025-12-31"))
    assert (before.code, before.errors[0].code) == ("appraisal/bad-period", "outside")
    drafted = {**conclusion(desk), "appraisal_id": id}
    for day in ("2026-03-03", TODAY):
        refused = desk.refused("draft_conclusion", by=DRAFTER, **drafted, drafted_on=day)
        assert (refused.code, refused.errors[0].pointer) == ("appraisal/bad-period", "/drafted_on")
    desk.ask("draft_conclusion", by=DRAFTER, **drafted, drafted_on="2026-03-09")
    mine = {"appraisal_id": id, "confirmed_by": "合成确认人"}
    assert desk.refused("confirm_conclusion", by=CONFIRMER, **mine, confirmed_on="2026-03-08").status == 422
    desk.ask("confirm_conclusion", by=CONFIRMER, **mine, confirmed_on="2026-03-10")
    done = desk.ask("get_appraisal", appraisal_id=id)
    assert [done[name] for name in ("planned_on", "started_on", "concluded_on")] == [
        "2026-03-02",
        "2026-03-04",
        "2026-03-10",
    ]
    (day,) = {row["happened_on"] for row in desk.ask("list_evidence", subject=appraisal["cadre_id"])["items"]}
    assert day == "2026-03-10"


def test_a_talk_is_put_right_after_the_conclusion_and_one_entered_by_mistake_is_annulled(desk: Desk) -> None:
    appraisal = running(desk)
    right, wrong = (desk.ask("record_talk", **talk(appraisal)) for _ in range(2))
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=appraisal["id"], confirmed_by="合成确认人")
    corrected = desk.ask("correct_talk", talk_id=right["id"], text="更正后", reason="合成理由")
    assert corrected["corrections"][0]["before"]["text"] == "合成谈话记录"
    annulled = desk.ask("annul_talk", talk_id=wrong["id"], reason="登记在另一考察名下")
    assert (annulled["state"], annulled["corrections"][0]["reason"]) == ("annulled", "登记在另一考察名下")
    for act in ({"method": "annul_talk"}, {"method": "correct_talk", "text": "又"}):
        refused = desk.refused(act.pop("method"), talk_id=wrong["id"], reason="又", **act)
        assert refused.code == "appraisal/step-not-possible"
    assert [event["state"] for event in desk.told("talk.annulled.v1")] == ["annulled"]


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

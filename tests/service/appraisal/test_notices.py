"""A cadre is told, can have it looked at again, and nothing is lost when nobody answers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.appraisal.store.evidence import EVIDENCE
from services.appraisal.store.notices import NOTICES
from tests.service.appraisal.appraising import (
    CONFIRMER,
    DRAFTER,
    JUDGE,
    a_cadre,
    acknowledged,
    concluded,
    conclusion,
    dimensions,
    notified,
    plan,
    running,
)
from tests.service.desk import UNIT, Desk, officer, self_of

GROUNDS: dict[str, Any] = {"grounds": "合成理由", "classification": "internal"}
UPHELD: dict[str, Any] = {"outcome": "upheld", "decided_by": "合成决定人", "basis": "合成依据"}
APPEAL_JUDGE = officer("appeal-judge")


def appraisal_of(desk: Desk, notice: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = desk.ask("get_appraisal", appraisal_id=notice["appraisal_id"])
    return answer


def in_review(desk: Desk) -> dict[str, Any]:
    notice = acknowledged(desk)
    answer: dict[str, Any] = desk.ask("ask_review", by=self_of(notice["cadre_id"]), notice_id=notice["id"], **GROUNDS)
    return answer


def new_conclusion(desk: Desk, points: float) -> dict[str, Any]:
    return {key: value for key, value in conclusion(desk, points).items() if key != "drafted_by"}


def test_a_cadre_acknowledges_their_own_notice_and_the_result_becomes_final(desk: Desk) -> None:
    notice = notified(desk)
    stranger = self_of(a_cadre(desk))
    assert desk.refused("get_notice", by=stranger, notice_id=notice["id"]).code == "appraisal/no-notice"
    assert desk.refused("acknowledge_notice", by=stranger, notice_id=notice["id"]).code == "appraisal/no-notice"
    own = self_of(notice["cadre_id"])
    other_day = desk.refused("acknowledge_notice", by=own, notice_id=notice["id"], on="2026-03-02")
    assert (other_day.code, other_day.errors[0].pointer) == ("appraisal/bad-period", "/on")
    known = desk.ask("acknowledge_notice", by=own, notice_id=notice["id"])
    today = date.fromisoformat(known["acknowledged_on"])
    assert known["last_day"] == (today + timedelta(days=30)).isoformat()
    assert desk.deadline("notice_acknowledgement", notice["id"])["state"] == "cancelled"  # type: ignore[index]
    desk.pass_deadline("notice_period", notice["id"])
    assert desk.ask("get_notice", notice_id=notice["id"])["state"] == "final"
    assert appraisal_of(desk, notice)["state"] == "closed"
    late = desk.refused("ask_review", notice_id=notice["id"], **GROUNDS)
    assert late.code == "appraisal/step-not-possible"


def test_a_notice_that_nobody_acknowledges_is_shown_and_no_period_runs(desk: Desk) -> None:
    notice = notified(desk)
    desk.pass_deadline("notice_acknowledgement", notice["id"])
    (listed,) = desk.ask("list_notices", unacknowledged=True)["items"]
    assert (listed["id"], listed["state"], listed["last_day"]) == (notice["id"], "delivered", None)
    wish = {"notice_id": notice["id"], "basis": "合成签收单"}
    too_early = desk.refused("acknowledge_notice", on="2020-01-01", **wish)
    assert too_early.code == "appraisal/bad-period"
    assert desk.ask("acknowledge_notice", **wish)["unacknowledged"] is False


def test_a_review_is_decided_by_somebody_who_had_no_part_in_it(desk: Desk) -> None:
    notice = in_review(desk)
    assert appraisal_of(desk, notice)["state"] == "contested"
    for hand in (DRAFTER, CONFIRMER):
        refused = desk.refused("decide_review", by=hand, notice_id=notice["id"], **UPHELD)
        assert refused.code == "not-independent"
    decided = desk.ask("decide_review", by=JUDGE, notice_id=notice["id"], **UPHELD)
    today = date.fromisoformat(decided["review"]["decided_on"])
    assert (decided["state"], decided["last_day"]) == ("reviewed", (today + timedelta(days=15)).isoformat())
    assert appraisal_of(desk, notice)["state"] == "notified"
    me = self_of(notice["cadre_id"])
    desk.ask("lodge_complaint", by=me, notice_id=notice["id"], **GROUNDS)
    again = desk.refused("decide_complaint", by=JUDGE, notice_id=notice["id"], **UPHELD)
    assert again.code == "not-independent"
    assert desk.refused("decide_review", by=APPEAL_JUDGE, notice_id=notice["id"], **UPHELD).status == 409
    last = desk.ask("decide_complaint", by=APPEAL_JUDGE, notice_id=notice["id"], **UPHELD)
    assert (last["state"], last["complaint"]["outcome"]) == ("final", "upheld")
    assert appraisal_of(desk, notice)["state"] == "closed"


def test_a_changed_conclusion_replaces_the_former_one_and_its_evidence(desk: Desk) -> None:
    notice = in_review(desk)
    changed = {**UPHELD, "outcome": "changed"}
    assert desk.refused("decide_review", by=JUDGE, notice_id=notice["id"], **changed).code == "appraisal/revision-wrong"
    both = {**UPHELD, "conclusion": new_conclusion(desk, 90)}
    assert desk.refused("decide_review", by=JUDGE, notice_id=notice["id"], **both).code == "appraisal/revision-wrong"
    worse = {**changed, "conclusion": new_conclusion(desk, 79)}
    assert desk.refused("decide_review", by=JUDGE, notice_id=notice["id"], **worse).code == "appraisal/conclusion-worse"
    better = {**changed, "conclusion": {**new_conclusion(desk, 90), "grade": "excellent"}}
    decided = desk.ask("decide_review", by=JUDGE, notice_id=notice["id"], **better)
    assert (decided["state"], decided["grade"]) == ("reviewed", "excellent")
    now = desk.ask("get_conclusion", appraisal_id=notice["appraisal_id"])
    assert now["conclusion"]["overall"] == 90
    assert [one["overall"] for one in now["revisions"]] == [80]
    rows = desk.db[EVIDENCE.name].find({"reference": notice["appraisal_id"]}).sort("number", 1)
    of_first = [row["value"].to_decimal() for row in rows if row["dimension"] == dimensions(desk)[0]]
    assert of_first == [Decimal("80.00"), Decimal("90.00")]
    assert [event["revised"] for event in desk.told("appraisal.revised.v1")] == [1]


def test_what_is_sent_back_is_done_again_and_told_again(desk: Desk) -> None:
    notice = in_review(desk)
    desk.ask("decide_review", by=JUDGE, notice_id=notice["id"], **{**UPHELD, "outcome": "sent_back"})
    assert desk.ask("get_notice", notice_id=notice["id"])["state"] == "superseded"
    appraisal = appraisal_of(desk, notice)
    assert (appraisal["state"], appraisal["grade"]) == ("running", None)
    last = desk.db[EVIDENCE.name].find_one({"reference": appraisal["id"]}, sort=[("number", -1)])
    assert last is not None
    assert last["value"] is None
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk, 85))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=appraisal["id"], confirmed_by="合成确认人")
    second = desk.ask("deliver_notice", appraisal_id=appraisal["id"], text="合成", classification="internal")
    assert second["id"] != notice["id"]


def test_a_review_that_is_taken_back_leaves_the_period_running(desk: Desk) -> None:
    notice = in_review(desk)
    back = desk.ask("withdraw_review", by=self_of(notice["cadre_id"]), notice_id=notice["id"])
    assert (back["state"], back["review"]) == ("acknowledged", None)
    assert desk.deadline("notice_decision", notice["id"])["state"] == "cancelled"  # type: ignore[index]
    assert desk.deadline("notice_period", notice["id"])["state"] == "waiting"  # type: ignore[index]
    assert appraisal_of(desk, notice)["state"] == "notified"


def test_after_its_period_only_an_officer_can_admit_a_review_with_a_basis(desk: Desk) -> None:
    notice = acknowledged(desk)
    desk.db[NOTICES.name].update_one({"_id": notice["id"]}, {"$set": {"last_day": "2020-01-31"}})
    wish = {"notice_id": notice["id"], **GROUNDS}
    refused = desk.refused("ask_review", by=self_of(notice["cadre_id"]), late_basis="合成", **wish)
    assert (refused.code, refused.facts["last"]) == ("appraisal/too-late", "2020-01-31")
    assert "《公务员法》第九十五条" in refused.detail_zh
    assert desk.ask("ask_review", late_basis="合成依据", **wish)["state"] == "in_review"


def test_a_decision_that_is_missing_escalates_until_the_highest_level_and_may_still_come(desk: Desk) -> None:
    notice = in_review(desk)
    for level in (1, 2, 3):
        desk.pass_deadline("notice_decision", notice["id"])
        seen = desk.ask("get_notice", notice_id=notice["id"])
        assert (seen["overdue"], seen["level"]) == (True, level)
    assert desk.deadline("notice_decision", notice["id"])["state"] == "fired"  # type: ignore[index]
    assert [event["level"] for event in desk.told("notice.overdue.v1")] == [1, 2, 3]
    decided = desk.ask("decide_review", by=JUDGE, notice_id=notice["id"], **UPHELD)
    assert (decided["overdue"], decided["level"]) == (False, 0)


def test_a_deadline_that_is_moved_moves_the_day_on_the_notice(desk: Desk) -> None:
    notice = in_review(desk)
    desk.ask("move_deadline", deadline_id=f"notice_decision.{notice['id']}", due_on="2098-05-05", basis="合成")
    desk.tick()
    assert desk.ask("get_notice", notice_id=notice["id"])["review"]["due_on"] == "2098-05-05"


def test_a_complaint_can_be_lodged_without_a_review(desk: Desk) -> None:
    notice = notified(desk)
    lodged = desk.ask("lodge_complaint", by=self_of(notice["cadre_id"]), notice_id=notice["id"], **GROUNDS)
    assert (lodged["state"], lodged["review"]) == ("in_complaint", None)
    assert lodged["acknowledged_on"] is not None


def test_a_team_is_not_told_and_nobody_is_told_twice(desk: Desk) -> None:
    desk.units(UNIT)
    team = running(desk, unit_id=UNIT)
    wish = {"text": "合成", "classification": "internal"}
    assert desk.refused("deliver_notice", appraisal_id=team["id"], **wish).code == "appraisal/nobody-to-tell"
    notice = notified(desk)
    twice = desk.refused("deliver_notice", appraisal_id=notice["appraisal_id"], **wish)
    assert twice.code == "appraisal/step-not-possible"


def test_notices_on_paper_are_entered_and_close_when_their_period_is_over(desk: Desk) -> None:
    rows = [{**plan(desk), "start": True, "planned_on": "2026-01-05"} for _ in range(2)]
    desk.ask("import_appraisals", rows=rows)
    paper = {"confirmed_by": "合成确认人", "confirmed_on": "2026-02-01", "basis": "合成文件"}
    desk.ask("import_conclusions", rows=[{**conclusion(desk), **paper, "appraisal_code": row["code"]} for row in rows])
    wish = {"text": "合成告知", "classification": "internal", "delivered_on": "2026-02-03"}
    early = {**wish, "appraisal_code": rows[1]["code"], "delivered_on": "2026-01-31"}
    known = {**wish, "appraisal_code": rows[0]["code"], "acknowledged_on": "2026-02-04"}
    answer = desk.ask("import_notices", rows=[known, early, known])
    assert [("id" in result) for result in answer["results"]] == [True, False, False]
    assert answer["results"][1]["errors"][0]["pointer"] == "/delivered_on"
    desk.tick()
    (notice,) = desk.ask("list_notices")["items"]
    assert (notice["state"], notice["acknowledged_on"]) == ("final", "2026-02-04")
    assert appraisal_of(desk, notice)["state"] == "closed"


@pytest.mark.parametrize("who", ["drafter", "nobody"])
def test_a_notice_needs_a_confirmed_conclusion(desk: Desk, who: str) -> None:
    appraisal = running(desk)
    if who == "drafter":
        desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk))
    refused = desk.refused("deliver_notice", appraisal_id=appraisal["id"], text="合成", classification="internal")
    assert refused.code == "appraisal/step-not-possible"
    assert concluded(desk)["state"] == "concluded"


def test_a_notice_that_was_entered_by_mistake_is_annulled_and_the_result_is_told_anew(desk: Desk) -> None:
    notice = acknowledged(desk)
    wish = {"notice_id": notice["id"], "basis": "告知对象有误"}
    assert desk.refused("annul_notice", by=self_of(a_cadre(desk)), **wish).code == "appraisal/no-notice"
    annulled = desk.ask("annul_notice", **wish)
    assert (annulled["state"], annulled["last_day"], annulled["text"]) == ("annulled", None, notice["text"])
    assert (annulled["timeline"][-1]["what"], annulled["timeline"][-1]["note"]) == ("annul", "告知对象有误")
    assert desk.deadline("notice_period", notice["id"])["state"] == "cancelled"  # type: ignore[index]
    appraisal = appraisal_of(desk, notice)
    assert (appraisal["state"], appraisal["notified_on"], appraisal["grade"]) == ("concluded", None, "good")
    assert [told["state"] for told in desk.told("notice.annulled.v1")] == ["annulled"]
    assert [told["state"] for told in desk.told("appraisal.opened_again.v1")] == ["concluded"]
    again = {"appraisal_id": notice["appraisal_id"], "text": "合成", "classification": "internal"}
    second = desk.ask("deliver_notice", **again)
    assert (second["state"], appraisal_of(desk, notice)["state"]) == ("delivered", "notified")
    desk.ask("annul_notice", notice_id=second["id"], basis="再次误登")
    desk.ask("return_conclusion", appraisal_id=notice["appraisal_id"], reason="分值有误", by=CONFIRMER)
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=notice["appraisal_id"], **conclusion(desk, 85))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=notice["appraisal_id"], confirmed_by="合成确认人")
    third = desk.ask("deliver_notice", **again)
    assert len({notice["id"], second["id"], third["id"]}) == 3


def test_an_annulled_notice_opens_an_appraisal_that_its_period_had_closed_and_a_reviewed_one_stands(
    desk: Desk,
) -> None:
    notice = acknowledged(desk)
    desk.pass_deadline("notice_period", notice["id"])
    assert appraisal_of(desk, notice)["state"] == "closed"
    desk.ask("annul_notice", notice_id=notice["id"], basis="签收日期有误")
    opened = appraisal_of(desk, notice)
    assert (opened["state"], opened["closed_on"]) == ("concluded", None)
    reviewed = in_review(desk)
    wish = {"notice_id": reviewed["id"], "basis": "误登"}
    assert desk.refused("annul_notice", **wish).code == "appraisal/step-not-possible"
    desk.ask("decide_review", by=JUDGE, notice_id=reviewed["id"], **UPHELD)
    desk.pass_deadline("notice_period", reviewed["id"])
    refused = desk.refused("annul_notice", **wish)
    assert (refused.code, refused.facts["state"]) == ("appraisal/step-not-possible", "final")


def test_a_decision_that_was_entered_by_mistake_waits_again_and_what_it_changed_is_as_before(desk: Desk) -> None:
    notice = in_review(desk)
    wish = {"notice_id": notice["id"]}
    before = appraisal_of(desk, notice)
    changed = {**UPHELD, "outcome": "changed", "conclusion": new_conclusion(desk, 95)}
    desk.ask("decide_review", by=JUDGE, **wish, **changed)
    assert appraisal_of(desk, notice)["overall"] != before["overall"]
    again = desk.ask("reopen_decision", **wish, basis="录入有误")
    assert (again["state"], again["review"]["outcome"], again["last_day"]) == ("in_review", None, None)
    (mistaken,) = again["set_aside"]
    assert (mistaken["outcome"], mistaken["set_aside_because"]) == ("changed", "录入有误")
    after = appraisal_of(desk, notice)
    assert (after["state"], after["grade"], after["overall"]) == ("contested", before["grade"], before["overall"])
    now = desk.ask("get_conclusion", appraisal_id=notice["appraisal_id"])
    assert (now["conclusion"]["overall"], [one["overall"] for one in now["revisions"]]) == (80, [80, 95])
    rows = desk.db[EVIDENCE.name].find({"reference": notice["appraisal_id"]}).sort("number", 1)
    of_first = [row["value"].to_decimal() for row in rows if row["dimension"] == dimensions(desk)[0]]
    assert of_first == [Decimal("80.00"), Decimal("95.00"), Decimal("80.00")]
    # Whoever entered it does not enter the next; another account does, and the complaint's decision may be wrong too.
    assert desk.refused("decide_review", by=JUDGE, **wish, **UPHELD).code == "not-independent"
    desk.ask("decide_review", by=APPEAL_JUDGE, **wish, **UPHELD)
    desk.ask("lodge_complaint", by=self_of(notice["cadre_id"]), **wish, **GROUNDS)
    desk.ask("decide_complaint", by=officer("complaint-judge"), **wish, **UPHELD)
    assert appraisal_of(desk, notice)["state"] == "closed"
    pending = desk.ask("reopen_decision", **wish, basis="录入有误")
    assert (pending["state"], pending["complaint"]["outcome"], len(pending["set_aside"])) == ("in_complaint", None, 2)
    assert (appraisal_of(desk, notice)["state"], appraisal_of(desk, notice)["closed_on"]) == ("contested", None)
    last = desk.ask("decide_complaint", by=officer("another-judge"), **wish, **UPHELD)
    assert (last["state"], appraisal_of(desk, notice)["state"]) == ("final", "closed")


def test_what_was_not_looked_at_or_was_sent_back_has_no_decision_to_put_right(desk: Desk) -> None:
    told = acknowledged(desk)
    desk.pass_deadline("notice_period", told["id"])
    refused = desk.refused("reopen_decision", notice_id=told["id"], basis="录入有误")
    assert refused.code == "appraisal/step-not-possible"
    sent_back = in_review(desk)
    desk.ask("decide_review", by=JUDGE, notice_id=sent_back["id"], **{**UPHELD, "outcome": "sent_back"})
    refused = desk.refused("reopen_decision", notice_id=sent_back["id"], basis="录入有误")
    assert refused.code == "appraisal/step-not-possible"

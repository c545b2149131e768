"""What a person entered wrongly is put right: what stood there is kept, and what hangs on it follows."""

from __future__ import annotations

from typing import Any

from tests.service.desk import CITY, CLERK, COLLEAGUE, UNIT, Desk, of_unit, officer
from tests.service.supervision.test_joint import _matter as a_matter
from tests.service.supervision.test_joint import agencies
from tests.service.supervision.test_looked_at import a_letter
from tests.service.supervision.test_personal_matters import a_campaign
from tests.service.supervision.test_rectification import PDF, an_item

__all__ = ["agencies"]


def test_the_result_of_a_letter_is_put_right_and_the_first_is_kept(desk: Desk, cadre_id: str) -> None:
    letter = a_letter(desk, cadre_id)
    right = {"letter_id": letter, "result_code": "no_answer", "basis": "逾期未复", "correction": "录入有误"}
    assert desk.refused("correct_letter", **right).code == "supervision/step-not-possible"
    desk.ask("close_letter", letter_id=letter, result_code="explained", basis="说明属实")
    assert desk.refused("correct_letter", **{**right, "result_code": "whim"}).code == "unknown-entry"
    by = officer("supervision_officer", number=4)
    shown = desk.ask("correct_letter", **right, by=by)
    (before,) = shown["superseded"]
    assert (shown["state"], shown["result_code"], shown["closed_basis"]) == ("closed", "no_answer", "逾期未复")
    assert (before["result_code"], before["basis"], before["correction"]) == ("explained", "说明属实", "录入有误")
    assert before["corrected_by"] == by.account
    assert [told["result_code"] for told in desk.told("letter.corrected.v1")] == ["no_answer"]
    assert desk.ask("list_letters", cadre_id=cadre_id)["items"][0]["result_code"] == "no_answer"


def test_a_letter_whose_result_was_worse_in_fact_opens_a_vetting_that_was_passed_on_it(
    desk: Desk, cadre_id: str
) -> None:
    letter = a_letter(desk, cadre_id)
    desk.ask("close_letter", letter_id=letter, result_code="explained", basis="说明属实")
    body = {"code": "a", "name": "演示单位", "unit_id": UNIT, "kind": "other", "vets": ["award"]}
    agency = desk.ask("register_agency", **body)["id"]
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")["id"]
    said = {"vetting_id": vetting, "agency_id": agency, "opinion": "clear"}
    assert desk.ask("give_opinion", by=CLERK, **said)["outcome"] == "passed"
    right = {"result_code": "transferred", "basis": "移交文件", "correction": "录入有误"}
    desk.ask("correct_letter", letter_id=letter, **right)
    assert desk.ask("get_vetting", vetting_id=vetting)["state"] == "open"


def test_evidence_that_was_handed_in_by_mistake_counts_no_more_and_stays_readable(desk: Desk) -> None:
    item = an_item(desk)
    piece = {"name": "整改报告.pdf", "media_type": "application/pdf", "data": PDF, "classification": "internal"}
    made = desk.ask("add_evidence", item_id=item, **piece)["id"]
    wish: dict[str, Any] = {"item_id": item, "evidence_id": made, "basis": "误交他项材料"}
    taken = desk.ask("withdraw_evidence", **wish)
    assert (taken["withdrawn"], taken["withdrawn_basis"]) == (True, "误交他项材料")
    assert desk.refused("withdraw_evidence", **wish).code == "supervision/evidence-withdrawn"
    shown = desk.ask("get_rectification_item", item_id=item)
    assert (shown["evidence"], shown["timeline"][-1]["what"]) == (0, "withdraw_evidence")
    assert desk.refused("submit_rectification_item", item_id=item, note="演示").code == "supervision/evidence-missing"
    assert desk.ask("get_evidence", item_id=item, evidence_id=made)["data"] == PDF
    assert desk.ask("list_evidence", item_id=item)["items"][0]["withdrawn"] is True
    other = {**piece, "data": "iVBORw0KGgoAAAANSUhEUg==", "name": "照片.png", "media_type": "image/png"}
    desk.ask("add_evidence", item_id=item, **other)
    assert desk.ask("submit_rectification_item", item_id=item, note="演示", by=COLLEAGUE)["state"] == "submitted"
    assert desk.refused("withdraw_evidence", **{**wish, "evidence_id": "evi-none"}).code == "supervision/no-evidence"


def test_evidence_that_was_withdrawn_by_mistake_is_handed_in_again(desk: Desk) -> None:
    item = an_item(desk)
    piece = {"name": "整改报告.pdf", "media_type": "application/pdf", "data": PDF, "classification": "internal"}
    for times in range(1, 4):
        made = desk.ask("add_evidence", item_id=item, **piece)["id"]
        assert desk.refused("add_evidence", item_id=item, **piece).code == "supervision/evidence-known"
        assert len(desk.ask("list_evidence", item_id=item)["items"]) == times
        if times < 3:
            desk.ask("withdraw_evidence", item_id=item, evidence_id=made, basis="误撤（演示）")
    assert desk.ask("get_rectification_item", item_id=item)["evidence"] == 1
    assert desk.ask("submit_rectification_item", item_id=item, note="演示", by=COLLEAGUE)["state"] == "submitted"


def test_a_matter_that_was_registered_by_mistake_waits_for_nothing_and_is_weighed_no_more(
    desk: Desk, agencies: list[str]
) -> None:
    def used() -> int:
        (one,) = [row for row in desk.ask("mechanisms")["mechanisms"] if row["code"] == "discussion"]
        return int(one["count"])

    matter = a_matter(desk, agencies)
    wish = {"matter_id": matter, "basis": "重复登记"}
    desk.ask("discuss_matter", matter_id=matter)
    assert (len(desk.ask("list_waiting")["items"]), used()) == (3, 1)
    shown = desk.ask("withdraw_matter", **wish)
    assert (shown["state"], shown["timeline"][-1]["what"], shown["timeline"][-1]["note"]) == (
        "withdrawn",
        "withdraw",
        "重复登记",
    )
    assert (desk.ask("list_waiting")["items"], used()) == ([], 0)
    assert (desk.deadline("matter_opinions", matter) or {})["state"] == "cancelled"
    assert [told["state"] for told in desk.told("matter.withdrawn.v1")] == ["withdrawn"]
    desk.db["agencies"].delete_many({})
    desk.units(CITY, UNIT)
    body = {"code": "a", "name": "演示单位", "unit_id": UNIT, "kind": "other", "vets": ["award"]}
    agency = desk.ask("register_agency", **body)["id"]
    vetting = desk.ask("open_vetting", cadre_id=shown["cadre_id"], purpose="award")["id"]
    passed = desk.ask("give_opinion", by=CLERK, vetting_id=vetting, agency_id=agency, opinion="clear")
    assert (passed["outcome"], matter in str(passed)) == ("passed", False)
    assert desk.refused("withdraw_matter", **wish).code == "supervision/step-not-possible"


def test_a_matter_in_which_another_goes_on_is_not_withdrawn(desk: Desk, agencies: list[str]) -> None:
    matter, into = a_matter(desk, agencies), a_matter(desk, agencies)
    desk.ask("merge_matter", matter_id=matter, into_id=into)
    refused = desk.refused("withdraw_matter", matter_id=into, basis="误登")
    assert (refused.code, refused.facts["state"]) == ("supervision/step-not-possible", "registered")


def a_conference(desk: Desk, agencies: list[str]) -> str:
    """One that was held and minuted."""
    wish = {"title": "合成会议", "held_on": "2025-02-18", "host_agency_id": agencies[0], "member_ids": agencies[1:]}
    made = str(desk.ask("convene_conference", **wish)["id"])
    there = [{"agency_id": id, "presence": "present"} for id in agencies]
    desk.ask("hold_conference", conference_id=made, attendance=there)
    desk.ask("minute_conference", conference_id=made, minutes="纪要", classification="internal")
    return made


def done(desk: Desk, task_id: str, agency: str) -> None:
    said = {"task_id": task_id, "agency_id": agency, "text": "已办", "classification": "internal"}
    desk.ask("report_task", by=of_unit(f"unt-{agency}"), **said)
    desk.ask("confirm_task", by=COLLEAGUE, task_id=task_id)


def test_the_minutes_of_a_conference_are_put_right_and_the_earlier_text_is_kept(
    desk: Desk, agencies: list[str]
) -> None:
    conference = a_conference(desk, agencies)
    right = {"conference_id": conference, "minutes": "纪要二", "classification": "internal", "correction": "漏记议题"}
    desk.ask("close_conference", conference_id=conference)
    by = officer("supervision_officer", number=4)
    shown = desk.ask("correct_minutes", **right, by=by)
    (before,) = shown["superseded"]
    assert (shown["state"], shown["minutes"]) == ("closed", "纪要二")
    assert (before["minutes"], before["correction"], before["corrected_by"]) == ("纪要", "漏记议题", by.account)
    (told,) = desk.told("conference.minutes_corrected.v1")
    assert (told["state"], "纪要二" in str(told)) == ("closed", False)
    assert [one["minutes"] for one in desk.ask("correct_minutes", **right)["superseded"]] == ["纪要", "纪要二"]


def test_a_task_that_was_confirmed_by_mistake_opens_the_closed_conference_that_it_came_of(
    desk: Desk, agencies: list[str]
) -> None:
    conference = a_conference(desk, agencies)
    wish = {"conference_id": conference, "text": "核查", "agency_ids": [agencies[1]], "working_days": 5}
    task = desk.ask("resolve_at_conference", **wish)["resolutions"][0]["task_id"]
    reopening = {"task_id": task, "basis": "核验有误"}
    assert desk.refused("reopen_task", **reopening).code == "supervision/step-not-possible"
    done(desk, task, agencies[1])
    desk.ask("close_conference", conference_id=conference)
    shown = desk.ask("reopen_task", **reopening)
    assert (shown["state"], shown["timeline"][-1]["note"]) == ("reported", "核验有误")
    opened = desk.ask("get_conference", conference_id=conference)
    assert (opened["state"], opened["open_tasks"]) == ("minuted", 1)
    assert desk.told("conference.followed_up.v1")[-1]["open_tasks"] == 1
    assert [told["state"] for told in desk.told("task.reopened.v1")] == ["reported"]
    assert desk.refused("close_conference", conference_id=conference).code == "supervision/tasks-open"
    back = desk.ask("return_task", task_id=task, findings="补充", working_days=5, by=COLLEAGUE)
    assert (back["state"], (desk.deadline("task_due", task) or {})["state"]) == ("returned", "waiting")
    done(desk, task, agencies[1])
    assert desk.ask("close_conference", conference_id=conference)["state"] == "closed"


def test_a_matters_task_is_open_again_as_long_as_its_conclusion_stands(desk: Desk, agencies: list[str]) -> None:
    matter = a_matter(desk, agencies)
    desk.ask("discuss_matter", matter_id=matter)
    desk.ask("conclude_matter", matter_id=matter, measures=["none"], text="结论", basis="提前")
    wish = {"matter_id": matter, "title": "核查", "agency_ids": [agencies[1]], "working_days": 5}
    task = desk.ask("assign_matter_task", **wish)["id"]
    done(desk, task, agencies[1])
    desk.ask("close_matter", matter_id=matter)
    desk.ask("reopen_task", task_id=task, basis="核验有误")
    shown = desk.ask("get_matter", matter_id=matter)
    assert (shown["state"], desk.told("matter.followed_up.v1")[-1]["open_tasks"]) == ("in_action", 1)
    assert desk.refused("close_matter", matter_id=matter).code == "supervision/tasks-open"
    desk.ask("confirm_task", by=COLLEAGUE, task_id=task)
    desk.ask("reopen_matter", matter_id=matter, basis="新情况")
    assert desk.refused("reopen_task", task_id=task, basis="核验有误").code == "supervision/step-not-possible"


def test_the_steps_of_a_campaign_are_put_right_and_what_was_entered_is_kept(desk: Desk) -> None:
    campaign = a_campaign(desk)
    for day, step in ((3, "guidance"), (5, "review"), (7, "test")):
        desk.ask("record_step", campaign_id=campaign, step=step, held_on=f"2025-03-{day:02}", attended=40)
    right = {"campaign_id": campaign, "number": 2, "held_on": "2025-03-06", "attended": 41, "correction": "签到表"}
    for wrong in ({"held_on": "2025-03-02"}, {"held_on": "2025-03-08"}):
        assert desk.refused("correct_step", **{**right, **wrong}).code == "supervision/day-not-possible"
    assert desk.refused("correct_step", **{**right, "number": 4}).code == "supervision/no-campaign-step"
    contents = desk.refused("correct_step", **right, assets="房产")
    assert contents.code == "supervision/contents-not-accepted"
    by = officer("supervision_officer", number=4)
    shown = desk.ask("correct_step", **right, by=by)
    step, (before,) = shown["steps"][1], shown["superseded"]
    assert (step["step"], step["held_on"], step["attended"]) == ("review", "2025-03-06", 41)
    assert (before["step"], before["held_on"], before["attended"], before["withdrawn"]) == (
        "review",
        "2025-03-05",
        40,
        False,
    )
    assert (before["correction"], before["corrected_by"]) == ("签到表", by.account)
    shown = desk.ask("withdraw_step", campaign_id=campaign, basis="尚未办理")
    assert [one["step"] for one in shown["steps"]] == ["guidance", "review"]
    assert (shown["superseded"][-1]["step"], shown["superseded"][-1]["withdrawn"]) == ("test", True)
    assert [told["steps"] for told in desk.told("campaign.step_corrected.v1")] == [
        ["guidance", "review", "test"],
        ["guidance", "review"],
    ]
    desk.ask("record_step", campaign_id=campaign, step="test", held_on="2025-03-06")


def test_a_campaign_that_was_closed_by_mistake_goes_on_and_counts_who_is_missing_anew(desk: Desk) -> None:
    campaign = a_campaign(desk)
    desk.people("cad-1", "cad-2")
    wish = {"campaign_id": campaign, "basis": "尚有补报"}
    report = {"campaign_id": campaign, "cadre_id": "cad-1", "state": "received", "received_on": "2025-01-20"}
    assert desk.refused("reopen_campaign", **wish).code == "supervision/step-not-possible"
    desk.ask("close_campaign", campaign_id=campaign, basis="提前结束", closed_on="2025-04-01")
    assert desk.refused("record_report", **report).code == "supervision/campaign-over"
    shown = desk.ask("reopen_campaign", **wish)
    (before,) = shown["closings"]
    assert (shown["state"], shown["closed_on"], shown["closing_basis"]) == ("open", None, None)
    assert (before["closed_on"], before["closing_basis"], before["unreported"]) == ("2025-04-01", "提前结束", 2)
    assert before["reopening_basis"] == "尚有补报"
    assert [told["state"] for told in desk.told("campaign.reopened.v1")] == ["open"]
    desk.ask("record_report", **report)
    assert desk.ask("get_campaign", campaign_id=campaign)["unreported"] == 1
    assert desk.ask("close_campaign", campaign_id=campaign, basis="按期")["unreported"] == 1

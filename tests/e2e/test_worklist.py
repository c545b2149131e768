"""What waits for me (待办): over HTTP, as each of the people whose work it is; what is done is gone."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from tests.e2e.test_appraisal_told import Bureau
from tests.e2e.test_each_role import City, S
from tests.support import by_hand, offered
from tests.support.awards import done, items, problem
from tests.support.client import Client
from tests.support.days import iso, today
from tests.support.polling import poll

LETTER = {"subject_code": "duties", "text": "请说明情况（演示）", "classification": "internal"}


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


@pytest.fixture(scope="module")
def bureau(platform: Any) -> Bureau:
    return Bureau(platform)


def waits(client: Client, id: str, what: str = "") -> dict[str, Any] | None:
    """The item about something in a worklist, looked for over all its pages."""
    query = {"what": what} if what else {}
    return next((item for item in items(client, "/work", **query) if item["id"] == id), None)


def test_a_vetting_waits_for_the_agency_then_for_who_concludes_it(city: City) -> None:
    liaison = city.platform.as_role("agency_liaison", unit_id=city.court)
    vetting = city.make(city.supervision, f"{S}/vettings", cadre_id=city.cadre, purpose="pool")["id"]
    item = poll(lambda: waits(liaison, vetting), 20)
    assert (item["what"], item["name"], item["cadre_id"]) == ("supervision.give_opinion", city.name, city.cadre)
    assert (item["method"], item["path"]) == ("POST", f"/v1/supervision/vettings/{vetting}/opinions")
    assert item["due_on"]
    assert not item["overdue"]
    page = done(liaison.get("/work", headers={"Accept-Language": "zh"}))
    assert "回复联审意见" in {one["title"] for one in page["counts"]}
    assert page["names"][city.cadre]["name"] == city.name
    assert page["total"] == sum(one["count"] for one in page["counts"]) == len(items(liaison, "/work"))
    of_one = done(liaison.get("/work", params={"what": "supervision.give_opinion"}))
    assert of_one["total"] == len(items(liaison, "/work", what="supervision.give_opinion"))
    log = items(city.supervision, f"{S}/information/readings", cadre_id=city.cadre, about="vetting")
    assert vetting in [row["subject_id"] for row in log], "whom a liaison is asked about is logged here as elsewhere"
    assert waits(city.supervision, vetting) is None, "it waits for the agencies, not for the desk"
    for n, unit in enumerate((city.court, city.bureau)):
        each = city.platform.as_role("agency_liaison", unit_id=unit)
        assert waits(each, vetting) is not None
        done(each.post(f"{S}/vettings/{vetting}/opinions", {"opinion": "objection" if n else "clear", "text": "演示"}))
        assert waits(each, vetting) is None, "gone at once for who has just done it"
    # Agencies of other stories, if they are asked too: each by an account of its own.
    others = [
        one["id"] for one in done(city.supervision.get(f"{S}/vettings/{vetting}"))["agencies"] if not one["answered"]
    ]
    for n, agency in enumerate(others):
        clerk = city.platform.as_role("supervision_officer", colleague=20 + n)
        done(clerk.post(f"{S}/vettings/{vetting}/opinions", {"agency_id": agency, "opinion": "clear"}))
    concluding = city.platform.as_role("supervision_officer", colleague=2)
    item = poll(lambda: waits(concluding, vetting, "supervision.conclude_vetting"), 20)
    assert item["path"].endswith("/conclusion")
    done(concluding.post(f"{S}/vettings/{vetting}/conclusion", {"outcome": "refused", "basis": "演示文件"}))
    assert waits(concluding, vetting) is None


def test_a_letter_waits_for_the_cadre_whom_it_is_written_to_and_then_for_the_officer(city: City) -> None:
    cadre = city.platform.as_role("cadre", cadre_id=city.cadre)
    letter = city.make(city.supervision, f"{S}/letters", cadre_id=city.cadre, kind="inquiry", **LETTER)["id"]
    done(city.supervision.post(f"{S}/letters/{letter}/sending", {}))
    item = poll(lambda: waits(cadre, letter), 20)
    assert (item["what"], item["path"]) == ("supervision.reply_letter", f"/v1/supervision/letters/{letter}/reply")
    assert item["name"] == f"{city.name} 函询"
    assert item["due_on"]
    other = city.platform.as_role("cadre", cadre_id=city.judge)
    assert waits(other, letter) is None
    assert waits(city.supervision, letter) is None
    done(cadre.post(f"{S}/letters/{letter}/reply", {"text": "演示回复", "classification": "internal"}))
    assert waits(cadre, letter) is None
    item = poll(lambda: waits(city.supervision, letter), 20)
    assert (item["what"], item["name"]) == ("supervision.close_letter", f"{city.name} 函询")
    assert (item["due_on"], item["overdue"]) == (None, False), "the day for the reply is not the officer's"


def test_a_correction_waits_for_the_registry_and_nobody_else(city: City) -> None:
    cadre = city.platform.as_role("cadre", cadre_id=city.judge)
    wish = {"changes": {"birthplace": "内蒙古包头"}, "reason": "户籍登记（演示）"}
    asked = done(cadre.post(f"/cadres/{city.judge}/corrections", wish))
    item = poll(lambda: waits(city.registry, asked["id"]), 20)
    assert (item["what"], item["name"]) == ("registry.decide_correction", "阿虚构")
    assert waits(city.supervision, asked["id"]) is None
    done(
        city.registry.post(
            f"/corrections/{asked['id']}/decision", {"decision": "rejected", "basis": "材料不足（演示）"}
        )
    )
    assert waits(city.registry, asked["id"]) is None


def test_an_alert_is_handled_and_can_wait_again(city: City) -> None:
    unit = city.unit("旗")
    made = done(city.registry.get(f"/units/{unit}"))
    done(
        city.registry.patch(
            f"/units/{unit}", {"approved": {"chief": 1, "deputy": 0, "chief_expert": 0}}, if_match=made["version"]
        )
    )
    cadre = city.register(unit, f"戴虚构{secrets.token_hex(2)}")
    post = city.make(city.registry, "/posts", unit_id=unit, title="副局长", role="deputy", post_level="142")
    done(
        city.registry.post(
            f"/cadres/{cadre}/appointments",
            {
                "post_id": post["id"],
                "on": iso(today() - timedelta(days=400)),
                "document": "演示文件",
                "back_entry": True,
            },
        )
    )
    (alert,) = poll(lambda: items(city.registry, "/alerts", subject_id=unit), 20)
    assert alert["text"] == "领导职数超出核定数：副职超1名"
    item = poll(lambda: waits(city.registry, alert["id"]), 20)
    assert item["name"].endswith("超职数")
    assert item["unit_id"] == unit
    handled = done(city.registry.post(f"/alerts/{alert['id']}/handling", {"note": "已列入整改方案（演示）"}))
    assert (handled["state"], handled["timeline"][0]["note"]) == ("handled", "已列入整改方案（演示）")
    assert waits(city.registry, alert["id"]) is None
    assert [row["id"] for row in items(city.registry, "/alerts", subject_id=unit, state="handled")] == [alert["id"]]
    again = city.registry.post(f"/alerts/{alert['id']}/handling", {"note": "演示"})
    problem(again, 409, "registry/alert-not-in-this-state")
    done(city.registry.post(f"/alerts/{alert['id']}/handling/withdrawal", {"correction": "误标（演示）"}))
    assert waits(city.registry, alert["id"]) is not None
    assert city.supervision.post(f"/alerts/{alert['id']}/handling", {"note": "演示"}).status_code == 403


def test_an_item_of_a_checklist_waits_for_the_unit_then_for_who_verifies(city: City) -> None:
    unit = city.platform.as_role("unit_officer", unit_id=city.bureau)
    lists, all_items = f"{S}/rectification/checklists", f"{S}/rectification/items"
    wish = {"code": secrets.token_hex(4), "title": "演示清单", "source": "inspection"}
    checklist = city.make(city.supervision, lists, **wish)["id"]
    wish = {"number": 1, "aspect": 1, "aspect_title": "演示方面", "problem": "演示问题"}
    item = city.make(city.supervision, all_items, checklist_id=checklist, **wish)["id"]
    assert poll(lambda: waits(city.supervision, checklist), 20)["what"] == "supervision.issue_checklist"
    done(city.supervision.post(f"{lists}/{checklist}/issue", {}))
    assert waits(city.supervision, checklist) is None
    assert poll(lambda: waits(city.supervision, item), 20)["what"] == "supervision.assign_rectification_item"
    due_on = iso(today() + timedelta(days=30))
    done(city.supervision.post(f"{all_items}/{item}/assignment", {"unit_id": city.bureau, "due_on": due_on}))
    assert waits(city.supervision, item) is None
    seen = poll(lambda: waits(unit, item), 20)
    assert seen["name"].endswith("item 1")
    assert (seen["due_on"], seen["unit_id"], seen["what"]) == (due_on, city.bureau, "supervision.add_evidence")
    assert waits(city.platform.as_role("unit_officer", unit_id=city.court), item) is None


def test_a_task_is_called_by_what_it_is_about(city: City) -> None:
    liaison = city.platform.as_role("agency_liaison", unit_id=city.court)
    own = city.agencies[city.court]
    wish = {"title": "演示会议", "kind": "regular", "held_on": iso(), "agenda": [{"title": "演示议题"}]}
    members = {"host_agency_id": city.agencies[city.bureau], "member_ids": [own]}
    conference = f"{S}/conferences/{city.make(city.supervision, f'{S}/conferences', **wish, **members)['id']}"
    done(city.supervision.post(f"{conference}/attendance", {"attendance": [{"agency_id": own, "presence": "present"}]}))
    for text in ("核查兼职取酬（演示）", "清理超配干部（演示）"):
        resolved = {"text": text, "agency_ids": [own], "working_days": 20}
        conference_now = done(city.supervision.post(f"{conference}/resolutions", resolved))
    tasks = [one["task_id"] for one in conference_now["resolutions"]]
    (first, second) = [poll(lambda task=task: waits(liaison, task), 20) for task in tasks]
    assert (first["what"], first["name"], second["name"]) == (
        "supervision.report_task", "核查兼职取酬（演示）", "清理超配干部（演示）",
    )  # fmt: skip
    done(liaison.post(f"{S}/tasks/{tasks[0]}/reports", {"text": "已核查（演示）", "classification": "internal"}))
    checking = city.platform.as_role("supervision_officer", colleague=5)
    item = poll(lambda: waits(checking, tasks[0]), 20)
    assert (item["what"], item["name"]) == ("supervision.confirm_task", "核查兼职取酬（演示）")


def test_what_is_offered_may_be_done_by_whom_it_is_offered_to(city: City) -> None:
    """A unit's officer, the liaison of the unit above an agency's, and an official about whom something waits."""
    platform, above = city.platform, city.unit("委")
    below = city.make(city.registry, "/units", code=f"{above}-1", name="虚构下属局", kind="government", parent_id=above)
    unit, number = below["id"], secrets.token_hex(4)
    cadre = city.register(unit, f"白虚构{number}")
    agency = {"code": f"下-{number}", "name": "下属成员单位", "kind": "other", "vets": ["pool"]}
    city.make(city.supervision, f"{S}/agencies", unit_id=unit, **agency)
    vetting = city.make(city.supervision, f"{S}/vettings", cadre_id=city.cadre, purpose="pool")["id"]

    young, basis = platform.as_role("young_cadre_officer"), {"basis": "演示文件"}
    cycle = {"code": number, "title": "演示计划", "from_year": 2026, "to_year": 2030, **basis}
    plan = f"/talent/plans/{city.make(young, '/talent/plans', **cycle)['id']}"
    tier = city.make(young, f"{plan}/tiers", key="township_chief", rank=3, quota=5, **basis)["id"]
    round = {"title": "演示", "number": 1, "places": 5, "opens_on": "2026-01-01", "closes_on": "2035-12-31"}
    batch = city.make(young, f"{plan}/batches", tier_id=tier, **round)["id"]
    nomination = {"batch_id": batch, "source": "recommendation", "category": "general", "grade": "B", **basis}
    theirs = city.make(young, "/talent/members", **nomination, cadre_id=cadre)["id"]
    officer = platform.as_role("unit_officer", unit_id=unit)
    own = city.make(officer, "/talent/members", **nomination, cadre_id=city.register(unit, "红虚构"))["id"]

    training = platform.as_role("training_officer")
    organisers = {
        tier: city.make(training, "/training/organisers", name=f"演示{tier}", tier=tier, unit_id=unit)["id"]
        for tier in ("party_school", "unit")
    }
    session = {"on": "2026-03-03", "title": "业务学习", "category": "duty_capability", "hours": 4}
    wish = {"title": "演示班次", "kind": "short", "begins": "2026-03-03", "ends": "2026-03-03", "capacity": 20}
    classes = {
        tier: city.make(
            training, "/training/classes", code=f"{tier}-{number}", organiser_id=organiser, sessions=[session], **wish
        )["id"]
        for tier, organiser in organisers.items()
    }

    poll(lambda: waits(officer, own), 20)
    poll(lambda: waits(officer, classes["unit"]), 20)
    poll(lambda: waits(young, theirs), 20)
    poll(lambda: waits(training, classes["party_school"]), 20)
    poll(lambda: waits(platform.as_role("agency_liaison", unit_id=unit), vetting), 20)
    assert waits(officer, theirs) is None, "the department has nominated"
    assert waits(officer, classes["party_school"]) is None, "it is no daily training of a unit"
    assert waits(platform.as_role("unit_officer", unit_id=above), own) is not None
    assert waits(platform.as_role("agency_liaison", unit_id=above), vetting) is None, "it speaks for no agency below"

    readers = [officer, young, training, *(platform.as_role("agency_liaison", unit_id=one) for one in (unit, above))]
    readers += [platform.as_role("unit_officer", unit_id=above), city.supervision]
    readers += [platform.as_role(role, cadre_id=cadre) for role in ("young_cadre_officer", "supervision_officer")]
    tried = [offered.tried(reader) for reader in readers]
    assert [barred for _, barred in tried] == [{}] * len(readers)
    assert {"talentpool.request_member_vetting", "training.publish_class"} <= tried[0][0]


def test_a_draft_of_a_letter_waits_for_the_officers_until_it_is_sent_and_never_for_whom_it_is_about(city: City) -> None:
    letter = city.make(city.supervision, f"{S}/letters", cadre_id=city.cadre, kind="inquiry", **LETTER)["id"]
    item = waits(city.supervision, letter, "supervision.send_letter")
    assert item is not None
    assert (item["path"], item["name"]) == (f"/v1/supervision/letters/{letter}/sending", f"{city.name} 函询")
    official = city.platform.as_role("supervision_officer", cadre_id=city.cadre)
    assert waits(city.platform.as_role("cadre", cadre_id=city.cadre), letter) is None
    assert waits(official, letter) is None, "nobody acts on themselves"
    assert waits(city.platform.as_role("supervision_officer", cadre_id=city.judge), letter) is not None
    counted = done(city.supervision.get("/work", params={"what": "supervision.send_letter", "count": True}))
    assert counted["total"] == by_hand.counted(city.supervision, "supervision.send_letter")
    done(city.supervision.post(item["path"], {}))
    assert waits(city.supervision, letter, "supervision.send_letter") is None


def test_nobody_is_shown_what_waits_for_others(city: City) -> None:
    assert done(city.platform.as_role("audit_administrator").get("/work"))["total"] == 0
    assert city.platform.anonymous.get("/work").status_code == 401
    refused = city.registry.get("/work", params={"what": "nothing"})
    assert refused.status_code == 422
    assert city.registry.get("/work", params={"cursor": "x"}).status_code in (400, 422)


def test_a_campaign_whose_day_is_over_waits_with_how_many_have_not_reported(city: City) -> None:
    year, campaigns = today().year, f"{S}/personal-matters/campaigns"
    wish = {"code": secrets.token_hex(4), "title": "演示集中报告", "year": year, "unit_id": city.bureau}
    wish |= {"county_level_or_above": False}
    campaign = city.make(city.supervision, campaigns, **wish, due_on=iso(today() - timedelta(days=1)))["id"]
    item = waits(city.supervision, campaign)
    assert item is not None
    assert (item["what"], item["path"]) == ("supervision.close_campaign", f"/v1{campaigns}/{campaign}/closing")
    listed = items(city.supervision, f"{S}/personal-matters/reports", overdue="true", campaign_id=campaign)
    assert listed
    assert item["name"].endswith(f"演示集中报告，尚有{len(listed)}人未报")
    assert item["overdue"]
    cadre = listed[0]["cadre_id"]
    report = {"campaign_id": campaign, "cadre_id": cadre, "state": "received", "received_on": iso()}
    made = city.make(city.supervision, f"{S}/personal-matters/reports", **report)["id"]
    item = poll(lambda: waits(city.supervision, made), 20)
    assert item["what"] == "supervision.record_report"
    assert item["name"].endswith("待审核")
    assert waits(city.platform.as_role("cadre", cadre_id=cadre), made) is None


def test_a_count_on_paper_waits_for_a_second_teller_and_among_the_others_for_the_first(
    platform: Any, bureau: Bureau
) -> None:
    appraisal = bureau.planned()
    first, second = bureau.drafter, platform.as_role("appraisal_officer", colleague=31)
    done(first.post(f"/appraisal/appraisals/{appraisal}/start", {}))
    wish = {
        "title": "纸质测评（演示）",
        "questions": [{"key": "overall", "text": "总体评价（演示）"}],
        "kinds": [{"key": "team", "weight": 1}],
        "mode": "paper",
        "synthetic": True,
    }
    ballot = done(first.post(f"/appraisal/appraisals/{appraisal}/ballots", wish))["id"]
    done(first.post(f"/appraisal/ballots/{ballot}/opening", {"entitled": {"team": 5}}))
    assert poll(lambda: waits(second, ballot, "appraisal.close_ballot"), 20)
    counted = {"sheets": 3, "counts": [{"question": "overall", "answer": "excellent", "number": 3}]}
    entered = {"kind": "team", "box": 1, "entered_by": "（演示）计票人甲", **counted}
    tally = done(first.post(f"/appraisal/ballots/{ballot}/tallies", entered))["id"]
    item = poll(lambda: waits(second, tally), 20)
    assert (item["what"], item["name"].endswith("box 1")) == ("appraisal.confirm_tally", True)
    assert waits(first, tally) is None
    others = {one["what"]: one["count"] for one in done(first.get("/work"))["others"]}
    assert others["appraisal.confirm_tally"] >= 1
    done(second.request(item["method"], item["path"], json={"confirmed_by": "（演示）计票人乙", **counted}))
    assert waits(second, tally) is None


def test_a_ballot_waits_for_who_is_on_its_roll_until_they_have_voted(platform: Any, bureau: Bureau) -> None:
    appraisal = bureau.planned()
    done(bureau.drafter.post(f"/appraisal/appraisals/{appraisal}/start", {}))
    wish = {
        "title": "年度民主测评（演示）",
        "questions": [{"key": "overall", "text": "总体评价（演示）"}],
        "kinds": [{"key": "team", "weight": 1}],
        "synthetic": True,
    }
    ballot = done(bureau.drafter.post(f"/appraisal/appraisals/{appraisal}/ballots", wish))["id"]
    voter, other = (platform.as_role("cadre", cadre_id=one) for one in (bureau.colleague, bureau.cadre))
    assert waits(voter, ballot) is None
    roll = [{"cadre_id": one, "kind": "team"} for one in (bureau.colleague, *bureau.appraisers)]
    closes_on = iso(today() + timedelta(days=9))
    done(bureau.drafter.post(f"/appraisal/ballots/{ballot}/opening", {"roll": roll, "closes_on": closes_on}))
    item = waits(voter, ballot)
    assert item is not None
    assert (item["what"], item["due_on"], item["cadre_id"]) == ("appraisal.cast_vote", closes_on, bureau.cadre)
    assert item["name"].endswith("年度民主测评（演示）")
    assert item["path"] == f"/v1/appraisal/ballots/{ballot}/votes"
    assert waits(other, ballot) is None, "whom it is about has no vote"
    done(
        voter.post(f"/appraisal/ballots/{ballot}/votes", {"answers": [{"question": "overall", "answer": "excellent"}]})
    )
    assert waits(voter, ballot) is None
    assert done(voter.get("/work"))["unanswered"] == []


def test_what_waits_is_counted_without_being_listed(city: City) -> None:
    whole = done(city.registry.get("/work"))
    counted = done(city.registry.get("/work", params={"count": True}))
    assert (counted["items"], counted["next"]) == ([], None)
    assert {name: counted[name] for name in ("total", "overdue", "counts")} == {
        name: whole[name] for name in ("total", "overdue", "counts")
    }
    assert whole["total"] > 0
    (first, *_) = whole["counts"]
    of_one = done(city.registry.get("/work", params={"count": True, "what": first["what"]}))
    assert (of_one["items"], of_one["total"]) == ([], first["count"])


def test_what_a_service_that_is_away_knows_alone_is_said_to_be_unanswered(platform: Any, bureau: Bureau) -> None:
    voter = platform.as_role("cadre", cadre_id=bureau.colleague)
    platform.kill("appraisal")
    try:
        assert done(voter.get("/work"))["unanswered"] == ["appraisal.cast_vote"]
    finally:
        platform.restart("appraisal")
    assert poll(lambda: done(voter.get("/work"))["unanswered"] == [], 20)


def test_what_waits_for_a_liaison_is_what_they_count_by_hand(city: City) -> None:
    liaison = city.platform.as_role("agency_liaison", unit_id=city.court)
    vetting = city.make(city.supervision, f"{S}/vettings", cadre_id=city.judge, purpose="pool")["id"]
    poll(lambda: waits(liaison, vetting), 20)
    told = {one["what"]: one["count"] for one in done(liaison.get("/work"))["counts"]}
    assert told["supervision.give_opinion"] >= 1
    assert told == {what: by_hand.counted(liaison, what) for what in told}

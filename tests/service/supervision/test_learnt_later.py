"""What is learnt after a vetting was passed opens it again; a late word counts; who overrules says who approved it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from services.supervision.errors import vetting as errors
from services.supervision.model import vetting as model
from tests.service.desk import CITY, CLERK, COLLEAGUE, UNIT, Desk, of_unit, officer
from tests.service.supervision.test_looked_at import (
    a_finding,
    a_letter,
    looked,
    open_matter,
    restricted,
    tolerated,
    vetted,
)
from tests.service.supervision.test_results import an_agency, published
from tests.support.days import today

LIAISON = of_unit(UNIT, "agency_liaison")


def seen(desk: Desk, vetting: dict[str, Any], **by: Any) -> dict[str, Any]:
    found: dict[str, Any] = desk.ask("get_vetting", vetting_id=vetting["id"], **by)
    return found


@pytest.mark.parametrize(
    ("happen", "entry"),
    [
        (lambda *one: published(*one)["id"], ("result", "stop", "problem_found")),
        (lambda *one: a_finding(*one, "concealed"), ("check", "stop", "concealed")),
        (lambda *one: open_matter(*one), ("matter", "remark", "open")),
        (lambda *one: a_letter(*one), ("letter", "remark", "open_inquiry")),
        (lambda *one: restricted(*one), ("restriction", "stop", "warning")),
    ],
)
@pytest.mark.parametrize("purpose", ["award", "pool", "appointment"])
def test_what_is_learnt_about_somebody_whose_vetting_was_passed_opens_it_again(
    desk: Desk,
    agency: str,
    cadre_id: str,
    purpose: str,
    happen: Callable[[Desk, str], str],
    entry: tuple[str, str, str],
) -> None:
    vetting = vetted(desk, agency, cadre_id, purpose)
    assert vetting["outcome"] == "passed"
    happen(desk, cadre_id)
    again = seen(desk, vetting)
    assert (again["state"], again["outcome"]) == ("open", None)
    assert entry in looked(again)
    (before,) = again["earlier"]
    assert (before["outcome"], before["because"]) == ("passed", "learnt")
    assert before["looked_at"][-1]["learnt_on"] == clock.day_of(clock.now()).isoformat()
    (told,) = desk.told("vetting.reopened.v1")
    assert (told["vetting_id"], told["state"], told["outcome"]) == (vetting["id"], "open", None)
    # All have answered, but nobody has weighed what came: it does not pass by itself.
    said = {"vetting_id": vetting["id"], "agency_id": agency, "opinion": "clear", "replaces": True}
    assert desk.ask("give_opinion", by=CLERK, **said)["state"] == "open"
    refused = desk.ask(
        "conclude_vetting", by=COLLEAGUE, vetting_id=vetting["id"], outcome="refused", basis="部务会研究"
    )
    assert entry in looked(refused)
    assert len(desk.told("vetting.concluded.v1")) == 2
    assert seen(desk, vetting, by=LIAISON)["earlier"] == [], "not told to a liaison"


def test_what_weighs_nothing_or_was_known_opens_nothing_and_what_became_worse_does(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    vetting = vetted(desk, agency, cadre_id)
    # While it was checked, that there was a check for a reason was to be weighed.
    a_finding(desk, cadre_id, "consistent")
    wish = {"vetting_id": vetting["id"], "outcome": "passed", "basis": "部务会研究"}
    assert desk.ask("conclude_vetting", by=COLLEAGUE, **wish)["outcome"] == "passed"
    a_letter(desk, cadre_id, "reminder")
    assert seen(desk, vetting)["state"] == "concluded"
    open_matter(desk, cadre_id)
    assert seen(desk, vetting)["state"] == "open"
    desk.ask("conclude_vetting", by=COLLEAGUE, **{**wish, "outcome": "passed_with_remarks"})
    published(desk, cadre_id)
    assert seen(desk, vetting)["state"] == "open"
    assert [one["outcome"] for one in seen(desk, vetting)["earlier"]] == ["passed", "passed", "passed_with_remarks"]


def test_somebody_elses_vetting_a_refused_one_and_an_old_one_stay_as_they_are(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    (other,) = desk.people(f"cad-{secrets.token_hex(4)}")
    theirs, old = vetted(desk, agency, other), vetted(desk, agency, cadre_id)
    desk.db["vettings"].update_one({"_id": old["id"]}, {"$set": {"concluded_on": "2020-01-01"}})
    refused = desk.ask("open_vetting", cadre_id=cadre_id, purpose="pool")
    desk.ask("conclude_vetting", by=COLLEAGUE, vetting_id=refused["id"], outcome="refused", basis="部务会研究")
    a_finding(desk, cadre_id, "concealed")
    assert [seen(desk, one)["state"] for one in (theirs, old, refused)] == ["concluded"] * 3
    assert desk.told("vetting.reopened.v1") == []


def test_an_agency_may_speak_after_the_conclusion_and_is_heard(desk: Desk, agency: str, cadre_id: str) -> None:
    vetting = vetted(desk, agency, cadre_id)
    late = {"vetting_id": vetting["id"], "opinion": "objection", "codes": ["open_case"], "replaces": True}
    assert desk.refused("give_opinion", **{**late, "replaces": False}, agency_id=agency).code.endswith("answered")
    desk.ask("give_opinion", by=LIAISON, **late)
    again = seen(desk, vetting)
    (answer,) = again["answers"]
    assert (again["state"], answer["late"], answer["earlier"][0]["opinion"]) == ("open", True, "clear")
    assert (again["advice"]["outcome"], again["earlier"][0]["because"]) == ("refused", "late_opinion")
    assert len(desk.told("vetting.reopened.v1")) == 1
    desk.ask("conclude_vetting", by=COLLEAGUE, vetting_id=vetting["id"], outcome="refused")
    desk.ask("give_opinion", by=LIAISON, **{**late, "opinion": "clear"})
    kept = seen(desk, vetting)
    assert (kept["state"], kept["outcome"], kept["answers"][0]["opinion"]) == ("concluded", "refused", "clear")


def test_to_pass_against_an_objection_wants_who_approved_it_and_why(desk: Desk, agency: str, cadre_id: str) -> None:
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")
    said = {"vetting_id": vetting["id"], "agency_id": agency, "opinion": "objection", "codes": ["open_case"]}
    desk.ask("give_opinion", by=CLERK, **said)
    wish = {"vetting_id": vetting["id"], "outcome": "passed", "basis": "同意"}
    for more in (
        {},
        {"approver": "演示部长"},
        {"overruling": "线索已了结"},
        {"approver": "  ", "overruling": "已了结"},
    ):
        refused = desk.refused("conclude_vetting", by=COLLEAGUE, **wish, **more)
        assert refused.code in ("supervision/approver-missing", "invalid-fields")
    done = desk.ask("conclude_vetting", by=COLLEAGUE, **wish, approver="演示部长", overruling="线索已了结，不影响表彰")
    assert (done["approver"], done["overruling"]) == ("演示部长", "线索已了结，不影响表彰")
    assert done["reasons"] == ["overruled", "objection", "open_case"]
    (told,) = desk.told("vetting.concluded.v1")
    assert told["reasons"] == done["reasons"], "whoever asked is told that an objection was overruled, and no name"
    assert "演示部长" not in str(told)
    assert "演示部长" not in str(seen(desk, vetting, by=LIAISON))


def test_to_pass_before_all_have_answered_wants_who_approved_it_until_they_were_reminded(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    early, late = [desk.ask("open_vetting", cadre_id=cadre_id, purpose=purpose)["id"] for purpose in ("award", "pool")]
    wish = {"outcome": "passed", "basis": "部务会研究", "by": COLLEAGUE}
    refused = desk.refused("conclude_vetting", vetting_id=early, **wish)
    assert (refused.code, refused.facts["advised"]) == ("supervision/approver-missing", "deferred")
    assert [one.pointer for one in refused.errors] == ["/approver", "/overruling"]
    done = desk.ask("conclude_vetting", vetting_id=early, **wish, approver="演示部长", overruling="时限紧迫")
    assert (done["approver"], done["reasons"]) == ("演示部长", ["overruled", "missing_opinions"])
    desk.pass_deadline("vetting_answers", late, today() - timedelta(days=1))
    done = desk.ask("conclude_vetting", vetting_id=late, **wish)
    assert (done["outcome"], done["escalation"], done["approver"]) == ("passed", 1, None)


def test_a_conclusion_entered_wrongly_is_put_right_and_the_first_is_kept(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")
    correct = {"vetting_id": vetting["id"], "correction": "录入有误（演示）"}
    assert isinstance(desk.refused("correct_vetting", **correct), errors.NotConcluded)
    desk.ask("conclude_vetting", by=COLLEAGUE, vetting_id=vetting["id"], outcome="refused", basis="部务会研究")
    by = officer("supervision_officer", number=7)
    again = desk.ask("correct_vetting", **correct, by=by)
    (before,) = again["earlier"]
    assert (before["outcome"], before["basis"], before["correction"]) == ("refused", "部务会研究", "录入有误（演示）")
    assert (again["state"], before["reopened_by"]) == ("open", by.account)
    wish = {"vetting_id": vetting["id"], "outcome": "passed", "basis": "部务会研究（更正）"}
    wish |= {"approver": "演示部长", "overruling": "时限紧迫"}
    same = desk.refused("conclude_vetting", by=COLLEAGUE, **wish)
    assert (same.code, same.facts["did"]) == ("not-independent", ["conclude"]), "who was wrong does not conclude anew"
    done = desk.ask("conclude_vetting", by=by, **wish)
    assert (done["outcome"], [one["outcome"] for one in done["earlier"]]) == ("passed", ["refused"])
    assert [one["outcome"] for one in desk.told("vetting.concluded.v1")] == ["refused", "passed"]


def test_what_is_put_right_waits_anew_for_its_full_period_as_if_nobody_had_been_late(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")
    desk.pass_deadline("vetting_answers", vetting["id"], today() - timedelta(days=1))
    assert seen(desk, vetting)["escalation"] == 1
    wish = {"vetting_id": vetting["id"], "outcome": "passed", "basis": "部务会研究"}
    desk.ask("conclude_vetting", by=COLLEAGUE, **wish)
    again = desk.ask("correct_vetting", vetting_id=vetting["id"], correction="录入有误（演示）")
    assert (again["escalation"], again["due_on"]) == (0, vetting["due_on"]), "as one that was opened today"
    row = desk.deadline("vetting_answers", vetting["id"])
    assert row is not None
    assert row["due_on"] == vetting["due_on"]
    desk.pass_deadline("vetting_answers", vetting["id"], today() - timedelta(days=1))
    assert (seen(desk, vetting)["state"], seen(desk, vetting)["escalation"]) == ("open", 1), "reminded before put off"


def test_who_concluded_before_something_was_learnt_was_not_wrong_and_concludes_again(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")
    desk.ask("give_opinion", by=CLERK, vetting_id=vetting["id"], agency_id=agency, opinion="remark")
    wish = {"vetting_id": vetting["id"], "basis": "部务会研究"}
    desk.ask("conclude_vetting", by=COLLEAGUE, **wish, outcome="passed_with_remarks")
    a_finding(desk, cadre_id, "concealed")
    assert seen(desk, vetting)["state"] == "open"
    assert desk.ask("conclude_vetting", by=COLLEAGUE, **wish, outcome="refused")["outcome"] == "refused"


def test_nothing_is_cleared_whose_vetting_is_open_again(desk: Desk, agency: str, cadre_id: str) -> None:
    wish = {"request_id": "nom-1.1", "reference_id": "nom-1", "purpose": "award", "cadre_id": cadre_id, "round": 1}
    units = {"unit_ids": [CITY, UNIT], "synthetic": True}
    desk.hear("requests", "vetting.requested.v1", "nom-1", service="incentive", **wish, **units)
    vetting = desk.ask("list_vettings", cadre_id=cadre_id)["items"][0]
    desk.ask("give_opinion", vetting_id=vetting["id"], agency_id=agency, opinion="clear")
    a_finding(desk, cadre_id, "concealed")
    asked = {**wish, "request_id": "nom-1.clear", **units}
    desk.hear("clearances", "clearance.requested.v1", "nom-1", service="incentive", sequence=2, **asked)
    (told,) = desk.told("clearance.refused.v1")
    assert told["reasons"] == ["vetting_open"]


def test_a_new_round_takes_the_place_of_one_that_is_open_again(desk: Desk, agency: str, cadre_id: str) -> None:
    ask = {"reference_id": "nom-2", "purpose": "award", "cadre_id": cadre_id, "unit_ids": [CITY, UNIT]}

    def round(number: int) -> dict[str, Any]:
        more = {"request_id": f"nom-2.{number}", "round": number, "synthetic": True}
        asked = {"service": "incentive", "sequence": number * 10, **ask, **more}
        desk.hear("requests", "vetting.requested.v1", "nom-2", **asked)
        found = desk.db["vettings"].find_one({"request_id": f"nom-2.{number}"})
        assert found is not None
        return desk.ask("give_opinion", vetting_id=found["_id"], agency_id=agency, opinion="clear")

    first = round(1)
    restriction = restricted(desk, cadre_id)
    assert seen(desk, first)["state"] == "open"
    desk.ask("lift_restriction", by=COLLEAGUE, restriction_id=restriction, basis="提前解除")
    second = round(2)
    assert (seen(desk, first)["state"], second["outcome"]) == ("cancelled", "passed")
    asked = {**ask, "request_id": "nom-2.clear", "synthetic": True}
    desk.hear("clearances", "clearance.requested.v1", "nom-2", service="incentive", sequence=90, **asked)
    assert len(desk.told("clearance.given.v1")) == 1


PASSED_BY_IT = [("result", "clear", "problem_found"), ("tolerance", "clear", "tolerated")]


@pytest.mark.parametrize(
    ("later", "weight"),
    [
        ({"outcome": "not_tolerated", "effects": []}, "stop"),
        ({"outcome": "partly"}, "remark"),
        ({"state": "final", "effects": ["accountability"]}, "stop"),
    ],
)
def test_tolerance_that_is_decided_otherwise_later_opens_again_what_was_passed_because_of_it(
    desk: Desk, agency: str, cadre_id: str, later: dict[str, Any], weight: str
) -> None:
    of_it = {"matter_id": published(desk, cadre_id)["matter_id"]}
    tolerated(desk, cadre_id, **of_it)
    award = vetted(desk, agency, cadre_id)
    assert (award["outcome"], looked(award)) == ("passed", PASSED_BY_IT)
    tolerated(desk, cadre_id, sequence=2, **of_it, state="appealed")
    assert seen(desk, award)["state"] == "concluded", "what comes of the appeal is not known yet"
    tolerated(desk, cadre_id, sequence=4, **of_it, **later)
    again = seen(desk, award)
    assert (again["state"], looked(again)[0]) == ("open", ("result", weight, "problem_found"))
    (before,) = again["earlier"]
    assert (before["outcome"], before["because"]) == ("passed", "learnt")
    assert before["looked_at"][-1]["weight"] == weight
    assert len(desk.told("vetting.reopened.v1")) == 1
    tolerated(desk, cadre_id, sequence=3, **of_it)
    assert looked(seen(desk, award))[0][1] == weight, "older news that comes late changes nothing"


def test_what_was_passed_without_the_tolerance_or_goes_by_it_still_stays_passed(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    of_it = {"matter_id": published(desk, cadre_id)["matter_id"]}
    tolerated(desk, cadre_id, outcome="partly", **of_it)
    by_a_person = vetted(desk, agency, cadre_id)
    wish = {"vetting_id": by_a_person["id"], "outcome": "passed_with_remarks"}
    desk.ask("conclude_vetting", by=COLLEAGUE, **wish)
    tolerated(desk, cadre_id, sequence=2, outcome="partly", effects=["award"], **of_it)
    tolerated(desk, cadre_id, sequence=3, **of_it)
    tolerated(desk, cadre_id, sequence=4, id="tol-of-another-matter", outcome="not_tolerated", effects=[])
    assert seen(desk, by_a_person)["state"] == "concluded"
    assert desk.told("vetting.reopened.v1") == []


def test_what_is_entered_while_somebody_concludes_is_before_the_conclusion_or_opens_it_again(
    desk: Desk, agency: str, cadre_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")
    lead, read, raced = an_agency(desk), model.advice, []

    def with_a_rival(*one: Any) -> Any:
        if not raced:
            raced.append(True)
            matter = {"title": "合成事项", "source": "petition", "classification": "internal", "cadre_id": cadre_id}
            desk.ask("register_matter", lead_agency_id=lead, **matter)
        return read(*one)

    monkeypatch.setattr(model, "advice", with_a_rival)
    wish = {"vetting_id": vetting["id"], "outcome": "passed", "basis": "部务会研究"}
    done = desk.ask("conclude_vetting", by=COLLEAGUE, **wish, approver="演示部长", overruling="时限紧迫")
    assert raced
    assert looked(done) == [("matter", "remark", "open")]

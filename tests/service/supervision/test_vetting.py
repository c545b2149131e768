"""Vetting: whoever asks gets an answer, from all who were asked, or a reasoned delay; never silence."""

from __future__ import annotations

import secrets
from datetime import date

import pytest

from servicekit.principal import Principal
from services.supervision.errors import vetting as errors
from tests.service.desk import CITY, CLERK, COLLEAGUE, OTHER_UNIT, UNIT, Desk, of_unit, officer


@pytest.fixture
def agencies(desk: Desk) -> list[str]:
    """Three agencies that vet awards, of three units."""
    desk.units(CITY, UNIT, OTHER_UNIT, "unt-third")
    made = []
    for number, unit in enumerate((UNIT, OTHER_UNIT, "unt-third")):
        body = {"code": f"a{number}", "name": "演示单位", "unit_id": unit, "kind": "other", "vets": ["award"]}
        made.append(desk.ask("register_agency", synthetic=True, **body)["id"])
    return made


def test_an_agencys_kind_is_one_of_the_dictionary(desk: Desk):
    desk.units(UNIT)
    refused = desk.refused("register_agency", code="x", name="演示单位", unit_id=UNIT, kind="whim")
    assert (refused.code, "other" in refused.facts["allowed"]) == ("unknown-entry", True)


def requested(desk: Desk, nomination: str = "", *, type: str = "vetting.requested.v1", round: int = 1, **more) -> str:
    """Incentive asks (or withdraws); answers the request's id."""
    nomination = nomination or f"nom-{secrets.token_hex(4)}"
    data = {
        "request_id": f"{nomination}.{round}",
        "reference_id": nomination,
        "purpose": "award",
        "cadre_id": f"cdr-of-{nomination}",
        "unit_ids": [CITY, UNIT],
        "round": round,
        "synthetic": True,
        **more,
    }
    desk.hear("requests", type, nomination, service="incentive", sequence=round * 10 + len(type), **data)
    return data["request_id"]


def vetting_of(desk: Desk, request_id: str) -> dict:
    found = desk.db["vettings"].find_one({"request_id": request_id})
    assert found is not None
    return desk.ask("get_vetting", vetting_id=found["_id"])


def opine(desk: Desk, vetting: dict, agency: str, opinion: str = "clear", **more) -> dict:
    """What an agency says, each by an account of its own."""
    more.setdefault("by", speaker(vetting["asked_ids"].index(agency)))
    return desk.ask("give_opinion", vetting_id=vetting["id"], agency_id=agency, opinion=opinion, **more)


def speaker(number: int) -> Principal:
    return officer("supervision_officer", number=10 + number)


def test_all_clear_concludes_by_itself_and_is_told_to_who_asked(desk: Desk, agencies: list[str]):
    request = requested(desk)
    vetting = vetting_of(desk, request)
    assert (vetting["state"], vetting["asked_ids"]) == ("open", agencies)
    for agency in agencies:
        vetting = opine(desk, vetting, agency)
    assert (vetting["state"], vetting["outcome"], vetting["concluded_by"]) == ("concluded", "passed", "supervision")
    told = desk.told("vetting.concluded.v1")
    assert [(one["request_id"], one["requested_by"], one["outcome"]) for one in told] == [
        (request, "incentive", "passed")
    ]
    assert desk.deadline("vetting_answers", vetting["id"])["state"] == "cancelled"


def test_the_same_request_twice_is_one_vetting(desk: Desk, agencies: list[str]):
    request = requested(desk, "nom-twice")
    assert desk.hear("requests", "vetting.requested.v1", "nom-twice", service="incentive", sequence=99, id="other",
                     request_id=request, reference_id="nom-twice", purpose="award", cadre_id="c", unit_ids=[CITY],
                     round=1, synthetic=True) == 1  # fmt: skip
    assert desk.db["vettings"].count_documents({"request_id": request}) == 1
    assert len(desk.told("vetting.opened.v1")) == 1


def test_a_withdrawal_cancels_and_one_that_comes_first_leaves_nothing_to_ask(desk: Desk, agencies: list[str]):
    request = requested(desk, "nom-a")
    requested(desk, "nom-a", type="vetting.withdrawn.v1")
    assert vetting_of(desk, request)["state"] == "cancelled"
    early = requested(desk, "nom-b", type="vetting.withdrawn.v1")
    requested(desk, "nom-b")
    assert vetting_of(desk, early)["state"] == "cancelled"
    assert [one["request_id"] for one in desk.told("vetting.opened.v1")] == [request]


def test_opinions_that_cannot_be_taken_say_why(desk: Desk, agencies: list[str]):
    desk.units("unt-fourth")
    stranger = desk.ask("register_agency", code="s", name="未被征求", unit_id="unt-fourth", kind="other")["id"]
    vetting = vetting_of(desk, requested(desk))
    ask = {"vetting_id": vetting["id"], "opinion": "clear"}
    assert isinstance(desk.refused("give_opinion", agency_id=stranger, **ask), errors.NotAsked)
    assert isinstance(desk.refused("give_opinion", agency_id="agy-none", **ask), errors.NoAgency)
    liaison = of_unit(UNIT, "agency_liaison")
    opine(desk, vetting, agencies[2], "remark", text="丙单位意见")
    assert isinstance(desk.refused("give_opinion", agency_id=agencies[1], by=liaison, **ask), errors.NotYourAgency)
    assert "丙单位意见" not in str(opine(desk, vetting, agencies[0], by=liaison))
    assert isinstance(desk.refused("give_opinion", agency_id=agencies[0], **ask), errors.AlreadyAnswered)
    otherwise = {"agency_id": agencies[0], "replaces": True, **ask, "opinion": "remark"}
    # What a liaison has said, the officer who runs the vetting does not change; what it was before stays.
    assert isinstance(desk.refused("give_opinion", **otherwise), errors.AlreadyAnswered)
    desk.ask("give_opinion", by=liaison, **otherwise)
    seen = desk.ask("get_vetting", vetting_id=vetting["id"])
    (changed,) = (answer for answer in seen["answers"] if answer["agency_id"] == agencies[0])
    assert (changed["opinion"], [one["opinion"] for one in changed["earlier"]]) == ("remark", ["clear"])
    outsider = of_unit("unt-elsewhere", "agency_liaison")
    assert isinstance(desk.refused("give_opinion", agency_id=agencies[0], by=outsider, **ask), errors.NoVetting)
    opine(desk, vetting, agencies[1])
    desk.ask("conclude_vetting", by=COLLEAGUE, vetting_id=vetting["id"], outcome="passed_with_remarks")
    assert isinstance(desk.refused("give_opinion", agency_id=agencies[1], **ask), errors.AlreadyAnswered)
    requested(desk, vetting["reference_id"], type="vetting.withdrawn.v1", round=2)
    cancelled = vetting_of(desk, f"{vetting['reference_id']}.2")
    over = desk.refused("give_opinion", agency_id=agencies[1], **{**ask, "vetting_id": cancelled["id"]})
    assert isinstance(over, errors.NotAsked)


def test_an_objection_or_a_remark_is_for_a_person_to_weigh(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    opine(desk, vetting, agencies[0], "objection", codes=["open_case"], text="有未结线索（演示）")
    for agency in agencies[1:]:
        vetting = opine(desk, vetting, agency)
    assert vetting["state"] == "open"
    assert (vetting["advice"]["outcome"], vetting["advice"]["reasons"]) == ("refused", ["objection", "open_case"])
    against = desk.refused("conclude_vetting", by=COLLEAGUE, vetting_id=vetting["id"], outcome="passed")
    assert isinstance(against, errors.BasisMissing)
    done = desk.ask("conclude_vetting", vetting_id=vetting["id"], outcome="refused", by=officer("supervision_officer"))
    assert (done["outcome"], done["reasons"]) == ("refused", ["objection", "open_case"])
    assert "有未结线索" not in str(desk.told("vetting.concluded.v1"))


def test_missing_answers_are_reminded_of_then_put_off_and_a_late_one_opens_it_again(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    opine(desk, vetting, agencies[0])
    desk.pass_deadline("vetting_answers", vetting["id"], date(2026, 3, 2))
    # The reminder's days have passed too: both fire one after the other, as after a long downtime.
    assert vetting_of(desk, vetting["request_id"])["escalation"] == 1
    desk.tick()
    put_off = vetting_of(desk, vetting["request_id"])
    assert (put_off["state"], put_off["outcome"], put_off["reasons"]) == ("concluded", "deferred", ["missing_opinions"])
    assert [one["escalation"] for one in desk.told("vetting.escalated.v1")] == [1, 2]
    late = opine(desk, vetting, agencies[1])
    assert (late["state"], late["outcome"]) == ("open", None)
    assert late["answers"][-1]["late"] is True
    done = opine(desk, vetting, agencies[2])
    assert (done["state"], done["outcome"]) == ("concluded", "passed")
    assert [one["outcome"] for one in desk.told("vetting.concluded.v1")] == ["deferred", "passed"]


def test_with_nobody_to_ask_it_is_put_off_at_once(desk: Desk):
    request = requested(desk)
    vetting = vetting_of(desk, request)
    assert (vetting["outcome"], vetting["reasons"]) == ("deferred", ["no_agencies"])


@pytest.mark.parametrize("status", ["retired", "left", "deceased"])
def test_nobody_is_asked_about_who_serves_no_more_and_whoever_asked_is_told(
    desk: Desk, agencies: list[str], status: str
):
    desk.people("cdr-of-nom-gone", status=status, status_since="2026-03-01")
    vetting = vetting_of(desk, requested(desk, "nom-gone"))
    assert (vetting["state"], vetting["outcome"], vetting["reasons"]) == ("concluded", "deferred", ["gone"])
    assert (vetting["asked_ids"], desk.ask("list_waiting")["items"]) == ([], [])
    assert [one["outcome"] for one in desk.told("vetting.concluded.v1")] == ["deferred"]
    desk.people("cdr-of-nom-gone", sequence=2, status="serving")
    assert vetting_of(desk, requested(desk, "nom-gone", round=2))["state"] == "open", "it was a mistake"


def test_a_restricted_cadre_does_not_pass_by_itself(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk, "nom-r"))
    desk.people("cdr-of-nom-r")
    desk.ask("impose_restriction", cadre_id="cdr-of-nom-r", kind="warning", begins="2026-11-01", basis="演示")
    for agency in agencies:
        vetting = opine(desk, vetting, agency)
    assert vetting["state"] == "open"
    assert vetting["advice"] == {"outcome": "refused", "reasons": ["restricted"], "restricted": True, "missing": []}


def test_many_opinions_at_once_each_with_its_own_answer(desk: Desk, agencies: list[str]):
    requests = [requested(desk) for _ in range(20)]
    for number, agency in enumerate(agencies):
        rows = [{"request_id": request, "agency_id": agency, "opinion": "clear"} for request in [*requests, "nom-x.1"]]
        done = desk.ask("record_opinions", by=speaker(number), rows=rows)
        assert done["done"] == 20
    assert done["results"][-1]["errors"][0]["code"] == "supervision/no-vetting"
    assert desk.db["vettings"].count_documents({"outcome": "passed"}) == 20
    assert len(desk.told("vetting.concluded.v1")) == 20


def test_whoever_asked_for_a_vetting_speaks_for_no_agency_in_it(desk: Desk, agencies: list[str]):
    desk.people("cad-1")
    vetting = desk.ask("open_vetting", cadre_id="cad-1", purpose="award")
    for document in (None, "纪函〔2026〕1号（演示）"):
        own = desk.refused("give_opinion", vetting_id=vetting["id"], agency_id=agencies[0], opinion="clear",
                           document=document)  # fmt: skip
        assert (own.code, own.facts["did"]) == ("not-independent", ["open"])
    row = {
        "vetting_id": vetting["id"],
        "agency_id": agencies[0],
        "opinion": "clear",
        "document": "纪函〔2026〕1号（演示）",
    }
    for dry_run in (True, False):
        (result,) = desk.ask("record_opinions", rows=[row], dry_run=dry_run)["results"]
        assert result["errors"][0]["code"] == "not-independent"
    assert vetting_of(desk, vetting["request_id"])["answers"] == []


def test_one_account_speaks_for_one_agency_and_enters_others_from_their_papers_for_another_to_conclude(
    desk: Desk, agencies: list[str]
):
    vetting = vetting_of(desk, requested(desk))
    opine(desk, vetting, agencies[0], by=CLERK)
    said = {"vetting_id": vetting["id"], "agency_id": agencies[1], "opinion": "clear"}
    own = desk.refused("give_opinion", by=CLERK, **said)
    assert (own.code, own.facts["did"]) == ("not-independent", ["answer"])
    assert [(one.pointer, one.code) for one in own.errors] == [("/document", "missing")]
    rows = [{**said, "agency_id": agency} for agency in agencies[1:]]
    tried = desk.ask("record_opinions", by=speaker(5), rows=rows, dry_run=True)["results"]
    assert [bool(row.get("errors")) for row in tried] == [False, True]
    opine(desk, vetting, agencies[0], "clear", by=CLERK, replaces=True)
    papers = [{**row, "document": f"函〔2026〕{number}号（演示）"} for number, row in enumerate(rows)]
    assert desk.ask("record_opinions", by=CLERK, rows=papers)["done"] == 2
    seen = desk.ask("get_vetting", vetting_id=vetting["id"])
    assert [one["document"] for one in seen["answers"]] == [None, "函〔2026〕0号（演示）", "函〔2026〕1号（演示）"]
    assert (seen["state"], seen["advice"]["outcome"]) == ("open", "passed"), (
        "it does not pass by the word of one account"
    )
    conclude = {"vetting_id": vetting["id"], "outcome": "passed"}
    assert desk.refused("conclude_vetting", by=CLERK, **conclude).code == "not-independent"
    assert desk.ask("conclude_vetting", by=COLLEAGUE, **conclude)["outcome"] == "passed"


def test_two_agencies_at_once_both_count(desk: Desk, agencies: list[str]):
    """What one has written between the other's reading and commit makes the other read again."""
    vetting = vetting_of(desk, requested(desk))
    real, raced = desk.runtime.db["vettings"].find_one, []

    from services.supervision.model import vetting as model

    answer = model.answer

    def with_a_rival(given, *said, **more):
        if not raced:
            raced.append(True)
            opine(desk, vetting, agencies[1])
        return answer(given, *said, **more)

    model.answer = with_a_rival
    try:
        opine(desk, vetting, agencies[0])
    finally:
        model.answer = answer
    assert real is not None
    assert {one["agency_id"] for one in vetting_of(desk, vetting["request_id"])["answers"]} == set(agencies[:2])


def test_a_liaison_sees_what_the_own_agency_was_asked_and_nobody_elses_words(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    opine(desk, vetting, agencies[0], "remark", text="甲单位意见")
    opine(desk, vetting, agencies[1], "remark", text="乙单位意见")
    liaison = of_unit(OTHER_UNIT, "agency_liaison")
    seen = desk.ask("get_vetting", vetting_id=vetting["id"], by=liaison)
    assert "乙单位意见" in str(seen)
    assert "甲单位意见" not in str(seen)
    assert seen["advice"] is None
    assert [row["id"] for row in desk.ask("list_vettings", by=liaison)["items"]] == [vetting["id"]]
    assert desk.ask("list_vettings", by=of_unit("unt-elsewhere", "agency_liaison"))["items"] == []


def test_a_refused_answer_does_not_open_a_vetting_that_was_put_off(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    opine(desk, vetting, agencies[0])
    desk.pass_deadline("vetting_answers", vetting["id"], date(2026, 3, 2))
    desk.tick()
    again = {"vetting_id": vetting["id"], "agency_id": agencies[0], "opinion": "clear"}
    assert isinstance(desk.refused("give_opinion", **again), errors.AlreadyAnswered)
    done = desk.ask("record_opinions", rows=[again, {**again, "agency_id": agencies[1]}])
    assert [result.get("id") for result in done["results"]] == [None, vetting["id"]]
    assert len(desk.told("vetting.reopened.v1")) == 1
    assert desk.deadline("vetting_answers", vetting["id"])["state"] == "waiting"


def test_a_trial_run_says_what_each_row_would_meet_and_writes_nothing(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    row = {"vetting_id": vetting["id"], "agency_id": agencies[0], "opinion": "clear"}
    tried = desk.ask("record_opinions", rows=[row, row], dry_run=True)
    assert [bool(result.get("errors")) for result in tried["results"]] == [False, True]
    assert vetting_of(desk, vetting["request_id"])["answers"] == []


def test_a_moved_day_shows_on_the_vetting(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    id = f"vetting_answers.{vetting['id']}"
    desk.ask("move_deadline", deadline_id=id, due_on="2090-01-05", basis="经批准延长")
    assert vetting_of(desk, vetting["request_id"])["due_on"] == "2090-01-05"


def test_a_calendar_that_is_published_later_moves_the_day(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    due = date.fromisoformat(vetting["due_on"])
    assert vetting["provisional"] is True
    desk.calendar(due.year, [due.isoformat()])
    desk.tick()
    after = vetting_of(desk, vetting["request_id"])
    assert date.fromisoformat(after["due_on"]) > due
    assert after["provisional"] is (date.fromisoformat(after["due_on"]).year != due.year)


def test_an_objection_says_why_and_what_it_is_about_is_in_the_dictionary(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    silent = {"vetting_id": vetting["id"], "agency_id": agencies[0], "opinion": "objection", "by": speaker(0)}
    refused = desk.refused("give_opinion", **silent)
    assert (refused.code, refused.errors[0].pointer) == ("supervision/reason-missing", "/text")
    unknown = desk.refused("give_opinion", **silent, codes=["no_such_matter"])
    assert (unknown.code, unknown.errors[0].pointer) == ("unknown-entry", "/codes")
    assert "open_case" in unknown.facts["allowed"]
    assert "联审意见所涉情况" in unknown.detail_zh
    rows = [{"vetting_id": vetting["id"], "agency_id": agencies[0], "opinion": "objection"}]
    bulk = desk.ask("record_opinions", by=speaker(0), rows=rows)
    assert bulk["results"][0]["errors"][0]["code"] == "missing"
    assert desk.ask("give_opinion", **silent, codes=["open_case"])["answers"]


def test_what_has_no_conclusion_is_not_put_right_and_is_told_so(desk: Desk, agencies: list[str]):
    vetting = vetting_of(desk, requested(desk))
    refused = desk.refused("correct_vetting", vetting_id=vetting["id"], correction="更正（演示）")
    assert (refused.code, refused.zh, refused.detail_zh) == (
        "supervision/not-concluded",
        "联审尚无结论",
        "联审尚无结论",
    )


def test_a_vetting_that_was_held_on_paper_is_entered_with_its_days(desk: Desk, agencies: list[str]):
    request = requested(desk, requested_on="2026-01-12")
    vetting = vetting_of(desk, request)
    assert vetting["requested_on"] == "2026-01-12"
    for number, agency in enumerate(agencies, 1):
        opine(desk, vetting, agency, by=CLERK, given_on=f"2026-01-{14 + number}", document=f"复函{number}号")
    wish = {"vetting_id": vetting["id"], "outcome": "passed", "concluded_on": "2026-01-20"}
    assert desk.refused("conclude_vetting", by=COLLEAGUE, **wish).code == errors.BasisMissing.code
    done = desk.ask("conclude_vetting", by=COLLEAGUE, **wish, basis="会议纪要（演示）")
    assert (done["outcome"], done["concluded_on"]) == ("passed", "2026-01-20")

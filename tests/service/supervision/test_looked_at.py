"""No vetting passes unlooked (凡提必核): what supervision's own books say is kept with it, and tolerance with them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from services.supervision.errors import vetting as errors
from tests.service.desk import CITY, CLERK, COLLEAGUE, UNIT, Desk, of_unit, officer
from tests.service.supervision.test_results import an_agency, published
from tests.support.days import iso, today

BOOKS = ["result", "restriction", "check", "matter", "letter"]


def vetted(desk: Desk, agency: str, cadre_id: str, purpose: str = "award") -> dict[str, Any]:
    """A vetting in which the one agency that is asked has nothing against it."""
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose=purpose)
    said = {"vetting_id": vetting["id"], "agency_id": agency, "opinion": "clear"}
    done: dict[str, Any] = desk.ask("give_opinion", by=CLERK, **said)
    return done


def looked(vetting: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The entries that say something."""
    entries = [(one["source"], one["weight"], one["code"]) for one in vetting["looked_at"]]
    return [entry for entry in entries if entry[2] != "nothing_found"]


def a_campaign(desk: Desk) -> str:
    wish = {"code": secrets.token_hex(4), "title": "合成", "year": today().year, "synthetic": True}
    return str(desk.ask("open_campaign", **wish)["id"])


def a_finding(desk: Desk, cadre_id: str, outcome: str) -> str:
    wish = {"campaign_id": a_campaign(desk), "cadre_id": cadre_id, "reason": "promotion", "basis": "合成"}
    check = desk.ask("add_targeted_check", **wish)["id"]
    handling = "none" if outcome == "consistent" else "education"
    decided = {"outcome": outcome, "handling": handling, "decided_on": iso(), "basis": "合成"}
    desk.ask("conclude_check", by=COLLEAGUE, check_id=check, **decided)
    return str(check)


def a_letter(desk: Desk, cadre_id: str, kind: str = "inquiry") -> str:
    wish = {"kind": kind, "subject_code": "conduct", "text": "不得外泄的函", "classification": "internal"}
    letter = desk.ask("write_letter", cadre_id=cadre_id, **wish)["id"]
    desk.ask("send_letter", letter_id=letter)
    return str(letter)


def tolerated(desk: Desk, cadre_id: str, *, sequence: int = 1, id: str = "tol-1", **state: Any) -> int:
    """Incentive tells of an application."""
    told = {
        "application_id": id,
        "cadre_id": cadre_id,
        "unit_ids": [CITY, UNIT],
        "matter_id": None,
        "distinction": "exploration",
        "state": "decided",
        "outcome": "tolerated",
        "effects": ["award", "accountability"],
        "due_on": None,
        "escalated": False,
        "synthetic": True,
    }
    return desk.hear("tolerances", "tolerance.decided.v1", id, service="incentive", sequence=sequence, **told | state)


def test_a_vetting_that_passes_by_itself_says_what_it_looked_at(desk: Desk, agency: str, cadre_id: str) -> None:
    vetting = vetted(desk, agency, cadre_id)
    assert (vetting["outcome"], vetting["reasons"], vetting["concluded_by"]) == ("passed", ["all_clear"], "supervision")
    assert [(one["source"], one["weight"], one["code"]) for one in vetting["looked_at"]] == [
        (source, "clear", "nothing_found") for source in BOOKS
    ]
    (told,) = desk.told("vetting.concluded.v1")
    assert told["reasons"] == ["all_clear"]
    assert "looked_at" not in told


@pytest.mark.parametrize(
    ("happen", "entry", "advised", "reason"),
    [
        (lambda *one: published(*one)["id"], ("result", "stop", "problem_found"), "refused", "result_problem_found"),
        (lambda *one: a_finding(*one, "concealed"), ("check", "stop", "concealed"), "refused", "on_record"),
        (lambda *one: a_finding(*one, "omitted"), ("check", "remark", "omitted"), "passed_with_remarks", "on_record"),
        (lambda *one: open_matter(*one), ("matter", "remark", "open"), "passed_with_remarks", "on_record"),
        (lambda *one: a_letter(*one), ("letter", "remark", "open_inquiry"), "passed_with_remarks", "on_record"),
        (lambda *one: restricted(*one), ("restriction", "stop", "warning"), "refused", "restricted"),
    ],
)
def test_a_result_a_finding_a_matter_a_letter_or_a_restriction_is_for_a_person_to_weigh(
    desk: Desk,
    agency: str,
    cadre_id: str,
    happen: Callable[[Desk, str], str],
    entry: tuple[str, str, str],
    advised: str,
    reason: str,
) -> None:
    reference = happen(desk, cadre_id)
    vetting = vetted(desk, agency, cadre_id)
    assert (vetting["state"], looked(vetting)) == ("open", [entry])
    assert next(one["reference_id"] for one in vetting["looked_at"] if one["source"] == entry[0]) == reference
    assert (vetting["advice"]["outcome"], vetting["advice"]["reasons"]) == (advised, [reason])


def restricted(desk: Desk, cadre_id: str) -> str:
    wish = {"kind": "warning", "begins": iso(), "basis": "合成"}
    return str(desk.ask("impose_restriction", cadre_id=cadre_id, **wish)["id"])


def open_matter(desk: Desk, cadre_id: str) -> str:
    agency = an_agency(desk)
    wish = {"title": "不得外泄的事项", "source": "petition", "classification": "internal", "cadre_id": cadre_id}
    return str(desk.ask("register_matter", lead_agency_id=agency, **wish)["id"])


def test_a_person_may_conclude_otherwise_with_a_basis_and_what_was_looked_at_stays(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    made = published(desk, cadre_id, 2)
    vetting = vetted(desk, agency, cadre_id)
    assert vetting["advice"]["outcome"] == "passed_with_remarks"
    by = officer("supervision_officer")
    wish = {"vetting_id": vetting["id"], "outcome": "passed", "by": by}
    assert isinstance(desk.refused("conclude_vetting", **wish), errors.BasisMissing)
    done = desk.ask("conclude_vetting", **wish, basis="部务会研究意见（演示）")
    assert looked(done) == [("result", "remark", "problem_found")]
    desk.ask("withdraw_result", result_id=made["id"], basis="更正")
    later = desk.ask("get_vetting", vetting_id=vetting["id"])
    assert looked(later) == [("result", "remark", "problem_found")], "kept as it was looked at"


def test_who_asked_for_a_vetting_or_entered_an_opinion_does_not_conclude_it(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    a_letter(desk, cadre_id)
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")["id"]
    clerk, third = officer("supervision_officer", number=8), officer("supervision_officer", number=9)
    row = {"vetting_id": vetting, "agency_id": agency, "opinion": "clear"}
    assert desk.ask("record_opinions", rows=[row], by=clerk)["done"] == 1
    wish = {"vetting_id": vetting, "outcome": "passed_with_remarks"}
    for account, did, zh in ((officer(), "open", "登记"), (clerk, "answer", "反馈意见")):
        own = desk.refused("conclude_vetting", by=account, **wish)
        assert (own.code, own.facts["did"]) == ("not-independent", [did])
        assert own.detail_zh == f"此前由您{zh}，须由另一账号作出结论"
    liaison = of_unit(UNIT, "agency_liaison")
    desk.ask("give_opinion", by=liaison, **row, replaces=True)
    assert desk.refused("conclude_vetting", by=clerk, **wish).code == "not-independent", "it was theirs before"
    assert desk.ask("conclude_vetting", by=third, **wish)["concluded_by"] == third.account


def test_who_had_a_check_made_says_neither_how_it_ended_nor_that_it_ended_otherwise(desk: Desk, cadre_id: str) -> None:
    wish = {"campaign_id": a_campaign(desk), "cadre_id": cadre_id, "reason": "promotion", "basis": "合成"}
    check = desk.ask("add_targeted_check", **wish)["id"]
    end = {"check_id": check, "outcome": "omitted", "handling": "education", "decided_on": iso(), "basis": "合成"}
    own = desk.refused("conclude_check", **end)
    assert (own.code, own.facts["did"]) == ("not-independent", ["add"])
    assert desk.ask("conclude_check", by=COLLEAGUE, **end)["state"] == "concluded"
    right = {**end, "outcome": "consistent", "handling": "none", "correction": "登记有误"}
    assert desk.refused("correct_check", **right).code == "not-independent"
    assert desk.ask("correct_check", by=COLLEAGUE, **right)["outcome"] == "consistent"


def test_a_remark_of_the_books_passes_with_it_by_a_persons_conclusion(desk: Desk, agency: str, cadre_id: str) -> None:
    published(desk, cadre_id, 1, result="reminded")
    a_letter(desk, cadre_id)
    vetting = vetted(desk, agency, cadre_id)
    done = desk.ask("conclude_vetting", by=COLLEAGUE, vetting_id=vetting["id"], outcome="passed_with_remarks")
    assert (done["outcome"], done["reasons"]) == ("passed_with_remarks", ["result_reminded", "on_record"])
    told = desk.told("vetting.concluded.v1")[-1]
    assert (told["outcome"], told["reasons"]) == ("passed_with_remarks", ["result_reminded", "on_record"])


def test_a_liaison_learns_nothing_of_the_books(desk: Desk, agency: str, cadre_id: str) -> None:
    a_letter(desk, cadre_id)
    matter = open_matter(desk, cadre_id)
    liaison = of_unit(UNIT, "agency_liaison")
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")
    answered = desk.ask("give_opinion", by=liaison, vetting_id=vetting["id"], agency_id=agency, opinion="clear")
    desk.ask("conclude_vetting", by=COLLEAGUE, vetting_id=vetting["id"], outcome="refused", basis="因事项在办")
    seen = desk.ask("get_vetting", by=liaison, vetting_id=vetting["id"])
    for shown in (answered, seen):
        assert (shown["looked_at"], shown["advice"], shown["reasons"], shown["basis"]) == ([], None, [], None)
        assert matter not in str(shown)
        assert "不得外泄" not in str(shown)
    (row,) = desk.ask("list_vettings", by=liaison)["items"]
    assert (row["reasons"], row["basis"]) == ([], None)
    assert "因事项在办" in str(desk.ask("get_vetting", vetting_id=vetting["id"]))


def test_many_opinions_at_once_pass_only_those_whose_books_are_clear(desk: Desk, agency: str) -> None:
    cadres = desk.people(*(f"cad-{secrets.token_hex(4)}" for _ in range(6)))
    for cadre in cadres[:2]:
        published(desk, cadre)
    rows = [
        {
            "vetting_id": desk.ask("open_vetting", cadre_id=cadre, purpose="award")["id"],
            "agency_id": agency,
            "opinion": "clear",
        }
        for cadre in cadres
    ]
    assert desk.ask("record_opinions", by=CLERK, rows=rows)["done"] == 6
    states = [desk.ask("get_vetting", vetting_id=row["vetting_id"])["state"] for row in rows]
    assert states == ["open"] * 2 + ["concluded"] * 4


def test_the_registry_asks_for_appointments_as_others_do_and_may_take_it_back(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    data = {"reference_id": "apt-1", "purpose": "appointment", "cadre_id": cadre_id, "unit_ids": [CITY, UNIT]}

    def tells(type: str, round: int) -> None:
        desk.hear("appointment_requests", type, "apt-1", sequence=round * 10 + len(type), service="registry",
                  request_id=f"apt-1.{round}", round=round, synthetic=True, **data)  # fmt: skip

    tells("vetting.requested.v1", 1)
    row = {"request_id": "apt-1.1", "requested_by": "registry", "agency_id": agency, "opinion": "clear"}
    answer = desk.ask("record_opinions", rows=[row])
    assert answer["done"] == 1, answer
    (told,) = desk.told("vetting.concluded.v1")
    wanted = ("requested_by", "request_id", "reference_id", "purpose", "outcome", "reasons", "concluded_on")
    assert [told[name] for name in wanted] == [
        "registry", "apt-1.1", "apt-1", "appointment", "passed", ["all_clear"], iso()
    ]  # fmt: skip
    tells("vetting.requested.v1", 2)
    tells("vetting.withdrawn.v1", 2)
    assert [one["request_id"] for one in desk.told("vetting.cancelled.v1")] == ["apt-1.2"]


@pytest.mark.parametrize("rounds", [(1, 2), (2, 1)])
def test_the_latest_round_is_the_one_that_is_asked_whichever_came_first(
    desk: Desk, agency: str, cadre_id: str, rounds: tuple[int, int]
) -> None:
    reference = f"apt-{secrets.token_hex(4)}"
    for round in rounds:
        desk.hear("appointment_requests", "vetting.requested.v1", reference, sequence=round, service="registry",
                  request_id=f"{reference}.{round}", round=round, reference_id=reference, purpose="appointment",
                  cadre_id=cadre_id, unit_ids=[CITY, UNIT], synthetic=True)  # fmt: skip
    states = {one["request_id"]: one["state"] for one in desk.ask("list_vettings", cadre_id=cadre_id)["items"]}
    assert states == {f"{reference}.1": "cancelled", f"{reference}.2": "open"}


def test_tolerance_is_shown_where_it_is_concluded_and_follows_an_appeal(desk: Desk, agency: str, cadre_id: str) -> None:
    tolerated(desk, cadre_id)
    entry = ("tolerance", "clear", "tolerated")
    vetting = vetted(desk, agency, cadre_id)
    assert (vetting["outcome"], looked(vetting)) == ("passed", [entry])
    assert vetting["looked_at"][-1]["effects"] == ["award", "accountability"]
    matter = open_matter(desk, cadre_id)

    def of_matter() -> list[str]:
        return [one["code"] for one in desk.ask("get_matter", matter_id=matter)["looked_at"]]

    assert of_matter() == ["tolerated"]
    tolerated(desk, cadre_id, sequence=3, state="appealed")
    assert of_matter() == ["appealed"]
    tolerated(desk, cadre_id, sequence=2, outcome="partly")
    assert of_matter() == ["appealed"], "older news that comes late changes nothing"
    tolerated(desk, cadre_id, sequence=4, state="final", outcome="not_tolerated", effects=[])
    assert of_matter() == ["not_tolerated"]
    desk.ask("discuss_matter", matter_id=matter)
    done = desk.ask("conclude_matter", matter_id=matter, measures=["none"], text="结论", basis="依据")
    assert [one["code"] for one in done["looked_at"]] == ["not_tolerated"]
    tolerated(desk, cadre_id, id="tol-2")
    assert of_matter() == ["not_tolerated", "tolerated"], "what was looked at then, and what is new since"
    agency_unit = desk.db["matters"].find_one({"_id": matter})["agency_unit_ids"][0]
    assert desk.ask("get_matter", by=of_unit(agency_unit, "agency_liaison"), matter_id=matter)["looked_at"] == []


def test_conduct_that_was_tolerated_in_the_matter_itself_holds_nothing_up(
    desk: Desk, agency: str, cadre_id: str
) -> None:
    made = published(desk, cadre_id)
    tolerated(desk, cadre_id, matter_id=made["matter_id"])
    vetting = vetted(desk, agency, cadre_id)
    assert vetting["outcome"] == "passed"
    assert looked(vetting)[0] == ("result", "clear", "problem_found")
    assert vetting["looked_at"][0]["tolerated_by"] == "tol-1"
    (other,) = desk.people(f"cad-{secrets.token_hex(4)}")
    published(desk, other)
    tolerated(desk, other, id="tol-2")
    assert vetted(desk, agency, other)["state"] == "open", "another matter's conduct was not tolerated by that"

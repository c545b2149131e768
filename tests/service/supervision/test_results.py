"""A published result (联用成果): what it weighs, who lists it, when it is over; and no clearance passes it by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from servicekit.principal import Principal, Reach, Scope
from services.supervision.schemas.matters import ALL_RESULTS, RESULT_RIGHTS
from tests.service.desk import CITY, UNIT, Desk
from tests.support.days import today

EVERY_USE = ["appointment", "award", "pool", "appraisal"]
SUPERVISOR = Principal("supervision-1", ("supervision_officer",), "supervision.results.read", Scope(), (ALL_RESULTS,))


def uses(use: str) -> Principal:
    """An officer of one use."""
    return Principal(f"{use}-1", ("x",), "supervision.results.read", Scope(Reach.ALL), (RESULT_RIGHTS[use],))


def an_agency(desk: Desk, *vets: str) -> str:
    """A member that is asked in no vetting but for what it `vets`, with a liaison of a unit of its own."""
    (unit,) = desk.units(f"unt-{uuid4().hex[:8]}")
    wish = {"code": unit, "name": "演示单位", "unit_id": unit, "kind": "other", "vets": list(vets)}
    return str(desk.ask("register_agency", **wish)["id"])


def concluded(desk: Desk, cadre_id: str | None, **about: Any) -> str:
    """A matter that was concluded."""
    agency = an_agency(desk)
    wish = {"title": "合成事项", "source": "audit", "classification": "internal", "cadre_id": cadre_id, **about}
    matter = str(desk.ask("register_matter", lead_agency_id=agency, **wish)["id"])
    desk.ask("discuss_matter", matter_id=matter)
    desk.ask("conclude_matter", matter_id=matter, measures=["reminder"], text="结论", basis="依据")
    return matter


def published(desk: Desk, cadre_id: str | None, level: int = 3, **more: Any) -> dict[str, Any]:
    about = more.pop("about", {})
    wish = {"uses": EVERY_USE, "result": "problem_found", "level": level, **more}
    made: dict[str, Any] = desk.ask("publish_result", matter_id=concluded(desk, cadre_id, **about), **wish)
    return made


@pytest.mark.parametrize(
    ("code", "level", "stops", "warns"),
    [
        ("problem_found", 3, ["appointment", "award", "pool"], ["appraisal"]),
        ("problem_found", 2, [], EVERY_USE),
        ("cleared", 5, [], []),
    ],
)
def test_the_rules_say_what_a_result_stops_and_what_it_only_warns(
    desk: Desk, cadre_id: str, code: str, level: int, stops: list[str], warns: list[str]
) -> None:
    made = published(desk, cadre_id, level, result=code)
    assert (made["stops"], made["warns"]) == (stops, warns)
    (told,) = desk.told("result.published.v1")
    assert (told["stops"], told["warns"], told["unit_id"]) == (stops, warns, None)


def test_who_was_admonished_by_a_matter_is_not_cleared_by_its_result(desk: Desk, cadre_id: str) -> None:
    matter = concluded(desk, cadre_id)
    desk.ask("reopen_matter", matter_id=matter, basis="新情况")
    desk.ask("discuss_matter", matter_id=matter)
    desk.ask("conclude_matter", matter_id=matter, measures=["admonishment", "joint_check"], text="结论", basis="依据")
    wish = {"matter_id": matter, "uses": EVERY_USE, "level": 1}
    no = desk.refused("publish_result", result="cleared", **wish)
    assert (no.code, no.facts["measures"]) == ("supervision/result-contradicts", ["admonishment"])
    assert desk.ask("publish_result", result="problem_found", **wish)["state"] == "in_force"


def test_officers_of_a_use_list_the_results_that_name_it_and_no_others(desk: Desk, cadre_id: str) -> None:
    award = published(desk, cadre_id, uses=["award"])
    both = published(desk, cadre_id, uses=["award", "pool"])
    pool = published(desk, cadre_id, uses=["pool"])

    def listed(by: Principal, **filters: Any) -> set[str]:
        return {row["id"] for row in desk.ask("list_results", by=by, **filters)["items"]}

    assert listed(uses("award")) == {award["id"], both["id"]}
    assert listed(uses("pool")) == {both["id"], pool["id"]}
    assert listed(uses("award"), use="pool") == {both["id"]}
    assert listed(uses("appraisal")) == set()
    assert listed(SUPERVISOR) == {award["id"], both["id"], pool["id"]}
    assert desk.refused("get_result", by=uses("pool"), result_id=award["id"]).code == "supervision/no-result"
    desk.ask("withdraw_result", result_id=award["id"], basis="只给监督看的依据")
    assert "只给监督看的依据" not in str(desk.ask("get_result", by=uses("award"), result_id=award["id"]))
    assert "只给监督看的依据" not in str(desk.ask("list_results", by=uses("award")))
    assert "只给监督看的依据" in str(desk.ask("get_result", by=SUPERVISOR, result_id=award["id"]))


def test_it_expires_on_its_last_day_and_an_operator_may_move_that(desk: Desk, cadre_id: str) -> None:
    made = published(desk, cadre_id, valid_until=(today() + timedelta(days=90)).isoformat())
    later = (today() + timedelta(days=120)).isoformat()
    desk.ask("move_deadline", deadline_id=f"result_end.{made['id']}", due_on=later, basis="测试")
    assert desk.ask("get_result", by=SUPERVISOR, result_id=made["id"])["valid_until"] == later
    assert [one["valid_until"] for one in desk.told("result.term_moved.v1")] == [later]
    desk.pass_deadline("result_end", made["id"])
    (told,) = desk.told("result.expired.v1")
    assert (told["state"], told["valid_until"]) == ("expired", "2020-01-01")
    assert desk.ask("get_matter", matter_id=made["matter_id"])["result_id"] is None


def test_a_result_about_a_unit_alone_says_so(desk: Desk) -> None:
    desk.units(CITY, UNIT)
    made = published(desk, None, about={"unit_id": UNIT})
    assert (made["cadre_id"], made["unit_id"], made["unit_ids"]) == (None, UNIT, [CITY, UNIT])


def cleared(desk: Desk, cadre_id: str, number: int, purpose: str = "award") -> dict[str, Any]:
    """Whether supervision gives clearance now."""
    data = {"request_id": f"nom-{cadre_id}.c{number}", "reference_id": f"nom-{cadre_id}", "purpose": purpose}
    more = {"cadre_id": cadre_id, "unit_ids": [CITY, UNIT], "synthetic": True}
    desk.hear("clearances", "clearance.requested.v1", f"nom-{cadre_id}", service="incentive", sequence=number,
              **data, **more)  # fmt: skip
    answers = [*desk.told("clearance.given.v1"), *desk.told("clearance.refused.v1")]
    return next(one for one in answers if one["request_id"] == data["request_id"])


def test_no_clearance_is_given_while_a_result_stops_it(desk: Desk, cadre_id: str) -> None:
    made = published(desk, cadre_id, uses=["award"])
    refused = cleared(desk, cadre_id, 1)
    assert (refused["given"], refused["reasons"]) == (False, ["result_problem_found"])
    assert cleared(desk, cadre_id, 2, "pool")["given"] is True
    desk.ask("withdraw_result", result_id=made["id"], basis="更正")
    assert cleared(desk, cadre_id, 3)["given"] is True


def test_of_a_clearance_and_a_result_at_once_the_one_knows_of_the_other(
    desk: Desk, cadre_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.supervision.model import standing

    matter, judge, raced = concluded(desk, cadre_id), standing.judge, []

    def judge_late(*args: Any) -> Any:
        answer = judge(*args)
        if not raced:
            raced.append(True)
            desk.ask("publish_result", matter_id=matter, uses=["award"], result="problem_found", level=3)
        return answer

    monkeypatch.setattr(standing, "judge", judge_late)
    assert cleared(desk, cadre_id, 1)["given"] is False


def test_a_result_of_before_there_were_weights_can_still_be_read_and_ended(desk: Desk, cadre_id: str) -> None:
    made = published(desk, cadre_id)
    desk.db["results"].update_one({"_id": made["id"]}, {"$unset": {"stops": 1, "warns": 1, "unit_id": 1}})
    desk.ask("withdraw_result", result_id=made["id"], basis="更正")
    (told,) = desk.told("result.withdrawn.v1")
    assert (told["stops"], told["warns"]) == ([], EVERY_USE)


def test_the_day_before_today_is_no_validity(desk: Desk, cadre_id: str) -> None:
    matter = concluded(desk, cadre_id)
    wish = {"uses": ["award"], "result": "reminded", "valid_until": date(2020, 1, 1).isoformat()}
    assert desk.refused("publish_result", matter_id=matter, **wish).code == "supervision/due-in-the-past"

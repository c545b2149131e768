"""Days of a file that make no sense: what has happened is not of a day to come, and nobody works unborn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from servicekit.errors import Problem
from servicekit.principal import Reach, Scope
from tests.service.registry.conftest import Registry
from tests.support.days import today

DOCUMENT = {"document": "合成文件〔2026〕1号"}


def tomorrow() -> str:
    return str((clock.day_of(clock.now()) + timedelta(days=1)).isoformat())


def next_year() -> int:
    return int(clock.day_of(clock.now()).year) + 1


FIELDS = ["birth", "joined_party_on", "began_work_on", "selected_graduate_year"]


def value(field: str) -> Any:
    """A month of next year, or the year: in the future where its first day is."""
    return next_year() if field == "selected_graduate_year" else f"{next_year()}-03"


ENTRIES = [
    ("education", "began", lambda: {"mode": "in_service", "level": "21", "began": f"{next_year()}"}),
    ("assessments", "year", lambda: {"year": next_year(), "grade": "competent"}),
    ("rewards", "on", lambda: {"kind": "merit_3", "title": "三等功", "on": tomorrow()}),
    ("punishments", "decided_on", lambda: {"kind": "demerit", "decided_on": tomorrow()}),
    ("family", "birth", lambda: {"relation": "son", "name": "单虚", "birth": f"{next_year()}-01"}),
    ("resume", "began", lambda: {"began": f"{next_year()}-01", "text": "某局工作"}),
]
"""Each history of what has been, with the field of its day and an entry of a day to come."""


@pytest.fixture(scope="module")
def cadre(registry: Registry) -> str:
    return str(registry.a_cadre(registry.a_unit())["id"])


def says_not_come(problem: Problem, pointer: str) -> None:
    assert (problem.code, problem.errors[0].pointer) == ("day-not-come", pointer)
    assert problem.facts["latest"] == clock.day_of(clock.now()).isoformat()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_day_to_come_is_refused_however_it_comes(registry: Registry, cadre: str, field: str) -> None:
    ahead = {field: value(field)}
    wish = registry.person(registry.a_unit(), **ahead)
    says_not_come(registry.refusal("register_cadre", **wish), f"/{field}")
    says_not_come(registry.refusal("change_cadre", cadre_id=cadre, **ahead, **DOCUMENT), f"/{field}")
    asked = registry.refusal("request_correction", cadre_id=cadre, changes=ahead, reason="合成理由")
    says_not_come(asked, f"/changes/{field}")
    (row,) = registry.import_cadres(rows=[wish])["results"]
    assert [error["code"] for error in row["errors"]] == ["day-not-come"]
    assert row["errors"][0]["pointer"].endswith(f"/{field}")


@pytest.mark.parametrize(("history", "field", "entry"), ENTRIES, ids=[history for history, *_ in ENTRIES])
def test_an_entry_of_what_is_still_to_happen_is_refused_however_it_comes(
    registry: Registry, cadre: str, history: str, field: str, entry: Any
) -> None:
    add, pointer = {history: [entry()]}, f"/{history}/0/{field}"
    wish = registry.person(registry.a_unit(), **add)
    says_not_come(registry.refusal("register_cadre", **wish), pointer)
    says_not_come(registry.refusal("change_cadre", cadre_id=cadre, add=add, **DOCUMENT), f"/add{pointer}")
    says_not_come(registry.refusal("request_correction", cadre_id=cadre, add=add, reason="合成理由"), f"/add{pointer}")
    (row,) = registry.import_cadres(rows=[wish])["results"]
    assert row["errors"][0]["pointer"].endswith(pointer)


def test_an_entry_is_not_put_right_to_a_day_to_come(registry: Registry) -> None:
    reward = {"kind": "merit_3", "title": "三等功", "on": "2019-02"}
    file = registry.a_cadre(registry.a_unit(), rewards=[reward])
    right = {"rewards": [{**reward, "on": tomorrow()}]}
    wish = {"cadre_id": file["id"], "history": "rewards", "entry": file["rewards"][0]["entry"], "right": right}
    refused = registry.refusal("correct_entry", **wish, by="张三", basis="原件核对")
    says_not_come(refused, "/right/rewards/0/on")


def test_a_request_from_before_is_judged_when_it_is_approved(registry: Registry, cadre: str) -> None:
    asked = registry.request_correction(cadre_id=cadre, changes={"birth": "1981-04"}, reason="合成理由")
    ahead = {"$set": {"changes.birth": value("birth")}}
    registry.runtime.db["corrections"].update_one({"_id": asked["id"]}, ahead)
    another = registry.as_("another", Scope(Reach.ALL))
    decision = {"correction_id": asked["id"], "decision": "approved", "basis": "原件核对"}
    says_not_come(another.refusal("decide_correction", **decision), "/birth")


def test_what_is_of_today_or_of_this_year_is_taken(registry: Registry, cadre: str) -> None:
    today = clock.day_of(clock.now())
    add = {
        "assessments": [{"year": today.year, "grade": "competent"}],
        "rewards": [{"kind": "merit_3", "title": "三等功", "on": today.isoformat()}],
        "resume": [{"began": f"{today:%Y-%m}", "text": "某局工作"}],
    }
    changed = registry.change_cadre(cadre_id=cadre, add=add, selected_graduate_year=today.year, **DOCUMENT)
    assert (changed["selected_graduate_year"], len(changed["rewards"])) == (today.year, 1)


def test_what_is_decided_may_lie_ahead(registry: Registry, cadre: str) -> None:
    appointment = {"title": "副主任", "main": False, "began": f"{next_year()}-02"}
    changed = registry.change_cadre(cadre_id=cadre, add={"appointments": [appointment]}, **DOCUMENT)
    assert changed["appointments"][-1]["began"] == f"{next_year()}-02"


@pytest.mark.parametrize(
    ("began", "looked_at"), [("1997-03", False), ("1997", False), ("1997-02", True), ("1996", True), (None, False)]
)
def test_who_began_to_work_as_a_child_is_looked_at_again(
    registry: Registry, began: str | None, looked_at: bool
) -> None:
    """Born in March 1981, sixteen in March 1997."""
    unit, code = registry.a_unit(), "registry.work_age"
    file = registry.a_cadre(unit, birth="1981-03", began_work_on=began)
    assert (code in [one["code"] for one in file["warnings"]]) is looked_at
    (row,) = registry.import_cadres(rows=[registry.person(unit, birth="1981-03", began_work_on=began)])["results"]
    assert registry.get_cadre(cadre_id=row["id"])["warnings"] == file["warnings"]
    right = registry.change_cadre(cadre_id=file["id"], began_work_on="2003-07", **DOCUMENT)
    assert right["warnings"] == []
    again = registry.change_cadre(cadre_id=file["id"], birth="1988-03", **DOCUMENT)
    assert [one["code"] for one in again["warnings"]] == [code, "birth-differs"]


@pytest.mark.parametrize(("birth", "looked_at"), [("1915-03", True), ("1935-03", False)])
def test_who_would_be_over_a_hundred_is_looked_at_again(registry: Registry, birth: str, looked_at: bool) -> None:
    file = registry.a_cadre(registry.a_unit(), birth=birth)
    assert ("registry.oldest_age" in [one["code"] for one in file["warnings"]]) is looked_at


@pytest.mark.parametrize("field", ["began_work_on", "joined_party_on"])
def test_nobody_works_or_joins_the_party_before_they_are_born(registry: Registry, cadre: str, field: str) -> None:
    wish = registry.person(registry.a_unit(), birth="1981-03", **{field: "1981-02"})
    no = registry.refusal("register_cadre", **wish)
    assert (no.code, no.errors[0].pointer, no.facts["begins"]) == ("registry/out-of-order", f"/{field}", "1981-03")
    no = registry.refusal("change_cadre", cadre_id=cadre, **{field: "1980"}, **DOCUMENT)
    assert (no.code, no.errors[0].pointer) == ("registry/out-of-order", f"/{field}")
    later = registry.refusal("change_cadre", cadre_id=cadre, birth="2004-01", **DOCUMENT)
    assert (later.code, later.errors[0].pointer) == ("registry/out-of-order", "/birth")
    assert registry.a_cadre(registry.a_unit(), birth="1981-03", **{field: "1999"})[field] == "1999"


ANSWERED = {"override": {"by": "虚构负责人", "basis": "（示例）档案认定"}}


def approval(registry: Registry, cadre: str, changes: dict[str, Any], add: dict[str, Any]) -> dict[str, Any]:
    """What approves a request to change a file."""
    asked = registry.request_correction(cadre_id=cadre, changes=changes, add=add, reason="合成理由")
    return {"correction_id": asked["id"], "decision": "approved", "basis": "核对档案"}


@pytest.mark.parametrize(
    ("said", "joined", "kept", "warned"),
    [
        (None, "2005-07", "01", False),
        (None, None, "13", False),
        ("02", "2026-01", "02", False),
        ("13", "2005-07", "13", True),
    ],
)
def test_who_has_joined_the_party_is_a_member_where_nobody_says_otherwise(
    registry: Registry, said: str | None, joined: str | None, kept: str, warned: bool
) -> None:
    person = registry.person(registry.a_unit(), birth="1981-03", joined_party_on=joined, political_status=said)
    cadre = registry.register_cadre(**person)
    assert cadre["political_status"] == kept
    assert ("party-differs" in [one["code"] for one in cadre["warnings"]]) == warned


def test_nobody_joins_the_party_before_eighteen_however_it_comes(registry: Registry) -> None:
    unit, age = registry.a_unit(), "registry.party_age"
    early = registry.person(unit, birth="1981-03", joined_party_on="1999-02")
    cadre = registry.a_cadre(unit, birth="1981-03", joined_party_on="1999-03")["id"]
    change = {"cadre_id": cadre, "joined_party_on": "1999-02-28", **DOCUMENT, **ANSWERED}
    for no in (
        registry.refusal("register_cadre", **early, **ANSWERED),
        registry.refusal("change_cadre", **change),
        registry.refusal("request_correction", cadre_id=cadre, changes={"joined_party_on": "1998"}, reason="合成"),
    ):
        assert (no.code, no.errors[0].code) == ("registry/out-of-order", age)
        assert no.errors[0].pointer.endswith("/joined_party_on")
        assert "党章" in no.detail_zh or "章程" in no.detail_zh
    (row,) = registry.import_cadres(rows=[early])["results"]
    assert [(one["pointer"], one["code"]) for one in row["errors"]] == [("/joined_party_on", age)]
    younger = registry.refusal("change_cadre", cadre_id=cadre, birth="1981-04", **DOCUMENT)
    assert (younger.errors[0].pointer, younger.errors[0].code) == ("/birth", age)


IN_CHILDHOOD = [
    ("resume", {"began": "1975-01", "text": "某厂工作"}),
    ("resume", {"began": "1985", "text": "某厂工作"}),
    ("education", {"mode": "full_time", "level": "21", "ended": "1980-07"}),
    ("rewards", {"kind": "merit_3", "title": "三等功", "on": "1985-02"}),
    ("punishments", {"kind": "warning", "decided_on": "1979-03-01"}),
    ("punishments", {"kind": "party_warning", "decided_on": "1987-02-28"}),
    ("levels", {"code": "150", "began": "1980-07"}),
    ("appointments", {"title": "科员", "began": "1982-07", "ended": "1983-01"}),
]


@pytest.mark.parametrize(("history", "entry"), IN_CHILDHOOD)
def test_nothing_that_a_file_tells_lies_before_the_birth_or_in_early_childhood(
    registry: Registry, history: str, entry: dict[str, Any]
) -> None:
    unit, rule = registry.a_unit(), "registry.entry_age"
    cadre = registry.a_cadre(unit, birth="1981-03")["id"]
    wish = {"cadre_id": cadre, "add": {history: [entry]}}
    person = registry.person(unit, birth="1981-03")
    person[history] = [*person.get(history, []), entry]
    refused = [
        registry.refusal("change_cadre", **wish, **DOCUMENT, **ANSWERED),
        registry.refusal("register_cadre", **person, **ANSWERED),
    ]
    if history != "appointments":
        refused.append(registry.refusal("request_correction", **wish, reason="合成理由"))
    for no in refused:
        assert (no.code, no.errors[0].code) == ("registry/out-of-order", rule)
        assert f"/{history}/" in no.errors[0].pointer
    (row,) = registry.import_cadres(rows=[{**person, **ANSWERED}])["results"]
    assert [one["code"] for one in row["errors"]] == [rule]
    school = {"began": "1987", "ended": "1993-07", "text": "小学"}
    assert registry.change_cadre(cadre_id=cadre, add={"resume": [school]})["resume"], "of a year they may have been six"


def test_of_another_birth_what_the_file_tells_is_looked_at_again(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit(), birth="1981-03", began_work_on="2003-07")["id"]
    study = {"education": [{"mode": "full_time", "level": "71", "began": "1990-09", "ended": "1993-07"}]}
    made = registry.change_cadre(cadre_id=cadre, add=study, **DOCUMENT)["education"][-1]
    no = registry.refusal("change_cadre", cadre_id=cadre, birth="1985-01", **DOCUMENT)
    assert (no.errors[0].pointer, no.errors[0].code) == ("/birth", "registry.entry_age")
    right = {"education": [{**study["education"][0], "began": "1985-01"}]}
    wish = {"cadre_id": cadre, "history": "education", "entry": made["entry"], "by": "虚构负责人", "basis": "核对档案"}
    assert registry.refusal("correct_entry", right=right, **wish).errors[0].code == "registry.entry_age"
    career = {
        "cadre_id": cadre,
        "kind": "奖励",
        "on": "1984-02",
        "reward": "三等功",
        "title": "三等功",
        "document": "文",
    }
    (row,) = registry.import_careers(rows=[career])["results"]
    assert [one["code"] for one in row["errors"]] == ["registry.entry_age"]


def test_who_began_to_work_as_a_small_child_needs_somebody_who_answers_for_it(registry: Registry) -> None:
    unit, rule = registry.a_unit(), "registry.child_work_age"
    early = registry.person(unit, birth="1981-03", began_work_on="1989-07", resume=[])
    no = registry.refusal("register_cadre", **early)
    assert (no.code, no.facts["rules"], no.errors[0].pointer) == ("registry/unqualified", [rule], "/began_work_on")
    (row,) = registry.import_cadres(rows=[early])["results"]
    assert [one["code"] for one in row["errors"]] == [rule]
    kept = registry.register_cadre(**early, **ANSWERED)
    assert kept["statuses"][0]["override"]["findings"] == [rule]
    assert "registry.work_age" in [one["code"] for one in kept["warnings"]]
    cadre = registry.a_cadre(unit, birth="1981-03")["id"]
    wish = {"cadre_id": cadre, "began_work_on": "1990-01", **DOCUMENT}
    assert registry.refusal("change_cadre", **wish).facts["rules"] == [rule]
    revised = registry.change_cadre(**wish, **ANSWERED)["revisions"][-1]
    assert (revised["field"], revised["override"]["by"]) == ("began_work_on", "虚构负责人")
    later = registry.refusal("change_cadre", cadre_id=cadre, birth="1982-01", **DOCUMENT)
    assert (later.facts["rules"], later.errors[0].pointer) == ([rule], "/birth")


def test_who_was_punished_before_they_worked_needs_somebody_who_answers_for_it(registry: Registry) -> None:
    unit, rule = registry.a_unit(), "registry.punished_before_work"
    cadre = registry.a_cadre(unit, began_work_on="2003-07", political_status="01")["id"]
    early = {"kind": "warning", "decided_on": "2002-03-01"}
    wish = {"cadre_id": cadre, "add": {"punishments": [early]}, **DOCUMENT}
    assert registry.refusal("change_cadre", **wish).facts["rules"] == [rule]
    person = registry.person(unit, punishments=[early])
    assert registry.refusal("register_cadre", **person).facts["rules"] == [rule]
    (row,) = registry.import_cadres(rows=[person])["results"]
    assert [one["code"] for one in row["errors"]] == [rule]
    decide = approval(registry, cadre, {}, {"punishments": [early]})
    other = registry.as_("another", registry.principal.scope)
    assert other.refusal("decide_correction", **decide).facts["rules"] == [rule]
    assert registry.change_cadre(**wish, **ANSWERED)["punishments"][-1]["override"]["findings"] == [rule]
    party = {"kind": "party_warning", "decided_on": "2003-03-01"}
    assert registry.change_cadre(cadre_id=cadre, add={"punishments": [party]}, **DOCUMENT)["punishments"]
    when = {"kind": "demerit", "decided_on": "2005-03-01"}
    registry.change_cadre(cadre_id=cadre, add={"punishments": [when]}, **DOCUMENT)
    later = {"cadre_id": cadre, "began_work_on": "2006-07", **DOCUMENT}
    no = registry.refusal("change_cadre", **later)
    assert (no.facts["rules"], no.errors[0].pointer) == ([rule], "/began_work_on")
    assert registry.change_cadre(**later, **ANSWERED)["began_work_on"] == "2006-07"


FAR = (today() + timedelta(days=366 * 11)).isoformat()
FAR_AHEAD = [
    ("resume", {"began": "2003-07", "ended": FAR[:7], "text": "某局工作"}, "ended"),
    ("education", {"mode": "full_time", "level": "21", "began": "2003-09", "ended": FAR[:7]}, "ended"),
    ("levels", {"code": "150", "began": FAR, "began_by": "文件"}, "began"),
    ("ranks", {"code": "clerk_1", "began": FAR, "began_by": "文件"}, "began"),
    ("appointments", {"title": "科员", "began": FAR, "began_by": "文件"}, "began"),
    ("appointments", {"title": "科员", "began": "2010-07", "ended": FAR[:4], "began_by": "文件"}, "ended"),
]


@pytest.mark.parametrize(("history", "entry", "name"), FAR_AHEAD)
def test_nothing_lies_further_ahead_than_anything_is_decided(
    registry: Registry, history: str, entry: dict[str, Any], name: str
) -> None:
    unit, rule = registry.a_unit(), "registry.most_years_ahead"
    cadre = registry.a_cadre(unit, birth="1981-03")["id"]
    wish = {"cadre_id": cadre, "add": {history: [entry]}}
    person = registry.person(unit, birth="1981-03")
    person[history] = [*person.get(history, []), entry]
    refused = [
        registry.refusal("change_cadre", **wish, **DOCUMENT, **ANSWERED),
        registry.refusal("register_cadre", **person, **ANSWERED),
    ]
    for no in refused:
        assert (no.errors[0].code, no.errors[0].pointer.rpartition("/")[2]) == (rule, name)
        assert "《" not in no.detail_en
    (row,) = registry.import_cadres(rows=[{**person, **ANSWERED}])["results"]
    assert [one["code"] for one in row["errors"]] == [rule]


def test_nothing_is_decided_for_a_day_far_ahead(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    decided = {"cadre_id": cadre, "on": FAR, "document": "任〔2026〕1号"}
    for method, more in (
        ("appoint", {"title": "科员"}),
        ("promote", {"rank": "clerk_1"}),
        ("demote", {"post_level": "160"}),
        ("transfer", {"unit_id": registry.a_unit()["id"]}),
    ):
        no = registry.refusal(method, **decided, **more)
        assert (no.errors[0].pointer, no.errors[0].code) == ("/on", "registry.most_years_ahead"), method

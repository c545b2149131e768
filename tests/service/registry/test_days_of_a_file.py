"""Days of a file that make no sense: what has happened is not of a day to come, and nobody works unborn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from servicekit.errors import Problem
from servicekit.principal import Reach, Scope
from tests.service.registry.conftest import Registry

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


@pytest.mark.parametrize("field", ["began_work_on", "joined_party_on"])
def test_nobody_works_or_joins_the_party_before_they_are_born(registry: Registry, cadre: str, field: str) -> None:
    wish = registry.person(registry.a_unit(), birth="1981-03", **{field: "1981-02"})
    no = registry.refusal("register_cadre", **wish)
    assert (no.code, no.errors[0].pointer, no.facts["begins"]) == ("registry/out-of-order", f"/{field}", "1981-03")
    no = registry.refusal("change_cadre", cadre_id=cadre, **{field: "1980"}, **DOCUMENT)
    assert (no.code, no.errors[0].pointer) == ("registry/out-of-order", f"/{field}")
    later = registry.refusal("change_cadre", cadre_id=cadre, birth="2004-01", **DOCUMENT)
    assert (later.code, later.errors[0].pointer) == ("registry/out-of-order", "/birth")
    assert registry.a_cadre(registry.a_unit(), birth="1981-03", **{field: "1981"})[field] == "1981"

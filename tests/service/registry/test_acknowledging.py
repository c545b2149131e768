"""三龄两历认定: what was found true by a document changes by another acknowledgement alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.registry.conftest import Registry

FIRST = {"on": "2025-06-10", "document": "干部档案任前审核认定表", "by": "甲（虚构）"}
AGAIN = {"on": "2026-03-02", "document": "档案专项审核认定表", "by": "乙（虚构）"}
NEEDED = "registry/acknowledgement-needed"


@pytest.fixture
def cadre(registry: Registry) -> Any:
    return registry.a_cadre(registry.a_unit(), birth="1981-03-02")


def made(file: Any) -> list[tuple[str, str | None, str | None, str]]:
    return [(one["item"], one["before"], one["after"], one["by"]) for one in file["acknowledgements"]]


def test_a_day_that_was_acknowledged_changes_by_another_acknowledgement_alone(registry: Registry, cadre: Any) -> None:
    file = registry.acknowledge(cadre_id=cadre["id"], item="birth", **FIRST)
    assert made(file) == [("birth", "1981-03-02", "1981-03-02", FIRST["by"])]
    change = {"cadre_id": cadre["id"], "birth": "1981-04", "document": "干部档案"}
    refused = registry.refusal("change_cadre", **change)
    assert (refused.code, [error.pointer for error in refused.errors]) == (NEEDED, ["/acknowledgement"])
    assert refused.errors[0].zh == "出生日期已经认定，变更须重新认定"
    assert registry.change_cadre(cadre_id=cadre["id"], native_place="内蒙古固阳")["birth"] == "1981-03-02"
    file = registry.change_cadre(cadre_id=cadre["id"], birth="1981-04", acknowledgement=AGAIN)
    assert (file["birth"], made(file)[-1]) == ("1981-04", ("birth", "1981-03-02", "1981-04", AGAIN["by"]))
    assert [one["document"] for one in file["revisions"] if one["field"] == "birth"] == [AGAIN["document"]]
    assert file["acknowledgements"][0]["on"] == FIRST["on"], "the earlier one stays"


def test_a_request_of_the_cadre_is_granted_with_an_acknowledgement(registry: Registry, cadre: Any) -> None:
    registry.acknowledge(cadre_id=cadre["id"], item="began_work_on", **FIRST)
    changes = {"began_work_on": "2003-08"}
    asked = registry.request_correction(cadre_id=cadre["id"], changes=changes, reason="入职材料")
    other = registry.as_("another", registry.principal.scope)
    wish = {"correction_id": asked["id"], "decision": "approved", "basis": "核对档案"}
    assert other.refusal("decide_correction", **wish).code == NEEDED
    other.decide_correction(**wish, acknowledgement=AGAIN)
    file = registry.get_cadre(cadre_id=cadre["id"])
    assert (file["began_work_on"], made(file)[-1][2]) == ("2003-08", "2003-08")


def test_of_a_history_the_entries_stand_and_others_may_be_added(registry: Registry, cadre: Any) -> None:
    file = registry.acknowledge(cadre_id=cadre["id"], item="education", **FIRST)
    (known,) = [one["entry"] for one in cadre["education"]]
    assert file["acknowledgements"][0]["entries"] == [known]
    later = {"mode": "in_service", "level": "14", "school": "（虚构）大学", "ended": "2018-07"}
    registry.change_cadre(cadre_id=cadre["id"], add={"education": [later]})
    aside = {"cadre_id": cadre["id"], "history": "education", "entry": known, "by": "甲（虚构）", "basis": "档案核查"}
    right = {**later, "mode": "full_time", "ended": "2003-07"}
    for method, more in (("set_aside", {}), ("correct_entry", {"right": {"education": [right]}})):
        assert registry.refusal(method, **aside, **more).code == NEEDED
    file = registry.correct_entry(**aside, right={"education": [right]}, acknowledgement=AGAIN)
    last = file["acknowledgements"][-1]
    assert known in last["entries_before"]
    assert known not in last["entries"]
    assert len(last["entries"]) == len(last["entries_before"])


def test_nothing_is_acknowledged_that_the_file_does_not_say_and_on_no_day_to_come(
    registry: Registry, cadre: Any
) -> None:
    bare = registry.a_cadre(registry.a_unit(), resume=[])["id"]
    assert registry.refusal("acknowledge", cadre_id=bare, item="resume", **FIRST).code == (
        "registry/nothing-to-acknowledge"
    )
    ahead = {**FIRST, "on": "2098-01-01"}
    refused = registry.refusal("acknowledge", cadre_id=cadre["id"], item="birth", **ahead)
    assert (refused.code, refused.errors[0].pointer) == ("day-not-come", "/on")

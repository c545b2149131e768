"""The résumé (简历) grows with each appointment that takes effect, and what is written by hand stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.registry.conftest import Registry

BY = {"by": "甲（虚构）", "basis": "误录（演示）"}
HAND = [
    {"began": "2003-07", "ended": "2008-07", "text": "苏木工作", "basic_level": True},
    {"began": "2008-07", "text": "某局科员"},
]


@pytest.fixture
def unit(registry: Registry) -> Any:
    return registry.a_unit(level="141")


@pytest.fixture
def cadre(registry: Registry, unit: Any) -> str:
    return str(registry.a_cadre(unit, resume=HAND)["id"])


def lines(file: Any) -> list[tuple[str, str | None, str]]:
    return [(one["began"], one["ended"], one["text"]) for one in file["resume"] if one["void"] is None]


def appoint(registry: Registry, cadre: str, unit: Any, title: str, on: str, **more: Any) -> Any:
    wish = {"unit_id": unit["id"], "title": title, "document": "任〔2024〕1号", "on": on}
    registry.appoint(cadre_id=cadre, **{**wish, **more})
    return registry.get_cadre(cadre_id=cadre)


def entry_of(file: Any, title: str) -> str:
    counting = [one["entry"] for one in file["appointments"] if one["title"] == title and one["void"] is None]
    return str(counting[-1])


def test_an_appointment_writes_its_line_and_ends_the_open_one(
    registry: Registry, unit: Any, cadre: str, at: Any
) -> None:
    at("2026-05-20")
    file = appoint(registry, cadre, unit, "宣传科科长", "2026-05-10")
    name = unit["name"]
    assert lines(file) == [
        ("2003-07", "2008-07", "苏木工作"),
        ("2008-07", "2026-05", "某局科员"),
        ("2026-05", None, f"{name}宣传科科长"),
    ]
    at("2026-09-20")
    file = appoint(registry, cadre, unit, f"{name}主任", "2026-09-10")
    assert lines(file)[-2:] == [("2026-05", "2026-09", f"{name}宣传科科长"), ("2026-09", None, f"{name}主任")]
    assert [one["came_with"] for one in file["resume"]][:2] == [None, None]
    assert file["resume"][-1]["came_with"] == entry_of(file, f"{name}主任")
    assert registry.snapshots(ids=[cadre])["items"][0]["resume"] == file["resume"]


def test_a_line_is_put_right_and_goes_with_its_appointment(registry: Registry, unit: Any, cadre: str, at: Any) -> None:
    at("2026-05-20")
    file = appoint(registry, cadre, unit, "宣传科科长", "2026-05-10")
    right = {"unit_id": unit["id"], "title": "主任", "began": "2026-04-01", "began_by": "任〔2024〕1号"}
    entry = entry_of(file, "宣传科科长")
    registry.correct_entry(cadre_id=cadre, history="appointments", entry=entry, right={"appointments": [right]}, **BY)
    file = registry.get_cadre(cadre_id=cadre)
    assert lines(file)[1:] == [("2008-07", "2026-04", "某局科员"), ("2026-04", None, f"{unit['name']}主任")]
    registry.set_aside(cadre_id=cadre, history="appointments", entry=entry_of(file, "主任"), **BY)
    assert lines(registry.get_cadre(cadre_id=cadre)) == [
        ("2003-07", "2008-07", "苏木工作"),
        ("2008-07", None, "某局科员"),
    ]


def test_a_removal_ends_the_line(registry: Registry, unit: Any, cadre: str, at: Any) -> None:
    at("2026-05-20")
    file = appoint(registry, cadre, unit, "宣传科科长", "2026-03-10")
    entry = entry_of(file, "宣传科科长")
    registry.remove(cadre_id=cadre, entry=entry, on="2026-05-01", document="免〔2026〕1号", reason="调整")
    assert lines(registry.get_cadre(cadre_id=cadre))[-1] == ("2026-03", "2026-05", f"{unit['name']}宣传科科长")


def test_one_that_is_entered_afterwards_stands_in_its_place(registry: Registry, unit: Any, cadre: str, at: Any) -> None:
    at("2026-05-20")
    appoint(registry, cadre, unit, "宣传科科长", "2026-05-10")
    past = {"title": "副科长", "began": "2015-03", "began_by": "任〔2015〕1号", "ended": "2019-02"}
    file = registry.change_cadre(cadre_id=cadre, add={"appointments": [past]})
    assert lines(file)[1:] == [
        ("2008-07", "2015-03", "某局科员"),
        ("2015-03", "2019-02", f"{unit['name']}副科长"),
        ("2026-05", None, f"{unit['name']}宣传科科长"),
    ]


def test_what_was_written_by_hand_is_never_overwritten(registry: Registry, unit: Any, cadre: str, at: Any) -> None:
    at("2026-05-20")
    file = appoint(registry, cadre, unit, "宣传科科长", "2026-05-10")
    own = {"began": "2026-05", "text": "某局办公室主任（主持工作）"}
    file = registry.change_cadre(cadre_id=cadre, add={"resume": [own]})
    assert lines(file)[-1] == ("2026-05", None, own["text"])
    assert len(lines(file)) == len(HAND) + 1
    file = appoint(registry, cadre, unit, "组长", "2026-05-15", main=False)
    assert lines(file)[-1][2] == own["text"], "a post besides writes no line"


def test_a_line_that_somebody_set_aside_does_not_come_back(registry: Registry, unit: Any, cadre: str, at: Any) -> None:
    at("2026-05-20")
    file = appoint(registry, cadre, unit, "宣传科科长", "2026-05-10")
    registry.set_aside(cadre_id=cadre, history="resume", entry=file["resume"][-1]["entry"], **BY)
    file = registry.change_cadre(cadre_id=cadre, native_place="内蒙古固阳")
    assert lines(file) == [("2003-07", "2008-07", "苏木工作"), ("2008-07", None, "某局科员")]


def test_one_of_a_day_to_come_writes_its_line_on_that_day(registry: Registry, unit: Any, cadre: str, at: Any) -> None:
    at("2026-05-20")
    file = appoint(registry, cadre, unit, "宣传科科长", "2026-06-10")
    assert lines(file)[-1] == ("2008-07", None, "某局科员")
    at("2026-06-11")
    while registry.sweep_alerts()["more"]:
        pass
    assert lines(registry.get_cadre(cadre_id=cadre))[-1] == ("2026-06", None, f"{unit['name']}宣传科科长")

"""What tables call classes, organisers and points: by number or title, and with the year where several have one."""

from __future__ import annotations

from typing import Any

from tests.service.training.conftest import Desk


def called(desk: Desk, of: str, *said: str) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = desk.ask("what_is_called", things=[{"of": of, "said": one} for one in said])[
        "things"
    ]
    return answers


def test_a_class_is_known_by_number_and_by_title_however_it_is_typed(desk: Desk) -> None:
    made = desk.a_class(code="KB-1", title="科级干部任职培训班（第1期）")
    for one in called(desk, "class", "KB-1", "科级干部任职培训班（第1期）", " 科级干部 任职培训班(第1期)", made["id"]):
        assert (one["known"], one["id"], one["number"]) == (True, made["id"], "KB-1")
    (nothing,) = called(desk, "class", "无此班")
    assert (nothing["known"], nothing["id"], nothing["candidates"]) == (True, None, [])


def test_of_several_with_one_title_the_year_says_which(desk: Desk) -> None:
    older = desk.a_class(code="KB-2024", title="中青年干部培训班", begins="2024-03-04")
    newer = desk.a_class(code="KB-2025", title="中青年干部培训班", begins="2025-03-03")
    both, first, second, neither = called(
        desk,
        "class",
        "中青年干部培训班",
        "2024年中青年干部培训班",
        "中青年干部培训班（2025）",
        "2023年中青年干部培训班",
    )
    assert both["id"] is None
    assert both["candidates"] == ["KB-2024 中青年干部培训班 2024年", "KB-2025 中青年干部培训班 2025年"]
    assert (first["id"], second["id"], neither["id"]) == (older["id"], newer["id"], None)
    desk.ask("cancel_class", class_id=newer["id"], reason="合成")
    assert called(desk, "class", "中青年干部培训班")[0]["id"] == older["id"]


def test_an_organiser_is_known_by_name_and_nothing_is_known_of_what_the_service_has_not(desk: Desk) -> None:
    college = desk.ask("register_organiser", name="浦东干部学院", tier="cadre_college", key="pudong", synthetic=True)
    assert called(desk, "organiser", "浦东干部学院")[0]["id"] == college["id"]
    assert called(desk, "booking", "浦东干部学院") == [{"known": False, "id": None, "number": "", "candidates": []}]

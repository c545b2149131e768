"""What is said by a dictionary's entry is one: in training by any way in, with what the dictionary has in words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.training.conftest import Desk

TOPICS = "乡村振兴（“rural_revitalisation”）"
THEMES = "对党忠诚教育（“loyalty_education”）"
POINT = {"code": "JXD-1", "name": "展厅", "capacity_per_day": 50}
BOOKING = {"point_id": "none", "begins": "2095-04-08", "people": 1}


@pytest.mark.parametrize(
    ("method", "wish", "pointer", "offered"),
    [
        (
            "register_teacher",
            {"name": "示例", "kind": "special", "topics": ["rare_earth", "不存在"]},
            "/topics/1",
            TOPICS,
        ),
        ("add_material", {"title": "教材", "kind": "textbook", "topics": ["不存在"]}, "/topics/0", TOPICS),
        ("change_teacher", {"teacher_id": "none", "topics": ["不存在"]}, "/topics/0", TOPICS),
        ("correct_material", {"material_id": "none", "basis": "合成", "topics": ["不存在"]}, "/topics/0", TOPICS),
        ("change_class", {"class_id": "none", "audience": {"topics": ["不存在"]}}, "/audience/topics/0", TOPICS),
        ("state_need", {"who": "organisation", "topic": "不存在"}, "/topic", TOPICS),
        ("open_point", {**POINT, "themes": ["不存在"]}, "/themes/0", THEMES),
        ("change_point", {"point_id": "none", "themes": ["不存在"]}, "/themes/0", THEMES),
        ("book_point", {**BOOKING, "theme": "不存在"}, "/theme", THEMES),
    ],
)
def test_what_is_in_no_dictionary_is_refused_with_what_is(
    desk: Desk, method: str, wish: dict[str, Any], pointer: str, offered: str
) -> None:
    refused = desk.refused(method, **wish)
    assert (refused.code, refused.errors[0].pointer) == ("unknown-entry", pointer)
    assert "没有“不存在”" in refused.detail_zh
    assert offered in refused.detail_zh
    assert refused.facts["allowed"]


def test_a_post_level_is_one_of_the_standard(desk: Desk) -> None:
    refused = desk.refused("state_need", who="post", topic="rule_of_law", post_level="987")
    assert refused.errors[0].pointer == "/post_level"
    assert "县处级副职（“132”）" in refused.errors[0].zh


def test_each_row_of_an_import_is_looked_at_by_itself(desk: Desk) -> None:
    rows = [{"code": f"T{n}", "name": "示例", "kind": "special", "topics": topics} for n, topics in
            enumerate((["rare_earth"], ["不存在"], []))]  # fmt: skip
    answer = desk.ask("import_teachers", rows=rows)
    assert answer["done"] == 2
    assert answer["results"][1]["errors"][0]["pointer"] == "/topics/0"


def test_a_visit_of_more_people_than_the_point_takes_is_refused_with_both_numbers(desk: Desk) -> None:
    point = desk.ask("open_point", **POINT)["id"]
    visit = {"theme": "loyalty_education", "on": "2025-04-08", "head_count": 5000}
    refused = desk.refused("record_visit", point_id=point, **visit)
    assert (refused.code, refused.errors[0].pointer) == ("training/over-capacity", "/head_count")
    assert refused.detail_zh == "该教学点单日接待能力50人，现为5000人"
    answer = desk.ask(
        "import_visits", rows=[{"point_code": "JXD-1", **visit}, {"point_id": point, **visit, "head_count": 50}]
    )
    assert [bool(row.get("errors")) for row in answer["results"]] == [True, False]
    future = desk.refused("record_visit", point_id=point, **{**visit, "on": "2095-04-08", "head_count": 5})
    assert (future.code, future.errors[0].pointer) == ("day-not-come", "/on")

"""What documents say of what services keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.document_hours import hours_stated, standing_entries
from gateway.document_words import matter, quoted

TODAY = "2026-11-28"


def entry(id: str, hours: float, *, mode: str = "off_job", on: str = "2026-03-01", reverses: str | None = None) -> Any:
    source = "correction" if reverses else "class"
    return {"id": id, "on": on, "mode": mode, "source": source, "total_hours": hours, "reverses": reverses}


def standing(**more: Any) -> Mapping[str, Any]:
    return {
        "regime": "five_years",
        "from_year": 2022,
        "required_hours": 550,
        "counted_hours": 648,
        "online_hours": 10,
        "state": "met",
        "grace_until": None,
        **more,
    }


def test_hours_of_five_years_are_said_of_five_years_and_add_up() -> None:
    entries = {year: [entry(f"a{year}", 125)] for year in range(2022, 2026)}
    entries[2026] = [entry("b", 100), entry("c", 48), entry("d", 10, mode="online")]
    said = hours_stated(standing(), entries, 2026, TODAY)
    assert f"{said['period']}应修{said['required']}学时，已计{said['counted']}学时" == (
        "2022—2026年五年累计应修550学时，已计648学时"
    )
    assert [one["year"] for one in said["years"]] == ["2022", "2023", "2024", "2025", "2026"]
    assert sum(float(one["counted"]) for one in said["years"]) == 648
    assert said["years"][-1] == {"year": "2026", "counted": "148", "online": "10"}
    assert [one["hours"] for one in said["entries"]] == ["100", "48", "10"]


def test_hours_of_a_year_are_said_of_that_year() -> None:
    yearly = standing(regime="yearly", from_year=2026, required_hours=90, counted_hours=96)
    said = hours_stated(yearly, {2026: [entry("a", 96)]}, 2026, TODAY)
    assert said["period"] == "2026年度"
    assert said["years"] == [{"year": "2026", "counted": "96", "online": "0"}]


def test_no_sums_of_a_part_of_the_hours_are_shown() -> None:
    said = hours_stated(standing(), {2025: [], 2026: [entry("a", 96)]}, 2026, TODAY)
    assert {one["counted"] for one in said["years"]} == {""}


def test_grace_that_is_over_on_the_day_of_the_paper_is_no_grace() -> None:
    def state(until: str) -> str:
        graced = standing(state="in_grace", grace_until=until, counted_hours=0)
        return str(hours_stated(graced, {2025: []}, 2025, TODAY)["state"])

    assert state("2026-11-27") == "未达标"
    assert state("2026-11-28") == "宽限期内"


def test_entries_that_were_taken_back_go_away_with_their_corrections() -> None:
    entries = [
        entry("a", 2.5),
        entry("b", -2.5, reverses="a"),
        entry("c", 8, on="2026-02-01"),
        entry("d", -8, reverses="c"),
        entry("e", 8, reverses="d"),
        entry("f", -3, reverses="of-elsewhere"),
    ]
    assert [one["id"] for one in standing_entries(entries)] == ["c", "f"]


def test_quotation_marks_within_a_title_are_of_the_other_kind() -> None:
    assert quoted("自治区“担当作为好干部”（演示）") == "“自治区‘担当作为好干部’（演示）”"
    assert quoted("“担当作为好干部”") == "“担当作为好干部”"
    assert quoted("“甲”和“乙”") == "“‘甲’和‘乙’”"
    assert quoted("担当作为好干部") == "“担当作为好干部”"


def test_a_letter_is_about_no_question_of_a_question() -> None:
    assert matter("作风问题") == "作风问题"
    assert matter("个人有关事项") == "个人有关事项"
    assert matter("群众反映") == "群众反映有关问题"
    assert matter("") == ""

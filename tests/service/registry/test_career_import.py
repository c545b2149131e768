"""The careers of twenty years, loaded in bulk: one entry a row, in any order, as history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from servicekit import clock
from tests.service.registry.conftest import Registry, number
from tests.service.registry.test_selections import RULE as VETTING

CAREER: list[dict[str, Any]] = [
    {
        "kind": "任职",
        "on": "2012-03",
        "ended": "2016-01",
        "title": "副科长",
        "post_level": "142",
        "document": "任〔2012〕1号",
    },
    {"kind": "level", "on": "2009-07", "ended": "2012-01", "post_level": "科员级", "document": "任〔2009〕1号"},
    {"kind": "职级", "on": "2019-07", "rank": "三级主任科员", "document": "职〔2019〕1号"},
    {"kind": "学历学位", "mode": "在职", "education_level": "14", "school": "（虚构）大学", "ended": "2018-07"},
    {"kind": "考核", "year": 2012, "grade": "优秀"},
    {"kind": "奖励", "on": "2018-02", "reward": "三等功", "title": "三等功", "document": "奖〔2018〕1号"},
    {"kind": "处分", "on": "2012-06-01", "punishment": "警告", "last_day": "2012-11-30", "document": "处〔2012〕1号"},
]


def careers(registry: Registry, *rows: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return list(registry.import_careers(rows=list(rows), **more)["results"])


def test_a_career_is_entered_in_any_order_by_identity_number_and_a_second_time_changes_nothing(
    registry: Registry,
) -> None:
    unit = registry.a_unit()
    files = []
    for order in (1, -1):
        mine = number()
        cadre = registry.a_cadre(unit, identity_number=mine)["id"]
        rows = [{"identity_number": mine, **row} for row in CAREER[::order]]
        results = careers(registry, *rows)
        assert [one.get("errors") for one in results] == [None] * len(rows)
        assert {one["id"] for one in results} == {cadre}
        files.append(registry.get_cadre(cadre_id=cadre))
        again = careers(registry, *rows, {"cadre_id": cadre, **CAREER[0]})
        assert [[note["code"] for note in one["notes"]] for one in again] == [["already-entered"]] * (len(rows) + 1)
        assert registry.get_cadre(cadre_id=cadre)["version"] == files[-1]["version"]
    one, other = files
    same = ("rank", "post_level", "title", "education_level", "punished_through")
    assert {name: one[name] for name in same} == {name: other[name] for name in same}
    assert (one["rank"], one["punished_through"]) == ("section_rank_3", "2012-11-30")
    at = registry.get_cadre(cadre_id=one["id"], as_of="2013-06-01")["at_day"]
    assert at["title"] == "副科长"


def test_of_history_nothing_is_overridden_and_the_row_says_what_was_not_looked_at(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    rows = [{"cadre_id": cadre, **row} for row in (CAREER[6], CAREER[4], CAREER[0])]
    notes = [[note["code"] for note in one.get("notes", [])] for one in careers(registry, *rows)]
    assert notes == [[], ["registry.grade_in_effect"], ["not-judged"]]
    file = registry.get_cadre(cadre_id=cadre)
    assert (file["assessments"][-1]["override"], file["appointments"][-1]["override"]) == (None, None)


def test_each_bad_row_says_which_column_and_what_is_allowed(registry: Registry) -> None:
    mine = {"cadre_id": registry.a_cadre(registry.a_unit(), political_status="13")["id"]}
    soon = (clock.day_of(clock.now()) + timedelta(days=9)).isoformat()
    late = (clock.day_of(clock.now()) - timedelta(days=9)).isoformat()
    rows: list[tuple[dict[str, Any], str, str]] = [
        ({**mine, **CAREER[4], "grade": "很好"}, "/grade", "not-allowed"),
        ({**mine, "kind": "任职", "on": "2012-03", "document": "任〔2012〕1号"}, "/title", "required"),
        ({**mine, **CAREER[2], "document": None}, "/document", "required"),
        ({**mine, **CAREER[5], "school": "（虚构）大学"}, "/school", "not-of-this-kind"),
        ({**mine, **CAREER[6], "on": "2012-06"}, "/on", "type"),
        ({**mine, **CAREER[6], "punishment": "党内警告"}, "/punishment", "not-a-party-member"),
        ({**mine, **CAREER[2], "on": soon}, "/on", "out-of-order"),
        ({**mine, "kind": "level", "on": late, "post_level": "132", "document": "任〔2026〕1号"}, "", VETTING),
        ({**CAREER[0], "identity_number": number()}, "/identity_number", "unknown-cadre"),
        ({**mine, **CAREER[0], "unit_code": "NO-SUCH"}, "/unit_code", "unknown-unit"),
    ]
    before = registry.get_cadre(cadre_id=mine["cadre_id"])["version"]
    results = careers(registry, *(row for row, *_ in rows))
    got = [(one["errors"][0]["pointer"], one["errors"][0]["code"]) if "errors" in one else None for one in results]
    for (row, pointer, code), found in zip(rows, got, strict=True):
        assert found == (pointer, code), row
    assert registry.get_cadre(cadre_id=mine["cadre_id"])["version"] == before
    repeated = careers(registry, {**mine, **CAREER[4]}, {**mine, **CAREER[4], "grade": "称职"})
    assert "errors" not in repeated[0]
    assert repeated[1]["errors"][0]["code"] == "duplicate-entry", "another grade of that year is no repetition"


def test_a_dry_run_of_careers_writes_nothing_and_says_the_same(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())
    rows = [{"cadre_id": cadre["id"], **row} for row in CAREER]
    dry = careers(registry, *rows, dry_run=True)
    assert registry.get_cadre(cadre_id=cadre["id"])["version"] == cadre["version"]
    wet = careers(registry, *rows)
    assert [one.get("notes") for one in dry] == [one.get("notes") for one in wet]


def test_a_period_that_is_not_the_kinds_needs_who_answers_for_it_in_the_row(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    longer = {"cadre_id": cadre, **CAREER[6], "last_day": "2013-05-31"}
    answering = {"override_by": "合成负责人", "override_basis": "与2011年处分合并计算"}
    rows = [longer, {**longer, "override_by": "合成负责人"}, {"cadre_id": cadre, **CAREER[4], **answering}]
    no = [(one["errors"][0]["pointer"], one["errors"][0]["code"]) for one in careers(registry, *rows)]
    code = "registry.punishment_warning_months"
    assert no == [("", code), ("/override_basis", "required"), ("/override_by", "not-of-this-kind")]
    (entered,) = careers(registry, {**longer, **answering})
    assert "errors" not in entered
    kept = registry.get_cadre(cadre_id=cadre)["punishments"][-1]
    assert kept["override"] == {"by": "合成负责人", "basis": "与2011年处分合并计算", "findings": [code]}

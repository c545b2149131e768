"""Rules: those that held on a day, as they are shipped."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.rules import RuleBook, UnknownRule, _rule, rule_book


def rule(value: Any, begins: str, ends: str | None = None, version: int = 1, kind: str = "int") -> Any:
    dates = {"valid_from": begins, "valid_to": ends}
    return _rule({"code": "t.share", "value": value, "kind": kind, "version": version, "basis": "条例", **dates})


def test_the_rules_of_a_day_are_those_that_held_on_it() -> None:
    book = RuleBook([rule(60, "2015-01-01", "2022-12-31"), rule(70, "2023-01-01", version=2)], date(2026, 1, 1))
    assert book["t.share"].value == 70
    assert book.on(date(2022, 12, 31))["t.share"].value == 60
    assert book.on(date(2023, 1, 1))["t.share"].version == 2
    with pytest.raises(UnknownRule) as refused:
        book.on(date(2014, 12, 31))["t.share"]
    assert refused.value.facts == {"rule": "t.share"}


def test_of_two_versions_that_hold_the_later_wins() -> None:
    book = RuleBook([rule(2, "2020-01-01", version=2), rule(1, "2020-01-01")], date(2026, 1, 1))
    assert book["t.share"].value == 2


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), max_size=8), st.integers(0, 3000))
def test_the_rule_of_a_day_is_the_last_that_began_and_has_not_ended(spans: Any, day: int) -> None:
    start = date(2015, 1, 1)
    made = [
        rule(number, str(start + timedelta(a)), str(start + timedelta(a + b)), version=number)
        for number, (a, b) in enumerate(spans)
    ]
    book = RuleBook(made, start + timedelta(day))
    holding = [(a, number) for number, (a, b) in enumerate(spans) if a <= day <= a + b]
    if holding:
        assert book["t.share"].value == max(holding)[1]
    else:
        with pytest.raises(UnknownRule):
            book["t.share"]


def test_shipped_rules_are_read_with_their_kinds_and_citations(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "- {code: t.share, value: 0.7, kind: decimal, basis: 条例, article: 第三条, valid_from: 2023-01-01, "
        "valid_to: null, verified: false}\n",
        encoding="utf-8",
    )
    read = rule_book(tmp_path, date(2026, 1, 1))["t.share"]
    assert read.value == Decimal("0.7")
    assert read.cited == "《条例》第三条，依据尚待核实"
    with pytest.raises(UnknownRule):
        rule_book(tmp_path / "nowhere", date(2026, 1, 1))["t.share"]


@pytest.mark.parametrize(
    ("basis", "cited"),
    [
        ("公务员法", "《公务员法》第三条"),
        ("全国干部教育培训规划（2023-2027年）", "《全国干部教育培训规划（2023-2027年）》第三条"),
        ("关于实施渐进式延迟法定退休年龄的决定", "《关于实施渐进式延迟法定退休年龄的决定》第三条"),
        ("包头市干部工作经验材料", "《包头市干部工作经验材料》第三条"),
        ("党委讨论决定", "党委讨论决定第三条"),
        ("诫勉有关规定", "诫勉有关规定第三条"),
        ("管理设置", "管理设置第三条"),
    ],
)
def test_what_has_a_title_is_cited_in_its_marks(basis: str, cited: str) -> None:
    record = {"code": "t.rule", "value": 1, "basis": basis, "article": "第三条", "verified": True}
    assert _rule({**record, "valid_from": "2023-01-01"}).cited == cited

"""The work briefing on paper: every figure, its area and what the article says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from papers.briefing import Area, Briefing, Figure
from papers.charts import Part, parts, structure_charts
from papers.work_briefing.pdf import pdf
from tests.support.pdfs import letters, pages

MARKUP = r"#x [y] $a$ \\ *b* _c_ `d` <e> @f"
BRIEFING = Briefing(
    "2025-01-01",
    "2025-12-31",
    (Area("教育培训", (Figure("集中轮训轮次", "12轮", "轮训十二轮"), Figure("讲课占比", "73.12%", share=0.7312))),),
    "2026-03-01",
    made_by="经办",
)


def test_the_paper_has_the_figures_and_the_structure_where_there_is_one(chinese: str) -> None:
    charts = structure_charts([Part("三十岁", 3)], {"大学": 3}, {"汉族": 3}, {"女": 3})
    shown = letters(pdf([replace(BRIEFING, people=3, charts=charts, words="共三人。")], chinese, "2026-03-01"))
    assert set("干部工作简报统计期间教育培训集中轮次讲课占比文章表述十二73.12%经办龄学历民族性别女汉三人") <= shown
    without = letters(pdf([replace(BRIEFING, first="")], chinese, "2026-03-01"))
    assert not set("龄历") & without


@pytest.mark.parametrize("share", [0.0, 1.0, 1.7, -1.0])
def test_a_share_of_whatever_size_has_a_bar_that_fits(chinese: str, share: float) -> None:
    figure = Figure("占比", "0%", share=share)
    assert pages(pdf([replace(BRIEFING, areas=(Area("一", (figure,)),))], chinese, "2026-03-01")) == 1


def test_texts_stand_as_they_are_and_many_figures_go_on_over_pages(chinese: str) -> None:
    area = Area(MARKUP, tuple(Figure(MARKUP, MARKUP, MARKUP) for _ in range(90)))
    paper = pdf([replace(BRIEFING, areas=(area,), made_by=MARKUP)], chinese, "2026-03-01")
    assert pages(paper) > 2
    assert set(MARKUP) - {" "} <= letters(paper)


def test_parts_stand_in_order_and_what_is_not_known_last() -> None:
    counted = {"": 2, "苗族": 1, "回族": 3, "汉族": 9}
    assert parts(counted, ("汉族", "蒙古族")) == (
        Part("汉族", 9),
        Part("蒙古族", 0),
        Part("回族", 3),
        Part("苗族", 1),
        Part("不详", 2),
    )


def test_rare_ethnicities_stand_together_and_those_not_known_by_themselves() -> None:
    counted = {"汉族": 9, "": 4, **dict.fromkeys(("回族", "满族", "壮族", "苗族", "彝族"), 1)}
    [shown] = [one.parts for one in structure_charts([], {}, counted, {}) if one.title == "民族结构"]
    assert [one.label for one in shown] == ["汉族", "回族", "满族", "壮族", "其他", "不详"]
    assert [one.count for one in shown] == [9, 1, 1, 1, 2, 4]

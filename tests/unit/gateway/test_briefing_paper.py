"""What the briefing's paper says: every figure in its area beside the article's words, and a structure that adds up."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from gateway.article import ARTICLE
from gateway.briefing_paper import SERIES, composed
from gateway.readmodels.asked import Period
from gateway.readmodels.dashboards.registry import AGES, BOARD
from gateway.readmodels.figures import FIGURES
from papers.briefing import Briefing, Figure

PERIOD = Period(date(2025, 1, 1), date(2025, 12, 31))
ROSTER: dict[str, list[dict[str, Any]]] = {
    "by_age": [{"from": low, "below": high, "count": 1 if low in (0, 60) else 2} for low, high in pairwise(AGES)],
    "by_education": [{"education_level": code, "count": 5} for code in ("11", "21", None)],
    "by_sex": [{"sex": "1", "count": 10}, {"sex": "2", "count": 5}],
    "by_ethnicity": [{"ethnicity": code, "count": count} for code, count in (("01", 12), ("02", 2), (None, 1))],
}


def paper(values: dict[str, float] = {}, series: dict[str, list[dict[str, Any]]] = {}) -> Briefing:  # noqa: B006
    figures = [one.shown(values.get(one.id), PERIOD, "zh") for one in FIGURES.values()]
    return composed(figures, series, PERIOD.first, PERIOD.last, date(2026, 3, 1), "经办")


def test_every_figure_stands_in_its_area_beside_what_the_article_says() -> None:
    made = paper({"training.rotation_rounds": 12, "training.leader_lecture_share": 0.225})
    told = [one for area in made.areas for one in area.figures]
    assert len(told) == len(FIGURES)
    assert not [area.name for area in made.areas if area.name.isascii()]
    training = {one.title: one for one in made.areas[0].figures}
    assert training["集中轮训轮次"] == Figure("集中轮训轮次", "12轮", "集中轮训12轮")
    [lectures] = [one for one in told if one.share is not None]
    assert (lectures.text, lectures.share, lectures.article) == ("22.5%", 0.225, "总课时的20%以上")


def test_the_article_speaks_of_figures_that_there_are() -> None:
    assert set(ARTICLE) <= set(FIGURES)


def test_what_nothing_was_counted_for_is_a_dash() -> None:
    assert {one.text for area in paper().areas for one in area.figures} == {"—"}


def test_the_structure_of_those_in_office_adds_up() -> None:
    made = paper(series=ROSTER)
    assert made.people == 15
    assert {sum(one.count for one in chart.parts) for chart in made.charts} == {15}
    ages = [one.label for one in made.charts[0].parts]
    assert (ages[0], ages[1], ages[-2:]) == ("29岁及以下", "30至34岁", ["60岁及以上", "不详"])
    assert made.words == ("在职干部15人；女干部5人，占33.3%；少数民族干部2人，占13.3%；大学及以上学历10人，占66.7%。")


def test_without_a_right_to_the_roster_there_is_no_structure() -> None:
    made = paper()
    assert (made.people, made.charts, made.words) == (0, (), "")
    assert set(SERIES) <= set(BOARD.series)

"""The structure of a team (班子结构): how many are of which age, education, ethnicity and sex, counted and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from papers.appointment_form.printed import age
from papers.charts import HAN, SCHOOLING, WOMAN, Chart, parts, share, structure_charts
from papers.team import Holder, TeamSheet

_BANDS = (
    (35, "35岁及以下"),
    (40, "36至40岁"),
    (45, "41至45岁"),
    (50, "46至50岁"),
    (55, "51至55岁"),
    (999, "56岁及以上"),
)


@dataclass(frozen=True, slots=True)
class Structure:
    """A team's structure: the charts, and what they say in words."""

    people: int
    charts: tuple[Chart, ...]
    words: str


def structure(sheet: TeamSheet) -> Structure:
    """Of those on a sheet whom its reader may see."""
    team = [seat.holder for seat in sheet.seats if seat.holder is not None and seat.holder.is_shown]
    ages = [age(one.birth, sheet.on) for one in team]
    charts = structure_charts(
        parts(Counter(map(_band, ages)), [band for _, band in _BANDS]),
        Counter(one.schooling for one in team),
        Counter(one.ethnicity for one in team),
        Counter(one.sex for one in team),
    )
    return Structure(len(team), charts, _in_words(team, [one for one in ages if one is not None]))


def _band(years: int | None) -> str:
    return "" if years is None else next(band for most, band in _BANDS if years <= most)


def _in_words(team: Sequence[Holder], ages: Sequence[int]) -> str:
    if not team:
        return ""
    of = len(team)
    schooling = Counter(one.schooling for one in team)
    minority = sum(1 for one in team if one.ethnicity and one.ethnicity != HAN)
    said = (
        f"班子成员{of}人",
        _ages(ages),
        "、".join(f"{word}学历{schooling[word]}人" for word in SCHOOLING if schooling[word]),
        f"少数民族干部{share(minority, of)}",
        f"女干部{share(sum(1 for one in team if one.sex == WOMAN), of)}",
        f"中共党员{share(sum(1 for one in team if one.is_communist), of)}",
    )
    return "；".join(filter(None, said)) + "。"


def _ages(ages: Sequence[int]) -> str:
    if not ages:
        return ""
    average = f"{sum(ages) / len(ages):.1f}".removesuffix(".0")
    return f"平均年龄{average}岁，最大{max(ages)}岁，最小{min(ages)}岁"

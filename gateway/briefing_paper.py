"""The work briefing (工作简报) as its paper says it: the figures by area of work, and the structure of the cadres in
office as the roster's dashboard counts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gateway import forms
from gateway.article import ARTICLE
from gateway.readmodels.figures.base import SHARE
from papers.briefing import Area, Briefing, Figure
from papers.charts import HAN, UNKNOWN, WOMAN, Chart, Part, share, structure_charts
from servicekit import schooling
from servicekit.standards import SEXES

Document = Mapping[str, Any]
SERIES = ("by_age", "by_education", "by_sex", "by_ethnicity")
"""Of the roster's dashboard, which the structure is made of."""
_AREAS = {
    "training": "教育培训",
    "supervision": "干部监督",
    "incentive": "担当激励",
    "appraisal": "考察与分析研判",
    "talent": "年轻干部选育",
    "registry": "干部信息与制度",
}
_OLDEST = 100
"""Where a band of ages ends that has no end for people."""
_NOTHING = "—"


def composed(
    figures: Sequence[Document],
    series: Mapping[str, Sequence[Document]],
    first: date | None,
    last: date,
    today: date,
    made_by: str,
) -> Briefing:
    """The paper: of figures as the briefing shows them, and of the series, where there are any."""
    counted = {name: _counted(name, series[name]) for name in SERIES if name in series and name != "by_age"}
    people = sum(counted.get("by_sex", Counter()).values())
    return Briefing(
        first=first.isoformat() if first else "",
        last=last.isoformat(),
        areas=tuple(_areas(figures)),
        on=today.isoformat(),
        made_by=made_by,
        people=people,
        charts=_charts(series["by_age"], counted, people) if people else (),
        words=_in_words(counted, people) if people else "",
    )


def _areas(figures: Sequence[Document]) -> list[Area]:
    by_area: dict[str, list[Figure]] = {}
    for one in figures:
        by_area.setdefault(one["id"].partition(".")[0], []).append(_figure(one))
    return [Area(_AREAS.get(area, area), tuple(found)) for area, found in by_area.items()]


def _figure(one: Document) -> Figure:
    part = one["value"] if one["unit"] == SHARE[0] else None
    return Figure(one["title"], one["text"] or _NOTHING, ARTICLE.get(one["id"], ""), part)


def _counted(name: str, rows: Sequence[Document]) -> Counter[str]:
    """How many there are by what a chart calls it."""
    found: Counter[str] = Counter()
    for row in rows:
        match name:
            case "by_education":
                called = schooling.called(row["education_level"])
            case "by_sex":
                called = SEXES.get(row["sex"] or "", "")
            case _:
                called = forms.people(row["ethnicity"] or "")
        found[called] += row["count"]
    return found


def _charts(ages: Sequence[Document], counted: Mapping[str, Counter[str]], people: int) -> tuple[Chart, ...]:
    shown = [Part(_band(row), row["count"]) for row in ages if row["count"] or row["from"]]
    unknown = people - sum(one.count for one in shown)
    bands = [*shown, *([Part(UNKNOWN, unknown)] if unknown > 0 else [])]
    return structure_charts(bands, counted["by_education"], counted["by_ethnicity"], counted["by_sex"])


def _band(row: Document) -> str:
    if not row["from"]:
        return f"{row['below'] - 1}岁及以下"
    return f"{row['from']}岁及以上" if row["below"] > _OLDEST else f"{row['from']}至{row['below'] - 1}岁"


def _in_words(counted: Mapping[str, Counter[str]], people: int) -> str:
    ethnicities = counted["by_ethnicity"]
    minority = people - ethnicities[HAN] - ethnicities[""]
    schooled = counted["by_education"]["研究生"] + counted["by_education"]["大学"]
    return (
        f"在职干部{people:,}人；女干部{share(counted['by_sex'][WOMAN], people)}；"
        f"少数民族干部{share(minority, people)}；大学及以上学历{share(schooled, people)}。"
    )

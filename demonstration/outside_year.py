"""Training outside the city (外出培训): what brings most people to the hours that are asked of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demonstration import days
from demonstration.people import Cadre
from demonstration.training_year import Class_

HOURS_A_DAY = 8
YEARLY_HOURS, FIVE_YEAR_HOURS = 90, 550
"""干部教育培训工作条例（2023年修订）: up to township level in a year, from county level up in five years."""
REACHED = 0.93
"""The share of people who come to their hours."""
REGION_SCHOOL, BRANCH = "region_party_school", "outside"
ORGANISERS = {
    REGION_SCHOOL: "自治区党委党校（行政学院）（示例）",
    BRANCH: "自治区行业主管部门（系统外，示例）",
}
"""Who trains outside the city, by the tier of the 1+7+N system."""


@dataclass(frozen=True)
class Outside:
    """Somebody's training outside the city; `cadre` is an index."""

    cadre: int
    organiser: str
    title: str
    begins: date
    ends: date
    hours: int


def build(
    cadres: Sequence[Cadre],
    classes: Sequence[Class_],
    seed: str,
    year: int,
    *,
    of_five_years: bool = True,
    leaving: Collection[int] = (),
) -> list[Outside]:
    """One course for each who would else stay behind, on days on which they are in no class.

    Without `of_five_years` only for those whose hours are counted year by year.
    """
    chance = Random(f"{seed}:outside:{year}")
    busy: dict[int, list[tuple[date, date]]] = defaultdict(list)
    hours: dict[int, int] = defaultdict(int)
    for class_ in classes:
        withdrawn = set(class_.withdrawn)
        for person in class_.people:
            busy[person].append((class_.begins, class_.ends))
            hours[person] += 0 if person in withdrawn or class_.kind == "online" else class_.hours
    courses = []
    for index, cadre in enumerate(cadres):
        missing = (FIVE_YEAR_HOURS if cadre.county else YEARLY_HOURS) - hours[index]
        asked = of_five_years or not cadre.county
        if missing <= 0 or not asked or index in leaving or chance.random() > REACHED:
            continue
        length = -(-missing // HOURS_A_DAY)
        # From county level up five years count: the course was in the year before, when they had no rotation.
        of_year = year - 1 if cadre.county else year
        period = _free(busy[index], of_year, length, chance)
        if period is not None:
            organiser = REGION_SCHOOL if cadre.county else BRANCH
            title = "县处级干部进修班（示例）" if cadre.county else "干部履职能力集中培训（示例）"
            courses.append(Outside(index, organiser, title, *period, hours=length * HOURS_A_DAY))
    return courses


def _free(busy: Sequence[tuple[date, date]], year: int, length: int, chance: Random) -> tuple[date, date] | None:
    """Days of so many working days that meet none of these; None where chance finds none."""
    for _ in range(20):
        begins = date(year, 2, 10) + timedelta(days=chance.randrange(270))
        ends = days.half_days(begins, length * 2)[-1][0]
        if ends.year == year and all(ends < start or begins > end for start, end in busy):
            return begins, ends
    return None

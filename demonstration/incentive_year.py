"""A year of incentive (激励担当) in the synthetic city: nominations to two levels, measures, tolerance, a ceremony."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from demonstration.people import Cadre, longest_serving

FIELDS = ("two_major_tasks", "investment_and_environment", "two_rare_earth_bases", "cultural_highlands")
REGION, CITY_BATCHES = 10, (36, 36)
ELECTORS = 9
LEADERS = ("131", "132", "141")
# Beside those who are named: what becomes of the others in each batch.
OTHERS = ("not_elected", "vetting_refused", "objected", "withdrawn", "deferred")


_OUTCOMES = ("tolerated", "partly", "not_tolerated", "tolerated", None, "tolerated")


@dataclass(frozen=True)
class Nomination:
    """A nomination and what is to become of it: `named`, or one of OTHERS."""

    cadre: int
    field: str
    fate: str
    against: int = 0
    """How many of the electors vote against it."""


@dataclass(frozen=True)
class Batch:
    """A batch of a programme: `region` or `city`, its quota, and its nominations."""

    code: str
    level: str
    title: str
    number: int
    quota: int
    voted: date
    public_from: date
    named: date
    nominations: tuple[Nomination, ...]


@dataclass(frozen=True)
class Measure:
    """An entry of the catalogue of measures (激励措施)."""

    code: str
    title: str
    kind: str


@dataclass(frozen=True)
class Tolerance:
    """A tolerance application (容错申请) and how it is decided."""

    cadre: int
    distinction: int
    outcome: str | None


@dataclass(frozen=True)
class IncentiveYear:
    """All of it."""

    batches: list[Batch]
    electors: list[int]
    measures: list[Measure]
    tolerance: list[Tolerance]
    retiring: list[int]


_MEASURES = [
    ("优先提拔使用", "career"), ("优先晋升职级", "career"), ("列为优秀年轻干部人选", "career"),
    ("优先推荐先进典型", "political"), ("授予担当作为好干部称号", "political"), ("记功嘉奖", "political"),
    ("通报表扬", "political"),
    ("年度考核优先评优", "political"), ("增加考核优秀名额", "political"), ("平时考核加分", "political"),
    ("外出培训研修", "learning"), ("挂职锻炼优先", "learning"), ("专题学习考察", "learning"),
    ("落实带薪休假", "care"), ("定期健康体检", "care"), ("心理健康服务", "care"), ("谈心谈话", "care"),
    ("困难帮扶慰问", "material"), ("家属走访慰问", "care"), ("容错纠错", "tolerance"), ("澄清正名", "tolerance"),
    ("跟踪回访", "tolerance"), ("荣誉退休", "care"), ("发挥余热聘用", "care"),
]  # fmt: skip


def build(cadres: Sequence[Cadre], barred: Sequence[int], seed: str, year: int) -> IncentiveYear:
    """The year; `barred` are cadres with a restriction or a matter, who are nominated by nobody."""
    chance, votes = Random(f"{seed}:incentive"), Random(f"{seed}:votes")
    leaving = [cadre.number - 1 for cadre in longest_serving(cadres, year)]
    out = {*barred, *leaving}
    able = [number for number in range(len(cadres)) if number not in out]
    leaders = [number for number in able if cadres[number].level in LEADERS]
    wanted = REGION + sum(CITY_BATCHES) + len(OTHERS) * (1 + len(CITY_BATCHES)) + ELECTORS + len(_OUTCOMES)
    chosen = chance.sample(leaders if len(leaders) >= wanted else able, wanted)
    batches = []
    for number, (level, quota) in enumerate((("region", REGION), *(("city", size) for size in CITY_BATCHES))):
        people = chosen[: quota + len(OTHERS)]
        del chosen[: quota + len(OTHERS)]
        fates = ["named"] * quota + list(OTHERS)
        name = "自治区级" if level == "region" else "市级"
        batches.append(
            Batch(
                code=f"HGB-{year}-{number}",
                level=level,
                title=f"{name}“担当作为好干部”（演示）",
                number=max(1, number),
                quota=quota,
                voted=date(year, 4 + 3 * number, 9),
                public_from=date(year, 4 + 3 * number, 14),
                named=date(year, 4 + 3 * number, 28),
                nominations=tuple(
                    Nomination(person, chance.choice(FIELDS), fate, _against(fate, votes))
                    for person, fate in zip(people, fates, strict=True)
                ),
            )
        )
    electors, others = chosen[:ELECTORS], chosen[ELECTORS:]
    return IncentiveYear(
        batches=batches,
        electors=electors,
        measures=[Measure(f"JL-{n:02d}", title, kind) for n, (title, kind) in enumerate(_MEASURES, 1)],
        tolerance=[
            Tolerance(cadre, n % 3 + 1, outcome)
            for n, (cadre, outcome) in enumerate(zip(others, _OUTCOMES, strict=True))
        ],
        retiring=leaving,
    )


def _against(fate: str, chance: Random) -> int:
    """Most are elected by all or nearly all; who is not has no majority."""
    if fate == "not_elected":
        return chance.randint(ELECTORS // 2 + 1, ELECTORS - 2)
    return chance.choices((0, 1, 2, 3), (5, 4, 2, 1))[0]

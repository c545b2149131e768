"""A year of appraisal (考察) in the synthetic city: mechanisms, appraisals of every kind, ballots, contact points.

The source names three of the seventeen mechanisms; the other names are examples. No score, grade or share of it is
anybody's: all of them are drawn by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demonstration.city import City
from demonstration.days import any_working
from demonstration.people import Cadre

_ALL = ("daily", "special", "pre_appointment", "comprehensive", "no_appointment")
# Code, name, English name, kinds of appraisal that it serves, and whether the source names it.
MECHANISMS = (
    ("JZ-01", "政治家访", "Political home visits", ("daily", "pre_appointment", "no_appointment"), True),
    (
        "JZ-02",
        "大事要事担当担责度评价",
        "Evaluation of responsibility in major matters",
        ("special", "comprehensive"),
        True,
    ),
    ("JZ-03", "重大项目专项考察", "Special appraisal in major projects", ("special",), True),
    ("JZ-04", "日常了解谈话（示例）", "Talks for daily knowledge (example)", ("daily",), False),
    ("JZ-05", "列席班子会议（示例）", "Attending the team's meetings (example)", ("daily",), False),
    ("JZ-06", "一线蹲点了解（示例）", "Staying at the front line (example)", ("daily", "no_appointment"), False),
    ("JZ-07", "分析研判例会（示例）", "Regular meetings of analysis (example)", ("daily", "comprehensive"), False),
    ("JZ-08", "政治素质正反向测评（示例）", "Political quality, positive and negative (example)", _ALL, False),
    ("JZ-09", "巡察审计专项了解（示例）", "After inspection and audit (example)", ("special",), False),
    ("JZ-10", "急难险重任务考察（示例）", "Appraisal in urgent and hard tasks (example)", ("special",), False),
    ("JZ-11", "任前专项调查（示例）", "Special inquiry before an appointment (example)", ("pre_appointment",), False),
    ("JZ-12", "延伸考察（示例）", "Extended appraisal (example)", ("pre_appointment", "no_appointment"), False),
    ("JZ-13", "民意调查（示例）", "Survey of opinion (example)", ("comprehensive", "pre_appointment"), False),
    ("JZ-14", "年度综合评定（示例）", "Comprehensive evaluation of the year (example)", ("comprehensive",), False),
    ("JZ-15", "班子回访（示例）", "Visiting a team again (example)", ("comprehensive", "special"), False),
    ("JZ-16", "无任用考察常态化调研（示例）", "Regular visits without an appointment (example)", _ALL[4:], False),
    ("JZ-17", "年轻干部近距离考察（示例）", "Young cadres seen at close range (example)", _ALL[4:], False),
)
# Kind, appraisals of cadres and of teams at full scale, least of each.
NUMBERS = (
    ("daily", 90, 0, 4),
    ("special", 50, 10, 4),
    ("pre_appointment", 30, 0, 4),
    ("comprehensive", 110, 40, 6),
    ("no_appointment", 100, 0, 5),
)
FATES = ("planned", "running", "cancelled")
"""What becomes of one in ten of each kind; the others are concluded."""
GRADES = ((90, "excellent"), (80, "good"), (65, "fair"), (0, "poor"))
DIMENSIONS = 10
APPRAISERS, TEAM = 12, 3
DEPARTMENT = "市委组织部"
BALLOTS, TOLD, TALKED_WITH, DEEDS = 24, 40, 40, 60
MATTERS, INVOLVED = 4, 6
CONTACT_CADRES, CONTACT_DEPARTMENTS, VISITS = 24, 20, 3
VOTERS = (("superiors", "0.3", 5), ("team", "0.3", 9), ("staff", "0.4", 26))
"""Kinds of voters of a ballot on paper, with their weights and how many sheets are given out."""


@dataclass(frozen=True)
class Appraisal:
    """An appraisal of a cadre or of a unit's team; `scores` are in the order of the model's dimensions."""

    code: str
    kind: str
    mechanism: str
    cadre: int | None
    unit: str | None
    appraisers: tuple[int, ...]
    planned: date
    fate: str
    scores: tuple[int, ...]
    concluded: date

    @property
    def overall(self) -> float:
        """With equal weights."""
        return sum(self.scores) / len(self.scores)

    @property
    def grade(self) -> str:
        return next(grade for least, grade in GRADES if self.overall >= least)


@dataclass(frozen=True)
class Box:
    """The sheets of one kind of voters: how many for each grade, best first, and how many are void."""

    kind: str
    entitled: int
    answers: tuple[tuple[int, int, int, int], ...]
    """To each question, the one about all of it first."""
    invalid: int

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """What was said of all of it."""
        return self.answers[0]


@dataclass(frozen=True)
class Ballot:
    """A ballot on paper (民主测评) of an appraisal."""

    appraisal: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Deed:
    """A positive or negative deed, or an item of political quality, of a cadre."""

    code: str
    political: bool
    positive: bool
    cadre: int
    on: date


@dataclass(frozen=True)
class Matter:
    """A major matter (大事要事) and the cadres whose responsibility in it is evaluated, with their marks."""

    code: str
    title: str
    unit: str
    involved: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ContactPoint:
    """A contact point (干部工作联系点): who goes to which department, and on which days."""

    cadre: int
    unit: str
    begins: date
    visits: tuple[date, ...]


@dataclass(frozen=True)
class AppraisalYear:
    """All of it."""

    appraisals: list[Appraisal]
    ballots: list[Ballot]
    talks: list[str]
    """Codes of the appraisals in which talks are held before they are concluded."""
    told: list[str]
    """Codes of the concluded appraisals whose cadre is told the result; the last asks for a review."""
    deeds: list[Deed]
    matters: list[Matter]
    contact_points: list[ContactPoint]


def build(
    town: City, cadres: Sequence[Cadre], retiring: Iterable[int], seed: str, year: int, scale: float
) -> AppraisalYear:
    """The year; nobody who retires is appraised. Mechanisms and contact points keep their number at any scale."""
    chance, of_questions = Random(f"{seed}:appraisal"), Random(f"{seed}:questions")
    gone = set(retiring)
    leaders = [n for n, cadre in enumerate(cadres) if n not in gone and cadre.county and cadre.management == "city"]
    home = town.unit_named(DEPARTMENT).code
    teams = sorted({cadre.unit for cadre in cadres if cadre.post is not None and cadre.county} - {home})
    appraisers = _appraisers(cadres, home, gone, chance)
    of_cadres = [n for n in leaders if n not in appraisers]
    made = list(_appraisals(cadres, of_cadres, teams, appraisers, chance, year, scale))
    concluded = [one for one in made if one.fate == "concluded"]
    comprehensive = [one for one in concluded if one.kind == "comprehensive"]
    persons = [one for one in concluded if one.cadre is not None]
    counted = comprehensive[: _scaled(BALLOTS, scale, 3)]
    return AppraisalYear(
        appraisals=made,
        ballots=[Ballot(one.code, tuple(_boxes(chance, of_questions))) for one in counted],
        talks=[one.code for one in _spread(concluded, _scaled(TALKED_WITH, scale, 6))],
        told=[one.code for one in _spread(persons, _scaled(TOLD, scale, 5))],
        deeds=list(_deeds(of_cadres, chance, year, scale)),
        matters=list(_matters(cadres, of_cadres, chance)),
        contact_points=_contact_points(town, cadres, gone, chance, year),
    )


def _scaled(number: int, scale: float, least: int) -> int:
    return max(least, round(number * scale))


def _spread(made: Sequence[Appraisal], number: int) -> Sequence[Appraisal]:
    """So many of them, from the first to the last kind."""
    return made[:: max(1, len(made) // number)][:number]


def _appraisers(cadres: Sequence[Cadre], home: str, gone: set[int], chance: Random) -> list[int]:
    """Cadres of the organisation department; at a small scale others help out."""
    able = [n for n, cadre in enumerate(cadres) if n not in gone and cadre.level in ("132", "141", "142", "150")]
    own = [n for n in able if cadres[n].unit == home]
    others = [n for n in able if cadres[n].unit != home and cadres[n].post is None]
    chosen = chance.sample(own, min(len(own), APPRAISERS))
    return chosen + chance.sample(others, min(len(others), APPRAISERS - len(chosen)))


def _appraisals(
    cadres: Sequence[Cadre],
    leaders: Sequence[int],
    teams: Sequence[str],
    appraisers: Sequence[int],
    chance: Random,
    year: int,
    scale: float,
) -> Iterator[Appraisal]:
    for place, (kind, persons, units, least) in enumerate(NUMBERS):
        serving = [code for code, _, _, serves, _ in MECHANISMS if kind in serves]
        chosen: list[tuple[int | None, str | None]] = [
            (cadre, None) for cadre in chance.sample(leaders, min(len(leaders), _scaled(persons, scale, least)))
        ]
        if units:
            chosen += [(None, unit) for unit in chance.sample(teams, min(len(teams), _scaled(units, scale, 2)))]
        for number, (cadre, unit) in enumerate(chosen):
            apart = [n for n in appraisers if unit is None or cadres[n].unit != unit]
            planned = any_working(chance, date(year, 2, 5), date(year, 10, 20))
            typical = chance.triangular(62, 97, 84)
            yield Appraisal(
                code=f"KC-{year}-{kind.replace('_', '-')}-{number + 1:03d}",
                kind=kind,
                mechanism=serving[number % len(serving)],
                cadre=cadre,
                unit=unit,
                appraisers=tuple(chance.sample(apart, TEAM)),
                planned=planned,
                fate=FATES[(number // 10 + place) % 3] if number % 10 == 3 else "concluded",
                scores=tuple(min(100, max(40, round(chance.gauss(typical, 4)))) for _ in range(DIMENSIONS)),
                concluded=any_working(chance, planned + timedelta(days=14), planned + timedelta(days=45)),
            )


def _boxes(chance: Random, of_questions: Random) -> Iterator[Box]:
    for kind, _, entitled in VOTERS:
        came = entitled - chance.randrange(0, max(1, entitled // 6) + 1)
        invalid = chance.randrange(0, max(1, came // 12) + 1)
        valid = came - invalid
        competent = round(valid * chance.uniform(0.15, 0.45))
        basic = chance.randrange(0, max(1, valid // 10) + 1)
        overall = (valid - competent - basic, competent, basic, 0)
        answers = (overall, *(_nearly(overall, of_questions) for _ in range(DIMENSIONS)))
        yield Box(kind, entitled, answers, invalid)


def _nearly(overall: tuple[int, int, int, int], chance: Random) -> tuple[int, int, int, int]:
    """As many sheets, some of which say a grade more or less of one dimension than of all of it."""
    best, competent, basic, worst = overall
    moved = chance.randint(-min(best, max(1, best // 6)), min(competent, max(1, best // 6)))
    lower = chance.randint(0, min(1, basic)) - chance.randint(0, min(1, competent - moved))
    return best + moved, competent - moved + lower, basic - lower, worst


def _deeds(leaders: Sequence[int], chance: Random, year: int, scale: float) -> Iterator[Deed]:
    """Each about another cadre, as far as there are enough; most are positive."""
    for number in range(_scaled(DEEDS, scale, 8)):
        on = any_working(chance, date(year, 1, 6), date(year, 11, 28))
        cadre = leaders[(number * 7) % len(leaders)]
        yield Deed(f"ZF-{year}-{number + 1:03d}", number % 2 == 1, number % 5 != 4, cadre, on)


def _matters(cadres: Sequence[Cadre], leaders: Sequence[int], chance: Random) -> Iterator[Matter]:
    topics = ("两件大事", "双招双引一优化", "两个稀土基地建设", "重大项目建设")
    for number, topic in enumerate(topics[:MATTERS], 1):
        involved = chance.sample(leaders, min(len(leaders), INVOLVED))
        yield Matter(
            code=f"DS-{number:02d}",
            title=f"（演示）{topic}担当担责度评价",
            unit=cadres[involved[0]].unit,
            involved=tuple((cadre, chance.randrange(68, 99)) for cadre in involved),
        )


def _contact_points(
    town: City, cadres: Sequence[Cadre], gone: set[int], chance: Random, year: int
) -> list[ContactPoint]:
    """Twenty-four different cadres at twenty different departments, none at their own."""
    departments = [unit.code for unit in town.units if unit.kind in ("party_organ", "government_organ")]
    hosts = chance.sample(departments, CONTACT_DEPARTMENTS)
    hosts += hosts[: CONTACT_CADRES - CONTACT_DEPARTMENTS]
    able = [
        n
        for n, cadre in enumerate(cadres)
        if n not in gone and cadre.level in ("132", "141", "142") and cadre.unit not in hosts
    ]
    points = []
    for cadre, unit in zip(chance.sample(able, CONTACT_CADRES), hosts, strict=True):
        begins = any_working(chance, date(year, 2, 10), date(year, 3, 20))
        days = sorted(any_working(chance, date(year, 4, 1), date(year, 11, 28)) for _ in range(VISITS))
        points.append(ContactPoint(cadre, unit, begins, tuple(days)))
    return points

"""Synthetic cadres (干部) of the demonstration city: age, posts, ranks and education fit each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from demonstration import words
from demonstration.city import INSTITUTIONS, City, Post, Unit, management
from demonstration.identity import Numbers

COUNTY_LEVELS = ("121", "122", "131", "132")
# GB/T 12407 levels, lowest first, and the years a career usually spends on each before the next.
LADDER = ("160", "150", "142", "141", "132", "131", "122", "121")
# 职级 of each level by the registry's keys, the higher first (公务员法 art. 19).
RANKS = {
    "131": ("division_rank_1", "division_rank_2"),
    "132": ("division_rank_3", "division_rank_4"),
    "141": ("section_rank_1", "section_rank_2"),
    "142": ("section_rank_3", "section_rank_4"),
    "150": ("clerk_1",),
    "160": ("clerk_2",),
}
# Youngest and oldest age at the beginning of the demonstration year, by level.
AGES = {
    "121": (52, 58), "122": (49, 58), "131": (44, 58), "132": (38, 58), "141": (34, 58), "142": (29, 58),
    "150": (25, 58), "160": (23, 27),
}  # fmt: skip
# Nobody comes of age within the demonstration year. Of each level this share is in the last years before.
OLDEST_WOMAN, NEAR_RETIREMENT, LAST_YEARS = 53, 0.14, 7
# Since when somebody holds the present post: nearly all for so few years that five are not over two years later, the
# others for so many that five are over in the demonstration year or the next, when the platform is in use.
ROTATED, ROTATION_YEARS, LONG_YEARS = 0.95, 2.8, (3.0, 4.7)
# Of those without a post, the share that came as selected graduates (选调生) of the last years, by level, and the first
# and last year in which they came, counted back from the demonstration year: all are within their ten years.
GRADUATES = {"142": (0.27, 8, 6), "150": (0.07, 8, 1)}
# How many retire with honour at the end of the demonstration year, how many of them at their age, and after how many
# years of work the others may ask to (公务员法 art. 93).
RETIRING, OF_AGE, MAY_ASK_AFTER, RETIREMENT_AGE = 6, 4, 30, 60
T = TypeVar("T")
# Non-leading cadres of county rank in a county-level organ: leaders and ranks together are about 1,200.
COUNTY_RANKS_PER_UNIT = 5
UNLEVELLED = ("150", "160")
# What somebody belongs to by GB/T 4762: the Party, its youth league, the democratic parties, none.
PARTY_MEMBER, LEAGUE_MEMBER, NO_PARTY_FIGURE, OF_THE_MASSES = "01", "03", "12", "13"
DEMOCRATIC_PARTIES = ("04", "05", "06", "07", "08", "09", "10")
LEAGUE_AGE = 28
# Deputies of county level and above, where the post is open to them, and people below it who are in no party.
FIGURES, ALLIED, UNAFFILIATED = 0.12, 0.1, 0.05
# Of those below county level with a college education, and of the masters: who studied no further, and who did.
COLLEGE_ONLY, DOCTORS = 0.3, 0.05


@dataclass(frozen=True)
class Step:
    """A period in a history: a level, rank or post, held from a day, by a document; `until` is None while it lasts."""

    value: str
    begins: date
    document: str
    until: date | None = None
    unit: str | None = None
    post: str | None = None
    title: str | None = None
    role: str = "member"
    basic: bool = False
    """Whether it was work at the basic level (基层工作经历)."""


@dataclass(frozen=True)
class Study:
    """An education (学历): mode full_time or in_service, GB/T 4658 code, degree, school and subject."""

    mode: str
    level: str
    term: str
    degree: str | None
    school: str
    subject: str
    graduated: str


@dataclass(frozen=True)
class Title:
    """A professional post (专业技术职务), its level, and when it was obtained."""

    name: str
    level: str
    obtained: str


@dataclass
class Cadre:
    """A synthetic cadre. Dates with less than a day's precision are texts (YYYY or YYYY-MM)."""

    number: int
    identity: str
    name: str
    male: bool
    born: date
    ethnicity: str
    ethnicity_text: str
    native_place: str
    work_began: str
    party_joined: str | None
    unit: str
    post: Post | None
    level: str
    rank: str | None
    management: str
    grassroots_years: int
    selected_graduate: int | None
    studies: list[Study] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    levels: list[Step] = field(default_factory=list)
    ranks: list[Step] = field(default_factory=list)
    appointments: list[Step] = field(default_factory=list)
    assessments: list[tuple[int, str]] = field(default_factory=list)
    political_status: str = OF_THE_MASSES
    in_organ: bool = True
    """Whether the person is a civil servant (公务员), and not of an institution (事业单位) or an enterprise."""

    @property
    def health(self) -> str:
        """健康状况, as the form says it: nearly everybody's is good."""
        return "良好" if self.number % 29 == 0 else "健康"

    @property
    def specialities(self) -> str:
        """熟悉专业有何专长: what those who have served long are versed in."""
        return f"熟悉{self.studies[0].subject}" if self.levels and len(self.levels) > 2 else ""

    @property
    def county(self) -> bool:
        """Whether the person is of county level (县处级) or above, by post or by rank."""
        return self.level in COUNTY_LEVELS

    @property
    def of_age_in(self) -> int:
        """The year in which the age of before the reform is reached; the day of retirement is not earlier."""
        return self.born.year + (60 if self.male else 55)

    def has_level(self, level: str) -> bool:
        """Whether somebody has this post level; a teacher, a doctor or a clerk of an enterprise has none."""
        return self.in_organ or level not in UNLEVELLED

    @property
    def code(self) -> str:
        """The number of the personnel file in the demonstration: not a real one's."""
        return f"YS{self.number:06d}"


@dataclass(frozen=True)
class _Slot:
    unit: Unit
    level: str
    post: Post | None


def build(city: City, seed: str, year: int, scale: float) -> list[Cadre]:
    """The cadres of the city as they are on the first day of `year`. `scale` takes that share of every level."""
    chance = Random(f"{seed}:people")
    slots = _slots(city, chance)
    kept = _thin(slots, scale)
    numbers = Numbers(Random(f"{seed}:numbers"))
    cadres = [_cadre(number, slot, chance, numbers, year) for number, slot in enumerate(kept, 1)]
    of_parties, of_studies = Random(f"{seed}:parties"), Random(f"{seed}:studies")
    for cadre in cadres:
        _belong(cadre, of_parties, year)
        _study_on(cadre, of_studies, year)
    for cadre in [one for one in longest_serving(cadres, year) if one.male][:OF_AGE]:
        cadre.born = date(year - RETIREMENT_AGE, _birth_month(year), cadre.born.day % 28 + 1)
        cadre.identity = numbers.number(cadre.born, cadre.male)
    return cadres


def longest_serving(cadres: Sequence[Cadre], year: int) -> list[Cadre]:
    """Those managed by the city who have worked for longest, and for so long that they may ask to retire."""
    managed = [cadre for cadre in cadres if cadre.management == "city" and cadre.county]
    longest = sorted(managed, key=lambda cadre: (cadre.work_began, cadre.number))[:RETIRING]
    # In a small share of the city fewer have worked for so long.
    return [cadre for cadre in longest if year - int(cadre.work_began[:4]) >= MAY_ASK_AFTER]


def _birth_month(year: int) -> int:
    """The last month of birth with which a man is due by the end of the year of his sixtieth birthday.

    Since 2025 that is later by one month in every four (渐进式延迟法定退休年龄的决定).
    """
    late = {month: max(0, ((year - 2025) * 12 + month - 1) // 4 + 1) for month in range(1, 13)}
    return max(month for month in late if month + late[month] <= 12)


def _belong(cadre: Cadre, chance: Random, year: int) -> None:
    """What somebody belongs to: a post of the Party is a member's, some other deputies are from outside it."""
    post, age = cadre.post, year - cadre.born.year
    if post is not None and post.party:
        cadre.party_joined = cadre.party_joined or _party(chance, cadre.born, year)
    elif cadre.county and post is not None and not post.chief and post.open and chance.random() < FIGURES:
        cadre.party_joined = None
        cadre.political_status = chance.choice((*DEMOCRATIC_PARTIES, NO_PARTY_FIGURE))
        return
    if cadre.party_joined:
        cadre.political_status = PARTY_MEMBER
    elif age < LEAGUE_AGE:
        cadre.political_status = LEAGUE_MEMBER
    elif (drawn := chance.random()) < ALLIED + UNAFFILIATED:
        cadre.political_status = chance.choice(DEMOCRATIC_PARTIES) if drawn < ALLIED else NO_PARTY_FIGURE


def _study_on(cadre: Cadre, chance: Random, year: int) -> None:
    """Some were content with college or are still at it, some masters became doctors beside their work."""
    first, *later = cadre.studies
    if first.level == "14" and first.graduated > cadre.work_began:
        # Too young to be a master before the first working day.
        first = replace(first, level="21", term="大学", degree="学士", graduated=f"{cadre.born.year + 22}-07")
    cadre.studies = [first, *(study for study in later if study.graduated < f"{year}")]
    graduated = cadre.born.year + 33
    if first.level == "31" and not cadre.county and chance.random() < COLLEGE_ONLY:
        cadre.studies = [first]
    elif first.level == "14" and graduated < year and cadre.selected_graduate is None and chance.random() < DOCTORS:
        school = chance.choice(words.UNIVERSITIES)
        doctor = Study("in_service", "11", "研究生", "博士", school, first.subject, f"{graduated}-06")
        cadre.studies = [*cadre.studies, doctor]


def _slots(city: City, chance: Random) -> list[_Slot]:
    """Who works where: one holder per filled post (about one in twenty stays vacant), then staff without posts."""
    posts = defaultdict(list)
    for post in city.posts:
        posts[post.unit].append(post)
    slots = []
    for unit in city.units:
        held = [post for post in posts[unit.code] if post.chief or chance.random() > 0.05]
        slots += [_Slot(unit, post.level, post) for post in held]
        rest = unit.staff - len(held)
        institution = unit.kind in INSTITUTIONS
        ranks = COUNTY_RANKS_PER_UNIT if unit.level in ("122", "131") and not institution else 0
        slots += [_Slot(unit, chance.choices(("131", "132"), (2, 8))[0], None) for _ in range(min(ranks, rest))]
        # Below a chief of township level nobody without a post is of that level in an institution.
        shares = (14, 26, 52, 8) if not institution else (8, 14, 70, 8) if unit.level == "131" else (0, 0, 92, 8)
        slots += [
            _Slot(unit, chance.choices(("141", "142", "150", "160"), shares)[0], None)
            for _ in range(max(rest - ranks, 0))
        ]
    return slots


def _thin(slots: list[_Slot], scale: float) -> list[_Slot]:
    seen: dict[bool, int] = defaultdict(int)
    kept = []
    for slot in slots:
        county = slot.level in COUNTY_LEVELS
        before = seen[county]
        seen[county] += 1
        if int((before + 1) * scale) > int(before * scale):
            kept.append(slot)
    return kept


def _cadre(number: int, slot: _Slot, chance: Random, numbers: Numbers, year: int) -> Cadre:
    male = chance.random() < (0.72 if slot.level in COUNTY_LEVELS else 0.56)
    entered = _entered(slot, chance, year)
    if entered is not None:
        kind = chance.choices(("master", "bachelor"), (4, 6))[0]
        born = date(entered - (25 if kind == "master" else 22), 1, 1) + timedelta(days=chance.randrange(365))
        studies, began = [_study(kind, chance, born)], date(entered, 8, 1)
    else:
        born = _born(slot, male, chance, year)
        studies = _studies(chance, born, slot.level)
        work_age = 25 if studies[0].level == "14" else 22 if studies[0].level == "21" else 21
        began = date(born.year + work_age + chance.randrange(2), chance.randrange(7, 13), 1)
        began = min(began, date(year - 1, 7, 1))
    code, text = _pick(chance, [((row[0], row[1]), row[2]) for row in words.ETHNICITIES])
    cadre = Cadre(
        number=number,
        identity=numbers.number(born, male),
        name=_name(chance, male, code),
        male=male,
        born=born,
        ethnicity=code,
        ethnicity_text=text,
        native_place=_pick(chance, words.NATIVE_PLACES),
        work_began=f"{began:%Y-%m}",
        party_joined=_party(chance, born, year) if slot.level in COUNTY_LEVELS or chance.random() < 0.78 else None,
        unit=slot.unit.code,
        post=slot.post,
        level=slot.level,
        rank=None,
        management=management(slot.level, slot.unit.region),
        grassroots_years=chance.randrange(2, 9),
        selected_graduate=entered,
        studies=studies,
        in_organ=slot.unit.kind not in INSTITUTIONS,
    )
    _career(cadre, slot, began, chance, year)
    cadre.titles = _titles(cadre, slot.unit.kind, year)
    long_ago = entered is None and began.year < year - 10 and slot.level in ("141", "142", "150")
    if long_ago and cadre.in_organ and studies[0].level in ("14", "21") and chance.random() < 0.08:
        cadre.selected_graduate = began.year
    cadre.assessments = [
        (past, chance.choices(("excellent", "competent"), (18, 82))[0])
        for past in range(max(year - 2, began.year + 1), year + 1)
    ]
    return cadre


def _titles(cadre: Cadre, kind: str, year: int) -> list[Title]:
    """The professional posts (专业技术职务) of who works in an institution or enterprise, and of some in an organ."""
    names = words.TITLES.get(kind) or (words.TITLES["organ"] if cadre.number % 11 == 0 else ())
    obtained = [(name, level, cadre.born.year + age) for name, level, age in names]
    # By the number and by no chance, so that nobody else's life changes.
    reached = [one for one in obtained if one[2] < year][: 1 + cadre.number % 3]
    return [Title(name, level, f"{on}-{cadre.number % 12 + 1:02d}") for name, level, on in reached]


def _entered(slot: _Slot, chance: Random, year: int) -> int | None:
    """The year in which somebody came as a selected graduate whose ten years are not over; None for the others."""
    if slot.post is not None or slot.level not in GRADUATES or slot.unit.kind in INSTITUTIONS:
        return None
    share, first, last = GRADUATES[slot.level]
    return year - chance.randrange(last, first + 1) if chance.random() < share else None


def _born(slot: _Slot, male: bool, chance: Random, year: int) -> date:
    youngest, oldest = AGES[slot.level]
    if not male:
        oldest = min(oldest, OLDEST_WOMAN)
    if oldest - youngest > LAST_YEARS and chance.random() < NEAR_RETIREMENT:
        age = chance.randint(oldest - LAST_YEARS, oldest)
    else:
        age = round(chance.triangular(youngest, oldest, youngest + (oldest - youngest) * 0.45))
    return date(year - age, 1, 1) - timedelta(days=chance.randrange(1, 365))


def _pick(chance: Random, rows: list[tuple[T, int]]) -> T:
    return chance.choices([row[0] for row in rows], [row[1] for row in rows])[0]


def _name(chance: Random, male: bool, ethnicity: str) -> str:
    if ethnicity == "02" and chance.random() < 0.6:
        stems = words.MONGOLIAN_MALE if male else words.MONGOLIAN_FEMALE
        stem = chance.choice(stems)
        suffix = chance.choice(words.MONGOLIAN_SUFFIX["male" if male else "female"])
        return stem if suffix in stem else stem + suffix
    letters = words.MALE_GIVEN if male else words.FEMALE_GIVEN
    given = chance.choice(letters) + (chance.choice(letters) if chance.random() < 0.72 else "")
    return str(_pick(chance, words.SURNAMES)) + given


def _party(chance: Random, born: date, year: int) -> str:
    joined = min(born.year + chance.randrange(20, 31), year - 1)
    return f"{joined}-{chance.randrange(1, 13):02d}"


def _studies(chance: Random, born: date, level: str) -> list[Study]:
    kind = chance.choices(("master", "bachelor", "college"), (16, 66, 18) if born.year > 1975 else (6, 56, 38))[0]
    first = _study(kind, chance, born)
    if kind == "college" or (level in COUNTY_LEVELS and kind == "bachelor" and chance.random() < 0.35):
        later = born.year + chance.randrange(30, 37) if level not in ("150", "160") else born.year + 24
        if kind == "college":
            second = Study(
                "in_service", "21", "大学", None, "内蒙古广播电视大学", chance.choice(words.MAJORS), f"{later}-07"
            )
        else:
            school = "内蒙古自治区委党校"
            second = Study("in_service", "14", "省（区、市）委党校研究生", None, school, "公共管理", f"{later}-07")
        return [first, second]
    return [first]


def _study(kind: str, chance: Random, born: date) -> Study:
    """The full-time education of a kind."""
    subject = chance.choice(words.MAJORS)
    if kind == "master":
        school = chance.choice(words.UNIVERSITIES)
        return Study("full_time", "14", "研究生", "硕士", school, subject, f"{born.year + 25}-06")
    if kind == "bachelor":
        school = chance.choice(words.UNIVERSITIES)
        return Study("full_time", "21", "大学", "学士", school, subject, f"{born.year + 22}-07")
    return Study("full_time", "31", "大专", None, chance.choice(words.COLLEGES), subject, f"{born.year + 21}-07")


def _career(cadre: Cadre, slot: _Slot, began: date, chance: Random, year: int) -> None:
    """One level after the other from the first working day up to the present, with the rank that went with it."""
    rungs = LADDER[: LADDER.index(slot.level) + 1]
    if cadre.studies[0].level in ("14", "21") and len(rungs) > 1:
        rungs = rungs[1:]
    last = date(year - 1, 10, 1)
    span = max((last - began).days, len(rungs) * 30)
    # Later steps take longer; the present level has been held between one and some years.
    shares = [chance.uniform(0.7, 1.3) for _ in rungs]
    total = sum(shares)
    begins, days = [], 0.0
    for share in shares:
        begins.append(_month(began + timedelta(days=round(days))))
        days += span * share / total
    ends: list[date | None] = [*begins[1:], None]
    for rung, start, end in zip(rungs, begins, ends, strict=True):
        document = f"包党干字〔{start.year}〕{chance.randrange(1, 400)}号（示例）"
        cadre.levels.append(Step(rung, start, document, end))
        if cadre.in_organ and (rung in ("150", "160") or (slot.post is None and rung == slot.level)):
            cadre.ranks.append(Step(chance.choice(RANKS[rung]), start, document, end))
        if end is None:
            post = slot.post
            since = _in_post_since(start, last, chance) if post else start
            decided = document if since == start else _decided_on(since, cadre.number)
            told = (slot.unit.code, post.code, post.title, post.role) if post else (slot.unit.code,)
            cadre.appointments.append(Step(rung, since, decided, None, *told))


def _in_post_since(level_since: date, last: date, chance: Random) -> date:
    """The first day in the present post: on the level before, most have had another post."""
    if chance.random() < ROTATED:
        return max(level_since, _month(last - timedelta(days=chance.randrange(30, round(ROTATION_YEARS * 365)))))
    fewest, most = (round(years * 365) for years in LONG_YEARS)
    # By the day itself and by no chance, so that nobody else's career changes.
    return max(level_since, _month(last - timedelta(days=fewest + level_since.toordinal() * 7 % (most - fewest))))


def _decided_on(day: date, number: int) -> str:
    """The document of an appointment within the level: as old as what it decides."""
    return f"包党干字〔{day.year}〕{number * 7 % 399 + 1}号（示例）"


def _month(day: date) -> date:
    return day.replace(day=1)

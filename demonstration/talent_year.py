"""A year of the talent pool (年轻干部选育) in the synthetic city: a plan with tiers, secondments, selected graduates.

Quotas, tiers and age limits are made up: what “5122” stands for is not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from demonstration.city import City
from demonstration.people import Cadre

# Key of the tier, its order, quota at full scale, age limit, and the level that its members come from.
TIERS = (
    ("county_chief", 1, 30, 50, "132"),
    ("county_deputy", 2, 60, 45, "141"),
    ("township_chief", 3, 90, 40, "142"),
    ("township_deputy", 4, 120, 35, "150"),
)
ROOM = 5
"""Years that a member is below the age limit at least, so that the plan can be loaded for some years to come."""
OTHERS = ("vetting_refused", "deferred", "withdrawn", "candidate")
"""What becomes of the nominations of a tier besides those who are admitted."""
CATEGORIES = ("general", "economy", "rare_earth", "party_affairs", "law", "construction")
SOURCES = ("recommendation", "search", "research", "exam")
GRADES = (("A", 2), ("B", 5), ("C", 3))
KEY_TRAINING, REVIEWED = 8, 5
"""One member in so many is on key training, or has been reviewed."""
FOLLOW = (("qingdao", 28, (3, 3), (6, 27)), ("changzhou", 26, (9, 1), (12, 12)))
HOHHOT, FRONT_LINE = 8, 10
PROGRAMMES, SEATS, PARTICIPANTS, COMPLETED = 7, 20, 12, 3
"""Seven programmes; how many take part at full scale, and one in how many has completed."""
ENTRY_LEVEL, ENTRY_MONTH, TRACKED_YEARS = "150", 7, 10
MENTORED, KEY_GRADUATES = 24, 12
SUCCESSIONS, SUCCESSORS = 12, (3, 2, 1, 0)
READINESS = ("now", "one_to_two_years", "three_to_five_years")


@dataclass(frozen=True)
class Member:
    """A nomination and what is to become of it: `admitted`, or one of OTHERS; what follows the admission."""

    cadre: int
    source: str
    category: str
    grade: str
    fate: str
    key_training: bool = False
    reviewed: bool = False


@dataclass(frozen=True)
class Batch:
    """A round of admission into a tier."""

    number: int
    title: str
    places: int
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Tier:
    """A tier with its quota and its rounds."""

    key: str
    rank: int
    quota: int
    age_limit: int
    batches: tuple[Batch, ...]


@dataclass(frozen=True)
class Programme:
    """One of the seven programmes (七个一批), whose contents are not published: kinds and titles are made up."""

    code: str
    kind: str
    title: str
    participants: tuple[int, ...]
    completed: tuple[int, ...]


@dataclass(frozen=True)
class Secondment:
    """A secondment; `cadre` is None for a guest from outside, who has a code."""

    code: str
    kind: str
    direction: str
    cadre: int | None
    host: str | None
    host_unit: str | None
    begins: date
    ends: date
    duty: str


@dataclass(frozen=True)
class Graduate:
    """A selected graduate (选调生) with a mentor, and whether they are on the list of key training."""

    cadre: int
    mentor: int
    key_training: bool


@dataclass(frozen=True)
class Succession:
    """Successors for a post, the readiest first."""

    post: str
    successors: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class TalentYear:
    """All of it."""

    tiers: list[Tier]
    programmes: list[Programme]
    secondments: list[Secondment]
    graduates: list[Graduate]
    successions: list[Succession]
    restricted: int
    """A member on whom a restriction is imposed after the admission."""
    vacant_post: str | None
    """A post that nobody holds, for which a match is made."""


def build(
    town: City,
    cadres: Sequence[Cadre],
    barred: Iterable[int],
    honoured: Iterable[int],
    seed: str,
    year: int,
    scale: float,
) -> TalentYear:
    """The year; `barred` are cadres who are restricted or retire, and take part in nothing.

    `honoured` are nominated for an honour: a restriction of one of them would stop that.
    """
    chance = Random(f"{seed}:talent")
    out = set(barred)
    tiers = []
    for key, rank, quota, limit, level in TIERS:
        young = [
            n
            for n, c in enumerate(cadres)
            if n not in out and c.in_organ and c.level == level and _young(c, year, limit)
        ]
        tiers.append(_tier(key, rank, max(2, round(quota * scale)), limit, young, chance, year))
    members = [member for tier in tiers for batch in tier.batches for member in batch.members]
    nominated = {member.cadre for member in members}
    admitted = [member for member in members if member.fate == "admitted"]
    able = [n for n, c in enumerate(cadres) if n not in out | nominated and c.level in ("132", "141", "142", "150")]
    return TalentYear(
        tiers=tiers,
        programmes=_programmes([member.cadre for member in admitted], scale, year),
        secondments=_secondments(town, chance.sample(able, min(len(able), 80)), year),
        graduates=_graduates(cadres, out, chance, year),
        successions=_successions(cadres, out, admitted, chance),
        restricted=next(member.cadre for member in reversed(admitted) if member.cadre not in set(honoured)),
        vacant_post=_vacant(town, cadres),
    )


def _young(cadre: Cadre, year: int, limit: int) -> bool:
    return year - cadre.born.year <= limit - ROOM


def tracked(cadre: Cadre, year: int) -> bool:
    """Whether somebody is a selected graduate within the ten years at the end of the year."""
    return cadre.selected_graduate is not None and cadre.selected_graduate > year - TRACKED_YEARS


def promoted(cadre: Cadre) -> bool:
    """Whether a selected graduate's present level is above the one of entry, and was reached within the ten years."""
    if cadre.selected_graduate is None or cadre.level >= ENTRY_LEVEL:
        return False
    entered = date(cadre.selected_graduate, ENTRY_MONTH, 1)
    return entered <= cadre.levels[-1].begins < entered.replace(year=entered.year + TRACKED_YEARS)


def _tier(key: str, rank: int, quota: int, limit: int, young: Sequence[int], chance: Random, year: int) -> Tier:
    """Two rounds; together they fill the tier, as far as there are enough people."""
    chosen = chance.sample(young, min(len(young), quota + len(OTHERS)))
    others = OTHERS[: max(0, len(chosen) - quota)]
    fates = ["admitted"] * (len(chosen) - len(others)) + list(others)
    members = [
        Member(
            cadre=cadre,
            source=chance.choice(SOURCES),
            category=chance.choice(CATEGORIES),
            grade=chance.choices([grade for grade, _ in GRADES], [weight for _, weight in GRADES])[0],
            fate=fate,
            key_training=fate == "admitted" and number % KEY_TRAINING == 0,
            reviewed=fate == "admitted" and number % REVIEWED == 1,
        )
        for number, (cadre, fate) in enumerate(zip(chosen, fates, strict=True))
    ]
    first = max(1, quota * 3 // 5)
    rounds = ((1, first, members[:first]), (2, quota - first, members[first:]))
    return Tier(
        key=key,
        rank=rank,
        quota=quota,
        age_limit=limit,
        batches=tuple(
            Batch(number, f"{year}年第{number}批（演示）", places, tuple(people)) for number, places, people in rounds
        ),
    )


def _programmes(members: Sequence[int], scale: float, year: int) -> list[Programme]:
    """Each with members of the pool, nobody in two."""
    found = []
    for place in range(PROGRAMMES):
        people = tuple(members[place::PROGRAMMES][: max(2, round(PARTICIPANTS * scale))])
        number = place + 1
        title = f"培养工程第{number}批（演示，内容为虚构）"
        found.append(Programme(f"PY-{year}-{number}", f"kind_{number}", title, people, people[::COMPLETED]))
    return found


def _secondments(town: City, people: Sequence[int], year: int) -> list[Secondment]:
    """Nobody twice: following posts outside, both ways with Hohhot, to the front line."""
    waiting = iter(people)
    units = [unit.code for unit in town.units if unit.kind in ("party_organ", "government_organ")]
    front = [unit.code for unit in town.units if unit.kind == "township"] or units
    found = []
    for host, number, first, last in FOLLOW:
        found += [
            Secondment(
                f"GG-{host}-{n:02d}",
                "follow",
                "out",
                cadre,
                host,
                None,
                date(year, *first),
                date(year, *last),
                "跟岗实训",
            )
            for n, cadre in zip(range(1, number + 1), waiting, strict=False)
        ]
    both = (date(year, 7, 1), date(year + 2, 6, 30))
    found += [
        Secondment(f"GZ-out-{n}", "post", "out", cadre, "hohhot", None, *both, "挂职副局长（演示）")
        for n, cadre in zip(range(1, HOHHOT + 1), waiting, strict=False)
    ]
    found += [
        Secondment(f"GZ-in-{n}", "post", "in", None, "hohhot", units[n % len(units)], *both, "挂职副局长（演示）")
        for n in range(1, HOHHOT + 1)
    ]
    line = (date(year, 5, 6), date(year, 11, 28))
    found += [
        Secondment(f"YX-{n}", "front_line", "within", cadre, None, front[n % len(front)], *line, "一线历练（演示）")
        for n, cadre in zip(range(1, FRONT_LINE + 1), waiting, strict=False)
    ]
    return found


def _graduates(cadres: Sequence[Cadre], out: set[int], chance: Random, year: int) -> list[Graduate]:
    # Of the later years, so that they are tracked for some years to come.
    young = [n for n, c in enumerate(cadres) if n not in out and (c.selected_graduate or 0) >= year - ROOM]
    mentors = [n for n, cadre in enumerate(cadres) if n not in out and cadre.post is not None and cadre.county]
    chosen = sorted(chance.sample(young, min(len(young), MENTORED)))
    return [
        Graduate(graduate, mentors[n % len(mentors)], n < KEY_GRADUATES) for n, graduate in enumerate(chosen) if mentors
    ]


def _successions(cadres: Sequence[Cadre], out: set[int], members: Sequence[Member], chance: Random) -> list[Succession]:
    """The held chief posts of the county level whose holders are the oldest; some have nobody to follow."""
    held = sorted(
        (
            n
            for n, cadre in enumerate(cadres)
            if n not in out and cadre.post and cadre.post.chief and cadre.level == "131"
        ),
        key=lambda n: (cadres[n].born, n),
    )[:SUCCESSIONS]
    deputies = [member.cadre for member in members if cadres[member.cadre].level == "132"]
    found = []
    for place, holder in enumerate(held):
        number = min(SUCCESSORS[place % len(SUCCESSORS)], len(deputies))
        # The first is called ready now, and so has been a deputy for longest.
        named = sorted(chance.sample(deputies, number), key=lambda n: (cadres[n].levels[-1].begins, n))
        post = cadres[holder].post
        if named and post is not None:
            found.append(Succession(post.code, tuple(zip(named, READINESS, strict=False))))
    return found


def _vacant(town: City, cadres: Sequence[Cadre]) -> str | None:
    held = {cadre.post.code for cadre in cadres if cadre.post}
    return next((post.code for post in town.posts if post.level == "132" and post.code not in held), None)

"""What an office enters in the roster in the demonstration: careers from paper, corrections, departures, selections."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from demonstration import days
from demonstration.city import CITY_REGION, City, Post
from demonstration.people import Cadre

EARLIER = 60
"""Careers to which an earlier post is added from the paper file (补录)."""
PROPOSED, PUBLIC, APPOINTED = "recommended", "publicity", "appointed"
FATES = (APPOINTED, PUBLIC, PROPOSED, APPOINTED, APPOINTED)
"""How far each selection (选拔任用) goes."""
LONG_AT_LEVEL = 3
"""Years at the level after which somebody may be moved: the post's conditions ask for as many."""
PUBLICITY_WORKING_DAYS = 5
ENTITLED, COMMITTEE = 40, 11
"""Who may recommend for a post, and who may sit in the meeting that decides."""
_AGO = {
    "proposed": 56,
    "recommended": 51,
    "considered": 46,
    "inspected_from": 41,
    "inspected_to": 36,
    "asked": 35,
    "answered": 31,
    "vetted": 30,
    "decided": 27,
    "public_from": 25,
    "appointed": 15,
}
"""How many working days ago each step was, where the last of them is over."""
_SINCE = {APPOINTED: 0, PUBLIC: 24, PROPOSED: 47}
"""By how many working days later all of it began, for those that have come less far."""


@dataclass(frozen=True)
class Selection:
    """A leading post that is filled by all the steps of the regulations, as far as they have gone."""

    post: Post
    cadre: int
    fate: str
    took_part: int
    votes: int
    present: int
    agreed: int


@dataclass(frozen=True)
class Correction:
    """What a cadre asks to have corrected in the own file, and what was decided; None while it waits."""

    cadre: int
    birthplace: str
    decision: str | None


@dataclass(frozen=True)
class Departure:
    """Somebody who left the roster otherwise than by retirement."""

    cadre: int
    kind: str
    on: date


@dataclass(frozen=True)
class RegistryYear:
    """Everything that is entered in the roster after the loading of the files."""

    earlier: list[int]
    corrections: list[Correction]
    departures: list[Departure]
    selections: list[Selection]


def days_of(fate: str, today: date) -> dict[str, date]:
    """The day of each step of a selection that has come so far today: one after the other, on working days.

    Those that are still to come have none.
    """
    later = _SINCE[fate]
    return {step: days.before(today, ago - later) for step, ago in _AGO.items() if ago >= later}


def build(town: City, cadres: Sequence[Cadre], taken: Collection[int], seed: str, year: int) -> RegistryYear:
    """`taken` are those of whom other parts of the demonstration tell."""
    chance = Random(f"{seed}:registry")
    free = [index for index in range(len(cadres)) if index not in taken]
    staff = [index for index in free if cadres[index].post is None and cadres[index].selected_graduate is None]
    plain = chance.sample([index for index in staff if cadres[index].level in ("150", "142")], 6)
    long = [i for i in free if len(cadres[i].levels) > 1 and cadres[i].in_organ and i not in plain]
    return RegistryYear(
        earlier=sorted(chance.sample(long, min(EARLIER, len(long) // 4))),
        corrections=[
            Correction(plain[0], "内蒙古包头市昆都仑区（示例）", "approved"),
            Correction(plain[1], "内蒙古包头市东河区（示例）", "rejected"),
            Correction(plain[2], "内蒙古固阳县（示例）", None),
        ],
        departures=[
            Departure(person, kind, date(year, 12, 20))
            for person, kind in zip(plain[3:], ("resigned", "transferred_out", "transferred_out"), strict=True)
        ],
        selections=_selections(town, cadres, free, Random(f"{seed}:selections"), year),
    )


def _selections(town: City, cadres: Sequence[Cadre], free: Sequence[int], chance: Random, year: int) -> list[Selection]:
    """Vacant deputies' posts of the government's departments, and deputies of other ones to move to them."""

    def unfit(index: int) -> bool:
        """Whether somebody is not long at the level, or comes of age soon."""
        return cadres[index].levels[-1].begins.year > year - LONG_AT_LEVEL or cadres[index].of_age_in <= year + 3

    held = {cadre.post.code for cadre in cadres if cadre.post}
    offices = {unit.code for unit in town.units if unit.kind == "government_organ"}
    vacant: dict[str, Post] = {}
    for post in town.posts:
        if post.unit in offices and _of_a_department(post) and post.code not in held and len(vacant) < len(FATES):
            vacant.setdefault(post.unit, post)
    movable: dict[str, int] = {}
    for index in sorted(free, key=unfit):
        post = cadres[index].post
        if post and _of_a_department(post) and post.unit not in vacant:
            movable.setdefault(post.unit, index)
    return [
        Selection(post, index, fate, *_votes(chance))
        for post, index, fate in zip(vacant.values(), movable.values(), FATES, strict=False)
    ]


def _votes(chance: Random) -> tuple[int, int, int, int]:
    """Who took part in the recommendation and for how many votes, who was at the meeting and agreed."""
    took_part, present = chance.randint(ENTITLED - 6, ENTITLED), chance.randint(COMMITTEE - 2, COMMITTEE)
    return took_part, chance.randint(took_part * 3 // 5, took_part - 2), present, present - chance.choice((0, 0, 1))


def _of_a_department(post: Post) -> bool:
    return post.level == "132" and post.team and post.region == CITY_REGION

"""What an office enters in the roster in the demonstration: careers from paper, corrections, departures, selections."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from demonstration.city import CITY_REGION, City, Post
from demonstration.people import Cadre

EARLIER = 60
"""Careers to which an earlier post is added from the paper file (补录)."""
PROPOSED, PUBLIC, APPOINTED = "recommended", "publicity", "appointed"
FATES = (APPOINTED, PUBLIC, PROPOSED)
"""How far each selection (选拔任用) goes."""


@dataclass(frozen=True)
class Selection:
    """A leading post that is filled by all the steps of the regulations, as far as they have gone."""

    post: Post
    cadre: int
    fate: str


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


def build(town: City, cadres: Sequence[Cadre], taken: Collection[int], seed: str, year: int) -> RegistryYear:
    """`taken` are those of whom other parts of the demonstration tell."""
    chance = Random(f"{seed}:registry")
    free = [index for index in range(len(cadres)) if index not in taken]
    staff = [index for index in free if cadres[index].post is None and cadres[index].selected_graduate is None]
    plain = chance.sample([index for index in staff if cadres[index].level in ("150", "142")], 6)
    long = [index for index in free if len(cadres[index].levels) > 1 and index not in plain]
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
        selections=_selections(town, cadres, free),
    )


def _selections(town: City, cadres: Sequence[Cadre], free: Sequence[int]) -> list[Selection]:
    """Vacant deputies' posts of the government's departments, and deputies of other ones to move to them."""
    held = {cadre.post.code for cadre in cadres if cadre.post}
    offices = {unit.code for unit in town.units if unit.kind == "government_organ"}
    vacant: dict[str, Post] = {}
    for post in town.posts:
        if post.unit in offices and _of_a_department(post) and post.code not in held and len(vacant) < len(FATES):
            vacant.setdefault(post.unit, post)
    movable: dict[str, int] = {}
    for index in free:
        post = cadres[index].post
        if post and _of_a_department(post) and post.unit not in vacant:
            movable.setdefault(post.unit, index)
    return [
        Selection(post, index, fate)
        for post, index, fate in zip(vacant.values(), movable.values(), FATES, strict=False)
    ]


def _of_a_department(post: Post) -> bool:
    return post.level == "132" and post.team and post.region == CITY_REGION

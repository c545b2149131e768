"""The team with the candidate in it (班子结构): structure, establishment and retirement horizon, before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from services.talentpool.model.conditions import years_between
from services.talentpool.model.fairness import HAN, band_of
from services.talentpool.vocabulary.compositions import LATER, LEADING_ROLES, UNKNOWN

HORIZON = 5
_TENURES = ((3, "0-2"), (5, "3-4"), (10, "5-9"))
_EDUCATIONS = {"1": "postgraduate", "2": "bachelor", "3": "college"}


@dataclass(frozen=True)
class Seat:
    """Somebody in a leadership team, with what its structure is made of."""

    cadre_id: str
    role: str
    sex: str = ""
    ethnicity: str = ""
    birth: str | None = None
    education_level: str | None = None
    political_status: str = ""
    in_post_since: str | None = None
    retires_on: str | None = None


@dataclass(frozen=True)
class Places:
    """Places of a role: how many are approved (核定职数), how many filled, and how many too many."""

    approved: int | None
    filled: int

    @property
    def over(self) -> int:
        return 0 if self.approved is None else max(0, self.filled - self.approved)

    @property
    def free(self) -> int | None:
        return None if self.approved is None else max(0, self.approved - self.filled)


@dataclass(frozen=True)
class Structure:
    """A team's structure on a day. Each kind of count adds up to `people`."""

    people: int
    average_age: Decimal | None
    age_bands: dict[str, int]
    sexes: dict[str, int]
    ethnicities: dict[str, int]
    minority: int
    educations: dict[str, int]
    political_statuses: dict[str, int]
    tenures: dict[str, int]
    places: dict[str, Places]
    retiring: dict[str, int]
    """How many reach the age of retirement in each of the next five years, and `later`."""


def with_candidate(team: Sequence[Seat], candidate: Seat, leaving: Iterable[str], day: date) -> list[Seat]:
    """The team with the candidate in it, without those whose post is taken over. Nobody is in it twice."""
    gone = {*leaving, candidate.cadre_id}
    newcomer = Seat(**{**vars(candidate), "in_post_since": day.isoformat()})
    return [*(seat for seat in team if seat.cadre_id not in gone), newcomer]


def structure(team: Sequence[Seat], approved: Mapping[str, int] | None, day: date) -> Structure:
    """The structure of a team on a day."""
    ages = [years_between(seat.birth, day) for seat in team if seat.birth]
    average = Decimal(sum(ages)) / len(ages) if ages else None
    filled = Counter(seat.role for seat in team)
    return Structure(
        people=len(team),
        average_age=average.quantize(Decimal("0.1"), ROUND_HALF_UP) if average is not None else None,
        age_bands=_counted(team, lambda seat: band_of(years_between(seat.birth, day)) if seat.birth else UNKNOWN),
        sexes=_counted(team, lambda seat: seat.sex or UNKNOWN),
        ethnicities=_counted(team, lambda seat: seat.ethnicity or UNKNOWN),
        minority=sum(bool(seat.ethnicity) and seat.ethnicity != HAN for seat in team),
        educations=_counted(team, _education),
        political_statuses=_counted(team, lambda seat: seat.political_status or UNKNOWN),
        tenures=_counted(team, lambda seat: _tenure(seat, day)),
        places={
            role: Places(approved.get(role, 0) if approved is not None else None, filled[role])
            for role in LEADING_ROLES
        },
        retiring=_retiring(team, day),
    )


def _counted(team: Sequence[Seat], kind: Callable[[Seat], str]) -> dict[str, int]:
    return dict(sorted(Counter(map(kind, team)).items()))


def _education(seat: Seat) -> str:
    return _EDUCATIONS.get(seat.education_level[0], "other") if seat.education_level else UNKNOWN


def _tenure(seat: Seat, day: date) -> str:
    if not seat.in_post_since:
        return UNKNOWN
    years = years_between(seat.in_post_since, day)
    return next((name for most, name in _TENURES if years < most), "10+")


def _retiring(team: Sequence[Seat], day: date) -> dict[str, int]:
    found = {str(day.year + number): 0 for number in range(HORIZON)} | {LATER: 0}
    for seat in team:
        if seat.retires_on:
            # Who should have left already leaves first.
            year = str(max(day.year, int(seat.retires_on[:4])))
            found[year if year in found else LATER] += 1
    return found

"""Shortlists (人岗相适): who fits a post and why, who was left out and why, and who was chosen by whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from services.talentpool.errors.matches import MatchClosed, NotShortlisted


class MatchState(StrEnum):
    """Whether a shortlist waits for a person's choice."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"


TABLE: Sequence[tuple[MatchState, str, MatchState, str]] = (
    (MatchState.OPEN, "confirm", MatchState.CONFIRMED, "a named person chooses one who is on the list and not barred"),
    (
        MatchState.OPEN,
        "lapse",
        MatchState.LAPSED,
        "the roster tells that somebody else took the post, or it is abolished",
    ),
)
"""From, on, to, and what guards the step."""


@dataclass
class Part:
    """What one preference adds to a score: the input, its points (0-100), the weight, and what could still be gained.

    `full_at` is the input from which the points are full; None where no single input says it.
    """

    key: str
    value: Any
    points: Decimal
    weight: Decimal
    adds: Decimal
    could_add: Decimal
    full_at: Any = None


@dataclass
class Line:
    """Somebody on a shortlist. The score is the sum of what its parts add."""

    cadre_id: str
    rank: int
    score: Decimal
    parts: list[Part]
    to_next: Decimal | None
    """Points that are lacking to the one above; None for the first."""
    sex: str
    ethnicity: str
    birth_year: int
    uncertain: list[str] = field(default_factory=list)
    """Conditions that hold as a date's first day counts, and might not on a later day that the date allows."""
    suspended: bool = False


@dataclass
class Excluded:
    """One of the nearest who were left out: by one condition alone."""

    cadre_id: str
    failed: str
    score: Decimal


@dataclass
class Confirmation:
    """The choice of a named person. Advice ends here; the appointment itself is the registry's."""

    cadre_id: str
    by: str
    account: str
    reason: str
    at: datetime


@dataclass
class Match:
    """A shortlist as it was made: everything that it follows from is kept with it."""

    id: str
    post_id: str
    unit_ids: list[str]
    cutoff: date
    conditions: list[dict[str, Any]]
    preferences: list[dict[str, Any]]
    by_person: list[dict[str, Any]]
    """What the post asks for and no machine can judge."""
    rules: dict[str, int]
    index_slot: str
    made_by: str
    made_at: datetime
    considered: int
    eligible: int
    lines: list[Line]
    excluded: list[dict[str, Any]]
    nearest: list[Excluded]
    groups: list[dict[str, Any]]
    """Those eligible, counted by sex, ethnicity and year of birth."""
    falling_vacant_on: date | None = None
    holder_ids: list[str] = field(default_factory=list)
    """Who held the post when the shortlist was made."""
    state: MatchState = MatchState.OPEN
    confirmation: Confirmation | None = None
    synthetic: bool = False
    version: int = 0

    @property
    def cadre_ids(self) -> list[str]:
        return [line.cadre_id for line in self.lines]

    @property
    def chosen_id(self) -> str | None:
        return self.confirmation.cadre_id if self.confirmation else None

    @property
    def shortlisted(self) -> int:
        return len(self.lines)

    @property
    def suspended(self) -> int:
        return sum(line.suspended for line in self.lines)


def after(state: MatchState, step: str) -> MatchState | None:
    """The state after a step; None where the table does not have it."""
    return next((to for begins, on, to, _ in TABLE if (begins, on) == (state, step)), None)


def confirm(match: Match, choice: Confirmation) -> None:
    """Record a choice. Raises MatchClosed and NotShortlisted."""
    to = after(match.state, "confirm")
    if to is None:
        raise MatchClosed(state=match.state.value)
    if choice.cadre_id not in match.cadre_ids:
        raise NotShortlisted(cadre_id=choice.cadre_id)
    match.state, match.confirmation = to, choice


def newcomers(match: Match, holder_ids: Iterable[str]) -> list[str]:
    """Who has taken the post since the shortlist was made."""
    return sorted(set(holder_ids) - set(match.holder_ids))


def lapse(match: Match) -> None:
    """Close a shortlist that its post has outlived. Raises MatchClosed."""
    to = after(match.state, "lapse")
    if to is None:
        raise MatchClosed(state=match.state.value)
    match.state = to


def suspend(match: Match, barred: dict[str, bool]) -> bool:
    """Mark the lines of those who are barred, and clear the others named; whether anything changed."""
    changed = False
    for line in match.lines:
        if line.cadre_id in barred and line.suspended != barred[line.cadre_id]:
            line.suspended, changed = barred[line.cadre_id], True
    return changed

"""Shortlists (人岗相适): who fits a post and why, who was left out and why, and who was chosen by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from servicekit.lifecycle import Mark
from services.talentpool.errors.matches import NotShortlisted
from services.talentpool.vocabulary.conditions import RIGHTS
from services.talentpool.vocabulary.matches import LIFE, MatchState, MatchStep

# fmt: on


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
    """Somebody on a shortlist. The score is the sum of what its parts add; equal scores have equal ranks."""

    cadre_id: str
    rank: int
    score: Decimal
    parts: list[Part]
    to_next: Decimal | None
    """Points that are lacking to the line above, none where the scores are equal; None for the first line."""
    sex: str
    ethnicity: str
    birth_year: int
    uncertain: list[str] = field(default_factory=list)
    """Conditions that hold as a date's first day counts, and might not on a later day that the date allows."""
    suspended: bool = False
    warned: bool = False
    """Whether a published result (联用成果) is to be known of them, without stopping anything."""


@dataclass
class Missed:
    """Those considered who miss conditions of the same rights: without a right they are nobody one is told of."""

    rights: list[str]
    considered: int
    excluded: list[dict[str, Any]]
    """How many of them miss which condition: `key` and `count`."""


@dataclass
class Counts:
    """What a reader is told of those whom a shortlist leaves out."""

    considered: int
    excluded: list[dict[str, Any]]
    nearest: list[Excluded]


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
class TakenBack:
    """A choice that was taken back (撤回确认): what it was, by whom, when, on what basis."""

    confirmation: Confirmation
    by: str
    account: str
    basis: str
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
    """Those considered from the start and those eligible, counted by sex, ethnicity and year of birth."""
    missed: list[Missed] = field(default_factory=list)
    """All considered, those who miss no condition among them."""
    tied_at_end: bool = False
    """Whether others, who are not on the list, have the score of its last."""
    falling_vacant_on: date | None = None
    holder_ids: list[str] = field(default_factory=list)
    """Who held the post when the shortlist was made."""
    state: MatchState = MatchState.OPEN
    confirmation: Confirmation | None = None
    taken_back: list[TakenBack] = field(default_factory=list)
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


def told(match: Match, may: Callable[[str], bool], most_nearest: int) -> Counts:
    """The counts for a reader: as if there were nobody who misses a condition that this reader may know nobody by.

    No number is then more or less than what is listed to them elsewhere. Of a shortlist that was made before it was
    kept who misses what together, a reader who may not know all of it is told of those who were eligible alone.
    """
    every = {one["key"]: one.get("rights", RIGHTS) for one in match.excluded}
    known = {key for key, rights in every.items() if all(map(may, rights))}
    if len(known) == len(every):
        return Counts(match.considered, match.excluded, match.nearest[:most_nearest])
    seen = [one for one in match.missed if all(map(may, one.rights))]
    counted = Counter(dict.fromkeys(known, 0))
    for row in (row for one in seen for row in one.excluded):
        counted[row["key"]] += row["count"]
    return Counts(
        sum(one.considered for one in seen) if match.missed else match.eligible,
        [{**one, "count": counted[one["key"]]} for one in match.excluded if one["key"] in known],
        [one for one in match.nearest if one.failed in known][:most_nearest],
    )


def confirm(match: Match, choice: Confirmation) -> None:
    """Record a choice. Raises MatchClosed and NotShortlisted."""
    to = LIFE.must(match, MatchStep.CONFIRM)
    if choice.cadre_id not in match.cadre_ids:
        raise NotShortlisted(cadre_id=choice.cadre_id)
    match.state, match.confirmation = to, choice


def take_back(match: Match, by: str, basis: str, mark: Mark) -> None:
    """Take a choice back; it stays on record. Raises MatchClosed."""
    LIFE.move(match, MatchStep.TAKE_BACK)
    assert match.confirmation is not None
    match.taken_back.append(TakenBack(match.confirmation, by, mark.by, basis, mark.at))
    match.confirmation = None


def newcomers(match: Match, holder_ids: Iterable[str]) -> list[str]:
    """Who has taken the post since the shortlist was made."""
    return sorted(set(holder_ids) - set(match.holder_ids))


def suspend(match: Match, barred: dict[str, bool]) -> bool:
    """Mark the lines of those who are barred, and clear the others named; whether anything changed."""
    changed = False
    for line in match.lines:
        if line.cadre_id in barred and line.suspended != barred[line.cadre_id]:
            line.suspended, changed = barred[line.cadre_id], True
    return changed


def warn(match: Match, warned: dict[str, bool]) -> bool:
    """Mark the lines of those of whom a result is to be known, and clear the others named; whether that is new."""
    changed = False
    for line in match.lines:
        if line.cadre_id in warned and line.warned != warned[line.cadre_id]:
            line.warned, changed = warned[line.cadre_id], True
    return changed

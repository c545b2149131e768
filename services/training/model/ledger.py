"""The hours ledger (学时台账), append-only, and whether a cadre's hours are enough (学时达标)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.training.model.hours import RECOGNISED, Hours
from services.training.model.people import Person
from services.training.vocabulary.hours import Mode
from services.training.vocabulary.ledger import REMINDER_LIFE, Judgement, ReminderState, ReminderStep, Source
from services.training.vocabulary.people import Regime


@dataclass
class Entry:
    """Hours credited to a cadre (学时记录). An entry is never changed; a correction is an entry with opposite hours."""

    id: str
    cadre_id: str
    unit_id: str | None
    unit_ids: list[str]
    year: int
    on: date
    mode: Mode
    source: Source
    source_id: str
    hours: Hours
    total_hours: float
    platform: str | None = None
    class_kind: str | None = None
    organiser_tier: str | None = None
    """Who trained, by tier; None for what an online platform taught, and in entries of before."""
    reverses: str | None = None
    counts_on: date | None = None
    """Of a correction: the day of the hours that it takes back or gives again; `on` is the day of the correction."""
    reason: str | None = None
    synthetic: bool = False
    version: int = 0


@dataclass
class PersonYear:
    """A cadre's hours of one year (年度学时汇总), with the person's regime and units of today."""

    id: str
    cadre_id: str
    year: int
    unit_ids: list[str] = field(default_factory=list)
    regime: Regime = Regime.YEARLY
    active: bool = True
    promoted_on: date | None = None
    recognised: float = 0
    online: float = 0
    theory: float = 0
    party_spirit: float = 0
    duty: float = 0
    other: float = 0
    entries: int = 0
    version: int = 0


def person_year_id(cadre_id: str, year: int) -> str:
    """One summary per cadre and year."""
    return f"{cadre_id}.{year}"


def increments(entry: Entry) -> dict[str, float]:
    """What an entry adds to the summary of its year."""
    recognised = entry.mode in RECOGNISED
    return {
        "recognised": entry.total_hours if recognised else 0,
        "online": 0 if recognised else entry.total_hours,
        "theory": entry.hours.theory,
        "party_spirit": entry.hours.party_spirit,
        "duty": entry.hours.duty,
        "other": entry.hours.other,
        "entries": 1,
    }


def correction(entry: Entry, entry_id: str, on: date, reason: str) -> Entry:
    """An entry that takes another one back, in the year of that one."""
    return replace(
        entry,
        id=entry_id,
        on=on,
        source=Source.CORRECTION,
        source_id=entry.id,
        hours=-entry.hours,
        total_hours=-entry.total_hours,
        reverses=entry.id,
        counts_on=entry.counts_on or entry.on,
        reason=reason,
        version=0,
    )


@dataclass(frozen=True)
class Requirement:
    """The rules of the Regulation as numbers: hours in five years, hours a year, hours online, years of grace."""

    five_years: float
    yearly: float
    online: float
    grace_years: int
    window: str = "rolling"
    window_start: int = 2023
    years: int = 5

    def first_year(self, regime: Regime, year: int) -> int:
        """The first year whose hours count for a judgement at the end of `year`."""
        if regime is Regime.YEARLY:
            return year
        if self.window == "fixed":
            return self.window_start + (year - self.window_start) // self.years * self.years
        return year - self.years + 1

    def due(self, regime: Regime) -> float:
        """The hours that regime requires."""
        return self.five_years if regime is Regime.FIVE_YEARS else self.yearly

    def grace_until(self, promoted_on: date | None) -> date | None:
        """The day until which a promoted cadre may make up the hours (提任后一年内)."""
        if promoted_on is None:
            return None
        day = 28 if (promoted_on.month, promoted_on.day) == (2, 29) else promoted_on.day
        return promoted_on.replace(year=promoted_on.year + self.grace_years, day=day)

    def promoted_within(self, year: int, today: date) -> tuple[date, date]:
        """The first and the last day of a promotion that is in grace when the hours of a year are judged.

        Who was promoted later was nobody with a grace then.
        """
        last = judged_on(year, today)
        before = last.year - self.grace_years
        is_leap_day = (last.month, last.day) == (2, 29)
        return date(before, 3, 1) if is_leap_day else last.replace(year=before), last

    def in_grace(self, promoted_on: date | None, year: int, today: date) -> bool:
        """Whether the hours of a year may still be made up after a promotion."""
        if promoted_on is None:
            return False
        first, last = self.promoted_within(year, today)
        return first <= promoted_on <= last


def judged_on(year: int, today: date) -> date:
    """The day as of which a year's hours are judged: its last one, and within the year itself today."""
    return today if year == today.year else date(year, 12, 31)


@dataclass(frozen=True)
class Compliance:
    """How a cadre stands in a year, as of `judged_on`; online hours are apart and never fill the others."""

    cadre_id: str
    unit_id: str | None
    year: int
    from_year: int
    regime: Regime
    required_hours: float
    counted_hours: float
    missing_hours: float
    online_hours: float
    online_required: float
    online_missing: float
    online_state: Judgement
    """Of the online hours alone; nobody has grace for these."""
    state: Judgement
    """Of the hours of full-time and recognised training alone."""
    grace_until: date | None
    """Until when the hours may be made up; None where no grace runs, or it is over."""


def comply(
    person: Person, years: Mapping[int, PersonYear], year: int, requirement: Requirement, today: date
) -> Compliance:
    """Judge one cadre's hours of `year` (条例: 五年550学时或每年90学时; 提任后一年内补足; 网络学时单列).

    Grace counts as of `judged_on`: who may still make hours up is not behind, though the grace ends in the year.
    """
    first = requirement.first_year(person.regime, year)
    counted = sum(summary.recognised for at, summary in years.items() if first <= at <= year)
    online = years[year].online if year in years else 0
    due = requirement.due(person.regime)
    in_grace = requirement.in_grace(person.promoted_on, year, today)
    grace = requirement.grace_until(person.promoted_on) if in_grace else None
    if counted >= due:
        state = Judgement.MET
    elif grace is not None:
        state = Judgement.IN_GRACE
    else:
        state = Judgement.BEHIND
    return Compliance(
        cadre_id=person.id,
        unit_id=person.unit_id,
        year=year,
        from_year=first,
        regime=person.regime,
        required_hours=due,
        counted_hours=counted,
        missing_hours=max(0, due - counted),
        online_hours=online,
        online_required=requirement.online,
        online_missing=max(0, requirement.online - online),
        online_state=Judgement.MET if online >= requirement.online else Judgement.BEHIND,
        state=state,
        grace_until=grace,
    )


# fmt: on


@dataclass
class Reminder:
    """A cadre was told of missing hours (学时提醒); one per cadre and year, closed when the hours are there.

    It opens again when they are missing again; `on` is the day of the newest telling.
    """

    id: str
    cadre_id: str
    unit_ids: list[str]
    year: int
    missing_hours: float
    on: date
    open: bool = True
    closed_on: date | None = None
    synthetic: bool = False
    version: int = 0

    @property
    def state(self) -> ReminderState:
        """Its state, which is kept as `open`."""
        return ReminderState.OPEN if self.open else ReminderState.CLOSED

    @state.setter
    def state(self, state: ReminderState) -> None:
        self.open = state is ReminderState.OPEN

    def close(self, on: date, missing: float) -> bool:
        """Close it, unless hours are missing still. Says whether anything changed."""
        if missing > 0 or not REMINDER_LIFE.happen(self, ReminderStep.CLOSE):
            return False
        self.closed_on, self.missing_hours = on, max(0.0, missing)
        return True

    def reopen(self, on: date, missing: float) -> bool:
        """Remind once more of hours that are missing again. Says whether anything changed."""
        if missing <= 0 or not REMINDER_LIFE.happen(self, ReminderStep.REOPEN):
            return False
        self.on, self.closed_on, self.missing_hours = on, None, missing
        return True

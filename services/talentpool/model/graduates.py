"""Selected graduates (选调生): tracked for years from entry, with all that happens to them on one timeline."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from servicekit.errors import BuiltOn, ChangedSince, field_error
from services.talentpool.errors.graduates import (
    DoneThisYear,
    NotOutstanding,
    OnTheList,
    OutsideYears,
    TrackingOver,
)
from services.talentpool.model.secondments import later
from services.talentpool.vocabulary.graduates import LIFE, YEARS_OVER, PromotionKind, State, Step

# fmt: on


@dataclass(frozen=True)
class Policy:
    """The numbers of the day: how long, through which stages, and what counts."""

    years: int
    entry_month: int
    stages: tuple[tuple[int, str], ...]
    """From which full year after entry on which stage holds."""
    entry_level: str
    entry_rank: str
    counted: frozenset[str]
    """The kinds of promotion that make a graduate one who was promoted (提拔)."""


@dataclass
class Promotion:
    """A level or rank above that of entry; each is counted once."""

    kind: PromotionKind
    to: str
    on: str | None
    """Known to the year, the month or the day."""
    source: str
    by: str
    document: str | None = None
    classification: str | None = None
    withdrawn: str | None = None
    """Why it counts no longer; only one that a person has recorded is withdrawn by one."""
    withdrawn_by: str | None = None


@dataclass
class StageReached:
    """From when on a stage holds."""

    stage: str
    since: date


@dataclass
class Mentoring:
    """Who was the mentor, from when until when, and why no longer."""

    mentor_id: str
    since: date
    by: str
    until: date | None = None
    reason: str | None = None
    left_by: str | None = None
    """The entry of the mentor's file because of which it ended."""


@dataclass
class Interview:
    """The interview of a year (年度谈话)."""

    year: int
    on: date
    by: str
    interviewed_by: str
    text: str
    classification: str
    correction: str | None = None
    """Why it takes the place of an earlier one of the year, which stays on record."""
    withdrawn: str | None = None
    """Why it counts no longer: it was imported by mistake."""
    withdrawn_by: str | None = None


@dataclass
class Assessment:
    """The assessment of a year (年度考核)."""

    year: int
    on: date
    by: str
    assessed_by: str
    grade: str
    text: str
    classification: str
    correction: str | None = None
    """Why it takes the place of an earlier one of the year, which stays on record."""
    withdrawn: str | None = None
    """Why it counts no longer: it was imported by mistake."""
    withdrawn_by: str | None = None


OfAYear = TypeVar("OfAYear", Interview, Assessment)


@dataclass
class Override:
    """A failed check that a named person has set aside, with the written basis."""

    by: str
    basis: str
    failed: str


@dataclass
class ListChange:
    """Put on the key-training list or taken off it."""

    on: date
    by: str
    listed: bool
    reason: str
    override: Override | None = None


@dataclass
class Graduate:
    """A selected graduate."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    year: int
    entered_on: date
    tracked_until: date
    stage: str
    stages: list[StageReached] = field(default_factory=list)
    post_level: str | None = None
    rank: str | None = None
    promotions: list[Promotion] = field(default_factory=list)
    promotion_count: int = 0
    promoted: bool = False
    mentor_id: str | None = None
    mentors: list[Mentoring] = field(default_factory=list)
    lost_mentor: str | None = None
    """The last mentor, who has left by an entry of their file; nobody was named since."""
    interviews: list[Interview] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)
    """What is missing: `interview:<year>` or `assessment:<year>`."""
    behind: bool = False
    key_training: bool = False
    list_changes: list[ListChange] = field(default_factory=list)
    state: State = State.TRACKING
    ended_on: date | None = None
    end_reason: str | None = None
    synthetic: bool = False
    sequence: int = -1
    """Of the newest word of the roster about the cadre."""
    version: int = 0


def graduate_id(cadre_id: str) -> str:
    """A cadre is tracked as one graduate."""
    return f"grd-{cadre_id}"


def period(year: int, policy: Policy) -> tuple[date, date]:
    """The first and the last tracked day of the graduates of a year."""
    entered = date(year, policy.entry_month, 1)
    return entered, later(entered, 12 * policy.years) - timedelta(days=1)


def stage_on(entered: date, day: date, policy: Policy) -> StageReached:
    """The stage that holds on a day, and since when."""
    held = [(later(entered, 12 * years), stage) for years, stage in sorted(policy.stages)]
    since, stage = next((one for one in reversed(held) if one[0] <= day), held[0])
    return StageReached(stage, since)


def next_stage_day(entered: date, day: date, last: date, policy: Policy) -> date | None:
    """The first day of the next stage after `day`; none within the tracked years."""
    coming = sorted(later(entered, 12 * years) for years, _ in policy.stages)
    return next((one for one in coming if day < one <= last), None)


def track(cadre_id: str, unit_ids: list[str], year: int, today: date, policy: Policy, synthetic: bool) -> Graduate:
    """Begin to track a graduate of a year; whose years are over already is on record as ended."""
    entered, last = period(year, policy)
    reached = stage_on(entered, min(today, last), policy)
    made = Graduate(
        graduate_id(cadre_id), cadre_id, unit_ids, year, entered, last, reached.stage, [reached], synthetic=synthetic
    )
    if last < today:
        made.state, made.ended_on, made.end_reason = State.ENDED, last, YEARS_OVER
    return made


def correct_year(graduate: Graduate, year: int, today: date, policy: Policy) -> bool:
    """Whether the roster has corrected the year; then period, stage and state are those of the right year."""
    if year == graduate.year:
        return False
    right = track(graduate.cadre_id, graduate.unit_ids, year, today, policy, graduate.synthetic)
    graduate.year, graduate.entered_on, graduate.tracked_until = year, right.entered_on, right.tracked_until
    graduate.stage, graduate.stages = right.stage, right.stages
    step = Step.END if right.state is State.ENDED else Step.REOPEN
    LIFE.happen(graduate, step)
    if graduate.state is not State.LEFT:
        graduate.ended_on, graduate.end_reason = right.ended_on, right.end_reason
    return True


def reach_stage(graduate: Graduate, today: date, policy: Policy) -> bool:
    """Whether another stage holds now."""
    reached = stage_on(graduate.entered_on, min(today, graduate.tracked_until), policy)
    if graduate.state is not State.TRACKING or reached.stage == graduate.stage:
        return False
    graduate.stage = reached.stage
    graduate.stages.append(reached)
    return True


def must_be_tracked(graduate: Graduate, today: date) -> None:
    """Raises TrackingOver."""
    LIFE.must(graduate, Step.TRAIN, tracked_until=graduate.tracked_until.isoformat())
    if today > graduate.tracked_until:
        raise _over(graduate, graduate.tracked_until)


def last_day(graduate: Graduate) -> date:
    """The last day on which a graduate is tracked, or was until they left."""
    left = graduate.ended_on if graduate.state is State.LEFT else None
    return min(graduate.tracked_until, left or graduate.tracked_until)


def must_have_been_tracked(graduate: Graduate, day: date, today: date) -> date:
    """The last tracked day. Raises TrackingOver for a later one once it is past."""
    LIFE.must(graduate, Step.FOLLOW)
    last = last_day(graduate)
    if last < day and last < today:
        raise _over(graduate, last)
    return last


def _over(graduate: Graduate, last: date) -> TrackingOver:
    zh, en = f"跟踪管理期至 {last}，此后的事项不再记入", f"Tracked until {last}; nothing later is entered"
    return TrackingOver(zh, en, tracked_until=last.isoformat(), state=graduate.state.value)


def happen(graduate: Graduate, step: Step, on: date, reason: str) -> bool:
    """Whether the tracking ends, or begins again, now."""
    if not LIFE.happen(graduate, step):
        return False
    graduate.ended_on, graduate.end_reason = (None, None) if graduate.state is State.TRACKING else (on, reason)
    return True


def outside(graduate: Graduate, pointer: str) -> OutsideYears:
    """The refusal of a day outside the tracked years, or one that has not come yet."""
    first, last = graduate.entered_on.isoformat(), last_day(graduate).isoformat()
    zh, en = f"应在 {first} 至 {last} 之间且不晚于今天", f"Between {first} and {last}, and not later than today"
    return OutsideYears(zh, en, errors=[field_error(pointer, "outside-years", zh, en)], first=first, last=last)


def interview(graduate: Graduate, made: Interview, today: date) -> None:
    """The interview of a year, or the correction of one. Raises TrackingOver, OutsideYears and DoneThisYear."""
    last = must_have_been_tracked(graduate, made.on, today)
    if not graduate.entered_on <= made.on <= min(today, last):
        raise outside(graduate, "/on")
    if not graduate.entered_on.year <= made.year <= made.on.year:
        raise outside(graduate, "/year")
    if made.correction is None and any(one.year == made.year for one in _counting(graduate.interviews)):
        raise DoneThisYear(errors=[field_error("/on", "done", DoneThisYear.zh, DoneThisYear.en)], year=made.year)
    graduate.interviews.append(made)
    _settle(graduate, f"interview:{made.year}")


def assess(graduate: Graduate, made: Assessment, today: date) -> None:
    """The assessment of a year, or the correction of one. Raises TrackingOver, OutsideYears and DoneThisYear."""
    last = must_have_been_tracked(graduate, date(made.year, 1, 1), today)
    if not graduate.entered_on.year <= made.year <= min(today, last).year:
        raise outside(graduate, "/year")
    if made.correction is None and any(one.year == made.year for one in _counting(graduate.assessments)):
        raise DoneThisYear(errors=[field_error("/year", "done", DoneThisYear.zh, DoneThisYear.en)], year=made.year)
    graduate.assessments.append(made)
    _settle(graduate, f"assessment:{made.year}")


def withdraw(
    graduate: Graduate, made: Interview | Assessment, by: str, reason: str, *, since: date, missing: bool
) -> None:
    """Count an interview or an assessment no longer that was imported by mistake; it stays to be seen.

    `since` is the day on which it was, and `missing` says whether the year is over without it. Raises ChangedSince
    where it was corrected, and BuiltOn where the graduate was put on the key-training list by it.
    """
    LIFE.must(graduate, Step.WITHDRAW)
    interviewed = isinstance(made, Interview)
    counting: list[Any] = _counting(graduate.interviews) if interviewed else _counting(graduate.assessments)
    if any(one is not made and one.year == made.year for one in counting):
        raise ChangedSince()
    listed = graduate.list_changes[-1] if graduate.key_training else None
    if made is newest_assessment(graduate) and listed and listed.override is None and since <= listed.on:
        raise BuiltOn(
            "已据以列入重点培养，予以保留；请先调出重点培养名单，再撤销导入",
            "The graduate was put on the key-training list by it: take them off it first, then undo again",
        )
    made.withdrawn, made.withdrawn_by = reason, by
    if missing:
        graduate.overdue.append(f"{'interview' if interviewed else 'assessment'}:{made.year}")
        graduate.behind = True


def newest_assessment(graduate: Graduate) -> Assessment | None:
    """The assessment of the newest year, as it was corrected last."""
    return max(reversed(_counting(graduate.assessments)), key=lambda one: one.year, default=None)


def _counting(entries: Sequence[OfAYear]) -> list[OfAYear]:
    return [one for one in entries if one.withdrawn is None]


def _settle(graduate: Graduate, what: str) -> None:
    graduate.overdue = [one for one in graduate.overdue if one != what]
    graduate.behind = bool(graduate.overdue)


def fall_behind(graduate: Graduate, year: int) -> bool:
    """Whether a year is over without its interview or assessment."""
    if graduate.state is not State.TRACKING:
        return False
    done = {f"interview:{one.year}" for one in _counting(graduate.interviews)}
    done |= {f"assessment:{one.year}" for one in _counting(graduate.assessments)}
    missing = [what for what in (f"interview:{year}", f"assessment:{year}") if what not in done]
    new = [what for what in missing if what not in graduate.overdue]
    graduate.overdue.extend(new)
    graduate.behind = bool(graduate.overdue)
    return bool(new)


def put_on_list(
    graduate: Graduate,
    change: ListChange,
    grades: Collection[str],
    names: Mapping[str, str],
    cited: str,
    override: tuple[str, str] | None,
) -> None:
    """Onto the key-training list (重点培养对象), for an outstanding newest assessment or by override.

    `grades` are those with which one may be put there; `names` says what each is called.
    Raises OnTheList and NotOutstanding.
    """
    if graduate.key_training:
        raise OnTheList(key_training=True)
    newest = newest_assessment(graduate)
    if newest is None or newest.grade not in grades:
        found = newest.grade if newest else None
        if override is None:
            last = "尚无考核" if found is None else f"最近一次考核为{names.get(found, '其他等次')}"
            zh = f"{last}，要求{'、'.join(names[grade] for grade in grades if grade in names)}（{cited}）"
            en = f"The newest assessment is {found or 'missing'}; wanted: {', '.join(sorted(grades))}"
            raise NotOutstanding(zh, en, grade=found, wanted=sorted(grades), rule=cited)
        by, basis = override
        change.override = Override(by, basis, cited)
    graduate.key_training = True
    graduate.list_changes.append(change)


def take_off_list(graduate: Graduate, change: ListChange) -> None:
    """Off the key-training list. Raises OnTheList."""
    if not graduate.key_training:
        raise OnTheList(key_training=False)
    graduate.key_training = False
    graduate.list_changes.append(change)

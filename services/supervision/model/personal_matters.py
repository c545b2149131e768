"""Campaigns around the reports of personal matters (个人有关事项报告): process only, never what a report says.

三必考三必谈一档案 names three tests, three talks and one record. A campaign (年度集中报告) takes six steps in order;
around each cadre's report there are days, scores and states; checks (查核) are drawn at random or targeted (凡提必查);
campaigns and checks together are a cadre's integrity record (诚信档案). Numbers come from rules, lists from
dictionaries. How a draw is made is in `draw.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from servicekit.errors import field_error
from services.supervision.errors.personal_matters import (
    AlreadyDrawn,
    CampaignOver,
    CheckConcluded,
    ContentsNotAccepted,
    DayNotPossible,
    DrawKnown,
    DrawPending,
    ReportDayMissing,
    ReportStateNotPossible,
    StepOutOfOrder,
    StepsMissing,
)

CONTENTS = ("contents", "content", "assets", "property", "properties", "income", "investments", "marriage", "text")
"""Fields in which somebody might send what a report says; each of them is refused with the reason."""


class CampaignState(StrEnum):
    """A campaign is open, then closed."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass
class StepHeld:
    """A step that was taken: when, by how many, with what result; and who recorded it (an account)."""

    step: str
    held_on: date
    at: datetime
    by: str
    attended: int | None = None
    result: str | None = None


@dataclass
class Campaign:
    """A year's work around the reports: whom it concerns, until when they report, the steps taken."""

    id: str
    code: str
    title: str
    year: int
    due_on: date
    opened_on: date
    county_level_or_above: bool = True
    unit_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    state: CampaignState = CampaignState.OPEN
    steps: list[StepHeld] = field(default_factory=list)
    draw_id: str | None = None
    drawn: bool = False
    closed_on: date | None = None
    closing_basis: str | None = None
    synthetic: bool = False
    version: int = 0

    @property
    def steps_held(self) -> list[str]:
        """The steps that were taken, each once, in order."""
        return list(dict.fromkeys(held.step for held in self.steps))


def refuse_contents(sent: Mapping[str, Any]) -> None:
    """Raises ContentsNotAccepted, naming each field, when what a report says is sent; its values are not repeated."""
    found = [name for name in CONTENTS if name in sent]
    if found:
        zh, en = "内容只在专用涉密系统中填报", "This belongs in the dedicated classified system only"
        raise ContentsNotAccepted(errors=[field_error(f"/{name}", "contents-not-accepted", zh, en) for name in found])


def due_day(year: int, month_and_day: str) -> date:
    """The last day of the yearly report, from the rule's MM-DD."""
    return date.fromisoformat(f"{year}-{month_and_day}")


def must_be_open(campaign: Campaign) -> None:
    """Raises CampaignOver."""
    if campaign.state is not CampaignState.OPEN:
        zh, en = f"{campaign.code} 已于{campaign.closed_on}结束", f"{campaign.code} was closed on {campaign.closed_on}"
        raise CampaignOver(zh, en, state=campaign.state.value, allowed=[CampaignState.OPEN.value])


def not_later(day: date | None, today: date, pointer: str) -> None:
    """Raises DayNotPossible for a day in the future."""
    if day is not None and day > today:
        raise _impossible(pointer, f"不得晚于今日{today}", f"It cannot be after today, {today}")


def _impossible(pointer: str, zh: str, en: str) -> DayNotPossible:
    return DayNotPossible(zh, en, errors=[field_error(pointer, "day-not-possible", zh, en)])


def next_steps(campaign: Campaign, order: Sequence[str]) -> list[str]:
    """The steps that may be taken now: the last one again (a further session), and the first not taken yet."""
    held = campaign.steps_held
    return [*held[-1:], *[step for step in order if step not in held][:1]]


def take_step(campaign: Campaign, held: StepHeld, order: Sequence[str], today: date) -> None:
    """Record a step. Raises CampaignOver, StepOutOfOrder and DayNotPossible."""
    must_be_open(campaign)
    allowed = next_steps(campaign, order)
    if held.step not in allowed:
        raise StepOutOfOrder(
            f"现可办理：{'、'.join(allowed)}",
            f"What may be recorded now: {', '.join(allowed)}",
            errors=[field_error("/step", "out-of-order", "未到此步骤或已过", "It is not the turn of this step")],
            allowed=allowed,
        )
    not_later(held.held_on, today, "/held_on")
    if campaign.steps and held.held_on < campaign.steps[-1].held_on:
        before = campaign.steps[-1].held_on
        raise _impossible("/held_on", f"不得早于上一步骤{before}", f"It cannot be before the step before, {before}")
    campaign.steps.append(held)


def close(campaign: Campaign, order: Sequence[str], on: date, today: date, basis: str | None) -> None:
    """Close a campaign. Raises CampaignOver, DrawPending, StepsMissing without a basis, and DayNotPossible."""
    must_be_open(campaign)
    if campaign.draw_id is not None and not campaign.drawn:
        raise DrawPending(draw_id=campaign.draw_id)
    missing = [step for step in order if step not in campaign.steps_held]
    if missing and basis is None:
        raise StepsMissing(f"尚缺：{'、'.join(missing)}", f"Missing: {', '.join(missing)}", missing=missing)
    not_later(on, today, "/closed_on")
    if campaign.steps and on < campaign.steps[-1].held_on:
        last = campaign.steps[-1].held_on
        raise _impossible("/closed_on", f"不得早于最后步骤{last}", f"It cannot be before the last step, {last}")
    campaign.state, campaign.closed_on, campaign.closing_basis = CampaignState.CLOSED, on, basis


class ReportState(StrEnum):
    """Where a cadre's report stands: due, received, returned to be completed, reviewed, filed; or exempt."""

    DUE = "due"
    RECEIVED = "received"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    FILED = "filed"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class Row:
    """A row of the state table of reports."""

    source: ReportState
    target: ReportState
    guard: str = ""


_R = ReportState
REPORT_TRANSITIONS: tuple[Row, ...] = (
    Row(_R.DUE, _R.RECEIVED, "the day of receipt is given"),
    Row(_R.DUE, _R.EXEMPT, "nothing was received"),
    Row(_R.EXEMPT, _R.DUE),
    Row(_R.RECEIVED, _R.RETURNED),
    Row(_R.RETURNED, _R.RECEIVED),
    Row(_R.RECEIVED, _R.REVIEWED),
    Row(_R.REVIEWED, _R.RETURNED),
    Row(_R.REVIEWED, _R.FILED),
)
_NOT_RECEIVED = (_R.DUE, _R.EXEMPT)


@dataclass
class Exam:
    """A test on how to report (必考): which of the three, the score, and whether it passed."""

    exam: str | None
    score: int
    passed: bool


@dataclass
class Talk:
    """A talk with the cadre (必谈): which of the three, and when."""

    talk: str | None
    held_on: date


@dataclass
class Report:
    """The process around one cadre's report in one campaign. There is no field for what the report says."""

    id: str
    campaign_id: str
    cadre_id: str
    due_on: date
    unit_ids: list[str] = field(default_factory=list)
    state: ReportState = ReportState.DUE
    received_on: date | None = None
    exams: list[Exam] = field(default_factory=list)
    reminder_sent_on: date | None = None
    talks: list[Talk] = field(default_factory=list)
    recorded_at: datetime | None = None
    recorded_by: str = ""
    synthetic: bool = False
    version: int = 0

    @property
    def late(self) -> bool:
        """Whether it was received after the day on which it was due."""
        return self.received_on is not None and self.received_on > self.due_on

    @property
    def exams_passed(self) -> int:
        """How many tests were passed."""
        return sum(exam.passed for exam in self.exams)

    @property
    def talks_held(self) -> int:
        """How many talks there were."""
        return len(self.talks)


@dataclass(frozen=True)
class Told:
    """What is told of a report: what is None stays as it was."""

    state: ReportState
    received_on: date | None = None
    exam: str | None = None
    exam_score: int | None = None
    reminder_sent_on: date | None = None
    talk: str | None = None
    talk_held_on: date | None = None


def next_states(state: ReportState) -> list[ReportState]:
    """The states that the table has after a state, and the state itself."""
    return [state, *(row.target for row in REPORT_TRANSITIONS if row.source is state)]


def update_report(report: Report, told: Told, pass_score: int, today: date, *, new: bool = False) -> None:
    """Record how far a report has come; a new one may come from a paper ledger in any state.

    Raises ReportStateNotPossible, ReportDayMissing and DayNotPossible.
    """
    if not new and told.state not in next_states(report.state):
        allowed = [state.value for state in next_states(report.state)]
        zh = f"当前为 {report.state.value}，可登记：{'、'.join(allowed)}"
        en = f"It is {report.state.value}; possible now: {', '.join(allowed)}"
        where = [field_error("/state", "not-possible", zh, en)]
        raise ReportStateNotPossible(zh, en, errors=where, state=report.state.value, allowed=allowed)
    received_on = told.received_on or report.received_on
    if (received_on is None) != (told.state in _NOT_RECEIVED):
        zh = "已收到的报告须有收到日期，应报未报或免报的不得有"
        en = "A report that was received has a day of receipt; one that is due or exempt has none"
        raise ReportDayMissing(zh, en, errors=[field_error("/received_on", "does-not-agree", zh, en)])
    for name in ("received_on", "reminder_sent_on", "talk_held_on"):
        not_later(getattr(told, name), today, f"/{name}")
    report.state, report.received_on = told.state, received_on
    report.reminder_sent_on = told.reminder_sent_on or report.reminder_sent_on
    if told.exam_score is not None:
        exam = Exam(told.exam, told.exam_score, told.exam_score >= pass_score)
        report.exams = [*(known for known in report.exams if known.exam != told.exam), exam]
    if told.talk_held_on is not None:
        talk = Talk(told.talk, told.talk_held_on)
        report.talks = [*(known for known in report.talks if known.talk != told.talk), talk]


class DrawState(StrEnum):
    """A draw is announced, then drawn."""

    ANNOUNCED = "announced"
    DRAWN = "drawn"


@dataclass
class Listed:
    """A row of the frozen list."""

    id: str
    stratum: str


@dataclass
class Draw:
    """A random draw (随机抽查). `secret` is the seed; nobody is shown it before the draw."""

    id: str
    campaign_id: str
    list_sha256: str
    commitment: str
    share: str
    share_basis: str
    size: int
    announced_at: datetime
    announced_by: str
    rows: list[Listed]
    secret: str
    state: DrawState = DrawState.ANNOUNCED
    entropy: str = ""
    drawn: list[str] = field(default_factory=list)
    drawn_count: int = 0
    drawn_at: datetime | None = None
    drawn_by: str | None = None
    synthetic: bool = False
    version: int = 0


def stratum(unit_ids: Sequence[str], post_level: str | None) -> str:
    """The layer from which a cadre is drawn: top-level unit and level of post.

    The level of a smaller unit would make layers of one or two people, whose share of a tenth is rounded to nobody.
    """
    return f"{unit_ids[0] if unit_ids else ''}/{post_level or ''}"


def population(
    concerned: Mapping[str, str], reports: Iterable[tuple[str, ReportState]], roster: Mapping[str, str]
) -> dict[str, str]:
    """Whom a draw is from: those whom the campaign concerns and those with a report, without those who are exempt.

    So nobody escapes by not being recorded. `concerned` and `roster` give the stratum of each cadre.
    """
    found = dict(concerned)
    for cadre_id, state in reports:
        if state is ReportState.EXEMPT:
            found.pop(cadre_id, None)
        else:
            found.setdefault(cadre_id, roster.get(cadre_id, "/"))
    return found


def announce(campaign: Campaign, draw_id: str) -> None:
    """A campaign has one draw. Raises CampaignOver and DrawKnown."""
    must_be_open(campaign)
    if campaign.draw_id is not None:
        raise DrawKnown(draw_id=campaign.draw_id)
    campaign.draw_id = draw_id


def carry_out(draw: Draw, drawn: Sequence[str], entropy: str, at: datetime, by: str) -> None:
    """What was drawn stands. Raises AlreadyDrawn."""
    must_not_be_drawn(draw)
    draw.state, draw.entropy, draw.drawn, draw.drawn_count = DrawState.DRAWN, entropy, list(drawn), len(drawn)
    draw.drawn_at, draw.drawn_by = at, by


def must_not_be_drawn(draw: Draw) -> None:
    """Raises AlreadyDrawn."""
    if draw.state is DrawState.DRAWN:
        raise AlreadyDrawn(draw_id=draw.id)


class CheckKind(StrEnum):
    """Why a check is made: drawn at random (随机抽查), or targeted (重点抽查，凡提必查)."""

    RANDOM = "random"
    TARGETED = "targeted"


class CheckState(StrEnum):
    """A check is open, then concluded."""

    OPEN = "open"
    CONCLUDED = "concluded"


@dataclass
class Check:
    """A check (查核) of one cadre's report: its reason and its outcome, never what was compared."""

    id: str
    campaign_id: str
    cadre_id: str
    kind: CheckKind
    added_at: datetime
    added_by: str
    unit_ids: list[str] = field(default_factory=list)
    draw_id: str | None = None
    reason: str | None = None
    basis: str | None = None
    state: CheckState = CheckState.OPEN
    outcome: str | None = None
    handling: str | None = None
    decided_on: date | None = None
    conclusion_basis: str | None = None
    concluded_at: datetime | None = None
    concluded_by: str | None = None
    synthetic: bool = False
    version: int = 0


@dataclass(frozen=True)
class Conclusion:
    """How a check ended: keys of the dictionaries of outcomes and of handling, the day, and on what basis."""

    outcome: str
    handling: str
    decided_on: date
    basis: str


def conclude(check: Check, conclusion: Conclusion, at: datetime, by: str, today: date) -> None:
    """Conclude a check. A concealment imposes nothing by itself: that is decided elsewhere, by a person.

    Raises CheckConcluded and DayNotPossible.
    """
    if check.state is CheckState.CONCLUDED:
        raise CheckConcluded(outcome=check.outcome, decided_on=str(check.decided_on))
    not_later(conclusion.decided_on, today, "/decided_on")
    check.state, check.outcome, check.handling = CheckState.CONCLUDED, conclusion.outcome, conclusion.handling
    check.decided_on, check.conclusion_basis = conclusion.decided_on, conclusion.basis
    check.concluded_at, check.concluded_by = at, by

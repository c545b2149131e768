"""Campaigns around the reports of personal matters (个人有关事项报告): process only, never what a report says.

三必考三必谈一档案 names three tests, three talks and one record. A campaign (年度集中报告) takes six steps in order;
around each cadre's report there are days, scores and states; campaigns and checks (`checks.py`) together are a cadre's
integrity record (诚信档案). Numbers come from rules, lists from dictionaries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from servicekit.errors import field_error, with_words
from servicekit.lifecycle import Mark
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.errors.personal_matters import (
    CampaignUnfinished,
    ContentsNotAccepted,
    DayNotPossible,
    DrawPending,
    NoStep,
    ReportDayMissing,
    ReportStateNotPossible,
    StepOutOfOrder,
    StepsMissing,
)
from services.supervision.vocabulary.personal_matters import (
    CAMPAIGN_LIFE,
    REPORT_LIFE,
    CampaignState,
    CampaignStep,
    ReportState,
    ReportStep,
)

CONTENTS = ("contents", "content", "assets", "property", "properties", "income", "investments", "marriage", "text")
"""Fields in which somebody might send what a report says; each of them is refused with the reason."""


# fmt: on


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
class EarlierStep:
    """A step as it was entered before it was put right or withdrawn; by whom, when and why that was done."""

    step: str
    held_on: date
    by: str
    attended: int | None
    result: str | None
    withdrawn: bool
    corrected_at: datetime
    corrected_by: str
    correction: str


@dataclass
class EarlierClosing:
    """That a campaign was closed by mistake: when, over how much; by whom, when and why it was opened again."""

    closed_on: date | None
    closing_basis: str | None
    unreported: int
    open_checks: int
    reopened_at: datetime
    reopened_by: str
    reopening_basis: str


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
    superseded: list[EarlierStep] = field(default_factory=list)
    closings: list[EarlierClosing] = field(default_factory=list)
    draw_id: str | None = None
    drawn: bool = False
    closed_on: date | None = None
    closing_basis: str | None = None
    unreported_ids: list[str] = field(default_factory=list)
    """Who was concerned and had not reported when it was closed; of an open one it is worked out."""
    open_checks: int = 0
    """Checks that were open when it was closed."""
    synthetic: bool = False
    version: int = 0

    @property
    def unreported(self) -> int:
        return len(self.unreported_ids)

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


def not_later(day: date | None, today: date, pointer: str) -> None:
    """Raises DayNotPossible for a day in the future."""
    if day is not None and day > today:
        raise _impossible(pointer, f"不得晚于今日{today}", f"It cannot be after today, {today}")


def not_earlier(day: date, first: date, pointer: str) -> None:
    """Raises DayNotPossible for a day before the one that it follows."""
    if day < first:
        raise _impossible(pointer, f"不得早于{first}", f"It cannot be before {first}")


def _impossible(pointer: str, zh: str, en: str) -> DayNotPossible:
    return DayNotPossible(zh, en, errors=[field_error(pointer, "day-not-possible", zh, en)])


def next_steps(campaign: Campaign, order: Mapping[str, str]) -> list[str]:
    """The steps that may be taken now: the last one again (a further session), and the first not taken yet.

    `order` holds all of them, as they follow each other, with their names.
    """
    held = campaign.steps_held
    return [*held[-1:], *[step for step in order if step not in held][:1]]


def take_step(campaign: Campaign, held: StepHeld, order: Mapping[str, str], today: date) -> None:
    """Record a step. Raises CampaignOver, StepOutOfOrder and DayNotPossible."""
    CAMPAIGN_LIFE.must(campaign, CampaignStep.RECORD_STEP)
    allowed = next_steps(campaign, order)
    if held.step not in allowed:
        raise StepOutOfOrder(
            f"现可办理：{with_words(order, allowed)}",
            f"What may be recorded now: {', '.join(allowed)}",
            errors=[field_error("/step", "out-of-order", "未到此步骤或已过", "It is not the turn of this step")],
            allowed=allowed,
        )
    not_later(held.held_on, today, "/held_on")
    if campaign.steps and held.held_on < campaign.steps[-1].held_on:
        before = campaign.steps[-1].held_on
        raise _impossible("/held_on", f"不得早于上一步骤{before}", f"It cannot be before the step before, {before}")
    campaign.steps.append(held)


def correct_step(campaign: Campaign, number: int, right: StepHeld, correction: str, today: date, mark: Mark) -> None:
    """Put right day, people and result of the step with this number, from 1; the first entry is kept.

    Raises CampaignOver, NoStep, and DayNotPossible for a day that is not between the steps beside it.
    """
    CAMPAIGN_LIFE.must(campaign, CampaignStep.CORRECT_STEP)
    if not 1 <= number <= len(campaign.steps):
        raise NoStep(number=number, steps=len(campaign.steps))
    place = number - 1
    not_later(right.held_on, today, "/held_on")
    if place and right.held_on < campaign.steps[place - 1].held_on:
        before = campaign.steps[place - 1].held_on
        raise _impossible("/held_on", f"不得早于上一步骤{before}", f"It cannot be before the step before, {before}")
    if number < len(campaign.steps) and right.held_on > campaign.steps[number].held_on:
        after = campaign.steps[number].held_on
        raise _impossible("/held_on", f"不得晚于下一步骤{after}", f"It cannot be after the step after, {after}")
    _supersede(campaign, campaign.steps[place], correction, mark, withdrawn=False)
    campaign.steps[place] = replace(right, step=campaign.steps[place].step)


def withdraw_step(campaign: Campaign, basis: str, mark: Mark) -> None:
    """The last step was entered by mistake: it counts no more, and is kept. Raises CampaignOver and NoStep."""
    CAMPAIGN_LIFE.must(campaign, CampaignStep.WITHDRAW_STEP)
    if not campaign.steps:
        raise NoStep(steps=0)
    _supersede(campaign, campaign.steps.pop(), basis, mark, withdrawn=True)


def _supersede(campaign: Campaign, held: StepHeld, correction: str, mark: Mark, *, withdrawn: bool) -> None:
    campaign.superseded.append(
        EarlierStep(
            held.step, held.held_on, held.by, held.attended, held.result, withdrawn, mark.at, mark.by, correction
        )
    )


def reopen(campaign: Campaign, basis: str, mark: Mark) -> None:
    """A campaign was closed by mistake: steps, reports and checks go on, and what was left then is kept.

    Raises StepNotPossible for one that is open.
    """
    if not CAMPAIGN_LIFE.happen(campaign, CampaignStep.REOPEN):
        zh, en = "该年度集中报告尚未结束，不能重新开启", "The campaign is open still"
        raise StepNotPossible(zh, en, state=str(campaign.state), step=str(CampaignStep.REOPEN), allowed=[])
    left = campaign.unreported, campaign.open_checks
    closing = EarlierClosing(campaign.closed_on, campaign.closing_basis, *left, mark.at, mark.by, basis)
    campaign.closings.append(closing)
    campaign.closed_on = campaign.closing_basis = None
    campaign.unreported_ids, campaign.open_checks = [], 0


@dataclass(frozen=True)
class Left:
    """What a campaign has not brought to an end: who has not reported, and how many checks are open."""

    unreported_ids: list[str]
    open_checks: int


def close(campaign: Campaign, order: Mapping[str, str], left: Left, on: date, today: date, basis: str | None) -> None:
    """Close a campaign, and keep what is left.

    Raises CampaignOver and DrawPending; without a basis StepsMissing and CampaignUnfinished; and DayNotPossible.
    """
    CAMPAIGN_LIFE.must(campaign, CampaignStep.CLOSE)
    if campaign.draw_id is not None and not campaign.drawn:
        raise DrawPending(draw_id=campaign.draw_id)
    missing = [step for step in order if step not in campaign.steps_held]
    if missing and basis is None:
        raise StepsMissing(f"尚缺：{with_words(order, missing)}", f"Missing: {', '.join(missing)}", missing=missing)
    if (left.unreported_ids or left.open_checks) and basis is None:
        unreported, open_checks = len(left.unreported_ids), left.open_checks
        raise CampaignUnfinished(
            f"未报告{unreported}人，未办结查核{open_checks}件；结束须写明依据",
            f"{unreported} have not reported and {open_checks} checks are open; closing needs a written basis",
            unreported=unreported,
            open_checks=open_checks,
        )
    not_later(on, today, "/closed_on")
    if campaign.steps and on < campaign.steps[-1].held_on:
        last = campaign.steps[-1].held_on
        raise _impossible("/closed_on", f"不得早于最后步骤{last}", f"It cannot be before the last step, {last}")
    CAMPAIGN_LIFE.move(campaign, CampaignStep.CLOSE)
    campaign.closed_on, campaign.closing_basis = on, basis
    campaign.unreported_ids, campaign.open_checks = left.unreported_ids, left.open_checks


_NOT_RECEIVED = (ReportState.DUE, ReportState.EXEMPT)


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


def steps_to(state: ReportState) -> dict[ReportState, ReportStep]:
    """The states that may follow one, each with the step that leads there."""
    return {row.to: row.on for row in REPORT_LIFE.rows if state in row.come_from and row.to is not None}


def update_report(report: Report, told: Told, pass_score: int, today: date, *, new: bool = False) -> None:
    """Record how far a report has come; a new one may come from a paper ledger in any state.

    Raises ReportStateNotPossible, ReportDayMissing and DayNotPossible.
    """
    following = steps_to(report.state)
    if not new and told.state not in (report.state, *following):
        allowed = [state.value for state in (report.state, *following)]
        zh = f"当前为“{report.state.zh}”，可登记：{'、'.join(one.zh for one in (report.state, *following))}"
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
    if new:
        report.state = told.state
    elif told.state is not report.state:
        REPORT_LIFE.move(report, following[told.state])
    report.received_on = received_on
    report.reminder_sent_on = told.reminder_sent_on or report.reminder_sent_on
    if told.exam_score is not None:
        exam = Exam(told.exam, told.exam_score, told.exam_score >= pass_score)
        report.exams = [*(known for known in report.exams if known.exam != told.exam), exam]
    if told.talk_held_on is not None:
        talk = Talk(told.talk, told.talk_held_on)
        report.talks = [*(known for known in report.talks if known.talk != told.talk), talk]

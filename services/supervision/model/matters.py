"""Joint discussion (问题联议): a matter, opinions of agencies, a conclusion; and its shared result (成果联用)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.supervision.errors.conferences import TasksOpen
from services.supervision.errors.matters import (
    MergedIntoItself,
    NotAsked,
    OpinionGiven,
    OpinionsMissing,
    ResultInForce,
)
from services.supervision.model.joint import Entry, Mark, Mechanism, Row, must, step, trace


class Severity(StrEnum):
    """How serious a matter is."""

    GENERAL = "general"
    SERIOUS = "serious"
    GRAVE = "grave"


class View(StrEnum):
    """What an agency thinks of what is proposed."""

    AGREE = "agree"
    REMARK = "remark"
    DISAGREE = "disagree"


MATTER_STATES = ("registered", "under_discussion", "concluded", "in_action", "closed", "reopened", "merged")
MATTER_STEPS: tuple[Row, ...] = (
    Row("registered", "discuss", "under_discussion", "the agencies are asked until a working day"),
    Row("reopened", "discuss", "under_discussion", "a new round: every agency is asked anew"),
    Row("under_discussion", "opine", "under_discussion", "an agency that was asked, once; or replacing its own"),
    Row("under_discussion", "conclude", "concluded", "all opinions are there, or a written basis"),
    Row("concluded", "assign_task", "in_action"),
    Row("in_action", "assign_task", "in_action"),
    *(Row(state, "publish", state, "no result in force") for state in ("concluded", "in_action", "closed")),
    Row("concluded", "close", "closed", "no task is open"),
    Row("in_action", "close", "closed", "no task is open"),
    *(
        Row(state, "reopen", "reopened", "with a basis; no result in force, no task open")
        for state in ("concluded", "in_action", "closed")
    ),
    *(
        Row(state, "merge", "merged", "into another matter that is open")
        for state in ("registered", "under_discussion", "reopened")
    ),
)


@dataclass
class Opinion:
    """An agency's opinion in a round."""

    agency_id: str
    view: View
    text: str
    classification: str
    at: datetime
    by: str


@dataclass
class Matter:
    """A matter for joint discussion (联议事项), about a cadre, a unit or both. The lead is one of those asked."""

    id: str
    title: str
    source: str
    severity: Severity
    classification: str
    cadre_id: str | None
    unit_id: str | None
    unit_ids: list[str]
    lead_agency_id: str
    asked_ids: list[str]
    agency_unit_ids: list[str]
    registered_on: date
    cadre_sequence: int = 0
    """The newest event of the cadre that `unit_ids` follow."""
    state: str = "registered"
    round: int = 0
    due_on: date | None = None
    provisional: bool = False
    escalation: int = 0
    opinions: list[Opinion] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    conclusion: str | None = None
    conclusion_basis: str | None = None
    concluded_on: date | None = None
    open_tasks: int = 0
    result_id: str | None = None
    reopenings: int = 0
    merged_into: str | None = None
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def mechanism(self) -> str:
        return Mechanism.DISCUSSION.value

    @property
    def asked(self) -> int:
        return len(self.asked_ids)

    @property
    def answered(self) -> int:
        return len(self.opinions)

    @property
    def missing(self) -> list[str]:
        """The agencies whose opinion is missing."""
        given = {opinion.agency_id for opinion in self.opinions}
        return [id for id in self.asked_ids if id not in given]


def discuss(matter: Matter, mark: Mark) -> None:
    """Ask the agencies, in a new round. The caller sets the deadline."""
    step(MATTER_STEPS, matter, "discuss", mark)
    matter.round, matter.escalation, matter.opinions = matter.round + 1, 0, []


def opine(matter: Matter, opinion: Opinion, replaces: bool, mark: Mark) -> None:
    """Take an agency's opinion. Raises NotAsked, StepNotPossible after the conclusion, and OpinionGiven."""
    if opinion.agency_id not in matter.asked_ids:
        id = opinion.agency_id
        raise NotAsked(f"{id} 不是成员单位", f"{id} was not asked", allowed=matter.asked_ids)
    must(MATTER_STEPS, matter, "opine")
    others = [one for one in matter.opinions if one.agency_id != opinion.agency_id]
    if len(others) < len(matter.opinions) and not replaces:
        raise OpinionGiven()
    step(MATTER_STEPS, matter, "opine", mark, opinion.agency_id)
    matter.opinions = [*others, opinion]


def conclude(matter: Matter, measures: list[str], text: str, basis: str | None, today: date, mark: Mark) -> None:
    """Conclude. Raises OpinionsMissing without a basis while an opinion is missing."""
    must(MATTER_STEPS, matter, "conclude")
    if matter.missing and basis is None:
        raise OpinionsMissing(
            f"未提出意见的单位：{'、'.join(matter.missing)}",
            f"Missing: {', '.join(matter.missing)}",
            missing=matter.missing,
        )
    step(MATTER_STEPS, matter, "conclude", mark, basis)
    matter.measures, matter.conclusion, matter.conclusion_basis = measures, text, basis
    matter.concluded_on = today


def assign_task(matter: Matter, task_id: str, mark: Mark) -> None:
    """A task comes of the conclusion."""
    step(MATTER_STEPS, matter, "assign_task", mark, task_id)
    matter.open_tasks += 1


def close(matter: Matter, note: str | None, mark: Mark) -> None:
    """Close a matter. Raises TasksOpen."""
    must(MATTER_STEPS, matter, "close")
    if matter.open_tasks:
        raise TasksOpen(open_tasks=matter.open_tasks)
    step(MATTER_STEPS, matter, "close", mark, note)


def reopen(matter: Matter, basis: str, mark: Mark) -> None:
    """Open a matter again. What was published must be withdrawn before. Raises ResultInForce and TasksOpen."""
    must(MATTER_STEPS, matter, "reopen")
    if matter.result_id is not None:
        raise ResultInForce(result_id=matter.result_id)
    if matter.open_tasks:
        raise TasksOpen(open_tasks=matter.open_tasks)
    step(MATTER_STEPS, matter, "reopen", mark, basis)
    matter.reopenings += 1
    matter.measures, matter.conclusion, matter.conclusion_basis, matter.concluded_on = [], None, None, None
    matter.opinions = []


def merge(matter: Matter, into: Matter, mark: Mark) -> None:
    """Merge a matter into another one that is not concluded yet. Raises MergedIntoItself."""
    must(MATTER_STEPS, matter, "merge")
    if into.id == matter.id or into.state not in ("registered", "under_discussion", "reopened"):
        raise MergedIntoItself(f"{into.id} 的状态为 {into.state}", f"{into.id} is {into.state}", state=into.state)
    step(MATTER_STEPS, matter, "merge", mark, into.id)
    matter.merged_into = into.id
    trace(into, "absorbed", mark, matter.id)


def escalate(matter: Matter, most: int, mark: Mark) -> bool:
    """Whether missing opinions raised the matter to the next level."""
    if matter.state != "under_discussion" or not matter.missing or matter.escalation >= most:
        return False
    matter.escalation += 1
    trace(matter, "escalated", mark, "、".join(matter.missing))
    return True


RESULT_STEPS: tuple[Row, ...] = (
    Row("in_force", "withdraw", "withdrawn", "with a basis"),
    Row("in_force", "expire", "expired", "the day until which it is valid is over"),
)
RESULT_STATES = ("in_force", "withdrawn", "expired")


@dataclass
class Result:
    """A result (成果) that is published to the services that use it: codes only, no words."""

    id: str
    matter_id: str
    cadre_id: str | None
    unit_ids: list[str]
    uses: list[str]
    result: str
    level: int
    valid_until: date | None
    published_on: date
    state: str = "in_force"
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def mechanism(self) -> str:
        return Mechanism.RESULTS.value


def publish(matter: Matter, result_id: str, mark: Mark) -> None:
    """A matter's result is in force. Raises StepNotPossible before the conclusion, and ResultInForce."""
    must(MATTER_STEPS, matter, "publish")
    if matter.result_id is not None:
        raise ResultInForce(result_id=matter.result_id)
    step(MATTER_STEPS, matter, "publish", mark, result_id)
    matter.result_id = result_id


def end_result(result: Result, matter: Matter, on: str, basis: str | None, mark: Mark) -> None:
    """A result is withdrawn, or expires."""
    step(RESULT_STEPS, result, on, mark, basis)
    matter.result_id = None
    trace(matter, f"result_{result.state}", mark, basis)

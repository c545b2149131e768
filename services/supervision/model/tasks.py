"""Linked action (业务联动): tasks across agencies, with deadlines, reports and a check by somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.supervision.errors.matters import AlreadyReported, NotAsked
from services.supervision.model.joint import Entry, Mark, Mechanism, Row, may, must, step, trace


class Origin(StrEnum):
    """What a task came of."""

    CONFERENCE = "conference"
    MATTER = "matter"


IN_HAND = ("assigned", "accepted", "returned")
"""States in which the agencies have to act, so that the due date counts."""
TASK_STATES = (*IN_HAND, "reported", "done", "withdrawn")
TASK_STEPS: tuple[Row, ...] = (
    Row("assigned", "accept", "accepted", "by an agency of the task, once"),
    Row("accepted", "accept", "accepted", "by another agency of the task"),
    *(
        Row(state, "report_part", "returned" if state == "returned" else "accepted", "other agencies still have to")
        for state in IN_HAND
    ),
    *(Row(state, "report", "reported", "the last agency of the round has reported") for state in IN_HAND),
    Row("reported", "confirm", "done", "by an officer"),
    Row("reported", "return", "returned", "by an officer, with findings and a new due date"),
    *(Row(state, "withdraw", "withdrawn", "with a basis") for state in (*IN_HAND, "reported")),
)


@dataclass
class Report:
    """What an agency reported in a round."""

    agency_id: str
    round: int
    text: str
    classification: str
    at: datetime
    by: str


@dataclass
class Task:
    """A task (联动任务) of one or more agencies."""

    id: str
    origin: Origin
    origin_id: str
    title: str
    agency_ids: list[str]
    agency_unit_ids: list[str]
    assigned_on: date
    due_on: date
    provisional: bool = False
    state: str = "assigned"
    round: int = 1
    accepted_by: list[str] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    overdue: bool = False
    overdue_times: int = 0
    escalation: int = 0
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def mechanism(self) -> str:
        return Mechanism.ACTION.value

    @property
    def report_count(self) -> int:
        return len(self.reports)

    @property
    def finished(self) -> bool:
        return self.state in ("done", "withdrawn")

    def reported_by(self) -> list[str]:
        """The agencies that have reported in this round."""
        return [report.agency_id for report in self.reports if report.round == self.round]


def accept(task: Task, agency_id: str, mark: Mark) -> None:
    """An agency takes a task on. Raises NotAsked and AlreadyReported."""
    must_be_of(task, agency_id)
    must(TASK_STEPS, task, "accept")
    if agency_id in task.accepted_by:
        raise AlreadyReported("该单位已接收任务", "The agency has accepted the task already")
    step(TASK_STEPS, task, "accept", mark, agency_id)
    task.accepted_by.append(agency_id)


def report(task: Task, agency_id: str, text: str, classification: str, mark: Mark) -> None:
    """An agency reports; with the last one the task waits for the check. Raises NotAsked and AlreadyReported."""
    must_be_of(task, agency_id)
    must(TASK_STEPS, task, "report")
    done = task.reported_by()
    if agency_id in done:
        raise AlreadyReported("该单位本轮已报告", "The agency has reported in this round already")
    complete = set(task.agency_ids) == {*done, agency_id}
    step(TASK_STEPS, task, "report" if complete else "report_part", mark, agency_id)
    task.reports.append(Report(agency_id, task.round, text, classification, mark.at, mark.by))


def send_back(task: Task, findings: str, mark: Mark) -> None:
    """The reports are not enough; every agency reports anew. The caller sets the new due date."""
    step(TASK_STEPS, task, "return", mark, findings)
    task.round += 1
    task.overdue, task.escalation = False, 0


def fall_due(task: Task, mark: Mark) -> bool:
    """Whether the task is overdue now, and was not before."""
    if task.state not in IN_HAND or task.overdue:
        return False
    task.overdue, task.overdue_times = True, task.overdue_times + 1
    trace(task, "overdue", mark)
    return True


def escalate(task: Task, most: int, mark: Mark) -> bool:
    """Whether the task was raised to the next level."""
    if task.state not in IN_HAND or not task.overdue or task.escalation >= most:
        return False
    task.escalation += 1
    trace(task, "escalated", mark, str(task.escalation))
    return True


def must_be_of(task: Task, agency_id: str) -> None:
    """Raises NotAsked."""
    if agency_id not in task.agency_ids:
        raise NotAsked(f"{agency_id} 不承担此任务", f"{agency_id} has no part in this task", allowed=task.agency_ids)


def can(task: Task, on: str) -> bool:
    """Whether the table has this step now."""
    return may(TASK_STEPS, task.state, on)

"""Linked action (业务联动): tasks across agencies, with deadlines, reports and a check by somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.lifecycle import Entry, Mark
from services.supervision.errors.matters import AlreadyReported, NotAsked
from services.supervision.vocabulary.joint import Mechanism
from services.supervision.vocabulary.tasks import LIFE, Origin, State, Step


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
    state: State = State.ASSIGNED
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
    def missing(self) -> list[str]:
        """The agencies that have not reported in this round."""
        reported = self.reported_by()
        return [id for id in self.agency_ids if id not in reported]

    def reported_by(self) -> list[str]:
        """The agencies that have reported in this round."""
        return [report.agency_id for report in self.reports if report.round == self.round]


def accept(task: Task, agency_id: str, mark: Mark) -> None:
    """An agency takes a task on. Raises NotAsked and AlreadyReported."""
    must_be_of(task, agency_id)
    LIFE.must(task, Step.ACCEPT)
    if agency_id in task.accepted_by:
        raise AlreadyReported("该单位已接收任务", "The agency has accepted the task already")
    LIFE.take(task, Step.ACCEPT, mark, agency_id)
    task.accepted_by.append(agency_id)


def report(task: Task, agency_id: str, text: str, classification: str, mark: Mark) -> None:
    """An agency reports; with the last one the task waits for the check. Raises NotAsked and AlreadyReported."""
    must_be_of(task, agency_id)
    LIFE.must(task, Step.REPORT)
    done = task.reported_by()
    if agency_id in done:
        raise AlreadyReported("该单位本轮已报告", "The agency has reported in this round already")
    complete = set(task.agency_ids) == {*done, agency_id}
    LIFE.take(task, Step.REPORT if complete else Step.REPORT_PART, mark, agency_id)
    task.reports.append(Report(agency_id, task.round, text, classification, mark.at, mark.by))


def send_back(task: Task, findings: str, mark: Mark) -> None:
    """The reports are not enough; every agency reports anew. The caller sets the new due date."""
    LIFE.take(task, Step.RETURN, mark, findings)
    task.round += 1
    task.overdue, task.escalation = False, 0


def fall_due(task: Task, mark: Mark) -> bool:
    """Whether the task is overdue now, and was not before."""
    if task.overdue or not LIFE.may(task, Step.OVERDUE):
        return False
    task.overdue, task.overdue_times = True, task.overdue_times + 1
    LIFE.take(task, Step.OVERDUE, mark)
    return True


def escalate(task: Task, most: int, mark: Mark) -> bool:
    """Whether the task was raised to the next level."""
    if not task.overdue or task.escalation >= most or not LIFE.may(task, Step.ESCALATED):
        return False
    task.escalation += 1
    LIFE.take(task, Step.ESCALATED, mark, f"第{task.escalation}级")
    return True


def must_be_of(task: Task, agency_id: str) -> None:
    """Raises NotAsked."""
    if agency_id not in task.agency_ids:
        raise NotAsked("该单位不承担此任务", f"{agency_id} has no part in this task")

"""Linked action (业务联动): tasks across agencies, with deadlines, reports and a check by somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.lifecycle import By, Entry, Lifecycle, Mark, Named, Row
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.errors.matters import AlreadyReported, NotAsked
from services.supervision.model.joint import Mechanism


class Origin(Named):
    """What a task came of."""

    CONFERENCE = "conference", "会商联席"
    MATTER = "matter", "问题联议"


class State(Named):
    """Where a task stands."""

    ASSIGNED = "assigned", "已交办"
    ACCEPTED = "accepted", "办理中"
    RETURNED = "returned", "退回补办"
    REPORTED = "reported", "待核验"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class Step(Named):
    """What can happen to a task."""

    ACCEPT = "accept", "接收"
    REPORT_PART = "report_part", "部分单位报告", "登记部分单位的报告"
    REPORT = "report", "报告完毕", "登记报告完毕"
    OVERDUE = "overdue", "逾期"
    ESCALATED = "escalated", "升级督办"
    CONFIRM = "confirm", "核验办结"
    REOPEN = "reopen", "撤销办结"
    RETURN = "return", "退回"
    WITHDRAW = "withdraw", "撤回"


_S = State
IN_HAND = (_S.ASSIGNED, _S.ACCEPTED, _S.RETURNED)
"""The agencies have to act, so that the due date counts."""
ASSIGN = "assign"
"""How the timeline calls that a task came to be."""
_CONDUCTED = (ASSIGN, Step.ACCEPT, Step.REPORT_PART, Step.REPORT)
LIFE = Lifecycle(
    "联动任务",
    "Task",
    State,
    Step,
    (_S.ASSIGNED,),
    (
        Row((_S.ASSIGNED, _S.ACCEPTED), Step.ACCEPT, _S.ACCEPTED, "承办单位各接收一次", "each of its agencies once"),
        Row((_S.ASSIGNED, _S.ACCEPTED), Step.REPORT_PART, _S.ACCEPTED, "尚有单位未报告", "others still have to"),
        Row((_S.RETURNED,), Step.REPORT_PART, None, "尚有单位未报告", "others still have to"),
        Row(IN_HAND, Step.REPORT, _S.REPORTED, "本轮各单位均已报告", "every agency has reported in this round"),
        Row(IN_HAND, Step.OVERDUE, None, "期限已过", "the due date is over", by=By.DEADLINE),
        Row(IN_HAND, Step.ESCALATED, None, "逾期未办结", "it is overdue still", by=By.DEADLINE),
        Row((_S.REPORTED,), Step.CONFIRM, _S.DONE, "由管理员核验", "by an officer", apart_from=_CONDUCTED),
        Row(
            (_S.REPORTED,),
            Step.RETURN,
            _S.RETURNED,
            "写明原因和新的期限",
            "with findings and a new due date",
            apart_from=_CONDUCTED,
        ),
        Row(
            (_S.DONE,),
            Step.REOPEN,
            _S.REPORTED,
            "误办结，写明依据；来源事项仍可办理",
            "confirmed by mistake, with a basis; what it came of can take it back",
        ),
        Row((*IN_HAND, _S.REPORTED), Step.WITHDRAW, _S.WITHDRAWN, "有依据", "with a basis"),
    ),
    StepNotPossible,
    besides={ASSIGN: "交办", "deadline_moved": "调整期限"},
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

"""Offered: linked action (业务联动): tasks of agencies, reports, checks, overdue and escalation."""

from __future__ import annotations

from servicekit.errors import NotIndependent
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.supervision.errors.conferences import AgencyNotNamed, NoConference, NotAMemberAgency, StepNotPossible
from services.supervision.errors.matters import AlreadyReported, DueInThePast, NoMatter, NoTask, NotAsked
from services.supervision.schemas import tasks as schemas

# fmt: off
ACCEPT_TASK = Command(
    "supervision.accept_task", schemas.AcceptTask, schemas.TaskOut,
    refuses=(NoTask, StepNotPossible, NotAsked, AlreadyReported, NotAMemberAgency, AgencyNotNamed),
    put_right=("withdraw_task",),
)
REPORT_TASK = Command(
    "supervision.report_task", schemas.ReportTask, schemas.TaskOut,
    refuses=(NoTask, StepNotPossible, NotAsked, AlreadyReported, NotAMemberAgency, AgencyNotNamed),
    put_right=("return_task",),
)
CONFIRM_TASK = Command(
    "supervision.confirm_task", schemas.ConfirmTask, schemas.TaskOut,
    refuses=(NoTask, StepNotPossible, NotIndependent, NoConference, NoMatter),
    put_right=("reopen_task",),
)
REOPEN_TASK = Command(
    "supervision.reopen_task", schemas.ReopenTask, schemas.TaskOut,
    refuses=(NoTask, StepNotPossible, NoConference, NoMatter),
    put_right=("confirm_task",),
)
RETURN_TASK = Command(
    "supervision.return_task", schemas.ReturnTask, schemas.TaskOut,
    refuses=(NoTask, StepNotPossible, NotIndependent, DueInThePast),
    put_right=("report_task", "confirm_task"),
)
WITHDRAW_TASK = Command(
    "supervision.withdraw_task", schemas.WithdrawTask, schemas.TaskOut,
    refuses=(NoTask, StepNotPossible, NoConference, NoMatter),
    put_right=("assign_matter_task", "resolve_at_conference"),
)
GET_TASK = Query("supervision.get_task", schemas.TaskOf, schemas.TaskOut, refuses=(NoTask,))
LIST_TASKS = Query("supervision.list_tasks", schemas.ListTasks, page_of(schemas.TaskLine))

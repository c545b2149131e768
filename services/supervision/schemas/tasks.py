"""Taken and answered: linked action (业务联动)."""

from __future__ import annotations

from servicekit.forms import among, among_ids, day, given, other, searched, text, wanted
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import timeline
from services.supervision.schemas.joint import Term, state_of
from services.supervision.schemas.rectification import classification
from services.supervision.schemas.vetting import AskedOut
from services.supervision.vocabulary.tasks import LIFE, Origin, State

_SPEAKS_FOR = "单位；联络员只有一个成员单位时可不填"


class TaskOf(Schema):
    task_id = wanted("任务")


class AcceptTask(Schema):
    """An agency takes a task on."""

    task_id = wanted("任务")
    agency_id = other(_SPEAKS_FOR)


class ReportTask(Schema):
    """An agency reports what was done."""

    task_id = wanted("任务")
    agency_id = other(_SPEAKS_FOR)
    text = text("办理情况", 5000, required=True)
    classification = classification()


class ConfirmTask(TaskOf):
    """The reports are enough: the task is done."""


class ReturnTask(Term):
    """The reports are not enough: every agency reports anew until a new day."""

    task_id = wanted("任务")
    findings = text("退回原因", 2000, required=True)


class ReopenTask(Schema):
    """A task was confirmed by mistake; it is confirmed, returned or withdrawn then."""

    task_id = wanted("任务")
    basis = text("依据", 500, required=True)


class WithdrawTask(Schema):
    """Take a task back."""

    task_id = wanted("任务")
    basis = text("依据", 500, required=True)


class ListTasks(PageQuery):
    q = searched()
    task_id = among_ids("任务")
    state = state_of(State)
    origin = among(Origin, "来源")
    origin_id = among_ids("来源标识")
    agency_id = among_ids("承办单位")
    overdue = fields.Boolean(load_default=None, metadata={"zh": "逾期"})
    due_from = day("期限不早于", load_default=None)
    due_to = day("期限不晚于", load_default=None)


class ReportOut(Schema):
    agency_id = given("单位")
    round = fields.Integer(metadata={"zh": "轮次"})
    text = given("办理情况")
    classification = given("密级")
    at = fields.DateTime(metadata={"zh": "时间"})
    by = given("账号")


class TaskLine(Schema):
    """A task (联动任务) in a list."""

    id = given("标识")
    version = fields.Integer()
    origin = given("来源")
    origin_id = given("来源标识")
    title = given("任务")
    agency_ids = fields.List(fields.String(), metadata={"zh": "承办单位"})
    agencies = fields.List(fields.Nested(AskedOut), metadata={"zh": "承办单位名称及本轮是否已报告"})
    assigned_on = fields.Date(metadata={"zh": "交办日期"})
    due_on = fields.Date(metadata={"zh": "期限"})
    provisional = fields.Boolean(metadata={"zh": "期限暂定（工作日历未发布）"})
    state = given("状态")
    round = fields.Integer(metadata={"zh": "轮次"})
    overdue = fields.Boolean(metadata={"zh": "逾期"})
    escalation = fields.Integer(metadata={"zh": "督办级别"})
    synthetic = fields.Boolean()


class TaskOut(TaskLine):
    """A task with its reports and timeline."""

    accepted_by = fields.List(fields.String(), metadata={"zh": "已接收单位"})
    reports = fields.List(fields.Nested(ReportOut), metadata={"zh": "办理报告"})
    timeline = timeline(LIFE)

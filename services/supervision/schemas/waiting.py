"""Taken and answered: what waits for a member agency (待办)."""

from __future__ import annotations

from servicekit.forms import among_ids, given
from servicekit.lifecycle import Named
from servicekit.schema import PageQuery, Schema, fields
from services.supervision.vocabulary.vetting import Purpose


class Kind(Named):
    """What an agency is to do: answer a vetting, give an opinion on a matter, carry out a task."""

    VETTING = "vetting", "联审"
    MATTER = "matter", "联议"
    TASK = "task", "联动任务"


class ListWaiting(PageQuery):
    agency_id = among_ids("成员单位；联络员不填时为本单位全部成员单位")


class WaitingOut(Schema):
    """Something that waits for an agency: for what, about whom, until when."""

    kind = given("类别：联审、联议、联动任务", Kind)
    id = given("联审、联议事项或任务")
    agency_id = given("成员单位")
    agency_name = given("成员单位名称")
    purpose = given("联审用途", Purpose, allow_none=True)
    title = given("联议事项或任务", allow_none=True)
    cadre_id = given("干部", allow_none=True)
    due_on = fields.Date(allow_none=True, metadata={"zh": "期限"})
    overdue = fields.Boolean(metadata={"zh": "已逾期"})
    synthetic = fields.Boolean()

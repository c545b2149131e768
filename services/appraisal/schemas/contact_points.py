"""Taken and answered: contact points (干部工作联系点) and their visits."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import AHEAD, PAST, among_ids, among_persons, day, given, synthetic, text, wanted
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import timeline
from services.appraisal.schemas.common import classification, state_of
from services.appraisal.vocabulary.contact_points import LIFE, State


class OpenContactPoint(Schema):
    """Assign a cadre to a unit, to keep in touch with it and guide it."""

    cadre_id = wanted("联系干部")
    unit_id = wanted("联系单位")
    begins = day("起", AHEAD, required=True)
    ends = day("止", AHEAD, load_default=None, allow_none=True)
    basis = text("依据", 500, required=True)
    synthetic = synthetic()


class ContactPointOf(Schema):
    contact_point_id = wanted("联系点")


class EndContactPoint(ContactPointOf):
    """From when on the assignment is over, and why."""

    ends = day("止", AHEAD, load_default=None, allow_none=True)
    basis = text("依据", 500, required=True)


class AnnulContactPoint(ContactPointOf):
    """Annul an assignment that was entered by mistake; it is kept and counts no more."""

    basis = text("作废依据", 500, required=True)


class ListContactPoints(PageQuery):
    cadre_id = among_persons("联系干部")
    unit_id = among_ids("联系单位及下级")
    state = state_of(State)


class ContactPointLine(Schema):
    """A contact point in a list."""

    id = given("标识")
    version = fields.Integer()
    cadre_id = given("联系干部")
    unit_id = given("联系单位")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    begins = fields.Date(metadata={"zh": "起"})
    ends = fields.Date(allow_none=True, metadata={"zh": "止"})
    state = given("状态")
    basis = given("依据")
    ended_because = given("结束依据", allow_none=True)
    visits = fields.Integer(metadata={"zh": "走访次数"})
    last_visit_on = fields.Date(allow_none=True, metadata={"zh": "最近走访日期"})
    synthetic = fields.Boolean()


class ContactPointOut(ContactPointLine):
    """A contact point (干部工作联系点) with its timeline."""

    timeline = timeline(LIFE)


class RecordVisit(ContactPointOf):
    """What a visit found, and what is to be followed up."""

    on = day("走访日期", PAST, required=True)
    findings = text("了解到的情况", 4000, required=True)
    classification = classification()
    follow_up = text("跟进事项", 1000, load_default=None, allow_none=True)
    follow_up_due_on = day("跟进期限", AHEAD, load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def _due_needs_what(self, data: dict[str, Any], **_: Any) -> None:
        if data["follow_up_due_on"] is not None and data["follow_up"] is None:
            message = "follow-up|有跟进期限须写明跟进事项|A day for a follow-up needs what is to be followed up"
            raise ValidationError(message, "follow_up")


class VisitOf(Schema):
    visit_id = wanted("走访")


class AnnulVisit(VisitOf):
    """Annul a visit that was entered by mistake; it is kept and counts no more."""

    basis = text("作废依据", 500, required=True)


class SettleFollowUp(VisitOf):
    """What came of what was to be followed up."""

    result = text("跟进结果", 1000, required=True)


class ListVisits(PageQuery):
    contact_point_id = wanted("联系点")
    overdue = fields.Boolean(load_default=None, metadata={"zh": "跟进逾期"})


class FollowUpOut(Schema):
    """What was to be followed up, and what came of it."""

    text = given("跟进事项")
    due_on = fields.Date(allow_none=True, metadata={"zh": "跟进期限"})
    settled_on = fields.Date(allow_none=True, metadata={"zh": "办结日期"})
    settled_by = given("办结账号", allow_none=True)
    result = given("跟进结果", allow_none=True)


class VisitOut(Schema):
    """A visit of a contact point."""

    id = given("标识")
    version = fields.Integer()
    contact_point_id = given("联系点")
    cadre_id = given("联系干部")
    unit_id = given("联系单位")
    on = fields.Date(metadata={"zh": "走访日期"})
    findings = given("了解到的情况")
    classification = given("密级")
    follow_up = fields.Nested(FollowUpOut, allow_none=True, metadata={"zh": "跟进"})
    overdue = fields.Boolean(metadata={"zh": "跟进逾期"})
    recorded_by = given("登记账号")
    annulled_by = given("作废账号", allow_none=True)
    annulled_because = given("作废依据，作废后不再计入", allow_none=True)
    synthetic = fields.Boolean()

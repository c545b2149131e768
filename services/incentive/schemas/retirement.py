"""Taken and answered: honourable retirement (荣誉退休)."""

from __future__ import annotations

from servicekit.forms import AHEAD, PAST, among, among_ids, day, given, ids, searched, synthetic, text, wanted
from servicekit.schema import PageQuery, Schema, fields
from services.incentive.schemas.revisions import RevisionOut
from services.incentive.vocabulary.retirement import CeremonyState


class PlanCeremony(Schema):
    """Plan a ceremony."""

    title = text("名称", required=True)
    planned_on = day("计划日期", AHEAD, required=True)
    place = text("地点", required=True)
    honouree_ids = ids("荣休干部", required=True)
    synthetic = synthetic()


class CeremonyOf(Schema):
    ceremony_id = wanted("仪式")


class HoldCeremony(CeremonyOf):
    held_on = day("举行日期", PAST, load_default=None, allow_none=True)


class CancelCeremony(CeremonyOf):
    reason = text("原因", 500, required=True)


class CorrectCeremony(CeremonyOf):
    """Put a ceremony right that was held, with a basis; what is left out stays."""

    title = text("名称")
    held_on = day("举行日期", PAST)
    place = text("地点")
    honouree_ids = ids("实际参加的全部荣休干部")
    basis = text("更正依据", 500, required=True)


class TakeBackCeremony(CeremonyOf):
    """Take back that a ceremony was held."""

    basis = text("更正依据", 500, required=True)


class ListCeremonies(PageQuery):
    q = searched()
    state = among(CeremonyState, "状态")


class ListHonourees(PageQuery):
    unit_id = among_ids("单位")
    ceremony_id = among_ids("仪式")


class CeremonyOut(Schema):
    """A ceremony (荣誉退休仪式)."""

    id = given("标识")
    version = fields.Integer()
    title = given("名称")
    planned_on = fields.Date(metadata={"zh": "计划日期"})
    place = given("地点")
    state = given("状态")
    held_on = fields.Date(allow_none=True, metadata={"zh": "举行日期"})
    reason = given("取消原因", allow_none=True)
    revisions = fields.List(fields.Nested(RevisionOut), metadata={"zh": "更正记录"})
    synthetic = fields.Boolean()


class HonoureeOut(Schema):
    """A retired city-managed cadre."""

    are_people = True
    id = fields.String(metadata={"zh": "干部", "called": True})
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    retired_on = given("退休时间")
    ceremony_id = given("仪式", allow_none=True)
    revisions = fields.List(fields.Nested(RevisionOut), metadata={"zh": "更正记录"})
    synthetic = fields.Boolean()

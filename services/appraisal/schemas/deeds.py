"""Taken and answered: deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from servicekit.forms import (
    PAST,
    PeriodQuery,
    among,
    among_ids,
    among_persons,
    choice,
    day,
    given,
    other,
    synthetic,
    text,
    wanted,
    words,
)
from servicekit.schema import Schema, fields
from servicekit.schemas import stated, timeline
from services.appraisal.schemas.common import EVERY_DIMENSION, OF_SUBJECT, classification, state_of
from services.appraisal.vocabulary.deeds import LIFE, DeedKind, Sign, State
from services.appraisal.vocabulary.evidence import SubjectKind

ITEMS = (
    "appraisal.positive_deeds",
    "appraisal.negative_deeds",
    "appraisal.political_positives",
    "appraisal.political_negatives",
)


class RecordDeed(Schema):
    """Record a deed of a cadre or of a leadership team."""

    kind = choice(DeedKind, "类别：五件事（“deed”）、政治素质（“political”）", load_default=DeedKind.DEED)
    sign = choice(Sign, "正面或负面", required=True)
    item = text("事项代码（字典）", 60, required=True, metadata={"words": ITEMS})
    cadre_id = other("干部")
    unit_id = other("领导班子所在单位")
    dimension = text("所属维度", 60, load_default=None, allow_none=True, metadata={"words": EVERY_DIMENSION})
    happened_on = day("发生日期", PAST, required=True)
    source = text("来源", 300, required=True)
    classification = classification()
    recorded_by = text("记录人", 100, required=True)
    synthetic = synthetic()
    text = text("事实", 2000, required=True)


class DeedRow(RecordDeed):
    """A deed of a sheet; with a second name it was verified on paper."""

    verified_by = words("核实人", 100)


class DeedOf(Schema):
    deed_id = wanted("事项")


class VerifyDeed(DeedOf):
    """Verify a deed."""

    verified_by = text("核实人", 100, required=True)


class RejectDeed(DeedOf):
    """Find that a deed is not so."""

    rejected_by = text("核实人", 100, required=True)
    reason = text("理由", 1000, required=True)


class WithdrawDeed(DeedOf):
    """Take a deed back."""

    withdrawn_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class ListDeeds(PeriodQuery):
    """Deeds by kind, sign, subject, unit and state."""

    kind = among(DeedKind, "类别")
    sign = among(Sign, "正面或负面")
    cadre_id = among_persons("干部")
    subject_id = among_ids("对象：干部或班子所在单位")
    unit_id = among_ids("单位及其下级")
    state = state_of(State)


class DeedOut(Schema):
    """A deed (五件事、政治素质事项)."""

    id = given("标识")
    version = fields.Integer()
    kind = given("类别")
    sign = given("正面或负面")
    item = given("事项代码", ITEMS)
    subject_kind = stated(SubjectKind, "对象类别", required=False)
    subject_id = given("对象")
    cadre_id = given("干部", allow_none=True)
    unit_id = given("领导班子所在单位", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    dimension = given("所属维度", OF_SUBJECT, allow_none=True)
    happened_on = fields.Date(metadata={"zh": "发生日期"})
    text = given("事实")
    source = given("来源")
    classification = given("密级")
    recorded_by = given("记录人")
    verified_by = given("核实人", allow_none=True)
    verified_on = fields.Date(allow_none=True, metadata={"zh": "核实日期"})
    withdrawn_by = given("撤销人", allow_none=True)
    withdrawal_basis = given("撤销依据", allow_none=True)
    state = given("状态")
    timeline = timeline(LIFE)
    synthetic = fields.Boolean()

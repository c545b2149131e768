"""Taken and answered: the evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from servicekit.forms import (
    AHEAD,
    among_ids,
    among_persons,
    day,
    given,
    other,
    searched,
    synthetic,
    text,
    wanted,
    words,
)
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import stated, timeline
from services.appraisal.schemas.common import classification, state_of
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.major_matters import EVALUATION_LIFE, MATTER_LIFE, EvaluationState, MatterState
from services.appraisal.vocabulary.told_numbers import MARKS


class OpenMatter(Schema):
    """Enter a major matter."""

    code = text("编号", 40, required=True)
    title = text("名称", 200, required=True)
    begins = day("起", AHEAD, required=True)
    ends = day("止", AHEAD, load_default=None, allow_none=True)
    lead_unit_id = wanted("牵头单位")
    mechanism_id = other("评价机制")
    classification = classification()
    synthetic = synthetic()


class MatterOf(Schema):
    matter_id = wanted("大事要事")


class CloseMatter(MatterOf):
    """Close a matter; no new evaluations."""

    basis = text("书面依据", 500, required=True)


class ListMatters(PageQuery):
    """Major matters by state and unit."""

    q = searched()
    state = state_of(MatterState)
    unit_id = among_ids("单位及其下级")


class MatterOut(Schema):
    """A major matter (大事要事)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    begins = fields.Date(metadata={"zh": "起"})
    ends = fields.Date(allow_none=True, metadata={"zh": "止"})
    lead_unit_id = given("牵头单位")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    mechanism_id = given("评价机制", allow_none=True)
    classification = given("密级")
    evaluations = fields.Integer(metadata={"zh": "评价数"})
    state = given("状态")
    timeline = timeline(MATTER_LIFE)
    synthetic = fields.Boolean()


class MarkIn(Schema):
    """A mark on a criterion."""

    criterion = text("评价标准（字典“appraisal.major_matter_criteria”）", 60, required=True)
    mark = fields.Decimal(
        required=True,
        places=2,
        validate=validate.Range(0, 100),
        metadata={"zh": "评分，0—100"},
    )


class Evaluate(MatterOf):
    """Evaluate a cadre or a team in a matter."""

    cadre_id = other("干部")
    unit_id = other("领导班子所在单位")
    role = text("承担角色（字典“appraisal.major_matter_roles”）", 60, required=True)
    marks = fields.List(
        fields.Nested(MarkIn), required=True, validate=validate.Length(1, 20), metadata={"zh": "各项评分"}
    )
    evaluated_by = text("评价人", 100, required=True)
    note = words("评价说明", 1000)


class EvaluationRow(Schema):
    """An evaluation in one row of a sheet; with a second name it was confirmed on paper."""

    matter_code = text("大事要事编号", 40, required=True)
    cadre_id = other("干部")
    unit_id = other("领导班子所在单位")
    role = text("承担角色", 60, required=True, metadata={"words": "appraisal.major_matter_roles"})
    marks = fields.String(
        required=True,
        validate=validate.Regexp(
            MARKS, error="bad-marks|应为 标准=评分，以分号相隔|criterion=mark, apart by semicolons"
        ),
        metadata={"zh": "评分：标准=评分，以分号相隔", "example": "主动担当=90;攻坚克难=80;工作实绩=85"},
    )
    evaluated_by = text("评价人", 100, required=True)
    confirmed_by = words("确认人", 100)
    note = words("评价说明", 1000)


class EvaluationOf(Schema):
    evaluation_id = wanted("评价")


class ConfirmEvaluation(EvaluationOf):
    """Confirm an evaluation."""

    confirmed_by = text("确认人", 100, required=True)


class RejectEvaluation(EvaluationOf):
    """Do not confirm an evaluation."""

    rejected_by = text("确认人", 100, required=True)
    reason = text("理由", 1000, required=True)


class WithdrawEvaluation(EvaluationOf):
    """Take an evaluation back."""

    withdrawn_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class _Evaluations(PageQuery):
    subject_id = among_persons("对象：干部或班子所在单位")
    unit_id = among_ids("单位及其下级")
    state = state_of(EvaluationState)


class ListEvaluations(_Evaluations):
    """Evaluations by matter, subject, unit and state."""

    matter_id = among_ids("大事要事")


class EvaluationsOf(_Evaluations):
    """The evaluations of a matter."""

    matter_id = wanted("大事要事")


class PartOut(Schema):
    """What one criterion adds."""

    criterion = given("评价标准", "appraisal.major_matter_criteria")
    zh = given("标准名称")
    weight = fields.Decimal(metadata={"zh": "权重"})
    mark = fields.Decimal(metadata={"zh": "评分"})
    points = fields.Decimal(metadata={"zh": "加权分"})


class EvaluationOut(Schema):
    """How far a cadre or a team bore responsibility, with every mark and weight."""

    id = given("标识")
    version = fields.Integer()
    matter_id = given("大事要事")
    subject_kind = stated(SubjectKind, "对象类别", required=False)
    subject_id = given("对象")
    cadre_id = given("干部", allow_none=True)
    unit_id = given("领导班子所在单位", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    role = given("承担角色")
    parts = fields.List(fields.Nested(PartOut), metadata={"zh": "各项得分"})
    degree = fields.Decimal(metadata={"zh": "担当担责度，0—100"})
    rule_version = fields.Integer(metadata={"zh": "权重规则版本"})
    note = given("评价说明", allow_none=True)
    evaluated_by = given("评价人")
    confirmed_by = given("确认人", allow_none=True)
    confirmed_on = fields.Date(allow_none=True, metadata={"zh": "确认日期"})
    settled_by = given("退回或撤销人", allow_none=True)
    settled_basis = given("退回或撤销依据", allow_none=True)
    state = given("状态")
    timeline = timeline(EVALUATION_LIFE)
    synthetic = fields.Boolean()


class EvaluationExplained(EvaluationOut):
    """An evaluation with how its degree came about."""

    explained = given("计算说明")

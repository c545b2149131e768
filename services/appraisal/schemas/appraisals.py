"""Taken and answered: appraisals (考察) from plan to conclusion."""

from __future__ import annotations

from typing import Any

from servicekit.forms import (
    AHEAD,
    PAST,
    among,
    among_ids,
    among_persons,
    choice,
    day,
    given,
    or_named,
    other,
    searched,
    synthetic,
    text,
    wanted,
)
from servicekit.lifecycle import words_of
from servicekit.schema import Id, PageQuery, Schema, fields, validate
from servicekit.schemas import stated, timeline
from services.appraisal.schemas.common import (
    EVERY_DIMENSION,
    GRADES,
    OF_MODEL,
    OF_SUBJECT,
    SOURCES,
    classification,
    state_of,
)
from services.appraisal.vocabulary.appraisals import LIFE, State
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.mechanisms import Kind
from services.appraisal.vocabulary.notices import CONTESTED, Outcome

MOST_APPRAISERS = 30
MOST_DIMENSIONS = 30


def _appraisers(**options: Any) -> fields.List[Any]:
    return fields.List(
        Id(), validate=validate.Length(1, MOST_APPRAISERS), metadata={"zh": "考察组成员，首位为组长"}, **options
    )


def scores() -> fields.Dict:
    """Points per dimension of the model; which they are, and their scale, is checked against the version kept."""
    return fields.Dict(
        keys=fields.String(validate=validate.Length(1, 40)),
        values=fields.Decimal(places=2, allow_nan=False),
        required=True,
        validate=validate.Length(1, MOST_DIMENSIONS),
        metadata={"zh": "各维度分值（0至100）", "words": EVERY_DIMENSION},
    )


class PlanAppraisal(Schema):
    """Plan an appraisal of a cadre or of a unit's leadership team, exactly one of the two."""

    code = text("编号", 60, required=True)
    title = text("名称", required=True)
    kind = choice(Kind, "类别", required=True)
    mechanism_id = other("所依机制")
    cadre_id = other("考察对象（干部）")
    unit_id = other("考察对象（领导班子所在单位）")
    post_id = other("拟任职位，任前考察必填")
    appraiser_ids = _appraisers(required=True)
    period_begins = day("考察期起", AHEAD, required=True)
    period_ends = day("考察期止", AHEAD, required=True)
    planned_on = day("计划日期，补录时填写", PAST, load_default=None, allow_none=True)
    synthetic = synthetic()


class ImportAppraisal(PlanAppraisal):
    """A row of a plan. The mechanism may be named by its code, and the appraisal may start on the day of its plan."""

    mechanism_code = text("所依机制编号", 40, load_default=None, allow_none=True)
    start = fields.Boolean(load_default=False, metadata={"zh": "自计划日期开始"})


class AppraisalOf(Schema):
    appraisal_id = wanted("考察")


class StartAppraisal(AppraisalOf):
    """Begin, today or on the earlier day on which it began."""

    started_on = day("开始日期，补录时填写", PAST, load_default=None, allow_none=True)


class ChangeAppraisal(AppraisalOf):
    """Change a plan; what is left out stays."""

    title = text("名称")
    mechanism_id = Id(required=False, allow_none=True, metadata={"zh": "所依机制"})
    post_id = Id(required=False, allow_none=True, metadata={"zh": "拟任职位"})
    appraiser_ids = _appraisers()
    period_begins = day("考察期起", AHEAD)
    period_ends = day("考察期止", AHEAD)
    planned_on = day("计划日期", PAST)


class DraftConclusion(AppraisalOf):
    """Propose a conclusion; another person confirms it."""

    grade = text("等次（字典“cadre_grades”、“team_grades”）", 40, required=True)
    scores = scores()
    findings = text("考察情况", 8000, required=True)
    classification = classification()
    drafted_by = text("起草人", 100, required=True)
    basis = text("书面依据；影响期内仍定优秀等次的须写明", 500, load_default=None, allow_none=True)
    drafted_on = day("起草日期，补录时填写", PAST, load_default=None, allow_none=True)


class ConfirmConclusion(AppraisalOf):
    """Who confirms the conclusion that another has drafted."""

    confirmed_by = text("确认人", 100, required=True)
    confirmed_on = day("确认日期，补录时填写", PAST, load_default=None, allow_none=True)


class ReturnConclusion(AppraisalOf):
    """Why a conclusion is to be drawn up anew."""

    reason = text("理由", 500, required=True)


class ImportConclusion(Schema):
    """A conclusion that one person has drafted and another confirmed on paper, entered by its written basis."""

    appraisal_code = text("考察编号", 60, required=True)
    grade = text("等次（字典“cadre_grades”、“team_grades”）", 40, required=True)
    scores = scores()
    findings = text("考察情况", 8000, required=True)
    classification = classification()
    drafted_by = text("起草人", 100, required=True)
    confirmed_by = text("确认人", 100, required=True)
    confirmed_on = day("确认日期", PAST, load_default=None, allow_none=True)
    basis = text("书面依据", 500, required=True)


class CancelAppraisal(AppraisalOf):
    """Why an appraisal is given up."""

    basis = text("书面依据", 500, required=True)


class CloseAppraisal(AppraisalOf):
    """Close the appraisal of a team."""

    basis = text("依据", 500, required=True)


class OpenAppraisalAgain(AppraisalOf):
    """The appraisal of a team was closed by mistake."""

    basis = text("依据", 500, required=True)


class ListAppraisals(PageQuery):
    q = searched()
    named = or_named()
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位及下级")
    subject_id = among_ids("考察对象")
    subject_kind = among(SubjectKind, "对象类别")
    kind = among(Kind, "类别")
    mechanism_id = among_ids("所依机制")
    appraiser_id = among_ids("考察组成员")
    state = state_of(State)
    planned_from = day("计划日期起", load_default=None)
    planned_to = day("计划日期止", load_default=None)


class AppraisalLine(Schema):
    """An appraisal in a list, without what is written in it."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    kind = given("类别")
    mechanism_id = given("所依机制", allow_none=True)
    subject_kind = stated(SubjectKind, "对象类别", required=False)
    cadre_id = given("干部", allow_none=True)
    unit_id = given("领导班子所在单位", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    post_id = given("拟任职位", allow_none=True)
    appraiser_ids = fields.List(fields.String(), metadata={"zh": "考察组成员"})
    period_begins = fields.Date(metadata={"zh": "考察期起"})
    period_ends = fields.Date(metadata={"zh": "考察期止"})
    model_id = given("评价模型版本", allow_none=True)
    state = given("状态")
    grade = given("等次", GRADES, allow_none=True)
    overall = fields.Decimal(allow_none=True, metadata={"zh": "总分"})
    planned_on = fields.Date(metadata={"zh": "计划日期"})
    started_on = fields.Date(allow_none=True, metadata={"zh": "开始日期"})
    concluded_on = fields.Date(allow_none=True, metadata={"zh": "结论日期"})
    notified_on = fields.Date(allow_none=True, metadata={"zh": "告知日期"})
    closed_on = fields.Date(allow_none=True, metadata={"zh": "办结日期"})
    materials = fields.Integer(metadata={"zh": "书面材料数"})
    synthetic = fields.Boolean()


class AppraisalOut(AppraisalLine):
    """An appraisal (考察) with its timeline; the conclusion has a path of its own."""

    timeline = timeline(LIFE, notes=CONTESTED | words_of(Outcome))


class PartOut(Schema):
    """What one dimension adds to the overall score."""

    dimension = given("维度", OF_MODEL)
    weight = fields.Decimal(metadata={"zh": "权重"})
    score = fields.Decimal(metadata={"zh": "分值"})
    points = fields.Decimal(metadata={"zh": "计入总分"})


class OneConclusion(Schema):
    """A conclusion with everything it was made of."""

    grade = given("等次", GRADES)
    overall = fields.Decimal(metadata={"zh": "总分"})
    parts = fields.List(fields.Nested(PartOut), metadata={"zh": "各维度构成"})
    model_id = given("评价模型版本")
    model_version = fields.Integer(metadata={"zh": "模型版本号"})
    findings = given("考察情况")
    classification = given("密级")
    drafted_by = given("起草人")
    drafted_on = fields.Date(metadata={"zh": "起草日期"})
    confirmed_by = given("确认人", allow_none=True)
    confirmed_on = fields.Date(allow_none=True, metadata={"zh": "确认日期"})
    basis = given("书面依据", allow_none=True)
    replaced_on = fields.Date(allow_none=True, metadata={"zh": "被替代日期"})
    replaced_because = given("被替代原因", allow_none=True)


class ConclusionOut(Schema):
    """The conclusion of an appraisal, drafted or confirmed, and those it has replaced."""

    id = given("考察")
    version = fields.Integer()
    state = given("状态", State)
    conclusion = fields.Nested(OneConclusion, allow_none=True, metadata={"zh": "考察结论"})
    revisions = fields.List(fields.Nested(OneConclusion), metadata={"zh": "被替代的结论"})


class AddMaterial(AppraisalOf):
    """Attach written material to an appraisal that runs."""

    kind = text("材料种类（字典“material_kinds”）", 40, required=True)
    title = text("标题", required=True)
    classification = classification()
    happened_on = day("材料日期", PAST, required=True)
    dimension = text("所涉维度", 40, load_default=None, allow_none=True)
    text = text("内容", 8000, required=True)


class AnnulMaterial(AppraisalOf):
    """A material that was attached wrongly."""

    material_id = wanted("材料")
    basis = text("作废依据", 500, required=True)


class MaterialOut(Schema):
    """A piece of written material (考察材料)."""

    id = given("标识")
    version = fields.Integer()
    appraisal_id = given("考察")
    kind = given("材料种类")
    title = given("标题")
    text = given("内容")
    classification = given("密级")
    happened_on = fields.Date(metadata={"zh": "材料日期"})
    subject_kind = stated(SubjectKind, "对象类别", required=False)
    dimension = given("所涉维度", OF_SUBJECT, allow_none=True)
    added_by = given("登记账号")
    added_on = fields.Date(metadata={"zh": "登记日期"})
    annulled = fields.Boolean(metadata={"zh": "已作废，不作为依据"})
    annulled_on = fields.Date(allow_none=True, metadata={"zh": "作废日期"})
    annulled_by = given("作废账号", allow_none=True)
    annulled_basis = given("作废依据", allow_none=True)
    synthetic = fields.Boolean()


class EvidenceLine(Schema):
    """A piece of evidence that counts in the appraisal's period."""

    id = given("标识")
    source = given("来源", SOURCES)
    reference = given("出处标识")
    dimension = given("维度", OF_SUBJECT, allow_none=True)
    value = fields.Decimal(allow_none=True, metadata={"zh": "数值"})
    happened_on = fields.Date(metadata={"zh": "发生日期"})
    number = fields.Integer(metadata={"zh": "序号"})


class AppraisalEvidence(Schema):
    """The evidence of the subject as the appraisal's period sees it, and the written material."""

    id = given("考察")
    version = fields.Integer()
    subject_kind = stated(SubjectKind, "对象类别", required=False)
    period_begins = fields.Date(metadata={"zh": "考察期起"})
    period_ends = fields.Date(metadata={"zh": "考察期止"})
    seen = fields.Integer(metadata={"zh": "截至的素材序号：结论确认前为最新，其后不再变化"})
    evidence = fields.List(fields.Nested(EvidenceLine), metadata={"zh": "研判素材"})
    materials = fields.List(fields.Nested(MaterialOut), metadata={"zh": "书面材料"})

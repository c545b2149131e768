"""Schemas: indices with every input (担当指数). Scores and points are exact decimals, written as text."""

from __future__ import annotations

from servicekit.forms import (
    PAST,
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
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import stated
from services.appraisal.schemas.common import OF_MODEL, SOURCES, STEP_OF_MODEL
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.index_records import RunState
from services.appraisal.vocabulary.indices import CHANGES, STEPS


class ComputeIndex(Schema):
    """Compute the index of a cadre or a team, as of a day, from what was known at an instant, by a version."""

    subject_kind = choice(SubjectKind, "对象", required=True)
    subject_id = wanted("干部或单位")
    as_of = day("截至日期", PAST, load_default=None, allow_none=True)
    known_at = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"zh": "此时已知的素材"})
    model_id = other("模型版本")


class IndexOf(Schema):
    index_id = wanted("指数")


class OwnIndex(Schema):
    """The index of whoever asks."""


class ConfirmIndex(IndexOf):
    """A named person confirms an index; it remains advice."""

    confirmed_by = text("具名负责人", 100, required=True)
    basis = words("书面依据", 1000)


class ListIndices(PageQuery):
    subject_kind = choice(SubjectKind, "对象", load_default=SubjectKind.CADRE)
    subject_id = among_persons("干部或单位")
    unit_id = among_ids("单位")
    model_id = among_ids("模型版本")


class ListKept(PageQuery):
    subject_id = among_persons("干部或单位")
    unit_id = among_ids("单位")


class IndexLine(Schema):
    """An index, in a list; advice only."""

    id = given("标识")
    version = fields.Integer()
    subject_kind = stated(SubjectKind, "对象", required=False)
    subject_id = given("干部或单位")
    cadre_id = given("干部", allow_none=True)
    unit_id = given("班子所在单位", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    model_id = given("模型版本")
    model_version = fields.Integer(metadata={"zh": "模型版本号"})
    score = fields.Decimal(metadata={"zh": "得分"})
    dimensions = fields.Dict(
        keys=fields.String(), values=fields.Decimal(), metadata={"zh": "各维度得分", "words": OF_MODEL}
    )
    lever = fields.Decimal(metadata={"zh": "正负面五件事"})
    extension = fields.Decimal(allow_none=True, metadata={"zh": "大事要事担当担责度"})
    confirmed = fields.Boolean(metadata={"zh": "已由具名负责人确认"})
    synthetic = fields.Boolean()


class CurrentOut(IndexLine):
    """A subject's index as readers see it."""

    computed_on = fields.Date(metadata={"zh": "计算日期"})
    run = fields.Integer(metadata={"zh": "所属全量重算"})
    kept_id = given("确认时留存的指数", allow_none=True)


class KeptOut(IndexLine):
    """An index that was kept as it was."""

    computed_at = fields.DateTime(metadata={"zh": "计算时间"})
    computed_by = given("计算账号")
    known_at = fields.DateTime(allow_none=True, metadata={"zh": "此时已知的素材"})
    confirmed_by = given("具名负责人", allow_none=True)
    confirmation_basis = given("书面依据", allow_none=True)
    confirmed_at = fields.DateTime(allow_none=True, metadata={"zh": "确认时间"})


class ItemOut(Schema):
    """A piece of evidence that counts."""

    evidence_id = given("素材")
    source = given("来源", SOURCES)
    reference = given("所指事项")
    value = given("数值")
    happened_on = given("发生日期")
    weight = given("随时间的权重")


class FeedOut(Schema):
    """What a source gives a dimension."""

    source = given("来源", SOURCES)
    share = given("份额")
    number = given("数值", allow_none=True)
    points = given("得分")
    contribution = given("份额 × 得分")
    neutral = fields.Boolean(metadata={"zh": "缺少素材，按示例取值"})
    items = fields.List(fields.Nested(ItemOut), metadata={"zh": "素材"})


class DimensionOut(Schema):
    """What a dimension gives the whole."""

    key = given("维度编码")
    zh = given("维度")
    en = given("英文名称")
    weight = given("权重")
    points = given("得分")
    contribution = given("计入总分")
    rounding = given("取整")
    feeds = fields.List(fields.Nested(FeedOut), metadata={"zh": "来源"})


class StepOut(Schema):
    """One of the summands of the score."""

    step = given("步骤", (STEPS, STEP_OF_MODEL))
    points = given("分值")


class EffectOut(Schema):
    """What would change the score."""

    source = given("来源", SOURCES)
    dimension = given("维度", OF_MODEL, allow_none=True)
    change = given("变化：多一件（“one_more”），少最近一件（“one_less”）", CHANGES)
    value = given("该件数值")
    score = given("其后得分")
    difference = given("相差")


class LeverOut(Schema):
    """The deeds as the lever."""

    positive = given("正面事")
    negative = given("负面事")
    points = given("分值")
    items = fields.List(fields.Nested(ItemOut), metadata={"zh": "素材"})


class ExtensionOut(Schema):
    """The evaluation in major matters."""

    share = given("份额")
    points = given("得分", allow_none=True)
    contribution = given("计入总分")
    items = fields.List(fields.Nested(ItemOut), metadata={"zh": "素材"})


class ExplainedOut(Schema):
    """An index with every input, weight and step, and what would change it. The steps add up to the score, exactly."""

    id = given("标识")
    version = fields.Integer()
    subject_kind = stated(SubjectKind, "对象", required=False)
    subject_id = given("干部或单位")
    model_id = given("模型版本")
    model_version = fields.Integer(metadata={"zh": "模型版本号"})
    model_verified = fields.Boolean(metadata={"zh": "模型依据已核实"})
    as_of = fields.Date(metadata={"zh": "截至日期"})
    evidence_rows = fields.Integer(metadata={"zh": "已知素材条数"})
    kept = fields.Boolean(metadata={"zh": "已留存"})
    confirmed = fields.Boolean(metadata={"zh": "已由具名负责人确认"})
    score = given("得分")
    steps = fields.List(fields.Nested(StepOut), metadata={"zh": "相加步骤"})
    dimensions = fields.List(fields.Nested(DimensionOut), metadata={"zh": "各维度"})
    lever = fields.Nested(LeverOut, metadata={"zh": "正负面五件事"})
    extension = fields.Nested(ExtensionOut, metadata={"zh": "大事要事担当担责度"})
    unused = fields.List(fields.String(), metadata={"zh": "未计入的素材"})
    effects = fields.List(fields.Nested(EffectOut), metadata={"zh": "何种变化会改变得分"})
    advice = given("说明")
    caution = given("须注意：核定职数以哪一天为准", allow_none=True)
    synthetic = fields.Boolean()


class RecomputedOut(Schema):
    """An index computed again on the same basis: the same digits, or what differs."""

    index_id = given("指数")
    model_id = given("模型版本")
    as_of = fields.Date(metadata={"zh": "截至日期"})
    evidence_rows = fields.Integer(metadata={"zh": "当时已知素材条数"})
    rows_since = fields.Integer(metadata={"zh": "其后新增素材条数"})
    score_kept = given("留存得分")
    score_now = given("重算得分")
    same = fields.Boolean(metadata={"zh": "逐位相同"})
    differences = fields.List(fields.String(), metadata={"zh": "不同之处"})


class StartRun(Schema):
    """Compute every index of a kind anew."""

    kind = choice(SubjectKind, "对象", required=True)
    started_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)
    synthetic = synthetic()


class RunOf(Schema):
    run_id = wanted("全量重算")


class ListRuns(PageQuery):
    kind = among(SubjectKind, "对象")
    state = among(RunState, "状态")


class RunOut(Schema):
    """A run over every index of a kind, with its progress."""

    id = given("标识")
    version = fields.Integer()
    run = fields.Integer(metadata={"zh": "序号"})
    kind = given("对象")
    model_id = given("模型版本")
    slot = fields.Integer(metadata={"zh": "存放位"})
    total = fields.Integer(metadata={"zh": "总数"})
    done = fields.Integer(metadata={"zh": "已算"})
    state = given("状态")
    started_by = given("发起人")
    basis = given("书面依据")
    started_at = fields.DateTime(metadata={"zh": "开始时间"})
    finished_at = fields.DateTime(allow_none=True, metadata={"zh": "结束时间"})
    synthetic = fields.Boolean()

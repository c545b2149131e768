"""Ledger, compliance, online records, needs and recommendations: what commands take and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.errors import with_words
from servicekit.forms import (
    PAST,
    PeriodQuery,
    among,
    among_ids,
    among_keys,
    among_numbers,
    among_persons,
    choice,
    day,
    entry,
    given,
    listed,
    other,
    synthetic,
    text,
    wanted,
    whole,
    words,
)
from servicekit.schema import ROW_BY_ROW, NumberedQuery, PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from servicekit.standards import POST_LEVELS
from services.training.schemas.common import TOPICS, HoursField, HoursOut
from services.training.vocabulary.classes import Kind
from services.training.vocabulary.hours import Category, Mode
from services.training.vocabulary.ledger import Judgement, Source
from services.training.vocabulary.needs import Who
from services.training.vocabulary.online import State as RecordState
from services.training.vocabulary.people import Regime
from services.training.vocabulary.resources import Tier

TAKEN = {"accepted": "已接收", "known": "此前已有", "refused": "未接收"}
WAYS = {"import": "批量导入", "api": "接口写入", "xapi": "学习语句"}


class ListHours(PeriodQuery):
    """Entries of the hours ledger."""

    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下级）")
    year = among_numbers("年度")
    mode = among(Mode, "培训方式")
    source = among(Source, "来源")
    organiser_tier = among(Tier, "办班主体层级")


class EntryOut(Schema):
    """Hours credited to a cadre (学时记录)."""

    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    unit_id = given("单位", allow_none=True)
    year = fields.Integer(metadata={"zh": "年度"})
    on = fields.Date(metadata={"zh": "日期"})
    mode = given("培训方式", Mode)
    source = given("来源")
    source_id = given("来源标识")
    hours = fields.Nested(HoursOut, metadata={"zh": "分类学时"})
    total_hours = fields.Float(metadata={"zh": "学时"})
    platform = given("网络平台", "training.online_platforms", allow_none=True)
    class_kind = given("班次类别", Kind, allow_none=True)
    organiser_tier = given("办班主体层级", allow_none=True)
    reverses = given("冲销的记录", allow_none=True)
    counts_on = fields.Date(allow_none=True, metadata={"zh": "更正记录：所更正学时的日期"})
    reason = given("原因", allow_none=True)
    synthetic = fields.Boolean()


class CorrectHours(Schema):
    """Take an entry of the ledger back by an opposite one; taking a correction back gives its hours again."""

    entry_id = wanted("学时记录")
    reason = text("原因", 500, required=True)


class ListCompliance(NumberedQuery):
    """Compliance person by person: within the year as of today, of a year that is over as of its end."""

    year = whole("年度", 1990, 2099, required=True)
    unit_id = among_ids("单位（含下级）")
    cadre_id = among_persons("干部")
    state = among(Judgement, "达标情况")
    regime = among(Regime, "适用规定")


class ComplianceOut(Schema):
    """How a cadre's hours stand (学时达标情况); online hours are apart."""

    cadre_id = given("干部")
    unit_id = given("单位", allow_none=True)
    year = fields.Integer(metadata={"zh": "年度"})
    from_year = fields.Integer(metadata={"zh": "起算年度"})
    regime = given("适用规定：五年累计（“five_years”）、每年（“yearly”）")
    required_hours = fields.Float(metadata={"zh": "应修学时"})
    counted_hours = fields.Float(metadata={"zh": "已计学时（脱产和认可的集中培训）"})
    missing_hours = fields.Float(metadata={"zh": "尚缺学时"})
    online_hours = fields.Float(metadata={"zh": "网络学时（单列）"})
    online_required = fields.Float(metadata={"zh": "网络应修学时"})
    online_missing = fields.Float(metadata={"zh": "网络尚缺学时"})
    online_state = given("网络学时达标情况", Judgement)
    state = given("达标情况（脱产和认可的集中培训，不含网络学时）")
    grace_until = fields.Date(allow_none=True, metadata={"zh": "提任后补足期限；已届满的为空"})


class UnitComplianceQuery(Schema):
    """Compliance of a unit and those below it."""

    unit_id = wanted("单位")
    year = whole("年度", 1990, 2099, required=True)


class RegimeCount(Schema):
    regime = given("适用规定", Regime)
    required_hours = fields.Float(metadata={"zh": "应修学时"})
    people = fields.Integer(metadata={"zh": "人数"})
    met = fields.Integer(metadata={"zh": "达标"})
    in_grace = fields.Integer(metadata={"zh": "提任后补足期内"})
    behind = fields.Integer(metadata={"zh": "未达标"})
    counted_hours = fields.Float(metadata={"zh": "已计学时合计"})
    online_hours = fields.Float(metadata={"zh": "网络学时合计"})


class UnitComplianceOut(Schema):
    """How the people of a unit stand, by the rule they fall under."""

    unit_id = given("单位")
    year = fields.Integer(metadata={"zh": "年度"})
    people = fields.Integer(metadata={"zh": "人数"})
    met = fields.Integer(metadata={"zh": "达标"})
    rate = given("达标率", allow_none=True)
    regimes = fields.List(fields.Nested(RegimeCount), required=True)


class Remind(Schema):
    """Remind those whose hours are behind; of whom a reminder of the year is open is not reminded again."""

    year = whole("年度", 1990, 2099, required=True)
    unit_id = other("单位（含下级）")


class RemindOut(Schema):
    sent = fields.Integer(metadata={"zh": "发出提醒数"})
    closed = fields.Integer(metadata={"zh": "消除提醒数"})
    more = fields.Boolean(metadata={"zh": "还有未处理的人员，请再次提交"})


class ListReminders(PageQuery):
    year = among_numbers("年度")
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下级）")
    open = fields.Boolean(load_default=None, metadata={"zh": "未消除"})


class ReminderOut(Schema):
    """A cadre was told of missing hours (学时提醒)."""

    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    year = fields.Integer(metadata={"zh": "年度"})
    missing_hours = fields.Float(metadata={"zh": "尚缺学时"})
    on = fields.Date(metadata={"zh": "提醒日期"})
    open = fields.Boolean(metadata={"zh": "未消除"})
    closed_on = fields.Date(allow_none=True, metadata={"zh": "消除日期"})


class OnlineRecordIn(Schema):
    """A course finished on an online platform."""

    platform = entry("training.online_platforms", "平台（字典“training.online_platforms”）", required=True)
    record_id = text("平台记录号", 100, required=True)
    cadre_id = wanted("干部")
    course = text("课程", required=True)
    category = choice(Category, "课程类别", load_default=Category.OTHER)
    hours = HoursField(required=True, metadata={"zh": "学时"})
    finished_on = day("学完日期", PAST, required=True)
    synthetic = synthetic()


class Statement(Schema):
    """One xAPI statement, as a record may be made of it."""

    statement = fields.Dict(required=True)


class Statements(Schema):
    """xAPI 2.0 statements of one platform; `actor.account.name` is the cadre's id."""

    platform = entry("training.online_platforms", "平台（字典“training.online_platforms”）", required=True)
    statements = fields.List(
        fields.Dict(),
        required=True,
        validate=validate.Length(1, 500),
        metadata={"zh": "xAPI 学习语句", ROW_BY_ROW: True},
    )
    synthetic = synthetic()


class StatementResult(Schema):
    statement = fields.Integer(metadata={"zh": "序号，从 0 起"})
    state = given(f"结果：{with_words(TAKEN)}", TAKEN)
    id = given("记录标识")
    code = given("原因代码")
    zh = given("原因")
    en = given("原因（英文）")


class StatementsOut(Schema):
    """What became of each statement."""

    accepted = fields.Integer(metadata={"zh": "入库数"})
    results = fields.List(fields.Nested(StatementResult), required=True)


class OnlineRecordOf(Schema):
    online_record_id = wanted("网络学习记录")


class AnnulOnlineRecord(OnlineRecordOf):
    """Annul a record that was entered by mistake; its hours are taken back, and its number may be entered anew."""

    basis = text("作废依据", 500, required=True)


class ListOnlineRecords(PeriodQuery):
    platform = among_keys("平台", 40)
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下级）")


class OnlineRecordOut(Schema):
    """A record of an online platform (网络学习记录)."""

    id = given("标识")
    version = fields.Integer()
    platform = given("平台")
    record_id = given("平台记录号")
    cadre_id = given("干部")
    unit_id = given("单位", allow_none=True)
    course = given("课程")
    category = given("类别")
    hours = fields.Float(metadata={"zh": "学时"})
    finished_on = fields.Date(metadata={"zh": "学完日期"})
    source = given(f"来源：{with_words(WAYS)}", WAYS)
    state = stated(RecordState)
    annulled_by = given("作废经办", allow_none=True)
    annulled_because = given("作废依据", allow_none=True)
    synthetic = fields.Boolean()


class StateNeed(Schema):
    """State a need of training: of the organisation (for a unit or everybody), of a post level, or of a cadre."""

    who = choice(Who, "需求主体", required=True)
    topic = entry(TOPICS, "专题", required=True)
    unit_id = other("单位")
    post_level = listed(POST_LEVELS, "职务层次代码", load_default=None, allow_none=True)
    cadre_id = other("干部")
    note = words("说明", 500)
    synthetic = synthetic()

    @validates_schema(skip_on_field_errors=True)
    def _whose(self, data: dict[str, Any], **_: Any) -> None:
        if data["who"] is Who.POST and data["post_level"] is None:
            raise ValidationError("missing|岗位需求应填写职务层次|A need of a post names the post level", "post_level")
        if data["who"] is Who.INDIVIDUAL and data["cadre_id"] is None:
            raise ValidationError("missing|个人需求应填写干部|A need of a cadre names the cadre", "cadre_id")


class CloseNeed(Schema):
    need_id = wanted("需求")


class ListNeeds(PageQuery):
    who = among(Who, "需求主体")
    topic = among_keys("专题", 40)
    cadre_id = among_persons("干部")
    open = fields.Boolean(load_default=True, metadata={"zh": "有效"})


class NeedOut(Schema):
    """A need of training (培训需求)."""

    id = given("标识")
    version = fields.Integer()
    who = given("需求主体")
    topic = given("专题", "training.topics")
    unit_id = given("单位", allow_none=True)
    post_level = given("职务层次", allow_none=True)
    cadre_id = given("干部", allow_none=True)
    note = given("说明", allow_none=True)
    open = fields.Boolean(metadata={"zh": "有效"})
    synthetic = fields.Boolean()


class RecommendQuery(Schema):
    """Classes that fit a cadre's needs from a day on."""

    cadre_id = wanted("干部")
    from_day = day("自何日起", load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100), metadata={"zh": "条数"})


class ReasonOut(Schema):
    need = given("需求主体", Who)
    weight = fields.Float(metadata={"zh": "权重"})
    zh = given("理由")
    en = given("理由（英文）")


class RecommendationOut(Schema):
    """A class that fits, with every reason; advice only (仅供参考)."""

    class_id = given("班次")
    code = given("编号")
    title = given("名称")
    kind = given("类别", Kind)
    begins = fields.Date(metadata={"zh": "开班日期"})
    ends = fields.Date(metadata={"zh": "结业日期"})
    free = fields.Integer(metadata={"zh": "余量"})
    score = fields.Float(metadata={"zh": "得分（理由权重之和）"})
    reasons = fields.List(fields.Nested(ReasonOut), required=True)


class RecommendationsOut(Schema):
    cadre_id = given("干部")
    items = fields.List(fields.Nested(RecommendationOut), required=True)

"""Taken and answered: campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import (
    AHEAD,
    PAST,
    among,
    among_ids,
    among_keys,
    among_numbers,
    among_persons,
    choice,
    day,
    given,
    other,
    searched,
    synthetic,
    text,
    wanted,
    whole,
    words,
)
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from services.supervision.schemas.joint import NONE
from services.supervision.vocabulary.checks import CONSISTENT, CheckKind, CheckState, DrawState
from services.supervision.vocabulary.personal_matters import CampaignState, ReportState


def _refused() -> Any:
    """Declared only so that it can be refused with its own reason: see `model.refuse_contents`."""
    meaning = {"zh": "不接收：内容只在专用涉密系统中填报", "description": "Never accepted"}
    return fields.Raw(load_only=True, allow_none=True, metadata=meaning)


class NoContents(Schema):
    """Fields in which somebody might send what a report says. Each of them is refused."""

    contents = _refused()
    content = _refused()
    assets = _refused()
    property = _refused()
    properties = _refused()
    income = _refused()
    investments = _refused()
    marriage = _refused()
    text = _refused()


class OpenCampaign(NoContents):
    """Open a year's campaign; without a due day the rule gives it."""

    code = text("编号", 40, required=True)
    title = text("名称", required=True)
    year = whole("年度", 2000, 2099, required=True)
    county_level_or_above = fields.Boolean(load_default=True, metadata={"zh": "仅限副县级及以上"})
    unit_id = other("范围单位（含下属），不填为全市")
    due_on = day("报告截止日", AHEAD, load_default=None, allow_none=True)
    synthetic = synthetic()


class CampaignOf(Schema):
    campaign_id = wanted("工作")


class RecordStep(NoContents):
    """Record that a step was taken."""

    campaign_id = wanted("工作")
    step = text("步骤（字典“personal_matter_steps”）", 40, required=True)
    held_on = day("日期", PAST, required=True)
    attended = whole("人数", 0, 100_000, load_default=None, allow_none=True)
    result = words("结果", 500)


class CorrectStep(NoContents):
    """When a step was taken in fact, by how many, with what result; steps are numbered from 1 as they are listed."""

    campaign_id = wanted("工作")
    number = whole("第几步", 1, 1000, required=True)
    held_on = day("日期", PAST, required=True)
    attended = whole("人数", 0, 100_000, load_default=None, allow_none=True)
    result = words("结果", 500)
    correction = text("更正依据", 500, required=True)


class WithdrawStep(Schema):
    """The last step was entered by mistake."""

    campaign_id = wanted("工作")
    basis = text("撤销依据", 500, required=True)


class ReopenCampaign(Schema):
    """The campaign was closed by mistake."""

    campaign_id = wanted("工作")
    basis = text("依据", 500, required=True)


class CloseCampaign(Schema):
    """Close a campaign; while steps, reports or checks are missing it needs a basis."""

    campaign_id = wanted("工作")
    closed_on = day("结束日期", PAST, load_default=None, allow_none=True)
    basis = words("有未办步骤、未报告人员或未办结查核时的依据", 500)


class ListCampaigns(PageQuery):
    q = searched()
    year = among_numbers("年度", 2000, 2099)
    state = among(CampaignState, "状态")
    code = among_keys("编号", 40)
    overdue = fields.Boolean(
        load_default=None, metadata={"zh": "截止日已过仍未结束；为真时计算未报告人数和未办结查核数"}
    )


class StepOut(Schema):
    step = given("步骤", "supervision.personal_matter_steps")
    held_on = fields.Date(metadata={"zh": "日期"})
    attended = fields.Integer(allow_none=True, metadata={"zh": "人数"})
    result = given("结果", allow_none=True)
    at = fields.DateTime(metadata={"zh": "登记时间"})
    by = given("登记账号")


class EarlierStepOut(Schema):
    """A step as it was entered before it was put right or withdrawn."""

    step = given("步骤", "supervision.personal_matter_steps")
    held_on = fields.Date(metadata={"zh": "原日期"})
    by = given("原登记账号")
    attended = fields.Integer(allow_none=True, metadata={"zh": "原人数"})
    result = given("原结果", allow_none=True)
    withdrawn = fields.Boolean(metadata={"zh": "已撤销；否则已更正"})
    corrected_at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    corrected_by = given("更正账号")
    correction = given("更正依据")


class EarlierClosingOut(Schema):
    """A closing that was a mistake."""

    closed_on = fields.Date(allow_none=True, metadata={"zh": "原结束日期"})
    closing_basis = given("原结束依据", allow_none=True)
    unreported = fields.Integer(metadata={"zh": "当时未报告人数"})
    open_checks = fields.Integer(metadata={"zh": "当时未办结查核数"})
    reopened_at = fields.AwareDateTime(metadata={"zh": "重新开放时间"})
    reopened_by = given("重新开放账号")
    reopening_basis = given("重新开放依据")


class CampaignOut(Schema):
    """A campaign (年度集中报告工作)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    year = fields.Integer(metadata={"zh": "年度"})
    county_level_or_above = fields.Boolean(metadata={"zh": "仅限副县级及以上"})
    unit_id = given("范围单位", allow_none=True)
    due_on = fields.Date(metadata={"zh": "报告截止日"})
    state = given("状态")
    steps = fields.List(fields.Nested(StepOut), metadata={"zh": "已办步骤"})
    superseded = fields.List(fields.Nested(EarlierStepOut), metadata={"zh": "更正或撤销前的步骤"})
    closings = fields.List(fields.Nested(EarlierClosingOut), metadata={"zh": "误结束的记录"})
    draw_id = given("随机抽查", allow_none=True)
    drawn = fields.Boolean(metadata={"zh": "已抽取"})
    opened_on = fields.Date(metadata={"zh": "开始日期"})
    closed_on = fields.Date(allow_none=True, metadata={"zh": "结束日期"})
    closing_basis = given("有未尽事项时结束的依据", allow_none=True)
    unreported = fields.Integer(metadata={"zh": "未报告人数；进行中的在详情中、按逾期查询时计算"})
    open_checks = fields.Integer(metadata={"zh": "未办结查核数；进行中的在详情中、按逾期查询时计算"})
    synthetic = fields.Boolean()


class ReportFields(Schema):
    """What is told of the process around a report."""

    state = choice(ReportState, "状态", required=True)
    received_on = day("收到日期", PAST, load_default=None, allow_none=True)
    exam = text("必考（字典“personal_matter_exams”）", 40, load_default=None, allow_none=True)
    exam_score = whole("测试分数", 0, 100, load_default=None, allow_none=True)
    reminder_sent_on = day("发函提醒日期", PAST, load_default=None, allow_none=True)
    talk = text("必谈（字典“personal_matter_talks”）", 40, load_default=None, allow_none=True)
    talk_held_on = day("约谈日期", PAST, load_default=None, allow_none=True)
    synthetic = synthetic()


class RecordReport(NoContents, ReportFields):
    """How far the process around a cadre's report has come. What the report says is refused."""

    campaign_id = wanted("工作")
    cadre_id = wanted("干部")


class ReportRow(ReportFields):
    """A report in an import; the campaign by id or by code."""

    campaign_id = other("工作")
    campaign_code = text("工作编号", 40, load_default=None, allow_none=True)
    cadre_id = wanted("干部")


class ReportOf(Schema):
    report_id = wanted("报告")


class ListReports(PageQuery):
    campaign_id = among_ids("工作")
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下属）")
    state = among(ReportState, "状态")
    overdue = fields.Boolean(load_default=None, metadata={"zh": "逾期未报"})


class ExamOut(Schema):
    exam = given("必考", "supervision.personal_matter_exams", allow_none=True)
    score = fields.Integer(metadata={"zh": "分数"})
    passed = fields.Boolean(metadata={"zh": "合格"})


class TalkOut(Schema):
    talk = given("必谈", "supervision.personal_matter_talks", allow_none=True)
    held_on = fields.Date(metadata={"zh": "日期"})


class ReportOut(Schema):
    """The process around one report; of somebody of whom nothing is recorded yet it has no id."""

    id = given("标识；尚无记录时为空", allow_none=True)
    version = fields.Integer()
    campaign_id = given("工作")
    cadre_id = given("干部")
    state = given("状态")
    due_on = fields.Date(metadata={"zh": "截止日"})
    received_on = fields.Date(allow_none=True, metadata={"zh": "收到日期"})
    exams = fields.List(fields.Nested(ExamOut), metadata={"zh": "测试"})
    reminder_sent_on = fields.Date(allow_none=True, metadata={"zh": "发函提醒日期"})
    talks = fields.List(fields.Nested(TalkOut), metadata={"zh": "谈话"})
    recorded_at = fields.DateTime(allow_none=True, metadata={"zh": "登记时间"})
    recorded_by = given("登记账号")
    synthetic = fields.Boolean()


class AnnounceDraw(Schema):
    """Freeze the list and commit to a seed."""

    campaign_id = wanted("工作")


class CarryOutDraw(Schema):
    """Draw. The entropy is fixed before the seed is revealed; one draw for an announcement."""

    draw_id = wanted("随机抽查")
    entropy = fields.String(
        load_default="", validate=validate.Length(max=500), metadata={"zh": "现场随机字串（在公布种子之前给出）"}
    )


class DrawOf(Schema):
    draw_id = wanted("随机抽查")


class ListDraws(PageQuery):
    campaign_id = among_ids("工作")


class DrawOut(Schema):
    """A draw (随机抽查), without its list; the seed is only in the record of what was drawn."""

    id = given("标识")
    version = fields.Integer()
    campaign_id = given("工作")
    state = stated(DrawState)
    list_sha256 = given("名单 SHA-256")
    commitment = given("种子承诺（SHA-256）")
    share = given("比例")
    share_basis = given("比例依据")
    size = fields.Integer(metadata={"zh": "名单人数"})
    drawn_count = fields.Integer(metadata={"zh": "抽中人数"})
    announced_at = fields.DateTime(metadata={"zh": "公告时间"})
    announced_by = given("公告账号")
    drawn_at = fields.DateTime(allow_none=True, metadata={"zh": "抽取时间"})
    drawn_by = given("抽取账号", allow_none=True)
    synthetic = fields.Boolean()


class ListedOut(Schema):
    id = fields.String(metadata={"zh": "干部", "called_to_officers": True})
    stratum = given("层")


class ListOut(Schema):
    """The frozen list as it was announced, before and after the draw."""

    draw_id = given("随机抽查", attribute="id")
    list = fields.List(fields.Nested(ListedOut), attribute="rows", metadata={"zh": "名单"})
    list_sha256 = given("名单 SHA-256")
    commitment = given("种子承诺（SHA-256）")


class DrawRecordOut(Schema):
    """What `tools/verify_draw.py` reads."""

    draw_id = given("随机抽查", attribute="id")
    campaign_id = given("工作")
    list = fields.List(fields.Nested(ListedOut), attribute="rows", metadata={"zh": "名单"})
    list_sha256 = given("名单 SHA-256")
    commitment = given("种子承诺（SHA-256）")
    seed = given("种子（十六进制）", attribute="secret")
    entropy = given("现场随机字串")
    share = given("比例")
    drawn = fields.List(fields.String(), metadata={"zh": "抽中干部", "called_to_officers": True})
    announced_at = fields.DateTime(metadata={"zh": "公告时间"})
    drawn_at = fields.DateTime(metadata={"zh": "抽取时间"})


class AddTargetedCheck(NoContents):
    """Have a cadre's report checked for a reason (凡提必查)."""

    campaign_id = wanted("工作")
    cadre_id = wanted("干部")
    reason = text("情形（字典“check_reasons”）", 40, required=True)
    basis = text("依据", 500, required=True)
    opened_on = day("决定查核日期，缺省为今日", PAST, load_default=None, allow_none=True)
    synthetic = synthetic()


class ConcludeCheck(NoContents):
    """Say how a check ended."""

    check_id = wanted("查核")
    outcome = text("结果（字典“check_outcomes”）", 40, required=True)
    handling = text("处理（字典“check_handling”）", 40, required=True)
    decided_on = day("认定日期", PAST, required=True)
    basis = text("依据", 500, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _nothing_follows_from_nothing(self, data: dict[str, Any], **_: Any) -> None:
        if data["outcome"] == CONSISTENT and data["handling"] != NONE:
            zh, en = "如实报告的，处理应为不作处理（“none”）", "Where the report is consistent, the handling is `none`"
            raise ValidationError(f"contradictory|{zh}|{en}", "handling")


class CorrectCheck(ConcludeCheck):
    """Put right a conclusion that was entered wrongly."""

    correction = text("更正依据", 500, required=True)


class CheckOf(Schema):
    check_id = wanted("查核")


class ListChecks(PageQuery):
    campaign_id = among_ids("工作")
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下属）")
    kind = among(CheckKind, "方式")
    state = among(CheckState, "状态")
    outcome = among_keys("结果", 40)


class SupersededOut(Schema):
    """A conclusion that was put right: what it said, and why it says so no more."""

    outcome = given("结果", "supervision.check_outcomes", allow_none=True)
    handling = given("处理", "supervision.check_handling", allow_none=True)
    decided_on = fields.Date(allow_none=True, metadata={"zh": "认定日期"})
    basis = given("认定依据", allow_none=True)
    concluded_by = given("登记结论账号", allow_none=True)
    corrected_at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    corrected_by = given("更正账号")
    correction = given("更正依据")


class CheckOut(Schema):
    """A check (查核)."""

    id = given("标识")
    version = fields.Integer()
    campaign_id = given("工作")
    cadre_id = given("干部")
    draw_id = given("随机抽查", allow_none=True)
    kind = given("方式")
    reason = given("情形", allow_none=True)
    basis = given("列入依据", allow_none=True)
    opened_on = fields.Date(allow_none=True, metadata={"zh": "决定查核日期"})
    state = given("状态")
    outcome = given("结果", allow_none=True)
    handling = given("处理", allow_none=True)
    decided_on = fields.Date(allow_none=True, metadata={"zh": "认定日期"})
    conclusion_basis = given("认定依据", allow_none=True)
    added_at = fields.DateTime(metadata={"zh": "列入时间"})
    added_by = given("列入账号")
    concluded_at = fields.DateTime(allow_none=True, metadata={"zh": "登记结论时间"})
    concluded_by = given("登记结论账号", allow_none=True)
    superseded = fields.List(fields.Nested(SupersededOut), metadata={"zh": "更正前的结论"})
    synthetic = fields.Boolean()


class IntegrityRecordOf(Schema):
    cadre_id = wanted("干部")


class IntegrityRecordOut(Schema):
    """A cadre's integrity record (诚信档案): campaigns and checks; the cadre sees their own without any basis."""

    cadre_id = given("干部")
    reports = fields.List(fields.Nested(ReportOut), metadata={"zh": "历次报告过程"})
    checks = fields.List(fields.Nested(CheckOut), metadata={"zh": "历次查核"})
    outcomes = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"zh": "各类结果次数", "words": "supervision.check_outcomes"},
    )

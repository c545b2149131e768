"""The entries of a file's histories, on their way in and out."""

from __future__ import annotations

from typing import Any

from servicekit import standards
from servicekit.forms import PAST, day
from servicekit.lifecycle import RULES, words_of
from servicekit.people import Role, Status
from servicekit.schema import Id, PartialDate, Schema, fields, plain, validate
from services.registry.schemas.common import (
    HoldOut,
    OverrideOut,
    VoidOut,
    called,
    code_field,
    one_of,
    person_name,
    post_level,
    rank,
    text,
)
from services.registry.schemas.units import ROLES
from services.registry.vocabulary import codes
from services.registry.vocabulary.acknowledging import Item
from services.registry.vocabulary.careers import PRIVATE
from services.registry.vocabulary.person import EducationMode, ProfessionalLevel

MODES = words_of(EducationMode)
PROFESSIONAL_LEVELS = words_of(ProfessionalLevel)
GRADES = {
    "excellent": "优秀",
    "competent": "称职",
    "basically_competent": "基本称职",
    "incompetent": "不称职",
    "none_given": "不定等次",
}
ASSESSMENTS = {"regular": "平时考核", "annual": "年度考核", "special": "专项考核", "term": "任期考核"}
REWARDS = {
    "commendation": "嘉奖",
    "merit_3": "三等功",
    "merit_2": "二等功",
    "merit_1": "一等功",
    "title": "荣誉称号",
    "other": "其他表彰",
}
PUNISHMENTS = {
    "warning": "警告",
    "demerit": "记过",
    "serious_demerit": "记大过",
    "demotion": "降级",
    "dismissal": "撤职",
    "party_warning": "党内警告",
    "party_serious_warning": "党内严重警告",
    "party_removal": "撤销党内职务",
    "party_probation": "留党察看",
    "party_expulsion": "开除党籍",
    "admonition": "诫勉",
    "removal": "组织处理（免职等）",
}
PARTIES = standards.POLITICAL_STATUSES
RELATIONS = codes.RELATIONS
MAX_ENTRIES = 100
MOST_UNREAD = 1000
"""Characters of a line that no rule reads."""


def entries(nested: type[Schema], zh: str, **metadata: str) -> fields.List[Any]:
    return fields.List(
        fields.Nested(nested),
        load_default=list,
        validate=validate.Length(0, MAX_ENTRIES),
        metadata={"zh": zh, **metadata},
    )


def partial(zh: str, *, required: bool = False) -> PartialDate:
    if required:
        return PartialDate(required=True, metadata={"zh": zh, "example": "2021-03"})
    return PartialDate(load_default=None, allow_none=True, metadata={"zh": zh, "example": "2021-03"})


class EducationIn(Schema):
    """学历学位; `level` by GB/T 4658-2006."""

    mode = one_of("教育类别", MODES, required=True)
    level = one_of("学历（GB/T 4658-2006）", standards.EDUCATION_LEVELS, required=True)
    called = text("学历名称", 40, described="代码不能表明的，如“中央党校研究生”；空则按代码称呼")
    degree = text("学位", 40, default=None)
    school = text("学校", 100)
    major = text("专业", 100)
    began = partial("入学")
    ended = partial("毕业")


class ProfessionalPostIn(Schema):
    """专业技术职务: what it is called (高级工程师), and its level."""

    title = text("专业技术职务名称", 60, required=True)
    level = one_of("级别", PROFESSIONAL_LEVELS, required=True)
    on = partial("取得时间", required=True)
    document = text("文件")


class AppointmentIn(Schema):
    """An appointment as the file has it; its unit by id or code, the person's unit where none is named."""

    unit_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "单位"})
    unit_code = code_field("单位编码", load_default=None, allow_none=True)
    post_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "职位"})
    post_code = code_field("职位编码", load_default=None, allow_none=True)
    title = called("职务名称", required=True)
    role = one_of("成员类别", ROLES, load_default="member")
    post_level = post_level(load_default=None, allow_none=True)
    main = fields.Bool(load_default=True, metadata={"zh": "主要职务"})
    began = partial("任职时间", required=True)
    began_by = text("任职文件")
    ended = partial("免职时间")
    ended_by = text("免职文件")
    end_reason = text("免职原因")
    trial_until = fields.Date(load_default=None, allow_none=True, metadata={"zh": "试用期止"})


class LevelIn(Schema):
    """A period at a post level."""

    code = post_level(required=True)
    began = partial("起", required=True)
    began_by = text("任职文件")
    ended = partial("止")
    ended_by = text("免职文件")


class RankIn(Schema):
    """A period at a rank."""

    code = rank(required=True)
    began = partial("起", required=True)
    began_by = text("晋升文件")
    ended = partial("止")
    ended_by = text("终止文件")


class AssessmentIn(Schema):
    """考核结果."""

    year = fields.Int(required=True, validate=validate.Range(1949, 2200), metadata={"zh": "年度"})
    kind = one_of("考核方式", ASSESSMENTS, load_default="annual")
    grade = one_of("等次", GRADES, required=True)
    document = text("依据文件")


class RewardIn(Schema):
    """奖励."""

    kind = one_of("奖励种类", REWARDS, required=True)
    title = text("名称", required=True)
    on = partial("批准时间", required=True)
    document = text("文件")


class PunishmentIn(Schema):
    """处分; the end of the effect period is computed by the rules where none is given."""

    kind = one_of("处分种类", PUNISHMENTS, required=True)
    decided_on = fields.Date(required=True, metadata={"zh": "决定日期"})
    until = fields.Date(
        load_default=None, allow_none=True, metadata={"zh": "影响期解除之日（当日起不再受限，最后一日为其前一日）"}
    )
    last_day = fields.Date(load_default=None, allow_none=True, metadata={"zh": "影响期最后一日；与解除之日择一"})
    document = text("文件")


class FamilyIn(Schema):
    """A family member, for avoidance checks; `cadre_id` where the relative is in this roster."""

    relation = one_of("关系", RELATIONS, required=True)
    name = person_name(required=True)
    birth = partial("出生年月")
    political_status = one_of("政治面貌", PARTIES, load_default=None, allow_none=True)
    work = text("工作单位及职务")
    cadre_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "名册中的干部"})


class ResumeIn(Schema):
    """A line of the résumé."""

    began = partial("起", required=True)
    ended = partial("止")
    text = text("经历", 300, required=True)
    basic_level = fields.Bool(load_default=False, metadata={"zh": "基层工作经历"})


UNREAD_CELLS = {"resume": "简历", "rewards": "奖惩情况", "assessments": "年度考核结果"}
"""The cells of the form of which lines are kept that no rule reads."""


class UnreadIn(Schema):
    """A line of a form's cell that no rule reads, kept as it stood."""

    text = text("原文", MOST_UNREAD, required=True)
    after = partial("其上一条的时间")
    cell = one_of("栏目", UNREAD_CELLS, load_default="resume")


class EntryOut(Schema):
    """What every entry shows: its number within the file, and why it no longer counts."""

    entry = fields.String(required=True, metadata={"zh": "条目号"})
    void = fields.Nested(VoidOut, allow_none=True, metadata={"zh": "作废"})
    held = fields.Nested(HoldOut, allow_none=True, metadata={"zh": "暂缓生效；不空则此条未生效"})
    holds = fields.List(fields.Nested(HoldOut), metadata={"zh": "已解除的暂缓"})
    corrects = fields.String(allow_none=True, metadata={"zh": "所更正的条目号"})
    overtaken_by = fields.String(allow_none=True, metadata={"zh": "因离任而取消的安排：离任条目号"})
    unchecked = fields.List(fields.String(), metadata={"zh": "未作审查的规则：补录，或档案所载不足", "words": RULES})
    override = fields.Nested(OverrideOut, allow_none=True, metadata={"zh": "破格依据"})


class EducationOut(EducationIn, EntryOut):
    """学历学位."""


class ProfessionalPostOut(ProfessionalPostIn, EntryOut):
    """专业技术职务."""


class UnreadOut(UnreadIn, EntryOut):
    """A line that no rule reads."""


class GivenEndOut(Schema):
    """The end that the file gives to an appointment, where the service ended before it."""

    on = fields.String(required=True, metadata={"zh": "原定免职时间"})
    document = fields.String(required=True, metadata={"zh": "免职文件"})
    reason = fields.String(required=True, metadata={"zh": "免职原因"})


class AppointmentOut(EntryOut):
    """An appointment."""

    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    post_id = fields.String(allow_none=True, metadata={"zh": "职位"})
    title = fields.String(required=True, metadata={"zh": "职务名称"})
    role = fields.String(required=True, metadata={"zh": "成员类别", "words": Role})
    post_level = fields.String(allow_none=True, metadata={"zh": "职务层次"})
    main = fields.Bool(required=True, metadata={"zh": "主要职务"})
    began = fields.String(required=True, metadata={"zh": "任职时间"})
    began_by = fields.String(required=True, metadata={"zh": "任职文件"})
    ended = fields.String(allow_none=True, metadata={"zh": "免职时间"})
    ended_by = fields.String(required=True, metadata={"zh": "免职文件"})
    end_reason = fields.String(required=True, metadata={"zh": "免职原因"})
    given_end = fields.Nested(GivenEndOut, allow_none=True, metadata={"zh": "因离任提前终止前，档案所载的免职"})
    trial_until = fields.Date(allow_none=True, metadata={"zh": "试用期止"})


class SpanOut(EntryOut):
    """A period at a post level or a rank."""

    code = fields.String(required=True, metadata={"zh": "代码"})
    began = fields.String(required=True, metadata={"zh": "起"})
    began_by = fields.String(required=True, metadata={"zh": "起始文件"})
    ended = fields.String(allow_none=True, metadata={"zh": "止"})
    ended_by = fields.String(required=True, metadata={"zh": "终止文件"})


class AssessmentOut(AssessmentIn, EntryOut):
    """考核结果."""


class RewardOut(RewardIn, EntryOut):
    """奖励; `source` is the honour that it was recorded for, where it was by itself."""

    source = fields.String(allow_none=True, metadata={"zh": "来源荣誉"})


class PunishmentOut(PunishmentIn, EntryOut):
    """处分. It bars up to and with `last_day`, as supervision's book says it (`ends`); `until` is the day after."""


class FamilyMemberOut(FamilyIn, EntryOut):
    """A family member."""


class ResumeOut(ResumeIn, EntryOut):
    """A line of the résumé; one that came with an appointment follows it."""

    came_with = fields.String(allow_none=True, metadata={"zh": "所随任职的条目号：由任职自动记入；空则为人工录入"})


_REASONS = {"registered": "登记入册", "withdrawn": "误录撤销"}


class StatusOut(EntryOut):
    """A change of status."""

    status = fields.String(required=True, metadata={"zh": "状态", "words": Status})
    on = fields.String(required=True, metadata={"zh": "时间"})
    reason = fields.String(
        required=True, metadata={"zh": "原因", "words": {"registered": "登记入册", "withdrawn": "误录撤销"}}
    )
    document = fields.String(required=True, metadata={"zh": "文件"})


class MoveOut(EntryOut):
    """A transfer to another unit (调动)."""

    unit_id = fields.String(required=True, metadata={"zh": "调入单位"})
    on = fields.String(required=True, metadata={"zh": "时间"})
    document = fields.String(required=True, metadata={"zh": "文件"})


class RemovalOut(EntryOut):
    """免职; it ends what was held before its day, as soon as the file has it."""

    on = fields.String(required=True, metadata={"zh": "免职时间"})
    document = fields.String(required=True, metadata={"zh": "免职文件"})
    reason = fields.String(required=True, metadata={"zh": "原因"})
    post_id = fields.String(allow_none=True, metadata={"zh": "所免职位；空则不限"})
    of = fields.String(allow_none=True, metadata={"zh": "所免任职的条目号；空则不限"})
    end_level = fields.Bool(required=True, metadata={"zh": "同时终止职务层次"})
    ends = fields.List(fields.String(), required=True, metadata={"zh": "因此结束的任职条目号；空则待补录任职"})


class AcknowledgementIn(Schema):
    """认定: on which day, by which document, and who answers for it."""

    on = day("认定日期", PAST, required=True)
    document = text("依据文件", required=True, least=4)
    by = text("具名负责人", 100, required=True)


def acknowledgement() -> fields.Nested:
    """The new acknowledgement that a change of what was acknowledged wants."""
    zh = "重新认定；变更已认定的三龄两历时须写明"
    return fields.Nested(AcknowledgementIn, load_default=None, allow_none=True, metadata={"zh": zh})


class AcknowledgementOut(AcknowledgementIn):
    """认定 of one item: what the file said before and after."""

    item = fields.String(required=True, metadata={"zh": "认定事项", "words": Item})
    account = fields.String(required=True, metadata={"zh": "经办账号"})
    at = fields.AwareDateTime(required=True, metadata={"zh": "登记时间"})
    before = fields.String(allow_none=True, metadata={"zh": "认定前"})
    after = fields.String(allow_none=True, metadata={"zh": "认定后"})
    entries_before = fields.List(fields.String(), metadata={"zh": "认定前的条目号"})
    entries = fields.List(fields.String(), metadata={"zh": "所认定的条目号"})


class RevisionOut(Schema):
    """A plain field that was changed: before and after, by which document, by whom and when."""

    field = fields.String(required=True, metadata={"zh": "字段"})
    before = fields.String(required=True, allow_none=True, metadata={"zh": "变更前"})
    after = fields.String(required=True, allow_none=True, metadata={"zh": "变更后"})
    document = fields.String(required=True, metadata={"zh": "依据文件"})
    by = fields.String(required=True, metadata={"zh": "经办账号"})
    at = fields.AwareDateTime(required=True, metadata={"zh": "时间"})
    override = fields.Nested(OverrideOut, allow_none=True, metadata={"zh": "越过审查的依据"})


def _without_what_is_private(revision: Any) -> Any:
    """A change as everybody may see it who sees the file: of what is private only that it was changed."""
    shown = plain(revision)
    return {**shown, "before": None, "after": None} if shown["field"] in PRIVATE else revision


class ShownRevisionOut(RevisionOut):
    """The same, without what a private field said."""

    told = staticmethod(_without_what_is_private)

"""Cadres' files, from outside. The identity number comes in and never goes out, except masked."""

from __future__ import annotations

from typing import Any

from servicekit import standards
from servicekit.forms import among_ids, among_numbers, offers, region
from servicekit.lifecycle import words_of
from servicekit.people import Role, Status
from servicekit.schema import NEEDS, EntryOrText, Id, PageQuery, PartialDate, Schema, fields, instance, validate
from services.registry.schemas.common import (
    any_of,
    code_field,
    one_of,
    override_field,
    person_name,
    post_level,
    rank,
    text,
)
from services.registry.schemas.histories import (
    MAX_ENTRIES,
    PARTIES,
    AcknowledgementIn,
    AcknowledgementOut,
    AppointmentIn,
    AppointmentOut,
    AssessmentIn,
    AssessmentOut,
    EducationIn,
    EducationOut,
    FamilyIn,
    FamilyMemberOut,
    LevelIn,
    MoveOut,
    ProfessionalPostIn,
    ProfessionalPostOut,
    PunishmentIn,
    PunishmentOut,
    RankIn,
    RemovalOut,
    ResumeIn,
    ResumeOut,
    RevisionOut,
    RewardIn,
    RewardOut,
    ShownRevisionOut,
    SpanOut,
    StatusOut,
    UnreadIn,
    UnreadOut,
    acknowledgement,
    entries,
    partial,
)
from services.registry.schemas.units import MANAGEMENT, ROLES
from services.registry.vocabulary.acknowledging import Item
from services.registry.vocabulary.person import HISTORY_WORDS, OTHER_PARTIES

OTHERS = {code: PARTIES[code] for code in OTHER_PARTIES}
"""The democratic parties (民主党派)."""
STATUSES = words_of(Status)
PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG"}
MOST_HEALTH = 40
HEALTH = "任免审批表的用语，如“健康”“良好”“一般”；不写病名、病情"
AT_LEAST = {code: standards.EDUCATION_LEVELS[code] for code in ("10", "20", "30", "40", "60")}
"""Where one kind of education begins."""


class PlainFields(Schema):
    """The plain fields of a file, declared once: a change sets those that are given, and a field that is added here can
    be registered, corrected and read too."""

    name = person_name(load_default=None, allow_none=True)
    sex = one_of("性别", standards.SEXES)
    birth = PartialDate(metadata={"zh": "出生年月"})
    ethnicity = one_of("民族", standards.ETHNICITIES)
    native_place = fields.String(validate=validate.Length(0, 100), metadata={"zh": "籍贯"})
    native_region = region("籍贯区划", allow_none=True)
    birthplace = fields.String(validate=validate.Length(0, 100), metadata={"zh": "出生地"})
    health = fields.String(
        validate=validate.Length(0, MOST_HEALTH), metadata={"zh": "健康状况", "example": "健康", "description": HEALTH}
    )
    specialities = fields.String(validate=validate.Length(0, 200), metadata={"zh": "熟悉专业有何专长"})
    political_status = one_of("政治面貌", PARTIES)
    joined_party_on = PartialDate(allow_none=True, metadata={"zh": "入党时间"})
    other_party = one_of("双重党籍的民主党派", OTHERS, allow_none=True)
    began_work_on = PartialDate(allow_none=True, metadata={"zh": "参加工作时间"})
    management = one_of("管理权限", MANAGEMENT)
    selected_graduate_year = fields.Int(
        allow_none=True, validate=validate.Range(1980, 2200), metadata={"zh": "选调生年度"}
    )
    retirement_category = one_of("退休类别", {"cadre": "干部", "worker": "工人"})


_PLAIN = {name: field.metadata["zh"] for name, field in instance(PlainFields).fields.items()}


class RegisterCadre(PlainFields):
    """A person to be registered, with the histories that the file holds. The unit by id or by code."""

    identity_number = fields.String(
        required=True,
        load_only=True,
        validate=validate.Length(1, 32),
        metadata={"zh": "公民身份号码", "example": "150203198501010012"},
    )
    name = person_name(required=True)
    sex = one_of("性别（GB/T 2261.1）", standards.SEXES, required=True)
    birth = partial("出生年月", required=True)
    ethnicity = one_of("民族（GB/T 3304）", standards.ETHNICITIES, required=True)
    native_place = text("籍贯", 100)
    native_region = region("籍贯区划（GB/T 2260）", load_default=None, allow_none=True)
    birthplace = text("出生地", 100)
    health = text("健康状况", MOST_HEALTH, example="健康", described=HEALTH)
    specialities = text("熟悉专业有何专长")
    political_status = one_of("政治面貌（GB/T 4762）", PARTIES, load_default=None, allow_none=True)
    joined_party_on = partial("入党时间")
    other_party = one_of("双重党籍的民主党派", OTHERS, load_default=None, allow_none=True)
    began_work_on = partial("参加工作时间")
    unit_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "单位"})
    unit_code = code_field("单位编码", load_default=None, allow_none=True)
    management = one_of("管理权限", MANAGEMENT, load_default="unit")
    selected_graduate_year = fields.Int(
        load_default=None, allow_none=True, validate=validate.Range(1980, 2200), metadata={"zh": "选调生年度"}
    )
    retirement_category = one_of("退休类别", {"cadre": "干部", "worker": "工人"}, load_default="cadre")
    education = entries(EducationIn, "学历学位")
    professional_posts = entries(ProfessionalPostIn, "专业技术职务")
    appointments = entries(AppointmentIn, "任职经历")
    levels = entries(LevelIn, "职务层次经历")
    ranks = entries(RankIn, "职级经历")
    assessments = entries(AssessmentIn, "考核")
    rewards = entries(RewardIn, "奖励")
    punishments = entries(PunishmentIn, "处分")
    family = entries(FamilyIn, "家庭成员")
    resume = entries(ResumeIn, "简历")
    unread_lines = entries(UnreadIn, "未识别内容")
    override = override_field()
    synthetic = fields.Bool(load_default=False, metadata={"zh": "虚构数据"})


MOST_TOLD = 10_000
"""Characters of what one cell says of a history."""


def entries_or_texts(nested: type[Schema], zh: str, cell: str) -> fields.List[Any]:
    """Entries, or what a table's cell says of them in the words of 干部任免审批表; `cell` is what the form calls it."""
    return fields.List(
        EntryOrText(nested, MOST_TOLD),
        load_default=list,
        validate=validate.Length(0, MAX_ENTRIES),
        metadata={"zh": zh, "cell": cell, "description": f"条目，或“{cell}”一栏的文字"},
    )


class ImportCadre(RegisterCadre):
    """A person of an import: histories entry by entry, or as the form's cells say them."""

    education = entries_or_texts(EducationIn, "学历学位", "学历学位")
    assessments = entries_or_texts(AssessmentIn, "考核", "年度考核结果")
    rewards = entries_or_texts(RewardIn, "奖励", "奖惩情况")
    family = entries_or_texts(FamilyIn, "家庭成员", "家庭成员")
    resume = entries_or_texts(ResumeIn, "简历", "简历")


class AddEntries(Schema):
    """Entries to append to the histories."""

    education = entries(EducationIn, "学历学位")
    professional_posts = entries(ProfessionalPostIn, "专业技术职务")
    assessments = entries(AssessmentIn, "考核")
    rewards = entries(RewardIn, "奖励")
    punishments = entries(PunishmentIn, "处分")
    family = entries(FamilyIn, "家庭成员")
    resume = entries(ResumeIn, "简历")
    unread_lines = entries(UnreadIn, "未识别内容")
    appointments = entries(AppointmentIn, "任职经历", description="既往的为补录，不作当前的资格审查；近期的照常审查")
    levels = entries(LevelIn, "职务层次经历", description="既往的为补录；近期的照常审查")
    ranks = entries(RankIn, "职级经历", description="既往的为补录；近期的照常审查")


class CorrectEntry(Schema):
    """Put an entry of a history right: the wrong one is set aside, the right one stands in its place."""

    cadre_id = Id(metadata={"zh": "干部"})
    history = one_of("履历类别", {name: HISTORY_WORDS[name] for name in instance(AddEntries).fields}, required=True)
    entry = fields.String(required=True, validate=validate.Length(1, 12), metadata={"zh": "有误的条目号"})
    right = fields.Nested(AddEntries, required=True, metadata={"zh": "正确内容，同一履历一条"})
    by = text("具名负责人", 100, required=True)
    basis = text("依据", 1000, required=True, least=4)
    acknowledgement = acknowledgement()
    override = override_field()


class CorrectNumber(Schema):
    """Correct the identity number, by a document."""

    cadre_id = Id(metadata={"zh": "干部"})
    identity_number = fields.String(
        required=True,
        load_only=True,
        validate=validate.Length(1, 32),
        metadata={"zh": "正确的公民身份号码", "example": "150203198501010012"},
    )
    document = text("依据文件", required=True, least=4)


class ChangeCadre(PlainFields):
    """Set plain fields, append to histories. What a history holds is never changed."""

    cadre_id = Id(metadata={"zh": "干部"})
    add = fields.Nested(AddEntries, load_default=dict, metadata={"zh": "补充的条目"})
    document = text("依据文件；变更已有的姓名、出生年月、参加工作时间、入党时间须写明")
    acknowledgement = acknowledgement()
    override = override_field()


class Acknowledge(AcknowledgementIn):
    """Acknowledge what the file says of an item (三龄两历认定)."""

    cadre_id = Id(metadata={"zh": "干部"})
    item = one_of("认定事项", words_of(Item), required=True)


class CadreLine(Schema):
    """A cadre in a list."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    name = fields.String(required=True, metadata={"zh": "姓名"})
    pinyin = fields.String(required=True, metadata={"zh": "拼音"})
    sex = fields.String(required=True, metadata={"zh": "性别"})
    birth = fields.String(required=True, metadata={"zh": "出生年月"})
    ethnicity = fields.String(required=True, metadata={"zh": "民族"})
    political_status = fields.String(required=True, metadata={"zh": "政治面貌"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    title = fields.String(required=True, metadata={"zh": "现任职务"})
    role = fields.String(required=True, metadata={"zh": "成员类别", "words": words_of(Role)})
    post_ids = fields.List(fields.String(), required=True, metadata={"zh": "职位"})
    in_post_since = fields.String(allow_none=True, metadata={"zh": "任现职时间"})
    post_level = fields.String(allow_none=True, metadata={"zh": "职务层次"})
    level_since = fields.String(allow_none=True, metadata={"zh": "任现职务层次时间"})
    rank = fields.String(allow_none=True, metadata={"zh": "职级"})
    rank_since = fields.String(allow_none=True, metadata={"zh": "任现职级时间"})
    county_level_or_above = fields.Bool(required=True, metadata={"zh": "县处级以上"})
    education_level = fields.String(allow_none=True, metadata={"zh": "最高学历", "words": standards.EDUCATION_LEVELS})
    full_time_level = fields.String(allow_none=True, metadata={"zh": "全日制学历", "words": standards.EDUCATION_LEVELS})
    management = fields.String(required=True, metadata={"zh": "管理权限", "words": "registry.management"})
    selected_graduate_year = fields.Int(allow_none=True, metadata={"zh": "选调生年度"})
    status = fields.String(required=True, metadata={"zh": "状态", "words": Status})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class Studied(Schema):
    """The highest education of a kind as forms and rosters say it, in words."""

    level = fields.String(required=True, metadata={"zh": "学历", "example": "大学", "words": dict[str, str]()})
    degree = fields.String(required=True, metadata={"zh": "学位", "example": "法学学士"})
    school = fields.String(required=True, metadata={"zh": "毕业院校系及专业", "example": "（示例）大学法学专业"})


def _asked_for(zh: str, **metadata: Any) -> dict[str, Any]:
    return {"zh": zh, **metadata, fields.MORE: True}


class RosterLine(CadreLine):
    """A cadre in a list, with what rosters (花名册、干部名册) tell besides, as far as it is asked for; empty where
    nothing is known."""

    are_people = True
    roster = (
        *("name", "unit_id", "title", "sex", "ethnicity", "native_place", "birthplace", "birth", "age"),
        *("began_work_on", "joined_party_on", "political_status"),
        *("full_time.level", "full_time.degree", "full_time.school"),
        *("in_service.level", "in_service.degree", "in_service.school"),
        *("in_post_since", "post_level", "level_since", "rank", "rank_since"),
    )

    native_place = fields.String(metadata=_asked_for("籍贯"))
    birthplace = fields.String(metadata=_asked_for("出生地"))
    joined_party_on = fields.String(metadata=_asked_for("入党时间", description="中共党员、中共预备党员的"))
    began_work_on = fields.String(metadata=_asked_for("参加工作时间"))
    age = fields.Int(metadata=_asked_for("年龄"))
    full_time = fields.Nested(Studied, metadata=_asked_for("全日制教育"))
    in_service = fields.Nested(Studied, metadata=_asked_for("在职教育"))
    professional_post = fields.String(metadata=_asked_for("专业技术职务"))
    retires_on = fields.String(metadata=_asked_for("到龄年月"))


MORE = {name: one.metadata["zh"] for name, one in instance(RosterLine).fields.items() if one.metadata.get(fields.MORE)}


class RosterSource(CadreLine):
    """What of a file is read for such a line."""

    native_place = fields.String()
    birthplace = fields.String()
    joined_party_on = fields.String()
    began_work_on = fields.String()
    education = fields.List(fields.Dict())
    professional_post = fields.String()
    retires_on = fields.String()


class WillBeHeld(Schema):
    """A decision of a day to come that will be held on it, as things stand, and why."""

    history = fields.String(required=True, metadata={"zh": "履历类别"})
    entry = fields.String(required=True, metadata={"zh": "条目号"})
    on = fields.String(required=True, metadata={"zh": "拟生效时间"})
    zh = fields.String(required=True)
    en = fields.String(required=True)


NUMBER_READ = "registry.cadres.number.read"
"""Who is shown identity numbers in full, and so learns nothing by trying them."""
PUNISHMENTS_READ = "registry.cadres.punishments.read"
"""Who reads punishments, with their documents and the effect periods that follow."""
FAMILY_READ = "registry.cadres.family.read"
HEALTH_READ = "registry.cadres.health.read"


def _punishment(zh: str) -> dict[str, str]:
    """What is said of a field that tells of a punishment."""
    return {"zh": f"{zh}；无权查看时为空", NEEDS: PUNISHMENTS_READ}


class CadreAsOf(Schema):
    """The file as it stood on a day, by its histories."""

    as_of = fields.Date(required=True, metadata={"zh": "截止日期"})
    status = fields.String(allow_none=True, metadata={"zh": "状态", "words": Status})
    unit_id = fields.String(allow_none=True, metadata={"zh": "单位"})
    title = fields.String(required=True, metadata={"zh": "职务"})
    titles = fields.List(fields.String(), required=True, metadata={"zh": "全部职务"})
    post_ids = fields.List(fields.String(), required=True, metadata={"zh": "职位"})
    post_level = fields.String(allow_none=True, metadata={"zh": "职务层次"})
    years_at_level = fields.Int(allow_none=True, metadata={"zh": "任该层次年限"})
    rank = fields.String(allow_none=True, metadata={"zh": "职级"})
    years_at_rank = fields.Int(allow_none=True, metadata={"zh": "任该职级年限"})
    years_in_post = fields.Int(allow_none=True, metadata={"zh": "任该职年限"})
    age = fields.Int(required=True, metadata={"zh": "年龄"})
    work_years = fields.Int(allow_none=True, metadata={"zh": "工龄"})
    role = fields.String(required=True, metadata={"zh": "成员类别", "words": words_of(Role)})
    county_level_or_above = fields.Bool(required=True, metadata={"zh": "县处级以上"})
    education_level = fields.String(allow_none=True, metadata={"zh": "最高学历", "words": standards.EDUCATION_LEVELS})
    full_time_level = fields.String(allow_none=True, metadata={"zh": "全日制学历", "words": standards.EDUCATION_LEVELS})
    management = fields.String(required=True, metadata={"zh": "管理权限", "words": "registry.management"})
    political_status = fields.String(required=True, metadata={"zh": "政治面貌"})
    punished = fields.Bool(required=True, allow_none=True, metadata=_punishment("在处分影响期内"))
    punished_through = fields.Date(allow_none=True, metadata=_punishment("当日所在影响期的最后一日"))
    trial = fields.Bool(required=True, metadata={"zh": "在试用期内"})
    will_be_held = fields.List(
        fields.Nested(WillBeHeld), metadata={"zh": "截止日期前拟生效、按目前情况将暂缓的任职、晋升和调动"}
    )


class Notice(Schema):
    """Something that should be looked at and stopped nothing."""

    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class CadreOut(CadreLine, PlainFields):  # type: ignore[misc]
    """A file; what is answered otherwise than taken is declared again. Family members and health have rights of their
    own, and so have, within it, punishments."""

    class Meta(Schema.Meta):
        exclude: tuple[str, ...] = ("health",)

    identity_masked = fields.String(required=True, attribute="number_masked", metadata={"zh": "公民身份号码（脱敏）"})
    native_place = fields.String(required=True, metadata={"zh": "籍贯"})
    native_region = fields.String(allow_none=True, metadata={"zh": "籍贯区划", "words": standards.REGIONS})
    birthplace = fields.String(required=True, metadata={"zh": "出生地"})
    specialities = fields.String(required=True, dump_default="", metadata={"zh": "熟悉专业有何专长"})
    professional_post = fields.String(required=True, dump_default="", metadata={"zh": "现专业技术职务"})
    joined_party_on = fields.String(allow_none=True, metadata={"zh": "入党时间"})  # type: ignore[assignment]
    other_party = fields.String(
        allow_none=True, dump_default=None, metadata={"zh": "双重党籍的民主党派", "words": OTHERS}
    )
    began_work_on = fields.String(allow_none=True, metadata={"zh": "参加工作时间"})  # type: ignore[assignment]
    retirement_category = fields.String(required=True, metadata={"zh": "退休类别"})
    retires_on = fields.Date(allow_none=True, metadata={"zh": "到龄年月"})
    trial_until = fields.Date(allow_none=True, metadata={"zh": "试用期止"})
    expelled_on = fields.Date(allow_none=True, metadata=_punishment("开除党籍时间（当日起政治面貌为群众）"))
    expelled_by = fields.String(allow_none=True, metadata=_punishment("开除党籍所据的处分条目或影响期"))
    punished_until = fields.Date(allow_none=True, metadata=_punishment("影响期解除之日（当日起不再受限）"))
    punished_through = fields.Date(allow_none=True, metadata=_punishment("影响期最后一日"))
    registered_on = fields.Date(allow_none=True, metadata={"zh": "入册日期"})
    education = fields.List(fields.Nested(EducationOut), required=True, metadata={"zh": "学历学位"})
    professional_posts = fields.List(
        fields.Nested(ProfessionalPostOut), required=True, dump_default=[], metadata={"zh": "专业技术职务"}
    )
    appointments = fields.List(fields.Nested(AppointmentOut), required=True, metadata={"zh": "任职经历"})
    levels = fields.List(
        fields.Nested(SpanOut),
        required=True,
        metadata={"zh": "职务层次经历", "words_within": {"code": standards.POST_LEVELS}},
    )
    ranks = fields.List(
        fields.Nested(SpanOut), required=True, metadata={"zh": "职级经历", "words_within": {"code": standards.RANKS}}
    )
    assessments = fields.List(fields.Nested(AssessmentOut), required=True, metadata={"zh": "考核"})
    rewards = fields.List(fields.Nested(RewardOut), required=True, metadata={"zh": "奖励"})
    punishments = fields.List(
        fields.Nested(PunishmentOut), required=True, allow_none=True, metadata=_punishment("处分")
    )
    resume = fields.List(fields.Nested(ResumeOut), required=True, metadata={"zh": "简历"})
    unread_lines = fields.List(
        fields.Nested(UnreadOut),
        required=True,
        allow_none=True,
        dump_default=[],
        # Nobody has read what they say: it may be a punishment.
        metadata=_punishment("未识别内容，按原文保留"),
    )
    statuses = fields.List(fields.Nested(StatusOut), required=True, metadata={"zh": "状态变更"})
    moves = fields.List(fields.Nested(MoveOut), metadata={"zh": "调动"})
    removals = fields.List(fields.Nested(RemovalOut), metadata={"zh": "免职"})
    revisions = fields.List(
        fields.Nested(ShownRevisionOut), metadata={"zh": "基本信息变更留痕", "words_within": {"field": _PLAIN}}
    )
    acknowledgements = fields.List(
        fields.Nested(AcknowledgementOut), required=True, dump_default=[], metadata={"zh": "三龄两历认定"}
    )
    warnings = fields.List(fields.Nested(Notice), metadata={"zh": "提示"})
    at_day = fields.Nested(CadreAsOf, metadata={"zh": "截止日期当日的情况"})


class GetCadre(Schema):
    """Which cadre, and as of which day."""

    cadre_id = Id(metadata={"zh": "干部"})
    as_of = fields.Date(load_default=None, metadata={"zh": "截止日期；另答当日任职、层次、年龄等"})


class OneCadre(Schema):
    """Which cadre."""

    cadre_id = Id(metadata={"zh": "干部"})


class FamilyOut(Schema):
    """A cadre's family members."""

    cadre_id = Id(attribute="id", metadata={"zh": "干部"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    family = fields.List(fields.Nested(FamilyMemberOut), required=True, metadata={"zh": "家庭成员"})


class HealthOut(Schema):
    """A cadre's health, with what it was before."""

    cadre_id = Id(attribute="id", metadata={"zh": "干部"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    health = fields.String(required=True, dump_default="", metadata={"zh": "健康状况"})
    revisions = fields.List(
        fields.Nested(RevisionOut), required=True, metadata={"zh": "变更留痕", "words_within": {"field": _PLAIN}}
    )


class FindByNumber(Schema):
    """Find a cadre by identity number, through the blind index; a POST, so that no number gets into an address."""

    identity_number = fields.String(
        required=True, load_only=True, validate=validate.Length(1, 32), metadata={"zh": "公民身份号码"}
    )


class ListCadres(PageQuery):
    """A combined search; with `as_of` every condition, and every field of the answer, is as of that day."""

    q = fields.String(
        load_default=None, validate=validate.Length(1, 40), metadata={"zh": "姓名、拼音或首字母", "example": "zhangsan"}
    )
    unit_id = among_ids("单位")
    below = fields.Bool(load_default=True, metadata={"zh": "含下级单位"})
    post_id = among_ids("职位")
    post_level = fields.AnyOf(post_level())
    county_level_or_above = fields.Bool(load_default=None, metadata={"zh": "县处级以上"})
    role = any_of("成员类别", ROLES)
    rank = fields.AnyOf(rank())
    status = any_of("状态", STATUSES)
    sex = any_of("性别", standards.SEXES)
    ethnicity = any_of("民族", standards.ETHNICITIES)
    political_status = any_of("政治面貌", PARTIES)
    management = any_of("管理权限", MANAGEMENT)
    selected_graduate_year = among_numbers("选调生年度")
    education_level_at_least = one_of("学历不低于", AT_LEAST, load_default=None)
    full_time_level_at_least = one_of("全日制学历不低于", AT_LEAST, load_default=None)
    major = fields.String(load_default=None, validate=validate.Length(1, 60), metadata={"zh": "专业包含"})
    age_at_least = fields.Int(load_default=None, validate=validate.Range(0, 120), metadata={"zh": "年龄不小于"})
    age_at_most = fields.Int(load_default=None, validate=validate.Range(0, 120), metadata={"zh": "年龄不大于"})
    years_at_level_at_least = fields.Int(
        load_default=None, validate=validate.Range(0, 60), metadata={"zh": "任现层次满年"}
    )
    years_in_post_at_least = fields.Int(
        load_default=None, validate=validate.Range(0, 60), metadata={"zh": "任现职满年"}
    )
    retires_before = fields.Date(load_default=None, metadata={"zh": "到龄早于"})
    as_of = fields.Date(load_default=None, metadata={"zh": "截止日期（年龄年限计算、历史状态）"})
    more = any_of("另附的栏目", MORE)


class FindNamed(Schema):
    """Who is called so: by name, pinyin or initials, as the list of cadres finds them."""

    q = fields.String(required=True, validate=validate.Length(1, 60), metadata={"zh": "姓名、拼音或首字母"})
    most = fields.Int(required=True, validate=validate.Range(1, 500), metadata={"zh": "最多人数"})


class NamedOut(Schema):
    """Whom the list of cadres finds by a name."""

    ids = fields.List(fields.String(), required=True, metadata={"zh": "干部"})
    more = fields.Bool(required=True, metadata={"zh": "另有其人"})


class Snapshot(CadreOut):
    """A cadre as read models keep it: the file, with the words that events do not carry."""

    class Meta(CadreOut.Meta):
        exclude = (*CadreOut.Meta.exclude, "warnings", "at_day")

    unit_name = fields.String(required=True, metadata={"zh": "单位名称"})
    unit_short_name = fields.String(required=True, metadata={"zh": "单位简称"})
    initials = fields.String(required=True, metadata={"zh": "首字母"})


class SnapshotsOut(Schema):
    """The cadres that exist among those asked for."""

    items = fields.List(fields.Nested(Snapshot), required=True, metadata={"zh": "干部"})


class Called(Schema):
    """What a cadre is called, and where they serve."""

    id = Id(metadata={"zh": "干部"})
    name = fields.String(required=True, metadata={"zh": "姓名"})
    title = fields.String(required=True, metadata={"zh": "现任职务"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_name = fields.String(required=True, metadata={"zh": "单位名称"})


class CalledOut(Schema):
    """The cadres that exist among those asked for."""

    items = fields.List(fields.Nested(Called), required=True, metadata={"zh": "干部"})


class RevealNumber(Schema):
    """Whose identity number is to be shown in full, and why: the reason stays in the audit trail."""

    cadre_id = Id(metadata={"zh": "干部"})
    reason = text("查看事由", 200, required=True, least=2)


class NumberOut(Schema):
    """An identity number in full, shown this once."""

    cadre_id = Id(metadata={"zh": "干部"})
    identity_number = fields.String(required=True, allow_none=True, metadata={"zh": "公民身份号码"})


class SetPhoto(Schema):
    """A photo, JPEG or PNG, base64, up to 200 KB."""

    cadre_id = Id(metadata={"zh": "干部"})
    media_type = fields.String(
        required=True, validate=validate.OneOf(list(PHOTOS), error=offers(PHOTOS)), metadata={"zh": "格式"}
    )
    data = fields.String(required=True, validate=validate.Length(1, 280_000), metadata={"zh": "内容（base64）"})


class PhotoOut(Schema):
    """A photo."""

    cadre_id = Id(metadata={"zh": "干部"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    media_type = fields.String(required=True, metadata={"zh": "格式"})
    data = fields.String(required=True, metadata={"zh": "内容（base64）"})

"""The events that the roster publishes. Thin: ids, states and numbers; never names, numbers of identity or family."""

from __future__ import annotations

from typing import Any

from servicekit.events import Catalogue
from servicekit.schema import Schema, fields

EVENTS = Catalogue("registry")


class AnnualGrade(Schema):
    """The grade (等次) of one annual assessment (年度考核)."""

    year = fields.Int(required=True, metadata={"zh": "年度"})
    grade = fields.String(required=True, metadata={"zh": "等次"})


class CadreState(Schema):
    """The whole thin state of a cadre; every event of a cadre carries it, so that the newest alone is enough."""

    cadre_id = fields.String(required=True, attribute="id", metadata={"zh": "干部"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径，自上而下，末位为所在单位"})
    status = fields.String(required=True, metadata={"zh": "状态：serving、retired、left、deceased"})
    post_level = fields.String(required=True, allow_none=True, metadata={"zh": "职务层次（GB/T 12407）"})
    level_since = fields.String(required=True, allow_none=True, metadata={"zh": "任现层次时间（精度到年、月或日）"})
    rank = fields.String(required=True, allow_none=True, metadata={"zh": "职级"})
    rank_since = fields.String(required=True, allow_none=True, metadata={"zh": "任现职级时间"})
    county_level_or_above = fields.Bool(required=True, metadata={"zh": "县处级以上领导职务"})
    role = fields.String(required=True, metadata={"zh": "成员类别"})
    post_ids = fields.List(fields.String(), required=True, metadata={"zh": "现任职位"})
    in_post_since = fields.String(required=True, allow_none=True, metadata={"zh": "任现职时间"})
    management = fields.String(required=True, metadata={"zh": "管理权限"})
    sex = fields.String(required=True, metadata={"zh": "性别"})
    birth_year = fields.Int(required=True, metadata={"zh": "出生年"})
    birth_month = fields.String(required=True, metadata={"zh": "出生年月（YYYY-MM，或仅有年）"})
    ethnicity = fields.String(required=True, metadata={"zh": "民族"})
    political_status = fields.String(required=True, metadata={"zh": "政治面貌"})
    education_level = fields.String(required=True, allow_none=True, metadata={"zh": "最高学历（GB/T 4658）"})
    full_time_level = fields.String(required=True, allow_none=True, metadata={"zh": "全日制学历（GB/T 4658）"})
    work_since = fields.String(required=True, allow_none=True, metadata={"zh": "参加工作年月"})
    party_since = fields.String(required=True, allow_none=True, metadata={"zh": "入党年月"})
    basic_level_months = fields.Int(required=True, metadata={"zh": "已结束的基层工作经历月数"})
    basic_level_since = fields.String(required=True, allow_none=True, metadata={"zh": "正在进行的基层工作起始"})
    annual_grades = fields.List(fields.Nested(AnnualGrade), required=True, metadata={"zh": "最近五个年度的考核等次"})
    selected_graduate_year = fields.Int(required=True, allow_none=True, metadata={"zh": "选调生年度"})
    retires_on = fields.Date(required=True, allow_none=True, metadata={"zh": "到龄年月（月首日）"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class CadreChanged(CadreState):
    """What was changed besides."""

    changed = fields.List(fields.String(), required=True, metadata={"zh": "变更的字段或履历"})


class CadreAppointed(CadreState):
    """The appointment."""

    entry = fields.String(required=True, metadata={"zh": "任职条目号"})
    post_id = fields.String(required=True, allow_none=True, metadata={"zh": "职位"})
    on = fields.String(required=True, metadata={"zh": "任职时间"})
    promoted = fields.Bool(required=True, metadata={"zh": "职务层次有晋升"})
    overridden = fields.List(fields.String(), required=True, metadata={"zh": "被越过的规则"})


class CadreRemoved(CadreState):
    """The appointments that ended."""

    entries = fields.List(fields.String(), required=True, metadata={"zh": "终止的任职条目号"})
    on = fields.String(required=True, metadata={"zh": "免职时间"})


class CadrePromoted(CadreState):
    """The promotion."""

    kind = fields.String(required=True, metadata={"zh": "post_level 或 rank"})
    before = fields.String(required=True, allow_none=True, metadata={"zh": "晋升前"})
    after = fields.String(required=True, metadata={"zh": "晋升后"})
    on = fields.String(required=True, metadata={"zh": "时间"})
    overridden = fields.List(fields.String(), required=True, metadata={"zh": "被越过的规则"})


class CadreTransferred(CadreState):
    """The transfer."""

    from_unit_id = fields.String(required=True, metadata={"zh": "调出单位"})
    on = fields.String(required=True, metadata={"zh": "时间"})


class CadreEnded(CadreState):
    """Retirement or another departure."""

    kind = fields.String(required=True, metadata={"zh": "方式"})
    on = fields.String(required=True, metadata={"zh": "时间"})


class ApprovedPosts(Schema):
    """The approved numbers of posts (核定职数) of a leading team."""

    chief = fields.Int(required=True, metadata={"zh": "正职"})
    deputy = fields.Int(required=True, metadata={"zh": "副职"})
    chief_expert = fields.Int(required=True, metadata={"zh": "总师"})


class UnitState(Schema):
    """The whole thin state of a unit."""

    unit_id = fields.String(required=True, attribute="id", metadata={"zh": "单位"})
    code = fields.String(required=True, metadata={"zh": "编码"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    level = fields.String(required=True, allow_none=True, metadata={"zh": "级别"})
    region = fields.String(required=True, metadata={"zh": "行政区划"})
    parent_id = fields.String(required=True, allow_none=True, metadata={"zh": "上级"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    merged_into = fields.String(required=True, allow_none=True, metadata={"zh": "并入"})
    approved = fields.Nested(ApprovedPosts, required=True, allow_none=True, metadata={"zh": "核定职数"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class UnitChanged(UnitState):
    """What was changed."""

    changed = fields.List(fields.String(), required=True, metadata={"zh": "变更"})


class Condition(Schema):
    """What a post asks for (任职条件), as far as it can be matched."""

    kind = fields.String(required=True, metadata={"zh": "条件类别（字典 registry.post_condition）"})
    value = fields.String(required=True, metadata={"zh": "要求"})
    required = fields.Bool(required=True, metadata={"zh": "硬性条件"})


class PostStateData(Schema):
    """The whole thin state of a post."""

    post_id = fields.String(required=True, attribute="id", metadata={"zh": "职位"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    post_level = fields.String(required=True, allow_none=True, metadata={"zh": "层次"})
    role = fields.String(required=True, metadata={"zh": "成员类别"})
    management = fields.String(required=True, metadata={"zh": "管理权限"})
    conditions = fields.List(fields.Nested(Condition), required=True, metadata={"zh": "任职条件"})
    vacant = fields.Bool(required=True, metadata={"zh": "空缺"})
    holder_ids = fields.List(fields.String(), required=True, metadata={"zh": "任职人"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class CorrectionData(Schema):
    """A correction request, without its contents."""

    correction_id = fields.String(required=True, attribute="id", metadata={"zh": "申请"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    state = fields.String(required=True, metadata={"zh": "状态"})


class AlertData(Schema):
    """An alert."""

    alert_id = fields.String(required=True, attribute="id", metadata={"zh": "预警"})
    rule = fields.String(required=True, metadata={"zh": "类别"})
    subject_kind = fields.String(required=True, metadata={"zh": "对象类别"})
    subject_id = fields.String(required=True, metadata={"zh": "对象"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    due_on = fields.Date(required=True, metadata={"zh": "到期日"})
    level = fields.String(required=True, metadata={"zh": "级别"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class PolicyData(Schema):
    """A document of the register, without its text."""

    policy_id = fields.String(required=True, attribute="id", metadata={"zh": "文件"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    issued_on = fields.Date(required=True, allow_none=True, metadata={"zh": "发文日期"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class CalendarData(Schema):
    """A published year of working days, whole: the newest event of a year alone is enough."""

    year = fields.Int(required=True, metadata={"zh": "年度"})
    holidays = fields.List(fields.Date(), required=True, metadata={"zh": "放假日"})
    make_up_days = fields.List(fields.Date(), required=True, metadata={"zh": "调休上班日"})
    basis = fields.String(required=True, metadata={"zh": "依据文件"})


_CADRE: dict[str, Any] = {
    "cadre_id": "cad-0k3v9m2x7q5z1",
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "status": "serving",
    "post_level": "132",
    "level_since": "2022-05",
    "rank": None,
    "rank_since": None,
    "county_level_or_above": True,
    "role": "deputy",
    "post_ids": ["pst-12"],
    "in_post_since": "2022-05-10",
    "management": "city",
    "sex": "2",
    "birth_year": 1980,
    "birth_month": "1980-08",
    "ethnicity": "02",
    "political_status": "01",
    "education_level": "21",
    "full_time_level": "21",
    "work_since": "2002-07",
    "party_since": "2001-06",
    "basic_level_months": 36,
    "basic_level_since": None,
    "annual_grades": [{"year": 2024, "grade": "competent"}, {"year": 2025, "grade": "excellent"}],
    "selected_graduate_year": None,
    "retires_on": "2038-08-01",
    "synthetic": True,
}
_UNIT: dict[str, Any] = {
    "unit_id": "unt-07",
    "code": "BT-SWZZB",
    "kind": "party_committee",
    "level": "131",
    "region": "150200",
    "parent_id": "unt-01",
    "unit_ids": ["unt-01", "unt-07"],
    "state": "active",
    "merged_into": None,
    "approved": {"chief": 1, "deputy": 4, "chief_expert": 0},
    "synthetic": True,
}
_POST: dict[str, Any] = {
    "post_id": "pst-12",
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "post_level": "132",
    "role": "deputy",
    "management": "city",
    "conditions": [{"kind": "years_at_level", "value": "3", "required": True}],
    "vacant": True,
    "holder_ids": [],
    "state": "active",
    "synthetic": True,
}
_CORRECTION = {
    "correction_id": "cor-3",
    "cadre_id": "cad-0k3v9m2x7q5z1",
    "unit_ids": ["unt-01", "unt-07"],
    "state": "requested",
}
_ALERT: dict[str, Any] = {
    "alert_id": "alt-2f",
    "rule": "retirement_due",
    "subject_kind": "cadre",
    "subject_id": "cad-0k3v9m2x7q5z1",
    "unit_ids": ["unt-01", "unt-07"],
    "due_on": "2027-03-01",
    "level": "red",
    "state": "open",
    "synthetic": True,
}
_POLICY: dict[str, Any] = {
    "policy_id": "pol-9",
    "kind": "measure",
    "state": "in_force",
    "issued_on": "2024-04-02",
    "synthetic": True,
}

CADRE_REGISTERED = EVENTS.event(
    "cadre.registered.v1", CadreState, "A cadre has been entered in the roster.", zh="干部已入册", example=_CADRE
)
CADRE_CHANGED = EVENTS.event(
    "cadre.changed.v1",
    CadreChanged,
    "Something in a cadre's file has changed, or the unit's place in the tree has.",
    zh="干部信息已变更",
    example={**_CADRE, "changed": ["education"]},
)
CADRE_APPOINTED = EVENTS.event(
    "cadre.appointed.v1",
    CadreAppointed,
    "A cadre has been appointed; the appointment may have been at a higher level.",
    zh="干部已任职",
    example={**_CADRE, "entry": "14", "post_id": "pst-12", "on": "2022-05-10", "promoted": True, "overridden": []},
)
CADRE_REMOVED = EVENTS.event(
    "cadre.removed.v1",
    CadreRemoved,
    "Appointments of a cadre have ended; the cadre still serves.",
    zh="干部已免职",
    example={**_CADRE, "role": "member", "post_ids": [], "in_post_since": None, "entries": ["14"], "on": "2025-02-01"},
)
CADRE_PROMOTED = EVENTS.event(
    "cadre.promoted.v1",
    CadrePromoted,
    "A cadre has been promoted to a post level or a rank without a change of post.",
    zh="干部已晋升",
    example={**_CADRE, "kind": "rank", "before": None, "after": "division_rank_3", "on": "2025-01", "overridden": []},
)
CADRE_TRANSFERRED = EVENTS.event(
    "cadre.transferred.v1",
    CadreTransferred,
    "A cadre has moved to another unit.",
    zh="干部已调动",
    example={**_CADRE, "from_unit_id": "unt-05", "on": "2025-06-01"},
)
CADRE_RETIRED = EVENTS.event(
    "cadre.retired.v1",
    CadreEnded,
    "A cadre has retired; all appointments have ended.",
    zh="干部已退休",
    example={**_CADRE, "status": "retired", "kind": "due", "on": "2027-03-01"},
)
CADRE_LEFT = EVENTS.event(
    "cadre.left.v1",
    CadreEnded,
    "A cadre has left the roster otherwise than by retirement.",
    zh="干部已离开",
    example={**_CADRE, "status": "left", "kind": "transferred_out", "on": "2025-06-01"},
)
UNIT_REGISTERED = EVENTS.event(
    "unit.registered.v1", UnitState, "A unit has been entered.", zh="单位已入册", example=_UNIT
)
UNIT_CHANGED = EVENTS.event(
    "unit.changed.v1",
    UnitChanged,
    "A unit was renamed, moved, or given other approved posts; its name is read by query.",
    zh="单位已变更",
    example={**_UNIT, "changed": ["name"]},
)
UNIT_MERGED = EVENTS.event(
    "unit.merged.v1",
    UnitState,
    "A unit was merged into another, which has its posts and people; each of them tells its own change too.",
    zh="单位已合并",
    example={**_UNIT, "state": "merged", "merged_into": "unt-08"},
)
UNIT_CLOSED = EVENTS.event(
    "unit.closed.v1", UnitState, "An empty unit was abolished.", zh="单位已撤销", example={**_UNIT, "state": "closed"}
)
POST_ESTABLISHED = EVENTS.event(
    "post.established.v1", PostStateData, "A post exists; it may have no holder.", zh="职位已设立", example=_POST
)
POST_CHANGED = EVENTS.event(
    "post.changed.v1",
    PostStateData,
    "A post's fields, unit or holder have changed.",
    zh="职位已变更",
    example={**_POST, "vacant": False},
)
POST_ABOLISHED = EVENTS.event(
    "post.abolished.v1",
    PostStateData,
    "A post was abolished.",
    zh="职位已撤销",
    example={**_POST, "vacant": False, "state": "abolished"},
)
CORRECTION_REQUESTED = EVENTS.event(
    "correction.requested.v1",
    CorrectionData,
    "A correction of a file was asked for; nothing has changed yet.",
    zh="更正已申请",
    example=_CORRECTION,
)
CORRECTION_DECIDED = EVENTS.event(
    "correction.decided.v1",
    CorrectionData,
    "A correction was approved, rejected or withdrawn.",
    zh="更正已办结",
    example={**_CORRECTION, "state": "approved"},
)
ALERT_OPENED = EVENTS.event(
    "alert.opened.v1", AlertData, "Something is or will soon be due.", zh="预警已开启", example=_ALERT
)
ALERT_CLOSED = EVENTS.event(
    "alert.closed.v1",
    AlertData,
    "What an alert warned of is no longer so.",
    zh="预警已关闭",
    example={**_ALERT, "state": "closed"},
)
POLICY_REGISTERED = EVENTS.event(
    "policy.registered.v1", PolicyData, "A document is in the register.", zh="制度文件已入库", example=_POLICY
)
POLICY_CHANGED = EVENTS.event(
    "policy.changed.v1",
    PolicyData,
    "A document of the register was changed or repealed.",
    zh="制度文件已变更",
    example={**_POLICY, "state": "repealed"},
)
CALENDAR_PUBLISHED = EVENTS.event(
    "calendar.published.v1",
    CalendarData,
    "The working days of a year were published, or published anew; terms that reach into the year are counted anew.",
    zh="工作日历已发布",
    example={
        "year": 2026,
        "holidays": ["2026-10-01"],
        "make_up_days": ["2026-10-10"],
        "basis": "（示例）放假安排的通知",
    },
)

"""Told: cadres (干部)."""

from __future__ import annotations

from typing import Any

from servicekit.errors import with_words
from servicekit.lifecycle import words_of
from servicekit.people import Status
from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class AnnualGrade(Schema):
    """The grade (等次) of one annual assessment (年度考核)."""

    year = fields.Int(required=True, metadata={"zh": "年度"})
    grade = fields.String(required=True, metadata={"zh": "等次"})


class CadreState(Schema):
    """The whole thin state of a cadre; every event of a cadre carries it, so that the newest alone is enough."""

    cadre_id = fields.String(required=True, attribute="id", metadata={"zh": "干部"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径，自上而下，末位为所在单位"})
    status = fields.String(required=True, metadata={"zh": f"状态：{with_words(words_of(Status))}"})
    post_level = fields.String(required=True, allow_none=True, metadata={"zh": "职务层次（GB/T 12407）"})
    level_since = fields.String(required=True, allow_none=True, metadata={"zh": "任现层次时间（精度到年、月或日）"})
    promoted_since = fields.String(
        required=True, allow_none=True, metadata={"zh": "提任现层次（或降职前层次）时间，精度到年、月或日"}
    )
    rank = fields.String(required=True, allow_none=True, metadata={"zh": "职级"})
    rank_since = fields.String(required=True, allow_none=True, metadata={"zh": "任现职级时间"})
    county_level_or_above = fields.Bool(required=True, metadata={"zh": "县处级以上领导职务"})
    role = fields.String(required=True, metadata={"zh": "成员类别"})
    post_ids = fields.List(fields.String(), required=True, metadata={"zh": "现任职位"})
    in_post_since = fields.String(required=True, allow_none=True, metadata={"zh": "任现职时间"})
    management = fields.String(required=True, metadata={"zh": "管理权限"})
    sex = fields.String(required=True, metadata={"zh": "性别"})
    birth_year = fields.Int(required=True, metadata={"zh": "出生年"})
    birth_month = fields.String(required=True, metadata={"zh": "出生年月，或仅有年"})
    ethnicity = fields.String(required=True, metadata={"zh": "民族"})
    political_status = fields.String(required=True, metadata={"zh": "政治面貌"})
    education_level = fields.String(required=True, allow_none=True, metadata={"zh": "最高学历（GB/T 4658）"})
    full_time_level = fields.String(required=True, allow_none=True, metadata={"zh": "全日制学历（GB/T 4658）"})
    work_since = fields.String(required=True, allow_none=True, metadata={"zh": "参加工作年月"})
    party_since = fields.String(required=True, allow_none=True, metadata={"zh": "入党年月"})
    basic_level_months = fields.Int(required=True, metadata={"zh": "已结束的基层工作经历月数"})
    basic_level_since = fields.String(required=True, allow_none=True, metadata={"zh": "正在进行的基层工作起始"})
    annual_grades = fields.List(fields.Nested(AnnualGrade), required=True, metadata={"zh": "最近五个年度的考核等次"})
    earlier_annual_grades = fields.List(fields.Nested(AnnualGrade), metadata={"zh": "此前各年度的考核等次"})
    selected_graduate_year = fields.Int(required=True, allow_none=True, metadata={"zh": "选调生年度"})
    retires_on = fields.Date(required=True, allow_none=True, metadata={"zh": "到龄年月（月首日）"})
    status_since = fields.String(allow_none=True, metadata={"zh": "现状态起始时间（精度到年、月或日）"})
    status_entry = fields.String(allow_none=True, metadata={"zh": "现状态所据的条目号"})
    level_entry = fields.String(allow_none=True, metadata={"zh": "现职务层次所据的条目号"})
    set_aside = fields.List(fields.String(), metadata={"zh": "已作废的任免、层次、职级、状态、调动条目号"})
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

    kind = fields.String(required=True, metadata={"zh": "职务层次（“post_level”）或职级（“rank”）"})
    before = fields.String(required=True, allow_none=True, metadata={"zh": "晋升前"})
    after = fields.String(required=True, metadata={"zh": "晋升后"})
    on = fields.String(required=True, metadata={"zh": "时间"})
    overridden = fields.List(fields.String(), required=True, metadata={"zh": "被越过的规则"})


class CadreTransferred(CadreState):
    """The transfer."""

    from_unit_id = fields.String(required=True, metadata={"zh": "调出单位"})
    on = fields.String(required=True, metadata={"zh": "时间"})
    overridden = fields.List(fields.String(), required=True, metadata={"zh": "被越过的规则"})


class PunishmentTold(Schema):
    """A punishment that counts, as supervision's book of restrictions is told of it."""

    entry = fields.String(required=True, metadata={"zh": "处分条目号"})
    kind = fields.String(required=True, metadata={"zh": "种类（监督环节的影响期种类）"})
    decided_on = fields.Date(required=True, metadata={"zh": "决定日期"})
    until = fields.Date(
        required=True, allow_none=True, metadata={"zh": "文件写明的影响期解除之日：当日起不再受限，最后一日为其前一日"}
    )


class CadrePunished(CadreState):
    """All punishments of the file that count."""

    punished = fields.List(fields.Nested(PunishmentTold), required=True, metadata={"zh": "有效的处分、组织处理"})


class CadreHeld(CadreState):
    """The decision that did not take effect."""

    history = fields.String(required=True, metadata={"zh": "履历类别"})
    entry = fields.String(required=True, metadata={"zh": "条目号"})
    on = fields.String(required=True, metadata={"zh": "原定生效时间"})
    rules = fields.List(fields.String(), required=True, metadata={"zh": "不符合的规则"})


class CadreEnded(CadreState):
    """Retirement or another departure."""

    kind = fields.String(required=True, metadata={"zh": "方式"})
    on = fields.String(required=True, metadata={"zh": "时间"})


_CADRE: dict[str, Any] = {
    "cadre_id": "cad-0k3v9m2x7q5z1",
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "status": "serving",
    "post_level": "132",
    "level_since": "2022-05",
    "promoted_since": "2022-05",
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
    "earlier_annual_grades": [],
    "selected_graduate_year": None,
    "retires_on": "2038-08-01",
    "status_since": "2002-07",
    "status_entry": None,
    "level_entry": "15",
    "set_aside": [],
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
    example={**_CADRE, "from_unit_id": "unt-05", "on": "2025-06-01", "overridden": []},
)

CADRE_HELD = EVENTS.event(
    "cadre.held.v1",
    CadreHeld,
    "The day of a decision has come, and something that stands against it keeps it from taking effect; when a person "
    "lifts the hold, the decision itself is told.",
    zh="任免、晋升决定已暂缓生效",
    example={
        **_CADRE,
        "history": "appointments",
        "entry": "14",
        "on": "2026-12-10",
        "rules": ["registry.punishment_effect"],
    },
)

CADRE_PUNISHED = EVENTS.event(
    "cadre.punished.v1",
    CadrePunished,
    "A punishment has been entered in a cadre's file, or set aside: these count now.",
    zh="干部处分记录已变更",
    example={
        **_CADRE,
        "punished": [{"entry": "21", "kind": "major_demerit", "decided_on": "2026-03-02", "until": None}],
    },
)

CADRE_RETIRED = EVENTS.event(
    "cadre.retired.v1",
    CadreEnded,
    "A cadre has retired; all appointments have ended.",
    zh="干部已退休",
    example={
        **_CADRE,
        "status": "retired",
        "status_since": "2027-03-01",
        "status_entry": "16",
        "kind": "due",
        "on": "2027-03-01",
    },
)

CADRE_LEFT = EVENTS.event(
    "cadre.left.v1",
    CadreEnded,
    "A cadre has left the roster otherwise than by retirement.",
    zh="干部已离开",
    example={
        **_CADRE,
        "status": "left",
        "status_since": "2025-06-01",
        "status_entry": "16",
        "kind": "transferred_out",
        "on": "2025-06-01",
    },
)

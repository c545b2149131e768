"""What training is made from: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.training.errors.common import NotInThisState


class Tier(Named):
    """The tiers of the 1+7+N system: the municipal party school, the sector committees, and any unit.

    Besides those who train the city's cadres elsewhere (外出培训): 中央党校, 自治区党校, 干部学院, 系统外.
    """

    PARTY_SCHOOL = "party_school", "市委党校"
    SECTOR = "sector", "行业系统"
    UNIT = "unit", "单位"
    CENTRAL_PARTY_SCHOOL = "central_party_school", "中央党校"
    REGION_PARTY_SCHOOL = "region_party_school", "自治区党校"
    CADRE_COLLEGE = "cadre_college", "干部学院"
    OUTSIDE = "outside", "其他市外机构"


class PlanKind(Named):
    """Annual plans and the special ones (年度计划、专项计划)."""

    ANNUAL = "annual", "年度计划"
    SPECIAL = "special", "专项计划"


class PlanState(Named):
    """Where a plan stands."""

    DRAFT = "draft", "草拟"
    ADOPTED = "adopted", "已下达"
    CLOSED = "closed", "已结束"


class TeacherKind(Named):
    """The two kinds of the 双师 system, and leading cadres who lecture (领导干部上讲台)."""

    FULL_TIME = "full_time", "专职教师"
    SPECIAL = "special", "特聘教师"
    LEADING_CADRE = "leading_cadre", "领导干部"


IN_USE, WITHDRAWN = "in_use", "withdrawn"
MATERIAL_STATES = {IN_USE: "在用", WITHDRAWN: "误录撤销"}


class PlanStep(Named):
    """What can happen to a plan."""

    CHANGE = "change", "修改"
    ADOPT = "adopt", "下达"
    CLOSE = "close", "结束"


PLAN_LIFE = Lifecycle(
    "培训计划",
    "Plan",
    PlanState,
    PlanStep,
    (PlanState.DRAFT,),
    (
        Row((PlanState.DRAFT,), PlanStep.CHANGE, None),
        Row((PlanState.DRAFT,), PlanStep.ADOPT, PlanState.ADOPTED),
        Row((PlanState.ADOPTED,), PlanStep.CLOSE, PlanState.CLOSED),
    ),
    NotInThisState,
)

"""What services tell each other of cadres by codes (人员代码), and what these are called."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.lifecycle import Named
from servicekit.standards import EDUCATION_LEVELS


class Status(Named):
    """Whether a cadre serves (在职状态); it is what the last valid entry of the file's statuses says."""

    SERVING = "serving", "在职"
    RETIRED = "retired", "退休"
    LEFT = "left", "离开"
    DECEASED = "deceased", "去世"
    WITHDRAWN = "withdrawn", "误录撤销"


class Role(Named):
    """成员类别: which approved number (核定职数) a post counts against."""

    CHIEF = "chief", "正职"
    DEPUTY = "deputy", "副职"
    CHIEF_EXPERT = "chief_expert", "总师"
    MEMBER = "member", "成员"


class ClassKind(Named):
    """Kinds of class (班次类别)."""

    MAIN = "main", "主体班次"
    ROTATION = "rotation", "集中轮训"
    SPECIAL_TOPIC = "special_topic", "专题班"
    SHORT = "short", "短期培训"
    REFRESHER = "refresher", "补训"
    LECTURE = "lecture", "讲座"
    ONLINE = "online", "网络班"


class HonourLevel(Named):
    """Whose honour it is: the autonomous region's (自治区级) or the city's (市级)."""

    REGION = "region", "自治区级"
    CITY = "city", "市级"


YES = "yes"
POST_CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "education_level": EDUCATION_LEVELS,
    "full_time_level": EDUCATION_LEVELS,
    "party_member": {YES: "是"},
}
"""What a post asks for (任职条件): by its kind, what values are called that are codes."""
TOLERANCE_EFFECTS = {"assessment": "考核", "award": "评先评优", "promotion": "选拔任用", "accountability": "问责"}
"""What a decision on tolerance (容错) reaches."""

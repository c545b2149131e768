"""What services tell each other of cadres by codes (人员代码), and what these are called."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Status(Named):
    """Whether a cadre serves (在职状态); it is what the last valid entry of the file's statuses says."""

    SERVING = "serving", "在职"
    RETIRED = "retired", "退休"
    LEFT = "left", "离开"
    DECEASED = "deceased", "去世"


class Role(Named):
    """成员类别: which approved number (核定职数) a post counts against."""

    CHIEF = "chief", "正职"
    DEPUTY = "deputy", "副职"
    CHIEF_EXPERT = "chief_expert", "总师"
    MEMBER = "member", "成员"


TOLERANCE_EFFECTS = {"assessment": "考核", "award": "评先评优", "promotion": "选拔任用", "accountability": "问责"}
"""What a decision on tolerance (容错) reaches."""

"""A cadre's file (干部档案信息): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class EducationMode(Named):
    FULL_TIME = "full_time", "全日制"
    IN_SERVICE = "in_service", "在职"


class ProfessionalLevel(Named):
    """级别 of professional posts (专业技术职务), the highest first."""

    SENIOR = "senior", "正高级"
    ASSOCIATE_SENIOR = "associate_senior", "副高级"
    INTERMEDIATE = "intermediate", "中级"
    ASSISTANT = "assistant", "助理级"
    TECHNICIAN = "technician", "员级"


OTHER_PARTIES = ("04", "05", "06", "07", "08", "09", "10", "11")
"""The democratic parties (民主党派), by GB/T 4762."""
HISTORY_WORDS = {
    "education": "学历学位",
    "professional_posts": "专业技术职务",
    "appointments": "任职经历",
    "levels": "职务层次经历",
    "ranks": "职级经历",
    "assessments": "考核",
    "rewards": "奖励",
    "punishments": "处分",
    "family": "家庭成员",
    "resume": "简历",
    "unread_lines": "未识别内容",
    "statuses": "在职状态",
    "moves": "调动",
    "removals": "免职",
}
"""What the histories are called."""

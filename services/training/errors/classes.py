"""Refusals: classes (班次)."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NotDailyTraining(Invalid):
    """An officer of a unit runs its daily training alone: its own organiser, and the kinds that a rule lists."""

    code = "training/not-daily-training"
    zh = "单位只能举办本单位的日常培训"
    en = "A unit runs its own daily training only"
    advice_zh = "按所列办班主体层级或班次类别办理；其他班次由教育培训管理员办理。"
    advice_en = "Use one of the tiers or kinds listed in allowed; other classes are the training officer's."


class BelowTheoryShare(Invalid):
    """A main class with too few hours of theory and party spirit."""

    code = "training/theory-party-share"
    zh = "理论教育和党性教育课时不足"
    en = "Too few hours of theory and party-spirit education"
    advice_zh = "按所缺学时调整课程，或按所列学时增加理论教育、党性教育课时后重新发布。"
    advice_en = "Turn missing_hours into theory or party spirit, or add hours_to_add of them, and publish again."


class NoCompulsoryFirstCourse(Invalid):
    """A main class whose first session is not the compulsory theory course."""

    code = "training/first-course"
    zh = "首课不是必修理论课"
    en = "The first session is not the compulsory theory course"


class NoSessions(Invalid):
    """A class without sessions, or with fewer than a step needs."""

    code = "training/no-sessions"
    zh = "班次没有课程"
    en = "The class has no sessions"


class SessionOutsideClass(Invalid):
    """A session on a day on which the class does not meet."""

    code = "training/session-outside-class"
    zh = "课程日期不在班次起止日期内"
    en = "The session is not within the dates of the class"


class UnknownTeacher(Invalid):
    """A session, rating or replacement names a teacher who is not on the list, or gave no session of the class."""

    code = "training/unknown-teacher"
    zh = "教师不存在"
    en = "There is no such teacher"


class TeacherBusy(Conflict):
    """A teacher would give two lessons at one time, by rule training.minutes_per_hour; `clashes` says which."""

    code = "training/teacher-busy"
    zh = "该教师同一时间已在其他课程授课"
    en = "The teacher gives another lesson at that time"
    advice_zh = "更换教师或时间；确需同时授课的（如合班上课），写明理由。"
    advice_en = "Take another teacher or time; where it is meant (two classes taught together), give `overlap_reason`."


class TooManyHours(Invalid):
    """More hours (学时) than the days hold, by rule training.hours_per_day."""

    code = "training/too-many-hours"
    zh = "学时超过所在日期可安排的学时"
    en = "More hours than the days hold"
    advice_zh = "核对学时和起止日期；一天的学时上限见规则。"
    advice_en = "Check the hours and the days; `limit` is what they hold by rule training.hours_per_day."


class UnknownSession(Invalid):
    """The class has no such session."""

    code = "training/unknown-session"
    zh = "班次没有此课程"
    en = "The class has no such session"


class NoClass(NotFound):
    """There is no class with this id, or the caller may not see it."""

    code = "training/no-class"
    zh = "班次不存在"
    en = "There is no such class"

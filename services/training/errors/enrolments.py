"""Refusals: enrolment, attendance and completion (报名、考勤、结业)."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class Retired(Invalid):
    """A retired cadre, or one who has left, cannot be enrolled."""

    code = "training/retired"
    zh = "干部已退休或已离任"
    en = "The cadre has retired or left"


class Overlap(Conflict):
    """The cadre is in another class on some of the days."""

    code = "training/overlap"
    zh = "与其他班次时间重叠"
    en = "The cadre is in another class at the same time"


class AlreadyEnrolled(Conflict):
    """The cadre is in this class already."""

    code = "training/already-enrolled"
    zh = "已在本班次报名"
    en = "The cadre is enrolled in this class already"


class ClassFull(Conflict):
    """Capacity and waiting list are both used up, or the caller declined the waiting list."""

    code = "training/class-full"
    zh = "班次名额已满"
    en = "The class is full"


class NotEnrolled(Invalid):
    """Attendance, completion or a rating of someone who is not enrolled in the class."""

    code = "training/not-enrolled"
    zh = "不在本班次学员名单"
    en = "Not enrolled in this class"


class LeaveTooLong(Conflict):
    """More of the class was missed than the Regulation allows: withdrawal (退学), no completion."""

    code = "training/leave-too-long"
    zh = "请假超过总学时的规定比例，应予退学"
    en = "More hours were missed than allowed; the person must withdraw"


class AttendanceMissing(Conflict):
    """A class cannot be completed while sessions have no attendance."""

    code = "training/attendance-missing"
    zh = "部分课程没有考勤记录"
    en = "Some sessions have no attendance yet"


class BasisNeeded(Invalid):
    """Attendance that stands is changed after the class's last day, which is a correction, without its basis."""

    code = "training/basis-needed"
    zh = "班次结束后更改已登记的考勤，须写明书面依据"
    en = "Attendance that stands is changed after the class's last day with a written basis only"


class ContradictoryAttendance(Invalid):
    """One person with two marks for one session."""

    code = "training/contradictory-attendance"
    zh = "同一学员有两种考勤结果"
    en = "One person has two marks for the same session"


class NothingToMakeUp(Conflict):
    """A make-up class where nobody missed anything."""

    code = "training/nothing-to-make-up"
    zh = "没有需要补课的学员"
    en = "Nobody has anything to make up"


class NoEnrolment(NotFound):
    """There is no enrolment with this id, or the caller may not see it."""

    code = "training/no-enrolment"
    zh = "报名记录不存在"
    en = "There is no such enrolment"

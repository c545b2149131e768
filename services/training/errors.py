"""Refusals of the training service; each says what is wrong, where, and by which rule."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NotInThisState(Conflict):
    """The lifecycle has no such step from the present state."""

    code = "training/not-in-this-state"
    zh = "当前状态不允许此操作"
    en = "The present state does not allow this step"


class BelowTheoryShare(Invalid):
    """A main class with too few hours of theory and party spirit."""

    code = "training/theory-party-share"
    zh = "理论教育和党性教育课时不足"
    en = "Too few hours of theory and party-spirit education"
    advice_zh = "按 missing_hours 调整课程，或按 hours_to_add 增加理论教育、党性教育课时后重新发布。"
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


class EndsBeforeBegins(Invalid):
    """A class that would end before it begins."""

    code = "training/ends-before-begins"
    zh = "结业日期早于开班日期"
    en = "The class would end before it begins"


class UnknownTeacher(Invalid):
    """A session, rating or replacement names a teacher who is not on the list."""

    code = "training/unknown-teacher"
    zh = "教师不存在"
    en = "There is no such teacher"


class UnknownCadre(Invalid):
    """A cadre whom the registry has not told us of, or who is outside the caller's scope."""

    code = "training/unknown-cadre"
    zh = "干部不存在"
    en = "There is no such cadre"


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


class ContradictoryAttendance(Invalid):
    """One person with two marks for one session."""

    code = "training/contradictory-attendance"
    zh = "同一学员有两种考勤结果"
    en = "One person has two marks for the same session"


class UnknownSession(Invalid):
    """The class has no such session."""

    code = "training/unknown-session"
    zh = "班次没有此课程"
    en = "The class has no such session"


class OverCapacity(Conflict):
    """A booking that would bring more people to a teaching point than it takes in a day."""

    code = "training/over-capacity"
    zh = "超过现场教学点单日接待能力"
    en = "More people than the teaching point takes in a day"


class PointClosed(Conflict):
    """The teaching point is closed."""

    code = "training/point-closed"
    zh = "现场教学点已停用"
    en = "The teaching point is closed"


class RecordKnown(AlreadyExists):
    """The platform's record has been taken in before."""

    code = "training/online-record-known"
    zh = "该网络学习记录已入库"
    en = "This online record has been taken in already"


class UnreadableStatement(Invalid):
    """An xAPI statement that does not say who finished what, or for how long."""

    code = "training/unreadable-statement"
    zh = "无法识别的 xAPI 学习语句"
    en = "The xAPI statement cannot be used"


class UnknownEntry(Invalid):
    """A key that the dictionary does not have."""

    code = "training/unknown-entry"
    zh = "字典中没有此项"
    en = "The dictionary has no such entry"


class AlreadyKnown(AlreadyExists):
    """A code, key or number that is in use."""

    code = "training/already-known"
    zh = "编号已被使用"
    en = "The code is in use already"


class NothingToMakeUp(Conflict):
    """A make-up class where nobody missed anything."""

    code = "training/nothing-to-make-up"
    zh = "没有需要补课的学员"
    en = "Nobody has anything to make up"


class AlreadyRated(Conflict):
    """One rating per trainee, teacher and class."""

    code = "training/already-rated"
    zh = "已评价过该教师"
    en = "The teacher has been rated for this class already"


class NoSuchRow(NotFound):
    """A code in an import row that names nothing."""

    code = "training/unknown-code"
    zh = "编号不存在"
    en = "There is nothing with this code"


class NoClass(NotFound):
    """There is no class with this id, or the caller may not see it."""

    code = "training/no-class"
    zh = "班次不存在"
    en = "There is no such class"


class NoOrganiser(NotFound):
    """There is no organiser with this id, or the caller may not see it."""

    code = "training/no-organiser"
    zh = "办班主体不存在"
    en = "There is no such organiser"


class NoPlan(NotFound):
    """There is no plan with this id, or the caller may not see it."""

    code = "training/no-plan"
    zh = "培训计划不存在"
    en = "There is no such plan"


class NoTeacher(NotFound):
    """There is no teacher with this id, or the caller may not see it."""

    code = "training/no-teacher"
    zh = "教师不存在"
    en = "There is no such teacher"


class NoMaterial(NotFound):
    """There is no material with this id, or the caller may not see it."""

    code = "training/no-material"
    zh = "教材不存在"
    en = "There is no such material"


class NoPoint(NotFound):
    """There is no teaching point with this id, or the caller may not see it."""

    code = "training/no-teaching-point"
    zh = "现场教学点不存在"
    en = "There is no such teaching point"


class NoEnrolment(NotFound):
    """There is no enrolment with this id, or the caller may not see it."""

    code = "training/no-enrolment"
    zh = "报名记录不存在"
    en = "There is no such enrolment"


class NoBooking(NotFound):
    """There is no booking with this id, or the caller may not see it."""

    code = "training/no-booking"
    zh = "预约不存在"
    en = "There is no such booking"


class NoVisit(NotFound):
    """There is no visit with this id, or the caller may not see it."""

    code = "training/no-visit"
    zh = "现场教学记录不存在"
    en = "There is no such visit"


class NoOnlineRecord(NotFound):
    """There is no online record with this id, or the caller may not see it."""

    code = "training/no-online-record"
    zh = "网络学习记录不存在"
    en = "There is no such online record"


class NoEntry(NotFound):
    """There is no entry of the ledger with this id, or the caller may not see it."""

    code = "training/no-hours-entry"
    zh = "学时记录不存在"
    en = "There is no such entry of the ledger"


class NoNeed(NotFound):
    """There is no need with this id, or the caller may not see it."""

    code = "training/no-need"
    zh = "培训需求不存在"
    en = "There is no such need"

"""Refusals: joint conferences (会商联席), and what every mechanism refuses alike."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NoConference(NotFound):
    """There is no conference with this id, or the caller may not see it."""

    code = "supervision/no-conference"
    zh = "联席会议不存在"
    en = "There is no such conference"


class StepNotPossible(Conflict):
    """The state table has no such step from the present state."""

    code = "supervision/step-not-possible"
    zh = "联席事项按当前状态不能办理这一步"
    en = "The present state does not allow this step"
    advice_zh = "按所列可办理的步骤办理。"
    advice_en = "Take one of the steps listed in allowed."


class NotAMemberAgency(Invalid):
    """An agency that is not registered, not active, or not one of those concerned."""

    code = "supervision/not-a-member-agency"
    zh = "不是有效的联席成员单位"
    en = "This is no agency that takes part"


class AgencyNotNamed(Invalid):
    """The caller speaks for several agencies, or for none of their own: the one that is meant must be named."""

    code = "supervision/agency-not-named"
    zh = "须指明代表哪个成员单位"
    en = "Say for which agency you speak"
    advice_zh = "写明是所列单位中的哪一个。"
    advice_en = "Give one of those listed in allowed as agency_id."


class BelowQuorum(Conflict):
    """Fewer agencies were present or represented than the rule asks for."""

    code = "supervision/conference-below-quorum"
    zh = "到会成员单位未达规定数"
    en = "Too few agencies were present"
    advice_zh = "核对出席情况，或另行召开会议。"
    advice_en = "Check the attendance, or convene anew."


class ConferenceAhead(Conflict):
    """A conference cannot have been held before its day."""

    code = "supervision/conference-ahead"
    zh = "会议日期未到"
    en = "The day of the conference is still to come"


class TasksOpen(Conflict):
    """Something is closed only when the tasks that came of it are done or withdrawn."""

    code = "supervision/tasks-open"
    zh = "仍有未办结的任务"
    en = "There are tasks that are not done"

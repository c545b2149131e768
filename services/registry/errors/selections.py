"""Refusals: the selection of a leading cadre (选拔任用) on its way to the appointment."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class UnknownSelection(NotFound):
    """No selection (选拔任用) has this id, or it is outside what the caller may see."""

    code = "registry/unknown-selection"
    zh = "没有这项选拔任用"
    en = "There is no such selection"


class SelectionRunning(Conflict):
    """A selection for this post is running; a post is filled by one at a time."""

    code = "registry/selection-running"
    zh = "该职位已有正在进行的选拔任用"
    en = "A selection for this post is running"
    advice_zh = "先办理该职位正在进行的选拔任用，或将其撤回后重新动议。"
    advice_en = "Go on with the one in `selection_id`, or withdraw it first."


class SelectionNotInThisState(Conflict):
    """The table of selections has no such step from the present state."""

    code = "registry/selection-not-in-this-state"
    zh = "选拔任用按当前状态不能办理这一步"
    en = "The present state of the selection does not allow this step"
    advice_zh = "按所列可办理的步骤办理。"
    advice_en = "The steps that the present state allows are in `allowed`."


class SelectionDay(Invalid):
    """A step is dated before the one that it follows, or after today."""

    code = "registry/selection-day"
    zh = "步骤日期不正确"
    en = "The day of the step is not right"
    advice_zh = "各步骤按顺序注明日期，可补录以前的，不得晚于今天。"
    advice_en = "Steps are dated in their order; earlier days may be entered afterwards, days to come may not."


class BadFigures(Invalid):
    """The figures of a step contradict each other, or fall short of a rule."""

    code = "registry/bad-figures"
    zh = "步骤数据不正确"
    en = "The figures of the step are not right"


class NoQuorum(Invalid):
    """Fewer were present than the rule asks for, so the meeting has decided nothing."""

    code = "registry/no-quorum"
    zh = "到会人数不足，讨论决定无效"
    en = "Too few were present; the meeting has decided nothing"
    advice_zh = "到会人数符合规定后重新讨论决定。"
    advice_en = "Record the meeting that has a quorum."


class NotRecommended(Invalid):
    """Candidates are taken from those who were recommended."""

    code = "registry/not-recommended"
    zh = "考察对象应从民主推荐人选中确定"
    en = "Candidates are taken from those who were recommended"


class CandidateBarred(Conflict):
    """The candidate is in an effect period (影响期); each reason names its article."""

    code = "registry/candidate-barred"
    zh = "人选在影响期内"
    en = "The candidate is in an effect period"
    advice_zh = "影响期解除后恢复办理，或改定考察对象。"
    advice_en = "Go on when it has ended, or consider somebody else."


class AppointmentPublicityTooShort(Invalid):
    """Publicity before an appointment lasts at least the rule's working days."""

    code = "registry/publicity-too-short"
    zh = "任前公示期不足"
    en = "The publicity is too short"


class AppointmentPublicityNotOver(Conflict):
    """Nobody takes up a post before the publicity has ended."""

    code = "registry/publicity-not-over"
    zh = "任前公示期未满，不能任职"
    en = "The publicity has not ended; nobody is appointed before"


class AppointmentObjectionOpen(Conflict):
    """Nobody takes up a post while an objection waits to be settled."""

    code = "registry/objection-open"
    zh = "有未办结的公示反映，不能任职"
    en = "An objection is open; it must be settled before the appointment"


class UnknownObjection(NotFound):
    """The selection has no objection with this number that is still open."""

    code = "registry/unknown-objection"
    zh = "没有这件未办结的反映"
    en = "There is no such open objection"


class UnknownRecord(NotFound):
    """The selection has no record with this number, or it was put right before."""

    code = "registry/unknown-record"
    zh = "没有这条纪实，或已被更正"
    en = "There is no such record, or it was put right already"


class VettingReopened(Conflict):
    """What held the selection was a mistake, and the vetting (联审) that it stood on was opened again by that and has
    no conclusion yet."""

    code = "registry/vetting-reopened"
    zh = "联审已重新启动，尚无结论"
    en = "The vetting is open again and has no conclusion yet"
    advice_zh = "待联审作出结论后恢复；或者改定考察对象、撤回动议。"
    advice_en = "Resume when it is concluded; or consider somebody anew, or withdraw the selection."


class VettingStale(Conflict):
    """The vetting (联审) is older than the rule allows on the day of the appointment."""

    code = "registry/vetting-stale"
    zh = "联审结论已超过有效期"
    en = "The vetting is no longer fresh"
    advice_zh = "重新提请联审。"
    advice_en = "Ask for a vetting again."

"""Refusals: campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class ContentsNotAccepted(Invalid):
    """Somebody sends what a report of personal matters says. It is never taken in, not even to be thrown away later."""

    code = "supervision/contents-not-accepted"
    zh = "不接收报告内容：内容只在专用涉密系统中填报"
    en = "Contents of reports are not accepted: they belong in the dedicated classified system only"
    advice_zh = "去掉所列内容，只登记过程（收到、审核、测试、发函、谈话的日期与结果）。"
    advice_en = "Leave out the fields listed in errors; record the process only: days and results of its steps."


class NoCampaign(NotFound):
    """There is no campaign with this id or code."""

    code = "supervision/no-campaign"
    zh = "个人有关事项工作不存在"
    en = "There is no such campaign"


class NoReport(NotFound):
    """There is no report with this id, or the caller may not see it."""

    code = "supervision/no-personal-matter-report"
    zh = "报告记录不存在"
    en = "There is no such report"


class NoDraw(NotFound):
    """There is no draw with this id."""

    code = "supervision/no-draw"
    zh = "随机抽查不存在"
    en = "There is no such draw"


class NoCheck(NotFound):
    """There is no check with this id, or the caller may not see it."""

    code = "supervision/no-check"
    zh = "查核不存在"
    en = "There is no such check"


class CampaignKnown(AlreadyExists):
    """The code of a campaign is in use."""

    code = "supervision/campaign-known"
    zh = "工作编号已在用"
    en = "The code of the campaign is in use already"


class NoStep(NotFound):
    """The campaign has no step with this number, or none at all."""

    code = "supervision/no-campaign-step"
    zh = "没有登记过这个步骤"
    en = "There is no such step of the campaign"


class CampaignOver(Conflict):
    """A closed campaign takes no more steps, reports, draws or checks."""

    code = "supervision/campaign-over"
    zh = "该项工作已结束"
    en = "The campaign is closed"


class StepOutOfOrder(Conflict):
    """The six steps follow one another; the last one may be held again, the next one may be held."""

    code = "supervision/step-out-of-order"
    zh = "步骤应按次序办理"
    en = "The steps are taken in their order"


class DayNotPossible(Invalid):
    """A day in the future, or before the one that it follows."""

    code = "supervision/day-not-possible"
    zh = "日期不成立"
    en = "The day is not possible"


class StepsMissing(Conflict):
    """A campaign is closed after its six steps, or with a basis for leaving some out."""

    code = "supervision/steps-missing"
    zh = "六个步骤尚未完成"
    en = "Not all of the six steps were taken"
    advice_zh = "补办所缺步骤，或写明依据后结束。"
    advice_en = "Take the steps listed in missing, or give a basis for closing without them."


class CampaignUnfinished(Conflict):
    """People have not reported, or checks are open: a campaign is closed over them with a written basis only."""

    code = "supervision/campaign-unfinished"
    zh = "尚有人员未报告或查核未办结"
    en = "Some have not reported, or checks are open"
    advice_zh = "办结未报告人员和未办结的查核，或写明依据后结束。"
    advice_en = "Bring those counted in unreported and open_checks to an end, or close with a written basis."


class DrawPending(Conflict):
    """An announced draw is always carried out: nobody may drop one whose outcome does not please."""

    code = "supervision/draw-pending"
    zh = "已公告的随机抽查尚未进行，不能结束"
    en = "A draw was announced and not carried out; the campaign cannot be closed"


class ReportStateNotPossible(Conflict):
    """The lifecycle of a report has no way from its present state to the one given."""

    code = "supervision/personal-matter-report-state"
    zh = "报告不能由当前状态转为所给状态"
    en = "A report does not go from its state to the one given"
    advice_zh = "按所列可登记的状态登记。"
    advice_en = "Give one of the states listed in allowed."


class ReportDayMissing(Invalid):
    """What was received has a day on which it was; what was not has none."""

    code = "supervision/report-day-missing"
    zh = "收到日期与状态不符"
    en = "The day of receipt does not agree with the state"


class DrawKnown(AlreadyExists):
    """A campaign has one random draw, and it is announced once."""

    code = "supervision/draw-known"
    zh = "本次工作的随机抽查已公告"
    en = "The random draw of this campaign was announced already"


class AlreadyDrawn(Conflict):
    """An announcement is good for one draw."""

    code = "supervision/already-drawn"
    zh = "已经抽取，一次公告只抽取一次"
    en = "It has been drawn; one announcement is good for one draw"


class NotDrawnYet(Conflict):
    """The record with the seed exists once the draw was carried out."""

    code = "supervision/not-drawn-yet"
    zh = "尚未抽取，种子未公布"
    en = "It has not been drawn; the seed is not revealed yet"


class NobodyToDraw(Conflict):
    """The campaign concerns nobody."""

    code = "supervision/nobody-to-draw"
    zh = "抽查名单为空"
    en = "There is nobody to draw from"


class CheckKnown(AlreadyExists):
    """A cadre has one open check for each reason in a campaign."""

    code = "supervision/check-known"
    zh = "该干部已有同一情形的查核在办"
    en = "The cadre has an open check for this reason already"


class CheckConcluded(Conflict):
    """A check is concluded once."""

    code = "supervision/check-concluded"
    zh = "查核已有结论"
    en = "The check has been concluded"


class ReportRepeated(Invalid):
    """A cadre comes once in the rows of an import."""

    code = "supervision/report-repeated"
    zh = "同一干部重复"
    en = "The cadre comes more than once"

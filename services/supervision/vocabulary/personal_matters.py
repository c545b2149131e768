"""Reports of personal matters (个人有关事项报告): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.supervision.errors.personal_matters import CampaignOver, ReportStateNotPossible


class CampaignState(Named):
    """A campaign is open, then closed."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class ReportState(Named):
    """Where a cadre's report stands: due, received, returned to be completed, reviewed, filed; or exempt."""

    DUE = "due", "应报未报"
    RECEIVED = "received", "已收到"
    RETURNED = "returned", "退回补充"
    REVIEWED = "reviewed", "已审核"
    FILED = "filed", "已归档"
    EXEMPT = "exempt", "免报"


class CampaignStep(Named):
    """What can happen in a campaign, and to it."""

    RECORD_STEP = "record_step", "登记步骤"
    RECORD_REPORT = "record_report", "登记报告"
    ANNOUNCE_DRAW = "announce_draw", "公告随机抽查"
    ADD_CHECK = "add_check", "列入查核"
    CLOSE = "close", "结束"
    CORRECT_STEP = "correct_step", "更正步骤"
    WITHDRAW_STEP = "withdraw_step", "撤销最后步骤"
    REOPEN = "reopen", "重新开放"


# fmt: off
CAMPAIGN_LIFE = Lifecycle(
    "个人有关事项集中报告工作",
    "Campaign",
    CampaignState,
    CampaignStep,
    (CampaignState.OPEN,),
    (
        Row((CampaignState.OPEN,), CampaignStep.RECORD_STEP, None, "六个步骤按次序办理",
            "the six steps in their order"),
        Row((CampaignState.OPEN,), CampaignStep.RECORD_REPORT, None),
        Row((CampaignState.OPEN,), CampaignStep.ANNOUNCE_DRAW, None, "每项工作一次", "once"),
        Row((CampaignState.OPEN,), CampaignStep.ADD_CHECK, None),
        Row((CampaignState.OPEN,), CampaignStep.CLOSE, CampaignState.CLOSED, "没有待抽取的抽查", "no draw is pending"),
        Row((CampaignState.OPEN,), CampaignStep.CORRECT_STEP, None, "登记有误，写明依据；次序不变，原登记保留",
            "entered wrongly, with a basis; the order stays, and what was entered is kept"),
        Row((CampaignState.OPEN,), CampaignStep.WITHDRAW_STEP, None, "误登的最后一步，写明依据；原登记保留",
            "the last one, entered by mistake, with a basis; it is kept to be seen"),
        Row((CampaignState.CLOSED,), CampaignStep.REOPEN, CampaignState.OPEN, "误结束，写明依据；原结束情况保留",
            "closed by mistake, with a basis; what was left then is kept"),
    ),
    CampaignOver,
    (
        "It is closed after its six steps, when all whom it concerns have reported and no check is open; or with a",
        "basis, and then keeps how many of each were left.",
    ),
)


class ReportStep(Named):
    """What can happen to a report; whoever records it says to which state it leads."""

    RECEIVE = "receive", "收到", "登记收到"
    RETURN = "return", "退回补充"
    REVIEW = "review", "审核"
    FILE = "file", "归档"
    EXEMPT = "exempt", "准予免报"
    REQUIRE = "require", "取消免报"


_R = ReportState
REPORT_LIFE = Lifecycle(
    "个人有关事项报告",
    "Personal matter report",
    ReportState,
    ReportStep,
    # A report may be taken over from a paper ledger in any state.
    tuple(ReportState),
    (
        Row((_R.DUE, _R.RETURNED), ReportStep.RECEIVE, _R.RECEIVED, "有收到日期", "the day of receipt is given"),
        Row((_R.RECEIVED, _R.REVIEWED), ReportStep.RETURN, _R.RETURNED),
        Row((_R.RECEIVED,), ReportStep.REVIEW, _R.REVIEWED),
        Row((_R.REVIEWED,), ReportStep.FILE, _R.FILED),
        Row((_R.DUE,), ReportStep.EXEMPT, _R.EXEMPT, "未收到报告", "nothing was received"),
        Row((_R.EXEMPT,), ReportStep.REQUIRE, _R.DUE),
    ),
    ReportStateNotPossible,
    ("Taken over from a paper ledger, a report begins in any state. To record the state that it has changes nothing.",),
)

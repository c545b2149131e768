"""Appraisals (考察): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.appraisal.errors.common import StepNotPossible


class State(Named):
    """Where an appraisal stands."""

    PLANNED = "planned", "已计划"
    RUNNING = "running", "考察中"
    DRAFTED = "drafted", "结论已起草"
    CONCLUDED = "concluded", "结论已确认"
    NOTIFIED = "notified", "已告知本人"
    CONTESTED = "contested", "复核申诉中"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class Step(Named):
    """What can happen to an appraisal."""

    CHANGE = "change", "变更计划"
    START = "start", "启动考察"
    DRAFT = "draft", "起草结论"
    RETURN = "return", "退回重拟"
    CONFIRM = "confirm", "确认结论"
    SEND_BACK = "send_back", "发回重新考察"
    NOTIFY = "notify", "告知本人"
    UNTELL = "untell", "撤销告知"
    CONTEST = "contest", "提出复核或申诉"
    CONTEST_AGAIN = "contest_again", "更正复核或申诉决定"
    SETTLE = "settle", "了结复核或申诉"
    CLOSE = "close", "办结"
    OPEN_AGAIN = "open_again", "重新开启"
    CANCEL = "cancel", "取消"
    PLAN_AGAIN = "plan_again", "离任或撤并作废，恢复计划"
    RUN_AGAIN = "run_again", "离任或撤并作废，继续考察"


PLAN = "plan"
"""How the timeline calls that an appraisal was planned."""
PLANNED = {
    "title": "名称", "mechanism_id": "所依机制", "post_id": "拟任职位", "appraiser_ids": "考察组成员",
    "period_begins": "考察期起", "period_ends": "考察期止", "planned_on": "计划日期",
}  # fmt: skip
"""What of a plan may change, and how the timeline calls it."""
CONDUCTED = (PLAN, Step.START, Step.DRAFT)
"""What whoever conducts an appraisal does: they neither confirm its conclusion nor decide a review of it."""
# fmt: off
LIFE = Lifecycle(
    "考察", "Appraisal", State, Step, (State.PLANNED,),
    (
        Row((State.PLANNED,), Step.CHANGE, None, "考察组、考察期、拟任职位可变更", "team, period and post may change"),
        Row((State.PLANNED,), Step.START, State.RUNNING, "考察组人数足够；此后沿用此时有效的模型版本",
            "a team of enough members; the model's version is kept from here on"),
        Row((State.RUNNING, State.DRAFTED), Step.DRAFT, State.DRAFTED,
            "按所用模型版本的各维度逐项评分", "scores for exactly the dimensions of the version kept"),
        Row((State.DRAFTED,), Step.RETURN, State.RUNNING, "写明理由", "with a reason"),
        Row((State.DRAFTED,), Step.CONFIRM, State.CONCLUDED,
            "由起草人以外的具名人员确认", "by another named person than who drafted it",
            apart_from=CONDUCTED),
        Row((State.CONCLUDED,), Step.SEND_BACK, State.RUNNING, "告知本人前发现有误；班子在办结前",
            "found to be wrong before the cadre was told; a team's before it is closed"),
        Row((State.CONCLUDED,), Step.NOTIFY, State.NOTIFIED,
            "对象为干部，书面告知结果", "a cadre is told the result in writing"),
        Row((State.NOTIFIED,), Step.CONTEST, State.CONTESTED,
            "本人申请复核或提出申诉", "a review is asked for or a complaint lodged", by=By.FOLLOWS),
        Row((State.NOTIFIED, State.CLOSED), Step.CONTEST_AGAIN, State.CONTESTED,
            "复核、申诉决定误登，重新待决；此前的结论恢复",
            "a decision was entered by mistake and waits again; the conclusion before it holds", by=By.FOLLOWS),
        Row((State.CONTESTED,), Step.SETTLE, State.NOTIFIED,
            "维持、变更或撤回", "decided: upheld, changed, or taken back", by=By.FOLLOWS),
        Row((State.CONTESTED,), Step.SEND_BACK, State.RUNNING,
            "复核或申诉决定发回", "a review or a complaint sends it back", by=By.FOLLOWS),
        Row((State.NOTIFIED,), Step.CLOSE, State.CLOSED, "复核、申诉期满或申诉已决定",
            "the time for a review and a complaint is over, or a complaint is decided", by=By.FOLLOWS),
        Row((State.CONCLUDED,), Step.CLOSE, State.CLOSED,
            "对象为班子；干部须先告知", "a team's; a cadre is told first"),
        Row((State.NOTIFIED, State.CLOSED), Step.UNTELL, State.CONCLUDED,
            "误登的告知已撤销，未申请过复核、申诉", "its notice was annulled; nothing of it was reviewed",
            by=By.FOLLOWS),
        Row((State.CLOSED,), Step.OPEN_AGAIN, State.CONCLUDED,
            "误办结，写明依据；对象为班子", "closed by mistake, with a basis; a team's"),
        Row((State.PLANNED, State.RUNNING), Step.CANCEL, State.CANCELLED, "有书面依据，或对象退休、调离、机构撤并",
            "with a written basis, or the subject retires, leaves or is dissolved"),
        Row((State.DRAFTED,), Step.CANCEL, State.CANCELLED, "有书面依据", "with a written basis"),
        Row((State.CANCELLED,), Step.PLAN_AGAIN, State.PLANNED, "因对象离任或撤并而取消，尚未启动，已查明为误登",
            "cancelled before it ran because the subject was gone, by a mistake", by=By.EVENT),
        Row((State.CANCELLED,), Step.RUN_AGAIN, State.RUNNING,
            "因对象离任或撤并而取消，已启动，已查明为误登；已取消的测评须重新组织",
            "cancelled while it ran because the subject was gone, by a mistake; ballots that were called off "
            "are held anew", by=By.EVENT),
    ),
    StepNotPossible,
    besides={PLAN: "制定计划"},
)

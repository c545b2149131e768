"""Notices (告知): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.appraisal.errors.common import StepNotPossible


class Outcome(Named):
    """How a review or a complaint is decided: the conclusion stands, is changed, or the appraisal is done again."""

    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    SENT_BACK = "sent_back", "退回重办"


REVIEW, COMPLAINT, WITHDRAWN, COMPLAINT_DECIDED = "review", "complaint", "withdrawn", "complaint_decided"
CONTESTED = {REVIEW: "申请复核", COMPLAINT: "提出申诉", WITHDRAWN: "撤回复核申请", COMPLAINT_DECIDED: "申诉已决定"}
"""What the timeline of an appraisal notes of how its conclusion was contested."""


class State(Named):
    """Where a notice stands."""

    DELIVERED = "delivered", "已送达"
    ACKNOWLEDGED = "acknowledged", "已签收"
    IN_REVIEW = "in_review", "复核中"
    REVIEWED = "reviewed", "已复核"
    IN_COMPLAINT = "in_complaint", "申诉中"
    FINAL = "final", "已生效"
    SUPERSEDED = "superseded", "已被取代"
    ANNULLED = "annulled", "已撤销"


class Step(Named):
    """What can happen to a notice."""

    ACKNOWLEDGE = "acknowledge", "签收"
    ASK_REVIEW = "ask_review", "申请复核"
    WITHDRAW = "withdraw", "撤回复核申请"
    COMPLAIN = "complain", "提出申诉"
    UPHOLD = "uphold", "决定维持"
    CHANGE = "change", "决定变更"
    SEND_BACK = "send_back", "决定重新考察"
    EXPIRE = "expire", "期满"
    ANNUL = "annul", "撤销告知"
    REOPEN_REVIEW = "reopen_review", "更正复核决定"
    REOPEN_COMPLAINT = "reopen_complaint", "更正申诉决定"
    UNACKNOWLEDGED = "unacknowledged", "逾期未签收"
    OVERDUE = "overdue", "逾期未决定"


_ASKED_OR_DECIDED = (Step.ASK_REVIEW, Step.COMPLAIN, Step.UPHOLD, Step.CHANGE)
"""Who has asked, or has decided the review, does not decide what is pending now."""
# fmt: off
LIFE = Lifecycle(
    "结果告知", "Notice", State, Step, (State.DELIVERED,),
    (
        Row((State.DELIVERED,), Step.ACKNOWLEDGE, State.ACKNOWLEDGED,
            "本人签收或经办人代记；复核期开始", "by the cadre, or an officer's record of it; the period begins"),
        Row((State.DELIVERED,), Step.ASK_REVIEW, State.IN_REVIEW, "申请复核即为知悉", "who asks knows"),
        Row((State.ACKNOWLEDGED,), Step.ASK_REVIEW, State.IN_REVIEW,
            "在期限内，或经办人有依据受理", "within the period, or an officer admits it with a basis"),
        Row((State.IN_REVIEW,), Step.WITHDRAW, State.ACKNOWLEDGED, "复核期继续计算", "the first period goes on"),
        Row((State.DELIVERED,), Step.COMPLAIN, State.IN_COMPLAINT, "不经复核直接申诉", "directly, without a review"),
        Row((State.ACKNOWLEDGED,), Step.COMPLAIN, State.IN_COMPLAINT,
            "在复核期内直接申诉", "directly, within the first period"),
        Row((State.REVIEWED,), Step.COMPLAIN, State.IN_COMPLAINT,
            "在复核决定后的期限内", "within the period after the review's decision"),
        Row((State.IN_REVIEW,), Step.UPHOLD, State.REVIEWED,
            "由未参与结论的账号决定", "by an account that had no part in the conclusion",
            apart_from=_ASKED_OR_DECIDED),
        Row((State.IN_REVIEW,), Step.CHANGE, State.REVIEWED, "新结论不得加重", "the new conclusion is not worse",
            apart_from=_ASKED_OR_DECIDED),
        Row((State.IN_COMPLAINT,), Step.UPHOLD, State.FINAL,
            "由未参与结论和复核的账号决定", "by an account that had no part in conclusion and review",
            apart_from=_ASKED_OR_DECIDED),
        Row((State.IN_COMPLAINT,), Step.CHANGE, State.FINAL, "新结论不得加重", "the new conclusion is not worse",
            apart_from=_ASKED_OR_DECIDED),
        Row((State.IN_REVIEW, State.IN_COMPLAINT), Step.SEND_BACK, State.SUPERSEDED,
            "新结论另行告知", "a new conclusion gets a notice of its own", apart_from=_ASKED_OR_DECIDED),
        Row((State.ACKNOWLEDGED, State.REVIEWED), Step.EXPIRE, State.FINAL,
            "最后一日已过", "its last day is over", by=By.DEADLINE),
        Row((State.DELIVERED, State.ACKNOWLEDGED, State.FINAL), Step.ANNUL, State.ANNULLED,
            "误登，写明依据；没有复核、申诉", "entered by mistake, with a basis; nothing of it was reviewed"),
        Row((State.REVIEWED, State.FINAL), Step.REOPEN_REVIEW, State.IN_REVIEW,
            "误登的复核决定，写明依据，由他人重新决定；未提出申诉",
            "decided by mistake, with a basis; another decides anew; there is no complaint"),
        Row((State.FINAL,), Step.REOPEN_COMPLAINT, State.IN_COMPLAINT, "误登的申诉决定，写明依据，由他人重新决定",
            "decided by mistake, with a basis; another decides anew"),
        Row((State.DELIVERED,), Step.UNACKNOWLEDGED, None,
            "签收期限已过；不因此起算复核期", "the day for it is over; no period begins by that", by=By.DEADLINE),
        Row((State.IN_REVIEW, State.IN_COMPLAINT), Step.OVERDUE, None, "决定期限已过；逐级上报至最高一级",
            "the day for the decision is over; escalated up to the highest level", by=By.DEADLINE),
    ),
    StepNotPossible,
    besides={"basis": "写明依据", "deliver": "送达", "deadline_moved": "调整期限"},
)

"""What somebody asks about what is kept of them (个人信息权利申请): the words that events and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.registry.errors.personal_requests import RequestStepNotPossible


class RequestKind(Named):
    """What is asked for (个人信息保护法 art. 44 to 48, 24)."""

    COPY = "copy", "查阅、复制（第四十五条）"
    CORRECTION = "correction", "更正、补充（第四十六条）"
    DELETION = "deletion", "删除（第四十七条）"
    EXPLANATION = "explanation", "解释说明（第二十四条、第四十八条）"
    RESTRICTION = "restriction", "限制或者拒绝处理（第二十四条、第四十四条）"


class RequestOutcome(Named):
    """How a request is answered."""

    GRANTED = "granted", "同意"
    PARTLY = "partly", "部分同意"
    REFUSED = "refused", "不予同意"


class RequestState(Named):
    """Where a request stands."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复，待告知"
    TOLD = "told", "已告知本人"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "资料已销毁，终结"


class RequestStep(Named):
    """What can happen to a request."""

    ANSWER = "answer", "答复", "作出答复"
    OVERDUE = "overdue", "逾期未答复"
    ACKNOWLEDGE = "acknowledge", "告知本人"
    CORRECT = "correct_answer", "更正答复"
    WITHDRAW = "withdraw", "撤回"
    END = "end", "随资料销毁终结"


ASK = "ask"
"""How the timeline calls that somebody asked."""
# fmt: off
LIFE = Lifecycle(
    "个人信息权利申请",
    "Personal request",
    RequestState,
    RequestStep,
    (RequestState.OPEN,),
    (
        Row((RequestState.OPEN,), RequestStep.ANSWER, RequestState.ANSWERED,
            "不予同意的注明法律依据；同意删除的随即提出销毁申请，由另一账号审批",
            "a refusal names its legal ground; a granted deletion proposes to destroy, which another approves"),
        Row((RequestState.OPEN,), RequestStep.OVERDUE, None, "答复期限已过，仍须答复",
            "the day for the answer is over; it is still to be answered", by=By.DEADLINE),
        Row((RequestState.OPEN,), RequestStep.WITHDRAW, RequestState.WITHDRAWN, "仅限本人；经办人须作出答复",
            "by the person alone; an officer answers"),
        Row((RequestState.OPEN, RequestState.ANSWERED), RequestStep.END, RequestState.ENDED,
            "此人的资料已批准销毁，申请和答复的内容一并销毁",
            "what is kept of the person was destroyed, and with it what was asked and answered", by=By.FOLLOWS),
        Row((RequestState.ANSWERED,), RequestStep.ACKNOWLEDGE, RequestState.TOLD, "本人签收，或经办人记录书面送达",
            "by the person, or an officer's record that it was handed over"),
        Row((RequestState.ANSWERED, RequestState.TOLD), RequestStep.CORRECT, RequestState.ANSWERED,
            "误答或情况有变，写明依据；原答复保留，重新告知",
            "answered wrongly, with a basis; the first answer is kept, and the person is told anew"),
    ),
    RequestStepNotPossible,
    besides={ASK: "提出申请", "deadline_moved": "调整期限"},
)
# fmt: on

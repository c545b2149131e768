"""Joint discussion (问题联议): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.vocabulary.joint import TASKS


class Severity(Named):
    """How serious a matter is."""

    GENERAL = "general", "一般"
    SERIOUS = "serious", "较重"
    GRAVE = "grave", "严重"


class View(Named):
    """What an agency thinks of what is proposed."""

    AGREE = "agree", "同意"
    REMARK = "remark", "有意见"
    DISAGREE = "disagree", "不同意"


class MatterState(Named):
    """Where a matter stands."""

    REGISTERED = "registered", "已登记"
    UNDER_DISCUSSION = "under_discussion", "联议中"
    CONCLUDED = "concluded", "已有结论"
    IN_ACTION = "in_action", "联动办理中"
    CLOSED = "closed", "已办结"
    REOPENED = "reopened", "重新启动"
    MERGED = "merged", "已并入"
    WITHDRAWN = "withdrawn", "已撤销"


class MatterStep(Named):
    """What can happen to a matter."""

    DISCUSS = "discuss", "启动联议"
    OPINE = "opine", "提出意见"
    ESCALATED = "escalated", "催办"
    CONCLUDE = "conclude", "形成结论"
    ASSIGN_TASK = "assign_task", "交办任务"
    TASK_REOPENED = "task_reopened", "任务撤销办结", "撤销任务办结"
    PUBLISH = "publish", "发布成果"
    CLOSE = "close", "办结"
    REOPEN = "reopen", "重新启动"
    MERGE = "merge", "并入"
    WITHDRAW = "withdraw", "撤销登记"


_S, _T = MatterState, MatterStep
OPEN = (_S.REGISTERED, _S.UNDER_DISCUSSION, _S.REOPENED)
"""Without a conclusion yet."""
ABSORBED = "absorbed"
"""How the timeline calls that another matter was merged into it."""
_OVER = (_S.CONCLUDED, _S.IN_ACTION, _S.CLOSED)
# fmt: off
MATTER_LIFE = Lifecycle(
    "联议事项",
    "Matter",
    MatterState,
    MatterStep,
    (_S.REGISTERED,),
    (
        Row((_S.REGISTERED,), _T.DISCUSS, _S.UNDER_DISCUSSION, "限期征求成员单位意见", "the agencies are asked"),
        Row((_S.REOPENED,), _T.DISCUSS, _S.UNDER_DISCUSSION, "新一轮，各单位重新提出", "every agency is asked anew"),
        Row((_S.UNDER_DISCUSSION,), _T.OPINE, None,
            "各单位一次，可更正；一个账号只为一个单位，依来函录入并注明文号的除外",
            "an agency that was asked, once, or to correct; one account speaks for one agency, except where it enters"
            " the agencies' papers with their numbers"),
        Row((_S.UNDER_DISCUSSION,), _T.ESCALATED, None, "到期意见不齐", "opinions are missing", by=By.DEADLINE),
        Row((_S.UNDER_DISCUSSION,), _T.CONCLUDE, _S.CONCLUDED, "意见齐全或有依据；由未录入意见的账号",
            "all opinions, or a written basis; by an account that recorded no opinion", apart_from=(_T.OPINE,)),
        Row((_S.CONCLUDED, _S.IN_ACTION), _T.ASSIGN_TASK, _S.IN_ACTION),
        Row(_OVER, _T.TASK_REOPENED, _S.IN_ACTION, "其任务误办结", "a task of it was confirmed by mistake",
            by=By.FOLLOWS),
        Row(_OVER, _T.PUBLISH, None, "没有生效的成果", "no result in force"),
        Row((_S.CONCLUDED, _S.IN_ACTION), _T.CLOSE, _S.CLOSED, "没有未办结的任务", "no task is open"),
        Row(_OVER, _T.REOPEN, _S.REOPENED, "有依据，无生效成果和任务", "a basis; no result in force, no task open"),
        Row(OPEN, _T.MERGE, _S.MERGED, "并入另一未形成结论的事项", "into another matter that is open"),
        Row(OPEN, _T.WITHDRAW, _S.WITHDRAWN, "误登，写明依据；没有其他事项并入",
            "registered by mistake, with a basis; no other was merged into it"),
    ),
    StepNotPossible,
    besides={
        "register": "登记",
        "moved": "干部调动",
        ABSORBED: "并入其他事项",
        "result_in_force": "发布成果",
        "result_withdrawn": "撤回成果",
        "result_expired": "成果失效",
        "deadline_moved": "调整期限",
        **TASKS,
    },
)


class ResultState(Named):
    """Where a result stands."""

    IN_FORCE = "in_force", "有效"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "已失效"


class ResultStep(Named):
    """What can happen to a result."""

    WITHDRAW = "withdraw", "撤回"
    EXPIRE = "expire", "有效期满"


_R = ResultState
RESULT_LIFE = Lifecycle(
    "联用成果",
    "Result",
    ResultState,
    ResultStep,
    (_R.IN_FORCE,),
    (
        Row((_R.IN_FORCE,), ResultStep.WITHDRAW, _R.WITHDRAWN, "有依据", "with a basis"),
        Row((_R.IN_FORCE,), ResultStep.EXPIRE, _R.EXPIRED, "有效期已过", "its validity is over", by=By.DEADLINE),
    ),
    StepNotPossible,
    besides={"publish": "发布", "deadline_moved": "调整期限"},
)

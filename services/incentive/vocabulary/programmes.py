"""Programmes (表彰项目): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from servicekit.people import HonourLevel
from services.incentive.errors.programmes import BatchNotInThisState, ProgrammeWithdrawn

Level = HonourLevel


class ProgrammeState(Named):
    """Whether honours are conferred by a programme."""

    OPEN = "open", "进行中"
    WITHDRAWN = "withdrawn", "已撤回"


class BatchState(Named):
    """Open for nominations, closed for new ones while it is voted on, over."""

    OPEN = "open", "接受推荐"
    VOTING = "voting", "停止推荐，评审中"
    CLOSED = "closed", "已结束"


class ProgrammeStep(Named):
    """What can be done with a programme."""

    OPEN_BATCH = "open_batch", "设立批次"
    CHANGE = "change", "更正"
    WITHDRAW = "withdraw", "撤回"


# fmt: off
LIFE_OF_PROGRAMME = Lifecycle(
    "表彰项目",
    "Programme",
    ProgrammeState,
    ProgrammeStep,
    (ProgrammeState.OPEN,),
    (
        Row((ProgrammeState.OPEN,), ProgrammeStep.OPEN_BATCH, None),
        Row((ProgrammeState.OPEN,), ProgrammeStep.CHANGE, None, "写明依据；原内容仍可查看",
            "with a basis; what it said before stays readable"),
        Row((ProgrammeState.OPEN,), ProgrammeStep.WITHDRAW, ProgrammeState.WITHDRAWN,
            "撤销整批导入时，且没有批次，也没有以此授予的荣誉；编号可再用",
            "when the import of it is undone, and it has no batch and no honour; its code is free"),
    ),
    ProgrammeWithdrawn,
)


class BatchStep(Named):
    """What can be done with a batch."""

    NOMINATE = "nominate", "推荐或提交推荐"
    VET_AGAIN = "vet_again", "再次提请联审"
    CONVENE_BALLOT = "convene_ballot", "召集票决"
    PUBLICISE = "publicise", "公示"
    CHANGE = "change", "调整名称、名额或期限"
    CLOSE_SUBMISSIONS = "close_submissions", "停止接受推荐"
    END = "end", "提前结束"
    PERIOD_ENDED = "period_ended", "到期结束"


RUNNING = (BatchState.OPEN, BatchState.VOTING)
# fmt: off
LIFE = Lifecycle(
    "表彰批次",
    "Batch",
    BatchState,
    BatchStep,
    (BatchState.OPEN,),
    (
        Row((BatchState.OPEN,), BatchStep.NOMINATE, None),
        Row(RUNNING, BatchStep.VET_AGAIN, None),
        Row(RUNNING, BatchStep.CONVENE_BALLOT, None),
        Row(RUNNING, BatchStep.PUBLICISE, None, "票决通过的推荐", "of those that were elected"),
        Row(RUNNING, BatchStep.CHANGE, None, "名额不少于已命名与已预留之和",
            "the quota is no less than what is named and reserved"),
        Row((BatchState.OPEN,), BatchStep.CLOSE_SUBMISSIONS, BatchState.VOTING),
        Row(RUNNING, BatchStep.END, BatchState.CLOSED, "写明依据；未办结的推荐随即失效",
            "with a basis; what is open in it expires right afterwards"),
        Row(RUNNING, BatchStep.PERIOD_ENDED, BatchState.CLOSED, "最后一日已过；未办结的推荐随即失效",
            "its last day is over; what is open in it expires right afterwards", by=By.DEADLINE),
    ),
    BatchNotInThisState,
)

"""Anonymous weighted ballots (民主测评): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.appraisal.errors.ballots import BallotNotOpen


class Mode(Named):
    """Electronic: each voter for themselves. Paper: sheets that two tellers count."""

    ELECTRONIC = "electronic", "电子"
    PAPER = "paper", "纸质"


class Scale(Named):
    """How a question is answered: by one of the ballot's grades (等次), or by points from 0 to 100."""

    GRADES = "grades", "等次"
    POINTS = "points", "分数"


class BallotState(Named):
    """Where a ballot stands."""

    PREPARED = "prepared", "准备中"
    OPEN = "open", "测评中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"
    ANNULLED = "annulled", "已作废"


class BallotStep(Named):
    """What can happen to a ballot."""

    OPEN = "open", "开始测评"
    VOTE = "vote", "投票"
    TALLY = "tally", "计票"
    CLOSE = "close", "结束测评"
    CANCEL = "cancel", "取消"
    ANNUL = "annul", "作废"


# fmt: off
LIFE = Lifecycle(
    "民主测评", "Ballot", BallotState, BallotStep, (BallotState.PREPARED,),
    (
        Row((BallotState.PREPARED,), BallotStep.OPEN, BallotState.OPEN,
            "考察进行中；名册上各类别均有参加人员，测评对象本人不在其中",
            "the appraisal runs; the roll has a voter of each kind, and not the subject"),
        Row((BallotState.OPEN,), BallotStep.VOTE, None,
            "电子测评，名册上的在职本人投一次", "electronic: each on the roll who serves, once"),
        Row((BallotState.OPEN,), BallotStep.TALLY, None,
            "纸质测评，由两名计票人", "on paper: two tellers, each for themselves"),
        Row((BallotState.OPEN,), BallotStep.CLOSE, BallotState.CLOSED,
            "最后一日已过，或具名人员以书面依据", "its last day is over, or a named person with a written basis"),
        Row((BallotState.PREPARED,), BallotStep.CANCEL, BallotState.CANCELLED,
            "具名人员以书面依据，或考察取消", "a named person with a written basis, or its appraisal's end"),
        Row((BallotState.OPEN,), BallotStep.CANCEL, BallotState.CANCELLED,
            "具名人员以书面依据，或考察取消；已计票数销毁",
            "a named person with a written basis, or its appraisal is cancelled; the counts are destroyed"),
        Row((BallotState.CLOSED,), BallotStep.ANNUL, BallotState.ANNULLED,
            "具名人员以书面依据；结果保留备查，不再计入，可另行测评",
            "a named person with a written basis; the results are kept and count no more, and another may be held"),
    ),
    BallotNotOpen,
)

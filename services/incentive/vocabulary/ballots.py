"""Ballots (票决): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.incentive.errors.ballots import BallotClosed


class Vote(Named):
    """Approve (赞成), reject (反对), abstain (弃权)."""

    APPROVE = "approve", "同意"
    REJECT = "reject", "不同意"
    ABSTAIN = "abstain", "弃权"


class State(Named):
    """Whether a ballot is under way."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


class Step(Named):
    """What can be done in a ballot."""

    ATTEND = "attend", "登记到会"
    RECUSE = "recuse", "申报回避"
    CAST = "cast", "录入票"
    CORRECT_VOTE = "correct_vote", "更正表决"
    CLOSE = "close", "结束并计票"
    CANCEL = "cancel", "取消"


# fmt: off
LIFE = Lifecycle(
    "票决",
    "Ballot",
    State,
    Step,
    (State.OPEN,),
    (
        Row((State.OPEN,), Step.ATTEND, None, "票决成员，召开之日起", "members, from the day of the meeting on"),
        Row((State.OPEN,), Step.RECUSE, None, "票决成员", "members"),
        Row((State.OPEN,), Step.CAST, None, "到会且不需回避的成员，一人一票",
            "members who are present and do not stand aside, one vote each"),
        Row((State.OPEN, State.CLOSED), Step.CORRECT_VOTE, None, "写明依据，保留更正前后；已结束的重新计票",
            "with a basis, before and after are kept; a closed ballot is counted anew"),
        Row((State.OPEN,), Step.CLOSE, State.CLOSED, "到会人数符合规定，有人表决；无人表决的推荐留待下次票决",
            "with a quorum, and votes; a nomination that nobody voted on waits for another ballot"),
        Row((State.OPEN,), Step.CANCEL, State.CANCELLED, "写明依据；所列推荐可在另一次会议票决",
            "with a basis; its nominations can be voted on at another meeting"),
    ),
    BallotClosed,
)

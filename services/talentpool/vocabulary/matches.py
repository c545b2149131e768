"""Shortlists (人岗相适): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.talentpool.errors.matches import MatchClosed

STAGES = {"considered": "纳入比较", "eligible": "符合条件", "shortlisted": "列入名单", "confirmed": "确认人选"}
"""How far somebody may come on a shortlist."""


class MatchState(Named):
    """Whether a shortlist waits for a person's choice."""

    OPEN = "open", "待确认人选"
    CONFIRMED = "confirmed", "已确认人选"
    LAPSED = "lapsed", "已失效"


class MatchStep(Named):
    """What becomes of a shortlist."""

    CONFIRM = "confirm", "确认人选"
    TAKE_BACK = "take_back", "撤回确认"
    LAPSE = "lapse", "失效"


# fmt: off
LIFE = Lifecycle(
    "人选名单",
    "Shortlist",
    MatchState,
    MatchStep,
    (MatchState.OPEN,),
    (
        Row((MatchState.OPEN,), MatchStep.CONFIRM, MatchState.CONFIRMED,
            "具名人员从名单中选定，所选不在影响期内、无成果停止使用",
            "a named person chooses one who is on the list, not barred, and not stopped by a result"),
        Row((MatchState.CONFIRMED,), MatchStep.TAKE_BACK, MatchState.OPEN,
            "具名人员写明依据，原确认留存；其间的影响期、成果和职位变化随即反映",
            "a named person, with a basis; the choice stays on record; what befell people and post meanwhile shows"),
        Row((MatchState.OPEN,), MatchStep.LAPSE, MatchState.LAPSED, "名册显示职位已由他人担任，或已撤销",
            "the roster tells that somebody else took the post, or it is abolished", by=By.EVENT),
    ),
    MatchClosed,
)

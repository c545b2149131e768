"""Succession (后继有人): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.talentpool.errors.successions import SuccessorWithdrawn


class SuccessorState(Named):
    """Whether somebody is named for a post."""

    NAMED = "named", "在列"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "已失效"


class Risk(Named):
    """How thin the bench behind a post is."""

    NONE = "none", "无人选"
    THIN = "thin", "薄弱"
    GOOD = "good", "充足"


MOST_AT_RISK = 500


class SuccessorStep(Named):
    """What can happen to somebody who is named for a post."""

    JUDGE = "judge", "评定准备程度"
    WITHDRAW = "withdraw", "撤回"
    LAPSE = "lapse", "失效"


# fmt: off
LIFE = Lifecycle(
    "后继人选",
    "Successor",
    SuccessorState,
    SuccessorStep,
    (SuccessorState.NAMED,),
    (
        Row((SuccessorState.NAMED,), SuccessorStep.JUDGE, None, "具名人员写明依据", "a named person with a basis"),
        Row((SuccessorState.NAMED,), SuccessorStep.WITHDRAW, SuccessorState.WITHDRAWN, "具名人员写明书面依据",
            "a named person with a written basis"),
        Row((SuccessorState.NAMED,), SuccessorStep.LAPSE, SuccessorState.LAPSED, "已任该职或不在职，或职位已撤销",
            "they hold the post or left service, or it is abolished", by=By.EVENT),
    ),
    SuccessorWithdrawn,
)

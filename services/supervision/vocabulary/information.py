"""The information link (信息联通): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.supervision.errors.conferences import StepNotPossible


class AgreementState(Named):
    """Where an agreement stands."""

    IN_FORCE = "in_force", "有效"
    ENDED = "ended", "已终止"


class AgreementStep(Named):
    """What can happen to an agreement."""

    END = "end", "终止"


_A = AgreementState
AGREEMENT_LIFE = Lifecycle(
    "信息共享协议",
    "Agreement",
    AgreementState,
    AgreementStep,
    (_A.IN_FORCE,),
    (Row((_A.IN_FORCE,), AgreementStep.END, _A.ENDED, "有依据，或有效期满", "with a basis, or after its last day"),),
    StepNotPossible,
    besides={"conclude": "订立"},
)


class ItemState(Named):
    """Where a shared item stands."""

    SHARED = "shared", "共享中"
    WITHDRAWN = "withdrawn", "已撤回"


class ItemStep(Named):
    """What can happen to a shared item."""

    READ = "read", "查看"
    WITHDRAW = "withdraw", "撤回"


# fmt: off
ITEM_LIFE = Lifecycle(
    "共享信息",
    "Shared item",
    ItemState,
    ItemStep,
    (ItemState.SHARED,),
    (
        Row((ItemState.SHARED,), ItemStep.READ, None, "协议有效，获授权单位", "by an agency with a grant in force"),
        Row((ItemState.SHARED,), ItemStep.WITHDRAW, ItemState.WITHDRAWN, "有依据", "with a basis"),
    ),
    StepNotPossible,
    besides={"share": "共享"},
)


class About(Named):
    """What a logged reading was of: a shared item's contents, or who somebody's agency is asked about."""

    ITEM = "item", "共享信息"
    VETTING = "vetting", "联审对象"
    MATTER = "matter", "联议对象"


WHO = {"name": "姓名", "title": "职务", "unit": "单位"}
"""What a liaison is shown of a cadre whom the agency is asked about."""

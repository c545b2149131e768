"""The destruction (销毁) of what is kept of somebody: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.registry.errors.disposals import DisposalDecided


class DisposalState(Named):
    """Where a proposal stands."""

    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "已销毁"
    REJECTED = "rejected", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class DisposalStep(Named):
    """What can be done with a proposal, named after the state that it leads to."""

    APPROVED = "approved", "批准销毁"
    REJECTED = "rejected", "退回"
    WITHDRAWN = "withdrawn", "撤回"


PROPOSE = "propose"
"""How it is called that somebody proposed it."""
# fmt: off
LIFE = Lifecycle(
    "信息销毁",
    "Disposal",
    DisposalState,
    DisposalStep,
    (DisposalState.PROPOSED,),
    (
        Row((DisposalState.PROPOSED,), DisposalStep.APPROVED, DisposalState.APPROVED,
            "保存期限已满，由申请人以外的账号批准；密钥在同一事务中销毁，不可恢复",
            "the time is over, by another account; the key is destroyed in the same transaction, for good",
            apart_from=(PROPOSE,)),
        Row((DisposalState.PROPOSED,), DisposalStep.REJECTED, DisposalState.REJECTED,
            "由申请人以外的账号审批，写明理由", "by another account, with a reason", apart_from=(PROPOSE,)),
        Row((DisposalState.PROPOSED,), DisposalStep.WITHDRAWN, DisposalState.WITHDRAWN, "由申请人本人撤回",
            "by whoever proposed it"),
    ),
    DisposalDecided,
    besides={PROPOSE: "提出申请"},
)
# fmt: on

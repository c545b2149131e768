"""Correction requests (更正申请): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.registry.errors.corrections import CorrectionDecided


class CorrectionState(Named):
    """Where a request stands."""

    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class Decision(Named):
    """What can be done with a request, named after the state that it leads to."""

    APPROVED = "approved", "批准"
    REJECTED = "rejected", "退回"
    WITHDRAWN = "withdrawn", "撤回"


REQUEST = "request"
"""How it is called that somebody asked for it."""
# fmt: off
LIFE = Lifecycle(
    "更正申请",
    "Correction",
    CorrectionState,
    Decision,
    (CorrectionState.REQUESTED,),
    (
        Row((CorrectionState.REQUESTED,), Decision.APPROVED, CorrectionState.APPROVED,
            "由申请人以外的账号审批，档案在同一事务中更正",
            "by another account; the file is changed in the same transaction", apart_from=(REQUEST,)),
        Row((CorrectionState.REQUESTED,), Decision.REJECTED, CorrectionState.REJECTED,
            "由申请人以外的账号审批，写明理由", "by another account, with a reason", apart_from=(REQUEST,)),
        Row((CorrectionState.REQUESTED,), Decision.WITHDRAWN, CorrectionState.WITHDRAWN, "由申请人本人撤回",
            "by whoever asked"),
    ),
    CorrectionDecided,
    besides={REQUEST: "提出申请"},
)

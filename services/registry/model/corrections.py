"""Correction requests (更正申请): a cadre's own correction of the file, decided by somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servicekit.lifecycle import Lifecycle, Mark, Named, Row, hands_of
from services.registry.errors.corrections import CorrectionDecided, NotYourRequest
from services.registry.vocabulary.corrections import CorrectionState


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
# fmt: on


@dataclass
class Correction:
    """A request to set fields of a file or add to its histories, in the shape of the command that changes a cadre."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    requested_by: str
    requested_at: datetime
    reason: str
    changes: dict[str, Any] = field(default_factory=dict)
    add: dict[str, Any] = field(default_factory=dict)
    state: CorrectionState = CorrectionState.REQUESTED
    decided_by: str | None = None
    decided_at: datetime | None = None
    basis: str = ""
    synthetic: bool = False
    version: int = 0

    def decide(self, decision: str, mark: Mark, basis: str) -> None:
        """Approve, reject or withdraw. Raises CorrectionDecided, NotIndependent and NotYourRequest."""
        step = Decision(decision)
        state = LIFE.must(self, step, correction_id=self.id)
        if step is not Decision.WITHDRAWN:
            LIFE.must_be_another(self, step, mark.by, hands_of((self.requested_by, REQUEST)))
        elif mark.by != self.requested_by:
            raise NotYourRequest(correction_id=self.id)
        self.state = state
        self.decided_by, self.decided_at, self.basis = mark.by, mark.at, basis

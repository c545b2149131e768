"""Correction requests (更正申请): a cadre's own correction of the file, decided by somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servicekit.lifecycle import Mark, hands_of
from services.registry.errors.corrections import NotYourRequest
from services.registry.vocabulary.corrections import LIFE, REQUEST, CorrectionState, Decision

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

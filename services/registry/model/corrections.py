"""Correction requests (更正申请): a cadre's own correction of the file, decided by somebody else.

| from | on | to | if |
| --- | --- | --- | --- |
| requested | approved | approved | decided by another account; the change is made in the same transaction |
| requested | rejected | rejected | decided by another account, with a reason |
| requested | withdrawn | withdrawn | by whoever asked |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.registry.errors.corrections import CorrectionDecided, OwnCorrection


class CorrectionState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


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
    version: int = 0

    def decide(self, decision: str, account: str, basis: str, now: datetime) -> None:
        """Approve, reject or withdraw. Raises CorrectionDecided and OwnCorrection."""
        if self.state is not CorrectionState.REQUESTED:
            raise CorrectionDecided(correction_id=self.id, state=self.state.value)
        if (account == self.requested_by) != (decision == CorrectionState.WITHDRAWN):
            raise OwnCorrection(correction_id=self.id)
        self.state = CorrectionState(decision)
        self.decided_by, self.decided_at, self.basis = account, now, basis

"""Decisions on tolerance (容错认定) as incentive tells them: whose conduct was tolerated, with which effect."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.supervision.model.looked import LookedAt
from services.supervision.vocabulary.looked import Book, Weight

APPEALED = "appealed"
DECIDED = ("decided", "final")


@dataclass
class Tolerance:
    """An application for tolerance by its newest event; `id` is incentive's. Of its facts nothing is known here."""

    id: str
    cadre_id: str
    state: str
    distinction: str = ""
    matter_id: str | None = None
    """The matter (联议事项) whose conduct it is about, where the application names one."""
    outcome: str | None = None
    effects: list[str] = field(default_factory=list)
    synthetic: bool = False
    sequence: int = 0
    version: int = 0

    @property
    def decided(self) -> bool:
        """Whether its outcome stands: while an appeal is open it does not."""
        return self.outcome is not None and self.state in DECIDED

    def reaches(self, effect: str) -> bool:
        """Whether conduct is tolerated, wholly or in part, with this effect."""
        return self.decided and self.outcome in ("tolerated", "partly") and effect in self.effects


def entry(tolerance: Tolerance) -> LookedAt | None:
    """What an officer sees of it; None while nothing has been decided. It never weighs by itself."""
    if tolerance.decided:
        return LookedAt(Book.TOLERANCE, tolerance.id, Weight.CLEAR, str(tolerance.outcome), list(tolerance.effects))
    if tolerance.state == APPEALED:
        return LookedAt(Book.TOLERANCE, tolerance.id, Weight.CLEAR, APPEALED)
    return None

"""Posts (职位) as the registry's newest event has told of them: for which a pre-appointment appraisal may be."""

from __future__ import annotations

from dataclasses import dataclass

ACTIVE = "active"


@dataclass
class Post:
    """A post of the roster."""

    id: str
    unit_id: str = ""
    state: str = ACTIVE
    synthetic: bool = False
    sequence: int = 0
    version: int = 0

    @property
    def active(self) -> bool:
        """Whether it is still established."""
        return self.state == ACTIVE

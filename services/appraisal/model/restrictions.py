"""Restrictions (影响期) as supervision's newest event has told of them; while one holds, nobody is graded excellent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error
from services.appraisal.errors.appraisals import GradeBarred

GRADE = "grade"
"""The effect (supervision's word) of what bars the best grades."""


@dataclass
class Restriction:
    """A restriction of a cadre: from `begins` to `ends`, both included; without an end while none is known."""

    id: str
    cadre_id: str = ""
    effects: list[str] = field(default_factory=list)
    begins: date = date.max
    ends: date | None = None
    state: str = ""
    sequence: int = 0
    version: int = 0


def must_not_be_barred(found: list[Restriction], grade: str, cited: str, basis: str | None) -> None:
    """Raises GradeBarred where restrictions cover the period that is graded and nobody says in writing why still."""
    if not found or basis:
        return
    since = min(one.begins for one in found).isoformat()
    zh, en = f"考察期与影响期（自{since}）重合，不得定为该等次", f"An effect period since {since} bars {grade}"
    raise GradeBarred(
        f"{zh}（{cited}）",
        f"{en} [{cited}]",
        errors=[field_error("/grade", "barred", zh, en)],
        restriction_ids=sorted(one.id for one in found),
    )

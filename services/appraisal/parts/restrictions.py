"""Restrictions (影响期), of which supervision tells, and what they bar here."""

from __future__ import annotations

from dataclasses import fields

from servicekit.calls import on
from servicekit.events import Received
from servicekit.roster import newest
from servicekit.work import UnitOfWork
from services.appraisal.model import restrictions as model
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.restrictions import Restriction
from services.appraisal.store.restrictions import RESTRICTIONS
from services.appraisal.vocabulary.evidence import SubjectKind

MOST = 1000
"""Restrictions of one cadre, over a whole career."""
_KEPT = [kept.name for kept in fields(Restriction) if kept.name not in ("id", "sequence", "version")]
"""What supervision tells of a restriction and is kept here."""


class FollowsRestrictions:
    """Keeps which restrictions there are; an older event that comes late changes nothing."""

    @on("supervision", "restriction.*.v1", handler="restrictions", batch=200)
    def keep_restrictions(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the replica of the restrictions."""
        told = newest(received)
        work.keep_latest(RESTRICTIONS, *((e.subject, e.sequence, {name: e.data[name] for name in _KEPT}) for e in told))


def must_not_be_barred(work: UnitOfWork, appraisal: Appraisal, grade: str, basis: str | None) -> None:
    """Whether a cadre may have this grade for the period of an appraisal. Raises GradeBarred."""
    rule = work.rules["appraisal.barred_grades"]
    if appraisal.subject_kind is not SubjectKind.CADRE or grade not in rule.value:
        return
    begins, ends = appraisal.period_begins.isoformat(), appraisal.period_ends.isoformat()
    where = {
        "cadre_id": appraisal.subject_id,
        "begins": {"$lte": ends},
        "effects": model.GRADE,
        "state": {"$ne": "annulled"},
        "$or": [{"ends": None}, {"ends": {"$gte": begins}}],
    }
    model.must_not_be_barred(work.find(RESTRICTIONS, where, most=MOST), grade, rule.cited, basis)

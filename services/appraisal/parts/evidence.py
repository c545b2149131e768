"""Evidence that events bring (研判素材)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork
from services.appraisal.model.evidence import Evidence, Subject, SubjectKind, subject_key
from services.appraisal.store.evidence import EVIDENCE, SUBJECTS

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


def subjects(work: UnitOfWork, kind: str, ids: Iterable[str]) -> dict[str, Subject]:
    """The subjects of these cadres or teams, by their id, in one round trip; who is new is added."""
    wanted = {subject_key(kind, id): id for id in ids}
    found = work.load_many(SUBJECTS, wanted)
    for key, id in wanted.items():
        if key not in found:
            found[key] = work.add(SUBJECTS, Subject(key, SubjectKind(kind), id))
    return {id: work.save(SUBJECTS, found[key]) for key, id in wanted.items()}


def add_evidence(
    work: UnitOfWork,
    *,
    source: str,
    reference: str,
    subject_kind: Literal["cadre", "team"],
    subject_id: str,
    unit_ids: list[str],
    value: Decimal | None,
    happened_on: date,
    synthetic: bool,
    dimension: str | None = None,
    excluded_by: str | None = None,
    basis: str | None = None,
    decided_by: str | None = None,
) -> Evidence:
    """Keep a piece of evidence, and say that the subject's index is behind.

    It takes the place of an earlier piece with the same source, reference and dimension; without a value it takes that
    out of counting. Who adds for many subjects calls `subjects` for all of them first.
    """
    subject = subjects(work, subject_kind, [subject_id])[subject_id]
    subject.rows += 1
    subject.known_at = max(subject.known_at or work.now, work.now)
    subject.dirty = True
    subject.unit_ids = subject.unit_ids or unit_ids
    subject.synthetic = subject.synthetic or synthetic
    row = Evidence(
        work.new_id("evd"),
        source,
        reference,
        subject.kind,
        subject_id,
        unit_ids,
        value,
        happened_on,
        subject.rows,
        subject.known_at,
        dimension,
        excluded_by,
        basis,
        decided_by,
        synthetic,
    )
    return work.add(EVIDENCE, row)


class EvidenceKeeping:
    """Evidence that events bring (研判素材)."""

"""Offered: evidence that events bring (研判素材)."""

from __future__ import annotations

from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.evidence import EvidenceNotCounting, NoEvidence, NotExcludable, NotTolerated
from services.appraisal.schemas import evidence as schemas

# fmt: off
EXCLUDE_EVIDENCE = Command(
    "appraisal.exclude_evidence", schemas.ExcludeEvidence, schemas.EvidenceOut,
    refuses=(NoEvidence, NotExcludable, NotTolerated, EvidenceNotCounting),
    put_right=("incentive.correct_tolerance",),
)
GET_EVIDENCE = Query("appraisal.get_evidence", schemas.EvidenceOf, schemas.EvidenceOut, refuses=(NoEvidence,))
LIST_EVIDENCE = Query("appraisal.list_evidence", schemas.ListEvidence, page_of(schemas.EvidenceOut))

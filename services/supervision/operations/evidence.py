"""Offered: evidence of rectification (佐证材料) and accountability (问责) for the items of the ledger."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, HasDied, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.supervision.errors.rectification import (
    AccountabilityAnnulled,
    AccountabilityKnown,
    EvidenceCount,
    EvidenceKnown,
    EvidenceSize,
    EvidenceType,
    EvidenceWithdrawn,
    ItemNotInThisState,
    NoAccountability,
    NoEvidence,
    NoItem,
    OneAnswerable,
)
from services.supervision.schemas import rectification as schemas

# fmt: off
ADD_EVIDENCE = Command(
    "supervision.add_evidence", schemas.AddEvidence, schemas.EvidenceOut,
    refuses=(NoItem, ItemNotInThisState, EvidenceType, EvidenceSize, EvidenceCount, EvidenceKnown),
    put_right=("verify_rectification_item",),
)
WITHDRAW_EVIDENCE = Command(
    "supervision.withdraw_evidence", schemas.WithdrawEvidence, schemas.EvidenceOut,
    refuses=(NoItem, NoEvidence, EvidenceWithdrawn, ItemNotInThisState),
    put_right=("add_evidence",),
)
LIST_EVIDENCE = Query(
    "supervision.list_evidence", schemas.ListEvidence, page_of(schemas.EvidenceOut),
    refuses=(NoItem,),
)
GET_EVIDENCE = Query(
    "supervision.get_evidence", schemas.EvidenceOf, schemas.EvidenceContentOut,
    refuses=(NoItem, NoEvidence),
)
RECORD_ACCOUNTABILITY = Command(
    "supervision.record_accountability", schemas.RecordAccountability, schemas.AccountabilityOut,
    refuses=(EndsBeforeItBegins, HasDied, DayNotCome, NoItem, OneAnswerable, UnknownEntry, UnknownCadre, UnknownUnit),
    put_right=("annul_accountability",),
)
IMPORT_ACCOUNTABILITY = BulkCommand(
    "supervision.import_accountability", row=schemas.AccountabilityRow,
    refuses=(*RECORD_ACCOUNTABILITY.refuses, AccountabilityKnown),
    put_right=("annul_accountability",),
)
ANNUL_ACCOUNTABILITY = Command(
    "supervision.annul_accountability", schemas.AnnulAccountability, schemas.AccountabilityOut,
    refuses=(NoAccountability, AccountabilityAnnulled, NoItem),
    put_right=("record_accountability",),
)
ACCOUNTABILITY_OF = Query(
    "supervision.accountability_of", schemas.AccountabilityOf, page_of(schemas.AccountabilityOut),
    refuses=(NoItem,),
)
LIST_ACCOUNTABILITY = Query(
    "supervision.list_accountability", schemas.ListAccountability, page_of(schemas.AccountabilityOut),
)

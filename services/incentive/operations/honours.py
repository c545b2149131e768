"""Offered: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from servicekit.errors import DayNotCome, UnknownCadre
from servicekit.operations import COMPUTED, BulkCommand, Command, Query
from servicekit.schema import Schema, page_of
from services.incentive.errors.honours import HonourKnown, HonourNotInThisState, HonourRecorded, NoHonour, NotAPastYear
from services.incentive.errors.programmes import NoProgramme
from services.incentive.schemas import honours as schemas

# fmt: off
LIST_HONOURS = Query("incentive.list_honours", schemas.ListHonours, page_of(schemas.HonourOut))
GET_HONOUR = Query("incentive.get_honour", schemas.HonourOf, schemas.HonourOut, refuses=(NoHonour,))
RECORD_HONOUR = Command(
    "incentive.record_honour", schemas.RecordHonour, schemas.HonourOut,
    refuses=(UnknownCadre, DayNotCome, NotAPastYear, HonourRecorded, HonourKnown),
    put_right=("revoke_honour",),
)
IMPORT_PAST_HONOURS = BulkCommand(
    "incentive.import_past_honours", row=schemas.RecordHonour,
    refuses=RECORD_HONOUR.refuses,
    put_right=("revoke_honour",),
)
REVOKE_HONOUR = Command(
    "incentive.revoke_honour", schemas.RevokeHonour, schemas.HonourOut,
    refuses=(NoHonour, HonourNotInThisState),
    put_right=("nominate", "record_honour"),
)
REVIEW_HONOUR = Command(
    "incentive.review_honour", schemas.ReviewHonour, schemas.HonourOut,
    refuses=(NoHonour, HonourNotInThisState),
    put_right=("revoke_honour",),
)
RECORD_CERTIFICATE = Command(
    "incentive.record_certificate", schemas.HonourOf, schemas.HonourOut,
    refuses=(HonourNotInThisState, NoHonour),
    put_right=COMPUTED,
)
ISSUE_CERTIFICATE = Query(
    "incentive.issue_certificate", schemas.IssueCertificate, schemas.CertificateOut,
    refuses=(HonourNotInThisState, NoHonour, NoProgramme),
)
CERTIFICATE_KEYS = Query("incentive.certificate_keys", Schema, schemas.KeySetOut)
CERTIFICATE_STATUS = Query("incentive.certificate_status", Schema, schemas.StatusListOut)

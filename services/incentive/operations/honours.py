"""Offered: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from servicekit.operations import COMPUTED, Command, Query
from servicekit.schema import Schema, page_of
from services.incentive.errors.honours import HonourNotInThisState, NoHonour
from services.incentive.errors.programmes import NoProgramme
from services.incentive.schemas import honours as schemas

# fmt: off
LIST_HONOURS = Query("incentive.list_honours", schemas.ListHonours, page_of(schemas.HonourOut))
GET_HONOUR = Query("incentive.get_honour", schemas.HonourOf, schemas.HonourOut, refuses=(NoHonour,))
REVOKE_HONOUR = Command(
    "incentive.revoke_honour", schemas.RevokeHonour, schemas.HonourOut,
    refuses=(NoHonour, HonourNotInThisState),
    put_right=("nominate",),
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

"""Offered: the information link (信息联通): agreements, shared items, and readings, each of which is logged."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, HasDied, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import SENT, Command, Query
from servicekit.schema import page_of
from services.supervision.errors.conferences import AgencyNotNamed, NotAMemberAgency, StepNotPossible
from services.supervision.errors.information import (
    AgreementKnown,
    AgreementNotInForce,
    FieldNotAgreed,
    FieldNotGranted,
    NoAgreement,
    NoSharedItem,
)
from services.supervision.schemas import information as schemas

# fmt: off
MAKE_AGREEMENT = Command(
    "supervision.make_agreement", schemas.MakeAgreement, schemas.AgreementOut,
    refuses=(AgreementKnown, NotAMemberAgency, EndsBeforeItBegins, UnknownEntry),
    put_right=("end_agreement",),
)
END_AGREEMENT = Command(
    "supervision.end_agreement", schemas.EndAgreement, schemas.AgreementOut,
    refuses=(NoAgreement, StepNotPossible),
    put_right=("make_agreement",),
)
GET_AGREEMENT = Query("supervision.get_agreement", schemas.AgreementOf, schemas.AgreementOut, refuses=(NoAgreement,))
LIST_AGREEMENTS = Query("supervision.list_agreements", schemas.ListAgreements, page_of(schemas.AgreementOut))
SHARE_ITEM = Command(
    "supervision.share_item", schemas.ShareItem, schemas.SharedItemOut,
    refuses=(
        DayNotCome, NoAgreement, NotAMemberAgency, AgreementNotInForce, FieldNotAgreed, UnknownCadre, HasDied,
        UnknownUnit,
    ),
    put_right=("withdraw_item",),
)
WITHDRAW_ITEM = Command(
    "supervision.withdraw_item", schemas.WithdrawItem, schemas.SharedItemOut,
    refuses=(NoSharedItem, NotAMemberAgency, StepNotPossible),
    put_right=("share_item",),
)
READ_ITEM = Command(
    "supervision.read_item", schemas.ReadItem, schemas.ContentsOut, once=("values",),
    refuses=(
        NoSharedItem, AgreementNotInForce, FieldNotGranted, NotAMemberAgency, AgencyNotNamed, StepNotPossible,
        NoAgreement,
    ),
    put_right=SENT,
)
LOG_READINGS = Command("supervision.log_readings", schemas.LogReadings, schemas.LoggedOut, put_right=SENT)
GET_SHARED_ITEM = Query("supervision.get_shared_item", schemas.ItemOf, schemas.SharedItemOut, refuses=(NoSharedItem,))
LIST_SHARED_ITEMS = Query("supervision.list_shared_items", schemas.ListItems, page_of(schemas.SharedItemOut))
LIST_READINGS = Query("supervision.list_readings", schemas.ListReadings, page_of(schemas.ReadingOut))

"""Offered: publicity on working days, objections, and the proposal of naming with supervision's clearance."""

from __future__ import annotations

from servicekit.errors import NotIndependent, UnknownCadre, UnknownEntry
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from servicekit.schemas import BulkOut
from services.incentive.errors.nominations import NoNomination, NotInThisState, Restricted, Retired, StoppedByResult
from services.incentive.errors.programmes import BatchNotInThisState, NoBatch, QuotaExceeded
from services.incentive.errors.publicity import (
    NamingDay,
    NoObjection,
    ObjectionOpen,
    ObjectionResolved,
    PublicityBeforeElection,
    PublicityInFuture,
    PublicityNotOver,
    PublicityTooShort,
)
from services.incentive.schemas import publicity as schemas
from services.incentive.schemas.nominations import NominationOut

# fmt: off
PUBLICISE = Command(
    "incentive.publicise", schemas.Publicise, NominationOut,
    refuses=(PublicityTooShort, PublicityInFuture, PublicityBeforeElection, NotInThisState, NoNomination),
    put_right=("correct_summary", "withdraw_nomination"),
)
CORRECT_SUMMARY = Command(
    "incentive.correct_summary", schemas.CorrectSummary, NominationOut,
    refuses=(NotInThisState, NoNomination),
    put_right=("correct_summary",),
)
PUBLICISE_BATCH = Command(
    "incentive.publicise_batch", schemas.PubliciseBatch, BulkOut,
    refuses=(PublicityTooShort, PublicityInFuture, NoNomination, NoBatch, BatchNotInThisState),
    put_right=("correct_summary", "withdraw_nomination"),
)
LIST_PUBLICITY = Query("incentive.list_publicity", schemas.ListPublic, page_of(schemas.PublicOut))
LIST_NOTICES = Query("incentive.list_notices", schemas.ListPublic, page_of(schemas.NoticeOut))
LODGE_OBJECTION = Command(
    "incentive.lodge_objection", schemas.Lodge, schemas.ObjectionOut,
    refuses=(NotInThisState, UnknownEntry, NoNomination),
    put_right=("resolve_objection",), nameless="anonymous",
)
RESOLVE_OBJECTION = Command(
    "incentive.resolve_objection", schemas.Resolve, schemas.ObjectionOut,
    refuses=(NoObjection, ObjectionResolved, NotIndependent, NoNomination, NotInThisState),
    put_right=("lodge_objection", "nominate"),
)
GET_OBJECTION = Query("incentive.get_objection", schemas.ObjectionOf, schemas.ObjectionOut, refuses=(NoObjection,))
LIST_OBJECTIONS = Query("incentive.list_objections", schemas.ListObjections, page_of(schemas.ObjectionOut))
PROPOSE_NAMING = Command(
    "incentive.propose_naming", schemas.ProposeNaming, NominationOut,
    refuses=(
        PublicityNotOver, NamingDay, ObjectionOpen, QuotaExceeded, Restricted, StoppedByResult, Retired, NotInThisState,
        NoBatch, NoNomination, UnknownCadre,
    ),
    put_right=("withdraw_nomination",),
)
PROPOSE_NAMINGS = Command(
    "incentive.propose_namings", schemas.ProposeNamings, BulkOut,
    refuses=(NoNomination, NoBatch),
    put_right=("withdraw_nomination",),
)

"""Offered: nominations from draft to naming, and what other services' events do to them."""

from __future__ import annotations

from servicekit.errors import UnknownCadre, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.incentive.errors.nominations import (
    AlreadyNominated,
    NoNomination,
    NotEligible,
    NotInThisState,
    OverrideNotAllowed,
    Restricted,
    Retired,
    StoppedByResult,
)
from services.incentive.errors.programmes import BatchNotInThisState, NoBatch, UnknownField
from services.incentive.schemas import nominations as schemas

# fmt: off
NOMINATE = Command(
    "incentive.nominate", schemas.Nominate, schemas.NominationOut,
    refuses=(
        AlreadyNominated, NoBatch, UnknownField, NotEligible, Retired, Restricted, StoppedByResult, OverrideNotAllowed,
        BatchNotInThisState, NotInThisState, UnknownCadre, UnknownUnit,
    ),
    put_right=("change_nomination", "withdraw_nomination"),
)
IMPORT_NOMINATIONS = BulkCommand(
    "incentive.import_nominations", row=schemas.Nominate,
    refuses=(
        AlreadyNominated, NoBatch, UnknownField, NotEligible, Retired, Restricted, StoppedByResult, OverrideNotAllowed,
        BatchNotInThisState, NotInThisState, UnknownCadre, UnknownUnit,
    ),
    put_right=("change_nomination", "withdraw_nomination"),
)
CHANGE_NOMINATION = Command(
    "incentive.change_nomination", schemas.ChangeNomination, schemas.NominationOut,
    refuses=(NotInThisState, UnknownField, NoBatch, NoNomination),
    put_right=("change_nomination",),
)
SUBMIT_NOMINATION = Command(
    "incentive.submit_nomination", schemas.SubmitNomination, schemas.NominationOut,
    refuses=(
        NotInThisState, NotEligible, Retired, Restricted, StoppedByResult, OverrideNotAllowed, BatchNotInThisState,
        NoBatch, NoNomination, UnknownCadre,
    ),
    put_right=("withdraw_nomination",),
)
WITHDRAW_NOMINATION = Command(
    "incentive.withdraw_nomination", schemas.WithdrawNomination, schemas.NominationOut,
    refuses=(NotInThisState, NoBatch, NoNomination),
    put_right=("nominate",),
)
RESUME_NOMINATION = Command(
    "incentive.resume_nomination", schemas.NominationOf, schemas.NominationOut,
    refuses=(NotInThisState, Restricted, StoppedByResult, BatchNotInThisState, NoBatch, NoNomination),
    put_right=("withdraw_nomination",),
)
REQUEST_VETTING_AGAIN = Command(
    "incentive.request_vetting_again", schemas.NominationOf, schemas.NominationOut,
    refuses=(NotInThisState, Restricted, StoppedByResult, BatchNotInThisState, NoBatch, NoNomination),
    put_right=("withdraw_nomination",),
)
GET_NOMINATION = Query(
    "incentive.get_nomination", schemas.NominationOf, schemas.NominationShown, refuses=(NoNomination,)
)
LIST_NOMINATIONS = Query("incentive.list_nominations", schemas.ListNominations, page_of(schemas.NominationShown))

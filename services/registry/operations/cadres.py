"""Offered: cadres: registered, changed, corrected on request, searched for."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, NotIndependent
from servicekit.operations import SENT, Command, Query
from servicekit.schema import page_of
from services.registry.errors.cadres import (
    AcknowledgementNeeded,
    BadIdentityNumber,
    BadPhoto,
    BasisNeeded,
    CameWithAppointment,
    DuplicateEntry,
    IdentityNumberKnown,
    NotAPartyMember,
    NothingToAcknowledge,
    OneRightEntry,
    OutOfOrder,
    TooManyLookups,
    TooManyReveals,
    UnknownCadre,
    UnknownEntry,
)
from services.registry.errors.careers import Unqualified
from services.registry.errors.common import NothingChanged
from services.registry.errors.corrections import CorrectionDecided, NotYourRequest, UnknownCorrection
from services.registry.errors.posts import PostAbolished, UnknownPost
from services.registry.errors.units import UnitClosed, UnknownUnit
from services.registry.schemas import cadres as schemas
from services.registry.schemas.common import Snapshots
from services.registry.schemas.corrections import (
    CorrectionOut,
    DecideCorrection,
    GetCorrection,
    ListCorrections,
    RequestCorrection,
    WithdrawCorrection,
)

ENTRY = (DayNotCome, DuplicateEntry, NotAPartyMember, OutOfOrder, Unqualified)
"""What may be wrong with an entry on its way into a file."""

# fmt: off
REGISTER_CADRE = Command(
    "registry.register_cadre", schemas.RegisterCadre, schemas.CadreOut,
    refuses=(
        BadIdentityNumber, IdentityNumberKnown, TooManyLookups, UnknownUnit, UnitClosed, UnknownPost,
        EndsBeforeItBegins, *ENTRY,
    ),
    put_right=("change_cadre", "correct_entry", "set_aside", "correct_number"),
)
CHANGE_CADRE = Command(
    "registry.change_cadre", schemas.ChangeCadre, schemas.CadreOut,
    refuses=(
        UnknownCadre, NothingChanged, EndsBeforeItBegins, BadIdentityNumber, UnknownUnit, UnknownPost, PostAbolished,
        BasisNeeded, AcknowledgementNeeded, *ENTRY,
    ),
    put_right=("change_cadre", "correct_entry", "set_aside"),
)
ACKNOWLEDGE = Command(
    "registry.acknowledge", schemas.Acknowledge, schemas.CadreOut,
    refuses=(UnknownCadre, DayNotCome, NothingToAcknowledge),
    put_right=("change_cadre", "acknowledge"),
)
CORRECT_ENTRY = Command(
    "registry.correct_entry", schemas.CorrectEntry, schemas.CadreOut,
    refuses=(
        UnknownCadre, UnknownEntry, CameWithAppointment, OneRightEntry, EndsBeforeItBegins, UnknownUnit, UnknownPost,
        PostAbolished, AcknowledgementNeeded, *ENTRY,
    ),
    put_right=("correct_entry", "set_aside"),
)
CORRECT_NUMBER = Command(
    "registry.correct_number", schemas.CorrectNumber, schemas.CadreOut,
    refuses=(UnknownCadre, NothingChanged, BadIdentityNumber, IdentityNumberKnown, TooManyLookups),
    put_right=("correct_number",),
)
REVEAL_NUMBER = Command(
    "registry.reveal_number", schemas.RevealNumber, schemas.NumberOut,
    refuses=(UnknownCadre, TooManyReveals), once=("identity_number",), put_right=SENT,
)
SET_PHOTO = Command(
    "registry.set_photo", schemas.SetPhoto, schemas.PhotoOut,
    refuses=(UnknownCadre, BadPhoto),
    put_right=("set_photo",),
)
GET_PHOTO = Query("registry.get_photo", schemas.OneCadre, schemas.PhotoOut, refuses=(UnknownCadre,))
GET_CADRE = Query("registry.get_cadre", schemas.GetCadre, schemas.CadreOut, refuses=(UnknownCadre,))
GET_FAMILY = Query("registry.get_family", schemas.OneCadre, schemas.FamilyOut, refuses=(UnknownCadre,))
GET_HEALTH = Query("registry.get_health", schemas.OneCadre, schemas.HealthOut, refuses=(UnknownCadre,))
FIND_BY_NUMBER = Query(
    "registry.find_by_number", schemas.FindByNumber, schemas.CadreLine,
    refuses=(BadIdentityNumber, UnknownCadre, TooManyLookups),
)
LIST_CADRES = Query("registry.list_cadres", schemas.ListCadres, page_of(schemas.RosterLine))
SNAPSHOTS = Query("registry.snapshots", Snapshots, schemas.SnapshotsOut)
WHO_ARE = Query("registry.who_are", Snapshots, schemas.CalledOut)
FIND_NAMED = Query("registry.find_named", schemas.FindNamed, schemas.NamedOut)
REQUEST_CORRECTION = Command(
    "registry.request_correction", RequestCorrection, CorrectionOut,
    refuses=(UnknownCadre, NothingChanged, DayNotCome, EndsBeforeItBegins, OutOfOrder),
    put_right=("withdraw_correction", "decide_correction"),
)
DECIDE_CORRECTION = Command(
    "registry.decide_correction", DecideCorrection, CorrectionOut,
    refuses=(
        UnknownCorrection, NotIndependent, NotYourRequest, CorrectionDecided, BadIdentityNumber,
        NothingChanged, EndsBeforeItBegins, UnknownCadre, UnknownUnit, UnknownPost, PostAbolished, BasisNeeded,
        AcknowledgementNeeded, *ENTRY,
    ),
    put_right=("request_correction", "correct_entry", "change_cadre"),
)
WITHDRAW_CORRECTION = Command(
    "registry.withdraw_correction", WithdrawCorrection, CorrectionOut,
    refuses=(UnknownCorrection, NotIndependent, NotYourRequest, CorrectionDecided),
    put_right=("request_correction",),
)
GET_CORRECTION = Query("registry.get_correction", GetCorrection, CorrectionOut, refuses=(UnknownCorrection,))
LIST_CORRECTIONS = Query("registry.list_corrections", ListCorrections, page_of(CorrectionOut))

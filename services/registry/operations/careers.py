"""Offered: appointment, removal, promotion, transfer, retirement: each checked, decided by a document, and told."""

from __future__ import annotations

from servicekit.errors import DayNotCome
from servicekit.operations import Command
from services.registry.errors.cadres import (
    AcknowledgementNeeded,
    CameWithAppointment,
    DuplicateEntry,
    NotServing,
    OutOfOrder,
    UnknownCadre,
    UnknownEntry,
)
from services.registry.errors.careers import NotADemotion, NotAPromotion, NotHeld, NotInPost, Unqualified
from services.registry.errors.common import NothingChanged
from services.registry.errors.posts import PostAbolished, UnknownPost
from services.registry.errors.units import UnitClosed, UnknownUnit
from services.registry.schemas import careers as schemas
from services.registry.schemas.cadres import CadreOut

# fmt: off
APPOINT = Command(
    "registry.appoint", schemas.Appoint, CadreOut,
    refuses=(
        UnknownCadre, NotServing, Unqualified, OutOfOrder, UnknownPost, UnknownUnit, PostAbolished,
        UnitClosed, NothingChanged, DuplicateEntry,
    ),
    put_right=("correct_entry", "set_aside"),
)
REMOVE = Command(
    "registry.remove", schemas.Remove, CadreOut,
    refuses=(UnknownCadre, NotInPost, OutOfOrder, DuplicateEntry),
    put_right=("set_aside", "correct_entry"),
)
PROMOTE = Command(
    "registry.promote", schemas.Promote, CadreOut,
    refuses=(UnknownCadre, NotServing, Unqualified, OutOfOrder, NothingChanged, NotAPromotion, DuplicateEntry),
    put_right=("correct_entry", "set_aside"),
)
DEMOTE = Command(
    "registry.demote", schemas.Demote, CadreOut,
    refuses=(UnknownCadre, NotServing, OutOfOrder, NotADemotion, DuplicateEntry),
    put_right=("correct_entry", "set_aside"),
)
TRANSFER = Command(
    "registry.transfer", schemas.Transfer, CadreOut,
    refuses=(
        UnknownCadre, NotServing, Unqualified, OutOfOrder, UnknownUnit, UnknownPost, UnitClosed,
        NothingChanged, DuplicateEntry,
    ),
    put_right=("set_aside",),
)
RETIRE = Command(
    "registry.retire", schemas.Retire, CadreOut,
    refuses=(UnknownCadre, NotServing, Unqualified, OutOfOrder),
    put_right=("set_aside",),
)
LEAVE = Command(
    "registry.leave", schemas.Leave, CadreOut,
    refuses=(UnknownCadre, NotServing, Unqualified, OutOfOrder),
    put_right=("set_aside",),
)
LIFT_HOLD = Command(
    "registry.lift_hold", schemas.LiftHold, CadreOut,
    refuses=(UnknownCadre, UnknownEntry, NotHeld, NotServing, OutOfOrder, Unqualified),
    put_right=("set_aside",),
)
SET_ASIDE = Command(
    "registry.set_aside", schemas.SetAside, CadreOut,
    refuses=(UnknownCadre, UnknownEntry, CameWithAppointment, AcknowledgementNeeded, DayNotCome),
    put_right=("change_cadre",),
)

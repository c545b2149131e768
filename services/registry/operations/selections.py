"""Offered: the selection of a leading cadre (选拔任用), step by step from the proposal to the appointment."""

from __future__ import annotations

from servicekit.errors import NotIndependent
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.registry.errors.cadres import DuplicateEntry, NotServing, OutOfOrder, UnknownCadre
from services.registry.errors.careers import Unqualified
from services.registry.errors.common import NothingChanged
from services.registry.errors.posts import PostAbolished, UnknownPost
from services.registry.errors.selections import (
    AppointmentObjectionOpen,
    AppointmentPublicityNotOver,
    AppointmentPublicityTooShort,
    BadFigures,
    CandidateBarred,
    NoQuorum,
    NotRecommended,
    SelectionDay,
    SelectionNotInThisState,
    SelectionRunning,
    UnknownObjection,
    UnknownRecord,
    UnknownSelection,
    VettingReopened,
    VettingStale,
)
from services.registry.errors.units import UnitClosed, UnknownUnit
from services.registry.schemas import selections as schemas

# fmt: off
PROPOSE = Command(
    "registry.propose_selection", schemas.Propose, schemas.SelectionOut,
    refuses=(UnknownPost, PostAbolished, SelectionDay, SelectionRunning),
    put_right=("withdraw_selection", "put_selection_right"),
)
RECOMMEND = Command(
    "registry.record_recommendation", schemas.Recommend, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, SelectionDay, BadFigures, UnknownCadre),
    put_right=("put_selection_right",),
)
CONSIDER = Command(
    "registry.determine_candidates", schemas.Consider, schemas.SelectionOut,
    refuses=(
        UnknownSelection, SelectionNotInThisState, SelectionDay, NotRecommended, UnknownCadre, NotServing,
        CandidateBarred, Unqualified,
    ),
    put_right=("determine_candidates", "put_selection_right"),
)
INSPECT = Command(
    "registry.record_inspection", schemas.Inspect, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, SelectionDay, BadFigures),
    put_right=("put_selection_right",),
)
REQUEST_VETTING = Command(
    "registry.request_appointment_vetting", schemas.RequestVetting, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, SelectionDay),
    put_right=("withdraw_selection",),
)
DECIDE = Command(
    "registry.record_decision", schemas.Decide, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, SelectionDay, BadFigures, NoQuorum),
    put_right=("put_selection_right",),
)
PUBLICISE = Command(
    "registry.publicise_appointment", schemas.Publicise, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, SelectionDay, AppointmentPublicityTooShort),
    put_right=("publicise_appointment", "put_selection_right"),
)
OBJECT = Command(
    "registry.record_objection", schemas.Object, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, SelectionDay),
    put_right=("settle_objection", "put_selection_right"),
)
SETTLE = Command(
    "registry.settle_objection", schemas.Settle, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, NotIndependent, UnknownObjection),
    put_right=("put_selection_right",),
)
TAKE_UP = Command(
    "registry.appoint_selected", schemas.TakeUp, schemas.SelectionOut,
    refuses=(
        UnknownSelection, SelectionNotInThisState, SelectionDay, AppointmentPublicityNotOver, AppointmentObjectionOpen,
        VettingStale, CandidateBarred, NotServing, Unqualified, OutOfOrder, UnknownPost, UnknownUnit,
        PostAbolished, UnitClosed, NothingChanged, DuplicateEntry,
    ),
    put_right=("correct_entry", "set_aside", "put_selection_right"),
)
RESUME = Command(
    "registry.resume_selection", schemas.SelectionStep, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, NotServing, CandidateBarred, VettingReopened),
    put_right=("withdraw_selection", "determine_candidates"),
)
WITHDRAW = Command(
    "registry.withdraw_selection", schemas.WithdrawSelection, schemas.SelectionOut,
    refuses=(UnknownSelection, SelectionNotInThisState, SelectionDay),
    put_right=("propose_selection",),
)
PUT_RIGHT = Command(
    "registry.put_selection_right", schemas.PutRight, schemas.SelectionOut,
    refuses=(
        UnknownSelection, SelectionNotInThisState, UnknownRecord, SelectionDay, BadFigures, NoQuorum, NotRecommended,
        NothingChanged, UnknownCadre, SelectionRunning,
    ),
    put_right=("put_selection_right",),
)
GET_SELECTION = Query(
    "registry.get_selection", schemas.SelectionOf, schemas.SelectionOut, refuses=(UnknownSelection,)
)
LIST_SELECTIONS = Query("registry.list_selections", schemas.ListSelections, page_of(schemas.SelectionLine))
LIST_APPOINTMENT_NOTICES = Query(
    "registry.list_appointment_notices", schemas.ListNotices, page_of(schemas.AppointmentNotice)
)

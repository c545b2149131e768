"""Offered: units and posts: registered, changed, moved, merged, closed; nothing of their past is lost."""

from __future__ import annotations

from servicekit.errors import UnknownEntry
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.registry.errors.cadres import OutOfOrder
from services.registry.errors.common import NothingChanged
from services.registry.errors.planned import AlreadyPlanned, PlannedChangeOver, UnknownPlannedChange
from services.registry.errors.posts import BadCondition, PostAbolished, PostHeld, UnknownPost
from services.registry.errors.units import (
    CodeTaken,
    MergerNotKept,
    TooManyAffected,
    UnitClosed,
    UnitInUse,
    UnitLoop,
    UnknownUnit,
)
from services.registry.schemas import planned
from services.registry.schemas import units as schemas
from services.registry.schemas.common import Snapshots

# fmt: off
REGISTER_UNIT = Command(
    "registry.register_unit", schemas.RegisterUnit, schemas.UnitOut,
    refuses=(UnknownUnit, CodeTaken, UnitClosed),
    put_right=("change_unit", "move_unit", "close_unit"),
)
CHANGE_UNIT = Command(
    "registry.change_unit", schemas.ChangeUnit, schemas.UnitOut,
    refuses=(UnknownUnit, UnitClosed, NothingChanged, AlreadyPlanned),
    put_right=("cancel_planned_change", "change_unit"),
)
MOVE_UNIT = Command(
    "registry.move_unit", schemas.MoveUnit, schemas.UnitOut,
    refuses=(UnknownUnit, UnitLoop, UnitClosed, TooManyAffected, AlreadyPlanned),
    put_right=("cancel_planned_change", "move_unit"),
)
MERGE_UNIT = Command(
    "registry.merge_unit", schemas.MergeUnit, schemas.UnitOut,
    refuses=(UnknownUnit, UnitLoop, UnitClosed, TooManyAffected, OutOfOrder, AlreadyPlanned),
    put_right=("cancel_planned_change", "restore_unit"),
)
CLOSE_UNIT = Command(
    "registry.close_unit", schemas.CloseUnit, schemas.UnitOut,
    refuses=(UnknownUnit, UnitInUse, UnitClosed, AlreadyPlanned),
    put_right=("cancel_planned_change", "restore_unit"),
)
RESTORE_UNIT = Command(
    "registry.restore_unit", schemas.RestoreUnit, schemas.UnitOut,
    refuses=(UnknownUnit, UnitClosed, MergerNotKept, TooManyAffected),
    put_right=("merge_unit", "close_unit"),
)
CANCEL_PLANNED_CHANGE = Command(
    "registry.cancel_planned_change", planned.CancelPlannedChange, planned.PlannedChangeOut,
    refuses=(UnknownPlannedChange, PlannedChangeOver),
    put_right=("change_unit", "move_unit", "merge_unit", "close_unit", "change_post", "abolish_post"),
)
LIST_PLANNED_CHANGES = Query(
    "registry.list_planned_changes", planned.ListPlannedChanges, page_of(planned.PlannedChangeOut)
)
GET_UNIT = Query("registry.get_unit", schemas.GetUnit, schemas.UnitOut, refuses=(UnknownUnit,))
LIST_UNITS = Query("registry.list_units", schemas.ListUnits, page_of(schemas.UnitOut))
UNIT_SNAPSHOTS = Query("registry.unit_snapshots", Snapshots, schemas.UnitSnapshotsOut)
POST_SNAPSHOTS = Query("registry.post_snapshots", Snapshots, schemas.PostSnapshotsOut)
ESTABLISH_POST = Command(
    "registry.establish_post", schemas.EstablishPost, schemas.PostOut,
    refuses=(UnknownUnit, CodeTaken, UnitClosed, BadCondition, UnknownEntry),
    put_right=("change_post", "abolish_post"),
)
CHANGE_POST = Command(
    "registry.change_post", schemas.ChangePost, schemas.PostOut,
    refuses=(
        UnknownPost, PostAbolished, PostHeld, NothingChanged, BadCondition, UnknownEntry, TooManyAffected,
        AlreadyPlanned,
    ),
    put_right=("cancel_planned_change", "change_post"),
)
ABOLISH_POST = Command(
    "registry.abolish_post", schemas.AbolishPost, schemas.PostOut,
    refuses=(UnknownPost, PostHeld, PostAbolished, AlreadyPlanned),
    put_right=("cancel_planned_change", "establish_post"),
)
GET_POST = Query("registry.get_post", schemas.GetPost, schemas.PostOut, refuses=(UnknownPost,))
LIST_POSTS = Query("registry.list_posts", schemas.ListPosts, page_of(schemas.PostOut))

"""Offered: restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, HasDied, NotIndependent, UnknownCadre, UnknownEntry
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.supervision.errors.standing import (
    AlreadyRestricted,
    NoRestriction,
    NotAPartyMember,
    NotItsPeriod,
    RestrictionOver,
)
from services.supervision.schemas import standing as schemas

# fmt: off
IMPOSE_RESTRICTION = Command(
    "supervision.impose_restriction", schemas.ImposeRestriction, schemas.RestrictionOut,
    refuses=(
        HasDied, UnknownCadre, EndsBeforeItBegins, UnknownEntry, NotItsPeriod, AlreadyRestricted, NotAPartyMember,
    ),
    put_right=("annul_restriction", "lift_restriction"),
)
IMPORT_RESTRICTIONS = BulkCommand(
    "supervision.import_restrictions", row=schemas.ImposeRestriction,
    refuses=IMPOSE_RESTRICTION.refuses,
    put_right=("annul_restriction", "lift_restriction"),
)
LIFT_RESTRICTION = Command(
    "supervision.lift_restriction", schemas.CloseRestriction, schemas.RestrictionOut,
    refuses=(RestrictionOver, NoRestriction, NotIndependent),
    put_right=("impose_restriction",),
)
ANNUL_RESTRICTION = Command(
    "supervision.annul_restriction", schemas.CloseRestriction, schemas.RestrictionOut,
    refuses=(RestrictionOver, NoRestriction),
    put_right=("impose_restriction",),
)
GET_RESTRICTION = Query(
    "supervision.get_restriction", schemas.RestrictionOf, schemas.RestrictionOut,
    refuses=(NoRestriction,),
)
LIST_RESTRICTIONS = Query("supervision.list_restrictions", schemas.ListRestrictions, page_of(schemas.RestrictionOut))
GET_STANDING = Query("supervision.get_standing", schemas.StandingOf, schemas.StandingOut)

"""Offered: measures (激励措施) and what is granted of them."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, HasDied, UnknownCadre
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.incentive.errors.honours import NoHonour
from services.incentive.errors.measures import (
    AlreadyGranted,
    GrantAfterService,
    GrantBarred,
    GrantEnded,
    GrantTooEarly,
    MeasureKnown,
    MeasureNotInForce,
    NoGrant,
    NoMeasure,
)
from services.incentive.schemas import measures as schemas

# fmt: off
OPEN_MEASURE = Command(
    "incentive.open_measure", schemas.OpenMeasure, schemas.MeasureOut,
    refuses=(MeasureKnown, EndsBeforeItBegins),
    put_right=("close_measure",),
)
IMPORT_MEASURES = BulkCommand(
    "incentive.import_measures", row=schemas.OpenMeasure,
    refuses=(MeasureKnown, EndsBeforeItBegins),
    put_right=("close_measure",),
)
CLOSE_MEASURE = Command(
    "incentive.close_measure", schemas.MeasureOf, schemas.MeasureOut,
    refuses=(NoMeasure, MeasureNotInForce),
    put_right=("open_measure",),
)
GET_MEASURE = Query("incentive.get_measure", schemas.MeasureOf, schemas.MeasureOut, refuses=(NoMeasure,))
LIST_MEASURES = Query("incentive.list_measures", schemas.ListMeasures, page_of(schemas.MeasureOut))
GIVE_GRANT = Command(
    "incentive.give_grant", schemas.GiveGrant, schemas.GrantOut,
    refuses=(
        UnknownCadre, NoMeasure, MeasureNotInForce, GrantBarred, EndsBeforeItBegins, NoHonour, GrantTooEarly, HasDied,
        GrantAfterService, AlreadyGranted,
    ),
    put_right=("revoke_grant",),
)
IMPORT_GRANTS = BulkCommand(
    "incentive.import_grants", row=schemas.GrantRow,
    refuses=GIVE_GRANT.refuses,
    put_right=("revoke_grant",),
)
REVOKE_GRANT = Command(
    "incentive.revoke_grant", schemas.RevokeGrant, schemas.GrantOut,
    refuses=(NoGrant, GrantEnded),
    put_right=("give_grant",),
)
GET_GRANT = Query("incentive.get_grant", schemas.GrantOf, schemas.GrantOut, refuses=(NoGrant,))
LIST_GRANTS = Query("incentive.list_grants", schemas.ListGrants, page_of(schemas.GrantOut))

"""Offered: honourable retirement (荣誉退休)."""

from __future__ import annotations

from servicekit.errors import DayNotCome
from servicekit.operations import Command, NoWayYet, Query
from servicekit.schema import page_of
from services.incentive.errors.retirement import CeremonySettled, HonouredBefore, NoCeremony, NotAnHonouree
from services.incentive.schemas import retirement as schemas

# fmt: off
PLAN_CEREMONY = Command(
    "incentive.plan_ceremony", schemas.PlanCeremony, schemas.CeremonyOut,
    refuses=(NotAnHonouree, HonouredBefore),
    put_right=("cancel_ceremony",),
)
HOLD_CEREMONY = Command(
    "incentive.hold_ceremony", schemas.HoldCeremony, schemas.CeremonyOut,
    refuses=(DayNotCome, NoCeremony, CeremonySettled),
    put_right=NoWayYet("登记为已举行的仪式尚不能更正", "A ceremony that was recorded as held cannot be put right yet"),
)
CANCEL_CEREMONY = Command(
    "incentive.cancel_ceremony", schemas.CancelCeremony, schemas.CeremonyOut,
    refuses=(NoCeremony, CeremonySettled),
    put_right=("plan_ceremony",),
)
GET_CEREMONY = Query("incentive.get_ceremony", schemas.CeremonyOf, schemas.CeremonyOut, refuses=(NoCeremony,))
LIST_CEREMONIES = Query("incentive.list_ceremonies", schemas.ListCeremonies, page_of(schemas.CeremonyOut))
LIST_HONOUREES = Query("incentive.list_honourees", schemas.ListHonourees, page_of(schemas.HonoureeOut))

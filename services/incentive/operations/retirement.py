"""Offered: honourable retirement (荣誉退休)."""

from __future__ import annotations

from servicekit.errors import DayNotCome
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.incentive.errors.retirement import (
    CeremonyNotHeld,
    CeremonySettled,
    CeremonyUnchanged,
    HonouredBefore,
    NoCeremony,
    NotAnHonouree,
)
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
    put_right=("correct_ceremony", "take_back_ceremony"),
)
CORRECT_CEREMONY = Command(
    "incentive.correct_ceremony", schemas.CorrectCeremony, schemas.CeremonyOut,
    refuses=(DayNotCome, NoCeremony, CeremonyNotHeld, CeremonyUnchanged, NotAnHonouree, HonouredBefore),
    put_right=("correct_ceremony",),
)
TAKE_BACK_CEREMONY = Command(
    "incentive.take_back_ceremony", schemas.TakeBackCeremony, schemas.CeremonyOut,
    refuses=(NoCeremony, CeremonyNotHeld),
    put_right=("hold_ceremony",),
)
CANCEL_CEREMONY = Command(
    "incentive.cancel_ceremony", schemas.CancelCeremony, schemas.CeremonyOut,
    refuses=(NoCeremony, CeremonySettled),
    put_right=("plan_ceremony",),
)
GET_CEREMONY = Query("incentive.get_ceremony", schemas.CeremonyOf, schemas.CeremonyOut, refuses=(NoCeremony,))
LIST_CEREMONIES = Query("incentive.list_ceremonies", schemas.ListCeremonies, page_of(schemas.CeremonyOut))
LIST_HONOUREES = Query("incentive.list_honourees", schemas.ListHonourees, page_of(schemas.HonoureeOut))

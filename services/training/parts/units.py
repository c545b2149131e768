"""What an officer of a unit may run: the daily training (日常培训) of the own unit and those below it.

Officers of training run everything. Whose a class or a booking is follows from its organiser's unit, or its own, by the
roster as it is now; what is of others is not found.
"""

from __future__ import annotations

from servicekit.errors import UnknownUnit, field_error, with_words
from servicekit.lifecycle import words_of
from servicekit.principal import Reach
from servicekit.roster import UNITS
from servicekit.store import Document
from servicekit.work import Reading, UnitOfWork
from services.training.errors.classes import NotDailyTraining
from services.training.model.classes import TrainingClass
from services.training.model.places import Booking
from services.training.model.resources import Organiser
from services.training.store.classes import CLASSES
from services.training.store.places import BOOKINGS
from services.training.store.resources import ORGANISERS
from services.training.vocabulary.classes import Kind
from services.training.vocabulary.resources import Tier

KINDS = "training.daily_kinds"


def class_to_run(work: UnitOfWork, class_id: str) -> TrainingClass:
    """A class that the caller runs. Raises NoClass."""
    class_ = work.load(CLASSES, class_id)
    if not runs_everything(work):
        organiser = work.load_many(ORGANISERS, [class_.organiser_id]).get(class_.organiser_id)
        if organiser is None or not _is_own(work, organiser):
            raise CLASSES.not_found(class_id)
    return class_


def organiser_to_run(work: UnitOfWork, organiser_id: str) -> Organiser:
    """An organiser for which the caller holds classes. Raises NoOrganiser."""
    organiser = work.load(ORGANISERS, organiser_id)
    if not runs_everything(work) and not _is_own(work, organiser):
        raise ORGANISERS.not_found(organiser_id)
    return organiser


def booking_to_run(work: UnitOfWork, booking_id: str) -> Booking:
    """A booking of the caller's. Raises NoBooking."""
    booking = work.load(BOOKINGS, booking_id)
    if not runs_everything(work) and not _within(work, booking.unit_id):
        raise BOOKINGS.not_found(booking_id)
    return booking


def unit_to_run(work: UnitOfWork, unit_id: str | None) -> str | None:
    """The unit that a wish is for: for an officer of a unit the own one, or one below it. Raises UnknownUnit."""
    if runs_everything(work):
        return unit_id
    if unit_id is not None and not _within(work, unit_id):
        raise UnknownUnit(errors=[field_error("/unit_id", "unknown-unit", UnknownUnit.zh, UnknownUnit.en)])
    return unit_id or work.scope.unit_id


def of_own_units(read: Reading) -> Document:
    """The filter for what belongs to the caller's units: for an officer of a unit the own one and those below it.

    What belongs to no unit is read by those who run everything.
    """
    if runs_everything(read):
        return {}
    if read.scope.reach is not Reach.UNIT or read.scope.unit_id is None:
        return {"unit_id": {"$in": []}}
    below = read.db[UNITS.name].find({"unit_ids": read.scope.unit_id}, {"_id": 1})
    return {"unit_id": {"$in": [read.scope.unit_id, *(unit["_id"] for unit in below)]}}


def must_be_daily(work: UnitOfWork, tier: Tier, kind: Kind | None = None) -> None:
    """Raises NotDailyTraining for what is no daily training of a unit, unless the caller runs everything."""
    if runs_everything(work):
        return
    if tier is not Tier.UNIT:
        raise _not_daily("/tier", {Tier.UNIT.value: Tier.UNIT.zh})
    kinds = list(work.rules[KINDS].value)
    if kind is not None and kind.value not in kinds:
        words = words_of(Kind)
        raise _not_daily("/kind", {key: words.get(key, "") for key in kinds})


def runs_everything(work: Reading) -> bool:
    """Whether the caller is bound to no unit and no person: an officer of training, or a client inside the network."""
    return work.scope.reach not in (Reach.UNIT, Reach.SELF)


def _is_own(work: UnitOfWork, organiser: Organiser) -> bool:
    return organiser.tier is Tier.UNIT and _within(work, organiser.unit_id)


def _within(work: UnitOfWork, unit_id: str | None) -> bool:
    """Whether a unit is the caller's or below it; the own one also where the roster's word has not come yet."""
    if unit_id is None:
        return False
    unit = work.load_many(UNITS, [unit_id]).get(unit_id)
    return work.scope.allows([unit_id, *(unit.unit_ids if unit else ())])


def _not_daily(pointer: str, allowed: dict[str, str]) -> NotDailyTraining:
    zh, en = f"可选：{with_words(allowed)}", f"Allowed: {', '.join(allowed)}"
    return NotDailyTraining(zh, en, errors=[field_error(pointer, "not-daily-training", zh, en)], allowed=list(allowed))

"""Who retires, leaves or dies is in no class that ends afterwards, unless that turns out to have been a mistake."""

from __future__ import annotations

from servicekit.calls import on
from servicekit.events import Received
from servicekit.roster import gone, set_aside
from servicekit.work import MOST_FOLLOWED, UnitOfWork
from services.training.events.classes import (
    CLASS_CHANGED,
    ENROLMENT_PLACED,
    ENROLMENT_WAITING,
    ENROLMENT_WITHDRAWN,
)
from services.training.model import enrolments as model
from services.training.model.classes import TrainingClass
from services.training.model.enrolments import Agenda, Enrolment
from services.training.model.people import first_day
from services.training.parts.classes import tell_class
from services.training.parts.enrolments import promote_waiting
from services.training.store.classes import CLASSES
from services.training.store.enrolments import AGENDAS, ENROLMENTS
from services.training.store.people import PEOPLE
from services.training.vocabulary.enrolments import LIFE, Standing, Step


class Departures:
    """Classes of those who leave."""

    @on("registry", "cadre.retired.v1", "cadre.left.v1", "cadre.changed.v1", handler="departures", batch=50)
    def hear_departures(self, received: list[Received], work: UnitOfWork) -> None:
        """Withdraw who leaves from what ends on that day or later; where that is set aside, they are back."""
        mine = [event for event in received if gone(event) or event.data.get("set_aside")]
        if not mine:
            return
        subjects = sorted({event.subject for event in mine})
        held = {"state": {"$in": [Standing.ENROLLED.value, Standing.WAITING.value]}}
        where = {"cadre_id": {"$in": subjects}, "$or": [held, {"left_by": {"$ne": None}}]}
        known = work.find(ENROLMENTS, where, most=MOST_FOLLOWED)
        people = work.load_many(PEOPLE, subjects)
        classes = work.load_many(CLASSES, (one.class_id for one in known))
        agendas = work.load_many(AGENDAS, subjects)
        changed: dict[str, TrainingClass] = {}
        for event in sorted(mine, key=lambda one: one.sequence):
            person = people.get(event.subject)
            serves = person is not None and person.active and person.sequence > event.sequence
            for one in known:
                if one.cadre_id != event.subject or event.sequence <= one.left:
                    continue
                one.left = event.sequence
                if _hear(work, classes[one.class_id], one, agendas.get(one.cadre_id), event, serves):
                    changed[one.class_id] = classes[one.class_id]
                work.save(ENROLMENTS, one)
        for class_ in changed.values():
            promote_waiting(work, class_)
            tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))


def _hear(
    work: UnitOfWork, class_: TrainingClass, one: Enrolment, agenda: Agenda | None, event: Received, serves: bool
) -> bool:
    """Whether the enrolment is another than before. Who serves again by a newer word is not withdrawn."""
    entry, day = event.data.get("status_entry"), first_day(event.data.get("on"))
    if gone(event) and set_aside(event, one.left_by):
        one.left_by = entry
    elif gone(event) and not serves and day is not None and LIFE.may(one, Step.LEAVE) and one.ends >= day:
        model.leave(class_, one, agenda, entry)
        work.tell(ENROLMENT_WITHDRAWN, one)
        if agenda is not None:
            work.save(AGENDAS, agenda)
        return True
    elif not gone(event) and set_aside(event, one.left_by):
        fresh = agenda or work.add(AGENDAS, Agenda(one.cadre_id))
        if model.come_back(class_, one, fresh):
            work.tell(ENROLMENT_PLACED if one.state is Standing.ENROLLED else ENROLMENT_WAITING, one)
            work.save(AGENDAS, fresh)
            return True
    return False

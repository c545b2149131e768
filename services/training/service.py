"""The training service: its commands and queries by subject, and what it learns from the registry."""

from __future__ import annotations

from servicekit.events import Received
from servicekit.roster import FollowsRoster, newest
from servicekit.service import Service, on
from servicekit.store import Word
from servicekit.work import UnitOfWork
from services.training import figures, store
from services.training.events import EVENTS
from services.training.model.people import Person, replica
from services.training.parts.classes import Classes
from services.training.parts.corrections import Corrections
from services.training.parts.departures import Departures
from services.training.parts.enrolments import Enrolments
from services.training.parts.known_by import KNOWN_BY
from services.training.parts.ledger import Ledger
from services.training.parts.outside import Outside
from services.training.parts.places import Places
from services.training.parts.resources import Resources
from services.training.parts.undoing import BUILT, UNDOES
from services.training.store.ledger import PERSON_YEARS, REMINDERS
from services.training.store.people import PEOPLE


class TrainingService(
    Resources, Classes, Enrolments, Corrections, Departures, Ledger, Outside, Places, FollowsRoster, Service
):
    """Training (教育培训): organisers, plans, classes, people in them, hours, teachers, materials and teaching points.

    The commands and queries are in `parts/`, one module per subject: `resources`, `classes`, `enrolments`,
    `corrections`, `departures`, `ledger` (hours, compliance, online records, needs), `outside` and `places`.
    """

    name = "training"
    collections = store.ALL
    events = EVENTS
    undoes = UNDOES
    builds_on = BUILT
    known_by = KNOWN_BY

    @on("registry", "cadre.*.v1", handler="people", batch=200)
    def keep_people(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep training's own replica of the cadres, instead of the roster's; an older event changes nothing."""
        latest = {event.subject: event for event in newest(received)}
        known = work.load_many(PEOPLE, latest)
        ranks = work.rules["training.five_year_ranks"].value
        words: list[Word] = []
        for cadre_id, event in latest.items():
            before = known.get(cadre_id)
            if before is not None and before.sequence >= event.sequence:
                continue
            kept = replica(event.data, ranks)
            words.append((cadre_id, event.sequence, kept))
            now = PEOPLE.to_entity({"_id": cadre_id, "version": 0, **kept})
            if before is not None and _moved(before, now):
                work.write(PERSON_YEARS, figures.follow(now))
            if before is not None and before.unit_ids != now.unit_ids:
                work.write(REMINDERS, figures.follow_reminders(now))
        work.keep_latest(PEOPLE, *words)


def _moved(before: Person, now: Person) -> bool:
    """Whether the summaries of the person's years must follow."""
    return (before.unit_ids, before.regime, before.active, before.promoted_on) != (
        now.unit_ids,
        now.regime,
        now.active,
        now.promoted_on,
    )

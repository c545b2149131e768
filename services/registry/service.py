"""The nameko class of the roster. Commands and queries stand by subject in `parts/`; here they come together."""

from __future__ import annotations

from typing import Any

import pymongo
from nameko.extensions import DependencyProvider

from servicekit.crypto import FieldCipher
from servicekit.sealing import fields_of
from servicekit.service import Service, command, every
from servicekit.specs import Saga
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.registry import store
from services.registry.events import EVENTS
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.model import alerts
from services.registry.model.holding import derive
from services.registry.model.person import Cadre
from services.registry.operations import alerts as operations
from services.registry.parts.alerts import Alerts
from services.registry.parts.building import SEALED_AS
from services.registry.parts.cadres import JUDGED as CADRES_JUDGED
from services.registry.parts.cadres import Cadres
from services.registry.parts.calendar import Calendars
from services.registry.parts.careers import Careers
from services.registry.parts.common import (
    MOST_ALERTS,
    Wish,
    has_come,
    keep_alerts,
    next_look,
    says_otherwise,
    settle_cadres,
    tell_punishments,
)
from services.registry.parts.disposals import JUDGED as DISPOSALS_JUDGED
from services.registry.parts.disposals import Disposals
from services.registry.parts.history_imports import HistoryImports
from services.registry.parts.honours import Honours
from services.registry.parts.imports import Imports
from services.registry.parts.known_by import KNOWN_BY
from services.registry.parts.ordering import place_cadres, place_what_has_none
from services.registry.parts.personal_requests import MOVED as PERSONAL_REQUESTS_MOVED
from services.registry.parts.personal_requests import PersonalRequests
from services.registry.parts.policies import Policies
from services.registry.parts.recognising import Recognising
from services.registry.parts.restrictions import Restrictions
from services.registry.parts.results import Results
from services.registry.parts.selections import JUDGED as SELECTIONS_JUDGED
from services.registry.parts.selections import MOVED as SELECTIONS_MOVED
from services.registry.parts.selections import Selections
from services.registry.parts.teams import Teams
from services.registry.parts.undoing import BUILT, UNDOES
from services.registry.parts.units import MOVED as CHANGES_MOVED
from services.registry.parts.units import Units
from services.registry.store.alerts import ALERTS
from services.registry.store.cadres import CADRES, READ_OTHERWISE
from services.registry.vocabulary.alerts import AlertState

SWEEP_SECONDS = 300
SWEEP_AT_ONCE = 500
NAMES_AT_ONCE = 2000
"""Files whose names are read anew at once: a city's are in order again within the hour."""
_KEYS = ("pinyin", "sounds", "strokes", "initials", "search", "other_readings", "place", "read_as")
"""What a file is found and sorted by."""


class Cipher(DependencyProvider):
    """Gives the service the cipher of the installation; without FIELD_KEY the process does not start."""

    def setup(self) -> None:
        self._cipher = FieldCipher.from_environment()

    def get_dependency(self, worker_ctx: Any) -> FieldCipher:
        return self._cipher


class RegistryService(
    Units,
    Cadres,
    Careers,
    Disposals,
    PersonalRequests,
    Recognising,
    Selections,
    Policies,
    Alerts,
    Calendars,
    Honours,
    Restrictions,
    Results,
    HistoryImports,
    Imports,
    Teams,
    Service,
):
    """干部与机构名册: units, posts, cadres, selections for posts, alerts and the register of policies."""

    name = "registry"
    collections = store.ALL
    events = EVENTS
    sagas = (Saga("vetting", "selections", "vetting"),)
    judged = (*CADRES_JUDGED, *DISPOSALS_JUDGED, *SELECTIONS_JUDGED)
    moves = {**SELECTIONS_MOVED, **CHANGES_MOVED, **PERSONAL_REQUESTS_MOVED}
    undoes = UNDOES
    builds_on = BUILT
    known_by = KNOWN_BY
    fields_sealed_since = 4
    sealed = (fields_of(CADRES.name, ("number_sealed",), lambda cadre, _: SEALED_AS + cadre),)
    cipher = Cipher()

    @command(operations.SWEEP_ALERTS)
    def sweep_alerts(self, wish: Wish, work: UnitOfWork) -> Document:
        """Look at the files whose alerts change by the passing of time; also done every few minutes by itself."""
        return _sweep(work, wish["limit"])

    @every(SWEEP_SECONDS, "alerts")
    def sweep(self, work: UnitOfWork) -> None:
        """Open what has come due and close what has ended."""
        _sweep(work, SWEEP_AT_ONCE)

    @every(SWEEP_SECONDS, "names")
    def read_names_anew(self, work: UnitOfWork) -> None:
        """Files whose names were read another way: they are found and sorted as those that were entered since."""
        cadres = work.first(CADRES, READ_OTHERWISE, sort=[("read_as", 1)], limit=NAMES_AT_ONCE)
        for cadre in cadres:
            derive(cadre, work.today)
        place_cadres(work, cadres)
        for cadre in cadres:
            keys = {name: getattr(cadre, name) for name in _KEYS}
            work.write(CADRES, pymongo.UpdateOne({"_id": cadre.id}, {"$set": keys}))

    @every(SWEEP_SECONDS, "places")
    def give_places(self, work: UnitOfWork) -> None:
        """What is from before the city's order was kept takes its place in it."""
        place_what_has_none(work, SWEEP_AT_ONCE)

    @every(SWEEP_SECONDS, "punishments")
    def tell_of_punishments(self, work: UnitOfWork) -> None:
        """Files from before supervision's book was told of punishments: it is told of theirs."""
        where = {"punishments.0": {"$exists": True}, "told_punishments": None}
        for cadre in work.first(CADRES, where, sort=[("told_punishments", 1)], limit=SWEEP_AT_ONCE):
            tell_punishments(work, work.save(CADRES, cadre))


def _sweep(work: UnitOfWork, limit: int) -> Document:
    """Bring the alerts of at most `limit` cadres in step with today; an index says whose turn it is."""
    where = {"look_on": {"$lte": work.today.isoformat()}}
    due = work.first(CADRES, where, sort=[("look_on", 1)], limit=limit + 1)
    cadres = due[:limit]
    present: dict[str, list[alerts.Alert]] = {}
    for alert in work.find(ALERTS, {"subject_id": {"$in": [cadre.id for cadre in cadres]}}, most=limit * MOST_ALERTS):
        present.setdefault(alert.subject_id, []).append(alert)
    opened = closed = 0
    changed: list[Cadre] = []
    for cadre in cadres:
        if has_come(cadre, work.today) or says_otherwise(cadre, work.today):
            changed.append(cadre)
            continue
        wanted = alerts.wanted_for_cadre(cadre, work.today, work.rules)
        added, settled = alerts.reconcile(present.get(cadre.id, []), wanted, cadre, work.now)
        keep_alerts(work, added, settled)
        opened += len(added) + sum(alert.opened_at == work.now for alert in settled)
        closed += sum(alert.state is AlertState.CLOSED for alert in settled)
        following = next_look(cadre, work.today, work.rules)
        # The version stays: nothing of the file has changed, only when to look at it again.
        work.write(
            CADRES,
            pymongo.UpdateOne({"_id": cadre.id}, {"$set": {"look_on": following.isoformat() if following else None}}),
        )
    if changed:
        settle_cadres(work, changed)
        for cadre in changed:
            work.tell(CADRE_CHANGED, cadre, changed=["today"])
    return {"looked_at": len(cadres), "opened": opened, "closed": closed, "more": len(due) > limit}

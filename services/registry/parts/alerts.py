"""Alerts (预警): read, and marked as handled by an officer who has seen to it."""

from __future__ import annotations

from datetime import date

from servicekit import queries
from servicekit.calls import command, query
from servicekit.principal import Reach
from servicekit.rules import RuleBook
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.registry.events.alerts import ALERT_HANDLED, ALERT_PUT_BACK
from services.registry.model.alerts import Alert, text_of
from services.registry.operations import alerts as operations
from services.registry.parts.common import Part, Wish
from services.registry.schemas.alerts import AlertOut
from services.registry.store.alerts import ALERT_SORTS, ALERTS
from services.registry.vocabulary.alerts import KEPT_IN, LIFE, AlertStep


class Alerts(Part):
    """What will soon be due or is not as it should be."""

    @command(operations.HANDLE_ALERT)
    def handle_alert(self, wish: Wish, work: UnitOfWork) -> Document:
        """Say what was done: the alert waits for nobody any more, and closes when its condition no longer holds."""
        alert = _see(work, wish["alert_id"])
        LIFE.take(alert, AlertStep.HANDLE, work.mark(), wish["note"])
        work.tell(ALERT_HANDLED, alert)
        return _kept(work, alert)

    @command(operations.PUT_ALERT_BACK)
    def put_alert_back(self, wish: Wish, work: UnitOfWork) -> Document:
        """Put right that an alert was marked as handled by mistake: it waits again."""
        alert = _see(work, wish["alert_id"])
        LIFE.take(alert, AlertStep.PUT_BACK, work.mark(), wish["correction"])
        work.tell(ALERT_PUT_BACK, alert)
        return _kept(work, alert)

    @query(operations.LIST_ALERTS)
    def list_alerts(self, wish: Wish, read: Reading) -> Page:
        """Alerts by rule, state, unit and subject."""
        where = queries.filters(wish, "rule", "state", "subject_id", "unit_id")
        if wish["due_before"]:
            where["due_on"] = {"$lt": wish["due_before"].isoformat()}
        where = queries.both(where, _seen(read))
        page = read.page(ALERTS, where, wish, sorts=ALERT_SORTS, default_sort="due_on", answer=AlertOut)
        return Page([_said(row, read.rules) for row in page.items], page.next, page.total)


_TOLD: Document = {"rule": {"$nin": [rule.value for rule in KEPT_IN]}}
"""What may be told to others than those who see all cadres, and to whom it is about."""


def _seen(read: Reading) -> Document:
    """The alerts within the reader's reach, but for what is kept from whoever they are about."""
    if scope := read.scope.filter(cadre="subject_id"):
        return queries.both(scope, _TOLD)
    return read.of_oneself_only("subject_id", _TOLD)


def _see(work: UnitOfWork, alert_id: str) -> Alert:
    """An alert to act on, as far as the list shows it. Raises UnknownAlert."""
    wide = work.scope.reach is Reach.ALL

    def hidden(alert: Alert) -> bool:
        return alert.rule in KEPT_IN and (not wide or work.scope.is_of(alert.cadre_id))

    return work.see(ALERTS, alert_id, hidden)


def _kept(work: UnitOfWork, alert: Alert) -> Document:
    work.save(ALERTS, alert)
    return _said(ALERTS.to_document(alert), work.rules)


def _said(row: Document, rules: RuleBook) -> Document:
    """An alert with what it says; rows from before anybody handled alerts have no timeline."""
    return {"timeline": [], **row, "text": text_of(row["rule"], date.fromisoformat(row["due_on"]), row["facts"], rules)}

"""Alerts: one per rule, subject and due date; opened once, closed by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from servicekit.people import Status
from services.registry.model import alerts
from services.registry.model.dates import add_months
from services.registry.model.person import Punishment
from services.registry.model.units import Headcount
from services.registry.vocabulary.alerts import AlertRule, AlertState
from tests.unit.registry.people import RULES, a_cadre, a_unit, settled

NOW = datetime(2026, 1, 15, tzinfo=UTC)


@given(st.integers(-30, 30))
def test_retirement_is_warned_of_a_year_ahead(months):
    cadre = a_cadre(birth="1965-03")
    assert cadre.retires_on is not None
    day = add_months(cadre.retires_on, months)
    wanted = {w.rule for w in alerts.wanted_for_cadre(cadre, day, RULES)}
    assert (AlertRule.RETIREMENT in wanted) == (months >= -12)


def test_a_retirement_is_the_more_urgent_the_nearer_it_is():
    cadre = a_cadre(birth="1965-03")
    assert cadre.retires_on is not None
    shown: list[alerts.Alert] = []
    for months, level in ((-12, "yellow"), (-7, "yellow"), (-6, "orange"), (-3, "red"), (1, "red")):
        wanted = alerts.wanted_for_cadre(cadre, add_months(cadre.retires_on, months), RULES)
        added, changed = alerts.reconcile(shown, wanted, cadre, NOW)
        shown += added
        assert [one.level for one in shown] == [level]
        assert all(one.opened_at == NOW for one in changed)


@given(st.lists(st.sampled_from(["tick", "punish", "retire"]), max_size=6))
def test_reconciling_twice_changes_nothing_more(steps):
    cadre = a_cadre(birth="1965-03")
    known: list[alerts.Alert] = []
    day = date(2025, 1, 1)
    for step in steps:
        if step == "tick":
            day = add_months(day, 4)
        elif step == "punish":
            cadre.append("punishments", Punishment(kind="warning", decided_on=day, until=add_months(day, 6)))
        elif cadre.status is Status.SERVING:
            cadre.status = Status.RETIRED
        if cadre.status is Status.SERVING:
            settled(cadre)
        wanted = alerts.wanted_for_cadre(cadre, day, RULES)
        added, _ = alerts.reconcile(known, wanted, cadre, NOW)
        known += added
        assert alerts.reconcile(known, wanted, cadre, NOW) == ([], [])
        opened = {(a.rule, a.due_on) for a in known if a.state is AlertState.OPEN}
        assert opened == {(w.rule, w.due_on) for w in wanted}
        assert len({a.id for a in known}) == len(known)


def test_between_two_looks_nothing_changes_by_time():
    cadre = a_cadre(birth="1965-03")
    cadre.append("punishments", Punishment(kind="warning", decided_on=date(2026, 1, 1), until=date(2026, 7, 1)))
    settled(cadre)
    day = date(2025, 1, 1)
    while (following := alerts.next_look(cadre, day, RULES)) is not None:
        before = alerts.wanted_for_cadre(cadre, day, RULES)
        eve = date.fromordinal(following.toordinal() - 1)
        assert alerts.wanted_for_cadre(cadre, eve, RULES) == before
        assert alerts.wanted_for_cadre(cadre, following, RULES) != before
        day = following


def test_over_establishment_keeps_its_first_day_and_closes():
    unit = a_unit(approved=Headcount(1, 1, 0))
    unit.fill("deputy", 1, date(2025, 1, 1))
    assert alerts.wanted_for_unit(unit) == []
    unit.fill("deputy", 1, date(2025, 2, 1))
    unit.fill("deputy", 1, date(2025, 3, 1))
    wanted = alerts.wanted_for_unit(unit)
    assert [(w.due_on, w.facts) for w in wanted] == [(date(2025, 2, 1), {"deputy": 2})]
    added, _ = alerts.reconcile([], wanted, unit, NOW)
    unit.fill("deputy", -2, date(2025, 4, 1))
    _, closed = alerts.reconcile(added, alerts.wanted_for_unit(unit), unit, NOW)
    assert [a.state for a in closed] == [AlertState.CLOSED]

"""Alerts (预警): what will soon be due or is not as it should be. One per rule, subject and due date, ever.

An alert is opened when its condition holds and closes by itself when it no longer does; opening it again for the same
due date reopens the same one. An officer who has seen to it marks it handled (已处理), so that it waits for
nobody. Who may see it follows the subject's `unit_ids`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from servicekit import chinese
from servicekit.lifecycle import Entry
from servicekit.people import Status
from services.registry.model import codes, vettings
from services.registry.model.dates import add_months, earliest
from services.registry.model.person import Cadre, held_in
from services.registry.model.rules import Rules
from services.registry.model.units import Unit
from services.registry.vocabulary.alerts import KEPT_IN, LIFE, AlertRule, AlertState, AlertStep
from services.registry.vocabulary.units import UnitState

# fmt: on


LEVELS = {
    AlertRule.OVER_ESTABLISHMENT: "red",
    AlertRule.PROBATION: "orange",
    AlertRule.YEARS_IN_POST: "yellow",
    AlertRule.PUNISHMENT: "yellow",
    AlertRule.HELD: "red",
    AlertRule.VETTING_UNDONE: "red",
}
NEARNESS = ("red", "orange")
"""Levels of a retirement that is near, the nearest first; from how many months before, rules say."""


Facts = dict[str, Any]
"""What an alert says besides: numbers of posts, or ids and codes."""


@dataclass
class Alert:
    """An alert about a cadre or a unit. `level` is red, orange or yellow."""

    id: str
    rule: AlertRule
    subject_kind: str
    subject_id: str
    unit_ids: list[str]
    due_on: date
    level: str
    opened_at: datetime
    state: AlertState = AlertState.OPEN
    closed_at: datetime | None = None
    facts: Facts = field(default_factory=dict)
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def cadre_id(self) -> str | None:
        return self.subject_id if self.subject_kind == "cadre" else None


@dataclass(frozen=True)
class Wanted:
    """An alert that should be open."""

    rule: AlertRule
    due_on: date
    level: str
    facts: Mapping[str, Any] = field(default_factory=dict)


_OVER = {"chief": "正职", "deputy": "副职", "chief_expert": "总师"}


def text_of(rule: str, due_on: date, facts: Mapping[str, Any], rules: Rules) -> str:
    """What an alert says, in a sentence."""
    day = chinese.with_days(due_on.isoformat())
    match AlertRule(rule):
        case AlertRule.RETIREMENT:
            return f"{day}到龄退休"
        case AlertRule.PROBATION:
            return f"试用期于{day}届满"
        case AlertRule.YEARS_IN_POST:
            return f"任现职于{day}满{rules['registry.alert_years_in_post'].value}年"
        case AlertRule.PUNISHMENT:
            return f"处分影响期于{day}届满"
        case AlertRule.OVER_ESTABLISHMENT:
            over = "、".join(f"{_OVER.get(name, '其他')}超{count}名" for name, count in facts.items() if count)
            return f"领导职数超出核定数：{over}" if over else "领导职数超出核定数"
        case AlertRule.HELD:
            return f"原定{day}生效的任免、晋升决定暂缓生效"
        case AlertRule.VETTING_UNDONE:
            return f"{day}任职所依据的联审已重新开启或更正"


def level_of(rule: AlertRule, due_on: date, today: date, rules: Rules) -> str:
    """How urgent an alert is (级别) on a day: that somebody comes of age, the more the nearer the day is."""
    if rule is not AlertRule.RETIREMENT:
        return LEVELS[rule]
    near = (level for level in NEARNESS if add_months(due_on, -_months_of(level, rules)) <= today)
    return next(near, "yellow")


def _months_of(level: str, rules: Rules) -> int:
    return int(rules[f"registry.alert_retirement_{level}_months"].value)


def alert_id(rule: str, subject_id: str, due_on: date) -> str:
    """The same id for the same rule, subject and due date."""
    return "alt-" + hashlib.sha256(f"{rule}|{subject_id}|{due_on}".encode()).hexdigest()[:24]


def dues(cadre: Cadre, rules: Rules) -> dict[AlertRule, date]:
    """The due date of each rule for a cadre in service."""
    due: dict[AlertRule, date] = {}
    if cadre.status is not Status.SERVING:
        return due
    if cadre.retires_on:
        due[AlertRule.RETIREMENT] = cadre.retires_on
    if cadre.trial_until:
        due[AlertRule.PROBATION] = cadre.trial_until
    if cadre.punished_until:
        due[AlertRule.PUNISHMENT] = cadre.punished_until
    if cadre.in_post_since and cadre.role in ("chief", "deputy") and cadre.post_level in codes.LEADING_LEVELS:
        due[AlertRule.YEARS_IN_POST] = add_months(
            earliest(cadre.in_post_since), int(rules["registry.alert_years_in_post"].value) * 12
        )
    if held := [earliest(hold.planned) for hold in held_in(cadre)]:
        due[AlertRule.HELD] = min(held)
    return due


def lead_months(rule: AlertRule, rules: Rules) -> int:
    """How many months before its due date an alert opens."""
    match rule:
        case AlertRule.RETIREMENT:
            return int(rules["registry.alert_retirement_months"].value)
        case AlertRule.PROBATION:
            return int(rules["registry.alert_probation_months"].value)
        case AlertRule.PUNISHMENT:
            return int(rules["registry.alert_punishment_months"].value)
    return 0


def opens_on(rule: AlertRule, due_on: date, rules: Rules) -> date:
    """The day from which the alert should be open."""
    return add_months(due_on, -lead_months(rule, rules))


def still_open(rule: AlertRule, due_on: date, today: date) -> bool:
    """An ending period is news until it has ended; the others stay until what they warn of was dealt with."""
    return rule not in (AlertRule.PUNISHMENT, AlertRule.PROBATION) or today < due_on


def wanted_for_cadre(cadre: Cadre, today: date, rules: Rules) -> list[Wanted]:
    """The alerts that should be open about a cadre."""
    wanted = [
        Wanted(rule, due_on, level_of(rule, due_on, today, rules))
        for rule, due_on in dues(cadre, rules).items()
        if opens_on(rule, due_on, rules) <= today and still_open(rule, due_on, today)
    ]
    return wanted + _of_undone_vettings(cadre, rules)


def _of_undone_vettings(cadre: Cadre, rules: Rules) -> list[Wanted]:
    """That an appointment rested on a vetting whose conclusion did not stay: which vetting, why, and which entries."""
    wanted: dict[date, Facts] = {}
    for one in cadre.undone_vettings:
        if cadre.status is Status.SERVING and (resting := vettings.resting_on(cadre, one, rules)):
            facts = {"vetting_id": one.id, "state": one.state, "outcome": one.outcome, "reasons": list(one.reasons)}
            wanted[one.undone_on] = {**facts, "entries": [each.entry for each in resting]}
    rule = AlertRule.VETTING_UNDONE
    return [Wanted(rule, day, LEVELS[rule], facts) for day, facts in wanted.items()]


def wanted_for_unit(unit: Unit) -> list[Wanted]:
    """The alert that should be open about a unit: filled posts over the approved number (超职数)."""
    if unit.state is not UnitState.ACTIVE or unit.over_since is None:
        return []
    rule = AlertRule.OVER_ESTABLISHMENT
    return [Wanted(rule, unit.over_since, LEVELS[rule], unit.over())]


def next_look(cadre: Cadre, today: date, rules: Rules) -> date | None:
    """The next day on which the alerts of a cadre change by the passing of time alone."""
    days = []
    for rule, due_on in dues(cadre, rules).items():
        days.append(opens_on(rule, due_on, rules))
        if rule is AlertRule.RETIREMENT:
            days += [add_months(due_on, -_months_of(level, rules)) for level in NEARNESS]
        if rule in (AlertRule.PUNISHMENT, AlertRule.PROBATION):
            days.append(due_on)
    return min((day for day in days if day > today), default=None)


def open_alert(subject: Cadre | Unit, wanted: Wanted, now: datetime) -> Alert:
    """A new alert."""
    return Alert(
        id=alert_id(wanted.rule, subject.id, wanted.due_on),
        rule=wanted.rule,
        subject_kind="cadre" if isinstance(subject, Cadre) else "unit",
        subject_id=subject.id,
        unit_ids=list(subject.unit_ids),
        due_on=wanted.due_on,
        level=wanted.level,
        opened_at=now,
        facts=dict(wanted.facts),
        synthetic=subject.synthetic,
    )


def reconcile(
    present: Iterable[Alert], wanted: Iterable[Wanted], subject: Cadre | Unit, now: datetime
) -> tuple[list[Alert], list[Alert]]:
    """What to add and what to save so that exactly the wanted alerts are open. `present` holds open and closed ones."""
    known = {alert.id: alert for alert in present}
    added, changed = [], []
    wishes = {alert_id(wish.rule, subject.id, wish.due_on): wish for wish in wanted}
    for id, wish in wishes.items():
        alert = known.get(id)
        if alert is None:
            added.append(open_alert(subject, wish, now))
        elif LIFE.happen(alert, AlertStep.REOPEN):
            alert.closed_at, alert.opened_at = None, now
            alert.facts, alert.unit_ids = dict(wish.facts), list(subject.unit_ids)
            alert.level = wish.level
            changed.append(alert)
        elif alert.facts != dict(wish.facts) and wish.rule in KEPT_IN:
            alert.facts = dict(wish.facts)
            LIFE.happen(alert, AlertStep.CHANGE)
            changed.append(alert)
        elif alert.level != wish.level:
            alert.level = wish.level
            changed.append(alert)
    for id, alert in known.items():
        if id not in wishes and LIFE.happen(alert, AlertStep.CLOSE):
            alert.closed_at = now
            changed.append(alert)
    return added, changed

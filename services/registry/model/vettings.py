"""Vetting before an appointment (任前联审、凡提必核): when one is needed, and whether one is passed and fresh.

Supervision concludes; the registry keeps what its events tell of vettings of purpose `appointment`, whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from servicekit import standards
from services.registry.model import codes
from services.registry.model.checks import Finding, finding
from services.registry.model.dates import Partial, earliest, latest
from services.registry.model.person import Appointment, Cadre, Span, UndoneVetting, valid
from services.registry.model.rules import Rules
from services.registry.model.units import LEADERS, Role

PURPOSE = "appointment"
CONCLUDED, OPEN = "concluded", "open"
PASSED = ("passed", "passed_with_remarks")
RULE = "registry.vetting_needed"


@dataclass
class Vetting:
    """A vetting as supervision's newest event tells it."""

    id: str
    cadre_id: str
    state: str
    outcome: str | None
    concluded_on: date | None
    passed_on: date | None = None
    """The day on which it was last concluded as passed, also where it was opened again since."""
    sequence: int = 0
    version: int = 0


def fresh_until(concluded_on: date, rules: Rules) -> date:
    """The last day on which a conclusion may be used (rule registry.vetting_fresh_days)."""
    return concluded_on + timedelta(days=int(rules["registry.vetting_fresh_days"].value))


def is_back_entry(on: date, today: date, rules: Rules) -> bool:
    """Whether a day lies so far back that the appointment is entered from its document afterwards (补录)."""
    days = int(rules["registry.vetting_back_entry_days"].value)
    return on < _needed_from(rules) or on < today - timedelta(days=days)


def was_before(on: Partial, rules: Rules) -> bool:
    """Whether a day lies before the one from which on a vetting is needed at all."""
    return earliest(on) < _needed_from(rules)


def _needed_from(rules: Rules) -> date:
    return date.fromisoformat(rules["registry.vetting_needed_from"].value)


def is_leading(level: str | None, role: str, held: str | None, rules: Rules) -> bool:
    """Whether a post is one for which a vetting is needed: by its level, or, where it names none, by its role and the
    level that the cadre holds. The lower code is the higher level (GB/T 12407)."""
    named = level or (held if role in rules["registry.vetting_needed_roles"].value else None)
    return named is not None and named <= str(rules[RULE].value)


def implied_level(role: str, unit_level: str | None) -> str | None:
    """The level of a leading role whose post names none: the unit's own for its head, the next below for the others."""
    if role not in LEADERS or unit_level not in codes.LEADING_LEVELS:
        return None
    order = list(standards.POST_LEVELS)
    return unit_level if role == Role.CHIEF else order[order.index(unit_level) + 1]


def heard(known: Vetting | None, told: Mapping[str, Any], id: str, sequence: int) -> Vetting:
    """A vetting after supervision's newest word, with the day on which it was last passed."""
    concluded_on = date.fromisoformat(told["concluded_on"]) if told["concluded_on"] else None
    vetting = Vetting(id, told["cadre_id"], told["state"], told["outcome"], concluded_on, sequence=sequence)
    vetting.passed_on = concluded_on if vetting.outcome in PASSED else last_passed(known)
    return vetting


def last_passed(vetting: Vetting | None) -> date | None:
    """The day on which a vetting was last concluded as passed; of what was kept before that was, only where it is."""
    if vetting is None:
        return None
    return vetting.concluded_on if vetting.outcome in PASSED else vetting.passed_on


def undone(vetting: Vetting, reasons: Iterable[str], today: date) -> UndoneVetting | None:
    """That a vetting which was passed is so no longer; None while it is, or where it never was."""
    if vetting.passed_on is None or vetting.outcome in PASSED:
        return None
    word = (vetting.passed_on, today, vetting.state, vetting.outcome, tuple(reasons))
    return UndoneVetting(vetting.id, vetting.sequence, *word)


def resting_on(cadre: Cadre, vetting: UndoneVetting, rules: Rules) -> list[Appointment | Span]:
    """The leading posts and levels of today that were begun while a vetting was passed and fresh, and rest on it."""
    until = min(vetting.undone_on, fresh_until(vetting.passed_on, rules))
    wanted: list[Appointment | Span] = []
    levels = [one for one in valid(cadre.levels) if one.came_with is None]  # Else it goes with its appointment.
    held: list[Appointment | Span] = [*valid(cadre.appointments), *levels]
    for one in held:
        level, role = (one.post_level, one.role) if isinstance(one, Appointment) else (one.code, "")
        begun = vetting.passed_on <= latest(one.began) and earliest(one.began) <= until
        if begun and one.ended is None and is_leading(level, role, cadre.post_level, rules):
            wanted.append(one)
    return wanted


def against(newest: Vetting | None, on: Partial, rules: Rules) -> list[Finding]:
    """What stands against an appointment for want of a vetting; `newest` is the last one begun."""
    if newest is not None and newest.state == OPEN:
        zh, en = "最近一次任前联审尚未作出结论", "The newest vetting is not concluded yet"
        return [finding(rules, RULE, zh, en)]
    if newest is None or newest.concluded_on is None:
        return [finding(rules, RULE, "没有任前联审结论", "There is no vetting for an appointment")]
    day = newest.concluded_on
    if newest.outcome not in PASSED:
        return [finding(rules, RULE, f"{day}的任前联审未通过", f"The vetting of {day} did not pass")]
    if latest(on) < day:
        zh, en = f"任前联审结论（{day}）晚于任职时间", f"The vetting of {day} came after the appointment"
        return [finding(rules, RULE, zh, en)]
    if (until := fresh_until(day, rules)) < earliest(on):
        zh, en = f"任前联审结论（{day}）有效至{until}", f"The vetting of {day} was fresh until {until}"
        return [finding(rules, RULE, zh, en)]
    return []

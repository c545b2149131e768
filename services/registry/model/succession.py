"""What ends what (接续): an appointment, a level or a rank lasts until the file says so, or until what follows it.

Nothing writes an end into an earlier entry: each end that the file does not give by itself follows from the entries
that count, in the order of their days. So it does not matter in which order they were entered, and when one is set
aside, what it had ended goes on as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from servicekit.people import Status
from services.registry.model.dates import Partial, earliest
from services.registry.model.person import Appointment, Cadre, GivenEnd, Period, Removal, Span, by_day, valid

APPOINTED_ELSEWHERE, TRANSFERRED = "appointed elsewhere", "transferred"
_P = TypeVar("_P", bound=Period)


@dataclass(frozen=True)
class Ending:
    """Something that ends the appointments held before it."""

    order: tuple[date, int]
    on: Partial
    document: str
    reason: str
    main_only: bool = False
    """Another main appointment leaves those that are held besides as they are."""
    entry: str = ""
    """A transfer ends what was held before it, and not what came with it."""
    leaves: bool = False
    """The service ended."""
    removal: Removal | None = None
    """It ends what it names."""


def settle(cadre: Cadre) -> None:
    """Give each entry the end that follows from the others; one whose end the file gives keeps it."""
    _take_over(cadre)
    _join_transfers(cadre)
    _bring_levels(cadre)
    _settle_spans(cadre.levels, _level_endings(cadre))
    _settle_spans(cadre.ranks)
    _settle_appointments(cadre)


def _join_transfers(cadre: Cadre) -> None:
    """An appointment by the document, and on the day, of a transfer to its unit came with that, however both came."""
    for one in valid(cadre.appointments):
        if one.came_with is None and one.began_by:
            said = (one.unit_id, earliest(one.began), one.began_by)
            moves = (m.entry for m in valid(cadre.moves) if (m.unit_id, earliest(m.on), m.document) == said)
            one.came_with = next(moves, None)


def _settle_spans(spans: Iterable[Span], endings: Iterable[Removal] = ()) -> None:
    ordered = sorted(valid(spans), key=by_day)
    ends = [(by_day(one), one.began, one.began_by) for one in ordered]
    ends += [(by_day(one), one.on, one.document) for one in endings]
    for span in ordered:
        if not span.end_given:
            following = [end for end in ends if end[0] > by_day(span)]
            _, span.ended, span.ended_by = min(following, default=(None, None, ""))


def _level_endings(cadre: Cadre) -> list[Removal]:
    return [one for one in valid(cadre.removals) if one.end_level]


def _bring_levels(cadre: Cadre) -> None:
    """Keep a level for each appointment that brings one which is not held already."""
    brought = {span.came_with: span for span in cadre.levels if span.came_with is not None and span.void is None}
    line = [span for span in valid(cadre.levels) if span.came_with is None]
    for appointment in sorted(valid(cadre.appointments), key=by_day):
        level = appointment.post_level
        if not appointment.brings_level or level is None:
            continue
        before = max((span for span in line if by_day(span) < by_day(appointment)), key=by_day, default=None)
        over = before is not None and _over(cadre, before, appointment)
        if before is not None and before.code == level and not over:
            continue
        span = brought.pop(appointment.entry, None)
        if span is None:
            span = Span(code=level, began=appointment.began, began_by=appointment.began_by, came_with=appointment.entry)
            span.end_given, span.override = False, appointment.override
            cadre.append("levels", span)
        line.append(span)
    for needless in brought.values():
        owner = next((one for one in cadre.appointments if one.entry == needless.came_with), None)
        if owner is not None and owner.void is not None:
            needless.void = owner.void
        else:
            cadre.levels.remove(needless)


def _over(cadre: Cadre, span: Span, appointment: Appointment) -> bool:
    """Whether a level had ended by itself when an appointment began."""
    ends = [one.on for one in _level_endings(cadre) if by_day(one) > by_day(span)]
    if span.end_given:
        ends = [span.ended] if span.ended is not None else []
    return any(earliest(end) <= earliest(appointment.began) for end in ends)


def _settle_appointments(cadre: Cadre) -> None:
    endings, corrected = _endings(cadre), {one.entry: one.corrects for one in cadre.appointments}
    departure = min((one for one in endings if one.leaves), key=lambda one: one.order, default=None)
    for removal in cadre.removals:
        removal.ends = []
    for held in valid(cadre.appointments):
        after = [one for one in endings if one.order > by_day(held) and _meets(one, held, corrected)]
        # One that was to begin after the service had ended was never held.
        never = departure if departure is not None and departure.order < by_day(held) else None
        if held.end_given:
            cutting = [one for one in after if one.leaves or one.removal is not None]
            first = never or min(cutting, key=lambda one: one.order, default=None)
            _keep_given_end(held, first)
        else:
            first = never or min(after, key=lambda one: one.order, default=None)
            held.ended, held.ended_by, held.end_reason = None, "", ""
            if first is not None:
                _end(held, first)
        if first is not None and first.removal is not None and held.ended == first.on:
            first.removal.ends.append(held.entry)


def _meets(ending: Ending, held: Appointment, corrected: Mapping[str, str | None]) -> bool:
    """Whether it ends such an appointment."""
    if (removal := ending.removal) is None:
        return ending.entry != held.came_with and (held.main or not ending.main_only)
    named: str | None = held.entry
    while removal.of is not None and named is not None and named != removal.of:
        named = corrected.get(named)
    return named is not None and removal.post_id in (None, held.post_id)


def _keep_given_end(held: Appointment, first: Ending | None) -> None:
    """The end that the file gives, unless something has ended it before."""
    if (given := held.given_end) is not None:
        held.ended, held.ended_by, held.end_reason, held.given_end = given.on, given.document, given.reason, None
    if first is not None and held.ended is not None and earliest(first.on) < earliest(held.ended):
        held.given_end = GivenEnd(held.ended, held.ended_by, held.end_reason)
        _end(held, first)


def _end(held: Appointment, ending: Ending) -> None:
    after = earliest(held.began) > earliest(ending.on)
    held.ended = held.began if after else ending.on
    held.ended_by, held.end_reason = ending.document, ending.reason


def _endings(cadre: Cadre) -> list[Ending]:
    replacing = [one for one in valid(cadre.appointments) if one.main and one.replaces]
    ended = [one for one in valid(cadre.statuses) if one.status is not Status.SERVING]
    return [
        *(Ending(_after(one), one.began, one.began_by, APPOINTED_ELSEWHERE, main_only=True) for one in replacing),
        *(Ending(by_day(one), one.on, one.document, TRANSFERRED, entry=one.entry) for one in valid(cadre.moves)),
        *(Ending(by_day(one), one.on, one.document, one.status.value, leaves=True) for one in ended),
        *(Ending(by_day(one), one.on, one.document, one.reason, removal=one) for one in valid(cadre.removals)),
    ]


def _after(one: Appointment) -> tuple[date, int]:
    """After what a main appointment ends: what began before, and of its own day only what somebody decided it ends."""
    day, entered = by_day(one)
    return day, 0 if one.given else entered


def _take_over(cadre: Cadre) -> None:
    """Say what was not kept with a file that was settled last before ends followed by themselves, or never yet."""
    if cadre.registered_in is None:
        cadre.registered_in, cadre.placed_from = list(cadre.unit_ids), cadre.entries
        for appointment in cadre.appointments:
            for span in cadre.levels:
                told = (span.code, span.began, span.began_by) == (
                    appointment.post_level,
                    appointment.began,
                    appointment.began_by,
                )
                if told and span.came_with is None and int(span.entry) == int(appointment.entry) + 1:
                    span.came_with, appointment.brings_level = appointment.entry, True
    for one in cadre.appointments:
        # Of before, main posts that a registration brought ended nothing; one that was decided may leave the present.
        if one.main and not one.replaces and int(one.entry) <= cadre.placed_from:
            one.replaces = one.given = True
    for spans in (cadre.levels, cadre.ranks):
        for span in spans:
            if span.end_given is None:
                span.end_given = span.ended is not None and not _begins(spans, span)
    statuses = {(one.on, one.document) for one in valid(cadre.statuses) if one.status is not Status.SERVING}
    for held in cadre.appointments:
        if held.end_given is None:
            following = _begins(cadre.appointments, held) if held.end_reason == APPOINTED_ELSEWHERE else []
            for one in following:
                one.replaces = True
            held.end_given = held.ended is not None and not following and (held.ended, held.ended_by) not in statuses


def _begins(entries: Iterable[_P], ended: _P) -> list[_P]:
    """The entries that begin with the day and the document by which another ended."""
    what = (ended.ended, ended.ended_by)
    return [one for one in valid(entries) if one is not ended and (one.began, one.began_by) == what]


def next_change(cadre: Cadre, today: date) -> date | None:
    """The next day on which the file says something else by the passing of time alone."""
    periods = [*valid(cadre.appointments), *valid(cadre.levels), *valid(cadre.ranks)]
    days = [earliest(day) for one in periods for day in (one.began, one.ended) if day]
    days += [earliest(one.ended) for one in valid(cadre.education) if one.ended]
    days += [one.begins for one in cadre.standing] + [one.decided_on for one in valid(cadre.punishments)]
    acts = [*valid(cadre.statuses), *valid(cadre.moves), *valid(cadre.removals)]
    days += [by_day(one)[0] for one in acts]
    return min((day for day in days if day > today), default=None)

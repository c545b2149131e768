"""What ends what (接续): an appointment, a level or a rank lasts until the file says so, or until what follows it.

Nothing writes an end into an earlier entry: each end that the file does not give by itself follows from the entries
that count, in the order of their days. So it does not matter in which order they were entered, and when one is set
aside, what it had ended goes on as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.registry.model.dates import Partial, earliest
from services.registry.model.person import Appointment, Cadre, GivenEnd, Period, Span, by_day, valid
from services.registry.model.status import Status

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


def settle(cadre: Cadre) -> None:
    """Give each entry the end that follows from the others; one whose end the file gives keeps it."""
    _take_over(cadre)
    _join_transfers(cadre)
    _bring_levels(cadre)
    for spans in (cadre.levels, cadre.ranks):
        _settle_spans(spans)
    _settle_appointments(cadre)


def _join_transfers(cadre: Cadre) -> None:
    """An appointment by the document, and on the day, of a transfer to its unit came with that, however both came."""
    for one in valid(cadre.appointments):
        if one.came_with is None and one.began_by:
            said = (one.unit_id, earliest(one.began), one.began_by)
            moves = (m.entry for m in valid(cadre.moves) if (m.unit_id, earliest(m.on), m.document) == said)
            one.came_with = next(moves, None)


def _settle_spans(spans: Iterable[Span]) -> None:
    ordered = sorted(valid(spans), key=by_day)
    for span, following in zip(ordered, [*ordered[1:], None], strict=False):
        if not span.end_given:
            span.ended, span.ended_by = (following.began, following.began_by) if following else (None, "")


def _bring_levels(cadre: Cadre) -> None:
    """Keep a level for each appointment that brings one which is not held already."""
    brought = {span.came_with: span for span in cadre.levels if span.came_with is not None and span.void is None}
    line = [span for span in valid(cadre.levels) if span.came_with is None]
    for appointment in sorted(valid(cadre.appointments), key=by_day):
        level = appointment.post_level
        if not appointment.brings_level or level is None:
            continue
        before = max((span for span in line if by_day(span) < by_day(appointment)), key=by_day, default=None)
        if before is not None and before.code == level and not _over(before, appointment):
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


def _over(span: Span, appointment: Appointment) -> bool:
    return bool(span.end_given) and span.ended is not None and earliest(span.ended) <= earliest(appointment.began)


def _settle_appointments(cadre: Cadre) -> None:
    endings = _endings(cadre)
    departure = min((one for one in endings if one.leaves), key=lambda one: one.order, default=None)
    for held in valid(cadre.appointments):
        if held.end_given:
            _keep_given_end(held, departure)
            continue
        after = [one for one in endings if one.order > by_day(held) and one.entry != held.came_with]
        following = [one for one in after if held.main or not one.main_only]
        first = min(following, key=lambda one: one.order, default=None)
        held.ended, held.ended_by, held.end_reason = (
            (first.on, first.document, first.reason) if first else (None, "", "")
        )
        if first is None and departure is not None:
            _leave(held, departure)


def _keep_given_end(held: Appointment, departure: Ending | None) -> None:
    """The end that the file gives, unless the service ended before it."""
    if (given := held.given_end) is not None:
        held.ended, held.ended_by, held.end_reason, held.given_end = given.on, given.document, given.reason, None
    if departure is not None and held.ended is not None and earliest(departure.on) < earliest(held.ended):
        held.given_end = GivenEnd(held.ended, held.ended_by, held.end_reason)
        _leave(held, departure)


def _leave(held: Appointment, departure: Ending) -> None:
    """End an appointment with the service; one that was to begin later was never held."""
    after = earliest(held.began) > earliest(departure.on)
    held.ended = held.began if after else departure.on
    held.ended_by, held.end_reason = departure.document, departure.reason


def _endings(cadre: Cadre) -> list[Ending]:
    replacing = [one for one in valid(cadre.appointments) if one.main and one.replaces]
    ended = [one for one in valid(cadre.statuses) if one.status is not Status.SERVING]
    return [
        *(Ending(by_day(one), one.began, one.began_by, APPOINTED_ELSEWHERE, main_only=True) for one in replacing),
        *(Ending(by_day(one), one.on, one.document, TRANSFERRED, entry=one.entry) for one in valid(cadre.moves)),
        *(Ending(by_day(one), one.on, one.document, one.status.value, leaves=True) for one in ended),
    ]


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
    days += [earliest(one.on) for one in valid(cadre.statuses)] + [earliest(one.on) for one in valid(cadre.moves)]
    return min((day for day in days if day > today), default=None)

"""What happens in a career: appointment, removal, promotion, transfer, retirement; each adds to the histories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from servicekit.lifecycle import By
from services.registry.errors.cadres import NotServing, OutOfOrder, UnknownEntry
from services.registry.errors.careers import NotInPost
from services.registry.model.dates import Partial, earliest, in_force, years_between
from services.registry.model.person import (
    HISTORIES,
    POST,
    Appointment,
    Cadre,
    Entry,
    Override,
    Span,
    StatusChange,
    Voided,
    derive,
    open_span,
    span_on,
    status_on,
    valid,
)
from services.registry.model.status import SERVICE, ServiceStep, Status

APPENDABLE = ("education", "assessments", "rewards", "punishments", "family", "resume")
"""Histories that a change may add to directly; the others are added to by commands of their own."""


def must_serve(cadre: Cadre, step: ServiceStep) -> Status:
    """The status that a step leads to. Raises NotServing where the cadre is retired or has left."""
    after = SERVICE.after(cadre.status, step)
    if after is None:
        raise NotServing(
            f"该干部已不在职（{cadre.status.zh}）",
            f"The cadre is {cadre.status}",
            cadre_id=cadre.id,
            cadre_status=cadre.status.value,
            step=step.value,
            allowed=[str(one) for one in SERVICE.steps_from(cadre.status, By.PERSON)],
        )
    return after


def appoint(cadre: Cadre, appointment: Appointment, level: str | None, override: Override | None) -> None:
    """Add an appointment and, where it is at another level, the new level. Raises NotServing and OutOfOrder."""
    must_serve(cadre, ServiceStep.APPOINT)
    _after(cadre.in_post_since if appointment.main else None, appointment.began)
    appointment.override = override
    cadre.append("appointments", appointment)
    if level is not None and level != cadre.post_level:
        change_span(cadre, "levels", level, appointment.began, appointment.began_by, override)
    derive(cadre)


def end_appointments(cadre: Cadre, entries: list[Appointment], on: Partial, document: str, reason: str) -> None:
    """End appointments on a day. Raises OutOfOrder where one began later."""
    for appointment in entries:
        _after(appointment.began, on)
        appointment.ended, appointment.ended_by, appointment.end_reason = on, document, reason
    derive(cadre)


def going_on(ended: Appointment, unit_id: str, unit_ids: list[str], on: Partial, document: str) -> Appointment:
    """The appointment that follows one that ended with its unit: the same in all but the unit and the document."""
    return replace(
        ended,
        unit_id=unit_id,
        unit_ids=list(unit_ids),
        began=on,
        began_by=document,
        ended=None,
        ended_by="",
        end_reason="",
        override=None,
        entry="",
        void=None,
    )


def held(cadre: Cadre, entry: str | None, post_id: str | None) -> list[Appointment]:
    """The present appointments that a removal names: one by its entry or post, or all. Raises NotInPost."""
    chosen = [
        a for a in cadre.current() if (entry is None or a.entry == entry) and (post_id is None or a.post_id == post_id)
    ]
    if not chosen:
        raise NotInPost(cadre_id=cadre.id)
    return chosen


def change_span(
    cadre: Cadre, history: str, code: str | None, on: Partial, document: str, override: Override | None = None
) -> None:
    """End the present level or rank, and begin another unless `code` is None. Raises OutOfOrder."""
    present = open_span(getattr(cadre, history))
    if present is not None:
        _after(present.began, on)
        present.ended, present.ended_by = on, document
    if code is not None:
        cadre.append(history, Span(code=code, began=on, began_by=document, override=override))
    derive(cadre)


def place(cadre: Cadre, unit_id: str, unit_ids: list[str]) -> None:
    """Put the cadre into a unit."""
    cadre.unit_id, cadre.unit_ids = unit_id, list(unit_ids)


def change_status(
    cadre: Cadre, step: ServiceStep, on: Partial, reason: str, document: str, override: Override | None = None
) -> None:
    """Retire, or leave: the present appointments end, the status changes. Raises NotServing and OutOfOrder."""
    status = must_serve(cadre, step)
    end_appointments(cadre, cadre.current(), on, document, status.value)
    cadre.append("statuses", StatusChange(status=status, on=on, reason=reason, document=document, override=override))
    derive(cadre)


def set_fields(cadre: Cadre, fields: Mapping[str, Any]) -> list[str]:
    """Set plain fields; answers the names of those that changed, in the order in which they are given."""
    changed = [name for name, value in fields.items() if getattr(cadre, name) != value]
    for name in changed:
        setattr(cadre, name, fields[name])
    derive(cadre)
    return changed


def set_aside(cadre: Cadre, history: str, entry: str, void: Voided) -> Entry:
    """Mark an entry of a history as not counting, with the basis. Raises UnknownEntry."""
    if history in HISTORIES:
        entries: list[Entry] = getattr(cadre, history)
        for kept in valid(entries):
            if kept.entry == entry:
                kept.void = void
                derive(cadre)
                return kept
    raise UnknownEntry(history=history, entry=entry)


def _after(begin: Partial | None, end: Partial) -> None:
    if begin is not None and earliest(end) < earliest(begin):
        raise OutOfOrder(f"{end} 早于 {begin}", f"{end} lies before {begin}", begins=begin, given=end)


def as_of(cadre: Cadre, day: date) -> dict[str, Any]:
    """The file as it stood on a day: status, unit, title, level, rank, age and years, by the histories."""
    level, rank = span_on(cadre.levels, day), span_on(cadre.ranks, day)
    appointments = cadre.current(day)
    main = appointments[0] if appointments else None
    return {
        "as_of": day,
        "status": status_on(cadre, day),
        "unit_id": main.unit_id if main else None,
        "title": main.title if main else "",
        "titles": [a.title for a in appointments],
        "post_ids": [a.post_id for a in appointments if a.post_id],
        "post_level": level.code if level else None,
        "years_at_level": years_between(level.began, day) if level else None,
        "rank": rank.code if rank else None,
        "years_at_rank": years_between(rank.began, day) if rank else None,
        "years_in_post": years_between(main.began, day) if main else None,
        "age": years_between(cadre.birth, day),
        "work_years": years_between(cadre.began_work_on, day) if cadre.began_work_on else None,
        "punished": any(earliest(p.decided_on.isoformat()) <= day < p.until for p in valid(cadre.punishments))
        or any(one.until is not None and one.bars(POST, day) for one in cadre.standing),
        "trial": any(a.trial_until and in_force(a.began, a.trial_until.isoformat(), day) for a in appointments),
    }

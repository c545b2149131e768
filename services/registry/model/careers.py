"""What happens in a career: appointment, removal, promotion, transfer, retirement; each adds to the histories.

What follows from an entry (ends, level, unit, status) is not written here: `model.succession` settles it, as of today,
from all the entries that count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from servicekit import clock
from servicekit.errors import field_error
from servicekit.lifecycle import By
from servicekit.people import Status
from services.registry.errors.cadres import BasisNeeded, CameWithAppointment, NotServing, OutOfOrder, UnknownEntry
from services.registry.errors.careers import NotHeld, NotInPost
from services.registry.model import succession
from services.registry.model.dates import Partial, earliest, years_between
from services.registry.model.holding import on_day, status_on
from services.registry.model.person import (
    HISTORIES,
    POST,
    Appointment,
    Cadre,
    Entry,
    Hold,
    Lifted,
    Move,
    Override,
    Removal,
    Revision,
    Span,
    StatusChange,
    Voided,
    by_day,
    span_on,
    valid,
)
from services.registry.vocabulary.status import SERVICE, ServiceStep

APPENDABLE = (
    "education", "professional_posts", "assessments", "rewards", "punishments", "family", "resume",
    "unread_lines", "levels", "ranks",
)  # fmt: skip
"""Histories that a change may add to as they are sent; appointments name units and posts besides."""
BY_DOCUMENT = {"name": "姓名", "birth": "出生年月", "began_work_on": "参加工作时间", "joined_party_on": "入党时间"}
"""Plain fields that are changed by a document (三龄两历)."""
ENDING = (ServiceStep.RETIRE, ServiceStep.LEAVE, ServiceStep.DIE)
PLANNED = ("appointments", "levels", "ranks", "moves", "removals", "statuses")
"""Histories of what may hold from a day to come."""


def must_serve(cadre: Cadre, step: ServiceStep, on: Partial, *, history: bool = False) -> Status:
    """The status that a step on a day leads to. Raises NotServing where the cadre is retired or has left by then.

    A step that ends the service is not taken before another that has ended it already, whatever their days, unless it
    is entered as `history` and that other is the death; one that is planned for a later day gives way to it.
    """
    then = status_on(cadre, earliest(on)) or Status.SERVING
    before = [one for one in _ended(cadre) if not (history and _died_after(one, on))]
    status = max(before, key=lambda one: earliest(one.on)).status if step in ENDING and before else then
    after = SERVICE.after(status, step)
    if after is None:
        raise NotServing(
            f"该干部已不在职（{status.zh}）",
            f"The cadre is {status}",
            cadre_id=cadre.id,
            cadre_status=status.value,
            step=step.value,
            allowed=[str(one) for one in SERVICE.steps_from(status, By.PERSON)],
        )
    return after


def _ended(cadre: Cadre) -> list[StatusChange]:
    """What has ended the service; what is planned has not."""
    return [one for one in valid(cadre.statuses) if one.status is not Status.SERVING and one.entry not in cadre.coming]


def _died_after(change: StatusChange, on: Partial) -> bool:
    return change.status is Status.DECEASED and earliest(on) < earliest(change.on)


def appoint(cadre: Cadre, appointment: Appointment, *, history: bool = False) -> None:
    """Add an appointment. Raises OutOfOrder for one before the present, unless it is entered as `history`."""
    if appointment.main and not history:
        must_follow(cadre.in_post_since, appointment.began, "现任职务的任职时间", "when the present post began")
    appointment.end_given = False
    cadre.append("appointments", appointment)


def end_appointments(entries: Sequence[Appointment], on: Partial, document: str, reason: str) -> None:
    """End appointments on a day. Raises OutOfOrder where one began later."""
    for appointment in entries:
        must_follow(appointment.began, on, *APPOINTED)
        appointment.ended, appointment.ended_by, appointment.end_reason = on, document, reason
        appointment.end_given, appointment.given_end = True, None


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
        end_given=False,
        given_end=None,
        replaces=False,
        brings_level=False,
        override=None,
        entry="",
        void=None,
    )


def remove(cadre: Cadre, removal: Removal, *, history: bool = False) -> None:
    """Add a removal (免职), which ends what was held before its day and that it names.

    Entered as `history` it may come before the appointment that it ends. Raises OutOfOrder for a day before the
    appointment that is named began, and NotInPost where it ends nothing.
    """
    named = next((one for one in valid(cadre.appointments) if one.entry == removal.of), None)
    if removal.of is not None and named is None:
        raise NotInPost(cadre_id=cadre.id)
    must_follow(named.began if named else None, removal.on, *APPOINTED)
    cadre.append("removals", removal)
    succession.settle(cadre)
    if not removal.ends and not history:
        raise NotInPost(cadre_id=cadre.id)


def begin_span(cadre: Cadre, history: str, span: Span, *, entered_afterwards: bool = False) -> None:
    """Begin a level or a rank. Raises OutOfOrder for one before the present, unless it is entered afterwards."""
    latest = max((one.began for one in valid(getattr(cadre, history))), key=earliest, default=None)
    if not entered_afterwards:
        must_follow(latest, span.began, "现层次或职级的起始时间", "when the present level or rank began")
    span.end_given = False
    cadre.append(history, span)


def place(cadre: Cadre, unit_id: str, unit_ids: list[str]) -> None:
    """Put the cadre into a unit."""
    cadre.unit_id, cadre.unit_ids = unit_id, list(unit_ids)


def change_status(
    cadre: Cadre,
    step: ServiceStep,
    on: Partial,
    reason: str,
    document: str,
    override: Override | None = None,
    *,
    history: bool = False,
) -> StatusChange:
    """Retire, leave, or die; what was planned for that day or later, and any planned end of the service, gives way.

    Raises NotServing, and OutOfOrder for a death before they retired or left, or for what lies before an appointment
    began, unless entered as `history`.
    """
    status = must_serve(cadre, step, on, history=history)
    for ended in _ended(cadre):
        if not (history and _died_after(ended, on)):
            must_follow(ended.on, on, "退休或离任时间", "when they retired or left")
    for appointment in valid(cadre.appointments):
        # One whose day has not come yet gives way where it lies after it.
        coming = appointment.entry in cadre.coming
        if appointment.ended is None and not history and not coming:
            must_follow(appointment.began, on, *APPOINTED)
    change = StatusChange(status=status, on=on, reason=reason, document=document, override=override)
    cadre.append("statuses", change)
    overtake(cadre, change, clock.now())
    return change


def overtake(cadre: Cadre, change: StatusChange, now: datetime) -> None:
    """An end of the service sets aside what it leaves no day for: what is planned for its day or later, another end
    that is planned, and once it has come what is held. All of it comes back where the end is set aside."""
    day, today = earliest(change.on), clock.day_of(now)
    for history in PLANNED:
        kept: list[Entry] = getattr(cadre, history)
        for one in kept:
            planned = one.entry in cadre.coming and (history == "statuses" or by_day(one)[0] >= day)
            if one is not change and one.void is None and (planned or (one.held is not None and day <= today)):
                one.void = Voided(by="registry", basis=f"{change.on}已{change.status.zh}：{change.document}", at=now)
                one.overtaken_by = change.entry


def overtaken(cadre: Cadre, entry: str) -> list[str]:
    """The histories in which something has given way to an end of the service."""
    return [name for name in PLANNED if any(one.overtaken_by == entry for one in getattr(cadre, name))]


def move(
    cadre: Cadre, unit_id: str, unit_ids: list[str], on: Partial, document: str, override: Override | None
) -> Move:
    """Move to another unit: what was held before ends."""
    made = Move(unit_id=unit_id, unit_ids=list(unit_ids), on=on, document=document, override=override)
    cadre.append("moves", made)
    return made


def set_fields(cadre: Cadre, fields: Mapping[str, Any], document: str, by: str, at: datetime) -> list[str]:
    """Set plain fields; answers the names of those that changed, in the order in which they are given.

    What each said before stays with the file (变更留痕), with the document and the account that changed it. Raises
    BasisNeeded where what the file says of `BY_DOCUMENT` is changed and no document is named; what it did not say yet
    is completed without one.
    """
    changed = [name for name, value in fields.items() if getattr(cadre, name) != value]
    resting = [zh for name, zh in BY_DOCUMENT.items() if name in changed and getattr(cadre, name)]
    if resting and not document:
        zh, en = f"变更{'、'.join(resting)}须写明依据文件", "A change of what the file says of this names its document"
        raise BasisNeeded(zh, en, errors=[field_error("/document", "required", zh, en)])
    for name in changed:
        before, after = getattr(cadre, name), fields[name]
        cadre.revisions.append(Revision(name, _text(before), _text(after), document, by, at, cadre.entries))
        setattr(cadre, name, after)
    if "political_status" in changed:
        cadre.political_given = cadre.political_status
    return changed


def answered_for(cadre: Cadre, changed: Sequence[str], override: Override | None) -> None:
    """Keep with the changes just made who answered for them (`override`)."""
    made = len(changed)
    cadre.revisions[-made:] = [replace(one, override=override) for one in cadre.revisions[-made:]]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def set_aside(cadre: Cadre, history: str, entry: str, void: Voided) -> Entry:
    """Mark an entry of a history as not counting, with the basis.

    Raises UnknownEntry, and CameWithAppointment for a level that an appointment brought: it would come again.
    """
    if history in HISTORIES:
        entries: list[Entry] = getattr(cadre, history)
        for kept in entries:
            if kept.entry == entry and kept.void is None:
                if isinstance(kept, Span) and kept.came_with is not None:
                    raise CameWithAppointment(history=history, entry=entry, came_with=kept.came_with)
                kept.void = void
                _plan_again(cadre, entry)
                return kept
    raise UnknownEntry(history=history, entry=entry)


def set_aside_along(cadre: Cadre, move: str, void: Voided) -> list[Appointment]:
    """Mark the appointments that came with a transfer as not counting either; answers them."""
    along = [one for one in cadre.appointments if one.came_with == move and one.void is None]
    for one in along:
        one.void = void
    return along


def withdraw(cadre: Cadre, on: date, void: Voided) -> None:
    """Take a file back that was entered by mistake: every entry is set aside, and the number is free for whoever enters
    it anew. Raises NotServing for one that was taken back before."""
    status = SERVICE.after(cadre.status, ServiceStep.WITHDRAW)
    if status is None:
        raise NotServing(cadre_id=cadre.id)
    for history in HISTORIES:
        for one in getattr(cadre, history):
            one.void = one.void or void
    cadre.coming.clear()
    cadre.number_index = f"withdrawn:{cadre.id}"
    cadre.append("statuses", StatusChange(status=status, on=on.isoformat(), reason=status.value, document=void.basis))
    cadre.withdrawn_on = on


def put_back(cadre: Cadre, entries: Collection[str], void: Voided) -> list[str]:
    """Set aside these entries, those that still count, and let what they stand in the place of count again; in which
    histories."""
    touched = []
    for history in HISTORIES:
        kept: list[Entry] = getattr(cadre, history)
        for one in kept:
            if one.entry not in entries or one.void is not None or (isinstance(one, Span) and one.came_with):
                continue
            one.void = void
            _plan_again(cadre, one.entry)
            for before in kept:
                if before.entry == one.corrects:
                    before.void = None
            touched.append(history)
    return list(dict.fromkeys(touched))


def _plan_again(cadre: Cadre, entry: str) -> None:
    """What had given way to an end of the service that is set aside is planned as before, and told on its day, or is
    held as before."""
    for history in PLANNED:
        for one in getattr(cadre, history):
            if one.overtaken_by == entry:
                one.void, one.overtaken_by = None, None
                if one.held is None:
                    cadre.coming.append(one.entry)


def hold(entry: Entry, planned: Partial, rules: Sequence[str], said: tuple[str, str], at: datetime) -> None:
    """Keep an entry from taking effect on its day; said are the reasons in both languages."""
    entry.held = Hold(planned=planned, rules=list(rules), zh=said[0], en=said[1], at=at)


def held_entry(cadre: Cadre, history: str, number: str) -> Entry:
    """The entry of a history that is held. Raises UnknownEntry, and NotHeld for one that is not."""
    kept: list[Entry] = getattr(cadre, history)
    found = next((one for one in kept if one.entry == number and one.void is None), None)
    if found is None:
        raise UnknownEntry(history=history, entry=number)
    if found.held is None:
        raise NotHeld(history=history, entry=number)
    return found


def lift(entry: Entry, by: str, basis: str, on: Partial, at: datetime, findings: Sequence[str]) -> None:
    """Let an entry take effect from a day on; that it was held, and for which day it was meant, stays with it."""
    assert entry.held is not None
    entry.held.lifted = Lifted(by=by, basis=basis, on=on, at=at, findings=list(findings))
    entry.holds.append(entry.held)
    entry.held = None


def dated(entry: Entry, on: Partial) -> None:
    """Give an entry another day from which it holds."""
    setattr(entry, "on" if isinstance(entry, Move | Removal | StatusChange) else "began", on)


APPOINTED = "所任职务的任职时间", "when the appointment began"


def must_follow(begin: Partial | None, end: Partial, after: str, english: str) -> None:
    """Raises OutOfOrder where the second day lies before the first, which is that of `after`."""
    if begin is not None and earliest(end) < earliest(begin):
        raise OutOfOrder(
            f"日期（{end}）早于{after}（{begin}）", f"{end} lies before {begin}, {english}", begins=begin, given=end
        )


_AS_OF = (
    "role", "management", "county_level_or_above", "education_level", "full_time_level", "post_ids", "post_level",
    "rank", "title",
)  # fmt: skip


def as_of(cadre: Cadre, day: date) -> dict[str, Any]:
    """The file as it stood on a day, in every field, by the histories; the file itself is set to that day."""
    on_day(cadre, day)
    level, rank, appointments = span_on(cadre.levels, day), span_on(cadre.ranks, day), cadre.current(day)
    main = appointments[0] if appointments else None
    status = status_on(cadre, day)
    barred = [p.until for p in valid(cadre.punishments) if p.decided_on <= day < p.until]
    barred += [one.until for one in cadre.standing if one.until is not None and one.bars(POST, day)]
    same = (
        "role",
        "management",
        "county_level_or_above",
        "education_level",
        "full_time_level",
        "post_ids",
        "post_level",
        "political_status",
    )
    return {
        **{name: getattr(cadre, name) for name in (*same, "rank", "title")},
        "as_of": day,
        "status": status,
        "unit_id": cadre.unit_id if status else None,
        "titles": [a.title for a in appointments],
        "years_at_level": years_between(level.began, day) if level else None,
        "years_at_rank": years_between(rank.began, day) if rank else None,
        "years_in_post": years_between(main.began, day) if main else None,
        "age": years_between(cadre.birth, day),
        "work_years": years_between(cadre.began_work_on, day) if cadre.began_work_on else None,
        "punished": bool(barred),
        "punished_through": max(barred) - timedelta(days=1) if barred else None,
        "trial": any(a.trial_until and day < a.trial_until for a in appointments),
    }

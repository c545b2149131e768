"""The résumé (简历) grows with each appointment: by one rule, and beside the lines that somebody wrote by hand.

A main appointment that counts and has begun, and that no registration brought, has a line from its month to that of its
end: unit and title, as the unit was called on that day. With the first of them those of a registration that brought no
résumé get theirs too, so that the career is told whole. A line that was written by hand and begins in the same month
stands in its place, and so does nothing where somebody set the line aside. What follows from appointments goes, moves
and comes back with them. Of the lines written by hand one alone changes: the last that is open ends where the first
line of an appointment after it begins, as long as that counts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from servicekit.chinese import post_at
from services.registry.model.dates import Partial, earliest
from services.registry.model.person import MONTH, Appointment, Cadre, ResumeLine, by_day, valid


def unwritten(cadre: Cadre, today: date) -> list[Appointment]:
    """The appointments that are still to get their line."""
    written = {line.came_with for line in cadre.resume}
    return [one for one in _bringing(cadre, today) if one.entry not in written]


def write(cadre: Cadre, today: date, place: Callable[[Appointment], str]) -> None:
    """Keep the lines in step with the appointments; `place` is what the unit of one that is unwritten was called."""
    bringing = {one.entry: one for one in _bringing(cadre, today)}
    for line in [one for one in cadre.resume if one.came_with is not None and one.void is None]:
        if line.came_with not in bringing:
            cadre.resume.remove(line)
    cadre.append("resume", *(_line(one, place(one)) for one in unwritten(cadre, today)))
    brought = [line for line in valid(cadre.resume) if line.came_with is not None]
    for line in brought:
        held = bringing[line.came_with or ""]
        line.began, line.ended = held.began[:MONTH], _end(held, today)
    _close_the_open_one(_by_hand(cadre), brought)
    cadre.resume.sort(key=by_day)


def _bringing(cadre: Cadre, today: date) -> list[Appointment]:
    by_hand = [line.began for line in _by_hand(cadre)]
    telling = [
        one
        for one in sorted(valid(cadre.appointments), key=by_day)
        if one.main
        and earliest(one.began) <= today
        and (one.ended is None or earliest(one.began) < earliest(one.ended))
        and not any(_same_month(one.began, began) for began in by_hand)
    ]
    since = [one for one in telling if _first(cadre, one) > cadre.placed_from]
    brought = any(line.came_with is None and int(line.entry) <= cadre.placed_from for line in cadre.resume)
    return since if brought or not since else telling


def _by_hand(cadre: Cadre) -> list[ResumeLine]:
    return [line for line in valid(cadre.resume) if line.came_with is None]


def _first(cadre: Cadre, appointment: Appointment) -> int:
    """The number of the entry that an appointment was put right from; its own where it never was."""
    every = {one.entry: one for one in cadre.appointments}
    while appointment.corrects in every:
        appointment = every[appointment.corrects or ""]
    return int(appointment.entry)


def _same_month(one: Partial, other: Partial) -> bool:
    return one[:MONTH].startswith(other[:MONTH]) or other[:MONTH].startswith(one[:MONTH])


def _line(appointment: Appointment, place: str) -> ResumeLine:
    text = post_at(place, appointment.title)
    return ResumeLine(began=appointment.began[:MONTH], text=text, came_with=appointment.entry)


def _end(held: Appointment, today: date) -> Partial | None:
    return held.ended[:MONTH] if held.ended is not None and earliest(held.ended) <= today else None


def _close_the_open_one(by_hand: list[ResumeLine], brought: list[ResumeLine]) -> None:
    for line in by_hand:
        if line.end_given is None:
            line.end_given = line.ended is not None
    still_open = [line for line in by_hand if not line.end_given]
    for line in still_open:
        line.ended = None
    if still_open:
        last = max(still_open, key=by_day)
        after = [line.began for line in brought if earliest(line.began) > earliest(last.began)]
        last.ended = min(after, key=earliest, default=None)

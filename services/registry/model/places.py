"""In which unit somebody serves on a day (某日所在单位), and where that unit stood in the tree then.

A transfer (调动) puts somebody into a unit, and so does a main appointment; the end of a post (免职) moves nobody. What
becomes of a unit, merged or placed elsewhere, carries along whoever serves in it.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from services.registry.model.dates import Partial, earliest
from services.registry.model.person import Appointment, Cadre, Carried, Held, Move, by_day, valid

EVER: Partial = "1000-01-01"
"""From when on something holds of which no beginning is known: before everybody."""

_Order = tuple[date, int]
_Placing = tuple[_Order, list[str]]


def unit_on(cadre: Cadre, day: date) -> list[str] | None:
    """The path of the unit in which they serve on a day: where the last transfer or main appointment put them.

    None where nothing of the file says it.
    """
    reached = [path for (on, _), path in _placings(cadre) if on <= day]
    return reached[-1] if reached else cadre.registered_in


def places_of(cadre: Cadre) -> list[Held]:
    """The units in which somebody has served, by the registration, transfers, main appointments, and what became of
    their units.

    A unit has the place in the tree that it had then; the present one, since it last came to another, its present one.
    """
    placings = [(order, _then(cadre, order, path)) for order, path in _placings(cadre)]
    return in_turn([(on.isoformat(), path[-1], path) for (on, _), path in placings])


def carry(cadre: Cadre, on: date, after: list[str], today: date, merger: str | None = None) -> None:
    """Their unit was merged, or it or one above it came to another place: they go along, from that day or, who came
    later, from theirs."""
    came = [day for (day, _), path in _placings(cadre) if path[-1] == cadre.unit_id and day <= today]
    since = max([on, *came]).isoformat()
    cadre.carried.append(Carried(since, list(cadre.unit_ids), list(after), cadre.entries, merger))
    cadre.unit_id, cadre.unit_ids = after[-1], list(after)


def not_carried(cadre: Cadre, merger: str) -> None:
    """The merger was a mistake: it has carried nobody."""
    cadre.carried = [one for one in cadre.carried if one.merger != merger]


def in_turn(changes: list[tuple[Partial, str, list[str]]]) -> list[Held]:
    """One after the other, each until the next."""
    following = [*(since for since, *_ in changes[1:]), None]
    return [
        Held(code, since, ended, path)
        for (since, code, path), ended in zip(changes, following, strict=True)
        if code and since != ended
    ]


def _placings(cadre: Cadre) -> list[_Placing]:
    """What put somebody into a unit, in order: main appointments, transfers, and the registration, and what became of
    the units.

    The registration says where they serve after all that it brought. What was entered afterwards and was over before it
    leaves them where they would be without it.
    """
    made: list[Appointment | Move] = [*(a for a in valid(cadre.appointments) if a.main), *valid(cadre.moves)]
    made.sort(key=by_day)
    placings: list[_Placing] = [(by_day(one), one.unit_ids) for one in made]
    if cadre.registered_in is not None:
        brought = [by_day(one)[0] for one in made if int(one.entry) <= cadre.placed_from]
        order = (max(brought, default=earliest(EVER)), cadre.placed_from)
        placings.append((order, cadre.registered_in))
        placings += _over_before(cadre, made, (order, cadre.registered_in))
    return _going_along(cadre, sorted(placings, key=lambda each: each[0]))


def _over_before(cadre: Cadre, made: list[Appointment | Move], registration: _Placing) -> list[_Placing]:
    """Where those are whose post was over before the registration, and was entered after it: where the registration or
    a transfer says, unless something else has placed them meanwhile."""
    moves = ((by_day(one), one.unit_ids) for one in made if isinstance(one, Move))
    lasting = _going_along(cadre, [registration, *moves])
    found = []
    for one, following in pairwise([*made, None]):
        if not isinstance(one, Appointment) or not one.end_given or one.ended is None or not cadre.registered_on:
            continue
        over = earliest(one.ended)
        replaced = following is not None and by_day(following)[0] <= over
        if replaced or int(one.entry) <= cadre.placed_from or over > cadre.registered_on:
            continue
        where = [path for (on, _), path in lasting if on <= over]
        found.append(((over, int(one.entry)), where[-1] if where else registration[1]))
    return found


def _going_along(cadre: Cadre, placings: list[_Placing]) -> list[_Placing]:
    """The same, with what became of the unit in which they were at that time."""
    changes: list[tuple[_Order, list[str] | Carried]] = [*placings]
    changes += [((earliest(one.on), one.entries), one) for one in cadre.carried]
    found: list[_Placing] = []
    for order, what in sorted(changes, key=lambda each: each[0]):
        if not isinstance(what, Carried):
            found.append((order, what))
        elif (found[-1][1] if found else cadre.registered_in or what.before)[-1] == what.before[-1]:
            found.append((order, what.after))
    return found


def _then(cadre: Cadre, order: _Order, path: list[str]) -> list[str]:
    """The path of a unit at a time: as it was before it next came to another place, else as it is now where they are
    in it."""
    later = [one for one in cadre.carried if (earliest(one.on), one.entries) > order and one.before[-1] == path[-1]]
    if later:
        return min(later, key=lambda one: (earliest(one.on), one.entries)).before
    return cadre.unit_ids if path[-1] == cadre.unit_id else path

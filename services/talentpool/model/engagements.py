"""Where a person is bound, and when: one document per person, so that no two secondments overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error
from services.talentpool.errors.secondments import Overlap


@dataclass
class Bound:
    """The days, both included, that a secondment takes."""

    secondment_id: str
    begins: date
    ends: date


@dataclass
class Engagement:
    """The days that a person's secondments take.

    Everything that seconds somebody saves this document: of two at once, one is told what the other did. Its id is
    the cadre's, or `guest.<code>` for a guest from outside.
    """

    id: str
    bounds: list[Bound] = field(default_factory=list)
    version: int = 0


def clash(bounds: Iterable[Bound], begins: date, ends: date, but: str = "") -> Bound | None:
    """The earliest of `bounds` that the days meet; `but` is a secondment not to look at."""
    met = [one for one in bounds if one.secondment_id != but and one.begins <= ends and begins <= one.ends]
    return min(met, key=lambda one: one.begins, default=None)


def bind(engagement: Engagement, secondment_id: str, begins: date, ends: date) -> None:
    """Take the days for a secondment, in place of those that it had. Raises Overlap, naming the other one."""
    other = clash(engagement.bounds, begins, ends, but=secondment_id)
    if other is not None:
        first, last = other.begins.isoformat(), other.ends.isoformat()
        zh = f"与另一次挂职、跟岗（{first} 至 {last}）重叠"
        en = f"It meets {other.secondment_id} ({first} to {last})"
        where = [field_error("/begins", "overlap", zh, en), field_error("/ends", "overlap", zh, en)]
        raise Overlap(zh, en, errors=where, secondment_id=other.secondment_id, begins=first, ends=last)
    release(engagement, secondment_id)
    engagement.bounds.append(Bound(secondment_id, begins, ends))


def release(engagement: Engagement, secondment_id: str) -> None:
    """Give back all days of a secondment."""
    engagement.bounds = [one for one in engagement.bounds if one.secondment_id != secondment_id]


def shorten(engagement: Engagement, secondment_id: str, last: date) -> None:
    """Give back the days of a secondment after `last`; all of them where it had not begun."""
    bound = next((one for one in engagement.bounds if one.secondment_id == secondment_id), None)
    if bound is None:
        return
    if last < bound.begins:
        release(engagement, secondment_id)
    else:
        bound.ends = min(bound.ends, last)

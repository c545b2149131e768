"""Deadlines (时限) as rows that can be listed, moved and cancelled; each fires once, even if late.

A command or a reaction puts a deadline in its own transaction; `deadline_clock` runs the method that `@deadline(kind)`
names when its day is over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import pymongo

from servicekit import clock
from servicekit.errors import DeadlineSettled, NoDeadline
from servicekit.store import Collection, Document, index
from servicekit.work import UnitOfWork
from servicekit.working_days import Term, calendar


class State(StrEnum):
    """Where a deadline stands."""

    WAITING = "waiting"
    FIRED = "fired"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass
class Deadline:
    """A deadline: at the end of `due_on` (China), the method for `kind` runs for `subject`."""

    id: str
    kind: str
    subject: str
    due: datetime
    due_on: date
    state: State = State.WAITING
    look_at: datetime | None = None
    """When to look at it next: when it is due, later after a failure, at once where it is to be counted anew."""
    after: date | None = None
    working_days: int | None = None
    """Counted in working days after a day, where it was; then a newly published calendar moves it."""
    provisional: bool = False
    """A year of the period has no published calendar yet."""
    anew: bool = False
    tries: int = 0
    error: str = ""
    fired_at: datetime | None = None
    moves: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: bool = False
    """Cancelled by a person, while what it is about still waits for it: it may be given a day again."""
    version: int = 0


DEADLINES = Collection(
    "deadlines",
    Deadline,
    [
        index("state", "look_at", "_id"),
        index("state", "due", "_id"),
        index("kind", "state", "due", "_id"),
        index("subject", "_id"),
    ],
    missing=NoDeadline,
)


def id_of(kind: str, subject: str) -> str:
    """One deadline of a kind per subject; putting it again moves it."""
    return f"{kind}.{subject}"


def end_of(day: date) -> datetime:
    """The instant at which a day in China is over."""
    return clock.beginning(day + timedelta(days=1))


def put(
    work: UnitOfWork,
    kind: str,
    subject: str,
    due_on: date,
    *,
    after: date | None = None,
    working_days: int | None = None,
    provisional: bool = False,
) -> None:
    """Set the deadline of this kind for a subject, or set it anew, in the transaction of `work`."""
    due = end_of(due_on)
    fields: Document = {
        "kind": kind,
        "subject": subject,
        "due": due,
        "due_on": due_on.isoformat(),
        "state": State.WAITING.value,
        "look_at": due,
        "after": after.isoformat() if after else None,
        "working_days": working_days,
        "provisional": provisional,
        "anew": False,
        "tries": 0,
        "error": "",
        "fired_at": None,
        "withdrawn": False,
    }
    update = {"$set": fields, "$setOnInsert": {"moves": []}, "$inc": {"version": 1}}
    work.write(DEADLINES, pymongo.UpdateOne({"_id": id_of(kind, subject)}, update, upsert=True))


def set_deadline(work: UnitOfWork, kind: str, subject: str, *, after: date, count: int) -> Term:
    """Set a deadline at the end of the `count`-th working day after a day; it follows the calendar."""
    term = calendar(work).after(after, count)
    put(work, kind, subject, term.last, after=after, working_days=count, provisional=term.provisional)
    return term


def cancel(work: UnitOfWork, kind: str, *subjects: str) -> None:
    """Take deadlines back that have not fired; nothing happens where there is none.

    What a person took back before is not wanted any more either, and cannot be put back.
    """
    open = [{"state": {"$in": [State.WAITING.value, State.FAILED.value]}}, {"withdrawn": True}]
    for subject in subjects:
        where = {"_id": id_of(kind, subject), "$or": open}
        done = {"$set": {"state": State.CANCELLED.value, "withdrawn": False}, "$inc": {"version": 1}}
        work.write(DEADLINES, pymongo.UpdateOne(where, done))


def count_anew(work: UnitOfWork, first: date, last: date) -> None:
    """Have those waiting deadlines counted anew whose working days reach into these days."""
    touched = {
        "state": State.WAITING.value,
        "working_days": {"$ne": None},
        "after": {"$lte": last.isoformat()},
        "due": {"$gte": end_of(first)},
    }
    at_once = {"$set": {"anew": True, "look_at": clock.at(0)}, "$inc": {"version": 1}}
    work.write(DEADLINES, pymongo.UpdateMany(touched, at_once))


def move(deadline: Deadline, due_on: date, by: str, basis: str, now: datetime) -> None:
    """Move a deadline by a named person's decision; it no longer follows the calendar. Raises DeadlineSettled.

    One that was taken back by mistake is put back so, as long as what it is about has not gone on without it.
    """
    if deadline.state not in (State.WAITING, State.FAILED) and not deadline.withdrawn:
        raise DeadlineSettled(state=deadline.state.value)
    deadline.moves.append({"at": now, "by": by, "basis": basis, "from": deadline.due_on.isoformat()})
    deadline.due_on, deadline.due = due_on, end_of(due_on)
    _wait(deadline, deadline.due)
    deadline.after, deadline.working_days, deadline.provisional = None, None, False


def again(deadline: Deadline, now: datetime) -> None:
    """Let one that failed be tried at once, on the day that it has. Raises DeadlineSettled for any other."""
    if deadline.state is not State.FAILED:
        raise DeadlineSettled(state=deadline.state.value)
    _wait(deadline, now)


def _wait(deadline: Deadline, until: datetime) -> None:
    deadline.look_at, deadline.state, deadline.tries, deadline.error = until, State.WAITING, 0, ""
    deadline.withdrawn = False


def withdraw(deadline: Deadline, by: str, basis: str, now: datetime) -> None:
    """Take a deadline back by a named person's decision. Raises DeadlineSettled."""
    if deadline.state not in (State.WAITING, State.FAILED):
        raise DeadlineSettled(state=deadline.state.value)
    deadline.moves.append({"at": now, "by": by, "basis": basis, "from": deadline.due_on.isoformat()})
    deadline.state, deadline.withdrawn = State.CANCELLED, True

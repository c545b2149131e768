"""What is learnt about a cadre after a vetting was passed (凡提必核) opens it again, and whoever asked hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from servicekit import deadlines
from servicekit.work import Reading, UnitOfWork
from servicekit.working_days import WorkingCalendar, calendar
from services.supervision.events import vetting as events
from services.supervision.model import vetting as model
from services.supervision.model.books import Books
from services.supervision.model.looked import LookedAt
from services.supervision.model.standing import Restriction
from services.supervision.model.tolerance import Tolerance
from services.supervision.model.vetting import PASSED, Vetting
from services.supervision.parts.books import books_of, look, look_for, standings_of, with_tolerances
from services.supervision.store.vetting import VETTINGS
from services.supervision.vocabulary.looked import Weight
from services.supervision.vocabulary.standing import LIVE
from services.supervision.vocabulary.vetting import Purpose, State

ANSWERS = "vetting_answers"
_MOST = 10_000
"""Passed vettings of the cadres about whom something is learnt together."""


def learnt(work: UnitOfWork, book: str, entries: Sequence[Any]) -> None:
    """Entries of a book (as `Books` names it) that are new or say something new: each passed vetting that is still in
    use, and for whose purpose one of them is to be weighed, is open again."""
    books: dict[str, Books] = {}
    for one in entries:
        if one.cadre_id is not None and (not isinstance(one, Restriction) or one.state in LIVE):
            getattr(books.setdefault(one.cadre_id, Books()), book).append(one)
    books = {cadre_id: one for cadre_id, one in books.items() if _weighs(work, one)}
    if not books:
        return
    if vettings := _in_use(work, books):
        known = with_tolerances(work, books)
        _learn(work, vettings, lambda vetting: look(work, vetting, known[vetting.cadre_id]))


def decided_otherwise(work: UnitOfWork, tolerances: Mapping[str, Tolerance]) -> None:
    """Decisions on tolerance (容错认定) that say something else than they did, by their ids: a passed vetting for which
    they made something in their matter weigh less is open again where that weighs more now."""
    cadre_ids = {one.cadre_id for one in tolerances.values()}
    passed_by = [
        vetting
        for vetting in (_in_use(work, cadre_ids) if cadre_ids else ())
        if any(one.tolerated_by in tolerances for one in vetting.looked_at)
    ]
    if not passed_by:
        return
    books = books_of(work, {vetting.cadre_id for vetting in passed_by})
    for known in books.values():
        known.tolerances = [tolerances.get(one.id, one) for one in known.tolerances]

    def found(vetting: Vetting) -> list[LookedAt]:
        eased = {(one.source, one.reference_id) for one in vetting.looked_at if one.tolerated_by in tolerances}
        now = look(work, vetting, books[vetting.cadre_id])
        return [one for one in now if (one.source, one.reference_id) in eased]

    _learn(work, passed_by, found)


def _in_use(work: UnitOfWork, cadre_ids: Iterable[str]) -> list[Vetting]:
    """The passed vettings of these cadres that are still in use."""
    # Whoever concludes saves the standing too: the conclusion is before this entry, or knows of it.
    standings_of(work, sorted(cadre_ids))
    since = work.today - timedelta(days=int(work.rules["supervision.vetting_in_use_days"].value))
    where = {
        "cadre_id": {"$in": sorted(cadre_ids)},
        "outcome": {"$in": [outcome.value for outcome in PASSED]},
        "concluded_on": {"$gte": since.isoformat()},
    }
    return work.find(VETTINGS, where, most=_MOST)


def _learn(work: UnitOfWork, vettings: Iterable[Vetting], found: Callable[[Vetting], list[LookedAt]]) -> None:
    days = calendar(work)
    for vetting in vettings:
        if model.learn(vetting, found(vetting), work.mark(), work.today):
            reopened(work, vetting, "learnt", work.principal.account, days)
            work.save(VETTINGS, vetting)


def open_vettings(read: Reading, reference_ids: Iterable[str], cadre_ids: Iterable[str]) -> set[str]:
    """Of these things about these cadres, those whose vetting is open."""
    wanted = {"cadre_id": {"$in": sorted(cadre_ids)}, "reference_id": {"$in": sorted(reference_ids)}}
    found = read.db[VETTINGS.name].find({**wanted, "state": State.OPEN.value}, {"reference_id": 1})
    return {row["reference_id"] for row in found}


def reopened(work: UnitOfWork, vetting: Vetting, because: str, by: str, days: WorkingCalendar) -> None:
    """A vetting that was concluded is open again: told, and with its full period anew, as if nobody had been late."""
    model.note(vetting, "reopened", by, work.now, because=because)
    vetting.escalation = 0
    set_due(work, vetting, days, work.today, int(work.rules["supervision.vetting_days"].value))
    work.tell(events.VETTING_REOPENED, vetting)


def set_due(work: UnitOfWork, vetting: Vetting, days: WorkingCalendar, after: date, count: int) -> None:
    """The working day until which the agencies are to answer."""
    term = days.after(after, count)
    vetting.due_on, vetting.provisional = term.last, term.provisional
    deadlines.put(work, ANSWERS, vetting.id, term.last, after=after, working_days=count, provisional=term.provisional)


def _weighs(work: UnitOfWork, books: Books) -> bool:
    looked = (one for purpose in Purpose for one in look_for(work, purpose, books))
    return any(one.weight is not Weight.CLEAR for one in looked)

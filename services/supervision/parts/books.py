"""Supervision's own books (台账) read for vettings and matters: a few look-ups for many cadres at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from servicekit.store import Collection, Document, Entity
from servicekit.work import MoreThanExpected, Reading, UnitOfWork
from services.supervision.model import books as model
from services.supervision.model.books import Books
from services.supervision.model.looked import LookedAt
from services.supervision.model.standing import Standing
from services.supervision.model.tolerance import Tolerance
from services.supervision.model.vetting import Vetting
from services.supervision.store.letters import LETTERS
from services.supervision.store.matters import MATTERS, RESULTS
from services.supervision.store.personal_matters import CHECKS
from services.supervision.store.standing import RESTRICTIONS, STANDINGS
from services.supervision.store.tolerance import TOLERANCES
from services.supervision.vocabulary import letters
from services.supervision.vocabulary.matters import OPEN, ResultState
from services.supervision.vocabulary.standing import LIVE
from services.supervision.vocabulary.vetting import Purpose

_MOST = 50_000
"""Entries of one book about the cadres that are asked about together."""
_BOOKS: dict[str, tuple[Collection[Any], Document]] = {
    "results": (RESULTS, {"state": ResultState.IN_FORCE.value}),
    "restrictions": (RESTRICTIONS, {"state": {"$in": [state.value for state in LIVE]}}),
    "checks": (CHECKS, {}),
    "matters": (MATTERS, {"state": {"$in": [state.value for state in OPEN]}}),
    "letters": (LETTERS, {"sent_on": {"$ne": None}, "state": {"$ne": letters.State.WITHDRAWN.value}}),
    "tolerances": (TOLERANCES, {}),
}
"""Each book, and what of it is looked at: of the matters those that are open still."""

E = TypeVar("E", bound=Entity)


def books_of(read: Reading, cadre_ids: Iterable[str]) -> dict[str, Books]:
    """What is on record about each of these cadres."""
    found = {id: Books() for id in cadre_ids}
    for name, (collection, where) in _BOOKS.items() if found else ():
        for one in _about(read, collection, found, where):
            getattr(found[one.cadre_id], name).append(one)
    return found


def tolerances_of(read: Reading, cadre_id: str | None) -> list[LookedAt]:
    """What was decided on tolerance about a cadre, as whoever concludes about them sees it."""
    found: list[Tolerance] = _about(read, TOLERANCES, [cadre_id], {}) if cadre_id else []
    return model.tolerated(found)


def stopping_results(read: Reading, cadre_ids: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """By cadre and use, the codes of the results in force that stop it."""
    found: dict[tuple[str, str], list[str]] = {}
    for result in _about(read, RESULTS, cadre_ids, {"state": ResultState.IN_FORCE.value, "stops": {"$ne": []}}):
        for use in result.stops:
            found.setdefault((str(result.cadre_id), use), []).append(f"result_{result.result}")
    return found


def with_tolerances(read: Reading, books: dict[str, Books]) -> dict[str, Books]:
    """The same entries, with the decisions on tolerance about each cadre beside them."""
    for one in _about(read, TOLERANCES, books, {}):
        books[one.cadre_id].tolerances.append(one)
    return books


def standings_of(work: UnitOfWork, cadre_ids: Sequence[str]) -> dict[str, Standing]:
    """The standings, made where there is none, each to be kept: whoever changes or reads one here orders the others."""
    found = work.load_many(STANDINGS, cadre_ids)
    for id in dict.fromkeys(cadre_ids):
        if id not in found:
            found[id] = work.add(STANDINGS, Standing(id))
        else:
            work.save(STANDINGS, found[id])
    return found


def look(read: Reading, vetting: Vetting, books: Books) -> list[LookedAt]:
    """What the books say for a vetting, by the rules of the day."""
    return look_for(read, Purpose(vetting.purpose), books)


def look_for(read: Reading, purpose: Purpose, books: Books) -> list[LookedAt]:
    """What the books say for a purpose, by the rules of the day."""
    weights = read.rules["supervision.vetting_weights"].value
    months = int(read.rules["supervision.vetting_look_back_months"].value)
    return model.look(books, purpose, weights, _months_before(read.today, months))


def _about(read: Reading, collection: Collection[E], cadre_ids: Iterable[str], where: Document) -> list[E]:
    """Raises MoreThanExpected: nothing on record is left out in silence."""
    wanted = {"cadre_id": {"$in": sorted(cadre_ids)}, **where}
    found = list(read.db[collection.name].find(wanted).limit(_MOST + 1))
    if len(found) > _MOST:
        raise MoreThanExpected(f"{collection.name}: more than {_MOST} match")
    return [collection.to_entity(read.opened(collection, document)) for document in found]


def _months_before(day: date, months: int) -> date:
    """The first day of the month that lies so many months before a day's."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)

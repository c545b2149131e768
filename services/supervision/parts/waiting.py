"""What waits for a member agency (待办): vettings and matters to answer, tasks to take on and report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from servicekit.calls import query
from servicekit.store import Collection, Document, Page, cut_page
from servicekit.work import Reading
from services.supervision.operations import waiting as operations
from services.supervision.parts.members import answered_in, may_ask_of, names_of, own_agencies
from services.supervision.schemas.waiting import Kind
from services.supervision.store.matters import MATTERS, TASKS
from services.supervision.store.vetting import VETTINGS
from services.supervision.vocabulary import matters, tasks, vetting

MOST = 1000
"""Of each kind, those that are due first."""


@dataclass(frozen=True)
class _Asked:
    """Something that agencies are asked for: where it is kept, in which states it waits, who is asked, who answered."""

    kind: Kind
    collection: Collection[Any]
    states: tuple[str, ...]
    asked: str
    said: str


_KINDS = (
    _Asked(Kind.VETTING, VETTINGS, (vetting.State.OPEN,), "asked_ids", "answers"),
    _Asked(Kind.MATTER, MATTERS, (matters.MatterState.UNDER_DISCUSSION,), "asked_ids", "opinions"),
    _Asked(Kind.TASK, TASKS, tasks.IN_HAND, "agency_ids", "reports"),
)


class Waiting:
    """What the agencies have to do."""

    @query(operations.LIST_WAITING)
    def list_waiting(self, wish: Document, read: Reading) -> Page:
        """What waits for an agency, for those of a liaison's unit, or for all of them, the earliest day first."""
        own, named = own_agencies(read), wish["agency_id"]
        wanted = own if named is None else may_ask_of(read, named)
        rows = [row for asked in _KINDS for row in _waiting(read, asked, wanted)]
        names = names_of(read, {row["agency_id"] for row in rows})
        rows = sorted(({**row, "agency_name": names.get(row["agency_id"], "")} for row in rows), key=_place)
        name = f"waiting:{read.scope.unit_id if own is not None else ''}:{named}"
        return cut_page(name, rows, wish, _place, secret=read.cursor_secret, orders=_ORDERS, shows=read.shows)


def _waiting(read: Reading, asked: _Asked, wanted: list[str] | None) -> Iterator[Document]:
    """One row for each agency that is asked and has not answered in the present round."""
    where: Document = {"state": {"$in": [str(state) for state in asked.states]}}
    where |= read.not_of_oneself(asked.collection)
    if wanted is not None:
        where[asked.asked] = {"$in": wanted}
    for found in read.db[asked.collection.name].find(where).sort([("due_on", 1), ("_id", 1)]).limit(MOST):
        answered = answered_in(found, asked.said)
        due_on = found.get("due_on")
        for agency_id in found[asked.asked]:
            if agency_id not in answered and (wanted is None or agency_id in wanted):
                yield {
                    "kind": asked.kind,
                    "id": found["_id"],
                    "agency_id": agency_id,
                    "purpose": found.get("purpose"),
                    "title": found.get("title"),
                    "cadre_id": found.get("cadre_id"),
                    "due_on": due_on,
                    "overdue": due_on is not None and due_on < read.today.isoformat(),
                    "synthetic": found["synthetic"],
                }


def _place(row: Document) -> list[Any]:
    return [row["due_on"] or "9999-12-31", row["id"], row["agency_id"]]


_ORDERS: dict[str, Callable[[Document], list[Any]]] = {
    "due_on": _place,
    "kind": lambda row: [str(row["kind"]), *_place(row)],
    "agency_name": lambda row: [row["agency_name"], *_place(row)],
}

"""Who may not take a step (回避), asked from the other side: in which of the things that wait had an account a part?

A service says for each step that judges what keeps an account from it (`Service.judged`): the rows of the lifecycle say
which words of the timeline do, and `also` finds those whose part stands elsewhere. So the worklist (待办) of an account
leaves out what a refusal would keep it from; the refusal itself stays the model's (`Lifecycle.must_be_another`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from servicekit.lifecycle import Lifecycle, Named, Row
from servicekit.operations import Operation
from servicekit.principal import ABOUT, ABOUT_MANY, Principal, Reach, Scope
from servicekit.store import Collection, Document
from servicekit.work import Reading

MOST = 2000
"""Things of one kind that an account is kept from; those beyond are shown, and refused."""


@dataclass(frozen=True)
class Judged:
    """A step that is kept apart from whoever had a part in the thing."""

    step: Operation
    collection: Collection[Any]
    life: Lifecycle[Any, Any]
    on: tuple[Named, ...]
    """What the lifecycle calls it; several where the outcome is a step of its own."""
    also: Callable[[Reading], Sequence[Document]] = lambda _: ()
    """Conditions of things in which the account that asks has a part that no timeline tells."""
    words: Callable[[str], str] = str
    """How the stored timeline calls a word of the lifecycle's."""

    def kept(self, read: Reading) -> list[str]:
        """The ids of the things that whoever asks may not lead on by this step."""
        return self._found(read, {"$or": self._parts(read)})

    def kept_from_all(self, read: Reading, accounts: Sequence[Mapping[str, Any]]) -> list[str]:
        """The ids of the things that none of these accounts may lead on, be it that they are about whose it is."""
        left: list[str] | None = None
        for one in accounts:
            who = Principal(one["account"], scope=Scope(Reach.ALL, cadre_id=one["cadre_id"]))
            parts = self._parts(replace(read, principal=who))
            if one["cadre_id"]:
                parts += [{name: one["cadre_id"]} for name in (*ABOUT, ABOUT_MANY)]
            among: Document = {} if left is None else {"_id": {"$in": left}}
            left = self._found(read, {**among, "$or": parts})
            if not left:
                break
        return left or []

    def _parts(self, read: Reading) -> list[Document]:
        """The conditions of which one holds of what whoever asks had a part in."""
        account, parts = read.principal.account, [*self.also(read)]
        for row in self._rows():
            said = [self.words(str(word)) for word in row.apart_from]
            entry: Document = {"by": account, "what": {"$in": said}, "ignored": {"$ne": True}}
            parts.append({"state": {"$in": _texts(row.come_from)}, "timeline": {"$elemMatch": entry}})
        return parts

    def _found(self, read: Reading, where: Document) -> list[str]:
        states = {state for row in self._rows() for state in row.come_from}
        where = {"state": {"$in": _texts(states)}, **where}
        return [found["_id"] for found in read.db[self.collection.name].find(where, {"_id": 1}).limit(MOST)]

    def _rows(self) -> Iterator[Row[Any, Any]]:
        return (row for row in self.life.rows if row.on in self.on and row.apart_from)


def _texts(states: Any) -> list[str]:
    return sorted(str(state) for state in states)

"""What was looked at before a conclusion (凡提必核), and what it said: entries that are kept with the conclusion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from services.supervision.vocabulary.looked import Book, Weight

RESTRICTED, ON_RECORD, ALL_CLEAR = "restricted", "on_record", "all_clear"


@dataclass
class LookedAt:
    """An entry: the book, what of it (None where there was nothing), its weight and a short code; no words."""

    source: Book
    reference_id: str | None
    weight: Weight
    code: str
    effects: list[str] = field(default_factory=list)
    """What a decision on tolerance (容错) reaches."""
    tolerated_by: str | None = None
    """The decision on tolerance in the same matter, because of which this weighs less."""
    learnt_on: date | None = None
    """When it was learnt, where that was after the conclusion."""

    @property
    def reason(self) -> str:
        """The code that whoever asked is told: what a service may know of by itself, and of all the rest only that
        there is something on record."""
        if self.source is Book.RESULT:
            return f"result_{self.code}"
        return RESTRICTED if self.source is Book.RESTRICTION and self.weight is Weight.STOP else ON_RECORD


def reasons(looked: Iterable[LookedAt], *weights: Weight) -> list[str]:
    """The codes of the entries of these weights, each once."""
    return list(dict.fromkeys(one.reason for one in looked if one.weight in weights))


def unknown(found: Iterable[LookedAt], looked: Iterable[LookedAt], on: date) -> list[LookedAt]:
    """What is to be weighed of `found` and was not known: another entry, or another word of one that weighs no less."""
    known = list(looked)
    return [replace(one, learnt_on=on) for one in found if one.weight is not Weight.CLEAR and _is_news(one, known)]


def _is_news(one: LookedAt, known: Iterable[LookedAt]) -> bool:
    order = (Weight.CLEAR, Weight.REMARK, Weight.STOP)
    same = [two for two in known if (two.source, two.reference_id) == (one.source, one.reference_id)]
    heaviest = max((order.index(two.weight) for two in same), default=0)
    return order.index(one.weight) >= heaviest and (one.weight, one.code) not in [
        (two.weight, two.code) for two in same
    ]

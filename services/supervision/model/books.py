"""A cadre in supervision's own books (台账): what a vetting looks at, and what each entry means for its purpose.

What is on record weighs by rule: the level of a result by the rule of the day on which it was published, a restriction
by what it bars, and all the rest by the map of `supervision.vetting_weights`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from services.supervision.model.checks import Check
from services.supervision.model.letters import Letter
from services.supervision.model.looked import LookedAt
from services.supervision.model.matters import Matter, Result
from services.supervision.model.standing import Restriction
from services.supervision.model.tolerance import Tolerance, entry
from services.supervision.model.vetting import bars
from services.supervision.vocabulary import standing
from services.supervision.vocabulary.checks import CheckState
from services.supervision.vocabulary.letters import LetterKind
from services.supervision.vocabulary.letters import State as LetterState
from services.supervision.vocabulary.looked import NOTHING_FOUND, Book, Weight
from services.supervision.vocabulary.vetting import Purpose

ALWAYS = (Book.RESULT, Book.RESTRICTION, Book.CHECK, Book.MATTER, Book.LETTER)
"""The books of which it is said as well that nothing was found."""
TOLERATED_FOR = {Purpose.AWARD: "award", Purpose.POOL: "promotion", Purpose.APPOINTMENT: "promotion"}
"""The effect of a decision on tolerance that speaks to a purpose."""
_LESS = {Weight.STOP: Weight.REMARK, Weight.REMARK: Weight.CLEAR, Weight.CLEAR: Weight.CLEAR}


@dataclass
class Books:
    """What is on record about one cadre: in force, open, or concluded lately enough to be looked at."""

    results: list[Result] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    tolerances: list[Tolerance] = field(default_factory=list)


def look(books: Books, purpose: Purpose, weights: Mapping[str, str], since: date) -> list[LookedAt]:
    """What each book says for a purpose. `since` is the first day of which concluded findings still count."""
    found = [
        *(_of_result(one, purpose, books.tolerances) for one in books.results if purpose in one.uses),
        *(_of_restriction(one, purpose) for one in books.restrictions),
        *(_of_check(one, weights) for one in books.checks if one.decided_on is None or one.decided_on >= since),
        *(_of_matter(one, weights, purpose, books.tolerances) for one in books.matters),
        *(_of_letter(one, weights) for one in books.letters if one.awaits_answer or _lately(one, since)),
    ]
    found.sort(key=lambda one: (ALWAYS.index(one.source), str(one.reference_id)))
    silent = [book for book in ALWAYS if book not in {one.source for one in found}]
    nothing = [LookedAt(book, None, Weight.CLEAR, NOTHING_FOUND) for book in silent]
    return [*found, *nothing, *tolerated(books.tolerances)]


def tolerated(tolerances: Iterable[Tolerance]) -> list[LookedAt]:
    """What was decided on tolerance about a cadre."""
    entries = (entry(one) for one in sorted(tolerances, key=lambda one: one.id))
    return [one for one in entries if one is not None]


def _lately(letter: Letter, since: date) -> bool:
    return letter.sent_on is not None and letter.sent_on >= since


def _of_result(result: Result, purpose: Purpose, tolerances: Iterable[Tolerance]) -> LookedAt:
    weight = Weight.STOP if purpose in result.stops else Weight.REMARK if purpose in result.warned else Weight.CLEAR
    looked = LookedAt(Book.RESULT, result.id, weight, result.result)
    return _eased(looked, result.matter_id, purpose, tolerances)


def _of_restriction(restriction: Restriction, purpose: Purpose) -> LookedAt:
    holds = restriction.state is standing.State.IN_FORCE and bars(restriction.effects, purpose)
    return LookedAt(Book.RESTRICTION, restriction.id, Weight.STOP if holds else Weight.REMARK, restriction.kind)


def _of_check(check: Check, weights: Mapping[str, str]) -> LookedAt:
    code = f"open_{check.kind}" if check.state is CheckState.OPEN else str(check.outcome)
    return LookedAt(Book.CHECK, check.id, _weight(weights, Book.CHECK, code), code)


def _of_matter(
    matter: Matter, weights: Mapping[str, str], purpose: Purpose, tolerances: Iterable[Tolerance]
) -> LookedAt:
    looked = LookedAt(Book.MATTER, matter.id, _weight(weights, Book.MATTER, "open"), "open")
    return _eased(looked, matter.id, purpose, tolerances)


def _of_letter(letter: Letter, weights: Mapping[str, str]) -> LookedAt:
    closed = letter.state is LetterState.CLOSED
    inquiry = "answered_inquiry" if closed else "open_inquiry"
    code = letter.result_code or (inquiry if letter.kind is LetterKind.INQUIRY else letter.kind.value)
    return LookedAt(Book.LETTER, letter.id, _weight(weights, Book.LETTER, code), code)


def _weight(weights: Mapping[str, str], book: Book, code: str) -> Weight:
    """By the rule; what the rule does not name is for a person to weigh."""
    named = weights.get(f"{book}_{code}")
    return next((weight for weight in Weight if weight == named), Weight.REMARK)


def _eased(looked: LookedAt, matter_id: str, purpose: Purpose, tolerances: Iterable[Tolerance]) -> LookedAt:
    """What was tolerated in the same matter with an effect on the purpose weighs less: wholly, nothing; partly, one
    step less."""
    for one in tolerances:
        if one.matter_id == matter_id and one.reaches(TOLERATED_FOR[purpose]):
            looked.weight = _LESS[looked.weight] if one.outcome == "partly" else Weight.CLEAR
            looked.tolerated_by = one.id
    return looked

"""The catalogue of mechanisms of appraisal (考察制度机制): which there are, what each serves, and whether it is in use.

The source names three of the seventeen: 政治家访, 大事要事担当担责度评价, 重大项目专项考察. Entries that it does not
name are an office's own, and marked as examples where they are made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit.errors import with_words
from servicekit.lifecycle import Entry, Mark, Named, trace, words_of
from servicekit.periods import must_not_end_before_it_begins
from services.appraisal.errors.mechanisms import MechanismNotInUse
from services.appraisal.vocabulary.mechanisms import LIFE, Kind, State, Step

FIELDS = {
    "zh": "中文名称", "en": "英文名称", "serves": "适用的考察类别", "basis": "依据",
    "example": "示例名称", "valid_from": "适用起", "valid_to": "适用止",
}  # fmt: skip
"""What may be changed of a mechanism, and how its timeline calls it."""


# fmt: on


@dataclass
class Mechanism:
    """A mechanism (考察制度机制). `example` says that the name is made up, not taken from a source."""

    id: str
    code: str
    zh: str
    en: str
    serves: list[Kind]
    basis: str
    example: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    state: State = State.DRAFT
    synthetic: bool = False
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0


def open_(mechanism: Mechanism, in_use: bool, by: Mark) -> None:
    """Enter a mechanism, as a draft or in use at once. Raises EndsBeforeItBegins."""
    must_not_end_before_it_begins(mechanism.valid_from, mechanism.valid_to, "/valid_to")
    trace(mechanism, "open", by)
    if in_use:
        LIFE.take(mechanism, Step.PUT_IN_USE, by)


def change(mechanism: Mechanism, changes: dict[str, Any], by: Mark) -> None:
    """Change what is written of a mechanism; the timeline keeps what stood there.

    Raises StepNotPossible and EndsBeforeItBegins.
    """
    LIFE.must(mechanism, Step.CHANGE)
    before = {key: getattr(mechanism, key) for key, value in changes.items() if getattr(mechanism, key) != value}
    for key in before:
        setattr(mechanism, key, changes[key])
    must_not_end_before_it_begins(mechanism.valid_from, mechanism.valid_to, "/valid_to")
    LIFE.take(mechanism, Step.CHANGE, by, "；".join(f"{FIELDS[key]}：{_words(was)}" for key, was in before.items()))


def put_in_use(mechanism: Mechanism, by: Mark) -> None:
    """From now on appraisals may name it. Raises StepNotPossible."""
    LIFE.take(mechanism, Step.PUT_IN_USE, by)


def retire(mechanism: Mechanism, on: date, basis: str, by: Mark, today: date) -> bool:
    """No new appraisal may name it, from tomorrow on or after a day that is to come; says whether it is retired now.

    Raises StepNotPossible and EndsBeforeItBegins.
    """
    step = Step.RETIRE_LATER if on > today else Step.RETIRE
    LIFE.must(mechanism, step)
    must_not_end_before_it_begins(mechanism.valid_from, on, "/valid_to")
    mechanism.valid_to = on
    LIFE.take(mechanism, step, by, basis)
    return step is Step.RETIRE


def run_out(mechanism: Mechanism, today: date, by: Mark) -> bool:
    """Its last day is over; nothing where that was put off, or it is retired already."""
    over = mechanism.valid_to is not None and mechanism.valid_to < today and LIFE.may(mechanism, Step.RUN_OUT)
    if over:
        LIFE.take(mechanism, Step.RUN_OUT, by)
    return over


def must_serve(mechanism: Mechanism, kind: Kind, on: date) -> None:
    """Whether an appraisal of this kind may go by it on a day. Raises MechanismNotInUse, saying why."""
    outside = (mechanism.valid_from and on < mechanism.valid_from) or (mechanism.valid_to and on > mechanism.valid_to)
    if mechanism.state is not State.IN_USE or outside:
        raise MechanismNotInUse(
            f"机制“{mechanism.code}”当日未启用",
            f"Mechanism {mechanism.code} is not in use on that day",
            state=mechanism.state,
        )
    if kind not in mechanism.serves:
        serves = [one.value for one in mechanism.serves]
        raise MechanismNotInUse(
            f"机制“{mechanism.code}”不用于此类考察；只用于：{with_words(words_of(Kind), serves)}",
            f"Mechanism {mechanism.code} does not serve {kind.value}, only: {', '.join(serves)}",
            serves=serves,
        )


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(_words, value))
    if isinstance(value, bool) or value is None:
        return {True: "是", False: "否", None: "无"}[value]
    return value.zh if isinstance(value, Named) else str(value)

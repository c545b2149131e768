"""The life of something that several services move, as one table: commands, events and deadlines.

Guards, the pages of docs/sagas and property tests are made from the table. Where no row fits, a command is refused,
and an event or a deadline changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)


@dataclass(frozen=True)
class Row(Generic[S, T]):
    """One row of the table: from these states, on this step, to that state, under a condition in two languages."""

    come_from: tuple[S, ...]
    on: T
    to: S
    zh: str
    en: str


@dataclass(frozen=True)
class Saga(Generic[S, T]):
    """A table with the steps that a person takes, the states that nothing follows, and what its page says of it."""

    title: str
    module: str
    table: tuple[Row[S, T], ...]
    commands: frozenset[T]
    final: tuple[S, ...]
    remarks: tuple[str, ...] = ()
    _next: dict[tuple[S, T], S] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        following = {(state, row.on): row.to for row in self.table for state in row.come_from}
        object.__setattr__(self, "_next", following)

    def after(self, state: S, step: T) -> S | None:
        """The state after a step; None where the table has no such row."""
        return self._next.get((state, step))

    def steps_from(self, state: S) -> list[T]:
        """The steps that the table allows from a state."""
        return [step for (known, step) in self._next if known is state]

    def markdown(self) -> str:
        """The table as its page in docs/sagas shows it."""
        lines = [
            f"# {self.title}",
            "",
            f"Made from `{self.module.replace('.', '/')}.py` by `python -m {self.module}`.",
            "",
            "| from | on | to | if | 条件 |",
            "| --- | --- | --- | --- | --- |",
        ]
        for row in self.table:
            brought = "" if row.on in self.commands else " (event)"
            lines.append(f"| {', '.join(row.come_from)} | {row.on}{brought} | {row.to} | {row.en} | {row.zh} |")
        lines += [
            "",
            f"Final: {', '.join(self.final)}.",
            "",
            "A step marked (event) comes by event or deadline; where no row fits it changes nothing.",
            "Any other step is a command: where no row fits it is refused with the steps that are allowed.",
        ]
        if self.remarks:
            lines += ["", *self.remarks]
        return "\n".join(lines) + "\n"

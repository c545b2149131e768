"""What has a state: one table says what may happen to it, who moves it, on what condition, and what is refused.

From the table come the guards, what can be done now (`steps_from`), the property tests and the pages of
docs/lifecycles. Beside it stands the timeline (全程留痕): who did what when, and the state after it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeVar

from servicekit.errors import Conflict, NotIndependent


class Named(StrEnum):
    """A word that is stored and told in English, with the one that an official reads: `OPEN = "open", "征求意见中"`.

    A step whose word is a noun has a third, how a sentence says that it is done: `"任前公示", "进行任前公示"`.
    """

    zh: str
    doing: str

    def __new__(cls, value: str, zh: str = "", doing: str = "") -> Self:
        made = str.__new__(cls, value)
        made._value_ = value
        made.zh = zh or value
        made.doing = doing or made.zh
        return made


def words_of(named: type[Named]) -> dict[str, str]:
    """What the members of an enumeration are called, by what is stored of them."""
    return {one.value: one.zh for one in named}


@dataclass(frozen=True)
class Prefixed:
    """Codes of others behind a prefix of one's own: `result_cleared`."""

    prefix: str
    words: Words


@dataclass(frozen=True)
class Joined:
    """One code, or several with a sign between them; what is no code among them stays as it is."""

    words: Words
    between: str = ","


@dataclass(frozen=True)
class OfAYear:
    """A year with a code behind it: `2026-autumn` is 2026年秋季学期."""

    words: Words


@dataclass(frozen=True)
class Following:
    """Codes that mean what follows from another field of the same thing, or of the nearest that it is part of: `1` is
    男 where that field is `sex`."""

    field: str
    words: Mapping[str, Words] | str
    """By what stands in that field; or the name of what the gateway keeps by it: dimensions by the model's version."""
    prefix: str = ""
    """What stands before such a code (`dimension.`)."""


Words: TypeAlias = (
    "type[Named] | Mapping[str, str] | Callable[[], Mapping[str, str]] | str | Prefixed | Joined | OfAYear | Following"
    " | tuple[Words, ...]"
)
"""What codes are called: an enumeration; a table, or what makes it once all is known; a dictionary's entries by the
dictionary's code; a standard's codes by the field that holds them everywhere (`post_level`); all rules by `RULES`, all
operations by `OPERATIONS`; or several of these, of which the first that knows a code says it."""
RULES, OPERATIONS = "rules", "operations"
VALUES = "*"
"""Stands for the name of every field, where a thing's keys are ids: `{"cad-01": "approve"}`."""


class By(Named):
    """Who moves it."""

    PERSON = "person", "人员"
    EVENT = "event", "事件"
    DEADLINE = "deadline", "时限"
    FOLLOWS = "follows", "随其他步骤"


S = TypeVar("S", bound=Named)
T = TypeVar("T", bound=Named)
MOST_ENTRIES = 200
"""Entries of a timeline past which what is ignored leaves no further trace."""


@dataclass(frozen=True)
class Row(Generic[S, T]):
    """From these states, on this step, to that state (None: it stays as it is), under a condition in two languages.

    `apart_from` are words of the timeline (回避): the account that stands there with one of them does not take this
    step. So who conducted something neither verifies it, nor confirms it, nor decides the appeal against it.
    """

    come_from: tuple[S, ...]
    on: T
    to: S | None
    zh: str = ""
    en: str = ""
    by: By = field(default=By.PERSON, kw_only=True)
    apart_from: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass
class Entry:
    """An entry of a timeline: when, by which account, what, and the state after it; `ignored` changed nothing."""

    at: datetime
    by: str
    what: str
    state: str
    note: str | None = None
    ignored: bool = False


@dataclass(frozen=True)
class Mark:
    """Who acts, and when."""

    at: datetime
    by: str


Hands = Mapping[str, Collection[str]]
"""The accounts that had a part in something, and what each of them did."""
_NOBODY: Hands = {}


def hands_of(*parts: tuple[str | None, str]) -> dict[str, list[str]]:
    """Who did what; a part that nobody had is left out."""
    found: dict[str, list[str]] = {}
    for account, what in parts:
        if account:
            found.setdefault(account, []).append(what)
    return found


class HasState(Protocol):
    """What a lifecycle moves."""

    state: Any


class Traced(HasState, Protocol):
    """What has a timeline besides."""

    timeline: list[Entry]


@dataclass(frozen=True)
class Lifecycle(Generic[S, T]):
    """The life (生命周期) of one kind of thing. `begins` are the states in which it may come to be.

    Where no row fits, a person's step is refused with `refusal` (facts `state`, `step` and `allowed`), and an event or
    a deadline changes nothing. Raises ValueError for a table in which a step leads two ways, a state is never reached,
    or a step stands in no row.
    """

    zh: str
    en: str
    states: type[S]
    steps: type[T]
    begins: tuple[S, ...]
    rows: tuple[Row[S, T], ...]
    refusal: type[Conflict]
    remarks: tuple[str, ...] = ()
    besides: Mapping[str, str] = field(default_factory=dict)
    """What its timeline tells besides its steps, and what that is called."""
    _next: dict[tuple[S, T], S] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        following: dict[tuple[S, T], S] = {}
        for row in self.rows:
            for state in row.come_from:
                if (state, row.on) in following:
                    raise ValueError(f"{self.en}: {row.on} leads two ways from {state}")
                following[state, row.on] = state if row.to is None else row.to
        reached = {*self.begins, *following.values()}
        if missing := [state for state in self.states if state not in reached]:
            raise ValueError(f"{self.en}: nothing leads to {', '.join(missing)}")
        if idle := [step for step in self.steps if step not in {row.on for row in self.rows}]:
            raise ValueError(f"{self.en}: {', '.join(idle)} stands in no row")
        object.__setattr__(self, "_next", following)

    @property
    def final(self) -> tuple[S, ...]:
        """The states that nothing follows."""
        return tuple(state for state in self.states if not self.steps_from(state))

    def after(self, state: S, step: T) -> S | None:
        """The state after a step; None where the table has no such row."""
        return self._next.get((state, step))

    def may(self, entity: HasState, step: T) -> bool:
        """Whether the table has this step for something as it stands."""
        return self.after(entity.state, step) is not None

    def steps_from(self, state: S, *by: By) -> list[T]:
        """What can happen from a state, in the order of the steps; only what is moved by those named, if any are."""
        fitting = {row.on for row in self.rows if state in row.come_from and (not by or row.by in by)}
        return [step for step in self.steps if step in fitting]

    def must(self, entity: HasState, step: T, **facts: Any) -> S:
        """The state that a step leads to. Raises the refusal, with the steps that a person can take, and `facts`."""
        to = self.after(entity.state, step)
        if to is None:
            allowed = self.steps_from(entity.state, By.PERSON)
            raise self.refusal(
                f"{self.zh}现为“{self.states(entity.state).zh}”，不能{step.doing}；"
                f"可办理：{'、'.join(one.zh for one in allowed) or '无'}",
                f"The state is {entity.state}; {step} is not possible, only: {', '.join(allowed) or 'nothing'}",
                state=str(entity.state),
                step=str(step),
                allowed=[str(one) for one in allowed],
                **facts,
            )
        return to

    def move(self, entity: HasState, step: T, **facts: Any) -> None:
        """Take a step. Raises the refusal, with `facts`."""
        entity.state = self.must(entity, step, **facts)

    def happen(self, entity: HasState, step: T) -> bool:
        """Let a step happen that an event or a deadline brings; False, and nothing changes, where no row fits."""
        to = self.after(entity.state, step)
        if to is None:
            return False
        entity.state = to
        return True

    def take(
        self,
        entity: Traced,
        step: T,
        mark: Mark,
        note: str | None = None,
        *,
        hands: Hands = _NOBODY,
        on_paper: bool = False,
        **facts: Any,
    ) -> None:
        """Take a step and note it in the timeline. Raises the refusal, with `facts`, and NotIndependent.

        `on_paper`: what two people signed is entered by one clerk, so that accounts are not compared.
        """
        self.advance(entity, step, mark, hands=hands, on_paper=on_paper, **facts)
        trace(entity, step, mark, note)

    def advance(
        self,
        entity: HasState,
        step: T,
        mark: Mark,
        *,
        hands: Hands = _NOBODY,
        on_paper: bool = False,
        **facts: Any,
    ) -> None:
        """As `take`, for what notes its steps otherwise. Raises the refusal, with `facts`, and NotIndependent."""
        to = self.must(entity, step, **facts)
        if not on_paper:
            self.must_be_another(entity, step, mark.by, hands)
        entity.state = to

    def apart_from(self, state: S, step: T) -> tuple[str, ...]:
        """The words of the timeline that keep an account from this step."""
        found = next((row for row in self.rows if row.on == step and state in row.come_from), None)
        return found.apart_from if found else ()

    def must_be_another(self, entity: HasState, step: T, account: str, hands: Hands = _NOBODY) -> None:
        """Raises NotIndependent for an account that had a part in what this step judges.

        By the timeline, as the step's row says; `hands` are those whose part stands elsewhere.
        """
        apart = self.apart_from(entity.state, step)
        entries: Iterable[Entry] = getattr(entity, "timeline", ())
        elsewhere = hands.get(account, ())
        known = {str(one): one.doing for one in elsewhere if isinstance(one, Named)}
        here = {one.what for one in entries if one.by == account and one.what in apart and not one.ignored}
        did = sorted(here | {str(one) for one in elsewhere})
        if did:
            said = "、".join(known.get(what) or self._word(what) for what in did)
            raise NotIndependent(
                f"此前由您{said}，须由另一账号{step.doing}",
                f"You had a part in it ({', '.join(did)}); another account must {step}",
                account=account,
                step=str(step),
                did=did,
            )

    def _word(self, what: str) -> str:
        return {**self.besides, **{one.value: one.doing for one in self.steps}}.get(what, "登记")

    @property
    def words(self) -> dict[str, str]:
        """What that is called that its timeline tells."""
        return {**self.besides, **words_of(self.steps)}


def trace(entity: Traced, what: str, mark: Mark, note: str | None = None, *, ignored: bool = False) -> None:
    """Note something in the timeline; what was `ignored` only while that has fewer than `MOST_ENTRIES`."""
    if not ignored or len(entity.timeline) < MOST_ENTRIES:
        entity.timeline.append(Entry(mark.at, mark.by, str(what), str(entity.state), note, ignored))


def page(life: Lifecycle[Any, Any], module: str) -> str:
    """A lifecycle as its page in docs/lifecycles shows it: a diagram, the states, the steps."""
    lines = [f"# {life.en} {life.zh}", "", f"Made from `{module.replace('.', '/')}.py`; a test compares them.", ""]
    lines += ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {state}" for state in life.begins]
    lines += [f"    {state} --> {to}: {step}" for state, step, to in _arrows(life)]
    lines += [f"    {state} --> [*]" for state in life.final]
    lines += ["```", "", "| state | 状态 | what can be done 可办理 |", "| --- | --- | --- |"]
    lines += [
        f"| {state} | {state.zh} | {', '.join(f'{one} {one.zh}' for one in life.steps_from(state)) or '—'} |"
        for state in life.states
    ]
    lines += ["", "| from | step | 步骤 | to | by | if | 条件 |", "| --- | --- | --- | --- | --- | --- | --- |"]
    lines += [
        "| "
        + " | ".join([", ".join(row.come_from), row.on, row.on.zh, row.to or "(stays)", row.by, row.en, row.zh])
        + " |"
        for row in life.rows
    ]
    lines += ["", f"A person's step that no row has is refused (`{life.refusal.code}`) with those that are possible;"]
    lines += ["an event or a deadline for which no row fits changes nothing."]
    apart = {row.on: row.apart_from for row in life.rows if row.apart_from}
    if apart:
        lines += [
            "",
            f"Kept apart 回避 (`{NotIndependent.code}`): an account that did what stands behind takes no such step.",
            "",
        ]
        lines += [f"- `{on}` {on.zh}: {', '.join(words)}" for on, words in apart.items()]
    lines += ["", *life.remarks] if life.remarks else []
    return "\n".join(lines) + "\n"


def _arrows(life: Lifecycle[Any, Any]) -> Iterable[tuple[Any, str, Any]]:
    """What the diagram shows: one arrow between two states, with every step that takes it."""
    drawn: dict[tuple[Any, Any], list[str]] = {}
    for row in life.rows:
        for state in row.come_from:
            drawn.setdefault((state, row.to or state), []).append(str(row.on))
    return [(state, ", ".join(steps), to) for (state, to), steps in drawn.items()]

"""Effect periods entered in any order, with mistakes that are taken back, hold against a cadre what holds rightly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.supervision.model import standing as model
from services.supervision.model.standing import Restriction, Standing
from services.supervision.vocabulary.standing import LIFE, State, Step

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 20)


@dataclass(frozen=True)
class Period:
    """An effect period as its document has it; `lifted_on` where it was ended early."""

    effects: tuple[str, ...]
    begins: date
    ends: date | None
    lifted_on: date | None
    wrong: bool


def periods() -> st.SearchStrategy[list[Period]]:
    days = st.dates(FIRST, LAST)
    effects = st.sampled_from([("award",), ("pool", "promotion"), ("award", "appointment")])

    def dated(made: tuple[tuple[str, ...], list[date], bool, bool, bool]) -> Period:
        barred, (begins, ends, lifted), endless, early, wrong = made
        lifts = early and lifted < LAST
        return Period(barred, begins, None if endless else ends, lifted if lifts else None, wrong)

    ordered = st.lists(days, min_size=3, max_size=3).map(sorted).map(lambda one: [one[0], one[2], one[1]])
    return st.lists(st.tuples(effects, ordered, st.booleans(), st.booleans(), st.booleans()).map(dated), max_size=6)


class Book:
    """What the service does with the model: entries, the clock, lifting and annulling."""

    def __init__(self) -> None:
        self.standing, self.entries = Standing("cad-1"), list[Restriction]()

    def enter(self, period: Period, today: date) -> Restriction:
        made = Restriction(
            f"rst-{len(self.entries)}",
            "cad-1",
            [],
            "warning",
            list(period.effects),
            period.begins,
            period.ends,
            "依据",
            "acc-1",
            datetime.now(UTC),
        )
        self.entries.append(made)
        model.settle(made, self.standing, today)
        return made

    def look(self, today: date) -> None:
        """Days that are over, as the clock has them."""
        for one in self.entries:
            model.settle(one, self.standing, today)

    def close(self, one: Restriction, step: Step, today: date) -> None:
        if not LIFE.happen(one, step):
            return
        if step is Step.LIFT:
            model.end_before(one, today)
        model.leave(self.standing, one)

    def holds(self) -> dict[str, Any]:
        found = sorted((tuple(one.effects), one.begins) for one in self.standing.in_force)
        return {"in_force": found, "effects": self.standing.effects, "since": self.standing.since}


@given(periods(), st.data())
def test_in_any_order_and_with_mistakes_that_are_annulled_the_same_holds_on_the_last_day(
    life: list[Period], data: st.DataObject
) -> None:
    right = Book()
    for number in range((LAST - FIRST).days + 1):
        today = FIRST + timedelta(days=number)
        for period in life:
            if period.begins == today and not period.wrong:
                right.enter(period, today)
        for one, period in zip(right.entries, _entered(life), strict=False):
            if period.lifted_on == today:
                right.close(one, Step.LIFT, today)
        right.look(today)

    other, made = Book(), list[tuple[Restriction, Period]]()
    waiting = data.draw(st.permutations(life))
    for number in range((LAST - FIRST).days + 1):
        today = FIRST + timedelta(days=number)
        other.look(today)
        for one, period in made:
            if period.lifted_on == today and not period.wrong:
                other.close(one, Step.LIFT, today)
            elif period.wrong and data.draw(st.booleans()):
                other.close(one, Step.ANNUL, today)
        while waiting and (today == LAST or data.draw(st.booleans())):
            period = waiting.pop()
            entered = _as_lifted(period, today)
            made.append((other.enter(entered, today), entered))
    for one, period in made:
        if period.wrong:
            other.close(one, Step.ANNUL, LAST)
    assert other.holds() == right.holds()
    assert all(one.state is State.ANNULLED for one, period in made if period.wrong)


def _entered(life: list[Period]) -> list[Period]:
    """Those that are right, in the order in which they were entered."""
    return sorted((one for one in life if not one.wrong), key=lambda one: one.begins)


def _as_lifted(period: Period, today: date) -> Period:
    """One that is entered when it was lifted already has the last day that it had in fact."""
    if period.lifted_on is None or period.lifted_on > today or period.wrong:
        return period
    ends = min(period.lifted_on - timedelta(days=1), period.ends or date.max)
    return Period(period.effects, period.begins, max(ends, period.begins), None, wrong=False)

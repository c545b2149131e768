"""The history checker: silent about every clean history, and loud about each kind of fault that is planted."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.checker import Log, judge

HANDLERS = ("one", "two", "three")
Rows = list[dict[str, Any]]


def history(seed: int) -> tuple[Log, Rows]:
    """A clean history: some told done, some unknown (with effects everywhere or nowhere), some refused."""
    chance = random.Random(seed)
    log, rows = Log(), []
    sequences = dict.fromkeys("abc", 0)
    for number in range(chance.randint(6, 30)):
        id, key = f"op{number}", chance.choice("abc")
        log.ask(id, key)
        fate = chance.choice(["done", "done", "done", "unknown", "unknown and done", "refused"])
        if number < 2:
            fate, key = "done", "a"
            log.ask(id, key)
        if fate == "refused":
            log.told_refused(id)
        if fate == "done":
            log.told_done(id)
        if fate.endswith("done"):
            sequences[key] += 1
            rows += [{"h": handler, "id": id, "key": key, "seq": sequences[key]} for handler in HANDLERS]
    # Handlers run beside each other; each does its work in order.
    lanes = [[row for row in rows if row["h"] == handler] for handler in HANDLERS]
    mixed: Rows = []
    while any(lanes):
        mixed.append(chance.choice([lane for lane in lanes if lane]).pop(0))
    return log, mixed


def lost(log: Log, rows: Rows, chance: random.Random) -> None:
    rows.remove(chance.choice([row for row in rows if row["id"] in log.done]))


def lost_everywhere(log: Log, rows: Rows, chance: random.Random) -> None:
    victim = chance.choice(sorted(log.done))
    rows[:] = [row for row in rows if row["id"] != victim]


def doubled(log: Log, rows: Rows, chance: random.Random) -> None:
    rows.append(dict(chance.choice(rows)))


def ghost(log: Log, rows: Rows, chance: random.Random) -> None:
    rows.append({**chance.choice(rows), "id": "nobody", "seq": 1000})


def swapped(log: Log, rows: Rows, chance: random.Random) -> None:
    first, second = [row for row in rows if row["h"] == "one" and row["key"] == "a"][:2]
    first["seq"], second["seq"] = second["seq"], first["seq"]


def refused_and_done(log: Log, rows: Rows, chance: random.Random) -> None:
    log.told_refused(chance.choice(rows)["id"])


def astray(log: Log, rows: Rows, chance: random.Random) -> None:
    chance.choice(rows)["key"] = "elsewhere"


FAULTS = {
    "lost": lost,
    "lost ": lost_everywhere,
    "double": doubled,
    "ghost": ghost,
    "out of order": swapped,
    "refused and done": refused_and_done,
    "astray": astray,
}
seeds = st.integers(0, 2**32)


@given(seeds)
def test_a_clean_history_is_believed(seed: int) -> None:
    assert judge(*history(seed), HANDLERS) == []


@pytest.mark.parametrize("kind", FAULTS)
@settings(max_examples=60)
@given(seed=seeds)
def test_a_planted_fault_is_found(kind: str, seed: int) -> None:
    log, rows = history(seed)
    FAULTS[kind](log, rows, random.Random(seed))
    assert any(line.startswith(kind.strip()) for line in judge(log, rows, HANDLERS))


@given(seeds)
def test_while_messages_are_on_their_way_nothing_counts_as_lost(seed: int) -> None:
    log, rows = history(seed)
    lost(log, rows, random.Random(seed))
    assert judge(log, rows, HANDLERS, drained=False) == []


def test_what_the_client_does_not_know_must_have_happened_for_all_or_for_none() -> None:
    log = Log({"x": "a"})
    assert judge(log, [], HANDLERS) == []
    told = judge(log, [{"h": "one", "id": "x", "key": "a", "seq": 1}], HANDLERS)
    assert told == [f"lost: {handler} never did x, though others did it" for handler in ("three", "two")]


def test_a_dead_letter_is_a_fate_and_two_are_one_too_many() -> None:
    log = Log({"x": "a"}, {"x"})
    rows = [{"h": handler, "id": "x", "key": "a", "seq": 1} for handler in ("one", "two")]
    assert judge(log, rows, HANDLERS, dead={("x", "three")}) == []
    assert judge(log, rows, HANDLERS, dead={("x", "three"), ("x", "two")}) == ["two fates: x is dead and done by two"]


def test_what_strayed_onto_the_ladder_may_come_late() -> None:
    log = Log({"x": "a", "y": "a"}, {"x", "y"})
    rows = [{"h": "one", "id": id, "key": "a", "seq": sequence} for id, sequence in (("y", 2), ("x", 1))]
    assert judge(log, rows, ["one"], strayed={("x", "one")}) == []
    assert judge(log, rows, ["one"]) == ["out of order: one did a#1 after #2"]

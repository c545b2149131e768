"""Positions: merged in any order and any number of times they are the same, and never long."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit import positions
from servicekit.positions import (
    LIFETIME,
    MOST,
    SAME_TYPE,
    Told,
    besides,
    fresh,
    from_wire,
    last_of_each_type,
    merged,
    pauses,
    to_wire,
)

TOLD = st.builds(
    Told,
    st.integers(0, 40),
    st.sampled_from(["registry", "training", "supervision"]),
    st.sampled_from([f"{noun}.{verb}.v1" for noun in ("cadre", "unit", "post") for verb in ("made", "changed")]),
    st.sampled_from([f"e{number}.0" for number in range(30)]),
)
POSITION = st.lists(TOLD, max_size=60).map(merged)
MANY = st.lists(TOLD, max_size=60)


@given(MANY, MANY, MANY)
def test_merging_is_the_same_in_every_order_and_however_often(
    one: list[Told], two: list[Told], three: list[Told]
) -> None:
    whole = merged(one, two, three)
    assert {merged(*order) for order in itertools.permutations((one, two, three))} == {whole}
    assert merged(merged(one, two), three) == merged(one, merged(two, three)) == whole
    assert merged(whole, whole) == merged(whole) == whole


@given(MANY)
def test_a_position_is_short_and_keeps_the_newest_of_each_type(told: list[Told]) -> None:
    kept = merged(told)
    assert len(kept) <= MOST
    assert list(kept) == sorted(kept, reverse=True)
    of_type = [[one for one in kept if (one.service, one.type) == kind] for kind in {(t.service, t.type) for t in told}]
    assert all(len(same) <= SAME_TYPE for same in of_type)
    # Eighteen types at most are told here, in a position of sixteen: what is left out is older than all that is kept.
    newest = {
        (one.service, one.type): max(t for t in told if (t.service, t.type) == (one.service, one.type)) for one in told
    }
    assert all(one in kept or one < kept[-1] for one in newest.values())


@given(POSITION, st.integers(0, 50))
def test_what_is_older_than_its_lifetime_is_forgotten(position: tuple[Told, ...], seconds: int) -> None:
    told = tuple(replace(one, at=one.at * 1000) for one in position)
    assert fresh(told, LIFETIME + seconds) == tuple(one for one in told if one.at >= seconds * 1000)


def test_a_service_need_not_wait_for_itself() -> None:
    own, other = Told(2, "registry", "cadre.made.v1", "a.0"), Told(1, "training", "class.made.v1", "b.0")
    assert besides((own, other), "registry") == (other,)


@given(POSITION)
def test_a_position_arrives_at_a_service_as_it_was(position: tuple[Told, ...]) -> None:
    assert from_wire(to_wire(position)) == tuple(Told(0, one.service, one.type, one.id) for one in position)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "{}",
        "1",
        '["registry"]',
        '[["registry","cadre.made.v1"]]',
        '[["registry","cadre.made.v1",1]]',
        '[["registry","cadre.made.v1",""]]',
        json.dumps([["registry", "cadre.made.v1", "e" * 129]]),
        json.dumps([["registry", "cadre.made.v1", "e"]] * (MOST + 1)),
    ],
)
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_wire(text)


def test_the_last_event_of_each_type_stands_for_all_that_a_command_told() -> None:
    kinds = ["cadre.made.v1", "unit.changed.v1", "cadre.made.v1"]
    told = [{"type": kind, "id": f"u.{number}", "data": {}} for number, kind in enumerate(kinds)]
    assert sorted(last_of_each_type(told)) == [("cadre.made.v1", "u.2"), ("unit.changed.v1", "u.1")]
    assert last_of_each_type([]) == []


def test_looking_again_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(positions, "time", SimpleNamespace(monotonic=lambda: now[0]))
    for pause in pauses(0.05):
        assert 0 < pause <= 0.05
        now[0] += pause
    assert now[0] >= 0.05
    assert list(pauses(0)) == list(pauses(-1)) == []

"""Who asks, and how far they see: a scope is a filter and a judgement."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from servicekit.principal import NOBODY, Principal, Reach, Scope, system
from servicekit.principal import from_wire as principal_from_wire

SCOPES = [
    (Scope(), {}, True, True),
    (Scope(Reach.UNIT, unit_id="u2"), {"unit_ids": "u2"}, True, True),
    (Scope(Reach.UNIT, unit_id="u9"), {"unit_ids": "u9"}, False, False),
    (Scope(Reach.SELF, cadre_id="c1"), {"_id": "c1"}, True, False),
    (Scope(Reach.UNIT), {"_id": {"$in": []}}, False, False),
    (Scope(Reach.SELF), {"_id": {"$in": []}}, False, False),
    (Scope(Reach.NONE), {"_id": {"$in": []}}, False, False),
    (Scope(Reach.ALL, "u9", "c2", oneself=True), {}, True, True),
    (Scope(Reach.UNIT, "u9", "c1", oneself=True), {"$or": [{"unit_ids": "u9"}, {"_id": "c1"}]}, True, False),
    (Scope(Reach.UNIT, "u2", "c9", oneself=True), {"$or": [{"unit_ids": "u2"}, {"_id": "c9"}]}, True, True),
    (Scope(Reach.UNIT, "u9", "c1"), {"unit_ids": "u9"}, False, False),
    (Scope(Reach.UNIT, "u9", None, oneself=True), {"unit_ids": "u9"}, False, False),
]


@pytest.mark.parametrize(("scope", "expected", "first", "second"), SCOPES)
def test_a_scope_is_a_filter_and_a_judgement(scope: Scope, expected: Any, first: bool, second: bool) -> None:
    assert scope.filter() == expected
    assert scope.allows(["u1", "u2"], "c1") is first
    assert scope.allows(["u1", "u2"], "c2") is second


def test_a_scope_names_the_fields_it_is_told() -> None:
    assert Scope(Reach.UNIT, unit_id="u").filter(unit="person.unit_ids") == {"person.unit_ids": "u"}
    assert Scope(Reach.SELF, cadre_id="c").filter(cadre="cadre_id") == {"cadre_id": "c"}


def test_by_a_field_that_there_is_not_nothing_is_found() -> None:
    both = Scope(Reach.UNIT, "u", "c", oneself=True)
    assert both.filter(cadre="") == {"unit_ids": "u"}
    assert both.filter(unit="") == {"_id": "c"}
    assert both.filter(unit="", cadre="") == Scope(Reach.SELF, None, "c").filter(cadre="") == {"_id": {"$in": []}}


EVERY = [Scope(far, "u", "c", oneself) for far in Reach for oneself in (False, True) if far is not Reach.NONE]
PLACES = [((), None), (("u",), None), ((), "c"), (("u",), "c"), (("v",), "d")]


@pytest.mark.parametrize("one", EVERY, ids=str)
@pytest.mark.parametrize("other", EVERY, ids=str)
def test_a_scope_covers_another_where_it_reaches_whatever_that_reaches(one: Scope, other: Scope) -> None:
    assert one.covers(other) == all(one.allows(*place) for place in PLACES if other.allows(*place))


def test_a_right_that_was_asked_about_reaches_as_far_as_it_was_told() -> None:
    partly = Scope(Reach.SELF, "u", "c", oneself=True)
    who = Principal("a", ("r",), "x.read", Scope(Reach.UNIT, "u", "c", True), ("y.read",), (("z.read", partly),))
    assert principal_from_wire(orjson.loads(orjson.dumps(who.to_wire()))) == who
    assert [who.may(right) for right in ("x.read", "y.read", "z.read")] == [True, True, False]
    assert who.within("y.read") == who.scope
    assert who.within("z.read") == partly
    assert who.within("w.read").reach is Reach.NONE


def test_a_principal_travels_and_a_stranger_sees_nothing() -> None:
    for who in (Principal("a", ("r",), "x.read", Scope(Reach.UNIT, "u")), system("projector"), NOBODY):
        assert principal_from_wire(orjson.loads(orjson.dumps(who.to_wire()))) == who
    assert NOBODY.scope.filter() == {"_id": {"$in": []}}
    for wrong in ({}, {"account": "a", "scope": {"reach": "everything"}}, {"account": "a"}):
        with pytest.raises((KeyError, ValueError)):
            principal_from_wire(wrong)

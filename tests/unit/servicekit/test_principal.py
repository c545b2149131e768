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
]


@pytest.mark.parametrize(("scope", "expected", "first", "second"), SCOPES)
def test_a_scope_is_a_filter_and_a_judgement(scope: Scope, expected: Any, first: bool, second: bool) -> None:
    assert scope.filter() == expected
    assert scope.allows(["u1", "u2"], "c1") is first
    assert scope.allows(["u1", "u2"], "c2") is second


def test_a_scope_names_the_fields_it_is_told() -> None:
    assert Scope(Reach.UNIT, unit_id="u").filter(unit="person.unit_ids") == {"person.unit_ids": "u"}
    assert Scope(Reach.SELF, cadre_id="c").filter(cadre="cadre_id") == {"cadre_id": "c"}


def test_a_principal_travels_and_a_stranger_sees_nothing() -> None:
    for who in (Principal("a", ("r",), "x.read", Scope(Reach.UNIT, "u")), system("projector"), NOBODY):
        assert principal_from_wire(orjson.loads(orjson.dumps(who.to_wire()))) == who
    assert NOBODY.scope.filter() == {"_id": {"$in": []}}
    for wrong in ({}, {"account": "a", "scope": {"reach": "everything"}}, {"account": "a"}):
        with pytest.raises((KeyError, ValueError)):
            principal_from_wire(wrong)

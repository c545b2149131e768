"""Fields that want a right of their own: declared at the field, told by the row, withheld by the service."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from typing import Any

import marshmallow
import pytest

from gateway.rights import ROLES, reach, roles_with
from gateway.table import collect
from servicekit.principal import Reach
from servicekit.schema import NEEDS, declared_in, fields, guarded, nested_in
from services.registry.schemas.cadres import FAMILY_READ, HEALTH_READ, PUNISHMENTS_READ, CadreAsOf, CadreOut
from tests.contract.gateway_app import App
from tests.contract.stub import Stub
from tools.cadre import declared

ROWS = [route for route in collect() if route.answer is not None and guarded(route.answer)]


def test_what_tells_of_a_punishment_wants_the_right_to_read_punishments() -> None:
    places = {".".join(place) for place, right in guarded(CadreOut) if right == PUNISHMENTS_READ}
    assert places == {
        "punishments",
        "unread_lines",
        "punished_until",
        "punished_through",
        "expelled_on",
        "expelled_by",
        "at_day.punished",
        "at_day.punished_through",
    }


def test_a_field_with_a_right_of_its_own_may_be_null_and_some_role_reads_it() -> None:
    assert ROWS
    for schema in (CadreOut, CadreAsOf):
        for name, one in declared_in(schema).items():
            if one.metadata.get(NEEDS):
                assert one.allow_none, f"{schema.__name__}.{name} cannot be withheld"
    for route in ROWS:
        assert route.answer is not None
        for _, right in guarded(route.answer):
            assert right in route.rights_asked
            assert roles_with(right), f"nobody reads what {right} guards"


def test_only_who_keeps_files_who_supervises_and_the_cadre_read_punishments() -> None:
    held = {role: reach((role,), PUNISHMENTS_READ) for role in ROLES}
    assert {role: far for role, far in held.items() if far is not Reach.NONE} == {
        "registry_officer": Reach.ALL,
        "supervision_officer": Reach.ALL,
        "cadre": Reach.SELF,
    }


@pytest.mark.anyio
@pytest.mark.parametrize("role", [role for role in ROLES if reach((role,), "registry.cadres.read") is not Reach.NONE])
async def test_a_file_is_asked_for_with_the_right_to_punishments_where_it_is_held(
    whole: App, stub: Stub, role: str
) -> None:
    await whole.token(role)
    stub.received.clear()
    await whole.send("GET", "/v1/cadres/c-1", role)
    (asked,) = [one for one in stub.received if one.target == "registry.get_cadre"]
    assert (PUNISHMENTS_READ in asked.principal["also"]) is (reach((role,), PUNISHMENTS_READ) is not Reach.NONE)


def _shapeless(entity: type[Any], steps: Sequence[str]) -> bool:
    """Whether something is kept within a field of no declared shape."""
    hint = typing.get_type_hints(entity)[steps[0]]
    return len(steps) > 1 and dict in (hint, typing.get_origin(hint), *map(typing.get_origin, typing.get_args(hint)))


def _names(schema: type[marshmallow.Schema]) -> set[str]:
    """The fields of an answer that want no right of their own."""
    return {name for name, one in declared_in(schema).items() if NEEDS not in one.metadata}


def _shown() -> Iterator[tuple[str, type[marshmallow.Schema]]]:
    """The services' answers, of a list what it lists."""
    for route in collect():
        if route.target is not None and route.answer is not None:
            service = route.target.partition(".")[0]
            yield service, route.answer
            items = declared_in(route.answer).get("items")
            inner = items.inner if isinstance(items, fields.List) else None
            if isinstance(inner, fields.Nested):
                yield service, nested_in(inner)


def test_what_lies_sealed_within_a_field_of_no_declared_shape_wants_a_right_where_that_is_shown() -> None:
    unguarded, found = [], set()
    for service, answer in _shown():
        for collection in declared.collections(service):
            for path in (one for one in collection.sealed if _shapeless(collection.entity, one.split("."))):
                steps = tuple(path.split("."))
                if steps[0] in declared_in(answer):
                    found.add(path)
                    unguarded += [f"{answer.__name__}: {path}"] * (steps not in dict(guarded(answer)))
    assert unguarded == []
    assert found >= {"changes.health", "add.family"}


def test_family_and_health_want_their_rights_wherever_they_are_shown() -> None:
    wanted = {"family": FAMILY_READ, "health": HEALTH_READ}
    shown = {(place[-1], right) for _, answer in _shown() for place, right in guarded(answer) if place[-1] in wanted}
    assert shown == set(wanted.items())
    rows = {
        (name, route.right)
        for route in collect()
        for name in wanted
        if route.target and route.answer and name in _names(route.answer)
    }
    assert rows == set(wanted.items()), "elsewhere they are guarded"

"""Where a list is narrowed by one of several fixed values, it takes several of them, and says what is wrong of each."""

from __future__ import annotations

from collections.abc import Iterator

import marshmallow
import pytest

from gateway.route import Route
from gateway.table import collect, converter
from servicekit.errors import InvalidFields
from servicekit.fields import MOST_VALUES
from servicekit.schema import CursorQuery, Schema, fields, instance, load, validate
from tests.support.every import of_every

ONE_ONLY = {
    ("registry.list_cadres", "education_level_at_least"),  # A threshold.
    ("registry.list_cadres", "full_time_level_at_least"),
    ("appraisal.list_indices", "subject_kind"),  # Cadres and teams are never in one run.
    ("/imports/{import_id}/rows", "state"),  # The bad rows, or all.
}
LISTS = [route for route in collect() if route.method == "GET" and route.query and issubclass(route.query, CursorQuery)]


def called(route: Route) -> str:
    return route.target or route.path


def fixed(declared: marshmallow.fields.Field) -> list[str]:
    """The values of which a field takes one; none where it takes any."""
    if isinstance(declared, fields.Enum):
        return [each.value for each in declared.enum]
    return next((list(check.choices) for check in declared.validators if isinstance(check, validate.OneOf)), [])


def filters() -> Iterator[tuple[str, type[Schema], str, marshmallow.fields.Field]]:
    for route in LISTS:
        for name, declared in instance(route.query).fields.items():
            if name not in route.parameters:
                yield called(route), route.query, name, declared


def test_every_filter_of_fixed_values_takes_several() -> None:
    lone = {(where, name) for where, _, name, declared in filters() if fixed(declared)}
    assert lone == ONE_ONLY


@of_every("of", sorted({called(route) for route in LISTS}))
def test_one_value_or_several_are_read_as_a_list_and_a_wrong_one_is_named(of: str) -> None:
    for where, query, name, declared in filters():
        if where != of or not isinstance(declared, fields.AnyOf):
            continue
        read, missing = converter(declared), {n for n, one in instance(query).fields.items() if one.required}
        others = dict.fromkeys(missing, 2025 if "year" in missing else "x-1")
        allowed = (fixed(declared.inner) or _any_of(declared.inner))[:MOST_VALUES]
        assert load(query, {**others, name: read([",".join(map(str, allowed))])})[name] == [
            declared.inner.deserialize(value) for value in allowed
        ]
        assert load(query, {**others, name: allowed[0]})[name] == [declared.inner.deserialize(allowed[0])]
        for sent in ({}, [{}]):
            with pytest.raises(InvalidFields) as refused:
                load(query, {**others, name: sent})
            assert {error.pointer for error in refused.value.errors} == {f"/{name}"}, (where, name)
        with pytest.raises(InvalidFields) as refused:
            load(query, {**others, name: [allowed[0], {}]})
        assert {error.pointer for error in refused.value.errors} == {f"/{name}/1"}, (where, name)


def _any_of(inner: marshmallow.fields.Field) -> list[object]:
    if isinstance(inner, fields.Integer):
        return [2024, 2025] if _takes(inner, 2025) else [1, 2]
    candidates = ("x-1", "x-2"), ("150202", "150203"), ("training.one", "training.two")
    return next([*pair] for pair in candidates if all(_takes(inner, one) for one in pair))


def _takes(inner: marshmallow.fields.Field, value: object) -> bool:
    try:
        inner.deserialize(value)
    except marshmallow.ValidationError:
        return False
    return True


def test_too_many_values_of_one_filter_are_refused() -> None:
    query = next(route.query for route in LISTS if route.target == "registry.list_cadres")
    assert len(load(query, {"unit_id": [f"unt-{n}" for n in range(MOST_VALUES)]})["unit_id"]) == MOST_VALUES
    with pytest.raises(InvalidFields) as refused:
        load(query, {"unit_id": [f"unt-{n}" for n in range(MOST_VALUES + 1)]})
    assert [error.pointer for error in refused.value.errors] == ["/unit_id"]

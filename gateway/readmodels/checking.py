"""Field names that declarations use, compared with those that the events of their rows carry.

A name that no event carries counts nothing, sorts nothing and is never missed; so it is looked for when a process
starts, and stops it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias, cast

import marshmallow
from marshmallow import fields

from servicekit.schema import instance

Shape: TypeAlias = "Mapping[str, Shape] | None"
"""The fields of a row by name, each with those inside it; None where anything may be inside."""
LEAF: Shape = {}
_AND_OR = ("$and", "$or", "$nor")


class Misdeclared(Exception):
    """A declaration of the read models names rows or a field that no event makes; says which, and what there is."""


@contextmanager
def naming(declaration: str) -> Iterator[None]:
    """Say of a field that is found missing which declaration names it."""
    try:
        yield
    except Misdeclared as wrong:
        raise Misdeclared(f"{declaration}: {wrong}") from None


def shape_of(schema: type[marshmallow.Schema]) -> dict[str, Shape]:
    """The fields of a schema."""
    return {name: _inside(declared) for name, declared in instance(cast("Any", schema)).fields.items()}


def _inside(declared: marshmallow.fields.Field[Any]) -> Shape:
    match declared:
        case fields.Nested():
            return shape_of(type(declared.schema))
        case fields.List():
            return _inside(declared.inner)
        case fields.Raw() | fields.Mapping():
            return None
    return LEAF


def merged(one: Mapping[str, Shape], other: Mapping[str, Shape]) -> dict[str, Shape]:
    """The fields of both; what the two say differently may hold anything."""
    return {**one, **{name: shape if one.get(name, shape) == shape else None for name, shape in other.items()}}


def check_path(shape: Shape, path: str) -> None:
    """Raises Misdeclared where the rows have no field at `path`, a name or names with dots between."""
    at = shape
    for name in path.split("."):
        if at is None:
            return
        if name not in at:
            raise Misdeclared(f"no event has a field {path}; there are {', '.join(sorted(at)) or 'none inside'}")
        at = at[name]


def check_paths(shape: Shape, paths: Iterable[str]) -> None:
    """As `check_path`, for several."""
    for path in paths:
        check_path(shape, path)


def check_filter(shape: Shape, where: Mapping[str, Any]) -> None:
    """Look at the fields of a MongoDB filter. Raises Misdeclared."""
    for name, value in where.items():
        if name in _AND_OR:
            for one in value:
                check_filter(shape, one)
        elif name == "$expr":
            check_expression(shape, value)
        else:
            check_path(shape, name)


def check_expression(shape: Shape, expression: Any) -> None:
    """Look at the fields of a MongoDB expression. Raises Misdeclared."""
    if isinstance(expression, str) and expression.startswith("$") and not expression.startswith("$$"):
        check_path(shape, expression[1:])
    elif isinstance(expression, Mapping):
        check_expressions(shape, expression.values())
    elif isinstance(expression, list):
        check_expressions(shape, expression)


def check_expressions(shape: Shape, expressions: Iterable[Any]) -> None:
    """As `check_expression`, for several."""
    for each in expressions:
        check_expression(shape, each)


def check_pipeline(shape: Shape, pipeline: Iterable[Mapping[str, Any]]) -> None:
    """Look at the fields of the stages of an aggregation, each as the one before leaves them. Raises Misdeclared."""
    for stage in pipeline:
        ((name, value),) = stage.items()
        match name:
            case "$match":
                check_filter(shape, value)
            case "$sort":
                check_paths(shape, value)
            case "$unwind":
                check_expression(shape, value)
            case "$group":
                check_expression(shape, value)
                shape = dict.fromkeys(value)
            case "$bucket":
                check_expressions(shape, (value["groupBy"], value["output"]))
                shape = {"_id": LEAF, **dict.fromkeys(value["output"])}
            case "$project":
                for path, kept in value.items():
                    check_path(shape, path) if kept in (0, 1) else check_expression(shape, kept)
                shape = {"_id": None, **dict.fromkeys(path.partition(".")[0] for path in value)}
            case "$limit" | "$skip":
                pass
            case _:
                raise Misdeclared(f"the check does not know the stage {name}")

"""The whole route table: collected from the areas, checked once, compiled to a tree that finds a row by its path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType
from typing import Any

import marshmallow
from marshmallow import fields

from gateway.naming import Places, places_of
from gateway.route import BASE, PARAMETER, ImportKind, Route
from gateway.routes import FOLDERS, modules_of
from gateway.words import Coded, Words

SOURCES = (
    "gateway.account_routes",
    "gateway.operations",
    *FOLDERS,
    "gateway.teams",
    "gateway.readmodels.views",
    "gateway.work",
    "gateway.imports",
)
"""Where ROWS and IMPORTS are declared: modules, and each service's folder of them."""
LONGEST_PART = 200
Convert = Callable[[list[str]], Any]


def _integer(texts: list[str]) -> Any:
    text = texts[-1]
    return int(text) if text.isascii() and text.lstrip("-").isdigit() and len(text) < 19 else text


def _boolean(texts: list[str]) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get(texts[-1].lower(), texts[-1])


def _list(inner: Convert) -> Convert:
    return lambda texts: [inner([part]) for text in texts for part in text.split(",") if part]


def _text(texts: list[str]) -> Any:
    return texts[0] if len(texts) == 1 else texts


def converter(declared: marshmallow.fields.Field[Any]) -> Convert:
    """How a query parameter's values become what the schema reads; a wrong one is left for the schema to refuse."""
    match declared:
        case fields.List():
            return _list(converter(declared.inner))
        case fields.Boolean():
            return _boolean
        case fields.Integer():
            return _integer
    return _text


@dataclass(slots=True)
class Row:
    """A route as the dispatcher uses it."""

    number: int
    route: Route
    label: str
    """The path with its parameters' names, for logs and traces."""
    service: str
    """The service that answers; the gateway for what it answers itself."""
    converters: Mapping[str, Convert]
    writes: bool
    reads_body: bool
    places: Places | None
    """Where answers hold ids that are called by name."""
    coded: Coded | None = None
    """Where answers hold codes that have words."""
    location: str = ""
    """Path of what a 201 has made, with `{names}` of its answer's fields and of the path's parameters."""

    @classmethod
    def of(cls, number: int, route: Route) -> Row:
        declared = route.query().fields if route.query else {}
        return cls(
            number=number,
            route=route,
            label=BASE + route.path,
            service=route.target.partition(".")[0] if route.target else "gateway",
            converters={name: converter(one) for name, one in declared.items()},
            writes=route.method != "GET",
            reads_body=route.method in ("POST", "PATCH", "PUT", "DELETE") and not route.raw,
            places=places_of(route),
        )


@dataclass(slots=True)
class _Node:
    parts: dict[str, _Node] = field(default_factory=dict)
    any_part: _Node | None = None
    rows: dict[str, tuple[Row, tuple[str, ...]]] = field(default_factory=dict)


class Table:
    """Rows by path. Raises ValueError for two rows at one place, and for a parameter that its schema does not have."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.rows = [Row.of(number, route) for number, route in enumerate(routes)]
        self.words = Words(self.routes)
        for row in self.rows:
            row.coded = self.words.of(row.route)
        self._root = _Node()
        for row in self.rows:
            self._add(row)
        reads = {PARAMETER.sub("{}", row.route.path): row.route.path for row in self.rows if row.route.method == "GET"}
        for row in self.rows:
            row.location = _location(row.route, reads)

    @property
    def routes(self) -> list[Route]:
        """The declared rows, in order."""
        return [row.route for row in self.rows]

    @cached_property
    def services(self) -> list[str]:
        """The services that rows call."""
        return sorted({route.target.partition(".")[0] for route in self.routes if route.target})

    def find(self, path: str) -> tuple[dict[str, tuple[Row, tuple[str, ...]]], list[str]] | None:
        """The rows at a path below BASE, by method with their parameters' names, and the parameters' values."""
        parts = path[len(BASE) + 1 :].split("/")
        values: list[str] = []
        node = _walk(self._root, parts, 0, values)
        return None if node is None else (node.rows, values)

    def _add(self, row: Row) -> None:
        route = row.route
        schema = route.query if route.method == "GET" else route.body
        missing = [name for name in route.parameters if schema is not None and name not in schema().fields]
        if missing:
            raise ValueError(f"{route.method} {route.path}: {schema} has no field {', '.join(missing)}")
        node = self._root
        for part in route.path.strip("/").split("/"):
            if part.startswith("{"):
                node.any_part = node.any_part or _Node()
                node = node.any_part
            else:
                node = node.parts.setdefault(part, _Node())
        if route.method in node.rows:
            raise ValueError(f"two rows at {route.method} {route.path}")
        node.rows[route.method] = (row, tuple(route.parameters))


def _location(route: Route, reads: Mapping[str, str]) -> str:
    """What a row says; else the thing below the list that it was posted to; else the thing that the post is about."""
    if route.status != 201 or route.location:
        return BASE + route.location if route.location else ""
    if f"{PARAMETER.sub('{}', route.path)}/{{}}" in reads:
        return f"{BASE}{route.path}/{{id}}"
    about = route.path.rpartition("/")[0]
    return BASE + about if PARAMETER.sub("{}", about) in reads else ""


def _walk(node: _Node, parts: list[str], at: int, values: list[str]) -> _Node | None:
    if at == len(parts):
        return node if node.rows else None
    part = parts[at]
    if (named := node.parts.get(part)) is not None and (found := _walk(named, parts, at + 1, values)) is not None:
        return found
    if node.any_part is not None and 0 < len(part) <= LONGEST_PART:
        values.append(part)
        if (found := _walk(node.any_part, parts, at + 1, values)) is not None:
            return found
        values.pop()
    return None


def collect() -> list[Route]:
    """Every declared row. Raises ImportError when an area is broken."""
    return [route for module in _sources() for route in getattr(module, "ROWS", ())]


def import_kinds() -> dict[str, ImportKind]:
    """Every declared kind of import, by name."""
    return {kind.kind: kind for module in _sources() for kind in getattr(module, "IMPORTS", ())}


def _sources() -> Iterator[ModuleType]:
    for source in SOURCES:
        yield from modules_of(source)

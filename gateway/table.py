"""The whole route table: collected from the areas, checked once, compiled to a tree that finds a row by its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType
from typing import Any, TypeAlias

import marshmallow
from marshmallow import ValidationError, fields, validate

from gateway.columns import OfASheet, item_of
from gateway.looks import is_look
from gateway.naming import Places, places_of
from gateway.route import BASE, PARAMETER, ImportKind, Route
from gateway.routes import FOLDERS, modules_of
from gateway.words import Coded, Words
from servicekit.schema import declared_in

SOURCES = (
    "gateway.session_rows",
    "gateway.account_routes",
    "gateway.account_change_rows",
    "gateway.service_account_rows",
    "gateway.passkey_rows",
    "gateway.oidc_rows",
    "gateway.operations",
    "gateway.audit_rows",
    *FOLDERS,
    "gateway.teams",
    "gateway.form_rows",
    "gateway.team_sheet_rows",
    "gateway.document_rows",
    "gateway.readmodels.views",
    "gateway.work",
    "gateway.imports",
    "gateway.undo_rows",
    "gateway.export_rows",
    "gateway.privacy_rows",
)
"""Where ROWS and IMPORTS are declared: modules, and each service's folder of them."""
LONGEST_PART = 200
MOST_PARAMETERS = 100
"""In a query string, besides the values that the row's parameters may have."""
Convert = Callable[[list[str]], Any]


_WHOLE = re.compile(r"-?[0-9]+")


def _integer(text: str) -> Any:
    # Python, and with it the schema, reads other digits as well, and signs among them.
    if not _WHOLE.fullmatch(text):
        raise ValidationError("Not a valid integer.")
    return int(text) if len(text) < 19 else text


def _boolean(text: str) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)


def _list(inner: Convert) -> Convert:
    def read(texts: list[str]) -> list[Any]:
        found, wrong = [], {}
        parts = [part for text in texts for part in text.split(",") if part]
        for place, part in enumerate(parts):
            try:
                found.append(inner([part]))
            except ValidationError as error:
                wrong[place] = error.messages
        if wrong:
            raise ValidationError(wrong if len(parts) > 1 else wrong[0])
        return found

    return read


def _single(read: Callable[[str], Any]) -> Convert:
    def one(texts: list[str]) -> Any:
        if len(texts) > 1:
            raise ValidationError("repeated|只能给出一个值|It takes one value and was given several")
        return read(texts[0])

    return one


def converter(declared: marshmallow.fields.Field[Any]) -> Convert:
    """How a query parameter's values become what the schema reads. Raises ValidationError.

    What is refused here is what the schema would not: a number in other digits, one value given twice. The rest is the
    schema's to refuse.
    """
    match declared:
        case fields.List():
            return _list(converter(declared.inner))
        case fields.Boolean():
            return _single(_boolean)
        case fields.Integer():
            return _single(_integer)
    return _single(str)


def _most_values(declared: marshmallow.fields.Field[Any]) -> int:
    """How often a parameter may be given."""
    longest = (check.max for check in declared.validators if isinstance(check, validate.Length))
    return next(filter(None, longest), 1) if isinstance(declared, fields.List) else 1


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
    most_parameters: int
    """In the query string."""
    writes: bool
    reads_body: bool
    places: Places | None
    """Where answers hold ids that are called by name."""
    look: bool
    """Whether who reads it is noted before they are answered."""
    coded: Coded | None = None
    """Where answers hold codes that have words."""
    location: str = ""
    """Path of what a 201 has made, with `{names}` of its answer's fields and of the path's parameters."""

    @classmethod
    def of(cls, number: int, route: Route) -> Row:
        declared: Mapping[str, Any] = declared_in(route.query) if route.query else {}
        if item_of(route) is not None:
            declared = {**declared, **declared_in(OfASheet)}
        return cls(
            number=number,
            route=route,
            label=BASE + route.path,
            service=route.target.partition(".")[0] if route.target else "gateway",
            converters={name: converter(one) for name, one in declared.items()},
            most_parameters=MOST_PARAMETERS + sum(map(_most_values, declared.values())),
            writes=route.method != "GET",
            reads_body=route.method in ("POST", "PATCH", "PUT", "DELETE") and not route.raw,
            places=places_of(route),
            look=is_look(route),
        )


@dataclass(slots=True)
class _Node:
    parts: dict[str, _Node] = field(default_factory=dict)
    any_part: _Node | None = None
    rows: dict[str, tuple[Row, tuple[str, ...]]] = field(default_factory=dict)


Found: TypeAlias = tuple[dict[str, tuple[Row, tuple[str, ...]]], list[str]]
"""The rows at a path, by method with their parameters' names, and the parameters' values."""


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

    def find(self, path: str) -> Found | None:
        """The rows at a path below BASE, by method with their parameters' names, and the parameters' values."""
        if not path.startswith(f"{BASE}/"):
            return None
        parts = path[len(BASE) + 1 :].split("/")
        values: list[str] = []
        node = _walk(self._root, parts, 0, values)
        return None if node is None else (node.rows, values)

    def _add(self, row: Row) -> None:
        route = row.route
        schema = route.query if route.method == "GET" else route.body
        missing = [name for name in route.parameters if schema is not None and name not in declared_in(schema)]
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

"""What a list is narrowed by (筛选条件), as people say it: whoever consents to an export reads no ids and codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from gateway import naming
from gateway.columns import in_words, yes_or_no
from gateway.everyday import short
from gateway.route import Route
from servicekit.schema import Schema, declared_in, fields, instance
from servicekit.store import orders_called

if TYPE_CHECKING:
    from gateway.request import Request

MOST_NAMED = 500
"""Ids of a condition that are named; how many more there are is said."""


class Condition(Schema):
    """A condition, and what it asks for."""

    title = fields.String(required=True, metadata={"zh": "条件"})
    said = fields.String(required=True, metadata={"zh": "所筛选的内容"})


async def said(request: Request, path: str, query: str) -> list[dict[str, str]]:
    """The conditions of a list's address, with names for ids and words for codes."""
    found = request.core.table.find(path)
    row = found[0].get("GET") if found else None
    if row is None or row[0].route.query is None:
        return []
    schema = instance(row[0].route.query)
    declared = {one.data_key or name: (name, one) for name, one in declared_in(type(schema)).items()}
    asked: dict[str, list[str]] = {}
    for key, value in parse_qsl(query):
        asked.setdefault(key, []).extend(part for part in value.split(",") if part)
    ids = [one for values in asked.values() for one in values if one[3:4] == "-" and one[:3] in naming.KINDS]
    names = await _names(request, row[0].route, set(ids[:MOST_NAMED])) if ids else {}
    told = []
    for key, values in asked.items():
        name, one = declared.get(key, (key, None))
        labels = (one and request.core.table.words.labels_of(type(schema), name, one)) or {}
        if name == "sort":
            labels = _orders(row[0].route.answer)  # type: ignore[arg-type]
        shown = [_called(names.get(value)) or _in_words(name, one, value, labels) for value in values[:MOST_NAMED]]
        more = [f"……共{len(values)}项"] if len(values) > MOST_NAMED else []
        told.append(
            {"title": short(str(one.metadata.get("zh", key))) if one else key, "said": "、".join([*shown, *more])}
        )
    return told


async def _names(request: Request, route: Route, ids: set[str]) -> dict[str, dict[str, Any]]:
    """What ids of an address stand for; of persons those whom the reader knows, as anybody can have drawn the id."""
    return await naming.names_of(request, await naming.within(request, ids, naming.scope_of_reader(request, route)))


def _orders(answer: type[Schema] | None) -> dict[str, str]:
    """What the orders of a list are called, backwards too."""
    orders = orders_called(answer)
    return orders | {f"-{by}": f"{called}（倒序）" for by, called in orders.items()}


def _in_words(name: str, declared: Any, value: str, labels: Mapping[str, str]) -> str:
    """A value as the paper of the list says it."""
    if isinstance(declared, fields.Boolean):
        return yes_or_no(value == "true", "zh")
    return in_words(name, labels[value]) if value in labels else value


def _called(named: dict[str, Any] | None) -> str:
    """Somebody or something by name; of a person also where they serve and as what."""
    if not named or not named["name"]:
        return ""
    besides = " ".join(str(named[part]) for part in ("unit_name", "title") if named.get(part))
    return f"{named['name']}（{besides}）" if besides else str(named["name"])

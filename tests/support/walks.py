"""A walk over what can be read: every list, and the first of what each holds by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gateway.naming import KINDS, NAMES
from gateway.route import PARAMETER, Scope
from gateway.table import collect
from tests.support.client import Client

_ID = re.compile(rf"(?:{'|'.join(sorted(KINDS))})-[0-9a-z]+\Z")


def answers(client: Client) -> Iterator[tuple[str, Any]]:
    """What every row that only reads answers to this reader: the path and the body, where there is one."""
    reads = [row for row in collect() if row.method == "GET" and row.scope is not Scope.PUBLIC]
    known = {PARAMETER.sub("{}", row.path) for row in reads}
    for row in reads:
        if row.parameters or (body := _read(client, row.path)) is None:
            continue
        yield row.path, body
        for item in body.get("items", [])[:1] if f"{row.path}/{{}}" in known else []:
            path = f"{row.path}/{item['id']}" if "id" in item else ""
            if path and (inner := _read(client, path)) is not None:
                yield path, inner


def _read(client: Client, path: str) -> Any:
    answer = client.get(path)
    if not answer.is_success or not answer.headers["content-type"].startswith("application/json"):
        return None
    body = answer.json()
    return body if isinstance(body, dict) else None


def without_name(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Ids of persons, units, posts, agencies and accounts that an answer holds and does not call by name, and where."""
    names = body.get(NAMES, {})
    return [(where, id) for where, id in _ids(body, "") if id not in names]


def _ids(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            # What a thing itself is called stands in it.
            if key not in ("id", NAMES):
                yield from _ids(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner, where)
    elif isinstance(value, str) and _ID.match(value):
        yield where, value

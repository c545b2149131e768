"""A walk over what can be read: every list, and what there is to read of the first that each holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gateway.naming import KINDS, NAMES
from gateway.readmodels.figures import FIGURES
from gateway.route import BASE, PARAMETER, Scope
from gateway.table import collect
from gateway.words import WORDS
from tests.support import codes
from tests.support.client import Client
from tests.support.sentences import CHINESE, chinese_of
from tests.support.wording import clumsy, foreign, inner, uncited, unofficial

ENTERED = ("演示", "示例")
_CODE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*\Z")
_STANDARD = re.compile(r"\d{1,3}\Z|\d{6}\Z")
_ANY_ID = re.compile(r"(?<![a-z])[a-z]{3}-[0-9a-z]{12,}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_UNLIKE = frozenset(("count", "people", "posts", "classes"))
"""What stands in a row of a series: what is counted, beside what it is counted by."""
_TOTALS = ("numbers", "training.compliance")
_ID = re.compile(rf"(?:{'|'.join(sorted(KINDS))})-[0-9a-z]+\Z")


def answers(client: Client) -> Iterator[tuple[str, Any]]:
    """What every row that only reads answers to this reader: the path and the body, where there is one."""
    reads = [row for row in collect() if row.method == "GET" and row.scope is not Scope.PUBLIC]
    first: dict[str, str] = {}
    for row in reads:
        if row.parameters or (body := _read(client, row.path)) is None:
            continue
        yield row.path, body
        if (items := body.get("items")) and "id" in items[0]:
            first[row.path] = items[0]["id"]
    for figure in FIGURES:
        if (body := _read(client, f"/briefing/{figure}")) is not None:
            yield f"/briefing/{figure}", body
    for row in reads:
        list_, _, _ = row.path.partition("/{")
        if len(row.parameters) == 1 and list_ in first:
            path = PARAMETER.sub(first[list_], row.path)
            if (body := _read(client, path)) is not None:
                yield path, body


def _read(client: Client, path: str) -> Any:
    answer = client.get(path)
    if not answer.is_success or not answer.headers["content-type"].startswith("application/json"):
        return None
    body = answer.json()
    return body if isinstance(body, dict) else None


def without_name(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Ids of persons, units, posts, agencies and accounts that an answer holds and does not call by name, and where;
    also those that are keys."""
    names = body.get(NAMES, {})
    return [(where, id) for where, id in _ids(body, "") if id not in names]


def not_chinese(body: dict[str, Any]) -> list[tuple[str, str]]:
    """The Chinese sentences of an answer, made by the platform, that hold a code or an English word, and where.

    What people have entered in the demonstration says so (演示). A rule keeps its article as it was entered.
    """
    return [
        (where, text)
        for where, text in _texts(body, "")
        if not any(mark in text for mark in ENTERED)
        and (
            foreign(chinese_of(text))
            or inner(text)
            or unofficial(chinese_of(text))
            or clumsy(chinese_of(text))
            or (uncited(text) and not where.endswith("/article"))
        )
    ]


def ids_among_words(body: dict[str, Any]) -> list[tuple[str, str]]:
    """The notes of an answer's timelines that hold an id of any kind, and where: it stands in a field of its own."""
    return [
        (where, text) for where, text in _values(body, "") if where.endswith("timeline.note") and _ANY_ID.search(text)
    ]


def wordless(path: str, body: dict[str, Any]) -> list[tuple[str, str]]:
    """The values of an answer that look like codes and have no word, and where; but for what has none on purpose."""
    words = body.get(WORDS, {})
    found = codes.table().find(f"{BASE}{path}")
    assert found is not None
    row, _ = found[0]["GET"]
    none, coded = codes.excepted(row.route), codes.coded(row)
    shaped = codes.shaped(row.route)
    keys = [(where, key) for where, key in _keys(body, "") if where not in shaped]
    return [
        (where, value)
        for where, value in (*_values(body, ""), *keys)
        if (_CODE.match(value) or (_STANDARD.match(value) and where in coded))
        and not _called(words, where, value)
        and not codes.is_name(where.rpartition(".")[2])
        and not any(where == one or where.startswith(f"{one}.") for one in none)
    ]


def _called(words: dict[str, Any], where: str, value: str) -> bool:
    """Whether a value has its word, by its place or by the field beside it."""
    return any(value in told for place, told in words.items() if place == where or place.startswith(f"{where}."))


def _below(where: str, key: str) -> str:
    # What stands by ids stands in one place.
    return where if _ID.match(key) or (key == "items" and not where) else f"{where}.{key}".lstrip(".")


def _values(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not where and key in (NAMES, WORDS):
                continue
            yield from _values(inner, _below(where, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, where)
    elif isinstance(value, str):
        yield where, value


def _keys(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """The keys of what holds a number for each of them: `{"chief": 2}`, unless one of them is what is counted."""
    if isinstance(value, dict):
        if value and _UNLIKE.isdisjoint(value) and all(map(_is_number, value.values())) and where not in _TOTALS:
            yield from ((where, key) for key in value)
        for key, inner in value.items():
            if where or key not in (NAMES, WORDS):
                yield from _keys(inner, _below(where, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, where)


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float | str) and bool(_NUMBER.match(str(value)))


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != NAMES:
                yield from _texts(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, where)
    elif isinstance(value, str) and CHINESE.search(value):
        yield where, value


def _says_nothing_else(thing: dict[str, Any]) -> bool:
    return not any(isinstance(value, str) for name, value in thing.items() if name != "id")


def _ids(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if _ID.match(key):
                yield where, key
            # What a thing itself is called stands in it.
            if key not in ("id", NAMES) or (key == "id" and where and _says_nothing_else(value)):
                yield from _ids(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner, where)
    elif isinstance(value, str) and _ID.match(value):
        yield where, value

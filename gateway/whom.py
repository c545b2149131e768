"""Whom a row of a sheet is about, and which unit or post it names (编号识别): names become ids before rows are sent.

People write names where services keep ids. What a chunk of rows names is asked of the registry at once; where nobody or
several are called so, that row is refused, and asks for what tells them apart. Rows of JSON hold ids, and are sent as
they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

from gateway.everyday import folded
from gateway.naming import innermost
from gateway.route import SchemaClass
from servicekit.errors import FieldError, field_error
from servicekit.schema import Id, declared_in, fields, nested_in
from services.registry.schemas.recognising import MOST, MOST_SAID

Row: TypeAlias = dict[str, Any]
Recognise: TypeAlias = Callable[..., Awaitable[Any]]
_IDS = re.compile(r"(?:cad|unt|pst)-[A-Za-z0-9._-]+\Z")
_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}", re.ASCII)
_ID_OR_CODE = re.compile(r"_(?:id|code)s?(?:/\d+)?\Z")
_KINDS = (("unit_id", "units"), ("post_id", "posts"), ("cadre_id", "persons"))
_CALLED = {"units": ("单位", "unit"), "posts": ("职位", "post"), "persons": ("人员", "person")}


@dataclass
class _Named:
    """A name at a place of a row."""

    row: int
    holder: Any
    key: Any
    pointer: str
    kind: str
    said: Any


def own_parents(rows: Sequence[Row], schema: SchemaClass) -> None:
    """A unit that is named as the one above, and stands in the same sheet, is meant by its code."""
    if not {"parent_id", "parent_code", "code", "name"} <= declared_in(schema).keys():
        return
    called = [(folded(name), row["code"]) for row in rows if row.get("code") for name in _names(row)]
    many = Counter(name for name, _ in set(called))
    codes = {name: code for name, code in called if many[name] == 1}
    for row in rows:
        above = row.get("parent_id")
        if isinstance(above, str) and (code := codes.get(folded(above))) and not row.get("parent_code"):
            row["parent_code"] = code
            del row["parent_id"]


def _names(row: Row) -> set[str]:
    return {row[name] for name in ("name", "short_name") if isinstance(row.get(name), str)}


async def resolved(
    recognise: Recognise, rows: Sequence[Row], schema: SchemaClass
) -> tuple[list[Row], dict[int, list[FieldError]]]:
    """The rows with ids instead of names; and what is wrong with those whose names are nobody's or several's."""
    told = deepcopy(list(rows))
    named = [one for place, row in enumerate(told) for one in _in(row, schema, place, "")]
    wrong: dict[int, list[FieldError]] = {}
    if not named:
        return told, wrong
    asked: dict[str, list[Any]] = {"units": [], "posts": [], "persons": []}
    places: dict[tuple[str, str], int] = {}
    for one in named:
        key = (one.kind, repr(one.said))
        if key not in places:
            places[key] = len(asked[one.kind])
            asked[one.kind].append(one.said)
    answer: dict[str, list[Any]] = {kind: [] for kind in asked}
    for first in range(0, max(map(len, asked.values())), MOST):
        part = await recognise(**{kind: said[first : first + MOST] for kind, said in asked.items()})
        for kind, found in part.items():
            answer[kind] += found
    for one in named:
        found = answer[one.kind][places[one.kind, repr(one.said)]]
        if found["id"] is None:
            wrong.setdefault(one.row, []).append(_error(one, found))
        else:
            one.holder[one.key] = found["id"]
    return told, wrong


def without(row: Row, pointers: Iterable[str]) -> Row:
    """A row without the names at these places, so that the rest of it can be looked at."""
    left = deepcopy(row)
    for pointer in sorted(pointers, reverse=True):
        *steps, last = pointer.split("/")[1:]
        holder: Any = left
        for step in steps:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        del holder[int(last) if isinstance(holder, list) else last]
    return left


def others(errors: Iterable[dict[str, Any]], pointers: Iterable[str]) -> list[dict[str, Any]]:
    """What is wrong besides names at these places: that they are missing is no fault of its own."""
    named = {_ID_OR_CODE.sub("", pointer) for pointer in pointers}
    if "/cadre" in named:
        named.add("/identity_number")
    return [one for one in errors if _ID_OR_CODE.sub("", str(one["pointer"])) not in named]


def _in(row: Row, schema: SchemaClass, place: int, pointer: str) -> Iterator[_Named]:
    """The names in a row where ids are wanted."""
    for name, declared in declared_in(schema).items():
        if name not in row:
            continue
        inner, value = innermost(declared), row[name]
        if isinstance(inner, fields.Nested):
            entries = value if isinstance(value, list) else [value]
            for number, entry in enumerate(entries):
                if isinstance(entry, dict):
                    step = f"/{name}/{number}" if isinstance(value, list) else f"/{name}"
                    yield from _in(entry, nested_in(inner), place, pointer + step)
        elif isinstance(inner, Id) and (kind := kind_of(name)):
            if isinstance(value, list):
                for number, one in enumerate(value):
                    if (said := _said(one, kind, {})) is not None:
                        yield _Named(place, value, number, f"{pointer}/{name}/{number}", kind, said)
            elif (said := _said(value, kind, row)) is not None:
                if kind == "persons" and name == "cadre_id":
                    row.pop("identity_number", None)
                yield _Named(place, row, name, f"{pointer}/{name}", kind, said)


def kind_of(name: str) -> str | None:
    """Of what a field holds an id that people write a name for: units, posts, persons; None of anything else."""
    if name == "parent_id":
        return "units"
    return next((kind for end, kind in _KINDS if name.removesuffix("s").endswith(end)), None)


def _said(value: Any, kind: str, row: Row) -> Any:
    """What is to be asked for a value; None for an id."""
    if isinstance(value, str) and _IDS.match(value):
        return None
    if kind == "persons":
        said = {name: _short(part) for name, part in value.items()} if isinstance(value, dict) else _person(str(value))
        if number := row.get("identity_number"):
            said.setdefault("number", _short(number))
        return said
    if not isinstance(value, str):
        return None
    if kind == "posts":
        return {"said": _short(value), "unit": _short(row.get("unit_id") or row.get("unit_code") or "")}
    return _short(value)


def _short(said: Any) -> str:
    """What may be asked for: no name is longer, and nothing is found by what is cut off."""
    return str(said).replace("\x00", "")[:MOST_SAID]


def _person(text: str) -> dict[str, str]:
    return {"number": text} if _NUMBER.fullmatch(text) else {"name": _short(text)}


def _error(one: _Named, found: dict[str, Any]) -> FieldError:
    zh, en = _CALLED[one.kind]
    said = one.said if isinstance(one.said, str) else one.said.get("said") or one.said.get("name", "")
    if found["otherwise_named"]:
        return field_error(
            one.pointer, "otherwise-named", "身份证号是另一姓名的人员的", "The number is somebody's of another name"
        )
    if found["candidates"]:
        among = "；".join(f"{each['unit']}{each['title']}" for each in found["candidates"])
        more = "身份证号或单位" if one.kind == "persons" else "全称或编码"
        return field_error(
            one.pointer,
            f"several-{one.kind}",
            f"不止一个{zh}叫这个名字：{among}；请填写{more}",
            f"Several are called so: {among}; say which by number, unit or code",
        )
    called = f"“{said[:60]}”" if said and one.kind != "persons" else ""
    return field_error(one.pointer, f"unknown-{en}", f"没有找到这个{zh}{called}", f"No such {en} was found")

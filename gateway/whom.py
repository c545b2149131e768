"""Whom a row of a sheet is about, and which unit, post or other thing it names (编号识别): names become ids.

People write names where services keep ids. What a chunk of rows names is asked at once: of the registry people, units
and posts, of the service that takes the rows its own things (a class, a measure, a batch), by number or title. Where
nobody or several are called so, that row is refused, and asks for what tells them apart. Rows of JSON hold ids, and are
sent as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from gateway.everyday import short
from gateway.naming import innermost
from gateway.route import SchemaClass
from servicekit.blanks import folded
from servicekit.errors import FieldError, field_error
from servicekit.schema import Id, declared_in, fields, nested_in
from servicekit.schemas import LONGEST_NAME, MOST_NAMED
from services.registry.schemas.recognising import MOST, MOST_SAID

Row: TypeAlias = dict[str, Any]
Recognise: TypeAlias = Callable[..., Awaitable[Any]]
_IDS = re.compile(r"(?:cad|unt|pst)-[A-Za-z0-9._-]+\Z")
_ANY_ID = re.compile(r"[a-z]{3}-[A-Za-z0-9._-]+\Z")
_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}", re.ASCII)
_NUMBERS = re.compile(r"[0-9]{6,}[Xx]?")
_CODES = frozenset(("unit_code", "post_code", "parent_code", "guest_code", "subject_code", "result_code"))
"""Numbers of things of the registry, one that names nothing, and keys of dictionaries."""
_ID_OR_CODE = re.compile(r"_(?:id|code)s?(?:/\d+)?\Z")
_KINDS = (("unit_id", "units"), ("post_id", "posts"), ("cadre_id", "persons"))
_PERSONS = ("appraiser_id", "talker_id", "mentor_id")
"""Fields that hold persons' ids under another name."""
_CALLED = {"units": ("单位", "unit"), "posts": ("职位", "post"), "persons": ("人员", "person")}
_WITH_UNIT = re.compile(r"([^()（）]+)[(（]([^()（）]+)[)）]")
"""A person with the unit behind the name."""
OF_A_PERSON = "of_a_person"
"""Metadata of a field with the id of a thing that is known by whom it is about."""


@dataclass
class _Named:
    """A name at a place of a row."""

    row: int
    holder: Any
    key: Any
    pointer: str
    kind: str
    """`units`, `posts`, `persons`, or what a thing of the service is called in its fields."""
    said: Any
    title: str = ""
    """What its column is called."""
    number: bool = False
    """Whether the thing's number is wanted, not its id."""
    of_a_person: str = ""
    """What thing is wanted that is about this person."""


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
    recognise: Recognise, rows: Sequence[Row], schema: SchemaClass, what_is_called: Recognise | None = None
) -> tuple[list[Row], dict[int, list[FieldError]]]:
    """The rows with ids instead of names; and what is wrong with those whose names are nobody's or several's.

    `recognise` asks the registry, `what_is_called` the service that takes the rows.
    """
    told = deepcopy(list(rows))
    named = [one for place, row in enumerate(told) for one in _in(row, schema, place, "")]
    wrong: dict[int, list[FieldError]] = {}
    for one, found in await _recognised(recognise, [one for one in named if one.kind in _CALLED]):
        if found["id"] is None:
            wrong.setdefault(one.row, []).append(_error(one, found))
        else:
            one.holder[one.key] = one.said = found["id"]
    things = [one for one in named if one.kind not in _CALLED]
    things += [
        replace(one, kind=one.of_a_person)
        for one in named
        if one.of_a_person and isinstance(one.said, str) and one.row not in wrong
    ]
    answers = await _called(what_is_called, things) if what_is_called else []
    answers = await _by_unit(recognise, what_is_called, answers) if what_is_called else answers
    for one, found in answers:
        if not found["known"] or (one.number and found["id"] is None and not found["candidates"]):
            # The service itself says what it does not know by a number.
            continue
        if found["id"] is None:
            wrong.setdefault(one.row, []).append(_thing_error(one, found))
        else:
            one.holder[one.key] = found["number"] if one.number else found["id"]
    return told, wrong


async def _recognised(recognise: Recognise, named: Sequence[_Named]) -> list[tuple[_Named, Row]]:
    """Units, posts and persons with what the registry says of each."""
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
    return [(one, answer[one.kind][places[one.kind, repr(one.said)]]) for one in named]


async def _called(what_is_called: Recognise, named: Sequence[_Named]) -> list[tuple[_Named, Row]]:
    """Things of the service with what it says of each."""
    wanted = list(dict.fromkeys((one.kind, one.said) for one in named))
    answers: list[Row] = []
    for first in range(0, len(wanted), MOST_NAMED):
        things = [{"of": of, "said": said} for of, said in wanted[first : first + MOST_NAMED]]
        answers += (await what_is_called(things=things))["things"]
    found = dict(zip(wanted, answers, strict=True))
    return [(one, found[one.kind, one.said]) for one in named]


async def _by_unit(
    recognise: Recognise, what_is_called: Recognise, answers: list[tuple[_Named, Row]]
) -> list[tuple[_Named, Row]]:
    """The same answers; where nothing was found, what is there of the unit of this name, a short or former one."""
    lost = [one for one, found in answers if found["known"] and found["id"] is None and not found["candidates"]]
    lost = [one for one in lost if not one.number and not one.of_a_person]
    units = await _recognised(recognise, [replace(one, kind="units") for one in lost]) if lost else []
    ids = {one.said: found["id"] for one, found in units if found["id"]}
    again = [(one, replace(one, said=ids[one.said])) for one in lost if one.said in ids]
    called = await _called(what_is_called, [other for _, other in again]) if again else []
    better = {id(one): found for (one, _), (_, found) in zip(again, called, strict=True) if found["id"]}
    return [(one, better.get(id(one), found)) for one, found in answers]


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


def _in(row: Row, schema: SchemaClass, place: int, pointer: str, unit: Any = "") -> Iterator[_Named]:
    """The names in a row where ids are wanted, or numbers of the service's things; `unit` is what the row around it
    says of the unit."""
    unit = row.get("unit_id") or row.get("unit_code") or unit
    for name, declared in declared_in(schema).items():
        if name not in row:
            continue
        inner, value = innermost(declared), row[name]
        if isinstance(inner, fields.Nested):
            entries = value if isinstance(value, list) else [value]
            for number, entry in enumerate(entries):
                if isinstance(entry, dict):
                    step = f"/{name}/{number}" if isinstance(value, list) else f"/{name}"
                    yield from _in(entry, nested_in(inner), place, pointer + step, unit)
            continue
        about = declared.metadata.get(OF_A_PERSON, "")
        kind = "persons" if about else kind_of(name) if isinstance(inner, Id) else None
        thing = thing_of(name, inner) if kind is None else None
        if kind is None and thing is None:
            continue
        title = short(str(declared.metadata.get("zh", name)))
        for holder, key, step, one in _each(row, name, value):
            if about and isinstance(one, str) and _ANY_ID.match(one):
                continue
            around = row if (holder is row and kind != "persons") or name == "cadre_id" else {}
            said = _thing(one) if kind is None else _said(one, kind, around, unit)
            if said is None:
                continue
            if kind == "persons" and name == "cadre_id" and holder is row:
                row.pop("identity_number", None)
            by_number = thing is not None and not isinstance(inner, Id)
            yield _Named(place, holder, key, f"{pointer}{step}", kind or thing or "", said, title, by_number, about)


def _each(row: Row, name: str, value: Any) -> Iterator[tuple[Any, Any, str, Any]]:
    """What a field holds, one by one: what holds it, under which key, where, and what it is."""
    if isinstance(value, list):
        yield from ((value, number, f"/{name}/{number}", one) for number, one in enumerate(value))
    else:
        yield row, name, f"/{name}", value


def thing_of(name: str, inner: Any) -> str | None:
    """What a thing of the service is called that a field names by id or number: `class` of `class_id`, `class_code`."""
    if kind_of(name) or name in _CODES:
        return None
    stem, _, last = name.rpartition("_")
    if isinstance(inner, Id):
        return stem if stem and last in ("id", "ids") else name
    return stem if stem and last in ("code", "codes") else None


def _thing(value: Any) -> str | None:
    return value[:LONGEST_NAME] if isinstance(value, str) and value.strip() else None


def kind_of(name: str) -> str | None:
    """Of what a field holds an id that people write a name for: units, posts, persons; None of anything else."""
    if name == "parent_id":
        return "units"
    if name.removesuffix("s") in _PERSONS:
        return "persons"
    return next((kind for end, kind in _KINDS if name.removesuffix("s").endswith(end)), None)


def _said(value: Any, kind: str, row: Row, unit: Any) -> Any:
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
        return {"said": _short(value), "unit": _short(unit)}
    return _short(value)


def _short(said: Any) -> str:
    """What may be asked for: no name is longer, and nothing is found by what is cut off."""
    return str(said).replace("\x00", "")[:MOST_SAID]


def _person(text: str) -> dict[str, str]:
    """A person in one cell: by number, by name, or by name with the unit behind it in brackets."""
    if _NUMBER.fullmatch(text):
        return {"number": text}
    if (both := _WITH_UNIT.fullmatch(text.strip())) is None:
        return {"name": _short(text)}
    name, other = (part.strip() for part in both.groups())
    return {"name": _short(name), "number" if _NUMBER.fullmatch(other) else "unit": _short(other)}


def _error(one: _Named, found: dict[str, Any]) -> FieldError:
    zh, en = _CALLED[one.kind]
    if found["otherwise_named"]:
        return field_error(
            one.pointer, "otherwise-named", "身份证号是另一姓名的人员的", "The number is somebody's of another name"
        )
    if found.get("tried_too_often"):
        zh = "同一地区、同一出生日期的身份证号试填过多，请改填单位和姓名，或请组织部门核对"
        en = "Too many numbers of one region and birth were tried: give unit and name, or ask who keeps the roster"
        return field_error(one.pointer, "too-many-numbers", zh, en)
    if found["candidates"]:
        among = "；".join(f"{each['unit']}{each['title']}" for each in found["candidates"])
        more = "身份证号或单位" if one.kind == "persons" else "全称或编码"
        return field_error(
            one.pointer,
            f"several-{one.kind}",
            f"不止一个{zh}叫这个名字：{among}；请填写{more}",
            f"Several are called so: {among}; say which by number, unit or code",
        )
    called = _as_written(one.said)
    return field_error(one.pointer, f"unknown-{en}", f"没有找到这个{zh}{called}", f"No such {en} was found")


def _as_written(said: Any) -> str:
    """Who or what was not found, as it was written, with the unit behind a person; nobody's number is repeated."""
    if isinstance(said, str):
        said = {"name": said}
    name, unit = said.get("said") or said.get("name", ""), said.get("unit", "")
    name, unit = (_NUMBERS.sub("…", part.strip())[:60] for part in (str(name), str(unit)))
    return (f"“{name}”" if name else "") + (f"（{unit}）" if unit else "")


def _thing_error(one: _Named, found: dict[str, Any]) -> FieldError:
    said = "" if one.of_a_person else f"“{one.said[:60]}”"
    if among := "；".join(found["candidates"]):
        return field_error(
            one.pointer,
            "several-things",
            f"不止一个{one.title}{said and f'叫{said}'}：{among}；请填写编号，或在名称前写明年度",
            f"Several are called so: {among}; say which by number, or with the year",
        )
    return field_error(one.pointer, "unknown-thing", f"没有找到这个{one.title}{said}", "Nothing of this name was found")

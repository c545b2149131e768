"""The columns of a list as a sheet: made from what the list's rows are declared to hold, the same way for every list.

A column is a field, called as its declaration calls it (English: by its name). In the cells stand the words of codes
and the names of ids, as the answer's own tables `words` and `names` have them, so a sheet tells nothing that its reader
was not answered. By rule:

- a thing within a row gives each of its fields a column; several things within a row stand in one cell, `；` between
  them, and several values with `、`;
- what has no declared shape is left out, and so are versions, and ids beside which the name stands already;
- ids that nobody calls by name stand behind the other columns, and the row's own id is the last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

import marshmallow

from gateway.naming import CALLED, CALLED_TO_OFFICERS, NAMES, holds_ids, innermost, is_id
from gateway.route import Route, SchemaClass, Scope
from gateway.words import WORDS
from servicekit.chinese import people_of
from servicekit.clock import CHINA
from servicekit.schema import Schema, declared_in, fields, nested_in, validate

Cell = str | int | float | None
_ITEMS, _NEXT, _ID = "items", "next", "id"
_LEFT_OUT = frozenset(("version",))
_EVERYWHERE = {"synthetic": "虚构数据", _ID: "标识", "zh": "名称", "en": "Name"}
"""What fields are called that are the same everywhere and are not called anything where they are declared."""
_NOUN = re.compile(r"[^：；，（]+")
_MONTH = re.compile(r"\d{4}-\d{2}")
_MONTH_OR_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_MONTHS = frozenset(
    ("birth", "began_work_on", "joined_party_on", "in_post_since", "level_since", "rank_since", "retires_on")
)
"""Fields of which people write year and month (1985.07), wherever they stand and however exactly they are known."""
_CODED = re.compile(r"(?:.*_)?(?:code|number|certificate|key|name|title|reference|evidence)")
"""Fields of texts that are no days, though one of them may look so: 2026-07."""
_ETHNICITY = "ethnicity"
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_SHARE = re.compile(r"(?:.*_)?(?:share|rate)")
_YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
_OTHER: Final = {"zh": "en", "en": "zh"}
_BETWEEN_THINGS, _BETWEEN_VALUES, _WITHIN = "；", "、", "·"
_AFTER_A_LABEL = {"zh": "：", "en": ": "}


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a list's rows."""

    name: str
    """By which it is chosen: the field, `outer.inner` for that of a thing within the row."""
    zh: str
    en: str
    path: tuple[str, ...]
    is_ids: bool = False
    is_share: bool = False
    is_number: bool = False
    """Whether it holds numbers: those that need all their digits come as texts."""
    is_own_id: bool = False
    """Whether it is the id of the row itself."""
    is_more: bool = False
    """Whether it is answered to those alone who ask for it."""

    def title(self, language: str) -> str:
        """What stands in the head row."""
        return self.en if language == "en" else self.zh

    def heads(self, language: str) -> tuple[str, ...]:
        """What stands above the column in a document, from the top: for a field of a thing within the row that thing,
        and below it the field."""
        said, between = (self.en, ": ") if language == "en" else (self.zh, _WITHIN)
        return tuple(said.split(between, max(len(self.path) - 1, 0)))


ROW_NUMBER = Column("row_number", "序号", "No.", ())
"""A column that every list may have, and no row: the writer of the sheet counts."""


class OfASheet(Schema):
    """What is asked of a list as a sheet alone."""

    columns = fields.List(fields.String(), load_default=list, metadata={"zh": "列及其次序"})
    group_by = fields.String(load_default="", metadata={"zh": "分组所按的列"})
    total = fields.Bool(load_default=False, metadata={"zh": "末行合计"})
    heading = fields.String(load_default="", validate=validate.Length(max=60), metadata={"zh": "标题"})


def item_of(route: Route) -> SchemaClass | None:
    """What the rows of a list hold, where the row's answer is a page of things of a declared shape."""
    if route.method != "GET" or route.answer is None or route.scope is Scope.PUBLIC:
        return None
    declared = declared_in(route.answer)
    listed = innermost(declared[_ITEMS]) if _ITEMS in declared and _NEXT in declared else None
    return nested_in(listed) if isinstance(listed, fields.Nested) else None


@cache
def columns_of(item: SchemaClass, language: str) -> tuple[Column, ...]:
    """The columns of a list in the order of their declaration, the row's own id last."""
    found = sorted(_columns(item, language, (item,), (), ""), key=lambda column: column.is_own_id)
    short = [(noun[0].strip() if (noun := _NOUN.match(column.zh)) else column.zh, column.en) for column in found]
    zh, en = (Counter(titles) for titles in zip(*short, strict=True))
    return tuple(
        replace(
            column,
            zh=noun if zh[noun] == 1 else column.zh,
            en=called if en[called] == 1 else column.name.replace("_", " ").capitalize(),
        )
        for column, (noun, called) in zip(found, short, strict=True)
    )


def _columns(
    schema: SchemaClass,
    language: str,
    around: tuple[SchemaClass, ...],
    path: tuple[str, ...],
    called: str,
    more: bool = False,
) -> Iterator[Column]:
    for name, declared in _shown(schema, language).items():
        key, kind = declared.data_key or name, innermost(declared)
        zh = str(declared.metadata.get("zh") or _EVERYWHERE.get(name, name))
        nested = nested_in(kind) if isinstance(kind, fields.Nested) else None
        more = more if path else bool(declared.metadata.get(fields.MORE))
        if nested is not None and kind is declared and not declared.many and nested not in around:
            yield from _columns(nested, language, (*around, nested), (*path, key), f"{called}{zh}{_WITHIN}", more)
        else:
            at = (*path, key)
            ids = holds_ids(key) and nested is None
            number = isinstance(kind, marshmallow.fields.Number) and kind is declared
            share = number and _SHARE.fullmatch(name) is not None
            of_other = bool(declared.metadata.get(CALLED) or declared.metadata.get(CALLED_TO_OFFICERS))
            own = at == (_ID,) and not of_other
            ids = ids or of_other
            named = ".".join(at), called + zh, _in_english(at), at
            yield Column(*named, ids, share, number, is_own_id=own, is_more=more)


def _shown(schema: SchemaClass, language: str) -> dict[str, marshmallow.fields.Field[Any]]:
    """The fields that a sheet in a language has."""
    declared = declared_in(schema)
    return {name: one for name, one in declared.items() if not _is_left_out(name, one, declared, language)}


def _is_left_out(
    name: str,
    one: marshmallow.fields.Field[Any],
    declared: Mapping[str, marshmallow.fields.Field[Any]],
    language: str,
) -> bool:
    if one.load_only or name in _LEFT_OUT or isinstance(innermost(one), fields.Dict):
        return True
    for ending in ("_id", "_ids"):
        if name.endswith(ending) and f"{name.removesuffix(ending)}_name{ending[3:]}" in declared:
            return True
    other = _OTHER[language]
    front, _, last = name.rpartition("_")
    if last in _OTHER and front in declared:
        return True
    return last == other and (f"{front}_{language}" if front else language) in declared


def _in_english(path: Sequence[str]) -> str:
    words = ": ".join(re.sub(r"_id(s?)$", r"\1", part).replace("_", " ") for part in path if part != _ID)
    return words[:1].upper() + words[1:] if words else "Id"


@cache
def _loose(schema: SchemaClass) -> frozenset[str]:
    """The places within a row's things where nothing is declared."""
    return frozenset(_loose_places(schema, (schema,), ""))


def _loose_places(schema: SchemaClass, around: tuple[SchemaClass, ...], where: str) -> Iterator[str]:
    for name, declared in declared_in(schema).items():
        kind = innermost(declared)
        if isinstance(kind, fields.Dict):
            yield f"{where}{declared.data_key or name}"
        elif isinstance(kind, fields.Nested) and (nested := nested_in(kind)) not in around:
            yield from _loose_places(nested, (*around, nested), f"{where}{declared.data_key or name}.")


@cache
def _labels(schema: SchemaClass, language: str) -> Mapping[str, str]:
    """What the fields of a row's things are called, by their places."""
    return dict(_labelled(schema, language, (schema,), ""))


def _labelled(
    schema: SchemaClass, language: str, around: tuple[SchemaClass, ...], where: str
) -> Iterator[tuple[str, str]]:
    for name, declared in declared_in(schema).items():
        key, kind = declared.data_key or name, innermost(declared)
        noun = _NOUN.match(str(declared.metadata.get("zh") or _EVERYWHERE.get(name, name)))
        yield f"{where}{key}", _in_english((key,)) if language == "en" or noun is None else noun[0].strip()
        if isinstance(kind, fields.Nested) and (nested := nested_in(kind)) not in around:
            yield from _labelled(nested, language, (*around, nested), f"{where}{key}.")


def yes_or_no(value: bool, language: str) -> str:
    """是 or 否."""
    return _YES_NO[language][not value]


def in_words(field: str, label: str) -> str:
    """What a code of a field is called on paper, where its standard says it otherwise."""
    return people_of(label) if field == _ETHNICITY else label


def roster_of(item: SchemaClass | None) -> tuple[str, ...]:
    """The columns of a list as a paper, where its things say which."""
    names: tuple[str, ...] = getattr(item, "roster", ())
    return names


def counted_in(item: SchemaClass | None, language: str) -> str:
    """A number of a list's rows in words: people are counted as such."""
    people = getattr(item, "are_people", False)
    zh, en = ("{} 人", "{} people") if people else ("{} 行", "{} rows")
    return zh if language == "zh" else en


@dataclass
class Page:
    """A page of a list, and what its ids and codes are called."""

    items: list[dict[str, Any]]
    item: SchemaClass
    names: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    language: str = "zh"

    @classmethod
    def of(cls, answer: Mapping[str, Any], item: SchemaClass, language: str) -> Page:
        """The page that a row has answered; in English codes stay codes, which have Chinese words alone."""
        words = answer.get(WORDS, {}) if language == "zh" else {}
        return cls(answer[_ITEMS], item, answer.get(NAMES, {}), words, language)

    def __post_init__(self) -> None:
        self._by_what: dict[str, list[str]] = {}
        for place in self.words:
            # A place that ends with what stands in another field; which of its parts that is, the row says.
            parts = place.split(".")
            for cut in range(1, len(parts)):
                self._by_what.setdefault(".".join(parts[:cut]), []).append(".".join(parts[cut:]))
        self._untold = _loose(self.item)
        self._labels = _labels(self.item, self.language)

    def rows(self, columns: Sequence[Column]) -> list[list[Cell]]:
        """The cells of each item."""
        return [[self._cell(item, column) for column in columns] for item in self.items]

    def unnamed(self, columns: Iterable[Column]) -> set[str]:
        """Those columns that hold ids, none of which is called by name."""
        return {
            column.name
            for column in columns
            if (held := [one for item in self.items for one in _flat(_at(item, column.path))])
            and (column.is_ids or all(map(is_id, held)))
            and not any(self._is_called(one, column.name, ()) for one in held)
        }

    def _cell(self, item: dict[str, Any], column: Column) -> Cell:
        value = _at(item, column.path) if column.path else None
        if value is None or value == "" or value == []:
            return None
        kind = value.__class__
        if column.is_number and kind is str:
            return _number(value)
        if column.is_own_id or kind is int or kind is float:
            return value  # type: ignore[no-any-return]
        return self._said(value, column.name, (item,)) or None

    def _said(self, value: Any, place: str, around: tuple[dict[str, Any], ...]) -> str:
        """A value as people read it."""
        kind = value.__class__
        if kind is str:
            return self._text(value, place, around)
        if kind is bool:
            return yes_or_no(value, self.language)
        if kind is list:
            between = _BETWEEN_THINGS if value and value[0].__class__ is dict else _BETWEEN_VALUES
            return between.join(said for one in value if one is not None and (said := self._said(one, place, around)))
        if kind is dict:
            return " ".join(self._parts(value, place, around))
        if value is None:
            return ""
        return f"{round(float(value) * 100, 2):g}%" if _SHARE.fullmatch(place.rpartition(".")[2]) else str(value)

    def _parts(self, thing: dict[str, Any], place: str, around: tuple[dict[str, Any], ...]) -> Iterator[str]:
        """What is to be read of a thing within a row."""
        if place in self._untold:
            return
        here = (*around, thing)
        words = set[str]()
        for key, value in thing.items():
            inner = f"{place}.{key}"
            if key in _LEFT_OUT or key == _OTHER[self.language] or inner in self._untold:
                continue
            told = [one for one in _flat(value) if one is not None]
            ids = key == _ID or holds_ids(key) or all(map(is_id, told))
            if ids and not any(self._is_called(one, inner, here) for one in told):
                continue
            if not (said := self._said(value, inner, here)):
                continue
            if told[0].__class__ not in (str, dict):
                # A number, or 是, means nothing by itself.
                yield f"{self._labels.get(inner, key)}{_AFTER_A_LABEL[self.language]}{said}"
            elif said not in words:
                yield said
                # What an id or a code is called stands beside it too; days may be the same.
                words |= set() if said[:1].isdigit() else {said}

    def _text(self, value: str, place: str, around: tuple[dict[str, Any], ...]) -> str:
        field = place.rpartition(".")[2]
        if (labels := self.words.get(place)) is not None and value in labels:
            return in_words(field, labels[value])
        for said in self._by_what.get(place, ()):
            if value in self.words[f"{place}.{said}"] and any(said in thing.values() for thing in map(_texts, around)):
                return in_words(said, self.words[f"{place}.{said}"][value])
        if (named := self.names.get(value)) is not None:
            return str(named["name"] or value)
        if value[4:5] == "-":
            if field in _MONTHS and _MONTH_OR_DAY.fullmatch(value):
                return f"{value[:4]}.{value[5:7]}"
            if _MONTH.fullmatch(value) and not _CODED.fullmatch(field):
                return value.replace("-", ".")
            if _INSTANT.match(value):
                return datetime.fromisoformat(value).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        return value

    def _is_called(self, value: Any, place: str, around: tuple[dict[str, Any], ...]) -> bool:
        return isinstance(value, str) and (value in self.names or self._text(value, place, around) != value)


def _number(text: str) -> Cell:
    """A number that came as a text, as a sheet has it."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _texts(thing: Mapping[str, Any]) -> dict[str, str]:
    return {key: value for key, value in thing.items() if value.__class__ is str}


def _at(thing: Any, path: Sequence[str]) -> Any:
    for key in path:
        if thing is None:
            return None
        thing = thing.get(key)
    return thing


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    elif value is not None:
        yield value

"""A service's collections: entities in and out of MongoDB, indexes declared beside them, and pages of a list."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

import orjson
import pymongo
from bson.codec_options import CodecOptions
from bson.decimal128 import Decimal128
from cattrs import Converter
from pymongo.database import Database

from servicekit.errors import Invalid, NotFound, Problem
from servicekit.principal import Scope
from servicekit.schema import Schema, plain, present

Document = dict[str, Any]
TOTAL_CAP = 50_000
CODEC_OPTIONS: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)


class Entity(Protocol):
    """What a collection keeps: a dataclass with an identifier and a version that rises with every change."""

    id: str
    version: int


E = TypeVar("E", bound=Entity)


def _converter() -> Converter:
    converter = Converter(prefer_attrib_converters=True)
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_structure_hook(
        date, lambda text, _: text if isinstance(text, date) else date.fromisoformat(text)
    )
    converter.register_unstructure_hook(datetime, lambda instant: instant)
    converter.register_structure_hook(datetime, lambda instant, _: instant)
    converter.register_unstructure_hook(Decimal, Decimal128)
    converter.register_structure_hook(
        Decimal, lambda number, _: number.to_decimal() if isinstance(number, Decimal128) else Decimal(str(number))
    )
    return converter


CONVERTER = _converter()


@dataclass(frozen=True)
class Index:
    """An index. Where it is unique, `problem` is the refusal that a duplicate becomes."""

    keys: tuple[tuple[str, int], ...]
    unique: bool = False
    where: Document | None = None
    problem: type[Problem] | None = None

    @property
    def name(self) -> str:
        return "_".join(f"{key}{'' if direction == 1 else '_desc'}" for key, direction in self.keys)

    def model(self) -> pymongo.IndexModel:
        options: dict[str, Any] = {"name": self.name, "unique": self.unique}
        if self.where is not None:
            options["partialFilterExpression"] = self.where
        return pymongo.IndexModel(list(self.keys), **options)


def index(
    *keys: str, unique: bool = False, where: Document | None = None, problem: type[Problem] | None = None
) -> Index:
    """Declare an index over `keys`; a key that begins with `-` is descending."""
    return Index(tuple((key.lstrip("-"), -1 if key.startswith("-") else 1) for key in keys), unique, where, problem)


@dataclass(frozen=True)
class Within:
    """By which fields of an entity a reader's scope is measured; an empty name is one that the entity has not."""

    units: str = "unit_ids"
    """The units that it belongs to: its own and every one above."""
    cadre: str = "cadre_id"
    """The cadre whom it is about, and who therefore sees it; none where a cadre never sees such things."""

    def reaches(self, scope: Scope, entity: object) -> bool:
        """Whether the scope reaches an entity."""
        units = getattr(entity, self.units) if self.units else ()
        return scope.allows(units, getattr(entity, self.cadre) if self.cadre else None)


@dataclass(frozen=True)
class Collection(Generic[E]):
    """A named collection of one kind of entity."""

    name: str
    entity: type[E]
    indexes: Sequence[Index] = field(default_factory=tuple)
    missing: type[Problem] | None = None
    """The refusal when an id is unknown; NotFound where none is given."""
    within: Within | None = None
    """How a reader's scope is measured; None where nobody's scope is, which `UnitOfWork.see` refuses loudly."""

    def __hash__(self) -> int:
        return hash(self.name)

    def to_document(self, entity: E) -> Document:
        document: Document = CONVERTER.unstructure(entity)
        document["_id"] = document.pop("id")
        return document

    def to_entity(self, document: Mapping[str, Any]) -> E:
        values = dict(document)
        values["id"] = values.pop("_id")
        return CONVERTER.structure(values, self.entity)

    def scope(self) -> Within:
        """How a reader's scope is measured here. Raises LookupError for a collection that does not say."""
        if self.within is None:
            raise LookupError(f"the collection {self.name} does not say how a reader's scope is measured")
        return self.within

    def not_found(self, id: str, **facts: Any) -> Problem:
        """What a caller is told of what is not there, or not theirs to see; the two are not told apart."""
        problem = self.missing or NotFound
        return problem(f"{problem.zh}：{id}", f"{problem.en}: {id}", **(facts or {"id": id}))

    def problem_of_duplicate(self, index_name: str) -> type[Problem] | None:
        return next((declared.problem for declared in self.indexes if declared.name == index_name), None)


def ensure_indexes(database: Database[Document], collections: Iterable[Collection[Any]]) -> None:
    """Create what is declared and not there yet. Indexes are never dropped here: that is an operator's decision."""
    for collection in collections:
        ensure(database, collection.name, [declared.model() for declared in collection.indexes])


def ensure(database: Database[Document], name: str, indexes: Sequence[pymongo.IndexModel]) -> None:
    """Create those indexes of a collection whose names are not there yet.

    Creating waits for every open transaction on the collection, even where there is nothing to create, and a killed
    process leaves its transaction open for a while. So a restart looks first.
    """
    there = database[name].index_information()
    missing = [index for index in indexes if index.document["name"] not in there]
    if missing:
        database[name].create_indexes(missing)


def keep_latest(id: str, sequence: int, fields: Mapping[str, Any]) -> pymongo.UpdateOne:
    """An upsert for a replica that events feed: only a higher sequence replaces what is there.

    Written as an update pipeline, so that an old event that arrives late changes nothing and raises nothing.
    """
    values = {key: {"$literal": _storable(value)} for key, value in fields.items()}
    newer = {"$gt": [sequence, {"$ifNull": ["$sequence", -1]}]}
    return pymongo.UpdateOne(
        {"_id": id},
        [{"$replaceWith": {"$cond": [newer, {"_id": id, "sequence": sequence, **values}, "$$ROOT"]}}],
        upsert=True,
    )


def _storable(value: Any) -> Any:
    return CONVERTER.unstructure(value) if is_dataclass(value) or isinstance(value, date | Decimal) else value


@dataclass
class Page:
    """A page of a list: the items, the cursor of the next page, and the capped total where a page number was given."""

    items: list[Any]
    next: str | None = None
    total: int | None = None


class BadCursor(Invalid):
    """The cursor is not one that this list gave out, for these filters and this order."""

    code = "bad-cursor"
    zh = "游标无效"
    en = "The cursor is not valid for this list"
    advice_zh = "去掉 cursor，从第一页重新读取；翻页时不要改变筛选条件和排序。"
    advice_en = "Leave out the cursor and begin again; keep filters and order the same while paging."


class BadSort(Invalid):
    """The list cannot be sorted by that."""

    code = "bad-sort"
    zh = "不支持的排序"
    en = "The list cannot be sorted by that"


def read_page(
    database: Database[Document],
    collection: Collection[Any] | str,
    where: Document,
    wish: Mapping[str, Any],
    *,
    sorts: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    default_sort: str | None = None,
    answer: type[Schema] | None = None,
    secret: bytes,
) -> Page:
    """One page of the documents that match `where`, in an order that `sorts` allows, always broken by `_id`.

    `wish` holds the fields of `PageQuery`. With `page` the answer has a total, capped at TOTAL_CAP; else it has a
    cursor, signed and bound to the filter and the order. Only the fields of `answer` are read from the database.
    Raises BadCursor and BadSort.
    """
    name = collection if isinstance(collection, str) else collection.name
    order, reverse = _order(wish.get("sort") or default_sort, sorts or {})
    order = [(key, -direction if reverse else direction) for key, direction in order]
    if not order or order[-1][0] != "_id":
        order.append(("_id", order[-1][1] if order else 1))
    projection = projection_of(answer, [key for key, _ in order]) if answer else None
    documents = database[name]
    if wish.get("page"):
        size = wish.get("page_size") or wish.get("limit") or 50
        items = list(documents.find(where, projection).sort(order).skip((wish["page"] - 1) * size).limit(size))
        total = documents.count_documents(where, limit=TOTAL_CAP) if where else documents.estimated_document_count()
        return Page(items, None, min(total, TOTAL_CAP))
    limit = wish.get("limit") or 50
    binding = _binding(name, where, order)
    bounded = where
    if wish.get("cursor"):
        after = open_cursor(wish["cursor"], binding, secret)
        bounded = {"$and": [where, *_after(order, after)]} if where else {"$and": _after(order, after)}
    items = list(documents.find(bounded, projection).sort(order).limit(limit + 1))
    following = None
    if len(items) > limit:
        items.pop()
        following = seal_cursor([_value(items[-1], key) for key, _ in order], binding, secret)
    return Page(items, following)


@lru_cache(maxsize=512)
def _projection(answer: type[Schema], keys: tuple[str, ...]) -> dict[str, int]:
    names = {declared.attribute or name for name, declared in answer().fields.items()} | set(keys)
    names.discard("id")
    return dict.fromkeys(names, 1)


def projection_of(answer: type[Schema], also: Iterable[str] = ()) -> dict[str, int]:
    """The MongoDB projection that reads the fields of `answer` and no others."""
    keys = tuple(key for key in also if "." not in key)
    nested = {key: 1 for key in also if "." in key and key.split(".")[0] not in _projection(answer, keys)}
    return {**_projection(answer, keys), **nested}


def _order(sort: str | None, sorts: Mapping[str, Sequence[tuple[str, int]]]) -> tuple[list[tuple[str, int]], bool]:
    if sort is None:
        return [], False
    name, reverse = sort.removeprefix("-"), sort.startswith("-")
    if name not in sorts:
        allowed = "、".join(sorts) or "（无）"
        raise BadSort(f"可用的排序：{allowed}", f"Allowed: {', '.join(sorts) or 'none'}", allowed=list(sorts))
    return list(sorts[name]), reverse


def _value(document: Document, path: str) -> Any:
    value: Any = document
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _after(order: Sequence[tuple[str, int]], values: Sequence[Any]) -> list[Document]:
    """What comes after `values` in `order`: a bound on the first key, which an index can use, and the exact rest."""
    branches: list[Document] = []
    equal: Document = {}
    for (key, direction), value in zip(order, values, strict=True):
        beyond = _beyond(key, direction, value)
        if beyond is not None:
            branches.append({**equal, **beyond})
        equal = {**equal, key: value}
    first, direction = order[0]
    if values[0] is None or len(order) == 1:
        return [{"$or": branches}] if branches else [{"_id": {"$in": []}}]
    bound: Document = {first: {"$gte" if direction == 1 else "$lte": values[0]}}
    return [bound, {"$or": branches}] if direction == 1 else [{"$or": [*branches]}]


def _beyond(key: str, direction: int, value: Any) -> Document | None:
    if value is None:
        return {key: {"$ne": None}} if direction == 1 else None
    if direction == 1:
        return {key: {"$gt": value}}
    return {"$or": [{key: {"$lt": value}}, {key: None}]} if key != "_id" else {key: {"$lt": value}}


def _binding(name: str, where: Document, order: Sequence[tuple[str, int]]) -> bytes:
    text = orjson.dumps([name, plain(where), order], default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.sha256(text).digest()


def seal_cursor(values: Sequence[Any], binding: bytes, secret: bytes) -> str:
    marked = [{"$date": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    text = orjson.dumps(marked)
    seal = hmac.digest(secret, binding + text, "sha256")[:12]
    return urlsafe_b64encode(seal + text).decode().rstrip("=")


def open_cursor(cursor: str, binding: bytes, secret: bytes) -> list[Any]:
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (NotBase64, ValueError):
        raise BadCursor() from None
    if urlsafe_b64encode(raw).decode().rstrip("=") != cursor:
        raise BadCursor()  # The decoder overlooks signs that are not of its alphabet.
    seal, text = raw[:12], raw[12:]
    if not hmac.compare_digest(seal, hmac.digest(secret, binding + text, "sha256")[:12]):
        raise BadCursor()
    values: list[Any] = orjson.loads(text)
    return [datetime.fromisoformat(value["$date"]) if isinstance(value, dict) else value for value in values]


def presented(answer: type[Schema], page: Page) -> Document:
    """A page as JSON."""
    out: Document = {"items": [present(answer, item) for item in page.items], "next": page.next}
    if page.total is not None:
        out["total"] = page.total
    return out

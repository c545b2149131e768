"""A service's collections: entities in and out of MongoDB, indexes declared beside them, and pages of a list."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

import marshmallow
import orjson
import pymongo
from bson.codec_options import CodecOptions
from bson.decimal128 import Decimal128
from cattrs import Converter
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.collation import Collation
from pymongo.database import Database

from servicekit import cursors, grams
from servicekit.errors import Invalid, NotFound, Problem, with_words
from servicekit.marks import is_sealed
from servicekit.principal import Scope
from servicekit.schema import Schema, declared_in, nested_in, plain, present

Document = dict[str, Any]
GRAMS = "grams"
"""Where a document that is searched keeps the words by which it is found."""
TOTAL_CAP, DEFAULT_LIMIT = 50_000, 50
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
    plain_lists = (list[str], list[int])
    converter.register_unstructure_hook_func(lambda kind: kind in plain_lists, list)
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
    locale: str = ""
    """By whose order of words texts stand in it, if not by their code points; see `Collated`."""
    ends: bool = False
    """Whether the database removes what is kept once the instant in it has passed."""

    @property
    def name(self) -> str:
        keys = [f"{key}{'' if direction == 1 else '_desc'}" for key, direction in self.keys]
        return "_".join([*keys, *([self.locale.rpartition("=")[2]] if self.locale else [])])

    def model(self) -> pymongo.IndexModel:
        options: dict[str, Any] = {"name": self.name, "unique": self.unique}
        if self.locale:
            options["collation"] = Collation(self.locale)
        if self.where is not None:
            options["partialFilterExpression"] = self.where
        if self.ends:
            options["expireAfterSeconds"] = 0
        return pymongo.IndexModel(list(self.keys), **options)


def index(
    *keys: str,
    unique: bool = False,
    where: Document | None = None,
    problem: type[Problem] | None = None,
    locale: str = "",
    ends: bool = False,
) -> Index:
    """Declare an index over `keys`; a key that begins with `-` is descending."""
    parts = tuple((key.lstrip("-"), -1 if key.startswith("-") else 1) for key in keys)
    return Index(parts, unique, where, problem, locale, ends)


@dataclass(frozen=True)
class Collated:
    """An order in which texts stand as a language sorts its words: by pinyin, say. Wants indexes alike."""

    keys: Sequence[tuple[str, int]]
    locale: str


PINYIN = "zh"
"""Chinese words by their pinyin, as ICU and with it the database knows it."""
Sorts = Mapping[str, Sequence[tuple[str, int]] | Collated]


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
    not_for: str = ""
    """The field with the cadre of whom others have spoken here: they do not read it with an official's right either."""
    searched: Sequence[str] = ()
    """Fields by whose words a list is searched (`q`): titles, numbers, names; see `servicekit.grams`."""
    called: str = ""
    """The field that says what a thing is called where a list of others holds its id; `cadre_id` of what has no name
    of its own. Empty of what is not for everybody who reads such a list."""
    called_in: str = ""
    """The dictionary of which that field is a key."""
    searched_through: Sequence[str] = ()
    """Long texts by which it is searched too."""
    sealed: Sequence[str] = ()
    """What lies sealed, `a.b` within a document or each of a list: texts, and under a person's key documents and bytes
    too; see `servicekit.sealing`. The database finds and sorts nothing by them."""
    whose: str = ""
    """The field with the person under whose key that lies; else it lies under the service's."""

    def __post_init__(self) -> None:
        if self.searched:
            object.__setattr__(self, "indexes", (*self.indexes, index(GRAMS)))

    def __hash__(self) -> int:
        return hash(self.name)

    def to_document(self, entity: E) -> Document:
        document: Document = CONVERTER.unstructure(entity)
        document["_id"] = document.pop("id")
        if self.searched:
            document[GRAMS] = self.grams_of(document)
        return document

    def grams_of(self, document: Mapping[str, Any]) -> list[str]:
        """The words by which a document is found."""
        return grams.grams(_texts(document, self.searched), _texts(document, self.searched_through))

    def to_entity(self, document: Mapping[str, Any]) -> E:
        values = dict(document)
        if any(is_sealed(value) for path in self.sealed for value in values_at(document, path)):
            raise LookupError(f"a document of {self.name} is opened before it is an entity; see `Reading.opened`")
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
        return problem(problem.zh, f"{problem.en}: {id}", **(facts or {"id": id}))

    def problem_of_duplicate(self, index_name: str) -> type[Problem] | None:
        return next((declared.problem for declared in self.indexes if declared.name == index_name), None)


def values_at(value: Any, path: str) -> Iterator[Any]:
    """What stands in a document at `a.b`, of lists on the way each."""
    if isinstance(value, list):
        for one in value:
            yield from values_at(one, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping):
        name, _, below = path.partition(".")
        if name in value:
            yield from values_at(value[name], below)


def _texts(document: Mapping[str, Any], names: Iterable[str]) -> Iterable[str]:
    for name in names:
        value = document.get(name)
        yield from (value,) if isinstance(value, str) else value or ()


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


def found_by(collection: Collection[Any], wish: Mapping[str, Any]) -> Document:
    """The filter for what was typed (`q`), where the collection is searched by words.

    All words must be there, and runs of Chinese as they were typed; the index finds those that have the pairs. Or it
    is about one of those who are called so (`named`).
    """
    asked = wish.get("q") if collection.searched else None
    if not asked:
        return {}
    words = _with_words(collection, asked)
    about = {"cadre_id": {"$in": wish["named"]}} if wish.get("named") else {}
    return {"$or": [words, about]} if about else words


def _with_words(collection: Collection[Any], asked: str) -> Document:
    names = (*collection.searched, *collection.searched_through)
    runs = [grams.as_typed(part) for part in asked.split()]
    as_typed = [{"$or": [{name: {"$regex": run, "$options": "i"}} for name in names]} for run in runs]
    return {GRAMS: {"$all": grams.wanted(asked) or ["\0"]}, "$and": as_typed}


def keep_words(database: Database[Document], collection: Collection[Any], limit: int) -> int:
    """Give words to at most `limit` documents that were kept before they were searched; answers to how many."""
    names = dict.fromkeys((*collection.searched, *collection.searched_through), 1)
    found = list(database[collection.name].find({GRAMS: None}, names, limit=limit))
    writes = [
        pymongo.UpdateOne({"_id": one["_id"], GRAMS: None}, {"$set": {GRAMS: collection.grams_of(one)}})
        for one in found
    ]
    if writes:
        database[collection.name].bulk_write(writes, ordered=False)
    return len(found)


Word = tuple[str, int, Mapping[str, Any]]
"""What an event tells of something: its id, the event's sequence, and the fields."""


def new_word(id: str, sequence: int, fields: Mapping[str, Any]) -> Document:
    """The first document of a replica that events feed."""
    return {"_id": id, "sequence": sequence, **{key: _storable(value) for key, value in fields.items()}}


def newer_word(id: str, sequence: int, fields: Mapping[str, Any]) -> pymongo.UpdateOne:
    """What replaces a document of a replica, unless a word with a higher sequence has done so.

    Written as an update pipeline, so that an old event that arrives late changes nothing and raises nothing.
    """
    newer = {"$gt": [sequence, {"$ifNull": ["$sequence", -1]}]}
    told = {"$literal": new_word(id, sequence, fields)}
    return pymongo.UpdateOne({"_id": id}, [{"$replaceWith": {"$cond": [newer, told, "$$ROOT"]}}], upsert=True)


def _storable(value: Any) -> Any:
    return CONVERTER.unstructure(value) if is_dataclass(value) or isinstance(value, date | Decimal) else value


@dataclass
class Page:
    """A page of a list: the items, the cursor of the next page, and the capped total where a page number was given."""

    items: list[Any]
    next: str | None = None
    total: int | None = None

    def body(self, show: Callable[[Any], Any]) -> Document:
        """The page as JSON, each item as `show` shows it."""
        total = {} if self.total is None else {"total": self.total}
        return {"items": [show(item) for item in self.items], "next": self.next, **total}


class BadSort(Invalid):
    """The list cannot be sorted by that."""

    code = "bad-sort"
    zh = "不支持的排序"
    en = "The list cannot be sorted by that"


@dataclass(frozen=True)
class PagePlan:
    """How one page of a list is read: which documents, in which order; and what makes a page of those found."""

    where: Document
    """The filter of the page: that of the list, and what comes after the cursor."""
    order: list[tuple[str, int]]
    projection: dict[str, int] | None
    skip: int
    limit: int
    """How many to read: one more than the page has, where a cursor has to lead on."""
    numbered: bool
    """Whether the page was asked for by its number, so that the list's total belongs to it."""
    binding: bytes
    secret: bytes
    locale: str = ""

    def find(self, documents: Any, **options: Any) -> Any:
        """pymongo's cursor over the page, of a collection of either kind; `options` are pymongo's."""
        if self.locale:
            options["collation"] = Collation(self.locale)
        found = documents.find(self.where, self.projection, **options)
        return found.sort(self.order).skip(self.skip).limit(self.limit)

    def page(self, found: list[Any], total: int | None = None) -> Page:
        """The page of what was found: documents, or entities made of them."""
        if self.numbered:
            return Page(found, None, min(total or 0, TOTAL_CAP))
        if len(found) < self.limit:
            return Page(found)
        shown = found[: self.limit - 1]
        place = [_value(shown[-1], key) for key, _ in self.order]
        return Page(shown, cursors.seal(place, self.binding, self.secret))


def plan_page(
    name: str,
    where: Document,
    wish: Mapping[str, Any],
    *,
    sorts: Sorts | None = None,
    default_sort: str | None = None,
    answer: type[Schema] | None = None,
    shows: type[Schema] | None = None,
    projection: dict[str, int] | None = None,
    also: Sequence[str] = (),
    secret: bytes,
) -> PagePlan:
    """How to read one page of the documents of the list `name` that match `where`, in an order that `sorts` allows.

    The order is always broken by `_id`. `wish` holds the fields of `PageQuery`. With `page` the page has a total, with
    `count` it has nothing else; totals are capped at TOTAL_CAP. Else it has a cursor, bound to the list, the filter and
    the order. Only the fields of `answer` and `also`, or those of `projection`, are read from the database. Raises
    BadCursor, and BadSort with the orders that there are, called as the fields of `answer`, or else of what the list
    `shows`.
    """
    order, reverse, locale = _order(wish.get("sort") or default_sort, sorts or {}, answer or shows)
    order = [(key, -direction if reverse else direction) for key, direction in order]
    if not order or order[-1][0] != "_id":
        order.append(("_id", order[-1][1] if order else 1))
    if answer is not None:
        projection = projection_of(answer, [*(key for key, _ in order), *also])
    binding = _binding(f"{name}{locale}", where, order)
    limit = wish.get("limit") or DEFAULT_LIMIT
    if number := wish.get("page"):
        size = wish.get("page_size") or limit
        return PagePlan(where, order, projection, (number - 1) * size, size, True, binding, secret, locale)
    if wish.get("cursor"):
        after = _after(order, cursors.unseal(wish["cursor"], binding, secret))
        where = {"$and": [where, *after] if where else after}
    return PagePlan(where, order, projection, 0, limit + 1, False, binding, secret, locale)


def read_page(
    database: Database[Document],
    collection: Collection[Any] | str,
    where: Document,
    wish: Mapping[str, Any],
    **how: Any,
) -> Page:
    """One page of a collection's documents; `how` and what is raised are those of `plan_page`."""
    name = collection if isinstance(collection, str) else collection.name
    plan, documents = plan_page(name, where, wish, **how), database[name]
    counted = wish.get("count")
    found = [] if counted else list(plan.find(documents))
    if not plan.numbered and not counted:
        return plan.page(found)
    total = documents.count_documents(where, limit=TOTAL_CAP) if where else documents.estimated_document_count()
    return Page([], None, min(total, TOTAL_CAP)) if counted else plan.page(found, total)


async def read_page_async(
    database: AsyncDatabase[Document], name: str, where: Document, wish: Mapping[str, Any], **how: Any
) -> Page:
    """As `read_page`, for the gateway."""
    plan, documents = plan_page(name, where, wish, **how), database[name]
    counted = wish.get("count")
    found = [] if counted else await plan.find(documents).to_list()
    if not plan.numbered and not counted:
        return plan.page(found)
    total = await (documents.count_documents(where, limit=TOTAL_CAP) if where else documents.estimated_document_count())
    return Page([], None, min(total, TOTAL_CAP)) if counted else plan.page(found, total)


def cut_page(
    name: str,
    items: Sequence[Any],
    wish: Mapping[str, Any],
    place: Callable[[Any], list[Any]],
    *,
    secret: bytes,
    orders: Mapping[str, Callable[[Any], list[Any]]] | None = None,
    shows: type[Schema] | None = None,
) -> Page:
    """One page of a list that is computed whole: `items` in the order of `place`, which tells any two of them apart.

    `orders` are other such places by which it may be sorted, called as the fields that the list `shows`. `name` stands
    for the list with its filters. Raises BadCursor and BadSort.
    """
    sort, known = wish.get("sort"), orders or {}
    _, reverse, _ = _order(sort, dict.fromkeys(known, ()), shows)
    if sort:
        place, name = known[sort.removeprefix("-")], f"{name} {sort}"
        items = sorted(items, key=place, reverse=reverse)
    if wish.get("count"):
        return Page([], None, len(items))
    limit, binding = wish.get("limit") or DEFAULT_LIMIT, _binding(name, {}, [])
    if number := wish.get("page"):
        size = wish.get("page_size") or limit
        return Page(list(items[(number - 1) * size : number * size]), None, len(items))
    if wish.get("cursor"):
        after = cursors.unseal(wish["cursor"], binding, secret)
        items = [item for item in items if (place(item) < after if reverse else place(item) > after)]
    shown = list(items[:limit])
    return Page(shown, cursors.seal(place(shown[-1]), binding, secret) if len(items) > limit else None)


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


def _order(sort: str | None, sorts: Sorts, shows: type[Schema] | None) -> tuple[list[tuple[str, int]], bool, str]:
    """The keys of an order, whether it is the other way round, and whose order of words. Raises BadSort."""
    if sort is None:
        return [], False, ""
    name, reverse = sort.removeprefix("-"), sort.startswith("-")
    if name not in sorts:
        allowed = with_words(orders_called(shows), sorts) or "无"
        raise BadSort(f"可用的排序：{allowed}", f"Allowed: {', '.join(sorts) or 'none'}", allowed=list(sorts))
    chosen = sorts[name]
    if isinstance(chosen, Collated):
        return list(chosen.keys), reverse, chosen.locale
    return list(chosen), reverse, ""


_BY_ENTRY = "id"
_ORDERS_CALLED = {
    _BY_ENTRY: "登记先后",
    "order": "单位次序",
    "unit_post": "单位职位次序",
    "pinyin": "拼音",
    "strokes": "姓氏笔画",
    "at": "时间",
    "state": "状态",
    "code": "编码",
    "held_on": "谈话日期",
    "due": "到期时间",
    "parked_at": "搁置时间",
    "retires_on": "到龄年月",
}
"""What orders are called of which a list shows no field."""
_NOUN = re.compile(r"[^：；，（]+")


def orders_called(shows: type[Schema] | None) -> dict[str, str]:
    """What a list can be ordered by is called as the fields that it shows."""
    declared = declared_in(shows) if shows else {}
    if listed := declared.get("items"):
        kind = getattr(listed, "inner", listed)
        declared = declared_in(nested_in(kind)) if isinstance(kind, marshmallow.fields.Nested) else {}
    said = {name: _NOUN.match(one.metadata.get("zh", "")) for name, one in declared.items()}
    return _ORDERS_CALLED | {name: noun[0] for name, noun in said.items() if noun and name != _BY_ENTRY}


def _value(document: Any, path: str) -> Any:
    if not isinstance(document, Mapping):
        return getattr(document, "id" if path == "_id" else path)
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
    # Downwards nulls come last, and `$lte` would leave them out.
    bound: Document = {first: {"$gte": values[0]} if direction == 1 else {"$not": {"$gt": values[0]}}}
    return [bound, {"$or": branches}]


def _beyond(key: str, direction: int, value: Any) -> Document | None:
    if value is None:
        return {key: {"$ne": None}} if direction == 1 else None
    if direction == 1:
        return {key: {"$gt": value}}
    return {"$or": [{key: {"$lt": value}}, {key: None}]} if key != "_id" else {key: {"$lt": value}}


def _binding(name: str, where: Document, order: Sequence[tuple[str, int]]) -> bytes:
    text = orjson.dumps([name, plain(where), order], default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.sha256(text).digest()


def presented(answer: type[Schema], page: Page) -> Document:
    """A page as JSON."""
    return page.body(lambda item: present(answer, item))

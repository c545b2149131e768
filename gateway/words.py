"""Words beside codes (代码对照): what a state, a kind or a level of an answer is called in Chinese, said in one way.

Services answer with codes. The gateway adds one table, `words`, to every answer that holds codes with words, by the
field's place in the answer. What a field is coded by is said where it is declared, else known from what may be asked or
entered of the same thing: an enumeration whose members have words (`Named`), codes with labels, or a dictionary, of
whose entries the service is asked once a minute. What holds things of another schema, or of no declared shape, says
in its own declaration what the codes within are called, or whose schema's they are like.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import marshmallow

from gateway.journal import Action
from gateway.naming import innermost
from gateway.registry_rules import OWNER
from gateway.rights import ROLE_WORDS
from gateway.route import LookUp, Route, SchemaClass
from servicekit.lifecycle import OPERATIONS, RULES, VALUES, Following, Joined, Named, OfAYear, Prefixed, words_of
from servicekit.lifecycle import Words as ToldWords
from servicekit.offered import LIST_DICTIONARIES, LIST_RULES, UNDO_IMPORT
from servicekit.rules import DICTIONARIES, shipped
from servicekit.rules import RULES as SHIPPED_RULES
from servicekit.schema import LIKE, MAX_PAGE, Schema, declared_in, fields, nested_in
from servicekit.schemas import RULE_VALUES
from services import SERVICES
from services.appraisal.operations.models import LIST_MODELS
from services.appraisal.schemas import rules as appraisal_rules
from services.appraisal.schemas.common import DIMENSIONS
from services.registry.schemas import rules as registry_rules
from services.supervision.schemas import rules as supervision_rules
from services.talentpool.schemas import rules as talentpool_rules
from services.training.schemas import rules as training_rules

WORDS: Final = "words"
_LISTED = "items"
WITHIN: Final = "words_within"
"""Metadata of a field that holds things: by the names of their fields what the codes there are called."""
KEYS: Final = ""
"""What stands instead of a field's name where a thing's own keys are the codes."""
Labels = Mapping[str, str]
Path = tuple[str, ...]
_NOTHING: Mapping[str, Labels] = {}
_NO_LABELS: Labels = {}
_QUOTED = re.compile(r"“([a-z_.]+)”")
_CODED_RULES = {
    code: told
    for rules in (appraisal_rules, registry_rules, supervision_rules, talentpool_rules, training_rules)
    for code, told in rules.CODED.items()
} | {f"{OWNER}.sign_in_second_factor": ROLE_WORDS}
_FRESH_SECONDS, _ASKS_WITHIN = 60.0, 1.0
_EVERYWHERE = (
    *("post_level", "rank", "sex", "ethnicity", "political_status", "education_level", "full_time_level"),
    *("classification", "roles"),
)
"""Fields that have one meaning wherever they stand, also in what has no declared shape: standards' codes, and the
classification."""


ACTED = ("by", "requested_by", "concluded_by", "ended_by")
"""Fields that say who did something: an account, which has its name in `names`, or a service that did it by itself."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Which fields of an answer hold codes, and what these are called."""

    own: tuple[tuple[str, str, Labels], ...]
    """The field, its place in the whole answer, and its words."""
    inner: tuple[tuple[str, Coded], ...]
    following: tuple[tuple[Path, str, str, ByWhat], ...] = ()
    """The way to the field, its place, the field of the thing where the way begins that says what it is coded by, and
    the words by what is there. The place of these words ends with what is there: `conditions.value.sex`."""
    open: tuple[tuple[Path, str, Following], ...] = ()
    """The way to the field and its place, where something around this says what it is coded by."""


class ByWhat(Protocol):
    """Words by what stands in another field."""

    def get(self, said: str, /) -> Labels | None:
        """The words; None where nobody has said any."""


class _Kept:
    """Words that are kept by the name of a group and what stands in another field."""

    def __init__(self, entries: Mapping[str, Labels], told: Following) -> None:
        self._entries, self._told = entries, told

    def get(self, said: str, /) -> Labels | None:
        prefix, labels = self._told.prefix, self._entries.get(f"{self._told.words}.{said}")
        return _Composed(Prefixed(prefix, ""), labels) if prefix and labels else labels


class _Composed(Mapping[str, str]):
    """What codes are called that stand behind a prefix, or with others in one text."""

    def __init__(self, told: Prefixed | Joined, labels: Labels) -> None:
        self._told, self._labels = told, labels

    def __getitem__(self, code: str) -> str:
        told, labels = self._told, self._labels
        if isinstance(told, Prefixed):
            return labels[code[len(told.prefix) :] if code.startswith(told.prefix) else ""]
        parts = code.split(told.between)
        if not any(one in labels for one in parts):
            raise KeyError(code)
        return "；".join(labels.get(one, one) for one in parts)

    def __iter__(self) -> Iterator[str]:
        prefix = self._told.prefix if isinstance(self._told, Prefixed) else ""
        return (f"{prefix}{code}" for code in self._labels)

    def __len__(self) -> int:
        return len(self._labels)


class _OfAYear(Mapping[str, str]):
    """What a year is called with a code behind it."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def __getitem__(self, code: str) -> str:
        year, _, behind = code.partition("-")
        if not year.isdecimal():
            raise KeyError(code)
        return f"{year}年{self._labels[behind]}"

    def __iter__(self) -> Iterator[str]:
        return iter(())  # As many as there are years.

    def __len__(self) -> int:
        return 0


class Words:
    """The words of all rows' answers."""

    def __init__(self, routes: Sequence[Route], entries: Mapping[str, Labels] | None = None) -> None:
        """`entries`: what dictionaries' entries are called, by the dictionary's code, until they are asked for."""
        self._known: dict[SchemaClass, dict[str, Labels]] = {}
        acted = {service.name: service.zh for service in SERVICES}
        self._everywhere = {name: dict[str, str]() for name in _EVERYWHERE} | {name: dict(acted) for name in ACTED}
        self._found: dict[SchemaClass, Coded | None] = {}
        self._kept: dict[str, Labels] = {}
        self._listed: dict[marshmallow.fields.Field[Any], Coded] = {}
        self._whole: dict[SchemaClass, Mapping[str, Labels]] = {}
        self.entries: dict[str, dict[str, str]] = {code: dict(labels) for code, labels in (entries or {}).items()}
        """The words of dictionaries' entries, by the dictionary's code."""
        self.entries[OPERATIONS] = words_of(Action) | {route.target: route.zh for route in routes if route.target}
        self.entries[OPERATIONS] |= {UNDO_IMPORT.of(one.name).name: Action.IMPORT_UNDONE.zh for one in SERVICES}
        for code, told in _CODED_RULES.items():
            self._kept[f"{RULE_VALUES}.{code}"] = self._called(told)
        self._fresh_until = 0.0
        for route in routes:
            for shown in _things(route):
                for schema in filter(None, (route.query, route.body)):
                    self._learn(shown, schema)

    def _learn(self, shown: SchemaClass, wish: SchemaClass) -> None:
        named = declared_in(shown)
        declared = [(shown, *one) for one in named.items()] + [(wish, *one) for one in declared_in(wish).items()]
        for schema, name, one in declared:
            if (labels := self._labels(schema, one)) is None:
                continue
            if name in self._everywhere:
                self._everywhere[name].update(labels)
            elif name in named:
                known = self._known.setdefault(shown, {})
                known[name] = ChainMap(known[name], labels) if name in known else labels  # type: ignore[arg-type]

    def _labels(self, schema: SchemaClass, declared: marshmallow.fields.Field[Any]) -> Labels | None:
        """What the codes are called that a field holds; None where it holds none, or they have no words."""
        kind = innermost(declared)
        if (told := _told(declared)) is not None:
            plain, follows = _apart(told)
            if follows is not None and isinstance(follows.words, str):
                self.entries.setdefault(follows.words, {})
            return None if plain is None else self._called(plain)
        if isinstance(kind, fields.Enum) and issubclass(kind.enum, Named):
            return words_of(kind.enum)
        said = declared.metadata.get("zh", "")
        if "字典“" not in said:
            return None
        # Its module says whose dictionary it is, where the code alone stands there.
        owner = schema.__module__.split(".")[1]
        return self._called(tuple(code if "." in code else f"{owner}.{code}" for code in _QUOTED.findall(said)))

    def _called(self, told: ToldWords) -> Labels:
        if isinstance(told, str):
            if told in self._everywhere:
                return self._everywhere[told]
            return self.entries.setdefault(told, {})
        if isinstance(told, tuple):
            return ChainMap(*map(self._called, told))  # type: ignore[arg-type]
        if isinstance(told, Prefixed | Joined):
            return _Composed(told, self._called(told.words))
        if isinstance(told, OfAYear):
            return _OfAYear(self._called(told.words))
        if isinstance(told, type):
            return words_of(told)
        if isinstance(told, Following):
            return _NO_LABELS
        return told if isinstance(told, Mapping) else told()

    async def refresh(self, look_up: LookUp, services: Iterable[str]) -> None:
        """Know the entries of the dictionaries as they are, at most a minute old; what is away is left as it was."""
        now = time.monotonic()
        if now < self._fresh_until or not self.entries:
            return
        self._fresh_until = now + _FRESH_SECONDS
        every = (LIST_DICTIONARIES, *((LIST_RULES,) if RULES in self.entries else ()))
        wanted = [one.of(name) for one in every for name in services]
        wanted += [LIST_MODELS] if DIMENSIONS in self.entries else []
        asked = (look_up(one, limit=MAX_PAGE) for one in wanted)
        try:
            async with asyncio.timeout(_ASKS_WITHIN):
                pages = await asyncio.gather(*asked, return_exceptions=True)
        except TimeoutError:
            return
        # The newest version of a model stands first in its list, and says last what a dimension is called.
        for one in (one for page in pages if isinstance(page, dict) for one in reversed(page["items"])):
            if "dimensions" in one:
                _keep_model(self.entries, one)
            elif "entries" not in one:
                self.entries[RULES][one["code"]] = one["zh"]
            elif one["code"] in self.entries:
                self.entries[one["code"]].clear()
                self.entries[one["code"]].update({entry["key"]: entry["zh"] for entry in one["entries"]})

    def expect(self, schemas: Iterable[SchemaClass]) -> None:
        """Know also the words of what these take, from the next time on that dictionaries are asked for."""
        before = len(self.entries)
        for schema in schemas:
            for name, declared in declared_in(schema).items():
                self.labels_of(schema, name, declared)
                inner = innermost(declared)
                for below, each in declared_in(nested_in(inner)).items() if isinstance(inner, fields.Nested) else ():
                    self.labels_of(nested_in(inner), below, each)
        if len(self.entries) > before:
            self._fresh_until = 0.0

    def labels_of(self, schema: SchemaClass, name: str, declared: marshmallow.fields.Field[Any]) -> Labels | None:
        """What the codes are called that a field of a schema holds, by whatever is known of it."""
        if schema not in self._whole:
            self._whole[schema] = self._all(schema)
        entry = declared.metadata.get(fields.ENTRY, innermost(declared).metadata.get(fields.ENTRY))
        kept = None if entry is None else self._called(entry)
        found = (self._labels(schema, declared), self._whole[schema].get(name), self._everywhere.get(name), kept)
        return next((one for one in found if one is not None), None)

    def kept_by(self, declared: marshmallow.fields.Field[Any]) -> Labels:
        """What is kept of the codes of a field that mean what another field says: the first there is."""
        _, follows = _apart(_told(declared))
        group = f"{follows.words}." if follows is not None and isinstance(follows.words, str) else ""
        named = (labels for name, labels in self.entries.items() if group and name.startswith(group))
        return next(named, _NO_LABELS)

    def told_within(self, declared: marshmallow.fields.Field[Any]) -> dict[str, Labels]:
        """What a field that holds things says itself of the codes of their fields."""
        return {name: self._called(one) for name, one in declared.metadata.get(WITHIN, {}).items()}

    def of(self, route: Route) -> Coded | None:
        """Where a row's answers hold codes, or None where none has a word."""
        if route.answer is None or WORDS in declared_in(route.answer):
            return None
        if route.answer not in self._found:
            self._found[route.answer] = self._within(route.answer, (), "")
        return self._found[route.answer]

    def listed(self, items: marshmallow.fields.Field[Any]) -> Coded:
        """Where a list holds codes whose items are declared so."""
        if items not in self._listed:
            within = self.told_within(items)
            self._listed[items] = Coded((), ((_LISTED, self._loose(Schema, items, "", "", within)),))
        return self._listed[items]

    def _within(
        self, schema: SchemaClass, around: tuple[SchemaClass, ...], where: str, told: Mapping[str, Labels] = _NOTHING
    ) -> Coded | None:
        own, inner = [], []
        still: list[tuple[Path, str, Following]] = []
        for name, declared in declared_in(schema).items():
            key, kind = declared.data_key or name, innermost(declared)
            below = where if key == _LISTED and not around else f"{where}{key}."
            within = self.told_within(declared)
            plain, follows = _apart(_told(declared))
            if follows is not None:
                still.append(((key, KEYS) if isinstance(kind, fields.Dict) else (key,), where + key, follows))
            if isinstance(kind, fields.Nested):
                nested: SchemaClass = nested_in(kind)
                if nested not in around and (coded := self._within(nested, (*around, schema), below, within)):
                    inner.append((key, coded))
                    still += [((key, *path), place, told) for path, place, told in coded.open]
            elif isinstance(kind, fields.Dict):
                inner.append((key, self._loose(schema, declared, where + key, below, within)))
            elif follows is not None and plain is None:
                continue
            elif isinstance(kind, marshmallow.fields.String | marshmallow.fields.Raw | fields.Enum):
                labels = told[name] if name in told else self.labels_of(schema, name, declared)
                if labels is not None:
                    own.append((key, where + key, labels))
        here = declared_in(schema)
        following = [(path, at, told.field, self._by_what(told)) for path, at, told in still if told.field in here]
        left = tuple(one for one in still if one[2].field not in here)
        found = tuple(own), tuple(inner), tuple(following), left
        return Coded(*found) if any(found) else None

    def _by_what(self, told: Following) -> ByWhat:
        if isinstance(told.words, str):
            return _Kept(ChainMap(self.entries, self._kept), told)  # type: ignore[arg-type]
        return {said: self._called(one) for said, one in told.words.items()}

    def _loose(
        self,
        schema: SchemaClass,
        declared: marshmallow.fields.Field[Any],
        where: str,
        below: str,
        within: Mapping[str, Labels],
    ) -> Coded:
        """Where codes are in what has no declared shape: its keys, the fields that it says, those like a schema's."""
        like = declared.metadata.get(LIKE)
        alike = (self._within(like, (Schema,), below) if like else None) or Coded((), ())
        known = {**self._everywhere, **within}
        own = [(name, where if name == VALUES else below + name, labels) for name, labels in known.items()]
        own += [one for one in alike.own if one[0] not in known]
        if (keys := self._labels(schema, declared)) is not None:
            own.append((KEYS, where, keys))
        return Coded(tuple(own), alike.inner, alike.following)

    def _all(self, schema: SchemaClass) -> Mapping[str, Labels]:
        """What is known of a schema, of those that it says more than, and of those that say more than it."""
        found: dict[str, Labels] = {}
        # Not `issubclass`, which remembers for ever whatever two schemas it was asked about: 20 MB.
        for other, known in self._known.items():
            if other in schema.__mro__ or (schema is not Schema and schema in other.__mro__):
                found = {**known, **found}
        return {**found, **self._known.get(schema, {})}


def _apart(told: ToldWords | None) -> tuple[ToldWords | None, Following | None]:
    """What is told of codes by themselves, and by another field."""
    if isinstance(told, Following):
        return None, told
    follows = [one for one in told if isinstance(one, Following)] if isinstance(told, tuple) else []
    return told, follows[0] if follows else None


def _told(declared: marshmallow.fields.Field[Any]) -> ToldWords | None:
    """What a field says of its codes in its own declaration."""
    told: ToldWords | None = declared.metadata.get(WORDS, innermost(declared).metadata.get(WORDS))
    return told


@dataclass(frozen=True)
class Codes:
    """Codes to show in examples: the first that a field holds."""

    words: Words | None = None
    told: Mapping[str, Labels] = field(default_factory=dict)

    def of(self, schema: SchemaClass, name: str, declared: marshmallow.fields.Field[Any]) -> str | None:
        """A code that a field of a schema holds; None where it holds none, or none is known."""
        if self.words is None or name in ACTED:
            return None
        labels = self.told[name] if name in self.told else self.words.labels_of(schema, name, declared)
        return next(iter(labels or self.words.kept_by(declared)), None)

    def within(self, declared: marshmallow.fields.Field[Any]) -> Codes:
        """The codes of the things that a field holds."""
        return self if self.words is None else Codes(self.words, self.words.told_within(declared))


def _things(route: Route) -> Iterator[SchemaClass]:
    """What a row's answers show: the schema of a list's items, else the answer's own."""
    if route.answer is None:
        return
    listed = declared_in(route.answer).get(_LISTED)
    kind = innermost(listed) if listed is not None else None
    yield nested_in(kind) if isinstance(kind, fields.Nested) else route.answer


def shipped_entries() -> dict[str, dict[str, str]]:
    """The words that come with a release: of dictionaries' entries, of rules, and of the dimensions of models."""
    found: dict[str, dict[str, str]] = {RULES: {}, DIMENSIONS: {}}
    for service in SERVICES:
        for record in shipped(service.folder, DICTIONARIES):
            found[record["code"]] = {entry["key"]: entry["zh"] for entry in record["entries"]}
        found[RULES] |= {record["code"]: record["zh"] for record in shipped(service.folder, SHIPPED_RULES)}
        for model in shipped(service.folder, "model_versions"):
            _keep_model(found, model)
    return found


def _keep_model(entries: dict[str, dict[str, str]], version: Mapping[str, Any]) -> None:
    """Know what a version of a model calls its dimensions: by the version, and by the kind of whom it is for."""
    called = {one["key"]: one["zh"] for one in version["dimensions"]}
    for one in (version["id"], version["kind"]):
        entries.setdefault(f"{DIMENSIONS}.{one}", {}).update(called)


def add(coded: Coded | None, answer: Any) -> None:
    """Give an answer that holds codes its table of words."""
    if coded and isinstance(answer, dict):
        found: dict[str, dict[str, str]] = {}
        _collect([answer], coded, found)
        if found:
            answer[WORDS] = found


def _collect(things: list[dict[str, Any]], coded: Coded, found: dict[str, dict[str, str]]) -> None:
    """What all things of one kind hold, field by field: so a long list costs little more than a short one."""
    # Most fields that might hold codes are in none of them, above all where no shape is declared.
    there = {KEYS, VALUES}.union(*things)
    for key, place, labels in coded.own:
        for code in _codes(things, key) if key in there else ():
            if code in labels:
                found.setdefault(place, {})[code] = labels[code]
    for path, place, other, words in coded.following:
        for one in things if path[0] in there else ():
            said = words.get(one.get(other) or "") or _NO_LABELS
            if codes := {code: said[code] for code in _texts_at(one, path) if code in said}:
                found.setdefault(f"{place}.{one[other]}", {}).update(codes)
    for key, inner in coded.inner:
        if key in there and (below := [held for one in things if (held := one.get(key))]):
            _collect(_things_in(below), inner, found)


def _codes(things: list[dict[str, Any]], key: str) -> Iterable[str]:
    if key == KEYS:
        return sorted({code for one in things for code in one})
    if key == VALUES:
        return sorted({code for one in things for code in one.values() if code.__class__ is str})
    try:
        held = {one.get(key) for one in things}
    except TypeError:
        # Some of them are lists.
        held = set(_texts_in([one.get(key) for one in things]))
    return sorted(code for code in held if code.__class__ is str)


def _texts_at(thing: dict[str, Any], path: Path) -> Iterator[str]:
    held: list[Any] = [thing]
    for key in path:
        things = _things_in(held)
        held = [code for one in things for code in one] if key == KEYS else [one.get(key) for one in things]
    return _every_text_in(held)


def _every_text_in(values: Iterable[Any]) -> Iterator[str]:
    """Also what stands in the things that are there, and their keys: the value of a rule may be a table."""
    for one in values:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from one
            yield from _every_text_in(one.values())
        elif isinstance(one, list):
            yield from _every_text_in(one)


def _texts_in(values: list[Any]) -> Iterator[str]:
    for one in values:
        if one.__class__ is str:
            yield one
        elif one.__class__ is list:
            yield from _texts_in(one)


def _things_in(values: list[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in values:
        if one.__class__ is dict:
            found.append(one)
        elif one.__class__ is list:
            found += _things_in(one)
    return found

"""Words beside codes (代码对照): what a state, a kind or a level of an answer is called in Chinese, said in one way.

Services answer with codes. The gateway adds one table, `words`, to every answer that holds codes with words, by the
field's place in the answer. What a field is coded by is said where it is declared, else known from what may be asked or
entered of the same thing: an enumeration whose members have words (`Named`), codes with labels, or a dictionary, of
whose entries the service is asked once a minute.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import marshmallow

from gateway.naming import innermost
from gateway.route import LookUp, Route, SchemaClass, Scope
from servicekit.lifecycle import Named, words_of
from servicekit.offered import LIST_DICTIONARIES
from servicekit.schema import MAX_PAGE, Schema, fields, instance

WORDS: Final = "words"
_LISTED = "items"
_TRACED = ("timeline", "state")
"""A timeline tells the states of what it stands in."""
Labels = Mapping[str, str]
_QUOTED = re.compile(r"“([a-z_.]+)”")
_FRESH_SECONDS, _ASKS_WITHIN = 60.0, 1.0
_EVERYWHERE = (
    *("post_level", "rank", "sex", "ethnicity", "political_status", "education_level", "full_time_level"),
    "classification",
)
"""Fields that have one meaning wherever they stand, also in what has no declared shape: standards' codes, and the
classification."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Which fields of an answer hold codes, and what these are called."""

    own: tuple[tuple[str, str, Labels], ...]
    """The field, its place in the whole answer, and its words."""
    inner: tuple[tuple[str, Coded], ...]


def labels_of(declared: marshmallow.fields.Field[Any]) -> Labels:
    """What the codes are called that a field takes; nothing where it takes none or they have no words."""
    kind = innermost(declared)
    if isinstance(kind, fields.Enum) and issubclass(kind.enum, Named):
        return words_of(kind.enum)
    labels: Labels = kind.metadata.get(WORDS, {})
    return labels


class Words:
    """The words of all rows' answers."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._known: dict[SchemaClass, dict[str, Labels]] = {}
        self._everywhere: dict[str, Labels] = {}
        self._found: dict[SchemaClass, Coded | None] = {}
        self.entries: dict[str, dict[str, str]] = {}
        """The words of dictionaries' entries, by the dictionary's code; empty until they were asked for."""
        self._fresh_until = 0.0
        for route in routes:
            for shown in _things(route):
                for schema in filter(None, (route.query, route.body)):
                    self._learn(shown, schema)

    def _learn(self, shown: SchemaClass, wish: SchemaClass) -> None:
        named = instance(shown).fields
        declared = [(shown, *one) for one in named.items()] + [(wish, *one) for one in instance(wish).fields.items()]
        for schema, name, field in declared:
            if (labels := self._labels(schema, field)) is None:
                continue
            if name in _EVERYWHERE:
                self._everywhere.setdefault(name, labels)
            elif name in named:
                known = self._known.setdefault(shown, {})
                known[name] = ChainMap(known[name], labels) if name in known else labels  # type: ignore[arg-type]

    def _labels(self, schema: SchemaClass, declared: marshmallow.fields.Field[Any]) -> Labels | None:
        said = declared.metadata.get("zh", "")
        if "字典“" not in said:
            return labels_of(declared) or None
        # Its module says whose dictionary it is, where the code alone stands there.
        owner = schema.__module__.split(".")[1]
        codes = [code if "." in code else f"{owner}.{code}" for code in _QUOTED.findall(said)]
        return ChainMap(*(self.entries.setdefault(code, {}) for code in codes))

    async def refresh(self, look_up: LookUp, services: Iterable[str]) -> None:
        """Know the entries of the dictionaries as they are, at most a minute old; what is away is left as it was."""
        now = time.monotonic()
        if now < self._fresh_until or not self.entries:
            return
        self._fresh_until = now + _FRESH_SECONDS
        try:
            async with asyncio.timeout(_ASKS_WITHIN):
                asked = (look_up(LIST_DICTIONARIES.of(name), limit=MAX_PAGE) for name in services)
                pages = await asyncio.gather(*asked, return_exceptions=True)
        except TimeoutError:
            return
        for page in pages:
            for one in page["items"] if isinstance(page, dict) else ():
                if one["code"] in self.entries:
                    self.entries[one["code"]].clear()
                    self.entries[one["code"]].update({entry["key"]: entry["zh"] for entry in one["entries"]})

    def of(self, route: Route) -> Coded | None:
        """Where a row's answers hold codes, or None where none has a word, or anybody may ask."""
        if route.answer is None or route.scope is Scope.PUBLIC or WORDS in instance(route.answer).fields:
            return None
        if route.answer not in self._found:
            self._found[route.answer] = self._within(route.answer, (), "")
        return self._found[route.answer]

    def _within(self, schema: SchemaClass, around: tuple[SchemaClass, ...], where: str) -> Coded | None:
        known, own, inner = self._all(schema), [], []
        for name, declared in instance(schema).fields.items():
            key, kind = declared.data_key or name, innermost(declared)
            below = where if key == _LISTED and not around else f"{where}{key}."
            if isinstance(kind, fields.Nested):
                nested: SchemaClass = type(kind.schema)
                if key == _TRACED[0] and (states := known.get(_TRACED[1])):
                    inner.append((key, Coded(((_TRACED[1], below + _TRACED[1], states),), ())))
                elif nested not in around and (coded := self._within(nested, (*around, schema), below)):
                    inner.append((key, coded))
            elif isinstance(kind, fields.Dict):
                loose = tuple((name, below + name, labels) for name, labels in self._everywhere.items())
                inner.append((key, Coded(loose, ())))
            elif isinstance(kind, marshmallow.fields.String | fields.Enum):
                found = (self._labels(schema, declared), known.get(name), self._everywhere.get(name))
                if (labels := next((one for one in found if one is not None), None)) is not None:
                    own.append((key, where + key, labels))
        return Coded(tuple(own), tuple(inner)) if own or inner else None

    def _all(self, schema: SchemaClass) -> Mapping[str, Labels]:
        """What is known of a schema, of those that it says more than, and of those that say more than it."""
        found: dict[str, Labels] = {}
        for other, known in self._known.items():
            if issubclass(schema, other) or (issubclass(other, schema) and schema is not Schema):
                found = {**known, **found}
        return {**found, **self._known.get(schema, {})}


def _things(route: Route) -> Iterator[SchemaClass]:
    """What a row's answers show: the schema of a list's items, else the answer's own."""
    if route.answer is None:
        return
    listed = instance(route.answer).fields.get(_LISTED)
    kind = innermost(listed) if listed is not None else None
    yield type(kind.schema) if isinstance(kind, fields.Nested) else route.answer


def fill(coded: Coded, example: Any) -> None:
    """Put a code into each field of an example that holds one."""
    for one in example if isinstance(example, list) else (example,):
        for key, _, labels in coded.own if isinstance(one, dict) else ():
            if key in one and (code := next(iter(labels), None)):
                one[key] = [code] if isinstance(one[key], list) else code
        for key, inner in coded.inner if isinstance(one, dict) else ():
            if key in one:
                fill(inner, one[key])


def add(coded: Coded | None, answer: Any) -> None:
    """Give an answer that holds codes its table of words."""
    if coded and isinstance(answer, dict):
        found: dict[str, dict[str, str]] = {}
        _collect(answer, coded, found)
        if found:
            answer[WORDS] = found


def _collect(value: Any, coded: Coded, found: dict[str, dict[str, str]]) -> None:
    if isinstance(value, list):
        for one in value:
            _collect(one, coded, found)
    elif isinstance(value, dict):
        for key, place, labels in coded.own:
            held = value.get(key)
            if held.__class__ is str:
                if held in labels:
                    found.setdefault(place, {})[held] = labels[held]
            elif held.__class__ is list:
                for code in held:
                    if code.__class__ is str and code in labels:
                        found.setdefault(place, {})[code] = labels[code]
        for key, inner in coded.inner:
            if there := value.get(key):
                _collect(there, inner, found)

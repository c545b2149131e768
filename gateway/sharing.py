"""What repeats in a description is said once (OpenAPI components): refusals, headers, parameters.

An example of an answer is its schema's, so that it is said once for all rows that answer so; a row whose answers look
otherwise says its own.

Every row is described whole first; then whatever is said alike in several places is moved to the components and
referred to from there, so that who describes a row need not think of what others say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import orjson

Json = dict[str, Any]
Place = tuple[Any, Any, str]
"""Where something stands: in what, at which key or index, and by what name it is to be known."""
_FIELD, _REFERENCE = "field", 60
"""What the names of schemas begin with that are of fields, and how long a reference to one is, besides its name."""
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


def shared(document: Json) -> Json:
    """The description, changed in place, with what repeats in its components."""
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    _give_examples(document["components"]["schemas"], operations)
    _share_fields(document["components"]["schemas"])
    for kind, places in (
        ("headers", _headers(operations)),
        ("responses", _refusals(operations)),
        ("parameters", _parameters(operations)),
    ):
        _share(document["components"].setdefault(kind, {}), kind, list(places))
    return document


def _headers(operations: list[Json]) -> Iterator[Place]:
    for answer in _responses(operations):
        headers = answer.get("headers", {})
        yield from ((headers, name, name) for name in headers)


def _give_examples(schemas: Json, operations: list[Json]) -> None:
    """Give each schema the first example of an answer of its kind; what is the same elsewhere is said no more."""
    for answer in _responses(operations):
        media = answer.get("content", {}).get("application/json", {})
        schema = schemas.get(str(media.get("schema", {}).get("$ref", "")).rpartition("/")[2])
        if (
            schema is not None
            and "example" in media
            and schema.setdefault("examples", [media["example"]]) == [media["example"]]
        ):
            del media["example"]


def _share_fields(schemas: Json) -> None:
    """Say once, as a schema of its own, what fields of several schemas say alike, where that is shorter."""
    places = [(fields, name) for schema in [*schemas.values()] for fields in _fields(schema) for name in fields]
    texts = [orjson.dumps(fields[name], option=orjson.OPT_SORT_KEYS) for fields, name in places]
    often, names = Counter(texts), dict[bytes, str]()
    for (fields, name), text in zip(places, texts, strict=True):
        if (often[text] - 1) * len(text) < often[text] * (_REFERENCE + len(name)):
            continue
        if text not in names:
            names[text] = _free(f"{_FIELD}.{name}", schemas)
            schemas[names[text]] = fields[name]
        fields[name] = {"$ref": f"#/components/schemas/{names[text]}"}


def _fields(schema: Json) -> Iterator[Json]:
    """The fields of a schema, and of what it holds without a name of its own."""
    if properties := schema.get("properties"):
        yield properties
        for one in properties.values():
            yield from _fields(one)
    if isinstance(within := schema.get("items"), dict):
        yield from _fields(within)


def _refusals(operations: list[Json]) -> Iterator[Place]:
    for operation in operations:
        yield from ((operation["responses"], status, status) for status in operation["responses"] if status >= "3")


def _parameters(operations: list[Json]) -> Iterator[Place]:
    for operation in operations:
        for index, parameter in enumerate(operation["parameters"]):
            yield operation["parameters"], index, parameter["name"]


def _responses(operations: list[Json]) -> Iterator[Json]:
    for operation in operations:
        yield from operation["responses"].values()


def _share(components: Json, kind: str, places: list[Place]) -> None:
    """Move what stands alike at several of these places to the components of a kind."""
    texts = [orjson.dumps(within[at], option=orjson.OPT_SORT_KEYS) for within, at, _ in places]
    often = Counter(texts)
    names: dict[bytes, str] = {}
    for (within, at, wished), text in zip(places, texts, strict=True):
        if often[text] == 1:
            continue
        if text not in names:
            names[text] = _free(_UNFIT.sub("-", wished), components)
            components[names[text]] = within[at]
        within[at] = {"$ref": f"#/components/{kind}/{names[text]}"}


def _free(wished: str, taken: Json) -> str:
    """The name, or with the next number where something else has it."""
    name, number = wished, 2
    while name in taken:
        name, number = f"{wished}.{number}", number + 1
    return name

"""What repeats in a description is said once (OpenAPI components): refusals, headers, parameters, examples of answers.

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
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")
ANSWER: Final = "answer"
"""The name of the one example of an answer."""


def shared(document: Json) -> Json:
    """The description, changed in place, with what repeats in its components."""
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    for kind, places in (
        ("headers", _headers(operations)),
        ("examples", _answers(operations)),
        ("responses", _refusals(operations)),
        ("parameters", _parameters(operations)),
    ):
        _share(document["components"].setdefault(kind, {}), kind, list(places))
    return document


def _headers(operations: list[Json]) -> Iterator[Place]:
    for answer in _responses(operations):
        headers = answer.get("headers", {})
        yield from ((headers, name, name) for name in headers)


def _answers(operations: list[Json]) -> Iterator[Place]:
    for answer in _responses(operations):
        media = answer.get("content", {}).get("application/json", {})
        if "example" in media:
            media["examples"] = {ANSWER: {"value": media.pop("example")}}
            of = str(media["schema"].get("$ref", "")).rpartition("/")[2]
            yield media["examples"], ANSWER, f"{ANSWER}.{of}"


def _refusals(operations: list[Json]) -> Iterator[Place]:
    for operation in operations:
        yield from ((operation["responses"], status, status) for status in operation["responses"] if status >= "3")


def _parameters(operations: list[Json]) -> Iterator[Place]:
    for operation in operations:
        for index, parameter in enumerate(operation["parameters"]):
            yield operation["parameters"], index, f"{parameter['in']}.{parameter['name']}"


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

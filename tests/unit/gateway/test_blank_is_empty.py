"""No text that must be given can be given as blanks: every schema of every service and of the gateway is walked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import marshmallow
import pytest

from gateway.table import collect, import_kinds
from servicekit import fields
from servicekit.process import declared, service_of
from services import SERVICES

BLANKS = ("", " ", "　", "\u200b", "\ufeff\u2060\u3164")


def wishes() -> Iterator[type[marshmallow.Schema]]:
    """Every schema that something which comes in is read by."""
    for service in SERVICES:
        yield from (one.wish for one, _ in declared(service_of(service.package), "operation"))
    yield from (schema for route in collect() for schema in (route.body, route.query) if schema is not None)
    yield from (kind.operation.row for kind in import_kinds().values())


def texts() -> dict[str, marshmallow.fields.Field[Any]]:
    """The texts of these schemas and of those within them, by where they stand."""
    found: dict[str, marshmallow.fields.Field[Any]] = {}
    waiting: list[type[marshmallow.Schema]] = list(wishes())
    seen: set[type[marshmallow.Schema]] = set()
    while waiting:
        schema = waiting.pop()
        if schema in seen:
            continue
        seen.add(schema)
        for name, one in schema().load_fields.items():
            while isinstance(one, fields.List):
                one = one.inner
            if isinstance(one, fields.Nested):
                waiting.append(type(one.schema))
            elif isinstance(one, fields.Dict):
                found |= {f"{schema.__name__}.{name}.{part}": part for part in (one.key_field, one.value_field) if part}
            else:
                found[f"{schema.__module__}.{schema.__name__}.{name}"] = one
    return {where: one for where, one in found.items() if isinstance(one, marshmallow.fields.String)}


TEXTS = texts()


def outcome(declared: marshmallow.fields.Field[Any], text: str) -> Any:
    try:
        return declared.deserialize(text)
    except marshmallow.ValidationError:
        return marshmallow.ValidationError


def schemas() -> set[type[marshmallow.Schema]]:
    """These schemas and those within them."""
    waiting: list[type[marshmallow.Schema]] = list(wishes())
    seen: set[type[marshmallow.Schema]] = set()
    while waiting:
        schema = waiting.pop()
        if schema not in seen:
            seen.add(schema)
            inner = (one.inner if isinstance(one, fields.List) else one for one in schema().load_fields.values())
            waiting += [type(one.schema) for one in inner if isinstance(one, fields.Nested)]
    return seen


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_where_nothing_need_be_said_refuses_nothing(blank: str) -> None:
    refused = []
    for schema in schemas():
        if not getattr(schema, "keeps", False):
            continue
        optional = [
            one.data_key or name
            for name, one in schema().load_fields.items()
            if not one.required and not isinstance(one, fields.Secret | fields.Raw)
        ]
        wrong = schema().validate(dict.fromkeys(optional, blank))
        refused += [f"{schema.__name__}.{name}" for name in optional if name in wrong]
    assert refused == []


def test_there_are_texts_to_look_at() -> None:
    assert len(TEXTS) > 500


@pytest.mark.parametrize("blank", BLANKS)
def test_no_text_that_must_be_given_is_blank(blank: str) -> None:
    must = {where: one for where, one in TEXTS.items() if one.required and not isinstance(one, fields.Secret)}
    taken = [where for where, one in must.items() if outcome(one, blank) is not marshmallow.ValidationError]
    assert taken == []


@pytest.mark.parametrize("blank", BLANKS)
def test_blank_is_what_empty_is(blank: str) -> None:
    texts = {where: one for where, one in TEXTS.items() if not isinstance(one, fields.Secret)}
    differ = [where for where, one in texts.items() if outcome(one, blank) != outcome(one, "")]
    assert differ == []

"""Every message of marshmallow's has a code and speaks both languages."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError
from marshmallow import validate as v
from marshmallow.fields import Url

from servicekit.errors import InvalidFields
from servicekit.messages import translate
from servicekit.schema import Schema, fields, load


class Part(Schema):
    name = fields.String(required=True)
    hours = fields.Decimal(load_default=None)


@pytest.mark.parametrize(
    ("validator", "value"),
    [
        (v.Range(min=3), 1),
        (v.Range(max=3), 9),
        (v.Range(min=3, min_inclusive=False), 3),
        (v.Range(max=3, max_inclusive=False), 3),
        (v.Length(min=3), "x"),
        (v.Length(max=3), "xxxxx"),
        (v.Length(equal=3), "x"),
        (v.OneOf(["a"]), "b"),
        (v.Regexp("^a"), "b"),
    ],
)
def test_no_message_of_marshmallows_is_left_untranslated(validator: Any, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        validator(value)
    [message] = refused.value.messages
    code, zh, en = translate(message)
    assert code != "invalid"
    assert "内容不正确" not in zh
    assert en == message


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (fields.String(), 1),
        (fields.Int(), "x"),
        (fields.Float(), "x"),
        (fields.Float(), "nan"),
        (fields.Bool(), "x"),
        (fields.List(fields.Int()), 1),
        (fields.Dict(), 1),
        (fields.Date(), "x"),
        (fields.DateTime(), "x"),
        (fields.AwareDateTime(), "x"),
        (Url(), "x"),
        (fields.String(), None),
        (fields.Nested(Part), 3),
    ],
)
def test_no_type_error_of_marshmallows_is_left_untranslated(declared: Any, value: Any) -> None:
    schema = Schema.from_dict({"field": declared}, name=f"One{id(declared)}")
    with pytest.raises(InvalidFields) as refused:
        load(schema, {"field": value})
    assert {error.code for error in refused.value.errors} <= {"type", "null"}


def test_a_message_of_an_unknown_kind_still_speaks_both_languages() -> None:
    assert translate("Odd.") == ("invalid", "内容不正确", "Odd.")
    assert translate("too-late|太晚|Too late") == ("too-late", "太晚", "Too late")

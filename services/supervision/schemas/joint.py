"""What the schemas of the five mechanisms share."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import AHEAD, among, day, whole
from servicekit.lifecycle import Named, words_of
from servicekit.schema import Schema, fields, validate

MOST_AGENCIES = 50
PAPER = "来函文号；一个账号录入两个以上单位的意见时必填"
"""What the field for the number of an agency's paper is called."""
NONE = "none"
"""The key by which a dictionary says that there is nothing."""


def codes(zh: str, **options: Any) -> fields.List[Any]:
    """Keys of a dictionary, at least one, each once."""
    return fields.List(
        fields.String(validate=validate.Length(1, 40)),
        validate=[validate.Length(1, 50), each_once],
        metadata={"zh": zh},
        **options,
    )


def each_once(values: list[str]) -> None:
    """Raises ValidationError where a list names something twice."""
    if len(set(values)) < len(values):
        raise ValidationError("named-twice|同一项不得重复|The same one is named twice")


def none_stands_alone(values: list[str], name: str) -> None:
    """Raises ValidationError on the field of this name where `none` stands beside something."""
    if NONE in values and len(values) > 1:
        raise ValidationError("none-and-others|无（“none”）不得与其他项并列|`none` stands beside others", name)


def state_of(states: type[Named]) -> fields.AnyOf:
    """A filter by the state of a lifecycle."""
    return among(words_of(states), "状态")


class Term(Schema):
    """Until when: a day, or a number of working days from today; exactly one of the two."""

    due_on = day("期限", AHEAD, load_default=None, allow_none=True)
    working_days = whole("工作日数", 1, 250, load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def _one(self, data: dict[str, Any], **_: Any) -> None:
        if (data["due_on"] is None) == (data["working_days"] is None):
            raise ValidationError("one-of|期限与工作日数只填其一|Give either due_on or working_days", "due_on")

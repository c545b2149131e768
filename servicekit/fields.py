"""The kinds of fields that schemas are made of: marshmallow's, a text in which blank is empty, and a filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import marshmallow.fields
from marshmallow import ValidationError, validate
from marshmallow import missing as missing_
from marshmallow.fields import (
    AwareDateTime,
    Bool,
    Boolean,
    Date,
    DateTime,
    Decimal,
    Dict,
    Enum,
    Field,
    Float,
    Int,
    Integer,
    List,
    Nested,
    Number,
    Raw,
)

from servicekit.blanks import trimmed

__all__ = [
    "AnyOf",
    "AwareDateTime",
    "Bool",
    "Boolean",
    "Date",
    "DateTime",
    "Decimal",
    "Dict",
    "Enum",
    "Field",
    "Float",
    "Formed",
    "Int",
    "Integer",
    "List",
    "Nested",
    "Number",
    "Raw",
    "Secret",
    "String",
]

MOST_VALUES = 50
"""Of one filter."""
PERSONS = "persons"
"""Metadata of a filter that is given the ids of cadres: whoever knows a name alone is helped by the gateway."""
INNER = "inner"
"""Metadata of a field that passes between the gateway and a service alone: no caller sends it."""
_SAID_ONCE = ("zh", "description")


class String(marshmallow.fields.String):
    """A text: what shows nothing around it is taken off, and the rest is checked and kept. So blank is empty."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return trimmed(super()._deserialize(value, attr, data, **kwargs))


class Formed(String):
    """A text of which there is one form, however it was typed: `form` gives it, of a text without blanks around it."""

    def __init__(self, form: Callable[[str], str], **options: Any) -> None:
        super().__init__(**options)
        self.form = form

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return self.form(super()._deserialize(value, attr, data, **kwargs))


class AnyOf(List[Any]):
    """What a list is narrowed by: one value, or several of which a thing has one. It is read as a list either way.

    What is wrong with a lone value is said of the field itself, as if it took one value only.
    """

    def __init__(self, inner: Field[Any], most: int = MOST_VALUES, **options: Any) -> None:
        said = {name: value for name, value in inner.metadata.items() if name in _SAID_ONCE}
        inner.metadata = {name: value for name, value in inner.metadata.items() if name not in _SAID_ONCE}
        defaults = {"load_default": None, "allow_none": True, "metadata": said}
        super().__init__(inner, validate=validate.Length(1, most), **(defaults | options))

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        if value is not None and value is not missing_ and not isinstance(value, list):
            value = [value]
        try:
            found = super().deserialize(value, attr, data, **kwargs)
        except ValidationError as wrong:
            lone = isinstance(value, list) and len(value) == 1
            if lone and isinstance(wrong.messages, dict) and set(wrong.messages) == {0}:
                raise ValidationError(wrong.messages[0]) from None
            raise
        return list(dict.fromkeys(found)) if isinstance(found, list) else found


class Secret(marshmallow.fields.String):
    """A text that is taken as it is, to the last blank: a password, a sealed cursor."""

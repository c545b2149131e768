"""The kinds of fields that schemas are made of: marshmallow's, and a text in which blank is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import marshmallow.fields
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


class Secret(marshmallow.fields.String):
    """A text that is taken as it is, to the last blank: a password, a sealed cursor."""

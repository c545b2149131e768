"""The kinds of fields that schemas are made of: the one way in of texts, numbers and days, and a filter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import marshmallow.fields
from marshmallow import ValidationError, validate
from marshmallow import missing as missing_
from marshmallow.fields import (
    Bool,
    Boolean,
    Decimal,
    Dict,
    Enum,
    Field,
    List,
    Nested,
    Number,
    Raw,
)

from servicekit.blanks import entered, half_width, number_in, said_of_hidden
from servicekit.secrecy import CLASSIFIED, bears_mark

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
ENTRY = "entry"
"""Metadata of a text that is the key of an entry of this dictionary; see `entries`."""
MORE = "more"
"""Metadata of a field of a list's rows that is answered to those alone who ask for it, by a parameter of this name."""
INNER = "inner"
"""Metadata of a field that passes between the gateway and a service alone: no caller sends it."""
CLASSIFICATION = "classification"
"""Metadata of a text that names a degree of secrecy (密级) and bears no mark by it: which are taken is its own rule."""
EARLIEST, LATEST = 1900, 2199
"""Years of every day that comes in: what lies outside is a slip, and no day to count with."""
OUT_OF_BOUNDS = f"out-of-bounds|年份须在{EARLIEST}至{LATEST}之间|Years are {EARLIEST} to {LATEST}"
_WHOLE = re.compile(r"[+-]?[0-9]+(?:\.0+)?")
_SAID_ONCE = ("zh", "description")


class String(marshmallow.fields.String):
    """A text: what shows nothing around it is taken off, and the rest is checked and kept in NFC. So blank is empty.

    That nothing hides in it, and that it bears no mark of secrecy, every schema checks of all its texts.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return entered(super()._deserialize(value, attr, data, **kwargs))


class Formed(String):
    """A text of which there is one form, however it was typed: `form` gives it, of a text without blanks around it.

    What nobody sees in the text and marks of secrecy are refused here, since a form may change them.
    """

    def __init__(self, form: Callable[[str], str], **options: Any) -> None:
        super().__init__(**options)
        self.form = form

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if wrong := unseen(text) or ("|".join(CLASSIFIED) if bears_mark(text) else None):
            raise ValidationError(wrong)
        return self.form(text)


class Date(marshmallow.fields.Date):
    """A day, YYYY-MM-DD, within the years that days lie in; one that was typed in full width is the same."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        typed = half_width(entered(value)) if isinstance(value, str) else value
        day: date = super()._deserialize(typed, attr, data, **kwargs)
        must_be_in_bounds(day.year)
        return day


class DateTime(marshmallow.fields.DateTime):
    """An instant within the years that days lie in."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        instant: datetime = super()._deserialize(value, attr, data, **kwargs)
        must_be_in_bounds(instant.year)
        return instant


class AwareDateTime(marshmallow.fields.AwareDateTime):
    """An instant with its offset, within the years that days lie in."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        instant: datetime = super()._deserialize(value, attr, data, **kwargs)
        must_be_in_bounds(instant.year)
        return instant


class Integer(marshmallow.fields.Integer):
    """A whole number, of which no fraction is cut off; one that comes as text is written with the ten digits, in
    whatever width."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            plain = number_in(value)
            if plain is None or _WHOLE.fullmatch(plain) is None:
                raise self.make_error("invalid", input=value)
            value = plain
        elif isinstance(value, float) and not value.is_integer():
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


Int = Integer


class Float(marshmallow.fields.Float):
    """A number; one that comes as text is written with the ten digits, in whatever width. Minus none is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            plain = number_in(value)
            if plain is None:
                raise self.make_error("invalid", input=value)
            value = plain
        number: float = super()._deserialize(value, attr, data, **kwargs)
        return number + 0.0


def unseen(text: str) -> str | None:
    """What is said of a text that has a control or a format character within it; None where all of it is seen."""
    return None if (said := said_of_hidden(text)) is None else "|".join(said)


def must_be_in_bounds(year: int) -> None:
    """Raises ValidationError for a year in which lies nothing that anybody enters."""
    if not EARLIEST <= year <= LATEST:
        raise ValidationError(OUT_OF_BOUNDS)


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

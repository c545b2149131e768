"""Entities made up from their types alone: something to load, where what it says does not matter."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

_PLAIN: dict[Any, Any] = {
    str: "x",
    int: 1,
    float: 1.0,
    bool: False,
    bytes: b"x",
    date: date(2026, 1, 1),
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
    Decimal: Decimal(1),
    Any: None,
}


def made_up(entity: type[Any], **values: Any) -> Any:
    """An instance of a dataclass: `values` as given, defaults as declared, the rest by its type."""
    hints = get_type_hints(entity)
    made = {
        one.name: _value(hints[one.name])
        for one in fields(entity)
        if one.init and one.default is MISSING and one.default_factory is MISSING
    }
    return entity(**{**made, **values})


def _value(hint: Any) -> Any:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return made_up(hint)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return None if type(None) in get_args(hint) else _value(get_args(hint)[0])
    return origin()

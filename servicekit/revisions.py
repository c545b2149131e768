"""How something was put right (更正): what stood there before stays to be seen, with who changed it, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, datetime
from typing import Any


@dataclass
class Revision:
    """When, by which account, on what basis, and what stood there before, by field.

    What is inside a part of it is called `<part>/<id>/<field>`, as `sessions/<id>/<field>` of a class.
    """

    at: datetime
    by: str
    basis: str
    before: dict[str, Any] = field(default_factory=dict)


@dataclass
class Amendment(Revision):
    """A revision that says what stands there since, too."""

    after: dict[str, Any] = field(default_factory=dict)


def change(thing: Any, values: Mapping[str, Any], place: str, revision: Revision) -> set[str]:
    """Set the values that are others; the old ones go into the revision, as JSON has them."""
    changed = {name for name, value in values.items() if getattr(thing, name) != value}
    for name in sorted(changed):
        revision.before[place + name] = _plain(getattr(thing, name))
        setattr(thing, name, values[name])
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(one) for name, one in asdict(value).items()}
    return value

"""The rules as the model asks for them: by code, each with its value and what it cites."""

from __future__ import annotations

from typing import Any, Protocol


class Rules(Protocol):
    """The rules of a day. `rules[code].value` is the number; `.cited` the legal basis."""

    def __getitem__(self, code: str, /) -> Any: ...

"""How deep what comes in may be nested, wherever JSON is read."""

from __future__ import annotations

from typing import Any

DEEPEST = 32
"""Levels of nesting in a body, a row or a cell."""


def deeper_than(value: Any, levels: int) -> bool:
    """Whether lists and objects stand within each other on more than so many levels."""
    layer = [value]
    for _ in range(levels):
        layer = [
            inner
            for outer in layer
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True

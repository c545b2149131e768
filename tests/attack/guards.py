"""`guarded_by`: the guard that an attack meets, and how to take it away, so that the attack is seen to succeed then."""

from __future__ import annotations

from typing import Any

import pytest

NAME = "guarded_by"


def guarded_by(guard: str, **absent: Any) -> pytest.MarkDecorator:
    """An attack runs twice: as things are, where it must come to nothing, and without the guard, where it must not.

    `guard` is what keeps the attacker out, in words. `absent` is what stands in its place when it is gone: dotted
    names, with `__` for the dots.
    """
    return getattr(pytest.mark, NAME)(guard, {name.replace("__", "."): put for name, put in absent.items()})


def everything(*_: Any, **__: Any) -> bool:
    """Stands in for a judgement: yes."""
    return True


def nothing(*_: Any, **__: Any) -> None:
    """Stands in for a step that is left out."""


async def everything_awaited(*_: Any, **__: Any) -> bool:
    """Stands in for an asynchronous judgement: yes."""
    return True


async def nothing_awaited(*_: Any, **__: Any) -> None:
    """Stands in for an asynchronous step that is left out."""


def as_it_is(value: Any, *_: Any, **__: Any) -> Any:
    """Stands in for what makes something of a value."""
    return value


class Every:
    """Stands in for a set that has everything in it."""

    def __contains__(self, _: object) -> bool:
        return True

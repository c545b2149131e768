"""What is said of a failure where whoever reads it reads no content: of which kind it is, and where it came up.

What a failure says itself may quote a record: the value that does not fit, the row that is there twice. So its words
stand in no line of a log, in no header of a message and in no collection.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Final

MOST_PLACES: Final = 40


class WithoutContent:
    """Marks a failure whose words are the program's alone, so that they may be read by anybody."""


def said_of(failure: BaseException) -> str:
    """Of which kind a failure is: `ValueError`, a refusal with its code, what is `WithoutContent` with its words."""
    name, own = type(failure).__name__, getattr(failure, "code", None)
    if isinstance(failure, WithoutContent):
        return f"{name}: {failure}"
    # Of the database's failures it is a number, of refusals a word of their kind; what others call so may be anything.
    code = own if isinstance(own, int) else getattr(type(failure), "code", None)
    return f"{name} ({code})" if code and isinstance(code, int | str) else name


def places_of(failure: BaseException) -> list[str]:
    """Where in the program a failure came up, what caused it before it, the innermost last."""
    places = [
        f'File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for one in _with_causes(failure)
        for frame in traceback.extract_tb(one.__traceback__)
    ]
    return places[-MOST_PLACES:]


def _with_causes(failure: BaseException) -> Iterator[BaseException]:
    """A failure behind what it came of, the first cause first."""
    chain: list[BaseException] = []
    one: BaseException | None = failure
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    yield from reversed(chain)

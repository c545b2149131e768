"""One question asked of every row of a table: one test, which fails with all the rows that fail."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., Any]


def of_every(arguments: str, rows: Iterable[Any], ids: Callable[[Any], Any] = str) -> Callable[[Test], Test]:
    """Like `pytest.mark.parametrize`, in a single test: for a table of hundreds of rows that take no time each.

    A test of its own costs more than most rows do. What fixtures undo after a test is not undone between rows. Several
    arguments, `"service, event"`, are taken out of each row. The test raises an exception group with the failures of
    all rows, each with its row's name; a table without rows is refused with ValueError.
    """
    names, table = arguments.split(", "), list(rows)
    if not table:
        raise ValueError(f"no rows of {arguments}")

    def values(row: Any) -> dict[str, Any]:
        return dict(zip(names, row if len(names) > 1 else [row], strict=True))

    def over(asked: Test) -> Test:
        def ask(**fixtures: Any) -> None:
            failures = Failures()
            for row in table:
                with failures.kept(str(ids(row))):
                    asked(**fixtures, **values(row))
            failures.tell(len(table))

        async def ask_and_wait(**fixtures: Any) -> None:
            failures = Failures()
            for row in table:
                with failures.kept(str(ids(row))):
                    await asked(**fixtures, **values(row))
            failures.tell(len(table))

        test = wraps(asked)(ask_and_wait if inspect.iscoroutinefunction(asked) else ask)
        signature = inspect.signature(asked)
        fixtures = [one for one in signature.parameters.values() if one.name not in names]
        vars(test)["__signature__"] = signature.replace(parameters=fixtures)
        return test

    return over


class Failures:
    """What failed so far, row by row."""

    def __init__(self) -> None:
        self._found: list[BaseException] = []

    @contextmanager
    def kept(self, row: str) -> Iterator[None]:
        """A failure within is the row's, and those after it are asked all the same."""
        try:
            yield
        except (Exception, SystemExit, pytest.fail.Exception) as failure:
            failure.add_note(f"row: {row}")
            self._found.append(failure)

    def tell(self, asked: int) -> None:
        if self._found:
            raise BaseExceptionGroup(f"{len(self._found)} of {asked} rows", self._found)

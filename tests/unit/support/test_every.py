"""One test of many rows: all that fail are named, and no row is passed over."""

from __future__ import annotations

import asyncio
import inspect

import pytest

from tests.support.every import of_every


def test_every_row_is_asked_and_all_that_fail_are_named() -> None:
    asked = []

    @of_every("number", range(5), ids=lambda number: f"no. {number}")
    def even(number: int) -> None:
        asked.append(number)
        assert number % 2 == 0

    with pytest.raises(ExceptionGroup, match="2 of 5 rows") as told:
        even()
    assert asked == [0, 1, 2, 3, 4]
    assert [failure.__notes__ for failure in told.value.exceptions] == [["row: no. 1"], ["row: no. 3"]]


def test_so_is_what_is_waited_for_beside_the_fixtures_it_is_given() -> None:
    @of_every("left, right", [(1, 1), (1, 2)])
    async def same(fixture: list[int], left: int, right: int) -> None:
        fixture.append(right)
        assert left == right

    assert list(inspect.signature(same).parameters) == ["fixture"]
    assert inspect.iscoroutinefunction(same)
    seen: list[int] = []
    with pytest.raises(ExceptionGroup, match="1 of 2 rows"):
        asyncio.run(same(fixture=seen))
    assert seen == [1, 2]


def test_a_table_without_rows_is_no_test() -> None:
    with pytest.raises(ValueError, match="no rows"):
        of_every("row", [])

"""The matrix for readers says what the declarations say, and no row is without one."""

from __future__ import annotations

import pytest

from gateway.matrix import OPEN, fields_by_right, holders, roles_on
from gateway.route import Answer, Route, Scope
from gateway.table import collect, import_kinds
from tools.rights_page import PAGE, page


def test_the_page_shows_what_is_declared() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tools.rights_page"


def test_every_row_and_field_is_somebodys() -> None:
    """A right that no role has is misspelled, or was forgotten."""
    rows = [*(row for row in collect() if row.scope not in OPEN), *import_kinds().values()]
    assert [row.right for row in rows if not roles_on(row)] == []
    assert all(holders(right) for right in fields_by_right(collect()))


@pytest.mark.parametrize("scope", [Scope.NONE, Scope.PERSON])
def test_a_row_without_a_right_is_none(scope: Scope) -> None:
    async def nothing(_: object) -> Answer:
        return Answer()

    with pytest.raises(ValueError, match="a right is missing"):
        Route.local("GET", "/things", nothing, scope=scope, zh="查询", en="List")

"""Codes of units are told apart by what they say, not by how they were typed."""

from __future__ import annotations

import secrets

import pytest

from tests.service.registry.conftest import Registry


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("BT", "ＢＴ"), str])
def test_a_code_that_differs_in_capitals_or_width_alone_is_taken(registry: Registry, typed: object) -> None:
    assert callable(typed)
    code = f"BT-{secrets.token_hex(4).upper()}"
    wish = {"code": code, "name": "虚构局", "kind": "government", "synthetic": True}
    other = {**wish, "code": typed(code), "name": "虚构又局"}
    first = registry.import_units(rows=[wish, other], dry_run=True)["results"]
    assert [bool(one.get("errors")) for one in first] == [False, True]
    registry.register_unit(**wish)
    no = registry.refusal("register_unit", **other)
    assert (no.code, no.errors[0].pointer) == ("registry/code-taken", "/code")
    for dry_run in (True, False):
        (row,) = registry.import_units(rows=[other], dry_run=dry_run)["results"]
        assert [one["code"] for one in row["errors"]] == ["code-taken"]
    (row,) = registry.import_units(rows=[other], dry_run=True, earlier=[{**wish, "code": typed(code)}])["results"]
    assert "前面的一行" in row["errors"][0]["zh"]

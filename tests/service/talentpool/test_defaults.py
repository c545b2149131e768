"""What an administrator changes of the pool's rules and dictionaries: of the right kind, and without a loss."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.desk import Desk


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("talentpool.secondment_most_months", "三十六"),
        ("talentpool.secondment_most_months", True),
        ("talentpool.graduate_stages", 2),
        ("talentpool.graduate_entry_level", ["150"]),
    ],
)
def test_a_rule_keeps_its_kind(desk: Desk, code: str, wrong: Any) -> None:
    wish = {"code": code, "basis": "合成", "valid_from": "2099-01-01", "verified": False}
    assert desk.refused("change_rule", **wish, value=wrong).errors[0].pointer == "/value"
    before = desk.ask("list_rules", code=code)["items"][-1]
    assert desk.ask("change_rule", **wish, value=before["value"])["version"] == before["version"] + 1


def test_a_changed_dictionary_keeps_keys_and_regions(desk: Desk) -> None:
    for code in ("talentpool.hosts", "talentpool.grades"):
        (before,) = desk.ask("list_dictionaries", code=code)["items"]
        words = [{name: one[name] for name in ("key", "zh", "en", "example")} for one in before["entries"]]
        assert desk.ask("change_dictionary", code=code, entries=words)["entries"] == before["entries"]

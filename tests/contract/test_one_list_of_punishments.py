"""The kinds that a cadre's file knows are kinds of supervision's book, with the same periods when shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from services.registry.model.person import IN_THE_BOOK
from services.registry.schemas.histories import PUNISHMENTS


def _shipped(service: str) -> dict[str, object]:
    rules = yaml.safe_load(Path(f"services/{service}/rules.yaml").read_text("utf-8"))
    return {rule["code"]: rule["value"] for rule in rules}


FILE, BOOK = _shipped("registry"), _shipped("supervision")


@pytest.mark.parametrize("kind", PUNISHMENTS)
def test_a_kind_of_the_file_is_a_kind_of_the_book_with_the_same_period(kind: str) -> None:
    entered = BOOK[f"supervision.restriction.{IN_THE_BOOK.get(kind, kind)}"]
    assert isinstance(entered, dict)
    assert entered["months"] == FILE[f"registry.punishment_{kind}_months"]


def test_every_kind_of_the_book_has_a_rule_and_bars_what_the_list_of_effects_names() -> None:
    kept = yaml.safe_load(Path("services/supervision/dictionaries.yaml").read_text("utf-8"))
    lists = {one["code"]: [entry["key"] for entry in one["entries"]] for one in kept}
    effects = set(lists["supervision.restriction_effects"])
    for kind in lists["supervision.restriction_kinds"]:
        rule = BOOK[f"supervision.restriction.{kind}"]
        assert isinstance(rule, dict)
        assert effects.issuperset(rule["effects"])
    follows = BOOK["supervision.restriction_of"]
    assert isinstance(follows, dict)
    assert set(follows.values()) <= set(lists["supervision.restriction_kinds"])

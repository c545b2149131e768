"""A release that ships other numbers changes none that an installation has; it is told until somebody decides."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from structlog.testing import capture_logs

from servicekit.config import Settings
from servicekit.runtime import Runtime
from servicekit.service import Service
from tests.service.desk import Desk

CODE = "clock.ticks"


class Clock(Service):
    """Ticks."""

    name = "clock"


Release = Callable[..., tuple[Desk, list[Any]]]


@pytest.fixture
def release(mongo_uri: str, database_prefix: str, tmp_path: Path) -> Iterator[Release]:
    """Start a release that ships the rule with these terms: a desk of it, and what its start-up log says of rules."""
    settings = Settings(mongo_uri=mongo_uri, database_prefix=f"{database_prefix}{secrets.token_hex(3)}_")
    runtime = Runtime(Clock.name, settings, tmp_path)

    def start(value: int, **terms: Any) -> tuple[Desk, list[Any]]:
        rule = {"code": CODE, "kind": "int", "value": value, "basis": "条例", "valid_from": "2020-01-01", **terms}
        (tmp_path / "rules.yaml").write_text(yaml.safe_dump([{**rule, "verified": True}], allow_unicode=True))
        with capture_logs() as lines:
            runtime.prepare(Clock.collections)
        told = [line for line in lines if line.get("rule") == CODE]
        return Desk(Clock, runtime), [(line["in_force"]["value"], line["shipped"]["value"]) for line in told]

    yield start
    runtime.client.drop_database(runtime.db.name)
    runtime.client.close()


def rule(desk: Desk) -> tuple[Any, Any, bool]:
    """The value in force, what is shipped, and whether that waits for a decision."""
    (found,) = (found for found in desk.ask("list_rules", code=CODE)["items"] if found["in_force"])
    assert desk.runtime.rules.on(desk.runtime.work_of("test").today)[CODE].value == found["value"]
    return found["value"], found["shipped"]["value"], found["undecided"]


def decide(desk: Desk, value: int) -> None:
    wish = {"code": CODE, "value": value, "basis": "部务会", "valid_from": "2021-01-01", "verified": True}
    desk.ask("change_rule", **wish)


def test_a_number_that_a_release_changes_is_told_at_each_start_and_not_changed(release: Release) -> None:
    desk, told = release(5)
    assert (rule(desk), told) == ((5, 5, False), [])
    for _ in range(2):
        desk, told = release(7)
        assert (rule(desk), told) == ((5, 7, True), [(5, 7)])


@pytest.mark.parametrize("decision", [5, 7, 6])
def test_whoever_makes_a_version_has_decided_whichever_number_it_is(release: Release, decision: int) -> None:
    release(5)
    desk, _ = release(7)
    decide(desk, decision)
    assert rule(desk) == (decision, 7, False)
    assert not any(found["undecided"] for found in desk.ask("list_rules", code=CODE)["items"])
    assert release(7)[1] == []
    assert release(9)[1] == [(decision, 9)]


def test_an_installations_own_number_is_no_news(release: Release) -> None:
    desk, _ = release(5)
    decide(desk, 6)
    desk, told = release(5)
    assert (rule(desk), told) == ((6, 5, False), [])


def test_a_release_that_comes_to_the_same_number_needs_no_decision(release: Release) -> None:
    desk, _ = release(5)
    decide(desk, 6)
    release(7)
    desk, told = release(6, valid_from="2021-01-01", basis="部务会")
    assert (rule(desk), told) == ((6, 6, False), [])


def test_another_basis_of_the_same_number_is_told_too(release: Release) -> None:
    release(5)
    desk, told = release(5, basis="新条例")
    assert (rule(desk), told) == ((5, 5, True), [(5, 5)])


def test_an_installation_of_an_earlier_release_is_told_what_has_changed_since(release: Release) -> None:
    desk, _ = release(5)
    desk.db["rules"].update_many({}, {"$unset": {"shipped": "", "undecided": ""}})
    desk, told = release(7)
    assert (rule(desk), told) == ((5, 7, True), [(5, 7)])


def test_a_document_that_is_cited_in_its_marks_now_is_no_other_term(release: Release) -> None:
    release(5, article="第三条；公务员法第四十九条")
    desk, told = release(5, article="第三条；《公务员法》第四十九条")
    assert (rule(desk), told) == ((5, 5, False), [])
    (kept,) = desk.ask("list_rules", code=CODE)["items"]
    assert kept["article"] == kept["shipped"]["article"] == "第三条；《公务员法》第四十九条"


def test_marks_come_to_an_installations_own_number_and_an_earlier_release(release: Release) -> None:
    desk, _ = release(5, article="公务员法第四十九条")
    decide(desk, 6)
    desk.db["rules"].update_many({"version": 1}, {"$unset": {"shipped": "", "undecided": ""}})
    desk, told = release(5, article="《公务员法》第四十九条")
    assert (rule(desk), told) == ((6, 5, False), [])
    desk, told = release(7, article="《公务员法》第四十九条")
    assert (rule(desk), told) == ((6, 7, True), [(6, 7)])


def test_what_was_worded_otherwise_formerly_is_no_other_term(release: Release) -> None:
    release(5, article="抽查抽查比例", note="设为false时")
    better = {"article": "抽查比例", "note": "设为否时"}
    formerly = {"article": "抽查抽查比例", "note": "设为false时"}
    desk, told = release(5, **better, formerly=formerly)
    assert (rule(desk), told) == ((5, 5, False), [])
    (kept,) = desk.ask("list_rules", code=CODE)["items"]
    assert (kept["article"], kept["shipped"]["article"], kept["note"]) == ("抽查比例", "抽查比例", "设为否时")
    assert "formerly" not in desk.db["rules"].find_one({"code": CODE})
    desk, told = release(5, article="另一比例", formerly=formerly)
    assert (rule(desk), told) == ((5, 5, True), [(5, 5)])

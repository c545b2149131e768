"""Every list that can be asked for by page number says how many there are, in every service."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from servicekit import clock, deadletters
from servicekit.errors import NotFound
from servicekit.process import declared, service_of
from servicekit.runtime import Runtime
from servicekit.schema import PageQuery, Schema, declared_in, fields, instance
from servicekit.work import JOURNAL
from services import NAMES
from tests.service.desk import a_desk, a_runtime


@pytest.fixture(scope="module", params=NAMES)
def runtime(request: pytest.FixtureRequest, mongo_uri: str, database_prefix: str) -> Iterator[Runtime]:
    yield from a_runtime(f"services.{request.param}", mongo_uri, f"{database_prefix}lists_")


def anything(field: Any) -> Any:
    """A value that a required field takes."""
    return 2025 if isinstance(field, fields.Integer) else "x-1"


def test_a_page_by_number_has_a_total(runtime: Runtime) -> None:
    package = f"services.{runtime.name}"
    desk, asked = a_desk(package, runtime), 0
    for operation, _ in declared(service_of(package), "operation"):
        if not issubclass(operation.wish, PageQuery):
            continue
        needed = {name: anything(one) for name, one in instance(operation.wish).fields.items() if one.required}
        try:
            answer = desk.ask(operation.method, page=1, **needed)
        except NotFound:
            assert needed, operation.name
            continue
        assert isinstance(answer.get("total"), int), f"{operation.name} answers no total"
        assert answer["next"] is None
        asked += 1
    assert asked >= 5, "what every service offers are lists already"


def test_the_audit_shows_entries_that_told_nothing(runtime: Runtime) -> None:
    desk = a_desk(f"services.{runtime.name}", runtime)
    entry = {"at": clock.now(), "action": "toys.hear", "principal": {"account": "toys"}, "request_id": "r-1"}
    runtime.db[JOURNAL].insert_one({"_id": f"e:quiet:{runtime.name}", "uid": "000000000002", **entry})
    (shown,) = desk.ask("audit", action="toys.hear")["items"]
    assert shown["events"] == []


def periods(wish: type[Schema]) -> set[str]:
    """What begins the names of the periods that a list is narrowed by."""
    names = declared_in(wish)
    return {name.removesuffix("_from") for name in names if name.endswith("_from") and f"{name[:-5]}_to" in names}


def test_every_list_that_takes_a_period_refuses_one_that_ends_before_it_begins(runtime: Runtime) -> None:
    package = f"services.{runtime.name}"
    desk, asked = a_desk(package, runtime), set()
    for operation, _ in declared(service_of(package), "operation"):
        if not issubclass(operation.wish, PageQuery):
            continue
        needed = {name: anything(one) for name, one in instance(operation.wish).fields.items() if one.required}
        for name in periods(operation.wish):
            days = {f"{name}_from": "2026-03-02", f"{name}_to": "2026-03-01"}
            wrong = desk.refused(operation.method, **needed, **days)
            (said,) = wrong.errors
            assert (wrong.code, said.pointer, said.code) == ("invalid-fields", f"/{name}_to", "ends-before-begins")
            assert (said.zh, said.en) == ("止日早于起日", "The period ends before it begins")
            same = {f"{name}_from": "2026-03-02", f"{name}_to": "2026-03-02"}
            with contextlib.suppress(NotFound):
                assert desk.ask(operation.method, limit=1, **needed, **same)["items"] == []
            asked.add(operation.method)
    assert {"audit", "dead_letters", "list_deadlines"} <= asked


def test_the_audit_and_what_was_put_aside_are_narrowed_by_days_in_china(runtime: Runtime) -> None:
    desk = a_desk(f"services.{runtime.name}", runtime)
    entry = {"action": "toys.count", "principal": {"account": "toys"}, "request_id": "r-1", "events": []}
    letter = {"state": "dead", "queue": "q", "event_id": "e", "fingerprint": runtime.name}
    for number, instant in enumerate(("2026-02-28T15:59:59", "2026-02-28T16:00:00", "2026-03-01T15:59:59")):
        at, id = datetime.fromisoformat(f"{instant}+00:00"), f"days:{runtime.name}:{number}"
        runtime.db[JOURNAL].insert_one({"_id": id, "uid": f"00000000001{number}", "at": at, **entry})
        runtime.db[deadletters.COLLECTION].insert_one({"_id": id, "parked_at": at, **letter})
    march = {"day_from": "2026-03-01", "day_to": "2026-03-01"}
    for list_, only in (("audit", {"action": "toys.count"}), ("dead_letters", {"fingerprint": runtime.name})):
        numbers = {"before": {"day_to": "2026-02-28"}, "on": march, "after": {"day_from": "2026-03-02"}}
        found = {when: desk.ask(list_, **only, **days)["items"] for when, days in numbers.items()}
        assert {when: len(items) for when, items in found.items()} == {"before": 1, "on": 2, "after": 0}, list_


def test_what_stands_in_other_lists_is_called_by_its_name(runtime: Runtime) -> None:
    service = service_of(f"services.{runtime.name}")
    named = [one for one in service.collections if one.called]
    assert named, f"{runtime.name} keeps nothing that has a name"
    desk, told = a_desk(f"services.{runtime.name}", runtime), {}
    for collection in named:
        assert collection.called in {field.name for field in dataclasses.fields(collection.entity)}, collection.name
        id, word = f"{collection.name}-1", f"（虚构）{collection.name}"
        runtime.db[collection.name].insert_one({"_id": id, collection.called: word})
        told[id] = {"id": id, "cadre_id" if collection.called == "cadre_id" else "name": word}
    items = desk.ask("names", ids=[*told, "xyz-none"])["items"]
    for collection in named:
        runtime.db[collection.name].delete_one({"_id": f"{collection.name}-1"})
    assert {one["id"]: one for one in items} == told

"""Operations: declared once, and what they declare is what the services do.

A method that can raise what its operation does not declare, an operation that nobody offers or nobody can reach, and
one that two places declare, each fail here with the name of the place.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gateway.table import collect, import_kinds
from servicekit import entries, offered
from servicekit.errors import LetterAlreadySent, UnknownEntry
from servicekit.operations import SHARED, BulkCommand, Command, Operation, Query
from servicekit.process import declared, service_of
from servicekit.schema import Schema
from servicekit.service import Service, command, query
from services import NAMES, SERVICES, Listed
from tests.support import refusals

ASKED_BY_THE_GATEWAY = {
    "incentive.record_certificate": "GET /incentive/honours/{honour_id}/certificate puts the holder's name to it",
    "incentive.issue_certificate": "the same",
    "registry.snapshots": "the projector asks for names",
    "registry.unit_snapshots": "the same",
    "registry.post_snapshots": "the same",
    "appraisal.get_roll": "who has become kin since the roll was fixed does not count when a ballot is closed",
    "registry.kin_of": "kin stand aside before an appraisal is planned",
    "registry.find_named": "lists of what is about somebody are searched by their name",
    "registry.recognise": "sheets name people, units and posts where rows hold ids",
    "registry.who_are": "rows whose answers name whom they are about",
    "supervision.log_readings": "what a liaison is shown of a cadre is logged before",
    "incentive.list_notices": "GET /publicity puts the registry's words to it",
    "registry.list_appointment_notices": "GET /publicity shows it after the honours",
}
"""Operations without a row of their own, and why."""


def operations_of(service: Listed) -> Iterator[tuple[str, Operation]]:
    """Every declared operation with the place where it is declared."""
    for module in service.modules("operations"):
        for name, value in vars(module).items():
            if isinstance(value, Operation):
                yield f"{module.__name__}.{name}", value


def disagreement(service: type[Service], operation: Operation, method: object) -> str:
    """What an operation declares and its method cannot raise, or the other way round; empty where they agree."""
    said = set(operation.refuses)
    must = refusals.certain(service, method, rows=isinstance(operation, BulkCommand)) - set(SHARED)
    may = refusals.possible(service, method) - set(SHARED)
    wish = operation.row if isinstance(operation, BulkCommand) else operation.wish
    if isinstance(operation, Command) and entries.entry_fields(wish):
        must, may = must | {UnknownEntry}, may | {UnknownEntry}
    undeclared = [f"{one.__name__} ({refusals.way_to(one, service, method)})" for one in must - said]
    impossible = [one.__name__ for one in said - may]
    words = [f"can raise {', '.join(undeclared)} and does not declare it"] if undeclared else []
    words += [f"declares {', '.join(impossible)} and can never raise it"] if impossible else []
    return f"{operation.name} {' and '.join(words)}" if words else ""


@pytest.mark.parametrize("listed", SERVICES, ids=NAMES)
def test_what_a_method_can_raise_is_what_its_operation_declares(listed):
    service = service_of(listed.package)
    found = [disagreement(service, operation, method) for operation, method in declared(service, "operation")]
    assert [words for words in found if words] == []


@pytest.mark.parametrize("listed", SERVICES, ids=NAMES)
def test_each_declared_operation_is_offered_by_its_service_and_can_be_reached(listed):
    places = dict(operations_of(listed))
    offers = [operation for operation, _ in declared(service_of(listed.package), "operation")]
    reached = {route.target for route in collect()} | {kind.operation.name for kind in import_kinds().values()}
    assert [place for place, one in places.items() if one not in offers] == [], "declared, and no method offers it"
    own = [operation for operation in offers if operation.service == listed.name]
    assert [one.name for one in own if one not in places.values()] == [], "offered, and not declared in operations/"
    assert len({one.name for one in own}) == len(own)
    assert {one.name for one in own} - reached - set(ASKED_BY_THE_GATEWAY) == set()


READ_BY_POST = {"registry.find_by_number"}
"""An identity number stands in no URL."""


def test_every_row_of_a_service_is_made_from_the_operation_that_the_service_offers():
    offered_by = {
        operation.name: operation
        for listed in SERVICES
        for operation, _ in declared(service_of(listed.package), "operation")
    }
    for route in collect():
        if route.target is None:
            continue
        operation = offered_by[route.target]
        reads = route.method == "GET" or operation.name in READ_BY_POST
        assert operation.changes != reads, (
            f"{route.method} {route.path}: GET is for what is only read, and for nothing else"
        )
        taken = route.query if route.method == "GET" else route.body
        if (route.called or route.inner) and taken is not None and issubclass(taken, operation.wish):
            taken = operation.wish  # By a name too, or without what the gateway adds itself.
        refuses = tuple(one for one in route.problems if route.checks is None or one in operation.refuses)
        assert (taken, route.answer, refuses) == (operation.wish, operation.answer, operation.refuses)
        assert tuple(route.unlogged) == (operation.unlogged if isinstance(operation, Command) else ())


def _pour(jar: int) -> None:
    if jar > 3:
        raise LetterAlreadySent()


class Pouring(Service):
    """A service that refuses what it does not declare."""

    name = "pouring"

    @command(Command("pouring.pour", Schema))
    def pour(self, wish, work):
        _pour(wish["jar"])

    @command(Command("pouring.dare", Schema, refuses=(LetterAlreadySent,)))
    def dare(self, wish, work):
        try:
            _pour(wish["jar"])
        except LetterAlreadySent:
            return


def test_an_undeclared_refusal_is_found_with_the_way_to_it_and_an_impossible_one_too():
    found = {operation.name: disagreement(Pouring, operation, method) for operation, method in own(Pouring)}
    assert found["pouring.pour"] == (
        "pouring.pour can raise LetterAlreadySent (Pouring.pour → _pour) and does not declare it"
    )
    assert found["pouring.dare"] == "pouring.dare declares LetterAlreadySent and can never raise it"


def own(service: type[Service]) -> list[tuple[Operation, object]]:
    return [(one, method) for one, method in declared(service, "operation") if one.service == service.name]


def test_a_method_under_another_name_than_its_operations_is_refused():
    with pytest.raises(TypeError, match=r"declared as pouring\.pour"):
        command(Command("pouring.pour", Schema))(lambda self, wish, work: None)


def test_an_operation_of_another_service_is_refused():
    with pytest.raises(TypeError, match=r"Stray\.stray is declared as pouring\.stray"):

        class Stray(Service):
            name = "stray"

            @query(Query("pouring.stray", Schema))
            def stray(self, wish, read):
                return {}


def test_what_every_service_offers_is_named_after_the_one_that_is_asked():
    shared = [one for one in vars(offered).values() if isinstance(one, Operation)]
    assert shared
    assert all(inspect.isfunction(getattr(Service, one.method)) for one in shared)
    assert offered.STANDING.of("training") == replace(offered.STANDING, name="training.standing")

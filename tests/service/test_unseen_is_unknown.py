"""What one may not see is answered as what is not there, by every command about persons, whatever the If-Match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from marshmallow.fields import Nested

from gateway.rights import ROLES, reach
from gateway.route import Route, Scope
from gateway.table import collect
from servicekit.calls import Call
from servicekit.errors import Problem
from servicekit.principal import Principal, Reach
from servicekit.principal import Scope as DataScope
from servicekit.process import service_of
from servicekit.runtime import Runtime
from servicekit.schema import instance
from servicekit.store import Collection
from services import NAMES
from tests.service.desk import Desk, a_desk, a_runtime, of_unit, self_of
from tests.support.every import of_every
from tests.support.made_up import made_up

FOREIGN, UNKNOWN = "foreign-1", "unknown-1"
STALE = 9999
EVERYBODYS = {
    "/training/teachers/{teacher_id}/ratings",
    "/training/classes/{class_id}/enrolments",
    "/training/teaching-points/{point_id}/bookings",
    "/appraisal/ballots/{ballot_id}/votes",
    "/talent/batches/{batch_id}/admissions",
    "/talent/programmes/{programme_id}/participants",
}
"""Rows whose path names what is nobody's alone: whom the scope is about stands in the body."""
OF_BOTH = Principal("both", ("unit_officer", "cadre"), "", DataScope(Reach.UNIT, "unt-mine", "cad-mine", oneself=True))
NARROW = [of_unit("unt-mine"), self_of("cad-mine"), OF_BOTH]
ROWS = [
    route
    for route in collect()
    if route.target
    and route.method != "GET"
    and route.scope is Scope.PERSON
    and route.parameters
    and route.path not in EVERYBODYS
]
SHOWN_IN_PART = {
    "/training/classes/{class_id}/make-up",
    "/training/classes/{class_id}/enrolments",
    "/training/classes/{class_id}/attendance",
    "/talent/batches/{batch_id}/fairness",
    "/talent/posts/{post_id}/composition",
    "/talent/searches/{search_id}/results",
}
"""Rows whose path names what is nobody's alone, or what is read anew: of the persons in it one sees one's own."""
LOOKS = [
    route
    for route in collect()
    if route.target
    and route.method == "GET"
    and route.scope is Scope.PERSON
    and route.parameters
    and route.path not in SHOWN_IN_PART
]
"""Rows that show something which their path names."""
ASKED: dict[str, dict[str, Any]] = {
    "training.unit_compliance": {"year": 2026},
    "talentpool.unit_composition": {"candidate_id": UNKNOWN},
}
"""What these rows want besides."""
_DECIDED = {"document": "包组发〔2026〕3号", "on": "2026-01-05"}
WISHES: dict[str, dict[str, Any]] = {
    "registry.set_photo": {"media_type": "image/png", "data": "AAAA"},
    "registry.set_aside": {"history": "resume", "entry": "r1", "by": "（虚构）部长", "basis": "档案复核"},
    "registry.transfer": {"unit_id": UNKNOWN, **_DECIDED},
    "registry.leave": {"kind": "resigned", **_DECIDED},
    "registry.decide_correction": {"decision": "approved", "basis": "档案复核"},
}
"""Wishes of the rows that show no example."""


@pytest.fixture(scope="module")
def desks(mongo_uri: str, database_prefix: str) -> Iterator[dict[str, Desk]]:
    """Every service, with one thing of each kind that is of another unit and about another cadre."""
    runtimes = {name: a_runtime(f"services.{name}", mongo_uri, f"{database_prefix}unseen_") for name in NAMES}
    made = {name: next(runtime) for name, runtime in runtimes.items()}
    yield {name: _furnished(name, runtime) for name, runtime in made.items()}
    for runtime in runtimes.values():
        next(runtime, None)


def _furnished(name: str, runtime: Runtime) -> Desk:
    desk = a_desk(f"services.{name}", runtime)
    for collection in service_of(f"services.{name}").collections:
        desk.db[collection.name].insert_one(collection.to_document(_foreign(collection)))
    return desk


def _foreign(collection: Collection[Any]) -> Any:
    names = {one.name for one in fields(collection.entity)}
    values: dict[str, Any] = {"cadre_id": "cad-elsewhere"} if "cadre_id" in names else {}
    if collection.within is not None and collection.within.units:
        values[collection.within.units] = ["unt-elsewhere"]
    return made_up(collection.entity, **{**values, "id": FOREIGN})


@of_every("route", ROWS, ids=lambda route: f"{route.method} {route.path}")
@pytest.mark.parametrize("who", NARROW, ids=["unit", "self", "both"])
def test_a_stale_version_does_not_tell_of_what_one_may_not_see(
    desks: dict[str, Desk], route: Route, who: Principal
) -> None:
    foreign, unknown = (_refusal(desks, route, who, id) for id in (FOREIGN, UNKNOWN))
    assert (foreign.status, foreign.code) == (404, unknown.code)
    assert unknown.status == 404
    assert foreign.detail_en.replace(FOREIGN, UNKNOWN) == unknown.detail_en


@of_every("route", LOOKS, ids=lambda route: route.path)
@pytest.mark.parametrize("who", NARROW, ids=["unit", "self", "both"])
def test_what_one_may_not_see_is_not_found_like_what_is_not_there(
    desks: dict[str, Desk], route: Route, who: Principal
) -> None:
    foreign, unknown = (_looked(desks, route, who, id) for id in (FOREIGN, UNKNOWN))
    if unknown is None:
        assert foreign is None, "what is shown of anybody at all"
        return
    assert foreign is not None
    assert (foreign.status, foreign.code) == (404, unknown.code)
    assert unknown.status == 404
    assert foreign.detail_en.replace(FOREIGN, UNKNOWN) == unknown.detail_en


def test_no_command_takes_a_narrow_right_for_one_to_everything() -> None:
    narrow = (Reach.UNIT, Reach.SELF)
    assert [
        f"{route.method} {route.path}"
        for route in collect()
        if route.method != "GET"
        and route.scope is Scope.NONE
        and any(reach((name,), route.right) in narrow for name in ROLES)
    ] == []


OF_THE_CITY = {
    "/units",
    "/units/{unit_id}",
    "/units/{unit_id}/establishment",
    "/planned-changes",
    "/training/classes/{class_id}",
    "/training/teaching-points",
    "/training/teaching-points/{point_id}",
    "/training/organisers",
    "/training/organisers/{organiser_id}",
    "/training/teachers",
    "/training/teachers/{teacher_id}",
    "/incentive/publicity",
    "/talent/programmes",
    "/talent/programmes/{programme_id}",
}
"""Rows that tell of units and cadres what everybody of the city's offices may know: who there is, what is offered to
all, and what is made public."""


def test_what_belongs_to_units_and_cadres_is_told_whole_to_nobody_with_a_narrow_right() -> None:
    narrow = (Reach.UNIT, Reach.SELF)
    assert {
        route.path
        for route in collect()
        if route.method == "GET"
        and route.scope is Scope.NONE
        and any(reach((name,), route.right) in narrow for name in ROLES)
        and route.answer is not None
        and {"unit_id", "unit_ids", "cadre_id", "cadre_ids"} & set(_names(route.answer))
    } == OF_THE_CITY


def _names(schema: Any) -> Iterator[str]:
    """The fields of an answer, and those of what it holds."""
    for name, field in instance(schema).fields.items():
        yield name
        inner = getattr(field, "inner", field)
        if isinstance(inner, Nested) and type(inner.schema) is not schema:
            yield from _names(type(inner.schema))


def _looked(desks: dict[str, Desk], route: Route, who: Principal, id: str) -> Problem | None:
    service, _, query = str(route.target).partition(".")
    wish = {**ASKED.get(str(route.target), {}), **dict.fromkeys(route.parameters, id)}
    _, problem = getattr(desks[service].service, query)(Call(kwargs=wish, id=f"{who.account}-{id}", principal=who))
    return problem


def _refusal(desks: dict[str, Desk], route: Route, who: Principal, id: str) -> Problem:
    service, _, command = str(route.target).partition(".")
    wish = {**(route.example or WISHES.get(str(route.target), {})), **dict.fromkeys(route.parameters, id)}
    call = Call(kwargs=wish, id=f"{who.account}-{id}", principal=who, expected_version=STALE)
    _, problem = getattr(desks[service].service, command)(call)
    assert isinstance(problem, Problem), "the command was carried out"
    return problem

"""What one sees who has several roles is what each of them gives: every list and count cut down by a scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from gateway.route import Route, Scope
from gateway.table import collect
from servicekit.calls import Call
from servicekit.principal import Principal, Reach
from servicekit.principal import Scope as DataScope
from servicekit.process import service_of
from servicekit.schema import PageQuery
from servicekit.store import Collection
from services import NAMES
from tests.service.desk import Desk, a_desk, a_runtime
from tests.service.test_unseen_is_unknown import ASKED
from tests.support.made_up import made_up

UNIT, ELSEWHERE, ME = "unt-mine", "unt-elsewhere", "cad-mine"
THINGS = ((UNIT, "cad-colleague"), (ELSEWHERE, ME), (ELSEWHERE, "cad-foreign"))
"""Of each kind there is a thing of the own unit, one about oneself and a foreign one: its unit and whom it is about."""
OF_THE_UNIT = Principal("officer", ("unit_officer",), "", DataScope(Reach.UNIT, UNIT, ME))
OF_MYSELF = Principal("cadre", ("cadre",), "", DataScope(Reach.SELF, UNIT, ME, oneself=True))
OF_BOTH = Principal("both", ("unit_officer", "cadre"), "", DataScope(Reach.UNIT, UNIT, ME, oneself=True))
UNITS = ("unit_ids", "agency_unit_ids", "asked_unit_ids", "seen_by", "nominated_from", "host_unit_ids")
PERSONS = ("cadre_id", "subject_id")
LISTS = [
    route
    for route in collect()
    if route.target and route.method == "GET" and route.scope is Scope.PERSON and not route.parameters
    and route.query is not None and issubclass(route.query, PageQuery)
]  # fmt: skip


@pytest.fixture(scope="module")
def desks(mongo_uri: str, database_prefix: str) -> Iterator[dict[str, Desk]]:
    """Every service, with one thing of each kind of the own unit, one about oneself, and one that is foreign."""
    runtimes = {name: a_runtime(f"services.{name}", mongo_uri, f"{database_prefix}united_") for name in NAMES}
    made = {name: a_desk(f"services.{name}", next(runtime)) for name, runtime in runtimes.items()}
    for name, desk in made.items():
        for collection in service_of(f"services.{name}").collections:
            # They are alike but for whose they are.
            for declared in (one for one in collection.indexes if one.unique):
                desk.db[collection.name].drop_index(declared.name)
            documents = [collection.to_document(_thing(collection, *of)) for of in THINGS]
            desk.db[collection.name].insert_many(documents)
    yield made
    for runtime in runtimes.values():
        next(runtime, None)


def _thing(collection: Collection[Any], unit: str, cadre: str) -> Any:
    names = {one.name for one in fields(collection.entity)}
    values = {name: [unit] for name in UNITS if name in names} | {name: cadre for name in PERSONS if name in names}
    if "holder_ids" in names:
        values["holder_ids"] = [cadre]
    # A person's own row has their id.
    return made_up(collection.entity, **values, id=f"of-{cadre}" if names.intersection(PERSONS) else cadre)


LOOKS = [
    route
    for route in collect()
    if route.target and route.method == "GET" and route.scope is Scope.PERSON and len(route.parameters) == 1
]  # fmt: skip
"""Rows that show something which their path names."""


def is_shown(desks: dict[str, Desk], route: Route, who: Principal, id: str) -> bool:
    service, _, query = str(route.target).partition(".")
    wish = {**ASKED.get(str(route.target), {}), route.parameters[0]: id}
    _, problem = getattr(desks[service].service, query)(Call(kwargs=wish, id=f"{who.account}-{id}", principal=who))
    return problem is None or problem.status != 404


def seen(desks: dict[str, Desk], route: Route, who: Principal) -> tuple[set[str], int]:
    service, _, query = str(route.target).partition(".")
    needed = dict.fromkeys(route.wanted_in_query, 2026)
    call = Call(kwargs={**needed, "page": 1}, id=f"{who.account}-{query}", principal=who)
    answered, problem = getattr(desks[service].service, query)(call)
    assert problem is None, problem
    page = answered.result
    return {str(sorted(one.items())) for one in page["items"]}, page["total"]


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
def test_a_list_shows_and_counts_what_each_role_shows_and_no_more(desks: dict[str, Desk], route: Route) -> None:
    of_unit, of_myself, of_both = (seen(desks, route, who) for who in (OF_THE_UNIT, OF_MYSELF, OF_BOTH))
    assert of_both[0] == of_unit[0] | of_myself[0]
    assert of_both[1] == len(of_both[0])
    assert not any("cad-foreign" in one for one in of_both[0])


def test_most_lists_about_persons_show_something_to_each_role(desks: dict[str, Desk]) -> None:
    """Else the test above would compare nothing with nothing."""
    united = [route.path for route in LISTS if all(seen(desks, route, who)[0] for who in (OF_THE_UNIT, OF_MYSELF))]
    assert len(united) >= 25, united


@pytest.mark.parametrize("route", LOOKS, ids=lambda route: route.path)
def test_what_a_path_names_is_shown_where_a_role_shows_it(desks: dict[str, Desk], route: Route) -> None:
    for _, cadre in THINGS:
        for id in (cadre, f"of-{cadre}"):
            alone = [is_shown(desks, route, who, id) for who in (OF_THE_UNIT, OF_MYSELF)]
            assert is_shown(desks, route, OF_BOTH, id) is any(alone), id

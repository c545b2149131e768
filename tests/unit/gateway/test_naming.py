"""Which ids an answer's table of names holds: those of the fields that hold ids, whatever else looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.naming import ids_in, places_of
from gateway.route import Route, Scope
from servicekit.operations import Query
from servicekit.schema import PageQuery, Schema, fields, page_of

CADRE, UNIT, ACCOUNT = "cad-1a", "unt-1a", "acc-1a"


class Entry(Schema):
    by = fields.String()
    what = fields.String()


class Thing(Schema):
    id = fields.String()
    cadre_id = fields.String()
    host_unit_ids = fields.List(fields.String())
    title = fields.String()
    timeline = fields.List(fields.Nested(Entry))
    before = fields.Dict()


def row(**more: Any) -> Route:
    wish = Query("toy.list_things", PageQuery, page_of(Thing))
    return Route.get("/toys", wish, right="toys.read", zh="玩具", en="Toys", **more)


THING = {
    "id": "cad-own",
    "cadre_id": CADRE,
    "host_unit_ids": [UNIT, "cls-1"],
    "title": "unt-typed-by-somebody",
    "timeline": [{"by": ACCOUNT, "what": "acc-a-word"}, {"by": "supervision", "what": "closed"}],
    "before": {"mentor_id": "cad-2b", "note": "cad-3c", "inner": [{"decided_by": "acc-2b"}], "unit_ids": ["unt-2b"]},
}


def test_the_ids_of_an_answer_are_those_in_the_fields_that_hold_ids() -> None:
    places = places_of(row())
    assert places is not None
    found = ids_in({"items": [THING], "next": None}, places)
    assert sorted(found) == sorted([CADRE, UNIT, ACCOUNT, "cad-2b", "acc-2b", "unt-2b"])


def test_ids_by_which_something_is_kept_are_called_by_name() -> None:
    places = places_of(row())
    assert places is not None
    assert ids_in({"items": [{"before": {"votes": {CADRE: "yes", "by-the-way": 1}}}]}, places) == [CADRE]


class Asks(Schema):
    value = fields.Raw(metadata={"called": True})


def test_what_may_hold_an_id_of_any_kind_says_so() -> None:
    places = places_of(Route.get("/asked", Query("toy.ask", PageQuery, Asks), right="toys.read", zh="所问", en="Asked"))
    assert places is not None
    found = [ids_in({"value": value}, places) for value in (UNIT, [UNIT, CADRE, 3], 45, "1", None)]
    assert found == [[UNIT], [UNIT, CADRE], [], [], []]


@pytest.mark.parametrize("missing", [{}, {"items": []}, {"items": [{"cadre_id": None, "timeline": []}]}])
def test_what_is_not_there_is_not_asked_for(missing: dict[str, Any]) -> None:
    places = places_of(row())
    assert places is not None
    assert ids_in(missing, places) == []


class Held(Schema):
    id = fields.String(metadata={"called": True})


def test_an_own_id_is_named_where_it_is_the_id_of_something_else() -> None:
    wish = Query("toy.list_held", PageQuery, page_of(Held))
    places = places_of(Route.get("/held", wish, right="toys.read", zh="玩具", en="Toys"))
    assert places is not None
    assert ids_in({"items": [{"id": UNIT}], "next": None}, places) == [UNIT]


class Drawn(Schema):
    list = fields.List(fields.Nested(Schema.from_dict({"id": fields.String(metadata={"called_to_officers": True})})))
    drawn = fields.List(fields.String(), metadata={"called_to_officers": True})
    drawn_by = fields.String()


def test_ids_that_others_read_to_verify_something_are_named_to_who_sees_everything_alone() -> None:
    places = places_of(
        Route.get("/drawn", Query("toy.drawn", PageQuery, Drawn), right="toys.read", zh="玩具", en="Toys")
    )
    assert places is not None
    record = {"list": [{"id": "cad-1"}, {"id": CADRE}], "drawn": [CADRE], "drawn_by": ACCOUNT}
    assert ids_in(record, places) == [ACCOUNT, CADRE, "cad-1"], "who was drawn is named first"
    assert ids_in(record, places, whole=False) == [ACCOUNT]


def test_what_anybody_may_read_names_nobody() -> None:
    assert places_of(row(scope=Scope.PUBLIC)) is None

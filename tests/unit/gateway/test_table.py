"""Finding a row by its path, and what makes a table wrong."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from gateway.route import Route
from gateway.table import Table
from servicekit.operations import Command, Query
from servicekit.schema import Id, PageQuery, Schema, fields


class ThingPath(Schema):
    thing_id = Id()


class Search(PageQuery):
    active = fields.Bool()
    unit_ids = fields.List(fields.String())
    years = fields.List(fields.Int())
    name = fields.String()


def get(path: str, wish: type[Schema] = Schema, **row: object) -> Route:
    return Route.get(path, Query("things.read", wish), right="things.read", zh="查", en="Read", **row)


def post(path: str, wish: type[Schema] = Schema, **row: object) -> Route:
    return Route.post(path, Command("things.make", wish), right="things.make", zh="建", en="Make", **row)


TABLE = Table(
    [
        get("/things", Search),
        get("/things/{thing_id}", ThingPath),
        get("/things/special"),
        get("/things/{thing_id}/parts", ThingPath),
        post("/things"),
        post("/things/{thing_id}/parts", ThingPath),
    ]
)


@pytest.mark.parametrize(
    ("path", "found", "values"),
    [
        ("/v1/things", "/things", []),
        ("/v1/things/t-1", "/things/{thing_id}", ["t-1"]),
        ("/v1/things/special", "/things/special", []),
        ("/v1/things/special/parts", "/things/{thing_id}/parts", ["special"]),
        ("/v1/things/t-1/parts", "/things/{thing_id}/parts", ["t-1"]),
    ],
)
def test_a_path_finds_its_row_and_named_parts_come_first(path, found, values):
    rows, got = TABLE.find(path)
    assert (rows["GET"][0].route.path, got) == (found, values)


@pytest.mark.parametrize(
    "path",
    [
        "\\v1\\things",
        "/v1\\things",
        "\\v1/things",
        "/v2/things",
        "xxx/things",
        "things",
        "/v1/",
        "/v1/thing",
        "/v1/things/",
        "/v1/things/t-1/",
        "/v1/things/t-1/parts/p",
        "/v1//things",
    ],
)
def test_anything_else_is_nothing(path):
    assert TABLE.find(path) is None


def test_a_part_that_is_too_long_is_nothing():
    assert TABLE.find("/v1/things/" + "x" * 201) is None


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [
        ("limit", ["20"], 20),
        ("limit", ["9" * 40], "9" * 40),
        ("active", ["true"], True),
        ("active", ["maybe"], "maybe"),
        ("unit_ids", ["a", "b,c"], ["a", "b", "c"]),
        ("years", ["2024,2025"], [2024, 2025]),
        ("name", ["12"], "12"),
    ],
)
def test_query_values_become_what_the_schema_reads(name, texts, value):
    rows, _ = TABLE.find("/v1/things")
    assert rows["GET"][0].converters[name](texts) == value


@pytest.mark.parametrize(
    ("name", "texts", "wrong"),
    [
        ("limit", ["20x"], ["Not a valid integer."]),
        ("limit", ["２０"], ["Not a valid integer."]),
        ("years", ["2024,2_025"], {1: ["Not a valid integer."]}),
        ("years", ["x"], ["Not a valid integer."]),
        ("name", ["a", "b"], ["repeated|只能给出一个值|It takes one value and was given several"]),
    ],
)
def test_query_values_that_the_schema_would_take_nevertheless_are_refused(name, texts, wrong):
    rows, _ = TABLE.find("/v1/things")
    with pytest.raises(ValidationError) as refused:
        rows["GET"][0].converters[name](texts)
    assert refused.value.messages == wrong


def test_a_new_thing_is_below_its_list_and_an_action_is_about_its_thing():
    locations = {row.route.path: row.location for row in TABLE.rows if row.route.method == "POST"}
    assert locations == {"/things": "/v1/things/{id}", "/things/{thing_id}/parts": "/v1/things/{thing_id}/parts"[:-6]}


def test_two_rows_at_one_place_are_refused():
    with pytest.raises(ValueError, match="two rows"):
        Table([get("/a"), get("/a")])


def test_a_parameter_that_the_schema_lacks_is_refused():
    with pytest.raises(ValueError, match="has no field"):
        Table([get("/things/{other_id}", ThingPath)])


@pytest.mark.parametrize("wrong", [{"path": "/v1/a"}, {"path": "a"}, {"right": ""}])
def test_a_row_that_says_too_little_is_refused(wrong):
    row = {"path": "/a", "right": "a.read"} | wrong
    with pytest.raises(ValueError):
        Route.get(row.pop("path"), Query("a.b", Schema), zh="查", en="Read", **row)

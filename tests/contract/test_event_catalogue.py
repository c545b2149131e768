"""The event catalogue says what is declared, and an event's schema only ever grows."""

from __future__ import annotations

import copy
import re

import orjson
import pytest

from gateway import asyncapi, catalogue
from servicekit.schema import instance
from tests.support.every import of_every

CATALOGUES = asyncapi.catalogues()
EVENTS = [event for one in CATALOGUES for event in one.events.values()]
PERSONAL = re.compile(r"(^|_)(\w*name|identity|phone|address|health|family|photo|password)")


def test_the_catalogue_is_what_is_declared():
    on_disk = {
        path.relative_to(catalogue.FOLDER): path.read_bytes() for path in catalogue.FOLDER.rglob("*") if path.is_file()
    }
    made = dict(catalogue.files(CATALOGUES))
    assert sorted(map(str, on_disk)) == sorted(map(str, made)), "make docs"
    assert [str(path) for path, content in made.items() if on_disk[path] != content] == [], "make docs"


@of_every("event", EVENTS, ids=lambda event: f"{event.service}.{event.name}")
def test_an_event_is_named_by_the_rule_and_its_example_is_valid(event):
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+\.v\d+", event.name)
    assert instance(event.schema).validate(event.example) == {}


@of_every("event", EVENTS, ids=lambda event: f"{event.service}.{event.name}")
def test_an_event_carries_nothing_about_a_person_but_ids_states_and_numbers(event):
    assert [field for field in instance(event.schema).fields if PERSONAL.search(field)] == []


BEFORE = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {"type": "integer"}}},
}


def test_a_schema_may_grow():
    after = copy.deepcopy(BEFORE)
    after["properties"]["c"] = {"type": "number"}
    catalogue.check_growth("x", BEFORE, after)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda schema: schema["properties"].pop("b"),
        lambda schema: schema["properties"]["a"].update(type="integer"),
        lambda schema: schema["properties"]["b"]["items"].update(type="string"),
        lambda schema: schema["required"].remove("a"),
    ],
)
def test_a_schema_may_not_lose_or_change_anything(spoil):
    after = orjson.loads(orjson.dumps(BEFORE))
    spoil(after)
    with pytest.raises(catalogue.NotCompatible):
        catalogue.check_growth("x", BEFORE, after)

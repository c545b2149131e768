"""The description of the events is AsyncAPI 3, complete, and its references lead somewhere."""

from __future__ import annotations

import jsonschema
import pytest

from gateway import asyncapi
from servicekit import topology
from tests.contract.gateway_app import App
from tests.support.every import of_every

CATALOGUES = asyncapi.catalogues()
DOCUMENT = asyncapi.document(CATALOGUES)
EVENTS = [(one.service, event) for one in CATALOGUES for event in one.events.values()]


def target(reference: str) -> object:
    found: object = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [one for inner in value.values() for one in references(inner)]
    return [one for inner in value for one in references(inner)] if isinstance(value, list) else []


def test_it_describes_every_event_of_every_service():
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert set(DOCUMENT["channels"]) == {f"{service}.{event.name}" for service, event in EVENTS}
    assert {one.service for one in CATALOGUES} >= {"registry", "training"}


def test_every_reference_leads_somewhere():
    for reference in references(DOCUMENT):
        assert target(reference), reference


@of_every("service, event", EVENTS, ids=lambda row: f"{row[0]}.{row[1].name}")
def test_a_channel_says_where_to_bind_and_its_example_fits(service, event):
    key = f"{service}.{event.name}"
    channel = DOCUMENT["channels"][key]
    assert channel["address"] == event.name
    assert channel["bindings"]["amqp"]["exchange"]["name"] == topology.events_exchange(service)
    message = DOCUMENT["components"]["messages"][key]
    assert message["name"] == topology.event_type(service, event.name)
    schema = message["payload"] | {"components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(schema).validate(message["examples"][0]["payload"])
    assert DOCUMENT["operations"][key]["action"] == "send"


@pytest.mark.anyio
async def test_it_is_served(whole: App):
    assert (await whole.client.get("/asyncapi.json")).json()["info"]["version"] == DOCUMENT["info"]["version"]

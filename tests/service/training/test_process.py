"""The service as its process runs: over RabbitMQ, with the registry's events coming in and its own going out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from servicekit import events as wire
from services.training.events import EVENTS
from tests.service.training.conftest import CITY, UNIT, of_days
from tests.support.platform import Platform
from tests.support.toy.caller import Caller, Refused


@pytest.fixture
def running(make_platform: Callable[..., Platform]) -> Platform:
    """The training service alone, on a virtual host and databases of its own; its caller is plain nameko."""
    return make_platform(only=["training"], settings={"UNSIGNED_CALLS": "taken"}).start()


@pytest.fixture
def caller(running: Platform) -> Iterator[Caller]:
    """A client of the service."""
    made = Caller(running.amqp_uri)
    yield made
    made.close()


def tell(caller: Caller, cadre_id: str, sequence: int, **state: Any) -> None:
    """What the registry would publish of a cadre."""
    headers = {
        "ce-specversion": "1.0",
        "ce-id": f"reg-{cadre_id}-{sequence}",
        "ce-type": "cn.baotou.cadre.registry.cadre.changed.v1",
        "ce-source": "/services/registry",
        "ce-subject": cadre_id,
        "ce-time": "2025-03-03T01:00:00Z",
        "ce-sequence": str(sequence),
    }
    data = {"cadre_id": cadre_id, "unit_id": UNIT, "unit_ids": [CITY, UNIT], "status": "serving", "post_level": "132"}
    data |= {"county_level_or_above": True, "synthetic": True, **state}
    caller.publish("registry.events", "cadre.changed.v1", json.dumps(data).encode(), headers)


def test_the_replica_follows_the_registry_whatever_the_order(running, caller, mongo, poll):
    people = mongo[f"{running.database_prefix}training"]["people"]
    tell(caller, "cad-1", 3, status="retired")
    tell(caller, "cad-1", 2)
    tell(caller, "cad-2", 1)
    tell(caller, "cad-2", 1)
    poll(lambda: people.count_documents({}) == 2)
    taken = {"action": "training.on.registry.people"}
    poll(lambda: mongo[f"{running.database_prefix}training"]["journal"].count_documents(taken) == 3)
    assert {p["_id"]: (p["sequence"], p["active"]) for p in people.find()} == {"cad-1": (3, False), "cad-2": (1, True)}


def test_commands_over_rpc_are_answered_refused_and_told_in_order(running, caller, poll):
    ear = caller.listen("training.events", "class.#")
    organiser = caller.call("training", "register_organiser", name="市委党校", tier="party_school", synthetic=True)
    wish = {
        "code": "2025-ZT-01",
        "title": "班次",
        "kind": "main",
        "organiser_id": organiser["id"],
        "begins": "2025-03-03",
        "ends": "2025-03-31",
        "capacity": 50,
        "synthetic": True,
    }
    poor = of_days(69, 31)
    class_ = caller.call("training", "create_class", **wish, sessions=poor)
    with pytest.raises(Refused) as refused:
        caller.call("training", "publish_class", class_id=class_["id"])
    assert refused.value.code == "training/theory-party-share"
    rich = of_days(70, 30)
    caller.call("training", "set_sessions", class_id=class_["id"], sessions=rich)
    caller.call("training", "publish_class", class_id=class_["id"])
    heard = [poll(lambda: caller.take(ear)) for _ in range(3)]
    received = [wire.received(message.headers, message.body) for message in heard]
    assert [event.type for event in received] == ["class.drafted.v1", "class.changed.v1", "class.published.v1"]
    assert [event.sequence for event in received] == [1, 2, 3]
    assert {event.subject for event in received} == {class_["id"]}
    assert received[-1].data["theory_party_share"] == "0.7"


def test_every_declared_event_has_an_example_that_its_schema_accepts():
    for declared in EVENTS.events.values():
        assert declared.schema().validate(declared.example) == {}, declared.name
        assert not {"name", "reason"} & set(declared.example), declared.name
        # A class is called by its title, which names nobody; nothing else tells what people typed.
        assert "title" not in declared.example or declared.name.startswith("class."), declared.name

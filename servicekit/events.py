"""Events are declared once; the schema files, the catalogue, AsyncAPI and the validation all come from there.

On the wire an event is a CloudEvent 1.0 in binary mode: attributes as `ce-` headers, the data as the JSON body. So a
plain nameko `event_handler` receives the data, and the CloudEvents SDK reads the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import orjson

from servicekit import topology, traces
from servicekit.failures import WithoutContent
from servicekit.schema import Schema, present

CONTENT_TYPE = "application/json"


@dataclass(frozen=True)
class Event:
    """A kind of event: its name (also its routing key), the schema of its data, and what it means."""

    service: str
    name: str
    schema: type[Schema]
    meaning: str
    zh: str
    example: dict[str, Any]

    @property
    def type(self) -> str:
        """The CloudEvents type."""
        return topology.event_type(self.service, self.name)

    def data(self, source: object, values: Mapping[str, Any]) -> dict[str, Any]:
        """The data of one event: the declared fields, from `values` first and from `source` else.

        Raises LookupError when a required field is in neither: a fault of the service, not of its caller.
        """
        return present(self.schema, source, values)


@dataclass
class Catalogue:
    """The events that one service publishes."""

    service: str
    events: dict[str, Event] = field(default_factory=dict)

    def event(self, name: str, schema: type[Schema], meaning: str, *, zh: str, example: dict[str, Any]) -> Event:
        """Declare an event. `name` is `<subject>.<action>.v<major>`; fields are only ever added within a major."""
        if name in self.events:
            raise ValueError(f"{self.service} declares {name} twice")
        declared = Event(self.service, name, schema, meaning, zh, example)
        # By name, since modules are imported in one order here and in another there.
        self.events = dict(sorted({**self.events, name: declared}.items()))
        return declared


@dataclass(frozen=True)
class Received:
    """An event as a handler sees it."""

    id: str
    type: str
    """The routing key, e.g. `class.published.v1`."""
    subject: str
    """The id of the aggregate that it is about."""
    sequence: int
    """Rises with every event of the same subject; a lower one that comes later is old news."""
    time: datetime
    data: dict[str, Any]
    service: str = ""
    request_id: str = ""
    replayed: bool = False
    traceparent: str = ""


class Newer(Protocol):
    """What an event has told of something: its id, and the event's sequence."""

    @property
    def id(self) -> str: ...

    @property
    def sequence(self) -> int: ...


N = TypeVar("N", bound=Newer)


def keep_newest(known: list[N], told: N) -> bool:
    """Keep the newest word of each of several things; False, and nothing changes, where nothing newer was told."""
    there = next((one for one in known if one.id == told.id), None)
    if there is not None and there.sequence >= told.sequence:
        return False
    known[:] = [one for one in known if one.id != told.id] + [told]
    return True


class NotAnEvent(WithoutContent, ValueError):
    """A message that does not carry the CloudEvents attributes that a handler needs; its words quote none of them."""


def headers(service: str, event: Mapping[str, Any], *, request_id: str = "", traceparent: str = "") -> dict[str, str]:
    """The CloudEvents attributes of a journalled event, as AMQP headers."""
    attributes = {
        "ce-specversion": "1.0",
        "ce-id": event["id"],
        "ce-type": topology.event_type(service, event["type"]),
        "ce-source": f"/services/{service}",
        "ce-subject": event["subject"],
        "ce-time": event["time"].astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "ce-sequence": str(event["sequence"]),
        "ce-partitionkey": event["subject"],
    }
    if request_id:
        attributes["ce-requestid"] = request_id
    if traceparent:
        attributes["ce-traceparent"] = traceparent
    return attributes


def received(message_headers: Mapping[str, Any], body: bytes) -> Received:
    """Read an event from the wire. Raises NotAnEvent saying what is missing or unreadable."""
    try:
        kind = str(message_headers["ce-type"])
        prefix, _, service_and_name = kind.partition(f"{topology.EVENT_TYPE_PREFIX}.")
        if prefix or "." not in service_and_name:
            raise NotAnEvent("ce-type is not one of this platform's")
        service, _, name = service_and_name.partition(".")
        data = orjson.loads(body)
        if not isinstance(data, dict):
            raise NotAnEvent("the data is not a JSON object")
        instant = datetime.fromisoformat(_text(message_headers, "ce-time"))
        if instant.tzinfo is None:
            raise NotAnEvent("ce-time has no offset from UTC")
        return Received(
            id=_text(message_headers, "ce-id"),
            type=name,
            subject=_text(message_headers, "ce-subject"),
            sequence=int(message_headers["ce-sequence"]),
            time=instant,
            data=data,
            service=service,
            request_id=str(message_headers.get("ce-requestid", "")),
            replayed=bool(message_headers.get("ce-replayed", False)),
            traceparent=traces.read(message_headers.get("ce-traceparent")),
        )
    except KeyError as missing:
        raise NotAnEvent(f"the header {missing.args[0]} is missing") from missing
    except (orjson.JSONDecodeError, UnicodeDecodeError) as wrong:
        raise NotAnEvent("the body is not JSON") from wrong
    except NotAnEvent:
        raise
    except (ValueError, TypeError, OverflowError) as wrong:
        raise NotAnEvent(f"a header is none of its kind: {type(wrong).__name__}") from wrong


def _text(message_headers: Mapping[str, Any], name: str) -> str:
    value = message_headers[name]
    if not isinstance(value, str) or not value:
        # Two events without an id would be taken for one and the same.
        raise NotAnEvent(f"the header {name} is empty or no text")
    return value

"""AsyncAPI 3 made from the services' event catalogues."""

from __future__ import annotations

import logging
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from gateway.openapi import VERSION, _Names, _plain
from servicekit import topology
from servicekit.events import Catalogue
from services import SERVICES

log = logging.getLogger(__name__)


def catalogues() -> list[Catalogue]:
    """Every service's catalogue, in the order of their names. Raises ImportError when one is broken."""
    return [service.events for service in sorted(SERVICES, key=lambda one: one.name)]


def document(found: list[Catalogue]) -> dict[str, Any]:
    """The whole description: a channel, a message and an operation for each event."""
    plugin = MarshmallowPlugin(schema_name_resolver=_Names())
    spec = APISpec(title="events", version=VERSION, openapi_version="3.1.0", plugins=[plugin])
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for catalogue in found:
        for event in catalogue.events.values():
            key = f"{catalogue.service}.{event.name}"
            assert plugin.resolver is not None
            payload = plugin.resolver.resolve_schema_dict(event.schema)
            messages[key] = {
                "name": event.type,
                "title": event.zh,
                "summary": event.meaning,
                "contentType": "application/json",
                "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
                "payload": payload,
                "examples": [{"name": "example", "payload": event.example}],
            }
            channels[key] = {
                "address": event.name,
                "title": event.zh,
                "description": f"Exchange `{topology.events_exchange(catalogue.service)}`, routing key `{event.name}`.",
                "messages": {key: {"$ref": f"#/components/messages/{key}"}},
                "servers": [{"$ref": "#/servers/broker"}],
                "bindings": {
                    "amqp": {
                        "is": "routingKey",
                        "exchange": {
                            "name": topology.events_exchange(catalogue.service),
                            "type": "topic",
                            "durable": True,
                            "vhost": "/",
                        },
                        "bindingVersion": "0.3.0",
                    }
                },
            }
            operations[key] = {
                "action": "send",
                "title": event.zh,
                "summary": event.meaning,
                "channel": {"$ref": f"#/channels/{key}"},
                "messages": [{"$ref": f"#/channels/{key}/messages/{key}"}],
            }
    schemas = spec.to_dict().get("components", {}).get("schemas", {})
    schemas["CloudEventHeaders"] = _HEADERS
    made: dict[str, Any] = _plain(
        {
            "asyncapi": "3.0.0",
            "info": {
                "title": "干部工作平台事件 Cadre-work platform events",
                "version": VERSION,
                "description": "CloudEvents 1.0 in binary mode over RabbitMQ: `ce-` headers, data as the JSON body. "
                "Events are thin: ids, states and numbers, never names, identity numbers, health or family.",
            },
            "defaultContentType": "application/json",
            "servers": {"broker": {"host": "rabbitmq:5672", "protocol": "amqp", "protocolVersion": "0.9.1"}},
            "channels": channels,
            "operations": operations,
            "components": {"messages": messages, "schemas": schemas},
        }
    )
    return made


_HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0 attributes.",
    "required": ["ce-specversion", "ce-id", "ce-type", "ce-source", "ce-subject", "ce-time", "ce-sequence"],
    "properties": {
        "ce-specversion": {"type": "string", "const": "1.0"},
        "ce-id": {"type": "string", "description": "Unique; the same when the event is delivered again."},
        "ce-type": {"type": "string"},
        "ce-source": {"type": "string", "format": "uri-reference"},
        "ce-subject": {"type": "string", "description": "The id of what it is about."},
        "ce-time": {"type": "string", "format": "date-time"},
        "ce-sequence": {"type": "string", "description": "Rises with every event of the same subject."},
        "ce-partitionkey": {"type": "string"},
        "ce-requestid": {"type": "string"},
        "ce-traceparent": {"type": "string"},
    },
}

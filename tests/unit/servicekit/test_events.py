"""Events on the wire: what was told arrives, and what is no event is said not to be one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit import events
from servicekit.events import Catalogue, NotAnEvent, received
from servicekit.schema import Schema, fields

INSTANT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TOLD = {"id": "u.0", "type": "class.published.v1", "subject": "cls-1", "sequence": 4, "time": INSTANT}
HEADERS = events.headers("training", TOLD, request_id="r", traceparent="00-1-2-3")


def test_an_event_is_on_the_wire_what_it_was_when_told() -> None:
    event = received(HEADERS, b'{"class_id": "cls-1"}')
    assert (event.service, event.type, event.id, event.subject) == ("training", "class.published.v1", "u.0", "cls-1")
    assert (event.sequence, event.time, event.request_id, event.replayed) == (4, INSTANT, "r", False)
    assert event.data == {"class_id": "cls-1"}
    assert received({**HEADERS, "ce-replayed": True}, b"{}").replayed


def test_attributes_are_named_as_cloudevents_allows() -> None:
    assert HEADERS["ce-type"] == "cn.baotou.cadre.training.class.published.v1"
    assert HEADERS["ce-time"] == "2026-03-02T01:00:00Z"
    for name, value in HEADERS.items():
        assert name.removeprefix("ce-").isalnum()
        assert name.islower()
        assert isinstance(value, str)


@pytest.mark.parametrize("missing", ["ce-id", "ce-type", "ce-subject", "ce-sequence", "ce-time"])
def test_an_event_without_an_attribute_that_handlers_need_is_none(missing: str) -> None:
    with pytest.raises(NotAnEvent, match=missing):
        received({name: value for name, value in HEADERS.items() if name != missing}, b"{}")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from([*HEADERS, "ce-replayed"]), anything, st.binary() | st.just(b"{}"))
def test_whatever_comes_is_an_event_or_is_said_not_to_be_one(name: str, value: Any, body: bytes) -> None:
    try:
        event = received({**HEADERS, name: value}, body)
    except NotAnEvent:
        return
    assert event.id
    assert event.subject
    assert event.time.tzinfo is not None


class Data(Schema):
    class_id = fields.String(required=True)
    count = fields.Int()


def test_an_event_is_declared_once_and_its_data_are_what_it_declares() -> None:
    catalogue = Catalogue("training")
    declared = catalogue.event("class.published.v1", Data, "m", zh="z", example={})
    assert catalogue.events == {"class.published.v1": declared}
    assert declared.data({"_id": "x", "count": 3, "name": "secret"}, {"class_id": "x"}) == {"class_id": "x", "count": 3}
    with pytest.raises(LookupError):
        declared.data({}, {})
    with pytest.raises(ValueError, match="twice"):
        catalogue.event("class.published.v1", Data, "m", zh="z", example={})

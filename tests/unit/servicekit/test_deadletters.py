"""What an operator is shown of a dead letter: what it is made of, and nothing of what it says."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from servicekit.deadletters import places_of, shape_of
from servicekit.ids import new_id

CADRE = new_id("cad")


def letter(content: Any, trace: str = "") -> dict[str, Any]:
    body = content if isinstance(content, bytes) else orjson.dumps(content)
    return {"body": body, "size": len(body), "trace": trace}


def test_names_and_ids_are_shown_and_no_value() -> None:
    told = {"cadre_id": CADRE, "name": "虚构", "born": 1980, "serves": True, "left": None, "posts": [{"title": "局长"}]}
    assert shape_of(letter(told)) == {
        "cadre_id": CADRE,
        **dict.fromkeys(("name", "born", "serves"), "***"),
        "left": None,
        "posts": [{"title": "***"}],
    }


def test_what_stands_where_a_name_or_an_id_does_is_shown_no_more() -> None:
    assert shape_of(letter({"张三 150203198501010012": 1, "id": f"{CADRE} 张三"})) == {"***": "***", "id": "***"}


@pytest.mark.parametrize("body", [b"", b"\xff", b'{"name": "x', b"x" * 200_000, b'"' + b"x" * 200_000 + b'"'])
def test_what_is_no_event_has_no_shape(body: bytes) -> None:
    assert shape_of(letter(body)) is None


def test_what_is_deeper_than_any_event_is_not_followed() -> None:
    assert "secret" not in repr(shape_of(letter(b"[" * 900 + b'"secret"' + b"]" * 900)))


def test_of_a_failure_only_the_places_are_shown() -> None:
    try:
        raise ValueError('张三\n  File "张三", line')
    except ValueError as failure:
        import traceback

        trace = "".join(traceback.format_exception(failure))
    (place,) = places_of(letter({}, trace))
    assert place.endswith("in test_of_a_failure_only_the_places_are_shown")

"""What an operator is shown of a dead letter: what it is made of, and nothing of what it says."""

from __future__ import annotations

from typing import Any

import amqp
import orjson
import pytest

from servicekit.crypto import FieldCipher
from servicekit.deadletters import SEALED, letter_of, opened, places_of, shape_of
from servicekit.ids import new_id
from servicekit.reactions import PLACES
from servicekit.sealing import changes, to_do

CADRE = new_id("cad")
CIPHER, LATER = FieldCipher(bytes(range(32))), FieldCipher(bytes(range(1, 33)), bytes(range(32)))


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


PLACE = 'File "/srv/services/toys/service.py", line 3, in fill'


def parked(**headers: Any) -> dict[str, Any]:
    message = amqp.Message(b"{}", application_headers={"cadre-queue": "q", "cadre-reason": "ValueError", **headers})
    return letter_of(message)[0]


def test_a_letter_says_the_kind_of_its_failure_and_where_it_came_up() -> None:
    told = parked(**{"cadre-error": "ValueError", PLACES: [PLACE]})
    assert (told["error"], told["places"], told["reason"]) == ("ValueError", [PLACE], "ValueError")


def test_of_what_an_earlier_release_parked_the_places_alone_are_kept() -> None:
    trace = f"Traceback (most recent call last):\n  {PLACE}\n    x = 1\nValueError: 张三\n"
    told = parked(**{"cadre-error": "ValueError('张三')", "cadre-trace": trace})
    assert (told["error"], told["places"]) == ("", [PLACE])
    assert "张三" not in repr(told)


def test_what_an_earlier_release_filed_in_clear_is_sealed_and_comes_under_each_new_key() -> None:
    before = {
        "_id": "let-1", "state": "dead", "body": b'{"name": "\xe5\xbc\xa0"}', "size": 14, "headers": {"ce-id": "e-1"},
        "error": "ValueError('x')", "trace": f"  {PLACE}\nValueError: x",
    }  # fmt: skip
    (letters, pieces) = SEALED
    assert to_do(before, letters, CIPHER)
    (change,) = changes([before], letters, CIPHER)
    told, gone = change._doc["$set"], change._doc["$unset"]
    now = {name: value for name, value in (before | told).items() if name not in gone}
    assert set(now) == {"_id", "state", "size", "error", "content", "places"}
    assert (now["error"], places_of(now)) == ("", [PLACE])
    assert not to_do(now, letters, CIPHER)
    assert (opened(now, CIPHER)["body"], opened(now, CIPHER)["headers"]) == (before["body"], before["headers"])
    assert opened(before, CIPHER) == before
    (change,) = changes([now], letters, LATER)
    assert opened(now | change._doc["$set"], LATER)["body"] == before["body"]
    piece = {"_id": "let-1:1", "letter": "let-1", "number": 1, "body": b"more"}
    (change,) = changes([piece], pieces, CIPHER)
    assert b"more" not in change._doc["$set"]["content"]
    assert change._doc["$unset"] == {"body": ""}


def test_a_letter_that_an_operators_tool_knows_by_its_state_alone_is_left_as_it_is() -> None:
    assert not to_do({"_id": "let-1", "state": "dead"}, SEALED[0], CIPHER)

"""What is said of a failure: its kind and its places, and nothing that it says itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymongo.errors import DuplicateKeyError

from servicekit.errors import NotFound
from servicekit.events import NotAnEvent, received
from servicekit.failures import MOST_PLACES, places_of, said_of

SECRET = "单可窃己"
GOOD = {
    "ce-type": "cn.baotou.cadre.maker.jar.filled.v1", "ce-id": "e-1", "ce-subject": "j-1", "ce-sequence": "1",
    "ce-time": "2026-03-02T01:00:00Z",
}  # fmt: skip


def failed(failure: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        if cause is None:
            raise failure
        raise failure from failed(cause)
    except BaseException as raised:
        return raised


def test_a_failure_is_called_by_its_kind_and_its_code() -> None:
    assert said_of(ValueError(SECRET)) == "ValueError"
    assert said_of(NotFound(SECRET, SECRET)) == "NotFound (not-found)"
    assert said_of(DuplicateKeyError(f"dup key: {SECRET}", 11000)) == "DuplicateKeyError (11000)"
    strange = ValueError()
    strange.code = SECRET  # type: ignore[attr-defined]
    assert said_of(strange) == "ValueError"


def test_it_is_said_where_it_came_up_behind_where_its_cause_did() -> None:
    def inner() -> None:
        failed(ValueError(SECRET), KeyError(SECRET))
        raise KeyError(SECRET)

    try:
        inner()
    except KeyError as cause:
        failure = failed(ValueError(SECRET), cause)
    places = places_of(failure)
    assert [place.rpartition(" ")[2] for place in places if "inner" in place] == ["inner"]
    assert places[-1].endswith("in failed")
    assert SECRET not in repr(places)


def test_what_calls_itself_without_end_has_so_many_places() -> None:
    def on(depth: int) -> None:
        if not depth:
            raise ValueError
        on(depth - 1)

    with pytest.raises(ValueError) as failure:
        on(3 * MOST_PLACES)
    assert len(places_of(failure.value)) == MOST_PLACES


def refused(headers: dict[str, object], body: bytes) -> NotAnEvent | None:
    try:
        received(headers, body)
    except NotAnEvent as wrong:
        return wrong
    return None


@given(st.sampled_from([*GOOD, "body"]), st.one_of(st.just(SECRET), st.just([SECRET]), st.just({SECRET: SECRET})))
def test_what_is_no_event_is_described_without_anything_that_it_says(name: str, value: object) -> None:
    headers = GOOD | ({name: value} if name != "body" else {})
    body = f'{{"name": "{SECRET}'.encode() if name == "body" else b"{}"
    wrong = refused(headers, body)
    assert wrong is None or (SECRET not in said_of(wrong) and len(said_of(wrong)) > len("NotAnEvent: "))

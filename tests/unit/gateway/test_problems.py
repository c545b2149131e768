"""How a refusal reads."""

from __future__ import annotations

import orjson
import pytest

from gateway.problems import NotSignedIn, PreconditionRequired, TooManyRequests, answer, document, language_of
from servicekit.errors import Internal, InvalidFields, field_error, from_wire


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.3, zh;q=0.7", "zh"),
        ("fr, en;q=0.5", "en"),
        ("fr", "zh"),
        ("en;q=none", "zh"),
        (";;;,,,", "zh"),
    ],
)
def test_the_language_is_chinese_unless_english_is_preferred(header, language):
    assert language_of(header) == language


def test_a_document_names_type_place_and_request():
    problem = InvalidFields(errors=[field_error("/hours", "range", "应在 1 至 8 之间", "Between 1 and 8")])
    made = document(problem, "en", "/v1/training/classes", "r-1")
    assert made == {
        "type": "/problems/invalid-fields",
        "title": "Some fields are wrong",
        "status": 422,
        "detail": "Some fields are wrong",
        "instance": "/v1/training/classes",
        "request_id": "r-1",
        "errors": [{"pointer": "/hours", "code": "range", "detail": "Between 1 and 8"}],
    }


def test_facts_are_extra_members_and_never_cover_the_standard_ones():
    problem = InvalidFields(ratio="0.69", status=200, type="about:blank", request_id="forged")
    made = document(problem, "zh", "/v1/x", "r-1")
    assert (made["ratio"], made["status"], made["type"]) == ("0.69", 422, "/problems/invalid-fields")
    assert made["request_id"] == "r-1"


def test_a_problem_that_came_over_the_wire_reads_the_same():
    problem = InvalidFields("细节", "detail", errors=[field_error("/a", "b", "丙", "c")], share="0.69")
    assert document(from_wire(problem.to_wire()), "zh", "/v1/x", "r") == document(problem, "zh", "/v1/x", "r")


def test_a_refusal_says_when_to_try_again():
    status, headers, _ = answer(TooManyRequests(retry_after=7), "zh", "/v1/x", "r")
    assert (status, dict(headers)[b"retry-after"]) == (429, b"7")


def test_a_refusal_says_its_language_and_how_to_sign_in():
    _, headers, body = answer(NotSignedIn(), "en", "/v1/x", "r")
    assert dict(headers)[b"content-language"] == b"en"
    assert dict(headers)[b"www-authenticate"] == b"Bearer"
    assert orjson.loads(body)["title"].startswith("You are not signed in")


def test_a_fault_tells_nothing_but_the_request_id():
    status, _, body = answer(Internal(), "zh", "/v1/x", "r-9")
    assert status == 500
    assert set(orjson.loads(body)) == {"type", "title", "status", "detail", "instance", "request_id"}


def test_a_change_without_if_match_is_428():
    assert PreconditionRequired.status == 428

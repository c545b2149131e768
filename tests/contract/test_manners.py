"""The gateway's manners: conditions, keys, limits, languages, refusals."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from servicekit.errors import InvalidFields, NotFound, PreconditionFailed, StillRunning, field_error
from tests.contract.gateway_app import KEEPER, App, running
from tests.contract.stub import Stub, until

pytestmark = pytest.mark.anyio


def problem(answer) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["request_id"] == answer.headers["x-request-id"]
    return told["type"].removeprefix("/problems/")


async def test_a_command_carries_who_asks_and_by_when(small: App, stub: Stub):
    answer = await small.send("POST", "/v1/things", KEEPER, json={"name": "a"}, headers={"idempotency-key": "k-1"})
    assert (answer.status_code, answer.headers["location"], answer.headers["etag"]) == (201, "/v1/things/x-1", '"3"')
    came = stub.last("things.make")
    assert came.arguments == {"name": "a"}
    assert came.principal["roles"] == [KEEPER]
    assert (came.principal["right"], came.principal["scope"]["reach"]) == ("operations.things.make", "all")
    assert came.headers["cadre.key"] == "k-1"
    assert came.headers["cadre.request_id"] == answer.headers["x-request-id"]
    assert came.headers["traceparent"].startswith("00-")
    assert came.expiration is not None
    assert not came.persistent


async def test_a_post_without_a_key_is_given_one_and_a_read_has_none(small: App, stub: Stub):
    await small.send("POST", "/v1/things", KEEPER, json={"name": "a"})
    await small.send("POST", "/v1/things", KEEPER, json={"name": "a"})
    await small.send("GET", "/v1/things", KEEPER)
    keys = [one.headers.get("cadre.key") for one in stub.received]
    assert len(set(keys)) == 3
    assert keys[2] is None


async def test_path_query_and_body_become_arguments(small: App, stub: Stub):
    await small.send("GET", "/v1/things?limit=5&sort=-name", KEEPER)
    await small.send("PATCH", "/v1/things/t-1", KEEPER, json={"name": "b"}, headers={"if-match": '"3"'})
    assert stub.last("things.list").arguments == {"limit": 5, "sort": "-name"}
    assert stub.last("things.change").arguments == {"thing_id": "t-1", "name": "b"}
    assert stub.last("things.change").headers["cadre.if_match"] == 3


async def test_of_several_etags_the_newest_counts(small: App, stub: Stub):
    for sent in ('"3", W/"9", "7-ab"', '"7", "3"'):
        await small.send("PATCH", "/v1/things/t-1", KEEPER, json={"name": "b"}, headers={"if-match": sent})
        assert stub.last("things.change").headers["cadre.if_match"] == 7


async def test_a_header_that_is_sent_twice_is_read_whole(small: App, stub: Stub):
    token = await small.token(KEEPER)
    headers = [("authorization", f"Bearer {token}"), ("idempotency-key", "k-1"), ("idempotency-key", "k-2")]
    answer = await small.client.post("/v1/things", json={"name": "a"}, headers=headers)
    assert (answer.status_code, problem(answer)) == (400, "bad-header")
    assert stub.received == []


async def test_a_body_is_read_as_it_is_with_or_without_a_byte_order_mark(small: App, stub: Stub):
    plain = {"content-type": "application/json"}
    body = b'\xef\xbb\xbf{"name": "a"}'
    await small.send("POST", "/v1/things", KEEPER, content=body, headers=plain)
    assert stub.last("things.make").arguments == {"name": "a"}
    packed = {**plain, "content-encoding": "gzip"}
    answer = await small.send("POST", "/v1/things", KEEPER, content=gzip.compress(body), headers=packed)
    assert (answer.status_code, problem(answer)) == (415, "unsupported-media-type")


async def test_a_body_cannot_name_another_thing_than_the_path(small: App, stub: Stub):
    request = {"json": {"thing_id": "t-2"}, "headers": {"if-match": '"3"'}}
    answer = await small.send("PATCH", "/v1/things/t-1", KEEPER, **request)
    assert (answer.status_code, problem(answer)) == (422, "invalid-fields")
    assert stub.received == []


@pytest.mark.parametrize(
    ("header", "status", "kind"),
    [
        (None, 428, "precondition-required"),
        ("*", 428, "precondition-required"),
        ("3", 412, "precondition-failed"),
        ('W/"3"', 412, "precondition-failed"),
        ('"abc"', 412, "precondition-failed"),
    ],
)
async def test_a_change_needs_the_etag_that_was_read(small: App, stub: Stub, header, status, kind):
    headers = {} if header is None else {"if-match": header}
    answer = await small.send("PATCH", "/v1/things/t-1", KEEPER, json={}, headers=headers)
    assert (answer.status_code, problem(answer)) == (status, kind)
    assert stub.received == []


async def test_a_stale_etag_is_the_services_412(small: App, stub: Stub):
    stub.answers["things.change"] = PreconditionFailed(current_version=4)
    answer = await small.send("PATCH", "/v1/things/t-1", KEEPER, json={}, headers={"if-match": '"3"'})
    assert (answer.status_code, problem(answer), answer.json()["current_version"]) == (412, "precondition-failed", 4)


async def test_what_has_not_changed_is_not_sent_again(small: App):
    first = await small.send("GET", "/v1/things/t-1", KEEPER)
    again = await small.send("GET", "/v1/things/t-1", KEEPER, headers={"if-none-match": first.headers["etag"]})
    other = await small.send("GET", "/v1/things/t-1", KEEPER, headers={"if-none-match": '"2"'})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


async def test_a_list_has_an_etag_of_its_contents(small: App, stub: Stub):
    stub.answers["things.list"] = {"items": [{"id": "a"}], "next": None}
    first = await small.send("GET", "/v1/things", KEEPER)
    tag = {"if-none-match": first.headers["etag"]}
    assert (await small.send("GET", "/v1/things", KEEPER, headers=tag)).status_code == 304
    stub.answers["things.list"] = {"items": [{"id": "b"}], "next": None}
    assert (await small.send("GET", "/v1/things", KEEPER, headers=tag)).status_code == 200


async def test_a_removal_answers_nothing(small: App):
    answer = await small.send("DELETE", "/v1/things/t-1", KEEPER)
    assert (answer.status_code, answer.content) == (204, b"")


async def test_head_answers_like_get_without_a_body(small: App):
    answer = await small.send("HEAD", "/v1/things/t-1", KEEPER)
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (200, b"", '"3"')


@pytest.mark.parametrize(
    ("content", "kind", "status", "expected"),
    [
        (b'{"name": ', "application/json", 400, "malformed-json"),
        (b"[1, 2]", "application/json", 400, "malformed-json"),
        (b'{"a": NaN}', "application/json", 400, "malformed-json"),
        (b'{"a": "\xff"}', "application/json", 400, "malformed-json"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "application/json", 400, "too-deep"),
        (b'{"name": "' + b"x" * 1000 + b'"}', "application/json", 413, "too-large"),
        (b'{"name": "a"}', "text/plain", 415, "unsupported-media-type"),
    ],
)
async def test_a_body_that_cannot_be_read_never_reaches_a_service(
    small: App, stub: Stub, content, kind, status, expected
):
    answer = await small.send("POST", "/v1/things", KEEPER, content=content, headers={"content-type": kind})
    assert (answer.status_code, problem(answer)) == (status, expected)
    assert stub.received == []


async def test_a_body_of_untold_length_is_cut_off_at_the_limit(small: App, stub: Stub):
    async def endless():
        while True:
            yield b"x" * 400

    headers = {"content-type": "application/json"}
    answer = await small.send("POST", "/v1/things", KEEPER, content=endless(), headers=headers)
    assert (answer.status_code, problem(answer)) == (413, "too-large")


async def test_an_upload_is_handed_over_unread_with_its_own_limit(small: App):
    fits = await small.send("POST", "/v1/large", KEEPER, content=b"x" * 4000)
    too_much = await small.send("POST", "/v1/large", KEEPER, content=b"x" * 6000)
    assert fits.json() == {"bytes": 4000}
    assert problem(too_much) == "too-large"


@pytest.mark.parametrize("key", ["", "with space", "x" * 256, "é"])
async def test_a_key_that_is_none_is_refused(small: App, key):
    headers = {"idempotency-key": key.encode("latin-1")}
    answer = await small.send("POST", "/v1/things", KEEPER, json={"name": "a"}, headers=headers)
    assert (answer.status_code, problem(answer)) == (400, "bad-header")


async def test_a_services_refusal_is_told_in_the_readers_language(small: App, stub: Stub):
    stub.answers["things.make"] = InvalidFields(
        errors=[field_error("/name", "required", "必填", "Missing.")], ratio="0.69", article="第二十一条"
    )
    chinese = await small.send("POST", "/v1/things", KEEPER, json={})
    english = await small.send("POST", "/v1/things", KEEPER, json={}, headers={"accept-language": "en"})
    assert (chinese.status_code, problem(chinese)) == (422, "invalid-fields")
    assert chinese.json()["errors"] == [{"pointer": "/name", "code": "required", "detail": "必填"}]
    assert (chinese.json()["ratio"], chinese.headers["content-language"]) == ("0.69", "zh-CN")
    assert english.json()["errors"][0]["detail"] == "Missing."
    assert english.headers["content-language"] == "en"


@pytest.mark.parametrize(("refusal", "status"), [(NotFound(), 404), (StillRunning(retry_after=1), 409)])
async def test_a_services_refusal_keeps_its_status(small: App, stub: Stub, refusal, status):
    stub.answers["things.show"] = refusal
    answer = await small.send("GET", "/v1/things/t-1", KEEPER)
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, "1" if status == 409 else None)


async def test_a_services_fault_is_a_500_that_tells_nothing(small: App, stub: Stub):
    stub.answers["things.show"] = ValueError("a secret detail")
    answer = await small.send("GET", "/v1/things/t-1", KEEPER)
    assert (answer.status_code, problem(answer)) == (500, "internal")
    assert "secret" not in answer.text


async def test_a_fault_of_the_gateway_is_a_500_that_tells_nothing(small: App):
    answer = await small.send("GET", "/v1/broken", KEEPER)
    assert (answer.status_code, problem(answer)) == (500, "internal")
    assert "secret" not in answer.text


async def test_a_silent_service_is_a_503_at_the_deadline(small: App, stub: Stub):
    stub.silent.add("things.hasty")
    answer = await asyncio.wait_for(small.send("GET", "/v1/hasty", KEEPER), 3)
    assert (answer.status_code, problem(answer)) == (503, "call-timed-out")
    assert "retry-after" in answer.headers


async def test_a_service_that_was_never_there_is_a_503_at_once(small: App):
    answer = await asyncio.wait_for(small.send("GET", "/v1/nowhere", KEEPER), 3)
    assert (answer.status_code, problem(answer)) == (503, "service-absent")


async def test_paths_and_methods_that_do_not_exist(small: App):
    nothing = await small.send("GET", "/v1/nothing", KEEPER)
    other = await small.send("PUT", "/v1/things", KEEPER)
    assert (nothing.status_code, problem(nothing)) == (404, "no-such-route")
    assert (other.status_code, problem(other), other.headers["allow"]) == (405, "method-not-allowed", "GET, POST")


async def test_a_request_id_is_taken_or_made(small: App):
    taken = await small.send("GET", "/v1/things", KEEPER, headers={"x-request-id": "mine-1"})
    made = await small.send("GET", "/v1/things", KEEPER, headers={"x-request-id": "has spaces\tand more"})
    assert taken.headers["x-request-id"] == "mine-1"
    assert len(made.headers["x-request-id"]) == 32


async def test_a_trace_is_carried_on(small: App, stub: Stub):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await small.send("GET", "/v1/things", KEEPER, headers={"traceparent": trace})
    carried = stub.last("things.list").headers["traceparent"]
    assert carried[:36] == trace[:36]
    assert carried != trace


async def test_limits_are_told_and_kept(own_vhost, mongo_uri, database_prefix, stub: Stub):
    from tests.contract.manners_rows import ROUTES

    async with running(own_vhost.amqp_uri, mongo_uri, f"{database_prefix}l_", ROUTES, rate_limit="2/hour") as app:
        answers = [await app.send("GET", "/v1/things", KEEPER) for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert [one.headers["x-ratelimit-remaining"] for one in answers] == ["1", "0", "0"]
        assert problem(answers[2]) == "too-many-requests"
        assert 0 < int(answers[2].headers["retry-after"]) <= 3601


async def test_more_at_once_than_can_be_answered_is_refused_early(own_vhost, mongo_uri, database_prefix, stub: Stub):
    from tests.contract.manners_rows import ROUTES, waiting

    async with running(own_vhost.amqp_uri, mongo_uri, f"{database_prefix}o_", ROUTES, concurrency=3) as app:
        await app.token(KEEPER)
        open_ = [asyncio.create_task(app.send("GET", "/v1/patient", KEEPER)) for _ in range(3)]
        await until(lambda: len(waiting) == 3, 20)
        refused = [await app.send("GET", "/v1/things", KEEPER) for _ in range(7)]
        assert [problem(one) for one in refused] == ["overloaded"] * 7
        while waiting:
            waiting.pop().set()
        assert [(await one).status_code for one in open_] == [200] * 3
        assert (await app.send("GET", "/v1/things", KEEPER)).status_code == 200


async def test_a_request_whose_line_to_the_broker_is_given_up_is_told_to_come_again(
    own_vhost, mongo_uri, database_prefix, stub: Stub, wire
):
    from tests.contract.manners_rows import ROUTES

    line = wire(own_vhost.amqp_uri)
    uri = f"{line.through(own_vhost.amqp_uri)}?heartbeat=1"
    async with running(uri, mongo_uri, f"{database_prefix}c_", ROUTES) as app:
        assert (await app.send("GET", "/v1/things", KEEPER)).status_code == 200
        line.hold()
        answers = await asyncio.gather(*(app.send("GET", "/v1/things", KEEPER) for _ in range(3)))
        assert {(one.status_code, problem(one)) for one in answers} == {(503, "call-lost")}
        assert all(int(one.headers["retry-after"]) > 0 for one in answers)
        line.release()


async def test_health_says_what_is_missing(small: App):
    assert (await small.client.get("/healthz")).status_code == 200
    answer = await small.client.get("/readyz")
    assert answer.status_code in (200, 503)
    assert set(answer.json()["missing"]) <= {"service:nowhere"}


async def test_a_key_used_again_answers_again_and_shows_a_password_once(small: App):
    wish = {"name": "key.user", "roles": ["training_officer"]}
    key = {"idempotency-key": "account-1"}
    first = await small.send("POST", "/v1/accounts", KEEPER, json=wish, headers=key)
    again = await small.send("POST", "/v1/accounts", KEEPER, json=wish, headers=key)
    other = await small.send("POST", "/v1/accounts", KEEPER, json=wish | {"name": "x.y"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["password"]
    assert again.json() == first.json() | {"password": None}
    assert (other.status_code, problem(other)) == (422, "idempotency-key-reused")


async def test_the_same_key_at_the_same_time_takes_effect_once(small: App):
    wish = {"name": "twin.user", "roles": ["training_officer"]}
    await small.token(KEEPER)
    answers = await asyncio.gather(
        *(
            small.send("POST", "/v1/accounts", KEEPER, json=wish, headers={"idempotency-key": "twin-1"})
            for _ in range(5)
        )
    )
    assert all(one.status_code == 201 or problem(one) == "still-running" for one in answers)
    assert await small.core.db.accounts.count_documents({"name": "twin.user"}) == 1
    made = [one.json()["id"] for one in answers if one.status_code == 201]
    assert len(set(made)) == 1


async def test_a_wrong_cursor_is_refused(small: App):
    for name in ("one.more", "two.more"):
        await small.send("POST", "/v1/accounts", KEEPER, json={"name": name, "roles": ["training_officer"]})
    first = await small.send("GET", "/v1/accounts?limit=1", KEEPER)
    cursor = first.json()["next"]
    second = await small.send("GET", f"/v1/accounts?limit=1&cursor={cursor}", KEEPER)
    assert second.json()["items"][0]["id"] > first.json()["items"][0]["id"]
    bent = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    for wrong in (f"limit=1&cursor={bent}", f"limit=1&cursor={cursor}&role=cadre", "cursor=%20"):
        answer = await small.send("GET", f"/v1/accounts?{wrong}", KEEPER)
        assert (answer.status_code, problem(answer)) == (422, "bad-cursor")

"""Connections to a gateway's process, by raw sockets: slow, many, and such as are no request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import uvicorn

from gateway import connections
from gateway.connections import HEAD_WITHIN, Connections, protocol
from tests.contract.stub import until
from tests.contract.test_process import answers, free_port, process

pytestmark = pytest.mark.anyio
MOST_EACH = 12
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
async def port() -> AsyncIterator[int]:
    """Where a gateway listens that has neither broker nor database."""
    nowhere = free_port()
    settings = {
        "AMQP_URI": f"amqp://guest:guest@127.0.0.1:{nowhere}/",
        "MONGO_URI": f"mongodb://127.0.0.1:{nowhere}/?directConnection=true",
        "CONNECTIONS_PER_ADDRESS": str(MOST_EACH),
    }
    async with process(**settings) as (_, client):
        await answers(client, "/healthz", 200)
        yield client.base_url.port or 0


async def until_closed(port: int, *pieces: bytes, pause: float = 0, within: float = HEAD_WITHIN + 20) -> bytes:
    """Send piece by piece; what came back until the gateway ended the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def send() -> None:
        with suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)

    sending = asyncio.create_task(send())
    came = b""
    try:
        async with asyncio.timeout(within):
            with suppress(ConnectionError):
                while piece := await reader.read(65536):
                    came += piece
    finally:
        sending.cancel()
        writer.close()
    return came


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


async def test_who_is_slow_with_a_head_is_waited_for_a_while_and_no_longer(port: int) -> None:
    drop = [b"x"] * 600
    silent, slow, between, behind = await asyncio.gather(
        until_closed(port),
        until_closed(port, GET, b"X-Slow: ", *drop, pause=0.1),
        until_closed(port, GET + b"\r\n", *[b"\r\n"] * 600, pause=0.1),
        until_closed(port, GET + b"Content-Length: 100000\r\n\r\n", *drop, pause=0.1),
    )
    assert silent == b""
    assert (status(slow), b"/problems/too-slow" in slow) == (408, True)
    assert (status(between), between.count(b"HTTP/1.1")) == (200, 1)
    assert (status(behind), behind.count(b"HTTP/1.1")) == (200, 1)


@pytest.mark.parametrize(
    ("pieces", "refused", "code"),
    [
        ([GET, b"X: 1\r\n" * 20_000, b"\r\n"], 431, b"too-many-headers"),
        ([GET, b"X: 1\r\n" * 101, b"\r\n"], 431, b"too-many-headers"),
        ([GET, b"X: ", b"1" * 200_000, b"\r\n\r\n"], 431, b"too-many-headers"),
        ([GET, b"X: ", *[b"1" * 10_000] * 1000], 431, b"too-many-headers"),
        ([b"GET /", b"a" * 40_000, b" HTTP/1.1\r\nHost: localhost\r\n\r\n"], 414, b"target-too-long"),
        ([b"GET /", *[b"a" * 10_000] * 1000], 431, b"too-many-headers"),
        ([b"nothing of the kind\r\n\r\n"], 400, b"malformed-request"),
        ([b"GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\nConnection: close\r\n\r\n"], 421, b"unknown-host"),
        ([b"GET / HTTP/1.0\r\n\r\n"], 421, b"unknown-host"),
    ],
)
async def test_a_head_that_is_too_much_or_none_is_refused(
    port: int, pieces: list[bytes], refused: int, code: bytes
) -> None:
    answer = await until_closed(port, *pieces)
    # Where more was on its way than was read, the answer may be lost with the connection.
    if answer or len(b"".join(pieces)) < 10_000:
        assert (status(answer), b'"/problems/' + code + b'"' in answer) == (refused, True)
        assert b"x-content-type-options: nosniff\r\n" in answer


async def test_what_stands_behind_a_body_is_no_header_and_is_bounded(port: int) -> None:
    chunked = GET + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    answer = await until_closed(port, chunked + b"Host: evil.example\r\n\r\n" + GET + b"Connection: close\r\n\r\n")
    assert [one[:3] for one in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200"]
    assert (await until_closed(port, chunked, b"X: ", *[b"1" * 10_000] * 1000)).count(b"HTTP/1.1") <= 1


async def test_one_address_has_its_share_of_connections_and_gets_it_back(port: int) -> None:
    open_ones = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_EACH)]
    refused = await until_closed(port, within=HEAD_WITHIN / 2)
    assert status(refused) in (0, 503)
    for _, writer in open_ones:
        writer.close()
    async with asyncio.timeout(10):
        while status(await until_closed(port, GET + b"Connection: close\r\n\r\n")) != 200:
            pass


async def test_what_comes_behind_a_refused_head_is_not_carried_out() -> None:
    asked: list[str] = []

    async def told(scope: dict, receive: object, send: object) -> None:
        asked.append(scope["path"])

    counted = Connections(10, 10, lambda _: False)
    config = uvicorn.Config(told, port=free_port(), lifespan="off", http=protocol(counted), log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    try:
        await until(lambda: server.started, 20)
        answer = await until_closed(
            config.port, GET + b"X: 1\r\n" * 101 + b"\r\nDELETE /second HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        assert (status(answer), answer.count(b"HTTP/1.1"), asked) == (431, 1, [])
    finally:
        server.should_exit = True
        await serving


async def test_who_does_not_take_an_answer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TAKEN_WITHIN", 0.3)
    let_go = asyncio.Event()

    async def large(scope: dict, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(200):
            await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
        await send({"type": "http.response.body"})
        let_go.set()

    counted = Connections(10, 10, lambda _: False)
    config = uvicorn.Config(large, port=free_port(), lifespan="off", http=protocol(counted), log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    try:
        await until(lambda: server.started, 20)
        reader, writer = await asyncio.open_connection("127.0.0.1", config.port)
        writer.write(GET + b"\r\n")
        await reader.readexactly(1000)
        # Reads no more: the application goes on at once, since nobody is there any longer.
        await asyncio.wait_for(let_go.wait(), 20)
        await until(lambda: not counted.each, 20)
        writer.close()
    finally:
        server.should_exit = True
        await serving

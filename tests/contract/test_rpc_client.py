"""Calls to the services when the connection or the service goes."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress

import pytest

from gateway.broker import ConnectionGone, none_cancelled_but_us
from gateway.rpc import Answered, CallLost, CallTimedOut, Overloaded, RpcClient, ServiceAbsent
from servicekit.errors import Internal, InvalidFields, Unavailable
from tests.contract.stub import Stub, until
from tests.support.vouched import WHOM, Keys

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def client(uri: str, **settings):
    made = RpcClient(uri, **settings)
    await made.start()
    try:
        await until(lambda: made.connected)
        yield made
    finally:
        await made.stop()


async def test_a_call_is_answered(own_vhost, stub: Stub):
    stub.answers["things.echo"] = lambda arguments: arguments
    async with client(own_vhost.amqp_uri) as rpc:
        assert await rpc.call("things.echo", {"text": "干部"}, {}) == {"text": "干部"}
        assert rpc.open_calls == 0


async def test_many_calls_at_once_each_get_their_own_answer(own_vhost, stub: Stub):
    stub.answers["things.echo"] = lambda arguments: arguments["n"]
    async with client(own_vhost.amqp_uri) as rpc:
        answers = await asyncio.gather(*(rpc.call("things.echo", {"n": n}, {}) for n in range(200)))
        assert answers == list(range(200))


async def test_a_call_is_signed_as_it_arrives(own_vhost, stub: Stub, tmp_path):
    keys = Keys(tmp_path)
    headers = {
        "cadre.principal": json.dumps(WHOM.to_wire()),
        "cadre.key": "键",
        "cadre.if_match": 7,
        "cadre.after": "[]",
    }
    async with client(own_vhost.amqp_uri, signer=keys.signer("gateway")) as rpc:
        await rpc.call("things.echo", {"text": "干部"}, headers)
    (came,) = stub.received
    told = (str(came.message.correlation_id), str(came.message.reply_to), came.message.headers, came.message.body)
    assert keys.verifier().verify("things.echo", *told, WHOM) == "gateway"


async def test_who_is_asked_cannot_answer_for_another(own_vhost, stub: Stub):
    """It learns where answers go; what else a call is known by it cannot guess."""
    async with client(own_vhost.amqp_uri) as rpc:
        for _ in range(3):
            await rpc.call("things.echo", {}, {})
    ids = [str(came.message.correlation_id) for came in stub.received]
    assert len({came.message.reply_to for came in stub.received}) == 1
    assert len({id[:8] for id in ids}) == len({id[-8:] for id in ids}) == 3


async def test_a_problem_comes_as_it_was_and_a_fault_as_internal(own_vhost, stub: Stub):
    async with client(own_vhost.amqp_uri) as rpc:
        stub.answers["things.echo"] = InvalidFields(ratio="0.69")
        with pytest.raises(Answered) as answered:
            await rpc.call("things.echo", {}, {})
        assert (answered.value.problem.code, answered.value.problem.facts) == ("invalid-fields", {"ratio": "0.69"})
        stub.answers["things.echo"] = KeyError("inside")
        with pytest.raises(Internal):
            await rpc.call("things.echo", {}, {})


async def test_a_service_that_was_never_there_fails_at_once(own_vhost):
    async with client(own_vhost.amqp_uri) as rpc, asyncio.timeout(2):
        with pytest.raises(ServiceAbsent):
            await rpc.call("never.there", {}, {}, deadline=30)


async def test_a_service_that_went_is_missed_and_found_again(own_vhost):
    passing = Stub(own_vhost.amqp_uri, ("passing",))
    await passing.start()
    async with client(own_vhost.amqp_uri, services=["passing"]) as rpc:
        await rpc.call("passing.by", {}, {})
        await passing.stop()
        await until(lambda: rpc.missing() == ["passing"], 15)
        with pytest.raises(ServiceAbsent):
            await rpc.call("passing.by", {}, {}, deadline=30)
        back = Stub(own_vhost.amqp_uri, ("passing",))
        await back.start()
        await until(lambda: rpc.missing() == [], 15)
        await rpc.call("passing.by", {}, {})
        await back.stop()


async def test_silence_ends_at_the_deadline(own_vhost, stub: Stub):
    stub.silent.add("things.echo")
    async with client(own_vhost.amqp_uri) as rpc, asyncio.timeout(2):
        with pytest.raises(CallTimedOut):
            await rpc.call("things.echo", {}, {}, deadline=0.2)
        assert rpc.open_calls == 0


async def test_no_more_than_the_limit_are_open(own_vhost, stub: Stub):
    stub.silent.add("things.echo")
    async with client(own_vhost.amqp_uri, limit=2) as rpc:
        calls = [rpc.call("things.echo", {}, {}, deadline=0.5) for _ in range(5)]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert sorted(type(one).__name__ for one in outcomes) == ["CallTimedOut"] * 2 + ["Overloaded"] * 3
        assert Overloaded.status == 503


async def test_open_calls_fail_at_once_when_the_connection_goes_and_it_comes_back(own_vhost, stub: Stub, wire):
    stub.silent.add("things.quiet")
    line = wire(own_vhost.amqp_uri)
    async with client(line.through(own_vhost.amqp_uri)) as rpc:
        call = asyncio.create_task(rpc.call("things.quiet", {}, {}, deadline=60))
        await until(lambda: any(one.target == "things.quiet" for one in stub.received))
        line.cut()
        async with asyncio.timeout(3):
            with pytest.raises(CallLost):
                await call
        await until(lambda: not rpc.connected)
        with pytest.raises(Unavailable):
            await rpc.call("things.echo", {}, {})
        line.mend()
        await until(lambda: rpc.connected, 15)
        assert await rpc.call("things.echo", {}, {})


async def test_a_line_that_is_held_ends_at_the_deadline(own_vhost, stub: Stub, wire):
    line = wire(own_vhost.amqp_uri)
    async with client(line.through(own_vhost.amqp_uri)) as rpc:
        await rpc.call("things.echo", {}, {})
        line.hold()
        async with asyncio.timeout(3):
            with pytest.raises(CallTimedOut):
                await rpc.call("things.echo", {}, {}, deadline=0.5)
        line.release()
        await until(lambda: rpc.connected)
        assert await rpc.call("things.echo", {}, {})


async def test_a_caller_who_goes_away_is_cancelled_and_nothing_else(own_vhost, stub: Stub, wire):
    line = wire(own_vhost.amqp_uri)
    async with client(line.through(own_vhost.amqp_uri)) as rpc:
        await rpc.call("things.echo", {}, {})
        line.hold()
        call = asyncio.create_task(rpc.call("things.echo", {}, {}, deadline=60))
        await until(lambda: rpc.open_calls == 1)
        call.cancel()
        await asyncio.wait([call], timeout=3)
        assert call.cancelled()
        assert rpc.open_calls == 0
        line.release()
        assert await rpc.call("things.echo", {}, {})


async def test_a_line_that_is_given_up_while_the_client_prepares_is_replaced(own_vhost, stub: Stub, wire):
    line = wire(own_vhost.amqp_uri)
    line.hold_at(b"rpc.reply-")
    rpc = RpcClient(f"{line.through(own_vhost.amqp_uri)}?heartbeat=1")
    await rpc.start()
    try:
        # The first connection is given up with its declarations unanswered, and another one is tried.
        await until(lambda: line.connections > 1, 20)
        line.release()
        await until(lambda: rpc.connected, 15)
        assert await rpc.call("things.echo", {}, {})
    finally:
        await rpc.stop()


async def test_it_waits_for_a_broker_that_is_not_there_yet(own_vhost, stub: Stub, wire):
    line = wire(own_vhost.amqp_uri)
    line.cut()
    rpc = RpcClient(line.through(own_vhost.amqp_uri))
    await rpc.start()
    with pytest.raises(Unavailable):
        await rpc.call("things.echo", {}, {})
    line.mend()
    await until(lambda: rpc.connected, 15)
    await rpc.stop()


async def test_it_stops_though_a_cancellation_is_swallowed_while_it_connects(monkeypatch):
    connecting = asyncio.Event()

    async def connect(*_):
        connecting.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    monkeypatch.setattr("gateway.rpc.connect", connect)
    rpc = RpcClient("amqp://nowhere")
    await rpc.start()
    await connecting.wait()
    stopped, _ = await asyncio.wait([asyncio.create_task(rpc.stop())], timeout=5)
    assert stopped


@pytest.mark.parametrize("ending", [None, OSError, asyncio.CancelledError], ids=["done", "failed", "given up"])
async def test_a_cancellation_that_is_swallowed_by_what_is_waited_for_still_ends_the_task(ending):
    waiting = asyncio.Event()

    async def swallow():
        waiting.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        if ending:
            raise ending

    async def watch():
        while True:
            with suppress(OSError), none_cancelled_but_us():
                await swallow()
            await asyncio.Event().wait()

    task = asyncio.create_task(watch())
    await waiting.wait()
    task.cancel()
    ended, _ = await asyncio.wait([task], timeout=5)
    assert ended
    assert task.cancelled()


async def test_what_a_task_that_is_being_cancelled_cleans_up_is_not_cancelled_by_the_library():
    told = []

    async def clean():
        try:
            await asyncio.Event().wait()
        finally:
            try:
                with none_cancelled_but_us():
                    raise asyncio.CancelledError
            except ConnectionGone:
                told.append("gone")

    task = asyncio.create_task(clean())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=5)
    assert (told, task.cancelled()) == (["gone"], True)

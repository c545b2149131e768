"""The gateway as a process: it waits for what it needs, says so, finishes what it has, and ends with 0."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.contract.stub import Stub, until
from tests.support import keys

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@asynccontextmanager
async def process(**environment: str):
    port = free_port()
    told = {**os.environ, **keys.told(), "GATEWAY_PORT": str(port), "ACCESS_LOG": "on", "SECOND_FACTOR": "optional"}
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway",
        cwd=ROOT,
        env=told | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            yield child, client
    finally:
        if child.returncode is None:
            child.kill()
            await child.communicate()


async def answers(client: httpx.AsyncClient, path: str, status: int, seconds: float = 40) -> httpx.Response:
    """The answer once it has this status; the process may not listen yet."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                answer = await client.get(path)
                if answer.status_code == status:
                    return answer
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


async def test_it_waits_for_broker_and_database_and_says_what_is_missing():
    nowhere = free_port()
    mongo = f"mongodb://127.0.0.1:{nowhere}/?directConnection=true"
    async with process(AMQP_URI=f"amqp://guest:guest@127.0.0.1:{nowhere}/", MONGO_URI=mongo) as (child, client):
        await answers(client, "/healthz", 200)
        ready = await answers(client, "/readyz", 503)
        assert {"mongodb", "rabbitmq"} <= set(ready.json()["missing"])
        refused = await client.get("/v1/units", headers={"authorization": "Bearer x"})
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable")
        child.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(child.wait(), 30) == 0


async def test_sigterm_lets_an_open_request_end_and_then_ends_with_0(
    own_vhost, mongo_uri, database_prefix, stub: Stub, tmp_path
):
    kept = tmp_path / "password"
    kept.write_text("chosen by the operator\n")
    stub.silent.add("registry.list_units")
    settings = {
        "AMQP_URI": own_vhost.amqp_uri,
        "MONGO_URI": mongo_uri,
        "DATABASE_PREFIX": f"{database_prefix}x_",
        "ADMIN_PASSWORD_FILE": str(kept),
        "SECOND_FACTOR": "optional",
    }
    async with process(**settings) as (child, client):
        await answers(client, "/readyz", 200)
        body = {"name": "admin", "password": "chosen by the operator"}
        token = (await client.post("/v1/session", json=body)).json()["token"]
        signed_in = {"authorization": f"Bearer {token}"}
        open_request = asyncio.create_task(client.get("/v1/units", headers=signed_in))
        await until(lambda: any(one.target == "registry.list_units" for one in stub.received), 20)
        child.send_signal(signal.SIGTERM)
        answer = await open_request
        assert answer.status_code in (200, 503)
        assert answer.headers["x-request-id"]
        assert await asyncio.wait_for(child.wait(), 30) == 0
        lines = (await child.stdout.read()).decode()
        assert '"route":"/v1/units"' in lines
        assert token not in lines
        assert "chosen by" not in lines


@pytest.mark.parametrize("in_a_file", [True, False])
async def test_the_first_password_is_shown_only_where_no_file_keeps_it(
    own_vhost, mongo_uri, database_prefix, stub: Stub, tmp_path, in_a_file
):
    kept = tmp_path / "password"
    settings = {
        "AMQP_URI": own_vhost.amqp_uri,
        "MONGO_URI": mongo_uri,
        "DATABASE_PREFIX": f"{database_prefix}first{in_a_file}_",
        "ADMIN_PASSWORD_FILE": str(kept) if in_a_file else "",
    }
    async with process(**settings) as (child, client):
        await answers(client, "/readyz", 200)
        child.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(child.wait(), 30) == 0
        said = (await child.stdout.read()).decode()
    assert ("First administrator" in said) is not in_a_file
    assert kept.exists() is in_a_file
    assert not in_a_file or kept.read_text().strip() not in said


@pytest.mark.parametrize(
    ("name", "value"), [("GATEWAY_PORT", "many"), ("RATE_LIMIT", "often"), ("AMQP_URI", "http://x"), ("WORKERS", "x")]
)
async def test_a_wrong_setting_is_named_at_the_start(name, value):
    async with process(**{name: value}) as (child, _):
        _, err = await asyncio.wait_for(child.communicate(), 30)
        assert child.returncode == 2
        assert name in err.decode()

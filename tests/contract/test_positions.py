"""What somebody did a moment ago goes along wherever they go next: by session over every gateway, or by header."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest

from gateway import positions
from gateway.positions import sealed
from servicekit import clock
from servicekit.errors import NotFound, NotYet, UnknownCadre
from servicekit.positions import LIFETIME, Told
from tests.contract.gateway_app import PASSWORD, App, running
from tests.contract.stub import Stub, until
from tests.support.platform import UNBOUND

pytestmark = pytest.mark.anyio
MADE = "unit.registered.v1"
UNIT = {"code": "X-1", "name": "虚构", "kind": "government", "synthetic": True}
RESTRICTION = {"cadre_id": "c-1", "kind": "warning", "begins": "2026-03-02", "basis": "演示", "synthetic": True}


class Officer:
    """A session of its own, at one gateway or another."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    async def sign_in(cls, app: App) -> Officer:
        name = f"officer-{secrets.token_hex(4)}"
        await app.core.accounts.create({"name": name, "roles": UNBOUND}, PASSWORD, "test", "")
        answer = await app.client.post("/v1/session", json={"name": name, "password": PASSWORD})
        return cls(answer.json()["token"])

    async def send(self, app: App, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self._token}", **request.pop("headers", {})}
        return await app.client.request(method, path, headers=headers, **request)


@pytest.fixture
async def officer(whole: App) -> Officer:
    return await Officer.sign_in(whole)


@pytest.fixture
async def other(patient_uri: str, mongo_uri: str, database_prefix: str, stub: Stub, whole: App) -> AsyncIterator[App]:
    """A second gateway beside `whole`."""
    async with running(patient_uri, mongo_uri, f"{database_prefix}w_") as app:
        await until(lambda: app.core.positions.up_to_date)
        yield app


def tells(stub: Stub, *ids: str) -> list[list[str]]:
    """The registry tells this when a unit is registered."""
    stub.told["registry.register_unit"] = [[MADE, id] for id in ids or (f"{secrets.token_hex(6)}.0",)]
    return stub.told["registry.register_unit"]


def carried(stub: Stub, target: str) -> list[list[str]]:
    """What a service was told of its caller's last minute, without whose it is."""
    wire = stub.last(target).headers.get("cadre.after")
    return [told[1:] for told in orjson.loads(wire)] if wire else []


async def test_what_a_command_told_goes_along_to_the_other_services(whole: App, stub: Stub, officer: Officer) -> None:
    told = tells(stub)
    assert (await officer.send(whole, "POST", "/v1/units", json=UNIT)).status_code == 201
    await officer.send(whole, "GET", "/v1/training/classes")
    await officer.send(whole, "POST", "/v1/supervision/restrictions", json=RESTRICTION)
    await officer.send(whole, "GET", "/v1/units")
    assert carried(stub, "training.list_classes") == told
    assert carried(stub, "supervision.impose_restriction") == told
    assert carried(stub, "registry.list_units") == [], "the registry has heard of its own"
    await (await Officer.sign_in(whole)).send(whole, "GET", "/v1/training/classes")
    assert carried(stub, "training.list_classes") == [], "another session has nothing to wait for"


async def test_a_command_says_where_it_is_and_another_caller_can_carry_that(
    whole: App, stub: Stub, officer: Officer
) -> None:
    told = tells(stub)
    made = await officer.send(whole, "POST", "/v1/units", json=UNIT)
    partner = await Officer.sign_in(whole)
    headers = {"position": made.headers["position"]}
    await partner.send(whole, "GET", "/v1/training/classes", headers=headers)
    assert carried(stub, "training.list_classes") == told
    # What was handed in goes on with what is new, so that a client keeps the last header only.
    further = tells(stub)
    again = await partner.send(whole, "POST", "/v1/units", json=UNIT, headers=headers)
    await officer.send(whole, "GET", "/v1/incentive/batches", headers={"position": again.headers["position"]})
    assert sorted(carried(stub, "incentive.list_batches")) == sorted([*told, *further])


async def test_a_command_that_tells_nothing_and_a_read_say_nothing(whole: App, stub: Stub, officer: Officer) -> None:
    made = await officer.send(whole, "POST", "/v1/units", json=UNIT)
    read = await officer.send(whole, "GET", "/v1/units")
    assert "position" not in made.headers
    assert "position" not in read.headers


@pytest.mark.parametrize("wrong", ["", "x", "registry=1", "é", "A" * 5000, "eyJhIjoxfQ"])
async def test_what_was_not_given_out_here_is_refused(whole: App, stub: Stub, officer: Officer, wrong: str) -> None:
    headers = {"position": wrong.encode("latin-1")}
    answer = await officer.send(whole, "GET", "/v1/training/classes", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-header")
    assert "Position" in answer.json()["detail"]
    assert stub.received == []


async def test_what_is_older_than_a_minute_is_known_everywhere(whole: App, stub: Stub, officer: Officer) -> None:
    long_ago = int((time.time() - LIFETIME - 1) * 1000)
    header = sealed((Told(long_ago, "registry", MADE, "u.0"),), await whole.core.cursor_secret())
    assert (await officer.send(whole, "GET", "/v1/training/classes", headers={"position": header})).status_code == 200
    assert carried(stub, "training.list_classes") == []


async def test_over_two_gateways_commands_and_reads_know_at_once(
    whole: App, other: App, stub: Stub, officer: Officer
) -> None:
    """However slow the news between gateways is, once they know of each other."""
    await until(lambda: whole.core.positions._others and other.core.positions._others)
    for here, there in ((whole, other), (other, whole)):
        there.core.rpc.listener = None
        for _ in range(5):
            told = tells(stub)
            assert (await officer.send(here, "POST", "/v1/units", json=UNIT)).status_code == 201
            await officer.send(there, "GET", "/v1/training/classes")
            assert told[0] in carried(stub, "training.list_classes")
            told = tells(stub)
            assert (await officer.send(here, "POST", "/v1/units", json=UNIT)).status_code == 201
            await officer.send(there, "POST", "/v1/supervision/restrictions", json=RESTRICTION)
            assert told[0] in carried(stub, "supervision.impose_restriction")


async def test_a_gateway_that_is_alone_does_not_ask_the_database_for_a_read(whole: App, officer: Officer) -> None:
    whole.core.positions._others.clear()
    asked: list[bool] = []
    find = whole.core.positions._kept.find

    def counted(*what: Any, **how: Any) -> Any:
        asked.append(True)
        return find(*what, **how)

    whole.core.positions._kept.find = counted  # type: ignore[method-assign]
    assert (await officer.send(whole, "GET", "/v1/training/classes")).status_code == 200
    assert asked == []


async def test_a_gateway_that_goes_says_so(patient_uri: str, mongo_uri: str, database_prefix: str, stub: Stub) -> None:
    """Long before it would be missed."""
    async with running(patient_uri, mongo_uri, f"{database_prefix}w_") as here:
        known = here.core.positions
        async with running(patient_uri, mongo_uri, f"{database_prefix}w_") as going:
            name = going.core.positions._here
            await until(lambda: name in known._others)
        await until(lambda: name not in known._others)


async def test_one_that_was_killed_is_forgotten_and_one_that_is_only_quiet_is_not(
    patient_uri: str, mongo_uri: str, database_prefix: str, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "GREETING", 0.3)
    beside = f"{database_prefix}w_"
    async with (
        running(patient_uri, mongo_uri, beside) as here,
        running(patient_uri, mongo_uri, beside) as quiet,
        running(patient_uri, mongo_uri, beside) as killed,
    ):
        known = here.core.positions
        names = {one.core.positions._here for one in (quiet, killed)}
        await until(lambda: names <= known._others.keys())
        killed.core.rpc.listener = None
        killed.core.positions.cease()
        await until(lambda: killed.core.positions._here not in known._others)
        assert quiet.core.positions._here in known._others
        # It stood still and is back.
        killed.core.rpc.listener = killed.core.positions
        killed.core.positions.begin()
        await until(lambda: names <= known._others.keys())


async def test_before_another_gateway_says_that_something_is_unknown_it_makes_sure(
    whole: App, other: App, stub: Stub, officer: Officer
) -> None:
    """Even where it has not heard of the other one."""
    other.core.rpc.listener = None
    other.core.positions._others.clear()
    told = tells(stub)
    await officer.send(whole, "POST", "/v1/units", json=UNIT)
    stub.answers["training.get_class"] = NotFound()
    stub.answers["supervision.get_standing"] = UnknownCadre()
    for path, target in (
        ("/v1/training/classes/cls-1", "training.get_class"),
        ("/v1/supervision/standings/c-1", "supervision.get_standing"),
    ):
        stub.received.clear()
        other.core.positions._known.clear()
        answer = await officer.send(other, "GET", path)
        assert answer.status_code in (404, 422)
        assert [one.headers.get("cadre.after") is not None for one in stub.received] == [False, True], target
        assert carried(stub, target) == told
    # Nothing new is known: the refusal is repeated as it is.
    stub.received.clear()
    await officer.send(other, "GET", "/v1/training/classes/cls-1")
    assert len(stub.received) == 1


async def test_a_gateway_that_is_started_afterwards_knows_it_too(
    whole: App, stub: Stub, officer: Officer, patient_uri: str, mongo_uri: str, database_prefix: str
) -> None:
    told = tells(stub)
    await officer.send(whole, "POST", "/v1/units", json=UNIT)
    async with running(patient_uri, mongo_uri, f"{database_prefix}w_") as fresh:
        await officer.send(fresh, "GET", "/v1/training/classes")
    assert carried(stub, "training.list_classes") == told


async def test_a_services_not_yet_is_answered_as_such(whole: App, stub: Stub, officer: Officer) -> None:
    stub.answers["supervision.impose_restriction"] = NotYet(retry_after=1, waiting_for=["registry"])
    for language, word in (("zh", "尚未"), ("en", "not known here yet")):
        answer = await officer.send(
            whole, "POST", "/v1/supervision/restrictions", json=RESTRICTION, headers={"accept-language": language}
        )
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert (answer.json()["type"], answer.json()["waiting_for"]) == ("/problems/not-yet", ["registry"])
        assert word in answer.json()["title"]


async def test_the_profile_and_the_briefing_wait_for_what_their_reader_did(
    whole: App, stub: Stub, officer: Officer
) -> None:
    (id,) = (one for _, one in tells(stub))
    await officer.send(whole, "POST", "/v1/units", json=UNIT)
    for path in (
        "/v1/cadres/c-1/profile",
        "/v1/briefing",
        "/v1/briefing/training.rotation_rounds",
        "/v1/dashboards/training",
    ):
        began = time.monotonic()
        answer = await officer.send(whole, "GET", path)
        waited = time.monotonic() - began
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-yet"), path
        assert answer.headers["retry-after"] == "1"
        assert whole.core.settings.shared.hearing_timeout <= waited < 4
    stranger = await Officer.sign_in(whole)
    assert (await stranger.send(whole, "GET", "/v1/cadres/c-1/profile")).status_code == 404
    await whole.core.db["read_heard"].insert_one({"_id": id, "at": clock.now()})
    assert (await officer.send(whole, "GET", "/v1/cadres/c-1/profile")).status_code == 404
    assert (await officer.send(whole, "GET", "/v1/briefing")).status_code == 200


async def test_what_a_session_did_is_forgotten_by_the_database(whole: App, stub: Stub, officer: Officer) -> None:
    tells(stub)
    await officer.send(whole, "POST", "/v1/units", json=UNIT)
    kept = await whole.core.db.positions.find_one(sort=[("at", -1)])
    assert clock.now() - kept["at"] < timedelta(seconds=30)
    expiring = {
        one["name"]: one.get("expireAfterSeconds") async for one in await whole.core.db.positions.list_indexes()
    }
    assert expiring["at"] == LIFETIME
    assert set(kept) == {"_id", "session", "at", "told"}, "nothing about a person"

"""Whoever has stolen a process's login on the broker, or its key besides, impersonates nobody (ADR 0046).

Real processes of registry and training, each with its own login; the thief has any other's.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import kombu
import orjson
import pytest
from pymongo import MongoClient

from deploy import make_env
from gateway import grants
from gateway.rpc import Answered, RpcClient
from gateway.table import import_kinds
from local.processes import make_keys
from servicekit import catchup
from servicekit.principal import Principal, Reach, Scope, system
from servicekit.vouching import GRANT, Signer
from services import NAMES
from tests.support.logins import Accounts
from tests.support.platform import Platform
from tests.support.polling import poll

pytestmark = pytest.mark.timeout(300)
OFFICER = Principal("usr-officer", ("registry_officer",), "registry.units.register", Scope(Reach.ALL))
UNITS = import_kinds()["units"]
Mongo = MongoClient[dict[str, Any]]


class City:
    """Two services with their own logins, and everybody's keys."""

    def __init__(self, folder: Path, accounts: Accounts, mongo_uri: str, prefix: str) -> None:
        self.accounts = accounts
        self.keys = make_keys(folder / "keys")
        for name in ("registry", "training"):
            (folder / name).mkdir()
        self.services = {
            name: Platform(folder / name, accounts.uri(name), mongo_uri, prefix, only=[name], keys=self.keys)
            for name in ("registry", "training")
        }

    def start(self, name: str) -> None:
        self.services[name][name].start().wait_ready()

    def page(self, name: str, page: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.services[name].ports[name]}/{page}", trust_env=False)

    def signer(self, who: str) -> Signer:
        made = Signer.from_environment({"CALL_KEY_FILE": str(self.keys / f"call-key-{who}")})
        assert made is not None
        return made

    def ask(self, login: str, signer: Any, target: str, wish: Mapping[str, Any], whom: Principal, **more: str) -> Any:
        """The result of a call with a login and a key. Raises Answered."""

        async def call() -> Any:
            client = RpcClient(self.accounts.uri(login), name=login, signer=signer)
            await client.start()
            try:
                await asyncio.to_thread(poll, lambda: client.connected, 10)
                headers = {
                    "cadre.principal": orjson.dumps(whom.to_wire()).decode(),
                    "cadre.request_id": secrets.token_hex(8),
                    "cadre.key": secrets.token_hex(8),
                    **more,
                }
                return await client.call(target, dict(wish), headers, deadline=20)
            finally:
                await client.stop()

        return asyncio.run(asyncio.wait_for(call(), 60))

    def refused(self, *asked: Any, **more: str) -> str:
        """Why a call was not vouched for, in English."""
        with pytest.raises(Answered) as answered:
            self.ask(*asked, **more)
        problem = answered.value.problem
        assert (problem.code, problem.status) in (("not-vouched", 503), ("not-granted", 403))
        assert problem.detail_zh != problem.detail_en
        return str(problem.detail_en)


@pytest.fixture(scope="module")
def city(
    amqp_uri: str,
    management_uri: str,
    mongo_uri: str,
    mongo: Mongo,
    database_prefix: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[City]:
    accounts = Accounts.of(amqp_uri, management_uri)
    accounts.make()
    made = City(tmp_path_factory.mktemp("stolen"), accounts, mongo_uri, f"{database_prefix}v_")
    try:
        made.start("registry")
        yield made
    finally:
        for one in made.services.values():
            one.stop()
        accounts.remove()


@pytest.fixture
def units(city: City, mongo: Mongo) -> Any:
    """What the registry has kept of units."""
    return mongo[f"{city.services['registry'].database_prefix}registry"]["units"]


def unit(**more: Any) -> dict[str, Any]:
    return {
        "code": f"V-{secrets.token_hex(5)}",
        "name": "（示例）单位",
        "kind": "government",
        "synthetic": True,
        **more,
    }


def test_what_the_gateway_signs_is_done(city: City, units: Any) -> None:
    wish = unit()
    city.ask("gateway", city.signer("gateway"), "registry.register_unit", wish, OFFICER)
    assert units.find_one({"code": wish["code"]})


def test_with_the_gateways_login_alone_nothing_is_done(city: City, units: Any) -> None:
    wish = unit()
    for whom in (OFFICER, system("gateway"), Principal("usr-x", ("administrator",), "*", Scope(Reach.ALL))):
        assert "no token" in city.refused("gateway", None, "registry.register_unit", wish, whom)
    assert "no token" in city.refused("gateway", None, "registry.list_units", {}, OFFICER)
    assert units.find_one({"code": wish["code"]}) is None


@pytest.mark.parametrize("thief", ["importer", "projector", *NAMES])
def test_anothers_key_with_the_gateways_login_speaks_for_nobody(city: City, units: Any, thief: str) -> None:
    wish = unit()
    signer = city.signer(thief)
    for whom in (OFFICER, system("gateway"), system(thief)):
        assert "may not call" in city.refused("gateway", signer, "registry.register_unit", wish, whom)
    assert units.find_one({"code": wish["code"]}) is None


def test_the_projectors_login_and_key_read_what_the_projector_reads_and_for_itself(city: City) -> None:
    signer = city.signer("projector")
    told = city.ask("projector", signer, "registry.history", {"after": None, "limit": 1}, system("projector"))
    assert told.keys() == {"items", "next", "now"}
    for key, whom in ((None, system("projector")), (signer, OFFICER), (signer, system("gateway"))):
        city.refused("projector", key, "registry.history", {"after": None, "limit": 1}, whom)


def test_a_services_login_asks_for_history_with_its_own_key_alone(city: City) -> None:
    with kombu.Connection(city.accounts.uri("training")) as connection:
        page = catchup._history(connection, "training", "registry", city.signer("training"), limit=1)
        assert page.keys() == {"items", "next", "now"}
        for asker, signer in (
            ("training", None),
            ("supervision", city.signer("training")),
            ("training", city.signer("registry")),
        ):
            with pytest.raises(catchup.NoAnswer, match="not-vouched"):
                catchup._history(connection, asker, "registry", signer, limit=1)


def test_the_importer_does_what_was_granted_and_nothing_else(city: City, units: Any) -> None:
    job, other = "imp-1", Principal("usr-other", OFFICER.roles, OFFICER.right, OFFICER.scope)
    grant = grants.of_import(city.signer("gateway"), OFFICER, UNITS, job)
    signer, target = city.signer("importer"), UNITS.operation.name
    wish = {"rows": [unit()], "dry_run": False}
    key = f"import:{job}:0"
    refused: dict[str, dict[str, Any]] = {
        "without a grant": {"whom": OFFICER, "key": key},
        "for somebody else": {"whom": other, "key": key, "grant": grant},
        "for another job": {"whom": OFFICER, "key": "import:imp-2:0", "grant": grant},
        "by its own grant": {"whom": OFFICER, "key": key, "grant": grants.of_import(signer, OFFICER, UNITS, job)},
        "by a grant to undo": {
            "whom": OFFICER,
            "key": key,
            "grant": grants.of_undoing(city.signer("gateway"), OFFICER, UNITS, job),
        },
        "in its own name": {"whom": system("importer"), "key": key, "grant": grant},
        "without its key": {"whom": OFFICER, "key": key, "grant": grant, "signer": None},
    }
    for asked in refused.values():
        carried = {"cadre.key": asked["key"], **({GRANT: asked["grant"]} if "grant" in asked else {})}
        city.refused("importer", asked.get("signer", signer), target, wish, asked["whom"], **carried)
    assert units.find_one({"code": wish["rows"][0]["code"]}) is None
    city.ask("importer", signer, target, wish, OFFICER, **{"cadre.key": key, GRANT: grant})
    assert units.find_one({"code": wish["rows"][0]["code"]})


class Replays:
    """Sends a token that was made for another call."""

    def __init__(self, signer: Signer, change: Callable[..., tuple[Any, ...]]) -> None:
        self._signer = signer
        self._change = change

    def token(self, *signed: Any) -> str:
        return self._signer.token(*self._change(*signed))


REPLAYED: dict[str, Callable[..., tuple[Any, ...]]] = {
    "another operation": lambda target, *rest: ("registry.list_units", *rest),
    "another request": lambda target, request, *rest: (target, "earlier", *rest),
    "answers to another": lambda target, request, reply_to, *rest: (target, request, "elsewhere", *rest),
    "another principal": lambda target, request, reply_to, headers, body: (
        target,
        request,
        reply_to,
        {**headers, "cadre.principal": "{}"},
        body,
    ),
    "another body": lambda target, request, reply_to, headers, body: (target, request, reply_to, headers, b"{}"),
}


@pytest.mark.parametrize("of", REPLAYED)
def test_a_token_that_was_seen_serves_for_no_other_call(city: City, units: Any, of: str) -> None:
    wish = unit()
    replays = Replays(city.signer("gateway"), REPLAYED[of])
    assert "not of this call" in city.refused("gateway", replays, "registry.register_unit", wish, OFFICER)
    assert units.find_one({"code": wish["code"]}) is None


class Late:
    """Signs, and sends when the time is over."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def token(self, target: str, request: str, reply_to: str, headers: dict[str, Any], body: bytes) -> str:
        headers["cadre.deadline"] = f"{time.time() - 1:.3f}"
        return self._signer.token(target, request, reply_to, headers, body)


def test_a_token_serves_for_its_time_alone(city: City) -> None:
    assert "expired" in city.refused("gateway", Late(city.signer("gateway")), "registry.list_units", {}, OFFICER)


def test_who_knows_no_key_learns_of_no_method_and_is_counted(city: City) -> None:
    def refusals() -> float:
        lines = city.page("registry", "metrics").text.splitlines()
        (line,) = [one for one in lines if one.startswith("cadre_rpc_not_vouched_total{")]
        return float(line.rpartition(" ")[2])

    before = refusals()
    city.refused("gateway", None, "registry.no_such_method", {}, OFFICER)
    assert refusals() == before + 1


def test_a_service_that_comes_later_is_told_what_was_told_before(city: City, mongo: Mongo) -> None:
    wish = unit()
    city.ask("gateway", city.signer("gateway"), "registry.register_unit", wish, OFFICER)
    city.start("training")
    known = mongo[f"{city.services['training'].database_prefix}training"]["units"]
    poll(lambda: known.find_one({"code": wish["code"]}) or known.find_one({"name": wish["name"]}), 60)


def test_keys_are_replaced_while_services_run(city: City) -> None:
    """As docs/how-to/replace-call-keys.md says."""
    file, gateway = city.keys / "call-key-gateway", city.signer("gateway")

    def go(step: str) -> None:
        make_env.replace_call_keys(city.keys, step)
        make_keys(city.keys)

    def fixed(text: str) -> Signer:
        made = Signer.from_environment({"CALL_KEY": text})
        assert made is not None
        return made

    def served(signer: Signer) -> bool:
        try:
            return bool(city.ask("gateway", signer, "registry.list_units", {"limit": 1}, OFFICER))
        except Answered as answered:
            if answered.problem.code != "not-vouched":
                raise
            return False

    old = fixed(file.read_text())
    go("begin")
    new = fixed(file.read_text().split()[1])
    assert [served(one) for one in (gateway, old, new)] == [True, True, True]
    go("turn")
    assert file.read_text().split()[0] != file.read_text().split()[1]
    assert [served(one) for one in (gateway, old, new)] == [True, True, True]
    go("end")
    assert served(new)
    poll(lambda: not served(old), 20)
    poll(lambda: served(gateway), 5)

"""docker-compose.yml is safe as it stands, and `make env` writes the secrets that it names and nobody else's."""

from __future__ import annotations

import base64
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy import make_env
from local.place import ROOT
from tests.support.manifests import Manifest

COMPOSE: Manifest = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
THREE: Manifest = yaml.safe_load((ROOT / "docker-compose.three.yml").read_text())
SERVICES: dict[str, Manifest] = COMPOSE["services"]
SERVERS = ("rabbitmq", "mongo")
WATCHERS = {name for name, one in SERVICES.items() if "observability" in one.get("profiles", [])}
ONCE = {"demonstration", "migration", "operator"}
"""What ends by itself."""
PROCESSES = SERVICES.keys() - {*SERVERS, *ONCE, *WATCHERS}
DERIVED = {"broker-definitions", "database-accounts", "call-keys"}
"""Made of other secrets, each time anew."""
PLATFORM_IMAGE = "${PLATFORM_IMAGE:-localhost/cadre-platform:latest}"


def targets(service: str) -> dict[str, str]:
    """Each secret that a container is given, by the name under which it finds it."""
    given = [one if isinstance(one, dict) else {"source": one, "target": one} for one in SERVICES[service]["secrets"]]
    return {one["target"]: one["source"] for one in given}


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_is_confined_and_bounded(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["cpus"]
    assert service["logging"]["driver"] == "json-file"
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert "/tmp" in service["tmpfs"]
    restarts = {"demonstration": "no", "operator": "no", "migration": "on-failure"}
    assert service["restart"] == restarts.get(name, "unless-stopped")
    assert service["healthcheck"].get("disable", False) == (name in ONCE)
    assert name in ONCE or service["healthcheck"].keys() == {"test", "interval", "timeout", "retries", "start_period"}
    if name not in ONCE | WATCHERS:
        # A check runs for ever: an interpreter started for each takes more than all the platform does while idle.
        assert service["healthcheck"]["test"][:2] == ["CMD", "bash"]
    assert ("ports" in service) == (name == "gateway" or name in WATCHERS)
    assert "privileged" not in service
    assert "network_mode" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_the_platforms_own_or_of_a_fixed_line(name: str) -> None:
    image = SERVICES[name]["image"]
    if image != PLATFORM_IMAGE:
        repository, _, tag = image.rpartition(":")
        assert re.fullmatch(r"docker\.io/[\w-]+/[\w-]+", repository)
        # Broker and database are of a line, whose patches each pull brings; what watches is one release.
        assert re.fullmatch(r"\d+(-management)?" if name in SERVERS else r"v?\d+\.\d+\.\d+", tag)
    else:
        assert name not in {*SERVERS, *WATCHERS}


def test_each_profile_is_one_that_is_explained() -> None:
    profiles = {profile for one in SERVICES.values() for profile in one.get("profiles", [])}
    assert profiles == {"operator", "demo", "observability"}
    assert sorted(WATCHERS) == ["grafana", "jaeger", "prometheus"]


def test_what_writes_to_a_read_only_system_has_a_volume_that_is_declared() -> None:
    named = {
        volume.partition(":")[0]
        for one in SERVICES.values()
        for volume in one.get("volumes", [])
        if not volume.startswith("./")
    }
    assert named == COMPOSE["volumes"].keys()


@pytest.mark.parametrize("name", [*SERVERS, "gateway"])
def test_who_holds_many_connections_or_files_may_open_them(name: str) -> None:
    assert SERVICES[name]["ulimits"]["nofile"] == {"soft": 65536, "hard": 65536}


def test_the_gateway_is_published_on_this_machine_alone() -> None:
    (port,) = SERVICES["gateway"]["ports"]
    assert port.startswith("${GATEWAY_BIND:-127.0.0.1}:")


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_a_process_has_its_own_accounts_and_only_its_own_secrets(name: str) -> None:
    told = SERVICES[name]["environment"]
    assert told["AMQP_URI"].startswith(f"amqp://{name}@")
    assert told["MONGO_URI"].startswith(f"mongodb://{name}@")
    files = {key: value for key, value in told.items() if "/run/secrets/" in value}
    assert {f"/run/secrets/{target}" for target in targets(name)} == set(files.values())
    keys = {"registry", "supervision", "appraisal"}, {"incentive"}
    own = {"broker": f"broker-{name}", "database": f"database-{name}"}
    own |= {"call-key": f"call-key-{name}", "call-keys": "call-keys", "data-key": f"data-key-{make_env.part_of(name)}"}
    own |= {"field-key": "field-key"} if name in keys[0] else {}
    own |= {"honour-signing-key": "honour-signing-key"} if name in keys[1] else {}
    own |= {one: one for one in ("oidc-client-secret", "oidc-authorities") if name == "gateway"}
    assert targets(name) == own


def test_three_members_differ_from_one_in_their_addresses_alone() -> None:
    told = PROCESSES | {"migration", "operator"}
    for name in told:
        assert THREE["services"][name].keys() == {"environment"}
        for key, address in THREE["services"][name]["environment"].items():
            one = SERVICES[name]["environment"][key]
            three = address.replace("@broker:", "@rabbitmq:").replace(",mongo-2:27017,mongo-3:27017", "")
            assert three == one
    assert THREE["services"].keys() - told == {f"{one}{number}" for one in SERVERS for number in ("", "-2", "-3")}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def secrets_of(root: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (root / ".secrets").iterdir()}


def test_the_secrets_that_are_made_are_those_that_compose_names(tmp_path: Path) -> None:
    made = make_env.make(tmp_path)
    wanted = {Path(one["file"]) for one in COMPOSE["secrets"].values()}
    assert {one.name for one in wanted} == secrets_of(tmp_path).keys()
    assert all(one.parent.name == ".secrets" for one in wanted)
    assert {*made, *DERIVED} == secrets_of(tmp_path).keys()
    assert mode(tmp_path / ".secrets") == 0o700
    short = {name: text for name, text in secrets_of(tmp_path).items() if len(text) < 40}
    assert short == {"oidc-authorities": ""}, "no secret: the system's, unless a city has its own"
    given = {name: text for name, text in secrets_of(tmp_path).items() if name in made}
    assert len(set(given.values())) == len(given)


def test_secrets_that_are_there_stay(tmp_path: Path) -> None:
    make_env.make(tmp_path)
    before = secrets_of(tmp_path)
    (tmp_path / ".secrets" / "broker-training").unlink()
    assert make_env.make(tmp_path) == ["broker-training"]
    after = secrets_of(tmp_path)
    derived = {"broker-training", *DERIVED}
    assert {name: text for name, text in before.items() if name not in derived} == {
        name: text for name, text in after.items() if name not in derived
    }


def test_the_ring_holds_the_public_part_of_each_processs_key(tmp_path: Path) -> None:
    make_env.make(tmp_path)
    ring = json.loads(secrets_of(tmp_path)["call-keys"])
    assert {one["who"] for one in ring.values()} == PROCESSES
    assert len(ring) == len(PROCESSES)
    for one in ring.values():
        key = base64.b64decode(secrets_of(tmp_path)[f"call-key-{one['who']}"])
        public = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
        assert base64.b64decode(one["public"]) == public


def test_the_next_key_stands_in_the_ring_beside_the_present_one(tmp_path: Path) -> None:
    make_env.make(tmp_path)
    before = json.loads(secrets_of(tmp_path)["call-keys"])
    file = tmp_path / ".secrets" / "call-key-training"
    make_env.write(file, f"{file.read_text()}\n{make_env.key()}\n")
    make_env.make(tmp_path)
    after = json.loads(secrets_of(tmp_path)["call-keys"])
    assert after.items() > before.items()
    assert [one["who"] for id, one in after.items() if id not in before] == ["training"]


def test_the_keys_of_an_earlier_release_are_kept(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# old\nFIELD_KEY=QUJD=\nHONOUR_SIGNING_KEY=\nRABBITMQ_PASSWORD=x\n")
    make_env.make(tmp_path)
    assert secrets_of(tmp_path)["field-key"] == "QUJD="
    assert secrets_of(tmp_path)["honour-signing-key"]
    assert (tmp_path / ".env").read_text().startswith("# old")


def test_each_database_account_reads_and_writes_one_database(tmp_path: Path) -> None:
    make_env.make(tmp_path)
    told: dict[str, Any] = json.loads((tmp_path / ".secrets" / "database-accounts").read_text())
    accounts = told["accounts"]
    keeper = accounts.pop("keeper")
    everywhere = {role["db"] for role in accounts.pop("migration")["roles"]}
    assert everywhere == {account["roles"][0]["db"] for account in accounts.values()}
    assert keeper["roles"] == [{"role": "root", "db": "admin"}]
    gateways = {"gateway", "projector", "importer"}
    for name, account in accounts.items():
        part = "gateway" if name in gateways else name
        appends = {"role": f"append-only-{part}", "db": "admin"}
        assert account["roles"] == [{"role": "readWrite", "db": f"cadre_{part}"}, appends]
        (adds,) = told["roles"][appends["role"]]
        assert adds["resource"] == {"db": f"cadre_{part}_audit", "collection": ""}
        assert not {"update", "remove", "dropCollection", "anyAction"} & set(adds["actions"])
        assert account["password"] == (tmp_path / ".secrets" / f"database-{name}").read_text()
    assert accounts.keys() == PROCESSES


def test_the_broker_is_given_an_account_for_each_process_and_no_password_in_clear(tmp_path: Path) -> None:
    make_env.make(tmp_path)
    text = (tmp_path / ".secrets" / "broker-definitions").read_text()
    definitions = json.loads(text)
    users = {user["name"]: user["tags"] for user in definitions["users"]}
    assert users == {"keeper": ["administrator"], "migration": [], **{name: [] for name in PROCESSES}}
    assert {row["user"] for row in definitions["permissions"]} == users.keys()
    assert not [name for name in users if secrets_of(tmp_path)[f"broker-{name}"] in text]

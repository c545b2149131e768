"""deploy/k8s says the same as docker-compose.yml, the register of services, the image and the settings it copies."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from deploy import make_env
from deploy.k8s import fresh_secrets
from gateway.app import build
from gateway.route import BASE
from gateway.settings import gateway_settings
from local.place import ROOT
from servicekit import topology
from services import NAMES
from tests.support.manifests import (
    COMPOSE_VARIABLE,
    K8S,
    RENDERINGS,
    Manifest,
    compose,
    containers,
    environment,
    named,
    of_kind,
    processes,
    rendered,
    secret_files,
    secrets_used,
    selects,
    workloads,
)
from tools import broker_accounts, cluster_accounts

CLUSTER_FILES = cluster_accounts.files(broker_accounts.rights())
IMAGE = "localhost/cadre-platform"
COMPOSE = compose()
PLATFORM = {name: one for name, one in COMPOSE.items() if f"{IMAGE}:latest" in one["image"] and name != "operator"}
PROCESSES = PLATFORM.keys() - {"demonstration", "migration"}
WITH_ACCOUNTS = sorted(PLATFORM.keys() - {"demonstration"} | {"operator"})
KEYS = {
    "field-key": ("cadre-field-key", "FIELD_KEY"),
    "oidc-client-secret": ("cadre-oidc-client-secret", "secret"),
    "oidc-authorities": ("cadre-oidc-authorities", "authorities"),
    "honour-signing-key": ("cadre-honour-signing-key", "HONOUR_SIGNING_KEY"),
    "call-keys": ("cadre-call-keys", "ring"),
    **{f"call-key-{process}": (f"cadre-call-key-{process}", "key") for process in PROCESSES},
    **{f"data-key-{part}": (f"cadre-data-key-{part}", "key") for part in make_env.parts(PROCESSES)},
}
"""Compose's secrets that are no account's password, as a cluster has them."""

INSIDE_ONLY = {"/healthz", "/readyz", "/metrics"}


@pytest.mark.parametrize("name", RENDERINGS)
def test_the_processes_are_those_of_compose_and_of_the_register(name: str) -> None:
    assert processes(rendered(name)).keys() == PROCESSES == {*NAMES, "projector", "importer", "gateway"}


def template_of(name: str, process: str) -> Manifest:
    return dict(workloads(rendered(name)))[process]


def only_container(name: str, process: str) -> Manifest:
    (container,) = template_of(name, process)["spec"]["containers"]
    return container


def told_to(name: str, process: str) -> dict[str, str]:
    told = environment(rendered(name), template_of(name, process), only_container(name, process))
    assert told.pop("ACCOUNT", None) or process == "demonstration"
    return told


@pytest.mark.parametrize("process", PLATFORM)
def test_a_process_runs_the_command_of_compose(process: str) -> None:
    assert only_container("small-demonstration", process)["command"] == PLATFORM[process]["command"]


def in_compose(process: str) -> dict[str, str]:
    """What Compose tells a process where `.env` says nothing."""
    defaults = {name: COMPOSE_VARIABLE.fullmatch(value) for name, value in COMPOSE[process]["environment"].items()}
    return {
        name: found[3] if (found := defaults[name]) else value
        for name, value in COMPOSE[process]["environment"].items()
    }


@pytest.mark.parametrize("process", [*PLATFORM, "operator"])
def test_a_process_is_told_what_compose_tells_it(process: str) -> None:
    told, wanted = told_to("small-demonstration", process), in_compose(process)
    if process == "gateway":
        # Who tries the platform needs no second factor; everybody else has it as the rule says.
        assert (told.pop("SECOND_FACTOR"), wanted.pop("SECOND_FACTOR")) == ("optional", "by-rule")
        assert told_to("production", process)["SECOND_FACTOR"] == "by-rule"
    assert told.keys() == wanted.keys()
    for variable, value in wanted.items():
        if process != "demonstration" or not value.startswith("/"):
            assert told[variable] == value


@pytest.mark.parametrize("process", WITH_ACCOUNTS)
def test_production_differs_in_the_databases_address_alone(process: str) -> None:
    (database,) = of_kind(rendered("production"), "MongoDBCommunity")
    name, members = database["metadata"]["name"], database["spec"]["members"]
    hosts = ",".join(f"{name}-{number}.{name}-svc:27017" for number in range(members))
    wanted = in_compose(process)
    one = wanted["MONGO_URI"]
    wanted["MONGO_URI"] = one.replace("@mongo:27017", f"@{hosts}").replace("replicaSet=cadre", f"replicaSet={name}")
    assert wanted["MONGO_URI"] != one
    assert told_to("production", process) == wanted


def compose_files(process: str) -> dict[str, tuple[str, str]]:
    """The files in which Compose gives a process its secrets, by what a cluster calls those."""
    files = {}
    for one in COMPOSE[process]["secrets"]:
        target, source = (one["target"], one["source"]) if isinstance(one, dict) else (one, one)
        kind, _, account = source.partition("-")
        files[f"/run/secrets/{target}"] = KEYS.get(source, (f"cadre-account-{account}", kind))
    return files


@pytest.mark.parametrize("overlay", ["small", "production"])
@pytest.mark.parametrize("process", WITH_ACCOUNTS)
def test_a_process_finds_its_own_secrets_where_compose_puts_them(process: str, overlay: str) -> None:
    found = secret_files(template_of(overlay, process), only_container(overlay, process))
    for name in ("admin", "security", "audit"):
        found.pop(f"/var/lib/cadre/{name}-password", None)
    if process == "operator":
        assert found.pop("/run/secrets/backup-key") == ("cadre-backup-key", "key")
    assert found == compose_files(process)


@pytest.mark.parametrize("overlay", ["small", "production"])
def test_backups_are_made_with_the_operators_account_and_key(overlay: str) -> None:
    told = told_to(overlay, "backup")
    assert told.pop("KEEP_DAYS").isdigit()
    assert told == told_to(overlay, "operator")
    files = [secret_files(template_of(overlay, one), only_container(overlay, one)) for one in ("backup", "operator")]
    assert files[0] == files[1]
    assert "/run/secrets/backup-key" in only_container(overlay, "backup")["command"][-1]


@pytest.mark.parametrize("process", sorted(PROCESSES))
def test_a_process_is_confined_and_stopped_as_by_compose(process: str) -> None:
    wanted = PLATFORM[process]
    spec = named(rendered("small"), "Deployment", process)["spec"]["template"]["spec"]
    assert f"{spec['terminationGracePeriodSeconds']}s" == wanted["stop_grace_period"]
    security = spec["containers"][0]["securityContext"]
    assert security["readOnlyRootFilesystem"] == wanted["read_only"]
    assert security["capabilities"]["drop"] == wanted["cap_drop"]
    assert {mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"]} >= set(wanted["tmpfs"])


def test_image_and_user_are_those_of_the_dockerfile_and_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    user = int(re.findall(r"--uid (\d+)", (ROOT / "deploy" / "Dockerfile").read_text())[0])
    for process in PLATFORM:
        template = dict(workloads(rendered("small-demonstration")))[process]
        assert template["spec"]["containers"][0]["image"] == f"{IMAGE}:{version}"
        assert template["spec"]["securityContext"]["runAsUser"] == user


@pytest.mark.parametrize("name", ["rabbitmq", "mongo"])
def test_broker_and_database_are_of_the_line_that_compose_names(name: str) -> None:
    image, _, tag = COMPOSE[name]["image"].rpartition(":")
    for container in containers(dict(workloads(rendered("small")))[name]):
        own, _, own_tag = container["image"].rpartition(":")
        assert own == image
        assert own_tag.split(".")[0] == tag.split("-")[0]
    kind, version = {"rabbitmq": ("RabbitmqCluster", "image"), "mongo": ("MongoDBCommunity", "version")}[name]
    (cluster,) = of_kind(rendered("production"), kind)
    assert cluster["spec"][version] in (f"{own}:{own_tag}", own_tag)


@pytest.mark.parametrize(
    "copied", ["rabbitmq/rabbitmq.conf", "mongo/mongod.conf", "mongo/initiate.js", "mongo/start.sh", "mongo/ready.sh"]
)
def test_the_small_overlays_copies_are_what_compose_mounts(copied: str) -> None:
    """kustomize reads no file from outside the folder of a kustomization."""
    assert (K8S / "overlays" / "small" / copied).read_text() == (ROOT / "deploy" / copied).read_text()


@pytest.mark.parametrize("path", CLUSTER_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_made_of_the_accounts_is_what_is_kept(path: Path) -> None:
    assert path.read_text() == CLUSTER_FILES[path], "python -m tools.broker_accounts"


def definitions(folder: Path, passwords: dict[str, str]) -> Manifest:
    """What the broker's init container writes where these passwords are mounted."""
    component = K8S / "components" / "broker-accounts"
    script = (component / "definitions.sh").read_text()
    for mount in ("passwords", "accounts", "definitions"):
        (folder / mount).mkdir()
        script = script.replace(f"/{mount}/", f"{folder}/{mount}/")
    for name, text in passwords.items():
        (folder / "passwords" / name).write_text(text)
    shutil.copy(component / "rights.json", folder / "accounts")
    subprocess.run(["bash", "-c", script], check=True)
    made: Manifest = json.loads((folder / "definitions" / "definitions.json").read_text())
    return made


def test_a_node_of_the_broker_loads_what_compose_loads(tmp_path: Path) -> None:
    make_env.make(tmp_path)
    wanted = json.loads((tmp_path / ".secrets" / "broker-definitions").read_text())
    names = [user["name"] for user in wanted["users"]]
    passwords = {name: (tmp_path / ".secrets" / f"broker-{name}").read_text() for name in names}
    passwords["training"] = 'a "word" with \\ and a line\'s end\n'
    made = definitions(tmp_path, passwords)
    assert {user["name"]: user["password"] for user in made["users"]} == {
        name: text.rstrip("\n") for name, text in passwords.items()
    }
    assert {user["name"]: user["tags"] for user in made.pop("users")} == {
        user["name"]: user["tags"] for user in wanted.pop("users")
    }
    assert made == wanted


@pytest.mark.parametrize(
    ("name", "kind"), [("small", "StatefulSet"), ("production", "RabbitmqCluster")], ids=["small", "production"]
)
def test_every_account_is_brought_to_the_broker(name: str, kind: str) -> None:
    broker = named(rendered(name), kind, "rabbitmq")["spec"]
    template = (broker if name == "small" else broker["override"]["statefulSet"]["spec"])["template"]
    (init,) = template["spec"]["initContainers"]
    assert init["command"] == ["bash", "/accounts/definitions.sh"]
    assert secret_files(template, init) == {
        f"/passwords/{account}": (f"cadre-account-{account}", "broker") for account in fresh_secrets.accounts()
    }


def test_the_database_has_the_accounts_of_compose(tmp_path: Path) -> None:
    make_env.make(tmp_path)
    wanted = json.loads((tmp_path / ".secrets" / "database-accounts").read_text())
    roles = {name: one["roles"] for name, one in wanted["accounts"].items()}
    (database,) = of_kind(rendered("production"), "MongoDBCommunity")
    users = database["spec"]["users"]
    assert {one["name"]: [{"role": row["name"], "db": row["db"]} for row in one["roles"]] for one in users} == roles
    assert len({one["scramCredentialsSecretName"] for one in users}) == len(users)
    made_roles = {one["role"]: one["privileges"] for one in database["spec"]["security"]["roles"]}
    assert made_roles == wanted["roles"]
    container = only_container("small", "mongo")
    files = secret_files(template_of("small", "mongo"), container)
    assert files.pop("/run/secrets/database-keyfile") == ("cadre-database-keyfile", "keyfile")
    assert files == {f"/run/secrets/database-{name}": (f"cadre-account-{name}", "database") for name in roles}
    (made,) = (one for one in of_kind(rendered("small"), "ConfigMap") if "accounts.json" in one["data"])
    given = json.loads(made["data"]["accounts.json"])
    assert {name: one["roles"] for name, one in given["accounts"].items()} == roles
    assert given["roles"] == wanted["roles"]


def settings_of(text: str) -> dict[str, str]:
    lines = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in lines}


def test_production_sets_what_compose_sets() -> None:
    (broker,) = of_kind(rendered("production"), "RabbitmqCluster")
    wanted = settings_of((ROOT / "deploy" / "rabbitmq" / "rabbitmq.conf").read_text())
    given = settings_of(broker["spec"]["rabbitmq"]["additionalConfig"])
    # The operator sees to the log; what follows a parting of nodes is a cluster's own question.
    assert given == {key: value for key, value in wanted.items() if not key.startswith("log.")} | {
        "cluster_partition_handling": "pause_minority",
        "load_definitions": "/definitions/definitions.json",
    }
    (small,) = (one["data"] for one in of_kind(rendered("small"), "ConfigMap") if "accounts.conf" in one["data"])
    assert settings_of(small["accounts.conf"])["load_definitions"] == given["load_definitions"]
    (database,) = of_kind(rendered("production"), "MongoDBCommunity")
    single = yaml.safe_load((ROOT / "deploy" / "mongo" / "mongod.conf").read_text())
    for key, value in single["setParameter"].items():
        assert database["spec"]["additionalMongodConfig"][f"setParameter.{key}"] == value


def test_the_secrets_that_are_made_are_the_ones_that_are_used() -> None:
    made = {
        overlay: {(name, key) for name, data in fresh_secrets.fresh(overlay).items() for key in data}
        for overlay in ("small", "production")
    }
    assert secrets_used(rendered("small")) == made["small"]
    assert secrets_used(rendered("production")) == made["production"]
    external = {
        (one["metadata"]["name"], row["secretKey"])
        for one in of_kind(rendered("production-external-secrets"), "ExternalSecret")
        for row in one["spec"]["data"]
    }
    assert external == made["production"]


def test_an_account_has_two_passwords_that_nobody_else_has() -> None:
    made = fresh_secrets.fresh("small")
    assert made.pop("cadre-oidc-authorities") == {"authorities": ""}, (
        "no secret: the system's, unless a city has its own"
    )
    told = [text for data in made.values() for text in data.values()]
    assert len(set(told)) == len(told)
    assert min(map(len, told)) >= 32


def test_who_counts_the_calls_that_wait_may_do_nothing_else() -> None:
    manifests = rendered("production-keda")
    (authentication,) = of_kind(manifests, "TriggerAuthentication")
    told = named(manifests, "ConfigMap", "broker-for-keda")["data"]
    assert {(one["parameter"], one["key"]) for one in authentication["spec"]["configMapTargetRef"]} == {
        (key, key) for key in told
    }
    (password,) = authentication["spec"]["secretTargetRef"]
    assert password["name"] == f"cadre-account-{told['username']}"
    rights = json.loads((ROOT / "deploy" / "rabbitmq" / "accounts.json").read_text())
    (row,) = (one for one in rights["permissions"] if one["user"] == told["username"])
    assert {row["configure"], row["write"], row["read"]} == {"^$"}


def test_fresh_secrets_are_told_as_a_list_that_can_be_created() -> None:
    done = subprocess.run(
        [sys.executable, K8S / "fresh_secrets.py", "small"], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert {one["kind"] for one in told["items"]} == {"Secret"}
    assert {one["metadata"]["namespace"] for one in told["items"]} == {"cadre"}
    refused = subprocess.run([sys.executable, K8S / "fresh_secrets.py"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2


@pytest.mark.parametrize("name", RENDERINGS)
def test_services_and_monitors_find_what_they_name(name: str) -> None:
    manifests = rendered(name)
    services = of_kind(manifests, "Service")
    for service in services:
        found = [
            {port["name"] for container in template["spec"]["containers"] for port in container.get("ports", [])}
            for _, template in workloads(manifests)
            if service["spec"]["selector"].items() <= template["metadata"]["labels"].items()
        ]
        for port in service["spec"]["ports"]:
            assert any(port.get("targetPort", port["name"]) in ports for ports in found)
    for monitor in of_kind(manifests, "ServiceMonitor"):
        if monitor["metadata"]["name"] != "rabbitmq":  # The operator makes that one's Service.
            (service,) = (
                one for one in services if selects(monitor["spec"]["selector"], one["metadata"].get("labels", {}))
            )
            ports = {port["name"] for port in service["spec"]["ports"]}
            assert {endpoint["port"] for endpoint in monitor["spec"]["endpoints"]} <= ports


def pages() -> set[str]:
    """The first part of each path that the gateway answers."""
    paths = {route.path for route in build(gateway_settings({}))._pages.routes} | {BASE}
    return {"/" + path.split("/")[1] for path in paths}


def test_the_proxy_passes_every_page_but_those_for_operators() -> None:
    (ingress,) = of_kind(rendered("small"), "Ingress")
    (rule,) = ingress["spec"]["rules"]
    assert {one["path"] for one in rule["http"]["paths"]} == pages() - INSIDE_ONLY
    assert [rule["host"]] == ingress["spec"]["tls"][0]["hosts"]
    route = named(rendered("production"), "HTTPRoute", "gateway")
    (rule,) = route["spec"]["rules"]
    assert {one["path"]["value"] for one in rule["matches"]} == pages() - INSIDE_ONLY


def test_what_comes_without_tls_is_sent_to_tls() -> None:
    (gateway,) = of_kind(rendered("production"), "Gateway")
    listeners = {one["name"]: one for one in gateway["spec"]["listeners"]}
    assert listeners["https"]["tls"]["mode"] == "Terminate"
    assert named(rendered("production"), "HTTPRoute", "gateway")["spec"]["parentRefs"][0]["sectionName"] == "https"
    redirect = named(rendered("production"), "HTTPRoute", "to-https")["spec"]
    assert redirect["parentRefs"][0]["sectionName"] == "http"
    assert redirect["rules"][0]["filters"][0]["requestRedirect"]["scheme"] == "https"


def test_the_queues_that_are_measured_are_those_where_calls_wait() -> None:
    measured = {
        one["metadata"]["name"]: trigger["metadata"]["queueName"]
        for one in of_kind(rendered("production-keda"), "ScaledObject")
        for trigger in one["spec"]["triggers"]
        if trigger["type"] == "rabbitmq"
    }
    assert measured == {service: topology.rpc_queue(service) for service in NAMES}


@pytest.mark.parametrize(
    ("status", "missing", "ready"),
    [
        (200, [], True),
        (503, ["service:talentpool", "service:training"], True),
        (503, ["mongodb"], False),
        (503, ["stopping"], False),
        (503, ["rabbitmq", "service:training"], False),
    ],
)
def test_a_service_that_is_away_does_not_take_the_gateway_from_the_others(
    status: int, missing: list[str], ready: bool
) -> None:
    python, flag, code = only_container("small", "gateway")["readinessProbe"]["exec"]["command"]
    assert (python, flag) == ("python", "-c")
    given = [str(status), json.dumps({"missing": missing}), code]
    done = subprocess.run([sys.executable, "-m", "tests.support.answering", *given], cwd=ROOT, check=False)
    assert (done.returncode == 0) is ready

"""deploy/k8s says the same as docker-compose.yml, the register of services, the image and the settings it copies."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

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
    secrets_used,
    selects,
    workloads,
)

IMAGE = "localhost/cadre-platform"
COMPOSE = compose()
PLATFORM = {name: one for name, one in COMPOSE.items() if f"{IMAGE}:latest" in one["image"] and name != "operator"}
PROCESSES = PLATFORM.keys() - {"demonstration", "migration"}
ADDRESSES_WITH_ACCOUNTS = {"AMQP_URI", "MONGO_URI"}
PASSWORDS = {"AMQP_PASSWORD_FILE", "MONGO_PASSWORD_FILE"}
"""Beside its address in compose; on Kubernetes a Secret holds the address with it."""

INSIDE_ONLY = {"/healthz", "/readyz", "/metrics"}


@pytest.mark.parametrize("name", RENDERINGS)
def test_the_processes_are_those_of_compose_and_of_the_register(name: str) -> None:
    assert processes(rendered(name)).keys() == PROCESSES == {*NAMES, "projector", "importer", "gateway"}


def only_container(name: str, process: str) -> Manifest:
    (container,) = dict(workloads(rendered(name)))[process]["spec"]["containers"]
    return container


@pytest.mark.parametrize("process", PLATFORM)
def test_a_process_runs_the_command_of_compose(process: str) -> None:
    assert only_container("small-demonstration", process)["command"] == PLATFORM[process]["command"]


@pytest.mark.parametrize("process", PLATFORM)
def test_a_process_is_told_what_compose_tells_it(process: str) -> None:
    told = environment(rendered("small-demonstration"), only_container("small-demonstration", process))
    files = {name: value for name, value in PLATFORM[process]["environment"].items() if "/run/secrets/" in value}
    wanted = {name: value for name, value in PLATFORM[process]["environment"].items() if name not in files}
    secrets = {name.removesuffix("_FILE") for name in files.keys() - PASSWORDS}
    assert told.keys() == wanted.keys() | secrets
    assert all(isinstance(told[variable], dict) for variable in secrets)
    for variable, value in wanted.items():
        from_env = COMPOSE_VARIABLE.fullmatch(value)
        if variable in ADDRESSES_WITH_ACCOUNTS:
            assert isinstance(told[variable], dict), f"{variable} is a secret"
        elif process != "demonstration" or not value.startswith("/"):
            assert told[variable] == (from_env[3] if from_env else value)


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


def test_the_small_overlays_copies_are_what_compose_mounts() -> None:
    """kustomize reads no file from outside the folder of a kustomization."""
    for copied in ("rabbitmq/rabbitmq.conf", "mongo/mongod.conf"):
        assert (K8S / "overlays" / "small" / copied).read_text() == (ROOT / "deploy" / copied).read_text()


def settings_of(text: str) -> dict[str, str]:
    lines = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in lines}


def test_production_sets_what_compose_sets() -> None:
    (broker,) = of_kind(rendered("production"), "RabbitmqCluster")
    wanted = settings_of((ROOT / "deploy" / "rabbitmq" / "rabbitmq.conf").read_text())
    given = settings_of(broker["spec"]["rabbitmq"]["additionalConfig"])
    # The operator sees to the log; what follows a parting of nodes is a cluster's own question.
    assert given == {key: value for key, value in wanted.items() if not key.startswith("log.")} | {
        "cluster_partition_handling": "pause_minority"
    }
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
    by_operators = {("rabbitmq-default-user", "connection_string"), ("cadre-database", "connectionString.standard")}
    (database,) = of_kind(rendered("production"), "MongoDBCommunity")
    users = database["spec"]["users"]
    accounts = {(user["passwordSecretRef"]["name"], user["passwordSecretRef"]["key"]) for user in users}
    assert {user["name"]: user["connectionStringSecretName"] for user in users}["cadre"] == "cadre-database"
    assert secrets_used(rendered("production")) - by_operators | accounts == made["production"]
    external = {
        (one["metadata"]["name"], row["secretKey"])
        for one in of_kind(rendered("production-external-secrets"), "ExternalSecret")
        for row in one["spec"]["data"]
    }
    assert external == made["production"]


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

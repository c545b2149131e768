"""What holds for every pod and Deployment of deploy/k8s, whichever overlay it is in."""

from __future__ import annotations

import re

import pytest

from deploy import make_env
from tests.support.every import of_every
from tests.support.manifests import (
    RENDERINGS,
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

ADMINISTRATORS = ("password", "security-password", "audit-password")
PODS = [(name, workload) for name in RENDERINGS for workload, _ in workloads(rendered(name))]
PINNED = re.compile(r".+(:[0-9]+\.[0-9]+\.[0-9]+[-\w.]*|@sha256:[0-9a-f]{64})")
RESTRICTED_VOLUMES = {
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
}  # fmt: skip


@of_every("name, workload", PODS)
def test_a_pod_passes_the_restricted_standard(name: str, workload: str) -> None:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, and a read-only root besides."""
    template = dict(workloads(rendered(name)))[workload]
    spec = template["spec"]
    assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
    for volume in spec.get("volumes", []):
        assert volume.keys() - {"name"} <= RESTRICTED_VOLUMES
    of_pod = spec["securityContext"]
    assert of_pod["runAsNonRoot"] is True
    assert of_pod["runAsUser"] > 0
    assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert "sysctls" not in of_pod
    for container in containers(template):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert all("hostPort" not in port for port in container.get("ports", []))


@of_every("name, workload", PODS)
def test_a_pod_says_what_it_takes(name: str, workload: str) -> None:
    for container in containers(dict(workloads(rendered(name)))[workload]):
        resources = container["resources"]
        assert resources["requests"].keys() == resources["limits"].keys() == {"cpu", "memory"}


@of_every("name, workload", PODS)
def test_an_image_is_named_in_full_and_pinned(name: str, workload: str) -> None:
    for container in containers(dict(workloads(rendered(name)))[workload]):
        assert PINNED.fullmatch(container["image"])
        assert "/" in container["image"]
        assert "latest" not in container["image"]


def test_the_operators_images_are_pinned_too() -> None:
    (broker,) = of_kind(rendered("production"), "RabbitmqCluster")
    (database,) = of_kind(rendered("production"), "MongoDBCommunity")
    assert PINNED.fullmatch(broker["spec"]["image"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", database["spec"]["version"])


@of_every("name, workload", PODS)
def test_no_pod_holds_a_token_of_the_cluster_or_its_services_addresses(name: str, workload: str) -> None:
    spec = dict(workloads(rendered(name)))[workload]["spec"]
    assert spec["automountServiceAccountToken"] is False
    # The Service `gateway` would set GATEWAY_PORT to an address, `rabbitmq` RABBITMQ_PORT.
    assert spec["enableServiceLinks"] is False


@pytest.mark.parametrize("name", RENDERINGS)
def test_what_stays_up_is_probed_for_having_started_being_alive_and_being_ready(name: str) -> None:
    for one in of_kind(rendered(name), "Deployment", "StatefulSet"):
        if one["metadata"]["name"] == "operator":
            continue  # It serves nobody, and sleeps until somebody looks in.
        for container in one["spec"]["template"]["spec"]["containers"]:
            start, live, ready = (container[f"{probe}Probe"] for probe in ("startup", "liveness", "readiness"))
            assert start["periodSeconds"] * start["failureThreshold"] >= 120
            assert live["periodSeconds"] * live["failureThreshold"] >= 120
            for probe in (start, live, ready):
                assert len({"httpGet", "exec", "tcpSocket"} & probe.keys()) == 1
                # A host of its own is what newer clusters refuse as well.
                assert "host" not in probe.get("httpGet", {})


@pytest.mark.parametrize("name", RENDERINGS)
def test_a_process_that_waits_for_others_is_alive_and_not_ready(name: str) -> None:
    for deployment in processes(rendered(name)).values():
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert (
            container["startupProbe"]["httpGet"]["path"] == container["livenessProbe"]["httpGet"]["path"] == "/healthz"
        )
        assert "/readyz" in str(container["readinessProbe"])


@pytest.mark.parametrize("name", RENDERINGS)
def test_a_process_has_its_own_time_to_stop_after_the_proxy_has_turned_away(name: str) -> None:
    for deployment in processes(rendered(name)).values():
        spec = deployment["spec"]["template"]["spec"]
        (container,) = spec["containers"]
        waits = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        stops = float(environment(rendered(name), deployment["spec"]["template"], container).get("STOP_TIMEOUT", 25))
        assert waits + stops < spec["terminationGracePeriodSeconds"]
    gateway = named(rendered(name), "Deployment", "gateway")["spec"]["template"]["spec"]["containers"][0]
    assert gateway["lifecycle"]["preStop"]["sleep"]["seconds"] >= 5


@pytest.mark.parametrize("name", RENDERINGS)
def test_a_process_is_replaced_without_being_missing(name: str) -> None:
    for deployment in processes(rendered(name)).values():
        assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}


@pytest.mark.parametrize("name", RENDERINGS)
def test_each_process_has_a_disruption_budget_that_lets_a_node_drain(name: str) -> None:
    budgets = of_kind(rendered(name), "PodDisruptionBudget")
    for budget in budgets:
        # `minAvailable: 1` over one replica would never let it go.
        assert budget["spec"]["maxUnavailable"] == 1
    for process, deployment in processes(rendered(name)).items():
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert [one["metadata"]["name"] for one in budgets if selects(one["spec"]["selector"], labels)] == [process]


def test_production_spreads_processes_and_clusters_over_zones() -> None:
    manifests = rendered("production")
    for process, deployment in processes(manifests).items():
        template = deployment["spec"]["template"]
        spread = template["spec"]["topologySpreadConstraints"]
        assert [one["topologyKey"] for one in spread] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
        for one in spread:
            assert selects(one["labelSelector"], template["metadata"]["labels"]), process
            assert one["matchLabelKeys"] == ["app.kubernetes.io/name", "pod-template-hash"]
    (broker,) = of_kind(manifests, "RabbitmqCluster")
    (database,) = of_kind(manifests, "MongoDBCommunity")
    assert broker["spec"]["replicas"] == database["spec"]["members"] == 3
    for labels, spec in (
        ({"app.kubernetes.io/name": "rabbitmq"}, broker["spec"]["override"]["statefulSet"]["spec"]["template"]["spec"]),
        (
            database["spec"]["statefulSet"]["spec"]["template"]["metadata"]["labels"],
            database["spec"]["statefulSet"]["spec"]["template"]["spec"],
        ),
    ):
        for one in spec["topologySpreadConstraints"]:
            assert one["whenUnsatisfiable"] == "DoNotSchedule"
            assert selects(one["labelSelector"], labels)


@pytest.mark.parametrize("name", ["production", "production-keda"])
def test_what_is_scaled_is_scaled_by_one_and_has_two_replicas_at_least(name: str) -> None:
    manifests = rendered(name)
    scalers = {
        (one["metadata"]["name"], one["spec"].get("minReplicas", one["spec"].get("minReplicaCount")))
        for one in of_kind(manifests, "HorizontalPodAutoscaler", "ScaledObject")
    }
    targets = [
        one["spec"]["scaleTargetRef"]["name"] for one in of_kind(manifests, "HorizontalPodAutoscaler", "ScaledObject")
    ]
    assert len(targets) == len(set(targets))
    # One projector is active, however many there are.
    assert set(targets) == processes(manifests).keys() - {"projector"}
    assert all(least >= 2 for _, least in scalers)
    for process, deployment in processes(manifests).items():
        # A number in the manifest would undo, at each apply, what the autoscaler has found.
        assert deployment["spec"].get("replicas") == (2 if process == "projector" else None)


@pytest.mark.parametrize("name", RENDERINGS)
def test_a_secret_is_given_to_those_alone_who_need_it_and_in_a_file(name: str) -> None:
    manifests = rendered(name)
    given: dict[tuple[str, str], set[str]] = {}
    for workload, template in workloads(manifests):
        for container in containers(template):
            told = environment(manifests, template, container)
            assert not [variable for variable, value in told.items() if not isinstance(value, str) or "$(" in value]
            for path, secret in secret_files(template, container).items():
                assert path.startswith(("/run/secrets/", "/passwords/", "/var/lib/cadre/"))
                given.setdefault(secret, set()).add(workload)
    operators = {"operator", "backup"}
    small = name.startswith("small")
    for account in [*processes(manifests), "migration", "keeper"]:
        whose = operators if account == "keeper" else {account}
        servers = [{"rabbitmq"}, {"mongo"}] if small else [set(), set()]
        assert given.pop((f"cadre-account-{account}", "broker")) == whose | servers[0]
        assert given.pop((f"cadre-account-{account}", "database")) == whose | servers[1]
        if account in processes(manifests):
            assert given.pop((f"cadre-call-key-{account}", "key")) == whose
    assert given.pop(("cadre-call-keys", "ring")) == processes(manifests).keys() | operators
    for part in make_env.parts(processes(manifests)):
        whose = {one for one in processes(manifests) if make_env.part_of(one) == part}
        assert given.pop((f"cadre-data-key-{part}", "key")) == whose | operators | {"migration"}
    assert given.pop(("cadre-field-key", "FIELD_KEY")) == {"registry", "supervision", "appraisal", *operators}
    assert given.pop(("cadre-honour-signing-key", "HONOUR_SIGNING_KEY")) == {"incentive"}
    assert given.pop(("cadre-oidc-client-secret", "secret")) == {"gateway"}
    assert given.pop(("cadre-oidc-authorities", "authorities")) == {"gateway"}
    assert given.pop(("cadre-backup-key", "key")) == operators
    assert given.pop(("cadre-database-keyfile", "keyfile"), set()) == ({"mongo"} if small else set())
    first = {name: given.pop(("cadre-first-administrator", name)) for name in ADMINISTRATORS}
    assert given == {}
    gateway = named(rendered(name), "Deployment", "gateway")["spec"]["template"]["spec"]
    (password,) = (one["secret"] for one in gateway["volumes"] if "secret" in one)
    assert password["optional"], "it is deleted once the password is another"
    loads = {"demonstration"} if "demonstration" in name else set()
    assert first == {
        "password": {"gateway"} | loads,
        "security-password": {"gateway"} | loads,
        "audit-password": {"gateway"},
    }


@pytest.mark.parametrize("name", RENDERINGS)
def test_no_manifest_holds_a_secret(name: str) -> None:
    assert not of_kind(rendered(name), "Secret")
    assert secrets_used(rendered(name))

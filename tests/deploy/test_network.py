"""Who reaches whom by the network policies: exactly what is needed, each of them for a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.manifests import RENDERINGS, Manifest, of_kind, processes, rendered, selects, workloads

Edge = tuple[str, str, int]

BROKER_PORTS = (4369, 5672, 15672, 15692, 25672, 35672)


@dataclass(frozen=True)
class Place:
    """A pod, or many alike, and the ports that something listens on."""

    name: str
    labels: dict[str, str]
    ports: frozenset[int] = frozenset()
    namespace: dict[str, str] = field(default_factory=lambda: {"kubernetes.io/metadata.name": "cadre"})

    @property
    def ours(self) -> bool:
        return self.namespace["kubernetes.io/metadata.name"] == "cadre"


def elsewhere(name: str, namespace: str, *ports: int, pod: dict[str, str] | None = None, **given: str) -> Place:
    marks = {f"cadre-platform/{key}": value for key, value in given.items()}
    labels = {"kubernetes.io/metadata.name": namespace, **marks}
    return Place(name, pod or {}, frozenset(ports), labels)


OUTSIDE = (
    elsewhere("names", "kube-system", 53, pod={"k8s-app": "kube-dns"}),
    elsewhere("api", "default", 443),
    elsewhere("proxy", "ingress", enters="gateway"),
    elsewhere("prometheus", "monitoring", scrapes="metrics"),
    elsewhere("collector", "tracing", 4317, 4318, 16686, collects="traces"),
    elsewhere("keda", "keda", pod={"app": "keda-operator"}),
    elsewhere("broker-operator", "rabbitmq-system", pod={"app.kubernetes.io/component": "rabbitmq-operator"}),
    elsewhere("stranger", "strange", 443, 4318, 5672, 27017, 8080),
)


def places(name: str) -> list[Place]:
    """Every pod of a rendering, those that operators make too, and who is outside."""
    inside = [
        Place(
            workload,
            template["metadata"]["labels"],
            frozenset(
                port["containerPort"]
                for container in template["spec"]["containers"]
                for port in container.get("ports", [])
            ),
        )
        for workload, template in workloads(rendered(name))
    ]
    for database in of_kind(rendered(name), "MongoDBCommunity"):
        labels = database["spec"]["statefulSet"]["spec"]["template"]["metadata"]["labels"]
        inside.append(Place("mongo", labels, frozenset({27017})))
    for broker in of_kind(rendered(name), "RabbitmqCluster"):
        labels = {"app.kubernetes.io/name": broker["metadata"]["name"], "app.kubernetes.io/component": "rabbitmq"}
        inside.append(Place("rabbitmq", labels, frozenset(BROKER_PORTS)))
    return [*inside, *OUTSIDE]


def meets(peer: Manifest, place: Place) -> bool:
    assert peer.keys() <= {"podSelector", "namespaceSelector"}
    in_namespace = selects(peer["namespaceSelector"], place.namespace) if "namespaceSelector" in peer else place.ours
    return in_namespace and selects(peer.get("podSelector", {}), place.labels)


def lets(rule: Manifest, side: str, other: Place, port: int) -> bool:
    numbers = rule["ports"]
    peers = rule.get(side)
    return any(one["port"] <= port <= one.get("endPort", one["port"]) for one in numbers) and (
        peers is None or any(meets(peer, other) for peer in peers)
    )


def passes(policies: Iterable[Manifest], direction: str, of: Place, other: Place, port: int) -> bool:
    """Whether traffic with `other` is let through at the pod `of`; a pod that no policy selects is open."""
    if not of.ours:
        return True
    own = [
        policy["spec"]
        for policy in policies
        if direction in policy["spec"]["policyTypes"] and selects(policy["spec"]["podSelector"], of.labels)
    ]
    side, rules = ("to", "egress") if direction == "Egress" else ("from", "ingress")
    return not own or any(lets(rule, side, other, port) for spec in own for rule in spec.get(rules, []))


def edges(name: str, policies: list[Manifest]) -> set[Edge]:
    every = places(name)
    return {
        (one.name, other.name, port)
        for one in every
        for other in every
        for port in other.ports
        if (one.ours or other.ours)
        and passes(policies, "Egress", one, other, port)
        and passes(policies, "Ingress", other, one, port)
    }


def needed(name: str) -> set[Edge]:
    own = set(processes(rendered(name)))
    made: set[Edge] = {(one.name, "names", 53) for one in places(name) if one.ours}
    made |= {(process, "rabbitmq", 5672) for process in own} | {(process, "mongo", 27017) for process in own}
    made |= {("proxy", "gateway", 8000), ("migration", "mongo", 27017)}
    made |= {(one, *server) for one in ("operator", "backup") for server in (("rabbitmq", 5672), ("mongo", 27017))}
    if "demonstration" in name:
        made |= {("demonstration", "gateway", 8000)}
    if "traces" in name:
        made |= {(process, "collector", 4318) for process in own}
    if "keda" in name:
        made |= {("keda", "rabbitmq", 5672)}
    if "production" in name or "monitoring" in name:
        made |= {("prometheus", process, 9000) for process in own}
    if "production" in name:
        made |= {("rabbitmq", "rabbitmq", port) for port in (4369, 25672, 35672)} | {("mongo", "mongo", 27017)}
        made |= {("broker-operator", "rabbitmq", 15672), ("prometheus", "rabbitmq", 15692)}
        # The API has no labels, so a cluster's members reach whatever listens on its port.
        made |= {(one, whose, 443) for one in ("rabbitmq", "mongo") for whose in ("api", "stranger")}
    return made


@pytest.mark.parametrize("name", RENDERINGS)
def test_what_is_needed_is_open_and_nothing_else(name: str) -> None:
    assert edges(name, of_kind(rendered(name), "NetworkPolicy")) == needed(name)


@pytest.mark.parametrize("name", RENDERINGS)
def test_each_rule_lets_something_through_that_no_other_does(name: str) -> None:
    policies = of_kind(rendered(name), "NetworkPolicy")
    everything = edges(name, policies)
    for policy in policies:
        others = [one for one in policies if one is not policy]
        for rules in ("ingress", "egress"):
            for rule in policy["spec"].get(rules, []):
                left = [one for one in policy["spec"][rules] if one is not rule]
                without: dict[str, Any] = policy | {"spec": policy["spec"] | {rules: left}}
                assert edges(name, [*others, without]) < everything, (policy["metadata"]["name"], rule)


@pytest.mark.parametrize("name", RENDERINGS)
def test_whatever_no_other_policy_speaks_of_is_closed_both_ways(name: str) -> None:
    closing = [one["spec"] for one in of_kind(rendered(name), "NetworkPolicy") if one["metadata"]["name"] == "closed"]
    assert closing == [{"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}]

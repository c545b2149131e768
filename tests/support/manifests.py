"""deploy/k8s as `kubectl kustomize` renders it, and what is asked of it in several places."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from local import kubectl
from local.place import ROOT

Manifest: TypeAlias = dict[str, Any]
K8S = ROOT / "deploy" / "k8s"

RENDERINGS = {
    "small": ("overlays/small",),
    "small-demonstration": ("overlays/small", "components/demonstration"),
    "small-gateway-api": ("overlays/small", "components/gateway-api"),
    "small-monitoring": ("overlays/small", "components/monitoring"),
    "production": ("overlays/production",),
    "production-external-secrets": ("overlays/production", "components/external-secrets"),
    "production-keda": ("overlays/production", "components/keda"),
    "production-traces": ("overlays/production", "components/traces"),
    "production-demonstration": ("overlays/production", "components/demonstration"),
}
"""What can be applied: an overlay, alone or with components named after it, as a city's own overlay does."""


@functools.cache
def rendered(name: str) -> tuple[Manifest, ...]:
    """The manifests of one of RENDERINGS."""
    overlay, *components = RENDERINGS[name]
    with tempfile.TemporaryDirectory() as folder:
        # The folder's real path: kustomize resolves links before it follows the way up.
        near = Path(folder).resolve()
        lines = [f"resources: [{os.path.relpath(K8S / overlay, near)}]"]
        if components:
            paths = ", ".join(os.path.relpath(K8S / component, near) for component in components)
            lines += ["namespace: cadre", f"components: [{paths}]"]
        (near / "kustomization.yaml").write_text("\n".join(lines) + "\n")
        return render(near)


def render(folder: Path) -> tuple[Manifest, ...]:
    """The manifests of a folder with a kustomization."""
    done = subprocess.run([kubectl.find(), "kustomize", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(yaml.load_all(done.stdout, yaml.CSafeLoader))


def of_kind(manifests: tuple[Manifest, ...], *kinds: str) -> list[Manifest]:
    return [one for one in manifests if one["kind"] in kinds]


def named(manifests: tuple[Manifest, ...], kind: str, name: str) -> Manifest:
    (found,) = (one for one in of_kind(manifests, kind) if one["metadata"]["name"] == name)
    return found


def workloads(manifests: tuple[Manifest, ...]) -> Iterator[tuple[str, Manifest]]:
    """Name and pod template of whatever makes pods."""
    for one in of_kind(manifests, "Deployment", "StatefulSet", "Job", "CronJob"):
        spec = one["spec"]["jobTemplate"]["spec"] if one["kind"] == "CronJob" else one["spec"]
        yield one["metadata"]["name"], spec["template"]


def processes(manifests: tuple[Manifest, ...]) -> dict[str, Manifest]:
    """The Deployments of the platform's own processes by name."""
    return {
        one["metadata"]["name"]: one
        for one in of_kind(manifests, "Deployment")
        if one["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"] == "process"
    }


def containers(template: Manifest) -> list[Manifest]:
    spec = template["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]


def environment(manifests: tuple[Manifest, ...], template: Manifest, container: Manifest) -> dict[str, Any]:
    """What a container is told: the text, or for a secret the reference to it.

    As a kubelet reads it, `$(NAME)` is what was told before it in the same list, and stays as it is where nothing was.
    """
    told: dict[str, Any] = {}
    for source in container.get("envFrom", []):
        told |= named(manifests, "ConfigMap", source["configMapRef"]["name"])["data"]
    before: dict[str, str] = {}
    for one in container.get("env", []):
        field = one.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath")
        if field is not None:
            (label,) = re.findall(r"^metadata\.labels\['(.+)'\]$", field)
            before[one["name"]] = template["metadata"]["labels"][label]
        elif "value" in one:
            before[one["name"]] = re.sub(r"\$\((\w+)\)", lambda found: before.get(found[1], found[0]), one["value"])
        else:
            told[one["name"]] = one["valueFrom"]
    return told | before


def secret_files(template: Manifest, container: Manifest) -> dict[str, tuple[str, str]]:
    """Each file that a container finds a secret in, with the Secret's name and key."""
    volumes = {one["name"]: one for one in template["spec"].get("volumes", [])}
    found = {}
    for mount in container.get("volumeMounts", []):
        for secret in secrets_of(volumes.get(mount["name"], {})):
            for item in secret["items"]:
                found[f"{mount['mountPath']}/{item['path']}"] = (secret["name"], item["key"])
    return found


def secrets_of(volume: Manifest) -> list[Manifest]:
    """The Secrets that a volume is made of, each with its name and items."""
    if "secret" in volume:
        return [volume["secret"] | {"name": volume["secret"]["secretName"]}]
    sources = volume.get("projected", {}).get("sources", [])
    return [one["secret"] for one in sources if "secret" in one]


def secrets_used(manifests: tuple[Manifest, ...]) -> set[tuple[str, str]]:
    """Each Secret and key that a pod refers to, those too that an operator makes out of what it is told."""
    used = set()
    pods = [template for _, template in workloads(manifests)]
    pods += [
        one["spec"]["override"]["statefulSet"]["spec"]["template"] for one in of_kind(manifests, "RabbitmqCluster")
    ]
    for template in pods:
        for container in template["spec"]["containers"]:
            for one in container.get("env", []):
                if "secretKeyRef" in one.get("valueFrom", {}):
                    used.add((one["valueFrom"]["secretKeyRef"]["name"], one["valueFrom"]["secretKeyRef"]["key"]))
        for volume in template["spec"].get("volumes", []):
            used |= {(secret["name"], item["key"]) for secret in secrets_of(volume) for item in secret["items"]}
    for database in of_kind(manifests, "MongoDBCommunity"):
        references = [user["passwordSecretRef"] for user in database["spec"]["users"]]
        used |= {(one["name"], one["key"]) for one in references}
    return used


def selects(selector: Manifest, labels: dict[str, str]) -> bool:
    """Whether a label selector takes something of these labels; an empty one takes everything."""
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In"
        if labels.get(expression["key"]) not in expression["values"]:
            return False
    return all(labels.get(name) == value for name, value in selector.get("matchLabels", {}).items())


@functools.cache
def compose() -> dict[str, Manifest]:
    """The services of docker-compose.yml."""
    whole = yaml.load((ROOT / "docker-compose.yml").read_text(), yaml.CSafeLoader)
    services: dict[str, Manifest] = whole["services"]
    return services


COMPOSE_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")

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
    return tuple(yaml.safe_load_all(done.stdout))


def of_kind(manifests: tuple[Manifest, ...], *kinds: str) -> list[Manifest]:
    return [one for one in manifests if one["kind"] in kinds]


def named(manifests: tuple[Manifest, ...], kind: str, name: str) -> Manifest:
    (found,) = (one for one in of_kind(manifests, kind) if one["metadata"]["name"] == name)
    return found


def workloads(manifests: tuple[Manifest, ...]) -> Iterator[tuple[str, Manifest]]:
    """Name and pod template of whatever makes pods."""
    for one in of_kind(manifests, "Deployment", "StatefulSet", "Job"):
        yield one["metadata"]["name"], one["spec"]["template"]


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


def environment(manifests: tuple[Manifest, ...], container: Manifest) -> dict[str, Any]:
    """What a container is told: the text, or for a secret the reference to it."""
    told: dict[str, Any] = {}
    for source in container.get("envFrom", []):
        told |= named(manifests, "ConfigMap", source["configMapRef"]["name"])["data"]
    for one in container.get("env", []):
        told[one["name"]] = one["value"] if "value" in one else one["valueFrom"]
    return told


def secrets_used(manifests: tuple[Manifest, ...]) -> set[tuple[str, str]]:
    """Each Secret and key that a pod refers to."""
    used = set()
    for _, template in workloads(manifests):
        for container in containers(template):
            for told in environment(manifests, container).values():
                if isinstance(told, dict):
                    used.add((told["secretKeyRef"]["name"], told["secretKeyRef"]["key"]))
        for volume in template["spec"].get("volumes", []):
            if "secret" in volume:
                used |= {(volume["secret"]["secretName"], item["key"]) for item in volume["secret"]["items"]}
    return used


def selects(selector: Manifest, labels: dict[str, str]) -> bool:
    """Whether a label selector takes something of these labels; an empty one takes everything."""
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In"
        if labels.get(expression["key"]) not in expression["values"]:
            return False
    return all(labels.get(name) == value for name, value in selector.get("matchLabels", {}).items())


def compose() -> dict[str, Manifest]:
    """The services of docker-compose.yml."""
    services: dict[str, Manifest] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return services


COMPOSE_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")

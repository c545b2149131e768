"""Runs the overlay `small` of deploy/k8s for real without a cluster: `podman kube play`, and here what a kubelet does.

`python -m tests.containers.kube_play [--podman "sudo podman"] [--scale 0.05] [--image NAMED=MEANT …]`

Each Deployment, StatefulSet and Job becomes one pod that podman plays, with its commands, environment, users, security
contexts and mounts as they stand. What podman knows nothing of is done here: settings and Secrets are given, volumes
belong to the pod's group, probes are asked. What no pod shows stays untried: network policies, budgets, spreading,
scaling, the proxy. The demonstration year is loaded, its briefing printed, the nightly backup made and verified, and
the operator's tool asked what is wrong.

The image `localhost/cadre-platform` of the project's version must be there; `--image` takes another in place of one.
"""

from __future__ import annotations

import argparse
import base64
import copy
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from deploy.k8s import fresh_secrets
from tests.support.manifests import Manifest, containers, environment, named, rendered, secrets_of, workloads

NETWORK = "cadre-kube"
WAITS = 300.0
RENDERING = "small-demonstration"
NOT_FOR_PODMAN = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources", "envFrom", "ports")
"""`ports` it would open on the machine itself."""

AFTERWARDS = ("demonstration", "backup", "operator")
DOCTOR = ("python", "-m", "tools.cadre", "doctor")
KEPT = {"io.podman.annotations.init.container.type": "always"}
"""Podman would otherwise take an init container away, and fail where that has not quite ended."""


def pod_name(workload: str) -> str:
    return f"kube-{workload}"


class Node:
    """What a node and its kubelet give a pod, for one run."""

    def __init__(self, podman: list[str], folder: Path, images: dict[str, str], scale: str) -> None:
        self.podman = podman
        self.folder = folder
        self.images = images
        self.scale = scale
        self.manifests = rendered(RENDERING)
        self.templates = dict(workloads(self.manifests))
        self.secrets = fresh_secrets.fresh("small")

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([*self.podman, *arguments], capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise SystemExit(f"podman {shlex.join(arguments)}: {done.stderr or done.stdout}")
        return done

    def play(self, workload: str) -> None:
        """The workload's pod, under the name by which the others look it up."""
        file = self.folder / f"{workload}.yaml"
        file.write_text(yaml.safe_dump(self.pod(workload)))
        file.chmod(0o600)
        self.run("kube", "play", "--network", f"{NETWORK}:alias={workload}", str(file))

    def pod(self, workload: str) -> Manifest:
        template = copy.deepcopy(self.templates[workload])
        spec = template["spec"]
        for left_out in ("topologySpreadConstraints", "serviceAccountName", "enableServiceLinks"):
            spec.pop(left_out, None)
        group = spec["securityContext"]["fsGroup"]
        for container in containers(template):
            told = environment(self.manifests, template, container)
            if workload == "demonstration":
                told["DEMO_SCALE"] = self.scale
            container["env"] = [{"name": name, "value": value} for name, value in told.items()]
            container["image"] = self.images.get(container["image"], container["image"])
            for one in NOT_FOR_PODMAN:
                container.pop(one, None)
            self.without_parts(workload, template, container, group)
        spec["volumes"] = [self.volume(workload, one, group) for one in self.volumes(workload, template)]
        # Whatever ends before it is told to is to be seen.
        spec.setdefault("restartPolicy", "Never")
        # A broker's data are filed under its host's name, which a StatefulSet gives.
        spec["hostname"] = f"{workload}-0"
        labels = template["metadata"]["labels"]
        return {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": pod_name(workload), "labels": labels, "annotations": KEPT},
            "spec": spec,
        }

    def without_parts(self, workload: str, template: Manifest, container: Manifest, group: int) -> None:
        """A file of a map that is mounted alone becomes a volume of its own."""
        for mount in container.get("volumeMounts", []):
            if "subPath" in mount:
                part = mount.pop("subPath")
                (volume,) = (one for one in template["spec"]["volumes"] if one["name"] == mount["name"])
                path = self.files(workload, volume, group) / part
                mount["name"] = part.replace(".", "-")
                own = {"name": mount["name"], "hostPath": {"path": str(path), "type": "File"}}
                template["spec"]["volumes"].append(own)

    def volumes(self, workload: str, template: Manifest) -> list[Manifest]:
        claimed: list[Manifest] = []
        for one in self.manifests:
            if one["kind"] == "StatefulSet" and one["metadata"]["name"] == workload:
                claimed = [
                    {"name": claim["metadata"]["name"], "claim": True} for claim in one["spec"]["volumeClaimTemplates"]
                ]
        mounted = {mount["name"] for container in containers(template) for mount in container["volumeMounts"]}
        return [one for one in [*template["spec"].get("volumes", []), *claimed] if one["name"] in mounted]

    def volume(self, workload: str, volume: Manifest, group: int) -> Manifest:
        if "hostPath" in volume:
            return volume
        if {"configMap", "secret", "projected"} & volume.keys():
            return {"name": volume["name"], "hostPath": {"path": str(self.files(workload, volume, group))}}
        # A folder of the node, as for a kubelet: a volume of podman's would begin with what the image has there.
        claim = volume.get("persistentVolumeClaim", {}).get("claimName")
        folder = self.folder / (f"claim-{claim}" if claim else f"{workload}-{volume['name']}")
        folder.mkdir(exist_ok=bool(claim))
        os.chown(folder, 0, group)
        folder.chmod(0o2777)
        return {"name": volume["name"], "hostPath": {"path": str(folder)}}

    def files(self, workload: str, volume: Manifest, group: int) -> Path:
        """Maps and Secrets as files that the pod's group alone can read."""
        folder = self.folder / f"{workload}-{volume['name']}"
        if folder.exists():
            return folder
        folder.mkdir()
        contents: dict[str, bytes] = {}
        for source in volume.get("projected", {}).get("sources", [volume]):
            contents |= self.map_contents(source["configMap"]) if "configMap" in source else {}
        for secret in secrets_of(volume):
            held = self.secrets[secret["name"]]
            contents |= {item["path"]: held[item["key"]].encode() for item in secret["items"]}
        for name, content in contents.items():
            (folder / name).write_bytes(content)
            os.chown(folder / name, 0, group)
            (folder / name).chmod(0o440)
        os.chown(folder, 0, group)
        folder.chmod(0o750)
        return folder

    def map_contents(self, volume: Manifest) -> dict[str, bytes]:
        """A map's files, or those that the volume names."""
        held = named(self.manifests, "ConfigMap", volume["name"])
        contents = {key: text.encode() for key, text in held.get("data", {}).items()}
        contents |= {key: base64.b64decode(text) for key, text in held.get("binaryData", {}).items()}
        items = volume.get("items", [{"key": key, "path": key} for key in contents])
        return {item["path"]: contents[item["key"]] for item in items}

    def ready(self, workload: str) -> None:
        """Ask the readiness probe until it is satisfied. Raises SystemExit where it never is."""
        (container,) = self.templates[workload]["spec"]["containers"]
        probe = container["readinessProbe"]
        name = f"{pod_name(workload)}-{container['name']}"
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        if "exec" in probe:
            command = probe["exec"]["command"]
        elif "tcpSocket" in probe:
            command = ["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{ports[probe['tcpSocket']['port']]}"]
        else:
            url = f"http://127.0.0.1:{ports[probe['httpGet']['port']]}{probe['httpGet']['path']}"
            command = ["python", "-c", f"import urllib.request as r; r.urlopen({url!r}, timeout=4)"]
        deadline = time.monotonic() + WAITS
        while (asked := self.run("exec", name, *command, check=False)).returncode:
            if time.monotonic() > deadline:
                log = self.run("logs", "--tail", "30", name, check=False)
                raise SystemExit(f"{workload} is not ready: {asked.stderr}\n{log.stdout}{log.stderr}")
            time.sleep(1)
        print(f"{workload}: ready", flush=True)

    def ended(self, workload: str) -> str:
        """Play what ends by itself, where it does not play yet; its status, when it is over."""
        (container,) = self.templates[workload]["spec"]["containers"]
        name = f"{pod_name(workload)}-{container['name']}"
        if self.run("container", "exists", name, check=False).returncode:
            self.play(workload)
        status = self.run("wait", name).stdout.strip()
        print(self.run("logs", name).stdout, flush=True)
        return status

    def clean(self) -> None:
        for workload in self.templates:
            self.run("pod", "rm", "-f", "-t", "40", pod_name(workload), check=False)
        self.run("network", "rm", "-f", NETWORK, check=False)

    def stopped(self, workload: str) -> str:
        """Status of the container after an ordinary stop."""
        (container,) = self.templates[workload]["spec"]["containers"]
        name = f"{pod_name(workload)}-{container['name']}"
        self.run("stop", "-t", str(self.templates[workload]["spec"]["terminationGracePeriodSeconds"]), name)
        return self.run("inspect", "--format", "{{.State.ExitCode}}", name).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--podman", default="podman")
    parser.add_argument("--scale", default="0.05")
    parser.add_argument("--image", action="append", default=[])
    wish = parser.parse_args()
    images = dict(one.split("=", 1) for one in wish.image)
    with tempfile.TemporaryDirectory() as folder:
        node = Node(shlex.split(wish.podman), Path(folder), images, wish.scale)
        node.clean()
        node.run("network", "create", NETWORK)
        try:
            return year_in(node)
        finally:
            node.clean()


def year_in(node: Node) -> int:
    """Start, load the year, back up, look, stop everything; 0, or what went wrong as a process's status."""
    servers = ["mongo", "rabbitmq"]
    processes = sorted({*node.templates} - {*servers, *AFTERWARDS} - {"migration"})
    for workload in [*servers, *processes, "migration"]:
        node.play(workload)
    for workload in [*servers, *processes]:
        node.ready(workload)
    ends = {workload: node.ended(workload) for workload in ("migration", "demonstration", "backup")}
    node.play("operator")
    asked = node.run("exec", f"{pod_name('operator')}-process", *DOCTOR, check=False)
    print(asked.stdout, asked.stderr)
    ends |= {"doctor": str(asked.returncode)} | {workload: node.stopped(workload) for workload in processes}
    print("ended with", ends)
    return int(set(ends.values()) != {"0"})


if __name__ == "__main__":
    sys.exit(main())

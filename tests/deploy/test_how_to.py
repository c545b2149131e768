"""docs/how-to/deploy-on-kubernetes.md: its folders render, and what it names is there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml

from deploy.k8s import fresh_secrets
from local.place import ROOT
from tests.deploy.test_valid import VERSIONS
from tests.support.manifests import (
    K8S,
    RENDERINGS,
    Manifest,
    containers,
    of_kind,
    processes,
    render,
    rendered,
    secrets_used,
    workloads,
)

PAGE = (ROOT / "docs" / "how-to" / "deploy-on-kubernetes.md").read_text()
FOLDERS = re.findall(r"```yaml\n(# (\w+)/kustomization\.yaml\n.*?)```", PAGE, re.DOTALL)


@pytest.fixture(params=FOLDERS, ids=[name for _, name in FOLDERS])
def own(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, tuple[Manifest, ...]]:
    """A folder as the page shows it, beside the platform's, and what it renders to."""
    text, name = request.param
    (tmp_path / "kustomization.yaml").write_text(
        text.replace("../cadre-platform/deploy/k8s", os.path.relpath(K8S, tmp_path.resolve()))
    )
    return name, render(tmp_path)


def test_both_overlays_have_a_folder() -> None:
    assert {yaml.safe_load(text)["resources"][0].split("/")[-1] for text, _ in FOLDERS} == {"small", "production"}


def test_a_folder_of_ones_own_says_image_and_host_everywhere(own: tuple[str, tuple[Manifest, ...]]) -> None:
    name, manifests = own
    for process in processes(manifests):
        for container in containers(dict(workloads(manifests))[process]):
            assert re.fullmatch(rf"registry\.{name}\.example/cadre-platform@sha256:0{{64}}", container["image"])
    outer = of_kind(manifests, "Ingress", "Gateway", "HTTPRoute")
    hosts = set(re.findall(r"[\w.]*cadre[\w.]*\.example", str(outer)))
    assert hosts == {f"cadre.{name}.example"}


def test_the_versions_that_it_names_are_the_ones_tried() -> None:
    assert f"Kubernetes {', '.join(VERSIONS[:-1])} and {VERSIONS[-1]}" in PAGE


def test_every_label_that_lets_a_namespace_in_is_set_by_a_command() -> None:
    policies = [one for name in RENDERINGS for one in of_kind(rendered(name), "NetworkPolicy")]
    for label, value in set(re.findall(r"'(cadre-platform/\w+)': '(\w+)'", str(policies))):
        assert re.search(rf"kubectl label namespace [\w-]+ {label}={value}", PAGE)


@pytest.mark.parametrize("overlay", ["small", "production"])
def test_every_secret_is_explained(overlay: str) -> None:
    names = {name for name, _ in secrets_used(rendered(overlay))} | set(fresh_secrets.fresh(overlay))
    names = {re.sub(r"^cadre-account-\w+$", "cadre-account-…", name) for name in names}
    names = {re.sub(r"^cadre-(call|data)-key-\w+$", r"cadre-\1-key-…", name) for name in names}
    assert {name for name in names if f"`{name}`" not in PAGE} == set()


def test_its_metrics_are_told() -> None:
    sources = "".join((ROOT / path).read_text() for path in ("servicekit/metrics.py", "gateway/metrics.py"))
    for metric in re.findall(r"`(cadre_\w+)`", PAGE):
        assert re.search(rf'"{metric.removesuffix("_total")}(_total)?"', sources), metric


def test_its_components_and_scripts_are_there() -> None:
    for component in re.findall(r"components/([\w-]+)", PAGE):
        assert (K8S / "components" / component / "kustomization.yaml").exists()
    for path in re.findall(r"(?:deploy|tests)/[\w/]+\.(?:py|yaml)", PAGE):
        assert (ROOT / path).exists(), path

"""The list of what the platform is made of (SBOM) holds all that it runs on, as locked, and nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib import metadata
from typing import Any

import pytest
from packaging.requirements import Requirement

from local.place import ROOT, VENV_BIN
from tools.sbom import LOCK, described, narrowed, of_run_time, plain


def asked_for(file: str) -> set[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return {plain(Requirement(line).name) for line in lines if line and not line.startswith(("#", "-r"))}


@pytest.fixture(scope="module")
def bom() -> dict[str, Any]:
    return narrowed(described(VENV_BIN.parent), of_run_time(LOCK.read_text(encoding="utf-8")))


def test_each_package_stands_there_with_the_version_that_is_locked(bom: dict[str, Any]) -> None:
    # Several versions of one name: another Python gets another.
    locked: dict[str, set[str]] = defaultdict(set)
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE):
        locked[name].add(version)
    told = {plain(one["name"]): one["version"] for one in bom["components"]}

    assert told.keys() >= asked_for("requirements.in")
    assert not told.keys() & asked_for("requirements-dev.in")
    assert not [(name, version) for name, version in told.items() if version not in locked[name]]
    assert all(one["purl"].startswith("pkg:pypi/") for one in bom["components"])


def test_what_a_package_of_run_time_needs_is_of_run_time_too(bom: dict[str, Any]) -> None:
    told = {plain(one["name"]) for one in bom["components"]}
    for name in told:
        needs = [Requirement(text) for text in metadata.requires(name) or ()]
        here = {plain(need.name) for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})}
        assert here <= told, name


def test_it_is_about_this_release_and_hangs_together(bom: dict[str, Any]) -> None:
    about = bom["metadata"]["component"]
    assert (bom["bomFormat"], about["name"]) == ("CycloneDX", "cadre-platform")
    refs = {about["bom-ref"], *(one["bom-ref"] for one in bom["components"])}
    assert {one["ref"] for one in bom["dependencies"]} == refs
    assert {ref for one in bom["dependencies"] for ref in one["dependsOn"]} <= refs

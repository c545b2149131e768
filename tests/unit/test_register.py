"""The register of services: whatever lists them anywhere lists them all, and each has its place everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gateway import asyncapi, openapi, table
from gateway.readmodels.catalogue import PROJECTION
from local.processes import PROCESSES
from services import NAMES, SERVICES, Listed

ROOT = Path(__file__).parents[2]
FOLDERS = ("errors", "events", "model", "operations", "parts", "schemas", "store", "vocabulary")
FILES = ("__init__.py", "rules.yaml", "dictionaries.yaml", "service.py")


def test_every_folder_of_services_is_in_the_register_and_the_other_way_round() -> None:
    assert {path.parent.name for path in (ROOT / "services").glob("*/service.py")} == set(NAMES)


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
def test_each_service_has_the_same_files_and_folders(service: Listed) -> None:
    folder = ROOT / "services" / service.name
    assert [name for name in FOLDERS if not (folder / name / "__init__.py").exists()] == []
    assert [name for name in FILES if not (folder / name).exists()] == []


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
def test_each_service_is_named_wherever_a_person_lists_them(service: Listed) -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    assert service.name in compose, "docker-compose.yml"
    assert compose[service.name]["command"] == ["python", "-m", "servicekit", service.package]
    deployed = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    assert f"`{service.name}`" in deployed, "docs/how-to/deploy.md"
    assert f"services/{service.name}" in (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), "ARCHITECTURE.md"
    assert (ROOT / "docs" / "events" / f"{service.name}.md").exists(), "docs/events: python -m gateway.catalogue"


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
def test_each_service_is_reached_started_and_described(service: Listed) -> None:
    assert service.name in {process.name for process in PROCESSES}
    assert service.name in {catalogue.service for catalogue in asyncapi.catalogues()}
    assert service.name in PROJECTION.services
    assert openapi.TAGS[service.tag] == service.zh
    assert {openapi.tag_of(route) for route in table.collect() if (route.target or "").startswith(f"{service.name}.")}

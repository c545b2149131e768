"""Whatever can be applied is valid: for versions of Kubernetes, and for the operators' own kinds by their schemas."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest

from tests.support.manifests import RENDERINGS, Manifest, of_kind, rendered

SCHEMAS = Path(__file__).parent / "schemas"
VERSIONS = ("1.33", "1.35", "1.37")
OWN_KINDS = {
    (one["apiVersion"], one["kind"]): one["schema"]
    for one in (json.loads(path.read_text()) for path in SCHEMAS.glob("*.json"))
}


def closed(schema: Any) -> Any:
    """The schema with unknown fields refused, as `kubectl apply` warns of them and the cluster drops them."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(one) for name, one in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made.setdefault("additionalProperties", False)
    return made


@cache
def validator(version: str, kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(closed(OWN_KINDS[version, kind]))


@cache
def held_against(version: str, manifest: str) -> None:
    """Most manifests are the same in every rendering. Raises ValidationError."""
    kubernetes_validate.validate(json.loads(manifest), version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", RENDERINGS)
def test_a_cluster_of_each_version_takes_it(name: str, version: str) -> None:
    for manifest in rendered(name):
        if (manifest["apiVersion"], manifest["kind"]) not in OWN_KINDS:
            held_against(version, json.dumps(manifest))


@pytest.mark.parametrize("name", RENDERINGS)
def test_the_operators_take_what_is_theirs(name: str) -> None:
    for manifest in rendered(name):
        if (manifest["apiVersion"], manifest["kind"]) in OWN_KINDS:
            validator(manifest["apiVersion"], manifest["kind"]).validate(manifest)


def test_every_schema_that_is_kept_is_used() -> None:
    used = {(one["apiVersion"], one["kind"]) for name in RENDERINGS for one in rendered(name)}
    assert set(OWN_KINDS) <= used


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_database_operator_hands_on_is_a_stateful_set(version: str) -> None:
    """Its schema takes anything there."""
    (database,) = of_kind(rendered("production"), "MongoDBCommunity")
    spec = {"selector": {}, "serviceName": "mongo", **database["spec"]["statefulSet"]["spec"]}
    whole: Manifest = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "mongo"}, "spec": spec}
    kubernetes_validate.validate(whole, version, strict=True)


def test_a_misspelled_field_of_an_operators_kind_is_found() -> None:
    (broker,) = of_kind(rendered("production"), "RabbitmqCluster")
    misspelled = broker | {"spec": broker["spec"] | {"replicaz": 3}}
    with pytest.raises(jsonschema.ValidationError, match="replicaz"):
        validator(broker["apiVersion"], broker["kind"]).validate(misspelled)


@pytest.mark.parametrize("name", RENDERINGS)
def test_everything_is_in_the_platforms_namespace_and_carries_its_label(name: str) -> None:
    for manifest in rendered(name):
        metadata = manifest["metadata"]
        if manifest["kind"] == "Namespace":
            assert metadata["name"] == "cadre"
            assert metadata["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
        else:
            assert metadata["namespace"] == "cadre"


@pytest.mark.parametrize("name", RENDERINGS)
def test_nothing_is_there_twice(name: str) -> None:
    found = [(one["kind"], one["metadata"]["name"]) for one in rendered(name)]
    assert len(found) == len(set(found))

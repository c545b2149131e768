"""What a correction request shows and tells: family and health to those alone who read them in the file."""

from __future__ import annotations

from typing import Any

import pytest

from servicekit.principal import Reach, Scope
from services.registry.schemas.cadres import HEALTH_READ
from tests.service.registry.conftest import Registry, number

RELATIVE = {"relation": "spouse", "name": "虚构甲"}


@pytest.fixture
def unit(registry: Registry) -> dict[str, Any]:
    return registry.a_unit()


@pytest.fixture
def cadre(registry: Registry, unit: dict[str, Any]) -> str:
    return str(registry.a_cadre(unit, health="良好", identity_number=number())["id"])


@pytest.fixture
def officer(registry: Registry, unit: dict[str, Any]) -> Registry:
    """A unit officer, who has the right to neither."""
    return registry.as_("officer", Scope(Reach.UNIT, unit_id=unit["id"]), also=())


def test_family_and_health_that_are_asked_for_are_shown_to_who_reads_them_in_the_file(
    registry: Registry, officer: Registry, cadre: str
) -> None:
    wish = {"changes": {"health": "一般", "specialities": "统计"}, "add": {"family": [RELATIVE]}, "reason": "合成理由"}
    asked = officer.request_correction(cadre_id=cadre, **wish)
    listed = officer.list_corrections(cadre_id=[cadre])["items"][0]
    for shown in (asked, listed, officer.get_correction(correction_id=asked["id"])):
        assert (shown["changes"], shown["add"]) == ({"health": None, "specialities": "统计"}, {"family": None})
    oneself = registry.as_("oneself", Scope(Reach.SELF, cadre_id=cadre))
    for reader in (registry, oneself):
        known = reader.get_correction(correction_id=asked["id"])
        assert known["changes"]["health"] == "一般"
        assert known["add"]["family"][0]["name"] == "虚构甲"
    registry.as_("another", Scope(Reach.ALL)).decide_correction(
        correction_id=asked["id"], decision="approved", basis="核对档案"
    )
    assert registry.get_health(cadre_id=cadre)["health"] == "一般"


def test_whoever_may_not_read_health_is_not_told_that_they_have_guessed_it(
    registry: Registry, officer: Registry, unit: dict[str, Any], cadre: str
) -> None:
    wish = {"cadre_id": cadre, "reason": "合成理由"}
    right, wrong = (officer.request_correction(**wish, changes={"health": guess}) for guess in ("良好", "一般"))
    assert right["changes"] == wrong["changes"] == {"health": None}
    reader = registry.as_("reader", Scope(Reach.UNIT, unit_id=unit["id"]), also=(HEALTH_READ,))
    for one in (reader, registry):
        assert one.refusal("request_correction", **wish, changes={"health": "良好"}).code == "registry/nothing-changed"
    plain = {"specialities": registry.get_cadre(cadre_id=cadre)["specialities"]}
    for changes in ({}, plain):
        refused = officer.refusal("request_correction", **wish, changes=changes)
        assert refused.code == "registry/nothing-changed"


def test_a_relative_out_of_ones_scope_is_named_as_one_whom_there_is_not(
    registry: Registry, officer: Registry, unit: dict[str, Any], cadre: str
) -> None:
    beside = registry.a_cadre(unit, identity_number=number())["id"]
    foreign = registry.a_cadre(registry.a_unit(), identity_number=number())["id"]
    wish = {"cadre_id": cadre, "reason": "合成理由"}

    def refused(id: str) -> tuple[str, list[str]]:
        family = [{**RELATIVE, "cadre_id": beside}, {**RELATIVE, "name": "虚构乙", "cadre_id": id}]
        refusal = officer.refusal("request_correction", **wish, add={"family": family})
        return refusal.code, [one.pointer for one in refusal.errors]

    assert refused(foreign) == refused("cad-none") == ("registry/unknown-cadre", ["/add/family/1/cadre_id"])
    officer.request_correction(**wish, add={"family": [{**RELATIVE, "cadre_id": beside}]})
    registry.request_correction(**wish, add={"family": [{**RELATIVE, "cadre_id": foreign}]})

"""Whoever is expelled from the Party (开除党籍) is 群众 from that day, by that entry and as long as it counts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.registry.conftest import Registry
from tests.service.registry.test_restrictions import hear, told
from tests.support.days import iso

JOINED = {"political_status": "01", "joined_party_on": "2005-07-01"}
DAY = "2024-05-06"
EXPELLED = {"kind": "party_expulsion", "decided_on": DAY, "document": "合成处分决定〔2024〕1号"}


@pytest.fixture
def unit(registry: Registry) -> dict[str, Any]:
    return registry.a_unit()


def a_member(registry: Registry, unit: dict[str, Any]) -> str:
    return str(registry.a_cadre(unit, **JOINED)["id"])


def found(registry: Registry, unit: dict[str, Any], **wish: Any) -> list[str]:
    return [one["political_status"] for one in registry.list_cadres(unit_id=unit["id"], **wish)["items"]]


def test_the_status_follows_the_punishment_from_its_day_as_long_as_it_counts(
    registry: Registry, unit: dict[str, Any]
) -> None:
    cadre = a_member(registry, unit)
    changed = registry.change_cadre(cadre_id=cadre, add={"punishments": [EXPELLED]}, document="合成文件")
    entry = changed["punishments"][-1]["entry"]
    assert (changed["political_status"], changed["expelled_on"], changed["expelled_by"]) == ("13", DAY, entry)
    state = [event["data"] for event in registry.events(cadre) if event["type"] == "cadre.changed.v1"][-1]
    assert (state["political_status"], state["party_since"]) == ("13", None), "the others are told"
    for day, status in (("2024-05-05", "01"), (DAY, "13"), (iso(), "13")):
        shown = registry.get_cadre(cadre_id=cadre, as_of=day)["at_day"]
        assert shown["political_status"] == status, day
        assert found(registry, unit, as_of=day) == [status]
        assert found(registry, unit, as_of=day, political_status=status) == [status]
        assert found(registry, unit, as_of=day, political_status={"01": "13", "13": "01"}[status]) == []
    assert found(registry, unit, political_status="01") == []

    wish = {"history": "punishments", "entry": entry, "by": "虚构部长", "basis": "申诉成立"}
    again = registry.set_aside(cadre_id=cadre, **wish)
    assert (again["political_status"], again["expelled_on"]) == ("01", None)
    assert found(registry, unit, as_of=iso(), political_status="01") == ["01"]


def test_what_is_entered_out_of_order_fits_and_what_is_after_it_is_not_of_the_party(
    registry: Registry, unit: dict[str, Any]
) -> None:
    cadre = a_member(registry, unit)
    registry.change_cadre(cadre_id=cadre, add={"punishments": [EXPELLED]}, document="合成文件")
    warned = {"kind": "party_warning", "document": "合成处分决定〔2023〕2号"}
    before = {"add": {"punishments": [{**warned, "decided_on": "2023-02-03"}]}, "document": "合成文件"}
    assert len(registry.change_cadre(cadre_id=cadre, **before)["punishments"]) == 2
    after = {"add": {"punishments": [{**warned, "decided_on": "2025-02-03"}]}, "document": "合成文件"}
    assert registry.refusal("change_cadre", cadre_id=cadre, **after).code == "registry/not-a-party-member"
    wrong = registry.get_cadre(cadre_id=cadre)["expelled_by"]
    right = {"punishments": [{**EXPELLED, "decided_on": "2024-06-07"}]}
    wish = {"history": "punishments", "entry": wrong, "by": "虚构部长", "basis": "核对决定", "right": right}
    assert registry.correct_entry(cadre_id=cadre, **wish)["expelled_on"] == "2024-06-07"


def test_who_was_expelled_is_a_member_again_only_by_a_later_day_of_joining(
    registry: Registry, unit: dict[str, Any]
) -> None:
    cadre = a_member(registry, unit)
    long_ago = {"punishments": [{**EXPELLED, "decided_on": "2012-03-04"}]}
    registry.change_cadre(cadre_id=cadre, add=long_ago, document="合成文件")
    again = {"political_status": "02", "document": "合成文件"}
    refused = registry.refusal("change_cadre", cadre_id=cadre, **again)
    assert [(one.pointer, one.code) for one in refused.errors] == [("/political_status", "expelled")]
    done = registry.change_cadre(cadre_id=cadre, **again, joined_party_on="2019-07-01")
    assert (done["political_status"], done["expelled_on"]) == ("02", None)


def test_an_expulsion_that_supervision_has_entered_counts_too_until_it_is_annulled(
    registry: Registry, unit: dict[str, Any]
) -> None:
    cadre = a_member(registry, unit)
    data = told(cadre, kind="party_expulsion", begins=DAY, ends="2029-05-05")
    hear(registry, (1, data))
    shown = registry.get_cadre(cadre_id=cadre)
    assert (shown["political_status"], shown["expelled_by"]) == ("13", data["restriction_id"])
    hear(registry, (2, {**data, "state": "annulled"}))
    assert registry.get_cadre(cadre_id=cadre)["political_status"] == "01"

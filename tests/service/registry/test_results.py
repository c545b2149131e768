"""What supervision publishes for appointments stands against them in the registry, as long as it is in force."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from servicekit.events import Received
from servicekit.principal import Reach, Scope
from services.registry.service import RegistryService
from tests.service.registry.conftest import Registry
from tests.support.days import iso, today
from tests.support.results import a_result, warning

RULE = "registry.result_in_force"
OVERRIDE = {"by": "合成负责人", "basis": "合成批件〔2026〕1号"}


def hear(registry: Registry, *told: tuple[int, dict[str, Any]]) -> None:
    """Supervision tells: the sequence number, and what the event carries."""
    method = RegistryService.keep_results
    events = [
        Received(secrets.token_hex(8), "result.published.v1", data["result_id"], sequence, datetime.now(UTC), data,
                 "supervision")
        for sequence, data in told
    ]  # fmt: skip
    registry.runtime.react(
        method.reaction_spec, lambda received, work: method.__wrapped__(registry.service, received, work), events
    )


@pytest.fixture
def cadre_id(registry: Registry) -> str:
    return str(registry.a_cadre(registry.a_unit())["id"])


def wish(cadre_id: str, on: date | None = None, **more: Any) -> dict[str, Any]:
    return {
        "cadre_id": cadre_id,
        "title": "虚构职务",
        "on": iso(on),
        "document": "合成文件",
        **more,
    }


def rules_against(registry: Registry, cadre_id: str, on: date | None = None) -> list[str]:
    """What stands against a promotion to a level for which something else stands against it already."""
    refused = registry.refusal("promote", cadre_id=cadre_id, post_level="131", on=iso(on), document="合成文件")
    assert refused.code == "registry/unqualified"
    return list(refused.facts["rules"])


def test_it_stops_an_appointment_of_any_level_unless_a_named_person_sets_it_aside(
    registry: Registry, cadre_id: str
) -> None:
    hear(registry, (1, a_result(cadre_id)))
    for level in ({}, {"post_level": "141"}, {"post_level": "132"}):
        refused = registry.refusal("appoint", **wish(cadre_id, **level))
        assert refused.facts["rules"].count(RULE) == 1, level
    assert "成果联用" in refused.detail_zh
    made = registry.appoint(**wish(cadre_id, override=OVERRIDE))
    assert RULE in made["appointments"][-1]["override"]["findings"]
    assert registry.events(cadre_id)[-1]["data"]["overridden"] == [RULE]


def test_it_stops_promotions_to_levels_and_ranks(registry: Registry, cadre_id: str) -> None:
    assert RULE not in rules_against(registry, cadre_id)
    hear(registry, (1, a_result(cadre_id)))
    assert RULE in rules_against(registry, cadre_id)
    rank = {"cadre_id": cadre_id, "rank": "division_rank_4", "on": iso(), "document": "合成文件"}
    assert RULE in registry.refusal("promote", **rank).facts["rules"]


@pytest.mark.parametrize("after", [{"state": "withdrawn"}, {"state": "expired", "valid_until": "2026-03-03"}])
def test_what_is_withdrawn_or_expired_stops_nothing_and_older_word_does_not_bring_it_back(
    registry: Registry, cadre_id: str, after: dict[str, str]
) -> None:
    first = a_result(cadre_id)
    hear(registry, (1, first), (3, {**first, **after}), (2, first))
    hear(registry, (2, first))
    assert RULE not in rules_against(registry, cadre_id)


def test_it_holds_from_the_day_of_publication_to_its_last_so_that_what_was_before_can_be_entered(
    registry: Registry, cadre_id: str
) -> None:
    first, last = today() - timedelta(days=5), today() + timedelta(days=5)
    hear(registry, (1, a_result(cadre_id, published_on=first.isoformat(), valid_until=last.isoformat())))
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    assert [RULE in rules_against(registry, cadre_id, day) for day in days] == [False, True, True, False]


def test_one_that_only_warns_is_said_and_stops_nothing(registry: Registry, cadre_id: str) -> None:
    hear(registry, (1, warning(cadre_id)))
    assert RULE not in rules_against(registry, cadre_id)
    made = registry.appoint(**wish(cadre_id))
    assert [one["code"] for one in made["warnings"]] == ["result_reminded"]
    assert "result_reminded" not in str(registry.get_cadre(cadre_id=cadre_id)["warnings"])
    oneself = registry.as_("self", Scope(Reach.SELF, cadre_id=cadre_id))
    assert "reminded" not in str(oneself.get_cadre(cadre_id=cadre_id, as_of=today()))


def test_one_for_other_uses_or_about_nobody_here_changes_nothing(registry: Registry, cadre_id: str) -> None:
    hear(registry, (1, a_result(cadre_id, uses=["award"], stops=["award"])), (1, a_result("cad-nobody")))
    hear(registry, (1, a_result(None)))
    assert RULE not in rules_against(registry, cadre_id)

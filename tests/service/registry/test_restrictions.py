"""What supervision tells of a cadre stands against a promotion in the registry, as long as it holds."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from servicekit import clock
from servicekit.events import Received
from services.registry.service import RegistryService
from tests.service.registry.conftest import Registry

TODAY = clock.day_of(clock.now())
RULE = "registry.restriction_effect"
OVERRIDE = {"by": "合成负责人", "basis": "合成批件〔2026〕1号"}


def hear(registry: Registry, *told: tuple[int, dict[str, Any]]) -> None:
    """Supervision tells: the sequence number, and what the event carries."""
    events = [
        Received(
            id=secrets.token_hex(8),
            type="restriction.changed.v1",
            subject=data["restriction_id"],
            sequence=sequence,
            time=datetime.now(UTC),
            data=data,
            service="supervision",
        )
        for sequence, data in told
    ]
    method = RegistryService.keep_restrictions
    registry.runtime.react(
        method.reaction_spec, lambda received, work: method.__wrapped__(registry.service, received, work), events
    )


def told(cadre_id: str, **more: Any) -> dict[str, Any]:
    return {
        "restriction_id": f"rst-{secrets.token_hex(4)}",
        "cadre_id": cadre_id,
        "kind": "demerit",
        "effects": ["award", "pool", "promotion"],
        "begins": (TODAY - timedelta(days=30)).isoformat(),
        "ends": (TODAY + timedelta(days=330)).isoformat(),
        "state": "in_force",
        **more,
    }


@pytest.fixture
def cadre_id(registry: Registry) -> str:
    return str(registry.a_cadre(registry.a_unit())["id"])


def rules_against(registry: Registry, cadre_id: str, on: date = TODAY) -> list[str]:
    refused = registry.refusal("promote", cadre_id=cadre_id, post_level="131", on=on.isoformat(), document="合成文件")
    assert refused.code == "registry/unqualified"
    return list(refused.facts["rules"])


def test_a_demerit_in_supervision_stops_a_promotion_unless_a_named_person_sets_it_aside(
    registry: Registry, cadre_id: str
) -> None:
    assert RULE not in rules_against(registry, cadre_id)
    hear(registry, (1, told(cadre_id)))
    assert RULE in rules_against(registry, cadre_id)
    wish = {"cadre_id": cadre_id, "post_level": "131", "on": TODAY.isoformat(), "document": "合成文件"}
    made = registry.promote(**wish, override=OVERRIDE)
    assert RULE in made["levels"][-1]["override"]["findings"]


def test_an_appointment_to_a_higher_level_is_held_against_it_too(registry: Registry, cadre_id: str) -> None:
    hear(registry, (1, told(cadre_id, kind="admonition")))
    refused = registry.refusal(
        "appoint",
        cadre_id=cadre_id,
        title="虚构职务",
        post_level="131",
        on=TODAY.isoformat(),
        document="合成文件",
    )
    assert RULE in refused.facts["rules"]


def test_it_holds_from_its_first_day_to_its_last(registry: Registry, cadre_id: str) -> None:
    begins, ends = TODAY + timedelta(days=10), TODAY + timedelta(days=20)
    hear(registry, (1, told(cadre_id, begins=begins.isoformat(), ends=ends.isoformat(), state="scheduled")))
    days = [begins - timedelta(days=1), begins, ends, ends + timedelta(days=1)]
    assert [RULE in rules_against(registry, cadre_id, day) for day in days] == [False, True, True, False]
    assert registry.get_cadre(cadre_id=cadre_id)["punished_until"] == (ends + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("after", [{"state": "annulled"}, {"state": "ended", "ends": TODAY.isoformat()}])
def test_what_is_lifted_or_annulled_stands_against_nothing_and_older_news_does_not_bring_it_back(
    registry: Registry, cadre_id: str, after: dict[str, str]
) -> None:
    first = told(cadre_id)
    hear(registry, (1, first), (3, {**first, **after}))
    assert RULE not in rules_against(registry, cadre_id)
    hear(registry, (2, first))
    assert RULE not in rules_against(registry, cadre_id)


def test_without_an_end_it_holds_until_it_is_lifted_and_no_answer_tells_of_it(
    registry: Registry, cadre_id: str
) -> None:
    hear(registry, (1, told(cadre_id, kind="under_investigation", ends=None)))
    assert RULE in rules_against(registry, cadre_id, TODAY + timedelta(days=3000))
    shown = registry.get_cadre(cadre_id=cadre_id, as_of=TODAY)
    assert shown["punished_until"] is None
    assert not shown["at_day"]["punished"]
    assert "restrictions" not in shown


def test_two_events_of_one_batch_open_one_alert(registry: Registry, cadre_id: str) -> None:
    first = told(cadre_id, ends=(TODAY + timedelta(days=30)).isoformat())
    hear(registry, (1, first), (2, {**first, "ends": (TODAY + timedelta(days=40)).isoformat()}))
    alerts = registry.list_alerts(subject_id=cadre_id)["items"]
    assert [alert["rule"] for alert in alerts].count("punishment_ending") == 1


def test_somebody_who_is_not_in_the_roster_changes_nothing(registry: Registry) -> None:
    hear(registry, (1, told("cad-nobody")))

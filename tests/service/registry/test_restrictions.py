"""What supervision tells of a cadre stands against a promotion in the registry, as long as it holds."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from servicekit.events import Received
from services.registry.service import RegistryService
from tests.service.registry.conftest import Registry
from tests.support.days import iso, today

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
        "begins": (today() - timedelta(days=30)).isoformat(),
        "ends": (today() + timedelta(days=330)).isoformat(),
        "state": "in_force",
        **more,
    }


@pytest.fixture
def cadre_id(registry: Registry) -> str:
    return str(registry.a_cadre(registry.a_unit())["id"])


def rules_against(registry: Registry, cadre_id: str, on: date | None = None) -> list[str]:
    refused = registry.refusal("promote", cadre_id=cadre_id, post_level="131", on=iso(on), document="合成文件")
    assert refused.code == "registry/unqualified"
    return list(refused.facts["rules"])


def test_a_demerit_in_supervision_stops_a_promotion_unless_a_named_person_sets_it_aside(
    registry: Registry, cadre_id: str
) -> None:
    assert RULE not in rules_against(registry, cadre_id)
    hear(registry, (1, told(cadre_id)))
    assert RULE in rules_against(registry, cadre_id)
    wish = {"cadre_id": cadre_id, "post_level": "131", "on": iso(), "document": "合成文件"}
    made = registry.promote(**wish, override=OVERRIDE)
    assert RULE in made["levels"][-1]["override"]["findings"]


def test_an_appointment_to_a_higher_level_is_held_against_it_too(registry: Registry, cadre_id: str) -> None:
    hear(registry, (1, told(cadre_id, kind="admonition")))
    refused = registry.refusal(
        "appoint",
        cadre_id=cadre_id,
        title="虚构职务",
        post_level="131",
        on=iso(),
        document="合成文件",
    )
    assert RULE in refused.facts["rules"]


def test_it_holds_from_its_first_day_to_its_last(registry: Registry, cadre_id: str) -> None:
    begins, ends = today() + timedelta(days=10), today() + timedelta(days=20)
    hear(registry, (1, told(cadre_id, begins=begins.isoformat(), ends=ends.isoformat(), state="scheduled")))
    days = [begins - timedelta(days=1), begins, ends, ends + timedelta(days=1)]
    assert [RULE in rules_against(registry, cadre_id, day) for day in days] == [False, True, True, False]
    assert registry.get_cadre(cadre_id=cadre_id)["punished_until"] is None, "it has not begun"


def test_a_period_that_begins_later_is_the_files_from_its_first_day(registry: Registry, at: Any) -> None:
    at("2026-06-01")
    cadre_id = registry.a_cadre(registry.a_unit())["id"]
    hear(registry, (1, told(cadre_id, begins="2026-06-10", ends="2026-12-09", state="scheduled")))
    shown = registry.get_cadre(cadre_id=cadre_id)
    assert (shown["punished_until"], shown["punished_through"]) == (None, None)
    at("2026-06-10")
    registry.sweep_alerts()
    shown = registry.get_cadre(cadre_id=cadre_id)
    assert (shown["punished_until"], shown["punished_through"]) == ("2026-12-10", "2026-12-09")


@pytest.mark.parametrize("after", [{"state": "annulled"}, {"state": "ended", "ends": "today"}])
def test_what_is_lifted_or_annulled_stands_against_nothing_and_older_news_does_not_bring_it_back(
    registry: Registry, cadre_id: str, after: dict[str, str]
) -> None:
    first = told(cadre_id)
    after = {name: iso() if value == "today" else value for name, value in after.items()}
    hear(registry, (1, first), (3, {**first, **after}))
    assert RULE not in rules_against(registry, cadre_id)
    hear(registry, (2, first))
    assert RULE not in rules_against(registry, cadre_id)


def test_without_an_end_it_holds_until_it_is_lifted_and_no_answer_tells_of_it(
    registry: Registry, cadre_id: str
) -> None:
    hear(registry, (1, told(cadre_id, kind="under_investigation", ends=None)))
    assert RULE in rules_against(registry, cadre_id, today() + timedelta(days=3000))
    shown = registry.get_cadre(cadre_id=cadre_id, as_of=today())
    assert shown["punished_until"] is None
    assert not shown["at_day"]["punished"]
    assert "restrictions" not in shown


def test_two_events_of_one_batch_open_one_alert(registry: Registry, cadre_id: str) -> None:
    first = told(cadre_id, ends=(today() + timedelta(days=30)).isoformat())
    hear(registry, (1, first), (2, {**first, "ends": (today() + timedelta(days=40)).isoformat()}))
    alerts = registry.list_alerts(subject_id=cadre_id)["items"]
    assert [alert["rule"] for alert in alerts].count("punishment_ending") == 1


def test_somebody_who_is_not_in_the_roster_changes_nothing(registry: Registry) -> None:
    hear(registry, (1, told("cad-nobody")))


# -- what the file holds itself, and the book answers --


def punish(registry: Registry, cadre_id: str, kind: str = "demerit", **more: Any) -> dict[str, Any]:
    entry = {"kind": kind, "decided_on": iso(), **more}
    return dict(registry.change_cadre(cadre_id=cadre_id, add={"punishments": [entry]}))


def of_the_file(cadre_id: str, entry: str, **more: Any) -> dict[str, Any]:
    """The book's word on a punishment of the file."""
    return told(cadre_id, restriction_id=f"rst-{entry}", source="registry", source_id=entry, **more)


def told_last(registry: Registry, cadre_id: str) -> list[dict[str, Any]]:
    """What the book was told last of this file."""
    found = [event["data"]["punished"] for event in registry.events(cadre_id) if event["type"] == "cadre.punished.v1"]
    return list(found[-1]) if found else []


def test_the_book_is_told_of_every_punishment_that_counts_by_its_own_words(registry: Registry, cadre_id: str) -> None:
    assert told_last(registry, cadre_id) == []
    punish(registry, cadre_id, "serious_demerit")
    entry = {"kind": "party_warning", "decided_on": iso(), "until": (today() + timedelta(days=9)).isoformat()}
    shown = registry.change_cadre(cadre_id=cadre_id, add={"punishments": [entry]}, override=OVERRIDE)
    assert shown["punishments"][1]["last_day"] == (today() + timedelta(days=8)).isoformat()
    first, second = told_last(registry, cadre_id)
    assert (first["kind"], first["until"]) == ("major_demerit", None)
    assert (second["kind"], second["until"]) == ("party_warning", (today() + timedelta(days=9)).isoformat())
    entry = shown["punishments"][0]["entry"]
    registry.set_aside(cadre_id=cadre_id, history="punishments", entry=entry, by="合成负责人", basis="登记有误")
    assert [one["kind"] for one in told_last(registry, cadre_id)] == ["party_warning"]


def test_a_registration_tells_of_the_punishments_that_it_brings(registry: Registry) -> None:
    past = [{"kind": "warning", "decided_on": "2011-01-05"}]
    made = registry.a_cadre(registry.a_unit(), punishments=past)
    assert [one["kind"] for one in told_last(registry, made["id"])] == ["warning"]


def test_a_file_from_before_the_book_was_told_is_told_by_and_by(registry: Registry, cadre_id: str) -> None:
    punish(registry, cadre_id)
    registry.runtime.db["cadres"].update_one({"_id": cadre_id}, {"$unset": {"told_punishments": 1}})
    before = len(registry.events(cadre_id))
    for _ in range(2):
        work = registry.runtime.work_of("punishments")
        registry.service.tell_of_punishments(work)
        registry.runtime.commit(work, f"test:{secrets.token_hex(8)}", "every.punishments")
    assert len(registry.events(cadre_id)) == before + 1
    assert [one["kind"] for one in told_last(registry, cadre_id)] == ["demerit"]


def test_a_punishment_counts_at_once_and_then_as_long_as_the_book_says(registry: Registry, cadre_id: str) -> None:
    shown = punish(registry, cadre_id)
    rule = "registry.punishment_effect"
    assert rule in rules_against(registry, cadre_id)
    entry = shown["punishments"][0]["entry"]
    last = today() + timedelta(days=40)
    hear(registry, (1, of_the_file(cadre_id, entry, begins=iso(), ends=last.isoformat())))
    assert rule in rules_against(registry, cadre_id, last)
    assert {rule, RULE}.isdisjoint(rules_against(registry, cadre_id, last + timedelta(days=1)))
    shown = registry.get_cadre(cadre_id=cadre_id)
    assert shown["punishments"][0]["until"] == shown["punished_until"] == (last + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("begun", [200, 1, 0])
def test_of_what_was_lifted_today_file_and_book_name_the_same_last_day(
    registry: Registry, cadre_id: str, begun: int
) -> None:
    first = today() - timedelta(days=begun)
    entry = punish(registry, cadre_id, decided_on=first.isoformat())["punishments"][0]["entry"]
    last = max(first, today() - timedelta(days=1)).isoformat()
    hear(registry, (1, of_the_file(cadre_id, entry, begins=first.isoformat(), ends=last, state="ended")))
    assert "registry.punishment_effect" not in rules_against(registry, cadre_id)
    assert registry.get_cadre(cadre_id=cadre_id)["punishments"][0]["last_day"] == last


def test_what_the_book_annuls_is_set_aside_in_the_file_too(registry: Registry, cadre_id: str) -> None:
    entry = punish(registry, cadre_id)["punishments"][0]["entry"]
    mine = of_the_file(cadre_id, entry)
    hear(registry, (1, mine))
    hear(registry, (2, {**mine, "state": "annulled"}))
    assert {"registry.punishment_effect", RULE}.isdisjoint(rules_against(registry, cadre_id))
    assert registry.get_cadre(cadre_id=cadre_id)["punishments"][0]["void"]["by"] == "supervision"
    assert told_last(registry, cadre_id) == []


def test_what_the_file_sets_aside_stands_against_nothing_before_the_book_has_answered(
    registry: Registry, cadre_id: str
) -> None:
    entry = punish(registry, cadre_id)["punishments"][0]["entry"]
    hear(registry, (1, of_the_file(cadre_id, entry)))
    assert "registry.punishment_effect" in rules_against(registry, cadre_id)
    registry.set_aside(cadre_id=cadre_id, history="punishments", entry=entry, by="合成负责人", basis="登记有误")
    assert {"registry.punishment_effect", RULE}.isdisjoint(rules_against(registry, cadre_id))
    assert registry.get_cadre(cadre_id=cadre_id)["punished_until"] is None


def test_what_bars_any_leading_post_or_a_transfer_does_so_without_a_promotion(
    registry: Registry, cadre_id: str
) -> None:
    barring = ["appointment", "transfer"]
    hear(registry, (1, told(cadre_id, kind="under_investigation", effects=barring, ends=None)))
    there = {"cadre_id": cadre_id, "on": iso(), "document": "合成文件"}
    level = registry.refusal("appoint", **there, title="虚构职务", post_level="141")
    assert level.facts["rules"] == [RULE]
    other = registry.a_unit()
    assert registry.refusal("transfer", **there, unit_id=other["id"]).facts["rules"] == [RULE]
    registry.transfer(**there, unit_id=other["id"], override=OVERRIDE)
    (moved,) = [e["data"] for e in registry.events(cadre_id) if e["type"] == "cadre.transferred.v1"]
    assert moved["overridden"] == [RULE]

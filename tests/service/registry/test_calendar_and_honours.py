"""The working calendar, and what the ledger of honours leaves in a cadre's file."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

import pytest

from servicekit.errors import Problem
from servicekit.events import Received
from services.registry.service import RegistryService
from tests.service.registry.conftest import Registry
from tests.service.registry.test_days_of_a_file import DOCUMENT


def hear(registry: Registry, type: str, sequence: int, **data: Any) -> int:
    event = Received(
        id=secrets.token_hex(8),
        type=type,
        subject=data["honour_id"],
        sequence=sequence,
        time=datetime.now(UTC),
        data=data,
        service="incentive",
    )
    method = RegistryService.keep_honour
    bare = method.__wrapped__
    handled: int = registry.runtime.react(
        method.reaction_spec, lambda received, work: bare(registry.service, received, work), [event]
    )
    return handled


def a_cadre(registry: Registry) -> str:
    return str(registry.a_cadre(registry.a_unit())["id"])


def honour(cadre_id: str) -> dict[str, Any]:
    id = f"hon-{secrets.token_hex(4)}"
    return {
        "honour_id": id,
        "cadre_id": cadre_id,
        "level": "city",
        "conferred_on": "2025-07-01",
        "certificate_number": id.upper(),
    }


def test_an_honour_is_recorded_once_and_set_aside_when_it_is_revoked(registry: Registry) -> None:
    cadre_id = a_cadre(registry)
    told = honour(cadre_id)
    hear(registry, "honour.conferred.v1", 1, **told)
    hear(registry, "honour.conferred.v1", 1, **told)
    (reward,) = registry.get_cadre(cadre_id=cadre_id)["rewards"]
    assert (reward["source"], reward["on"], reward["void"]) == (told["honour_id"], "2025-07-01", None)
    hear(registry, "honour.revoked.v1", 2, **told)
    (reward,) = registry.get_cadre(cadre_id=cadre_id)["rewards"]
    assert reward["void"]["by"] == "incentive"


def test_a_revocation_that_arrives_first_is_not_undone_by_the_older_event(registry: Registry) -> None:
    cadre_id = a_cadre(registry)
    told = honour(cadre_id)
    hear(registry, "honour.revoked.v1", 2, **told)
    hear(registry, "honour.conferred.v1", 1, **told)
    (reward,) = registry.get_cadre(cadre_id=cadre_id)["rewards"]
    assert reward["void"] is not None


def of_a_past_year(cadre_id: str) -> dict[str, Any]:
    title, document = "担当作为好干部", "示例发〔2021〕1号"
    told = {"conferred_on": "2021-07-01", "certificate_number": "", "title": title, "document": document}
    return {**honour(cadre_id), **told}


def test_an_honour_of_a_past_year_is_in_the_file_by_its_day_name_and_document(registry: Registry) -> None:
    cadre_id = a_cadre(registry)
    hear(registry, "honour.conferred.v1", 1, **of_a_past_year(cadre_id))
    (reward,) = registry.get_cadre(cadre_id=cadre_id)["rewards"]
    assert (reward["on"], reward["title"], reward["document"]) == ("2021-07-01", "担当作为好干部", "示例发〔2021〕1号")


@pytest.mark.parametrize(
    ("on", "title", "more"),
    [
        ("2021-07-01", "担当作为好干部", 0),
        ("2021-07", "获包头市“担当作为好干部”称号", 0),
        ("2021-06", "担当作为好干部", 1),
        ("2021-07-01", "优秀共产党员", 1),
    ],
)
def test_a_reward_that_the_file_has_already_is_not_entered_twice(
    registry: Registry, on: str, title: str, more: int
) -> None:
    cadre_id = a_cadre(registry)
    entry = {"kind": "title", "title": title, "on": on}
    registry.change_cadre(cadre_id=cadre_id, add={"rewards": [entry]}, **DOCUMENT)
    told = of_a_past_year(cadre_id)
    hear(registry, "honour.conferred.v1", 1, **told)
    assert len(registry.get_cadre(cadre_id=cadre_id)["rewards"]) == 1 + more
    hear(registry, "honour.revoked.v1", 2, **told)
    rewards = registry.get_cadre(cadre_id=cadre_id)["rewards"]
    assert [reward["void"] is None for reward in rewards] == [True, *[False] * more]


def test_an_honour_of_somebody_who_is_not_in_the_roster_changes_nothing(registry: Registry) -> None:
    assert hear(registry, "honour.conferred.v1", 1, **honour("cad-nobody")) == 1


def test_a_year_is_published_and_counted_with_and_published_anew(registry: Registry) -> None:
    registry.runtime.db["calendar_years"].delete_many({})
    week = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"]
    before = registry.count_working_days(after="2026-09-30", days=1)
    assert (before["last"], before["provisional"]) == ("2026-10-01", True)
    first = registry.publish_calendar(year=2026, holidays=week, make_up_days=["2026-10-10"], basis="合成通知一")
    counted = registry.count_working_days(after="2026-09-30", days=3)
    assert (counted["last"], counted["provisional"]) == ("2026-10-10", False)
    again = registry.publish_calendar(year=2026, holidays=week, make_up_days=[], basis="合成通知二")
    assert again["version"] > first["version"]
    assert registry.count_working_days(after="2026-09-30", days=3)["last"] == "2026-10-12"
    assert [version["basis"] for version in registry.get_calendar(year=2026)["history"]] == ["合成通知一", "合成通知二"]
    told = [
        event
        for entry in registry.runtime.db["journal"].find({"events.type": "calendar.published.v1"})
        for event in entry["events"]
    ]
    assert told[-1]["subject"] == "2026"
    assert told[-1]["data"]["basis"] == "合成通知二"


def test_a_wrong_calendar_is_refused_and_an_unpublished_year_is_not_found(registry: Registry) -> None:
    with pytest.raises(Problem) as refused:
        registry.publish_calendar(year=2031, holidays=["2030-01-01"], basis="合成")
    assert refused.value.code == "registry/bad-calendar"
    with pytest.raises(Problem) as missing:
        registry.get_calendar(year=2031)
    assert missing.value.code == "registry/no-calendar"

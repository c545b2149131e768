"""An end of the service that is planned: until its day the cadre serves, and whatever happens first goes first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from tests.service.registry.conftest import Registry
from tests.service.registry.test_selections import OVERRIDE as BY

DOCUMENT = {"document": "合成文件〔2026〕1号"}


def day(ahead: int) -> str:
    return str((clock.day_of(clock.now()) + timedelta(days=ahead)).isoformat())


@pytest.fixture
def planned(registry: Registry) -> dict[str, Any]:
    """A cadre who serves, and whose retirement next year is decided."""
    cadre = registry.a_cadre(registry.a_unit())["id"]
    return dict(registry.retire(cadre_id=cadre, kind="request", on=day(300), override=BY, **DOCUMENT))


@pytest.mark.parametrize(("kind", "status"), [("deceased", "deceased"), ("resigned", "left")])
def test_a_planned_retirement_does_not_keep_today_from_being_told(
    registry: Registry, planned: dict[str, Any], kind: str, status: str
) -> None:
    assert planned["status"] == "serving"
    file = registry.leave(cadre_id=planned["id"], kind=kind, on=day(-7), **DOCUMENT)
    assert file["status"] == status
    retirement = next(one for one in file["statuses"] if one["status"] == "retired")
    assert DOCUMENT["document"] in retirement["void"]["basis"]
    assert registry.get_cadre(cadre_id=planned["id"], as_of=day(400))["at_day"]["status"] == status


def test_who_is_retired_earlier_than_planned_is_retired_once(registry: Registry, planned: dict[str, Any]) -> None:
    file = registry.retire(cadre_id=planned["id"], kind="request", on=day(0), override=BY, **DOCUMENT)
    assert file["status"] == "retired"
    assert [one["void"] is None for one in file["statuses"] if one["status"] == "retired"] == [False, True]


def test_after_the_planned_day_nothing_ends_the_service_again(registry: Registry, planned: dict[str, Any]) -> None:
    no = registry.refusal("leave", cadre_id=planned["id"], kind="resigned", on=day(301), **DOCUMENT)
    assert (no.code, no.facts["cadre_status"]) == ("registry/not-serving", "retired")


def test_what_was_planned_is_planned_again_where_what_came_first_was_a_mistake(
    registry: Registry, planned: dict[str, Any], at: Any
) -> None:
    file = registry.leave(cadre_id=planned["id"], kind="deceased", on=day(-7), **DOCUMENT)
    wish = {"cadre_id": file["id"], "history": "statuses", "entry": file["statuses"][-1]["entry"]}
    file = registry.set_aside(**wish, by="合成负责人", basis="同名误登")
    assert (file["status"], [one["void"] is None for one in file["statuses"]]) == ("serving", [True, True, False])
    at(day(300))
    while registry.sweep_alerts()["more"]:
        pass
    assert registry.get_cadre(cadre_id=file["id"])["status"] == "retired"
    assert [event["type"] for event in registry.events(file["id"])].count("cadre.retired.v1") == 1


def test_nobody_is_retired_years_after_the_age_of_the_law(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    no = registry.refusal("retire", cadre_id=cadre, kind="due", on="2199", **DOCUMENT)
    assert (no.code, no.facts["rules"]) == ("registry/unqualified", ["registry.retirement_flexible_years"])

"""An officer of a unit runs its daily training: own organiser, own classes, own bookings, and nothing of others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from servicekit.events import Received
from services.training.service import TrainingService
from tests.service.training.conftest import CITY, OTHER_UNIT, UNIT, Desk, session, unit_officer

BELOW = "unt-section"
MINE, ABOVE, THEIRS = unit_officer(UNIT), unit_officer(CITY), unit_officer(OTHER_UNIT)


@pytest.fixture
def units(desk: Desk) -> None:
    """The city; a bureau with a section below it, and a school, as the registry tells of them."""
    paths = {CITY: [CITY], UNIT: [CITY, UNIT], BELOW: [CITY, UNIT, BELOW], OTHER_UNIT: [CITY, OTHER_UNIT]}
    events = [
        Received(
            id=f"u-{id}",
            type="unit.registered.v1",
            subject=id,
            sequence=1,
            time=datetime.now(UTC),
            data={"unit_id": id, "code": id, "unit_ids": path},
            service="registry",
        )
        for id, path in paths.items()
    ]
    spec = desk.service.keep_units.reaction_spec
    desk.runtime.react(
        spec, lambda batch, work: TrainingService.keep_units.__wrapped__(desk.service, batch, work), events
    )


def organiser(desk: Desk, by: Any = MINE, **more: Any) -> str:
    return str(desk.ask("register_organiser", by=by, name="单位", tier="unit", synthetic=True, **more)["id"])


def wish_for(organiser_id: str, **more: Any) -> dict[str, Any]:
    days = {"begins": "2025-03-03", "ends": "2025-03-03"}
    base = {"code": "RC-1", "title": "日常培训", "kind": "short", "capacity": 10, "synthetic": True, **days}
    return {**base, "organiser_id": organiser_id, "sessions": [session("theory", 2)], **more}


def test_the_units_own_class_goes_from_draft_to_certificates_in_its_officers_hands(desk: Desk, units: None) -> None:
    desk.people("a", "b")
    desk.people("stranger", unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    class_ = desk.ask("create_class", by=MINE, **wish_for(organiser(desk)))
    of_it = {"class_id": class_["id"], "by": MINE}
    assert desk.ask("change_class", title="改名", if_match=class_["version"], **of_it)["title"] == "改名"
    desk.ask("add_sessions", sessions=[session("duty_capability", 2)], **of_it)
    desk.ask("publish_class", **of_it)
    placed = desk.ask("enrol", cadre_ids=["a", "stranger", "b"], **of_it)["results"]
    assert [one["state"] for one in placed] == ["enrolled", "refused", "enrolled"]
    desk.ask("start_class", **of_it)
    desk.ask("record_attendance", rest="present", **of_it)
    assert desk.ask("complete_class", **of_it)["completed"] == 2
    assert len(desk.told("completion.recorded.v1")) == 2


def test_another_units_class_or_the_schools_is_not_found_and_is_nobodys_below(desk: Desk, units: None) -> None:
    mine = desk.ask("create_class", by=MINE, **wish_for(organiser(desk)))["id"]
    below = desk.ask("create_class", by=MINE, **wish_for(organiser(desk, unit_id=BELOW), code="RC-2"))["id"]
    city = desk.a_class()["id"]
    for class_id, who in ((mine, THEIRS), (below, THEIRS), (city, MINE), (city, ABOVE)):
        for command in ("publish_class", "start_class", "complete_class"):
            assert desk.refused(command, by=who, class_id=class_id).code == "training/no-class"
        assert desk.refused("cancel_class", by=who, class_id=class_id, reason="x").code == "training/no-class"
        marks = {"class_id": class_id, "rest": "present"}
        assert desk.refused("record_attendance", by=who, **marks).code == "training/no-class"
        assert desk.refused("change_class", by=who, class_id=class_id, title="x", if_match=99).status == 404
        assert desk.ask("get_class", by=who, class_id=class_id)["id"] == class_id, "what is held is everybody's to know"
    assert desk.ask("publish_class", by=ABOVE, class_id=mine)["state"] == "published", "the unit above may"


def test_only_daily_training_and_only_for_the_own_unit_and_those_below(desk: Desk, units: None) -> None:
    mine, school = organiser(desk), desk.organiser()
    for kind in ("main", "rotation"):
        more = {"kind": kind, "round": 1 if kind == "rotation" else None}
        refused = desk.refused("create_class", by=MINE, **wish_for(mine, **more))
        assert (refused.code, refused.errors[0].pointer) == ("training/not-daily-training", "/kind")
        assert "short" in refused.facts["allowed"]
    assert desk.refused("create_class", by=MINE, **wish_for(school)).code == "training/no-organiser"
    assert desk.refused("create_class", by=THEIRS, **wish_for(mine)).code == "training/no-organiser"
    tier = {"by": MINE, "name": "x", "tier": "sector", "key": "health"}
    assert desk.refused("register_organiser", **tier).code == "training/not-daily-training"
    other = {"by": MINE, "name": "x", "tier": "unit", "unit_id": OTHER_UNIT}
    assert desk.refused("register_organiser", **other).code == "unknown-unit"
    assert desk.refused("change_organiser", by=THEIRS, organiser_id=mine, active=False).code == "training/no-organiser"
    assert desk.ask("create_class", **wish_for(mine, kind="main"))["kind"] == "main", "the training officer may"


def test_a_unit_books_for_itself_and_gives_back_what_is_its_own(desk: Desk, units: None) -> None:
    point = desk.ask("open_point", code="P1", name="教学点", capacity_per_day=10)["id"]
    wish = {"point_id": point, "begins": "2095-04-08", "people": 3}
    booking = desk.ask("book_point", by=MINE, **wish)
    assert booking["unit_id"] == UNIT
    below = desk.ask("book_point", by=MINE, unit_id=BELOW, **wish)
    assert desk.refused("book_point", by=MINE, unit_id=OTHER_UNIT, **wish).code == "unknown-unit"
    assert desk.refused("book_point", by=MINE, class_id=desk.a_class()["id"], **wish).code == "training/no-class"
    for mine in (booking, below):
        assert desk.refused("release_booking", by=THEIRS, booking_id=mine["id"]).code == "training/no-booking"
        assert desk.ask("release_booking", by=MINE, booking_id=mine["id"])["state"] == "released"


def test_bookings_and_visits_are_read_by_the_unit_whose_they_are_and_those_above(desk: Desk, units: None) -> None:
    point = desk.ask("open_point", code="P-9", name="某教学点", capacity_per_day=50)["id"]
    booking = {"point_id": point, "begins": "2095-04-08", "people": 3}
    visit = {"point_id": point, "theme": "loyalty_education", "on": "2025-03-03", "head_count": 5}
    whose = (UNIT, BELOW, OTHER_UNIT, None)
    booked = {unit: desk.ask("book_point", unit_id=unit, **booking)["id"] for unit in whose}
    visited = {unit: desk.ask("record_visit", unit_id=unit, **visit)["id"] for unit in whose}
    seen = {MINE: {UNIT, BELOW}, THEIRS: {OTHER_UNIT}, ABOVE: {UNIT, BELOW, OTHER_UNIT}}
    for who, own in seen.items():
        for things, lister, getter, name in (
            (booked, "list_bookings", "get_booking", "booking_id"),
            (visited, "list_visits", "get_visit", "visit_id"),
        ):
            assert {one["id"] for one in desk.ask(lister, by=who)["items"]} == {things[unit] for unit in own}
            for unit, id in things.items():
                if unit in own:
                    assert desk.ask(getter, by=who, **{name: id})["id"] == id
                else:
                    assert desk.refused(getter, by=who, **{name: id}).status == 404
            foreign = next(unit for unit in (OTHER_UNIT, UNIT, None) if unit not in own)
            if foreign is not None:
                assert desk.ask(lister, by=who, unit_id=[foreign])["items"] == []

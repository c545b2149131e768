"""Training outside the city: 中央党校, 自治区党校, 干部学院, 系统外, in the ledger beside the city's own."""

from __future__ import annotations

from typing import Any

import pytest

from servicekit import clock
from servicekit.errors import DayNotCome, InvalidFields, UnknownEntry
from services.training.errors.common import AlreadyKnown, NotInThisState, UnknownCadre
from services.training.errors.enrolments import Overlap
from services.training.errors.outside import NoOutsideRecord, NotElsewhere, OutsideKnown
from tests.service.training.conftest import OTHER_UNIT, UNIT, Desk, self_of, session, unit_officer


def school(desk: Desk, tier: str = "central_party_school", **more: Any) -> str:
    return str(desk.ask("register_organiser", name="市外办班主体", tier=tier, synthetic=True, **more)["id"])


def record(organiser_id: str, cadre_id: str = "a", **more: Any) -> dict[str, Any]:
    return {
        "cadre_id": cadre_id,
        "organiser_id": organiser_id,
        "title": "县处级干部进修班",
        "begins": "2025-03-03",
        "ends": "2025-04-30",
        "theory": 120,
        "party_spirit": 40.5,
        "synthetic": True,
        **more,
    }


def test_hours_at_the_central_party_school_are_recognised_and_say_where_they_come_from(desk: Desk) -> None:
    desk.people("a", "b", county_level_or_above=False)
    desk.ask("remind", year=2025)
    central, region = school(desk), school(desk, "region_party_school")
    entered = desk.ask("record_outside", **record(central))
    assert (entered["organiser_tier"], entered["total_hours"]) == ("central_party_school", 160.5)
    desk.ask("record_outside", **record(region, "b", theory=10, party_spirit=0))
    standing = {row["cadre_id"]: row for row in desk.ask("list_compliance", year=2025)["items"]}
    assert [(standing[id]["state"], standing[id]["counted_hours"]) for id in "ab"] == [("met", 160.5), ("behind", 10)]
    (entry,) = desk.ask("list_hours", organiser_tier="central_party_school")["items"]
    assert (entry["cadre_id"], entry["source"], entry["year"], entry["hours"]["party_spirit"]) == (
        "a",
        "outside",
        2025,
        40.5,
    )
    assert [one["cadre_id"] for one in desk.ask("list_reminders", year=2025, open=True)["items"]] == ["b"]
    listed = desk.ask("list_outside", organiser_tier="region_party_school")["items"]
    assert [one["cadre_id"] for one in listed] == ["b"]
    for by, seen in ((self_of("a"), ["a"]), (unit_officer(OTHER_UNIT), []), (unit_officer(UNIT), ["a", "b"])):
        assert sorted(one["cadre_id"] for one in desk.ask("list_outside", by=by)["items"]) == seen
    assert {told["organiser_tier"] for told in desk.told("outside_record.recorded.v1")} == {
        "central_party_school",
        "region_party_school",
    }


def test_one_of_each_school_colleges_by_their_dictionary_and_the_rest_by_a_key(desk: Desk) -> None:
    school(desk)
    again = {"name": "又一所", "tier": "central_party_school"}
    assert isinstance(desk.refused("register_organiser", **again), AlreadyKnown)
    school(desk, "cadre_college", key="pudong")
    assert isinstance(desk.refused("register_organiser", name="x", tier="cadre_college", key="nowhere"), UnknownEntry)
    school(desk, "outside", key="tsinghua")
    assert isinstance(desk.refused("register_organiser", name="x", tier="outside"), InvalidFields)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"cadre_id": "nobody"}, UnknownCadre),
        ({"ends": "2098-01-01"}, DayNotCome),
        ({"theory": 0, "party_spirit": 0}, InvalidFields),
        ({"theory": 1.3}, InvalidFields),
        ({"ends": "2025-03-01"}, InvalidFields),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, more: dict[str, Any], problem: type[Exception]) -> None:
    desk.people("a")
    assert isinstance(desk.refused("record_outside", **record(school(desk), **more)), problem)


def test_the_citys_own_training_is_a_class_and_nobody_is_at_two_places(desk: Desk) -> None:
    desk.people("a")
    assert isinstance(desk.refused("record_outside", **record(desk.organiser())), NotElsewhere)
    central = school(desk)
    desk.ask("record_outside", **record(central))
    assert isinstance(desk.refused("record_outside", **record(central)), OutsideKnown)
    at_once = desk.refused("record_outside", **record(school(desk, "region_party_school")))
    assert isinstance(at_once, Overlap)
    class_ = desk.a_class(begins="2025-04-30", sessions=[session(on="2025-04-30")])
    desk.ask("publish_class", class_id=class_["id"])
    assert isinstance(desk.refused("enrol", class_id=class_["id"], cadre_ids=["a"]), Overlap)


def test_a_record_entered_by_mistake_is_annulled_with_its_hours_and_may_be_entered_right(desk: Desk) -> None:
    desk.people("a")
    central = school(desk)
    wrong = desk.ask("record_outside", **record(central, theory=220))
    annulled = desk.ask("annul_outside", outside_record_id=wrong["id"], basis="学时录错")
    assert (annulled["state"], annulled["annulled_by"], annulled["annulled_because"]) == (
        "annulled",
        "officer",
        "学时录错",
    )
    assert isinstance(desk.refused("annul_outside", outside_record_id=wrong["id"], basis="又"), NotInThisState)
    desk.ask("record_outside", **record(central))
    entries = desk.ask("list_hours", cadre_id="a")["items"]
    assert sorted(entry["total_hours"] for entry in entries) == [-260.5, 160.5, 260.5]
    by = unit_officer(OTHER_UNIT)
    assert isinstance(desk.refused("get_outside", by=by, outside_record_id=wrong["id"]), NoOutsideRecord)


def test_records_are_imported_and_each_bad_row_says_why(desk: Desk) -> None:
    desk.people("a", "b")
    central = school(desk)
    rows = [record(central), record(central), record(central, "b"), record("org-none", "b"), record(central, "nobody")]
    assert desk.ask("import_outside_records", rows=rows, dry_run=True)["done"] == 2
    assert desk.ask("list_outside")["items"] == []
    answer = desk.ask("import_outside_records", rows=rows)
    assert [row.get("errors", [{"code": "ok"}])[0]["code"] for row in answer["results"]] == [
        "ok",
        "training/outside-record-known",
        "ok",
        "training/unknown-code",
        "training/unknown-cadre",
    ]
    assert len(desk.ask("list_hours", source="outside")["items"]) == 2


def test_training_of_past_years_in_the_city_comes_in_from_its_ledger_and_counts(desk: Desk) -> None:
    desk.people("a", "b")
    past = {**record(desk.organiser()), "basis": "2025年培训台账"}
    this_year = clock.day_of(clock.now()).year
    rows = [
        past,
        past,
        {**past, "cadre_id": "b", "begins": f"{this_year}-01-05", "ends": f"{this_year}-01-05", "theory": 4,
         "party_spirit": 0},
        {**past, "cadre_id": "b", "basis": " "},
    ]  # fmt: skip
    for dry in (True, False):
        results = desk.ask("import_past_records", rows=rows, dry_run=dry)["results"]
        assert ["errors" in one for one in results] == [False, True, True, True]
        assert results[1]["errors"][0]["code"] == "training/outside-record-known"
        assert results[2]["errors"][0]["code"] == "training/not-elsewhere"
        assert results[3]["errors"][0]["pointer"] == "/basis"
    (entry,) = desk.ask("list_hours", cadre_id="a")["items"]
    assert (entry["total_hours"], entry["organiser_tier"]) == (160.5, "party_school")
    assert [one["year"] for one in desk.ask("list_hours", cadre_id="a")["items"]] == [2025]

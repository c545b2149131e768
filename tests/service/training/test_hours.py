"""The ledger, compliance, reminders, online records, needs, teaching points and the replica of people."""

from __future__ import annotations

import concurrent.futures
from datetime import timedelta

import pytest

from servicekit import clock
from servicekit.cursors import BadCursor
from servicekit.errors import DayNotCome, UnknownEntry
from services.training.errors.common import AlreadyKnown, NotInThisState, UnknownCadre
from services.training.errors.ledger import RecordKnown
from services.training.errors.places import OverCapacity, PointClosed
from tests.service.training.conftest import CITY, OTHER_UNIT, UNIT, Desk, self_of, session, unit_officer
from tests.support.days import iso


def train(desk: Desk, cadre_ids: list[str], hours: float, on: str = "2025-03-03") -> dict:
    class_ = desk.a_running_class(cadre_ids, begins=on, sessions=[session("theory", hours, on=on)])
    desk.ask("record_attendance", class_id=class_["id"], rest="present")
    return desk.ask("complete_class", class_id=class_["id"])


def an_online_record(record_id: str = "r1", cadre_id: str = "a", **more):
    return {
        "platform": "beijiang_cloud",
        "record_id": record_id,
        "cadre_id": cadre_id,
        "course": "课程",
        "category": "theory",
        "hours": 2.5,
        "finished_on": "2025-05-06",
        "synthetic": True,
        **more,
    }


def test_compliance_per_person_counts_off_job_hours_and_keeps_online_apart(desk):
    desk.people("county")
    desk.people("town", county_level_or_above=False, post_level="142")
    train(desk, ["county", "town"], 90)
    desk.ask("accept_online_record", **an_online_record(cadre_id="town"))
    rows = {r["cadre_id"]: r for r in desk.ask("list_compliance", year=2025)["items"]}
    assert (
        rows["town"]["regime"],
        rows["town"]["state"],
        rows["town"]["counted_hours"],
        rows["town"]["online_hours"],
    ) == ("yearly", "met", 90, 2.5)
    assert (rows["county"]["regime"], rows["county"]["state"], rows["county"]["missing_hours"]) == (
        "five_years",
        "behind",
        460,
    )
    assert [r["cadre_id"] for r in desk.ask("list_compliance", year=2025, state="behind")["items"]] == ["county"]
    assert [r["cadre_id"] for r in desk.ask("list_compliance", year=2025, state="met")["items"]] == ["town"]
    counted = [desk.ask("list_compliance", year=2025, count=True, **more) for more in ({}, {"state": "behind"})]
    assert [(one["items"], one["total"]) for one in counted] == [([], 2), ([], 1)]


def test_who_was_promoted_within_the_year_is_in_grace(desk):
    desk.people("new", level_since="2025-02")
    row = desk.ask("list_compliance", year=2025, cadre_id="new")["items"][0]
    assert (row["state"], row["grace_until"]) == ("in_grace", "2026-02-01")
    assert desk.ask("list_compliance", year=2025, state="in_grace")["items"][0]["cadre_id"] == "new"


def test_a_promotion_puts_no_earlier_year_in_grace_in_any_view(desk):
    desk.people("a", county_level_or_above=False, level_since="2026-10")
    desk.people("b", county_level_or_above=False, level_since="2025-10")
    train(desk, ["a", "b"], 10)
    listed = {row["cadre_id"]: row["state"] for row in desk.ask("list_compliance", year=2025)["items"]}
    assert listed == {"a": "behind", "b": "in_grace"}
    for state, whose in (("behind", "a"), ("in_grace", "b")):
        items = desk.ask("list_compliance", year=2025, state=state)["items"]
        assert [row["cadre_id"] for row in items] == [whose]
    yearly = next(row for row in desk.ask("unit_compliance", unit_id=UNIT, year=2025)["regimes"] if row["people"])
    assert (yearly["met"], yearly["in_grace"], yearly["behind"]) == (0, 1, 1)


def test_the_unit_view_agrees_with_the_persons(desk):
    desk.people("a", "b", county_level_or_above=False, post_level="142")
    desk.people("c", county_level_or_above=False, post_level="142", level_since="2025-03")
    desk.people("d")
    desk.people("gone", county_level_or_above=False, status="retired")
    desk.people("far", unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT], county_level_or_above=False)
    train(desk, ["a", "far"], 95)
    unit = desk.ask("unit_compliance", unit_id=UNIT, year=2025)
    assert (unit["people"], unit["met"], unit["rate"]) == (4, 1, "0.2500")
    yearly = next(r for r in unit["regimes"] if r["regime"] == "yearly")
    assert {key: yearly[key] for key in ("people", "met", "in_grace", "behind", "counted_hours")} == {
        "people": 3,
        "met": 1,
        "in_grace": 1,
        "behind": 1,
        "counted_hours": 95,
    }
    assert desk.ask("unit_compliance", unit_id=CITY, year=2025)["met"] == 2
    assert desk.ask("unit_compliance", unit_id=CITY, year=2025, by=unit_officer(UNIT))["met"] == 1
    for wish, total in (
        ({}, 5),
        ({"state": "met"}, 2),
        ({"state": "in_grace"}, 1),
        ({"state": "behind"}, 2),
        ({"state": "behind", "regime": "yearly"}, 1),
        ({"cadre_id": "a"}, 1),
        ({"unit_id": OTHER_UNIT}, 1),
        ({"by": unit_officer(UNIT)}, 4),
        ({"by": self_of("b")}, 1),
    ):
        listed = desk.ask("list_compliance", year=2025, **wish)["items"]
        numbered = desk.ask("list_compliance", year=2025, page=1, page_size=1, **wish)
        assert (len(listed), numbered["total"], len(numbered["items"])) == (total, total, 1), wish


def test_the_list_of_those_behind_is_paged_and_its_cursor_cannot_be_bent(desk):
    desk.people(*"abcde")
    first = desk.ask("list_compliance", year=2025, state="behind", limit=2)
    second = desk.ask("list_compliance", year=2025, state="behind", limit=2, cursor=first["next"])
    last = desk.ask("list_compliance", year=2025, state="behind", limit=2, cursor=second["next"])
    assert [r["cadre_id"] for page in (first, second, last) for r in page["items"]] == list("abcde")
    assert last["next"] is None
    for bent in (first["next"][:-2] + "xx", "nonsense"):
        with pytest.raises(BadCursor):
            desk.ask("list_compliance", year=2025, state="behind", limit=2, cursor=bent)
    with pytest.raises(BadCursor):
        desk.ask("list_compliance", year=2024, state="behind", limit=2, cursor=first["next"])


def test_a_reminder_is_sent_once_and_closes_itself_when_the_hours_are_there(desk):
    desk.people("a", "b", county_level_or_above=False)
    assert desk.ask("remind", year=2025)["sent"] == 2
    assert desk.ask("remind", year=2025)["sent"] == 0
    train(desk, ["b"], 90, on="2024-03-04")
    assert desk.told("reminder.closed.v1") == [], "hours of another year do not help a yearly duty"
    train(desk, ["a"], 90)
    assert [r["cadre_id"] for r in desk.ask("list_reminders", year=2025, open=True)["items"]] == ["b"]
    assert [e["cadre_id"] for e in desk.told("reminder.closed.v1")] == ["a"]
    assert {e["synthetic"] for e in desk.told("reminder.sent.v1")} == {True}


def test_who_may_still_make_the_hours_up_this_year_is_not_reminded(desk):
    today = clock.day_of(clock.now())
    promoted = (today - timedelta(days=365)).isoformat()
    desk.people("promoted", county_level_or_above=False, level_since=promoted)
    desk.people("other", county_level_or_above=False)
    row = desk.ask("list_compliance", year=today.year, cadre_id="promoted")["items"][0]
    assert (row["state"], row["missing_hours"]) == ("in_grace", 90)
    assert [r["cadre_id"] for r in desk.ask("list_compliance", year=today.year, state="behind")["items"]] == ["other"]
    yearly = next(r for r in desk.ask("unit_compliance", unit_id=UNIT, year=today.year)["regimes"] if r["people"])
    assert (yearly["in_grace"], yearly["behind"]) == (1, 1)
    assert desk.ask("remind", year=today.year)["sent"] == 1
    desk.people("other", sequence=2, county_level_or_above=False, level_since=promoted, post_level="131")
    assert desk.ask("remind", year=today.year) == {"sent": 0, "closed": 1, "more": False}


def test_a_reminder_opens_again_when_hours_are_taken_back(desk):
    desk.people("a", "b", county_level_or_above=False)
    assert desk.ask("remind", year=2025)["sent"] == 2
    train(desk, ["a"], 95)
    (entry,) = desk.ask("list_hours", cadre_id="a")["items"]
    desk.ask("correct_hours", entry_id=entry["id"], reason="录入有误")
    reminders = {r["cadre_id"]: r for r in desk.ask("list_reminders", year=2025, open=True)["items"]}
    assert (reminders.keys(), reminders["a"]["missing_hours"]) == ({"a", "b"}, 90)
    assert [(e["cadre_id"], e["open"]) for e in desk.told("reminder.sent.v1")] == [
        ("a", True),
        ("b", True),
        ("a", True),
    ]
    desk.people("b", sequence=2, county_level_or_above=False, status="retired")
    assert desk.ask("remind", year=2025)["closed"] == 1
    desk.people("b", sequence=3, county_level_or_above=False)
    assert desk.ask("remind", year=2025)["sent"] == 1, "who is behind again is told again"
    assert {r["cadre_id"] for r in desk.ask("list_reminders", year=2025, open=True)["items"]} == {"a", "b"}


def test_a_correction_takes_hours_back_once_and_changes_nothing_that_was_written(desk):
    desk.people("a", county_level_or_above=False)
    train(desk, ["a"], 90)
    entry = desk.ask("list_hours", cadre_id="a")["items"][0]
    back = desk.ask("correct_hours", entry_id=entry["id"], reason="录入有误")
    assert (back["total_hours"], back["reverses"]) == (-90, entry["id"])
    assert desk.ask("list_compliance", year=2025, cadre_id="a")["items"][0]["counted_hours"] == 0
    assert isinstance(desk.refused("correct_hours", entry_id=entry["id"], reason="再来"), AlreadyKnown)
    assert len(desk.ask("list_hours", cadre_id="a")["items"]) == 2
    again = desk.ask("correct_hours", entry_id=back["id"], reason="误冲销")
    assert (again["total_hours"], again["reverses"]) == (90, back["id"])
    assert desk.ask("list_compliance", year=2025, cadre_id="a")["items"][0]["counted_hours"] == 90


def test_the_same_online_record_is_refused_the_second_time(desk):
    desk.people("a")
    desk.ask("accept_online_record", **an_online_record())
    refused = desk.refused("accept_online_record", **an_online_record(hours=3))
    assert isinstance(refused, RecordKnown)
    assert desk.ask("accept_online_record", **an_online_record(platform="tsinghua_cloud"))["record_id"] == "r1"
    assert isinstance(desk.refused("accept_online_record", **an_online_record("r9", platform="other")), UnknownEntry)
    assert isinstance(desk.refused("accept_online_record", **an_online_record("r9", "x")), UnknownCadre)
    early = desk.refused("accept_online_record", **an_online_record("r9", finished_on="2098-01-01"))
    assert isinstance(early, DayNotCome)


def test_the_same_record_sent_many_times_at_once_counts_once(desk):
    desk.people("a")

    def send(_):
        try:
            return desk.ask("accept_online_record", **an_online_record())["id"]
        except RecordKnown:
            return None

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        accepted = [id for id in pool.map(send, range(8)) if id]
    assert len(accepted) == 1
    assert desk.ask("list_compliance", year=2025, cadre_id="a")["items"][0]["online_hours"] == 2.5


def test_an_annulled_online_record_is_entered_anew_under_its_own_number(desk):
    desk.people("a", "b", level="112", county_level_or_above=False)
    wrong = desk.ask("accept_online_record", **an_online_record(cadre_id="a"))
    annulled = desk.ask("annul_online_record", online_record_id=wrong["id"], basis="误录在他人名下")
    assert (annulled["state"], annulled["annulled_because"]) == ("annulled", "误录在他人名下")
    right = desk.ask("accept_online_record", **an_online_record(cadre_id="b"))
    assert right["record_id"] == wrong["record_id"]
    hours = {one["cadre_id"]: one["online_hours"] for one in desk.ask("list_compliance", year=2025)["items"]}
    assert hours == {"a": 0, "b": 2.5}
    assert isinstance(desk.refused("accept_online_record", **an_online_record(cadre_id="a")), RecordKnown)
    again = desk.refused("annul_online_record", online_record_id=wrong["id"], basis="再次")
    assert again.status == 409
    assert [one["record_id"] for one in desk.told("online_record.annulled.v1")] == ["r1"]


def test_hours_that_were_taken_back_by_hand_are_not_taken_back_twice(desk):
    desk.people("a")
    record = desk.ask("accept_online_record", **an_online_record(cadre_id="a"))
    (entry,) = desk.ask("list_hours", cadre_id="a")["items"]
    desk.ask("correct_hours", entry_id=entry["id"], reason="误录")
    desk.ask("annul_online_record", online_record_id=record["id"], basis="误录")
    assert sum(one["total_hours"] for one in desk.ask("list_hours", cadre_id="a")["items"]) == 0


def test_an_import_of_online_records_takes_the_good_rows_and_names_the_bad(desk):
    desk.people("a")
    rows = [
        an_online_record("r1"),
        an_online_record("r1"),
        an_online_record("r2", hours=0),
        an_online_record("r3", "x"),
        an_online_record("r4"),
    ]
    answer = desk.ask("import_online_records", rows=rows)
    assert (answer["done"], [bool(r.get("errors")) for r in answer["results"]]) == (2, [False, True, True, True, False])
    again = desk.ask("import_online_records", rows=rows)
    assert again["done"] == 0
    assert desk.ask("list_compliance", year=2025, cadre_id="a")["items"][0]["online_hours"] == 5


def test_statements_of_a_platform_are_taken_in_once(desk):
    desk.people("a")
    statement = {
        "id": "8f1f7d6e-0000-4000-8000-000000000001",
        "actor": {"account": {"homePage": "https://example.invalid", "name": "a"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://example.invalid/courses/7"},
        "result": {"duration": "PT1H30M"},
        "timestamp": "2025-05-06T23:30:00Z",
    }
    wish = {
        "platform": "tsinghua_cloud",
        "statements": [statement, {**statement, "id": "two", "verb": {"id": "x/launched"}}],
    }
    answer = desk.ask("accept_statements", **wish)
    assert (answer["accepted"], [r["state"] for r in answer["results"]]) == (1, ["accepted", "refused"])
    assert [r["state"] for r in desk.ask("accept_statements", **wish)["results"]] == ["known", "refused"]
    record = desk.ask("list_online_records", cadre_id="a")["items"][0]
    assert (record["hours"], record["finished_on"], record["source"]) == (2, "2025-05-07", "xapi")


def test_recommendations_follow_the_three_needs_and_say_why(desk):
    desk.people("a")
    for topic in ("rule_of_law", "rare_earth"):
        class_ = desk.a_class(code=topic, audience={"topics": [topic], "post_levels": ["132"]})
        desk.ask("publish_class", class_id=class_["id"])
    desk.ask("state_need", who="organisation", topic="rule_of_law")
    desk.ask("state_need", who="individual", topic="rule_of_law", cadre_id="a", by=self_of("a"))
    found = desk.ask("recommend", cadre_id="a", from_day="2025-01-01")["items"]
    assert [(r["code"], r["score"]) for r in found] == [("rule_of_law", 9), ("rare_earth", 5)]
    assert all(sum(reason["weight"] for reason in r["reasons"]) == r["score"] for r in found)
    with pytest.raises(UnknownCadre):
        desk.ask("state_need", who="individual", topic="rule_of_law", cadre_id="a", by=self_of("b"))
    with pytest.raises(UnknownCadre):
        desk.ask("recommend", cadre_id="a", by=self_of("b"))


def a_point(desk: Desk, **more) -> str:
    return desk.ask(
        "open_point", code=more.pop("code", "JXD-01"), name="展厅", capacity_per_day=100, synthetic=True, **more
    )["id"]


def test_a_booking_over_capacity_is_refused_with_what_is_left(desk):
    point = a_point(desk)
    past = desk.refused("book_point", point_id=point, begins="2025-04-08", ends="2025-04-10", people=60)
    assert (past.code, past.errors[0].pointer) == ("training/booking-in-the-past", "/begins")
    desk.ask("book_point", point_id=point, begins="2095-04-08", ends="2095-04-10", people=60)
    refused = desk.refused("book_point", point_id=point, begins="2095-04-10", ends="2095-04-11", people=41)
    assert isinstance(refused, OverCapacity)
    assert refused.facts["left"] == {"2095-04-10": 40}
    free = desk.ask("point_availability", point_id=point, begins="2095-04-10", ends="2095-04-11")["items"]
    assert [day["free"] for day in free] == [40, 100]


def test_many_bookings_at_once_never_exceed_the_capacity(desk):
    point = a_point(desk)

    def book(_):
        try:
            return desk.ask("book_point", point_id=point, begins="2095-04-08", people=30)["id"]
        except OverCapacity:
            return None

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        held = [id for id in pool.map(book, range(12)) if id]
    assert len(held) == 3
    desk.ask("release_booking", booking_id=held[0])
    assert isinstance(desk.refused("release_booking", booking_id=held[0]), NotInThisState)
    assert (
        desk.ask("point_availability", point_id=point, begins="2095-04-08", ends="2095-04-08")["items"][0]["booked"]
        == 60
    )


def test_visits_are_listed_by_theme_and_annulled_ones_do_not_count(desk):
    point = a_point(desk)
    rows = [
        {"point_code": "JXD-01", "theme": "loyalty_education", "on": "2025-04-08", "head_count": 58},
        {"point_id": point, "theme": "loyalty_education", "on": "2025-04-09", "head_count": 42},
        {"point_id": point, "theme": "national_unity", "on": "2025-04-09", "head_count": 7},
        {"point_code": "JXD-99", "theme": "loyalty_education", "on": "2025-04-09", "head_count": 7},
        {"point_id": point, "theme": "picnic", "on": "2025-04-09", "head_count": 7},
        {"point_id": point, "theme": "loyalty_education", "on": "2025-04-09", "head_count": 0},
    ]
    answer = desk.ask("import_visits", rows=rows)
    assert (answer["done"], [bool(r.get("errors")) for r in answer["results"]]) == (3, [False] * 3 + [True] * 3)
    desk.ask("annul_visit", visit_id=answer["results"][1]["id"], reason="重复登记")
    listed = desk.ask("list_visits", theme="loyalty_education")["items"]
    assert [v["head_count"] for v in listed] == [58]
    assert sum(e["head_count"] for e in desk.told("visit.recorded.v1") if e["theme"] == "loyalty_education") == 100


def test_a_visit_uses_its_booking_up(desk):
    point = a_point(desk)
    booking = desk.ask("book_point", point_id=point, begins=iso(), people=60)["id"]
    wish = {
        "point_id": point,
        "theme": "loyalty_education",
        "on": iso(),
        "head_count": 58,
        "booking_id": booking,
    }
    wrong = desk.ask("record_visit", **{**wish, "head_count": 85})
    assert isinstance(desk.refused("record_visit", **wish), NotInThisState)
    annulled = desk.ask("annul_visit", visit_id=wrong["id"], reason="人数录错")
    assert (annulled["annulled_because"], annulled["annulled_by"]) == ("人数录错", "officer")
    assert desk.ask("record_visit", **wish)["head_count"] == 58, "the booking is held again"
    assert desk.ask("get_booking", booking_id=booking)["state"] == "used"


def test_teaching_points_are_imported_opened_and_closed(desk):
    rows = [{"code": f"JXD-{n:02d}", "name": "点", "capacity_per_day": 200, "synthetic": True} for n in range(64)]
    assert desk.ask("import_teaching_points", rows=rows)["done"] == 64
    assert desk.ask("import_teaching_points", rows=rows)["done"] == 0
    point = desk.ask("list_points", code="JXD-07")["items"][0]
    desk.ask("close_point", point_id=point["id"])
    assert len(desk.ask("list_points", state="open", limit=500)["items"]) == 63
    assert isinstance(desk.refused("book_point", point_id=point["id"], begins="2095-04-08", people=1), PointClosed)
    assert [e["state"] for e in desk.told("teaching_point.closed.v1")] == ["closed"]


def test_a_teaching_point_that_was_closed_is_opened_again_and_booked(desk):
    point_id = a_point(desk)
    again = {"point_id": point_id, "basis": "停用登记有误"}
    assert desk.refused("reopen_point", **again).code == "training/not-in-this-state"
    desk.ask("close_point", point_id=point_id, closed_on="2025-03-01")
    point = desk.ask("reopen_point", **again)
    assert (point["state"], point["closed_on"]) == ("open", None)
    (kept,) = point["revisions"]
    assert (kept["by"], kept["basis"], kept["before"]) == ("officer", "停用登记有误", {"closed_on": "2025-03-01"})
    assert [e["state"] for e in desk.told("teaching_point.reopened.v1")] == ["open"]
    assert desk.ask("book_point", point_id=point_id, begins="2095-04-08", people=1)["state"] == "held"


def test_the_replica_takes_the_newest_state_and_the_summaries_follow(desk):
    desk.people("a", county_level_or_above=False, post_level="142", sequence=1)
    train(desk, ["a"], 95)
    desk.people("a", unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT], county_level_or_above=False, sequence=5)
    desk.people("a", status="retired", sequence=3)
    assert desk.ask("unit_compliance", unit_id=UNIT, year=2025)["people"] == 0
    moved = desk.ask("unit_compliance", unit_id=OTHER_UNIT, year=2025)
    assert (moved["people"], moved["met"]) == (1, 1)
    desk.people("a", unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT], status="retired", sequence=6)
    assert desk.ask("unit_compliance", unit_id=CITY, year=2025)["people"] == 0

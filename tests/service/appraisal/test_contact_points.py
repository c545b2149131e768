"""Cadres sent to departments as their contacts: what they find, and when it ends."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from tests.service.appraisal.appraising import a_cadre
from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, of_unit


def assignment(desk: Desk, **more: Any) -> dict[str, Any]:
    desk.units(UNIT, OTHER_UNIT)
    return {
        "cadre_id": more.pop("cadre_id", None) or a_cadre(desk),
        "unit_id": OTHER_UNIT,
        "begins": "2026-03-01",
        "basis": "合成通知",
        "synthetic": True,
        **more,
    }


def a_contact(desk: Desk, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = desk.ask("open_contact_point", **assignment(desk, **more))
    return answer


def visit(contact: dict[str, Any], **more: Any) -> dict[str, Any]:
    found = {"on": "2026-04-02", "findings": "合成情况", "classification": "internal"}
    return {"contact_point_id": contact["id"], **found, **more}


def test_a_cadre_is_in_contact_with_a_unit_once_and_again_after_it_ended(desk: Desk) -> None:
    contact = a_contact(desk)
    again = assignment(desk, cadre_id=contact["cadre_id"])
    assert desk.refused("open_contact_point", **again).code == "appraisal/contact-point-open"
    ended = desk.ask("end_contact_point", contact_point_id=contact["id"], basis="合成")
    assert ended["state"] == "ended"
    assert desk.refused("end_contact_point", contact_point_id=contact["id"], basis="晚").status == 409
    assert desk.ask("open_contact_point", **again)["state"] == "open"


def test_an_assignment_that_ends_on_a_later_day_goes_on_until_then(desk: Desk) -> None:
    contact = a_contact(desk)
    set_ = desk.ask("end_contact_point", contact_point_id=contact["id"], ends="2099-06-30", basis="任期届满")
    assert (set_["state"], set_["ends"], set_["ended_because"]) == ("open", "2099-06-30", "任期届满")
    assert desk.told("contact_point.ended.v1") == []
    desk.pass_deadline("contact_point_ends", contact["id"], due_on=date(2026, 6, 30))
    ended = desk.ask("get_contact_point", contact_point_id=contact["id"])
    assert (ended["state"], ended["ends"], ended["ended_because"]) == ("ended", "2026-06-30", "任期届满")


def test_who_serves_elsewhere_is_no_contact_of_their_own_unit(desk: Desk) -> None:
    own = desk.refused("open_contact_point", **assignment(desk, unit_id=UNIT))
    assert (own.code, own.errors[0].code) == ("appraisal/contact-wrong", "own-unit")
    retired = assignment(desk, cadre_id=a_cadre(desk, status="retired"))
    assert desk.refused("open_contact_point", **retired).errors[0].code == "not-serving"
    assert desk.refused("open_contact_point", **assignment(desk, unit_id="unt-x")).code == "unknown-unit"


def test_a_visit_leaves_something_to_be_done_and_it_is_settled_late(desk: Desk) -> None:
    contact = a_contact(desk)
    recorded = desk.ask("record_contact_visit", **visit(contact, follow_up="合成事项", follow_up_due_on="2099-05-31"))
    assert desk.ask("get_contact_point", contact_point_id=contact["id"])["visits"] == 1
    desk.pass_deadline("contact_visit_follow_up", recorded["id"])
    (seen,) = desk.ask("list_contact_visits", contact_point_id=contact["id"], overdue=True)["items"]
    assert seen["follow_up"]["due_on"] == "2020-01-01"
    settled = desk.ask("settle_contact_visit", visit_id=recorded["id"], result="合成结果")
    assert (settled["overdue"], settled["follow_up"]["result"]) == (False, "合成结果")
    twice = desk.refused("settle_contact_visit", visit_id=recorded["id"], result="又")
    assert twice.code == "appraisal/nothing-to-follow-up"
    assert [event["follow_up_state"] for event in desk.told("contact_visit.settled.v1")] == ["settled"]
    assert "findings" not in desk.told("contact_visit.recorded.v1")[0]


def test_a_visit_is_within_the_assignment_and_not_in_the_future(desk: Desk) -> None:
    contact = a_contact(desk, ends="2026-06-30")
    for day in ("2026-02-28", "2026-07-01", "2099-01-01"):
        refused = desk.refused("record_contact_visit", **visit(contact, on=day))
        assert (refused.code, refused.errors[0].pointer) == ("appraisal/bad-period", "/on")
    secret = desk.refused("record_contact_visit", **visit(contact, classification="secret"))
    assert secret.errors[0].code == "classified"
    alone = desk.refused("record_contact_visit", **visit(contact, follow_up_due_on="2026-05-31"))
    assert alone.errors[0].pointer == "/follow_up"


def test_an_assignment_ends_by_itself_on_its_last_day(desk: Desk) -> None:
    contact = a_contact(desk, begins="2019-01-01", ends="2099-12-31")
    desk.pass_deadline("contact_point_ends", contact["id"])
    now = desk.ask("get_contact_point", contact_point_id=contact["id"])
    assert (now["state"], now["ends"]) == ("ended", "2020-01-01")
    assert desk.refused("record_contact_visit", **visit(contact)).code == "appraisal/step-not-possible"


def test_who_leaves_is_nobodys_contact_any_more(desk: Desk) -> None:
    contact = a_contact(desk)
    desk.hear("contact_points_left", "cadre.retired.v1", contact["cadre_id"], sequence=9, status="retired")
    now = desk.ask("get_contact_point", contact_point_id=contact["id"])
    assert (now["state"], now["ended_because"]) == ("ended", "cadre_left")


def leaves(desk: Desk, contact: dict[str, Any], sequence: int = 9, entry: str = "7") -> None:
    told = {"status": "retired", "status_entry": entry}
    desk.hear("contact_points_left", "cadre.retired.v1", contact["cadre_id"], sequence=sequence, **told)


def is_put_right(desk: Desk, contact: dict[str, Any], sequence: int = 10, **state: Any) -> None:
    told = {"status": "serving", "set_aside": ["7"], **state}
    desk.hear("contact_points_left", "cadre.changed.v1", contact["cadre_id"], sequence=sequence, **told)


def test_whose_leaving_was_a_mistake_goes_on_until_the_day_that_was_set(desk: Desk) -> None:
    contact = a_contact(desk, ends="2099-12-31")
    leaves(desk, contact)
    is_put_right(desk, contact)
    is_put_right(desk, contact, 11)
    now = desk.ask("get_contact_point", contact_point_id=contact["id"])
    assert (now["state"], now["ends"], now["ended_because"]) == ("open", "2099-12-31", None)
    assert [one["what"] for one in now["timeline"]] == ["open", "end", "go_on"]
    row = desk.deadline("contact_point_ends", contact["id"])
    assert row is not None
    assert (row["state"], row["due_on"]) == ("waiting", "2099-12-31")
    assert len(desk.told("contact_point.went_on.v1")) == 1
    leaves(desk, contact, sequence=8)
    assert desk.ask("get_contact_point", contact_point_id=contact["id"])["state"] == "open", "older word comes late"


def test_who_had_really_left_or_has_another_assignment_by_now_stays_ended(desk: Desk) -> None:
    left, again = a_contact(desk), a_contact(desk)
    leaves(desk, left)
    is_put_right(desk, left, set_aside=["3"])
    assert desk.ask("get_contact_point", contact_point_id=left["id"])["state"] == "ended"
    leaves(desk, again)
    a_contact(desk, cadre_id=again["cadre_id"])
    is_put_right(desk, again)
    assert desk.ask("get_contact_point", contact_point_id=again["id"])["state"] == "ended"


def test_a_contact_goes_on_only_where_the_unit_is_still_there(desk: Desk) -> None:
    contact = a_contact(desk)
    leaves(desk, contact)
    desk.units(OTHER_UNIT, sequence=7, state="closed")
    is_put_right(desk, contact)
    now = desk.ask("get_contact_point", contact_point_id=contact["id"])
    assert (now["state"], now["ended_because"]) == ("ended", "unit_closed")


def test_a_contact_follows_its_unit_and_ends_with_it(desk: Desk) -> None:
    contact = a_contact(desk)
    state = {"unit_id": OTHER_UNIT, "state": "active", "unit_ids": [CITY, UNIT, OTHER_UNIT]}
    desk.hear("contact_points_units", "unit.changed.v1", OTHER_UNIT, sequence=7, **state)
    desk.hear("contact_points_units", "unit.changed.v1", OTHER_UNIT, sequence=6, **{**state, "unit_ids": [OTHER_UNIT]})
    assert [item["id"] for item in desk.ask("list_contact_points", by=of_unit(UNIT))["items"]] == [contact["id"]]
    desk.hear("contact_points_units", "unit.closed.v1", OTHER_UNIT, sequence=8, **{**state, "state": "closed"})
    now = desk.ask("get_contact_point", contact_point_id=contact["id"])
    assert (now["state"], now["ended_because"]) == ("ended", "unit_closed")
    # That was a mistake: it goes on as it was.
    desk.hear("contact_points_units", "unit.changed.v1", OTHER_UNIT, sequence=9, **state)
    now = desk.ask("get_contact_point", contact_point_id=contact["id"])
    assert (now["state"], now["ends"], now["ended_because"]) == ("open", contact["ends"], None)


def test_a_unit_sees_its_own_contacts(desk: Desk) -> None:
    contact = a_contact(desk)
    assert [item["id"] for item in desk.ask("list_contact_points", by=of_unit(OTHER_UNIT))["items"]] == [contact["id"]]
    assert desk.ask("list_contact_points", by=of_unit(UNIT))["items"] == []
    hidden = desk.refused("get_contact_point", by=of_unit(UNIT), contact_point_id=contact["id"])
    assert hidden.code == "appraisal/no-contact-point"


def test_assignments_are_imported_and_each_bad_row_says_why(desk: Desk) -> None:
    good = assignment(desk)
    bad = {**good, "cadre_id": f"cad-{secrets.token_hex(4)}"}
    late = {**good, "cadre_id": a_cadre(desk), "ends": "2026-01-01"}
    assert desk.ask("import_contact_points", rows=[good, good], dry_run=True)["done"] == 1
    answer = desk.ask("import_contact_points", rows=[good, good, bad, late])
    assert [result["errors"][0]["code"] for result in answer["results"][1:]] == [
        "appraisal/contact-point-open",
        "unknown-cadre",
        "ends-before-it-begins",
    ]
    assert len(desk.ask("list_contact_points", state="open")["items"]) == 1


def test_an_assignment_entered_by_mistake_is_annulled_and_may_be_entered_right(desk: Desk) -> None:
    contact = a_contact(desk, ends="2099-12-31")
    annulled = desk.ask("annul_contact_point", contact_point_id=contact["id"], basis="误登")
    assert (annulled["state"], annulled["timeline"][-1]["note"]) == ("annulled", "误登")
    waiting = desk.deadline("contact_point_ends", contact["id"])
    assert waiting is not None
    assert waiting["state"] == "cancelled"
    for act in ("annul_contact_point", "end_contact_point"):
        assert desk.refused(act, contact_point_id=contact["id"], basis="又").code == "appraisal/step-not-possible"
    assert desk.ask("open_contact_point", **assignment(desk, cadre_id=contact["cadre_id"]))["state"] == "open"
    assert [event["state"] for event in desk.told("contact_point.annulled.v1")] == ["annulled"]


def test_a_visit_entered_by_mistake_counts_no_more(desk: Desk) -> None:
    contact = a_contact(desk)
    kept, wrong = (
        desk.ask("record_contact_visit", **visit(contact, on=day, follow_up="合成事项", follow_up_due_on="2099-05-31"))
        for day in ("2026-04-02", "2026-05-06")
    )
    annulled = desk.ask("annul_contact_visit", visit_id=wrong["id"], basis="误登")
    assert (annulled["annulled_because"], annulled["overdue"]) == ("误登", False)
    now = desk.ask("get_contact_point", contact_point_id=contact["id"])
    assert (now["visits"], now["last_visit_on"]) == (1, "2026-04-02")
    assert desk.refused("annul_contact_visit", visit_id=wrong["id"], basis="又").code == "appraisal/step-not-possible"
    late = desk.refused("settle_contact_visit", visit_id=wrong["id"], result="合成")
    assert late.code == "appraisal/nothing-to-follow-up"
    assert desk.ask("settle_contact_visit", visit_id=kept["id"], result="合成")["overdue"] is False
    (told,) = desk.told("contact_visit.annulled.v1")
    assert (told["annulled"], told["follow_up_state"]) == (True, "none")

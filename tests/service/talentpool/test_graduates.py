"""Selected graduates: tracked by the roster's word alone, followed year after year, and over after ten years."""

from __future__ import annotations

import secrets
import threading
from datetime import date, timedelta
from typing import Any

from servicekit import clock
from servicekit.errors import Problem
from services.talentpool.model.members import Standing
from services.talentpool.store.members import STANDINGS
from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, as_any_of, of_unit, self_of
from tests.support.days import iso, today

THIS_YEAR = today().year
RECENT = THIS_YEAR - 4


def a_graduate(desk: Desk, year: int = RECENT, **state: Any) -> tuple[str, str]:
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}")
    tell(desk, cadre_id, year=year, **state)
    return cadre_id, f"grd-{cadre_id}"


def tell(desk: Desk, cadre_id: str, sequence: int = 1, year: int | None = RECENT, **state: Any) -> None:
    values = {"post_level": "150", "level_since": f"{RECENT}-08", "selected_graduate_year": year, **state}
    desk.people(cadre_id, handler="graduates", sequence=sequence, **values)


def get(desk: Desk, id: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = desk.ask("get_graduate", graduate_id=id, **more)
    return found


def assess(desk: Desk, id: str, year: int = THIS_YEAR, grade: str = "excellent") -> None:
    wish = {"year": year, "grade": grade, "assessed_by": "合成人", "text": "合成", "classification": "internal"}
    desk.ask("assess_graduate", graduate_id=id, **wish)


def interview(desk: Desk, id: str, on: str | None = None) -> dict[str, Any]:
    wish = {"on": on or iso(), "interviewed_by": "合成人", "text": "合成", "classification": "internal"}
    found: dict[str, Any] = desk.ask("hold_interview", graduate_id=id, **wish)
    return found


def test_a_cadre_of_a_year_is_tracked_by_the_rosters_word_once(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    tell(desk, cadre_id, sequence=2)
    found = get(desk, id)
    assert (found["state"], found["year"], found["promoted"]) == ("tracking", RECENT, False)
    assert found["tracked_until"] == f"{RECENT + 10}-06-30"
    assert len(desk.told("graduate.tracked.v1")) == 1
    for kind in ("graduate_ends", "graduate_stage", "graduate_year"):
        assert desk.deadline(kind, id) is not None
    (other,) = desk.people(f"cad-{secrets.token_hex(4)}", handler="graduates")
    assert desk.refused("get_graduate", graduate_id=f"grd-{other}").code == "talentpool/no-graduate"


def test_a_roster_loaded_at_once_shows_who_was_promoted(desk: Desk) -> None:
    _, promoted = a_graduate(desk, post_level="141", level_since=f"{THIS_YEAR - 1}-03")
    _, not_yet = a_graduate(desk)
    _, long_ago = a_graduate(desk, THIS_YEAR - 15, post_level="141", level_since=f"{THIS_YEAR - 8}-03")
    _, afterwards = a_graduate(desk, THIS_YEAR - 15, post_level="141", level_since=f"{THIS_YEAR - 2}-03")
    listed = desk.ask("list_graduates", promoted=True)["items"]
    assert {row["id"] for row in listed} == {promoted, long_ago}
    assert (get(desk, not_yet)["promoted"], get(desk, afterwards)["state"]) == (False, "ended")
    assert get(desk, promoted)["promotions"][0]["source"] == "roster"


def test_each_promotion_is_counted_once(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    tell(desk, cadre_id, sequence=2, post_level="142", level_since=f"{THIS_YEAR - 2}-03")
    tell(desk, cadre_id, sequence=3, post_level="142", level_since=f"{THIS_YEAR - 2}-03")
    tell(desk, cadre_id, sequence=5, post_level="141", level_since=f"{THIS_YEAR}-01")
    tell(desk, cadre_id, sequence=4, post_level="132", level_since=f"{THIS_YEAR}-01")  # Late word changes nothing.
    assert get(desk, id)["promotion_count"] == 2
    assert [event["promotions"] for event in desk.told("graduate.promoted.v1")] == [1, 2]
    tell(desk, cadre_id, sequence=6, post_level="141", rank="section_rank_1", rank_since=f"{THIS_YEAR}-01")
    found = get(desk, id)
    assert ([one["kind"] for one in found["promotions"]].count("rank"), found["promotion_count"]) == (1, 2)


def test_an_earlier_promotion_is_recorded_with_its_document(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    wish = {
        "kind": "post_level",
        "to": "142",
        "on": f"{THIS_YEAR - 1}-03",
        "document": "合成文件",
        "classification": "internal",
    }
    assert desk.ask("record_promotion", graduate_id=id, **wish)["promoted"] is True
    assert desk.refused("record_promotion", graduate_id=id, **wish).code == "talentpool/promotion-known"
    below = {**wish, "to": "160"}
    assert desk.refused("record_promotion", graduate_id=id, **below).code == "talentpool/not-a-promotion"
    secret = {**wish, "to": "141", "classification": "secret"}
    assert desk.refused("record_promotion", graduate_id=id, **secret).errors[0].code == "classified"
    tell(desk, cadre_id, sequence=2, post_level="142", level_since=f"{THIS_YEAR - 1}-03")
    assert get(desk, id)["promotion_count"] == 1


def test_many_earlier_promotions_at_once(desk: Desk) -> None:
    (one, _), (other, _) = a_graduate(desk), a_graduate(desk)
    base = {"kind": "post_level", "to": "142", "on": str(THIS_YEAR - 1), "document": "合成", "classification": "public"}
    rows = [
        {**base, "cadre_id": one},
        {**base, "cadre_id": one},
        {**base, "cadre_id": other, "on": str(THIS_YEAR + 1)},
        {**base, "cadre_id": "cad-nobody"},
    ]
    for dry_run in (True, False):
        results = desk.ask("import_promotions", rows=rows, dry_run=dry_run)["results"]
        assert [result.get("errors", [{}])[0].get("code") for result in results] == [
            None,
            "talentpool/promotion-known",
            "outside-years",
            "no-graduate",
        ]
    assert len(desk.told("graduate.promoted.v1")) == 1


def test_a_stage_begins_by_its_deadline(desk: Desk) -> None:
    _, id = a_graduate(desk, THIS_YEAR - 3)
    desk.db["graduates"].update_one({"_id": id}, {"$set": {"stage": "village"}})  # As it was, before time went on.
    desk.pass_deadline("graduate_stage", id)
    assert get(desk, id)["stage"] == "first_post"
    assert [event["stage"] for event in desk.told("graduate.stage_reached.v1")] == ["first_post"]
    waiting = desk.deadline("graduate_stage", id)
    assert waiting is not None
    assert (waiting["state"], waiting["due_on"]) == ("waiting", f"{THIS_YEAR + 2}-06-30")


def test_a_year_that_is_over_without_them_is_overdue(desk: Desk) -> None:
    _, id = a_graduate(desk)
    last_year = clock.day_of(clock.now()).replace(year=THIS_YEAR - 1, month=12, day=31)
    assess(desk, id, THIS_YEAR - 1)
    over = {"due_on": last_year.isoformat(), "due": clock.now(), "look_at": clock.now()}
    desk.db["deadlines"].update_one({"_id": f"graduate_year.{id}"}, {"$set": over})
    desk.tick()
    assert get(desk, id)["overdue"] == [f"interview:{THIS_YEAR - 1}"]
    assert [event["overdue"] for event in desk.told("graduate.fell_behind.v1")] == [1]
    assert [row["id"] for row in desk.ask("list_graduates", overdue=True)["items"]] == [id]
    interview(desk, id, f"{THIS_YEAR - 1}-11-03")
    assert desk.ask("list_graduates", overdue=True)["items"] == []
    waiting = desk.deadline("graduate_year", id)
    assert waiting is not None
    assert (waiting["state"], waiting["due_on"]) == ("waiting", f"{THIS_YEAR}-12-31")


def test_after_ten_years_nothing_of_a_later_day_is_entered_any_more(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    (mentor,) = desk.people(f"cad-{secrets.token_hex(4)}")
    desk.ask("assign_mentor", graduate_id=id, mentor_id=mentor)
    desk.pass_deadline("graduate_ends", id)
    found = get(desk, id)
    assert (found["state"], found["mentor_id"], found["end_reason"]) == ("ended", None, "years_over")
    assert desk.told("graduate.ended.v1")[-1]["state"] == "ended"
    wish = {"on": iso(), "interviewed_by": "人", "text": "晚", "classification": "internal"}
    assert desk.refused("hold_interview", graduate_id=id, **wish).code == "talentpool/tracking-over"
    listed = {"listed": True, "reason": "晚"}
    assert desk.refused("change_key_training", graduate_id=id, **listed).code == "talentpool/tracking-over"
    assert desk.refused("assign_mentor", graduate_id=id, mentor_id=mentor).code == "talentpool/tracking-over"
    tell(desk, cadre_id, sequence=9, post_level="141", level_since=f"{THIS_YEAR}-01")
    assert get(desk, id)["promoted"] is False


def test_key_training_follows_the_assessment_and_never_a_restriction(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    wish = {"graduate_id": id, "listed": True, "reason": "合成"}
    refused = desk.refused("change_key_training", **wish)
    assert refused.code == "talentpool/not-outstanding"
    assert "优秀" in refused.facts["rule"]
    assess(desk, id)
    assert desk.ask("change_key_training", **wish)["key_training"] is True
    assert [row["id"] for row in desk.ask("list_graduates", key_training=True)["items"]] == [id]
    assert desk.ask("change_key_training", **{**wish, "listed": False})["key_training"] is False
    desk.db[STANDINGS.name].delete_many({"_id": cadre_id})
    desk.db[STANDINGS.name].insert_one(STANDINGS.to_document(Standing(cadre_id, barred=True, version=1)))
    override = {"by": "合成人", "basis": "合成"}
    assert desk.refused("change_key_training", **wish, override=override).code == "talentpool/graduate-restricted"


def test_an_override_is_kept_with_who_and_why(desk: Desk) -> None:
    _, id = a_graduate(desk)
    assess(desk, id, grade="competent")
    wish = {"graduate_id": id, "listed": True, "reason": "合成", "override": {"by": "合成人", "basis": "合成依据"}}
    (change,) = desk.ask("change_key_training", **wish)["list_changes"]
    assert (change["override"]["by"], change["override"]["basis"]) == ("合成人", "合成依据")


def mentored(desk: Desk, mentor: str) -> str:
    _, id = a_graduate(desk)
    desk.ask("assign_mentor", graduate_id=id, mentor_id=mentor)
    return str(id)


def test_a_mentor_who_was_retired_by_mistake_is_the_mentor_as_before(desk: Desk) -> None:
    (mentor, other) = desk.people(*(f"cad-{secrets.token_hex(4)}" for _ in range(2)))
    stays, replaced = mentored(desk, mentor), mentored(desk, mentor)
    before = get(desk, stays)["mentors"]

    def hears(sequence: int, **more: Any) -> None:
        desk.people(mentor, handler="graduates_mentors", sequence=sequence, **more)

    hears(7, type="cadre.retired.v1", status="retired", status_entry="16")
    assert (get(desk, stays)["mentor_id"], get(desk, stays)["mentors"][-1]["reason"]) == (None, "mentor_gone")
    desk.ask("assign_mentor", graduate_id=replaced, mentor_id=other)
    hears(8, status="retired", status_entry="17", set_aside=["16"])
    hears(9, set_aside=["16"])
    assert get(desk, stays)["mentor_id"] is None, "another entry says so now"
    hears(10, set_aside=["16", "17"])
    assert (get(desk, stays)["mentor_id"], get(desk, stays)["mentors"]) == (mentor, before)
    assert get(desk, replaced)["mentor_id"] == other
    assert desk.db["graduate_mentors"].find_one({"_id": mentor})["graduate_ids"] == [stays]


def test_a_mentors_past_days_are_entered_afterwards(desk: Desk) -> None:
    _, id = a_graduate(desk)
    first, second = desk.people(*(f"cad-{secrets.token_hex(4)}" for _ in range(2)))
    entered = get(desk, id)["entered_on"]
    early = (date.fromisoformat(entered) - timedelta(days=1)).isoformat()
    refused = desk.refused("assign_mentor", graduate_id=id, mentor_id=first, since=early)
    assert refused.code == "talentpool/outside-tracked-years"
    began, ended = ((date.fromisoformat(entered) + timedelta(days=days)).isoformat() for days in (10, 100))
    desk.ask("assign_mentor", graduate_id=id, mentor_id=first, since=began)
    wrong = desk.refused("end_mentor", graduate_id=id, reason="合成", until=entered)
    assert wrong.code == "talentpool/outside-tracked-years"
    desk.ask("end_mentor", graduate_id=id, reason="合成", until=ended)
    overlaps = desk.refused("assign_mentor", graduate_id=id, mentor_id=second, since=began)
    assert overlaps.errors[0].pointer == "/since"
    desk.ask("assign_mentor", graduate_id=id, mentor_id=second, since=ended)
    spans = [(one["mentor_id"], one["since"], one["until"]) for one in get(desk, id)["mentors"]]
    assert spans == [(first, began, ended), (second, ended, None)]


def test_the_last_place_with_a_mentor_goes_to_one_of_two(desk: Desk) -> None:
    (mentor,) = desk.people(f"cad-{secrets.token_hex(4)}")
    graduates = [a_graduate(desk)[1] for _ in range(6)]
    for id in graduates[:4]:
        desk.ask("assign_mentor", graduate_id=id, mentor_id=mentor)
    answers: list[str] = []

    def assign(id: str) -> None:
        try:
            desk.ask("assign_mentor", graduate_id=id, mentor_id=mentor)
            answers.append("")
        except Problem as problem:
            answers.append(problem.code)

    both = [threading.Thread(target=assign, args=[id]) for id in graduates[4:]]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers) == ["", "talentpool/mentor-full"]


def test_mentors_come_and_go_with_their_history(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    first, second = desk.people(*(f"cad-{secrets.token_hex(4)}" for _ in range(2)))
    assert desk.refused("assign_mentor", graduate_id=id, mentor_id=cadre_id).code == "talentpool/own-mentor"
    assert desk.refused("end_mentor", graduate_id=id, reason="合成").code == "talentpool/no-mentor"
    desk.ask("assign_mentor", graduate_id=id, mentor_id=first)
    desk.ask("assign_mentor", graduate_id=id, mentor_id=second, reason="合成更换")
    assert [(one["mentor_id"], one["reason"]) for one in get(desk, id)["mentors"]] == [
        (first, "合成更换"),
        (second, None),
    ]
    desk.people(second, type="cadre.retired.v1", handler="graduates_mentors", sequence=7, status="retired")
    assert (get(desk, id)["mentor_id"], get(desk, id)["mentors"][-1]["reason"]) == (None, "mentor_gone")
    # The service's replica of the roster has not heard of it yet.
    refused = desk.refused("assign_mentor", graduate_id=id, mentor_id=second)
    assert refused.code == "talentpool/unknown-mentor"
    assert desk.db["graduate_mentors"].count_documents({"graduate_ids": id}) == 0
    assert [event["mentor_assigned"] for event in desk.told("graduate.mentor_changed.v1")] == [True, True, False]


def test_who_leaves_is_tracked_no_longer_and_who_comes_back_is_again(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    tell(desk, cadre_id, sequence=2, status="left")
    assert get(desk, id)["state"] == "left"
    waiting = desk.deadline("graduate_year", id)
    assert waiting is not None
    assert waiting["state"] == "cancelled"
    tell(desk, cadre_id, sequence=3)
    assert get(desk, id)["state"] == "tracking"
    tell(desk, cadre_id, sequence=4, year=None)
    assert (get(desk, id)["state"], get(desk, id)["end_reason"]) == ("left", "not_selected")


def test_a_unit_sees_its_own_and_a_graduate_sees_no_words_of_others(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    interview(desk, id)
    assert get(desk, id, by=of_unit(UNIT))["interviews"][0]["text"] == "合成"
    own = get(desk, id, by=self_of(cadre_id))
    assert own["interviews"][0]["text"] is None
    assert [line["what"] for line in own["timeline"]][-1] == "interview"
    assert desk.refused("get_graduate", graduate_id=id, by=of_unit(OTHER_UNIT)).status == 404
    tell(desk, cadre_id, sequence=2, unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    assert [row["id"] for row in desk.ask("list_graduates", by=of_unit(OTHER_UNIT))["items"]] == [id]
    assert desk.ask("list_graduates", by=of_unit(UNIT))["items"] == []
    wish = {"on": iso(), "interviewed_by": "人", "text": "二次", "classification": "internal"}
    assert desk.refused("hold_interview", graduate_id=id, **wish).code == "talentpool/done-this-year"


def test_a_batch_of_word_from_the_roster_counts_every_step(desk: Desk) -> None:
    cadre_id = f"cad-{secrets.token_hex(4)}"
    base = {
        "cadre_id": cadre_id,
        "unit_ids": [CITY, UNIT],
        "status": "serving",
        "selected_graduate_year": RECENT,
        "level_since": f"{THIS_YEAR}-01",
        "synthetic": True,
    }
    events = [
        {
            "id": f"b-{cadre_id}-{number}",
            "type": "cadre.changed.v1",
            "subject": cadre_id,
            "sequence": number,
            "service": "registry",
            "data": {**base, "post_level": level},
        }
        for number, level in enumerate(("150", "142", "141"))
    ]
    assert desk.hear_all("graduates", events) == 3
    assert desk.hear_all("graduates", events) == 0
    assert get(desk, f"grd-{cadre_id}")["promotion_count"] == 2


def test_a_mentor_who_came_back_is_not_lost_by_word_that_comes_late(desk: Desk) -> None:
    _, id = a_graduate(desk)
    (mentor,) = desk.people(f"cad-{secrets.token_hex(4)}", sequence=7)
    desk.ask("assign_mentor", graduate_id=id, mentor_id=mentor)
    desk.people(mentor, type="cadre.left.v1", handler="graduates_mentors", sequence=5, status="left")
    assert get(desk, id)["mentor_id"] == mentor


def test_more_time_for_the_duties_of_a_year_is_for_that_year(desk: Desk) -> None:
    _, id = a_graduate(desk)
    interview(desk, id)
    assess(desk, id)
    move = {"deadline_id": f"graduate_year.{id}", "basis": "合成"}
    refused = desk.refused("move_deadline", **move, due_on=f"{THIS_YEAR + 1}-01-31")
    assert refused.code == "talentpool/outside-tracked-years"
    desk.ask("move_deadline", **move, due_on=f"{THIS_YEAR}-12-15")


def test_a_level_that_the_roster_takes_back_is_no_promotion(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    tell(desk, cadre_id, sequence=2, post_level="121", level_since=f"{THIS_YEAR - 1}-03")  # A slip of the keys.
    assert get(desk, id)["promoted"] is True
    tell(desk, cadre_id, sequence=3, post_level="150", level_since=f"{RECENT}-08")
    assert (get(desk, id)["promoted"], get(desk, id)["promotions"]) == (False, [])
    assert desk.told("graduate.changed.v1")[-1]["promoted"] is False
    tell(desk, cadre_id, sequence=4, post_level="142", level_since=f"{THIS_YEAR - 1}-03")
    tell(desk, cadre_id, sequence=5, post_level="142", level_since=f"{THIS_YEAR - 2}-03")  # The day was wrong.
    assert [one["on"] for one in get(desk, id)["promotions"]] == [f"{THIS_YEAR - 2}-03"]
    tell(desk, cadre_id, sequence=6, post_level="150", level_since=f"{THIS_YEAR}-01")  # Lower again, afterwards.
    assert get(desk, id)["promotion_count"] == 1


def test_what_was_entered_wrongly_is_corrected_and_stays_readable(desk: Desk) -> None:
    _, id = a_graduate(desk)
    assess(desk, id, grade="competent")
    wish = {"graduate_id": id, "year": THIS_YEAR, "assessed_by": "合成人", "text": "合成", "classification": "internal"}
    assert desk.refused("assess_graduate", **wish, grade="excellent").code == "talentpool/done-this-year"
    corrected = desk.ask("assess_graduate", **wish, grade="excellent", correction="等次录入有误")
    assert [(one["grade"], one["correction"]) for one in corrected["assessments"]] == [
        ("competent", None),
        ("excellent", "等次录入有误"),
    ]
    assert desk.ask("change_key_training", graduate_id=id, listed=True, reason="合成")["key_training"] is True
    held = {"on": iso(), "interviewed_by": "合成人", "text": "另一人的", "classification": "internal"}
    desk.ask("hold_interview", graduate_id=id, **held)
    again = desk.ask("hold_interview", graduate_id=id, **{**held, "text": "本人的"}, correction="录错了人")
    assert [one["text"] for one in again["interviews"]] == ["另一人的", "本人的"]


def test_a_promotion_that_was_recorded_wrongly_is_withdrawn(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    wish = {"kind": "post_level", "to": "121", "on": str(THIS_YEAR - 1), "document": "合成", "classification": "public"}
    desk.ask("record_promotion", graduate_id=id, **wish)
    which = {"graduate_id": id, "kind": "post_level", "to": "121", "reason": "录错了人"}
    withdrawn = desk.ask("withdraw_promotion", **which)
    assert (withdrawn["promoted"], withdrawn["promotions"][0]["withdrawn"]) == (False, "录错了人")
    assert [line["what"] for line in withdrawn["timeline"]].count("promotion") == 0
    assert desk.told("graduate.changed.v1")[-1]["promoted"] is False
    assert desk.refused("withdraw_promotion", **which).code == "talentpool/no-promotion"
    assert desk.ask("record_promotion", graduate_id=id, **wish)["promotion_count"] == 1
    tell(desk, cadre_id, sequence=2, post_level="142", level_since=f"{THIS_YEAR - 2}-03")
    refused = desk.refused("withdraw_promotion", **{**which, "to": "142"})  # The roster's word is the roster's.
    assert refused.code == "talentpool/no-promotion"


def test_an_interview_that_was_missed_is_made_up_for_later(desk: Desk) -> None:
    _, id = a_graduate(desk)
    missed = {"overdue": [f"interview:{THIS_YEAR - 1}"], "behind": True}
    desk.db["graduates"].update_one({"_id": id}, {"$set": missed})
    wish = {
        "graduate_id": id,
        "on": iso(),
        "interviewed_by": "人",
        "text": "补",
        "classification": "internal",
    }
    for year in (RECENT - 1, THIS_YEAR + 1):
        assert desk.refused("hold_interview", **wish, year=year).code == "talentpool/outside-tracked-years"
    made_up = desk.ask("hold_interview", **wish, year=THIS_YEAR - 1)
    assert (made_up["overdue"], made_up["interviews"][0]["year"]) == ([], THIS_YEAR - 1)
    assert desk.ask("hold_interview", **wish)["interviews"][1]["year"] == THIS_YEAR


def test_after_the_tenth_year_what_was_done_within_it_is_entered_and_put_right(desk: Desk) -> None:
    _, id = a_graduate(desk, THIS_YEAR - 12)
    assert get(desk, id)["state"] == "ended"
    last = f"{THIS_YEAR - 2}-06-30"
    assert interview(desk, id, on=last)["interviews"][0]["on"] == last
    assess(desk, id, THIS_YEAR - 3)
    wish = {"year": THIS_YEAR - 3, "grade": "competent", "assessed_by": "合成人", "text": "合成"}
    wish |= {"classification": "internal", "correction": "等次录错"}
    kept = desk.ask("assess_graduate", graduate_id=id, **wish)["assessments"]
    assert [(one["grade"], one["correction"]) for one in kept] == [("excellent", None), ("competent", "等次录错")]
    late = {"interviewed_by": "人", "text": "晚", "classification": "internal"}
    refused = desk.refused("hold_interview", graduate_id=id, on=f"{THIS_YEAR - 2}-07-01", **late)
    assert (refused.code, refused.facts["tracked_until"]) == ("talentpool/tracking-over", last)


def test_who_has_left_is_followed_up_for_the_days_before(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    tell(desk, cadre_id, sequence=2, status="retired")
    assert get(desk, id)["state"] == "left"
    before = (today() - timedelta(days=30)).isoformat()
    assert interview(desk, id, on=before)["interviews"][0]["on"] == before
    desk.db["graduates"].update_one({"_id": id}, {"$set": {"ended_on": before}})
    wish = {"on": iso(), "interviewed_by": "人", "text": "晚", "classification": "internal"}
    assert desk.refused("hold_interview", graduate_id=id, **wish).code == "talentpool/tracking-over"


def test_the_list_of_key_training_is_not_shown_to_whom_it_is_about(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    assess(desk, id)
    desk.ask("change_key_training", graduate_id=id, listed=True, reason="合成")
    for who in as_any_of(cadre_id):
        shown = get(desk, id, by=who)
        assert (shown["key_training"], shown["list_changes"]) == (None, [])
        assert not [line for line in shown["timeline"] if "key_training" in line["what"]]
        for wish in ({}, {"key_training": True}, {"key_training": False}):
            (row,) = desk.ask("list_graduates", by=who, **wish)["items"]
            assert row["key_training"] is None, "nor does the list tell by leaving the reader out"
    assert get(desk, id)["key_training"] is True


def test_what_the_roster_shows_counts_when_what_was_recorded_of_the_same_level_is_withdrawn(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    wish = {"kind": "post_level", "to": "142", "on": str(THIS_YEAR - 3), "document": "合成", "classification": "public"}
    desk.ask("record_promotion", graduate_id=id, **wish)
    shown = {"post_level": "142", "level_since": f"{THIS_YEAR - 2}-03"}
    tell(desk, cadre_id, sequence=2, **shown)
    desk.people(cadre_id, sequence=2, **shown)
    assert desk.ask("get_graduate", graduate_id=id)["promotion_count"] == 1
    withdrawn = desk.ask("withdraw_promotion", graduate_id=id, kind="post_level", to="142", reason="年份录错")
    counting = [(one["on"], one["source"]) for one in withdrawn["promotions"] if one["withdrawn"] is None]
    assert (counting, withdrawn["promotion_count"]) == ([(f"{THIS_YEAR - 2}-03", "roster")], 1)

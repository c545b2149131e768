"""Classes from draft to publication, organisers, plans, teachers and materials, against the real database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servicekit import clock
from servicekit.errors import DayNotCome, EndsBeforeItBegins, UnknownEntry
from services.training.errors.classes import BelowTheoryShare, NoCompulsoryFirstCourse, SessionOutsideClass
from services.training.errors.common import AlreadyKnown, NotInThisState
from tests.service.training.conftest import session


def test_a_main_class_with_69_percent_is_refused_and_stays_a_draft(desk):
    class_ = desk.a_class("main", sessions=[session("theory", 69, compulsory=True), session("duty_capability", 31)])
    refused = desk.refused("publish_class", class_id=class_["id"])
    assert isinstance(refused, BelowTheoryShare)
    assert (refused.facts["share"], refused.facts["missing_hours"]) == ("0.69", 1)
    assert "70%" in refused.facts["article"]
    assert len(refused.facts["counted_sessions"]) == 1
    assert desk.ask("get_class", class_id=class_["id"])["state"] == "draft"


def test_a_main_class_opens_with_the_compulsory_theory_course(desk):
    class_ = desk.a_class("main", sessions=[session("theory", 8)])
    assert isinstance(desk.refused("publish_class", class_id=class_["id"]), NoCompulsoryFirstCourse)


def test_publication_tells_the_shares_and_warns_of_a_term_without_leaders(desk):
    teacher = desk.ask("register_teacher", name="示例", kind="leading_cadre", code="T1", synthetic=True)
    class_ = desk.a_class(
        "main", sessions=[session("theory", 9, compulsory=True), session("party_spirit", 1, teacher_id=teacher["id"])]
    )
    published = desk.ask("publish_class", class_id=class_["id"])
    assert published["state"] == "published"
    assert [w["code"] for w in published["warnings"]] == ["training/leader-share"]
    told = desk.told("class.published.v1")[0]
    assert (told["kind"], told["round"], told["theory_party_share"], told["leader_hours"]) == ("main", None, "1", 1)
    term = desk.ask("list_terms")["items"][0]
    assert (term["term"], term["share"], term["reached"], term["missing_hours"]) == ("2025-spring", "0.1", False, 1)
    for said in ("2025年春季学期", "2025春季", "2025年春", "２０２５-spring", "2025 春季学期"):
        assert desk.ask("teaching_loads", term=said)["term"] == "2025-spring", said
        assert desk.ask("list_terms", term=said)["items"] == [term]
        assert [one["id"] for one in desk.ask("list_classes", term=[said, "2024-autumn"])["items"]] == [class_["id"]]
    assert desk.ask("list_terms", term="2025年夏季")["items"] == []
    load = desk.ask("teaching_loads", term="2025-spring")["items"][0]
    assert (load["teacher_id"], load["hours"], load["classes"]) == (teacher["id"], 1, 1)


def test_the_timetable_of_a_draft_is_replaced_with_if_match_and_that_of_a_published_class_is_not(desk):
    class_ = desk.a_class()
    changed = desk.ask("set_sessions", class_id=class_["id"], sessions=[session(hours=2)], if_match=class_["version"])
    assert changed["total_hours"] == 2
    stale = desk.refused("set_sessions", class_id=class_["id"], sessions=[session(hours=3)], if_match=class_["version"])
    assert stale.status == 412
    desk.ask("publish_class", class_id=class_["id"])
    assert isinstance(desk.refused("set_sessions", class_id=class_["id"], sessions=[session(hours=3)]), NotInThisState)


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"surprise": 1}, "/surprise"),
        ({"capacity": "many"}, "/capacity"),
        ({"sessions": [session(hours=1.3)]}, "/sessions/0/hours"),
        ({"sessions": [session(hours="4")]}, "/sessions/0/hours"),
        ({"sessions": [session("sport")]}, "/sessions/0/category"),
        ({"begins": "2025-03-09", "ends": "2025-03-03"}, "/ends"),
        ({"round": 3}, "/round"),
    ],
)
def test_wrong_fields_are_each_named(desk, wish, pointer):
    refused = desk.refused(
        "create_class",
        **{
            "code": "X1",
            "title": "班次",
            "kind": "main",
            "organiser_id": "org-1",
            "begins": "2025-03-03",
            "ends": "2025-03-09",
            "capacity": 10,
            **wish,
        },
    )
    assert refused.code == "invalid-fields"
    assert [e.pointer for e in refused.errors] == [pointer]


def test_a_draft_keeps_its_days_in_order(desk):
    class_ = desk.a_class(begins="2025-03-03", ends="2025-03-07")
    moved = desk.refused("change_class", class_id=class_["id"], begins="2025-03-09")
    assert isinstance(moved, EndsBeforeItBegins)
    outside = desk.refused("change_class", class_id=class_["id"], begins="2025-03-04")
    assert isinstance(outside, SessionOutsideClass)
    assert desk.ask("change_class", class_id=class_["id"], ends="2025-03-08", capacity=9)["capacity"] == 9


def test_a_code_is_used_once(desk):
    desk.a_class(code="ONE")
    assert isinstance(
        desk.refused(
            "create_class",
            code="ONE",
            title="班次",
            kind="short",
            organiser_id=desk.organiser(),
            begins="2025-03-03",
            ends="2025-03-03",
            capacity=3,
        ),
        AlreadyKnown,
    )


def test_seven_sector_committees_each_once_and_one_party_school(desk):
    keys = ["municipal_organs", "education", "health", "united_front", "social_work", "political_legal", "state_assets"]
    for key in keys:
        desk.organiser("sector", key=key)
    assert isinstance(desk.refused("register_organiser", name="再来", tier="sector", key="health"), AlreadyKnown)
    assert isinstance(desk.refused("register_organiser", name="体育", tier="sector", key="sports"), UnknownEntry)
    desk.organiser()
    assert isinstance(desk.refused("register_organiser", name="又一党校", tier="party_school"), AlreadyKnown)
    assert len(desk.ask("list_organisers", tier="sector")["items"]) == 7
    assert len(desk.told("organiser.registered.v1")) == 8


def test_classes_are_listed_by_kind_state_and_round(desk):
    for number in (1, 1, 2):
        desk.a_class("rotation", round=number)
    desk.a_class()
    assert len(desk.ask("list_classes", kind="rotation")["items"]) == 3
    assert len(desk.ask("list_classes", kind="rotation", round=1, state="draft")["items"]) == 2
    first = desk.ask("list_classes", limit=2)
    rest = desk.ask("list_classes", limit=2, cursor=first["next"])
    assert rest["next"] is None
    assert not {c["id"] for c in first["items"]} & {c["id"] for c in rest["items"]}


def test_a_special_plan_names_a_known_programme_and_is_adopted_once(desk):
    organiser = desk.organiser()
    assert isinstance(
        desk.refused("draft_plan", kind="special", year=2025, title="专项", organiser_id=organiser, programme="secret"),
        UnknownEntry,
    )
    plan = desk.ask(
        "draft_plan",
        kind="special",
        year=2025,
        title="专项",
        organiser_id=organiser,
        programme="chinese_nation_community",
    )
    assert desk.ask("adopt_plan", plan_id=plan["id"])["state"] == "adopted"
    assert isinstance(desk.refused("adopt_plan", plan_id=plan["id"]), NotInThisState)


def test_a_material_has_editions_and_a_national_selection(desk):
    made = desk.ask("add_material", title="让法治声音传递到草原最深处", kind="case", published_on="2023-06-01")
    ahead = (clock.day_of(clock.now()) + timedelta(days=1)).isoformat()
    edition = {"material_id": made["id"], "number": 2, "published_on": ahead}
    assert desk.refused("add_edition", **edition).code == "day-not-come"
    desk.ask("add_edition", material_id=made["id"], number=2, published_on="2024-06-01")
    desk.ask("select_material", material_id=made["id"], level="national", batch="第六批", on="2024-09-01")
    found = desk.ask("list_materials", level="national")["items"]
    assert [len(m["editions"]) for m in found] == [2]


def test_a_material_is_put_right_and_says_what_it_said_before(desk):
    made = desk.ask("add_material", title="草原法治", kind="case", code="M-1", published_on="2023-06-01")
    desk.ask("add_edition", material_id=made["id"], number=2, published_on="2024-06-01")
    desk.ask("select_material", material_id=made["id"], level="national", batch="第六批", on="2024-09-01")
    wish = {"material_id": made["id"], "basis": "以版权页为准"}
    first, second = {"number": 1, "published_on": "2023-06-01"}, {"number": 2, "published_on": "2024-06-10"}
    twisted = desk.refused("correct_material", **wish, editions=[second, first])
    assert twisted.code == "training/already-known"
    ahead = (clock.day_of(clock.now()) + timedelta(days=1)).isoformat()
    late = desk.refused("correct_material", **wish, editions=[first, {**second, "published_on": ahead}])
    assert (late.code, late.errors[0].pointer) == ("day-not-come", "/editions/1/published_on")
    desk.ask("correct_material", **wish, title="法治草原", editions=[first, second], selections=[])
    found = desk.ask("get_material", material_id=made["id"])
    assert (found["title"], found["code"], found["selections"]) == ("法治草原", "M-1", [])
    assert [one["published_on"] for one in found["editions"]] == ["2023-06-01", "2024-06-10"]
    (kept,) = found["revisions"]
    assert (kept["by"], kept["basis"], kept["before"]["title"]) == ("officer", "以版权页为准", "草原法治")
    assert [one["published_on"] for one in kept["before"]["editions"]] == ["2023-06-01", "2024-06-01"]
    assert kept["before"]["selections"] == [{"level": "national", "batch": "第六批", "on": "2024-09-01"}]
    assert (desk.told("material.changed.v1")[-1]["levels"], "code" in kept["before"]) == ([], False)
    assert desk.ask("list_materials", level="national")["items"] == []
    other = desk.ask("add_material", title="另一教材", kind="case", code="M-2")
    taken = desk.refused("correct_material", material_id=other["id"], basis="更正", code="M-1")
    assert taken.code == "training/already-known"


def test_teachers_are_imported_with_an_error_for_each_bad_row(desk):
    rows = [
        {"name": "甲", "kind": "full_time", "code": "A"},
        {"name": "乙", "kind": "robot", "code": "B"},
        {"name": "丙", "kind": "special", "code": "A"},
        {"name": "丁", "kind": "special", "organiser_id": "org-none"},
    ]
    dry = desk.ask("import_teachers", rows=rows, dry_run=True)
    assert (dry["done"], desk.ask("list_teachers")["items"]) == (1, [])
    done = desk.ask("import_teachers", rows=rows)
    assert done["done"] == 1
    assert [bool(r.get("errors")) for r in done["results"]] == [False, True, True, True]


def test_a_make_up_class_has_the_same_sessions_on_another_day(desk):
    desk.people("a", "b")
    class_ = desk.a_running_class(["a", "b"])
    assert isinstance(
        desk.refused("plan_make_up", class_id=class_["id"], code="BK", title="补课", begins="2025-05-12"),
        NotInThisState,
    )
    desk.ask("record_attendance", class_id=class_["id"], present=["a"], rest="absent")
    desk.ask("complete_class", class_id=class_["id"])
    assert [p["cadre_id"] for p in desk.ask("list_make_up", class_id=class_["id"])["items"]] == ["b"]
    made = desk.ask("plan_make_up", class_id=class_["id"], code="BK", title="补课", begins="2025-05-12")
    assert (made["kind"], made["capacity"], made["make_up_of"], made["total_hours"]) == (
        "refresher",
        1,
        class_["id"],
        11,
    )
    assert {s["on"] for s in made["sessions"]} == {"2025-05-12"}


def test_a_class_of_a_later_year_neither_starts_nor_completes_today(desk):
    desk.people("a")
    year = clock.day_of(clock.now()).year + 2
    class_ = desk.a_class(begins=f"{year}-03-01", ends=f"{year}-03-05")
    desk.ask("publish_class", class_id=class_["id"])
    desk.ask("enrol", class_id=class_["id"], cadre_ids=["a"])
    early = desk.refused("start_class", class_id=class_["id"])
    assert (type(early), early.errors[0].pointer, early.facts["day"]) == (DayNotCome, "/begins", f"{year}-03-01")


def test_what_has_not_been_held_is_neither_attended_nor_completed(desk):
    desk.people("a")
    today = clock.day_of(clock.now())
    tomorrow = (today + timedelta(days=1)).isoformat()
    sessions = [session(hours=4, on=today.isoformat()), session(hours=4, on=tomorrow)]
    class_ = desk.a_running_class(["a"], begins=today.isoformat(), ends=tomorrow, sessions=sessions)
    first, second = (one["id"] for one in class_["sessions"])
    desk.ask("record_attendance", class_id=class_["id"], session_ids=[first], rest="present")
    for wish in ({"session_ids": [second]}, {}):
        refused = desk.refused("record_attendance", class_id=class_["id"], rest="present", **wish)
        assert (type(refused), refused.errors[0].pointer) == (DayNotCome, "/session_ids")
    assert isinstance(desk.refused("complete_class", class_id=class_["id"]), DayNotCome)
    before = (today - timedelta(days=1)).isoformat()
    early = desk.refused("complete_class", class_id=class_["id"], completed_on=before)
    assert isinstance(early, EndsBeforeItBegins)
    assert desk.ask("list_enrolments", class_id=class_["id"])["items"][0]["certificate_number"] is None


def test_teachers_and_materials_are_listed_by_pinyin(desk):
    names = ["白虚构", "陈虚构", "单虚构", "王虚构", "张虚构"]
    for name in sorted(names):
        desk.ask("register_teacher", name=name, kind="special")
        desk.ask("add_material", title=f"{name}案例", kind="case", published_on="2023-06-01")
    assert [one["name"] for one in desk.ask("list_teachers", sort="name")["items"]] == names
    assert [one["title"][0] for one in desk.ask("list_materials", sort="-title")["items"]] == [
        n[0] for n in names[::-1]
    ]


def test_classes_with_a_waiting_list_and_those_past_their_last_day_that_are_not_settled_are_listed_alone(desk):
    today = clock.day_of(clock.now())
    past = desk.a_class(begins=str(today - timedelta(days=3)), ends=str(today - timedelta(days=1)))
    last_day = desk.a_class(begins=str(today), ends=str(today))
    ahead = desk.a_class(begins=str(today + timedelta(days=30)), capacity=1, waiting_places=1)
    desk.a_class(begins=str(today - timedelta(days=9)))
    for class_ in (past, last_day, ahead):
        desk.ask("publish_class", class_id=class_["id"])
    desk.people("a", "b")
    desk.ask("enrol", class_id=ahead["id"], cadre_ids=["a", "b"])

    def listed(**wish):
        return {one["id"] for one in desk.ask("list_classes", **wish)["items"]}

    assert listed(not_settled=True) == {past["id"]}
    assert listed(waiting=True) == {ahead["id"]}
    assert listed(not_settled=False) == listed() - {past["id"]}
    assert listed(waiting=False, state=["published", "running"]) == {past["id"], last_day["id"]}

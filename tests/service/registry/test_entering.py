"""Entries on their way into a file: none twice, none that cannot be, and what stands against one is said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from servicekit import clock
from servicekit.principal import Reach, Scope
from tests.service.registry.conftest import Registry, number
from tests.service.registry.test_restrictions import hear, told
from tests.service.registry.test_selections import OVERRIDE as BY
from tests.service.registry.test_selections import RULE as VETTING
from tests.service.registry.test_selections import Story, a_story

OVERRIDE = {"override": BY}
DOCUMENT = {"document": "合成文件〔2026〕1号"}


def today() -> Any:
    return clock.day_of(clock.now())


def ago(days: int) -> str:
    return str((today() - timedelta(days=days)).isoformat())


@pytest.fixture
def story(registry: Registry) -> Story:
    return a_story(registry)


@pytest.fixture
def cadre(registry: Registry) -> str:
    return str(registry.a_cadre(registry.a_unit())["id"])


def add(registry: Registry, cadre: str, history: str, entry: dict[str, Any], **more: Any) -> dict[str, Any]:
    return dict(registry.change_cadre(cadre_id=cadre, add={history: [entry]}, **{**DOCUMENT, **more}))


def refused(registry: Registry, cadre: str, history: str, entry: dict[str, Any], **more: Any) -> Any:
    return registry.refusal("change_cadre", cadre_id=cadre, add={history: [entry]}, **{**DOCUMENT, **more})


TWICE = [
    ("punishments", {"kind": "demerit", "decided_on": "2019-03-01", "document": "处分〔2019〕1号"}),
    ("rewards", {"kind": "merit_3", "title": "三等功", "on": "2019-02", "document": "奖〔2019〕1号"}),
    ("assessments", {"kind": "special", "year": 2019, "grade": "competent"}),
    ("ranks", {"code": "section_rank_4", "began": "2019-07"}),
    ("levels", {"code": "150", "began": "2010-07"}),
    ("appointments", {"title": "科员", "began": "2010-07", "ended": "2012-01"}),
    ("education", {"mode": "in_service", "level": "14", "school": "（虚构）大学", "ended": "2018-07"}),
]


@pytest.mark.parametrize(("history", "entry"), TWICE)
def test_what_is_in_the_file_is_not_entered_twice_unless_a_named_person_says_why(
    registry: Registry, cadre: str, history: str, entry: dict[str, Any]
) -> None:
    first = add(registry, cadre, history, entry)[history][-1]["entry"]
    again = refused(registry, cadre, history, entry)
    assert (again.code, again.facts) == ("registry/duplicate-entry", {"history": history, "entry": first})
    assert again.errors[0].pointer == f"/add/{history}/0"
    assert add(registry, cadre, history, entry, **OVERRIDE)[history][-1]["entry"] != first


def test_a_registration_does_not_bring_an_entry_twice_and_a_year_has_one_annual_grade(registry: Registry) -> None:
    unit = registry.a_unit()
    twice = [{"year": 2024, "grade": "competent"}, {"year": 2024, "grade": "excellent"}]
    wish = registry.person(unit, assessments=twice)
    again = registry.refusal("register_cadre", **wish)
    assert (again.code, again.errors[0].pointer) == ("registry/duplicate-entry", "/assessments/1")


def test_an_appointment_and_a_rank_are_not_decided_twice(registry: Registry, cadre: str) -> None:
    wish = {"cadre_id": cadre, "title": "副主任", "on": ago(30), **DOCUMENT}
    registry.appoint(**wish)
    assert registry.refusal("appoint", **wish).code == "registry/duplicate-entry"


def test_sanctions_of_the_party_are_given_to_its_members(registry: Registry) -> None:
    unit = registry.a_unit()
    entry = {"kind": "party_probation", "decided_on": ago(10)}
    never = registry.a_cadre(unit, political_status="13")["id"]
    no = refused(registry, never, "punishments", entry)
    assert (no.code, no.errors[0].pointer) == ("registry/not-a-party-member", "/add/punishments/0/kind")
    assert refused(registry, never, "punishments", {**entry, "kind": "party_warning"}, **OVERRIDE).code == no.code
    for fields in ({"political_status": "01"}, {"political_status": "13", "joined_party_on": "2005-07"}):
        member = registry.a_cadre(unit, **fields)["id"]
        assert add(registry, member, "punishments", entry)["punishments"]
    later = registry.a_cadre(unit, political_status="01", joined_party_on=ago(5))["id"]
    assert refused(registry, later, "punishments", entry).code == no.code
    wish = registry.person(unit, political_status="13", punishments=[entry])
    assert registry.refusal("register_cadre", **wish).code == no.code


@pytest.mark.parametrize(
    ("kind", "cited"),
    [("demerit", "《公务员法》第六十四条"), ("party_warning", "纪律处分条例"), ("admonition", "诫勉")],
)
def test_what_bars_names_the_basis_of_its_own_kind_and_its_last_day(
    registry: Registry, cadre: str, kind: str, cited: str
) -> None:
    def said() -> str:
        wish = {"cadre_id": cadre, "rank": "clerk_1", "on": ago(0), **DOCUMENT}
        return str(registry.refusal("promote", **wish).detail_zh)

    last = (today() + timedelta(days=50)).isoformat()
    add(registry, cadre, "punishments", {"kind": kind, "decided_on": ago(1), "last_day": last}, **OVERRIDE)
    assert cited in said()
    assert f"最后一日为{last}" in said()
    shown = registry.get_cadre(cadre_id=cadre)
    assert (shown["punished_through"], shown["punishments"][0]["last_day"]) == (last, last)


def test_punishments_are_told_to_who_may_read_them_alone(registry: Registry, cadre: str) -> None:
    document = "处〔2026〕77号"
    entry = {"kind": "demerit", "decided_on": ago(1), "document": document}
    add(registry, cadre, "punishments", entry)
    wish = {"cadre_id": cadre, "as_of": today().isoformat()}
    known = registry.get_cadre(**wish)
    assert (known["punishments"][0]["document"], known["at_day"]["punished"]) == (document, True)
    reader = registry.as_("reader", Scope(Reach.ALL), also=())
    shown = reader.get_cadre(**wish)
    withheld = ("punishments", "punished_until", "punished_through", "expelled_on", "expelled_by")
    assert [shown[name] for name in withheld] == [None] * len(withheld)
    assert (shown["at_day"]["punished"], shown["at_day"]["punished_through"]) == (None, None)
    assert document not in str(shown)
    assert shown["name"] == known["name"]
    assert reader.get_cadre(cadre_id=cadre)["punishments"] is None
    changed = reader.change_cadre(cadre_id=cadre, specialities="统计")
    assert (changed["specialities"], changed["punishments"]) == ("统计", None), "what a command answers too"


def test_what_nobody_has_read_and_what_is_asked_for_tell_of_punishments_to_the_same_readers(
    registry: Registry, cadre: str
) -> None:
    reader = registry.as_("reader", Scope(Reach.ALL), also=())
    add(registry, cadre, "unread_lines", {"cell": "rewards", "text": "2019年受党内警告处分"})
    assert registry.get_cadre(cadre_id=cadre)["unread_lines"][0]["text"] == "2019年受党内警告处分"
    assert reader.get_cadre(cadre_id=cadre)["unread_lines"] is None
    entry = {"kind": "demerit", "decided_on": ago(1), "document": "处〔2026〕78号"}
    wish = {"punishments": [entry], "unread_lines": [{"cell": "rewards", "text": "处分"}]}
    asked = reader.request_correction(cadre_id=cadre, add=wish, changes={"specialities": "统计"}, reason="合成理由")
    listed = reader.list_corrections(cadre_id=[cadre])["items"][0]
    one = reader.get_correction(correction_id=asked["id"])
    for shown in (asked, listed, one):
        assert shown["add"] == {"punishments": None, "unread_lines": None}
        assert shown["changes"] == {"specialities": "统计"}
    assert registry.get_correction(correction_id=asked["id"])["add"]["punishments"][0]["document"] == "处〔2026〕78号"


def test_a_period_that_is_not_the_kinds_wants_a_basis_however_long_ago(registry: Registry, cadre: str) -> None:
    entry = {"kind": "demerit", "decided_on": "2021-03-01", "document": "处〔2021〕1号"}
    code = "registry.punishment_demerit_months"
    for day in ({"last_day": "2021-09-30"}, {"until": "2022-03-02"}, {"last_day": "2026-01-01"}):
        no = refused(registry, cadre, "punishments", {**entry, **day})
        assert (no.code, no.facts["rules"]) == ("registry/unqualified", [code])
        assert "2022-02-28" in no.detail_zh
        assert "《公务员法》第六十四条" in no.detail_zh
        unit = registry.a_unit()
        assert (
            registry.refusal("register_cadre", **registry.person(unit, punishments=[{**entry, **day}])).code == no.code
        )
        (row,) = registry.import_cadres(rows=[registry.person(unit, punishments=[{**entry, **day}])])["results"]
        assert row["errors"][0]["code"] == code
        asked = registry.request_correction(cadre_id=cadre, add={"punishments": [{**entry, **day}]}, reason="合成理由")
        wish = {"correction_id": asked["id"], "decision": "approved", "basis": "核对档案"}
        assert registry.as_("another", registry.principal.scope).refusal("decide_correction", **wish).code == no.code
    right = add(registry, cadre, "punishments", {**entry, "until": "2022-03-01"})["punishments"][-1]
    assert (right["last_day"], right["override"]) == ("2022-02-28", None)
    wish = {
        "cadre_id": cadre,
        "history": "punishments",
        "entry": right["entry"],
        "by": "合成负责人",
        "basis": "核对文件",
    }
    wish["right"] = {"punishments": [{**entry, "last_day": "2022-08-31"}]}
    assert registry.refusal("correct_entry", **wish).facts["rules"] == [code]
    longer = registry.correct_entry(**wish, **OVERRIDE)["punishments"][-1]
    assert (longer["last_day"], longer["override"]["findings"]) == ("2022-08-31", [code])
    assert longer["override"]["basis"] == OVERRIDE["override"]["basis"]
    # What was answered for is not asked again; another last day is.
    wish["entry"] = longer["entry"]
    wish["right"] = {"punishments": [{**entry, "last_day": "2022-09-30"}]}
    assert registry.refusal("correct_entry", **wish).facts["rules"] == [code]
    wish["right"] = {"punishments": [{**entry, "last_day": "2022-08-31", "document": "处〔2021〕2号"}]}
    assert registry.correct_entry(**wish)["punishments"][-1]["override"] == longer["override"]


def test_the_period_of_a_decision_on_the_last_of_a_month_is_the_books(registry: Registry, cadre: str) -> None:
    shown = add(registry, cadre, "punishments", {"kind": "warning", "decided_on": "2020-08-31"})["punishments"][-1]
    assert shown["last_day"] == "2021-02-28"


def test_a_restriction_of_the_book_names_the_basis_of_its_kind_too(registry: Registry, cadre: str) -> None:
    hear(registry, (1, told(cadre, kind="party_serious_warning")))
    wish = {"cadre_id": cadre, "rank": "clerk_1", "on": ago(0), **DOCUMENT}
    said = registry.refusal("promote", **wish).detail_zh
    assert "纪律处分条例" in said
    assert "《公务员法》第六十四条" not in said


def test_a_best_grade_or_a_reward_within_an_effect_period_wants_a_basis(registry: Registry, cadre: str) -> None:
    year = today().year
    add(registry, cadre, "punishments", {"kind": "demerit", "decided_on": f"{year - 1}-06-01"})
    best = {"year": year - 1, "grade": "excellent"}
    no = refused(registry, cadre, "assessments", best)
    assert (no.code, no.facts["rules"]) == ("registry/unqualified", ["registry.grade_in_effect"])
    assert "考核规定" in no.detail_zh
    assert add(registry, cadre, "assessments", {**best, "year": year - 3, "grade": "competent"})["assessments"]
    entry = add(registry, cadre, "assessments", {**best, "grade": "excellent"}, **OVERRIDE)["assessments"][-1]
    assert entry["override"]["findings"] == ["registry.grade_in_effect"]
    hear(registry, (1, told(cadre, effects=["award", "grade"])))
    reward = {"kind": "commendation", "title": "嘉奖", "on": ago(2)}
    assert refused(registry, cadre, "rewards", reward).facts["rules"] == ["registry.reward_in_effect"]


def test_of_history_it_is_said_and_nobody_is_asked_for_an_override(registry: Registry, cadre: str) -> None:
    add(registry, cadre, "punishments", {"kind": "demerit", "decided_on": "2012-06-01"})
    kept = add(registry, cadre, "assessments", {"year": 2012, "grade": "excellent"})["assessments"][-1]
    assert (kept["override"], kept["unchecked"]) == (None, ["registry.grade_in_effect"])


def test_nothing_is_dated_after_a_death_and_no_grade_or_rank_after_a_retirement(registry: Registry) -> None:
    unit = registry.a_unit()
    dead, retired = registry.a_cadre(unit)["id"], registry.a_cadre(unit)["id"]
    registry.leave(cadre_id=dead, kind="deceased", on="2025-05-02", document="证明")
    registry.retire(cadre_id=retired, kind="request", on="2025-05-02", document="退休文件", **OVERRIDE)
    later: list[tuple[str, dict[str, Any], bool]] = [
        ("assessments", {"year": 2026, "grade": "competent"}, True),
        ("ranks", {"code": "section_rank_1", "began": "2025-06"}, True),
        ("appointments", {"title": "科长", "began": "2025-06", "ended": "2025-08"}, True),
        ("rewards", {"kind": "merit_3", "title": "三等功", "on": "2025-06"}, False),
        ("punishments", {"kind": "warning", "decided_on": "2025-06-01"}, False),
    ]
    for history, entry, of_who_serves in later:
        assert refused(registry, dead, history, entry).code == "registry/out-of-order"
        if of_who_serves:
            assert refused(registry, retired, history, entry).code == "registry/out-of-order"
        else:
            assert add(registry, retired, history, entry)[history]
    assert add(registry, dead, "assessments", {"year": 2024, "grade": "competent"})["assessments"]
    alive = registry.a_cadre(unit, assessments=[{"year": 2026, "grade": "competent"}])["id"]
    early = registry.refusal("leave", cadre_id=alive, kind="deceased", on="2025-05-02", document="证明")
    assert (early.code, early.facts["later"]) == ("registry/out-of-order", ["assessments/3"])


@pytest.mark.parametrize(
    ("command", "kind", "status"), [("retire", "request", "retired"), ("leave", "resigned", "left")]
)
def test_the_death_of_who_has_retired_or_left_is_told_and_put_right(
    registry: Registry, command: str, kind: str, status: str
) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    registry.call(command, {"cadre_id": cadre, "kind": kind, "on": "2025-05-02", **DOCUMENT, **OVERRIDE})
    wish = {"cadre_id": cadre, "kind": "deceased", "document": "证明"}
    assert registry.refusal("leave", on="2025-05-01", **wish).code == "registry/out-of-order"
    dead = registry.leave(on="2025-06-02", **wish)
    entry = dead["statuses"][-1]["entry"]
    event = registry.events(cadre)[-1]
    assert (event["type"], event["data"]["status"], event["data"]["status_entry"]) == (
        "cadre.left.v1",
        "deceased",
        entry,
    )
    assert registry.refusal("leave", on=ago(0), **wish).code == "registry/not-serving"
    assert refused(registry, cadre, "punishments", {"kind": "warning", "decided_on": "2025-07-01"}).code == (
        "registry/out-of-order"
    )
    days = {day: registry.get_cadre(cadre_id=cadre, as_of=day)["at_day"]["status"] for day in ("2025-06-01", ago(0))}
    assert list(days.values()) == [status, "deceased"]
    aside = {"cadre_id": cadre, "history": "statuses", "entry": entry, **BY}
    assert registry.set_aside(**aside)["status"] == status
    event = registry.events(cadre)[-1]["data"]
    assert (event["status"], entry in event["set_aside"]) == (status, True)


def test_nobody_resigns_or_retires_while_an_investigation_is_open(registry: Registry) -> None:
    unit = registry.a_unit()
    for command, kind, rule in (
        ("leave", "resigned", "registry.leaving_investigated"),
        ("retire", "illness", "registry.retiring_investigated"),
    ):
        cadre = registry.a_cadre(unit)["id"]
        hear(registry, (1, told(cadre, kind="under_investigation", effects=["promotion"], ends=None)))
        wish = {"cadre_id": cadre, "kind": kind, "on": ago(0), **DOCUMENT}
        assert registry.refusal(command, **wish).facts["rules"] == [rule]
        done = registry.call(command, {**wish, **OVERRIDE})
        assert done["statuses"][-1]["override"]["findings"] == [rule]


def test_a_promotion_to_a_leading_level_wants_a_vetting(registry: Registry, cadre: str) -> None:
    wish = {"cadre_id": cadre, "post_level": "132", "on": ago(0), **DOCUMENT}
    assert registry.refusal("promote", **wish).facts["rules"] == [VETTING]
    made = registry.promote(**wish, **OVERRIDE)
    assert made["levels"][-1]["override"]["findings"] == [VETTING]


@pytest.mark.parametrize("history", ["appointments", "levels"])
def test_a_leading_post_that_was_begun_of_late_wants_a_vetting_however_it_is_entered(
    registry: Registry, history: str
) -> None:
    unit = registry.a_unit()
    post = registry.a_post(unit)
    entry: dict[str, Any] = {"began": ago(3), "began_by": "包任〔2026〕3号"}
    entry |= {"code": "132"} if history == "levels" else {"title": "副局长", "post_id": post["id"]}
    wish = registry.person(unit)
    wish[history] = [*wish[history], entry]
    no = registry.refusal("register_cadre", **wish)
    assert no.facts["rules"] == [VETTING]
    assert registry.register_cadre(**wish, **OVERRIDE)[history][-1]["override"]["findings"] == [VETTING]
    other = registry.a_cadre(unit)["id"]
    if history == "appointments":
        entry = {**entry, "post_id": registry.a_post(unit)["id"]}
    assert refused(registry, other, history, entry).facts["rules"] == [VETTING]
    assert add(registry, other, history, {**entry, "began": "2020-01"})[history][-1]["override"] is None


def test_what_is_entered_afterwards_names_its_document_and_has_been(registry: Registry, cadre: str) -> None:
    entry = {"code": "150", "began": "2009-01"}
    bare = registry.refusal("change_cadre", cadre_id=cadre, add={"levels": [entry]})
    assert (bare.code, bare.errors[0].pointer) == ("registry/basis-needed", "/add/levels/0/began_by")
    wish = {"cadre_id": cadre, "post_level": "150", "back_entry": True, **DOCUMENT}
    assert registry.refusal("promote", on=ago(0), **wish).code == "registry/out-of-order"


def test_a_post_that_is_selected_for_is_not_filled_beside_the_selection(registry: Registry, story: Story) -> None:
    id = story.begin(count=1)
    rule = "registry.selection_running"
    wish = {"cadre_id": story.cadres[0], "post_id": story.post["id"], "on": ago(0), **DOCUMENT}
    no = registry.refusal("appoint", **wish)
    assert rule in no.facts["rules"]
    assert id in no.detail_en
    away = registry.a_cadre(registry.a_unit())["id"]
    transfer = {**wish, "cadre_id": away, "unit_id": story.unit["id"]}
    assert rule in registry.refusal("transfer", **transfer).facts["rules"]
    held = [{"title": "副局长", "post_id": story.post["id"], "began": "2020-01"}]
    person = registry.person(story.unit, appointments=held)
    assert rule in registry.refusal("register_cadre", **person).facts["rules"]
    second = registry.refusal(
        "propose_selection", post_id=story.post["id"], moved_by="虚构部门", on=ago(0), basis="合成纪要"
    )
    assert (second.code, second.facts["selection_id"]) == ("registry/selection-running", id)
    made = registry.appoint(**wish, **OVERRIDE)
    assert rule in made["appointments"][-1]["override"]["findings"]
    assert story.state(id) == "closed"


REFUSED = "registry.selection_refused_days"


def voted_down(story: Story) -> str:
    id = story.begin()
    story.vetted(id)
    story.decide(id, agreed=2)
    assert story.state(id) == "refused"
    return id


def test_whom_a_selection_has_refused_is_not_appointed_to_the_post_beside_it(registry: Registry, story: Story) -> None:
    id, cadre = voted_down(story), story.cadres[0]
    wish = {"cadre_id": cadre, "post_id": story.post["id"], **DOCUMENT}
    no = registry.refusal("appoint", on=ago(0), **wish)
    assert REFUSED in no.facts["rules"]
    assert id in no.detail_en
    # Neither by another day, nor by the post's title, nor by another way.
    began = {"began": ago(60), "began_by": "任〔2026〕9号", "title": "副局长"}
    by_post = {**began, "post_id": story.post["id"]}
    for back_entry in (False, True):
        assert REFUSED in registry.refusal("appoint", on=ago(20), back_entry=back_entry, **wish).facts["rules"]
    assert (
        REFUSED in registry.refusal("appoint", **{**wish, "post_id": None, "title": "副局长"}, on=ago(0)).facts["rules"]
    )
    assert REFUSED in refused(registry, cadre, "appointments", by_post).facts["rules"]
    assert REFUSED in refused(registry, cadre, "appointments", began).facts["rules"]
    (row,) = registry.import_careers(rows=[row_of(cadre, "appointments", by_post)])["results"]
    assert REFUSED in [one["code"] for one in row["errors"]]
    # Of another person, of another post and of long before, it says nothing.
    assert REFUSED not in registry.refusal("appoint", on=ago(0), **{**wish, "cadre_id": story.cadres[1]}).facts["rules"]
    assert add(registry, cadre, "appointments", {**by_post, "began": "2020-01", "ended": "2020-06"})["appointments"]
    made = registry.appoint(on=ago(0), **wish, **OVERRIDE)["appointments"]
    assert REFUSED in next(one for one in made if one["began"] == ago(0))["override"]["findings"]
    another = {**wish, "post_id": registry.a_post(story.unit, title="局长助理")["id"], "main": False}
    assert registry.appoint(on=ago(0), **another)["appointments"][-1]["override"] is None


def test_a_new_selection_opens_the_post_again(registry: Registry, story: Story) -> None:
    voted_down(story)
    wish = {"cadre_id": story.cadres[0], "post_id": story.post["id"], **DOCUMENT}
    assert REFUSED in registry.refusal("appoint", on=ago(0), **wish).facts["rules"]
    second = story.propose()
    story.publicised(second)
    made = story.step("appoint_selected", second, on=ago(0), document="任〔2026〕10号")
    assert made["state"] == "appointed"
    registry.set_aside(cadre_id=story.cadres[0], history="appointments", entry=made["entry"], **BY)
    assert registry.appoint(on=ago(0), **wish)["title"] == "副局长"


def test_after_the_days_of_the_rule_a_refusal_says_nothing_any_more(registry: Registry, story: Story, at: Any) -> None:
    id = story.begin(count=1)
    story.considered(id)
    story.inspect(id, passed=False)
    wish = {"cadre_id": story.cadres[0], "post_id": story.post["id"], **DOCUMENT}
    for days, bars in ((145, True), (146, False)):
        at((today() + timedelta(days=days)).isoformat())
        assert (REFUSED in registry.refusal("appoint", on=ago(0), **wish).facts["rules"]) is bars
        at((today() - timedelta(days=days)).isoformat())


def test_what_a_candidate_was_long_ago_leaves_what_they_are_considered_for(registry: Registry, story: Story) -> None:
    id = story.begin(count=1)
    story.considered(id)
    wish = {"cadre_id": story.cadres[0], **DOCUMENT}
    before = story.state(id)
    registry.transfer(unit_id=registry.a_unit()["id"], on="2010-01", back_entry=True, **wish)
    assert story.state(id) == before
    registry.appoint(title="副科长", on=ago(0), **wish)
    assert story.state(id) != before


def test_for_whom_nobody_voted_is_inspected_only_with_a_basis(registry: Registry, story: Story) -> None:
    id = story.begin()
    for votes in ((30, 0), (20, 0)):
        cast = [{"cadre_id": one, "votes": many} for one, many in zip(story.cadres, votes, strict=True)]
        wish = {"on": ago(39), "form": "meeting", "entitled": 40, "took_part": 38, "votes": cast}
        story.step("record_recommendation", id, **wish)
    wish = {"selection_id": id, "on": ago(38), "cadre_ids": [story.cadres[1]], "basis": "合成纪要"}
    no = registry.refusal("determine_candidates", **wish)
    assert (no.code, no.facts["rules"]) == ("registry/unqualified", ["registry.recommended_votes"])
    done = registry.determine_candidates(**wish, **OVERRIDE)
    assert done["records"][-1]["figures"]["override"]["basis"] == BY["basis"]

    id = story.begin()
    story.considered(id)
    recommended = story.get(id)["records"][1]["number"]
    none = [{"cadre_id": one, "votes": many} for one, many in zip(story.cadres, (0, 9), strict=True)]
    wish = {"selection_id": id, "record": recommended, "votes": none, "basis": "会议记录核对"}
    assert registry.refusal("put_selection_right", **wish).code == "registry/not-recommended"


EFFECT = "registry.punishment_effect"


def barred() -> dict[str, Any]:
    """An effect period of a year that is some months old."""
    return {"punishments": [{"kind": "demerit", "decided_on": ago(200)}]}


def decisions(registry: Registry, unit: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """A rank, a level and a post, each from no day yet, that an effect period stands against."""
    post = registry.a_post(unit)["id"]
    by = {"began_by": "任〔2026〕7号"}
    return [
        ("ranks", {"code": "section_rank_2", **by}),
        ("levels", {"code": "132", **by}),
        ("appointments", {"title": "副局长", "post_id": post, **by}),
    ]


@pytest.mark.parametrize("days", [0, -20])
def test_what_holds_from_today_or_later_is_a_decision_of_today_however_it_is_entered(
    registry: Registry, days: int
) -> None:
    unit = registry.a_unit()
    for history, entry in decisions(registry, unit):
        wish = {**entry, "began": ago(days)}
        cadre = registry.a_cadre(unit, ranks=[{"code": "section_rank_3", "began": "2019-07"}], **barred())["id"]
        no = refused(registry, cadre, history, wish)
        assert (no.code, EFFECT in no.facts["rules"]) == ("registry/unqualified", True)
        person = registry.person(unit, **barred())
        person[history] = [*person.get(history, []), wish]
        assert EFFECT in registry.refusal("register_cadre", **person).facts["rules"]
        asked = {"cadre_id": cadre, "add": {history: [wish]}, "reason": "合成理由"}
        request = registry.request_correction(**asked)["id"]
        other = registry.as_("another", registry.principal.scope)
        decide = {"correction_id": request, "decision": "approved", "basis": "合成依据"}
        assert EFFECT in other.refusal("decide_correction", **decide).facts["rules"]
        kept = other.decide_correction(**decide, **OVERRIDE) and registry.get_cadre(cadre_id=cadre)[history][-1]
        if history == "appointments":
            kept = next(one for one in registry.get_cadre(cadre_id=cadre)[history] if one["post_id"])
        assert kept["override"]["by"] == BY["by"]
        assert EFFECT in kept["override"]["findings"]
        assert kept["unchecked"] == []


RANK_YEARS, STEPS = "registry.rank_years", "registry.level_steps"


@pytest.mark.parametrize("days", [0, 1, 80])
def test_a_rank_or_a_level_that_skips_one_is_refused_of_late_and_noted_of_before(
    registry: Registry, cadre: str, days: int
) -> None:
    add(registry, cadre, "ranks", {"code": "section_rank_4", "began": "2023-07"})
    for history, code, rule in (("ranks", "section_rank_2", RANK_YEARS), ("levels", "131", STEPS)):
        skipping = {"code": code, "began": ago(days)}
        assert rule in refused(registry, cadre, history, skipping).facts["rules"]
        kept = add(registry, cadre, history, {**skipping, "began": ago(100)})[history][-1]
        assert (kept["override"], rule in kept["unchecked"]) == (None, True)


def late(registry: Registry, cadre: dict[str, Any], history: str, entry: dict[str, Any]) -> list[Any]:
    """What is said against an entry, in each of the ways by which it comes into a file."""
    document = {"began_by": "任〔2026〕9号", **entry}
    no = [refused(registry, cadre["id"], history, document).facts["rules"]]
    asked = registry.request_correction(cadre_id=cadre["id"], add={history: [document]}, reason="合成理由")["id"]
    other = registry.as_("another", registry.principal.scope)
    decide = {"correction_id": asked, "decision": "approved", "basis": "合成依据"}
    no.append(other.refusal("decide_correction", **decide).facts["rules"])
    (said,) = registry.import_careers(rows=[row_of(cadre["id"], history, entry)])["results"]
    return [*no, [one["code"] for one in said["errors"]]]


def row_of(cadre: str, history: str, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as a row of an import of careers."""
    kind = {"levels": "level", "ranks": "rank", "appointments": "appointment"}[history]
    columns = {"began": "on", "code": "rank" if history == "ranks" else "post_level"}
    sent = {columns.get(name, name): value for name, value in entry.items() if name != "began_by"}
    return {"cadre_id": cadre, "kind": kind, "document": "任〔2026〕9号", **sent}


@pytest.mark.parametrize("history", ["ranks", "levels", "appointments"])
def test_what_was_decided_of_late_within_an_effect_period_is_refused_whichever_way_it_comes(
    registry: Registry, history: str
) -> None:
    unit = registry.a_unit()
    entry = dict(decisions(registry, unit))[history]
    ranks = {"ranks": [{"code": "section_rank_3", "began": "2019-07"}]}
    cadre = registry.a_cadre(unit, **ranks, **barred())
    entry = {**entry, "began": ago(60)}
    assert all(EFFECT in rules for rules in late(registry, cadre, history, entry))
    person = registry.person(unit, **ranks, **barred())
    person[history] = [*person.get(history, []), entry]
    assert EFFECT in registry.refusal("register_cadre", **person).facts["rules"]
    (row,) = registry.import_cadres(rows=[person])["results"]
    assert EFFECT in [one["code"] for one in row["errors"]]
    over = {**entry, "ended": ago(10)}
    assert EFFECT in refused(registry, cadre["id"], history, over).facts["rules"], "held no more, yet decided"
    (row,) = registry.import_cadres(rows=[{**person, "identity_number": number(), **OVERRIDE}])["results"]
    kept = next(one for one in registry.get_cadre(cadre_id=row["id"])[history] if one["began"] == entry["began"])
    assert EFFECT in kept["override"]["findings"]
    before = add(registry, cadre["id"], history, {**entry, "began": ago(95)})[history]
    kept = next(one for one in before if one["began"] == ago(95))
    assert (kept["override"], EFFECT in kept["unchecked"]) == (None, True)


def test_a_decision_of_late_is_not_hidden_behind_a_date_that_says_less(registry: Registry) -> None:
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, ranks=[{"code": "section_rank_3", "began": "2019-07"}])["id"]
    year, month = (ago(30)[:length] for length in (4, 7))
    first = (date.fromisoformat(f"{month}-01") - timedelta(days=200)).isoformat()
    add(registry, cadre, "punishments", {"kind": "demerit", "decided_on": first})
    for history, code in (("ranks", "section_rank_2"), ("levels", "132")):
        no = refused(registry, cadre, history, {"code": code, "began": month})
        assert EFFECT in no.facts["rules"]
        no = refused(registry, cadre, history, {"code": code, "began": year}, **OVERRIDE)
        assert (no.code, no.errors[0].pointer) == ("registry/out-of-order", f"/add/{history}/0/began")
    wish = {"cadre_id": cadre, "rank": "section_rank_2", "on": year, **DOCUMENT, **OVERRIDE}
    for back_entry in (False, True):
        no = registry.refusal("promote", **wish, back_entry=back_entry)
        assert (no.code, no.errors[0].pointer) == ("registry/out-of-order", "/on")
    assert add(registry, cadre, "ranks", {"code": "section_rank_4", "began": "2015"})["ranks"]


def test_a_decision_of_late_is_judged_with_what_is_entered_along_with_it(registry: Registry) -> None:
    unit = registry.a_unit()
    level = {"code": "141", "began": ago(30), "began_by": "任〔2026〕8号"}
    levels = [level, {"code": "142", "began": "2015-01"}]
    cadre = registry.a_cadre(unit, levels=[], appointments=[])["id"]
    assert registry.change_cadre(cadre_id=cadre, add={"levels": levels}, **DOCUMENT)["post_level"] == "141"
    more = {"punishments": [{"kind": "demerit", "decided_on": ago(50)}], "levels": levels}
    cadre = registry.a_cadre(unit, levels=[], appointments=[])["id"]
    assert registry.refusal("change_cadre", cadre_id=cadre, add=more, **DOCUMENT).facts["rules"] == [EFFECT]
    rows = [row_of(cadre, "levels", one) for one in levels]
    assert [row.get("errors") for row in registry.import_careers(rows=rows)["results"]] == [None, None]


def test_of_a_file_that_knows_nothing_yet_steps_and_years_are_noted_of_late(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit(), levels=[], appointments=[])["id"]
    kept = add(registry, cadre, "levels", {"code": "141", "began": ago(30)})["levels"][-1]
    assert (kept["override"], STEPS in kept["unchecked"]) == (None, True)


def test_a_decision_of_late_is_not_moved_to_a_day_on_which_something_stood_against_it(registry: Registry) -> None:
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, ranks=[{"code": "section_rank_3", "began": "2019-07"}])["id"]
    add(registry, cadre, "punishments", {"kind": "demerit", "decided_on": ago(200), "last_day": ago(40)}, **OVERRIDE)
    rank = {"code": "section_rank_2", "began": ago(20), "began_by": "任〔2026〕9号"}
    made = add(registry, cadre, "ranks", rank)["ranks"][-1]
    wish = {"cadre_id": cadre, "history": "ranks", "entry": made["entry"], **BY}
    moved = {"right": {"ranks": [{**rank, "began": ago(60)}]}}
    assert registry.refusal("correct_entry", **wish, **moved).facts["rules"] == [EFFECT]
    assert registry.correct_entry(**wish, right={"ranks": [{**rank, "began": ago(30)}]})["rank_since"] == ago(30)


def test_what_stood_against_what_has_been_is_kept_with_it_and_refuses_nothing(registry: Registry) -> None:
    unit = registry.a_unit()
    level = {"code": "141", "began": ago(120), "began_by": "任〔2026〕8号"}
    entries = {"levels": [{"code": "142", "began": "2015-01"}], "appointments": [], **barred()}
    cadre = registry.a_cadre(unit, **entries)["id"]
    added = add(registry, cadre, "levels", level)["levels"][-1]
    registered = registry.a_cadre(unit, **{**entries, "levels": [*entries["levels"], level]})["levels"][-1]
    person = registry.person(unit, **{**entries, "levels": [*entries["levels"], level]})
    (row,) = registry.import_cadres(rows=[person])["results"]
    imported = registry.get_cadre(cadre_id=row["id"])["levels"][-1]
    for kept in (added, registered, imported):
        assert (kept["override"], kept["unchecked"]) == (None, [EFFECT])
    before = add(registry, cadre, "ranks", {"code": "section_rank_4", "began": "2018-01"})["ranks"][-1]
    assert before["unchecked"] == [], "the effect period did not stand on its day"


def test_what_has_been_is_read_by_the_file_of_its_day_however_it_is_entered(registry: Registry) -> None:
    """What the file says today (a higher level, another holder of the post) is not what it said then."""
    unit = registry.a_unit()
    post = registry.a_post(unit, title="科长", post_level="141", role="member")["id"]
    levels = [{"code": "142", "began": "2013-06"}, {"code": "132", "began": "2018-03"}]
    registry.a_cadre(unit, appointments=[{"post_id": post, "title": "科长", "began": "2020-01"}])
    years = "registry.years_township_deputy_to_chief"
    entries: list[tuple[str, str, dict[str, Any]]] = [
        ("levels", "promote", {"post_level": "141"}),
        ("appointments", "appoint", {"post_id": post}),
    ]
    for history, command, wish in entries:
        one, other = (registry.a_cadre(unit, levels=levels, appointments=[])["id"] for _ in range(2))
        entry = {"began": "2014-08", "began_by": "任〔2014〕8号"}
        entry |= {"code": "141"} if history == "levels" else {"post_id": post, "title": "科长", "ended": "2014-12"}
        added = next(kept for kept in add(registry, one, history, entry)[history] if kept["began"] == "2014-08")
        done = registry.call(command, {"cadre_id": other, "on": "2014-08", "back_entry": True, **wish, **DOCUMENT})
        entered = next(kept for kept in done[history] if kept["began"] == "2014-08")
        assert added["unchecked"] == entered["unchecked"] == [years]


def test_where_nobody_can_say_from_where_a_chief_is_the_answer_says_so(registry: Registry) -> None:
    rule = "registry.native_place_avoidance"
    unit = registry.a_unit(region="150222")
    post = registry.a_post(unit, title="县长", post_level="132", role="chief")["id"]
    other = registry.a_post(unit, title="书记", post_level="132", role="chief")["id"]
    wish = {"post_id": post, "on": ago(0), **DOCUMENT}
    native = registry.a_cadre(unit, native_place="内蒙古包头市固阳县")["id"]
    assert rule in registry.refusal("appoint", cadre_id=native, **wish).facts["rules"]
    unknown = registry.a_cadre(unit, native_place="内蒙古包头")["id"]
    for made in (
        registry.appoint(cadre_id=unknown, **wish, **OVERRIDE),
        add(registry, unknown, "appointments", {"title": "书记", "post_id": other, "began": ago(5)}, **OVERRIDE),
    ):
        assert rule in made["appointments"][-1]["unchecked"]
        assert rule not in made["appointments"][-1]["override"]["findings"]
    made = registry.appoint(cadre_id=unknown, **{**wish, "post_id": other}, **OVERRIDE, main=False)
    (said,) = [one for one in made["warnings"] if one["code"] == rule]
    assert "未能审查" in said["zh"]
    elsewhere = registry.a_cadre(unit, native_place="山东济南")["id"]
    made = registry.appoint(cadre_id=elsewhere, **wish, **OVERRIDE)
    assert (made["appointments"][-1]["unchecked"], made["warnings"]) == ([], [])


def test_one_year_has_one_annual_grade_whoever_would_answer_for_a_second(registry: Registry) -> None:
    graded = {"year": 2024, "kind": "annual", "grade": "competent", "document": "合成考核〔2025〕1号"}
    cadre = registry.a_cadre(registry.a_unit(), assessments=[graded])
    (first,) = [one["entry"] for one in cadre["assessments"]]
    again = {"add": {"assessments": [{**graded, "grade": "excellent"}]}, "document": "合成文件"}
    for override in ({}, {"override": {"by": "虚构部长", "basis": "合成批件"}}):
        refused = registry.refusal("change_cadre", cadre_id=cadre["id"], **again, **override)
        assert (refused.code, refused.facts["entry"]) == ("registry/duplicate-entry", first)
        assert "更正" in refused.errors[0].zh
    right = {"assessments": [{**graded, "grade": "excellent"}]}
    wish = {"history": "assessments", "entry": first, "right": right, "by": "虚构部长", "basis": "核对考核表"}
    done = registry.correct_entry(cadre_id=cadre["id"], **wish)
    assert [one["grade"] for one in done["assessments"] if one["void"] is None] == ["excellent"]

"""What the roster tells others of cadres, posts and units, as a search or a match of theirs needs it."""

from __future__ import annotations

import pytest


def test_a_cadre_is_told_with_what_posts_ask_for(registry):
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, joined_party_on="2005-06-30", assessments=[{"year": 2024, "grade": "excellent"}])
    state = registry.events(cadre["id"])[0]["data"]
    assert (state["birth_month"], state["work_since"], state["party_since"]) == ("1981-03", "2003-07", "2005-06")
    assert (state["education_level"], state["full_time_level"]) == ("21", "21")
    assert (state["basic_level_months"], state["basic_level_since"]) == (60, None)
    assert state["annual_grades"] == [{"year": 2024, "grade": "excellent"}]
    added = {
        "assessments": [{"year": 2025, "grade": "competent"}],
        "resume": [{"began": "2025-02", "text": "驻村工作", "basic_level": True}],
    }
    registry.change_cadre(cadre_id=cadre["id"], add=added, document="文")
    newest = registry.events(cadre["id"])[-1]["data"]
    assert [grade["year"] for grade in newest["annual_grades"]] == [2024, 2025]
    assert (newest["basic_level_months"], newest["basic_level_since"]) == (60, "2025-02")
    assert "驻村" not in repr(newest)


def test_a_post_is_told_with_its_conditions_and_its_holder(registry):
    unit = registry.a_unit()
    wished = [
        {"kind": "years_at_level", "value": "3", "text": "任下一层次三年以上"},
        {"kind": "major", "value": "冶金工程", "required": False},
    ]
    post = registry.a_post(unit, conditions=wished)
    told = registry.events(post["id"])[-1]["data"]
    assert told["conditions"] == [
        {"kind": "years_at_level", "value": "3", "required": True},
        {"kind": "major", "value": "冶金工程", "required": False},
    ]
    assert (told["vacant"], told["holder_ids"]) == (True, [])
    cadre = registry.a_cadre(unit)
    registry.appoint(cadre_id=cadre["id"], post_id=post["id"], on="2026-01-10", document="文1")
    told = registry.events(post["id"])[-1]["data"]
    assert (told["vacant"], told["holder_ids"]) == (False, [cadre["id"]])
    assert registry.events(cadre["id"])[-1]["data"]["post_ids"] == [post["id"]]


@pytest.mark.parametrize(
    ("condition", "code", "pointer"),
    [
        ({"kind": "shoe_size", "value": "42"}, "unknown-entry", "/conditions/0/kind"),
        ({"kind": "age_at_most", "value": "四十五"}, "registry/bad-condition", "/conditions/0/value"),
        ({"kind": "education_level", "value": "本科"}, "registry/bad-condition", "/conditions/0/value"),
    ],
)
def test_a_condition_that_no_match_could_read_is_refused(registry, condition, code, pointer):
    unit = registry.a_unit()
    wish = {"unit_id": unit["id"], "title": "副局长"}
    refusal = registry.refusal("establish_post", **wish, conditions=[condition])
    assert (refusal.code, [e.pointer for e in refusal.errors]) == (code, [pointer])
    post = registry.a_post(unit)
    assert registry.refusal("change_post", post_id=post["id"], conditions=[condition]).code == code
    answer = registry.import_posts(rows=[{**wish, "conditions": [condition]}, wish])
    assert ["errors" in row for row in answer["results"]] == [True, False]


def test_a_unit_is_told_with_its_approved_posts(registry):
    unit = registry.a_unit()
    assert registry.events(unit["id"])[-1]["data"]["approved"] is None
    registry.change_unit(unit_id=unit["id"], approved={"chief": 1, "deputy": 3}, document="包编发〔2026〕3号（示例）")
    assert registry.events(unit["id"])[-1]["data"]["approved"] == {"chief": 1, "deputy": 3, "chief_expert": 0}

"""Imports of the roster are undone: what a row did is taken back, and what somebody has built on stays."""

from __future__ import annotations

import copy
import secrets
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicekit.principal import Reach, Scope
from tests.service.registry.conftest import Registry, number
from tests.service.registry.test_career_import import CAREER
from tests.service.registry.test_form_import import form
from tests.support.people import PROMOTABLE

WHY = "导入了错误的名册"


def take(registry: Registry, method: str, rows: list[dict[str, Any]], job: str, part: str = "0") -> list[Any]:
    """Import rows as the importer does; what is sent to undo them."""
    results = registry.call(method, {"rows": rows, "dry_run": False}, key=f"import:{job}:{part}")["results"]
    assert [one.get("errors") for one in results] == [None] * len(rows)
    return [{"id": one["id"], "part": part, "place": one["row"]} for one in results]


def undo(registry: Registry, method: str, rows: list[Any], job: str, **more: Any) -> list[Any]:
    wish = {"rows": rows, "method": method, "job": job, "account": "admin", "basis": WHY, **more}
    key = f"undo:{job}:{secrets.token_hex(3)}:0"
    return list(registry.call("undo_import", wish, key=key)["results"])


def a_job() -> str:
    return f"imp-{secrets.token_hex(6)}"


def codes(results: list[Any]) -> list[str]:
    return [one["errors"][0]["code"] if "errors" in one else "undone" for one in results]


def person(unit: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(PROMOTABLE), "identity_number": number(), "unit_id": unit["id"], **more}


def test_an_import_of_cadres_is_undone_and_the_same_people_can_be_imported_again(registry: Registry) -> None:
    unit = registry.a_unit()
    post = registry.a_post(unit)
    held = {"post_id": post["id"], "began": "2020-01", "title": "副局长"}
    rows = [person(unit, appointments=[held]), person(unit)]
    before = registry.get_unit(unit_id=unit["id"])
    job = a_job()
    sent = take(registry, "import_cadres", rows, job)
    known = registry.get_cadre(cadre_id=sent[0]["id"])
    assert codes(undo(registry, "import_cadres", sent, job, dry_run=True)) == ["undone", "undone"]
    assert registry.get_cadre(cadre_id=sent[0]["id"]) == known

    assert codes(undo(registry, "import_cadres", sent, job)) == ["undone", "undone"]
    gone = registry.get_cadre(cadre_id=sent[0]["id"])
    assert (gone["status"], gone["title"], gone["post_ids"]) == ("withdrawn", "", [])
    assert gone["statuses"][-1]["document"] == WHY
    assert registry.events(sent[0]["id"])[-1]["type"] == "cadre.left.v1"
    assert registry.get_post(post_id=post["id"])["holder_ids"] == []
    after = registry.get_unit(unit_id=unit["id"])
    assert {**after, "version": 0} == {**before, "version": 0}
    assert registry.list_cadres(unit_id=unit["id"])["items"] == []
    assert registry.list_cadres(unit_id=unit["id"], as_of="2024-01-01")["items"] == []
    assert registry.refusal("change_cadre", cadre_id=sent[0]["id"], birthplace="包头").code == "registry/unknown-cadre"

    again = take(registry, "import_cadres", rows, a_job())
    assert {one["id"] for one in again}.isdisjoint(one["id"] for one in sent)
    assert registry.get_cadre(cadre_id=again[0]["id"])["title"] == "副局长"
    assert registry.get_post(post_id=post["id"])["holder_ids"] == [again[0]["id"]]


def test_who_was_changed_or_built_on_since_stays_and_the_row_says_why(registry: Registry) -> None:
    unit, job = registry.a_unit(), a_job()
    sent = take(registry, "import_cadres", [person(unit) for _ in range(4)], job)
    first, second, third, fourth = (one["id"] for one in sent)
    registry.change_cadre(cadre_id=first, birthplace="内蒙古包头")
    registry.request_correction(cadre_id=second, reason="出生地有误", changes={"birthplace": "内蒙古包头"})
    sent[2]["built"] = [{"zh": "培训报名", "en": "enrolments"}]
    results = undo(registry, "import_cadres", sent, job)
    assert codes(results) == ["changed-since", "built-on", "built-on", "undone"]
    assert "更正申请" in results[1]["errors"][0]["zh"]
    assert "培训报名" in results[2]["errors"][0]["zh"]
    assert [registry.get_cadre(cadre_id=id)["status"] for id in (first, second, third, fourth)] == [
        *["serving"] * 3, "withdrawn",
    ]  # fmt: skip


def test_undoing_twice_changes_nothing_and_the_same_command_again_answers_the_same(registry: Registry) -> None:
    unit, job = registry.a_unit(), a_job()
    sent = take(registry, "import_cadres", [person(unit)], job)
    wish = {"rows": sent, "method": "import_cadres", "job": job, "account": "admin", "basis": WHY}
    once = registry.call("undo_import", wish, key=f"undo:{job}:1:0")
    version = registry.get_cadre(cadre_id=sent[0]["id"])["version"]
    assert registry.call("undo_import", wish, key=f"undo:{job}:1:0") == once
    assert codes(undo(registry, "import_cadres", sent, job)) == ["registry/unknown-cadre"]
    assert registry.get_cadre(cadre_id=sent[0]["id"])["version"] == version


def test_a_career_that_was_imported_since_is_undone_first(registry: Registry) -> None:
    unit, people, careers = registry.a_unit(), a_job(), a_job()
    sent = take(registry, "import_cadres", [person(unit)], people)
    more = take(registry, "import_careers", [{"cadre_id": sent[0]["id"], **CAREER[5]}], careers)
    assert codes(undo(registry, "import_cadres", sent, people)) == ["changed-since"]
    assert codes(undo(registry, "import_careers", more, careers)) == ["undone"]
    assert codes(undo(registry, "import_cadres", sent, people)) == ["undone"]


def test_only_what_is_in_ones_scope_is_undone(registry: Registry) -> None:
    unit, other, job = registry.a_unit(), registry.a_unit(), a_job()
    sent = take(registry, "import_cadres", [person(unit), person(other)], job)
    narrow = registry.as_("clerk", Scope(Reach.UNIT, unit_id=unit["id"]))
    assert codes(undo(narrow, "import_cadres", sent, job)) == ["undone", "registry/unknown-cadre"]


@pytest.mark.parametrize("row", CAREER, ids=lambda row: row["kind"])
def test_an_entry_of_a_career_is_set_aside_and_the_file_says_what_it_said_before(registry, row) -> None:
    unit, job = registry.a_unit(), a_job()
    cadre = registry.a_cadre(unit)["id"]
    shown = ("title", "post_level", "rank", "education_level", "punished_through", "annual_grades")
    before = registry.get_cadre(cadre_id=cadre)
    sent = take(registry, "import_careers", [{"cadre_id": cadre, **row}], job)
    registry.change_cadre(cadre_id=cadre, birthplace="内蒙古包头")
    assert codes(undo(registry, "import_careers", sent, job)) == ["undone"]
    after = registry.get_cadre(cadre_id=cadre)
    assert {name: after.get(name) for name in shown} == {name: before.get(name) for name in shown}
    assert after["birthplace"] == "内蒙古包头"
    again = take(registry, "import_careers", [{"cadre_id": cadre, **row}], a_job())
    assert again[0]["id"] == cadre


def test_forms_are_undone_new_people_go_and_the_known_say_what_they_said_before(registry: Registry) -> None:
    unit = registry.a_unit()
    row = form(unit)
    first, second = a_job(), a_job()
    (known,) = take(registry, "import_forms", [row], first)
    before = registry.get_cadre(cadre_id=known["id"])
    other = {
        **row,
        "birthplace": "内蒙古固阳",
        "specialities": "",
        "assessments": [*row["assessments"], {"year": 2025, "grade": "优秀"}],
        "resume": [*row["resume"][:2], {**row["resume"][2], "ended": "2024-01"}],
    }
    rows = [other, form(unit, name="又示例")]
    sent = take(registry, "import_forms", rows, second)
    changed = registry.get_cadre(cadre_id=known["id"])
    assert changed["birthplace"] == "内蒙古固阳"
    assert says(changed) != says(before)
    assert codes(undo(registry, "import_forms", sent, second, dry_run=True)) == ["undone", "undone"]
    assert codes(undo(registry, "import_forms", sent, second)) == ["undone", "undone"]
    after = registry.get_cadre(cadre_id=known["id"])
    assert (after["birthplace"], after["specialities"]) == (before["birthplace"], before["specialities"])
    assert says(after) == says(before)
    assert [one["document"] for one in after["revisions"]][-1] == WHY
    assert registry.get_cadre(cadre_id=sent[1]["id"])["status"] == "withdrawn"
    assert codes(undo(registry, "import_forms", [known], first)) == ["undone"]
    take(registry, "import_forms", [row], a_job())


def test_a_field_that_was_changed_since_stays_and_with_it_all_of_the_form(registry: Registry) -> None:
    unit = registry.a_unit()
    row = form(unit)
    take(registry, "import_forms", [row], a_job())
    job = a_job()
    (sent,) = take(registry, "import_forms", [{**row, "birthplace": "内蒙古固阳"}], job)
    registry.change_cadre(cadre_id=sent["id"], birthplace="内蒙古土右")
    assert codes(undo(registry, "import_forms", [sent], job)) == ["changed-since"]
    assert registry.get_cadre(cadre_id=sent["id"])["birthplace"] == "内蒙古土右"


def test_units_go_from_below_and_one_with_people_stays(registry: Registry) -> None:
    mark, job = secrets.token_hex(4), a_job()

    def row(code: str, parent: str | None = None) -> dict[str, Any]:
        above = {"parent_code": f"{mark}-{parent}"} if parent else {}
        return {"code": f"{mark}-{code}", "name": f"虚构{mark}{code}", "kind": "government", "synthetic": True, **above}

    rows = [row("C", "B"), row("B", "A"), row("A"), row("E", "D"), row("D")]
    sent = take(registry, "import_units", rows, job)
    by_code = dict(zip("CBAED", sent, strict=True))
    registry.a_cadre({"id": by_code["E"]["id"]})
    dry = undo(registry, "import_units", sent, job, dry_run=True)
    assert codes(dry) == ["undone", "undone", "undone", "built-on", "built-on"]
    assert codes(undo(registry, "import_units", sent, job)) == codes(dry)
    gone = registry.get_unit(unit_id=by_code["A"]["id"])
    assert (gone["state"], gone["history"][-1]["document"]) == ("closed", WHY)
    assert registry.get_unit(unit_id=by_code["D"]["id"])["state"] == "active"
    take(registry, "import_units", rows[:3], a_job())


def test_of_units_in_two_parts_a_dry_run_knows_what_would_be_gone(registry: Registry) -> None:
    mark, job = secrets.token_hex(4), a_job()
    above = {"code": f"{mark}-A", "name": f"虚构{mark}A", "kind": "government", "synthetic": True}
    below = {**above, "code": f"{mark}-B", "name": f"虚构{mark}B", "parent_code": above["code"]}
    first, second = (take(registry, "import_units", [row], job, part) for row, part in ((above, "0"), (below, "1")))
    assert codes(undo(registry, "import_units", first, job, dry_run=True)) == ["built-on"]
    gone = [second[0]["id"]]
    assert codes(undo(registry, "import_units", first, job, dry_run=True, gone=gone)) == ["undone"]


def test_posts_and_policies_go_and_their_codes_are_free(registry: Registry) -> None:
    unit, job = registry.a_unit(), a_job()
    post = {"unit_id": unit["id"], "code": f"P-{secrets.token_hex(4)}", "title": "副局长", "synthetic": True}
    other = {**post, "code": f"P-{secrets.token_hex(4)}"}
    sent = take(registry, "import_posts", [post, other], job)
    registry.a_cadre(unit, appointments=[{"post_id": sent[1]["id"], "began": "2020-01", "title": "副局长"}])
    assert codes(undo(registry, "import_posts", sent, job)) == ["undone", "built-on"]
    assert registry.get_post(post_id=sent[0]["id"])["state"] == "abolished"
    take(registry, "import_posts", [post], a_job())

    policy = {"title": "示例办法", "kind": "policy", "classification": "public", "issued_on": "2024-05-08"}
    policy |= {"number": f"示例〔2024〕{secrets.token_hex(3)}号", "synthetic": True}
    job = a_job()
    sent = take(registry, "import_policies", [policy], job)
    assert codes(undo(registry, "import_policies", sent, job)) == ["undone"]
    assert registry.get_policy(policy_id=sent[0]["id"])["state"] == "withdrawn"
    take(registry, "import_policies", [policy], a_job())


SHOWN = ("title", "post_level", "rank", "education_level", "punished_through", "annual_grades", "status", "role")
HISTORIES = ("education", "levels", "ranks", "assessments", "rewards", "punishments", "resume", "appointments")


def says(cadre: dict[str, Any]) -> dict[str, Any]:
    """What a file says today, without what tells one file from another."""
    counting = {name: [one for one in cadre[name] if not one.get("void")] for name in HISTORIES}
    return {name: cadre.get(name) for name in SHOWN} | {
        name: sorted(
            str({key: value for key, value in one.items() if key not in ("entry", "came_with")}) for one in kept
        )
        for name, kept in counting.items()
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_importing_and_undoing_leaves_everything_as_before(registry: Registry, data: st.DataObject) -> None:
    """Cadres with careers, in parts and in any order: undone they are nowhere, and entered anew they say the same."""
    unit = registry.a_unit()
    people = [person(unit) for _ in range(data.draw(st.integers(1, 3)))]
    before = registry.get_unit(unit_id=unit["id"])
    of_people, of_careers = a_job(), a_job()
    cadres = take(registry, "import_cadres", people, of_people)
    first = [says(registry.get_cadre(cadre_id=one["id"])) for one in cadres]
    rows = [
        {"cadre_id": one["id"], **row}
        for one in cadres
        for row in data.draw(st.lists(st.sampled_from(CAREER), unique_by=lambda row: row["kind"]))
    ]
    rows = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    parts = [part for part in (rows[:cut], rows[cut:]) if part]
    careers = [take(registry, "import_careers", part, of_careers, str(n)) for n, part in enumerate(parts)]
    for sent in reversed(careers):
        looked = undo(registry, "import_careers", sent, of_careers, dry_run=True)
        assert codes(looked) == codes(undo(registry, "import_careers", sent, of_careers)) == ["undone"] * len(sent)
    assert [says(registry.get_cadre(cadre_id=one["id"])) for one in cadres] == first
    assert codes(undo(registry, "import_cadres", cadres, of_people)) == ["undone"] * len(people)
    assert registry.list_cadres(unit_id=unit["id"])["items"] == []
    assert {**registry.get_unit(unit_id=unit["id"]), "version": 0} == {**before, "version": 0}
    again = take(registry, "import_cadres", people, a_job())
    assert [says(registry.get_cadre(cadre_id=one["id"])) for one in again] == first


def test_a_form_that_changed_nothing_is_undone_also_where_the_person_is_gone(registry: Registry) -> None:
    row, first, again = form(registry.a_unit()), a_job(), a_job()
    sent = take(registry, "import_forms", [row], first)
    unchanged = take(registry, "import_forms", [row], again)
    assert codes(undo(registry, "import_forms", sent, first)) == ["undone"]
    assert codes(undo(registry, "import_forms", unchanged, again, dry_run=True)) == ["undone"]
    assert codes(undo(registry, "import_forms", unchanged, again)) == ["undone"]

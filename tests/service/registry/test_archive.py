"""What the form for appointments (干部任免审批表) asks for, in the file: health, specialities, professional posts."""

from __future__ import annotations

from typing import Any

from servicekit.principal import Reach, Scope
from tests.service.registry.conftest import Registry, number
from tests.service.registry.test_career_import import careers

ENGINEER = {"title": "工程师", "level": "intermediate", "on": "2010-12", "document": "职改〔2010〕1号"}
SENIOR = {"title": "正高级工程师", "level": "senior", "on": "2018-12"}
ASSOCIATE = {"title": "高级经济师", "level": "associate_senior", "on": "2021-12"}


def test_health_is_kept_and_shown_under_a_right_of_its_own_alone(registry: Registry) -> None:
    unit = registry.a_unit()
    file = registry.a_cadre(unit, health="健康", specialities="熟悉稀土冶炼")
    changed = registry.change_cadre(cadre_id=file["id"], health="良好", specialities="熟悉稀土冶炼与项目管理")
    assert changed["specialities"] == "熟悉稀土冶炼与项目管理"
    listed = registry.list_cadres(unit_id=unit["id"])["items"]
    kept = registry.snapshots(ids=[file["id"]])["items"]
    said = [(one["field"], one["before"], one["after"]) for one in changed["revisions"]]
    assert ("health", None, None) in said
    assert all("health" not in shown for shown in (file, changed, *listed, *kept))
    health = registry.get_health(cadre_id=file["id"])
    assert health["health"] == "良好"
    assert [(one["before"], one["after"]) for one in health["revisions"]] == [("健康", "良好")]
    nobody = registry.as_("x", Scope(Reach.SELF, cadre_id="cad-none"))
    assert nobody.refusal("get_health", cadre_id=file["id"]).code == "registry/unknown-cadre"


def test_the_highest_professional_post_is_the_present_one_and_of_one_level_the_latest(registry: Registry) -> None:
    file = registry.a_cadre(registry.a_unit(), professional_posts=[SENIOR, ENGINEER])
    assert file["professional_post"] == "正高级工程师"

    def after(**change: Any) -> Any:
        return registry.change_cadre(cadre_id=file["id"], **change)["professional_post"]

    assert after(add={"professional_posts": [ASSOCIATE]}) == "正高级工程师"
    assert after(add={"professional_posts": [{**SENIOR, "title": "正高级经济师", "on": "2022-12"}]}) == "正高级经济师"
    twice = registry.refusal("change_cadre", cadre_id=file["id"], add={"professional_posts": [ENGINEER]})
    assert (twice.code, twice.errors[0].pointer) == ("registry/duplicate-entry", "/add/professional_posts/0")
    entries = {one["title"]: one["entry"] for one in registry.get_cadre(cadre_id=file["id"])["professional_posts"]}
    wrong = {"cadre_id": file["id"], "history": "professional_posts", "by": "甲（虚构）", "basis": "证书有误"}
    registry.set_aside(entry=entries["正高级经济师"], **wrong)
    right = {"professional_posts": [{**SENIOR, "title": "高级工程师", "level": "associate_senior"}]}
    put_right = registry.correct_entry(entry=entries["正高级工程师"], right=right, **wrong)
    assert put_right["professional_post"] == "高级经济师"


def test_a_professional_post_of_a_day_to_come_or_of_childhood_is_refused(registry: Registry) -> None:
    unit = registry.a_unit()
    for day, code in (("2099-01", "day-not-come"), ("1985-01", "registry/out-of-order")):
        wish = registry.person(unit, professional_posts=[{**ENGINEER, "on": day}])
        refused = registry.refusal("register_cadre", **wish)
        assert refused.code == code


def test_professional_posts_come_in_by_rows_of_careers(registry: Registry) -> None:
    mine = number()
    cadre = registry.a_cadre(registry.a_unit(), identity_number=mine)["id"]
    row = {"kind": "专业技术职务", "title": "高级工程师", "level": "副高级", "on": "2015-12"}
    for notes in ([], ["already-entered"]):
        (result,) = careers(registry, {"identity_number": mine, **row})
        assert [note["code"] for note in result.get("notes", [])] == notes
    file = registry.get_cadre(cadre_id=cadre)
    assert (file["professional_post"], len(file["professional_posts"])) == ("高级工程师", 1)


def test_a_row_with_a_day_that_nobody_can_count_with_is_refused_alone(registry: Registry) -> None:
    unit = registry.a_unit()
    good, early, late = (registry.person(unit) for _ in range(3))
    early["appointments"] = [{"title": "科员", "began": "2019-07", "trial_until": "0001-01-01"}]
    late["birth"] = "9985-07"
    results = registry.import_cadres(rows=[early, good, late], dry_run=True)["results"]
    errors = {one["row"]: [(wrong["pointer"], wrong["code"]) for wrong in one.get("errors", [])] for one in results}
    assert errors == {
        0: [("/appointments/0/trial_until", "out-of-bounds")],
        1: [],
        2: [("/birth", "out-of-bounds")],
    }


def test_nobody_in_the_roster_is_a_child(registry: Registry) -> None:
    person = registry.person(registry.a_unit(), birth="2020-05", began_work_on=None, joined_party_on=None)
    refused = registry.refusal("register_cadre", **person)
    assert [(error.pointer, error.code) for error in refused.errors] == [("/birth", "registry.roster_age")]

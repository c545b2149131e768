"""Tables of one history, as offices keep them, through the gateway into files."""

from __future__ import annotations

import secrets

import pytest

from tests.service.registry.conftest import Registry, number
from tests.service.registry.test_dry_run_is_commit import verdicts
from tests.service.registry.test_sheets_in import HEADER, a_person, hand_in, wrong
from tests.service.registry.test_undo import a_job, codes, take, undo
from tests.support.sheets import csv, xlsx


@pytest.fixture(scope="module")
def unit(platform):
    mark = secrets.token_hex(3)
    wish = {"code": f"H-{mark}", "name": f"虚构市统计局{mark}", "kind": "government", "synthetic": True}
    return platform.admin.make("/units", wish)


@pytest.fixture(scope="module")
def person(platform, unit):
    mine = number()
    name = f"单虚构{secrets.token_hex(2)}"
    assert hand_in(platform.admin, "cadres", xlsx(HEADER, a_person(name, unit["name"], number=mine)))["good"] == 1
    cadre = platform.admin.post("/cadres/lookups", {"identity_number": mine}).json()
    return {"id": cadre["id"], "name": name, "number": mine, "unit": unit["name"]}


def entries(platform, person, history):
    if history == "family":
        return platform.admin.get(f"/cadres/{person['id']}/family").json()["family"]
    return platform.admin.get(f"/cadres/{person['id']}").json()[history]


TABLES = {
    "resumes": (
        "resume",
        ["开始时间", "结束时间", "工作单位及职务"],
        ["2003.07", "2010.05", "虚构市统计局科员"],
        {"began": "2003-07", "ended": "2010-05", "text": "虚构市统计局科员"},
    ),
    "education": (
        "education",
        ["学习形式", "学历", "学位", "毕业院校", "所学专业", "毕业时间"],
        ["全日制", "大学本科", "经济学学士", "虚构大学", "统计学", "2003年7月"],
        {"mode": "full_time", "degree": "经济学学士", "school": "虚构大学", "major": "统计学", "ended": "2003-07"},
    ),
    "professional-posts": (
        "professional_posts",
        ["专业技术职务名称", "级别", "取得时间"],
        ["高级统计师", "副高级", "2018.12"],
        {"title": "高级统计师", "level": "associate_senior", "on": "2018-12"},
    ),
    "assessments": (
        "assessments",
        ["年度", "考核结果", "依据文件"],
        [2019, "优秀", "考核文件〔2020〕1号"],
        {"year": 2019, "grade": "excellent", "kind": "annual"},
    ),
    "rewards": (
        "rewards",
        ["奖励类别", "奖励名称", "奖励时间"],
        ["三等功", "虚构市记三等功", "2019-05"],
        {"kind": "merit_3", "title": "虚构市记三等功", "on": "2019-05"},
    ),
    "families": (
        "family",
        ["称谓", "家庭成员姓名", "出生年月", "政治面貌", "工作单位及职务"],
        ["爱人", "虚构萨仁", "1982.03", "党员", "虚构学校教师"],
        {
            "relation": "spouse",
            "name": "虚构萨仁",
            "birth": "1982-03",
            "political_status": "01",
            "work": "虚构学校教师",
        },
    ),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_of_one_history_is_taken_once_as_the_dry_run_says(platform, person, kind):
    history, header, line, kept = TABLES[kind]
    content = xlsx(
        ["姓名", "身份证号", "单位", *header],
        [person["name"], "", person["unit"], *line],
        ["", person["number"], "", *line],
        ["查无此人", "", "", *line],
    )
    for mode in ("dry_run", "commit", "commit"):
        job = hand_in(platform.admin, kind, content, mode=mode)
        assert (job["good"], wrong(job)) == (2, {4: "unknown-person"}), job["errors"]
        rows = platform.admin.get(f"/imports/{job['id']}/rows").json()["items"]
        assert [note["code"] for note in rows[1]["notes"]] == ["already-entered"]
    (entry,) = entries(platform, person, history)
    assert {name: entry[name] for name in kept} == kept


def test_what_cannot_be_is_refused_at_its_column(platform, person):
    family = xlsx(
        ["身份证号", "称谓", "家庭成员姓名", "出生年月"],
        [person["number"], "配偶", "虚构甲", "2099.03"],
        [person["number"], "邻居家的", "虚构乙", "1980.03"],
        [person["number"], "儿子", "虚构丙", "2010.03"],
        ["150203198507012115", "儿子", "虚构丁", "2010.03"],
    )
    resumes = csv(
        ["身份证号", "起", "止", "经历"],
        [person["number"], "2010.05", "2008.01", "虚构单位"],
        [person["number"], "1971.05", "1972.01", "虚构单位"],
        [person["number"], "2010.13", "", "虚构单位"],
        encoding="gb18030",
    )
    for mode in ("dry_run", "commit"):
        job = hand_in(platform.admin, "families", family, mode=mode)
        found = {row["row"]: {one["pointer"] for one in row["errors"]} for row in job["errors"]}
        assert found == {2: {"/birth"}, 3: {"/relation"}, 5: {"/identity_number"}}
        job = hand_in(platform.admin, "resumes", resumes, "text/csv", mode=mode)
        found = {row["row"]: {one["pointer"] for one in row["errors"]} for row in job["errors"]}
        assert found == {2: {"/ended"}, 3: {"/began"}, 4: {"/began"}}, job["errors"]


def test_another_wording_of_a_period_is_asked_about_and_stands_in_its_place_when_told(registry: Registry) -> None:
    line = {"began": "2003-07", "ended": "2010-05", "text": "虚构局科员"}
    cadre = registry.a_cadre(registry.a_unit(), resume=[line])["id"]

    def lines() -> list[str]:
        return [one["text"] for one in registry.get_cadre(cadre_id=cadre)["resume"] if not one["void"]]

    row = {**line, "cadre_id": cadre, "text": "虚构局科员，其间下乡"}
    for dry_run in (True, False):
        (refused,) = registry.import_resumes(rows=[row], dry_run=dry_run)["results"]
        assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [("/same_period", "same-period")]
        assert "虚构局科员" in refused["errors"][0]["zh"]
    assert lines() == ["虚构局科员"]
    job = a_job()
    told = {**row, "same_period": "replace"}
    (looked,) = registry.import_resumes(rows=[told], dry_run=True)["results"]
    sent = take(registry, "import_resumes", [told], job)
    assert looked["notes"][0]["code"] == "changed"
    assert lines() == ["虚构局科员，其间下乡"]
    assert registry.import_resumes(rows=[told])["results"][0]["notes"][0]["code"] == "already-entered"
    assert codes(undo(registry, "import_resumes", sent, job)) == ["undone"]
    assert lines() == ["虚构局科员"], "what it had taken the place of counts again"
    take(registry, "import_resumes", [{**row, "same_period": "beside"}], a_job())
    assert sorted(lines()) == ["虚构局科员", "虚构局科员，其间下乡"]


def test_a_line_that_now_has_an_end_stands_in_the_place_of_the_open_one(registry: Registry) -> None:
    line = {"began": "2003-07", "text": "虚构局科员"}
    cadre = registry.a_cadre(registry.a_unit(), resume=[line])["id"]
    take(registry, "import_resumes", [{**line, "cadre_id": cadre, "ended": "2010-05"}], a_job())
    kept = [one for one in registry.get_cadre(cadre_id=cadre)["resume"] if not one["void"]]
    assert [(one["began"], one["ended"]) for one in kept] == [("2003-07", "2010-05")]


@pytest.mark.parametrize("chunk", [1, 2])
def test_two_lines_of_one_period_in_one_file_stand_beside_each_other(registry: Registry, chunk: int) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    line = {"cadre_id": cadre, "began": "2003-07", "ended": "2007-07"}
    rows = [{**line, "text": "虚构大学学生"}, {**line, "text": "虚构公司职员"}]
    said = verdicts(registry, "resumes", rows, chunk, dry_run=True)
    assert said == verdicts(registry, "resumes", rows, chunk, dry_run=False) == [([], None), ([], None)]

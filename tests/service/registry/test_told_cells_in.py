"""Cells of a table that say a history in the words of 干部任免审批表, through the gateway into the roster."""

from __future__ import annotations

import secrets

import pytest

from tests.service.registry.conftest import number
from tests.service.registry.test_sheets_in import HEADER, a_person, hand_in, wrong
from tests.support.sheets import xlsx

CELLS = ["简历", "奖惩情况", "年度考核结果", "家庭主要成员及重要社会关系", "学历学位"]
ZH = {"Accept-Language": "zh"}
RESUME = """1999.09--2003.07  虚构大学计算机专业学生
2003.07——2010年5月 虚构市财政局科员
（其间：2005年在党校学习）
2010.05至今 虚构市财政局副科长
曾下乡两年"""
REWARDS = "2008年12月获虚构市嘉奖；2012年3月受党内警告处分"
FAMILY = "妻子，虚构萨仁，1982.03，中共党员，虚构学校教师\n长子 虚构小宝 2008.11 学生\n其他亲属若干"
EDUCATION = "全日制：大学，工学学士，虚构大学；在职研究生"


@pytest.fixture(scope="module")
def unit(platform):
    mark = secrets.token_hex(3)
    wish = {"code": f"C-{mark}", "name": f"虚构市档案局{mark}", "kind": "government", "synthetic": True}
    return platform.admin.make("/units", wish)


def file_of(platform, mine):
    cadre = platform.admin.post("/cadres/lookups", {"identity_number": mine}).json()
    return platform.admin.get(f"/cadres/{cadre['id']}").json()


def test_a_persons_cells_become_entries_and_what_was_not_read_is_shown(platform, unit):
    mine = number()
    said = [RESUME, REWARDS, "2019、2020年优秀，2021年称职", FAMILY, EDUCATION]
    content = xlsx([*HEADER, *CELLS], [*a_person("单虚构", unit["name"], number=mine), *said])
    for mode in ("dry_run", "commit"):
        job = hand_in(platform.admin, "cadres", content, mode=mode)
        assert (job["good"], job["bad"]) == (1, 0), job["errors"]
        called = {one["title"]: one["called"] for one in job["understood"]["columns"]}
        assert called["简历"] == "简历（整格文字，逐条读出）"
        (row,) = platform.admin.get(f"/imports/{job['id']}/rows", headers=ZH).json()["items"]
        read = [one["detail"] for one in row["notes"] if one["code"] == "understood"]
        left = "；".join(one["detail"] for one in row["notes"] if one["code"] == "left-out")
        assert [one.partition("读作")[0] for one in read] == [
            "简历",
            "奖惩情况",
            "年度考核结果",
            "家庭成员",
            "学历学位",
        ]
        for said in ("党内警告", "其他亲属若干"):
            assert said in left
        assert ["曾下乡两年" in one["detail"] for one in row["notes"] if one["code"] == "kept"] == [True]
    file = file_of(platform, mine)
    assert [(one["began"], one["ended"]) for one in file["resume"]] == [
        ("1999-09", "2003-07"), ("2003-07", "2010-05"), ("2010-05", None),
    ]  # fmt: skip
    assert "党校学习" in file["resume"][1]["text"]
    assert [(one["text"], one["after"]) for one in file["unread_lines"]] == [("曾下乡两年", "2010-05")]
    assert [(one["kind"], one["on"]) for one in file["rewards"]] == [("commendation", "2008-12")]
    assert [(one["year"], one["grade"]) for one in file["assessments"]] == [
        (2019, "excellent"), (2020, "excellent"), (2021, "competent"),
    ]  # fmt: skip
    family = platform.admin.get(f"/cadres/{file['id']}/family").json()["family"]
    assert [(one["relation"], one["name"]) for one in family] == [("spouse", "虚构萨仁"), ("son", "虚构小宝")]
    assert [(one["mode"], one["level"]) for one in file["education"]] == [("full_time", "21"), ("in_service", "10")]
    assert file["punishments"] == []


def test_a_cell_that_is_broken_is_its_rows_fault_alone(platform, unit):
    lines = [
        [*a_person("双虚构", unit["name"]), "2003.07--2001.01 虚构单位工作"],
        [*a_person("叁虚构", unit["name"]), "1960.07--1961.01 生前工作"],
        [*a_person("肆虚构", unit["name"]), "=#REF!"],
        [*a_person("伍虚构", unit["name"]), "2003.07-- " + "很长" * 200],
        [*a_person("陆虚构", unit["name"]), "2003.07--  虚构单位工作"],
        [*a_person("柒虚构", unit["name"]), "无"],
        [*a_person("捌虚构", unit["name"]), "秘密 2003.07-- 绝密★ 单位"],
    ]
    content = xlsx([*HEADER, "简历"], *lines)
    for mode in ("dry_run", "commit"):
        job = hand_in(platform.admin, "cadres", content, mode=mode)
        assert set(wrong(job)) == {2, 3, 4, 5, 8}, job["errors"]
        assert job["good"] == 2
        pointers = {row["row"]: [one["pointer"] for one in row["errors"]] for row in job["errors"]}
        assert pointers[2] == ["/resume/0"]
        assert all(one.startswith("/resume") for row in pointers.values() for one in row)
        assert "2003-07" in next(row for row in job["errors"] if row["row"] == 2)["errors"][0]["detail"]


def test_entries_and_texts_stand_beside_each_other(platform, unit):
    mine = number()
    content = xlsx(
        [*HEADER, "简历", "简历·起", "简历·经历"],
        [*a_person("玖虚构", unit["name"], number=mine), "2003.07--2005.01 虚构单位工作", "2005.01", "虚构学校学习"],
    )
    job = hand_in(platform.admin, "cadres", content)
    assert (job["good"], job["bad"]) == (1, 0), job["errors"]
    assert [one["text"] for one in file_of(platform, mine)["resume"]] == ["虚构单位工作", "虚构学校学习"]


def test_a_row_of_an_unknown_unit_tells_its_other_faults_too(platform, unit):
    bad_number = number()[:-1] + "A"
    lines = [
        a_person("拾虚构", "无此单位", birth="1985.13"),
        a_person("拾壹虚构", "无此单位", number=bad_number),
        [*a_person("拾贰虚构", "无此单位", birth="1981.03")[:4], *a_person("x", "无此单位", birth="2019.03")[4:]],
        a_person("拾叁虚构", "无此单位"),
        a_person("拾肆虚构", unit["name"]),
    ]
    lines[2][2] = "2019.03"
    content = xlsx(HEADER, *lines)
    for mode in ("dry_run", "commit"):
        job = hand_in(platform.admin, "cadres", content, mode=mode)
        found = {row["row"]: {(one["pointer"], one["code"]) for one in row["errors"]} for row in job["errors"]}
        unknown = ("/unit_id", "unknown-unit")
        assert job["good"] == 1
        assert set(found) == {2, 3, 4, 5}
        assert found[5] == {unknown}
        assert all(unknown in errors and len(errors) > 1 for row, errors in found.items() if row != 5), found
        assert {pointer for pointer, _ in found[2]} == {"/unit_id", "/birth"}
        assert {pointer for pointer, _ in found[3]} == {"/unit_id", "/identity_number"}
    job = hand_in(
        platform.admin,
        "careers",
        xlsx(["姓名", "条目类别", "考核年度", "考核等次"], ["查无此人", "考核", 1900, "良好"]),
    )
    pointers = {one["pointer"] for one in job["errors"][0]["errors"]}
    assert pointers == {"/cadre_id", "/year", "/grade"}

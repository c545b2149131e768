"""Spreadsheets as people have them, through the gateway into the roster, as a dry run says before."""

from __future__ import annotations

import io
import secrets
from datetime import date
from typing import Any

import orjson
import pytest
from python_calamine import CalamineWorkbook

from servicekit.principal import Reach, Scope
from tests.service.registry.conftest import number
from tests.support.client import Client
from tests.support.polling import poll
from tests.support.sheets import Shown, csv, xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = ["姓 名", "性别", "出生年月", "民族", "政治面貌", "身份证号", "单位", "虚构数据"]


def hand_in(client: Client, kind: str, content: bytes, media: str = XLSX, mode: str = "commit", **more: str) -> Any:
    """Hand a file in, and wait; the job in full."""
    params = {"kind": kind, "mode": mode, **more}
    headers = {"Content-Type": media, "Idempotency-Key": secrets.token_hex(8)}
    made = client.request("POST", "/imports", content=content, params=params, headers=headers)
    assert made.status_code == 202, made.text
    path = f"/imports/{made.json()['id']}"
    poll(lambda: client.get(path).json()["state"] == "done", 120)
    return client.get(path).json()


def wrong(job: Any) -> dict[int, str]:
    """The first error of each bad row."""
    return {row["row"]: row["errors"][0]["code"] for row in job["errors"]}


@pytest.fixture(scope="module")
def mark() -> str:
    return secrets.token_hex(3)


@pytest.fixture(scope="module")
def unit(platform, mark):
    wish = {"code": f"S-{mark}", "name": f"虚构市财政局{mark}", "short_name": f"财局{mark}", "kind": "government"}
    return platform.admin.make("/units", {**wish, "synthetic": True})


def a_person(name: str, unit: str, **other: Any) -> list[Any]:
    given = {"birth": Shown(date(1981, 3, 1), "yyyy.mm"), "number": number()} | other
    return [name, "男", given["birth"], "汉族", "中共党员", given["number"], unit, "是"]


def test_a_roster_comes_in_as_the_dry_run_says(platform, unit, mark):
    mine = number()
    content = xlsx(
        ["干部名册"],
        ["序号", *HEADER, "备注"],
        [1, *a_person("单虚构", unit["short_name"], number=mine), ""],
        [2, *a_person("双虚构", "无此单位"), ""],
        [3, *a_person("叁虚构", unit["name"], number=150203198507012115), ""],
        ["合计", "3人"],
        before={"旧数据": [["甲"], ["乙"]]},
        hidden=["旧数据"],
        merged=["A1:J1"],
    )
    for mode in ("dry_run", "commit"):
        job = hand_in(platform.admin, "cadres", content, mode=mode)
        told = job["understood"]
        assert (told["sheet"], told["header_row"]) == ("名册", 2)
        assert told["other_sheets"] == [{"name": "旧数据", "hidden": True}]
        assert [one["title"] for one in told["left_aside"]] == ["序号", "备注"]
        assert [one["row"] for one in told["rows_left_out"]] == [1, 6]
        assert (job["good"], wrong(job)) == (1, {4: "unknown-unit", 5: "digits-lost"})
    cadre = platform.admin.post("/cadres/lookups", {"identity_number": mine}).json()
    file = platform.admin.get(f"/cadres/{cadre['id']}").json()
    assert (file["birth"], file["sex"], file["ethnicity"], file["political_status"]) == ("1981-03", "1", "01", "01")
    assert file["unit_id"] == unit["id"]


def test_the_error_workbook_is_corrected_and_sent_again_as_it_is(platform, unit):
    content = xlsx(
        ["序号", *HEADER, "备注"],
        [1, *a_person("玖虚构", unit["name"])],
        [2, *a_person("拾虚构", "无此单位", birth="1985.07"), "=1+1"],
        [3, *a_person("拾壹虚构", unit["name"], birth="1990年2月30日")],
    )
    job = hand_in(platform.admin, "cadres", content)
    assert (job["good"], job["bad"]) == (1, 2)
    path = f"/imports/{job['id']}/errors"
    answer = platform.admin.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert header == ["序号", *HEADER, "备注", "导入错误原因"]
    assert [row[3] for row in rows] == ["1985.07", "1990年2月30日"]
    assert [row[9] for row in rows] == ["=1+1", ""]
    assert [row[10].partition(": ")[0] for row in rows] == ["单位", "出生年月"]
    again = hand_in(platform.admin, "cadres", answer.content, mode="dry_run")
    assert (again["good"], again["bad"]) == (0, 2)
    assert "导入错误原因" in {one["title"] for one in again["understood"]["left_aside"]}
    rows[0][7], rows[1][3] = unit["name"], "1990.02"
    mended = hand_in(platform.admin, "cadres", xlsx(header, *rows))
    assert (mended["good"], mended["bad"]) == (2, 0)
    assert platform.as_role("registry_officer").get(path).status_code == 404
    assert platform.admin.get(f"/imports/{mended['id']}/errors").json()["type"].endswith("imports/no-error-workbook")


def test_the_template_filled_in_goes_in_without_a_question(platform, unit):
    answer = platform.admin.get("/imports/templates/cadres")
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    (header,) = book.get_sheet_by_index(0).to_python()
    mine = {
        "姓名*": "拾贰虚构",
        "性别*": "男",
        "出生年月*": "1981.03",
        "民族*": "汉",
        "公民身份号码*": number(),
        "单位": unit["name"],
        "虚构数据": "是",
        "家庭成员·关系": "配偶",
        "家庭成员·姓名": "拾叁虚构",
        "简历·起": "2003.07",
        "简历·经历": "虚构单位工作",
    }
    job = hand_in(platform.admin, "cadres", xlsx(header, [mine.get(title, "") for title in header]), mode="dry_run")
    assert (job["good"], job["bad"], job["understood"]["left_aside"]) == (1, 0, []), job["errors"]
    kinds = platform.admin.get("/imports/kinds?limit=100").json()["items"]
    titles = next(one for one in kinds if one["kind"] == "cadres")["columns"]
    assert [one["title"] for one in titles] == [title.rstrip("*") for title in header]


def test_a_text_table_comes_in_too(platform, unit):
    line = ["肆虚构", "女", "1990年12月", "蒙古族", "群众", number(date(1990, 12, 1), "2"), unit["code"], "是"]
    job = hand_in(platform.admin, "cadres", csv(HEADER, line, encoding="gb18030"), "text/csv")
    assert (job["good"], job["bad"], job["understood"]["encoding"]) == (1, 0, "gb18030")


def test_a_units_former_name_is_known(platform, mark):
    old = f"虚构旧名局{mark}"
    wish = {"code": f"O-{mark}", "name": old, "kind": "government", "synthetic": True}
    made = platform.admin.make("/units", wish)
    seen = platform.admin.get(f"/units/{made['id']}").headers["ETag"]
    renamed = platform.admin.patch(
        f"/units/{made['id']}", {"name": f"虚构新名局{mark}", "document": "编办〔2026〕1号"}, if_match=seen
    )
    assert renamed.status_code == 200, renamed.text
    job = hand_in(platform.admin, "cadres", xlsx(HEADER, a_person("伍虚构", old)))
    assert (job["good"], job["bad"]) == (1, 0)


def test_two_of_one_name_are_told_apart_by_unit_or_number_and_else_asked_about(platform, unit, mark):
    other = platform.admin.make(
        "/units", {"code": f"T-{mark}", "name": f"虚构市教育局{mark}", "kind": "government", "synthetic": True}
    )
    name, mine = f"陆虚构{mark}", number()
    people = xlsx(HEADER, a_person(name, unit["code"], number=mine), a_person(name, other["code"]))
    assert hand_in(platform.admin, "cadres", people)["good"] == 2
    job = hand_in(
        platform.admin,
        "careers",
        xlsx(
            ["姓名", "所在单位", "身份证号", "条目类别", "考核年度", "考核等次"],
            [name, "", "", "考核", 2019, "优秀"],
            [name, other["name"], "", "考核", 2019, "优秀"],
            ["", "", mine, "考核", 2019, "称职"],
            ["柒虚构", "", mine, "考核", 2018, "称职"],
            ["查无此人", "", "", "考核", 2018, "称职"],
        ),
    )
    assert wrong(job) == {2: "several-persons", 5: "otherwise-named", 6: "unknown-person"}
    asked = job["errors"][0]["errors"][0]["detail"]
    assert unit["name"] in asked
    assert other["name"] in asked
    assert name not in asked
    assert job["good"] == 2


def test_nobody_outside_the_callers_reach_is_recognised(registry):
    mine, other = registry.a_unit(), registry.a_unit()
    who = registry.a_cadre(mine, name="捌虚构重名甲")
    asked = {"persons": [{"name": "捌虚构重名甲"}], "units": [other["code"]]}
    for unit, seen in ((mine, who["id"]), (other, None)):
        officer = registry.as_("officer", Scope(Reach.UNIT, unit_id=unit["id"]))
        answer = officer.recognise(**asked)
        assert answer["persons"][0]["id"] == seen
        assert answer["units"][0]["id"] == other["id"]


def test_json_rows_are_taken_by_ids_and_codes_alone(platform, unit):
    row = dict(zip(("name", "sex", "birth", "ethnicity"), ("玖虚构", "男", "1981.03", "汉族"), strict=True))
    content = orjson.dumps({**row, "identity_number": number(), "unit_id": unit["name"]})
    job = hand_in(platform.admin, "cadres", content, "application/x-ndjson")
    assert (job["good"], job["understood"]) == (0, None)
    pointers = {error["pointer"] for error in job["errors"][0]["errors"]}
    assert pointers == {"/sex", "/birth", "/ethnicity", "/unit_id"}


def test_units_of_a_sheet_name_each_other_over_chunks(platform, mark):
    lines = [[f"V-{mark}-0", f"虚构总局{mark}", "政府部门", "", "是"]]
    lines += [[f"V-{mark}-{n}", f"虚构处{mark}{n}", "内设机构", f"虚构总局{mark}", "是"] for n in range(1, 502)]
    lines.append([f"V-{mark}-1", f"虚构处又{mark}", "内设机构", "", "是"])
    content = xlsx(["单位编码", "单位名称", "单位类别", "上级单位", "虚构数据"], *lines)
    for mode in ("dry_run", "commit"):
        job = hand_in(platform.admin, "units", content, mode=mode)
        assert (job["good"], wrong(job)) == (502, {504: "code-taken"})


def test_a_number_twice_in_one_file_is_refused_by_the_dry_run_too(platform, unit):
    twice = number()
    lines = [a_person(f"拾虚构{n}", unit["code"]) for n in range(205)]
    content = xlsx(
        HEADER, a_person("先", unit["code"], number=twice), *lines, a_person("后", unit["code"], number=twice)
    )
    for mode in ("dry_run", "commit"):
        job = hand_in(platform.admin, "cadres", content, mode=mode)
        assert (job["good"], wrong(job)) == (206, {208: "identity-number-known"})


def test_a_kept_word_is_changed_by_whoever_keeps_dictionaries(platform, unit):
    path = "/dictionaries/registry.sheet_titles"
    seen = platform.admin.get(path)
    entries = seen.json()["entries"]
    (name,) = (entry for entry in entries if entry["key"] == "name")
    name["zh"] += "、同志姓名"
    changed = platform.administrator.put(path, {"entries": entries}, if_match=seen.headers["ETag"])
    assert changed.status_code == 200, changed.text
    sheet = xlsx(["同志姓名", *HEADER[1:]], a_person("改虚构", unit["code"]))
    assert hand_in(platform.admin, "cadres", sheet)["good"] == 1

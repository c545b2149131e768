"""What a list answers is what its sheet holds (表格导出), for each reader what they may see."""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from gateway.columns import columns_of, item_of
from gateway.naming import CALLED
from gateway.route import Route
from gateway.table import collect
from local.place import ROOT
from servicekit.schema import declared_in
from tests.e2e.test_documents import examples
from tests.e2e.test_each_role import City
from tests.support.awards import done, items
from tests.support.client import Client
from tests.support.polling import poll

PLAIN = [route for route in collect() if item_of(route) is not None and not route.parameters]
GROWING = {"/audit", "/work"}
"""Lists that grow by being read, or while others do something."""
AN_ID = re.compile(r"[a-z]{3}-[0-9a-z]{23}")
NAMELESS = {
    *("请求标识", "来源标识", "事件标识", "对象标识", "影响期或函件", "共享信息", "生效成果", "事项", "联议事项"),
    *("所在联审或联议事项", "所涉事项", "所指事项", "提请编号", "联审请求", "核准请求", "随机抽查", "票决", "预约"),
    *("据以不计的容错认定", "确认时留存的指数", "冲销的记录", "更正记录", "所涉记录", "标识"),
}
"""Columns of what has no name, or has one that is not for everybody who reads the list."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def sheet(client: Client, path: str, **params: Any) -> list[dict[str, str]]:
    """The rows of a list as CSV, in Chinese."""
    answer = client.get(path, params=params, headers={"Accept": "text/csv", "Accept-Language": "zh"})
    assert answer.is_success, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def workbook(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_the_sheet_of_cadres_has_the_rows_of_the_list_in_its_order(city: City) -> None:
    mark = "".join(secrets.choice("伯仲叔季孟梁栋材杰英俊") for _ in range(3))
    for surname in ("丁", "欧阳", "乌"):
        city.register(city.bureau, surname + mark)
    listed = items(city.registry, "/cadres", unit_id=city.bureau, sort="strokes")
    rows = sheet(city.registry, "/cadres", unit_id=city.bureau, sort="strokes")
    assert [row["标识"] for row in rows] == [one["id"] for one in listed]
    assert [row["姓名"] for row in rows] == [one["name"] for one in listed]
    (row,) = (row for row in rows if row["姓名"] == f"欧阳{mark}")
    assert (row["性别"], row["出生年月"], row["民族"], row["虚构数据"]) == ("男", "1991.03", "汉族", "是")
    assert row["单位"].startswith("虚构局")


def test_a_roster_has_chosen_columns_under_each_unit_and_a_total(city: City) -> None:
    units = [city.unit("甲"), city.unit("乙")]
    for unit, name in zip([*units, units[0]], ("单一", "单二", "单三"), strict=True):
        city.register(unit, name)
    wish = {
        "unit_id": ",".join(units),
        "columns": "name,birth",
        "group_by": "unit_id",
        "total": "true",
        "sort": "unit_post",
    }
    headers = {"Accept": XLSX, "Accept-Language": "zh"}
    title, about, head, *rows = workbook(city.registry.get("/cadres", params=wish, headers=headers).content)
    assert (title[0], head) == ("干部", ["姓名", "出生年月"])
    assert re.match(r"共 3 人；其中虚构数据 3 人；单位：虚构甲.*、虚构乙.*；按单位职位次序排序", about[0]) is not None
    assert rows[-1][0] == "合计 3 人"
    groups = [row[0] for row in rows if row[0].endswith(" 人）")]
    assert sorted(one[-5:] for one in groups) == ["（1 人）", "（2 人）"]
    assert sorted(row[0] for row in rows if row[1]) == ["单一", "单三", "单二"]


def test_units_and_alerts_come_as_sheets_too(city: City) -> None:
    unit = done(city.registry.get(f"/units/{city.bureau}"))
    (row,) = (row for row in sheet(city.registry, "/units", kind=unit["kind"]) if row["标识"] == city.bureau)
    assert (row["编码"], row["名称"]) == (unit["code"], unit["name"])
    listed = items(city.registry, "/alerts", state="open")
    assert [row["标识"] for row in sheet(city.registry, "/alerts", state="open")] == [one["id"] for one in listed]


@pytest.mark.parametrize("route", PLAIN, ids=lambda route: route.path)
def test_a_sheet_is_answered_as_its_list_is(city: City, route: Route) -> None:
    client = city.platform.holding(route.right)
    wish = {name: 2025 if name == "year" else "registry" for name in route.wanted_in_query}
    if route.path == "/audit":
        # Whatever ran before is in the whole of it, and that is no short list.
        wish["record_id"] = city.cadre
    listed = client.get(route.path, params=wish)
    if not listed.is_success:
        as_sheet = client.get(route.path, params=wish, headers={"Accept": "text/csv"})
        assert (as_sheet.status_code, as_sheet.json()["type"]) == (listed.status_code, listed.json()["type"])
        return
    rows = sheet(client, route.path, **wish)
    assert len(rows) >= len(listed.json()["items"])
    bare = {title for row in rows for title, cell in row.items() if AN_ID.fullmatch(cell or "")}
    assert bare <= {*NAMELESS, *(column.zh for column in columns_of(item_of(route), "zh") if column.is_own_id)}
    ids = [one.get("id") for one in listed.json()["items"]]
    own = declared_in(item_of(route)).get("id")
    if own is not None and not own.metadata.get(CALLED) and route.path not in GROWING:
        title = next(column.title("zh") for column in columns_of(item_of(route), "zh") if column.is_own_id)
        assert [row[title] for row in rows][: len(ids)] == ids


def test_a_unit_officers_sheet_has_whom_they_are_listed_and_nobody_else(city: City) -> None:
    officer = city.platform.as_role("unit_officer", unit_id=city.bureau)
    listed = poll(lambda: [one["id"] for one in items(officer, "/cadres")], 20)
    assert city.cadre in listed
    assert city.judge not in listed
    assert [row["标识"] for row in sheet(officer, "/cadres")] == listed
    assert sheet(officer, "/cadres", unit_id=city.court) == []
    mine = city.platform.as_role("cadre", cadre_id=city.judge)
    as_json, as_csv = (mine.get("/cadres", headers={"Accept": kind}) for kind in ("application/json", "text/csv"))
    assert as_json.status_code == as_csv.status_code


def test_the_identity_number_is_in_no_sheet(city: City) -> None:
    content = city.registry.get("/cadres", headers={"Accept": "text/csv"}).text
    assert re.search(r"\d{17}[\dX]", content) is None


def test_a_unit_called_like_a_formula_is_a_text(city: City) -> None:
    code = f"F-{secrets.token_hex(3)}"
    city.make(city.registry, "/units", code=code, name="=1+1（示例）", kind="government")
    (row,) = (row for row in sheet(city.registry, "/units") if row["编码"] == code)
    assert row["名称"] == "'=1+1（示例）"


def test_what_was_taken_out_is_in_the_audit_trail(city: City) -> None:
    before = sheet(city.registry, "/cadres", unit_id=city.court)
    trail = done(city.platform.auditor.get("/audit", params={"service": "gateway", "action": "gateway.list.taken-out"}))
    assert before
    assert {"/v1/cadres"} & {entry["subject"] for entry in trail["items"]}


def test_the_guides_examples_work_as_printed(city: City, tmp_path: Path) -> None:
    script = "\n".join(examples("docs/how-to/export.md", "sh"))
    token = city.registry.http.headers["authorization"].removeprefix("Bearer ")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    surroundings = {**os.environ, "GATEWAY": city.platform.base, "TOKEN": token, "PATH": path, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], env=surroundings, cwd=tmp_path, capture_output=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert workbook((tmp_path / "cadres.xlsx").read_bytes())[2][0] == "姓名"
    assert workbook((tmp_path / "roster.xlsx").read_bytes())[2][:3] == ["姓名", "性别", "出生年月"]
    assert (tmp_path / "roster.pdf").read_bytes().startswith(b"%PDF")
    assert workbook((tmp_path / "long-roster.xlsx").read_bytes())[2] == ["序号", "姓名", "性别", "出生年月", "现任职务"]
    assert (tmp_path / "units.csv").read_bytes().startswith("\ufeff编码,".encode())

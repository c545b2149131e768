"""Every list comes as a sheet, by construction from the row of the route table: CSV and xlsx with what the JSON has."""

from __future__ import annotations

import csv
import io
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from docx import Document
from httpx import Response
from python_calamine import CalamineWorkbook

from gateway import bounded, exports
from gateway.columns import OfASheet, columns_of, item_of
from gateway.core import EXPORTS_AT_ONCE
from gateway.examples import example_of
from gateway.exports import MEDIA_TYPES, PAGE, SHEETS
from gateway.route import BASE, Route
from gateway.table import collect
from gateway.words import Codes, Words, shipped_entries
from servicekit.errors import Forbidden
from servicekit.schema import declared_in
from tests.contract.gateway_app import KEEPER, App
from tests.contract.stub import Stub
from tests.support.platform import EVERYTHING, holder_of

CSV, XLSX, DOCX, PDF = SHEETS
ROUTES = collect()
LISTS = [route for route in ROUTES if item_of(route) is not None]
OF_SERVICES = [route for route in LISTS if route.target]
NEEDS_MORE = {
    "/imports/{import_id}/differences": "an import that there is",
    "/imports/{import_id}/rows": "an import that there is",
    "/work": "services that know of work: asked in tests/e2e/test_exports.py",
}
"""Lists of the gateway's own that stand-ins cannot fill, and what they need."""
OWN = [route for route in LISTS if not route.target and route.path not in NEEDS_MORE]
WORDS = Words(ROUTES, shipped_entries())
CADRES = next(route for route in LISTS if route.path == "/cadres")
pytestmark = pytest.mark.anyio


def item(route: Route, **more: Any) -> dict[str, Any]:
    """A thing that a list holds, as its schema's example."""
    return example_of(item_of(route), loading=False, codes=Codes(WORDS)) | more


def page(*items: dict[str, Any], following: str | None = None) -> dict[str, Any]:
    return {"items": list(items), "next": following}


async def ask(app: App, route: Route, accept: str, role: str = "", **params: Any) -> Response:
    path = re.sub(r"\{\w+\}", "x-1", route.path)
    wanted = {name: 2025 if name == "year" else "training" for name in route.wanted_in_query}
    headers = {"accept": accept, "accept-language": params.pop("language", "zh")}
    role = role or holder_of(route.right)
    return await app.send("GET", BASE + path, role, headers=headers, params={**wanted, **params})


MARKS = ("导出标记", "Taken out by")


def lines(answer: Response) -> list[dict[str, str]]:
    """The rows, each of which ends with who took it out."""
    assert answer.status_code == 200, answer.text
    read = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    rows = list(read)
    assert read.fieldnames is not None
    assert read.fieldnames[-1] in MARKS
    assert all(re.search(r"  \d{4}-\d\d-\d\d \d\d:\d\d$", row.pop(read.fieldnames[-1])) for row in rows)
    return rows


def cells(answer: Response) -> list[list[Any]]:
    assert answer.status_code == 200, answer.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.mark.parametrize("route", OF_SERVICES, ids=lambda route: route.path)
async def test_a_list_has_a_column_for_each_field_and_a_row_for_each_thing(whole: App, stub: Stub, route: Route):
    stub.answers[route.target] = page(item(route), item(route))
    columns = columns_of(item_of(route), "zh")
    titles = [column.zh for column in columns]
    rows = lines(await ask(whole, route, CSV))
    assert len(rows) == 2
    assert sorted(rows[0]) == sorted(titles)
    assert not columns[-1].is_own_id or list(rows[0])[-1] == titles[-1]


@pytest.mark.parametrize("route", OWN, ids=lambda route: route.path)
async def test_a_list_of_the_gateways_own_comes_as_a_sheet(whole: App, stub: Stub, route: Route):
    # Of the audit what concerns one record: the whole is no short list.
    of_one = {"record_id": secrets.token_hex(4)} if route.path == "/audit" else {}
    answer = await ask(whole, route, XLSX, **of_one)
    assert cells(answer)[0][0]


async def test_the_first_line_says_how_many_by_which_conditions(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(item(CADRES, synthetic=True))
    answer = await ask(whole, CADRES, XLSX, sex="2", sort="-strokes", county_level_or_above=True)
    title, about, *_ = (row[0] for row in cells(answer))
    assert title == "干部"
    assert about == "共 1 人；其中虚构数据 1 人；性别：女；按姓氏笔画倒序；县处级以上：是"
    assert answer.headers["cache-control"] == "private, no-store"
    assert re.search(r"filename=\"cadres-\d{4}-\d\d-\d\d\.xlsx\"", answer.headers["content-disposition"])
    sent = stub.last(CADRES.target).arguments
    assert (sent["sex"], sent["sort"], sent["limit"]) == (["2"], "-strokes", PAGE)


async def test_a_list_of_several_pages_is_read_to_its_end(whole: App, stub: Stub):
    def answered(asked: dict[str, Any]) -> dict[str, Any]:
        at = int(asked.get("cursor") or 0)
        return page(item(CADRES, name=f"第{at}"), following=None if at == 2 else str(at + 1))

    stub.answers[CADRES.target] = answered
    assert [row["姓名"] for row in lines(await ask(whole, CADRES, CSV))] == ["第0", "第1", "第2"]


async def test_words_stand_for_codes_and_codes_alone_in_english(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(item(CADRES, sex="2", birth="1985-07", county_level_or_above=True))
    (row,) = lines(await ask(whole, CADRES, CSV))
    assert (row["性别"], row["出生年月"], row["县处级以上"]) == ("女", "1985.07", "是")
    (row,) = lines(await ask(whole, CADRES, CSV, language="en"))
    assert (row["Sex"], row["Birth"], row["County level or above"]) == ("2", "1985.07", "yes")


async def test_a_list_without_rows_has_its_head_row(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page()
    assert lines(await ask(whole, CADRES, CSV)) == []
    assert cells(await ask(whole, CADRES, XLSX))[1][0] == "共 0 人"


async def test_columns_are_chosen_and_stand_as_asked(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(item(CADRES, name="甲"))
    (row,) = lines(await ask(whole, CADRES, CSV, columns="title,name"))
    assert list(row) == ["现任职务", "姓名"]
    assert "columns" not in stub.last(CADRES.target).arguments
    refused = await ask(whole, CADRES, CSV, columns="name,salary")
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["pointer"] == "/columns"
    assert "姓名（“name”）" in error["detail"]


async def test_a_roster_asks_for_what_its_columns_need_and_says_it_as_people_write_it(whole: App, stub: Stub):
    studied = {"level": "大学", "degree": "法学学士", "school": "（示例）大学法学专业"}
    more = {"native_place": "（示例）济南", "age": 40, "joined_party_on": "2006-07-01", "full_time": studied}
    stub.answers[CADRES.target] = page(item(CADRES, birth="1985-07-12", in_post_since="2020-01-05", **more))
    (row,) = lines(await ask(whole, CADRES, CSV, columns="name,birth,native_place,age,joined_party_on,in_post_since"))
    assert list(row.values())[1:] == ["1985.07", "（示例）济南", "40", "2006.07", "2020.01"]
    assert stub.last(CADRES.target).arguments["more"] == ["native_place", "age", "joined_party_on"]
    found = cells(await ask(whole, CADRES, XLSX, columns="name,full_time.level,full_time.school", group_by="age"))
    assert found[2:] == [
        ["姓名", "全日制教育", ""],
        ["", "学历", "毕业院校系及专业"],
        ["40（1 人）", "", ""],
        [item(CADRES)["name"], "大学", "（示例）大学法学专业"],
    ]
    assert stub.last(CADRES.target).arguments["more"] == ["full_time", "age"]
    lines(await ask(whole, CADRES, CSV, columns="name"))
    assert not stub.last(CADRES.target).arguments.get("more")


async def test_unless_columns_are_chosen_a_roster_has_those_of_the_official_one(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(item(CADRES))
    _, about, upper, lower, *_ = cells(await ask(whole, CADRES, XLSX))
    assert about[0] == "共 1 人；其中虚构数据 1 人"
    assert upper[:9] == ["姓名", "单位", "现任职务", "性别", "民族", "籍贯", "出生地", "出生年月", "年龄"]
    assert lower[12:18] == ["学历", "学位", "毕业院校系及专业"] * 2
    assert "标识" not in upper
    assert {"native_place", "full_time", "in_service"} <= set(stub.last(CADRES.target).arguments["more"])


async def test_what_the_lists_own_service_calls_things_stands_for_their_ids(whole: App, stub: Stub):
    route = next(one for one in LISTS if one.path == "/incentive/honours")
    batch, programme, nomination = (f"{kind}-{'0' * 22}{place}" for place, kind in enumerate(("bat", "prg", "nom")))
    ids = {"batch_id": batch, "programme_id": programme, "nomination_id": nomination}
    stub.answers[route.target] = page(item(route, **ids), item(route, **ids))
    stub.answers["incentive.names"] = {
        "items": [{"id": batch, "name": "（示例）第一批"}, {"id": programme, "name": "（示例）嘉奖"}]
    }
    first, second = lines(await ask(whole, route, CSV))
    assert first == second
    assert (first["批次"], first["表彰项目"], first["推荐"]) == ("（示例）第一批", "（示例）嘉奖", nomination)
    assert sorted(stub.last("incentive.names").arguments["ids"]) == sorted(ids.values())
    assert list(first).index("推荐") > list(first).index("虚构数据") > list(first).index("批次")
    document = await ask(whole, route, DOCX)
    assert document.status_code == 200
    stub.answers["incentive.names"] = Forbidden()
    assert lines(await ask(whole, route, CSV))[0]["批次"] == batch


async def test_whom_the_rows_of_a_list_are_stands_on_paper_by_name(whole: App, stub: Stub):
    route = next(one for one in LISTS if one.path == "/incentive/retirement-honourees")
    someone = {"id": "cad-7", "name": "（示例）哈斯", "title": "", "unit_id": None, "unit_name": ""}
    stub.answers[route.target] = page(item(route, id="cad-7"))
    stub.answers["registry.who_are"] = {"items": [someone]}
    for accept in (DOCX, XLSX):
        answer = await ask(whole, route, accept)
        if accept == DOCX:
            said = [[cell.text for cell in row.cells] for row in Document(io.BytesIO(answer.content)).tables[0].rows]
        else:
            said = cells(answer)[2:]
        place = said[0].index("干部")
        assert said[1][place] == "（示例）哈斯"


async def test_a_list_may_have_another_title(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(item(CADRES))
    answer = await ask(whole, CADRES, XLSX, heading="（虚构）花名册/一")
    assert cells(answer)[0][0] == "（虚构）花名册/一"
    assert quote("（虚构）花名册_一") in answer.headers["content-disposition"]
    for heading in ("长" * 61, "甲\u202e乙"):
        refused = await ask(whole, CADRES, XLSX, heading=heading)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/heading")


async def test_rows_are_grouped_by_a_column_with_a_total(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(
        *(item(CADRES, name=name, title=title) for name, title in (("甲", "局长"), ("乙", "科长"), ("丙", "局长")))
    )
    found = cells(await ask(whole, CADRES, XLSX, columns="name,sex", group_by="title", total="true"))
    assert [row[0] for row in found[3:]] == ["局长（2 人）", "甲", "丙", "科长（1 人）", "乙", "合计 3 人"]
    for name, value in (("total", "perhaps"), ("group_by", "salary"), ("group_by", ["sex", "title"])):
        refused = await ask(whole, CADRES, XLSX, **{name: value})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"/{name}")
    refused = await ask(whole, CADRES, CSV, group_by="title", total="true")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/group_by", "/total"]


@pytest.mark.parametrize("name", ["limit", "cursor", "page", "page_size", "count"])
async def test_a_sheet_has_no_pages(whole: App, stub: Stub, name: str):
    refused = await ask(whole, CADRES, XLSX, **{name: "1"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"/{name}")


@pytest.mark.parametrize("name", declared_in(OfASheet))
async def test_what_is_asked_of_a_sheet_is_no_parameter_of_a_list(whole: App, stub: Stub, name: str):
    refused = await ask(
        whole, next(route for route in LISTS if route.path == "/accounts"), "application/json", **{name: "true"}
    )
    assert refused.json()["errors"][0]["pointer"] == f"/{name}"
    assert all(name not in (route.query().fields if route.query else {}) for route in LISTS)


async def test_more_rows_than_the_limit_are_refused(whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(whole.core, "settings", replace(whole.core.settings, sheet_rows=3))
    stub.answers[CADRES.target] = page(item(CADRES), item(CADRES), following="again")
    refused = await ask(whole, CADRES, CSV)
    assert (refused.status_code, refused.json()["type"]) == (413, "/problems/exports/too-long")
    assert refused.json()["most"] == 3


async def test_one_sheet_too_many_at_once_is_asked_for_again(whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports, "WAITS", 0.05)
    stub.answers[CADRES.target] = page(item(CADRES))
    for _ in range(EXPORTS_AT_ONCE):
        await whole.core.exports.acquire()
    try:
        refused = await ask(whole, CADRES, CSV)
    finally:
        for _ in range(EXPORTS_AT_ONCE):
            whole.core.exports.release()
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/overloaded")
    assert refused.headers["retry-after"]
    assert (await ask(whole, CADRES, CSV)).status_code == 200


async def test_a_writer_that_fails_is_a_fault_that_tells_nothing(
    whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    broken = tmp_path / "broken.py"
    broken.write_text("raise RuntimeError('a secret cell')")
    monkeypatch.setattr(bounded, "_FOLDER", tmp_path)
    monkeypatch.setattr(bounded, "SHEETS_OUT", replace(bounded.SHEETS_OUT, module="broken"))
    stub.answers[CADRES.target] = page(item(CADRES))
    refused = await ask(whole, CADRES, XLSX)
    assert (refused.status_code, refused.json()["type"]) == (500, "/problems/internal")
    assert "broken.py" in caplog.text
    assert "a secret cell" not in caplog.text + refused.text


async def test_what_the_list_refuses_is_refused(whole: App, stub: Stub):
    stub.answers[CADRES.target] = Forbidden()
    assert (await ask(whole, CADRES, CSV)).status_code == 403
    assert (await whole.send("GET", "/v1/cadres", headers={"accept": CSV})).status_code == 401
    assert (await ask(whole, CADRES, CSV, role=KEEPER)).status_code == 403


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "application/json"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("application/json, text/csv", "application/json"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("text/*", "text/csv"),
        (f"{XLSX}, */*;q=0.1", XLSX),
        ("TEXT/CSV", "text/csv"),
    ],
)
async def test_what_is_liked_best_is_given(whole: App, stub: Stub, accept: str, given: str):
    stub.answers[CADRES.target] = page()
    answer = await ask(whole, CADRES, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == given


async def test_what_cannot_be_given_is_refused(whole: App, stub: Stub):
    for accept in ("application/vnd.ms-excel", "text/html", "text/csv;q=0"):
        refused = await ask(whole, CADRES, accept)
        assert (refused.status_code, refused.json()["type"]) == (406, "/problems/not-acceptable")
        assert refused.json()["allowed"] == list(MEDIA_TYPES.values())
    one = await whole.send("GET", "/v1/cadres/x-1", EVERYTHING, headers={"accept": CSV})
    assert (one.status_code, one.json()["allowed"]) == (406, ["application/json"])
    assert (await whole.send("GET", "/v1/cadres/x-1", EVERYTHING, headers={"accept": "text/html"})).status_code == 200


async def test_who_took_a_list_out_is_noted(whole: App, stub: Stub):
    mark = secrets.token_hex(4)
    stub.answers[CADRES.target] = page(item(CADRES, name=f"虚构{mark}"))
    answer = await ask(whole, CADRES, CSV, q=mark)
    assert answer.status_code == 200
    noted = await whole.core.db.journal.find_one({"request_id": answer.headers["x-request-id"]})
    assert (noted["action"], noted["subject"]) == ("gateway.list.taken-out", "/v1/cadres")
    assert noted["facts"] == {"format": "csv", "rows": 1, "filters": ["q"]}
    assert mark not in str(noted)


async def test_a_formula_stays_a_text(whole: App, stub: Stub):
    stub.answers[CADRES.target] = page(item(CADRES, title="=HYPERLINK(1)"))
    assert lines(await ask(whole, CADRES, CSV))[0]["现任职务"] == "'=HYPERLINK(1)"
    (row,) = cells(await ask(whole, CADRES, XLSX, columns="title"))[3:]
    assert row == ["=HYPERLINK(1)"]

"""The columns of every list as a sheet, by construction from what its rows are declared to hold."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gateway import words
from gateway.columns import ROW_NUMBER, Page, columns_of, item_of, roster_of
from gateway.examples import example_of
from gateway.route import Route
from gateway.table import collect
from gateway.words import Codes, Words, shipped_entries
from servicekit.schema import Schema, declared_in, fields
from services.registry.schemas.cadres import MORE, RosterLine
from tests.support.every import of_every

ROUTES = collect()
LISTS = [route for route in ROUTES if item_of(route) is not None]
WORDS = Words(ROUTES, shipped_entries())


class Inner(Schema):
    version = fields.Int()
    id = fields.String()
    title = fields.String(metadata={"zh": "名称"})
    unit_id = fields.String(metadata={"zh": "单位"})
    facts = fields.Dict(metadata={"zh": "事实"})
    votes = fields.Int(metadata={"zh": "同意票"})
    told = fields.Bool(metadata={"zh": "已回复（或者没有）"})
    share = fields.Decimal(metadata={"zh": "占比"})
    begins = fields.Date(metadata={"zh": "起"})
    ends = fields.Date(metadata={"zh": "止"})


class Thing(Schema):
    id = fields.String(metadata={"zh": "标识"})
    version = fields.Int()
    run_id = fields.String(metadata={"zh": "批次"})
    cadre_id = fields.String(metadata={"zh": "干部；本人"})
    unit_id = fields.String(metadata={"zh": "单位"})
    unit_name = fields.String(metadata={"zh": "单位名称"})
    state = fields.String(metadata={"zh": "状态"})
    kind = fields.String(metadata={"zh": "种类"})
    value = fields.String(metadata={"zh": "取值"})
    born = fields.String(metadata={"zh": "出生年月（月）"})
    at = fields.AwareDateTime(metadata={"zh": "时间"})
    day = fields.Date(metadata={"zh": "日期"})
    ok = fields.Bool(metadata={"zh": "是否"})
    share = fields.Decimal(metadata={"zh": "占比"})
    one = fields.Nested(Inner, metadata={"zh": "其一"})
    several = fields.List(fields.Nested(Inner), metadata={"zh": "各项"})
    answers = fields.List(fields.Nested(Inner), metadata={"zh": "答复"})
    birth = fields.String(metadata={"zh": "出生"})
    code = fields.String(metadata={"zh": "编号"})
    ethnicity = fields.String(metadata={"zh": "民族"})
    state_zh = fields.String(metadata={"zh": "状态（中文）"})
    marks = fields.List(fields.String(), metadata={"zh": "标记"})
    facts = fields.Dict(metadata={"zh": "事实"})
    title_zh = fields.String(metadata={"zh": "题名"})
    title_en = fields.String(metadata={"zh": "英文题名"})
    score = fields.Decimal(metadata={"zh": "得分（甲）"})
    other = fields.Decimal(metadata={"zh": "得分（乙）"})


ITEM = {
    "id": "thg-1",
    "version": 3,
    "run_id": "run-1",
    "cadre_id": "cad-1",
    "unit_id": "unt-1",
    "unit_name": "（示例）市教育局",
    "state": "open",
    "kind": "sex",
    "value": "1",
    "born": "1985-07",
    "at": "2026-01-05T01:00:00Z",
    "day": "2026-01-05",
    "ok": True,
    "share": 0.7,
    "one": {"id": "x-1", "title": "甲", "unit_id": "unt-1", "facts": {"a": 1}},
    "several": [{"title": "乙", "unit_id": "unt-9"}, {"title": "丙", "unit_id": "unt-1", "facts": {"a": 1}}],
    "answers": [{"title": "甲", "told": True, "votes": 5, "share": 0.125}, {"title": "乙", "told": False}],
    "birth": "1985-07-12",
    "code": "2026-07",
    "ethnicity": "01",
    "state_zh": "办理中",
    "marks": ["red", "blue"],
    "facts": {"b": 2},
    "title_zh": "中文",
    "title_en": "English",
    "score": 3.5,
    "other": 0,
}
TOLD = {
    "items": [ITEM],
    "names": {"cad-1": {"name": "（示例）哈斯"}, "unt-1": {"name": "（示例）市教育局"}, "thg-1": {"name": "其名"}},
    "words": {"state": {"open": "办理中"}, "value.sex": {"1": "男"}, "marks": {"red": "红"}, "ethnicity": {"01": "汉"}},
}


def row(language: str) -> dict[str, object]:
    columns, page = columns_of(Thing, language), Page.of(TOLD, Thing, language)
    return dict(zip([column.title(language) for column in columns], page.rows(columns)[0], strict=True))


def test_cells_are_in_words() -> None:
    assert row("zh") == {
        "批次": "run-1",
        "干部": "（示例）哈斯",
        "单位名称": "（示例）市教育局",
        "状态": "办理中",
        "种类": "sex",
        "取值": "男",
        "出生年月": "1985.07",
        "时间": "2026-01-05 09:00",
        "日期": "2026-01-05",
        "是否": "是",
        "占比": 0.7,
        "其一·标识": "x-1",
        "其一·名称": "甲",
        "其一·单位": "（示例）市教育局",
        "其一·同意票": None,
        "其一·已回复": None,
        "其一·占比": None,
        "其一·起": None,
        "其一·止": None,
        "各项": "乙；丙 （示例）市教育局",
        "答复": "甲 已回复：是 同意票：5 占比：12.5%；乙 已回复：否",
        "出生": "1985.07",
        "编号": "2026-07",
        "民族": "汉族",
        "标记": "红、blue",
        "题名": "中文",
        "得分（甲）": 3.5,
        "得分（乙）": 0,
        "标识": "thg-1",
    }


def test_in_english_codes_stay_codes() -> None:
    found = row("en")
    assert (found["State"], found["Value"], found["Ok"], found["Cadre"]) == ("open", "1", "yes", "（示例）哈斯")
    assert (found["One: unit"], found["Title en"], list(found)[-1]) == ("（示例）市教育局", "English", "Id")


def test_what_is_an_id_alone_and_what_a_share_is_known() -> None:
    columns, page = columns_of(Thing, "zh"), Page.of(TOLD, Thing, "zh")
    assert page.unnamed(columns) == {"run_id"}
    assert [column.name for column in columns if column.is_share] == ["share", "one.share"]


@pytest.mark.parametrize("language", ["zh", "en"])
@of_every("route", LISTS, ids=lambda route: route.path)
def test_every_list_has_columns_each_called_otherwise(route: Route, language: str) -> None:
    item = item_of(route)
    assert item is not None
    columns = columns_of(item, language)
    titles = [column.title(language) for column in columns]
    assert len(set(titles)) == len(titles) > 1
    assert len({column.name for column in columns}) == len(columns)
    if language == "zh":
        assert [title for title in titles if re.search("[a-z]", title)] == []


def test_lists_are_all_rows_that_answer_with_pages_and_need_a_session() -> None:
    paged = {
        route.path
        for route in collect()
        if route.method == "GET" and route.answer is not None and {"items", "next"} <= set(declared_in(route.answer))
    }
    assert paged - {route.path for route in LISTS} == {"/publicity", "/briefing/{figure_id}"}


@of_every("route", LISTS, ids=lambda route: route.path)
def test_no_list_has_a_field_that_is_called_as_the_running_number(route: Route) -> None:
    assert ROW_NUMBER.name not in {column.name for column in columns_of(item_of(route), "zh")}


def test_a_thing_within_a_row_stands_above_its_fields() -> None:
    heads = {column.name: (column.heads("zh"), column.heads("en")) for column in columns_of(Thing, "zh")}
    assert heads["one.title"] == (("其一", "名称"), ("One", "title"))
    assert heads["born"] == (("出生年月",), ("Born",))


class Counted(Schema):
    hours = fields.Decimal(metadata={"zh": "学时"})
    share = fields.Decimal(metadata={"zh": "占比"})
    mark = fields.Decimal(metadata={"zh": "得分"})
    replies = fields.List(fields.Nested(Inner), metadata={"zh": "答复"})


def test_numbers_are_numbers_however_they_came_and_nothing_stands_twice() -> None:
    reply = {
        "title": "（示例）市教育局",
        "unit_id": "unt-1",
        "told": True,
        "begins": "2026-01-05",
        "ends": "2026-01-05",
    }
    item = {"hours": "32.0", "share": "0.875", "mark": "82.55", "replies": [reply, reply]}
    page = Page.of({"items": [item], "names": TOLD["names"]}, Counted, "zh")
    said = "（示例）市教育局 已回复：是 2026-01-05 2026-01-05"
    assert page.rows(columns_of(Counted, "zh")) == [[32, 0.875, 82.55, f"{said}；{said}"]]


class Named(Schema):
    id = fields.String(metadata={"zh": "干部", "called": True})
    reverses = fields.String(metadata={"zh": "冲销的记录"})
    timeline = fields.List(fields.Nested(Inner), metadata={"zh": "过程"})


def test_an_id_is_known_in_whatever_field_it_stands() -> None:
    other = "hrs-" + "0" * 23
    item = {"id": "cad-1", "reverses": other, "timeline": [{"title": other, "told": True}]}
    columns = columns_of(Named, "zh")
    page = Page.of({"items": [item], "names": {"cad-1": {"name": "（示例）哈斯"}}}, Named, "zh")
    assert page.unnamed(columns) == {"reverses"}
    assert page.rows(columns) == [["（示例）哈斯", other, "已回复：是"]]
    assert not any(column.is_own_id for column in columns)


def test_what_is_told_to_those_alone_who_ask_is_marked_with_all_its_columns() -> None:
    marked = {column.name for column in columns_of(RosterLine, "zh") if column.is_more}
    assert {name.partition(".")[0] for name in marked} == set(MORE)
    assert "full_time.school" in marked


@of_every("route", LISTS, ids=lambda route: route.path)
def test_what_a_paper_shows_unless_told_otherwise_is_there(route: Route) -> None:
    item = item_of(route)
    assert set(roster_of(item)) <= {column.name for column in columns_of(item, "zh")}


@of_every("route", LISTS, ids=lambda route: route.path)
def test_no_two_columns_say_the_same_thing(route: Route) -> None:
    item = item_of(route)
    columns = {column.name for column in columns_of(item, "zh")}
    again = {name for name in columns if name.endswith(("_zh", "_en")) and name[:-3] in columns}
    assert not again


@of_every("route", LISTS, ids=lambda route: route.path)
def test_what_stands_in_one_cell_is_told_apart_and_says_what_it_is(route: Route) -> None:
    item = item_of(route)
    thing = example_of(item, loading=False, codes=Codes(WORDS))
    answer = {"items": [_twice(thing)], "names": {}}
    if coded := WORDS.of(route):
        words.add(coded, answer)
    columns = columns_of(item, "zh")
    (row,) = Page.of(answer, item, "zh").rows(columns)
    for column, cell in zip(columns, row, strict=True):
        value = answer["items"][0]
        for key in column.path:
            value = value and value[key]
        if isinstance(value, list) and value and cell:
            between = "；" if isinstance(value[0], dict) else "、"
            first, second = cell.split(between, 1) if cell.count(between) == 1 else (cell, cell)
            assert first == second
            assert re.search(r"(?<!：)(?<![^\s；、])(?:是|否)(?![^\s；、])", cell) is None, (column.name, cell)


def _twice(value: Any) -> Any:
    """What a thing holds, with each list twice as long."""
    if isinstance(value, dict):
        return {key: _twice(inner) for key, inner in value.items()}
    return [_twice(inner) for inner in value] * 2 if isinstance(value, list) else value

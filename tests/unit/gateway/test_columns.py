"""The columns of every list as a sheet, by construction from what its rows are declared to hold."""

from __future__ import annotations

import re

import pytest

from gateway.columns import ROW_NUMBER, Page, columns_of, item_of
from gateway.route import Route
from gateway.table import collect
from servicekit.schema import Schema, declared_in, fields

LISTS = [route for route in collect() if item_of(route) is not None]


class Inner(Schema):
    version = fields.Int()
    id = fields.String()
    title = fields.String(metadata={"zh": "名称"})
    unit_id = fields.String(metadata={"zh": "单位"})
    facts = fields.Dict(metadata={"zh": "事实"})


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
    "words": {"state": {"open": "办理中"}, "value.sex": {"1": "男"}, "marks": {"red": "红"}},
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
        "各项": "乙；丙 （示例）市教育局",
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
    assert [column.name for column in columns if column.is_share] == ["share"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
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


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
def test_no_list_has_a_field_that_is_called_as_the_running_number(route: Route) -> None:
    assert ROW_NUMBER.name not in {column.name for column in columns_of(item_of(route), "zh")}


def test_a_thing_within_a_row_stands_above_its_fields() -> None:
    heads = {column.name: (column.heads("zh"), column.heads("en")) for column in columns_of(Thing, "zh")}
    assert heads["one.title"] == (("其一", "名称"), ("One", "title"))
    assert heads["born"] == (("出生年月",), ("Born",))

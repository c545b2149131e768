"""Lists: pages put together are the whole list in order, nulls and ties too; a cursor is good for its list alone."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo import MongoClient
from pymongo.database import Database

from servicekit.cursors import BadCursor
from servicekit.schema import Schema, fields, page_of
from servicekit.store import CODEC_OPTIONS, PINYIN, BadSort, Collated, cut_page, index, plan_page, read_page

SECRET = b"s" * 32
SORTS = {"a": [("a", 1)], "ab": [("a", 1), ("b", -1)], "deep": [("in.x", -1), ("a", 1)], "id": [("_id", 1)]}
Row = dict[str, Any]


class Shown(Schema):
    id = fields.String(data_key="_id", metadata={"zh": "标识"})
    a = fields.Int(metadata={"zh": "甲数（整数）"})
    ab = fields.Int(metadata={"zh": "甲数和乙日"})
    deep = fields.String(metadata={"zh": "深处"})


@pytest.fixture(scope="module")
def db(mongo: MongoClient[Row], toy_prefix: str) -> Database[Row]:
    return mongo.get_database(f"{toy_prefix}paging", codec_options=CODEC_OPTIONS)


def page(db: Database[Row], name: str, where: Row | None = None, **wish: Any) -> Any:
    return read_page(db, name, where or {}, wish, sorts=SORTS, default_sort="a", shows=page_of(Shown), secret=SECRET)


def walk(db: Database[Row], name: str, where: Row, limit: int, sort: str) -> list[Row]:
    found: list[Row] = []
    cursor = None
    for _ in range(100):
        part = page(db, name, where, limit=limit, sort=sort, cursor=cursor)
        assert len(part.items) <= limit
        found += part.items
        cursor = part.next
        if cursor is None:
            return found
    raise AssertionError("paging does not end")


numbers = st.none() | st.integers(-2, 2)
texts = st.none() | st.sampled_from(["", "a", "b", "包头"])
moments = st.none() | st.integers(0, 3).map(lambda day: datetime(2026, 1, 1 + day, tzinfo=UTC))
inner = st.fixed_dictionaries({"x": texts})
row = st.fixed_dictionaries({}, optional={"a": numbers, "b": moments, "in": inner, "k": texts})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(row, max_size=14),
    limit=st.integers(1, 5),
    sort=st.sampled_from(["a", "-a", "ab", "-ab", "deep", "-deep", "id", "-id"]),
    narrow=st.booleans(),
)
def test_pages_put_together_are_the_whole_sorted_list(
    db: Database[Row], rows: list[Row], limit: int, sort: str, narrow: bool
) -> None:
    name, group = "walked", secrets.token_hex(4)
    if rows:
        db[name].insert_many([{"_id": f"{group}{place:02}", "g": group, **each} for place, each in enumerate(rows)])
    where: Row = {"g": group} | ({"k": {"$ne": "a"}} if narrow else {})
    sign = -1 if sort.startswith("-") else 1
    order = [(key, direction * sign) for key, direction in SORTS[sort.lstrip("-")]]
    order += [] if order[-1][0] == "_id" else [("_id", order[-1][1])]
    whole = [each["_id"] for each in db[name].find(where).sort(order)]
    assert [each["_id"] for each in walk(db, name, where, limit, sort)] == whole


@pytest.fixture(scope="module")
def many(db: Database[Row]) -> str:
    db["many"].insert_many([{"_id": f"{number:03}", "a": number // 3, "b": None} for number in range(30)])
    return "many"


def test_a_cursor_is_bound_to_its_list_its_filter_and_its_order(db: Database[Row], many: str) -> None:
    cursor = page(db, many, limit=5).next
    assert page(db, many, limit=7, cursor=cursor).items[0]["_id"] == "005"
    for other in (
        {"sort": "-a"},
        {"sort": "ab"},
        {"where": {"a": {"$gt": 1}}},
        {"name": "others"},
    ):
        with pytest.raises(BadCursor):
            page(db, **{"name": many, "limit": 5, "cursor": cursor, **other})


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cursor_that_was_tampered_with_is_refused(db: Database[Row], many: str, data: st.DataObject) -> None:
    cursor: str = page(db, many, limit=5).next
    place = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.sampled_from("ABCXYZabcxyz0189-_=+/ \n,%é"))
    changed = cursor[:place] + letter + cursor[place + 1 :]
    if changed != cursor:
        with pytest.raises(BadCursor):
            page(db, many, limit=5, cursor=changed)


@pytest.mark.parametrize("cursor", ["x", "null", "e30", "包头", "=" * 8, "A" * 2048, "\x00"])
def test_what_was_never_a_cursor_is_refused(db: Database[Row], many: str, cursor: str) -> None:
    with pytest.raises(BadCursor):
        page(db, many, limit=5, cursor=cursor)


def test_a_cursor_of_another_installation_is_refused(db: Database[Row], many: str) -> None:
    foreign = read_page(db, many, {}, {"limit": 5}, sorts=SORTS, default_sort="a", secret=b"t" * 32).next
    with pytest.raises(BadCursor):
        page(db, many, limit=5, cursor=foreign)


def test_an_order_that_is_not_offered_is_refused_and_those_offered_are_named(db: Database[Row], many: str) -> None:
    with pytest.raises(BadSort) as refused:
        page(db, many, sort="password")
    assert refused.value.facts["allowed"] == list(SORTS)
    assert refused.value.detail_zh == ("可用的排序：甲数（“a”）、甲数和乙日（“ab”）、深处（“deep”）、登记先后（“id”）")


def test_page_numbers_come_with_a_total(db: Database[Row], many: str) -> None:
    third = page(db, many, page=3, page_size=8)
    assert [row["_id"] for row in third.items] == [f"{number:03}" for number in range(16, 24)]
    assert (third.total, third.next) == (30, None)
    assert page(db, many, {"a": 1}, page=1, page_size=2).total == 3


@pytest.mark.parametrize("sort", ["a", "-a"])
def test_a_page_far_down_is_read_where_it_lies_in_the_index(db: Database[Row], sort: str) -> None:
    name = f"long{secrets.token_hex(4)}"
    db[name].insert_many([{"_id": f"{n:04}", "a": n // 3 if n % 2 else None} for n in range(2000)])
    db[name].create_index([("a", 1), ("_id", 1)])
    wish: dict[str, Any] = {"limit": 20, "sort": sort}
    for _ in range(70):
        wish["cursor"] = page(db, name, **wish).next
    plan = plan_page(name, {}, wish, sorts=SORTS, secret=SECRET)
    assert plan.find(db[name], hint="a_1__id_1").explain()["executionStats"]["totalKeysExamined"] < 30


def test_a_list_that_is_computed_whole_is_paged_alike() -> None:
    items = [{"id": f"{number:02}", "share": number // 2 / 10} for number in range(9)]

    def cut(name: str = "shares", **wish: Any) -> Any:
        return cut_page(name, items, wish, lambda item: [item["share"], item["id"]], secret=SECRET)

    first = cut(limit=4)
    second = cut(limit=4, cursor=first.next)
    last = cut(limit=4, cursor=second.next)
    assert [item for part in (first, second, last) for item in part.items] == items
    assert last.next is None
    items.insert(0, {"id": "new", "share": -1.0})
    assert cut(limit=4, cursor=first.next).items == second.items, "what is new before the place moves nothing"
    numbered = cut(page=2, page_size=6)
    assert ([item["id"] for item in numbered.items], numbered.total, numbered.next) == (
        ["05", "06", "07", "08"],
        10,
        None,
    )
    with pytest.raises(BadCursor):
        cut("other shares", cursor=first.next)
    with pytest.raises(BadSort):
        cut(sort="share")


def test_names_are_sorted_by_pinyin_page_by_page_by_an_index(db: Any) -> None:
    name = f"people_{secrets.token_hex(4)}"
    wanted = ["卜了", "查干", "丁七", "丁一", "李四", "刘九", "欧阳", "王二", "一山", "于八", "张三", "赵五"]
    db[name].create_indexes([index("name", "_id", locale=PINYIN).model()])
    db[name].insert_many([{"_id": str(n), "name": one} for n, one in enumerate(sorted(wanted))])
    sorts = {"name": Collated([("name", 1)], PINYIN)}
    for sort, expected in (("name", wanted), ("-name", wanted[::-1])):
        seen: list[str] = []
        wish: dict[str, Any] = {"sort": sort, "limit": 5}
        while True:
            page = read_page(db, name, {}, wish, sorts=sorts, secret=SECRET)
            seen += [row["name"] for row in page.items]
            if page.next is None:
                break
            wish["cursor"] = page.next
        assert seen == expected
    plan = plan_page(name, {}, {"sort": "name", "limit": 5}, sorts=sorts, secret=SECRET)
    assert "SORT" not in str(plan.find(db[name]).explain()["queryPlanner"]["winningPlan"])
    db[name].drop()


def test_a_list_is_counted_without_being_read(db: Any, many: str) -> None:
    whole = db[many].count_documents({})
    page = read_page(db, many, {}, {"count": True, "limit": 5}, sorts=SORTS, secret=SECRET)
    assert (page.items, page.next, page.total) == ([], None, whole)
    some = {"_id": {"$in": [row["_id"] for row in db[many].find().limit(3)]}}
    assert read_page(db, many, some, {"count": True}, sorts=SORTS, secret=SECRET).total == 3
    items = list(range(7))
    assert cut_page("numbers", items, {"count": True}, lambda n: [n], secret=SECRET).total == 7

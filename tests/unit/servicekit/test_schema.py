"""Reading what comes in, refusing it in both languages, and picking what goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from marshmallow import validate as v

from servicekit.errors import FieldError, InvalidFields
from servicekit.principal import Principal, Reach, Scope
from servicekit.schema import (
    LIKE,
    NEEDS,
    Id,
    PageQuery,
    PartialDate,
    Schema,
    fields,
    guarded,
    load,
    page_of,
    plain,
    present,
    withhold,
)


class Part(Schema):
    name = fields.String(required=True)
    hours = fields.Decimal(load_default=None)


class Wish(Schema):
    id = Id()
    born = PartialDate()
    on = fields.Date()
    at = fields.AwareDateTime()
    count = fields.Int(strict=True, validate=v.Range(1, 9))
    share = fields.Float()
    kind = fields.String(validate=v.OneOf(["a", "b"]))
    text = fields.String(validate=v.Length(2, 4))
    yes = fields.Bool()
    parts = fields.List(fields.Nested(Part))


def errors_of(data: dict[str, Any]) -> dict[str, FieldError]:
    with pytest.raises(InvalidFields) as refused:
        load(Wish, data)
    return {error.pointer: error for error in refused.value.errors}


def test_every_wrong_field_is_named_with_its_place_and_in_both_languages() -> None:
    wrong = errors_of(
        {
            "born": "1975-13",
            "on": "2026-02-30",
            "at": "2026-02-03T10:00:00",
            "count": 10,
            "share": "much",
            "kind": "c",
            "text": "x",
            "yes": "perhaps",
            "parts": [{"name": "p"}, {"hours": 1}, 7],
            "surplus/~": 1,
        }
    )
    assert {pointer: error.code for pointer, error in wrong.items()} == {
        "/id": "required",
        "/born": "bad-partial-date",
        "/on": "type",
        "/at": "type",
        "/count": "range",
        "/share": "type",
        "/kind": "not-allowed",
        "/text": "length",
        "/yes": "type",
        "/parts/1/name": "required",
        "/parts/2": "type",
        "/surplus~1~0": "unknown-field",
    }
    assert wrong["/id"].zh == "必填"
    assert (wrong["/count"].zh, wrong["/kind"].zh) == ("应在 1 至 9 之间", "不是可选的值")
    for error in wrong.values():
        assert any("\u4e00" <= sign <= "\u9fff" for sign in error.zh)
        assert error.en.isascii()


@pytest.mark.parametrize("bad", ["", "a b", "x" * 65, "a/b", "a\n", "$where", "标识"])
def test_an_identifier_is_short_and_plain(bad: str) -> None:
    assert errors_of({"id": bad}).keys() == {"/id"}


@pytest.mark.parametrize("good", ["1975", "1975-08", "1975-08-01", "2000-02-29"])
def test_a_partial_date_stays_as_it_was_written(good: str) -> None:
    assert load(Wish, {"id": "x", "born": good})["born"] == good


@pytest.mark.parametrize("bad", ["75", "1975-8", "1975-00", "1975-02-30", "1975-08-01T00:00", "1975\n-08", "0000"])
def test_a_partial_date_must_be_one(bad: str) -> None:
    assert errors_of({"id": "x", "born": bad}).keys() == {"/born"}


class Colour(StrEnum):
    RED = "red"


class Inner(Schema):
    name = fields.String(required=True)


class Outer(Schema):
    id = Id()
    version = fields.Int()
    colour = fields.String()
    on = fields.Date()
    at = fields.DateTime()
    share = fields.Decimal()
    one = fields.Nested(Inner, allow_none=True)
    many = fields.List(fields.Nested(Inner))
    secret = fields.String(load_only=True)
    note = fields.String(dump_default="none")


@dataclass
class Thing:
    id: str
    version: int = 3
    colour: Colour = Colour.RED
    on: date = date(2026, 3, 2)
    at: datetime = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
    share: Decimal = Decimal("0.70")
    one: dict[str, str] | None = None
    many: list[dict[str, str]] = field(default_factory=lambda: [{"name": "x", "hidden": "y"}])
    secret: str = "s"
    hidden: str = "h"


def test_present_picks_what_is_declared_and_nothing_else() -> None:
    assert present(Outer, Thing("t")) == {
        "id": "t",
        "version": 3,
        "colour": "red",
        "on": "2026-03-02",
        "at": "2026-03-02T01:00:00Z",
        "share": 0.7,
        "one": None,
        "many": [{"name": "x"}],
        "note": "none",
    }


def test_present_reads_documents_and_lets_given_values_win() -> None:
    document = {"_id": "d", "version": 1, "hidden": 1, "one": {"name": "n", "x": 1}}
    shown = present(Outer, document, {"version": 9})
    assert (shown["id"], shown["version"], shown["one"]) == ("d", 9, {"name": "n"})
    assert "colour" not in shown


def test_a_required_field_that_the_service_forgot_is_its_own_fault() -> None:
    with pytest.raises(LookupError, match="Inner needs name"):
        present(Outer, {"_id": "x", "one": {}})


def test_plain_makes_json_of_everything_a_document_holds() -> None:
    assert plain({"a": (Decimal("1.50"), Decimal("2")), "b": {datetime(2026, 1, 1, tzinfo=UTC)}}) == {
        "a": [1.5, 2],
        "b": ["2026-01-01T00:00:00Z"],
    }


def test_a_page_has_one_schema_for_each_kind_of_item() -> None:
    assert page_of(Outer) is page_of(Outer)
    assert page_of(Outer) is not page_of(Inner)
    unasked = {"limit": 50, "cursor": None, "sort": None, "page": None, "page_size": None, "count": False}
    assert load(PageQuery, {}) == unasked
    with pytest.raises(InvalidFields):
        load(PageQuery, {"limit": 501})


def test_a_page_is_asked_for_by_its_number_or_by_a_cursor_and_not_by_both() -> None:
    assert load(PageQuery, {"page": 2, "cursor": ""})["page"] == 2, "an empty one is none"
    with pytest.raises(InvalidFields) as refused:
        load(PageQuery, {"page": 2, "cursor": "x"})
    (wrong,) = refused.value.errors
    assert (wrong.pointer, wrong.code) == ("/cursor", "page-and-cursor")
    assert wrong.zh == "页码与游标只能用其一"


class Line(Schema):
    on = fields.String()
    document = fields.String(allow_none=True, metadata={NEEDS: "documents.read"})


class Told(Schema):
    name = fields.String()
    lines = fields.List(fields.Nested(Line))
    first = fields.Nested(Line, allow_none=True)
    secret = fields.List(fields.String(), allow_none=True, metadata={NEEDS: "secrets.read"})


def reader(*also: str, **partly: Scope) -> Principal:
    """Somebody with rights to all, and with some to less."""
    rights = tuple((name.replace("_", "."), scope) for name, scope in partly.items())
    return Principal("a", (), "things.read", Scope(Reach.ALL, cadre_id="c-me"), also, rights)


def test_a_field_with_a_right_of_its_own_is_null_without_it_wherever_it_stands() -> None:
    def answer() -> dict[str, Any]:
        lines = [{"on": "2026-01-05", "document": "一号"}, {"on": "2026-01-06", "document": None}]
        return {"items": [{"name": "甲", "lines": lines, "first": None, "secret": ["x"]}], "next": None}

    paged = page_of(Told)
    assert set(guarded(paged)) == {
        (("items", "lines", "document"), "documents.read"),
        (("items", "first", "document"), "documents.read"),
        (("items", "secret"), "secrets.read"),
    }
    assert withhold(paged, answer(), reader("documents.read", "secrets.read")) == answer()
    (shown,) = withhold(paged, answer(), reader("documents.read"))["items"]
    assert (shown["secret"], shown["lines"][0]["document"]) == (None, "一号")
    (shown,) = withhold(paged, answer(), reader())["items"]
    assert [one["document"] for one in shown["lines"]] == [None, None]
    assert (shown["name"], shown["lines"][0]["on"], shown["first"]) == ("甲", "2026-01-05", None)


@pytest.mark.parametrize("name", ["id", "cadre_id"])
def test_of_oneself_a_field_is_told_by_a_right_as_the_person_that_one_is(name: str) -> None:
    told = {"items": [{name: "c-me", "secret": ["x"]}, {name: "c-other", "secret": ["x"]}, {"secret": ["x"]}]}
    mine = reader(secrets_read=Scope(Reach.SELF, cadre_id="c-me"))
    shown = withhold(page_of(Told), told, mine)["items"]
    assert [one["secret"] for one in shown] == [["x"], None, None]


def test_what_is_like_a_thing_wants_the_same_rights() -> None:
    class Asked(Schema):
        add = fields.Dict(metadata={LIKE: Told})

    wished = {"name": "甲", "secret": ["x"], "lines": [{"on": "2026-01-05", "document": "一号"}]}
    hidden = {"name": "甲", "secret": None, "lines": [{"on": "2026-01-05", "document": None}]}
    assert withhold(Asked, {"add": wished}, reader()) == {"add": hidden}
    assert withhold(Asked, {"add": {"name": "乙"}}, reader()) == {"add": {"name": "乙"}}


@pytest.mark.parametrize("cut", [1.5, 2.9999, 2020.5, 1e-9, "2020.5", float("inf"), True])
def test_no_fraction_is_cut_off_a_whole_number(cut: object) -> None:
    class Order(Schema):
        order = fields.Int()

    with pytest.raises(InvalidFields) as refused:
        load(Order, {"order": cut})
    assert [error.pointer for error in refused.value.errors] == ["/order"]
    assert load(Order, {"order": 2.0})["order"] == 2


def test_a_number_is_written_with_the_ten_digits_and_minus_none_is_none() -> None:
    class Told(Schema):
        hours = fields.Float()

    assert [load(Told, {"hours": said})["hours"] for said in (1.5, "１.5", " 2 ", -0.0, "-0")] == [1.5, 1.5, 2, 0, 0]
    assert str(load(Told, {"hours": -0.0})["hours"]) == "0.0"
    for wrong in ("1_0", "nan", "1e3", "٣", "5²", float("inf")):
        with pytest.raises(InvalidFields):
            load(Told, {"hours": wrong})

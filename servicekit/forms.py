"""Fields that schemas of every service share: declared in a word, with their bounds and their Chinese names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

import marshmallow

from servicekit.blanks import half_width
from servicekit.divisions import division, may_be
from servicekit.errors import with_words
from servicekit.lifecycle import Named, Words, words_of
from servicekit.schema import Id, PageQuery, fields, validate

MOST_IDS, MOST_PERSONS = 500, 200
PAST, AHEAD = "past", "ahead"
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


def text(zh: str, most: int = 200, **options: Any) -> fields.String:
    """A text of 1 to `most` characters."""
    return fields.String(
        validate=validate.Length(1, most), metadata={"zh": zh, **options.pop("metadata", {})}, **options
    )


def words(zh: str, most: int = 200) -> fields.String:
    """A text that may be left out."""
    return text(zh, most, load_default=None, allow_none=True)


def whole(zh: str, least: int = 0, most: int = 100_000, **options: Any) -> fields.Integer:
    """A whole number within bounds."""
    return fields.Integer(strict=True, validate=validate.Range(least, most), metadata={"zh": zh}, **options)


def day(zh: str, when: str | None = None, **options: Any) -> fields.Date:
    """A date, YYYY-MM-DD, within a century that makes sense.

    What a person enters says `when` it may be: PAST is what has happened, which the model refuses of a day that has not
    come; AHEAD may lie ahead too, and takes effect on its day. What is only asked for says neither.
    """
    metadata = {"zh": zh, **options.pop("metadata", {})} | ({} if when is None else {"when": when})
    return fields.Date(validate=validate.Range(FIRST_DAY, LAST_DAY), metadata=metadata, **options)


def choice(values: type[Enum], zh: str, **options: Any) -> fields.Enum[Any]:
    """One of an enumeration's values."""
    made = fields.Enum(values, by_value=True, metadata={"zh": zh}, **options)
    if issubclass(values, Named):
        made.error_messages = {**made.error_messages, "unknown": offers(words_of(values))}
    return made


def offers(words: Mapping[str, str]) -> str:
    """The refusal of what is none of these codes: each with what it is called."""
    return f"not-allowed|应为其中之一：{with_words(words)}|Must be one of: {', '.join(words)}."


def listed(words: Mapping[str, str], zh: str, **options: Any) -> fields.String:
    """One of a table's codes; what is none is refused with these, each with its word."""
    metadata = {"zh": zh, "words": words, **options.pop("metadata", {})}
    return fields.String(validate=validate.OneOf(list(words), error=offers(words)), metadata=metadata, **options)


def entry(dictionary: str, zh: str, most: int = 40, **options: Any) -> fields.String:
    """The key of an entry of a dictionary; before a command runs, what the dictionary lacks is refused."""
    return text(zh, most, metadata={fields.ENTRY: dictionary}, **options)


def other(zh: str, **metadata: Any) -> Id:
    """The id of something else, which may be left out."""
    return Id(required=False, load_default=None, allow_none=True, metadata={"zh": zh, **metadata})


def wanted(zh: str) -> Id:
    """The id of something else, which must be given."""
    return Id(metadata={"zh": zh})


def ids(zh: str, most: int = MOST_IDS, **options: Any) -> fields.List[Any]:
    """A list of ids."""
    return fields.List(Id(), validate=validate.Length(max=most), metadata={"zh": zh}, **options)


def among(values: type[Enum] | Mapping[str, str], zh: str, **options: Any) -> fields.AnyOf:
    """A filter by one or several of an enumeration's values, or of a table's codes."""
    return fields.AnyOf(choice(values, zh) if isinstance(values, type) else listed(values, zh), **options)


def among_ids(zh: str) -> fields.AnyOf:
    """A filter by the ids of one or several other things."""
    return fields.AnyOf(wanted(zh))


def among_persons(zh: str) -> fields.AnyOf:
    """A filter by the ids of one or several cadres; the gateway takes their name instead (`gateway.by_name`)."""
    return fields.AnyOf(wanted(zh), most=MOST_PERSONS, metadata={"zh": zh, fields.PERSONS: True})


def or_named() -> fields.AnyOf:
    """Beside words (`searched`): the cadres who are called so, of whom what is found may be about just as well."""
    return fields.AnyOf(Id(), most=MOST_PERSONS, metadata={"zh": "所称人员", fields.PERSONS: True, fields.INNER: True})


def among_keys(zh: str, most: int = 40, **options: Any) -> fields.AnyOf:
    """A filter by one or several codes or words, each as it is kept."""
    return fields.AnyOf(text(zh, most), **options)


def among_numbers(zh: str, least: int = 0, most: int = 100_000) -> fields.AnyOf:
    """A filter by one or several whole numbers: years, rounds."""
    return fields.AnyOf(whole(zh, least, most))


def region(zh: str, among: Mapping[str, str] | None = None, **options: Any) -> fields.String:
    """A division by its six digits (GB/T 2260), or by its name, with what it belongs to before it or without; `among`
    says which, where not any may be given."""
    error = "bad-region|应为 6 位区划代码或区划名称，如“内蒙古包头市昆都仑区”|Six digits, or a division's name"
    form = validate.Regexp(r"^[1-9][0-9]{5}\Z", error=error)
    if among is None:
        return fields.Formed(division, validate=[form, _may_be_a_division], metadata={"zh": zh}, **options)
    one = validate.OneOf(list(among), error=offers(among))
    return fields.Formed(division, validate=one, metadata={"zh": zh, "words": among}, **options)


def _may_be_a_division(code: str) -> None:
    if len(code) == 6 and code.isdecimal() and not may_be(code):
        raise marshmallow.ValidationError("unknown-region|没有这个行政区划代码|There is no division of this code")


def time_of_day(zh: str, **options: Any) -> fields.String:
    """A time of day, HH:MM; one that was typed in full width is the same."""
    form = validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", error="bad-time|时间如“09:00”|HH:MM")
    return fields.Formed(half_width, validate=form, metadata={"zh": zh}, **options)


def searched() -> fields.String:
    """Words by which a list is searched (检索词), as `store.Collection.searched` says where."""
    return text("检索词：标题、编号等所含的字词", 60, load_default=None, metadata={"example": "整改"})


def synthetic() -> fields.Boolean:
    """Whether the record is made up for a demonstration or a test."""
    return fields.Boolean(load_default=False, metadata={"zh": "合成数据"})


def given(zh: str, words: Words | None = None, **options: Any) -> fields.String:
    """A text in an answer, or a code with what its codes are called."""
    return fields.String(metadata={"zh": zh, **({} if words is None else {"words": words})}, **options)


class PeriodQuery(PageQuery):
    """What a ledger takes that grows day by day: from which day, and to which, its entries are."""

    day_from = day("不早于", load_default=None)
    day_to = day("不晚于", load_default=None)


def check_period(data: Mapping[str, Any]) -> None:
    """Raises ValidationError on `ends` when a period ends before it begins."""
    begins, ends = data.get("begins"), data.get("ends")
    if begins and ends and ends < begins:
        raise marshmallow.ValidationError("ends-before-begins|结束日期早于开始日期|It ends before it begins", "ends")

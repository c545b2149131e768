"""Searches (组合查询): conditions over the roster with a cut-off day, kept so that a list can be explained later."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from servicekit.errors import FieldError, field_error, with_words
from servicekit.lifecycle import words_of
from services.talentpool.errors.searches import BadCondition, FieldNotAllowed
from services.talentpool.model.conditions import OPS, Condition, years_between
from services.talentpool.vocabulary.conditions import FIELD_WORDS, FIELDS, Field, Kind, Op

_MOST_YEARS, _MOST_COUNT, _MOST_VALUES, _MOST_TEXT = 99, 10_000, 50, 64
_WHOLE_YEARS = (Kind.YEARS, Kind.UNTIL, Kind.BASIC)


@dataclass
class Search:
    """A search as it was asked: by whom, when, and for which cut-off day."""

    id: str
    title: str | None
    conditions: list[dict[str, Any]]
    any_of: list[dict[str, Any]]
    cutoff: date
    order: str
    made_by: str
    made_at: datetime
    version: int = 0


@dataclass(frozen=True)
class Asked:
    """Conditions that are all to hold, and others of which one is."""

    all: list[Condition]
    any: list[Condition]

    @property
    def every(self) -> list[Condition]:
        return [*self.all, *self.any]


def read(all_rows: Sequence[Mapping[str, Any]], any_rows: Sequence[Mapping[str, Any]] = ()) -> Asked:
    """Conditions as they came in. Raises BadCondition naming each that is wrong."""
    wrong: list[FieldError] = []
    read_all = [_read(row, f"/conditions/{number}", wrong) for number, row in enumerate(all_rows)]
    read_any = [_read(row, f"/any_of/{number}", wrong) for number, row in enumerate(any_rows)]
    if wrong:
        raise BadCondition(errors=wrong)
    return Asked([one for one in read_all if one], [one for one in read_any if one])


def _read(row: Mapping[str, Any], pointer: str, wrong: list[FieldError]) -> Condition | None:
    field = FIELDS.get(row["field"])
    if field is None:
        zh, en = f"可用字段：{with_words(FIELD_WORDS, FIELDS)}", f"Fields: {', '.join(FIELDS)}"
        wrong.append(field_error(f"{pointer}/field", "unknown-field", zh, en))
        return None
    allowed = OPS[field.kind]
    if row["op"] not in allowed:
        zh, en = f"可用：{with_words(words_of(Op), allowed)}", f"Allowed: {', '.join(allowed)}"
        wrong.append(field_error(f"{pointer}/op", "unknown-operation", zh, en))
        return None
    op, value = Op(row["op"]), row["value"]
    if expected := impossible(field, op, value):
        zh, en = expected
        wrong.append(field_error(f"{pointer}/value", "impossible-value", f"应为{zh}", f"Must be {en}"))
        return None
    return Condition(field, op, value)


def impossible(field: Field, op: Op, value: Any) -> tuple[str, str] | None:
    """What the value has to be, in both languages, where this one is not."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if field.kind in _WHOLE_YEARS and not (whole and 0 <= value <= _MOST_YEARS):
        return f"0 至 {_MOST_YEARS} 的整数", f"a whole number from 0 to {_MOST_YEARS}"
    if field.kind is Kind.COUNT and not ((whole or isinstance(value, float)) and 1 <= value <= _MOST_COUNT):
        return f"1 至 {_MOST_COUNT} 的数", f"a number from 1 to {_MOST_COUNT}"
    if field.kind is Kind.NUMBER and not (whole and 0 <= value <= _MOST_COUNT):
        return f"0 至 {_MOST_COUNT} 的整数", f"a whole number from 0 to {_MOST_COUNT}"
    if field.kind is Kind.FLAG and not isinstance(value, bool):
        return "是（“true”）或否（“false”）", "true or false"
    if field.kind is Kind.EDUCATION and not (
        _is_text(value) and len(value) == 2 and value.isascii() and value.isdecimal()
    ):
        return "《学历代码》中的两位代码，如大学本科（“20”）", "a two-digit code of GB/T 4658"
    if field.kind is Kind.CODE:
        if op is Op.IS and not _is_text(value):
            return "代码文本", "a code"
        if op is Op.ONE_OF and not (
            isinstance(value, list) and 1 <= len(value) <= _MOST_VALUES and all(map(_is_text, value))
        ):
            return f" 1 至 {_MOST_VALUES} 个代码的列表", f"a list of 1 to {_MOST_VALUES} codes"
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= _MOST_TEXT


class Needs(Protocol):
    """Something that a right is needed for: a field, a preference."""

    @property
    def key(self) -> str: ...

    @property
    def right(self) -> str: ...

    @property
    def zh(self) -> str: ...


def must_be_allowed(conditions: Sequence[Condition], held: Callable[[str], bool]) -> None:
    """Raises FieldNotAllowed naming each field and the right that it needs."""
    must_hold([condition.field for condition in conditions], held)


def must_hold(wanted: Sequence[Needs], held: Callable[[str], bool]) -> None:
    """Raises FieldNotAllowed naming everything whose right is not held."""
    if missing := list({one.key: one for one in wanted if not held(one.right)}.values()):
        zh = f"您的账号没有权限使用：{'、'.join(one.zh for one in missing)}"
        en = "; ".join(f"{one.key} needs the right {one.right}" for one in missing)
        raise FieldNotAllowed(zh, en, fields=[one.key for one in missing], rights=[one.right for one in missing])


SHOWN: Mapping[str, str] = {
    key: FIELDS[key].right
    for key in (
        "index",
        "trainings",
        "honour",
        "pool_tier",
        "pool_state",
        "on_secondment",
        "restricted",
        "stopped_by_result",
        "warned_by_result",
    )
}
"""What a row shows besides the roster, with the right that each needs."""
_COPIED = (
    "unit_id",
    "unit_ids",
    "status",
    "post_level",
    "rank",
    "role",
    "sex",
    "ethnicity",
    "birth",
    "level_since",
    "in_post_since",
    "education_level",
    "full_time_level",
    "selected_graduate_year",
    "retires_on",
    "excellent_grades",
    "synthetic",
)
READ: tuple[str, ...] = (
    *_COPIED,
    "basic_from",
    "trainings",
    "honour_levels",
    "pool.tier_id",
    "pool.state",
    "secondment.active",
    "restricted",
    "stopped",
    "warned",
)
"""What of a candidate a row is made of, besides the index."""


def row(known: Mapping[str, Any], cutoff: date, shown: Container[str], index_path: str) -> dict[str, Any]:
    """What a reader sees of a cadre: what the roster says, and of `SHOWN` only what is among `shown`."""
    pool, secondment = known.get("pool") or {}, known.get("secondment") or {}
    of_others = {
        "index": known.get(index_path),
        "trainings": known.get("trainings", 0),
        "honour": known.get("honour_levels", []),
        "pool_tier": pool.get("tier_id"),
        "pool_state": pool.get("state"),
        "on_secondment": secondment.get("active", False),
        "restricted": known.get("restricted", False),
        "stopped_by_result": known.get("stopped", False),
        "warned_by_result": known.get("warned", False),
    }
    return {
        "cadre_id": known["_id"],
        **{name: known.get(name) for name in _COPIED},
        "age": _years(known.get("birth"), cutoff),
        "years_at_level": _years(known.get("level_since"), cutoff),
        "years_in_post": _years(known.get("in_post_since"), cutoff),
        **{key: value if key in shown else None for key, value in of_others.items()},
    }


def _years(text: str | None, cutoff: date) -> int | None:
    return max(0, years_between(text, cutoff)) if text else None

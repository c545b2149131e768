"""Examples of what a schema describes, where nobody wrote one: what can be sent, or would be received.

From each field's own example, else from the codes that it holds, its bounds and its type; a text from what its Chinese
title ends with, else from that title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import marshmallow
from marshmallow import fields, validate

from gateway.route import SchemaClass
from gateway.words import Codes
from servicekit.schema import Id, PartialDate

DEEPEST = 1
"""How deep what things hold is shown of them; deeper there is none."""
Field = marshmallow.fields.Field[Any]
_IDS = {"cadre_id": "cad", "unit_id": "unt", "post_id": "pst", "agency_id": "agy"}
_IDS |= {f"{name}s": kind for name, kind in _IDS.items()}
_BY_TYPE = {"number": 1.5, "integer": 1, "boolean": True, "object": {}, "array": []}
_NUMBERS = {"weight": 0.6, "share": 0.6, "rate": 0.6, "score": 82.5, "points": 82.5, "year": 2026, "birth_year": 1980}
_DAY = "2026-01-05"
_TITLES = {
    ("依据", "文件", "文号"): "（示例）文件",
    ("账号",): "acc-07",
    ("姓名", "人", "负责人", "教师", "对象"): "（示例）哈斯",
    ("单位", "机关"): "（示例）市教育局",
    ("密码",): "Kp3xT-9mWqe-Rt5Yu-aB7cD",
    ("编号", "书号"): "2026-07",
    ("序号", "版次"): "1",
    ("日期", "时间", "开始", "结束"): _DAY,
    ("代码",): "sample_code",
    ("英文", "英文名称"): "Example",
}
_END_OF_TITLE = re.compile(r"[；，、：。（(]")
NO_CODES = Codes()
_SIGNS = ("sample", "2026", "7")
"""What fits where letters, digits and a few signs alone are taken."""


def example_of(
    schema: SchemaClass | marshmallow.Schema, *, loading: bool, depth: int = 0, codes: Codes = NO_CODES
) -> dict[str, Any]:
    """An example of a body (`loading`: required fields and those with an example) or of an answer (every field)."""
    instance = schema if isinstance(schema, marshmallow.Schema) else schema()
    example = {}
    for name, declared in instance.fields.items():
        if declared.dump_only if loading else declared.load_only:
            continue
        if loading and not declared.required and "example" not in declared.metadata:
            continue
        known = codes.of(type(instance), name, declared)
        example[name] = value_of(declared, loading=loading, depth=depth, name=name, known=known, codes=codes)
    return example


def value_of(
    declared: Field,
    *,
    loading: bool,
    depth: int = 0,
    name: str = "",
    known: str | None = None,
    codes: Codes = NO_CODES,
    title: str = "",
) -> Any:
    """An example of one field; `known` is a code that it holds, `title` what a list around it is called."""
    if "example" in declared.metadata:
        return declared.metadata["example"]
    if depth > DEEPEST and _many(declared) and fits(declared)([]):
        return []
    if depth > DEEPEST and declared.allow_none and isinstance(declared, fields.Nested):
        return None
    for check in declared.validators:
        if isinstance(check, validate.OneOf):
            first = next(iter(check.choices), None)
            return getattr(first, "value", first)
    title = title or declared.metadata.get("zh", "")
    match declared:
        case fields.Nested():
            inner = example_of(declared.schema, loading=loading, depth=depth + 1, codes=codes.within(declared))
            return [inner] if declared.many else inner
        case fields.List() if isinstance(declared.inner, fields.Nested):
            within = codes.within(declared)
            return [example_of(declared.inner.schema, loading=loading, depth=depth + 2, codes=within)]
        case fields.List() if isinstance(declared.inner, fields.Dict) and fits(declared)([]):
            return []
        case fields.List():
            how: dict[str, Any] = {"name": name, "known": known, "codes": codes, "title": title}
            return [value_of(declared.inner, loading=loading, depth=depth + 1, **how)]
        case fields.Enum():
            return next(iter(declared.enum.__members__.values())).value
    if known is not None and isinstance(declared, fields.String | fields.Raw):
        return known
    if declared.metadata.get("type") in _BY_TYPE:
        return _BY_TYPE[declared.metadata["type"]]
    match declared:
        case fields.Dict():
            return {}
        case fields.Boolean():
            return True
        case fields.Number():
            return _number(declared, name)
        case PartialDate():
            return "2026-01"
        case fields.DateTime():
            return "2026-01-05T01:00:00Z"
        case fields.Date():
            return next(filter(fits(declared), (_DAY, *map(str, _bounds(declared)))), _DAY)
        case fields.UUID():
            return "00000000-0000-4000-8000-000000000000"
    return _text(declared, name, title)


def _many(declared: Field) -> bool:
    """Whether a field holds several things, each with a schema."""
    if isinstance(declared, fields.List):
        return isinstance(declared.inner, fields.Nested)
    return isinstance(declared, fields.Nested) and bool(declared.many)


def _number(declared: fields.Number[Any], name: str) -> int | float:
    whole = isinstance(declared, fields.Integer)
    wished = [number for ending, number in _NUMBERS.items() if name == ending or name.endswith(f"_{ending}")]
    wished = [number for number in wished if not whole or isinstance(number, int)]
    found: int | float = next(filter(fits(declared), (*wished, 1 if whole else 1.5, 0.5, *_bounds(declared))), 1)
    return found


def _text(declared: Field, name: str, title: str) -> str | None:
    if name == "next" or (declared.allow_none and not declared.required):
        return None
    if kind := next((kind for ending, kind in _IDS.items() if name.endswith(ending)), None):
        return f"{kind}-07"
    if isinstance(declared, Id) or name == "id" or name.endswith(("_id", "_ids")):
        return f"{(re.sub('_ids?$', '', name) or 'id')[:3]}-01j9x3e7"
    title = _END_OF_TITLE.split(title)[0]
    told = next((text for ends, text in _TITLES.items() if title.endswith(ends)), f"（示例）{title or name}")
    longest = next((check.max for check in declared.validators if isinstance(check, validate.Length)), None)
    return next(filter(fits(declared), (told[:longest], *_SIGNS)), told)


def _bounds(declared: Field) -> Iterator[Any]:
    for check in declared.validators:
        if isinstance(check, validate.Range):
            yield from (bound for bound in (check.min, check.max) if bound is not None)


def fits(declared: Field) -> Callable[[Any], bool]:
    """Whether a value is within what a field takes."""

    def taken(value: Any) -> bool:
        try:
            declared.deserialize(value)
        except marshmallow.ValidationError:
            return False
        return True

    return taken

"""The one schema language: marshmallow, with bilingual refusals and a fast way out.

`load` reads what came in; `present` picks what goes out. Both, and the OpenAPI and AsyncAPI documents, come from the
same schema classes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, cast

import marshmallow
from bson.decimal128 import Decimal128
from marshmallow import validate
from marshmallow.schema import SchemaMeta

from servicekit import fields
from servicekit.blanks import entered, half_width, is_blank
from servicekit.errors import FieldError, InvalidFields
from servicekit.messages import translate
from servicekit.principal import Principal, Scope
from servicekit.secrecy import CLASSIFIED, bears_mark

__all__ = [
    "CursorQuery",
    "EntryOrText",
    "Id",
    "NumberedQuery",
    "PageQuery",
    "PartialDate",
    "Schema",
    "fields",
    "load",
    "page_of",
    "plain",
    "present",
    "validate",
]

MAX_PAGE = 500


class _Sharing(SchemaMeta):
    """Thousands of fields say the same few things of a fault: those that say the same share it, which saves 3 MB."""

    @classmethod
    def get_declared_fields(
        cls, klass: SchemaMeta, cls_fields: Any, inherited_fields: Any, dict_cls: type[dict[Any, Any]] = dict
    ) -> dict[str, marshmallow.fields.Field[Any]]:
        """What a class declares, as marshmallow collects it."""
        declared = super().get_declared_fields(klass, cls_fields, inherited_fields, dict_cls)
        for one in declared.values():
            _share(one)
        return declared


_messages: dict[tuple[Any, ...], Any] = {}
_NO_STEPS: list[Any] = []


def _share(declared: marshmallow.fields.Field[Any]) -> None:
    declared.error_messages = _messages.setdefault(tuple(declared.error_messages.items()), declared.error_messages)
    declared.pre_load, declared.post_load = declared.pre_load or _NO_STEPS, declared.post_load or _NO_STEPS
    for inner in (getattr(declared, name, None) for name in ("inner", "key_field", "value_field")):
        if isinstance(inner, marshmallow.fields.Field):
            _share(inner)


class Schema(marshmallow.Schema, metaclass=_Sharing):
    """The base of every schema: what is not declared is refused, never ignored, and so is what cannot be kept."""

    keeps = True
    """Whether what comes in is kept: then no text bears a mark of secrecy. What is only asked for may name one."""

    class Meta:
        unknown = marshmallow.RAISE

    are_people = False
    """Whether each such thing of a list is a person: then they are counted as people (人)."""

    roster: tuple[str, ...] = ()
    """The columns of such things as a paper, where nobody has chosen others; all of them where it says none."""

    @marshmallow.pre_load
    def _without_blanks(self, data: Any, **_: Any) -> Any:
        """What came in without texts of blanks where a field may be left out and takes none: such a one is not given.

        So a correction leaves alone what it names with a blank, and null is what takes a value away. What is only
        asked for is not loosened by it.
        """
        if not self.keeps or not isinstance(data, Mapping):
            return data
        blank = [key for key, value in data.items() if value.__class__ is str and is_blank(value)]
        if not blank:
            return data
        dropped = left_out_if_blank(type(self)).intersection(blank)
        return {key: value for key, value in data.items() if key not in dropped}

    told: Callable[[Any], Any] | None = None
    """What an answer shows of something within another, where that is not what is kept."""

    def on_bind_field(self, field_name: str, field_obj: marshmallow.fields.Field[Any]) -> None:
        """Every field that holds values itself, not in a schema of its own, takes only what is `storable`, and texts
        that people read only what they can see and what is `unmarked`."""
        inner = field_obj.inner if isinstance(field_obj, fields.List) else field_obj
        checked = inner if isinstance(field_obj, fields.AnyOf) else field_obj
        if not (isinstance(inner, fields.Nested) or field_obj.metadata.get(ROW_BY_ROW) or _has_bounds(checked)):
            checked.validators = [*checked.validators, self._check_of(inner)]

    def _check_of(self, declared: marshmallow.fields.Field[Any]) -> Callable[[Any], None]:
        if isinstance(declared, fields.Secret):
            return storable
        listed = any(isinstance(check, validate.OneOf) for check in declared.validators)
        named = listed or declared.metadata.get(fields.CLASSIFICATION)
        return unmarked if self.keeps and not named else readable


def _has_bounds(declared: marshmallow.fields.Field[Any]) -> bool:
    ranges = (check for check in declared.validators if isinstance(check, validate.Range))
    return any(None not in (check.min, check.max) for check in ranges)


NEEDS = "x-right"
"""Metadata of a field of an answer that wants a right of its own (字段权限); without it the answer says null there."""
FOR_PROGRAMS = "for_programs"
"""Metadata of a field that nobody fills in who keeps a table: other columns of the row say the same in words."""
LIKE = "like"
"""Metadata of a field of no declared shape: the schema whose fields those of the same name are like, in their words and
in the rights that they want."""
ROW_BY_ROW = "row_by_row"
"""Metadata of a field whose items are read one by one later, each with a schema: one bad row refuses no others."""
LARGEST = 2**63 - 1
"""Of a whole number, as the database keeps it: 64 bits."""


def storable(value: Any) -> None:
    """A validator for what the database, its patterns and JSON can hold: numbers of 64 bits, texts without NUL."""
    _must_pass(value, _nul)


def readable(value: Any) -> None:
    """A validator for what is `storable`, and texts of which everything can be seen."""
    _must_pass(value, _unseen)


def unmarked(value: Any) -> None:
    """A validator for what is `readable`, and texts that bear no mark of secrecy (密级标志)."""
    _must_pass(value, _marked)


def _nul(text: str) -> str | None:
    return "nul|不得含有空字符|It holds a NUL character" if "\x00" in text else None


def _unseen(text: str) -> str | None:
    return _nul(text) or fields.unseen(text)


def _marked(text: str) -> str | None:
    if wrong := _unseen(text):
        return wrong
    return "|".join(CLASSIFIED) if bears_mark(text) else None


CHECKS = (storable, readable, unmarked)
"""Of which every field has one."""


def _must_pass(value: Any, check: Callable[[str], str | None]) -> None:
    if wrong := _unstorable(value, check):
        raise marshmallow.ValidationError(wrong)


def _unstorable(value: Any, check: Callable[[str], str | None]) -> str | dict[Any, Any] | None:
    if isinstance(value, str):
        return check(value)
    if isinstance(value, int | Decimal):
        return (
            None
            if -LARGEST <= value <= LARGEST
            else "range|数值超出 64 位整数的范围|The number needs more than 64 bits"
        )
    if isinstance(value, Mapping):
        inner = {key: _unstorable(key, check) or _unstorable(one, check) for key, one in value.items()}
    elif isinstance(value, list):
        inner = {place: _unstorable(one, check) for place, one in enumerate(value)}
    else:
        return None
    return {place: wrong if isinstance(wrong, dict) else [wrong] for place, wrong in inner.items() if wrong} or None


class Id(marshmallow.fields.String):
    """An identifier: opaque, up to 64 letters, digits, dots, dashes and underscores."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", True)
        super().__init__(
            validate=validate.Regexp(
                r"^[A-Za-z0-9._-]{1,64}\Z", error="bad-id|标识格式不正确|This is not an identifier"
            ),
            **kwargs,
        )


class EntryOrText(fields.Nested):
    """An entry, or a text that says entries in words: as it stands, for whoever takes the row to read."""

    def __init__(self, nested: Any, most: int, **options: Any) -> None:
        super().__init__(nested, **options)
        self.text = fields.String(validate=[validate.Length(0, most), unmarked])

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        if isinstance(value, str):
            return self.text.deserialize(value)
        return super().deserialize(value, attr, data, **kwargs)


class PartialDate(marshmallow.fields.String):
    """A date that is known to the year, the month or the day: `1975`, `1975-08` or `1975-08-01`. It stays a string."""

    _FORM = re.compile(r"^([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?\Z")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = half_width(entered(super()._deserialize(value, attr, data, **kwargs)))
        match = self._FORM.match(text)
        try:
            if match is None:
                raise ValueError(text)
            year, month, day = match.groups()
            first = date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise marshmallow.ValidationError(
                "bad-partial-date|日期应精确到年、月或日，如“1975”、“1975-08”、“1975-08-01”"
                "|A date is YYYY, YYYY-MM or YYYY-MM-DD"
            ) from None
        fields.must_be_in_bounds(first.year)
        return text


class CursorQuery(Schema):
    """What a list takes that is read on from page to page alone."""

    keeps = False

    limit = fields.Int(load_default=50, validate=validate.Range(1, MAX_PAGE), metadata={"zh": "每页条数"})
    cursor = fields.Secret(
        load_default=None, validate=validate.Length(max=2048), metadata={"zh": "游标，取自上一页的下一页游标（“next”）"}
    )


class NumberedQuery(CursorQuery):
    """What a list takes that has one order: a cursor for machines, or a page number for the tables of a console."""

    page = fields.Int(load_default=None, validate=validate.Range(1, 2000), metadata={"zh": "页码，从 1 起"})
    page_size = fields.Int(
        load_default=None, validate=validate.Range(1, MAX_PAGE), metadata={"zh": "每页条数，与页码（“page”）同用"}
    )
    count = fields.Bool(load_default=False, metadata={"zh": "只要总数，不要条目"})

    @marshmallow.validates_schema(skip_on_field_errors=True)
    def its_periods_run_forward(self, data: Mapping[str, Any], **_: Any) -> None:
        """Raises ValidationError on the last day of a period (`…_to`) that lies before its first (`…_from`)."""
        wrong = {}
        for name, first in data.items():
            last_named = name.removesuffix("_from") + "_to"
            last = data.get(last_named) if name.endswith("_from") else None
            if first is not None and last is not None and last < first:
                wrong[last_named] = ["ends-before-begins|止日早于起日|The period ends before it begins"]
        if wrong:
            raise marshmallow.ValidationError(wrong)

    @marshmallow.validates_schema
    def _one_way_to_page(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("page") and data.get("cursor"):
            raise marshmallow.ValidationError(
                "page-and-cursor|页码与游标只能用其一|A page is asked for by its number or by a cursor, not by both",
                "cursor",
            )


class PageQuery(NumberedQuery):
    """What every other list takes."""

    sort = fields.String(load_default=None, validate=validate.Length(max=64), metadata={"zh": "排序，前加 - 为倒序"})


@cache
def page_of(item: type[Schema]) -> type[Schema]:
    """A page of `item`s: `items`, `next` (null on the last page), `total` with a page number or `count`."""
    return Schema.from_dict(  # type: ignore[return-value]
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True, metadata={"zh": "下一页游标"}),
            "total": fields.Int(allow_none=True, metadata={"zh": "总数（有上限）"}),
        },
        name=f"PageOf{item.__name__.removesuffix('Schema')}",
    )


@cache
def instance(schema: type[Schema]) -> Schema:
    """The one instance of a schema class; making one costs too much to do it for each use."""
    return schema()


def declared_in(schema: type[marshmallow.Schema]) -> Mapping[str, marshmallow.fields.Field[Any]]:
    """The fields of a class as they are declared, for who only looks: an instance would copy them all and keep them."""
    return {name: one for name, one in schema._declared_fields.items() if name not in schema.opts.exclude}


def nested_in(declared: marshmallow.fields.Nested) -> type[Schema]:
    """The schema class of what a field holds."""
    nested = declared.nested
    if not isinstance(nested, type) and callable(nested):
        nested = nested()
    return cast("type[Schema]", nested if isinstance(nested, type) else type(declared.schema))


@cache
def left_out_if_blank(schema: type[marshmallow.Schema]) -> frozenset[str]:
    """By their names in JSON the fields that may be left out, and take no text of blanks."""
    optional = {
        one.data_key or name: one
        for name, one in schema().load_fields.items()
        if not one.required and not isinstance(one, fields.Secret)
    }
    return frozenset(key for key, one in optional.items() if not _takes(one, ""))


def _takes(declared: marshmallow.fields.Field[Any], value: Any) -> bool:
    try:
        declared.deserialize(value)
    except marshmallow.ValidationError:
        return False
    return True


def load(schema: type[Schema], data: Mapping[str, Any]) -> dict[str, Any]:
    """Read what came in. Raises InvalidFields naming every wrong field."""
    try:
        loaded: dict[str, Any] = instance(schema).load(data)
    except marshmallow.ValidationError as error:
        raise InvalidFields(errors=field_errors(error)) from None
    return loaded


def field_errors(error: marshmallow.ValidationError, prefix: str = "") -> list[FieldError]:
    """What marshmallow found wrong, flattened to JSON pointers with messages in both languages."""
    found: list[FieldError] = []

    def walk(messages: Any, pointer: str) -> None:
        if isinstance(messages, Mapping):
            for key, inner in messages.items():
                step = "" if key == "_schema" else f"/{str(key).replace('~', '~0').replace('/', '~1')}"
                walk(inner, pointer + step)
        elif isinstance(messages, list):
            for inner in messages:
                walk(inner, pointer)
        else:
            code, zh, en = translate(str(messages))
            found.append(FieldError(pointer, code, zh, en))

    walk(error.normalized_messages(), prefix)  # type: ignore[no-untyped-call]
    return found


def plain(value: Any) -> Any:
    """A value as JSON has it: dates as ISO text, instants in UTC with Z, decimals as numbers."""
    if value is None or value.__class__ in (str, int, float, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal128):
        value = value.to_decimal()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


_Convert = Callable[[Any], Any]


@cache
def _plan(schema: type[Schema]) -> tuple[tuple[str, str, _Convert, marshmallow.fields.Field[Any]], ...]:
    """The steps of `present` for a schema: key, attribute, how to convert, and the field's own settings."""
    return tuple(
        (name, declared.attribute or name, _converter(declared), declared)
        for name, declared in instance(schema).fields.items()
        if not declared.load_only
    )


def _converter(declared: marshmallow.fields.Field[Any]) -> _Convert:
    if isinstance(declared, fields.Nested):
        inner = cast("type[Schema]", type(declared.schema))
        told = inner.told or _as_kept
        if declared.many:
            return lambda values: [present(inner, told(value)) for value in values]
        return lambda value: present(inner, told(value))
    if isinstance(declared, fields.List):
        convert = _converter(declared.inner)
        return lambda values: [convert(value) for value in values]
    return plain


def _as_kept(value: Any) -> Any:
    return value


_MISSING = marshmallow.missing


def present(schema: type[Schema], source: object, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Pick the fields that `schema` declares, from `values` first and else from `source` (a document or an object).

    A stored document's `_id` is its `id`. Raises LookupError for a required field that is nowhere: a fault in the
    service, never in what its caller sent.
    """
    out: dict[str, Any] = {}
    is_mapping = isinstance(source, Mapping)
    for key, attribute, convert, declared in _plan(schema):
        value: Any = _MISSING
        if values is not None and attribute in values:
            value = values[attribute]
        elif is_mapping:
            value = source.get(attribute, _MISSING)  # type: ignore[attr-defined]
            if value is _MISSING and attribute == "id":
                value = source.get("_id", _MISSING)  # type: ignore[attr-defined]
        else:
            value = getattr(source, attribute, _MISSING)
        if value is _MISSING:
            value = declared.dump_default
            if value is _MISSING:
                if declared.required:
                    raise LookupError(f"{schema.__name__} needs {key}, which the service did not give")
                if not declared.allow_none:
                    continue
                value = None
        out[key] = None if value is None else convert(value)
    return out


@cache
def guarded_fields(
    schema: type[marshmallow.Schema],
) -> tuple[tuple[tuple[str, ...], marshmallow.fields.Field[Any]], ...]:
    """The fields of an answer that want a right of their own, those of what it holds too: each with its place."""
    found: list[tuple[tuple[str, ...], marshmallow.fields.Field[Any]]] = []
    for name, declared in declared_in(schema).items():
        if NEEDS in declared.metadata:
            found.append(((declared.data_key or name,), declared))
            continue
        inner = declared.inner if isinstance(declared, fields.List) else declared
        nested = nested_in(inner) if isinstance(inner, fields.Nested) else declared.metadata.get(LIKE)
        if isinstance(nested, type) and issubclass(nested, marshmallow.Schema) and nested is not schema:
            found += [((declared.data_key or name, *place), one) for place, one in guarded_fields(nested)]
    return tuple(found)


@cache
def guarded(schema: type[marshmallow.Schema]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The places of those fields, each with the right that it wants."""
    return tuple((place, str(declared.metadata[NEEDS])) for place, declared in guarded_fields(schema))


def withhold(schema: type[marshmallow.Schema], answer: Any, reader: Principal) -> Any:
    """An answer without what its reader has no right to: there it says null.

    Of themselves (`id` or `cadre_id`) they are told what they have a right to as the person that they are.
    """
    for place, right in guarded(schema):
        if not reader.may(right):
            _hide(answer, place, reader.within(right))
    return answer


def _hide(shown: Any, place: tuple[str, ...], told: Scope) -> None:
    for one in shown if isinstance(shown, list) else [shown]:
        if not isinstance(one, dict) or place[0] not in one or told.allows((), one.get("cadre_id") or one.get("id")):
            continue
        if len(place) == 1:
            one[place[0]] = None
        else:
            _hide(one[place[0]], place[1:], told)

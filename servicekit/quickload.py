"""The fast way in for rows that are right, which nearly all are: a schema compiled to plain checks.

A compiled reader answers exactly what marshmallow's `load` would, or raises `Doubt`; whoever is in doubt asks
marshmallow, which then words the errors. So it may be strict about what it knows, and never has to explain.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import Any

import marshmallow
from marshmallow import validate

from servicekit import fields
from servicekit.blanks import entered, hidden, is_blank
from servicekit.schema import CHECKS, LARGEST, EntryOrText, Id, PartialDate, Schema, left_out_if_blank
from servicekit.secrecy import bears_mark

Read = Callable[[Any], Any]
_HOOKS = ("post_load", "validates", "validates_schema")
_ISO_LENGTH = 10


class Doubt(Exception):
    """Not plainly right: to be read again by marshmallow."""


@cache
def reader(schema: type[Schema]) -> Callable[[Any], dict[str, Any]] | None:
    """The compiled reader of a schema; None where it has a field or a hook that is not known here."""
    try:
        return _compile(schema())
    except Doubt:
        return None


def _compile(schema: marshmallow.Schema) -> Callable[[Any], dict[str, Any]]:
    if any(map(schema._hooks.get, _HOOKS)) or schema.unknown != marshmallow.RAISE:
        raise Doubt()
    if schema._hooks["pre_load"] != Schema._hooks["pre_load"]:
        raise Doubt()
    steps = [_step(name, declared) for name, declared in schema.load_fields.items()]
    known = frozenset(key for key, *_ in steps)
    missing = object()
    dropped = left_out_if_blank(type(schema)) if getattr(schema, "keeps", False) else frozenset[str]()

    def read(data: Any) -> dict[str, Any]:
        if data.__class__ is not dict or not known.issuperset(data):
            raise Doubt()
        get = data.get
        out: dict[str, Any] = {}
        for key, attribute, accept, none, default, made, required in steps:
            value = get(key, missing)
            if value.__class__ is str and key in dropped and is_blank(value):
                value = missing
            if value is missing:
                if required:
                    raise Doubt()
                if made is not None:
                    out[attribute] = made()
                elif default is not marshmallow.missing:
                    out[attribute] = default
            elif value is None:
                if not none:
                    raise Doubt()
                out[attribute] = None
            else:
                out[attribute] = accept(value)
        return out

    return read


_Step = tuple[str, str, Read, bool, Any, Callable[[], Any] | None, bool]


def _step(name: str, declared: fields.Field[Any]) -> _Step:
    default = declared.load_default
    made = default if callable(default) else None
    attribute = declared.attribute or name
    if "." in attribute:
        raise Doubt()
    return (
        declared.data_key or name,
        attribute,
        _accept(declared),
        bool(declared.allow_none),
        default,
        made,
        declared.required,
    )


def _accept(declared: fields.Field[Any]) -> Read:
    accept = _type(declared)
    checks = [_check(validator) for validator in declared.validators if validator not in CHECKS]
    if not checks:
        return accept
    if len(checks) == 1:
        check = checks[0]

        def one(value: Any) -> Any:
            value = accept(value)
            if not check(value):
                raise Doubt()
            return value

        return one

    def several(value: Any) -> Any:
        value = accept(value)
        if not all(check(value) for check in checks):
            raise Doubt()
        return value

    return several


def _type(declared: fields.Field[Any]) -> Read:
    kind = type(declared)
    if kind is fields.String:
        return _entered
    if isinstance(declared, fields.Formed):
        return _formed(declared.form)
    if kind in (fields.Secret, Id):
        return _text
    if kind is PartialDate:
        return _partial
    if kind is fields.Integer:
        return _whole
    if kind is fields.Boolean:
        return _boolean
    if kind is fields.Date and declared.format in (None, "iso"):  # type: ignore[attr-defined]
        return _date
    if kind is fields.Nested and not declared.many and declared.unknown is None:  # type: ignore[attr-defined]
        return _nested(declared)
    if isinstance(declared, EntryOrText):
        text, entry = _accept(declared.text), _nested(declared)
        return lambda value: text(value) if value.__class__ is str else entry(value)
    if kind is fields.List:
        return _list(_accept(declared.inner), bool(declared.inner.allow_none))  # type: ignore[attr-defined]
    raise Doubt()


def _nested(declared: fields.Field[Any]) -> Read:
    """What is nested, compiled too; where it has hooks and may be left out, a row is in doubt only with it."""
    try:
        return _compile(declared.schema)  # type: ignore[attr-defined]
    except Doubt:
        if declared.required:
            raise
        return _doubtful


def _doubtful(value: Any) -> Any:
    raise Doubt()


def _text(value: Any) -> Any:
    if value.__class__ is not str or "\x00" in value:
        raise Doubt()
    return value


def _entered(value: Any) -> Any:
    return _seen(_text(value))


@lru_cache(maxsize=16384)
def _seen(text: str) -> str:
    """Columns repeat themselves: codes, units, titles, schools."""
    return _plain(entered(text))


def _formed(form: Callable[[str], str]) -> Read:
    formed = lru_cache(maxsize=4096)(lambda text: _plain(form(_seen(text))))
    return lambda value: formed(_text(value))


def _plain(text: str) -> str:
    if hidden(text) is not None or bears_mark(text):
        raise Doubt()
    return text


def _whole(value: Any) -> Any:
    if value.__class__ is not int or not -LARGEST <= value <= LARGEST:
        raise Doubt()
    return value


def _boolean(value: Any) -> Any:
    if value.__class__ is not bool:
        raise Doubt()
    return value


def _list(accept: Read, none: bool) -> Read:
    def read(value: Any) -> Any:
        if value.__class__ is not list or (not none and None in value):
            raise Doubt()
        return [None if item is None else accept(item) for item in value]

    return read


@lru_cache(maxsize=8192)
def _is_partial(text: str) -> bool:
    try:
        return bool(PartialDate().deserialize(text) == text)
    except marshmallow.ValidationError:
        return False


def _partial(value: Any) -> Any:
    if value.__class__ is not str or not _is_partial(value):
        raise Doubt()
    return value


def _date(value: Any) -> Any:
    if value.__class__ is not str or len(value) != _ISO_LENGTH or value[4] != "-" or value[7] != "-":
        raise Doubt()
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Doubt() from None
    if not fields.EARLIEST <= day.year <= fields.LATEST:
        raise Doubt()
    return day


def _check(validator: Any) -> Callable[[Any], bool]:
    kind = type(validator)
    if kind is validate.Length:
        least, most = validator.min or 0, validator.max if validator.max is not None else 1 << 62
        if validator.equal is not None:
            least = most = validator.equal
        return lambda value: least <= len(value) <= most
    if kind is validate.OneOf and all(isinstance(choice, str) for choice in validator.choices):
        return frozenset(validator.choices).__contains__
    if kind is validate.Regexp:
        match = validator.regex.match
        return lambda value: match(value) is not None

    def ask(value: Any) -> bool:
        try:
            validator(value)
        except marshmallow.ValidationError:
            return False
        return True

    return ask

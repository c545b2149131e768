"""Fields that several schemas share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import marshmallow

from servicekit import standards
from servicekit.forms import listed
from servicekit.lifecycle import RULES, Following
from servicekit.schema import Id, Schema, fields, validate
from services.registry.vocabulary import names


def text(
    zh: str,
    most: int = 200,
    *,
    required: bool = False,
    least: int = 0,
    default: str | None = "",
    example: Any = None,
    form: Callable[[str], str] | None = None,
    words: Following | None = None,
    described: str | None = None,
) -> fields.String:
    """A text of at most `most` characters; `default` is what a missing one becomes, `form` gives its one form."""
    metadata: dict[str, Any] = {"zh": zh} if words is None else {"zh": zh, "words": words}
    if example is not None:
        metadata["example"] = example
    if described is not None:
        metadata["description"] = described
    kind = partial(fields.Formed, form) if form else fields.String
    check = validate.Length(1 if required and not least else least, most)
    if required:
        return kind(required=True, validate=check, metadata=metadata)
    return kind(load_default=default, allow_none=default is None, validate=check, metadata=metadata)


def called(zh: str, most: int = 200, **options: Any) -> fields.String:
    """The name of a unit or a post, kept in one form however it was typed."""
    return text(zh, most, form=names.written, **options)


_CODE = validate.Regexp(r"^[A-Za-z0-9._-]{1,40}\Z", error="bad-code|编码格式不正确|This is not a code")


def code_field(zh: str, **options: Any) -> fields.String:
    """The code of a unit or a post; one that was typed in full width is the same."""
    example = options.pop("example", None)
    metadata = {"zh": zh, **({"example": example} if example else {})}
    return fields.Formed(names.kept, validate=_CODE, metadata=metadata, **options)


MOST_NAME = 60
"""Characters of a person's name."""


def person_name(zh: str = "姓名", **options: Any) -> fields.String:
    """A person's name (姓名), kept in one form however it was typed; without any letter it is none."""
    checks = [validate.Length(1, MOST_NAME), _must_name]
    return fields.Formed(names.of_a_person, validate=checks, metadata={"zh": zh}, **options)


def _must_name(name: str) -> None:
    if not any(sign.isalpha() for sign in name):
        raise marshmallow.ValidationError("no-letter|姓名中须有文字|A name has a letter in it")


def one_of(zh: str, allowed: Mapping[str, str], **kwargs: Any) -> fields.String:
    """A code out of a list; the labels of the list go into the description."""
    described = "；".join(f"{code} {label}" for code, label in allowed.items())
    return listed(allowed, zh, metadata={"description": described}, **kwargs)


def any_of(zh: str, allowed: Mapping[str, str], **kwargs: Any) -> fields.AnyOf:
    """A filter by one or several codes out of a list."""
    return fields.AnyOf(one_of(zh, allowed), **kwargs)


def post_level(zh: str = "领导职务层次（GB/T 12407）", **kwargs: Any) -> fields.String:
    """A post level of GB/T 12407."""
    return one_of(zh, standards.POST_LEVELS, **kwargs)


def rank(zh: str = "职级", **kwargs: Any) -> fields.String:
    """A rank of the Civil Servant Law."""
    return one_of(zh, standards.RANKS, **kwargs)


class OverrideIn(Schema):
    """破格、特殊需要: who answers for setting checks aside, and on which written basis."""

    by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True, least=4)


class OverrideOut(Schema):
    """An override as recorded, with the rules it set aside."""

    by = fields.String(required=True, metadata={"zh": "具名负责人"})
    basis = fields.String(required=True, metadata={"zh": "书面依据"})
    findings = fields.List(fields.String(), required=True, metadata={"zh": "被越过的规则", "words": RULES})


class VoidOut(Schema):
    """Why an entry no longer counts."""

    by = fields.String(required=True, metadata={"zh": "经办"})
    basis = fields.String(required=True, metadata={"zh": "依据"})
    at = fields.AwareDateTime(required=True, metadata={"zh": "时间"})


class LiftedOut(Schema):
    """Who let it take effect, and from which day."""

    by = fields.String(required=True, metadata={"zh": "经办"})
    basis = fields.String(required=True, metadata={"zh": "依据"})
    on = fields.String(required=True, metadata={"zh": "生效时间"})
    at = fields.AwareDateTime(required=True, metadata={"zh": "时间"})
    findings = fields.List(fields.String(), required=True, metadata={"zh": "被越过的规则", "words": RULES})


class HoldOut(Schema):
    """Why a decision did not take effect on its day."""

    planned = fields.String(required=True, metadata={"zh": "原定生效时间"})
    rules = fields.List(fields.String(), required=True, metadata={"zh": "不符合的规则", "words": RULES})
    zh = fields.String(required=True, metadata={"zh": "原因"})
    en = fields.String(required=True, metadata={"zh": "原因（英文）"})
    at = fields.AwareDateTime(required=True, metadata={"zh": "暂缓时间"})
    lifted = fields.Nested(LiftedOut, allow_none=True, metadata={"zh": "解除暂缓"})


def override_field() -> fields.Nested:
    """The override of a command; none by default."""
    return fields.Nested(OverrideIn, load_default=None, allow_none=True, metadata={"zh": "破格依据"})


class Snapshots(Schema):
    """Of which cadres, units or posts it is asked what they are called, or all that read models keep."""

    ids = fields.List(Id(), required=True, validate=validate.Length(1, 500), metadata={"zh": "标识"})

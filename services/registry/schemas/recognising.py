"""Units, posts and persons as a table names them, and which those are."""

from __future__ import annotations

from servicekit.schema import Id, Schema, fields, validate

MOST = 2000
"""Of each, at once."""
MOST_SAID = 200
"""Characters of a name."""


def _said(zh: str) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(0, MOST_SAID), metadata={"zh": zh})


class PostSaid(Schema):
    """A post by code or title; a title within its unit."""

    said = _said("职位编码或名称")
    unit = _said("单位")


class PersonSaid(Schema):
    """A person by identity number, or by name, within a unit where one is told."""

    name = _said("姓名")
    number = fields.String(load_default="", load_only=True, metadata={"zh": "公民身份号码"})
    unit = _said("单位")


class Recognise(Schema):
    """What a table says, each to be answered in its place."""

    units = fields.List(
        fields.String(), load_default=list, validate=validate.Length(0, MOST), metadata={"zh": "单位编码、名称或标识"}
    )
    posts = fields.List(
        fields.Nested(PostSaid), load_default=list, validate=validate.Length(0, MOST), metadata={"zh": "职位"}
    )
    persons = fields.List(
        fields.Nested(PersonSaid), load_default=list, validate=validate.Length(0, MOST), metadata={"zh": "人员"}
    )


class Candidate(Schema):
    """One of several: where it is, and what, without a person's name or number."""

    unit = fields.String(required=True, metadata={"zh": "单位"})
    title = fields.String(required=True, metadata={"zh": "职务或职位"})


class Found(Schema):
    """Which one it is, or which it may be."""

    id = Id(required=True, allow_none=True, metadata={"zh": "标识"})
    otherwise_named = fields.Bool(required=True, metadata={"zh": "号码属于另一姓名"})
    tried_too_often = fields.Bool(required=True, metadata={"zh": "同一地区、同一出生日期的号码试填过多，不予核对"})
    candidates = fields.List(fields.Nested(Candidate), required=True, metadata={"zh": "可能的对象"})


class RecognisedOut(Schema):
    """The answers, in the order of what was asked."""

    units = fields.List(fields.Nested(Found), required=True)
    posts = fields.List(fields.Nested(Found), required=True)
    persons = fields.List(fields.Nested(Found), required=True)

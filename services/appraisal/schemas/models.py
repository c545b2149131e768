"""Schemas: versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import marshmallow

from servicekit.forms import AHEAD, among, choice, day, given, listed, synthetic, text, wanted, whole, words
from servicekit.schema import PageQuery, Schema, fields, validate
from services.appraisal.schemas.common import SOURCES
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.models import Method, ModelState

MOST_PLACES = 6
MOST_DIMENSIONS_READ = 50
"""More than a model may have, so that the refusal can say which is the eleventh."""


def _few_places(value: Decimal) -> None:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -MOST_PLACES:
        raise marshmallow.ValidationError(
            f"too-many-places|小数最多 {MOST_PLACES} 位|At most {MOST_PLACES} decimal places"
        )


EMPTY = {"neutral": "按中间值", "zero": "按零分"}


def decimal(zh: str, least: str, most: str, **options: Any) -> fields.Decimal:
    """An exact number within bounds, with at most six decimal places."""
    bounds = validate.Range(Decimal(least), Decimal(most))
    return fields.Decimal(validate=[bounds, _few_places], metadata={"zh": zh}, **options)


def source(zh: str = "来源") -> fields.String:
    """A key of the dictionary of sources."""
    return text(zh, 60, required=True, metadata={"words": SOURCES})


class FeedIn(Schema):
    """A source that a dimension draws on, with its share and its scale."""

    source = source()
    share = decimal("份额", "0", "1", required=True)
    method = choice(Method, "取值方式", required=True)
    at_zero = decimal("得 0 分的数值", "-1000000", "1000000", required=True)
    at_hundred = decimal("得 100 分的数值", "-1000000", "1000000", required=True)
    years = whole("计入年限", 1, 50, required=True)
    fades = fields.Boolean(load_default=False, metadata={"zh": "随时间递减"})
    empty = listed(EMPTY, "缺少素材时", load_default="neutral")


class DimensionIn(Schema):
    """A dimension (维度)."""

    key = fields.String(
        required=True, validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,39}\Z"), metadata={"zh": "维度编码"}
    )
    zh = text("名称", 60, required=True)
    en = text("英文名称", 100, required=True)
    weight = decimal("权重", "0", "1", required=True)
    example = fields.Boolean(load_default=False, metadata={"zh": "示例"})
    feeds = fields.List(
        fields.Nested(FeedIn), required=True, validate=validate.Length(1, 20), metadata={"zh": "素材来源"}
    )


class LeverIn(Schema):
    """The deeds as the lever."""

    positive_source = source("正面事来源")
    negative_source = source("负面事来源")
    points = decimal("每件分值", "0", "100", required=True)
    cap = decimal("上限", "0", "100", required=True)
    years = whole("计入年限", 1, 50, required=True)


class ExtensionIn(Schema):
    """The evaluation in major matters as the extension."""

    source = source()
    share = decimal("份额", "0", "1", required=True)
    years = whole("计入年限", 1, 50, required=True)


class DraftModel(Schema):
    """Write a new version of a model."""

    kind = choice(SubjectKind, "对象", required=True)
    zh = text("名称", required=True)
    en = text("英文名称", required=True)
    dimensions = fields.List(
        fields.Nested(DimensionIn),
        required=True,
        validate=validate.Length(1, MOST_DIMENSIONS_READ),
        metadata={"zh": "维度"},
    )
    lever = fields.Nested(LeverIn, required=True, metadata={"zh": "正负面五件事"})
    extension = fields.Nested(ExtensionIn, required=True, metadata={"zh": "大事要事担当担责度"})
    neutral = decimal("缺少素材时的取值", "0", "100", required=True)
    basis = text("书面依据", 1000, required=True)
    verified = fields.Boolean(load_default=False, metadata={"zh": "依据已核实"})
    note = words("说明", 1000)
    synthetic = synthetic()


class ModelOf(Schema):
    model_id = wanted("模型版本")


class PublishModel(ModelOf):
    """Publish a version; the indices are computed anew when it holds."""

    published_by = text("具名负责人", 100, required=True)
    valid_from = day("生效日期", AHEAD, load_default=None, allow_none=True)


CompareModels: type[Schema] = ModelOf.from_dict(  # type: ignore[assignment]
    {"with": wanted("与之比较的版本")}, name="CompareModels"
)
"""Compare a version with another; `with` is no name that a class body can hold."""


class ListModels(PageQuery):
    kind = among(SubjectKind, "对象")
    state = among(ModelState, "状态")


class CalledOut(Schema):
    """What a version calls a dimension."""

    key = given("维度编码")
    zh = given("名称")
    en = given("英文名称")


class ModelLine(Schema):
    """A version of a model, in a list."""

    id = given("标识")
    version = fields.Integer()
    kind = given("对象")
    number = fields.Integer(metadata={"zh": "版本号"})
    zh = given("名称")
    en = given("英文名称")
    state = given("状态")
    dimensions = fields.List(fields.Nested(CalledOut), metadata={"zh": "各维度的名称"})
    valid_from = fields.Date(allow_none=True, metadata={"zh": "生效日期"})
    basis = given("书面依据")
    verified = fields.Boolean(metadata={"zh": "依据已核实"})
    note = given("说明", allow_none=True)
    published_by = given("发布人", allow_none=True)
    published_at = fields.DateTime(allow_none=True, metadata={"zh": "发布时间"})
    synthetic = fields.Boolean()


class ModelOut(ModelLine):
    """A version of a model with all that is in it."""

    dimensions = fields.List(fields.Nested(DimensionIn), metadata={"zh": "维度"})
    lever = fields.Nested(LeverIn, metadata={"zh": "正负面五件事"})
    extension = fields.Nested(ExtensionIn, metadata={"zh": "大事要事担当担责度"})
    neutral = fields.Decimal(metadata={"zh": "缺少素材时的取值"})


class DifferenceOut(Schema):
    """One thing in which two versions differ."""

    what = given("所在")
    before = given("前", allow_none=True)
    after = given("后", allow_none=True)


class ComparisonOut(Schema):
    """Two versions beside each other."""

    model_id = given("模型版本")
    with_id = given("与之比较的版本")
    differences = fields.List(fields.Nested(DifferenceOut), metadata={"zh": "差异"})

"""Programmes and batches: what commands take and what is answered."""

from __future__ import annotations

from typing import Any

from servicekit.forms import (
    AHEAD,
    among,
    among_ids,
    among_keys,
    choice,
    day,
    given,
    searched,
    synthetic,
    text,
    wanted,
    whole,
)
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from services.incentive.schemas.revisions import RevisionOut
from services.incentive.vocabulary.programmes import BatchState, Level, ProgrammeState

MOST_FIELDS = 50


def _fields(**options: Any) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=validate.Length(1, 60)),
        validate=validate.Length(max=MOST_FIELDS),
        metadata={"zh": "推荐领域（字典“incentive.fields”）"},
        **options,
    )


def _quotas(**options: Any) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Length(1, 60)),
        values=fields.Integer(strict=True, validate=validate.Range(0, 100_000)),
        validate=validate.Length(max=MOST_FIELDS),
        metadata={"zh": "各领域名额"},
        **options,
    )


class OpenProgramme(Schema):
    """Set up a programme of honours."""

    code = text("编号", 40, required=True)
    title = text("名称", required=True)
    level = choice(Level, "级别", required=True)
    authority = text("表彰机关", required=True)
    field_keys = _fields(load_default=list)
    synthetic = synthetic()


class ChangeProgramme(Schema):
    """Put right what a programme is called, or who confers its honours; its certificates say so from then on."""

    programme_id = wanted("项目")
    title = text("名称")
    authority = text("表彰机关")
    basis = text("依据", 500, required=True)


class ProgrammeOf(Schema):
    programme_id = wanted("项目")


class ListProgrammes(PageQuery):
    q = searched()
    level = among(Level, "级别")
    code = among_keys("编号", 40)


class ProgrammeOut(Schema):
    """A programme of honours (表彰项目)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    level = stated(Level, "级别", required=False)
    authority = given("表彰机关")
    field_keys = fields.List(fields.String(), metadata={"zh": "推荐领域", "words": "incentive.fields"})
    state = given("状态", ProgrammeState)
    revisions = fields.List(fields.Nested(RevisionOut), metadata={"zh": "更正记录"})
    synthetic = fields.Boolean()


class OpenBatch(Schema):
    """Open a batch of a programme for nominations."""

    programme_id = wanted("项目")
    title = text("名称", required=True)
    number = whole("批次", 1, 1000, required=True)
    quota = whole("名额", 1, 100_000, required=True)
    quota_by_field = _quotas(load_default=dict)
    opens_on = day("开始日期", AHEAD, required=True)
    closes_on = day("结束日期", AHEAD, required=True)
    synthetic = synthetic()


class ChangeBatch(Schema):
    """Change a batch: its title, its quota, its last day."""

    batch_id = wanted("批次")
    title = text("名称")
    quota = whole("名额", 1, 100_000)
    quota_by_field = _quotas()
    closes_on = day("结束日期", AHEAD)


class BatchOf(Schema):
    batch_id = wanted("批次")


class EndBatch(Schema):
    """End a batch now; what is open in it expires."""

    batch_id = wanted("批次")
    basis = text("依据", 500, required=True)


class ListBatches(PageQuery):
    q = searched()
    programme_id = among_ids("项目")
    state = among(BatchState, "状态")


class BatchOut(Schema):
    """A batch (批次) with its quota."""

    id = given("标识")
    version = fields.Integer()
    programme_id = given("项目")
    title = given("名称")
    number = fields.Integer(metadata={"zh": "批次"})
    level = stated(Level, "级别", required=False)
    quota = fields.Integer(metadata={"zh": "名额"})
    quota_by_field = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"zh": "各领域名额", "words": "incentive.fields"}
    )
    reserved = fields.Integer(metadata={"zh": "已预留"})
    named = fields.Integer(metadata={"zh": "已命名"})
    taken_by_field = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"zh": "各领域已占用", "words": "incentive.fields"}
    )
    opens_on = fields.Date(metadata={"zh": "开始日期"})
    closes_on = fields.Date(metadata={"zh": "结束日期"})
    field_keys = fields.List(fields.String(), metadata={"zh": "推荐领域", "words": "incentive.fields"})
    state = given("状态")
    synthetic = fields.Boolean()

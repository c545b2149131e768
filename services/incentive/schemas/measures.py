"""Taken and answered: measures (激励措施) and what is granted of them."""

from __future__ import annotations

from servicekit.forms import (
    AHEAD,
    among,
    among_ids,
    among_persons,
    choice,
    day,
    given,
    other,
    searched,
    synthetic,
    text,
    wanted,
)
from servicekit.lifecycle import words_of
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import stated
from services.incentive.vocabulary.measures import GrantState, MeasureKind, MeasureState


class OpenMeasure(Schema):
    """Enter a measure in the catalogue."""

    code = text("编号", 40, required=True)
    title = text("名称", required=True)
    kind = choice(MeasureKind, "类别", required=True)
    basis = text("依据", 500, required=True)
    verified = fields.Boolean(load_default=False, metadata={"zh": "依据已核实"})
    valid_from = day("适用起", AHEAD, load_default=None, allow_none=True)
    valid_to = day("适用止", AHEAD, load_default=None, allow_none=True)
    barred_by_restriction = fields.Boolean(load_default=True, metadata={"zh": "限制期内不适用"})
    synthetic = synthetic()


class MeasureOf(Schema):
    measure_id = wanted("措施")


class ListMeasures(PageQuery):
    q = searched()
    kind = among(MeasureKind, "类别")
    state = among(words_of(MeasureState), "状态")


class MeasureOut(Schema):
    """A measure (激励措施)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    kind = given("类别")
    basis = given("依据")
    verified = fields.Boolean(metadata={"zh": "依据已核实"})
    valid_from = fields.Date(allow_none=True, metadata={"zh": "适用起"})
    valid_to = fields.Date(allow_none=True, metadata={"zh": "适用止"})
    barred_by_restriction = fields.Boolean(metadata={"zh": "限制期内不适用"})
    state = stated(MeasureState)
    synthetic = fields.Boolean()


class GiveGrant(Schema):
    """Grant a measure to a cadre."""

    measure_id = wanted("措施")
    cadre_id = wanted("干部")
    granted_by = text("批准人", 100, required=True)
    basis = text("依据", 500, required=True)
    honour_id = other("所依荣誉")
    begins = day("起", AHEAD, load_default=None, allow_none=True)
    ends = day("止", AHEAD, load_default=None, allow_none=True)
    synthetic = synthetic()


class GrantRow(Schema):
    """A row of an import: the measure by its code."""

    measure_code = text("措施编码", 40, required=True)
    cadre_id = wanted("干部")
    granted_by = text("批准人", 100, required=True)
    basis = text("依据", 500, required=True)
    begins = day("起", AHEAD, required=True)
    ends = day("止", AHEAD, load_default=None, allow_none=True)
    synthetic = synthetic()


class GrantOf(Schema):
    grant_id = wanted("激励")


class RevokeGrant(GrantOf):
    """Take a grant back."""

    revoked_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class ListGrants(PageQuery):
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位")
    measure_id = among_ids("措施")
    state = among(GrantState, "状态")


class GrantOut(Schema):
    """A measure granted to a cadre."""

    id = given("标识")
    version = fields.Integer()
    measure_id = given("措施")
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    granted_by = given("批准人")
    basis = given("依据")
    honour_id = given("所依荣誉", allow_none=True)
    begins = fields.Date(metadata={"zh": "起"})
    ends = fields.Date(allow_none=True, metadata={"zh": "止"})
    state = given("状态")
    revoked_by = given("撤销人", allow_none=True)
    revocation_basis = given("撤销依据", allow_none=True)
    synthetic = fields.Boolean()

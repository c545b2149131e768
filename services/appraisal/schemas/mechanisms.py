"""Taken and answered: mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from typing import Any

from servicekit.forms import AHEAD, among, choice, day, given, searched, synthetic, text, wanted
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import timeline
from services.appraisal.schemas.common import state_of
from services.appraisal.vocabulary.mechanisms import LIFE, Kind, State


def _serves(**options: Any) -> fields.List[Any]:
    return fields.List(
        choice(Kind, "考察类别"), validate=validate.Length(1, len(Kind)), metadata={"zh": "适用的考察类别"}, **options
    )


class OpenMechanism(Schema):
    """Enter a mechanism in the catalogue; `example` marks a name that no source gives."""

    code = text("编号", 40, required=True)
    zh = text("中文名称", required=True)
    en = text("英文名称", required=True)
    serves = _serves(required=True)
    basis = text("依据", 500, required=True)
    example = fields.Boolean(load_default=False, metadata={"zh": "示例名称"})
    valid_from = day("适用起", AHEAD, load_default=None, allow_none=True)
    valid_to = day("适用止", AHEAD, load_default=None, allow_none=True)
    in_use = fields.Boolean(load_default=False, metadata={"zh": "立即启用"})
    synthetic = synthetic()


class MechanismOf(Schema):
    mechanism_id = wanted("机制")


class ChangeMechanism(MechanismOf):
    """Change what is written of a mechanism; what is left out stays."""

    zh = text("中文名称")
    en = text("英文名称")
    serves = _serves()
    basis = text("依据", 500)
    example = fields.Boolean(metadata={"zh": "示例名称"})
    valid_from = day("适用起", AHEAD, allow_none=True)
    valid_to = day("适用止", AHEAD, allow_none=True)


class RetireMechanism(MechanismOf):
    """From when on a mechanism is no longer used, and why."""

    valid_to = day("最后适用日", AHEAD, load_default=None, allow_none=True)
    basis = text("依据", 500, required=True)


class ListMechanisms(PageQuery):
    q = searched()
    state = state_of(State)
    serves = among(Kind, "适用的考察类别")


class MechanismLine(Schema):
    """A mechanism in a list."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    zh = given("中文名称")
    en = given("英文名称")
    serves = fields.List(fields.String(), metadata={"zh": "适用的考察类别"})
    basis = given("依据")
    example = fields.Boolean(metadata={"zh": "示例名称"})
    valid_from = fields.Date(allow_none=True, metadata={"zh": "适用起"})
    valid_to = fields.Date(allow_none=True, metadata={"zh": "适用止"})
    state = given("状态")
    synthetic = fields.Boolean()


class MechanismOut(MechanismLine):
    """A mechanism (考察制度机制) with its history."""

    timeline = timeline(LIFE)

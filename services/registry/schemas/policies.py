"""The register of policies, from outside."""

from __future__ import annotations

from typing import Any

from servicekit.errors import with_words
from servicekit.forms import among_ids
from servicekit.lifecycle import words_of
from servicekit.schema import Id, PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from services.registry.schemas.common import any_of, one_of, text
from services.registry.vocabulary.policies import CAN_BE_PUT, CLASSIFICATIONS, PolicyState

KINDS = {
    "policy": "干部政策",
    "measure": "措施办法",
    "quality_measure": "提质增效措施",
    "power_handed_down": "取消下放职权",
    "simplified_procedure": "简化流程",
}


def _classification(zh: str, **options: Any) -> fields.String:
    """A degree by its code; what is none that the platform takes is refused with what that is (`must_be_open`)."""
    metadata = {"zh": zh, "example": "public", fields.CLASSIFICATION: True}
    return fields.String(validate=validate.Length(1, 20), metadata=metadata, **options)


class RegisterPolicy(Schema):
    """A document for the register. Classified documents (秘密 and above) are refused."""

    title = text("标题", 300, required=True)
    kind = one_of("类别", KINDS, required=True)
    classification = _classification(f"密级：{with_words(CLASSIFICATIONS)}；秘密及以上不得录入", required=True)
    number = text("文号", 60, default=None, least=1)
    issuer = text("发文机关")
    issued_on = fields.Date(load_default=None, allow_none=True, metadata={"zh": "发文日期"})
    effective_from = fields.Date(load_default=None, allow_none=True, metadata={"zh": "施行日期"})
    effective_to = fields.Date(load_default=None, allow_none=True, metadata={"zh": "失效日期"})
    text = text("正文", 50_000)
    keywords = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        load_default=list,
        validate=validate.Length(0, 30),
        metadata={"zh": "关键词"},
    )
    part_of = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "所属文件"})
    synthetic = fields.Bool(load_default=False, metadata={"zh": "虚构数据"})


class ChangePolicy(Schema):
    """Change a document of the register, or repeal it."""

    policy_id = Id(metadata={"zh": "文件"})
    title = text("标题", 300, default=None, least=1)
    classification = _classification("密级", load_default=None, allow_none=True)
    issuer = text("发文机关", default=None)
    issued_on = fields.Date(allow_none=True, metadata={"zh": "发文日期"})
    effective_from = fields.Date(allow_none=True, metadata={"zh": "施行日期"})
    effective_to = fields.Date(allow_none=True, metadata={"zh": "失效日期"})
    text = text("正文", 50_000, default=None)
    keywords = fields.List(
        fields.String(validate=validate.Length(1, 40)), validate=validate.Length(0, 30), metadata={"zh": "关键词"}
    )
    state = one_of("状态", CAN_BE_PUT)


class GetPolicy(Schema):
    """Which document."""

    policy_id = Id(metadata={"zh": "文件"})


class ListPolicies(PageQuery):
    """Documents by kind, date and words; all words must be there."""

    q = fields.String(
        load_default=None, validate=validate.Length(1, 100), metadata={"zh": "检索词", "example": "政治素质考察"}
    )
    kind = any_of("类别", KINDS)
    state = any_of("状态", words_of(PolicyState))
    classification = any_of("密级", CLASSIFICATIONS)
    part_of = among_ids("所属文件")
    issued_from = fields.Date(load_default=None, metadata={"zh": "发文日期自"})
    issued_before = fields.Date(load_default=None, metadata={"zh": "发文日期早于"})


class PolicyLine(Schema):
    """A document in a list, without its text."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    title = fields.String(required=True, metadata={"zh": "标题"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    classification = fields.String(required=True, metadata={"zh": "密级"})
    number = fields.String(allow_none=True, metadata={"zh": "文号"})
    issuer = fields.String(required=True, metadata={"zh": "发文机关"})
    issued_on = fields.Date(allow_none=True, metadata={"zh": "发文日期"})
    effective_from = fields.Date(allow_none=True, metadata={"zh": "施行日期"})
    effective_to = fields.Date(allow_none=True, metadata={"zh": "失效日期"})
    keywords = fields.List(fields.String(), required=True, metadata={"zh": "关键词"})
    part_of = fields.String(allow_none=True, metadata={"zh": "所属文件"})
    state = stated(PolicyState)
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class PolicyOut(PolicyLine):
    """A document with its text."""

    text = fields.String(required=True, metadata={"zh": "正文"})

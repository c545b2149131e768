"""Taken and answered: checklists, ledger, rectification, verification and accountability (清单+台账+整改+问责)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import (
    AHEAD,
    PAST,
    PeriodQuery,
    among,
    among_ids,
    among_keys,
    among_numbers,
    among_persons,
    day,
    given,
    listed,
    other,
    searched,
    synthetic,
    text,
    wanted,
    whole,
    words,
)
from servicekit.schema import FOR_PROGRAMS, PageQuery, Schema, fields, validate
from servicekit.schemas import timeline
from services.supervision.schemas.vetting import LookedAtOut
from services.supervision.vocabulary.rectification import ITEM_LIFE, ChecklistState, ItemState

CLASSIFICATIONS = ("public", "internal")
MOST_EVIDENCE_TEXT = 2_900_000
"""Characters of base64 that are read at all; the rule says how many bytes are taken."""


def classification(**options: Any) -> fields.String:
    """How confidential a document is (密级): public or internal. What is 秘密 or above has no place here."""
    refusal = (
        "classified|本平台不处理秘密及以上材料，只接受公开或内部材料"
        "|Nothing secret is kept here: only public or internal"
    )
    return fields.String(
        validate=validate.OneOf(CLASSIFICATIONS, error=refusal),
        metadata={"zh": "密级（公开、内部）"},
        **(options or {"required": True}),
    )


class OpenChecklist(Schema):
    """Draw up a checklist; its items are added before it is issued."""

    code = text("编号", 40, required=True)
    title = text("名称", required=True)
    source = text("来源（字典“rectification_sources”）", 40, required=True)
    focus = text("重点（字典“rectification_focus”）", 40, load_default=None, allow_none=True)
    synthetic = synthetic()


class ChecklistOf(Schema):
    checklist_id = wanted("清单")


class IssueChecklist(Schema):
    """Issue a checklist to the units."""

    checklist_id = wanted("清单")
    issued_on = day("下发日期", PAST, load_default=None, allow_none=True)


class CloseChecklist(Schema):
    """Close a checklist whose items have all been verified."""

    checklist_id = wanted("清单")
    closed_on = day("销号日期", PAST, load_default=None, allow_none=True)


class ListChecklists(PageQuery):
    q = searched()
    state = among(ChecklistState, "状态")
    source = among_keys("来源", 40)
    code = among_keys("编号", 40)


class AspectOut(Schema):
    number = fields.Integer(metadata={"zh": "方面序号"})
    title = given("方面名称")


class ChecklistOut(Schema):
    """A checklist (问题清单)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    source = given("来源")
    focus = given("重点", allow_none=True)
    state = given("状态")
    aspects = fields.List(fields.Nested(AspectOut), metadata={"zh": "方面"})
    items = fields.Integer(metadata={"zh": "事项数"})
    issued_on = fields.Date(allow_none=True, metadata={"zh": "下发日期"})
    closed_on = fields.Date(allow_none=True, metadata={"zh": "销号日期"})
    synthetic = fields.Boolean()


class SummaryOut(Schema):
    """How far the items of a checklist are, as far as the reader may see them."""

    checklist_id = given("清单")
    items = fields.Integer(metadata={"zh": "事项数"})
    aspects = fields.Integer(metadata={"zh": "方面数"})
    by_state = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"zh": "各状态事项数", "words": ItemState}
    )
    overdue = fields.Integer(metadata={"zh": "逾期"})
    ever_overdue = fields.Integer(metadata={"zh": "曾逾期"})
    extended = fields.Integer(metadata={"zh": "曾延期"})
    returned = fields.Integer(metadata={"zh": "曾退回"})
    reopened = fields.Integer(metadata={"zh": "曾重新整改"})
    accountability = fields.Integer(metadata={"zh": "问责数"})
    completed = fields.Integer(metadata={"zh": "已验收或销号"})
    completion_rate = fields.Float(metadata={"zh": "整改完成率（0至1）"})


class _ItemWords(Schema):
    number = whole("事项序号", 1, 5000, required=True)
    aspect = whole("方面序号", 1, 1000, required=True)
    aspect_title = text("方面名称（新的方面必填）", load_default=None, allow_none=True)
    problem = text("问题", 2000, required=True)
    measure = words("整改措施", 2000)
    synthetic = synthetic()


class AddItem(_ItemWords):
    """Put a problem on a checklist."""

    checklist_id = wanted("清单")


class ItemRow(_ItemWords):
    """A row of an import: the checklist by id or by code."""

    checklist_id = other("清单标识")
    checklist_code = text("清单编号", 40, load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        if (data["checklist_id"] is None) == (data["checklist_code"] is None):
            raise ValidationError(
                "one-of|清单标识与编号只填其一|Give either checklist_id or checklist_code", "checklist_id"
            )


class AssignItem(Schema):
    """Give an item to a unit until a day; a unit that takes over from another needs a basis."""

    item_id = wanted("事项")
    unit_id = wanted("责任单位")
    due_on = day("整改期限", AHEAD, required=True)
    basis = words("依据", 500)


class AssignmentRow(Schema):
    """A row of an import: the item by id, or by the checklist's code and its number; the unit by id or by code."""

    item_id = other("事项标识", **{FOR_PROGRAMS: True})
    checklist_code = text("清单编号", 40, load_default=None, allow_none=True)
    number = whole("事项序号", 1, 5000, load_default=None, allow_none=True)
    unit_id = other("责任单位标识")
    unit_code = text("责任单位编号", 40, load_default=None, allow_none=True)
    due_on = day("整改期限", AHEAD, required=True)
    basis = words("依据", 500)

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        by_number = data["checklist_code"] is not None and data["number"] is not None
        if (data["item_id"] is None) != by_number:
            raise ValidationError(
                "one-of|填事项标识，或清单编号与序号|Give item_id, or checklist_code and number", "item_id"
            )
        if (data["unit_id"] is None) == (data["unit_code"] is None):
            raise ValidationError("one-of|责任单位标识与编号只填其一|Give either unit_id or unit_code", "unit_id")


class ItemOf(Schema):
    item_id = wanted("事项")


class SubmitItem(Schema):
    """Hand an item in for verification."""

    item_id = wanted("事项")
    note = words("整改情况", 2000)


class VerifyItem(Schema):
    """Say whether an item has been put right; a return says why."""

    item_id = wanted("事项")
    verifying_unit_id = wanted("验收单位")
    result = listed({"verified": "通过", "returned": "退回"}, "验收结果", required=True)
    findings = words("验收意见", 2000)

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        if data["result"] == "returned" and data["findings"] is None:
            raise ValidationError("missing|退回须写明原因|A return says why", "findings")


class ReopenItem(Schema):
    """Reopen an item whose problem is there again."""

    item_id = wanted("事项")
    due_on = day("新的整改期限", AHEAD, required=True)
    basis = text("依据", 500, required=True)


class ExtendItem(Schema):
    """Give more time."""

    item_id = wanted("事项")
    due_on = day("延期至", AHEAD, required=True)
    basis = text("依据", 500, required=True)


class CloseItem(Schema):
    """Take a verified item off the ledger."""

    item_id = wanted("事项")
    note = words("说明", 500)


class ChangeItem(Schema):
    """Put right what an item says: only what is given changes, and what it said before is kept."""

    item_id = wanted("事项")
    number = whole("事项序号", 1, 5000)
    aspect = whole("方面序号", 1, 1000)
    aspect_title = text("方面名称（新的方面必填）", load_default=None, allow_none=True)
    problem = text("问题", 2000)
    measure = text("整改措施", 2000, allow_none=True)
    basis = text("依据", 500, required=True)


class WithdrawItem(Schema):
    """Take back an item that was listed by mistake."""

    item_id = wanted("事项")
    basis = text("依据", 500, required=True)


class ListItems(PageQuery):
    q = searched()
    checklist_id = among_ids("清单")
    aspect = among_numbers("方面序号", 1, 1000)
    state = among(ItemState, "状态；不填时不含已撤销的")
    unit_id = among_ids("责任单位（含下属）")
    overdue = fields.Boolean(load_default=None, metadata={"zh": "逾期"})
    reopened = fields.Boolean(load_default=None, metadata={"zh": "曾重新整改"})
    due_from = day("期限不早于", load_default=None)
    due_to = day("期限不晚于", load_default=None)


class ItemLine(Schema):
    """A row of the ledger (台账)."""

    id = given("标识")
    version = fields.Integer()
    checklist_id = given("清单")
    number = fields.Integer(metadata={"zh": "事项序号"})
    aspect = fields.Integer(metadata={"zh": "方面序号"})
    problem = given("问题")
    measure = given("整改措施", allow_none=True)
    unit_id = given("责任单位", allow_none=True)
    due_on = fields.Date(allow_none=True, metadata={"zh": "整改期限"})
    state = given("状态")
    overdue = fields.Boolean(metadata={"zh": "逾期"})
    overdue_times = fields.Integer(metadata={"zh": "逾期次数"})
    escalation = fields.Integer(metadata={"zh": "督办级别"})
    extensions = fields.Integer(metadata={"zh": "延期次数"})
    returns = fields.Integer(metadata={"zh": "退回次数"})
    reopenings = fields.Integer(metadata={"zh": "重新整改次数"})
    evidence = fields.Integer(metadata={"zh": "佐证材料数"})
    accountability = fields.Integer(metadata={"zh": "问责数"})
    verifying_unit_id = given("验收单位", allow_none=True)
    verified_on = fields.Date(allow_none=True, metadata={"zh": "验收日期"})
    synthetic = fields.Boolean()


class AssignmentOut(Schema):
    """To which unit an item was given (交办)."""

    unit_id = given("责任单位")
    due_on = fields.Date(allow_none=True, metadata={"zh": "整改期限"})
    at = fields.AwareDateTime(allow_none=True, metadata={"zh": "交办时间"})
    by = given("交办账号", allow_none=True)
    basis = given("依据", allow_none=True)


class RevisionOut(Schema):
    """A correction (更正): what the item said before, and since."""

    at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    by = given("更正账号")
    basis = given("依据")
    before = fields.Dict(metadata={"zh": "更正前"})
    after = fields.Dict(metadata={"zh": "更正后"})


class ItemOut(ItemLine):
    """An item with its timeline (全程留痕), the units that had it, and what it said before."""

    assignments = fields.List(fields.Nested(AssignmentOut), metadata={"zh": "历次交办，以最后一次为准"})
    revisions = fields.List(fields.Nested(RevisionOut), metadata={"zh": "更正记录"})

    timeline = timeline(ITEM_LIFE)


class AddEvidence(Schema):
    """Hand in a file, base64: PDF, PNG, JPEG, DOCX or XLSX, up to the size that the rule allows."""

    item_id = wanted("事项")
    name = text("文件名", 200, required=True)
    media_type = text("类型", 100, required=True)
    data = fields.String(
        required=True, validate=validate.Length(1, MOST_EVIDENCE_TEXT), metadata={"zh": "内容（base64）"}
    )
    classification = classification()
    note = words("说明", 500)


class EvidenceOf(Schema):
    item_id = wanted("事项")
    evidence_id = wanted("佐证材料")


class WithdrawEvidence(EvidenceOf):
    """Take back a file that was handed in by mistake."""

    basis = text("撤回依据", 500, required=True)


class ListEvidence(PageQuery):
    item_id = wanted("事项")


class EvidenceOut(Schema):
    """A piece of evidence (佐证材料), without its content."""

    id = given("标识")
    item_id = given("事项")
    name = given("文件名")
    media_type = given("类型")
    size = fields.Integer(metadata={"zh": "字节数"})
    sha256 = given("SHA-256")
    classification = given("密级")
    note = given("说明", allow_none=True)
    added_at = fields.DateTime(metadata={"zh": "提交时间"})
    added_by = given("提交账号")
    withdrawn = fields.Boolean(metadata={"zh": "已撤回，不再计数"})
    withdrawn_at = fields.DateTime(allow_none=True, metadata={"zh": "撤回时间"})
    withdrawn_by = given("撤回账号", allow_none=True)
    withdrawn_basis = given("撤回依据", allow_none=True)


class EvidenceContentOut(EvidenceOut):
    """A piece of evidence with its content."""

    data = given("内容（base64）")


class RecordAccountability(Schema):
    """Hold a cadre or a unit to account for an item."""

    item_id = wanted("事项")
    kind = text("问责方式（字典“accountability_kinds”）", 40, required=True)
    cadre_id = other("干部")
    unit_id = other("单位")
    basis = text("依据", 500, required=True)
    decided_on = day("决定日期", PAST, required=True)


class AccountabilityRow(Schema):
    """A row of an import: the item by id, or by the checklist's code and its number; a cadre or a unit answers."""

    item_id = other("事项标识", **{FOR_PROGRAMS: True})
    checklist_code = text("清单编号", 40, load_default=None, allow_none=True)
    number = whole("事项序号", 1, 5000, load_default=None, allow_none=True)
    kind = text("问责方式（字典“accountability_kinds”）", 40, required=True)
    cadre_id = other("干部")
    accountable_unit_id = other("被问责单位")
    basis = text("依据", 500, required=True)
    decided_on = day("决定日期", PAST, required=True)

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        by_number = data["checklist_code"] is not None and data["number"] is not None
        if (data["item_id"] is None) != by_number:
            raise ValidationError(
                "one-of|填事项标识，或清单编号与序号|Give item_id, or checklist_code and number", "item_id"
            )


class AnnulAccountability(Schema):
    """Take back an entry of accountability that was made by mistake."""

    accountability_id = wanted("问责登记")
    basis = text("依据", 500, required=True)


class ListAccountability(PeriodQuery):
    annulled = fields.Boolean(load_default=None, metadata={"zh": "已撤销"})
    item_id = among_ids("事项")
    checklist_id = among_ids("清单")
    kind = among_keys("问责方式", 40)
    cadre_id = among_persons("干部")


class AccountabilityOf(PageQuery):
    item_id = wanted("事项")


class AccountabilityOut(Schema):
    """An entry of accountability (问责)."""

    id = given("标识")
    item_id = given("事项")
    checklist_id = given("清单")
    kind = given("问责方式")
    cadre_id = given("干部", allow_none=True)
    unit_id = given("单位", allow_none=True)
    basis = given("依据")
    decided_on = fields.Date(metadata={"zh": "决定日期"})
    recorded_at = fields.DateTime(metadata={"zh": "登记时间"})
    recorded_by = given("登记账号")
    looked_at = fields.List(fields.Nested(LookedAtOut), metadata={"zh": "同一干部的容错认定"})
    annulled = fields.Boolean(metadata={"zh": "已撤销"})
    annulled_at = fields.DateTime(allow_none=True, metadata={"zh": "撤销时间"})
    annulled_by = given("撤销账号", allow_none=True)
    annulled_basis = given("撤销依据", allow_none=True)
    synthetic = fields.Boolean()

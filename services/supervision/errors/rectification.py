"""Refusals: checklists, ledger, rectification, verification and accountability (清单+台账+整改+问责)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound, UnknownEntry, superseded


class NoChecklist(NotFound):
    """There is no checklist with this id, or the caller may not see it."""

    code = "supervision/no-checklist"
    zh = "问题清单不存在"
    en = "There is no such checklist"


class NoItem(NotFound):
    """There is no item of a checklist with this id, or the caller may not see it."""

    code = "supervision/no-rectification-item"
    zh = "整改事项不存在"
    en = "There is no such item"


class EvidenceWithdrawn(Conflict):
    """The piece of evidence was taken back already."""

    code = "supervision/evidence-withdrawn"
    zh = "该佐证材料已撤回"
    en = "This piece of evidence was taken back already"


class NoEvidence(NotFound):
    """There is no piece of evidence with this id, or the caller may not see it."""

    code = "supervision/no-evidence"
    zh = "佐证材料不存在"
    en = "There is no such piece of evidence"


class ChecklistKnown(AlreadyExists):
    """The code of a checklist is in use."""

    code = "supervision/checklist-known"
    zh = "清单编号已在用"
    en = "The code of the checklist is in use already"


class ItemKnown(AlreadyExists):
    """A checklist has one item of each number."""

    code = "supervision/rectification-item-known"
    zh = "清单中已有该序号的事项"
    en = "The checklist has an item of this number already"


class AccountabilityKnown(AlreadyExists):
    """Somebody is held to account for an item once, in one way, on one day."""

    code = "supervision/accountability-known"
    zh = "该问责已经登记"
    en = "This accountability is entered already"


class ItemUnchanged(Invalid):
    """A correction of an item changes something."""

    code = "supervision/rectification-item-unchanged"
    zh = "更正后的内容与原内容相同"
    en = "The item says that already"


class AccountabilityAnnulled(Conflict):
    """The entry of accountability was annulled before."""

    code = "supervision/accountability-annulled"
    zh = "该问责登记已撤销"
    en = "The entry of accountability was annulled already"


class NoAccountability(NotFound):
    """There is no entry of accountability with this id, or the caller may not see it."""

    code = "supervision/no-accountability"
    zh = "问责登记不存在"
    en = "There is no such entry of accountability"


class AspectTitledOtherwise(Invalid):
    """An aspect of a checklist has one title."""

    code = "supervision/aspect-titled-otherwise"
    zh = "同一方面的名称前后不一致"
    en = "The aspect has another title in this checklist"


class ChecklistNotInThisState(Conflict):
    """A checklist is drawn up, issued and closed, in this order; items are added only while it is drawn up."""

    code = "supervision/checklist-state"
    zh = "清单按当前状态不能办理这一步"
    en = "The checklist is not in a state for this"


class ChecklistEmpty(Conflict):
    """A checklist without items cannot be issued."""

    code = "supervision/checklist-empty"
    zh = "清单没有事项，不能下发"
    en = "A checklist without items cannot be issued"


class ItemsOpen(Conflict):
    """A checklist is closed when every item has been verified."""

    code = "supervision/items-open"
    zh = "清单仍有未销号事项"
    en = "The checklist still has items that are not verified"


class ItemNotInThisState(Conflict):
    """The lifecycle of an item has no such step from its present state."""

    code = "supervision/rectification-item-state"
    zh = "整改事项按当前状态不能办理这一步"
    en = "The item is not in a state for this"
    advice_zh = "按所列可办理的步骤办理。"
    advice_en = "Take one of the steps listed in allowed."


class DueTooEarly(Invalid):
    """A due date before the checklist was issued, before today, or not after the one that it extends."""

    code = "supervision/due-too-early"
    zh = "整改期限过早"
    en = "The due date is too early"


class TooManyExtensions(Conflict):
    """The due date has been extended as often as the rule allows."""

    code = "supervision/too-many-extensions"
    zh = "延期次数已达上限"
    en = "The due date has been extended as often as the rule allows"


class EvidenceMissing(Conflict):
    """An item is submitted with evidence of this round of rectification."""

    code = "supervision/evidence-missing"
    zh = "本轮整改尚无佐证材料，不能提交验收"
    en = "There is no evidence of this round of rectification yet"


class EvidenceType(Invalid):
    """A type of file that is not allowed, or a content that is not of the type that was named."""

    code = "supervision/evidence-type"
    zh = "佐证材料类型不允许"
    en = "This type of file is not allowed as evidence"


class EvidenceSize(Invalid):
    """A piece of evidence that is empty, or larger than the rule allows."""

    code = "supervision/evidence-size"
    zh = "佐证材料大小不符合规定"
    en = "The piece of evidence is empty or too large"


class EvidenceCount(Conflict):
    """An item has as many pieces of evidence as the rule allows."""

    code = "supervision/evidence-count"
    zh = "佐证材料数量已达上限"
    en = "The item has as many pieces of evidence as the rule allows"


class EvidenceKnown(AlreadyExists):
    """The same content has been handed in for this item before."""

    code = "supervision/evidence-known"
    zh = "该佐证材料已经提交过"
    en = "The same content has been handed in for this item before"


class UnitNotIndependent(Conflict):
    """Verification by the unit that rectified, or by one below it (自改自验)."""

    code = "supervision/not-independent"
    zh = "整改单位不得验收本单位事项"
    en = "The unit that rectified may not verify its own item"
    advice_zh = "请由整改单位及其下属单位以外的单位验收。"
    advice_en = "Have another unit, neither the responsible one nor below it, verify it."


class OneAnswerable(Invalid):
    """Accountability is borne by a cadre or by a unit: exactly one of them."""

    code = "supervision/one-answerable"
    zh = "问责对象应为一名干部或一个单位"
    en = "Name either a cadre or a unit"


superseded("supervision/unknown-entry", UnknownEntry)

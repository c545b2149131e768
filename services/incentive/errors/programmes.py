"""Refusals of programmes and batches with their quotas."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoProgramme(NotFound):
    """There is no such programme."""

    code = "incentive/no-programme"
    zh = "表彰项目不存在"
    en = "There is no such programme"


class NoBatch(NotFound):
    """There is no such batch."""

    code = "incentive/no-batch"
    zh = "表彰批次不存在"
    en = "There is no such batch"


class ProgrammeKnown(AlreadyExists):
    """The code of a programme is in use."""

    code = "incentive/programme-known"
    zh = "项目编号已在用"
    en = "The code of the programme is in use"


class BatchKnown(AlreadyExists):
    """A programme has each batch number once."""

    code = "incentive/batch-known"
    zh = "该项目已有此批次"
    en = "The programme has a batch of this number already"


class UnknownField(Invalid):
    """A field that the programme, or the batch, does not have."""

    code = "incentive/unknown-field"
    zh = "推荐领域不在允许范围"
    en = "The field is not one of those allowed"


class QuotaMismatch(Invalid):
    """Quotas by field that do not fit the whole, or lie below what is taken."""

    code = "incentive/quota-mismatch"
    zh = "名额设置不一致"
    en = "The quotas do not fit"


class BatchNotInThisState(Conflict):
    """The batch is past this step."""

    code = "incentive/batch-not-in-this-state"
    zh = "批次按当前状态不能办理这一步"
    en = "The batch's present state does not allow this"


class QuotaExceeded(Conflict):
    """Every place of the batch, or of the field, is taken or reserved."""

    code = "incentive/quota-exceeded"
    zh = "名额已用完"
    en = "No place is left"
    advice_zh = "等待预留的名额释放，或由有权机关调整名额后再提请命名。"
    advice_en = "Wait for a reserved place to be given back, or have the quota changed by whoever may."


class ProgrammeWithdrawn(Conflict):
    """The programme was entered by mistake and is withdrawn."""

    code = "incentive/programme-withdrawn"
    zh = "表彰项目已撤回"
    en = "The programme was withdrawn"


class ProgrammeUnchanged(Invalid):
    """A correction of a programme changes something."""

    code = "incentive/programme-unchanged"
    zh = "更正后的内容与原内容相同"
    en = "The programme says that already"

"""Refusals: the 5122 plan (年轻干部选育计划), its tiers and batches."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, EndsBeforeItBegins, Invalid, NotFound, UnknownEntry, superseded


class NoPlan(NotFound):
    """There is no such plan."""

    code = "talentpool/no-plan"
    zh = "选育计划不存在"
    en = "There is no such plan"


class PlanKnown(AlreadyExists):
    """The code of a plan is in use."""

    code = "talentpool/plan-known"
    zh = "计划编号已在用"
    en = "The code of the plan is in use"


class PlanClosed(Conflict):
    """The plan is closed: nothing is added to it any more."""

    code = "talentpool/plan-closed"
    zh = "选育计划已结束"
    en = "The plan is closed"


class NoTier(NotFound):
    """There is no such tier."""

    code = "talentpool/no-tier"
    zh = "层次不存在"
    en = "There is no such tier"


class TierKnown(AlreadyExists):
    """A plan has each tier once."""

    code = "talentpool/tier-known"
    zh = "该计划已有此层次"
    en = "The plan has this tier already"


class QuotaMismatch(Invalid):
    """Quotas that contradict each other, or lie below what is taken."""

    code = "talentpool/quota-mismatch"
    zh = "名额设置不一致"
    en = "The quotas do not fit"


class QuotaExceeded(Conflict):
    """Every place of the tier, of the category or of the batch is taken or reserved."""

    code = "talentpool/quota-exceeded"
    zh = "名额已用完"
    en = "No place is left"
    advice_zh = "等待名额退还，或由有权机关写明依据调整名额后再办理。"
    advice_en = "Wait for a place to be given back, or have the quota changed, with a basis, by whoever may."


class NoBatch(NotFound):
    """There is no such batch."""

    code = "talentpool/no-batch"
    zh = "入库批次不存在"
    en = "There is no such batch"


class BatchKnown(AlreadyExists):
    """A tier has each batch number once."""

    code = "talentpool/batch-known"
    zh = "该层次已有此批次"
    en = "The tier has a batch of this number already"


class BatchNotInThisState(Conflict):
    """The batch is past this step, or has not begun."""

    code = "talentpool/batch-not-in-this-state"
    zh = "批次按当前状态不能办理这一步"
    en = "The batch's present state does not allow this"


superseded("talentpool/bad-cycle", EndsBeforeItBegins)
superseded("talentpool/unknown-key", UnknownEntry)

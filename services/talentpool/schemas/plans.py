"""Taken and answered: the 5122 plan (年轻干部选育计划), its tiers and batches."""

from __future__ import annotations

from typing import Any

from servicekit.forms import AHEAD, among, among_ids, day, given, searched, synthetic, text, wanted, whole
from servicekit.lifecycle import words_of
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from services.talentpool.vocabulary.plans import NOTED, BatchState, PlanState

MOST_CATEGORIES = 50
FIRST_YEAR, LAST_YEAR = 1990, 2099


def _quotas(**options: Any) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Length(1, 60)),
        values=fields.Integer(strict=True, validate=validate.Range(0, 100_000)),
        validate=validate.Length(max=MOST_CATEGORIES),
        metadata={"zh": "各类别名额（字典“talentpool.categories”）"},
        **options,
    )


def _by_category(zh: str) -> fields.Dict:
    metadata = {"zh": zh, "words": "talentpool.categories"}
    return fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=metadata)


def _age(**options: Any) -> fields.Integer:
    return whole("年龄上限（周岁）", 18, 70, allow_none=True, **options)


class HistoryOut(Schema):
    """One line of a history."""

    at = fields.AwareDateTime(metadata={"zh": "时间"})
    by = given("谁")
    what = given("何事", NOTED)
    note = given("依据或说明", allow_none=True)


def _history() -> fields.List[Any]:
    return fields.List(fields.Nested(HistoryOut), metadata={"zh": "沿革"})


class OpenPlan(Schema):
    """Set up a plan with the years of its cycle."""

    code = text("编号", 40, required=True)
    title = text("名称", required=True)
    from_year = whole("起始年度", FIRST_YEAR, LAST_YEAR, required=True)
    to_year = whole("截止年度", FIRST_YEAR, LAST_YEAR, required=True)
    basis = text("依据", 500, required=True)
    synthetic = synthetic()


class ChangePlan(Schema):
    """Change a plan's title or the last year of its cycle, with a basis."""

    plan_id = wanted("计划")
    title = text("名称")
    to_year = whole("截止年度", FIRST_YEAR, LAST_YEAR)
    basis = text("依据", 500, required=True)


class PlanOf(Schema):
    plan_id = wanted("计划")


class ClosePlan(Schema):
    """Close a plan; its open batches end."""

    plan_id = wanted("计划")
    basis = text("依据", 500, required=True)


class ListPlans(PageQuery):
    q = searched()
    state = among(words_of(PlanState), "状态")


class PlanOut(Schema):
    """A plan (选育计划) with its cycle."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    from_year = fields.Integer(metadata={"zh": "起始年度"})
    to_year = fields.Integer(metadata={"zh": "截止年度"})
    basis = given("依据")
    state = stated(PlanState)
    history = _history()
    synthetic = fields.Boolean()


class AddTier(Schema):
    """Add a tier of the dictionary to a plan, with its quota."""

    plan_id = wanted("计划")
    key = text("层次（字典“talentpool.tiers”）", 60, required=True)
    rank = whole("次序，越小层次越高", 0, 1000, required=True)
    quota = whole("名额", 0, 100_000, required=True)
    quota_by_category = _quotas(load_default=dict)
    age_limit = _age(load_default=None)
    basis = text("依据", 500, required=True)
    synthetic = synthetic()


class ChangeTier(Schema):
    """Change a tier's quota or age limit, with a basis; never below what is filled or reserved."""

    tier_id = wanted("层次")
    quota = whole("名额", 0, 100_000)
    quota_by_category = _quotas()
    age_limit = _age()
    basis = text("依据", 500, required=True)


class TierOf(Schema):
    tier_id = wanted("层次")


class ListTiers(PageQuery):
    plan_id = wanted("计划")


class TierOut(Schema):
    """A tier (层次) with what is filled, reserved and free of its quota."""

    id = given("标识")
    version = fields.Integer()
    plan_id = given("计划")
    key = given("层次代码")
    rank = fields.Integer(metadata={"zh": "次序"})
    quota = fields.Integer(metadata={"zh": "名额"})
    filled = fields.Integer(metadata={"zh": "已入库"})
    reserved = fields.Integer(metadata={"zh": "批次预留"})
    free = fields.Integer(metadata={"zh": "空余"})
    quota_by_category = _by_category("各类别名额")
    filled_by_category = _by_category("各类别已入库")
    age_limit = fields.Integer(allow_none=True, metadata={"zh": "年龄上限"})
    basis = given("依据")
    history = _history()
    synthetic = fields.Boolean()


class OpenBatch(Schema):
    """Open a round of admission; the places that it holds are reserved in the tier."""

    plan_id = wanted("计划")
    tier_id = wanted("层次")
    title = text("名称", required=True)
    number = whole("批次序号", 1, 1000, required=True)
    places = whole("名额", 1, 100_000, required=True)
    opens_on = day("开始日期", AHEAD, required=True)
    closes_on = day("结束日期", AHEAD, required=True)
    synthetic = synthetic()


class ChangeBatch(Schema):
    """Change a batch: its title, the places that it holds, its last day."""

    batch_id = wanted("批次")
    title = text("名称")
    places = whole("名额", 1, 100_000)
    closes_on = day("结束日期", AHEAD)
    basis = text("依据", 500, required=True)


class BatchOf(Schema):
    batch_id = wanted("批次")


class EndBatch(Schema):
    """End a batch now; who is not admitted lapses, and unused places go back to the tier."""

    batch_id = wanted("批次")
    basis = text("依据", 500, required=True)


class ListBatches(PageQuery):
    q = searched()
    plan_id = wanted("计划")
    tier_id = among_ids("层次")
    state = among(BatchState, "状态")


class ListRounds(PageQuery):
    """The rounds that take nominations now."""


class RoundOut(Schema):
    """A round of admission as those who nominate see it: no quotas, and nobody who is in it."""

    id = given("标识")
    title = given("名称")
    number = fields.Integer(metadata={"zh": "批次序号"})
    opens_on = fields.Date(metadata={"zh": "开始日期"})
    closes_on = fields.Date(metadata={"zh": "结束日期"})
    synthetic = fields.Boolean()


class BatchOut(Schema):
    """A round of admission (入库批次)."""

    id = given("标识")
    version = fields.Integer()
    plan_id = given("计划")
    tier_id = given("层次")
    title = given("名称")
    number = fields.Integer(metadata={"zh": "批次序号"})
    places = fields.Integer(metadata={"zh": "名额"})
    admitted = fields.Integer(metadata={"zh": "已入库"})
    opens_on = fields.Date(metadata={"zh": "开始日期"})
    closes_on = fields.Date(metadata={"zh": "结束日期"})
    state = given("状态")
    history = _history()
    synthetic = fields.Boolean()

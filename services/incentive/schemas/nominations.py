"""Nominations: what commands take and what is answered."""

from __future__ import annotations

from typing import Any

from servicekit.forms import among, among_ids, among_keys, among_persons, given, synthetic, text, wanted
from servicekit.lifecycle import Joined
from servicekit.people import Status
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import OverrideOut, results, stated, timeline
from servicekit.vettings import REASONS, Outcome
from services.incentive.vocabulary.nomination_life import LIFE, State, Step
from services.incentive.vocabulary.nominations import CLASSIFICATIONS, ENDED_BY
from services.incentive.vocabulary.programmes import Level

WHY = Joined((ENDED_BY, *REASONS, Step, Status))
"""What reasons are called that stand in one field."""


AWARD_RESULTS = "supervision.results.award.read"
"""The right with which the published results that weigh on a nomination are seen."""
READS_NOMINATIONS = "incentive.nominations.read"
"""The right with which nominations are seen that are not public."""
_CLASSIFIED = (
    "classified|只接受公开或内部材料；秘密及以上材料不得录入"
    "|Only public or internal; material of 秘密 or above must not be entered"
)


def classification(**options: Any) -> fields.String:
    """How confidential the material is (密级); 秘密 and above is refused."""
    return fields.String(
        validate=validate.OneOf(CLASSIFICATIONS, error=_CLASSIFIED), metadata={"zh": "密级：公开、内部"}, **options
    )


def _evidence(**options: Any) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=validate.Length(1, 200)),
        validate=validate.Length(max=50),
        metadata={"zh": "佐证材料编号"},
        **options,
    )


class OverrideWish(Schema):
    """Go past a failed check of eligibility, in one's own name."""

    basis = text("书面依据", 1000, required=True)


class Nominate(Schema):
    """Write a nomination; with `submit` it is submitted at once."""

    batch_id = wanted("批次")
    cadre_id = wanted("干部")
    unit_id = wanted("推荐单位")
    field = text("推荐领域", 60, required=True, metadata={"words": "incentive.fields"})
    merits = text("主要事迹", 5000, required=True)
    classification = classification(load_default="internal")
    evidence = _evidence(load_default=list)
    submit = fields.Boolean(load_default=False, metadata={"zh": "立即提交"})
    override = fields.Nested(OverrideWish, load_default=None, allow_none=True, metadata={"zh": "越过资格审核"})
    synthetic = synthetic()


class ChangeNomination(Schema):
    """Change a nomination that is still a draft."""

    nomination_id = wanted("推荐")
    field = text("推荐领域", 60)
    merits = text("主要事迹", 5000)
    classification = classification()
    evidence = _evidence()


class SubmitNomination(Schema):
    """Submit a draft to vetting."""

    nomination_id = wanted("推荐")
    override = fields.Nested(OverrideWish, load_default=None, allow_none=True, metadata={"zh": "越过资格审核"})


class NominationOf(Schema):
    nomination_id = wanted("推荐")


class WithdrawNomination(Schema):
    """Withdraw a nomination."""

    nomination_id = wanted("推荐")
    reason = text("理由", 500, required=True)


class ListNominations(PageQuery):
    batch_id = among_ids("批次")
    programme_id = among_ids("项目")
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位")
    field = among_keys("推荐领域", 60)
    state = among(State, "状态")


class NominationOut(Schema):
    """A nomination (推荐) with its timeline."""

    id = given("标识")
    version = fields.Integer()
    batch_id = given("批次")
    programme_id = given("项目")
    level = stated(Level, "级别", required=False)
    cadre_id = given("干部")
    unit_id = given("推荐单位")
    unit_ids = fields.List(fields.String(), metadata={"zh": "单位及上级"})
    field = given("推荐领域", "incentive.fields")
    merits = given("主要事迹")
    classification = given("密级")
    evidence = fields.List(fields.String(), metadata={"zh": "佐证材料编号"})
    state = given("状态")
    reason = given("理由", WHY, allow_none=True)
    round = fields.Integer(metadata={"zh": "联审轮次"})
    request_id = given("联审请求", allow_none=True)
    clearance_id = given("核准请求", allow_none=True)
    vetting_outcome = given("联审结论", Outcome, allow_none=True)
    remarks = fields.List(fields.String(), metadata={"zh": "联审附注（情形代码）", "words": REASONS})
    override = fields.Nested(OverrideOut, allow_none=True, metadata={"zh": "越过资格审核"})
    ballot_id = given("票决", allow_none=True)
    publicity_begins = fields.Date(allow_none=True, metadata={"zh": "公示开始"})
    publicity_ends = fields.Date(allow_none=True, metadata={"zh": "公示截止"})
    publicity_days = fields.Integer(allow_none=True, metadata={"zh": "公示工作日"})
    publicity_summary = given("公示的事迹摘要", allow_none=True)
    provisional = fields.Boolean(metadata={"zh": "暂定（当年工作日历未发布）"})
    open_objections = fields.Integer(metadata={"zh": "未办结异议"})
    naming_overdue = fields.Boolean(metadata={"zh": "命名核准逾期"})
    named_on = fields.Date(allow_none=True, metadata={"zh": "命名日期"})
    honour_id = given("荣誉", allow_none=True)
    timeline = timeline(LIFE, "全程纪实", notes=WHY)
    synthetic = fields.Boolean()


class NominationShown(NominationOut):
    """A nomination with the published results that weigh on its award."""

    results = results()

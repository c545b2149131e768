"""Taken and answered: members of the pool (年轻干部库成员), their admission and their reviews."""

from __future__ import annotations

from typing import Any

from servicekit.forms import (
    among,
    among_ids,
    among_keys,
    among_persons,
    choice,
    given,
    ids,
    other,
    synthetic,
    text,
    wanted,
    whole,
    words,
)
from servicekit.lifecycle import Joined
from servicekit.people import Status
from servicekit.schema import FOR_PROGRAMS, PageQuery, Schema, fields, validate
from servicekit.schemas import OverrideOut, results, stated, timeline
from servicekit.vettings import REASONS, Outcome
from services.talentpool.schemas.papers import classification
from services.talentpool.vocabulary.member_life import LIFE, State
from services.talentpool.vocabulary.members import ENDED_BY, Decision

WHY = Joined((ENDED_BY, *REASONS, LIFE.words, Status, "talentpool.departures"))
"""What reasons are called that stand in one field."""


MOST_AT_ONCE = 200
POOL_RESULTS = "supervision.results.pool.read"
"""The right with which the published results that weigh on a member are seen."""


def _documents(**options: Any) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=validate.Length(1, 200)),
        validate=validate.Length(max=50),
        metadata={"zh": "材料编号"},
        **options,
    )


class OverrideWish(Schema):
    """Go past a failed check of the conditions, in one's own name."""

    basis = text("书面依据", 1000, required=True)


class NominateMember(Schema):
    """Nominate a cadre for a batch; with `request_vetting` supervision is asked at once."""

    batch_id = wanted("批次")
    cadre_id = wanted("干部")
    source = text("来源（字典“talentpool.sources”）", 60, required=True)
    category = text("类别（字典“talentpool.categories”）", 60, required=True)
    grade = text("等次（字典“talentpool.grades”）", 60, required=True)
    basis = text("推荐依据", 1000, required=True)
    reference_id = other("检索或比选", **{FOR_PROGRAMS: True})
    classification = classification(required=False, load_default="internal")
    documents = _documents(load_default=list)
    request_vetting = fields.Boolean(load_default=False, metadata={"zh": "立即提请联审"})
    override = fields.Nested(OverrideWish, load_default=None, allow_none=True, metadata={"zh": "越过资格审核"})
    synthetic = synthetic()


class ChangeMember(Schema):
    """Change a member's category or documents."""

    member_id = wanted("成员")
    category = text("类别（字典“talentpool.categories”）", 60)
    classification = classification(required=False)
    documents = _documents()
    basis = text("依据", 500, required=True)


class MemberOf(Schema):
    member_id = wanted("成员")


class WithBasis(Schema):
    """A decision about a member, with its basis."""

    member_id = wanted("成员")
    basis = text("依据", 500, required=True)


class WithdrawMember(Schema):
    """Withdraw a candidate who is not yet admitted."""

    member_id = wanted("成员")
    reason = text("理由", 500, required=True)


class AdmitMember(Schema):
    """Admit a vetted candidate, in one's own name."""

    member_id = wanted("成员")
    category = words("类别（字典“talentpool.categories”）", 60)
    grade = words("等次（字典“talentpool.grades”）", 60)
    basis = text("决定依据", 500, required=True)


class AdmitMembers(Schema):
    """Admit vetted candidates of a batch, each answered for itself."""

    batch_id = wanted("批次")
    member_ids = ids("成员", MOST_AT_ONCE, required=True)
    basis = text("决定依据", 500, required=True)
    dry_run = fields.Boolean(load_default=False, metadata={"zh": "只检查不写入"})


class DepartMember(Schema):
    """Let a member leave the pool, with a reason of the dictionary and a basis."""

    member_id = wanted("成员")
    reason = text("离库原因（字典“talentpool.departures”）", 60, required=True)
    basis = text("依据", 500, required=True)


class ReviewMember(Schema):
    """Review a member for a year; an upgrade or a downgrade names the tier, and leaving ends the membership."""

    member_id = wanted("成员")
    year = whole("年度", 1990, 2099, required=True)
    grade = text("等次（字典“talentpool.grades”）", 60, required=True)
    decision = choice(Decision, "评议结果", required=True)
    to_tier_id = other("调整到的层次")
    basis = text("依据", 500, required=True)


class CorrectReview(Schema):
    """Put a review right: all that it should say, and on what basis it is put right; `review_basis` only if wrong."""

    member_id = wanted("成员")
    review_id = wanted("年度评议")
    year = whole("年度", 1990, 2099, required=True)
    grade = text("等次（字典“talentpool.grades”）", 60, required=True)
    decision = choice(Decision, "评议结果", required=True)
    to_tier_id = other("调整到的层次")
    review_basis = words("评议依据，原依据有误时填写", 500)
    basis = text("更正依据", 500, required=True)


class AnnulReview(Schema):
    """Annul a review that was entered for the wrong member; it stays to be seen, and that year may be reviewed anew."""

    member_id = wanted("成员")
    review_id = wanted("年度评议")
    basis = text("作废依据", 500, required=True)


class ListMembers(PageQuery):
    plan_id = among_ids("计划")
    tier_id = among_ids("层次")
    batch_id = among_ids("批次")
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位")
    state = among(State, "状态")
    category = among_keys("类别", 60)
    suspended = fields.Boolean(load_default=None, allow_none=True, metadata={"zh": "暂停使用"})
    review_overdue = fields.Boolean(load_default=None, allow_none=True, metadata={"zh": "评议逾期"})
    age_due = fields.Boolean(load_default=None, allow_none=True, metadata={"zh": "已超龄"})


class ListNominations(PageQuery):
    batch_id = among_ids("批次")
    cadre_id = among_persons("干部")


class NominationRow(Schema):
    """Whom a unit has nominated, and how far that is until the department decides; of the pool it tells nothing."""

    id = given("标识")
    cadre_id = given("干部")
    batch_id = given("批次")
    category = given("类别", "talentpool.categories")
    grade = given("等次", "talentpool.grades")
    state = stated(State)
    nominated_by = given("推荐人")
    synthetic = fields.Boolean()


class ListReviews(PageQuery):
    member_id = wanted("成员")


class FairnessOf(Schema):
    batch_id = wanted("批次")


class MemberRow(Schema):
    """A member as lists show it."""

    are_people = True
    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "单位及上级"})
    plan_id = given("计划")
    tier_id = given("层次")
    batch_id = given("批次")
    source = given("来源")
    category = given("类别")
    grade = given("等次")
    state = given("状态")
    reason = given("原因", WHY, allow_none=True)
    vetting_outcome = given("联审结论", Outcome, allow_none=True)
    remarks = fields.List(fields.String(), metadata={"zh": "联审附注（情形代码）", "words": REASONS})
    suspended = fields.Boolean(metadata={"zh": "暂停使用"})
    effects = fields.List(fields.String(), metadata={"zh": "影响期的效果", "words": "supervision.restriction_effects"})
    suspended_since = fields.Date(allow_none=True, metadata={"zh": "暂停自"})
    holds_place = fields.Boolean(metadata={"zh": "占用名额"})
    admitted_on = fields.Date(allow_none=True, metadata={"zh": "入库日期"})
    ages_out_on = fields.Date(allow_none=True, metadata={"zh": "超龄日期"})
    age_due = fields.Boolean(metadata={"zh": "已超龄"})
    review_due_on = fields.Date(allow_none=True, metadata={"zh": "评议期限"})
    review_overdue = fields.Boolean(metadata={"zh": "评议逾期"})
    last_review_year = fields.Integer(allow_none=True, metadata={"zh": "最近评议年度"})
    last_decision = stated(Decision, "最近评议结果", required=False, allow_none=True)
    ended_on = fields.Date(allow_none=True, metadata={"zh": "结束日期"})
    synthetic = fields.Boolean()


class MemberOut(MemberRow):
    """A member (成员) with its timeline."""

    basis = given("推荐依据")
    nominated_by = given("推荐人")
    reference_id = given("检索或比选", allow_none=True)
    classification = given("密级")
    documents = fields.List(fields.String(), metadata={"zh": "材料编号"})
    round = fields.Integer(metadata={"zh": "联审轮次"})
    request_id = given("联审请求", allow_none=True)
    override = fields.Nested(OverrideOut, allow_none=True, metadata={"zh": "越过资格审核"})
    admitted_by = given("入库决定人", allow_none=True)
    level_at_admission = given("入库时职务层次", "post_level", allow_none=True)
    timeline = timeline(LIFE, "全程纪实", notes=WHY)


class MemberShown(MemberOut):
    """A member with the published results that weigh on the pool."""

    results = results()


class ReviewRevisionOut(Schema):
    """How a review was put right (更正)."""

    at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    by = given("更正账号")
    basis = given("更正依据")
    before = fields.Dict(metadata={"zh": "更正前的值（按字段）"})


class ReviewOut(Schema):
    """A yearly review (年度评议)."""

    id = given("标识")
    version = fields.Integer()
    member_id = given("成员")
    cadre_id = given("干部")
    plan_id = given("计划")
    tier_id = given("评议时层次")
    to_tier_id = given("调整到的层次", allow_none=True)
    year = fields.Integer(metadata={"zh": "年度"})
    grade = given("等次")
    decision = given("评议结果")
    basis = given("依据")
    reviewed_by = given("评议人")
    reviewed_on = fields.Date(metadata={"zh": "评议日期"})
    revisions = fields.List(fields.Nested(ReviewRevisionOut), metadata={"zh": "更正"})
    counts = fields.Boolean(metadata={"zh": "有效"})
    annulled_by = given("作废经办", allow_none=True)
    annulled_because = given("作废依据", allow_none=True)
    synthetic = fields.Boolean()

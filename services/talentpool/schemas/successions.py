"""Taken and answered: posts that fall vacant, and who is named for them (后继人选)."""

from __future__ import annotations

from servicekit.errors import with_words
from servicekit.forms import among, among_ids, among_keys, day, given, synthetic, text, wanted
from servicekit.lifecycle import words_of
from servicekit.people import Role
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import OverrideOut
from services.talentpool.vocabulary.successions import MOST_AT_RISK, Risk, SuccessorState


class ListTalentPosts(PageQuery):
    """Posts by when they fall vacant, and how strong the bench behind each is."""

    unit_id = among_ids("单位及下级")
    post_level = among_keys("职务层次", 8)
    vacant = fields.Boolean(load_default=None, allow_none=True, metadata={"zh": "空缺"})
    falling_vacant_by = day("在此日前空出", load_default=None, allow_none=True)
    held_long = fields.Boolean(
        load_default=False, metadata={"zh": "任现职已满规则年限（“talentpool.long_in_post_years”）"}
    )


class BenchOut(Schema):
    """Who stands behind a post."""

    ready_now = fields.Integer(metadata={"zh": "可即时任用：评定为可即时任用且符合任职条件"})
    later = fields.Integer(metadata={"zh": "须继续培养"})
    suspended = fields.Integer(metadata={"zh": "因限制暂停"})
    risk = given(f"后继力量：{with_words(words_of(Risk))}", Risk)


class TalentPostOut(Schema):
    """A post with what is foreseen of it."""

    id = fields.String(metadata={"zh": "职位", "called": True})
    unit_id = given("单位", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    post_level = given("职务层次", allow_none=True)
    role = given("成员类别", Role, allow_none=True)
    vacant = fields.Boolean(metadata={"zh": "空缺"})
    holder_ids = fields.List(fields.String(), metadata={"zh": "任职人"})
    falls_vacant_on = given("到龄空出日", allow_none=True)
    held_since = given("任现职时间", allow_none=True)
    held_years = fields.Integer(allow_none=True, metadata={"zh": "任现职年限"})
    held_long = fields.Boolean(metadata={"zh": "任现职已满规则年限"})
    bench = fields.Nested(BenchOut, metadata={"zh": "后继力量"})
    synthetic = fields.Boolean()


class PostOf(Schema):
    post_id = wanted("职位")


class PastConditions(Schema):
    """Call somebody ready now although conditions are not met, in one's own name (破格)."""

    basis = text("书面依据", 1000, required=True)


def _override() -> fields.Nested:
    zh = "越过任职资格审核；仅用于可即时任用"
    return fields.Nested(PastConditions, load_default=None, allow_none=True, metadata={"zh": zh})


class NameSuccessor(PostOf):
    """Name a cadre for a post."""

    cadre_id = wanted("干部")
    readiness = text("准备程度（字典“talentpool.readiness”）", 40, required=True)
    named_by = text("提名人", 100, required=True)
    basis = text("依据", 500, required=True)
    override = _override()
    synthetic = synthetic()


class SuccessorOf(PostOf):
    successor_id = wanted("后继人选")


class JudgeSuccessor(SuccessorOf):
    """Judge anew how ready a successor is."""

    readiness = text("准备程度（字典“talentpool.readiness”）", 40, required=True)
    named_by = text("提名人", 100, required=True)
    basis = text("依据", 500, required=True)
    override = _override()


class WithdrawSuccessor(SuccessorOf):
    """Take a successor off the bench."""

    withdrawn_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class LackingOut(Schema):
    """A condition that is not met, with its article."""

    code = given("条件", "registry.post_condition")
    zh = given("说明")
    en = given("英文说明")
    article = given("依据")


class ListSuccessors(PageQuery):
    post_id = wanted("职位")
    state = among(SuccessorState, "状态", load_default=[SuccessorState.NAMED])


class SuccessorOut(Schema):
    """Somebody who was named for a post."""

    id = given("标识")
    version = fields.Integer()
    post_id = given("职位")
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "职位所在单位路径"})
    readiness = given("准备程度")
    named_by = given("提名人")
    basis = given("依据")
    named_at = fields.DateTime(metadata={"zh": "提名时间"})
    state = given("状态")
    suspended = fields.Boolean(metadata={"zh": "因限制暂停"})
    override = fields.Nested(OverrideOut, allow_none=True, metadata={"zh": "越过任职资格审核"})
    lacking = fields.List(fields.Nested(LackingOut), metadata={"zh": "今日尚不符合的任职条件"})
    unchecked = fields.List(
        fields.String(), metadata={"zh": "因名册未载而未能核对的条件", "words": "registry.post_condition"}
    )
    withdrawn_by = given("撤回人", allow_none=True)
    withdrawal_basis = given("撤回依据", allow_none=True)
    synthetic = fields.Boolean()


class UnitBenchQuery(Schema):
    unit_id = wanted("单位")


class UnitBenchOut(Schema):
    """How strong the benches behind the posts of a unit and all below it are."""

    unit_id = given("单位")
    posts = fields.Integer(metadata={"zh": "职位数"})
    by_risk = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"zh": "按后继力量分的职位数", "words": Risk}
    )
    ready_now = fields.Integer(metadata={"zh": "可即时任用人次"})
    at_risk = fields.List(
        fields.String(), metadata={"zh": f"空缺或即将空出而无人可即时任用的职位，最多列 {MOST_AT_RISK} 个"}
    )
    at_risk_count = fields.Integer(metadata={"zh": "空缺或即将空出而无人可即时任用的职位数"})
    soon = fields.Date(metadata={"zh": "“即将”截至"})
    complete = fields.Boolean(metadata={"zh": "是否已计全部职位"})

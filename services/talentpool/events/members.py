"""Events: members of the pool (年轻干部库成员), and what supervision is asked about them."""

from __future__ import annotations

from typing import Any

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.talentpool.events.common import EVENTS
from services.talentpool.vocabulary.member_life import BACK, Step


class MemberState(Schema):
    """The whole thin state of a member."""

    member_id = fields.String(required=True, attribute="id", metadata={"zh": "成员"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    nominated_from = fields.List(
        fields.String(),
        metadata={
            "zh": "推荐单位及其上级；由部门推荐的为空",
            "description": "missing in what was told before",
        },
    )
    plan_id = fields.String(required=True, metadata={"zh": "计划"})
    tier_id = fields.String(required=True, metadata={"zh": "层次"})
    batch_id = fields.String(required=True, metadata={"zh": "批次"})
    source = fields.String(required=True, metadata={"zh": "来源"})
    category = fields.String(required=True, metadata={"zh": "类别"})
    grade = fields.String(required=True, metadata={"zh": "等次"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    reason = fields.String(required=True, allow_none=True, metadata={"zh": "原因代码"})
    round = fields.Integer(required=True, metadata={"zh": "联审轮次"})
    suspended = fields.Boolean(required=True, metadata={"zh": "暂停使用"})
    effects = fields.List(fields.String(), required=True, metadata={"zh": "影响期的效果"})
    suspended_since = fields.Date(required=True, allow_none=True, metadata={"zh": "暂停自"})
    holds_place = fields.Boolean(required=True, metadata={"zh": "占用名额"})
    admitted_on = fields.Date(required=True, allow_none=True, metadata={"zh": "入库日期"})
    level_at_admission = fields.String(required=True, allow_none=True, metadata={"zh": "入库时职务层次"})
    ages_out_on = fields.Date(required=True, allow_none=True, metadata={"zh": "超龄日期"})
    age_due = fields.Boolean(required=True, metadata={"zh": "已超龄"})
    review_due_on = fields.Date(required=True, allow_none=True, metadata={"zh": "评议期限"})
    review_overdue = fields.Boolean(required=True, metadata={"zh": "评议逾期"})
    last_review_year = fields.Integer(required=True, allow_none=True, metadata={"zh": "最近评议年度"})
    last_decision = fields.String(required=True, allow_none=True, metadata={"zh": "最近评议结果"})
    ended_on = fields.Date(required=True, allow_none=True, metadata={"zh": "结束日期"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_STATE: dict[str, Any] = {
    "member_id": "mbr-01",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "nominated_from": ["unt-01", "unt-07"],
    "plan_id": "pln-01",
    "tier_id": "tie-01",
    "batch_id": "bat-01",
    "source": "recommendation",
    "category": "general",
    "grade": "B",
    "state": "candidate",
    "reason": None,
    "round": 0,
    "suspended": False,
    "effects": [],
    "suspended_since": None,
    "holds_place": False,
    "admitted_on": None,
    "level_at_admission": None,
    "ages_out_on": None,
    "age_due": False,
    "review_due_on": None,
    "review_overdue": False,
    "last_review_year": None,
    "last_decision": None,
    "ended_on": None,
    "synthetic": True,
}
_IN_POOL = {
    "state": "in_pool",
    "round": 1,
    "holds_place": True,
    "admitted_on": "2026-03-09",
    "level_at_admission": "141",
    "ages_out_on": "2031-05-01",
    "review_due_on": "2027-03-09",
}


def _member(action: str, en: str, zh: str, **state: Any) -> Event:
    return EVENTS.event(f"member.{action}.v1", MemberState, en, zh=zh, example={**_STATE, **state})


def _inside(action: str, en: str, zh: str, **state: Any) -> Event:
    return _member(action, en, zh, **{**_IN_POOL, **state})


def _over(action: str, en: str, zh: str, state: str, reason: str) -> Event:
    over = {"state": state, "reason": reason, "holds_place": False, "ended_on": "2026-09-01"}
    return _inside(action, en, zh, **over, ages_out_on=None, review_due_on=None)


NOMINATED = _member("nominated", "A cadre is nominated for a tier.", "已推荐入库人选")
CHANGED = _member("changed", "What is known of a member was changed, or the cadre moved.", "成员信息已变更")
SENT_TO_VETTING = _member("sent_to_vetting", "A candidate waits for vetting.", "已提请联审", state="vetting", round=1)
VETTED = _member("vetted", "Vetting passed.", "联审通过", state="vetted", round=1)
DEFERRED = _member("deferred", "Vetting is put off.", "联审暂缓", state="deferred", round=1, reason="missing_opinions")
STOPPED = _member(
    "stopped",
    "A restriction or a result takes a candidate back to the beginning.",
    "人选已中止",
    round=1,
    reason="restricted",
    suspended=True,
    effects=["pool"],
    suspended_since="2026-03-05",
)
ADMITTED = _inside("admitted", "A candidate is admitted to the pool.", "已入库")
KEY_TRAINING_BEGAN = _inside(
    "key_training_began", "A member is on the list of key training.", "已列入重点培养", state="key_training"
)
KEY_TRAINING_ENDED = _inside("key_training_ended", "A member is off the list of key training.", "已退出重点培养")
REVIEWED = _inside(
    "reviewed",
    "A member was reviewed: the grade, and the tier where it changed.",
    "年度评议已记录",
    grade="A",
    last_review_year=2026,
    last_decision="keep",
)
REVIEW_CORRECTED = _inside(
    "review_corrected",
    "A review was put right: the grade, and the tier where it changed.",
    "年度评议已更正",
    grade="B",
    last_review_year=2026,
    last_decision="keep",
)
RETURNED = _inside(
    "returned",
    "A member who was let go by a review that is put right is in the pool as before.",
    "误离库成员已恢复",
    last_review_year=2026,
    last_decision="keep",
)
REVIEW_OVERDUE = _inside("review_overdue", "A member was not reviewed in time.", "评议逾期", review_overdue=True)
AGE_DUE = _inside("age_due", "A member is past the age of the tier; a person decides.", "成员已超龄", age_due=True)
SUSPENDED = _inside(
    "suspended",
    "A restriction or a result suspends a member, or bars something else now.",
    "成员已暂停使用",
    suspended=True,
    effects=["pool", "promotion"],
    suspended_since="2026-06-01",
)
RESTORED = _inside("restored", "Nothing suspends the member any more.", "成员已恢复")
REINSTATED = _inside(
    "reinstated",
    "What the roster had told, and by which it had ended, was set aside: it stands as before, or waits for a place.",
    "成员已恢复原状",
)
PROMOTED = _over("promoted", "A member was promoted.", "成员已提拔使用", "promoted", "promoted")
LEFT = _over("left", "A member has left the pool.", "成员已离库", "left", "aged_out")
REFUSED = _member("refused", "A candidate is refused.", "人选未通过", state="refused", round=1, reason="objection")
WITHDRAWN = _member("withdrawn", "A candidate is withdrawn.", "人选已撤回", state="withdrawn", reason="withdrawn")
LAPSED = _member("lapsed", "The batch was over first.", "人选已失效", state="lapsed", reason="batch_closed")
OF_STEP = {
    Step.REQUEST_VETTING: SENT_TO_VETTING,
    Step.VETTING_PASSED: VETTED,
    Step.VETTING_REFUSED: REFUSED,
    Step.VETTING_DEFERRED: DEFERRED,
    Step.VETTING_REOPENED: SENT_TO_VETTING,
    Step.RESTRICTION_BEGAN: STOPPED,
    Step.RESULT_STOPS: STOPPED,
    Step.ADMIT: ADMITTED,
    Step.BEGIN_KEY_TRAINING: KEY_TRAINING_BEGAN,
    Step.END_KEY_TRAINING: KEY_TRAINING_ENDED,
    Step.RETURN: RETURNED,
    Step.RETURN_TO_KEY_TRAINING: RETURNED,
    Step.PROMOTED: PROMOTED,
    Step.LEAVE: LEFT,
    Step.WITHDRAW: WITHDRAWN,
    Step.BATCH_CLOSED: LAPSED,
    **dict.fromkeys(BACK.values(), REINSTATED),
}
"""Each step is told by one event; that a cadre is gone is told as refused, or as left by a member of the pool."""


class VettingWish(Schema):
    """What supervision is asked."""

    request_id = fields.String(required=True, metadata={"zh": "请求"})
    reference_id = fields.String(required=True, attribute="id", metadata={"zh": "成员"})
    purpose = fields.String(required=True, metadata={"zh": "用途"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    round = fields.Integer(required=True, metadata={"zh": "轮次"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_WISH = {
    "request_id": "mbr-01.1",
    "reference_id": "mbr-01",
    "purpose": "pool",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "round": 1,
    "synthetic": True,
}
VETTING_REQUESTED = EVENTS.event(
    "vetting.requested.v1", VettingWish, "Supervision is asked to vet a candidate.", zh="已提请联审", example=_WISH
)
VETTING_WITHDRAWN = EVENTS.event(
    "vetting.withdrawn.v1", VettingWish, "A vetting is no longer needed.", zh="联审请求已撤回", example=_WISH
)

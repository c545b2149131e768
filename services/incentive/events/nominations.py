"""Events: nominations (推荐) from draft to naming: the saga with supervision."""

from __future__ import annotations

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS
from services.incentive.vocabulary.nomination_life import BACK, Step


class NominationState(Schema):
    nomination_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    programme_id = fields.String(required=True)
    level = fields.String(required=True)
    batch_id = fields.String(required=True)
    field = fields.String(required=True)
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    round = fields.Integer(required=True)
    publicity_begins = fields.Date(required=True, allow_none=True)
    publicity_ends = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    open_objections = fields.Integer(required=True)
    naming_overdue = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)


_STATE = {
    "nomination_id": "nom-01",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "programme_id": "prg-01",
    "level": "city",
    "batch_id": "bat-01",
    "field": "two_major_tasks",
    "state": "draft",
    "reason": None,
    "round": 0,
    "publicity_begins": None,
    "publicity_ends": None,
    "provisional": False,
    "open_objections": 0,
    "naming_overdue": False,
    "synthetic": True,
}


def _nomination(action: str, state: str, en: str, zh: str, reason: str | None = None) -> Event:
    begun = state in ("publicity", "publicised", "naming", "named")
    public = {"publicity_begins": "2026-03-02", "publicity_ends": "2026-03-09"} if begun else {}
    example = {**_STATE, "state": state, "reason": reason, "round": 0 if state == "draft" else 1, **public}
    return EVENTS.event(f"nomination.{action}.v1", NominationState, en, zh=zh, example=example)


DRAFTED = _nomination("drafted", "draft", "A nomination is written.", "推荐已起草")
CHANGED = _nomination("changed", "draft", "A nomination was changed, or its nominee moved.", "推荐已变更")
SUBMITTED = _nomination("submitted", "vetting", "A nomination waits for vetting.", "推荐已提交")
VETTED = _nomination("vetted", "vetted", "Vetting passed.", "推荐联审通过")
DEFERRED = _nomination("deferred", "deferred", "Vetting is put off.", "推荐联审暂缓", "vetting_deferred")
ELECTED = _nomination("elected", "elected", "A ballot elected the nominee.", "票决通过")
NOT_ELECTED = _nomination("not_elected", "not_elected", "A ballot did not elect the nominee.", "票决未通过")
PUBLICITY_BEGAN = _nomination("publicity_began", "publicity", "The nomination is public.", "公示开始")
PUBLICISED = _nomination("publicised", "publicised", "The publicity has ended.", "公示期满")
NAMING_PROPOSED = _nomination("naming_proposed", "naming", "A place is reserved; clearance is asked for.", "已提请命名")
NAMED = _nomination("named", "named", "The nominee is named; the honour is conferred.", "已命名")
REFUSED = _nomination("refused", "refused", "The nomination is refused.", "推荐未通过", "vetting_refused")
WITHDRAWN = _nomination("withdrawn", "withdrawn", "The nomination is withdrawn.", "推荐已撤回", "withdrawn")
EXPIRED = _nomination("expired", "expired", "The batch was closed first.", "推荐已失效", "batch_closed")
STOPPED = _nomination("stopped", "stopped", "A restriction or a result stops it.", "推荐已中止", "restricted")
RELEASED = _nomination("released", "released", "What stopped it is over; it can be resumed.", "推荐可恢复")
RESUMED = _nomination("resumed", "vetting", "The nomination is vetted anew.", "推荐已恢复")
REINSTATED = _nomination(
    "reinstated",
    "vetted",
    "What had made it ineligible was set aside; it goes on.",
    "推荐已恢复资格",
)
OVERDUE = _nomination("overdue", "naming", "The clearance of a naming has not come in time.", "命名核准逾期")

OF_STEP = {
    Step.SUBMIT: SUBMITTED,
    Step.VETTING_PASSED: VETTED,
    Step.VETTING_REFUSED: REFUSED,
    Step.VETTING_DEFERRED: DEFERRED,
    Step.VETTING_REOPENED: SUBMITTED,
    Step.REQUEST_AGAIN: SUBMITTED,
    Step.ELECT: ELECTED,
    Step.NOT_ELECT: NOT_ELECTED,
    Step.PUBLICISE: PUBLICITY_BEGAN,
    Step.PERIOD_ENDED: PUBLICISED,
    Step.OBJECTION_UPHELD: REFUSED,
    Step.PROPOSE_NAMING: NAMING_PROPOSED,
    Step.CLEARANCE_GIVEN: NAMED,
    Step.CLEARANCE_REFUSED: STOPPED,
    Step.RESTRICTION_BEGAN: STOPPED,
    Step.RESTRICTION_LIFTED: RELEASED,
    Step.RESULT_STOPS: STOPPED,
    Step.RESULT_OVER: RELEASED,
    Step.RESUME: RESUMED,
    Step.WITHDRAW: WITHDRAWN,
    Step.INELIGIBLE: REFUSED,
    Step.BATCH_CLOSED: EXPIRED,
    **dict.fromkeys(BACK.values(), REINSTATED),
}
"""Each step that leads on is told by one event."""


class ClearanceWish(Schema):
    request_id = fields.String(required=True)
    reference_id = fields.String(required=True, attribute="id")
    purpose = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    synthetic = fields.Boolean(required=True)


class VettingWish(ClearanceWish):
    round = fields.Integer(required=True)


_WISH = {
    "request_id": "nom-01.1",
    "reference_id": "nom-01",
    "purpose": "award",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "synthetic": True,
}
VETTING_REQUESTED = EVENTS.event(
    "vetting.requested.v1",
    VettingWish,
    "Supervision is asked to vet a nominee.",
    zh="已提请联审",
    example={**_WISH, "round": 1},
)
VETTING_WITHDRAWN = EVENTS.event(
    "vetting.withdrawn.v1",
    VettingWish,
    "A vetting is no longer needed.",
    zh="联审请求已撤回",
    example={**_WISH, "round": 1},
)
CLEARANCE_REQUESTED = EVENTS.event(
    "clearance.requested.v1",
    ClearanceWish,
    "Supervision is asked whether the nominee may be named now.",
    zh="已提请命名核准",
    example={**_WISH, "request_id": "nom-01.c1"},
)

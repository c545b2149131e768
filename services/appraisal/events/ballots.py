"""Events: anonymous weighted ballots (民主测评). None is told of a vote; how many voted is told after closing only."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class BallotState(Schema):
    """The whole thin state of a ballot."""

    ballot_id = fields.String(required=True, attribute="id", metadata={"zh": "民主测评"})
    appraisal_id = fields.String(required=True, metadata={"zh": "考察"})
    mode = fields.String(required=True, metadata={"zh": "方式"})
    subject_kind = fields.String(required=True, metadata={"zh": "对象类别"})
    subject_id = fields.String(required=True, metadata={"zh": "对象"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    closes_on = fields.Date(required=True, allow_none=True, metadata={"zh": "截止日期"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    entitled = fields.Integer(required=True, metadata={"zh": "应到人数"})
    voted = fields.Integer(required=True, allow_none=True, metadata={"zh": "参加人数，结束后才有"})
    valid = fields.Boolean(required=True, allow_none=True, metadata={"zh": "达到法定人数"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_BALLOT: dict[str, Any] = {
    "ballot_id": "blt-01",
    "appraisal_id": "apr-01",
    "mode": "electronic",
    "subject_kind": "cadre",
    "subject_id": "cad-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "closes_on": None,
    "state": "prepared",
    "entitled": 0,
    "voted": None,
    "valid": None,
    "synthetic": True,
}
_OPEN = {**_BALLOT, "closes_on": "2026-03-20", "state": "open", "entitled": 40}
BALLOT_PREPARED = EVENTS.event(
    "ballot.prepared.v1", BallotState, "A ballot of an appraisal was prepared.", zh="民主测评已准备", example=_BALLOT
)
BALLOT_OPENED = EVENTS.event(
    "ballot.opened.v1", BallotState, "The roll is fixed; those on it may vote.", zh="民主测评已开始", example=_OPEN
)
BALLOT_CLOSED = EVENTS.event(
    "ballot.closed.v1",
    BallotState,
    "Nobody votes any more; the results are there where the quorum was.",
    zh="民主测评已结束",
    example={**_OPEN, "state": "closed", "voted": 36, "valid": True},
)
BALLOT_CANCELLED = EVENTS.event(
    "ballot.cancelled.v1",
    BallotState,
    "A ballot was called off; nothing of it counts.",
    zh="民主测评已取消",
    example={**_OPEN, "state": "cancelled"},
)
BALLOT_ANNULLED = EVENTS.event(
    "ballot.annulled.v1",
    BallotState,
    "A closed ballot was found not to be held as it should; its results count no more.",
    zh="民主测评已作废",
    example={**_OPEN, "state": "annulled", "voted": 36, "valid": False},
)


class TallyState(Schema):
    """That the box of a ballot on paper was counted, and whether the second teller agrees; nothing of the count."""

    tally_id = fields.String(required=True, attribute="id", metadata={"zh": "计票单"})
    ballot_id = fields.String(required=True, metadata={"zh": "民主测评"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "单位"})
    box = fields.Integer(required=True, metadata={"zh": "票箱"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    live = fields.Boolean(required=True, metadata={"zh": "是该票箱现用的计票单"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_TALLY: dict[str, Any] = {
    "tally_id": "tly-01",
    "ballot_id": "blt-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "unit_id": "unt-07",
    "box": 1,
    "state": "entered",
    "live": True,
    "synthetic": True,
}
TALLY_ENTERED = EVENTS.event(
    "tally.entered.v1",
    TallyState,
    "A box was counted; a second teller has to count it too.",
    zh="计票单已录入",
    example=_TALLY,
)
TALLY_SETTLED = EVENTS.event(
    "tally.settled.v1",
    TallyState,
    "The second teller agrees, or the count was set aside, also because the ballot was called off.",
    zh="计票单已复核或作废",
    example={**_TALLY, "state": "confirmed"},
)

"""Events: ballots (票决) with quorum and conflicts of interest."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS


class BallotState(Schema):
    ballot_id = fields.String(required=True, attribute="id")
    batch_id = fields.String(required=True)
    held_on = fields.Date(required=True)
    state = fields.String(required=True)
    elected = fields.Integer(required=True)
    not_elected = fields.Integer(required=True)
    left_over = fields.Integer(load_default=0)
    synthetic = fields.Boolean(required=True)


_BALLOT = {
    "ballot_id": "blt-01",
    "batch_id": "bat-01",
    "held_on": "2026-02-27",
    "state": "open",
    "elected": 0,
    "not_elected": 0,
    "left_over": 0,
    "synthetic": True,
}
BALLOT_CONVENED = EVENTS.event(
    "ballot.convened.v1", BallotState, "A ballot is convened.", zh="票决会议已召集", example=_BALLOT
)
BALLOT_CLOSED = EVENTS.event(
    "ballot.closed.v1",
    BallotState,
    "A ballot is closed; its result stands.",
    zh="票决已结束",
    example={**_BALLOT, "state": "closed", "elected": 36, "not_elected": 2},
)
BALLOT_CANCELLED = EVENTS.event(
    "ballot.cancelled.v1",
    BallotState,
    "A ballot is cancelled; its nominations wait for another.",
    zh="票决会议已取消",
    example={**_BALLOT, "state": "cancelled"},
)
BALLOT_CORRECTED = EVENTS.event(
    "ballot.corrected.v1",
    BallotState,
    "A vote of a closed ballot was put right, and a nomination is decided otherwise.",
    zh="票决结果已更正",
    example={**_BALLOT, "state": "closed", "elected": 37, "not_elected": 1},
)

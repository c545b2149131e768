"""Ballots (票决) with quorum and conflicts of interest."""

from __future__ import annotations

from gateway.kin import kin_stand_aside, must_not_vote
from gateway.route import Route
from services.incentive.operations import ballots

_B = "/incentive/ballots"
_ONE = f"{_B}/{{ballot_id}}"
_VOTE = [{"member_id": "cdr-91", "vote": "approve"}, {"member_id": "cdr-92", "vote": "reject"}]

# fmt: off
ROWS = [
    Route.post(_B, ballots.CONVENE_BALLOT, right="incentive.ballots.manage", zh="召集票决",
        en="Convene a ballot on what is vetted in a batch",
        example={"batch_id": "bat-01", "held_on": "2026-02-27", "members": ["cdr-91", "cdr-92", "cdr-93"]}),
    Route.get(_B, ballots.LIST_BALLOTS, right="incentive.ballots.read", zh="查询票决", en="Ballots"),
    Route.get(_ONE, ballots.GET_BALLOT, right="incentive.ballots.read", zh="票决详情", en="One ballot"),
    Route.post(f"{_ONE}/attendance", ballots.ATTEND_BALLOT, status=200, right="incentive.ballots.manage", zh="登记到会",
        en="Say who is present", example={"present": ["cdr-91", "cdr-92"]}),
    Route.post(f"{_ONE}/recusals", ballots.RECUSE_MEMBERS, status=200, right="incentive.ballots.manage", zh="登记回避",
        en="Members stand aside for a nomination", example={"nomination_id": "nom-01", "members": ["cdr-93"]}),
    Route.post("/incentive/nominations/{nomination_id}/votes", ballots.CAST_VOTES, status=200,
        right="incentive.ballots.manage", zh="记入表决", en="Enter votes on a nomination",
        example={"ballot_id": "blt-01", "votes": _VOTE}, checks=must_not_vote),
    Route.post(f"{_ONE}/votes", ballots.CAST_MANY_VOTES, status=200, right="incentive.ballots.manage",
        zh="批量记入表决", en="Enter the votes on many nominations of a ballot",
        example={"nominations": [{"nomination_id": "nom-01", "votes": _VOTE}]}, checks=must_not_vote),
    Route.post(f"{_ONE}/vote-corrections", ballots.CORRECT_VOTE, status=200, right="incentive.ballots.manage",
        zh="更正表决", en="Put a vote right that was entered wrongly",
        example={
            "nomination_id": "nom-01", "member_id": "cdr-92", "vote": "approve", "basis": "（示例）与表决票原件核对",
        }, checks=must_not_vote),
    Route.get(f"{_ONE}/tallies", ballots.LIST_TALLIES, right="incentive.ballots.read", zh="查询得票",
        en="The votes of a ballot, nomination by nomination"),
    Route.post(f"{_ONE}/closing", ballots.CLOSE_BALLOT, status=200, right="incentive.ballots.manage", zh="结束票决",
        en="Close a ballot that has a quorum", checks=kin_stand_aside,
        description="Near kin of whoever is nominated are not counted among those who are to attend (应到会)."),
    Route.post(f"{_ONE}/cancellation", ballots.CANCEL_BALLOT, status=200, right="incentive.ballots.manage",
        zh="取消票决", en="Cancel a ballot, as one without a quorum",
        example={"basis": "（示例）到会人数不足，另行召开"}),
]

"""Ballots (票决) with quorum and conflicts of interest."""

from __future__ import annotations

from gateway.route import Route
from servicekit.schema import page_of
from services.incentive.errors import ballots as errors
from services.incentive.errors import programmes as programme_errors
from services.incentive.schemas import ballots as schemas

_B = "/incentive/ballots"
_ONE = f"{_B}/{{ballot_id}}"
_VOTES = [
    errors.NoBallot,
    errors.BallotClosed,
    errors.NotACandidate,
    errors.UnknownMember,
    errors.MemberAbsent,
    errors.ConflictOfInterest,
    errors.VotedAlready,
]
_VOTE = [{"member_id": "cdr-91", "vote": "approve"}, {"member_id": "cdr-92", "vote": "reject"}]

ROWS = [
    Route.post(
        _B,
        "incentive.convene_ballot",
        body=schemas.ConveneBallot,
        answer=schemas.BallotOut,
        right="incentive.ballots.manage",
        zh="召集票决",
        en="Convene a ballot on what is vetted in a batch",
        problems=[errors.NoCandidates, programme_errors.NoBatch, programme_errors.BatchNotInThisState],
        example={"batch_id": "bat-01", "held_on": "2026-02-27", "members": ["cdr-91", "cdr-92", "cdr-93"]},
    ),
    Route.get(
        _B,
        "incentive.list_ballots",
        query=schemas.ListBallots,
        answer=page_of(schemas.BallotOut),
        right="incentive.ballots.read",
        zh="查询票决",
        en="Ballots",
    ),
    Route.get(
        _ONE,
        "incentive.get_ballot",
        query=schemas.BallotOf,
        answer=schemas.BallotOut,
        right="incentive.ballots.read",
        zh="票决详情",
        en="One ballot",
    ),
    Route.post(
        f"{_ONE}/attendance",
        "incentive.attend_ballot",
        body=schemas.Attend,
        answer=schemas.BallotOut,
        status=200,
        right="incentive.ballots.manage",
        zh="登记到会",
        en="Say who is present",
        problems=[errors.BallotClosed, errors.UnknownMember],
        example={"present": ["cdr-91", "cdr-92"]},
    ),
    Route.post(
        f"{_ONE}/recusals",
        "incentive.recuse_members",
        body=schemas.Recuse,
        answer=schemas.TallyOut,
        status=200,
        right="incentive.ballots.manage",
        zh="登记回避",
        en="Members stand aside for a nomination",
        problems=[errors.BallotClosed, errors.UnknownMember, errors.NotACandidate],
        example={"nomination_id": "nom-01", "members": ["cdr-93"]},
    ),
    Route.post(
        "/incentive/nominations/{nomination_id}/votes",
        "incentive.cast_votes",
        body=schemas.CastVotes,
        answer=schemas.CastOut,
        status=200,
        right="incentive.ballots.manage",
        zh="记入表决",
        en="Enter votes on a nomination",
        problems=_VOTES,
        example={"ballot_id": "blt-01", "votes": _VOTE},
    ),
    Route.post(
        f"{_ONE}/votes",
        "incentive.cast_many_votes",
        body=schemas.CastMany,
        answer=schemas.CastOut,
        status=200,
        right="incentive.ballots.manage",
        zh="批量记入表决",
        en="Enter the votes on many nominations of a ballot",
        problems=_VOTES,
        example={"nominations": [{"nomination_id": "nom-01", "votes": _VOTE}]},
    ),
    Route.get(
        f"{_ONE}/tallies",
        "incentive.list_tallies",
        query=schemas.ListTallies,
        answer=page_of(schemas.TallyOut),
        right="incentive.ballots.read",
        zh="查询得票",
        en="The votes of a ballot, nomination by nomination",
    ),
    Route.post(
        f"{_ONE}/closing",
        "incentive.close_ballot",
        body=schemas.BallotOf,
        answer=schemas.BallotOut,
        status=200,
        right="incentive.ballots.manage",
        zh="结束票决",
        en="Close a ballot that has a quorum",
        problems=[errors.NoQuorum, errors.BallotClosed],
    ),
]

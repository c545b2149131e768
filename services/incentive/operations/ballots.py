"""Offered: ballots: convened for what is vetted in a batch, voted in bulk, closed with quorum."""

from __future__ import annotations

from servicekit.errors import UnknownCadre
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.incentive.errors.ballots import (
    BallotClosed,
    BallotDay,
    ConflictOfInterest,
    MemberAbsent,
    NoBallot,
    NobodyVoted,
    NoCandidates,
    NoQuorum,
    NotACandidate,
    UnknownMember,
    VotedAlready,
    VoteUnchanged,
)
from services.incentive.errors.nominations import NoNomination, NotInThisState, Restricted, Retired, StoppedByResult
from services.incentive.errors.programmes import BatchNotInThisState, NoBatch
from services.incentive.schemas import ballots as schemas

# fmt: off
CONVENE_BALLOT = Command(
    "incentive.convene_ballot", schemas.ConveneBallot, schemas.BallotOut,
    refuses=(NoCandidates, BallotDay, NoBatch, BatchNotInThisState),
    put_right=("cancel_ballot",),
)
ATTEND_BALLOT = Command(
    "incentive.attend_ballot", schemas.Attend, schemas.BallotOut,
    refuses=(BallotClosed, BallotDay, UnknownMember, NoBallot),
    put_right=("attend_ballot",),
)
RECUSE_MEMBERS = Command(
    "incentive.recuse_members", schemas.Recuse, schemas.TallyOut,
    refuses=(BallotClosed, UnknownMember, NotACandidate, NoBallot),
    put_right=("cancel_ballot",),
)
CAST_VOTES = Command(
    "incentive.cast_votes", schemas.CastVotes, schemas.CastOut,
    refuses=(NoBallot, BallotClosed, NotACandidate, UnknownMember, MemberAbsent, ConflictOfInterest, VotedAlready),
    put_right=("correct_vote",),
)
CAST_MANY_VOTES = Command(
    "incentive.cast_many_votes", schemas.CastMany, schemas.CastOut,
    refuses=(NoBallot, BallotClosed, NotACandidate, UnknownMember, MemberAbsent, ConflictOfInterest, VotedAlready),
    put_right=("correct_vote",),
)
CLOSE_BALLOT = Command(
    "incentive.close_ballot", schemas.CloseBallot, schemas.BallotOut, unlogged=("recusals",),
    refuses=(NoQuorum, NobodyVoted, BallotClosed, NoBallot, NoBatch, NotACandidate, NotInThisState, UnknownMember),
    put_right=("correct_vote",),
)
CANCEL_BALLOT = Command(
    "incentive.cancel_ballot", schemas.CancelBallot, schemas.BallotOut,
    refuses=(BallotClosed, NoBallot),
    put_right=("convene_ballot",),
)
CORRECT_VOTE = Command(
    "incentive.correct_vote", schemas.CorrectVote, schemas.TallyOut,
    refuses=(
        NoBallot, BallotClosed, NotACandidate, UnknownMember, MemberAbsent, ConflictOfInterest, VoteUnchanged,
        NoNomination, NotInThisState, NoBatch, BatchNotInThisState, UnknownCadre, Retired, Restricted, StoppedByResult,
    ),
    put_right=("correct_vote",),
)
GET_BALLOT = Query("incentive.get_ballot", schemas.BallotOf, schemas.BallotOut, refuses=(NoBallot,))
LIST_BALLOTS = Query("incentive.list_ballots", schemas.ListBallots, page_of(schemas.BallotOut))
LIST_TALLIES = Query("incentive.list_tallies", schemas.ListTallies, page_of(schemas.TallyOut))

"""Offered: anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from servicekit.errors import NotIndependent, UnknownEntry
from servicekit.operations import BulkCommand, Command, Query, Stands
from servicekit.schema import page_of
from services.appraisal.errors.appraisals import NoAppraisal, NotRunning
from services.appraisal.errors.ballots import (
    BadAnswers,
    BadQuestions,
    BadRoll,
    BadTally,
    BallotNotOpen,
    NoBallot,
    NoTally,
    NotOnRoll,
    ResultsNotYet,
    SameTeller,
    TalliesOutstanding,
    TallyDiffers,
    TallyKnown,
    VotedAlready,
    WrongMode,
)
from services.appraisal.errors.common import BadPeriod
from services.appraisal.errors.models import NoModel, WeightsDoNotAddUp
from services.appraisal.schemas import ballots as schemas

# fmt: off
PREPARE_BALLOT = Command(
    "appraisal.prepare_ballot", schemas.PrepareBallot, schemas.BallotOut,
    refuses=(NoAppraisal, NotRunning, UnknownEntry, WeightsDoNotAddUp, BadQuestions, NoModel),
    put_right=("cancel_ballot",),
)
OPEN_BALLOT = Command(
    "appraisal.open_ballot", schemas.OpenBallot, schemas.BallotOut,
    refuses=(NoBallot, NotRunning, BallotNotOpen, BadRoll, BadPeriod, NoAppraisal),
    put_right=("cancel_ballot",),
)
CAST_VOTE = Command(
    "appraisal.cast_vote", schemas.CastVote, schemas.CastOut, unlogged=("answers",),
    refuses=(NotOnRoll, BallotNotOpen, WrongMode, VotedAlready, BadAnswers),
    put_right=Stands(
        "匿名投票与投票人无从对应，不能更正；整场有误的由作废测评处理",
        "A vote leaves no link to its voter and cannot be changed; a ballot that went wrong is annulled as a whole",
    ),
)
LIST_MY_BALLOTS = Query("appraisal.list_my_ballots", schemas.ListMine, page_of(schemas.MineOut))
CLOSE_BALLOT = Command(
    "appraisal.close_ballot", schemas.CloseBallot, schemas.BallotOut, unlogged=("aside",),
    refuses=(NoBallot, BallotNotOpen, BadPeriod, TalliesOutstanding),
    put_right=("annul_ballot",),
)
ANNUL_BALLOT = Command(
    "appraisal.annul_ballot", schemas.AnnulBallot, schemas.BallotOut,
    refuses=(NoBallot, BallotNotOpen),
    put_right=("prepare_ballot",),
)
CANCEL_BALLOT = Command(
    "appraisal.cancel_ballot", schemas.EndBallot, schemas.BallotOut,
    refuses=(NoBallot, BallotNotOpen),
    put_right=("prepare_ballot",),
)
GET_BALLOT = Query("appraisal.get_ballot", schemas.BallotOf, schemas.BallotOut, refuses=(NoBallot,))
GET_ROLL = Query("appraisal.get_roll", schemas.BallotOf, schemas.RollOut, refuses=(NoBallot,))
LIST_BALLOTS = Query("appraisal.list_ballots", schemas.ListBallots, page_of(schemas.BallotOut))
GET_BALLOT_RESULTS = Query(
    "appraisal.get_ballot_results", schemas.BallotOf, schemas.ResultOut,
    refuses=(NoBallot, ResultsNotYet),
)
ENTER_TALLY = Command(
    "appraisal.enter_tally", schemas.EnterTally, schemas.TallyOut,
    refuses=(NoBallot, BallotNotOpen, WrongMode, BadTally, TallyKnown),
    put_right=("reject_tally",),
)
IMPORT_BALLOT_TALLIES = BulkCommand(
    "appraisal.import_ballot_tallies", row=schemas.TallyRow,
    refuses=(BallotNotOpen, WrongMode, BadTally, TallyKnown, NoBallot),
    put_right=("reject_tally",),
)
CONFIRM_TALLY = Command(
    "appraisal.confirm_tally", schemas.ConfirmTally, schemas.TallyOut,
    refuses=(NoTally, BallotNotOpen, SameTeller, NotIndependent, TallyDiffers, NoBallot, WrongMode),
    put_right=("reject_tally", "annul_ballot"),
)
REJECT_TALLY = Command(
    "appraisal.reject_tally", schemas.RejectTally, schemas.TallyOut,
    refuses=(NoTally, BallotNotOpen, NoBallot, WrongMode),
    put_right=("enter_tally",),
)
LIST_TALLIES = Query("appraisal.list_tallies", schemas.ListTallies, page_of(schemas.TallyOut))

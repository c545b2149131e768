"""Offered: anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from servicekit.errors import NotIndependent, UnknownEntry
from servicekit.operations import BulkCommand, Command, Query
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
)
OPEN_BALLOT = Command(
    "appraisal.open_ballot", schemas.OpenBallot, schemas.BallotOut,
    refuses=(NoBallot, NotRunning, BallotNotOpen, BadRoll, BadPeriod, NoAppraisal),
)
CAST_VOTE = Command(
    "appraisal.cast_vote", schemas.CastVote, schemas.CastOut, unlogged=("answers",),
    refuses=(NotOnRoll, BallotNotOpen, WrongMode, VotedAlready, BadAnswers),
)
LIST_MY_BALLOTS = Query("appraisal.list_my_ballots", schemas.ListMine, page_of(schemas.MineOut))
CLOSE_BALLOT = Command(
    "appraisal.close_ballot", schemas.CloseBallot, schemas.BallotOut,
    refuses=(NoBallot, BallotNotOpen, BadPeriod, TalliesOutstanding),
)
ANNUL_BALLOT = Command(
    "appraisal.annul_ballot", schemas.AnnulBallot, schemas.BallotOut,
    refuses=(NoBallot, BallotNotOpen),
)
CANCEL_BALLOT = Command(
    "appraisal.cancel_ballot", schemas.EndBallot, schemas.BallotOut,
    refuses=(NoBallot, BallotNotOpen),
)
GET_BALLOT = Query("appraisal.get_ballot", schemas.BallotOf, schemas.BallotOut, refuses=(NoBallot,))
LIST_BALLOTS = Query("appraisal.list_ballots", schemas.ListBallots, page_of(schemas.BallotOut))
GET_BALLOT_RESULTS = Query(
    "appraisal.get_ballot_results", schemas.BallotOf, schemas.ResultOut,
    refuses=(NoBallot, ResultsNotYet),
)
ENTER_TALLY = Command(
    "appraisal.enter_tally", schemas.EnterTally, schemas.TallyOut,
    refuses=(NoBallot, BallotNotOpen, WrongMode, BadTally, TallyKnown),
)
IMPORT_BALLOT_TALLIES = BulkCommand(
    "appraisal.import_ballot_tallies", row=schemas.TallyRow,
    refuses=(BallotNotOpen, WrongMode, BadTally, TallyKnown, NoBallot),
)
CONFIRM_TALLY = Command(
    "appraisal.confirm_tally", schemas.ConfirmTally, schemas.TallyOut,
    refuses=(NoTally, BallotNotOpen, SameTeller, NotIndependent, TallyDiffers, NoBallot, WrongMode),
)
REJECT_TALLY = Command(
    "appraisal.reject_tally", schemas.RejectTally, schemas.TallyOut,
    refuses=(NoTally, BallotNotOpen, NoBallot, WrongMode),
)
LIST_TALLIES = Query("appraisal.list_tallies", schemas.ListTallies, page_of(schemas.TallyOut))

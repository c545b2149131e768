"""Anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.schema import page_of
from services.appraisal.errors import ballots as errors
from services.appraisal.errors.appraisals import NoAppraisal, NotRunning
from services.appraisal.errors.common import BadPeriod, UnknownEntry
from services.appraisal.errors.models import WeightsDoNotAddUp
from services.appraisal.schemas import ballots

_A, _B, _T = "/appraisal/appraisals/{appraisal_id}/ballots", "/appraisal/ballots", "/appraisal/ballot-tallies"
_ONE: dict[str, Any] = {"scope": Scope.PERSON, "tag": "appraisal"}
_READS: dict[str, Any] = {**_ONE, "right": "appraisal.ballots.read"}
_MANAGES: dict[str, Any] = {**_ONE, "right": "appraisal.ballots.manage"}
_COUNTS: dict[str, Any] = {**_ONE, "right": "appraisal.ballots.count"}
_ENDING = {"ended_by": "（示例）测评负责人", "basis": "（示例）应到人员均已投票"}
_COUNTED = {
    "sheets": 12,
    "invalid": 1,
    "counts": [
        {"question": "overall", "answer": "excellent", "number": 9},
        {"question": "overall", "answer": "competent", "number": 3},
    ],
}

ROWS: list[Route] = [
    Route.post(
        _A,
        "appraisal.prepare_ballot",
        body=ballots.PrepareBallot,
        answer=ballots.BallotOut,
        zh="准备民主测评",
        en="Prepare a ballot of an appraisal",
        location=f"{_B}/{{id}}",
        problems=[NoAppraisal, NotRunning, UnknownEntry, WeightsDoNotAddUp, errors.BadQuestions],
        example={
            "title": "（示例）年度民主测评",
            "questions": [{"key": "overall", "text": "总体评价"}],
            "kinds": [{"key": "team", "weight": 0.6}, {"key": "staff", "weight": 0.4}],
            "synthetic": True,
        },
        **_MANAGES,
    ),
    Route.get(
        _A,
        "appraisal.list_ballots",
        query=ballots.ListBallots,
        answer=page_of(ballots.BallotOut),
        zh="考察的民主测评",
        en="The ballots of an appraisal",
        **_READS,
    ),
    Route.get(
        f"{_B}/mine",
        "appraisal.list_my_ballots",
        query=ballots.ListMine,
        answer=page_of(ballots.MineOut),
        right="appraisal.ballots.vote",
        zh="本人可投的民主测评",
        en="Ballots that the reader may still cast",
        **_ONE,
    ),
    Route.get(
        f"{_B}/{{ballot_id}}",
        "appraisal.get_ballot",
        query=ballots.BallotOf,
        answer=ballots.BallotOut,
        zh="民主测评详情",
        en="One ballot",
        problems=[errors.NoBallot],
        **_READS,
    ),
    Route.post(
        f"{_B}/{{ballot_id}}/opening",
        "appraisal.open_ballot",
        body=ballots.OpenBallot,
        answer=ballots.BallotOut,
        status=200,
        zh="确定名册并开始测评",
        en="Fix the roll and open a ballot",
        problems=[errors.NoBallot, NotRunning, errors.BallotNotOpen, errors.BadRoll, BadPeriod],
        example={
            "roll": [{"cadre_id": "cad-01", "kind": "team"}, {"cadre_id": "cad-02", "kind": "staff"}],
            "closes_on": "2027-03-20",
        },
        **_MANAGES,
    ),
    Route.post(
        f"{_B}/{{ballot_id}}/votes",
        "appraisal.cast_vote",
        body=ballots.CastVote,
        answer=ballots.CastOut,
        status=200,
        right="appraisal.ballots.vote",
        zh="投票（匿名，每人一次）",
        en="Vote, anonymously and once",
        description=(
            "The voter is the account's own cadre. The answers are added to counters and kept nowhere else, not even "
            "in the receipt's fingerprint: a repetition with the same Idempotency-Key finds the first vote counted."
        ),
        unlogged=("answers",),
        problems=[errors.NotOnRoll, errors.BallotNotOpen, errors.WrongMode, errors.VotedAlready, errors.BadAnswers],
        example={"answers": [{"question": "overall", "answer": "excellent"}]},
        **_ONE,
    ),
    Route.post(
        f"{_B}/{{ballot_id}}/closing",
        "appraisal.close_ballot",
        body=ballots.EndBallot,
        answer=ballots.BallotOut,
        status=200,
        zh="结束测评",
        en="Close a ballot",
        problems=[errors.NoBallot, errors.BallotNotOpen, errors.TalliesOutstanding],
        example=_ENDING,
        **_MANAGES,
    ),
    Route.post(
        f"{_B}/{{ballot_id}}/cancellation",
        "appraisal.cancel_ballot",
        body=ballots.EndBallot,
        answer=ballots.BallotOut,
        status=200,
        zh="取消测评",
        en="Call a ballot off; what was counted is destroyed",
        problems=[errors.NoBallot, errors.BallotNotOpen],
        example={"ended_by": "（示例）测评负责人", "basis": "（示例）名册有误"},
        **_MANAGES,
    ),
    Route.get(
        f"{_B}/{{ballot_id}}/results",
        "appraisal.get_ballot_results",
        query=ballots.BallotOf,
        answer=ballots.ResultOut,
        zh="测评结果（结束后）",
        en="The results of a closed ballot, explained",
        problems=[errors.NoBallot, errors.ResultsNotYet],
        **_READS,
    ),
    Route.post(
        f"{_B}/{{ballot_id}}/tallies",
        "appraisal.enter_tally",
        body=ballots.EnterTally,
        answer=ballots.TallyOut,
        zh="录入纸质测评计票单",
        en="Enter the count of a box of a ballot on paper",
        location=f"{_B}/{{ballot_id}}/tallies",
        problems=[
            errors.NoBallot,
            errors.BallotNotOpen,
            errors.WrongMode,
            errors.BadTally,
            errors.TallyKnown,
        ],
        example={"kind": "team", "box": 1, "entered_by": "（示例）计票人甲", **_COUNTED},
        **_COUNTS,
    ),
    Route.get(
        f"{_B}/{{ballot_id}}/tallies",
        "appraisal.list_tallies",
        query=ballots.ListTallies,
        answer=page_of(ballots.TallyOut),
        right="appraisal.ballots.count",
        zh="计票单",
        en="The tally sheets of a ballot, without what they count",
        **_ONE,
    ),
    Route.post(
        f"{_T}/{{tally_id}}/confirmation",
        "appraisal.confirm_tally",
        body=ballots.ConfirmTally,
        answer=ballots.TallyOut,
        status=200,
        zh="第二计票人复核计票单",
        en="Settle a tally by a second teller's own count",
        problems=[
            errors.NoTally,
            errors.BallotNotOpen,
            errors.SameTeller,
            errors.TallyDiffers,
        ],
        example={"confirmed_by": "（示例）计票人乙", **_COUNTED},
        **_COUNTS,
    ),
    Route.post(
        f"{_T}/{{tally_id}}/rejection",
        "appraisal.reject_tally",
        body=ballots.RejectTally,
        answer=ballots.TallyOut,
        status=200,
        zh="退回计票单，重新计票",
        en="Set a tally aside; the box is counted again",
        problems=[errors.NoTally, errors.BallotNotOpen],
        example={"rejected_by": "（示例）总监票人", "reason": "（示例）两次计票不一致"},
        **_COUNTS,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "ballot-tallies",
        "appraisal.import_ballot_tallies",
        ballots.TallyRow,
        right="appraisal.ballots.count",
        zh="民主测评计票单",
        en="Tally sheets of ballots on paper",
        problems=[errors.NoBallot, errors.BallotNotOpen, errors.WrongMode, errors.BadTally, errors.TallyKnown],
    )
]

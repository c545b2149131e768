"""Anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from typing import Any

from gateway.kin import kin_do_not_count, must_not_be_kin, must_not_be_on_the_roll
from gateway.route import ImportKind, Route, Scope
from services.appraisal.errors.ballots import StandsAside
from services.appraisal.operations import ballots

_A, _B, _T = "/appraisal/appraisals/{appraisal_id}/ballots", "/appraisal/ballots", "/appraisal/ballot-tallies"
_READS: dict[str, Any] = {"scope": Scope.PERSON, "right": "appraisal.ballots.read"}
_MANAGES: dict[str, Any] = {"scope": Scope.PERSON, "right": "appraisal.ballots.manage"}
_COUNTS: dict[str, Any] = {"scope": Scope.PERSON, "right": "appraisal.ballots.count"}
_ENDING = {"ended_by": "（示例）测评负责人", "basis": "（示例）应到人员均已投票"}
_COUNTED = {
    "sheets": 12,
    "invalid": 1,
    "counts": [
        {"question": "overall", "answer": "excellent", "number": 9},
        {"question": "overall", "answer": "competent", "number": 3},
    ],
}

# fmt: off
ROWS: list[Route] = [
    Route.post(_A, ballots.PREPARE_BALLOT, zh="准备民主测评", en="Prepare a ballot of an appraisal",
        location=f"{_B}/{{id}}",
        example={
            "title": "（示例）年度民主测评", "questions": [{"key": "overall", "text": "总体评价"}],
            "kinds": [{"key": "team", "weight": 0.6}, {"key": "staff", "weight": 0.4}], "synthetic": True,
        }, **_MANAGES),
    Route.get(_A, ballots.LIST_BALLOTS, zh="考察的民主测评", en="The ballots of an appraisal", **_READS),
    Route.get(f"{_B}/mine", ballots.LIST_MY_BALLOTS, right="appraisal.ballots.vote", zh="本人可投的民主测评",
        en="Ballots that the reader may still cast, with whom each is about", scope=Scope.PERSON),
    Route.get(f"{_B}/{{ballot_id}}", ballots.GET_BALLOT, zh="民主测评详情", en="One ballot", **_READS),
    Route.post(f"{_B}/{{ballot_id}}/opening", ballots.OPEN_BALLOT, status=200, zh="确定名册并开始测评",
        en="Fix the roll and open a ballot",
        example={
            "roll": [{"cadre_id": "cad-01", "kind": "team"}, {"cadre_id": "cad-02", "kind": "staff"}],
            "closes_on": "2027-03-20",
        }, checks=must_not_be_on_the_roll, **_MANAGES),
    Route.post(f"{_B}/{{ballot_id}}/votes", ballots.CAST_VOTE, status=200, right="appraisal.ballots.vote",
        zh="投票（匿名，每人一次）", en="Vote, anonymously and once",
        description=(
            "The voter is the account's own cadre. The answers are added to counters and kept nowhere else, not even "
            "in the receipt's fingerprint: a repetition with the same Idempotency-Key finds the first vote counted."
        ), example={"answers": [{"question": "overall", "answer": "excellent"}]}, scope=Scope.PERSON,
        checks=must_not_be_kin, problems=(StandsAside,)),
    Route.post(f"{_B}/{{ballot_id}}/closing", ballots.CLOSE_BALLOT, status=200, zh="结束测评", en="Close a ballot",
        example=_ENDING, checks=kin_do_not_count, **_MANAGES),
    Route.post(f"{_B}/{{ballot_id}}/cancellation", ballots.CANCEL_BALLOT, status=200, zh="取消测评",
        en="Call a ballot off; what was counted is destroyed",
        example={"ended_by": "（示例）测评负责人", "basis": "（示例）名册有误"}, **_MANAGES),
    Route.post(f"{_B}/{{ballot_id}}/annulment", ballots.ANNUL_BALLOT, status=200, zh="作废已结束的测评（结果不再计入）",
        en="Annul a closed ballot that was not held as it should be; another may be held",
        example={"annulled_by": "（示例）测评负责人", "basis": "（示例）名册有误，另行测评"}, **_MANAGES),
    Route.get(f"{_B}/{{ballot_id}}/results", ballots.GET_BALLOT_RESULTS, zh="测评结果（结束后）",
        en="The results of a closed ballot, explained", **_READS),
    Route.post(f"{_B}/{{ballot_id}}/tallies", ballots.ENTER_TALLY, zh="录入纸质测评计票单",
        en="Enter the count of a box of a ballot on paper", location=f"{_B}/{{ballot_id}}/tallies",
        example={"kind": "team", "box": 1, "entered_by": "（示例）计票人甲", **_COUNTED}, **_COUNTS),
    Route.get(f"{_B}/{{ballot_id}}/tallies", ballots.LIST_TALLIES, right="appraisal.ballots.count", zh="计票单",
        en="The tally sheets of a ballot, without what they count", scope=Scope.PERSON),
    Route.post(f"{_T}/{{tally_id}}/confirmation", ballots.CONFIRM_TALLY, status=200, zh="第二计票人复核计票单",
        en="Settle a tally by a second teller's own count", example={"confirmed_by": "（示例）计票人乙", **_COUNTED},
        **_COUNTS),
    Route.post(f"{_T}/{{tally_id}}/rejection", ballots.REJECT_TALLY, status=200,
        zh="退回计票单（含已复核的），重新计票",
        en="Set a tally aside; the box is counted again",
        example={"rejected_by": "（示例）总监票人", "reason": "（示例）两次计票不一致"}, **_COUNTS),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "ballot-tallies",
        ballots.IMPORT_BALLOT_TALLIES,
        right="appraisal.ballots.count",
        zh="民主测评计票单",
        en="Tally sheets of ballots on paper",
    )
]

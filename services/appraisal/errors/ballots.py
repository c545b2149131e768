"""Refusals: anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Forbidden, Invalid, NotFound


class NoBallot(NotFound):
    """There is no such ballot."""

    code = "appraisal/no-ballot"
    zh = "民主测评不存在"
    en = "There is no such ballot"


class NoTally(NotFound):
    """There is no such tally sheet."""

    code = "appraisal/no-tally"
    zh = "计票单不存在"
    en = "There is no such tally sheet"


class BallotNotOpen(Conflict):
    """The ballot is not in a state for that: not opened yet, closed, or cancelled."""

    code = "appraisal/ballot-not-open"
    zh = "该民主测评目前不能这样办理"
    en = "The ballot is not in a state for that"


class VotedAlready(Conflict):
    """The voter has cast a vote; what it was is not kept, so it can be neither shown nor changed."""

    code = "appraisal/voted-already"
    zh = "您已投票，每人只能投一次"
    en = "You have voted; each voter votes once"


class NotOnRoll(Forbidden):
    """The account is bound to no cadre, or the cadre is not on the roll of the ballot."""

    code = "appraisal/not-on-roll"
    zh = "您不在该民主测评的参加人员名册中"
    en = "You are not on the roll of this ballot"


class StandsAside(Forbidden):
    """The voter is near kin of whom the ballot is about, also where that was entered after the roll was fixed."""

    code = "appraisal/stands-aside"
    zh = "与测评对象有亲属关系的，须回避"
    en = "Near kin of whom a ballot is about do not vote in it"
    advice_zh = "亲属关系登记有误的，先在干部档案中更正。"
    advice_en = "Where the family is entered wrongly, put that right in the file first."


class BadQuestions(Invalid):
    """Questions or kinds of voters are repeated, or a question scores a dimension that the model does not have."""

    code = "appraisal/bad-questions"
    zh = "测评项目或参加人员类别不正确"
    en = "The questions or the kinds of voters are not right"


class BadAnswers(Invalid):
    """An answer is to an unknown question, outside the scale, repeated or missing."""

    code = "appraisal/bad-answers"
    zh = "答案不符合测评项目的分值"
    en = "The answers do not fit the questions and their scales"


class BadRoll(Invalid):
    """The roll is empty, repeats a voter, names the subject, an unknown voter or kind; or a kind has nobody."""

    code = "appraisal/bad-roll"
    zh = "参加人员名册不正确"
    en = "The roll of voters is not right"


class BadTally(Invalid):
    """A tally sheet does not add up."""

    code = "appraisal/bad-tally"
    zh = "计票单数目不符"
    en = "The tally sheet does not add up"


class TallyKnown(AlreadyExists):
    """This box of this kind of voters has a tally sheet already."""

    code = "appraisal/tally-known"
    zh = "该票箱已有计票单"
    en = "This box has a tally sheet already"


class TallyDiffers(Conflict):
    """The second teller's count is another; the sheets must be counted again."""

    code = "appraisal/tally-differs"
    zh = "两名计票人的结果不一致，请重新计票"
    en = "The two tellers' counts differ; count again"


class SameTeller(Conflict):
    """A tally is confirmed by another teller, from another account, than the one who entered it."""

    code = "appraisal/same-teller"
    zh = "计票单应由另一名计票人以另一账号复核"
    en = "Another teller confirms the tally, from another account"


class TalliesOutstanding(Conflict):
    """Tally sheets wait to be confirmed by a second teller."""

    code = "appraisal/tallies-outstanding"
    zh = "尚有计票单未经复核"
    en = "Tally sheets wait to be confirmed"


class WrongMode(Conflict):
    """A vote for a ballot on paper, or a tally sheet for an electronic one."""

    code = "appraisal/wrong-ballot-mode"
    zh = "投票方式不符：纸质测评以计票单录入，电子测评由本人投票"
    en = "A paper ballot takes tally sheets, an electronic one takes votes"


class ResultsNotYet(Conflict):
    """Results are shown after closing only; nothing is shown before."""

    code = "appraisal/results-not-yet"
    zh = "测评结束前不显示任何结果"
    en = "Nothing is shown before the ballot is closed"

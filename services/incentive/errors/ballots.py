"""Refusals of ballots: membership, conflicts of interest, quorum."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NoBallot(NotFound):
    """There is no such ballot."""

    code = "incentive/no-ballot"
    zh = "票决会议不存在"
    en = "There is no such ballot"


class BallotClosed(Conflict):
    """The ballot is closed; its result stands."""

    code = "incentive/ballot-closed"
    zh = "票决已结束"
    en = "The ballot is closed"


class BallotDay(Invalid):
    """A meeting is not attended before its day, and a second meeting is not before the first."""

    code = "incentive/ballot-day"
    zh = "票决会议日期不正确"
    en = "The day of the ballot is not right"


class NobodyVoted(Conflict):
    """No vote was entered on any nomination: there is nothing to count. Enter the votes, or cancel the ballot."""

    code = "incentive/nobody-voted"
    zh = "本次票决无人表决，请录入表决或取消会议"
    en = "Nobody has voted; enter the votes, or cancel the ballot"


class VoteUnchanged(Invalid):
    """A correction of a vote changes it."""

    code = "incentive/vote-unchanged"
    zh = "更正后的表决与原表决相同"
    en = "The vote is the same as before"


class NoCandidates(Invalid):
    """A ballot needs nominations that have been vetted and are in no other open ballot."""

    code = "incentive/no-candidates"
    zh = "没有可票决的推荐"
    en = "There is no nomination to vote on"


class NotACandidate(Invalid):
    """The nomination is not in this ballot."""

    code = "incentive/not-a-candidate"
    zh = "该推荐不在本次票决范围"
    en = "The nomination is not in this ballot"


class UnknownMember(Invalid):
    """A vote or an attendance of somebody who is not a member."""

    code = "incentive/unknown-member"
    zh = "不是票决成员"
    en = "Not a member of the ballot"


class MemberAbsent(Invalid):
    """A member who is not present has no vote."""

    code = "incentive/member-absent"
    zh = "缺席成员不能投票"
    en = "An absent member cannot vote"


class ConflictOfInterest(Invalid):
    """A member who is nominated in the batch, or has a declared conflict, does not vote."""

    code = "incentive/conflict-of-interest"
    zh = "应当回避的成员不能投票"
    en = "A member with a conflict of interest cannot vote"


class VotedAlready(Conflict):
    """One member, one vote."""

    code = "incentive/voted-already"
    zh = "该成员已投票"
    en = "The member has voted already"


class NoQuorum(Conflict):
    """Too few members are present for a valid ballot."""

    code = "incentive/no-quorum"
    zh = "到会人数不足，票决无效"
    en = "Too few members are present"

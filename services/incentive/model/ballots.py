"""Ballots (票决): who may vote on what, when a ballot is valid, and what it decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from math import ceil

from servicekit.errors import field_error
from servicekit.lifecycle import Mark
from services.incentive.errors.ballots import (
    BallotClosed,
    BallotDay,
    ConflictOfInterest,
    MemberAbsent,
    NobodyVoted,
    NoQuorum,
    UnknownMember,
    VotedAlready,
    VoteUnchanged,
)
from services.incentive.vocabulary.ballots import LIFE, State, Step, Vote

# fmt: on


@dataclass
class Ballot:
    """A meeting that votes on nominations of a batch. Members are codes; a member who is a cadre has the cadre's id."""

    id: str
    batch_id: str
    held_on: date
    members: list[str]
    nominations: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    state: State = State.OPEN
    elected: int = 0
    not_elected: int = 0
    skipped: int = 0
    """Candidates that had left the pipeline's step before the ballot was closed."""
    left_over: int = 0
    """Candidates on whom nobody voted: they wait for another ballot."""
    over_quota: int = 0
    """Advice: how many more are elected in the batch than it has places; the quota is guarded at the naming."""
    entitled: int = 0
    """How many are to attend (应到会): members who have a vote on something in it. Known from the closing on."""
    quorum: int = 0
    cancelled_by: str | None = None
    cancelled_basis: str | None = None
    synthetic: bool = False
    version: int = 0


@dataclass
class VoteCorrection:
    """A vote that was put right: what it was and what it is (None for no vote), by whose hand, when, on what basis."""

    member_id: str
    before: Vote | None
    after: Vote | None
    by: str
    at: datetime
    basis: str


@dataclass
class Tally:
    """The votes on one nomination of a ballot, and the members who stand aside (回避)."""

    id: str
    ballot_id: str
    nomination_id: str
    recused: list[str] = field(default_factory=list)
    votes: dict[str, Vote] = field(default_factory=dict)
    corrections: list[VoteCorrection] = field(default_factory=list)
    elected: bool | None = None
    """What was decided; None while the ballot is open, and where nobody voted."""
    approvals: int = 0
    needed: int = 0
    synthetic: bool = False
    version: int = 0


def tally_id(ballot_id: str, nomination_id: str) -> str:
    """One tally per ballot and nomination."""
    return f"{ballot_id}.{nomination_id}"


def must_be_members(ballot: Ballot, people: Iterable[str], pointer: str) -> None:
    """Raises UnknownMember."""
    strangers = sorted(set(people) - set(ballot.members))
    if strangers:
        wrong = field_error(pointer, "not-a-member", "名单中有人不是票决成员", f"Not members: {', '.join(strangers)}")
        raise UnknownMember(errors=[wrong], unknown=strangers)


def must_follow(ballot: Ballot, elected_on: date | None) -> None:
    """Raises BallotDay for a meeting before the one that elected a nominee in an earlier round."""
    if elected_on is not None and ballot.held_on < elected_on:
        zh = f"会议不得早于前一轮票决之日（{elected_on}）"
        en = f"A second meeting is not before the first, of {elected_on}"
        wrong = field_error("/held_on", "before-the-first", zh, en)
        raise BallotDay(zh, en, errors=[wrong], elected_on=elected_on.isoformat())


def attend(ballot: Ballot, present: Sequence[str], today: date) -> None:
    """Say who is present. Raises BallotClosed, UnknownMember, and BallotDay for a meeting that is still to come."""
    LIFE.must(ballot, Step.ATTEND, ballot_id=ballot.id)
    if ballot.held_on > today:
        zh = f"会议于{ballot.held_on}召开，此前不能登记到会"
        en = f"The meeting is on {ballot.held_on}; nobody attends it before"
        raise BallotDay(zh, en, held_on=ballot.held_on.isoformat())
    must_be_members(ballot, present, "/present")
    ballot.present = list(dict.fromkeys(present))


def declare(ballot: Ballot, tally: Tally, members: Sequence[str]) -> None:
    """Let members stand aside for a nomination; a vote that one has cast is taken out.

    Raises BallotClosed and UnknownMember.
    """
    LIFE.must(ballot, Step.RECUSE, ballot_id=ballot.id)
    must_be_members(ballot, members, "/members")
    tally.recused = sorted({*tally.recused, *members})
    tally.votes = {member: vote for member, vote in tally.votes.items() if member not in members}


def cast(ballot: Ballot, tally: Tally, votes: Sequence[tuple[str, Vote]], nominated: set[str], article: str) -> None:
    """Enter votes on a nomination.

    Raises BallotClosed, UnknownMember, MemberAbsent, VotedAlready, and ConflictOfInterest for a member who is nominated
    in the batch or stands aside.
    """
    LIFE.must(ballot, Step.CAST, ballot_id=ballot.id)
    must_be_members(ballot, (member for member, _ in votes), "/votes")
    for place, (member, vote) in enumerate(votes):
        at = f"/votes/{place}/member_id"
        _must_have_a_vote(ballot, tally, member, at, nominated, article)
        if member in tally.votes:
            raise VotedAlready(
                errors=[field_error(at, "voted-already", "该成员已投票", f"{member} has voted")], member_id=member
            )
        tally.votes[member] = vote


def correct(
    ballot: Ballot,
    tally: Tally,
    change: tuple[str, Vote | None],
    nominated: set[str],
    article: str,
    basis: str,
    mark: Mark,
) -> None:
    """Put a member's vote right, also after the ballot was closed; None takes it out. Before and after are kept.

    Raises BallotClosed where the ballot is cancelled or did not decide on the nomination, UnknownMember, MemberAbsent,
    ConflictOfInterest, and VoteUnchanged.
    """
    member, vote = change
    LIFE.must(ballot, Step.CORRECT_VOTE, ballot_id=ballot.id)
    if ballot.state is State.CLOSED and tally.elected is None:
        zh = "该推荐在本次票决中无人表决，留待下次票决"
        raise BallotClosed(zh, "Nobody voted on the nomination; it waits for another ballot", ballot_id=ballot.id)
    must_be_members(ballot, [member], "/member_id")
    if vote is not None:
        _must_have_a_vote(ballot, tally, member, "/member_id", nominated, article)
    before = tally.votes.get(member)
    if before is vote:
        raise VoteUnchanged(member_id=member, vote=vote.value if vote else None)
    tally.votes = {one: held for one, held in tally.votes.items() if one != member} | ({member: vote} if vote else {})
    tally.corrections.append(VoteCorrection(member, before, vote, mark.by, mark.at, basis))


def _must_have_a_vote(
    ballot: Ballot, tally: Tally, member: str, pointer: str, nominated: set[str], article: str
) -> None:
    """Raises ConflictOfInterest and MemberAbsent."""
    if member in nominated or member in tally.recused:
        zh = "本人在本批次中被推荐" if member in nominated else "已声明回避"
        en = "is nominated in the batch" if member in nominated else "stands aside"
        wrong = field_error(pointer, "conflict-of-interest", f"该成员{zh}", f"{member} {en}")
        raise ConflictOfInterest(errors=[wrong], member_id=member, article=article)
    if member not in ballot.present:
        wrong = field_error(pointer, "absent", "该成员未到会", f"{member} is absent")
        raise MemberAbsent(errors=[wrong], member_id=member)


def must_have_votes(tallies: Iterable[Tally]) -> None:
    """Raises NobodyVoted where no nomination has a vote."""
    if not any(tally.votes for tally in tallies):
        raise NobodyVoted()


def must_have_quorum(
    ballot: Ballot, tallies: Collection[Tally], nominated: set[str], share: Fraction, article: str
) -> None:
    """Raises NoQuorum with how many are present and how many are needed; who has no vote at all is not counted."""
    entitled = set(ballot.members) - nominated
    entitled -= {member for member in entitled if all(member in tally.recused for tally in tallies)}
    present = len(entitled.intersection(ballot.present))
    needed = ceil(len(entitled) * share)
    ballot.entitled, ballot.quorum = len(entitled), needed
    if present < needed:
        raise NoQuorum(
            f"应到{len(entitled)}人，实到{present}人，至少需要{needed}人",
            f"{present} of {len(entitled)} are present, {needed} are needed",
            present=present,
            members=len(entitled),
            needed=needed,
            article=article,
        )


def decide(ballot: Ballot, tally: Tally, nominated: set[str], share: Fraction) -> bool:
    """Whether more than `share` of those entitled to attend approve; who stands aside is not in the base."""
    aside = set(tally.recused) | nominated
    base = [member for member in ballot.members if member not in aside]
    tally.approvals = sum(
        vote is Vote.APPROVE and member in ballot.present and member not in aside
        for member, vote in tally.votes.items()
    )
    tally.needed = int(len(base) * share) + 1
    tally.elected = tally.approvals >= tally.needed
    return tally.elected

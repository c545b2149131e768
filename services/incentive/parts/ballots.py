"""Ballots: convened for what is vetted in a batch, voted in bulk, closed with quorum."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from servicekit import queries
from servicekit.calls import command, query
from servicekit.lifecycle import Mark, trace
from servicekit.roster import PEOPLE
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.incentive.errors.ballots import NoCandidates, NotACandidate
from services.incentive.errors.nominations import Retired
from services.incentive.events import ballots as events
from services.incentive.model import ballots as model
from services.incentive.model import nominations
from services.incentive.model.ballots import Ballot, Tally, tally_id
from services.incentive.model.nominations import Nomination
from services.incentive.model.programmes import Batch
from services.incentive.operations import ballots as operations
from services.incentive.parts.steps import ensure_standings, keep
from services.incentive.schemas import ballots as schemas
from services.incentive.store.ballots import BALLOTS, TALLIES
from services.incentive.store.nominations import NOMINATIONS, STANDINGS
from services.incentive.store.programmes import BATCHES
from services.incentive.vocabulary import ballots as ballots_words
from services.incentive.vocabulary import programmes
from services.incentive.vocabulary.nomination_life import LIFE, State, Step
from services.incentive.vocabulary.programmes import BatchStep


class Ballots:
    """Who votes on whom, and what is decided."""

    @command(operations.CONVENE_BALLOT)
    def convene_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Convene a ballot on vetted nominations of a batch that are in no other open ballot, at most 500.

        A second meeting on the same nominations is convened once the first is cancelled, or did not vote on them.
        """
        batch = work.load(BATCHES, wish["batch_id"])
        programmes.LIFE.must(batch, BatchStep.CONVENE_BALLOT, batch_id=batch.id)
        where: Document = {"batch_id": batch.id, "state": State.VETTED.value}
        if wish["nominations"]:
            where["_id"] = {"$in": wish["nominations"]}
        else:
            where["ballot_id"] = None
        found = work.first(NOMINATIONS, where, sort=[("_id", 1)], limit=schemas.MOST_CANDIDATES)
        elsewhere = sorted({nomination.ballot_id for nomination in found if nomination.ballot_id})
        found = [nomination for nomination in found if nomination.ballot_id is None]
        missing = sorted(set(wish["nominations"]) - {nomination.id for nomination in found})
        if missing or not found:
            raise NoCandidates(batch_id=batch.id, not_votable=missing, open_ballots=elsewhere)
        wish["members"] = list(dict.fromkeys(wish["members"]))
        wish["nominations"] = [nomination.id for nomination in found]
        ballot = work.add(BALLOTS, Ballot(id=work.new_id("blt"), **wish))
        for nomination in found:
            model.must_follow(ballot, nomination.elected_on)
            nomination.ballot_id = ballot.id
            work.save(NOMINATIONS, nomination)
            tally = Tally(tally_id(ballot.id, nomination.id), ballot.id, nomination.id, synthetic=ballot.synthetic)
            work.add(TALLIES, tally)
        work.tell(events.BALLOT_CONVENED, ballot)
        return ballot

    @command(operations.ATTEND_BALLOT)
    def attend_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Say who is present; until the ballot is closed the list is put right by giving it anew."""
        ballot = work.load(BALLOTS, wish["ballot_id"])
        model.attend(ballot, wish["present"], work.today)
        return work.save(BALLOTS, ballot)

    @command(operations.RECUSE_MEMBERS)
    def recuse_members(self, wish: Document, work: UnitOfWork) -> Tally:
        """Let members stand aside for a nomination; they are not counted in its base."""
        ballot = work.load(BALLOTS, wish["ballot_id"])
        tally = _tallies(work, ballot, [wish["nomination_id"]])[wish["nomination_id"]]
        model.declare(ballot, tally, wish["members"])
        return work.save(TALLIES, tally)

    @command(operations.CAST_VOTES)
    def cast_votes(self, wish: Document, work: UnitOfWork) -> Document:
        """Enter votes on one nomination."""
        return _cast(work, wish["ballot_id"], [wish])

    @command(operations.CAST_MANY_VOTES)
    def cast_many_votes(self, wish: Document, work: UnitOfWork) -> Document:
        """Enter the votes on many nominations of a ballot; all count, or none."""
        return _cast(work, wish["ballot_id"], wish["nominations"])

    @command(operations.CLOSE_BALLOT)
    def close_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Close a ballot that has a quorum: what is still vetted is decided; what nobody voted on waits for another.

        Who stands aside from a nomination (回避) is not among those who are to attend for it, declared before or now.
        """
        ballot = work.load(BALLOTS, wish["ballot_id"])
        ballots_words.LIFE.must(ballot, ballots_words.Step.CLOSE, ballot_id=ballot.id)
        tallies = _tallies(work, ballot, (*ballot.nominations, *wish["recusals"]))
        for id, members in wish["recusals"].items():
            model.declare(ballot, tallies[id], members)
        quorum, majority = work.rules["incentive.ballot_quorum"], work.rules["incentive.ballot_majority"]
        nominated, mark = _nominated(work, ballot), work.mark()
        model.must_have_quorum(ballot, tallies.values(), nominated, Fraction(quorum.value), quorum.cited)
        ballots_words.LIFE.move(ballot, ballots_words.Step.CLOSE, ballot_id=ballot.id)
        batch = work.load(BATCHES, ballot.batch_id)
        found = work.load_many(NOMINATIONS, ballot.nominations)
        model.must_have_votes(tallies.values())
        for id, tally in tallies.items():
            nomination = found[id]
            if tally.votes:
                model.decide(ballot, tally, nominated, Fraction(majority.value))
            if tally.votes or id in wish["recusals"]:
                work.save(TALLIES, tally)
            if nomination.state is not State.VETTED or nomination.ballot_id != ballot.id:
                ballot.skipped += 1
            elif tally.votes:
                _decided(work, nomination, batch, ballot, tally, mark)
                ballot.elected += bool(tally.elected)
                ballot.not_elected += not tally.elected
            else:
                _leave(work, nomination, mark, ballot)
                ballot.left_over += 1
        passed = {"$in": [State.ELECTED.value, State.PUBLICITY.value, State.PUBLICISED.value]}
        before = work.db[NOMINATIONS.name].count_documents({"batch_id": batch.id, "state": passed})
        ballot.over_quota = max(0, before + ballot.elected + batch.reserved + batch.named - batch.quota)
        work.tell(events.BALLOT_CLOSED, work.save(BALLOTS, ballot))
        return ballot

    @command(operations.CANCEL_BALLOT)
    def cancel_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Cancel a ballot, with a basis: it has no quorum, or was convened by mistake. Another can be convened."""
        ballot, mark = work.load(BALLOTS, wish["ballot_id"]), work.mark()
        ballots_words.LIFE.move(ballot, ballots_words.Step.CANCEL, ballot_id=ballot.id)
        ballot.cancelled_by, ballot.cancelled_basis = mark.by, wish["basis"]
        for nomination in work.load_many(NOMINATIONS, ballot.nominations).values():
            if nomination.ballot_id == ballot.id:
                _leave(work, nomination, mark, ballot)
        work.tell(events.BALLOT_CANCELLED, work.save(BALLOTS, ballot))
        return ballot

    @command(operations.CORRECT_VOTE)
    def correct_vote(self, wish: Document, work: UnitOfWork) -> Tally:
        """Put right a vote that was entered wrongly, with a basis; a closed ballot is counted anew.

        Where the count then decides otherwise, the nomination follows: it is taken out of publicity and naming, or goes
        on as elected. Once it is named, only a revocation of the honour helps.
        """
        ballot = work.load(BALLOTS, wish["ballot_id"])
        tally = _tallies(work, ballot, [wish["nomination_id"]])[wish["nomination_id"]]
        nominated, article = _nominated(work, ballot), work.rules["incentive.ballot_recusal"].cited
        change = (wish["member_id"], wish["vote"])
        model.correct(ballot, tally, change, nominated, article, wish["basis"], work.mark())
        if ballot.state is ballots_words.State.CLOSED:
            _count_anew(work, ballot, tally, nominated)
        return work.save(TALLIES, tally)

    @query(operations.GET_BALLOT)
    def get_ballot(self, wish: Document, read: Reading) -> Document:
        """One ballot."""
        return read.get(BALLOTS, wish["ballot_id"])

    @query(operations.LIST_BALLOTS)
    def list_ballots(self, wish: Document, read: Reading) -> Page:
        """Ballots, of a batch or all."""
        return read.page(
            BALLOTS,
            queries.filters(wish, "batch_id"),
            wish,
            sorts=queries.orders(state="_id"),
            answer=schemas.BallotOut,
        )

    @query(operations.LIST_TALLIES)
    def list_tallies(self, wish: Document, read: Reading) -> Page:
        """The votes of a ballot, nomination by nomination."""
        return read.page(TALLIES, queries.filters(wish, "ballot_id"), wish, answer=schemas.TallyOut)


def _tallies(work: UnitOfWork, ballot: Ballot, ids: Iterable[str]) -> dict[str, Tally]:
    """The tallies of nominations. Raises NotACandidate."""
    wanted = list(dict.fromkeys(ids))
    found = work.load_many(TALLIES, (tally_id(ballot.id, id) for id in wanted))
    by_nomination = {tally.nomination_id: tally for tally in found.values()}
    strangers = sorted(set(wanted) - set(by_nomination))
    if strangers:
        raise NotACandidate(ballot_id=ballot.id, unknown=strangers)
    return by_nomination


def _nominated(work: UnitOfWork, ballot: Ballot) -> set[str]:
    """Those members who are nominated in the ballot's batch themselves."""
    where = {"batch_id": ballot.batch_id, "cadre_id": {"$in": ballot.members}, "counts": True}
    return {row["cadre_id"] for row in work.db[NOMINATIONS.name].find(where, {"cadre_id": 1})}


def _cast(work: UnitOfWork, ballot_id: str, sheets: list[Document]) -> Document:
    ballot = work.load(BALLOTS, ballot_id)
    tallies = _tallies(work, ballot, (sheet["nomination_id"] for sheet in sheets))
    nominated, article = _nominated(work, ballot), work.rules["incentive.ballot_recusal"].cited
    entered = 0
    for sheet in sheets:
        tally = tallies[sheet["nomination_id"]]
        votes = [(vote["member_id"], vote["vote"]) for vote in sheet["votes"]]
        model.cast(ballot, tally, votes, nominated, article)
        work.save(TALLIES, tally)
        entered += len(votes)
    return {"ballot_id": ballot.id, "votes": entered}


def _leave(work: UnitOfWork, nomination: Nomination, mark: Mark, ballot: Ballot) -> None:
    """The ballot did not decide on a nomination: it waits for another."""
    nomination.ballot_id = None
    trace(nomination, "not_voted_on", mark, ballot.id)
    work.save(NOMINATIONS, nomination)


def _decided(work: UnitOfWork, nomination: Nomination, batch: Batch, ballot: Ballot, tally: Tally, mark: Mark) -> None:
    before, note = nomination.state, f"同意{tally.approvals}票，须{tally.needed}票"
    step = nominations.ballot_decided(nomination, batch, bool(tally.elected), ballot.held_on, mark, note)
    keep(work, nomination, before, step)


def _count_anew(work: UnitOfWork, ballot: Ballot, tally: Tally, nominated: set[str]) -> None:
    """Decide a nomination anew, where this ballot's word is still the newest about it.

    Raises NotInThisState once it is named; Retired, Restricted, StoppedByResult and BatchNotInThisState where it cannot
    go on as elected.
    """
    before = tally.elected
    elected = model.decide(ballot, tally, nominated, Fraction(work.rules["incentive.ballot_majority"].value))
    nomination = work.load(NOMINATIONS, tally.nomination_id)
    step = Step.ELECT if elected else Step.NOT_ELECT
    follows = nomination.state is State.NAMED or LIFE.may(nomination, step)
    if elected == before or nomination.ballot_id != ballot.id or not follows:
        return
    LIFE.must(nomination, step, nomination_id=nomination.id)
    batch = work.load(BATCHES, ballot.batch_id)
    if elected:
        _must_still_stand(work, nomination, batch)
    _decided(work, nomination, batch, ballot, tally, work.mark())
    work.save(BATCHES, batch)
    ballot.elected += 1 if elected else -1
    ballot.not_elected += -1 if elected else 1
    work.tell(events.BALLOT_CORRECTED, work.save(BALLOTS, ballot))


def _must_still_stand(work: UnitOfWork, nomination: Nomination, batch: Batch) -> None:
    """Nothing reached a nomination that was over: what is known of the nominee now decides, and is taken along."""
    programmes.LIFE.must(batch, BatchStep.CONVENE_BALLOT, batch_id=batch.id)
    person = work.load(PEOPLE, nomination.cadre_id)
    if not person.serving:
        raise Retired(cadre_id=person.id, status=person.status)
    standing = ensure_standings(work, [person.id])[person.id]
    nominations.must_not_be_barred(standing)
    work.save(STANDINGS, standing)
    nomination.unit_ids, nomination.nominee_sequence = person.unit_ids, person.sequence

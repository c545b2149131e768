"""Ballots: convened for what is vetted in a batch, voted in bulk, closed with quorum."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from servicekit import queries
from servicekit.calls import command, query
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.incentive.errors.ballots import NoCandidates, NotACandidate
from services.incentive.events import ballots as events
from services.incentive.model import ballots as model
from services.incentive.model import nominations, programmes
from services.incentive.model.ballots import Ballot, Tally, tally_id
from services.incentive.model.nomination_life import State, Step
from services.incentive.model.programmes import BatchStep
from services.incentive.operations import ballots as operations
from services.incentive.parts.steps import keep
from services.incentive.schemas import ballots as schemas
from services.incentive.store.ballots import BALLOTS, TALLIES
from services.incentive.store.nominations import NOMINATIONS
from services.incentive.store.programmes import BATCHES


class Ballots:
    """Who votes on whom, and what is decided."""

    @command(operations.CONVENE_BALLOT)
    def convene_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Convene a ballot on vetted nominations of a batch that are in no other open ballot, at most 500."""
        batch = work.load(BATCHES, wish["batch_id"])
        programmes.LIFE.must(batch, BatchStep.CONVENE_BALLOT, batch_id=batch.id)
        where: Document = {"batch_id": batch.id, "state": State.VETTED.value}
        if wish["nominations"]:
            where["_id"] = {"$in": wish["nominations"]}
        else:
            where["ballot_id"] = None
        found = work.first(NOMINATIONS, where, sort=[("_id", 1)], limit=schemas.MOST_CANDIDATES)
        found = [nomination for nomination in found if nomination.ballot_id is None]
        missing = sorted(set(wish["nominations"]) - {nomination.id for nomination in found})
        if missing or not found:
            raise NoCandidates(batch_id=batch.id, not_votable=missing)
        wish["members"] = list(dict.fromkeys(wish["members"]))
        wish["nominations"] = [nomination.id for nomination in found]
        ballot = work.add(BALLOTS, Ballot(id=work.new_id("blt"), **wish))
        for nomination in found:
            nomination.ballot_id = ballot.id
            work.save(NOMINATIONS, nomination)
            tally = Tally(tally_id(ballot.id, nomination.id), ballot.id, nomination.id, synthetic=ballot.synthetic)
            work.add(TALLIES, tally)
        work.tell(events.BALLOT_CONVENED, ballot)
        return ballot

    @command(operations.ATTEND_BALLOT)
    def attend_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Say who is present."""
        ballot = work.load(BALLOTS, wish["ballot_id"])
        model.attend(ballot, wish["present"])
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
        """Close a ballot that has a quorum; every nomination in it that is still vetted is decided."""
        ballot = work.load(BALLOTS, wish["ballot_id"])
        model.LIFE.move(ballot, model.Step.CLOSE, ballot_id=ballot.id)
        quorum, majority = work.rules["incentive.ballot_quorum"], work.rules["incentive.ballot_majority"]
        model.must_have_quorum(ballot, Fraction(quorum.value), quorum.cited)
        batch = work.load(BATCHES, ballot.batch_id)
        found = work.load_many(NOMINATIONS, ballot.nominations)
        nominated, mark = _nominated(work, ballot), work.mark()
        for id, tally in _tallies(work, ballot, ballot.nominations).items():
            elected = model.decide(ballot, tally, nominated, Fraction(majority.value))
            work.save(TALLIES, tally)
            nomination = found[id]
            if nomination.state is not State.VETTED or nomination.ballot_id != ballot.id:
                ballot.skipped += 1
                continue
            step = Step.ELECT if elected else Step.NOT_ELECT
            nominations.take(nomination, step, mark, note=f"{tally.approvals}/{tally.needed}")
            keep(work, nomination, State.VETTED, step)
            ballot.elected += elected
            ballot.not_elected += not elected
        passed = {"$in": [State.ELECTED.value, State.PUBLICITY.value, State.PUBLICISED.value]}
        before = work.db[NOMINATIONS.name].count_documents({"batch_id": batch.id, "state": passed})
        ballot.over_quota = max(0, before + ballot.elected + batch.reserved + batch.named - batch.quota)
        work.tell(events.BALLOT_CLOSED, work.save(BALLOTS, ballot))
        return ballot

    @query(operations.GET_BALLOT)
    def get_ballot(self, wish: Document, read: Reading) -> Document:
        """One ballot."""
        return read.get(BALLOTS, wish["ballot_id"])

    @query(operations.LIST_BALLOTS)
    def list_ballots(self, wish: Document, read: Reading) -> Page:
        """Ballots, of a batch or all."""
        return read.page(BALLOTS, queries.filters(wish, "batch_id"), wish, answer=schemas.BallotOut)

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

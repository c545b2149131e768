"""Anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import pymongo
from nameko.extensions import DependencyProvider

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.bulk import Results
from servicekit.calls import command, deadline, on, query
from servicekit.crypto import FieldCipher
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.events import Received
from servicekit.roster import PEOPLE, gone, set_aside
from servicekit.rules import entry_names
from servicekit.sealing import fields_of
from servicekit.store import Document, Page
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.appraisal.errors.ballots import BadRoll, BallotNotOpen, NotOnRoll, ResultsNotYet
from services.appraisal.errors.common import BadPeriod
from services.appraisal.events import ballots as events
from services.appraisal.model import ballot_results, tallies
from services.appraisal.model import ballots as model
from services.appraisal.model.appraisals import must_run
from services.appraisal.model.ballot_results import Result
from services.appraisal.model.ballots import Ballot, Box, Cell, Kind, Left, Option, Question, Voter
from services.appraisal.model.days import must_not_be_later
from services.appraisal.model.tallies import Count, Tally
from services.appraisal.operations import ballots as operations
from services.appraisal.parts.evidence import add_evidence
from services.appraisal.parts.models import load_model
from services.appraisal.schemas import ballots as schemas
from services.appraisal.store.appraisals import APPRAISALS
from services.appraisal.store.ballots import BALLOTS, BOXES, RESULTS, TALLIES
from services.appraisal.vocabulary import tallies as tallies_words
from services.appraisal.vocabulary.ballots import LIFE, BallotState, BallotStep, Mode
from services.appraisal.vocabulary.tallies import TallyState, TallyStep
from services.appraisal.vocabulary.told_numbers import counts, meant

CLOSES = "ballot_closes"
VOTER_KINDS, OPTIONS = "appraisal.voter_kinds", "appraisal.ballot_options"
_MOST_TALLIES = 8000
_MOST_OPEN = 500
_MOST_CALLED_OFF = 20_000


def _moved_closing(moved: Deadline, work: UnitOfWork) -> None:
    """A ballot closes when its deadline says so."""
    ballot = work.load_many(BALLOTS, [moved.subject]).get(moved.subject)
    if ballot is not None and LIFE.may(ballot, BallotStep.CLOSE):
        ballot.closes_on = moved.due_on
        work.save(BALLOTS, ballot)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {CLOSES: _moved_closing}


SEALED_AS = "appraisal.ballot:"
"""What a ballot's counts are sealed for, before its id."""
SEALED_COUNTS = fields_of(BOXES.name, ("sealed",), lambda box, _: SEALED_AS + box)


class BallotCipher(DependencyProvider):
    """Gives the service the cipher of the installation; without FIELD_KEY the process does not start."""

    def setup(self) -> None:
        self._cipher = FieldCipher.from_environment()

    def get_dependency(self, worker_ctx: Any) -> FieldCipher:
        return self._cipher


class Ballots:
    """Anonymous weighted ballots (民主测评)."""

    ballot_cipher: Any = BallotCipher()

    @command(operations.PREPARE_BALLOT)
    def prepare_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Prepare a ballot of a running appraisal, on dimensions of the version of the model that it keeps."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        must_run(appraisal, "组织测评", "prepare a ballot")
        work.save(APPRAISALS, appraisal)  # An appraisal that is cancelled at the same moment takes its ballot along.
        options = wish.pop("options")
        ballot = Ballot(
            id=work.new_id("blt"),
            questions=[Question(**question) for question in wish.pop("questions")],
            kinds=[Kind(**kind) for kind in wish.pop("kinds")],
            options=[Option(**option) for option in options] if options else _options(work),
            subject_kind=appraisal.subject_kind.value,
            subject_id=appraisal.subject_id,
            cadre_id=appraisal.cadre_id,
            unit_ids=appraisal.unit_ids,
            **wish,
        )
        dimensions = load_model(work, appraisal.model_id or "").dimensions
        model.check(ballot, {dimension.key: dimension.zh for dimension in dimensions})
        for number, kind in enumerate(ballot.kinds):
            queries.must_know(work.db, VOTER_KINDS, [kind.key], f"/kinds/{number}/key")
        for number, option in enumerate(ballot.options):
            queries.must_know(work.db, OPTIONS, [option.key], f"/options/{number}/key")
        work.add(BALLOTS, ballot)
        work.tell(events.BALLOT_PREPARED, ballot)
        return ballot

    @command(operations.OPEN_BALLOT)
    def open_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Fix the roll and open a ballot; an electronic one closes by itself after its last day."""
        ballot = work.see(BALLOTS, wish["ballot_id"])
        appraisal = work.see(APPRAISALS, ballot.appraisal_id)
        must_run(appraisal, "开始测评", "open a ballot")
        work.save(APPRAISALS, appraisal)
        model.move(ballot, BallotStep.OPEN)
        if ballot.mode is Mode.PAPER:
            if wish["roll"]:
                raise BadRoll(errors=[field_error("/roll", "paper", "纸质测评填应到人数", "Paper needs numbers only")])
            model.entitle(ballot, wish["entitled"], partial(_names, work.db))
        else:
            self._open_box(ballot, wish, work)
        work.tell(events.BALLOT_OPENED, work.save(BALLOTS, ballot))
        return ballot

    def _open_box(self, ballot: Ballot, wish: Document, work: UnitOfWork) -> None:
        roll = [Voter(**voter) for voter in wish["roll"]]
        people = work.load_many(PEOPLE, (voter.cadre_id for voter in roll))
        model.enrol(ballot, roll, {id for id, person in people.items() if person.serving}, partial(_names, work.db))
        ballot.closes_on = _closing_day(wish["closes_on"], work.today)
        work.add(BOXES, Box(ballot.id, self._sealed(ballot, model.no_votes(ballot))))
        deadlines.put(work, CLOSES, ballot.id, ballot.closes_on)

    @command(operations.CAST_VOTE)
    def cast_vote(self, wish: Document, work: UnitOfWork) -> Document:
        """Vote: the caller's own cadre, once. What is answered is added to counters and kept nowhere else.

        A repetition with the same Idempotency-Key finds the first vote counted, whatever it answers now.
        """
        voter = work.scope.cadre_id
        ballot = work.load_many(BALLOTS, [wish["ballot_id"]]).get(wish["ballot_id"])
        if ballot is None or voter is None:
            raise NotOnRoll(ballot_id=wish["ballot_id"])
        model.kind_of(ballot, voter)
        model.must_be_open(ballot, Mode.ELECTRONIC)
        if ballot.closes_on is not None and work.today > ballot.closes_on:  # Its deadline has not come to it yet.
            raise BallotNotOpen(state=ballot.state.value, ballot_id=ballot.id, closes_on=ballot.closes_on.isoformat())
        box = work.load_many(BOXES, [ballot.id]).get(ballot.id)
        if box is None:  # Closed since the ballot was read.
            raise BallotNotOpen(state=BallotState.CLOSED.value, ballot_id=ballot.id)
        counts = self._opened(ballot, box)
        answers = [(one["question"], str(one["answer"])) for one in wish["answers"]]
        model.cast(ballot, box, counts, voter, answers, partial(_names, work.db))
        box.sealed = self._sealed(ballot, counts)
        work.save(BOXES, box)
        return {"ballot_id": ballot.id, "counted": True}

    def _sealed(self, ballot: Ballot, counts: Mapping[Cell, int]) -> bytes:
        sealed: bytes = self.ballot_cipher.seal(model.pack(ballot, counts), SEALED_AS + ballot.id)
        return sealed

    def _opened(self, ballot: Ballot, box: Box) -> dict[Cell, int]:
        return model.unpack(ballot, self.ballot_cipher.open(box.sealed, SEALED_AS + ballot.id))

    @query(operations.LIST_MY_BALLOTS)
    def list_my_ballots(self, wish: Document, read: Reading) -> Page:
        """Ballots that the reader may still cast, with whom each is about; never one about themselves."""
        me = read.scope.cadre_id or ""
        where: Document = {"roll.cadre_id": me, "state": BallotState.OPEN.value, "cadre_id": {"$ne": me}}
        where["left.cadre_id"] = {"$ne": me}
        mine = [found["_id"] for found in read.db[BALLOTS.name].find(where, {"_id": 1}).limit(_MOST_OPEN)]
        cast = read.db[BOXES.name].find({"_id": {"$in": mine}, "voted": me}, {"_id": 1})
        where["_id"] = {"$nin": [found["_id"] for found in cast]}
        sorts = queries.orders("closes_on")
        return read.page(BALLOTS, where, wish, sorts=sorts, answer=schemas.MineOut)

    @command(operations.CLOSE_BALLOT)
    def close_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Close a ballot, by a named person with a basis; one on paper as on the day of its meeting."""
        ballot = work.see(BALLOTS, wish["ballot_id"])
        LIFE.must(ballot, BallotStep.CLOSE, ballot_id=ballot.id)
        ballot.held_on = _day_held(ballot, wish["held_on"], work.today)
        self._close(ballot, wish["ended_by"], wish["basis"], work, wish["aside"])
        return ballot

    @command(operations.ANNUL_BALLOT)
    def annul_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Annul a closed ballot: what it counted for counts no more, and another may be held."""
        ballot = work.see(BALLOTS, wish["ballot_id"])
        model.move(ballot, BallotStep.ANNUL)
        ballot.annulled_by, ballot.annulled_because, ballot.valid = wish["annulled_by"], wish["basis"], False
        result = work.load(RESULTS, ballot.id)
        result.annulled_because = wish["basis"]
        work.save(RESULTS, result)
        _evidence(work, ballot, dict.fromkeys(result.dimensions))
        work.tell(events.BALLOT_ANNULLED, work.save(BALLOTS, ballot))
        return ballot

    @deadline(CLOSES)
    def close_ballot_in_time(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day of an electronic ballot is over."""
        ballot = work.load_many(BALLOTS, [due.subject]).get(due.subject)
        if ballot is not None and LIFE.may(ballot, BallotStep.CLOSE):
            self._close(ballot, None, None, work)

    def _close(
        self, ballot: Ballot, by: str | None, basis: str | None, work: UnitOfWork, aside: Sequence[str] = ()
    ) -> None:
        model.move(ballot, BallotStep.CLOSE)
        if ballot.mode is Mode.ELECTRONIC:
            box = work.load(BOXES, ballot.id)
            counts = self._opened(ballot, box)
            model.discharge(ballot, box.voted, aside)
            work.remove(BOXES, box)
            deadlines.cancel(work, CLOSES, ballot.id)
        else:
            counts = tallies.sum_up(ballot, _live(work, ballot))
        result = ballot_results.judge(
            ballot,
            counts,
            quorum=Fraction(work.rules["appraisal.ballot_quorum"].value),
            least_votes=work.rules["appraisal.ballot_least_votes"].value,
            least_kind_votes=work.rules["appraisal.ballot_least_kind_votes"].value,
        )
        ballot.voted, ballot.valid = result.voted, result.withheld is None
        ballot.ended_by, ballot.end_basis = by, basis
        ballot.held_on = ballot.held_on or work.today
        work.add(RESULTS, result)
        _evidence(work, ballot, result.dimensions)
        work.tell(events.BALLOT_CLOSED, work.save(BALLOTS, ballot))

    @command(operations.CANCEL_BALLOT)
    def cancel_ballot(self, wish: Document, work: UnitOfWork) -> Ballot:
        """Call a ballot off, by a named person with a basis; what was counted is destroyed."""
        ballot = work.see(BALLOTS, wish["ballot_id"])
        return call_off(work, ballot, wish["ended_by"], wish["basis"])

    @query(operations.GET_BALLOT)
    def get_ballot(self, wish: Document, read: Reading) -> Document:
        """One ballot."""
        return read.get(BALLOTS, wish["ballot_id"], read.scope.filter(cadre="cadre_id"), schemas.BallotOut)

    @query(operations.GET_ROLL)
    def get_roll(self, wish: Document, read: Reading) -> Document:
        """Who is on the roll, whether they have voted or not."""
        return {"cadre_ids": [voter.cadre_id for voter in read.load(BALLOTS, wish["ballot_id"]).roll]}

    @query(operations.LIST_BALLOTS)
    def list_ballots(self, wish: Document, read: Reading) -> Page:
        """The ballots of an appraisal."""
        where = queries.both(read.scope.filter(cadre="cadre_id"), queries.filters(wish, "appraisal_id", "state"))
        sorts = queries.orders("closes_on", state="_id")
        return read.page(BALLOTS, where, wish, sorts=sorts, answer=schemas.BallotOut)

    @query(operations.GET_BALLOT_RESULTS)
    def get_ballot_results(self, wish: Document, read: Reading) -> Result:
        """What a closed ballot says, explained; of one that was annulled what it said."""
        ballot = read.get(BALLOTS, wish["ballot_id"], read.scope.filter(cadre="cadre_id"), schemas.BallotOut)
        if ballot["state"] not in (BallotState.CLOSED.value, BallotState.ANNULLED.value):
            raise ResultsNotYet(state=ballot["state"])
        return read.load(RESULTS, wish["ballot_id"])

    @on("registry", "cadre.retired.v1", "cadre.left.v1", "cadre.changed.v1", handler="ballot_rolls", batch=50)
    def hear_voters_leaving(self, received: list[Received], work: UnitOfWork) -> None:
        """Who leaves votes no more; where that is set aside, they may as before."""
        mine = [event for event in received if gone(event) or event.data.get("set_aside")]
        if not mine:
            return
        subjects = sorted({event.subject for event in mine})
        where = {"roll.cadre_id": {"$in": subjects}, "state": BallotState.OPEN.value}
        open_, people = work.find(BALLOTS, where, most=MOST_FOLLOWED), work.load_many(PEOPLE, subjects)
        for event in sorted(mine, key=lambda one: one.sequence):
            person = people.get(event.subject)
            if person is not None and person.serving and person.sequence > event.sequence:
                continue
            for ballot in open_:
                if _hear_of_voter(ballot, event):
                    work.save(BALLOTS, ballot)

    # -- on paper ---------------------------------------------------------------------------------------------------

    @command(operations.ENTER_TALLY)
    def enter_tally(self, wish: Document, work: UnitOfWork) -> Tally:
        """Enter the count of a box."""
        ballot = work.see(BALLOTS, wish["ballot_id"])
        wish["counts"] = [Count(**count) for count in wish["counts"]]
        return _enter(work, ballot, _live(work, ballot), wish)

    @command(operations.IMPORT_BALLOT_TALLIES)
    def import_ballot_tallies(self, wish: Document, work: UnitOfWork) -> Document:
        """Tallies, many at once: a row is a box."""
        results = Results(work)
        good = results.read(schemas.TallyRow, wish["rows"])
        ballots = work.load_many(BALLOTS, (row["ballot_id"] for _, row in good))
        live = {id: _live(work, ballot) for id, ballot in ballots.items()}
        names = _names(work.db)
        for number, row in good:
            ballot = ballots.get(row["ballot_id"])
            with results.row(number):
                if ballot is None or not work.sees(BALLOTS, ballot):
                    raise BALLOTS.not_found(row["ballot_id"])
                row["counts"] = _counts(row["counts"], ballot, names)
                tally = _entered(work, ballot, live[ballot.id], row)
                live[ballot.id].append(tally)
                if not wish["dry_run"]:
                    work.save(BALLOTS, ballot)
                    work.tell(events.TALLY_ENTERED, work.add(TALLIES, tally))
                results.ok(number, None if wish["dry_run"] else tally.id)
        return results.answer()

    @command(operations.CONFIRM_TALLY)
    def confirm_tally(self, wish: Document, work: UnitOfWork) -> Tally:
        """Settle a tally by a second teller's own count."""
        ballot, tally = _tally(work, wish["tally_id"])
        counts = [Count(**count) for count in wish["counts"]]
        account = work.principal.account
        tallies.confirm(tally, wish["confirmed_by"], account, wish["sheets"], wish["invalid"], counts)
        work.save(BALLOTS, ballot)
        return _settled(work, tally)

    @command(operations.REJECT_TALLY)
    def reject_tally(self, wish: Document, work: UnitOfWork) -> Tally:
        """Put a box's count right before the ballot is closed: the tally is set aside, and the box counted again."""
        ballot, tally = _tally(work, wish["tally_id"])
        tallies.reject(tally, wish["rejected_by"], work.principal.account, wish["reason"])
        work.save(BALLOTS, ballot)
        return _settled(work, tally)

    @query(operations.LIST_TALLIES)
    def list_tallies(self, wish: Document, read: Reading) -> Page:
        """The tally sheets of a ballot, without what they count."""
        where = queries.both(read.scope.filter(cadre="cadre_id"), queries.filters(wish, "ballot_id", "state"))
        return read.page(TALLIES, where, wish, sorts=queries.orders(state="_id"), answer=schemas.TallyOut)


def _hear_of_voter(ballot: Ballot, event: Received) -> bool:
    """Whether the ballot has changed; older word changes nothing."""
    known = next((one for one in ballot.left if one.cadre_id == event.subject), None)
    entry = event.data.get("status_entry")
    if known is None:
        if not gone(event) or not any(voter.cadre_id == event.subject for voter in ballot.roll):
            return False
        ballot.left.append(Left(event.subject, entry, event.sequence))
    elif event.sequence <= known.sequence or not set_aside(event, known.by):
        return False
    elif gone(event):
        known.by, known.sequence = entry, event.sequence
    else:
        ballot.left.remove(known)
    return True


def _evidence(work: UnitOfWork, ballot: Ballot, points: Mapping[str, Decimal | None]) -> None:
    """Let a ballot's points count for their dimensions; a dimension without points counts no more."""
    for dimension, value in points.items():
        add_evidence(
            work,
            source="appraisal.ballot",
            reference=ballot.id,
            subject_kind="cadre" if ballot.subject_kind == "cadre" else "team",
            subject_id=ballot.subject_id,
            unit_ids=ballot.unit_ids,
            value=value,
            happened_on=ballot.held_on or work.today,
            synthetic=ballot.synthetic,
            dimension=dimension,
        )


def _day_held(ballot: Ballot, on: date | None, today: date) -> date:
    """The day of the meeting. Raises BadPeriod for one that has not come, and for an electronic ballot's."""
    if on is None:
        return today
    if ballot.mode is Mode.ELECTRONIC:
        zh, en = "电子测评以结束之日为准", "An electronic ballot counts as of the day on which it is closed"
        raise BadPeriod(zh, en, errors=[field_error("/held_on", "electronic", zh, en)])
    must_not_be_later(on, today, "/held_on")
    return on


def call_off(work: UnitOfWork, ballot: Ballot, by: str | None, basis: str) -> Ballot:
    """Cancel a ballot; what was counted is destroyed. Raises BallotNotOpen."""
    model.move(ballot, BallotStep.CANCEL)
    ballot.ended_by, ballot.end_basis = by, basis
    box = work.load_many(BOXES, [ballot.id]).get(ballot.id)
    if box is not None:
        work.remove(BOXES, box)
        deadlines.cancel(work, CLOSES, ballot.id)
    for tally in _live(work, ballot):
        tally.counts, tally.live = [], False
        _settled(work, tally)
    set_aside_before = {"ballot_id": ballot.id, "state": TallyState.REJECTED.value}
    work.write(TALLIES, pymongo.UpdateMany(set_aside_before, {"$set": {"counts": []}, "$inc": {"version": 1}}))
    work.tell(events.BALLOT_CANCELLED, work.save(BALLOTS, ballot))
    return ballot


def call_off_all(work: UnitOfWork, appraisal_ids: Iterable[str], basis: str) -> None:
    """Cancel what ballots these appraisals have that are not over."""
    unfinished = {"$in": [state.value for state in BallotState if LIFE.after(state, BallotStep.CANCEL)]}
    where = {"appraisal_id": {"$in": sorted(appraisal_ids)}, "state": unfinished}
    for ballot in work.find(BALLOTS, where, most=_MOST_CALLED_OFF):
        call_off(work, ballot, None, basis)


def _tally(work: UnitOfWork, id: str) -> tuple[Ballot, Tally]:
    """An entered tally and its open ballot; saving the ballot keeps it from being closed meanwhile."""
    tally = work.see(TALLIES, id)
    ballot = work.see(BALLOTS, tally.ballot_id)
    model.must_be_open(ballot, Mode.PAPER)
    return ballot, tally


def _names(db: queries.Db) -> dict[str, str]:
    """What kinds of voters and grades are called."""
    return {**entry_names(db, VOTER_KINDS), **entry_names(db, OPTIONS), model.ABSTAIN: "弃权"}


def _options(work: UnitOfWork) -> list[Option]:
    points = work.rules["appraisal.ballot_option_scores"].value
    return [Option(key, Decimal(str(score))) for key, score in points.items()]


def _closing_day(closes_on: date | None, today: date) -> date:
    if closes_on is None or closes_on < today:
        zh, en = "电子测评须有截止日期，且不得早于今天", "An electronic ballot has a last day, not before today"
        raise BadPeriod(zh, en, errors=[field_error("/closes_on", "too-early", zh, en)])
    return closes_on


def _live(work: UnitOfWork, ballot: Ballot) -> list[Tally]:
    return work.find(TALLIES, {"ballot_id": ballot.id, "live": True}, most=_MOST_TALLIES)


def _entered(work: UnitOfWork, ballot: Ballot, others: list[Tally], wish: Document) -> Tally:
    """A tally that fits; two boxes entered at once are put in an order by the ballot, which whoever keeps it saves."""
    model.must_be_open(ballot, Mode.PAPER)
    tally = Tally(
        id=work.new_id("tly"),
        account=work.principal.account,
        cadre_id=ballot.cadre_id,
        unit_ids=ballot.unit_ids,
        synthetic=ballot.synthetic,
        **wish,
    )
    tallies.check(ballot, tally, others, partial(_names, work.db))
    return tally


def _enter(work: UnitOfWork, ballot: Ballot, others: list[Tally], wish: Document) -> Tally:
    tally = _entered(work, ballot, others, wish)
    work.save(BALLOTS, ballot)
    work.tell(events.TALLY_ENTERED, work.add(TALLIES, tally))
    return tally


def _settled(work: UnitOfWork, tally: Tally) -> Tally:
    work.tell(events.TALLY_SETTLED, work.save(TALLIES, tally))
    return tally


def _counts(text: str, ballot: Ballot, names: Mapping[str, str]) -> list[Count]:
    """The counts of an imported row, each after question and answer, by their keys or as they stand on the sheet."""
    questions = {question.key: question.text for question in ballot.questions}
    answers = {key: names.get(key, key) for key in (*(option.key for option in ballot.options), model.ABSTAIN)}
    return [Count(meant(asked, questions), meant(said, answers), number) for asked, said, number in counts(text)]


JUDGED = (
    Judged(
        operations.CONFIRM_TALLY,
        TALLIES,
        tallies_words.LIFE,
        (TallyStep.CONFIRM,),
        also=lambda read: [{"account": read.principal.account}],
    ),
)

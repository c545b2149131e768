"""Appeals (申诉) against restrictions and letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from servicekit import clock, deadlines, queries
from servicekit.apart import Judged
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.events import Received
from servicekit.lifecycle import trace
from servicekit.principal import Reach
from servicekit.roster import MOVES, follow, moves
from servicekit.store import Collection, Document, Page
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.appeals import DecisionOvertaken, NothingToAppeal
from services.supervision.events import appeals as events
from services.supervision.model import appeals as model
from services.supervision.model.appeals import Appeal, Before
from services.supervision.model.letters import Letter
from services.supervision.model.standing import Restriction
from services.supervision.operations import appeals as operations
from services.supervision.parts import letters, standing
from services.supervision.parts.again import learnt
from services.supervision.schemas import appeals as schemas
from services.supervision.store.appeals import APPEALS
from services.supervision.store.letters import LETTERS
from services.supervision.store.standing import RESTRICTIONS, STANDINGS
from services.supervision.vocabulary import appeals as appeals_words
from services.supervision.vocabulary.appeals import Against, Outcome, State
from services.supervision.vocabulary.standing import Source, Step
from services.supervision.vocabulary.standing import State as StandingState

DECISION = "appeal_decision"


class Appeals:
    """What a cadre wants looked at again, and what came of it."""

    @command(operations.LODGE_APPEAL)
    def lodge_appeal(self, wish: Document, work: UnitOfWork) -> Appeal:
        """Lodge an appeal: the cadre, or an officer for them or their next of kin, who alone can admit one after its
        period."""
        subject = _subject(work, wish["against"], wish["subject_id"])
        known_on = clock.day_of(subject.imposed_at) if isinstance(subject, Restriction) else subject.sent_on
        if subject.taken_back or known_on is None:
            raise NothingToAppeal(state=str(subject.state))
        if work.scope.reach is not Reach.ALL:
            wish["late_basis"] = None
        rule = work.rules["supervision.appeal_lodging_days"]
        model.must_be_in_time(known_on, work.today, rule.value, rule.cited, wish["late_basis"])
        due_on = work.today + timedelta(days=work.rules["supervision.appeal_decision_days"].value)
        known = work.load_many(STANDINGS, [subject.cadre_id]).get(subject.cadre_id)
        appeal = Appeal(
            id=work.new_id("apl"),
            cadre_id=subject.cadre_id,
            unit_ids=subject.unit_ids,
            lodged_by=work.principal.account,
            lodged_on=work.today,
            due_on=due_on,
            died_on=known.died_on if known else None,
            **wish,
        )
        trace(appeal, appeals_words.LODGE, work.mark())
        deadlines.put(work, DECISION, appeal.id, due_on)
        work.tell(events.LODGED, work.add(APPEALS, appeal))
        return appeal

    @command(operations.DECIDE_APPEAL)
    def decide_appeal(self, wish: Document, work: UnitOfWork) -> Appeal:
        """Decide an appeal; what is upheld or changed takes effect in the same transaction."""
        appeal = work.see(APPEALS, wish["appeal_id"])
        subject = _subject(work, appeal.against, appeal.subject_id)
        model.decide(appeal, wish["outcome"], wish["basis"], subject.hands, work.today, work.mark())
        _take_effect(work, appeal, subject, wish)
        deadlines.cancel(work, DECISION, appeal.id)
        work.tell(events.DECIDED, work.save(APPEALS, appeal))
        return appeal

    @command(operations.CORRECT_APPEAL)
    def correct_appeal(self, wish: Document, work: UnitOfWork) -> Appeal:
        """Put right a decision that was entered wrongly: the first is kept, the restriction or letter is as the right
        one says, and vettings that were passed meanwhile learn of a restriction that holds again."""
        appeal = work.see(APPEALS, wish["appeal_id"])
        subject = _subject(work, appeal.against, appeal.subject_id)
        before, former, new_ends = appeal.before, appeal.outcome, appeal.new_ends
        model.correct(
            appeal, wish["outcome"], wish["basis"], wish["correction"], subject.hands, work.today, work.mark()
        )
        if former is not Outcome.REJECTED:
            _undo(work, subject, former, new_ends, before)
        _take_effect(work, appeal, subject, wish)
        work.tell(events.CORRECTED, work.save(APPEALS, appeal))
        if isinstance(subject, Restriction):
            learnt(work, "restrictions", [subject])
        return appeal

    @command(operations.WITHDRAW_APPEAL)
    def withdraw_appeal(self, wish: Document, work: UnitOfWork) -> Appeal:
        """Take an appeal back; another one may be lodged within the period."""
        appeal = work.see(APPEALS, wish["appeal_id"])
        model.withdraw(appeal, work.mark())
        deadlines.cancel(work, DECISION, appeal.id)
        work.tell(events.WITHDRAWN, work.save(APPEALS, appeal))
        return appeal

    @query(operations.GET_APPEAL)
    def get_appeal(self, wish: Document, read: Reading) -> Document:
        """One appeal."""
        return read.get(APPEALS, wish["appeal_id"], read.scope.filter(cadre="cadre_id"), answer=schemas.AppealOut)

    @query(operations.LIST_APPEALS)
    def list_appeals(self, wish: Document, read: Reading) -> Page:
        """Appeals by cadre, unit, subject, state and whether overdue, the newest first."""
        where = queries.filters(wish, "cadre_id", "unit_id", "subject_id", "against", "state", "overdue")
        where |= queries.between(wish, "lodged_on")
        where = queries.both(where, read.scope.filter(cadre="cadre_id"))
        sorts = queries.orders("lodged_on", "due_on", state="lodged_on")
        return read.page(APPEALS, where, wish, sorts=sorts, default_sort="-lodged_on", answer=schemas.AppealLine)

    @on("registry", *MOVES, handler="appeals_moved", batch=50)
    def hear_appeals_moves(self, received: list[Received], work: UnitOfWork) -> None:
        """They follow their cadre to another unit, and back where that was a mistake."""
        for appeal in follow(moves(received), work, APPEALS):
            work.tell(events.MOVED, appeal)

    @deadline(DECISION)
    def appeal_undecided(self, due: Deadline, work: UnitOfWork) -> None:
        """The day for the decision is over: the appeal is overdue, and may still be decided."""
        appeal = work.load_many(APPEALS, [due.subject]).get(due.subject)
        if appeal is not None and model.fall_due(appeal, work.mark()):
            work.tell(events.OVERDUE, work.save(APPEALS, appeal))


def _moved_decision(moved: Deadline, work: UnitOfWork) -> None:
    appeal = work.load_many(APPEALS, [moved.subject]).get(moved.subject)
    if appeal is not None and appeal.state is State.OPEN:
        appeal.due_on = moved.due_on
        trace(appeal, "deadline_moved", work.mark(), moved.due_on.isoformat())
        work.tell(events.DUE_MOVED, work.save(APPEALS, appeal))


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {DECISION: _moved_decision}


def _collection(against: Against) -> Collection[Any]:
    return RESTRICTIONS if against is Against.RESTRICTION else LETTERS


def _subject(work: UnitOfWork, against: Against, subject_id: str) -> Restriction | Letter:
    if against is Against.RESTRICTION:
        return work.see(RESTRICTIONS, subject_id)
    return letters.see_letter(work, subject_id)


def _take_effect(work: UnitOfWork, appeal: Appeal, subject: Restriction | Letter, wish: Document) -> None:
    """What a decision says takes effect, and how it was before is kept. Raises NewEndWrong and what closing raises."""
    outcome = wish["outcome"]
    restriction = subject if isinstance(subject, Restriction) else None
    model.check_new_end(appeal.against, outcome, wish["new_ends"], restriction.ends if restriction else None)
    if outcome is Outcome.REJECTED:
        return
    appeal.before = Before(str(subject.state))
    if restriction:
        closed = restriction.closed_by, restriction.closed_basis
        appeal.before = Before(str(restriction.state), restriction.ends, *closed)
    if outcome is Outcome.UPHELD and not subject.taken_back:
        if isinstance(subject, Restriction):
            standing.close(work, subject, Step.ANNUL, work.principal.account, wish["basis"])
        else:
            letters.withdraw(work, subject, wish["basis"], work.mark())
    if outcome is Outcome.CHANGED and restriction:
        standing.shorten(work, restriction, wish["new_ends"])
        appeal.new_ends = wish["new_ends"]


def _undo(
    work: UnitOfWork,
    subject: Restriction | Letter,
    former: Outcome | None,
    new_ends: date | None,
    before: Before | None,
) -> None:
    """The restriction is as it was before a decision. Raises DecisionOvertaken where that cannot be done here."""
    if before is None or not isinstance(subject, Restriction):
        raise DecisionOvertaken()
    if before.state == StandingState.ANNULLED:
        return
    as_decided = subject.taken_back if former is Outcome.UPHELD else subject.ends == new_ends and not subject.taken_back
    lifted = former is Outcome.CHANGED and (subject.closed_by, subject.closed_basis) != (
        before.closed_by,
        before.closed_basis,
    )
    kept_in_file = former is Outcome.UPHELD and subject.source is Source.FILE
    entered_again = subject.taken_back and standing.same(work, subject.cadre_id, subject.kind, subject.begins)
    if not as_decided or lifted or kept_in_file or entered_again:
        raise DecisionOvertaken()
    standing.restore(work, subject, before.ends, before.closed_by, before.closed_basis)


def _against_my_own(read: Reading) -> list[Document]:
    """Appeals against what whoever asks has imposed, written, sent or closed."""
    account, against = read.principal.account, read.db[APPEALS.name].distinct("subject_id", {"state": State.OPEN})
    mine = [
        found["_id"]
        for collection, parts in _PARTS.items()
        for found in read.db[collection.name].find(
            {"_id": {"$in": against}, "$or": [{part: account} for part in parts]}, {"_id": 1}
        )
    ]
    return [{"subject_id": {"$in": mine}}]


_PARTS: dict[Collection[Any], tuple[str, ...]] = {
    RESTRICTIONS: ("imposed_by", "closed_by"),
    LETTERS: ("written_by", "sent_by", "closed_by"),
}
"""Where those stand who had a part in what an appeal is against; see `hands` of the two."""
JUDGED = (
    Judged(operations.DECIDE_APPEAL, APPEALS, appeals_words.LIFE, (appeals_words.Step.DECIDE,), also=_against_my_own),
)

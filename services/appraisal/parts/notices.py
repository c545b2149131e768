"""Notices (告知), reviews and complaints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.bulk import Results
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.events import Event, Received
from servicekit.lifecycle import trace
from servicekit.principal import Reach
from servicekit.roster import MOVES, moves
from servicekit.store import Document, Page
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.appraisal.errors.appraisals import NoAppraisal
from services.appraisal.errors.common import BadPeriod
from services.appraisal.errors.notices import NobodyToTell
from services.appraisal.events import notices as events
from services.appraisal.model import notices as model
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.conclusions import Draft
from services.appraisal.model.days import must_not_be_later
from services.appraisal.model.notices import Notice, Request, Terms
from services.appraisal.operations import notices as operations
from services.appraisal.parts import outcomes, planning
from services.appraisal.schemas import notices as schemas
from services.appraisal.store.appraisals import APPRAISALS
from services.appraisal.store.notices import NOTICES
from services.appraisal.vocabulary import appraisals
from services.appraisal.vocabulary.notices import (
    COMPLAINT,
    COMPLAINT_DECIDED,
    LIFE,
    REVIEW,
    WITHDRAWN,
    Outcome,
    State,
    Step,
)

ACKNOWLEDGEMENT, PERIOD, DECISION = "notice_acknowledgement", "notice_period", "notice_decision"


class Notices:
    """Notices (告知), reviews (复核) and complaints (申诉)."""

    @command(operations.DELIVER_NOTICE)
    def deliver_notice(self, wish: Document, work: UnitOfWork) -> Notice:
        """Tell a cadre the result."""
        appraisal = work.see(APPRAISALS, wish.pop("appraisal_id"))
        delivered_on = _delivery(work, appraisal, wish.pop("delivered_on"))
        return _deliver(work, appraisal, delivered_on, wish)

    @command(operations.IMPORT_NOTICES)
    def import_notices(self, wish: Document, work: UnitOfWork) -> Document:
        """Notices delivered on paper, many at once; one that was acknowledged has its period running."""
        results = Results(work)
        good = results.read(schemas.ImportNotice, wish["rows"])
        found = planning.by_code(work, (row["appraisal_code"] for _, row in good))
        told: set[str] = set()
        for number, row in good:
            with results.row(number):
                appraisal = planning.visible_by_code(work, found, row.pop("appraisal_code"))
                if appraisal.id in told:
                    raise NoAppraisal("考察编号重复", "The appraisal is named twice")
                delivered_on = _delivery(work, appraisal, row.pop("delivered_on"))
                known_on = row.pop("acknowledged_on")
                if known_on is not None:
                    _check_known(work, delivered_on, known_on, "/acknowledged_on")
                told.add(appraisal.id)
                if wish["dry_run"]:
                    results.ok(number)
                    continue
                notice = _deliver(work, appraisal, delivered_on, row)
                if known_on is not None:
                    _acknowledge(work, notice, known_on)
                results.ok(number, notice.id)
        return results.answer()

    @command(operations.ACKNOWLEDGE_NOTICE)
    def acknowledge_notice(self, wish: Document, work: UnitOfWork) -> Notice:
        """The cadre knows; a cadre says so today, an officer for a day."""
        notice = work.see(NOTICES, wish["notice_id"])
        if work.scope.is_of(notice.cadre_id) and wish["on"] not in (None, work.today):
            zh, en = (
                "本人签收即为今日；补记他日由经办人办理",
                "Who acknowledges does so today; an officer enters another day",
            )
            raise BadPeriod(zh, en, errors=[field_error("/on", "not-today", zh, en)])
        known_on = wish["on"] or work.today
        _check_known(work, notice.delivered_on, known_on, "/on")
        _acknowledge(work, notice, known_on)
        if wish["basis"]:
            trace(notice, "basis", work.mark(), wish["basis"])
        return notice

    @command(operations.ANNUL_NOTICE)
    def annul_notice(self, wish: Document, work: UnitOfWork) -> Notice:
        """Put right that a notice, or its acknowledgement, was entered by mistake: it stays readable, its periods end,
        and the appraisal is concluded and untold again."""
        notice = work.see(NOTICES, wish["notice_id"])
        model.annul(notice, wish["basis"], work.mark())
        outcomes.untell(work, work.load(APPRAISALS, notice.appraisal_id), wish["basis"])
        return _keep(work, notice, events.ANNULLED)

    @command(operations.ASK_REVIEW)
    def ask_review(self, wish: Document, work: UnitOfWork) -> Notice:
        """Ask for a review: the cadre, or an officer for them."""
        notice = work.see(NOTICES, wish.pop("notice_id"))
        terms = _terms(work, "appraisal.review_decision_days")
        model.ask_review(notice, _request(work, wish, terms), terms, work.mark())
        outcomes.contest(work, work.load(APPRAISALS, notice.appraisal_id), REVIEW)
        return _keep(work, notice, events.REVIEW_ASKED)

    @command(operations.WITHDRAW_REVIEW)
    def withdraw_review(self, wish: Document, work: UnitOfWork) -> Notice:
        """Take the request for a review back."""
        notice = work.see(NOTICES, wish["notice_id"])
        model.withdraw_review(notice, work.today, work.mark())
        outcomes.settle(work, work.load(APPRAISALS, notice.appraisal_id), WITHDRAWN)
        return _keep(work, notice, events.REVIEW_WITHDRAWN)

    @command(operations.DECIDE_REVIEW)
    def decide_review(self, wish: Document, work: UnitOfWork) -> Notice:
        """Decide a review."""
        notice = work.see(NOTICES, wish["notice_id"])
        model.must_wait(notice, State.IN_REVIEW, wish["outcome"])
        _decide(work, notice, wish)
        model.begin_second(notice, work.rules["appraisal.complaint_days"].value)
        return _keep(work, notice, events.REVIEW_DECIDED)

    @command(operations.LODGE_COMPLAINT)
    def lodge_complaint(self, wish: Document, work: UnitOfWork) -> Notice:
        """Lodge a complaint, after a review or directly."""
        notice = work.see(NOTICES, wish.pop("notice_id"))
        terms = _terms(work, "appraisal.complaint_decision_days")
        model.complain(notice, _request(work, wish, terms), terms, work.mark())
        outcomes.contest(work, work.load(APPRAISALS, notice.appraisal_id), COMPLAINT)
        return _keep(work, notice, events.COMPLAINT_LODGED)

    @command(operations.DECIDE_COMPLAINT)
    def decide_complaint(self, wish: Document, work: UnitOfWork) -> Notice:
        """Decide a complaint; unless it is sent back, the appraisal is closed. Raises as `decide_review` does."""
        notice = work.see(NOTICES, wish["notice_id"])
        model.must_wait(notice, State.IN_COMPLAINT, wish["outcome"])
        appraisal = _decide(work, notice, wish)
        if notice.state is State.FINAL:
            outcomes.close(work, appraisal, COMPLAINT_DECIDED)
        return _keep(work, notice, events.COMPLAINT_DECIDED)

    @command(operations.REOPEN_DECISION)
    def reopen_decision(self, wish: Document, work: UnitOfWork) -> Notice:
        """Put right that a review's or a complaint's decision was entered wrongly: it stays in `set_aside`, the
        conclusion before it holds again, and another account decides anew."""
        notice = work.see(NOTICES, wish["notice_id"])
        mistaken = model.reopen(notice, wish["basis"], work.mark())
        appraisal = work.load(APPRAISALS, notice.appraisal_id)
        outcomes.contest_again(work, appraisal, mistaken.outcome is Outcome.CHANGED, wish["basis"])
        notice.grade = appraisal.grade or notice.grade
        return _keep(work, notice, events.DECISION_REOPENED)

    @query(operations.GET_NOTICE)
    def get_notice(self, wish: Document, read: Reading) -> Document:
        """One notice; a cadre sees their own."""
        return read.get(NOTICES, wish["notice_id"], read.scope.filter(cadre="cadre_id"), answer=schemas.NoticeOut)

    @query(operations.LIST_NOTICES)
    def list_notices(self, wish: Document, read: Reading) -> Page:
        """Notices by cadre, unit, appraisal, state and what is overdue, the newest first."""
        where = queries.filters(wish, "cadre_id", "unit_id", "appraisal_id", "state", "overdue", "unacknowledged")
        where |= queries.between(wish, "delivered_on")
        where = queries.both(where, read.scope.filter(cadre="cadre_id"))
        sorts = queries.orders("delivered_on", state="delivered_on")
        return read.page(NOTICES, where, wish, sorts=sorts, default_sort="-delivered_on", answer=schemas.NoticeLine)

    @on("registry", *MOVES, handler="notices_moved", batch=50)
    def hear_notices_moves(self, received: list[Received], work: UnitOfWork) -> None:
        """They follow their cadre to another unit, and back where that was a mistake."""
        told = {event.subject: event for event in sorted(moves(received), key=lambda one: one.sequence)}
        for notice in work.find(NOTICES, {"cadre_id": {"$in": list(told)}}, most=MOST_FOLLOWED) if told else []:
            event = told[notice.cadre_id]
            if event.sequence > notice.moved:
                before, notice.moved, notice.unit_ids = notice.unit_ids, event.sequence, list(event.data["unit_ids"])
                work.save(NOTICES, notice)
                if notice.unit_ids != before:
                    work.tell(events.MOVED, notice)

    @deadline(ACKNOWLEDGEMENT)
    def notice_unacknowledged(self, due: Deadline, work: UnitOfWork) -> None:
        """Nobody has acknowledged it: that is shown; no period begins by it."""
        notice = work.load_many(NOTICES, [due.subject]).get(due.subject)
        if notice is not None and model.miss_acknowledgement(notice, work.mark()):
            work.tell(events.UNACKNOWLEDGED, work.save(NOTICES, notice))

    @deadline(PERIOD)
    def notice_period_over(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day is over: the result is final, and the appraisal closed."""
        notice = work.load_many(NOTICES, [due.subject]).get(due.subject)
        if notice is not None and model.expire(notice, work.mark()):
            outcomes.close(work, work.load(APPRAISALS, notice.appraisal_id), "申请复核的期限已过")
            work.tell(events.FINAL, work.save(NOTICES, notice))

    @deadline(DECISION)
    def notice_undecided(self, due: Deadline, work: UnitOfWork) -> None:
        """The decision is missing: overdue, and escalated again and again up to the highest level."""
        notice = work.load_many(NOTICES, [due.subject]).get(due.subject)
        if notice is None or notice.pending is None:
            return
        most = work.rules["appraisal.decision_escalation_levels"].value
        level = notice.level
        if model.escalate(notice, most, work.mark()):
            days = work.rules["appraisal.decision_escalation_days"].value
            deadlines.put(work, DECISION, notice.id, work.today + timedelta(days=days))
        if notice.level != level:
            work.tell(events.OVERDUE, work.save(NOTICES, notice))


def _moved_acknowledgement(moved: Deadline, work: UnitOfWork) -> None:
    notice = work.load_many(NOTICES, [moved.subject]).get(moved.subject)
    if notice is not None and LIFE.may(notice, Step.ACKNOWLEDGE):
        notice.acknowledge_by = moved.due_on
        _tell_moved(moved, work, notice)


def _moved_period(moved: Deadline, work: UnitOfWork) -> None:
    notice = work.load_many(NOTICES, [moved.subject]).get(moved.subject)
    if notice is not None and LIFE.may(notice, Step.EXPIRE):
        notice.last_day = moved.due_on
        _tell_moved(moved, work, notice)


def _moved_decision(moved: Deadline, work: UnitOfWork) -> None:
    notice = work.load_many(NOTICES, [moved.subject]).get(moved.subject)
    if notice is not None and notice.pending is not None and not notice.overdue:
        notice.pending.due_on = moved.due_on
        _tell_moved(moved, work, notice)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {
    ACKNOWLEDGEMENT: _moved_acknowledgement,
    PERIOD: _moved_period,
    DECISION: _moved_decision,
}


def _tell_moved(moved: Deadline, work: UnitOfWork, notice: Notice) -> None:
    trace(notice, "deadline_moved", work.mark(), f"{moved.kind}：{moved.due_on.isoformat()}")
    work.tell(events.MOVED, work.save(NOTICES, notice))


def _delivery(work: UnitOfWork, appraisal: Appraisal, on: date | None) -> date:
    """The day of delivery, checked. Raises NobodyToTell, StepNotPossible and BadPeriod."""
    if appraisal.cadre_id is None:
        raise NobodyToTell()
    appraisals.LIFE.must(appraisal, appraisals.Step.NOTIFY)
    day = on or work.today
    must_not_be_later(day, work.today, "/delivered_on")
    if appraisal.concluded_on is not None and day < appraisal.concluded_on:
        zh, en = "告知不得早于结论确认日期", "Not before the conclusion was confirmed"
        raise BadPeriod(zh, en, errors=[field_error("/delivered_on", "too-early", zh, en)])
    return day


def _deliver(work: UnitOfWork, appraisal: Appraisal, delivered_on: date, wish: Document) -> Notice:
    acknowledge_by = delivered_on + timedelta(days=work.rules["appraisal.acknowledgement_days"].value)
    notice = Notice(
        id=work.new_id("ntc"),
        appraisal_id=appraisal.id,
        cadre_id=appraisal.cadre_id or "",
        unit_ids=appraisal.unit_ids,
        grade=appraisal.grade or "",
        delivered_by=work.principal.account,
        delivered_on=delivered_on,
        acknowledge_by=acknowledge_by,
        round=appraisal.told_before,
        synthetic=appraisal.synthetic,
        **wish,
    )
    trace(notice, "deliver", work.mark())
    outcomes.notify(work, appraisal, delivered_on)
    deadlines.put(work, ACKNOWLEDGEMENT, notice.id, acknowledge_by)
    work.tell(events.DELIVERED, work.add(NOTICES, notice))
    return notice


def _acknowledge(work: UnitOfWork, notice: Notice, on: date) -> None:
    model.acknowledge(notice, on, work.rules["appraisal.review_days"].value, work.mark())
    _keep(work, notice, events.ACKNOWLEDGED)


def _check_known(work: UnitOfWork, delivered_on: date, on: date, pointer: str) -> None:
    must_not_be_later(on, work.today, pointer)
    if on < delivered_on:
        zh, en = "签收不得早于告知", "Not acknowledged before it was delivered"
        raise BadPeriod(zh, en, errors=[field_error(pointer, "too-early", zh, en)])


def _terms(work: UnitOfWork, decision: str) -> Terms:
    first, second = work.rules["appraisal.review_days"], work.rules["appraisal.complaint_days"]
    return Terms(first.value, first.cited, second.value, second.cited, work.rules[decision].value)


def _request(work: UnitOfWork, wish: Document, terms: Terms) -> Request:
    """What is asked for; an officer alone admits what comes late."""
    late_basis = wish.pop("late_basis")
    return Request(
        asked_by=work.principal.account,
        asked_on=work.today,
        due_on=work.today + timedelta(days=terms.decision),
        late_basis=late_basis if work.scope.reach is Reach.ALL else None,
        **wish,
    )


def _decide(work: UnitOfWork, notice: Notice, wish: Document) -> Appraisal:
    outcome: Outcome = wish["outcome"]
    new, basis, named = wish["conclusion"], wish["basis"], wish["decided_by"]
    model.check_revision(outcome, new is not None)
    appraisal = work.load(APPRAISALS, notice.appraisal_id)
    hands = outcomes.hands(work, appraisal)
    model.decide(notice, outcome, named, basis, hands, work.today, work.mark())
    if new is not None:
        draft = Draft(drafted_by=named, drafted_account=work.principal.account, drafted_on=work.today, **new)
        outcomes.revise(work, appraisal, draft, basis)
        notice.grade = new["grade"]
    elif outcome is Outcome.SENT_BACK:
        outcomes.send_back(work, appraisal, basis)
    else:
        outcomes.settle(work, appraisal, outcome.value)
    return appraisal


def _keep(work: UnitOfWork, notice: Notice, event: Event) -> Notice:
    """Keep a notice with its deadlines as its state wants them, and tell."""
    deadlines.cancel(work, ACKNOWLEDGEMENT, notice.id)
    if notice.last_day is not None and LIFE.may(notice, Step.EXPIRE):
        deadlines.put(work, PERIOD, notice.id, notice.last_day)
    else:
        deadlines.cancel(work, PERIOD, notice.id)
    if notice.due_on is not None:
        deadlines.put(work, DECISION, notice.id, notice.due_on)
    else:
        deadlines.cancel(work, DECISION, notice.id)
    work.tell(event, work.save(NOTICES, notice))
    return notice


def _of_my_hands(read: Reading) -> list[Document]:
    """Notices of what is pending against appraisals in which whoever asks had a part; see `outcomes.had_a_part`."""
    pending = read.db[NOTICES.name].distinct("appraisal_id", {"state": {"$in": [State.IN_REVIEW, State.IN_COMPLAINT]}})
    return [{"appraisal_id": {"$in": outcomes.had_a_part(read, pending)}}]


_DECIDED = (Step.UPHOLD, Step.CHANGE, Step.SEND_BACK)
JUDGED = tuple(
    Judged(decision, NOTICES, LIFE, _DECIDED, also=_of_my_hands)
    for decision in (operations.DECIDE_REVIEW, operations.DECIDE_COMPLAINT)
)

"""What somebody asks about what is kept of them (个人信息权利申请), answered within the time that the rule gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from servicekit import deadlines, queries
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.events import Event
from servicekit.lifecycle import trace
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.registry.errors.corrections import UnknownCorrection
from services.registry.errors.personal_requests import NotYourPersonalRequest, OwnRequestIsToday
from services.registry.events import personal_requests as events
from services.registry.model import personal_requests as model
from services.registry.model.corrections import Correction
from services.registry.model.disposals import Disposal
from services.registry.model.personal_requests import PersonalRequest, Reply
from services.registry.operations import personal_requests as operations
from services.registry.parts.common import Part, Wish
from services.registry.parts.disposals import file_of, propose, waiting
from services.registry.parts.request_ends import ANSWER
from services.registry.schemas.personal_requests import PersonalRequestLine, PersonalRequestOut
from services.registry.store.corrections import CORRECTIONS
from services.registry.store.disposals import DISPOSALS
from services.registry.store.personal_requests import PERSONAL_REQUEST_SORTS, PERSONAL_REQUESTS
from services.registry.vocabulary.personal_requests import RequestKind, RequestOutcome, RequestState

DAYS = "registry.personal_request_days"


class PersonalRequests(Part):
    """Copy, correction, deletion, explanation and restriction of what is kept of somebody."""

    @command(operations.ASK_PERSONAL_REQUEST)
    def ask_personal_request(self, wish: Wish, work: UnitOfWork) -> PersonalRequest:
        """Ask: the cadre today, or an officer for the day on which it came on paper."""
        cadre = file_of(work, wish["cadre_id"])
        _must_be_today(work, cadre.id, wish["asked_on"], "/asked_on")
        asked_on = wish["asked_on"] or work.today
        if wish["correction_id"] is not None:
            _correction(work, cadre.id, wish["correction_id"])
        request = PersonalRequest(
            id=work.new_id("prq"),
            cadre_id=cadre.id,
            unit_ids=list(cadre.unit_ids),
            kind=wish["kind"],
            about=wish["about"],
            asked_by=work.principal.account,
            asked_on=asked_on,
            on_paper=wish["on_paper"] and not work.scope.is_of(cadre.id),
            answer_by=asked_on,
            correction_id=wish["correction_id"],
            synthetic=cadre.synthetic,
        )
        model.ask(request, work.today, work.rules[DAYS].value, work.mark())
        deadlines.put(work, ANSWER, request.id, request.answer_by)
        work.tell(events.ASKED, work.add(PERSONAL_REQUESTS, request))
        return request

    @command(operations.ANSWER_PERSONAL_REQUEST)
    def answer_personal_request(self, wish: Wish, work: UnitOfWork) -> PersonalRequest:
        """Answer; a deletion that is granted proposes to destroy in the same transaction, which another approves."""
        request = work.see(PERSONAL_REQUESTS, wish["request_id"])
        model.answer(request, _reply(work, wish), _by_correction(work, request, wish), work.today, work.mark())
        _carry_out(work, request)
        deadlines.cancel(work, ANSWER, request.id)
        return _keep(work, request, events.ANSWERED)

    @command(operations.CORRECT_PERSONAL_ANSWER)
    def correct_personal_answer(self, wish: Wish, work: UnitOfWork) -> PersonalRequest:
        """Put an answer right; the first is kept, and the person is told anew."""
        request = work.see(PERSONAL_REQUESTS, wish["request_id"])
        correction, disposal = _by_correction(work, request, wish), _disposal(work, request)
        # Of what came on paper another day is said where the first was wrong.
        first = request.reply.answered_on if request.on_paper and request.reply else None
        reply = _reply(work, wish, first)
        model.correct(request, reply, wish["correction"], correction, disposal, work.today, work.mark())
        _carry_out(work, request)
        return _keep(work, request, events.CORRECTED)

    @command(operations.ACKNOWLEDGE_PERSONAL_ANSWER)
    def acknowledge_personal_answer(self, wish: Wish, work: UnitOfWork) -> PersonalRequest:
        """The person knows the answer: says so today, or an officer enters the day on which it was handed over."""
        request = work.see(PERSONAL_REQUESTS, wish["request_id"])
        _must_be_today(work, request.cadre_id, wish["on"], "/on")
        model.acknowledge(request, wish["on"] or work.today, work.today, work.mark())
        return _keep(work, request, events.TOLD)

    @command(operations.WITHDRAW_PERSONAL_REQUEST)
    def withdraw_personal_request(self, wish: Wish, work: UnitOfWork) -> PersonalRequest:
        """Take a request back before it is answered: the person alone; an officer answers."""
        request = work.see(PERSONAL_REQUESTS, wish["request_id"])
        if not work.scope.is_of(request.cadre_id):
            raise NotYourPersonalRequest()
        model.withdraw(request, wish["reason"], work.mark())
        deadlines.cancel(work, ANSWER, request.id)
        return _keep(work, request, events.WITHDRAWN)

    @query(operations.GET_PERSONAL_REQUEST)
    def get_personal_request(self, wish: Wish, read: Reading) -> Document:
        """One request."""
        scope = read.scope.filter(cadre="cadre_id")
        return read.get(PERSONAL_REQUESTS, wish["request_id"], scope, answer=PersonalRequestOut)

    @query(operations.LIST_PERSONAL_REQUESTS)
    def list_personal_requests(self, wish: Wish, read: Reading) -> Page:
        """Requests by cadre, kind, state and whether overdue, the newest first."""
        where = queries.filters(wish, "cadre_id", "kind", "state", "overdue") | queries.between(wish, "asked_on")
        where = queries.both(where, read.scope.filter(cadre="cadre_id"))
        return read.page(
            PERSONAL_REQUESTS,
            where,
            wish,
            sorts=PERSONAL_REQUEST_SORTS,
            default_sort="-asked_on",
            answer=PersonalRequestLine,
        )

    @deadline(ANSWER)
    def personal_request_unanswered(self, due: Deadline, work: UnitOfWork) -> None:
        """The day for the answer is over: the request is overdue, and still to be answered."""
        request = work.load_many(PERSONAL_REQUESTS, [due.subject]).get(due.subject)
        if request is not None and model.fall_due(request, work.mark()):
            _keep(work, request, events.OVERDUE)


def _moved(moved: Deadline, work: UnitOfWork) -> None:
    request = work.load_many(PERSONAL_REQUESTS, [moved.subject]).get(moved.subject)
    if request is not None and request.state is RequestState.OPEN:
        request.answer_by, request.overdue = moved.due_on, moved.due_on < work.today
        trace(request, "deadline_moved", work.mark(), moved.due_on.isoformat())
        _keep(work, request, events.DUE_MOVED)


MOVED: Mapping[str, Callable[[Deadline, UnitOfWork], None]] = {ANSWER: _moved}


def _keep(work: UnitOfWork, request: PersonalRequest, event: Event) -> PersonalRequest:
    work.tell(event, work.save(PERSONAL_REQUESTS, request))
    return request


def _must_be_today(work: UnitOfWork, cadre_id: str, on: date | None, pointer: str) -> None:
    if work.scope.is_of(cadre_id) and on not in (None, work.today):
        zh, en = OwnRequestIsToday.zh, OwnRequestIsToday.en
        raise OwnRequestIsToday(zh, en, errors=[field_error(pointer, "not-today", zh, en)])


def _reply(work: UnitOfWork, wish: Wish, first: date | None = None) -> Reply:
    answered_on = wish["answered_on"] or first or work.today
    return Reply(wish["outcome"], wish["answer"], wish["ground"], work.principal.account, answered_on)


def _by_correction(work: UnitOfWork, request: PersonalRequest, wish: Wish) -> Correction | None:
    """The correction by which the request is granted. Raises UnknownCorrection for one of somebody else."""
    request.correction_id = wish["correction_id"] or request.correction_id
    return _correction(work, request.cadre_id, request.correction_id) if request.correction_id else None


def _correction(work: UnitOfWork, cadre_id: str, correction_id: str) -> Correction:
    found = work.load_many(CORRECTIONS, [correction_id]).get(correction_id)
    if found is None or found.cadre_id != cadre_id:
        zh, en = UnknownCorrection.zh, UnknownCorrection.en
        raise UnknownCorrection(zh, en, errors=[field_error("/correction_id", "unknown-correction", zh, en)])
    return found


def _disposal(work: UnitOfWork, request: PersonalRequest) -> Disposal | None:
    id = request.disposal_id
    return work.load_many(DISPOSALS, [id]).get(id) if id else None


def _carry_out(work: UnitOfWork, request: PersonalRequest) -> None:
    """What a granted deletion brings: a proposal to destroy, unless one waits, or its own was approved.

    Raises StillKept.
    """
    if request.kind is not RequestKind.DELETION or request.outcome is RequestOutcome.REFUSED:
        return
    if (own := _disposal(work, request)) is not None and own.stands:
        return
    proposed = waiting(work, request.cadre_id)
    if proposed is None:
        proposed = propose(work, file_of(work, request.cadre_id), "依本人申请")
    request.disposal_id = proposed.id

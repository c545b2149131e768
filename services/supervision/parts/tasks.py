"""Linked action (业务联动): tasks of agencies, reports, checks, overdue and escalation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline, set_deadline
from servicekit.errors import field_error
from servicekit.lifecycle import trace
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from servicekit.working_days import Term
from services.supervision.errors.matters import DueInThePast
from services.supervision.events import conferences as conference_events
from services.supervision.events import matters as matter_events
from services.supervision.events import tasks as events
from services.supervision.model import tasks as model
from services.supervision.model.tasks import Task
from services.supervision.operations import tasks as operations
from services.supervision.parts.members import may_ask_of, meant, must_speak_for, own_agencies, parts_of, units_of
from services.supervision.schemas import tasks as schemas
from services.supervision.store.conferences import CONFERENCES
from services.supervision.store.matters import MATTERS, TASKS
from services.supervision.vocabulary.conferences import LIFE as CONFERENCE_LIFE
from services.supervision.vocabulary.conferences import Step as ConferenceStep
from services.supervision.vocabulary.matters import MATTER_LIFE, MatterStep
from services.supervision.vocabulary.tasks import ASSIGN, LIFE, Origin, State, Step

DUE, ESCALATION = "task_due", "task_escalation"


class Tasks:
    """What agencies do together, until when, and whether it was done."""

    @command(operations.ACCEPT_TASK)
    def accept_task(self, wish: Document, work: UnitOfWork) -> Document:
        """An agency takes a task on."""
        task, agency_id = _of_agency(work, wish)
        model.accept(task, agency_id, work.mark())
        work.tell(events.ACCEPTED, work.save(TASKS, task))
        return _for_readers(work, [TASKS.to_document(task)])[0]

    @command(operations.REPORT_TASK)
    def report_task(self, wish: Document, work: UnitOfWork) -> Document:
        """An agency reports; with the last report the clock stops."""
        task, agency_id = _of_agency(work, wish)
        model.report(task, agency_id, wish["text"], wish["classification"], work.mark())
        if task.state is State.REPORTED:
            deadlines.cancel(work, DUE, task.id)
            deadlines.cancel(work, ESCALATION, task.id)
        work.tell(events.REPORTED, work.save(TASKS, task))
        return _for_readers(work, [TASKS.to_document(task)])[0]

    @command(operations.CONFIRM_TASK)
    def confirm_task(self, wish: Document, work: UnitOfWork) -> Task:
        """The reports are enough."""
        task = work.see(TASKS, wish["task_id"])
        LIFE.take(task, Step.CONFIRM, work.mark())
        work.tell(events.DONE, work.save(TASKS, task))
        _tell_origin(work, task)
        return task

    @command(operations.RETURN_TASK)
    def return_task(self, wish: Document, work: UnitOfWork) -> Task:
        """The reports are not enough; a new day is set."""
        task = work.see(TASKS, wish["task_id"])
        model.send_back(task, wish["findings"], work.mark())
        term = set_due(work, task.id, wish)
        task.due_on, task.provisional = term.last, term.provisional
        work.tell(events.RETURNED, work.save(TASKS, task))
        return task

    @command(operations.REOPEN_TASK)
    def reopen_task(self, wish: Document, work: UnitOfWork) -> Task:
        """Put right that a task was confirmed by mistake: it waits for the check again, and what it came of, closed or
        not, has it open again."""
        task = work.see(TASKS, wish["task_id"])
        LIFE.take(task, Step.REOPEN, work.mark(), wish["basis"])
        work.tell(events.REOPENED, work.save(TASKS, task))
        _tell_origin_again(work, task)
        return task

    @command(operations.WITHDRAW_TASK)
    def withdraw_task(self, wish: Document, work: UnitOfWork) -> Task:
        """Take a task back."""
        task = work.see(TASKS, wish["task_id"])
        LIFE.take(task, Step.WITHDRAW, work.mark(), wish["basis"])
        deadlines.cancel(work, DUE, task.id)
        deadlines.cancel(work, ESCALATION, task.id)
        work.tell(events.WITHDRAWN, work.save(TASKS, task))
        _tell_origin(work, task)
        return task

    @query(operations.GET_TASK)
    def get_task(self, wish: Document, read: Reading) -> Document:
        """One task with its reports; a liaison sees the own agency's."""
        where = read.scope.filter(unit="agency_unit_ids")
        return _for_readers(read, [read.get(TASKS, wish["task_id"], where, answer=schemas.TaskOut)])[0]

    @query(operations.LIST_TASKS)
    def list_tasks(self, wish: Document, read: Reading) -> Page:
        """Tasks by state, origin, agency, due date and whether overdue."""
        where = queries.filters(wish, "state", "origin", "origin_id", "overdue", task_id="_id")
        if wish["agency_id"]:
            where["agency_ids"] = queries.one_of(may_ask_of(read, wish["agency_id"]))
        where |= queries.between(wish, "due_on", "due_from", "due_to")
        where = queries.both(where, read.scope.filter(unit="agency_unit_ids"))
        sorts = queries.orders("due_on", state="due_on")
        page = read.page(TASKS, where, wish, sorts=sorts, default_sort="due_on", answer=schemas.TaskOut)
        page.items = _for_readers(read, page.items)
        return page

    @deadline(DUE)
    def task_fell_due(self, due: Deadline, work: UnitOfWork) -> None:
        """The day is over: a task in the hands of its agencies is overdue, and escalation begins."""
        task = work.load_many(TASKS, [due.subject]).get(due.subject)
        if task is not None and model.fall_due(task, work.mark()):
            work.tell(events.OVERDUE, work.save(TASKS, task))
            _start_escalation(work, task, due.due_on)

    @deadline(ESCALATION)
    def task_escalates(self, due: Deadline, work: UnitOfWork) -> None:
        """A task is still overdue: the next level is told."""
        task = work.load_many(TASKS, [due.subject]).get(due.subject)
        most = work.rules["supervision.joint_escalation_levels"].value
        if task is not None and model.escalate(task, most, work.mark()):
            work.tell(events.ESCALATED, work.save(TASKS, task))
            _start_escalation(work, task, due.due_on)


def _of_agency(work: UnitOfWork, wish: Document) -> tuple[Task, str]:
    """The task, and the agency that the caller speaks for. Raises AgencyNotNamed and NotAMemberAgency."""
    task = work.see(TASKS, wish["task_id"])
    agency_id = meant(own_agencies(work), wish["agency_id"], task.agency_ids)
    must_speak_for(work, agency_id)
    return task, agency_id


def _for_readers(read: Reading, tasks: list[Document]) -> list[Document]:
    return parts_of(read, tasks, "agency_ids", "reports")


def _due_moved(moved: Deadline, work: UnitOfWork) -> None:
    """Keep the day that a task shows in step with its deadline."""
    task = work.load_many(TASKS, [moved.subject]).get(moved.subject)
    if task is not None and task.due_on != moved.due_on:
        task.due_on, task.provisional = moved.due_on, moved.provisional
        trace(task, "deadline_moved", work.mark(), moved.due_on.isoformat())
        work.save(TASKS, task)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {DUE: _due_moved}


def set_due(work: UnitOfWork, task_id: str, wish: Document) -> Term:
    """Set a task's deadline: a day, or working days from today. Raises DueInThePast."""
    deadlines.cancel(work, ESCALATION, task_id)
    if wish["working_days"] is not None:
        return set_deadline(work, DUE, task_id, after=work.today, count=wish["working_days"])
    if wish["due_on"] < work.today:
        raise DueInThePast(errors=[field_error("/due_on", "in-the-past", DueInThePast.zh, DueInThePast.en)])
    deadlines.put(work, DUE, task_id, wish["due_on"])
    return Term(wish["due_on"], False)


def assigned(work: UnitOfWork, origin: Origin, origin_id: str, title: str, wish: Document, synthetic: bool) -> Task:
    """A new task with its deadline."""
    units = units_of(work, wish["agency_ids"], "/agency_ids")
    id = work.new_id("tsk")
    term = set_due(work, id, wish)
    task = Task(
        id=id,
        origin=origin,
        origin_id=origin_id,
        title=title,
        agency_ids=list(units),
        agency_unit_ids=sorted(set(units.values())),
        assigned_on=work.today,
        due_on=term.last,
        provisional=term.provisional,
        synthetic=synthetic,
    )
    trace(task, ASSIGN, work.mark())
    work.tell(events.ASSIGNED, work.add(TASKS, task))
    return task


def _start_escalation(work: UnitOfWork, task: Task, after: date) -> None:
    if task.escalation < work.rules["supervision.joint_escalation_levels"].value:
        days = work.rules["supervision.joint_escalation_days"].value
        set_deadline(work, ESCALATION, task.id, after=after, count=days)


def _tell_origin(work: UnitOfWork, task: Task) -> None:
    """What the task came of has one open task less; whoever closes it at this moment looks again."""
    if task.origin is Origin.CONFERENCE:
        conference = work.load(CONFERENCES, task.origin_id)
        conference.open_tasks -= 1
        trace(conference, f"task_{task.state}", work.mark(), task.id)
        work.tell(conference_events.FOLLOWED_UP, work.save(CONFERENCES, conference))
    else:
        matter = work.load(MATTERS, task.origin_id)
        matter.open_tasks -= 1
        trace(matter, f"task_{task.state}", work.mark(), task.id)
        work.tell(matter_events.FOLLOWED_UP, work.save(MATTERS, matter))


def _tell_origin_again(work: UnitOfWork, task: Task) -> None:
    """What the task came of has it open again. Raises StepNotPossible where that is under discussion anew."""
    if task.origin is Origin.CONFERENCE:
        conference = work.load(CONFERENCES, task.origin_id)
        CONFERENCE_LIFE.take(conference, ConferenceStep.TASK_REOPENED, work.mark(), task.id)
        conference.open_tasks += 1
        work.tell(conference_events.FOLLOWED_UP, work.save(CONFERENCES, conference))
    else:
        matter = work.load(MATTERS, task.origin_id)
        MATTER_LIFE.take(matter, MatterStep.TASK_REOPENED, work.mark(), task.id)
        matter.open_tasks += 1
        work.tell(matter_events.FOLLOWED_UP, work.save(MATTERS, matter))


JUDGED = (Judged(operations.CONFIRM_TASK, TASKS, LIFE, (Step.CONFIRM,)),)

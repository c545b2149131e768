"""Secondments (挂职、跟岗): planned and followed by persons, begun and ended by their days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.events import Received
from servicekit.periods import must_not_end_before_it_begins
from servicekit.principal import Reach
from servicekit.roster import LATER, put_right, set_aside
from servicekit.store import Document, Page
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.talentpool.errors.secondments import NotNow, NotTheHost
from services.talentpool.events import secondments as events
from services.talentpool.model import engagements
from services.talentpool.model import secondments as model
from services.talentpool.model.secondments import Secondment
from services.talentpool.operations import secondments as operations
from services.talentpool.parts import seconding
from services.talentpool.parts.common import check_mentor
from services.talentpool.parts.seconding import BEGINS, ENDS, REPORT
from services.talentpool.parts.standing import ensure_standings, keep_gone
from services.talentpool.schemas import secondments as schemas
from services.talentpool.store.members import STANDINGS
from services.talentpool.store.secondments import ENGAGEMENTS, SECONDMENTS
from services.talentpool.vocabulary.secondments import LIFE, LIVE, Direction, Side, State, Step


def _moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the first or the last day.

    Raises EndsBeforeItBegins and Overlap, and then nothing is moved.
    """
    found = work.load_many(SECONDMENTS, [moved.subject]).get(moved.subject)
    if found is None or found.state not in LIVE:
        return
    begins = seconding.day_after(moved.due_on) if moved.kind == BEGINS else found.begins
    ends = moved.due_on if moved.kind == ENDS else found.ends
    must_not_end_before_it_begins(begins, ends, "/due_on")
    engagement = seconding.ensure_engagements(work, [found.person])[found.person]
    engagements.bind(engagement, found.id, begins, ends)
    found.begins, found.ends = begins, ends
    work.save(ENGAGEMENTS, engagement)
    work.tell(events.RESCHEDULED, work.save(SECONDMENTS, found))


def _moved_report(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the day by which a report is due."""
    found = work.load_many(SECONDMENTS, [moved.subject]).get(moved.subject)
    if found is not None and found.state is State.RUNNING:
        found.report_due_on = moved.due_on
        work.save(SECONDMENTS, found)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {BEGINS: _moved, ENDS: _moved, REPORT: _moved_report}


class Secondments:
    """Secondments (挂职、跟岗)."""

    @command(operations.PLAN_SECONDMENT)
    def plan_secondment(self, wish: Document, work: UnitOfWork) -> Secondment:
        """Plan a secondment; it begins and ends by itself. Raises what `seconding.planned` does."""
        known = seconding.look(work, [wish], dry_run=False)
        return seconding.keep_planned(work, seconding.planned(work, wish, known), known)

    @command(operations.IMPORT_SECONDMENTS)
    def import_secondments(self, wish: Document, work: UnitOfWork) -> Document:
        """Secondments, many at once; rows of one person must not overlap each other either."""
        results = Results(work)
        good = results.read(schemas.PlanSecondment, wish["rows"])
        known = seconding.look(work, [row for _, row in good], dry_run=wish["dry_run"])
        for number, row in good:
            with results.row(number):
                made = seconding.planned(work, row, known)
                results.ok(number, None if wish["dry_run"] else seconding.keep_planned(work, made, known).id)
        return results.answer()

    @command(operations.EXTEND_SECONDMENT)
    def extend_secondment(self, wish: Document, work: UnitOfWork) -> Secondment:
        """A later last day."""
        found = work.see(SECONDMENTS, wish["secondment_id"])
        rule = work.rules["talentpool.secondment_most_months"]
        by = work.principal.account
        extension = model.Extension(work.now, by, wish["basis"], found.ends, wish["ends"])
        model.extend(found, wish["ends"], rule.value, rule.cited, extension)
        standing = seconding.save_standing_of(work, found)
        seconding.must_not_be_barred(standing, *model.days_ahead(found, work.today))
        engagement = seconding.ensure_engagements(work, [found.person])[found.person]
        engagements.bind(engagement, found.id, found.begins, found.ends)
        work.save(ENGAGEMENTS, engagement)
        seconding.put_days(work, found)
        if found.report_due_on is None:
            seconding.put_report(work, found, work.today)
        work.tell(events.EXTENDED, work.save(SECONDMENTS, found))
        return found

    @command(operations.END_SECONDMENT)
    def end_secondment(self, wish: Document, work: UnitOfWork) -> Secondment:
        """End a running secondment early, by a named person with a basis."""
        found = work.see(SECONDMENTS, wish["secondment_id"])
        return seconding.end(work, found, Step.END_EARLY, wish["decided_by"], wish["basis"])

    @command(operations.RESUME_SECONDMENT)
    def resume_secondment(self, wish: Document, work: UnitOfWork) -> Secondment:
        """Let a secondment go on that was ended early by mistake (更正); where its days are over, it is completed."""
        found = work.see(SECONDMENTS, wish["secondment_id"])
        return seconding.resume(work, found, wish["decided_by"], wish["basis"])

    @command(operations.CANCEL_SECONDMENT)
    def cancel_secondment(self, wish: Document, work: UnitOfWork) -> Secondment:
        """Cancel a secondment that has not begun, by a named person with a basis."""
        found = work.see(SECONDMENTS, wish["secondment_id"])
        return seconding.end(work, found, Step.CANCEL, wish["decided_by"], wish["basis"])

    @command(operations.DECIDE_SECONDMENT)
    def decide_secondment(self, wish: Document, work: UnitOfWork) -> Secondment:
        """Decide what follows from a restriction: it goes on, or it ends. Raises NotNow where nothing is to decide."""
        found = work.see(SECONDMENTS, wish["secondment_id"])
        LIFE.must(found, Step.DECIDE)
        if not found.undecided:
            zh, en = "没有待决定的影响期", "There is no restriction to decide about"
            raise NotNow(zh, en, state=found.state.value)
        by = work.principal.account
        decision = model.Decision(work.now, by, wish["decided_by"], wish["go_on"], wish["basis"])
        found.decisions.append(decision)
        if not wish["go_on"]:
            step = Step.CANCEL if found.state is State.PLANNED else Step.END_EARLY
            return seconding.end(work, found, step, wish["decided_by"], wish["basis"])
        found.undecided = False
        work.tell(events.DECIDED, work.save(SECONDMENTS, found))
        seconding.begin(work, found)
        return found

    @command(operations.CHANGE_SECONDMENT_MENTOR)
    def change_secondment_mentor(self, wish: Document, work: UnitOfWork) -> Secondment:
        """Another mentor at the host."""
        found = work.see(SECONDMENTS, wish["secondment_id"])
        LIFE.must(found, Step.CHANGE_MENTOR)
        standings = ensure_standings(work, [wish["mentor_id"]] if wish["mentor_id"] else [])
        check_mentor(work, wish["mentor_id"], found.cadre_id, standings)
        for standing in standings.values():
            work.save(STANDINGS, standing)
        found.mentor_id, found.host_mentor, found.lost_mentor = wish["mentor_id"], wish["host_mentor"], None
        work.tell(events.MENTOR_CHANGED, work.save(SECONDMENTS, found))
        return found

    @command(operations.REPORT_SECONDMENT)
    def report_secondment(self, wish: Document, work: UnitOfWork) -> Secondment | Document:
        """The seconded cadre reports."""
        found = work.see(SECONDMENTS, wish["secondment_id"])
        LIFE.must(found, Step.REPORT)
        by = work.principal.account
        found.reports.append(model.Report(work.today, by, wish["text"], wish["classification"]))
        seconding.put_report(work, found, work.today)
        work.tell(events.REPORTED, work.save(SECONDMENTS, found))
        return _for_the_person(asdict(found)) if work.scope.is_of(found.cadre_id) else found

    @command(operations.EVALUATE_SECONDMENT)
    def evaluate_secondment(self, wish: Document, work: UnitOfWork) -> Secondment:
        """What the host or the organisation department finds."""
        found = work.see(SECONDMENTS, wish.pop("secondment_id"))
        if work.scope.reach is not Reach.ALL and not (
            wish["side"] is Side.HOST and work.scope.allows(found.host_unit_ids)
        ):
            raise NotTheHost(host_unit_id=found.host_unit_id)
        LIFE.must(found, Step.EVALUATE)
        queries.must_know(work.db, "talentpool.secondment_grades", [wish["grade"]], "/grade")
        found.evaluations.append(model.Evaluation(on=work.today, by=work.principal.account, **wish))
        work.tell(events.EVALUATED, work.save(SECONDMENTS, found))
        return found

    @query(operations.GET_SECONDMENT)
    def get_secondment(self, wish: Document, read: Reading) -> Document:
        """One secondment. The words of an evaluation are not for the person evaluated."""
        found = read.get(SECONDMENTS, wish["secondment_id"], seconding.scope_of(read))
        return _for_the_person(found) if read.scope.is_of(found["cadre_id"]) else found

    @query(operations.LIST_SECONDMENTS)
    def list_secondments(self, wish: Document, read: Reading) -> Page:
        """Secondments, newest first: by cadre, unit (home or host), place, kind, direction, state and programme."""
        names = ("cadre_id", "host", "region", "kind", "direction", "state", "programme_id", "undecided")
        where = queries.filters(wish, *names, unit_id="seen_by")
        where |= queries.between(wish, "begins", "begins_from", "begins_to")
        return read.page(
            SECONDMENTS,
            queries.both(seconding.scope_of(read), where),
            wish,
            sorts=queries.orders("begins", "ends", "report_due_on", state="begins"),
            default_sort="-begins",
            answer=schemas.SecondmentRow,
        )

    @query(operations.SECONDMENT_BALANCE)
    def secondment_balance(self, wish: Document, read: Reading) -> model.Balance:
        """How many went out to a region and came in from it (双向挂职), by state."""
        where = queries.filters(wish, "region") | queries.between(wish, "begins", "begins_from", "begins_to")
        group: Document = {"_id": {"direction": "$direction", "state": "$state"}, "number": {"$sum": 1}}
        found = read.db[SECONDMENTS.name].aggregate(
            [{"$match": queries.both(seconding.scope_of(read), where)}, {"$group": group}]
        )
        counts = [(Direction(one["_id"]["direction"]), State(one["_id"]["state"]), one["number"]) for one in found]
        return model.balance(wish["region"], counts)

    @deadline(BEGINS)
    def begin_secondment(self, due: Deadline, work: UnitOfWork) -> None:
        """The day before the first one is over."""
        found = work.load_many(SECONDMENTS, [due.subject]).get(due.subject)
        if found is not None:
            seconding.begin(work, found)

    @deadline(ENDS)
    def complete_secondment(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day is over. One that a restriction kept from beginning was never there."""
        found = work.load_many(SECONDMENTS, [due.subject]).get(due.subject)
        if found is None:
            return
        seconding.begin(work, found)
        if LIFE.may(found, Step.COMPLETE):
            seconding.complete(work, found)
        elif found.undecided and LIFE.may(found, Step.CANCEL):
            seconding.end(work, found, Step.CANCEL, seconding.SYSTEM, "影响期内未作决定，期限已过", on=found.ends)

    @deadline(REPORT)
    def miss_report(self, due: Deadline, work: UnitOfWork) -> None:
        """The day by which a report was due is over."""
        found = work.load_many(SECONDMENTS, [due.subject]).get(due.subject)
        if found is None or found.state is not State.RUNNING or found.report_due_on != due.due_on:
            return
        found.reports_missed += 1
        seconding.put_report(work, found, due.due_on)
        work.tell(events.REPORT_MISSED, work.save(SECONDMENTS, found))

    @on("registry", *LATER, handler="secondments_roster", batch=100)
    def hear_roster(self, received: list[Received], work: UnitOfWork) -> None:
        """Who retires or leaves is seconded, or a mentor, no longer; who moves takes the secondment along.

        What had ended because of an entry of the file that is set aside goes on.
        """
        open_ = seconding.live_of(work, [event.subject for event in received])
        for found in seconding.ended_by_file(work, put_right(received)):
            open_.setdefault(str(found.cadre_id), []).append(found)
        gone, mistaken = keep_gone(work, received), put_right(received)
        if gone or mistaken:
            either = [{"mentor_id": {"$in": gone}}, {"lost_mentor": {"$in": mistaken}}]
            where = {"$or": either, "state": {"$in": [state.value for state in LIVE]}}
            mentored = work.find(SECONDMENTS, where, most=MOST_FOLLOWED)
            for event in sorted(received, key=lambda one: one.sequence):
                if event.subject in gone or event.subject in mistaken:
                    for found in mentored:
                        seconding.hear_of_mentor(work, found, event)
        for event in sorted(received, key=lambda one: one.sequence):
            for found in open_.get(event.subject, []):
                if set_aside(event, found.left_by):
                    seconding.put_right(work, found, event)
                seconding.follow(work, found, event.sequence, event.data)


def _for_the_person(shown: Document) -> Document:
    return {**shown, "evaluations": [{**one, "text": None} for one in shown["evaluations"]]}

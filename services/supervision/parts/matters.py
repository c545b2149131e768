"""Joint discussion (问题联议) and shared results (成果联用)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline, set_deadline
from servicekit.errors import field_error
from servicekit.events import Received
from servicekit.lifecycle import trace
from servicekit.principal import Reach
from servicekit.roster import follow
from servicekit.store import Document, Page
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.supervision.errors.matters import DueInThePast, NoResult
from services.supervision.events import matters as events
from services.supervision.model import matters as model
from services.supervision.model.matters import Matter, Opinion, Result
from services.supervision.model.tasks import Task
from services.supervision.operations import matters as operations
from services.supervision.parts import standing
from services.supervision.parts.again import learnt
from services.supervision.parts.books import standings_of, tolerances_of
from services.supervision.parts.information import units_about
from services.supervision.parts.members import meant, must_speak_for, own_agencies, parts_of, units_of
from services.supervision.parts.tasks import MOVED as TASKS_MOVED
from services.supervision.parts.tasks import Tasks, assigned
from services.supervision.schemas import matters as schemas
from services.supervision.store.matters import MATTERS, RESULTS
from services.supervision.vocabulary import matters as matters_words
from services.supervision.vocabulary.joint import Mechanism
from services.supervision.vocabulary.matters import MATTER_LIFE, RESULT_LIFE, MatterStep, ResultStep
from services.supervision.vocabulary.standing import Source
from services.supervision.vocabulary.tasks import Origin

OPINIONS, RESULT_END = "matter_opinions", "result_end"
# Collection, the day on which a mechanism was used, and what counts as used.
_USES: dict[Mechanism, tuple[str, str, Document]] = {
    Mechanism.CONFERENCE: ("conferences", "held_on", {"state": {"$in": ["held", "minuted", "closed"]}}),
    Mechanism.INFORMATION: ("information_items", "shared_on", {}),
    Mechanism.DISCUSSION: ("matters", "registered_on", {"state": {"$ne": "withdrawn"}}),
    Mechanism.RESULTS: ("results", "published_on", {}),
    Mechanism.ACTION: ("joint_tasks", "assigned_on", {}),
}


class Matters(Tasks):
    """What agencies discuss together, what came of it, and who uses the result."""

    @command(operations.REGISTER_MATTER)
    def register_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Register a matter for joint discussion."""
        queries.must_know(work.db, "supervision.matter_sources", [wish["source"]], "/source")
        units = units_of(work, [wish["lead_agency_id"], *wish["member_ids"]], "/member_ids")
        unit_ids, sequence = units_about(work, wish, work.today)
        del wish["member_ids"]
        matter = Matter(
            id=work.new_id("mat"),
            unit_ids=unit_ids,
            cadre_sequence=sequence,
            asked_ids=list(units),
            agency_unit_ids=sorted(set(units.values())),
            registered_on=work.today,
            looked_at=tolerances_of(work, wish["cadre_id"]),
            **wish,
        )
        trace(matter, "register", work.mark())
        work.tell(events.REGISTERED, work.add(MATTERS, matter))
        learnt(work, "matters", [matter])
        return matter

    @command(operations.DISCUSS_MATTER)
    def discuss_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Ask the agencies for their opinions until a working day."""
        matter = work.see(MATTERS, wish["matter_id"])
        model.discuss(matter, work.mark())
        days = wish["working_days"] or work.rules["supervision.matter_opinion_days"].value
        _ask_until(work, matter, work.today, days)
        work.tell(events.DISCUSSED, work.save(MATTERS, matter))
        return matter

    @command(operations.GIVE_MATTER_OPINION)
    def give_matter_opinion(self, wish: Document, work: UnitOfWork) -> Document:
        """Take an agency's opinion; two at once both count.

        Who enters those of several agencies names each one's paper, and somebody else concludes.
        """
        matter = work.see(MATTERS, wish.pop("matter_id"))
        wish["agency_id"] = meant(own_agencies(work), wish["agency_id"], matter.asked_ids)
        must_speak_for(work, wish["agency_id"])
        replaces = wish.pop("replaces")
        opinion = Opinion(at=work.now, by=work.principal.account, **wish)
        model.opine(matter, opinion, replaces, work.mark(), by_agency=work.scope.reach is Reach.UNIT)
        if not matter.missing:
            deadlines.cancel(work, OPINIONS, matter.id)
        work.tell(events.OPINION_GIVEN, work.save(MATTERS, matter))
        return _for_reader(work, matter)

    @command(operations.CONCLUDE_MATTER)
    def conclude_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Conclude a matter, by an account that recorded no opinion on it."""
        matter = work.see(MATTERS, wish["matter_id"])
        queries.must_know(work.db, "supervision.matter_measures", wish["measures"], "/measures")
        looked = tolerances_of(work, matter.cadre_id)
        model.conclude(matter, wish["measures"], wish["text"], wish["basis"], work.today, work.mark(), looked=looked)
        for measure in dict.fromkeys(wish["measures"]):
            standing.enter_what_follows(
                work, measure, matter.cadre_id, work.today, "联议事项结论", Source.MATTER, matter.id, "/measures"
            )
        deadlines.cancel(work, OPINIONS, matter.id)
        work.tell(events.CONCLUDED, work.save(MATTERS, matter))
        return matter

    @command(operations.ASSIGN_MATTER_TASK)
    def assign_matter_task(self, wish: Document, work: UnitOfWork) -> Task:
        """A task of agencies that comes of the conclusion."""
        matter = work.see(MATTERS, wish["matter_id"])
        MATTER_LIFE.must(matter, MatterStep.ASSIGN_TASK)
        task = assigned(work, Origin.MATTER, matter.id, wish["title"], wish, matter.synthetic)
        model.assign_task(matter, task.id, work.mark())
        work.tell(events.IN_ACTION, work.save(MATTERS, matter))
        return task

    @command(operations.CLOSE_MATTER)
    def close_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Close a matter whose tasks are done."""
        matter = work.see(MATTERS, wish["matter_id"])
        model.close(matter, wish["note"], work.mark())
        work.tell(events.CLOSED, work.save(MATTERS, matter))
        return matter

    @command(operations.REOPEN_MATTER)
    def reopen_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Open a matter again."""
        matter = work.see(MATTERS, wish["matter_id"])
        model.reopen(matter, wish["basis"], work.mark())
        standing.annul_what_followed(work, matter.cadre_id, Source.MATTER, matter.id, wish["basis"])
        work.tell(events.REOPENED, work.save(MATTERS, matter))
        learnt(work, "matters", [matter])
        return matter

    @command(operations.MERGE_MATTER)
    def merge_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Let a matter go on in another one."""
        matter, into = work.see(MATTERS, wish["matter_id"]), work.see(MATTERS, wish["into_id"])
        model.merge(matter, into, work.mark())
        deadlines.cancel(work, OPINIONS, matter.id)
        work.tell(events.MERGED, work.save(MATTERS, matter))
        work.save(MATTERS, into)
        return matter

    @command(operations.WITHDRAW_MATTER)
    def withdraw_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Put right that a matter was registered by mistake: it stays readable, waits for no opinion and is weighed
        with nothing any more."""
        matter = work.see(MATTERS, wish["matter_id"])
        model.withdraw(matter, wish["basis"], work.mark())
        deadlines.cancel(work, OPINIONS, matter.id)
        work.tell(events.WITHDRAWN, work.save(MATTERS, matter))
        return matter

    @query(operations.GET_MATTER)
    def get_matter(self, wish: Document, read: Reading) -> Document:
        """One matter with its timeline; a liaison sees what the own agency has said of it, and the conclusion."""
        where = read.scope.filter(unit="agency_unit_ids")
        return _for_reader(read, MATTERS.to_entity(read.get(MATTERS, wish["matter_id"], where)))

    @query(operations.LIST_MATTERS)
    def list_matters(self, wish: Document, read: Reading) -> Page:
        """Matters, the newest first."""
        where = queries.filters(wish, "state", "source", "severity", "cadre_id", "unit_id")
        where |= queries.between(wish, "registered_on", "registered_from", "registered_to")
        where = queries.both(where, read.scope.filter(unit="agency_unit_ids"))
        sorts = queries.orders("registered_on", "due_on", state="-registered_on")
        page = read.page(MATTERS, where, wish, sorts=sorts, default_sort="-registered_on", answer=schemas.MatterOut)
        page.items = _for_readers(read, page.items)
        return page

    @deadline(OPINIONS)
    def matter_opinions_due(self, due: Deadline, work: UnitOfWork) -> None:
        """Opinions are missing after their day: the matter is raised to the next level."""
        matter = work.load_many(MATTERS, [due.subject]).get(due.subject)
        most = work.rules["supervision.joint_escalation_levels"].value
        if matter is None or not model.escalate(matter, most, work.mark()):
            return
        if matter.escalation < most:
            days = work.rules["supervision.joint_escalation_days"].value
            set_deadline(work, OPINIONS, matter.id, after=due.due_on, count=days)
        work.tell(events.ESCALATED, work.save(MATTERS, matter))

    @on(
        "registry",
        "cadre.changed.v1",
        "cadre.appointed.v1",
        "cadre.removed.v1",
        "cadre.transferred.v1",
        "cadre.retired.v1",
        "cadre.left.v1",
        handler="matters_moved",
    )
    def matters_moved(self, event: Received, work: UnitOfWork) -> None:
        """The matters and results of a cadre belong to the units where the cadre is now."""
        for matter in follow([event], work, MATTERS, seen="cadre_sequence"):
            trace(matter, "moved", work.mark())
            work.tell(events.MOVED, matter)
            for result in work.find(RESULTS, {"matter_id": matter.id}, most=MOST_FOLLOWED):
                result.unit_ids = list(matter.unit_ids)
                work.tell(events.RESULT_MOVED, work.save(RESULTS, result))

    @command(operations.PUBLISH_RESULT)
    def publish_result(self, wish: Document, work: UnitOfWork) -> Result:
        """Publish the result of a concluded matter to those who use it."""
        matter = work.see(MATTERS, wish["matter_id"])
        queries.must_know(work.db, "supervision.result_uses", wish["uses"], "/uses")
        queries.must_know(work.db, "supervision.result_codes", [wish["result"]], "/result")
        if wish["valid_until"] is not None and wish["valid_until"] < work.today:
            raise DueInThePast(errors=[field_error("/valid_until", "in-the-past", DueInThePast.zh, DueInThePast.en)])
        stop_levels = work.rules["supervision.result_stop_levels"].value
        clears = work.rules["supervision.result_clears"].value
        model.must_not_contradict(matter, wish["result"], clears, work.rules["supervision.restriction_of"].value)
        stops, warns = model.weigh(wish["uses"], wish["result"], wish["level"], stop_levels, clears)
        result = Result(
            id=work.new_id("res"),
            cadre_id=matter.cadre_id,
            unit_id=matter.unit_id,
            unit_ids=matter.unit_ids,
            published_on=work.today,
            stops=stops,
            warns=warns,
            synthetic=matter.synthetic,
            **wish,
        )
        model.publish(matter, result.id, work.mark())
        trace(result, "publish", work.mark())
        if result.valid_until is not None:
            deadlines.put(work, RESULT_END, result.id, result.valid_until)
        _order_with_clearances(work, result)
        work.tell(events.RESULT_PUBLISHED, work.add(RESULTS, result))
        work.tell(events.RESULT_CHANGED, work.save(MATTERS, matter))
        learnt(work, "results", [result])
        return result

    @command(operations.WITHDRAW_RESULT)
    def withdraw_result(self, wish: Document, work: UnitOfWork) -> Result:
        """Take a published result back."""
        result = work.see(RESULTS, wish["result_id"])
        matter = work.load(MATTERS, result.matter_id)
        model.end_result(result, matter, ResultStep.WITHDRAW, wish["basis"], work.mark())
        deadlines.cancel(work, RESULT_END, result.id)
        work.tell(events.RESULT_WITHDRAWN, work.save(RESULTS, result))
        work.tell(events.RESULT_CHANGED, work.save(MATTERS, matter))
        return result

    @deadline(RESULT_END)
    def result_expires(self, due: Deadline, work: UnitOfWork) -> None:
        """The validity of a result is over."""
        result = work.load_many(RESULTS, [due.subject]).get(due.subject)
        if result is not None and RESULT_LIFE.may(result, ResultStep.EXPIRE):
            matter = work.load(MATTERS, result.matter_id)
            result.valid_until = due.due_on
            model.end_result(result, matter, ResultStep.EXPIRE, None, work.mark())
            work.tell(events.RESULT_EXPIRED, work.save(RESULTS, result))
            work.tell(events.RESULT_CHANGED, work.save(MATTERS, matter))

    @query(operations.GET_MATTER_RESULT)
    def get_matter_result(self, wish: Document, read: Reading) -> Document:
        """The result of a matter that is in force."""
        matter = read.get(MATTERS, wish["matter_id"], read.scope.filter(unit="agency_unit_ids"))
        if matter["result_id"] is None:
            raise NoResult()
        return read.get(RESULTS, matter["result_id"], answer=schemas.ResultOut)

    @query(operations.GET_RESULT)
    def get_result(self, wish: Document, read: Reading) -> Document:
        """One result, for whoever uses it."""
        where = queries.both(read.scope.filter(unit="unit_ids", cadre="cadre_id"), _used_by(read))
        return _of_result(read, read.get(RESULTS, wish["result_id"], where, answer=schemas.ResultOut))

    @query(operations.LIST_RESULTS)
    def list_results(self, wish: Document, read: Reading) -> Page:
        """Published results, the newest first: to officers of a use those that name it, and no others."""
        where = queries.filters(wish, "state", "cadre_id", "unit_id", use="uses")
        where |= queries.between(wish, "published_on", "published_from", "published_to")
        where = queries.both(where, read.scope.filter(unit="unit_ids", cadre="cadre_id"))
        where = queries.both(where, _used_by(read))
        sorts = queries.orders("published_on", state="-published_on")
        page = read.page(RESULTS, where, wish, sorts=sorts, default_sort="-published_on", answer=schemas.ResultOut)
        page.items = [_of_result(read, row) for row in page.items]
        return page

    @query(operations.MECHANISMS)
    def mechanisms(self, wish: Document, read: Reading) -> Document:
        """How often each of the five mechanisms was used, counted from the records."""
        rows: list[Document] = []
        for mechanism, (name, day, used) in _USES.items():
            where = {**used, **queries.between(wish, day)}
            last = read.db[name].find_one(where, {day: 1}, sort=[(day, -1)])
            last_on = date.fromisoformat(last[day]) if last else None
            count = read.db[name].count_documents(where)
            rows.append({"code": mechanism.value, "zh": mechanism.zh, "count": count, "last_used_on": last_on})
        return {"mechanisms": rows, "in_use": sum(row["count"] > 0 for row in rows)}


def _ask_until(work: UnitOfWork, matter: Matter, after: date, days: int) -> None:
    term = set_deadline(work, OPINIONS, matter.id, after=after, count=days)
    matter.due_on, matter.provisional = term.last, term.provisional


def _opinions_moved(moved: Deadline, work: UnitOfWork) -> None:
    """Keep the day that a matter shows in step with its deadline; an escalation's day is not shown."""
    matter = work.load_many(MATTERS, [moved.subject]).get(moved.subject)
    if matter is not None and matter.escalation == 0 and matter.due_on != moved.due_on:
        matter.due_on, matter.provisional = moved.due_on, moved.provisional
        trace(matter, "deadline_moved", work.mark(), moved.due_on.isoformat())
        work.save(MATTERS, matter)


def _result_moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the last day of a result."""
    result = work.load_many(RESULTS, [moved.subject]).get(moved.subject)
    if result is not None and RESULT_LIFE.may(result, ResultStep.EXPIRE) and result.valid_until != moved.due_on:
        result.valid_until = moved.due_on
        trace(result, "deadline_moved", work.mark(), moved.due_on.isoformat())
        work.tell(events.RESULT_TERM_MOVED, work.save(RESULTS, result))


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {
    OPINIONS: _opinions_moved,
    RESULT_END: _result_moved,
    **TASKS_MOVED,
}


def _for_reader(read: Reading, matter: Matter) -> Document:
    """A matter for a reader, with the decisions on tolerance that were looked at and those that are new since."""
    kept = [] if matter.state in matters_words.OPEN else matter.looked_at
    looked = [*kept, *(one for one in tolerances_of(read, matter.cadre_id) if one not in kept)]
    return _for_readers(read, [{**MATTERS.to_document(matter), "looked_at": looked}])[0]


def _for_readers(read: Reading, matters: list[Document]) -> list[Document]:
    """A liaison sees the part of the own agencies; decisions on tolerance are for officers, and so is why a matter was
    concluded early, which tells who had not answered."""
    shown = parts_of(read, matters, "asked_ids", "opinions")
    hidden: Document = {"looked_at": [], "conclusion_basis": None}
    return shown if read.scope.reach is Reach.ALL else [{**one, **hidden} for one in shown]


def _order_with_clearances(work: UnitOfWork, result: Result) -> None:
    """Whoever gives clearance reads the standing and the results: it is given before this result, or knows of it."""
    if result.cadre_id is not None and result.stops:
        standings_of(work, [result.cadre_id])


def _used_by(read: Reading) -> Document:
    """The results that a reader uses: all for who manages matters, else those that name what the reader's work is."""
    if read.principal.may(schemas.ALL_RESULTS):
        return {}
    return {"uses": {"$in": [use for use, right in schemas.RESULT_RIGHTS.items() if read.principal.may(right)]}}


def _of_result(read: Reading, row: Document) -> Document:
    """The words of its timeline are for who manages matters."""
    return row if read.principal.may(schemas.ALL_RESULTS) else {**row, "timeline": []}


JUDGED = (Judged(operations.CONCLUDE_MATTER, MATTERS, matters_words.MATTER_LIFE, (matters_words.MatterStep.CONCLUDE,)),)

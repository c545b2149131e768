"""Selected graduates (选调生): tracked by themselves from the roster's word, followed by persons year after year."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from servicekit import queries
from servicekit.bulk import Entered, Results, enter_each
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.events import Received
from servicekit.roster import PEOPLE, put_right
from servicekit.rules import entry_names
from servicekit.store import Document, Page
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.talentpool.errors.graduates import DoneThisYear, GraduateRestricted, NoGraduate, NoMentor, OutsideYears
from services.talentpool.events import graduates as events
from services.talentpool.model import graduates as model
from services.talentpool.model import mentors, promotions
from services.talentpool.model.graduate_timeline import timeline
from services.talentpool.model.graduates import Graduate, Promotion
from services.talentpool.operations import graduates as operations
from services.talentpool.parts import tracking
from services.talentpool.parts.common import check_mentor
from services.talentpool.parts.standing import ensure_standings, keep_gone
from services.talentpool.parts.tracking import ENDS, STAGE, YEAR
from services.talentpool.schemas import graduates as schemas
from services.talentpool.store.graduates import GRADUATES
from services.talentpool.store.members import STANDINGS
from services.talentpool.vocabulary.graduate_timeline import KEY_TRAINING
from services.talentpool.vocabulary.graduates import YEARS_OVER, State, Step

GRADES = "talentpool.graduate_grades"


def _moved_ends(moved: Deadline, work: UnitOfWork) -> None:
    """The tracking ends when its deadline says so."""
    graduate = work.load_many(GRADUATES, [moved.subject]).get(moved.subject)
    if graduate is not None and graduate.state is State.TRACKING:
        graduate.tracked_until = moved.due_on
        tracking.keep(work, events.CHANGED, graduate)


def _moved_year(moved: Deadline, _: UnitOfWork) -> None:
    """The duties of a year have more time or less, within it. Raises OutsideYears, and then nothing is moved."""
    year = moved.moves[-1]["from"][:4]
    if str(moved.due_on.year) != year:
        zh, en = f"应在 {year} 年之内", f"Within {year}"
        raise OutsideYears(zh, en, errors=[field_error("/due_on", "outside-years", zh, en)], year=year)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {ENDS: _moved_ends, YEAR: _moved_year}


class Graduates:
    """Selected graduates (选调生)."""

    @on("registry", "cadre.*.v1", handler="graduates", batch=200)
    def hear_graduates(self, received: list[Received], work: UnitOfWork) -> None:
        """Whom the roster tells to be a selected graduate is tracked; promotions are counted as it tells of them."""
        told = [event for event in received if "unit_ids" in event.data]
        ids = {model.graduate_id(event.subject) for event in told}
        known: dict[str, Graduate] = work.load_many(GRADUATES, ids)
        rules = tracking.policy(work)
        for event in sorted(told, key=lambda one: one.sequence):
            id = model.graduate_id(event.subject)
            found = tracking.follow(work, known.get(id), event, rules)
            if found is not None:
                known[id] = found

    @on("registry", "cadre.retired.v1", "cadre.left.v1", "cadre.changed.v1", handler="graduates_mentors", batch=50)
    def hear_mentors(self, received: list[Received], work: UnitOfWork) -> None:
        """A mentor who retires or leaves has no graduates any more, unless that was a mistake; somebody else must be
        named."""
        gone, mistaken = keep_gone(work, received), put_right(received)
        either = [{"mentor_id": {"$in": gone}}, {"lost_mentor": {"$in": mistaken}}]
        concerned = work.find(GRADUATES, {"$or": either, "state": State.TRACKING.value}, most=MOST_FOLLOWED)
        for event in sorted(received, key=lambda one: one.sequence):
            if event.subject in gone or event.subject in mistaken:
                for graduate in concerned:
                    tracking.hear_of_mentor(work, graduate, event)

    @command(operations.ASSIGN_MENTOR)
    def assign_mentor(self, wish: Document, work: UnitOfWork) -> Document:
        """A mentor in place of a former one, from today or the earlier day on which it began."""
        graduate = work.see(GRADUATES, wish["graduate_id"])
        model.must_be_tracked(graduate, work.today)
        standings = ensure_standings(work, [wish["mentor_id"]])
        check_mentor(work, wish["mentor_id"], graduate.cadre_id, standings)
        work.save(STANDINGS, standings[wish["mentor_id"]])
        load = tracking.save_load_of(work, wish["mentor_id"])
        rule = work.rules["talentpool.mentor_load"]
        since = wish["since"] or work.today
        if since < work.today:
            mentors.must_be_free(graduate, since, work.today)
        tracking.release_mentor(work, graduate, wish["reason"] or "replaced", since)
        mentoring = model.Mentoring(wish["mentor_id"], since, work.principal.account)
        mentors.assign(graduate, load, rule.value, rule.cited, mentoring)
        return _shown(tracking.keep(work, events.MENTOR_CHANGED, graduate))

    @command(operations.END_MENTOR)
    def end_mentor(self, wish: Document, work: UnitOfWork) -> Document:
        """The mentor has the graduate no longer, from today or the earlier day on which it ended."""
        graduate = work.see(GRADUATES, wish["graduate_id"])
        if not tracking.release_mentor(work, graduate, wish["reason"], wish["until"]):
            raise NoMentor()
        return _shown(tracking.keep(work, events.MENTOR_CHANGED, graduate))

    @command(operations.HOLD_INTERVIEW)
    def hold_interview(self, wish: Document, work: UnitOfWork) -> Document:
        """The interview of a year; of a day within the tracked years it can be entered, or corrected, afterwards."""
        return _shown(_interviewed(work, work.see(GRADUATES, wish.pop("graduate_id")), wish))

    @command(operations.IMPORT_INTERVIEWS)
    def import_interviews(self, wish: Document, work: UnitOfWork) -> Document:
        """Interviews of the tracked years, many at once, by the cadre."""

        def enter(row: Document, work: UnitOfWork) -> Entered:
            graduate = _of_cadre(work, row.pop("cadre_id"))
            overdue = len(graduate.overdue)
            return _entered(_interviewed(work, graduate, row), graduate.interviews, overdue, work)

        def same(row: Mapping[str, Any]) -> Hashable:
            return row["cadre_id"], row["year"] or row["on"].year

        return enter_each(work, wish, schemas.InterviewRow, enter, same, DoneThisYear)

    @command(operations.ASSESS_GRADUATE)
    def assess_graduate(self, wish: Document, work: UnitOfWork) -> Document:
        """The assessment of a year; one within the tracked years can be entered, or corrected, afterwards."""
        return _shown(_assessed(work, work.see(GRADUATES, wish.pop("graduate_id")), wish))

    @command(operations.IMPORT_GRADUATE_ASSESSMENTS)
    def import_graduate_assessments(self, wish: Document, work: UnitOfWork) -> Document:
        """Assessments of the tracked years, many at once, by the cadre."""

        def enter(row: Document, work: UnitOfWork) -> Entered:
            graduate = _of_cadre(work, row.pop("cadre_id"))
            overdue = len(graduate.overdue)
            return _entered(_assessed(work, graduate, row), graduate.assessments, overdue, work)

        def same(row: Mapping[str, Any]) -> Hashable:
            return row["cadre_id"], row["year"]

        return enter_each(work, wish, schemas.AssessmentRow, enter, same, DoneThisYear)

    @command(operations.CHANGE_KEY_TRAINING)
    def change_key_training(self, wish: Document, work: UnitOfWork) -> Document:
        """Onto the key-training list, or off it.

        Raises TrackingOver, OnTheList, NotOutstanding (which can be overridden) and GraduateRestricted (which cannot).
        """
        graduate = work.see(GRADUATES, wish["graduate_id"])
        change = model.ListChange(work.today, work.principal.account, wish["listed"], wish["reason"])
        if not wish["listed"]:
            model.take_off_list(graduate, change)
            return _shown(tracking.keep(work, events.KEY_TRAINING_CHANGED, graduate))
        model.must_be_tracked(graduate, work.today)
        standing = ensure_standings(work, [graduate.cadre_id])[graduate.cadre_id]
        if standing.barred:
            raise GraduateRestricted(cadre_id=graduate.cadre_id)
        work.save(STANDINGS, standing)
        rule, override = work.rules["talentpool.key_training_grades"], wish["override"]
        named = (override["by"], override["basis"]) if override else None
        names = entry_names(work.db, GRADES)
        model.put_on_list(graduate, change, rule.value, names, rule.cited, named)
        return _shown(tracking.keep(work, events.KEY_TRAINING_CHANGED, graduate))

    @command(operations.RECORD_PROMOTION)
    def record_promotion(self, wish: Document, work: UnitOfWork) -> Document:
        """An earlier promotion by its document."""
        graduate = work.see(GRADUATES, wish.pop("graduate_id"))
        promotions.add_promotion(graduate, _promotion(wish, work), work.today, tracking.policy(work))
        return _shown(tracking.keep(work, events.PROMOTED, graduate))

    @command(operations.WITHDRAW_PROMOTION)
    def withdraw_promotion(self, wish: Document, work: UnitOfWork) -> Document:
        """A promotion that was recorded wrongly counts no longer, and stays readable; what the roster shows counts."""
        graduate = work.see(GRADUATES, wish["graduate_id"])
        by, rules = work.principal.account, tracking.policy(work)
        promotions.withdraw_promotion(graduate, wish["kind"], wish["to"], by, wish["reason"], rules)
        for person in work.load_many(PEOPLE, [graduate.cadre_id]).values():
            promotions.see_promotions(graduate, vars(person), rules)
        return _shown(tracking.keep(work, events.CHANGED, graduate))

    @command(operations.IMPORT_PROMOTIONS)
    def import_promotions(self, wish: Document, work: UnitOfWork) -> Document:
        """Earlier promotions, many at once, by the cadre."""
        results = Results(work)
        good = results.read(schemas.PromotionIn, wish["rows"])
        work.load_many(GRADUATES, (model.graduate_id(row["cadre_id"]) for _, row in good))
        rules = tracking.policy(work)
        for number, row in good:
            with results.row(number):
                graduate = _of_cadre(work, row.pop("cadre_id"))
                did = {"kind": row["kind"].value, "to": row["to"]}
                promotions.add_promotion(graduate, _promotion(row, work), work.today, rules)
                if not wish["dry_run"]:
                    tracking.keep(work, events.PROMOTED, graduate)
                results.ok(number, None if wish["dry_run"] else graduate.id, did=did)
        return results.answer()

    @query(operations.GET_GRADUATE)
    def get_graduate(self, wish: Document, read: Reading) -> Document:
        """One graduate with the timeline; what the department weighs about them is not for the graduate."""
        found = read.get(GRADUATES, wish["graduate_id"], read.scope.filter(cadre="cadre_id"))
        return _shown(GRADUATES.to_entity(found), to_oneself=read.scope.is_of(found["cadre_id"]))

    @query(operations.LIST_GRADUATES)
    def list_graduates(self, wish: Document, read: Reading) -> Page:
        """The graduates by year, stage, promotion, key training, what is overdue, mentor, unit and state."""
        filters = ("cadre_id", "unit_id", "year", "stage", "promoted", "state", "mentor_id")
        where = queries.filters(wish, *filters, overdue="behind")
        listed, own = queries.filters(wish, "key_training"), read.scope.cadre_id
        if listed and own is not None:
            # What is found by it would tell them whether they are on the list.
            listed = {"$or": [{"cadre_id": own}, listed]}
        page = read.page(
            GRADUATES,
            queries.both(read.scope.filter(cadre="cadre_id"), queries.both(where, listed)),
            wish,
            sorts=queries.orders("year", state="year"),
            default_sort="-year",
            answer=schemas.GraduateRow,
        )
        page.items = [{**row, "key_training": None} if read.scope.is_of(row["cadre_id"]) else row for row in page.items]
        return page

    @deadline(ENDS)
    def end_tracking(self, due: Deadline, work: UnitOfWork) -> None:
        """The last tracked day is over."""
        graduate = work.load_many(GRADUATES, [due.subject]).get(due.subject)
        if graduate is not None:
            tracking.stop(work, graduate, Step.END, graduate.tracked_until, YEARS_OVER)

    @deadline(STAGE)
    def begin_stage(self, due: Deadline, work: UnitOfWork) -> None:
        """The day before a stage is over."""
        graduate = work.load_many(GRADUATES, [due.subject]).get(due.subject)
        if graduate is None or graduate.state is not State.TRACKING:
            return
        rules = tracking.policy(work)
        if model.reach_stage(graduate, work.today, rules):
            tracking.keep(work, events.STAGE_REACHED, graduate)
        tracking.put_stage(work, graduate, rules)

    @deadline(YEAR)
    def close_year(self, due: Deadline, work: UnitOfWork) -> None:
        """The day is over by which the year's interview and assessment were to be on record."""
        graduate = work.load_many(GRADUATES, [due.subject]).get(due.subject)
        if graduate is None or graduate.state is not State.TRACKING:
            return
        if model.fall_behind(graduate, due.due_on.year):
            tracking.keep(work, events.FELL_BEHIND, graduate)
        tracking.put_year(work, graduate, work.today)


def _promotion(wish: Document, work: UnitOfWork) -> Promotion:
    return Promotion(source="record", by=work.principal.account, **wish)


def _of_cadre(work: UnitOfWork, cadre_id: str) -> Graduate:
    """The graduate that a row names by the cadre. Raises NoGraduate."""
    id = model.graduate_id(cadre_id)
    graduate = work.load_many(GRADUATES, [id]).get(id)
    if graduate is None or not work.sees(GRADUATES, graduate):
        raise NoGraduate(errors=[field_error("/cadre_id", "no-graduate", NoGraduate.zh, NoGraduate.en)])
    return graduate


def _interviewed(work: UnitOfWork, graduate: Graduate, wish: Document) -> Graduate:
    year = wish.pop("year") or wish["on"].year
    made = model.Interview(year=year, by=work.principal.account, **wish)
    model.interview(graduate, made, work.today)
    return tracking.keep(work, events.INTERVIEWED, graduate)


def _assessed(work: UnitOfWork, graduate: Graduate, wish: Document) -> Graduate:
    queries.must_know(work.db, GRADES, [wish["grade"]], "/grade")
    model.assess(graduate, model.Assessment(on=work.today, by=work.principal.account, **wish), work.today)
    return tracking.keep(work, events.ASSESSED, graduate)


def _entered(graduate: Graduate, entries: Sequence[object], overdue: int, work: UnitOfWork) -> Entered:
    """With the place of the entry, whether it was overdue, and the day, for whoever undoes the import."""
    did = {"place": len(entries) - 1, "overdue": len(graduate.overdue) < overdue, "on": work.today.isoformat()}
    return Entered(graduate, did)


def _shown(graduate: Graduate, to_oneself: bool = False) -> Document:
    """A graduate as answered, with the timeline.

    To oneself without others' words, and without the list of key training, which is the pool's word about them.
    """
    shown = asdict(graduate)
    lines = timeline(graduate)
    if to_oneself:
        lines = [line for line in lines if line.what not in KEY_TRAINING]
        shown["key_training"], shown["list_changes"] = None, []
        for one in (*shown["interviews"], *shown["assessments"]):
            one["text"] = one["correction"] = None
    shown["timeline"] = [asdict(line) for line in lines]
    return shown

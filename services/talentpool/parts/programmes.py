"""Programmes (七个一批): opened with seats, and who takes part in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from servicekit import deadlines, queries
from servicekit.bulk import Results
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.events import Received
from servicekit.periods import must_not_end_before_it_begins
from servicekit.roster import LATER, PEOPLE, SERVING, UNITS, UnknownUnit, gone, put_right, set_aside
from servicekit.schemas import MAX_ROWS
from servicekit.store import Document, Page
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.talentpool.errors.programmes import (
    NoProgramme,
    ParticipantNotServing,
    ParticipantRestricted,
    TakesPart,
)
from services.talentpool.events import programmes as events
from services.talentpool.model import programmes as model
from services.talentpool.model.members import Standing
from services.talentpool.model.programmes import Participant, Programme, Progress
from services.talentpool.operations import programmes as operations
from services.talentpool.parts.standing import ensure_standings, keep_gone, serves
from services.talentpool.schemas import programmes as schemas
from services.talentpool.store.members import STANDINGS
from services.talentpool.store.programmes import PARTICIPANTS, PROGRAMMES
from services.talentpool.vocabulary.programmes import (
    LIFE_OF_PARTICIPANT,
    LIFE_OF_PROGRAMME,
    ParticipantState,
    ProgrammeState,
    ProgrammeStep,
    Step,
)

PROGRAMME_ENDS = "programme_ends"


def _moved_ends(moved: Deadline, work: UnitOfWork) -> None:
    """A programme ends when its deadline says so. Raises EndsBeforeItBegins, and then nothing is moved."""
    programme = work.load_many(PROGRAMMES, [moved.subject]).get(moved.subject)
    if programme is not None and programme.state is ProgrammeState.OPEN:
        must_not_end_before_it_begins(programme.begins, moved.due_on, "/due_on")
        programme.ends = moved.due_on
        work.tell(events.CHANGED, work.save(PROGRAMMES, programme))


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {PROGRAMME_ENDS: _moved_ends}
_TOLD = {Step.ADVANCE: events.ADVANCED, Step.COMPLETE: events.COMPLETED, Step.LEAVE: events.LEFT}


class Programmes:
    """Programmes (七个一批) and who takes part."""

    @command(operations.OPEN_PROGRAMME)
    def open_programme(self, wish: Document, work: UnitOfWork) -> Programme:
        """Open a programme."""
        queries.must_know(work.db, "talentpool.programme_kinds", [wish["kind"]], "/kind")
        must_not_end_before_it_begins(wish["begins"], wish["ends"], "/ends")
        unit_id = wish["unit_id"]
        if unit_id is not None and unit_id not in work.load_many(UNITS, [unit_id]):
            where = [field_error("/unit_id", "unknown-unit", UnknownUnit.zh, UnknownUnit.en)]
            raise UnknownUnit(errors=where, unit_id=unit_id)
        programme = work.add(PROGRAMMES, Programme(work.new_id("prg"), **wish))
        deadlines.put(work, PROGRAMME_ENDS, programme.id, programme.ends)
        work.tell(events.OPENED, programme)
        return programme

    @command(operations.CHANGE_SEATS)
    def change_seats(self, wish: Document, work: UnitOfWork) -> Programme:
        """More or fewer seats."""
        programme = work.load(PROGRAMMES, wish["programme_id"])
        change = model.SeatChange(work.today, work.principal.account, wish["seats"], wish["basis"])
        model.change_seats(programme, change)
        work.tell(events.CHANGED, work.save(PROGRAMMES, programme))
        return programme

    @command(operations.CLOSE_PROGRAMME)
    def close_programme(self, wish: Document, work: UnitOfWork) -> Programme:
        """Take nobody any more; who takes part goes on."""
        programme = work.load(PROGRAMMES, wish["programme_id"])
        LIFE_OF_PROGRAMME.move(programme, ProgrammeStep.CLOSE)
        deadlines.cancel(work, PROGRAMME_ENDS, programme.id)
        work.tell(events.CLOSED, work.save(PROGRAMMES, programme))
        return programme

    @deadline(PROGRAMME_ENDS)
    def end_programme(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day is over: nobody is taken any more; who takes part is completed or leaves by a person's word."""
        programme = work.load_many(PROGRAMMES, [due.subject]).get(due.subject)
        if programme is not None and LIFE_OF_PROGRAMME.happen(programme, ProgrammeStep.PERIOD_ENDED):
            work.tell(events.CLOSED, work.save(PROGRAMMES, programme))

    @query(operations.GET_PROGRAMME)
    def get_programme(self, wish: Document, read: Reading) -> Document:
        """One programme."""
        return read.get(PROGRAMMES, wish["programme_id"])

    @query(operations.LIST_PROGRAMMES)
    def list_programmes(self, wish: Document, read: Reading) -> Page:
        """The programmes by kind and state, newest first."""
        return read.page(
            PROGRAMMES,
            queries.filters(wish, "kind", "state"),
            wish,
            sorts=queries.orders("begins", state="begins"),
            default_sort="-begins",
            answer=schemas.ProgrammeOut,
        )

    @command(operations.ENROL)
    def enrol(self, wish: Document, work: UnitOfWork) -> Participant:
        """Take a cadre in."""
        programme = work.load(PROGRAMMES, wish["programme_id"])
        made = _enrolled(
            work, programme, wish["cadre_id"], ensure_standings(work, [wish["cadre_id"]]), wish["synthetic"]
        )
        return _keep_enrolled(work, programme, made)

    @command(operations.IMPORT_PARTICIPANTS)
    def import_participants(self, wish: Document, work: UnitOfWork) -> Document:
        """Participants, many at once, by the programme's code."""
        results = Results(work)
        good = results.read(schemas.ParticipantRow, wish["rows"])
        cadre_ids = [row["cadre_id"] for _, row in good]
        # Only a cadre of the roster gets a standing; the others are refused row by row.
        people = work.load_many(PEOPLE, cadre_ids)
        standings = work.load_many(STANDINGS, people) if wish["dry_run"] else ensure_standings(work, people)
        codes = list({row["programme_code"] for _, row in good})
        programmes = {one.code: one for one in work.find(PROGRAMMES, {"code": {"$in": codes}}, most=MAX_ROWS)}
        where = {
            "programme_id": {"$in": [one.id for one in programmes.values()]},
            "cadre_id": {"$in": cadre_ids},
            "state": ParticipantState.ENROLLED.value,
        }
        there = work.db[PARTICIPANTS.name].find(where, {"programme_id": 1, "cadre_id": 1})
        taking_part = {(one["programme_id"], one["cadre_id"]) for one in there}
        for number, row in good:
            with results.row(number):
                programme = programmes.get(row["programme_code"])
                if programme is None:
                    zh, en = f"没有编号为“{row['programme_code']}”的培养项目", "There is no programme of this code"
                    raise NoProgramme(zh, en, errors=[field_error("/programme_code", "no-programme", zh, en)])
                if (programme.id, row["cadre_id"]) in taking_part:
                    raise TakesPart()
                made = _enrolled(work, programme, row["cadre_id"], standings, row["synthetic"])
                taking_part.add((programme.id, row["cadre_id"]))
                results.ok(number, None if wish["dry_run"] else _keep_enrolled(work, programme, made).id)
        return results.answer()

    @command(operations.NOTE_PROGRESS)
    def note_progress(self, wish: Document, work: UnitOfWork) -> Participant:
        """How far a participant is."""
        participant = work.see(PARTICIPANTS, wish["participant_id"])
        return _step(work, participant, Step.ADVANCE, work.principal.account, wish["note"], wish["progress"])

    @command(operations.COMPLETE_PARTICIPANT)
    def complete_participant(self, wish: Document, work: UnitOfWork) -> Participant:
        """A participant has completed the programme."""
        participant = work.see(PARTICIPANTS, wish["participant_id"])
        return _step(work, participant, Step.COMPLETE, work.principal.account, wish["note"], 100)

    @command(operations.LEAVE_PROGRAMME)
    def leave_programme(self, wish: Document, work: UnitOfWork) -> Participant:
        """A participant leaves; the seat is given back."""
        participant = work.see(PARTICIPANTS, wish["participant_id"])
        return _step(work, participant, Step.LEAVE, work.principal.account, wish["note"])

    @command(operations.CORRECT_PARTICIPANT)
    def correct_participant(self, wish: Document, work: UnitOfWork) -> Participant:
        """Put right progress, a completion or a leaving that was entered wrongly: the participant takes part again, the
        entries stay."""
        participant = work.see(PARTICIPANTS, wish["participant_id"])
        person = work.load_many(PEOPLE, [participant.cadre_id]).get(participant.cadre_id)
        if person is not None and not person.serving:
            raise ParticipantNotServing(cadre_id=participant.cadre_id, status=person.status)
        programme = work.load_many(PROGRAMMES, [participant.programme_id])[participant.programme_id]
        by = work.principal.account
        entry = Progress(work.today, by, Step.PUT_RIGHT.value, wish["progress"], wish["basis"])
        model.put_right(programme, participant, entry)
        work.save(PROGRAMMES, programme)
        work.tell(events.ADVANCED, work.save(PARTICIPANTS, participant))
        return participant

    @query(operations.GET_PARTICIPANT)
    def get_participant(self, wish: Document, read: Reading) -> Document:
        """One participant with the history."""
        return read.get(PARTICIPANTS, wish["participant_id"], read.scope.filter(cadre="cadre_id"))

    @query(operations.LIST_PARTICIPANTS)
    def list_participants(self, wish: Document, read: Reading) -> Page:
        """Who takes part, newest first: by programme, cadre, unit, kind and state."""
        where = queries.filters(wish, "programme_id", "cadre_id", "unit_id", "kind", "state")
        return read.page(
            PARTICIPANTS,
            queries.both(read.scope.filter(cadre="cadre_id"), where),
            wish,
            sorts=queries.orders("enrolled_on", state="enrolled_on"),
            default_sort="-enrolled_on",
            answer=schemas.ParticipantOut,
        )

    @on("registry", *LATER, handler="programmes_roster", batch=100)
    def follow_participants(self, received: list[Received], work: UnitOfWork) -> None:
        """Who retires or leaves takes part no longer, unless that was a mistake; who moves takes the place along."""
        keep_gone(work, received)
        subjects = list({event.subject for event in received})
        where = {"cadre_id": {"$in": subjects}, "state": ParticipantState.ENROLLED.value}
        taking_part = work.find(PARTICIPANTS, where, most=MOST_FOLLOWED)
        if mistaken := put_right(received):
            left = {"cadre_id": {"$in": mistaken}, "state": ParticipantState.LEFT.value, "left_by": {"$ne": None}}
            taking_part += work.find(PARTICIPANTS, left, most=MOST_FOLLOWED)
        for event in sorted(received, key=lambda one: one.sequence):
            for one in taking_part:
                if one.cadre_id == event.subject and event.sequence > one.roster_sequence:
                    _follow(work, one, event, taking_part)


def _enrolled(
    work: UnitOfWork, programme: Programme, cadre_id: str, standings: Mapping[str, Standing], synthetic: bool
) -> Participant:
    """A participant with a seat taken and the standing looked at; nothing is kept yet."""
    person = work.named(PEOPLE, cadre_id, "/cadre_id")
    standing = standings.get(cadre_id) or Standing(cadre_id)
    if not serves(person, standing):
        raise ParticipantNotServing(cadre_id=cadre_id, status=person.status)
    if standing.barred:
        raise ParticipantRestricted(cadre_id=cadre_id)
    model.take_seat(programme, work.today)
    made = Participant(
        work.new_id("ppt"),
        programme.id,
        programme.kind,
        cadre_id,
        person.unit_ids,
        work.today,
        roster_sequence=person.sequence,
        synthetic=synthetic,
    )
    made.history.append(Progress(work.today, work.principal.account, "enrol", 0, ""))
    return made


def _keep_enrolled(work: UnitOfWork, programme: Programme, participant: Participant) -> Participant:
    """Keep it with the programme, whose seats it takes, and the standing, which a restriction changes too."""
    work.save(PROGRAMMES, programme)
    work.save(STANDINGS, ensure_standings(work, [participant.cadre_id])[participant.cadre_id])
    work.add(PARTICIPANTS, participant)
    work.tell(events.ENROLLED, participant)
    return participant


def _step(
    work: UnitOfWork, participant: Participant, step: Step, by: str, note: str, progress: int | None = None
) -> Participant:
    programme = work.load_many(PROGRAMMES, [participant.programme_id])[participant.programme_id]
    at = participant.progress if progress is None else progress
    model.move(programme, participant, step, Progress(work.today, by, step.value, at, note))
    if step is not Step.ADVANCE:
        work.save(PROGRAMMES, programme)
    work.tell(_TOLD[step], work.save(PARTICIPANTS, participant))
    return participant


def _follow(work: UnitOfWork, participant: Participant, event: Received, others: Iterable[Participant]) -> None:
    participant.roster_sequence = event.sequence
    work.save(PARTICIPANTS, participant)
    status = event.data.get("status", SERVING)
    if set_aside(event, participant.left_by):
        _put_right(work, participant, event, others)
    if status != SERVING and LIFE_OF_PARTICIPANT.may(participant, Step.LEAVE):
        participant.left_by = event.data.get("status_entry")
        _step(work, participant, Step.LEAVE, "registry", status)
    elif event.data.get("unit_ids") and event.data["unit_ids"] != participant.unit_ids:
        participant.unit_ids = list(event.data["unit_ids"])
        work.tell(events.MOVED, participant)


def _put_right(work: UnitOfWork, participant: Participant, event: Received, others: Iterable[Participant]) -> None:
    """The entry because of which they had left was set aside: another takes its place, or they take part again.

    Who takes part in the programme once more since does so there.
    """
    if gone(event):
        participant.left_by = event.data.get("status_entry")
        return
    where = (participant.programme_id, participant.cadre_id, ParticipantState.ENROLLED)
    if any((one.programme_id, one.cadre_id, one.state) == where for one in others):
        return
    programme = work.load_many(PROGRAMMES, [participant.programme_id])[participant.programme_id]
    model.go_on(programme, participant, work.today, "registry")
    work.save(PROGRAMMES, programme)
    work.tell(events.ADVANCED, participant)

"""Mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit import deadlines, queries
from servicekit.bulk import enter_catalogue
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.appraisal.errors.mechanisms import MechanismKnown
from services.appraisal.events import mechanisms as events
from services.appraisal.model import mechanisms as model
from services.appraisal.model.mechanisms import Mechanism
from services.appraisal.operations import mechanisms as operations
from services.appraisal.schemas import mechanisms as schemas
from services.appraisal.store.mechanisms import MECHANISMS

RUNS_OUT = "mechanism_runs_out"


def _moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved a mechanism's last day."""
    mechanism = work.load_many(MECHANISMS, [moved.subject]).get(moved.subject)
    if mechanism is not None:
        mechanism.valid_to = moved.due_on
        work.tell(events.CHANGED, work.save(MECHANISMS, mechanism))


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {RUNS_OUT: _moved}


class Mechanisms:
    """Mechanisms of appraisal (考察制度机制)."""

    @command(operations.OPEN_MECHANISM)
    def open_mechanism(self, wish: Document, work: UnitOfWork) -> Mechanism:
        """Enter a mechanism in the catalogue."""
        return _open(wish, work)

    @command(operations.IMPORT_MECHANISMS)
    def import_mechanisms(self, wish: Document, work: UnitOfWork) -> Document:
        """Mechanisms, many at once; the code of each is new."""
        return enter_catalogue(work, wish, schemas.OpenMechanism, MECHANISMS, _open, MechanismKnown)

    @command(operations.CHANGE_MECHANISM)
    def change_mechanism(self, wish: Document, work: UnitOfWork) -> Mechanism:
        """Change what is written of a mechanism."""
        mechanism = work.load(MECHANISMS, wish.pop("mechanism_id"))
        model.change(mechanism, wish, work.mark())
        work.tell(events.CHANGED, work.save(MECHANISMS, mechanism))
        return mechanism

    @command(operations.PUT_MECHANISM_IN_USE)
    def put_mechanism_in_use(self, wish: Document, work: UnitOfWork) -> Mechanism:
        """Let appraisals name it from now on."""
        mechanism = work.load(MECHANISMS, wish["mechanism_id"])
        model.put_in_use(mechanism, work.mark())
        work.tell(events.CHANGED, work.save(MECHANISMS, mechanism))
        return mechanism

    @command(operations.RETIRE_MECHANISM)
    def retire_mechanism(self, wish: Document, work: UnitOfWork) -> Mechanism:
        """Let no new appraisal name it, from tomorrow on or after a day that is to come."""
        mechanism = work.load(MECHANISMS, wish["mechanism_id"])
        on = wish["valid_to"] or work.today
        if model.retire(mechanism, on, wish["basis"], work.mark(), work.today):
            deadlines.cancel(work, RUNS_OUT, mechanism.id)
            work.tell(events.RETIRED, work.save(MECHANISMS, mechanism))
        else:
            deadlines.put(work, RUNS_OUT, mechanism.id, on)
            work.tell(events.CHANGED, work.save(MECHANISMS, mechanism))
        return mechanism

    @deadline(RUNS_OUT)
    def mechanism_runs_out(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day of a mechanism is over."""
        mechanism = work.load_many(MECHANISMS, [due.subject]).get(due.subject)
        if mechanism is not None and model.run_out(mechanism, work.today, work.mark()):
            work.tell(events.RETIRED, work.save(MECHANISMS, mechanism))

    @query(operations.GET_MECHANISM)
    def get_mechanism(self, wish: Document, read: Reading) -> Document:
        """One mechanism."""
        return read.get(MECHANISMS, wish["mechanism_id"], answer=schemas.MechanismOut)

    @query(operations.LIST_MECHANISMS)
    def list_mechanisms(self, wish: Document, read: Reading) -> Page:
        """The catalogue by state and kind of appraisal."""
        where = queries.filters(wish, "state", "serves")
        sorts = queries.orders("code", state="code")
        return read.page(MECHANISMS, where, wish, sorts=sorts, default_sort="code", answer=schemas.MechanismLine)


def _open(wish: Document, work: UnitOfWork) -> Mechanism:
    in_use = wish.pop("in_use")
    mechanism = Mechanism(id=work.new_id("mec"), **wish)
    model.open_(mechanism, in_use, work.mark())
    work.tell(events.OPENED, work.add(MECHANISMS, mechanism))
    return mechanism

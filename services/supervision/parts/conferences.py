"""Joint conferences (会商联席): agenda, attendance, minutes, resolutions that become tasks."""

from __future__ import annotations

from servicekit import queries
from servicekit.calls import command, query
from servicekit.lifecycle import trace
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.supervision.events import conferences as events
from services.supervision.model import conferences as model
from services.supervision.model.conferences import AgendaItem, Attendance, Conference
from services.supervision.operations import conferences as operations
from services.supervision.parts.members import units_of
from services.supervision.parts.tasks import assigned
from services.supervision.schemas import conferences as schemas
from services.supervision.store.conferences import CONFERENCES
from services.supervision.vocabulary.conferences import LIFE, Step
from services.supervision.vocabulary.tasks import Origin


class Conferences:
    """Joint conferences (会商联席): agenda, attendance, minutes, resolutions that become tasks."""

    @command(operations.CONVENE_CONFERENCE)
    def convene_conference(self, wish: Document, work: UnitOfWork) -> Conference:
        """Convene a joint conference of agencies."""
        units = units_of(work, [wish["host_agency_id"], *wish.pop("member_ids")], "/member_ids")
        agenda = [AgendaItem(number, **item) for number, item in enumerate(wish.pop("agenda"), 1)]
        for number, item in enumerate(agenda):
            if item.agency_id is not None:
                model.must_be_member(list(units), item.agency_id, f"/agenda/{number}/agency_id")
        conference = Conference(
            id=work.new_id("cnf"),
            member_ids=list(units),
            agency_unit_ids=sorted(set(units.values())),
            agenda=agenda,
            **wish,
        )
        trace(conference, "convene", work.mark())
        work.tell(events.CONVENED, work.add(CONFERENCES, conference))
        return conference

    @command(operations.ADD_AGENDA_ITEM)
    def add_agenda_item(self, wish: Document, work: UnitOfWork) -> Conference:
        """Put something on the agenda."""
        conference = work.see(CONFERENCES, wish["conference_id"])
        model.add_agenda_item(conference, wish["title"], wish["agency_id"], work.mark())
        return work.save(CONFERENCES, conference)

    @command(operations.HOLD_CONFERENCE)
    def hold_conference(self, wish: Document, work: UnitOfWork) -> Conference:
        """Record who took part."""
        conference = work.see(CONFERENCES, wish["conference_id"])
        model.hold(conference, [Attendance(**one) for one in wish["attendance"]], work.today, work.mark())
        work.tell(events.HELD, work.save(CONFERENCES, conference))
        return conference

    @command(operations.MINUTE_CONFERENCE)
    def minute_conference(self, wish: Document, work: UnitOfWork) -> Conference:
        """Keep the minutes, given a quorum."""
        conference = work.see(CONFERENCES, wish["conference_id"])
        rule = work.rules["supervision.conference_quorum"]
        model.minute(conference, wish["minutes"], wish["classification"], rule.value, rule.cited, work.mark())
        work.tell(events.MINUTED, work.save(CONFERENCES, conference))
        return conference

    @command(operations.CORRECT_MINUTES)
    def correct_minutes(self, wish: Document, work: UnitOfWork) -> Conference:
        """Put right what the minutes say, also of a closed conference: the earlier text is kept; what was resolved
        stands, and is put right by its tasks."""
        conference = work.see(CONFERENCES, wish["conference_id"])
        words = wish["minutes"], wish["classification"]
        model.correct_minutes(conference, *words, wish["correction"], work.mark())
        work.tell(events.MINUTES_CORRECTED, work.save(CONFERENCES, conference))
        return conference

    @command(operations.RESOLVE_AT_CONFERENCE)
    def resolve_at_conference(self, wish: Document, work: UnitOfWork) -> Conference:
        """Take a resolution, which becomes a task."""
        conference = work.see(CONFERENCES, wish["conference_id"])
        LIFE.must(conference, Step.RESOLVE)
        task = assigned(work, Origin.CONFERENCE, conference.id, wish["text"], wish, conference.synthetic)
        model.resolve(conference, wish["text"], task.id, work.mark())
        work.tell(events.RESOLVED, work.save(CONFERENCES, conference))
        return conference

    @command(operations.CLOSE_CONFERENCE)
    def close_conference(self, wish: Document, work: UnitOfWork) -> Conference:
        """Close a conference whose tasks are done."""
        conference = work.see(CONFERENCES, wish["conference_id"])
        model.close(conference, work.mark())
        work.tell(events.CLOSED, work.save(CONFERENCES, conference))
        return conference

    @command(operations.CANCEL_CONFERENCE)
    def cancel_conference(self, wish: Document, work: UnitOfWork) -> Conference:
        """Cancel a planned conference."""
        conference = work.see(CONFERENCES, wish["conference_id"])
        LIFE.take(conference, Step.CANCEL, work.mark(), wish["basis"])
        work.tell(events.CANCELLED, work.save(CONFERENCES, conference))
        return conference

    @query(operations.GET_CONFERENCE)
    def get_conference(self, wish: Document, read: Reading) -> Document:
        """One conference with its timeline."""
        where = read.scope.filter(unit="agency_unit_ids")
        return read.get(CONFERENCES, wish["conference_id"], where, answer=schemas.ConferenceOut)

    @query(operations.LIST_CONFERENCES)
    def list_conferences(self, wish: Document, read: Reading) -> Page:
        """Conferences, the newest first."""
        where = queries.filters(wish, "state", "kind") | queries.between(wish, "held_on", "held_from", "held_to")
        where = queries.both(where, read.scope.filter(unit="agency_unit_ids"))
        sorts = queries.orders("held_on", state="-held_on")
        return read.page(CONFERENCES, where, wish, sorts=sorts, default_sort="-held_on", answer=schemas.ConferenceLine)

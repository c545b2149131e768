"""The working calendar (工作日历): published by an administrator, counted with by everybody."""

from __future__ import annotations

from datetime import date

from servicekit import deadlines
from servicekit.calls import command, query
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from servicekit.working_days import calendar
from services.registry.events.calendar import CALENDAR_PUBLISHED
from services.registry.model.calendar import Publication, PublishedYear, publish
from services.registry.operations import calendar as operations
from services.registry.parts.common import Part, Wish
from services.registry.schemas import calendar as schemas
from services.registry.store.calendar import YEARS


class Calendars(Part):
    """Which days are worked."""

    @command(operations.PUBLISH_CALENDAR)
    def publish_calendar(self, wish: Wish, work: UnitOfWork) -> PublishedYear:
        """Publish a year, or a new version of it; the earlier ones stay."""
        id = str(wish["year"])
        kept = work.load_many(YEARS, [id]).get(id)
        new = kept is None
        kept = kept or PublishedYear(id, wish["year"])
        work.expect(kept.version)
        publication = Publication(
            wish["holidays"], wish["make_up_days"], wish["basis"], work.principal.account, work.now
        )
        publish(kept, publication)
        (work.add if new else work.save)(YEARS, kept)
        work.tell(CALENDAR_PUBLISHED, kept)
        deadlines.count_anew(work, date(kept.year, 1, 1), date(kept.year, 12, 31))
        kept.sequence = kept.version
        return kept

    @query(operations.GET_CALENDAR)
    def get_calendar(self, wish: Wish, read: Reading) -> Document:
        """One year with its versions."""
        return read.get(YEARS, str(wish["year"]))

    @query(operations.LIST_CALENDARS)
    def list_calendars(self, wish: Wish, read: Reading) -> Page:
        """The years that are published, the newest first."""
        sorts = {"year": [("year", 1)]}
        return read.page(YEARS, {}, wish, sorts=sorts, default_sort="-year", answer=schemas.CalendarLine)

    @query(operations.COUNT_WORKING_DAYS)
    def count_working_days(self, wish: Wish, read: Reading) -> Document:
        """The last day of a period; provisional where a year of it has not been published."""
        term = calendar(read).after(wish["after"], wish["days"])
        return {**wish, "last": term.last, "provisional": term.provisional}

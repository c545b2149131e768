"""Combined searches (组合查询): one indexed read of the candidates, kept with its conditions."""

from __future__ import annotations

from servicekit.calls import command, query
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.talentpool.model import access
from services.talentpool.model import searches as model
from services.talentpool.model.conditions import OPS
from services.talentpool.model.searches import Search
from services.talentpool.operations import searches as operations
from services.talentpool.parts.finding import find
from services.talentpool.schemas import searches as schemas
from services.talentpool.store.searches import SEARCHES
from services.talentpool.vocabulary.conditions import FIELDS


class Searches:
    """Combined searches (组合查询)."""

    @command(operations.MAKE_SEARCH)
    def make_search(self, wish: Document, work: UnitOfWork) -> Document:
        """Keep a search and answer its first page."""
        wanted = model.read(wish["conditions"], wish["any_of"])
        model.must_be_allowed(wanted.every, work.principal.may)
        cutoff = wish["cutoff"] or work.today
        page = find(work, wanted, cutoff, {"limit": wish["limit"]})
        search = Search(
            id=work.new_id("sea"),
            title=wish["title"],
            conditions=[condition.out() for condition in wanted.all],
            any_of=[condition.out() for condition in wanted.any],
            cutoff=cutoff,
            order=access.chosen(wanted.all).order,
            made_by=work.principal.account,
            made_at=work.now,
        )
        work.add(SEARCHES, search)
        return _answer(search, page)

    @query(operations.SEARCH_RESULTS)
    def search_results(self, wish: Document, read: Reading) -> Document:
        """A page of whom a kept search finds now, for its own cut-off day and with the rights of whoever reads."""
        search = read.load(SEARCHES, wish["search_id"])
        wanted = model.read(search.conditions, search.any_of)
        model.must_be_allowed(wanted.every, read.principal.may)
        return _answer(search, find(read, wanted, search.cutoff, wish))

    @query(operations.LIST_SEARCHES)
    def list_searches(self, wish: Document, read: Reading) -> Page:
        """Searches that were made, newest first; conditions and who asked, not whom they found."""
        return read.page(
            SEARCHES,
            {"made_by": read.principal.account} if wish["mine"] else {},
            wish,
            sorts={"made_at": [("made_at", 1)]},
            default_sort="-made_at",
            answer=schemas.SearchOut,
        )

    @query(operations.GET_SEARCH)
    def get_search(self, wish: Document, read: Reading) -> Document:
        """One search as it was asked."""
        return read.get(SEARCHES, wish["search_id"])

    @query(operations.SEARCH_FIELDS)
    def search_fields(self, _wish: Document, read: Reading) -> Document:
        """What can be asked for, how, and with which right."""
        known = [
            {
                "key": field.key,
                "zh": field.zh,
                "en": field.en,
                "ops": [op.value for op in OPS[field.kind]],
                "right": field.right,
                "allowed": read.principal.may(field.right),
            }
            for field in FIELDS.values()
        ]
        return {"items": known, "helpful": access.helpful()}


def _answer(search: Search, page: Page) -> Document:
    return {"id": search.id, "version": search.version, "search": search, "items": page.items, "next": page.next}

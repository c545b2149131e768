"""Honourable retirement (荣誉退休)."""

from __future__ import annotations

from servicekit import queries
from servicekit.calls import command, on, query
from servicekit.events import Received
from servicekit.periods import must_have_come
from servicekit.roster import gone, set_aside
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.incentive.errors.retirement import NotAnHonouree
from services.incentive.events import retirement as events
from services.incentive.model import retirement as model
from services.incentive.model.retirement import Ceremony, Honouree
from services.incentive.operations import retirement as operations
from services.incentive.schemas import retirement as schemas
from services.incentive.store.retirement import CEREMONIES, HONOUREES
from services.incentive.vocabulary.retirement import LIFE, CeremonyStep


class Retirement:
    """Honourable retirement (荣誉退休)."""

    @on("registry", "cadre.retired.v1", "cadre.changed.v1", handler="retirements", batch=50)
    def keep_retired(self, received: list[Received], work: UnitOfWork) -> None:
        """A city-managed cadre who has retired can be honoured, unless that turns out to have been a mistake."""
        mine = [one for one in received if one.type == "cadre.retired.v1" or one.data.get("set_aside")]
        known = work.load_many(HONOUREES, (event.subject for event in mine))
        for event in sorted(mine, key=lambda one: one.sequence):
            honouree = known.get(event.subject)
            if honouree is None and event.type == "cadre.retired.v1" and event.data["management"] == model.CITY_MANAGED:
                told = event.data
                made = Honouree(event.subject, told["unit_ids"], told["on"], synthetic=told["synthetic"])
                honouree = known[event.subject] = work.add(HONOUREES, made)
            if honouree is not None and event.sequence > honouree.sequence:
                _hear(work, honouree, event)

    @command(operations.PLAN_CEREMONY)
    def plan_ceremony(self, wish: Document, work: UnitOfWork) -> Ceremony:
        """Plan a ceremony for retired cadres."""
        known = _honourees(work, wish.pop("honouree_ids"))
        ceremony = work.add(CEREMONIES, Ceremony(work.new_id("crm"), **wish))
        model.invite(ceremony, known.values())
        for honouree in known.values():
            work.save(HONOUREES, honouree)
        work.tell(events.CEREMONY_PLANNED, ceremony)
        return ceremony

    @command(operations.HOLD_CEREMONY)
    def hold_ceremony(self, wish: Document, work: UnitOfWork) -> Ceremony:
        """Record that a ceremony was held."""
        ceremony = work.load(CEREMONIES, wish["ceremony_id"])
        LIFE.move(ceremony, CeremonyStep.HOLD)
        ceremony.held_on = wish["held_on"] or work.today
        must_have_come(ceremony.held_on, work.today, "/held_on")
        work.tell(events.CEREMONY_HELD, work.save(CEREMONIES, ceremony))
        return ceremony

    @command(operations.CORRECT_CEREMONY)
    def correct_ceremony(self, wish: Document, work: UnitOfWork) -> Ceremony:
        """Put a ceremony right that was held (更正): name, day, place, who was honoured; before and after are kept."""
        ceremony, basis = work.load(CEREMONIES, wish.pop("ceremony_id")), wish.pop("basis")
        if "held_on" in wish:
            must_have_come(wish["held_on"], work.today, "/held_on")
        known = _honourees(work, wish.get("honouree_ids", []))
        known |= work.load_many(HONOUREES, ceremony.honouree_ids)
        for honouree in model.correct(ceremony, wish, known, basis, work.mark()):
            work.save(HONOUREES, honouree)
        work.tell(events.CEREMONY_CORRECTED, work.save(CEREMONIES, ceremony))
        return ceremony

    @command(operations.TAKE_BACK_CEREMONY)
    def take_back_ceremony(self, wish: Document, work: UnitOfWork) -> Ceremony:
        """Take back that a ceremony was held (更正): it is planned as before, to be held or cancelled."""
        ceremony = work.load(CEREMONIES, wish["ceremony_id"])
        model.take_back(ceremony, wish["basis"], work.mark())
        work.tell(events.CEREMONY_TAKEN_BACK, work.save(CEREMONIES, ceremony))
        return ceremony

    @command(operations.CANCEL_CEREMONY)
    def cancel_ceremony(self, wish: Document, work: UnitOfWork) -> Ceremony:
        """Cancel a ceremony; its honourees can be part of another."""
        ceremony = work.load(CEREMONIES, wish["ceremony_id"])
        LIFE.move(ceremony, CeremonyStep.CANCEL)
        ceremony.reason = wish["reason"]
        for honouree in work.load_many(HONOUREES, ceremony.honouree_ids).values():
            honouree.ceremony_id = None
            work.save(HONOUREES, honouree)
        work.tell(events.CEREMONY_CANCELLED, work.save(CEREMONIES, ceremony))
        return ceremony

    @query(operations.GET_CEREMONY)
    def get_ceremony(self, wish: Document, read: Reading) -> Document:
        """One ceremony; who is honoured is a list of its own, within the reader's scope."""
        return read.get(CEREMONIES, wish["ceremony_id"])

    @query(operations.LIST_CEREMONIES)
    def list_ceremonies(self, wish: Document, read: Reading) -> Page:
        """Ceremonies by state, newest first."""
        sorts = queries.orders("planned_on", state="planned_on")
        where = queries.filters(wish, "state")
        return read.page(CEREMONIES, where, wish, sorts=sorts, default_sort="-planned_on", answer=schemas.CeremonyOut)

    @query(operations.LIST_HONOUREES)
    def list_honourees(self, wish: Document, read: Reading) -> Page:
        """Retired city-managed cadres by unit and ceremony, within the reader's scope.

        Whose retirement was a mistake stands only in a ceremony that was held with them.
        """
        where = queries.both(read.scope.filter(), queries.filters(wish, "unit_id", "ceremony_id"))
        if wish["ceremony_id"] is None:
            where["mistaken"] = {"$ne": True}
        sorts = {"retired_on": [("retired_on", 1)]}
        return read.page(HONOUREES, where, wish, sorts=sorts, default_sort="-retired_on", answer=schemas.HonoureeOut)


def _hear(work: UnitOfWork, honouree: Honouree, event: Received) -> None:
    """By which entry they have retired; by none, where that is set aside: a ceremony that is to come is not theirs."""
    honouree.sequence = event.sequence
    work.save(HONOUREES, honouree)
    if event.type == "cadre.retired.v1":
        honouree.retired_on, honouree.retired_by, honouree.mistaken = event.data["on"], _entry(event), False
    elif not set_aside(event, honouree.retired_by):
        return
    elif gone(event):
        honouree.retired_by = _entry(event)
    else:
        honouree.mistaken = True
        ceremony = work.load_many(CEREMONIES, [honouree.ceremony_id or ""]).get(honouree.ceremony_id or "")
        if ceremony is not None and model.uninvite(ceremony, honouree, work.mark("registry")):
            work.tell(events.CEREMONY_CORRECTED, work.save(CEREMONIES, ceremony))


def _entry(event: Received) -> str | None:
    return event.data.get("status_entry")


def _honourees(work: UnitOfWork, ids: list[str]) -> dict[str, Honouree]:
    """Those who can be honoured, in the order given. Raises NotAnHonouree."""
    wanted = list(dict.fromkeys(ids))
    known = work.load_many(HONOUREES, wanted)
    if missing := [id for id in wanted if id not in known or known[id].mistaken]:
        raise NotAnHonouree(cadre_ids=missing)
    return {id: known[id] for id in wanted}

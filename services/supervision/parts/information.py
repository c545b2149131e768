"""The information link (信息联通): agreements, shared items, and readings, each of which is logged."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from nameko.extensions import DependencyProvider

from servicekit import deadlines, queries, sealing
from servicekit.calls import command, deadline, query
from servicekit.clock import day_of
from servicekit.crypto import FIELD_KEY, FieldCipher
from servicekit.deadlines import Deadline
from servicekit.lifecycle import trace
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.principal import Reach
from servicekit.roster import PEOPLE, UnknownCadre, must_live
from servicekit.rules import entry_names
from servicekit.sealing import Sealed
from servicekit.store import Collection, Document, Page
from servicekit.work import Reading, UnitOfWork
from services.supervision.events import information as events
from services.supervision.model import information as model
from services.supervision.model.information import Agreement, Grant, LoggedReading, SealedField, SharedItem
from services.supervision.model.matters import Matter
from services.supervision.model.vetting import Vetting
from services.supervision.operations import information as operations
from services.supervision.parts.ledger import unit_path
from services.supervision.parts.members import meant, must_speak_for, own_agencies, units_of
from services.supervision.schemas import information as schemas
from services.supervision.store.information import AGREEMENTS, READINGS, SHARED_ITEMS
from services.supervision.store.matters import MATTERS
from services.supervision.store.vetting import VETTINGS
from services.supervision.vocabulary.information import AGREEMENT_LIFE, WHO, About, AgreementStep

END = "agreement_end"
FIELDS = "supervision.information_fields"


class Cipher(DependencyProvider):
    """Gives the service the cipher of the installation; without FIELD_KEY the process does not start."""

    def setup(self) -> None:
        self._cipher = FieldCipher.from_environment()

    def get_dependency(self, worker_ctx: Any) -> FieldCipher:
        return self._cipher


class Information:
    """What agencies let each other know, field by field."""

    cipher: Any = Cipher()

    @command(operations.MAKE_AGREEMENT)
    def make_agreement(self, wish: Document, work: UnitOfWork) -> Agreement:
        """Agree what an agency gives to others."""
        must_not_end_before_it_begins(wish["valid_from"], wish["valid_to"], "/valid_to")
        grants = [Grant(one["agency_id"], sorted(set(one["field_codes"]))) for one in wish["grants"]]
        for number, grant in enumerate(grants):
            queries.must_know(work.db, FIELDS, grant.field_codes, f"/grants/{number}/field_codes")
        giver = wish["giver_agency_id"]
        units = units_of(work, [giver, *(grant.agency_id for grant in grants)], "/grants")
        agreement = Agreement(
            id=work.new_id("agr"),
            giver_unit_id=units[giver],
            agency_unit_ids=sorted(set(units.values())),
            **{**wish, "grants": grants},
        )
        trace(agreement, "conclude", work.mark())
        if agreement.valid_to is not None:
            deadlines.put(work, END, agreement.id, agreement.valid_to)
        work.tell(events.AGREED, work.add(AGREEMENTS, agreement))
        return agreement

    @command(operations.END_AGREEMENT)
    def end_agreement(self, wish: Document, work: UnitOfWork) -> Agreement:
        """End an agreement."""
        agreement = work.see(AGREEMENTS, wish["agreement_id"])
        AGREEMENT_LIFE.take(agreement, AgreementStep.END, work.mark(), wish["basis"])
        deadlines.cancel(work, END, agreement.id)
        work.tell(events.ENDED, work.save(AGREEMENTS, agreement))
        return agreement

    @deadline(END)
    def agreement_ends(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day of an agreement is over."""
        agreement = work.load_many(AGREEMENTS, [due.subject]).get(due.subject)
        if agreement is not None and AGREEMENT_LIFE.may(agreement, AgreementStep.END):
            AGREEMENT_LIFE.take(agreement, AgreementStep.END, work.mark())
            work.tell(events.ENDED, work.save(AGREEMENTS, agreement))

    @query(operations.GET_AGREEMENT)
    def get_agreement(self, wish: Document, read: Reading) -> Document:
        """One agreement."""
        where = read.scope.filter(unit="agency_unit_ids")
        return read.get(AGREEMENTS, wish["agreement_id"], where, answer=schemas.AgreementOut)

    @query(operations.LIST_AGREEMENTS)
    def list_agreements(self, wish: Document, read: Reading) -> Page:
        """Agreements that concern the reader's agency."""
        where = queries.both(queries.filters(wish, "state"), read.scope.filter(unit="agency_unit_ids"))
        sorts = queries.orders("code", state="_id")
        return read.page(AGREEMENTS, where, wish, sorts=sorts, default_sort="code", answer=schemas.AgreementOut)

    @command(operations.SHARE_ITEM)
    def share_item(self, wish: Document, work: UnitOfWork) -> SharedItem:
        """Share an item as the giver, under an agreement that is in force, and was on the item's day; its values are
        sealed before they are kept."""
        agreement = work.see(AGREEMENTS, wish["agreement_id"])
        _must_be_of_the_giver(work, agreement.giver_agency_id)
        model.must_be_in_force(agreement, work.today)
        values = wish.pop("values")
        model.must_be_agreed(agreement, sorted(values), entry_names(work.db, FIELDS))
        id = work.new_id("inf")
        wish["shared_on"] = wish["shared_on"] or work.today
        must_have_come(wish["shared_on"], work.today, "/shared_on")
        model.must_be_in_force(agreement, wish["shared_on"])
        item = SharedItem(
            id=id,
            giver_agency_id=agreement.giver_agency_id,
            unit_ids=units_about(work, wish, wish["shared_on"])[0],
            sealed=[SealedField(code, self.cipher.seal(text, _owner(id, code))) for code, text in values.items()],
            field_codes=sorted(values),
            agency_unit_ids=agreement.agency_unit_ids,
            **wish,
        )
        trace(item, "share", work.mark())
        work.tell(events.SHARED, work.add(SHARED_ITEMS, item))
        return item

    @command(operations.WITHDRAW_ITEM)
    def withdraw_item(self, wish: Document, work: UnitOfWork) -> SharedItem:
        """Withdraw an item, as the giver; its contents are deleted."""
        item = work.see(SHARED_ITEMS, wish["item_id"])
        _must_be_of_the_giver(work, item.giver_agency_id)
        model.withdraw(item, wish["basis"], work.mark())
        work.tell(events.WITHDRAWN, work.save(SHARED_ITEMS, item))
        return item

    @command(operations.READ_ITEM)
    def read_item(self, wish: Document, work: UnitOfWork) -> Document:
        """Read the granted fields of an item; the answer and the row of the log are one transaction."""
        item = work.see(SHARED_ITEMS, wish["item_id"])
        agreement = work.load(AGREEMENTS, item.agreement_id)
        wish["agency_id"] = meant(own_agencies(work), wish["agency_id"], agreement.taker_ids)
        must_speak_for(work, wish["agency_id"])
        model.must_be_in_force(agreement, work.today)
        model.read(item)
        codes = model.granted(agreement, item, wish["agency_id"], wish.pop("wanted"), entry_names(work.db, FIELDS))
        row = LoggedReading(
            id=work.new_id("rdg"),
            agreement_id=agreement.id,
            giver_agency_id=agreement.giver_agency_id,
            giver_unit_id=agreement.giver_unit_id,
            cadre_id=item.cadre_id,
            field_codes=codes,
            at=work.now,
            by=work.principal.account,
            **wish,
        )
        work.add(READINGS, row)
        work.tell(events.READ, work.save(SHARED_ITEMS, item))
        opened = {
            one.code: self.cipher.open(one.sealed, _owner(item.id, one.code))
            for one in item.sealed
            if one.code in codes
        }
        return {**READINGS.to_document(row), "values": opened}

    @query(operations.GET_SHARED_ITEM)
    def get_shared_item(self, wish: Document, read: Reading) -> Document:
        """One item, without its contents."""
        where = read.scope.filter(unit="agency_unit_ids")
        return read.get(SHARED_ITEMS, wish["item_id"], where, answer=schemas.SharedItemOut)

    @query(operations.LIST_SHARED_ITEMS)
    def list_shared_items(self, wish: Document, read: Reading) -> Page:
        """Items, without their contents, the newest first."""
        where = queries.filters(wish, "agreement_id", "cadre_id", "state")
        where |= queries.between(wish, "shared_on", "shared_from", "shared_to")
        where = queries.both(where, read.scope.filter(unit="agency_unit_ids"))
        sorts = queries.orders("shared_on", state="-shared_on")
        return read.page(
            SHARED_ITEMS, where, wish, sorts=sorts, default_sort="-shared_on", answer=schemas.SharedItemOut
        )

    @command(operations.LOG_READINGS)
    def log_readings(self, wish: Document, work: UnitOfWork) -> Document:
        """Note that the caller is about to be shown who these are about: once for each account, subject and day."""
        by, own = work.principal.account, own_agencies(work) or [""]
        rows = {}
        for named, (about, collection) in _SHOWN.items():
            for one in work.load_many(collection, wish[named]).values():
                if one.cadre_id is not None and work.sees(collection, one):
                    row = _shown(about, one, own, by, work.now)
                    rows[row.id] = row
        known = work.load_many(READINGS, rows)
        fresh = [row for id, row in rows.items() if id not in known]
        work.add_many(READINGS, fresh)
        return {"logged": len(fresh)}

    @query(operations.LIST_READINGS)
    def list_readings(self, wish: Document, read: Reading) -> Page:
        """The reading log: all of it for officers, for a giver what was read of its own."""
        where = queries.filters(wish, "about", "item_id", "agency_id", "cadre_id") | queries.on_days(wish, "at")
        if About.ITEM in (wish["about"] or ()):
            # Rows that are older than the field are of shared items.
            where["about"] = {"$in": [*(about.value for about in wish["about"]), None]}
        where = queries.both(where, read.scope.filter(unit="giver_unit_id"))
        sorts = {"at": [("at", 1)]}
        return read.page(READINGS, where, wish, sorts=sorts, default_sort="-at", answer=schemas.ReadingOut)


_SHOWN: dict[str, tuple[About, Collection[Any]]] = {
    "vetting_ids": (About.VETTING, VETTINGS),
    "matter_ids": (About.MATTER, MATTERS),
    "item_ids": (About.ITEM, SHARED_ITEMS),
}


def _shown(about: About, one: Vetting | Matter | SharedItem, own: list[str], by: str, at: datetime) -> LoggedReading:
    """The row of the log for one that names a cadre, as an account is shown it on a day."""
    asked = own if isinstance(one, SharedItem) else one.asked_ids
    return LoggedReading(
        id=f"rdg-{one.id}.{by}.{day_of(at):%Y%m%d}",
        agency_id=next((id for id in own if id in asked), own[0]),
        cadre_id=one.cadre_id,
        field_codes=list(WHO),
        purpose=one.purpose.value if isinstance(one, Vetting) else about.value,
        at=at,
        by=by,
        item_id=one.id if about is About.ITEM else None,
        about=about,
        subject_id=one.id,
    )


def _must_be_of_the_giver(work: UnitOfWork, giver_agency_id: str) -> None:
    """A liaison shares and withdraws what the own agency gives. Raises NotAMemberAgency for what is another one's."""
    if work.scope.reach is not Reach.ALL:
        must_speak_for(work, giver_agency_id)


def units_about(work: UnitOfWork, wish: Document, on: date) -> tuple[list[str], int]:
    """The units of whom something is about since a day, and the sequence of the cadre.

    Raises UnknownCadre, HasDied and UnknownUnit.
    """
    if wish["cadre_id"] is not None:
        person = work.load_many(PEOPLE, [wish["cadre_id"]]).get(wish["cadre_id"])
        if person is None:
            raise UnknownCadre()
        must_live(person, on, "/cadre_id")
        return list(person.unit_ids), person.sequence
    return (unit_path(work, wish["unit_id"], "/unit_id"), 0) if wish["unit_id"] is not None else ([], 0)


def _owner(item_id: str, code: str) -> str:
    return f"supervision.information.{item_id}.{code}"


def _values_anew(item: Document, cipher: FieldCipher) -> Document:
    values = [
        {**one, "sealed": sealing.anew(cipher, bytes(one["sealed"]), _owner(item["_id"], one["code"]))}
        for one in item["sealed"]
    ]
    return {"$set": {"sealed": values}}


SEALED_VALUES = Sealed(
    SHARED_ITEMS.name,
    ("sealed",),
    lambda item: [bytes(one["sealed"]) for one in item.get("sealed", ())],
    _values_anew,
    ring=FIELD_KEY,
)

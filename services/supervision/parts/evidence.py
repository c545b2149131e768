"""Evidence of rectification (佐证材料) and accountability (问责) for the items of the ledger."""

from __future__ import annotations

import base64
from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from servicekit import queries
from servicekit.bulk import enter_each
from servicekit.calls import command, query
from servicekit.errors import field_error
from servicekit.lifecycle import trace
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.roster import PEOPLE, UnknownCadre, must_live
from servicekit.schemas import MAX_ROWS
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.rectification import AccountabilityKnown, NoEvidence, NoItem, OneAnswerable
from services.supervision.events import rectification as events
from services.supervision.model import evidence as model
from services.supervision.model import rectification as ledger
from services.supervision.model.evidence import Accountability, Evidence
from services.supervision.model.rectification import Item
from services.supervision.operations import evidence as operations
from services.supervision.parts import standing
from services.supervision.parts.books import tolerances_of
from services.supervision.parts.ledger import unit_path
from services.supervision.schemas import rectification as schemas
from services.supervision.store.rectification import ACCOUNTABILITY, CHECKLISTS, EVIDENCE, ITEMS
from services.supervision.vocabulary.standing import Source


class EvidenceAndAccountability:
    """What shows that an item was put right, and who answers for it."""

    @command(operations.ADD_EVIDENCE)
    def add_evidence(self, wish: Document, work: UnitOfWork) -> Evidence:
        """Hand in a file; with the first one of a round, rectification has begun."""
        item = work.see(ITEMS, wish.pop("item_id"))
        most = work.rules["supervision.evidence_bytes"]
        kinds = work.rules["supervision.evidence_kinds"].value
        content = model.content_of(wish.pop("data"), wish["media_type"], kinds, most.value, most.cited)
        room = work.rules["supervision.evidence_per_item"]
        model.must_have_room(item.evidence, room.value, room.cited)
        ledger.add_evidence(item, work.mark(), wish["name"])
        evidence = Evidence(
            id=work.new_id("evi"),
            item_id=item.id,
            unit_ids=item.unit_ids,
            size=len(content),
            sha256=model.digest(content),
            data=content,
            added_at=work.now,
            added_by=work.principal.account,
            synthetic=item.synthetic,
            **wish,
        )
        work.tell(events.ITEM_EVIDENCED, work.save(ITEMS, item))
        return work.add(EVIDENCE, evidence)

    @command(operations.WITHDRAW_EVIDENCE)
    def withdraw_evidence(self, wish: Document, work: UnitOfWork) -> Evidence:
        """Put right that a wrong file was handed in: it stays readable with who took it back and why, and counts no
        more."""
        item = work.see(ITEMS, wish["item_id"])
        evidence = work.load(EVIDENCE, wish["evidence_id"])
        if evidence.item_id != item.id:
            raise NoEvidence()
        mark = work.mark()
        model.withdraw(evidence, wish["basis"], mark)
        ledger.withdraw_evidence(item, evidence.added_at, mark, evidence.name)
        work.tell(events.ITEM_EVIDENCED, work.save(ITEMS, item))
        return work.save(EVIDENCE, evidence)

    @query(operations.LIST_EVIDENCE)
    def list_evidence(self, wish: Document, read: Reading) -> Page:
        """The pieces of evidence of an item, in the order in which they came."""
        item = read.get(ITEMS, wish["item_id"], read.scope.filter(unit="unit_ids"))
        sorts = {"added_at": [("added_at", 1)]}
        return read.page(
            EVIDENCE, {"item_id": item["_id"]}, wish, sorts=sorts, default_sort="added_at", answer=schemas.EvidenceOut
        )

    @query(operations.GET_EVIDENCE)
    def get_evidence(self, wish: Document, read: Reading) -> Document:
        """A piece of evidence with its content."""
        item = read.get(ITEMS, wish["item_id"], read.scope.filter(unit="unit_ids"))
        found = read.get(EVIDENCE, wish["evidence_id"], {"item_id": item["_id"]})
        return {**found, "data": base64.b64encode(found["data"]).decode()}

    @command(operations.RECORD_ACCOUNTABILITY)
    def record_accountability(self, wish: Document, work: UnitOfWork) -> Accountability:
        """Hold a cadre or a unit to account for an item (问责); what has an effect period is entered in the book."""
        return _record(work, work.load(ITEMS, wish.pop("item_id")), wish)

    @command(operations.IMPORT_ACCOUNTABILITY)
    def import_accountability(self, wish: Document, work: UnitOfWork) -> Document:
        """Accountability, many entries at once, each once; the item by id, or by its checklist's code and number."""
        return enter_each(work, wish, schemas.AccountabilityRow, _record_row, _entered, AccountabilityKnown)

    @command(operations.ANNUL_ACCOUNTABILITY)
    def annul_accountability(self, wish: Document, work: UnitOfWork) -> Accountability:
        """Take back an entry made by mistake, with a basis; the restriction that came of it is annulled with it."""
        entry = work.load(ACCOUNTABILITY, wish["accountability_id"])
        item, mark = work.load(ITEMS, entry.item_id), work.mark()
        model.annul(entry, wish["basis"], mark)
        standing.annul_what_followed(work, entry.cadre_id, Source.ACCOUNTABILITY, entry.id, wish["basis"])
        item.accountability -= 1
        trace(item, "accountability_annulled", mark, wish["basis"])
        work.save(ITEMS, item)
        work.tell(events.ACCOUNTABILITY_ANNULLED, work.save(ACCOUNTABILITY, entry))
        return entry

    @query(operations.ACCOUNTABILITY_OF)
    def accountability_of(self, wish: Document, read: Reading) -> Page:
        """Who was held to account for an item."""
        item = read.get(ITEMS, wish["item_id"], read.scope.filter(unit="unit_ids"))
        return read.page(ACCOUNTABILITY, {"item_id": item["_id"]}, wish, answer=schemas.AccountabilityOut)

    @query(operations.LIST_ACCOUNTABILITY)
    def list_accountability(self, wish: Document, read: Reading) -> Page:
        """Accountability by checklist, kind, cadre and dates, for the items within the reader's scope."""
        where = queries.filters(wish, "item_id", "checklist_id", "kind", "cadre_id")
        if wish["annulled"] is not None:
            where["annulled"] = True if wish["annulled"] else {"$ne": True}
        where |= queries.between(wish, "decided_on")
        where = queries.both(where, read.scope.filter(unit="item_unit_ids"))
        sorts = {"decided_on": [("decided_on", 1)]}
        return read.page(
            ACCOUNTABILITY, where, wish, sorts=sorts, default_sort="-decided_on", answer=schemas.AccountabilityOut
        )


def _entered(row: Mapping[str, Any]) -> Hashable:
    """What makes two rows one entry."""
    who = row["cadre_id"] or row["accountable_unit_id"]
    return row["item_id"] or (row["checklist_code"], row["number"]), who, row["kind"], row["decided_on"]


def _record_row(row: Document, work: UnitOfWork) -> Accountability:
    item = _item_of(work, row.pop("item_id"), row.pop("checklist_code"), row.pop("number"))
    row["unit_id"] = row.pop("accountable_unit_id")
    where = {name: row[name] for name in ("cadre_id", "unit_id", "kind")}
    where |= {"item_id": item.id, "decided_on": row["decided_on"].isoformat(), "annulled": {"$ne": True}}
    if work.find(ACCOUNTABILITY, where, most=MAX_ROWS):
        raise AccountabilityKnown()
    return _record(work, item, row)


def _item_of(work: UnitOfWork, item_id: str | None, checklist_code: str | None, number: int | None) -> Item:
    """The item that a row names. Raises NoItem."""
    found = None
    if item_id is not None:
        found = work.load_many(ITEMS, [item_id]).get(item_id)
    else:
        for checklist in work.find(CHECKLISTS, {"code": checklist_code}, most=1):
            found = next(iter(work.find(ITEMS, {"checklist_id": checklist.id, "number": number}, most=1)), None)
    if found is None or not work.sees(ITEMS, found):
        pointer = "/item_id" if item_id is not None else "/number"
        raise NoItem(errors=[field_error(pointer, "unknown-item", NoItem.zh, NoItem.en)])
    return found


def _record(work: UnitOfWork, item: Item, wish: Document) -> Accountability:
    queries.must_know(work.db, "supervision.accountability_kinds", [wish["kind"]], "/kind")
    if (wish["cadre_id"] is None) == (wish["unit_id"] is None):
        where = field_error("/cadre_id", "one-of", "干部与单位只填其一", "Give either cadre_id or unit_id")
        raise OneAnswerable(errors=[where])
    must_have_come(wish["decided_on"], work.today, "/decided_on")
    if checklist := work.load_many(CHECKLISTS, [item.checklist_id]).get(item.checklist_id):
        must_not_end_before_it_begins(checklist.issued_on, wish["decided_on"], "/decided_on")
    entry = Accountability(
        id=work.new_id("acc"),
        item_id=item.id,
        checklist_id=item.checklist_id,
        unit_ids=_units_of(work, wish["cadre_id"], wish["unit_id"], wish["decided_on"]),
        item_unit_ids=item.unit_ids,
        recorded_at=work.now,
        recorded_by=work.principal.account,
        looked_at=tolerances_of(work, wish["cadre_id"]),
        synthetic=item.synthetic,
        **wish,
    )
    standing.enter_what_follows(
        work, entry.kind, entry.cadre_id, entry.decided_on, entry.basis, Source.ACCOUNTABILITY, entry.id, "/kind"
    )
    item.accountability += 1
    trace(item, "accountability", work.mark(), wish["basis"])
    work.save(ITEMS, item)
    work.tell(events.ACCOUNTABILITY_RECORDED, work.add(ACCOUNTABILITY, entry))
    return entry


def _units_of(work: UnitOfWork, cadre_id: str | None, unit_id: str | None, on: date) -> list[str]:
    """The units of whoever answers for it since a day. Raises UnknownUnit, UnknownCadre and HasDied."""
    if unit_id is not None:
        return unit_path(work, unit_id, "/unit_id")
    person = work.load_many(PEOPLE, [cadre_id or ""]).get(cadre_id or "")
    if person is None:
        raise UnknownCadre(errors=[field_error("/cadre_id", "unknown-cadre", UnknownCadre.zh, UnknownCadre.en)])
    must_live(person, on, "/decided_on")
    return person.unit_ids

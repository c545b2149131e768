"""Checklists, ledger, rectification, verification and accountability (清单+台账+整改+问责)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.bulk import Results
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline, set_deadline
from servicekit.errors import Problem, field_error
from servicekit.lifecycle import trace
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.roster import UNITS
from servicekit.schemas import MAX_ROWS
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.rectification import ItemKnown, NoChecklist, NoItem
from services.supervision.events import rectification as events
from services.supervision.model import rectification as model
from services.supervision.model.rectification import Checklist, Item
from services.supervision.operations import rectification as operations
from services.supervision.parts.evidence import EvidenceAndAccountability
from services.supervision.parts.ledger import unit_path, unknown_unit
from services.supervision.schemas import rectification as schemas
from services.supervision.store.rectification import CHECKLISTS, ITEMS
from services.supervision.vocabulary.rectification import ITEM_LIFE, LIST, ChecklistState, ItemState, ItemStep

DUE, ESCALATION = "item_due", "item_escalation"
MOST_ITEMS = 5000
_OF_CHECKLIST = {"checklist_id", "checklist_code", "aspect_title"}
"""What is said of an item to its checklist, and not kept with the item."""
_COUNTS = {"$ne": ItemState.WITHDRAWN.value}
_DONE = [ItemState.VERIFIED.value, ItemState.CLOSED.value]


class Rectification(EvidenceAndAccountability):
    """What is to be put right, by whom, until when, and whether it was."""

    @command(operations.OPEN_CHECKLIST)
    def open_checklist(self, wish: Document, work: UnitOfWork) -> Checklist:
        """Draw up a checklist; its items are added before it is issued."""
        queries.must_know(work.db, "supervision.rectification_sources", [wish["source"]], "/source")
        if wish["focus"] is not None:
            queries.must_know(work.db, "supervision.rectification_focus", [wish["focus"]], "/focus")
        checklist = work.add(CHECKLISTS, Checklist(id=work.new_id("chk"), **wish))
        work.tell(events.CHECKLIST_OPENED, checklist)
        return checklist

    @command(operations.ISSUE_CHECKLIST)
    def issue_checklist(self, wish: Document, work: UnitOfWork) -> Checklist:
        """Issue a checklist; from then on its aspects and items stay as they are."""
        checklist = work.load(CHECKLISTS, wish["checklist_id"])
        on = wish["issued_on"] or work.today
        must_have_come(on, work.today, "/issued_on")
        model.issue(checklist, on)
        work.tell(events.CHECKLIST_ISSUED, work.save(CHECKLISTS, checklist))
        return checklist

    @command(operations.CLOSE_CHECKLIST)
    def close_checklist(self, wish: Document, work: UnitOfWork) -> Checklist:
        """Close a checklist with its items, once all of them have been verified."""
        checklist = work.load(CHECKLISTS, wish["checklist_id"])
        items = work.find(ITEMS, {"checklist_id": checklist.id}, most=MOST_ITEMS)
        on = wish["closed_on"] or work.today
        must_have_come(on, work.today, "/closed_on")
        must_not_end_before_it_begins(checklist.issued_on, on, "/closed_on")
        for item in model.close_checklist(checklist, items, on, work.mark()):
            work.tell(events.ITEM_CLOSED, work.save(ITEMS, item))
        work.tell(events.CHECKLIST_CLOSED, work.save(CHECKLISTS, checklist))
        return checklist

    @query(operations.GET_CHECKLIST)
    def get_checklist(self, wish: Document, read: Reading) -> Document:
        """One checklist with its aspects."""
        return read.get(CHECKLISTS, wish["checklist_id"], _issued_only(read), answer=schemas.ChecklistOut)

    @query(operations.LIST_CHECKLISTS)
    def list_checklists(self, wish: Document, read: Reading) -> Page:
        """Checklists by state and source; units see those that were issued."""
        where = queries.both(queries.filters(wish, "state", "source", "code"), _issued_only(read))
        sorts = queries.orders("code", state="_id")
        return read.page(CHECKLISTS, where, wish, sorts=sorts, default_sort="code", answer=schemas.ChecklistOut)

    @query(operations.CHECKLIST_SUMMARY)
    def checklist_summary(self, wish: Document, read: Reading) -> Document:
        """How far the items of a checklist are, as far as the reader may see them."""
        checklist = read.get(CHECKLISTS, wish["checklist_id"], _issued_only(read))
        where = {"checklist_id": checklist["_id"], "state": _COUNTS}
        where = queries.both(where, read.scope.filter(unit="unit_ids"))
        return {"checklist_id": checklist["_id"], **_summary(read, where)}

    @command(operations.ADD_RECTIFICATION_ITEM)
    def add_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Put a problem on a checklist that is being drawn up."""
        return _listed(work, work.load(CHECKLISTS, wish["checklist_id"]), wish)

    @command(operations.IMPORT_RECTIFICATION_ITEMS)
    def import_rectification_items(self, wish: Document, work: UnitOfWork) -> Document:
        """Problems, many at once, with the checklist by id or by code."""
        results = Results(work)
        good = results.read(schemas.ItemRow, wish["rows"])
        known = _checklists(work, (row for _, row in good))
        taken = _numbers(work, known.values())
        for number, row in good:
            checklist = known.get(row["checklist_id"] or row["checklist_code"])
            with results.row(number):
                if checklist is None:
                    column = "/checklist_id" if row["checklist_id"] else "/checklist_code"
                    raise NoChecklist(errors=[field_error(column, "unknown", NoChecklist.zh, NoChecklist.en)])
                if (checklist.id, row["number"]) in taken:
                    raise _number_taken(row["number"])
                item = _listed(work, checklist, row, keep=not wish["dry_run"])
                taken.add((checklist.id, row["number"]))
                results.ok(number, None if wish["dry_run"] else item.id)
        return results.answer()

    @command(operations.ASSIGN_RECTIFICATION_ITEM)
    def assign_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Give an item to a unit until a day (交办); a unit may take over from another, with a basis."""
        item = work.load(ITEMS, wish["item_id"])
        return _assigned(work, item, work.load(CHECKLISTS, item.checklist_id), wish["unit_id"], wish)

    @command(operations.IMPORT_RECTIFICATION_ASSIGNMENTS)
    def import_rectification_assignments(self, wish: Document, work: UnitOfWork) -> Document:
        """Assignments, many at once."""
        results = Results(work)
        good = results.read(schemas.AssignmentRow, wish["rows"])
        lists = _checklists(work, (row for _, row in good))
        items = _items(work, lists, [row for _, row in good])
        lists |= work.load_many(CHECKLISTS, (item.checklist_id for item in items.values()))
        units = _unit_ids(work, [row for _, row in good])
        seen: set[str] = set()
        for number, row in good:
            item = items.get(_item_key(lists, row))
            unit_id = units.get(row["unit_id"] or row["unit_code"])
            with results.row(number):
                if item is None or item.id in seen:
                    raise NoItem(errors=[field_error("/item_id", "unknown-or-repeated", NoItem.zh, NoItem.en)])
                if unit_id is None:
                    raise unknown_unit("/unit_id")
                checklist = lists[item.checklist_id]
                _assigned(work, item, checklist, unit_id, row, keep=not wish["dry_run"])
                seen.add(item.id)
                results.ok(number, None if wish["dry_run"] else item.id)
        return results.answer()

    @command(operations.SUBMIT_RECTIFICATION_ITEM)
    def submit_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Hand an item in for verification, with evidence of this round; the clock stops."""
        item = work.see(ITEMS, wish["item_id"])
        model.submit(item, work.mark(), wish["note"])
        deadlines.cancel(work, ESCALATION, item.id)
        work.tell(events.ITEM_SUBMITTED, work.save(ITEMS, item))
        return item

    @command(operations.VERIFY_RECTIFICATION_ITEM)
    def verify_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Say whether an item has been put right (验收): by another unit and another person."""
        item = work.see(ITEMS, wish["item_id"])
        verifying = unit_path(work, wish["verifying_unit_id"], "/verifying_unit_id")
        model.must_be_independent(item, verifying, _account_units(work))
        if wish["result"] == "verified":
            model.verify(item, wish["verifying_unit_id"], work.mark(), work.today, wish["findings"])
            deadlines.cancel(work, DUE, item.id)
            deadlines.cancel(work, ESCALATION, item.id)
            work.tell(events.ITEM_VERIFIED, work.save(ITEMS, item))
            return item
        model.send_back(item, wish["verifying_unit_id"], work.mark(), wish["findings"])
        work.tell(events.ITEM_RETURNED, work.save(ITEMS, item))
        if item.overdue:
            _start_escalation(work, item, work.today)
        elif item.due_on is not None:
            # It was handed in before the due date had passed, or that day is still to come: the day counts again.
            deadlines.put(work, DUE, item.id, item.due_on)
        return item

    @command(operations.REOPEN_RECTIFICATION_ITEM)
    def reopen_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Reopen an item whose problem is there again (问题反弹), with a new due date."""
        item = work.load(ITEMS, wish["item_id"])
        checklist = work.load(CHECKLISTS, item.checklist_id)
        model.reopen(item, checklist, wish["due_on"], work.today, work.mark(), wish["basis"])
        # Whoever closes the checklist at this moment must look again.
        work.save(CHECKLISTS, checklist)
        deadlines.put(work, DUE, item.id, wish["due_on"])
        work.tell(events.ITEM_REOPENED, work.save(ITEMS, item))
        return item

    @command(operations.EXTEND_RECTIFICATION_ITEM)
    def extend_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Give more time, not more often than the rule allows."""
        item = work.load(ITEMS, wish["item_id"])
        rule = work.rules["supervision.rectification_extensions"]
        model.extend(item, wish["due_on"], work.today, rule.value, rule.cited, work.mark(), wish["basis"])
        deadlines.cancel(work, ESCALATION, item.id)
        deadlines.put(work, DUE, item.id, wish["due_on"])
        work.tell(events.ITEM_EXTENDED, work.save(ITEMS, item))
        return item

    @command(operations.CLOSE_RECTIFICATION_ITEM)
    def close_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Take a verified item off the ledger (销号)."""
        item = work.load(ITEMS, wish["item_id"])
        model.close(item, work.mark(), wish["note"])
        work.tell(events.ITEM_CLOSED, work.save(ITEMS, item))
        return item

    @command(operations.CHANGE_RECTIFICATION_ITEM)
    def change_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Put right what an item says, with a basis; what it said before stays readable."""
        item = work.load(ITEMS, wish.pop("item_id"))
        checklist = work.load(CHECKLISTS, item.checklist_id)
        basis, title, aspect = wish.pop("basis"), wish.pop("aspect_title"), item.aspect
        if model.change(item, checklist, wish, title, basis, work.mark()):
            model.leave_aspect(checklist, aspect, _others(work, item, aspect))
            work.tell(events.CHECKLIST_CHANGED, work.save(CHECKLISTS, checklist))
        work.tell(events.ITEM_CHANGED, work.save(ITEMS, item))
        return item

    @command(operations.WITHDRAW_RECTIFICATION_ITEM)
    def withdraw_rectification_item(self, wish: Document, work: UnitOfWork) -> Item:
        """Take back an item that was listed by mistake, with a basis; it is counted no more and stays readable."""
        item = work.load(ITEMS, wish["item_id"])
        checklist = work.load(CHECKLISTS, item.checklist_id)
        model.withdraw(item, checklist, wish["basis"], work.mark())
        model.leave_aspect(checklist, item.aspect, _others(work, item, item.aspect))
        deadlines.cancel(work, DUE, item.id)
        deadlines.cancel(work, ESCALATION, item.id)
        work.tell(events.CHECKLIST_CHANGED, work.save(CHECKLISTS, checklist))
        work.tell(events.ITEM_WITHDRAWN, work.save(ITEMS, item))
        return item

    @query(operations.GET_RECTIFICATION_ITEM)
    def get_rectification_item(self, wish: Document, read: Reading) -> Document:
        """One item with its timeline."""
        return read.get(ITEMS, wish["item_id"], read.scope.filter(unit="unit_ids"), answer=schemas.ItemOut)

    @query(operations.LIST_RECTIFICATION_ITEMS)
    def list_rectification_items(self, wish: Document, read: Reading) -> Page:
        """The ledger (台账) by checklist, aspect, state, unit, due date and whether overdue."""
        where = queries.filters(wish, "checklist_id", "aspect", "state", "unit_id", "overdue")
        where |= queries.between(wish, "due_on", "due_from", "due_to")
        where.setdefault("state", _COUNTS)
        if wish["reopened"] is not None:
            where["reopenings"] = {"$gt": 0} if wish["reopened"] else 0
        where = queries.both(where, read.scope.filter(unit="unit_ids"))
        sorts = {**queries.orders("due_on", state="due_on"), "number": [("checklist_id", 1), ("number", 1)]}
        return read.page(ITEMS, where, wish, sorts=sorts, default_sort="number", answer=schemas.ItemLine)

    @deadline(DUE)
    def item_fell_due(self, due: Deadline, work: UnitOfWork) -> None:
        """The due date is over: an item that is in its unit's hands is overdue, and escalation begins."""
        item = work.load_many(ITEMS, [due.subject]).get(due.subject)
        if item is not None and model.fall_due(item, work.mark()):
            work.tell(events.ITEM_OVERDUE, work.save(ITEMS, item))
            _start_escalation(work, item, due.due_on)

    @deadline(ESCALATION)
    def item_escalates(self, due: Deadline, work: UnitOfWork) -> None:
        """An item is still overdue: the next level is told (督办升级)."""
        item = work.load_many(ITEMS, [due.subject]).get(due.subject)
        most = work.rules["supervision.rectification_escalation_levels"].value
        if item is not None and model.escalate(item, most, work.mark()):
            work.tell(events.ITEM_ESCALATED, work.save(ITEMS, item))
            _start_escalation(work, item, due.due_on)


def _item_due_moved(moved: Deadline, work: UnitOfWork) -> None:
    """Keep the due date that an item shows in step with its deadline."""
    item = work.load_many(ITEMS, [moved.subject]).get(moved.subject)
    if item is not None and item.due_on != moved.due_on:
        item.due_on = moved.due_on
        trace(item, "deadline_moved", work.mark(), moved.due_on.isoformat())
        work.save(ITEMS, item)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {DUE: _item_due_moved}


def _account_units(work: UnitOfWork) -> list[str]:
    bound = work.scope.unit_id
    if bound is None:
        return []
    unit = work.load_many(UNITS, [bound]).get(bound)
    return [*(unit.unit_ids if unit else []), bound]


def _issued_only(read: Reading) -> Document:
    """Who does not see everything does not see a checklist that is still being drawn up."""
    return (
        {} if read.scope.allows([]) else {"state": {"$in": [ChecklistState.ISSUED.value, ChecklistState.CLOSED.value]}}
    )


def _start_escalation(work: UnitOfWork, item: Item, after: date) -> None:
    if item.escalation < work.rules["supervision.rectification_escalation_levels"].value:
        days = work.rules["supervision.rectification_escalation_days"].value
        set_deadline(work, ESCALATION, item.id, after=after, count=days)


def _listed(work: UnitOfWork, checklist: Checklist, wish: Document, *, keep: bool = True) -> Item:
    model.take_in(checklist, wish["aspect"], wish["aspect_title"])
    words = {name: value for name, value in wish.items() if name not in _OF_CHECKLIST}
    item = Item(id=work.new_id("itm"), checklist_id=checklist.id, **words)
    trace(item, LIST, work.mark())
    if keep:
        work.save(CHECKLISTS, checklist)
        work.tell(events.ITEM_LISTED, work.add(ITEMS, item))
    return item


def _assigned(
    work: UnitOfWork, item: Item, checklist: Checklist, unit_id: str, wish: Document, *, keep: bool = True
) -> Item:
    path = unit_path(work, unit_id, "/unit_id")
    model.assign(item, checklist, (unit_id, path), wish["due_on"], work.mark(), wish["basis"])
    if keep:
        deadlines.cancel(work, ESCALATION, item.id)
        deadlines.put(work, DUE, item.id, wish["due_on"])
        work.tell(events.ITEM_ASSIGNED, work.save(ITEMS, item))
    return item


def _others(work: UnitOfWork, item: Item, aspect: int) -> int:
    """How many other items of the checklist are under an aspect."""
    where = {"checklist_id": item.checklist_id, "aspect": aspect, "state": _COUNTS, "_id": {"$ne": item.id}}
    return work.db[ITEMS.name].count_documents(where, limit=1)


def _checklists(work: UnitOfWork, rows: Iterable[Document]) -> dict[str, Checklist]:
    """Checklists that rows name, by id and by code."""
    named = [(row.get("checklist_id"), row["checklist_code"]) for row in rows]
    ids, codes = {id for id, _ in named if id}, {code for _, code in named if code}
    known: dict[str, Checklist] = work.load_many(CHECKLISTS, ids)
    for checklist in work.find(CHECKLISTS, {"code": {"$in": sorted(codes)}}, most=MAX_ROWS) if codes else []:
        known[checklist.code] = known[checklist.id] = checklist
    return known


def _numbers(work: UnitOfWork, checklists: Iterable[Checklist]) -> set[tuple[str, int]]:
    ids = sorted({checklist.id for checklist in checklists})
    found = work.db[ITEMS.name].find({"checklist_id": {"$in": ids}}, {"checklist_id": 1, "number": 1})
    return {(row["checklist_id"], row["number"]) for row in found}


def _number_taken(number: int) -> Problem:
    zh, en = f"清单中已有第{number}项", f"The checklist has an item {number} already"
    return ItemKnown(zh, en, errors=[field_error("/number", "already-known", zh, en)])


def _item_key(lists: dict[str, Checklist], row: Document) -> Any:
    if row["item_id"]:
        return row["item_id"]
    checklist = lists.get(row["checklist_code"])
    return (checklist.id, row["number"]) if checklist else None


def _items(work: UnitOfWork, lists: dict[str, Checklist], rows: list[Document]) -> dict[Any, Item]:
    """Items that rows name, by id and by checklist and number."""
    known: dict[Any, Item] = dict(work.load_many(ITEMS, (row["item_id"] for row in rows if row["item_id"])))
    pairs = {key for key in (_item_key(lists, row) for row in rows) if isinstance(key, tuple)}
    wanted = [{"checklist_id": checklist_id, "number": number} for checklist_id, number in sorted(pairs)]
    for item in work.find(ITEMS, {"$or": wanted}, most=MAX_ROWS) if wanted else []:
        known[item.checklist_id, item.number] = item
    return known


def _unit_ids(work: UnitOfWork, rows: list[Document]) -> dict[str, str]:
    """The units that rows name: their ids, by id and by code; all of them are loaded in two round trips."""
    known = {id: id for id in work.load_many(UNITS, (row["unit_id"] for row in rows if row["unit_id"]))}
    codes = sorted({row["unit_code"] for row in rows if row["unit_code"]})
    named = work.find(UNITS, {"code": {"$in": codes}}, most=MAX_ROWS) if codes else []
    return known | {unit.code: unit.id for unit in named}


def _summary(read: Reading, where: Document) -> Document:
    """Counts over the items that match."""

    def count(condition: Document) -> Document:
        return {"$sum": {"$cond": [condition, 1, 0]}}

    grouped = list(
        read.db["rectification_items"].aggregate(
            [
                {"$match": where},
                {
                    "$group": {
                        "_id": "$state",
                        "items": {"$sum": 1},
                        "aspects": {"$addToSet": "$aspect"},
                        "overdue": count({"$eq": ["$overdue", True]}),
                        "ever_overdue": count({"$gt": ["$overdue_times", 0]}),
                        "extended": count({"$gt": ["$extensions", 0]}),
                        "returned": count({"$gt": ["$returns", 0]}),
                        "reopened": count({"$gt": ["$reopenings", 0]}),
                        "accountability": {"$sum": "$accountability"},
                    }
                },
            ]
        )
    )
    counted = ("items", "overdue", "ever_overdue", "extended", "returned", "reopened", "accountability")
    totals: Document = {name: sum(group[name] for group in grouped) for name in counted}
    by_state = {state.value: 0 for state in ItemState} | {group["_id"]: group["items"] for group in grouped}
    completed = sum(by_state[state] for state in _DONE)
    return {
        **totals,
        "aspects": len({aspect for group in grouped for aspect in group["aspects"]}),
        "by_state": by_state,
        "completed": completed,
        "completion_rate": round(completed / totals["items"], 4) if totals["items"] else 0.0,
    }


JUDGED = (Judged(operations.VERIFY_RECTIFICATION_ITEM, ITEMS, ITEM_LIFE, (ItemStep.VERIFY,)),)

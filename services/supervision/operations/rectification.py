"""Offered: checklists, ledger, rectification, verification and accountability (清单+台账+整改+问责)."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, NotIndependent, UnknownEntry, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.supervision.errors.rectification import (
    AspectTitledOtherwise,
    ChecklistEmpty,
    ChecklistKnown,
    ChecklistNotInThisState,
    DueTooEarly,
    EvidenceMissing,
    ItemKnown,
    ItemNotInThisState,
    ItemsOpen,
    ItemUnchanged,
    NoChecklist,
    NoItem,
    TooManyExtensions,
    UnitNotIndependent,
)
from services.supervision.schemas import rectification as schemas

# fmt: off
OPEN_CHECKLIST = Command(
    "supervision.open_checklist", schemas.OpenChecklist, schemas.ChecklistOut,
    refuses=(ChecklistKnown, UnknownEntry),
    put_right=("close_checklist",),
)
ISSUE_CHECKLIST = Command(
    "supervision.issue_checklist", schemas.IssueChecklist, schemas.ChecklistOut,
    refuses=(DayNotCome, NoChecklist, ChecklistNotInThisState, ChecklistEmpty),
    put_right=("change_rectification_item", "withdraw_rectification_item"),
)
CLOSE_CHECKLIST = Command(
    "supervision.close_checklist", schemas.CloseChecklist, schemas.ChecklistOut,
    refuses=(DayNotCome, EndsBeforeItBegins, NoChecklist, ChecklistNotInThisState, ItemsOpen, ItemNotInThisState),
    put_right=("open_checklist",),
)
GET_CHECKLIST = Query("supervision.get_checklist", schemas.ChecklistOf, schemas.ChecklistOut, refuses=(NoChecklist,))
LIST_CHECKLISTS = Query("supervision.list_checklists", schemas.ListChecklists, page_of(schemas.ChecklistOut))
CHECKLIST_SUMMARY = Query(
    "supervision.checklist_summary", schemas.ChecklistOf, schemas.SummaryOut,
    refuses=(NoChecklist,),
)
ADD_RECTIFICATION_ITEM = Command(
    "supervision.add_rectification_item", schemas.AddItem, schemas.ItemOut,
    refuses=(NoChecklist, ItemKnown, AspectTitledOtherwise, ChecklistNotInThisState),
    put_right=("change_rectification_item", "withdraw_rectification_item"),
)
IMPORT_RECTIFICATION_ITEMS = BulkCommand(
    "supervision.import_rectification_items", row=schemas.ItemRow,
    refuses=(NoChecklist, ItemKnown, AspectTitledOtherwise, ChecklistNotInThisState),
    put_right=("change_rectification_item", "withdraw_rectification_item"),
)
ASSIGN_RECTIFICATION_ITEM = Command(
    "supervision.assign_rectification_item", schemas.AssignItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, ChecklistNotInThisState, DueTooEarly, UnknownUnit, NoChecklist),
    put_right=("assign_rectification_item",),
)
IMPORT_RECTIFICATION_ASSIGNMENTS = BulkCommand(
    "supervision.import_rectification_assignments", row=schemas.AssignmentRow,
    refuses=(NoItem, ItemNotInThisState, DueTooEarly, UnknownUnit, ChecklistNotInThisState),
    put_right=("assign_rectification_item",),
)
SUBMIT_RECTIFICATION_ITEM = Command(
    "supervision.submit_rectification_item", schemas.SubmitItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, EvidenceMissing),
    put_right=("verify_rectification_item",),
)
VERIFY_RECTIFICATION_ITEM = Command(
    "supervision.verify_rectification_item", schemas.VerifyItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, NotIndependent, UnitNotIndependent, UnknownUnit),
    put_right=("reopen_rectification_item",),
)
REOPEN_RECTIFICATION_ITEM = Command(
    "supervision.reopen_rectification_item", schemas.ReopenItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, ChecklistNotInThisState, DueTooEarly, NoChecklist),
    put_right=("submit_rectification_item", "verify_rectification_item"),
)
EXTEND_RECTIFICATION_ITEM = Command(
    "supervision.extend_rectification_item", schemas.ExtendItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, TooManyExtensions, DueTooEarly),
    put_right=("extend_rectification_item",),
)
CLOSE_RECTIFICATION_ITEM = Command(
    "supervision.close_rectification_item", schemas.CloseItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState),
    put_right=("reopen_rectification_item",),
)
CHANGE_RECTIFICATION_ITEM = Command(
    "supervision.change_rectification_item", schemas.ChangeItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, ItemUnchanged, ItemKnown, AspectTitledOtherwise, NoChecklist),
    put_right=("change_rectification_item",),
)
WITHDRAW_RECTIFICATION_ITEM = Command(
    "supervision.withdraw_rectification_item", schemas.WithdrawItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, ChecklistNotInThisState, NoChecklist),
    put_right=("add_rectification_item",),
)
GET_RECTIFICATION_ITEM = Query("supervision.get_rectification_item", schemas.ItemOf, schemas.ItemOut, refuses=(NoItem,))
LIST_RECTIFICATION_ITEMS = Query("supervision.list_rectification_items", schemas.ListItems, page_of(schemas.ItemLine))

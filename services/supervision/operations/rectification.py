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
)
ISSUE_CHECKLIST = Command(
    "supervision.issue_checklist", schemas.IssueChecklist, schemas.ChecklistOut,
    refuses=(DayNotCome, NoChecklist, ChecklistNotInThisState, ChecklistEmpty),
)
CLOSE_CHECKLIST = Command(
    "supervision.close_checklist", schemas.CloseChecklist, schemas.ChecklistOut,
    refuses=(DayNotCome, EndsBeforeItBegins, NoChecklist, ChecklistNotInThisState, ItemsOpen, ItemNotInThisState),
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
)
IMPORT_RECTIFICATION_ITEMS = BulkCommand(
    "supervision.import_rectification_items", row=schemas.ItemRow,
    refuses=(NoChecklist, ItemKnown, AspectTitledOtherwise, ChecklistNotInThisState),
)
ASSIGN_RECTIFICATION_ITEM = Command(
    "supervision.assign_rectification_item", schemas.AssignItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, ChecklistNotInThisState, DueTooEarly, UnknownUnit, NoChecklist),
)
IMPORT_RECTIFICATION_ASSIGNMENTS = BulkCommand(
    "supervision.import_rectification_assignments", row=schemas.AssignmentRow,
    refuses=(NoItem, ItemNotInThisState, DueTooEarly, UnknownUnit, ChecklistNotInThisState),
)
SUBMIT_RECTIFICATION_ITEM = Command(
    "supervision.submit_rectification_item", schemas.SubmitItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, EvidenceMissing),
)
VERIFY_RECTIFICATION_ITEM = Command(
    "supervision.verify_rectification_item", schemas.VerifyItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, NotIndependent, UnitNotIndependent, UnknownUnit),
)
REOPEN_RECTIFICATION_ITEM = Command(
    "supervision.reopen_rectification_item", schemas.ReopenItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, ChecklistNotInThisState, DueTooEarly, NoChecklist),
)
EXTEND_RECTIFICATION_ITEM = Command(
    "supervision.extend_rectification_item", schemas.ExtendItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, TooManyExtensions, DueTooEarly),
)
CLOSE_RECTIFICATION_ITEM = Command(
    "supervision.close_rectification_item", schemas.CloseItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState),
)
CHANGE_RECTIFICATION_ITEM = Command(
    "supervision.change_rectification_item", schemas.ChangeItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, ItemUnchanged, ItemKnown, AspectTitledOtherwise, NoChecklist),
)
WITHDRAW_RECTIFICATION_ITEM = Command(
    "supervision.withdraw_rectification_item", schemas.WithdrawItem, schemas.ItemOut,
    refuses=(NoItem, ItemNotInThisState, ChecklistNotInThisState, NoChecklist),
)
GET_RECTIFICATION_ITEM = Query("supervision.get_rectification_item", schemas.ItemOf, schemas.ItemOut, refuses=(NoItem,))
LIST_RECTIFICATION_ITEMS = Query("supervision.list_rectification_items", schemas.ListItems, page_of(schemas.ItemLine))

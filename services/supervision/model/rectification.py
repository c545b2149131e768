"""Checklists and their items (清单、台账、整改): what may follow what, when an item is overdue, and who may verify.

The four links of the source (清单+台账+整改+问责) are the checklist, the ledger of its items, their rectification with
evidence and independent verification, and accountability. Numbers come from rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from servicekit.errors import field_error
from servicekit.lifecycle import By, Entry, Mark
from servicekit.revisions import Amendment
from services.supervision.errors.rectification import (
    AspectTitledOtherwise,
    ChecklistEmpty,
    DueTooEarly,
    EvidenceMissing,
    ItemNotInThisState,
    ItemsOpen,
    ItemUnchanged,
    TooManyExtensions,
    UnitNotIndependent,
)
from services.supervision.vocabulary.rectification import (
    CHECKLIST_LIFE,
    ITEM_LIFE,
    ChecklistState,
    ChecklistStep,
    ItemState,
    ItemStep,
)


@dataclass
class Aspect:
    """An aspect (方面) under which a checklist gathers its items (项)."""

    number: int
    title: str


@dataclass
class Checklist:
    """A checklist of problems (问题清单): its source, its focus, its aspects, and how many items it has."""

    id: str
    code: str
    title: str
    source: str
    focus: str | None = None
    state: ChecklistState = ChecklistState.DRAFT
    aspects: list[Aspect] = field(default_factory=list)
    items: int = 0
    issued_on: date | None = None
    closed_on: date | None = None
    synthetic: bool = False
    version: int = 0

    @property
    def aspect_count(self) -> int:
        """How many aspects there are."""
        return len(self.aspects)


def take_in(checklist: Checklist, aspect: int, title: str | None) -> None:
    """Count one more item under an aspect. Raises ChecklistNotInThisState once it is issued, AspectTitledOtherwise."""
    CHECKLIST_LIFE.must(checklist, ChecklistStep.LIST_ITEM)
    name_aspect(checklist, aspect, title)
    checklist.items += 1


def name_aspect(checklist: Checklist, aspect: int, title: str | None) -> None:
    """Have an aspect on a checklist: a new one needs a title, a known one keeps its. Raises AspectTitledOtherwise."""
    known = next((known for known in checklist.aspects if known.number == aspect), None)
    if known is None and title is None:
        where = field_error("/aspect_title", "missing", "新的方面须写明名称", "A new aspect needs a title")
        raise AspectTitledOtherwise("新的方面须写明名称", "A new aspect needs a title", errors=[where], aspect=aspect)
    if known is not None and title not in (None, known.title):
        raise AspectTitledOtherwise(
            f"第{aspect}方面已名为“{known.title}”",
            f"Aspect {aspect} has the title {known.title} already",
            errors=[field_error("/aspect_title", "differs", f"应为“{known.title}”", f"It is {known.title}")],
            aspect=aspect,
        )
    if known is None and title is not None:
        checklist.aspects = sorted([*checklist.aspects, Aspect(aspect, title)], key=lambda one: one.number)


def issue(checklist: Checklist, on: date) -> None:
    """Issue a checklist; from then on its aspects and items stay as they are. Raises ChecklistEmpty."""
    CHECKLIST_LIFE.must(checklist, ChecklistStep.ISSUE)
    if not checklist.items:
        raise ChecklistEmpty()
    CHECKLIST_LIFE.move(checklist, ChecklistStep.ISSUE)
    checklist.issued_on = on


# fmt: on


@dataclass
class Assignment:
    """To which unit an item was given, until when, by whom; the last one holds. `at` is None where it is not known."""

    unit_id: str
    due_on: date | None
    at: datetime | None
    by: str | None
    basis: str | None = None


@dataclass
class Item:
    """A problem to be put right (整改事项), as a row of the ledger (台账)."""

    id: str
    checklist_id: str
    number: int
    aspect: int
    problem: str
    measure: str | None = None
    unit_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    revisions: list[Amendment] = field(default_factory=list)
    due_on: date | None = None
    state: ItemState = ItemState.LISTED
    overdue: bool = False
    overdue_times: int = 0
    escalation: int = 0
    extensions: int = 0
    returns: int = 0
    reopenings: int = 0
    evidence: int = 0
    evidence_of_round: int = 0
    accountability: int = 0
    verifying_unit_id: str | None = None
    verified_on: date | None = None
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0


def assign(
    item: Item, checklist: Checklist, unit: tuple[str, list[str]], due_on: date, mark: Mark, words: str | None
) -> None:
    """Give an item to a unit (its id, and its path from the top) until a day.

    The day may be past, as in a ledger taken over from paper; then the item is overdue at once. It may not be before
    the checklist was issued. Raises ChecklistNotInThisState, ItemNotInThisState and DueTooEarly.
    """
    CHECKLIST_LIFE.must(checklist, ChecklistStep.ASSIGN_ITEM)
    ITEM_LIFE.must(item, ItemStep.ASSIGN)
    if item.unit_id == unit[0] and item.state is not ItemState.LISTED:
        raise ItemNotInThisState(
            "该单位已在整改，调整期限请办理延期",
            "The unit has the item already; more time is an extension",
            state=str(item.state),
            step=str(ItemStep.ASSIGN),
            allowed=[str(one) for one in ITEM_LIFE.steps_from(item.state, By.PERSON) if one is not ItemStep.ASSIGN],
        )
    if checklist.issued_on is not None and due_on < checklist.issued_on:
        raise _too_early(checklist.issued_on)
    if item.unit_id is not None and not item.assignments:
        # Given before assignments were kept one by one.
        item.assignments.append(Assignment(item.unit_id, item.due_on, None, None))
    item.assignments.append(Assignment(unit[0], due_on, mark.at, mark.by, words))
    item.unit_id, item.unit_ids, item.due_on = unit[0], list(unit[1]), due_on
    item.overdue, item.escalation = False, 0
    ITEM_LIFE.take(item, ItemStep.ASSIGN, mark, words)


def _too_early(least: date) -> DueTooEarly:
    zh, en = f"期限不得早于{least.isoformat()}", f"It cannot be due before {least.isoformat()}"
    return DueTooEarly(zh, en, errors=[field_error("/due_on", "too-early", zh, en)], not_before=least.isoformat())


def add_evidence(item: Item, mark: Mark, words: str | None) -> None:
    """Count a piece of evidence; with the first one of a round, rectification has begun."""
    ITEM_LIFE.take(item, ItemStep.EVIDENCE, mark, words)
    item.evidence += 1
    item.evidence_of_round += 1


def withdraw_evidence(item: Item, added_at: datetime, mark: Mark, words: str) -> None:
    """Count a piece of evidence no more that was handed in at `added_at`. Raises ItemNotInThisState."""
    ITEM_LIFE.take(item, ItemStep.WITHDRAW_EVIDENCE, mark, words)
    began = max((one.at for one in item.timeline if one.what in (ItemStep.RETURN, ItemStep.REOPEN)), default=None)
    item.evidence -= 1
    if began is None or added_at >= began:
        item.evidence_of_round -= 1


def submit(item: Item, mark: Mark, words: str | None) -> None:
    """Hand an item in for verification. Raises EvidenceMissing."""
    ITEM_LIFE.must(item, ItemStep.SUBMIT)
    if not item.evidence_of_round:
        raise EvidenceMissing()
    ITEM_LIFE.take(item, ItemStep.SUBMIT, mark, words)


def must_be_independent(item: Item, verifying: Sequence[str], account_units: Sequence[str]) -> None:
    """Raises UnitNotIndependent.

    `verifying` is the path of the verifying unit, `account_units` that of the unit to which the verifier's account is
    bound (empty for none): the responsible unit may be on neither. A unit above the responsible one may verify.
    """
    if item.unit_id in verifying:
        zh, en = "验收单位为整改单位或其下属单位", "The verifying unit is the responsible one or below it"
        where = [field_error("/verifying_unit_id", "not-independent", zh, en)]
        raise UnitNotIndependent(zh, en, errors=where, unit_id=item.unit_id)
    if item.unit_id in account_units:
        zh, en = "验收人账号属于整改单位", "The verifier's account belongs to the responsible unit"
        raise UnitNotIndependent(zh, en, unit_id=item.unit_id)


def verify(item: Item, verifying_unit_id: str, mark: Mark, on: date, words: str | None) -> None:
    """The item has been put right (验收销号)."""
    ITEM_LIFE.take(item, ItemStep.VERIFY, mark, words)
    item.verifying_unit_id, item.verified_on, item.overdue, item.escalation = verifying_unit_id, on, False, 0


def send_back(item: Item, verifying_unit_id: str, mark: Mark, words: str | None) -> None:
    """The item has not been put right: a new round, with new evidence, begins."""
    ITEM_LIFE.take(item, ItemStep.RETURN, mark, words)
    item.verifying_unit_id, item.evidence_of_round = verifying_unit_id, 0
    item.returns += 1


def reopen(item: Item, checklist: Checklist, due_on: date, today: date, mark: Mark, words: str | None) -> None:
    """A problem that was put right is there again (问题反弹). Raises DueTooEarly before today."""
    CHECKLIST_LIFE.must(checklist, ChecklistStep.REOPEN_ITEM)
    ITEM_LIFE.must(item, ItemStep.REOPEN)
    if due_on < today:
        raise _too_early(today)
    ITEM_LIFE.take(item, ItemStep.REOPEN, mark, words)
    item.due_on, item.verified_on, item.evidence_of_round, item.extensions = due_on, None, 0, 0
    item.reopenings += 1


def extend(item: Item, due_on: date, today: date, most: int, cited: str, mark: Mark, words: str | None) -> None:
    """Give more time. Raises TooManyExtensions past `most`, and DueTooEarly for a day not later than before."""
    ITEM_LIFE.must(item, ItemStep.EXTEND)
    if item.extensions >= most:
        raise TooManyExtensions(
            f"已延期{item.extensions}次，最多{most}次（{cited}）",
            f"It was extended {item.extensions} times; at most {most} ({cited})",
            most=most,
        )
    if due_on < today:
        raise _too_early(today)
    if item.due_on is not None and due_on <= item.due_on:
        zh, en = f"延期须晚于原期限{item.due_on}", f"An extension ends after {item.due_on}"
        raise DueTooEarly(zh, en, errors=[field_error("/due_on", "too-early", zh, en)])
    ITEM_LIFE.take(item, ItemStep.EXTEND, mark, words)
    item.due_on, item.overdue, item.escalation = due_on, False, 0
    item.extensions += 1


def close(item: Item, mark: Mark, words: str | None = None) -> None:
    """Take a verified item off the ledger."""
    ITEM_LIFE.take(item, ItemStep.CLOSE, mark, words)


def change(item: Item, checklist: Checklist, wish: dict[str, Any], title: str | None, basis: str, mark: Mark) -> bool:
    """Put right what an item says; answers whether it left its aspect.

    Raises ItemNotInThisState, ItemUnchanged, and AspectTitledOtherwise.
    """
    ITEM_LIFE.must(item, ItemStep.CHANGE)
    after = {name: value for name, value in wish.items() if getattr(item, name) != value}
    if not after:
        raise ItemUnchanged()
    before = {name: getattr(item, name) for name in after}
    if "aspect" in after:
        name_aspect(checklist, after["aspect"], title)
    for name, value in after.items():
        setattr(item, name, value)
    item.revisions.append(Amendment(mark.at, mark.by, basis, before, after))
    ITEM_LIFE.take(item, ItemStep.CHANGE, mark, basis)
    return "aspect" in after


def leave_aspect(checklist: Checklist, aspect: int, others: int) -> None:
    """An item has left an aspect: without `others` in it there is no such aspect."""
    if not others:
        checklist.aspects = [one for one in checklist.aspects if one.number != aspect]


def take_back_assignment(item: Item, basis: str, mark: Mark) -> None:
    """Let an item be nobody's again that was assigned by mistake. Raises ItemNotInThisState."""
    ITEM_LIFE.take(item, ItemStep.UNASSIGN, mark, basis)
    item.assignments.clear()
    item.unit_id, item.unit_ids, item.due_on = None, [], None
    item.overdue, item.escalation = False, 0


def withdraw(item: Item, checklist: Checklist, basis: str, mark: Mark) -> None:
    """Take back an item that was listed by mistake. Raises ChecklistNotInThisState and ItemNotInThisState."""
    CHECKLIST_LIFE.must(checklist, ChecklistStep.WITHDRAW_ITEM)
    ITEM_LIFE.take(item, ItemStep.WITHDRAW, mark, basis)
    item.overdue, item.escalation = False, 0
    checklist.items -= 1


def fall_due(item: Item, mark: Mark) -> bool:
    """The day is over: whether the item is overdue by that; one that was handed in, or moved, is not."""
    if item.overdue or not ITEM_LIFE.may(item, ItemStep.OVERDUE):
        return False
    item.overdue = True
    item.overdue_times += 1
    ITEM_LIFE.take(item, ItemStep.OVERDUE, mark)
    return True


def escalate(item: Item, most: int, mark: Mark) -> bool:
    """Raise an overdue item to the next level; whether there was one."""
    if not item.overdue or item.escalation >= most or not ITEM_LIFE.may(item, ItemStep.ESCALATE):
        return False
    item.escalation += 1
    ITEM_LIFE.take(item, ItemStep.ESCALATE, mark, f"第{item.escalation}级")
    return True


def close_checklist(checklist: Checklist, items: Sequence[Item], on: date, mark: Mark) -> list[Item]:
    """Close a checklist with its verified items; answers those that are closed by it. Raises ItemsOpen."""
    CHECKLIST_LIFE.must(checklist, ChecklistStep.CLOSE)
    over = (ItemState.VERIFIED, ItemState.CLOSED, ItemState.WITHDRAWN)
    open_items = [item for item in items if item.state not in over]
    if open_items:
        numbers = sorted(item.number for item in open_items)
        raise ItemsOpen(
            f"还有{len(numbers)}项未销号",
            f"{len(numbers)} items are not verified yet",
            count=len(numbers),
            numbers=numbers[:50],
        )
    closing = [item for item in items if item.state is ItemState.VERIFIED]
    for item in closing:
        close(item, mark, "清单销号")
    CHECKLIST_LIFE.move(checklist, ChecklistStep.CLOSE)
    checklist.closed_on = on
    return closing

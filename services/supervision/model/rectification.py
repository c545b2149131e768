"""Checklists and their items (清单、台账、整改): what may follow what, when an item is overdue, and who may verify.

The four links of the source (清单+台账+整改+问责) are the checklist, the ledger of its items, their rectification with
evidence and independent verification, and accountability. Numbers come from rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from servicekit.errors import field_error
from services.supervision.errors.rectification import (
    AspectTitledOtherwise,
    ChecklistEmpty,
    ChecklistNotInThisState,
    DueTooEarly,
    EvidenceMissing,
    ItemNotInThisState,
    ItemsOpen,
    NotIndependent,
    TooManyExtensions,
)


class ChecklistState(StrEnum):
    """Where a checklist stands: drawn up, issued to the units, closed."""

    DRAFT = "draft"
    ISSUED = "issued"
    CLOSED = "closed"


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


def must_be(checklist: Checklist, state: ChecklistState) -> None:
    """Raises ChecklistNotInThisState."""
    if checklist.state is not state:
        raise ChecklistNotInThisState(
            f"清单状态为 {checklist.state.value}，此操作要求 {state.value}",
            f"The checklist is {checklist.state.value}; this needs one that is {state.value}",
            state=checklist.state.value,
            allowed=[state.value],
        )


def take_in(checklist: Checklist, aspect: int, title: str | None) -> None:
    """Count one more item under an aspect; a title is needed when the aspect is new.

    Raises ChecklistNotInThisState once the checklist is issued, and AspectTitledOtherwise where the title is missing or
    another than before.
    """
    must_be(checklist, ChecklistState.DRAFT)
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
    checklist.items += 1


def issue(checklist: Checklist, on: date) -> None:
    """Issue a checklist; from then on its aspects and items stay as they are. Raises ChecklistEmpty."""
    must_be(checklist, ChecklistState.DRAFT)
    if not checklist.items:
        raise ChecklistEmpty()
    checklist.state, checklist.issued_on = ChecklistState.ISSUED, on


class ItemState(StrEnum):
    """Where an item of the ledger stands."""

    LISTED = "listed"
    ASSIGNED = "assigned"
    RECTIFYING = "rectifying"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    REOPENED = "reopened"
    CLOSED = "closed"


class Step(StrEnum):
    """What is done with an item."""

    ASSIGN = "assign"
    EVIDENCE = "evidence"
    SUBMIT = "submit"
    VERIFY = "verify"
    RETURN = "return"
    REOPEN = "reopen"
    EXTEND = "extend"
    CLOSE = "close"


@dataclass(frozen=True)
class Row:
    """A row of the state table."""

    source: ItemState
    on: Step
    target: ItemState
    guard: str = ""


_S, _T = ItemState, Step
IN_HAND = (_S.ASSIGNED, _S.RECTIFYING, _S.RETURNED, _S.REOPENED)
"""States in which the next step is the responsible unit's, so that the due date counts."""

TRANSITIONS: tuple[Row, ...] = (
    Row(_S.LISTED, _T.ASSIGN, _S.ASSIGNED, "the checklist is issued; not due before that"),
    *(Row(state, _T.ASSIGN, state, "another unit takes over, with a basis") for state in IN_HAND),
    *(Row(state, _T.EVIDENCE, _S.RECTIFYING, "allowed type and size, not handed in before") for state in IN_HAND),
    *(Row(state, _T.EXTEND, state, "later than before, not more often than the rule allows") for state in IN_HAND),
    Row(_S.RECTIFYING, _T.SUBMIT, _S.SUBMITTED, "there is evidence of this round"),
    Row(_S.SUBMITTED, _T.VERIFY, _S.VERIFIED, "another unit, another person"),
    Row(_S.SUBMITTED, _T.RETURN, _S.RETURNED, "another unit, another person"),
    Row(_S.VERIFIED, _T.REOPEN, _S.REOPENED, "the checklist is issued; a new due date"),
    Row(_S.CLOSED, _T.REOPEN, _S.REOPENED, "the checklist is issued; a new due date"),
    Row(_S.VERIFIED, _T.CLOSE, _S.CLOSED),
)
_NEXT = {(row.source, row.on): row.target for row in TRANSITIONS}


@dataclass
class Entry:
    """An entry of an item's timeline: who (an account), when, what, and in what words."""

    at: datetime
    by: str
    what: str
    state: ItemState
    note: str | None = None


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
    submitted_by: str | None = None
    verifying_unit_id: str | None = None
    verified_on: date | None = None
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0


@dataclass(frozen=True)
class Mark:
    """Who acts, and when: what the timeline keeps of every step."""

    at: datetime
    by: str


def allowed_steps(state: ItemState) -> list[str]:
    """The steps that the table has from a state."""
    return [row.on.value for row in TRANSITIONS if row.source is state]


def note(item: Item, mark: Mark, what: str, words: str | None = None) -> None:
    """Add to the timeline."""
    item.timeline.append(Entry(mark.at, mark.by, what, item.state, words))


def _target(item: Item, step: Step) -> ItemState:
    target = _NEXT.get((item.state, step))
    if target is None:
        raise ItemNotInThisState(
            f"事项状态为 {item.state.value}，不能执行 {step.value}",
            f"The item is {item.state.value}; there is no {step.value} from there",
            state=item.state.value,
            step=step.value,
            allowed=allowed_steps(item.state),
        )
    return target


def _take(item: Item, step: Step, mark: Mark, words: str | None = None) -> None:
    item.state = _target(item, step)
    note(item, mark, step.value, words)


def list_item(item: Item, mark: Mark) -> Item:
    """Put an item on the ledger."""
    note(item, mark, "list")
    return item


def assign(
    item: Item, checklist: Checklist, unit: tuple[str, list[str]], due_on: date, mark: Mark, words: str | None
) -> None:
    """Give an item to a unit (its id, and its path from the top) until a day.

    The day may be past, as in a ledger taken over from paper; then the item is overdue at once. It may not be before
    the checklist was issued. Raises ChecklistNotInThisState, ItemNotInThisState and DueTooEarly.
    """
    must_be(checklist, ChecklistState.ISSUED)
    target = _target(item, Step.ASSIGN)
    if item.unit_id == unit[0] and item.state is not ItemState.LISTED:
        raise ItemNotInThisState(
            "该单位已在整改，调整期限请办理延期",
            "The unit has the item already; more time is an extension",
            state=item.state.value,
            allowed=[step for step in allowed_steps(item.state) if step != Step.ASSIGN],
        )
    if checklist.issued_on is not None and due_on < checklist.issued_on:
        raise _too_early(checklist.issued_on)
    item.unit_id, item.unit_ids, item.due_on = unit[0], list(unit[1]), due_on
    item.overdue, item.escalation, item.state = False, 0, target
    note(item, mark, Step.ASSIGN.value, words)


def _too_early(least: date) -> DueTooEarly:
    zh, en = f"期限不得早于{least.isoformat()}", f"It cannot be due before {least.isoformat()}"
    return DueTooEarly(zh, en, errors=[field_error("/due_on", "too-early", zh, en)], not_before=least.isoformat())


def add_evidence(item: Item, mark: Mark, words: str | None) -> None:
    """Count a piece of evidence; with the first one of a round, rectification has begun."""
    _take(item, Step.EVIDENCE, mark, words)
    item.evidence += 1
    item.evidence_of_round += 1


def submit(item: Item, mark: Mark, words: str | None) -> None:
    """Hand an item in for verification. Raises EvidenceMissing."""
    _target(item, Step.SUBMIT)
    if not item.evidence_of_round:
        raise EvidenceMissing()
    _take(item, Step.SUBMIT, mark, words)
    item.submitted_by = mark.by


def must_be_independent(item: Item, verifying: Sequence[str], account_units: Sequence[str], by: str) -> None:
    """Raises NotIndependent.

    `verifying` is the path of the verifying unit, `account_units` that of the unit to which the verifier's account is
    bound (empty for none): the responsible unit may be on neither. A unit above the responsible one may verify.
    """
    if item.unit_id in verifying:
        zh, en = "验收单位为整改单位或其下属单位", "The verifying unit is the responsible one or below it"
        where = [field_error("/verifying_unit_id", "not-independent", zh, en)]
        raise NotIndependent(zh, en, errors=where, unit_id=item.unit_id)
    if item.unit_id in account_units:
        raise NotIndependent(
            "验收人账号属于整改单位", "The verifier's account belongs to the responsible unit", unit_id=item.unit_id
        )
    if by == item.submitted_by:
        raise NotIndependent("提交人不得验收", "Who submitted the item may not verify it", account=by)


def verify(item: Item, verifying_unit_id: str, mark: Mark, on: date, words: str | None) -> None:
    """The item has been put right (验收销号)."""
    _take(item, Step.VERIFY, mark, words)
    item.verifying_unit_id, item.verified_on, item.overdue, item.escalation = verifying_unit_id, on, False, 0


def send_back(item: Item, verifying_unit_id: str, mark: Mark, words: str | None) -> None:
    """The item has not been put right: a new round, with new evidence, begins."""
    _take(item, Step.RETURN, mark, words)
    item.verifying_unit_id, item.evidence_of_round = verifying_unit_id, 0
    item.returns += 1


def reopen(item: Item, checklist: Checklist, due_on: date, today: date, mark: Mark, words: str | None) -> None:
    """A problem that was put right is there again (问题反弹). Raises DueTooEarly before today."""
    must_be(checklist, ChecklistState.ISSUED)
    _target(item, Step.REOPEN)
    if due_on < today:
        raise _too_early(today)
    _take(item, Step.REOPEN, mark, words)
    item.due_on, item.verified_on, item.evidence_of_round, item.extensions = due_on, None, 0, 0
    item.reopenings += 1


def extend(item: Item, due_on: date, today: date, most: int, cited: str, mark: Mark, words: str | None) -> None:
    """Give more time. Raises TooManyExtensions past `most`, and DueTooEarly for a day not later than before."""
    _target(item, Step.EXTEND)
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
    _take(item, Step.EXTEND, mark, words)
    item.due_on, item.overdue, item.escalation = due_on, False, 0
    item.extensions += 1


def close(item: Item, mark: Mark, words: str | None = None) -> None:
    """Take a verified item off the ledger."""
    _take(item, Step.CLOSE, mark, words)


def fall_due(item: Item, mark: Mark) -> bool:
    """The day is over: whether the item is overdue by that; one that was handed in, or moved, is not."""
    if item.state not in IN_HAND or item.overdue:
        return False
    item.overdue = True
    item.overdue_times += 1
    note(item, mark, "overdue")
    return True


def escalate(item: Item, most: int, mark: Mark) -> bool:
    """Raise an overdue item to the next level; whether there was one."""
    if item.state not in IN_HAND or not item.overdue or item.escalation >= most:
        return False
    item.escalation += 1
    note(item, mark, "escalate", str(item.escalation))
    return True


def close_checklist(checklist: Checklist, items: Sequence[Item], on: date, mark: Mark) -> list[Item]:
    """Close a checklist with its verified items; answers those that are closed by it. Raises ItemsOpen."""
    must_be(checklist, ChecklistState.ISSUED)
    open_items = [item for item in items if item.state not in (ItemState.VERIFIED, ItemState.CLOSED)]
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
    checklist.state, checklist.closed_on = ChecklistState.CLOSED, on
    return closing

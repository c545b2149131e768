"""Events: checklists, ledger, rectification, verification and accountability (清单+台账+整改+问责)."""

from __future__ import annotations

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class ChecklistState(Schema):
    """A checklist's whole thin state."""

    checklist_id = fields.String(required=True, attribute="id")
    code = fields.String(required=True)
    source = fields.String(required=True)
    focus = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    aspects = fields.Integer(required=True, attribute="aspect_count")
    items = fields.Integer(required=True)
    issued_on = fields.Date(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


_CHECKLIST = {
    "checklist_id": "chk-01",
    "code": "ZC-2025",
    "source": "self_examination",
    "focus": "one_chain",
    "state": "issued",
    "aspects": 43,
    "items": 180,
    "issued_on": "2025-03-03",
    "closed_on": None,
    "synthetic": True,
}


def _checklist(name: str, meaning: str, zh: str, **state: object) -> Event:
    return EVENTS.event(name, ChecklistState, meaning, zh=zh, example={**_CHECKLIST, **state})


CHECKLIST_OPENED = _checklist(
    "checklist.opened.v1",
    "A checklist is being drawn up.",
    "建立清单",
    state="draft",
    issued_on=None,
    aspects=0,
    items=0,
)
CHECKLIST_ISSUED = _checklist(
    "checklist.issued.v1", "A checklist was issued; its aspects and items are final.", "清单已下发"
)
CHECKLIST_CLOSED = _checklist(
    "checklist.closed.v1",
    "Every item of a checklist was verified; it is closed.",
    "清单已销号",
    state="closed",
    closed_on="2025-11-28",
)


CHECKLIST_CHANGED = _checklist(
    "checklist.changed.v1", "An item left a checklist, or went to another aspect of it.", "清单已更正", items=179
)


class ItemState(Schema):
    """An item's whole thin state; no wording of the problem."""

    item_id = fields.String(required=True, attribute="id")
    checklist_id = fields.String(required=True)
    number = fields.Integer(required=True)
    aspect = fields.Integer(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    unit_ids = fields.List(fields.String(), required=True)
    due_on = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True)
    overdue = fields.Boolean(required=True)
    overdue_times = fields.Integer(required=True)
    escalation = fields.Integer(required=True)
    extensions = fields.Integer(required=True)
    returns = fields.Integer(required=True)
    reopenings = fields.Integer(required=True)
    evidence = fields.Integer(required=True)
    verifying_unit_id = fields.String(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


_ITEM = {
    "item_id": "itm-01",
    "checklist_id": "chk-01",
    "number": 12,
    "aspect": 3,
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "due_on": "2025-06-30",
    "state": "assigned",
    "overdue": False,
    "overdue_times": 0,
    "escalation": 0,
    "extensions": 0,
    "returns": 0,
    "reopenings": 0,
    "evidence": 0,
    "verifying_unit_id": None,
    "synthetic": True,
}
_LATE = {"state": "rectifying", "overdue": True, "overdue_times": 1, "evidence": 1}
_DONE = {"evidence": 2, "verifying_unit_id": "unt-02"}


def _item(name: str, meaning: str, zh: str, **state: object) -> Event:
    return EVENTS.event(name, ItemState, meaning, zh=zh, example={**_ITEM, **state})


ITEM_LISTED = _item(
    "item.listed.v1",
    "A problem stands on a checklist.",
    "事项列入清单",
    state="listed",
    unit_id=None,
    unit_ids=[],
    due_on=None,
)
ITEM_ASSIGNED = _item("item.assigned.v1", "A unit is responsible for an item until a day.", "事项已交办")
ITEM_EVIDENCED = _item(
    "item.evidenced.v1",
    "Evidence of rectification was handed in, or taken back.",
    "已提交佐证材料",
    state="rectifying",
    evidence=1,
)
ITEM_SUBMITTED = _item(
    "item.submitted.v1", "An item waits for verification.", "已提交验收", state="submitted", evidence=2
)
ITEM_VERIFIED = _item(
    "item.verified.v1", "Another unit found that the item was put right.", "验收通过", state="verified", **_DONE
)
ITEM_RETURNED = _item(
    "item.returned.v1",
    "Another unit found that the item was not put right.",
    "验收退回",
    state="returned",
    returns=1,
    **_DONE,
)
ITEM_REOPENED = _item(
    "item.reopened.v1",
    "A problem that was put right is there again.",
    "事项重新整改",
    state="reopened",
    reopenings=1,
    **_DONE,
)
ITEM_OVERDUE = _item("item.overdue.v1", "The due date has passed without a submission.", "事项逾期", **_LATE)
ITEM_ESCALATED = _item(
    "item.escalated.v1", "An overdue item was raised to the next level.", "逾期升级督办", escalation=1, **_LATE
)
ITEM_EXTENDED = _item(
    "item.extended.v1",
    "An item has a later due date.",
    "事项延期",
    due_on="2025-08-29",
    state="rectifying",
    extensions=1,
)
ITEM_CHANGED = _item("item.changed.v1", "What an item says was put right.", "事项已更正")
ITEM_WITHDRAWN = _item(
    "item.withdrawn.v1", "An item that was listed by mistake was taken back.", "事项已撤销", state="withdrawn"
)
ITEM_CLOSED = _item("item.closed.v1", "An item was taken off the ledger.", "事项销号", state="closed", **_DONE)


class AccountabilityState(Schema):
    """An entry of accountability; no wording."""

    accountability_id = fields.String(required=True, attribute="id")
    item_id = fields.String(required=True)
    checklist_id = fields.String(required=True)
    kind = fields.String(required=True)
    cadre_id = fields.String(required=True, allow_none=True)
    unit_id = fields.String(required=True, allow_none=True)
    unit_ids = fields.List(fields.String(), required=True)
    decided_on = fields.Date(required=True)
    annulled = fields.Boolean(load_default=False)
    synthetic = fields.Boolean(required=True)


_ACCOUNTABILITY = {
    "accountability_id": "acc-01",
    "item_id": "itm-01",
    "checklist_id": "chk-01",
    "kind": "talk",
    "cadre_id": "cad-01",
    "unit_id": None,
    "unit_ids": ["unt-01", "unt-07"],
    "decided_on": "2025-07-15",
    "annulled": False,
    "synthetic": True,
}
ACCOUNTABILITY_RECORDED = EVENTS.event(
    "accountability.recorded.v1",
    AccountabilityState,
    "A cadre or a unit was held to account for an item.",
    zh="已问责",
    example=_ACCOUNTABILITY,
)
ACCOUNTABILITY_ANNULLED = EVENTS.event(
    "accountability.annulled.v1",
    AccountabilityState,
    "An entry of accountability was made by mistake: it counts as never having been.",
    zh="问责登记已撤销",
    example={**_ACCOUNTABILITY, "annulled": True},
)

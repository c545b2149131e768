"""Checklists and their items (清单、台账、整改): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.rectification import ChecklistNotInThisState, ItemNotInThisState


class ChecklistState(Named):
    """Where a checklist stands: drawn up, issued to the units, closed."""

    DRAFT = "draft", "拟订中"
    ISSUED = "issued", "已下发"
    CLOSED = "closed", "已销号"


class ItemState(Named):
    """Where an item of the ledger stands."""

    LISTED = "listed", "已列入"
    ASSIGNED = "assigned", "已交办"
    RECTIFYING = "rectifying", "整改中"
    SUBMITTED = "submitted", "待验收"
    RETURNED = "returned", "验收退回"
    VERIFIED = "verified", "验收通过"
    REOPENED = "reopened", "重新整改"
    CLOSED = "closed", "已销号"
    WITHDRAWN = "withdrawn", "已撤销"


class ItemStep(Named):
    """What can happen to an item."""

    ASSIGN = "assign", "交办"
    EVIDENCE = "evidence", "提交佐证材料"
    WITHDRAW_EVIDENCE = "withdraw_evidence", "撤回佐证材料"
    EXTEND = "extend", "延期"
    OVERDUE = "overdue", "逾期"
    ESCALATE = "escalate", "升级督办"
    SUBMIT = "submit", "提交验收"
    VERIFY = "verify", "验收通过"
    RETURN = "return", "验收退回"
    REOPEN = "reopen", "重新整改"
    CLOSE = "close", "销号"
    CHANGE = "change", "更正"
    WITHDRAW = "withdraw", "撤销"
    UNASSIGN = "unassign", "撤回交办"


_S, _T = ItemState, ItemStep
_IN_HAND = (_S.ASSIGNED, _S.RECTIFYING, _S.RETURNED, _S.REOPENED)
"""The next step is the responsible unit's, so that the due date counts."""
LIST = "list"
"""How the timeline calls that an item came onto its checklist."""
_CONDUCTED = (LIST, _T.ASSIGN, _T.EVIDENCE, _T.EXTEND, _T.SUBMIT, _T.REOPEN, _T.CHANGE)
_LISTED: tuple[ItemState, ...] = tuple(state for state in ItemState if state is not ItemState.WITHDRAWN)
# fmt: off
ITEM_LIFE = Lifecycle(
    "整改事项",
    "Rectification item",
    ItemState,
    ItemStep,
    (_S.LISTED,),
    (
        Row((_S.LISTED,), _T.ASSIGN, _S.ASSIGNED, "清单已下发，期限不早于下发日",
            "the checklist is issued; not due before"),
        Row(_IN_HAND, _T.ASSIGN, None, "改由另一单位整改，有依据", "another unit takes over, with a basis"),
        Row(_IN_HAND, _T.EVIDENCE, _S.RECTIFYING, "类型、大小符合规定", "allowed type and size, not handed in before"),
        Row(_IN_HAND, _T.WITHDRAW_EVIDENCE, None, "误交，写明依据；原件保留，不再计数",
            "handed in by mistake, with a basis; it stays readable and counts no more"),
        Row(_IN_HAND, _T.EXTEND, None, "晚于原期限，不超过规定次数", "later than before, as often as the rule allows"),
        Row(_IN_HAND, _T.OVERDUE, None, "期限已过", "the due date is over", by=By.DEADLINE),
        Row(_IN_HAND, _T.ESCALATE, None, "逾期未整改", "it is overdue still", by=By.DEADLINE),
        Row((_S.RECTIFYING,), _T.SUBMIT, _S.SUBMITTED, "本轮有佐证材料", "there is evidence of this round"),
        Row((_S.SUBMITTED,), _T.VERIFY, _S.VERIFIED, "由其他单位、其他人员验收", "another unit, another person",
            apart_from=_CONDUCTED),
        Row((_S.SUBMITTED,), _T.RETURN, _S.RETURNED, "由其他单位、其他人员验收", "another unit, another person",
            apart_from=_CONDUCTED),
        Row((_S.VERIFIED, _S.CLOSED), _T.REOPEN, _S.REOPENED, "问题反弹，清单未销号", "the checklist is not closed"),
        Row((_S.VERIFIED,), _T.CLOSE, _S.CLOSED),
        Row(_LISTED, _T.CHANGE, None, "写明依据，保留更正前的内容", "with a basis; what it said before is kept"),
        Row((_S.LISTED, *_IN_HAND, _S.SUBMITTED), _T.WITHDRAW, _S.WITHDRAWN, "误列，写明依据，清单未销号",
            "listed by mistake, with a basis; the checklist is not closed"),
        Row((_S.ASSIGNED,), _T.UNASSIGN, _S.LISTED, "交办的导入被撤销，此前未交办其他单位",
            "the import that has assigned it is undone, and it was nobody's before", by=By.FOLLOWS),
    ),
    ItemNotInThisState,
    besides={
        LIST: "列入清单",
        "accountability": "登记问责",
        "accountability_annulled": "撤销问责登记",
        "deadline_moved": "调整期限",
    },
)


class ChecklistStep(Named):
    """What can happen to a checklist."""

    LIST_ITEM = "list_item", "列入事项"
    ISSUE = "issue", "下发"
    ASSIGN_ITEM = "assign_item", "交办事项"
    REOPEN_ITEM = "reopen_item", "重新整改事项"
    WITHDRAW_ITEM = "withdraw_item", "撤销事项"
    CLOSE = "close", "销号"


_C = ChecklistState
CHECKLIST_LIFE = Lifecycle(
    "问题清单",
    "Checklist",
    ChecklistState,
    ChecklistStep,
    (_C.DRAFT,),
    (
        Row((_C.DRAFT,), ChecklistStep.LIST_ITEM, None),
        Row((_C.DRAFT,), ChecklistStep.ISSUE, _C.ISSUED, "至少有一个事项", "it has an item"),
        Row((_C.ISSUED,), ChecklistStep.ASSIGN_ITEM, None),
        Row((_C.ISSUED,), ChecklistStep.REOPEN_ITEM, None),
        Row((_C.DRAFT, _C.ISSUED), ChecklistStep.WITHDRAW_ITEM, None),
        Row((_C.ISSUED,), ChecklistStep.CLOSE, _C.CLOSED, "全部事项验收通过", "every item has been verified"),
    ),
    ChecklistNotInThisState,
)

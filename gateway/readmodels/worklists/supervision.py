"""What waits in supervision: vettings, matters and tasks (五联), letters, appeals, rectification."""

from __future__ import annotations

from gateway.readmodels.asked import Filter, of_owned
from gateway.readmodels.generations import Document
from gateway.readmodels.worklists.common import (
    GIVEN_OUT,
    HELD,
    NUMBERED,
    Asking,
    Waiting,
    everything,
    in_state,
    that_has_come,
    that_is_over,
)
from servicekit.principal import Reach
from services.supervision.operations import (
    appeals,
    conferences,
    evidence,
    letters,
    matters,
    personal_matters,
    rectification,
    tasks,
    vetting,
)
from services.supervision.schemas.letters import KINDS as LETTER_KINDS


def _kind(row: Document) -> str:
    return LETTER_KINDS[row["kind"]]


_J = "joint_work"
_ASKED = of_owned("agencies", "waits_for")
_ANSWERED: Filter = {"$or": [{"$expr": {"$lte": ["$asked", "$answered"]}}, {"escalation": {"$gt": 0}}]}
"""All opinions are there, or the agencies were reminded in vain."""

WAITING = (
    Waiting(vetting.CONCLUDE_VETTING, in_state("vettings", "open").also(_ANSWERED), "due_on"),
    Waiting(vetting.GIVE_OPINION, in_state("vettings", "open", cut=_ASKED), "due_on", whose=Reach.UNIT),
    Waiting(matters.DISCUSS_MATTER, in_state(_J, "registered", "reopened", mechanism="discussion")),
    Waiting(
        matters.GIVE_MATTER_OPINION,
        in_state(_J, "under_discussion", mechanism="discussion", cut=_ASKED),
        "due_on",
        whose=Reach.UNIT,
    ),
    Waiting(
        matters.CONCLUDE_MATTER, in_state(_J, "under_discussion", mechanism="discussion").also(_ANSWERED), "due_on"
    ),
    Waiting(matters.CLOSE_MATTER, in_state(_J, "concluded", "in_action", mechanism="discussion", open_tasks=0)),
    Waiting(
        tasks.REPORT_TASK,
        in_state(_J, "assigned", "accepted", "returned", mechanism="action", cut=_ASKED),
        "due_on",
        whose=Reach.UNIT,
        called=GIVEN_OUT,
        titled=tasks.LIST_TASKS,
    ),
    Waiting(
        tasks.CONFIRM_TASK,
        in_state(_J, "reported", mechanism="action"),
        "due_on",
        called=GIVEN_OUT,
        titled=tasks.LIST_TASKS,
    ),
    Waiting(
        conferences.HOLD_CONFERENCE,
        that_has_come(in_state(_J, "planned", mechanism="conference", cut=everything), "held_on"),
        "held_on",
        called=HELD,
    ),
    Waiting(
        conferences.MINUTE_CONFERENCE,
        in_state(_J, "held", mechanism="conference", cut=everything),
        called=HELD,
    ),
    Waiting(
        conferences.CLOSE_CONFERENCE,
        in_state(_J, "minuted", mechanism="conference", open_tasks=0, cut=everything),
        called=HELD,
    ),
    Waiting(letters.REPLY_LETTER, in_state("letters", "sent", kind="inquiry"), "due_on", whose=Reach.SELF),
    Waiting(
        letters.CLOSE_LETTER,
        in_state("letters", "sent", "answered").also({"$or": [{"state": "answered"}, {"overdue": True}]}),
        "due_on",
    ),
    Waiting(appeals.DECIDE_APPEAL, in_state("appeals", "open"), "due_on"),
    Waiting(personal_matters.CONCLUDE_CHECK, in_state("checks", "open")),
    Waiting(
        personal_matters.RECORD_REPORT,
        that_is_over(in_state("personal_matter_reports", "due"), "due_on"),
        "due_on",
        zh="个人有关事项报告逾期未交",
        en="A report of personal matters is overdue",
    ),
    Waiting(personal_matters.DRAW, in_state("draws", "announced", cut=everything)),
    Waiting(rectification.ISSUE_CHECKLIST, in_state("checklists", "draft", cut=everything), called="{code}"),
    Waiting(
        rectification.ASSIGN_RECTIFICATION_ITEM,
        in_state("rectification_items", "listed", cut=everything),
        called=NUMBERED,
    ),
    Waiting(
        evidence.ADD_EVIDENCE,
        in_state("rectification_items", "assigned", "returned", "reopened"),
        "due_on",
        whose=Reach.UNIT,
        called=NUMBERED,
    ),
    Waiting(
        rectification.SUBMIT_RECTIFICATION_ITEM,
        in_state("rectification_items", "rectifying"),
        "due_on",
        whose=Reach.UNIT,
        called=NUMBERED,
    ),
    Waiting(
        rectification.VERIFY_RECTIFICATION_ITEM,
        in_state("rectification_items", "submitted"),
        "due_on",
        called=NUMBERED,
    ),
    Waiting(
        rectification.CLOSE_RECTIFICATION_ITEM,
        in_state("rectification_items", "verified", cut=everything),
        called=NUMBERED,
    ),
)

ASKING = (
    Asking(
        letters.SEND_LETTER,
        letters.LIST_LETTERS,
        called=_kind,
        whose=None,
        given={"state": ["draft"], "sort": "written_on"},
    ),
)

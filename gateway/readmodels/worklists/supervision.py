"""What waits in supervision: vettings, matters and tasks (五联), letters, appeals, rectification."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Filter, of_open, of_owned
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
)
from servicekit.principal import Reach
from servicekit.queries import both
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


_REPORTS = {"due": "逾期未交", "received": "待审核", "returned": "退回待补充", "reviewed": "待归档"}
"""What is to be done about reports of personal matters, by their state."""


def _goes_on(asked: Asked) -> Filter:
    """A report is gone on with while its campaign is open; one that is due, once its day is over."""
    over: Filter = {"state": "due", "due_on": {"$lt": asked.period.last.isoformat()}}
    return both(_of_campaign(asked), {"$or": [over, {"state": {"$in": [one for one in _REPORTS if one != "due"]}}]})


_of_campaign = of_open("campaigns", "campaign_id")


def _unreported(row: Document) -> str:
    missing = f"，尚有{row['unreported']}人未报" if row["unreported"] else ""
    return f"{row['title']}{missing}"


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
        called=GIVEN_OUT,
        titled=tasks.LIST_TASKS,
    ),
    Waiting(
        tasks.WITHDRAW_TASK,
        in_state(_J, "assigned", "accepted", "returned", mechanism="action", escalation={"$gt": 0}),
        "due_on",
        called=GIVEN_OUT,
        titled=tasks.LIST_TASKS,
        zh="任务逾期已升级督办：督促承办单位报告，不再办理的撤回",
        en="An overdue task was raised to the next level: press its agencies, or withdraw it",
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
    Waiting(
        letters.REPLY_LETTER, in_state("letters", "sent", kind="inquiry"), "due_on", whose=Reach.SELF, called=_kind
    ),
    # The day by which the cadre answers is not the officer's own.
    Waiting(
        letters.CLOSE_LETTER,
        in_state("letters", "sent", "answered").also(
            {"$or": [{"state": "answered"}, {"overdue": True}, {"kind": "reminder"}]}
        ),
        called=lambda row: _kind(row) + ("（逾期未复）" if row["overdue"] else ""),
    ),
    Waiting(appeals.DECIDE_APPEAL, in_state("appeals", "open"), "due_on"),
    Waiting(personal_matters.CONCLUDE_CHECK, in_state("checks", "open")),
    Waiting(
        personal_matters.RECORD_REPORT,
        in_state("personal_matter_reports", *_REPORTS).also(_goes_on),
        called=lambda row: _REPORTS[row["state"]],
        zh="登记个人有关事项报告的办理情况",
        en="Go on with a report of personal matters",
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
        rectification.EXTEND_RECTIFICATION_ITEM,
        in_state(
            "rectification_items",
            *("assigned", "rectifying", "returned", "reopened"),
            overdue=True,
            escalation={"$gt": 0},
            cut=everything,
        ),
        "due_on",
        called=NUMBERED,
        zh="整改逾期已升级督办：督促整改、问责，或延长期限",
        en="An overdue item was raised to the next level: press the unit, hold it to account, or give more time",
    ),
    Waiting(
        rectification.VERIFY_RECTIFICATION_ITEM,
        in_state("rectification_items", "submitted"),
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
    Asking(
        personal_matters.CLOSE_CAMPAIGN,
        personal_matters.LIST_CAMPAIGNS,
        "due_on",
        called=_unreported,
        whose=None,
        zh="集中报告已过截止日：催报、查核，办完后结束",
        en="A campaign's day is over: press those who have not reported, finish the checks, then close it",
        given={"overdue": True},
    ),
)

"""The supervision dashboard (干部监督看板): numbers and series for charts, counted when asked for."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Selection, everything, link
from gateway.readmodels.dashboards.common import BY_VALUE, Attention, Dashboard, Series, by, by_month
from gateway.readmodels.figures.supervision import ITEMS, used
from gateway.readmodels.generations import Document
from servicekit.schema import Schema, fields, instance
from services.supervision.schemas.matters import JOINT_STATES, MechanismOut
from services.supervision.schemas.rectification import ItemLine
from services.supervision.schemas.standing import RestrictionOut
from services.supervision.schemas.vetting import VettingRow


class JointWork(Schema):
    """What the five mechanisms (五项机制) have in hand."""

    mechanism = fields.String(metadata=instance(MechanismOut).fields["code"].metadata)
    state = fields.String(metadata={"words": JOINT_STATES})
    by_state = fields.Dict(keys=fields.String(), metadata={"words": JOINT_STATES})


_MOST = 500
_RIGHT = ["verified", "closed"]
_VETTINGS = Selection("vettings", day="requested_on")
_IN_FORCE = Selection("restrictions", {"state": "in_force"})
_USED = Selection("joint_work", used)


async def _outcomes(asked: Asked) -> list[Document]:
    """Vettings with their outcome, and how many days each took on average."""
    begun, done = ({"$dateFromString": {"dateString": f"${day}"}} for day in ("requested_on", "concluded_on"))
    days = {"$avg": {"$dateDiff": {"startDate": begun, "endDate": done, "unit": "day"}}}
    group = {"$group": {"_id": "$outcome", "count": {"$sum": 1}, "days": days}}
    found = await asked.run(_VETTINGS.also({"state": "concluded"}), group, BY_VALUE)
    return [{"outcome": row["_id"], "count": row["count"], "days": row["days"]} for row in found]


async def _aspects(asked: Asked) -> list[Document]:
    """By the aspects (方面) of each checklist: how many items, and how many of them are put right or late."""
    group = {
        "_id": {"checklist_id": "$checklist_id", "aspect": "$aspect"},
        "items": {"$sum": 1},
        "verified": {"$sum": {"$cond": [{"$in": ["$state", _RIGHT]}, 1, 0]}},
        "overdue": {"$sum": {"$cond": ["$overdue", 1, 0]}},
        "escalated": {"$sum": {"$cond": [{"$gt": ["$escalation", 0]}, 1, 0]}},
    }
    found = await asked.run(ITEMS, {"$group": group}, BY_VALUE, {"$limit": _MOST})
    return [{**row.pop("_id"), **row} for row in found]


async def _joint(asked: Asked) -> list[Document]:
    """By mechanism (五联): how often it was used, and in which states that stands now."""
    rows: dict[str, Document] = {}
    for row in await by(_USED, "mechanism", "state", order=BY_VALUE)(asked):
        mechanism = row["mechanism"]
        one = rows.setdefault(mechanism, {"mechanism": mechanism, "count": 0, "by_state": {}})
        one["count"] += row["count"]
        one["by_state"][row["state"]] = row["count"]
    return list(rows.values())


BOARD = Dashboard(
    "supervision",
    "干部监督",
    numbers={
        "agencies": Selection("agencies", {"active": True}, cut=everything),
        "vettings_open": Selection("vettings", {"state": "open"}),
        "restrictions": _IN_FORCE,
        "items": ITEMS,
        "items_overdue": ITEMS.also({"overdue": True}),
        "escalated": ITEMS.also({"escalation": {"$gt": 0}}),
        "items_reopened": ITEMS.also({"reopenings": {"$gt": 0}}),
        "items_verified": ITEMS.also({"state": {"$in": _RIGHT}}),
        "accountability": Selection("accountability", {"annulled": {"$ne": True}}, day="decided_on"),
    },
    series={
        "vettings_by_outcome": Series("联审按结论", _outcomes, like=VettingRow),
        "vettings_by_month": Series("联审按月份", by_month(_VETTINGS, count=1)),
        "restrictions_by_kind": Series("生效中的影响期按种类", by(_IN_FORCE, "kind"), like=RestrictionOut),
        "items_by_state": Series("整改事项按状态", by(ITEMS, "state"), like=ItemLine),
        "items_by_aspect": Series("整改事项按方面", _aspects),
        "joint_work": Series("五项机制的运用", _joint, like=JointWork),
    },
    attention=[
        Attention(
            "vettings_overdue", "逾期未齐的联审", "Vettings past their day",
            Selection("vettings", {"state": "open", "escalation": {"$gt": 0}}),
            link("/supervision/vettings", {"overdue": "true"}),
        ),
        Attention(
            "items_overdue", "逾期的整改事项", "Items past their day", ITEMS.also({"overdue": True}),
            link("/supervision/rectification/items", {"overdue": "true"}),
        ),
        Attention(
            "items_submitted", "待验收的整改事项", "Items that wait for verification",
            ITEMS.also({"state": "submitted"}), link("/supervision/rectification/items", {"state": "submitted"}),
        ),
        Attention(
            "tasks_overdue", "逾期的联动任务", "Joint tasks past their day",
            Selection("joint_work", {"mechanism": "action", "overdue": True}),
            link("/supervision/tasks", {"overdue": "true"}),
        ),
        Attention(
            "tasks_reported", "待核验的联动任务", "Joint tasks that wait for confirmation",
            Selection("joint_work", {"mechanism": "action", "state": "reported"}),
            link("/supervision/tasks", {"state": "reported"}),
        ),
        Attention(
            "letters_answered", "已回复待办结的函询", "Letters that were answered",
            Selection("letters", {"state": "answered"}), link("/supervision/letters", {"state": "answered"}),
        ),
        Attention(
            "appeals_open", "待决定的申诉", "Appeals that wait for a decision",
            Selection("appeals", {"state": "open"}), link("/supervision/appeals", {"state": "open"}),
        ),
        Attention(
            "checks_open", "未作结论的查核", "Checks without a conclusion", Selection("checks", {"state": "open"}),
            link("/supervision/personal-matters/checks", {"state": "open"}),
        ),
        Attention(
            "matters_waiting", "意见不齐的联议事项", "Matters that agencies are asked about",
            Selection("joint_work", {"mechanism": "discussion", "state": "under_discussion"}),
            link("/supervision/matters", {"state": "under_discussion"}),
        ),
    ],
)  # fmt: skip

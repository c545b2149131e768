"""The supervision dashboard (干部监督看板): numbers and series for charts, counted when asked for."""

from __future__ import annotations

from gateway.readmodels.dashboards.common import Document, by, count, figures_of, of_year, run
from gateway.readmodels.figures import Asked
from gateway.readmodels.figures.supervision import used_in

_MOST = 500
_RIGHT = ["verified", "closed"]
_WORDS = {
    "vettings_overdue": ("逾期未齐的联审", "Vettings past their day"),
    "items_overdue": ("逾期的整改事项", "Items past their day"),
    "items_submitted": ("待验收的整改事项", "Items that wait for verification"),
    "tasks_overdue": ("逾期的联动任务", "Joint tasks past their day"),
    "matters_waiting": ("意见不齐的联议事项", "Matters that agencies are asked about"),
}


async def board(asked: Asked, year: int, language: str) -> Document:
    """All of one year, within the reader's scope; what holds, waits or is late is that of today."""
    within = of_year(asked, year)
    vettings = asked.persons(within.period.on("requested_on"))
    in_force = asked.persons({"state": "in_force"})
    return {
        "year": year,
        "numbers": await _numbers(within, in_force),
        "figures": await figures_of("supervision", within, language),
        "vettings_by_outcome": await _outcomes(asked, {**vettings, "state": "concluded"}),
        "vettings_by_month": await _months(asked, vettings),
        "restrictions_by_kind": await by(asked, "restrictions", in_force, "kind"),
        "items_by_state": await by(asked, "rectification_items", asked.persons({}), "state"),
        "items_by_aspect": await _aspects(asked),
        "joint_work": await _joint(within),
        "attention": await _attention(asked, language),
    }


async def _numbers(asked: Asked, in_force: Document) -> Document:
    items, decided = "rectification_items", asked.persons(asked.period.on("decided_on"))
    return {
        "agencies": await count(asked, "agencies", {"active": True}),
        "vettings_open": await count(asked, "vettings", asked.persons({"state": "open"})),
        "restrictions": await count(asked, "restrictions", in_force),
        "items": await count(asked, items, asked.persons({})),
        "items_overdue": await count(asked, items, asked.persons({"overdue": True})),
        "escalated": await count(asked, items, asked.persons({"escalation": {"$gt": 0}})),
        "items_reopened": await count(asked, items, asked.persons({"reopenings": {"$gt": 0}})),
        "items_verified": await count(asked, items, asked.persons({"state": {"$in": _RIGHT}})),
        "accountability": await count(asked, "accountability", decided),
    }


async def _outcomes(asked: Asked, where: Document) -> list[Document]:
    """Vettings with their outcome, and how many days each took on average."""
    begun, done = ({"$dateFromString": {"dateString": f"${day}"}} for day in ("requested_on", "concluded_on"))
    days = {"$avg": {"$dateDiff": {"startDate": begun, "endDate": done, "unit": "day"}}}
    group = {"_id": "$outcome", "count": {"$sum": 1}, "days": days}
    found = await run(asked, "vettings", [{"$match": where}, {"$group": group}, {"$sort": {"_id": 1}}])
    return [{"outcome": row["_id"], "count": row["count"], "days": row["days"]} for row in found]


async def _months(asked: Asked, where: Document) -> list[Document]:
    group = {"_id": {"$substrBytes": ["$requested_on", 0, 7]}, "count": {"$sum": 1}}
    found = await run(asked, "vettings", [{"$match": where}, {"$group": group}, {"$sort": {"_id": 1}}])
    return [{"month": row["_id"], "count": row["count"]} for row in found]


async def _aspects(asked: Asked) -> list[Document]:
    """By the aspects (方面) of each checklist: how many items, and how many of them are put right or late."""
    group = {
        "_id": {"checklist_id": "$checklist_id", "aspect": "$aspect"},
        "items": {"$sum": 1},
        "verified": {"$sum": {"$cond": [{"$in": ["$state", _RIGHT]}, 1, 0]}},
        "overdue": {"$sum": {"$cond": ["$overdue", 1, 0]}},
        "escalated": {"$sum": {"$cond": [{"$gt": ["$escalation", 0]}, 1, 0]}},
    }
    steps: list[Document] = [{"$match": asked.persons({})}, {"$group": group}, {"$sort": {"_id": 1}}, {"$limit": _MOST}]
    return [{**row.pop("_id"), **row} for row in await run(asked, "rectification_items", steps)]


async def _joint(asked: Asked) -> list[Document]:
    """By mechanism (五联): how often it was used, and in which states that stands now."""
    group = {"_id": {"mechanism": "$mechanism", "state": "$state"}, "count": {"$sum": 1}}
    match = {"$match": asked.persons(used_in(asked.period))}
    found = await run(asked, "joint_work", [match, {"$group": group}, {"$sort": {"_id": 1}}])
    rows: dict[str, Document] = {}
    for row in found:
        mechanism = row["_id"]["mechanism"]
        one = rows.setdefault(mechanism, {"mechanism": mechanism, "count": 0, "by_state": {}})
        one["count"] += row["count"]
        one["by_state"][row["_id"]["state"]] = row["count"]
    return list(rows.values())


def _rows(asked: Asked) -> dict[str, tuple[str, Document, str]]:
    late, items = {"overdue": True}, "rectification/items"
    vettings = asked.persons({"state": "open", "escalation": {"$gt": 0}})
    waiting = asked.persons({"mechanism": "discussion", "state": "under_discussion"})
    return {
        "vettings_overdue": ("vettings", vettings, "vettings?overdue=true"),
        "items_overdue": ("rectification_items", asked.persons(late), f"{items}?overdue=true"),
        "items_submitted": ("rectification_items", asked.persons({"state": "submitted"}), f"{items}?state=submitted"),
        "tasks_overdue": ("joint_work", asked.persons({"mechanism": "action", **late}), "tasks?overdue=true"),
        "matters_waiting": ("joint_work", waiting, "matters?state=under_discussion"),
    }


async def _attention(asked: Asked, language: str) -> list[Document]:
    """What somebody should look at today, each with the list that shows it."""
    shown = []
    for name, (collection, where, path) in _rows(asked).items():
        value = await count(asked, collection, where)
        if value:
            shown.append(
                {
                    "id": name,
                    "title": _WORDS[name][language == "en"],
                    "value": value,
                    "query": f"/v1/supervision/{path}",
                }
            )
    return shown

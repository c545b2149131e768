"""The incentive dashboard (激励担当看板): numbers and series for charts, counted when asked for."""

from __future__ import annotations

from gateway.readmodels.dashboards.common import Document, by, count, figures_of, of_year, run
from gateway.readmodels.figures import Asked
from gateway.readmodels.figures.incentive import KEPT
from servicekit.principal import Reach

TOP_UNITS = 40
STAGES = ("draft", "vetting", "vetted", "elected", "publicity", "publicised", "naming", "named")
"""The way of a nomination, in order; every other state lies beside it."""
_WORDS = {
    "deferred": ("联审暂缓的推荐", "Nominations whose vetting is put off"),
    "publicity": ("公示中的推荐", "Nominations that are public"),
    "naming": ("等待命名核准的推荐", "Nominations that wait for the clearance of their naming"),
    "released": ("影响期解除、可恢复的推荐", "Nominations that can be resumed"),
    "under_review": ("复核中的荣誉", "Honours under review"),
    "objections": ("未办结的异议", "Objections that are open"),
}


async def board(asked: Asked, year: int, language: str) -> Document:
    """Honours and ceremonies of one year, within the reader's scope; nominations and grants as they stand today."""
    within = of_year(asked, year)
    honours = asked.persons({"state": {"$in": KEPT}, **within.period.on("conferred_on")})
    nominations = asked.persons({})
    counts = {row["state"]: row["count"] for row in await by(asked, "nominations", nominations, "state")}
    return {
        "year": year,
        "numbers": await _numbers(within, honours),
        "figures": await figures_of("incentive", within, language),
        "nominations": [{"state": state, "count": counts.pop(state, 0)} for state in STAGES],
        "beside": [{"state": state, "count": number} for state, number in sorted(counts.items())],
        "nominations_by_field": await by(asked, "nominations", nominations, "field"),
        "honours_by_field": await by(asked, "honours", honours, "field"),
        "honours_by_level": await by(asked, "honours", honours, "level"),
        "honours_by_unit": await _by_unit(asked, honours),
        "grants_by_state": await by(asked, "grants", asked.persons({}), "state"),
        "tolerance_by_outcome": await by(asked, "tolerance", asked.persons({"outcome": {"$ne": None}}), "outcome"),
        "attention": await _attention(asked, language),
    }


async def _numbers(asked: Asked, honours: Document) -> Document:
    revoked = asked.persons({"state": "revoked", **asked.period.on("conferred_on")})
    naming = asked.persons({"state": "naming", "naming_overdue": True})
    late = asked.persons({"state": {"$in": ["accepted", "appealed"]}, "escalated": True})
    return {
        "batches_open": await count(asked, "batches", {"state": "open"}),
        "naming_overdue": await count(asked, "nominations", naming),
        "honours": await count(asked, "honours", honours),
        "honours_revoked": await count(asked, "honours", revoked),
        "grants_in_force": await count(asked, "grants", asked.persons({"state": "in_force"})),
        "tolerance_late": await count(asked, "tolerance", late),
        "ceremonies": await count(asked, "ceremonies", {"state": "held", **asked.period.on("held_on")}),
    }


async def _by_unit(asked: Asked, honours: Document) -> list[Document]:
    """By the units right below the top one."""
    below = {"$ifNull": [{"$arrayElemAt": ["$unit_ids", 1]}, {"$first": "$unit_ids"}]}
    group = {"$group": {"_id": below, "count": {"$sum": 1}}}
    sort = {"$sort": {"count": -1, "_id": 1}}
    found = await run(asked, "honours", [{"$match": honours}, group, sort, {"$limit": TOP_UNITS}])
    return [{"unit_id": row["_id"], "count": row["count"]} for row in found]


def _rows(asked: Asked) -> dict[str, tuple[str, Document, str]]:
    rows = {
        state: ("nominations", asked.persons({"state": state}), f"nominations?state={state}")
        for state in ("deferred", "publicity", "naming", "released")
    }
    rows["under_review"] = ("honours", asked.persons({"state": "under_review"}), "honours?state=under_review")
    # Units lodge objections; only those who reach everybody read them.
    if asked.scope.reach is Reach.ALL:
        rows["objections"] = ("objections", {"state": "open"}, "objections?state=open")
    return rows


async def _attention(asked: Asked, language: str) -> list[Document]:
    """What somebody should look at today, each with the list that shows it."""
    shown = []
    for name, (collection, where, path) in _rows(asked).items():
        value = await count(asked, collection, where)
        if value:
            shown.append(
                {"id": name, "title": _WORDS[name][language == "en"], "value": value, "query": f"/v1/incentive/{path}"}
            )
    return shown

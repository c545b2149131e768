"""The training dashboard (教育培训看板): numbers and series for charts, counted from the read rows when asked for."""

from __future__ import annotations

from urllib.parse import urlencode

from gateway.readmodels.dashboards.common import Document, figures_of, of_year, run
from gateway.readmodels.figures import Asked
from gateway.readmodels.figures.training import HELD

BANDS = (0, 30, 60, 90, 120)
"""Lower bounds of the bands of recognised hours, for the chart; the judgement itself is training's."""
TOP_UNITS = 40


async def board(asked: Asked, year: int, language: str) -> Document:
    """All of one year, within the reader's scope."""
    within = of_year(asked, year)
    return {
        "year": year,
        "numbers": await _numbers(within),
        "figures": await figures_of("training", within, language),
        "by_kind": await _by_kind(within),
        "by_round": await _by_round(within),
        "by_month": await _by_month(within),
        "by_unit": await _by_unit(within),
        "hours": await _hours(within, year),
        "attention": await _attention(within, year, language),
    }


async def _numbers(asked: Asked) -> Document:
    states = await run(
        asked,
        "classes",
        [
            {"$match": asked.period.on("begins")},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
            {"$sort": {"_id": 1}},
        ],
    )
    ended = asked.persons(asked.period.on("ends"))
    cadres = asked.scope.filter(unit="unit_ids", cadre="_id")
    rows, session = asked.rows, asked.session
    return {
        "classes_by_state": {row["_id"]: row["count"] for row in states},
        "completions": await rows["completions"].count_documents(ended, session=session),
        "people_trained": len(await rows["completions"].distinct("cadre_id", ended, session=session)),
        "cadres_serving": await rows["cadres"].count_documents({"status": "serving", **cadres}, session=session),
    }


async def _by_kind(asked: Asked) -> list[Document]:
    group = {
        "_id": "$class_kind",
        "completions": {"$sum": 1},
        "hours": {"$sum": {"$add": ["$hours.theory", "$hours.party_spirit", "$hours.duty", "$hours.other"]}},
        "classes": {"$addToSet": "$class_id"},
    }
    found = await run(
        asked,
        "completions",
        [{"$match": asked.persons(asked.period.on("ends"))}, {"$group": group}, {"$sort": {"_id": 1}}],
    )
    return [
        {"kind": row["_id"], "completions": row["completions"], "hours": row["hours"], "classes": len(row["classes"])}
        for row in found
    ]


async def _by_round(asked: Asked) -> list[Document]:
    group = {
        "_id": "$round",
        "completions": {"$sum": 1},
        "county_level": {"$sum": {"$cond": ["$county_level_or_above", 1, 0]}},
        "classes": {"$addToSet": "$class_id"},
    }
    where = asked.persons({"class_kind": "rotation", "round": {"$ne": None}, **asked.period.on("ends")})
    found = await run(asked, "completions", [{"$match": where}, {"$group": group}, {"$sort": {"_id": 1}}])
    return [
        {
            "round": row["_id"],
            "classes": len(row["classes"]),
            "completions": row["completions"],
            "county_level": row["county_level"],
        }
        for row in found
    ]


async def _by_month(asked: Asked) -> list[Document]:
    done = await run(
        asked,
        "completions",
        [
            {"$match": asked.persons(asked.period.on("ends"))},
            {"$group": {"_id": {"$substrBytes": ["$ends", 0, 7]}, "count": {"$sum": 1}}},
        ],
    )
    taught = await run(
        asked,
        "visits",
        [
            {"$match": asked.of_units({"state": "recorded", **asked.period.on("on")})},
            {"$group": {"_id": {"$substrBytes": ["$on", 0, 7]}, "heads": {"$sum": "$head_count"}}},
        ],
    )
    completions = {row["_id"]: row["count"] for row in done}
    heads = {row["_id"]: row["heads"] for row in taught}
    first = asked.period.first or asked.period.last
    months = [f"{first.year}-{month:02d}" for month in range(1, 13)]
    return [
        {"month": month, "completions": completions.get(month, 0), "teaching_point_heads": heads.get(month, 0)}
        for month in months
    ]


async def _by_unit(asked: Asked) -> list[Document]:
    """By the units right below the top one."""
    below = {"$ifNull": [{"$arrayElemAt": ["$unit_ids", 1]}, {"$first": "$unit_ids"}]}
    found = await run(
        asked,
        "completions",
        [
            {"$match": asked.persons(asked.period.on("ends"))},
            {"$group": {"_id": below, "completions": {"$sum": 1}}},
            {"$sort": {"completions": -1, "_id": 1}},
            {"$limit": TOP_UNITS},
        ],
    )
    ids = [row["_id"] for row in found]
    units = (
        await asked.rows["units"].find({"_id": {"$in": ids}}, {"snapshot.name": 1}, session=asked.session).to_list(None)
    )
    names = {unit["_id"]: (unit.get("snapshot") or {}).get("name") for unit in units}
    return [{"unit_id": row["_id"], "name": names.get(row["_id"]), "completions": row["completions"]} for row in found]


async def _hours(asked: Asked, year: int) -> Document:
    """How many of those serving have how many recognised hours in the year."""
    where = asked.persons({"year": year, "mode": {"$ne": "online"}})
    found = await run(
        asked,
        "hours",
        [
            {"$match": where},
            {"$group": {"_id": "$cadre_id", "hours": {"$sum": "$total_hours"}}},
            {
                "$bucket": {
                    "groupBy": "$hours",
                    "boundaries": [*BANDS, 100_000],
                    "default": -1,
                    "output": {"people": {"$sum": 1}},
                }
            },
        ],
    )
    people = {row["_id"]: row["people"] for row in found}
    online = await run(
        asked,
        "hours",
        [
            {"$match": asked.persons({"year": year})},
            {"$group": {"_id": "$mode", "hours": {"$sum": "$total_hours"}}},
            {"$sort": {"_id": 1}},
        ],
    )
    return {
        "by_mode": {row["_id"]: row["hours"] for row in online},
        "bands": [{"from": low, "people": people.get(low, 0)} for low in BANDS],
        "query": f"/v1/training/compliance?{urlencode({'year': year})}",
    }


_WORDS = {
    "behind": ("学时提醒未消除", "Reminders of missing hours that are still open"),
    "waiting": ("有候补学员的班次", "Classes with a waiting list"),
    "drafts": ("尚未发布的班次", "Classes that are not published yet"),
    "not_settled": ("已到结束日期尚未结业的班次", "Classes past their last day that are not settled"),
}


async def _attention(asked: Asked, year: int, language: str) -> list[Document]:
    """What somebody should look at, each with the list that shows it."""
    begins = asked.period.on("begins")
    span = asked.period.named("begins_from", "begins_to")
    rows, session = asked.rows, asked.session
    reminders = asked.persons({"year": year, "open": True})
    today = asked.period.last.isoformat()
    counts = {
        "behind": (
            await rows["reminders"].count_documents(reminders, session=session),
            "/v1/training/reminders",
            {"year": str(year), "open": "true"},
        ),
        "waiting": (
            await rows["classes"].count_documents(
                {"state": {"$in": HELD}, "waiting": {"$gt": 0}, **begins}, session=session
            ),
            "/v1/training/classes",
            span,
        ),
        "drafts": (
            await rows["classes"].count_documents({"state": "draft", **begins}, session=session),
            "/v1/training/classes",
            {"state": "draft", **span},
        ),
        "not_settled": (
            await rows["classes"].count_documents(
                {"state": {"$in": ["published", "running"]}, "ends": {"$lt": today}, **begins}, session=session
            ),
            "/v1/training/classes",
            {"state": "running", **span},
        ),
    }
    return [
        {
            "id": name,
            "title": _WORDS[name][language == "en"],
            "value": value,
            "query": f"{path}?{urlencode(parameters)}",
        }
        for name, (value, path, parameters) in counts.items()
        if value
    ]

"""The dashboard of the talent pool (年轻干部看板): numbers and series for charts, counted when asked for."""

from __future__ import annotations

from gateway.readmodels.dashboards.common import Document, by, count, figures_of, of_year, run
from gateway.readmodels.figures import Asked
from gateway.readmodels.figures.talentpool import TOOK_PLACE, promoted

ROUNDS = 8
"""The newest rounds of admission that are shown."""
_IN_POOL = {"state": {"$in": ["in_pool", "key_training"]}}
_TRACKED = {"state": "tracking"}
_WORDS = {
    "suspended": ("因影响期暂停使用的在库成员", "Members of the pool whom a restriction suspends"),
    "suspended_key": ("因影响期暂停使用的重点培养对象", "Members on key training whom a restriction suspends"),
    "deferred": ("联审暂缓的人选", "Candidates whose vetting is put off"),
    "vetted": ("联审通过待入库的人选", "Vetted candidates who wait for admission"),
    "review_overdue": ("评议逾期的成员", "Members who were not reviewed in time"),
    "age_due": ("已超龄待处理的成员", "Members past the age of their tier"),
    "graduates_behind": ("谈话或考核逾期的选调生", "Selected graduates whose interview or assessment is overdue"),
    "undecided": ("影响期待人工决定的挂职、跟岗", "Secondments under a restriction that nobody has decided about"),
}


async def board(asked: Asked, year: int, language: str) -> Document:
    """Secondments of one year; pool, graduates and bench as they stand today, within the reader's scope."""
    within = of_year(asked, year)
    inside = asked.persons(_IN_POOL)
    lasting = asked.persons({"state": {"$in": ["planned", *TOOK_PLACE]}, **within.period.on("begins")})
    return {
        "year": year,
        "numbers": await _numbers(asked, within),
        "figures": await figures_of("talent", within, language),
        "tiers": await _tiers(asked),
        "members_by_state": await by(asked, "pool_members", asked.persons({}), "state"),
        "members_by_category": await by(asked, "pool_members", inside, "category"),
        "members_by_grade": await by(asked, "pool_members", inside, "grade"),
        "rounds": await _rounds(asked),
        "programmes": await _programmes(asked),
        "graduates": await _graduates(asked),
        "secondments": await _grouped(asked, "secondments", lasting, ("kind", "direction", "host", "state")),
        "bench": await _bench(asked),
        "attention": await _attention(asked, language),
    }


async def _numbers(asked: Asked, within: Asked) -> Document:
    secondments, graduates = "secondments", "selected_graduates"
    began = within.period.on("begins")
    return {
        "in_pool": await count(asked, "pool_members", asked.persons(_IN_POOL)),
        "key_training": await count(asked, "pool_members", asked.persons({"state": "key_training"})),
        "suspended": await count(asked, "pool_members", asked.persons({**_IN_POOL, "suspended": True})),
        "promoted": await count(asked, "pool_members", asked.persons({"state": "promoted"})),
        "graduates_tracked": await count(asked, graduates, asked.persons(_TRACKED)),
        "graduates_promoted": await count(asked, graduates, promoted(asked)),
        "secondments_running": await count(asked, secondments, asked.persons({"state": "running"})),
        "secondments_begun": await count(asked, secondments, asked.persons({"state": {"$in": TOOK_PLACE}, **began})),
        "shortlists_open": await count(asked, "shortlists", {"state": "open"}),
        "shortlists_confirmed": await count(asked, "shortlists", {"state": "confirmed"}),
        "successors": await count(asked, "successors", asked.persons({"state": "named"})),
    }


async def _tiers(asked: Asked) -> list[Document]:
    """Quotas and places of the tiers of the plans that are open."""
    session = asked.session
    plans = await asked.rows["pool_plans"].find({"state": "open"}, {"_id": 1}, session=session).to_list(None)
    where = {"plan_id": {"$in": [plan["_id"] for plan in plans]}}
    shown = ("plan_id", "key", "rank", "quota", "filled", "reserved", "free", "age_limit")
    found = asked.rows["pool_tiers"].find(where, sort=[("plan_id", 1), ("rank", 1), ("_id", 1)], session=session)
    return [{"id": row["_id"], **{name: row[name] for name in shown}} for row in await found.to_list(None)]


async def _rounds(asked: Asked) -> list[Document]:
    """The newest rounds: nominated and admitted; by sex, ethnicity and age the service itself counts, as linked."""
    found = asked.rows["pool_batches"].find(
        {}, sort=[("opens_on", -1), ("number", -1), ("_id", 1)], limit=ROUNDS, session=asked.session
    )
    rounds = await found.to_list(None)
    where = asked.persons({"batch_id": {"$in": [row["_id"] for row in rounds]}})
    counted = await by(asked, "pool_members", where, "batch_id")
    nominated = {row["batch_id"]: row["count"] for row in counted}
    shown = ("plan_id", "tier_id", "number", "state", "places", "admitted", "opens_on", "closes_on")
    return [
        {
            "id": row["_id"],
            **{name: row[name] for name in shown},
            "nominated": nominated.get(row["_id"], 0),
            "fairness": f"/v1/talent/batches/{row['_id']}/fairness",
        }
        for row in rounds
    ]


async def _programmes(asked: Asked) -> list[Document]:
    """The programmes (七个一批) that are open: seats, and how many take part, have completed or left."""
    found = asked.rows["talent_programmes"].find(
        {"state": "open"}, sort=[("kind", 1), ("code", 1), ("_id", 1)], session=asked.session
    )
    programmes = await found.to_list(None)
    where = asked.persons({"programme_id": {"$in": [row["_id"] for row in programmes]}})
    states: dict[str, dict[str, int]] = {}
    for row in await _grouped(asked, "talent_participants", where, ("programme_id", "state")):
        states.setdefault(row["programme_id"], {})[row["state"]] = row["count"]
    shown = ("code", "kind", "seats", "begins", "ends")
    return [
        {"id": row["_id"], **{name: row[name] for name in shown}, "participants": states.get(row["_id"], {})}
        for row in programmes
    ]


async def _graduates(asked: Asked) -> list[Document]:
    """Selected graduates by year and stage, and how many of them were promoted."""
    group = {
        "_id": {"year": "$year", "stage": "$stage"},
        "people": {"$sum": 1},
        "promoted": {"$sum": {"$cond": ["$promoted", 1, 0]}},
        "key_training": {"$sum": {"$cond": ["$key_training", 1, 0]}},
    }
    steps: list[Document] = [{"$match": asked.persons(_TRACKED)}, {"$group": group}, {"$sort": {"_id": 1}}]
    return [{**row.pop("_id"), **row} for row in await run(asked, "selected_graduates", steps)]


async def _grouped(asked: Asked, name: str, where: Document, fields: tuple[str, ...]) -> list[Document]:
    group = {"_id": {field: f"${field}" for field in fields}, "count": {"$sum": 1}}
    steps: list[Document] = [{"$match": where}, {"$group": group}, {"$sort": {"count": -1, "_id": 1}}]
    return [{**row["_id"], "count": row["count"]} for row in await run(asked, name, steps)]


async def _bench(asked: Asked) -> list[Document]:
    """For how many posts so many successors are named who are not suspended, and how many of those posts have one now.

    A post for which nobody is named does not appear: which posts need successors is not told by events.
    """
    usable = {"$and": [{"$eq": ["$state", "named"]}, {"$not": ["$suspended"]}]}
    ready = {"$and": [usable, {"$eq": ["$readiness", "now"]}]}
    of_post = {
        "_id": "$post_id",
        "successors": {"$sum": {"$cond": [usable, 1, 0]}},
        "ready": {"$sum": {"$cond": [ready, 1, 0]}},
    }
    of_depth = {
        "_id": "$successors",
        "posts": {"$sum": 1},
        "posts_with_one_ready": {"$sum": {"$cond": ["$ready", 1, 0]}},
    }
    steps: list[Document] = [
        {"$match": asked.persons({"state": "named"})},
        {"$group": of_post},
        {"$group": of_depth},
        {"$sort": {"_id": 1}},
    ]
    return [{"successors": row.pop("_id"), **row} for row in await run(asked, "successors", steps)]


def _rows(asked: Asked) -> dict[str, tuple[str, Document, str]]:
    members: dict[str, tuple[Document, str]] = {
        "suspended": ({"state": "in_pool", "suspended": True}, "state=in_pool&suspended=true"),
        "suspended_key": ({"state": "key_training", "suspended": True}, "state=key_training&suspended=true"),
        "deferred": ({"state": "deferred"}, "state=deferred"),
        "vetted": ({"state": "vetted"}, "state=vetted"),
        "review_overdue": ({"review_overdue": True}, "review_overdue=true"),
        "age_due": ({"age_due": True}, "age_due=true"),
    }
    rows: dict[str, tuple[str, Document, str]] = {
        name: ("pool_members", asked.persons(where), f"members?{query}") for name, (where, query) in members.items()
    }
    behind = asked.persons({**_TRACKED, "overdue": {"$gt": 0}})
    rows["graduates_behind"] = ("selected_graduates", behind, "selected-graduates?overdue=true&state=tracking")
    rows["undecided"] = ("secondments", asked.persons({"undecided": True}), "secondments?undecided=true")
    return rows


async def _attention(asked: Asked, language: str) -> list[Document]:
    """What somebody should look at today, each with the list that shows it."""
    shown = []
    for name, (collection, where, path) in _rows(asked).items():
        value = await count(asked, collection, where)
        if value:
            shown.append(
                {"id": name, "title": _WORDS[name][language == "en"], "value": value, "query": f"/v1/talent/{path}"}
            )
    return shown

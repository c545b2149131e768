"""The dashboard of appraisal (考察与分析研判看板): numbers and series for charts, counted when asked for.

Scores are advice: their distribution is shown, and nobody's own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from gateway.readmodels.dashboards.common import Document, by, count, figures_of, of_year, run
from gateway.readmodels.figures import Asked
from gateway.readmodels.figures.appraisal import lasting
from gateway.readmodels.runs import current_slots

BANDS = (0, 40, 50, 55, 60, 65, 70, 75, 80, 85, 90, 101)
"""Where the bands of scores begin; the last ends with 100."""
CONCLUDED = ["concluded", "notified", "contested", "closed"]
_UNDER_WAY = ["planned", "running", "drafted"]
_PENDING = ["in_review", "in_complaint"]
_WORDS = {
    "drafted": ("待确认的考察结论", "Conclusions that wait for confirmation"),
    "in_review": ("待作出决定的复核", "Reviews that wait for a decision"),
    "in_complaint": ("待作出决定的申诉", "Complaints that wait for a decision"),
    "overdue": ("逾期未决定的复核、申诉", "Reviews and complaints that are overdue"),
    "unacknowledged": ("逾期未签收的告知", "Notices that nobody has acknowledged in time"),
}


async def board(asked: Asked, year: int, language: str) -> Document:
    """Appraisals of one year; indices, reviews and contact points as they stand today, within the reader's scope."""
    within = of_year(asked, year)
    planned = asked.persons(within.period.on("planned_on"))
    slots = await current_slots(asked.rows, asked.session)
    return {
        "year": year,
        "numbers": await _numbers(within, planned, slots),
        "figures": await figures_of("appraisal", within, language),
        "mechanisms": await _mechanisms(asked),
        "appraisals": await _appraisals(asked, planned),
        "grades": await by(asked, "appraisals", {**planned, "state": {"$in": CONCLUDED}}, "grade"),
        "cadre_indices": await _bands(asked, _indices(asked, "cadre", slots)),
        "team_indices": await _bands(asked, _indices(asked, "team", slots)),
        "models": await _models(asked, slots),
        "runs": await _runs(asked),
        "notices": await by(asked, "notices", asked.persons({}), "state"),
        "contact_points": await _contact_points(within),
        "attention": await _attention(asked, language),
    }


def _indices(asked: Asked, kind: str, slots: dict[str, int]) -> Document:
    return asked.persons({"subject_kind": kind, "slot": slots[kind], "closed": False})


async def _numbers(within: Asked, planned: Document, slots: dict[str, int]) -> Document:
    held, kept = within.period.on, {**planned, "state": {"$ne": "cancelled"}}
    appraisals = await count(within, "appraisals", kept)
    without = await count(within, "appraisals", {**kept, "kind": "no_appointment"})
    pending = within.persons({"state": {"$in": _PENDING}})
    verified = within.persons({"state": "verified", **held("happened_on")})
    return {
        "mechanisms": await count(within, "mechanisms", {"state": "in_use"}),
        "appraisals": appraisals,
        "appraisals_under_way": await count(within, "appraisals", {**planned, "state": {"$in": _UNDER_WAY}}),
        "appraisals_concluded": await count(within, "appraisals", {**planned, "state": {"$in": CONCLUDED}}),
        "no_appointment": without,
        "no_appointment_share": round(without / appraisals, 4) if appraisals else None,
        "talks": await count(within, "talks", within.persons(held("held_on"))),
        "ballots_closed": await count(within, "appraisal_ballots", within.persons({"state": "closed"})),
        "deeds_verified": await count(within, "deeds", verified),
        "major_matters": await count(within, "major_matters", within.persons({"state": "open"})),
        "evaluations_confirmed": await count(within, "evaluations", within.persons({"state": "confirmed"})),
        "cadre_indices": await count(within, "indices", _indices(within, "cadre", slots)),
        "team_indices": await count(within, "indices", _indices(within, "team", slots)),
        "indices_confirmed": sum(
            [
                await count(within, "indices", {**_indices(within, kind, slots), "confirmed": True})
                for kind in ("cadre", "team")
            ]
        ),
        "reviews_open": await count(within, "notices", pending),
        "reviews_overdue": await count(within, "notices", {**pending, "overdue": True}),
        "contact_points": await count(within, "contact_points", within.persons(lasting(within.period))),
        "contact_visits": await count(within, "contact_visits", within.persons(held("on"))),
    }


async def _mechanisms(asked: Asked) -> list[Document]:
    """By kind of appraisal: how many mechanisms in use serve it; one may serve several."""
    steps: list[Document] = [
        {"$match": {"state": "in_use"}},
        {"$unwind": "$serves"},
        {"$group": {"_id": "$serves", "count": {"$sum": 1}}},
        {"$sort": {"_id": 1}},
    ]
    return [{"kind": row["_id"], "count": row["count"]} for row in await run(asked, "mechanisms", steps)]


async def _appraisals(asked: Asked, planned: Document) -> list[Document]:
    group = {"_id": {"kind": "$kind", "state": "$state"}, "count": {"$sum": 1}}
    steps: list[Document] = [{"$match": planned}, {"$group": group}, {"$sort": {"_id": 1}}]
    return [{**row["_id"], "count": row["count"]} for row in await run(asked, "appraisals", steps)]


async def _bands(asked: Asked, where: Document) -> list[Document]:
    """How many scores lie in each band: from its first number up to, and without, the next one's."""
    bucket = {"groupBy": {"$toDouble": "$score"}, "boundaries": list(BANDS), "output": {"count": {"$sum": 1}}}
    found = await run(asked, "indices", [{"$match": where}, {"$bucket": bucket}])
    counts = {row["_id"]: row["count"] for row in found}
    last = len(BANDS) - 2
    return [
        {"from": low, "to": 100 if number == last else high, "count": counts.get(low, 0)}
        for number, (low, high) in enumerate(pairwise(BANDS))
    ]


async def _models(asked: Asked, slots: dict[str, int]) -> list[Document]:
    """By which versions the indices that readers see were computed."""
    shown = []
    for kind in slots:
        group = {"_id": {"model_id": "$model_id", "model_version": "$model_version"}, "count": {"$sum": 1}}
        steps: list[Document] = [{"$match": _indices(asked, kind, slots)}, {"$group": group}, {"$sort": {"_id": 1}}]
        rows = await run(asked, "indices", steps)
        shown += [{"subject_kind": kind, **row["_id"], "count": row["count"]} for row in rows]
    return shown


async def _runs(asked: Asked) -> list[Document]:
    """The newest run over all indices of each kind, with its progress."""
    shown: list[Document] = []
    for kind in ("cadre", "team"):
        row: dict[str, Any] | None = await asked.rows["index_runs"].find_one(
            {"kind": kind}, sort=[("run", -1)], session=asked.session
        )
        if row is not None:
            names = ("kind", "run", "state", "done", "total", "model_id", "slot")
            shown.append({"id": row["_id"], **{name: row[name] for name in names}})
    return shown


async def _contact_points(within: Asked) -> list[Document]:
    """Departments with the number of cadres who were sent there."""
    group = {"_id": "$unit_id", "cadres": {"$addToSet": "$cadre_id"}}
    match = within.persons(lasting(within.period))
    found = await run(within, "contact_points", [{"$match": match}, {"$group": group}, {"$sort": {"_id": 1}}])
    return [{"unit_id": row["_id"], "cadres": len(row["cadres"])} for row in found]


def _rows(asked: Asked) -> dict[str, tuple[str, Document, str]]:
    pending = {"state": {"$in": _PENDING}}
    return {
        "drafted": ("appraisals", asked.persons({"state": "drafted"}), "appraisals?state=drafted"),
        "in_review": ("notices", asked.persons({"state": "in_review"}), "notices?state=in_review"),
        "in_complaint": ("notices", asked.persons({"state": "in_complaint"}), "notices?state=in_complaint"),
        "overdue": ("notices", asked.persons({**pending, "overdue": True}), "notices?overdue=true"),
        "unacknowledged": (
            "notices",
            asked.persons({"state": "delivered", "unacknowledged": True}),
            "notices?state=delivered&unacknowledged=true",
        ),
    }


async def _attention(asked: Asked, language: str) -> list[Document]:
    """What somebody should look at today, each with the list that shows it."""
    shown = []
    for name, (collection, where, path) in _rows(asked).items():
        value = await count(asked, collection, where)
        if value:
            shown.append(
                {"id": name, "title": _WORDS[name][language == "en"], "value": value, "query": f"/v1/appraisal/{path}"}
            )
    return shown

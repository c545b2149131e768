"""The training dashboard (教育培训看板): numbers and series for charts, counted from the read rows when asked for."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Filter, Period, Selection, cadres, everything, link
from gateway.readmodels.dashboards.common import BY_VALUE, Attention, Dashboard, Series, by, by_month, by_unit
from gateway.readmodels.figures.training import CLASSES, COMPLETIONS, HELD, VISITS
from gateway.readmodels.generations import Document
from servicekit import clock
from servicekit.schema import Schema, fields, instance
from services.training.schemas.classes import ClassRow
from services.training.schemas.ledger import EntryOut


class _Numbers(Schema):
    classes_by_state = fields.Dict(metadata={"words": instance(ClassRow).fields["state"].metadata["words"]})


class _Hours(Schema):
    by_mode = fields.Dict(metadata={"words": instance(EntryOut).fields["mode"].metadata["words"]})


BANDS = (0, 30, 60, 90, 120)
"""Lower bounds of the bands of recognised hours, for the chart; the judgement itself is training's."""
TOP_UNITS = 40
_SPAN = ("begins_from", "begins_to")


def _of_year(asked: Asked) -> Filter:
    return {"year": asked.period.last.year}


_HOURS = Selection("hours", _of_year)


async def _states(asked: Asked) -> dict[str, int]:
    return {row["state"]: row["count"] for row in await by(CLASSES, "state", order=BY_VALUE)(asked)}


async def _people(asked: Asked) -> int:
    found = await asked.run(
        COMPLETIONS, {"$group": {"_id": "$cadre_id"}}, {"$group": {"_id": None, "people": {"$sum": 1}}}
    )
    return found[0]["people"] if found else 0


async def _by_kind(asked: Asked) -> list[Document]:
    group = {
        "_id": "$class_kind",
        "completions": {"$sum": 1},
        "hours": {"$sum": {"$add": ["$hours.theory", "$hours.party_spirit", "$hours.duty", "$hours.other"]}},
        "classes": {"$addToSet": "$class_id"},
    }
    found = await asked.run(COMPLETIONS, {"$group": group}, BY_VALUE)
    return [{"kind": row.pop("_id"), **row, "classes": len(row["classes"])} for row in found]


async def _by_round(asked: Asked) -> list[Document]:
    group = {
        "_id": "$round",
        "completions": {"$sum": 1},
        "county_level": {"$sum": {"$cond": ["$county_level_or_above", 1, 0]}},
        "classes": {"$addToSet": "$class_id"},
    }
    rotation = COMPLETIONS.also({"class_kind": "rotation", "round": {"$ne": None}})
    found = await asked.run(rotation, {"$group": group}, BY_VALUE)
    return [{"round": row.pop("_id"), **row, "classes": len(row["classes"])} for row in found]


async def _by_month(asked: Asked) -> list[Document]:
    completions = {row["month"]: row for row in await by_month(COMPLETIONS, completions=1)(asked)}
    heads = {row["month"]: row for row in await by_month(VISITS, teaching_point_heads="$head_count")(asked)}
    nothing = {"completions": 0, "teaching_point_heads": 0}
    months = [f"{asked.period.last.year}-{month:02d}" for month in range(1, 13)]
    return [{"month": month, **nothing, **completions.get(month, {}), **heads.get(month, {})} for month in months]


async def _by_unit(asked: Asked) -> list[Document]:
    """By the units right below the top one."""
    found = await by_unit(COMPLETIONS, TOP_UNITS)(asked)
    named = Selection("units", {"_id": {"$in": [row["unit_id"] for row in found]}}, cut=everything)
    units = await asked.run(named, {"$project": {"snapshot.name": 1}})
    names = {unit["_id"]: (unit.get("snapshot") or {}).get("name") for unit in units}
    return [
        {"unit_id": row["unit_id"], "name": names.get(row["unit_id"]), "completions": row["count"]} for row in found
    ]


async def _hours(asked: Asked) -> Document:
    """How many of those serving have how many recognised hours in the year."""
    bucket = {
        "groupBy": "$hours",
        "boundaries": [*BANDS, 100_000],
        "default": -1,
        "output": {"people": {"$sum": 1}},
    }
    of_person = {"_id": "$cadre_id", "hours": {"$sum": "$total_hours"}}
    off_job = _HOURS.also({"mode": {"$ne": "online"}})
    people = {row["_id"]: row["people"] for row in await asked.run(off_job, {"$group": of_person}, {"$bucket": bucket})}
    of_mode = {"_id": "$mode", "hours": {"$sum": "$total_hours"}}
    return {
        "by_mode": {row["_id"]: row["hours"] for row in await asked.run(_HOURS, {"$group": of_mode}, BY_VALUE)},
        "bands": [{"from": low, "people": people.get(low, 0)} for low in BANDS],
        "query": link("/training/compliance", {"year": str(asked.period.last.year)})(asked.period),
    }


def _past(_: Asked) -> Filter:
    """What is over today, whichever year is asked for: until its year is over a class of this year may lie ahead."""
    return {"ends": {"$lt": clock.day_of(clock.now()).isoformat()}}


def _reminders(period: Period) -> str:
    return link("/training/reminders", {"year": str(period.last.year), "open": "true"})(period)


BOARD = Dashboard(
    "training",
    "教育培训",
    numbers={
        "classes_by_state": _states,
        "completions": COMPLETIONS,
        "people_trained": _people,
        "cadres_serving": Selection("cadres", {"status": "serving"}, cut=cadres),
    },
    numbers_like=_Numbers,
    series={
        "by_kind": Series("按班次类别", _by_kind, like=ClassRow),
        "by_round": Series("按轮训轮次", _by_round),
        "by_month": Series("按月份", _by_month),
        "by_unit": Series("按单位", _by_unit),
        "hours": Series("学时分布", _hours, whole=True, like=_Hours),
    },
    attention=[
        Attention(
            "behind", "学时提醒未消除", "Reminders of missing hours that are still open",
            Selection("reminders", _of_year).also({"open": True}), _reminders,
        ),
        Attention(
            "waiting", "有候补学员的班次", "Classes with a waiting list", HELD.also({"waiting": {"$gt": 0}}),
            link("/training/classes", {"state": "published,running,completed", "waiting": "true"}, _SPAN),
        ),
        Attention(
            "drafts", "尚未发布的班次", "Classes that are not published yet", CLASSES.also({"state": "draft"}),
            link("/training/classes", {"state": "draft"}, _SPAN),
        ),
        Attention(
            "not_settled", "已到结束日期尚未结业的班次", "Classes past their last day that are not settled",
            CLASSES.also({"state": {"$in": ["published", "running"]}}).also(_past),
            link("/training/classes", {"not_settled": "true"}, _SPAN),
        ),
    ],
)  # fmt: skip

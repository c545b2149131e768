"""The figures of the work briefing (工作简报): each counted from the read rows when it is asked for.

A figure is a row of FIGURES: what it counts, how, and the call of the gateway that lists exactly that. Where no list of
a service shows it (rounds, terms, the lowest share), the briefing lists it itself, under the figure's own id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, TypeAlias
from urllib.parse import urlencode

from pymongo.asynchronous.client_session import AsyncClientSession

from gateway.readmodels.store import Generation
from servicekit.principal import Reach, Scope

Filter: TypeAlias = dict[str, Any]
HELD = ["published", "running", "completed"]
"""States of classes that were published and not cancelled."""


@dataclass(frozen=True)
class Period:
    """Both days belong to it; without a first day it is everything up to the last."""

    first: date | None
    last: date

    def on(self, field: str) -> Filter:
        """A filter for a date that is kept as text."""
        low = {} if self.first is None else {"$gte": self.first.isoformat()}
        return {field: {**low, "$lte": self.last.isoformat()}}

    def named(self, first: str, last: str) -> dict[str, str]:
        """The same as the parameters of a list."""
        low = {} if self.first is None else {first: self.first.isoformat()}
        return {**low, last: self.last.isoformat()}


@dataclass(frozen=True)
class Asked:
    """For whom and for when figures are counted."""

    rows: Generation
    period: Period
    scope: Scope
    unit_ids: tuple[str, ...] = ()
    """The reader's unit and those below it, where the scope is a unit."""
    session: AsyncClientSession | None = None

    def persons(self, where: Filter) -> Filter:
        """The filter, cut down to the persons in scope."""
        return {**where, **self.scope.filter(unit="unit_ids", cadre="cadre_id")}

    def of_units(self, where: Filter) -> Filter:
        """The filter, cut down to what belongs to the units in scope."""
        match self.scope.reach:
            case Reach.ALL:
                return where
            case Reach.UNIT:
                return {**where, "unit_id": {"$in": list(self.unit_ids)}}
        return {**where, "_id": {"$in": []}}


@dataclass(frozen=True)
class Figure:
    """One figure: rows of `collection` that match `where`, counted by `how`.

    `how` is `count`, `sum` of `field`, `distinct` values of `field`, `lowest` share in `field`, or `lowest_of_terms`.
    `query` gives path and parameters of the list of what is counted; None is the briefing's own list.
    """

    id: str
    zh: str
    en: str
    unit: tuple[str, str]
    collection: str
    where: Callable[[Asked], Filter]
    how: str = "count"
    field: str = ""
    query: Callable[[Period], tuple[str, dict[str, str]]] | None = None

    async def count(self, asked: Asked) -> int | float | None:
        """The value now; None for a share of nothing."""
        rows, where = asked.rows[self.collection], self.where(asked)
        if self.how == "count":
            return await rows.count_documents(where, session=asked.session)
        if self.how == "sum":
            total = {"$group": {"_id": None, "sum": {"$sum": f"${self.field}"}}}
            found = await self._run(asked, [{"$match": where}, total])
            return int(found[0]["sum"]) if found else 0
        items = await self.items(asked)
        if self.how == "distinct":
            return len(items)
        return items[0]["share"] if items else None

    async def items(self, asked: Asked) -> list[dict[str, Any]]:
        """What a figure of few things counts: rounds with their classes, classes or terms with their shares."""
        match: Filter = {"$match": self.where(asked)}
        if self.how == "distinct":
            group = {"$group": {"_id": f"${self.field}", "count": {"$sum": 1}, "class_ids": {"$push": "$class_id"}}}
            found = await self._run(asked, [match, group, {"$sort": {"_id": 1}}])
            return [
                {"id": str(row["_id"]), self.field: row["_id"], "count": row["count"], "class_ids": row["class_ids"]}
                for row in found
            ]
        if self.how == "lowest":
            fields = {"code": 1, "begins": 1, "total_hours": 1, "hours": 1, "share": {"$toDouble": f"${self.field}"}}
            found = await self._run(asked, [match, {"$project": fields}, {"$sort": {"share": 1, "_id": 1}}])
            return [{"id": row.pop("_id"), **row} for row in found]
        sums = {"_id": "$term", "total_hours": {"$sum": "$total_hours"}, "leader_hours": {"$sum": "$leader_hours"}}
        found = await self._run(asked, [match, {"$group": sums}, {"$match": {"total_hours": {"$gt": 0}}}])
        items = [
            {
                "id": row["_id"],
                "term": row["_id"],
                "total_hours": row["total_hours"],
                "leader_hours": row["leader_hours"],
                "share": _share(row["leader_hours"], row["total_hours"]),
            }
            for row in found
        ]
        return sorted(items, key=lambda item: (item["share"], item["term"]))

    async def _run(self, asked: Asked, pipeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
        cursor = await asked.rows[self.collection].aggregate(pipeline, session=asked.session)
        return await cursor.to_list(None)

    def shown(self, value: int | float | None, period: Period, language: str) -> dict[str, Any]:
        """The figure as the briefing shows it."""
        path, parameters = self.query(period) if self.query else (f"/briefing/{self.id}", period.named("from", "to"))
        english = language == "en"
        return {
            "id": self.id,
            "value": value,
            "unit": self.unit[english],
            "title": self.en if english else self.zh,
            "query": f"/v1{path}?{urlencode(parameters)}",
        }


def _share(part: float, whole: float) -> float:
    """To four places, rounded down: a share just below a limit never reads as the limit."""
    return float((Decimal(str(part)) / Decimal(str(whole))).quantize(Decimal("0.0001"), ROUND_DOWN))


def _policies(figure: str, zh: str, en: str, kind: str, unit: tuple[str, str]) -> Figure:
    return Figure(
        f"registry.{figure}",
        zh,
        en,
        unit,
        "policies",
        lambda _: {"kind": kind, "state": "in_force"},
        query=lambda _: ("/policies", {"kind": kind, "state": "in_force"}),
    )


_TIMES, _CLASSES, _ITEMS, _SHARE = ("人次", "attendances"), ("期", "classes"), ("项", "items"), ("比例", "share")

FIGURES: dict[str, Figure] = {
    figure.id: figure
    for figure in (
        Figure(
            "training.rotation_rounds",
            "集中轮训轮次",
            "Rounds of rotation training",
            ("轮", "rounds"),
            "classes",
            lambda asked: {
                "kind": "rotation",
                "state": "completed",
                "round": {"$ne": None},
                **asked.period.on("begins"),
            },
            how="distinct",
            field="round",
        ),
        Figure(
            "training.rotation_classes",
            "集中轮训期数",
            "Classes of rotation training",
            _CLASSES,
            "classes",
            lambda asked: {"kind": "rotation", "state": "completed", **asked.period.on("begins")},
            query=lambda period: (
                "/training/classes",
                {"kind": "rotation", "state": "completed", **period.named("begins_from", "begins_to")},
            ),
        ),
        Figure(
            "training.rotation_attendances_county_level",
            "集中轮训县处级以上领导干部人次",
            "Person-times of leading cadres of county level and above in rotation training",
            _TIMES,
            "completions",
            lambda asked: asked.persons(
                {"class_kind": "rotation", "county_level_or_above": True, **asked.period.on("ends")}
            ),
            query=lambda period: (
                "/training/enrolments",
                {
                    "class_kind": "rotation",
                    "state": "completed",
                    "county_level_or_above": "true",
                    **period.named("ends_from", "ends_to"),
                },
            ),
        ),
        Figure(
            "training.teaching_points",
            "现场教学点",
            "Teaching points in use",
            ("个", "points"),
            "teaching_points",
            lambda _: {"state": "open"},
            query=lambda _: ("/training/teaching-points", {"state": "open"}),
        ),
        Figure(
            "training.loyalty_education_attendances",
            "接受对党忠诚教育人次",
            "Head counts of loyalty education at teaching points",
            _TIMES,
            "visits",
            lambda asked: asked.of_units({"theme": "loyalty_education", "state": "recorded", **asked.period.on("on")}),
            how="sum",
            field="head_count",
            query=lambda period: (
                "/training/visits",
                {"theme": "loyalty_education", "state": "recorded", **period.named("day_from", "day_to")},
            ),
        ),
        Figure(
            "training.sector_committees",
            "行业培训牵头部门",
            "Sector committees that organise training (1+7+N)",
            ("个", "committees"),
            "organisers",
            lambda _: {"tier": "sector", "active": True},
            query=lambda _: ("/training/organisers", {"tier": "sector", "active": "true"}),
        ),
        Figure(
            "training.main_class_theory_party_share",
            "主体班次理论教育和党性教育课时占比（最低班次）",
            "Share of theory and party spirit in main classes (the lowest class)",
            _SHARE,
            "classes",
            lambda asked: {
                "kind": "main",
                "state": {"$in": HELD},
                "theory_party_share": {"$ne": None},
                **asked.period.on("begins"),
            },
            how="lowest",
            field="theory_party_share",
        ),
        Figure(
            "training.leader_lecture_share",
            "领导干部讲课课时占市委党校主体班次总课时比例（最低学期）",
            "Leading cadres' share of the municipal Party school's main-class hours (the lowest term)",
            _SHARE,
            "classes",
            lambda asked: {
                "kind": "main",
                "organiser_tier": "party_school",
                "state": {"$in": HELD},
                **asked.period.on("begins"),
            },
            how="lowest_of_terms",
        ),
        _policies("policies", "汇编干部政策", "Cadre policies in the register", "policy", ("份", "documents")),
        _policies("measures", "措施办法", "Measures in the register", "measure", _ITEMS),
        _policies(
            "quality_measures",
            "提质增效措施",
            "Measures for quality and efficiency",
            "quality_measure",
            ("条", "measures"),
        ),
        _policies("powers_handed_down", "取消下放职权", "Powers cancelled or handed down", "power_handed_down", _ITEMS),
        _policies(
            "procedures_simplified",
            "简流程、减材料、压时限事项",
            "Procedures simplified",
            "simplified_procedure",
            _ITEMS,
        ),
    )
}

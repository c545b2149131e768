"""The dashboard of the talent pool (年轻干部看板): numbers and series for charts, counted when asked for."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Filter, Selection, everything, link
from gateway.readmodels.dashboards.common import BY_VALUE, Attention, Dashboard, Series, by
from gateway.readmodels.figures.talentpool import PROMOTED, TOOK_PLACE
from gateway.readmodels.generations import Document
from servicekit.schema import fields
from services.talentpool.schemas.graduates import GraduateRow
from services.talentpool.schemas.members import MemberRow
from services.talentpool.schemas.plans import BatchOut, TierOut
from services.talentpool.schemas.programmes import STATES_OF_PARTICIPANTS, ProgrammeOut
from services.talentpool.schemas.secondments import SecondmentRow

ROUNDS = 8
"""The newest rounds of admission that are shown."""
_MEMBERS = Selection("pool_members")
_IN_POOL = _MEMBERS.also({"state": {"$in": ["in_pool", "key_training"]}})
_TRACKED = Selection("selected_graduates", {"state": "tracking"})
_SECONDMENTS = Selection("secondments")
_SUCCESSORS = Selection("successors", {"state": "named"})


async def _rows(
    asked: Asked, collection: str, matching: Filter, fields: tuple[str, ...], order: Document, most: int | None = None
) -> list[Document]:
    """Rows that are about nobody, with their ids and these fields."""
    stages: list[Document] = [{"$sort": order}, *([{"$limit": most}] if most else [])]
    selected = Selection(collection, matching, cut=everything)
    found = await asked.run(selected, *stages, {"$project": dict.fromkeys(fields, 1)})
    return [{"id": row["_id"], **{field: row[field] for field in fields}} for row in found]


async def _tiers(asked: Asked) -> list[Document]:
    """Quotas and places of the tiers of the plans that are open."""
    plans = await _rows(asked, "pool_plans", {"state": "open"}, ("code",), {"_id": 1})
    shown = ("plan_id", "key", "rank", "quota", "filled", "reserved", "free", "age_limit")
    of_plans = {"plan_id": {"$in": [plan["id"] for plan in plans]}}
    return await _rows(asked, "pool_tiers", of_plans, shown, {"plan_id": 1, "rank": 1, "_id": 1})


class _Programmes(ProgrammeOut):
    participants = fields.Dict(keys=fields.String(), metadata={"words": STATES_OF_PARTICIPANTS})


async def _rounds(asked: Asked) -> list[Document]:
    """The newest rounds: nominated and admitted; by sex, ethnicity and age the service itself counts, as linked."""
    shown = ("plan_id", "tier_id", "number", "state", "places", "admitted", "opens_on", "closes_on")
    rounds = await _rows(asked, "pool_batches", {}, shown, {"opens_on": -1, "number": -1, "_id": 1}, ROUNDS)
    counted = await by(_MEMBERS.also({"batch_id": {"$in": [row["id"] for row in rounds]}}), "batch_id")(asked)
    nominated = {row["batch_id"]: row["count"] for row in counted}
    return [
        {**row, "nominated": nominated.get(row["id"], 0), "fairness": f"/v1/talent/batches/{row['id']}/fairness"}
        for row in rounds
    ]


async def _programmes(asked: Asked) -> list[Document]:
    """The programmes (七个一批) that are open: seats, and how many take part, have completed or left."""
    shown = ("code", "kind", "seats", "begins", "ends")
    order = {"kind": 1, "code": 1, "_id": 1}
    programmes = await _rows(asked, "talent_programmes", {"state": "open"}, shown, order)
    taking_part = Selection("talent_participants", {"programme_id": {"$in": [row["id"] for row in programmes]}})
    states: dict[str, dict[str, int]] = {}
    for row in await by(taking_part, "programme_id", "state")(asked):
        states.setdefault(row["programme_id"], {})[row["state"]] = row["count"]
    return [{**row, "participants": states.get(row["id"], {})} for row in programmes]


async def _graduates(asked: Asked) -> list[Document]:
    """Selected graduates by year and stage, and how many of them were promoted.

    Whoever reads is not counted among those in key training, which would tell them what their own row keeps from them.
    """
    of_another = {"$ne": ["$cadre_id", asked.scope.cadre_id]}
    group = {
        "_id": {"year": "$year", "stage": "$stage"},
        "people": {"$sum": 1},
        "promoted": {"$sum": {"$cond": ["$promoted", 1, 0]}},
        "key_training": {"$sum": {"$cond": [{"$and": ["$key_training", of_another]}, 1, 0]}},
    }
    return [{**row.pop("_id"), **row} for row in await asked.run(_TRACKED, {"$group": group}, BY_VALUE)]


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
    found = await asked.run(_SUCCESSORS, {"$group": of_post}, {"$group": of_depth}, BY_VALUE)
    return [{"successors": row.pop("_id"), **row} for row in found]


def _members(id: str, matching: Filter, zh: str, en: str) -> Attention:
    parameters = {name: str(value).lower() for name, value in matching.items()}
    return Attention(id, zh, en, _MEMBERS.also(matching), link("/talent/members", parameters))


BOARD = Dashboard(
    "talent",
    "年轻干部",
    numbers={
        "in_pool": _IN_POOL,
        "key_training": _MEMBERS.also({"state": "key_training"}),
        "suspended": _IN_POOL.also({"suspended": True}),
        "promoted": _MEMBERS.also({"state": "promoted"}),
        "graduates_tracked": _TRACKED,
        "graduates_promoted": PROMOTED,
        "secondments_running": _SECONDMENTS.also({"state": "running"}),
        "secondments_begun": Selection("secondments", {"state": {"$in": TOOK_PLACE}}, day="begins"),
        "shortlists_open": Selection("shortlists", {"state": "open"}, cut=everything),
        "shortlists_confirmed": Selection("shortlists", {"state": "confirmed"}, cut=everything),
        "successors": _SUCCESSORS,
    },
    series={
        "tiers": Series("各层次名额与入库", _tiers, like=TierOut),
        "members_by_state": Series("成员按状态", by(_MEMBERS, "state"), like=MemberRow),
        "members_by_category": Series("在库成员按类别", by(_IN_POOL, "category"), like=MemberRow),
        "members_by_grade": Series("在库成员按等次", by(_IN_POOL, "grade"), like=MemberRow),
        "rounds": Series("入库批次", _rounds, like=BatchOut),
        "programmes": Series("培养项目", _programmes, like=_Programmes),
        "graduates": Series("选调生按年度、阶段", _graduates, like=GraduateRow),
        "secondments": Series(
            "挂职、跟岗按去向",
            by(
                Selection("secondments", {"state": {"$in": ["planned", *TOOK_PLACE]}}, day="begins"),
                *("kind", "direction", "host", "state"),
            ), like=SecondmentRow),
        "bench": Series("后继人选厚度", _bench),
    },
    attention=[
        _members(
            "suspended", {"state": "in_pool", "suspended": True},
            "因影响期暂停使用的在库成员", "Members of the pool whom a restriction suspends",
        ),
        _members(
            "suspended_key", {"state": "key_training", "suspended": True},
            "因影响期暂停使用的重点培养对象", "Members on key training whom a restriction suspends",
        ),
        _members("deferred", {"state": "deferred"}, "联审暂缓的人选", "Candidates whose vetting is put off"),
        _members("vetted", {"state": "vetted"}, "联审通过待入库的人选", "Vetted candidates who wait for admission"),
        _members("review_overdue", {"review_overdue": True}, "评议逾期的成员", "Members who were not reviewed in time"),
        _members("age_due", {"age_due": True}, "已超龄待处理的成员", "Members past the age of their tier"),
        Attention(
            "graduates_behind", "谈话或考核逾期的选调生",
            "Selected graduates whose interview or assessment is overdue", _TRACKED.also({"overdue": {"$gt": 0}}),
            link("/talent/selected-graduates", {"overdue": "true", "state": "tracking"}),
        ),
        Attention(
            "undecided", "影响期待人工决定的挂职、跟岗",
            "Secondments under a restriction that nobody has decided about", _SECONDMENTS.also({"undecided": True}),
            link("/talent/secondments", {"undecided": "true"}),
        ),
    ],
)  # fmt: skip

"""The dashboard of appraisal (考察与分析研判看板): numbers and series for charts, counted when asked for.

Scores are advice: their distribution is shown, and nobody's own.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from gateway.readmodels.asked import Asked, Filter, Selection, everything, link
from gateway.readmodels.dashboards.common import BY_VALUE, Attention, Dashboard, Made, Series, by
from gateway.readmodels.figures.appraisal import CONTACT_POINTS, MECHANISMS
from gateway.readmodels.generations import Document
from gateway.readmodels.runs import SUBJECTS, current_slots
from services.appraisal.schemas.appraisals import AppraisalLine
from services.appraisal.schemas.indices import IndexLine, RunOut
from services.appraisal.schemas.notices import NoticeLine

BANDS = (0, 40, 50, 55, 60, 65, 70, 75, 80, 85, 90, 101)
"""Where the bands of scores begin; the last ends with 100."""
_PLANNED, _NOTICES = Selection("appraisals", day="planned_on"), Selection("notices")
_KEPT = _PLANNED.also({"state": {"$ne": "cancelled"}})
_NO_APPOINTMENT = _KEPT.also({"kind": "no_appointment"})
_CONCLUDED = _PLANNED.also({"state": {"$in": ["concluded", "notified", "contested", "closed"]}})
_PENDING = _NOTICES.also({"state": {"$in": ["in_review", "in_complaint"]}})


async def _with_slots(asked: Asked) -> Asked:
    return replace(asked, slots=await current_slots(asked.rows, asked.session))


def _indices(*subjects: str) -> Selection:
    """The indices that readers see, of these kinds of subject."""

    def readable(asked: Asked) -> Filter:
        return {"$or": [{"subject_kind": kind, "slot": asked.slots[kind], "closed": False} for kind in subjects]}

    return Selection("indices", readable)


async def _no_appointment_share(asked: Asked) -> float | None:
    appraisals = await asked.count(_KEPT)
    return round(await asked.count(_NO_APPOINTMENT) / appraisals, 4) if appraisals else None


async def _mechanisms(asked: Asked) -> list[Document]:
    """By kind of appraisal: how many mechanisms in use serve it; one may serve several."""
    group = {"$group": {"_id": "$serves", "count": {"$sum": 1}}}
    found = await asked.run(MECHANISMS, {"$unwind": "$serves"}, group, BY_VALUE)
    return [{"kind": row["_id"], "count": row["count"]} for row in found]


def _bands(subject: str) -> Made:
    """How many scores lie in each band: from its first number up to, and without, the next one's."""

    async def made(asked: Asked) -> list[Document]:
        bucket = {"groupBy": {"$toDouble": "$score"}, "boundaries": list(BANDS), "output": {"count": {"$sum": 1}}}
        counts = {row["_id"]: row["count"] for row in await asked.run(_indices(subject), {"$bucket": bucket})}
        last = len(BANDS) - 2
        return [
            {"from": low, "to": 100 if number == last else high, "count": counts.get(low, 0)}
            for number, (low, high) in enumerate(pairwise(BANDS))
        ]

    return made


async def _runs(asked: Asked) -> list[Document]:
    """The newest run over all indices of each kind, with its progress."""
    names = ("kind", "run", "state", "done", "total", "model_id", "slot")
    shown = []
    for kind in SUBJECTS:
        of_kind = Selection("index_runs", {"kind": kind}, cut=everything)
        newest = await asked.run(of_kind, {"$sort": {"run": -1}}, {"$limit": 1}, {"$project": dict.fromkeys(names, 1)})
        shown += [{"id": row["_id"], **{name: row[name] for name in names}} for row in newest]
    return shown


async def _contact_points(asked: Asked) -> list[Document]:
    """Departments with the number of cadres who were sent there."""
    group = {"$group": {"_id": "$unit_id", "cadres": {"$addToSet": "$cadre_id"}}}
    found = await asked.run(CONTACT_POINTS, group, BY_VALUE)
    return [{"unit_id": row["_id"], "cadres": len(row["cadres"])} for row in found]


BOARD = Dashboard(
    "appraisal",
    "考察与分析研判",
    numbers={
        "mechanisms": MECHANISMS,
        "appraisals": _KEPT,
        "appraisals_under_way": _PLANNED.also({"state": {"$in": ["planned", "running", "drafted"]}}),
        "appraisals_concluded": _CONCLUDED,
        "no_appointment": _NO_APPOINTMENT,
        "no_appointment_share": _no_appointment_share,
        "talks": Selection("talks", {"state": {"$in": ["recorded", "corrected"]}}, day="held_on"),
        "ballots_closed": Selection("appraisal_ballots", {"state": "closed"}),
        "deeds_verified": Selection("deeds", {"state": "verified"}, day="happened_on"),
        "major_matters": Selection("major_matters", {"state": "open"}),
        "evaluations_confirmed": Selection("evaluations", {"state": "confirmed"}),
        "cadre_indices": _indices("cadre"),
        "team_indices": _indices("team"),
        "indices_confirmed": _indices(*SUBJECTS).also({"confirmed": True}),
        "reviews_open": _PENDING,
        "reviews_overdue": _PENDING.also({"overdue": True}),
        "contact_points": CONTACT_POINTS,
        "contact_visits": Selection("contact_visits", {"annulled": {"$ne": True}}, day="on"),
    },
    series={
        "mechanisms": Series("在用机制按适用的考察类别", _mechanisms, like=AppraisalLine),
        "appraisals": Series("考察按类别、状态", by(_PLANNED, "kind", "state", order=BY_VALUE), like=AppraisalLine),
        "grades": Series("考察结论按等次", by(_CONCLUDED, "grade"), like=AppraisalLine),
        "cadre_indices": Series("干部担当指数分布", _bands("cadre")),
        "team_indices": Series("领导班子指数分布", _bands("team")),
        "models": Series(
            "指数所依模型版本",
            by(_indices(*SUBJECTS), "subject_kind", "model_id", "model_version", order=BY_VALUE), like=IndexLine),
        "runs": Series("全量重算进度", _runs, like=RunOut),
        "notices": Series("考察结果告知按状态", by(_NOTICES, "state"), like=NoticeLine),
        "contact_points": Series("联系点按部门单位", _contact_points),
    },
    attention=[
        Attention(
            "drafted", "待确认的考察结论", "Conclusions that wait for confirmation",
            Selection("appraisals", {"state": "drafted"}), link("/appraisal/appraisals", {"state": "drafted"}),
        ),
        Attention(
            "in_review", "待作出决定的复核", "Reviews that wait for a decision",
            _NOTICES.also({"state": "in_review"}), link("/appraisal/notices", {"state": "in_review"}),
        ),
        Attention(
            "in_complaint", "待作出决定的申诉", "Complaints that wait for a decision",
            _NOTICES.also({"state": "in_complaint"}), link("/appraisal/notices", {"state": "in_complaint"}),
        ),
        Attention(
            "overdue", "逾期未决定的复核、申诉", "Reviews and complaints that are overdue",
            _PENDING.also({"overdue": True}), link("/appraisal/notices", {"overdue": "true"}),
        ),
        Attention(
            "deeds_recorded", "待核实的正负面事项", "Deeds that wait to be verified",
            Selection("deeds", {"state": "recorded"}), link("/appraisal/deeds", {"state": "recorded"}),
        ),
        Attention(
            "unacknowledged", "逾期未签收的告知", "Notices that nobody has acknowledged in time",
            _NOTICES.also({"state": "delivered", "unacknowledged": True}),
            link("/appraisal/notices", {"state": "delivered", "unacknowledged": "true"}),
        ),
    ],
    before=_with_slots,
)  # fmt: skip

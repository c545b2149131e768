"""The incentive dashboard (激励担当看板): numbers and series for charts, counted when asked for."""

from __future__ import annotations

from gateway.readmodels.asked import Asked, Selection, everything, link
from gateway.readmodels.dashboards.common import Attention, Dashboard, Series, by, by_unit
from gateway.readmodels.figures.incentive import CEREMONIES, HONOURS
from gateway.readmodels.generations import Document
from services.incentive.schemas.honours import HonourOut
from services.incentive.schemas.measures import GrantOut
from services.incentive.schemas.nominations import NominationShown
from services.incentive.schemas.tolerance import ApplicationLine

TOP_UNITS = 40
STAGES = ("draft", "vetting", "vetted", "elected", "publicity", "publicised", "naming", "named")
"""The way of a nomination, in order; every other state lies beside it."""
_NOMINATIONS, _TOLERANCE = Selection("nominations"), Selection("tolerance")


async def _stages(asked: Asked) -> list[Document]:
    counts = {row["state"]: row["count"] for row in await by(_NOMINATIONS, "state")(asked)}
    return [{"state": state, "count": counts.get(state, 0)} for state in STAGES]


async def _beside(asked: Asked) -> list[Document]:
    found = await by(_NOMINATIONS.also({"state": {"$nin": STAGES}}), "state")(asked)
    return sorted(found, key=lambda row: str(row["state"]))


def _waiting(state: str, zh: str, en: str) -> Attention:
    shown_by = link("/incentive/nominations", {"state": state})
    return Attention(state, zh, en, _NOMINATIONS.also({"state": state}), shown_by)


BOARD = Dashboard(
    "incentive",
    "激励担当",
    numbers={
        "batches_open": Selection("batches", {"state": "open"}, cut=everything),
        "naming_overdue": _NOMINATIONS.also({"state": "naming", "naming_overdue": True}),
        "honours": HONOURS,
        "honours_revoked": Selection("honours", {"state": "revoked"}, day="conferred_on"),
        "grants_in_force": Selection("grants", {"state": "in_force"}),
        "tolerance_late": _TOLERANCE.also({"state": {"$in": ["accepted", "appealed"]}, "escalated": True}),
        "ceremonies": CEREMONIES,
    },
    series={
        "nominations": Series("推荐按阶段", _stages, like=NominationShown),
        "beside": Series("未进入或退出流程的推荐", _beside, like=NominationShown),
        "nominations_by_field": Series("推荐按领域", by(_NOMINATIONS, "field"), like=NominationShown),
        "honours_by_field": Series("荣誉按领域", by(HONOURS.also({"field": {"$ne": ""}}), "field"), like=HonourOut),
        "honours_by_level": Series("荣誉按级别", by(HONOURS, "level"), like=HonourOut),
        "honours_by_unit": Series("荣誉按单位", by_unit(HONOURS, TOP_UNITS)),
        "grants_by_state": Series("激励按状态", by(Selection("grants"), "state"), like=GrantOut),
        "tolerance_by_outcome": Series("容错申请按结论", by(_TOLERANCE.also({"outcome": {"$ne": None}}), "outcome"),
            like=ApplicationLine),
    },
    attention=[
        _waiting("deferred", "联审暂缓的推荐", "Nominations whose vetting is put off"),
        _waiting("publicity", "公示中的推荐", "Nominations that are public"),
        _waiting("naming", "等待命名核准的推荐", "Nominations that wait for the clearance of their naming"),
        _waiting("released", "影响期解除、可恢复的推荐", "Nominations that can be resumed"),
        Attention(
            "under_review", "复核中的荣誉", "Honours under review", Selection("honours", {"state": "under_review"}),
            link("/incentive/honours", {"state": "under_review"}),
        ),
        Attention(
            "objections", "未办结的异议", "Objections that are open", Selection("objections", {"state": "open"}),
            link("/incentive/objections", {"state": "open"}), everybody=True,  # Units lodge objections.
        ),
    ],
)  # fmt: skip

"""The dashboard of the roster (干部队伍看板): who serves, which posts are vacant, who comes of age when."""

from __future__ import annotations

from itertools import pairwise

from gateway.readmodels.asked import Asked, Selection, link, units
from gateway.readmodels.dashboards.common import BY_VALUE, Attention, Dashboard, Series, by, by_unit
from gateway.readmodels.generations import Document
from services.registry.schemas.alerts import AlertOut
from services.registry.schemas.selections import SelectionLine

AGES = (0, 30, 35, 40, 45, 50, 55, 60, 150)
"""Where bands of ages begin: years between the year of birth and the year asked for."""
RETIREMENT_YEARS = 10
_MOST_UNITS = 50
_SERVING = Selection("cadres", {"status": "serving"})
_POSTS = Selection("posts", {"state": "active"}, cut=units)
_VACANT = _POSTS.also({"vacant": True})
_ALERTS = Selection("alerts", {"state": "open"})
_SELECTIONS = Selection("selections", {"state": {"$nin": ["appointed", "refused", "withdrawn", "closed"]}})


async def _ages(asked: Asked) -> list[Document]:
    """How many serve in each band of ages."""
    age = {"$subtract": [asked.period.last.year, "$birth_year"]}
    band = {"groupBy": age, "boundaries": list(AGES), "default": "other", "output": {"count": {"$sum": 1}}}
    found = {row["_id"]: row["count"] for row in await asked.run(_SERVING, {"$bucket": band})}
    return [{"from": low, "below": high, "count": found.get(low, 0)} for low, high in pairwise(AGES)]


async def _retirements(asked: Asked) -> list[Document]:
    """How many come of age (到龄) in each of the next years, from the year asked for on."""
    first = asked.period.last.year
    within = {"retires_on": {"$gte": f"{first}-01-01", "$lte": f"{first + RETIREMENT_YEARS - 1}-12-31"}}
    group = {"$group": {"_id": {"$substrBytes": ["$retires_on", 0, 4]}, "count": {"$sum": 1}}}
    found = {row["_id"]: row["count"] for row in await asked.run(_SERVING.also(within), group, BY_VALUE)}
    return [{"year": year, "count": found.get(str(year), 0)} for year in range(first, first + RETIREMENT_YEARS)]


def _alerts(id: str, rule: str, zh: str, en: str) -> Attention:
    return Attention(id, zh, en, _ALERTS.also({"rule": rule}), link("/alerts", {"rule": rule, "state": "open"}))


BOARD = Dashboard(
    "registry",
    "干部队伍",
    numbers={
        "serving": _SERVING,
        "county_level_or_above": _SERVING.also({"county_level_or_above": True}),
        "women": _SERVING.also({"sex": "2"}),
        "minorities": _SERVING.also({"ethnicity": {"$nin": ["01", None]}}),
        "units": Selection("units", {"state": "active"}, cut=units),
        "posts": _POSTS,
        "posts_vacant": _VACANT,
        "selections_running": _SELECTIONS,
        "alerts_open": _ALERTS,
    },
    series={
        "by_level": Series("按职务层次", by(_SERVING, "post_level", order=BY_VALUE)),
        "by_rank": Series("按职级", by(_SERVING, "rank", order=BY_VALUE)),
        "by_age": Series("按年龄段", _ages),
        "by_education": Series("按学历", by(_SERVING, "education_level", order=BY_VALUE)),
        "by_sex": Series("按性别", by(_SERVING, "sex", order=BY_VALUE)),
        "by_ethnicity": Series("按民族", by(_SERVING, "ethnicity")),
        "retirements": Series("今后各年到龄人数", _retirements),
        "vacancies_by_unit": Series("空缺职位按下一级单位", by_unit(_VACANT, _MOST_UNITS)),
        "alerts_by_rule": Series("未处理的预警按类别", by(_ALERTS, "rule"), like=AlertOut),
        "selections_by_state": Series("办理中的选拔任用按步骤", by(_SELECTIONS, "state", order=BY_VALUE),
            like=SelectionLine),
    },
    attention=[
        _alerts("retirement_due", "retirement_due", "将到龄、已到龄未退休", "Who comes of age soon, or has"),
        _alerts("over_establishment", "over_establishment", "超职数", "Over the approved number of posts"),
        _alerts("decisions_held", "decision_held", "暂缓生效的任免、晋升决定", "Decisions that are held"),
        Attention(
            "corrections", "待审批的更正申请", "Corrections that wait for a decision",
            Selection("corrections", {"state": "requested"}), link("/corrections", {"state": "requested"}),
        ),
        Attention(
            "selections_objected", "公示有未办结反映的选拔任用", "Selections with an objection that is open",
            _SELECTIONS.also({"open_objections": {"$gt": 0}}), link("/selections", {"objected": "true"}),
            everybody=True,
        ),
    ],
)  # fmt: skip

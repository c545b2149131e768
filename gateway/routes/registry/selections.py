"""Rows of selections (选拔任用): 动议, 民主推荐, 考察, 联审, 讨论决定, 任前公示, 任职."""

from __future__ import annotations

from typing import Any

from gateway.route import Route
from gateway.routes.registry.common import PERSON
from services.registry.operations import selections

_S = "/selections"
_ONE = f"{_S}/{{selection_id}}"
_BASIS = {"basis": "部务会纪要〔2026〕3号（示例）"}
_READ: dict[str, Any] = {"right": "registry.selections.read", **PERSON}
_STEP: dict[str, Any] = {"right": "registry.selections.conduct", "status": 200, **PERSON}

# fmt: off
ROWS: list[Route] = [
    Route.post(_S, selections.PROPOSE, zh="动议", en="Move that a post be filled",
        example={"post_id": "pst-12", "moved_by": "（虚构）市委组织部", "on": "2026-03-02", **_BASIS},
        **_STEP | {"status": 201}),
    Route.get(_S, selections.LIST_SELECTIONS, zh="查询选拔任用", en="List selections", **_READ),
    Route.get(_ONE, selections.GET_SELECTION, zh="选拔任用全程纪实", en="Read a selection with its records", **_READ),
    Route.post(f"{_ONE}/recommendations", selections.RECOMMEND, zh="民主推荐", en="Record a recommendation",
        example={
            "on": "2026-03-05", "form": "meeting", "entitled": 40, "took_part": 38,
            "votes": [{"cadre_id": "cdr-01", "votes": 30}], **_BASIS,
        }, **_STEP),
    Route.post(f"{_ONE}/candidates", selections.CONSIDER, zh="确定考察对象", en="Determine who is inspected",
        example={"on": "2026-03-06", "cadre_ids": ["cdr-01"], **_BASIS}, **_STEP),
    Route.post(f"{_ONE}/inspection", selections.INSPECT, zh="组织考察", en="Record an inspection",
        example={
            "begins": "2026-03-09", "ends": "2026-03-13", "inspectors": ["（虚构）赵某", "（虚构）钱某"],
            "file": "考察材料2026-07（示例）", **_BASIS,
        }, **_STEP),
    Route.post(f"{_ONE}/vetting", selections.REQUEST_VETTING, zh="提请联审", en="Ask supervision for a vetting",
        example=_BASIS, **_STEP),
    Route.post(f"{_ONE}/decision", selections.DECIDE, zh="讨论决定", en="Record the meeting that decided",
        example={
            "on": "2026-03-20", "body": "（虚构）市委常委会", "entitled": 11, "present": 10, "agreed": 9, **_BASIS,
        }, **_STEP),
    Route.post(f"{_ONE}/publicity", selections.PUBLICISE, zh="任前公示", en="Make the decision public",
        example={"begins": "2026-03-23", "working_days": 5, **_BASIS}, **_STEP),
    Route.post(f"{_ONE}/objections", selections.OBJECT, zh="登记公示反映", en="Record an objection",
        example={"received_on": "2026-03-25", "text": "（示例）反映内容"}, **_STEP),
    Route.post(f"{_ONE}/objections/{{objection}}/settlement", selections.SETTLE, zh="办结公示反映",
        en="Settle an objection", example={"upheld": False, **_BASIS}, **_STEP),
    Route.post(f"{_ONE}/appointment", selections.TAKE_UP, zh="任职", en="Appoint the candidate",
        example={"on": "2026-04-01", "document": "包组发〔2026〕12号（示例）", **_BASIS},
        **_STEP | {"right": "registry.cadres.appoint"}),
    Route.post(f"{_ONE}/resumption", selections.RESUME, zh="恢复办理", en="Go on with the same candidate",
        example=_BASIS, **_STEP),
    Route.post(f"{_ONE}/withdrawal", selections.WITHDRAW, zh="撤回动议", en="Withdraw a selection",
        example={"on": "2026-03-10", **_BASIS}, **_STEP),
    Route.post(f"{_ONE}/records/{{record}}/correction", selections.PUT_RIGHT, zh="更正纪实",
        en="Put the record of a step right", example={"agreed": 8, **_BASIS}, **_STEP),
]

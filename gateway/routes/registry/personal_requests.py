"""Rows of what somebody asks about what is kept of them (个人信息权利申请)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PERSON
from services.registry.operations import personal_requests as operations

_ALL = "/personal-requests"
_ONE = f"{_ALL}/{{request_id}}"
_READ, _ASK, _ANSWER = (f"registry.personal-requests.{what}" for what in ("read", "ask", "answer"))

# fmt: off
ROWS: list[Route] = [
    Route.post("/cadres/{cadre_id}/personal-requests", operations.ASK_PERSONAL_REQUEST, right=_ASK,
        location=f"/v1{_ALL}/{{id}}", zh="提出个人信息权利申请", en="Ask about what is kept of a cadre",
        example={"kind": "copy", "about": "请提供本人在平台上的全部信息（演示）"},
        description="By the cadre, or by an officer for the day on which it came on paper. Fields of the file are "
        "corrected by `/corrections`, to which a request of kind `correction` refers.",
        **PERSON),
    Route.get(_ALL, operations.LIST_PERSONAL_REQUESTS, right=_READ, zh="查询个人信息权利申请",
        en="List what cadres ask about what is kept of them", **PERSON),
    Route.get(_ONE, operations.GET_PERSONAL_REQUEST, right=_READ, zh="查看个人信息权利申请",
        en="Read what a cadre asks about what is kept of them", **PERSON),
    Route.post(f"{_ONE}/answer", operations.ANSWER_PERSONAL_REQUEST, right=_ANSWER, status=200,
        zh="答复个人信息权利申请", en="Answer what a cadre asks about what is kept of them",
        example={"outcome": "granted", "answer": "已同意，可下载副本（演示）"}, **PERSON),
    Route.post(f"{_ONE}/answer/correction", operations.CORRECT_PERSONAL_ANSWER, right=_ANSWER, status=200,
        zh="更正对个人信息权利申请的答复：原答复保留", en="Put such an answer right; the first is kept",
        example={
            "outcome": "refused", "answer": "经复核不予同意（演示）", "ground": "needed", "correction": "误答（演示）",
        },
        **PERSON),
    Route.post(f"{_ONE}/answer/receipt", operations.ACKNOWLEDGE_PERSONAL_ANSWER, right=_ASK, status=200,
        zh="知悉个人信息权利申请的答复", en="The cadre knows the answer", example={}, **PERSON),
    Route.post(f"{_ONE}/withdrawal", operations.WITHDRAW_PERSONAL_REQUEST, right=_ASK, status=200,
        zh="撤回个人信息权利申请", en="Take back what was asked about what is kept of a cadre",
        example={"reason": "不再需要（演示）"}, **PERSON),
]

"""A copy of what is kept of somebody (个人信息副本), once it was asked for and granted (个人信息保护法 art. 45).

Read under the reader's own rights, by the queries that the catalogue of data names: the person has all that the law does
not keep secret; an officer who hands a copy out on paper has what their office may read, and is told what is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from gateway import privacy
from gateway.problems import ScopeMissing
from gateway.route import GatewayRequest, Route
from gateway.routes import row_of
from gateway.rpc import Answered
from servicekit import clock
from servicekit.errors import Conflict, Forbidden, NotFound
from servicekit.operations import Operation
from servicekit.principal import Reach
from servicekit.schema import MAX_PAGE
from services import SERVICES
from services.registry.operations.personal_requests import GET_PERSONAL_REQUEST
from services.registry.vocabulary.personal_requests import RequestKind, RequestOutcome, RequestState

MOST_ITEMS = 2000
"""Of one list; a longer one is cut, and says so."""
_WHOSE = ("cadre_id", "subject_id")
_GRANTED = (RequestOutcome.GRANTED, RequestOutcome.PARTLY)


class NoCopy(Conflict):
    """There is a copy where one was asked for and granted, and of nothing else."""

    code = "privacy/no-copy"
    zh = "没有可以提供的副本"
    en = "There is no copy to be had"
    advice_zh = "请先提出查阅、复制的申请，答复同意后再下载。"
    advice_en = "Ask for a copy (kind `copy`); it can be had once that is granted."


async def granted(request: GatewayRequest, request_id: str) -> dict[str, Any]:
    """The request by which there is a copy. Raises what the service refuses by, and NoCopy."""
    found: dict[str, Any] = await request.call_as(
        row_of(GET_PERSONAL_REQUEST), GET_PERSONAL_REQUEST, request_id=request_id
    )
    answered = found["state"] in (RequestState.ANSWERED, RequestState.TOLD)
    if found["kind"] != RequestKind.COPY or not answered or found["reply"]["outcome"] not in _GRANTED:
        raise NoCopy()
    return found


async def copied(request: GatewayRequest, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the copy of a granted request holds, category by category."""
    parts: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    for category in privacy.categories():
        title = category.zh if request.language == "zh" else category.en
        for name in category.given:
            row = row_of(_operation(name))
            part = {"category": category.code, "title": title, "source": name}
            said = {"what": row.zh if request.language == "zh" else row.en}
            try:
                parts.append(part | said | await _read(request, row, found["cadre_id"]))
            except (Forbidden, ScopeMissing):
                left_out.append({"title": title, **said})
            except Answered as refused:
                if refused.problem.status not in (NotFound.status, 410):
                    raise
                parts.append(part | said | {"items": [], "cut": False})
    return {
        "request_id": found["id"],
        "cadre_id": found["cadre_id"],
        "made_at": clock.now().isoformat(),
        "parts": parts,
        "withheld": [
            {"title": one["title"], "why": one["withheld"]}
            for one in (privacy.shown(category, {}, request.language) for category in privacy.categories())
            if one["withheld"]
        ],
        "left_out": left_out,
    }


async def _read(request: GatewayRequest, row: Route, cadre_id: str) -> dict[str, Any]:
    operation = _operation(row.target or "")
    asked = operation.wish().fields
    whose = next((name for name in _WHOSE if name in asked), None)
    if whose is None and request.scope.reach is not Reach.SELF:
        # It answers about whoever asks.
        raise Forbidden()
    about = {whose: cadre_id} if whose else {}
    if "cursor" not in asked:
        return {"items": [await request.call_as(row, operation, **about)], "cut": False}
    items: list[Any] = []
    following: dict[str, Any] = {}
    while len(items) < MOST_ITEMS:
        page = await request.call_as(row, operation, **about, limit=MAX_PAGE, **following)
        items += page["items"]
        if page["next"] is None:
            return {"items": items, "cut": False}
        following = {"cursor": page["next"]}
    return {"items": items, "cut": True}


@cache
def _operations() -> Mapping[str, Operation]:
    """The queries of all services, by name."""
    found: dict[str, Operation] = {}
    for service in SERVICES:
        found |= {one.name: one for one in service.offers}
    return found


def _operation(name: str) -> Operation:
    return _operations()[name]

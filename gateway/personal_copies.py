"""A copy of what is kept of somebody (个人信息副本), once it was asked for and granted (个人信息保护法 art. 45).

Read under the reader's own rights, by the queries that the catalogue of data names: the person has all that the law
does not keep secret; an officer who hands one out on paper has what their office may read, and hears what is left out.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gateway import journal, privacy
from gateway.privacy import Given
from gateway.problems import ScopeMissing
from gateway.route import BASE, GatewayRequest, in_full
from gateway.routes import row_named, row_of
from gateway.rpc import Answered
from servicekit import clock
from servicekit.errors import Conflict, Forbidden, NotFound
from servicekit.schema import MAX_PAGE, instance
from services.registry.operations.personal_requests import GET_PERSONAL_REQUEST
from services.registry.vocabulary.personal_requests import RequestKind, RequestOutcome, RequestState

if TYPE_CHECKING:
    from gateway.request import Request

MOST_ITEMS = 2000
"""Of one list; a longer one is cut, and says so."""
_AT_ONCE = 8
"""Things that are read whole side by side."""
_WHOSE = ("cadre_id", "subject_id")
_PATH = re.compile(rf"{BASE}/personal-requests/[^/]+/copy")
_GRANTED = (RequestOutcome.GRANTED, RequestOutcome.PARTLY)


class NoCopy(Conflict):
    """There is a copy where one was asked for and granted, and of nothing else."""

    code = "privacy/no-copy"
    zh = "没有可以提供的副本"
    en = "There is no copy to be had"
    advice_zh = "请先提出查阅、复制的申请，答复同意后再下载。"
    advice_en = "Ask for a copy (kind `copy`); it can be had once that is granted."


def is_copy(path: str) -> bool:
    """Whether an address is that of a copy."""
    return _PATH.fullmatch(path) is not None


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
        for given in {one.by: one for one in category.given.values()}.values():
            row = row_named(given.by)
            part = {"category": category.code, "title": title, "source": given.by}
            said = {"what": row.zh if request.language == "zh" else row.en}
            try:
                parts.append(part | said | await _read(request, given, found["cadre_id"]))
            except (Forbidden, ScopeMissing):
                left_out.append({"title": title, **said})
            except Answered as refused:
                if refused.problem.status == Forbidden.status:
                    left_out.append({"title": title, **said})
                elif refused.problem.status in (NotFound.status, 410):
                    parts.append(part | said | {"items": [], "cut": False})
                else:
                    raise
    return {
        "request_id": found["id"],
        "cadre_id": found["cadre_id"],
        "made_at": clock.now().isoformat(),
        "made_by": request.principal.account,
        "parts": parts,
        "withheld": _withheld(request.language),
        "left_out": left_out,
    }


def _withheld(language: str) -> list[dict[str, str]]:
    """What is in no copy, and why."""
    zh = language == "zh"
    found = []
    for category in privacy.categories():
        title, why = (category.zh, category.withheld_zh) if zh else (category.en, category.withheld_en)
        reasons = dict.fromkeys(one[0] if zh else one[1] for one in category.besides.values())
        found += [{"title": title, "why": one} for one in (*([why] if why else []), *reasons)]
    return found


async def _read(request: GatewayRequest, given: Given, cadre_id: str) -> dict[str, Any]:
    """What is given of somebody: one thing, or the items of a list to its end, each of them whole."""
    row = row_named(given.by)
    asked = instance(row.query).fields if row.query else {}
    whose = next((name for name in _WHOSE if name in asked), None)
    if whose is None and not request.scope.is_of(cadre_id):
        # It answers about whoever asks.
        raise Forbidden()
    own = in_full(request)
    wish: dict[str, Any] = {whose: cadre_id} if whose else {}
    principal = own.who.as_on(row)[1]
    if "cursor" not in asked:
        return {"items": [await own.send(str(row.target), wish, principal)], "cut": False}
    items: list[Any] = []
    for besides in given.asked:
        read: dict[str, Any] | None = {**wish, **besides, "limit": MAX_PAGE}
        while read is not None and len(items) < MOST_ITEMS:
            page = await own.send(str(row.target), dict(read), principal)
            items += page["items"]
            read = None if page["next"] is None else {**read, "cursor": page["next"]}
        if read is not None:
            return {"items": await _whole(own, given, items), "cut": True}
    return {"items": await _whole(own, given, items), "cut": False}


async def _whole(own: Request, given: Given, lines: list[Any]) -> list[Any]:
    """The things that lines of a list are of, as their own query tells them; what is gone since is left out.

    One by one, a few at a time: a list that told its texts would tell them to everybody who looks through it.
    """
    if not given.each:
        return lines
    row, at_once = row_named(given.each), asyncio.Semaphore(_AT_ONCE)
    principal = own.who.as_on(row)[1]

    async def whole(line: dict[str, Any]) -> list[Any]:
        async with at_once:
            try:
                return [await own.send(str(row.target), {row.parameters[0]: line["id"]}, principal)]
            except Answered as refused:
                if refused.problem.status == NotFound.status:
                    return []
                raise

    return [one for found in await asyncio.gather(*map(whole, lines)) for one in found]


async def note_copy(request: GatewayRequest, found: Mapping[str, Any]) -> None:
    """Note who made a copy of what is kept of whom."""
    who, action = request.principal.account, journal.Action.COPY_TAKEN_OUT
    await journal.tell(request.db, action, found["cadre_id"], who, request.request_id, of=found["id"])

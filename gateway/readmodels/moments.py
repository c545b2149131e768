"""One generation and one moment for everything that a request counts."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import OperationFailure

from gateway.readmodels.asked import OF_THE_UNIT_ALONE, Asked, Period
from gateway.readmodels.generations import Generation
from gateway.readmodels.store import readers_of
from gateway.route import GatewayRequest
from servicekit.principal import Reach, Scope

SNAPSHOT_CODES = (239, 246)
"""The moment asked for is gone, or a collection is younger than it."""


@contextlib.asynccontextmanager
async def moment(
    request: GatewayRequest,
    period: Period,
    scope: Scope | None = None,
    own: Iterable[str] = (),
    still_open: Iterable[str] = (),
) -> AsyncIterator[Asked]:
    """A question about the reader's scope, or another one, whose parts are all answered of the same moment.

    `own` are those of OWNED, and `still_open` those of OPEN, that the question needs to know of.
    """
    rows: Generation = await readers_of(request.db).current()
    scope = scope or request.scope
    unit_ids = await _ids(rows, "units", {"unit_ids": scope.unit_id}) if scope.reach is Reach.UNIT else ()
    owned = {}
    for name in own if unit_ids else ():
        of = [scope.unit_id] if name in OF_THE_UNIT_ALONE else list(unit_ids)
        owned[name] = await _ids(rows, name, {"unit_id": {"$in": of}})
    opened = {name: await _ids(rows, name, {"state": "open"}) for name in still_open}
    async with request.db.client.start_session(snapshot=True) as session:
        if await _can_read(rows, session):
            yield Asked(rows, period, scope, unit_ids, session, owned=owned, open=opened)
            return
    yield Asked(rows, period, scope, unit_ids, owned=owned, open=opened)


async def _ids(rows: Generation, name: str, where: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row["_id"] for row in await rows[name].find(where, {"_id": 1}).to_list(None))


async def _can_read(rows: Generation, session: AsyncClientSession) -> bool:
    """Fix the session's moment by a first read; a collection that is younger than the moment cannot be read in it."""
    try:
        await rows["classes"].find_one({}, {"_id": 1}, session=session)
    except OperationFailure as refused:
        if refused.code not in SNAPSHOT_CODES:
            raise
        return False
    return True

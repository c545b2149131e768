"""What the projector asks of the services, and the table of what it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import orjson
from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from gateway.readmodels.catalogue import SNAPSHOTS
from gateway.rpc import RpcClient
from servicekit.config import Settings
from servicekit.offered import HISTORY
from servicekit.principal import Principal, system

PROJECTOR = system("projector")


def open_database(settings: Settings) -> AsyncDatabase[dict[str, Any]]:
    """The gateway's own database; calls end after the configured time."""
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        settings.mongo_uri,
        timeoutMS=int(settings.database_timeout * 1000),
        serverSelectionTimeoutMS=5000,
        tz_aware=True,
    )
    return client.get_database(settings.database("gateway"), CodecOptions(tz_aware=True))


def headers(principal: Principal, key: str = "", request_id: str = "") -> dict[str, Any]:
    """The headers of a call, see the RPC convention."""
    carried = {
        "cadre.principal": orjson.dumps(principal.to_wire()).decode(),
        "cadre.request_id": request_id or f"req-{uuid4().hex}",
    }
    return {**carried, "cadre.key": key} if key else carried


class Services:
    """The services' queries that the read models need."""

    def __init__(self, rpc: RpcClient) -> None:
        self.rpc = rpc

    async def snapshots(self, collection: str, ids: Sequence[str]) -> list[dict[str, Any]]:
        """What the owner of a collection's aggregates shows of these."""
        asked = SNAPSHOTS[collection].name
        answer = await self.rpc.call(asked, {"ids": list(ids)}, headers(PROJECTOR), deadline=30)
        items: list[dict[str, Any]] = answer["items"]
        return items

    async def history(self, service: str, after: str | None, limit: int) -> dict[str, Any]:
        """A page of a service's events, in the order in which they were published."""
        page: dict[str, Any] = await self.rpc.call(
            HISTORY.of(service).name, {"after": after, "limit": limit}, headers(PROJECTOR), deadline=30
        )
        return page

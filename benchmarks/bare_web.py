"""`python -m benchmarks.bare_web`: bare Starlette over pymongo, under the gateway's server, shows a document."""

from __future__ import annotations

import os
from typing import Any

import orjson
import uvicorn
from pymongo import AsyncMongoClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def build() -> Starlette:
    """`/documents/{id}` of the collection in BARE_COLLECTION (`database/collection`)."""
    database, _, collection = os.environ["BARE_COLLECTION"].partition("/")
    documents = AsyncMongoClient[dict[str, Any]](os.environ["MONGO_URI"], tz_aware=True)[database][collection]

    async def show(request: Request) -> Response:
        found = await documents.find_one({"_id": request.path_params["id"]})
        return Response(orjson.dumps(found), media_type="application/json")

    async def ready(_: Request) -> Response:
        return Response(b"{}")

    return Starlette(routes=[Route("/documents/{id}", show), Route("/readyz", ready)])


if __name__ == "__main__":
    uvicorn.run(
        build(),
        host=os.environ["HEALTH_HOST"],
        port=int(os.environ["HEALTH_PORT"]),
        loop="uvloop",
        http="httptools",
        ws="none",
        log_level="warning",
        access_log=False,
    )

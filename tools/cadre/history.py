"""For how long the database keeps a moment readable, which is also how long a dropped collection keeps its files.

A backup reads within the time that the database gives by itself. Only where half of that is gone does it ask for twice
as much, having written down first what there was before; at its end it puts that back. Of a backup that was killed no
connection is left: by that any later command knows, and puts it back (ADR 0033).
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit, urlunsplit

import pymongo
from pymongo.collection import Collection
from pymongo.errors import OperationFailure, PyMongoError

from servicekit import migrations
from servicekit.store import Document
from tools.cadre.installation import APP_NAME, GATEWAY, NOT_ALLOWED, Installation, client_of
from tools.cadre.words import say

PARAMETER = "minSnapshotHistoryWindowInSeconds"
RECORD = "history"
"""Where, beside the schema, it is written down: `before`, `raised`, `host`, and by whom (`by`)."""
BY_ITSELF = 300
"""Seconds, where nobody has told the database otherwise."""


def kept(client: pymongo.MongoClient[Document]) -> int | None:
    """For how many seconds; None where the account may not ask."""
    try:
        return int(client.admin.command({"getParameter": 1, PARAMETER: 1})[PARAMETER])
    except OperationFailure as failure:
        if failure.code not in NOT_ALLOWED:
            raise
        return None


class History:
    """What a backup's moment needs while it is read."""

    def __init__(self, installation: Installation) -> None:
        self._installation, self._client = installation, installation.client
        self._kept: float = kept(self._client) or BY_ITSELF
        self._began = monotonic()
        self._raised = False

    def begin(self) -> None:
        """The moment is now."""
        self._began = monotonic()

    def still_wanted(self) -> None:
        """To be called again and again while the moment is read: has it kept longer where it would soon be gone."""
        if monotonic() - self._began < self._kept / 2:
            return
        seconds = int(self._kept * 2)
        try:
            before = kept(self._client) or self._kept
            first = {"before": before, "host": _host(self._client)}
            change = {"$setOnInsert": first, "$max": {"raised": seconds}, "$addToSet": {"by": APP_NAME}}
            _records(self._installation).update_one({"_id": RECORD}, change, upsert=True)
            self._raised = True
            _keep(self._client, seconds)
        except OperationFailure as failure:
            if failure.code not in NOT_ALLOWED:
                raise
            say(
                f"账号无权延长数据库保留历史的时间，备份须在 {self._kept:.0f} 秒内完成。",
                f"This account may not have the database keep its history longer: the backup has {self._kept:.0f} "
                "seconds.",
            )
            self._kept = float("inf")
            return
        self._kept = seconds
        say(
            f"备份用时较长，请数据库暂时保留历史 {seconds} 秒，结束时改回。",
            f"This takes a while: the database is asked to keep its history for {seconds} seconds, until the end.",
        )

    def close(self) -> None:
        """Nothing is read any more."""
        if self._raised:
            _records(self._installation).update_one({"_id": RECORD}, {"$pull": {"by": APP_NAME}})
            put_back(self._installation)


@dataclass(frozen=True)
class Left:
    """What backups have raised: `raised` seconds instead of `before`, at `host`."""

    before: int
    raised: int
    host: str
    running: bool
    """Whether one of them is at it."""
    refused: str = ""
    """Why it could not be put back."""


def put_back(installation: Installation) -> Left | None:
    """Put back what backups that are gone have raised; None where there is nothing to put back."""
    client, records = installation.client, _records(installation)
    record = records.find_one({"_id": RECORD})
    if record is None:
        return None
    left = Left(record["before"], record["raised"], record["host"], running=False)
    try:
        if _connected(client, record["by"]):
            return Left(left.before, left.raised, left.host, running=True)
        if _host(client) == left.host:
            _lower(client, left)
        else:  # Another member is the primary now; the one that was has it still.
            with _of_member(installation.settings.mongo_uri, left.host) as other:
                _lower(other, left)
        records.delete_one({"_id": RECORD, "by": record["by"]})
    except PyMongoError as refused:
        return Left(left.before, left.raised, left.host, running=False, refused=str(refused)[:300])
    return left


def _records(installation: Installation) -> Collection[Document]:
    return installation.database(GATEWAY)[migrations.SCHEMA]


def _lower(client: pymongo.MongoClient[Document], left: Left) -> None:
    if kept(client) == left.raised:  # Not so where the server was restarted, or somebody has said otherwise.
        _keep(client, left.before)


def _keep(client: pymongo.MongoClient[Document], seconds: float) -> None:
    client.admin.command({"setParameter": 1, PARAMETER: int(seconds)})


def _host(client: pymongo.MongoClient[Document]) -> str:
    return str(client.admin.command("hello")["me"])


def _of_member(uri: str, host: str) -> pymongo.MongoClient[Document]:
    """A client of one member of the set that the address names."""
    parts = urlsplit(uri)
    account, at, _ = parts.netloc.rpartition("@")
    alone = urlunsplit(parts._replace(netloc=f"{account}{at}{host}", path=parts.path or "/"))
    return client_of(alone, directConnection=True)


def _connected(client: pymongo.MongoClient[Document], names: list[str]) -> bool:
    """Whether any of these processes has a connection to the database."""
    seen = client.admin.aggregate(
        [
            {"$currentOp": {"allUsers": True, "idleConnections": True}},
            {"$match": {"appName": {"$in": names}}},
            {"$limit": 1},
        ]
    )
    return any(seen)

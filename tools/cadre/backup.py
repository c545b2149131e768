"""One moment of all databases, in one archive (ADR 0033).

Everything is read in one session at one cluster time (`snapshot` read concern), so that what a transaction did, or what
one service told another, is in the archive whole or not at all. What the broker holds is not in it and is not needed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from bson.timestamp import Timestamp
from pymongo.collection import Collection
from pymongo.errors import OperationFailure, PyMongoError

from servicekit import clock, migrations
from servicekit.store import Document
from tools.cadre.archive import CutShort, Damaged, Reader, Secret, Writer
from tools.cadre.history import PARAMETER, History
from tools.cadre.installation import DATABASES, GATEWAY, Installation, brief, key_marks, refusal_of
from tools.cadre.words import Progress, Refused, say

FORMAT = 1
TRIES = 3
SNAPSHOT_GONE, SNAPSHOT_UNAVAILABLE = 239, 246
LEFT_OUT = {(GATEWAY, "sessions"), (GATEWAY, "read_heard")}
"""Collections whose rows are not in an archive: nobody is signed in by it, and nobody waits for what it heard."""


class _Changed(Exception):
    """Collections came or went while they were read."""


@dataclass
class Summary:
    """What an archive holds."""

    head: Document
    collections: list[Document] = field(default_factory=list)
    """`part`, `name`, `options`, `indexes`, `count`, `bytes`, `sha256` of each."""

    @property
    def documents(self) -> int:
        return sum(one["count"] for one in self.collections)

    @property
    def bytes(self) -> int:
        return sum(one["bytes"] for one in self.collections)


def rows_of(part: str, name: str) -> Document | None:
    """Which documents of a collection are backed up; None where none are."""
    if (part, name) in LEFT_OUT:
        return None
    # Who migrates, or restores, is of no other moment.
    return {"_id": migrations.VERSION} if name == migrations.SCHEMA else {}


def create(installation: Installation, path: Path, secret: Secret) -> Summary:
    """Write the archive; it has its name only when it is complete. Raises Refused."""
    if path.exists():
        raise Refused(f"文件已存在：{path}。请另取一个名字", f"{path} is there already; take another name")
    partial = path.with_name(f"{path.name}.partial")
    try:
        file = os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    except OSError as wrong:
        raise Refused(f"无法写入文件：{partial}", f"{partial} cannot be written: {wrong.strerror}") from None
    try:
        with file, contextlib.closing(History(installation)) as history:
            for attempt in range(1, TRIES + 1):
                try:
                    file.seek(0)
                    file.truncate()
                    summary = _dump(installation, Writer(file, secret), history)
                    break
                except _Changed:
                    if attempt == TRIES:
                        raise Refused(
                            "备份期间数据表一再增减，可能正在迁移或重建读模型。请等它完成后再备份",
                            "Collections came and went during the backup: a migration or a rebuild of the read "
                            "models may be under way. Wait until it is done",
                        ) from None
                    say("数据表有增减，重新开始……", "Collections have changed, beginning again …")
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    except OSError as wrong:
        raise Refused(
            f"无法写入备份文件：{path}。请检查磁盘空间",
            f"The archive cannot be written: {wrong.strerror}. Is the disk full?",
        ) from None
    except OperationFailure as failure:
        raise _failed(failure, installation) from None
    except PyMongoError as away:
        raise Refused(
            "备份途中与数据库的连接中断，请重新备份", f"The database went away during the backup: {brief(away)}"
        ) from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    return summary


def _failed(failure: OperationFailure, installation: Installation) -> Refused:
    if failure.code == SNAPSHOT_GONE:
        return Refused(
            "备份用时超过了数据库保留历史的时间。请给账号延长它的权限，或在数据库的设置中延长，再重新备份",
            "The backup took longer than the database keeps the moment readable. Let the account have it kept longer "
            "(hostManager), or say so in the database's configuration, then begin again",
            f"db.grantRolesToUser(NAME, ['hostManager'])   # or: setParameter.{PARAMETER}: 3600",
        )
    return refusal_of(failure, installation.settings)


def _dump(installation: Installation, writer: Writer, history: History) -> Summary:
    before = _listed(installation)
    if not before:
        raise Refused(
            "这里没有可以备份的数据：没有以此前缀开头的数据库",
            f"There is nothing to back up: no database begins with {installation.settings.database_prefix}",
        )
    size = sum(_size(installation, part) for part in {part for part, _ in before})
    progress = Progress("备份", "backing up", size)
    with installation.client.start_session(snapshot=True) as session:
        part, name = min(before)
        history.begin()
        installation.database(part)[name].find_one(
            {}, {"_id": 1}, session=session
        )  # Sets the moment for all that is read.
        moment: Timestamp = session._snapshot_time  # type: ignore[assignment]  # the driver has no public name for it
        head = {
            "format": FORMAT,
            "created": clock.now(),
            "cluster_time": moment,
            "server": installation.client.server_info()["version"],
            "prefix": installation.settings.database_prefix,
            "schemas": {part.name: migrations.standing_of(part).number for part in installation.parts},
            "field_key": next(iter(key_marks()), ""),
            "field_keys": key_marks(),
        }
        writer.record(b"B", bson.encode(head))
        summary, done = Summary(head), 0
        for (part, name), about in sorted(before.items()):
            where = rows_of(part, name)
            entry = {"part": part, "name": name, "options": about["options"], "indexes": about["indexes"]}
            writer.record(b"C", bson.encode(entry))
            sum_, count, read = hashlib.sha256(), 0, 0
            if where is not None:
                collection = installation.database(part)[name]
                try:
                    for batch in raw(collection, where, session=session):
                        writer.record(b"D", batch)
                        history.still_wanted()
                        sum_.update(batch)
                        count, read = count + _count(batch), read + len(batch)
                        progress.at(done + read, f"{part}.{name}")
                except OperationFailure as failure:
                    if failure.code == SNAPSHOT_UNAVAILABLE:
                        raise _Changed() from None
                    raise
            done += read
            summary.collections.append({**entry, "count": count, "bytes": read, "sha256": sum_.digest()})
    # A collection that was dropped meanwhile reads as an empty one.
    if _identities(before) != _identities(_listed(installation)):
        raise _Changed()
    progress.end()
    for one in summary.collections:
        writer.record(b"S", bson.encode({name: one[name] for name in ("part", "name", "count", "bytes", "sha256")}))
    writer.record(b"M", bson.encode({"collections": len(summary.collections), "documents": summary.documents}))
    writer.end()
    return summary


def _listed(installation: Installation) -> dict[tuple[str, str], Document]:
    """Every collection with its options, indexes and identity."""
    found: dict[tuple[str, str], Document] = {}
    for part in DATABASES:
        database = installation.database(part)
        for about in database.list_collections():
            name = about["name"]
            if name.startswith("system."):
                continue
            if about["type"] != "collection" or about["options"].get("capped"):
                raise Refused(
                    f"{part} 里有本系统不使用的一种数据表，无法按同一时刻备份。请先移走：{name}",
                    f"{name} of {part} is a view or of a fixed size: nothing of the platform's, and not to be "
                    "read as "
                    "of a moment. Move it elsewhere first",
                )
            indexes = [
                {key: value for key, value in index.items() if key not in ("v", "ns")}
                for index in database[name].list_indexes()
            ]
            found[part, name] = {"uuid": about["info"]["uuid"], "options": about["options"], "indexes": indexes}
    return found


def _identities(listed: dict[tuple[str, str], Document]) -> dict[tuple[str, str], Any]:
    """By which it is known whether a collection is still the same; `history` may write beside the gateway's schema."""
    return {key: about["uuid"] for key, about in listed.items() if key != (GATEWAY, migrations.SCHEMA)}


def _size(installation: Installation, part: str) -> int:
    return int(installation.database(part).command("dbStats")["dataSize"])


def raw(collection: Collection[Document], where: Document, **options: Any) -> Iterator[bytes]:
    """A collection's documents in the order of `_id`, as the database keeps them."""
    found: Any = collection.find_raw_batches(where, **options)
    yield from found.sort([("_id", 1)])


def _count(batch: bytes) -> int:
    count = at = 0
    while at < len(batch):
        at += int.from_bytes(batch[at : at + 4], "little")
        count += 1
    return count


# -- reading ------------------------------------------------------------------------------------------------------


class Taker:
    """Told of what an archive holds, in its order."""

    def begin(self, head: Document) -> None: ...

    def collection(self, entry: Document) -> None: ...

    def documents(self, entry: Document, documents: list[RawBSONDocument]) -> None: ...


def verify(path: Path, secret: Secret, taker: Taker | None = None) -> Summary:
    """Read an archive from its beginning to its end; every byte, count and hash is as it was written, or Refused.

    `taker` is handed what is read while it is read: only what has been verified before is to be written anywhere.
    """
    progress = Progress(
        "核对", "verifying" if taker is None else "restoring", path.stat().st_size if path.exists() else 0
    )
    try:
        with path.open("rb") as file:
            summary = _read(Reader(file, secret), taker or Taker(), lambda what: progress.at(file.tell(), what))
    except OSError as wrong:
        raise Refused(f"无法读取备份文件：{path}", f"{path} cannot be read: {wrong.strerror}") from None
    except (bson.errors.InvalidBSON, KeyError, TypeError):
        raise Damaged() from None
    finally:
        progress.end()
    return summary


def _read(reader: Reader, taker: Taker, progress: Callable[[str], None]) -> Summary:
    summary: Summary | None = None
    entry: Document = {}
    sums: dict[tuple[str, str], Document] = {}
    said: list[Document] = []
    end: Document | None = None
    for letter, data in reader.records():
        if letter == b"B":
            summary = Summary(_decoded(data))
            if summary.head["format"] != FORMAT:
                raise Refused(
                    "这份备份由更新的版本写成，请用那个版本恢复",
                    f"This archive is of format {summary.head['format']}: use the release that wrote it",
                )
            taker.begin(summary.head)
        elif summary is None or end is not None:
            raise Damaged()
        elif letter == b"C":
            entry = {**_decoded(data), "count": 0, "bytes": 0, "sha256": hashlib.sha256()}
            sums[entry["part"], entry["name"]] = entry
            taker.collection(entry)
        elif letter == b"D":
            entry["sha256"].update(data)
            entry["count"] += _count(data)
            entry["bytes"] += len(data)
            taker.documents(entry, bson.decode_all(data, _RAW))
        elif letter == b"S":
            said.append(_decoded(data))
        elif letter == b"M":
            end = _decoded(data)
        progress(f"{entry.get('part', '')}.{entry.get('name', '')}")
    if summary is None or end is None:
        raise CutShort()
    summary.collections = [{**one, "sha256": one["sha256"].digest()} for one in sums.values()]
    facts = ("part", "name", "count", "bytes", "sha256")
    if [{name: one[name] for name in facts} for one in summary.collections] != said:
        raise Damaged()
    if (len(said), summary.documents) != (end["collections"], end["documents"]):
        raise Damaged()
    return summary


_RAW: bson.CodecOptions[RawBSONDocument] = bson.CodecOptions(document_class=RawBSONDocument)


def _decoded(data: bytes) -> Document:
    return bson.decode(data, bson.CodecOptions(tz_aware=True))


def described(summary: Summary) -> list[tuple[str, str]]:
    """An archive in words."""
    head = summary.head
    moment = head["cluster_time"]
    versions = "、".join(f"{name} {number}" for name, number in head["schemas"].items())
    return [
        (
            f"时刻 {moment.as_datetime():%Y-%m-%d %H:%M:%S}（世界时）",
            f"of {moment.as_datetime():%Y-%m-%d %H:%M:%S} UTC, cluster time {moment.time}/{moment.inc}",
        ),
        (
            f"{len(summary.collections)} 个数据表，{summary.documents:,} 份文档，{summary.bytes / 1e6:,.1f} 兆字节",
            f"{len(summary.collections)} collections, {summary.documents:,} documents, {summary.bytes / 1e6:,.1f} MB",
        ),
        (f"数据库 {head['server']}", f"MongoDB {head['server']}, schemas: {versions}"),
    ]

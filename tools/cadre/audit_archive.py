"""`cadre audit archive`: what is old of a journal goes into a sealed file, with proof.

Whole links go with their entries, as they are stored; the links stay in the chain, which goes on. The journal notes
what is in the file, and that note has a link as any other entry. Whoever shows the file has it compared with the links
(`look_into`). Of the gateway's journal the entries are taken out; of a service's they are copied, and stay: its journal
is the memory by which nothing takes effect twice.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import bson

from gateway import journal
from servicekit import clock
from servicekit.chain import LINKS, audit_of, journal_of, kept_as
from servicekit.ids import new_id
from servicekit.store import CODEC_OPTIONS, Document
from servicekit.vouching import Verifier
from servicekit.work import JOURNAL
from tools.cadre.archive import CutShort, Damaged, Reader, Secret, Writer
from tools.cadre.audit import COPIED, TAKEN, Taken, archived_of, verify
from tools.cadre.installation import GATEWAY, PARTS, Installation
from tools.cadre.noting import note
from tools.cadre.words import Progress, Refused

LEAST = timedelta(days=183)
"""For so long it stays in any case (网络安全法 21: logs are kept for six months at least)."""


@dataclass(frozen=True)
class Archived:
    """What was archived: links from one to another, so many entries, and the file's checksum."""

    first: int
    last: int
    entries: int
    checksum: str


def archive(
    here: Installation, part: str, path: Path, secret: Secret, before: datetime, verifier: Verifier | None
) -> Archived:
    """Archive what is older and is in no archive yet.

    Raises Refused, with nothing taken, where that is too new, or not as it was written.
    """
    if before > clock.now() - LEAST:
        raise Refused(
            "审计日志至少保存六个月：请给出更早的日期",
            "The audit is kept for six months at least: give an earlier day",
        )
    if path.exists():
        raise Refused(f"文件已存在：{path}。请另取一个名字", f"{path} is there already; take another name")
    wrong = [found for found in verify(here, part, verifier).found if found.level == "error"]
    if wrong:
        raise Refused(
            "审计日志不是原来写下的，不能归档：请先核验并查明",
            f"The audit is not as it was written ({wrong[0].code}): verify it and find out first",
            "python -m tools.cadre audit verify",
        )
    database, key = here.database(part), TAKEN if part == GATEWAY else COPIED
    links = audit_of(database)[LINKS]
    first = max((one.last for one in archived_of(here, part, key)), default=0) + 1
    newer = links.find_one({"_id": {"$gte": first}, "until": {"$gte": before}}, {"_id": 1}, sort=[("_id", 1)])
    tail = links.find_one({}, {"_id": 1}, sort=[("_id", -1)])
    last = newer["_id"] - 1 if newer else tail["_id"] if tail else 0
    if last < first:
        raise Refused("没有更早的条目可以归档", "There is nothing older that could be taken out")
    made = _write(here, part, path, secret, first, last)
    note(
        here,
        part,
        f"{key}{new_id('jrn')}",
        journal.Action.AUDIT_ARCHIVED,
        f"归档审计日志 {made.entries} 条（{before:%Y-%m-%d} 之前）",
        links=[first, last],
        entries=made.entries,
        checksum=made.checksum,
        before=before.isoformat(),
    )
    if part == GATEWAY:
        for link in links.find({"_id": {"$gte": first, "$lte": last}}, {"ids": 1}, batch_size=20):
            database[JOURNAL].delete_many({"_id": {"$in": link["ids"]}})
    return made


def _write(here: Installation, part: str, path: Path, secret: Secret, first: int, last: int) -> Archived:
    database = here.database(part)
    links, partial = audit_of(database)[LINKS], path.with_name(f"{path.name}.partial")
    progress, entries = Progress("归档审计日志", "archiving the audit", unit="条 entries"), 0
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            writer = Writer(file, secret)
            writer.record(b"A", bson.encode({"part": part, "first": first, "last": last}))
            for link in links.find({"_id": {"$gte": first, "$lte": last}}, batch_size=20).sort("_id", 1):
                writer.record(b"L", bson.encode(link))
                there = dict(kept_as(journal_of(database), link["ids"]))
                for id in link["ids"]:
                    writer.record(b"E", there[id])
                entries += len(there)
                progress.at(entries, path.name)
            writer.record(b"Z", bson.encode({"entries": entries}))
            writer.end()
            file.flush()
            os.fsync(file.fileno())
        progress.end()
        found = look_into(here, partial, secret)
        if (found.first, found.last, found.entries) != (first, last, entries):
            raise Damaged()
        partial.rename(path)
    except KeyError:
        raise Refused("条目在归档途中消失，请重新核验", "An entry went away meanwhile: verify again") from None
    except OSError as wrong:
        raise Refused(f"无法写入文件：{path}", f"{path} cannot be written: {wrong.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)
    return Archived(first, last, entries, hashlib.sha256(path.read_bytes()).hexdigest())


def look_into_all(here: Installation, paths: list[Path], secret: Secret) -> list[Taken]:
    """What several files hold; see `look_into`."""
    return [look_into(here, path, secret) for path in paths]


def look_into(here: Installation, path: Path, secret: Secret) -> Taken:
    """What a file holds; every entry of it is the one that its link names, or Refused."""
    head: Document = {}
    links = None
    waiting: Iterator[tuple[Any, bytes]] = iter(())
    count, end = 0, None
    try:
        with path.open("rb") as file:
            for letter, data in Reader(file, secret).records():
                if letter == b"A":
                    head = bson.decode(data)
                    if head["part"] not in PARTS:
                        raise Damaged()
                    links = audit_of(here.database(head["part"]))[LINKS]
                elif letter == b"L":
                    _must_be_over(waiting, path)
                    said: Document = bson.decode(data, CODEC_OPTIONS)
                    link = links.find_one({"_id": said["_id"]}) if links is not None else None
                    if link is None or link["hash"] != said["hash"]:
                        raise _differs(path)
                    waiting = iter([*zip(link["ids"], _split(link["digests"]), strict=True)])
                elif letter == b"E":
                    _id, digest = next(waiting, (None, b""))
                    if hashlib.sha256(data).digest() != digest:
                        raise _differs(path)
                    count += 1
                elif letter == b"Z":
                    end = bson.decode(data)
        _must_be_over(waiting, path)
        if end is None:
            raise CutShort()
        if end["entries"] != count:
            raise _differs(path)
        return Taken(head["part"], head["first"], head["last"], count, path.name)
    except OSError as wrong:
        raise Refused(f"无法读取文件：{path}", f"{path} cannot be read: {wrong.strerror}") from None
    except (bson.errors.InvalidBSON, KeyError, TypeError, ValueError):
        raise Damaged() from None


def day(text: str) -> datetime:
    """The beginning of a day in China. Raises Refused."""
    try:
        return clock.beginning(date.fromisoformat(text))
    except ValueError:
        raise Refused("请以年-月-日写明日期", "Give the day as 2026-01-31") from None


def _split(digests: bytes) -> list[bytes]:
    return [digests[at : at + 32] for at in range(0, len(digests), 32)]


def _must_be_over(waiting: Iterator[Any], path: Path) -> None:
    if next(waiting, None) is not None:
        raise _differs(path)


def _differs(path: Path) -> Refused:
    return Refused(
        f"归档文件与审计链不符：{path.name}",
        f"{path.name} does not hold what the links of the chain name",
    )

"""Templates of documents (文书模板): the versions that were uploaded, and the one that holds.

A kind without a version has the shipped template, version 0. Whoever uploads another, or puts the shipped one back,
makes the next version; the earlier ones stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from gateway import bounded, journal
from gateway.rpc import Overloaded
from papers.documents.kinds import MOST_BYTES, Kind
from servicekit import clock
from servicekit.errors import Internal, Invalid, NotFound, PreconditionFailed, field_error
from servicekit.ids import new_id

MOST_VERSIONS = 1000
"""That are shown of a kind."""
_WITHOUT_CONTENT = {"content": 0}


class BadTemplate(Invalid):
    """The template cannot be taken: it is no Word document, holds what it must not, or has tags that are wrong."""

    code = "documents/bad-template"
    zh = "文书模板不能采用"
    en = "The template cannot be taken"
    advice_zh = "请下载现行模板，在其中修改后重新上传。"
    advice_en = "Take the present template, change that, and send it again."


class NoTemplateVersion(NotFound):
    """The kind has no such version of its template."""

    code = "documents/no-template-version"
    zh = "没有这一版本的文书模板"
    en = "There is no such version of the template"


@dataclass(frozen=True, slots=True)
class Template:
    """A version of a template; without content it is the shipped one."""

    version: int
    content: bytes = b""

    @property
    def is_shipped(self) -> bool:
        """Whether it is the one that came with the platform."""
        return not self.content


async def prepare(db: Any) -> None:
    """Create the index that gives a version out once."""
    await db.document_templates.create_index([("kind", 1), ("version", -1)], unique=True, name="kind_version")


async def current(db: Any, kind: Kind) -> Template:
    """The template that holds."""
    kept = await db.document_templates.find_one({"kind": kind.name}, sort=[("version", -1)])
    return Template(kept["version"], bytes(kept["content"])) if kept else Template(0)


async def of_version(db: Any, kind: Kind, version: int) -> Template:
    """A version of a template. Raises NoTemplateVersion."""
    if version == 0:
        return Template(0)
    kept = await db.document_templates.find_one({"kind": kind.name, "version": version})
    if kept is None:
        raise NoTemplateVersion()
    return Template(kept["version"], bytes(kept["content"]))


async def latest(db: Any) -> dict[str, Mapping[str, Any]]:
    """The version that holds of each kind which has one."""
    found = db.document_templates.aggregate
    steps = [
        {"$sort": {"kind": 1, "version": -1}},
        {"$project": {"kind": 1, "version": 1, "shipped": 1}},
        {"$group": {"_id": "$kind", "version": {"$first": "$version"}, "shipped": {"$first": "$shipped"}}},
    ]
    return {one["_id"]: one async for one in await found(steps)}


async def versions(db: Any, kind: Kind) -> list[dict[str, Any]]:
    """The versions of a kind's template, the newest first."""
    found = db.document_templates.find({"kind": kind.name}, _WITHOUT_CONTENT).sort("version", -1).limit(MOST_VERSIONS)
    shown = ("version", "shipped", "reason", "by", "at", "bytes", "sha256")
    return [{name: one[name] for name in shown} async for one in found]


async def keep(db: Any, kind: Kind, content: bytes, before: int | None, reason: str, by: str, request_id: str) -> int:
    """Keep a template, without content the shipped one, as the next version after the one the caller has seen.

    Raises PreconditionFailed where there is a newer one.
    """
    newest = (await current(db, kind)).version
    if before is not None and newest != before:
        raise PreconditionFailed(current_version=newest)
    kept = {
        "_id": new_id("tpl"),
        "kind": kind.name,
        "version": newest + 1,
        "content": content,
        "shipped": not content,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest() if content else "",
        "reason": reason,
        "by": by,
        "at": clock.now(),
    }
    action = journal.Action.TEMPLATE_REPLACED if content else journal.Action.TEMPLATE_PUT_BACK

    async def work(session: AsyncClientSession) -> None:
        await db.document_templates.insert_one(kept, session=session)
        facts = {"version": kept["version"], "sha256": kept["sha256"]}
        await journal.tell(db, action, kind.name, by, request_id, session, **facts)

    try:
        async with db.client.start_session() as session:
            await session.with_transaction(work)
    except DuplicateKeyError:
        raise PreconditionFailed(current_version=newest + 1) from None
    return newest + 1


def check(kind: Kind, content: bytes) -> None:
    """Look a template through in a process of its own. Blocks: call it off the event loop.

    Raises BadTemplate with each mistake, and Overloaded.
    """
    if len(content) > MOST_BYTES:
        raise BadTemplate(f"文件最多{MOST_BYTES // 1024 // 1024}MB", f"At most {MOST_BYTES} bytes")
    if not content:
        raise BadTemplate("没有上传文件", "There is no file")
    try:
        told = orjson.loads(bounded.read(bounded.TEMPLATES_IN, kind.name.encode() + b"\n" + content))
    except bounded.Busy:
        raise Overloaded(retry_after=5) from None
    except bounded.Ended as ended:
        if ended.why == "fault":
            raise Internal() from None
        raise BadTemplate("检查所需的内存或时间超过上限", "Checking it needs more memory or time than it may") from None
    if mistakes := told["mistakes"]:
        first = mistakes[0]
        raise BadTemplate(
            first["zh"], first["en"], errors=[field_error("", one["code"], one["zh"], one["en"]) for one in mistakes]
        )

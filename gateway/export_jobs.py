"""Exports in the gateway's database (导出任务): the wish, the pages that have been read, and the file, until it ends.

What is asked for, what was read and the file are sealed with a key of the gateway's database. A page or a piece of a
file counts only once the job names it, so that whoever loses the job leaves nothing behind that anybody reads.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pymongo
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from gateway.claims import Claim
from gateway.sealing import cipher_of
from servicekit import clock
from servicekit.errors import Conflict, KeyReused, NotFound
from servicekit.ids import new_id
from servicekit.leases import LONG_AGO, Lease, LeaseLost
from servicekit.lifecycle import Named

if TYPE_CHECKING:
    from gateway.sessions import Who
    from servicekit.crypto import FieldCipher

Document = dict[str, Any]
LEASE = 10
"""Seconds that an exporter has a job for itself without a sign of life."""
KEPT = timedelta(days=365)
"""How long a job with its manifest can be read, whatever became of its file."""
READ_KEPT = timedelta(days=2)
"""How long pages that were read are kept for a job that does not go on."""
MOST_UNFINISHED = 10
"""Exports of one account that are not done."""
_NAME = "exports"


class State(Named):
    """How far an export is."""

    QUEUED = "queued", "等待处理"
    RUNNING = "running", "处理中"
    HELD = "held", "等待审批"
    READY = "ready", "可以下载"
    REFUSED = "refused", "未获批准"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "已中止"
    EXPIRED = "expired", "文件已到期清除"


UNFINISHED = (State.QUEUED.value, State.RUNNING.value, State.HELD.value)


class TooManyExports(Conflict):
    """This account has many exports that are not done."""

    code = "exports/too-many"
    zh = "未完成的导出任务过多"
    en = "Too many exports that are not done"
    advice_zh = "请等待其完成，或者撤回不需要的任务。"
    advice_en = "Wait for them, or withdraw those that are not needed."


class NotHeld(Conflict):
    """Nobody is asked to consent to this export."""

    code = "exports/not-held"
    zh = "该导出任务不在等待审批"
    en = "This export does not wait for consent"


class PagesGone(Exception):
    """What was read is kept no longer, as its export did not go on; it is read again."""


def job_id(account: str, key: str) -> str:
    """The same for the same Idempotency-Key of the same account."""
    return "exp-" + hashlib.sha256(f"{account}\n{key}".encode()).hexdigest()[:16]


Note = Callable[[AsyncClientSession], Awaitable[None]]
"""Writes the entry in the audit trail together with the change that it is about."""


class Exports:
    """The jobs, the pages that were read for them, and their files."""

    def __init__(self, db: AsyncDatabase[Document], *, lease: int = LEASE) -> None:
        self.db = db
        self._lease = Lease(lease)
        self.jobs = db[_NAME]
        self._pages = db["export_pages"]
        self._pieces = db["export_pieces"]
        self._cipher: FieldCipher | None = None

    async def prepare(self) -> None:
        """Create the indexes."""
        ends = IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)
        await self.jobs.create_indexes(
            [
                IndexModel([("state", ASCENDING), ("at", ASCENDING)]),
                IndexModel([("account", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
                ends,
            ]
        )
        for kept in (self._pages, self._pieces):
            await kept.create_indexes([IndexModel([("job", ASCENDING)]), ends])

    async def sealed(self, what: Any, owner: str) -> bytes:
        """What can be JSON, sealed for its owner."""
        return (await self._ciphered()).seal_bytes(orjson.dumps(what), owner)

    async def opened(self, sealed: bytes, owner: str) -> Any:
        """What `sealed` has sealed."""
        return orjson.loads((await self._ciphered()).open_bytes(sealed, owner))

    async def sm3(self) -> bool:
        """Whether the algorithms in force are 国密."""
        from servicekit.crypto import SM4

        return (await self._ciphered()).suite is SM4

    async def _ciphered(self) -> FieldCipher:
        if self._cipher is None:
            self._cipher = await cipher_of(self.db, _NAME)
        return self._cipher

    async def wish(self, job: Mapping[str, Any]) -> Document:
        """What was asked for, and why."""
        found: Document = await self.opened(job["wish"], f"{job['_id']}:wish")
        return found

    async def told(self, job: Mapping[str, Any]) -> Document:
        """What is to be known of the pages that were read, to go on after them."""
        if not job.get("told"):
            return {}
        found: Document = await self.opened(job["told"], f"{job['_id']}:told")
        return found

    async def note(self, job: Mapping[str, Any]) -> str | None:
        """What was said by whoever consented, or not."""
        if not job["note"]:
            return None
        found: str | None = await self.opened(job["note"], f"{job['_id']}:note")
        return found

    async def manifest(self, job: Mapping[str, Any]) -> str | None:
        """The signed manifest of a file that was made."""
        if not job.get("manifest"):
            return None
        found: str = await self.opened(job["manifest"], f"{job['_id']}:manifest")
        return found

    async def create(self, who: Who, key: str, form: str, wish: Document, note: Note) -> Document:
        """Keep a new job; the one that the same key made before is given back. Raises KeyReused, TooManyExports."""
        now, account, id = clock.now(), who.account, job_id(who.account, key)
        job: Document = {
            "_id": id,
            "account": account,
            "session": who.session,
            "means": list(who.means),
            "form": form,
            "wish": await self.sealed(wish, f"{id}:wish"),
            "state": State.QUEUED.value,
            "at": now,
            "expires_at": now + KEPT,
            "pages": [],
            "pieces": [],
            "read": 0,
            "rows": 0,
            "lease": {"owner": None, "until": LONG_AGO, "fence": 0},
            **dict.fromkeys(
                ("total", "started_at", "ended_at", "decided_by", "decided_at", "note", "approved", "until", "problem")
            ),
            **dict.fromkeys(("why", "sha256", "sm3", "size", "name", "plain_name", "media_type", "told", "manifest")),
        }
        if (before := await self._same(job, wish)) is not None:
            return before
        if await self.jobs.count_documents({"account": account, "state": {"$in": UNFINISHED}}) >= MOST_UNFINISHED:
            raise TooManyExports(f"最多{MOST_UNFINISHED}个", f"At most {MOST_UNFINISHED}", most=MOST_UNFINISHED)

        async def body(with_: AsyncClientSession) -> None:
            await self.jobs.insert_one(job, session=with_)
            await note(with_)

        try:
            await self._together(body)
        except DuplicateKeyError:
            before = await self._same(job, wish)
            if before is None:
                raise
            return before
        return job

    async def _same(self, job: Document, wish: Document) -> Document | None:
        before = await self.jobs.find_one({"_id": job["_id"]})
        if before is not None and (before["form"], await self.wish(before)) != (job["form"], wish):
            raise KeyReused()
        return before

    async def claim(self, owner: str) -> Claim | None:
        """Take the oldest job that nobody works on, by the database's clock."""
        found = await self.jobs.find_one_and_update(
            {"state": {"$in": ["queued", "running"]}, **self._lease.free_for(owner)},
            self._lease.take(owner, state="running", started_at={"$ifNull": ["$started_at", "$$NOW"]}),
            sort=[("at", 1)],
            return_document=ReturnDocument.AFTER,
        )
        return None if found is None else Claim(found, self._lease.fence_of(found))

    async def renew(self, claim: Claim) -> None:
        """A sign of life. Raises LeaseLost."""
        await self._change(claim, self._lease.renew())

    async def release(self, claim: Claim) -> None:
        """Let another go on at once."""
        await self.jobs.update_one(self._held(claim), self._lease.give_back())

    async def keep_page(self, claim: Claim, content: bytes, told: Document, **facts: Any) -> None:
        """Keep what was read, and how far that is. Raises LeaseLost."""
        id = new_id("page")
        sealed = (await self._ciphered()).seal_bytes(zlib.compress(content, 1), id)
        await self._pages.insert_one({"_id": id, "job": claim.id, "content": sealed, **_ends(READ_KEPT)})
        job, number = claim.job, len(claim.job["pages"])
        change = {**facts, "told": await self.sealed(told, f"{claim.id}:told"), "problem": None}
        # At its place: where the answer to this is lost and it is read again, it stands there once.
        await self._change(claim, {"$set": {f"pages.{number}": id, **change}})
        job |= change
        job["pages"].append(id)

    async def pages(self, claim: Claim) -> AsyncIterator[bytes]:
        """What was read, in order. Raises PagesGone."""
        cipher = await self._ciphered()
        for id in claim.job["pages"]:
            kept = await self._pages.find_one({"_id": id})
            if kept is None:
                raise PagesGone
            yield zlib.decompress(cipher.open_bytes(kept["content"], id))

    async def forget_pages(self, job: str) -> None:
        """Remove what was read."""
        await self._pages.delete_many({"job": job})

    async def begin_again(self, claim: Claim) -> None:
        """Read from the beginning: pages are gone, or were read before somebody consented. Raises LeaseLost."""
        afresh: Document = {"pages": [], "read": 0, "rows": 0, "told": None}
        await self._change(claim, {"$set": afresh})
        claim.job.update({**afresh, "pages": []})
        await self.forget_pages(claim.id)

    async def keep_piece(self, claim: Claim, content: bytes, until: datetime) -> str:
        """Keep a piece of a file; it counts once `finish` names it."""
        id = new_id("piece")
        sealed = (await self._ciphered()).seal_bytes(content, id)
        piece = {"_id": id, "job": claim.id, "fence": claim.fence, "content": sealed, "expires_at": until}
        await self._pieces.insert_one(piece)
        return id

    async def forget_pieces(self, claim: Claim) -> None:
        """Remove what an attempt before this one has kept of the file, and nobody names; nothing of a later one."""
        await self._pieces.delete_many({"job": claim.id, "fence": {"$not": {"$gt": claim.fence}}})

    async def file(self, job: Mapping[str, Any]) -> AsyncIterator[bytes]:
        """The file, piece by piece. Raises LookupError where one is gone."""
        cipher = await self._ciphered()
        for id in job["pieces"]:
            kept = await self._pieces.find_one({"_id": id})
            if kept is None:
                raise LookupError(id)
            yield cipher.open_bytes(kept["content"], id)

    async def hold_up(self, claim: Claim, problem: str) -> None:
        """Say what a job is waiting for."""
        await self.jobs.update_one(self._held(claim), {"$set": {"problem": problem}})

    async def hold(self, claim: Claim, total: int | None, note: Note) -> None:
        """Wait until another consents; what was read so far is thrown away. Raises LeaseLost."""
        change: Document = {"state": State.HELD.value, "total": total, "pages": [], "read": 0, "rows": 0, "told": None}
        await self._settle(claim, change, note)
        await self.forget_pages(claim.id)

    async def finish(self, claim: Claim, note: Note, manifest: str, **facts: Any) -> None:
        """The file is there, with its signed manifest, since `ended_at`. Raises LeaseLost."""
        facts |= {"manifest": await self.sealed(manifest, f"{claim.id}:manifest")}
        await self._settle(claim, {"state": State.READY.value, "told": None, **facts}, note)
        await self.forget_pages(claim.id)
        await self._pieces.delete_many({"job": claim.id, "_id": {"$nin": facts["pieces"]}})

    async def end(self, claim: Claim, why: Document, note: Note) -> None:
        """It cannot be done, and is told why. Raises LeaseLost."""
        change = {"state": State.ENDED.value, "ended_at": clock.now(), "why": why, "pages": [], "told": None}
        await self._settle(claim, change, note)
        await self._forget(claim.id)

    async def decide(self, job: Mapping[str, Any], by: str, approved: bool, said: bytes, note: Note) -> Document:
        """Somebody has consented, or not. Raises NotHeld."""
        now = clock.now()
        change: Document = {"decided_by": by, "decided_at": now, "note": said, "approved": approved}
        change |= (
            {"state": State.QUEUED.value, **self._lease.give_back()["$set"]}
            if approved
            else {"state": State.REFUSED.value, "ended_at": now}
        )
        where = {"_id": job["_id"], "state": State.HELD.value}
        found = await self._changed(where, {"$set": change}, note)
        if found is None:
            raise NotHeld()
        return found

    async def withdraw(self, job: str, account: str, note: Note) -> None:
        """Whoever asked wants it no more: it is done no further, and its file is gone. Raises NotFound."""
        # The fence rises, so that whoever works on it now can change nothing more.
        change: Document = {
            "$set": {"state": State.WITHDRAWN.value, "ended_at": clock.now(), "pages": [], "pieces": [], "told": None},
            "$inc": {"lease.fence": 1},
        }
        alive = [*UNFINISHED, State.READY.value]
        if await self._changed({"_id": job, "account": account, "state": {"$in": alive}}, change, note) is None:
            raise NotFound()
        await self._forget(job)

    async def _forget(self, job: str) -> None:
        await self.forget_pages(job)
        await self._pieces.delete_many({"job": job})

    def _held(self, claim: Claim) -> Document:
        return {"_id": claim.id, "state": State.RUNNING.value, **self._lease.held(claim.fence)}

    async def _change(self, claim: Claim, change: Any) -> None:
        done = await self.jobs.update_one(self._held(claim), change)
        if not done.matched_count:
            raise LeaseLost(claim.id)

    async def _settle(self, claim: Claim, change: Document, note: Note) -> None:
        if await self._changed(self._held(claim), {"$set": {"problem": None, **change}}, note) is None:
            raise LeaseLost(claim.id)

    async def _changed(self, where: Document, change: Document, note: Note) -> Document | None:
        found: list[Document | None] = [None]

        async def body(session: AsyncClientSession) -> None:
            found[0] = await self.jobs.find_one_and_update(
                where, change, session=session, return_document=ReturnDocument.AFTER
            )
            if found[0] is not None:
                await note(session)

        await self._together(body)
        return found[0]

    async def _together(self, body: Note) -> None:
        with pymongo.timeout(30):
            async with self.db.client.start_session() as session:
                await session.with_transaction(body)


def _ends(after: timedelta) -> Document:
    return {"expires_at": clock.now() + after}

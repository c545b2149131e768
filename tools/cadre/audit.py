"""`cadre audit verify`: whether the journals are as they were written, by their chains and what others keep of those.

Of each part every link is read, with the entries that it names: what was removed, changed, put in by hand or set in
another order is named by its key, its number in the chain and its moment. A chain that was made anew, or cut at its
end, is found by what the other parts have kept of it. Nothing is held but one link and what is found; where entries
are without a link, those of some of 4096 shares of them are (ADR 0051).
"""

from __future__ import annotations

import heapq
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bson.errors import BSONError
from pymongo.errors import OperationFailure, PyMongoError

from servicekit import clock
from servicekit.chain import (
    KEPT,
    LATER,
    LINKS,
    NOTHING_BEFORE,
    Checkpoint,
    audit_of,
    digests,
    hash_of,
    journal_of,
    kept_id,
)
from servicekit.config import ConfigurationError
from servicekit.store import Document
from servicekit.vouching import Verifier
from tools.cadre.findings import Finding, Level, as_json, as_text, status_of
from tools.cadre.installation import GATEWAY, PARTS, Installation, brief, refusal_of
from tools.cadre.words import Progress, Refused, say

NAMED = 20
"""Of one kind in one part, how many are named one by one."""
BEHIND = timedelta(seconds=60)
"""For how long an entry may wait for its link."""
NEWEST = 20
"""Links at which the doctor looks."""
SHARES, MOST_SHARES = 4096, 64
AT_ONCE = 5000
"""Keys of entries that are read together."""
RESTORED, TAKEN, COPIED = "r:", "a:", "k:"
"""Begin the keys of the entries that tell of a restore, of what was taken out into an archive, and of what was copied
into one and is still here.
"""


@dataclass
class Seen:
    """What was seen of one part's chain."""

    part: str
    links: int = 0
    entries: int = 0
    waiting: int = 0
    """Entries that have no link yet."""
    since: datetime | None = None
    """When the chain began."""
    until: datetime | None = None
    counted: Counter[str] = field(default_factory=Counter)
    found: list[Finding] = field(default_factory=list)

    def tell(self, code: str, zh: str, en: str, level: Level = "error", do: tuple[str, str] = ("", "")) -> None:
        """Note something; of many of one kind the first."""
        self.counted[code] += 1
        if self.counted[code] <= NAMED:
            self.found.append(Finding(level, code, f"{self.part}：{zh}", f"{self.part}: {en}", *do))

    def end(self) -> None:
        """Say how many more there were."""
        for code, count in self.counted.items():
            if count > NAMED:
                more = count - NAMED
                zh, en = f"{self.part}：还有 {more:,} 处同样的问题", f"{self.part}: {more:,} more of these"
                self.found.append(Finding("error", code, zh, en))


@dataclass(frozen=True)
class Taken:
    """Links of a part whose entries lie in an archive; how many, and where it is said."""

    part: str
    first: int
    last: int
    entries: int
    where: str


def archived_of(here: Installation, part: str, key: str) -> list[Taken]:
    """What a part's journal says was archived: taken out of it (`TAKEN`), or copied (`COPIED`)."""
    said = journal_of(here.database(part)).find({"_id": {"$gte": key, "$lt": key.replace(":", ";")}})
    facts = [(one["facts"], one["_id"]) for one in said]
    return [Taken(part, fact["links"][0], fact["links"][1], fact["entries"], id) for fact, id in facts]


def run(here: Installation, parts: Iterable[str], in_json: bool, shown: Sequence[Taken] = ()) -> int:
    """Verify, and say what was found. 0: all is proved, 1: warnings, 2: something is not as it was written."""
    began = time.monotonic()
    verifier, found = ring()
    seen = []
    try:
        for part in parts:
            one = verify(here, part, verifier, shown=[each for each in shown if each.part == part])
            seen.append(one)
            found += one.found
            if not in_json:
                _say(one)
    except OperationFailure as failure:
        raise refusal_of(failure, here.settings) from None
    except PyMongoError as away:
        raise Refused(
            "核验途中与数据库的连接中断，请重新核验", f"The database went away meanwhile: {brief(away)}"
        ) from None
    if in_json:
        print(as_json(found), flush=True)
    else:
        print(as_text(found), flush=True)
        entries, seconds = sum(one.entries for one in seen), max(0.001, time.monotonic() - began)
        say(
            f"共核验 {entries:,} 条，用时 {seconds:.1f} 秒。",
            f"{entries:,} entries in {seconds:.1f} s ({entries / seconds:,.0f} a second).",
        )
    return status_of(found)


def ring() -> tuple[Verifier | None, list[Finding]]:
    """By what signatures are verified, and what is to be said where that is not known."""
    why = "CALL_KEYS_FILE is not set"
    try:
        if verifier := Verifier.from_environment({}):
            return verifier, []
    except ConfigurationError as wrong:
        why = str(wrong)
    zh = "没有各进程的公钥表，未核验签名：持有数据库的人若重造整条链，只能由其他服务留存的校验点发现"
    en = f"Signatures are not verified ({why}): a chain made anew is found by what the other parts keep alone"
    return None, [Finding("warning", "audit.no-ring", zh, en, "请设置公钥表", "Set it", "CALL_KEYS_FILE=…")]


def _say(seen: Seen) -> None:
    if seen.since is None:
        say(f"{seen.part}：没有审计链。", f"{seen.part}: no chain.")
        return
    assert seen.until is not None
    say(
        f"{seen.part}：{seen.links:,} 环，{seen.entries:,} 条，自 {seen.since:%Y-%m-%d %H:%M:%S} 起可证明，"
        f"最新一条为 {seen.until:%Y-%m-%d %H:%M:%S}（世界时）；尚未入链 {seen.waiting:,} 条。",
        f"{seen.part}: {seen.links:,} links, {seen.entries:,} entries, proved since {seen.since:%Y-%m-%d %H:%M:%S} "
        f"with the newest of {seen.until:%Y-%m-%d %H:%M:%S} UTC; {seen.waiting:,} wait for their link.",
    )


def verify(
    here: Installation, part: str, verifier: Verifier | None, last: int = 0, shown: Iterable[Taken] = ()
) -> Seen:
    """Verify one part's chain and journal; where `last` is given, that many of the newest links alone.

    `shown` are archives that were looked into.
    """
    return _Verifying(here, part, verifier, [*shown]).run(last)


def look(here: Installation) -> Iterator[Finding]:
    """What the doctor says: of the newest links, which is quick."""
    verifier, _ = ring()
    for part in PARTS:
        seen = verify(here, part, verifier, NEWEST)
        wrong = sorted({found.code for found in seen.found if found.level == "error"})
        if wrong:
            yield Finding(
                "error",
                "audit.broken",
                f"{part} 的审计日志或审计链不是原来写下的",
                f"The journal of {part}, or its chain, is not as it was written: {', '.join(wrong)}",
                "请立即完整核验，查明何人何时动过数据库；在此之前不要清理任何数据",
                "Verify all of it at once, and find out who was at the database; clear nothing away before",
                "python -m tools.cadre audit verify   # docs/runbooks/AuditUnlinked.md",
            )
        yield from (found for found in seen.found if found.level == "warning")


class _Verifying:
    def __init__(self, here: Installation, part: str, verifier: Verifier | None, shown: list[Taken]) -> None:
        self.seen = Seen(part)
        self._shown = shown
        self._taken: list[Taken] = []
        self._not_shown = 0
        self._here, self.part, self._verifier = here, part, verifier
        self.journal = journal_of(here.database(part))
        self._links = audit_of(here.database(part))[LINKS]
        self._kept: Iterator[tuple[str, Checkpoint]] = iter(())
        self._next_kept: Checkpoint | None = None
        self._keeper = ""
        self._agreed = -1
        """The newest link of which the others keep the same."""
        self._others: dict[str, int] = {}
        """Those who keep another link, and which is the first."""
        self._unknown = 0
        """Links signed with a key that is not in the ring, since the last one that is."""
        self._numbers: dict[int, int] = {}

    def run(self, last: int = 0) -> Seen:
        seen, total = self.seen, self.journal.estimated_document_count()
        progress = Progress("核验审计链", "verifying the audit's chain", total, unit="条 entries")
        tail = self._links.find_one({}, {"until": 1}, sort=[("_id", -1)])
        first = max(0, tail["_id"] - last) if tail is not None and last else 0
        before = self._links.find_one({"_id": first - 1}) if first else None
        self._kept = _kept_of(self._here, self.part, first)
        found = 0
        border = None if tail is None else tail["until"] - LATER
        newest = -1 if tail is None else tail["_id"]
        self._taken = archived_of(self._here, self.part, TAKEN) if self.part == GATEWAY else []
        self._advance()
        for link in self._links.find({"_id": {"$gte": first, "$lte": newest}}, batch_size=20).sort("_id", 1):
            try:
                self._link(link, before)
                found += self._entries(link, border)
            except (KeyError, TypeError, ValueError, BSONError, AttributeError):
                self._changed(link)
            before = link
            seen.links += 1
            progress.at(seen.entries, self.part)
        progress.end()
        self._end(newest, before)
        if border is not None:
            self._look_what_waits(border)
            if not first:
                self._look_for_strangers(border, found)
        elif total and not seen.found:
            seen.tell(
                "audit.none",
                "日志还没有审计链：本版本的进程还没有在上面运行过",
                "The journal has no chain yet: no process of this release has run on it",
                "warning",
            )
        if self._not_shown:
            seen.tell(
                "audit.archives-not-shown",
                f"有 {self._not_shown:,} 条已归档取出，归档文件没有出示：它们还没有核验",
                f"{self._not_shown:,} entries were taken out into archives that were not shown: they are not verified",
                "note" if last else "warning",
                ("请连同归档文件再核验一次", "Verify again, with the archives"),
            )
        self._tell_restores()
        seen.end()
        return seen

    # -- links --------------------------------------------------------------------------------------------------------

    def _link(self, link: Document, before: Document | None) -> None:
        n, part = link["_id"], self.part
        expected = 0 if before is None else before["_id"] + 1
        if n != expected:
            number = 1 if before is None else before["entries"] + 1
            last = link["entries"] - len(link["ids"])
            self.seen.tell(
                "audit.links-removed",
                f"链中第 {expected} 至 {n - 1} 环已被删除（第 {number:,} 至 {last:,} 条的环）",
                f"links {expected} to {n - 1} were removed, of entries {number:,} to {last:,}",
            )
        elif bytes(link["prev"]) != (NOTHING_BEFORE if before is None else bytes(before["hash"])):
            self.seen.tell(
                "audit.links-reordered",
                f"第 {n} 环与它之前的一环接不上：环的次序或内容被改动",
                f"link {n} is not bound to the one before it: links were changed or set in another order",
            )
        if hash_of(part, link) != link["hash"]:
            self._changed(link)
        if self._verifier is not None:
            signed = Checkpoint.of(part, link).is_signed(self._verifier) if link["key"] else False
            if signed is None:
                self._unknown += 1
            elif signed:
                self._unknown = 0
            else:
                self.seen.tell(
                    "audit.forged",
                    f"第 {n} 环没有本服务的签名（{_span_zh(link)}）：它不是本服务的进程写下的",
                    f"link {n} is not signed by its process ({_span_en(link)}): another has written it",
                )
        while self._next_kept is not None and self._next_kept.n <= n:
            kept = self._next_kept
            if kept.n < n or kept.hash != link["hash"]:
                self._others.setdefault(self._keeper, kept.n)
                self._numbers.setdefault(kept.n, kept.entries)
            elif not self._others:
                self._agreed = n
            self._advance()
        if not n:
            self.seen.since = link["at"]
        self.seen.until = link["until"] if link["ids"] else self.seen.until or link["at"]

    def _changed(self, link: Document) -> None:
        self.seen.tell(
            "audit.link-changed",
            f"第 {link['_id']} 环的内容被改动",
            f"link {link['_id']} was changed",
        )

    def _advance(self) -> None:
        self._keeper, self._next_kept = next(self._kept, ("", None))

    def _end(self, newest: int, last: Document | None) -> None:
        seen = self.seen
        while self._next_kept is not None:
            # Told since the reading began, or of links that are no more.
            kept = self._next_kept
            found = self._links.find_one({"_id": kept.n}, {"hash": 1}) if kept.n > newest else None
            if found is None:
                missing = kept.entries - (0 if last is None else last["entries"])
                seen.tell(
                    "audit.cut",
                    f"链的末尾被截去：{self._keeper} 留存着第 {kept.n} 环的校验点（共 {kept.entries:,} 条，"
                    f"{_moment(kept.at)}），而链只到第 {newest} 环，缺 {missing:,} 条",
                    f"the end of the chain was cut: {self._keeper} keeps link {kept.n} ({kept.entries:,} entries, "
                    f"{kept.at}), and it ends with {newest}; {missing:,} entries are missing",
                )
            elif found["hash"] != kept.hash:
                self._others.setdefault(self._keeper, kept.n)
                self._numbers.setdefault(kept.n, kept.entries)
            self._advance()
        if self._others:
            first = min(self._others.values())
            same = self._links.find_one({"_id": self._agreed}, {"entries": 1}) or {"entries": 0}
            number = same["entries"] + 1
            who_zh, who_en = "、".join(sorted(self._others)), ", ".join(sorted(self._others))
            seen.tell(
                "audit.rewritten",
                f"链与其他服务留存的不同（{who_zh}）：最早在第 {first} 环，其中第 {number:,} 至 "
                f"{self._numbers[first]:,} 条有改动，其后都是重造的",
                f"the chain is another one than others keep ({who_en}): from link {first} on, of which entries "
                f"{number:,} to {self._numbers[first]:,} are not what they were; all after that were made anew",
            )
        if self._unknown:
            seen.tell(
                "audit.key-unknown",
                f"链的最后 {self._unknown:,} 环由公钥表中没有的密钥签名",
                f"the last {self._unknown:,} links are signed with a key that is not in the ring",
            )
        since = None if last is None else last["at"]
        told_by_now = since is not None and since < clock.now() - BEHIND
        if told_by_now and not self._agreed + 1 and not self._others and not seen.counted["audit.cut"]:
            seen.tell(
                "audit.kept-by-nobody",
                "没有其他服务留存这条链的校验点",
                "no other part keeps anything of this chain",
                "warning",
                (
                    "请看各服务能否连上消息代理；若曾留存，就是被删除了",
                    "See whether they reach the broker; where they kept some, it was removed",
                ),
            )

    # -- entries ------------------------------------------------------------------------------------------------------

    def _entries(self, link: Document, border: datetime | None) -> int:
        """Compare what a link names. Answers how many of what is before `border` are there."""
        found = 0
        ids, size = link["ids"], 32
        there = dict(digests(self.journal, ids)) if ids else {}
        out, shown = (
            any(one.first <= link["_id"] <= one.last for one in those) for those in (self._taken, self._shown)
        )
        number = link["entries"] - len(ids)
        for place, (id, at) in enumerate(zip(ids, link["ats"], strict=True)):
            number += 1
            told = there.get(id)
            if told is None and out:
                self._not_shown += not shown
            elif told is None:
                self._entry("removed", "已被删除", "was removed", id, number, at)
            elif told != link["digests"][size * place : size * (place + 1)]:
                self._entry("changed", "被改动", "was changed", id, number, at)
            if told is not None and border is not None and at < border:
                found += 1
        self.seen.entries += len(ids)
        return found

    def _entry(self, code: str, zh: str, en: str, id: Any, number: int, at: datetime) -> None:
        self.seen.tell(
            f"audit.entry-{code}",
            f"日志条目{zh}：{id}，链中第 {number:,} 条，{at:%Y-%m-%d %H:%M:%S}（世界时）",
            f"an entry {en}: {id}, number {number:,} of the chain, of {at:%Y-%m-%d %H:%M:%S} UTC",
        )

    def _look_what_waits(self, border: datetime) -> None:
        """What is newest in the journal and is in no link yet."""
        linked: set[Any] = set()
        for link in self._links.find({}, {"ids": 1, "until": 1}, batch_size=4).sort("_id", -1):
            if link["until"] < border:
                break
            linked.update(link["ids"])
        oldest: datetime | None = None
        fresh = self.journal.find({"at": {"$gte": border}}, {"at": 1}).sort([("at", 1), ("_id", 1)])
        for entry in fresh:
            if entry["_id"] not in linked:
                self.seen.waiting += 1
                oldest = oldest or entry["at"]
        late = clock.now() - BEHIND
        if oldest is not None and oldest < late:
            self.seen.tell(
                "audit.behind",
                f"有 {self.seen.waiting:,} 条尚未入链，最早的是 {oldest:%Y-%m-%d %H:%M:%S}（世界时）：它们还无法证明",
                f"{self.seen.waiting:,} entries wait for their link, the oldest since {oldest:%Y-%m-%d %H:%M:%S} UTC: "
                "nothing is proved of them yet",
                "warning",
                (
                    "请看该服务是否在运行，它的账号能否写入审计库",
                    "See whether the service runs, and whether its account may write to the database of the audit",
                ),
            )

    def _look_for_strangers(self, border: datetime, found: int) -> None:
        """What is in the journal, in no link, and not new: it was put in by hand."""
        elsewhere = self.journal.count_documents({}) - self.journal.count_documents({"at": {"$gte": border}})
        if elsewhere == found:
            return
        for id, at in self._strangers(border):
            moment = f"{at:%Y-%m-%d %H:%M:%S}" if isinstance(at, datetime) else "?"
            self.seen.tell(
                "audit.entry-inserted",
                f"日志条目不在链中：{id}，所记时间 {moment}（世界时）。它是事后放入的，或它的环被删除了",
                f"an entry is in no link: {id}, dated {moment} UTC. It was put in by hand, or its link was removed",
            )

    def _strangers(self, border: datetime) -> Iterator[tuple[Any, Any]]:
        """Entries that no link names, found by the sums of shares in which links and journal differ."""
        before = {"$or": [{"at": {"$lt": border}}, {"at": {"$not": {"$type": "date"}}}]}
        sums = [0] * SHARES
        for id in self._linked():
            sums[_share(id)] += _weight(id)
        for entry in self.journal.find({}, {"_id": 1}, batch_size=AT_ONCE):
            sums[_share(entry["_id"])] -= _weight(entry["_id"])
        differ = {share for share, sum_ in enumerate(sums) if sum_}
        while differ:
            some_ = {differ.pop() for _ in range(min(MOST_SHARES, len(differ)))}
            named = {
                id
                for link in self._links.find({}, {"ids": 1}, batch_size=20)
                for id in link["ids"]
                if _share(id) in some_
            }
            for entry in self.journal.find(before, {"at": 1}, batch_size=AT_ONCE):
                if _share(entry["_id"]) in some_ and entry["_id"] not in named:
                    yield entry["_id"], entry.get("at")

    def _linked(self) -> Iterator[Any]:
        for link in self._links.find({}, {"ids": 1}, batch_size=20):
            yield from link["ids"]

    def _tell_restores(self) -> None:
        for entry in self.journal.find({"_id": {"$gte": RESTORED, "$lt": "r;"}}, {"at": 1}).limit(NAMED):
            self.seen.tell(
                "audit.restored",
                f"{entry['at']:%Y-%m-%d %H:%M:%S}（世界时）曾从备份恢复",
                f"it was restored from a backup at {entry['at']:%Y-%m-%d %H:%M:%S} UTC",
                "note",
            )


def _kept_of(here: Installation, part: str, first: int) -> Iterator[tuple[str, Checkpoint]]:
    """What the other parts keep of a chain, in the order of its links."""

    def one(peer: str) -> Iterator[tuple[int, str, Checkpoint]]:
        kept = audit_of(here.database(peer))[KEPT].find({"_id": {"$gte": kept_id(part, first), "$lt": f"{part};"}})
        for row in kept.sort("_id", 1):
            yield row["n"], peer, Checkpoint.of(part, row)

    merged = heapq.merge(*(one(peer) for peer in PARTS if peer != part), key=lambda row: row[:2])
    return ((peer, kept) for _, peer, kept in merged)


def _share(id: Any) -> int:
    return zlib.crc32(str(id).encode()) % SHARES


def _weight(id: Any) -> int:
    return hash(str(id)) | 1


def _moment(at: str) -> str:
    return at[:19].replace("T", " ")


def _span_zh(link: Document) -> str:
    return f"第 {link['entries'] - len(link['ids']) + 1:,} 至 {link['entries']:,} 条，{link['at']:%Y-%m-%d %H:%M:%S}"


def _span_en(link: Document) -> str:
    first = link["entries"] - len(link["ids"]) + 1
    return f"entries {first:,} to {link['entries']:,}, of {link['at']:%Y-%m-%d %H:%M:%S}"

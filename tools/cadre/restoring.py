"""A backup into an empty installation: written, indexed, compared document by document, and only then let go of.

While it is written, each database says so (`migrations.RESTORE`), and processes that start wait for its end.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo.database import Database
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from gateway.journal import Action
from gateway.readmodels.generations import STATE
from servicekit import catchup, clock, migrations
from servicekit.chain import AUDIT
from servicekit.store import Document
from servicekit.work import JOURNAL
from services import NAMES
from tools.cadre.archive import Secret
from tools.cadre.audit import RESTORED
from tools.cadre.backup import Summary, Taker, raw, rows_of, verify
from tools.cadre.broker import Away, Broker
from tools.cadre.installation import DATABASES, GATEWAY, PARTS, Installation, brief, key_marks, refusal_of
from tools.cadre.noting import note
from tools.cadre.words import Progress, Refused, say

AT_ONCE = 1000
MARKER = {"_id": migrations.RESTORE}


def restore(installation: Installation, path: Path, secret: Secret, start_over: bool = False) -> Summary:
    """Restore an archive. Raises Refused, with nothing written where the archive or the place is not right."""
    summary = verify(path, secret)
    _must_fit(summary)
    _must_be_quiet(installation)
    _must_be_empty(installation, start_over)
    try:
        _write(installation, path, secret, summary)
        _build(installation, summary, lasting=True)
        _compare(installation, summary)
        _bring_under_way(installation)
        _build(installation, summary, lasting=False)
        _note(installation, summary)
        for part in PARTS:
            installation.database(part)[migrations.SCHEMA].delete_one(MARKER)
    except OperationFailure as failure:
        raise _cut(refusal_of(failure, installation.settings)) from None
    except PyMongoError as away:
        raise _cut(
            Refused("恢复途中与数据库的连接中断", f"The database went away during the restore: {brief(away)}")
        ) from None
    return summary


def _cut(refused: Refused) -> Refused:
    return Refused(
        f"{refused.zh}。数据库只恢复了一部分，服务不会在上面启动；请加上重来的选项再恢复一次",
        f"{refused.en}. The databases are restored in part and no process starts on them; restore again, starting over",
        "cadre restore --start-over FILE",
    )


# -- before -------------------------------------------------------------------------------------------------------


def _must_fit(summary: Summary) -> None:
    head = summary.head
    unknown = sorted({one["part"] for one in summary.collections} - set(DATABASES))
    if unknown:
        raise Refused(
            "备份里有本版本没有的服务，请用写下它的版本恢复",
            f"The archive holds what this release does not know: {', '.join(unknown)}. Use the release that wrote it",
        )
    wanted = set(head.get("field_keys", [head["field_key"]] if head["field_key"] else []))
    if not wanted.issubset(key_marks()):
        raise Refused(
            "字段密钥不是备份时所用的那一个：恢复后身份证号等密封内容将无法打开。请先设置当时的密钥",
            "FIELD_KEY is not the one of the backup: identity numbers and other sealed fields would not open. Set "
            "the one that was in force then",
            "FIELD_KEY=…",
        )


def _must_be_quiet(installation: Installation) -> None:
    """No process runs, and the broker holds nothing of another moment; one that is away holds nothing."""
    try:
        with Broker(installation.settings.amqp_uri) as broker:
            looked = {name: broker.look(name) for name in broker.expected(installation.settings)}
    except Away as away:
        say(
            f"消息代理没有应答，未查看（{away.zh}）。启动服务前，请确认它是空的。",
            f"The broker does not answer and was not looked at ({away.en}). See that it is empty before services "
            "start.",
        )
        return
    serving = sorted(name for name, queue in looked.items() if queue and queue.consumers)
    if serving:
        raise Refused(
            "系统的进程还在运行，请先全部停止，再恢复",
            f"Processes are running ({', '.join(serving[:3])} …). Stop all of them, then restore",
            "docker compose stop registry training supervision incentive appraisal talentpool projector importer "
            "gateway",
        )
    full = sorted(name for name, queue in looked.items() if queue and queue.messages)
    if full:
        raise Refused(
            "消息代理里还有另一时刻的消息，会混入恢复的数据。请先清空它；需要的消息在备份里",
            f"The broker holds messages of another moment ({', '.join(full[:3])} …), which would get into what is "
            "restored. Delete and make its virtual host anew; what is needed of them is in the archive",
            "rabbitmqctl delete_vhost cadre && rabbitmqctl add_vhost cadre --default-queue-type quorum",
        )


def _must_be_empty(installation: Installation, start_over: bool) -> None:
    """Nothing is in the databases, or what an interrupted restore has left, which is dropped where that is wished."""
    taken, begun = [], []
    for part in DATABASES:
        database = installation.database(part)
        if installation.database(part.removesuffix(AUDIT))[migrations.SCHEMA].find_one(MARKER):
            begun.append(part)
        elif any(database[name].find_one({}, {"_id": 1}) for name in _kept(database)):
            taken.append(part)
    if taken:
        names = ", ".join(installation.settings.database(part) for part in taken)
        raise Refused(
            "这里已有数据，恢复只写入空的系统；已有数据没有变动。请换一个数据库前缀，或先备份再清空",
            f"There are data in {names}. A restore only goes into an empty installation; nothing was changed. Take "
            "another DATABASE_PREFIX, or back these up and drop them",
            "DATABASE_PREFIX=restored_ cadre restore FILE",
        )
    if begun and not start_over:
        raise Refused(
            "上一次恢复中途停止，留下了一部分数据。请加上重来的选项：先清除那一部分，再从头恢复",
            "An earlier restore was cut and has left part of the data. Start over: that part is dropped, then all "
            "restored",
            "cadre restore --start-over FILE",
        )


def _kept(database: Database[Document]) -> list[str]:
    """The collections that hold data; how far an empty database is does not count."""
    return [name for name in database.list_collection_names() if name != migrations.SCHEMA]


# -- writing ------------------------------------------------------------------------------------------------------


class _Writing(Taker):
    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._target: Any = None

    def collection(self, entry: Document) -> None:
        database = self._installation.database(entry["part"])
        if entry["name"] != migrations.SCHEMA:
            database.create_collection(entry["name"], check_exists=False, **entry["options"])
        # What is written is compared at the end, and the markers go last and to a majority.
        self._target = database.get_collection(entry["name"], write_concern=WriteConcern(1))

    def documents(self, entry: Document, documents: list[RawBSONDocument]) -> None:
        for at in range(0, len(documents), AT_ONCE):
            self._target.insert_many(documents[at : at + AT_ONCE], ordered=False)


def _write(installation: Installation, path: Path, secret: Secret, summary: Summary) -> None:
    begun = {
        **MARKER,
        "restore": secrets.token_hex(4),
        "began": clock.now(),
        "cluster_time": summary.head["cluster_time"],
    }
    for part in PARTS:
        for name in (part, part + AUDIT):
            installation.client.drop_database(installation.settings.database(name))
        installation.database(part)[migrations.SCHEMA].insert_one(begun)
    try:
        verify(path, secret, _Writing(installation))
    except BulkWriteError as failed:
        wrong = (failed.details or {}).get("writeErrors") or [{}]
        raise _cut(
            Refused("写入被数据库拒绝", f"The database refused a document: {wrong[0].get('errmsg', failed)}")
        ) from None
    except Refused as refused:
        raise _cut(refused) from None


def _build(installation: Installation, summary: Summary, lasting: bool) -> None:
    """Build the indexes: those by which documents expire only after the comparison."""
    progress = Progress("建立索引", "building indexes")
    for number, entry in enumerate(summary.collections):
        indexes = [
            index
            for index in entry["indexes"]
            if index["name"] != "_id_" and ("expireAfterSeconds" not in index) == lasting
        ]
        progress.at(number, f"{entry['part']}.{entry['name']}")
        if indexes:
            installation.database(entry["part"]).command("createIndexes", entry["name"], indexes=indexes)
    progress.end()


def _compare(installation: Installation, summary: Summary) -> None:
    """Raises Refused where a collection does not hold what the archive says of it."""
    progress, done = Progress("比对", "comparing", summary.bytes), 0
    for entry in summary.collections:
        part, name = entry["part"], entry["name"]
        sum_, size = hashlib.sha256(), 0
        for batch in raw(installation.database(part)[name], rows_of(part, name) or {}):
            sum_.update(batch)
            size += len(batch)
            progress.at(done + size, f"{part}.{name}")
        done += size
        if (size, sum_.digest()) != (entry["bytes"], entry["sha256"]):
            raise _cut(
                Refused(
                    "恢复后的数据与备份不一致：可能有别的程序同时写入",
                    f"{installation.settings.database(part)}.{name} does not hold what the archive holds: does "
                    "something else write there?",
                )
            )
    progress.end()


def _bring_under_way(installation: Installation) -> None:
    """What was on its way between services at the moment of the backup sets out again.

    A broker's queues are in no backup. What was pending is published by the relay anyway. What had been published and
    had not arrived everywhere: each handler asks its publishers for all that they have told (`servicekit.catchup`), and
    its inbox knows what took effect; for the read models, what came after the last event in them is published again.
    What is published before their queues are there does not reach them, so a gap is noted, which the projector closes.
    """
    state = installation.database(GATEWAY)[STATE].find_one({"_id": "state"}) or {}
    installation.database(GATEWAY)[STATE].update_one({"_id": "state"}, {"$set": {"gap": True}})
    for service in NAMES:
        database = installation.database(service)
        database[catchup.SUBSCRIPTIONS].delete_many({})
        reached = state.get("reached", {}).get(service)
        position = _position(database[JOURNAL], reached) if reached else None
        if position is not None:
            anew = {"$set": {"pending": True}, "$unset": {"position": "", "published_at": ""}}
            # The relay gives what it marks together one position; what comes a second time changes nothing.
            database[JOURNAL].update_many({"position": {"$gte": position}}, anew)


def _note(installation: Installation, summary: Summary) -> None:
    """Each journal says that it was restored, and to which moment; its chain goes on with that."""
    restore = secrets.token_hex(8)
    moment = summary.head["cluster_time"].as_datetime().isoformat(" ", "seconds").partition("+")[0]
    for entry in summary.collections:
        part, name = entry["part"], entry["name"]
        if name != JOURNAL:
            continue
        words = f"从备份恢复，数据为 {moment}（世界时）的"
        note(installation, part, f"{RESTORED}{restore}", Action.RESTORED, words, to=moment)


def _position(journal: Any, event_id: str) -> int | None:
    """The place in the history of the entry that told an event; None while it is pending, and so are all after it."""
    uid = event_id.rpartition(".")[0]
    try:
        at = datetime.fromtimestamp(int(uid[:12], 16) / 1000, UTC)
    except ValueError:
        return None
    entry = journal.find_one({"at": at, "uid": uid}, {"position": 1})
    return entry.get("position") if entry else None

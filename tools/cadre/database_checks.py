"""What the doctor looks at in the database: the server, then each service's own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pymongo
from pymongo.errors import OperationFailure, PyMongoError

from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.generations import STATE, collection_name
from gateway.readmodels.store import indexes_of
from servicekit import clock, deadletters, migrations, rules, runtime
from servicekit.config import ConfigurationError, Settings, secret
from servicekit.crypto import FieldCipher, Unreadable
from servicekit.deadlines import DEADLINES, State
from servicekit.migrations import Part, same_index
from servicekit.store import Document
from servicekit.work import JOURNAL
from services import NAMES
from services.registry.parts.building import SEALED_AS
from services.registry.store.cadres import CADRES
from tools.cadre import audit, declared, history, missed
from tools.cadre.broker_checks import skewed
from tools.cadre.findings import Finding, some
from tools.cadre.installation import (
    GATEWAY,
    NOT_ALLOWED,
    Installation,
    NoAnswer,
    client_of,
    database_trouble,
    refusal_of,
)

OLDEST, NEWEST = (6, 0), (8, 9)
CALL_SECONDS = 10
STUCK_SECONDS, LATE_SECONDS = 60, 300
SAMPLE = 20
RUN_MIGRATE = "python -m tools.cadre migrate"


def look(settings: Settings) -> Iterator[Finding]:
    """Everything about the database."""
    # With timeoutMS a client waits for a server that is not there as long as for one that thinks.
    first = client_of(settings.mongo_uri, socketTimeoutMS=CALL_SECONDS * 1000)
    trouble = database_trouble(first, settings)
    if not isinstance(trouble, NoAnswer):
        yield from _clock(first)
    if trouble is not None:
        yield Finding.of("database.unusable", trouble)
        return
    here = Installation(settings, client_of(settings.mongo_uri, timeoutMS=CALL_SECONDS * 1000))
    for check in (
        _server,
        _rights,
        _open_files,
        _history,
        _schemas,
        _indexes,
        _memory,
        _outbox,
        _deadlines,
        _letters,
        _imports,
        _read_models,
        _rules,
        _key,
        audit.look,
        missed.look,
    ):
        try:
            yield from check(here)
        except OperationFailure as failure:
            yield Finding.of("database.refused", refusal_of(failure, settings))


def _clock(client: pymongo.MongoClient[Document]) -> Iterator[Finding]:
    try:
        client.admin.command("hello")  # So that what is measured is not the connecting.
        before = datetime.now(UTC)
        theirs = client.admin.command("hello")["localTime"].replace(tzinfo=UTC)
        after = datetime.now(UTC)
    except PyMongoError:
        return  # Whoever looks at the database itself says so.
    yield from skewed("database", "数据库", (theirs - after).total_seconds(), (theirs - before).total_seconds(), 0.1)


def _server(here: Installation) -> Iterator[Finding]:
    version = here.client.server_info()["version"]
    number = tuple(int(part) for part in version.split(".")[:2])
    if not OLDEST <= number <= NEWEST:
        yield Finding(
            "error" if number < OLDEST else "warning",
            "database.version",
            f"数据库版本 {version} 不在支持范围（六至八）",
            f"MongoDB {version}: the platform is tested with 6 to 8",
            "请换用受支持的版本",
            "Use one of these",
        )
    try:
        compatible = here.client.admin.command({"getParameter": 1, "featureCompatibilityVersion": 1})
        compatible = compatible["featureCompatibilityVersion"]["version"]
    except OperationFailure:
        return  # The account may not ask; it is a hint, not more.
    if compatible != f"{number[0]}.{number[1]}":
        yield Finding(
            "warning",
            "database.volume",
            f"数据卷还是 {compatible} 版的格式，数据库程序是 {version}：升级只做了一半",
            f"The volume is in the format of {compatible}, the server is {version}: its upgrade is half done",
            "确认不再退回旧版本后，完成升级",
            "When you will not go back, finish the upgrade",
            "mongosh --eval "
            f"'db.adminCommand({{setFeatureCompatibilityVersion: \"{number[0]}.{number[1]}\", confirm: true}})'",
        )


class _TakenBack(Exception):
    pass


def _rights(here: Installation) -> Iterator[Finding]:
    """May the account write in transactions, in each database? What is written is taken back."""
    for part in here.parts:
        try:
            with here.client.start_session() as session, session.start_transaction():
                part.database[migrations.SCHEMA].insert_one({"_id": f"doctor-{secrets.token_hex(6)}"}, session=session)
                raise _TakenBack()
        except _TakenBack:
            continue
        except OperationFailure as failure:
            if failure.code not in NOT_ALLOWED:
                raise
            yield Finding.of("database.no-rights", refusal_of(failure, here.settings))
            return


def _open_files(here: Installation) -> Iterator[Finding]:
    needed = 0
    for part in here.parts:
        stats = part.database.command("dbStats")
        needed += int(stats["collections"] + stats["indexes"])
    try:
        allowed = here.client.admin.command("hostInfo").get("extra", {}).get("maxOpenFiles")
    except OperationFailure:
        yield Finding(
            "note",
            "files.unknown",
            "账号无权查询数据库可打开的文件数，未检查",
            "The account may not ask how many files the database may have open; not looked at",
        )
        return
    if allowed is not None and allowed < max(4096, needed * 2):
        yield Finding(
            "error" if allowed < needed * 1.2 else "warning",
            "files.too-few",
            f"数据库最多可打开 {allowed:,} 个文件，数据表和索引已有 {needed:,} 个",
            f"The database may have {allowed:,} files open; collections and indexes take {needed:,}",
            "请提高上限到六万以上，再重启数据库",
            "Raise the limit to 65536 and restart the database",
            "ulimit -n 65536   # compose: ulimits.nofile, systemd: LimitNOFILE",
        )


def _history(here: Installation) -> Iterator[Finding]:
    """Has a backup had the history kept longer? What one that was killed has left is put back here."""
    left = history.put_back(here)
    if left is None:
        return
    if left.running:
        yield Finding(
            "note",
            "history.longer",
            f"正在备份，数据库暂时保留历史 {left.raised} 秒，平时为 {left.before} 秒",
            f"A backup is under way and has the database keep its history for {left.raised} seconds instead of "
            f"{left.before}",
        )
    elif left.refused:
        yield Finding(
            "warning",
            "history.left",
            f"一次中途停止的备份让数据库保留历史 {left.raised} 秒，没能改回 {left.before} 秒；删除的数据表一直占着文件",
            f"A backup that was cut has left the database at {left.host} keeping its history for {left.raised} seconds "
            f"instead of {left.before}: dropped collections keep their files as long. It was not put back: "
            f"{left.refused}",
            "请用有权的账号改回",
            "Put it back with an account that may",
            f"mongosh --host {left.host} --eval "
            f"'db.adminCommand({{setParameter: 1, {history.PARAMETER}: {left.before}}})'",
        )
    else:
        yield Finding(
            "note",
            "history.put-back",
            f"一次中途停止的备份让数据库保留历史 {left.raised} 秒，现已改回 {left.before} 秒",
            f"A backup that was cut had left the database keeping its history for {left.raised} seconds; it is put "
            f"back to {left.before}",
        )


def _schemas(here: Installation) -> Iterator[Finding]:
    for part in here.parts:
        at = migrations.standing_of(part)
        if at.restoring is not None:
            yield Finding(
                "error",
                "restore.unfinished",
                f"{part.name} 的恢复正在进行或中途停止，进程不会在上面启动",
                f"{part.name} is being restored, or its restore was cut; no process starts on it",
                "若恢复已停止，请从头再来一次",
                "Where the restore has ended, do it again from the start",
                "python -m tools.cadre restore --start-over FILE",
            )
        if at.number > part.newest:
            refused = at.oldest > part.newest
            yield Finding(
                "error" if refused else "warning",
                "schema.newer",
                f"{part.name} 的数据属于更新的版本{'，本版本的进程不会启动' if refused else '，本版本仍可运行'}",
                f"The data of {part.name} are of a newer release (schema {at.number}, this one knows "
                f"{part.newest}){': processes of this one do not start' if refused else '; this one can still serve'}",
                "请换回更新的版本，或恢复迁移之前的备份",
                "Use the newer release again, or restore the backup from before the migration",
            )
        elif at.running is not None:
            yield Finding(
                "warning",
                "migration.unfinished",
                f"{part.name} 的迁移正在进行或只做了一半（{at.running['batches']} 批）",
                f"A migration of {part.name} is under way or was interrupted after {at.running['batches']} batches",
                "再运行一次即可，会从停下的地方继续",
                "Run it again: it goes on where it was, or says who is at it",
                RUN_MIGRATE,
            )
        elif at.number < part.newest:
            yield Finding(
                "warning",
                "migration.pending",
                f"{part.name} 有 {part.newest - at.number} 项迁移待做",
                f"{part.newest - at.number} migrations of {part.name} are pending",
                "请在所有进程都换成本版本之后运行迁移",
                "Run them when all processes are of this release",
                RUN_MIGRATE,
            )


def _indexes(here: Installation) -> Iterator[Finding]:
    for part in here.parts:
        missing, different, others = [], [], 0
        there = set(part.database.list_collection_names())
        for name, models in _declared_indexes(here, part).items():
            if name not in there:
                if there - {migrations.SCHEMA} and models:
                    missing += [f"{name}.{model.document['name']}" for model in models]
                continue
            known = {index["name"]: index for index in part.database[name].list_indexes()}
            for model in models:
                index = known.pop(model.document["name"], None)
                if index is None:
                    missing.append(f"{name}.{model.document['name']}")
                elif not same_index(index, model):
                    different.append(f"{name}.{model.document['name']}")
            harmful = [one for one, index in known.items() if name == JOURNAL and "expireAfterSeconds" in index]
            others += len(known) - ("_id_" in known) - len(harmful)
        if missing:
            yield Finding(
                "error",
                "index.missing",
                f"{part.name} 缺少 {len(missing)} 个索引",
                f"{part.name} lacks {len(missing)} indexes: {some(missing)}",
                "请重启该服务的一个进程，由它建立；建立失败的原因在它的日志里",
                "Restart one of its processes: it makes them, and its log says why where it cannot",
                f"docker compose restart {part.name}",
            )
        if different:
            yield Finding(
                "error",
                "index.other-release",
                f"{part.name} 有 {len(different)} 个索引还是以前版本的",
                f"{len(different)} indexes of {part.name} are those of an earlier release: {some(different)}",
                "请运行迁移",
                "Run the migrations",
                RUN_MIGRATE,
            )
        if others:
            yield Finding(
                "note",
                "index.undeclared",
                f"{part.name} 有 {others} 个索引已不再需要，无害，各占一个文件",
                f"{others} indexes of {part.name} are declared no more; they do no harm and take a file each",
            )


def _memory(here: Installation) -> Iterator[Finding]:
    """Does a journal forget? It is the memory by which nothing takes effect twice."""
    for name in NAMES:
        journal = here.database(name)[JOURNAL]
        for index in (one for one in journal.list_indexes() if "expireAfterSeconds" in one):
            yield Finding(
                "error",
                "journal.forgets",
                f"{name} 的日志有一个会过期的索引，{index['expireAfterSeconds']:,} 秒前的条目会被数据库删除",
                f"The journal of {name} has an index that expires, {index['name']}: the database deletes entries after "
                f"{index['expireAfterSeconds']:,} seconds",
                "请立即删除该索引；已删的条目要从备份取回，在此之前不要重新发送或重放旧消息",
                "Drop it at once. What has gone comes back from the backup, before anything old is sent again",
                f"mongosh {here.settings.database(name)} --eval 'db.{JOURNAL}.dropIndex(\"{index['name']}\")'",
            )


def _declared_indexes(here: Installation, part: Part) -> dict[str, list[pymongo.IndexModel]]:
    if part.name == GATEWAY:
        state = part.database[STATE].find_one({"_id": "state"}) or {}
        if "current" not in state:
            return {}
        return {
            collection_name(name, state["current"]): indexes_of(PROJECTION, name) for name in PROJECTION.collections
        }
    found = {one.name: [index.model() for index in one.indexes] for one in declared.collections(part.name)}
    return {
        **found,
        DEADLINES.name: [index.model() for index in DEADLINES.indexes],
        JOURNAL: runtime.JOURNAL_INDEXES,
        rules.RULES: [rules.VERSIONS],
        deadletters.COLLECTION: deadletters.INDEXES,
    }


def _outbox(here: Installation) -> Iterator[Finding]:
    for name in NAMES:
        journal = here.database(name)[JOURNAL]
        oldest = journal.find_one({"pending": True}, {"at": 1}, sort=[("at", 1), ("uid", 1)])
        age = (clock.now() - oldest["at"]).total_seconds() if oldest else 0.0
        if age > STUCK_SECONDS:
            count = journal.count_documents({"pending": True}, limit=100_000)
            yield Finding(
                "error" if age > LATE_SECONDS else "warning",
                "outbox.stuck",
                f"{name} 有 {count:,} 项已提交而未发布，最早的已等待 {age / 60:,.0f} 分钟",
                f"{count:,} entries of {name} are committed and not published; the oldest waits for {age / 60:,.0f} "
                "minutes",
                "数据没有丢失。请看该服务是否在运行、能否连上消息代理；恢复后会按顺序发出",
                "Nothing is lost. See whether the service runs and reaches the broker; it is published in order then",
                f"docker compose logs --tail 50 {name}",
            )


def _deadlines(here: Installation) -> Iterator[Finding]:
    for name in NAMES:
        rows = here.database(name)[DEADLINES.name]
        failed = rows.count_documents({"state": State.FAILED.value}, limit=100_000)
        if failed:
            yield Finding(
                "error",
                "deadline.failed",
                f"{name} 有 {failed:,} 个时限到期后处理失败",
                f"{failed:,} deadlines of {name} have failed",
                "请看失败原因，排除后再试一次",
                "Read why, mend that, and have them tried again",
                f"GET /v1/operations/deadlines?service={name}&state=failed; POST …/{{deadline_id}}/retry",
            )
        late = clock.now() - timedelta(seconds=LATE_SECONDS)
        overdue = rows.count_documents({"state": State.WAITING.value, "look_at": {"$lt": late}}, limit=100_000)
        if overdue:
            yield Finding(
                "error",
                "deadline.overdue",
                f"{name} 有 {overdue:,} 个时限已过而没有处理",
                f"{overdue:,} deadlines of {name} are over and nobody has seen to them",
                "请启动该服务；时限即使晚了也会各处理一次",
                "Start the service; each is seen to once, even if late",
                f"docker compose up -d {name}",
            )


def _letters(here: Installation) -> Iterator[Finding]:
    for name in NAMES:
        count = here.database(name)[deadletters.COLLECTION].count_documents({"state": "dead"}, limit=100_000)
        if count:
            yield Finding(
                "error",
                "dead-letters.filed",
                f"{name} 有 {count:,} 封死信：这些事件没有生效",
                f"{name} has {count:,} dead letters: these events have not taken effect",
                "请看原因，排除后重新发送",
                "Read why, mend that, and send them again",
                f"GET /v1/operations/dead-letters?service={name}",
            )


def _imports(here: Installation) -> Iterator[Finding]:
    """Do import jobs wait that nobody works on? An importer takes from no queue; this is how it is missed."""
    late = clock.now() - timedelta(seconds=STUCK_SECONDS)
    began = [
        {"state": {"$in": ["queued", "running"]}, "at": {"$lt": late}},
        {"state": "undo_checking", "undo_check.at": {"$lt": late}},
        {"state": "undoing", "undo.at": {"$lt": late}},
    ]
    count = here.database(GATEWAY)["imports"].count_documents(
        {"$or": began, "waits_for": None, "lease.until": {"$lt": late}}, limit=100_000
    )
    if count:
        yield Finding(
            "error",
            "imports.waiting",
            f"有 {count:,} 个导入任务在等待，没有进程在处理",
            f"{count:,} import jobs wait and no process works on them",
            "请启动导入进程，并查看它的日志；任务会从停下的地方继续",
            "Start the importer, and see its log; each job goes on where it was",
            "docker compose up -d importer; docker compose logs --tail 50 importer",
        )


def _read_models(here: Installation) -> Iterator[Finding]:
    state = here.database(GATEWAY)[STATE].find_one({"_id": "state"})
    newest = {}
    for name in NAMES:
        found = here.database(name)[JOURNAL].find_one(
            {"position": {"$gt": 0}}, {"events.id": 1, "published_at": 1}, sort=[("position", -1), ("uid", -1)]
        )
        if found:
            newest[name] = found
    if not newest:
        return
    reached = (state or {}).get("reached", {})
    never = [name for name in newest if name not in reached]
    if state and state.get("gap"):
        yield Finding(
            "warning",
            "read-models.gap",
            "恢复或迁移之后，读模型还没有重建，可能缺少一部分内容",
            "After a restore or a migration the read models are not made anew yet: they may lack something",
            "投影进程在各服务都运行后会自行重建，其间照常可读；若一直没有，请看它的日志",
            "The projector makes them anew by itself once all services run, and what is there can be read meanwhile; "
            "if this lasts, see its log",
            "docker compose logs --tail 50 projector",
        )
    if state is None or never:
        yield Finding(
            "error",
            "read-models.rebuild",
            f"读模型里没有这些服务的任何内容：{'、'.join(never)}",
            f"The read models hold nothing of: {', '.join(never)}",
            "请在各服务运行时重建读模型；重建期间照常可读",
            "Rebuild them while the services run; what is there can be read meanwhile",
            "python -m gateway.projector rebuild",
        )
    settled = clock.now() - timedelta(seconds=STUCK_SECONDS)
    behind = [
        name
        for name, entry in newest.items()
        if name in reached
        and reached[name] < entry["events"][-1]["id"]
        and entry.get("published_at", settled) <= settled
    ]
    if behind:
        yield Finding(
            "warning",
            "read-models.behind",
            f"读模型落后于这些服务：{'、'.join(behind)}",
            f"The read models are behind: {', '.join(behind)}",
            "请看投影进程是否在运行；若队列里已没有消息而仍落后，请重建读模型",
            "See whether the projector runs; where its queues are empty and it is still behind, rebuild the read "
            "models",
            "python -m gateway.projector rebuild",
        )
    if state and state.get("building"):
        yield Finding(
            "note",
            "read-models.building",
            "读模型正在重建，或重建中途停止",
            "The read models are being rebuilt, or a rebuild was interrupted; the next one clears up",
        )


def _rules(here: Installation) -> Iterator[Finding]:
    for name in NAMES:
        latest: dict[str, Document] = {}
        for rule in here.database(name)[rules.RULES].find({}).sort([("code", 1), ("version", 1)]).limit(10_000):
            latest[rule["code"]] = rule
        if not latest:
            continue
        shipped = {
            record["code"]: rules.shipped_terms(record) for record in rules.shipped(declared.folder(name), rules.RULES)
        }
        undecided = [code for code, rule in latest.items() if rule.get("undecided")]
        absent = [code for code in shipped if code not in latest]
        changed = [
            code
            for code, rule in latest.items()
            if code in shipped and code not in undecided and rules.terms_of(rule) != shipped[code]
        ]
        if undecided:
            yield Finding(
                "warning",
                "rule.undecided",
                f"{name} 有 {len(undecided)} 条规则，本版本附带的规定与现行的不同，尚未决定采用哪个",
                f"{len(undecided)} rules of {name} are shipped with other terms than those in force, and nobody has "
                f"decided: {some(undecided)}",
                "请由负责人决定，并据此建立一个新版本",
                "Whoever answers for the number decides, and makes a version of it",
                "docs/how-to/change-a-rule.md",
            )
        if absent:
            yield Finding(
                "warning",
                "rule.missing",
                f"{name} 缺少 {len(absent)} 条本版本附带的规则：它还没有以本版本启动过",
                f"{len(absent)} rules that this release ships are not in {name} yet: it has not started in this "
                "release",
                "请以本版本启动该服务",
                "Start the service in this release",
            )
        if changed:
            yield Finding(
                "note",
                "rule.changed",
                f"{name} 有 {len(changed)} 条规则与附带的不同，是本单位自己定的",
                f"{len(changed)} rules of {name} are this installation's own: {some(changed)}",
            )


def _key(here: Installation) -> Iterator[Finding]:
    """Does FIELD_KEY open what is sealed? Of a few that are; the newest, for those it must open."""
    if not secret("FIELD_KEY"):
        return
    try:
        cipher = FieldCipher.from_environment()
    except ConfigurationError:
        return  # Said by whoever looks at the environment.
    sealed = here.database("registry")[CADRES.name].find({"number_sealed": {"$exists": True, "$nin": [None, b""]}})
    tried = wrong = 0
    for cadre in sealed.sort([("_id", -1)]).limit(SAMPLE):
        tried += 1
        try:
            cipher.open(bytes(cadre["number_sealed"]), SEALED_AS + cadre["_id"])
        except Unreadable:
            wrong += 1
    if wrong:
        yield Finding(
            "error",
            "field-key.wrong",
            f"字段密钥打不开已密封的内容：试了 {tried} 份，{wrong} 份打不开",
            f"FIELD_KEY does not open what is sealed: of {tried} that were tried, {wrong} do not open",
            "请找回原来的密钥并重启各进程，不要用这个密钥继续录入。密封的内容没有丢失",
            "Find the key that was in force, set it, restart the processes, and enter nothing meanwhile. What is "
            "sealed is not lost",
        )

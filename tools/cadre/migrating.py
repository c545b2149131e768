"""`cadre migrate`: how far each database is, and bringing it to this release's schema while processes serve."""

from __future__ import annotations

from pymongo.errors import OperationFailure, PyMongoError

from servicekit import migrations
from servicekit.leases import LeaseLost
from servicekit.migrations import Held, Migration, Part, Restoring, TooNew
from tools.cadre.installation import GATEWAY, Installation, brief, refusal_of
from tools.cadre.words import Refused, say


def run(installation: Installation, status: bool, dry_run: bool) -> int:
    """Say how far everything is, or do what is pending. 1 where something is pending and was only said."""
    pending = _tell(installation)
    if status or dry_run:
        return 1 if pending else 0
    if not pending:
        return 0
    try:
        migrations.run(installation.parts, installation.database(GATEWAY), installation.settings, _progress)
    except Held as held:
        raise Refused(
            f"另一处正在迁移（{held.owner}）。请等它结束；它若已消失，半分钟后即可再试",
            f"Somebody else is migrating: {held.owner}. Wait until it is done; where it is gone, try again in half a "
            "minute",
        ) from None
    except LeaseLost:
        raise Refused(
            "迁移已由另一处接手，这里停止。已完成的部分保留",
            "Another run has taken over, and this one stops. What is done stays done",
        ) from None
    except Restoring as restoring:
        raise Refused(
            "正在恢复备份，或恢复中途停止。请先完成恢复", f"{restoring}", "cadre restore --start-over FILE"
        ) from None
    except TooNew as newer:
        raise Refused("数据属于更新的版本，本版本不能迁移。请使用那个版本", f"{newer}") from None
    except OperationFailure as failure:
        raise _unfinished(refusal_of(failure, installation.settings)) from None
    except PyMongoError as away:
        raise _unfinished(Refused("与数据库的连接中断", f"The database went away: {brief(away)}")) from None
    say("迁移完成。", "Migrated.")
    return 0


def _unfinished(refused: Refused) -> Refused:
    return Refused(
        f"迁移没有完成：{refused.zh}。已完成的部分保留，排除原因后再运行一次，会接着做",
        f"Not finished: {refused.en}. What is done stays done; mend that and run it again, it goes on where it was",
        refused.command or "cadre migrate",
    )


def _tell(installation: Installation) -> int:
    """Each database's standing; answers how many migrations are pending."""
    pending = 0
    for part in installation.parts:
        at = migrations.standing_of(part)
        if at.number > part.newest:
            say(
                f"{part.name}：数据属于更新的版本（{at.number}，本版本到 {part.newest}）",
                f"{part.name}: at {at.number}, of a newer release; this one knows {part.newest}",
            )
            continue
        todo = part.known[at.number :]
        say(
            f"{part.name}：{at.number}/{part.newest}{'，待迁移' if todo else ''}",
            f"{part.name}: {at.number} of {part.newest}{', pending:' if todo else ''}",
        )
        for one in todo:
            begun = at.running if at.running and at.running["number"] == one.number else None
            print(f"  {one.number:04d} {one.name}: {one.meaning}")
            if begun:
                say(
                    f"  已做 {begun['batches']} 批，会接着做",
                    f"  begun, {begun['batches']} batches done; it goes on from there",
                )
        pending += len(todo)
    if not pending:
        say("没有待做的迁移。", "Nothing is pending.")
    return pending


def _progress(part: Part, migration: Migration, batches: int) -> None:
    say(f"{part.name} {migration.number:04d}：第 {batches} 批", f"{part.name} {migration.name}: batch {batches}")

"""The command line: `python -m tools.cadre doctor | backup | restore | migrate | keys | audit | …`."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import time
import warnings
from pathlib import Path

import structlog

warnings.filterwarnings("ignore", message=r"(?s).*Eventlet is deprecated.*")
warnings.filterwarnings("ignore", message=r"(?s).*pkg_resources is deprecated.*")
# What of the frame is imported here asks for no names; eventlet's own way of doing so takes long to load.
os.environ["EVENTLET_NO_GREENDNS"] = "yes"

from tools.cadre import audit, audit_archive, backup, history, migrating, restoring  # noqa: E402
from tools.cadre.archive import Secret  # noqa: E402
from tools.cadre.installation import GATEWAY, PARTS, Installation, opened  # noqa: E402
from tools.cadre.words import Refused, complain, say  # noqa: E402

PASSPHRASE = "CADRE_PASSPHRASE"


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    whole = argparse.ArgumentParser(
        prog="python -m tools.cadre",
        description="运维工具：检查、备份、恢复、迁移。 An operator's tool; it reads the environment of the processes.",
    )
    tasks = whole.add_subparsers(dest="task", required=True)
    doctor_ = tasks.add_parser("doctor", help="部署有什么问题，怎么办 what is wrong with a deployment, and what to do")
    doctor_.add_argument("--json", action="store_true", help="one JSON document")
    doctor_.add_argument("--deadline", type=float, default=60.0, help="seconds after which it ends in any case (60)")

    backups = tasks.add_parser("backup", help="备份与核对 make a backup, or verify one").add_subparsers(
        dest="what", required=True
    )
    for name, words in (
        ("create", "备份全部服务的数据 one moment of all services in one sealed archive"),
        ("verify", "核对备份文件 whether an archive is whole and opens"),
    ):
        one = backups.add_parser(name, help=words)
        one.add_argument("file", type=Path)
        _secret_options(one)
    restore = tasks.add_parser("restore", help="恢复到空的系统 into an empty installation")
    restore.add_argument("file", type=Path)
    restore.add_argument("--start-over", action="store_true", help="drop what an interrupted restore has left")
    _secret_options(restore)

    migrate = tasks.add_parser("migrate", help="把数据迁移到本版本 bring what is kept to this release's schema")
    migrate.add_argument("what", nargs="?", choices=["run", "status"], default="run")
    migrate.add_argument("--dry-run", action="store_true", help="say what would be done")

    tasks.add_parser("keys", help="哪些内容在哪把密钥之下 what lies sealed under which key")

    audits = tasks.add_parser("audit", help="审计日志能否证明 whether the audit can be proved").add_subparsers(
        dest="what", required=True
    )
    one = audits.add_parser(
        "verify", help="核验各服务的审计链 what was removed, changed, put in or reordered in the journals"
    )
    one.add_argument("--json", action="store_true", help="one JSON document")
    one.add_argument("--part", action="append", choices=PARTS, help="this one alone; may be given again")
    one.add_argument("--archive", action="append", type=Path, default=[], help="what was archived; may be given again")
    _secret_options(one)
    one = audits.add_parser(
        "archive", help="归档旧的日志 what is old of a journal into a sealed file, proved: the gateway's leaves it"
    )
    one.add_argument("file", type=Path)
    one.add_argument("--part", choices=PARTS, default=GATEWAY, help=f"whose journal ({GATEWAY})")
    one.add_argument("--before", required=True, help="the first day that stays, at least six months ago")
    _secret_options(one)

    administrator = tasks.add_parser(
        "administrator",
        help="管理员密码遗失而无人可以办理时重置 an administrator's new password, as the last resort",
    )
    administrator.add_argument("name", help="the account's name")
    administrator.add_argument(
        "--second-factor",
        action="store_true",
        help="并解除双因素（设备与恢复码均遗失） take the lost second factor away, too",
    )
    return whole


def _secret_options(one: argparse.ArgumentParser) -> None:
    how = one.add_mutually_exclusive_group()
    how.add_argument("--key-file", type=Path, help="32 bytes in base64: openssl rand -base64 32")
    how.add_argument("--passphrase-file", type=Path, help=f"else {PASSPHRASE} of the environment, else it is asked for")


def secret_of(asked: argparse.Namespace) -> Secret:
    """What the archive is sealed with. Raises Refused."""
    if asked.key_file:
        return Secret.from_key_file(asked.key_file)
    if asked.passphrase_file:
        return Secret.from_passphrase_file(asked.passphrase_file)
    if os.environ.get(PASSPHRASE):
        return Secret.from_passphrase(os.environ[PASSPHRASE])
    if sys.stdin.isatty():
        said = getpass.getpass("备份口令 passphrase: ")
        if asked.task == "backup" and asked.what == "create" and getpass.getpass("再输一次 again: ") != said:
            raise Refused("两次输入的口令不同", "The two passphrases differ")
        return Secret.from_passphrase(said)
    raise Refused(
        "请给出密钥文件或口令：备份总是加密的",
        "Give a key file or a passphrase: an archive is always sealed",
        "openssl rand -base64 32 > backup.key; cadre backup create --key-file backup.key FILE",
    )


def main(arguments: list[str] | None = None) -> int:
    """0: done, or nothing wrong. 1: warnings. 2: not done, or something is wrong."""
    asked = parser().parse_args(arguments)
    # The processes log; here the operator is told in words what matters of it.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(40), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    began = time.monotonic()
    try:
        match asked.task:
            case "doctor":
                from tools.cadre import doctor  # It loads what every process declares; the others need none of it.

                return doctor.run(asked.json, asked.deadline)
            case "backup" if asked.what == "create":
                secret = secret_of(asked)
                summary = backup.create(_opened(), asked.file, secret)
                _tell(summary)
                seconds, size = time.monotonic() - began, asked.file.stat().st_size
                say(
                    f"已备份到 {asked.file}（{size / 1e6:,.1f} 兆字节，{seconds:.1f} 秒）。字段密钥不在其中，"
                    "请另行保管。",
                    f"Backed up to {asked.file} ({size / 1e6:,.1f} MB, {seconds:.1f} s). FIELD_KEY is not in it: "
                    "keep it apart.",
                )
            case "backup":
                _tell(backup.verify(asked.file, secret_of(asked)))
                say("备份完整，可以恢复。", "The archive is whole and can be restored.")
            case "restore":
                secret = secret_of(asked)
                _tell(restoring.restore(_opened(), asked.file, secret, asked.start_over))
                say(
                    f"已恢复，逐份比对一致（{time.monotonic() - began:.1f} 秒）。请启动各进程；读模型会自行重建。",
                    f"Restored, and compared document by document ({time.monotonic() - began:.1f} s). Start the "
                    "processes; the read models are made anew by themselves.",
                )
            case "migrate":
                return migrating.run(_opened(), asked.what == "status", asked.dry_run)
            case "keys":
                from tools.cadre import keys  # As the doctor.

                return keys.run(_opened())
            case "audit" if asked.what == "verify":
                here = _opened()
                shown = audit_archive.look_into_all(here, asked.archive, secret_of(asked)) if asked.archive else []
                return audit.run(here, asked.part or PARTS, asked.json, shown)
            case "audit":
                secret, before = secret_of(asked), audit_archive.day(asked.before)
                verifier, _ = audit.ring()
                done = "taken out" if asked.part == GATEWAY else "copied"
                taken = audit_archive.archive(_opened(), asked.part, asked.file, secret, before, verifier)
                say(
                    f"已归档 {taken.entries:,} 条到 {asked.file}（校验值 {taken.checksum}），请另行妥善保存。",
                    f"{taken.entries:,} entries were {done} into {asked.file} (sha256 {taken.checksum}); keep it.",
                )
            case "administrator":
                from tools.cadre import administrators  # It loads the gateway's parts; the others need none of it.

                password = administrators.reset(opened(), asked.name, second_factor=asked.second_factor)
                say(
                    f"{asked.name}的新密码：{password}（一天内有效，登录后须先修改；已记入审计）",
                    f"New password of {asked.name}: {password} (for a day, to be changed first; the audit tells it)",
                )
    except Refused as refused:
        complain(refused)
        return 2
    except KeyboardInterrupt:
        say("\n已中断。", "Interrupted.")
        return 2
    return 0


def _opened() -> Installation:
    """The installation, without what a backup that was killed has left behind on its database."""
    here = opened()
    left = history.put_back(here)
    if left is not None and not left.running and not left.refused:
        say(
            f"上一次备份中途停止，数据库保留历史的时间已改回 {left.before} 秒。",
            f"A backup was cut: the database keeps its history for {left.before} seconds again, as before.",
        )
    return here


def _tell(summary: backup.Summary) -> None:
    for zh, en in backup.described(summary):
        say(zh, en)


if __name__ == "__main__":
    sys.exit(main())

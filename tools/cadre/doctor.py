"""`cadre doctor`: what is wrong with a deployment, and what to do about each.

Broker, database and this machine are looked at side by side, so that one that is away hides nothing of the others; what
has not answered when the time is over is named, and the doctor ends.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from servicekit.config import Settings
from tools.cadre import broker_checks, database_checks, machine_checks
from tools.cadre.findings import Finding, as_json, as_text, status_of
from tools.cadre.installation import settings
from tools.cadre.words import Refused

Look = Callable[[Settings], Iterator[Finding]]
LOOKS: tuple[tuple[str, str, Look], ...] = (
    ("broker", "消息代理", broker_checks.look),
    ("database", "数据库", database_checks.look),
    ("machine", "本机", machine_checks.look),
)


def run(in_json: bool, deadline: float) -> int:
    """Look, and say what was found. 0: nothing, 1: warnings, 2: errors."""
    found = examine(deadline)
    print(as_json(found) if in_json else as_text(found), flush=True)
    return status_of(found)


def examine(deadline: float) -> list[Finding]:
    """Everything that is wrong, within so many seconds."""
    try:
        own = settings()
    except Refused as wrong:
        return [Finding.of("environment", wrong)]
    found: list[Finding] = []
    ends = time.monotonic() + deadline
    threads = [
        (name, zh, threading.Thread(target=_collect, args=(name, look, own, found), daemon=True))
        for name, zh, look in LOOKS
    ]
    for _, _, thread in threads:
        thread.start()
    for name, zh, thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))
        if thread.is_alive():
            found.append(
                Finding(
                    "error",
                    f"{name}.no-answer",
                    f"{zh}在 {deadline:.0f} 秒内没有把话说完",
                    f"The {name} did not answer everything within {deadline:.0f} seconds",
                    "请查看它的负载和日志，再以更长的时限检查一次",
                    "Look at its load and its log, then ask again with a longer deadline",
                    "cadre doctor --deadline 300",
                )
            )
    return list(found)


def _collect(name: str, look: Look, own: Settings, found: list[Finding]) -> None:
    try:
        for one in look(own):
            found.append(one)  # noqa: PERF402 - what was found before something fails stays found
    except Refused as refused:
        found.append(Finding.of(f"{name}.refused", refused))
    except Exception as fault:  # noqa: BLE001 - the doctor names what it cannot look at and goes on with the rest
        found.append(
            Finding(
                "error",
                f"{name}.not-looked-at",
                "检查途中出错，其余部分未查看",
                f"Looking failed, the rest was not looked at: {type(fault).__name__}: {fault}"[:500],
            )
        )

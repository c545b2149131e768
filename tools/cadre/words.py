"""What the operator is told, in Chinese and English, and how far a long piece of work is."""

from __future__ import annotations

import sys
import time
from urllib.parse import urlsplit


class Refused(Exception):
    """Something the operator has to put right first; `command` is what does so, where one does."""

    def __init__(self, zh: str, en: str, command: str = "") -> None:
        super().__init__(en)
        self.zh, self.en, self.command = zh, en, command


def say(zh: str, en: str) -> None:
    print(f"{zh}  {en}", flush=True)


def complain(refused: Refused) -> None:
    command = f"\n  {refused.command}" if refused.command else ""
    print(f"错误：{refused.zh}\nError: {refused.en}{command}", file=sys.stderr, flush=True)


def without_password(uri: str) -> str:
    """An address as it may be shown: without its account's password, and without its options."""
    try:
        parts = urlsplit(uri)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return f"{uri.partition('://')[0]}://…"
    account = f"{parts.username}@" if parts.username else ""
    hosts = parts.netloc.rpartition("@")[2] if "," in parts.netloc else f"{parts.hostname}{port}"
    return f"{parts.scheme}://{account}{hosts}{parts.path}"


class Progress:
    """One line on a terminal that says how far something is; silent where nobody watches."""

    def __init__(self, zh: str, en: str, total: int = 0, unit: str = "MB") -> None:
        self._words, self._total = f"{zh} {en}", total
        self._unit, self._one = unit, 1e6 if unit == "MB" else 1
        self._shown = 0.0
        self._watched = sys.stderr.isatty()

    def at(self, done: int, what: str) -> None:
        """So many bytes, or what else is counted, are done; `what` is under way."""
        if not self._watched or time.monotonic() - self._shown < 0.2:
            return
        self._shown = time.monotonic()
        share = f"{min(100, done * 100 // self._total):3d} % " if self._total else ""
        sys.stderr.write(f"\r\x1b[K{self._words} {share}{done / self._one:,.0f} {self._unit}  {what[:60]}")
        sys.stderr.flush()

    def end(self) -> None:
        if self._watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

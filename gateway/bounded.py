"""Programs that read what was uploaded, each in a process of its own with bounds: it may die without harm.

A few kilobytes can unfold to more than any machine holds. So a reader is told nothing of the platform's surroundings,
bounds its memory, time and files before it looks at what it was given, and ends by itself: the file comes from
standard input, lines of JSON go to standard output, the last of them the verdict (`{}`, or `{"refused": …}`).

`gateway.bounds` is what runs there.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from gateway import bounds

log = logging.getLogger(__name__)

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space of a reader: enough for the cells of a large workbook of ordinary length."""
SECONDS = 45
"""Of its processor time."""
AT_ONCE = 2
"""Readers of one gateway at a time."""
WAITS = 5.0
"""Seconds that a file waits for its turn."""
READS_WITHIN = 45.0
"""Seconds until a reader is ended."""
_FOLDER = Path(__file__).resolve().parents[1]
_turns = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Too many files are being read."""


class Ended(Exception):
    """A reader ended before it had told everything: by its bounds (`time`, `memory`), or by a `fault` of its own."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(reader: str, content: bytes) -> bytes:
    """What a reader, a file of Python, tells of a content. Blocks: call it off the event loop.

    Raises Busy and Ended.
    """
    return b"".join(lines(reader, content))


def lines(reader: str, content: bytes) -> Iterator[bytes]:
    """The same, line by line while it reads; nothing of it counts before all of it was told."""
    if not _turns.acquire(timeout=WAITS):
        raise Busy
    try:
        with tempfile.TemporaryFile() as complaints:
            yield from _lines(reader, content, complaints)
    finally:
        _turns.release()


def _lines(reader: str, content: bytes, complaints: IO[bytes]) -> Iterator[bytes]:
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", bounds.__file__, str(_FOLDER), _module(reader), str(MEMORY), str(SECONDS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env={},
    ) as process:

        def end() -> None:
            late.set()
            process.kill()

        assert process.stdin is not None
        assert process.stdout is not None
        clock = threading.Timer(READS_WITHIN, end)
        writing = threading.Thread(target=_write, args=(process.stdin, content))
        clock.start()
        writing.start()
        try:
            # One that was cut off is none: how the reader ended is said below.
            yield from (line for line in process.stdout if line.endswith(b"\n"))
            code = process.wait()
        finally:
            clock.cancel()
            process.kill()
            writing.join()
    if late.is_set():
        raise Ended("time")
    if code == 0:
        return
    complaints.seek(0)
    log.warning("a reader ended with %d %s", code, where(complaints.read()))
    # Only what the file asks for can end it so: an allocation past its bound, its processor time, the kernel.
    raise Ended("memory" if code < 0 else "fault")


def where(complaints: bytes) -> list[str]:
    """Where in its program a process ended, for the log; never what it said, since a message may quote what it read."""
    told = complaints.decode(errors="replace").splitlines()
    return [line.strip() for line in told if line.startswith("  File ")][-3:]


def _module(file: str) -> str:
    """A reader's file as a module, which is compiled once for all files that are read."""
    return ".".join(Path(file).resolve().relative_to(_FOLDER).with_suffix("").parts)


def _write(to: IO[bytes], content: bytes) -> None:
    # A reader that has ended reads no more; how it ended is known by its own code.
    with contextlib.suppress(OSError):
        to.write(content)
    with contextlib.suppress(OSError):
        to.close()

"""Programs of ours that run in processes of their own with bounds, so that each may die without harm: what reads
uploads, what writes sheets, what prints papers.

A few kilobytes can unfold to more than any machine holds. So a program is told nothing of the platform's surroundings,
and its memory, time and files are bounded before it looks at what it was given: that comes from standard input, and
what is made of it goes to standard output. A reader tells lines of JSON, the last of them the verdict (`{}`, or
`{"refused": …}`).

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
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from gateway import bounds

log = logging.getLogger(__name__)

ENVIRONMENT = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
"""All that a program knows of its surroundings. A thread for each of many cores would take more address space than it
may have."""
_MB = 1024 * 1024
_FOLDER = Path(__file__).resolve().parents[1]
AT_ONCE = 2
"""Readers of one gateway at a time, of files and of the rest."""
_FILES = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Program:
    """A program: its module, and what it may take."""

    module: str
    memory: int
    """Bytes of address space."""
    seconds: int = 0
    """Of processor time; 0 of one that goes on, whose every answer is waited for so long and no longer."""
    keeps_files: bool = False
    """Whether it may lay something on disk while it works."""
    turns: threading.BoundedSemaphore = field(default=_FILES, repr=False, compare=False)
    """Who waits for whom: what is asked for at a sign-in does not wait for files."""

    def command(self, *told: str) -> tuple[str, ...]:
        """What is started; `told` is what the program's `main` takes."""
        bounds_of = (str(self.memory), str(self.seconds), str(int(self.keeps_files)))
        return (sys.executable, "-I", bounds.__file__, str(_FOLDER), self.module, *bounds_of, *told)


SHEETS_IN = Program("gateway.workbook_reader", 1024 * _MB, seconds=45)
"""Memory for the cells of a large workbook of ordinary length."""
FORMS_IN = Program("gateway.form_reader", 1024 * _MB, seconds=45)
TEMPLATES_IN = Program("gateway.template_reader", 1024 * _MB, seconds=45)
SHEETS_OUT = Program("papers.sheets", 768 * _MB, seconds=180, keeps_files=True)
"""Rows are written as they come, so that a long sheet needs no more memory."""
ROSTERS_OUT = Program("papers.roster.writer", 1024 * _MB, seconds=180, keeps_files=True)
"""A document is laid out as a whole."""
PAPERS_OUT = Program("papers.worker", 1024 * _MB, keeps_files=True)
"""The fonts take some two hundred million bytes of it."""
PASSWORDS_IN = Program("gateway.guesses", 256 * _MB, seconds=5, turns=threading.BoundedSemaphore(AT_ONCE))
WAITS = 5.0
"""Seconds that a reader waits for its turn."""
READS_WITHIN = 45.0
"""Seconds until a reader is ended."""


class Busy(Exception):
    """Too many files are being read."""


class Ended(Exception):
    """A reader ended before it had told everything: by its bounds (`time`, `memory`), or by a `fault` of its own."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(reader: Program, content: bytes) -> bytes:
    """What a reader tells of a content. Blocks: call it off the event loop.

    Raises Busy and Ended.
    """
    return b"".join(lines(reader, content))


def lines(reader: Program, content: bytes) -> Iterator[bytes]:
    """The same, line by line while it reads; nothing of it counts before all of it was told."""
    if not reader.turns.acquire(timeout=WAITS):
        raise Busy
    try:
        with tempfile.TemporaryFile() as complaints:
            yield from _lines(reader, content, complaints)
    finally:
        reader.turns.release()


def _lines(reader: Program, content: bytes, complaints: IO[bytes]) -> Iterator[bytes]:
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603 - our own program
        reader.command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=ENVIRONMENT,
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
    said = complaints.read()
    log.warning("a reader ended with %d %s", code, where(said))
    # Only what the file asks for can end it so: an allocation past its bound, its processor time, the kernel.
    raise Ended("memory" if code < 0 or said.rstrip().endswith(b"MemoryError") else "fault")


def where(complaints: bytes) -> list[str]:
    """Where in its program a process ended, for the log; never what it said, since a message may quote what it read."""
    told = complaints.decode(errors="replace").splitlines()
    return [line.strip() for line in told if line.startswith("  File ")][-3:]


def _write(to: IO[bytes], content: bytes) -> None:
    # A reader that has ended reads no more; how it ended is known by its own code.
    with contextlib.suppress(OSError):
        to.write(content)
    with contextlib.suppress(OSError):
        to.close()

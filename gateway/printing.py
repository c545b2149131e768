"""Papers are printed (生成文书) in processes of their own, kept warm: none blocks the gateway, and one that takes too
long or too much ends without harm (`papers.worker`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from typing import TypeAlias

import orjson

from gateway import bounded
from gateway.rpc import Overloaded
from papers.briefing import Briefing
from papers.documents.kinds import Document
from papers.form import AppointmentForm
from papers.messages import LENGTH, framed
from papers.team import TeamSheet
from servicekit.errors import Internal, Invalid, Problem, quoted

log = logging.getLogger(__name__)
Paper: TypeAlias = AppointmentForm | TeamSheet | Briefing | Document

AT_ONCE = 2
"""Printing processes of one gateway."""
WAITS = 10.0
"""Seconds that a paper waits for its turn."""
PRINTS_WITHIN = 20.0
"""Seconds until a printing process is ended."""
MOST_PAPERS = 500
"""After so many a process is replaced, so that what it remembers stays bounded."""
_ENDED = (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError)


class NotPrintable(Invalid):
    """The fonts that are here lack letters of the paper."""

    code = "papers/no-font"
    zh = "字体中缺少文书所用的字"
    en = "The fonts lack letters of the paper"
    advice_zh = "可改为下载可编辑的文档；所缺字体由系统管理员安装。"
    advice_en = "Ask for the Word document instead; the operator installs the fonts that are missing."


class PaperTooLarge(Invalid):
    """Printing the paper takes more time or memory than it may."""

    code = "papers/too-large"
    zh = "文书过大，未能生成"
    en = "The paper is too large to be printed"


class ClassifiedPaper(Invalid):
    """Template and contents together make a paper that bears a mark of secrecy."""

    code = "papers/classified"
    zh = "生成的文书会带有密级标志；本平台不处理国家秘密，只接受公开或内部材料"
    en = "The paper would bear a mark of secrecy; only public or internal material is taken"
    advice_zh = "请检查文书模板和所填内容。"
    advice_en = "Look at the template and at what is filled in."


class Printing:
    """The printing processes of one gateway."""

    def __init__(self, fonts: str) -> None:
        self._fonts = fonts
        self._free: asyncio.Queue[_Press] = asyncio.Queue()
        self._presses = [_Press(fonts) for _ in range(AT_ONCE)]
        for press in self._presses:
            self._free.put_nowait(press)

    async def printed(self, kind: str, papers: Sequence[Paper], made_on: str) -> list[bytes]:
        """Files of a kind: `docx`, `lrmx` one for each form, `pdf` one for all; `team-sheet`, `briefing` and
        `document-pdf` one PDF for all, `document-docx` one for each.

        Raises NotPrintable, PaperTooLarge, ClassifiedPaper, and Overloaded where others are printed.
        """
        wish = orjson.dumps({"kind": kind, "papers": papers, "made_on": made_on}, default=bytes.hex)
        try:
            async with asyncio.timeout(WAITS):
                press = await self._free.get()
        except TimeoutError:
            raise Overloaded(retry_after=5) from None
        try:
            async with asyncio.timeout(PRINTS_WITHIN):
                return await press.printed(wish, len(papers))
        except TimeoutError:
            raise PaperTooLarge() from None
        finally:
            self._free.put_nowait(press)

    async def stop(self) -> None:
        """End the processes."""
        for press in self._presses:
            await press.end()


class _Press:
    """One process; started when it is first needed, and again after it has ended."""

    def __init__(self, fonts: str) -> None:
        self._fonts = fonts
        self._process: Process | None = None
        self._papers = 0

    async def printed(self, wish: bytes, papers: int) -> list[bytes]:
        try:
            return await self._once(wish, papers)
        except _ENDED:
            # It may have ended before it was asked, of something else.
            log.warning("a printing process has ended; another is asked")
        try:
            return await self._once(wish, papers)
        except _ENDED:
            raise PaperTooLarge() from None

    async def _once(self, wish: bytes, papers: int) -> list[bytes]:
        process = await self._running(papers)
        whole = False
        try:
            files = await _asked(process, wish)
            whole = True
        except Problem:
            whole = True
            raise
        finally:
            # Whoever is given up half way would answer the next one with the rest.
            if not whole:
                await self.end()
        return files

    async def _running(self, papers: int) -> Process:
        if self._papers + papers > MOST_PAPERS:
            await self.end()
        self._papers += papers
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *bounded.PAPERS_OUT.command(self._fonts),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=bounded.ENVIRONMENT,
            )
        return self._process

    async def end(self) -> None:
        process, self._process, self._papers = self._process, None, 0
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _asked(process: Process, wish: bytes) -> list[bytes]:
    assert process.stdin is not None
    process.stdin.write(framed(wish))
    await process.stdin.drain()
    verdict = orjson.loads(await _message(process))
    if letters := verdict.get("no_font"):
        raise NotPrintable(f"缺少{quoted([letters])}", f"Missing: {letters}", letters=letters)
    if "refused" in verdict:
        raise ClassifiedPaper()
    if fault := verdict.get("fault"):
        log.error("a paper could not be printed: %s", fault)
        raise Internal()
    if "files" not in verdict:
        raise PaperTooLarge()
    return [await _message(process) for _ in range(verdict["files"])]


async def _message(process: Process) -> bytes:
    assert process.stdout is not None
    length = int.from_bytes(await process.stdout.readexactly(LENGTH), "big")
    return await process.stdout.readexactly(length)

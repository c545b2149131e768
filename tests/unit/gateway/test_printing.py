"""Papers are printed in processes of their own: kept warm, bounded, and one that ends takes nothing with it."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from gateway import bounded, printing
from gateway.media import preferred
from gateway.printing import NotPrintable, PaperTooLarge, Printing
from gateway.problems import NotAcceptable
from gateway.rpc import Overloaded
from local import fonts
from papers.form import AppointmentForm

pytestmark = pytest.mark.anyio
FORM = AppointmentForm(name="张三", photo=b"\x00\xff no picture")
DAY = "2026-03-01"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def chinese() -> str:
    folder = fonts.find()
    assert folder is not None
    return str(folder)


def presses(printer: Printing) -> list[int]:
    return [press._process.pid for press in printer._presses if press._process is not None]


async def test_a_document_for_each_form_and_one_pdf_for_all_come_from_processes_that_stay() -> None:
    printer = Printing(chinese())
    try:
        documents = await printer.printed("docx", [FORM, FORM], DAY)
        first = presses(printer)
        [paper] = await printer.printed("pdf", [FORM, FORM], DAY)
        await printer.printed("pdf", [FORM], DAY)
        assert [one[:2] for one in documents] == [b"PK", b"PK"]
        assert paper.startswith(b"%PDF")
        assert first[0] in presses(printer)
        assert len(presses(printer)) == printing.AT_ONCE
    finally:
        await printer.stop()
    assert presses(printer) == []


async def test_two_are_printed_side_by_side_and_more_wait_until_it_is_said_that_all_are_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(printing, "WAITS", 0.05)
    printer = Printing(chinese())
    try:
        wanted = [printer.printed("docx", [FORM], DAY) for _ in range(printing.AT_ONCE + 1)]
        answers = await asyncio.gather(*wanted, return_exceptions=True)
        assert [isinstance(one, Overloaded) for one in answers].count(True) == 1
    finally:
        await printer.stop()


async def test_one_that_takes_too_long_is_ended_and_the_next_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    printer = Printing(chinese())
    try:
        await printer.printed("docx", [FORM], DAY)
        await printer.printed("docx", [FORM], DAY)
        held = presses(printer)
        for one in held:
            os.kill(one, signal.SIGSTOP)
        monkeypatch.setattr(printing, "PRINTS_WITHIN", 0.2)
        with pytest.raises(PaperTooLarge):
            await printer.printed("docx", [FORM], DAY)
        with pytest.raises(PaperTooLarge):
            await printer.printed("docx", [FORM], DAY)
        monkeypatch.undo()
        assert len(await printer.printed("docx", [FORM], DAY)) == 1
        assert not set(held) & set(presses(printer))
    finally:
        await printer.stop()


async def test_one_that_dies_is_replaced() -> None:
    printer = Printing(chinese())
    try:
        for _ in range(printing.AT_ONCE):
            await printer.printed("docx", [FORM], DAY)
        dead = presses(printer)
        for one in dead:
            os.kill(one, signal.SIGKILL)
        for _ in range(printing.AT_ONCE):
            assert len(await printer.printed("docx", [FORM], DAY)) == 1
        assert not set(dead) & set(presses(printer))
    finally:
        await printer.stop()


async def test_a_paper_that_ends_every_process_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded.sys, "executable", "/bin/false")
    printer = Printing(chinese())
    with pytest.raises(PaperTooLarge):
        await printer.printed("docx", [FORM], DAY)
    await printer.stop()


async def test_what_no_font_has_is_said_in_words(tmp_path: Path) -> None:
    printer = Printing(str(tmp_path))
    try:
        with pytest.raises(NotPrintable) as refused:
            await printer.printed("pdf", [FORM], DAY)
        assert refused.value.facts["letters"]
        assert len(await printer.printed("docx", [FORM], DAY)) == 1
    finally:
        await printer.stop()


OFFERED = {"json": "application/json", "pdf": "application/pdf"}


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("application/pdf", "pdf"),
        ("application/json;q=0.5, application/pdf", "pdf"),
        ("text/html, application/*;q=0.1", "json"),
        ("application/pdf;q=0, */*", "json"),
    ],
)
def test_the_caller_gets_what_they_like_best(accept: str | None, best: str) -> None:
    assert preferred(accept, OFFERED) == best


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0, application/pdf;q=0", "application/pdf;q=x"])
def test_what_is_not_offered_is_refused_with_what_is(accept: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        preferred(accept, OFFERED)
    assert refused.value.facts["allowed"] == list(OFFERED.values())

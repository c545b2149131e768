"""Prints papers in a process of its own: what is asked for comes on standard input, the files go to standard output.

A program by itself, which `gateway.printing` keeps running within the bounds of `gateway.bounded`: it is told the
folder of fonts and nothing else of the platform's surroundings, and ends with its caller.

In comes JSON with `kind`, `papers` and `made_on`; out goes JSON with the number of files, or what stands against it,
and then each file.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

import cattrs
import orjson

from papers import lrmx, typeset
from papers.appointment_form.pdf import pdf
from papers.appointment_form.word import docx
from papers.briefing import Briefing
from papers.documents.kinds import Document
from papers.documents.pdf import pdf as document_pdf
from papers.documents.word import docx as document_docx
from papers.form import AppointmentForm
from papers.messages import LENGTH, framed
from papers.refusals import Refused
from papers.team import TeamSheet
from papers.team_sheet.pdf import pdf as team_sheet_pdf
from papers.work_briefing.pdf import pdf as briefing_pdf


def main(fonts: str) -> int:
    """Print until nothing more comes."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    while (asked := _next(source)) is not None:
        verdict, files = answer(asked, fonts)
        for message in (orjson.dumps(verdict), *files):
            out.write(framed(message))
        out.flush()
    return 0


def answer(asked: bytes, fonts: str) -> tuple[dict[str, Any], Sequence[bytes]]:
    """What is said of a wish, and the files."""
    wish = orjson.loads(asked)
    try:
        paper, made = _KINDS[wish["kind"]]
        papers: list[Any] = [_CONVERTER.structure(one, paper) for one in wish["papers"]]
        files = made(papers, fonts, wish["made_on"])
    except typeset.NoFont as missing:
        return {"no_font": missing.letters}, ()
    except Refused:
        return {"refused": True}, ()
    except MemoryError:
        return {"too_large": True}, ()
    except Exception as fault:  # noqa: BLE001 - told to whoever asked
        # Where it was, never what it said: a message may quote a cell.
        frames = traceback.extract_tb(fault.__traceback__)[-3:]
        return {"fault": [type(fault).__name__, *(f"{one.name}:{one.lineno}" for one in frames)]}, ()
    return {"files": len(files)}, files


def _next(source: BinaryIO) -> bytes | None:
    length = source.read(LENGTH)
    return source.read(int.from_bytes(length, "big")) if len(length) == LENGTH else None


def _documents(forms: Sequence[AppointmentForm], fonts: str, made_on: str) -> list[bytes]:
    return [docx(form) for form in forms]


def _files(forms: Sequence[AppointmentForm], fonts: str, made_on: str) -> list[bytes]:
    return [lrmx.write(form) for form in forms]


def _one_pdf(forms: Sequence[AppointmentForm], fonts: str, made_on: str) -> list[bytes]:
    return [pdf(forms, fonts, made_on)]


def _team_sheets(sheets: Sequence[TeamSheet], fonts: str, made_on: str) -> list[bytes]:
    return [team_sheet_pdf(sheets, fonts, made_on)]


def _briefings(briefings: Sequence[Briefing], fonts: str, made_on: str) -> list[bytes]:
    return [briefing_pdf(briefings, fonts, made_on)]


def _word_documents(documents: Sequence[Document], fonts: str, made_on: str) -> list[bytes]:
    return [document_docx(one, made_on) for one in documents]


def _document_pdfs(documents: Sequence[Document], fonts: str, made_on: str) -> list[bytes]:
    return [document_pdf(documents, fonts, made_on)]


_KINDS: dict[str, tuple[type, Callable[[Sequence[Any], str, str], list[bytes]]]] = {
    "docx": (AppointmentForm, _documents),
    "lrmx": (AppointmentForm, _files),
    "pdf": (AppointmentForm, _one_pdf),
    "team-sheet": (TeamSheet, _team_sheets),
    "briefing": (Briefing, _briefings),
    "document-docx": (Document, _word_documents),
    "document-pdf": (Document, _document_pdfs),
}
_CONVERTER = cattrs.Converter()
_CONVERTER.register_structure_hook(bytes, lambda text, _: bytes.fromhex(text))

"""A document as PDF: what the shipped template says, filled in, paragraph by paragraph.

The Word file is the one source: its paragraphs by their styles, and its tables, are set by typst. That holds for the
shipped templates, which use these styles alone; of another template nobody could promise that the PDF shows all of it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx as word_files
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P

from papers import typeset
from papers.documents import word
from papers.documents.kinds import KINDS, Document
from papers.texts import clean

_TEMPLATE = Path(__file__).with_name("template.typ")


def pdf(documents: Sequence[Document], fonts: str, made_on: str) -> bytes:
    """The documents one after another. Raises typeset.NoFont."""
    made = [int(part) for part in made_on.split("-")]
    shown = [{**_read(word.docx(one, made_on)), "mark": clean(one.mark)} for one in documents]
    titles = "、".join(dict.fromkeys(KINDS[one.kind].zh for one in documents))
    return typeset.pdf(fonts, _TEMPLATE, {"documents": shown, "title": titles, "made": made}, {})


def _read(content: bytes) -> dict[str, Any]:
    opened = word_files.Document(io.BytesIO(content))
    section = opened.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.right_margin, section.bottom_margin,
        section.left_margin)  # fmt: skip
    blocks = [_block(child, opened) for child in opened.element.body if child.tag in (qn("w:p"), qn("w:tbl"))]
    return {"page": [0 if one is None else one.mm for one in sizes], "blocks": blocks}


def _block(element: Any, opened: Any) -> dict[str, Any]:
    if element.tag == qn("w:p"):
        return _paragraph(element)
    grid = [int(one.get(qn("w:w"))) for one in element.iter(qn("w:gridCol"))]
    rows = [
        [[_paragraph(inner) for inner in cell.iterchildren(qn("w:p"))] for cell in row.iterchildren(qn("w:tc"))]
        for row in element.iterchildren(qn("w:tr"))
    ]
    return {"table": rows, "grid": grid}


def _paragraph(element: CT_P) -> dict[str, Any]:
    return {"style": element.style or "DocBody", "text": element.text}

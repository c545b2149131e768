"""The form as a Word document, from a template that staff can edit: `template.docx`, with a field for each cell.

A field is written `{{r name }}` in Word. What it shows has the look of the paragraph it stands in, smaller where it
would not fit. Values are text and nothing else: whatever stands in them is neither a field nor markup.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Template
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from papers import pictures
from papers.appointment_form import measures
from papers.appointment_form.printed import Member, Period, Resume, Text, printed
from papers.form import AppointmentForm

TEMPLATE = Path(__file__).with_name("template.docx")
_NOT_A_PICTURE = (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
    KeyError,
    ZeroDivisionError,
)
_PHOTO = (measures.COLUMNS[-1] - 2.0, 4 * measures.PERSON - 2.0)


class _Environment(SandboxedEnvironment):
    """A template may ask for its fields and no more; one that has been read is kept."""

    @lru_cache(maxsize=8)  # noqa: B019 - there is one
    def from_string(self, source: Any, *rest: Any, **more: Any) -> Template:  # type: ignore[override]
        return super().from_string(source, *rest, **more)


class _Document(DocxTemplate):  # type: ignore[misc]
    """The library's reading of the template's fields takes longer than filling them in: it is done once."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)


@lru_cache(maxsize=8)
def _patched(xml: str) -> str:
    return str(DocxTemplate.patch_xml(_Document.__new__(_Document), xml))


_ENVIRONMENT = _Environment(autoescape=True)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def docx(form: AppointmentForm) -> bytes:
    """The document. A photo that cannot be read is left out."""
    page = printed(form)
    document = _Document(io.BytesIO(_template()))
    shown: dict[str, Any] = {
        one.name: _shown(getattr(page, one.name)) for one in fields(page) if one.name not in ("photo", "family")
    }
    members = [{one.name: _shown(getattr(member, one.name)) for one in fields(Member)} for member in page.family]
    crowded = len(members) > measures.MEMBERS
    shown |= {"family": [] if crowded else members, "crowded": members if crowded else []}
    shown["photo"] = _photo(document, page.photo)
    document.render(shown, _ENVIRONMENT, autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _photo(document: DocxTemplate, photo: bytes) -> InlineImage | str:
    if not pictures.kind(photo):
        return ""
    try:
        picture = Image.from_blob(photo)
        if min(picture.px_width, picture.px_height) < 1:
            return ""
        scale = min(_PHOTO[0] / picture.px_width, _PHOTO[1] / picture.px_height)
    except _NOT_A_PICTURE:
        return ""
    size = Mm(picture.px_width * scale), Mm(picture.px_height * scale)
    return InlineImage(document, io.BytesIO(photo), *size)


def _shown(value: Text | Resume) -> Markup:
    return _runs(value.lines, value.size) if isinstance(value, Text) else _paragraphs(value.lines, value.size)


def _runs(lines: Sequence[str], size: float) -> Markup:
    return Markup("").join(_run(line, size, breaks=place > 0) for place, line in enumerate(lines))


def _run(text: str, size: float, *, breaks: bool = False, tab: bool = False) -> Markup:
    small = (
        ""
        if size == measures.NORMAL
        else f'<w:rPr><w:sz w:val="{size * 2:.0f}"/><w:szCs w:val="{size * 2:.0f}"/></w:rPr>'
    )
    before = "<w:br/>" * breaks + "<w:tab/>" * tab
    return Markup(f'<w:r>{small}{before}<w:t xml:space="preserve">{_text(text)}</w:t></w:r>')  # noqa: S704 - escaped


def _paragraphs(lines: Sequence[Period], size: float) -> Markup:
    wide = round(measures.PERIOD * size * 20)
    return Markup("").join(_paragraph(line, size, wide) for line in lines) or Markup("<w:p/>")


def _paragraph(line: Period, size: float, wide: int) -> Markup:
    hanging = wide if line.period else 0
    place = f'<w:ind w:left="{wide}" w:hanging="{hanging}"/>' if line.hangs else ""
    tabs = f'<w:tabs><w:tab w:val="left" w:pos="{wide}"/></w:tabs>' if line.period else ""
    head = f'<w:pPr><w:pStyle w:val="FormResume"/>{tabs}{place}</w:pPr>'
    period = _run(line.period, size) if line.period else ""
    return Markup(f"<w:p>{head}{period}{_run(line.text, size, tab=bool(line.period))}</w:p>")  # noqa: S704 - of runs


def _text(text: str) -> str:
    # The library turns {_{ into {{ at the end, for templates that want to show a field.
    return str(escape(text)).replace("{_", "{&#95;").replace("_}", "&#95;}").replace("%_", "%&#95;")

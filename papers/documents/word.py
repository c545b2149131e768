"""A document filled in as a Word file: fields of the template are text and nothing else, whatever stands in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx as word_files
from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import escape

from papers.documents.kinds import KINDS, Document
from papers.documents.rules import all_text
from papers.refusals import Refused
from papers.texts import clean
from servicekit.secrecy import CLASSIFIED, bears_mark

BLANK = "＿＿＿＿＿＿"
"""What stands where something is not known, to be filled in by hand."""
_PARAGRAPH = "\a"
"""What the library ends a paragraph at."""
_GREY = RGBColor(0x59, 0x59, 0x59)
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Not,
    nodes.And, nodes.Or)  # fmt: skip


class Unsafe(TemplateSyntaxError):
    """A template does more than show fields."""


class _Environment(SandboxedEnvironment):
    """A template may show its fields, loop over them and decide by them; it can do nothing else."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def from_string(self, source: Any, *rest: Any, **more: Any) -> Template:
        for node in self.parse(source).find_all(nodes.Node):
            if not isinstance(node, _ALLOWED) or not _is_plain(node):
                raise Unsafe(type(node).__name__, getattr(node, "lineno", 0))
        return super().from_string(source, *rest, **more)


def _is_plain(node: nodes.Node) -> bool:
    match node:
        case nodes.For():
            return isinstance(node.iter, nodes.Name) and not (node.else_ or node.test or node.recursive)
        case nodes.Getattr():
            return isinstance(node.node, nodes.Name) and not node.attr.startswith("_")
    return True


class _Text:
    """A value as the template shows it; where there is none, a line."""

    __slots__ = ("_said", "_text")

    def __init__(self, text: str) -> None:
        self._text = clean(text)
        said = str(escape(self._text)) if self._text else BLANK
        # Whatever is in braces is no tag, of the template or of the library.
        self._said = said.replace("{", "&#123;").replace("}", "&#125;").replace("\n", _PARAGRAPH)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __html__(self) -> str:
        return self._said

    __str__ = __html__


def docx(document: Document, made_on: str) -> bytes:
    """The Word file; its properties say which version of the template it was made from.

    Raises Refused where the template and what it was filled in with make a mark of secrecy together.
    """
    kind = KINDS[document.kind]
    filled = DocxTemplate(io.BytesIO(document.template or kind.template.read_bytes()))
    shown = {
        one.name: [_texts(item, [inner.name for inner in one.items]) for item in document.values.get(one.name) or ()]
        if one.items
        else _Text(str(document.values.get(one.name) or ""))
        for one in kind.fields
    }
    filled.render(shown, _Environment(), autoescape=True)
    opened: Opened = filled.docx
    properties = opened.core_properties
    properties.title, properties.category, properties.author = kind.zh, kind.zh, ""
    properties.version = str(document.version)
    properties.comments = f"模板第{document.version}版" if document.version else "随平台提供的模板"
    properties.created = properties.modified = datetime.fromisoformat(made_on)
    out = io.BytesIO()
    filled.save(out)
    content = _marked(out.getvalue(), clean(document.mark)) if document.mark else out.getvalue()
    _must_be_open(content)
    return content


def _marked(content: bytes, mark: str) -> bytes:
    """The file with a line at the end of every foot that a page of it may have."""
    # Opened anew: of a file that was filled in, the library changes feet that are not the ones it saves.
    opened = word_files.Document(io.BytesIO(content))
    even = opened.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(opened.sections):
        feet = [section.footer]
        feet += [section.first_page_footer] if section.different_first_page_header_footer else []
        feet += [section.even_page_footer] if even else []
        for foot in feet:
            if number and foot.is_linked_to_previous:
                continue
            line = foot.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            said = line.add_run(mark).font
            said.size, said.color.rgb = Pt(7), _GREY
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def _must_be_open(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
    marked = [part for part in parts if "密".encode() in part or "㊙".encode() in part]
    if any(bears_mark(all_text(etree.fromstring(part))) for part in marked):
        raise Refused(*CLASSIFIED)


def _texts(item: Mapping[str, Any], names: list[str]) -> dict[str, _Text]:
    return {name: _Text(str(item.get(name) or "")) for name in names}

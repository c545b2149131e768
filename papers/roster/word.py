"""The list as a Word document.

python-docx makes the document and its styles; the table's rows are written as text, since through the library each
cell takes longer than all of its row does so.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from papers.roster import layout
from papers.sheets import Cell, Sheet, head_cells

_FONT, _LATIN = "宋体", "Times New Roman"
_TABLE, _BODY = "the-table-stands-here", "word/document.xml"
_TWIPS = 56.693
"""Of a millimetre."""
_HEAD, _GROUP = "E9EEF5", "F4F4F4"


def docx(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The list; head rows stand on each page."""
    sheet = layout.cleaned(sheet)
    table = list(layout.lines(sheet, rows))
    page = layout.page(sheet, table)
    frame = io.BytesIO()
    _frame(sheet, page).save(frame)
    made = io.BytesIO()
    with zipfile.ZipFile(frame) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            # The same list makes the same bytes.
            name = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            name.compress_type = zipfile.ZIP_DEFLATED
            if part.filename != _BODY:
                target.writestr(name, content)
                continue
            before, _, after = content.decode().partition(f"<w:p><w:r><w:t>{_TABLE}</w:t></w:r></w:p>")
            with target.open(name, "w") as body:
                for piece in (before, *_table(sheet, page, table), after):
                    body.write(piece.encode())
    return made.getvalue()


def _frame(sheet: Sheet, page: layout.Page) -> Any:
    """The document without its table."""
    document = Document()
    made = datetime.fromisoformat(sheet.made_on).replace(tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = sheet.title[:255], "", sheet.printed[:255]
    properties.created = properties.modified = made
    _fonts(document.styles["Normal"], page.size)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(page.wide), Mm(page.high)
    section.left_margin = section.right_margin = section.top_margin = Mm(layout.MARGIN)
    section.bottom_margin, section.footer_distance, section.header_distance = Mm(layout.FOOT), Mm(6), Mm(4)
    _said(document.add_paragraph(), sheet.title, 16, bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    about = _said(document.add_paragraph(), sheet.about, 8.5, faint=True)
    about.paragraph_format.space_before = about.paragraph_format.space_after = Pt(4)
    document.add_paragraph(_TABLE)
    # What comes behind a table is a paragraph; it takes no room.
    _said(document.add_paragraph(), "", 1)
    foot = section.footer.paragraphs[0]
    foot.style.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(page.wide - 2 * layout.MARGIN), WD_TAB_ALIGNMENT.RIGHT)
    _said(foot, f"{sheet.printed}\t", 8.5, faint=True)
    before, between, after = ("第 ", " 页，共 ", " 页") if sheet.language == "zh" else ("", " / ", "")
    for said, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        _said(foot, said, 8.5, faint=True)
        if code:
            foot._p.append(_field(code))
    head = section.header.paragraphs[0]
    for shape in _watermarks(sheet.mark, page) if sheet.mark else ():
        head._p.append(shape)
    return document


def _fonts(style: Any, size: float) -> None:
    style.font.name, style.font.size = _LATIN, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def _said(paragraph: Any, text: str, size: float, *, bold: bool = False, faint: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    if faint:
        run.font.color.rgb = RGBColor(0x55, 0x55, 0x55)
    return paragraph


def _field(code: str) -> Any:
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:rPr><w:color w:val="555555"/><w:sz w:val="17"/></w:rPr>'
        "<w:t>1</w:t></w:r></w:fldSimple>"
    )


def _watermarks(mark: str, page: layout.Page) -> Iterator[Any]:
    """Who took it out, behind the text of each page: shapes of the header, as Word makes its own watermarks."""
    wide, high = page.wide / 25.4 * 72, page.high / 25.4 * 72
    long, across, down = wide * 0.4, 2, 4
    spaces = f'{nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    for number in range(across * down):
        left = wide * (number % across + 0.5) / across - long / 2
        top = high * (number // across + 0.5) / down - 8
        yield parse_xml(
            f"<w:r {spaces}><w:rPr><w:noProof/></w:rPr><w:pict>{_SHAPE if not number else ''}"
            f'<v:shape id="mark-{number}" type="#_x0000_t136" style="position:absolute;margin-left:{left:.0f}pt;'
            f"margin-top:{top:.0f}pt;width:{long:.0f}pt;height:13pt;rotation:346;z-index:-{number + 1};"
            "mso-position-horizontal-relative:page;"
            'mso-position-vertical-relative:page" fillcolor="#cdcdcd" stroked="f">'
            f"<v:textpath style=\"font-family:'{_FONT}';font-size:1pt\" string={quoteattr(mark)}/></v:shape>"
            "</w:pict></w:r>"
        )


_SHAPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
    '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)
"""What Word's watermarks are: a text on a path, drawn out to the size of its shape."""


def _table(sheet: Sheet, page: layout.Page, table: Sequence[layout.Line]) -> Iterator[str]:
    twips = [round(wide * _TWIPS) for wide in page.columns]
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="50" w:type="dxa"/>'
        '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="50" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr><w:tblGrid>"
    )
    yield "".join(f'<w:gridCol w:w="{one}"/>' for one in twips) + "</w:tblGrid>"
    yield from _heads(sheet, twips)
    across = sum(twips)
    for line in table:
        if line.across:
            yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(line.texts[0], across, len(twips), fill=_GROUP)}</w:tr>"
            continue
        cells = (
            _cell(text, wide, centred=centred)
            for text, wide, centred in zip(line.texts, twips, page.centred, strict=True)
        )
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
    yield "</w:tbl>"


def _heads(sheet: Sheet, twips: Sequence[int]) -> Iterator[str]:
    """The head rows; what reaches down goes on in the rows below it as a cell without a text."""
    down: dict[int, tuple[int, int]] = {}
    for row in head_cells(sheet.heads):
        cells, at, told = [], 0, iter(row)
        while at < len(twips):
            left, across = down.get(at, (0, 1))
            if left:
                down[at] = (left - 1, across)
                cells.append(_head("", sum(twips[at : at + across]), across, "<w:vMerge/>"))
            else:
                one = next(told)
                across = one.columns
                if one.rows > 1:
                    down[at] = (one.rows - 1, across)
                merge = '<w:vMerge w:val="restart"/>' if one.rows > 1 else ""
                cells.append(_head(one.text, sum(twips[at : at + across]), across, merge))
            at += across
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _head(text: str, wide: int, across: int, merge: str) -> str:
    return _cell(text, wide, across, fill=_HEAD, merge=merge, centred=True)


def _cell(text: str, wide: int, across: int = 1, *, fill: str = "", merge: str = "", centred: bool = False) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    look = "<w:rPr><w:b/></w:rPr>" if fill else ""
    place = '<w:jc w:val="center"/>' if centred else ""
    said = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in text.split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:wordWrap w:val="0"/>{place}</w:pPr><w:r>{look}{said}</w:r></w:p></w:tc>'
    )

"""Makes the template of the appointment form (干部任免审批表) anew: `python -m tools.appointment_form_template`.

The two pages with the official form's cells, a field in each. Who wants other words or another look edits the template
in Word and leaves the fields; who changes the measures makes it anew.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.oxml import parse_xml

from papers.appointment_form import measures
from papers.appointment_form.word import TEMPLATE

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACE = f'xmlns:w="{_W}"'
_SONG, _FANGSONG, _LATIN = "宋体", "仿宋_GB2312", "Times New Roman"


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _fonts(chinese: str) -> str:
    return f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}" w:eastAsia="{chinese}"/>'


def _style(name: str, chinese: str, size: float, align: str, more: str = "") -> str:
    half = round(size * 2)
    return (
        f'<w:style {_NAMESPACE} w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{align}"/></w:pPr>'
        f'<w:rPr>{_fonts(chinese)}{more}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
    )


STYLES = (
    _style("FormTitle", _SONG, 22, "center", "<w:b/><w:bCs/>"),
    _style("FormLabel", _SONG, measures.NORMAL, "center"),
    _style("FormValue", _FANGSONG, measures.NORMAL, "center"),
    _style("FormText", _FANGSONG, measures.NORMAL, "left"),
    _style("FormResume", _FANGSONG, measures.NORMAL, "left"),
    _style("FormSigned", _SONG, measures.NORMAL, "right"),
    _style("FormBetween", _SONG, 1, "left"),
)


def _paragraph(text: str, style: str, more: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{run}</w:p>'


def _cell(content: str, wide: float, span: int = 1, merge: str = "", align: str = "center") -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(wide)}" w:type="dxa"/>{spans}{merge}<w:vAlign w:val="{align}"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def label(text: str, wide: float, span: int = 1, merge: str = "") -> str:
    return _cell("".join(_paragraph(line, "FormLabel") for line in text.split("|")), wide, span, merge)


def value(field: str, wide: float, span: int = 1, style: str = "FormValue") -> str:
    return _cell(_paragraph(f"{{{{r {field} }}}}", style), wide, span)


def row(high: float, *cells: str) -> str:
    height = f'<w:trHeight w:val="{twips(high)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr>{height}</w:trPr>{''.join(cells)}</w:tr>"


def _control(text: str, wide: float) -> str:
    """A row that the filling in takes away."""
    return row(1.0, _cell(_paragraph(f"{{%tr {text} %}}", "FormLabel"), wide))


def _table(columns: Sequence[float], rows: Sequence[str]) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{twips(one)}"/>' for one in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(columns))}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def first_page() -> str:
    c, wide = measures.COLUMNS, measures.width
    photo = [_cell(_paragraph("{{ photo }}", "FormValue"), c[6], 1, BEGINS)]
    photo += [_cell(_paragraph("", "FormValue"), c[6], 1, GOES_ON)] * 3
    persons = [
        ("姓　名", "name", "性　别", "sex", "出生年月|（岁）", "birth"),
        ("民　族", "ethnicity", "籍　贯", "native_place", "出 生 地", "birthplace"),
        ("入　党|时　间", "joined_party_on", "参加工|作时间", "began_work_on", "健康状况", "health"),
    ]
    rows = [
        row(measures.PERSON, *(
            cell for at in (0, 2, 4) for cell in (label(person[at], c[at]), value(person[at + 1], c[at + 1]))
        ), photo[number])
        for number, person in enumerate(persons)
    ]  # fmt: skip
    rows.append(row(measures.PERSON, label("专业技|术职务", c[0]), value("professional_post", wide(1, 2), 2),
        label("熟悉专业|有何专长", c[3]), value("specialities", wide(4, 5), 2), photo[3]))  # fmt: skip
    for merge, name, mode in ((BEGINS, "全日制|教　育", "full_time"), (GOES_ON, "在　职|教　育", "in_service")):
        rows.append(row(measures.EDUCATION, label("学　历|学　位" if merge == BEGINS else "", c[0], 1, merge),
            label(name, c[1]), value(mode, wide(2, 3), 2), label("毕业院校|系及专业", c[4]),
            value(f"{mode}_school", wide(5, 6), 2)))  # fmt: skip
    for name, field in (
        ("现 任 职 务", "current_post"),
        ("拟 任 职 务", "proposed_post"),
        ("拟 免 职 务", "proposed_removal"),
    ):
        rows.append(row(measures.POST, label(name, wide(0, 1), 2), value(field, wide(2, 6), 5, "FormText")))
    resume = _cell(_paragraph("{{p resume }}", "FormResume"), wide(1, 6), 6)
    rows.append(row(measures.RESUME, label("简||历", c[0]), resume))
    return _table(c, rows)


def _members(field: str, high: float) -> list[str]:
    """Rows of the family, one of which stands for as many as there are."""
    c, (relation, name, birth, politics, work) = measures.COLUMNS[0], measures.FAMILY
    cells = [
        label("", c, 1, GOES_ON), value("member.relation", relation), value("member.name", name),
        value("member.birth", birth), value("member.political_status", politics, 2),
        value("member.work", work, 2, "FormText"),
    ]  # fmt: skip
    return [_control(f"for member in {field}", c), row(high, *cells), _control("endfor", c)]


def second_page() -> str:
    c, (relation, name, birth, politics, work) = measures.COLUMNS[0], measures.FAMILY
    body = sum(measures.FAMILY)
    # The opinions below stand in two halves, whose lines meet the family's columns in the middle.
    half = (body - c) / 2
    before, within = half - relation - name - birth, relation + name + birth + politics - half
    columns = (c, relation, name, birth, before, within, c - within, half)
    rows = [
        row(high, label(words, c), value(field, body, 7, "FormText"))
        for words, field, high in (
            ("奖|惩|情|况", "rewards_and_punishments", measures.REWARDS),
            ("年　度|考　核|结　果", "assessments", measures.ASSESSMENTS),
            ("任|免|理|由", "reason", measures.REASON),
        )
    ]
    rows += [
        row(measures.HEAD, label("家|庭|主|要|成|员|及|重|要|社|会|关|系", c, 1, BEGINS), label("称　谓", relation),
            label("姓　名", name), label("出生年月", birth), label("政治面貌", politics, 2),
            label("工作单位及职务", work, 2)),
        *_members("family", measures.MEMBER), *_members("crowded", measures.MEMBER * measures.LEAST),
    ]  # fmt: skip
    signed = _paragraph("（盖章）　　　　　", "FormSigned") + _paragraph("年　　月　　日　", "FormSigned")
    reported = _paragraph("{{r reported_by }}", "FormText") + _paragraph("", "FormSigned")
    reported += _paragraph("年　　月　　日　", "FormSigned")
    rows += [
        row(measures.REPORTED, label("呈　报|单　位", c), _cell(reported, body, 7, "", "bottom")),
        row(measures.APPROVAL, label("审　批|机　关|意　见", c), _cell(signed, half, 4, "", "bottom"),
            label("行政机|关任免|意　见", c, 2), _cell(signed, half, 1, "", "bottom")),
    ]  # fmt: skip
    return _table(columns, rows)


def document() -> bytes:
    """The template."""
    made = Document()
    for style in STYLES:
        made.styles.element.append(parse_xml(style))
    body = made.element.body
    for child in list(body):
        body.remove(child)
    page = (
        f'<w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/><w:pgMar w:top="{twips(measures.TOP)}" '
        f'w:right="{twips(measures.RIGHT)}" w:bottom="{twips(measures.BOTTOM)}" w:left="{twips(measures.LEFT)}" '
        'w:header="300" w:footer="300" w:gutter="0"/>'
    )
    whole = (
        _paragraph("干部任免审批表", "FormTitle", '<w:spacing w:after="120"/>')
        + first_page()
        + _paragraph("", "FormBetween", "<w:pageBreakBefore/>")
        + second_page()
        + _paragraph("填表人：{{r filled_in_by }}", "FormLabel", '<w:spacing w:before="80"/><w:jc w:val="left"/>')
        + f"<w:sectPr>{page}</w:sectPr>"
    )
    for element in parse_xml(f"<w:body {_NAMESPACE}>{whole}</w:body>"):
        body.append(element)
    properties = made.core_properties
    properties.title, properties.author, properties.comments = "干部任免审批表", "", ""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


if __name__ == "__main__":
    TEMPLATE.write_bytes(document())

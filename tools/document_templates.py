"""Makes the templates of documents (文书模板) anew that are shipped: `python -m tools.document_templates`.

Page, type area and sizes of type as official documents have them (GB/T 9704-2012): margins of 37 and 28 mm at the top
and at the left, 22 lines of 28 characters, titles in 小标宋 of 22 points, text in 仿宋 of 16.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml

from papers.documents.kinds import KINDS

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LATIN = "Times New Roman"
_TITLE, _SONG, _FANGSONG, _HEI = "方正小标宋简体", "宋体", "仿宋_GB2312", "黑体"
_LINE = 'w:line="579" w:lineRule="exact"'
"""28.95 points."""
_CHARACTERS = 27
"""That fill a line: 156 mm hold no 28 of 16 points."""
_CLOSE = 'w:line="360" w:lineRule="auto"'


def _style(
    name: str, font: str, size: float, align: str, line: str = _LINE, more: str = "", look: str = "", keep: str = ""
) -> str:
    half = round(size * 2)
    fonts = f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}" w:eastAsia="{font}"/>'
    return (
        f'<w:style {_NAMESPACE} w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:pPr>{keep}<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" {line}/>{more}'
        f'<w:jc w:val="{align}"/>'
        f'</w:pPr><w:rPr>{fonts}{look}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
    )


_TWO = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_CELL = 'w:line="320" w:lineRule="atLeast"'
_KEPT = "<w:keepNext/>"
"""A line on the page of the next one."""
STYLES = (
    _style("DocMark", _HEI, 16, "left"),
    _style("DocTitle", _TITLE, 22, "center", 'w:line="680" w:lineRule="atLeast"'),
    _style("DocTo", _FANGSONG, 16, "left"),
    _style("DocBody", _FANGSONG, 16, "both", more=_TWO),
    _style("DocHead", _HEI, 16, "both", more=_TWO),
    _style("DocSign", _FANGSONG, 16, "right", more='<w:ind w:rightChars="200" w:right="640"/>', keep=_KEPT),
    _style("DocNote", _FANGSONG, 12, "left", _CLOSE),
    _style("DocCell", _FANGSONG, 12, "center", _CELL),
    _style("DocCellNumber", _FANGSONG, 12, "center", _CELL),
    _style("DocCellText", _FANGSONG, 12, "left", _CELL),
    _style("DocCellHead", _HEI, 12, "center", _CELL),
    _style("CertTitle", _TITLE, 40, "center", _CLOSE, look='<w:spacing w:val="240"/>'),
    _style("CertTo", _FANGSONG, 24, "left", _CLOSE),
    _style("CertBody", _FANGSONG, 24, "both", _CLOSE, '<w:ind w:firstLineChars="200" w:firstLine="960"/>'),
    _style("CertSign", _FANGSONG, 22, "right", _CLOSE, '<w:ind w:rightChars="200" w:right="880"/>'),
)

Line = tuple[str, str] | Mapping[str, Sequence[tuple[str, float]]]
"""A paragraph as its style and text; a table as its columns, each with its head and its share of the width, by the
list that its rows are made of."""

_EMPTY = ("DocBody", "")
_MADE_UP = ("DocMark", "{% if synthetic %}（{{ synthetic }}）{% endif %}")
_CONFIDENTIAL = ("DocMark", "{% if secrecy %}{{ secrecy }}{% endif %}{% if synthetic %}（{{ synthetic }}）{% endif %}")
_SIGNED = ("DocSign", "＿＿＿＿＿＿（印章）")
_MADE_ON = ("DocSign", "{{ made_on }}")
_PERSON = (
    "{{ one.name }}，{{ one.sex }}，{{ one.ethnicity }}，{{ one.birth }}出生，{{ one.schooling }}学历"
    "{% if one.degree %}，{{ one.degree }}{% endif %}，{{ one.political_status }}，{{ one.began_work_on }}参加工作，"
    "现任{{ one.post }}，"
)
_EACH = ("DocBody", "{%p for one in persons %}")
_END = ("DocBody", "{%p endfor %}")

LINES: Mapping[str, Sequence[Line]] = {
    "appointment-publicity": (
        _MADE_UP,
        ("DocTitle", "任前公示"),
        _EMPTY,
        ("DocBody", "根据《党政领导干部选拔任用工作条例》有关规定，经{{ body }}研究，现将拟任职人选有关情况公示如下："),
        _EACH,
        ("DocBody", _PERSON + "拟任{{ one.proposed_post }}。"),
        _END,
        ("DocBody", "公示期为{{ begins }}至{{ ends }}，共{{ days }}个工作日。"),
        ("DocBody", "公示期间，如对上述人选有情况和问题反映的，{{ objections }}。反映问题应当实事求是、客观公正，"
            "以个人名义反映的提倡署真实姓名。"),
        _EMPTY, _SIGNED, _MADE_ON,
    ),
    "decision-minutes": (
        _MADE_UP,
        ("DocTitle", "关于讨论决定干部任免事项的\n会议纪要"),
        _EMPTY,
        ("DocBody", "{{ held_on }}，{{ body }}讨论了干部任免事项。应到会{{ entitled }}人，实到会{{ present }}人。"
            "现将会议讨论决定情况纪要如下："),
        ("DocHead", "一、议题"),
        ("DocBody", "关于{{ post }}人选的任用建议（动议：{{ moved_by }}）。"),
        ("DocHead", "二、人选情况"),
        _EACH,
        ("DocBody", _PERSON + "拟任{{ one.proposed_post }}。"),
        ("DocBody", "选拔任用经过：{{ one.course }}"),
        _END,
        ("DocHead", "三、讨论决定情况"),
        ("DocBody", "会议经充分讨论、逐一表决，同意{{ agreed }}人，{{ outcome }}上述人选任用建议。依据：{{ basis }}。"),
        _EMPTY, _SIGNED, _MADE_ON,
    ),
    "honour-publicity": (
        _MADE_UP,
        ("DocTitle", "关于{{ honour }}拟表彰人选的公示"),
        _EMPTY,
        ("DocBody", "根据表彰工作安排，经推荐、联审和票决，现将{{ honour }}（{{ level_and_batch }}）拟表彰人选"
            "共{{ count }}人公示如下："),
        {"persons": (("姓　名", 0.16), ("现任单位及职务", 0.36), ("事迹摘要", 0.48))},
        ("DocBody", "公示期为{{ begins }}至{{ ends }}。公示期间如有异议，{{ objections }}。"),
        _EMPTY, ("DocSign", "{{ authority }}"), _MADE_ON,
    ),
    "commendation-decision": (
        _MADE_UP,
        ("DocTitle", "{{ authority }}\n关于授予{{ honour_quoted }}称号的决定"),
        _EMPTY,
        ("DocBody", "为表彰先进、激励担当，经推荐、联审、票决和公示，{{ authority }}决定，授予下列{{ count }}人"
            "{{ honour_quoted }}（{{ level_and_batch }}）称号："),
        {"persons": (("姓　名", 0.18), ("单位及职务", 0.44), ("证书编号", 0.38))},
        ("DocBody", "希望受到表彰的同志珍惜荣誉、再接再厉，不断取得新的成绩。"),
        _EMPTY, ("DocSign", "{{ authority }}"), ("DocSign", "{{ conferred_on }}"),
    ),
    "honour-certificate": (
        ("DocMark", ""),
        ("CertTitle", "荣誉证书"),
        ("CertTo", "{{ name }}同志（{{ post }}）："),
        ("CertBody", "授予您{{ honour_quoted }}（{{ level }}）称号，特颁此证。"),
        _EMPTY,
        ("CertSign", "{{ authority }}"),
        ("CertSign", "{{ conferred_on }}"),
        ("DocNote", "证书编号：{{ number }}{% if synthetic %}　（{{ synthetic }}）{% endif %}"),
    ),
    "inquiry-letter": (
        _CONFIDENTIAL,
        ("DocTitle", "函询通知书"),
        _EMPTY,
        ("DocTo", "{{ name }}同志（{{ post }}）："),
        ("DocBody", "现就{{ matter }}向你函询："),
        ("DocBody", "{{ text }}"),
        ("DocBody", "请于{{ due_on }}前（含当日）就上述问题作出书面说明，由本人签名后报送。"
            "说明应当实事求是，不得隐瞒、编造。"),
        _EMPTY, _SIGNED, ("DocSign", "{{ sent_on }}"),
    ),
    "inquiry-reply": (
        _CONFIDENTIAL,
        ("DocTitle", "函询回复表"),
        _EMPTY,
        ("DocTo", "姓　　名：{{ name }}"),
        ("DocTo", "单位职务：{{ post }}"),
        ("DocTo", "函询事由：{{ subject }}"),
        ("DocTo", "函询日期：{{ sent_on }}"),
        ("DocTo", "回复期限：{{ due_on }}"),
        ("DocHead", "函询内容"),
        ("DocBody", "{{ text }}"),
        ("DocHead", "本人说明"),
        ("DocBody", "{%p if reply %}"),
        ("DocBody", "{{ reply }}"),
        ("DocBody", "{%p else %}"),
        *([("DocTo", "＿" * _CHARACTERS)] * 6),
        ("DocBody", "{%p endif %}"),
        _EMPTY,
        ("DocSign", "本人签名：＿＿＿＿＿＿"),
        ("DocSign", "{% if replied_on %}{{ replied_on }}{% else %}＿＿＿＿年＿＿月＿＿日{% endif %}"),
    ),
    "reminder-letter": (
        _CONFIDENTIAL,
        ("DocTitle", "提　醒　函"),
        _EMPTY,
        ("DocTo", "{{ name }}同志（{{ post }}）："),
        ("DocBody", "现就{{ matter }}对你提醒如下："),
        ("DocBody", "{{ text }}"),
        ("DocBody", "请引起重视，认真对照检查，切实加以改进。"),
        _EMPTY, _SIGNED, ("DocSign", "{{ sent_on }}"),
    ),
    "conference-minutes": (
        _CONFIDENTIAL,
        ("DocTitle", "{{ title }}\n纪　　要"),
        _EMPTY,
        ("DocBody", "{{ held_on }}，{{ host }}召集召开{{ title }}（{{ sort }}）。到会单位：{{ present }}。"
            "{% if represented %}委托出席单位：{{ represented }}。{% endif %}"
            "{% if absent %}缺席单位：{{ absent }}。{% endif %}"),
        ("DocHead", "一、议程"),
        ("DocBody", "{%p for one in agenda %}"),
        ("DocBody", "{{ loop.index }}．{{ one.title }}{% if one.agency %}（{{ one.agency }}提出）{% endif %}"),
        _END,
        ("DocHead", "二、会议情况"),
        ("DocBody", "{{ minutes }}"),
        ("DocHead", "三、议定事项"),
        ("DocBody", "{%p for one in resolutions %}"),
        ("DocBody", "{{ loop.index }}．{{ one.text }}（责任单位：{{ one.agencies }}；完成期限：{{ one.due_on }}）"),
        _END,
        _EMPTY, ("DocSign", "{{ host }}"), _MADE_ON,
    ),
    "completion-certificate": (
        ("DocMark", ""),
        ("CertTitle", "结业证书"),
        ("CertBody", "{{ name }}同志（{{ post }}）于{{ begins }}至{{ ends }}参加{{ class_title }}学习，"
            "共{{ hours }}学时，修完规定课程{% if grade %}，成绩{{ grade }}{% endif %}，准予结业。"),
        _EMPTY,
        ("CertSign", "{{ organiser }}"),
        ("CertSign", "{{ completed_on }}"),
        ("DocNote", "证书编号：{{ number }}{% if synthetic %}　（{{ synthetic }}）{% endif %}"),
    ),
    "training-hours": (
        _MADE_UP,
        ("DocTitle", "学　时　证　明"),
        _EMPTY,
        ("DocBody", "兹证明{{ name }}同志（{{ post }}）教育培训学时情况如下：{{ period }}应修{{ required }}学时，"
            "已计{{ counted }}学时（脱产和认可的集中培训），{{ state }}。"
            "{{ year }}年度网络学时{{ online }}学时（单列）。"),
        ("DocBody", "各年度学时："),
        {"years": (("年　度", 0.3), ("已计学时", 0.35), ("网络学时", 0.35))},
        ("DocBody", "{{ year }}年度学时记录："),
        {"entries": (("日　期", 0.28), ("培训方式", 0.22), ("来　源", 0.3), ("学　时", 0.2))},
        ("DocBody", "特此证明。"),
        _EMPTY, _SIGNED, _MADE_ON,
    ),
    "appraisal-notice": (
        _CONFIDENTIAL,
        ("DocTitle", "考核考察结果告知书"),
        _EMPTY,
        ("DocTo", "{{ name }}同志（{{ post }}）："),
        ("DocBody", "{{ appraisal }}已经结束，经研究，你的等次为{{ grade }}。"),
        ("DocBody", "{{ text }}"),
        ("DocBody", "请于{{ acknowledge_by }}前（含当日）签收。{% if last_day %}如对结果有异议，可在{{ last_day }}前"
            "（含当日）申请复核或提出申诉。{% endif %}"),
        _EMPTY, _SIGNED, ("DocSign", "{{ delivered_on }}"),
        _EMPTY,
        ("DocTo", "本人签收：＿＿＿＿＿＿　　　　＿＿＿＿年＿＿月＿＿日"),
    ),
}  # fmt: skip
_CERTIFICATES = ("honour-certificate", "completion-certificate")


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _paragraph(style: str, text: str) -> str:
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{f"<w:r>{said}</w:r>" if text else ""}</w:p>'


def _cell(style: str, text: str, wide: int) -> str:
    look = f'<w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{look}{_paragraph(style, text)}</w:tc>"


def _table(kind: str, of: str, columns: Sequence[tuple[str, float]], width: int) -> str:
    [listed] = [one for one in KINDS[kind].fields if one.name == of]
    wide = [round(share * width) for _, share in columns]
    shown = [f"{{{{ one.{inner.name} }}}}" for inner in listed.items]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)

    def looks(style: str, text: str, share: float) -> str:
        if style != "DocCell":
            return style
        return "DocCellNumber" if text == "{{ one.number }}" else "DocCellText" if share > 0.35 else style

    def row(style: str, texts: Sequence[str], more: str = "") -> str:
        cells = zip(texts, wide, columns, strict=True)
        return f"<w:tr>{more}" + "".join(
            _cell(looks(style, text, share), text, one)
            for text, one, (_, share) in cells
        ) + "</w:tr>"  # fmt: skip

    def control(text: str) -> str:
        rest = len(wide) - 1
        return row("DocCell", [text, *[""] * rest])

    head = row("DocCellHead", [title for title, _ in columns], "<w:trPr><w:tblHeader/></w:trPr>")
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in wide)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}'
        f"{control(f'{{%tr for one in {of} %}}')}{row('DocCell', shown)}{control('{%tr endfor %}')}</w:tbl>"
    )


def template(kind: str) -> bytes:
    """The template of a kind."""
    made = Document()
    for style in STYLES:
        made.styles.element.append(parse_xml(style))
    body = made.element.body
    for child in list(body):
        body.remove(child)
    lies = kind in _CERTIFICATES
    wide, high = (297, 210) if lies else (210, 297)
    top, right, bottom, left = (30, 30, 25, 30) if lies else (37, 26, 35, 28)
    turned = ' w:orient="landscape"' if lies else ""
    page = (
        f'<w:pgSz w:w="{twips(wide)}" w:h="{twips(high)}"{turned}/><w:pgMar w:top="{twips(top)}" '
        f'w:right="{twips(right)}" w:bottom="{twips(bottom)}" w:left="{twips(left)}" w:header="851" w:footer="992" '
        'w:gutter="0"/>'
    )
    width = twips(wide - right - left)
    blocks = [
        _paragraph(*line) if isinstance(line, tuple)
        else "".join(_table(kind, of, columns, width) for of, columns in line.items())
        for line in LINES[kind]
    ]  # fmt: skip
    for element in parse_xml(f"<w:body {_NAMESPACE}>{''.join(blocks)}<w:sectPr>{page}</w:sectPr></w:body>"):
        body.append(element)
    properties = made.core_properties
    properties.title, properties.author, properties.comments = KINDS[kind].zh, "", ""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


if __name__ == "__main__":
    for one in KINDS.values():
        one.template.write_bytes(template(one.name))

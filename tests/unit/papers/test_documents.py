"""Documents from templates: whatever is written in a field is text, and a template does nothing but show its fields."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.template_reader import found
from papers.documents import package, rules, word
from papers.documents.kinds import KINDS, Document, Field, Kind, missing
from papers.documents.pdf import pdf
from papers.documents.word import BLANK
from papers.refusals import Refused
from papers.texts import clean
from tests.support.pdfs import letters, lines, pages
from tools.document_templates import template

DAY = "2026-03-01"
LETTER = KINDS["inquiry-letter"]
PUBLICITY = KINDS["honour-publicity"]
MARKUP = "<w:p>&amp; {{ name }} {% for x in y %} {_{ }_} \\ #x $a$ *b* `c` @d"


def said(content: bytes) -> str:
    """All that a Word file shows, paragraph by paragraph."""
    opened = docx.Document(io.BytesIO(content))
    shown = [one.text for one in opened.paragraphs]
    shown += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join(shown)


def made(kind: Kind, values: Mapping[str, Any] | None = None, **document: Any) -> bytes:
    return word.docx(Document(kind.name, dict(kind.example if values is None else values), **document), DAY)


def texts(one: Field) -> list[str]:
    return [inner.example for inner in one.items] if one.items else [one.example]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_is_filled_in_as_word_file_and_as_pdf(kind: Kind, chinese: str) -> None:
    shown = said(made(kind))
    assert not re.search(r"None|\{\{|\}\}|\{%", shown)
    used = kind.template.read_bytes()
    for one in kind.fields:
        if f"{{{{ {one.name} }}}}" in said(used) and not one.items:
            assert clean(one.example).split("\n")[0] in shown, one.name
    paper = pdf([Document(kind.name, kind.example)], chinese, DAY)
    assert pages(paper) in (1, 2)
    assert {sign for sign in shown if sign.isalnum()} <= letters(paper)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_shipped_template_passes_its_own_check_and_is_as_its_tool_makes_it(kind: Kind) -> None:
    content = kind.template.read_bytes()
    assert found(kind, content) == []
    assert said(content) == said(template(kind.name))


@pytest.mark.parametrize("mark", ["机密★1年", "秘-密", "㊙"])
@pytest.mark.parametrize("header", [False, True])
def test_a_template_with_a_mark_of_secrecy_is_refused_at_its_place(mark: str, header: bool) -> None:
    opened = docx.Document(io.BytesIO(LETTER.template.read_bytes()))
    paragraphs = opened.sections[0].header if header else opened
    # Word keeps the pieces of a line apart.
    paragraph = paragraphs.add_paragraph()
    for sign in mark:
        paragraph.add_run(sign)
    saved = io.BytesIO()
    opened.save(saved)
    (mistake,) = found(LETTER, saved.getvalue())
    assert mistake["code"] == "classified"
    assert mistake["zh"].startswith("页眉：" if header else "正文：")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_is_not_known_is_a_line_to_fill_in_and_is_named(kind: Kind) -> None:
    shown = said(made(kind, {}))
    assert BLANK in shown
    assert "None" not in shown
    unknown = missing(kind, {})
    assert set(unknown) == {one.name for one in kind.fields if not one.is_optional and not one.items}
    assert missing(kind, kind.example) == []


def test_what_is_not_known_of_one_in_a_list_is_named_too() -> None:
    values = {**PUBLICITY.example, "persons": [{"name": "甲", "post": "", "summary": "好"}]}
    assert missing(PUBLICITY, values) == ["persons.post"]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    values = {**LETTER.example, "text": f"始{text}终", "name": MARKUP}
    shown = said(made(LETTER, values))
    expected = clean(f"始{text}终")
    assert expected in shown
    assert MARKUP in shown


def test_a_hundred_thousand_characters_are_shown_in_word_and_pdf(chinese: str) -> None:
    values = {**LETTER.example, "text": "\n".join(["疆" * 1000] * 100)}
    shown = said(made(LETTER, values))
    assert shown.count("疆") == 100_000
    assert pages(pdf([Document(LETTER.name, values)], chinese, DAY)) > 100


def test_a_line_of_a_text_is_a_paragraph_of_its_own() -> None:
    opened = docx.Document(io.BytesIO(made(LETTER, {**LETTER.example, "text": "甲一\n乙二"})))
    styles = {one.text: one.style.name for one in opened.paragraphs if one.style is not None}
    assert styles["甲一"] == styles["乙二"] == "DocBody"


def test_the_properties_say_which_version_of_the_template_it_was() -> None:
    properties = docx.Document(io.BytesIO(made(LETTER, version=7))).core_properties
    assert (properties.version, properties.title, properties.author) == ("7", "函询通知书", "")
    assert "第7版" in properties.comments


def test_five_hundred_people_fit_in_one_paper(chinese: str) -> None:
    person = PUBLICITY.example["persons"][0]
    values = {**PUBLICITY.example, "persons": [person] * 500}
    [table] = docx.Document(io.BytesIO(made(PUBLICITY, values))).tables
    assert len(table.rows) == 501
    assert pages(pdf([Document(PUBLICITY.name, values)], chinese, DAY)) > 10


def test_each_line_to_write_on_is_one_line(chinese: str) -> None:
    reply = KINDS["inquiry-reply"]
    blank = {**reply.example, "reply": "", "replied_on": ""}
    shown = said(made(reply, blank)).split("\n")
    assert sum(set(one) == {"＿"} for one in shown) == 6
    [page] = lines(pdf([Document(reply.name, blank)], chinese, DAY))
    assert len(page) == sum(bool(one) for one in shown)


def test_the_day_stands_on_the_page_of_whoever_signs(chinese: str) -> None:
    of_two_pages = 0
    for length in range(10, 18):
        values = {**KINDS["reminder-letter"].example, "text": "\n".join(["疆"] * length)}
        last = lines(pdf([Document("reminder-letter", values)], chinese, DAY))[1:]
        for *_, signature, day, _number in last:
            of_two_pages += 1
            assert min(signature, day) > 250, length
    assert of_two_pages
    style = docx.Document(io.BytesIO(KINDS["reminder-letter"].template.read_bytes())).styles["DocSign"]
    assert style.paragraph_format.keep_with_next


def test_a_number_stays_in_one_line_however_long_it_is(chinese: str) -> None:
    kind = KINDS["commendation-decision"]

    def shown(number: str) -> int:
        persons = [{"name": "单虚构", "post": "（虚构）单位", "number": number}]
        [page] = lines(pdf([Document(kind.name, {**kind.example, "persons": persons})], chinese, DAY))
        return len(page)

    assert shown("DDZW-REGION-01-0001") == shown(f"{'DDZW-REGION-' * 4}01-0001") == shown("1")


# -- templates of others ------------------------------------------------------------------------------------------


def of_paragraphs(*paragraphs: str) -> bytes:
    opened = docx.Document()
    for one in paragraphs:
        opened.add_paragraph(one)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """A Word file with parts of it changed, left out or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if (part := change(entry.filename, old.read(entry))) is not None:
                new.writestr(entry.filename, part)
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()


def codes(content: bytes, kind: Kind = LETTER) -> list[str]:
    return [one["code"] for one in found(kind, content)]


def test_a_template_with_fields_loops_and_conditions_is_taken_and_used() -> None:
    content = of_paragraphs(
        "抬头 {{ honour }}",
        "{%p for 人 in persons %}".replace("人", "one"),
        "{{ loop.index }}．{{ one.name }}{% if one.post and not loop.last %}（{{ one.post }}）{% endif %}",
        "{%p endfor %}",
        "{%p if synthetic %}",
        "演示",
        "{%p else %}",
        "正式",
        "{%p endif %}",
    )
    assert found(PUBLICITY, content) == []
    shown = said(made(PUBLICITY, template=content)).split("\n")
    assert shown == ["抬头 （虚构）担当作为好干部", "1．单虚构（（虚构）市教育局副局长）", "2．单虚构", "演示"]


@pytest.mark.parametrize(
    ("said_there", "code"),
    [
        ("{{ ''.__class__ }}", "expression"),
        ("{{ name.__class__ }}", "unknown-field"),
        ("{{ name.upper() }}", "expression"),
        ("{{ name|upper }}", "expression"),
        ("{{ 9**9**9 }}", "expression"),
        ("{{ self }}", "unknown-field"),
        ("{{ lipsum.__globals__ }}", "unknown-field"),
        ("{{ cycler }}", "unknown-field"),
        ("{{ nobody }}", "unknown-field"),
        ("{{r name }}", "expression"),
        ("{{ name", "unfinished"),
        ("name }}", "unfinished"),
        ("{# name #}", "unfinished"),
        ("{% for x in range(1000000000) %}x{% endfor %}", "statement"),
        ("{% for x in name %}x{% endfor %}", "unknown-list"),
        ("{% if name %}x", "unbalanced"),
        ("x{% endif %}", "unbalanced"),
        ("{% if name == 'x' %}x{% endif %}", "statement"),
        ("{% if nobody %}x{% endif %}", "unknown-field"),
        ("{% set x = 1 %}", "statement"),
        ("{% include 'x' %}", "statement"),
        ("{% import 'os' as x %}", "statement"),
        ("{% macro x() %}{% endmacro %}", "statement"),
        ("{% raw %}{% endraw %}", "statement"),
        ("{%- if name -%}x{% endif %}", "statement"),
        ("{% vm %}", "statement"),
        ("{% cellbg name %}", "statement"),
        ("前{%p if name %}", "statement"),
        ("{%p if name %}后", "alone"),
        ("{%p if name %}", "unbalanced"),
    ],
)
def test_whatever_else_a_template_says_is_refused_by_its_place(said_there: str, code: str) -> None:
    told = found(LETTER, of_paragraphs("无", said_there))
    assert told[0]["code"] == code, told
    assert told[0]["zh"].startswith("正文第2段：")
    assert told[0]["en"].startswith("body paragraph 2: ")


@pytest.mark.parametrize(
    ("said_there", "code"),
    [
        ("机{% if text %}{% endif %}密★1年", "classified"),
        ("甲\u202e乙", "hidden"),
        ("甲\u200b乙", "hidden"),
    ],
)
def test_what_a_template_hides_is_refused(said_there: str, code: str) -> None:
    assert codes(of_paragraphs("{{ name }}", said_there)) == [code]


def test_a_mark_that_template_and_contents_make_together_is_refused_when_it_is_filled_in() -> None:
    template = of_paragraphs("密{{ text }}级：{% if name %}机{% endif %}密")
    with pytest.raises(Refused) as refused:
        made(LETTER, {**LETTER.example, "text": ""}, template=template)
    assert refused.value.code == "classified"


def test_a_template_takes_no_other_document_in() -> None:
    def change(name: str, part: bytes) -> bytes:
        return (
            part.replace(b"<w:sectPr", b'<w:altChunk r:id="x"/><w:sectPr', 1) if name == "word/document.xml" else part
        )

    assert codes(repacked(LETTER.template.read_bytes(), change)) == ["active"]


def test_loops_are_over_the_kinds_lists_and_not_within_each_other() -> None:
    nested = "{% for a in persons %}{% for b in persons %}x{% endfor %}{% endfor %}"
    assert "nested" in codes(of_paragraphs(nested), PUBLICITY)
    assert codes(of_paragraphs("{{ persons }}"), PUBLICITY) == ["list"]
    assert codes(of_paragraphs("{% for name in persons %}{{ name.name }}{% endfor %}"), PUBLICITY) == []
    assert codes(of_paragraphs("{% for honour in persons %}{% endfor %}"), PUBLICITY) == ["variable"]
    assert codes(of_paragraphs("{% for a in persons %}{% endfor %}{{ a.name }}"), PUBLICITY) == ["unknown-field"]


def test_a_loop_over_rows_ends_in_its_table() -> None:
    opened = docx.Document()
    table = opened.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "{%tr for one in persons %}"
    table.cell(1, 1).text = "{{ one.nobody }}"
    out = io.BytesIO()
    opened.save(out)
    told = found(PUBLICITY, out.getvalue())
    assert [one["code"] for one in told] == ["unknown-field", "unbalanced"]
    assert told[0]["zh"].startswith("正文表格1第2行第2格第1段：")


def test_no_field_hides_in_headers_properties_or_text_boxes() -> None:
    opened = docx.Document()
    opened.sections[0].header.paragraphs[0].text = "{{ nobody }}"
    opened.core_properties.comments = "{{ name }}"
    out = io.BytesIO()
    opened.save(out)
    assert sorted(codes(out.getvalue())) == ["place", "unknown-field"]
    plain = of_paragraphs("甲乙", "丙")

    def changed(old: bytes, new: bytes) -> list[str]:
        return codes(
            repacked(plain, lambda name, part: part.replace(old, new, 1) if name == "word/document.xml" else part)
        )

    inner = b"<w:p><w:r><w:t>{{ name }}</w:t></w:r></w:p>"
    box = b"<w:r><w:pict><w:txbxContent>" + inner + b"</w:txbxContent></w:pict></w:r></w:p>"
    hidden = b"{% for a in persons %}{% endfor %}"
    assert changed(b"</w:p>", box) == ["text-box"]
    assert changed(b"<w:p>", b"<!--" + hidden + b"--><w:p>") == ["place"]
    assert changed(b"<w:p>", b"<?x " + hidden + b"?><w:p>") == ["place"]
    assert changed(b"<w:p>", b'<w:p w:rsidR="' + hidden + b'">') == ["place"]
    assert changed(b"</w:p>", b"<w:del><w:r><w:delText>" + hidden + b"</w:delText></w:r></w:del></w:p>") == ["place"]
    assert changed(b"<w:p>", b"<w:customXml>" + inner + b"</w:customXml><w:p>") == ["place"]
    assert codes(of_paragraphs("甲{", "{ name }}")) == ["unfinished"]


def test_a_template_with_too_many_tags_is_refused() -> None:
    assert codes(of_paragraphs(*["{{ name }}"] * (rules.MOST_TAGS + 1))) == ["too-many"]
    assert len(codes(of_paragraphs(*["{{ nobody }}"] * 400))) == rules.MOST_MISTAKES


def test_what_is_no_word_file_is_refused() -> None:
    good = LETTER.template.read_bytes()
    for bad in (b"", b"PK\x03\x04", b"%PDF-1.7", good[: len(good) // 2], b"\xd0\xcf\x11\xe0" + bytes(600)):
        assert codes(bad) == ["not-a-docx"]
    assert codes(repacked(good, lambda name, part: None if name == "word/document.xml" else part)) == ["not-a-docx"]
    torn = repacked(good, lambda name, part: part[:400] if name == "word/document.xml" else part)
    assert codes(torn) == ["not-a-docx"]


def test_macros_objects_and_what_lies_outside_are_refused() -> None:
    good = LETTER.template.read_bytes()
    docm = repacked(
        good, lambda name, part: part.replace(b"document.main+xml", b"document.macroEnabled.main+xml")
        if name == "[Content_Types].xml" else part,
    )  # fmt: skip
    assert codes(docm) == ["active"] or codes(docm) == ["not-a-docx"]
    assert codes(repacked(good, lambda _, part: part, **{"word/vbaProject.bin": b"x"})) == ["active"]
    assert codes(repacked(good, lambda _, part: part, **{"word/embeddings/oleObject1.bin": b"x"})) == ["active"]
    link = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        b'Target="http://example.org/x.png" TargetMode="External"/></Relationships>'
    )
    rels = "word/_rels/document.xml.rels"
    linked = repacked(good, lambda name, part: part.replace(b"</Relationships>", link) if name == rels else part)
    assert codes(linked) == ["external"]
    chunk = (
        link.replace(b"image", b"aFChunk").replace(b' TargetMode="External"', b"").replace(b"http://example.org/", b"")
    )
    assert codes(
        repacked(good, lambda name, part: part.replace(b"</Relationships>", chunk) if name == rels else part)
    ) == ["active"]


def test_field_codes_that_fetch_or_run_are_refused_and_page_numbers_are_not() -> None:
    def with_code(code: bytes) -> bytes:
        field = b'<w:fldSimple w:instr="' + code + b'"/></w:p>'
        plain = of_paragraphs("{{ name }}")
        return repacked(plain, lambda name, part: part.replace(b"</w:p>", field, 1) if "document.xml" in name else part)

    for code in (b"INCLUDEPICTURE http://x", b"DDEAUTO c:/x", b"INCLUDETEXT x", b" IMPORT x "):
        assert "field-code" in codes(with_code(code)), code
    assert codes(with_code(b" PAGE \\* MERGEFORMAT ")) == []


def test_bombs_and_entities_are_refused_before_they_unfold() -> None:
    good = LETTER.template.read_bytes()
    bomb = repacked(good, lambda _, part: part, **{"word/media/image1.png": bytes(300 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    assert codes(bomb) == ["too-large"]
    many = repacked(good, lambda _, part: part, **{f"word/media/{n}.png": b"" for n in range(400)})
    assert codes(many) == ["too-large"]
    pixels = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    header = b"IHDR" + pixels
    picture = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    assert codes(repacked(good, lambda _, part: part, **{"word/media/image1.png": picture})) == ["picture"]
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    entities = repacked(
        good, lambda name, part: part.replace(b"?>", b"?>" + laughs, 1) if name == "word/document.xml" else part
    )
    assert codes(entities) == ["entities"]


def test_even_a_template_that_was_not_looked_through_does_nothing_else() -> None:
    for attack in (
        "{{ ''.__class__ }}",
        "{% for x in range(10**9) %}x{% endfor %}",
        "{{ name.upper() }}",
        "{{ 1 + 1 }}",
    ):
        with pytest.raises(word.Unsafe):
            made(LETTER, template=of_paragraphs(attack))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="{}%# naemforiplstx.=|'()_-", max_size=60))
def test_whatever_is_typed_is_taken_and_can_be_filled_in_or_is_refused(text: str) -> None:
    content = of_paragraphs(text)
    try:
        parts = package.parts(content)
    except Refused:
        return
    if not rules.mistakes(PUBLICITY, parts):
        made(PUBLICITY, template=content)
        made(PUBLICITY, {}, template=content)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_whoever_took_it_out_stands_at_the_foot_of_each_page_whatever_the_template(kind: Kind, chinese: str) -> None:
    mark = "导出：示例甲（yi）  2026-03-02 09:00"
    marked = Document(kind.name, kind.example, mark=mark)
    assert feet_of(made(kind, mark=mark)) == {mark}
    paper = pdf([marked], chinese, DAY)
    assert pages(paper) in (1, 2)
    assert {sign for sign in mark if sign.isalnum()} <= letters(paper)


def test_a_template_with_feet_of_its_own_for_some_pages_says_it_on_all() -> None:
    opened = docx.Document(io.BytesIO(KINDS["reminder-letter"].template.read_bytes()))
    opened.settings.odd_and_even_pages_header_footer = True
    opened.sections[0].different_first_page_header_footer = True
    opened.sections[0].first_page_footer.paragraphs[0].text = "首页"
    opened.add_section().footer.is_linked_to_previous = False
    out = io.BytesIO()
    opened.save(out)
    kind = KINDS["reminder-letter"]
    filled = made(kind, version=1, template=out.getvalue(), mark="导出：示例")
    first, second = docx.Document(io.BytesIO(filled)).sections
    feet = [first.footer, first.first_page_footer, first.even_page_footer, second.footer]
    assert ["导出：示例" in [line.text for line in foot.paragraphs] for foot in feet] == [True] * 4


def feet_of(content: bytes) -> set[str]:
    """What stands last at the foot of the pages of a file."""
    return {section.footer.paragraphs[-1].text for section in docx.Document(io.BytesIO(content)).sections}

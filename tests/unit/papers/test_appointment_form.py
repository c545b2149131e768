"""The form for appointments and removals on paper: every cell says what the form says, and nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import fields, replace
from pathlib import Path

import docx
import pytest
import typst
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from papers import typeset
from papers.appointment_form import measures
from papers.appointment_form.pdf import pdf
from papers.appointment_form.printed import age, day, printed, spaced
from papers.appointment_form.word import TEMPLATE
from papers.appointment_form.word import docx as word
from papers.form import AppointmentForm, Education, FamilyMember, ResumeLine
from tests.support.pdfs import letters, pages
from tools.appointment_form_template import document

FORM = AppointmentForm(
    name="张三",
    sex="男",
    birth="1985-07",
    ethnicity="蒙古族",
    native_place="内蒙古包头",
    birthplace="内蒙古固阳",
    joined_party_on="2006-07-01",
    began_work_on="2007-08",
    health="良好",
    professional_post="高级工程师",
    specialities="公共管理",
    full_time=Education("大学", "法学学士", "（虚构）北疆大学法学专业", "（虚构）北疆大学法学专业"),
    in_service=Education("研究生", "公共管理硕士", "（虚构）草原大学公共管理专业", "（虚构）另一大学"),
    current_post="（虚构）固阳县委组织部部长",
    proposed_post="（虚构）包头市委组织部副部长",
    proposed_removal="（虚构）县委常委",
    resume=(
        ResumeLine("2003-09", "2007-07", "（虚构）北疆大学法学专业学习"),
        ResumeLine("2007-08", "", "（虚构）固阳县某苏木干部"),
        ResumeLine("", "", "（其间：2009.03--2010.03跟班学习）"),
    ),
    rewards_and_punishments="2022年1月记三等功。",
    assessments="2024年度考核称职。",
    reason="工作需要。",
    family=(FamilyMember("妻子", "李四", "1987-03", "群众", "（虚构）第一中学教师"),),
    reported_by="（虚构）市委组织部",
    age_on="2026-06-30",
    filled_in_by="赵某",
)
LABELS = """
干部任免审批表 姓名 性别 出生年月（岁） 民族 籍贯 出生地 入党时间 参加工作时间 健康状况 专业技术职务 熟悉专业有何专长
学历学位 全日制教育 在职教育 毕业院校系及专业 现任职务 拟任职务 拟免职务 简历 奖惩情况 年度考核结果 任免理由
家庭主要成员及重要社会关系 称谓 出生年月 政治面貌 工作单位及职务 呈报单位 审批机关意见 行政机关任免意见 填表人：
"""
TEXTS = (
    "张　三|男|1985.07\n（40岁）|蒙古族|内蒙古包头|内蒙古固阳|2006.07|2007.08|良好|高级工程师|公共管理|大学\n法学学士|"
    "（虚构）北疆大学法学专业|研究生\n公共管理硕士|（虚构）固阳县委组织部部长|（虚构）包头市委组织部副部长|（虚构）县委常委|"
    "2022年1月记三等功。|2024年度考核称职。|工作需要。|妻子|李　四|1987.03|群众|（虚构）第一中学教师|填表人：赵某"
)
MARKUP = r"#x {{ name }} {_{ y }_} {% if %} {_% <w:p> & \\ $a$ *b* `c` @d"


def cells(document: Document) -> list[str]:
    """The text of each cell, a merged one once, and of what stands outside of the tables."""
    found = {cell._tc: cell.text for table in document.tables for row in table.rows for cell in row.cells}
    return [*found.values(), *(paragraph.text for paragraph in document.paragraphs)]


def written(form: AppointmentForm) -> Document:
    return docx.Document(io.BytesIO(word(form)))


def test_every_cell_of_the_document_says_what_the_form_says() -> None:
    shown = cells(written(FORM))
    for text in (
        *TEXTS.split("|"),
        "（虚构）草原大学公共管理专业\n（虚构）另一大学",
        "2003.09--2007.07\t（虚构）北疆大学法学专业学习\n2007.08--\t（虚构）固阳县某苏木干部\n"
        "（其间：2009.03--2010.03跟班学习）",
    ):
        assert text in shown, text
    assert any(cell.startswith("（虚构）市委组织部\n") for cell in shown)
    assert not [cell for cell in shown if "{" in cell or "}" in cell]


def test_the_official_cells_are_there() -> None:
    shown = {re.sub(r"\s", "", cell) for cell in cells(written(AppointmentForm(name="空")))}
    assert set(LABELS.split()) <= shown


def test_whatever_stands_in_a_text_comes_out_as_it_is(chinese: str) -> None:
    form = replace(FORM, name=MARKUP, reason=MARKUP, resume=(ResumeLine("2001-01", "", MARKUP),))
    shown = cells(written(form))
    assert MARKUP in shown
    assert f"2001.01--\t{MARKUP}" in shown
    assert set(MARKUP) - {" "} <= letters(pdf([form], chinese, "2026-03-01"))


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_text_breaks_the_document(text: str) -> None:
    form = replace(FORM, reason=text)
    assert "\n".join(printed(form).reason.lines) in cells(written(form))


def test_rare_letters_of_names_are_printed_and_what_no_font_has_is_refused(chinese: str) -> None:
    assert set("㛃䶮𬭚𠮷") <= letters(pdf([replace(FORM, name="㛃䶮𬭚𠮷")], chinese, "2026-03-01"))
    with pytest.raises(typeset.NoFont) as refused:
        pdf([replace(FORM, name="张\U0010fffd")], chinese, "2026-03-01")
    assert refused.value.letters == "\U0010fffd"


def test_without_fonts_a_pdf_is_refused_and_holds_no_empty_boxes(tmp_path: Path) -> None:
    with pytest.raises(typeset.NoFont):
        pdf([FORM], str(tmp_path), "2026-03-01")


def test_a_form_of_ordinary_length_has_two_pages_and_a_long_one_loses_nothing(chinese: str) -> None:
    assert pages(pdf([FORM, FORM], chinese, "2026-03-01")) == 4
    line = "（虚构）固阳县委组织部干部二科科长、四级调研员"
    long = replace(FORM, resume=tuple(ResumeLine(f"{year}-01", f"{year + 1}-01", line) for year in range(1960, 2020)))
    assert pages(pdf([long], chinese, "2026-03-01")) == 3
    [resume] = [cell for cell in cells(written(long)) if "1960.01--1961.01" in cell]
    assert resume.count(line) == 60


def test_an_empty_form_is_a_form_to_fill_in(chinese: str) -> None:
    empty = AppointmentForm(name="空")
    assert pages(pdf([empty], chinese, "2026-03-01")) == 2
    assert "空" in cells(written(empty))


@pytest.mark.parametrize("photo", [b"\xff\xd8\xff and no more", b"\x89PNG\r\n\x1a\n", b"no picture"])
def test_a_photo_that_cannot_be_read_is_left_out(photo: bytes, chinese: str) -> None:
    form = replace(FORM, photo=photo)
    assert not written(form).inline_shapes
    assert pages(pdf([form], chinese, "2026-03-01")) == 2


def test_a_photo_stands_in_its_cell(chinese: str) -> None:
    drawn = typst.compile(b"#set page(width: 30mm, height: 40mm, fill: blue)", format="png")
    form = replace(FORM, photo=drawn)
    [shape] = written(form).inline_shapes
    assert shape.width.mm <= measures.COLUMNS[-1]
    assert shape.height.mm <= 4 * measures.PERSON
    assert len(pdf([form], chinese, "2026-03-01")) > len(pdf([FORM], chinese, "2026-03-01"))


def test_a_large_family_stands_closer_and_is_whole() -> None:
    family = tuple(replace(FORM.family[0], name=f"李{number}") for number in range(12))
    shown = cells(written(replace(FORM, family=family)))
    assert [cell for cell in shown if cell.startswith("李")] == [one.name for one in family]


def test_a_text_is_printed_smaller_until_it_fits() -> None:
    normal, long = printed(FORM), printed(replace(FORM, reason="工作需要。" * 80))
    assert normal.reason.size == measures.NORMAL
    assert long.reason.size < normal.reason.size


def test_names_days_and_ages_as_the_form_writes_them() -> None:
    assert [spaced(name) for name in ("张三", "张三丰", "Li", "")] == ["张　三", "张三丰", "Li", ""]
    assert [day(known) for known in ("1985-07-01", "1985-07", "1985", "")] == ["1985.07", "1985.07", "1985", ""]
    assert [age("1985-07", on) for on in ("2026-06-30", "2026-07-01", "")] == [40, 41, None]
    assert age("1985", "2026-06-30") is None


def test_the_template_is_the_one_that_its_maker_makes() -> None:
    made, kept = docx.Document(io.BytesIO(document())), docx.Document(str(TEMPLATE))
    assert made.element.xml == kept.element.xml
    assert made.styles.element.xml == kept.styles.element.xml


def test_every_field_of_the_form_has_its_cell() -> None:
    named = {one.name for one in fields(AppointmentForm)}
    kept = {"other_party", "age_on", "filled_in_on", "identity_number", "retires_on", "others", "notes"}
    filled = replace(FORM, other_party="民盟")
    empty = cells(written(AppointmentForm(name="")))
    for name in named - kept - {"photo"}:
        assert cells(written(replace(AppointmentForm(name=""), **{name: getattr(filled, name)}))) != empty, name

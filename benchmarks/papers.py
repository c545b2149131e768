"""What papers cost: the platform's own way beside the bare library with the same template."""

from __future__ import annotations

import dataclasses
import io
import time
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import xlsxwriter
from docxtpl import DocxTemplate
from python_calamine import CalamineWorkbook

from benchmarks import sheets
from benchmarks.figure import Figure, by_turns
from benchmarks.surroundings import Surroundings
from gateway import workbooks
from papers import lrmx
from papers.appointment_form.printed import printed
from papers.appointment_form.word import TEMPLATE, docx
from papers.form import AppointmentForm, Education, FamilyMember, ResumeLine

PEOPLE = 13_000
HEADER = (
    *("序号", "姓名", "性别", "出生年月", "民族", "籍贯", "出生地", "政治面貌", "入党时间", "参加工作时间"),
    *("身份证号", "单位", "现任职务", "任现职时间", "职务层次", "任职务层次时间", "职级", "任职级时间"),
    *("全日制学历", "备注"),
)
FORMS = 500
ROUNDS = 1
FORM = AppointmentForm(
    name="单虚构",
    sex="男",
    birth="1985-07",
    ethnicity="蒙古族",
    native_place="内蒙古包头",
    birthplace="内蒙古固阳",
    joined_party_on="2006-07",
    began_work_on="2007-08",
    health="健康",
    full_time=Education("大学", "法学学士", "（虚构）北疆大学法学专业", "（虚构）北疆大学法学专业"),
    current_post="（虚构）固阳县委组织部部长",
    resume=tuple(
        ResumeLine(f"{year}-08", f"{year + 3}-08", "（虚构）固阳县委组织部干部") for year in range(2003, 2024, 3)
    ),
    rewards_and_punishments="2022年1月获三等功（抗洪救灾）。",
    assessments="2023年度考核优秀；2024年度考核称职；2025年度考核优秀。",
    family=tuple(FamilyMember(one, "虚构", "1958-01", "群众", "（虚构）退休干部") for one in ("妻子", "父亲", "母亲")),
    age_on="2026-03-01",
)
A_SECOND = 500
LARGE = dataclasses.replace(FORM, photo=b"\xff\xd8\xff\xe0" + bytes(range(256)) * 120)
"""With a photo as large as one in the form's size is."""
FILE = lrmx.write(LARGE)


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """Each paper as many people want it at once."""
    yield [_sheets_read()]
    own, bare = by_turns(lambda: _seconds(_own), lambda: _seconds(_bare), rounds=ROUNDS)
    yield [Figure("forms.docx", own, bare, "s", "<=1.5", f"{FORMS} forms as Word documents by docxtpl alone")]
    written, read = by_turns(lambda: _seconds(lambda: lrmx.write(LARGE)), lambda: _seconds(lambda: lrmx.read(FILE)))
    yield [
        Figure("forms.lrmx", FORMS / written, A_SECOND, "1/s", ">=1.0", "forms written a second"),
        Figure("forms.lrmx_read", FORMS / read, A_SECOND, "1/s", ">=1.0", "forms read a second"),
    ]
    yield [await sheets.figure()]


def _sheets_read() -> Figure:
    content = roster()

    def platform() -> float:
        began = time.perf_counter()
        rows = workbooks.read(content).rows
        taken = time.perf_counter() - began
        if len(rows) != PEOPLE + 1:
            raise RuntimeError(f"{len(rows)} rows were read")
        return taken * 1000

    def bare() -> float:
        began = time.perf_counter()
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        return (time.perf_counter() - began) * 1000

    return Figure("sheets.read", *by_turns(platform, bare), "ms", "<=2", "bare calamine on the same file")


def roster() -> bytes:
    """A city's roster (花名册) as an office keeps it; nobody in it is real."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("名册")
    months = book.add_format({"num_format": "yyyy.mm"})
    sheet.write_row(0, 0, HEADER)
    for n in range(PEOPLE):
        born, joined = date(1965 + n % 35, 1 + n % 12, 1), date(1990 + n % 30, 1 + n % 12, 1)
        sheet.write_row(n + 1, 0, (n + 1, f"合成{n}", "男" if n % 2 else "女"))
        sheet.write_datetime(n + 1, 3, born, months)
        sheet.write_row(n + 1, 4, ("汉族", "内蒙古包头", "内蒙古包头", "中共党员"))
        sheet.write_datetime(n + 1, 8, joined, months)
        line = (f"{joined:%Y.%m}", f"1502031985{n:08}", f"合成单位{n % 200}", "副局长", "2019.03", "县处级副职")
        sheet.write_row(n + 1, 9, (*line, "2019.03", "一级主任科员", "2019.03", "大学本科"))
    book.close()
    return target.getvalue()


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    for _ in range(FORMS):
        work()
    return time.perf_counter() - began


def _own() -> None:
    docx(FORM)


def _bare() -> None:
    document = DocxTemplate(TEMPLATE)
    page = dataclasses.asdict(printed(FORM))
    texts = {name: "\n".join(one["lines"]) for name, one in page.items() if isinstance(one, dict) and name != "resume"}
    family = [{name: "\n".join(one["lines"]) for name, one in member.items()} for member in page["family"]]
    resume = "\n".join(f"{line['period']}  {line['text']}" for line in page["resume"]["lines"])
    document.render({**texts, "family": family, "resume": resume, "photo": ""}, autoescape=True)
    document.save(io.BytesIO())

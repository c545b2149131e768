"""What papers cost: the platform's own way beside the bare library with the same template."""

from __future__ import annotations

import dataclasses
import io
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from docxtpl import DocxTemplate

from benchmarks import sheets
from benchmarks.figure import Figure, by_turns
from benchmarks.surroundings import Surroundings
from papers import lrmx
from papers.appointment_form.printed import printed
from papers.appointment_form.word import TEMPLATE, docx
from papers.form import AppointmentForm, Education, FamilyMember, ResumeLine

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
    own, bare = by_turns(lambda: _seconds(_own), lambda: _seconds(_bare), rounds=ROUNDS)
    yield [Figure("forms.docx", own, bare, "s", "<=1.5", f"{FORMS} forms as Word documents by docxtpl alone")]
    written, read = by_turns(lambda: _seconds(lambda: lrmx.write(LARGE)), lambda: _seconds(lambda: lrmx.read(FILE)))
    yield [
        Figure("forms.lrmx", FORMS / written, A_SECOND, "1/s", ">=1.0", "forms written a second"),
        Figure("forms.lrmx_read", FORMS / read, A_SECOND, "1/s", ">=1.0", "forms read a second"),
    ]
    yield [await sheets.figure()]


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

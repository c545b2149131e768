"""How fast papers are written and read, beside their bounds."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable

from benchmarks.figure import Figure, by_turns
from benchmarks.surroundings import Surroundings
from papers import lrmx, resume
from papers.form import AppointmentForm, Education, FamilyMember

FORMS = 500
RELATIVES = ("妻子", "长子", "父亲", "母亲", "岳父", "岳母")
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 120
"""As large as one in the form's size is, about 30 KB."""


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """Each kind of paper by itself."""
    yield forms()


def forms() -> list[Figure]:
    """Forms (干部任免审批表) a second, written and read."""
    form = a_form()
    content = lrmx.write(form)

    def written() -> float:
        return _rate(lambda: lrmx.write(form))

    def read() -> float:
        return _rate(lambda: lrmx.read(content))

    told = f"{FORMS} a second"
    by_writing, by_reading = by_turns(written, read)
    return [
        Figure("forms.lrmx", by_writing, FORMS, "1/s", ">=1.00", told),
        Figure("forms.lrmx_read", by_reading, FORMS, "1/s", ">=1.00", told),
    ]


def _rate(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(FORMS):
        work()
    return FORMS / (time.perf_counter() - began)


def a_form() -> AppointmentForm:
    """A form as full as most are."""
    lines = "\n".join(f"{year}.07--{year + 2}.07  （示例）单位科员、副科长、科长" for year in range(1995, 2023, 2))
    return AppointmentForm(
        name="（示例）某某",
        sex="男",
        birth="1975-07",
        ethnicity="蒙古族",
        native_place="内蒙古包头",
        birthplace="内蒙古包头",
        joined_party_on="1998-06",
        began_work_on="1995-07",
        health="健康",
        full_time=Education("大学", "法学学士", "（示例）大学法学院法学专业", ""),
        current_post="（示例）单位党组书记、局长",
        resume=resume.parse(lines + "\n2023.07--       （示例）单位党组书记、局长"),
        rewards_and_punishments="2019年记三等功。",
        assessments="2022年优秀；2023年称职；2024年称职。",
        family=tuple(FamilyMember(one, f"（示例）{one}", "1977-01", "群众", "（示例）学校教师") for one in RELATIVES),
        identity_number="150203197507010016",
        photo=PHOTO,
    )

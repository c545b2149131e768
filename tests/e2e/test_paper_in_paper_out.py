"""A folder of tables as offices have them goes in without a template; the same people come out on paper."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from papers import lrmx
from papers.form import AppointmentForm, ResumeLine
from tests.support.awards import done, identity_numbers
from tests.support.pdfs import letters
from tests.support.polling import poll
from tests.support.sheets import Formula, Shown, csv, inline, ods, raw_xlsx, xls, xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = [
    *("姓 名", "性别", "出生年月", "民族", "政治面貌", "身份证号"),
    *("工作单位", "现任职务", "任现职时间", "成员类别", "简历", "虚构数据"),
]
SURNAMES = "鑫犇羴淼焱垚森磊晶品众"
RESUME = "2003.07--2010.05  虚构单位科员\n2010.05--         虚构单位科长"


class Person:
    """Somebody of a table, and how a row says so."""

    def __init__(self, number: str, unit: str, at: int) -> None:
        self.number, self.unit = number, unit
        self.name = f"{SURNAMES[at % len(SURNAMES)]}{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'[at]}虚构"
        self.birth, self.sex = f"{number[6:10]}.{number[10:12]}", "男" if int(number[16]) % 2 else "女"

    def line(self, **cells: Any) -> list[Any]:
        said = {
            "name": self.name, "sex": self.sex, "birth": self.birth, "ethnicity": "蒙古族", "party": "群众",
            "number": self.number, "unit": self.unit, "title": "科长", "since": "2010.05", "role": "副职",
            "resume": RESUME, "is": "是",
        }  # fmt: skip
        return list((said | cells).values())


def excel_day(person: Person) -> list[Any]:
    year, month = map(int, person.birth.split("."))
    return person.line(birth=Shown(date(year, month, 1), "yyyy.mm"))


FILES: dict[str, Callable[[Person], tuple[bytes, str]]] = {
    "Excel": lambda one: (xlsx(HEADER, one.line()), XLSX),
    "Excel, days as days": lambda one: (xlsx(HEADER, excel_day(one)), XLSX),
    "WPS, a title and a total": lambda one: (
        xlsx(["干部名册"], HEADER, one.line(), ["合计", "1人"], merged=["A1:L1"]), XLSX,
    ),
    "a number, notes and a hidden old sheet": lambda one: (
        xlsx(["序号", *HEADER], [1, *one.line()], before={"旧数据": [["甲"]]}, hidden=["旧数据"]), XLSX,
    ),
    "formulas with results": lambda one: (xlsx(HEADER, one.line(name=Formula('="x"', one.name))), XLSX),
    "export of another system": lambda one: (
        raw_xlsx("".join(inline(*row) for row in (HEADER, one.line()))), XLSX,
    ),
    "xls": lambda one: (xls(HEADER, one.line()), "application/vnd.ms-excel"),
    "et of WPS": lambda one: (xls(HEADER, one.line()), "application/wps-office.et"),
    "LibreOffice": lambda one: (ods(HEADER, one.line()), "application/vnd.oasis.opendocument.spreadsheet"),
    "CSV": lambda one: (csv(HEADER, one.line(resume=RESUME.replace("\n", "；"))), "text/csv"),
    "CSV of a Chinese Windows": lambda one: (csv(HEADER, one.line(), encoding="gb18030"), "text/csv"),
    "Unicode text of Excel": lambda one: (
        csv(HEADER, one.line(resume=""), encoding="utf-16", separator="\t"), "text/tab-separated-values",
    ),
    "a column that nobody knows": lambda one: (xlsx([*HEADER, "莫名其妙"], [*one.line(), "x"]), XLSX),
    "the form's editor": lambda one: (lrmx.write(form_of(one)), "application/xml"),
}  # fmt: skip


def form_of(one: Person) -> AppointmentForm:
    return AppointmentForm(
        name=one.name,
        sex=one.sex,
        birth=one.birth.replace(".", "-"),
        ethnicity="蒙古族",
        current_post=f"{one.unit}科长",
        resume=(ResumeLine("2003-07", "2010-05", "虚构单位科员"), ResumeLine("2010-05", "", "虚构单位科长")),
        identity_number=one.number,
    )


class City:
    def __init__(self, platform: Any) -> None:
        self.officer = platform.as_role("registry_officer")
        mark = secrets.token_hex(3)
        self.name = f"虚构市文旅局{mark}"
        unit = {"code": f"P-{mark}", "name": self.name, "kind": "government", "synthetic": True}
        self.unit = done(platform.admin.post("/units", unit))["id"]
        # Of an age that goes with their careers.
        numbers = [one for one in identity_numbers(200) if "1966" <= one[6:10] < "1984"]
        self.people = {name: Person(numbers[at], self.name, at) for at, name in enumerate(FILES)}
        self.questions: dict[str, int] = {}
        self.ids = {name: self._taken(name) for name in FILES}

    def _taken(self, name: str) -> str:
        """The id of whom a file brings, after a dry run that says what the commit does."""
        content, media = FILES[name](self.people[name])
        params = {"kind": "appointment-forms" if media == "application/xml" else "cadres"}
        jobs = []
        self.questions[name] = 0
        for mode in ("dry_run", "commit"):
            answer = self._send(content, media, {**params, "mode": mode})
            if answer.status_code == 422 and self.questions[name] == 0:
                self.questions[name] += 1
                asked = answer.json()["errors"][0]["detail"]
                params["aside"] = asked.partition(": ")[2] or asked
                answer = self._send(content, media, {**params, "mode": mode})
            job = done(answer)
            path = f"/imports/{job['id']}"
            poll(lambda path=path: self.officer.get(path).json()["state"] == "done", 120)
            jobs.append(done(self.officer.get(path)))
        assert [(job["good"], job["bad"]) for job in jobs] == [(1, 0), (1, 0)], (name, jobs[0]["errors"])
        rows = done(self.officer.get(f"/imports/{jobs[1]['id']}/rows"))["items"]
        return str(rows[0]["id"])

    def _send(self, content: bytes, media: str, params: dict[str, str]) -> Any:
        headers = {"Content-Type": media, "Idempotency-Key": secrets.token_hex(8)}
        return self.officer.request("POST", "/imports", content=content, params=params, headers=headers)


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def test_at_most_one_question_is_asked_of_each_file(city: City) -> None:
    asked = {name for name, count in city.questions.items() if count}
    assert asked == {"a column that nobody knows"}
    assert max(city.questions.values()) == 1


@pytest.mark.parametrize("name", FILES)
def test_the_form_of_each_says_what_the_table_said(city: City, name: str) -> None:
    person = city.people[name]
    answer = city.officer.get(f"/cadres/{city.ids[name]}/appointment-form", headers={"accept": "application/xml"})
    form = lrmx.read(answer.content)
    said = (form.name, form.sex, form.birth, form.ethnicity)
    assert said == (person.name, person.sex, person.birth.replace(".", "-"), "蒙古族")
    assert form.current_post == f"{city.name}科长"
    if name != "Unicode text of Excel":
        assert [line.text for line in form.resume] == ["虚构单位科员", "虚构单位科长"]
    assert person.number not in answer.text


def test_the_roster_lists_them_all_with_the_same_data(city: City) -> None:
    params = {"unit_id": city.unit, "columns": "name,sex,birth,ethnicity,title"}
    answer = city.officer.get("/cadres", params=params, headers={"accept": XLSX})
    assert answer.status_code == 200, answer.text
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    listed = {tuple(map(str, row[:5])) for row in rows}
    for person in city.people.values():
        assert (person.name, person.sex, person.birth, "蒙古", "科长") in listed, listed


def test_the_team_sheet_shows_them(city: City) -> None:
    answer = city.officer.get(f"/units/{city.unit}/team-sheet", headers={"accept": "application/pdf"})
    assert answer.status_code == 200, answer.text
    shown = letters(answer.content)
    for person in city.people.values():
        assert set(person.name) <= shown or person.name == city.people["the form's editor"].name

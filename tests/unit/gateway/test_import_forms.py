"""Forms that are uploaded: one or a zip of hundreds become rows, each broken one is told of by itself."""

from __future__ import annotations

import io
import zipfile

import pytest

from gateway import bounded, import_forms
from gateway.import_files import NoRows
from gateway.import_forms import NotAForm
from gateway.rpc import Overloaded
from papers import lrmx, resume
from papers.form import AppointmentForm, FamilyMember
from tests.support.sheets import ods, xlsx
from tests.unit.gateway.test_workbooks import SMALL
from tests.unit.papers.test_appointment_files import RECORD, a_zip

PHOTO = b"\xff\xd8\xff photo"


def a_form(number: int, **cells: object) -> AppointmentForm:
    return AppointmentForm(name=f"示例{number}", identity_number=f"{number:018}", **cells)  # type: ignore[arg-type]


def test_a_form_becomes_a_row_in_words_and_what_nobody_can_read_a_note() -> None:
    form = a_form(
        1,
        sex="男",
        resume=resume.parse("1985.07--1990.01  科员\n早年务农"),
        assessments="近三年均为称职；2020年优秀",
        rewards_and_punishments="2019.07记三等功；先进个人",
        family=(FamilyMember("妻子", "示例亲属", "不详"), FamilyMember("", "", work="父母已故")),
        photo=bytes(lrmx.MOST_PHOTO_BYTES // 2),
        others={"ZhengZhiMianMao": "民盟"},
    )
    content = lrmx.write(form).replace(b"<ZhaoPian>AAAA", b"<ZhaoPian>/9j/AAAA")
    sheet = import_forms.read(content)
    (row,) = sheet.rows
    assert (sheet.numbers, sheet.bad) == ([1], [])
    assert row["resume"] == [{"began": "1985-07", "ended": "1990-01", "text": "科员"}]
    assert row["assessments"] == [{"year": 2020, "grade": "优秀"}]
    assert row["rewards"] == [{"on": "2019-07", "text": "记三等功"}, {"on": None, "text": "先进个人"}]
    assert row["family"] == [{"relation": "妻子", "name": "示例亲属"}]
    assert (row["political_status"], "photo" in row) == ("民盟", False)
    told = "\n".join(one["zh"] for one in row["notes"])
    assert all(part in told for part in ("早年务农", "近三年均为称职", "父母已故", "不详", "照片超过"))


def test_of_a_thousand_forms_in_a_zip_three_broken_ones_are_told_of_by_name() -> None:
    files = {f"{n:04}.lrmx": lrmx.write(a_form(n, photo=PHOTO)) for n in range(1, 1001)}
    files["0100.lrmx"] = files["0100.lrmx"][:700]
    files["0500.lrmx"] = b"not a form"
    files["0900.lrmx"] = b"<!DOCTYPE x><Person/>"
    sheet = import_forms.read(a_zip(files))
    assert len(sheet.rows) == 997
    assert [(number, sheet.files[number], error.code) for number, (error,) in sheet.bad] == [
        (100, "0100.lrmx", "cut-off"),
        (500, "0500.lrmx", "not-a-form"),
        (900, "0900.lrmx", "document-type"),
    ]
    assert (sheet.numbers[0], sheet.rows[0]["file"], sheet.rows[0]["identity_number"]) == (1, "0001.lrmx", f"{1:018}")


def test_a_form_with_a_sign_that_nobody_sees_or_a_marked_name_is_told_of_by_itself() -> None:
    files = {
        "甲.lrmx": lrmx.write(a_form(1)),
        "乙.lrmx": lrmx.write(a_form(2, native_place="内蒙古")).replace("内蒙古".encode(), "内蒙\x01古".encode()),
        "机·密★丙.lrmx": lrmx.write(a_form(3)),
    }
    sheet = import_forms.read(a_zip(files))
    assert [row["name"] for row in sheet.rows] == ["示例1"]
    assert [(number, error.pointer, error.code) for number, (error,) in sheet.bad] == [
        (2, "/native_place", "hidden"),
        (3, "", "classified"),
    ]
    assert 3 not in sheet.files


@pytest.mark.parametrize(
    "name", ["秘密.lrmx", "秘密/a.lrmx", "材料/秘 密/a.lrmx", "机密_张三.lrmx", "张三（秘密）.lrmx", "机密★.lrmx"]
)
def test_each_part_of_the_name_of_a_form_is_looked_at_by_itself(name: str) -> None:
    files = {"保密工作/密云.lrmx": lrmx.write(a_form(1)), name: lrmx.write(a_form(2))}
    sheet = import_forms.read(a_zip(files))
    assert [row["name"] for row in sheet.rows] == ["示例1"]
    assert [(number, error.code) for number, (error,) in sheet.bad] == [(2, "classified")]


def test_the_older_edition_is_read_too() -> None:
    (row,) = import_forms.read(RECORD.encode("gbk")).rows
    assert (row["name"], row["birth"], row["in_service"]["level"]) == ("示例人", "1985-07", "研究生")


def test_two_forms_of_one_person_in_a_file_are_not_both_taken() -> None:
    sheet = import_forms.read(a_zip({"甲.lrmx": lrmx.write(a_form(1)), "乙.lrmx": lrmx.write(a_form(1))}))
    assert len(sheet.rows) == 1
    ((number, (error,)),) = sheet.bad
    assert (number, error.pointer, error.zh) == (2, "/identity_number", "与第1份（“甲.lrmx”）是同一公民身份号码")


def test_the_same_number_set_otherwise_is_the_same_person() -> None:
    twins = AppointmentForm(name="示例1", identity_number="000000-00000000 ００００"), a_form(0)
    sheet = import_forms.read(a_zip({f"{n}.lrmx": lrmx.write(form) for n, form in enumerate(twins)}))
    assert [(number, error.code) for number, (error,) in sheet.bad] == [(2, "double")]


def test_a_form_without_a_number_of_who_may_be_in_the_file_already_is_asked_about() -> None:
    nobody = AppointmentForm(name="示例1", birth="1985-07")
    files = {
        "甲.lrmx": a_form(1, birth="1985-07"),
        "乙.lrmx": nobody,
        "丙.lrmx": AppointmentForm("示例1", birth="1985-08"),
    }
    sheet = import_forms.read(a_zip({name: lrmx.write(form) for name, form in files.items()}))
    assert sheet.numbers == [1]
    assert [(number, error.pointer, error.code) for number, (error,) in sheet.bad] == [
        (2, "/identity_number", "double"),
        (3, "/identity_number", "double"),
    ], "also of another birth, which the first may be given"
    assert all("姓名相同" in error.zh for _, (error,) in sheet.bad)


@pytest.mark.parametrize("stored", [xlsx(["编号"]), ods(["编号"])])
def test_a_workbook_that_lies_unpacked_among_the_forms_is_that_files_fault_alone(stored: bytes) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xlsx", stored)
        archive.writestr("甲.lrmx", lrmx.write(a_form(1)))
    sheet = import_forms.read(made.getvalue())
    assert [row["name"] for row in sheet.rows] == ["示例1"]
    assert [(number, sheet.files[number], error.code) for number, (error,) in sheet.bad] == [(1, "a.xlsx", "nested")]


@pytest.mark.parametrize(
    "content", [SMALL, xlsx(["编号"]), ods(["编号"]), b"PK\x03\x04 no zip", a_zip({"x.lrmx": b"x" * 3})[:60]]
)
def test_what_holds_no_forms_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(NotAForm):
        import_forms.read(content)


@pytest.mark.parametrize("content", [b" ", a_zip({}), a_zip({"__MACOSX/x": b"x"})])
def test_an_empty_file_has_no_rows(content: bytes) -> None:
    with pytest.raises(NoRows):
        import_forms.read(content)


def test_what_takes_too_long_is_ended_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "READS_WITHIN", 0.001)
    with pytest.raises(NotAForm):
        import_forms.read(lrmx.write(a_form(1)))


def test_no_more_are_read_at_once_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "WAITS", 0.01)
    turn = bounded.FORMS_IN.turns
    with turn, turn, pytest.raises(Overloaded):
        import_forms.read(lrmx.write(a_form(1)))

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers import appointment_files, lrm, lrmx
from papers.form import AppointmentForm, Education, FamilyMember, ResumeLine
from papers.refusals import Refused

RECORD = (
    '"示例人","男","198507","汉族","内蒙古包头","200806","健康","内蒙古包头","200708","大学#法学学士#研究生#",'
    '"内蒙古大学#法学院#中央党校#",'
    '"","","","","","写作","2003.09--2007.08  大学学生#2007.08--       科员","无","2023年优秀","妻子@长子","甲@乙",'
    '"198601@201003",'
    '"群众@","示例学校教师@学生","科长","","","","示例单位","20260131","某某","20260201"'
)


class WindowsName(zipfile.ZipInfo):
    """A name in GBK, and no word of it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def a_zip(files: dict[str, bytes], *, names: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(names(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def test_the_older_edition_is_read() -> None:
    form = lrm.read(RECORD.encode("gbk"), b"\xff\xd8\xff photo")
    assert (form.name, form.birth, form.birthplace, form.joined_party_on) == (
        "示例人",
        "1985-07",
        "内蒙古包头",
        "2008-06",
    )
    assert form.full_time == Education("大学", "法学学士", "内蒙古大学", "法学院")
    assert form.in_service == Education("研究生", "", "中央党校", "")
    assert form.resume == (ResumeLine("2003-09", "2007-08", "大学学生"), ResumeLine("2007-08", "", "科员"))
    assert form.family == (
        FamilyMember("妻子", "甲", "1986-01", "群众", "示例学校教师"),
        FamilyMember("长子", "乙", "2010-03", "", "学生"),
    )
    assert (form.current_post, form.filled_in_on, form.photo) == ("科长", "2026-02-01", b"\xff\xd8\xff photo")


@pytest.mark.parametrize(
    ("before", "after", "code", "place"),
    [
        ("大学学生", "大学\x01学生", "hidden", "resume"),
        ("妻子", "妻\u202e子", "hidden", "family"),
        ("写作", "秘/密★", "classified", "specialities"),
    ],
)
def test_a_cell_of_a_record_with_what_nobody_sees_or_a_mark_refuses_the_form_there(
    before: str, after: str, code: str, place: str
) -> None:
    with pytest.raises(Refused) as refused:
        lrm.read(RECORD.replace(before, after, 1).encode("gb18030"))
    assert (refused.value.code, refused.value.place) == (code, place)


@pytest.mark.parametrize(
    "content", [b"", b'"a","b"', RECORD[:-30].encode("gbk"), RECORD.replace("示例人", "", 1).encode("gbk")]
)
def test_a_record_that_is_none_or_cut_off_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        lrm.read(content)


def test_a_form_that_takes_too_long_is_refused_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appointment_files, "MOST_SECONDS", 0.1)  # 4 ms for one of a page, 300 for the long one.
    resume = "1985.07--1990.01 甲（\n" + "乙（\n" * 60_000
    slow = lrmx.write(AppointmentForm(name="乙")).replace(b"<JianLi>", b"<JianLi>" + resume.encode())
    files = {"甲.lrmx": lrmx.write(AppointmentForm(name="甲")), "乙.lrmx": slow}
    files["丙.lrmx"] = lrmx.write(AppointmentForm(name="丙"))
    told = list(appointment_files.read(a_zip(files)))
    assert [one.form.name if one.form else one.refused and one.refused.code for one in told] == ["甲", "time", "丙"]


def test_a_file_that_asks_for_any_memory_to_be_unpacked_is_refused_alone() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("甲.lrmx", lrmx.write(AppointmentForm(name="甲")), zipfile.ZIP_DEFLATED)
        archive.writestr("乙.lrmx", lrmx.write(AppointmentForm(name="乙")), zipfile.ZIP_LZMA)
    first, second = appointment_files.read(made.getvalue())
    assert first.form == AppointmentForm(name="甲")
    assert second.refused is not None
    assert second.refused.code == "packing"


def test_forms_of_both_editions_in_a_zip_are_read_each_by_itself() -> None:
    files = {
        "表/甲.lrmx": lrmx.write(AppointmentForm(name="甲")),
        "表/乙.lrm": RECORD.encode("gbk"),
        "表/乙.pic": b"\xff\xd8\xff photo",
        "表/丙.lrmx": lrmx.write(AppointmentForm(name="丙"))[:200],
        "表/丁.zip": a_zip({"x": b"y"}),
        "__MACOSX/._甲.lrmx": b"x",
        "表/.DS_Store": b"x",
    }
    read = {one.name: one for one in appointment_files.read(a_zip(files))}
    assert list(read) == ["表/甲.lrmx", "表/乙.lrm", "表/丙.lrmx", "表/丁.zip"]
    assert read["表/甲.lrmx"].form == AppointmentForm(name="甲")
    second = read["表/乙.lrm"].form
    assert second is not None
    assert second.photo == b"\xff\xd8\xff photo"
    refused = [one.refused.code for one in read.values() if one.refused]
    assert refused == ["cut-off", "nested"]


def test_names_that_windows_wrote_are_read() -> None:
    read = list(
        appointment_files.read(a_zip({"示例人.lrmx": lrmx.write(AppointmentForm(name="甲"))}, names=WindowsName))
    )
    assert [one.name for one in read] == ["示例人.lrmx"]


def test_a_file_that_unfolds_to_too_much_is_refused_alone() -> None:
    files = {"大.lrmx": b"<" + bytes(lrmx.MOST_BYTES), "小.lrmx": lrmx.write(AppointmentForm(name="甲"))}
    read = {one.name: one for one in appointment_files.read(a_zip(files))}
    refused = read["大.lrmx"].refused
    assert refused is not None
    assert refused.code == "unpacked"
    assert read["小.lrmx"].form is not None


def test_too_many_files_and_a_damaged_zip_are_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = a_zip({f"{n}.lrmx": b"x" for n in range(3)})
    with pytest.raises(Refused, match="damaged"):
        list(appointment_files.read(whole[: len(whole) // 2]))
    monkeypatch.setattr(appointment_files, "MOST_FILES", 2)
    with pytest.raises(Refused) as refused:
        list(appointment_files.read(whole))
    assert refused.value.code == "too-many-files"


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_zip_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(a_zip({"甲.lrmx": lrmx.write(AppointmentForm(name="甲")), "乙.lrm": RECORD.encode("gbk")}))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refused):
        list(appointment_files.read(bytes(content)))

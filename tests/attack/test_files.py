"""Files that are made to do harm where they are opened, here or at the desk of whoever gets them."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib

import pytest

from papers import appointment_files, lrmx, pictures, sheets
from papers.refusals import Refused
from papers.sheets import CSV, Sheet
from tests.attack.guards import as_it_is, everything, guarded_by

ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]><Person><XingMing>%s</XingMing></Person>"""
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1", "＝1+1", '=HYPERLINK("http://evil.example")')


def packed(name: str, content: bytes, times: int = 1) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(times):
            archive.writestr(f"{number}-{name}", content)
    return made.getvalue()


@guarded_by("the mark before a formula", papers__sheets__safe=as_it_is)
def test_a_text_that_a_spreadsheet_would_carry_out() -> None:
    made = sheets.as_csv(Sheet("虚构", columns=("姓名", *FORMULAS), format=CSV), [["虚构", *FORMULAS]])
    for line in csv.reader(io.StringIO(made.decode("utf-8-sig"))):
        assert [cell[0] for cell in line[1:]] == ["'"] * len(FORMULAS)


@guarded_by(
    "the bound on what a file unfolds to",
    papers__appointment_files__MOST_RATIO=10**9,
    papers__lrmx__MOST_BYTES=10**9,
)
def test_a_file_that_unfolds_to_a_thousand_times_its_size() -> None:
    (read,) = appointment_files.read(packed("a.lrmx", b" " * 20_000_000))
    assert read.refused is not None
    assert read.refused.code == "unpacked"


@guarded_by("the bound on the files of a zip", papers__appointment_files__MOST_FILES=10**9)
def test_a_zip_of_thousands_of_files() -> None:
    assert refusal(packed("a.lrmx", b"<Person/>", 5_001)) == "too-many-files"


@guarded_by("the bound on a picture's size", papers__pictures___can_be_shown=everything)
def test_a_picture_of_a_few_kilobytes_with_millions_of_dots() -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    side = 7_000
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    dots = zlib.compress(bytes((side // 8 + 1) * side))
    picture = pictures.PNG_BEGINS + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")
    assert len(picture) < 10_000
    assert not pictures.kind(picture)


def refusal(archive: bytes) -> str:
    try:
        list(appointment_files.read(archive))
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("named", [b"&b;", b"&c;", b"x"])
def test_entities_that_multiply_or_fetch(named: bytes) -> None:
    with pytest.raises(Refused) as refused:
        lrmx.read(ENTITIES % named)
    assert "root" not in str(refused.value)

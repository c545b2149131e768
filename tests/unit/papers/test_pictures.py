"""Photos: what is whole is taken, what would fill the memory or was cut off is not."""

from __future__ import annotations

import struct
import zlib

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from papers import pictures
from tests.support.pictures import jpeg, png

DRAWN = typst.compile(b"#set page(width: 30mm, height: 40mm, fill: blue)", format="png")


@pytest.mark.parametrize(("picture", "kind"), [(png(), "png"), (jpeg(), "jpg"), (DRAWN, "png")])
def test_a_whole_picture_is_one(picture: bytes, kind: str) -> None:
    assert pictures.kind(picture) == kind


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"no picture",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 50,
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
        b"\xff\xd8\xff" + bytes(200),
        png(width=0),
        png(width=pictures.MOST_PIXELS + 1, height=1),
        jpeg(width=0),
        jpeg(height=50_000),
        png().replace(b"IDAT", b"IDAX"),
    ],
    ids=lambda picture: f"{picture[:14]!r} {len(picture)}",
)
def test_what_is_none_is_none(picture: bytes) -> None:
    assert pictures.kind(picture) == ""


def test_pixels_are_counted_before_they_are_unpacked() -> None:
    header = struct.pack(">IIBBBBB", pictures.MOST_PIXELS, pictures.MOST_PIXELS, 16, 6, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    assert pictures.kind(png()[:8] + chunk + png()[33:]) == ""


@given(st.data(), st.sampled_from([png(), jpeg(), DRAWN]))
def test_what_was_cut_off_is_none(data: st.DataObject, whole: bytes) -> None:
    assert pictures.kind(whole[: data.draw(st.integers(0, len(whole) - 1))]) == ""


@given(st.binary(max_size=300), st.sampled_from([pictures.PNG_BEGINS, pictures.JPEG_BEGINS]))
def test_whatever_follows_the_first_bytes_nothing_fails(rest: bytes, begins: bytes) -> None:
    assert pictures.kind(begins + rest) in ("", "png", "jpg")

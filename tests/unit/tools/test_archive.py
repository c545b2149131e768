"""An archive of a backup: what was written is read, and whatever became of it on the way is seen."""

from __future__ import annotations

import base64
import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.cadre.archive import CHUNK, CutShort, Damaged, Reader, Secret, Writer
from tools.cadre.words import Refused

KEY = Secret(key=bytes(range(32)))


def archive(*records: tuple[bytes, bytes], secret: Secret = KEY) -> bytes:
    file = io.BytesIO()
    writer = Writer(file, secret)
    for letter, data in records:
        writer.record(letter, data)
    writer.end()
    return file.getvalue()


def read(data: bytes, secret: Secret = KEY) -> list[tuple[bytes, bytes]]:
    return list(Reader(io.BytesIO(data), secret).records())


LONG = (b"D", os.urandom(3 * CHUNK + 17))
RECORDS = [(b"B", b"head"), LONG, (b"D", b""), (b"M", b"end")]
WHOLE = archive(*RECORDS)


def test_what_was_written_is_read() -> None:
    assert read(WHOLE) == RECORDS


def test_nothing_of_it_can_be_read_in_the_file() -> None:
    assert b"a plain name" not in archive((b"D", b"a plain name" * 100))


@given(st.integers(0, len(WHOLE) - 1))
def test_cut_anywhere_it_is_known_as_cut(length: int) -> None:
    with pytest.raises(CutShort):
        read(WHOLE[:length])


@given(st.integers(8, len(WHOLE) - 1), st.integers(1, 255))
def test_changed_anywhere_it_does_not_open(place: int, other: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= other
    with pytest.raises(Refused):
        read(bytes(changed))


def chunks(data: bytes) -> tuple[bytes, list[bytes]]:
    at = 12 + int.from_bytes(data[8:12], "big")
    head, found = data[:at], []
    while at < len(data):
        size = 4 + int.from_bytes(data[at : at + 4], "big")
        found.append(data[at : at + size])
        at += size
    return head, found


def test_chunks_in_another_order_repeated_left_out_or_added_do_not_open() -> None:
    head, pieces = chunks(WHOLE)
    first, second, *rest = pieces
    for wrong in (
        [second, first, *rest],
        [first, first, second, *rest],
        [first, *rest],
        [*pieces, pieces[-1]],
    ):
        with pytest.raises(Damaged):
            read(head + b"".join(wrong))


def test_without_its_last_chunk_it_is_cut_even_between_chunks() -> None:
    head, pieces = chunks(WHOLE)
    with pytest.raises(CutShort):
        read(head + b"".join(pieces[:-1]))


def test_chunks_of_another_archive_with_the_same_key_do_not_open() -> None:
    (head, _), (_, others) = chunks(WHOLE), chunks(archive(*RECORDS))
    with pytest.raises(Damaged):
        read(head + b"".join(others))


def test_another_key_or_passphrase_is_told_from_damage() -> None:
    with pytest.raises(Refused, match="not the one"):
        read(WHOLE, Secret(key=bytes(32)))
    with_words = archive((b"B", b""), secret=Secret.from_passphrase("correct horse battery"))
    assert read(with_words, Secret.from_passphrase("correct horse battery")) == [(b"B", b"")]
    with pytest.raises(Refused, match="not the one"):
        read(with_words, Secret.from_passphrase("correct horse batteries"))


def test_a_key_for_a_passphrase_and_the_other_way_round_says_which_is_wanted() -> None:
    with pytest.raises(Refused, match="key file"):
        read(WHOLE, Secret.from_passphrase("correct horse battery"))
    with pytest.raises(Refused, match="passphrase"):
        read(archive((b"B", b""), secret=Secret.from_passphrase("correct horse battery")))


def test_what_is_no_archive_is_told_so() -> None:
    with pytest.raises(Refused, match="no archive"):
        read(b"PK\x03\x04 something else")


def test_a_key_file_holds_32_bytes_and_says_how_it_is_made(tmp_path) -> None:
    file = tmp_path / "backup.key"
    file.write_text(base64.b64encode(bytes(range(32))).decode() + "\n")
    assert Secret.from_key_file(file) == KEY
    file.write_text("short")
    with pytest.raises(Refused) as refused:
        Secret.from_key_file(file)
    assert "openssl rand -base64 32" in refused.value.command
    with pytest.raises(Refused, match="12 characters"):
        Secret.from_passphrase("hunter2")

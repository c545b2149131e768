"""Files of the national form as people hand them in: one form of either edition, or a zip of hundreds.

Each file of a zip is read by itself, so that what is wrong with one is told of that one. What a zip unfolds to is
counted before and while it is unpacked; a zip within it is not opened.
"""

from __future__ import annotations

import contextlib
import io
import signal
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from papers import lrm, lrmx, texts
from papers.form import AppointmentForm
from papers.refusals import BROKEN_ZIP, Refused, must_be_usual

MOST_FILES = 5_000
MOST_UNPACKED = 1024 * 1024 * 1024
"""Bytes of all files of a zip together."""
MOST_RATIO = 200
"""How many times its packed size a file may unfold to; text of forms packs to a tenth."""
_ALWAYS_ALLOWED = 1024 * 1024
"""Bytes that a file may unfold to whatever its packed size."""
MOST_SECONDS = 3.0
"""Of processor time for one form; a long one takes a hundredth of it."""
_PHOTO_ENDS = (".pic", ".jpg", ".jpeg", ".png")
_OF_DOCUMENTS = ("[Content_Types].xml", "META-INF/manifest.xml")
"""What a zip holds that is itself a document or a workbook, by Microsoft's programs or by LibreOffice."""
_UTF8_NAME = 0x800
"""The flag of a zip's entry whose name is UTF-8."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What became of one file: its name, and the form or why it was refused."""

    name: str
    form: AppointmentForm | None = None
    refused: Refused | None = None


def read_one(content: bytes, photo: bytes = b"") -> AppointmentForm:
    """The form of one file. Raises Refused."""
    if content.startswith(b"PK\x03\x04"):
        zh, en = "压缩包内的压缩包不予打开", "A zip within a zip is not opened"
        raise Refused("nested", zh, en)
    text = texts.decoded(content[: lrmx.MOST_BYTES + 1])
    return lrm.read(content, photo) if lrm.is_one(text) else lrmx.read(content)


def read(content: bytes, name: str = "") -> Iterator[ReadFile]:
    """What a file holds: one form, or those of a zip one after the other. Raises Refused for the zip as a whole."""
    if not content.startswith(b"PK"):
        yield _read(name, content)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from _of(archive)
    except BROKEN_ZIP as wrong:
        raise Refused("damaged", "压缩包已损坏，不能打开", "The zip is damaged and cannot be opened") from wrong


def _of(archive: zipfile.ZipFile) -> Iterator[ReadFile]:
    names = archive.namelist()
    if any(part in names for part in _OF_DOCUMENTS):
        zh, en = (
            "这是文字文档或电子表格，不是任免审批表的文件",
            "This is a document or a workbook, and no appointment form",
        )
        raise Refused("not-a-form", zh, en)
    held = [(name_of(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
    held = [(name, entry) for name, entry in held if not _is_no_file_of_people(name)]
    if len(held) > MOST_FILES:
        zh, en = f"压缩包内最多 {MOST_FILES} 个文件", f"A zip holds at most {MOST_FILES} files"
        raise Refused("too-many-files", zh, en)
    if sum(entry.file_size for _, entry in held) > MOST_UNPACKED:
        zh, en = f"压缩包解压后最多 {MOST_UNPACKED >> 20} MB", f"A zip unfolds to at most {MOST_UNPACKED >> 20} MB"
        raise Refused("unpacked", zh, en)
    photos = {_stem(name): entry for name, entry in held if name.lower().endswith(_PHOTO_ENDS)}
    for name, entry in held:
        if name.lower().endswith(_PHOTO_ENDS):
            continue
        try:
            beside = photos.get(_stem(name)) if name.lower().endswith(".lrm") else None
            photo = unpacked(archive, beside) if beside else b""
            yield _read(name, unpacked(archive, entry), photo)
        except Refused as refused:
            yield ReadFile(name, refused=refused)


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """What is done with one form ends in time, so that the others of a zip have theirs; in the main thread alone.

    Raises Refused.
    """

    def end(*_: object) -> None:
        zh, en = "读取用时过长，内容可能不是任免审批表的", "Reading it takes too long: it may be no appointment form"
        raise Refused("time", zh, en)

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _read(name: str, content: bytes, photo: bytes = b"") -> ReadFile:
    try:
        with in_time():
            return ReadFile(name, read_one(content, photo))
    except Refused as refused:
        return ReadFile(name, refused=refused)


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file of a zip, within bounds whatever the zip says of its size. Raises Refused."""
    if entry.flag_bits & 1:
        raise Refused("encrypted", "文件已加密，请解密后上传", "The file is encrypted")
    must_be_usual(entry)
    most = min(lrmx.MOST_BYTES, max(_ALWAYS_ALLOWED, entry.compress_size * MOST_RATIO))
    try:
        with archive.open(entry) as file:
            content = file.read(most + 1)
    except BROKEN_ZIP as wrong:
        raise Refused("damaged", "文件已损坏，不能解压", "The file is damaged and cannot be unpacked") from wrong
    if len(content) > most:
        raise Refused("unpacked", "文件解压后过大", "The file unfolds to more than it may")
    return content


def name_of(entry: zipfile.ZipInfo) -> str:
    """What a file of a zip is called: Windows writes such names in GBK and does not say so."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        written = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_no_file_of_people(name: str) -> bool:
    """Whether it is what systems put into zips besides: __MACOSX, .DS_Store, Thumbs.db."""
    path = PurePosixPath(name.replace("\\", "/"))
    return "__MACOSX" in path.parts or path.name.startswith(".") or path.name.lower() in ("thumbs.db", "desktop.ini")


def _stem(name: str) -> str:
    return name.rpartition(".")[0].lower()

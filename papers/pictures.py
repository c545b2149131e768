"""Photos (照片) as files hold them: whether a JPEG or a PNG is whole, and of a size that can be shown."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

JPEG_BEGINS, PNG_BEGINS = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 6_000
"""On each side; a photo of an identity card has some hundred."""
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Values of a pixel by PNG's colour type."""
_DEPTHS = (1, 2, 4, 8, 16)
_MOST_PACKED = 64 * 1024 * 1024
_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
"""JPEG's segments that say how large the picture is."""
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_SCAN, _END = 0xDA, b"\xff\xd9"


def kind(picture: bytes) -> str:
    """`jpg` or `png`; empty for what is neither, was cut off, or has more pixels than a photo.

    A few kilobytes can hold a picture of which the pixels fill the memory; so they are counted before anybody shows it.
    """
    if picture.startswith(JPEG_BEGINS):
        return "jpg" if _is_jpeg(picture) else ""
    return "png" if picture.startswith(PNG_BEGINS) and _is_png(picture) else ""


def _is_jpeg(picture: bytes) -> bool:
    at, seen = 2, False
    while at + 4 <= len(picture) and picture[at] == 0xFF:
        marker = picture[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(picture[at + 2 : at + 4], "big")
        if marker == _SCAN:
            return seen and picture.find(_END, at + 2 + length) > 0
        if marker in _FRAMES and at + 9 <= len(picture):
            seen = _can_be_shown(*struct.unpack(">HH", picture[at + 5 : at + 9]))
        at += 2 + length
    return False


def _is_png(picture: bytes) -> bool:
    packed, header, ended = [], b"", False
    for name, content in _chunks(picture):
        if name == b"IHDR":
            header = content
        elif name == b"IDAT":
            packed.append(content)
        ended = name == b"IEND"
    if not ended or len(header) != 13:
        return False
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if not _can_be_shown(width, height) or colour not in _CHANNELS or depth not in _DEPTHS:
        return False
    line: int = (width * depth * _CHANNELS[colour] + 7) // 8
    wanted: int = line * height if interlaced else (line + 1) * height
    if wanted > _MOST_PACKED:
        return False
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(b"".join(packed), wanted)
    except zlib.error:
        return False
    return len(unpacked) >= wanted


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG, as far as they are whole and their sums are right."""
    at = len(PNG_BEGINS)
    while at + 12 <= len(picture):
        length = int.from_bytes(picture[at : at + 4], "big")
        name, content = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        told = picture[at + 8 + length : at + 12 + length]
        if len(told) < 4 or zlib.crc32(name + content) != int.from_bytes(told, "big"):
            return
        yield name, content
        if name == b"IEND":
            return
        at += 12 + length


def _can_be_shown(width: int, height: int) -> bool:
    return 0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS

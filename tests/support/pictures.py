"""Photos that are whole: a few pixels each, another picture for another number."""

from __future__ import annotations

import struct
import zlib


def png(number: int = 0, width: int = 3, height: int = 4) -> bytes:
    """A PNG of one colour."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    line = b"\0" + bytes((number % 256, 60, 120)) * width
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(line * height)), _chunk(b"IEND", b""))
    )


def jpeg(number: int = 0, width: int = 3, height: int = 4) -> bytes:
    """The segments of a JPEG, with another comment for another number."""
    parts = [
        _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        _segment(0xFE, str(number).encode()),
        _segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"),
        _segment(0xDA, b"\1\1\0\0\x3f\0"),
    ]
    return b"\xff\xd8" + b"".join(parts) + b"\0\0\xff\xd9"


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content

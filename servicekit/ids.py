"""Identifiers: opaque, unique without asking anybody, and rising with time, so that indexes stay compact."""

from __future__ import annotations

import os
import time

_RELEASED = "~"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _base32(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        digits.append(_ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(digits))


def new_id(prefix: str) -> str:
    """A new identifier such as `cls-01j9x3e7qk5zr0v4m8tgh2b6`: 9 characters of time, then 70 bits of chance."""
    milliseconds = time.time_ns() // 1_000_000
    return f"{prefix}-{_base32(milliseconds, 9)}{_base32(int.from_bytes(os.urandom(9)), 14)}"


def released(code: str, id: str) -> str:
    """The code of what was taken back: whoever enters it anew has the code itself."""
    return f"{code}{_RELEASED}{id[-12:]}"


def is_released(code: str) -> bool:
    """Whether this is the code of something that was taken back."""
    return _RELEASED in code

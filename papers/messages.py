"""How the process that prints papers and whoever asks it take messages apart: the length of each, then the message."""

from __future__ import annotations

LENGTH = 4
"""Bytes of a length."""


def framed(message: bytes) -> bytes:
    """A message as it is sent."""
    return len(message).to_bytes(LENGTH, "big") + message

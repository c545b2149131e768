"""Measures (激励措施) and what was granted of them."""

from __future__ import annotations


class Measures:
    """Measures (激励措施) and what was granted of them."""

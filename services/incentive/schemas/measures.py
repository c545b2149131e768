"""Taken and answered: measures (激励措施) and what was granted of them."""

from __future__ import annotations

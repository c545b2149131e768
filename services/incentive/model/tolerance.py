"""Tolerance (三个区分开来、容错纠错): applications and joint decisions."""

from __future__ import annotations

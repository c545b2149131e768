"""Ceremonies of honourable retirement (荣誉退休)."""

from __future__ import annotations


class Retirement:
    """Ceremonies of honourable retirement (荣誉退休)."""

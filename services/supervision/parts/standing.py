"""Restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations


class Standings:
    """Restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

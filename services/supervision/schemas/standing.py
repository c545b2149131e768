"""Taken and answered: restrictions (影响期), standing and clearance."""

from __future__ import annotations

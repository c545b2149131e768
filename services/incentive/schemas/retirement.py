"""Taken and answered: ceremonies of honourable retirement (荣誉退休)."""

from __future__ import annotations

"""Figures of supervision (干部监督)."""

from __future__ import annotations

from gateway.readmodels.figures.base import Figure

FIGURES: list[Figure] = []

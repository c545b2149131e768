"""Figures of incentive (激励担当)."""

from __future__ import annotations

from gateway.readmodels.figures.base import Figure

FIGURES: list[Figure] = []

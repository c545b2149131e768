"""Refusals: nominations (推荐) from draft to naming: the saga with supervision."""

from __future__ import annotations

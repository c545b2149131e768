"""Campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

from __future__ import annotations

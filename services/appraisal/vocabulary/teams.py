"""The analysis of a leadership team (领导班子分析研判): the words that events, answers and the model share."""

from __future__ import annotations

UNKNOWN = "unknown"

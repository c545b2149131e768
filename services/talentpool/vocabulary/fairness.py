"""Fairness (公平性): the words that events, answers and the model share."""

from __future__ import annotations

GROUPINGS = {"sex": "性别", "nationality_group": "汉族与少数民族", "ethnicity": "民族", "age_band": "年龄段"}
GROUPS = {"han": "汉族", "minority": "少数民族"}
"""What groups are called that are no code of a standard."""

"""The index (担当指数): the words that events, answers and the model share."""

from __future__ import annotations

CHANGES = {"one_more": "多一件", "one_less": "少最近一件"}
STEPS = {"extension": "附加项", "lever": "正负面事", "bounds": "超出上下限的部分", "rounding": "取整"}
"""What is added up besides the dimensions, each of which is called by the model."""

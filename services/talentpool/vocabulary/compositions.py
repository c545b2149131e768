"""The team with the candidate in it (班子结构): the words that events, answers and the model share."""

from __future__ import annotations

LEADING_ROLES = ("chief", "deputy", "chief_expert")
UNKNOWN = "unknown"
EDUCATIONS = {"postgraduate": "研究生", "bachelor": "大学本科", "college": "大学专科", "other": "其他", UNKNOWN: "不详"}
"""What teams are told apart by: the first digit of the code (GB/T 4658)."""
LATER = "later"

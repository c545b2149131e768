"""Nominations (推荐): the words that events, answers and the model share."""

from __future__ import annotations

CLASSIFICATIONS = ("public", "internal")
VETTING_OPEN = "vetting_open"
"""Why clearance was refused while the vetting is open again."""
ENDED_BY = {VETTING_OPEN: "联审重开", "withdrawn": "已撤回"}
"""Why a nomination was stopped or ended, besides its steps, the words of a cadre's status and of its vetting."""

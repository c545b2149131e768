"""Members of the pool (年轻干部库成员): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named

PLACE_TAKEN = "place_taken"
"""Why somebody whose leaving was set aside waits for a person: the place is taken meanwhile."""
ENDED_BY = {PLACE_TAKEN: "名额已满", "withdrawn": "已撤回", "batch_closed": "批次结束"}
"""Why somebody is not in the pool, besides its steps and the words of a cadre's status and of their vetting."""


class Decision(Named):
    """What a review decides (评议结果)."""

    KEEP = "keep", "保持"
    UPGRADE = "upgrade", "升档"
    DOWNGRADE = "downgrade", "降档"
    LEAVE = "leave", "离库"


STAGES = {"admitted": "已入库", "vetted": "联审通过", "waiting": "办理中", "not_passed": "未通过"}
"""How far somebody may come in a round."""

"""What is kept of an index: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class RunState(Named):
    """Where a run over everybody stands."""

    RUNNING = "running", "计算中"
    FINISHED = "finished", "已完成"

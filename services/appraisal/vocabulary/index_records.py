"""What is kept of an index: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.appraisal.errors.indices import RunUnderWay


class RunState(Named):
    """Where a run over everybody stands."""

    RUNNING = "running", "计算中"
    FINISHED = "finished", "已完成"


class RunStep(Named):
    """What can happen to a run."""

    ADVANCE = "advance", "计算下一批"
    FINISH = "finish", "完成并切换"


# fmt: off
RUN_LIFE = Lifecycle(
    "指数全量重算", "Index run", RunState, RunStep, (RunState.RUNNING,),
    (
        Row((RunState.RUNNING,), RunStep.ADVANCE, None,
            "上一批之后的对象", "a slice of subjects after the last one", by=By.EVENT),
        Row((RunState.RUNNING,), RunStep.FINISH, RunState.FINISHED,
            "已无剩余对象；读者同时切换", "no subject is left; readers switch in the same moment", by=By.EVENT),
    ),
    RunUnderWay,
    ("A person only starts a run; another of the same kind is refused with that problem while one is under way.",),
)

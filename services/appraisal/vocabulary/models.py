"""Models of 双10+5+1 (分析研判模型): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.appraisal.errors.models import ModelNotInThisState


class ModelState(Named):
    """Where a version stands."""

    DRAFT = "draft", "草案"
    PUBLISHED = "published", "已发布"
    DISCARDED = "discarded", "已废弃"


class Method(Named):
    """How the values of a source's evidence become one number."""

    MEAN = "mean", "平均"
    SUM = "sum", "合计"
    COUNT = "count", "计数"


TEAM_SOURCES = {
    "team.members_mean": "班子成员平均得分",
    "team.members_lowest": "班子成员最低得分",
    "team.posts_filled": "职数配备",
}
"""What a team's index takes from its members' indices and its establishment instead of from evidence."""


class ModelStep(Named):
    """What can happen to a version."""

    PUBLISH = "publish", "发布"
    DISCARD = "discard", "废弃"


# fmt: off
LIFE = Lifecycle(
    "分析研判模型版本", "Model version", ModelState, ModelStep, (ModelState.DRAFT, ModelState.PUBLISHED),
    (
        Row((ModelState.DRAFT,), ModelStep.PUBLISH, ModelState.PUBLISHED,
            "具名人员以书面依据，并写明生效日期", "a named person with a basis, and a day from which it holds"),
        Row((ModelState.DRAFT,), ModelStep.DISCARD, ModelState.DISCARDED),
    ),
    ModelNotInThisState,
    (
        "The versions that are shipped are published from the first. A published version never changes; a later one",
        "takes its place from its day on.",
    ),
)

"""Units (单位) and posts (职位): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.registry.errors.posts import PostAbolished
from services.registry.errors.units import UnitClosed


class UnitState(Named):
    """Whether a unit is there."""

    ACTIVE = "active", "存续"
    MERGED = "merged", "已并入他单位"
    CLOSED = "closed", "已撤销"


class UnitChangeKind(Named):
    RENAMED = "renamed", "更名"
    REORDERED = "reordered", "调整排序"
    MOVED = "moved", "调整隶属"
    APPROVED_POSTS = "approved_posts", "调整核定职数"
    MERGED_INTO = "merged_into", "并入其他单位"
    TOOK_IN = "took_in", "接收并入单位"
    GAVE_BACK = "gave_back", "恢复并入单位"
    CLOSED = "closed", "撤销"
    RESTORED = "restored", "恢复"


class PostState(Named):
    """Whether a post is there."""

    ACTIVE = "active", "有效"
    ABOLISHED = "abolished", "已撤销"


class UnitStep(Named):
    """What can happen to a unit."""

    CHANGE = "change", "变更"
    MOVE = "move", "调整隶属"
    RECEIVE = "receive", "接收"
    MERGE = "merge", "并入他单位"
    CLOSE = "close", "撤销"
    RESTORE = "restore", "恢复误撤并的单位"


# fmt: off
UNIT_LIFE = Lifecycle(
    "单位",
    "Unit",
    UnitState,
    UnitStep,
    (UnitState.ACTIVE,),
    (
        Row((UnitState.ACTIVE,), UnitStep.CHANGE, None),
        Row((UnitState.ACTIVE,), UnitStep.MOVE, None, "不隶属于自身或其下级", "not below itself"),
        Row((UnitState.ACTIVE,), UnitStep.RECEIVE, None, "在其下设立单位、职位，任用干部，或他单位并入",
            "a unit below it, a post, a cadre, or another unit that is merged into it", by=By.FOLLOWS),
        Row((UnitState.ACTIVE,), UnitStep.MERGE, UnitState.MERGED, "并入的单位存续，且不是其下级",
            "the other unit is active and not below it"),
        Row((UnitState.ACTIVE,), UnitStep.CLOSE, UnitState.CLOSED, "没有下属单位、职位和在职干部",
            "no units, posts or serving cadres are left in it"),
        Row((UnitState.MERGED, UnitState.CLOSED), UnitStep.RESTORE, UnitState.ACTIVE,
            "误撤并，写明依据；上级单位和并入的单位存续",
            "by mistake, with a basis; the unit above, and the one that it went into, are active"),
    ),
    UnitClosed,
)


class PostStep(Named):
    """What can happen to a post."""

    CHANGE = "change", "变更"
    FILL = "fill", "任用"
    ABOLISH = "abolish", "撤销"


# fmt: off
POST_LIFE = Lifecycle(
    "职位",
    "Post",
    PostState,
    PostStep,
    (PostState.ACTIVE,),
    (
        Row((PostState.ACTIVE,), PostStep.CHANGE, None),
        Row((PostState.ACTIVE,), PostStep.FILL, None, "任职时写明此职位", "an appointment names it", by=By.FOLLOWS),
        Row((PostState.ACTIVE,), PostStep.ABOLISH, PostState.ABOLISHED, "无人任职", "nobody holds it"),
    ),
    PostAbolished,
)

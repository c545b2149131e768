"""Units (单位) and posts (职位): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


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

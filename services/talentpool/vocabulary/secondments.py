"""Secondments (挂职、跟岗、到一线): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Kind(Named):
    """A post at the host (挂职), following a post (跟岗), or the front line (到一线).

    The personnel relation stays where it was (公务员法 art. 72).
    """

    POST = "post", "挂职"
    FOLLOW = "follow", "跟岗"
    FRONT_LINE = "front_line", "到一线"


class Direction(Named):
    """Out of the city, into it, or from one place in it to another."""

    OUT = "out", "派出"
    IN = "in", "来挂"
    WITHIN = "within", "市内"


class State(Named):
    """Where a secondment stands."""

    PLANNED = "planned", "已安排"
    RUNNING = "running", "进行中"
    COMPLETED = "completed", "期满结束"
    ENDED_EARLY = "ended_early", "提前结束"
    CANCELLED = "cancelled", "已取消"


class Side(Named):
    """Who evaluates: the host, or the organisation department."""

    HOST = "host", "接收单位"
    ORGANISATION = "organisation", "组织部门"

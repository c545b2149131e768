"""Checks (查核) of reports: the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class DrawState(Named):
    """A draw is announced, then drawn."""

    ANNOUNCED = "announced", "已公告"
    DRAWN = "drawn", "已抽取"


CONSISTENT = "consistent"
"""The outcome of a check in which nothing was found."""


class CheckKind(Named):
    """Why a check is made: drawn at random (随机抽查), or targeted (重点抽查，凡提必查)."""

    RANDOM = "random", "随机抽查"
    TARGETED = "targeted", "重点查核"


class CheckState(Named):
    """A check is open, then concluded."""

    OPEN = "open", "查核中"
    CONCLUDED = "concluded", "已有结论"

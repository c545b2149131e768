"""Refusals: letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from servicekit.errors import Conflict, NotFound


class NoLetter(NotFound):
    """There is no letter with this id, or it is not the caller's to see."""

    code = "supervision/no-letter"
    zh = "没有这封函件"
    en = "There is no such letter"


class NoAnswerWanted(Conflict):
    """A reminder needs no answer and takes none."""

    code = "supervision/no-answer-wanted"
    zh = "提醒函无需回复"
    en = "A reminder needs no answer"

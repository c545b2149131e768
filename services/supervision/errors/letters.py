"""Refusals: letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, NotFound


class NoLetter(NotFound):
    """There is no letter with this id, or it is not the caller's to see."""

    code = "supervision/no-letter"
    zh = "没有这封函件"
    en = "There is no such letter"


class NoAnswerWanted(Conflict):
    """A reminder or an admonition needs no answer and takes none."""

    code = "supervision/no-answer-wanted"
    zh = "提醒、诫勉无需回复"
    en = "A reminder or an admonition needs no answer"


class LetterKnown(AlreadyExists):
    """The cadre has a letter of this kind and day already; another one of the same day says its number."""

    code = "supervision/letter-known"
    zh = "该干部同日已有同种函件；如确为另一封，请写明各自的文号"
    en = "There is a letter of this kind and day already; another one of the day says its number"

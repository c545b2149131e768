"""Refusals: corrections (更正) of a file."""

from __future__ import annotations

from servicekit.errors import Conflict, NotFound


class UnknownCorrection(NotFound):
    """No correction request (更正申请) has this id, or it is outside what the caller may see."""

    code = "registry/unknown-correction"
    zh = "没有这项更正申请"
    en = "There is no such correction request"


class OwnCorrection(Conflict):
    """Whoever asked for a correction cannot decide on it."""

    code = "registry/own-correction"
    zh = "申请人不能审批本人的申请"
    en = "You cannot decide on a request that you made"


class CorrectionDecided(Conflict):
    """The correction request was decided before."""

    code = "registry/correction-decided"
    zh = "该申请已办结"
    en = "The request was decided before"

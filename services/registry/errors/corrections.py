"""Refusals: corrections (更正) of a file."""

from __future__ import annotations

from servicekit.errors import Conflict, NotFound, NotIndependent, superseded


class UnknownCorrection(NotFound):
    """No correction request (更正申请) has this id, or it is outside what the caller may see."""

    code = "registry/unknown-correction"
    zh = "没有这项更正申请"
    en = "There is no such correction request"


class NotYourRequest(Conflict):
    """A correction request is withdrawn by whoever made it."""

    code = "registry/not-your-request"
    zh = "更正申请由申请人本人撤回"
    en = "A request is withdrawn by whoever made it"


class CorrectionDecided(Conflict):
    """The correction request was decided before."""

    code = "registry/correction-decided"
    zh = "该申请已办结"
    en = "The request was decided before"


superseded("registry/own-correction", NotIndependent)

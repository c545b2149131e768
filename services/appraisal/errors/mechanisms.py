"""Refusals: mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, NotFound


class NoMechanism(NotFound):
    """There is no such mechanism."""

    code = "appraisal/no-mechanism"
    zh = "考察制度机制不存在"
    en = "There is no such mechanism"


class MechanismKnown(AlreadyExists):
    """The code of a mechanism is in use."""

    code = "appraisal/mechanism-known"
    zh = "机制编号已在用"
    en = "The code of the mechanism is in use"


class MechanismNotInUse(Conflict):
    """The mechanism is not in use on that day, or serves other kinds of appraisal."""

    code = "appraisal/mechanism-not-in-use"
    zh = "机制当日未启用或不用于该类考察"
    en = "The mechanism is not in use for this kind on that day"

"""Refusals that several subjects share."""

from __future__ import annotations

from servicekit.errors import (
    AlreadyExists,
    Conflict,
    EndsBeforeItBegins,
    Invalid,
    NotFound,
    UnknownEntry,
    field_error,
    superseded,
)

superseded("training/ends-before-begins", EndsBeforeItBegins)
superseded("training/unknown-entry", UnknownEntry)


class NotInThisState(Conflict):
    """The lifecycle has no such step from the present state."""

    code = "training/not-in-this-state"
    zh = "班次、报名等按当前状态不能办理这一步"
    en = "The present state does not allow this step"


class UnknownCadre(Invalid):
    """A cadre whom the registry has not told us of, or who is outside the caller's scope."""

    code = "training/unknown-cadre"
    zh = "干部不存在"
    en = "There is no such cadre"


class AlreadyKnown(AlreadyExists):
    """A code, key or number that is in use."""

    code = "training/already-known"
    zh = "编号已被使用"
    en = "The code is in use already"


class NoSuchRow(NotFound):
    """A code in an import row that names nothing."""

    code = "training/unknown-code"
    zh = "编号不存在"
    en = "There is nothing with this code"


def no_such_row(pointer: str, zh: str, en: str) -> NoSuchRow:
    """The refusal of a row at the column that names what is not there."""
    return NoSuchRow(zh, en, errors=[field_error(pointer, NoSuchRow.code, zh, en)])

"""Refusals that several subjects of appraisal share."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, UnknownEntry, superseded


class StepNotPossible(Conflict):
    """The state table has no such step from the present state."""

    code = "appraisal/step-not-possible"
    zh = "考察事项按当前状态不能办理这一步"
    en = "The present state does not allow this step"


superseded("appraisal/unknown-entry", UnknownEntry)


class BadPeriod(Invalid):
    """A day outside its period, or one that has not come yet."""

    code = "appraisal/bad-period"
    zh = "日期有误"
    en = "The day does not fit"


class NotAnother(Conflict):
    """What must be done by another person was to be done by the same."""

    code = "appraisal/not-another"
    zh = "须由另一人办理"
    en = "Another person must do this"

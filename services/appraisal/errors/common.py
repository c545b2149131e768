"""Refusals that several subjects of appraisal share."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid


class StepNotPossible(Conflict):
    """The state table has no such step from the present state."""

    code = "appraisal/step-not-possible"
    zh = "当前状态不能执行该操作"
    en = "The present state does not allow this step"


class UnknownEntry(Invalid):
    """A key that its dictionary does not have."""

    code = "appraisal/unknown-entry"
    zh = "字典中没有该项"
    en = "The dictionary has no such entry"


class BadPeriod(Invalid):
    """A period that ends before it begins, or a day outside its period."""

    code = "appraisal/bad-period"
    zh = "起止日期有误"
    en = "The period or the day does not fit"


class NotAnother(Conflict):
    """What must be done by another person was to be done by the same."""

    code = "appraisal/not-another"
    zh = "须由另一人办理"
    en = "Another person must do this"

"""Refusals: deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NoDeed(NotFound):
    """There is no such deed."""

    code = "appraisal/no-deed"
    zh = "事项不存在"
    en = "There is no such deed"


class TooManyDeeds(Conflict):
    """As many deeds of this sign count for the subject and the year as may."""

    code = "appraisal/too-many-deeds"
    zh = "该对象当年计入的同类事项已达上限"
    en = "As many deeds of this sign count for the subject and year as may"
    advice_zh = "如该事项更重要，先撤销已核实的一项，再核实本项。"
    advice_en = "Where this one matters more, withdraw one that counts and then verify this one."


class DimensionUnknown(Invalid):
    """The model in force has no such dimension, or this one does not draw on what was recorded."""

    code = "appraisal/dimension-unknown"
    zh = "现行模型没有这个维度，或该维度不采用此类事项"
    en = "The model in force has no such dimension, or it does not draw on this"

"""Refusals: selected graduates (选调生)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Invalid, NotFound


class NoGraduate(NotFound):
    """There is no such selected graduate."""

    code = "talentpool/no-graduate"
    zh = "没有这名选调生"
    en = "There is no such selected graduate"


class TrackingOver(Conflict):
    """The years of tracking are over, or the graduate has left: of later days nothing is entered any more."""

    code = "talentpool/tracking-over"
    zh = "跟踪管理期已满或已离开，不再记入"
    en = "The tracked years are over, or the graduate has left"


class OutsideYears(Invalid):
    """The day or year lies outside the tracked years, or has not come yet."""

    code = "talentpool/outside-tracked-years"
    zh = "日期不在跟踪管理期内或尚未到来"
    en = "The day is outside the tracked years, or has not come yet"


class DoneThisYear(AlreadyExists):
    """There is one interview and one assessment for each year."""

    code = "talentpool/done-this-year"
    zh = "该年度已有记录"
    en = "There is one for that year already"
    advice_zh = "要更正已有记录，请写明更正理由；原记录保留。"
    advice_en = "To correct it give the reason in `correction`; the earlier one stays on record."


class NoMentor(Conflict):
    """The graduate has no mentor."""

    code = "talentpool/no-mentor"
    zh = "该选调生没有导师"
    en = "The graduate has no mentor"


class MentorFull(Conflict):
    """A mentor has no more graduates than the rule allows."""

    code = "talentpool/mentor-full"
    zh = "该导师所带选调生已达上限"
    en = "The mentor has as many graduates as the rule allows"


class OnTheList(Conflict):
    """The graduate is on the key-training list already, or is not on it."""

    code = "talentpool/key-training-unchanged"
    zh = "重点培养名单没有变化"
    en = "The key-training list would not change"


class NotOutstanding(Conflict):
    """Key training is for those whose newest assessment is outstanding."""

    code = "talentpool/not-outstanding"
    zh = "最近一次考核未达到列入重点培养的等次"
    en = "The newest assessment does not reach the grade for key training"
    advice_zh = "如确有依据，可由有权人员写明书面依据后提交。"
    advice_en = "A named person may override it with a written basis in `override`."


class GraduateRestricted(Conflict):
    """A restriction (影响期) bars key training; no one can override it."""

    code = "talentpool/graduate-restricted"
    zh = "影响期内不得列入重点培养"
    en = "A restriction in force bars key training"


class NotAPromotion(Invalid):
    """The level or rank is not above the one at which selected graduates enter."""

    code = "talentpool/not-a-promotion"
    zh = "不高于选调生入职时的层次或职级，不计为晋升"
    en = "It is not above the level or rank of entry"


class PromotionKnown(AlreadyExists):
    """A level or rank is reached once."""

    code = "talentpool/promotion-known"
    zh = "该次晋升已有记录"
    en = "This promotion is on record"


class NoPromotion(NotFound):
    """No such promotion was recorded by a person."""

    code = "talentpool/no-promotion"
    zh = "没有人工补记的这次晋升"
    en = "No such promotion was recorded by a person"
    advice_zh = "名册显示的晋升由名册更正。"
    advice_en = "What the roster shows is corrected in the roster."

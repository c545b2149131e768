"""Refusals: shortlists (人岗相适) and the choice from them."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NoMatch(NotFound):
    """There is no such shortlist."""

    code = "talentpool/no-match"
    zh = "人选名单不存在"
    en = "There is no such shortlist"


class PostFilled(Conflict):
    """The post is filled. For one that falls vacant later, say by when."""

    code = "talentpool/post-filled"
    zh = "职位已满"
    en = "The post is filled"
    advice_zh = "若为即将空出的职位，请写明空出日期。"
    advice_en = "For a post that will fall vacant give falling_vacant_on."


class WeightsDoNotAddUp(Invalid):
    """The weights of the preferences do not add up to 1."""

    code = "talentpool/weights-do-not-add-up"
    zh = "优先条件的权重之和不等于1"
    en = "The weights of the preferences do not add up to 1"


class UnknownPreference(Invalid):
    """The preference is not one of those that can be scored."""

    code = "talentpool/unknown-preference"
    zh = "没有这种优先条件"
    en = "There is no such preference"


class MatchClosed(Conflict):
    """A choice was made from this shortlist, or its post was filled or abolished."""

    code = "talentpool/match-closed"
    zh = "该名单已确认人选，或其职位已满、已撤销"
    en = "A choice was made from this shortlist, or its post was filled or abolished"


class NotShortlisted(Conflict):
    """The cadre is not on the shortlist."""

    code = "talentpool/not-shortlisted"
    zh = "该干部不在名单上"
    en = "The cadre is not on the shortlist"


class ChoiceBarred(Conflict):
    """The chosen cadre is under a restriction, or a published result (联用成果) stops it."""

    code = "talentpool/choice-barred"
    zh = "所选干部处于影响期，或有停止使用的联用成果"
    en = "The chosen cadre is under a restriction, or a published result stops it"


class ChoiceNotServing(Conflict):
    """The chosen cadre is no longer in service."""

    code = "talentpool/choice-not-serving"
    zh = "所选干部已不在职"
    en = "The chosen cadre is no longer in service"

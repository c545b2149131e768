"""Refusals: talks (谈话) of an appraisal."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound


class NoTalk(NotFound):
    """There is no such talk."""

    code = "appraisal/no-talk"
    zh = "没有这次谈话"
    en = "There is no such talk"


class TooFewTalkers(Conflict):
    """A talk is held by more people."""

    code = "appraisal/too-few-talkers"
    zh = "谈话人数不足"
    en = "Too few people held the talk"


class TalkerWrong(Invalid):
    """Who holds a talk belongs to the appraisal team, and is not talked with."""

    code = "appraisal/talker-wrong"
    zh = "谈话人须为考察组成员，且不得与谈话对象为同一人"
    en = "Who holds a talk is of the appraisal team and not the one talked with"


class CounterpartWrong(Invalid):
    """With whom the talk was held does not fit."""

    code = "appraisal/counterpart-wrong"
    zh = "谈话对象有误"
    en = "With whom the talk was held does not fit"

"""Refusals: measures (激励措施) and what is granted of them."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, EndsBeforeItBegins, Invalid, NotFound, superseded


class NoMeasure(NotFound):
    """There is no such measure."""

    code = "incentive/no-measure"
    zh = "激励措施不存在"
    en = "There is no such measure"


class MeasureKnown(AlreadyExists):
    """The code of a measure is in use."""

    code = "incentive/measure-known"
    zh = "措施编号已在用"
    en = "The code of the measure is in use"


class NoGrant(NotFound):
    """There is no such grant."""

    code = "incentive/no-grant"
    zh = "没有这项激励"
    en = "There is no such grant"


class MeasureNotInForce(Conflict):
    """The measure is not in force on that day, or was withdrawn."""

    code = "incentive/measure-not-in-force"
    zh = "激励措施当日不适用或已停用"
    en = "The measure is not in force on that day"


class GrantEnded(Conflict):
    """The grant has ended or was revoked."""

    code = "incentive/grant-ended"
    zh = "激励已到期或已撤销"
    en = "The grant has ended or was revoked"


class GrantBarred(Conflict):
    """The cadre is under a restriction, and the measure is not for such."""

    code = "incentive/grant-barred"
    zh = "该干部处于限制期，不适用此措施"
    en = "The cadre is under a restriction that bars this measure"


class AlreadyGranted(Conflict):
    """The measure is granted to this cadre already for one of these days; `grant_id` names the grant."""

    code = "incentive/already-granted"
    zh = "该干部在此期间已给予同一激励措施"
    en = "The cadre has been granted the same measure for one of these days"
    advice_zh = "原登记有误的，先撤销原登记；另有期间的，期间不得重叠。"
    advice_en = "Revoke the grant `grant_id` where it is wrong, or name days that it does not cover."


class GrantAfterService(Invalid):
    """The grant would begin after the cadre had left (辞职、开除、调离)."""

    code = "incentive/grant-after-service"
    zh = "晚于该干部离开的时间"
    en = "After the cadre had left"


class GrantTooEarly(Invalid):
    """The grant would begin before the honour that it rests on was conferred."""

    code = "incentive/grant-too-early"
    zh = "早于所依荣誉的授予日期"
    en = "Before the honour that it rests on was conferred"


superseded("incentive/bad-period", EndsBeforeItBegins)

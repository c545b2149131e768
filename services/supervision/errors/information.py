"""Refusals: the information link (信息联通)."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, Forbidden, Invalid, NotFound


class NoAgreement(NotFound):
    """There is no agreement with this id, or the caller may not see it."""

    code = "supervision/no-agreement"
    zh = "信息共享协议不存在"
    en = "There is no such agreement"


class NoSharedItem(NotFound):
    """There is no shared item with this id, or the caller may not see it."""

    code = "supervision/no-shared-item"
    zh = "共享信息不存在"
    en = "There is no such shared item"


class AgreementKnown(AlreadyExists):
    """The code of an agreement is in use."""

    code = "supervision/agreement-known"
    zh = "协议编号已在用"
    en = "The code of the agreement is in use already"


class AgreementNotInForce(Conflict):
    """Nothing is shared or read before an agreement begins or after it has ended."""

    code = "supervision/agreement-not-in-force"
    zh = "协议不在有效期内"
    en = "The agreement is not in force"


class FieldNotGranted(Forbidden):
    """The agreement does not grant these fields to this agency."""

    code = "supervision/field-not-granted"
    zh = "协议未授权该单位查看所请求的信息项"
    en = "The agreement does not grant these fields to the agency"


class FieldNotAgreed(Invalid):
    """A field that the agreement grants to nobody has no place in an item."""

    code = "supervision/field-not-agreed"
    zh = "信息项不在协议范围内"
    en = "The agreement does not cover this field"

"""Refusals of publicity, objections and the proposal of naming."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid, NotFound, NotIndependent, superseded


class PublicityTooShort(Invalid):
    """Publicity lasts at least the rule's working days."""

    code = "incentive/publicity-too-short"
    zh = "公示期不足"
    en = "The publicity is too short"


class PublicityInFuture(Invalid):
    """Publicity begins today, or was begun before and is recorded afterwards with a basis."""

    code = "incentive/publicity-begins"
    zh = "公示开始日期不正确"
    en = "The first day of publicity is not right"


class PublicityBeforeElection(Invalid):
    """Publicity does not begin before the meeting that elected the nominee, in whatever round."""

    code = "incentive/publicity-before-election"
    zh = "公示不得早于票决之日"
    en = "Publicity does not begin before the election"


class PublicityNotOver(Conflict):
    """Nobody is named before publicity has ended."""

    code = "incentive/publicity-not-over"
    zh = "公示期未满，不能命名"
    en = "Publicity has not ended; nobody can be named before"


class NamingDay(Invalid):
    """A naming takes effect today, or took effect before and is recorded afterwards with a basis."""

    code = "incentive/naming-day"
    zh = "命名日期不正确"
    en = "The day of the naming is not right"


class ObjectionOpen(Conflict):
    """Nobody is named while an objection waits to be resolved."""

    code = "incentive/objection-open"
    zh = "有未办结的异议，不能命名"
    en = "An objection is open; it must be resolved before the naming"


class NoObjection(NotFound):
    """There is no such objection."""

    code = "incentive/no-objection"
    zh = "异议不存在"
    en = "There is no such objection"


class ObjectionResolved(Conflict):
    """The objection has been resolved."""

    code = "incentive/objection-resolved"
    zh = "异议已办结"
    en = "The objection has been resolved already"


superseded("incentive/own-objection", NotIndependent)

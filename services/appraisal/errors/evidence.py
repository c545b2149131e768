"""Refusals: evidence that events bring (研判素材)."""

from __future__ import annotations

from servicekit.errors import Conflict, NotFound


class NoEvidence(NotFound):
    """There is no such piece of evidence."""

    code = "appraisal/no-evidence"
    zh = "没有这条研判素材"
    en = "There is no such piece of evidence"


class EvidenceNotCounting(Conflict):
    """The piece does not count already: it was taken out, or a later one has taken its place."""

    code = "appraisal/evidence-not-counting"
    zh = "该素材已不计入，或已被新的素材取代"
    en = "That piece of evidence does not count already"


class NotTolerated(Conflict):
    """There is no decision on tolerance for this cadre whose effect reaches their assessment."""

    code = "appraisal/not-tolerated"
    zh = "没有及于考核评价的容错认定"
    en = "There is no decision on tolerance that reaches the cadre's assessment"
    advice_zh = "先由激励服务作出容错认定（结论为予以容错或部分容错，效力含考核），再据此排除素材。"
    advice_en = "Have tolerance decided first (tolerated or partly, with the effect assessment), then exclude by it."


class NotExcludable(Conflict):
    """Only what counts against a cadre can be taken out by a decision on tolerance."""

    code = "appraisal/not-excludable"
    zh = "只有问责、影响期、反向事项等负面素材可因容错不计"
    en = "Only what counts against a cadre can be taken out by a decision on tolerance"

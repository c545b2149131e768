"""Refusals: appointments, removals and what follows in a career (任免)."""

from __future__ import annotations

from servicekit.errors import Conflict, Invalid


class NotInPost(Conflict):
    """The cadre does not hold this appointment."""

    code = "registry/not-in-post"
    zh = "该干部未任此职"
    en = "The cadre does not hold this appointment"
    advice_zh = "如系既往免职，以补录方式登记，任职补录后自动接续；或补录任职时一并写明免职时间。"
    advice_en = (
        "Enter what has been as a back-entry: it joins the appointment when that is entered; or enter the appointment "
        "with its end."
    )


class NotHeld(Conflict):
    """The entry takes effect as it is: nothing holds it."""

    code = "registry/not-held"
    zh = "该条目未被暂缓生效"
    en = "Nothing holds this entry"


class Unqualified(Invalid):
    """Checks failed; each entry of `errors` names the rule and the article. A named person may override them."""

    code = "registry/unqualified"
    zh = "不符合任职资格条件"
    en = "Qualification checks failed"
    advice_zh = "如确属破格或特殊需要，由具名负责人写明书面依据后再提交。"
    advice_en = (
        "Where an exception is justified, send it again with override: the person answerable and the written basis."
    )


class NotAPromotion(Invalid):
    """The level or rank is not above the one held; lowering it is an act of its own."""

    code = "registry/not-a-promotion"
    zh = "所列层次或职级不高于现任；降职、降级请按降职办理"
    en = "It is not above the one held; a demotion is an act of its own"


class NotADemotion(Invalid):
    """A demotion names one level, or one rank, below the one held."""

    code = "registry/not-a-demotion"
    zh = "降职、降级须写明低于现任的职务层次或职级之一"
    en = "A demotion names one level or rank below the one held"

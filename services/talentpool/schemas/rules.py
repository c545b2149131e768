"""What the codes are called that the values of rules hold (规则取值), by the rule; others are numbers or texts."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.lifecycle import Joined, Words
from servicekit.standards import EDUCATION_BOUNDS
from services.talentpool.vocabulary.graduates import PromotionKind

_LEVEL, _RANK = "post_level", "rank"

CODED: Mapping[str, Words] = {
    "talentpool.education_county": EDUCATION_BOUNDS,
    "talentpool.education_bureau": EDUCATION_BOUNDS,
    "talentpool.tier_levels": ("talentpool.tiers", _LEVEL),
    "talentpool.graduate_stages": Joined("talentpool.graduate_stages", " "),
    "talentpool.graduate_entry_level": _LEVEL,
    "talentpool.graduate_entry_rank": _RANK,
    "talentpool.graduate_promotion_kinds": PromotionKind,
    "talentpool.key_training_grades": "talentpool.graduate_grades",
}

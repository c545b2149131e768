"""What the registry makes of the standards' codes, and relations from law.

What an administrator may change is in dictionaries.yaml instead.
"""

from __future__ import annotations

from servicekit.standards import LEVEL_ORDER, RANK_ORDER, REGIONS

COUNTY_DEPUTY = "132"
LEADING_LEVELS = LEVEL_ORDER[:10]

COUNTY_REGIONS = tuple(code for code in REGIONS if code not in ("150000", "150200", "150201"))

CITY, CITY_DIGITS = "150200", 4
"""The city's own code, and how many of its digits those of its counties share."""

# 公务员法 art. 74: relations that call for avoidance (任职回避), by what the relative is to the cadre.
KIN = {
    "spouse": "配偶",
    "father": "父亲",
    "mother": "母亲",
    "son": "儿子",
    "daughter": "女儿",
    "grandparent": "祖父母（外祖父母）",
    "grandchild": "孙子女（外孙子女）",
    "brother": "兄弟",
    "sister": "姐妹",
    "uncle": "伯叔舅姑姨父",
    "aunt": "伯叔舅姑姨母",
    "cousin": "堂（表）兄弟姐妹",
    "nephew": "侄（外甥）",
    "niece": "侄女（外甥女）",
    "father_in_law": "岳父（公公）",
    "mother_in_law": "岳母（婆婆）",
    "son_in_law": "女婿",
    "daughter_in_law": "儿媳",
    "brother_in_law": "配偶的兄弟或姐妹的配偶",
    "sister_in_law": "配偶的姐妹或兄弟的配偶",
}
RELATIONS = {**KIN, "other": "其他重要社会关系"}


def higher(first: str, second: str | None) -> bool:
    """Whether a post level is above another. A cadre without a level is below every level."""
    return second is None or first < second


def higher_rank(first: str, second: str | None) -> bool:
    """Whether a rank is above another. A cadre without a rank is below every rank."""
    return second is None or RANK_ORDER.index(first) < RANK_ORDER.index(second)


def level_steps(current: str | None, wished: str) -> int:
    """How many levels up from `current` to `wished`; 0 for the same, below zero for a lower one."""
    return LEVEL_ORDER.index(current or "199") - LEVEL_ORDER.index(wished)


def at_county_level_or_above(level: str | None) -> bool:
    """Whether this is 县处级副职 or above."""
    return level is not None and level <= COUNTY_DEPUTY

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

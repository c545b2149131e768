"""What the codes are called that the values of rules hold (规则取值), by the rule; others are numbers or texts."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.lifecycle import Words

_RANK = "rank"

CODED: Mapping[str, Words] = {
    "training.daily_kinds": "training.class_kinds",
    "training.five_year_window": {"rolling": "滚动五年", "fixed": "固定周期"},
    "training.five_year_ranks": _RANK,
}

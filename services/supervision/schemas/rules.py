"""What the codes are called that the values of rules hold (规则取值), by the rule; others are numbers or texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from servicekit.lifecycle import Prefixed, Words
from servicekit.rules import RULES, shipped
from services.supervision.vocabulary.looked import FOUND, Weight

_BOOKS: tuple[Words, ...] = tuple(Prefixed(f"{book}_", FOUND) for book in ("check", "matter", "letter"))
_RESTRICTION: Words = ({"months": "月数", "effects": "效力"}, "supervision.restriction_effects")
_OF_RESTRICTIONS = "supervision.restriction."

CODED: Mapping[str, Words] = {
    "supervision.vetting_weights": (Weight, *_BOOKS),
    "supervision.result_stop_levels": "supervision.result_uses",
    "supervision.result_clears": "supervision.result_codes",
    "supervision.restriction_of": (
        "supervision.accountability_kinds", "supervision.check_handling", "supervision.matter_measures",
        "supervision.restriction_kinds",
    ),
    **{
        rule["code"]: _RESTRICTION
        for rule in shipped(Path(__file__).parents[1], RULES)
        if rule["code"].startswith(_OF_RESTRICTIONS)
    },
}  # fmt: skip

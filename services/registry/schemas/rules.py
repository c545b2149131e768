"""What the codes are called that the values of rules hold (规则取值), by the rule; others are numbers or texts."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.lifecycle import Words
from servicekit.people import Role
from servicekit.standards import EDUCATION_BOUNDS
from services.registry.schemas.careers import DEPARTURES
from services.registry.schemas.units import FUNCTIONS
from services.registry.vocabulary.codes import KIN

_LEVEL, _RANK = "post_level", "rank"

CODED: Mapping[str, Words] = {
    "registry.education_county": EDUCATION_BOUNDS,
    "registry.education_bureau": EDUCATION_BOUNDS,
    "registry.kin_avoidance": KIN,
    "registry.avoidance_functions": FUNCTIONS,
    "registry.native_place_avoidance": Role,
    "registry.native_place_kinds": "registry.unit_kind",
    "registry.rank_levels": (_RANK, _LEVEL),
    "registry.rank_years": ({"to": "晋升至", "years": "年限", "rank": "现职级", "level": "职务层次"}, _RANK, _LEVEL),
    "registry.leaving_investigated": DEPARTURES,
    "registry.vetting_needed": _LEVEL,
    "registry.vetting_needed_roles": Role,
}

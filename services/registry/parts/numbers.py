"""Identity numbers that are entered, and whose they are already: who is told that, and how often.

Whoever sees a cadre is told that the number is theirs. Whoever does not learns nothing from a dry run, in which a
number could be tried without a trace; what they enter is refused without a word about the cadre, and counts as a number
asked for in vain. Once that is too often on a day, every number of theirs is refused, known or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from servicekit.errors import field_error
from servicekit.principal import Reach
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import IdentityNumberKnown, TooManyLookups
from services.registry.parts.building import known_number
from services.registry.parts.common import person_filter
from services.registry.store.cadres import CADRES, known_numbers
from services.registry.store.reveals import count_misses


@dataclass(frozen=True)
class Known:
    """Which of the numbers that are entered are in the roster already, as far as whoever enters them is told."""

    within: Mapping[str, str]
    """The ids of the cadres whom they see, by the number's blind index."""
    beyond: Set[str] = frozenset()
    """Numbers of cadres whom they do not see."""
    refused: TooManyLookups | None = None
    """Why nothing is said of any number besides those of cadres whom they see."""

    def must_be_new(self, blind: str) -> None:
        """Raises IdentityNumberKnown for the number of somebody in the roster, and TooManyLookups."""
        if blind in self.within:
            raise known_number()
        if self.refused is not None:
            zh, en = self.refused.detail_zh, self.refused.detail_en
            raise TooManyLookups(zh, en, errors=[field_error("/identity_number", self.refused.code, zh, en)])
        if blind in self.beyond:
            raise _known_elsewhere()


def known_to(work: UnitOfWork, blind: Iterable[str], *, dry_run: bool = False) -> Known:
    """Which of these numbers, by their blind index, are in the roster already."""
    known = known_numbers(work.db, blind)
    if work.scope.reach is Reach.ALL or (not known and dry_run):
        return Known(known)
    seen = work.db[CADRES.name].find(person_filter(work, {"_id": {"$in": sorted(known.values())}}), {"_id": 1})
    ids = {one["_id"] for one in seen}
    within = {number: id for number, id in known.items() if id in ids}
    if dry_run:
        return Known(within)
    beyond = known.keys() - within.keys()
    most = int(work.rules["registry.number_lookups_per_day"].value)
    try:
        count_misses(work.db, work.principal.account, work.today, most, len(beyond))
    except TooManyLookups as refused:
        return Known(within, refused=refused)
    return Known(within, beyond)


def _known_elsewhere() -> IdentityNumberKnown:
    """The refusal of a number of somebody whom whoever enters it does not see: nothing of who or where they are."""
    zh = "该公民身份号码不能由本单位登记，请与组织部门核对"
    en = "This identity number cannot be entered from here; ask the organisation department"
    return IdentityNumberKnown(zh, en, errors=[field_error("/identity_number", "identity-number-known", zh, en)])

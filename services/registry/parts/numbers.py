"""Identity numbers that are entered, and whose they are already: who is told that, and how often.

Whoever sees a cadre is told that the number is theirs. Whoever does not learns nothing from a dry run, in which a
number could be tried without a trace; what they enter is refused without a word about the cadre, and counts as a number
asked for in vain. Once that is too often on a day, every number of theirs is refused, known or not.

Where somebody was born and when, and of which sex they are, stands in many lists; some five hundred numbers are left to
try, and a table has room for all of them. So of whoever may not be shown a number it is counted how many numbers that
agree in region and birth they name in vain, whatever names stand beside them: a table of thousands, even of people who
are all unknown, has few such. Past the rule nothing is said of any of these, be it somebody's or nobody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import timedelta

from servicekit.crypto import FieldCipher
from servicekit.deadlines import end_of
from servicekit.errors import field_error
from servicekit.principal import Reach
from servicekit.work import Reading, UnitOfWork
from services.registry.errors.cadres import IdentityNumberKnown, TooManyLookups
from services.registry.model.identity import IdentityNumber
from services.registry.parts.building import known_number
from services.registry.parts.common import person_filter
from services.registry.schemas.cadres import NUMBER_READ
from services.registry.store.cadres import CADRES, known_numbers
from services.registry.store.reveals import count_misses, tried_too_often

TRIED_FOR = timedelta(days=30)
"""How long a number that was named in vain counts."""


@dataclass(frozen=True)
class Known:
    """Which of the numbers that are entered are in the roster already, as far as whoever enters them is told."""

    within: Mapping[str, str]
    """The ids of the cadres whom they see, by the number's blind index."""
    beyond: Set[str] = frozenset()
    """Numbers of cadres whom they do not see."""
    refused: TooManyLookups | None = None
    """Why nothing is said of any number besides those of cadres whom they see."""
    alike: Set[str] = frozenset()
    """Numbers of which too many that are alike were tried: nothing is said of these."""

    def must_be_new(self, blind: str) -> None:
        """Raises IdentityNumberKnown for the number of somebody in the roster, and TooManyLookups."""
        if blind in self.alike:
            raise _tried_too_often()
        if blind in self.within:
            raise known_number()
        if self.refused is not None:
            zh, en = self.refused.detail_zh, self.refused.detail_en
            raise TooManyLookups(zh, en, errors=[field_error("/identity_number", self.refused.code, zh, en)])
        if blind in self.beyond:
            raise _known_elsewhere()


def known_to(work: UnitOfWork, cipher: FieldCipher, numbers: Mapping[str, IdentityNumber], *, dry_run: bool) -> Known:
    """Which of these numbers, by their blind index, are in the roster already.

    Numbers are tried in dry runs, of which nothing else stays: what is entered, and what is refused, is on record.
    """
    known = known_numbers(work.db, numbers)
    if work.scope.reach is Reach.ALL or (not known and dry_run):
        return Known(known, alike=tried_alike(work, cipher, numbers, known.keys()) if dry_run else frozenset())
    seen = work.db[CADRES.name].find(person_filter(work, {"_id": {"$in": sorted(known.values())}}), {"_id": 1})
    ids = {one["_id"] for one in seen}
    within = {number: id for number, id in known.items() if id in ids}
    if dry_run:
        return Known(within, alike=tried_alike(work, cipher, numbers, within.keys()))
    beyond = known.keys() - within.keys()
    most = int(work.rules["registry.number_lookups_per_day"].value)
    try:
        count_misses(work.db, work.principal.account, work.today, most, len(beyond))
    except TooManyLookups as refused:
        return Known(within, refused=refused)
    return Known(within, beyond)


def tried_alike(read: Reading, cipher: FieldCipher, numbers: Mapping[str, IdentityNumber], found: Set[str]) -> Set[str]:
    """Those of these numbers, by their blind index, of which nothing is to be said, whether they are `found` or not."""
    if read.principal.may(NUMBER_READ):
        return frozenset()
    alike = {blind: cipher.blind(number.region_and_birth) for blind, number in numbers.items()}
    in_vain = defaultdict(list)
    for blind in numbers.keys() - found:
        in_vain[alike[blind]].append(blind)
    most, ends_at = int(read.rules["registry.numbers_tried_alike"].value), end_of(read.today + TRIED_FOR)
    refused = tried_too_often(read.db, read.principal.account, in_vain, set(alike.values()), most, ends_at)
    return {blind for blind, of in alike.items() if of in refused}


def _tried_too_often() -> TooManyLookups:
    zh = "同一地区、同一出生日期的号码试填过多，请改填单位和姓名，或请组织部门核对"
    en = "Too many numbers of one region and birth were tried: give unit and name, or ask the organisation department"
    return TooManyLookups(zh, en, errors=[field_error("/identity_number", TooManyLookups.code, zh, en)])


def _known_elsewhere() -> IdentityNumberKnown:
    """The refusal of a number of somebody whom whoever enters it does not see: nothing of who or where they are."""
    zh = "该公民身份号码不能由本单位登记，请与组织部门核对"
    en = "This identity number cannot be entered from here; ask the organisation department"
    return IdentityNumberKnown(zh, en, errors=[field_error("/identity_number", "identity-number-known", zh, en)])

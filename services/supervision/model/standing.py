"""Restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds.

The standing is the one place that orders restrictions and clearances: each changes or reads it in a transaction of its
own, so a clearance is given either before a restriction begins or after it has ended, never beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.eligibility import Override, Reason, must_be_eligible
from servicekit.errors import field_error
from servicekit.lifecycle import Hands, hands_of
from servicekit.periods import ONE_DAY, last_day_of
from servicekit.rules import Rule
from services.supervision.errors.standing import NotAPartyMember, NotItsPeriod
from services.supervision.model.looked import RESTRICTED
from services.supervision.model.vetting import bars
from services.supervision.vocabulary.standing import IMPOSE, LIFE, Source, State, Step
from services.supervision.vocabulary.vetting import Purpose


@dataclass(frozen=True)
class Origin:
    """Where a decision was entered, and under which id there; what was entered by hand has none."""

    source: Source
    source_id: str | None


@dataclass
class Restriction:
    """A restriction of a cadre: from `begins` to `ends`, both included; without an end until it is lifted."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    kind: str
    effects: list[str]
    begins: date
    ends: date | None
    basis: str
    imposed_by: str
    imposed_at: datetime
    source: Source = Source.ENTERED
    source_id: str | None = None
    """What it comes of: an entry of the cadre's file, an entry of accountability, a check, a matter."""
    state: State = State.SCHEDULED
    closed_by: str | None = None
    closed_basis: str | None = None
    died_on: date | None = None
    """The day of the death with which it ended."""
    ends_otherwise: date | None = None
    """Of what ended with a death the last day that it had."""
    moved: int = 0
    """The registry's sequence number of the cadre's last move that was taken in."""
    override: Override | None = None
    """Who answers for a last day that is not the one of its kind's rule."""
    joined: list[Origin] = field(default_factory=list)
    """What else it comes of: one decision that several ledgers tell of stands in the book once."""
    synthetic: bool = False
    version: int = 0

    @property
    def origins(self) -> list[Origin]:
        """All that it comes of."""
        return [Origin(self.source, self.source_id), *self.joined]

    @property
    def taken_back(self) -> bool:
        """Whether it counts as never having been."""
        return self.state is State.ANNULLED

    @property
    def hands(self) -> Hands:
        """The accounts that had a part in it, and what each did: none of them decides an appeal against it."""
        closed = Step.ANNUL if self.taken_back else Step.LIFT
        return hands_of((self.imposed_by, IMPOSE), (self.closed_by, closed))


@dataclass
class InForce:
    """A restriction that holds now, as the standing knows it."""

    restriction_id: str
    effects: list[str]
    begins: date


@dataclass
class Standing:
    """What holds against a cadre now. Its id is the cadre's."""

    id: str
    unit_ids: list[str] = field(default_factory=list)
    in_force: list[InForce] = field(default_factory=list)
    moved: int = 0
    told: int = 0
    """The registry's sequence number of the cadre's file whose punishments stand in the book."""
    died_on: date | None = None
    """With a death ends what is in force, whenever it is entered."""
    synthetic: bool = False
    version: int = 0

    @property
    def cadre_id(self) -> str:
        return self.id

    @property
    def restricted(self) -> bool:
        return bool(self.in_force)

    @property
    def effects(self) -> list[str]:
        """What is barred, of all restrictions together."""
        return sorted({effect for one in self.in_force for effect in one.effects})

    @property
    def restriction_ids(self) -> list[str]:
        return [one.restriction_id for one in self.in_force]

    @property
    def since(self) -> date | None:
        """The first day of the oldest restriction in force."""
        return min((one.begins for one in self.in_force), default=None)


@dataclass
class Clearance:
    """An answer to the question whether something may be done now. Its id is the request's."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    requested_by: str
    reference_id: str
    purpose: Purpose
    given: bool
    reasons: list[str]
    at: datetime
    synthetic: bool = False
    version: int = 0

    @property
    def request_id(self) -> str:
        return self.id


def last_day_by(rule: Rule, begins: date) -> date | None:
    """The last day that the rule of a kind gives from the first one; None where the kind has no fixed period."""
    months = int(rule.value["months"])
    return last_day_of(begins, months) if months else None


def must_be_its_period(rule: Rule, begins: date, ends: date | None, override: Override | None) -> Override | None:
    """The override that a last day needs which is not the one by the rule of its kind (处分期间), None where none is.

    How the period of an earlier one that is running combines (合并计算) is not reckoned: it is entered by override.
    Raises NotItsPeriod, saying what the rule gives.
    """
    by_rule = last_day_by(rule, begins)
    if ends is None or by_rule is None or ends == by_rule:
        return None
    zh = f"{rule.zh}自{begins.isoformat()}起{rule.value['months']}个月，至{by_rule.isoformat()}（{rule.cited}）"
    en = f"{rule.en}: {rule.value['months']} months from {begins.isoformat()}, to {by_rule.isoformat()} [{rule.cited}]"
    return must_be_eligible([Reason("not_its_period", zh, en, rule.cited)], override, NotItsPeriod)


@dataclass(frozen=True)
class Punishment:
    """A punishment that counts in a cadre's file: its entry there, its kind, its first day, its last where given."""

    entry: str
    kind: str
    begins: date
    ends: date | None


def compare(
    book: Sequence[Restriction], file: Sequence[Punishment]
) -> tuple[list[Punishment], list[tuple[Restriction, Punishment]], list[Restriction]]:
    """What a cadre's file asks of the book: punishments to enter, restrictions to adopt for one, and some to annul.

    A restriction that comes of something else too, of the same kind from the same day, is the same punishment, entered
    twice. What is to be annulled is to be let go before anything is adopted: an entry that was put right takes its
    place.
    """
    known = {one.source_id for one in book if one.source is Source.FILE}
    counting = {punishment.entry for punishment in file}
    gone = [one for one in book if one.source is Source.FILE and one.source_id not in counting and not one.taken_back]
    free = [one for one in book if one.source is not Source.FILE and not one.taken_back]
    free += [one for one in gone if one.joined]
    enter, adopt = [], []
    for punishment in file:
        if punishment.entry in known:
            continue
        twin = same(free, punishment.kind, punishment.begins)
        if twin is None:
            enter.append(punishment)
        else:
            free.remove(twin)
            adopt.append((twin, punishment))
    return enter, adopt, gone


def same(book: Iterable[Restriction], kind: str, begins: date) -> Restriction | None:
    """What stands in the book of a decision of this kind from this day."""
    return next((one for one in book if (one.kind, one.begins) == (kind, begins) and not one.taken_back), None)


def join(restriction: Restriction, source: Source, source_id: str) -> None:
    """The same decision comes from elsewhere too. The file is what the registry knows it by, so it comes first; what
    was entered by hand stays an origin, and is taken back by hand alone."""
    new = Origin(source, source_id)
    if new in restriction.origins:
        return
    if restriction.source is Source.ENTERED or source is Source.FILE:
        restriction.joined.append(Origin(restriction.source, restriction.source_id))
        restriction.source, restriction.source_id = source, source_id
    else:
        restriction.joined.append(new)


def part(restriction: Restriction, source: Source, source_id: str) -> bool:
    """Something that it comes of is taken back; whether it comes of something else too, and stays."""
    kept = [one for one in restriction.origins if one != Origin(source, source_id)]
    if not kept:
        return False
    restriction.source, restriction.source_id = kept[0].source, kept[0].source_id
    restriction.joined = kept[1:]
    return True


PARTY_KINDS = frozenset(
    {"party_warning", "party_serious_warning", "party_removal", "party_probation", "party_expulsion"}
)
"""党纪处分: of members of the Party alone."""
EXPULSION = "party_expulsion"
PARTY_MEMBERS = ("01", "02")
"""中共党员 and 中共预备党员, of GB/T 4762."""


def must_be_of_the_party(
    kind: str, begins: date, political_status: str, party_since: str | None, book: Iterable[Restriction]
) -> None:
    """Raises NotAPartyMember for a 党纪处分 of who was no member on that day, by what is told of them and an expulsion
    that stands in the book; where nobody has told, it is left."""
    if kind not in PARTY_KINDS:
        return
    expelled = [one.begins for one in book if one.kind == EXPULSION and not one.taken_back]
    if expelled:
        member = begins <= min(expelled)
    elif party_since is not None:
        member = party_since <= begins.isoformat()[: len(party_since)]
    else:
        member = political_status in ("", *PARTY_MEMBERS)
    if not member:
        where = field_error("/kind", "not-a-party-member", NotAPartyMember.zh, NotAPartyMember.en)
        raise NotAPartyMember(errors=[where], political_status=political_status)


def settle(restriction: Restriction, standing: Standing, today: date) -> list[Step]:
    """Bring a restriction and the standing in step with the day; answers what happened."""
    happened: list[Step] = []
    if restriction.begins <= today and LIFE.happen(restriction, Step.BEGIN):
        standing.in_force.append(InForce(restriction.id, list(restriction.effects), restriction.begins))
        happened.append(Step.BEGIN)
    if restriction.ends is not None and restriction.ends < today and LIFE.happen(restriction, Step.END):
        leave(standing, restriction)
        happened.append(Step.END)
    return happened


def end_before(restriction: Restriction, day: date) -> None:
    """A restriction that is lifted bars no more from a day on: the day before is its last, and its first where it had
    just begun."""
    if restriction.ends is None or restriction.ends >= day:
        restriction.ends = max(restriction.begins, day - ONE_DAY)


def end_with_death(restriction: Restriction, died_on: date) -> bool:
    """Let a restriction end with a death; whether it was in force still, or to come and never begins."""
    if not LIFE.happen(restriction, Step.DIE):
        return False
    restriction.died_on, restriction.ends_otherwise = died_on, restriction.ends
    if restriction.ends is None or restriction.ends > died_on:
        restriction.ends = died_on
    return True


def leave(standing: Standing, restriction: Restriction) -> bool:
    """A restriction holds no more; says whether the standing changed."""
    kept = [one for one in standing.in_force if one.restriction_id != restriction.id]
    changed = len(kept) != len(standing.in_force)
    standing.in_force = kept
    return changed


def judge(standing: Standing, purpose: Purpose) -> tuple[bool, list[str]]:
    """Whether something may be done to this cadre now, and if not, why."""
    barred = bars(standing.effects, purpose)
    return not barred, [RESTRICTED] if barred else []

"""Units (单位) and posts (职位): the tree, approved posts (核定职数), and how both change without losing their past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from servicekit.people import Role as Role
from services.registry.errors.posts import PostHeld
from services.registry.errors.units import UnitLoop
from services.registry.model import authority, names
from services.registry.model.authority import Authority
from services.registry.vocabulary.units import (
    POST_LIFE,
    UNIT_LIFE,
    PostState,
    PostStep,
    UnitChangeKind,
    UnitState,
    UnitStep,
)

# fmt: on


LEADERS = (Role.CHIEF, Role.DEPUTY, Role.CHIEF_EXPERT)


@dataclass
class Headcount:
    """Posts of the leading team by role: approved ones (核定) or filled ones (实配)."""

    chief: int = 0
    deputy: int = 0
    chief_expert: int = 0

    def of(self, role: str) -> int:
        return int(getattr(self, role, 0))

    def add(self, role: str, number: int) -> None:
        if role in ("chief", "deputy", "chief_expert"):
            setattr(self, role, max(0, self.of(role) + number))


@dataclass
class UnitChange:
    """One entry of a unit's history: what was changed on which day, by which document."""

    kind: UnitChangeKind
    on: date
    document: str = ""
    before: str = ""
    after: str = ""
    other_unit_id: str | None = None


@dataclass
class Unit:
    """A unit. `unit_ids` holds the units above it, top first, and itself last."""

    id: str
    code: str
    name: str
    short_name: str
    kind: str
    level: str | None
    region: str
    parent_id: str | None
    unit_ids: list[str]
    approved: Headcount | None = None
    filled: Headcount = field(default_factory=Headcount)
    over_since: date | None = None
    state: UnitState = UnitState.ACTIVE
    merged_into: str | None = None
    history: list[UnitChange] = field(default_factory=list)
    order: int = 0
    """Its number (排序号) among the units that have the same above them."""
    place: str = ""
    """Where it stands in the city's order of units; derived (model.order)."""
    synthetic: bool = False
    called: str = ""
    """What a search by name looks into; derived."""
    version: int = 0

    def __post_init__(self) -> None:
        self.derive()

    def derive(self) -> None:
        """Keep what a search looks into in step with the names, those of before too."""
        former = [one.before for one in self.history if one.kind is UnitChangeKind.RENAMED]
        self.called = "\n".join(names.compared(one) for one in (self.name, self.short_name, *former))

    def must(self, step: UnitStep) -> UnitState:
        """The state that a step leads to. Raises UnitClosed, which says into what it was merged."""
        return UNIT_LIFE.must(self, step, unit_id=self.id, merged_into=self.merged_into)

    def over(self) -> dict[str, int]:
        """By how many the filled posts exceed the approved ones (超职数), by role; empty where none are approved."""
        if self.approved is None:
            return {}
        return {
            role: self.filled.of(role) - self.approved.of(role)
            for role in ("chief", "deputy", "chief_expert")
            if self.filled.of(role) > self.approved.of(role)
        }

    def fill(self, role: str, number: int, on: date) -> None:
        """Count somebody into (+1) or out of (-1) a role, and remember since when the unit is over its number."""
        self.filled.add(role, number)
        self.note_establishment(on)

    def note_establishment(self, on: date) -> None:
        """Keep the day since when the unit is over its approved number."""
        if not self.over():
            self.over_since = None
        elif self.over_since is None:
            self.over_since = on

    def rename(self, name: str, short_name: str, on: date, document: str) -> None:
        """Give the unit another name; the old one stays in its history."""
        self.history.append(UnitChange(UnitChangeKind.RENAMED, on, document, before=self.name, after=name))
        self.name, self.short_name = name, short_name

    def reorder(self, order: int, on: date, document: str) -> None:
        """Give the unit another number among its siblings; the old one stays in its history."""
        before, after = str(self.order), str(order)
        self.history.append(UnitChange(UnitChangeKind.REORDERED, on, document, before=before, after=after))
        self.order = order

    def approve(self, approved: Headcount, on: date, document: str) -> None:
        """Set the approved posts; the old numbers stay in the history."""
        before, after = _numbers(self.approved), _numbers(approved)
        self.history.append(UnitChange(UnitChangeKind.APPROVED_POSTS, on, document, before=before, after=after))
        self.approved = approved
        self.note_establishment(on)

    def name_on(self, day: date) -> str:
        """The name the unit had on a day."""
        for change in sorted((c for c in self.history if c.kind is UnitChangeKind.RENAMED), key=lambda c: c.on):
            if day < change.on:
                return change.before
        return self.name


def _numbers(count: Headcount | None) -> str:
    return "" if count is None else f"{count.chief}/{count.deputy}/{count.chief_expert}"


def path_below(parent: Unit | None, unit_id: str) -> list[str]:
    """The `unit_ids` of a unit below `parent`. Raises UnitClosed for a parent that was merged or abolished."""
    if parent is None:
        return [unit_id]
    parent.must(UnitStep.RECEIVE)
    return [*parent.unit_ids, unit_id]


def move(unit: Unit, parent: Unit | None, on: date, document: str) -> list[str]:
    """Place a unit below another parent; answers its old `unit_ids`. Raises UnitLoop and UnitClosed."""
    unit.must(UnitStep.MOVE)
    if parent is not None and unit.id in parent.unit_ids:
        raise UnitLoop(unit_id=unit.id)
    old = unit.unit_ids
    change = UnitChange(UnitChangeKind.MOVED, on, document, unit.parent_id or "", parent.id if parent else "")
    unit.unit_ids = path_below(parent, unit.id)
    unit.parent_id = parent.id if parent else None
    unit.history.append(change)
    return old


def rebased(unit_ids: list[str], old: list[str], new: list[str]) -> list[str]:
    """The path of something below a unit whose own path went from `old` to `new`."""
    return [*new, *unit_ids[len(old) :]]


def merge(unit: Unit, into: Unit, on: date, document: str) -> None:
    """End a unit by merging it into another, which takes over its posts, people and approved posts."""
    state = unit.must(UnitStep.MERGE)
    into.must(UnitStep.RECEIVE)
    if unit.id in into.unit_ids:
        raise UnitLoop(unit_id=unit.id)
    unit.state, unit.merged_into = state, into.id
    unit.history.append(UnitChange(UnitChangeKind.MERGED_INTO, on, document, other_unit_id=into.id))
    into.history.append(UnitChange(UnitChangeKind.TOOK_IN, on, document, before=unit.name, other_unit_id=unit.id))
    for role in ("chief", "deputy", "chief_expert"):
        into.filled.add(role, unit.filled.of(role))
    unit.filled, unit.over_since = Headcount(), None
    into.note_establishment(on)


@dataclass
class GoneOn:
    """A cadre of a merged unit: which appointments ended there, by what each went on, and where the file said to be."""

    cadre_id: str
    entries: dict[str, str]
    registered_in: list[str] | None
    placed_from: int


@dataclass
class Merger:
    """What a merger carried over, so that one that was entered by mistake can be taken back."""

    id: str
    unit_id: str
    into_id: str
    filled: Headcount
    """Posts of the leading team that were filled in the merged unit."""
    posts: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    cadres: list[GoneOn] = field(default_factory=list)
    taken_back: bool = False
    version: int = 0


def restore(unit: Unit, on: date, basis: str) -> None:
    """It was merged or abolished by mistake: it is there as before. Raises UnitClosed for one that is there."""
    unit.state = unit.must(UnitStep.RESTORE)
    unit.history.append(UnitChange(UnitChangeKind.RESTORED, on, basis, other_unit_id=unit.merged_into))
    unit.merged_into = None


def give_back(into: Unit, unit: Unit, merger: Merger, left: Mapping[str, int], on: date, basis: str) -> None:
    """The approved posts that came with a merger by mistake are filled in the other unit again.

    `left` says how many of each role have ended since: they are out of the count already.
    """
    unit.filled = Headcount()
    for role in ("chief", "deputy", "chief_expert"):
        number = merger.filled.of(role) - left.get(role, 0)
        unit.filled.add(role, number)
        into.filled.add(role, -number)
    for one in (unit, into):
        one.note_establishment(on)
    into.history.append(UnitChange(UnitChangeKind.GAVE_BACK, on, basis, other_unit_id=unit.id))


def close(unit: Unit, on: date, document: str) -> None:
    """Abolish a unit; that nothing is left in it has been seen to. Raises UnitClosed."""
    unit.state = unit.must(UnitStep.CLOSE)
    unit.history.append(UnitChange(UnitChangeKind.CLOSED, on, document))


# fmt: on


@dataclass
class PostCondition:
    """What a post asks for: `kind` is a key of dictionary registry.post_condition; `required` is a must, no wish."""

    kind: str
    value: str
    text: str = ""
    required: bool = True


@dataclass
class Post:
    """A post exists without a holder. More than one holder is possible only by a recorded override."""

    id: str
    code: str | None
    unit_id: str
    unit_ids: list[str]
    title: str
    post_level: str | None
    role: Role = Role.MEMBER
    avoidance_function: str | None = None
    conditions: list[PostCondition] = field(default_factory=list)
    management: str = "unit"
    holder_ids: list[str] = field(default_factory=list)
    vacant: bool = True
    authorities: list[Authority] = field(default_factory=list)
    """What was said of `management`, the authority of today, in that order; empty where nothing has changed."""
    state: PostState = PostState.ACTIVE
    established_on: date | None = None
    abolished_on: date | None = None
    order: int = 0
    """Its number (排序号) among the unit's posts of the same role and level."""
    place: str = ""
    """Where it stands in the city's order of units and posts; derived (model.order)."""
    synthetic: bool = False
    version: int = 0

    def must(self, step: PostStep) -> PostState:
        """The state that a step leads to. Raises PostAbolished."""
        return POST_LIFE.must(self, step, post_id=self.id)

    @property
    def said(self) -> list[Authority]:
        """What was said of its authority; the first holds ever since."""
        return self.authorities or [Authority(self.management)]

    def put_under(self, word: Authority, today: date) -> None:
        """Put it under another authority from a day on; what was said before stays."""
        self.authorities = [*self.said, word]
        self.management = authority.on_day(self.authorities, today).code

    def take(self, cadre_id: str) -> None:
        if cadre_id not in self.holder_ids:
            self.holder_ids.append(cadre_id)
        self.vacant = False

    def leave(self, cadre_id: str) -> None:
        if cadre_id in self.holder_ids:
            self.holder_ids.remove(cadre_id)
        self.vacant = not self.holder_ids

    def abolish(self, on: date) -> None:
        """End a post. Raises PostAbolished, and PostHeld while it has a holder."""
        state = self.must(PostStep.ABOLISH)
        if self.holder_ids:
            raise PostHeld(post_id=self.id)
        self.state, self.abolished_on, self.vacant = state, on, False

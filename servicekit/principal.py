"""Who asks, and how far they may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

ABOUT = ("cadre_id", "subject_id", "candidate_id")
"""Fields that name the person whom a request or an entity is about."""
ABOUT_MANY = "cadre_ids"
"""The field of an entity that is about several, each of whom is judged. A request's list is not looked at: it has
everybody whom something common to all concerns, such as a class."""

SYSTEM = "system"
"""The role of the platform's own processes."""


class Reach(StrEnum):
    """How far a right reaches (数据范围): everything, the own unit and those below it, the own person, nothing."""

    ALL = "all"
    UNIT = "unit"
    SELF = "self"
    NONE = "none"


@dataclass(frozen=True)
class Scope:
    """The data that a right reaches, to be compiled into the database query, never filtered afterwards.

    What several roles give is united: `reach` is the farthest of it, and `oneself` adds the own person.
    """

    reach: Reach = Reach.ALL
    unit_id: str | None = None
    cadre_id: str | None = None
    oneself: bool = False
    """Whether the right is theirs as the person that they are, too: what every cadre may do in their own matter."""

    def filter(self, unit: str = "unit_ids", cadre: str = "_id") -> dict[str, Any]:
        """The MongoDB filter: `unit` names the field with a person's unit and all above it, `cadre` their id.

        An empty name is a field that there is not: nothing is found by it.
        """
        if self.reach is Reach.ALL:
            return {}
        reached = ((unit, self._unit), (cadre, self._person))
        parts = [{name: value} for name, value in reached if name and value is not None]
        if len(parts) > 1:
            return {"$or": parts}
        return parts[0] if parts else {"_id": {"$in": []}}

    def allows(self, unit_ids: Sequence[str], cadre_id: str | None = None) -> bool:
        """Whether a person of these units, with this id, is within the scope."""
        if self.reach is Reach.ALL or (self._unit is not None and self._unit in unit_ids):
            return True
        return self._person is not None and self._person == cadre_id

    def covers(self, other: Scope) -> bool:
        """Whether it reaches everything that another scope of the same account reaches."""
        if self.reach is Reach.ALL:
            return True
        if other.reach is Reach.ALL or (other._unit is not None and self._unit is None):
            return False
        return other._person is None or self._person is not None

    def is_of(self, cadre_id: str | None) -> bool:
        """Whether this is the person whose account it is, however far the scope reaches."""
        return self.cadre_id is not None and self.cadre_id == cadre_id

    @property
    def _unit(self) -> str | None:
        return self.unit_id if self.reach is Reach.UNIT else None

    @property
    def _person(self) -> str | None:
        return self.cadre_id if self.reach is Reach.SELF or self.oneself else None

    def to_wire(self) -> dict[str, Any]:
        return {"reach": self.reach.value, "unit_id": self.unit_id, "cadre_id": self.cadre_id}


@dataclass(frozen=True)
class Principal:
    """Whoever asks: an account with its roles, for one right, with the scope that the right has for it."""

    account: str
    roles: tuple[str, ...] = ()
    right: str = ""
    scope: Scope = field(default_factory=Scope)
    also: tuple[str, ...] = ()
    """Those of the rights that the row asks about besides its own which the account has, at least as far as `scope`."""
    partly: tuple[tuple[str, Scope], ...] = ()
    """Those of them that it has, but not so far: each with how far."""
    address: str = field(default="", compare=False)
    """From where they ask; told with a command alone, for the audit trail."""

    @property
    def kept_from(self) -> str | None:
        """Whom this account does not act on with an official's right (回避): the cadre whose account it is.

        公务员法 76: who is concerned by official business has no part in it.
        """
        official = self.scope.reach in (Reach.ALL, Reach.UNIT) and not self.scope.oneself
        return self.scope.cadre_id if official else None

    def may(self, right: str) -> bool:
        """Whether the account has a right: the one that it comes with, or one that was asked about."""
        return right in (self.right, *self.also)

    def within(self, right: str) -> Scope:
        """How far the account has a right: the one that it comes with, or one that was asked about."""
        return self.scope if self.may(right) else dict(self.partly).get(right, Scope(Reach.NONE))

    def to_wire(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "account": self.account,
            "roles": list(self.roles),
            "right": self.right,
            "scope": self.scope.to_wire(),
            "also": list(self.also),
            "oneself": self.scope.oneself,
        }
        if self.partly:
            told["partly"] = {right: {"reach": far.reach.value, "oneself": far.oneself} for right, far in self.partly}
        return {**told, "address": self.address} if self.address else told


def from_wire(data: dict[str, Any]) -> Principal:
    """Read what `Principal.to_wire` wrote. Raises KeyError or ValueError for anything else."""
    told, partly = data["scope"], data.get("partly", {})
    scope = Scope(Reach(told["reach"]), told.get("unit_id"), told.get("cadre_id"), bool(data.get("oneself")))
    return Principal(
        account=str(data["account"]),
        roles=tuple(data.get("roles", ())),
        right=str(data.get("right", "")),
        scope=scope,
        also=tuple(data.get("also", ())),
        partly=tuple(
            (str(right), replace(scope, reach=Reach(far["reach"]), oneself=bool(far["oneself"])))
            for right, far in partly.items()
        ),
        address=str(data.get("address", ""))[:64],
    )


def system(name: str) -> Principal:
    """A process of the platform itself, e.g. a reaction to an event or the projector."""
    return Principal(account=f"system:{name}", roles=(SYSTEM,), right=SYSTEM, scope=Scope(Reach.ALL))


# A caller without a principal is a plain nameko client inside the network; it may see nothing that is scoped.
NOBODY = Principal(account="nobody", scope=Scope(Reach.NONE))

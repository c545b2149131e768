"""Who asks, and how far they may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
    """How far a right reaches (数据范围)."""

    ALL = "all"
    UNIT = "unit"
    SELF = "self"
    NONE = "none"


@dataclass(frozen=True)
class Scope:
    """The data that a right reaches, to be compiled into the database query, never filtered afterwards."""

    reach: Reach = Reach.ALL
    unit_id: str | None = None
    cadre_id: str | None = None

    def filter(self, unit: str = "unit_ids", cadre: str = "_id") -> dict[str, Any]:
        """The MongoDB filter: `unit` names the field with a person's unit and all above it, `cadre` their id."""
        match self.reach:
            case Reach.ALL:
                return {}
            case Reach.UNIT if self.unit_id:
                return {unit: self.unit_id}
            case Reach.SELF if self.cadre_id:
                return {cadre: self.cadre_id}
        return {"_id": {"$in": []}}

    def allows(self, unit_ids: Sequence[str], cadre_id: str | None = None) -> bool:
        """Whether a person of these units, with this id, is within the scope."""
        match self.reach:
            case Reach.ALL:
                return True
            case Reach.UNIT:
                return self.unit_id is not None and self.unit_id in unit_ids
            case Reach.SELF:
                return self.cadre_id is not None and cadre_id == self.cadre_id
        return False

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
    oneself: bool = False
    """Whether the right is theirs as the person that they are, too: what every cadre may do in their own matter."""
    address: str = field(default="", compare=False)
    """From where they ask; told with a command alone, for the audit trail."""

    @property
    def kept_from(self) -> str | None:
        """Whom this account does not act on with an official's right (回避): the cadre whose account it is.

        公务员法 76: who is concerned by official business has no part in it.
        """
        official = self.scope.reach in (Reach.ALL, Reach.UNIT) and not self.oneself
        return self.scope.cadre_id if official else None

    def may(self, right: str) -> bool:
        """Whether the account has a right: the one that it comes with, or one that was asked about."""
        return right in (self.right, *self.also)

    def to_wire(self) -> dict[str, Any]:
        told = {
            "account": self.account,
            "roles": list(self.roles),
            "right": self.right,
            "scope": self.scope.to_wire(),
            "also": list(self.also),
            "oneself": self.oneself,
        }
        return {**told, "address": self.address} if self.address else told


def from_wire(data: dict[str, Any]) -> Principal:
    """Read what `Principal.to_wire` wrote. Raises KeyError or ValueError for anything else."""
    scope = data["scope"]
    return Principal(
        account=str(data["account"]),
        roles=tuple(data.get("roles", ())),
        right=str(data.get("right", "")),
        scope=Scope(Reach(scope["reach"]), scope.get("unit_id"), scope.get("cadre_id")),
        also=tuple(data.get("also", ())),
        oneself=bool(data.get("oneself")),
        address=str(data.get("address", ""))[:64],
    )


def system(name: str) -> Principal:
    """A process of the platform itself, e.g. a reaction to an event or the projector."""
    return Principal(account=f"system:{name}", roles=(SYSTEM,), right=SYSTEM, scope=Scope(Reach.ALL))


# A caller without a principal is a plain nameko client inside the network; it may see nothing that is scoped.
NOBODY = Principal(account="nobody", scope=Scope(Reach.NONE))

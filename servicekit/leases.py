"""Fenced leases (租约): one process at a time does something, and who lost it without noticing can change nothing.

What is here are filters and updates, so that blocking and asynchronous clients take, renew and give back alike. All is
by the database's clock. Who takes a lease gets a fence, a number that rises each time; each write under the lease names
it (`held`), and finds nothing once another has taken over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Document = dict[str, Any]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class LeaseLost(Exception):
    """Another process has taken over; what was under way here must end without a trace."""


@dataclass(frozen=True)
class Lease:
    """Where in a document a lease is kept, and for how many seconds it is held without a sign of life."""

    seconds: int
    owner: str = "lease.owner"
    until: str = "lease.until"
    fence: str = "lease.fence"

    def nobodys(self) -> Document:
        """What a new document holds: the lease is free."""
        return {self.owner: None, self.until: LONG_AGO, self.fence: 0}

    def free_for(self, owner: str) -> Document:
        """A filter: nobody holds it, it has run out, or it is this owner's already."""
        expired = {"$lt": [f"${self.until}", "$$NOW"]}
        return {"$expr": {"$or": [{"$in": [f"${self.owner}", [owner, None]]}, expired]}}

    def take(self, owner: str, **more: Any) -> list[Document]:
        """An update pipeline: the lease is this owner's from now on, with the next fence."""
        following = {"$add": [f"${self.fence}", 1]}
        return [{"$set": {self.fence: following, self.owner: owner, self.until: self._later(), **more}}]

    def held(self, fence: int) -> Document:
        """A filter: nobody has taken over since the lease was taken with this fence."""
        return {self.fence: fence}

    def renew(self) -> list[Document]:
        """An update pipeline: a sign of life."""
        return [{"$set": {self.until: self._later()}}]

    def give_back(self) -> Document:
        """An update: another may take it at once."""
        return {"$set": {self.owner: None, self.until: LONG_AGO}}

    def fence_of(self, document: Document) -> int:
        """The fence in a document."""
        value: Any = document
        for part in self.fence.split("."):
            value = value[part]
        return int(value)

    def _later(self) -> Document:
        return {"$dateAdd": {"startDate": "$$NOW", "unit": "second", "amount": self.seconds}}

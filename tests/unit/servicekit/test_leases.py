"""Leases: what is written under one names its fence."""

from __future__ import annotations

from servicekit.leases import LONG_AGO, Lease

NESTED = Lease(10)
FLAT = Lease(3, owner="owner", until="expires", fence="token")


def test_a_new_lease_is_nobodys_and_free_for_anybody() -> None:
    assert FLAT.nobodys() == {"owner": None, "expires": LONG_AGO, "token": 0}
    assert FLAT.give_back() == {"$set": {"owner": None, "expires": LONG_AGO}}


def test_taking_one_raises_the_fence_that_every_write_names() -> None:
    (stage,) = NESTED.take("host:1", state="running")
    assert stage["$set"]["lease.fence"] == {"$add": ["$lease.fence", 1]}
    assert (stage["$set"]["lease.owner"], stage["$set"]["state"]) == ("host:1", "running")
    assert NESTED.held(7) == {"lease.fence": 7}
    assert NESTED.fence_of({"lease": {"fence": 7}}) == FLAT.fence_of({"token": 7}) == 7

"""A database administrator who rewrites history: whatever is done to a journal, or to its chain, is found and named."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from servicekit import clock
from servicekit.chain import Checkpoint, audit_of, hash_of, keep
from tests.attack.guards import everything, guarded_by, nothing
from tests.support.chained import Chained
from tools.cadre import audit

HIDES: Any = {"_id": 1}
"""Of an entry, the key alone."""


def no_entries(*_: Any) -> int:
    """Stands in for the comparing of entries with their link."""
    return 0


def kept_by_nobody(*_: Any) -> Any:
    """Stands in for what the other parts keep."""
    return iter(())


class City(Chained):
    """Three parts; the registry's journal has six entries, each in a link of its own, the first an hour old."""

    def __init__(self, mongo: MongoClient[dict[str, Any]], prefix: str) -> None:
        super().__init__(mongo, prefix)
        self.keys: list[str] = []
        for ago in (3600, 3000, 2400, 1800, 1200, 600):
            self.keys += self.entries("registry", 1, ago=ago)
            self.linked()


@pytest.fixture
def city(mongo: MongoClient[dict[str, Any]], database_prefix: str) -> City:
    return City(mongo, f"{database_prefix}{secrets.token_hex(3)}_")


@guarded_by("the chain", tools__cadre__audit___Verifying___entries=no_entries)
def test_an_entry_is_removed(city: City) -> None:
    city.journal("registry").delete_one({"_id": city.keys[2]})
    assert any(city.keys[2] in found.en and found.level == "error" for found in city.seen("registry").found)


@guarded_by("the digest of what stays", servicekit__chain__STAYS=HIDES)
def test_an_entry_is_put_down_to_somebody_else(city: City) -> None:
    city.journal("registry").update_one({"_id": city.keys[2]}, {"$set": {"principal.account": "usr-scapegoat"}})
    assert any(city.keys[2] in found.en for found in city.seen("registry").found)


@guarded_by("the digest of what stays", servicekit__chain__STAYS=HIDES)
def test_two_entries_change_places(city: City) -> None:
    journal = city.journal("registry")
    one, other = (journal.find_one({"_id": city.keys[place]}) for place in (1, 4))
    assert one is not None
    assert other is not None
    journal.replace_one({"_id": one["_id"]}, {**one, "at": other["at"]})
    journal.replace_one({"_id": other["_id"]}, {**other, "at": one["at"]})
    named = " ".join(found.en for found in city.seen("registry").found)
    assert one["_id"] in named
    assert other["_id"] in named


@guarded_by("the look for what is in no link", tools__cadre__audit___Verifying___look_for_strangers=nothing)
def test_an_entry_is_put_in_under_a_date_that_has_passed(city: City) -> None:
    (added,) = city.entries("registry", 1, ago=2000)
    city.linked()
    assert any(added in found.en for found in city.seen("registry").found)


@guarded_by("signed links", servicekit__chain__Checkpoint__is_signed=everything)
def test_the_newest_links_are_made_anew_before_anybody_has_heard_of_them(city: City) -> None:
    changed = city.entries("registry", 2, ago=60)
    city.grow("registry")
    newest = city.links("registry").find_one(sort=[("_id", -1)])
    assert newest is not None
    city.journal("registry").delete_one({"_id": changed[0]})
    place = newest["ids"].index(changed[0])
    newest["ids"].pop(place)
    newest["ats"].pop(place)
    newest["digests"] = newest["digests"][: 32 * place] + newest["digests"][32 * place + 32 :]
    newest["entries"] -= 1
    city.links("registry").replace_one({"_id": newest["_id"]}, {**newest, "hash": hash_of("registry", newest)})
    assert "audit.forged" in city.codes("registry")


@guarded_by("what the others keep", tools__cadre__audit___kept_of=kept_by_nobody)
def test_the_whole_chain_of_one_database_is_made_anew_with_a_stolen_key(city: City) -> None:
    city.journal("registry").delete_one({"_id": city.keys[1]})
    city.journal("registry").update_one({"_id": city.keys[3]}, {"$set": {"action": "registry.harmless"}})
    city.links("registry").drop()
    city.chains["registry"] = city.chain("registry")
    city.grow("registry")
    assert "audit.rewritten" in city.codes("registry")


@guarded_by("what the others keep", tools__cadre__audit___kept_of=kept_by_nobody)
def test_the_end_is_cut_off(city: City) -> None:
    newest = city.links("registry").find_one_and_delete({}, sort=[("_id", -1)])
    city.journal("registry").delete_many({"_id": {"$in": newest["ids"]}})
    assert "audit.cut" in city.codes("registry")


@guarded_by("the verifying of checkpoints", servicekit__chain__Checkpoint__is_signed=everything)
def test_a_thief_of_the_brokers_login_has_others_keep_what_never_was(city: City) -> None:
    never = Checkpoint("registry", 4, 99, clock.now().isoformat(), secrets.token_bytes(32), "", "")
    assert not keep(audit_of(city.installation.database("training")), never, city.verifier)
    assert city.kept("training").count_documents({"hash": never.hash}) == 0


@guarded_by("the digest of what stays", servicekit__chain__STAYS=HIDES)
def test_it_is_seen_in_the_newest_links_by_the_doctor_too(city: City) -> None:
    late = clock.now() - timedelta(minutes=10)
    city.journal("registry").update_one({"_id": city.keys[5]}, {"$set": {"at": late}})
    assert "audit.broken" in {found.code for found in audit.look(city.installation)}


def test_what_is_left_alone_is_proved(city: City) -> None:
    assert city.codes("registry") == city.codes("training") == city.codes("gateway") == set()

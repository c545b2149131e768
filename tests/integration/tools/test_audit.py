"""What was done to a journal or to its chain is found by `cadre audit verify`, and named; what belongs there is not."""

from __future__ import annotations

import json
from datetime import timedelta

import pymongo
import pytest
from pymongo.errors import OperationFailure

from deploy import make_env
from servicekit import chain, clock
from servicekit.chain import MOST, Checkpoint, audit_of, hash_of, keep
from servicekit.vouching import Signer
from tests.support.chained import Chained
from tests.support.vouched import key as fresh_key
from tools.cadre import audit


@pytest.fixture
def chained(mongo, prefix) -> Chained:
    return Chained(mongo, prefix)


def test_what_was_there_before_and_what_comes_is_proved(chained, cadre):
    chained.entries("registry", MOST + 5, ago=3600)
    chained.linked()
    chained.entries("registry", 3)
    chained.linked()
    chained.entries("training", 2)
    chained.linked("training")
    seen = chained.seen("registry")
    assert (seen.found, seen.entries, seen.links, seen.waiting) == ([], MOST + 8, 4, 0)
    done = cadre("audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"registry: 4 links, {MOST + 8:,} entries, proved since" in done.stdout


def test_marks_of_the_relay_and_new_seals_change_nothing(chained):
    chained.entries("registry", 3)
    chained.linked()
    marked = {"$set": {"position": 7, "published_at": clock.now(), "receipt": b"anew"}, "$unset": {"pending": ""}}
    chained.journal("registry").update_many({}, marked)
    assert chained.codes("registry") == set()


def test_what_is_newest_waits_and_is_no_fault_until_it_is_late(chained):
    chained.entries("registry", 2)
    chained.linked()
    chained.entries("registry", 1)
    assert (chained.seen("registry").waiting, chained.codes("registry")) == (1, set())
    chained.entries("registry", 1, ago=90)
    assert (chained.seen("registry").waiting, chained.codes("registry")) == (2, {"audit.behind"})
    chained.linked()
    assert chained.codes("registry") == set()


def test_a_transaction_that_is_seen_later_than_others_has_its_link_too(chained):
    chained.entries("registry", 2)
    chained.linked()
    chained.entries("registry", 1, ago=60)
    chained.linked()
    chained.chains["registry"] = chained.chain("registry")
    chained.entries("registry", 1, ago=30)
    chained.linked()
    seen = chained.seen("registry")
    assert (seen.entries, seen.found) == (4, [])


def test_a_clock_that_is_ahead_stops_no_chain(chained):
    chained.entries("registry", 1, ago=-3600)
    chained.entries("registry", 1)
    chained.linked()
    chained.entries("registry", 1)
    chained.linked()
    seen = chained.seen("registry")
    assert (seen.entries, seen.waiting, seen.found) == (2, 1, [])


def test_what_one_look_finds_goes_into_several_links_unless_another_process_is_first(chained, monkeypatch):
    monkeypatch.setattr(chain, "MOST", 10)
    looks: list[object] = []
    look = chain.Chain._without_link
    monkeypatch.setattr(chain.Chain, "_without_link", lambda self, *when: looks.append(when) or look(self, *when))
    chained.entries("registry", 25)
    chained.linked("registry")
    assert (chained.seen("registry").links, len(looks)) == (4, 1)
    chained.entries("registry", 25)
    assert chained.chains["registry"].grow()
    other = chained.chain("registry")
    while other.grow():
        continue
    chained.entries("registry", 1)
    chained.linked("registry")
    seen = chained.seen("registry")
    assert (seen.entries, seen.waiting, seen.found) == (51, 0, [])


def test_two_processes_make_one_chain(chained):
    other = chained.chain("registry")
    for count in range(6):
        chained.entries("registry", 1)
        (other if count % 2 else chained.chains["registry"]).grow()
        (chained.chains["registry"] if count % 2 else other).grow()
    chained.linked()
    seen = chained.seen("registry")
    assert (seen.entries, seen.found) == (6, [])


def test_an_entry_that_was_removed_changed_or_put_in_is_named(chained, cadre):
    keys = chained.entries("registry", 5, ago=600)
    chained.linked()
    chained.entries("registry", 1)
    chained.linked()
    journal = chained.journal("registry")
    journal.delete_one({"_id": keys[1]})
    journal.update_one({"_id": keys[3]}, {"$set": {"principal.account": "usr-another"}})
    (added,) = chained.entries("registry", 1, ago=500)
    done = cadre("audit", "verify", "--json", "--part", "registry")
    assert done.returncode == 2, done.stdout + done.stderr
    found = {one["code"]: one for one in json.loads(done.stdout)["findings"]}
    assert found.keys() == {"audit.entry-removed", "audit.entry-changed", "audit.entry-inserted"}
    numbers = {key: number for number, key in enumerate(sorted(keys), 1)}
    for code, key in (("removed", keys[1]), ("changed", keys[3])):
        named = found[f"audit.entry-{code}"]
        assert f"{key}, number {numbers[key]} of the chain" in named["en"]
        assert f"{key}，链中第 {numbers[key]} 条" in named["zh"]
    assert added in found["audit.entry-inserted"]["en"]
    assert chained.codes("training") == set()


def test_many_are_counted_and_the_first_are_named(chained):
    chained.entries("registry", 50, ago=600)
    chained.linked()
    chained.journal("registry").delete_many({})
    removed = [one for one in chained.seen("registry").found if one.code == "audit.entry-removed"]
    assert (len(removed), "30 more" in removed[-1].en) == (21, True)


def test_links_that_were_removed_changed_or_set_in_another_order(chained):
    for _ in range(4):
        chained.entries("registry", 1)
        chained.linked()
    links = chained.links("registry")
    second, third = links.find_one({"_id": 2}), links.find_one({"_id": 3})
    links.delete_one({"_id": 2})
    assert "audit.links-removed" in chained.codes("registry")
    links.replace_one({"_id": 3}, {**second, "_id": 3})
    links.insert_one({**third, "_id": 2})
    assert {"audit.links-reordered", "audit.link-changed"} <= chained.codes("registry")
    links.replace_one({"_id": 2}, second)
    links.replace_one({"_id": 3}, {**third, "ids": third["ids"][::-1], "ats": [clock.now()]})
    assert {"audit.link-changed"} <= chained.codes("registry")


def test_a_chain_that_is_gone_or_cut_is_missed_by_the_others(chained):
    chained.entries("registry", 1)
    chained.linked()
    chained.entries("registry", 1)
    chained.linked()
    newest = chained.links("registry").find_one(sort=[("_id", -1)])
    chained.links("registry").delete_one({"_id": newest["_id"]})
    chained.journal("registry").delete_one({"_id": newest["ids"][0]})
    (cut, *more) = [one for one in chained.seen("registry").found if one.code == "audit.cut"]
    assert ("1 entries are missing" in cut.en, len(more)) == (True, 1)
    chained.links("registry").drop()
    chained.journal("registry").drop()
    assert chained.codes("registry") == {"audit.cut"}


def test_a_chain_that_was_made_anew_with_a_stolen_key_is_another_than_the_others_keep(chained):
    keys = [*chained.entries("registry", 1, ago=900)]
    for ago in (800, 700, 600):
        chained.linked()
        keys += chained.entries("registry", 1, ago=ago)
    chained.linked()
    chained.journal("registry").update_one({"_id": keys[1]}, {"$set": {"action": "registry.other"}})
    chained.links("registry").drop()
    chained.chains["registry"] = chained.chain("registry")
    chained.grow("registry")
    (found,) = (one for one in chained.seen("registry").found if one.code == "audit.rewritten")
    assert "gateway, training" in found.en
    assert "audit.entry-changed" not in chained.codes("registry")


def test_links_by_another_hand_are_not_signed(chained):
    chained.entries("registry", 2)
    chained.linked()
    stranger = Signer.from_environment({"CALL_KEY": fresh_key()})
    chained.entries("registry", 1)
    chained.chain("registry", stranger).grow()
    assert "audit.key-unknown" in chained.codes("registry")
    # A key of the platform's, but another's.
    chained.entries("training", 1)
    chained.chain("training", chained.signer("registry")).grow()
    assert "audit.forged" in chained.codes("training")
    last = chained.links("gateway").find_one(sort=[("_id", -1)])
    last["at"] = last["at"] + timedelta(seconds=1)
    chained.links("gateway").replace_one({"_id": last["_id"]}, {**last, "hash": hash_of("gateway", last)})
    assert "audit.forged" in chained.codes("gateway")


def test_a_key_that_was_replaced_is_covered_by_the_next(chained):
    chained.entries("registry", 2)
    stranger = Signer.from_environment({"CALL_KEY": fresh_key()})
    before = chained.chain("registry", stranger)
    while before.grow():
        continue
    assert "audit.key-unknown" in chained.codes("registry")
    # Nothing waits, and it says nevertheless that the key is another one.
    chained.linked()
    assert chained.codes("registry") == set()


def test_without_a_ring_it_says_that_signatures_were_not_looked_at(chained, cadre):
    chained.entries("registry", 1)
    chained.linked()
    done = cadre("audit", "verify", CALL_KEYS_FILE="")
    assert (done.returncode, "audit.no-ring" in done.stdout) == (1, True)


def test_a_journal_without_a_chain_is_a_warning(chained):
    chained.entries("registry", 1)
    assert chained.codes("registry") == {"audit.none"}


def test_an_account_of_a_process_adds_to_its_chain_and_changes_nothing_there(guarded, mongo, prefix):
    accounts = ["registry", "training", "importer", "gateway", "migration", make_env.KEEPER]
    roles, own = make_env.database_roles(accounts), make_env.append_only(accounts)
    with pymongo.MongoClient(guarded % "owner:right") as owner:
        for role, privileges in own.items():
            owner.admin.command("createRole", role, privileges=privileges, roles=[])
        for name in ("registry", "importer"):
            owner.admin.command("createUser", name, pwd="right", roles=roles[name])
    with pymongo.MongoClient(guarded % "registry:right", tz_aware=True) as client:
        chained = Chained(client, make_env.DATABASE_PREFIX)
        chained.entries("registry", 2)
        chained.grow("registry")
        audit = audit_of(client["cadre_registry"])
        assert keep(audit, Checkpoint("training", 1, 1, "2026-01-01", b"x", "k", "s"), None)
        for collection in (audit["links"], audit["kept"]):
            found = collection.find_one(sort=[("_id", -1)])
            for trial in (
                lambda of=collection, it=found: of.update_one({"_id": it["_id"]}, {"$set": {"entries": 0}}),
                lambda of=collection, it=found: of.replace_one({"_id": it["_id"]}, it),
                lambda of=collection: of.delete_one({}),
                lambda of=collection: of.drop(),
                lambda of=collection: of.rename("elsewhere"),
                lambda of=collection: of.aggregate([{"$merge": {"into": of.name, "whenMatched": "replace"}}]),
                lambda of=collection: of.aggregate([{"$out": of.name}]),
            ):
                with pytest.raises(OperationFailure) as refused:
                    trial()
                assert refused.value.code == 13
        for of in ("cadre_training_audit", "cadre_gateway_audit", "cadre_gateway"):
            with pytest.raises(OperationFailure):
                client[of]["links"].find_one({})
        with pytest.raises(OperationFailure):
            client.drop_database(audit.name)
    with pymongo.MongoClient(guarded % "importer:right", tz_aware=True) as client:
        chained = Chained(client, make_env.DATABASE_PREFIX)
        chained.entries("gateway", 1)
        chained.grow("gateway")
        assert chained.links("gateway").count_documents({}) == 2


def test_the_doctor_looks_at_the_newest_links_and_names_a_chain_that_is_broken(chained, cadre):
    for _ in range(3):
        keys = chained.entries("registry", 2)
        chained.linked()
    _, found = cadre.found()
    assert not [code for code in found if code.startswith("audit.")]
    chained.entries("training", 1, ago=90)
    chained.journal("registry").update_one({"_id": keys[0]}, {"$set": {"principal.account": "usr-another"}})
    status, found = cadre.found()
    assert (status, "audit.entry-changed" in found["audit.broken"]["en"]) == (2, True)
    assert "training" in found["audit.behind"]["en"]


def test_the_newest_links_alone_are_verified_too(chained):
    for ago in range(30, 0, -1):
        chained.entries("registry", 1, ago=ago)
        chained.linked()
    newest = audit.verify(chained.installation, "registry", chained.verifier, 5)
    assert (newest.links, newest.found) == (6, [])
    chained.links("registry").update_one({"_id": 28}, {"$set": {"entries": 7}})
    found = audit.verify(chained.installation, "registry", chained.verifier, 5).found
    assert {one.code for one in found} >= {"audit.link-changed"}
    assert audit.verify(chained.installation, "registry", chained.verifier, 1).found == []


def test_that_nobody_keeps_a_chain_is_said_once_it_has_been_there_for_a_while(chained, mongo):
    chained.entries("registry", 1)
    chained.linked()
    for part in ("training", "gateway"):
        chained.kept(part).drop()
    assert chained.codes("registry") == set()
    later = clock.now() + timedelta(minutes=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert chained.codes("registry") == {"audit.kept-by-nobody"}

"""What is kept of a command's answer lies sealed, under the key in force, and opens again for its repetition."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from servicekit.config import Settings
from servicekit.crypto import SM4, FieldCipher, Key, key_of
from servicekit.migrations import Migration, Part, begin, has_settled
from servicekit.migrations import run as run_migrations
from servicekit.sealing import RECEIPTS, SEALING, go_on, receipt_in
from tests.support.polling import poll
from tests.support.toy.caller import Refused
from tests.support.toy.run import Run

OLD, NEW = bytes(range(32)), bytes(reversed(range(32)))


def line(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_keys_are_changed_between_two_starts_and_what_was_answered_is_answered_again(run: Run) -> None:
    first = run.start("maker", {"DATA_KEY": line(OLD)})
    caller = run.caller()
    jar = run.open_jar(caller)
    answer = caller.call(run.maker, "fill", jar_id=jar, token="t-1", key="once")
    journal = run.makers["journal"]
    entry = journal.find_one({"_id": {"$regex": ":once$"}})
    assert entry is not None
    assert (key_of(entry["receipt"]), jar in repr(entry["receipt"])) == (Key(OLD).name, False)
    # As the release before has kept it.
    fingerprint, kept = receipt_in(entry, FieldCipher(OLD))
    in_clear = {"$set": {"body_hash": fingerprint, "answer": kept}, "$unset": {"receipt": ""}}
    journal.update_one({"_id": entry["_id"]}, in_clear)
    assert caller.call(run.maker, "fill", jar_id=jar, token="t-1", key="once") == answer

    first.stop()
    second = run.start("maker", {"DATA_KEY": f"sm4 {line(NEW)}\n{line(OLD)}"})
    poll(lambda: (run.makers[SEALING].find_one({"_id": RECEIPTS.name, "key": Key(NEW, SM4).name}) or {}).get("done"))
    entries = list(journal.find({"receipt": {"$exists": True}}))
    assert {key_of(one["receipt"]) for one in entries} == {Key(NEW, SM4).name}
    assert journal.count_documents({"$or": [{"answer": {"$exists": True}}, {"body_hash": {"$exists": True}}]}) == 0

    second.stop()
    run.start("maker", {"DATA_KEY": f"sm4 {line(NEW)}"})
    assert caller.call(run.maker, "fill", jar_id=jar, token="t-1", key="once") == answer
    with pytest.raises(Refused) as refused:
        caller.call(run.maker, "fill", jar_id=jar, token="t-2", key="once")
    assert refused.value.code == "idempotency-key-reused"
    assert caller.call(run.maker, "jar", jar_id=jar)["count"] == 1


def test_sealing_anew_goes_on_where_it_was_and_ends_when_nothing_was_left(make_run: Callable[..., Run]) -> None:
    database = make_run().makers
    old, new = FieldCipher(OLD), FieldCipher(NEW, OLD)
    owner = "journal:"
    for number in range(7):
        id = f"c:{number}"
        sealed = old.seal_bytes(orjson.dumps(["f", number]), owner + id)
        database["journal"].insert_one({"_id": id, "receipt": sealed})
    database["journal"].insert_one({"_id": "c:bad", "receipt": FieldCipher(bytes(32)).seal("x", owner + "c:bad")})
    database["journal"].insert_one({"_id": "e:nothing"})

    def under() -> list[Any]:
        return [key_of(one["receipt"]) for one in database["journal"].find({"receipt": {"$exists": True}})]

    assert go_on(database, RECEIPTS, new, 4)
    assert under().count(new.current) == 4
    state = database[SEALING].find_one({"_id": RECEIPTS.name})
    assert state is not None
    assert (state["place"], state["changed"], state["done"]) == ("c:3", 4, False)
    batches = 1
    while go_on(database, RECEIPTS, new, 4):
        batches += 1
        assert batches < 10
    assert under().count(new.current) == 7, "what does not open stays as it is"
    assert [receipt_in(one, new)[1] for one in database["journal"].find({"_id": {"$regex": r"c:\d"}})] == [*range(7)]
    assert not go_on(database, RECEIPTS, new, 4), "and it is not looked at again under the same key"
    assert go_on(database, RECEIPTS, FieldCipher(bytes(range(1, 33)), NEW), 4)


def test_texts_are_sealed_once_no_process_serves_that_cannot_open_them(make_run: Callable[..., Run]) -> None:
    database = make_run().makers

    def part(known: int) -> Part:
        one = Migration(1, "texts_sealed", "Texts lie sealed.", lambda at, place: None, breaks=True)
        return Part("makers", database, [one][:known])

    def said(seconds: float) -> bool:
        return has_settled(part(1), 1, seconds)

    begin(part(1))
    assert said(600), "where nothing was before, nobody serves who could not"
    database.drop_collection("schema")
    database["jars"].insert_one({"_id": "from before"})
    begin(part(0))
    begin(part(1))
    assert not said(0), "not before it is migrated"
    assert run_migrations([part(1)], database, Settings(), lambda *_: None) == 1
    assert (said(0), said(600)) == (True, False)

"""`cadre keys`: which keys are still needed, and what is in clear; without any of them."""

from __future__ import annotations

import orjson

from servicekit.crypto import FieldCipher
from servicekit.sealing import RECEIPTS, go_on

OLD, NEW = bytes(range(32)), bytes(reversed(range(32)))


def test_what_lies_under_which_key_is_counted_until_all_lies_under_one(cadre, mongo, prefix):
    training = mongo[f"{prefix}training"]
    old, new = FieldCipher(OLD), FieldCipher(NEW, OLD)
    for number in range(3):
        id = f"c:{number}"
        sealed = old.seal_bytes(orjson.dumps(["f", number]), f"journal:{id}")
        training["journal"].insert_one({"_id": id, "receipt": sealed})
    training["journal"].insert_one({"_id": "c:clear", "body_hash": "f", "answer": {"name": "虚构"}})
    done = cadre("keys", FIELD_KEY="")
    assert done.returncode == 1, done.stderr
    assert f"training.journal: 3 under {old.current}, 1 in clear" in done.stdout
    while go_on(training, RECEIPTS, new, 100):
        pass
    done = cadre("keys", FIELD_KEY="")
    assert (done.returncode, f"training.journal: 4 under {new.current}\n" in done.stdout) == (0, True), done.stdout

"""What processes of a platform note is linked, told and kept, and proved from outside; what is touched is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pymongo import MongoClient

from servicekit.chain import KEPT, LINKS
from tests.support.cadre import Cadre
from tests.support.platform import Platform
from tests.support.polling import poll

pytestmark = pytest.mark.timeout(400)


def test_the_audit_of_a_platform_is_proved_and_what_is_touched_is_named(
    make_platform: Callable[..., Platform], mongo: MongoClient[dict[str, Any]]
) -> None:
    platform = make_platform(only=["registry", "training", "gateway", "importer"]).start()
    unit = {"code": "A-1", "name": "虚构单位", "kind": "government", "level": "131", "synthetic": True}
    platform.as_role("registry_officer").make("/units", unit)
    parts = ("registry", "training", "gateway")
    database = {part: mongo[f"{platform.database_prefix}{part}"] for part in parts}
    chain = {part: mongo[f"{platform.database_prefix}{part}_audit"] for part in parts}

    def kept() -> bool:
        counts = {part: database[part]["journal"].count_documents({}) for part in parts}
        newest = {part: chain[part][LINKS].find_one(sort=[("_id", -1)]) for part in parts}
        assert all(one and one["entries"] == counts[part] for part, one in newest.items()), (counts, newest)
        for part, link in newest.items():
            for other in {*parts} - {part}:
                assert link is not None
                assert chain[other][KEPT].count_documents({"part": part, "n": link["_id"]}) == 1, (part, other)
        return True

    poll(kept, 90)
    cadre = Cadre(platform.amqp_uri, platform.mongo_uri, platform.database_prefix)
    ring = {"CALL_KEYS_FILE": str(platform.keys / "call-keys")}
    done = cadre("audit", "verify", **ring)
    assert done.returncode == 0, done.stdout + done.stderr
    entry = database["gateway"]["journal"].find_one_and_delete({"action": "gateway.account.signed-in"})
    assert entry is not None
    done = cadre("audit", "verify", "--json", **ring)
    (found,) = json.loads(done.stdout)["findings"]
    assert (found["code"], entry["_id"] in found["en"]) == ("audit.entry-removed", True)

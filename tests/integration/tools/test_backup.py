"""A backup of databases and its way back: bytes for bytes, into an empty installation alone, whatever interrupts it."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime

import amqp
import kombu
import pytest
from bson import Decimal128, ObjectId, Timestamp

from tests.support.cadre import Cadre
from tests.support.chained import Chained

MANY = 30_000


@pytest.fixture
def filled(mongo, prefix):
    """Databases with all kinds of values, indexes and options, and one large collection."""
    registry, gateway = mongo[f"{prefix}registry"], mongo[f"{prefix}gateway"]
    registry["units"].insert_many(
        [
            {
                "_id": "a",
                "text": "内蒙古",
                "at": datetime(2026, 1, 1, tzinfo=UTC),
                "none": None,
                "deep": {"list": [1, 2.5]},
            },
            {"_id": ObjectId(), "number": Decimal128("1.50"), "bytes": b"\0\1", "moment": Timestamp(7, 1)},
            {"_id": 7, "long": 2**40, "yes": True, "": {"": ""}},
        ]
    )
    registry["units"].create_index([("text", 1)], name="strokes", collation={"locale": "zh@collation=stroke"})
    registry["units"].create_index(
        [("number", -1)], name="some", unique=True, partialFilterExpression={"number": {"$gt": 0}}
    )
    registry.create_collection("empty")
    registry.create_collection("checked", validator={"text": {"$type": "string"}})
    mongo[f"{prefix}training"]["journal"].insert_many(
        [{"_id": f"k{number}", "filling": os.urandom(300)} for number in range(MANY)]
    )
    gateway["read_state"].insert_one({"_id": "state", "current": 1, "building": None, "batches": 0, "last": 1})
    gateway["sessions"].insert_one({"_id": "token", "account": "x"})
    gateway["receipts"].insert_one({"_id": "old", "at": datetime.now(UTC)})
    gateway["receipts"].create_index("at", expireAfterSeconds=3600, name="at")
    return mongo


@pytest.fixture
def elsewhere(vhost, mongo_uri, mongo, prefix) -> Cadre:
    """The tool for another installation on the same server, still empty."""
    return Cadre(vhost.amqp_uri, mongo_uri, f"{prefix}r_")


@pytest.fixture
def archive(cadre, filled, tmp_path):
    made = cadre("backup", "create", tmp_path / "city.backup")
    assert made.returncode == 0, made.stderr
    return tmp_path / "city.backup"


def contents(mongo, database: str) -> dict:
    """All but that it was restored."""
    return {
        name: (
            list(mongo[database][name].find_raw_batches({"_id": {"$not": {"$regex": "^r:"}}}).sort([("_id", 1)])),
            {index["name"]: dict(index) for index in mongo[database][name].list_indexes()},
            mongo[database][name].options(),
        )
        for name in mongo[database].list_collection_names()
        if name != "schema"
    }


def test_what_comes_back_is_what_was_there_to_the_byte(archive, elsewhere, mongo, prefix):
    verified = elsewhere("backup", "verify", archive)
    assert (verified.returncode, f"{MANY + 5:,} documents" in verified.stdout) == (0, True), verified.stdout
    done = elsewhere("restore", archive)
    assert done.returncode == 0, done.stderr
    for part in ("registry", "training"):
        assert contents(mongo, f"{prefix}r_{part}") == contents(mongo, f"{prefix}{part}")
    gateway = mongo[f"{prefix}r_gateway"]
    assert gateway["sessions"].count_documents({}) == 0
    assert gateway["receipts"].index_information()["at"]["expireAfterSeconds"] == 3600
    assert mongo[f"{prefix}r_registry"]["schema"].find_one({"_id": "restore"}) is None


def test_the_archive_is_readable_by_its_owner_alone_and_tells_nothing(archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    assert "内蒙古".encode() not in archive.read_bytes()
    assert not archive.with_name("city.backup.partial").exists()


def test_a_file_is_never_overwritten_and_a_key_is_always_wanted(archive, cadre, tmp_path):
    before = archive.read_bytes()
    again = cadre("backup", "create", archive)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    assert archive.read_bytes() == before
    unsealed = cadre("backup", "create", tmp_path / "plain", CADRE_PASSPHRASE="")
    assert (unsealed.returncode, "always sealed" in unsealed.stderr) == (2, True)
    wrong = cadre("backup", "verify", archive, CADRE_PASSPHRASE="another passphrase")
    assert (wrong.returncode, "not the one" in wrong.stderr) == (2, True)


def test_cut_in_the_middle_it_is_known_and_nothing_is_written(archive, elsewhere, mongo, prefix):
    with archive.open("r+b") as file:
        file.truncate(archive.stat().st_size * 2 // 3)
    for task in (("backup", "verify"), ("restore",)):
        refused = elsewhere(*task, archive)
        assert (refused.returncode, "cut in the middle" in refused.stderr) == (2, True)
        assert "中断" in refused.stderr
    assert not [name for name in mongo.list_database_names() if name.startswith(f"{prefix}r_")]


def test_a_backup_that_is_killed_leaves_no_archive(cadre, filled, tmp_path, poll):
    with cadre.started("backup", "create", tmp_path / "killed") as running:
        poll((tmp_path / "killed.partial").exists, 60)
        running.kill()
    assert not (tmp_path / "killed").exists()
    assert cadre("backup", "verify", tmp_path / "killed.partial").returncode == 2
    assert cadre("backup", "create", tmp_path / "killed").returncode == 0


def test_it_goes_into_an_empty_installation_alone(archive, elsewhere, mongo, prefix):
    mongo[f"{prefix}r_talentpool"]["members"].insert_one({"_id": "somebody"})
    refused = elsewhere("restore", archive)
    assert (refused.returncode, f"{prefix}r_talentpool" in refused.stderr) == (2, True)
    assert elsewhere("restore", "--start-over", archive).returncode == 2
    assert mongo[f"{prefix}r_talentpool"]["members"].count_documents({}) == 1
    assert [name for name in mongo.list_database_names() if name.startswith(f"{prefix}r_")] == [f"{prefix}r_talentpool"]


def test_a_restore_that_is_killed_is_known_and_started_over(archive, elsewhere, mongo, prefix, poll):
    journal = mongo[f"{prefix}r_training"]["journal"]
    with elsewhere.started("restore", archive) as running:
        poll(lambda: journal.estimated_document_count() > 0, 60)
        running.send_signal(signal.SIGKILL)
    _, found = elsewhere.found()
    assert "--start-over" in found["restore.unfinished"]["command"]
    refused = elsewhere("restore", archive)
    assert (refused.returncode, "--start-over" in refused.stderr) == (2, True)
    done = elsewhere("restore", "--start-over", archive)
    assert done.returncode == 0, done.stderr
    assert journal.count_documents({}) == MANY + 1  # That it was restored.


def test_it_does_not_go_beside_messages_of_another_moment_and_does_without_a_broker(
    archive, elsewhere, vhost, mongo, prefix
):
    with kombu.Connection(vhost.amqp_uri) as connection:
        channel = connection.channel()
        channel.queue_declare("training.dead", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.confirm_select()
        channel.basic_publish(amqp.Message(b"old"), "", "training.dead")
        refused = elsewhere("restore", archive)
        assert (refused.returncode, "training.dead" in refused.stderr) == (2, True)
    done = elsewhere("restore", archive, AMQP_URI="amqp://guest:guest@127.0.0.1:1/")
    assert (done.returncode, "was not looked at" in done.stdout) == (0, True), done.stderr
    assert mongo[f"{prefix}r_gateway"]["read_state"].find_one()["gap"] is True


def test_another_field_key_is_refused_before_anything_is_written(archive, elsewhere, mongo, prefix):
    refused = elsewhere("restore", archive, FIELD_KEY="A" * 43 + "=")
    assert (refused.returncode, "FIELD_KEY is not the one" in refused.stderr) == (2, True)
    assert not [name for name in mongo.list_database_names() if name.startswith(f"{prefix}r_")]


def test_nothing_to_back_up_and_no_database_are_said(cadre, tmp_path):
    nothing = cadre("backup", "create", tmp_path / "nothing")
    assert (nothing.returncode, "nothing to back up" in nothing.stderr) == (2, True)
    away = cadre("backup", "create", tmp_path / "away", MONGO_URI="mongodb://user:secret@127.0.0.1:1/")
    assert (away.returncode, "does not answer" in away.stderr, "secret" in away.stderr) == (2, True, False)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_as_of_a_moment_is_named_and_not_left_out(cadre, filled, prefix, tmp_path):
    filled[f"{prefix}registry"].create_collection("round", capped=True, size=10_000)
    refused = cadre("backup", "create", tmp_path / "city.backup")
    assert (refused.returncode, "round of registry" in refused.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_collections_that_come_or_go_meanwhile_make_it_begin_again(filled, mongo_uri, prefix, tmp_path, monkeypatch):
    monkeypatch.setenv("MONGO_URI", mongo_uri)
    monkeypatch.setenv("DATABASE_PREFIX", prefix)
    from tools.cadre import backup
    from tools.cadre.archive import Secret
    from tools.cadre.installation import opened

    registry, secret = filled[f"{prefix}registry"], Secret(key=bytes(32))
    registry["going"].insert_one({"_id": 1})
    count = iter(range(10))

    class Meanwhile(backup.Progress):
        def at(self, done: int, what: str) -> None:
            # Dropped after the moment and before it is read, it would be read as an empty one.
            if what.startswith("registry.") and next(count) == 0:
                registry["going"].drop()
                registry["coming"].insert_one({"_id": 1})

    monkeypatch.setattr(backup, "Progress", Meanwhile)
    summary = backup.create(opened(), tmp_path / "city.backup", secret)
    assert {one["name"]: one["count"] for one in summary.collections if one["name"] in ("going", "coming")} == {
        "coming": 1
    }


def test_a_chain_comes_back_and_goes_on_and_that_it_was_restored_is_in_it(cadre, elsewhere, mongo, prefix, tmp_path):
    chained = Chained(mongo, prefix)
    for part in ("registry", "gateway"):
        chained.entries(part, 3)
    chained.linked()
    chained.entries("registry", 1)
    assert cadre("backup", "create", tmp_path / "city.backup").returncode == 0
    done = elsewhere("restore", tmp_path / "city.backup")
    assert done.returncode == 0, done.stderr
    there = Chained(mongo, f"{prefix}r_")
    there.linked()
    seen = there.seen("registry")
    assert (seen.entries, [one.code for one in seen.found]) == (5, ["audit.restored"])
    restored = there.journal("registry").find_one({"action": "registry.data.restored"})
    assert (restored["principal"]["account"], "从备份恢复" in restored["noted"]["reason"]) == ("system:operator", True)
    assert there.journal("gateway").count_documents({"action": "gateway.data.restored"}) == 1
    assert {*there.codes("gateway"), *there.codes("training")} == set()


def test_chains_alone_are_data_too(archive, elsewhere, mongo, prefix):
    mongo[f"{prefix}r_registry_audit"]["kept"].insert_one({"_id": "training:0"})
    refused = elsewhere("restore", archive)
    assert (refused.returncode, f"{prefix}r_registry_audit" in refused.stderr) == (2, True)

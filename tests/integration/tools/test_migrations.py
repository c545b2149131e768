"""Migrations: one after another, one at a time, gone on with where they stopped, and what processes make of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pymongo
import pytest

from local.place import HOST, free_port
from servicekit import migrations
from servicekit.leases import LONG_AGO
from services.supervision.store.rectification import EVIDENCE
from services.talentpool.store.members import REVIEWS
from tests.support.processes import Child

ROOT = Path(__file__).parents[3]
SAMPLE = '''
"""Every thing has a shape; those from before are round."""

import os
import time

from servicekit.migrations import in_batches

BREAKS = {breaks}


def migrate(at, place):
    def halt(when):
        if os.environ.get("HALT") == f"{{when}} {{at.database['batches'].count_documents({{}})}}":
            at.database["halted"].insert_one({{}})
            time.sleep(600)

    halt("before")
    at.database["batches"].insert_one({{"after": place}})
    following = in_batches(
        at.database, "things", {{"shape": {{"$exists": False}}}},
        {{"$set": {{"shape": "round"}}, "$inc": {{"changed": 1}}}}, place, 100,
    )
    halt("after")
    return following
'''
RUN = """
import pymongo
from servicekit import migrations
from servicekit.config import from_environment
own = from_environment()
client = pymongo.MongoClient(own.mongo_uri)
part = migrations.Part("sample", client[own.database("sample")], migrations.migrations_of("sample"))
try:
    print("done", migrations.run([part], client[own.database("gateway")], own, lambda *_: None))
except migrations.Held as held:
    print("held", held)
except migrations.TooNew as newer:
    print("too new", newer)
"""


class Sample:
    """A database with a thousand things, and a package with its migrations."""

    def __init__(self, folder: Path, mongo, mongo_uri: str, prefix: str) -> None:
        self.folder, self.mongo_uri, self.prefix = folder, mongo_uri, prefix
        self.database, self.gateway = mongo[f"{prefix}sample"], mongo[f"{prefix}gateway"]
        self.database["things"].insert_many([{"_id": f"t{number:04d}"} for number in range(1000)])
        self.package = folder / "sample" / "migrations"
        self.package.mkdir(parents=True)
        for file in (folder / "sample" / "__init__.py", self.package / "__init__.py"):
            file.write_text("")
        self.ship(1)

    def ship(self, number: int, breaks: bool = False) -> None:
        (self.package / f"m{number:04d}_shapes.py").write_text(SAMPLE.format(breaks=breaks))

    def start(self, halt: str = "") -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "MONGO_URI": self.mongo_uri,
            "DATABASE_PREFIX": self.prefix,
            "HALT": halt,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{self.folder}",
        }
        command = [sys.executable, "-c", RUN]
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def run(self) -> str:
        with self.start() as running:
            said, _ = running.communicate(timeout=60)
        assert running.returncode == 0
        return said.strip().splitlines()[-1]

    @property
    def record(self) -> dict:
        return self.database["schema"].find_one({"_id": "version"})


@pytest.fixture
def sample(tmp_path, mongo, mongo_uri, prefix, monkeypatch) -> Sample:
    for name in [name for name in sys.modules if name.partition(".")[0] == "sample"]:
        monkeypatch.delitem(sys.modules, name)
    return Sample(tmp_path, mongo, mongo_uri, prefix)


@pytest.mark.parametrize("halt", ["before 3", "after 3"])
def test_one_that_is_killed_half_way_goes_on_where_it_was_and_changes_everything_once(sample, poll, halt):
    with sample.start(halt) as halted:
        poll(lambda: sample.database["halted"].count_documents({}), 60)
        assert sample.run().startswith("held ")
        assert f"process {halted.pid}" in sample.run()
        halted.kill()
    half = sample.database["things"].count_documents({"shape": "round"})
    assert (half, sample.record["number"], sample.record["running"]["number"]) == (300, 0, 1)
    # A lease runs out half a minute after its holder; here it is over at once.
    sample.gateway["schema"].update_one({"_id": "lease"}, {"$set": {"until": LONG_AGO}})
    assert sample.run() == "done 1"
    assert sample.database["things"].count_documents({"shape": "round", "changed": 1}) == 1000
    assert (sample.record["number"], "running" in sample.record) == (1, False)
    assert sample.record["applied"][0]["name"] == "shapes"
    begun = [batch["after"] for batch in sample.database["batches"].find()]
    assert begun.count(None) == 1
    assert sample.run() == "done 0"


def test_whoever_lost_the_lease_without_noticing_changes_the_record_no_more(sample, mongo, monkeypatch):
    monkeypatch.syspath_prepend(str(sample.folder))
    part = migrations.Part("sample", sample.database, migrations.migrations_of("sample"))

    def overtaken(at: migrations.At, _place: object) -> None:
        sample.gateway["schema"].update_one({"_id": "lease"}, {"$set": {"until": LONG_AGO, "owner": "gone"}})
        assert sample.run() == "done 1"

    slow = migrations.Part("sample", part.database, [migrations.Migration(1, "slow", "Slow.", overtaken)])
    with pytest.raises(migrations.LeaseLost):
        migrations.run([slow], sample.gateway, None, lambda *_: None)
    assert [one["name"] for one in sample.record["applied"]] == ["shapes"]


def test_an_empty_installation_is_at_the_newest_schema_from_its_first_start(sample, monkeypatch):
    monkeypatch.syspath_prepend(str(sample.folder))
    part = migrations.Part("sample", sample.database, migrations.migrations_of("sample"))
    assert migrations.standing_of(part).number == 0
    sample.database["things"].drop()
    migrations.begin(part)
    assert sample.record["number"] == 1


def test_migrations_are_numbered_without_a_gap(sample, monkeypatch):
    (sample.package / "m0001_shapes.py").rename(sample.package / "m0002_shapes.py")
    monkeypatch.syspath_prepend(str(sample.folder))
    with pytest.raises(LookupError, match="without a gap"):
        migrations.migrations_of("sample")


def training(cadre, folder: Path) -> Child:
    port = free_port()
    more = {**cadre.environment, "HEALTH_HOST": HOST, "HEALTH_PORT": str(port)}
    command = [sys.executable, "-m", "servicekit", "services.training"]
    return Child("training", command, more, folder / "training.log", f"http://{HOST}:{port}/readyz")


def test_a_process_that_knows_too_little_does_not_start_and_one_that_can_serve_beside_does(
    cadre, mongo, prefix, tmp_path
):
    schema = mongo[f"{prefix}training"]["schema"]
    newer = {"_id": "version", "number": 9, "oldest": 9, "applied": [], "fence": 0}
    schema.insert_one(newer)
    child = training(cadre, tmp_path).start()
    assert child.running.wait(60) == 2
    assert "want a release that knows 9" in child.log.read_text()
    schema.update_one({"_id": "version"}, {"$set": {"oldest": 1}})
    beside = training(cadre, tmp_path).start()
    try:
        beside.wait_ready(60)
        assert "of a newer release" in beside.log.read_text()
        status, found = cadre.found()
        assert (status, found["schema.newer"]["level"]) == (2, "warning")
    finally:
        assert beside.stop() == 0
    refused = cadre("migrate")
    assert (refused.returncode, "newer release" in refused.stdout) == (0, True)


def test_a_process_waits_for_the_end_of_a_restore(cadre, mongo, prefix, tmp_path, poll):
    schema = mongo[f"{prefix}training"]["schema"]
    schema.insert_one({"_id": "restore"})
    child = training(cadre, tmp_path).start()
    try:
        poll(lambda: "cadre restore" in child.log.read_text(), 60)
        assert mongo[f"{prefix}training"].list_collection_names() == ["schema"]
        schema.delete_one({"_id": "restore"})
        child.wait_ready(60)
    finally:
        assert child.stop() == 0


def test_the_gateway_and_its_processes_do_not_start_on_what_they_cannot_read(cadre, mongo, prefix, tmp_path):
    newer = {"_id": "version", "number": 9, "oldest": 9, "applied": [], "fence": 0}
    mongo[f"{prefix}gateway"]["schema"].insert_one(newer)
    for module in ("gateway.projector", "gateway.importer"):
        log = tmp_path / f"{module}.log"
        child = Child(module, [sys.executable, "-m", module], cadre.environment, log).start()
        assert child.running.wait(60) == 2, log.read_text()
        assert "want a release that knows 9" in log.read_text()


def test_indexes_of_earlier_releases_give_way_without_letting_a_duplicate_in(cadre, mongo, prefix):
    reviews, evidence = mongo[f"{prefix}talentpool"][REVIEWS.name], mongo[f"{prefix}supervision"][EVIDENCE.name]
    reviews.create_index([("member_id", 1), ("year", 1)], unique=True, name="member_id_year")
    evidence.create_index([("item_id", 1), ("sha256", 1)], unique=True, name="item_id_sha256")
    reviews.insert_many([{"_id": f"r{year}", "member_id": "m", "year": year} for year in range(2000, 2020)])
    evidence.insert_one({"_id": "e", "item_id": "i", "sha256": "s", "withdrawn_at": None})
    done = cadre("migrate")
    assert (done.returncode, "Migrated" in done.stdout) == (0, True)
    assert reviews.count_documents({"counts": True}) == 20
    assert reviews.index_information()["member_id_year"]["partialFilterExpression"] == {"counts": True}
    assert "item_id_sha256" not in evidence.index_information()
    assert evidence.index_information()["item_id_sha256_withdrawn_at"]["unique"]
    with pytest.raises(pymongo.errors.DuplicateKeyError):
        reviews.insert_one({"_id": "x", "member_id": "m", "year": 2000, "counts": True})
    with pytest.raises(pymongo.errors.DuplicateKeyError):
        evidence.insert_one({"_id": "x", "item_id": "i", "sha256": "s", "withdrawn_at": None})
    reviews.insert_one({"_id": "y", "member_id": "m", "year": 2000, "counts": False})


def test_read_models_of_an_earlier_release_are_noted_to_be_made_anew_whether_or_not_anything_runs(cadre, mongo, prefix):
    gateway = mongo[f"{prefix}gateway"]
    gateway["read_state"].insert_one({"_id": "state", "current": 1, "building": None, "batches": 0, "last": 1})
    assert cadre("migrate", "status").returncode == 1
    done = cadre("migrate", AMQP_URI="amqp://guest:guest@127.0.0.1:1/")
    assert done.returncode == 0, done.stderr
    assert gateway["read_state"].find_one()["gap"] is True
    assert gateway["schema"].find_one({"_id": "version"})["number"] >= 1
    assert cadre("migrate", "status").returncode == 0

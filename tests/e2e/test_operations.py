"""What an operator does with a whole platform: look at it, back it up under load, restore it elsewhere, go on there."""

from __future__ import annotations

import itertools
import secrets
import threading
from pathlib import Path

import pytest

from servicekit.migrations import migrations_of
from tests.support.cadre import Cadre
from tests.support.client import PASSWORD, Client
from tests.support.platform import EVERYTHING
from tests.support.polling import poll
from tests.support.rabbit import Vhost

pytestmark = pytest.mark.timeout(500)


def tool(platform) -> Cadre:
    made = Cadre(platform.amqp_uri, platform.mongo_uri, platform.database_prefix)
    made.environment["CALL_KEYS_FILE"] = str(platform.keys / "call-keys")
    return made


def a_unit(name: str) -> dict:
    code = f"OPS-{secrets.token_hex(5)}"
    return {"code": code, "name": name, "kind": "government", "level": "141", "synthetic": True}


def test_a_platform_that_works_has_nothing_wrong_with_it(platform):
    platform.admin.make("/units", a_unit("检查局"))

    def well():
        _, found = tool(platform).found(GATEWAY_PORT=str(platform.ports["http"]))
        assert {code for code, one in found.items() if one["level"] != "note"} - {"files.too-few"} == set(), found
        return True

    poll(well, 60)


def test_what_is_missing_is_named(platform, mongo):
    database = mongo[f"{platform.database_prefix}training"]
    before = database["journal"].index_information()["audit"]
    database["journal"].drop_index("audit")
    letter = {"_id": f"let-{secrets.token_hex(4)}", "state": "dead"}
    late = {"_id": f"doctor.{secrets.token_hex(4)}", "state": "failed", "kind": "doctor"}
    database["dead_letters"].insert_one(letter)
    database["deadlines"].insert_one(late)
    rule = database["rules"].find_one({"undecided": False})
    database["rules"].update_one({"_id": rule["_id"]}, {"$set": {"undecided": True}})
    try:
        status, found = tool(platform).found(FIELD_KEY="A" * 43 + "=")
    finally:
        database["journal"].create_index(list(before["key"]), name="audit")
        database["dead_letters"].delete_one({"_id": letter["_id"]})
        database["deadlines"].delete_one({"_id": late["_id"]})
        database["rules"].update_one({"_id": rule["_id"]}, {"$set": {"undecided": False}})
    assert status == 2
    assert {"index.missing", "dead-letters.filed", "deadline.failed", "rule.undecided"} <= set(found)
    assert "journal.audit" in found["index.missing"]["en"]
    assert rule["code"] in found["rule.undecided"]["en"]


def test_the_read_models_of_an_earlier_release_are_made_anew_while_everything_serves(platform, mongo):
    gateway = mongo[f"{platform.database_prefix}gateway"]
    unit = platform.admin.make("/units", a_unit("迁移局"))
    before = gateway["read_state"].find_one()["current"]
    gateway["schema"].update_one({"_id": "version"}, {"$set": {"number": 0}})
    done = tool(platform)("migrate")
    assert (done.returncode, "read_models_anew" in done.stdout) == (0, True), done.stderr

    def anew():
        # Whoever reads meanwhile finds what was there before.
        assert unit["id"] in platform.admin.get(f"/units/{unit['id']}").text
        state = gateway["read_state"].find_one()
        return state["current"] > before and "gap" not in state

    poll(anew, 120)
    rows = gateway[f"read_units.{gateway['read_state'].find_one()['current']}"]
    assert rows.find_one({"_id": unit["id"]}) is not None
    assert gateway["schema"].find_one({"_id": "version"})["number"] == len(migrations_of("gateway"))


def test_a_backup_under_load_is_one_moment_and_goes_on_elsewhere_without_the_broker(
    make_platform, amqp_uri, management_uri, mongo, tmp_path: Path
):
    old = make_platform().start()
    archive = tmp_path / "city.backup"
    stop, numbers = threading.Event(), itertools.count()

    def enter():
        while not stop.is_set():
            old.admin.make("/units", a_unit(f"第{next(numbers)}局"))

    writers = [threading.Thread(target=enter) for _ in range(3)]
    old.admin.make("/units", a_unit("首局"))
    for writer in writers:
        writer.start()
    # Training hears of nothing meanwhile: what was published to it is in no database at the moment of the backup.
    old["training"].freeze()
    old["projector"].freeze()
    entered = mongo[f"{old.database_prefix}registry"]["units"]
    poll(lambda: entered.count_documents({}) > 60, 60)
    made = tool(old)("backup", "create", archive)
    stop.set()
    for writer in writers:
        writer.join()
    old["training"].thaw()
    old["projector"].thaw()
    assert made.returncode == 0, made.stderr
    assert tool(old)("backup", "verify", archive).returncode == 0
    over_data = tool(old)("restore", archive)
    assert over_data.returncode == 2
    assert "running" in over_data.stderr
    old.stop()

    elsewhere = Vhost.make(amqp_uri, management_uri)
    try:
        new = make_platform(amqp_uri=elsewhere.amqp_uri)
        restored = tool(new)("restore", archive)
        assert restored.returncode == 0, restored.stderr
        units = mongo[f"{new.database_prefix}registry"]["units"].count_documents({})
        journal = mongo[f"{new.database_prefix}registry"]["journal"]
        told = journal.count_documents({"events.type": "unit.registered.v1"})
        assert units == told > 60
        heard = mongo[f"{new.database_prefix}training"]["units"]
        assert heard.count_documents({}) < units
        new.start()
        officer = Client(new.base, new.anonymous.sign_in(EVERYTHING, PASSWORD))
        assert len(officer.get("/units", params={"limit": 200}).json()["items"]) == min(units, 200)
        poll(lambda: heard.count_documents({}) == units, 120)
        # What no queue of the projector was there for is in the read models too, and nobody has to do anything for it.
        poll(lambda: "gap" not in mongo[f"{new.database_prefix}gateway"]["read_state"].find_one(), 180)
        read = mongo[f"{new.database_prefix}gateway"]
        assert read[f"read_units.{read['read_state'].find_one()['current']}"].count_documents({}) == units
        officer.make("/units", a_unit("新局"))
        poll(lambda: heard.count_documents({}) == units + 1, 60)
        new.stop()
    finally:
        elsewhere.remove()

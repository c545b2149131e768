"""A transaction that ran out of time does not stay open on the server, where it would stop others."""

from __future__ import annotations

import secrets
import subprocess
import sys

PROGRAM = """
import warnings
warnings.simplefilter("ignore")
import sys
import eventlet
import eventlet.tpool
eventlet.monkey_patch()
import pymongo
from servicekit.transaction import transact

uri, name = sys.argv[1:]
client = pymongo.MongoClient(uri, appname=name)
things = client[name]["things"]
things.insert_one({"_id": 1})

def body(session):
    things.update_one({"_id": 1}, {"$inc": {"n": 1}}, session=session)
    eventlet.sleep(0.3)
    things.update_one({"_id": 1}, {"$inc": {"n": 1}}, session=session)

try:
    with pymongo.timeout(0.1):
        transact(client, body)
except pymongo.errors.PyMongoError as error:
    assert error.timeout
else:
    raise SystemExit("the deadline did not hold")
print("PASSED", flush=True)
eventlet.tpool.execute(sys.stdin.readline)
"""


def test_what_a_deadline_cut_off_is_ended_on_the_server(mongo, mongo_uri, poll):
    name = f"cut_{secrets.token_hex(4)}"
    idle = [
        {"$currentOp": {"allUsers": True, "idleSessions": True}},
        {"$match": {"clientMetadata.application.name": name, "type": "idleSession"}},
    ]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, mongo_uri, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout.readline().strip() == "PASSED"
            poll(lambda: not list(mongo.admin.aggregate(idle)), 10)
            assert mongo[name]["things"].find_one() == {"_id": 1}
        finally:
            running.communicate("\n")
            mongo.drop_database(name)
    assert running.returncode == 0

"""What the doctor says of broker and database that are away, refuse, or are not as the platform needs them."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import amqp
import kombu
import pymongo
import pytest

from local import broker
from local.place import HOST, free_port
from servicekit import topology
from tests.integration.tools.conftest import server
from tests.support.cadre import Cadre
from tests.support.polling import poll

FEW_FILES = "files.too-few"
"""What the machine of the tests allows is not what is tested."""


def errors(found: dict) -> set[str]:
    return {code for code, one in found.items() if one["level"] == "error"} - {FEW_FILES}


def test_of_an_installation_that_has_not_started_nothing_but_that_is_said(cadre):
    status, found = cadre.found()
    assert (status, set(found) - {FEW_FILES}) == (1, {"queues.none"})
    said = cadre("doctor").stdout
    assert "没有任何队列" in said
    assert "There is no queue yet" in said


def test_broker_and_database_that_are_away_are_the_first_to_be_named_and_no_password_with_them(cadre):
    status, found = cadre.found(
        AMQP_URI="amqp://cadre:broker-secret@127.0.0.1:1/cadre", MONGO_URI="mongodb://cadre:mongo-secret@127.0.0.1:2/"
    )
    assert (status, errors(found)) == (2, {"broker.away", "database.unusable"})
    assert "127.0.0.1:1" in found["broker.away"]["en"]
    assert "secret" not in str(found)


def test_a_database_that_is_away_is_waited_for_once(monkeypatch):
    from servicekit.config import Settings
    from tools.cadre import database_checks

    asked = []
    monkeypatch.setattr(database_checks, "_clock", asked.append)
    own = Settings(amqp_uri="amqp://127.0.0.1:1/", mongo_uri="mongodb://127.0.0.1:2/")
    assert [one.code for one in database_checks.look(own)] == ["database.unusable"]
    assert asked == []


def test_servers_that_take_a_connection_and_never_answer_do_not_hold_it_up(cadre):
    with socket.create_server((HOST, 0)) as silent:
        port, began = silent.getsockname()[1], time.monotonic()
        status, found = cadre.found(AMQP_URI=f"amqp://a:b@{HOST}:{port}/", MONGO_URI=f"mongodb://{HOST}:{port}/")
        assert (status, errors(found)) == (2, {"broker.away", "database.unusable"})
        short = cadre("doctor", "--json", "--deadline", "1", MONGO_URI=f"mongodb://{HOST}:{port}/")
        assert "database.no-answer" in short.stdout
        assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"AMQP_URI": "http://localhost"}, "environment"),
        ({"MONGO_URI": "localhost"}, "environment"),
        ({"WORKERS": "many"}, "environment"),
        ({"GATEWAY_PORT": "door"}, "environment"),
        ({"FIELD_KEY": ""}, "field-key.missing"),
        ({"FIELD_KEY": "short"}, "field-key.malformed"),
        ({"MONGO_URI": "mongodb://a:b:c@"}, "database.refused"),
    ],
)
def test_what_is_wrong_with_the_environment_is_named(cadre, wrong, code):
    status, found = cadre.found(**wrong)
    assert (status, code in found) == (2, True), found


# -- broker -------------------------------------------------------------------------------------------------------


@pytest.fixture
def account(vhost, management_uri):
    """`account(configure=…)`: the address of an account with these rights in the test's virtual host."""
    made = []

    def make(**rights: str) -> str:
        name = f"doctor-{secrets.token_hex(4)}"
        made.append(name)
        broker.ask(management_uri, "PUT", f"/api/users/{name}", {"password": "right", "tags": ""})
        allowed = {"configure": ".*", "write": ".*", "read": ".*", **rights}
        broker.ask(management_uri, "PUT", f"/api/permissions/{vhost.name}/{name}", allowed)
        parts = urlsplit(vhost.amqp_uri)
        return urlunsplit(parts._replace(netloc=f"{name}:right@{parts.hostname}:{parts.port}"))

    yield make
    for name in made:
        broker.ask(management_uri, "DELETE", f"/api/users/{name}")


def test_an_account_that_may_not_declare_is_named_with_the_command_that_lets_it(cadre, account, vhost):
    status, found = cadre.found(AMQP_URI=account(configure="^$"))
    assert (status, errors(found)) == (2, {"broker.cannot-declare"})
    assert "set_permissions" in found["broker.cannot-declare"]["command"]
    assert not vhost.queues()


def test_an_account_with_a_right_to_the_platforms_names_alone_is_enough(cadre, account):
    names = "^(gateway|registry|training|supervision|incentive|appraisal|talentpool|nameko-rpc|rpc-).*"
    status, found = cadre.found(AMQP_URI=account(configure=names))
    assert (status, errors(found)) == (1, set())


def test_a_wrong_password_and_a_missing_virtual_host_are_told_apart(cadre, account):
    right = account()
    _, found = cadre.found(AMQP_URI=right.replace(":right@", ":wrong@"))
    assert "name or password is wrong" in found["broker.away"]["en"]
    _, found = cadre.found(AMQP_URI=urlunsplit(urlsplit(right)._replace(path="/no-such-host")))
    assert "does not let this account into its virtual host" in found["broker.away"]["en"]


def test_a_queue_of_another_release_is_named(cadre, vhost, mongo_uri):
    from servicekit.config import Settings
    from tools.cadre.broker import Broker

    own = Settings(amqp_uri=vhost.amqp_uri, mongo_uri=mongo_uri)
    with kombu.Connection(vhost.amqp_uri) as connection:
        connection.channel().queue_declare(
            "incentive.dead", durable=True, auto_delete=False, arguments={"x-queue-type": "classic"}
        )
    with Broker(vhost.amqp_uri) as looking:
        assert "incentive.dead" in looking.differs("incentive", own)
        assert looking.differs("training", own) == ""
        assert looking.differs("training", own) == ""
        assert looking.look("training.dead") is not None


@pytest.fixture
def without_quorum_queues(tmp_path):
    """The address of a broker whose quorum queues are switched off, as those that were upgraded from old ones have."""
    ports = broker.Ports(*(free_port() for _ in range(4)))
    command, environment = broker.prepare(OwnPlace(tmp_path), ports)
    # A node that is new begins with these features alone.
    environment |= {"RABBITMQ_FEATURE_FLAGS": "implicit_default_bindings"}
    management = f"http://{broker.USER}:{OwnPlace.PASSWORD}@{HOST}:{ports.management}"

    def ready() -> bool:
        with contextlib.suppress(OSError):
            broker.ask(management, "PUT", "/api/vhosts/old")
            allowed = {"configure": ".*", "write": ".*", "read": ".*"}
            broker.ask(management, "PUT", f"/api/permissions/old/{broker.USER}", allowed)
            return True
        return False

    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL) as running:
        poll(ready, 90)
        yield f"amqp://{broker.USER}:{OwnPlace.PASSWORD}@{HOST}:{ports.amqp}/old"
        running.terminate()
    subprocess.run(["epmd", "-port", str(ports.epmd), "-kill"], stdout=subprocess.DEVNULL, check=False)


class OwnPlace:
    """Where a broker of a test's own keeps what it keeps."""

    PASSWORD = "right"

    def __init__(self, folder: Path) -> None:
        self.path = self.logs = folder
        self.node = f"t{secrets.token_hex(4)}"

    def secret(self, _name: str) -> str:
        return self.PASSWORD


def test_a_broker_without_quorum_queues_is_named_with_the_command_that_gives_them(cadre, without_quorum_queues):
    status, found = cadre.found(AMQP_URI=without_quorum_queues)
    if "broker.cannot-declare" not in found:
        pytest.skip("this broker's quorum queues cannot be switched off")
    assert (status, errors(found)) == (2, {"broker.cannot-declare"})
    assert "no quorum queues" in found["broker.cannot-declare"]["en"]
    assert "仲裁队列" in found["broker.cannot-declare"]["zh"]
    assert "enable_feature_flag quorum_queue" in found["broker.cannot-declare"]["command"]


@pytest.fixture
def serving(vhost, mongo_uri):
    """Every queue of the platform, as if all processes ran: each with a consumer, by the queue's name."""
    from servicekit.config import Settings
    from tools.cadre.broker import Broker

    with Broker(vhost.amqp_uri) as looking, kombu.Connection(vhost.amqp_uri) as connection:
        channel = connection.channel()
        consumers = {}
        for name in looking.expected(Settings(amqp_uri=vhost.amqp_uri, mongo_uri=mongo_uri)):
            channel.queue_declare(name, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
            consumers[name] = channel.basic_consume(name)
        yield channel, consumers


def about_queues(cadre: Cadre, *codes: str) -> dict:
    """What the doctor finds, as soon as of the queues it finds just this."""

    def look() -> dict | None:
        _, found = cadre.found()
        return found if {"process.down", "queue.missing", "queue.no-consumer"} & set(found) == set(codes) else None

    return poll(look, 60)


def test_who_is_down_and_what_nobody_takes_from_is_named(cadre, serving):
    channel, consumers = serving
    about_queues(cadre)
    channel.basic_cancel(consumers["gateway.on.registry"])
    found = about_queues(cadre, "queue.no-consumer")
    assert "gateway.on.registry" in found["queue.no-consumer"]["en"]
    channel.queue_delete("gateway.on.registry")
    found = about_queues(cadre, "queue.missing")
    assert "gateway.on.registry" in found["queue.missing"]["en"]
    # Of a service that is down its queues are not named one by one.
    for name, consumer in consumers.items():
        if name.startswith("training.on.") or name == topology.rpc_queue("training"):
            channel.basic_cancel(consumer)
    found = about_queues(cadre, "process.down", "queue.missing")
    assert found["process.down"]["en"].endswith("for: training")


def test_messages_that_wait_without_a_taker_are_counted(cadre, serving):
    channel, consumers = serving
    channel.basic_cancel(consumers["gateway.on.training"])
    channel.confirm_select()
    channel.basic_publish(amqp.Message(b"told"), "", "gateway.on.training")
    found = poll(lambda: cadre.found()[1]["queue.no-consumer"], 30)
    assert "1 messages wait" in found["en"]


# -- database -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The address of a server that is of no replica set."""
    with server(tmp_path_factory.mktemp("alone")) as port:
        yield f"mongodb://{HOST}:{port}/?directConnection=true"


def test_a_server_without_a_replica_set_is_named(cadre, alone):
    status, found = cadre.found(MONGO_URI=alone)
    assert (status, errors(found)) == (2, {"database.unusable"})
    assert "no replica set" in found["database.unusable"]["en"]
    assert "副本集" in found["database.unusable"]["zh"]
    for task in (("migrate",), ("backup", "create", "/tmp/never")):
        refused = cadre(*task, MONGO_URI=alone)
        assert (refused.returncode, "no replica set" in refused.stderr) == (2, True)


def test_a_wrong_password_and_an_account_without_rights_are_told_apart(cadre, guarded, tmp_path):
    _, found = cadre.found(MONGO_URI=guarded % "owner:wrong")
    assert "name, password or authSource is wrong" in found["database.unusable"]["en"]
    _, found = cadre.found(MONGO_URI=guarded % "reader:right")
    assert "grantRoles" in found["database.no-rights"]["command"]
    status, found = cadre.found(MONGO_URI=guarded % "owner:right")
    assert (status, errors(found)) == (1, set())
    with pymongo.MongoClient(guarded % "owner:right") as client:
        client[f"{cadre.prefix}registry"]["units"].insert_one({"_id": 1})
    # Who may only read makes a backup all the same, in the time that the database gives.
    made = cadre("backup", "create", tmp_path / "city.backup", MONGO_URI=guarded % "reader:right")
    assert made.returncode == 0, made.stderr
    refused = cadre(
        "restore", tmp_path / "city.backup", MONGO_URI=guarded % "reader:right", DATABASE_PREFIX=f"{cadre.prefix}r_"
    )
    assert (refused.returncode, "may not do this" in refused.stderr) == (2, True)


def test_the_doctor_leaves_nothing_behind(cadre, mongo, vhost):
    cadre.found()
    assert not [name for name in mongo.list_database_names() if name.startswith(cadre.prefix)]
    assert not vhost.queues()


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_an_hour_off_is_named_and_which(cadre, monkeypatch, hours):
    from tools.cadre import broker_checks, database_checks, doctor

    class Off(datetime):
        """This machine's clock, wrong."""

        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(hours=hours)

    for name, value in cadre.environment.items():
        monkeypatch.setenv(name, value)
    for module in (broker_checks, database_checks):
        monkeypatch.setattr(module, "datetime", Off)
    found = {one.code: one for one in doctor.examine(60)}
    for code in ("clock.broker", "clock.database"):
        assert found[code].level == "error"
        assert ("behind" if hours > 0 else "ahead of") in found[code].en
        assert 3500 < int(found[code].en.partition(" is ")[2].partition(" seconds")[0].replace(",", "")) < 3700
    assert Off.now(UTC) != datetime.now(UTC)


def test_a_port_that_another_program_has_is_named(cadre):
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "http.server", str(port)], stderr=subprocess.DEVNULL) as other:
        poll(lambda: socket.create_connection((HOST, port), 1).close() is None, 30)
        _, found = cadre.found(GATEWAY_PORT=str(port))
        other.kill()
    assert str(port) in found["port.taken"]["en"]


def test_what_is_stuck_is_named(cadre, mongo, prefix):
    training = mongo[f"{prefix}training"]
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    training["journal"].insert_one({"_id": "k", "uid": "u", "at": long_ago, "pending": True, "events": []})
    training["deadlines"].insert_one({"_id": "d", "state": "waiting", "look_at": long_ago})
    mongo[f"{prefix}registry"]["journal"].insert_one(
        {
            "_id": "k",
            "uid": "v",
            "at": long_ago,
            "position": 3,
            "published_at": long_ago,
            "events": [{"id": "v.0", "type": "unit.registered.v1"}],
        }
    )
    mongo[f"{prefix}gateway"]["read_state"].insert_one({"_id": "state", "current": 1, "reached": {"registry": "u.0"}})
    job = {"state": "queued", "waits_for": None, "at": long_ago, "lease": {"until": datetime(1970, 1, 1, tzinfo=UTC)}}
    imports = mongo[f"{prefix}gateway"]["imports"]
    begun = {**job, "state": "undoing", "undo": {"at": long_ago}}
    imports.insert_many([job, {**job, "state": "done"}, {**job, "lease": {"until": datetime.now(UTC)}}])
    imports.insert_many([begun, {**begun, "undo": {"at": datetime.now(UTC)}}])
    status, found = cadre.found()
    assert status == 2
    assert {"outbox.stuck", "deadline.overdue", "read-models.behind", "migration.pending"} <= set(found)
    assert found["imports.waiting"]["en"].startswith("2 import jobs wait")
    assert "120 minutes" in found["outbox.stuck"]["en"]


class Told:
    """Events of the registry, an hour old, of which training has heard some."""

    def __init__(self, mongo, prefix: str) -> None:
        self.registry, self.training = mongo[f"{prefix}registry"], mongo[f"{prefix}training"]
        self.ago = datetime.now(UTC) - timedelta(hours=1)
        self.training["subscriptions"].insert_one({"_id": "registry.people", "events": ["cadre.*.v1"], "done": True})

    def publish(self, number: int, **more) -> None:
        entry = {"_id": f"c{number}", "uid": f"u{number}", "position": number, "published_at": self.ago, **more}
        self.registry["journal"].insert_one(
            {**entry, "at": self.ago, "events": [{"id": f"u{number}.0", "type": "cadre.registered.v1"}]}
        )

    def heard(self, number: int) -> None:
        self.training["journal"].insert_one({"_id": f"e:u{number}.0:people", "at": self.ago})


def test_what_a_subscriber_has_missed_is_named_with_how_it_is_made_good(cadre, mongo, prefix):
    told = Told(mongo, prefix)
    for number in range(1, 6):
        told.publish(number)
    told.publish(6, published_at=datetime.now(UTC))
    for number in (1, 5):
        told.heard(number)
    # One that lies among the dead letters is told of there.
    told.training["dead_letters"].insert_one(
        {"_id": "l", "queue": "training.on.registry.people", "event_id": "u2.0", "state": "discarded"}
    )
    _, found = cadre.found()
    assert "training.people has not heard 2 events that registry has published" in found["events.missed"]["en"]
    assert 'deleteOne({_id: "registry.people"})' in found["events.missed"]["command"]
    # Who is being brought up to date has missed nothing yet.
    told.training["subscriptions"].update_one({}, {"$set": {"done": False}})
    assert "events.missed" not in cadre.found()[1]


def test_a_journal_that_forgets_is_named_and_what_it_may_have_forgotten_is_not_called_missed(cadre, mongo, prefix):
    told = Told(mongo, prefix)
    for number in range(1, 5):
        told.publish(number)
    told.heard(4)
    told.training["journal"].create_index("at", expireAfterSeconds=10**8, name="forgets")
    _, found = cadre.found()
    assert 'dropIndex("forgets")' in found["journal.forgets"]["command"]
    assert {"index.undeclared", "events.missed"} & set(found) == set()
    assert "3 events that registry published for training.people" in found["journal.lacks"]["en"]


def test_what_waits_in_the_queue_is_not_missed(cadre, mongo, prefix, vhost):
    told = Told(mongo, prefix)
    told.publish(1)
    told.publish(2)
    told.heard(1)
    assert "has not heard 1 events" in cadre.found()[1]["events.missed"]["en"]
    with kombu.Connection(vhost.amqp_uri) as connection:
        channel = connection.channel()
        channel.queue_declare("training.on.registry.people", durable=True, auto_delete=False)
        channel.confirm_select()
        channel.basic_publish(amqp.Message(b"told"), "", "training.on.registry.people")
    assert "events.missed" not in cadre.found()[1]


def test_the_words_are_chinese_and_english(cadre: Cadre):
    _, found = cadre.found(FIELD_KEY="", MONGO_URI="mongodb://127.0.0.1:2/")
    for one in found.values():
        assert one["zh"]
        assert one["en"]
        assert not any("a" <= letter.lower() <= "z" for letter in one["do_zh"])

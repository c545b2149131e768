"""A service's process from start to stop: wait for what it needs, work, finish, exit 0."""

from __future__ import annotations

import functools
import importlib
import inspect
import signal
import sys
import time
from pathlib import Path
from typing import Any

import eventlet
import eventlet.event
import pymongo
from nameko.containers import ServiceContainer
from pymongo.errors import PyMongoError

from servicekit import deadletters, health, logs, memory, migrations, sealing, traces
from servicekit.catchup import CatchUp
from servicekit.checkpoints import Keeping, Linking
from servicekit.config import ConfigurationError, Settings, from_environment
from servicekit.crypto import DATA_KEY, FieldCipher
from servicekit.deadletters import Filing
from servicekit.deadline_clock import DeadlineClock
from servicekit.entrypoints import Intake
from servicekit.measuring import Measuring
from servicekit.mongo import require_primary
from servicekit.publish import BROKER_ERRORS, collapse, connect
from servicekit.reactions import declare_reaction, declare_subscriber
from servicekit.relay import Relay
from servicekit.runtime import Runtime
from servicekit.service import Service
from servicekit.store import keep_words
from servicekit.vouching import Verifier, callers_beside, signer_of, verifier_of

log = logs.get(__name__)

_SLOWEST_WAIT = 5.0
WORDS_AT_ONCE = 500
SEALED_AT_ONCE, SEALED_PAUSE, SEALED_LOOK = 200, 0.5, 60.0
"""Documents of a batch that is sealed anew, and seconds until the next one, and until it is looked again."""
SEALED_AFTER = 600.0
"""Seconds after the migration that says so until fields are sealed: by then no earlier release serves any more."""
LOOKS_BETWEEN = 60
"""How often it is looked, from one time that something is done to the next, whether it is due."""


class Stopped(BaseException):
    """The process was asked to stop before it had begun."""


def main(arguments: list[str]) -> int:
    """Run the service in the package that is named. Answers the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m servicekit services.<name>\n")
        return 2
    try:
        settings = from_environment()
    except ConfigurationError as wrong:
        sys.stderr.write(f"configuration: {wrong}\n")
        return 2
    memory.be_frugal()
    package = importlib.import_module(arguments[0])
    service = service_of(arguments[0])
    logs.configure(service.name, settings.log_level)
    traces.start(settings.traces_to, settings.traces_share, service.name)
    folder = Path(str(package.__file__)).parent
    try:
        process = Process(service, settings, folder)
    except ConfigurationError as wrong:
        sys.stderr.write(f"configuration: {wrong}\n")
        return 2
    return process.run()


def service_of(package: str) -> type[Service]:
    """The service class of a package's module `service`. Raises LookupError when there is not exactly one."""
    module = importlib.import_module(f"{package}.service")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Service) and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise LookupError(f"{package}.service must hold one service, not {len(found)}")
    return found[0]


def declared(service: type[Service], attribute: str) -> list[tuple[Any, Any]]:
    """The service's methods that were declared so (`reaction_spec` …), with their specifications."""
    methods = inspect.getmembers(service, lambda value: hasattr(value, attribute))
    return [(getattr(method, attribute), method) for _, method in methods]


class Process:
    """One process of a service."""

    def __init__(self, service: type[Service], settings: Settings, folder: Path) -> None:
        self.service = service
        self.settings = settings
        self.signer = signer_of(settings)
        self.verifier = verifier_of(settings, callers_beside(folder.parent))
        self.runtime = Runtime(service.name, settings, folder)
        self.relay = Relay(self.runtime)
        self.filing = Filing(self.runtime)
        self.deadlines = DeadlineClock(self.runtime, lambda: self.relay.leads)
        self.measuring = Measuring(self.runtime, service.sagas, lambda: self.relay.leads)
        reactions = [spec for spec, _ in declared(service, "reaction_spec")]
        self.runtime.hearing.listen(reactions)
        self.catch_up = CatchUp(self.runtime, reactions, lambda: self.relay.leads, self.signer)
        self.linking = Linking(self.runtime, self.signer, lambda: self.relay.leads)
        self.keeping = Keeping(self.runtime, Verifier.from_environment({}))
        self._asked_to_stop = eventlet.event.Event()
        self._waiting_for = ["start"]
        self._container: ServiceContainer | None = None
        self._threads: list[Any] = []

    def run(self) -> int:
        """Work until a signal comes, then finish what was begun. Answers the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        if self.settings.health_port:
            health.serve(self.settings.health_host, self.settings.health_port, self.missing)
        try:
            self._wait_for_database()
            self._wait_for_broker()
            container = self.start()
        except Stopped:
            log.info("stopped before it had begun")
            return 0
        except ConfigurationError as wrong:
            sys.stderr.write(f"configuration: {wrong}\n")
            return 2
        log.info("ready")
        memory.settle()
        watcher = eventlet.spawn(self._watch, container)
        self._asked_to_stop.wait()
        self.stop()
        failed = watcher.wait()
        log.info("stopped")
        return 1 if failed else 0

    def start(self) -> ServiceContainer:
        """Start consuming, relaying and filing."""
        reactions = len(declared(self.service, "reaction_spec"))
        config = {
            "runtime": self.runtime,
            "verifier": self.verifier,
            "AMQP_URI": self.settings.amqp_uri,
            "max_workers": self.settings.workers + reactions + 1,
        }
        self._container = ServiceContainer(self.service, config)
        self._container.start()
        instance = self.service()
        instance.platform = self.runtime  # type: ignore[assignment]
        kinds = {
            spec.kind: functools.partial(method, instance) for spec, method in declared(self.service, "deadline_spec")
        }
        self.deadlines.handle(kinds, instance.deadline_moved)
        self._threads = [
            eventlet.spawn(self.relay.run),
            eventlet.spawn(self.deadlines.run),
            eventlet.spawn(self.catch_up.run),
            eventlet.spawn(self.filing.run),
            eventlet.spawn(self.measuring.run),
            eventlet.spawn(self.linking.run),
            eventlet.spawn(self.keeping.run),
            eventlet.spawn(self._keep_schedules, instance),
            eventlet.spawn(self._keep_words),
            eventlet.spawn(self._keep_sealed),
        ]
        self._waiting_for = []
        return self._container

    def stop(self) -> None:
        """Take no more work, finish what is there, publish what it told, and let go of everything."""
        log.info("stopping")
        assert self._container is not None
        try:
            with eventlet.Timeout(self.settings.stop_timeout + 1):
                self._container.stop()
        except eventlet.Timeout:
            log.warning("the grace period is over; what is in hand is left to others")
            self._container.kill()
        self.relay.stop()
        self.filing.stop()
        self.deadlines.stop()
        self.catch_up.stop()
        self.measuring.stop()
        self.linking.stop()
        self.keeping.stop()
        with eventlet.Timeout(3, False):
            for thread in self._threads:
                thread.wait()
        self.runtime.client.close()
        traces.stop()

    def _watch(self, container: ServiceContainer) -> bool:
        """Whether the container died by a fault; then the process ends, and its supervisor starts another."""
        try:
            container.wait()
        except Exception:
            log.exception("the service died")
            if not self._asked_to_stop.ready():
                self._asked_to_stop.send(None)
            return True
        return False

    def _on_signal(self, _number: int, _frame: Any) -> None:
        # A signal handler runs wherever the hub is; the event is sent from a greenlet of its own.
        def ask() -> None:
            if not self._asked_to_stop.ready():
                self._asked_to_stop.send(None)

        eventlet.hubs.get_hub().schedule_call_global(0, ask)

    # -- waiting --------------------------------------------------------------------------------------------------

    def _wait_for_database(self) -> None:
        def look() -> None:
            require_primary(self.settings.mongo_uri)
            with pymongo.timeout(self.settings.database_timeout):
                migrations.begin(self._part)
                self._look_whether_fields_are_sealed()
                self.runtime.prepare(self.service.collections, self.service.formerly)
                self.filing.prepare()

        self._wait("database", look, (PyMongoError,))

    @property
    def _part(self) -> migrations.Part:
        package = self.service.__module__.rpartition(".")[0]
        return migrations.Part(self.service.name, self.runtime.db, migrations.migrations_of(package))

    def _look_whether_fields_are_sealed(self) -> None:
        """They are not while a process of a release may serve that cannot open them, and would keep what it read."""
        since = self.service.fields_sealed_since
        self.runtime.seals = not since or migrations.has_settled(self._part, since, SEALED_AFTER)

    def _wait_for_broker(self) -> None:
        def look() -> None:
            connection = connect(self.settings.amqp_uri, f"{self.service.name} start")
            try:
                channel = connection.channel()
                declare_subscriber(channel, self.service.name, self.settings.delays)
                for spec, _ in declared(self.service, "reaction_spec"):
                    declare_reaction(channel, self.service.name, spec.publisher, spec.handler, spec.events)
            finally:
                collapse(connection)

        self._wait("broker", look, BROKER_ERRORS)
        self._wait("database", self.catch_up.note_bound, (PyMongoError,))

    def _wait(self, what: str, look: Any, absent: tuple[type[BaseException], ...]) -> None:
        self._waiting_for = [what]
        pause = 0.2
        while not self._asked_to_stop.ready():
            try:
                look()
                return
            except absent as error:
                log.warning("waiting", what=what, error=repr(error), seconds=pause)
            self._sleep(pause)
            pause = min(pause * 2, _SLOWEST_WAIT)
        raise Stopped()

    def missing(self) -> list[str]:
        """What is needed and not there."""
        absent = list(self._waiting_for)
        if not absent and self._container is not None:
            intakes = [extension for extension in self._container.extensions if isinstance(extension, Intake)]
            if not all(intake.connected for intake in intakes):
                absent.append("broker")
            try:
                with pymongo.timeout(2):
                    self.runtime.client.admin.command("ping")
            except PyMongoError:
                absent.append("database")
        return absent

    # -- schedules ------------------------------------------------------------------------------------------------

    def _keep_words(self) -> None:
        """Give what an earlier release has kept the words by which it is searched."""
        for collection in self.service.collections:
            try:
                while collection.searched and not self._asked_to_stop.ready():
                    with pymongo.timeout(self.settings.database_timeout):
                        if keep_words(self.runtime.db, collection, WORDS_AT_ONCE) < WORDS_AT_ONCE:
                            break
            except PyMongoError as away:
                log.warning("words are kept at the next start", collection=collection.name, error=repr(away))

    def _keep_sealed(self) -> None:
        """Bring what is in clear, or under an earlier key, under the one in force; looked at again now and then."""
        rings: dict[str, FieldCipher] = {DATA_KEY: self.runtime.cipher}
        for what in self.service.sealed:
            rings.setdefault(what.ring, FieldCipher.from_environment(name=what.ring))
        common = (sealing.RECEIPTS, sealing.KEYS_OF_PERSONS, *deadletters.SEALED)
        while not self._asked_to_stop.ready():
            try:
                self._look_whether_fields_are_sealed()
                sealed = [one for one in self.service.collections if one.sealed and self.runtime.seals]
                since = self.service.fields_sealed_since
                fields = [sealing.fields_in(one, self.runtime.keys, since) for one in sealed]
                for what in (*common, *self.service.sealed, *fields):
                    while not self._asked_to_stop.ready():
                        with pymongo.timeout(self.settings.database_timeout):
                            if not sealing.go_on(self.runtime.db, what, rings[what.ring], SEALED_AT_ONCE):
                                break
                        self._sleep(SEALED_PAUSE)
            except PyMongoError as away:
                log.warning("what is to be sealed is sealed later", error=repr(away))
            self._sleep(SEALED_LOOK)

    def _keep_schedules(self, instance: Service) -> None:
        """Run what is due; it is looked for once a second, and more seldom where it is seldom done."""
        due = declared(self.service, "schedule_spec")
        looks = dict.fromkeys((spec.name for spec, _ in due), 0.0)
        while due and not self._asked_to_stop.ready():
            for spec, method in due:
                if time.monotonic() < looks[spec.name]:
                    continue
                looks[spec.name] = time.monotonic() + spec.seconds / LOOKS_BETWEEN
                try:
                    with pymongo.timeout(self.settings.reaction_timeout):
                        self.runtime.run_due(spec, lambda work, method=method: method(instance, work))
                except Exception:
                    # A schedule that fails is tried again at the next look; it must not end the service.
                    log.exception("a schedule failed", schedule=spec.name)
                    self._sleep(10)
            self._sleep(1)

    def _sleep(self, seconds: float) -> None:
        """Until then, or until the process is asked to stop."""
        with eventlet.Timeout(seconds, False):
            self._asked_to_stop.wait()

"""`make containers`: the deployment by Compose from a clean clone, under load and faults, with the history checked.

COMPOSE (`docker compose`) and ENGINE (`docker`) are the programs that are run; any that understand the same commands
will do. `--cut 60` is how long something is cut off, `--scale 0.05` how much of the demonstration is loaded,
`--only A,B` picks the steps whose names hold A or B, `--three` has three members of broker and database. A step that
fails is told, and the others go on.

Load goes on all the time: clients register units and ask again, with the same Idempotency-Key, until they are told.
After each step the platform must serve within 30 seconds, no container may have restarted by itself, and the history
must be clean: what was told done is there, everywhere that hears of it, once.
"""

from __future__ import annotations

import argparse
import base64
import itertools
import json
import os
import secrets
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from demonstration import year
from local.place import HOST, ROOT, free_port
from services import NAMES
from tests.e2e.test_demonstration import expected
from tests.support.checker import Log, judge
from tests.support.client import PASSWORD, Client, open_account

PROCESSES = (*NAMES, "projector", "importer", "gateway")
ONE = ("rabbitmq", "mongo")
THREE = ("rabbitmq", "rabbitmq-2", "rabbitmq-3", "mongo", "mongo-2", "mongo-3")
REPLICATED = ("training", "supervision")
SERVES_WITHIN = 30.0
ANSWERS_WITHIN = 10.0
"""Then a client asks again: a connection over a container that is gone is not always told so."""
STARTS_WITHIN = 240.0
CLIENTS = 2
HANDLERS = ("registry", "supervision", "read models")
"""Where a registered unit shows: at its owner, at a service that keeps a replica, in the read models."""
EFFECTS = """
const db_of = (name) => db.getSiblingDB("cadre_" + name);
const rows = [];
const keep = (h, one, place) => rows.push({ h, id: one.code, key: one.code, seq: 1, place });
const ours = { code: /^MARK-/ };
const ids = new Map();
db_of("registry").units.find(ours).forEach((one) => { keep("registry", one); ids.set(one._id, one.code); });
const known = { _id: { $in: [...ids.keys()] } };
db_of("supervision").units.find(known).forEach((one) => keep("supervision", { code: ids.get(one._id) }));
const state = db_of("gateway").getCollectionNames().filter((name) => /^read_units/.test(name)).sort().pop();
db_of("gateway").getCollection(state).find(known).forEach((one) => keep("read models", { code: ids.get(one._id) }));
const twice = db_of("registry").journal.aggregate([
  { $match: { action: "registry.register_unit", _id: /MARK-/ } },
  { $unwind: "$events" },
  { $group: { _id: "$events.subject", n: { $sum: 1 } } },
  { $match: { n: { $gt: 1 } } },
]).toArray();
const pending = SERVICES.reduce((sum, name) => sum + db_of(name).journal.countDocuments({ pending: true }), 0);
const dead = SERVICES.reduce((sum, name) => sum + db_of(name).dead_letters.countDocuments({}), 0);
print(JSON.stringify({ rows, twice, pending, dead }));
"""


class Failed(Exception):
    """A step did not come out as it must; the message says how."""


class Deployment:
    """The clone, and the commands that are run in it."""

    def __init__(self, folder: Path, cut: float, scale: str, servers: Sequence[str]) -> None:
        self.folder = folder
        self.servers = servers
        self.cut = cut
        self.scale = scale
        self.project = f"cadre-trial-{secrets.token_hex(2)}"
        self.image = f"localhost/{self.project}"
        self.port = free_port()
        self.base = f"http://{HOST}:{self.port}"
        self.compose_command = shlex.split(os.environ.get("COMPOSE") or "docker compose")
        if servers == THREE:
            self.compose_command += ["-f", "docker-compose.yml", "-f", "docker-compose.three.yml"]
        self.engine_command = shlex.split(os.environ.get("ENGINE") or "docker")
        self.tag = "first"

    def run(self, command: Sequence[str], *, check: bool = True, given: str | None = None) -> str:
        environment = os.environ | {
            "COMPOSE_PROJECT_NAME": self.project,
            "PLATFORM_IMAGE": f"{self.image}:{self.tag}",
            "GATEWAY_PORT": str(self.port),
        }
        done = subprocess.run(
            command, cwd=self.folder, env=environment, input=given, capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            raise Failed(f"{shlex.join(command)}: {(done.stdout + done.stderr)[-2000:]}")
        return done.stdout

    def compose(self, *arguments: str, check: bool = True) -> str:
        return self.run([*self.compose_command, *arguments], check=check)

    def engine(self, *arguments: str, check: bool = True, given: str | None = None) -> str:
        return self.run([*self.engine_command, *arguments], check=check, given=given)

    def containers(self, service: str = "") -> list[str]:
        """Names of the containers that run, of one service or of all."""
        wanted = [f"label=com.docker.compose.project={self.project}"]
        wanted += [f"label=com.docker.compose.service={service}"] if service else []
        filters = [part for one in wanted for part in ("--filter", one)]
        return self.engine("ps", *filters, "--format", "{{.Names}}").split()

    def one(self, service: str) -> str:
        return self.containers(service)[0]

    def restarts(self) -> dict[str, str]:
        """How often each container that has was started again by the engine."""
        names = self.containers()
        counts = self.engine("inspect", "--format", "{{.RestartCount}}", *names).split()
        return {name: count for name, count in zip(names, counts, strict=True) if count != "0"}

    def secret(self, name: str) -> str:
        return (self.folder / ".secrets" / name).read_text()

    def ask_database(self, script: str) -> Any:
        keeper = ["-u", "keeper", "-p", self.secret("database-keeper")]
        members = ",".join(f"{name}:27017" for name in self.servers if name.startswith("mongo"))
        whole = f"mongodb://{members}/?replicaSet=cadre"
        told = self.engine("exec", "-i", self.one("mongo"), "mongosh", "--quiet", whole, *keeper, "--eval", script)
        return json.loads(told.strip().splitlines()[-1])

    def ready(self) -> str:
        """Why the gateway does not serve, or nothing."""
        try:
            answer = httpx.get(f"{self.base}/readyz", timeout=5, trust_env=False)
        except httpx.HTTPError as away:
            return type(away).__name__
        return "" if answer.status_code == 200 else answer.text

    def until_ready(self, seconds: float) -> float:
        """Wait until it serves; how long that took. Raises Failed."""
        began = time.monotonic()
        while said := self.ready():
            if time.monotonic() - began > seconds:
                raise Failed(f"not serving within {seconds:.0f} s: {said}")
            time.sleep(0.5)
        return time.monotonic() - began


class Load:
    """Clients that register units, each again until it is told, and their log."""

    def __init__(self, base: str, mark: str) -> None:
        self.base = base
        self.mark = mark
        self.log = Log()
        self.token = ""
        self.strange: list[str] = []
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._numbers = [itertools.count() for _ in range(CLIENTS)]

    def start(self, token: str) -> None:
        self.token = token
        self._stop.clear()
        self._threads = [threading.Thread(target=self._client, args=(number,)) for number in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _client(self, number: int) -> None:
        client = Client(self.base, self.token)
        client.http.timeout = httpx.Timeout(ANSWERS_WITHIN)
        while not self._stop.is_set():
            code = f"{self.mark}-{number}-{next(self._numbers[number])}"
            self.log.ask(code, code)
            self._insist(client, code)
            self._stop.wait(0.2)

    def _insist(self, client: Client, code: str) -> None:
        wish = {"code": code, "name": f"示例{code}", "kind": "government", "level": "141", "synthetic": True}
        while not self._stop.is_set():
            try:
                answer = client.post("/units", wish, key=code)
            except httpx.HTTPError:
                self._stop.wait(0.5)
                continue
            if answer.is_success:
                self.log.told_done(code)
                return
            if answer.status_code < 500 and answer.status_code not in (409, 425, 429):
                self.strange.append(f"{code}: {answer.status_code} {answer.text[:300]}")
                return
            self._stop.wait(0.5)


class Trial:
    """The steps, in their order; each says what it did."""

    def __init__(self, deployment: Deployment) -> None:
        self.at = deployment
        self.load = Load(deployment.base, f"T{secrets.token_hex(2).upper()}")
        self.bad: list[str] = []

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        at = self.at
        yield "demonstration", self.demonstration
        for service in REPLICATED:
            yield f"three replicas of {service}", lambda service=service: self.replicas(service, 3)
        for name in (*PROCESSES, *at.servers):
            yield f"restart {name}", lambda name=name: self.restart(name)
        yield "rolling upgrade", self.upgrade
        for name in (*at.servers, *PROCESSES):
            yield f"cut off {name} for {at.cut:.0f} s", lambda name=name: self.cut(name)
        for name in at.servers:
            yield f"recreate {name}", lambda name=name: self.recreate(name)
        yield "restored into an empty deployment", self.restored

    def up(self) -> None:
        """From the clone to a deployment that serves, with load on it. Raises Failed."""
        at = self.at
        began = time.monotonic()
        at.run([sys.executable, "deploy/make_env.py"])
        at.compose("build", "registry")
        at.compose("up", "-d")
        at.until_ready(STARTS_WITHIN)
        print(f"up from a clean clone: {time.monotonic() - began:.0f} s, {len(at.containers())} containers", flush=True)
        anonymous = Client(at.base)

        def administrator(name: str) -> Client:
            file = f"/var/lib/cadre/{name}-password"
            return Client(at.base, anonymous.sign_in(name, at.engine("exec", at.one("gateway"), "cat", file).strip()))

        keepers = administrator("admin"), administrator("security")
        open_account(anonymous, *keepers, "trial", roles=["registry_officer"])
        self.load.start(self.token())

    def token(self) -> str:
        """A session of the trial's own officer."""
        return Client(self.at.base).sign_in("trial", PASSWORD)

    def run(self, only: list[str]) -> None:
        for name, step in self.steps():
            if not any(word in name for word in only):
                continue
            began = time.monotonic()
            try:
                said = step()
                took = self.settled()
            except (Failed, AssertionError, httpx.HTTPError, ValueError, LookupError) as wrong:
                self.bad.append(name)
                print(f"FAILED  {name}: {wrong}", flush=True)
                continue
            seconds = time.monotonic() - began
            done = len(self.load.log.done)
            print(f"ok      {name} ({seconds:.0f} s): {said}; {took}; {done} units told done so far", flush=True)

    def settled(self) -> str:
        """Serving again, nothing restarted by itself, nothing lost, nothing doubled. Raises Failed."""
        at = self.at
        began = time.monotonic()
        served = at.until_ready(SERVES_WITHIN)
        before = len(self.load.log.done)
        while len(self.load.log.done) == before:
            if time.monotonic() - began > SERVES_WITHIN:
                raise Failed(f"ready, but no command has been done within {SERVES_WITHIN:.0f} s")
            time.sleep(0.2)
        served = time.monotonic() - began
        if restarted := at.restarts():
            raise Failed(f"restarted by the engine: {restarted}")
        self.history(began + SERVES_WITHIN)
        return f"serving after {served:.1f} s, history clean after {time.monotonic() - began:.1f} s"

    def history(self, until: float) -> None:
        """What the clients were told by now against what is there; what is on its way has until then to arrive."""
        if self.load.strange:
            raise Failed(f"answers that nobody expects: {self.load.strange[:3]}")
        told = set(self.load.log.done)
        script = EFFECTS.replace("MARK", self.load.mark).replace("SERVICES", json.dumps(NAMES))
        while True:
            found = self.at.ask_database(script)
            told_by_then = Log(dict(self.load.log.asked), told)
            wrong = judge(told_by_then, found["rows"], HANDLERS)
            # What was asked since is on its way, and no loss; what was told is to be everywhere.
            wrong = [line for line in wrong if not line.endswith("though others did it")]
            wrong = [line for line in wrong if not line.startswith("out of order")]
            wrong += [f"told twice: {one}" for one in found["twice"]]
            wrong += [f"{found['dead']} dead letters"] if found["dead"] else []
            if not wrong:
                return
            if time.monotonic() > until:
                raise Failed(f"{len(wrong)} faults in the history: {wrong[:5]} (unpublished: {found['pending']})")
            time.sleep(1)

    # -- the steps ----------------------------------------------------------------------------------------------

    def demonstration(self) -> str:
        at = self.at
        settings = ["-e", f"DEMO_SCALE={at.scale}"]
        at.compose("--profile", "demo", "run", "--rm", *settings, "demonstration")
        told = json.loads(at.engine("exec", at.one("gateway"), "cat", "/var/lib/cadre/briefing.json"))
        figures = {figure["id"]: figure["value"] for figure in told["figures"]}
        made = year.build(year.DEFAULT_SEED, year.DEFAULT_YEAR, float(at.scale))
        wanted = expected(made)
        if wrong := {name: (figures.get(name), value) for name, value in wanted.items() if figures.get(name) != value}:
            raise Failed(f"the briefing says otherwise (said, wanted): {wrong}")
        return f"the year loaded, {len(wanted)} figures of the briefing right"

    def replicas(self, service: str, number: int) -> str:
        self.at.compose("up", "-d", "--no-deps", "--no-recreate", "--scale", f"{service}={number}", service)
        there = len(self.at.containers(service))
        if there != number:
            raise Failed(f"{there} containers of {service}")
        return f"{there} containers"

    def restart(self, name: str) -> str:
        names = self.at.containers(name)
        for one in names:
            self.at.engine("restart", "-t", "40", one)
        return f"{len(names)} container(s)"

    def upgrade(self) -> str:
        """Another image, one process after the other."""
        at = self.at
        before = at.tag
        at.tag = "second"
        content = f"FROM {at.image}:{before}\nLABEL cadre.trial=second\n"
        at.engine("build", "-q", "-t", f"{at.image}:{at.tag}", "-", given=content)
        for name in PROCESSES:
            number = 3 if name in REPLICATED else 1
            at.compose("up", "-d", "--no-deps", "--scale", f"{name}={number}", name)
            at.until_ready(60)
        old = [
            name
            for name in at.containers()
            if at.engine("inspect", "--format", "{{.Config.Image}}", name).strip().endswith(f":{before}")
        ]
        if old:
            raise Failed(f"still of the old image: {old}")
        return f"{len(PROCESSES)} processes, one after the other"

    def cut(self, name: str) -> str:
        at = self.at
        network = f"{at.project}_default"
        containers = at.containers(name)
        with at_least(at.cut):
            for one in containers:
                at.engine("network", "disconnect", network, one)
        for one in containers:
            also = ["--alias", "broker"] if name.startswith("rabbitmq") else []
            at.engine("network", "connect", "--alias", name, *also, network, one)
        return f"{len(containers)} container(s) away and back"

    def recreate(self, name: str) -> str:
        at = self.at
        before = address(at, name)
        at.compose("up", "-d", "--no-deps", "--force-recreate", name)
        return f"{before} is now {address(at, name)}"

    def restored(self) -> str:
        """Backed up, taken down with all that it had, and restored as docs/how-to/back-up-and-restore.md says."""
        at = self.at
        self.load.stop()
        if not (before := self.figures()):
            raise Failed("the briefing cannot be told before the backup")
        (at.folder / "backup.key").write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        whoever = ["--user", str(os.getuid()), "-v", f"{at.folder}:/backup"]
        operator = ["--profile", "operator", "run", "--rm", *whoever, "operator"]
        archive = ["--key-file", "/backup/backup.key", "/backup/city.backup"]
        at.compose(*operator, "backup", "create", *archive)
        size = (at.folder / "city.backup").stat().st_size
        at.compose("--profile", "demo", "down", "-v")
        at.compose("up", "-d", *at.servers)
        at.compose(*operator, "restore", *archive)
        at.compose("up", "-d")
        at.until_ready(STARTS_WITHIN)
        until = time.monotonic() + STARTS_WITHIN
        while wrong := dict(before.items() ^ self.figures().items()):
            if time.monotonic() > until:
                raise Failed(f"the briefing says otherwise than before: {wrong}")
            time.sleep(1)
        self.load.start(self.token())
        return f"{size / 1e6:.1f} MB, and {len(before)} figures of the briefing as before"

    def figures(self) -> dict[str, Any]:
        """The briefing of the demonstration's year; empty while it cannot be told."""
        said = Client(self.at.base, self.token()).get(
            f"/briefing?from={year.DEFAULT_YEAR}-01-01&to={year.DEFAULT_YEAR}-12-31"
        )
        return {figure["id"]: str(figure["value"]) for figure in said.json()["figures"]} if said.is_success else {}


def address(at: Deployment, name: str) -> str:
    form = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
    return at.engine("inspect", "--format", form, at.one(name)).strip()


@contextmanager
def at_least(seconds: float) -> Iterator[None]:
    """What is done within takes effect for so long."""
    yield
    time.sleep(seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cut", type=float, default=60.0)
    parser.add_argument("--scale", default="0.05")
    parser.add_argument("--only", default="")
    parser.add_argument("--three", action="store_true", help="three members of broker and database")
    parser.add_argument("--keep", action="store_true", help="leave the containers running")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cadre-trial-") as folder:
        clone = Path(folder) / "cadre"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        trial = Trial(Deployment(clone, wish.cut, wish.scale, THREE if wish.three else ONE))
        try:
            trial.up()
            trial.run(wish.only.split(","))
        except Failed as wrong:
            trial.bad.append("up")
            print(f"FAILED  up: {wrong}", flush=True)
        finally:
            trial.load.stop()
            if not wish.keep:
                trial.at.compose("--profile", "demo", "down", "-v", check=False)
                for tag in ("first", "second"):
                    trial.at.engine("rmi", "-f", f"{trial.at.image}:{tag}", check=False)
    print("everything held" if not trial.bad else f"did not hold: {', '.join(trial.bad)}")
    return int(bool(trial.bad))


if __name__ == "__main__":
    sys.exit(main())

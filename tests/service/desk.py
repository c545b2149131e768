"""A service against the real database: its commands, queries, reactions and deadlines as its process runs them."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from servicekit.config import Settings
from servicekit.deadline_clock import DeadlineClock
from servicekit.deadlines import DEADLINES, id_of
from servicekit.errors import NotIndependent, Problem
from servicekit.events import Received
from servicekit.principal import Principal, Reach, Scope
from servicekit.process import declared, service_of
from servicekit.runtime import Runtime
from servicekit.service import Service
from servicekit.specs import Call
from tests.support import databases
from tests.support.declared import must_be_declared

CITY, UNIT, OTHER_UNIT = "unt-city", "unt-bureau", "unt-school"


def officer(role: str = "administrator", number: int = 1) -> Principal:
    """Somebody who sees everything; by another `number` somebody else."""
    return Principal(f"{role}-{number}", (role,), "", Scope(Reach.ALL))


COLLEAGUE = officer(number=2)
"""Who had no part in what the officer of the desk has done, or did it so that the officer can judge it."""
CLERK = officer(number=7)
"""Who enters what one agency has sent, and has asked for nothing."""


def of_unit(unit_id: str, role: str = "unit_officer") -> Principal:
    """Somebody who sees a unit and those below it."""
    return Principal(f"{role}-{unit_id}", (role,), "", Scope(Reach.UNIT, unit_id=unit_id))


def self_of(cadre_id: str) -> Principal:
    """A cadre who sees only themselves."""
    return Principal(f"self-{cadre_id}", ("cadre",), "", Scope(Reach.SELF, cadre_id=cadre_id))


def as_any_of(cadre_id: str, unit_id: str = UNIT) -> list[Principal]:
    """A cadre as themselves, and with an officer's role besides: of their unit, and of everything."""
    of_a_unit = Scope(Reach.UNIT, unit_id, cadre_id, oneself=True)
    of_everything = Scope(Reach.ALL, None, cadre_id, oneself=True)
    return [
        self_of(cadre_id),
        Principal(f"both-{cadre_id}", ("unit_officer", "cadre"), "", of_a_unit),
        Principal(f"officer-{cadre_id}", ("officer", "cadre"), "", of_everything),
    ]


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Let all begin together; what became of each, "done" or the code of its problem, sorted."""
    outcomes: list[str] = []
    gate = threading.Barrier(len(acts))

    def go(act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            act()
            outcomes.append("done")
        except Problem as problem:
            outcomes.append(problem.code)

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def clock_of(service: Service, runtime: Runtime) -> DeadlineClock:
    """The clock that runs what a service does when a deadline is over, as its process has it."""
    found = declared(type(service), "deadline_spec")
    watch = DeadlineClock(runtime, lambda: True)
    watch.handle({spec.kind: method.__get__(service) for spec, method in found}, service.deadline_moved)
    return watch


class Desk:
    """Commands and queries by name; `told` answers the events that were told."""

    def __init__(self, service: type[Service], runtime: Runtime) -> None:
        self.runtime = runtime
        self.db = runtime.db
        self.service = service()
        self.service.platform = runtime
        self._reactions = {spec.handler: (spec, method) for spec, method in declared(service, "reaction_spec")}
        self._clock = clock_of(self.service, runtime)
        self._numbers = itertools.count(1)

    def ask(
        self,
        method: str,
        /,
        *,
        by: Principal | None = None,
        once: str | None = None,
        if_match: int | None = None,
        **wish: Any,
    ) -> Any:
        """The answer of a command or query, as JSON. Raises its Problem."""
        number = f"call-{next(self._numbers)}"
        call = Call(kwargs=wish, id=number, principal=by or officer(), key=once, expected_version=if_match)
        kept = self._kept_apart(method, call)
        answered, problem = getattr(self.service, method)(call)
        if kept is not None and (problem is None or problem.code == NotIndependent.code):
            assert bool(kept & set(map(str, wish.values()))) == (problem is not None), (
                f"who is kept apart from {method}"
            )
        if problem is not None:
            must_be_declared(getattr(self.service, method).operation, problem)
            raise problem
        return answered.result

    def _kept_apart(self, method: str, call: Call) -> set[str] | None:
        """What the worklist of whoever asks leaves out of a step that judges; None for other steps."""
        step = f"{self.service.name}.{method}"
        if step not in {judged.step.name for judged in self.service.judged}:
            return None
        answered, problem = self.service.kept_apart(
            Call(kwargs={"what": [step]}, id=f"{call.id}-k", principal=call.principal)
        )
        assert problem is None
        (one,) = answered.result["items"]
        return set(one["ids"])

    def refused(self, method: str, /, **wish: Any) -> Problem:
        """The problem of a command that must be refused; nothing may have changed."""
        before = self.db["journal"].count_documents({})
        with pytest.raises(Problem) as refused:
            self.ask(method, **wish)
        assert self.db["journal"].count_documents({}) == before
        return refused.value

    def told(self, name: str) -> list[dict[str, Any]]:
        """The data of the events of a type, in the order of the journal."""
        entries = self.db["journal"].find({"events.type": name}).sort([("at", 1), ("uid", 1)])
        return [event["data"] for entry in entries for event in entry["events"] if event["type"] == name]

    def hear(
        self,
        handler: str,
        type: str,
        subject: str,
        *,
        sequence: int = 1,
        service: str = "registry",
        id: str | None = None,
        **data: Any,
    ) -> int:
        """Let an event of another service take effect, by the handler's name; how many did (0 for a repetition)."""
        id = id or f"x-{subject}-{type}-{sequence}"
        one = {"id": id, "type": type, "subject": subject, "sequence": sequence, "service": service, "data": data}
        return self.hear_all(handler, [one])

    def hear_all(self, handler: str, events: list[dict[str, Any]]) -> int:
        """Let events take effect together, as they come in one batch; how many did."""
        spec, method = self._reactions[handler]
        bare = method.__wrapped__
        received = [Received(**{"time": datetime.now(UTC), **event}) for event in events]
        return self.runtime.react(spec, lambda fresh, work: bare(self.service, fresh, work), received)

    def people(
        self, *ids: str, sequence: int = 1, type: str = "cadre.changed.v1", handler: str = "people", **state: Any
    ) -> list[str]:
        """Cadres that the registry tells of: serving, county level, of UNIT below CITY."""
        data = {
            "unit_id": UNIT,
            "unit_ids": [CITY, UNIT],
            "status": "serving",
            "post_level": "132",
            "level_since": "2015-01",
            "rank": None,
            "rank_since": None,
            "county_level_or_above": True,
            "role": "deputy",
            "post_ids": [],
            "in_post_since": "2018-01",
            "management": "city",
            "sex": "1",
            "birth_year": 1975,
            "ethnicity": "01",
            "political_status": "01",
            "education_level": "20",
            "selected_graduate_year": None,
            "retires_on": "2038-01-01",
            "synthetic": True,
            **state,
        }
        for cadre_id in ids:
            self.hear(handler, type, cadre_id, sequence=sequence, cadre_id=cadre_id, **data)
        return list(ids)

    def units(self, *ids: str, sequence: int = 1, **state: Any) -> list[str]:
        """Units below CITY that the registry tells of."""
        for unit_id in ids:
            data = {
                "unit_id": unit_id,
                "code": unit_id,
                "kind": "government",
                "level": "131",
                "region": "150200",
                "parent_id": None if unit_id == CITY else CITY,
                "unit_ids": [unit_id] if unit_id == CITY else [CITY, unit_id],
                "state": "active",
                "merged_into": None,
                "synthetic": True,
                **state,
            }
            self.hear("units", "unit.registered.v1", unit_id, sequence=sequence, **data)
        return list(ids)

    def calendar(
        self, year: int, holidays: list[str], make_up_days: list[str] | None = None, sequence: int = 1
    ) -> None:
        """A year's working days that the registry has published."""
        self.hear(
            "calendar",
            "calendar.published.v1",
            str(year),
            sequence=sequence,
            year=year,
            holidays=holidays,
            make_up_days=make_up_days or [],
            basis="合成日历",
        )

    def deadline(self, kind: str, subject: str) -> dict[str, Any] | None:
        """A deadline's row."""
        return self.db[DEADLINES.name].find_one({"_id": id_of(kind, subject)})

    def pass_deadline(self, kind: str, subject: str, due_on: date = date(2020, 1, 1)) -> None:
        """Move a deadline into the past, as an operator can, and let the clock look."""
        self.ask("move_deadline", deadline_id=id_of(kind, subject), due_on=due_on.isoformat(), basis="测试")
        self.tick()

    def tick(self) -> int:
        """Let the clock fire what is due; how much it looked at."""
        return self._clock.look()


def a_runtime(package: str, mongo_uri: str, prefix: str) -> Iterator[Runtime]:
    """The runtime of the service in a package, with a database of its own."""
    service = service_of(package)
    settings = Settings(mongo_uri=mongo_uri, database_prefix=prefix)
    made = Runtime(service.name, settings, Path(*package.split(".")).resolve())
    made.prepare(service.collections)
    yield made
    made.client.close()


def a_desk(package: str, runtime: Runtime) -> Desk:
    """A desk with an empty database; rules, dictionaries and indexes stay."""
    service = service_of(package)
    databases.empty(runtime.db, [*(c.name for c in service.collections), DEADLINES.name, "journal"])
    return Desk(service, runtime)

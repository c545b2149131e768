"""The training service against the real database: commands and queries as its process runs them, without a broker."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import services.training
from servicekit.config import Settings
from servicekit.errors import Problem
from servicekit.events import Received
from servicekit.principal import Principal, Reach, Scope
from servicekit.runtime import Runtime
from servicekit.specs import Call
from services.training.service import TrainingService
from tests.support import databases
from tests.support.declared import must_be_declared

OFFICER = Principal("officer", ("training_officer",), "training", Scope(Reach.ALL))
CITY, UNIT, OTHER_UNIT = "unt-city", "unt-bureau", "unt-school"


def unit_officer(unit_id: str) -> Principal:
    """An officer who sees a unit and those below it."""
    return Principal(f"officer-{unit_id}", ("unit_officer",), "training", Scope(Reach.UNIT, unit_id=unit_id))


def self_of(cadre_id: str) -> Principal:
    """A cadre who sees only themselves."""
    return Principal(f"self-{cadre_id}", ("cadre",), "training", Scope(Reach.SELF, cadre_id=cadre_id))


class Desk:
    """Commands and queries by name; `told` answers the events that a command told."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.db = runtime.db
        self.service = TrainingService()
        self.service.platform = runtime
        self._numbers = itertools.count(1)

    def empty(self) -> None:
        """Begin anew with an empty database."""
        databases.empty(self.db, [*(c.name for c in TrainingService.collections), "journal"])

    def ask(
        self,
        method: str,
        /,
        *,
        by: Principal = OFFICER,
        once: str | None = None,
        if_match: int | None = None,
        **wish: Any,
    ) -> Any:
        """The answer of a command or query. Raises its Problem."""
        call = Call(kwargs=wish, id=f"call-{next(self._numbers)}", principal=by, key=once, expected_version=if_match)
        answered, problem = getattr(self.service, method)(call)
        if problem is not None:
            must_be_declared(getattr(self.service, method).operation, problem)
            raise problem
        return answered.result

    def refused(self, method: str, /, **wish: Any) -> Problem:
        """The problem of a command that must be refused; nothing may have changed."""
        before = self.db["journal"].count_documents({})
        with pytest.raises(Problem) as refused:
            self.ask(method, **wish)
        assert self.db["journal"].count_documents({}) == before
        return refused.value

    def hours_per_day(self, most: int) -> None:
        """What one day holds, by the rule."""
        wish = {"code": "training.hours_per_day", "basis": "合成", "valid_from": "2000-01-01", "verified": False}
        self.ask("change_rule", **wish, value=most)

    def told(self, name: str) -> list[dict[str, Any]]:
        """The data of the events of a type, in the order of the journal."""
        entries = self.db["journal"].find({"events.type": name}).sort("_id", 1)
        return [event["data"] for entry in entries for event in entry["events"] if event["type"] == name]

    def people(self, *ids: str, sequence: int = 1, **state: Any) -> list[str]:
        """Cadres that the registry tells of."""
        return self.hear("keep_people", "cadre.changed.v1", *ids, sequence=sequence, **state)

    def hear(self, handler: str, type: str, *ids: str, sequence: int, **state: Any) -> list[str]:
        """Let a handler hear what the registry tells of cadres."""
        data = {
            "unit_id": UNIT,
            "unit_ids": [CITY, UNIT],
            "status": "serving",
            "post_level": "132",
            "level_since": "2015-01",
            "rank": None,
            "county_level_or_above": True,
            "synthetic": True,
            **state,
        }
        events = [
            Received(
                id=f"r-{id}-{sequence}",
                type=type,
                subject=id,
                sequence=sequence,
                time=datetime.now(UTC),
                data={"cadre_id": id, **data},
                service="registry",
            )
            for id in ids
        ]
        method = getattr(TrainingService, handler)
        spec = getattr(self.service, handler).reaction_spec
        self.runtime.react(spec, lambda batch, work: method.__wrapped__(self.service, batch, work), events)
        return list(ids)

    # What the stories begin with

    def organiser(self, tier: str = "party_school", **more: Any) -> str:
        found = self.ask("list_organisers", tier=tier)["items"]
        if found and tier == "party_school":
            return found[0]["id"]
        return self.ask("register_organiser", name="办班主体", tier=tier, synthetic=True, **more)["id"]

    def a_class(
        self, kind: str = "short", *, code: str | None = None, sessions: list[dict[str, Any]] | None = None, **more: Any
    ) -> dict[str, Any]:
        """A draft of one week with two sessions."""
        begins = more.pop("begins", "2025-03-03")
        if kind == "rotation":
            more.setdefault("round", 1)
        body = {
            "code": code or f"BC-{next(self._numbers)}",
            "title": "班次",
            "kind": kind,
            "organiser_id": self.organiser(),
            "begins": begins,
            "ends": more.pop("ends", begins),
            "capacity": more.pop("capacity", 50),
            "synthetic": True,
            **more,
        }
        if sessions is None:
            sessions = [session("theory", 8, compulsory=True, on=begins), session("duty_capability", 3, on=begins)]
        return self.ask("create_class", sessions=sessions, **body)

    def a_running_class(self, cadre_ids: list[str], kind: str = "short", **more: Any) -> dict[str, Any]:
        """A class with people in it that has begun."""
        class_ = self.a_class(kind, **more)
        self.ask("publish_class", class_id=class_["id"])
        self.ask("enrol", class_id=class_["id"], cadre_ids=cadre_ids)
        return self.ask("start_class", class_id=class_["id"])


def session(category: str = "theory", hours: float = 4, *, on: str = "2025-03-03", **more: Any) -> dict[str, Any]:
    """A session as a command takes it."""
    return {"on": on, "title": "课程", "category": category, "hours": hours, **more}


def spread(category: str, hours: float, first: date, **more: Any) -> list[dict[str, Any]]:
    """So many hours on days one after the other, eight on each; `more` is of the first session."""
    made = []
    while hours > 0:
        made.append(session(category, min(8, hours), on=first.isoformat(), **more))
        hours, first, more = hours - 8, first + timedelta(days=1), {}
    return made


def of_days(theory: float, duty: float) -> list[dict[str, Any]]:
    """The sessions of a main class from 3 March 2025 on: theory, and then what is of duty."""
    first = date(2025, 3, 3)
    lessons = spread("theory", theory, first, compulsory=True)
    return lessons + spread("duty_capability", duty, first + timedelta(days=len(lessons)))


@pytest.fixture(scope="session")
def runtime(mongo_uri: str, database_prefix: str) -> Iterator[Runtime]:
    """The service's runtime with a database of its own."""
    settings = Settings(mongo_uri=mongo_uri, database_prefix=f"{database_prefix}desk_")
    made = Runtime("training", settings, Path(str(services.training.__file__)).parent)
    made.prepare(TrainingService.collections)
    # Most stories need amounts and no timetable: they put a class's hours on one day.
    Desk(made).hours_per_day(100)
    yield made
    made.client.close()


@pytest.fixture
def desk(runtime: Runtime) -> Desk:
    """A desk with an empty database; rules, dictionaries and indexes stay."""
    made = Desk(runtime)
    made.empty()
    return made

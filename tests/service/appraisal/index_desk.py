"""What the tests of indices and of their benchmark let happen: evidence, passes over what is behind, and runs."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from tests.service.desk import CITY, UNIT, Desk
from tests.support.days import today

PATH = [CITY, UNIT]
_NUMBERS = itertools.count(1)


def leaders(desk: Desk, *cadre_ids: str, sequence: int = 1, **state: Any) -> list[str]:
    """Leading cadres that the roster tells of, as people and as those of whom there is an index."""
    desk.people(*cadre_ids, sequence=sequence, **state)
    desk.people(*cadre_ids, sequence=sequence, handler="subjects", **state)
    return list(cadre_ids)


def completes(desk: Desk, *cadre_ids: str, on: str = "", hours: float = 40.0) -> None:
    """Each completes a class and has its hours."""
    events = []
    on = on or (today() - timedelta(days=30)).isoformat()
    for cadre_id in cadre_ids:
        number = next(_NUMBERS)
        whose = {"cadre_id": cadre_id, "unit_ids": PATH, "synthetic": True}
        done = {"completion_id": f"enr-{number}", "completed_on": on, **whose}
        credited = {"entry_id": f"hrs-{number}", "on": on, "total_hours": hours, **whose}
        for type, subject, data in (
            ("completion.recorded.v1", f"enr-{number}", done),
            ("hours.credited.v1", f"hrs-{number}", credited),
        ):
            event = {"id": f"e-{subject}", "type": type, "subject": subject, "sequence": 1}
            events.append({**event, "service": "training", "data": data})
    desk.hear_all("training_evidence", events)


def a_pass(desk: Desk, name: str = "compute_dirty") -> None:
    """Let the service do once what it does from time to time."""
    work = desk.runtime.work_of(name)
    getattr(desk.service, name)(work)
    desk.runtime.commit(work, f"test:{next(_NUMBERS)}", f"every.{name}")


def settle(desk: Desk) -> None:
    """Let the service bring everything that is behind in step."""
    for _ in range(20):
        if not desk.db["subjects"].count_documents({"dirty": True}):
            return
        a_pass(desk)
    raise AssertionError("something stays behind")


def step(desk: Desk, run_id: str) -> bool:
    """Let the service hear its own newest word about a run, which makes it do one slice; whether it did."""
    entries = desk.db["journal"].find({"events.subject": run_id}).sort([("at", 1), ("uid", 1)])
    told = [event for entry in entries for event in entry["events"] if event["subject"] == run_id]
    newest = told[-1]
    if newest["type"] == "index_run.finished.v1":
        return False
    fields = {key: newest[key] for key in ("id", "type", "subject", "sequence", "data")}
    return desk.hear_all("index_runs", [{**fields, "service": "appraisal"}]) == 1


def finish(desk: Desk, run_id: str) -> int:
    """Let a run go on to its end; how many slices it took."""
    slices = 0
    while step(desk, run_id):
        slices += 1
    return slices


def scores(desk: Desk, kind: str = "cadre", **filters: Any) -> dict[str, float]:
    """The scores that readers see, highest first."""
    found = desk.ask("list_indices", subject_kind=kind, limit=500, **filters)["items"]
    return {one["subject_id"]: one["score"] for one in found}


def a_model(desk: Desk, kind: str = "cadre", **changes: Any) -> dict[str, Any]:
    """What a new version of the shipped model is drafted from."""
    shipped = desk.ask("get_model", model_id=f"mdl-{kind}-1")
    kept = ("kind", "zh", "en", "dimensions", "lever", "extension", "neutral")
    return {**{key: shipped[key] for key in kept}, "basis": "测试", "synthetic": True, **changes}


def publishes(desk: Desk, kind: str = "cadre", **changes: Any) -> tuple[str, str]:
    """A new version is drafted and published; its id and that of the run that began."""
    drafted = desk.ask("draft_model", **a_model(desk, kind, **changes))
    desk.ask("publish_model", model_id=drafted["id"], published_by="某负责人")
    run = desk.ask("list_index_runs", kind=kind, limit=1)["items"][0]
    return drafted["id"], run["id"]

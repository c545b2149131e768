"""A new version of the model: the process that computes every index is killed again and again, and read throughout.

Readers see the old version or the new one, never both: not in one answer, and not on the pages of one cursor.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from pymongo import MongoClient

from tests.support.awards import done, insist
from tests.support.client import Client
from tests.support.indices import fill
from tests.support.platform import Platform
from tests.support.polling import poll
from tests.support.rabbit import Vhost

CADRES, PAGE = 2100, 500
KILLED_AFTER = (1, 600, 1100)
"""The process is killed as soon as so many are done: in the middle of the next slice."""
INDICES, MODELS, RUNS = "/appraisal/indices", "/appraisal/models", "/appraisal/index-runs"
BAD_CURSOR = "/problems/bad-cursor"
Row = dict[str, Any]

pytestmark = pytest.mark.timeout(400)


class Reader:
    """Reads the whole list again and again, page by page, and remembers of which version each answer was."""

    def __init__(self, client: Client, run_id: str) -> None:
        self._client, self._run_id = client, run_id
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._read, name="reader", daemon=True)
        self.answers: list[frozenset[str]] = []
        """The versions within each answer, in the order of time."""
        self.walks: list[tuple[frozenset[str], int, int]] = []
        """Of each walk that came to its end: its versions, its rows, and the cadres in them."""
        self.progress: list[int] = []
        self.totals: set[int] = set()
        self.unexpected: list[str] = []

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join(90)
        assert not self._thread.is_alive()

    def _read(self) -> None:
        try:
            while not self._ends.wait(0.05):
                self._walk()
        except Exception as error:  # Told by the thread that judges.
            self.unexpected.append(repr(error))

    def _walk(self) -> None:
        versions: set[str] = set()
        cadres: list[str] = []
        cursor = ""
        while True:
            answer = page(self._client, cursor)
            if cursor and answer.status_code == 422 and answer.json()["type"] == BAD_CURSOR:
                return  # The readers were switched in the middle of this walk: it must begin anew.
            body = done(answer)
            self.answers.append(frozenset(row["model_id"] for row in body["items"]))
            versions |= self.answers[-1]
            cadres += [row["cadre_id"] for row in body["items"]]
            run = done(insist(self._client, "GET", f"{RUNS}/{self._run_id}"))
            self.progress.append(run["done"])
            self.totals.add(run["total"])
            cursor = body.get("next") or ""
            if not cursor:
                self.walks.append((frozenset(versions), len(cadres), len(set(cadres))))
                return


def page(client: Client, cursor: str = "") -> Any:
    """A page of the current indices, asked for again while the platform is away."""
    return insist(client, "GET", INDICES, params={"limit": PAGE, **({"cursor": cursor} if cursor else {})})


def finished(officer: Client, run_id: str) -> Row:
    """The run as soon as it has finished."""
    path = f"{RUNS}/{run_id}"

    def over() -> Row | None:
        run = done(insist(officer, "GET", path))
        return run if run["state"] == "finished" else None

    return poll(over, 90) or {}


def a_later_version(officer: Client) -> str:
    """A draft of the shipped model with other weights: whoever is computed by it has another index."""
    shipped = done(officer.get(f"{MODELS}/mdl-cadre-1"))
    draft = {key: shipped[key] for key in ("kind", "zh", "en", "dimensions", "lever", "extension", "neutral")}
    by_key = {one["key"]: one for one in draft["dimensions"]}
    by_key["performance"]["weight"], by_key["reform"]["weight"] = 0.15, 0.05
    return str(done(officer.post(MODELS, {**draft, "basis": "（示例）", "synthetic": True}))["id"])


def computed(database: Any, run: int) -> Counter[str]:
    """How often each index was told as computed by a run."""
    return Counter(
        event["subject"]
        for entry in database["journal"].find({"events.type": "index.computed.v1"}, {"events": 1})
        for event in entry["events"]
        if event["type"] == "index.computed.v1" and event["data"]["run"] == run
    )


def test_readers_see_the_old_version_or_the_new_one_while_the_run_is_killed(
    make_platform: Callable[..., Platform], vhost: Vhost, mongo: MongoClient[Row]
) -> None:
    platform = make_platform(only=["appraisal", "gateway"], settings={"RATE_LIMIT": "1000000/minute"}).start()
    database = mongo[f"{platform.database_prefix}appraisal"]
    fill(database, 0, CADRES)
    officer = platform.as_role("appraisal_officer")
    everybody = {f"cad-{number:07}" for number in range(CADRES)}
    wish = {"kind": "cadre", "started_by": "虚构负责人", "basis": "（示例）"}
    before = finished(officer, done(insist(officer, "POST", RUNS, wish))["id"])
    assert (before["done"], before["total"]) == (CADRES, CADRES)
    old_scores = {row["subject_id"]: row["score"] for row in database["indices"].find({"run": before["run"]})}
    assert set(old_scores) == everybody
    held = done(page(officer))["next"]

    new = a_later_version(officer)
    done(insist(officer, "POST", f"{MODELS}/{new}/publication", {"published_by": "虚构负责人"}))
    (started,) = [one for one in done(officer.get(RUNS, params={"kind": "cadre"}))["items"] if one["model_id"] == new]
    runs = database["index_runs"]
    with Reader(officer, started["id"]) as reader:
        for number, least in enumerate(KILLED_AFTER):
            poll(partial(runs.find_one, {"_id": started["id"], "done": {"$gte": least}}), 60)
            now = runs.find_one({"_id": started["id"]})
            assert now is not None
            assert now["state"] == "running", "killed too late to prove anything"
            if number == 1:
                vhost.close_connections()
            platform.restart("appraisal")
        run = finished(officer, started["id"])
        read = len(reader.walks)
        poll(lambda: len(reader.walks) >= read + 2 or reader.unexpected, 60)

    # Each once, all of them, by the new version; nothing is left of the run.
    assert (run["done"], run["total"]) == (CADRES, CADRES)
    assert computed(database, run["run"]) == dict.fromkeys((f"cadre.{id}.{run['slot']}" for id in everybody), 1)
    kept = list(database["indices"].find({"run": run["run"]}))
    assert sorted(row["subject_id"] for row in kept) == sorted(everybody)
    assert {row["model_id"] for row in kept} == {new}
    assert any(row["score"] != old_scores[row["subject_id"]] for row in kept)
    pointer = database["index_pointers"].find_one({"_id": "cadre"})
    assert pointer is not None
    assert (pointer["slot"], pointer["run"], pointer["running"]) == (run["slot"], run["run"], None)

    # What was read meanwhile.
    assert reader.unexpected == []
    assert reader.progress == sorted(reader.progress)
    assert reader.totals == {CADRES}
    old, renewed = frozenset({"mdl-cadre-1"}), frozenset({new})
    switched = reader.answers.index(renewed)
    assert switched > 0
    assert set(reader.answers[:switched]) == {old}
    assert set(reader.answers[switched:]) == {renewed}
    assert {versions for versions, _, _ in reader.walks} == {old, renewed}
    assert {(rows, cadres) for _, rows, cadres in reader.walks} == {(CADRES, CADRES)}
    # A cursor from before the switch does not go on among the new ones.
    stale = page(officer, held)
    assert (stale.status_code, stale.json()["type"]) == (422, BAD_CURSOR)
    assert database["dead_letters"].count_documents({}) == 0

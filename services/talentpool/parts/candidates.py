"""The read model of the roster that searches are answered from: one document per cadre, fed by events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pymongo
from pymongo.database import Database

from servicekit.calls import on
from servicekit.events import Received
from servicekit.roster import newest
from servicekit.store import Document, Word
from servicekit.work import UnitOfWork, Write
from services.talentpool.model import candidates as model
from services.talentpool.model import posts
from services.talentpool.parts.overtaken import close
from services.talentpool.parts.standing_marks import follow_standings
from services.talentpool.store.candidates import (
    CANDIDATES,
    POINTERS,
    keep_honour,
    keep_newer,
    keep_training,
    take_training_back,
)
from services.talentpool.store.posts import POSTS, keep_holders, keep_post

CADRE = "cadre"
ROSTER, STANDING = "roster", "standing"
_HOLDER = {"status": 1, "retires_on": 1, "in_post_since": 1}


def note_member(
    work: UnitOfWork,
    cadre_id: str,
    *,
    member_id: str,
    tier_id: str,
    state: str,
    suspended: bool,
    grade: str | None,
    category: str | None,
) -> None:
    """Keep with a cadre what their membership of the pool has become, in the transaction that changes it."""
    pool = {
        "member_id": member_id,
        "tier_id": tier_id,
        "state": state,
        "suspended": suspended,
        "grade": grade,
        "category": category,
    }
    work.write(CANDIDATES, pymongo.UpdateOne({"_id": cadre_id}, {"$set": {"pool": pool}}, upsert=True))


def note_secondment(work: UnitOfWork, cadre_id: str, *, active: bool, kind: str | None) -> None:
    """Keep with a cadre whether they are on secondment (挂职、跟岗) now, and of which kind."""
    now = {"active": active, "kind": kind}
    work.write(CANDIDATES, pymongo.UpdateOne({"_id": cadre_id}, {"$set": {"secondment": now}}, upsert=True))


def index_field(db: Database[Document]) -> str:
    """The field of the slot of indices that readers see."""
    pointer = db[POINTERS.name].find_one({"_id": CADRE}, {"slot": 1})
    return f"index_{pointer['slot'] if pointer else 0}"


class Candidates:
    """The read model of the roster that searches are answered from."""

    @on("registry", "cadre.*.v1", "post.*.v1", handler="candidates", batch=200)
    def keep_candidates(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep what the roster tells of cadres and posts, when posts fall vacant, and close what that overtakes."""
        told = list(newest(received))
        cadres = {e.subject: e for e in told if e.type.startswith("cadre.")}
        established = {e.subject: e for e in told if e.type.startswith("post.")}
        people = {id: model.from_roster(e.data) for id, e in cadres.items()}
        of_posts = {id: posts.from_roster(e.data) for id, e in established.items()}
        if people:
            _keep(work, ROSTER, ((id, cadres[id].sequence, of) for id, of in people.items()))
        writes: list[Write] = [keep_post(id, established[id].sequence, of) for id, of in of_posts.items()]
        touched, fresh = _touched(work, cadres, established)
        writes += _derived(work, touched, cadres, people)
        if writes:
            work.write(POSTS, *writes)
        close(work, {id: of_posts[id] for id in fresh}, _gone(work, cadres, people))

    @on("supervision", "standing.changed.v1", handler="candidate_standings", batch=200)
    def keep_standings(self, received: list[Received], work: UnitOfWork) -> None:
        """What holds against a cadre is known to searches at once, and marked in open shortlists and successions."""
        told = {e.subject: e for e in newest(received)}
        known = work.db[CANDIDATES.name].find({"_id": {"$in": list(told)}}, {f"seen.{STANDING}": 1})
        seen = {found["_id"]: found.get("seen", {}).get(STANDING, -1) for found in known}
        fresh = {id: e for id, e in told.items() if e.sequence > seen.get(id, -1)}
        standings = {id: model.from_standing(e.data) for id, e in fresh.items()}
        if standings:
            _keep(work, STANDING, ((id, fresh[id].sequence, of) for id, of in standings.items()))
            follow_standings(work, standings)

    @on("talentpool", "match.made.v1", "match.reopened.v1", "successor.named.v1", handler="standing_looks")
    def look_once_more(self, event: Received, work: UnitOfWork) -> None:
        """What came while a shortlist was made or stood confirmed, or a successor was named, takes effect now."""
        ids = [event.data["cadre_id"]] if event.type == "successor.named.v1" else event.data["cadre_ids"]
        known = list(work.db[CANDIDATES.name].find({"_id": {"$in": ids}}, {"status": 1}))
        follow_standings(work, {found["_id"]: {} for found in known})
        post = work.db[POSTS.name].find_one({"_id": event.data["post_id"]}, {"state": 1, "holder_ids": 1})
        close(work, {post["_id"]: post} if post else {}, {one["_id"] for one in known if _has_left(one)})

    @on("appraisal", "index.computed.v1", "index_run.*.v1", handler="candidate_indices", batch=200)
    def keep_indices(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the indices of cadres, each in its slot, and switch the slot when a run has finished."""
        scores, pointers = [], []
        for event in received:
            told = event.data
            if event.type == "index.computed.v1":
                if told["cadre_id"]:
                    score = None if told["score"] is None else float(told["score"])
                    slot = f"index_{int(told['slot'])}"
                    scores.append(keep_newer(told["cadre_id"], slot, event.sequence, {slot: score}))
            elif event.type == "index_run.finished.v1" and told["kind"] == CADRE:
                pointers.append(_pointed(told))
        if scores:
            work.write(CANDIDATES, *scores)
        if pointers:
            work.write(POINTERS, *pointers)

    @on("training", "completion.recorded.v1", "completion.revoked.v1", handler="candidate_trainings", batch=500)
    def keep_trainings(self, received: list[Received], work: UnitOfWork) -> None:
        """Count what a cadre has completed, by kind of class, and less what was revoked."""
        work.write(
            CANDIDATES,
            *(
                take_training_back(e.data["cadre_id"])
                if e.type == "completion.revoked.v1"
                else keep_training(e.data["cadre_id"], e.data["class_kind"], str(e.data["completed_on"]))
                for e in received
            ),
        )

    @on("incentive", "honour.*.v1", handler="candidate_honours", batch=200)
    def keep_honours(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the levels of the honours in force."""
        told = list(newest(received))
        if told:
            work.write(
                CANDIDATES,
                *(
                    keep_honour(e.data["cadre_id"], e.subject, e.sequence, e.data["level"], e.data["state"])
                    for e in told
                ),
            )


def _keep(work: UnitOfWork, source: str, words: Iterable[Word]) -> None:
    """Keep what one source tells of cadres; who is not known yet is inserted, which costs less than an upsert."""
    told = list(words)
    known = {row["_id"] for row in work.db[CANDIDATES.name].find({"_id": {"$in": [id for id, *_ in told]}}, {"_id": 1})}
    for id, sequence, fields in told:
        if id in known:
            work.write(CANDIDATES, keep_newer(id, source, sequence, fields))
        else:
            work.write_new(CANDIDATES, {"_id": id, **fields, "seen": {source: sequence}})


def _has_left(known: Mapping[str, Any]) -> bool:
    return bool(known.get("status", model.SERVING) != model.SERVING)


def _gone(work: UnitOfWork, cadres: Mapping[str, Received], people: Mapping[str, Document]) -> set[str]:
    """Those who are not in service by the newest event."""
    gone = {id for id, of in people.items() if _has_left(of)}
    if gone:
        rows = work.db[CANDIDATES.name].find({"_id": {"$in": list(gone)}}, {f"seen.{ROSTER}": 1})
        gone -= {row["_id"] for row in rows if row.get("seen", {}).get(ROSTER, -1) > cadres[row["_id"]].sequence}
    return gone


def _touched(
    work: UnitOfWork, cadres: Iterable[str], established: Mapping[str, Received]
) -> tuple[dict[str, list[str]], set[str]]:
    """The posts that events touch, with their holders after them; and those of which the events are the newest word."""
    where = {"$or": [{"holder_ids": {"$in": list(cadres)}}, {"_id": {"$in": list(established)}}]}
    found = {
        row["_id"]: (row.get("holder_ids", []), row.get("sequence", -1))
        for row in work.db[POSTS.name].find(where, {"holder_ids": 1, "sequence": 1})
    }
    fresh = {id for id, event in established.items() if id not in found or event.sequence > found[id][1]}
    touched = {id: holders for id, (holders, _) in found.items()}
    return touched | {id: list(established[id].data["holder_ids"]) for id in fresh}, fresh


def _derived(
    work: UnitOfWork, touched: Mapping[str, list[str]], cadres: Mapping[str, Received], people: Mapping[str, Document]
) -> list[Write]:
    """The writes of what follows from the holders of posts; `people` are told just now, by the events `cadres`."""
    wanted = {holder for holders in touched.values() for holder in holders}
    rows = work.db[CANDIDATES.name].find({"_id": {"$in": list(wanted)}}, {**_HOLDER, f"seen.{ROSTER}": 1})
    known: dict[str, Any] = {row["_id"]: row for row in rows}
    for id in wanted & people.keys():
        if cadres[id].sequence > known.get(id, {}).get("seen", {}).get(ROSTER, -1):
            known[id] = people[id]
    return [
        keep_holders(id, posts.of_holders(known[holder] for holder in holders if holder in known))
        for id, holders in touched.items()
    ]


def _pointed(told: Mapping[str, Any]) -> pymongo.UpdateOne:
    """Only a later run moves the pointer."""
    later = {"$gt": [told["run"], {"$ifNull": ["$run", -1]}]}
    moved = {"_id": CADRE, "slot": told["slot"], "run": told["run"], "sequence": 0, "version": 0}
    return pymongo.UpdateOne(
        {"_id": CADRE}, [{"$replaceWith": {"$cond": [later, {"$literal": moved}, "$$ROOT"]}}], upsert=True
    )

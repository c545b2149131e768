"""Computing indices for a slice of subjects: one reading of the evidence, one write, whatever the number."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import pymongo

from servicekit.roster import UNITS
from servicekit.work import Reading, UnitOfWork
from services.appraisal.events import indices as events
from services.appraisal.model import index_records as records
from services.appraisal.model.evidence import Evidence, Subject, counting, subject_key, team_on
from services.appraisal.model.index_records import Basis, CurrentIndex, Pointer, index_key
from services.appraisal.model.indices import Index, index
from services.appraisal.model.models import ModelVersion
from services.appraisal.parts.model_versions import current_model, load_model
from services.appraisal.store.evidence import BEHIND, EVIDENCE, SUBJECTS
from services.appraisal.store.indices import INDICES, POINTERS, RUNS
from services.appraisal.vocabulary.evidence import SubjectKind

_MOST_ROWS = 2_000_000
_AT_A_STRETCH = 20
_PERCENT = Decimal("0.01")


@dataclass(frozen=True)
class Target:
    """Where computed indices go: a slot, of a run, by a version of the model."""

    model: ModelVersion
    slot: int
    run: int


def pointer_of(work: UnitOfWork, kind: str) -> Pointer:
    """Where readers look; made at the first use."""
    found = work.load_many(POINTERS, [kind]).get(kind)
    return found or work.add(POINTERS, Pointer(kind, current_model(work, kind).id))


def targets(work: UnitOfWork, kind: str) -> list[Target]:
    """The slot that readers see, and beside it that of the run under way: news is taken into both."""
    pointer = pointer_of(work, kind)
    found = [Target(load_model(work, pointer.model_id), pointer.slot, pointer.run)]
    if pointer.running is not None:
        run = work.load(RUNS, pointer.running)
        found.append(Target(load_model(work, run.model_id), run.slot, run.run))
    return found


def evidence_of(reading: Reading, kind: str, ids: Iterable[str]) -> dict[str, list[Evidence]]:
    """The rows of these subjects by subject, from the first without a gap, in one reading."""
    rows: dict[str, list[Evidence]] = {id: [] for id in ids}
    where = {"subject_id": {"$in": list(rows)}, "subject_kind": str(kind)}
    found = reading.db[EVIDENCE.name].find(where).sort([("subject_id", 1), ("subject_kind", 1), ("number", 1)])
    for document in found.limit(_MOST_ROWS):
        mine = rows[document["subject_id"]]
        if document["number"] == len(mine) + 1:
            mine.append(EVIDENCE.to_entity(document))
    return rows


def index_of(
    model: ModelVersion, kind: SubjectKind, subject_id: str, basis: Basis, rows: Sequence[Evidence], reading: Reading
) -> Index:
    """The index of a subject on a basis; the same basis gives the same digits whenever it is computed."""
    counted = counting(rows[: basis.rows], basis.as_of)
    return index(model, [*counted, *records.derived_rows(kind, subject_id, basis, reading.now)], basis.as_of)


def compute(work: UnitOfWork, kind: SubjectKind, subjects: Sequence[Subject], into: Sequence[Target]) -> None:
    """Compute the indices of these subjects into each target, and tell of those that have changed."""
    ids = [subject.subject_id for subject in subjects]
    rows = evidence_of(work, kind, ids)
    derived = team_inputs(work, subjects) if kind is SubjectKind.TEAM else {}
    peers = kinds_of(work, ids) if kind is SubjectKind.TEAM else {}
    known = work.load_many(INDICES, (index_key(kind, id, target.slot) for id in ids for target in into))
    teams: set[str] = set()
    for number, subject in enumerate(subjects):
        if number % _AT_A_STRETCH == 0:
            time.sleep(0)  # Whoever reads meanwhile shall not wait for the whole slice.
        basis = Basis(work.today, len(rows[subject.subject_id]), derived.get(subject.subject_id, {}))
        for target in into:
            key = index_key(kind, subject.subject_id, target.slot)
            current = known.get(key) or work.add(INDICES, _new(key, subject, target, basis, work))
            if not subject.active:
                _close(work, current, target)
                continue
            current.peers = peers.get(subject.subject_id)
            found = index_of(target.model, kind, subject.subject_id, basis, rows[subject.subject_id], work)
            if _keep(work, current, subject, target, found, basis) and subject.team_id:
                teams.add(subject.team_id)
    mark_teams(work, teams)


def mark_teams(work: UnitOfWork, unit_ids: Iterable[str]) -> None:
    """Say that the indices of these teams are behind their members'."""
    keys = [subject_key("team", unit_id) for unit_id in sorted(unit_ids)]
    if keys:
        work.write(SUBJECTS, pymongo.UpdateMany({"_id": {"$in": keys}}, BEHIND))


def settle(work: UnitOfWork, subjects: Iterable[Subject]) -> None:
    """Say that the indices of these subjects are in step, unless something has come meanwhile."""
    done = {"$set": {"dirty": False, "computed_on": work.today.isoformat()}, "$inc": {"version": 1}}
    writes = [pymongo.UpdateOne({"_id": one.id, "version": one.version}, done) for one in subjects]
    if writes:
        work.write(SUBJECTS, *writes)


def waiting(reading: Reading, kind: SubjectKind, subjects: Iterable[Subject]) -> set[str]:
    """Teams that have heard of their unit what the copy of the roster has not yet: they are looked at again."""
    if kind is not SubjectKind.TEAM:
        return set()
    teams = {subject.subject_id: subject for subject in subjects}
    found = reading.db[UNITS.name].find({"_id": {"$in": list(teams)}}, {"sequence": 1})
    known = {document["_id"]: document["sequence"] for document in found}
    return {team.id for id, team in teams.items() if known.get(id, -1) < team.roster_sequence}


def _new(key: str, subject: Subject, target: Target, basis: Basis, work: UnitOfWork) -> CurrentIndex:
    cadre = subject.kind is SubjectKind.CADRE
    return CurrentIndex(
        id=key,
        subject_kind=subject.kind,
        subject_id=subject.subject_id,
        cadre_id=subject.subject_id if cadre else None,
        unit_id=None if cadre else subject.subject_id,
        unit_ids=subject.unit_ids,
        model_id="",
        model_version=0,
        slot=target.slot,
        run=-1,
        score=Decimal("0.00"),
        order=0,
        dimensions={},
        lever=Decimal(0),
        extension=None,
        basis=basis,
        computed_on=work.today,
        synthetic=subject.synthetic,
    )


def _keep(
    work: UnitOfWork, current: CurrentIndex, subject: Subject, target: Target, found: Index, basis: Basis
) -> bool:
    """Keep a computed index. Whether its value has changed."""
    before = (current.run, current.unit_ids, current.closed)
    current.run, current.unit_ids, current.closed = target.run, subject.unit_ids, False
    current.synthetic = subject.synthetic
    changed = records.put(current, found, target.model, basis, work.today)
    work.save(INDICES, current)
    if changed or before != (current.run, current.unit_ids, current.closed):
        work.tell(events.INDEX_COMPUTED, current, score=str(current.score))
    return changed


def _close(work: UnitOfWork, current: CurrentIndex, target: Target) -> None:
    """A closed index stays in its slot, so that a run that had begun before cannot bring it back."""
    if not current.closed:
        current.closed, current.run = True, target.run
        work.tell(events.INDEX_CLOSED, work.save(INDICES, current), score=str(current.score))


def kinds_of(reading: Reading, unit_ids: Iterable[str]) -> dict[str, str]:
    """The kinds of these units."""
    found = reading.db[UNITS.name].find({"_id": {"$in": list(unit_ids)}}, {"kind": 1})
    return {document["_id"]: document["kind"] for document in found}


def members_on(reading: Reading, unit_id: str, day: date) -> list[str]:
    """The cadres who were in the leadership team of a unit on a day, as the roster has it now."""
    where = {"$or": [{"team_id": unit_id}, {"seats.team_id": unit_id}]}
    known = [SUBJECTS.to_entity(one) for one in reading.db[SUBJECTS.name].find(where).sort([("_id", 1)])]
    return [one.subject_id for one in known if team_on(one, day) == unit_id]


def members_of(reading: Reading, unit_ids: Iterable[str]) -> dict[str, list[str]]:
    """The cadres in the leadership teams of these units, by unit."""
    found: dict[str, list[str]] = {id: [] for id in unit_ids}
    where = {"team_id": {"$in": list(found)}}
    for document in reading.db[SUBJECTS.name].find(where, {"team_id": 1, "subject_id": 1}).sort([("_id", 1)]):
        found[document["team_id"]].append(document["subject_id"])
    return found


def scores_of(reading: Reading, cadre_ids: Iterable[str]) -> dict[str, Decimal]:
    """The indices of these cadres as readers see them."""
    pointer = reading.db[POINTERS.name].find_one({"_id": SubjectKind.CADRE.value}) or {"slot": 0, "run": 0}
    keys = [index_key("cadre", id, pointer["slot"]) for id in cadre_ids]
    where = {"_id": {"$in": keys}, "run": pointer["run"], "closed": False}
    found = reading.db[INDICES.name].find(where, {"subject_id": 1, "score": 1})
    return {document["subject_id"]: document["score"].to_decimal() for document in found}


def team_inputs(
    reading: Reading,
    teams: Sequence[Subject],
    scores: Mapping[str, Decimal] | None = None,
    members: Mapping[str, list[str]] | None = None,
) -> dict[str, dict[str, Decimal]]:
    """What the indices of teams take from their members, of now where none are given, and their establishment."""
    members = members_of(reading, (team.subject_id for team in teams)) if members is None else members
    if scores is None:
        scores = scores_of(reading, (id for ids in members.values() for id in ids))
    approved = {
        document["_id"]: document.get("approved")
        for document in reading.db[UNITS.name].find({"_id": {"$in": list(members)}}, {"approved": 1})
    }
    inputs: dict[str, dict[str, Decimal]] = {}
    for unit_id, ids in members.items():
        found: dict[str, Decimal] = {}
        known = [scores[id] for id in ids if id in scores]
        if known:
            mean = sum(known, Decimal(0)) / len(known)
            found["team.members_mean"] = mean.quantize(_PERCENT, ROUND_HALF_EVEN)
            found["team.members_lowest"] = min(known)
        posts = sum((approved.get(unit_id) or {}).get(role, 0) for role in ("chief", "deputy"))
        if posts:
            off = Decimal(abs(posts - len(ids))) / posts * 100
            found["team.posts_filled"] = max(Decimal(0), 100 - off).quantize(_PERCENT, ROUND_HALF_EVEN)
        inputs[unit_id] = found
    return inputs

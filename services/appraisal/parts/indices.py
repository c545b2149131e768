"""Indices with every input (担当指数)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pymongo

from servicekit import clock, queries
from servicekit.calls import command, every, on, query
from servicekit.errors import field_error
from servicekit.events import Received
from servicekit.roster import PEOPLE, UNITS
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.appraisal.errors.indices import FutureDay, ModelNotPublished, ModelOfOtherKind, OwnIndexClosed
from services.appraisal.events import indices as events
from services.appraisal.model import index_records as records
from services.appraisal.model.evidence import Evidence, Subject, counting, known_rows, subject_key
from services.appraisal.model.index_records import Basis, CurrentIndex, KeptIndex, index_key
from services.appraisal.model.indices import Index, effects
from services.appraisal.model.models import ModelVersion
from services.appraisal.operations import indices as operations
from services.appraisal.parts.computing import (
    compute,
    evidence_of,
    index_of,
    members_on,
    settle,
    targets,
    team_inputs,
    waiting,
)
from services.appraisal.parts.model_versions import current_model, load_model
from services.appraisal.parts.runs import Runs
from services.appraisal.schemas import indices as schemas
from services.appraisal.store.evidence import BEHIND, SUBJECTS
from services.appraisal.store.indices import INDICES, KEPT, POINTERS
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.models import ModelState

DIRTY_SECONDS, STALE_SECONDS = 5, 3600
AT_ONCE = 1000
_DECISIONS = (
    "appraisal.concluded.v1",
    "appraisal.revised.v1",
    "appraisal.reopened.v1",
    "appraisal.contested.v1",
    "deed.verified.v1",
    "deed.withdrawn.v1",
    "evaluation.confirmed.v1",
    "evaluation.withdrawn.v1",
)
"""What people decide, or put right, that counts in an index."""
_KEPT = "kix"
_ADVICE = "指数仅供研判参考，须由具名负责人确认，不据此自动作出任何决定（《个人信息保护法》第二十四条）"


class Indices(Runs):
    """Indices with every input (担当指数)."""

    @every(DIRTY_SECONDS, "dirty_indices")
    def compute_dirty(self, work: UnitOfWork) -> None:
        """Bring the indices that are behind their evidence in step, cadres first, since teams rest on them."""
        left = AT_ONCE
        for kind in SubjectKind:
            behind = work.first(SUBJECTS, {"dirty": True, "kind": kind.value}, sort=[("_id", 1)], limit=left)
            if behind:
                compute(work, kind, behind, targets(work, kind))
                late = waiting(work, kind, behind)
                settle(work, [one for one in behind if one.id not in late])
            left -= len(behind)
            if left <= 0:
                break

    @on("appraisal", *_DECISIONS, handler="decided_indices", batch=50)
    def compute_decided(self, received: list[Received], work: UnitOfWork) -> None:
        """The index of whom somebody has just decided on follows at once; what comes in numbers, and the teams that
        rest on it, follow by the next pass."""
        for kind in SubjectKind:
            mine = (event.data for event in received if event.data["subject_kind"] == kind)
            keys = {subject_key(kind, id) for data in mine if (id := _subject_of(data)) is not None}
            behind = [one for one in work.load_many(SUBJECTS, keys).values() if one.dirty]
            if behind:
                compute(work, kind, behind, targets(work, kind))
                late = waiting(work, kind, behind)
                settle(work, [one for one in behind if one.id not in late])

    @every(STALE_SECONDS, "stale_indices")
    def mark_stale(self, work: UnitOfWork) -> None:
        """What was computed long ago is computed again, since evidence grows old: rule appraisal.index_refresh_days."""
        before = work.today - timedelta(days=int(work.rules["appraisal.index_refresh_days"].value))
        for kind in SubjectKind:
            where = {"kind": kind.value, "computed_on": {"$lt": before.isoformat()}, "active": True, "dirty": False}
            work.write(SUBJECTS, pymongo.UpdateMany(where, BEHIND))

    @command(operations.COMPUTE_INDEX)
    def compute_index(self, wish: Document, work: UnitOfWork) -> Document:
        """Compute an index at once and keep it; without day, instant or version, the current one is renewed too."""
        kind: SubjectKind = wish["subject_kind"]
        unit_ids, synthetic = _whose(work, kind, wish["subject_id"])
        as_of = wish["as_of"] or work.today
        if as_of > work.today:
            zh, en = f"不得晚于今天（{work.today}）", f"Not after today ({work.today})"
            raise FutureDay(zh, en, errors=[field_error("/as_of", "future", zh, en)])
        version = _version(work, kind, wish["model_id"], as_of)
        rows = evidence_of(work, kind, [wish["subject_id"]])[wish["subject_id"]]
        known = len(rows) if wish["known_at"] is None else known_rows(rows, wish["known_at"])
        present = not (wish["as_of"] or wish["known_at"] or wish["model_id"])
        basis = Basis(as_of, known)
        if kind is SubjectKind.TEAM:
            basis.derived = _team_basis(work, wish["subject_id"], as_of, wish["known_at"], present)
        if present:
            self._renew(work, kind, wish["subject_id"])
        found = index_of(version, kind, wish["subject_id"], basis, rows, work)
        kept = work.add(KEPT, _kept(work, kind, wish["subject_id"], unit_ids, version, basis, found, synthetic))
        kept.known_at = wish["known_at"]
        return _explained(kept, version, basis, found, rows, work)

    def _renew(self, work: UnitOfWork, kind: SubjectKind, subject_id: str) -> None:
        subject = work.load_many(SUBJECTS, [subject_key(kind, subject_id)]).values()
        for one in subject:
            compute(work, kind, [one], targets(work, kind))
            settle(work, [one])

    @command(operations.CONFIRM_INDEX)
    def confirm_index(self, wish: Document, work: UnitOfWork) -> KeptIndex:
        """A named person confirms an index: it is kept as it is, and it remains advice."""
        if wish["index_id"].startswith(f"{_KEPT}-"):
            kept = work.see(KEPT, wish["index_id"])
        else:
            current = work.see(INDICES, wish["index_id"])
            _must_be_readable(work, current)
            if current.kept_id is not None:
                kept = work.load(KEPT, current.kept_id)
            else:
                kept = records.keep(current, work.new_id(_KEPT), work.now, work.principal.account)
                work.add(KEPT, kept)
                current.confirmed, current.kept_id = True, kept.id
                work.tell(events.INDEX_CONFIRMED, work.save(INDICES, current), score=str(current.score))
        records.confirm(kept, wish["confirmed_by"], wish["basis"], work.now)
        return work.save(KEPT, kept)

    @query(operations.GET_INDEX)
    def get_index(self, wish: Document, read: Reading) -> Document:
        """An index, current or kept, with every input, every step, and what would change it."""
        return _with_inputs(read, _read(read, wish["index_id"]))

    @query(operations.GET_OWN_INDEX)
    def get_own_index(self, wish: Document, read: Reading) -> Document:
        """The reader's own index, every figure explained (个人信息保护法 art. 24 and 45); no rank, and no team's.

        Single pieces of evidence are those of the sources that rule appraisal.own_index_pieces names.
        """
        if not read.rules["appraisal.own_index"].value:
            raise OwnIndexClosed(rule=read.rules["appraisal.own_index"].cited)
        pointer = read.db[POINTERS.name].find_one({"_id": SubjectKind.CADRE.value}, {"slot": 1}) or {"slot": 0}
        index_ = _read(read, index_key("cadre", read.scope.cadre_id or "", pointer["slot"]))
        if isinstance(index_, CurrentIndex) and index_.closed:
            raise INDICES.not_found(index_.id)
        return _for_oneself(_with_inputs(read, index_), read.rules["appraisal.own_index_pieces"].value)

    @query(operations.RECOMPUTE_INDEX)
    def recompute_index(self, wish: Document, read: Reading) -> Document:
        """Compute an index again on its own basis, and say whether the digits are the same."""
        index_ = _read(read, wish["index_id"])
        version = load_model(read, index_.model_id)
        rows = evidence_of(read, index_.subject_kind, [index_.subject_id])[index_.subject_id]
        found = index_of(version, index_.subject_kind, index_.subject_id, index_.basis, rows, read)
        points = records.points_of(found)
        differences = [key for key in {**index_.dimensions, **points} if index_.dimensions.get(key) != points.get(key)]
        parts = ((index_.lever, found.lever.points, "lever"), (index_.extension, found.extension.points, "extension"))
        differences += [name for kept, now, name in parts if kept != now]
        return {
            "index_id": index_.id,
            "model_id": version.id,
            "as_of": index_.basis.as_of,
            "evidence_rows": index_.basis.rows,
            "rows_since": len(rows) - index_.basis.rows,
            "score_kept": str(index_.score),
            "score_now": str(found.score),
            "same": not differences and index_.score == found.score,
            "differences": differences,
        }

    @query(operations.LIST_INDICES)
    def list_indices(self, wish: Document, read: Reading) -> Page:
        """The current indices by unit, subject and version, highest first; all of one run, never of two."""
        pointer = read.db[POINTERS.name].find_one({"_id": wish["subject_kind"].value}, {"run": 1}) or {"run": 0}
        where = queries.filters(wish, "subject_kind", "subject_id", "unit_id", "model_id")
        where |= {"run": pointer["run"], "closed": False}
        return read.page(
            INDICES,
            queries.both(read.scope.filter(cadre="cadre_id"), where),
            wish,
            sorts={"score": [("order", 1)]},
            default_sort="-score",
            answer=schemas.CurrentOut,
        )

    @query(operations.LIST_KEPT_INDICES)
    def list_kept_indices(self, wish: Document, read: Reading) -> Page:
        """The indices that were kept, by subject and unit, newest first."""
        where = queries.both(read.scope.filter(cadre="cadre_id"), queries.filters(wish, "subject_id", "unit_id"))
        sorts = {"computed_at": [("computed_at", 1)]}
        return read.page(KEPT, where, wish, sorts=sorts, default_sort="-computed_at", answer=schemas.KeptOut)


def _whose(work: UnitOfWork, kind: SubjectKind, id: str) -> tuple[list[str], bool]:
    """The path of units and the mark of a cadre or a unit that the caller may see."""
    if kind is SubjectKind.CADRE:
        person = work.named(PEOPLE, id, "/subject_id")
        return person.unit_ids, person.synthetic
    unit = work.named(UNITS, id, "/subject_id")
    return unit.unit_ids, unit.synthetic


def _version(work: UnitOfWork, kind: SubjectKind, model_id: str | None, as_of: date) -> ModelVersion:
    """The version that was asked for, or the one that holds on the day."""
    if model_id is None:
        return current_model(work, kind, as_of)
    version = load_model(work, model_id)
    if version.kind is not kind:
        raise ModelOfOtherKind(model_id=model_id, kind=version.kind.value)
    if version.state is not ModelState.PUBLISHED:
        raise ModelNotPublished(model_id=model_id, state=version.state.value)
    return version


def _team_basis(
    work: UnitOfWork, unit_id: str, as_of: date, known_at: datetime | None, present: bool
) -> dict[str, Decimal]:
    """What a team's index derives: from the members' current indices, or from those of the members of a day, as of that
    day and instant. The approved posts are those of today in either case: the copy of the units has no history."""
    team = Subject(subject_key("team", unit_id), SubjectKind.TEAM, unit_id)
    if present:
        return team_inputs(work, [team])[unit_id]
    version = current_model(work, SubjectKind.CADRE, as_of)
    ids = members_on(work, unit_id, as_of)
    scores = {}
    for id, rows in evidence_of(work, SubjectKind.CADRE, ids).items():
        known = len(rows) if known_at is None else known_rows(rows, known_at)
        scores[id] = index_of(version, SubjectKind.CADRE, id, Basis(as_of, known), rows, work).score
    return team_inputs(work, [team], scores, {unit_id: ids})[unit_id]


def _kept(
    work: UnitOfWork,
    kind: SubjectKind,
    subject_id: str,
    unit_ids: list[str],
    version: ModelVersion,
    basis: Basis,
    found: Index,
    synthetic: bool,
) -> KeptIndex:
    cadre = kind is SubjectKind.CADRE
    return KeptIndex(
        id=work.new_id(_KEPT),
        subject_kind=kind,
        subject_id=subject_id,
        cadre_id=subject_id if cadre else None,
        unit_id=None if cadre else subject_id,
        unit_ids=unit_ids,
        model_id=version.id,
        model_version=version.number,
        score=found.score,
        dimensions=records.points_of(found),
        lever=found.lever.points,
        extension=found.extension.points,
        basis=basis,
        computed_at=work.now,
        computed_by=work.principal.account,
        synthetic=synthetic,
    )


def _read(read: Reading, id: str) -> CurrentIndex | KeptIndex:
    """An index, current or kept, within the reader's scope."""
    scope = read.scope.filter(cadre="cadre_id")
    if id.startswith(f"{_KEPT}-"):
        return KEPT.to_entity(read.get(KEPT, id, scope))
    found = INDICES.to_entity(read.get(INDICES, id, scope))
    _must_be_readable(read, found)
    return found


def _must_be_readable(read: Reading, found: CurrentIndex) -> None:
    """What a run under way has written is seen by nobody before it switches the readers."""
    pointer = read.db[POINTERS.name].find_one({"_id": found.subject_kind.value}, {"run": 1}) or {"run": 0}
    if found.run > pointer["run"]:
        raise INDICES.not_found(found.id)


def _with_inputs(read: Reading, index_: CurrentIndex | KeptIndex) -> Document:
    """An index computed again on its own basis, with all that goes into it."""
    version = load_model(read, index_.model_id)
    rows = evidence_of(read, index_.subject_kind, [index_.subject_id])[index_.subject_id]
    found = index_of(version, index_.subject_kind, index_.subject_id, index_.basis, rows, read)
    return _explained(index_, version, index_.basis, found, rows, read)


def _for_oneself(shown: Document, sources: Sequence[str]) -> Document:
    """The same with single pieces of these sources only: others' words stay with those who have written them."""
    parts = [*(feed for part in shown["dimensions"] for feed in part["feeds"]), shown["lever"], shown["extension"]]
    for part in parts:
        part["items"] = [one for one in part["items"] if one["source"] in sources]
    return {**shown, "effects": [one for one in shown["effects"] if one["source"] in sources], "unused": []}


def _explained(
    index_: CurrentIndex | KeptIndex,
    version: ModelVersion,
    basis: Basis,
    found: Index,
    rows: Sequence[Evidence],
    reading: Reading,
) -> Document:
    """An index as its reader sees it: decimals as exact text."""
    counted = counting(rows[: basis.rows], basis.as_of)
    derived = records.derived_rows(index_.subject_kind, index_.subject_id, basis, reading.now)
    record: Document = {
        "id": index_.id,
        "version": index_.version,
        "subject_kind": index_.subject_kind,
        "subject_id": index_.subject_id,
        "model_id": version.id,
        "model_version": version.number,
        "model_verified": version.verified,
        "as_of": basis.as_of,
        "evidence_rows": basis.rows,
        "kept": isinstance(index_, KeptIndex),
        "confirmed": index_.confirmed,
        "score": str(found.score),
        "steps": [{"step": step, "points": format(points, "f")} for step, points in found.steps],
        "effects": [_text(asdict(one)) for one in effects(version, [*counted, *derived], basis.as_of)],
        "unused": found.unused,
        "advice": _ADVICE,
        "caution": _caution(index_),
        "synthetic": index_.synthetic,
    }
    parts = {
        "dimensions": [asdict(part) for part in found.dimensions],
        "lever": asdict(found.lever),
        "extension": asdict(found.extension),
    }
    return {**record, **_text(parts)}


def _caution(index_: CurrentIndex | KeptIndex) -> str | None:
    """What of a team's index of an earlier day is not of that day."""
    if not isinstance(index_, KeptIndex) or index_.subject_kind is not SubjectKind.TEAM:
        return None
    if index_.basis.as_of == clock.day_of(index_.computed_at) and index_.known_at is None:
        return None
    return f"核定职数以计算当日（{clock.day_of(index_.computed_at)}）为准，不是 {index_.basis.as_of} 的核定职数"


def _text(value: Any) -> Any:
    """The same with every decimal and day as text."""
    if isinstance(value, dict):
        return {key: _text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_text(inner) for inner in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _subject_of(data: Document) -> str | None:
    """The cadre, or the team's unit, that a decision is about."""
    found: str | None = data.get("subject_id") or data.get("cadre_id") or data.get("unit_id")
    return found

"""What is kept of an index: the current one of each subject, in two places that take turns, and those that were kept.

A run over everybody writes the place (slot) that nobody reads, and one document switches all readers at its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal

from services.appraisal.errors.indices import ConfirmedAlready, RunUnderWay
from services.appraisal.model.evidence import Evidence
from services.appraisal.model.indices import Index
from services.appraisal.model.models import ModelVersion
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.index_records import RUN_LIFE, RunState, RunStep

SLOTS = 2


def index_key(kind: str, subject_id: str, slot: int) -> str:
    """The id of a subject's current index in a slot."""
    return f"{kind}.{subject_id}.{slot}"


@dataclass
class Basis:
    """What an index rests on besides the model: the day, the first `rows` of the evidence, and what is derived.

    `derived` is what a team's index takes from its members' indices and its establishment at that moment.
    """

    as_of: date
    rows: int
    derived: dict[str, Decimal] = field(default_factory=dict)


@dataclass
class _SubjectIndex:
    """Whose index it is, what it says, and on what it rests."""

    id: str
    subject_kind: SubjectKind
    subject_id: str
    cadre_id: str | None
    unit_id: str | None
    unit_ids: list[str]
    model_id: str
    model_version: int
    score: Decimal
    dimensions: dict[str, Decimal]
    lever: Decimal
    extension: Decimal | None
    basis: Basis


@dataclass
class CurrentIndex(_SubjectIndex):
    """A subject's index in a slot. `order` is the score in hundredths, for sorting."""

    slot: int
    run: int
    order: int
    computed_on: date
    confirmed: bool = False
    kept_id: str | None = None
    closed: bool = False
    """Whether the subject has an index no more: retired, gone, or a unit that was closed."""
    peers: str | None = None
    """The kind of a team's unit: with teams of the same kind it is compared."""
    synthetic: bool = False
    version: int = 0


@dataclass
class KeptIndex(_SubjectIndex):
    """An index that was computed for a purpose, or confirmed: it stays as it is, and can be computed again."""

    computed_at: datetime
    computed_by: str
    known_at: datetime | None = None
    confirmed: bool = False
    confirmed_by: str | None = None
    confirmation_basis: str | None = None
    confirmed_at: datetime | None = None
    synthetic: bool = False
    version: int = 0


# fmt: on


@dataclass
class IndexRun:
    """A numbered run that computes every index of a kind by one version of a model, slice by slice."""

    id: str
    run: int
    kind: SubjectKind
    model_id: str
    slot: int
    total: int
    started_by: str
    basis: str
    started_at: datetime
    done: int = 0
    after: str = ""
    """The last subject that was computed."""
    state: RunState = RunState.RUNNING
    finished_at: datetime | None = None
    synthetic: bool = False
    version: int = 0


@dataclass
class Pointer:
    """Where readers look, by kind: the slot, and the run that filled it. And the run under way, one at most."""

    id: str
    model_id: str
    slot: int = 0
    run: int = 0
    last_run: int = 0
    running: str | None = None
    version: int = 0


def begin_run(pointer: Pointer) -> tuple[int, int]:
    """The number and the slot of a new run: the slot that nobody reads. Raises RunUnderWay."""
    if pointer.running is not None:
        raise RunUnderWay(run_id=pointer.running)
    pointer.last_run += 1
    return pointer.last_run, 1 - pointer.slot


def finish_run(pointer: Pointer, run: IndexRun, at: datetime) -> None:
    """Finish a run, and switch the readers to what it has written."""
    RUN_LIFE.move(run, RunStep.FINISH)
    run.finished_at, run.total = at, run.done
    pointer.slot, pointer.run, pointer.model_id, pointer.running = run.slot, run.run, run.model_id, None


def put(current: CurrentIndex, found: Index, model: ModelVersion, basis: Basis, on: date) -> bool:
    """Take in a computed index. Whether it says something else than before; only then a confirmation is void."""
    before = (current.model_id, current.score, current.dimensions, current.lever, current.extension)
    current.model_id, current.model_version = model.id, model.number
    current.score, current.order = found.score, int(found.score * 100)
    current.dimensions = points_of(found)
    current.lever, current.extension = found.lever.points, found.extension.points
    current.basis, current.computed_on = basis, on
    changed = before != (current.model_id, current.score, current.dimensions, current.lever, current.extension)
    if changed:
        current.confirmed, current.kept_id = False, None
    return changed


def points_of(found: Index) -> dict[str, Decimal]:
    """The points of each dimension."""
    return {part.key: part.points for part in found.dimensions}


def derived_rows(kind: SubjectKind, subject_id: str, basis: Basis, at: datetime) -> list[Evidence]:
    """What a team's index derives, in the form of evidence."""
    return [
        Evidence(
            id=f"derived.{source}",
            source=source,
            reference=source,
            subject_kind=kind,
            subject_id=subject_id,
            unit_ids=[],
            value=value,
            happened_on=basis.as_of,
            number=0,
            known_at=at,
        )
        for source, value in sorted(basis.derived.items())
    ]


def keep(current: CurrentIndex, id: str, at: datetime, by: str) -> KeptIndex:
    """What is kept of the current index: it says and rests on the same."""
    same = {shared.name: getattr(current, shared.name) for shared in fields(_SubjectIndex)}
    return KeptIndex(**{**same, "id": id}, computed_at=at, computed_by=by, synthetic=current.synthetic)


def confirm(kept: KeptIndex, by: str, basis: str, at: datetime) -> None:
    """A named person confirms a kept index; it remains advice. Raises ConfirmedAlready."""
    if kept.confirmed:
        raise ConfirmedAlready(confirmed_by=kept.confirmed_by)
    kept.confirmed, kept.confirmed_by, kept.confirmation_basis, kept.confirmed_at = True, by, basis, at

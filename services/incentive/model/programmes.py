"""Programmes (表彰项目) and their batches (批次), whose quotas are guarded by counters on the batch itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error, with_words
from servicekit.lifecycle import Mark
from servicekit.revisions import Amendment
from services.incentive.errors.programmes import (
    ProgrammeUnchanged,
    QuotaExceeded,
    QuotaMismatch,
    UnknownField,
)
from services.incentive.vocabulary.programmes import LIFE_OF_PROGRAMME, BatchState, Level, ProgrammeState, ProgrammeStep

# fmt: on


@dataclass
class Programme:
    """A programme of honours (如：担当作为好干部) with its fields and who decides."""

    id: str
    code: str
    title: str
    level: Level
    authority: str
    field_keys: list[str] = field(default_factory=list)
    state: ProgrammeState = ProgrammeState.OPEN
    revisions: list[Amendment] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0


def put_right(programme: Programme, wish: dict[str, str], basis: str, mark: Mark) -> None:
    """Put right what a programme is called, or who confers its honours.

    Raises ProgrammeWithdrawn and ProgrammeUnchanged.
    """
    LIFE_OF_PROGRAMME.must(programme, ProgrammeStep.CHANGE)
    after = {name: value for name, value in wish.items() if getattr(programme, name) != value}
    if not after:
        raise ProgrammeUnchanged()
    before = {name: getattr(programme, name) for name in after}
    for name, value in after.items():
        setattr(programme, name, value)
    programme.revisions.append(Amendment(mark.at, mark.by, basis, before, after))


# fmt: on


@dataclass
class Batch:
    """A batch of a programme, and the guard of its quota: places reserved and places named, in all and by field."""

    id: str
    programme_id: str
    title: str
    number: int
    level: Level
    quota: int
    opens_on: date
    closes_on: date
    field_keys: list[str] = field(default_factory=list)
    quota_by_field: dict[str, int] = field(default_factory=dict)
    state: BatchState = BatchState.OPEN
    reserved: int = 0
    named: int = 0
    taken_by_field: dict[str, int] = field(default_factory=dict)
    """Places reserved or named, by field."""
    synthetic: bool = False
    version: int = 0


def known_fields(
    fields: list[str], allowed: Collection[str], pointer: str, names: Callable[[], Mapping[str, str]]
) -> None:
    """Raises UnknownField for a field that is not allowed; `names` is asked then what fields are called."""
    unknown = sorted(set(fields) - set(allowed))
    if unknown:
        wrong = field_error(
            pointer, "unknown-field", f"可用：{with_words(names(), allowed)}", f"Allowed: {', '.join(allowed)}"
        )
        raise UnknownField(errors=[wrong], unknown=unknown, allowed=list(allowed))


def check_quota(batch: Batch) -> None:
    """Raises QuotaMismatch where the quotas contradict each other or what is taken already."""
    together = sum(batch.quota_by_field.values())
    if together > batch.quota:
        wrong = field_error(
            "/quota_by_field", "too-many", f"合计不得超过{batch.quota}", f"At most {batch.quota} in all"
        )
        raise QuotaMismatch(errors=[wrong], quota=batch.quota, by_field=together)
    if batch.reserved + batch.named > batch.quota:
        taken = batch.reserved + batch.named
        wrong = field_error("/quota", "too-few", f"已占用{taken}个", f"{taken} are taken")
        raise QuotaMismatch(errors=[wrong], quota=batch.quota, taken=taken)
    for name, places in batch.quota_by_field.items():
        if batch.taken_by_field.get(name, 0) > places:
            taken = batch.taken_by_field[name]
            wrong = field_error(f"/quota_by_field/{name}", "too-few", f"已占用{taken}个", f"{taken} are taken")
            raise QuotaMismatch(errors=[wrong], quota=places, taken=taken)


def reserve(batch: Batch, name: str) -> None:
    """Reserve a place of the batch and of the field. Raises QuotaExceeded."""
    taken = batch.reserved + batch.named
    if taken >= batch.quota:
        raise QuotaExceeded(
            f"名额{batch.quota}个：已命名{batch.named}个，已预留{batch.reserved}个",
            f"Of {batch.quota} places {batch.named} are named and {batch.reserved} reserved",
            quota=batch.quota,
            named=batch.named,
            reserved=batch.reserved,
        )
    places, used = batch.quota_by_field.get(name), batch.taken_by_field.get(name, 0)
    if places is not None and used >= places:
        raise QuotaExceeded(
            f"该领域的{places}个名额已用完",
            f"All {places} places of field {name} are taken",
            quota=places,
            taken=used,
            field=name,
        )
    batch.reserved += 1
    batch.taken_by_field[name] = used + 1


def give_back(batch: Batch, name: str) -> None:
    """Give a reserved place back."""
    batch.reserved -= 1
    batch.taken_by_field[name] -= 1


def use(batch: Batch) -> None:
    """Turn a reserved place into a named one."""
    batch.reserved -= 1
    batch.named += 1

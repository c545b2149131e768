"""Programmes (表彰项目) and their batches (批次), whose quotas are guarded by counters on the batch itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error, with_words
from servicekit.lifecycle import By, Lifecycle, Mark, Named, Row
from servicekit.revisions import Amendment
from services.incentive.errors.programmes import (
    BatchNotInThisState,
    ProgrammeUnchanged,
    ProgrammeWithdrawn,
    QuotaExceeded,
    QuotaMismatch,
    UnknownField,
)
from services.incentive.vocabulary.programmes import BatchState, Level, ProgrammeState


class ProgrammeStep(Named):
    """What can be done with a programme."""

    OPEN_BATCH = "open_batch", "设立批次"
    CHANGE = "change", "更正"
    WITHDRAW = "withdraw", "撤回"


# fmt: off
LIFE_OF_PROGRAMME = Lifecycle(
    "表彰项目",
    "Programme",
    ProgrammeState,
    ProgrammeStep,
    (ProgrammeState.OPEN,),
    (
        Row((ProgrammeState.OPEN,), ProgrammeStep.OPEN_BATCH, None),
        Row((ProgrammeState.OPEN,), ProgrammeStep.CHANGE, None, "写明依据；原内容仍可查看",
            "with a basis; what it said before stays readable"),
        Row((ProgrammeState.OPEN,), ProgrammeStep.WITHDRAW, ProgrammeState.WITHDRAWN,
            "撤销整批导入时，且没有批次，也没有以此授予的荣誉；编号可再用",
            "when the import of it is undone, and it has no batch and no honour; its code is free"),
    ),
    ProgrammeWithdrawn,
)
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


class BatchStep(Named):
    """What can be done with a batch."""

    NOMINATE = "nominate", "推荐或提交推荐"
    VET_AGAIN = "vet_again", "再次提请联审"
    CONVENE_BALLOT = "convene_ballot", "召集票决"
    PUBLICISE = "publicise", "公示"
    CHANGE = "change", "调整名称、名额或期限"
    CLOSE_SUBMISSIONS = "close_submissions", "停止接受推荐"
    END = "end", "提前结束"
    PERIOD_ENDED = "period_ended", "到期结束"


RUNNING = (BatchState.OPEN, BatchState.VOTING)
# fmt: off
LIFE = Lifecycle(
    "表彰批次",
    "Batch",
    BatchState,
    BatchStep,
    (BatchState.OPEN,),
    (
        Row((BatchState.OPEN,), BatchStep.NOMINATE, None),
        Row(RUNNING, BatchStep.VET_AGAIN, None),
        Row(RUNNING, BatchStep.CONVENE_BALLOT, None),
        Row(RUNNING, BatchStep.PUBLICISE, None, "票决通过的推荐", "of those that were elected"),
        Row(RUNNING, BatchStep.CHANGE, None, "名额不少于已命名与已预留之和",
            "the quota is no less than what is named and reserved"),
        Row((BatchState.OPEN,), BatchStep.CLOSE_SUBMISSIONS, BatchState.VOTING),
        Row(RUNNING, BatchStep.END, BatchState.CLOSED, "写明依据；未办结的推荐随即失效",
            "with a basis; what is open in it expires right afterwards"),
        Row(RUNNING, BatchStep.PERIOD_ENDED, BatchState.CLOSED, "最后一日已过；未办结的推荐随即失效",
            "its last day is over; what is open in it expires right afterwards", by=By.DEADLINE),
    ),
    BatchNotInThisState,
)
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

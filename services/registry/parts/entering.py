"""Entries on their way into a file: by a registration, a change, a correction or an import, all by the same checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servicekit.errors import field_error
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import BasisNeeded
from services.registry.model import checks
from services.registry.model import entering as model
from services.registry.model.checks import Finding
from services.registry.model.dates import earliest
from services.registry.model.person import DECIDED, Appointment, Cadre, Entry, Span
from services.registry.parts import judging
from services.registry.parts.judging import Running


def check(
    work: UnitOfWork,
    cadre: Cadre,
    added: Mapping[str, Sequence[Entry]],
    override: Mapping[str, str] | None,
    pointer: str = "",
    *,
    twice: bool = False,
    history: bool = False,
    running: Running | None = None,
    instead_of: Entry | None = None,
) -> None:
    """Check entries that come into a file, whether they stand in it already or not.

    What holds from today or from a later day is a decision of today, and judged as one. What is dated before has been:
    what the file held against it on its day decides nothing and is kept with it (`unchecked`). The period of a
    punishment is its kind's, whenever it was, or somebody answers for another.

    `twice`: an override lets one stand twice. `history`: whatever is dated before today has been.
    `running`: what is selected for, where many are entered at once. `instead_of`: the entry that is put right, whose
    override goes on where no more is decided than was.

    Raises DayNotCome, DuplicateEntry, NotAPartyMember, OutOfOrder and Unqualified.
    """
    if running is None:
        made = [one for one in added.get("appointments", ()) if isinstance(one, Appointment)]
        running = judging.running_for_each(work, [one.post_id for one in made if one.post_id])
    for name, entries in added.items():
        for place, entry in enumerate(entries):
            at = f"{pointer}/{name}/{place}"
            model.must_have_been(name, entry, work.today, at)
            if override is None or not twice:
                model.must_be_new(cadre, name, entry, at)
            model.must_be_possible(cadre, name, entry, at)
            found = model.against(cadre, entry, work.rules)
            noted: list[Finding] = []
            decided = isinstance(entry, Appointment | Span) and earliest(entry.began) >= work.today
            if isinstance(entry, Appointment | Span):
                found, noted = _judged(work, cadre, name, entry, running)
            back = int(work.rules["registry.vetting_back_entry_days"].value)
            no_more = instead_of is not None and model.is_no_more(name, instead_of, entry)
            known = instead_of.override if instead_of is not None and no_more else None
            if (history and not decided) or model.is_history(entry, work.today, back):
                found, noted = [], found + noted
            elif instead_of is not None and model.decides_nothing(instead_of, entry, no_more, work.today):
                found, noted, entry.override = [], found + noted, known
            found += model.against_its_period(entry, work.rules)
            if found:
                entry.override = checks.settle(found, override, at) if checks.standing(found, known) else known
            entry.unchecked = list(dict.fromkeys(one.rule for one in checks.standing(noted, entry.override)))


def must_name_documents(added: Mapping[str, Sequence[Entry]], document: str, pointer: str = "") -> None:
    """That decisions which are entered afterwards name what they were decided by. Raises BasisNeeded."""
    for name in DECIDED:
        for place, entry in enumerate(added.get(name, ())):
            if not document.strip() and not getattr(entry, "began_by", "").strip():
                wrong = field_error(f"{pointer}/{name}/{place}/began_by", "required", BasisNeeded.zh, BasisNeeded.en)
                raise BasisNeeded(errors=[wrong])


def _judged(
    work: UnitOfWork, cadre: Cadre, history: str, entry: Appointment | Span, running: Running
) -> tuple[list[Finding], list[Finding]]:
    """What decides on an appointment, a level or a rank, and what is only to be known of one that has been."""
    if earliest(entry.began) < work.today:
        return judging.of_late(work, cadre, history, entry, running), judging.of_the_past(work, cadre, history, entry)
    if isinstance(entry, Appointment):
        return judging.of_appointment(work, cadre, entry), []
    return judging.of_span(work, cadre, history, entry), []

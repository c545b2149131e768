"""Entries on their way into a file: by a registration, a change, a correction or an import, all by the same checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servicekit.errors import field_error
from servicekit.periods import must_have_come
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import BasisNeeded
from services.registry.model import acknowledging, checks, life
from services.registry.model import entering as model
from services.registry.model.checks import Finding
from services.registry.model.person import DECIDED, Appointment, Cadre, Entry, Override, Span
from services.registry.parts import judging
from services.registry.parts.judging import Selected


def check(
    work: UnitOfWork,
    cadre: Cadre,
    added: Mapping[str, Sequence[Entry]],
    override: Mapping[str, str] | None,
    pointer: str = "",
    *,
    twice: bool = False,
    history: bool = False,
    selected: Selected | None = None,
    instead_of: Entry | None = None,
) -> None:
    """Check entries that come into a file, whether they stand in it already or not.

    What was decided of late (within the days of a rule), or holds from today or later, is judged like a decision of
    today. What is older has been: what the file held against it on its day decides nothing and is kept with it
    (`unchecked`). What cannot be in one person's life is refused however long ago (model.life); the period of a
    punishment is its kind's, whenever it was, or somebody answers for another.

    `twice`: an override lets one stand twice, but for the grade of a year. `history`: whatever else is dated before
    today has been. `selected`: what selections say, where many are entered at once. `instead_of`: the entry that is put
    right, whose override goes on where no more is decided than was.

    Raises DayNotCome, DuplicateEntry, NotAPartyMember, OutOfOrder and Unqualified.
    """
    if selected is None:
        made = [one for one in added.get("appointments", ()) if isinstance(one, Appointment)]
        selected = judging.selections_about(work, [one.post_id for one in made], [cadre.id] if made else [])
    for name, entries in added.items():
        for place, entry in enumerate(entries):
            at = f"{pointer}/{name}/{place}"
            model.must_have_been(name, entry, work.today, at)
            if override is None or not twice or model.is_once_a_year(entry):
                model.must_be_new(cadre, name, entry, at)
            model.must_be_possible(cadre, name, entry, at)
            life.must_be_lived(cadre, name, entry, work.rules, at)
            life.must_lie_near(entry, work.today, work.rules, at)
            found = model.against(cadre, entry, work.rules)
            noted: list[Finding] = []
            decided = isinstance(entry, Appointment | Span) and not judging.lies_far_back(work, entry.began)
            if isinstance(entry, Appointment | Span):
                judging.must_name_a_month(work, entry, f"{at}/began")
                found, noted = judging.of_entry(work, cadre, name, entry, selected)
            back = int(work.rules["registry.vetting_back_entry_days"].value)
            no_more = instead_of is not None and model.is_no_more(name, instead_of, entry)
            known = instead_of.override if instead_of is not None and no_more else None
            if (history and not decided) or model.is_history(entry, work.today, back):
                found, noted = [], found + noted
            elif instead_of is not None and model.decides_nothing(instead_of, entry, no_more, work.today):
                new = _new_against(work, cadre, name, instead_of, found, selected) if decided else []
                found, noted, entry.override = new, [one for one in found if one not in new] + noted, known
            found += [*model.against_its_period(entry, work.rules), *life.against_entry(cadre, entry, work.rules)]
            if found:
                entry.override = checks.settle(found, override, at) if checks.standing(found, known) else known
            entry.unchecked = list(dict.fromkeys(one.rule for one in checks.standing(noted, entry.override)))


def acknowledge(
    work: UnitOfWork,
    cadre: Cadre,
    before: Mapping[str, acknowledging.Said],
    said: Mapping[str, Any] | None,
    pointer: str,
) -> None:
    """Acknowledge these items (三龄两历认定) as the file says them now; `before` is what it said. Raises DayNotCome."""
    if said is not None and before:
        must_have_come(said["on"], work.today, pointer)
        for item, was in before.items():
            acknowledging.acknowledge(cadre, item, was, said, work.principal.account, work.now)


def must_name_documents(added: Mapping[str, Sequence[Entry]], document: str, pointer: str = "") -> None:
    """That decisions which are entered afterwards name what they were decided by. Raises BasisNeeded."""
    for name in DECIDED:
        for place, entry in enumerate(added.get(name, ())):
            if not document.strip() and not getattr(entry, "began_by", "").strip():
                wrong = field_error(f"{pointer}/{name}/{place}/began_by", "required", BasisNeeded.zh, BasisNeeded.en)
                raise BasisNeeded(errors=[wrong])


def _new_against(
    work: UnitOfWork, cadre: Cadre, history: str, wrong: Entry, found: list[Finding], selected: Selected
) -> list[Finding]:
    """What stands against a right entry on its day, and did not against the wrong one on its own."""
    if wrong.held is not None or not isinstance(wrong, Appointment | Span):
        return []
    before = [one for each in judging.of_entry(work, cadre, history, wrong, selected) for one in each]
    answered = Override("", "", [one.rule for one in before], [id for one in before for id in one.about])
    return checks.standing(found, answered)

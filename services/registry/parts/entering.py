"""Entries on their way into a file: by a registration, a change, a correction or an import, all by the same checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servicekit.errors import field_error
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import BasisNeeded
from services.registry.model import checks, vettings
from services.registry.model import entering as model
from services.registry.model.checks import Finding
from services.registry.model.dates import earliest
from services.registry.model.person import DECIDED, Appointment, Cadre, Entry, Span
from services.registry.model.units import LEADERS
from services.registry.parts import judging
from services.registry.store.units import UNITS

Running = Mapping[str, list[Finding]]
"""What stands against filling posts for which a selection is running, by the post."""


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
) -> None:
    """Check entries that come into a file, whether they stand in it already or not.

    `twice`: an override lets one stand twice. `history`: what today's rules hold against an entry decides nothing and
    is kept with it (`unchecked`).
    `running`: what is selected for, where many are entered at once.

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
            back = int(work.rules["registry.vetting_back_entry_days"].value)
            if history or model.is_history(entry, work.today, back):
                found += _of_late(work, cadre, name, entry, running)
                entry.unchecked = [one.rule for one in found]
            else:
                entry.override = checks.settle(found + _of_late(work, cadre, name, entry, running), override, at)


def must_name_documents(added: Mapping[str, Sequence[Entry]], document: str, pointer: str = "") -> None:
    """That decisions which are entered afterwards name what they were decided by. Raises BasisNeeded."""
    for name in DECIDED:
        for place, entry in enumerate(added.get(name, ())):
            if not document.strip() and not getattr(entry, "began_by", "").strip():
                wrong = field_error(f"{pointer}/{name}/{place}/began_by", "required", BasisNeeded.zh, BasisNeeded.en)
                raise BasisNeeded(errors=[wrong])


def _of_late(work: UnitOfWork, cadre: Cadre, history: str, entry: Entry, running: Running) -> list[Finding]:
    """What stands against a leading post or level that was begun of late: it is a decision of today, not history."""
    if not isinstance(entry, Appointment | Span):
        return []
    on = earliest(entry.began)
    if on > work.today or (entry.ended is not None and earliest(entry.ended) <= work.today):
        return []
    found = list(running.get(entry.post_id or "", ())) if isinstance(entry, Appointment) else []
    if history == "ranks" or judging.lies_far_back(work, on):
        return found
    level, role = (entry.code, "member") if isinstance(entry, Span) else (entry.post_level, entry.role)
    if isinstance(entry, Appointment) and level is None and role in LEADERS:
        unit = work.load_many(UNITS, [entry.unit_id]).get(entry.unit_id)
        level = vettings.implied_level(role, unit.level if unit else None)
    return found + judging.for_want_of_vetting(work, cadre, level, role, entry.began)

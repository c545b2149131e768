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
from services.registry.parts import judging
from services.registry.store.units import UNITS


def check(
    work: UnitOfWork,
    cadre: Cadre,
    added: Mapping[str, Sequence[Entry]],
    override: Mapping[str, str] | None,
    pointer: str = "",
    *,
    twice: bool = False,
    history: bool = False,
) -> None:
    """Check entries that come into a file, whether they stand in it already or not.

    `twice`: an override lets one stand twice. `history`: what today's rules hold against an entry decides nothing and
    is kept with it (`unchecked`). Raises DuplicateEntry, NotAPartyMember, OutOfOrder and Unqualified.
    """
    _units_of(work, added)
    for name, entries in added.items():
        for place, entry in enumerate(entries):
            at = f"{pointer}/{name}/{place}"
            if override is None or not twice:
                model.must_be_new(cadre, name, entry, at)
            model.must_be_possible(cadre, name, entry, at)
            found = model.against(cadre, entry, work.rules)
            back = int(work.rules["registry.vetting_back_entry_days"].value)
            if history or model.is_history(entry, work.today, back):
                found += _of_late(work, cadre, name, entry)
                entry.unchecked = [one.rule for one in found]
            else:
                entry.override = checks.settle(found + _of_late(work, cadre, name, entry), override, at)


def must_name_documents(added: Mapping[str, Sequence[Entry]], document: str, pointer: str = "") -> None:
    """That decisions which are entered afterwards name what they were decided by. Raises BasisNeeded."""
    for name in DECIDED:
        for place, entry in enumerate(added.get(name, ())):
            if not document.strip() and not getattr(entry, "began_by", "").strip():
                wrong = field_error(f"{pointer}/{name}/{place}/began_by", "required", BasisNeeded.zh, BasisNeeded.en)
                raise BasisNeeded(errors=[wrong])


def _units_of(work: UnitOfWork, added: Mapping[str, Sequence[Entry]]) -> None:
    work.load_many(UNITS, {one.unit_id for one in added.get("appointments", ()) if isinstance(one, Appointment)})


def _of_late(work: UnitOfWork, cadre: Cadre, history: str, entry: Entry) -> list[Finding]:
    """What stands against a leading post or level that was begun of late: it is a decision of today, not history."""
    if not isinstance(entry, Appointment | Span):
        return []
    on = earliest(entry.began)
    if on > work.today or (entry.ended is not None and earliest(entry.ended) <= work.today):
        return []
    found: list[Finding] = []
    level, role = (entry.code, "member") if isinstance(entry, Span) else (entry.post_level, entry.role)
    if isinstance(entry, Appointment):
        unit = work.load_many(UNITS, [entry.unit_id]).get(entry.unit_id)
        level = level or vettings.implied_level(role, unit.level if unit else None)
        found += judging.running(work, entry.post_id) if entry.post_id else []
    if history != "ranks" and not judging.lies_far_back(work, on):
        found += judging.for_want_of_vetting(work, cadre, level, role, entry.began)
    return found

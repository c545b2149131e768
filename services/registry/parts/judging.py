"""What stands against a decision on a day (资格审查): asked when it is made, and again when that day has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from servicekit.work import UnitOfWork
from services.registry.model import checks, codes, vettings
from services.registry.model.checks import Finding, finding
from services.registry.model.dates import Partial, earliest
from services.registry.model.person import Appointment, Cadre, Entry, Move, Span, by_day, status_on
from services.registry.model.status import Status
from services.registry.model.units import LEADERS, Post, PostState, Unit, UnitState
from services.registry.parts.selection_steps import running_for
from services.registry.store.cadres import organs_of, relatives
from services.registry.store.posts import POSTS
from services.registry.store.selections import newest_vetting
from services.registry.store.units import UNITS


def on_its_day(work: UnitOfWork, cadre: Cadre, history: str, entry: Entry) -> list[Finding]:
    """What stands against an entry whose day has come; the file is settled as of the day before."""
    on = by_day(entry)[0]
    found: list[Finding] = []
    if (status_on(cadre, on) or Status.SERVING) is not Status.SERVING:
        zh, en = "该干部已不在职", "The cadre no longer serves"
        found.append(finding(work.rules, "registry.serving", zh, en))
    match entry:
        case Appointment():
            found += of_appointment(work, cadre, entry)
        case Span():
            found += of_span(work, cadre, history, entry)
        case Move():
            found += checks.for_transfer(cadre, on, work.rules)
    return found


def of_appointment(work: UnitOfWork, cadre: Cadre, wished: Appointment, *, vetted: bool = False) -> list[Finding]:
    """What stands against an appointment; `vetted` where it is the last step of a selection, which has seen to that."""
    on, level, role = earliest(wished.began), wished.post_level, wished.role
    unit = work.load_many(UNITS, [wished.unit_id])[wished.unit_id]
    post = work.load_many(POSTS, [wished.post_id])[wished.post_id] if wished.post_id else None
    found = [*_gone(unit, post, work), *by_the_file(work, cadre, "appointments", wished)]
    if not vetted:
        found += for_want_of_vetting(work, cadre, level or vettings.implied_level(role, unit.level), role, wished.began)
        found += running(work, post.id) if post else []
    counted = [one for one in cadre.appointments if one.entry in (cadre.counted or ())]
    left = [one for one in counted if one.void is not None or (one.main and wished.replaces)]
    freed = sum(one.unit_id == unit.id and one.role == role for one in left)
    organ = organs_of(work.db, [unit.unit_ids])[unit.id]
    kin = relatives(work.db, cadre)
    return found + checks.for_post(cadre, unit, post, role, on, work.rules, kin, freed, organ)


def of_span(work: UnitOfWork, cadre: Cadre, history: str, wished: Span) -> list[Finding]:
    """What stands against a promotion to a post level or a rank."""
    found = by_the_file(work, cadre, history, wished)
    if history == "levels" and codes.higher(wished.code, cadre.post_level):
        found += for_want_of_vetting(work, cadre, wished.code, cadre.role, wished.began)
    return found


def by_the_file(work: UnitOfWork, cadre: Cadre, history: str, wished: Appointment | Span) -> list[Finding]:
    """What the file by itself holds against an appointment, a level or a rank; it is settled as of the day before."""
    on = earliest(wished.began)
    if isinstance(wished, Span):
        against = checks.for_rank if history == "ranks" else checks.for_level
        return against(cadre, wished.code, on, work.rules)
    level = wished.post_level
    found = checks.for_level(cadre, level, on, work.rules) if level else []
    if level is None and wished.role in LEADERS:
        found += checks.for_leading(cadre, on, work.rules)
    if level in (None, cadre.post_level):
        found += checks.for_use(cadre, on, work.rules)
    return found


def for_want_of_vetting(work: UnitOfWork, cadre: Cadre, level: str | None, role: str, on: Partial) -> list[Finding]:
    """What stands against a leading post or level for want of a vetting, however long ago it was."""
    if not vettings.is_leading(level, role, cadre.post_level, work.rules) or vettings.was_before(on, work.rules):
        return []
    return vettings.against(newest_vetting(work, cadre.id), on, work.rules)


def running(work: UnitOfWork, post_id: str) -> list[Finding]:
    """That the post is on its way to be filled by a selection (选拔任用), which a plain appointment would pass over."""
    return running_for_each(work, [post_id]).get(post_id, [])


def running_for_each(work: UnitOfWork, post_ids: Iterable[str]) -> dict[str, list[Finding]]:
    """The same of many posts, in one round trip."""
    found: dict[str, list[Finding]] = {}
    for one in running_for(work, post_ids):
        zh, en = "该职位正在选拔任用", f"A selection for the post is running ({one.id})"
        made = finding(work.rules, "registry.selection_running", zh, en, [one.id])
        found.setdefault(one.post_id, []).append(made)
    return found


def _gone(unit: Unit, post: Post | None, work: UnitOfWork) -> list[Finding]:
    found = []
    if unit.state is not UnitState.ACTIVE:
        zh, en = "单位已撤销", "The unit is no more"
        found.append(finding(work.rules, "registry.establishment", zh, en))
    if post is not None and post.state is not PostState.ACTIVE:
        found.append(finding(work.rules, "registry.vacancy", "职位已撤销", "The post was abolished"))
    return found


def lies_far_back(work: UnitOfWork, on: Partial | date) -> bool:
    """Whether it was decided so long ago that it is entered from its document afterwards (补录)."""
    day = on if isinstance(on, date) else earliest(on)
    return vettings.is_back_entry(day, work.today, work.rules)

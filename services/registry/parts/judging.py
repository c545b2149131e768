"""What stands against a decision on a day (资格审查): asked when it is made, and again when that day has come.

Whichever way a decision comes, it is judged against the file as it was on the day before the day from which it holds.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from servicekit.work import UnitOfWork
from services.registry.model import checks, codes, vettings
from services.registry.model.checks import Finding, finding
from services.registry.model.dates import Partial, earliest
from services.registry.model.holding import derive_day, status_on
from services.registry.model.person import Appointment, Cadre, Entry, Move, Span, by_day, valid
from services.registry.model.status import Status
from services.registry.model.units import LEADERS, Post, PostState, Unit, UnitState
from services.registry.parts.selection_steps import running_for
from services.registry.store.cadres import CADRES, organs_of, planned_holders, relatives
from services.registry.store.posts import POSTS
from services.registry.store.selections import newest_vetting
from services.registry.store.units import UNITS

Running = Mapping[str, list[Finding]]
"""What stands against filling posts for which a selection is running, by the post."""


def on_its_day(work: UnitOfWork, cadre: Cadre, history: str, entry: Entry) -> list[Finding]:
    """What stands against an entry whose day has come; the ends of the file are settled."""
    on = by_day(entry)[0]
    found: list[Finding] = []
    if (status_on(cadre, on) or Status.SERVING) is not Status.SERVING:
        zh, en = "该干部已不在职", "The cadre no longer serves"
        found.append(finding(work.rules, "registry.serving", zh, en))
    match entry:
        case Appointment():
            found += of_appointment(work, cadre, entry, planned=True)
        case Span():
            found += of_span(work, cadre, history, entry)
        case Move():
            found += checks.for_transfer(cadre, on, work.rules)
    return found


def of_appointment(
    work: UnitOfWork, cadre: Cadre, wished: Appointment, *, vetted: bool = False, planned: bool = False
) -> list[Finding]:
    """What stands against an appointment; `vetted` where it is the last step of a selection, which has seen to that,
    `planned` where it was decided before and its day has come: what others were planned for then gave way to it."""
    on, role = earliest(wished.began), wished.role
    file = on_the_eve(cadre, on)
    unit = work.load_many(UNITS, [wished.unit_id])[wished.unit_id]
    post = work.load_many(POSTS, [wished.post_id])[wished.post_id] if wished.post_id else None
    found = [*_gone(unit, post, work), *by_the_file(work, file, "appointments", wished)]
    if not vetted:
        found += for_want_of_vetting(work, file, "appointments", wished)
        found += selected_for(wished, running_for_each(work, [post.id] if post else []))
    counted = [one for one in cadre.appointments if one.entry in (cadre.counted or ())]
    left = [one for one in counted if one.void is not None or (one.main and wished.replaces)]
    freed = sum(one.unit_id == unit.id and one.role == role for one in left)
    organ = organs_of(work.db, [unit.unit_ids])[unit.id]
    kin = relatives(work.db, cadre)
    if post is None:
        return found + checks.for_post(file, unit, None, role, on, work.rules, kin, freed, organ)
    others = [] if planned else planned_holders(work.db, post.id, wished, cadre.id, work.today)
    besides = _besides(work, post, on) if planned else []
    return found + checks.for_post(file, unit, post, role, on, work.rules, kin, freed, organ, len(others), besides)


def _besides(work: UnitOfWork, post: Post, on: date) -> list[str]:
    """Who took up a post on a day though another was planned for it, by a named person's word: they keep nobody out."""
    return [
        holder.id
        for holder in work.load_many(CADRES, post.holder_ids).values()
        for one in valid(holder.appointments)
        if one.post_id == post.id and earliest(one.began) == on
        if one.override is not None and "registry.vacancy" in one.override.findings
    ]


def of_span(work: UnitOfWork, cadre: Cadre, history: str, wished: Span) -> list[Finding]:
    """What stands against a promotion to a post level or a rank."""
    file = on_the_eve(cadre, earliest(wished.began))
    return by_the_file(work, file, history, wished) + for_want_of_vetting(work, file, history, wished)


def of_the_past(work: UnitOfWork, cadre: Cadre, history: str, wished: Appointment | Span) -> list[Finding]:
    """What the file held, on its day, against an appointment, a level or a rank that has been.

    Of the first that a file knows, steps and years say nothing: what was before may not be entered yet.
    """
    file = on_the_eve(cadre, earliest(wished.began))
    found = by_the_file(work, file, history, wished)
    first = (file.rank if history == "ranks" else file.post_level) is None
    return [one for one in found if one.about or not first]


def of_late(
    work: UnitOfWork, cadre: Cadre, history: str, wished: Appointment | Span, running: Running
) -> list[Finding]:
    """What stands against a leading post or level that was begun of late, and lasts: for want of a vetting, or because
    a selection for the post is running."""
    on = earliest(wished.began)
    if wished.ended is not None and earliest(wished.ended) <= work.today:
        return []
    found = selected_for(wished, running)
    return (
        found if lies_far_back(work, on) else found + for_want_of_vetting(work, on_the_eve(cadre, on), history, wished)
    )


def not_looked_at(work: UnitOfWork, cadre: Cadre, history: str, wished: Appointment | Span) -> list[Finding]:
    """What is to be known of what is entered from its document afterwards (补录): nobody decides on it any more."""
    file = on_the_eve(cadre, earliest(wished.began))
    post_id = wished.post_id if isinstance(wished, Appointment) else None
    found = of_the_past(work, cadre, history, wished) + for_want_of_vetting(work, file, history, wished)
    return found + selected_for(wished, running_for_each(work, [post_id] if post_id else []))


def on_the_eve(cadre: Cadre, on: date) -> Cadre:
    """The file as it was on the day before, to be judged and never to be kept."""
    file = copy.copy(cadre)
    derive_day(file, on - timedelta(days=1))
    return file


def by_the_file(work: UnitOfWork, cadre: Cadre, history: str, wished: Appointment | Span) -> list[Finding]:
    """What the file by itself, as it was on the eve, holds against an appointment, a level or a rank."""
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


def for_want_of_vetting(work: UnitOfWork, file: Cadre, history: str, wished: Appointment | Span) -> list[Finding]:
    """What stands against a leading post, or a higher leading level, for want of a vetting, however long ago it was;
    the file is as on the eve."""
    if history == "ranks":
        return []
    if isinstance(wished, Appointment):
        unit = work.load_many(UNITS, [wished.unit_id]).get(wished.unit_id)
        role = wished.role
        level = wished.post_level or vettings.implied_level(role, unit.level if unit else None)
    else:
        role, level = file.role, wished.code
        if not codes.higher(level, file.post_level):
            return []
    on = wished.began
    if not vettings.is_leading(level, role, file.post_level, work.rules) or vettings.was_before(on, work.rules):
        return []
    return vettings.against(newest_vetting(work, file.id), on, work.rules)


def selected_for(wished: Appointment | Span, running: Running) -> list[Finding]:
    """That the post is on its way to be filled by a selection (选拔任用), which a plain appointment would pass over."""
    return list(running.get(wished.post_id or "", ())) if isinstance(wished, Appointment) else []


def running_for_each(work: UnitOfWork, post_ids: Iterable[str]) -> dict[str, list[Finding]]:
    """What stands against filling posts for which a selection is running, in one round trip."""
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

"""What stands against a decision on a day (资格审查): asked when it is made, and again when that day has come.

Whichever way a decision comes, it is judged against the file as it was on the day before the day from which it holds.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servicekit.errors import field_error
from servicekit.people import Status
from servicekit.work import Reading, UnitOfWork
from services.registry.errors.cadres import OutOfOrder
from services.registry.model import checks, codes, selections, vettings
from services.registry.model.checks import Finding, finding
from services.registry.model.dates import Partial, earliest, latest, precision
from services.registry.model.holding import derive_day, status_on
from services.registry.model.names import compared
from services.registry.model.person import Appointment, Cadre, Entry, Move, Span, began, by_day, valid
from services.registry.model.selections import Selection
from services.registry.model.units import LEADERS, Post, Unit
from services.registry.parts.selection_steps import ended_about, running_for
from services.registry.store.cadres import CADRES, organs_of, planned_holders, relatives
from services.registry.store.posts import POSTS
from services.registry.store.selections import newest_vetting
from services.registry.store.units import UNITS
from services.registry.vocabulary.selection_life import State
from services.registry.vocabulary.units import PostState, UnitState

_OF_SEATS = ("registry.vacancy", "registry.establishment")
"""The rules of whether a post is vacant and a unit has room."""


@dataclass(frozen=True)
class Selected:
    """What selections (选拔任用) say of filling posts beside them."""

    running: Mapping[str, list[Finding]]
    """What stands against filling a post for which one is running, by the post."""
    refused: Mapping[str, list[tuple[Post, Selection]]]
    """By the cadre, for which posts they were refused last."""


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
        found += selected_for(work, cadre, wished, selections_about(work, [wished.post_id], [cadre.id]))
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


def of_candidate(work: UnitOfWork, cadre: Cadre, post: Post) -> list[Finding]:
    """What stands against whom a selection is to inspect (考察对象), as against an appointment of today; the post need
    not be vacant yet, and vetting and selection are on their way."""
    wished = Appointment(
        unit_id=post.unit_id,
        unit_ids=list(post.unit_ids),
        title=post.title,
        began=work.today.isoformat(),
        role=post.role.value,
        post_id=post.id,
        post_level=post.post_level,
        replaces=True,
    )
    found = of_appointment(work, cadre, wished, vetted=True)
    return [replace(one, about=(cadre.id, *one.about)) for one in found if one.rule not in _OF_SEATS]


def _besides(work: UnitOfWork, post: Post, on: date) -> list[str]:
    """Who took up a post on a day though another was planned for it, by a named person's word: they keep nobody out."""
    return [
        holder.id
        for holder in work.load_many(CADRES, post.holder_ids).values()
        for one in valid(holder.appointments)
        if one.post_id == post.id and earliest(one.began) == on
        if one.override is not None and "registry.vacancy" in one.override.findings
    ]


def of_span(work: UnitOfWork, cadre: Cadre, history: str, wished: Appointment | Span) -> list[Finding]:
    """What stands against a promotion to a post level or a rank; of a post that is held no more, to its level."""
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


def of_entry(
    work: UnitOfWork, cadre: Cadre, history: str, wished: Appointment | Span, selected: Selected
) -> tuple[list[Finding], list[Finding]]:
    """What decides on an appointment, a level or a rank that comes into a file, and what is only to be known of it.

    What holds from today or later, and what was decided of late (within the days of a rule), is a decision of today,
    judged by the file of its day whichever way it comes. Of what is older (补录) nobody decides but on a post for which
    a selection is running, or has refused them since. Of a file that knows neither level nor rank yet, steps and years
    are only to be known.
    """
    on = earliest(wished.began)
    over = wished.ended is not None and earliest(wished.ended) <= work.today
    if lies_far_back(work, on):
        return [] if over else selected_for(work, cadre, wished, selected), of_the_past(work, cadre, history, wished)
    if isinstance(wished, Appointment) and not over:
        found = of_appointment(work, cadre, wished)
        unit = work.load_many(UNITS, [wished.unit_id])[wished.unit_id]
        unknown = checks.native_unknown(cadre, unit, wished.role, work.rules)
    else:
        found, unknown = of_span(work, cadre, history, wished), []
    file = on_the_eve(cadre, on)
    if on < work.today and file.rank is None and file.post_level is None:
        unknown += [one for one in by_the_file(work, file, history, wished) if not one.about]
    return [one for one in found if one not in unknown], unknown


def not_looked_at(work: UnitOfWork, cadre: Cadre, history: str, wished: Appointment | Span) -> list[Finding]:
    """What is to be known of what is entered from its document afterwards (补录): nobody decides on it any more."""
    file = on_the_eve(cadre, earliest(wished.began))
    found = of_the_past(work, cadre, history, wished) + for_want_of_vetting(work, file, history, wished)
    if isinstance(wished, Appointment):
        found += selected_for(work, cadre, wished, selections_about(work, [wished.post_id], [cadre.id]))
    return found


def on_the_eve(cadre: Cadre, on: date) -> Cadre:
    """The file as it was on the day before, to be judged and never to be kept."""
    file = copy.copy(cadre)
    derive_day(file, on - timedelta(days=1))
    return file


def foreseen(read: Reading, cadre: Cadre, history: str, entry: Entry) -> list[Finding]:
    """What the file by itself, as it is known today, will hold against a planned decision on its day."""
    match entry:
        case Appointment() | Span():
            file = on_the_eve(cadre, by_day(entry)[0])
            return checks.standing(by_the_file(read, file, history, entry), entry.override)
        case Move():
            return checks.standing(checks.for_transfer(cadre, by_day(entry)[0], read.rules), entry.override)
    return []


def by_the_file(read: Reading, cadre: Cadre, history: str, wished: Appointment | Span) -> list[Finding]:
    """What the file by itself, as it was on the eve, holds against an appointment, a level or a rank."""
    on = earliest(wished.began)
    if isinstance(wished, Span):
        against = checks.for_rank if history == "ranks" else checks.for_level
        return against(cadre, wished.code, on, read.rules)
    level = wished.post_level
    found = checks.for_level(cadre, level, on, read.rules) if level else []
    if level is None and wished.role in LEADERS:
        found += checks.for_leading(cadre, on, read.rules)
    if level in (None, cadre.post_level):
        found += checks.for_use(cadre, on, read.rules)
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


def selected_for(work: UnitOfWork, cadre: Cadre, wished: Appointment | Span, selected: Selected) -> list[Finding]:
    """What a plain appointment would pass over: that the post is on its way to be filled by a selection (选拔任用), or
    that one has refused this cadre for it, of late or after the day from which the appointment is to hold."""
    if not isinstance(wished, Appointment):
        return []
    found = list(selected.running.get(wished.post_id or "", ()))
    on = earliest(wished.began)
    for post, one in selected.refused.get(cadre.id, ()):
        until = selections.refused_until(one, work.rules)
        of_then = one.records[0].on <= on or not lies_far_back(work, on)
        if _is_for(wished, post) and of_then and on <= until:
            zh = f"选拔任用未通过该人选（{selections.refused_on(one)}），至{until}须重新动议"
            en = f"A selection for the post has refused them ({one.id}); until {until} it takes a new one"
            found.append(finding(work.rules, selections.REFUSED_RULE, zh, en, [one.id]))
    return found


def _is_for(wished: Appointment, post: Post) -> bool:
    """Whether an appointment is to this post, by its id or, where it names none, by its unit and title."""
    if wished.post_id is not None:
        return wished.post_id == post.id
    return wished.unit_id == post.unit_id and compared(wished.title) == compared(post.title)


def selections_about(work: UnitOfWork, post_ids: Iterable[str | None], cadre_ids: Iterable[str]) -> Selected:
    """What selections say of filling these posts, and of appointing these cadres, in a round trip each."""
    running: dict[str, list[Finding]] = {}
    for one in running_for(work, [id for id in post_ids if id]):
        zh, en = "该职位正在选拔任用", f"A selection for the post is running ({one.id})"
        made = finding(work.rules, "registry.selection_running", zh, en, [one.id])
        running.setdefault(one.post_id, []).append(made)
    last = {(cadre_id, one.post_id): one for one in ended_about(work, cadre_ids) for cadre_id in one.cadre_ids}
    refusing = {key: one for key, one in last.items() if one.state is State.REFUSED}
    posts = work.load_many(POSTS, {post_id for _, post_id in refusing})
    refused: dict[str, list[tuple[Post, Selection]]] = {}
    for (cadre_id, post_id), one in refusing.items():
        refused.setdefault(cadre_id, []).append((posts[post_id], one))
    return Selected(running, refused)


def must_name_a_month(work: UnitOfWork, entry: Entry, pointer: str) -> None:
    """Of what was decided of late more than the year is named, since it is judged by its day. Raises OutOfOrder."""
    on = began(entry)
    if precision(on) == "year" and earliest(on) < work.today and not lies_far_back(work, on):
        zh, en = "近期的任职、晋升和调动须写明到月或日", "Of what was decided of late, name the month or the day"
        raise OutOfOrder(zh, en, errors=[field_error(pointer, "month-needed", zh, en)], given=on)


def _gone(unit: Unit, post: Post | None, work: UnitOfWork) -> list[Finding]:
    found = []
    if unit.state is not UnitState.ACTIVE:
        zh, en = "单位已撤销", "The unit is no more"
        found.append(finding(work.rules, "registry.establishment", zh, en))
    if post is not None and post.state is not PostState.ACTIVE:
        found.append(finding(work.rules, "registry.vacancy", "职位已撤销", "The post was abolished"))
    return found


def lies_far_back(work: UnitOfWork, on: Partial | date) -> bool:
    """Whether it was decided so long ago, on any day that a partial date allows, that it is entered from its document
    afterwards (补录)."""
    day = on if isinstance(on, date) else latest(on)
    return vettings.is_back_entry(day, work.today, work.rules)

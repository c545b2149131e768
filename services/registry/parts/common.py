"""What several commands need: finding what is named, staying within the scope, and keeping alerts in step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from servicekit.crypto import FieldCipher
from servicekit.errors import field_error
from servicekit.people import Status
from servicekit.work import Reading, UnitOfWork
from services.registry.errors.posts import UnknownPost
from services.registry.errors.units import UnknownUnit
from services.registry.events.alerts import ALERT_CLOSED, ALERT_HANDLED, ALERT_OPENED
from services.registry.events.cadres import (
    CADRE_APPOINTED,
    CADRE_CHANGED,
    CADRE_HELD,
    CADRE_LEFT,
    CADRE_PROMOTED,
    CADRE_PUNISHED,
    CADRE_REGISTERED,
    CADRE_REMOVED,
    CADRE_RETIRED,
    CADRE_TRANSFERRED,
)
from services.registry.events.posts import POST_CHANGED
from services.registry.model import alerts, careers, checks, codes, resume, succession
from services.registry.model.alerts import Alert
from services.registry.model.dates import earliest
from services.registry.model.holding import derive
from services.registry.model.person import (
    DECIDED,
    HISTORIES,
    Appointment,
    Cadre,
    Entry,
    Move,
    Removal,
    Span,
    StatusChange,
    began,
    by_day,
    span_on,
    valid,
)
from services.registry.model.places import unit_on
from services.registry.model.rules import Rules
from services.registry.model.units import LEADERS, Post, Unit
from services.registry.parts import judging
from services.registry.parts.ordering import place_cadres
from services.registry.parts.selection_steps import follow_candidates, posts_gone
from services.registry.store.alerts import ALERTS
from services.registry.store.cadres import CADRES
from services.registry.store.posts import POSTS
from services.registry.store.units import UNITS
from services.registry.vocabulary.alerts import AlertState
from services.registry.vocabulary.selections import POST_FILLED
from services.registry.vocabulary.units import PostStep

MOST_ALERTS = 1000
"""Alerts of one cadre or unit, closed ones included."""

Wish = dict[str, Any]


class Part:
    """A part of the service; what the whole gives it."""

    cipher: FieldCipher


def unit_named(work: UnitOfWork, unit_id: str | None, unit_code: str | None = None, pointer: str = "/unit_id") -> Unit:
    """The unit with this id or code. Raises UnknownUnit naming the field."""
    found = None
    if unit_id:
        found = work.load_many(UNITS, [unit_id]).get(unit_id)
    elif unit_code:
        found = next(iter(work.find(UNITS, {"code": unit_code}, most=1)), None)
    if found is None:
        named = unit_id or unit_code or ""
        zh, en = "没有这个单位", f"There is no such unit: {named}"
        raise UnknownUnit(zh, en, errors=[field_error(pointer, "unknown-unit", zh, en)])
    return found


def post_named(
    work: UnitOfWork, post_id: str | None, post_code: str | None = None, pointer: str = "/post_id"
) -> Post | None:
    """The post with this id or code; None where neither is given. Raises UnknownPost naming the field."""
    if not post_id and not post_code:
        return None
    found = None
    if post_id:
        found = work.load_many(POSTS, [post_id]).get(post_id)
    else:
        found = next(iter(work.find(POSTS, {"code": {"$eq": post_code, "$type": "string"}}, most=1)), None)
    if found is None:
        named = post_id or post_code or ""
        zh, en = "没有这个职位", f"There is no such post: {named}"
        raise UnknownPost(zh, en, errors=[field_error(pointer, "unknown-post", zh, en)])
    found.must(PostStep.FILL)
    return found


def person_filter(read: Reading, where: Mapping[str, Any]) -> dict[str, Any]:
    """A filter on cadres cut down to the caller's scope."""
    scope = read.scope.filter()
    parts = [dict(part) for part in (scope, where) if part]
    return {} if not parts else parts[0] if len(parts) == 1 else {"$and": parts}


def day_of(work: UnitOfWork, on: date | str | None) -> date:
    """The day that a command names, or today."""
    return work.today if on is None else on if isinstance(on, date) else earliest(on)


def enter_cadre(work: UnitOfWork, cadre: Cadre) -> None:
    """Keep a new cadre, counted into units and posts, with what is derived and the alerts, and tell of them.

    Raises IdentityNumberKnown.
    """
    for history in DECIDED:
        to_come(work, cadre, getattr(cadre, history))
    succession.settle(cadre)
    _count(work, cadre)
    _keep_in_step(work, cadre, [])
    place_cadres(work, [cadre])
    work.add(CADRES, cadre)
    tell_registered(work, cadre)


def settle_cadre(work: UnitOfWork, cadre: Cadre) -> None:
    """Keep a cadre who has changed, with what is derived and the alerts."""
    settle_cadres(work, [cadre])


def settle_cadres(work: UnitOfWork, cadres: Sequence[Cadre]) -> None:
    """Keep cadres who have changed, each once in a unit of work: the alerts are read before any is opened."""
    present = _alerts_of(work, [cadre.id for cadre in cadres])
    for cadre in cadres:
        left = cadre.unit_id
        _judge_what_comes(work, cadre)
        succession.settle(cadre)
        _write_resume(work, cadre)
        _count(work, cadre)
        _under_authorities(work, cadre)
        _place(work, cadre)
        _keep_in_step(work, cadre, present[cadre.id])
        place_cadres(work, [cadre])
        work.save(CADRES, cadre)
        _tell_what_came(work, cadre, left)
        tell_punishments(work, cadre)
    follow_candidates(work, cadres)


def _write_resume(work: UnitOfWork, cadre: Cadre) -> None:
    """Keep the résumé (简历) in step with the appointments."""
    units = work.load_many(UNITS, {one.unit_id for one in resume.unwritten(cadre, work.today)})

    def place(appointment: Appointment) -> str:
        unit = units.get(appointment.unit_id)
        return unit.name_on(earliest(appointment.began)) if unit is not None else ""

    resume.write(cadre, work.today, place)


def _count(work: UnitOfWork, cadre: Cadre) -> None:
    """Count who holds what today into units and posts, and what is held no longer out of them."""
    now = {one.entry: one for one in cadre.current(work.today)}
    counted = set(cadre.counted or ())
    every = {one.entry: one for one in cadre.appointments}
    ended = [every[entry] for entry in sorted(counted - now.keys(), key=int)]
    vacate(work, cadre, ended, work.today)
    for entry in sorted(now.keys() - counted, key=int):
        held = now[entry]
        unit = work.load_many(UNITS, [held.unit_id]).get(held.unit_id)
        post = work.load_many(POSTS, [held.post_id]).get(held.post_id) if held.post_id else None
        if unit is not None:
            occupy(work, cadre, unit, post, held.role, earliest(held.began))
    cadre.counted = sorted(now, key=int)


def _under_authorities(work: UnitOfWork, cadre: Cadre) -> None:
    """Keep with the appointments of a file from before what their posts are under."""
    unknown = [one for one in cadre.appointments if one.post_id and one.authorities is None and not one.management]
    posts = work.load_many(POSTS, {one.post_id for one in unknown if one.post_id}) if unknown else {}
    for one in unknown:
        if (post := posts.get(one.post_id or "")) is not None:
            one.authorities = post.said


def _place(work: UnitOfWork, cadre: Cadre) -> None:
    """Put the cadre where the last transfer or main appointment says; a unit keeps its present place above."""
    path = unit_on(cadre, work.today)
    if path and path[-1] != cadre.unit_id:
        unit = work.load_many(UNITS, [path[-1]]).get(path[-1])
        careers.place(cadre, path[-1], unit.unit_ids if unit else path)


def _coming(cadre: Cadre) -> list[tuple[str, Entry]]:
    """What was decided for a day that had not come, in the order of the days, each with its history."""
    every = [(name, one) for name in HISTORIES for one in getattr(cadre, name) if one.entry in cadre.coming]
    cadre.coming = [one.entry for _, one in every if one.void is None]
    return sorted([each for each in every if each[1].void is None], key=lambda each: by_day(each[1]))


def has_come(cadre: Cadre, today: date) -> bool:
    """Whether the day of something that was decided before has come."""
    return any(by_day(entry)[0] <= today for _, entry in _coming(cadre))


def to_come(
    work: UnitOfWork, cadre: Cadre, entries: Iterable[Entry], after: date | None = None, *, dry_run: bool = False
) -> None:
    """Note which of the entries hold from a day that has not come, or lies `after` another: each is judged, and told,
    on that day.

    Whoever plans for a post saves it, so that of two at once one is told what the other did.
    """
    coming = [one for one in entries if by_day(one)[0] > (after or work.today)]
    cadre.coming += [one.entry for one in coming]
    wanted = {one.post_id for one in coming if isinstance(one, Appointment) and one.post_id}
    for post in work.load_many(POSTS, wanted).values() if wanted and not dry_run else ():
        work.save(POSTS, post)


def _judge_what_comes(work: UnitOfWork, cadre: Cadre) -> None:
    """Judge the decisions whose day has come once more; what stands against one now holds it (暂缓生效)."""
    for history, entry in _coming(cadre):
        on = by_day(entry)[0]
        if on > work.today or entry.void is not None or isinstance(entry, Removal):
            continue
        if isinstance(entry, StatusChange):
            careers.overtake(cadre, entry, work.now)
            continue
        succession.settle(cadre)
        found = judging.on_its_day(work, cadre, history, entry)
        if against := checks.standing(found, entry.override):
            careers.hold(entry, began(entry), [one.rule for one in against], checks.said(against), work.now)


def foresee(read: Reading, cadre: Cadre, day: date) -> list[dict[str, Any]]:
    """Hold, in a file that is only shown, what is planned until a day and will be held as things stand: what that is,
    and why."""
    told = []
    for history, entry in _coming(cadre):
        if by_day(entry)[0] > day:
            continue
        succession.settle(cadre)
        if against := judging.foreseen(read, cadre, history, entry):
            zh, en = checks.said(against)
            careers.hold(entry, began(entry), [one.rule for one in against], (zh, en), read.now)
            told.append({"history": history, "entry": entry.entry, "on": began(entry), "zh": zh, "en": en})
    succession.settle(cadre)
    return told


def _tell_what_came(work: UnitOfWork, cadre: Cadre, left: str) -> None:
    """Tell the decisions whose day has come since they were entered, or that they are held."""
    for history, entry in _coming(cadre):
        if by_day(entry)[0] > work.today:
            continue
        cadre.coming.remove(entry.entry)
        if entry.held is None:
            tell_act(work, cadre, history, entry, left)
        else:
            told = {"history": history, "entry": entry.entry, "on": entry.held.planned, "rules": entry.held.rules}
            work.tell(CADRE_HELD, cadre, **told)


def decided(work: UnitOfWork, cadre: Cadre, history: str, entry: Entry) -> None:
    """Keep a cadre in whose career something was decided, and tell of it now, or on the day of which it holds."""
    left = cadre.unit_id
    if by_day(entry)[0] > work.today:
        to_come(work, cadre, [entry])
        settle_cadre(work, cadre)
        gave_way = [name for name in careers.overtaken(cadre, entry.entry) if name != history]
        work.tell(CADRE_CHANGED, cadre, changed=[history, *gave_way])
        return
    settle_cadre(work, cadre)
    tell_act(work, cadre, history, entry, left)


def tell_act(work: UnitOfWork, cadre: Cadre, history: str, entry: Entry, left: str) -> None:
    """Tell what an entry of a career means; `left` is the unit in which they served until then."""
    overridden = _overridden(entry)
    before = by_day(entry)[0] - timedelta(days=1)
    match entry:
        case Appointment():
            held = span_on(cadre.levels, before)
            work.tell(
                CADRE_APPOINTED,
                cadre,
                entry=entry.entry,
                post_id=entry.post_id,
                on=entry.began,
                promoted=entry.post_level is not None and (held is None or entry.post_level < held.code),
                overridden=overridden,
            )
        case Span():
            prior = span_on(getattr(cadre, history), before)
            kind = "rank" if history == "ranks" else "post_level"
            code = prior.code if prior else None
            higher = codes.higher_rank if history == "ranks" else codes.higher
            if not higher(entry.code, code):
                work.tell(CADRE_CHANGED, cadre, changed=[history])
                return
            work.tell(
                CADRE_PROMOTED, cadre, kind=kind, before=code, after=entry.code, on=entry.began, overridden=overridden
            )
        case Move():
            work.tell(CADRE_TRANSFERRED, cadre, from_unit_id=left, on=entry.on, overridden=overridden)
        case Removal(ends=[]):
            work.tell(CADRE_CHANGED, cadre, changed=[history])
        case Removal():
            work.tell(CADRE_REMOVED, cadre, entries=entry.ends, on=entry.on)
        case StatusChange():
            event = CADRE_RETIRED if entry.status is Status.RETIRED else CADRE_LEFT
            work.tell(event, cadre, kind=entry.reason, on=entry.on)


def _overridden(entry: Entry) -> list[str]:
    """The rules that were set aside: when it was decided, and when a hold was lifted."""
    every = [entry.override, *(one.lifted for one in entry.holds)]
    return list(dict.fromkeys(rule for one in every if one is not None for rule in one.findings))


def tell_registered(work: UnitOfWork, cadre: Cadre) -> None:
    """A cadre is new in the roster, and whatever punishments the file brings belong into supervision's book."""
    work.tell(CADRE_REGISTERED, cadre)
    tell_punishments(work, cadre)


def tell_punishments(work: UnitOfWork, cadre: Cadre) -> None:
    """Tell supervision's book which punishments count, where they are others than it was told last."""
    counting = [punishment.entry for punishment in valid(cadre.punishments)]
    if counting != (cadre.told_punishments or []):
        work.tell(CADRE_PUNISHED, cadre)
    cadre.told_punishments = counting


def _keep_in_step(work: UnitOfWork, cadre: Cadre, present: Iterable[Alert]) -> None:
    refresh(work, cadre)
    wanted = alerts.wanted_for_cadre(cadre, work.today, work.rules)
    keep_alerts(work, *alerts.reconcile(present, wanted, cadre, work.now))


def refresh(work: UnitOfWork, cadre: Cadre) -> None:
    """Compute what is derived from the histories and the rules."""
    derive(cadre, work.today)
    cadre.retires_on = checks.due_day(cadre, work.rules)
    cadre.look_on = next_look(cadre, work.today, work.rules)


def says_otherwise(cadre: Cadre, today: date) -> bool:
    """Whether a file says something else today than when it was kept: an entry's day has come."""
    before = (*_today(cadre), cadre.unit_id)
    succession.settle(cadre)
    derive(cadre, today)
    path = unit_on(cadre, today)
    unit = path[-1] if path else cadre.unit_id
    return before != (*_today(cadre), unit)


def _today(cadre: Cadre) -> tuple[object, ...]:
    return (
        *(cadre.status, cadre.post_ids, cadre.title, cadre.post_level, cadre.rank, cadre.punished_until),
        cadre.management,
    )


def next_look(cadre: Cadre, today: date, rules: Rules) -> date | None:
    """The next day on which a file or its alerts say something else by the passing of time alone."""
    days = [alerts.next_look(cadre, today, rules), succession.next_change(cadre, today)]
    return min((day for day in days if day is not None), default=None)


def settle_unit(work: UnitOfWork, unit: Unit) -> None:
    """Keep a unit, with what is derived, and the alert on its number of posts."""
    settle_units(work, [unit])


def settle_units(work: UnitOfWork, units: Sequence[Unit]) -> None:
    """The same for many, each once in a unit of work."""
    present = _alerts_of(work, [unit.id for unit in units])
    for unit in units:
        unit.derive()
        wanted = alerts.wanted_for_unit(unit)
        keep_alerts(work, *alerts.reconcile(present[unit.id], wanted, unit, work.now))
        work.save(UNITS, unit)


def _alerts_of(work: UnitOfWork, subject_ids: Sequence[str]) -> dict[str, list[Alert]]:
    """The alerts of cadres or units, open and closed ones, in one round trip."""
    found: dict[str, list[Alert]] = {id: [] for id in subject_ids}
    where = {"subject_id": {"$in": list(found)}}
    for alert in work.find(ALERTS, where, most=MOST_ALERTS * len(found)) if found else ():
        found[alert.subject_id].append(alert)
    return found


def keep_alerts(work: UnitOfWork, added: Iterable[Alert], changed: Iterable[Alert]) -> None:
    """Keep alerts that were opened or closed, or are more urgent by now, and tell of each."""
    for alert in added:
        work.add(ALERTS, alert)
        work.tell(ALERT_OPENED, alert)
    for alert in changed:
        work.save(ALERTS, alert)
        work.tell(_TOLD[alert.state], alert)


_TOLD = {AlertState.OPEN: ALERT_OPENED, AlertState.HANDLED: ALERT_HANDLED, AlertState.CLOSED: ALERT_CLOSED}


def vacate(work: UnitOfWork, cadre: Cadre, appointments: Iterable[Appointment], on: date) -> None:
    """Count appointments that end out of their units and posts."""
    for appointment in appointments:
        if appointment.role in LEADERS and (
            unit := work.load_many(UNITS, [appointment.unit_id]).get(appointment.unit_id)
        ):
            unit.fill(appointment.role, -1, on)
            settle_unit(work, unit)
        if appointment.post_id and (post := work.load_many(POSTS, [appointment.post_id]).get(appointment.post_id)):
            post.leave(cadre.id)
            work.save(POSTS, post)
            work.tell(POST_CHANGED, post)


def occupy(work: UnitOfWork, cadre: Cadre, unit: Unit, post: Post | None, role: str, on: date) -> None:
    """Count an appointment into its unit and post."""
    if role in LEADERS:
        unit.fill(role, 1, on)
        settle_unit(work, unit)
    if post is not None:
        post.take(cadre.id)
        work.save(POSTS, post)
        work.tell(POST_CHANGED, post)
        posts_gone(work, [post.id], POST_FILLED)

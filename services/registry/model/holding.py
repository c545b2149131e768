"""What holds of somebody on a day (某日情况), by the histories of their file; and what is kept derived as of today."""

from __future__ import annotations

from datetime import date, timedelta

from servicekit import clock
from servicekit.people import Status
from services.registry.model import authority, codes, names
from services.registry.model.authority import Authority
from services.registry.model.dates import Partial, earliest, months_between
from services.registry.model.person import (
    MEMBERS,
    NO_PARTY,
    POST,
    Appointment,
    Cadre,
    Held,
    by_day,
    professional_post_on,
    span_on,
    valid,
)
from services.registry.model.places import EVER, in_turn, places_of, unit_on
from services.registry.model.strokes import strokes_key
from services.registry.vocabulary.person import EducationMode


def status_on(cadre: Cadre, day: date) -> Status | None:
    """The status on a day; None before the first entry."""
    reached = [change for change in valid(cadre.statuses) if earliest(change.on) <= day]
    return max(reached, key=by_day).status if reached else None


def management_on(cadre: Cadre, day: date) -> str:
    """The authority (管理权限) that manages somebody on a day.

    It follows the main post held on that day, and its changes; without one it is what the file was given or changed to.
    A change by hand goes before a post that stood in the file by then. Who has retired or left stays with the authority
    of their last day of service.
    """
    changed = [one for one in cadre.revisions if one.field == "management" and clock.day_of(one.at) <= day]
    own = (changed[-1].after if changed else cadre.management_given or _given(cadre)) or ""
    over = [earliest(one.on) for one in valid(cadre.statuses) if one.status is not Status.SERVING]
    serving = min([day, *(end - timedelta(days=1) for end in over)])
    held = max((one for one in cadre.current(serving) if one.main and _under(one)), key=by_day, default=None)
    if held is None:
        return own
    word = authority.on_day(_under(held), serving)
    since = max(earliest(held.began), word.since or date.min)
    by_hand = changed and clock.day_of(changed[-1].at) >= since
    if by_hand and (changed[-1].entries is None or changed[-1].entries >= int(held.corrects or held.entry)):
        return own
    return word.code


def _under(appointment: Appointment) -> list[Authority]:
    """What was said of the authority of its post."""
    before = [Authority(appointment.management)] if appointment.management else []
    return appointment.authorities or before


def _given(cadre: Cadre) -> str:
    """What a file was registered with, where that was not kept: what the first change of it replaced."""
    replaced = [
        (earliest(one.began), one.management_before) for one in cadre.appointments if one.management_before is not None
    ]
    replaced += [(clock.day_of(one.at), one.before or "") for one in cadre.revisions if one.field == "management"]
    return min(replaced)[1] if replaced else cadre.management


def managements_of(cadre: Cadre) -> list[Held]:
    """The authorities (管理权限) that managed somebody, and that will as far as it is decided."""
    days = {clock.day_of(one.at) for one in cadre.revisions if one.field == "management"}
    for one in valid(cadre.appointments):
        if one.main and _under(one):
            days |= {earliest(one.began), *([earliest(one.ended)] if one.ended else [])}
            days |= {word.since for word in _under(one) if word.since is not None}
    changes: list[tuple[Partial, str, list[str]]] = [(EVER, management_on(cadre, earliest(EVER)), [])]
    for day in sorted(days):
        if (code := management_on(cadre, day)) != changes[-1][1]:
            changes.append((day.isoformat(), code, []))
    return in_turn(changes)


def on_day(cadre: Cadre, day: date) -> None:
    """Set what is derived of a file to what it was on a day: to be shown, never to be kept."""
    derive_day(cadre, day)
    if (path := unit_on(cadre, day)) is not None and path[-1] != cadre.unit_id:
        cadre.unit_id, cadre.unit_ids = path[-1], path
    cadre.management_given = cadre.management_given or _given(cadre)
    cadre.management = management_on(cadre, day)


def derive(cadre: Cadre, today: date) -> None:
    """Keep what lists, searches and events use in step with the histories, as of today; ends have been settled."""
    cadre.pinyin, cadre.sounds = names.pinyin(cadre.name), names.sounds(cadre.name)
    cadre.initials = names.initials(cadre.name)
    cadre.search = names.search_keys(cadre.name, cadre.initials)
    cadre.strokes = strokes_key(cadre.name)
    cadre.other_readings, cadre.read_as = names.other_readings(cadre.name), names.READ_AS
    cadre.birth_year = int(cadre.birth[:4])
    cadre.majors = [one.major for one in valid(cadre.education) if one.major]
    cadre.relative_ids = [member.cadre_id for member in valid(cadre.family) if member.cadre_id]
    cadre.management_given = cadre.management_given or _given(cadre)
    cadre.management = management_on(cadre, today)
    cadre.places, cadre.managements = places_of(cadre), managements_of(cadre)
    derive_day(cadre, today)


def derive_day(cadre: Cadre, today: date) -> None:
    """Set what follows from the histories of a file to what it was on a day."""
    cadre.status = status_on(cadre, today) or Status.SERVING
    _belong(cadre, today)
    held = cadre.current(today)
    main = held[0] if held else None
    cadre.title = main.title if main else _former_title(cadre, today)
    cadre.role = main.role if main else "member"
    cadre.in_post_since = main.began if main else None
    cadre.trial_until = max((a.trial_until for a in held if a.trial_until), default=None)
    cadre.post_ids = [a.post_id for a in held if a.post_id]
    level, rank = span_on(cadre.levels, today), span_on(cadre.ranks, today)
    cadre.post_level, cadre.level_since = (level.code, level.began) if level else (None, None)
    cadre.rank, cadre.rank_since = (rank.code, rank.began) if rank else (None, None)
    cadre.county_level_or_above = codes.at_county_level_or_above(cadre.post_level)
    education = [one for one in valid(cadre.education) if one.ended is None or earliest(one.ended) <= today]
    cadre.education_level = min((e.level for e in education), default=None)
    cadre.full_time_level = min((e.level for e in education if e.mode == EducationMode.FULL_TIME), default=None)
    professional = professional_post_on(cadre.professional_posts, today)
    cadre.professional_post = professional.title if professional else ""
    begun = [one for one in cadre.standing if one.begins <= today and POST & set(one.effects)]
    for punishment in cadre.punishments:
        punishment.last_day = max(punishment.decided_on, punishment.until - timedelta(days=1))
    own = [one.until for one in valid(cadre.punishments) if one.decided_on <= today]
    cadre.punished_until = max([*own, *(one.until for one in begun if one.until)], default=None)
    cadre.punished_through = cadre.punished_until and cadre.punished_until - timedelta(days=1)


def _former_title(cadre: Cadre, day: date) -> str:
    """What somebody is called by who serves no more: by the last post (原任职务). Who only holds none has no title."""
    if cadre.status is Status.SERVING:
        return ""
    over = [one for one in valid(cadre.appointments) if one.main and one.ended and earliest(one.ended) <= day]
    last = max(over, key=lambda one: (earliest(one.ended or EVER), one.began), default=None)
    return f"原{last.title.removeprefix('原')}" if last else ""


def _belong(cadre: Cadre, day: date) -> None:
    """Whoever was expelled from the Party (开除党籍) is 群众 from that day; what the file was given stays with it."""
    cadre.political_given = cadre.political_given or cadre.political_status
    expulsion = cadre.expulsion if cadre.political_given in MEMBERS else None
    reached = expulsion if expulsion is not None and expulsion[0] <= day else (None, None)
    cadre.expelled_on, cadre.expelled_by = reached
    cadre.political_status = cadre.political_given if reached[0] is None else NO_PARTY


def basic_level_months(cadre: Cadre, day: date) -> int:
    """Months of work at the basic level until a day, as the résumé marks them."""
    total = 0
    for line in valid(cadre.resume):
        if line.basic_level and earliest(line.began) < day:
            end = day if line.ended is None else min(day, earliest(line.ended))
            total += max(0, months_between(line.began, end))
    return total

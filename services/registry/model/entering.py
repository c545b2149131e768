"""What an entry of a file has to be when it is entered: not there already, and possible for this person on its day.

What rules hold against it are findings, as of any decision; of what was long ago they decide nothing (补录).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from servicekit.errors import field_error
from servicekit.people import Status
from servicekit.periods import ONE_DAY, last_day_of, must_have_come
from services.registry.errors.cadres import DuplicateEntry, NotAPartyMember, OutOfOrder
from services.registry.model import codes
from services.registry.model.checks import Finding, finding
from services.registry.model.dates import Partial, earliest
from services.registry.model.names import compared
from services.registry.model.person import (
    MEMBERS,
    PARTY_KINDS,
    Appointment,
    Assessment,
    Cadre,
    Entry,
    Punishment,
    Reward,
    Span,
    valid,
)
from services.registry.model.rules import Rules

"""中共党员 and 中共预备党员, of GB/T 4762."""
ONCE_A_YEAR = ("annual", "term")
"""Assessments of which there is one in a year; 平时 and 专项考核 are told apart by grade and document."""
_SAME: dict[str, tuple[str, ...]] = {
    "education": ("mode", "level", "school", "major", "ended"),
    "professional_posts": ("title", "level", "on"),
    "appointments": ("unit_id", "post_id", "title", "main", "began"),
    "levels": ("code", "began"),
    "ranks": ("code", "began"),
    "assessments": ("kind", "year", "grade", "document"),
    "rewards": ("kind", "title", "on", "document"),
    "punishments": ("kind", "decided_on", "document"),
    "family": ("relation", "name", "birth"),
    "resume": ("began", "ended", "text"),
    "unread_lines": ("cell", "text"),
    "removals": ("on", "document", "post_id", "of"),
}
"""By what two entries of a history are one entered twice."""
_OF_WHO_SERVES = ("appointments", "levels", "ranks", "assessments")
_HAS_COME = {
    "education": "began",
    "professional_posts": "on",
    "assessments": "year",
    "rewards": "on",
    "punishments": "decided_on",
    "family": "birth",
    "resume": "began",
}
"""The day of an entry on which what it tells of has been; what is decided (任职、层次、职级) may lie ahead."""


def day_of_entry(entry: Entry) -> date | None:
    """The day of an entry, the first of the year of an assessment; None where it has none."""
    if isinstance(entry, Assessment):
        return date(entry.year, 1, 1)
    if isinstance(entry, Punishment):
        return entry.decided_on
    text: Partial | None = getattr(entry, "began", None) or getattr(entry, "on", None)
    return earliest(text) if text else None


def must_have_been(history: str, entry: Entry, today: date, pointer: str) -> None:
    """Raises DayNotCome for an entry of something that is still to happen, naming its day."""
    name = _HAS_COME.get(history)
    said = getattr(entry, name) if name else None
    if said is not None:
        must_have_come(_first_day(said), today, f"{pointer}/{name}")


def _first_day(said: date | Partial | int) -> date:
    """The first day that a day, a partial date or a year allows."""
    return said if isinstance(said, date) else earliest(str(said))


def is_once_a_year(entry: Entry) -> bool:
    """Whether there is one of it in a year, whoever would have two."""
    return isinstance(entry, Assessment) and entry.kind in ONCE_A_YEAR


def must_be_new(cadre: Cadre, history: str, entry: Entry, pointer: str) -> None:
    """Raises DuplicateEntry naming the entry that is there already; what there is one of in a year is put right."""
    names = _SAME[history]
    if is_once_a_year(entry):
        names = ("kind", "year")
    kept: list[Entry] = getattr(cadre, history)
    number, said = int(entry.entry or 0), [(name, getattr(entry, name)) for name in names]
    for other in kept:
        if other is entry or other.void is not None or (number and int(other.entry) > number):
            continue
        if all(_alike(getattr(other, name), one) for name, one in said) and not _came_with_another(other):
            zh, en = f"与第{other.entry}条相同", f"It is entry {other.entry} already"
            if is_once_a_year(entry):
                zh = f"该年度已有第{other.entry}条；有误的更正该条目，不另行添加"
                en = f"Entry {other.entry} is of that year already; put that one right instead of adding another"
            wrong = field_error(pointer, "duplicate-entry", zh, en)
            raise DuplicateEntry(zh, en, errors=[wrong], history=history, entry=other.entry)


def _alike(one: Any, other: Any) -> bool:
    return one == other or (isinstance(one, str) and isinstance(other, str) and compared(one) == compared(other))


def must_be_possible(cadre: Cadre, history: str, entry: Entry, pointer: str) -> None:
    """Raises NotAPartyMember, and OutOfOrder for what is dated after a death, or after the service where it takes one.

    An honour that is given after a death (追授) comes by the ledger of honours.
    """
    if isinstance(entry, Punishment) and entry.kind in PARTY_KINDS and not _was_member(cadre, entry.decided_on):
        wrong = field_error(f"{pointer}/kind", "not-a-party-member", NotAPartyMember.zh, NotAPartyMember.en)
        raise NotAPartyMember(errors=[wrong], political_status=cadre.political_status)
    day = day_of_entry(entry)
    over = [one for one in valid(cadre.statuses) if one.status is not Status.SERVING]
    ended = min(over, key=lambda one: earliest(one.on), default=None)
    died = next((one for one in over if one.status is Status.DECEASED), None)
    for change in (died, ended if history in _OF_WHO_SERVES else None):
        if change is not None and day is not None and history != "family" and day > earliest(change.on):
            zh, en = f"晚于{change.status.zh}时间（{change.on}）", f"It lies after {change.on} ({change.status})"
            raise OutOfOrder(zh, en, errors=[field_error(pointer, "out-of-order", zh, en)], ended_on=change.on)


def _was_member(cadre: Cadre, on: date) -> bool:
    """Whether somebody was a member of the Party on a day; who is none any more was one where the day is on file, and
    until the day of an expulsion (开除党籍)."""
    if (expulsion := cadre.expulsion) is not None:
        return on <= expulsion[0]
    if cadre.joined_party_on is not None:
        return earliest(cadre.joined_party_on) <= on
    return cadre.political_status in MEMBERS


def against(cadre: Cadre, entry: Entry, rules: Rules) -> list[Finding]:
    """What effect periods (影响期) hold against a best grade of their years, or a reward while they last."""
    if isinstance(entry, Assessment) and entry.kind == "annual" and entry.grade == "excellent":
        first, last = date(entry.year, 1, 1), date(entry.year, 12, 31)
        code, effect = "registry.grade_in_effect", "grade"
        zh, en = (
            f"{entry.year}年在处分、影响期内，不得定为优秀",
            f"An effect period lies in {entry.year}: not excellent",
        )
    elif isinstance(entry, Reward):
        first = last = earliest(entry.on)
        code, effect = "registry.reward_in_effect", "award"
        zh, en = "在处分、影响期内，不得奖励", "No reward within an effect period"
    else:
        return []
    met = [one.entry for one in valid(cadre.punishments) if one.decided_on <= last and first < one.until]
    met += [
        one.id
        for one in cadre.standing
        if effect in one.effects and not one.entry and one.begins <= last and (one.until is None or first < one.until)
    ]
    return [finding(rules, code, zh, en, sorted(met))] if met else []


def free_again(kind: str, decided_on: date, rules: Rules) -> date:
    """The first day on which a punishment of this kind bars no more, by its rule."""
    return last_day_of(decided_on, int(rules[_period_of(kind)].value)) + ONE_DAY


def against_its_period(entry: Entry, rules: Rules) -> list[Finding]:
    """That a punishment's document gives another period than the law for its kind (处分期间), however long ago: what
    combines with an earlier one that was running (合并计算), or was prolonged, is entered with its basis."""
    if not isinstance(entry, Punishment) or not entry.period_given:
        return []
    code, until = _period_of(entry.kind), free_again(entry.kind, entry.decided_on, rules)
    if entry.until == until:
        return []
    last, said = (until - ONE_DAY).isoformat(), (entry.until - ONE_DAY).isoformat()
    first = entry.decided_on.isoformat()
    zh = f"{rules[code].zh}自{first}起至{last}，所列最后一日为{said}；合并计算等情形须写明依据"
    en = f"The period of this kind lasts to {last}, not {said}; where periods combine, state the basis"
    return [finding(rules, code, zh, en, [f"{first}/{said}"])]


def _period_of(kind: str) -> str:
    return f"registry.punishment_{kind}_months"


def is_history(entry: Entry, today: date, back_days: int) -> bool:
    """Whether an assessment or a reward is so long ago that nobody decides on it today: before last year, or so many
    days back."""
    if isinstance(entry, Assessment):
        return entry.year < today.year - 1
    return isinstance(entry, Reward) and earliest(entry.on) < today - timedelta(days=back_days)


def _came_with_another(entry: Entry) -> bool:
    """Whether it is the level that an appointment brought: nobody entered it."""
    return isinstance(entry, Span) and entry.came_with is not None


def is_no_more(history: str, wrong: Entry, right: Entry) -> bool:
    """Whether a correction leaves what was decided, or less: the post, and a level or a rank that is no higher."""
    match wrong, right:
        case Span(), Span():
            higher = codes.higher_rank if history == "ranks" else codes.higher
            return not higher(right.code, wrong.code)
        case Appointment(), Appointment():
            same = all(getattr(wrong, name) == getattr(right, name) for name in ("unit_id", "post_id", "role"))
            before, after = wrong.post_level, right.post_level
            return same and (after is None or (before is not None and not codes.higher(after, before)))
        case Assessment(), Assessment():
            return (wrong.kind, wrong.year, wrong.grade) == (right.kind, right.year, right.grade)
        case Reward(), Reward():
            return wrong.on == right.on
    return True


def decides_nothing(wrong: Entry, right: Entry, no_more: bool, today: date) -> bool:
    """Whether a correction decides nothing that was not decided before: no more of it, and from no later day, unless
    the wrong one was a decision of today itself. What is held is judged when the hold is lifted."""
    if wrong.held is not None:
        return True
    if not no_more:
        return False
    if not isinstance(wrong, Appointment | Span) or not isinstance(right, Appointment | Span):
        return True
    return earliest(wrong.began) >= min(earliest(right.began), today)


def dated_after(cadre: Cadre, on: Partial) -> list[tuple[str, str]]:
    """The entries of a file that lie after a day, with their histories: none may where somebody died on it."""
    later = []
    for history in _SAME:
        kept: list[Any] = valid(getattr(cadre, history))
        for entry in kept:
            day = day_of_entry(entry)
            # Who has died may be removed from a post by a document of later.
            if _came_with_another(entry) or history in ("family", "removals") or day is None:
                continue
            if day > earliest(on) and entry.entry not in cadre.coming:
                later.append((history, entry.entry))
    return later

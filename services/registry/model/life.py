"""What the days of a file can be in one person's life: the one place that says so, whichever way they come in.

What nobody can have done is refused. What the law forbids with exceptions wants a named person and a basis; partial
dates have the benefit of the doubt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from servicekit.errors import FieldError, field_error
from servicekit.periods import must_have_come
from services.registry.errors.cadres import OutOfOrder
from services.registry.model.checks import Finding, finding
from services.registry.model.dates import Partial, add_months, earliest, latest
from services.registry.model.person import MEMBERS, PARTY_KINDS, Cadre, Entry, Punishment, valid
from services.registry.model.rules import Rules

BARE = "registry.entry_age"
PARTY = "registry.party_age"
CHILD = "registry.child_work_age"
ROSTER = "registry.roster_age"
BEFORE_WORK = "registry.punished_before_work"
AHEAD = "registry.most_years_ahead"
LIVED = (
    "education", "professional_posts", "appointments", "levels", "ranks", "assessments", "rewards", "punishments",
    "resume",
)  # fmt: skip
"""Histories of what somebody has done or been; the family is older."""
_DAYS = ("year", "decided_on", "began", "on", "ended", "last_day", "trial_until")
_PAST_FIELDS = ("birth", "joined_party_on", "began_work_on", "selected_graduate_year")
_SINCE_BIRTH = ("joined_party_on", "began_work_on")


def must_make_sense(cadre: Cadre, given: Collection[str], today: date, rules: Rules, pointer: str = "") -> None:
    """What plain fields that were given say of days: none lies ahead, nobody is a child, works or joins the Party
    unborn, nor joins it before eighteen (党章 art. 1), of another birth nothing that the file tells of lies in early
    childhood, and who was expelled from the Party is a member again only by a later day of joining.

    Raises DayNotCome and OutOfOrder, naming the field.
    """
    for name in _PAST_FIELDS:
        if name in given and (said := getattr(cadre, name)) is not None:
            must_have_come(said if isinstance(said, date) else earliest(str(said)), today, f"{pointer}/{name}")
    for name in _SINCE_BIRTH:
        day: Partial | None = getattr(cadre, name)
        if day is None or {name, "birth"}.isdisjoint(given):
            continue
        at = f"{pointer}/{name if name in given else 'birth'}"
        if latest(day) < earliest(cadre.birth):
            zh, en = f"不得早于出生年月（{cadre.birth}）", f"Not before the birth ({cadre.birth})"
            raise OutOfOrder(zh, en, errors=[field_error(at, "out-of-order", zh, en)], begins=cadre.birth)
        if name == "joined_party_on":
            must_be_of_age(cadre, day, PARTY, rules, at)
    if "political_status" in given and cadre.political_status in MEMBERS and (expulsion := cadre.expulsion):
        zh = f"{expulsion[0]}开除党籍；重新入党的，须同时填写其后的入党时间"
        en = f"Expelled from the Party on {expulsion[0]}; who has joined again names the later day of joining"
        wrong = field_error(f"{pointer}/political_status", "expelled", zh, en)
        raise OutOfOrder(zh, en, errors=[wrong], begins=expulsion[0].isoformat())
    if "birth" in given:
        must_be_of_age(cadre, today.isoformat(), ROSTER, rules, f"{pointer}/birth")
        for history in LIVED:
            kept: list[Entry] = getattr(cadre, history)
            for _, day in (first for entry in valid(kept) for first in _days(entry)[:1]):
                must_be_of_age(cadre, day, BARE, rules, f"{pointer}/birth")


def must_be_lived(cadre: Cadre, history: str, entry: Entry, rules: Rules, pointer: str) -> None:
    """Raises OutOfOrder, naming the day, for an entry that lies before the birth or in early childhood."""
    if history in LIVED:
        for name, day in _days(entry)[:1]:
            must_be_of_age(cadre, day, BARE, rules, f"{pointer}/{name}")


def must_lie_near(entry: Entry, today: date, rules: Rules, pointer: str) -> None:
    """Raises OutOfOrder for an entry that begins or ends further ahead than anything is decided, naming the day."""
    for name, day in _days(entry):
        must_be_near(day, today, rules, f"{pointer}/{name}")


def must_be_near(day: Partial, today: date, rules: Rules, pointer: str) -> None:
    """Raises OutOfOrder for a day further ahead than anything is decided."""
    rule = rules[AHEAD]
    last = add_months(today, int(rule.value) * 12)
    if earliest(day) > last:
        zh, en = f"不得晚于{last}（{rule.cited}）", f"Not after {last} [{rule.cited}]"
        raise OutOfOrder(zh, en, errors=[FieldError(pointer, AHEAD, zh, en)], begins=today.isoformat(), given=day)


def must_be_of_age(cadre: Cadre, day: Partial, code: str, rules: Rules, pointer: str) -> None:
    """Raises OutOfOrder for what lies before the age of a rule."""
    age = int(rules[code].value)
    if latest(day) < (first := _birthday(cadre, age)):
        zh = f"{day}未满{age}周岁（出生年月{cadre.birth}；{rules[code].cited}）"
        en = f"{day} lies before the age of {age} (born {cadre.birth}) [{rules[code].cited}]"
        wrong = FieldError(pointer, code, zh, en)
        raise OutOfOrder(zh, en, errors=[wrong], begins=first.isoformat(), given=day)


def against_fields(cadre: Cadre, given: Collection[str], rules: Rules) -> list[Finding]:
    """That somebody began to work as a child, or after a punishment: by plain fields that were given."""
    found: list[Finding] = []
    if cadre.began_work_on is None:
        return found
    if not {"birth", "began_work_on"}.isdisjoint(given):
        age = int(rules[CHILD].value)
        if latest(cadre.began_work_on) < _birthday(cadre, age):
            zh, en = f"参加工作时未满{age}周岁", f"Younger than {age} when they began to work"
            found.append(finding(rules, CHILD, zh, en))
    if "began_work_on" in given:
        for punishment in valid(cadre.punishments):
            if not punishment.override or BEFORE_WORK not in punishment.override.findings:
                found += against_entry(cadre, punishment, rules)
    return found


def against_entry(cadre: Cadre, entry: Entry, rules: Rules) -> list[Finding]:
    """That somebody was punished as a public official (政务处分、组织处理) before they worked."""
    if not isinstance(entry, Punishment) or entry.kind in PARTY_KINDS or cadre.began_work_on is None:
        return []
    if entry.decided_on >= earliest(cadre.began_work_on):
        return []
    since = cadre.began_work_on
    zh = f"处分时间（{entry.decided_on}）早于参加工作时间（{since}）"
    en = f"Punished on {entry.decided_on}, before they began to work ({since})"
    return [finding(rules, BEFORE_WORK, zh, en, [entry.decided_on.isoformat()])]


def _birthday(cadre: Cadre, age: int) -> date:
    """The first day on which somebody can have been so old."""
    return add_months(earliest(cadre.birth), age * 12)


def _days(entry: Entry) -> list[tuple[str, Partial]]:
    """The days that an entry tells of, each with its name; that of which it tells first stands first."""
    named: Mapping[str, object] = vars(entry)
    return [(name, str(day)) for name in _DAYS if (day := named.get(name)) is not None and day != ""]

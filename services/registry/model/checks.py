"""Qualification checks (资格审查): each finding names its rule and article; a named person may override with a basis.

A check never decides: it says what does not hold. `settle` then refuses, or records the override with what it set
aside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from servicekit import standards
from servicekit.errors import FieldError
from servicekit.results import PublishedResult, stopping, weighing
from services.registry.errors.careers import Unqualified
from services.registry.model import codes, retirement
from services.registry.model.dates import Partial, add_months, earliest, months_between, years_between
from services.registry.model.holding import basic_level_months
from services.registry.model.native_places import native_region
from services.registry.model.person import (
    APPOINTMENT,
    FILE_KINDS,
    IN_THE_BOOK,
    LEADING,
    MOVE,
    POST,
    RANK,
    Cadre,
    Override,
    by_day,
    valid,
)
from services.registry.model.rules import Rules
from services.registry.model.units import LEADERS, Post, Unit
from services.registry.vocabulary.codes import KIN

NATIVE = "registry.native_place_avoidance"
_UNCHECKED = {
    "zh": "按文件补录，未作此项审查",
    "en": "Entered from its document afterwards; this was not decided on",
}
_UNKNOWN_NATIVE = {
    "zh": "档案所载籍贯不能对应到旗县区，未能审查地域回避，请补充籍贯区划",
    "en": "The native place on file names no county, so avoidance could not be checked; enter its code",
}
# From which level to which, and the rule that says after how many years.
LADDER = {
    ("132", "131"): "registry.years_deputy_to_chief",
    ("122", "121"): "registry.years_deputy_to_chief",
    ("141", "132"): "registry.years_chief_to_upper_deputy",
    ("131", "122"): "registry.years_chief_to_upper_deputy",
    ("142", "141"): "registry.years_township_deputy_to_chief",
    ("150", "142"): "registry.years_clerk_to_township_deputy",
}


@dataclass(frozen=True)
class Finding:
    """Something a rule asks for and the file does not show."""

    rule: str
    zh: str
    en: str
    cited: str
    about: tuple[str, ...] = ()
    """The effect periods, results and selections that it comes of; an override sets aside those it knew."""

    def as_error(self, pointer: str) -> FieldError:
        return FieldError(pointer, self.rule, f"{self.zh}（{self.cited}）", f"{self.en} [{self.cited}]")


@dataclass(frozen=True)
class Relative:
    """A relative who is a cadre of this roster, as far as avoidance needs it."""

    cadre_id: str
    relation: str
    unit_id: str
    role: str
    post_level: str | None
    organ_id: str = ""
    """The organ (机关) that their unit is, or is an internal office of."""


def finding(rules: Rules, code: str, zh: str, en: str, about: Iterable[str] = (), cited: str = "") -> Finding:
    """`cited` where the reason has a basis of its own."""
    return Finding(code, zh, en, cited or rules[code].cited, tuple(about))


def said(findings: Sequence[Finding]) -> tuple[str, str]:
    """All of them with their articles, in Chinese and in English."""
    return (
        "；".join(f"{one.zh}（{one.cited}）" for one in findings),
        "; ".join(f"{one.en} [{one.cited}]" for one in findings),
    )


def unchecked(rules: Iterable[str]) -> list[dict[str, str]]:
    """What is said of the rules that were not looked at when something was entered, and why."""
    return [{"code": rule, **(_UNKNOWN_NATIVE if rule == NATIVE else _UNCHECKED)} for rule in dict.fromkeys(rules)]


def settle(findings: Sequence[Finding], override: Mapping[str, str] | None, pointer: str = "") -> Override | None:
    """Refuse with every reason and article, or record who overrode them and on which basis. Raises Unqualified."""
    if not findings:
        return None
    if override is None:
        raise Unqualified(
            *said(findings),
            errors=[finding.as_error(pointer) for finding in findings],
            rules=[finding.rule for finding in findings],
        )
    about = [known for one in findings for known in one.about]
    return Override(override["by"], override["basis"], findings=[one.rule for one in findings], about=about)


def standing(findings: Sequence[Finding], override: Override | None) -> list[Finding]:
    """The findings that an override has not set aside: of another rule, or of something that has come since."""
    if override is None:
        return list(findings)
    return [
        one
        for one in findings
        if one.rule not in override.findings
        or (override.about is not None and not set(one.about).issubset(override.about))
    ]


def for_level(cadre: Cadre, level: str, on: date, rules: Rules) -> list[Finding]:
    """What stands against a post level (领导职务层次); where it is no promotion, only what bars every leading post."""
    if not codes.higher(level, _level(cadre, rules)):
        return _punished(cadre, LEADING, on, rules) if level in codes.LEADING_LEVELS else []
    found = [*_punished(cadre, POST | LEADING, on, rules), *for_use(cadre, on, rules)]
    found += [*_one_step(cadre, level, rules), *_years(cadre, level, on, rules)]
    if level in codes.LEADING_LEVELS:
        found += _education(cadre, level, rules)
    if codes.at_county_level_or_above(level):
        found += _experience(cadre, level, on, rules)
    if (cadre.trial_until and on < cadre.trial_until) or _promoted_lately(cadre, on, rules):
        years = rules["registry.years_since_promotion"].value
        found.append(
            finding(
                rules,
                "registry.years_since_promotion",
                f"试用期未满或提任不足{years}年",
                f"On trial, or promoted less than {years} year ago",
            )
        )
    return found


def for_leading(cadre: Cadre, on: date, rules: Rules) -> list[Finding]:
    """What bars every leading post, whatever its level."""
    return _punished(cadre, LEADING, on, rules)


def _punished(cadre: Cadre, effects: Collection[str], on: date, rules: Rules) -> list[Finding]:
    """What of the file, or of supervision's book, stands on the day against what these effects are about.

    A punishment of the file counts by itself until the book has told what it entered for it; from then on the book
    says what it bars and for how long.
    """
    if not cadre.punishments and not cadre.restrictions:
        return []
    standing = cadre.standing
    entered = {one.entry for one in standing}
    kinds = {one.entry: one.kind for one in cadre.punishments}
    own = []
    if "promotion" in effects:
        new = [p for p in valid(cadre.punishments) if p.entry not in entered and p.decided_on <= on < p.until]
        own += [_Bar(p.until, p.entry, p.kind) for p in new]
    barring = [one for one in standing if one.bars(effects, on)]
    own += [_Bar(one.until or date.max, one.known_as, kinds[one.entry]) for one in barring if one.entry]
    others = [_Bar(one.until or date.max, one.id, _of_the_file(one.kind)) for one in barring if not one.entry]
    return [
        *_barred(own, "registry.punishment_effect", "处分影响期内", "Within an effect period", rules),
        *_barred(
            others,
            "registry.restriction_effect",
            "监督环节登记的影响期内",
            "Within an effect period that supervision has entered",
            rules,
        ),
    ]


@dataclass(frozen=True)
class _Bar:
    """An effect period that stands: the first day that is free again, what it is known by, and its kind."""

    until: date
    known_as: str
    kind: str | None


def _barred(bars: Sequence[_Bar], code: str, zh: str, en: str, rules: Rules) -> list[Finding]:
    """One finding for all of a rule; its article is that of the kind which lasts longest, where the file knows it."""
    if not bars:
        return []
    last = max(bars, key=lambda one: one.until)
    cited = rules[f"registry.punishment_{last.kind}_months"].cited if last.kind else ""
    until_zh, until_en = _until(last.until)
    known = sorted(one.known_as for one in bars)
    return [finding(rules, code, f"{zh}（{until_zh}）", f"{en} ({until_en})", known, cited)]


def _of_the_file(kind: str | None) -> str | None:
    """A kind of supervision's book as the file has it; None for one that no file has (立案审查)."""
    translated = {book: own for own, book in IN_THE_BOOK.items()}
    own = translated.get(kind or "", kind)
    return own if own in FILE_KINDS else None


def _until(day: date) -> tuple[str, str]:
    """`day` is the first that is free again; what is told is the last on which it still holds."""
    if day == date.max:
        return "尚未解除", "until it is lifted"
    last = day - timedelta(days=1)
    return f"最后一日为{last}", f"{last} is its last day"


def for_use(cadre: Cadre, on: date, rules: Rules) -> list[Finding]:
    """What published results (联用成果) in force on a day hold against an appointment, whatever its level."""
    code = "registry.result_in_force"
    return [
        finding(
            rules,
            code,
            f"有停止选拔任用的联用成果（{_weight(one)[0]}）",
            f"A published result stops appointments ({_weight(one)[1]})",
            [one.id],
        )
        for one in stopping(cadre.results, APPOINTMENT, on=on)
    ]


def notices(cadre: Cadre, on: date) -> list[dict[str, str]]:
    """What published results say that is to be known of an appointment and stops nothing."""
    stops = stopping(cadre.results, APPOINTMENT, on=on)
    return [
        {
            "code": one.reason,
            "zh": f"有提示性的联用成果（{_weight(one)[0]}）",
            "en": f"A published result is to be known ({_weight(one)[1]})",
        }
        for one in weighing(cadre.results, APPOINTMENT, on=on)
        if one not in stops
    ]


def _weight(one: PublishedResult) -> tuple[str, str]:
    """What a result is, how grave, and until when it holds."""
    zh, en = f"{one.level}级", f"{one.result}, level {one.level}"
    return (f"{zh}，有效期至{one.valid_until}", f"{en}, until {one.valid_until}") if one.valid_until else (zh, en)


INVESTIGATED = "under_investigation"
"""The kind, in supervision's words, of an investigation (立案审查) that is open."""


def investigated(cadre: Cadre, on: date, rules: Rules, code: str) -> list[Finding]:
    """That an investigation is open on a day; one from before kinds were kept is known by having no end."""
    open_ones = [
        one.known_as
        for one in cadre.standing
        if one.kind == INVESTIGATED or (one.kind is None and one.until is None)
        if one.begins <= on and (one.until is None or on < one.until)
    ]
    if not open_ones:
        return []
    return [finding(rules, code, "正在接受立案审查", "An investigation is open", sorted(open_ones))]


def in_effect(cadre: Cadre, on: date, rules: Rules) -> list[Finding]:
    """The effect periods (影响期) and published results (联用成果) that stand against a new leading post on a day."""
    return [*_punished(cadre, POST | LEADING, on, rules), *for_use(cadre, on, rules)]


def _one_step(cadre: Cadre, level: str, rules: Rules) -> list[Finding]:
    allowed = int(rules["registry.level_steps"].value)
    held = _level(cadre, rules)
    steps = codes.level_steps("150" if held in (None, "199") else held, level)
    if held == "160" or steps <= allowed:
        return []
    skipped = steps - allowed
    return [finding(rules, "registry.level_steps", f"越{skipped}级提任", f"{skipped} levels are skipped")]


def _level(cadre: Cadre, rules: Rules) -> str | None:
    """The post level held, or the one that the rank stands for where that is higher (职务、职级两个序列)."""
    by_rank = rules["registry.rank_levels"].value.get(cadre.rank or "")
    held = cadre.post_level if cadre.post_level not in (None, "199") else None
    return min((one for one in (held, by_rank) if one is not None), default=cadre.post_level)


def _level_since(cadre: Cadre, on: date, rules: Rules) -> Partial | None:
    """Since when they have held that level, on the ladder on which they hold it."""
    level, by_rank = _level(cadre, rules), rules["registry.rank_levels"].value
    since = [cadre.level_since] if cadre.level_since and cadre.post_level == level else []
    begun = sorted((one for one in valid(cadre.ranks) if earliest(one.began) <= on), key=by_day, reverse=True)
    for span in begun:
        if by_rank.get(span.code) != level:
            break
        since.append(span.began)
    return min(since, key=earliest, default=None)


def for_transfer(cadre: Cadre, on: date, rules: Rules) -> list[Finding]:
    """What stands against a move to another unit (调动)."""
    return _punished(cadre, MOVE, on, rules)


def _years(cadre: Cadre, level: str, on: date, rules: Rules) -> list[Finding]:
    held = _level(cadre, rules) or "150"
    code = LADDER.get((held, level))
    if code is None:
        return []
    needed = int(rules[code].value)
    since = _level_since(cadre, on, rules)
    have = max(0, years_between(since, on)) if since else 0
    if have >= needed:
        return []
    now = standards.POST_LEVELS[held]
    return [
        finding(rules, code, f"任{now}{have}年，须满{needed}年", f"{have} years at the present level, {needed} needed")
    ]


def _education(cadre: Cadre, level: str, rules: Rules) -> list[Finding]:
    code = "registry.education_bureau" if level <= "122" else "registry.education_county"
    if cadre.education_level is not None and cadre.education_level <= str(rules[code].value):
        return []
    return [finding(rules, code, "文化程度不符合要求或无记载", "The education on file does not suffice")]


def _experience(cadre: Cadre, level: str, on: date, rules: Rules) -> list[Finding]:
    found = []
    needed = int(rules["registry.work_years"].value)
    have = max(0, years_between(cadre.began_work_on, on)) if cadre.began_work_on else 0
    if have < needed:
        found.append(
            finding(
                rules, "registry.work_years", f"工龄{have}年，须满{needed}年", f"{have} years of work, {needed} needed"
            )
        )
    needed = int(rules["registry.basic_level_years"].value)
    months = basic_level_months(cadre, on)
    if months < needed * 12:
        zh = f"基层工作经历{months // 12}年{months % 12}个月，须满{needed}年"
        found.append(
            finding(
                rules, "registry.basic_level_years", zh, f"{months} months at the basic level, {needed * 12} needed"
            )
        )
    needed = int(rules["registry.lower_posts"].value)
    held = len(
        {(a.unit_id, a.title) for a in valid(cadre.appointments) if a.post_level == cadre.post_level and a.post_level}
    )
    if held < needed:
        zh = f"下一级职位任职经历{held}个，一般应有{needed}个"
        found.append(
            finding(
                rules, "registry.lower_posts", zh, f"{held} posts at the next lower level, {needed} generally needed"
            )
        )
    return found


def _promoted_lately(cadre: Cadre, on: date, rules: Rules) -> bool:
    if cadre.level_since is None or sum(earliest(one.began) < on for one in valid(cadre.levels)) < 2:
        return False
    return years_between(cadre.level_since, on) < int(rules["registry.years_since_promotion"].value)


def for_post(
    cadre: Cadre,
    unit: Unit,
    post: Post | None,
    role: str,
    on: date,
    rules: Rules,
    relatives: Sequence[Relative] = (),
    freed: int = 0,
    organ_id: str = "",
    planned: int = 0,
    besides: Collection[str] = (),
) -> list[Finding]:
    """What stands against an appointment to a post or a role in a unit, apart from its level.

    `freed` is how many of the role the cadre leaves in the unit by the same act, `organ_id` the organ (机关) that the
    unit is, or is an internal office of, `planned` how many others are to hold the post from a day to come, `besides`
    who holds it besides whoever holds it, by a named person's word.
    """
    found = []
    others = [one for one in post.holder_ids if one != cadre.id and one not in besides] if post else []
    seats = rules["registry.vacancy"].value
    if post and len(others) >= int(seats):
        found.append(finding(rules, "registry.vacancy", "职位没有空缺", "The post is not vacant"))
    elif post and len(others) + planned >= int(seats):
        zh, en = "该职位已安排他人任职", "Somebody else is to hold the post"
        found.append(finding(rules, "registry.vacancy", zh, en))
    if role in LEADERS and unit.approved is not None and not (post and cadre.id in post.holder_ids):
        over = unit.filled.of(role) - freed + 1 - unit.approved.of(role)
        if over > int(rules["registry.establishment"].value):
            zh = f"核定{unit.approved.of(role)}职，现配{unit.filled.of(role)}职，任命后超职数{over}职"
            found.append(
                finding(rules, "registry.establishment", zh, f"The appointment exceeds the approved number by {over}")
            )
    found += _kin(unit, post, role, rules, relatives, organ_id or unit.id)
    if _native(cadre, unit, role, rules):
        found.append(finding(rules, NATIVE, "在原籍担任主要领导", "Chief leader in the native place"))
    return found


def native_unknown(cadre: Cadre, unit: Unit, role: str, rules: Rules) -> list[Finding]:
    """That nobody could check whether a chief leader is from there: the file does not say from where they are."""
    if _native(cadre, unit, role, rules) is not None:
        return []
    return [finding(rules, NATIVE, _UNKNOWN_NATIVE["zh"], _UNKNOWN_NATIVE["en"])]


def _native(cadre: Cadre, unit: Unit, role: str, rules: Rules) -> bool | None:
    """Whether somebody is to be chief of an organ of the place that they are from (公务员法 75): of the county with its
    townships, or of the city, whichever of its counties that is. None where the file does not say enough."""
    of_county = unit.region in codes.COUNTY_REGIONS
    if role not in rules[NATIVE].value or unit.kind not in rules["registry.native_place_kinds"].value:
        return False
    if not of_county and unit.region != codes.CITY:
        return False
    native = native_region(cadre.native_region, cadre.native_place)
    if not native:
        return None if native is None else False
    if not of_county:
        return True
    return native == unit.region if native != codes.CITY else None


def _kin(
    unit: Unit, post: Post | None, role: str, rules: Rules, relatives: Sequence[Relative], organ_id: str
) -> list[Finding]:
    """Kin in an organ with its internal offices (公务员法 74): one leads the other, or leads the organ in which the
    other is to do what is closed to relatives of its leaders."""
    closed = post is not None and post.avoidance_function in rules["registry.avoidance_functions"].value
    for relative in relatives:
        organ = relative.organ_id or relative.unit_id
        if organ != organ_id or relative.relation not in rules["registry.kin_avoidance"].value:
            continue
        leads = relative.role in LEADERS
        if relative.unit_id == unit.id:
            meets = role in LEADERS or leads
        elif relative.unit_id == organ_id:
            meets = leads and (role in LEADERS or closed)
        else:
            meets = unit.id == organ_id and role in LEADERS and leads
        if meets:
            zh = f"与{KIN[relative.relation]}在同一单位构成直接上下级或双方受同一领导直接领导"
            en = f"A relative ({relative.relation}) in the same unit is a direct superior or subordinate"
            if closed and leads:
                zh, en = zh + "，且职位属亲属回避的工作", en + ", and the post is closed to relatives of its leaders"
            return [finding(rules, "registry.kin_avoidance", zh, en)]
    return []


def for_rank(cadre: Cadre, rank: str, on: date, rules: Rules) -> list[Finding]:
    """What stands against promotion to a rank (职级): step by step, after the years that the ladder asks for."""
    if not codes.higher_rank(rank, cadre.rank):
        return []
    found = [*_punished(cadre, RANK, on, rules), *for_use(cadre, on, rules)]
    step = next((entry for entry in rules["registry.rank_years"].value if entry["to"] == rank), None)
    if step is None:
        return found
    ways: list[Partial] = []
    if cadre.rank == step["rank"] and cadre.rank_since:
        ways.append(cadre.rank_since)
    if step["level"] and cadre.post_level == step["level"] and cadre.level_since:
        ways.append(cadre.level_since)
    months = max((_counted_months(cadre, since, on, rules) for since in ways), default=None)
    needed = int(step["years"]) * 12
    if months is None:
        zh = f"晋升{standards.RANKS[rank]}须现任{standards.RANKS[step['rank']]}" + (
            f"或{standards.POST_LEVELS[step['level']]}" if step["level"] else ""
        )
        found.append(
            finding(
                rules,
                "registry.rank_years",
                zh,
                f"{rank} is reached from {step['rank']}" + (f" or level {step['level']}" if step["level"] else ""),
            )
        )
    elif months < needed:
        found.append(
            finding(
                rules,
                "registry.rank_years",
                f"计算任职年限{months}个月，须满{needed}个月",
                f"{months} months count, {needed} needed",
            )
        )
    return found


def _counted_months(cadre: Cadre, since: Partial, on: date, rules: Rules) -> int:
    """Months that count: a year assessed excellent saves some, one assessed basically competent does not count."""
    months = months_between(since, on)
    for assessment in valid(cadre.assessments):
        if assessment.kind == "annual" and earliest(since).year <= assessment.year <= on.year:
            if assessment.grade == "excellent":
                months += int(rules["registry.rank_excellent_months"].value)
            elif assessment.grade == "basically_competent":
                months -= int(rules["registry.rank_basic_months"].value)
    return months


def for_retirement(cadre: Cadre, kind: str, on: date, rules: Rules) -> list[Finding]:
    """What stands against retiring on a day in a certain way."""
    if cadre.retires_on is None:
        return []
    due = cadre.retires_on
    work = years_between(cadre.began_work_on, on) if cadre.began_work_on else 0
    flexible = int(rules["registry.retirement_flexible_years"].value) * 12
    if kind == "due" and on < due:
        return [finding(rules, "registry.retirement_male_age", f"{due:%Y-%m}到龄", f"Due in {due:%Y-%m} only")]
    if kind == "flexible_early" and on < add_months(due, -flexible):
        return [
            finding(
                rules,
                "registry.retirement_flexible_years",
                f"早于到龄（{due:%Y-%m}）三年以上",
                f"More than {flexible} months early",
            )
        ]
    if on > add_months(due, flexible):
        return [
            finding(
                rules,
                "registry.retirement_flexible_years",
                f"晚于到龄（{due:%Y-%m}）三年以上",
                f"More than {flexible} months late",
            )
        ]
    if kind == "request":
        near = int(rules["registry.retirement_request_near_years"].value) * 12
        enough = work >= int(rules["registry.retirement_request_work_years"].value)
        nearly = on >= add_months(due, -near) and work >= int(
            rules["registry.retirement_request_near_work_years"].value
        )
        if not (enough or nearly):
            return [
                finding(
                    rules,
                    "registry.retirement_request_work_years",
                    f"工作年限{work}年，不符合申请提前退休条件",
                    f"{work} years of work",
                )
            ]
    return []


def due_day(cadre: Cadre, rules: Rules) -> date:
    """The month in which the cadre is due to retire."""
    return retirement.due_on(cadre.birth, cadre.sex, cadre.retirement_category, cadre.county_level_or_above, rules)

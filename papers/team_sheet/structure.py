"""The structure of a team (班子结构): how many are of which age, education, ethnicity and sex, counted and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from papers.appointment_form.printed import age
from papers.team import Holder, TeamSheet

_UNKNOWN = "不详"
_HAN, _WOMAN = "汉族", "女"
_BANDS = (
    (35, "35岁及以下"),
    (40, "36至40岁"),
    (45, "41至45岁"),
    (50, "46至50岁"),
    (55, "51至55岁"),
    (999, "56岁及以上"),
)
_SCHOOLING = ("研究生", "大学", "大专")
_MOST_ETHNICITIES = 5
"""Bars of ethnicities; the rarer ones stand together."""


@dataclass(frozen=True, slots=True)
class Part:
    """A bar: how many of the team are so."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What a team is told apart by, and the parts; they add up to the team."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A team's structure: the charts, and what they say in words."""

    people: int
    charts: tuple[Chart, ...]
    words: str


def structure(sheet: TeamSheet) -> Structure:
    """Of those on a sheet whom its reader may see."""
    team = [seat.holder for seat in sheet.seats if seat.holder is not None and seat.holder.is_shown]
    ages = [age(one.birth, sheet.on) for one in team]
    charts = (
        Chart("年龄结构", _parts(map(_band, ages), [band for _, band in _BANDS], always=True)),
        Chart("学历结构", _parts((one.schooling for one in team), _SCHOOLING, always=True)),
        Chart("民族结构", _ethnicities(one.ethnicity for one in team)),
        Chart("性别结构", _parts((one.sex for one in team), ("男", _WOMAN), always=True)),
    )
    return Structure(len(team), charts, _in_words(team, ages))


def _band(years: int | None) -> str:
    return "" if years is None else next(band for most, band in _BANDS if years <= most)


def _parts(values: Iterable[str], first: Sequence[str], *, always: bool = False) -> tuple[Part, ...]:
    """The counts in the order given, then what else there is, and at last what is not known."""
    counted = Counter(value or _UNKNOWN for value in values)
    others = sorted((one for one in counted if one not in first and one != _UNKNOWN), key=lambda one: -counted[one])
    shown = [one for one in first if always or counted[one]]
    return tuple(Part(one, counted[one]) for one in (*shown, *others, *([_UNKNOWN] if counted[_UNKNOWN] else ())))


def _ethnicities(values: Iterable[str]) -> tuple[Part, ...]:
    parts = _parts(values, (_HAN,), always=True)
    if len(parts) <= _MOST_ETHNICITIES:
        return parts
    rest = parts[_MOST_ETHNICITIES - 1 :]
    return (*parts[: _MOST_ETHNICITIES - 1], Part("其他", sum(one.count for one in rest)))


def _in_words(team: Sequence[Holder], ages: Sequence[int | None]) -> str:
    if not team:
        return ""
    known = [one for one in ages if one is not None]
    of = len(team)
    said = [f"班子成员{of}人"]
    if known:
        average = f"{sum(known) / len(known):.1f}".removesuffix(".0")
        said.append(f"平均年龄{average}岁，最大{max(known)}岁，最小{min(known)}岁" if of > 1 else f"年龄{average}岁")
    graduates = Counter(one.schooling for one in team)
    schooled = [f"{word}学历{graduates[word]}人" for word in _SCHOOLING if graduates[word]]
    said.append("、".join(schooled)) if schooled else None
    minority = sum(1 for one in team if one.ethnicity and one.ethnicity != _HAN)
    said.append(f"少数民族干部{_share(minority, of)}")
    said.append(f"女干部{_share(sum(1 for one in team if one.sex == _WOMAN), of)}")
    communists = sum(1 for one in team if one.is_communist)
    said.append(f"中共党员{_share(communists, of)}")
    return "；".join(said) + "。"


def _share(count: int, of: int) -> str:
    return f"{count}人，占{100 * count / of:.1f}%" if count else "0人"

"""Careers (履历) of the synthetic cadres: the posts and ranks that led to the present ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from demonstration.city import CITY_REGION, INSTITUTIONS, City, Post, Unit
from demonstration.people import RANKS, UNLEVELLED, Cadre, Step

RANKS_BEGAN = date(2019, 6, 1)
"""The day on which 职级 began (公务员职务与职级并行规定); before it there were 非领导职务, which were converted."""
FORMER_TITLES = {
    "131": "调研员", "132": "副调研员", "141": "主任科员", "142": "副主任科员", "150": "科员", "160": "办事员",
}  # fmt: skip
RANK_TITLES = {
    f"{kind}_{number}": f"{character}级{title}"
    for kind, title in (("division_rank", "调研员"), ("section_rank", "主任科员"), ("clerk", "科员"))
    for number, character in enumerate("一二三四", 1)
}
_NEXT_RANK_MONTHS = (24, 54)
"""Before the next rank: two years by law, and for some longer."""
_LONG_CLERK, _BEYOND_CLERK = 6, ("clerk_1", "section_rank_4", "section_rank_3")
"""Years as a clerk before 2019 after which ranks above a clerk's follow without a post, and which."""
# Where those without a post work in an institution of the city or an enterprise, and what they are called by level;
# those of the last have a job and no level.
OFFICES = {
    "enterprise": ("综合管理部", "党群工作部", "人力资源部", "财务管理部", "项目建设部", "经营管理部"),
    "school": ("党政办公室", "教务处", "学生处", "科研处", "总务处", "招生就业处"),
    "hospital": ("党政办公室", "医务科", "护理部", "科教科", "总务科", "公共卫生科"),
}
_HEADS = {"部": "部长", "处": "处长", "科": "科长", "办公室": "主任", "护理部": "主任"}
_JOBS = {"enterprise": "主管", "school": "教师", "hospital": "医师"}


def complete(town: City, cadres: Sequence[Cadre], seed: str, year: int) -> None:
    """Fill ranks and appointments up to the present ones, in place."""
    chance = Random(f"{seed}:careers")
    places = _Places(town, chance)
    for cadre in cadres:
        cadre.ranks = _ranks(cadre, chance, date(year - 1, 10, 1))
        if cadre.in_organ and cadre.post is None:
            cadre.rank = cadre.ranks[-1].value
        cadre.appointments = _appointments(cadre, places, chance)


def _ranks(cadre: Cadre, chance: Random, last: date) -> list[Step]:
    """No rank is older than ranks are; the lower of a level's two comes before the higher."""
    drawn = {held.begins: held.value for held in cadre.ranks}
    found: list[Step] = []
    for held in cadre.levels if cadre.in_organ else ():
        # Who has a post now had one on the levels above a clerk's before, too.
        reached = drawn.get(held.begins) or (RANKS[held.value][-1] if cadre.post is None else None)
        if reached is None or (held.until is not None and held.until <= RANKS_BEGAN):
            continue
        path = _path(held, reached) if held.until is None else [reached]
        days = [max(held.begins, RANKS_BEGAN)]
        while len(days) < len(path):
            months = chance.randint(*_NEXT_RANK_MONTHS)
            days.append((days[-1] + timedelta(days=months * 31)).replace(day=1))
        days = [days[0], *(day for day in days[1:] if day <= last)]
        for rank, day, end in zip(path, days, [*days[1:], held.until], strict=False):
            document = held.document if day == held.begins else _document(day, chance)
            found.append(Step(rank, day, document, end))
    return found


def _path(level: Step, reached: str) -> Sequence[str]:
    """The ranks from the first to the one that somebody without a post may have come to by now."""
    if reached == "clerk_1":
        long = level.begins.year <= RANKS_BEGAN.year - _LONG_CLERK
        return _BEYOND_CLERK if long else [reached]
    ranks = RANKS[level.value]
    return [*reversed(ranks[ranks.index(reached) :])]


def _document(day: date, chance: Random) -> str:
    return f"包党干字〔{day.year}〕{chance.randrange(1, 400)}号（示例）"


class _Places:
    """Posts in which somebody may have been before, and townships."""

    def __init__(self, town: City, chance: Random) -> None:
        self.units = {unit.code: unit for unit in town.units}
        self._chance = chance
        self._posts: dict[tuple[str, str], list[Post]] = defaultdict(list)
        self._townships: dict[str, list[Unit]] = defaultdict(list)
        for post in town.posts:
            self._posts[self._group(self.units[post.unit]), post.level].append(post)
        for unit in town.units:
            if unit.kind == "township":
                self._townships[unit.region].append(unit)
                self._townships[CITY_REGION].append(unit)

    @staticmethod
    def _group(unit: Unit) -> str:
        return unit.kind if unit.kind in INSTITUTIONS else unit.region

    def earlier(self, cadre: Cadre, level: str, since: date) -> Post | None:
        """A leading post of a level, of the city where the own district has none, that was open to somebody then."""
        home = self.units[cadre.unit]
        posts = self._posts.get((self._group(home), level)) or self._posts.get((CITY_REGION, level), [])
        member = cadre.party_joined is not None and cadre.party_joined <= f"{since:%Y-%m}"
        for _ in range(20 if posts else 0):
            post = self._chance.choice(posts)
            if (cadre.post is None or post.title != cadre.post.title) and (member or not post.party):
                return post
        return None

    def basic(self, cadre: Cadre) -> Unit:
        """Where somebody worked at the basic level: a township, or the own school, hospital or enterprise."""
        home = self.units[cadre.unit]
        if home.kind in INSTITUTIONS or home.kind == "township":
            return home
        return self._chance.choice(self._townships[home.region] or self._townships[CITY_REGION])


def _appointments(cadre: Cadre, places: _Places, chance: Random) -> list[Step]:
    """One after the other up to the present one, by unit and title."""
    present = cadre.appointments[-1]
    if cadre.post is None:
        now = max(present.begins, cadre.ranks[-1].begins) if cadre.in_organ else present.begins
        present = replace(present, begins=now, title=_title(cadre, places.units[cadre.unit], present.value, now))
    began = cadre.levels[0].begins
    moved = min(began.replace(year=began.year + cadre.grassroots_years), present.begins)
    if cadre.post is not None:
        moved = min([moved, *(step.begins for step in cadre.levels if step.value not in UNLEVELLED)])
    days = {step.begins for step in (*cadre.levels, *cadre.ranks)} | {began, moved}
    found: list[Step] = []
    basic = places.basic(cadre)
    for day in sorted(one for one in days if one < present.begins):
        level = next(step.value for step in reversed(cadre.levels) if step.begins <= day)
        step = _earlier(cadre, level, day, basic if day < moved else None, places, chance)
        if not found or (found[-1].unit, found[-1].title) != (step.unit, step.title):
            found.append(step)
    if found and (found[-1].unit, found[-1].title) == (present.unit, present.title):
        same = found.pop()
        present = replace(present, value=same.value, begins=same.begins)
    if present.begins.year != int(present.document.split("〔")[1][:4]):
        present = replace(present, document=_document(present.begins, chance))
    return [*found, replace(present, basic=basic.code == present.unit)]


def _earlier(cadre: Cadre, level: str, day: date, basic: Unit | None, places: _Places, chance: Random) -> Step:
    """An appointment before the present one: at the basic level, in a leading post, or in the own unit without one."""
    post = None
    if basic is None and cadre.post is not None and level not in UNLEVELLED:
        post = places.earlier(cadre, level, day)
    unit = basic or (places.units[post.unit] if post else places.units[cadre.unit])
    title = post.title if post else _title(cadre, unit, level, day)
    role = post.role if post else "member"
    at_basic = basic is not None or unit.kind == "township"
    return Step(level, day, _document(day, chance), None, unit.code, None, title, role, at_basic)


def _title(cadre: Cadre, unit: Unit, level: str, day: date) -> str:
    """What somebody without a post is called on a day: by rank in an organ, elsewhere by where they work."""
    if cadre.in_organ:
        if day < RANKS_BEGAN:
            return f"{unit.short_name}{FORMER_TITLES[level]}"
        held = (step.value for step in reversed(cadre.ranks) if step.begins <= day)
        return f"{unit.short_name}{RANK_TITLES[next(held, RANKS[level][-1])]}"
    return f"{unit.short_name}{_job(cadre, level, unit.kind)}"


def _job(cadre: Cadre, level: str, kind: str) -> str:
    if level in UNLEVELLED and kind != "enterprise":
        return _JOBS[kind]
    office = OFFICES[kind][cadre.number % len(OFFICES[kind])]
    head = next(head for ending, head in reversed(_HEADS.items()) if office.endswith(ending))
    return office + {"141": head, "142": f"副{head}"}.get(level, _JOBS[kind])

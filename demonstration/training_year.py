"""The demonstration year of training: plans, classes with their sessions, and who takes part in what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demonstration import days, words
from demonstration.city import PARTY_SCHOOL, SECTOR_COMMITTEES
from demonstration.people import Cadre
from demonstration.teaching import Teacher, TeachingPoint

ROUNDS = 12
QUARTERLY = (3, 6, 9, 12)
"""The months of the rounds in the year after, in which the present plan is no longer that of the article."""
CLASSES_PER_ROUND = 5
SESSION_HOURS = 4
METHODS = ("case", "scenario", "simulation", "exercise", "testimony")
# Of each ten half days: four of theory, four of party spirit, two of duty capability.
PATTERN = ("theory", "party_spirit", "theory", "duty", "party_spirit") + ("theory", "party_spirit") * 2 + ("duty",)
COMPULSORY = "习近平新时代中国特色社会主义思想"


@dataclass(frozen=True)
class Plan:
    """A training plan (培训计划) of a year: annual, or special with the name the article gives it."""

    code: str
    name: str
    special: bool
    year: int = 0


@dataclass(frozen=True)
class Session:
    """One half day of four class hours (课时). `teacher` and `point` are codes."""

    number: int
    title: str
    category: str
    day: date
    half: str
    teacher: str | None = None
    point: str | None = None
    method: str | None = None
    compulsory: bool = False
    material: str | None = None


@dataclass
class Class_:  # noqa: N801 - class is a keyword
    """A class (班次). `people`, `absences` (person, session number) and `withdrawn` hold indices of cadres."""

    code: str
    name: str
    kind: str
    organiser: str
    plan: str
    begins: date
    ends: date
    capacity: int
    round: int | None = None
    period: int | None = None
    sessions: list[Session] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    absences: list[tuple[int, int]] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)

    @property
    def hours(self) -> int:
        """All class hours."""
        return len(self.sessions) * SESSION_HOURS

    @property
    def completing(self) -> int:
        """How many finish: those enrolled without those who had to withdraw after more than 1/7 of leave."""
        return len(self.people) - len(self.withdrawn)


PLANS = [
    Plan("JH01", "{year}年全市干部教育培训计划", False),
    Plan("JH02", "“一把手”政治能力提升计划", True),
    Plan("JH03", "年轻干部理想信念强化计划", True),
    Plan("JH04", "铸牢中华民族共同体意识专项培训", True),
    Plan("JH05", "党校（行政学院）系统“强基固本”计划", True),
]

# Name, weeks, level groups invited, people, plan. One row is one class in each of the two terms.
MAIN_CLASSES: list[tuple[str, int, tuple[str, ...], int, str]] = [
    ("县处级干部进修班", 2, ("131", "132"), 48, "JH01"),
    ("“一把手”政治能力提升班", 1, ("131",), 45, "JH02"),
    ("中青年干部培训一班", 4, ("141",), 45, "JH03"),
    ("中青年干部培训二班", 4, ("142",), 45, "JH03"),
    ("乡科级干部任职培训班", 2, ("141", "142"), 55, "JH01"),
    ("乡镇（街道）党政正职培训班", 2, ("141",), 50, "JH01"),
    ("少数民族干部培训班", 2, ("141", "142", "150"), 45, "JH04"),
    ("优秀选调生培训班", 2, ("142", "150"), 45, "JH03"),
    ("女干部培训班", 1, ("141", "142"), 45, "JH01"),
]

# Kind, name, half days, levels, people, plan, organiser; the organiser None means a unit's daily training.
OTHER_CLASSES: list[tuple[str, str, int, tuple[str, ...], int, str, str | None]] = [
    ("special_topic", "乡村振兴实操专题培训", 6, ("141", "142"), 80, "JH01", "市委党校"),
    ("special_topic", "应急处置实战专题培训", 6, ("141", "142"), 80, "JH01", "市委政法委"),
    ("special_topic", "铸牢中华民族共同体意识专题培训", 4, ("142", "150"), 100, "JH04", "市委统战部"),
    ("special_topic", "党校系统师资“强基固本”培训", 6, ("142", "150"), 60, "JH05", "市委党校"),
    ("special_topic", "教育系统干部履职能力培训", 4, ("141", "142"), 80, "JH01", "教育系统党工委"),
    ("special_topic", "卫健行业干部履职能力培训", 4, ("141", "142"), 80, "JH01", "卫健行业党工委"),
    ("special_topic", "国有企业领导人员履职能力培训", 4, ("141", "142"), 60, "JH01", "市国资委党委"),
    ("special_topic", "机关党务干部培训", 4, ("142", "150"), 90, "JH01", "市直机关工委"),
    ("special_topic", "社会工作干部培训", 4, ("142", "150"), 60, "JH01", "市委社会工作部"),
    ("special_topic", "年轻干部理想信念强化培训", 6, ("150", "160"), 90, "JH03", "市委党校"),
    ("short", "小短灵：招商引资实务", 1, ("142", "150"), 60, "JH01", None),
    ("short", "小短灵：公文写作", 1, ("150", "160"), 60, "JH01", None),
    ("short", "小短灵：信访化解", 1, ("142", "150"), 60, "JH01", None),
    ("short", "小短灵：数字政务", 1, ("150", "160"), 60, "JH01", None),
    ("refresher", "补课充电：经济运行分析", 2, ("141", "142"), 60, "JH01", "市委党校"),
    ("refresher", "补课充电：依法行政", 2, ("141", "142"), 60, "JH01", "市委政法委"),
    ("lecture", "干部讲堂第一讲：稀土产业", 1, ("141", "142"), 150, "JH01", "市委党校"),
    ("lecture", "干部讲堂第二讲：生态保护", 1, ("142", "150"), 150, "JH01", "市委党校"),
    ("lecture", "干部讲堂第三讲：营商环境", 1, ("142", "150"), 150, "JH01", "市委党校"),
    ("online", "网上党校专题班", 2, ("150", "160"), 120, "JH01", "市委党校"),
]


class Diary:
    """Who is where: takes people who are free in a period, in an order drawn once for each class."""

    def __init__(self, cadres: Sequence[Cadre], chance: Random, leaving: Collection[int] = ()) -> None:
        self._chance = chance
        self._busy: dict[int, list[tuple[date, date]]] = defaultdict(list)
        self._levels: dict[str, list[int]] = defaultdict(list)
        for index, cadre in enumerate(cadres):
            if index not in leaving:
                self._levels[cadre.level].append(index)

    def at(self, levels: Iterable[str]) -> list[int]:
        """Everybody of these levels."""
        return [index for level in levels for index in self._levels[level]]

    def free(self, index: int, begins: date, ends: date) -> bool:
        """Whether the person has no class that meets the period."""
        return all(ends < start or begins > end for start, end in self._busy[index])

    def take(self, pool: Sequence[int], wanted: int, begins: date, ends: date) -> list[int]:
        """Up to `wanted` free people of the pool, who are then taken for the period."""
        order = self._chance.sample(pool, len(pool))
        chosen = sorted([index for index in order if self.free(index, begins, ends)][:wanted])
        for index in chosen:
            self._busy[index].append((begins, ends))
        return chosen


def plans(year: int) -> list[Plan]:
    """The plans of a year."""
    return [Plan(plan.code, plan.name.format(year=year), plan.special, year) for plan in PLANS]


def build(
    cadres: Sequence[Cadre],
    teachers: Sequence[Teacher],
    points: Sequence[TeachingPoint],
    hosts: Sequence[str],
    seed: str,
    year: int,
    scale: float,
    *,
    rounds: Sequence[int] = range(1, ROUNDS + 1),
    leaving: Collection[int] = (),
) -> list[Class_]:
    """All classes of the year: main classes first, so that their people are away from the rotation meanwhile.

    `hosts` are the units that may hold daily training (日常培训) of their own; `rounds` the months of the rotation;
    `leaving` are cadres who are there no longer when it ends.
    """
    chance = Random(f"{seed}:classes:{year}")
    diary = Diary(cadres, chance, leaving)
    staff = _Staff(teachers, points, chance)
    classes = _main_classes(diary, staff, year, scale)
    classes += _rotation(diary, staff, year, rounds)
    classes += _others(hosts, diary, staff, chance, year, scale)
    for class_ in classes:
        _leave(class_, chance)
    return classes


class _Staff:
    """Gives each session its teacher; leading cadres take every third duty or theory session of a main class."""

    def __init__(self, teachers: Sequence[Teacher], points: Sequence[TeachingPoint], chance: Random) -> None:
        self._by_kind: dict[str, list[str]] = defaultdict(list)
        for teacher in teachers:
            self._by_kind[teacher.kind].append(teacher.code)
        self.points = [point.code for point in points]
        self._busy: set[tuple[str, date, str]] = set()
        self._chance = chance

    def teacher(self, kind: str, day: date, half: str) -> str | None:
        """A teacher of a kind who is free that half day; a specially engaged one where none is."""
        for wanted in (kind, "special", "full_time", "leading_cadre"):
            free = [code for code in self._by_kind[wanted] if (code, day, half) not in self._busy]
            if free:
                code = self._chance.choice(free)
                self._busy.add((code, day, half))
                return code
        return None

    def place(self, day: date, half: str) -> str | None:
        """A teaching point no class has taken for the half day."""
        free = [code for code in self.points if (code, day, half) not in self._busy]
        if not free:
            return None
        code = self._chance.choice(free)
        self._busy.add((code, day, half))
        return code


def _sessions(staff: _Staff, begins: date, half_days: int, main: bool, course: str | None = None) -> list[Session]:
    """A timetable: the compulsory theory course first; of ten half days four are theory, four spirit, two duty."""
    titles = {"theory": words.COURSE_THEORY, "party_spirit": words.COURSE_SPIRIT, "duty": words.COURSE_DUTY}
    sessions = []
    for number, (day, half) in enumerate(days.half_days(begins, half_days)):
        category = PATTERN[number % len(PATTERN)] if course is None else "duty"
        first = number == 0 and course is None
        title = f"首课：{COMPULSORY}" if first else course or titles[category][(number * 3) % len(titles[category])]
        field_trip = category == "party_spirit" and number % 5 == 4
        kind = "leading_cadre" if main and number % 3 == 0 else "special" if number % 4 == 1 else "full_time"
        sessions.append(
            Session(
                number=number + 1,
                title=title if course is None or half_days == 1 else f"{title}（{number + 1}）",
                category=category,
                day=day,
                half=half,
                teacher=staff.teacher(kind, day, half),
                point=staff.place(day, half) if field_trip else None,
                method=METHODS[number % 5] if category == "duty" else None,
                compulsory=first,
            )
        )
    return sessions


def _main_classes(diary: Diary, staff: _Staff, year: int, scale: float) -> list[Class_]:
    classes = []
    for term, first in ((1, days.monday(year, 3, 3)), (2, days.monday(year, 9, 8))):
        for row, (name, weeks, levels, people, plan) in enumerate(MAIN_CLASSES):
            begins = first + timedelta(weeks=row)
            sessions = _sessions(staff, begins, weeks * 10, main=True)
            ends = sessions[-1].day
            wanted = _share(people, scale)
            class_ = Class_(
                code=f"ZT{term}{row + 1:02d}",
                name=f"{year}年{'春' if term == 1 else '秋'}季学期{name}",
                kind="main",
                organiser=PARTY_SCHOOL,
                plan=plan,
                begins=begins,
                ends=ends,
                capacity=wanted + 5,
                sessions=sessions,
                people=diary.take(diary.at(levels), wanted, begins, ends),
            )
            classes.append(class_)
    return classes


def _rotation(diary: Diary, staff: _Staff, year: int, months: Sequence[int]) -> list[Class_]:
    """A round in each of these months, of five four-day classes; all of county level are invited to each."""
    everyone = diary.at(("121", "122", "131", "132"))
    classes = []
    for number, month in enumerate(months, 1):
        monday = days.monday(year, month, 7)
        waiting = everyone
        for period in range(1, CLASSES_PER_ROUND + 1):
            begins = monday + timedelta(weeks=(period - 1) // 2)
            sessions = _sessions(staff, begins, 8, main=False)
            ends = sessions[-1].day
            # What is still to come is shared out evenly, so the last class is no fuller than the first.
            wanted = round(len(waiting) / (CLASSES_PER_ROUND - period + 1) * 0.985)
            people = diary.take(waiting, max(wanted, 1), begins, ends)
            waiting = [index for index in waiting if index not in set(people)]
            classes.append(
                Class_(
                    code=f"LX{number:02d}{period}",
                    name=f"{year}年县处级以上领导干部第{number}轮集中轮训第{period}期",
                    kind="rotation",
                    organiser=PARTY_SCHOOL,
                    plan="JH01",
                    begins=begins,
                    ends=ends,
                    capacity=len(people) + 10,
                    round=number,
                    period=period,
                    sessions=sessions,
                    people=people,
                )
            )
    return classes


def _others(hosts: Sequence[str], diary: Diary, staff: _Staff, chance: Random, year: int, scale: float) -> list[Class_]:
    classes = []
    for row, (kind, name, half_days, levels, people, plan, organiser) in enumerate(OTHER_CLASSES):
        for again in range(2):
            begins = days.monday(year, 1 + (row + again * 6) % 11, 8 + 7 * again) + timedelta(days=row % 3)
            sessions = _sessions(staff, begins, half_days, main=False, course=name.rpartition("：")[2])
            ends = sessions[-1].day
            wanted = _share(people, scale)
            classes.append(
                Class_(
                    code=f"QT{again + 1}{row + 1:02d}",
                    name=f"{year}年{name}（第{again + 1}期）",
                    kind=kind,
                    organiser=organiser or chance.choice(hosts),
                    plan=plan,
                    begins=begins,
                    ends=ends,
                    capacity=wanted + 10,
                    sessions=sessions,
                    people=diary.take(diary.at(levels), wanted, begins, ends),
                )
            )
    return classes


def _leave(class_: Class_, chance: Random) -> None:
    """In classes of four days and more one in forty misses a half day, and one in a hundred over 1/7: they withdraw."""
    half_days = len(class_.sessions)
    if half_days < 8:
        return
    for person in class_.people:
        luck = chance.random()
        if luck < 0.01:
            missed = half_days // 7 + 1
            class_.withdrawn.append(person)
        elif luck < 0.035:
            missed = 1
        else:
            continue
        first = chance.randrange(half_days - missed)
        class_.absences += [(person, first + step + 1) for step in range(missed)]


def _share(people: int, scale: float) -> int:
    return max(round(people * scale), 3)


def sector_organisers(classes: Iterable[Class_]) -> list[str]:
    """The sector committees that hold at least one class."""
    held = {class_.organiser for class_ in classes}
    return [name for name in SECTOR_COMMITTEES if name in held]

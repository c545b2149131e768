"""Teachers (双师), materials (教材), teaching points (现场教学点), visits and online records of the year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demonstration.days import any_working
from demonstration.people import COUNTY_LEVELS, Cadre

TEACHING_POINTS = 64
LOYALTY_HEADS = 51_200
ONLINE_HOURS, ONLINE_REACHED = 52, 0.9
"""Hours of the yearly class online, and the share of people who finish it; the platform's rule asks for fifty."""
LOYALTY = "loyalty_education"
OTHER_THEMES = (
    "revolutionary_tradition",
    "national_unity",
    "industrial_spirit",
    "rural_revitalisation",
    "emergency_response",
)

# Named by the article; the rest are examples and say so.
NAMED_POINTS = [
    ("龙梅玉荣旧居展厅", "150206"),
    ("八路军大青山支队司令部纪念厅", "150222"),
    ("“齐心协力建包钢”主题教室", "150203"),
    ("“草原英雄小姐妹”主题教室", "150223"),
]
POINT_SUBJECTS = [
    "革命传统",
    "民族团结",
    "工业建设",
    "乡村振兴",
    "生态保护",
    "法治建设",
    "廉洁教育",
    "基层党建",
    "科技创新",
    "城市治理",
]
PLATFORMS = [("beijiang_cloud", "北疆云讲堂"), ("online_party_school", "网上党校"), ("tsinghua_cloud", "云端讲堂")]
MATERIALS = [
    ("包头市运用“有解思维”破除堵点难点“七大行动”典型案例选编", None),
    ("让法治声音传递到草原最深处", "全国第六批干部学习培训教材"),
]


@dataclass(frozen=True)
class Teacher:
    """A teacher: kind full_time, special (特聘) or leading_cadre; `cadre` is an index, for leading cadres."""

    code: str
    name: str
    kind: str
    subject: str
    cadre: int | None


@dataclass(frozen=True)
class Material:
    """A text book or case; `selection` is the national selection that took it in."""

    code: str
    title: str
    edition: str
    selection: str | None


@dataclass(frozen=True)
class TeachingPoint:
    """A base (基地) or point (教学点): capacity in people per half day."""

    code: str
    name: str
    kind: str
    region: str
    subject: str
    capacity: int


@dataclass(frozen=True)
class Visit:
    """A group's half day at a teaching point; `theme` is a key of the platform's dictionary of themes."""

    code: str
    point: str
    day: date
    half: str
    unit: str
    people: int
    theme: str

    @property
    def loyalty(self) -> bool:
        """Whether it was education in loyalty to the Party (对党忠诚教育)."""
        return self.theme == LOYALTY


@dataclass(frozen=True)
class OnlineRecord:
    """One finished online course; `external` is the platform's own number, which comes in once."""

    platform: str
    external: str
    cadre: int
    course: str
    hours: int
    finished: date


def teachers(cadres: Sequence[Cadre], seed: str) -> list[Teacher]:
    """48 of the school's own, 36 specially engaged and up to 60 leading cadres."""
    chance = Random(f"{seed}:teachers")
    leaders = [index for index, cadre in enumerate(cadres) if cadre.level in COUNTY_LEVELS and cadre.post]
    others = [index for index, cadre in enumerate(cadres) if cadre.level in ("141", "142")]
    rows: list[Teacher] = []
    for kind, wanted, pool in (
        ("full_time", 48, others),
        ("special", 36, others[: len(others) // 2]),
        ("leading_cadre", 60, leaders),
    ):
        for index in chance.sample(pool, min(wanted, max(len(pool) // 3, 2))):
            subject = chance.choice(("theory", "party_spirit", "duty"))
            rows.append(
                Teacher(
                    f"JS{len(rows) + 1:03d}",
                    cadres[index].name,
                    kind,
                    subject,
                    index if kind == "leading_cadre" else None,
                )
            )
    return rows


def materials(year: int) -> list[Material]:
    """The two texts the article names, and three examples."""
    named = [Material(f"JC{n:02d}", title, str(year - 1), taken) for n, (title, taken) in enumerate(MATERIALS, 1)]
    examples = [
        Material(f"JC{n:02d}", f"{title}（示例）", str(year - 1), None)
        for n, title in enumerate(("乡村振兴案例教程", "应急处置情景手册", "对党忠诚教育读本"), 3)
    ]
    return named + examples


def teaching_points(seed: str) -> list[TeachingPoint]:
    """64 of them: the ones the article names, and numbered examples spread over the districts."""
    chance = Random(f"{seed}:points")
    regions = ["150202", "150203", "150204", "150205", "150206", "150207", "150221", "150222", "150223"]
    rows = [
        TeachingPoint(f"JXD{n:02d}", name, "base", region, "对党忠诚教育", 160)
        for n, (name, region) in enumerate(NAMED_POINTS, 1)
    ]
    while len(rows) < TEACHING_POINTS:
        number = len(rows) + 1
        subject = POINT_SUBJECTS[number % len(POINT_SUBJECTS)]
        kind = "base" if number % 5 == 0 else "point"
        name = f"{subject}现场教学{'基地' if kind == 'base' else '点'}{number:02d}（示例）"
        capacity = chance.choice((100, 120, 140, 160))
        rows.append(TeachingPoint(f"JXD{number:02d}", name, kind, regions[number % len(regions)], subject, capacity))
    return rows


def visits(points: Sequence[TeachingPoint], units: Sequence[str], seed: str, year: int, scale: float) -> list[Visit]:
    """Half days at the points, at most one group each, until the heads in loyalty education reach the year's number."""
    chance = Random(f"{seed}:visits:{year}")
    wanted = LOYALTY_HEADS * scale
    taken: set[tuple[str, date, str]] = set()
    rows: list[Visit] = []
    heads = 0
    while heads < wanted or len(rows) < 12:
        point = points[chance.randrange(4)] if chance.random() < 0.3 else chance.choice(points)
        day = any_working(chance, date(year, 2, 10), date(year, 12, 12))
        half = chance.choice(("morning", "afternoon"))
        if (point.code, day, half) in taken:
            continue
        taken.add((point.code, day, half))
        people = chance.randrange(32, min(point.capacity, 128))
        theme = LOYALTY if chance.random() < 0.88 else chance.choice(OTHER_THEMES)
        heads += people if theme == LOYALTY else 0
        rows.append(Visit(f"FW{len(rows) + 1:04d}", point.code, day, half, chance.choice(units), people, theme))
    return rows


def online_classes(cadres: Sequence[Cadre], seed: str, year: int, leaving: Collection[int] = ()) -> list[OnlineRecord]:
    """The class that nearly everybody takes online in a year, for the hours that are asked of them there."""
    chance = Random(f"{seed}:online:{year}")
    rows: list[OnlineRecord] = []
    for index in range(len(cadres)):
        if chance.random() > ONLINE_REACHED or index in leaving:
            continue
        platform = chance.choices([key for key, _ in PLATFORMS], (8, 2, 0))[0]
        number = f"{platform}-{year}-{index + 1:06d}"
        finished = date(year, 3, 20) + timedelta(days=round(chance.triangular(0, 268, 200)))
        rows.append(OnlineRecord(platform, number, index, f"{year}年度网络专题班（示例）", ONLINE_HOURS, finished))
    return rows


def online_records(cadres: Sequence[Cadre], seed: str, year: int, scale: float) -> list[OnlineRecord]:
    """About 2,000 finished courses on the three platforms; a person does not finish a course twice on one platform."""
    chance = Random(f"{seed}:online")
    courses = [f"网络课程第{number:03d}讲（示例）" for number in range(1, 121)]
    seen: set[tuple[str, int, str]] = set()
    rows: list[OnlineRecord] = []
    while len(rows) < max(round(2000 * scale), 30):
        platform = chance.choices([key for key, _ in PLATFORMS], (6, 3, 1))[0]
        cadre, course = chance.randrange(len(cadres)), chance.choice(courses)
        if (platform, cadre, course) in seen:
            continue
        seen.add((platform, cadre, course))
        finished = date(year, 1, 8) + timedelta(days=chance.randrange(340))
        rows.append(
            OnlineRecord(
                platform, f"{platform}-{len(rows) + 1:06d}", cadre, course, chance.choice((1, 2, 2, 4)), finished
            )
        )
    return rows

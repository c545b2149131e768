"""A year of supervision (干部监督) in the synthetic city: agencies, joint work, the ledger, restrictions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from demonstration.days import any_working
from demonstration.people import Cadre

ASPECTS, ITEMS = 43, 180
OVERDUE, REOPENED, ACCOUNTED, UNDER_WAY = 9, 7, 4, 16
RESTRICTED = 12
UNREPORTED = 20
"""One in so many has not reported personal matters (个人有关事项) yet."""

# Code, kind, name of the unit that answers for it, and what it is asked in.
AGENCIES = [
    ("discipline", "discipline", "市纪委监委", ("award", "pool", "appointment")),
    ("inspection", "inspection", "市委巡察办", ("award", "appointment")),
    ("audit", "audit", "市审计局", ("award", "appointment")),
    ("petition", "petition", "市信访局", ("award", "pool")),
    ("public_security", "judicial", "市公安局", ("award", "pool")),
    ("court", "judicial", "市中级人民法院", ("award",)),
    ("procuratorate", "judicial", "市人民检察院", ("award",)),
    ("environment", "other", "市生态环境局", ()),
    ("emergency", "other", "市应急管理局", ()),
]
_TOPICS = (  # noqa: SIM905 - a list of words is read more easily as words
    "政治建设 理论学习 选人用人 干部教育 干部监督 基层党建 党员教育 发展党员 组织生活 人才工作 公务员管理 老干部工作 "
    "档案管理 编制使用 考核评价 作风建设 调查研究 财务管理 保密工作 信访办理 意识形态"
).split()
_SIDES = ["制度执行", "日常管理", "监督落实"]
_PROBLEMS = {
    "制度执行": (
        "有的配套制度修订不及时，与上级最新规定衔接不够",
        "有的规定停留在转发，结合本单位实际细化不够",
        "有的制度执行中打折扣，研究讨论的程序不规范",
        "有的会议记录过于简单，讨论过程和表态记录不全",
        "有的事项应当集体研究而以传阅代替",
    ),
    "日常管理": (
        "台账登记不完整，个别材料缺少经办人签字",
        "归档不及时，有的材料形成半年后仍未归档",
        "人员调整后信息更新滞后，账实不完全相符",
        "分工不够清晰，存在一项工作多头管理的情况",
        "工作安排前松后紧，年底集中补办的情况仍然存在",
    ),
    "监督落实": (
        "跟踪督办频次不够，有的整改事项销号依据不充分",
        "对下级单位的指导检查偏少，发现问题主动性不足",
        "问题反馈后举一反三不够，同类问题重复出现",
        "监督结果运用不充分，与考核评价结合不紧",
        "约谈提醒不够及时，有的只提要求而没有跟进",
    ),
}
_MEASURES = (
    "完善制度，明确责任人和完成时限，举一反三开展排查",
    "补齐材料、规范流程，建立月度核对和季度通报机制",
    "开展专题培训，列入年度督查事项，按期开展“回头看”",
)
_MATTERS = (
    "干部人事档案审核中发现的材料涂改疑点", "离任审计反映的公务接待费用问题", "信访反映的干部选拔程序问题",
    "重点项目推进迟缓的责任认定", "超职数配备干部的消化安排", "干部因私出国（境）证件管理问题",
    "巡察移交的选人用人问题", "安全生产事故涉及干部的处理衔接", "领导干部兼职清理后的核查",
    "生态环境督察整改责任落实问题", "干部近亲属经商办企业情况核查", "村（社区）换届后信访积案化解",
)  # fmt: skip


@dataclass(frozen=True)
class Agency:
    """A member of the joint platform (联席成员单位)."""

    code: str
    kind: str
    unit: str
    vets: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """An item (问题) of the rectification checklist; `fate` says how far it has come in the year."""

    number: int
    aspect: int
    aspect_title: str
    problem: str
    measure: str
    unit: str
    fate: str


@dataclass(frozen=True)
class Conference:
    """A joint conference (会商联席) with its resolutions, each of which becomes a task."""

    code: str
    title: str
    held: date
    present: tuple[str, ...]
    agenda: tuple[str, ...]
    resolutions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Matter:
    """A matter for joint discussion (问题联议); about a cadre or only about a unit."""

    code: str
    title: str
    cadre: int | None
    unit: str
    lead: str
    members: tuple[str, ...]
    concluded: bool
    published: bool


@dataclass(frozen=True)
class Restriction:
    """A restriction (影响期) of a cadre."""

    cadre: int
    kind: str
    begins: date


@dataclass(frozen=True)
class SupervisionYear:
    """All of it."""

    agencies: list[Agency]
    items: list[Item]
    conferences: list[Conference]
    matters: list[Matter]
    restrictions: list[Restriction]
    shared: list[int]
    """Cadres about whom agencies share an item."""
    reporters: list[int]
    """Cadres whose reports of personal matters the campaign is about."""


@dataclass(frozen=True)
class Letter:
    """A letter (函询、提醒): about what, whether it is sent and answered, and to which result it came."""

    cadre: int
    kind: str
    subject: str
    sent: bool
    answered: bool
    result: str | None


_LETTERS = (
    ("inquiry", "report_from_public", True, True, "explained"),
    ("inquiry", "conduct", True, True, "education"),
    ("inquiry", "duties", True, True, None),
    ("inquiry", "report_from_public", True, False, None),
    ("inquiry", "duties", False, False, None),
    ("reminder", "duties", True, False, "reminded"),
    ("reminder", "conduct", True, False, None),
)


def letters(cadres: Sequence[Cadre], taken: Collection[int], seed: str) -> list[Letter]:
    """A letter of each kind and state; nobody has one who is vetted, acts or leaves (`taken`)."""
    free = [number for number, cadre in enumerate(cadres) if number not in taken and cadre.post is not None]
    chosen = Random(f"{seed}:letters").sample(free, min(len(free), len(_LETTERS)))
    return [Letter(cadre, *row) for cadre, row in zip(chosen, _LETTERS, strict=False)]


def build(cadres: Sequence[Cadre], hosts: Sequence[str], seed: str, year: int) -> SupervisionYear:
    """The year; `hosts` are codes of units that answer for items, cadres are named by their position.

    The short lists keep their length at any scale.
    """
    chance = Random(f"{seed}:supervision")
    county = [number for number, cadre in enumerate(cadres) if cadre.county]
    others = [number for number, cadre in enumerate(cadres) if not cadre.county]
    agencies = [Agency(*agency) for agency in AGENCIES]
    codes = tuple(agency.code for agency in agencies)
    return SupervisionYear(
        agencies=agencies,
        items=_items(hosts, chance),
        conferences=_conferences(codes, year, chance),
        matters=_matters(county, {number: cadre.unit for number, cadre in enumerate(cadres)}, hosts, codes, chance),
        restrictions=[
            Restriction(
                cadre,
                chance.choice(("warning", "demerit", "admonition")),
                any_working(chance, date(year + 1, 7, 6), date(year + 1, 11, 20)),
            )
            for cadre in chance.sample(others, min(RESTRICTED, len(others)))
        ],
        shared=chance.sample(county, min(6, len(county))),
        reporters=[one for place, one in enumerate(county, 1) if place % UNREPORTED],
    )


def _items(hosts: Sequence[str], chance: Random) -> list[Item]:
    """ASPECTS aspects with ITEMS items: four or five items each."""
    fates = ["overdue"] * OVERDUE + ["reopened"] * REOPENED + ["accounted"] * ACCOUNTED + ["under_way"] * UNDER_WAY
    fates += ["verified"] * (ITEMS - len(fates))
    chance.shuffle(fates)
    sides = [(topic, side) for side in _SIDES for topic in _TOPICS][:ASPECTS]
    found = []
    for number in range(ITEMS):
        aspect = number % ASPECTS
        topic, side = sides[aspect]
        found.append(
            Item(
                number=number + 1,
                aspect=aspect + 1,
                aspect_title=f"{topic}{side}方面",
                problem=f"{topic}：{_PROBLEMS[side][number // ASPECTS]}（演示）",
                measure=_MEASURES[number % len(_MEASURES)],
                unit=chance.choice(list(hosts)),
                fate=fates[number],
            )
        )
    return found


def _conferences(codes: tuple[str, ...], year: int, chance: Random) -> list[Conference]:
    titles = ["第一季度干部监督联席会议", "第二季度干部监督联席会议", "第三季度干部监督联席会议", "年度总结联席会议"]
    return [
        Conference(
            code=f"LX-{number}",
            title=title,
            held=any_working(chance, date(year, 3 * number - 1, 5), date(year, 3 * number - 1, 25)),
            present=tuple(chance.sample(codes, len(codes) - 1)),
            agenda=("通报上次议定事项落实情况", "研判干部监督信息", "研究专项监督安排"),
            resolutions=tuple(
                (f"议定事项{number}-{each}：开展专项核查并反馈", chance.choice(codes)) for each in range(1, 4)
            ),
        )
        for number, title in enumerate(titles, 1)
    ]


def _matters(
    county: Sequence[int], unit_of: dict[int, str], hosts: Sequence[str], codes: tuple[str, ...], chance: Random
) -> list[Matter]:
    found = []
    for number in range(1, 13):
        cadre = chance.choice(list(county)) if number % 3 else None
        found.append(
            Matter(
                code=f"YT-{number:02d}",
                title=f"{_MATTERS[number - 1]}（演示）",
                cadre=cadre,
                unit=unit_of[cadre] if cadre is not None else chance.choice(list(hosts)),
                lead=codes[number % len(codes)],
                members=tuple(chance.sample(codes, 3)),
                concluded=number <= 9,
                published=number <= 5,
            )
        )
    return found

"""The policies register (制度库) of the demonstration: machine-written titles and texts, marked so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from demonstration.words import POLICY_FORMS, POLICY_TOPICS

NOTE = "（本条为演示数据，由程序生成，不是真实文件。）"
POLICIES = 416
MEASURES = 54
QUALITY_MEASURES = 20
POWERS_HANDED_DOWN = 6
PROCEDURES_SIMPLIFIED = 12


@dataclass(frozen=True)
class Policy:
    """A document or item of the register.

    `kind` is policy, measure, quality_measure, power_handed_down or simplified_procedure.
    """

    code: str
    kind: str
    title: str
    number: str | None
    issued: date
    issuer: str
    topic: str
    text: str


_QUALITY_TITLE = "推动干部工作提质增效服务保障高质量发展的20条措施"
_QUALITY = [
    "突出政治标准考准察实干部", "常态化开展无任用考察", "健全四位一体考察体系", "完善领导班子分析研判",
    "拓宽年轻干部发现渠道", "改进选调生跟踪培养", "加大干部交流力度", "选派干部到一线历练", "提升教育培训针对性",
    "用好现场教学点", "建强双师队伍", "完善联系点制度", "健全干部监督协同机制", "规范个人有关事项报告",
    "落实三个区分开来", "加强正向激励", "关心关爱基层干部", "优化职务职级管理", "推进干部工作信息化",
    "提升组工干部能力",
]  # fmt: skip
_POWERS = [
    "科级干部职级晋升备案",
    "事业单位内设机构负责人备案",
    "借调干部审批",
    "基层站所负责人任免",
    "培训班次计划审批",
    "年度考核优秀比例核定",
]
_PROCEDURES = [
    "干部任免材料报送", "职级晋升审核", "干部档案查阅", "因私出国（境）审批", "调动手续办理", "退休审批", "兼职审批",
    "培训报名", "考核结果备案", "个人事项查核委托", "公示材料报送", "试用期满考核",
]  # fmt: skip


def build(seed: str, year: int, scale: float) -> list[Policy]:
    """The register's entries; `scale` below 1 takes that share of the policies only, never of the short lists."""
    chance = Random(f"{seed}:policies")
    pairs = [(topic, form) for form in POLICY_FORMS for topic in POLICY_TOPICS]
    chance.shuffle(pairs)
    rows: list[Policy] = []
    for topic, form in pairs[: max(round(POLICIES * scale), 12)]:
        title = f"关于{topic}的{form}" if form.endswith(("意见", "规定", "通知", "方案")) else f"{topic}{form}"
        rows.append(_row(chance, "policy", len(rows) + 1, title, topic, year))
    for number in range(MEASURES):
        topic = POLICY_TOPICS[number % len(POLICY_TOPICS)]
        title = f"{'加强' if number < len(POLICY_TOPICS) else '改进'}{topic}的若干措施"
        rows.append(_row(chance, "measure", number + 1, title, topic, year))
    for kind, titles, template in (
        ("quality_measure", _QUALITY, f"《{_QUALITY_TITLE}》第{{n}}条：{{title}}"),
        ("power_handed_down", _POWERS, "下放职权第{n}项：{title}"),
        ("simplified_procedure", _PROCEDURES, "简流程、减材料、压时限第{n}项：{title}"),
    ):
        for number, title in enumerate(titles, 1):
            rows.append(_row(chance, kind, number, template.format(n=number, title=title), title, year))
    return rows


def _row(chance: Random, kind: str, number: int, title: str, topic: str, year: int) -> Policy:
    issued = date(chance.randrange(year - 6, year), chance.randrange(1, 13), chance.randrange(1, 28))
    text = (
        f"为做好{topic}，现就有关事项明确如下。坚持党管干部原则，按照事业为上、人岗相适、公道正派的要求，明确责任单位、办理时限和所需材料，"
        f"每半年检查一次落实情况，并将结果作为年度考核的参考。{NOTE}"
    )
    named = kind in ("policy", "measure")
    prefix = {"policy": "ZC", "measure": "CS", "quality_measure": "TZ", "power_handed_down": "XF"}.get(kind, "JL")
    return Policy(
        code=f"{prefix}-{number:03d}",
        kind=kind,
        title=f"{title}（示例）" if named else title,
        number=f"包党组字〔{issued.year}〕{number}号{'（措施）' if kind == 'measure' else ''}（示例）"
        if named
        else None,
        issued=issued,
        issuer="市委组织部（示例）",
        topic=topic,
        text=text,
    )

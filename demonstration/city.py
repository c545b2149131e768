"""Units (单位) and leading posts (职位) of the demonstration city, with Baotou's public shape and GB/T 2260 codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

CITY_REGION = "150200"

# GB/T 2260 codes; 150271 is a statistical code of the high-tech zone, so it is a unit here and nobody's birthplace.
DISTRICTS: list[tuple[str, str, str, int]] = [
    ("150202", "东河区", "区", 12),
    ("150203", "昆都仑区", "区", 13),
    ("150204", "青山区", "区", 12),
    ("150205", "石拐区", "区", 6),
    ("150206", "白云鄂博矿区", "区", 4),
    ("150207", "九原区", "区", 9),
    ("150221", "土默特右旗", "旗", 12),
    ("150222", "固阳县", "县", 10),
    ("150223", "达尔罕茂明安联合旗", "旗", 12),
    ("150271", "包头稀土高新技术产业开发区", "区", 5),
]
HIGH_TECH_ZONE = "150271"

PARTY_SCHOOL = "市委党校"
SECTOR_COMMITTEES = [
    "市直机关工委",
    "教育系统党工委",
    "卫健行业党工委",
    "市委统战部",
    "市委社会工作部",
    "市委政法委",
    "市国资委党委",
]

LEADERSHIP = ["市委", "市人大常委会", "市政府", "市政协"]
PARTY_ORGANS = [
    "市纪委监委", "市委办公室", "市委组织部", "市委宣传部", "市委统战部", "市委政法委", "市委社会工作部",
    "市委政研室", "市委网信办", "市委编办", "市直机关工委", "市委老干部局", "市委巡察办", "市委党校",
    "市委党史研究室", "市档案馆", "教育系统党工委", "卫健行业党工委", "市国资委党委",
]  # fmt: skip
GOVERNMENT_ORGANS = [
    "市政府办公室", "市发展改革委", "市教育局", "市科技局", "市工业和信息化局", "市民族事务委员会", "市公安局",
    "市民政局", "市司法局", "市财政局", "市人力资源社会保障局", "市自然资源局", "市生态环境局", "市住房城乡建设局",
    "市交通运输局", "市水务局", "市农牧局", "市商务局", "市文化旅游广电局", "市卫生健康委", "市退役军人事务局",
    "市应急管理局", "市审计局", "市国资委", "市市场监督管理局", "市体育局", "市统计局", "市医疗保障局", "市信访局",
    "市林业和草原局", "市能源局", "市城市管理综合执法局", "市政务服务与数据管理局", "市区域经济合作局",
    "市机关事务服务中心", "市供销社",
]  # fmt: skip
PEOPLE_ORGANS = [
    "市总工会", "团市委", "市妇联", "市科协", "市文联", "市工商联", "市残联", "市中级人民法院", "市人民检察院",
]  # fmt: skip

ENTERPRISES = [
    "城市发展集团", "水务集团", "公共交通集团", "热力集团", "文化旅游集团", "产业投资集团", "交通投资集团",
    "农牧投资集团", "能源投资集团", "数字科技集团", "稀土产业集团", "粮食储备集团",
]  # fmt: skip
SCHOOLS = [
    "市职业技术学院", "市师范高等专科学校", "市轻工职业技术学院", "市铁道职业技术学院", "市开放大学",
    "市工业技师学院", *[f"市第{n}中学" for n in "一二三四五六七八九"], "市蒙古族中学", "市实验小学", "市青少年宫",
]  # fmt: skip
HOSPITALS = [
    "市中心医院", "市第四医院", "市第八医院", "市肿瘤医院", "市蒙医中医医院", "市妇幼保健院", "市疾病预防控制中心",
    "市中心血站", "市急救中心", "市精神卫生中心",
]  # fmt: skip

DISTRICT_ORGANS = [
    "纪委监委", "党委办公室", "组织部", "宣传部", "统战部", "政法委", "社会工作部", "党校", "人大办公室",
    "政府办公室", "政协办公室", "发展改革委", "教育局", "科技工信局", "公安分局", "民政局", "司法局", "财政局",
    "人力资源社会保障局", "自然资源分局", "生态环境分局", "住房城乡建设局", "交通运输局", "农牧水利局", "文化旅游局",
    "卫生健康委", "退役军人局", "应急管理局", "审计局", "市场监管局", "统计局", "信访局", "医疗保障局", "总工会",
    "团委", "妇联", "人民法院", "人民检察院",
]  # fmt: skip
DIVISIONS = ["办公室", "组织人事科", "政策法规科", "规划财务科", "综合科", "业务一科", "业务二科", "督查考核科"]
# Who is not divided into offices and sections (科室) as a department is.
OWN_DIVISIONS = {
    "市中级人民法院": [
        "办公室", "政治部", "立案庭", "刑事审判庭", "民事审判庭", "行政审判庭", "审判监督庭", "执行局",
    ],
    "市人民检察院": [
        "办公室", "政治部", "第一检察部", "第二检察部", "第三检察部", "第四检察部", "案件管理部", "检务督察部",
    ],
    "市公安局": [
        "办公室", "政治部", "法制支队", "刑事侦查支队", "治安管理支队", "交通管理支队", "网络安全保卫支队", "特警支队",
    ],
    "市纪委监委": [
        "办公室", "党风政风监督室", "案件审理室", "信访室", "第一监督检查室", "第二监督检查室", "第三审查调查室",
        "第四审查调查室",
    ],
}  # fmt: skip
_DIVISION_HEADS = {
    "科": "科长", "庭": "庭长", "支队": "支队长", "局": "局长", "办公室": "主任", "部": "主任", "室": "主任",
}  # fmt: skip
# Whose chief is a member of the city's standing committee, or elected by its congress, is of the level above.
LED_FROM_ABOVE = (
    "市纪委监委", "市委组织部", "市委宣传部", "市委统战部", "市委政法委", "市中级人民法院", "市人民检察院",
)  # fmt: skip
# So it is in a banner, county or district, whose organs are of township level otherwise.
DISTRICT_LED_FROM_ABOVE = (
    "纪委监委", "组织部", "宣传部", "统战部", "政法委", "公安分局", "人民法院", "人民检察院",
)  # fmt: skip
INSTITUTIONS = ("enterprise", "school", "hospital")
"""Kinds of units whose people are no civil servants: they have no ranks (职级)."""


@dataclass(frozen=True)
class Unit:
    """A unit (单位). `level` is the GB/T 12407 code of its chief; `staff` how many synthetic cadres it has."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    parent: str | None
    region: str
    chiefs: int
    deputies: int
    staff: int
    sector: str | None = None


@dataclass(frozen=True)
class Post:
    """A leading post (职位) that exists without a holder: unit, title, GB/T 12407 level, chief (一把手) or deputy."""

    code: str
    unit: str
    title: str
    level: str
    chief: bool
    region: str
    team: bool = True
    """Whether its holder belongs to the unit's leading team (领导班子); heads of divisions (科长) do not."""
    party: bool = False
    """Whether it is a post of the Party, which none but its members hold."""
    established: str = ""

    @property
    def open(self) -> bool:
        """Whether people of the democratic parties and of none (党外干部) are found in such a post."""
        return not self.party and any(self.title.endswith(ending) for ending in _OPEN)

    @property
    def role(self) -> str:
        """What its holder is in the unit, by the registry's list."""
        if not self.team:
            return "member"
        return "chief" if self.chief else "deputy"


_OPEN = ("副市长", "副区长", "副旗长", "副县长", "副局长", "副院长", "副检察长", "副主席", "人大常委会副主任")
_PARTY_TITLES = ("书记", "委常委", "党工委委员")
_ESTABLISHED = ("2004-03-01", "2010-03-01", "2014-12-01", "2018-12-01")
"""When posts of the demonstration were set up, by their units' turn; the last is that of a reform of organs."""


def _post(code: str, unit: Unit, title: str, level: str, *, chief: bool, team: bool = True) -> Post:
    party = unit.kind == "party_organ" or any(word in title for word in _PARTY_TITLES)
    if unit.kind == "district_organ":
        party = party or unit.name.endswith(_DISTRICT_PARTY_ORGANS) or "党工委" in unit.name
    reformed = unit.kind in ("party_organ", "government_organ")
    established = _ESTABLISHED[-1 if reformed else int(unit.code[-3:]) % len(_ESTABLISHED)]
    return Post(code, unit.code, title, level, chief, unit.region, team, party, established)


def management(level: str, region: str) -> str:
    """Who manages (管理权限) the posts of a level in a region, and whoever serves there."""
    if level in ("121", "122"):
        return "region"
    if level in ("131", "132"):
        return "city"
    return "unit" if region == CITY_REGION else "county"


@dataclass
class City:
    """All units, top first, and all leading posts."""

    units: list[Unit] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    def unit_named(self, name: str) -> Unit:
        """The unit with this exact short name."""
        return next(unit for unit in self.units if unit.short_name == name)


def build() -> City:
    """The city's units and posts. No chance is involved: the shape is the same for every seed and scale."""
    city = City()
    root = _add(city, "包头市", "包头市", "division", "121", None, CITY_REGION, 0, 0, 0)
    for name in LEADERSHIP:
        unit = _add(city, _FULL_NAMES[name], name, "leadership", "121", root.code, CITY_REGION, 1, 7, 8)
        _leaders(city, unit, _LEADERSHIP_TITLES[name], ("121", "122"))
    for kind, names in (
        ("party_organ", PARTY_ORGANS),
        ("government_organ", GOVERNMENT_ORGANS),
        ("mass_organ", PEOPLE_ORGANS),
    ):
        for name in names:
            _department(city, root, kind, name)
    for region, name, kind, townships in DISTRICTS:
        _district(city, root, region, name, kind, townships)
    for kind, names, sector, staff in (
        ("enterprise", ENTERPRISES, "市国资委党委", 80),
        ("school", SCHOOLS, "教育系统党工委", 48),
        ("hospital", HOSPITALS, "卫健行业党工委", 60),
    ):
        for position, name in enumerate(names):
            county = kind == "enterprise" or position < 6
            full = name.replace("市", "包头市", 1) if name.startswith("市") else f"包头市{name}有限公司"
            unit = _add(city, full, name, kind, "131" if county else "141", root.code, CITY_REGION, 1, 5, staff, sector)
            _leaders(city, unit, _institution_heads(kind, name), ("131", "132") if county else ("141", "142"))
    return city


_LEADERSHIP_TITLES = {
    "市委": ("书记", "常委"),
    "市人大常委会": ("主任", "副主任"),
    "市政府": ("市长", "副市长"),
    "市政协": ("主席", "副主席"),
}
_INSTITUTION_HEADS = {
    "集团": ("党委书记、董事长", "副总经理"), "学院": ("院长", "副院长"), "医院": ("院长", "副院长"),
    "保健院": ("院长", "副院长"), "青少年宫": ("主任", "副主任"), "血站": ("站长", "副站长"),
    "中心": ("主任", "副主任"),
}  # fmt: skip


def _institution_heads(kind: str, name: str) -> tuple[str, str]:
    """What the chief and the deputies of an enterprise, a school or a hospital are called."""
    if name.endswith("中心医院"):
        return _INSTITUTION_HEADS["医院"]
    found = (titles for ending, titles in _INSTITUTION_HEADS.items() if name.endswith(ending))
    return next(found, ("校长", "副校长"))


def _add(
    city: City,
    name: str,
    short: str,
    kind: str,
    level: str,
    parent: str | None,
    region: str,
    chiefs: int,
    deputies: int,
    staff: int,
    sector: str | None = None,
) -> Unit:
    number = sum(1 for unit in city.units if unit.region == region)
    unit = Unit(f"{region}{number:03d}", name, short, kind, level, parent, region, chiefs, deputies, staff, sector)
    city.units.append(unit)
    return unit


def _leaders(city: City, unit: Unit, titles: tuple[str, ...], levels: tuple[str, str]) -> None:
    """Posts of chiefs and deputies; the last of `titles` is the deputies'."""
    for number in range(unit.chiefs + unit.deputies):
        chief = number < unit.chiefs
        title, level = (titles[min(number, len(titles) - 2)], levels[0]) if chief else (titles[-1], levels[1])
        code = f"{unit.code}-{number + 1:02d}"
        called = title if unit.short_name == "市政府" else f"{unit.short_name}{title}"
        city.posts.append(_post(code, unit, called, level, chief=chief))


def _department(city: City, root: Unit, kind: str, name: str) -> None:
    """A city department: a chief and five deputies at county level, and divisions with section chiefs and deputies."""
    stem = name.removeprefix("市")
    full = name if name.startswith("团") else f"中共包头市{stem}" if kind == "party_organ" else f"包头市{stem}"
    full = _FULL_NAMES.get(name, full)
    staff = 96 if name == "市公安局" else 62
    levels = ("122", "131") if name in LED_FROM_ABOVE else ("131", "132")
    unit = _add(city, full, name, kind, levels[0], root.code, CITY_REGION, 1, 5, staff, _sector(name))
    if name.endswith(("部", "政法委")):
        titles = ("部长", "副部长") if name.endswith("部") else ("书记", "副书记")
    elif name.endswith(("纪委监委", "工委", "党委")):
        titles = ("书记", "副书记")
    else:
        titles = ("主任", "副主任") if name.endswith(("委", "办", "办公室", "中心", "会")) else ("局长", "副局长")
        titles = _OTHER_TITLES.get(name, titles)
    _leaders(city, unit, titles, levels)
    for number, division in enumerate(OWN_DIVISIONS.get(name, DIVISIONS)):
        head = next(head for ending, head in _DIVISION_HEADS.items() if division.endswith(ending))
        for chief, title, level in ((True, head, "141"), (False, f"副{head}", "142")):
            code = f"{unit.code}-{20 + number * 2 + (not chief):02d}"
            word = f"{unit.short_name}{division}{title}"
            city.posts.append(_post(code, unit, word, level, chief=False, team=False))


_FULL_NAMES = {
    "市委": "中国共产党包头市委员会",
    "市人大常委会": "包头市人民代表大会常务委员会",
    "市政府": "包头市人民政府",
    "市政协": "中国人民政治协商会议包头市委员会",
    "市纪委监委": "包头市纪委监委",
    "市档案馆": "包头市档案馆",
    "团市委": "共青团包头市委员会",
}
_OTHER_TITLES = {
    "市委党校": ("常务副校长", "副校长"),
    "市档案馆": ("馆长", "副馆长"),
    "市委党史研究室": ("主任", "副主任"),
    "市委政研室": ("主任", "副主任"),
    "团市委": ("书记", "副书记"),
    "市总工会": ("主席", "副主席"),
    "市妇联": ("主席", "副主席"),
    "市科协": ("主席", "副主席"),
    "市文联": ("主席", "副主席"),
    "市工商联": ("主席", "副主席"),
    "市残联": ("理事长", "副理事长"),
    "市中级人民法院": ("院长", "副院长"),
    "市人民检察院": ("检察长", "副检察长"),
    "市供销社": ("主任", "副主任"),
}


def _sector(name: str) -> str:
    return name if name in SECTOR_COMMITTEES else "市直机关工委"


def _district(city: City, root: Unit, region: str, name: str, kind: str, townships: int) -> None:
    """A banner, county, district or the zone: its leadership at county level, organs and townships one level below."""
    # The leadership's posts belong to the division itself, as does its county-level staff.
    top = _add(city, name, name, "division", "131", root.code, region, 4, 16, 26)
    for number in range(top.chiefs + top.deputies):
        chief = number < top.chiefs
        titles = _leaders_of(region, kind, chief=chief)
        title = titles[(number if chief else number - top.chiefs) % len(titles)].format(kind=kind)
        level = "131" if chief else "132"
        city.posts.append(_post(f"{top.code}-{number + 1:02d}", top, f"{name}{title}", level, chief=chief))
    for organ in DISTRICT_ORGANS:
        called = f"{name}{_called(organ, region, kind)}"
        levels = ("132", "141") if organ in DISTRICT_LED_FROM_ABOVE else ("141", "142")
        unit = _add(city, called, called, "district_organ", levels[0], top.code, region, 1, 3, 11)
        _leaders(city, unit, _heads(organ), levels)
    for number in range(townships):
        town = _township(region, name, number)
        unit = _add(city, f"{name}{town}", f"{name}{town}", "township", "141", top.code, region, 2, 6, 24)
        _leaders(city, unit, next(heads for ending, heads in _TOWN_HEADS.items() if ending in town), ("141", "142"))


_TOWN_HEADS = {
    "街道": ("党工委书记", "办事处主任", "办事处副主任"),
    "苏木": ("党委书记", "苏木达", "副苏木达"),
    "镇": ("党委书记", "镇长", "副镇长"),
    "乡": ("党委书记", "乡长", "副乡长"),
}
"""What the two chiefs and the deputies of a township are called, by what it is."""


_DISTRICT_PARTY_ORGANS = (
    "纪委监委", "纪检监察工委", "区委办公室", "旗委办公室", "县委办公室", "组织部", "宣传部", "统战部", "政法委",
    "社会工作部", "党校",
)  # fmt: skip
_PARTY_ORGANS = ("组织部", "宣传部", "统战部", "政法委", "社会工作部", "党校")
_ZONE_ORGANS = {
    "党委办公室": "党工委办公室", "人大办公室": "人大工委办公室", "政府办公室": "管委会办公室",
    "政协办公室": "政协工委办公室", "纪委监委": "纪检监察工委",
}  # fmt: skip


def _called(organ: str, region: str, kind: str) -> str:
    """What an organ is called in a banner, county or district, or in the zone, beside the name of that."""
    if region == HIGH_TECH_ZONE:
        return f"党工委{organ}" if organ in _PARTY_ORGANS else _ZONE_ORGANS.get(organ, organ)
    if organ in _PARTY_ORGANS or organ == "党委办公室":
        return f"委{organ.removeprefix('党委')}"
    # Only a district of the city has branches of the city's bureaus for police and land.
    return organ if kind == "区" or organ == "生态环境分局" else organ.replace("分局", "局")


def _heads(organ: str) -> tuple[str, str]:
    """What chief and deputies of a district's organ are called."""
    for ending, titles in _HEADS.items():
        if organ.endswith(ending):
            return titles
    return "主任", "副主任"


_HEADS = {
    "局": ("局长", "副局长"), "部": ("部长", "副部长"), "检察院": ("检察长", "副检察长"), "法院": ("院长", "副院长"),
    "党校": ("常务副校长", "副校长"), "总工会": ("主席", "副主席"), "妇联": ("主席", "副主席"),
    "团委": ("书记", "副书记"), "政法委": ("书记", "副书记"), "纪委监委": ("书记", "副书记"),
}  # fmt: skip
_DISTRICT_CHIEFS = ("委书记", "{kind}长", "人大常委会主任", "政协主席")
_DISTRICT_DEPUTIES = ("委副书记", "委常委", "副{kind}长", "人大常委会副主任", "政协副主席", "委常委、副{kind}长")
# A zone is led by a working committee and an administration, sent by the city.
_ZONE_CHIEFS = ("党工委书记", "管委会主任", "人大工委主任", "政协工委主任")
_ZONE_DEPUTIES = (
    "党工委副书记", "党工委委员", "管委会副主任", "人大工委副主任", "政协工委副主任", "党工委委员、管委会副主任",
)  # fmt: skip


def _leaders_of(region: str, kind: str, *, chief: bool) -> tuple[str, ...]:
    """What the leaders of a banner, county, district or the zone are called."""
    if region == HIGH_TECH_ZONE:
        return _ZONE_CHIEFS if chief else _ZONE_DEPUTIES
    return _DISTRICT_CHIEFS if chief else _DISTRICT_DEPUTIES


def _township(region: str, name: str, number: int) -> str:
    """A township or sub-district with an example name: none of them is a real one's."""
    words = ("朝阳", "和平", "胜利", "新春", "丰收", "团结", "建设", "光明", "振兴", "幸福", "前进", "友谊", "曙光")
    rural = region in {"150221", "150222", "150223"}
    if region == "150223" and not number % 3:
        kind = "苏木"
    elif rural:
        kind = "镇" if number % 3 else "乡"
    else:
        kind = "街道"
    return f"{words[number % len(words)]}{kind}（示例）"


def descendants(city: City, code: str) -> Iterator[Unit]:
    """The unit itself and every unit below it."""
    inside = {code}
    for unit in city.units:
        if unit.code in inside or unit.parent in inside:
            inside.add(unit.code)
            yield unit

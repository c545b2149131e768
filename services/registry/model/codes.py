"""Codes from standards and from law. What an administrator may change is in dictionaries.yaml instead."""

from __future__ import annotations

# GB/T 12407-2008, 职务层次: the same digits order the levels, the lowest number being the highest level.
POST_LEVELS = {
    "101": "国家级正职",
    "102": "国家级副职",
    "111": "省部级正职",
    "112": "省部级副职",
    "121": "厅局级正职",
    "122": "厅局级副职",
    "131": "县处级正职",
    "132": "县处级副职",
    "141": "乡科级正职",
    "142": "乡科级副职",
    "150": "科员级",
    "160": "办事员级",
    "199": "未定职公务员",
}
COUNTY_DEPUTY = "132"
LEADING_LEVELS = tuple(POST_LEVELS)[:10]

# 公务员法 art. 19, 职级, from the highest to the lowest.
RANKS = {
    "bureau_rank_1": "一级巡视员",
    "bureau_rank_2": "二级巡视员",
    "division_rank_1": "一级调研员",
    "division_rank_2": "二级调研员",
    "division_rank_3": "三级调研员",
    "division_rank_4": "四级调研员",
    "section_rank_1": "一级主任科员",
    "section_rank_2": "二级主任科员",
    "section_rank_3": "三级主任科员",
    "section_rank_4": "四级主任科员",
    "clerk_1": "一级科员",
    "clerk_2": "二级科员",
}
RANK_ORDER = tuple(RANKS)

SEXES = {"1": "男", "2": "女"}  # GB/T 2261.1

# GB/T 3304-1991; the position is the code.
ETHNICITIES = {
    f"{number:02}": name
    for number, name in enumerate(
        [
            "汉",
            "蒙古",
            "回",
            "藏",
            "维吾尔",
            "苗",
            "彝",
            "壮",
            "布依",
            "朝鲜",
            "满",
            "侗",
            "瑶",
            "白",
            "土家",
            "哈尼",
            "哈萨克",
            "傣",
            "黎",
            "傈僳",
            "佤",
            "畲",
            "高山",
            "拉祜",
            "水",
            "东乡",
            "纳西",
            "景颇",
            "柯尔克孜",
            "土",
            "达斡尔",
            "仫佬",
            "羌",
            "布朗",
            "撒拉",
            "毛南",
            "仡佬",
            "锡伯",
            "阿昌",
            "普米",
            "塔吉克",
            "怒",
            "乌孜别克",
            "俄罗斯",
            "鄂温克",
            "德昂",
            "保安",
            "裕固",
            "京",
            "塔塔尔",
            "独龙",
            "鄂伦春",
            "赫哲",
            "门巴",
            "珞巴",
            "基诺",
        ],
        start=1,
    )
}
POLITICAL_STATUSES = {
    "01": "中共党员",
    "02": "中共预备党员",
    "03": "共青团员",
    "04": "民革党员",
    "05": "民盟盟员",
    "06": "民建会员",
    "07": "民进会员",
    "08": "农工党党员",
    "09": "致公党党员",
    "10": "九三学社社员",
    "11": "台盟盟员",
    "12": "无党派人士",
    "13": "群众",
}  # GB/T 4762
EDUCATION_LEVELS = {
    "10": "研究生教育",
    "11": "博士研究生毕业",
    "12": "博士研究生结业",
    "13": "博士研究生肄业",
    "14": "硕士研究生毕业",
    "15": "硕士研究生结业",
    "16": "硕士研究生肄业",
    "17": "研究生班毕业",
    "18": "研究生班结业",
    "19": "研究生班肄业",
    "20": "大学本科",
    "21": "大学本科毕业",
    "22": "大学本科结业",
    "23": "大学本科肄业",
    "28": "大学普通班毕业",
    "30": "大学专科",
    "31": "大学专科毕业",
    "32": "大学专科结业",
    "33": "大学专科肄业",
    "40": "中等职业教育",
    "41": "中等专科毕业",
    "42": "中等专科结业",
    "43": "中等专科肄业",
    "44": "职业高中毕业",
    "45": "职业高中结业",
    "46": "职业高中肄业",
    "47": "技工学校毕业",
    "48": "技工学校结业",
    "49": "技工学校肄业",
    "60": "普通高中",
    "61": "普通高中毕业",
    "62": "普通高中结业",
    "63": "普通高中肄业",
    "70": "初中",
    "71": "初中毕业",
    "73": "初中肄业",
    "80": "小学",
    "81": "小学毕业",
    "83": "小学肄业",
    "90": "其他",
}  # GB/T 4658-2006

# GB/T 2260, Baotou, and the region above it. 150271 is a statistical code of the high-tech zone, no division of the
# standard.
REGIONS = {
    "150000": "内蒙古自治区",
    "150200": "包头市",
    "150201": "包头市市辖区",
    "150202": "东河区",
    "150203": "昆都仑区",
    "150204": "青山区",
    "150205": "石拐区",
    "150206": "白云鄂博矿区",
    "150207": "九原区",
    "150221": "土默特右旗",
    "150222": "固阳县",
    "150223": "达尔罕茂明安联合旗",
    "150271": "包头稀土高新技术产业开发区",
}
COUNTY_REGIONS = tuple(code for code in REGIONS if code not in ("150000", "150200", "150201"))

CITY, CITY_DIGITS = "150200", 4
"""The city's own code, and how many of its digits those of its counties share."""

# 公务员法 art. 74: relations that call for avoidance (任职回避), by what the relative is to the cadre.
KIN = {
    "spouse": "配偶",
    "father": "父亲",
    "mother": "母亲",
    "son": "儿子",
    "daughter": "女儿",
    "grandparent": "祖父母（外祖父母）",
    "grandchild": "孙子女（外孙子女）",
    "brother": "兄弟",
    "sister": "姐妹",
    "uncle": "伯叔舅姑姨父",
    "aunt": "伯叔舅姑姨母",
    "cousin": "堂（表）兄弟姐妹",
    "nephew": "侄（外甥）",
    "niece": "侄女（外甥女）",
    "father_in_law": "岳父（公公）",
    "mother_in_law": "岳母（婆婆）",
    "son_in_law": "女婿",
    "daughter_in_law": "儿媳",
    "brother_in_law": "配偶的兄弟或姐妹的配偶",
    "sister_in_law": "配偶的姐妹或兄弟的配偶",
}
RELATIONS = {**KIN, "other": "其他重要社会关系"}


def higher(first: str, second: str | None) -> bool:
    """Whether a post level is above another. A cadre without a level is below every level."""
    return second is None or first < second


def higher_rank(first: str, second: str | None) -> bool:
    """Whether a rank is above another. A cadre without a rank is below every rank."""
    return second is None or RANK_ORDER.index(first) < RANK_ORDER.index(second)


def level_steps(current: str | None, wished: str) -> int:
    """How many levels up from `current` to `wished`; 0 for the same, below zero for a lower one."""
    order = list(POST_LEVELS)
    return order.index(current or "199") - order.index(wished)


def at_county_level_or_above(level: str | None) -> bool:
    """Whether this is 县处级副职 or above."""
    return level is not None and level <= COUNTY_DEPUTY

"""What the national form (干部任免审批表) says in words, as the codes that a file keeps.

Words are compared as names are: in whatever width, with whatever blanks. What is none of them has no code; nothing is
guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from papers import party
from servicekit import standards
from services.registry.model.names import compared
from services.registry.model.person import MEMBERS
from services.registry.vocabulary import codes
from services.registry.vocabulary.person import OTHER_PARTIES

PARTIES = {
    "01": ("中共", "党员", "共产党员", "中国共产党党员", "正式党员"),
    "02": ("预备党员", "中共预备"),
    "03": ("团员", "共青团", "中国共产主义青年团团员"),
    "04": ("民革", "民革会员", "中国国民党革命委员会"),
    "05": ("民盟", "民盟会员", "民盟盟员", "中国民主同盟"),
    "06": ("民建", "民建会员", "民建党员", "中国民主建国会"),
    "07": ("民进", "民进会员", "民进党员", "中国民主促进会"),
    "08": ("农工党", "农工", "农工党党员", "农工民主党", "中国农工民主党"),
    "09": ("致公党", "致公党党员", "中国致公党"),
    "10": ("九三", "九三学社", "九三学社社员"),
    "11": ("台盟", "台盟盟员", "台湾民主自治同盟"),
    "12": ("无党派", "无党派民主人士"),
    "13": ("普通公民", "公民"),
}
_LEVELS = {
    "10": ("研究生", "党校研究生", "中央党校研究生", "省委党校研究生", "自治区党委党校研究生", "在职研究生"),
    "11": ("博士研究生", "博士"),
    "14": ("硕士研究生", "硕士"),
    "17": ("研究生班",),
    "20": ("党校大学", "党校本科", "中央党校大学", "省委党校大学", "自治区党委党校大学"),
    "21": ("大学", "本科", "大学本科", "大本", "全日制本科"),
    "28": ("大学普通班",),
    "30": ("党校大专", "党校专科", "中央党校大专"),
    "31": ("大专", "专科", "大学专科", "高职", "高职专科"),
    "41": ("中专", "中等专科", "中师"),
    "44": ("职高", "职业高中"),
    "47": ("技校", "技工学校"),
    "61": ("高中", "普通高中"),
    "71": ("初中",),
    "81": ("小学",),
}
_PARTY_SCHOOL = "党校"
_HIGHER_BY_DEGREE = (("博士", "11"), ("硕士", "14"))
"""研究生 alone says which by its degree."""
_RELATIONS = {
    "spouse": ("妻子", "丈夫", "妻", "夫", "爱人"),
    "father": ("父", "继父", "养父"),
    "mother": ("母", "继母", "养母"),
    "son": ("子", "儿", "长子", "次子", "三子", "独子", "继子", "养子", "大儿子", "二儿子"),
    "daughter": ("女", "长女", "次女", "三女", "独女", "继女", "养女", "大女儿", "二女儿"),
    "grandparent": ("祖父", "祖母", "外祖父", "外祖母", "爷爷", "奶奶", "姥爷", "姥姥"),
    "grandchild": ("孙子", "孙女", "外孙", "外孙女"),
    "brother": ("哥哥", "弟弟", "兄", "弟", "哥", "大哥", "二哥", "长兄"),
    "sister": ("姐姐", "妹妹", "姐", "妹", "大姐", "二姐"),
    "uncle": ("伯父", "叔父", "舅舅", "舅父", "姑父", "姨父", "叔叔", "伯伯"),
    "aunt": ("姑姑", "姑母", "姨母", "伯母", "婶母", "舅母", "阿姨"),
    "cousin": ("堂兄", "堂弟", "堂姐", "堂妹", "表兄", "表弟", "表姐", "表妹"),
    "nephew": ("侄子", "侄", "外甥"),
    "niece": ("侄女", "外甥女"),
    "father_in_law": ("岳父", "公公"),
    "mother_in_law": ("岳母", "婆婆"),
    "son_in_law": ("女婿",),
    "daughter_in_law": ("儿媳", "儿媳妇"),
    "brother_in_law": ("姐夫", "妹夫", "内兄", "内弟"),
    "sister_in_law": ("嫂子", "嫂", "弟媳", "弟妹"),
}
_GRADES = {
    "excellent": ("优秀",),
    "competent": ("称职", "合格"),
    "basically_competent": ("基本称职", "基本合格"),
    "incompetent": ("不称职", "不合格"),
    "none_given": ("不定等次", "未定等次", "不确定等次"),
}


def sex(word: str) -> str | None:
    """性别, by GB/T 2261.1."""
    return _among("sex", word.removesuffix("性"))


def ethnicity(word: str) -> str | None:
    """民族, by GB/T 3304: with 族 or without."""
    return _among("ethnicity", word.strip().removesuffix("族"))


def political_status(word: str) -> str | None:
    """政治面貌, by GB/T 4762."""
    return _among("party", word)


@dataclass(frozen=True, slots=True)
class Parties:
    """What the cell 入党时间 says: 政治面貌, the day of joining the Communist Party, and of who is in another party
    besides which (双重党籍)."""

    status: str
    joined_on: str = ""
    other: str | None = None
    unkept: tuple[tuple[str, str], ...] = ()
    """Days of joining other parties, which no field holds."""


def parties(joined_on: str, cell: str) -> Parties | None:
    """What a day of joining and the words beside it say; None where they are not surely read."""
    said = [(on, political_status(name) if name else MEMBERS[0], name) for on, name in party.memberships(cell)]
    if not said or any(code is None for _, code, _ in said):
        return None
    if joined_on and any(code in MEMBERS and on not in ("", joined_on) for on, code, _ in said):
        return None
    others = [one for one in said if one[1] in OTHER_PARTIES]
    members = [one for one in said if one[1] in MEMBERS]
    if len(others) > 1 or len(members) > 1 or len(said) > len(others) + len(members) + (0 if others or members else 1):
        return None
    unkept = tuple((on, name) for on, code, name in said if on and code not in MEMBERS)
    joined = joined_on or next((on for on, *_ in members), "")
    if not (members or joined):
        return Parties(str(said[0][1]), unkept=unkept)
    status = str(members[0][1]) if members else MEMBERS[0]
    return Parties(status, joined, others[0][1] if others else None, unkept)


def education_level(word: str, degree: str) -> str | None:
    """学历, by GB/T 4658; 研究生 says by its degree which."""
    code = _among("level", word)
    if code is None and called(word):
        code = _among("level", _PARTY_SCHOOL + word.rpartition(_PARTY_SCHOOL)[2])
    if code == "10" and not called(word):
        return next((higher for said, higher in _HIGHER_BY_DEGREE if said in degree), code)
    return code


def called(word: str) -> str:
    """The words of an education (学历) that its code does not say: of a party school."""
    return word if _PARTY_SCHOOL in word else ""


def relation(word: str) -> str:
    """称谓: what the relative is to the cadre; any other is 其他重要社会关系."""
    return _among("relation", word) or "other"


def grade(word: str) -> str | None:
    """考核等次."""
    return _among("grade", word)


def same_place(one: str, other: str) -> bool:
    """Whether two texts name the same place: forms leave out 省, 市 and the like."""
    return _bare_place(one) == _bare_place(other)


def _bare_place(text: str) -> str:
    return re.sub("维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|县|区|旗|人$", "", compared(text))


@cache
def _words(kind: str) -> Mapping[str, str]:
    listed: Mapping[str, Mapping[str, str]] = {
        "sex": standards.SEXES,
        "ethnicity": standards.ETHNICITIES,
        "party": standards.POLITICAL_STATUSES,
        "level": standards.EDUCATION_LEVELS,
        "relation": codes.RELATIONS,
        "grade": {},
    }
    said = {"party": PARTIES, "level": _LEVELS, "relation": _RELATIONS, "grade": _GRADES}.get(kind, {})
    words = {compared(word): code for code, words in said.items() for word in words}
    return {compared(label): code for code, label in listed[kind].items()} | words


def _among(kind: str, word: str) -> str | None:
    return _words(kind).get(compared(word))

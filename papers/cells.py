"""What the form says in one cell of rewards, assessments and relatives (奖惩情况、年度考核结果、家庭成员), as entries.

Only what is said plainly is taken; the rest is given back as it was written, for somebody to look at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from papers import days, texts
from papers.form import FamilyMember

NONE = ("无", "无。", "没有", "暂无", "—", "——", "-", "--", "/", "\\")
"""What is written where there is nothing to tell."""
GRADES = ("优秀", "基本称职", "不称职", "称职", "不定等次", "未定等次", "不确定等次", "基本合格", "不合格", "合格")


@dataclass(frozen=True, slots=True)
class Told:
    """An item of a cell: on which day, where one is said, and what."""

    on: str
    text: str


_ITEM_ENDS = re.compile(r"[；;。\n]+")
_DATE = re.compile(rf"{days.DAY.format('')}(?P<annual>度)?")
_NEXT_DATE = re.compile(r"[\s,，、和及与]+(?=(?:19|20)[0-9]{2})")
_UNTIL = re.compile(rf"\s*(?:[-－—–―─～~]+|至|到)\s*{days.DAY.format('')}度?[\s,，、:：]*")
_BESIDE = re.compile(r"[\s,，、:：]*")
_WITHIN_A_YEAR = re.compile("[底末初春夏秋冬中]|上半年|下半年|年[底末初中]")
"""What follows a day and says it closer."""
_OF_ALL_YEARS = re.compile("连续|分别|先后|[共计总]|[二两三四五六七八九十2-9][次届年度]")
"""A text that says one thing of several years."""
_ENDS_IN_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}[ ]?年?度?$")
_UNSURE = re.compile(r"[0-9至到\-－—–―─～~、,，.．/／月日度来前后起以间]")
"""What follows a day that was not understood."""
_LIFTED = re.compile("(?:已|被|予以|处分|警告|记过|影响|[，,])*(?:解除|期[届已]?满|届满)")
"""What is said of the punishment above, and is no item of its own."""
_PAIRS = ("()", "（）", "[]", "【】", "〔〕", "《》", "〈〉", "“”", "「」")


def items(cell: str) -> tuple[Told, ...]:
    """The items of a cell such as 奖惩情况, each with its day; one without a day is not surely read, and is whole.

    A reward of several years is one in each; where that is not said plainly, and of a period, it is one with its whole
    text and the last of its days.

    >>> [(one.on, one.text) for one in items("2018年度、2019年度嘉奖；2020年度记三等功；2013年、2014年连续两年先进")]
    [('2018', '嘉奖'), ('2019', '嘉奖'), ('2020', '记三等功'), ('2014', '2013年、2014年连续两年先进')]
    """
    found: list[Told] = []
    for part in _ITEM_ENDS.split(texts.clean(cell)):
        said = part.strip(" ，,、")
        if not said or said in NONE:
            continue
        told = _dated(said) or [Told("", said)]
        if found and len(told) == 1 and _LIFTED.match(told[0].text):
            found[-1] = Told(found[-1].on, f"{found[-1].text}；{said}")
        else:
            found += told
    return tuple(found)


def _dated(said: str) -> list[Told]:
    """What a part says of the days that it names; nothing where any of it is not surely read."""
    found: list[Told] = []
    waiting: list[str] = []
    began = at = 0
    for end in [*(one.start() for one in _NEXT_DATE.finditer(said.translate(days.DIGITS))), len(said)]:
        piece = said[at:end]
        at += len(piece) - len(piece.lstrip(" \u3000,，、和及与"))
        plain = said[at:end].translate(days.DIGITS)
        date = _DATE.match(plain)
        on = days.taken(date, "") if date else None
        if date is None or on is None:
            return []
        whole = said[began:end].strip(" ，,、")
        rest = plain[date.end() :]
        until = _UNTIL.match(rest)
        if until is not None:
            on, text = days.taken(until, ""), rest[until.end() :]
            if not on or waiting or _UNSURE.match(text) or not text or not _is_balanced(whole):
                return []
            found.append(Told(on, whole))
        else:
            text = rest[_BESIDE.match(rest).end() :]  # type: ignore[union-attr]
            if not text:
                waiting.append(on)
                at = end
                continue
            if found and not waiting and _LIFTED.match(text):
                found[-1] = Told(found[-1].on, f"{found[-1].text}，{whole}")
                began = at = end
                continue
            annual = "年度" if date["annual"] and text.startswith("考核") else ""
            is_closer = _WITHIN_A_YEAR.match(text) is not None
            if (_UNSURE.match(text) and not is_closer) or not _is_balanced(whole) or _ENDS_IN_A_YEAR.search(text):
                return []
            if is_closer or (waiting and _OF_ALL_YEARS.search(text)):
                found.append(Told(on, whole))
            else:
                kept = f"{annual}{said[end - len(text) : end]}".strip(" ，,、")
                found += [Told(each, kept) for each in (*waiting, on)]
        waiting = []
        began = at = end
    return [] if waiting else found


def _is_balanced(text: str) -> bool:
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


_YEAR = r"(?:19|20)[0-9]{2}"
_SAID_GRADES = "|".join(GRADES)
_GRADE = (
    rf"(?:{_SAID_GRADES})(?:等次)?"
    rf"(?=$|[^\w]|[和及与]?[ ]?(?:{_SAID_GRADES}|{_YEAR})|其中|外)"
)
"""A grade, and no beginning of something longer: 优秀共产党员, 称职以上."""
_ONE_YEAR = rf"{_YEAR}[ ]?年?度?"
_RANGES = "至到~～\\-—－"
_GRADED = re.compile(
    rf"(?P<lead>其中[:：,，]?|除了?)?(?P<years>{_ONE_YEAR}(?:[ ]?[、,，和及与/／{_RANGES}]+[ ]?{_ONE_YEAR}){{0,40}})"
    r"(?:年度)?(?:公务员|干部|工作)?(?:年度)?考?核?(?:结果|等次)?(?:[均都]|分别|依次)?[被评定确为是]*[ :：,，]*"
    rf"(?P<grades>{_GRADE}(?:[ ]?[、,，和及与/／]?[ ]?{_GRADE})*)(?P<but>外)?(?:[和及与](?={_YEAR}))?"
)
_IN_RANGE, _BY_YEAR, _BY_WAY_OF_EXCEPTION = range(3)
"""How closely a year is named: what says it closer stands."""


@dataclass(frozen=True, slots=True)
class _Graded:
    """What a part of a cell says of years: from where to where it stands, the grade of each, and how closely."""

    begins: int
    ends: int
    grades: tuple[tuple[int, str], ...]
    closely: int


def assessments(cell: str) -> tuple[dict[int, str], str]:
    """The grades of years (2021、2022年优秀，2023年：称职；2022—2024年优秀、称职、称职), and what of the cell was not
    read: also as many grades as there are no years for, and what contradicts itself. A year that is named alone is an
    exception to a period (2018—2022年称职，2020年优秀).
    """
    text = texts.clean(cell)
    said = [one for found in _GRADED.finditer(days.years_in_digits(text)) if (one := _graded(found)) is not None]
    told: dict[int, list[tuple[_Graded, str]]] = {}
    for one in said:
        for year, grade in one.grades:
            told.setdefault(year, []).append((one, grade))
    closest = {year: _closest(each) for year, each in told.items()}
    wrong = {one for each in closest.values() if len({grade for _, grade in each}) > 1 for one, _ in each}
    right = {year: [grade for one, grade in each if one not in wrong] for year, each in closest.items()}
    grades = {year: said_of_it[0] for year, said_of_it in right.items() if said_of_it}
    left = _without(text, [one for one in said if one not in wrong])
    return grades, "" if left in NONE else left


def _closest(said: Sequence[tuple[_Graded, str]]) -> list[tuple[_Graded, str]]:
    """What is said of a year by those who name it most closely."""
    most = max(one.closely for one, _ in said)
    return [(one, grade) for one, grade in said if one.closely == most]


def _graded(found: re.Match[str]) -> _Graded | None:
    """What a statement says; None where it is not surely read."""
    lead, years, is_range = found["lead"] or "", *_years(found["years"])
    grades = re.findall(_SAID_GRADES, found["grades"])
    is_pair = len(grades) == len(years) > 1
    if len(grades) == 1:
        grades *= len(years)
    before = found.string[: found.start()][-1:]
    is_within = lead.startswith("除") and before.isalnum()
    if len(grades) != len(years) or is_within or lead.startswith("除") != bool(found["but"]):
        return None
    closely = _BY_WAY_OF_EXCEPTION if lead else _IN_RANGE if is_range and not is_pair else _BY_YEAR
    return _Graded(*found.span(), tuple(zip(years, grades, strict=True)), closely)


def _without(text: str, read: Sequence[_Graded]) -> str:
    """The text without the parts that were read, apart by semicolons where one stood between."""
    bounds = [0, *(place for one in read for place in (one.begins, one.ends)), len(text)]
    left = (text[first:last].strip(" \n，,；;。、") for first, last in zip(bounds[::2], bounds[1::2], strict=True))
    return "；".join(one for one in left if any(sign not in "（）()[]【】" for sign in one))


def _years(said: str) -> tuple[list[int], bool]:
    """The years that are named, and whether there is a period among them."""
    years: list[int] = []
    is_range = False
    for mark, year in re.findall(rf"([、,，和及与/／{_RANGES}]*)[ ]?({_YEAR})", said):
        if mark and re.fullmatch(f"[{_RANGES}]", mark[-1]) and years and years[-1] < int(year) <= years[-1] + 20:
            years += range(years[-1] + 1, int(year))
            is_range = True
        years.append(int(year))
    return years, is_range


_KIN = (
    r"(?:[\u4e00-\u9fff]{0,3}(?:父亲?|母亲?|妻子?|丈?夫|儿子|子|女儿?|兄|弟弟?|姐姐?|妹妹?|哥哥?|嫂子?|媳妇?|婿|孙|孙[子女]|侄[子女]?|"
    "外?甥女?|伯|叔叔?|姑姑?|舅舅?|姨|婶|爷爷?|奶奶?|姥爷|姥姥|公公?|婆婆?|爸爸?|妈妈?)|配偶|爱人)"
)
_WORD = r"[\u4e00-\u9fff]{1,6}"
_HAN = r"\u3400-\u9fff〇\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff"
_NAME = rf"[{_HAN}]\s+[{_HAN}](?=[\s,，、（(]|$)|[{_HAN}](?:[·•・‧∙●.．]?[{_HAN}]){{1,29}}"
"""A name as people write them: padded, in parts, with rare characters."""
_STATUSES = (
    "中共党员|中共预备党员|共青团员|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|无党派人士|无党派|群众|少先队员"
)
_GONE = r"[（(](?:已?[去逝]世|已故|已病故|病故|亡故)[）)]"
_BIRTH = (
    rf"(?:{days.DAY.format('')}|[一二][〇○零一二三四五六七八九]{{3}}年(?:[一二三四五六七八九十]{{1,2}}月)?"
    r"|(?:19|20)[0-9]{2}年[一二三四五六七八九十]{1,2}月|[0-9]{2}[.．年/／-][0-9]{1,2}月?(?![0-9])"
    r")(?:出?生)?(?:[（(][0-9]{1,3}周?岁[）)])?"
)
_RELATIVE = re.compile(
    rf"(?P<relation>{_WORD})[\s,，、:：]+(?P<name>{_NAME})(?P<gone>{_GONE})?"
    rf"(?:[\s,，、]+[男女](?=[\s,，、]|$))?(?:[\s,，、]+(?P<age>[0-9]{{1,3}}周?岁)(?=[\s,，、]|$))?"
    rf"(?:[\s,，、]+(?P<birth>{_BIRTH})(?=[\s,，、]|$))?(?:[\s,，、]+(?P<status>{_STATUSES})(?=[\s,，、]|$))?"
    r"(?:[\s,，、]+(?P<work>.*))?"
)


def family(cell: str) -> tuple[FamilyMember, ...]:
    """Relatives, one a line: relation, name, birth, political status, unit and post, apart by blanks or commas.

    A line that says it otherwise is kept whole as what the relative does; so is one that begins with a word that is no
    relation and says nothing else of a person than a name. What stands for a birth and is no day stays as it is.
    """
    members = []
    for part in re.split(r"[；;\n]+", texts.clean(cell)):
        line = part.strip(" ，,、。")
        if not line or line in NONE:
            continue
        found = _RELATIVE.fullmatch(line)
        is_one = found and (re.fullmatch(_KIN, found["relation"]) or found["birth"] or found["status"] or found["gone"])
        if found is None or not is_one:
            members.append(FamilyMember("", "", work=line))
            continue
        birth = found["birth"] or found["age"] or ""
        work, gone = (found["work"] or "").strip(), found["gone"] or ""
        work = f"{work}{gone}" if work else gone.strip("（()）")
        name = re.sub(r"\s", "", found["name"])
        members.append(FamilyMember(found["relation"], name, days.read(birth) or birth, found["status"] or "", work))
    return tuple(members)

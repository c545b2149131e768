"""What the form says in one cell of rewards, assessments and relatives (奖惩情况、年度考核结果、家庭成员), as entries.

Only what is said plainly is taken; the rest is given back as it was written, for somebody to look at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from papers import days, texts
from papers.form import FamilyMember

NONE = ("无", "无。", "没有", "暂无", "—", "-", "/")
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
        if said and said not in NONE:
            found += _dated(said) or [Told("", said)]
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
            if date["annual"] and text.startswith("考核"):
                text = f"年度{text}"
            is_closer = _WITHIN_A_YEAR.match(text) is not None
            if (_UNSURE.match(text) and not is_closer) or not _is_balanced(whole) or _ENDS_IN_A_YEAR.search(text):
                return []
            if is_closer or (waiting and _OF_ALL_YEARS.search(text)):
                found.append(Told(on, whole))
            else:
                kept = text if text.startswith("年度考核") else said[end - len(text) : end]
                found += [Told(each, kept.strip(" ，,、")) for each in (*waiting, on)]
        waiting = []
        began = at = end
    return [] if waiting else found


def _is_balanced(text: str) -> bool:
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


_YEAR = r"(?:19|20)[0-9]{2}"
_GRADE = rf"(?:{'|'.join(GRADES)})(?:等次)?"
_ONE_YEAR = rf"{_YEAR}[ ]?年?度?"
_YEARS = re.compile(
    rf"(?P<years>{_ONE_YEAR}(?:[ ]?[、,，和及至到~～\-—－]+[ ]?{_ONE_YEAR}){{0,40}})"
    r"(?:年度)?(?:公务员|干部|工作)?(?:年度)?考?核?(?:结果|等次)?(?:[均都]|分别|依次)?[被评定确为是]*[ :：,，]*"
    rf"(?P<grades>{_GRADE}(?:[ ]?[、,，和]?[ ]?{_GRADE})*)"
)


def assessments(cell: str) -> tuple[dict[int, str], str]:
    """The grades of years (2021、2022年优秀，2023年：称职；2022—2024年优秀、称职、称职), and what of the cell was not
    read: also as many grades as there are no years for."""
    text = texts.clean(cell).translate(days.DIGITS)
    grades: dict[int, str] = {}

    def read(found: re.Match[str]) -> str:
        years, said = _years(found["years"]), re.findall("|".join(GRADES), found["grades"])
        if len(said) == 1:
            said *= len(years)
        if len(said) != len(years):
            return found[0]
        for year, grade in zip(years, said, strict=True):
            grades.setdefault(year, grade)
        return ""

    left = _YEARS.sub(read, text).strip(" \n，,；;。、")
    return grades, "" if left in NONE else left


def _years(said: str) -> Sequence[int]:
    years: list[int] = []
    for mark, year in re.findall(rf"([、,，和及至到~～\-—－]*)[ ]?({_YEAR})", said):
        if mark and mark[-1] in "至到~～-—－" and years and years[-1] < int(year) <= years[-1] + 20:
            years += range(years[-1] + 1, int(year))
        years.append(int(year))
    return years


_RELATIONS = (
    "妻子|丈夫|配偶|爱人|妻|夫|父亲|母亲|继父|继母|养父|养母|父|母|长子|次子|三子|独子|儿子|子|长女|次女|三女|独女|女儿|女|"
    "岳父|岳母|公公|婆婆|哥哥|弟弟|姐姐|妹妹|兄|弟|姐|妹|儿媳|女婿|祖父|祖母|外祖父|外祖母|孙子|孙女|外孙|外孙女|"
    "嫂子|弟媳|姐夫|妹夫|伯父|叔父|姑姑|舅舅|姨母|侄子|侄女|外甥|外甥女"
)
_STATUSES = (
    "中共党员|中共预备党员|共青团员|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|无党派人士|无党派|群众|少先队员"
)
_GONE = r"[（(](?:已?[去逝]世|已故|已病故|病故|亡故)[）)]"
_RELATIVE = re.compile(
    rf"(?P<relation>{_RELATIONS})[\s,，、:：]+(?P<name>[\u3400-\u9fff·]{{2,20}})(?P<gone>{_GONE})?"
    rf"(?:[\s,，、]+{days.DAY.format('')}(?:出?生)?)?(?:[\s,，、]+(?P<status>{_STATUSES})(?=[\s,，、]|$))?"
    r"(?:[\s,，、]+(?P<work>.*))?"
)


def family(cell: str) -> tuple[FamilyMember, ...]:
    """Relatives, one a line: relation, name, birth, political status, unit and post, apart by blanks or commas.

    A line that says it otherwise is kept whole as what the relative does.
    """
    members = []
    for part in re.split(r"[；;\n]+", texts.clean(cell)):
        line = part.strip(" ，,、。")
        if not line or line in NONE:
            continue
        found = _RELATIVE.fullmatch(line)
        if found is None:
            members.append(FamilyMember("", "", work=line))
            continue
        birth = days.taken(found, "")
        work, gone = (found["work"] or "").strip(), found["gone"] or ""
        work = f"{work}{gone}" if work else gone.strip("（()）")
        members.append(FamilyMember(found["relation"], found["name"], birth or "", found["status"] or "", work))
    return tuple(members)

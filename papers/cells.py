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
_DATED = re.compile(rf"{days.DAY.format('')}[\s,，、:：]*(?P<text>.+)", re.DOTALL)


def items(cell: str) -> tuple[Told, ...]:
    """The items of a cell such as 奖惩情况, each with its day where it begins with one."""
    found = []
    for part in _ITEM_ENDS.split(texts.clean(cell)):
        said = part.strip(" ，,、")
        if not said or said in NONE:
            continue
        dated = _DATED.fullmatch(said.translate(days.DIGITS))
        on = days.taken(dated, "") if dated else None
        found.append(Told(on, said[dated.start("text") :]) if dated and on else Told("", said))
    return tuple(found)


_YEAR = r"(?:19|20)[0-9]{2}"
_ONE_YEAR = rf"{_YEAR}[ ]?年?度?"
_YEARS = re.compile(
    rf"(?P<years>{_ONE_YEAR}(?:[ ]?[、,，和及至到~～\-—－]+[ ]?{_ONE_YEAR}){{0,40}})"
    r"(?:年度)?(?:公务员|干部|工作)?(?:年度)?考?核?(?:结果|等次)?[均都]?[被评定确为是]*[ :：,，]*"
    rf"(?P<grade>{'|'.join(GRADES)})(?:等次)?"
)


def assessments(cell: str) -> tuple[dict[int, str], str]:
    """The grades of years (2021、2022年优秀，2023年：称职), and what of the cell was not read."""
    text = texts.clean(cell).translate(days.DIGITS)
    grades: dict[int, str] = {}
    for found in _YEARS.finditer(text):
        for year in _years(found["years"]):
            grades.setdefault(year, found["grade"])
    left = _YEARS.sub("", text).strip(" \n，,；;。、")
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
_RELATIVE = re.compile(
    rf"(?P<relation>{_RELATIONS})[\s,，、:：]+(?P<name>[\u3400-\u9fff·]{{2,20}})"
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
        members.append(
            FamilyMember(
                found["relation"], found["name"], birth or "", found["status"] or "", (found["work"] or "").strip()
            )
        )
    return tuple(members)

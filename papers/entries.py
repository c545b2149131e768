"""What the form's cells say (简历、奖惩情况、年度考核结果、家庭成员、学历学位), as entries in the form's own words.

The same reading for a form and for a cell of a table. What no rule reads is given back with where it stood, never
guessed at and never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from papers import cells, days, resume, texts
from papers.form import Education, FamilyMember, ResumeLine

RESUME, REWARDS, ASSESSMENTS, FAMILY, EDUCATION = "简历", "奖惩情况", "年度考核结果", "家庭成员", "学历学位"
Entry = dict[str, Any]
KEPT = {"resume": RESUME, "rewards": REWARDS, "assessments": ASSESSMENTS}
"""The cells of which a file keeps what no rule reads, as the form has them."""
MOST_KEPT = 1000
"""Characters of a line that is kept unread; a longer one is kept in pieces."""


@dataclass(slots=True)
class Told:
    """The entries of a cell, and what was not read: where it stood, and the text."""

    entries: list[Entry] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    kept: list[Entry] = field(default_factory=list)
    """Lines that were not read and are kept as they stood, each with its cell and the day of what stands above it."""


def kept(line: Entry) -> dict[str, str]:
    """What is said of a line that no rule reads and that is kept, in both languages."""
    return {
        "zh": f"{KEPT[line['cell']]}中未能识别，按原文保留，请核对后补录：{line['text'][:200]}",
        "en": "A line was not read: it is kept as it stands",
    }


def unread(where: str, text: str) -> dict[str, str]:
    """What is said of a text that no rule reads, in both languages."""
    return {"zh": f"{where}中未能识别，未写入：{text[:200]}", "en": "Part of a cell was not read and is left out"}


def from_resume(lines: Iterable[ResumeLine]) -> Told:
    """The periods of a résumé."""
    told = Told()
    above: str | None = None
    for one in lines:
        if one.began:
            above = one.began
            told.entries.append({"began": one.began, "ended": one.ended or None, "text": one.text})
        else:
            told.kept += [{"cell": "resume", "text": part, "after": above} for part in _parts(one.text)]
    return told


def _parts(line: str) -> list[str]:
    return [line[at : at + MOST_KEPT] for at in range(0, len(line), MOST_KEPT)]


def from_rewards(cell: str) -> Told:
    """The items of 奖惩情况; one without a day is not surely read, and whether it is a reward is not judged here."""
    return Told([{"on": one.on or None, "text": one.text} for one in cells.items(cell)])


def from_assessments(cell: str) -> Told:
    """The grades of years."""
    grades, left = cells.assessments(cell)
    read = [{"year": year, "grade": grade} for year, grade in sorted(grades.items())]
    return Told(read, kept=[{"cell": "assessments", "text": part, "after": None} for part in _parts(left)])


def from_family(members: Iterable[FamilyMember]) -> Told:
    """The relatives who have a name; a day of birth that is none is left out."""
    told = Told()
    for one in members:
        if not any(sign.isalpha() for sign in one.name):
            told.unread.append((FAMILY, "，".join(part for part in (one.relation, one.birth, one.work) if part)))
            continue
        kept = {name: getattr(one, name) for name in FamilyMember.__slots__ if getattr(one, name)}
        if kept.get("birth") and days.read(one.birth) != one.birth:
            told.unread.append((f"{FAMILY}“{one.name}”的出生年月", kept.pop("birth")))
        told.entries.append(kept)
    return told


_MODES = re.compile(r"(?P<mode>全日制|在职)(?:教育|学历|学位)*[\s:：,，、]*")
_LEVELS = (
    r"(?:[\u4e00-\u9fff]{0,8}党校|在职|博士|硕士)?研究生(?:班)?(?:学历|毕业)?"
    r"|(?:[\u4e00-\u9fff]{0,8}党校)?"
    r"(?:大学(?:本科|专科|普通班)?|本科|大专|专科)(?:学历|毕业)?|大本|高职|中专|中师|高中|职高|技校|初中|小学"
)
_LEVEL = re.compile(_LEVELS)
_DEGREE = r"[\u4e00-\u9fff]{0,8}(?:学士|硕士|博士)(?:学位)?"
_BOTH = re.compile(rf"(?P<level>{_LEVELS})?[\s,，、/（(]*(?P<degree>{_DEGREE})?[）)]*")
SCHOOLS = "毕业院校"
"""What a school begins with that is one whatever it is called: 毕业院校：包头师院."""
_SAID_SCHOOLS = re.compile(rf"{SCHOOLS}(?:系|及|专业)*[:：]")
_SCHOOL = re.compile(r".*(?:大学|学院|学校|党校|研究所|研究院|中学).*|.*(?:系|专业)")


def from_education(cell: str) -> Told:
    """Education (全日制：大学 工学学士；在职：研究生 法学硕士); `mode` is empty where none is said."""
    told, above = Told(), ""
    for part in re.split(r"[；;。\n]+", texts.clean(cell)):
        said, mode = part.strip(" ，,、"), ""
        if not said or said in cells.NONE:
            continue
        if found := _MODES.match(said):
            mode, said = found["mode"], said[found.end() :]
        if not said:
            above = mode
            continue
        read = _education(said)
        last = told.entries[-1] if told.entries and not mode and not above else None
        if read is None:
            told.unread.append((EDUCATION, part.strip()))
        elif read.level or last is None:
            one = {name: getattr(read, name) for name in Education.__slots__}
            told.entries.append({"mode": mode or above, **one})
            above = ""
        elif read.degree and not last["degree"]:
            last["degree"], last["degree_school"] = read.degree, read.degree_school
        elif not read.degree and not last["level_school"]:
            last["level_school"] = read.degree_school
        else:
            told.unread.append((EDUCATION, part.strip()))
    return told


def _education(said: str) -> Education | None:
    """A level, a degree and a school in this order, each once; None where something else stands there."""
    level = degree = school = ""
    said, *schools = _SAID_SCHOOLS.split(said)
    for token in re.split(r"[\s,，、/]+", said):
        word = token.strip("（）()")
        if not word:
            continue
        found = _BOTH.fullmatch(word)
        if found and (found["level"] or found["degree"]) and not (_is_two(found, level, degree)):
            level, degree = level or found["level"] or "", degree or found["degree"] or ""
        elif not school and _SCHOOL.fullmatch(word):
            school = word
        elif school and word.endswith(("系", "专业")):
            school += word
        else:
            return None
    for one in schools:
        school = f"{school}{one.strip(' ，,、')}"
    level = re.sub("(?:学历|毕业)$", "", level)
    degree = degree.removesuffix("学位")
    return Education(level, degree, school, "" if level else school)


def _is_two(found: re.Match[str], level: str, degree: str) -> bool:
    return bool((found["level"] and level) or (found["degree"] and degree))


def _resume(cell: str) -> Told:
    return from_resume(resume.parse(cell))


def _family(cell: str) -> Told:
    return from_family(cells.family(cell))


READS = {
    "resume": (RESUME, _resume),
    "rewards": (REWARDS, from_rewards),
    "assessments": (ASSESSMENTS, from_assessments),
    "family": (FAMILY, _family),
    "education": (EDUCATION, from_education),
}
"""By history what its cell is called, and how it is read."""

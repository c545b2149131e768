"""A form (干部任免审批表) becomes a registration, or what it says otherwise or besides of somebody in the roster.

A form is a summary: what is empty on it, and what the file knows more precisely, changes nothing; what decides
(appointments, levels, ranks, punishments) is made where it is judged, and the form's word of it is only told.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from papers import days, pictures
from papers import entries as in_words
from papers.cells import NONE
from servicekit import standards
from servicekit.errors import InvalidFields, field_error
from servicekit.lifecycle import words_of
from servicekit.schema import instance, load
from servicekit.work import UnitOfWork
from services.registry.errors.units import UnknownUnit
from services.registry.model import careers, checks, form_words
from services.registry.model.life import against_fields, must_make_sense
from services.registry.model.names import behind, compared
from services.registry.model.person import (
    MEMBERS,
    Cadre,
    Education,
    Entry,
    FamilyMember,
    Punishment,
    ResumeLine,
    UnreadLine,
    Voided,
    valid,
)
from services.registry.parts import entering
from services.registry.parts.building import Place, entries_of
from services.registry.parts.cadres import MOST_PHOTO_BYTES
from services.registry.parts.common import Wish
from services.registry.parts.judging import Selected
from services.registry.schemas.cadres import AddEntries, PlainFields, RegisterCadre
from services.registry.schemas.histories import GRADES, RELATIONS
from services.registry.store.units import UNITS
from services.registry.vocabulary.form_words import is_punishment, reward
from services.registry.vocabulary.person import EducationMode

MOST_UNITS = 20_000
MOST_TOLD = 5
"""Entries of a history that a note names."""
MOST_SHOWN = 8
"""Entries of a cell that a note names of those it was read as."""
_LONGEST_NOTE = 480
_DAYS = ("birth", "joined_party_on", "began_work_on")
_PLACES = ("native_place", "birthplace")
_TEXTS = ("name", *_PLACES, "health", "professional_post", "specialities")
_OF_A_FORM = ("sex", "ethnicity", "political_status", *_DAYS, "other_party", *_TEXTS)
FIELDS = {name: str(one.metadata["zh"]) for name, one in instance(PlainFields).fields.items() if name in _OF_A_FORM}
"""The plain fields of a file that a form speaks of, and what they are called."""
_OTHERWISE = {"photo": "照片"}
_WORDS: Mapping[str, Callable[[str], str | None]] = {"sex": form_words.sex, "ethnicity": form_words.ethnicity}
_SAME = {
    "education": ("mode",),
    "resume": ("began", "ended", "text"),
    "unread_lines": ("cell", "text"),
    "assessments": ("year",),
    "rewards": ("on", "kind", "title"),
    "family": ("relation", "name"),
}
"""By what two entries of one form are one that it says twice."""
DOCUMENT = "干部任免审批表"
_MODES = words_of(EducationMode)
MARK = 16
"""Letters of a difference's mark."""
Note = dict[str, str]


def note(code: str, zh: str, en: str) -> Note:
    """Something to be known of a row that was taken."""
    return {"code": code, "zh": zh, "en": en}


UNCHANGED = note("unchanged", "与名册一致，无变化", "The roster says the same: nothing changes")

NOTHING_TAKEN = note("unchanged", "未采纳任何变动，名册不变", "Nothing was taken over: the roster stays as it is")
NEW = note("new", "名册中没有此人，登记", "Not in the roster: registered")
BY_NAME = note("by-name", "表中没有身份证号，按姓名和出生年月认定为此人", "Without a number: found by name and birth")


class Differences:
    """What a form says otherwise and besides of somebody, each with the mark by which it is taken over or not.

    A mark stands for what was and what becomes: where the roster has changed since somebody looked, it is another, and
    what they took over then is not taken over now.
    """

    def __init__(self, cadre: Cadre, accept: Sequence[str] | None) -> None:
        self.cadre_id = cadre.id
        self.told: list[dict[str, Any]] = []
        self._accept = None if accept is None else frozenset(accept)

    def takes(self, field: str, was: str | None, becomes: str | None, change: Any) -> bool:
        """Whether a difference is taken over; `change` is all of it, of which what is shown may be a part."""
        mark = hashlib.sha256(repr((self.cadre_id, field, change)).encode()).hexdigest()[:MARK]
        taken = self._accept is None or mark in self._accept
        title = FIELDS.get(field) or _OTHERWISE.get(field) or str(instance(AddEntries).fields[field].metadata["zh"])
        told = {"field": field, "title": title, "was": was, "becomes": becomes, "mark": mark, "taken": taken}
        self.told.append(told)
        return taken

    def notes(self) -> list[Note]:
        """That some of it is not taken over."""
        titles = list(dict.fromkeys(one["title"] for one in self.told if not one["taken"]))
        if not titles:
            return []
        return [note("declined", f"未采纳的变动：{'、'.join(titles)}", f"Not taken over: {len(titles)} kinds")]


@dataclass
class Read:
    """A form in the file's own terms, and what is to be known of it."""

    plain: dict[str, Any]
    histories: dict[str, list[dict[str, Any]]]
    photo: bytes
    document: str
    punished: list[tuple[str, str]]
    """What 奖惩情况 says besides rewards, with its day."""
    notes: list[Note] = field(default_factory=list)


def read(row: Wish) -> Read:
    """What a form says, by codes. Raises InvalidFields for a word that has none where one is needed."""
    notes = [note("left-out", one["zh"], one["en"]) for one in row["notes"]]
    said = {name: row[name] for name in FIELDS if name in (*_DAYS, *_TEXTS)}
    plain: dict[str, Any] = {name: value for name, value in said.items() if value and value not in NONE}
    errors = []
    for name, code_of in _WORDS.items():
        if not row[name]:
            continue
        if (code := code_of(row[name])) is None:
            zh, en = f"{FIELDS[name]}无法识别", f"This word is not known: {row[name]}"
            errors.append(field_error(f"/{name}", "unknown-word", zh, en))
        else:
            plain[name] = code
    if errors:
        raise InvalidFields(errors=errors)
    plain |= _parties(row, notes)
    rewards, punished, unread = rewarded(row["rewards"], DOCUMENT, notes)
    histories = {
        "education": [
            one for mode in ("full_time", "in_service") if row[mode] and (one := schooled(row[mode], mode, notes))
        ],
        "resume": [{**one} for one in row["resume"]],
        "unread_lines": [*({**one} for one in row["unread_lines"]), *unread],
        "assessments": graded(row["assessments"], DOCUMENT, notes),
        "rewards": rewards,
        "family": [relative(one, notes) for one in row["family"]],
    }
    histories = {name: once(name, entries) for name, entries in histories.items()}
    filled_in = f"（{row['filled_in_on']}填）" if row["filled_in_on"] else ""
    return Read(plain, histories, _photo(row["photo"], notes), DOCUMENT + filled_in, punished, notes)


def once(history: str, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries of a history without those that a form says twice."""
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    for entry in entries:
        seen.setdefault(tuple(compared(str(entry[name])) for name in _SAME[history]), entry)
    return list(seen.values())


def _parties(row: Wish, notes: list[Note]) -> dict[str, Any]:
    """The fields that 入党时间 and 政治面貌 fill.

    Raises InvalidFields for words that are not surely read: who is new would be taken for somebody in no party."""
    joined = row["joined_party_on"] or ""
    cell, name = (row["other_party"], "joined_party_on") if row["other_party"] else (row["political_status"], "")
    if not cell or cell in NONE:
        return {"political_status": MEMBERS[0]} if joined else {}
    read = form_words.parties(joined, cell)
    if read is None:
        zh = f"“{cell}”无法识别，请改为入党年月、党派名称，或“年月；党派名称”"
        en = "What the cell says of parties is not known"
        raise InvalidFields(errors=[field_error(f"/{name or 'political_status'}", "unknown-word", zh, en)])
    for on, called in read.unkept:
        zh = f"加入{called}的时间（{on}）未写入"
        notes.append(note("left-out", zh, "The day of joining another party was left out"))
    kept = {"political_status": read.status, "joined_party_on": read.joined_on, "other_party": read.other}
    return {field: value for field, value in kept.items() if value}


def schooled(line: Wish, mode: str, notes: list[Note]) -> dict[str, Any] | None:
    """A line of education; None where its level has no code."""
    line = {name: "" if value in NONE else value for name, value in line.items()}
    if not line["level"]:
        if line["degree"]:
            cell = line["degree"]
            zh = f"学位“{cell}”没有对应的学历，未写入"
            notes.append(note("left-out", zh, "A degree without a level of education was left out"))
        return None
    level = form_words.education_level(line["level"], line["degree"])
    if level is None:
        cell = line["level"]
        zh = f"学历“{cell}”无法识别，未写入"
        notes.append(note("left-out", zh, "A level of education is not known and was left out"))
        return None
    school, major, degree = line["level_school"] or line["degree_school"], "", line["degree"] or None
    if line["level_school"] and line["degree_school"] and line["degree_school"] != line["level_school"]:
        if any(word in line["degree_school"] for word in ("大学", "学院", "学校", "党校")):
            cell, degree = line["degree_school"], None
            zh = f"学位的毕业院校“{cell}”与学历的不同，学位未写入"
            notes.append(note("left-out", zh, "The degree is of another school than the level and was left out"))
        else:
            major = line["degree_school"]
    if name := form_words.called(line["level"]):
        zh = f"“{name}”为党校学历，名称按原文保留，类别登记为{standards.EDUCATION_LEVELS[level]}"
        notes.append(note("kept", zh, "An education of a party school keeps its name"))
    return {"mode": mode, "level": level, "called": name, "degree": degree, "school": school, "major": major}


def graded(said: list[Wish], document: str, notes: list[Note]) -> list[dict[str, Any]]:
    """The grades of years that have a code."""
    read = []
    for one in said:
        if (grade := form_words.grade(one["grade"])) is None:
            cell = one["grade"]
            zh = f"{one['year']}年度考核等次“{cell}”无法识别，未写入"
            notes.append(note("left-out", zh, f"The grade of {one['year']} is not known and was left out"))
        else:
            read.append({"year": one["year"], "grade": grade, "document": document})
    return read


def rewarded(
    said: list[Wish], document: str, notes: list[Note]
) -> tuple[list[dict[str, Any]], list[tuple[str, str]], list[dict[str, Any]]]:
    """The rewards of 奖惩情况; the punishments, with their days: those are entered from their documents; and the items
    that were not read or say neither, which are kept as they stand."""
    read, punished, unread = [], [], []
    above: str | None = None
    for one in said:
        text, on = one["text"], one["on"]
        kind = reward(text)
        if is_punishment(text):
            punished.append((on or "", text))
        elif kind is None or on is None:
            said_on = f"{days.dotted(on)} " if on and on[:4] not in text else ""
            unread.append({"cell": "rewards", "text": f"{said_on}{text}", "after": above})
            notes.append(note("kept", **in_words.kept(unread[-1])))
        else:
            read.append({"kind": kind, "title": text, "on": on, "document": document})
            above = on
    return read, punished, unread


def understood(cell: str, history: str, read_here: list[dict[str, Any]]) -> Note:
    """How a cell was read, with some of its entries."""
    said = "；".join(line(history, one) for one in read_here[:MOST_SHOWN])
    more = f"……等{len(read_here)}条" if len(read_here) > MOST_SHOWN else ""
    return note("understood", f"{cell}读作：{said}"[:_LONGEST_NOTE] + more, f"{history}: {len(read_here)} entries read")


def punishments_left_out(punished: list[tuple[str, str]], known: Sequence[Punishment]) -> list[Note]:
    """That punishments were left out which the file does not have."""
    days = [one.decided_on.isoformat() for one in known]
    return [
        note(
            "left-out",
            f"奖惩情况“{text}”未写入：处分由有权的人员按决定文件录入",
            "A punishment was left out: it is entered from its document",
        )
        for on, text in punished
        if not (on and any(day.startswith(on) for day in days))
    ]


def relative(one: Wish, notes: list[Note]) -> dict[str, Any]:
    """A relative, by codes."""
    party = form_words.political_status(one["political_status"]) if one["political_status"] else None
    if one["political_status"] and party is None:
        cell = one["political_status"]
        zh = f"家庭成员的政治面貌“{cell}”无法识别，未写入"
        notes.append(note("left-out", zh, "A relative's party is not known and was left out"))
    kept = {name: one[name] for name in ("name", "birth", "work")}
    return {"relation": form_words.relation(one["relation"]), "political_status": party, **kept}


def _photo(text: str, notes: list[Note]) -> bytes:
    try:
        photo = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        photo = b"\x00"
    if photo and (len(photo) > MOST_PHOTO_BYTES or not pictures.kind(photo)):
        notes.append(note("left-out", "照片不能读取或过大，未写入", "The photo is none or too large and was left out"))
        return b""
    return photo


@dataclass
class Units:
    """Units by what they are called, for texts that name one at their beginning; read once."""

    named: dict[str, list[Place]]
    titles: dict[str, str]

    @classmethod
    def of(cls, work: UnitOfWork) -> Units:
        """The active units that the caller may put somebody into."""
        named: dict[str, list[Place]] = {}
        titles: dict[str, str] = {}
        fields = {"called": 1, "unit_ids": 1, "name": 1}
        for document in work.db[UNITS.name].find({"state": "active"}, fields).limit(MOST_UNITS):
            if not work.scope.allows(document["unit_ids"]):
                continue
            place = Place(document["_id"], document["unit_ids"])
            titles[place.id] = document["name"]
            for called in {one for one in document["called"].split("\n") if len(one) > 1}:
                named.setdefault(called, []).append(place)
        return cls(named, titles)

    def at_the_beginning_of(self, text: str) -> tuple[Place, str] | None:
        """The one unit with the longest name that a text begins with, and the rest of the text."""
        said = compared(text)
        for offset in (0, len("中共")) if said.startswith("中共") else (0,):
            for end in range(len(said), offset + 1, -1):
                found = self.named.get(said[offset:end], [])
                if len({place.id for place in found}) == 1:
                    return found[0], behind(text, said[:end])
                if found:
                    return None
        return None


def unit_of(row: Wish, units: Units) -> tuple[Place, str, Note]:
    """Where a new person serves, as what, and how that was found. Raises UnknownUnit where the form does not say."""
    last = row["resume"][-1]["text"].split("\n")[0] if row["resume"] and row["resume"][-1]["ended"] is None else ""
    for text, zh in ((row["current_post"], "现任职务"), (last, "简历"), (row["reported_by"], "呈报单位")):
        if text and (found := units.at_the_beginning_of(text)):
            place, rest = found
            name = units.titles[place.id]
            told = note("unit", f"按{zh}登记到：{name}", f"Registered in the unit that the form names: {name}")
            title = rest if text == row["current_post"] else row["current_post"]
            return place, title or row["current_post"], told
    zh = "不能确定单位：现任职务未以名册中的单位名称开头，或有同名单位；请改写现任职务，或提交时指定单位编码"
    en = "The unit is not clear: name it at the beginning of the present post, or send its code with the import"
    raise UnknownUnit(zh, en, errors=[field_error("/current_post", "unknown-unit", zh, en)])


def registration(row: Wish, form: Read, place: Place, title: str) -> tuple[Wish, list[Note]]:
    """What is registered of a new person, and what is to be known of it. Raises InvalidFields."""
    missing = [name for name in ("sex", "birth", "ethnicity") if name not in form.plain]
    if missing:
        zh, en = "登记新的干部须填写", "A new cadre is registered with this"
        raise InvalidFields(errors=[field_error(f"/{name}", "required", zh, en) for name in missing])
    notes = [*_professional_post(row, ""), *punishments_left_out(form.punished, ())]
    notes += [
        understood(cell, history, form.histories[history])
        for history, cell in (("rewards", in_words.REWARDS), ("assessments", in_words.ASSESSMENTS))
        if form.histories[history]
    ]
    since = row["resume"][-1] if row["resume"] and row["resume"][-1]["ended"] is None else None
    appointments = []
    if title and since is not None:
        appointments.append({"title": title[:200], "began": since["began"], "began_by": DOCUMENT})
    elif title:
        zh = "现任职务未写入任职经历：简历最后一段不是至今"
        notes.append(note("left-out", zh, "The present post was left out: the résumé does not say since when"))
    histories = {name: entries for name, entries in form.histories.items() if entries}
    said = {
        **form.plain,
        **histories,
        "identity_number": row["identity_number"],
        "unit_id": place.id,
        "appointments": appointments,
    }
    return load(RegisterCadre, said), notes


def update(
    work: UnitOfWork, cadre: Cadre, row: Wish, form: Read, selected: Selected, differences: Differences
) -> tuple[list[str], list[Note]]:
    """Set and append what a form says otherwise and besides, and what of it is taken over; what changed, and a note of
    each difference.

    Raises DayNotCome, OutOfOrder, Unqualified and DuplicateEntry naming the cell.
    """
    differing = {
        name: value for name, value in _differing(cadre, form.plain).items() if _takes(differences, cadre, name, value)
    }
    notes = [note("changed", _change(cadre, name, value), f"{name} changes") for name, value in differing.items()]
    changed = careers.set_fields(cadre, differing, form.document, work.principal.account, work.now)
    must_make_sense(cadre, changed, work.today, work.rules)
    if found := against_fields(cadre, changed, work.rules):
        careers.answered_for(cadre, changed, checks.settle(found, None, "/began_work_on"))
    added, completed = _entries(cadre, form, notes, differences)
    void = Voided(by=work.principal.account, basis=form.document, at=work.now)
    for history, entry, _ in completed:
        careers.set_aside(cadre, history, entry.entry, void)
    wish = load(AddEntries, {history: entries for history, entries in added.items() if entries})
    entries = {history: made for history, made in entries_of(wish, work.rules).items() if made}
    for history, entry, whole in completed:
        next(one for one in entries[history] if _is(one, whole)).corrects = entry.entry
    for history, made_entries in entries.items():
        cadre.append(history, *made_entries)
        changed.append(history)
    entering.check(work, cadre, entries, None, selected=selected)
    if row["current_post"] and cadre.title and compared(cadre.title) not in compared(row["current_post"]):
        zh = f"现任职务与名册不同（名册为“{cadre.title}”），任免按程序办理，未改动"
        notes.append(
            note("left-out", zh, "The present post differs from the roster's; it is changed by an appointment")
        )
    notes += [
        *_professional_post(row, cadre.professional_post),
        *punishments_left_out(form.punished, valid(cadre.punishments)),
    ]
    return changed, notes


def _takes(differences: Differences, cadre: Cadre, name: str, value: Any) -> bool:
    """Health has a right of its own: that it changes is told, and not how."""
    before = getattr(cadre, name)
    if name == "health":
        return differences.takes(name, None, None, value)
    was = _said(name, before) if before else None
    return differences.takes(name, was, _said(name, value), (before, value))


def _professional_post(row: Wish, kept: str) -> list[Note]:
    """That a professional post was left out: the form says neither its level nor its day."""
    if not row["professional_post"] or compared(row["professional_post"]) == compared(kept):
        return []
    cell = row["professional_post"]
    zh = f"专业技术职务“{cell}”未写入：表中没有级别和取得时间，请在档案中补录"
    return [note("left-out", zh, "The professional post was left out: the form says neither its level nor its day")]


def _differing(cadre: Cadre, plain: Mapping[str, Any]) -> dict[str, Any]:
    """The plain fields that a form says otherwise."""
    found = {}
    for name, value in plain.items():
        before = getattr(cadre, name)
        if name in _DAYS and before and before.startswith(value):
            continue
        if name in _PLACES and before and form_words.same_place(before, value):
            continue
        if name == "political_status" and value == "01" and before in MEMBERS:
            continue
        if before is None or compared(str(before)) != compared(str(value)):
            found[name] = value
    return found


def _change(cadre: Cadre, name: str, value: Any) -> str:
    """What becomes of a field, in words; of health, which has a right of its own, only that it changes."""
    if name == "health":
        return f"{FIELDS[name]}更新"
    text, cell = _said(name, getattr(cadre, name)), _said(name, value)
    return f"{FIELDS[name]}：“{text}”改为“{cell}”"


def _said(name: str, value: Any) -> str:
    """A value as people say it."""
    words: Mapping[str, str] = dict(instance(PlainFields).fields[name].metadata.get("words") or {})
    return words.get(str(value), str(value)) if value else "空"


Completed = list[tuple[str, Entry, dict[str, Any]]]


def _entries(
    cadre: Cadre, form: Read, notes: list[Note], differences: Differences
) -> tuple[dict[str, list[dict[str, Any]]], Completed]:
    """What a form adds to each history, and which entries it completes: the whole stands in the place of each."""
    added: dict[str, list[dict[str, Any]]] = {}
    completed: Completed = []
    for history, said in form.histories.items():
        kept = valid(getattr(cadre, history))
        worded_alike = [
            there
            for entry in said
            if history == "resume" and (there := _MATCHES[history](kept, entry, [])[0]) is not None
        ]
        for entry in said:
            if history == "resume" and not kept and _is_of_an_appointment(entry, cadre):
                continue
            there, more = _MATCHES[history](kept, entry, notes)
            if there is None and history == "resume" and (there := reworded(kept, entry, worded_alike)) is not None:
                worded_alike.append(there)
                more = True
            if there is not None and not more:
                continue
            # What a relative was is theirs to see who may see the family.
            shown = there is not None and history != "family"
            was = line(history, defaultdict(str, _kept(there, history))) if there is not None and shown else None
            if not differences.takes(history, was, line(history, entry), (there and there.entry, entry)):
                continue
            if there is None:
                added.setdefault(history, []).append(entry)
            else:
                whole = _kept(there, history) | {name: value for name, value in entry.items() if value}
                added.setdefault(history, []).append(whole)
                completed.append((history, there, whole))
    for history, entries in added.items():
        zh = instance(AddEntries).fields[history].metadata["zh"]
        lines = "；".join(line(history, entry) for entry in entries[:MOST_TOLD])
        more_zh = f"等{len(entries)}条" if len(entries) > MOST_TOLD else ""
        notes.append(note("added", f"{zh}补充：{lines}{more_zh}", f"{history}: {len(entries)} entries"))
    return added, completed


def _is_of_an_appointment(line: Mapping[str, Any], cadre: Cadre) -> bool:
    """Whether a line says no more than an appointment: the form of a file without a résumé has these instead."""
    return any(
        one.began.startswith(line["began"]) and compared(one.title) in compared(line["text"])
        for one in valid(cadre.appointments)
    )


def _kept(entry: Entry, history: str) -> dict[str, Any]:
    """What an entry says, as it would be sent."""
    nested: Any = instance(AddEntries).fields[history]
    said = {name: getattr(entry, name, None) for name in nested.inner.schema.fields}
    return {name: getattr(value, "value", value) for name, value in said.items() if value not in (None, "")}


def _is(made: Entry, said: Mapping[str, Any]) -> bool:
    return all(getattr(made, name) == value for name, value in said.items() if isinstance(value, str))


def line(history: str, entry: Mapping[str, Any]) -> str:
    """What an entry says, short."""
    match history:
        case "resume":
            return f"{entry['began']}至{entry['ended'] or '今'} {entry['text'][:40]}"
        case "unread_lines":
            return f"{entry['text'][:40]}"
        case "assessments":
            return f"{entry['year']}年{GRADES[entry['grade']]}"
        case "rewards":
            return f"{entry['on']} {entry['title'][:40]}"
        case "family":
            return f"{RELATIONS.get(entry['relation'], '')}{entry['name']}"
        case _:
            said = (_MODES.get(entry["mode"]), entry.get("called") or standards.EDUCATION_LEVELS.get(entry["level"]))
            return " ".join(word for word in (*said, entry["degree"], entry["school"], entry["major"]) if word)


Match = tuple[Entry | None, bool]


def _education_match(kept: Sequence[Education], said: Mapping[str, Any], notes: list[Note]) -> Match:
    school = compared(said["school"] + said["major"])
    own = [one for one in kept if one.mode.value == said["mode"]]
    has_degree = said["degree"] and any(compared(one.degree or "") == compared(said["degree"]) for one in own)
    for one in own:
        same_school = not school or not one.school or school.startswith(compared(one.school))
        if one.level[0] != said["level"][0] or not same_school:
            continue
        if said["degree"] and one.degree and not has_degree:
            text, cell = one.degree, said["degree"]
            zh = f"学位与名册不同（名册为“{text}”，表中为“{cell}”），未改动"
            notes.append(note("left-out", zh, "The degree differs from the roster's and was left as it is"))
            return one, False
        more = (said["degree"] and not has_degree) or (school and not one.school) or (said["called"] and not one.called)
        return one, bool(more)
    return None, False


def resume_match(kept: Sequence[ResumeLine], said: Mapping[str, Any], notes: list[Note]) -> Match:
    for one in kept:
        if compared(one.text) == compared(said["text"]) and one.began.startswith(said["began"]):
            if said["ended"] is None or (one.ended is not None and one.ended.startswith(said["ended"])):
                return one, False
            if one.ended is None:
                # What follows from an appointment ends with it.
                return one, one.came_with is None
    return None, False


def reworded(kept: Sequence[ResumeLine], said: Mapping[str, Any], others: Sequence[Entry]) -> ResumeLine | None:
    """The line written by hand of the very same period, of which the form says nothing else."""
    taken = {one.entry for one in others}
    return next(
        (
            one
            for one in kept
            if one.entry not in taken
            and one.came_with is None
            and (one.began, one.ended) == (said["began"], said["ended"])
        ),
        None,
    )


def _unread_match(kept: Sequence[UnreadLine], said: Mapping[str, Any], notes: list[Note]) -> Match:
    alike = (one for one in kept if one.cell == said["cell"] and compared(one.text) == compared(said["text"]))
    return next(alike, None), False


def _assessments_match(kept: Sequence[Any], said: Mapping[str, Any], notes: list[Note]) -> Match:
    for one in kept:
        if one.kind == "annual" and one.year == said["year"]:
            if one.grade != said["grade"]:
                zh = f"{one.year}年度考核与名册不同（名册为{GRADES[one.grade]}，表中为{GRADES[said['grade']]}），未改动"
                notes.append(note("left-out", zh, f"The grade of {one.year} differs and was left as it is"))
            return one, False
    return None, False


def _rewards_match(kept: Sequence[Any], said: Mapping[str, Any], notes: list[Note]) -> Match:
    for one in kept:
        named = compared(one.title) in compared(said["title"]) or compared(said["title"]) in compared(one.title)
        if one.on.startswith(said["on"]) and (named or (one.kind == said["kind"] != "other")):
            return one, False
    return None, False


def _family_match(kept: Sequence[FamilyMember], said: Mapping[str, Any], notes: list[Note]) -> Match:
    for one in kept:
        if compared(one.name) != compared(said["name"]) or (one.relation != said["relation"] != "other"):
            continue
        birth = bool(said["birth"]) and not (one.birth or "").startswith(said["birth"])
        party = bool(said["political_status"]) and said["political_status"] != one.political_status
        return one, birth or party or bool(said["work"] and compared(said["work"]) != compared(one.work))
    return None, False


_MATCHES: Mapping[str, Callable[[Any, Mapping[str, Any], list[Note]], Match]] = {
    "education": _education_match,
    "resume": resume_match,
    "unread_lines": _unread_match,
    "assessments": _assessments_match,
    "rewards": _rewards_match,
    "family": _family_match,
}

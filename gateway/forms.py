"""What the form for appointments and removals (干部任免审批表) says of a cadre, from their file: codes in words, the
histories as the form's sentences.

Nothing is made up: what the file does not know stays empty, for the hand that fills it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from papers import cells
from papers.form import AppointmentForm, Education, FamilyMember, ResumeLine
from servicekit import schooling
from servicekit.chinese import people_of, post_at
from servicekit.standards import ETHNICITIES, POLITICAL_STATUSES, SEXES
from services.registry.schemas.histories import GRADES, PUNISHMENTS, RELATIONS, REWARDS

Document = Mapping[str, Any]
Names = Mapping[str, Document]
COMMUNIST = ("01", "02")
_OTHER_PARTIES = {
    "04": "民革",
    "05": "民盟",
    "06": "民建",
    "07": "民进",
    "08": "农工党",
    "09": "致公党",
    "10": "九三学社",
    "11": "台盟",
}
_SPOUSES = {"1": "妻子", "2": "丈夫"}
"""What a husband or wife is called (称谓), by the cadre's own sex."""
_WITHOUT_PENALTY = ("admonition", "removal")
_YEARS = 3
"""Of annual assessments on the form."""
_NONE = "无"
_BEGINS_A_SENTENCE = ("获", "荣获", "荣立", "立", "记", "被", "受", "评为", "授予", "年度考核", "先后", "多次")
"""A reward that is told with its verb needs none before it."""


def composed(
    file: Document,
    *,
    names: Names,
    health: str,
    family: Sequence[Document],
    photo: bytes,
    today: str,
    age_on: str,
    proposal: Document,
    held_on: str = "",
) -> AppointmentForm:
    """The form of a file (`registry.get_cadre`).

    `names` are what units are called; `health`, `family` and `photo` have rights of their own; `proposal` holds what an
    appointment adds: proposed_post, proposed_removal, reason, reported_by, filled_in_by. The posts and the résumé are
    as of `held_on`, or of today.
    """
    on = min(held_on or today, today)
    party = file["political_status"]
    return AppointmentForm(
        name=file["name"],
        sex=SEXES.get(file["sex"], ""),
        birth=file["birth"],
        ethnicity=people(file["ethnicity"]),
        native_place=file["native_place"],
        birthplace=file["birthplace"],
        joined_party_on=(file["joined_party_on"] or "") if party in COMMUNIST else "",
        other_party=_OTHER_PARTIES.get((file.get("other_party") or "") if party in COMMUNIST else party, ""),
        began_work_on=file["began_work_on"] or "",
        health=health,
        professional_post=file["professional_post"],
        specialities=file["specialities"],
        full_time=_education(_counting(file["education"]), "full_time"),
        in_service=_education(_counting(file["education"]), "in_service"),
        current_post=current_post(file, names, on, is_past=on < today),
        proposed_post=proposal.get("proposed_post", ""),
        proposed_removal=proposal.get("proposed_removal", ""),
        resume=tuple(_until(_resume(file, names), on) if on < today else _resume(file, names)),
        rewards_and_punishments=_rewards_and_punishments(file),
        assessments=_assessments(file),
        reason=proposal.get("reason", ""),
        family=tuple(_member(one, file["sex"]) for one in _counting(family)),
        reported_by=proposal.get("reported_by", ""),
        age_on=age_on,
        filled_in_on=today,
        filled_in_by=proposal.get("filled_in_by", ""),
        photo=photo,
        retires_on=(file.get("retires_on") or "")[:7],
    )


def people(code: str) -> str:
    """What forms call an ethnicity (民族) by its code."""
    return people_of(ETHNICITIES.get(code, ""))


def units_of(file: Document) -> set[str]:
    """The units whose names the form needs."""
    return {one["unit_id"] for one in file["appointments"]}


def current_post(file: Document, names: Names, on: str, *, is_past: bool) -> str:
    """The posts held (现任职务), the main ones first: a unit is named once for those that stand together.

    The title of a file is that of today: of a past day it is told only of who has no history of posts.
    """
    held = _posts(in_force(file["appointments"], on), names)
    return held or ("" if is_past and _counting(file["appointments"]) else str(file["title"]))


def held_on(selection: Document, file: Document, day: str) -> str:
    """The day as of which a selection's paper says what a candidate holds: its own day, and of who has been appointed
    since a day before that took effect."""
    made = _made(selection, file)
    return day if made is None else min(day, _eve(made["began"]))


def _made(selection: Document, file: Document) -> Document | None:
    """The appointment that a selection ended with, in the file of whom it was about."""
    counting = _counting(file["appointments"])
    return next((one for one in counting if selection["entry"] and one["entry"] == selection["entry"]), None)


def _eve(began: str) -> str:
    """The day before a day, month or year."""
    return (date.fromisoformat((began + "-01-01")[:10]) - timedelta(days=1)).isoformat()


def _posts(held: Sequence[Document], names: Names) -> str:
    parts, before = [], None
    for one in sorted(held, key=lambda one: (not one["main"], one["began"])):
        parts.append(one["title"] if one["unit_id"] == before else _post(one, names))
        before = one["unit_id"]
    return "、".join(parts)


def removal_of(selection: Document, file: Document, names: Names, today: str) -> str:
    """The posts that somebody gives up (拟免职务) for the one they are selected for: the main ones held, or those that
    ended with the appointment once it is made."""
    made = _made(selection, file)
    if made is not None:
        counting = _counting(file["appointments"])
        ended = [one for one in counting if one["main"] and one is not made and one["ended"] == made["began"]]
        return _posts(ended, names)
    held = in_force(file["appointments"], today)
    return _posts([one for one in held if one["main"] and one["post_id"] != selection["post_id"]], names)


def in_force(appointments: Iterable[Document], today: str) -> list[Document]:
    """The appointments of which a day is one."""
    counting = _counting(appointments)
    return [one for one in counting if one["began"] <= today and (one["ended"] is None or one["ended"] > today)]


def _post(appointment: Document, names: Names) -> str:
    return post_at(names.get(appointment["unit_id"], {}).get("name") or "", str(appointment["title"]))


def _counting(entries: Iterable[Document]) -> list[Document]:
    """The entries of a history that are in force."""
    return [one for one in entries if not (one.get("void") or one.get("held") or one.get("overtaken_by"))]


def _education(entries: Iterable[Document], mode: str) -> Education:
    """The highest education of a kind, and the highest degree, each with its school."""
    level, degree = schooling.highest(entries, mode)
    return Education(
        level="" if level is None else schooling.said_of(level),
        degree="" if degree is None else degree["degree"],
        level_school="" if level is None else schooling.school_of(level),
        degree_school="" if degree is None else schooling.school_of(degree),
    )


def _resume(file: Document, names: Names) -> Iterable[ResumeLine]:
    """The lines of the résumé (简历); of a file that has none, its appointments."""
    lines = [
        (one["began"], 0, ResumeLine(one["began"], one["ended"] or "", one["text"]))
        for one in _counting(file["resume"])
    ]
    if lines:
        # What nobody has read yet stands where it stood.
        lines += [(one["after"] or "", 1, ResumeLine("", "", one["text"])) for one in _unread(file, "resume")]
        yield from (line for *_, line in sorted(lines, key=lambda one: one[:2]))
        return
    for one in sorted(_counting(file["appointments"]), key=lambda one: one["began"]):
        yield ResumeLine(one["began"], one["ended"] or "", _post(one, names))


def _unread(file: Document, cell: str) -> list[Document]:
    """The lines of a cell that are kept as they stood."""
    return [one for one in _counting(file.get("unread_lines") or ()) if one.get("cell", "resume") == cell]


def _until(lines: Iterable[ResumeLine], on: str) -> Iterable[ResumeLine]:
    """A résumé as it was on a day."""
    for one in lines:
        if one.began <= on:
            yield one if one.ended <= on else replace(one, ended="")


def _rewards_and_punishments(file: Document) -> str:
    """Rewards and punishments (奖惩情况); that there are none, and what nobody has read yet, is said only to whom
    punishments are shown."""
    told = [(one["on"], 0, _reward(one)) for one in _counting(file["rewards"])]
    if file["punishments"] is not None:
        told += [
            (one["decided_on"], 0, f"{_when(one['decided_on'])}{_punishment(one)}")
            for one in _counting(file["punishments"])
        ]
        told += [(one["after"] or "", 1, one["text"]) for one in _unread(file, "rewards")]
    if told:
        return "；".join(what for *_, what in sorted(told)) + "。"
    return "" if file["punishments"] is None else _NONE


def _reward(reward: Document) -> str:
    title = str(reward["title"])
    if [(one.on, one.text) for one in cells.items(title)] == [(reward["on"], title)]:
        # It was read as a whole, and says its days itself.
        return title
    return f"{_when(reward['on'])}{_rewarded(reward)}"


def _rewarded(reward: Document) -> str:
    word, title = REWARDS[reward["kind"]], reward["title"]
    if title.startswith(_BEGINS_A_SENTENCE):
        return str(title)
    return f"获{title}" if word in title or reward["kind"] in ("title", "other") else f"获{word}（{title}）"


def _punishment(punishment: Document) -> str:
    word, last = PUNISHMENTS[punishment["kind"]], punishment.get("last_day")
    penalty = "" if punishment["kind"] in _WITHOUT_PENALTY else "处分"
    return f"受{word}{penalty}" + (f"（影响期至{_when(last)}）" if last else "")


def _when(day: str) -> str:
    return "".join(f"{int(part)}{unit}" for part, unit in zip(day.split("-"), "年月日", strict=False))


def _assessments(file: Document) -> str:
    """The annual assessments of the last three years that have one (年度考核结果)."""
    years = {one["year"]: one for one in _counting(file["assessments"]) if one["kind"] == "annual"}
    shown = sorted(years)[-_YEARS:]
    told = [f"{year}年度考核{GRADES[years[year]['grade']]}" for year in shown]
    told += [one["text"] for one in _unread(file, "assessments")]
    return "；".join(told) + "。" * bool(told)


def _member(member: Document, sex: str) -> FamilyMember:
    relation = _SPOUSES.get(sex) if member["relation"] == "spouse" else RELATIONS.get(member["relation"])
    return FamilyMember(
        relation=relation or "",
        name=member["name"],
        birth=member["birth"] or "",
        political_status=POLITICAL_STATUSES.get(member["political_status"] or "", ""),
        work=member["work"] or "",
    )


def proposal_of(selection: Document, cadre_id: str) -> dict[str, str]:
    """What a selection (选拔任用) says on the form: the post, who reports, and as the reason how it came about."""
    return {
        "proposed_post": _post(
            {"unit_id": "", "title": selection["post_title"]}, {"": {"name": selection["unit_name"]}}
        ),
        "reason": _reason(selection, cadre_id),
        "reported_by": selection["moved_by"],
    }


def _reason(selection: Document, cadre_id: str) -> str:
    steps = [_told(one, cadre_id) for one in selection["records"] if not one["put_right"]]
    return "；".join(step for step in steps if step) + "。" * any(steps)


def _told(record: Document, cadre_id: str) -> str:
    when, figures = _when(record["on"]), record["figures"]
    match record["step"]:
        case "propose":
            return f"{when}由{figures['moved_by']}动议" if figures.get("moved_by") else f"{when}动议"
        case "recommend":
            votes = next((one["votes"] for one in figures.get("votes", ()) if one["cadre_id"] == cadre_id), None)
            got = "" if votes is None else f"，得票{votes}张"
            return f"{when}民主推荐，应参加{figures['entitled']}人，实到{figures['took_part']}人{got}"
        case "inspect":
            return f"{_when(figures['begins'])}至{_when(figures['ends'])}考察"
        case "decide":
            votes = f"应到{figures['entitled']}人，实到{figures['present']}人，同意{figures['agreed']}人"
            return f"{when}{figures['body']}讨论决定，{votes}"
    return ""


def candidates_of(selection: Document) -> list[str]:
    """Whom a selection is about: those under consideration, and before there are any those who were recommended."""
    considered = [one["cadre_id"] for one in selection["candidates"] if one["considered"]]
    return considered or [one["cadre_id"] for one in selection["candidates"]]

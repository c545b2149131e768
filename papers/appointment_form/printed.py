"""A filled-in form as it is printed: days, names and periods as the form writes them, each text at a size that fits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from papers import days
from papers.appointment_form import measures
from papers.form import AppointmentForm, Education, FamilyMember
from papers.texts import clean

_HAN_NAME = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U000323af]{2}")


@dataclass(frozen=True, slots=True)
class Text:
    """What a cell holds, and its size in points."""

    lines: tuple[str, ...]
    size: float


@dataclass(frozen=True, slots=True)
class Period:
    """A line of the résumé: the period before it, empty where it goes on what stands above it."""

    period: str
    text: str
    hangs: bool
    """Whether it stands beside the periods."""


@dataclass(frozen=True, slots=True)
class Resume:
    """The résumé, at one size."""

    lines: tuple[Period, ...]
    size: float


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the family's table."""

    relation: Text
    name: Text
    birth: Text
    political_status: Text
    work: Text


@dataclass(frozen=True, slots=True)
class Printed:
    """The form, cell by cell."""

    name: Text
    sex: Text
    birth: Text
    ethnicity: Text
    native_place: Text
    birthplace: Text
    joined_party_on: Text
    began_work_on: Text
    health: Text
    professional_post: Text
    specialities: Text
    full_time: Text
    full_time_school: Text
    in_service: Text
    in_service_school: Text
    current_post: Text
    proposed_post: Text
    proposed_removal: Text
    resume: Resume
    rewards_and_punishments: Text
    assessments: Text
    reason: Text
    family: tuple[Member, ...]
    reported_by: Text
    filled_in_by: Text
    photo: bytes


def printed(form: AppointmentForm) -> Printed:
    """Lay a form out."""
    wide, person, post = measures.width, measures.PERSON, measures.POST
    body = measures.width(1, 6)
    return Printed(
        name=_cell([spaced(form.name)], wide(1, 1), person),
        sex=_cell([form.sex], wide(3, 3), person),
        birth=_cell([day(form.birth), _age(form)], wide(5, 5), person),
        ethnicity=_cell([form.ethnicity], wide(1, 1), person),
        native_place=_cell([form.native_place], wide(3, 3), person),
        birthplace=_cell([form.birthplace], wide(5, 5), person),
        joined_party_on=_cell(
            ["；".join(filter(None, (day(form.joined_party_on), form.other_party)))], wide(1, 1), person
        ),
        began_work_on=_cell([day(form.began_work_on)], wide(3, 3), person),
        health=_cell([form.health], wide(5, 5), person),
        professional_post=_cell([form.professional_post], wide(1, 2), person),
        specialities=_cell([form.specialities], wide(4, 5), person),
        full_time=_cell([form.full_time.level, form.full_time.degree], wide(2, 3), measures.EDUCATION),
        full_time_school=_cell(_schools(form.full_time), wide(5, 6), measures.EDUCATION),
        in_service=_cell([form.in_service.level, form.in_service.degree], wide(2, 3), measures.EDUCATION),
        in_service_school=_cell(_schools(form.in_service), wide(5, 6), measures.EDUCATION),
        current_post=_cell([form.current_post], wide(2, 6), post),
        proposed_post=_cell([form.proposed_post], wide(2, 6), post),
        proposed_removal=_cell([form.proposed_removal], wide(2, 6), post),
        resume=_resume(form),
        rewards_and_punishments=_cell([form.rewards_and_punishments], body, measures.REWARDS),
        assessments=_cell([form.assessments], body, measures.ASSESSMENTS),
        reason=_cell([form.reason], body, measures.REASON),
        family=_family(form.family),
        reported_by=_cell([form.reported_by], body, measures.REPORTED / 2),
        filled_in_by=_cell([form.filled_in_by], body, 8.0),
        photo=form.photo,
    )


def spaced(name: str) -> str:
    """A name of two Chinese letters stands as wide as one of three."""
    return f"{name[0]}　{name[1]}" if _HAN_NAME.fullmatch(name) else name


def day(known: str) -> str:
    """A day as the form writes it: to the month, with a point (1985.07)."""
    return days.dotted(known[:7])


def age(birth: str, on: str) -> int | None:
    """Full years of age (周岁) in the month of a day; None where the month of birth or the day is not known."""
    if len(birth) < 7 or len(on) < 7:
        return None
    born, then = (12 * int(one[:4]) + int(one[5:7]) for one in (birth, on))
    return (then - born) // 12


def _age(form: AppointmentForm) -> str:
    years = age(form.birth, form.age_on)
    return "" if years is None else f"（{years}岁）"


def _schools(education: Education) -> list[str]:
    same = education.level_school == education.degree_school
    return [education.level_school, *([] if same else [education.degree_school])]


def _cell(texts: Iterable[str], wide: float, high: float) -> Text:
    lines = tuple(line.strip() for text in texts for line in clean(text).split("\n") if line.strip())
    return Text(lines, measures.size_for(lines, wide, high))


def _resume(form: AppointmentForm) -> Resume:
    lines: list[Period] = []
    for one in form.resume:
        first, *more = [line.strip() for line in clean(one.text).split("\n")] or [""]
        period = f"{day(one.began)}--{day(one.ended)}" if one.began else ""
        lines.append(Period(period, first, bool(period) or first.startswith(("（", "("))))
        lines += [Period("", line, bool(period)) for line in more if line]
    shown = ["　" * int(measures.PERIOD) * line.hangs + line.text for line in lines]
    size = measures.size_for(shown, measures.width(1, 6), measures.RESUME, measures.PERIOD)
    return Resume(tuple(lines), size)


def _family(family: tuple[FamilyMember, ...]) -> tuple[Member, ...]:
    rows = max(len(family), measures.MEMBERS)
    high = max(measures.MEMBER * measures.MEMBERS / rows, measures.MEMBER * measures.LEAST)
    cells = [
        [(one.relation, spaced(one.name), day(one.birth), one.political_status, one.work)[at] for one in family]
        for at in range(len(measures.FAMILY))
    ]
    columns = [
        [_cell([text], wide, high) for text in texts] for texts, wide in zip(cells, measures.FAMILY, strict=True)
    ]
    empty = Text((), measures.NORMAL)
    filled = [Member(*row) for row in zip(*columns, strict=True)]
    return (*filled, *(Member(*[empty] * 5) for _ in range(rows - len(filled))))

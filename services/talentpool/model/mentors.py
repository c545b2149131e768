"""Mentors (导师) of selected graduates: who has whom, and no mentor more than the rule allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error
from services.talentpool.errors.graduates import MentorFull, NoMentor
from services.talentpool.model.graduates import Graduate, Mentoring


@dataclass
class MentorLoad:
    """Whom a mentor has; its id is the mentor's. Every assignment saves it, so that the bound holds."""

    id: str
    graduate_ids: list[str] = field(default_factory=list)
    version: int = 0


def assign(graduate: Graduate, load: MentorLoad, most: int, cited: str, mentoring: Mentoring) -> None:
    """A mentor who has room. The former one must have ended before. Raises MentorFull."""
    if graduate.id not in load.graduate_ids:
        if len(load.graduate_ids) >= most:
            zh, en = f"每名导师最多带 {most} 名（{cited}）", f"At most {most} graduates for a mentor"
            raise MentorFull(zh, en, errors=[field_error("/mentor_id", "mentor-full", zh, en)], most=most, rule=cited)
        load.graduate_ids.append(graduate.id)
    graduate.mentor_id = mentoring.mentor_id
    graduate.mentors.append(mentoring)


def end(graduate: Graduate, load: MentorLoad, until: date, reason: str) -> None:
    """The mentor has the graduate no longer. Raises NoMentor."""
    if graduate.mentor_id is None:
        raise NoMentor()
    last = graduate.mentors[-1]
    last.until, last.reason = until, reason
    graduate.mentor_id = None
    load.graduate_ids = [one for one in load.graduate_ids if one != graduate.id]

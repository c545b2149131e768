"""Mentors (导师) of selected graduates: who has whom, and no mentor more than the rule allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error
from services.talentpool.errors.graduates import MentorFull, NoMentor, OutsideYears
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
    graduate.mentor_id, graduate.lost_mentor = mentoring.mentor_id, None
    graduate.mentors.append(mentoring)


def must_be_free(graduate: Graduate, since: date, today: date) -> None:
    """A mentor is one from a tracked day on that is no earlier than the former one's. Raises OutsideYears."""
    earliest = max([graduate.entered_on, *(one.until or one.since for one in graduate.mentors)])
    if not earliest <= since <= today:
        zh, en = f"应在 {earliest} 至 {today} 之间", f"Between {earliest} and {today}"
        raise OutsideYears(zh, en, errors=[field_error("/since", "outside-years", zh, en)], first=earliest.isoformat())


def lose(graduate: Graduate, load: MentorLoad, until: date, left_by: str | None) -> None:
    """The mentor has retired, left or died, by that entry of their file. Raises NoMentor."""
    mentor_id = graduate.mentor_id
    end(graduate, load, until, "mentor_gone")
    graduate.mentors[-1].left_by, graduate.lost_mentor = left_by, mentor_id


def regain(graduate: Graduate, load: MentorLoad, most: int) -> bool:
    """That the last mentor had left was set aside: they are it as before, unless they have `most` others now."""
    last, graduate.lost_mentor = graduate.mentors[-1], None
    if len(load.graduate_ids) >= most:
        return False
    load.graduate_ids.append(graduate.id)
    graduate.mentor_id, last.until, last.reason, last.left_by = last.mentor_id, None, None, None
    return True


def end(graduate: Graduate, load: MentorLoad, until: date, reason: str) -> None:
    """The mentor has the graduate no longer. Raises NoMentor, and OutsideYears for a day before they were it."""
    if graduate.mentor_id is None:
        raise NoMentor()
    last = graduate.mentors[-1]
    if until < last.since:
        zh, en = f"不得早于担任导师之日（{last.since}）", f"Not before they became the mentor, {last.since}"
        wrong = [field_error("/until", "outside-years", zh, en)]
        raise OutsideYears(zh, en, errors=wrong, first=last.since.isoformat())
    last.until, last.reason = until, reason
    graduate.mentor_id = None
    load.graduate_ids = [one for one in load.graduate_ids if one != graduate.id]

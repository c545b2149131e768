"""The timeline of a selected graduate (成长轨迹): one line for each thing on record, in the order of the days."""

from __future__ import annotations

from dataclasses import dataclass

from services.talentpool.model.graduates import Graduate
from services.talentpool.vocabulary.graduate_timeline import KEY_TRAINING


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    on: str
    what: str
    detail: str


def timeline(graduate: Graduate) -> list[Moment]:
    """All that has happened, in the order of the days."""
    lines = [Moment(graduate.entered_on.isoformat(), "entered", str(graduate.year))]
    lines += [Moment(one.since.isoformat(), "stage", one.stage) for one in graduate.stages]
    lines += [Moment(one.on or "", "promotion", one.to) for one in graduate.promotions if one.withdrawn is None]
    lines += [Moment(one.since.isoformat(), "mentor", one.mentor_id) for one in graduate.mentors]
    lines += [Moment(one.until.isoformat(), "mentor_ended", one.mentor_id) for one in graduate.mentors if one.until]
    lines += [
        Moment(one.on.isoformat(), "interview", str(one.year)) for one in graduate.interviews if not one.withdrawn
    ]
    lines += [
        Moment(one.on.isoformat(), "assessment", f"{one.year} {one.grade}")
        for one in graduate.assessments
        if not one.withdrawn
    ]
    lines += [
        Moment(one.on.isoformat(), KEY_TRAINING[0] if one.listed else KEY_TRAINING[1], "")
        for one in graduate.list_changes
    ]
    if graduate.ended_on is not None:
        lines.append(Moment(graduate.ended_on.isoformat(), graduate.state.value, graduate.end_reason or ""))
    return sorted(lines, key=lambda line: line.on)

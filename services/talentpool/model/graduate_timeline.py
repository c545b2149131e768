"""The timeline of a selected graduate (成长轨迹): one line for each thing on record, in the order of the days."""

from __future__ import annotations

from dataclasses import dataclass

from servicekit.lifecycle import words_of
from services.talentpool.model.graduates import Graduate, State

KEY_TRAINING = ("key_training", "key_training_ended")
"""The lines about the list of key training: onto it, and off it."""
MOMENTS = {
    "entered": "录用为选调生",
    "stage": "进入阶段",
    "promotion": "晋升",
    "mentor": "确定导师",
    "mentor_ended": "导师调整",
    "interview": "年度谈话",
    "assessment": "年度考核",
    KEY_TRAINING[0]: "列入重点培养",
    KEY_TRAINING[1]: "调出重点培养",
    **words_of(State),
}
"""What the lines are called; the last is how the tracking ended."""


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

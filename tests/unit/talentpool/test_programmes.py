"""Programmes: seats are never more taken than there are, whoever comes, leaves and completes in whatever order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.talentpool.errors.programmes import (
    NoProgress,
    NotTakingPart,
    ProgrammeClosed,
    ProgrammeFull,
    SeatsTaken,
)
from services.talentpool.model import programmes as model
from services.talentpool.model.programmes import Participant, Programme, Progress, SeatChange
from services.talentpool.vocabulary.programmes import LIFE_OF_PROGRAMME, ParticipantState, ProgrammeStep, Step

ON = date(2026, 5, 1)


def a_programme(seats: int = 3) -> Programme:
    return Programme("prg-1", "PY-1", "合成", "kind_1", seats, date(2026, 3, 1), date(2026, 12, 31), "合成")


def a_participant(state: ParticipantState = ParticipantState.ENROLLED) -> Participant:
    return Participant("ppt-1", "prg-1", "kind_1", "cad-1", [], ON, state=state)


def entry(step: Step, progress: int = 100) -> Progress:
    return Progress(ON, "o", step.value, progress, "合成")


@given(st.integers(1, 4), st.lists(st.sampled_from(["come", "leave", "complete", "fewer", "more"]), max_size=30))
def test_seats_are_never_overdrawn(seats: int, acts: list[str]) -> None:
    programme, present, done = a_programme(seats), 0, 0
    for act in acts:
        if act == "come" and programme.taken == programme.seats:
            with pytest.raises(ProgrammeFull):
                model.take_seat(programme, ON)
        elif act == "come":
            model.take_seat(programme, ON)
            present += 1
        elif act in ("leave", "complete") and present:
            step = Step.LEAVE if act == "leave" else Step.COMPLETE
            model.move(programme, a_participant(), step, entry(step))
            present, done = present - 1, done + (act == "complete")
        elif act == "more":
            model.change_seats(programme, SeatChange(ON, "o", programme.seats + 1, "合成"))
        elif act == "fewer" and programme.seats == programme.taken:
            with pytest.raises(SeatsTaken):
                model.change_seats(programme, SeatChange(ON, "o", programme.seats - 1, "合成"))
        elif act == "fewer":
            model.change_seats(programme, SeatChange(ON, "o", programme.seats - 1, "合成"))
        assert programme.taken == present + done <= programme.seats


def test_who_has_completed_or_left_moves_no_more_and_gives_no_second_seat_back() -> None:
    for step in (Step.COMPLETE, Step.LEAVE):
        participant, programme = a_participant(), a_programme()
        programme.taken = 1
        model.move(programme, participant, step, entry(step))
        taken = programme.taken
        with pytest.raises(NotTakingPart):
            model.move(programme, participant, Step.LEAVE, entry(Step.LEAVE))
        assert (participant.ended_on, programme.taken) == (ON, taken)


def test_progress_does_not_go_back() -> None:
    participant = a_participant()
    model.move(a_programme(), participant, Step.ADVANCE, entry(Step.ADVANCE, 40))
    with pytest.raises(NoProgress):
        model.move(a_programme(), participant, Step.ADVANCE, entry(Step.ADVANCE, 39))
    assert [line.progress for line in participant.history] == [40]


def test_a_programme_that_is_over_or_closed_takes_nobody() -> None:
    programme = a_programme()
    model.take_seat(programme, programme.ends)
    with pytest.raises(ProgrammeClosed):
        model.take_seat(programme, date(2027, 1, 1))
    LIFE_OF_PROGRAMME.move(programme, ProgrammeStep.CLOSE)
    with pytest.raises(ProgrammeClosed):
        model.take_seat(programme, ON)
    with pytest.raises(ProgrammeClosed):
        model.change_seats(programme, SeatChange(ON, "o", 9, "合成"))

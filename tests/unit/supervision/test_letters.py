"""The state tables of letters and appeals, driven in any order."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import Problem
from servicekit.lifecycle import Mark, trace
from services.supervision.model import appeals, letters
from services.supervision.model.appeals import Appeal
from services.supervision.model.letters import Letter
from services.supervision.vocabulary.appeals import LODGE, Against, Outcome
from services.supervision.vocabulary.letters import LIFE, LetterKind, Step

MARK = Mark(datetime(2025, 3, 3, tzinfo=UTC), "officer")
DAY = date(2025, 3, 3)


@given(st.sampled_from(LetterKind), st.lists(st.sampled_from(["send", "reply", "close", "withdraw", "late"])))
def test_a_letter_moves_by_its_table_only(kind: LetterKind, deeds: list[str]) -> None:
    letter = Letter("l", "c", [], kind, "duties", "文", "internal", "officer", DAY)
    does = {
        "send": lambda: letters.send(letter, DAY, MARK),
        "reply": lambda: letters.reply(letter, "答", "internal", DAY, MARK),
        "close": lambda: letters.close(letter, "explained", "依据", Mark(MARK.at, "closer")),
        "withdraw": lambda: letters.withdraw(letter, "依据", MARK),
        "late": lambda: letters.fall_due(letter, MARK),
    }
    for deed in deeds:
        before, possible = letter.state, deed == "late" or LIFE.may(letter, Step(deed))
        if possible and not (deed == "reply" and kind is not LetterKind.INQUIRY):
            does[deed]()
        else:
            with pytest.raises(Problem):
                does[deed]()
            assert letter.state == before
        assert not (letter.overdue or letter.reply) or kind is LetterKind.INQUIRY
        assert letter.sent_on is not None or letter.state in ("draft", "withdrawn")


@given(st.lists(st.sampled_from(["decide other", "decide officer", "decide cadre", "withdraw", "late"])))
def test_an_appeal_is_decided_once_and_by_nobody_who_had_a_part_in_it(deeds: list[str]) -> None:
    appeal = Appeal("a", "c", [], Against.RESTRICTION, "r", "理由", "internal", "cadre", DAY, DAY)
    trace(appeal, LODGE, Mark(MARK.at, "cadre"))
    for deed in deeds:
        before = appeal.state
        try:
            match deed.split():
                case ["decide", by]:
                    appeals.decide(appeal, Outcome.REJECTED, "依据", {"officer": ["impose"]}, DAY, Mark(MARK.at, by))
                case ["withdraw"]:
                    appeals.withdraw(appeal, MARK)
                case _:
                    appeals.fall_due(appeal, MARK)
        except Problem:
            assert appeal.state == before
        assert before == "open" or appeal.state == before
        assert appeal.decided_by == ("other" if appeal.state == "decided" else None)


@given(st.integers(0, 60), st.none() | st.just("住院"))
def test_an_appeal_is_in_time_for_thirty_days_or_has_a_basis(days: int, basis: str | None) -> None:
    today = date.fromordinal(DAY.toordinal() + days)
    if days <= 30 or basis:
        appeals.must_be_in_time(DAY, today, 30, "第九十五条", basis)
    else:
        with pytest.raises(Problem, match="appeal-too-late"):
            appeals.must_be_in_time(DAY, today, 30, "第九十五条", basis)

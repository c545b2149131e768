from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import NotIndependent
from servicekit.lifecycle import Mark
from services.registry.errors.corrections import CorrectionDecided, NotYourRequest
from services.registry.errors.policies import Classified
from services.registry.errors.posts import PostHeld
from services.registry.errors.units import UnitClosed, UnitLoop
from services.registry.model import policies, units
from services.registry.model.corrections import Correction
from services.registry.model.units import Headcount
from services.registry.vocabulary.corrections import CorrectionState
from services.registry.vocabulary.units import UnitState
from tests.unit.registry.people import a_post, a_unit

DAY = date(2025, 3, 1)


def test_a_renamed_unit_remembers_its_name_of_the_day():
    renamed = a_unit(name="教育委员会")
    renamed.rename("教育局", "教育局", DAY, "文")
    assert renamed.name_on(date(2025, 2, 28)) == "教育委员会"
    assert renamed.name_on(DAY) == "教育局"


def test_a_unit_cannot_be_placed_below_itself():
    top = a_unit("unt-1")
    below = a_unit("unt-2", parent_id="unt-1", unit_ids=["unt-1", "unt-2"])
    with pytest.raises(UnitLoop):
        units.move(top, below, DAY, "文")


@given(st.lists(st.integers(0, 5), max_size=5))
def test_a_move_carries_the_paths_below_with_it(tail):
    old, new = ["a", "b"], ["a", "c", "b"]
    path = [*old, *(str(step) for step in tail)]
    assert units.rebased(path, old, new) == [*new, *(str(step) for step in tail)]


def test_a_merged_unit_gives_its_people_to_the_other_and_takes_nothing_more():
    first = a_unit("unt-1", filled=Headcount(1, 2, 0))
    second = a_unit("unt-2", unit_ids=["unt-2"], approved=Headcount(1, 3, 0), filled=Headcount(1, 2, 0))
    units.merge(first, second, DAY, "机构改革方案")
    assert (first.state, first.merged_into) == (UnitState.MERGED, "unt-2")
    assert second.filled == Headcount(2, 4, 0)
    assert second.over() == {"chief": 1, "deputy": 1}
    with pytest.raises(UnitClosed):
        units.path_below(first, "unt-9")


def test_a_held_post_is_not_abolished():
    post = a_post(a_unit())
    post.take("cad-1")
    assert not post.vacant
    with pytest.raises(PostHeld):
        post.abolish(DAY)
    post.leave("cad-1")
    post.abolish(DAY)
    assert post.state == "abolished"


@pytest.mark.parametrize("marking", ["秘密", "机密", "绝密", "secret", "top_secret", "unknown"])
def test_classified_documents_are_refused(marking):
    with pytest.raises(Classified):
        policies.must_be_open(marking)


def test_whoever_asked_does_not_decide_and_nobody_decides_twice():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    asked = Correction("cor-1", "cad-1", ["unt-1"], "li", now, "籍贯有误")
    with pytest.raises(NotIndependent):
        asked.decide("approved", Mark(now, "li"), "核实")
    with pytest.raises(NotYourRequest):
        asked.decide("withdrawn", Mark(now, "wang"), "")
    asked.decide("rejected", Mark(now, "wang"), "依据不足")
    assert asked.state is CorrectionState.REJECTED
    with pytest.raises(CorrectionDecided):
        asked.decide("approved", Mark(now, "wang"), "再核")

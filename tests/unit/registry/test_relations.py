"""Who in a team is bound to whom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from servicekit import clock
from services.registry.model import relations
from services.registry.model.person import Cadre, Education, FamilyMember, Voided
from services.registry.vocabulary.person import EducationMode

AVOIDED = ["brother", "spouse"]


def a_cadre(id: str, **fields: object) -> Cadre:
    return Cadre(id, "单虚构", "1", "1981-03", "01", "", id, b"", "u", ["u"], **fields)  # type: ignore[arg-type]


def kin(of: str, relation: str = "brother") -> FamilyMember:
    return FamilyMember(relation=relation, name="单虚构", cadre_id=of)


def study(school: str, ended: str | None, mode: EducationMode = EducationMode.FULL_TIME) -> Education:
    return Education(mode=mode, level="21", school=school, ended=ended)


def test_kin_is_found_from_either_file_and_says_whether_it_calls_for_avoidance():
    told_by_the_second = [a_cadre("a"), a_cadre("b", family=[kin("a")])]
    (found,) = relations.among(told_by_the_second, AVOIDED)
    assert (found.bond, found.cadre_ids, found.detail, found.avoidance) == ("kin", ("a", "b"), "brother", True)
    (far,) = relations.among([a_cadre("a", family=[kin("b", "other")]), a_cadre("b")], AVOIDED)
    assert far.avoidance is False


def test_an_entry_that_was_set_aside_binds_nobody():
    aside = kin("b")
    aside.void = Voided("x", "y", clock.now())
    assert relations.among([a_cadre("a", family=[aside]), a_cadre("b")], AVOIDED) == []


def test_the_same_county_binds_and_an_unknown_one_does_not():
    same = relations.among([a_cadre("a", native_region="150221"), a_cadre("b", native_region="150221")], AVOIDED)
    assert [(r.bond.value, r.detail) for r in same] == [("native_place", "150221")]
    assert relations.among([a_cadre("a"), a_cadre("b")], AVOIDED) == []


def test_one_class_is_the_same_school_left_full_time_in_the_same_year():
    one = a_cadre("a", education=[study("（虚构）大学", "2007-07")])
    for other, bound in [
        (study("（虚构）大学", "2007"), True),
        (study("（虚构）大学", "2008-07"), False),
        (study("（虚构）大学", None), False),
        (study("另一（虚构）大学", "2007-07"), False),
        (study("（虚构）大学", "2007-07", EducationMode.IN_SERVICE), False),
    ]:
        assert bool(relations.among([one, a_cadre("b", education=[other])], AVOIDED)) is bound, other


@given(st.lists(st.sampled_from(["150221", "150222", None]), max_size=8))
def test_every_pair_is_looked_at_once_whatever_the_order(regions: list[str | None]):
    team = [a_cadre(f"c{n}", native_region=region) for n, region in enumerate(regions)]
    pairs = [frozenset(r.cadre_ids) for r in relations.among(team, AVOIDED)]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == {frozenset(r.cadre_ids) for r in relations.among(team[::-1], AVOIDED)}
    wanted = sum(n * (n - 1) // 2 for n in (regions.count("150221"), regions.count("150222")))
    assert len(pairs) == wanted

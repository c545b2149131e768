"""The year of appraisal that the demonstration makes up: the article's numbers, and nobody who judges themselves."""

from collections import Counter

import pytest

from demonstration import appraisal_year, year
from demonstration.days import is_working

KINDS = {"daily", "special", "pre_appointment", "comprehensive", "no_appointment"}


@pytest.fixture(scope="module", params=[1, 0.02])
def made(request):
    return year.build("s", 2025, request.param)


def test_seventeen_mechanisms_of_which_the_source_names_three():
    mechanisms = appraisal_year.MECHANISMS
    assert len({code for code, *_ in mechanisms}) == len({zh for _, zh, *_ in mechanisms}) == 17
    assert [zh for _, zh, _, _, named in mechanisms if named] == [
        "政治家访", "大事要事担当担责度评价", "重大项目专项考察"
    ]  # fmt: skip
    assert all(("示例" in zh and "example" in en) != named for _, zh, en, _, named in mechanisms)
    assert {kind for _, _, _, serves, _ in mechanisms for kind in serves} == KINDS


def test_there_are_appraisals_of_every_kind_and_nobody_judges_themselves_or_their_own_team(made):
    appraisals = made.appraisal.appraisals
    assert {one.kind for one in appraisals} == KINDS
    assert {one.fate for one in appraisals} == {"concluded", "planned", "running", "cancelled"}
    assert len({one.code for one in appraisals}) == len(appraisals)
    retiring = set(made.incentive.retiring)
    serves = {code: kinds for code, _, _, kinds, _ in appraisal_year.MECHANISMS}
    for one in appraisals:
        assert (one.cadre is None) != (one.unit is None)
        assert len(set(one.appraisers)) == len(one.appraisers) >= 2
        assert one.cadre not in one.appraisers
        assert not retiring & {one.cadre, *one.appraisers}
        assert one.unit is None or one.unit not in {made.cadres[n].unit for n in one.appraisers}
        assert one.kind in serves[one.mechanism]
        assert one.planned < one.concluded
        assert one.concluded.year == 2025
        assert all(0 <= score <= 100 for score in one.scores)


def test_what_is_told_and_counted_belongs_to_what_is_concluded(made):
    concluded = {one.code: one for one in made.appraisal.appraisals if one.fate == "concluded"}
    year_ = made.appraisal
    assert {*year_.talks, *year_.told, *(ballot.appraisal for ballot in year_.ballots)} <= set(concluded)
    assert all(concluded[code].cadre is not None for code in year_.told)
    assert len({concluded[code].kind for code in year_.told}) > 1
    assert len(set(year_.told)) == len(year_.told) >= 5
    boxes = [box for ballot in year_.ballots for box in ballot.boxes]
    for box in boxes:
        assert 0 < sum(box.counts) <= sum(box.counts) + box.invalid <= box.entitled
        assert {sum(answer) for answer in box.answers} == {sum(box.counts)}
        assert all(min(answer) >= 0 for answer in box.answers)
        assert len(box.answers) == 1 + appraisal_year.DIMENSIONS
    assert sum(len(set(box.answers)) > 2 for box in boxes) > len(boxes) / 2


def test_twenty_four_cadres_go_to_twenty_departments_that_are_not_their_own(made):
    points = made.appraisal.contact_points
    assert (len({point.cadre for point in points}), len({point.unit for point in points})) == (24, 20)
    assert all(made.cadres[point.cadre].unit != point.unit for point in points)
    days = [day for point in points for day in (point.begins, *point.visits)]
    assert all(is_working(day) and day.year == 2025 for day in days)
    assert Counter(len(point.visits) for point in points).keys() == {appraisal_year.VISITS}

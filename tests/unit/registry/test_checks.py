"""Qualification checks: each finding names rule and article; an override records what it set aside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.errors.careers import Unqualified
from services.registry.model import checks
from services.registry.model.checks import Relative
from services.registry.model.dates import add_months
from services.registry.model.person import Assessment, Punishment, Restriction, Span
from services.registry.model.units import Headcount, Role
from services.registry.vocabulary import codes
from tests.unit.registry.people import RULES, TODAY, a_cadre, a_post, a_unit, settled


def rules_of(findings):
    return [finding.rule for finding in findings]


def test_a_township_chief_of_three_years_may_become_county_deputy():
    assert checks.for_level(a_cadre(), "132", TODAY, RULES) == []


@pytest.mark.parametrize(
    ("cadre", "rule"),
    [
        (a_cadre(level_since="2024-06"), "registry.years_chief_to_upper_deputy"),
        (a_cadre(work_since="2022-07"), "registry.work_years"),
        (a_cadre(basic=("2003-07", "2004-07")), "registry.basic_level_years"),
        (a_cadre(education="61"), "registry.education_county"),
        (a_cadre(education=None), "registry.education_county"),
    ],
)
def test_each_missing_condition_is_found_by_its_rule(cadre, rule):
    assert rule in rules_of(checks.for_level(cadre, "132", TODAY, RULES))


def test_two_levels_at_once_is_found():
    assert "registry.level_steps" in rules_of(checks.for_level(a_cadre(), "131", TODAY, RULES))


@given(st.sampled_from(["150", "142", "141", "132", "131", "122"]), st.integers(0, 600))
def test_years_in_level_are_found_exactly_until_they_are_reached(level, months):
    ladder = {low: (high, rule) for (low, high), rule in checks.LADDER.items()}
    wished, rule = ladder[level]
    since = add_months(TODAY, -months)
    cadre = a_cadre(level, since.isoformat())
    found = rule in rules_of(checks.for_level(cadre, wished, TODAY, RULES))
    assert found == (months < int(RULES[rule].value) * 12)


@given(
    st.dates(date(2020, 1, 1), date(2026, 1, 14)),
    st.sampled_from(["warning", "demerit", "serious_demerit", "demotion", "dismissal"]),
)
def test_no_promotion_within_a_punishment_and_none_hindered_after(decided, kind):
    cadre = a_cadre()
    until = add_months(decided, int(RULES[f"registry.punishment_{kind}_months"].value))
    cadre.append("punishments", Punishment(kind=kind, decided_on=decided, until=until))
    settled(cadre)
    found = "registry.punishment_effect" in rules_of(checks.for_level(cadre, "132", TODAY, RULES))
    assert found == (until > TODAY)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.none() | st.integers(1, 2000),
    st.booleans(),
    st.sampled_from([("promotion",), ("award", "promotion"), ("award",)]),
    st.sampled_from(["132", "section_rank_3"]),
)
def test_a_restriction_bars_level_and_rank_on_exactly_its_days(begins, days, annulled, effects, wished):
    cadre = a_cadre()
    until = None if days is None else begins + timedelta(days=days)
    cadre.restrictions = [Restriction("rst-1", effects, begins, until, 1, annulled)]
    settled(cadre)
    check = checks.for_level if wished == "132" else checks.for_rank
    found = "registry.restriction_effect" in rules_of(check(cadre, wished, TODAY, RULES))
    within = begins <= TODAY and (until is None or until > TODAY)
    assert found == (within and not annulled and "promotion" in effects)


@given(st.integers(0, 5), st.integers(0, 5))
def test_an_appointment_is_over_the_number_exactly_when_it_exceeds_it(approved, filled):
    unit = a_unit(approved=Headcount(1, approved, 0), filled=Headcount(0, filled, 0))
    found = checks.for_post(a_cadre(), unit, a_post(unit), "deputy", TODAY, RULES)
    assert ("registry.establishment" in rules_of(found)) == (filled + 1 > approved)


def test_a_held_post_is_not_vacant():
    unit = a_unit()
    post = a_post(unit, holder_ids=["cad-9"], vacant=False)
    assert "registry.vacancy" in rules_of(checks.for_post(a_cadre(), unit, post, "deputy", TODAY, RULES))


@given(
    st.sampled_from(list(codes.RELATIONS)),
    st.sampled_from(["chief", "deputy", "member"]),
    st.sampled_from(["chief", "deputy", "member"]),
)
def test_kin_meet_only_where_one_leads_the_other(relation, his, mine):
    unit = a_unit()
    relative = Relative("cad-2", relation, unit.id, his, "132")
    found = checks.for_post(a_cadre(), unit, None, mine, TODAY, RULES, [relative])
    expected = relation in codes.KIN and (his != "member" or mine != "member")
    assert ("registry.kin_avoidance" in rules_of(found)) == expected


def test_a_relative_in_another_unit_is_no_matter():
    relative = Relative("cad-2", "spouse", "unt-2", "chief", "131")
    assert checks.for_post(a_cadre(), a_unit(), None, "deputy", TODAY, RULES, [relative]) == []


def test_no_chief_leader_in_the_native_county():
    unit = a_unit(kind="district", region="150203")
    cadre = a_cadre(native_region="150203")
    found = checks.for_post(cadre, unit, a_post(unit, Role.CHIEF), "chief", TODAY, RULES)
    assert "registry.native_place_avoidance" in rules_of(found)


def test_a_refusal_cites_the_article_and_an_override_records_the_rule():
    findings = checks.for_level(a_cadre(level_since="2025-06"), "132", TODAY, RULES)
    with pytest.raises(Unqualified) as refusal:
        checks.settle(findings, None)
    assert "第八条" in refusal.value.errors[0].zh
    override = checks.settle(findings, {"by": "虚构部长", "basis": "包组发〔2026〕1号 破格"})
    assert override is not None
    assert override.findings == rules_of(findings)
    assert checks.settle([], {"by": "虚构部长", "basis": "无需"}) is None


@given(st.integers(0, 60), st.integers(0, 3), st.integers(0, 2))
def test_excellent_years_shorten_and_basic_ones_do_not_count(months, excellent, basic):
    cadre = a_cadre()
    since = add_months(TODAY, -months)
    cadre.append("ranks", Span(code="section_rank_4", began=since.isoformat()))
    years = list(range(since.year, TODAY.year + 1))
    grades = (["excellent"] * excellent + ["basically_competent"] * basic)[: len(years)]
    for year, grade in zip(years, grades, strict=False):
        cadre.append("assessments", Assessment(year=year, grade=grade))
    settled(cadre)
    counted = months + 6 * grades.count("excellent") - 12 * grades.count("basically_competent")
    found = checks.for_rank(cadre, "section_rank_3", TODAY, RULES)
    assert bool(found) == (counted < 24)


def test_ranks_go_step_by_step():
    cadre = a_cadre(level=None)
    cadre.append("ranks", Span(code="section_rank_4", began="2010-01"))
    settled(cadre)
    assert rules_of(checks.for_rank(cadre, "section_rank_1", TODAY, RULES)) == ["registry.rank_years"]


@given(st.integers(-60, 60))
def test_the_manner_of_retirement_is_checked_against_the_date(months):
    cadre = a_cadre(birth="1965-03")
    assert cadre.retires_on is not None
    day = add_months(cadre.retires_on, months)
    assert bool(checks.for_retirement(cadre, "due", day, RULES)) == (months < 0 or months > 36)
    assert bool(checks.for_retirement(cadre, "flexible_early", day, RULES)) == (abs(months) > 36)
    assert bool(checks.for_retirement(cadre, "flexible_late", day, RULES)) == (months > 36)


def test_kin_meet_in_an_organ_with_its_internal_offices():
    """Case 30: the wife of a bureau's deputy head is not to head its office, nor to do its personnel work."""
    office = a_unit("unt-2", kind="internal", unit_ids=["unt-1", "unt-2"])
    husband = Relative("cad-2", "spouse", "unt-1", "deputy", "132", "unt-1")
    personnel = a_post(office, Role.MEMBER, avoidance_function="personnel")
    for post, role, meets in ((None, "chief", True), (personnel, "member", True), (None, "member", False)):
        found = checks.for_post(a_cadre(), office, post, role, TODAY, RULES, [husband], 0, "unt-1")
        assert ("registry.kin_avoidance" in rules_of(found)) == meets
    elsewhere = Relative("cad-2", "spouse", "unt-9", "deputy", "132", "unt-9")
    assert checks.for_post(a_cadre(), office, personnel, "member", TODAY, RULES, [elsewhere], 0, "unt-1") == []


@pytest.mark.parametrize(
    ("kind", "region", "native", "avoided"),
    [
        ("township", "150221", "150221", True),
        ("court", "150221", "150221", True),
        ("discipline", "150221", "150221", True),
        ("government", "150200", "150221", True),
        ("township", "150221", "150203", False),
        ("school", "150221", "150221", False),
        ("government", "150200", "150100", False),
    ],
)
def test_nobody_is_chief_of_an_organ_of_the_place_they_are_from(kind, region, native, avoided):
    """Case 31, 公务员法 75."""
    unit = a_unit(kind=kind, region=region)
    found = checks.for_post(a_cadre(native_region=native), unit, None, "chief", TODAY, RULES)
    assert ("registry.native_place_avoidance" in rules_of(found)) == avoided


@pytest.mark.parametrize(
    ("region", "code", "text", "native"),
    [
        ("150222", None, "内蒙古固阳", True),
        ("150222", None, "内蒙古自治区包头市固阳县", True),
        ("150222", None, "固阳县人", True),
        ("150204", None, "内蒙古包头青山区", True),
        ("150204", None, "湖北省武汉市青山区", False),
        ("150223", None, "内蒙古达茂旗", True),
        ("150221", None, "内蒙古土默特左旗", None),
        ("150203", None, "包头昆区", True),
        ("150203", None, "昆区", True),
        ("150221", None, "内蒙包头土右", True),
        ("150221", None, "内蒙古·土右旗", True),
        ("150223", None, "内蒙古达茂联合旗", True),
        ("150223", None, "内蒙古乌兰察布盟达茂旗", True),
        ("150223", "152633", "", True),
        ("150207", None, "内蒙古包头市郊区", True),
        ("150205", None, "包头市石拐矿区", True),
        ("150206", None, "包头白云区", True),
        ("150206", None, "广东广州白云区", False),
        ("150206", None, "白云区", None),
        ("150207", None, "郊区", None),
        ("150207", None, "呼市郊区", False),
        ("150222", None, "内蒙包头", None),
        ("150222", None, "山东济南", False),
        ("150222", None, "内蒙古呼和浩特", False),
        ("150222", None, "内蒙古包头", None),
        ("150200", None, "内蒙古包头", True),
        ("150200", None, "内蒙古包头市土右旗", True),
        ("150222", None, "", None),
        ("150222", None, "某村", None),
        ("150222", "150200", "", None),
        ("150222", "150000", "", None),
        ("150222", "150104", "内蒙古固阳", False),
        ("150000", None, "", False),
    ],
)
def test_a_native_place_is_read_from_its_text_or_said_to_be_unknown(region, code, text, native):
    unit = a_unit(kind="government", region=region)
    cadre = a_cadre(native_region=code, native_place=text)
    avoided = checks.NATIVE in rules_of(checks.for_post(cadre, unit, None, "chief", TODAY, RULES))
    unknown = checks.NATIVE in rules_of(checks.native_unknown(cadre, unit, "chief", RULES))
    assert (avoided, unknown) == (native is True, native is None)
    assert checks.native_unknown(cadre, unit, "deputy", RULES) == []


def test_years_count_on_the_ladder_on_which_the_level_is_held():
    """Case 32: 一级科员 since 2018 to 乡科级副职, 一级主任科员 to 县处级副职."""
    clerk = a_cadre(level=None)
    clerk.append("ranks", Span(code="clerk_1", began="2018-01"))
    assert rules_of(checks.for_level(settled(clerk), "142", TODAY, RULES)) == []
    section = a_cadre(level=None)
    section.append("ranks", Span(code="section_rank_1", began="2018-01"))
    assert "registry.level_steps" not in rules_of(checks.for_level(settled(section), "132", TODAY, RULES))
    (found,) = [one for one in checks.for_level(a_cadre(level="142"), "132", TODAY, RULES) if "steps" in one.rule]
    assert found.zh == "越1级提任"

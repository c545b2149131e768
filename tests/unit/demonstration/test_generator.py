"""The synthetic city: valid numbers, histories that fit, the counts of the article, the same bytes every time."""

import itertools
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from stdnum.cn import ric

from demonstration import (
    briefing,
    city,
    days,
    identity,
    registry_year,
    rows,
    talent_year,
    teaching,
    training_year,
    year,
)
from demonstration.loading import campaign

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def whole() -> year.Demonstration:
    return year.build()


def test_every_identity_number_is_valid_unique_and_fits_birth_and_sex(whole):
    assert len(whole.cadres) >= 13_000
    assert len({cadre.identity for cadre in whole.cadres}) == len(whole.cadres)
    for cadre in whole.cadres:
        assert ric.validate(cadre.identity) == cadre.identity
        assert cadre.identity[6:14] == f"{cadre.born:%Y%m%d}"
        assert int(cadre.identity[16]) % 2 == cadre.male


def test_the_check_digit_is_that_of_the_standard():
    assert identity.check_digit("11010519491231002") == "X"
    assert identity.check_digit("15020319850101001") == "2"


def test_about_twelve_hundred_are_of_county_level(whole):
    assert 1_150 <= sum(cadre.county for cadre in whole.cadres) <= 1_250


def test_ages_posts_and_histories_fit_each_other(whole):
    retiring = {whole.cadres[number].number for number in whole.incentive.retiring}
    for cadre in whole.cadres:
        age = whole.year - cadre.born.year
        assert 22 <= age <= 59 + (cadre.number in retiring)
        assert cadre.male or age <= 54
        assert int(cadre.work_began[:4]) - cadre.born.year >= 20
        steps = cadre.levels
        assert steps[-1].until is None
        for earlier, later in itertools.pairwise(steps):
            assert earlier.until == later.begins
            assert earlier.begins < later.begins
        assert f"{steps[0].begins:%Y-%m}" >= cadre.work_began
        assert steps[-1].begins < date(whole.year, 1, 1)
        assert (cadre.rank is not None) == (cadre.post is None and cadre.in_organ)
        if cadre.party_joined:
            assert int(cadre.party_joined[:4]) - cadre.born.year >= 18 or cadre.party_joined < cadre.work_began


def test_whoever_holds_a_post_is_managed_by_its_authority(whole):
    held = [cadre for cadre in whole.cadres if cadre.post is not None]
    assert {cadre.management for cadre in held} == {"region", "city", "county", "unit"}
    assert [one for one in held if rows.post(one.post)["management"] != one.management] == []


def test_a_post_has_one_holder_at_most(whole):
    held = Counter(cadre.post.code for cadre in whole.cadres if cadre.post)
    assert max(held.values()) == 1
    assert all(cadre.post.unit == cadre.unit for cadre in whole.cadres if cadre.post)
    assert len(held) < len(whole.city.posts)


def test_units_have_codes_of_their_own_and_parents_come_first(whole):
    known = set()
    for unit in whole.city.units:
        assert unit.parent is None or unit.parent in known
        assert unit.code not in known
        known.add(unit.code)
    assert {unit.region for unit in whole.city.units} == {"150200", *(row[0] for row in city.DISTRICTS)}
    assert all(whole.city.unit_named(name) for name in [*city.SECTOR_COMMITTEES, city.PARTY_SCHOOL])
    departments = [unit for unit in whole.city.units if unit.kind in ("party_organ", "government_organ", "mass_organ")]
    assert 58 <= len(departments) <= 66


def test_everything_below_a_district_is_found(whole):
    below = list(city.descendants(whole.city, "150203000"))
    assert below[0].name == "昆都仑区"
    assert len(below) == 1 + len(city.DISTRICT_ORGANS) + 13


def test_rotation_has_twelve_rounds_of_five_classes_with_thirteen_thousand_who_complete(whole):
    rotation = [class_ for class_ in whole.classes if class_.kind == "rotation"]
    assert Counter(class_.round for class_ in rotation) == dict.fromkeys(range(1, 13), 5)
    assert 13_500 <= sum(class_.completing for class_ in rotation) <= 14_500
    assert all(whole.cadres[person].county for class_ in rotation for person in class_.people)
    assert any(class_.withdrawn for class_ in rotation)
    for round_ in range(1, 13):
        people = [person for class_ in rotation if class_.round == round_ for person in class_.people]
        assert len(people) == len(set(people))


def test_nobody_is_in_two_places(whole):
    periods = defaultdict(list)
    for class_ in whole.classes:
        assert len(class_.people) <= class_.capacity
        for person in class_.people:
            periods[person].append((class_.begins, class_.ends))
    for held in periods.values():
        held.sort()
        assert all(before[1] < after[0] for before, after in itertools.pairwise(held))
    teaching_at = Counter((s.teacher, s.day, s.half) for class_ in whole.classes for s in class_.sessions if s.teacher)
    assert max(teaching_at.values()) == 1
    places = Counter((s.point, s.day, s.half) for class_ in whole.classes for s in class_.sessions if s.point)
    assert max(places.values()) == 1


def test_leave_over_a_seventh_and_only_that_means_withdrawal(whole):
    for class_ in whole.classes:
        missed = Counter(person for person, _ in class_.absences)
        for person, half_days in missed.items():
            assert (half_days * 7 > len(class_.sessions)) == (person in class_.withdrawn)
        assert all(1 <= number <= len(class_.sessions) for _, number in class_.absences)


def test_main_classes_are_theory_and_party_spirit_with_the_compulsory_course_first(whole):
    main = [class_ for class_ in whole.classes if class_.kind == "main"]
    kinds = {teacher.code: teacher.kind for teacher in whole.teachers}
    terms = defaultdict(list)
    for class_ in main:
        share = sum(session.category in ("theory", "party_spirit") for session in class_.sessions) / len(
            class_.sessions
        )
        assert share >= 0.7
        first = class_.sessions[0]
        assert first.compulsory
        assert first.category == "theory"
        assert not any(session.compulsory for session in class_.sessions[1:])
        terms[class_.begins.month < 8] += class_.sessions
    assert len(terms) == 2
    for sessions in terms.values():
        assert sum(kinds[session.teacher] == "leading_cadre" for session in sessions) / len(sessions) >= 0.2


def test_all_organisers_and_plans_of_the_article_take_part(whole):
    assert training_year.sector_organisers(whole.classes) == city.SECTOR_COMMITTEES
    assert any(class_.organiser == city.PARTY_SCHOOL for class_ in whole.classes)
    assert {class_.plan for class_ in whole.classes} == {plan.code for plan in whole.plans}
    assert {class_.kind for class_ in whole.classes} == {
        "main", "rotation", "special_topic", "short", "refresher", "lecture", "online",
    }  # fmt: skip


@pytest.mark.parametrize("seed", ["s1", "s2", "s3", "s4"])
def test_no_unit_is_two_organisers(seed):
    made = year.build(seed, 2025, 0.02)
    organisers = {class_.organiser for class_ in made.classes}
    named = {made.city.unit_named(name).code for name in [*city.SECTOR_COMMITTEES, city.PARTY_SCHOOL]}
    assert not organisers & named


def test_teaching_points_and_visits(whole):
    assert len(whole.points) == len({point.name for point in whole.points}) == 64
    unnamed = [point for point in whole.points if "示例" not in point.name]
    assert len(unnamed) == len(teaching.NAMED_POINTS)
    capacity = {point.code: point.capacity for point in whole.points}
    assert all(0 < visit.people <= capacity[visit.point] for visit in whole.visits)
    assert len({(visit.point, visit.day, visit.half) for visit in whole.visits}) == len(whole.visits)
    assert 50_000 <= sum(visit.people for visit in whole.visits if visit.loyalty) <= 53_000
    assert 400 <= len(whole.visits) <= 999


def test_the_register_has_the_numbers_of_the_article(whole):
    kinds = Counter(policy.kind for policy in whole.policies)
    assert kinds["policy"] >= 400
    assert kinds["measure"] >= 51
    assert kinds["quality_measure"] == 20
    assert kinds["power_handed_down"] == 6
    assert kinds["simplified_procedure"] == 12
    assert len({policy.code for policy in whole.policies}) == len(whole.policies)
    assert len({policy.title for policy in whole.policies}) == len(whole.policies)
    assert all("演示数据" in policy.text for policy in whole.policies)


def test_the_year_is_complete_and_held_on_working_days(whole):
    dates = [session.day for class_ in whole.classes for session in class_.sessions]
    dates += [visit.day for visit in whole.visits]
    assert all(day.year == 2025 and days.is_working(day) for day in dates)
    assert all(record.finished.year == 2025 for record in whole.online)


def test_the_checklist_has_the_aspects_and_items_of_the_article(whole):
    items = whole.supervision.items
    assert len({item.number for item in items}) == 180
    assert {item.aspect for item in items} == set(range(1, 44))
    assert len({(item.aspect, item.aspect_title) for item in items}) == 43
    assert set(Counter(item.aspect for item in items).values()) == {4, 5}
    fates = Counter(item.fate for item in items)
    assert set(fates) == {"verified", "overdue", "reopened", "accounted", "under_way"}
    assert fates["verified"] > 100
    kinds = {unit.code: unit.kind for unit in whole.city.units}
    assert not {kinds[item.unit] for item in items} & {"division", "leadership"}


@pytest.mark.parametrize("scale", [1, 0.02])
def test_ten_and_twice_thirty_six_are_to_be_named_and_nobody_decides_about_themselves(scale):
    made = year.build("s", 2025, scale)
    incentive = made.incentive
    named = [(batch.level, sum(n.fate == "named" for n in batch.nominations)) for batch in incentive.batches]
    assert named == [("region", 10), ("city", 36), ("city", 36)]
    assert all(batch.quota == count for batch, (_, count) in zip(incentive.batches, named, strict=True))
    nominees = [nomination.cadre for batch in incentive.batches for nomination in batch.nominations]
    assert len(set(nominees)) == len(nominees)
    restricted = {restriction.cadre for restriction in made.supervision.restrictions}
    assert not set(nominees) & (restricted | set(incentive.electors) | set(incentive.retiring))
    assert all(batch.voted < batch.public_from < batch.named for batch in incentive.batches)


def test_those_who_retire_with_honour_are_managed_by_the_city(whole):
    retiring = [whole.cadres[number] for number in whole.incentive.retiring]
    assert len(set(whole.incentive.retiring)) == 6
    assert all(cadre.management == "city" and cadre.county for cadre in retiring)


def test_agencies_are_units_of_the_city_and_every_conference_is_held_on_a_working_day(whole):
    assert all(whole.city.unit_named(agency.unit) for agency in whole.supervision.agencies)
    assert any("award" in agency.vets for agency in whole.supervision.agencies)
    assert all(days.is_working(conference.held) for conference in whole.supervision.conferences)
    assert len(whole.incentive.measures) == 24


@pytest.mark.parametrize("hash_seed", ["0", "12345"])
def test_the_same_seed_makes_the_same_bytes_in_any_process(hash_seed):
    program = "from demonstration import year; print(year.build('s', 2025, 0.05).digest())"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == year.build("s", 2025, 0.05).digest()


def test_another_seed_makes_another_city_of_the_same_size():
    one, other = year.build("a", 2025, 0.05), year.build("b", 2025, 0.05)
    assert one.digest() != other.digest()
    assert one.cadres[0].identity != other.cadres[0].identity
    assert abs(len(one.cadres) - len(other.cadres)) < 10


@pytest.mark.parametrize("other_year", [2024, 2026, 2027])
def test_another_year_is_complete_too(other_year):
    other = year.build("s", other_year, 0.05)
    assert {session.day.year for class_ in other.classes for session in class_.sessions} == {other_year}


def test_a_small_scale_keeps_the_shape():
    small = year.build(scale=0.02)
    assert 200 <= len(small.cadres) <= 320
    assert sum(class_.kind == "rotation" for class_ in small.classes) == 60
    assert all(class_.people for class_ in small.classes if class_.kind == "rotation")
    assert len(small.points) == 64


@pytest.mark.parametrize("scale", [1, 0.02])
def test_the_tiers_of_the_pool_are_filled_with_the_young_and_nobody_is_barred(scale):
    made = year.build("s", 2025, scale)
    barred = {restriction.cadre for restriction in made.supervision.restrictions} | set(made.incentive.retiring)
    seen = set()
    for tier in made.talent.tiers:
        members = [member for batch in tier.batches for member in batch.members]
        admitted = [member for member in members if member.fate == "admitted"]
        assert sum(batch.places for batch in tier.batches) == tier.quota
        assert all(sum(m.fate == "admitted" for m in batch.members) <= batch.places for batch in tier.batches)
        assert all(2025 - made.cadres[member.cadre].born.year < tier.age_limit for member in members)
        assert scale < 1 or len(admitted) == tier.quota
        seen |= {member.cadre for member in members}
    assert len(seen) == sum(len(batch.members) for tier in made.talent.tiers for batch in tier.batches)
    assert not seen & barred
    assert made.talent.restricted in seen
    people = [cadre for programme in made.talent.programmes for cadre in programme.participants]
    assert len(made.talent.programmes) == 7
    assert len(set(people)) == len(people) > 0
    assert set(people) <= seen


@pytest.mark.parametrize("scale", [1, 0.02])
def test_more_than_fifty_follow_posts_and_as_many_come_from_hohhot_as_go_there(scale):
    secondments = year.build("s", 2025, scale).talent.secondments
    follow = [secondment for secondment in secondments if secondment.kind == "follow"]
    assert len({secondment.cadre for secondment in follow}) > 50
    assert {secondment.host for secondment in follow} == {"qingdao", "changzhou"}
    hohhot = Counter(secondment.direction for secondment in secondments if secondment.host == "hohhot")
    assert hohhot["out"] == hohhot["in"] > 0
    people = [secondment.cadre for secondment in secondments if secondment.cadre is not None]
    assert len(set(people)) == len(people)
    assert all(secondment.begins < secondment.ends for secondment in secondments)


def test_more_than_four_hundred_selected_graduates_are_promoted_within_their_ten_years(whole):
    tracked = [cadre for cadre in whole.cadres if talent_year.tracked(cadre, whole.year)]
    assert sum(talent_year.promoted(cadre) for cadre in tracked) > 400
    assert not all(talent_year.promoted(cadre) for cadre in tracked)
    assert all(cadre.studies[0].mode == "full_time" and cadre.studies[0].level in ("14", "21") for cadre in tracked)
    assert all(cadre.selected_graduate == int(cadre.work_began[:4]) for cadre in tracked)


def test_a_leading_team_is_its_chief_and_deputies_within_the_approved_posts(whole):
    members = Counter((cadre.unit, cadre.post.role) for cadre in whole.cadres if cadre.post and cadre.post.team)
    for unit in whole.city.units:
        assert members[unit.code, "chief"] <= unit.chiefs
        assert members[unit.code, "deputy"] <= unit.deputies
    sections = [cadre for cadre in whole.cadres if cadre.post and cadre.post.title.endswith("科长")]
    assert sections
    assert {cadre.post.role for cadre in sections} == {"member"}


def test_posts_are_held_for_less_than_five_years_by_nearly_all(whole):
    leaders = [cadre for cadre in whole.cadres if cadre.post and cadre.post.team]
    long = [cadre for cadre in leaders if cadre.appointments[-1].begins.year < whole.year - 4]
    assert 0.01 < len(long) / len(leaders) < 0.06
    assert all(cadre.levels[-1].begins <= cadre.appointments[-1].begins for cadre in leaders)


def test_some_come_of_age_in_each_of_the_next_years_and_nobody_within_the_year(whole):
    serving = [cadre for n, cadre in enumerate(whole.cadres) if n not in whole.incentive.retiring]
    due = Counter(cadre.born.year + (60 if cadre.male else 55) for cadre in serving)
    assert min(due) > whole.year
    for after in (1, 2, 3):
        assert 150 < due[whole.year + after] < 400


def test_nearly_all_come_to_their_hours_on_days_on_which_they_are_in_no_class(whole):
    hours, periods = Counter(), defaultdict(list)
    for class_ in whole.classes:
        for person in class_.people:
            periods[person].append((class_.begins, class_.ends))
            hours[person] += 0 if person in class_.withdrawn or class_.kind == "online" else class_.hours
    for course in whole.outside:
        hours[course.cadre] += course.hours
        assert all(course.ends < begins or course.begins > ends for begins, ends in periods[course.cadre])
    reached = sum(hours[index] >= (550 if cadre.county else 90) for index, cadre in enumerate(whole.cadres))
    assert 0.88 < reached / len(whole.cadres) < 0.97


def test_nobody_of_a_school_a_hospital_or_an_enterprise_has_a_rank_of_civil_servants(whole):
    """公务员法 art. 2 and 19: 职级 are those of civil servants."""
    kinds = {unit.code: unit.kind for unit in whole.city.units}
    others = [cadre for cadre in whole.cadres if kinds[cadre.unit] in city.INSTITUTIONS]
    assert {kinds[cadre.unit] for cadre in others} == set(city.INSTITUTIONS)
    for cadre in others:
        row = rows.cadre(cadre)
        assert row["ranks"] == []
        assert not any(word in row["appointments"][-1]["title"] for word in ("调研员", "主任科员", "级科员"))
        assert cadre.selected_graduate is None
        assert not {level["code"] for level in row["levels"]} & {"150", "160"}
    organs = [cadre for cadre in whole.cadres if kinds[cadre.unit] not in city.INSTITUTIONS]
    assert all(rows.cadre(cadre)["ranks"] for cadre in organs if cadre.post is None)


def test_a_title_is_that_of_the_unit(whole):
    titles = {post.title for post in whole.city.posts}
    assert {
        "市中级人民法院副院长",
        "市中级人民法院刑事审判庭庭长",
        "市人民检察院检察长",
        "市公安局刑事侦查支队支队长",
        "市教育局规划财务科科长",
        "市教育局办公室主任",
        "昆都仑区人民法院院长",
        "昆都仑区委组织部部长",
        "固阳县公安局局长",
        "市职业技术学院院长",
        "市第一中学校长",
        "市疾病预防控制中心主任",
        "城市发展集团党委书记、董事长",
        "市妇幼保健院院长",
        "市长",
        "副市长",
    } <= titles
    assert whole.city.unit_named("市政府").name == "包头市人民政府"
    assert not [title for title in titles if "市法院" in title or "区法院" in title or title.endswith("务科长")]


def test_chiefs_are_of_the_level_at_which_a_city_has_them(whole):
    level = {post.title: post.level for post in whole.city.posts}
    assert level["固阳县人民法院院长"] == level["青山区人民检察院检察长"] == level["昆都仑区委组织部部长"] == "132"
    assert level["固阳县人民法院副院长"] == level["固阳县教育局局长"] == "141"
    assert level["市中级人民法院院长"] == level["市委组织部部长"] == "122"
    assert level["市教育局局长"] == "131"


def test_a_selection_goes_from_step_to_step_and_its_publicity_is_five_working_days():
    first = date(2026, 1, 5)
    for today in (first + timedelta(days=number) for number in range(0, 730, 10)):
        for fate in registry_year.FATES:
            on = registry_year.days_of(fate, today)
            assert list(on.values()) == sorted(set(on.values()))
            assert all(days.is_working(day) and day <= today for day in on.values())
            assert ("appointed" in on) == (fate == registry_year.APPOINTED)
        on = registry_year.days_of(registry_year.APPOINTED, today)
        between = (on["public_from"] + timedelta(days=n) for n in range(1, (on["appointed"] - on["public_from"]).days))
        assert sum(days.is_working(day) for day in between) >= registry_year.PUBLICITY_WORKING_DAYS
        assert (on["inspected_to"] - on["inspected_from"]).days >= 3


def test_several_selections_came_to_their_appointment(whole):
    assert Counter(one.fate for one in whole.registry.selections) == Counter(registry_year.FATES)
    for one in whole.registry.selections:
        assert whole.cadres[one.cadre].levels[-1].begins.year <= whole.year - 3
        assert whole.cadres[one.cadre].of_age_in > whole.year + 3


def test_the_year_after_has_training_of_its_own_for_those_who_still_serve(whole):
    after = whole.after
    assert {session.day.year for class_ in after.classes for session in class_.sessions} == {whole.year + 1}
    assert {class_.round for class_ in after.classes if class_.kind == "rotation"} == {1, 2, 3, 4}
    plans = {(plan.year, plan.code) for plan in whole.plans}
    assert {(whole.year + 1, class_.plan) for class_ in after.classes} <= plans
    taught = {person for class_ in after.classes for person in class_.people}
    taught |= {course.cadre for course in after.outside} | {record.cadre for record in after.online}
    left = {*whole.incentive.retiring, *(one.cadre for one in whole.registry.departures)}
    assert not taught & left
    assert all(whole.cadres[person].of_age_in > whole.year + 1 for person in taught)


@pytest.mark.parametrize("after", [False, True])
def test_nearly_all_come_to_their_hours_online(whole, after):
    hours = Counter()
    for record in whole.after.online if after else whole.online:
        hours[record.cadre] += record.hours
    assert 0.85 < sum(hours[index] >= 50 for index in range(len(whole.cadres))) / len(whole.cadres) < 0.95


def test_whose_hours_are_of_a_year_come_to_them_in_the_year_after_too(whole):
    hours = Counter()
    for class_ in whole.after.classes:
        for person in class_.people:
            hours[person] += 0 if person in class_.withdrawn or class_.kind == "online" else class_.hours
    for course in whole.after.outside:
        hours[course.cadre] += course.hours
    yearly = [index for index, cadre in enumerate(whole.cadres) if not cadre.county]
    assert 0.85 < sum(hours[index] >= 90 for index in yearly) / len(yearly) < 0.97


def test_courts_and_procuratorates_are_called_by_their_names(whole):
    names = {unit.name for unit in whole.city.units}
    assert {"包头市中级人民法院", "包头市人民检察院", "昆都仑区人民法院", "昆都仑区人民检察院"} <= names
    assert not {"包头市法院", "包头市检察院"} & names


def test_five_years_in_a_leading_post_are_over_no_earlier_than_the_year_itself(whole):
    """An alert of long service has a day near to those on which the platform is in use."""
    leading = [cadre.appointments[-1].begins for cadre in whole.cadres if cadre.post and cadre.post.team]
    over = sorted(begins.replace(year=begins.year + 5) for begins in leading)
    assert over[0] >= date(whole.year, 1, 1)
    assert 10 < sum(day < date(whole.year + 2, 1, 1) for day in over) < len(leading) * 0.07


def test_a_document_is_as_old_as_what_it_decides(whole):
    for cadre in whole.cadres:
        for step in (*cadre.levels, *cadre.ranks, *cadre.appointments):
            assert f"〔{step.begins.year}〕" in step.document


def test_a_post_of_the_party_is_held_by_its_members_and_others_are_found_in_posts_open_to_them(whole):
    party = [cadre for cadre in whole.cadres if cadre.post and cadre.post.party]
    titles = {cadre.post.title for cadre in party}
    assert any(title.endswith("镇（示例）党委书记") for title in titles)
    assert {"昆都仑区委组织部副部长", "固阳县纪委监委副书记", "市委常委"} <= titles
    assert {cadre.political_status for cadre in party} == {"01"}
    assert all((cadre.political_status == "01") == (cadre.party_joined is not None) for cadre in whole.cadres)
    county = Counter(cadre.political_status for cadre in whole.cadres if cadre.county)
    assert 10 < sum(county[code] for code in ("04", "05", "06", "07", "08", "09", "10")) < 60
    assert county["12"] > 0
    assert county["13"] == 0
    assert max(whole.year - c.born.year for c in whole.cadres if c.political_status == "03") < 28
    assert not any(post.party for post in whole.city.posts if "人大常委会" in post.title)


def test_no_rank_is_older_than_ranks_and_long_service_has_brought_higher_ones(whole):
    """公务员职务与职级并行规定, in force since 1 June 2019."""
    ranks = [step for cadre in whole.cadres for step in cadre.ranks]
    assert min(step.begins for step in ranks) == date(2019, 6, 1)
    for cadre in whole.cadres:
        for earlier, later in itertools.pairwise(cadre.ranks):
            assert earlier.until == later.begins
            assert earlier.begins < later.begins
        if cadre.post is None and cadre.in_organ:
            assert (cadre.rank, cadre.ranks[-1].until) == (cadre.ranks[-1].value, None)
    clerks = [cadre for cadre in whole.cadres if cadre.rank == "clerk_1"]
    assert sum(cadre.levels[-1].begins.year < 2010 for cadre in clerks) < len(clerks) * 0.05


def test_a_career_names_its_units_and_titles_one_after_the_other(whole):
    units = {unit.code: unit for unit in whole.city.units}
    for cadre in whole.cadres:
        held = cadre.appointments
        assert held[0].begins == cadre.levels[0].begins
        assert all(before.begins < after.begins for before, after in itertools.pairwise(held))
        assert {step.unit for step in held} <= units.keys()
        levels = {step.begins: step.value for step in cadre.levels}
        for step in held:
            assert step.value == next(levels[day] for day in sorted(levels, reverse=True) if day <= step.begins)
            if step.begins < date(2019, 6, 1):
                assert "级" not in step.title.removeprefix(units[step.unit].short_name)
        assert all((one.unit, one.title) != (other.unit, other.title) for one, other in itertools.pairwise(held))
    assert sum(len(cadre.appointments) > 1 for cadre in whole.cadres) > len(whole.cadres) * 0.7
    told = [line["text"] for cadre in whole.cadres for line in rows.cadre(cadre)["resume"]]
    assert not any("在基层单位工作" in text or "原任职务" in text for text in told)


def test_what_only_the_paper_file_has_is_added_to_a_career_afterwards(whole):
    ids = rows.Ids()
    ids.units = {unit.code: f"id-{unit.code}" for unit in whole.city.units}
    for number in whole.registry.earlier:
        cadre = whole.cadres[number]
        sent = rows.cadre(cadre, without=cadre.appointments[-2:-1])["appointments"]
        added = rows.earlier_post(cadre, "cad", ids)
        assert len(sent) == len(cadre.appointments) - 1
        assert added["on"] not in [one["began"] for one in sent]
        assert added["on"] < added["ended"] == sent[-1]["began"]


def test_some_have_studied_at_a_college_alone_and_some_are_doctors(whole):
    of = Counter(min(study.level for study in cadre.studies) for cadre in whole.cadres)
    assert of["31"] > 500
    assert of["11"] > 30
    assert not [c for c in whole.cadres if c.county and {study.level for study in c.studies} == {"31"}]
    assert all(study.graduated[:4] < str(whole.year) for cadre in whole.cadres for study in cadre.studies)
    assert all(cadre.studies[0].graduated <= cadre.work_began for cadre in whole.cadres if cadre.born.year > 1965)


def test_posts_were_there_before_those_who_hold_them(whole):
    assert len({post.established for post in whole.city.posts}) > 2
    for cadre in whole.cadres:
        assert (
            cadre.post is None or rows.post(cadre.post)["established_on"] <= cadre.appointments[-1].begins.isoformat()
        )


def test_votes_are_not_all_alike_and_elect_whom_they_are_to_elect(whole):
    nominations = [one for batch in whole.incentive.batches for one in batch.nominations]
    for one in nominations:
        assert (one.against * 2 < len(whole.incentive.electors)) == (one.fate != "not_elected")
    assert len({one.against for one in nominations if one.fate == "named"}) > 2
    assert len({(one.took_part, one.votes) for one in whole.registry.selections}) > 2
    for one in whole.registry.selections:
        assert 0 < one.votes < one.took_part <= registry_year.ENTITLED
        assert one.present * 3 >= registry_year.COMMITTEE * 2
        assert registry_year.COMMITTEE / 2 < one.agreed <= one.present <= registry_year.COMMITTEE


def test_nearly_all_report_their_personal_matters_within_weeks_of_the_day(whole):
    county = {number for number, cadre in enumerate(whole.cadres) if cadre.county}
    reporters = set(whole.supervision.reporters)
    assert reporters < county
    assert len(reporters) > len(county) * 0.9
    held = [date(whole.year, *map(int, day.split("-"))) for _, day in campaign.STEPS]
    assert held == sorted(held)
    assert held[-1] <= date(whole.year, 2, 28)


@pytest.mark.parametrize("scale", [1, 0.02])
def test_letters_go_to_people_of_whom_nothing_else_is_told(scale):
    made = year.build("s", 2025, scale)
    people = {one.cadre for one in made.letters}
    assert len(people) == len(made.letters) == 7
    assert {(one.kind, one.sent, one.answered) for one in made.letters} == {
        ("inquiry", True, True),
        ("inquiry", True, False),
        ("inquiry", False, False),
        ("reminder", True, False),
    }
    assert not people & (made.nominees | made.spared | set(made.incentive.retiring))
    assert not people & {one.cadre for one in (*made.registry.selections, *made.registry.departures)}


def test_who_retires_before_the_age_may_ask_to(whole):
    """公务员法 art. 93: after thirty years of work."""
    kinds = Counter()
    for one in whole.incentive.retiring:
        cadre = whole.cadres[one]
        assert whole.year - int(cadre.work_began[:4]) >= 30
        kind = rows.retirement(cadre, whole.year)["kind"]
        assert (kind == "due") == (cadre.born < date(whole.year - 59, 1, 1)) or not cadre.male
        kinds[kind] += 1
    assert kinds == {"due": 4, "request": 2}


@pytest.mark.parametrize(("of", "month"), [(2024, 12), (2025, 9), (2026, 7)])
def test_a_man_comes_of_age_later_by_a_month_in_every_four_since_the_reform(of, month):
    """渐进式延迟法定退休年龄的决定: born in September 1965 he is due in December 2025, in October in January 2026."""
    made = year.build("s", of, 0.05)
    born = [cadre.born for cadre in made.cadres if cadre.born.year == of - 60]
    assert born
    assert {day.month for day in born} == {month}


@pytest.mark.parametrize(("seed", "scale"), [("test", 0.02), *(("baotou", scale) for scale in (0.02, 0.05, 0.2))])
def test_nobody_who_leaves_is_to_vote_or_to_appraise(seed, scale):
    small = year.build(seed, scale=scale)
    left = {one.cadre for one in small.registry.departures}
    appraisers = {person for one in small.appraisal.appraisals for person in one.appraisers}
    assert not left & {*appraisers, *small.incentive.electors}
    for one in small.incentive.retiring:
        assert small.year - int(small.cadres[one].work_began[:4]) >= 30


@pytest.mark.parametrize("scale", [0.02, 0.2])
def test_who_goes_to_a_contact_point_stays_in_service(scale):
    made = year.build("baotou", 2025, scale)
    leaving = {one.cadre for one in made.registry.departures} | {*made.incentive.retiring}
    assert not leaving & {point.cadre for point in made.appraisal.contact_points}


def test_the_zone_has_the_leaders_of_a_zone_and_no_council(whole):
    zone = whole.city.unit_named("包头稀土高新技术产业开发区").code
    titles = {post.title.removeprefix("包头稀土高新技术产业开发区") for post in whole.city.posts if post.unit == zone}
    assert {"党工委书记", "管委会主任"} <= titles
    assert not any(word in title for title in titles for word in ("区长", "区委", "政协主席", "人大常委会"))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.6996, "比例", "69.96%"), (0.7, "比例", "70%"), (None, "比例", "—"), (13000, "人次", "13,000")],
)
def test_a_share_is_shown_in_percent(value, unit, text):
    assert briefing.value_text(value, unit) == text

"""Combined searches against the real database: who is found, by which index, and what is refused."""

from __future__ import annotations

import itertools
import secrets
from datetime import date
from typing import Any

import pymongo
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.errors import NetworkTimeout, ServerSelectionTimeoutError

from servicekit.cursors import BadCursor
from servicekit.principal import Principal, Reach, Scope
from servicekit.store import Document
from services.talentpool.errors.searches import SearchTooWide
from services.talentpool.model import access, searches
from services.talentpool.model import conditions as asked
from services.talentpool.model.conditions import OPS
from services.talentpool.parts import finding
from services.talentpool.store import filters
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.searches import SEARCHES
from services.talentpool.vocabulary.conditions import FIELDS, RIGHTS, Kind, Op
from tests.service.desk import Desk

OFFICER = Principal("young-1", ("young_cadre_officer",), "talentpool.searches.make", Scope(Reach.ALL), RIGHTS)
CUTOFF = date(2026, 6, 30)
DATES = st.one_of(
    st.none(),
    st.integers(1960, 2030).map(str),
    st.dates(date(1960, 1, 1), date(2030, 12, 31)).map(lambda day: day.isoformat()[:7]),
    st.dates(date(1960, 1, 1), date(2030, 12, 31)).map(lambda day: day.isoformat()),
)
CODES = {
    "status": ["serving", "retired"],
    "sex": ["1", "2"],
    "ethnicity": ["01", "02", "03"],
    "political_status": ["01", "13"],
    "post_level": ["131", "132", "141", None],
    "rank": ["171", None],
    "role": ["chief", "deputy", "member"],
    "management": ["city", "county"],
    "unit_ids": ["unt-a", "unt-b", "unt-c"],
    "training_kinds": ["rotation", "main"],
    "honour_levels": ["city", "region"],
    "pool.tier_id": ["tier-1", "tier-2"],
    "pool.state": ["in_pool", "left"],
    "pool.category": ["x", "y"],
}
EDUCATION = ["11", "14", "20", "21", "31", None]


@st.composite
def cadres(draw: Any) -> dict[str, Any]:
    """A candidate's document as events leave it; what no event has told is missing."""
    since = draw(DATES)
    made: dict[str, Any] = {
        "birth": draw(DATES.filter(bool)),
        "level_since": draw(DATES),
        "in_post_since": draw(DATES),
        "work_since": draw(DATES),
        "party_since": draw(DATES),
        "basic_level_since": since and since[:7],
        "basic_level_months": draw(st.integers(0, 60)),
        "retires_on": draw(st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2060, 1, 1)).map(date.isoformat))),
        "education_level": draw(st.sampled_from(EDUCATION)),
        "full_time_level": draw(st.sampled_from(EDUCATION)),
        "selected_graduate_year": draw(st.sampled_from([None, 2015, 2020])),
        "county_level_or_above": draw(st.booleans()),
        "excellent_grades": draw(st.integers(0, 5)),
        "sex": "1",
    }
    made["basic_from"] = from_since(made["basic_level_since"], made["basic_level_months"])
    for path, codes in CODES.items():
        if path in ("unit_ids", "training_kinds", "honour_levels"):
            made[path] = draw(st.lists(st.sampled_from(codes), unique=True))
        elif "." not in path:
            made[path] = draw(st.sampled_from(codes))
    if draw(st.booleans()):
        made["pool"] = {key.split(".")[1]: draw(st.sampled_from(CODES[key])) for key in CODES if "pool." in key}
    if draw(st.booleans()):
        made["secondment"] = {"active": draw(st.booleans())}
    if draw(st.booleans()):
        made |= {"trainings": draw(st.integers(0, 5)), "restricted": draw(st.booleans())}
        made["index_0"] = draw(st.integers(0, 10_000)) / 100
    return {key: value for key, value in made.items() if value is not None or draw(st.booleans())}


def from_since(since: str | None, months: int) -> str | None:
    if since is None:
        return None
    number = int(since[:4]) * 12 + int(since[5:7] or 1) - 1 - months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


@st.composite
def conditions(draw: Any) -> dict[str, Any]:
    field = FIELDS[draw(st.sampled_from(sorted(FIELDS)))]
    op = draw(st.sampled_from(OPS[field.kind]))
    value: Any
    if field.kind is Kind.CODE:
        codes = [code for code in CODES[field.path] if code]
        value = draw(st.sampled_from(codes)) if op is Op.IS else draw(st.lists(st.sampled_from(codes), min_size=1))
    elif field.kind is Kind.EDUCATION:
        value = draw(st.sampled_from([code for code in EDUCATION if code]))
    elif field.kind is Kind.FLAG:
        value = draw(st.booleans())
    elif field.kind is Kind.NUMBER:
        value = draw(st.integers(2013, 2022))
    elif field.kind is Kind.COUNT:
        value = draw(st.integers(1, 100 if field.key == "index" else 5))
    else:
        value = draw(st.integers(0, 60))
    return {"field": field.key, "op": op.value, "value": value}


def first_day(text: str) -> date:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def whole_months(since: date, day: date) -> int:
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)


def holds(row: dict[str, Any], known: dict[str, Any]) -> bool:
    """Whether a cadre meets a condition, counted on days, without the index."""
    field, op, wanted = FIELDS[row["field"]], row["op"], row["value"]
    value: Any = known
    for step in ("index_0" if field.path == "index" else field.path).split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if field.kind is Kind.FLAG:
        return bool(value) is wanted
    if field.kind is Kind.BASIC:
        since = known.get("basic_level_since")
        if "basic_level_months" not in known and since is None:
            return False
        months = known["basic_level_months"] + (whole_months(first_day(since), CUTOFF) if since else 0)
        return months // 12 >= wanted if op == "at_least" else months // 12 <= wanted
    if value is None:
        return False
    if field.kind is Kind.YEARS:
        years = whole_months(first_day(value), CUTOFF) // 12
        return years >= wanted if op == "at_least" else years <= wanted
    if field.kind is Kind.UNTIL:
        years = whole_months(CUTOFF, first_day(value)) // 12
        return years >= wanted if op == "at_least" else years <= wanted
    if field.kind is Kind.EDUCATION:
        return value == "11" if wanted == "11" else int(value[0]) <= int(wanted[0])
    if field.kind is Kind.CODE:
        held = set(value) if isinstance(value, list) else {value}
        return bool(held & set([wanted] if op == "is" else wanted))
    return {"is": value == wanted, "at_least": value >= wanted, "at_most": value <= wanted}[op]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    people=st.lists(cadres(), min_size=1, max_size=12),
    wanted=st.lists(conditions(), min_size=1, max_size=3),
    either=st.lists(conditions(), max_size=2),
)
def test_a_search_finds_exactly_those_who_meet_the_conditions(
    desk: Desk, people: list[dict[str, Any]], wanted: list[dict[str, Any]], either: list[dict[str, Any]]
) -> None:
    documents = [{"_id": f"cad-{number:02d}", **known} for number, known in enumerate(people)]
    kept = desk.db[CANDIDATES.name]
    kept.delete_many({})
    kept.insert_many(documents)
    read = searches.read(wanted, either)
    where = filters.bind(filters.of_search(read, CUTOFF), "index_0")
    serving = any(row["field"] == "status" for row in wanted)
    expected = {
        known["_id"]
        for known in documents
        if (serving or known.get("status") == "serving")
        and all(holds(row, known) for row in wanted)
        and (not either or any(holds(row, known) for row in either))
    }
    assert {found["_id"] for found in kept.find(where)} == expected
    told = kept.find({"$expr": filters.expression(where)})
    assert {found["_id"] for found in told} == expected, "as an expression it means the same"


def search(desk: Desk, *wanted: tuple[str, str, Any], by: Principal = OFFICER, **more: Any) -> dict[str, Any]:
    rows = [{"field": field, "op": op, "value": value} for field, op, value in wanted]
    answer: dict[str, Any] = desk.ask("make_search", by=by, conditions=rows, cutoff=CUTOFF.isoformat(), **more)
    return answer


def some_people(desk: Desk, number: int, **state: Any) -> list[str]:
    ids = sorted(f"cad-{secrets.token_hex(5)}" for _ in range(number))
    return desk.people(*ids, handler="candidates", **state)


def test_ages_and_tenures_count_at_the_cut_off_and_a_bare_year_is_shown_as_uncertain(desk: Desk) -> None:
    some_people(desk, 1, birth_month="1981-07")
    born_in_june = some_people(desk, 1, birth_month="1981-06", level_since="2021")
    found = search(desk, ("post_level", "is", "132"), ("age", "at_least", 45), ("years_at_level", "at_least", 5))
    assert [row["cadre_id"] for row in found["items"]] == born_in_june
    (row,) = found["items"]
    assert (row["age"], row["years_at_level"]) == (45, 5)
    assert row["uncertain"] == ["years_at_level"], (
        "within 2021 it may have been after June; a birth day in June is past"
    )
    assert search(desk, ("post_level", "is", "132"), ("age", "at_most", 44))["items"][0]["age"] == 44


def test_pages_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    ids = [id for year in ("1980-01", "1985-01", "1990-01") for id in some_people(desk, 4, birth_month=year)]
    first = search(desk, ("post_level", "is", "132"), limit=5)
    seen, cursor = [row["cadre_id"] for row in first["items"]], first["next"]
    while cursor:
        page = desk.ask("search_results", by=OFFICER, search_id=first["id"], limit=5, cursor=cursor)
        seen += [row["cadre_id"] for row in page["items"]]
        cursor = page["next"]
    assert sorted(seen) == sorted(ids)
    assert len(seen) == len(set(seen))
    births = [row["birth"] for row in search(desk, ("post_level", "is", "132"))["items"]]
    assert births == sorted(births, reverse=True), "the youngest first"
    other = search(desk, ("county_level_or_above", "is", True))
    with pytest.raises(BadCursor):
        desk.ask("search_results", by=OFFICER, search_id=other["id"], cursor=first["next"])


def test_a_search_is_kept_with_who_asked_what_and_for_which_day(desk: Desk) -> None:
    made = search(desk, ("post_level", "one_of", ["131", "132"]), title="合成查询")
    kept = desk.ask("get_search", by=OFFICER, search_id=made["id"])
    assert kept["conditions"] == [{"field": "post_level", "op": "one_of", "value": ["131", "132"]}]
    assert (kept["cutoff"], kept["made_by"], kept["title"]) == ("2026-06-30", "young-1", "合成查询")
    assert [one["id"] for one in desk.ask("list_searches", by=OFFICER, mine=True)["items"]] == [made["id"]]


def test_a_condition_on_a_field_that_the_searcher_may_not_see_is_refused_by_name(desk: Desk) -> None:
    few = Principal("few", ("unit_officer",), "talentpool.searches.make", Scope(Reach.ALL), ("registry.cadres.read",))
    rows = [{"field": "restricted", "op": "is", "value": True}, {"field": "post_level", "op": "is", "value": "132"}]
    refused = desk.refused("make_search", by=few, conditions=rows)
    assert refused.code == "talentpool/field-not-allowed"
    assert refused.facts["fields"] == ["restricted"]
    assert refused.facts["rights"] == ["supervision.restrictions.read"]
    hidden = desk.refused("make_search", by=few, conditions=rows[1:], any_of=rows[:1])
    assert hidden.code == "talentpool/field-not-allowed", "nor in the half of which one is to hold"
    some_people(desk, 1)
    (row,) = desk.ask("make_search", by=few, conditions=rows[1:])["items"]
    assert (row["restricted"], row["index"], row["pool_tier"]) == (None, None, None)
    made = search(desk, ("post_level", "is", "132"), ("restricted", "is", False))
    assert desk.refused("search_results", by=few, search_id=made["id"]).code == "talentpool/field-not-allowed"


def test_a_search_that_would_read_everybody_is_refused_with_what_would_help(desk: Desk) -> None:
    refused = desk.refused("make_search", by=OFFICER, conditions=[{"field": "sex", "op": "is", "value": "2"}])
    assert refused.code == "talentpool/search-too-wide"
    assert ["post_level"] in refused.facts["helpful"]
    assert ["age"] in refused.facts["helpful"]
    for group in refused.facts["helpful"]:
        assert access.chosen([a_condition(key) for key in group])
    either = [{"field": "post_level", "op": "is", "value": "132"}]
    assert desk.refused("make_search", by=OFFICER, conditions=[], any_of=either).code == "talentpool/search-too-wide"


def test_a_search_that_is_not_read_in_time_is_refused_with_what_would_help(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_people(desk, 1)
    monkeypatch.setattr(finding, "PATIENCE", 1e-6)
    rows = [{"field": "county_level_or_above", "op": "is", "value": True}]
    refused = desk.refused("make_search", by=OFFICER, conditions=rows)
    assert refused.code == "talentpool/search-too-wide"
    assert ["post_level"] in refused.facts["helpful"]
    assert desk.db[SEARCHES.name].count_documents({}) == 0


def test_what_the_database_is_slow_over_is_told_apart_from_a_database_that_is_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_people(desk, 4)
    monkeypatch.setattr(finding, "PATIENCE", 0.2)
    slow = {"$where": "sleep(150) || true"}
    with pytest.raises(SearchTooWide), finding.in_time(desk.db):
        list(desk.db[CANDIDATES.name].find(slow))
    nowhere: pymongo.MongoClient[Document] = pymongo.MongoClient("mongodb://127.0.0.1:1", serverSelectionTimeoutMS=50)
    with nowhere, pytest.raises(ServerSelectionTimeoutError), finding.in_time(nowhere["talentpool"]):
        raise NetworkTimeout


def test_a_bad_condition_says_where_and_what_is_allowed(desk: Desk) -> None:
    rows = [
        {"field": "shoe_size", "op": "is", "value": 1},
        {"field": "age", "op": "is", "value": 40},
        {"field": "age", "op": "at_least", "value": "forty"},
        {"field": "post_level", "op": "one_of", "value": []},
        {"field": "county_level_or_above", "op": "is", "value": "yes"},
        {"field": "post_level", "op": "is", "value": {"$gt": ""}},
        {"field": "index", "op": "at_least", "value": float("nan")},
    ]
    refused = desk.refused("make_search", by=OFFICER, conditions=rows)
    assert [error.pointer for error in refused.errors] == [
        "/conditions/0/field",
        "/conditions/1/op",
        "/conditions/2/value",
        "/conditions/3/value",
        "/conditions/4/value",
        "/conditions/5/value",
        "/conditions/6/value",
    ]


def test_a_unit_sees_only_its_own(desk: Desk) -> None:
    mine = some_people(desk, 1, unit_id="unt-x", unit_ids=["unt-city", "unt-x"])
    some_people(desk, 1)
    unit = Principal("u", ("unit_officer",), "talentpool.searches.make", Scope(Reach.UNIT, "unt-x"), RIGHTS)
    assert [row["cadre_id"] for row in search(desk, ("post_level", "is", "132"), by=unit)["items"]] == mine


def a_condition(key: str) -> asked.Condition:
    field = FIELDS[key]
    if field.kind is Kind.CODE:
        return asked.Condition(field, Op.IS, "132")
    if field.kind is Kind.FLAG:
        return asked.Condition(field, Op.IS, True)
    if field.kind is Kind.NUMBER:
        return asked.Condition(field, Op.IS, 2020)
    return asked.Condition(field, Op.AT_LEAST, 3)


@pytest.mark.parametrize("way", access.TABLE, ids=lambda way: "+".join((*way.pins, way.order)))
def test_each_way_in_is_an_index_scan_that_reads_little_more_than_it_answers(desk: Desk, way: access.Access) -> None:
    field_of = {field.path: key for key, field in FIELDS.items()}
    wanted = [a_condition(field_of[path]) for path in way.pins]
    if way.needs_bound:
        wanted.append(a_condition(field_of[way.order]))
    years = itertools.cycle(range(1965, 2000))
    documents = []
    for number in range(600):
        state: dict[str, Any] = {"_id": f"cad-{number:04d}", "status": "serving", "birth": f"{next(years)}-05"}
        state |= {"level_since": "2010-01", "retires_on": "2040-01-01", "index_0": 50.0, "post_level": "999"}
        if number % 3 == 0:
            state |= {"post_level": "132", "rank": "132", "unit_ids": ["132"], "pool": {"tier_id": "132"}}
            state |= {"county_level_or_above": True, "selected_graduate_year": 2020}
        documents.append(state)
    desk.db[CANDIDATES.name].insert_many(documents)
    assert access.chosen(wanted) == way
    where = filters.bind(filters.of_search(searches.Asked(wanted, []), CUTOFF), "index_0")
    order = "index_0" if way.order == "index" else way.order
    cursor = desk.db[CANDIDATES.name].find(filters.all_of([where, {order: {"$gt": ""}} if order == "birth" else {}]))
    cursor = cursor.sort([(order, way.direction), ("_id", way.direction)]).hint(way.index_name("index_0")).limit(51)
    told = cursor.explain()
    stages = str(told["queryPlanner"]["winningPlan"])
    assert "IXSCAN" in stages
    assert "COLLSCAN" not in stages
    assert "'SORT'" not in stages, "the index gives the order"
    assert told["executionStats"]["nReturned"] == 51
    assert told["executionStats"]["totalDocsExamined"] <= 52

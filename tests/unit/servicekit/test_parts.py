"""The pure parts: events on the wire, problems on the wire, scope, identifiers, rules of a day, configuration."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit import clock, errors, events, ids
from servicekit.config import ConfigurationError, Settings, from_environment
from servicekit.errors import Conflict, KeyReused, NotFound, Problem, field_error, from_wire, problem_types
from servicekit.events import Catalogue, NotAnEvent, received
from servicekit.principal import NOBODY, Principal, Reach, Scope, system
from servicekit.principal import from_wire as principal_from_wire
from servicekit.rules import RuleBook, UnknownRule, _rule, rule_book
from servicekit.schema import Schema, fields

# -- events -------------------------------------------------------------------------------------------------------

INSTANT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TOLD = {"id": "u.0", "type": "class.published.v1", "subject": "cls-1", "sequence": 4, "time": INSTANT}
HEADERS = events.headers("training", TOLD, request_id="r", traceparent="00-1-2-3")


def test_an_event_is_on_the_wire_what_it_was_when_told() -> None:
    event = received(HEADERS, b'{"class_id": "cls-1"}')
    assert (event.service, event.type, event.id, event.subject) == ("training", "class.published.v1", "u.0", "cls-1")
    assert (event.sequence, event.time, event.request_id, event.replayed) == (4, INSTANT, "r", False)
    assert event.data == {"class_id": "cls-1"}
    assert received({**HEADERS, "ce-replayed": True}, b"{}").replayed


def test_attributes_are_named_as_cloudevents_allows() -> None:
    assert HEADERS["ce-type"] == "cn.baotou.cadre.training.class.published.v1"
    assert HEADERS["ce-time"] == "2026-03-02T01:00:00Z"
    for name, value in HEADERS.items():
        assert name.removeprefix("ce-").isalnum()
        assert name.islower()
        assert isinstance(value, str)


@pytest.mark.parametrize("missing", ["ce-id", "ce-type", "ce-subject", "ce-sequence", "ce-time"])
def test_an_event_without_an_attribute_that_handlers_need_is_none(missing: str) -> None:
    with pytest.raises(NotAnEvent, match=missing):
        received({name: value for name, value in HEADERS.items() if name != missing}, b"{}")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from([*HEADERS, "ce-replayed"]), anything, st.binary() | st.just(b"{}"))
def test_whatever_comes_is_an_event_or_is_said_not_to_be_one(name: str, value: Any, body: bytes) -> None:
    try:
        event = received({**HEADERS, name: value}, body)
    except NotAnEvent:
        return
    assert event.id
    assert event.subject
    assert event.time.tzinfo is not None


class Data(Schema):
    class_id = fields.String(required=True)
    count = fields.Int()


def test_an_event_is_declared_once_and_its_data_are_what_it_declares() -> None:
    catalogue = Catalogue("training")
    declared = catalogue.event("class.published.v1", Data, "m", zh="z", example={})
    assert catalogue.events == {"class.published.v1": declared}
    assert declared.data({"_id": "x", "count": 3, "name": "secret"}, {"class_id": "x"}) == {"class_id": "x", "count": 3}
    with pytest.raises(LookupError):
        declared.data({}, {})
    with pytest.raises(ValueError, match="twice"):
        catalogue.event("class.published.v1", Data, "m", zh="z", example={})


# -- problems -----------------------------------------------------------------------------------------------------


def test_a_problem_loses_nothing_on_the_wire() -> None:
    wrong = field_error("/hours", "range", "不足", "Not enough")
    sent = KeyReused("缺两学时", "Two hours are missing", errors=[wrong], retry_after=3, share="0.69", article="第三条")
    got = from_wire(orjson.loads(orjson.dumps(sent.to_wire())))
    assert (got.code, got.status, got.title_zh, got.title_en) == (KeyReused.code, 422, KeyReused.zh, KeyReused.en)
    assert (got.detail_zh, got.detail_en, got.retry_after) == ("缺两学时", "Two hours are missing", 3)
    assert got.errors == [wrong.to_wire()]
    assert got.facts == {"share": "0.69", "article": "第三条"}


def test_every_refusal_has_a_code_of_its_own_and_speaks_both_languages() -> None:
    assert {NotFound.code, Conflict.code, KeyReused.code} <= problem_types().keys()
    for code, problem in problem_types().items():
        assert problem.code == code
        assert 400 <= problem.status < 600
        assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.zh), code
        assert problem.en, code
    with pytest.raises(TypeError, match="code of its own"):
        type("Nameless", (Problem,), {})
    with pytest.raises(TypeError, match="belongs to KeyReused"):
        type("Other", (Problem,), {"code": KeyReused.code})


def test_status_of_the_bases() -> None:
    bases = (errors.NotFound, errors.Invalid, errors.Conflict, errors.Forbidden, errors.PreconditionFailed)
    assert [base.status for base in bases] == [404, 422, 409, 403, 412]
    assert errors.DeadlinePassed.status == errors.Unavailable.status == 503


# -- who asks -----------------------------------------------------------------------------------------------------

SCOPES = [
    (Scope(), {}, True, True),
    (Scope(Reach.UNIT, unit_id="u2"), {"unit_ids": "u2"}, True, True),
    (Scope(Reach.UNIT, unit_id="u9"), {"unit_ids": "u9"}, False, False),
    (Scope(Reach.SELF, cadre_id="c1"), {"_id": "c1"}, True, False),
    (Scope(Reach.UNIT), {"_id": {"$in": []}}, False, False),
    (Scope(Reach.SELF), {"_id": {"$in": []}}, False, False),
    (Scope(Reach.NONE), {"_id": {"$in": []}}, False, False),
]


@pytest.mark.parametrize(("scope", "expected", "first", "second"), SCOPES)
def test_a_scope_is_a_filter_and_a_judgement(scope: Scope, expected: Any, first: bool, second: bool) -> None:
    assert scope.filter() == expected
    assert scope.allows(["u1", "u2"], "c1") is first
    assert scope.allows(["u1", "u2"], "c2") is second


def test_a_scope_names_the_fields_it_is_told() -> None:
    assert Scope(Reach.UNIT, unit_id="u").filter(unit="person.unit_ids") == {"person.unit_ids": "u"}
    assert Scope(Reach.SELF, cadre_id="c").filter(cadre="cadre_id") == {"cadre_id": "c"}


def test_a_principal_travels_and_a_stranger_sees_nothing() -> None:
    for who in (Principal("a", ("r",), "x.read", Scope(Reach.UNIT, "u")), system("projector"), NOBODY):
        assert principal_from_wire(orjson.loads(orjson.dumps(who.to_wire()))) == who
    assert NOBODY.scope.filter() == {"_id": {"$in": []}}
    for wrong in ({}, {"account": "a", "scope": {"reach": "everything"}}, {"account": "a"}):
        with pytest.raises((KeyError, ValueError)):
            principal_from_wire(wrong)


# -- identifiers and time -----------------------------------------------------------------------------------------


def test_identifiers_are_different_rise_with_time_and_fit_the_schema() -> None:
    many = [ids.new_id("cls") for _ in range(5000)]
    assert len(set(many)) == 5000
    assert [each[:13] for each in many] == sorted(each[:13] for each in many)
    assert all(each.startswith("cls-") and len(each) == 27 for each in many)


def test_a_day_is_the_day_in_china() -> None:
    assert clock.day_of(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert clock.day_of(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert clock.now().microsecond % 1000 == 0
    assert clock.at(0) == datetime(1970, 1, 1, tzinfo=UTC)


# -- rules --------------------------------------------------------------------------------------------------------


def rule(value: Any, begins: str, ends: str | None = None, version: int = 1, kind: str = "int") -> Any:
    dates = {"valid_from": begins, "valid_to": ends}
    return _rule({"code": "t.share", "value": value, "kind": kind, "version": version, "basis": "条例", **dates})


def test_the_rules_of_a_day_are_those_that_held_on_it() -> None:
    book = RuleBook([rule(60, "2015-01-01", "2022-12-31"), rule(70, "2023-01-01", version=2)], date(2026, 1, 1))
    assert book["t.share"].value == 70
    assert book.on(date(2022, 12, 31))["t.share"].value == 60
    assert book.on(date(2023, 1, 1))["t.share"].version == 2
    with pytest.raises(UnknownRule) as refused:
        book.on(date(2014, 12, 31))["t.share"]
    assert refused.value.facts == {"rule": "t.share"}


def test_of_two_versions_that_hold_the_later_wins() -> None:
    book = RuleBook([rule(2, "2020-01-01", version=2), rule(1, "2020-01-01")], date(2026, 1, 1))
    assert book["t.share"].value == 2


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), max_size=8), st.integers(0, 3000))
def test_the_rule_of_a_day_is_the_last_that_began_and_has_not_ended(spans: Any, day: int) -> None:
    start = date(2015, 1, 1)
    made = [
        rule(number, str(start + timedelta(a)), str(start + timedelta(a + b)), version=number)
        for number, (a, b) in enumerate(spans)
    ]
    book = RuleBook(made, start + timedelta(day))
    holding = [(a, number) for number, (a, b) in enumerate(spans) if a <= day <= a + b]
    if holding:
        assert book["t.share"].value == max(holding)[1]
    else:
        with pytest.raises(UnknownRule):
            book["t.share"]


def test_shipped_rules_are_read_with_their_kinds_and_citations(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "- {code: t.share, value: 0.7, kind: decimal, basis: 条例, article: 第三条, valid_from: 2023-01-01, "
        "valid_to: null, verified: false}\n",
        encoding="utf-8",
    )
    read = rule_book(tmp_path, date(2026, 1, 1))["t.share"]
    assert read.value == Decimal("0.7")
    assert read.cited == "条例第三条（待核实）"
    with pytest.raises(UnknownRule):
        rule_book(tmp_path / "nowhere", date(2026, 1, 1))["t.share"]


# -- configuration ------------------------------------------------------------------------------------------------


def test_configuration_is_read_from_the_environment_with_defaults() -> None:
    read = from_environment({"AMQP_URI": "amqps://h/v", "WORKERS": "3", "RETRY_DELAYS": "2,30", "UNKNOWN": "x"})
    assert (read.amqp_uri, read.workers, read.delays) == ("amqps://h/v", 3, (2, 30))
    assert read.database("training") == "cadre_training"
    assert from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMQP_URI", "http://localhost"),
        ("MONGO_URI", "localhost:27017"),
        ("WORKERS", "many"),
        ("HEALTH_PORT", "x"),
        ("DATABASE_TIMEOUT", "soon"),
        ("RETRY_DELAYS", "1,0"),
        ("RETRY_DELAYS", "1;2"),
        ("RETRY_DELAYS", ""),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        from_environment({name: value})

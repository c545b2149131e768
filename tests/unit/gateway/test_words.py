"""What an answer's codes are called: by what is declared of its fields, or may be asked or entered of the same."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import yaml

from gateway import words
from gateway.readmodels.figures import FIGURES
from gateway.readmodels.views import FigureRows
from gateway.route import Route
from gateway.table import collect
from gateway.words import WORDS, Words, add
from servicekit.errors import Conflict, Unavailable
from servicekit.lifecycle import OPERATIONS, RULES, VALUES, Following, Joined, Lifecycle, Named, Prefixed, Row
from servicekit.operations import Operation, Query
from servicekit.rules import RULES as SHIPPED_RULES
from servicekit.rules import shipped
from servicekit.schema import PageQuery, Schema, declared_in, fields, page_of
from servicekit.schemas import RuleOut, timeline
from services import SERVICES
from services.appraisal.model.mechanisms import FIELDS
from services.appraisal.operations.models import LIST_MODELS
from services.appraisal.schemas.appraisals import AppraisalOf, ChangeAppraisal
from services.appraisal.schemas.common import OF_MODEL, OF_SUBJECT, OF_TEAMS, STEP_OF_MODEL
from services.appraisal.schemas.mechanisms import ChangeMechanism, MechanismOf
from services.appraisal.vocabulary.appraisals import PLANNED
from services.training.schemas.classes import ClassRow
from tests.support import codes


class State(Named):
    OPEN = "open", "办理中"
    CLOSED = "closed", "已办结"


class Asked(PageQuery):
    state = fields.Enum(State, by_value=True, load_default=None)
    note = fields.String(load_default=None)


class Step(Named):
    CLOSE = "close", "办结"


LIFE = Lifecycle(
    "玩具", "Toy", State, Step, (State.OPEN,), (Row((State.OPEN,), Step.CLOSE, State.CLOSED),), Conflict,
    besides={"begin": "登记"},
)  # fmt: skip


class Part(Schema):
    state = fields.String()
    colour = fields.String(metadata={"words": {"r": "红"}})


class Thing(Schema):
    id = fields.String()
    state = fields.String()
    note = fields.String()
    rank = fields.String()
    timeline = timeline(LIFE, notes=Joined({"broken": "损坏", "lost": "遗失"}))
    parts = fields.List(fields.Nested(Part))
    numbers = fields.List(fields.Dict())


class InFull(Thing):
    more = fields.String()


class RankedOut(Schema):
    rank = fields.String(metadata={"words": {"clerk_1": "一级科员"}})


def row(path: str, answer: type[Schema], wish: type[Schema] = PageQuery, **more: Any) -> Route:
    return Route.get(path, Query(f"toy.{path[1:]}", wish, answer), right="toys.read", zh="玩具", en="Toys", **more)


LIST, ONE = row("/toys", page_of(Thing), Asked), row("/toys-in-full", InFull)
KNOWN = Words([LIST, ONE, row("/ranks", RankedOut)])
THING = {
    "id": "open", "state": "open", "note": "closed", "rank": "clerk_1",
    "timeline": [{"state": "closed", "what": "close", "note": "broken,lost"}, {"what": "begin", "note": "a word"}],
    "parts": [{"state": "open", "colour": "r"}, {"colour": "?"}],
    "numbers": [{"rank": "clerk_1", "state": "open", "count": 2}],
}  # fmt: skip


def said(route: Route, answer: Any) -> Any:
    words.add(KNOWN.of(route), answer)
    return answer.get(WORDS)


def test_codes_of_a_list_have_their_words_by_the_place_of_the_field() -> None:
    assert said(LIST, {"items": [THING, {"state": "closed"}], "next": None}) == {
        "state": {"open": "办理中", "closed": "已办结"},
        "rank": {"clerk_1": "一级科员"},
        "timeline.state": {"closed": "已办结"},
        "timeline.what": {"begin": "登记", "close": "办结"},
        "timeline.note": {"broken,lost": "损坏；遗失"},
        "parts.colour": {"r": "红"},
        "numbers.rank": {"clerk_1": "一级科员"},
    }


def test_what_says_more_of_a_thing_has_the_same_words() -> None:
    told = said(ONE, {**THING, "timeline": [], "parts": [], "numbers": []})
    assert told == {"state": {"open": "办理中"}, "rank": {"clerk_1": "一级科员"}}


class Loose(Schema):
    by_state = fields.Dict(metadata={"words": State})
    votes = fields.Dict(metadata={"words_within": {VALUES: {"yes": "同意"}}})
    rows = fields.List(fields.Dict(), metadata={"like": Thing})
    why = fields.List(fields.List(fields.String()), metadata={"words": (Prefixed("old_", {"b": "旧"}), {"b": "蓝"})})
    made = fields.String(metadata={"words": lambda: {"toy": "玩具"}})
    step = fields.String(metadata={"words": OPERATIONS})


def test_a_term_is_said_with_its_year() -> None:
    called = Words(collect(), words.shipped_entries())
    labels = called.labels_of(ClassRow, "term", ClassRow().fields["term"])
    assert labels is not None
    assert labels.get("2026-autumn") == "2026年秋季学期"
    assert labels.get("unknown") is None


def test_each_figure_of_the_briefing_says_what_the_codes_of_its_rows_are_called() -> None:
    known = Words(collect(), words.shipped_entries())
    rows: dict[str, dict[str, Any]] = {
        "registry.policies": {"kind": "policy", "state": "in_force"},
        "incentive.honourees_city": {"level": "city", "field": "two_major_tasks", "state": "in_force"},
        "training.rotation_attendances_county_level": {"post_level_at_start": "132", "class_kind": "main"},
        "training.main_class_theory_party_share": {"hours": {"duty": 4}},
        "training.teaching_points": {"region": "150204", "state": "open"},
        "training.loyalty_education_attendances": {"theme": "loyalty_education"},
        "talent.selected_graduates_promoted": {"stage": "mature"},
        "supervision.joint_mechanisms_in_use": {"mechanism": "action"},
        "appraisal.mechanisms": {"serves": ["comprehensive"]},
    }

    def told(figure: str, row: dict[str, Any]) -> Any:
        answer = {"items": [row], "next": None}
        add(known.listed(declared_in(FigureRows)[FIGURES[figure].selected.collection]), answer)
        return {place: list(labels) for place, labels in answer.get(WORDS, {}).items()}  # type: ignore[attr-defined]

    coded = {figure: {name: [*([value] if isinstance(value, str) else value)] for name, value in row.items()}
             for figure, row in rows.items()}  # fmt: skip
    assert {figure: told(figure, row) for figure, row in rows.items()} == coded
    assert {figure.selected.collection for figure in FIGURES.values()} <= set(declared_in(FigureRows))


def test_codes_in_what_has_no_declared_shape_are_told_by_keys_by_values_and_like_those_of_a_schema() -> None:
    loose = Words([row("/loose", Loose), row("/ranks", RankedOut)])
    answer: dict[str, Any] = {
        "by_state": {"open": 2, "?": 1}, "votes": {"cad-1": "yes", "cad-2": None}, "made": "toy", "step": "toy.loose",
        "rows": [{"rank": "clerk_1", "parts": [{"colour": "r"}], "timeline": [{"what": "close"}], "other": "open"}],
        "why": [["old_b", "b"], ["?"]],
    }  # fmt: skip
    words.add(loose.of(row("/loose", Loose)), answer)
    assert answer[WORDS] == {
        "by_state": {"open": "办理中"},
        "votes": {"yes": "同意"},
        "rows.rank": {"clerk_1": "一级科员"},
        "rows.parts.colour": {"r": "红"},
        "rows.timeline.what": {"close": "办结"},
        "why": {"old_b": "旧", "b": "蓝"},
        "made": {"toy": "玩具"},
        "step": {"toy.loose": "玩具"},
    }


class Asks(Schema):
    field = fields.String()
    value = fields.Raw(
        metadata={
            "words": Following("field", {"sex": {"1": "男"}, "level": {"1": "一级", "2": "二级"}, "state": State})
        }
    )


class Searched(Schema):
    conditions = fields.List(fields.Nested(Asks))


def test_a_code_that_means_what_the_field_beside_it_says_has_its_word_there() -> None:
    searched = Words([row("/searched", Searched)])
    asked: list[dict[str, Any]] = [
        {"field": "sex", "value": "1"},
        {"field": "level", "value": ["1", "2", "3"]},
        {"field": "age", "value": 45},
        {"field": None, "value": "1"},
    ]
    answer: dict[str, Any] = {"conditions": asked}
    words.add(searched.of(row("/searched", Searched)), answer)
    assert answer[WORDS] == {
        "conditions.value.sex": {"1": "男"},
        "conditions.value.level": {"1": "一级", "2": "二级"},
    }


class Ruled(Schema):
    unchecked = fields.List(fields.String(), metadata={"words": RULES})


def test_rules_are_called_by_their_names() -> None:
    known = Words([row("/ruled", Ruled)])

    async def look_up(operation: Operation, **_: Any) -> Any:
        return {"items": [{"code": "toy.age", "zh": "年龄上限"}] if operation.name.endswith("rules") else []}

    asyncio.run(known.refresh(look_up, ["toy"]))
    answer: dict[str, Any] = {"unchecked": ["toy.age", "toy.other"]}
    words.add(known.of(row("/ruled", Ruled)), answer)
    assert answer[WORDS] == {"unchecked": {"toy.age": "年龄上限"}}


class Weight(Schema):
    dimension = fields.String(metadata={"words": OF_MODEL})


class Weighed(Schema):
    model_id = fields.String()
    step = fields.String(metadata={"words": ({"sum": "总分"}, STEP_OF_MODEL)})
    points = fields.Dict(keys=fields.String(), metadata={"words": OF_MODEL})
    parts = fields.List(fields.Nested(Weight))
    comparison = fields.String(metadata={"words": OF_TEAMS})
    concluded_by = fields.String()


class WeighedOnes(Schema):
    subject_kind = fields.String()
    kinds = fields.List(fields.String(), metadata={"words": OF_SUBJECT})
    rows = fields.List(fields.Nested(Weighed))
    loose = fields.List(fields.Dict(), metadata={"like": Weighed})


def test_a_dimension_is_called_as_the_model_calls_it_by_which_it_was_computed() -> None:
    known = Words([row("/weighed", WeighedOnes)])

    async def look_up(operation: Operation, **_: Any) -> Any:
        models = [
            {"id": f"mdl-{kind}-{version}", "kind": kind, "dimensions": [{"key": "duty", "zh": zh, "en": "Duty"}]}
            for kind, version, zh in (("cadre", 2, "担当"), ("cadre", 1, "旧称"), ("team", 1, "班子担当"))
        ]
        return {"items": models if operation is LIST_MODELS else []}

    asyncio.run(known.refresh(look_up, ["toy"]))

    def weighed(model: str) -> dict[str, Any]:
        return {"model_id": model, "points": {"duty": 3, "other": 1}, "parts": [{"dimension": "duty"}]}

    rows = [
        {**weighed("mdl-cadre-1"), "comparison": "dimension.duty", "concluded_by": "supervision"},
        {**weighed("mdl-team-1"), "step": "dimension.duty"},
        {**weighed("mdl-unknown"), "step": "sum"},
    ]
    answer: dict[str, Any] = {
        "subject_kind": "cadre", "kinds": ["duty"], "rows": rows, "loose": [weighed("mdl-cadre-2")],
    }  # fmt: skip
    words.add(known.of(row("/weighed", WeighedOnes)), answer)
    assert answer[WORDS] == {
        "kinds.cadre": {"duty": "担当"},
        "rows.points.mdl-cadre-1": {"duty": "旧称"},
        "rows.points.mdl-team-1": {"duty": "班子担当"},
        "rows.parts.dimension.mdl-cadre-1": {"duty": "旧称"},
        "rows.parts.dimension.mdl-team-1": {"duty": "班子担当"},
        "rows.step": {"sum": "总分"},
        "rows.step.mdl-team-1": {"dimension.duty": "班子担当"},
        "rows.comparison": {"dimension.duty": "班子担当"},
        "rows.concluded_by": {"supervision": "干部监督"},
        "loose.points.mdl-cadre-2": {"duty": "担当"},
        "loose.parts.dimension.mdl-cadre-2": {"duty": "担当"},
    }


def test_no_field_means_what_another_says_that_is_nowhere_around_it() -> None:
    """Else its codes would have no words."""
    lost = {row.route.path: row.coded.open for row in codes.table().rows if row.coded and row.coded.open}
    assert lost == {}


class Graded(Schema):
    grade = fields.String(metadata={"zh": "等次（字典“toy.grades”、“toy.more_grades”）"})


def test_entries_of_a_dictionary_are_asked_for_once_a_minute_and_what_is_away_stays_as_it_was() -> None:
    graded = row("/graded", Graded)
    known, asked = Words([graded]), []

    async def look_up(operation: Operation, **_: Any) -> Any:
        asked.append(operation.name)
        if operation.name.startswith("away."):
            raise Unavailable()
        entries = [{"key": "good", "zh": "优秀"}, {"key": "fair", "zh": "合格"}]
        return {"items": [{"code": "toy.grades", "entries": entries}, {"code": "toy.other", "entries": []}]}

    def told() -> Any:
        answer: dict[str, Any] = {"grade": "good"}
        words.add(known.of(graded), answer)
        return answer.get(WORDS)

    assert told() is None
    for _ in range(2):
        asyncio.run(known.refresh(look_up, ["toy", "away"]))
    assert told() == {"grade": {"good": "优秀"}}
    assert sorted(asked) == ["away.list_dictionaries", "toy.list_dictionaries"]


class Themed(Schema):
    themes = fields.List(fields.String(metadata={fields.ENTRY: "toy.themes"}))


def test_what_an_import_takes_is_asked_for_at_once_though_no_row_of_the_table_shows_it() -> None:
    known = Words([])

    async def look_up(operation: Operation, **_: Any) -> Any:
        return {"items": [{"code": "toy.themes", "entries": [{"key": "loyal", "zh": "对党忠诚"}]}]}

    asyncio.run(known.refresh(look_up, ["toy"]))
    themes = declared_in(Themed)["themes"]
    assert not known.entries.get("toy.themes")
    for _ in range(2):
        known.expect([Themed])
        asyncio.run(known.refresh(look_up, ["toy"]))
    assert known.labels_of(Themed, "themes", themes) == {"loyal": "对党忠诚"}


def test_without_a_code_that_has_a_word_there_is_no_table() -> None:
    assert said(LIST, {"items": [], "next": None}) is None
    assert said(LIST, {"items": [{"state": "a state of tomorrow"}], "next": None}) is None


def test_what_anybody_may_read_has_its_words_too() -> None:
    table = codes.table()
    (public,) = [row for row in table.rows if row.route.path == "/publicity"]
    answer: dict[str, Any] = {"items": [{"name": "虚构", "sex": "2", "level": "city"}], "next": None}
    add(public.coded, answer)
    assert answer["words"] == {"sex": {"2": "女"}, "level": {"city": "市级"}}


def test_every_list_by_state_says_what_its_states_are_called() -> None:
    rows = collect()
    known = Words(rows)
    silent = [
        one.path
        for one in rows
        if one.method == "GET"
        and one.answer is not None
        and (listed := getattr(one.answer().fields.get("items"), "inner", None)) is not None
        and "state" in getattr(listed, "schema", Schema()).fields
        and "state" not in {key for _, coded in getattr(known.of(one), "inner", ()) for key, _, _ in coded.own}
    ]
    assert silent == []


def test_every_field_that_may_hold_codes_says_what_they_are_called() -> None:
    rows = [row for row in codes.table().rows if row.route.answer is not None]
    silent = {
        f"{row.route.method} {row.route.path}": places
        for row in rows
        if (places := codes.without_words(row.route, row.coded))
    }
    assert silent == {}


def test_a_rule_says_what_it_is_counted_in_and_a_region_where_it_lies() -> None:
    rules = declared_in(RuleOut)["unit"].metadata["words"]
    files = [Path(*one.package.split("."), "rules.yaml") for one in SERVICES]
    shipped = [rule for file in files for rule in yaml.safe_load(file.read_text(encoding="utf-8"))]
    assert {rule["unit"] for rule in shipped if rule.get("unit")} - set(rules) == set()
    table = codes.table()
    (secondments,) = [row for row in table.rows if row.route.operation_id == "talentpool_list_secondments"]
    answer: dict[str, Any] = {
        "items": [{"region": code} for code in ("330000", "330106", "150200", "990000")],
        "next": None,
    }
    add(secondments.coded, answer)
    assert answer["words"] == {"region": {"330000": "浙江省", "330106": "浙江省所辖", "150200": "包头市"}}


def test_what_a_rule_notes_is_chinese_and_what_its_value_holds_has_its_word() -> None:
    rules = [rule for one in SERVICES for rule in shipped(one.folder, SHIPPED_RULES)]
    foreign = {rule["code"]: note for rule in rules if re.search("[a-z]", note := rule.get("note") or "")}
    assert foreign == {}
    (listed,) = [row for row in codes.table().rows if (row.route.method, row.route.path) == ("GET", "/rules")]
    known = Words(collect(), words.shipped_entries())
    answer = {"items": [{"code": rule["code"], "value": rule["value"], "shipped": rule} for rule in rules]}
    add(known.of(listed.route), answer)
    told: Any = answer[WORDS]
    assert (
        told["value.supervision.vetting_weights"] | {"stop": "停止办理", "clear": "无影响"}
        == (told["value.supervision.vetting_weights"])
    )
    assert told["shipped.value.registry.vetting_needed"] == {"132": "县处级副职"}
    assert told["value.supervision.restriction.warning"]["award"]


def test_what_timelines_say_was_changed_is_called_in_chinese() -> None:
    assert set(PLANNED) == set(declared_in(ChangeAppraisal)) - set(declared_in(AppraisalOf))
    assert set(FIELDS) == set(declared_in(ChangeMechanism)) - set(declared_in(MechanismOf))

"""Names in rows of sheets become ids, and a row that names several asks."""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.import_files import shown
from gateway.whom import others, own_parents, resolved, without
from services.appraisal.schemas.talks import ImportTalk
from services.registry.schemas.cadres import RegisterCadre
from services.registry.schemas.career_rows import CareerRow
from services.registry.schemas.units import RegisterUnit
from services.supervision.schemas.vetting import OpinionRow
from services.training.schemas.enrolments import EnrolmentRow
from services.training.schemas.outside import OutsideIn

UNITS = {"某局": "unt-1", "某委": "unt-2"}


def found(id: str | None, *candidates: tuple[str, str], otherwise: bool = False) -> dict[str, Any]:
    return {
        "id": id,
        "otherwise_named": otherwise,
        "candidates": [{"unit": unit, "title": title} for unit, title in candidates],
    }


class Registry:
    """What is asked, and answers from a small roster."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def __call__(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        return {
            "units": [found(UNITS.get(said)) for said in asked["units"]],
            "posts": [found("pst-1") for _ in asked["posts"]],
            "persons": [self._person(said) for said in asked["persons"]],
        }

    def _person(self, said: dict[str, str]) -> dict[str, Any]:
        if said.get("number") == "150203198507012115":
            return found("cad-1") if said.get("name", "李") == "李" else found(None, otherwise=True)
        if said.get("name") == "吴" and "unit" not in said:
            return found(None, ("某局", "局长"), ("某委", "科员"))
        return found("cad-2") if said.get("name") == "吴" else found(None)


def test_a_chunk_is_asked_about_once_and_each_name_once() -> None:
    registry = Registry()
    rows = [{"unit_id": "某局"}, {"unit_id": "某局", "appointments": [{"unit_id": "某委"}]}, {"unit_id": "unt-9"}]
    told, wrong = asyncio.run(resolved(registry, rows, RegisterCadre))
    assert told == [{"unit_id": "unt-1"}, {"unit_id": "unt-1", "appointments": [{"unit_id": "unt-2"}]}, rows[2]]
    assert rows[0] == {"unit_id": "某局"}
    assert not wrong
    assert [one["units"] for one in registry.asked] == [["某局", "某委"]]


def test_a_post_within_a_row_is_one_of_the_unit_around_it() -> None:
    registry = Registry()
    rows = [{"unit_id": "某局", "appointments": [{"post_id": "局长"}, {"post_id": "主任", "unit_id": "某委"}]}]
    (told,), wrong = asyncio.run(resolved(registry, rows, RegisterCadre))
    assert not wrong
    assert told["appointments"][0] == {"post_id": "pst-1"}
    assert registry.asked[0]["posts"] == [{"said": "局长", "unit": "某局"}, {"said": "主任", "unit": "某委"}]


def test_a_unit_that_nobody_knows_refuses_its_row_at_its_place() -> None:
    rows = [{"unit_id": "某局"}, {"unit_id": "某局", "appointments": [{"unit_id": "无此局"}]}]
    _, wrong = asyncio.run(resolved(Registry(), rows, RegisterCadre))
    ((place, (error,)),) = wrong.items()
    assert (place, error.pointer, error.code) == (1, "/appointments/0/unit_id", "unknown-unit")
    assert "无此局" in error.zh


def test_a_person_is_known_by_number_or_by_name_and_unit_and_two_of_one_name_are_asked_about() -> None:
    rows = [
        {"cadre_id": {"number": "150203198507012115"}},
        {"cadre_id": {"name": "吴", "unit": "某局"}},
        {"cadre_id": {"name": "吴"}},
        {"cadre_id": "吴"},
        {"cadre_id": "150203198507012115"},
        {"cadre_id": {"name": "王"}, "identity_number": "150203198507012115"},
        {"cadre_id": {"name": "李"}, "identity_number": "150203198507012115"},
    ]
    told, wrong = asyncio.run(resolved(Registry(), rows, CareerRow))
    assert told[0] == told[4] == told[6] == {"cadre_id": "cad-1"}
    assert told[1] == {"cadre_id": "cad-2"}
    assert {place: error.code for place, (error,) in wrong.items()} == {
        2: "several-persons",
        3: "several-persons",
        5: "otherwise-named",
    }
    assert "某局局长；某委科员" in wrong[2][0].zh
    assert "吴" not in wrong[2][0].zh


class TriedTooOften(Registry):
    def _person(self, said: dict[str, str]) -> dict[str, Any]:
        return found(None) | {"tried_too_often": True}


def test_where_too_many_numbers_were_tried_nothing_is_said_but_how_else_to_name_somebody() -> None:
    row = {"cadre_id": {"name": "李", "number": "150203198507012115"}}
    _, wrong = asyncio.run(resolved(TriedTooOften(), [row], CareerRow))
    assert wrong[0][0].code == "too-many-numbers"
    assert "单位和姓名" in wrong[0][0].zh
    assert "150203" not in wrong[0][0].zh


def test_who_was_not_found_is_told_as_written_and_never_a_number() -> None:
    rows = [{"cadre_id": {"name": "王", "unit": "某局"}}, {"cadre_id": {"name": "150203198507012116", "unit": "某局"}}]
    _, wrong = asyncio.run(resolved(Registry(), rows, CareerRow))
    assert wrong[0][0].zh == "没有找到这个人员“王”（某局）"
    assert "150203" not in wrong[1][0].zh
    assert shown(rows[0], "/cadre_id", CareerRow) == "王，某局"
    assert "1985" not in str(shown(rows[1], "/cadre_id", CareerRow))
    assert shown({"cadre_id": {"name": "王", "number": "150203198507012116"}}, "/cadre_id", CareerRow) == (
        "王，15****************"
    )


def test_rows_without_names_ask_nobody() -> None:
    registry = Registry()
    rows = [{"unit_id": "unt-1", "name": "李"}]
    assert asyncio.run(resolved(registry, rows, RegisterCadre)) == (rows, {})
    assert not registry.asked


def test_a_unit_above_in_the_same_sheet_is_meant_by_its_code() -> None:
    rows = [
        {"code": "A", "name": "某局"},
        {"code": "B", "name": "办公室", "parent_id": "某 局"},
        {"code": "C", "name": "某所", "parent_id": "别的局"},
    ]
    own_parents(rows, RegisterUnit)
    assert rows[1] == {"code": "B", "name": "办公室", "parent_code": "A"}
    assert rows[2]["parent_id"] == "别的局"


def test_what_else_is_wrong_with_a_row_is_asked_without_its_names() -> None:
    row = {
        "unit_id": "无此局",
        "name": "李",
        "appointments": [{"unit_id": "无此局", "title": "局长"}],
        "judge_cadre_ids": ["甲", "乙"],
    }
    pointers = ["/unit_id", "/appointments/0/unit_id", "/judge_cadre_ids/0"]
    assert without(row, pointers) == {"name": "李", "appointments": [{"title": "局长"}], "judge_cadre_ids": ["乙"]}
    assert row["unit_id"] == "无此局"
    told = [{"pointer": "/unit_code"}, {"pointer": "/birth"}, {"pointer": "/appointments/0/unit_id"}, {"pointer": ""}]
    assert [one["pointer"] for one in others(told, pointers)] == ["/birth", ""]
    assert others([{"pointer": "/identity_number"}], ["/cadre_id"]) == []


class Things:
    """What a service answers of its own things."""

    def __init__(self, **called: dict[str, Any]) -> None:
        self._called = called
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, things: list[dict[str, str]]) -> dict[str, Any]:
        self.asked += [(one["of"], one["said"]) for one in things]
        return {"things": [self._called.get(one["said"], thing()) for one in things]}


def thing(id: str | None = None, number: str = "", *candidates: str, known: bool = True) -> dict[str, Any]:
    return {"known": known, "id": id, "number": number, "candidates": list(candidates)}


def test_a_thing_of_the_service_is_named_by_its_title_where_its_number_or_its_id_is_wanted() -> None:
    things = Things(春季班=thing("cls-1", "C-1"), 党校=thing("org-1"))
    rows = [{"cadre_id": "cad-1", "class_code": "春季班"}, {"cadre_id": "cad-1", "class_id": "春季班"}]
    told, wrong = asyncio.run(resolved(Registry(), rows, EnrolmentRow, things))
    assert (told[0]["class_code"], told[1]["class_id"]) == ("C-1", "cls-1")
    assert things.asked == [("class", "春季班")]
    told, _ = asyncio.run(resolved(Registry(), [{"organiser_id": "党校"}], OutsideIn, things))
    assert (told, wrong) == ([{"organiser_id": "org-1"}], {})


def test_a_thing_that_is_a_unit_is_named_by_whatever_the_registry_knows_the_unit_by() -> None:
    things = Things(**{"unt-1": thing("org-1")})
    told, wrong = asyncio.run(resolved(Registry(), [{"organiser_id": "某局"}], OutsideIn, things))
    assert (told, wrong) == ([{"organiser_id": "org-1"}], {})
    told, wrong = asyncio.run(resolved(Registry(), [{"organiser_id": "某委"}], OutsideIn, things))
    assert [(error.code, error.zh) for error in wrong[0]] == [("unknown-thing", "没有找到这个办班主体“某委”")]


def test_a_title_that_several_things_have_is_asked_about_and_one_that_nothing_has_is_told() -> None:
    things = Things(春季班=thing(None, "", "C-1 春季班 2024年", "C-2 春季班 2025年"))
    rows = [{"class_code": "春季班"}, {"class_id": "无此班"}, {"class_code": "C-9"}]
    told, wrong = asyncio.run(resolved(Registry(), rows, EnrolmentRow, things))
    assert {place: (error.pointer, error.code) for place, (error,) in wrong.items()} == {
        0: ("/class_code", "several-things"),
        1: ("/class_id", "unknown-thing"),
    }
    assert "C-2 春季班 2025年" in wrong[0][0].zh
    assert "无此班" in wrong[1][0].zh
    assert told[2] == {"class_code": "C-9"}


def test_who_leads_talks_is_named_by_name_and_unit_in_one_cell() -> None:
    rows = [{"talker_ids": ["吴（某局）", "吴", "150203198507012115"]}]
    told, wrong = asyncio.run(resolved(Registry(), rows, ImportTalk))
    assert told[0]["talker_ids"] == ["cad-2", "吴", "cad-1"]
    assert [(error.pointer, error.code) for error in wrong[0]] == [("/talker_ids/1", "several-persons")]


def test_a_vetting_is_named_by_whom_it_is_about() -> None:
    things = Things(**{"cad-2": thing("vet-1")})
    told, wrong = asyncio.run(resolved(Registry(), [{"vetting_id": "吴（某局）"}], OpinionRow, things))
    assert (told, wrong) == ([{"vetting_id": "vet-1"}], {})
    assert things.asked == [("vetting", "cad-2")]
    told, _ = asyncio.run(resolved(Registry(), [{"vetting_id": "vet-9"}], OpinionRow, things))
    assert told == [{"vetting_id": "vet-9"}]

"""A person's name: kept in one form however it was typed, and found by each of its parts."""

from __future__ import annotations

import secrets

import pytest

from servicekit.errors import Problem
from services.registry.model.names import READ_AS
from tests.service.registry.conftest import Registry

TYPED = [("薄\u200b二", "薄二"), ("娜\u202e娜", "娜娜"), ("李\xa0四", "李 四"), ("王５", "王5"), ("Ａ明", "A明")]


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_a_name_is_kept_in_one_form_however_it_comes(registry: Registry, typed: str, kept: str) -> None:
    unit = registry.a_unit()
    relative = {"relation": "son", "name": typed}
    file = registry.a_cadre(unit, name=typed, family=[relative])
    family = registry.get_family(cadre_id=file["id"])["family"]
    assert (file["name"], family[0]["name"]) == (kept, kept)
    other = registry.a_cadre(unit)
    assert registry.change_cadre(cadre_id=other["id"], name=typed, document="更名文件")["name"] == kept
    (row,) = registry.import_cadres(rows=[registry.person(unit, name=typed)])["results"]
    assert registry.get_cadre(cadre_id=row["id"])["name"] == kept


@pytest.mark.parametrize("typed", ["··", "5", "\u202e·\u2069", "（）", "\u200b"])
def test_a_name_without_a_letter_is_none(registry: Registry, typed: str) -> None:
    unit = registry.a_unit()

    def wrong(problem: Problem, pointer: str) -> None:
        assert (problem.code, problem.errors[0].pointer) == ("invalid-fields", pointer)

    wrong(registry.refusal("register_cadre", **registry.person(unit, name=typed)), "/name")
    relative = {"relation": "son", "name": typed}
    wrong(registry.refusal("register_cadre", **registry.person(unit, family=[relative])), "/family/0/name")
    cadre = registry.a_cadre(unit)["id"]
    wrong(registry.refusal("change_cadre", cadre_id=cadre, name=typed, document="更名文件"), "/name")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("令狐冲", ["冲", "chong", "令狐"]),
        ("司马光", ["光", "guang"]),
        ("欧阳娜娜", ["娜娜", "nana"]),
        ("上官婉儿", ["waner"]),
        ("阿里木·买买提", ["买买提", "maimaiti", "阿里木"]),
        ("买买提·艾力", ["艾力", "aili", "买买提"]),
    ],
)
def test_a_name_is_found_by_its_parts(registry: Registry, name: str, asked: list[str]) -> None:
    file = registry.a_cadre(registry.a_unit(), name=name)
    for q in asked:
        found = registry.list_cadres(q=q, unit_id=file["unit_id"])["items"]
        assert [one["id"] for one in found] == [file["id"]], q


@pytest.mark.parametrize("before", [None, READ_AS - 1])
def test_a_file_whose_name_was_read_another_way_is_found_once_the_service_has_looked(
    registry: Registry, before: int | None
) -> None:
    file = registry.a_cadre(registry.a_unit(), name="令狐冲")
    stored = registry.runtime.db["cadres"]
    stored.update_one({"_id": file["id"]}, {"$set": {"search": ["令"], "other_readings": [], "read_as": before}})
    assert not registry.list_cadres(q="冲", unit_id=file["unit_id"])["items"]
    work = registry.runtime.work_of("names")
    registry.service.read_names_anew(work)
    registry.runtime.commit(work, f"test:{secrets.token_hex(8)}", "every.names")
    assert registry.list_cadres(q="冲", unit_id=file["unit_id"])["items"]

"""Names of persons, units and posts: kept in one form however they were typed, and found however they are asked for."""

from __future__ import annotations

import secrets

import pytest

from servicekit.errors import Problem
from services.registry.model.names import READ_AS
from services.registry.model.strokes import strokes_key
from tests.service.registry.conftest import Registry

TYPED = [
    ("\u200b薄二\ufeff", "薄二"),
    ("李\xa0四", "李四"),
    ("李\u3000\u3000四 五", "李四五"),
    ("王５", "王5"),
    ("Ａ明", "A明"),
    ("斯琴 · 高娃", "斯琴·高娃"),
    ("John  Smith", "John Smith"),
    ("郑试（兼）", "郑试（兼）"),
]
RARE = "\ue863\U000309c2"
"""Characters of names that a font has where Unicode had none, and rare ones."""


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


@pytest.mark.parametrize("typed", ["薄\u200b二", "娜\u202e娜", "娜\x01娜"])
def test_what_nobody_sees_in_a_name_is_refused_however_it_comes(registry: Registry, typed: str) -> None:
    unit = registry.a_unit()
    (row,) = registry.import_cadres(rows=[registry.person(unit, name=typed)])["results"]
    found = [(error["pointer"], error["code"]) for error in row["errors"]]
    refused = registry.refusal("register_cadre", **registry.person(unit, name=typed))
    assert found == [(error.pointer, error.code) for error in refused.errors] == [("/name", "hidden")]
    assert registry.refusal("register_unit", name=typed, kind="government", code="x").errors[0].code == "hidden"


def test_a_rare_character_of_a_name_is_kept(registry: Registry) -> None:
    unit = registry.a_unit()
    assert registry.a_cadre(unit, name=f"王{RARE}")["name"] == f"王{RARE}"
    (row,) = registry.import_cadres(rows=[registry.person(unit, name=f"李{RARE}")])["results"]
    assert registry.get_cadre(cadre_id=row["id"])["name"] == f"李{RARE}"


@pytest.mark.parametrize("typed", ["··", "5", "\u202e·\u2069", "（）", "\u200b"])
def test_a_name_without_a_letter_is_none(registry: Registry, typed: str) -> None:
    unit = registry.a_unit()

    def wrong(problem: Problem, pointer: str) -> None:
        assert (problem.code, problem.errors[0].pointer) == ("invalid-fields", pointer)

    wrong(registry.refusal("register_cadre", **registry.person(unit, name=typed)), "/name")
    relative = {"relation": "son", "name": typed}
    wrong(registry.refusal("register_cadre", **registry.person(unit, family=[relative])), "/family/0/name")
    cadre = registry.a_cadre(unit)["id"]
    refused = registry.refusal("change_cadre", cadre_id=cadre, name=typed, document="更名文件")
    if typed != "\u200b":  # Which is not given at all, so that nothing changes.
        wrong(refused, "/name")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("令狐冲", ["冲", "chong", "令狐"]),
        ("司马光", ["光", "guang"]),
        ("欧阳娜娜", ["娜娜", "nana"]),
        ("上官婉儿", ["waner"]),
        ("阿里木·买买提", ["买买提", "maimaiti", "阿里木"]),
        ("买买提·艾力", ["艾力", "aili", "买买提"]),
        ("乌云高娃", ["高娃", "gaowa", "云高"]),
        ("额尔德尼巴根", ["巴根", "bagen", "德尼", "erdenibagen"]),
        ("朝格巴特尔日勒", ["日勒", "rile", "巴特尔", "gebateerrile"]),
    ],
)
def test_a_name_is_found_by_its_parts(registry: Registry, name: str, asked: list[str]) -> None:
    file = registry.a_cadre(registry.a_unit(), name=name)
    for q in asked:
        found = registry.list_cadres(q=q, unit_id=file["unit_id"])["items"]
        assert [one["id"] for one in found] == [file["id"]], q
        assert file["id"] in registry.find_named(q=q, most=500)["ids"], "lists that are asked by name"


@pytest.mark.parametrize("before", [None, READ_AS - 1])
def test_a_file_whose_name_was_read_another_way_is_found_once_the_service_has_looked(
    registry: Registry, before: int | None
) -> None:
    file = registry.a_cadre(registry.a_unit(), name="令狐冲")
    stored = registry.runtime.db["cadres"]
    stored.update_one(
        {"_id": file["id"]},
        {"$set": {"search": ["令"], "other_readings": [], "read_as": before, "strokes": ""}, "$unset": {"sounds": ""}},
    )
    assert registry.list_cadres(q="linghu", unit_id=file["unit_id"])["items"], (
        "by its whole reading in the meantime too"
    )
    assert not registry.list_cadres(q="冲", unit_id=file["unit_id"])["items"]
    work = registry.runtime.work_of("names")
    registry.service.read_names_anew(work)
    registry.runtime.commit(work, f"test:{secrets.token_hex(8)}", "every.names")
    assert registry.list_cadres(q="冲", unit_id=file["unit_id"])["items"]
    kept = stored.find_one({"_id": file["id"]})
    assert (kept["strokes"], kept["sounds"]) == (strokes_key("令狐冲"), "ling hu chong")


def test_the_name_of_a_unit_is_kept_in_one_form_and_found_in_any_width(registry: Registry) -> None:
    word = f"虚构{secrets.token_hex(3)}"
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isascii() else one for one in word)
    first = registry.a_unit(name=f" {word}\u3000 （本级）\u200b", short_name=f"{word}\u00a0局")
    second = registry.a_unit(name=f"{wide}(本级)")
    assert (first["name"], first["short_name"]) == (f"{word} （本级）", f"{word} 局")
    for q in (f"{word}（本级）", f"{wide}(本级)", f"{word} (本级)"):
        assert {one["id"] for one in registry.list_units(q=q)["items"]} == {first["id"], second["id"]}
    assert [one["id"] for one in registry.list_units(q=f"{wide}局")["items"]] == [first["id"]]
    renamed = registry.change_unit(unit_id=first["id"], name=f"{word}  ２处", document="更名文件")
    assert renamed["name"] == f"{word} ２处"
    assert [one["id"] for one in registry.list_units(q=f"{word}2处")["items"]] == [first["id"]]


def test_a_code_and_a_post_are_the_same_in_any_width(registry: Registry) -> None:
    code = f"T-{secrets.token_hex(4)}".upper()
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code)
    unit = registry.a_unit(code=wide)
    assert unit["code"] == code
    assert registry.refusal("register_unit", name="虚构", kind="government", code=code).code == "registry/code-taken"
    post = registry.a_post({"id": None}, unit_code=wide, code=wide + "－１", title="科 长 ")
    assert (post["unit_id"], post["code"], post["title"]) == (unit["id"], code + "-1", "科 长")
    held = {"post_code": wide + "-1", "title": "科长（二级）", "began": "2015-01", "ended": "2016-01"}
    cadre = registry.a_cadre(unit, appointments=[held])
    assert cadre["appointments"][0]["post_id"] == post["id"]
    again = {**held, "title": "科长(二级) ", "began_by": "任〔2015〕1号"}
    no = registry.refusal("change_cadre", cadre_id=cadre["id"], add={"appointments": [again]})
    assert no.code == "registry/duplicate-entry"

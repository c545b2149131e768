"""The city's own order (单位–职务): lists of cadres, posts and units stand as tree, numbers and posts say."""

from __future__ import annotations

import random
import secrets
from typing import Any

import pytest

from services.registry.model.names import READ_AS
from tests.service.registry.conftest import Registry

ROLES = ("chief", "deputy", "chief_expert", "member")


def listed(registry: Registry, what: str, city: dict[str, Any], **wish: Any) -> list[str]:
    """The ids of a list in the city's order, read page by page."""
    method, sort = f"list_{what}", "order" if what == "units" else "unit_post"
    below = {"below": city["id"]} if what == "units" else {"unit_id": city["id"]}
    ids, cursor = [], None
    while True:
        page = getattr(registry, method)(sort=sort, limit=3, cursor=cursor, **below, **wish)
        ids += [row["id"] for row in page["items"]]
        if (cursor := page["next"]) is None:
            return ids


def by_hand(registry: Registry, city: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """Units, posts and cadres in the order that a person would write down, from what the database has of each."""
    db = registry.runtime.db
    units, posts, cadres = [], [], []

    def walk(unit: dict[str, Any]) -> None:
        units.append(unit["_id"])
        here = list(db["posts"].find({"unit_id": unit["_id"]}))
        here.sort(key=lambda p: (ROLES.index(p["role"]), p["post_level"] or "999", p["order"], p["_id"]))
        posts.extend(post["_id"] for post in here)
        numbers = {post["_id"]: post["order"] for post in here}
        people = list(db["cadres"].find({"unit_id": unit["_id"]}))
        people.sort(
            key=lambda c: (
                ROLES.index(c["role"]),
                c["post_level"] or "999",
                numbers.get(c["post_ids"][0], 0) if c["post_ids"] else 0,
                c["sounds"],
                c["_id"],
            )
        )
        cadres.extend(cadre["_id"] for cadre in people)
        for below in sorted(db["units"].find({"parent_id": unit["_id"]}), key=lambda u: (u["order"], u["code"])):
            walk(below)

    walk(db["units"].find_one({"_id": city["id"]}))
    return units, posts, cadres


def must_be_in_order(registry: Registry, city: dict[str, Any]) -> None:
    kinds = tuple(listed(registry, what, city) for what in ("units", "posts", "cadres"))
    assert kinds == by_hand(registry, city)
    assert listed(registry, "cadres", city, count=False)[::-1] == [
        row["id"] for row in registry.list_cadres(unit_id=city["id"], sort="-unit_post", limit=500)["items"]
    ]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_is_that_of_the_tree_whatever_is_moved_or_given_another_number(registry: Registry, seed: int) -> None:
    chance = random.Random(seed)
    city = registry.a_unit(kind="party_committee")
    units = [city]
    for _ in range(6):
        parent = chance.choice(units)
        units.append(registry.a_unit(parent_id=parent["id"], order=chance.randrange(3)))
    for unit in units[1:]:
        posts = [
            registry.a_post(unit, title=f"职位{n}", role=role, post_level=level, order=chance.randrange(3))
            for n, (role, level) in enumerate((("deputy", "132"), ("chief", "131"), ("deputy", "132")))
        ]
        registry.a_cadre(unit, name=chance.choice(("测试甲", "测试乙")))
        held = chance.choice(posts)
        appointment = {"post_id": held["id"], "title": held["title"], "began": "2019-01"}
        registry.a_cadre(unit, name="测试丙", appointments=[appointment])
    must_be_in_order(registry, city)
    for number in (2, 0, 1):
        registry.change_unit(unit_id=chance.choice(units[1:])["id"], order=10 + number, document="市委编办文件")
        must_be_in_order(registry, city)
    registry.move_unit(unit_id=units[-1]["id"], parent_id=city["id"], document="市委编办文件")
    must_be_in_order(registry, city)
    merged = {"unit_id": units[1]["id"], "into_id": city["id"]}
    registry.merge_unit(**merged, document="市委编办文件")
    must_be_in_order(registry, city)
    registry.restore_unit(unit_id=units[1]["id"], by="某负责人", basis="误并入，予以恢复")
    must_be_in_order(registry, city)
    held = registry.list_posts(unit_id=city["id"], vacant=False)["items"][0]
    registry.change_post(post_id=held["id"], order=7)
    must_be_in_order(registry, city)


def test_another_number_stands_in_the_history_and_raises_the_versions_of_what_goes_along(registry: Registry) -> None:
    city = registry.a_unit()
    unit = registry.a_unit(parent_id=city["id"], order=1)
    post = registry.a_post(unit)
    changed = registry.change_unit(unit_id=unit["id"], order=4, document="市委编办文件")
    (entry,) = [one for one in changed["history"] if one["kind"] == "reordered"]
    assert (entry["before"], entry["after"], entry["document"]) == ("1", "4", "市委编办文件")
    assert registry.get_post(post_id=post["id"])["version"] == post["version"] + 1


def test_what_is_from_before_takes_its_place(registry: Registry) -> None:
    city = registry.a_unit()
    unit = registry.a_unit(parent_id=city["id"], order=1)
    registry.a_post(unit)
    registry.a_cadre(unit)
    before = by_hand(registry, city)
    for name in ("units", "posts", "cadres"):
        registry.runtime.db[name].update_many({}, {"$unset": {"place": ""}})
    work = registry.runtime.work_of("places")
    registry.service.give_places(work)
    registry.runtime.commit(work, f"test:{secrets.token_hex(8)}", "every.places")
    assert tuple(listed(registry, what, city) for what in ("units", "posts", "cadres")) == before
    assert not registry.runtime.db["cadres"].find_one({"place": {"$in": [None, ""]}})


BY_STROKES = ["丁一", "于洋", "王五", "王伟", "王小五", "石磊", "田野", "白云", "吕布", "刘洋", "孙武"]
BY_PINYIN = ["李民志", "李宁", "林芳敏", "林丽燕", "林林涛", "单雄信", "西安", "先", "先安"]


@pytest.mark.parametrize(("order", "wanted"), [("strokes", BY_STROKES), ("name", BY_PINYIN)])
def test_cadres_are_listed_by_their_names_page_by_page(registry: Registry, order: str, wanted: list[str]) -> None:
    unit = registry.a_unit()
    for name in sorted(wanted):
        registry.a_cadre(unit, name=name)
    for sort, expected in ((order, wanted), (f"-{order}", wanted[::-1])):
        names, cursor = [], None
        while not names or cursor:
            page = registry.list_cadres(unit_id=unit["id"], sort=sort, limit=4, cursor=cursor)
            names, cursor = [*names, *(row["name"] for row in page["items"])], page["next"]
        assert names == expected


def test_who_serves_no_more_stands_after_all_who_serve_in_the_unit(registry: Registry) -> None:
    unit = registry.a_unit()
    levels = [{"code": "131", "began": "2018-01", "began_by": "任〔2018〕1号"}]
    left = registry.a_cadre(unit, name="安一", levels=levels)
    registry.a_cadre(unit, name="白二")
    registry.a_cadre(unit, name="陈三", levels=levels)

    def names() -> list[str]:
        listed = registry.list_cadres(unit_id=unit["id"], sort="unit_post")["items"]
        return [row["name"] for row in listed]

    assert names() == ["安一", "陈三", "白二"]
    registry.leave(cadre_id=left["id"], kind="resigned", on="2026-01-05", document="合成文件〔2026〕1号")
    assert names() == ["陈三", "白二", "安一"]
    stored = registry.runtime.db["cadres"]
    kept = stored.find_one({"_id": left["id"]})["place"]
    # As the release before kept it.
    stored.update_one({"_id": left["id"]}, {"$set": {"place": kept.replace("!9", "!0"), "read_as": READ_AS - 1}})
    assert names() == ["安一", "陈三", "白二"]
    work = registry.runtime.work_of("names")
    registry.service.read_names_anew(work)
    registry.runtime.commit(work, f"test:{secrets.token_hex(8)}", "every.names")
    assert names() == ["陈三", "白二", "安一"]

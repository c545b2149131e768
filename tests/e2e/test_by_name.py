"""What is about somebody is found by their name (按姓名查找), as far as the reader may see it."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.e2e.test_each_role import City, S
from tests.support.awards import done, items
from tests.support.polling import poll

LETTER = {"kind": "inquiry", "subject_code": "duties", "text": "请说明情况（演示）", "classification": "internal"}
CHARACTERS = "伯仲叔季孟梁栋材杰英俊雄豪强健康宁安"


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def test_a_list_is_searched_by_chinese_name_pinyin_and_initials(city: City) -> None:
    given = "".join(secrets.choice(CHARACTERS) for _ in range(3))
    cadre, other = city.register(city.bureau, f"欧阳{given}"), city.register(city.court, "阿虚构")
    letters = [city.make(city.supervision, f"{S}/letters", cadre_id=one, **LETTER)["id"] for one in (cadre, other)]
    row = done(city.registry.get(f"/cadres/{cadre}"))
    for name in (f"欧阳{given}", f"欧阳{given[:2]}", row["pinyin"].replace(" ", "")):
        assert [one["id"] for one in items(city.supervision, f"{S}/letters", name=name)] == [letters[0]], name
    assert items(city.supervision, f"{S}/letters", name="查无此人") == []
    assert items(city.supervision, f"{S}/letters", name=f"欧阳{given}", cadre_id=other) == []
    counted = done(city.supervision.get(f"{S}/letters", params={"name": f"欧阳{given}", "count": True}))
    assert counted["total"] == 1
    assert city.supervision.get(f"{S}/letters", params={"name": ""}).status_code == 422
    assert city.supervision.get(f"{S}/letters", params={"name": "长" * 41}).json()["errors"][0]["pointer"] == "/name"


def test_words_find_a_title_or_whom_it_is_about(city: City) -> None:
    mark = secrets.token_hex(4)
    cadre = city.register(city.bureau, f"拓跋{''.join(secrets.choice(CHARACTERS) for _ in range(3))}")
    name = done(city.registry.get(f"/cadres/{cadre}"))["name"]
    wish = {"source": "inspection", "classification": "internal", "lead_agency_id": city.agencies[city.court]}
    about = city.make(city.supervision, f"{S}/matters", title=f"演示事项{mark}", cadre_id=cadre, **wish)["id"]
    titled = city.make(city.supervision, f"{S}/matters", title=f"演示{name}", unit_id=city.court, **wish)["id"]
    assert {one["id"] for one in items(city.supervision, f"{S}/matters", q=name)} == {about, titled}
    assert [one["id"] for one in items(city.supervision, f"{S}/matters", q=mark)] == [about]
    assert [one["id"] for one in items(city.supervision, f"{S}/matters", q=name, unit_id=city.court)] == [titled]
    hidden = city.supervision.get(f"{S}/matters", params={"q": name, "named": cadre})
    assert hidden.json()["errors"][0]["code"] == "unknown-field"


def test_whom_a_reader_may_not_see_is_like_a_name_that_nobody_has(city: City) -> None:
    mine, theirs = (
        city.register(unit, f"慕容{''.join(secrets.choice(CHARACTERS) for _ in range(3))}")
        for unit in (city.bureau, city.court)
    )
    names = [done(city.registry.get(f"/cadres/{cadre}"))["name"] for cadre in (mine, theirs)]
    training = city.platform.as_role("training_officer")
    need = {"who": "individual", "topic": "rule_of_law"}
    for cadre in (mine, theirs):
        city.make(training, "/training/needs", cadre_id=cadre, **need)
    officer = city.platform.as_role("unit_officer", unit_id=city.bureau)
    assert poll(lambda: [one["cadre_id"] for one in items(officer, "/training/needs", name=names[0])], 20) == [mine]
    nobody = done(officer.get("/training/needs", params={"name": "查无此人"}))
    assert done(officer.get("/training/needs", params={"name": names[1]})) == nobody
    assert len(items(training, "/training/needs", name=names[1])) == 1

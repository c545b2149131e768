"""The sheet of a leadership team (班子配备表) over HTTP: by each reader's rights and scope, and noted."""

from __future__ import annotations

import base64
import secrets
from typing import Any
from urllib.parse import unquote

import pytest
import typst

from tests.support.awards import done, identity_numbers, problem
from tests.support.pdfs import letters, pages

MARKUP = r"#x [y] $a$ \\ *b*"
CADRE: dict[str, Any] = {
    "sex": "2",
    "birth": "1979-07",
    "ethnicity": "02",
    "native_place": "内蒙古包头",
    "political_status": "01",
    "joined_party_on": "2003-07",
    "began_work_on": "2001-08",
    "education": [
        {"mode": "full_time", "level": "21", "degree": "法学学士", "school": "（虚构）大学", "major": "法学"}
    ],
    "synthetic": True,
}


class City:
    """A unit with a chief, two deputies and a vacant post, and one without anything."""

    def __init__(self, platform: Any) -> None:
        self.officer, self._platform = platform.as_role("registry_officer"), platform
        self.unit = self.new_unit(f"（虚构）{MARKUP}局", approved={"chief": 1, "deputy": 4})
        titles = ("局长", MARKUP, "副局长", "副局长")
        roles = ("chief", "deputy", "deputy", "deputy")
        posts = [self._post(n, title, role) for n, (title, role) in enumerate(zip(titles, roles, strict=True))]
        self.people = [self._cadre(name, post) for name, post in zip("鑫犇羴", posts, strict=False)]
        drawn = typst.compile(b"#set page(width: 30mm, height: 40mm, fill: blue)", format="png")
        photo = {"media_type": "image/png", "data": base64.b64encode(drawn).decode()}  # type: ignore[arg-type]
        done(self.officer.post(f"/cadres/{self.people[0]}/photo", photo))

    def new_unit(self, name: str, **more: Any) -> str:
        unit = {"code": f"T-{secrets.token_hex(4)}", "name": name, "kind": "government", "synthetic": True, **more}
        return str(done(self._platform.admin.post("/units", unit))["id"])

    def _post(self, number: int, title: str, role: str) -> dict[str, Any]:
        level = "131" if role == "chief" else "132"
        post = {"unit_id": self.unit, "title": title, "post_level": level, "role": role, "order": number}
        made = done(self._platform.admin.post("/posts", {**post, "code": f"T-{secrets.token_hex(4)}"}))
        return {"post_id": made["id"], "title": title, "post_level": level, "role": role, "unit_id": self.unit}

    def _cadre(self, name: str, post: dict[str, Any]) -> str:
        (number,) = identity_numbers(1)
        body = {**CADRE, "name": f"{name}虚构", "identity_number": number, "unit_id": self.unit}
        return str(done(self.officer.post("/cadres", {**body, "appointments": [{**post, "began": "2021-06"}]}))["id"])

    def sheet(self, client: Any, unit: str = "", *, accept: str = "application/pdf") -> Any:
        return client.get(f"/units/{unit or self.unit}/team-sheet", headers={"accept": accept})


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def test_the_sheet_shows_everybody_what_is_vacant_and_the_structure(city: City) -> None:
    answer = city.sheet(city.officer)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    assert unquote(answer.headers["content-disposition"]).startswith('attachment; filename="team-sheet.pdf"')
    assert "''班子配备表_（虚构）#x [y] $a$ __" in unquote(answer.headers["content-disposition"])
    assert "form-left-out" not in answer.headers
    shown = letters(answer.content)
    assert set("鑫犇羴虚构局长副空缺未设职位学历结构女蒙古族县处级正职") | set(MARKUP) - {" "} <= shown
    assert b"/Subtype/Image" in answer.content
    assert pages(answer.content) == 1


def test_it_comes_as_pdf_alone(city: City) -> None:
    assert city.sheet(city.officer, accept="*/*").headers["content-type"] == "application/pdf"
    problem(city.sheet(city.officer, accept="application/json"), 406, "not-acceptable")


def test_a_unit_without_posts_has_one_too(city: City) -> None:
    answer = city.sheet(city.officer, city.new_unit("（虚构）新设单位"))
    assert set("本单位未设立领导职位") <= letters(answer.content)


def test_who_took_it_out_is_noted(city: City, platform: Any) -> None:
    assert city.sheet(city.officer).status_code == 200
    wish = {"service": "gateway", "action": "gateway.team-sheet.taken-out"}
    noted = done(platform.auditor.get("/audit", params=wish))["items"]
    officer = done(city.officer.get("/session"))["account_id"]
    assert (city.unit, officer) in {(one["subject"], one["principal"]["account"]) for one in noted}


def test_without_the_right_to_photos_it_has_none_and_says_so(city: City, platform: Any) -> None:
    answer = city.sheet(platform.as_role("training_officer"))
    assert answer.headers["form-left-out"] == "photo", answer.text
    assert b"/Subtype/Image" not in answer.content
    assert "权" in letters(answer.content)


def test_only_the_units_of_the_readers_scope_have_one(city: City, platform: Any) -> None:
    assert city.sheet(platform.as_role("unit_officer", unit_id=city.unit)).status_code == 200
    elsewhere = platform.as_role("unit_officer", unit_id=city.new_unit("别处"))
    problem(city.sheet(elsewhere), 404, "registry/unknown-unit")
    assert city.sheet(platform.as_role("cadre", cadre_id=city.people[0])).status_code in (403, 404)
    assert city.sheet(platform.administrator).status_code == 403
    assert city.sheet(city.officer, "unt-none").status_code == 404

"""A team with a candidate in it, over HTTP: two services' answers in one, each under its own right."""

from __future__ import annotations

import secrets
from typing import Any

from tests.support.awards import done, identity_numbers
from tests.support.polling import poll

BODY = {"name": "单虚构", "sex": "1", "birth": "1981-03", "ethnicity": "01", "began_work_on": "2003-07"}
HELD = {"title": "（虚构）副职", "began": "2019-01", "post_level": "132", "role": "deputy"}


def test_the_team_changes_and_a_brother_who_stays_is_warned_of(platform: Any) -> None:
    admin, officer = platform.admin, platform.as_role("young_cadre_officer")
    mark = secrets.token_hex(4)
    unit = {"code": f"T-{mark}", "name": f"虚构{mark}", "kind": "government", "approved": {"chief": 1, "deputy": 2}}
    unit = done(admin.post("/units", {**unit, "synthetic": True}))
    post = {
        "unit_code": unit["code"],
        "title": "（虚构）副职",
        "post_level": "132",
        "role": "deputy",
        "synthetic": True,
    }
    posts = [done(admin.post("/posts", {**post, "code": f"{unit['code']}-{n}"}))["id"] for n in range(2)]

    def cadre(**more: Any) -> str:
        (number,) = identity_numbers(1)
        body = {**BODY, "unit_id": unit["id"], "identity_number": number, "synthetic": True, **more}
        return str(done(admin.post("/cadres", body))["id"])

    stays, leaves = (cadre(appointments=[{**HELD, "post_id": post}]) for post in posts)
    pairs = (("单虚构甲", stays), ("单虚构乙", leaves))
    brothers = [{"relation": "brother", "name": name, "cadre_id": one} for name, one in pairs]
    candidate = cadre(sex="2", ethnicity="05", birth="1990-03", family=brothers)
    path = f"/talent/units/{unit['id']}/preview"
    wish = {"candidate_id": candidate, "post_id": posts[1]}

    def both_known() -> dict[str, Any] | None:
        answer = done(officer.get(path, params=wish))
        return answer if answer["composition"]["before"]["people"] == 2 else None

    answer = poll(both_known, 30, because=lambda: officer.get(path, params=wish).text)
    composition = answer["composition"]
    assert composition["leaving_ids"] == [leaves]
    assert (composition["before"]["sexes"], composition["after"]["sexes"]) == ({"1": 2}, {"1": 1, "2": 1})
    assert composition["after"]["minority"] == 1
    assert composition["after"]["places"]["deputy"] == {"approved": 2, "filled": 2, "over": 0, "free": 0}
    (warning,) = answer["warnings"]
    assert (warning["bond"], warning["avoidance"], set(warning["cadre_ids"])) == ("kin", True, {stays, candidate})
    assert answer["all_checked"]
    assert "第七十四条" in answer["basis"]

    unknown = officer.get(path, params={"candidate_id": "cad-none"})
    assert (unknown.status_code, officer.get(path).status_code) == (422, 422)
    oneself = platform.as_role("cadre", cadre_id=candidate)
    assert oneself.get(path, params=wish).status_code == 403

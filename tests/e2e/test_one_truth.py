"""What supervision knows, the registry acts on: over HTTP, as two officers, by events only."""

from __future__ import annotations

import secrets
from typing import Any

from servicekit import clock
from tests.support.awards import done, identity_numbers
from tests.support.polling import poll

BODY = {"name": "单虚构", "sex": "1", "birth": "1981-03", "ethnicity": "01", "began_work_on": "2003-07"}
TODAY = clock.day_of(clock.now()).isoformat()
RULE = "registry.restriction_effect"


def test_a_restriction_stops_a_promotion_until_it_is_lifted(platform: Any) -> None:
    registry, supervision = platform.as_role("registry_officer"), platform.as_role("supervision_officer")
    mark = secrets.token_hex(4)
    unit = done(registry.post("/units", {"code": mark, "name": f"虚构{mark}", "kind": "government", "synthetic": True}))
    (number,) = identity_numbers(1)
    body = {**BODY, "unit_id": unit["id"], "identity_number": number, "synthetic": True}
    cadre_id = done(registry.post("/cadres", body))["id"]
    wish = {"cadre_id": cadre_id, "kind": "admonition", "begins": TODAY, "basis": "演示文件"}
    restriction = poll(lambda: done(supervision.post("/supervision/restrictions", {**wish, "synthetic": True})), 20)

    def stands_against() -> bool:
        promotion = {"post_level": "131", "on": TODAY, "document": "演示文件"}
        refused = registry.post(f"/cadres/{cadre_id}/promotions", promotion)
        assert refused.status_code == 422, refused.text
        return RULE in refused.json()["rules"]

    poll(stands_against, 20)
    assert registry.get("/supervision/restrictions").status_code == 403
    assert supervision.post(f"/cadres/{cadre_id}/promotions", {}).status_code == 403
    lifted = f"/supervision/restrictions/{restriction['id']}/lifting"
    done(supervision.post(lifted, {"basis": "演示文件"}))
    poll(lambda: not stands_against(), 20)

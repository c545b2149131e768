"""What supervision knows, the registry acts on: over HTTP, as two officers, by events only."""

from __future__ import annotations

import secrets
from typing import Any

from tests.support.awards import FIELD, Awards, done, identity_numbers
from tests.support.days import iso
from tests.support.polling import poll
from tests.support.pool import Pool

BODY = {"name": "单虚构", "sex": "1", "birth": "1981-03", "ethnicity": "01", "began_work_on": "2003-07"}
RULE = "registry.restriction_effect"


def test_a_restriction_stops_a_promotion_until_it_is_lifted(platform: Any) -> None:
    registry, supervision = platform.as_role("registry_officer"), platform.as_role("supervision_officer")
    mark = secrets.token_hex(4)
    unit = done(registry.post("/units", {"code": mark, "name": f"虚构{mark}", "kind": "government", "synthetic": True}))
    (number,) = identity_numbers(1)
    body = {**BODY, "unit_id": unit["id"], "identity_number": number, "synthetic": True}
    cadre_id = done(registry.post("/cadres", body))["id"]
    wish = {"cadre_id": cadre_id, "kind": "admonition", "begins": iso(), "basis": "演示文件"}
    restriction = poll(lambda: done(supervision.post("/supervision/restrictions", {**wish, "synthetic": True})), 20)

    def stands_against() -> bool:
        promotion = {"post_level": "131", "on": iso(), "document": "演示文件"}
        refused = registry.post(f"/cadres/{cadre_id}/promotions", promotion)
        assert refused.status_code == 422, refused.text
        return RULE in refused.json()["rules"]

    poll(stands_against, 20)
    assert registry.get("/supervision/restrictions").status_code == 403
    assert supervision.post(f"/cadres/{cadre_id}/promotions", {}).status_code == 403
    lifted = f"/supervision/restrictions/{restriction['id']}/lifting"
    done(platform.as_role("supervision_officer", colleague=1).post(lifted, {"basis": "演示文件"}))
    poll(lambda: not stands_against(), 20)


def test_a_punishment_of_the_file_is_obeyed_by_all_until_it_is_set_aside(platform: Any) -> None:
    registry, supervision = platform.as_role("registry_officer"), platform.as_role("supervision_officer")
    pool, awards = Pool(platform), Awards(platform.admin, quota=1)
    (cadre_id,) = pool.cadres(1)
    (member,) = pool.nominate(cadre_id)
    wish = {"batch_id": awards.batch, "unit_id": pool.unit, "field": FIELD, "merits": "主要事迹", "submit": True}
    nomination = awards.make("/incentive/nominations", cadre_id=cadre_id, **wish)["id"]
    path = f"/cadres/{cadre_id}"

    def profile() -> list[dict[str, Any]]:
        return list(done(supervision.get(f"{path}/profile"))["restrictions"])

    def promotion_held() -> bool:
        refused = registry.post(f"{path}/promotions", {"post_level": "142", "on": iso(), "document": "演示文件"})
        return "registry.punishment_effect" in refused.json().get("rules", [])

    wish = {"add": {"punishments": [{"kind": "serious_demerit", "decided_on": iso(), "document": "演示文件"}]}}
    version = done(registry.get(path))["version"]
    entry = done(registry.patch(path, wish, if_match=version))["punishments"][0]["entry"]
    assert promotion_held()
    poll(lambda: profile(), 20)
    assert [(row["kind"], row["source"], row["state"]) for row in profile()] == [
        ("major_demerit", "registry", "in_force")
    ]
    award = f"/incentive/nominations/{nomination}"
    poll(lambda: done(platform.admin.get(award))["state"] == "stopped", 20)
    pool.until(member, state="candidate", suspended=True)
    standing = f"/supervision/standings/{cadre_id}"
    assert "award" in done(supervision.get(standing))["effects"]

    void = {"history": "punishments", "entry": entry, "by": "（虚构）部长", "basis": "演示文件：登记有误"}
    done(registry.post(f"{path}/voided-entries", void))
    assert not promotion_held()
    poll(lambda: not done(supervision.get(standing))["restricted"], 20)
    poll(lambda: profile() == [], 20, because=profile)
    poll(lambda: done(platform.admin.get(award))["state"] == "released", 20)
    pool.until(member, suspended=False)

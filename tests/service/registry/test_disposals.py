"""What is kept sealed of a cadre is destroyed when its time is over: foreseen, proposed by one, approved by another."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest

from servicekit.errors import Problem
from servicekit.principal import Reach, Scope
from servicekit.sealing import GONE
from services.registry import store
from services.registry.schemas.disposals import COLLECTIONS, PARTS
from tests.service.registry.conftest import Registry, number
from tests.support.dumps import found_in
from tests.support.pictures import jpeg
from tools.cadre import declared

RELATIVE = {"relation": "spouse", "name": "金丝雀庚", "work": "金丝雀辛单位职工"}


@pytest.fixture
def other(registry: Registry) -> Registry:
    return registry.as_("acc-approver", Scope(Reach.ALL))


def who_left(registry: Registry, on: str = "1995-06-30", **fields: Any) -> str:
    """Somebody of whom something is kept sealed, and who has left."""
    entered = {"family": [RELATIVE], "health": "金丝雀壬", "began_work_on": "1985-07", "levels": [], "resume": []}
    posts = [{"title": "科长", "began": "1986-01", "post_level": "141"}]
    wish = registry.person(registry.a_unit(), birth="1955-03", appointments=posts, **{**entered, **fields})
    wish["identity_number"] = number(date(1955, 3, 2))
    cadre = registry.register_cadre(**wish)["id"]
    registry.set_photo(cadre_id=cadre, media_type="image/jpeg", data=base64.b64encode(jpeg(77123)).decode())
    registry.leave(cadre_id=cadre, kind="resigned", on=on, document="（示例）离任通知")
    return str(cadre)


def test_nothing_is_destroyed_of_who_serves_or_left_a_short_time_ago(registry: Registry) -> None:
    serving = registry.a_cadre(registry.a_unit())["id"]
    refused = registry.refusal("propose_disposal", cadre_id=serving, reason="合成事由")
    assert (refused.code, refused.facts["until"]) == ("registry/still-kept", None)
    recent = who_left(registry, "2024-06-30")
    refused = registry.refusal("propose_disposal", cadre_id=recent, reason="合成事由")
    assert (refused.code, refused.facts["until"]) == ("registry/still-kept", "2034-06-30")
    assert "2034-06-30" in str(refused.detail_zh)
    foreseen = registry.foresee_disposal(cadre_id=recent)
    assert [(term["part"], term["over"]) for term in foreseen["terms"]] == [
        ("appraisal", False),
        ("incentive", False),
        ("registry", False),
        ("supervision", False),
        ("talentpool", False),
    ]


def test_what_would_go_is_said_first_and_is_what_goes(registry: Registry, other: Registry) -> None:
    cadre = who_left(registry, "2010-06-30")
    foreseen = registry.foresee_disposal(cadre_id=cadre)
    assert {term["part"]: term["until"] for term in foreseen["terms"]} == {
        "appraisal": "2020-06-30",
        "incentive": "2040-06-30",
        "registry": "2040-06-30",
        "supervision": "2040-06-30",
        "talentpool": "2020-06-30",
    }
    assert (foreseen["verified"], "第四十七条" in foreseen["cited"]) == (False, True)
    kept = {one["collection"]: one["documents"] for term in foreseen["terms"] for one in term["kept"]}
    assert (kept["cadres"], kept["photos"], kept["talks"]) == (1, 1, None)
    proposed = registry.propose_disposal(cadre_id=cadre, reason="合成事由")
    assert proposed["parts"] == ["appraisal", "talentpool"]
    other.decide_disposal(disposal_id=proposed["id"], decision="approved", basis="合成依据")
    assert registry.get_health(cadre_id=cadre)["health"] == "金丝雀壬", "the registry's own time is not over"
    told = registry.events(proposed["id"])[-1]
    assert (told["type"], told["data"]["state"], told["data"]["parts"]) == (
        "disposal.decided.v1",
        "approved",
        ["appraisal", "talentpool"],
    )
    again = registry.refusal("propose_disposal", cadre_id=cadre, reason="合成事由")
    assert again.code == "registry/still-kept"
    assert next(t["gone"] for t in registry.foresee_disposal(cadre_id=cadre)["terms"] if t["part"] == "appraisal")


def test_a_proposal_waits_for_somebody_else_and_there_is_one_at_a_time(registry: Registry, other: Registry) -> None:
    cadre = who_left(registry)
    proposed = registry.propose_disposal(cadre_id=cadre, reason="合成事由")
    assert registry.refusal("propose_disposal", cadre_id=cadre, reason="合成").code == "registry/disposal-known"
    decision = {"disposal_id": proposed["id"], "decision": "approved", "basis": "合成依据"}
    assert registry.refusal("decide_disposal", **decision).code == "not-independent"
    assert other.refusal("withdraw_disposal", disposal_id=proposed["id"]).code == "registry/not-your-proposal"
    assert registry.withdraw_disposal(disposal_id=proposed["id"], reason="误提")["state"] == "withdrawn"
    assert other.refusal("decide_disposal", **decision).code == "registry/disposal-decided"
    second = registry.propose_disposal(cadre_id=cadre, reason="合成事由")
    rejected = other.decide_disposal(disposal_id=second["id"], decision="rejected", basis="另有用途")
    assert (rejected["state"], registry.get_health(cadre_id=cadre)["health"]) == ("rejected", "金丝雀壬")
    listed = registry.list_disposals(cadre_id=[cadre])["items"]
    assert [one["state"] for one in listed] == ["rejected", "withdrawn"]


def test_what_was_destroyed_is_said_to_be_gone_everywhere_and_nothing_new_is_kept(
    registry: Registry, other: Registry
) -> None:
    db, keys = registry.runtime.db, registry.runtime.keys
    cadre = who_left(registry)
    registry.request_correction(cadre_id=cadre, reason="合成", changes={"health": "金丝雀癸"})
    before = db["cadres"].find_one({"_id": cadre})
    key = keys.of([cadre])[cadre]
    proposed = registry.propose_disposal(cadre_id=cadre, reason="合成事由")
    wish = {"disposal_id": proposed["id"], "decision": "approved", "basis": "合成依据"}
    decided = other.call("decide_disposal", wish, key="once")
    assert (decided["state"], sorted(decided["parts"])) == ("approved", sorted(PARTS))
    assert other.call("decide_disposal", wish, key="once") == decided

    for method in ("get_family", "get_health", "get_photo"):
        assert registry.refusal(method, cadre_id=cadre).code == "forgotten"
    refused = other.refusal("reveal_number", cadre_id=cadre, reason="核对身份")
    assert (refused.code, refused.status) == ("forgotten", 410)
    assert registry.get_cadre(cadre_id=cadre)["status"] == "left", "that they were, and served, stays known"
    revisions = registry.get_cadre(cadre_id=cadre)["revisions"]
    assert all(one["after"] in (None, GONE) for one in revisions if one["field"] != "native_place")
    assert registry.list_corrections(cadre_id=[cadre])["items"][0]["changes"]["health"] == GONE
    for refused in (
        registry.refusal("change_cadre", cadre_id=cadre, health="良好", document="体检"),
        registry.refusal("set_photo", cadre_id=cadre, media_type="image/jpeg", data=photo()),
    ):
        assert refused.code == "forgotten"

    row = db["person_keys"].find_one({"_id": cadre})
    assert "wrapped" not in row
    assert (row["destroyed_by"], row["basis"]) == ("acc-approver", proposed["id"])
    assert keys.of([cadre])[cadre] != key
    assert db["cadres"].find_one({"_id": cadre})["family"] == before["family"], "the key went, not its copies"
    assert not found_in(db, ["金丝雀壬", "金丝雀癸", RELATIVE["name"], "77123"])
    trail = registry.call("audit", {"action": ["registry.decide_disposal"]})["items"][0]
    assert trail["principal"]["account"] == "acc-approver"


def test_what_a_command_answered_about_somebody_goes_with_them(registry: Registry, other: Registry) -> None:
    cadre = who_left(registry)
    wish = {"cadre_id": cadre, "changes": {"health": "金丝雀子"}, "reason": "合成理由"}
    assert registry.call("request_correction", wish, key="asked") == registry.call(
        "request_correction", wish, key="asked"
    )
    proposed = registry.propose_disposal(cadre_id=cadre, reason="合成事由")
    other.decide_disposal(disposal_id=proposed["id"], decision="approved", basis="合成依据")
    with pytest.raises(Problem) as refused:
        registry.call("request_correction", wish, key="asked")
    assert refused.value.code == "forgotten"
    entry = registry.runtime.db["journal"].find_one({"_id": "c:admin:asked"})
    assert (entry["action"], entry["whose"]) == ("registry.request_correction", cadre), "that it was done stays"


def test_what_was_still_in_clear_goes_too(registry: Registry, other: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry.runtime, "seals", False)
    cadre = who_left(registry, health="金丝雀丑")
    assert found_in(registry.runtime.db, ["金丝雀丑"])
    proposed = registry.propose_disposal(cadre_id=cadre, reason="合成事由")
    other.decide_disposal(disposal_id=proposed["id"], decision="approved", basis="合成依据")
    assert not found_in(registry.runtime.db, ["金丝雀丑"])
    assert registry.refusal("get_health", cadre_id=cadre).code == "forgotten"


def test_whoever_serves_again_when_it_is_approved_is_not_forgotten(registry: Registry, other: Registry) -> None:
    cadre = who_left(registry)
    proposed = registry.propose_disposal(cadre_id=cadre, reason="合成事由")
    status = registry.get_cadre(cadre_id=cadre)["statuses"][-1]["entry"]
    registry.set_aside(cadre_id=cadre, history="statuses", entry=status, by="演示", basis="误录离任")
    refused = other.refusal("decide_disposal", disposal_id=proposed["id"], decision="approved", basis="合成依据")
    assert refused.code == "registry/still-kept"
    assert registry.get_health(cadre_id=cadre)["health"] == "金丝雀壬"


def test_every_collection_that_is_kept_under_keys_of_persons_has_a_term(registry: Registry) -> None:
    rule = registry.runtime.work_of("test").rules["registry.retention_years"]
    under = {f"{part}.{one.name}" for part in PARTS for one in declared.collections(part) if one.sealed and one.whose}
    assert rule.value.keys() == under
    assert not [one.name for one in declared.collections("training") if one.whose]
    assert {one.name for one in store.ALL if one.whose} == {"cadres", "photos", "corrections", "personal_requests"}


def photo() -> str:
    return base64.b64encode(jpeg(3)).decode()


def test_whatever_has_a_term_is_called_by_a_word(registry: Registry) -> None:
    kept = registry.runtime.work_of("test").rules["registry.retention_years"].value
    assert {name.partition(".")[2] for name in kept} <= COLLECTIONS.keys()
    assert {name.partition(".")[0] for name in kept} <= PARTS.keys()

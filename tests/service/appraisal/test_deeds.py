"""Deeds against the database: evidence on verification, none after withdrawal, five at most even at once."""

from __future__ import annotations

import secrets
import threading
from typing import Any

import pytest

from servicekit.errors import Problem
from tests.service.desk import OTHER_UNIT, Desk, of_unit, officer, self_of

SECOND = officer("appraisal_officer")


def a_cadre(desk: Desk) -> str:
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}")
    return cadre_id


def wish(cadre_id: str | None, **more: Any) -> dict[str, Any]:
    return {
        "sign": "positive",
        "item": "hard_task",
        "cadre_id": cadre_id,
        "happened_on": "2026-03-02",
        "text": "合成事实",
        "source": "合成来源",
        "classification": "internal",
        "recorded_by": "甲",
        "synthetic": True,
        **more,
    }


def verified(desk: Desk, cadre_id: str, **more: Any) -> str:
    deed_id = str(desk.ask("record_deed", **wish(cadre_id, **more))["id"])
    desk.ask("verify_deed", by=SECOND, deed_id=deed_id, verified_by="乙")
    return deed_id


def evidence(desk: Desk, deed_id: str) -> list[str | None]:
    rows = desk.db["evidence"].find({"reference": deed_id}).sort("number", 1)
    return [None if row["value"] is None else str(row["value"]) for row in rows]


def test_a_verified_deed_is_evidence_until_it_is_withdrawn(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    deed_id = str(desk.ask("record_deed", **wish(cadre_id))["id"])
    assert evidence(desk, deed_id) == []
    desk.ask("verify_deed", by=SECOND, deed_id=deed_id, verified_by="乙")
    assert evidence(desk, deed_id) == ["1"]
    desk.ask("withdraw_deed", deed_id=deed_id, withdrawn_by="丙", basis="复核意见")
    assert evidence(desk, deed_id) == ["1", None]
    kept = desk.ask("get_deed", deed_id=deed_id)
    assert [entry["what"] for entry in kept["timeline"]] == ["record", "verify", "withdraw"]
    assert [event["state"] for event in desk.told("deed.withdrawn.v1")] == ["withdrawn"]
    again = desk.refused("withdraw_deed", deed_id=deed_id, withdrawn_by="丙", basis="又一次")
    assert again.code == "appraisal/step-not-possible"


def test_a_deed_that_is_not_so_never_counts(desk: Desk) -> None:
    deed_id = str(desk.ask("record_deed", **wish(a_cadre(desk)))["id"])
    own = desk.refused("reject_deed", by=SECOND, deed_id=deed_id, rejected_by="甲", reason="合成")
    assert own.code == "appraisal/not-another"
    rejected = desk.ask("reject_deed", by=SECOND, deed_id=deed_id, rejected_by="乙", reason="不属实")
    assert (rejected["state"], evidence(desk, deed_id)) == ("rejected", [])


def test_deeds_and_political_items_have_sources_of_their_own(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    verified(desk, cadre_id, sign="negative", item="shirked")
    verified(desk, cadre_id, kind="political", item="loyalty")
    verified(desk, cadre_id, kind="political", sign="negative", item="loyalty_lacking")
    sources = {row["source"] for row in desk.db["evidence"].find({"subject_id": cadre_id})}
    assert sources == {"appraisal.deed.negative", "appraisal.political.positive", "appraisal.political.negative"}


def test_the_sixth_deed_of_a_year_is_refused_with_the_rule(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    for _ in range(5):
        verified(desk, cadre_id)
    sixth = desk.ask("record_deed", **wish(cadre_id))["id"]
    refused = desk.refused("verify_deed", by=SECOND, deed_id=sixth, verified_by="乙")
    assert refused.code == "appraisal/too-many-deeds"
    assert "五件事" in refused.detail_zh
    verified(desk, cadre_id, happened_on="2025-03-02")


def test_of_two_verified_at_once_for_the_last_place_one_counts(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    for _ in range(4):
        verified(desk, cadre_id)
    waiting = [str(desk.ask("record_deed", **wish(cadre_id))["id"]) for _ in range(2)]
    outcomes: list[str] = []

    def go(deed_id: str) -> None:
        try:
            desk.ask("verify_deed", by=SECOND, deed_id=deed_id, verified_by="乙")
            outcomes.append("verified")
        except Problem as problem:
            outcomes.append(problem.code)

    threads = [threading.Thread(target=go, args=(deed_id,)) for deed_id in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["appraisal/too-many-deeds", "verified"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cadre_id": "cad-nobody"}, "unknown-cadre"),
        ({"unit_id": "unt-1"}, "appraisal/subject-wrong"),
        ({"cadre_id": None}, "appraisal/subject-wrong"),
        ({"item": "splendid"}, "unknown-entry"),
        ({"item": "shirked"}, "unknown-entry"),
        ({"dimension": "eleventh"}, "appraisal/dimension-unknown"),
        ({"happened_on": "2099-01-01"}, "appraisal/bad-period"),
        ({"classification": "秘密"}, "invalid-fields"),
        ({"sign": "neutral"}, "invalid-fields"),
    ],
)
def test_what_cannot_be_a_deed_is_refused(desk: Desk, change: dict[str, Any], code: str) -> None:
    assert desk.refused("record_deed", **{**wish(a_cadre(desk)), **change}).code == code


def test_a_sheet_of_deeds_counts_those_that_two_people_signed(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    rows = [wish(cadre_id, verified_by="乙") for _ in range(6)]
    rows += [wish(cadre_id), wish(cadre_id, verified_by="甲"), wish("cad-nobody")]
    dry = desk.ask("import_deeds", rows=rows, dry_run=True)
    assert dry["done"] == 6
    assert desk.db["deeds"].count_documents({}) == desk.db["deed_counts"].count_documents({}) == 0
    done = desk.ask("import_deeds", rows=rows)
    assert [bool(result.get("errors")) for result in done["results"]] == [False] * 5 + [True, False, True, True]
    assert done["results"][5]["errors"][0]["code"] == "appraisal/too-many-deeds"
    assert desk.db["evidence"].count_documents({"subject_id": cadre_id}) == 5


def test_deeds_are_seen_within_the_readers_scope(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    deed_id = verified(desk, cadre_id)
    assert desk.refused("get_deed", by=of_unit(OTHER_UNIT), deed_id=deed_id).status == 404
    assert desk.refused("verify_deed", by=of_unit(OTHER_UNIT), deed_id=deed_id, verified_by="乙").status == 404
    assert desk.ask("list_deeds", by=self_of("cad-other"))["items"] == []
    found = desk.ask("list_deeds", kind="deed", sign="positive", subject_id=cadre_id, state="verified")
    assert [deed["id"] for deed in found["items"]] == [deed_id]


def test_an_item_of_political_quality_is_put_only_where_the_model_draws_on_it(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    item = {"kind": "political", "item": "loyalty"}
    refused = desk.refused("record_deed", **wish(cadre_id, **item, dimension="learning"))
    assert (refused.code, refused.facts["allowed"]) == ("appraisal/dimension-unknown", ["political"])
    row = wish(cadre_id, **item, dimension="learning", verified_by="乙")
    (result,) = desk.ask("import_deeds", rows=[row])["results"]
    assert result["errors"][0]["pointer"] == "/dimension"
    for dimension in ("political", None):
        deed_id = verified(desk, cadre_id, **item, dimension=dimension)
        index = desk.ask("compute_index", subject_kind="cadre", subject_id=cadre_id)
        (row_,) = desk.db["evidence"].find({"reference": deed_id})
        assert row_["_id"] not in index["unused"]
    deed_id = verified(desk, cadre_id, dimension="learning")
    assert desk.ask("get_deed", deed_id=deed_id)["dimension"] == "learning"

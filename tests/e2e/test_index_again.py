"""An index of last year, computed again this year: the same digits, under last year's model and evidence."""

from __future__ import annotations

import secrets
from typing import Any

from tests.support.awards import done, identity_numbers, items, load
from tests.support.client import Client
from tests.support.polling import poll

INDICES, MODELS = "/appraisal/indices", "/appraisal/models"


def a_leader(admin: Client) -> str:
    """A cadre of a new unit, with an annual grade of 2024."""
    mark = secrets.token_hex(4)
    unit = done(admin.post("/units", {"code": f"T-{mark}", "name": f"虚构{mark}", "kind": "government"}))["id"]
    row = {"name": "虚构", "sex": "1", "birth": "1980-03", "ethnicity": "01", "began_work_on": "2003-07"}
    (cadre,) = load(
        admin, "cadres", [{**row, "unit_id": unit, "identity_number": identity_numbers(1)[0], "synthetic": True}]
    )
    graded(admin, str(cadre["id"]), 2024, "competent")
    return str(cadre["id"])


def graded(admin: Client, cadre_id: str, year: int, grade: str) -> None:
    """An annual grade is entered in the cadre's file."""
    version = done(admin.get(f"/cadres/{cadre_id}"))["version"]
    body = {"add": {"assessments": [{"year": year, "grade": grade}]}}
    done(admin.patch(f"/cadres/{cadre_id}", body, if_match=version))


def evidence(officer: Client, cadre_id: str, count: int) -> list[dict[str, Any]]:
    """The evidence of a cadre, as soon as there is so much."""

    def there() -> list[dict[str, Any]]:
        found = items(officer, "/appraisal/evidence", subject=cadre_id, sort="number")
        return found if len(found) >= count else []

    return poll(there, 60)


def a_later_version(officer: Client) -> str:
    """The shipped model with more weight on performance, published: every index is computed anew."""
    shipped = done(officer.get(f"{MODELS}/mdl-cadre-1"))
    kept = ("kind", "zh", "en", "dimensions", "lever", "extension", "neutral")
    draft = {**{key: shipped[key] for key in kept}, "basis": "（示例）", "synthetic": True}
    by_key = {one["key"]: one for one in draft["dimensions"]}
    by_key["performance"]["weight"], by_key["reform"]["weight"] = 0.15, 0.15
    refused = officer.post(MODELS, draft)
    assert refused.status_code == 422
    assert (refused.json()["sum"], refused.json()["difference"]) == ("1.10", "0.10")
    by_key["reform"]["weight"] = 0.05
    version = done(officer.post(MODELS, draft))["id"]
    changed = done(officer.get(f"{MODELS}/{version}/comparison", params={"with": "mdl-cadre-1"}))["differences"]
    assert {one["what"] for one in changed} == {"performance.weight", "reform.weight"}
    done(officer.post(f"{MODELS}/{version}/publication", {"published_by": "虚构负责人"}))
    return str(version)


def test_last_years_index_gives_the_same_digits_after_the_model_and_the_evidence_have_changed(platform: Any) -> None:
    admin, officer = platform.admin, platform.as_role("appraisal_officer")
    cadre_id = a_leader(admin)
    evidence(officer, cadre_id, 1)
    wish = {"subject_kind": "cadre", "subject_id": cadre_id, "as_of": "2025-12-31"}
    last_year = done(officer.post(INDICES, wish))
    assert last_year["model_id"] == "mdl-cadre-1"

    graded(admin, cadre_id, 2025, "excellent")
    evidence(officer, cadre_id, 2)
    version = a_later_version(officer)
    (run,) = [one for one in items(officer, "/appraisal/index-runs", kind="cadre") if one["model_id"] == version]
    finished = poll(
        lambda: (now := done(officer.get(f"/appraisal/index-runs/{run['id']}")))["state"] == "finished" and now, 120
    )
    assert finished["done"] == finished["total"] >= 1

    again = done(officer.get(f"{INDICES}/{last_year['id']}/recomputation"))
    assert (again["same"], again["score_now"], again["rows_since"]) == (True, last_year["score"], 1)
    explained = done(officer.get(f"{INDICES}/{last_year['id']}"))
    assert explained["steps"] == last_year["steps"]

    (current,) = poll(
        lambda: [one for one in items(officer, INDICES, subject_id=cadre_id) if one["model_id"] == version],
        60,
    )
    assert str(current["score"]) != last_year["score"]
    kept = done(officer.post(f"{INDICES}/{current['id']}/confirmation", {"confirmed_by": "虚构负责人"}))
    assert kept["confirmed_by"] == "虚构负责人"
    young = platform.as_role("young_cadre_officer")
    assert young.get(f"{INDICES}/{current['id']}").is_success
    assert young.post(f"{INDICES}/{current['id']}/confirmation", {"confirmed_by": "他人"}).status_code == 403
    assert platform.as_role("cadre", cadre_id=cadre_id).get(f"{INDICES}/{current['id']}").status_code == 403

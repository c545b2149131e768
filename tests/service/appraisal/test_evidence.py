"""Evidence that events bring: once each, newest news last, and taken out of counting in the open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, of_unit, self_of
from tests.support.results import a_result

PATH = [CITY, UNIT]


def rows(desk: Desk, cadre_id: str, **filters: Any) -> list[dict[str, Any]]:
    """The evidence of somebody, first to last."""
    return desk.ask("list_evidence", subject=cadre_id, sort="number", **filters)["items"]


def leads(desk: Desk, *cadre_ids: str, sequence: int = 1, **state: Any) -> None:
    """The roster tells the service of whom there are indices."""
    desk.people(*cadre_ids, sequence=sequence, handler="subjects", **state)


def completed(desk: Desk, cadre_id: str, completion_id: str, on: str = "2026-03-06") -> int:
    """A class was completed."""
    return desk.hear(
        "training_evidence",
        "completion.recorded.v1",
        completion_id,
        service="training",
        completion_id=completion_id,
        cadre_id=cadre_id,
        unit_ids=PATH,
        completed_on=on,
        synthetic=True,
    )


def restricted(desk: Desk, cadre_id: str, restriction_id: str, state: str, sequence: int) -> int:
    """A restriction came into a state."""
    return desk.hear(
        "supervision_evidence",
        "restriction.changed.v1",
        restriction_id,
        service="supervision",
        sequence=sequence,
        restriction_id=restriction_id,
        cadre_id=cadre_id,
        unit_ids=PATH,
        kind="warning",
        begins="2026-02-01",
        ends="2026-08-01",
        state=state,
        synthetic=True,
    )


def decided(cadre_id: str, application_id: str, outcome: str, sequence: int, **more: Any) -> dict[str, Any]:
    """The event of a decision on tolerance."""
    data = {"application_id": application_id, "cadre_id": cadre_id, "unit_ids": PATH, "outcome": outcome}
    return {
        "id": f"x-{application_id}-{sequence}",
        "type": "tolerance.decided.v1",
        "subject": application_id,
        "sequence": sequence,
        "service": "incentive",
        "data": {**data, "effects": ["assessment"], "synthetic": True},
        **more,
    }


def tolerated(desk: Desk, cadre_id: str, application_id: str, outcome: str = "tolerated", sequence: int = 3) -> int:
    """Tolerance was decided."""
    return desk.hear_all("incentive_evidence", [decided(cadre_id, application_id, outcome, sequence)])


def honoured(desk: Desk, cadre_id: str, honour_id: str, state: str, sequence: int) -> int:
    """An honour came into a state."""
    return desk.hear(
        "incentive_evidence",
        "honour.conferred.v1",
        honour_id,
        service="incentive",
        sequence=sequence,
        honour_id=honour_id,
        cadre_id=cadre_id,
        unit_ids=PATH,
        conferred_on="2025-12-01",
        state=state,
        synthetic=True,
    )


def test_each_event_is_evidence_once_and_says_that_the_index_is_behind(desk: Desk) -> None:
    assert completed(desk, "cad-1", "enr-1") == 1
    assert completed(desk, "cad-1", "enr-1") == 0
    found = rows(desk, "cad-1")
    assert [(one["source"], one["reference"], one["value"], one["number"]) for one in found] == [
        ("training.completion", "enr-1", 1, 1)
    ]
    assert desk.db["subjects"].find_one({"_id": "cadre.cad-1"})["dirty"]


def test_a_batch_of_hours_of_many_is_kept_with_corrections_by_their_sign(desk: Desk) -> None:
    events = [
        {
            "id": f"h-{n}",
            "type": "hours.credited.v1",
            "subject": f"hrs-{n}",
            "sequence": 1,
            "service": "training",
            "data": {
                "entry_id": f"hrs-{n}",
                "cadre_id": f"cad-{n % 3}",
                "unit_ids": PATH,
                "on": "2026-03-07",
                "total_hours": -4.5 if n == 6 else 40.0,
                "synthetic": True,
            },
        }
        for n in range(9)
    ]
    assert desk.hear_all("training_evidence", events) == 9
    assert [one["value"] for one in rows(desk, "cad-0")] == [40, 40, -4.5]
    assert [one["number"] for one in rows(desk, "cad-2")] == [1, 2, 3]


def test_a_restriction_counts_from_its_first_day_and_annulled_it_never_was(desk: Desk) -> None:
    restricted(desk, "cad-1", "rst-1", "scheduled", 1)
    assert rows(desk, "cad-1") == []
    restricted(desk, "cad-1", "rst-1", "in_force", 2)
    restricted(desk, "cad-1", "rst-1", "ended", 3)
    assert [one["value"] for one in rows(desk, "cad-1")] == [1]
    restricted(desk, "cad-1", "rst-1", "annulled", 5)
    restricted(desk, "cad-1", "rst-1", "ended", 4)  # Old news that comes late.
    assert [one["value"] for one in rows(desk, "cad-1")] == [1, None]


def test_an_honour_that_is_revoked_is_taken_out(desk: Desk) -> None:
    honoured(desk, "cad-1", "hon-1", "in_force", 1)
    honoured(desk, "cad-1", "hon-1", "under_review", 2)
    honoured(desk, "cad-1", "hon-1", "revoked", 3)
    assert [one["value"] for one in rows(desk, "cad-1", source="incentive.honour")] == [1, None]


def test_what_was_annulled_or_revoked_stays_so_when_the_news_comes_in_the_wrong_order(desk: Desk) -> None:
    restricted(desk, "cad-1", "rst-1", "annulled", 3)
    restricted(desk, "cad-1", "rst-1", "in_force", 2)
    honoured(desk, "cad-1", "hon-1", "revoked", 2)
    honoured(desk, "cad-1", "hon-1", "in_force", 1)
    tolerated(desk, "cad-1", "tol-1", "not_tolerated", 5)
    tolerated(desk, "cad-1", "tol-1", "tolerated", 3)
    assert [one["value"] for one in rows(desk, "cad-1")] == [None, None, None]


def test_accountability_is_evidence_of_a_cadre_or_of_a_team(desk: Desk) -> None:
    for number, (cadre_id, unit_id) in enumerate((("cad-1", None), (None, UNIT))):
        desk.hear(
            "supervision_evidence",
            "accountability.recorded.v1",
            f"acc-{number}",
            service="supervision",
            accountability_id=f"acc-{number}",
            cadre_id=cadre_id,
            unit_id=unit_id,
            unit_ids=PATH,
            decided_on="2026-01-10",
            synthetic=True,
        )
    assert [one["reference"] for one in rows(desk, "cad-1", subject_kind="cadre")] == ["acc-0"]
    assert [one["reference"] for one in rows(desk, UNIT, subject_kind="team")] == ["acc-1"]


def test_annual_grades_come_with_the_roster_and_a_change_takes_the_place_of_the_earlier(desk: Desk) -> None:
    grades = [{"year": 2024, "grade": "competent"}, {"year": 2025, "grade": "excellent"}]
    leads(desk, "cad-1", annual_grades=grades)
    leads(desk, "cad-1", sequence=2, annual_grades=grades)
    assert [(one["reference"], one["value"]) for one in rows(desk, "cad-1")] == [
        ("annual:2024", 2),
        ("annual:2025", 3),
    ]
    leads(desk, "cad-1", sequence=3, annual_grades=[grades[0], {"year": 2025, "grade": "none_given"}])
    assert [(one["reference"], one["value"]) for one in rows(desk, "cad-1")][2:] == [("annual:2025", None)]


def test_tolerance_takes_negative_evidence_out_visibly_and_its_reversal_brings_it_back(desk: Desk) -> None:
    restricted(desk, "cad-1", "rst-1", "in_force", 2)
    (row,) = rows(desk, "cad-1")
    by = {"decided_by": "某负责人", "basis": "容错认定书"}
    refused = desk.refused("exclude_evidence", evidence_id=row["id"], tolerance_id="tol-1", **by)
    assert refused.code == "appraisal/not-tolerated"
    tolerated(desk, "cad-1", "tol-1")
    out = desk.ask("exclude_evidence", evidence_id=row["id"], tolerance_id="tol-1", **by)
    assert (out["value"], out["excluded_by"], out["decided_by"]) == (None, "tol-1", "某负责人")
    refused = desk.refused("exclude_evidence", evidence_id=row["id"], tolerance_id="tol-1", **by)
    assert refused.code == "appraisal/evidence-not-counting"
    restricted(desk, "cad-1", "rst-1", "ended", 3)  # That it ended makes it count no more than before.
    assert [one["value"] for one in rows(desk, "cad-1", source="supervision.restriction")] == [1, None]
    tolerated(desk, "cad-1", "tol-1", "not_tolerated", sequence=5)
    assert [one["value"] for one in rows(desk, "cad-1", source="supervision.restriction")] == [1, None, 1]


def test_a_decision_of_the_early_morning_in_baotou_is_evidence_of_that_day(desk: Desk) -> None:
    early = datetime(2026, 11, 26, 23, 51, tzinfo=UTC)  # 07:51 of the 27th in Baotou.
    desk.hear_all("incentive_evidence", [decided("cad-1", "tol-9", "tolerated", 3, time=early)])
    (row,) = rows(desk, "cad-1")
    assert row["happened_on"] == "2026-11-27"


def test_what_was_annulled_while_tolerance_held_does_not_come_back_with_its_reversal(desk: Desk) -> None:
    restricted(desk, "cad-1", "rst-1", "in_force", 2)
    (row,) = rows(desk, "cad-1")
    tolerated(desk, "cad-1", "tol-1")
    by = {"decided_by": "某负责人", "basis": "容错认定书"}
    desk.ask("exclude_evidence", evidence_id=row["id"], tolerance_id="tol-1", **by)
    restricted(desk, "cad-1", "rst-1", "annulled", 3)
    tolerated(desk, "cad-1", "tol-1", "not_tolerated", sequence=5)
    assert [one["value"] for one in rows(desk, "cad-1", source="supervision.restriction")] == [1, None, None]


def test_what_speaks_for_a_cadre_is_not_excluded_and_nobody_elses_tolerance_helps(desk: Desk) -> None:
    completed(desk, "cad-1", "enr-1")
    restricted(desk, "cad-1", "rst-1", "in_force", 2)
    tolerated(desk, "cad-2", "tol-2")
    by = {"tolerance_id": "tol-2", "decided_by": "某负责人", "basis": "容错认定书"}
    done, restriction = rows(desk, "cad-1")
    assert desk.refused("exclude_evidence", evidence_id=done["id"], **by).code == "appraisal/not-excludable"
    assert desk.refused("exclude_evidence", evidence_id=restriction["id"], **by).code == "appraisal/not-tolerated"


def test_evidence_is_read_as_of_a_day_within_the_readers_scope(desk: Desk) -> None:
    completed(desk, "cad-1", "enr-1", "2025-03-06")
    completed(desk, "cad-1", "enr-2", "2026-03-06")
    assert [one["reference"] for one in rows(desk, "cad-1", as_of="2025-12-31")] == ["enr-1"]
    assert rows(desk, "cad-1", known_at="2020-01-01T00:00:00Z") == []
    assert len(desk.ask("list_evidence", by=of_unit(UNIT))["items"]) == 2
    assert desk.ask("list_evidence", by=of_unit(OTHER_UNIT))["items"] == []
    one = rows(desk, "cad-1")[0]["id"]
    assert desk.ask("get_evidence", evidence_id=one, by=self_of("cad-1"))["id"] == one
    refused = desk.refused("get_evidence", evidence_id=one, by=of_unit(OTHER_UNIT))
    assert refused.code == "appraisal/no-evidence"


def published(desk: Desk, result: dict[str, Any], sequence: int = 1, type: str = "result.published.v1") -> int:
    """Supervision tells of a result."""
    return desk.hear("result_evidence", type, result["result_id"], service="supervision", sequence=sequence, **result)


def test_a_published_result_counts_its_level_while_it_is_in_force(desk: Desk) -> None:
    result, cleared = a_result("cad-1"), a_result("cad-1", result="cleared", stops=[], warns=[])
    assert (published(desk, result), published(desk, result), published(desk, cleared)) == (1, 0, 1)
    published(desk, {**a_result("cad-1"), "uses": ["award"]})
    assert [(one["source"], one["reference"], one["value"]) for one in rows(desk, "cad-1")] == [
        ("supervision.result", result["result_id"], 3),
        ("supervision.result", cleared["result_id"], None),
    ]
    published(desk, {**result, "state": "expired"}, 3, "result.expired.v1")
    published(desk, result, 2, "result.moved.v1")
    newest = rows(desk, "cad-1", reference=result["result_id"])[-1]
    assert (newest["value"], newest["happened_on"], newest["last_on"]) == (3, "2026-03-02", "2090-12-31")


def test_a_result_about_a_unit_is_evidence_of_its_team(desk: Desk) -> None:
    result = a_result(None, unit_id=UNIT)
    published(desk, result)
    published(desk, {**result, "state": "withdrawn"}, 2, "result.withdrawn.v1")
    found = desk.ask("list_evidence", subject=UNIT, sort="number")["items"]
    assert [(one["subject_kind"], one["value"]) for one in found] == [("team", 3), ("team", None)]


def test_a_result_may_be_taken_out_by_a_decision_on_tolerance(desk: Desk) -> None:
    result = a_result("cad-1")
    published(desk, result)
    tolerated(desk, "cad-1", "tol-1")
    row = rows(desk, "cad-1", reference=result["result_id"])[0]
    wish = {"evidence_id": row["id"], "tolerance_id": "tol-1", "basis": "合成", "decided_by": "合成"}
    assert desk.ask("exclude_evidence", **wish)["value"] is None


def test_a_whole_roster_is_looked_up_together(desk: Desk) -> None:
    """However many people are new at once, each collection is read once for all of them."""
    data = {"status": "serving", "role": "chief", "unit_id": UNIT, "unit_ids": PATH, "synthetic": True}
    about = {"type": "cadre.registered.v1", "service": "registry", "sequence": 1, "data": data}
    events = [{**about, "id": f"x-{number}", "subject": f"cad-{number}"} for number in range(30)]
    desk.db.command({"profile": 2})
    try:
        assert desk.hear_all("subjects", events) == len(events)
    finally:
        desk.db.command({"profile": 0})
    asked = [one["command"]["find"] for one in desk.db["system.profile"].find({"op": "query"})]
    assert asked.count("people") == 1
    # Those that are known, those that are new, and the team.
    assert asked.count("subjects") <= 3

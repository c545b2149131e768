"""The read model of the roster: what each source tells, in any order, and what a late event changes: nothing."""

from __future__ import annotations

import secrets
from typing import Any

from servicekit.store import Document
from services.talentpool.parts.candidates import index_field
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.posts import POSTS
from tests.service.desk import Desk


def new_id(prefix: str = "cad") -> str:
    return f"{prefix}-{secrets.token_hex(5)}"


def candidate(desk: Desk, cadre_id: str) -> Document:
    return desk.db[CANDIDATES.name].find_one({"_id": cadre_id}) or {}


def standing(desk: Desk, cadre_id: str, restricted: bool, sequence: int, effects: list[str] | None = None) -> None:
    desk.hear(
        "candidate_standings",
        "standing.changed.v1",
        cadre_id,
        service="supervision",
        sequence=sequence,
        cadre_id=cadre_id,
        unit_ids=["unt-city"],
        restricted=restricted,
        effects=effects or [],
        restriction_ids=["rst-1"] if restricted else [],
        since=None,
        synthetic=True,
    )


def index(desk: Desk, cadre_id: str, score: str, slot: int, run: int, sequence: int) -> dict[str, Any]:
    data = {"cadre_id": cadre_id, "unit_ids": ["unt-city"], "score": score, "slot": slot, "run": run}
    return {
        "id": new_id("evt"),
        "type": "index.computed.v1",
        "subject": f"idx-{cadre_id}",
        "sequence": sequence,
        "service": "appraisal",
        "data": data,
    }


def finished(run: int, slot: int) -> dict[str, Any]:
    data = {"run_id": f"run-{run}", "run": run, "kind": "cadre", "slot": slot, "state": "finished"}
    return {
        "id": new_id("evt"),
        "type": "index_run.finished.v1",
        "subject": f"run-{run}",
        "sequence": 9,
        "service": "appraisal",
        "data": data,
    }


def test_a_cadre_is_known_as_the_newest_event_of_the_roster_tells(desk: Desk) -> None:
    (cadre_id,) = desk.people(
        new_id(),
        handler="candidates",
        sequence=5,
        birth_month="1985",
        level_since="2019-06",
        basic_level_months=18,
        basic_level_since="2024-03",
        annual_grades=[{"year": 2023, "grade": "excellent"}, {"year": 2024, "grade": "competent"}],
    )
    desk.people(cadre_id, handler="candidates", sequence=3, birth_month="1970-01", status="retired")
    found = candidate(desk, cadre_id)
    assert found["birth"] == "1985"
    assert found["status"] == "serving"
    assert found["level_month"] == 2019 * 12 + 5
    assert found["basic_from"] == "2022-09"
    assert found["excellent_grades"] == 1


def test_what_other_sources_told_first_stays_when_the_roster_tells(desk: Desk) -> None:
    cadre_id = new_id()
    standing(desk, cadre_id, True, 4, ["promotion"])
    desk.people(cadre_id, handler="candidates")
    standing(desk, cadre_id, False, 3)
    assert candidate(desk, cadre_id)["barred"] is True
    assert candidate(desk, cadre_id)["status"] == "serving"
    standing(desk, cadre_id, True, 5, ["award"])
    assert (candidate(desk, cadre_id)["restricted"], candidate(desk, cadre_id)["barred"]) == (True, False)
    standing(desk, cadre_id, False, 6)
    assert candidate(desk, cadre_id)["restricted"] is False


def test_readers_see_a_run_only_when_it_has_finished(desk: Desk) -> None:
    (cadre_id,) = desk.people(new_id(), handler="candidates")
    desk.hear_all("candidate_indices", [index(desk, cadre_id, "71.25", 0, 1, 1), finished(1, 0)])
    assert candidate(desk, cadre_id)[index_field(desk.db)] == 71.25
    desk.hear_all("candidate_indices", [index(desk, cadre_id, "80.50", 1, 2, 2)])
    assert candidate(desk, cadre_id)[index_field(desk.db)] == 71.25
    desk.hear_all("candidate_indices", [finished(2, 1)])
    assert candidate(desk, cadre_id)[index_field(desk.db)] == 80.5
    desk.hear_all("candidate_indices", [finished(1, 0)])
    assert index_field(desk.db) == "index_1", "an earlier run that is told late does not switch back"
    of_teams = finished(7, 0)
    of_teams["data"]["kind"] = "team"
    desk.hear_all("candidate_indices", [of_teams])
    assert index_field(desk.db) == "index_1", "a run over teams is another matter"


def test_honours_count_while_they_are_in_force_and_completions_add_up(desk: Desk) -> None:
    cadre_id, honour_id = new_id(), new_id("hon")
    desk.people(cadre_id, handler="candidates")
    for sequence, state in ((2, "revoked"), (1, "in_force")):
        desk.hear(
            "candidate_honours",
            "honour.conferred.v1",
            honour_id,
            service="incentive",
            sequence=sequence,
            cadre_id=cadre_id,
            unit_ids=["unt-city"],
            level="city",
            state=state,
        )
    assert candidate(desk, cadre_id)["honour_levels"] == []
    desk.hear(
        "candidate_honours",
        "honour.conferred.v1",
        new_id("hon"),
        service="incentive",
        cadre_id=cadre_id,
        unit_ids=["unt-city"],
        level="region",
        state="in_force",
    )
    assert candidate(desk, cadre_id)["honour_levels"] == ["region"]
    for number, day in enumerate(("2025-03-07", "2024-05-01")):
        told = {"cadre_id": cadre_id, "unit_ids": [], "class_kind": "rotation", "completed_on": day}
        desk.hear("candidate_trainings", "completion.recorded.v1", f"enr-{number}", service="training", **told)
        desk.hear("candidate_trainings", "completion.recorded.v1", f"enr-{number}", service="training", **told)
    found = candidate(desk, cadre_id)
    assert (found["trainings"], found["last_training_on"], found["training_kinds"]) == (2, "2025-03-07", ["rotation"])


def a_post(desk: Desk, post_id: str, holders: list[str], sequence: int = 1, **more: Any) -> str:
    """A post that the roster tells of."""
    data = {
        "post_id": post_id,
        "unit_id": "unt-bureau",
        "unit_ids": ["unt-city", "unt-bureau"],
        "post_level": "132",
        "role": "deputy",
        "management": "city",
        "vacant": not holders,
        "holder_ids": holders,
        "state": "active",
        "conditions": [],
        "synthetic": True,
        **more,
    }
    desk.hear("candidates", "post.changed.v1", post_id, sequence=sequence, **data)
    return post_id


def test_a_post_falls_vacant_when_its_holder_retires_whoever_is_told_first(desk: Desk) -> None:
    holder, post_id = new_id(), new_id("pst")
    a_post(desk, post_id, [holder])
    desk.people(holder, handler="candidates", retires_on="2027-05-01", in_post_since="2015-03", post_ids=[post_id])
    found = desk.db[POSTS.name].find_one({"_id": post_id}) or {}
    assert (found["falls_vacant_on"], found["held_since"]) == ("2027-05-01", "2015-03")
    desk.people(holder, handler="candidates", sequence=2, retires_on="2029-05-01", in_post_since="2015-03")
    desk.people(holder, handler="candidates", sequence=1, id="late", retires_on="2020-05-01")
    assert (desk.db[POSTS.name].find_one({"_id": post_id}) or {})["falls_vacant_on"] == "2029-05-01"
    a_post(desk, post_id, [], sequence=2)
    a_post(desk, post_id, [holder], sequence=1, id=new_id("late"), post_level="131")
    found = desk.db[POSTS.name].find_one({"_id": post_id}) or {}
    assert (found["falls_vacant_on"], found["vacant"], found["post_level"]) == (None, True, "132")

"""Indices: in step with their evidence, explained, confirmed by somebody, and the same digits years later."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

import pytest

from servicekit.specs import ScheduleSpec
from servicekit.work import Stale
from services.appraisal.errors.indices import RunUnderWay
from services.appraisal.parts import computing, runs
from services.appraisal.parts.evidence import add_evidence
from services.appraisal.parts.models import load_model
from services.appraisal.store.evidence import SUBJECTS
from services.appraisal.store.indices import RUNS
from services.appraisal.vocabulary.evidence import SubjectKind
from tests.service.appraisal.index_desk import (
    PATH,
    a_model,
    a_pass,
    completes,
    finish,
    leaders,
    publishes,
    scores,
    settle,
    step,
)
from tests.service.appraisal.test_deeds import verified
from tests.service.desk import OTHER_UNIT, UNIT, Desk, of_unit, officer, self_of


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of three subjects a slice."""
    monkeypatch.setattr(runs, "SLICE", 3)


def heavier(desk: Desk) -> dict[str, Any]:
    """The shipped dimensions, with more weight on learning."""
    dimensions = a_model(desk)["dimensions"]
    dimensions[1]["weight"], dimensions[5]["weight"] = 0.15, 0.05
    return {"dimensions": dimensions}


def test_evidence_moves_the_index_and_only_of_whom_it_is(desk: Desk) -> None:
    leaders(desk, "cad-1", "cad-2")
    settle(desk)
    before = scores(desk)
    completes(desk, "cad-1")
    settle(desk)
    after = scores(desk)
    assert after["cad-1"] > before["cad-1"]
    assert after["cad-2"] == before["cad-2"]
    told = [one["subject_id"] for one in desk.told("index.computed.v1") if one["subject_kind"] == "cadre"]
    assert sorted(told) == ["cad-1", "cad-1", "cad-2"]


def test_what_a_person_decides_moves_the_index_by_its_own_event_and_not_by_the_next_look(desk: Desk) -> None:
    leaders(desk, "cad-1", "cad-2")
    settle(desk)
    before = scores(desk)
    deed = verified(desk, cadre_id="cad-1")
    (told,) = desk.told("deed.verified.v1")
    desk.hear("decided_indices", "deed.verified.v1", deed, service="appraisal", **told)
    after = scores(desk)
    assert after["cad-1"] != before["cad-1"]
    assert after["cad-2"] == before["cad-2"]
    assert not desk.db["subjects"].find_one({"subject_id": "cad-1"})["dirty"]  # type: ignore[index]
    computed = len(desk.told("index.computed.v1"))
    again = {"sequence": 2, "service": "appraisal", **told}
    desk.hear("decided_indices", "deed.verified.v1", deed, **again)
    assert len(desk.told("index.computed.v1")) == computed, "what is in step stays as it is"


def test_a_look_that_finds_nothing_behind_leaves_no_trace_in_the_journal(desk: Desk) -> None:
    spec = ScheduleSpec(f"dirty_{secrets.token_hex(4)}", 60)
    look = desk.service.compute_dirty  # type: ignore[attr-defined]
    before = desk.db["journal"].count_documents({})
    assert desk.runtime.run_due(spec, look)
    assert not desk.runtime.run_due(spec, look)  # Not due again yet.
    assert desk.db["journal"].count_documents({}) == before
    leaders(desk, "cad-1")
    before = desk.db["journal"].count_documents({})
    desk.db["schedules"].delete_one({"_id": spec.name})
    assert desk.runtime.run_due(spec, look)
    assert desk.db["journal"].count_documents({}) == before + 1
    assert list(scores(desk)) == ["cad-1"]


def test_what_was_computed_long_ago_is_computed_again(desk: Desk) -> None:
    leaders(desk, "cad-1", "cad-2")
    settle(desk)
    desk.db["subjects"].update_one({"_id": "cadre.cad-1"}, {"$set": {"computed_on": "2020-01-01"}})
    a_pass(desk, "mark_stale")
    assert [one["_id"] for one in desk.db["subjects"].find({"dirty": True})] == ["cadre.cad-1"]
    settle(desk)


def test_news_of_somebody_who_has_retired_is_kept_and_makes_no_index(desk: Desk) -> None:
    desk.people("cad-1", status="retired")
    completes(desk, "cad-1")
    settle(desk)
    assert len(desk.ask("list_evidence", subject="cad-1")["items"]) == 2
    assert scores(desk) == {}


def test_an_index_is_explained_to_the_digit_and_says_what_would_change_it(desk: Desk) -> None:
    leaders(desk, "cad-1")
    completes(desk, "cad-1")
    settle(desk)
    found = desk.ask("get_index", index_id="cadre.cad-1.0")
    assert sum(Decimal(one["points"]) for one in found["steps"]) == Decimal(found["score"])
    assert len(found["dimensions"]) == 10
    learning = next(one for one in found["dimensions"] if one["key"] == "learning")
    hours = next(one for one in learning["feeds"] if one["source"] == "training.hours")
    assert (hours["number"], hours["points"]) == ("40.0", "44.4444")
    assert [item["value"] for item in hours["items"]] == ["40.0"]
    more = next(one for one in found["effects"] if (one["source"], one["change"]) == ("training.hours", "one_more"))
    assert Decimal(more["difference"]) > 0
    assert not found["model_verified"]
    assert "第二十四条" in found["advice"]


def test_a_cadre_reads_their_own_index_with_its_figures_and_no_single_piece_of_others_words(desk: Desk) -> None:
    leaders(desk, "cad-1", "cad-2")
    completes(desk, "cad-1")
    verified(desk, "cad-1", kind="political", item="loyalty")
    settle(desk)
    whole, own = desk.ask("get_index", index_id="cadre.cad-1.0"), desk.ask("get_own_index", by=self_of("cad-1"))

    def feeds(index: dict[str, Any], source: str) -> list[dict[str, Any]]:
        return [feed for one in index["dimensions"] for feed in one["feeds"] if feed["source"] == source]

    assert (own["score"], own["steps"]) == (whole["score"], whole["steps"])
    assert [feed["items"] for feed in feeds(own, "training.hours")] == [
        feed["items"] for feed in feeds(whole, "training.hours")
    ]
    assert any(feed["items"] for feed in feeds(whole, "appraisal.political.positive"))
    for feed, shown in zip(
        feeds(whole, "appraisal.political.positive"), feeds(own, "appraisal.political.positive"), strict=True
    ):
        assert shown == {**feed, "items": []}, "what it counts for is explained, and not who has said what"
    pieces = {"training.completion", "training.hours", "incentive.honour", "supervision.restriction"}
    assert {one["source"] for one in own["effects"]} <= pieces | {"appraisal.annual_grade"}
    assert own["unused"] == []


def test_nobody_has_an_own_index_but_whoever_has_an_index(desk: Desk) -> None:
    leaders(desk, "cad-1")
    settle(desk)
    for who in (self_of("cad-nobody"), officer()):
        assert desk.refused("get_own_index", by=who).code == "appraisal/no-index"
    desk.people("cad-1", handler="subjects", sequence=2, type="cadre.retired.v1", status="retired")
    settle(desk)
    assert desk.refused("get_own_index", by=self_of("cad-1")).code == "appraisal/no-index"


def test_by_rule_nobody_reads_their_own_index(desk: Desk) -> None:
    leaders(desk, "cad-1")
    settle(desk)
    closed = {"code": "appraisal.own_index", "value": 0, "basis": "合成", "valid_from": "2021-11-01", "verified": False}
    desk.ask("change_rule", **closed)
    refused = desk.refused("get_own_index", by=self_of("cad-1"))
    assert (refused.code, refused.status) == ("appraisal/own-index-closed", 403)
    desk.ask("change_rule", **{**closed, "value": 1})
    assert desk.ask("get_own_index", by=self_of("cad-1"))["subject_id"] == "cad-1"


def test_an_index_is_computed_at_once_and_kept(desk: Desk) -> None:
    leaders(desk, "cad-1")
    completes(desk, "cad-1")
    kept = desk.ask("compute_index", subject_kind="cadre", subject_id="cad-1")
    assert kept["kept"]
    assert scores(desk)["cad-1"] == float(kept["score"])
    assert [one["id"] for one in desk.ask("list_kept_indices", subject_id="cad-1")["items"]] == [kept["id"]]


def test_last_years_index_gives_the_same_digits_under_last_years_model(desk: Desk) -> None:
    leaders(desk, "cad-1")
    completes(desk, "cad-1", on="2025-05-01", hours=33.5)
    kept = desk.ask("compute_index", subject_kind="cadre", subject_id="cad-1", as_of="2025-12-31")
    completes(desk, "cad-1", on="2025-11-01", hours=50)  # Known only afterwards, though it happened before.
    publishes(desk, **heavier(desk))
    again = desk.ask("recompute_index", index_id=kept["id"])
    assert again["same"]
    assert (again["score_now"], again["rows_since"]) == (kept["score"], 2)
    assert desk.ask("get_index", index_id=kept["id"])["steps"] == kept["steps"]
    now = desk.ask("compute_index", subject_kind="cadre", subject_id="cad-1", as_of="2025-12-31")
    assert now["model_id"] == "mdl-cadre-1"
    assert now["score"] != kept["score"]


def test_what_was_known_at_an_instant_can_be_asked_for(desk: Desk) -> None:
    leaders(desk, "cad-1")
    completes(desk, "cad-1")
    first = desk.ask("compute_index", subject_kind="cadre", subject_id="cad-1")
    instant = desk.ask("list_evidence", subject="cad-1", sort="-number", limit=1)["items"][0]["known_at"]
    completes(desk, "cad-1", hours=50)
    then = desk.ask("compute_index", subject_kind="cadre", subject_id="cad-1", known_at=instant)
    assert (then["score"], then["evidence_rows"]) == (first["score"], 2)
    assert scores(desk)["cad-1"] == float(first["score"])  # What is asked of the past does not change the present.


def test_a_named_person_confirms_an_index_as_it_is_and_only_that(desk: Desk) -> None:
    leaders(desk, "cad-1")
    settle(desk)
    kept = desk.ask("confirm_index", index_id="cadre.cad-1.0", confirmed_by="某负责人", basis="集体研判")
    assert (kept["confirmed"], kept["confirmed_by"]) == (True, "某负责人")
    refused = desk.refused("confirm_index", index_id="cadre.cad-1.0", confirmed_by="另一人")
    assert refused.code == "appraisal/index-confirmed"
    assert desk.ask("list_indices")["items"][0]["confirmed"]
    completes(desk, "cad-1")
    settle(desk)
    (current,) = desk.ask("list_indices")["items"]
    assert (current["confirmed"], current["kept_id"]) == (False, None)
    assert desk.ask("recompute_index", index_id=kept["id"])["same"]
    assert [one["confirmed"] for one in desk.told("index.confirmed.v1")] == [True]


def test_who_retires_has_an_index_no_more_and_who_moves_takes_it_along(desk: Desk) -> None:
    leaders(desk, "cad-1", "cad-2")
    settle(desk)
    leaders(desk, "cad-1", sequence=2, status="retired")
    leaders(desk, "cad-2", sequence=2, unit_id=OTHER_UNIT, unit_ids=[PATH[0], OTHER_UNIT])
    settle(desk)
    assert list(scores(desk)) == ["cad-2"]
    assert scores(desk, by=of_unit(UNIT)) == {}
    assert list(scores(desk, by=of_unit(OTHER_UNIT))) == ["cad-2"]
    assert [one["subject_id"] for one in desk.told("index.closed.v1")] == ["cad-1"]


def test_an_index_outside_the_readers_scope_is_not_there(desk: Desk) -> None:
    leaders(desk, "cad-1")
    settle(desk)
    for method, wish in (
        ("get_index", {"index_id": "cadre.cad-1.0"}),
        ("recompute_index", {"index_id": "cadre.cad-1.0"}),
        ("confirm_index", {"index_id": "cadre.cad-1.0", "confirmed_by": "某人"}),
    ):
        assert desk.refused(method, by=of_unit(OTHER_UNIT), **wish).code == "appraisal/no-index"
    refused = desk.refused("compute_index", by=of_unit(OTHER_UNIT), subject_kind="cadre", subject_id="cad-1")
    assert refused.code == "unknown-cadre"


def test_bad_wishes_are_refused_with_their_place(desk: Desk) -> None:
    leaders(desk, "cad-1")
    of = {"subject_kind": "cadre", "subject_id": "cad-1"}
    drafted = desk.ask("draft_model", **a_model(desk))
    assert desk.refused("compute_index", **of, as_of="2090-01-01").code == "appraisal/future-day"
    assert desk.refused("compute_index", **of, model_id="mdl-team-1").code == "appraisal/model-of-other-kind"
    assert desk.refused("compute_index", **of, model_id=drafted["id"]).code == "appraisal/model-not-published"
    assert desk.refused("compute_index", **of, model_id="mdl-none").code == "appraisal/no-model"
    assert desk.refused("compute_index", **of, as_of="1995-01-01").code == "appraisal/no-model-in-force"


@pytest.mark.usefixtures("small_slices")
def test_readers_see_the_old_until_the_run_has_finished_and_then_the_new(desk: Desk) -> None:
    everybody = leaders(desk, *(f"cad-{n}" for n in range(8)))
    completes(desk, *everybody)
    settle(desk)
    before = scores(desk)
    version, run_id = publishes(desk, **heavier(desk))
    seen = []
    while step(desk, run_id):
        seen.append(scores(desk))
        progress = desk.ask("get_index_run", run_id=run_id)
        assert progress["total"] == 8
    assert progress["done"] == 8
    assert seen[:-1] == [before, before]
    assert seen[-1] != before
    assert len(set(seen[-1].values())) == 1
    assert {one["model_id"] for one in desk.ask("list_indices")["items"]} == {version}
    assert [one["done"] for one in desk.told("index_run.advanced.v1")] == [3, 6]


@pytest.mark.usefixtures("small_slices")
def test_evidence_that_comes_during_a_run_goes_into_both_slots(desk: Desk) -> None:
    leaders(desk, *(f"cad-{n}" for n in range(6)))
    settle(desk)
    _, run_id = publishes(desk, **heavier(desk))
    step(desk, run_id)
    completes(desk, "cad-0", "cad-5")  # One that the run has passed, and one that is still to come.
    settle(desk)
    old = scores(desk)
    assert old["cad-0"] == old["cad-5"] > old["cad-1"]
    finish(desk, run_id)
    new = scores(desk)
    assert new["cad-0"] == new["cad-5"] > new["cad-1"]
    assert new["cad-0"] != old["cad-0"]
    assert desk.ask("recompute_index", index_id="cadre.cad-0.1")["same"]


@pytest.mark.usefixtures("small_slices")
def test_what_a_run_has_written_is_shown_to_nobody_who_knows_its_id(desk: Desk) -> None:
    leaders(desk, *(f"cad-{n}" for n in range(6)))
    settle(desk)
    _, run_id = publishes(desk, **heavier(desk))
    step(desk, run_id)
    confirmation = {"confirmed_by": "（示例）负责人", "basis": "（示例）"}
    assert desk.refused("get_index", index_id="cadre.cad-0.1").code == "appraisal/no-index"
    assert desk.refused("confirm_index", index_id="cadre.cad-0.1", **confirmation).code == "appraisal/no-index"
    finish(desk, run_id)
    assert desk.ask("get_index", index_id="cadre.cad-0.1")["id"] == "cadre.cad-0.1"


@pytest.mark.usefixtures("small_slices")
def test_who_retires_during_a_run_is_not_brought_back_by_it(desk: Desk) -> None:
    leaders(desk, *(f"cad-{n}" for n in range(6)))
    settle(desk)
    _, run_id = publishes(desk, **heavier(desk))
    step(desk, run_id)
    leaders(desk, "cad-0", "cad-5", sequence=2, status="retired")
    settle(desk)
    finish(desk, run_id)
    assert sorted(scores(desk)) == ["cad-1", "cad-2", "cad-3", "cad-4"]


@pytest.mark.usefixtures("small_slices")
def test_a_slice_that_was_overtaken_by_a_retirement_is_not_kept_as_it_is(desk: Desk) -> None:
    leaders(desk, "cad-1", "cad-2")
    settle(desk)
    _, run_id = publishes(desk, **heavier(desk))
    work = desk.runtime.work_of("slice")
    pointer = computing.pointer_of(work, "cadre")
    run = work.load(RUNS, pointer.running or "")
    subjects = work.find(SUBJECTS, {"kind": "cadre", "active": True}, most=1000)
    target = computing.Target(load_model(work, run.model_id), run.slot, run.run)
    computing.compute(work, SubjectKind.CADRE, subjects, [target])
    leaders(desk, "cad-1", sequence=2, status="retired")
    settle(desk)
    with pytest.raises(Stale):
        desk.runtime.commit(work, "test:overtaken", "slice")
    finish(desk, run_id)
    assert list(scores(desk)) == ["cad-2"]


def test_evidence_that_comes_while_the_index_is_computed_leaves_it_behind(desk: Desk) -> None:
    leaders(desk, "cad-1")
    work = desk.runtime.work_of("dirty_indices")
    desk.service.compute_dirty(work)  # type: ignore[attr-defined]
    completes(desk, "cad-1")
    desk.runtime.commit(work, "test:behind", "every.dirty_indices")
    assert desk.db["subjects"].find_one({"_id": "cadre.cad-1"})["dirty"]
    before = scores(desk)["cad-1"]
    settle(desk)
    assert scores(desk)["cad-1"] > before


def test_evidence_that_two_add_at_once_is_put_in_an_order(desk: Desk) -> None:
    leaders(desk, "cad-1")
    works = [desk.runtime.work_of(name) for name in ("one", "two")]
    for number, work in enumerate(works):
        add_evidence(
            work,
            source="appraisal.deed.positive",
            reference=f"deed-{number}",
            subject_kind="cadre",
            subject_id="cad-1",
            unit_ids=PATH,
            value=Decimal(1),
            happened_on=work.today,
            synthetic=True,
        )
    desk.runtime.commit(works[0], "test:one", "one")
    with pytest.raises(Stale):
        desk.runtime.commit(works[1], "test:two", "two")
    assert desk.db["evidence"].count_documents({}) == 1


@pytest.mark.usefixtures("small_slices")
def test_a_slice_takes_effect_once_and_old_news_of_a_run_does_nothing(desk: Desk) -> None:
    leaders(desk, *(f"cad-{n}" for n in range(6)))
    settle(desk)
    _, run_id = publishes(desk, **heavier(desk))
    step(desk, run_id)
    desk.hear("index_runs", "index_run.started.v1", run_id, id="again", service="appraisal", done=0)
    assert desk.ask("get_index_run", run_id=run_id)["done"] == 3


def test_a_second_run_is_refused_while_one_is_under_way(desk: Desk) -> None:
    leaders(desk, "cad-1")
    settle(desk)
    _, run_id = publishes(desk, **heavier(desk))
    by = {"started_by": "某负责人", "basis": "测试"}
    refused = desk.refused("start_index_run", kind="cadre", **by)
    assert (refused.code, refused.facts["run_id"]) == ("appraisal/run-under-way", run_id)
    drafted = desk.ask("draft_model", **a_model(desk))
    assert desk.refused("publish_model", model_id=drafted["id"], published_by="某").code == refused.code
    finish(desk, run_id)
    again = desk.ask("start_index_run", kind="cadre", synthetic=True, **by)
    assert (again["run"], again["slot"], again["synthetic"]) == (2, 0, True)


@pytest.mark.parametrize("before", [False, True])
def test_of_two_runs_that_begin_at_once_one_is_too_late(desk: Desk, before: bool) -> None:
    if before:  # Once with the document that both would change, once where both would make it.
        leaders(desk, "cad-1")
        settle(desk)
    works = [desk.runtime.work_of(name) for name in ("one", "two")]
    for work in works:
        runs.start_run(work, load_model(work, "mdl-cadre-1"), "某负责人", "测试")
    desk.runtime.commit(works[0], "test:run-one", "one")
    with pytest.raises(Stale):
        desk.runtime.commit(works[1], "test:run-two", "two")
    again = desk.runtime.work_of("again")
    with pytest.raises(RunUnderWay):
        runs.start_run(again, load_model(again, "mdl-cadre-1"), "某负责人", "测试")
    assert desk.db["index_runs"].count_documents({}) == 1


def test_a_cursor_of_the_old_run_is_refused_after_the_switch(desk: Desk) -> None:
    leaders(desk, "cad-1", "cad-2")
    settle(desk)
    page = desk.ask("list_indices", limit=1)
    _, run_id = publishes(desk, **heavier(desk))
    finish(desk, run_id)
    assert desk.refused("list_indices", limit=1, cursor=page["next"]).code == "bad-cursor"


def test_a_version_that_holds_from_a_later_day_is_computed_when_the_day_comes(desk: Desk) -> None:
    leaders(desk, "cad-1")
    settle(desk)
    drafted = desk.ask("draft_model", **a_model(desk, **heavier(desk)))
    desk.ask("publish_model", model_id=drafted["id"], published_by="某负责人", valid_from="2099-01-01")
    assert desk.told("index_run.started.v1") == []
    assert desk.deadline("model_takes_effect", drafted["id"])["due_on"] == "2098-12-31"
    desk.db["models"].update_one({"_id": drafted["id"]}, {"$set": {"valid_from": "2026-01-01"}})
    desk.pass_deadline("model_takes_effect", drafted["id"])
    assert [one["model_id"] for one in desk.told("index_run.started.v1")] == [drafted["id"]]


def test_a_teams_index_rests_on_its_members_and_its_posts(desk: Desk) -> None:
    desk.units(UNIT, approved={"chief": 1, "deputy": 3})
    leaders(desk, "cad-1", "cad-2")
    leaders(desk, "cad-3", role="member", county_level_or_above=False)
    settle(desk)
    before = scores(desk, "team")
    completes(desk, "cad-1", "cad-2")
    settle(desk)
    assert scores(desk, "team")[UNIT] > before[UNIT]
    found = desk.ask("compute_index", subject_kind="team", subject_id=UNIT)
    inputs = {
        feed["source"]: feed["number"]
        for part in found["dimensions"]
        for feed in part["feeds"]
        if feed["source"].startswith("team.")
    }
    assert inputs["team.posts_filled"] == "50.000000"
    assert float(inputs["team.members_mean"]) == scores(desk)["cad-1"]
    completes(desk, "cad-1", hours=90)
    settle(desk)
    assert desk.ask("recompute_index", index_id=found["id"])["same"]


def test_versions_are_listed_compared_and_refused(desk: Desk) -> None:
    drafted = desk.ask("draft_model", **a_model(desk, **heavier(desk)))
    assert (drafted["number"], drafted["state"]) == (2, "draft")
    differences = desk.ask("compare_models", model_id=drafted["id"], **{"with": "mdl-cadre-1"})["differences"]
    assert {one["what"] for one in differences} == {"learning.weight", "service.weight"}
    refused = desk.refused("compare_models", model_id=drafted["id"], **{"with": "mdl-team-1"})
    assert refused.code == "appraisal/models-of-different-kinds"
    past = desk.refused("publish_model", model_id=drafted["id"], published_by="某", valid_from="2020-01-01")
    assert (past.code, past.errors[0].pointer) == ("appraisal/valid-from-past", "/valid_from")
    desk.ask("discard_model", model_id=drafted["id"])
    gone = desk.refused("publish_model", model_id=drafted["id"], published_by="某")
    assert gone.code == "appraisal/model-not-in-this-state"
    dimensions = a_model(desk)["dimensions"]
    dimensions[0]["weight"] = 0.2
    off = desk.refused("draft_model", **a_model(desk, dimensions=dimensions))
    assert (off.code, off.facts["difference"]) == ("appraisal/weights-do-not-add-up", "0.1")
    eleven = [*a_model(desk)["dimensions"], {**dimensions[0], "key": "eleventh"}]
    assert desk.refused("draft_model", **a_model(desk, dimensions=eleven)).code == "appraisal/too-many-dimensions"


def test_the_shipped_versions_stand_in_the_list_after_the_first_look(desk: Desk) -> None:
    a_pass(desk, "keep_shipped_models")
    found = desk.ask("list_models", state="published")["items"]
    assert [(one["id"], one["number"], one["verified"]) for one in found] == [
        ("mdl-team-1", 1, False),
        ("mdl-cadre-1", 1, False),
    ]


def test_a_teams_index_of_an_earlier_day_is_of_its_members_of_that_day_and_says_what_is_not(desk: Desk) -> None:
    desk.units(UNIT, approved={"chief": 1, "deputy": 3})
    leaders(desk, "cad-1", "cad-2")
    completes(desk, "cad-1", on="2025-12-01")
    settle(desk)
    now = desk.ask("compute_index", subject_kind="team", subject_id=UNIT)
    then = desk.ask("compute_index", subject_kind="team", subject_id=UNIT, as_of="2026-01-31")
    one = desk.ask("compute_index", subject_kind="cadre", subject_id="cad-1", as_of="2026-01-31")
    assert (now["caution"], one["caution"]) == (None, None)
    assert "2026-01-31" in then["caution"]
    assert desk.ask("get_index", index_id=then["id"])["caution"] == then["caution"]

    # One leaves, another comes: on the day it was the team that it was.
    leaders(desk, "cad-1", sequence=2, unit_id=OTHER_UNIT, unit_ids=[PATH[0], OTHER_UNIT], in_post_since="2026-03")
    leaders(desk, "cad-3", in_post_since="2026-04")
    again = desk.ask("compute_index", subject_kind="team", subject_id=UNIT, as_of="2026-01-31")
    assert again["steps"] == then["steps"]
    later = desk.ask("compute_index", subject_kind="team", subject_id=UNIT, as_of="2026-03-31")
    assert later["steps"] != then["steps"]
    # The move was a mistake that is set aside.
    leaders(desk, "cad-1", sequence=3)
    assert [seat["team_id"] for seat in desk.db["subjects"].find_one({"_id": "cadre.cad-1"})["seats"]] == [UNIT]

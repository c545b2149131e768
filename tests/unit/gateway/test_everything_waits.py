"""Whatever a person has to lead on waits for somebody, or it is said why nobody has to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

from gateway.readmodels.asked import Asked, Period
from gateway.readmodels.rehearsal import Rehearsal
from gateway.readmodels.worklists import ASKING, WAITING
from servicekit.lifecycle import By
from servicekit.principal import Scope
from services.supervision.operations import letters, personal_matters
from tools.lifecycles import tables

ASKED = Asked(Rehearsal({}), Period(None, date(2026, 3, 2)), Scope())
KEPT = {
    ("registry", "Alert"): "alerts",
    ("registry", "Correction"): "corrections",
    ("registry", "Disposal"): "disposals",
    ("registry", "Personal request"): "personal_requests",
    ("registry", "Planned change"): "planned_changes",
    ("registry", "Selection"): "selections",
    ("training", "Class"): "classes",
    ("training", "Booking"): "bookings",
    ("training", "Plan"): "training_plans",
    ("supervision", "Appeal"): "appeals",
    ("supervision", "Draw"): "draws",
    ("supervision", "Check"): "checks",
    ("supervision", "Conference"): "joint_work conference",
    ("supervision", "Letter"): "letters",
    ("supervision", "Matter"): "joint_work discussion",
    ("supervision", "Task"): "joint_work action",
    ("supervision", "Personal matter report"): "personal_matter_reports",
    ("supervision", "Checklist"): "checklists",
    ("supervision", "Rectification item"): "rectification_items",
    ("supervision", "Vetting"): "vettings",
    ("incentive", "Ballot"): "award_ballots",
    ("incentive", "Honour"): "honours",
    ("incentive", "Nomination"): "nominations",
    ("incentive", "Objection"): "objections",
    ("incentive", "Ceremony"): "ceremonies",
    ("incentive", "Tolerance application"): "tolerance",
    ("appraisal", "Appraisal"): "appraisals",
    ("appraisal", "Ballot"): "appraisal_ballots",
    ("appraisal", "Deed"): "deeds",
    ("appraisal", "Evaluation"): "evaluations",
    ("appraisal", "Mechanism"): "mechanisms",
    ("appraisal", "Model version"): "models",
    ("appraisal", "Notice"): "notices",
    ("appraisal", "Tally sheet"): "tally_sheets",
    ("talentpool", "Selected graduate"): "selected_graduates",
    ("talentpool", "Shortlist"): "shortlists",
    ("talentpool", "Pool member"): "pool_members",
    ("talentpool", "Secondment"): "secondments",
    ("talentpool", "Programme"): "talent_programmes",
}
"""The rows of what has a life, by service and by what it is called; of several kinds in one with their mechanism."""
ASKED_FOR = {
    ("supervision", "Letter"): {letters.SEND_LETTER: "draft"},
    ("supervision", "Campaign"): {personal_matters.CLOSE_CAMPAIGN: "open"},
}
"""What the service is asked for, and the state that waits."""

STANDS = "it stands as it is: what may be done is a change or an end that nobody has to bring about"
OVER = "it is over: what may be done is to put it right"
NOT_YET = "a day, an event or another's answer comes first"
OWN = "whom it is about may do something, and need not"
IN_PARTS = "what is to be done about it waits by itself, thing by thing"
UNTOLD = "events do not say whether anything is left to do about it; its own list does"
# fmt: off
REASONS: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]] = {
    ("registry", "Alert"): {OVER: ("handled",)},
    ("registry", "Personal request"): {OVER: ("told",)},
    ("registry", "Policy"): {STANDS: ("in_force",), OVER: ("repealed",)},
    ("registry", "Selection"): {OVER: ("appointed", "refused", "withdrawn", "closed")},
    ("registry", "Cadre"): {STANDS: ("serving", "retired", "left")},
    ("registry", "Unit"): {STANDS: ("active",), OVER: ("merged", "closed")},
    ("registry", "Post"): {STANDS: ("active",)},
    ("training", "Class"): {OVER: ("completed",)},
    ("training", "Enrolment"): {NOT_YET: ("enrolled", "waiting"), OVER: ("withdrawn",)},
    ("training", "Need"): {STANDS: ("open",), OVER: ("closed",)},
    ("training", "Online record"): {STANDS: ("recorded",)},
    ("training", "Outside record"): {STANDS: ("recorded",)},
    ("training", "Teaching point"): {STANDS: ("open",), OVER: ("closed",)},
    ("training", "Visit"): {STANDS: ("recorded",)},
    ("training", "Plan"): {STANDS: ("adopted",)},
    ("supervision", "Appeal"): {OVER: ("decided",)},
    ("supervision", "Check"): {OVER: ("concluded",)},
    ("supervision", "Conference"): {OVER: ("closed",)},
    ("supervision", "Agreement"): {STANDS: ("in_force",)},
    ("supervision", "Shared item"): {STANDS: ("shared",)},
    ("supervision", "Letter"): {OVER: ("closed", "ended")},
    ("supervision", "Matter"): {OVER: ("closed",)},
    ("supervision", "Result"): {STANDS: ("in_force",)},
    ("supervision", "Campaign"): {OVER: ("closed",)},
    ("supervision", "Personal matter report"): {OVER: ("exempt",)},
    ("supervision", "Checklist"): {IN_PARTS: ("issued",)},
    ("supervision", "Rectification item"): {OVER: ("closed",)},
    ("supervision", "Restriction"): {STANDS: ("scheduled", "in_force"), OVER: ("ended",)},
    ("supervision", "Task"): {OVER: ("done",)},
    ("supervision", "Vetting"): {OVER: ("concluded", "cancelled")},
    ("incentive", "Ballot"): {OVER: ("closed",)},
    ("incentive", "Honour"): {STANDS: ("in_force",)},
    ("incentive", "Measure"): {STANDS: ("open",)},
    ("incentive", "Grant"): {STANDS: ("coming", "in_force"), OVER: ("ended",)},
    ("incentive", "Nomination"): {NOT_YET: ("vetting", "publicity", "naming", "stopped")},
    ("incentive", "Programme"): {STANDS: ("open",)},
    ("incentive", "Batch"): {IN_PARTS: ("open", "voting")},
    ("incentive", "Ceremony"): {OVER: ("held",)},
    ("incentive", "Tolerance application"): {OWN: ("decided",), OVER: ("final",)},
    ("appraisal", "Appraisal"): {OVER: ("closed",)},
    ("appraisal", "Ballot"): {OVER: ("closed",)},
    ("appraisal", "Contact point"): {STANDS: ("open",), OVER: ("ended",)},
    ("appraisal", "Deed"): {STANDS: ("verified",)},
    ("appraisal", "Major matter"): {STANDS: ("open",)},
    ("appraisal", "Evaluation"): {STANDS: ("confirmed",)},
    ("appraisal", "Mechanism"): {STANDS: ("in_use",)},
    ("appraisal", "Notice"): {OWN: ("acknowledged", "reviewed"), OVER: ("final",)},
    ("appraisal", "Talk"): {STANDS: ("recorded", "corrected")},
    ("appraisal", "Tally sheet"): {OVER: ("confirmed",)},
    ("talentpool", "Selected graduate"): {OVER: ("ended", "left")},
    ("talentpool", "Shortlist"): {OVER: ("confirmed",)},
    ("talentpool", "Pool member"): {NOT_YET: ("vetting",), OVER: ("promoted", "left")},
    ("talentpool", "Plan"): {STANDS: ("open",)},
    ("talentpool", "Batch"): {IN_PARTS: ("open", "admitting")},
    ("talentpool", "Participant"): {IN_PARTS: ("enrolled",), OVER: ("completed", "left")},
    ("talentpool", "Secondment"): {UNTOLD: ("completed", "ended_early")},
    ("talentpool", "Successor"): {STANDS: ("named",)},
}
# fmt: on
"""Why what a person may do about something in these states is no work of anybody's."""


def conditions(where: Any) -> Iterator[Mapping[str, Any]]:
    """The alternatives of a filter, each as the conditions on its state and mechanism."""
    own = {name: value for name, value in where.items() if name in ("state", "mechanism")}
    inner = [list(conditions(one)) for one in where.get("$and", ())]
    if "$or" in where:
        inner.append([found for one in where["$or"] for found in conditions(one)])
    for combined in product(*inner):
        merged: dict[str, Any] = {"states": [own["state"]] if "state" in own else []}
        merged |= {"mechanism": own["mechanism"]} if "mechanism" in own else {}
        for one in combined:
            merged["states"] = [*merged["states"], *one["states"]]
            merged |= {"mechanism": one["mechanism"]} if "mechanism" in one else {}
        yield merged


def allowed(condition: Any) -> set[str]:
    return set(condition["$in"]) if isinstance(condition, Mapping) else {condition}


def waiting_states() -> dict[str, set[str]]:
    """The states that something is looked for in, by rows and mechanism."""
    found: dict[str, set[str]] = {}
    for waiting in WAITING:
        for one in conditions(waiting.selected.where(replace(ASKED))):
            states = [allowed(state) for state in one["states"]]
            key = " ".join(filter(None, [waiting.selected.collection, one.get("mechanism")]))
            found.setdefault(key, set()).update(set.intersection(*states) if states else set())
    return found


def test_every_state_that_a_person_has_to_lead_out_of_waits_or_it_is_said_why_not() -> None:
    waits, missing, idle = waiting_states(), {}, {}
    for service, _, life in tables():
        of = (service, life.en)
        open_ = {str(state) for state in life.states if life.steps_from(state, By.PERSON)}
        waited = waits.get(KEPT.get(of, ""), set()) | set(ASKED_FOR.get(of, {}).values())
        said = {state for states in REASONS.get(of, {}).values() for state in states}
        if left := open_ - waited - said:
            missing[of] = sorted(left)
        if wrong := said - (open_ - waited):
            idle[of] = sorted(wrong)
    assert missing == {}, "nobody is shown these, and no reason is given"
    assert idle == {}, "a reason is given for what waits, or for what nobody leads on"


def test_what_is_asked_for_is_what_the_worklist_asks_for() -> None:
    asked = {asking.step for asking in ASKING}
    assert {step for steps in ASKED_FOR.values() for step in steps} <= asked
    assert set(KEPT) | set(ASKED_FOR) <= {(service, life.en) for service, _, life in tables()}
    assert set(REASONS) <= {(service, life.en) for service, _, life in tables()}
    alone = {waiting.selected.collection for waiting in WAITING} - {name.partition(" ")[0] for name in KEPT.values()}
    assert alone == {"contact_visits", "reminders"}, "a visit has no such life, and a reminder is closed by the hours"

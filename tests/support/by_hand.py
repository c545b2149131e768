"""What waits in the demonstration, counted by hand: each kind out of the list that an officer would leaf through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.support.awards import items
from tests.support.client import Client
from tests.support.days import iso

Row = dict[str, Any]
S = "/supervision"


def _any(_: Row) -> bool:
    return True


def _over(day: str) -> Callable[[Row], bool]:
    return lambda row: row[day] is not None and row[day] <= iso()


def _unanswered(letter: Row) -> bool:
    """Whether a letter was sent to which no answer comes any more, or none is asked for."""
    return letter["state"] == "sent" and (letter["kind"] == "reminder" or letter["overdue"])


def _of(kind: str) -> Callable[[Row], bool]:
    return lambda row: row["kind"] == kind


LISTS: Mapping[str, tuple[str, Mapping[str, str], Callable[[Row], bool]]] = {
    "registry.decide_correction": ("/corrections", {"state": "requested"}, _any),
    "registry.handle_alert": ("/alerts", {"state": "open"}, _any),
    "registry.determine_candidates": ("/selections", {"state": "recommended"}, _any),
    "registry.record_recommendation": ("/selections", {"state": "proposed"}, _any),
    "supervision.conclude_check": (f"{S}/personal-matters/checks", {"state": "open"}, _any),
    "supervision.conclude_vetting": (
        f"{S}/vettings", {"state": "open"},
        lambda row: row["escalation"] > 0 or all(agency["answered"] for agency in row["agencies"]),
    ),
    "supervision.give_opinion": (f"{S}/waiting", {}, _of("vetting")),
    "supervision.give_matter_opinion": (f"{S}/waiting", {}, _of("matter")),
    "supervision.report_task": (f"{S}/waiting", {}, _of("task")),
    "supervision.verify_rectification_item": (f"{S}/rectification/items", {"state": "submitted"}, _any),
    "supervision.close_rectification_item": (f"{S}/rectification/items", {"state": "verified"}, _any),
    "supervision.send_letter": (f"{S}/letters", {"state": "draft"}, _any),
    "supervision.close_letter": (f"{S}/letters", {}, lambda row: row["state"] == "answered" or _unanswered(row)),
    "supervision.decide_appeal": (f"{S}/appeals", {"state": "open"}, _any),
    "supervision.close_campaign": (f"{S}/personal-matters/campaigns", {"overdue": "true"}, _any),
    "supervision.record_report": (
        f"{S}/personal-matters/reports", {},
        lambda row: row["state"] in ("received", "returned", "reviewed")
        or (row["state"] == "due" and row["due_on"] < iso()),
    ),
    "supervision.extend_rectification_item": (
        f"{S}/rectification/items", {"overdue": "true"}, lambda row: row["escalation"] > 0,
    ),
    "supervision.withdraw_task": (
        f"{S}/tasks", {}, lambda row: row["overdue"] and row["escalation"] > 0,
    ),
    "supervision.confirm_task": (f"{S}/tasks", {"state": "reported"}, _any),
    "incentive.request_vetting_again": ("/incentive/nominations", {"state": "deferred"}, _any),
    "incentive.resume_nomination": ("/incentive/nominations", {"state": "released"}, _any),
    "incentive.convene_ballot": ("/incentive/nominations", {"state": "vetted"}, _any),
    "incentive.publicise": ("/incentive/nominations", {"state": "elected"}, _any),
    # Those that are accepted have the opinion of one agency, and two are wanted.
    "incentive.opine_on_tolerance": ("/incentive/tolerance-applications", {"state": "accepted"}, _any),
    "incentive.decide_tolerance": ("/incentive/tolerance-applications", {"state": "appealed"}, _any),
    "appraisal.start_appraisal": ("/appraisal/appraisals", {"state": "planned"}, _over("planned_on")),
    "appraisal.draft_conclusion": ("/appraisal/appraisals", {"state": "running"}, _any),
    "appraisal.confirm_conclusion": ("/appraisal/appraisals", {"state": "drafted"}, _any),
    "appraisal.deliver_notice": ("/appraisal/appraisals", {"state": "concluded", "subject_kind": "cadre"}, _any),
    "appraisal.close_appraisal": ("/appraisal/appraisals", {"state": "concluded", "subject_kind": "team"}, _any),
    "appraisal.decide_review": ("/appraisal/notices", {"state": "in_review"}, _any),
    "appraisal.verify_deed": ("/appraisal/deeds", {"state": "recorded"}, _any),
    "appraisal.confirm_evaluation": ("/appraisal/major-matter-evaluations", {"state": "recorded"}, _any),
    "talentpool.request_member_vetting": (
        "/talent/members", {}, lambda row: row["state"] in ("candidate", "deferred"),
    ),
    "talentpool.admit_member": ("/talent/members", {"state": "vetted"}, lambda row: not row["suspended"]),
    "talentpool.confirm_match": ("/talent/matches", {"state": "open"}, _any),
}  # fmt: skip


def counted(officer: Client, what: str) -> int:
    """How many there are in the list. Raises KeyError for what nobody has counted by hand yet."""
    path, query, fits = LISTS[what]
    return len({row["id"] for row in items(officer, path, **query) if fits(row)})

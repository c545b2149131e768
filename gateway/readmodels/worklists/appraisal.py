"""What waits in appraisal: appraisals from plan to notice, reviews and complaints, deeds, evaluations, follow-ups."""

from __future__ import annotations

from gateway.readmodels.asked import Selection
from gateway.readmodels.worklists.common import Asking, Waiting, everything, in_state, that_has_come
from servicekit.principal import Reach
from services.appraisal.operations import (
    appraisals,
    ballots,
    contact_points,
    deeds,
    major_matters,
    mechanisms,
    models,
    notices,
)

_A = "appraisals"

WAITING = (
    Waiting(appraisals.START_APPRAISAL, that_has_come(in_state(_A, "planned"), "planned_on"), "planned_on"),
    Waiting(appraisals.DRAFT_CONCLUSION, in_state(_A, "running")),
    Waiting(appraisals.CONFIRM_CONCLUSION, in_state(_A, "drafted")),
    Waiting(notices.DELIVER_NOTICE, in_state(_A, "concluded", subject_kind="cadre")),
    Waiting(appraisals.CLOSE_APPRAISAL, in_state(_A, "concluded", subject_kind="team")),
    Waiting(ballots.OPEN_BALLOT, in_state("appraisal_ballots", "prepared")),
    Waiting(
        ballots.CLOSE_BALLOT,
        in_state("appraisal_ballots", "open", mode="paper"),
        zh="纸质测评：各票箱计票复核一致后结束",
        en="A ballot on paper: close it once two tellers agree on each box",
    ),
    Waiting(
        ballots.CONFIRM_TALLY,
        in_state("tally_sheets", "entered", live=True),
        called=("{box}号票箱", "box {box}"),
    ),
    Waiting(notices.ACKNOWLEDGE_NOTICE, in_state("notices", "delivered"), "acknowledge_by", whose=Reach.SELF),
    Waiting(notices.DECIDE_REVIEW, in_state("notices", "in_review"), "due_on"),
    Waiting(notices.DECIDE_COMPLAINT, in_state("notices", "in_complaint"), "due_on"),
    Waiting(deeds.VERIFY_DEED, in_state("deeds", "recorded")),
    Waiting(major_matters.CONFIRM_EVALUATION, in_state("evaluations", "recorded")),
    Waiting(contact_points.SETTLE_CONTACT_VISIT, Selection("contact_visits", {"follow_up_state": "open"}), "due_on"),
    Waiting(mechanisms.PUT_MECHANISM_IN_USE, in_state("mechanisms", "draft", cut=everything), called="{code}"),
    Waiting(
        models.PUBLISH_MODEL,
        in_state("models", "draft", cut=everything),
        called=("第{number}版", "version {number}"),
    ),
)

ASKING = (Asking(ballots.CAST_VOTE, ballots.LIST_MY_BALLOTS, "closes_on", called="{title}"),)

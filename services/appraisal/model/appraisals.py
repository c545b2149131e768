"""Appraisals (考察): planned, run by a team, concluded by one person and confirmed by another, told, reviewed, closed.

Four kinds make one whole (四位一体: 日常考察, 专项考察, 任前考察, 综合评定); 无任用考察 is a kind of its own. It keeps
the version of the model that was in force at its start, whatever happens to the model meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from servicekit.errors import field_error
from services.appraisal.errors.appraisals import (
    AppraiserBarred,
    NotifyFirst,
    NotRunning,
    PostNeeded,
    SubjectWrong,
    TeamTooSmall,
)
from services.appraisal.errors.common import NotAnother
from services.appraisal.model import conclusions
from services.appraisal.model.conclusions import Conclusion, Draft, Scale
from services.appraisal.model.evidence import SubjectKind
from services.appraisal.model.mechanisms import Kind
from services.appraisal.model.names import alike
from services.appraisal.model.steps import Entry, Mark, Row, check_period, must, step, trace

APPRAISAL_STATES = (
    "planned",
    "running",
    "drafted",
    "concluded",
    "notified",
    "contested",
    "closed",
    "cancelled",
)
APPRAISAL_STEPS = (
    Row("planned", "change", "planned", "team, period and post may change"),
    Row("planned", "start", "running", "a team of enough members; the model's version is kept from here on"),
    Row("running", "draft", "drafted", "scores for exactly the dimensions of the version kept"),
    Row("drafted", "draft", "drafted", "drawn up anew"),
    Row("drafted", "return", "running", "with a reason"),
    Row("drafted", "confirm", "concluded", "by another named person than who drafted it"),
    Row(
        "concluded", "send_back", "running", "found to be wrong before the cadre was told; a team's before it is closed"
    ),
    Row("concluded", "notify", "notified", "a cadre is told the result in writing"),
    Row("notified", "contest", "contested", "a review is asked for or a complaint lodged"),
    Row("contested", "settle", "notified", "decided: upheld, changed, or taken back"),
    Row("contested", "send_back", "running", "a review or a complaint sends it back"),
    Row("notified", "close", "closed", "the time for a review and a complaint is over"),
    Row("concluded", "close", "closed", "a team's; a cadre is told first"),
    Row("planned", "cancel", "cancelled", "with a written basis, or the subject retires, leaves or is dissolved"),
    Row("running", "cancel", "cancelled", "with a written basis, or the subject retires, leaves or is dissolved"),
    Row("drafted", "cancel", "cancelled", "with a written basis"),
)


@dataclass
class Appraisal:
    """An appraisal of a cadre or of a leadership team; the first of the appraisers leads the team."""

    id: str
    code: str
    title: str
    kind: Kind
    subject_kind: SubjectKind
    subject_id: str
    unit_ids: list[str]
    appraiser_ids: list[str]
    period_begins: date
    period_ends: date
    cadre_id: str | None = None
    unit_id: str | None = None
    post_id: str | None = None
    mechanism_id: str | None = None
    model_id: str | None = None
    planned_on: date | None = None
    started_on: date | None = None
    conclusion: Conclusion | None = None
    revisions: list[Conclusion] = field(default_factory=list)
    grade: str | None = None
    overall: Decimal | None = None
    concluded_on: date | None = None
    notified_on: date | None = None
    closed_on: date | None = None
    materials: int = 0
    seen: int | None = None
    """How many rows of the subject's evidence there were when the conclusion was confirmed."""
    state: str = "planned"
    synthetic: bool = False
    moved: int = 0
    """Sequence of the cadre's last move, or of the unit's last change, that was followed."""
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0

    @property
    def revised(self) -> int:
        """How many conclusions have been replaced."""
        return len(self.revisions)


def check_subject(cadre_id: str | None, unit_id: str | None) -> SubjectKind:
    """A cadre or a team, exactly one. Raises SubjectWrong."""
    if (cadre_id is None) == (unit_id is None):
        zh, en = "cadre_id 与 unit_id 只填其一", "Give either cadre_id or unit_id"
        raise SubjectWrong(zh, en, errors=[field_error("/cadre_id", "one-of", zh, en)])
    return SubjectKind.CADRE if cadre_id is not None else SubjectKind.TEAM


def check_post(kind: Kind, subject_kind: SubjectKind, post_id: str | None) -> None:
    """A post for a pre-appointment appraisal, of a cadre, and for no other. Raises PostNeeded and SubjectWrong."""
    if kind is Kind.PRE_APPOINTMENT and subject_kind is SubjectKind.TEAM:
        zh, en = "任前考察的对象是干部", "A pre-appointment appraisal is of a cadre"
        raise SubjectWrong(zh, en, errors=[field_error("/unit_id", "cadre-needed", zh, en)])
    if (kind is Kind.PRE_APPOINTMENT) != (post_id is not None):
        raise PostNeeded(errors=[field_error("/post_id", "post-needed", PostNeeded.zh, PostNeeded.en)])


def must_stand_aside(appraiser_ids: list[str], subject_id: str, of_the_team: Collection[str]) -> None:
    """The subject does not appraise, nor who belongs to the appraised unit; each once. Raises AppraiserBarred.

    Kinship (亲属回避) is the registry's to tell, which alone knows families.
    """
    for place, appraiser in enumerate(appraiser_ids):
        if appraiser == subject_id or appraiser in of_the_team:
            zh, en = f"{appraiser} 须回避", f"{appraiser} must stand aside"
            raise AppraiserBarred(zh, en, errors=[field_error(f"/appraiser_ids/{place}", "stand-aside", zh, en)])
        if appraiser in appraiser_ids[:place]:
            zh, en = f"{appraiser} 重复", f"{appraiser} is named twice"
            raise AppraiserBarred(zh, en, errors=[field_error(f"/appraiser_ids/{place}", "twice", zh, en)])


def must_be_enough(appraiser_ids: list[str], least: int, cited: str) -> None:
    """Raises TeamTooSmall, naming the rule."""
    if len(set(appraiser_ids)) < least:
        raise TeamTooSmall(
            f"考察组至少{least}人，现有{len(set(appraiser_ids))}人（{cited}）",
            f"A team has at least {least} members, not {len(set(appraiser_ids))} ({cited})",
            least=least,
        )


def plan(appraisal: Appraisal, by: Mark) -> None:
    """Check a plan and note it. Raises BadPeriod and PostNeeded."""
    check_period(appraisal.period_begins, appraisal.period_ends, "/period_ends")
    check_post(appraisal.kind, appraisal.subject_kind, appraisal.post_id)
    trace(appraisal, "plan", by)


def start(appraisal: Appraisal, model_id: str, least: int, cited: str, today: date, by: Mark) -> None:
    """Begin, and keep the version of the model. Raises StepNotPossible and TeamTooSmall."""
    must(APPRAISAL_STEPS, appraisal.state, "start")
    must_be_enough(appraisal.appraiser_ids, least, cited)
    step(APPRAISAL_STEPS, appraisal, "start", by)
    appraisal.model_id, appraisal.started_on = model_id, today


def must_run(appraisal: Appraisal, *also: str) -> None:
    """Raises NotRunning unless the appraisal runs, or is in one of the states `also`."""
    if appraisal.state != "running" and appraisal.state not in also:
        raise NotRunning(
            f"考察当前状态为 {appraisal.state}", f"The appraisal is {appraisal.state}", state=appraisal.state
        )


def draft(appraisal: Appraisal, wish: Draft, scale: Scale, by: Mark) -> None:
    """Draw up a conclusion. Raises StepNotPossible and ScoresWrong."""
    must(APPRAISAL_STEPS, appraisal.state, "draft")
    appraisal.conclusion = conclusions.draw_up(wish, scale)
    step(APPRAISAL_STEPS, appraisal, "draft", by)


def send_back(appraisal: Appraisal, reason: str, by: Mark) -> None:
    """Who should confirm it wants it drawn up anew; the draft goes. Raises StepNotPossible."""
    step(APPRAISAL_STEPS, appraisal, "return", by, reason)
    appraisal.conclusion = None


def confirm(appraisal: Appraisal, named: str, on: date, by: Mark, *, same_account: bool = False) -> Conclusion:
    """A named person confirms what another has drafted. Raises StepNotPossible and NotAnother.

    `same_account`: what two people did on paper is entered by one clerk, so only the names are compared.
    """
    must(APPRAISAL_STEPS, appraisal.state, "confirm")
    conclusion = appraisal.conclusion
    if (
        conclusion is None
        or alike(conclusion.drafted_by, named)
        or (conclusion.drafted_account == by.by and not same_account)
    ):
        zh, en = "结论须由起草人以外的人确认", "Another person than who drafted it confirms a conclusion"
        raise NotAnother(zh, en, errors=[field_error("/confirmed_by", "not-another", zh, en)])
    step(APPRAISAL_STEPS, appraisal, "confirm", by, named)
    conclusion.confirmed_by, conclusion.confirmed_account, conclusion.confirmed_on = named, by.by, on
    _settle_on(appraisal, conclusion)
    appraisal.concluded_on = on
    return conclusion


def revise(appraisal: Appraisal, wish: Draft, scale: Scale, reason: str, by: Mark) -> Conclusion:
    """A review or a complaint changes the conclusion; the former one stays in `revisions`.

    Raises StepNotPossible, ScoresWrong and ConclusionWorse.
    """
    must(APPRAISAL_STEPS, appraisal.state, "settle")
    before = appraisal.conclusion
    after = conclusions.draw_up(wish, scale, "/conclusion/scores")
    if before is not None:
        conclusions.must_not_be_worse(before, after)
    after.confirmed_by, after.confirmed_account, after.confirmed_on = wish.by, by.by, wish.on
    _replace(appraisal, wish.on, reason)
    appraisal.conclusion = after
    _settle_on(appraisal, after)
    step(APPRAISAL_STEPS, appraisal, "settle", by, reason)
    return after


def reopen(appraisal: Appraisal, on: date, reason: str, by: Mark) -> None:
    """It is sent back, by a review, by a complaint, or as wrong before it was told: it runs again, unconcluded.

    Raises StepNotPossible.
    """
    step(APPRAISAL_STEPS, appraisal, "send_back", by, reason)
    _replace(appraisal, on, reason)
    appraisal.conclusion = appraisal.grade = appraisal.overall = None
    appraisal.concluded_on = appraisal.notified_on = appraisal.seen = None


def close(appraisal: Appraisal, today: date, by: Mark, basis: str | None = None) -> None:
    """Close what is settled. Raises StepNotPossible, and NotifyFirst where the cadre was not told."""
    must(APPRAISAL_STEPS, appraisal.state, "close")
    if appraisal.state == "concluded" and appraisal.subject_kind is SubjectKind.CADRE:
        raise NotifyFirst()
    step(APPRAISAL_STEPS, appraisal, "close", by, basis)
    appraisal.closed_on = today


def cancel(appraisal: Appraisal, basis: str, by: Mark) -> None:
    """Give an appraisal up before it is concluded. Raises StepNotPossible."""
    step(APPRAISAL_STEPS, appraisal, "cancel", by, basis)


def _replace(appraisal: Appraisal, on: date, reason: str) -> None:
    if appraisal.conclusion is not None:
        appraisal.conclusion.replaced_on, appraisal.conclusion.replaced_because = on, reason
        appraisal.revisions.append(appraisal.conclusion)


def _settle_on(appraisal: Appraisal, conclusion: Conclusion) -> None:
    appraisal.grade, appraisal.overall = conclusion.grade, conclusion.overall

"""Appraisals (考察): planned, run by a team, concluded by one person and confirmed by another, told, reviewed, closed.

Four kinds make one whole (四位一体: 日常考察, 专项考察, 任前考察, 综合评定); 无任用考察 is a kind of its own. It keeps
the version of the model that was in force at its start, whatever happens to the model meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from servicekit.errors import field_error
from servicekit.lifecycle import Entry, Hands, Mark
from services.appraisal.errors.appraisals import (
    AppraiserBarred,
    NotifyFirst,
    NotRunning,
    PostNeeded,
    SubjectWrong,
    TeamTooSmall,
)
from services.appraisal.model import conclusions
from services.appraisal.model.conclusions import Conclusion, Draft, Scale
from services.appraisal.model.names import must_be_two
from services.appraisal.vocabulary.appraisals import LIFE, State, Step
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.mechanisms import Kind

# fmt: on


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
    untold: int = 0
    """How many of its notices were annulled."""
    seen: int | None = None
    """How many rows of the subject's evidence there were when the conclusion was confirmed."""
    state: State = State.PLANNED
    annual: str | None = None
    """Of whom and which year it gives the annual grade, as long as it is not cancelled; see `annual_of`."""
    synthetic: bool = False
    moved: int = 0
    """Sequence of the cadre's last move, or of the unit's last change, that was followed."""
    left: int = 0
    """Sequence of the newest word that the subject has left, or that this was a mistake."""
    left_by: str | None = None
    """The entry of the subject's file because of which it was cancelled."""
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0

    @property
    def first_day(self) -> date:
        """The first day on which something of it can have happened: of its period, or its plan if that is earlier."""
        return min(self.period_begins, self.planned_on or self.period_begins)

    @property
    def revised(self) -> int:
        """How many conclusions have been replaced."""
        return len(self.revisions)

    @property
    def told_before(self) -> int:
        """How many conclusions were replaced and notices annulled: a further notice is told apart by it."""
        return self.revised + self.untold


def annual_of(appraisal: Appraisal) -> str | None:
    """Whose annual grade of which year it gives: a comprehensive appraisal (综合评定) of days of one year to its
    last; any other gives none."""
    begins, ends = appraisal.period_begins, appraisal.period_ends
    of_year = (begins.year, (ends.month, ends.day)) == (ends.year, (12, 31))
    return f"{appraisal.subject_id}:{ends.year}" if appraisal.kind is Kind.COMPREHENSIVE and of_year else None


def check_subject(cadre_id: str | None, unit_id: str | None) -> SubjectKind:
    """A cadre or a team, exactly one. Raises SubjectWrong."""
    if (cadre_id is None) == (unit_id is None):
        zh, en = "干部与单位只填其一", "Give either cadre_id or unit_id"
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
            zh, en = "该人员须回避", f"{appraiser} must stand aside"
            raise AppraiserBarred(zh, en, errors=[field_error(f"/appraiser_ids/{place}", "stand-aside", zh, en)])
        if appraiser in appraiser_ids[:place]:
            zh, en = "人员重复", f"{appraiser} is named twice"
            raise AppraiserBarred(zh, en, errors=[field_error(f"/appraiser_ids/{place}", "twice", zh, en)])


def must_be_enough(appraiser_ids: list[str], least: int, cited: str) -> None:
    """Raises TeamTooSmall, naming the rule."""
    if len(set(appraiser_ids)) < least:
        raise TeamTooSmall(
            f"考察组至少{least}人，现有{len(set(appraiser_ids))}人（{cited}）",
            f"A team has at least {least} members, not {len(set(appraiser_ids))} ({cited})",
            least=least,
        )


def start(appraisal: Appraisal, model_id: str, least: int, cited: str, today: date, by: Mark) -> None:
    """Begin, and keep the version of the model. Raises StepNotPossible and TeamTooSmall."""
    LIFE.must(appraisal, Step.START)
    must_be_enough(appraisal.appraiser_ids, least, cited)
    LIFE.take(appraisal, Step.START, by)
    appraisal.model_id, appraisal.started_on = model_id, today


def must_run(appraisal: Appraisal, what: str, english: str, *also: State) -> None:
    """Raises NotRunning, saying what is not done, unless the appraisal runs or is in one of the states `also`."""
    if appraisal.state is not State.RUNNING and appraisal.state not in also:
        raise NotRunning(
            f"考察现为“{appraisal.state.zh}”，不能{what}",
            f"The appraisal is {appraisal.state}; one cannot {english}",
            state=appraisal.state,
        )


def draft(appraisal: Appraisal, wish: Draft, scale: Scale, by: Mark) -> None:
    """Draw up a conclusion. Raises StepNotPossible and ScoresWrong."""
    LIFE.must(appraisal, Step.DRAFT)
    appraisal.conclusion = conclusions.draw_up(wish, scale)
    LIFE.take(appraisal, Step.DRAFT, by)


def send_back(appraisal: Appraisal, reason: str, by: Mark) -> None:
    """Who should confirm it wants it drawn up anew; the draft goes. Raises StepNotPossible."""
    LIFE.take(appraisal, Step.RETURN, by, reason)
    appraisal.conclusion = None


def confirm(
    appraisal: Appraisal, named: str, on: date, by: Mark, *, hands: Hands | None = None, on_paper: bool = False
) -> Conclusion:
    """A named person confirms what another has drafted. Raises StepNotPossible, NotAnother and NotIndependent.

    `hands` are accounts of the appraisal team; `on_paper`: one clerk enters what two people signed, names are compared.
    """
    LIFE.must(appraisal, Step.CONFIRM)
    conclusion = appraisal.conclusion
    assert conclusion is not None, "what is drafted has a conclusion"
    zh, en = "结论须由起草人以外的人确认", "Another person than who drafted it confirms a conclusion"
    must_be_two(conclusion.drafted_by, named, "/confirmed_by", zh, en)
    LIFE.take(appraisal, Step.CONFIRM, by, named, hands=hands or {}, on_paper=on_paper)
    conclusion.confirmed_by, conclusion.confirmed_account, conclusion.confirmed_on = named, by.by, on
    _settle_on(appraisal, conclusion)
    appraisal.concluded_on = on
    return conclusion


def revise(appraisal: Appraisal, wish: Draft, scale: Scale, reason: str, by: Mark) -> Conclusion:
    """A review or a complaint changes the conclusion; the former one stays in `revisions`.

    Raises StepNotPossible, ScoresWrong and ConclusionWorse.
    """
    LIFE.must(appraisal, Step.SETTLE)
    before = appraisal.conclusion
    after = conclusions.draw_up(wish, scale, "/conclusion/scores")
    if before is not None:
        conclusions.must_not_be_worse(before, after)
    after.confirmed_by, after.confirmed_account, after.confirmed_on = wish.drafted_by, by.by, wish.drafted_on
    _replace(appraisal, wish.drafted_on, reason)
    appraisal.conclusion = after
    _settle_on(appraisal, after)
    LIFE.take(appraisal, Step.SETTLE, by, reason)
    return after


def contest_again(appraisal: Appraisal, changed: bool, on: date, basis: str, by: Mark) -> None:
    """The decision of a review or a complaint was entered by mistake, and waits again. Raises StepNotPossible.

    Where it had `changed` the conclusion, the one before holds as it did; the mistaken one stays in `revisions`.
    """
    LIFE.take(appraisal, Step.CONTEST_AGAIN, by, basis)
    appraisal.closed_on = None
    if changed:
        former = replace(appraisal.revisions[-1], replaced_on=None, replaced_because=None)
        _replace(appraisal, on, basis)
        appraisal.conclusion = former
        _settle_on(appraisal, former)


def reopen(appraisal: Appraisal, on: date, reason: str, by: Mark) -> None:
    """It is sent back, by a review, by a complaint, or as wrong before it was told: it runs again, unconcluded.

    Raises StepNotPossible.
    """
    LIFE.take(appraisal, Step.SEND_BACK, by, reason)
    _replace(appraisal, on, reason)
    appraisal.conclusion = appraisal.grade = appraisal.overall = None
    appraisal.concluded_on = appraisal.notified_on = appraisal.seen = None


def must_close_by_hand(appraisal: Appraisal) -> None:
    """Raises StepNotPossible, and NotifyFirst for a cadre's, which closes when the time for a review is over."""
    LIFE.must(appraisal, Step.CLOSE)
    if appraisal.subject_kind is SubjectKind.CADRE:
        raise NotifyFirst()


def close(appraisal: Appraisal, today: date, by: Mark, basis: str | None = None) -> None:
    """Close what is settled. Raises StepNotPossible, and NotifyFirst where the cadre was not told."""
    LIFE.must(appraisal, Step.CLOSE)
    if appraisal.state is State.CONCLUDED and appraisal.subject_kind is SubjectKind.CADRE:
        raise NotifyFirst()
    LIFE.take(appraisal, Step.CLOSE, by, basis)
    appraisal.closed_on = today


def untell(appraisal: Appraisal, basis: str, by: Mark) -> None:
    """Its notice was annulled: it is concluded as before, and may be told. Raises StepNotPossible."""
    LIFE.take(appraisal, Step.UNTELL, by, basis)
    appraisal.untold += 1
    appraisal.notified_on = appraisal.closed_on = None


def open_again(appraisal: Appraisal, basis: str, by: Mark) -> None:
    """A team's was closed by mistake: it is concluded as before. Raises StepNotPossible, NotifyFirst for a cadre's."""
    LIFE.must(appraisal, Step.OPEN_AGAIN)
    if appraisal.subject_kind is SubjectKind.CADRE:
        raise NotifyFirst(
            "干部的考察办结后，由撤销告知或更正决定重新开启", "A cadre's is opened by annulling its notice"
        )
    LIFE.take(appraisal, Step.OPEN_AGAIN, by, basis)
    appraisal.closed_on = None


def cancel(appraisal: Appraisal, basis: str, by: Mark) -> None:
    """Give an appraisal up before it is concluded. Raises StepNotPossible."""
    LIFE.take(appraisal, Step.CANCEL, by, basis)
    appraisal.annual = None


def go_on(appraisal: Appraisal, by: Mark) -> None:
    """That the subject has left was set aside: it is planned, or runs, as before. Raises StepNotPossible."""
    LIFE.take(appraisal, Step.PLAN_AGAIN if appraisal.started_on is None else Step.RUN_AGAIN, by)
    appraisal.left_by, appraisal.annual = None, annual_of(appraisal)


def _replace(appraisal: Appraisal, on: date, reason: str) -> None:
    if appraisal.conclusion is not None:
        appraisal.conclusion.replaced_on, appraisal.conclusion.replaced_because = on, reason
        appraisal.revisions.append(appraisal.conclusion)


def _settle_on(appraisal: Appraisal, conclusion: Conclusion) -> None:
    appraisal.grade, appraisal.overall = conclusion.grade, conclusion.overall

"""Members of the pool (年轻干部库成员): conditions with reasons, what a step changes, suspension, the yearly review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit import vettings
from servicekit.clock import day_of
from servicekit.eligibility import Override, Reason
from servicekit.errors import field_error
from servicekit.lifecycle import Entry, Mark, trace
from servicekit.results import PublishedResult, stopping
from servicekit.revisions import Revision
from services.talentpool.errors.members import Restricted, StoppedByResult, WrongReview
from services.talentpool.errors.plans import QuotaExceeded
from services.talentpool.model import plans
from services.talentpool.model.candidates import BARRING
from services.talentpool.model.effect_periods import EffectPeriod
from services.talentpool.model.plans import Batch, Tier
from services.talentpool.vocabulary.member_life import BACK, BEFORE, IN_POOL, LIFE, OPEN, State, Step
from services.talentpool.vocabulary.members import PLACE_TAKEN, Decision

POOL, APPOINTMENT = "pool", "appointment"
"""The uses (用途) of published results that concern the pool: who is in it, and who is put forward for a post."""


@dataclass
class Member:
    """A cadre nominated for a tier of the plan, and what became of it."""

    id: str
    cadre_id: str
    plan_id: str
    tier_id: str
    batch_id: str
    source: str
    category: str
    grade: str
    basis: str
    unit_ids: list[str] = field(default_factory=list)
    nominated_by: str = ""
    nominated_from: list[str] = field(default_factory=list)
    """The unit whose officer has nominated, and those above; none where the department itself has."""
    reference_id: str | None = None
    """The search or the shortlist that the cadre was found by, if any."""
    classification: str = "internal"
    documents: list[str] = field(default_factory=list)
    state: State = State.CANDIDATE
    reason: str | None = None
    round: int = 0
    request_id: str | None = None
    vetting_sequence: int = -1
    """The newest word of supervision about the vetting of this round that was taken in."""
    vetting_outcome: str | None = None
    """How the vetting of this round ended; `remarks` are the codes of what was remarked."""
    remarks: list[str] = field(default_factory=list)
    override: Override | None = None
    counts: bool = True
    """Whether it keeps the cadre from being nominated once more."""
    holds_place: bool = False
    suspended: bool = False
    effects: list[str] = field(default_factory=list)
    """What the restrictions that suspend it bar."""
    suspended_since: date | None = None
    admitted_on: date | None = None
    admitted_by: str | None = None
    level_at_admission: str | None = None
    born: str = ""
    """Month or year of birth, by which `ages_out_on` was counted with `age_limit`."""
    age_limit: int | None = None
    ages_out_on: date | None = None
    age_due: bool = False
    """Past the age of the tier; whether the member leaves is a person's decision."""
    review_due_on: date | None = None
    review_overdue: bool = False
    last_review_year: int | None = None
    last_decision: Decision | None = None
    ended_on: date | None = None
    ended_by: str | None = None
    """The entry of the cadre's file because of which it has ended; the next two are as it stood until then."""
    ended_from: State | None = None
    review_due_before: date | None = None
    sequence: int = -1
    """The newest event of the registry about the cadre that this has taken in."""
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def over(self) -> bool:
        """Whether it has reached a final state."""
        return self.state not in OPEN


@dataclass
class Standing:
    """What holds against a cadre, restrictions (影响期) and results (联用成果), and whether the cadre has gone.

    Whoever decides something that any of these must stop saves this document with it, and so does the word of
    supervision and of the roster: of two at once, one runs again on what the other has made true.
    """

    id: str
    barred: bool = False
    effects: list[str] = field(default_factory=list)
    since: date | None = None
    sequence: int = -1
    """Of the newest word of supervision about restrictions."""
    gone_sequence: int = -1
    """Of the roster's word that the cadre retired or left; what is known of the cadre from before is out of date."""
    results: list[PublishedResult] = field(default_factory=list)
    periods: list[EffectPeriod] = field(default_factory=list)
    """The effect periods by their days, past and to come."""
    version: int = 0

    def against(self, first: date, last: date) -> list[str]:
        """The codes of what keeps the cadre out of the pool on any of these days; empty where nothing does."""
        barring = [one for one in self.periods if one.bars_pool]
        barred = any(one.touches(first, last) for one in barring)
        if self.barred and not any(one.in_force for one in barring):
            # Of what holds now only that it does is known yet: until when, nobody has said.
            barred = barred or (self.since or date.min) <= last
        stops = [
            one.reason
            for one in stopping(self.results, POOL)
            if one.published_on <= last and (one.valid_until is None or first <= one.valid_until)
        ]
        return [*(["restricted"] if barred else []), *stops]

    @property
    def stopped_by(self) -> list[str]:
        """The codes of all that keeps the cadre out of the pool now; empty where nothing does."""
        return [*(["restricted"] if self.barred else []), *(one.reason for one in stopping(self.results, POOL))]

    @property
    def kept_back(self) -> bool:
        """Whether anything keeps the cadre from being put forward for a post."""
        restricted = self.barred or not BARRING.isdisjoint(self.effects)
        return restricted or bool(stopping(self.results, POOL, APPOINTMENT))


@dataclass
class Review:
    """A yearly review (年度评议) of a member: the grade, the decision and its basis."""

    id: str
    member_id: str
    cadre_id: str
    plan_id: str
    tier_id: str
    year: int
    grade: str
    decision: Decision
    basis: str
    reviewed_by: str
    reviewed_on: date
    to_tier_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    grade_before: str | None = None
    """The member's grade when it was entered."""
    counts: bool = True
    annulled_by: str | None = None
    annulled_because: str | None = None
    synthetic: bool = False
    version: int = 0


def hear(standing: Standing, sequence: int, told: Mapping[str, Any]) -> bool:
    """Take in supervision's word on a cadre; False, and nothing changes, where newer word is known."""
    if sequence <= standing.sequence:
        return False
    since = told.get("since")
    standing.sequence, standing.effects = sequence, list(told.get("effects") or [])
    standing.barred = bars_pool(told["restricted"], standing.effects)
    standing.since = date.fromisoformat(since) if since else None
    return True


def bars_pool(restricted: bool, effects: Sequence[str]) -> bool:
    """Whether a standing bars the pool; a restriction that names no effects bars everything."""
    return restricted and (not effects or "pool" in effects)


def must_not_be_barred(standing: Standing) -> None:
    """Raises Restricted, and StoppedByResult."""
    if standing.barred:
        since = standing.since.isoformat() if standing.since else None
        raise Restricted(cadre_id=standing.id, since=since, effects=list(standing.effects))
    if standing.stopped_by:
        raise StoppedByResult(cadre_id=standing.id)


def ages_out(born: str, limit: int) -> date | None:
    """The first day on which a cadre is past an age; where only the year of birth is known, the year's end counts.

    None where no year of birth is known.
    """
    if not born:
        return None
    year, month = int(born[:4]), int(born[5:7]) if len(born) >= len("YYYY-MM") else 12
    # One is as old as the limit until the month of the next birthday is over.
    years, months = divmod(month, 12)
    return date(year + limit + 1 + years, months + 1, 1)


def born(birth_month: str | None, birth_year: int | None) -> str:
    """The month of birth where it is known, else the year, else nothing."""
    return birth_month or (str(birth_year) if birth_year else "")


def reasons(*, on: date, ages_out_on: date | None, limit: int, article: str) -> list[Reason]:
    """What stands against a nomination."""
    if ages_out_on is None:
        zh, en = "出生年月不详，无法核对年龄条件", "The year of birth is not known, so the age cannot be checked"
        return [Reason("birth-unknown", zh, en, article)]
    if on >= ages_out_on:
        return [Reason("too-old", f"年龄已超过{limit}周岁", f"Past the age of {limit}", article)]
    return []


def has_the_level(level: str | None, of_tier: str | None, article: str) -> list[Reason]:
    """Who serves at the level that a tier is for, or above it, has no place in that tier."""
    if level is None or of_tier is None or level > of_tier:
        return []
    zh = "已任该层次或以上职务，该层次面向尚未任此层次职务的人选"
    en = f"At level {level} already; the tier is for those who are to come to {of_tier}"
    return [Reason("at-the-level", zh, en, article)]


def freed(member: Member, standing: Standing) -> bool:
    """What had taken a candidate back holds no more: the reason is what holds still, or none. Whether it changed."""
    if member.state is not State.CANDIDATE or member.reason is None or member.reason in standing.stopped_by:
        return False
    member.reason = next(iter(standing.stopped_by), None)
    return True


def take(member: Member, step: Step, mark: Mark, *, reason: str | None = None, note: str | None = None) -> None:
    """Take a step that leads on. Raises NotInThisState and NotIndependent."""
    LIFE.advance(member, step, mark, member_id=member.id)
    member.reason = reason
    if not member.over:
        member.counts, member.ended_on = True, None
    if member.state is State.VETTING:
        if step is not Step.VETTING_REOPENED:
            member.round += 1
            member.request_id, member.vetting_sequence = f"{member.id}.{member.round}", -1
        member.vetting_outcome, member.remarks = None, []
    if member.over:
        member.counts = member.age_due = member.review_overdue = False
        member.ages_out_on = member.review_due_on = None
        member.ended_on = day_of(mark.at)
    trace(member, step, mark, note or reason)


def admit(
    member: Member,
    tier: Tier,
    batch: Batch,
    standing: Standing,
    mark: Mark,
    *,
    level: str | None,
    category: str,
    grade: str,
    basis: str,
) -> None:
    """Admit a vetted candidate: a place of the batch becomes a filled one of the tier.

    Raises NotInThisState, NotIndependent, Restricted, StoppedByResult, BatchNotInThisState and QuotaExceeded.
    """
    LIFE.must(member, Step.ADMIT, member_id=member.id)
    must_not_be_barred(standing)
    plans.admit(tier, batch, category)
    member.category, member.grade = category, grade
    take(member, Step.ADMIT, mark, note=basis)
    member.holds_place = True
    member.admitted_on, member.admitted_by, member.level_at_admission = day_of(mark.at), mark.by, level


def end(
    member: Member, tier: Tier, step: Step, mark: Mark, reason: str, *, basis: str | None = None, gives: bool = True
) -> None:
    """End a membership; the place is given back unless `gives` says no. Raises NotInThisState."""
    take(member, step, mark, reason=reason, note=basis)
    if member.holds_place and gives:
        plans.give_back(tier, member.category)
        member.holds_place = False


def end_by_file(member: Member, entry: str | None) -> None:
    """Keep the entry of the cadre's file because of which a membership is about to end, and how it stood until then."""
    member.ended_by, member.ended_from, member.review_due_before = entry, member.state, member.review_due_on


def go_on(member: Member, tier: Tier, mark: Mark) -> Step:
    """The entry that ended it was set aside (作废): it stands where it stood, in the pool where a place is free.

    Else it waits, vetted, for a person to admit it (`place_taken`). Raises NotInThisState.
    """
    before = member.ended_from
    assert before is not None, "kept with the entry"
    step, reason = BACK[before], None
    if before in IN_POOL and not member.holds_place:
        try:
            plans.take_again(tier, member.category)
            member.holds_place = True
        except QuotaExceeded:
            step, reason = Step.BACK_TO_VETTED, PLACE_TAKEN
    take(member, step, mark, reason=reason)
    if member.state in IN_POOL:
        member.review_due_on = member.review_due_before
    member.ended_by = member.ended_from = member.review_due_before = None
    return step


def begin_key_training(member: Member, standing: Standing, mark: Mark, basis: str) -> None:
    """Put a member on the list of key training (重点培养). Raises NotInThisState, Restricted and StoppedByResult."""
    LIFE.must(member, Step.BEGIN_KEY_TRAINING, member_id=member.id)
    must_not_be_barred(standing)
    take(member, Step.BEGIN_KEY_TRAINING, mark, note=basis)


def follow(member: Member, standing: Standing, mark: Mark) -> bool:
    """Suspend or restore a member by the standing (不改变状态); whether that changed anything."""
    effects = sorted(standing.effects) if standing.barred else []
    suspended = bool(standing.stopped_by)
    if (member.suspended, member.effects) == (suspended, effects):
        return False
    changed = member.suspended != suspended
    member.suspended, member.effects = suspended, effects
    member.suspended_since = _since(standing)
    if changed:
        trace(member, "suspended" if suspended else "restored", mark, ",".join(standing.stopped_by) or None)
    return True


def _since(standing: Standing) -> date | None:
    """Since when something keeps the cadre out of the pool."""
    days = [one.published_on for one in stopping(standing.results, POOL)]
    if standing.barred and standing.since:
        days.append(standing.since)
    return min(days, default=None)


VETTING_STEPS = vettings.steps(Step.VETTING_PASSED, Step.VETTING_REFUSED, Step.VETTING_DEFERRED)


def vetting_concluded(
    member: Member, request_id: str, sequence: int, outcome: str | None, codes: Sequence[str], mark: Mark
) -> Step | None:
    """Take in supervision's conclusion; the step that it was, None for one of an earlier round or before newer word."""
    step = VETTING_STEPS.get(outcome or "")
    if step is None:
        return None
    news = vettings.is_news(member, request_id, sequence)
    if not news or not LIFE.may(member, step):
        if news and member.state in IN_POOL:
            # Who is in the pool on the strength of it is marked; whether they stay is a person's to decide.
            member.vetting_outcome, member.remarks = outcome, vettings.remarks(codes)
        trace(member, step, mark, request_id, ignored=True)
        return None
    reason = None if step is Step.VETTING_PASSED else ",".join(codes) or step.value
    take(member, step, mark, reason=reason)
    member.vetting_outcome = outcome
    member.remarks = vettings.remarks(codes) if step is Step.VETTING_PASSED else []
    return step


def vetting_reopened(member: Member, request_id: str, sequence: int, mark: Mark) -> bool:
    """Take in that supervision has opened the vetting of this round again; else it is noted as ignored.

    Who was refused for another reason than the vetting stays so.
    """
    mine = vettings.is_news(member, request_id, sequence) and LIFE.may(member, Step.VETTING_REOPENED)
    if not mine or (member.state is State.REFUSED and member.vetting_outcome != "refused"):
        if member.ended_from in BEFORE:
            member.ended_from = State.VETTING
        trace(member, Step.VETTING_REOPENED, mark, request_id, ignored=True)
        return False
    take(member, Step.VETTING_REOPENED, mark)
    return True


def is_promotion(before: str | None, now: str | None) -> bool:
    """Whether a post level is above another; the lower code is the higher level (GB/T 12407)."""
    return now is not None and (before is None or now < before)


def since_admission(member: Member, day: str | None) -> bool:
    """Whether a day that is known to the year, month or day does not lie before the admission."""
    return day is not None and member.admitted_on is not None and day >= member.admitted_on.isoformat()[: len(day)]


def stage(state: State, admitted: bool) -> str:
    """How far a nominated cadre came in a round of admission, for the fairness view."""
    if admitted:
        return "admitted"
    return "vetted" if state is State.VETTED else "waiting" if state in OPEN else "not_passed"


def check_review(member: Member, review: Review, old: Tier, new: Tier | None, mark: Mark) -> None:
    """Raises NotInThisState, NotIndependent, and WrongReview for a year or a tier that does not fit."""
    LIFE.must(member, Step.REVIEW, member_id=member.id)
    LIFE.must_be_another(member, Step.REVIEW, mark.by)
    check_year(member, review, day_of(mark.at))
    check_move(review, old, new)


def check_year(member: Member, review: Review, today: date) -> None:
    """Raises WrongReview for a year before the admission, or one that has not come."""
    first = member.admitted_on.year if member.admitted_on else today.year
    if not first <= review.year <= today.year:
        _wrong("/year", "wrong-year", f"应在{first}年至{today.year}年之间", f"Between {first} and {today.year}")


def check_move(review: Review, old: Tier, new: Tier | None) -> None:
    """Raises WrongReview for a tier that is lacking, needless, of another plan, or not in the decision's direction."""
    moves = review.decision in (Decision.UPGRADE, Decision.DOWNGRADE)
    if not moves:
        if new is not None:
            _wrong("/to_tier_id", "no-move", "此结果不调整层次", "This decision moves nobody to another tier")
        return
    if new is None:
        _wrong("/to_tier_id", "missing", "须写明调整到的层次", "Say to which tier")
    elif new.plan_id != old.plan_id:
        _wrong("/to_tier_id", "other-plan", "层次属于另一计划", "The tier belongs to another plan")
    elif (new.rank < old.rank) is not (review.decision is Decision.UPGRADE) or new.rank == old.rank:
        _wrong(
            "/to_tier_id",
            "wrong-direction",
            "层次的高低与结果不符",
            "The tier does not lie in the decision's direction",
        )


def _wrong(pointer: str, code: str, zh: str, en: str) -> None:
    raise WrongReview(zh, en, errors=[field_error(pointer, code, zh, en)])


def must_not_have_been_barred(standing: Standing, on: date) -> None:
    """Raises Restricted and StoppedByResult where something kept the cadre out of the pool on that day."""
    against = standing.against(on, on)
    if "restricted" in against:
        raise Restricted(cadre_id=standing.id)
    if against:
        raise StoppedByResult(cadre_id=standing.id)


def record_review(member: Member, review: Review, old: Tier, new: Tier | None, mark: Mark) -> None:
    """Let a review take effect: the grade, and the tier with its place. Raises QuotaExceeded; leaving is `end`'s.

    The grade of an earlier year that is entered late does not replace that of a later one.
    """
    if new is not None:
        plans.move(old, new, member.category)
        member.tier_id = new.id
    if review.year >= (member.last_review_year or 0):
        member.grade, member.last_review_year, member.last_decision = review.grade, review.year, review.decision
    trace(member, f"reviewed_{review.decision}", mark, review.basis)

"""What planning, starting and drafting an appraisal (考察) need, one at a time or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from servicekit.errors import field_error
from servicekit.lifecycle import trace
from servicekit.periods import must_not_end_before_it_begins
from servicekit.roster import PEOPLE, UNITS
from servicekit.schemas import MAX_ROWS
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.appraisal.errors.appraisals import AnnualKnown, AppraiserBarred, NoAppraisal, PostNeeded, SubjectWrong
from services.appraisal.events import appraisals as events
from services.appraisal.model import appraisals as model
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.conclusions import Draft, must_have_dimension
from services.appraisal.model.days import must_not_be_earlier, must_not_be_later
from services.appraisal.model.mechanisms import must_serve
from services.appraisal.parts import outcomes
from services.appraisal.parts.common import subject_of
from services.appraisal.parts.model_versions import current_model
from services.appraisal.parts.restrictions import must_not_be_barred
from services.appraisal.store.appraisals import APPRAISALS
from services.appraisal.store.mechanisms import MECHANISMS
from services.appraisal.store.posts import POSTS
from services.appraisal.vocabulary.appraisals import LIFE, PLAN, State, Step
from services.appraisal.vocabulary.evidence import SubjectKind


def by_code(work: UnitOfWork, codes: Iterable[str]) -> dict[str, Appraisal]:
    """The appraisals with these codes, in one round trip."""
    return {one.code: one for one in work.find(APPRAISALS, {"code": {"$in": list(set(codes))}}, most=MAX_ROWS)}


def visible_by_code(work: UnitOfWork, found: Mapping[str, Appraisal], code: str) -> Appraisal:
    """One of those found that is within the caller's scope. Raises NoAppraisal, at a row's `appraisal_code`."""
    appraisal = found.get(code)
    if appraisal is None or not work.sees(APPRAISALS, appraisal):
        zh, en = f"考察不存在：“{code}”", f"No such appraisal: {code}"
        raise NoAppraisal(zh, en, errors=[field_error("/appraisal_code", "no-appraisal", zh, en)])
    return appraisal


def planned(work: UnitOfWork, wish: Document) -> Appraisal:
    """A plan with all of its checks, not kept yet."""
    subject_kind, subject_id, unit_ids = subject_of(work, wish)
    given: dict[str, Any] = {**wish, "planned_on": wish["planned_on"] or work.today}
    appraisal = Appraisal(
        id=work.new_id("apr"), subject_kind=subject_kind, subject_id=subject_id, unit_ids=unit_ids, **given
    )
    check(work, appraisal)
    trace(appraisal, PLAN, work.mark())
    return appraisal


def keep(work: UnitOfWork, appraisal: Appraisal) -> Appraisal:
    """Keep a plan, and tell of it."""
    work.tell(events.PLANNED, work.add(APPRAISALS, appraisal))
    return appraisal


def begin(work: UnitOfWork, appraisal: Appraisal, on: date | None = None) -> None:
    """Start, today or on the earlier day on which it began, by the version of the model that was in force then.

    Raises StepNotPossible, BadPeriod, TeamTooSmall, NoModelInForce, and SubjectWrong where the subject has gone since.
    Of a start today also AppraiserBarred: who was put into the team may have left, or have come to the unit, since.
    """
    rule = work.rules["appraisal.team_least"]
    LIFE.must(appraisal, Step.START)
    day = on or work.today
    must_not_be_later(day, work.today, "/started_on")
    must_not_be_earlier(day, appraisal.planned_on, "/started_on", "计划日期", "when it was planned")
    _must_be_there(work, appraisal)
    if day == work.today:
        _must_be_a_team(work, appraisal)
    found = current_model(work, appraisal.subject_kind.value, day)
    model.start(appraisal, found.id, rule.value, rule.cited, day, work.mark())


def draw_up(work: UnitOfWork, appraisal: Appraisal, wish: Document) -> None:
    """Draft a conclusion, of which the wish says everything, by the version of the model that the appraisal keeps.

    `drafted_on` may be the earlier day on which it was drawn up.
    """
    LIFE.must(appraisal, Step.DRAFT)
    day = wish.pop("drafted_on", None) or work.today
    must_not_be_later(day, work.today, "/drafted_on")
    must_not_be_earlier(day, appraisal.started_on, "/drafted_on", "考察开始日期", "when the appraisal began")
    outcomes.must_know_grade(work, appraisal, wish["grade"])
    must_not_be_barred(work, appraisal, wish["grade"], wish["basis"])
    proposed = Draft(drafted_account=work.principal.account, drafted_on=day, **wish)
    model.draft(appraisal, proposed, outcomes.scale_of(work, appraisal), work.mark())


def must_know_dimension(work: UnitOfWork, appraisal: Appraisal, key: str, pointer: str) -> None:
    """A dimension of the version that the appraisal keeps. Raises ScoresWrong."""
    must_have_dimension(key, outcomes.scale_of(work, appraisal), pointer)


def check(work: UnitOfWork, appraisal: Appraisal) -> None:
    """Whether a plan can stand: its period, its post, its subject, its mechanism, and who appraises.

    Raises EndsBeforeItBegins, BadPeriod, PostNeeded, SubjectWrong, UnknownCadre, UnknownUnit, MechanismNotInUse,
    AppraiserBarred and AnnualKnown.
    """
    must_not_end_before_it_begins(appraisal.period_begins, appraisal.period_ends, "/period_ends")
    planned_on = appraisal.planned_on or work.today
    must_not_be_later(planned_on, work.today, "/planned_on")
    model.check_post(appraisal.kind, appraisal.subject_kind, appraisal.post_id)
    if appraisal.post_id is not None:
        _must_be_post(work, appraisal.post_id)
    _must_be_there(work, appraisal)
    if appraisal.mechanism_id is not None:
        must_serve(work.load(MECHANISMS, appraisal.mechanism_id), appraisal.kind, planned_on)
    _must_be_a_team(work, appraisal)
    appraisal.annual = model.annual_of(appraisal)
    if appraisal.annual is not None and (there := annual_again(work, appraisal)):
        errors = [field_error("/period_ends", "annual-known", AnnualKnown.zh, AnnualKnown.en)]
        raise AnnualKnown(errors=errors, appraisal_id=there.id, appraisal_code=there.code)


def annual_again(work: UnitOfWork, appraisal: Appraisal) -> Appraisal | None:
    """Another appraisal that gives the same subject's annual grade of the same year."""
    year = appraisal.period_ends.year
    where = {
        "subject_id": appraisal.subject_id,
        "kind": appraisal.kind.value,
        "period_begins": {"$gte": f"{year}-01-01"},
        "period_ends": f"{year}-12-31",
        "state": {"$ne": State.CANCELLED.value},
    }
    others = work.first(APPRAISALS, where, sort=[("planned_on", 1)], limit=2)
    return next((one for one in others if one.id != appraisal.id and one.state is not State.CANCELLED), None)


def _must_be_a_team(work: UnitOfWork, appraisal: Appraisal) -> None:
    """Who appraises is in service, and neither the subject nor of its unit. Raises AppraiserBarred."""
    people = work.load_many(PEOPLE, appraisal.appraiser_ids)
    for place, appraiser in enumerate(appraisal.appraiser_ids):
        if appraiser not in people or not people[appraiser].serving:
            zh, en = "该人员不在名册或不在职", f"{appraiser} is not in service"
            raise AppraiserBarred(zh, en, errors=[field_error(f"/appraiser_ids/{place}", "not-serving", zh, en)])
    of_team = appraisal.subject_kind is SubjectKind.TEAM
    own = {id for id, person in people.items() if of_team and person.unit_id == appraisal.subject_id}
    model.must_stand_aside(appraisal.appraiser_ids, appraisal.subject_id, own)


def _must_be_post(work: UnitOfWork, post_id: str) -> None:
    """Raises PostNeeded for a post that the roster does not know, or that is abolished."""
    post = work.load_many(POSTS, [post_id]).get(post_id)
    if post is None or not post.active:
        zh, en = "没有这个职位，或已撤销", f"There is no such post, or it is abolished: {post_id}"
        raise PostNeeded(zh, en, errors=[field_error("/post_id", "unknown-post", zh, en)])


def _must_be_there(work: UnitOfWork, appraisal: Appraisal) -> None:
    """Raises SubjectWrong for a cadre who is not in service (any more), or the team of a unit that is no more."""
    if appraisal.cadre_id is not None:
        there = work.named(PEOPLE, appraisal.cadre_id, "/cadre_id").serving
    else:
        there = work.named(UNITS, appraisal.subject_id, "/unit_id").state == "active"
    if not there:
        zh, en = "考察对象已不在职或机构已撤并", "The cadre is not in service, or the unit is no more"
        pointer = "/cadre_id" if appraisal.cadre_id is not None else "/unit_id"
        raise SubjectWrong(zh, en, errors=[field_error(pointer, "not-serving", zh, en)])

"""What commands, deadlines and reactions of selected graduates share: rules, deadlines, and the roster's word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from servicekit import deadlines
from servicekit.events import Event, Received
from servicekit.roster import SERVING, gone, set_aside
from servicekit.work import UnitOfWork
from services.talentpool.events import graduates as events
from services.talentpool.model import graduates as model
from services.talentpool.model import mentors, promotions
from services.talentpool.model.graduates import Graduate, Policy
from services.talentpool.model.mentors import MentorLoad
from services.talentpool.store.graduates import GRADUATES, MENTORS
from services.talentpool.vocabulary.graduates import NOT_SELECTED, YEARS_OVER, State, Step

ENDS, STAGE, YEAR = "graduate_ends", "graduate_stage", "graduate_year"


def policy(work: UnitOfWork) -> Policy:
    """The numbers of the day."""
    rules = work.rules
    stages = []
    for row in rules["talentpool.graduate_stages"].value:
        years, stage = str(row).split()
        stages.append((int(years), stage))
    return Policy(
        years=rules["talentpool.graduate_years"].value,
        entry_month=rules["talentpool.graduate_entry_month"].value,
        stages=tuple(stages),
        entry_level=rules["talentpool.graduate_entry_level"].value,
        entry_rank=rules["talentpool.graduate_entry_rank"].value,
        counted=frozenset(rules["talentpool.graduate_promotion_kinds"].value),
    )


def keep(work: UnitOfWork, event: Event, graduate: Graduate) -> Graduate:
    """Keep a graduate and tell of it."""
    work.tell(event, graduate, mentor_assigned=graduate.mentor_id is not None, overdue=len(graduate.overdue))
    return work.save(GRADUATES, graduate)


def put_days(work: UnitOfWork, graduate: Graduate, rules: Policy) -> None:
    """Set when the tracking ends, when the next stage begins and when the year's duties are over."""
    if graduate.state is not State.TRACKING:
        for kind in (ENDS, STAGE, YEAR):
            deadlines.cancel(work, kind, graduate.id)
        return
    deadlines.put(work, ENDS, graduate.id, graduate.tracked_until)
    put_stage(work, graduate, rules)
    put_year(work, graduate, work.today)


def put_stage(work: UnitOfWork, graduate: Graduate, rules: Policy) -> None:
    """Set when the next stage begins, where there is one."""
    day = model.next_stage_day(graduate.entered_on, work.today, graduate.tracked_until, rules)
    if day is None:
        deadlines.cancel(work, STAGE, graduate.id)
    else:
        deadlines.put(work, STAGE, graduate.id, day - timedelta(days=1))


def year_end(work: UnitOfWork, year: int) -> date:
    """The day by which a year's interview and assessment are to be on record."""
    month, day = (int(part) for part in work.rules["talentpool.graduate_year_end"].value.split("-"))
    return date(year, month, day)


def put_year(work: UnitOfWork, graduate: Graduate, since: date) -> None:
    """Set the next day by which a year's interview and assessment are to be on record."""
    due = next(one for year in (since.year, since.year + 1) if (one := year_end(work, year)) >= since)
    due = max(due, year_end(work, graduate.entered_on.year))
    if due <= graduate.tracked_until:
        deadlines.put(work, YEAR, graduate.id, due)
    else:
        deadlines.cancel(work, YEAR, graduate.id)


def save_load_of(work: UnitOfWork, mentor_id: str) -> MentorLoad:
    """Whom a mentor has, saved with what depends on it; added where nothing was known."""
    found = work.load_many(MENTORS, [mentor_id]).get(mentor_id)
    return work.save(MENTORS, found if found is not None else work.add(MENTORS, MentorLoad(mentor_id)))


def release_mentor(work: UnitOfWork, graduate: Graduate, reason: str, until: date | None = None) -> bool:
    """Whether there was a mentor who has the graduate no longer, from today or the earlier day `until` on."""
    if graduate.mentor_id is None:
        return False
    mentors.end(graduate, save_load_of(work, graduate.mentor_id), until or work.today, reason)
    return True


def hear_of_mentor(work: UnitOfWork, graduate: Graduate, event: Received) -> None:
    """A mentor who leaves is one no longer; where the entry is set aside, another takes its place, or they are again.

    Who was named since stays the mentor.
    """
    entry = event.data.get("status_entry")
    if graduate.mentor_id == event.subject and gone(event):
        mentors.lose(graduate, save_load_of(work, event.subject), work.today, entry)
        keep(work, events.MENTOR_CHANGED, graduate)
    elif graduate.lost_mentor == event.subject and set_aside(event, graduate.mentors[-1].left_by):
        if gone(event):
            graduate.mentors[-1].left_by = entry
            work.save(GRADUATES, graduate)
        elif mentors.regain(graduate, save_load_of(work, event.subject), work.rules["talentpool.mentor_load"].value):
            keep(work, events.MENTOR_CHANGED, graduate)
        else:
            work.save(GRADUATES, graduate)


def stop(work: UnitOfWork, graduate: Graduate, step: Step, on: date, reason: str) -> bool:
    """Whether the tracking ends now; then the mentor is free and nothing is due any more."""
    if not model.happen(graduate, step, on, reason):
        return False
    release_mentor(work, graduate, reason)
    for kind in (ENDS, STAGE, YEAR):
        deadlines.cancel(work, kind, graduate.id)
    keep(work, events.ENDED, graduate)
    return True


def follow(work: UnitOfWork, graduate: Graduate | None, event: Received, rules: Policy) -> Graduate | None:
    """What the roster tells of a cadre who is a selected graduate, or was thought to be one."""
    data, year = event.data, event.data.get("selected_graduate_year")
    serving = data.get("status", SERVING) == SERVING
    if graduate is None:
        if year is None or not serving:
            return None
        graduate = model.track(
            str(data.get("cadre_id") or event.subject),
            list(data["unit_ids"]),
            int(year),
            work.today,
            rules,
            bool(data.get("synthetic")),
        )
        graduate.sequence = event.sequence
        work.add(GRADUATES, graduate)
        promotions.see_promotions(graduate, data, rules)
        put_days(work, graduate, rules)
        return keep(work, events.TRACKED, graduate)
    if event.sequence <= graduate.sequence:
        return graduate
    graduate.sequence = event.sequence
    work.save(GRADUATES, graduate)
    moved = graduate.unit_ids != data["unit_ids"]
    graduate.unit_ids = list(data["unit_ids"])
    if year is None or not serving:
        reason = NOT_SELECTED if year is None else str(data["status"])
        if not stop(work, graduate, Step.LEAVE, work.today, reason) and moved:
            keep(work, events.CHANGED, graduate)
        return graduate
    _go_on(work, graduate, int(year), data, rules, moved)
    return graduate


def _go_on(
    work: UnitOfWork, graduate: Graduate, year: int, data: Mapping[str, object], rules: Policy, moved: bool
) -> None:
    back = work.today <= model.period(year, rules)[1] and model.happen(graduate, Step.COME_BACK, work.today, "")
    corrected = model.correct_year(graduate, year, work.today, rules)
    if back:
        model.reach_stage(graduate, work.today, rules)
    if back or corrected:
        put_days(work, graduate, rules)
    if corrected and graduate.state is State.ENDED:
        release_mentor(work, graduate, YEARS_OVER)
    before = graduate.promotion_count
    seen = promotions.see_promotions(graduate, data, rules)
    if back or corrected or moved or graduate.promotion_count < before:
        keep(work, events.CHANGED, graduate)
    if seen:
        keep(work, events.PROMOTED, graduate)

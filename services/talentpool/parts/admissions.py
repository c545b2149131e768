"""Within the pool: admission by a named person, key training, the yearly review, departure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.bulk import Results
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline
from servicekit.lifecycle import Mark, trace
from servicekit.roster import PEOPLE, Person
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.talentpool.errors.members import NoReview, NotServing
from services.talentpool.events import members as events
from services.talentpool.events import plans as plan_events
from services.talentpool.model import members as model
from services.talentpool.model import reviews
from services.talentpool.model.fairness import Outcome, of_counts
from services.talentpool.model.members import Member, Review, Standing
from services.talentpool.model.plans import Batch, Tier
from services.talentpool.model.secondments import later
from services.talentpool.operations import admissions as operations
from services.talentpool.parts.fairness import shown
from services.talentpool.parts.member_events import follow_standing
from services.talentpool.parts.member_steps import (
    AGES_OUT,
    REVIEW_DUE,
    follow_career,
    keep,
    keep_tier,
    limit_of,
    save_member,
    watch_age,
)
from services.talentpool.parts.standing import ensure_standings, serves
from services.talentpool.schemas import members as schemas
from services.talentpool.store.members import MEMBERS, REVIEWS, STANDINGS
from services.talentpool.store.plans import BATCHES, TIERS
from services.talentpool.vocabulary.member_life import IN_POOL, LIFE, State, Step
from services.talentpool.vocabulary.members import Decision

_GROUPED = {
    "sex": {"$first": "$person.sex"},
    "ethnicity": {"$first": "$person.ethnicity"},
    "birth_year": {"$first": "$person.birth_year"},
    "state": "$state",
    "admitted": {"$ne": [{"$ifNull": ["$admitted_on", None]}, None]},
}


def _moved_review(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the day by which a member is to be reviewed."""
    member = work.load_many(MEMBERS, [moved.subject]).get(moved.subject)
    if member is not None and not member.over:
        member.review_due_on = moved.due_on
        work.tell(events.CHANGED, work.save(MEMBERS, member))


def _moved_age(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the last day of a member's age."""
    member = work.load_many(MEMBERS, [moved.subject]).get(moved.subject)
    if member is not None and not member.over:
        member.ages_out_on = moved.due_on + timedelta(days=1)
        work.tell(events.CHANGED, work.save(MEMBERS, member))


MOVES: dict[str, Callable[[Deadline, UnitOfWork], None]] = {REVIEW_DUE: _moved_review, AGES_OUT: _moved_age}


class Admissions:
    """Admission and what follows within the pool."""

    @command(operations.ADMIT_MEMBER)
    def admit_member(self, wish: Document, work: UnitOfWork) -> Member:
        """Admit a vetted candidate. Two admissions at once for the last place: one is refused."""
        member = work.see(MEMBERS, wish["member_id"])
        batch, tier = work.load(BATCHES, member.batch_id), work.load(TIERS, member.tier_id)
        for field, name in (("category", "talentpool.categories"), ("grade", "talentpool.grades")):
            if wish[field] is not None:
                queries.must_know(work.db, name, [wish[field]], f"/{field}")
        standing = ensure_standings(work, [member.cadre_id])[member.cadre_id]
        person = work.load(PEOPLE, member.cadre_id)
        _admit(work, member, tier, batch, standing, person, wish)
        _keep_admitted(work, tier, batch)
        return member

    @command(operations.ADMIT_MEMBERS)
    def admit_members(self, wish: Document, work: UnitOfWork) -> Document:
        """Admit vetted candidates of a batch; each is answered for itself, in the order given."""
        batch = work.load(BATCHES, wish["batch_id"])
        tier = work.load(TIERS, batch.tier_id)
        found = work.load_many(MEMBERS, wish["member_ids"])
        cadres = [member.cadre_id for member in found.values()]
        people = work.load_many(PEOPLE, cadres)
        standings = work.load_many(STANDINGS, cadres) if wish["dry_run"] else ensure_standings(work, cadres)
        results = Results(work)
        for number, id in enumerate(wish["member_ids"]):
            member = found.get(id)
            with results.row(number):
                if member is None or member.batch_id != batch.id or not work.sees(MEMBERS, member):
                    raise MEMBERS.not_found(id)
                standing = standings.get(member.cadre_id) or Standing(member.cadre_id)
                person = people.get(member.cadre_id) or work.load(PEOPLE, member.cadre_id)
                if wish["dry_run"]:
                    _check(member, person)
                    model.admit(member, tier, batch, standing, work.mark(), **_decided(member, person, wish))
                else:
                    _admit(work, member, tier, batch, standing, person, wish)
                results.ok(number, None if wish["dry_run"] else id)
        answer = results.answer()
        if answer["done"] and not wish["dry_run"]:
            _keep_admitted(work, tier, batch)
        return answer

    @command(operations.BEGIN_KEY_TRAINING)
    def begin_key_training(self, wish: Document, work: UnitOfWork) -> Member:
        """Put a member on the list of key training (重点培养)."""
        member = work.see(MEMBERS, wish["member_id"])
        before, standing = member.state, ensure_standings(work, [member.cadre_id])[member.cadre_id]
        model.begin_key_training(member, standing, work.mark(), wish["basis"])
        work.save(STANDINGS, standing)
        return keep(work, member, before, Step.BEGIN_KEY_TRAINING)

    @command(operations.END_KEY_TRAINING)
    def end_key_training(self, wish: Document, work: UnitOfWork) -> Member:
        """Take a member off the list of key training."""
        member = work.see(MEMBERS, wish["member_id"])
        before = member.state
        model.take(member, Step.END_KEY_TRAINING, work.mark(), note=wish["basis"])
        return keep(work, member, before, Step.END_KEY_TRAINING)

    @command(operations.DEPART_MEMBER)
    def depart_member(self, wish: Document, work: UnitOfWork) -> Member:
        """Let a member leave; the place is given back."""
        member = work.see(MEMBERS, wish["member_id"])
        queries.must_know(work.db, "talentpool.departures", [wish["reason"]], "/reason")
        _depart(work, member, work.load(TIERS, member.tier_id), wish["reason"], wish["basis"])
        return member

    @command(operations.REVIEW_MEMBER)
    def review_member(self, wish: Document, work: UnitOfWork) -> Review:
        """Review a member for a year; nobody under a restriction moves up."""
        member = work.see(MEMBERS, wish["member_id"])
        queries.must_know(work.db, "talentpool.grades", [wish["grade"]], "/grade")
        mark, tier = work.mark(), work.load(TIERS, member.tier_id)
        new = work.load(TIERS, wish["to_tier_id"]) if wish["to_tier_id"] else None
        review = Review(
            id=work.new_id("rev"),
            cadre_id=member.cadre_id,
            plan_id=member.plan_id,
            tier_id=member.tier_id,
            reviewed_by=mark.by,
            reviewed_on=work.today,
            grade_before=member.grade,
            unit_ids=member.unit_ids,
            synthetic=member.synthetic,
            **wish,
        )
        model.check_review(member, review, tier, new, mark)
        if review.decision is Decision.UPGRADE:
            standing = ensure_standings(work, [member.cadre_id])[member.cadre_id]
            model.must_not_be_barred(standing)
            work.save(STANDINGS, standing)
        work.add(REVIEWS, review)
        model.record_review(member, review, tier, new, mark)
        _set_review(work, member, work.today)
        if new is not None:
            keep_tier(work, tier, new)
        if member.age_limit != limit_of(work, new or tier)[0]:
            watch_age(work, member, new or tier, member.born)
        work.tell(events.REVIEWED, member)
        if review.decision is Decision.LEAVE:
            _depart(work, member, tier, reviews.BY_REVIEW, review.basis)
        else:
            save_member(work, member)
        return review

    @command(operations.CORRECT_REVIEW)
    def correct_review(self, wish: Document, work: UnitOfWork) -> Review:
        """Put a review right (更正): what it said stays; grade, tier, place and membership are as by the right one."""
        member = work.see(MEMBERS, wish["member_id"])
        queries.must_know(work.db, "talentpool.grades", [wish["grade"]], "/grade")
        found = _counting(work, member)
        review = _named(found, wish["review_id"])
        mark, was = work.mark(), review.decision
        LIFE.advance(member, Step.CORRECT_REVIEW, mark, member_id=member.id)
        let_go = reviews.let_go(member, found)
        right = {name: wish[name] for name in ("year", "grade", "decision", "to_tier_id")}
        right["basis"] = wish["review_basis"] or review.basis
        reviews.correct(review, right, wish["basis"], mark)
        model.check_year(member, review, work.today)
        if review.decision is Decision.UPGRADE is not was:
            standing = ensure_standings(work, [member.cadre_id])[member.cadre_id]
            model.must_not_have_been_barred(standing, review.reviewed_on)
            work.save(STANDINGS, standing)
        if review.to_tier_id:
            work.load(TIERS, review.to_tier_id)
        tier = _let_follow(work, member, found, Step.CORRECT_REVIEW, mark, wish["basis"])
        if member.state in IN_POOL and review.decision is Decision.LEAVE:
            _depart(work, member, tier, reviews.BY_REVIEW, review.basis)
        elif let_go and review.decision is not Decision.LEAVE:
            _come_back(work, member, tier, review.reviewed_on, wish["basis"])
        else:
            save_member(work, member)
        return review

    @command(operations.ANNUL_REVIEW)
    def annul_review(self, wish: Document, work: UnitOfWork) -> Review:
        """Annul a review of the wrong member (更正): it stays to be seen, and the member is as without it."""
        member = work.see(MEMBERS, wish["member_id"])
        found = _counting(work, member)
        review, mark = _named(found, wish["review_id"]), work.mark()
        LIFE.advance(member, Step.ANNUL_REVIEW, mark, member_id=member.id)
        back = reviews.let_go(member, found) and review is found[-1]
        reviews.annul(review, wish["basis"], mark)
        tier = _let_follow(work, member, found, Step.ANNUL_REVIEW, mark, wish["basis"])
        days = [one.reviewed_on for one in found if one.counts]
        since = max(days) if days else member.admitted_on or review.reviewed_on
        if back:
            _come_back(work, member, tier, since, wish["basis"])
            return review
        if member.state in IN_POOL:
            _set_review(work, member, since)
        save_member(work, member)
        return review

    @query(operations.LIST_MEMBER_REVIEWS)
    def list_member_reviews(self, wish: Document, read: Reading) -> Page:
        """The reviews of a member, the newest first."""
        read.get(MEMBERS, wish["member_id"], read.scope.filter(unit="unit_ids"))
        sorts = {"year": [("year", 1)]}
        where = {"member_id": wish["member_id"]}
        return read.page(REVIEWS, where, wish, sorts=sorts, default_sort="-year", answer=schemas.ReviewOut)

    @query(operations.BATCH_FAIRNESS)
    def batch_fairness(self, wish: Document, read: Reading) -> Document:
        """How far the nominated of a batch came, by sex, ethnicity and age band: nominated, vetted, admitted."""
        batch = read.load(BATCHES, wish["batch_id"])
        found = read.db[MEMBERS.name].aggregate(
            [
                {"$match": queries.both({"batch_id": batch.id}, read.scope.filter(unit="unit_ids"))},
                {"$lookup": {"from": PEOPLE.name, "localField": "cadre_id", "foreignField": "_id", "as": "person"}},
                {"$group": {"_id": _GROUPED, "people": {"$sum": 1}}},
            ]
        )
        counted: Counter[Outcome] = Counter()
        for row in found:
            one = row["_id"]
            outcome = model.stage(State(one["state"]), one["admitted"])
            counted[Outcome(one["sex"] or "", one["ethnicity"] or "", one["birth_year"] or 0, outcome)] += row["people"]
        smallest = int(read.rules["talentpool.fairness_group_minimum"].value)
        return shown(of_counts(counted, batch.closes_on.year, smallest))

    @deadline(REVIEW_DUE)
    def member_review_due(self, due: Deadline, work: UnitOfWork) -> None:
        """A member was not reviewed in time: that is shown until it is."""
        member = work.load_many(MEMBERS, [due.subject]).get(due.subject)
        if member is not None and member.state in IN_POOL:
            member.review_overdue = True
            work.tell(events.REVIEW_OVERDUE, work.save(MEMBERS, member))

    @deadline(AGES_OUT)
    def member_age_due(self, due: Deadline, work: UnitOfWork) -> None:
        """A member is past the tier's age: that is shown, and a person decides."""
        member = work.load_many(MEMBERS, [due.subject]).get(due.subject)
        if member is not None and member.state in IN_POOL:
            member.age_due = True
            work.tell(events.AGE_DUE, work.save(MEMBERS, member))


def _check(member: Member, person: Person) -> None:
    LIFE.must(member, Step.ADMIT, member_id=member.id)
    if not person.serving:
        raise NotServing(cadre_id=person.id, status=person.status)


def _decided(member: Member, person: Person, wish: Document) -> Document:
    return {
        "level": person.post_level,
        "category": wish.get("category") or member.category,
        "grade": wish.get("grade") or member.grade,
        "basis": wish["basis"],
    }


def _admit(
    work: UnitOfWork, member: Member, tier: Tier, batch: Batch, standing: Standing, person: Person, wish: Document
) -> None:
    _check(member, person)
    model.admit(member, tier, batch, standing, work.mark(), **_decided(member, person, wish))
    # A restriction that begins meanwhile changes the standing, and then this runs again.
    work.save(STANDINGS, standing)
    watch_age(work, member, tier, model.born(person.birth_month, person.birth_year))
    _set_review(work, member, work.today)
    keep(work, member, State.VETTED, Step.ADMIT)


def _keep_admitted(work: UnitOfWork, tier: Tier, batch: Batch) -> None:
    keep_tier(work, tier)
    work.tell(plan_events.BATCH_CHANGED, work.save(BATCHES, batch))


def _set_review(work: UnitOfWork, member: Member, since: date) -> None:
    months = int(work.rules["talentpool.review_months"].value)
    member.review_overdue = False
    member.review_due_on = later(since, months)
    deadlines.put(work, REVIEW_DUE, member.id, member.review_due_on)


def _counting(work: UnitOfWork, member: Member) -> list[Review]:
    """The reviews of a member that count, in the order in which they were entered."""
    found = work.find(REVIEWS, {"member_id": member.id}, most=reviews.MOST_REVIEWS)
    return sorted((one for one in found if one.counts), key=lambda one: one.id)


def _named(found: list[Review], id: str) -> Review:
    """Raises NoReview."""
    review = next((one for one in found if one.id == id), None)
    if review is None:
        raise NoReview(review_id=id)
    return review


def _let_follow(work: UnitOfWork, member: Member, found: list[Review], step: Step, mark: Mark, basis: str) -> Tier:
    """Let a member be as the reviews say, one of which was put right or annulled; the tier that they are in."""
    before = member.tier_id
    named = (id for one in found for id in (one.tier_id, one.to_tier_id) if id)
    tiers = work.load_many(TIERS, {before, *named})
    reviews.follow(member, found, tiers)
    for one in found:
        work.save(REVIEWS, one)
    trace(member, step, mark, basis)
    work.tell(events.REVIEW_CORRECTED, member)
    tier = tiers[member.tier_id]
    if member.state in IN_POOL and tier.id != before:
        keep_tier(work, tiers[before], tier)
        watch_age(work, member, tier, member.born)
    return tier


def _come_back(work: UnitOfWork, member: Member, tier: Tier, since: date, basis: str) -> None:
    """Let who was let go by mistake be in the pool again, and then follow what has become of them since.

    `since` is the day of the last review that counts, or of the admission.
    """
    person = work.load(PEOPLE, member.cadre_id)
    standing = ensure_standings(work, [member.cadre_id])[member.cadre_id]
    if person.serving and not serves(person, standing):
        # Gone by newer word than the roster's copy has: what became of them is not known here yet.
        raise NotServing(cadre_id=person.id)
    work.save(STANDINGS, standing)
    step = reviews.come_back(member, tier, work.mark(), basis)
    member.unit_ids, member.sequence = person.unit_ids, max(member.sequence, person.sequence)
    watch_age(work, member, tier, model.born(person.birth_month, person.birth_year))
    _set_review(work, member, since)
    keep(work, member, State.LEFT, step)
    follow_standing(work, member, standing, Step.RESTRICTION_BEGAN, None)
    risen = model.since_admission(member, person.level_since)
    mark, status = work.mark("registry"), person.status
    follow_career(work, member, tier, mark, status=status, level=person.post_level, risen=risen)
    keep_tier(work, tier)


def _depart(work: UnitOfWork, member: Member, tier: Tier, reason: str, basis: str) -> None:
    before = member.state
    model.end(member, tier, Step.LEAVE, work.mark(), reason, basis=basis)
    keep_tier(work, tier)
    keep(work, member, before, Step.LEAVE)


JUDGED = (
    Judged(operations.ADMIT_MEMBER, MEMBERS, LIFE, (Step.ADMIT,)),
    Judged(operations.REVIEW_MEMBER, MEMBERS, LIFE, (Step.REVIEW,)),
)

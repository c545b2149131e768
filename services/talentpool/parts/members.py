"""Members of the pool (年轻干部库成员): nominated, vetted, withdrawn; the rest of their life stands beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.deadlines import Deadline
from servicekit.eligibility import Override, must_be_eligible
from servicekit.lifecycle import trace
from servicekit.principal import Reach
from servicekit.results import shown
from servicekit.roster import PEOPLE, UNITS, Person
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.talentpool.errors.members import AlreadyMember, NotEligible, NotServing
from services.talentpool.events import members as events
from services.talentpool.model import members as model
from services.talentpool.model import plans
from services.talentpool.model.member_life import NOT_ADMITTED
from services.talentpool.model.members import Member, Standing
from services.talentpool.operations import members as operations
from services.talentpool.parts.admissions import MOVES, Admissions
from services.talentpool.parts.member_events import MemberEvents
from services.talentpool.parts.member_steps import keep, keep_tier, limit_of, save_member
from services.talentpool.parts.standing import ensure_standings, serves
from services.talentpool.schemas import members as schemas
from services.talentpool.store.members import MEMBERS, STANDINGS
from services.talentpool.store.plans import BATCHES, TIERS
from services.talentpool.vocabulary.member_life import LIFE, NOMINATED, State, Step
from services.talentpool.vocabulary.plans import LIFE_OF_BATCH, BatchStep

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {**MOVES}
_DICTIONARIES = {"source": "talentpool.sources", "category": "talentpool.categories", "grade": "talentpool.grades"}
_FILTERS = (
    "plan_id",
    "tier_id",
    "batch_id",
    "cadre_id",
    "unit_id",
    "state",
    "category",
    "suspended",
    "review_overdue",
    "age_due",
)
_HOW = ("request_vetting", "override")
"""What a wish says of the way in; all the rest becomes the member's own."""
Known = Mapping[str, queries.Entries]


class Members(MemberEvents, Admissions):
    """Who is nominated for the pool, how far each has come, and what supervision's and the registry's events do."""

    @command(operations.NOMINATE_MEMBER)
    def nominate_member(self, wish: Document, work: UnitOfWork) -> Member:
        """Nominate a cadre for a batch, and have them vetted where that is wished."""
        standing = ensure_standings(work, [wish["cadre_id"]])[wish["cadre_id"]]
        member = _draft(work, wish, standing, _known(work))
        return _keep_new(work, member, standing, wish["request_vetting"])

    @command(operations.IMPORT_POOL_NOMINATIONS)
    def import_pool_nominations(self, wish: Document, work: UnitOfWork) -> Document:
        """Nominations, many at once, each vetted where its row says so."""
        results = Results(work)
        good = results.read(schemas.NominateMember, wish["rows"])
        cadres = [row["cadre_id"] for _, row in good]
        batches = work.load_many(BATCHES, (row["batch_id"] for _, row in good))
        work.load_many(TIERS, (batch.tier_id for batch in batches.values()))
        # Only a cadre of the roster gets a standing; the others are refused row by row.
        people = work.load_many(PEOPLE, cadres)
        standings = work.load_many(STANDINGS, people) if wish["dry_run"] else ensure_standings(work, people)
        taken, known = _taken(work, cadres), _known(work)
        for number, row in good:
            with results.row(number):
                standing = standings.get(row["cadre_id"]) or Standing(row["cadre_id"])
                member = _draft(work, row, standing, known)
                if row["cadre_id"] in taken:  # Said of those alone whom whoever asks may nominate.
                    raise AlreadyMember(cadre_id=row["cadre_id"])
                taken.add(row["cadre_id"])
                results.ok(number, None if wish["dry_run"] else member.id)
                if not wish["dry_run"]:
                    _keep_new(work, member, standing, row["request_vetting"])
        return results.answer()

    @command(operations.CHANGE_MEMBER)
    def change_member(self, wish: Document, work: UnitOfWork) -> Member:
        """Change category or documents; a place counts for the new category."""
        member = work.see(MEMBERS, wish["member_id"])
        LIFE.take(member, Step.CHANGE, work.mark(), wish["basis"], member_id=member.id)
        if "category" in wish:
            _check_keys(wish, {"category": _known(work)["category"]})
            if member.holds_place:
                tier = work.load(TIERS, member.tier_id)
                plans.recategorise(tier, member.category, wish["category"])
                keep_tier(work, tier)
            member.category = wish["category"]
        member.classification = wish.get("classification", member.classification)
        member.documents = wish.get("documents", member.documents)
        work.tell(events.CHANGED, member)
        return save_member(work, member)

    @command(operations.REQUEST_MEMBER_VETTING)
    def request_member_vetting(self, wish: Document, work: UnitOfWork) -> Member:
        """Ask supervision to vet; after a deferral or a restriction once more."""
        member = _nominated(work, wish["member_id"])
        LIFE.must(member, Step.REQUEST_VETTING, member_id=member.id)
        standing = ensure_standings(work, [member.cadre_id])[member.cadre_id]
        model.must_not_be_barred(standing)
        batch = work.load(BATCHES, member.batch_id)
        LIFE_OF_BATCH.must(batch, BatchStep.REQUEST_VETTING, batch_id=batch.id)
        _must_serve(work.load(PEOPLE, member.cadre_id), standing)
        before = member.state
        model.take(member, Step.REQUEST_VETTING, work.mark())
        work.save(STANDINGS, standing)
        return keep(work, member, before, Step.REQUEST_VETTING)

    @command(operations.WITHDRAW_MEMBER)
    def withdraw_member(self, wish: Document, work: UnitOfWork) -> Member:
        """Withdraw a candidate who is not yet admitted."""
        member = _nominated(work, wish["member_id"])
        before = member.state
        model.take(member, Step.WITHDRAW, work.mark(), reason="withdrawn", note=wish["reason"])
        return keep(work, member, before, Step.WITHDRAW)

    @query(operations.GET_MEMBER)
    def get_member(self, wish: Document, read: Reading) -> Document:
        """One member with the timeline, and the published results that weigh on them."""
        found = read.get(MEMBERS, wish["member_id"], read.scope.filter(unit="unit_ids"))
        if not read.principal.may(schemas.POOL_RESULTS):
            return {**found, "results": None}
        standing = read.db[STANDINGS.name].find_one({"_id": found["cadre_id"]})
        return {**found, "results": shown(STANDINGS.to_entity(standing).results, model.POOL) if standing else []}

    @query(operations.LIST_NOMINATIONS)
    def list_nominations(self, wish: Document, read: Reading) -> Page:
        """Whom units have nominated and the department has not admitted; a unit sees its own and those below it."""
        where = queries.filters(wish, "batch_id", "cadre_id") | {
            "state": {"$in": [state.value for state in NOT_ADMITTED]}
        }
        where["nominated_from.0"] = {"$exists": True}
        where = queries.both(where, read.scope.filter(unit="nominated_from"))
        return read.page(MEMBERS, where, wish, sorts=queries.orders(state="_id"), answer=schemas.NominationRow)

    @query(operations.LIST_MEMBERS)
    def list_members(self, wish: Document, read: Reading) -> Page:
        """Members by plan, tier, batch, cadre, unit, state and category, the suspended, and what is due."""
        where = queries.both(queries.filters(wish, *_FILTERS), read.scope.filter(unit="unit_ids"))
        sorts = queries.orders("review_due_on", state="_id")
        return read.page(MEMBERS, where, wish, sorts=sorts, answer=schemas.MemberRow)


def _known(work: UnitOfWork) -> Known:
    return {field: queries.entries_of(work.db, name) for field, name in _DICTIONARIES.items()}


def _check_keys(wish: Mapping[str, Any], known: Known) -> None:
    for field, entries in known.items():
        queries.must_be_among(entries, [wish[field]], f"/{field}")


def _must_serve(person: Person, standing: Standing) -> None:
    if not serves(person, standing):
        raise NotServing(cadre_id=person.id, status=person.status)


def _taken(work: UnitOfWork, cadre_ids: list[str]) -> set[str]:
    """Who is a candidate or a member already."""
    where = {"cadre_id": {"$in": sorted(set(cadre_ids))}, "counts": True}
    return {found["cadre_id"] for found in work.db[MEMBERS.name].find(where, {"cadre_id": 1})}


def _from(work: UnitOfWork) -> list[str]:
    """The unit for which the caller nominates, and those above it; none for an officer of the department."""
    if work.scope.unit_id is None or work.scope.reach is not Reach.UNIT:
        return []
    unit = work.load_many(UNITS, [work.scope.unit_id]).get(work.scope.unit_id)
    return unit.unit_ids if unit and unit.unit_ids else [work.scope.unit_id]


def _nominated(work: UnitOfWork, member_id: str) -> Member:
    """A member; a unit knows of what it has nominated itself, or one below it. Raises NoMember."""
    return work.see(MEMBERS, member_id, lambda member: not work.scope.allows(member.nominated_from))


def _draft(work: UnitOfWork, wish: Document, standing: Standing, known: Known) -> Member:
    person, batch = work.named(PEOPLE, wish["cadre_id"], "/cadre_id"), work.load(BATCHES, wish["batch_id"])
    plans.must_take(batch, work.today)
    _check_keys(wish, known)
    _must_serve(person, standing)
    model.must_not_be_barred(standing)
    mark, tier = work.mark(), work.load(TIERS, batch.tier_id)
    limit, article = limit_of(work, tier)
    until = model.ages_out(model.born(person.birth_month, person.birth_year), limit)
    found = model.reasons(on=work.today, ages_out_on=until, limit=limit, article=article)
    levels = work.rules["talentpool.tier_levels"]
    found += model.has_the_level(person.post_level, levels.value.get(tier.key), levels.cited)
    given = Override(mark.by, wish["override"]["basis"]) if wish["override"] else None
    member = Member(
        id=work.new_id("mbr"),
        plan_id=batch.plan_id,
        tier_id=batch.tier_id,
        unit_ids=person.unit_ids,
        nominated_by=mark.by,
        nominated_from=_from(work),
        override=must_be_eligible(found, given, NotEligible),
        sequence=person.sequence,
        **{name: value for name, value in wish.items() if name not in _HOW},
    )
    overridden = member.override.basis if member.override else None
    trace(member, NOMINATED, mark, overridden)
    return member


def _keep_new(work: UnitOfWork, member: Member, standing: Standing, request_vetting: bool) -> Member:
    work.add(MEMBERS, member)
    work.save(STANDINGS, standing)
    work.tell(events.NOMINATED, member)
    if not request_vetting:
        return save_member(work, member)
    model.take(member, Step.REQUEST_VETTING, work.mark())
    return keep(work, member, State.CANDIDATE, Step.REQUEST_VETTING)

"""Shortlists for a post (人岗相适): explained, with the excluded and the reasons, and confirmed by a named person."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from servicekit import queries
from servicekit.calls import command, query
from servicekit.rules import entry_names
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.talentpool.errors.matches import ChoiceBarred, ChoiceNotServing, PostFilled
from services.talentpool.errors.successions import PostAbolished
from services.talentpool.events import matches as events
from services.talentpool.model import matches as model
from services.talentpool.model import scoring, searches, suitability
from services.talentpool.model.candidates import SERVING
from services.talentpool.model.fairness import Outcome, of_counts
from services.talentpool.model.matches import Confirmation, Match
from services.talentpool.model.members import Standing
from services.talentpool.model.posts import ACTIVE, Post
from services.talentpool.model.scoring import Circumstances
from services.talentpool.model.searches import Asked
from services.talentpool.operations import matches as operations
from services.talentpool.parts import matching
from services.talentpool.parts.candidates import ROSTER, index_field
from services.talentpool.parts.standing import ensure_standings
from services.talentpool.schemas import matches as schemas
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.matches import MATCHES
from services.talentpool.store.members import STANDINGS
from services.talentpool.store.plans import TIERS
from services.talentpool.store.posts import POSTS
from services.talentpool.vocabulary.conditions import OF_DICTIONARIES, RESULTS
from services.talentpool.vocabulary.scoring import PREFERENCES

CONSIDERED, ELIGIBLE, SHORTLISTED, CONFIRMED = "considered", "eligible", "shortlisted", "confirmed"
_LEVELS_BELOW = "talentpool.match_levels_below"
_SMALLEST = "talentpool.fairness_group_minimum"


class Matches:
    """Shortlists for a post (人岗相适)."""

    @command(operations.MAKE_MATCH)
    def make_match(self, wish: Document, work: UnitOfWork) -> Document:
        """Make a shortlist."""
        post = _post(work, wish["post_id"])
        falling = wish["falling_vacant_on"]
        _must_be_open(post, falling.isoformat() if falling else None)
        used: dict[str, int] = {}

        def rule(code: str) -> int:
            used[code] = work.rules[code].version
            return int(work.rules[code].value)

        cutoff = wish["cutoff"] or work.today
        wanted = searches.read(wish["conditions"])
        weights = scoring.weighed(wish["preferences"], rule)
        searches.must_be_allowed(wanted.all, work.principal.may)
        searches.must_hold([one.preference for one in weights], work.principal.may)
        own = suitability.of_post(post.conditions, post.post_level)
        hard = [
            suitability.not_restricted(),
            suitability.not_stopped(),
            *own.hard,
            *suitability.of_wish(wanted.all, _names(work, wanted)),
        ]
        if post.post_level and not any(c.field.key == "post_level" for c in wanted.all):
            hard.append(suitability.of_level(post.post_level, rule(_LEVELS_BELOW)))
        slot = index_field(work.db)
        around = Circumstances(cutoff, slot, len(own.wishes))
        question = matching.Question(hard, own.wishes, weights, around, wish["limit"], post.holder_ids)
        found = matching.ask(work, question)
        match = Match(
            id=work.new_id("mat"),
            post_id=post.id,
            unit_ids=post.unit_ids,
            cutoff=cutoff,
            conditions=[one.out() for one in hard],
            preferences=_weights(wish["preferences"]),
            by_person=own.by_person,
            rules=used,
            index_slot=slot,
            made_by=work.principal.account,
            made_at=work.now,
            falling_vacant_on=falling,
            holder_ids=list(post.holder_ids),
            synthetic=wish["synthetic"],
            **vars(found),
        )
        work.tell(events.MATCH_MADE, work.add(MATCHES, match))
        return _shown(match, work)

    @command(operations.CONFIRM_MATCH)
    def confirm_match(self, wish: Document, work: UnitOfWork) -> Document:
        """Record the choice of a named person."""
        match = work.see(MATCHES, wish["match_id"])
        choice = Confirmation(wish["cadre_id"], wish["confirmed_by"], work.principal.account, wish["reason"], work.now)
        model.confirm(match, choice)
        standing = save_unbarred_standing(work, choice.cadre_id, ChoiceBarred)
        known = work.db[CANDIDATES.name].find_one({"_id": choice.cadre_id}, {"status": 1, "seen": 1}) or {}
        if known.get("status") != SERVING or standing.gone_sequence > known.get("seen", {}).get(ROSTER, -1):
            raise ChoiceNotServing(status=known.get("status"))
        post = _post(work, match.post_id)
        if newcomers := model.newcomers(match, post.holder_ids):
            raise PostFilled(holder_ids=newcomers)
        work.tell(events.MATCH_CONFIRMED, work.save(MATCHES, match))
        return _shown(match, work)

    @command(operations.TAKE_BACK_MATCH)
    def take_back_match(self, wish: Document, work: UnitOfWork) -> Document:
        """Take a choice back (撤回确认) by a named person with a basis; another can be made from the same shortlist."""
        match = work.see(MATCHES, wish["match_id"])
        model.take_back(match, wish["taken_back_by"], wish["basis"], work.mark())
        work.tell(events.MATCH_REOPENED, work.save(MATCHES, match))
        return _shown(match, work)

    @query(operations.GET_MATCH)
    def get_match(self, wish: Document, read: Reading) -> Document:
        """One shortlist with all its explanations."""
        return _shown(MATCHES.to_entity(read.get(MATCHES, wish["match_id"], read.scope.filter())), read)

    @query(operations.LIST_MATCHES)
    def list_matches(self, wish: Document, read: Reading) -> Page:
        """Shortlists by post, unit and state, newest first."""
        return read.page(
            MATCHES,
            queries.both(read.scope.filter(), queries.filters(wish, "post_id", "unit_id", "state")),
            wish,
            sorts=queries.orders("made_at", state="made_at"),
            default_sort="-made_at",
            answer=schemas.MatchBrief,
        )

    @query(operations.MATCH_FAIRNESS)
    def match_fairness(self, wish: Document, read: Reading) -> Document:
        """How everybody considered, eligible, shortlisted or chosen falls on groups: each where they came furthest."""
        match = MATCHES.to_entity(read.get(MATCHES, wish["match_id"], read.scope.filter()))
        smallest = int(read.rules[_SMALLEST].value)
        return asdict(of_counts(_outcomes(match), match.cutoff.year, smallest))


def _outcomes(match: Match) -> Counter[Outcome]:
    """Those considered of each group from the start, less those of it who came further, and so on."""
    counted: Counter[Outcome] = Counter()
    for group in match.groups:
        of, eligible = (group["sex"], group["ethnicity"], group["birth_year"]), group["count"]
        counted[Outcome(*of, ELIGIBLE)] += eligible
        # A shortlist that was made before everybody was counted knows of the eligible alone.
        counted[Outcome(*of, CONSIDERED)] += group.get("considered", eligible) - eligible
    year, bands = match.cutoff.year, matching.top_of
    for line in match.lines:
        born = year - bands(year - line.birth_year)
        counted[Outcome(line.sex, line.ethnicity, born, ELIGIBLE)] -= 1
        stage = CONFIRMED if line.cadre_id == match.chosen_id else SHORTLISTED
        counted[Outcome(line.sex, line.ethnicity, born, stage)] += 1
    return +counted


def _names(work: UnitOfWork, wanted: Asked) -> suitability.Names:
    """What the values are called that conditions name, and that the dictionaries and the plan know."""
    fields = {one.field.key for one in wanted.all}
    found = {
        field: entry_names(work.db, code)
        for field, code in OF_DICTIONARIES.items()
        if field in fields and code.startswith("talentpool.")
    }
    if "pool_tier" in fields:
        ids = [id for one in wanted.all if one.field.key == "pool_tier" for id in _listed(one.value)]
        tiers, names = work.load_many(TIERS, ids), entry_names(work.db, "talentpool.tiers")
        found["pool_tier"] = {id: names[tier.key] for id, tier in tiers.items() if tier.key in names}
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _post(work: UnitOfWork, id: str) -> Post:
    """A post that the caller may see. Raises NoPost and PostAbolished."""
    post = work.named(POSTS, id, "/post_id")
    if post.state != ACTIVE:
        raise PostAbolished(post_id=id)
    return post


def _must_be_open(post: Post, falling: str | None) -> None:
    """Raises PostFilled."""
    if post.vacant or (falling and post.falls_vacant_on and post.falls_vacant_on <= falling):
        return
    raise PostFilled(holder_ids=post.holder_ids, falls_vacant_on=post.falls_vacant_on)


def save_unbarred_standing(work: UnitOfWork, cadre_id: str, refusal: type[Any]) -> Standing:
    """A cadre's standing, saved so that what is imposed or published now is not missed.

    Raises `refusal` where a restriction or a result keeps them from being put forward.
    """
    standing = ensure_standings(work, [cadre_id])[cadre_id]
    if standing.kept_back:
        raise refusal(cadre_id=cadre_id)
    return work.save(STANDINGS, standing)


def _weights(rows: list[Document]) -> list[Document]:
    return [{**row, "zh": PREFERENCES[row["key"]].zh, "en": PREFERENCES[row["key"]].en} for row in rows]


def _shown(match: Match, read: Reading) -> Document:
    """A shortlist for a reader: whom a condition leaves out, and what a preference was fed with, only by right."""
    may = read.principal.may
    lines = [asdict(line) for line in match.lines]
    for line in lines:
        line["warned"] = line["warned"] if may(RESULTS) else None
        for part in line["parts"]:
            if not may(PREFERENCES[part["key"]].right):
                part["value"] = None
    told = model.told(match, may, matching.MOST_NEAREST)
    said = {one["key"]: {"zh": one["zh"], "en": one["en"]} for one in match.conditions}
    nearest = [{**vars(one), **said.get(one.failed, {})} for one in told.nearest]
    return {**vars(match), "lines": lines, **vars(told), "nearest": nearest}

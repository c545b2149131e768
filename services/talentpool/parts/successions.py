"""Posts that will fall vacant, their named successors, and how strong each bench is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from servicekit import queries
from servicekit.calls import command, query
from servicekit.eligibility import Override, must_be_eligible
from servicekit.roster import PEOPLE
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.talentpool.errors import successions as errors
from services.talentpool.events import successions as events
from services.talentpool.model import conditions as asked
from services.talentpool.model import readiness as rules_of
from services.talentpool.model import successions as model
from services.talentpool.model.posts import ACTIVE, Post
from services.talentpool.model.readiness import Finding, Term, Terms
from services.talentpool.model.successions import READY_NOW, Bench, Successor
from services.talentpool.operations import successions as operations
from services.talentpool.parts.matches import save_unbarred_standing
from services.talentpool.parts.standing import serves
from services.talentpool.schemas import successions as schemas
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.posts import POSTS
from services.talentpool.store.successions import SUCCESSORS
from services.talentpool.vocabulary.successions import LIFE, SuccessorState, SuccessorStep

READINESS = "talentpool.readiness"
_GOOD, _LONG, _SOON = "talentpool.bench_good", "talentpool.long_in_post_years", "talentpool.vacancy_soon_years"
_MOST_POSTS, _MOST_SUCCESSORS = 5000, 50_000
_BY_VACANCY, _BY_TENURE = "falls_vacant_on", "held_since"


class Successions:
    """Posts that will fall vacant, their named successors, and how strong each bench is."""

    @query(operations.LIST_TALENT_POSTS)
    def list_talent_posts(self, wish: Document, read: Reading) -> Page:
        """Posts by unit, level and vacancy, those that fall vacant first at the top, each with its bench."""
        years = int(read.rules[_LONG].value)
        where: Document = {"state": ACTIVE, **queries.filters(wish, "unit_id", "post_level", "vacant")}
        if wish["falling_vacant_by"]:
            where |= {"falls_vacant_on": {"$gt": "", "$lte": wish["falling_vacant_by"].isoformat()}}
        if wish["held_long"]:
            where |= {"held_since": {"$gt": "", "$lte": _years_before(read.today, years)}}
        page = read.page(
            POSTS,
            queries.both(read.scope.filter(), where),
            wish,
            sorts={_BY_VACANCY: [(_BY_VACANCY, 1)], _BY_TENURE: [(_BY_TENURE, 1)], "id": [("_id", 1)]},
            default_sort=_BY_TENURE if wish["held_long"] else _BY_VACANCY if wish["falling_vacant_by"] else "id",
        )
        benches = _benches(read, page.items)
        items = []
        for post in page.items:
            since = post.get("held_since")
            held = max(0, asked.years_between(since, read.today)) if since else None
            long = held is not None and held >= years
            items.append({**post, "held_years": held, "held_long": long, "bench": benches[post["_id"]]})
        return Page(items, page.next, page.total)

    @command(operations.NAME_SUCCESSOR)
    def name_successor(self, wish: Document, work: UnitOfWork) -> Document:
        """Name a cadre for a post; as ready now only who meets its conditions, or with a written basis."""
        post = work.named(POSTS, wish["post_id"], "/post_id")
        if post.state != ACTIVE:
            raise errors.PostAbolished(post_id=post.id)
        queries.must_know(work.db, READINESS, [wish["readiness"]], "/readiness")
        person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
        if person.id in post.holder_ids:
            raise errors.SuccessorHoldsPost(post_id=post.id)
        standing = save_unbarred_standing(work, person.id, errors.SuccessorBarred)
        if not serves(person, standing):
            raise errors.SuccessorNotServing(status=person.status)
        override, found = _ready(work, post, person.id, wish)
        successor = Successor(
            id=work.new_id("suc"),
            unit_ids=post.unit_ids,
            named_at=work.now,
            **{**wish, "synthetic": wish["synthetic"] or person.synthetic, "override": override},
        )
        work.tell(events.SUCCESSOR_NAMED, work.add(SUCCESSORS, successor))
        return _shown(SUCCESSORS.to_document(successor), found)

    @command(operations.JUDGE_SUCCESSOR)
    def judge_successor(self, wish: Document, work: UnitOfWork) -> Document:
        """Judge anew how ready a successor is; as ready now only who meets the conditions, or with a written basis."""
        successor = _of_post(work, wish)
        queries.must_know(work.db, READINESS, [wish["readiness"]], "/readiness")
        LIFE.must(successor, SuccessorStep.JUDGE)
        post = work.load(POSTS, successor.post_id)
        successor.override, found = _ready(work, post, successor.cadre_id, wish)
        successor.readiness, successor.named_by, successor.basis = wish["readiness"], wish["named_by"], wish["basis"]
        work.tell(events.SUCCESSOR_CHANGED, work.save(SUCCESSORS, successor))
        return _shown(SUCCESSORS.to_document(successor), found)

    @command(operations.WITHDRAW_SUCCESSOR)
    def withdraw_successor(self, wish: Document, work: UnitOfWork) -> Successor:
        """Take a successor off the bench. Raises SuccessorWithdrawn when they are off it already."""
        successor = _of_post(work, wish)
        LIFE.move(successor, SuccessorStep.WITHDRAW)
        successor.withdrawn_by, successor.withdrawal_basis = wish["withdrawn_by"], wish["basis"]
        work.tell(events.SUCCESSOR_WITHDRAWN, work.save(SUCCESSORS, successor))
        return successor

    @query(operations.LIST_SUCCESSORS)
    def list_successors(self, wish: Document, read: Reading) -> Page:
        """The successors of a post; the suspended are shown as such, and what each lacks for it today."""
        post = read.get(POSTS, wish["post_id"], read.scope.filter())
        where = queries.filters(wish, "post_id", "state")
        page = read.page(SUCCESSORS, where, wish, answer=schemas.SuccessorOut)
        known, terms = _known(read, (row["cadre_id"] for row in page.items)), _terms(read)
        level = post.get("post_level")
        page.items = [
            _shown(row, rules_of.judge(known.get(row["cadre_id"], {}), level, terms, read.today)) for row in page.items
        ]
        return page

    @query(operations.UNIT_BENCH)
    def unit_bench(self, wish: Document, read: Reading) -> Document:
        """How strong the benches behind the posts of a unit and all below it are."""
        where = queries.both(read.scope.filter(), {"unit_ids": wish["unit_id"], "state": ACTIVE})
        fields = {_BY_VACANCY: 1, "vacant": 1, "post_level": 1}
        found = list(read.db[POSTS.name].find(where, fields).limit(_MOST_POSTS + 1))
        posts = found[:_MOST_POSTS]
        benches = _benches(read, posts)
        years = int(read.rules[_SOON].value)
        soon = _years_after(read.today, years)
        rows = ((post["_id"], bool(post.get("vacant")), post.get(_BY_VACANCY), benches[post["_id"]]) for post in posts)
        told = asdict(model.of_unit(rows, soon))
        return {"unit_id": wish["unit_id"], **told, "soon": soon, "complete": len(found) <= _MOST_POSTS}


def _years_after(day: date, years: int) -> date:
    """The first of the month so many years later, whatever number the rule was given."""
    return date(max(day.year, min(day.year + years, date.max.year)), day.month, 1)


def _years_before(day: date, years: int) -> str:
    return f"{day.year - years:04d}-{day.month:02d}-{day.day:02d}"


def _of_post(work: UnitOfWork, wish: Document) -> Successor:
    """A successor of the post that was named in the path, within the caller's scope. Raises NoSuccessor."""
    return work.see(SUCCESSORS, wish["successor_id"], lambda successor: successor.post_id != wish["post_id"])


def _benches(read: Reading, posts: Iterable[Document]) -> dict[str, Bench]:
    """The benches of posts: ready now is who was judged so and meets the conditions today, or has a basis beside."""
    good = int(read.rules[_GOOD].value)
    levels = {post["_id"]: post.get("post_level") for post in posts}
    where = {"post_id": {"$in": list(levels)}, "state": SuccessorState.NAMED.value}
    fields = {"post_id": 1, "cadre_id": 1, "readiness": 1, "suspended": 1, "override": 1}
    named = list(read.db[SUCCESSORS.name].find(where, fields).limit(_MOST_SUCCESSORS))
    ready = [one for one in named if one["readiness"] == READY_NOW]
    known, terms = _known(read, (one["cadre_id"] for one in ready if not one.get("override"))), _terms(read)
    behind: dict[str, list[tuple[bool, bool]]] = {id: [] for id in levels}
    for one in named:
        now = one["readiness"] == READY_NOW
        if now and not one.get("override"):
            level, cadre = levels[one["post_id"]], known.get(one["cadre_id"], {})
            now = not rules_of.judge(cadre, level, terms, read.today).lacking
        behind[one["post_id"]].append((now, one["suspended"]))
    return {id: model.bench(successors, good) for id, successors in behind.items()}


_KNOWN = ("post_level", "level_since", "work_since", "basic_from", "education_level")


def _known(read: Reading, cadre_ids: Iterable[str]) -> dict[str, Document]:
    """What the conditions look at, of cadres, in one reading."""
    fields = dict.fromkeys(_KNOWN, 1)
    found = read.db[CANDIDATES.name].find({"_id": {"$in": sorted(set(cadre_ids))}}, fields)
    return {one["_id"]: one for one in found}


def _terms(read: Reading) -> Terms:
    """What the rules of the day ask of who takes a post."""

    def term(code: str) -> Term:
        rule = read.rules[f"talentpool.{code}"]
        return Term(rule.value, rule.cited)

    return Terms(
        below=term("match_levels_below"),
        deputy_to_chief=term("years_deputy_to_chief"),
        chief_to_upper_deputy=term("years_chief_to_upper_deputy"),
        clerk_to_township_deputy=term("years_clerk_to_township_deputy"),
        work_years=term("work_years"),
        basic_years=term("basic_level_years"),
        education_county=term("education_county"),
        education_bureau=term("education_bureau"),
    )


def _ready(work: UnitOfWork, post: Post, cadre_id: str, wish: Mapping[str, Any]) -> tuple[Override | None, Finding]:
    """The override that calling them ready now needed, and what is lacking. Raises SuccessorNotReady, LevelsSkipped."""
    cadre, terms = _known(work, [cadre_id]).get(cadre_id, {}), _terms(work)
    found = rules_of.judge(cadre, post.post_level, terms, work.today)
    if wish["readiness"] != READY_NOW:
        return None, found
    steps = rules_of.steps_up(cadre.get("post_level"), post.post_level)
    given = Override(work.principal.account, wish["override"]["basis"]) if wish["override"] else None
    if given and steps is not None and steps > terms.below.value + 1:
        raise errors.LevelsSkipped(levels=steps, article=terms.below.article)
    return must_be_eligible(found.lacking, given, errors.SuccessorNotReady), found


def _shown(successor: Document, found: Finding) -> Document:
    return {**successor, "lacking": [asdict(one) for one in found.lacking], "unchecked": found.unchecked}

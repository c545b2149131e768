"""Posts that will fall vacant, their named successors, and how strong each bench is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from servicekit import queries
from servicekit.calls import command, query
from servicekit.roster import PEOPLE
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.talentpool.errors import successions as errors
from services.talentpool.events import successions as events
from services.talentpool.model import conditions as asked
from services.talentpool.model import successions as model
from services.talentpool.model.posts import ACTIVE
from services.talentpool.model.successions import LIFE, Bench, Successor, SuccessorState, SuccessorStep
from services.talentpool.operations import successions as operations
from services.talentpool.parts.matches import save_unbarred_standing
from services.talentpool.parts.standing import serves
from services.talentpool.schemas import successions as schemas
from services.talentpool.store.posts import POSTS
from services.talentpool.store.successions import SUCCESSORS

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
            sorts={_BY_VACANCY: [(_BY_VACANCY, 1)], _BY_TENURE: [(_BY_TENURE, 1)], "id": []},
            default_sort=_BY_TENURE if wish["held_long"] else _BY_VACANCY if wish["falling_vacant_by"] else "id",
        )
        benches = _benches(read, [post["_id"] for post in page.items])
        items = []
        for post in page.items:
            since = post.get("held_since")
            held = max(0, asked.years_between(since, read.today)) if since else None
            long = held is not None and held >= years
            items.append({**post, "held_years": held, "held_long": long, "bench": benches[post["_id"]]})
        return Page(items, page.next, page.total)

    @command(operations.NAME_SUCCESSOR)
    def name_successor(self, wish: Document, work: UnitOfWork) -> Successor:
        """Name a cadre for a post."""
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
        successor = Successor(
            id=work.new_id("suc"),
            unit_ids=post.unit_ids,
            named_at=work.now,
            **{**wish, "synthetic": wish["synthetic"] or person.synthetic},
        )
        work.tell(events.SUCCESSOR_NAMED, work.add(SUCCESSORS, successor))
        return successor

    @command(operations.JUDGE_SUCCESSOR)
    def judge_successor(self, wish: Document, work: UnitOfWork) -> Successor:
        """Judge anew how ready a successor is."""
        successor = _of_post(work, wish)
        queries.must_know(work.db, READINESS, [wish["readiness"]], "/readiness")
        LIFE.must(successor, SuccessorStep.JUDGE)
        successor.readiness, successor.named_by, successor.basis = wish["readiness"], wish["named_by"], wish["basis"]
        work.tell(events.SUCCESSOR_CHANGED, work.save(SUCCESSORS, successor))
        return successor

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
        """The successors of a post; the suspended are shown as such."""
        read.get(POSTS, wish["post_id"], read.scope.filter())
        where = queries.filters(wish, "post_id", "state")
        return read.page(SUCCESSORS, where, wish, answer=schemas.SuccessorOut)

    @query(operations.UNIT_BENCH)
    def unit_bench(self, wish: Document, read: Reading) -> Document:
        """How strong the benches behind the posts of a unit and all below it are."""
        where = queries.both(read.scope.filter(), {"unit_ids": wish["unit_id"], "state": ACTIVE})
        found = list(read.db[POSTS.name].find(where, {_BY_VACANCY: 1}).limit(_MOST_POSTS + 1))
        posts = found[:_MOST_POSTS]
        benches = _benches(read, [post["_id"] for post in posts])
        years = int(read.rules[_SOON].value)
        soon = _years_after(read.today, years)
        rows = ((post["_id"], post.get(_BY_VACANCY), benches[post["_id"]]) for post in posts)
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


def _benches(read: Reading, post_ids: Iterable[str]) -> dict[str, Bench]:
    """The benches of posts, in one reading."""
    good = int(read.rules[_GOOD].value)
    behind: dict[str, list[tuple[str, bool]]] = {id: [] for id in post_ids}
    where = {"post_id": {"$in": list(behind)}, "state": SuccessorState.NAMED.value}
    fields = {"post_id": 1, "readiness": 1, "suspended": 1}
    for one in read.db[SUCCESSORS.name].find(where, fields).limit(_MOST_SUCCESSORS):
        behind[one["post_id"]].append((one["readiness"], one["suspended"]))
    return {id: model.bench(successors, good) for id, successors in behind.items()}
